"""The positions of everything, computed once and in whole numbers: every copy of a page looks the same.

A path is laid row by row, as one reads, with the called party last; narrow screens get the same cards one below the
other. A network is laid in columns, each ordered so that lines cross little (by the mean place of the neighbours). Of many
providers, the silent and the busiest of each column come first; the others stand below them, folded until somebody asks.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import pi, sin, sqrt
from typing import Any

from tracer.model import Status
from tracer.render.plain import safe
from tracer.view.diagram import NAME, Diagram, Line, Node
from tracer.view.look import LOOKS

SILENT = LOOKS[Status.NO_RESPONSE].slug
CARD_W, CARD_H = 184, 126
SMALL = 15  # from one small line of a card to the next, counted from below
GAP_X, GAP_Y = 76, 62
PER_ROW = 4
EDGE = 18
NARROWEST, WIDEST, ROW = 120, 196, 40
ROOM, ROOMY = 980, 300  # the width that few columns share, and the most that one of them takes
LETTER = 6  # pixels of a letter of a name, at most so many on average
MOST_LABELLED = 4
HEAD = 40
FEW = 90  # providers: so many are shown without folding any
MOST_TALL = 18  # ... in a column: so many fit a screen
MOST_OUT = 12  # ... of a column, in a network of more
MOST_STRONG = 60  # lines that stand out; the others are pale until somebody asks for them
_LEAST_R, _MOST_R = 5, 12
_LEAST_WIDTH, _MOST_WIDTH = 1.2, 9


@dataclass(slots=True)
class Spot:
    """The upper left corner of a card; or the middle of a network's node, with its radius."""

    x: int
    y: int
    r: int = 0


@dataclass(slots=True)
class Route:
    """A line as an SVG path, with the arrow's point and direction, and where its label stands."""

    d: str
    tip: tuple[int, int]
    towards: tuple[int, int]  # of the arrow, as steps in x and y
    label: tuple[int, int]
    below: bool = False  # the label's lines stand side by side, on the line
    width: float = 1.6
    over: bool = False  # it passes other cards
    quiet: bool = False  # too many pass each other for their labels to be read: the panel has what they say
    strong: bool = False  # of a network: it stands out, the others are pale
    bend: str = ""  # how vis-network bends it (a type of its `smooth`), straight where empty
    round: float = 0.0  # ... and how far


@dataclass(slots=True)
class Layout:
    """One layout of a diagram. `spots` by the id of the node, `ghosts` by the id of the node that they stand before."""

    width: int
    height: int
    label: int = 150  # room for a name above its node
    first: int = 0  # of a network: the height of what is shown before anything folded is opened
    folded: list[str] = field(default_factory=list)  # ids of the folded nodes
    spots: dict[str, Spot] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    ghosts: dict[str, tuple[Spot, Route]] = field(default_factory=dict)
    gaps: list[Route] = field(default_factory=list)
    columns: list[tuple[str, int, int, int]] = field(default_factory=list)  # title, x, width, height
    most: int = 1  # of a network: the calls of its largest node, and of its widest line
    heaviest: int = 1


def lay(diagram: Diagram) -> dict[str, Layout]:
    """`wide` and, for a path, `small`."""
    if diagram.kind == "path":
        return {"wide": _path(diagram, PER_ROW), "small": _path(diagram, 1)}
    return {"wide": _network(diagram)}


def wrap(text: str, widest: int, most: int) -> list[str]:
    """A text in at most `most` lines of at most `widest` narrow characters; what does not fit ends in `…`."""
    lines = [""]
    for word in text.split(" "):
        left = word
        while left:
            room = widest - _wide(lines[-1]) - (1 if lines[-1] else 0)
            if _wide(left) <= room:
                lines[-1] += (" " if lines[-1] else "") + left
                break
            if lines[-1]:
                lines.append("")
                continue
            cut = next((n for n in range(len(left), 1, -1) if _wide(left[:n]) <= room), 1)
            lines[-1], left = left[:cut], left[cut:]
            if left:
                lines.append("")
    if len(lines) > most:
        last = lines[most - 1]
        while last and _wide(last) > widest - 1:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip() + "…"]
    return lines


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


# --- a path --------------------------------------------------------------------------------------------------------


def _path(diagram: Diagram, per_row: int) -> Layout:
    ghosts = dict(diagram.ghosts)
    slots: list[tuple[str, bool]] = []  # id of the node, and whether the slot is that of the end before it
    for node in diagram.nodes:
        if node.id in ghosts:
            slots.append((node.id, True))
        slots.append((node.id, False))
    rows = -(-len(slots) // per_row)
    # Lines that pass over others need room beside the cards.
    place = {id_: k for k, (id_, ghost) in enumerate(slots) if not ghost}
    skipping = any(place[link.source] - place[link.target] != 1 for link in diagram.links)
    side = EDGE + (44 if per_row == 1 and skipping else 0)
    across = min(per_row, max(len(slots), 1))
    width = 2 * side + across * CARD_W + (across - 1) * GAP_X
    laid = Layout(width, 2 * EDGE + max(rows, 1) * CARD_H + max(rows - 1, 0) * GAP_Y + (46 if skipping and per_row > 1 else 0))
    spots = [Spot(side + (k % per_row) * (CARD_W + GAP_X), EDGE + (k // per_row) * (CARD_H + GAP_Y)) for k in range(len(slots))]
    laid.spots = {id_: spots[k] for id_, k in place.items()}
    for k, (id_, ghost) in enumerate(slots):
        if ghost:
            laid.ghosts[id_] = (spots[k], _next(spots[k], spots[k + 1]))
    crossing = 0
    for link in diagram.links:
        a, b = place[link.target], place[link.source]  # the call comes from the target
        if b - a == 1:
            laid.routes[link.id] = _next(spots[a], spots[b])
        else:
            laid.routes[link.id] = _over(spots[a], spots[b], crossing, laid.width if per_row == 1 else None)
            crossing += 1
    laid.gaps = [_next(spots[place[a]], spots[place[a] + 1]) for a, _ in diagram.gaps]
    if crossing > MOST_LABELLED:
        for link in diagram.links:
            route = laid.routes[link.id]
            route.quiet = route.over
    return laid


def _next(a: Spot, b: Spot) -> Route:
    """A line from one card to the next: straight, or round the end of the row."""
    if b.y == a.y:
        x, y, to = a.x + CARD_W, a.y + CARD_H // 2, b.x
        return Route(f"M{x} {y}L{to - 7} {y}", (to, y), (1, 0), ((x + to) // 2, y))
    x, y, to_x, to_y = a.x + CARD_W // 2, a.y + CARD_H, b.x + CARD_W // 2, b.y
    middle = (y + to_y) // 2
    if x == to_x:
        return Route(f"M{x} {y}L{x} {to_y - 7}", (x, to_y), (0, 1), (x, middle), below=True)
    d = f"M{x} {y}L{x} {middle}L{to_x} {middle}L{to_x} {to_y - 7}"
    return Route(d, (to_x, to_y), (0, 1), ((3 * x + to_x) // 4, middle), below=True, bend="cubicBezier", round=1.0)


def _over(a: Spot, b: Spot, n: int, right: int | None) -> Route:
    """A line from one card to any other, round those between; each of several lines a little further out."""
    distance = 30 + 9 * (n % 3)
    if right is not None:  # one column: along its right side
        x, y, to_y, far = a.x + CARD_W, a.y + CARD_H // 2 + 14, b.y + CARD_H // 2 - 14, min(a.x + CARD_W + distance, right - 8)
        d = f"M{x} {y}C{far} {y} {far} {to_y} {x + 7} {to_y}"
        bend, how_far = _arc(a, b, CARD_W // 2 + distance, to_right=True)
        return Route(d, (x, to_y), (-1, 0), (far - 16, (y + to_y) // 2), over=True, bend=bend, round=how_far)
    shift = 14 * (n % 3 - 1)
    x, to_x = a.x + CARD_W // 2 + 40 + shift, b.x + CARD_W // 2 - 40 - shift
    if a.y == b.y:  # below the row
        y = a.y + CARD_H
        low = y + distance
        d = f"M{x} {y}C{x} {low} {to_x} {low} {to_x} {y + 7}"
        bend, how_far = _arc(a, b, CARD_H // 2 + distance // 2, to_right=False)
        return Route(d, (to_x, y), (0, -1), ((x + to_x) // 2, (y + 3 * low) // 4), True, over=True, bend=bend, round=how_far)
    down = 1 if b.y > a.y else -1
    y, to_y = (a.y + CARD_H, b.y) if down > 0 else (a.y, b.y + CARD_H)
    d = f"M{x} {y}C{x} {y + down * distance} {to_x} {to_y - down * distance} {to_x} {to_y - down * 7}"
    label = (x, y + down * 24)
    return Route(d, (to_x, to_y), (0, down), label, below=True, over=True, bend="cubicBezier", round=0.6 + 0.1 * (n % 3))


def _arc(a: Spot, b: Spot, far: int, *, to_right: bool) -> tuple[str, float]:
    """The bow from one card to another that passes at distance `far` from the straight line: below it, or to its right."""
    length = max(abs(a.x - b.x) + abs(a.y - b.y), 1)
    clockwise = a.y < b.y if to_right else a.x > b.x
    # vis turns its one point of support by so many right angles off the straight line, and the bow passes half as far aside.
    turn = next((n / 50 for n in range(1, 60) if length * (1 + n / 50) * sin(n / 50 * pi / 2) / 4 >= far), 1.2)
    return "curvedCW" if clockwise else "curvedCCW", turn


def scales(laid: Layout) -> dict[str, Any]:
    """The scales of a network, for nodes and lines that come out of a group later: least, most, and for how many calls the most is."""
    return {"r": [_LEAST_R, _MOST_R, laid.most], "width": [_LEAST_WIDTH, _MOST_WIDTH, laid.heaviest], "row": ROW}


# --- a network -----------------------------------------------------------------------------------------------------


def _network(diagram: Diagram) -> Layout:
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in diagram.nodes:
        columns[node.column].append(node)
    folded = _folded(diagram, columns)
    orders = _orders(columns, diagram.links, folded)
    rightmost = max(columns, default=0)
    rows = max((sum(node.id not in folded for node in nodes_of_column) for nodes_of_column in columns.values()), default=1)
    first = HEAD + 2 * EDGE + max(rows, 6) * ROW
    hidden = max((sum(node.id in folded for node in nodes_of_column) for nodes_of_column in columns.values()), default=0)
    widest = max(WIDEST, min(ROOMY, ROOM // (rightmost + 1)))
    longest = max((len(wrap(safe(node.name, NAME), widest // LETTER, 1)[0]) for node in diagram.nodes if node.id not in folded), default=0)
    pitch = max(NARROWEST, min(widest, LETTER * longest + 22))
    height = first + hidden * ROW
    laid = Layout(2 * EDGE + (rightmost + 1) * pitch, height, pitch - 10, first + ROW * bool(folded), list(folded))
    laid.most = max((node.weight for node in diagram.nodes if not node.is_group), default=1) or 1
    laid.heaviest = max((link.weight for link in diagram.links), default=1) or 1
    for column, nodes_of_column in orders.items():
        x = EDGE + (rightmost - column) * pitch + pitch // 2
        unfolded_nodes = [node for node in nodes_of_column if node.id not in folded]
        step = (first - HEAD - EDGE) / max(len(unfolded_nodes), 1)
        for k, node in enumerate(nodes_of_column):
            r = _MOST_R if node.is_group else _LEAST_R + round((_MOST_R - _LEAST_R) * sqrt(node.weight / laid.most))
            y = HEAD + 8 + (k + 0.5) * step if k < len(unfolded_nodes) else first + (k - len(unfolded_nodes) + 0.5) * ROW
            laid.spots[node.id] = Spot(x, round(y), r)
    strong = _strong(diagram)
    for link in diagram.links:
        width = round(_LEAST_WIDTH + (_MOST_WIDTH - _LEAST_WIDTH) * sqrt(link.weight / laid.heaviest), 1)
        laid.routes[link.id] = _curve(laid.spots[link.target], laid.spots[link.source], width)
        laid.routes[link.id].strong = link.id in strong
    laid.columns = [(title, EDGE + k * pitch + 3, pitch - 6, height - EDGE) for k, title in enumerate(diagram.columns)]
    return laid


def _folded(diagram: Diagram, columns: Mapping[int, list[Node]]) -> dict[str, int]:
    """The nodes that are folded at first, with their columns: of many, all but the silent and the busiest."""
    if len(diagram.nodes) <= FEW and max(map(len, columns.values()), default=0) <= MOST_TALL:
        return {}
    folded: dict[str, int] = {}
    for column, nodes_of_column in columns.items():
        by_rank = sorted(
            nodes_of_column,
            key=lambda node: (not node.is_group, node.look.slug != SILENT, -node.unanswered, -node.weight, int(node.id[1:])),
        )
        lower_ranked = by_rank[MOST_OUT:]
        folded |= {node.id: column for node in lower_ranked if len(lower_ranked) > 1}
    return folded


def _strong(diagram: Diagram) -> set[str]:
    """The lines that stand out: those that carry most, and of each silent provider its own heaviest."""
    by_weight = sorted(diagram.links, key=lambda link: (-link.weight, int(link.id[1:])))
    if len(by_weight) <= MOST_STRONG:
        return {link.id for link in by_weight}
    silent = {node.id for node in diagram.nodes if node.look.slug == SILENT}
    strong = {link.id for link in by_weight[:MOST_STRONG] if link.weight > 1}
    for link in by_weight:
        ends = {link.source, link.target} & silent
        if ends:
            strong.add(link.id)
            silent -= ends
    return strong


def _orders(columns: Mapping[int, list[Node]], links: Sequence[Line], folded: Collection[str]) -> dict[int, list[Node]]:
    """Each column's nodes from top to bottom. Sweeps to and fro sort a column by the mean place of the neighbours on one side."""
    beside: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for link in links:
        pull = link.weight or 1  # a hand-off that only a letter or a count states is of no single call
        beside[link.source].append((link.target, pull))
        beside[link.target].append((link.source, pull))
    column_of = {node.id: column for column, nodes_of_column in columns.items() for node in nodes_of_column}
    orders = {column: list(nodes_of_column) for column, nodes_of_column in sorted(columns.items())}
    place = {node.id: k / len(nodes_of_column) for nodes_of_column in orders.values() for k, node in enumerate(nodes_of_column)}
    for sweep in range(12):
        step = 1 if sweep % 2 else -1
        for column in sorted(orders, reverse=step < 0):

            def mean(node: Node, here: int = column, side: int = step) -> float:
                # Nearer columns pull more; folded nodes pull only folded ones.
                pulls = [
                    (place[o], w / abs(column_of[o] - here))
                    for o, w in beside[node.id]
                    if (column_of[o] - here) * side < 0 and (node.id in folded or o not in folded)
                ]
                return sum(p * w for p, w in pulls) / sum(w for _, w in pulls) if pulls else place[node.id]

            # A group stays below the named nodes, and folded nodes below all others.
            orders[column].sort(key=lambda node: (node.id in folded, node.is_group, round(mean(node), 9), int(node.id[1:])))
            for k, node in enumerate(orders[column]):
                place[node.id] = k / len(orders[column])
    return orders


def _curve(a: Spot, b: Spot, width: float) -> Route:
    """A line from one node to another, out to the right and in from the left; within a column or backwards, round the side."""
    if b.x > a.x:
        x, to = a.x + a.r, b.x - b.r - 6
        half = (to - x) // 2
        d = f"M{x} {a.y}C{x + half} {a.y} {to - half} {b.y} {to} {b.y}"
        return Route(d, (b.x - b.r, b.y), (1, 0), ((x + to) // 2, (a.y + b.y) // 2), width=width, bend="cubicBezier", round=0.5)
    far = a.x - 26 - abs(a.y - b.y) // 14 if b.x == a.x else min(a.x, b.x) - 40
    far = max(far, 4)
    if a is b:
        d = f"M{a.x - a.r} {a.y + 4}C{far} {a.y + 26} {far} {a.y - 26} {a.x - a.r - 5} {a.y - 4}"
    else:
        d = f"M{a.x - a.r} {a.y}C{far} {a.y} {far} {b.y} {b.x - b.r - 6} {b.y}"
    bend = "curvedCW" if b.y < a.y else "curvedCCW"
    return Route(d, (b.x - b.r, b.y), (1, 0), (far, (a.y + b.y) // 2), width=width, bend=bend, round=0.3 if b.x == a.x else 0.15)


def name_lines(node: Node) -> tuple[list[str], int]:
    """A card's name in lines, and their distance. As in the page's script, a long one is written smaller: a legal name is not cut."""
    tall = CARD_H - 43 - SMALL * len(node.small)
    for widest, step in ((20, 17), (25, 12), (29, 10)):
        lines = wrap(safe(node.name, NAME), widest, max(1, tall // step))
        if "".join(lines).replace(" ", "") == safe(node.name, NAME).replace(" ", ""):
            break
    return lines, step
