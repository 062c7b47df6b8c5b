"""Tables printed one cell to a line: which line belongs to which column.

Empty cells may be blank lines or nothing at all, blank lines may stand between cells or rows, and a text may run over
several lines. So the lines are laid along the columns, round and round, in the cheapest way: a line costs more the less
it looks like a cell of its column, and so does a column left without a line. Where another way is hardly dearer, the row
is not sure; the next one that can only be read in one way is again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tracer import text
from tracer.loaders.tables.cells import ID, LAW, NAME, NUMBER, TEXT, TIME, TIMES

_LAW = re.compile(r"\W*\d*\s*(?:\d+\s+(?:U\.?\s?S|C\.?\s?F)|\u00a7|TCPA\b|\d+\.\d+\()", re.I)
_DIGITS = re.compile(r"[+(\dxX*][\s()\d.xX*\u2010-\u2015-]{6,}")
_MISFIT = 80
_LEFT_OUT = 60
_BETWEEN = 3  # a blank line that is no cell
_BETWEEN_ROWS = 1
_EMPTY = {NUMBER: 0, ID: 0, NAME: 12, TEXT: 15, TIME: 15, TIMES: 15, LAW: 15}  # a blank line that is one
_ABSENT = {NUMBER: 5, ID: 5, NAME: 30, TEXT: 35, TIME: 40, TIMES: 20, LAW: 30}
_HARDLY_DEARER = 20
_AS_CHEAP = 5
_NO_WAY = 10**9


@dataclass(slots=True)
class Taken:
    """The lines of one row by column, by index. `sure`: no other way of reading it comes near."""

    columns: list[list[int]]
    sure: bool = True


class _Way(NamedTuple):
    """How a line may be taken. A state is the column that comes next; one more stands for no row begun."""

    before: int
    after: int
    cost: int
    column: int | None  # None where the line is in no row
    more: bool = False  # of the cell above it


def cost(sorts: Sequence[str], lines: Sequence[str]) -> int:
    """How ill the lines go with columns of these sorts, wherever in a row they end."""
    ways = [list(_ways(line, sorts)) for line in lines]
    return _onward(ways, _skips(sorts), [0] * (len(sorts) + 1))[0][len(sorts)]


def align(sorts: Sequence[str], lines: Sequence[str]) -> list[Taken | int]:
    """Rows, and between them the lines that are in none."""
    width = len(sorts)
    ways = [list(_ways(line, sorts)) for line in lines]
    skip = _skips(sorts)
    onward = _onward(ways, skip, [*(row[0] for row in skip[:-1]), 0])  # the last row ends whole
    found: list[Taken | int] = []
    doubtful: set[int] = set()
    so_far = [_NO_WAY] * width + [0]  # what the lines up to here cost, by state
    at = width
    for i, line in enumerate(lines):
        to_go = {way: way.cost + onward[i + 1][way.after] for way in ways[i]}
        best = min(to_go, key=lambda way: skip[at][way.before] + to_go[way])
        if 0 in [*_skipped(at, best.before, width), None if best.more else best.column]:
            found.append(Taken([[] for _ in sorts]))
        if best.column is not None:
            next(row for row in reversed(found) if isinstance(row, Taken)).columns[best.column].append(i)
        elif line.strip():
            found.append(i)
        so_far = [min(map(sum, zip(so_far, to_here, strict=True))) for to_here in zip(*skip, strict=True)]
        cheapest = onward[0][width]
        others = [(so_far[way.before] + cost - cheapest, way) for way, cost in to_go.items() if way[3:] != best[3:]]
        if line.strip() and any(dearer <= _margin(sorts, way, best) for dearer, way in others):
            doubtful.add(i)
        so_far = [min((so_far[w.before] + w.cost for w in ways[i] if w.after == state), default=_NO_WAY) for state in range(width + 1)]
        at = best.after
    return list(_judged(found, lines, doubtful))


def _margin(sorts: Sequence[str], one: _Way, other: _Way) -> int:
    """How much dearer another way must be to be out of the question: between two columns of numbers only blank lines tell."""
    numbers = all(way.column is not None and sorts[way.column] == NUMBER for way in (one, other))
    return _AS_CHEAP if numbers else _HARDLY_DEARER


def _onward(ways: Sequence[list[_Way]], skip: list[list[int]], end: list[int]) -> list[list[int]]:
    """What the lines from each on cost in the cheapest way, by state; `end` is what it costs to end in one."""
    costs = [end]
    for choice in reversed(ways):
        here = [min(way.cost + costs[-1][way.after] for way in choice if way.before == state) for state in range(len(skip))]
        costs.append([min(map(sum, zip(row, here, strict=True))) for row in skip])
    return costs[::-1]


def _judged(found: Sequence[Taken | int], lines: Sequence[str], doubtful: set[int]) -> Iterator[Taken | int]:
    """The rows that hold anything. A doubtful line at the edge of one may belong to the next as well."""
    printed = {id(r): sorted(i for c in r.columns for i in c if lines[i].strip()) for r in found if isinstance(r, Taken)}
    rows = [held for held in printed.values() if held]
    above = {below[0]: held[-1] for held, below in pairwise(rows)}
    below = {held[0]: after[0] for held, after in pairwise(rows)}
    for row in found:
        if isinstance(row, int):
            yield row
        elif held := printed[id(row)]:
            row.sure = doubtful.isdisjoint([*held, above.get(held[0], -1), below.get(held[0], -1)])
            yield row


def _skipped(a: int, b: int, width: int) -> list[int]:
    """The columns passed over between two states."""
    return [k % width for k in range(a % width, a % width + (b - a) % width)]


def _skips(sorts: Sequence[str]) -> list[list[int]]:
    """What it costs to pass over the columns from each state to each."""
    width = len(sorts)
    costs = [[sum(_ABSENT[sorts[k]] for k in _skipped(a, b, width)) for b in range(width)] + [_NO_WAY] for a in range(width + 1)]
    costs[width][0] = _NO_WAY  # no row begins without a cell or a column left out
    costs[width][width] = 0
    return costs


def _ways(line: str, sorts: Sequence[str]) -> Iterator[_Way]:
    width, printed = len(sorts), bool(line.strip())
    for state in range(width + 1):
        column = state % width
        yield _Way(state, (column + 1) % width, _fit(line, sorts[column]), column)
        if printed and state < width:
            yield _Way(state, state, _goes_on(line, sorts[column - 1]), (column - 1) % width, more=True)
        yield _Way(state, state, _LEFT_OUT if printed else _BETWEEN if column else _BETWEEN_ROWS, None)


@lru_cache(maxsize=10_000)
def _fit(line: str, sort: str) -> int:
    """What it costs to take a line as the cell of a column."""
    cell = text.plain(line)
    if not cell:
        return _EMPTY[sort]
    found = max((list(text.moments(cell, day_first=order)) for order in (False, True)), key=len)
    dated = bool(found) and found[0].start == 0
    if sort in (TIME, TIMES):
        if dated and len(found) <= (1 if sort == TIME else 9):
            return 0
        return 20 if found or not any(c.isalnum() for c in cell) else _MISFIT
    numeric = not dated and bool(_DIGITS.fullmatch(cell) or text.number(cell) is None)
    if sort == NUMBER:
        return 0 if numeric else _MISFIT
    if sort == ID:
        return 0 if re.fullmatch(r"#?\d{1,9}", cell) else _MISFIT
    law = bool(_LAW.match(cell))
    if sort == LAW:
        return 0 if law else 30
    if dated or law or numeric:
        return _MISFIT - 10
    return 50 if len(cell) > 120 or (cell.endswith(".") and len(cell.split()) > 12) else 0


def _goes_on(line: str, sort: str) -> int:
    """What it costs to take a line as more of the cell above it."""
    cell = text.plain(line)
    if sort == TIMES:
        return 5 if _fit(line, TIMES) == 0 else _MISFIT
    if sort in (NAME, TEXT):
        return (25 if sort == NAME else 15) + _fit(line, TEXT)  # of two texts side by side, the longer sort runs over
    if sort == LAW:
        return 10 if _LAW.match(cell) or cell[:1].islower() else _MISFIT
    return _MISFIT
