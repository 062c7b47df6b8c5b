"""What is drawn: the providers and hand-offs of one path, or of many, with everything that a reader may open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracer.model import Attested, Moment, Row
from tracer.render.plain import safe, spot
from tracer.view.look import LINES, ORDER, Look

NAME = 80  # characters of a name
QUOTE = 1200  # ... of a quote


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds for the whole page. `generated` is an input, so that the same input gives the same bytes."""

    generated: Moment
    version: str
    as_of: Moment | None = None
    copy: str | None = None  # title of the redaction profile; None where nothing was looked at for withholding
    withheld: tuple[tuple[str, int], ...] = ()  # kinds and counts
    marks: tuple[str, ...] = ()  # handling marks of the documents behind it


@dataclass(slots=True)
class Node:
    """A hop of a path, a provider of a network, or a group of them."""

    id: str
    name: str
    look: Look
    inferred: bool = False
    number: str = ""
    small: list[str] = field(default_factory=list)  # lines below the name
    facts: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0  # pieces of evidence that are in the case and not here
    column: int = 0
    weight: int = 0  # calls
    first: Moment | None = None
    last: Moment | None = None
    campaigns: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    members: int = 0


@dataclass(slots=True)
class Line:
    """A hand-off, or all of them between two providers. `source` got the call from `target`, as in the JSON of a path."""

    id: str
    source: str
    target: str
    attested: Attested
    label: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0
    weight: int = 1
    first: Moment | None = None
    last: Moment | None = None
    campaigns: list[str] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    how: dict[str, int] = field(default_factory=dict)  # how many of its calls are attested in which way

    @property
    def style(self) -> str:
        return LINES[self.attested]


@dataclass(slots=True)
class Drawing:
    kind: str  # `path` or `network`
    title: str
    subtitle: str
    facts: Facts
    header: list[tuple[str, str]]
    says: list[str]  # what this shows, in sentences
    about: list[tuple[str, str]]
    nodes: list[Node]
    links: list[Line]
    ghosts: list[tuple[str, str]] = field(default_factory=list)  # before which node an end is drawn that is no node, and its words
    gaps: list[tuple[str, str]] = field(default_factory=list)  # between which two nodes something is missing
    columns: list[str] = field(default_factory=list)
    campaigns: list[str] = field(default_factory=list)
    tables: dict[str, tuple[tuple[str, ...], list[dict[str, Any]]]] = field(default_factory=dict)  # the same as columns and rows
    rows: list[Row] = field(default_factory=list)  # every claim behind it

    @property
    def counts(self) -> list[tuple[Look, int]]:
        """How many nodes look like what, in the legend's order."""
        seen = Counter(node.look for node in self.nodes)
        return [(each, seen[each]) for each in ORDER if seen[each]]


def held_back(withheld: Iterable[tuple[str, int]]) -> str:
    """`2 numbers, 1 person`."""
    one = {"inferred statuses": "inferred status"}
    return ", ".join(f"{n:,} {kind if n > 1 else one.get(kind, kind.removesuffix('s'))}" for kind, n in withheld if n)


def raw(shown: str, text: str) -> dict[str, str]:
    """The exact text, where what is shown differs from it."""
    return {"raw": text} if shown != text else {}


def piece(row: Row) -> dict[str, Any]:
    """A piece of evidence as a page holds it."""
    quote = safe(re.sub(r"\s+", " ", row["quote"]), QUOTE)
    found: dict[str, Any] = {
        "name": safe(row["name"], NAME),
        "document": row["document"][:12] if row["document"] else "",
        "lines": [row["line_from"], row["line_to"]],
        "quote": quote,
        "said_by": safe(row["said_by"], NAME),
        "known_at": row["known_at"],
    }
    return found | {key: row[key] for key in ("page", "part", "inferred") if row[key]}


def where(piece_: Mapping[str, Any]) -> str:
    """`page 2, lines 10–15`, as the page's script says it too."""
    return spot(piece_.get("page"), piece_.get("part"), *piece_["lines"])


def pieces(rows: Iterable[Row], most: int | None = None) -> tuple[list[dict[str, Any]], int]:
    """Each place once; how many more there are."""
    seen: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        seen.setdefault((row["document"], row["part"], row["page"], row["line_from"], row["line_to"], row["quote"]), row)
    kept = list(seen.values())[:most]
    return [piece(row) for row in kept], len(seen) - len(kept)


def count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


EVIDENCE = (
    "incident",
    "name",
    "document",
    "line_from",
    "line_to",
    "page",
    "kind",
    "provider",
    "quote",
    "said_by",
    "valid_at",
    "known_at",
    "inferred",
)


def evidence_table(rows: Iterable[Row]) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    return EVIDENCE, [{name: row.get(name) for name in EVIDENCE} for row in {row["claim"]: row for row in rows}.values()]
