"""What a status and a hand-off look like: a colour of Okabe and Ito, a shape and a word, so that none is needed to tell two apart."""

from __future__ import annotations

from typing import NamedTuple

from tracer.model import Attested, Status
from tracer.path import Hop


class Look(NamedTuple):
    slug: str
    word: str
    colour: str
    shape: str  # circle, square, diamond, down, up, hexagon, hourglass, cross, tick, bar, ring, double

    @property
    def hollow(self) -> bool:
        return self.shape in ("ring", "double")


NAMED = Look("named", "No status stated", "#999999", "ring")
NOT_YET = Look("not-yet", "Had not answered yet", "#f5c09c", "hourglass")
CONTRADICTED = Look("contradicted", "Statements contradict", "#1f1f1f", "cross")
BY_COUNT = Look("by-count", "Answered, by a count", "#009e73", "tick")
WITHHELD = Look("withheld", "Status withheld", "#6b6b6b", "bar")
GROUP = Look("group", "Folded group", "#bbbbbb", "double")
LOOKS = {
    Status.NO_RESPONSE: Look("no-response", "Did not answer", "#d55e00", "down"),
    Status.NOT_FOUND: Look("not-found", "Did not find the call", "#f0e442", "hexagon"),
    Status.ORIGINATING: Look("originating", "Originating", "#cc79a7", "diamond"),
    Status.POINT_OF_ENTRY: Look("point-of-entry", "Point of entry", "#e69f00", "square"),
    Status.OPEN: Look("open", "Open", "#56b4e9", "up"),
    Status.DOWNSTREAM: Look("downstream", "Passed it on", "#0072b2", "circle"),
}
ORDER = [
    LOOKS[Status.NO_RESPONSE],
    NOT_YET,
    CONTRADICTED,
    *list(LOOKS.values())[1:],
    BY_COUNT,
    NAMED,
    WITHHELD,
    GROUP,
]  # of the legend

WORDS = {
    Attested.BOTH: "both sides agree",
    Attested.ONE: "one side only",
    Attested.THIRD: "neither side itself: a third",
    Attested.LETTER: "by a letter only",
    Attested.AGGREGATE: "by a count only",
    Attested.INFERRED: "inferred",
    Attested.DISPUTED: "disputed",
}
# solid: both sides agree; dashed: one side, or a third; dotted: only a letter or a count, inferred, disputed
LINES = {
    Attested.BOTH: "solid",
    Attested.ONE: "dashed",
    Attested.THIRD: "dashed",
    Attested.LETTER: "dotted",
    Attested.AGGREGATE: "dotted",
    Attested.INFERRED: "dotted",
    Attested.DISPUTED: "dotted",
}
LEGEND = (("solid", "both sides agree"), ("dashed", "one side, or a third"), ("dotted", "a letter, a count, disputed"))
DASHES = {"solid": "", "dashed": "7 4", "dotted": "2 4"}


def dash(style: str, width: float) -> list[float]:
    """The strokes and gaps of a line of that width: longer in wider lines, or dots would run into one another."""
    return [round(int(n) * max(1, width / 4), 1) for n in DASHES[style].split()]


def look(hop: Hop) -> Look:
    """How a hop looks. A silence stated only for the time being has a look of its own, and so has an answer shown by a count."""
    if hop.withheld:
        return WITHHELD
    standing = hop.standing
    if standing.contradiction:
        return CONTRADICTED
    if standing.interim:
        return NOT_YET
    if hop.by_count and hop.by_count.answered:
        return BY_COUNT
    return NAMED if standing.status is None else LOOKS[standing.status]


def shape(kind: str, x: float, y: float, r: float) -> str:
    """An outline as an SVG path, which a canvas understands as well."""
    if kind == "square":
        return f"M{x - r:.1f} {y - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}z"
    corners: dict[str, list[tuple[float, float]]] = {
        "diamond": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
        "down": [(-1.15, -0.9), (1.15, -0.9), (0, 1.2)],
        "up": [(-1.15, 0.9), (1.15, 0.9), (0, -1.2)],
        "hexagon": [(-1.15, 0), (-0.57, -1), (0.57, -1), (1.15, 0), (0.57, 1), (-0.57, 1)],
        "hourglass": [(-0.95, -1.1), (0.95, -1.1), (0.2, 0), (0.95, 1.1), (-0.95, 1.1), (-0.2, 0)],
        "cross": [
            (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4), (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4),
            (-1.1, -0.4), (-0.4, -0.4),
        ],
        "tick": [(-1.2, 0.1), (-0.75, -0.35), (-0.3, 0.1), (0.75, -0.95), (1.2, -0.5), (-0.3, 1)],
        "bar": [(-1.25, -0.5), (1.25, -0.5), (1.25, 0.5), (-1.25, 0.5)],
    }  # fmt: skip
    if kind in corners:
        return "M" + "L".join(f"{x + a * r:.1f} {y + b * r:.1f}" for a, b in corners[kind]) + "z"
    circle = f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0z"
    return circle + (shape("circle", x, y, r * 0.6) if kind == "double" else "")
