"""Tables printed one cell to a line: which line belongs to which column.

Empty cells may be blank lines or nothing at all, blank lines may stand between cells or rows, and a text may run over
several lines. So the lines are laid along the columns, round and round, in the cheapest way: a line costs more the less
it looks like a cell of its column, and so does a column left without a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracer import text
from tracer.loaders._cells import ID, LAW, NAME, NUMBER, TEXT, TIME, TIMES

_LAW = re.compile(r"\W*\d*\s*(?:\d+\s+(?:U\.?\s?S|C\.?\s?F)|\u00a7|TCPA\b|\d+\.\d+\()", re.I)
_DIGITS = re.compile(r"[+(\dxX*][\s()\d.xX*\u2010-\u2015-]{6,}")
_MISFIT = 8.0
_LEFT_OUT = 6.0
_BETWEEN = 0.3  # a blank line that is no cell
_BETWEEN_ROWS = 0.1
_EMPTY = {NUMBER: 0.0, ID: 0.0, NAME: 1.5, TEXT: 1.5, TIME: 1.5, TIMES: 1.5, LAW: 1.5}  # a blank line that is one
_ABSENT = {NUMBER: 0.5, ID: 0.5, NAME: 3.5, TEXT: 3.5, TIME: 9.0, TIMES: 2.0, LAW: 3.0}

_Path = tuple["_Path | None", int, int | None]  # what came before, the column, the line (None: the column has none)


def align(sorts: Sequence[str], lines: Sequence[str]) -> list[list[list[int]] | int]:
    """Rows, each with the indexes of its lines by column, and between them the lines that are in none."""
    width = len(sorts)
    paths: list[tuple[float, _Path | None] | None] = [None] * width  # by the column that comes next
    paths[0] = (0.0, None)
    for i, line in enumerate(lines):
        _leave_empty(paths, sorts)
        after: list[tuple[float, _Path | None] | None] = [None] * width
        for column, reached in enumerate(paths):
            if reached is None:
                continue
            cost, path = reached
            _reach(after, (column + 1) % width, cost + _fit(line, sorts[column]), (path, column, i))
            if path is not None and line.strip():
                before = (column - 1) % width
                _reach(after, column, cost + _goes_on(line, sorts[before]), (path, before, i))
            _reach(after, column, cost + (_LEFT_OUT if line.strip() else _BETWEEN if column else _BETWEEN_ROWS), (path, -1, i))
        paths = after
    _leave_empty(paths, sorts)
    return _unwound(paths[0][1] if paths[0] else None, width, lines)


def _reach(paths: list[tuple[float, _Path | None] | None], column: int, cost: float, path: _Path) -> None:
    known = paths[column]
    if known is None or cost < known[0]:
        paths[column] = (cost, path)


def _leave_empty(paths: list[tuple[float, _Path | None] | None], sorts: Sequence[str]) -> None:
    for step in range(2 * len(sorts)):
        column = step % len(sorts)
        reached = paths[column]
        if reached:
            _reach(paths, (column + 1) % len(sorts), reached[0] + _ABSENT[sorts[column]], (reached[1], column, None))


def _unwound(path: _Path | None, width: int, lines: Sequence[str]) -> list[list[list[int]] | int]:
    steps: list[tuple[int, int | None]] = []
    while path is not None:
        steps.append(path[1:])
        path = path[0]
    found: list[list[list[int]] | int] = []
    row: list[list[int]] = []
    previous = width - 1
    for column, line in reversed(steps):
        if column < 0:
            if line is not None and lines[line].strip():
                found.append(line)
            continue
        if column == 0 and previous == width - 1 or not row:
            row = [[] for _ in range(width)]
            found.append(row)
        if line is not None:
            row[column].append(line)
        previous = column
    return [r for r in found if isinstance(r, int) or any(lines[i].strip() for column in r for i in column)]


def _fit(line: str, sort: str) -> float:
    """What it costs to take a line as the cell of a column."""
    cell = text.plain(line)
    if not cell:
        return _EMPTY[sort]
    found = list(text.moments(cell))
    dated = bool(found) and found[0].start == 0
    if sort in (TIME, TIMES):
        return (
            0.0 if dated and len(found) <= (1 if sort == TIME else 9) else 2.0 if found or not any(c.isalnum() for c in cell) else _MISFIT
        )
    numeric = not dated and bool(_DIGITS.fullmatch(cell) or text.number(cell) is None)
    if sort == NUMBER:
        return 0.0 if numeric else _MISFIT
    if sort == ID:
        return 0.0 if re.fullmatch(r"#?\d{1,9}", cell) else _MISFIT
    law = bool(_LAW.match(cell))
    if sort == LAW:
        return 0.0 if law else 3.0
    if dated or law or numeric:
        return _MISFIT - 1
    return 5.0 if len(cell) > 120 or (cell.endswith(".") and len(cell.split()) > 12) else 0.0


def _goes_on(line: str, sort: str) -> float:
    """What it costs to take a line as more of the cell above it."""
    cell = text.plain(line)
    if sort == TIMES:
        return 0.5 if _fit(line, TIMES) == 0 else _MISFIT
    if sort in (NAME, TEXT):
        return (2.5 if sort == NAME else 1.5) + _fit(line, TEXT)  # of two texts side by side, the longer sort runs over
    if sort == LAW:
        return 1.0 if _LAW.match(cell) or cell[:1].islower() else _MISFIT
    return _MISFIT
