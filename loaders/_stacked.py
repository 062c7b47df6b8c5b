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
from typing import NamedTuple

from tracer import text
from tracer.loaders._cells import ID, LAW, NAME, NUMBER, TEXT, TIME, TIMES

_LAW = re.compile(r"\W*\d*\s*(?:\d+\s+(?:U\.?\s?S|C\.?\s?F)|\u00a7|TCPA\b|\d+\.\d+\()", re.I)
_DIGITS = re.compile(r"[+(\dxX*][\s()\d.xX*\u2010-\u2015-]{6,}")
_MISFIT = 80
_LEFT_OUT = 60
_BETWEEN = 3  # a blank line that is no cell
_BETWEEN_ROWS = 1
_EMPTY = {NUMBER: 0, ID: 0, NAME: 15, TEXT: 15, TIME: 15, TIMES: 15, LAW: 15}  # a blank line that is one
_ABSENT = {NUMBER: 5, ID: 5, NAME: 35, TEXT: 35, TIME: 40, TIMES: 20, LAW: 30}
_HARDLY_DEARER = 20
_NO_WAY = 10**9


@dataclass(slots=True)
class Taken:
    """The lines of one row by column, by index. `sure`: no other way of reading them comes near."""

    columns: list[list[int]]
    sure: bool = True


class _Way(NamedTuple):
    """How a line may be taken. A state is the column that comes next; one more stands for no row begun."""

    before: int
    after: int
    cost: int
    column: int | None  # None where the line is in no row
    more: bool = False  # of the cell above it


def align(sorts: Sequence[str], lines: Sequence[str]) -> list[Taken | int]:
    """Rows, and between them the lines that are in none."""
    width = len(sorts)
    states = range(width + 1)
    skip = [[sum(_ABSENT[sorts[k]] for k in _skipped(a, b, width)) if b < width or a == b else _NO_WAY for b in states] for a in states]
    skip[width][0] = _NO_WAY  # no column is passed over
    ways = [list(_ways(line, sorts)) for line in lines]

    onward = [[*(row[0] for row in skip[:width]), 0]]  # what the lines from here on cost, by state; the last row ends whole
    for choice in reversed(ways):
        here = [_NO_WAY] * (width + 1)
        for way in choice:
            here[way.before] = min(here[way.before], way.cost + onward[-1][way.after])
        onward.append([min(skip[a][b] + here[b] for b in states) for a in states])
    onward.reverse()

    found: list[Taken | int] = []
    row = Taken([])
    reached = [_NO_WAY] * width + [0]  # what the lines up to here cost, by state
    at = width
    for i, (line, choice) in enumerate(zip(lines, ways, strict=True)):
        best = min(choice, key=lambda w: skip[at][w.before] + w.cost + onward[i + 1][w.after])  # noqa: B023 used at once
        reached = [min(reached[a] + skip[a][b] for a in states) for b in states]
        if 0 in [*_skipped(at, best.before, width), None if best.more else best.column]:
            row = Taken([[] for _ in sorts])
            found.append(row)
        if best.column is not None:
            row.columns[best.column].append(i)
        elif line.strip():
            found.append(i)
        if line.strip() and best.column is not None:
            others = (w for w in choice if w[3:] != best[3:])
            row.sure &= all(reached[w.before] + w.cost + onward[i + 1][w.after] > onward[0][width] + _HARDLY_DEARER for w in others)
        after = [_NO_WAY] * (width + 1)
        for way in choice:
            after[way.after] = min(after[way.after], reached[way.before] + way.cost)
        reached, at = after, best.after
    return [r for r in found if isinstance(r, int) or any(lines[i].strip() for column in r.columns for i in column)]


def _skipped(a: int, b: int, width: int) -> list[int]:
    """The columns passed over between two states."""
    return [k % width for k in range(a % width, a % width + (b - a) % width)]


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
    found = list(text.moments(cell))
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
