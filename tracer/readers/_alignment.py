"""Rows of a table that nothing on the page sets apart, told by how their cells are set: all from the top, in the middle, or on the
floor of their rows.

A column in which each cell is a date shows how many rows there are. From each of the three ways it follows which lines beside it
go with which date. A wrong one leaves cells at another height than their date's, or lines below each other of which the second
would have had room in the first. Where all lines of a table go with one way alone, or those with which they go part them in the same
places, it is the one; else nobody can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracer import text

_NEAR = 0.12  # of the distance of lines: what two cells of one row differ in at most
_CLOSE = 1.08  # of the distance of lines: the next line of a cell is no farther below
_BLANK = 0.35  # of the size of letters: no blank is wider
SLACK = 0.5  # points: what two lines of one width differ in at most
_FEWEST, _MOST = 3, 40  # columns of a table
_MOST_DATES = 4  # columns of dates
_TALLEST = 9  # lines of a date
_AGAINST = 2  # faults that rule a way out


@dataclass(slots=True)
class Chunk:
    """Words that stand together: a cell's line, or a line of prose."""

    words: str
    left: float
    right: float
    first: tuple[float, float]  # how wide its first letter is, and its first word
    last: float  # how wide its last word is


@dataclass(slots=True)
class Line:
    """What stands at one height of a page."""

    top: float
    size: float
    chunks: list[Chunk]
    font: str = ""
    row: str | None = None  # of a ruled table: the line as it is given out
    below_rule: bool = False  # a line is drawn between it and the one above
    begins_row: bool = False  # as its place shows where nothing is left free between rows


_Span = tuple[float, float]  # of a column across the page, or of a cell down the page
Way = Callable[[float, float], float]  # the height at which a cell stands, of its first line and its last: from the top down
_Placed = tuple[float, Chunk, int]  # where a line of a column stands, its words, and its number in the block
_Row = list[list[_Placed]]  # its cells, line by line
_FLOOR: Way = max
WAYS: tuple[Way, ...] = (min, lambda first, last: (first + last) / 2, _FLOOR)


@dataclass(slots=True)
class _Block:
    """Lines between which nothing is left free, by column. `dates`: in which columns each cell is one, from where to where."""

    lines: Sequence[Line]
    columns: list[list[_Placed]]
    pitch: float
    dates: dict[int, list[_Span]]


def note_rows(blocks: Iterable[tuple[Sequence[Line], Mapping[int, float]]]) -> None:
    """Notes of the lines that begin a row in blocks of several that they do. `blocks`: lines that nothing parts, and how far apart the
    lines of a cell are by the size of their letters."""
    blocks = list(blocks)
    spans = _columns(lines for lines, _ in blocks)
    if not _FEWEST <= len(spans) <= _MOST:
        return
    table: list[_Block] = []
    for lines, pitch in blocks:
        if any(len(line.chunks) >= _FEWEST for line in lines):
            block = _block(lines, spans, pitch)
            if block is None:
                return  # what rows it holds, or the rest of which, cannot be told
            table += [block] if block.dates else []
    dated = {k for block in table for k in block.dates}
    if len(dated) > _MOST_DATES or not any(len(cells) > 1 for block in table for cells in block.dates.values()):
        return
    widths = [_width(chunk for block in table for _, chunk, _ in block.columns[k]) for k in range(len(spans))]
    ways: list[tuple[int, list[list[int]]]] = []
    for when in dated:
        for way in WAYS:
            explained = [_explained(block, block.dates.get(when, []), way, widths) for block in table]
            faults = sum(faults for faults, _ in explained)
            if way is _FLOOR and not faults:
                faults = _may_begin_before(table, when, [rows for _, rows in explained])
            ways.append((faults, [[min(line[2] for cell in row for line in cell) for row in rows] for _, rows in explained]))
    fitting = [first for faults, first in ways if not faults]
    if fitting and all(first == fitting[0] for faults, first in ways if faults < _AGAINST):
        for block, first in zip(table, fitting[0], strict=True):
            for k in first:
                block.lines[k].begins_row = True


def _may_begin_before(blocks: Sequence[_Block], when: int, rows: Sequence[Sequence[_Row]]) -> bool:
    """Whether a cell, of rows on whose floor all are set, may hold the rest of one on the page before: it is of the first row of a page,
    begins above the date, and does not say what a cell within a page says."""
    within = {(k, _words(cell)) for table in rows for row in table[1:-1] for k, cell in enumerate(row)}
    return any(
        cell and cell[0][0] < block.dates[when][0][0] - _NEAR * block.pitch and (k, _words(cell)) not in within
        for block, table in list(zip(blocks, rows, strict=True))[1:]
        for k, cell in enumerate(table[0])
    )


def _words(cell: Sequence[_Placed]) -> str:
    return " ".join(chunk.words for _, chunk, _ in cell)


def _columns(blocks: Iterable[Sequence[Line]]) -> list[_Span]:
    """From where to where words stand in each column of the lines with several."""
    spans: list[_Span] = []
    for left, right in sorted((c.left, c.right) for lines in blocks for line in lines if len(line.chunks) >= _FEWEST for c in line.chunks):
        if spans and left <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], right)
        else:
            spans.append((left, right))
    return spans


def _width(column: Iterable[Chunk]) -> float:
    """How wide the widest line of a column is that had to fit: one of several words, as a word alone may run over the edge."""
    return max((chunk.right - chunk.left for chunk in column if " " in chunk.words), default=0.0)


def _block(lines: Sequence[Line], spans: Sequence[_Span], pitch: Mapping[int, float]) -> _Block | None:
    """Lines by column, without a heading above them in other letters; None where they do not fit the columns."""
    body = list(lines)
    while body[0].font != body[-1].font:
        body.pop(0)
    columns: list[list[_Placed]] = [[] for _ in spans]
    for number, line in enumerate(body):
        for chunk in line.chunks:
            within = [k for k, (left, right) in enumerate(spans) if chunk.left <= right and left <= chunk.right]
            if len(within) != 1:
                return None
            columns[within[0]].append((line.top, chunk, number))
    if any(line.font != body[0].font for line in body):
        return None
    dates = {k: cells for k, column in enumerate(columns) if (cells := _dates(column))}
    return _Block(body, columns, pitch[round(body[0].size)], dates)


def _dates(column: Sequence[_Placed]) -> list[_Span]:
    """From where to where each date of a column stands; none where not all of it are dates."""
    cells: list[list[_Placed]] = []
    for line in column:
        if text.begins_date(line[1].words):
            cells.append([line])
        elif cells:
            cells[-1].append(line)
        else:
            return []
    if not all(len(cell) <= _TALLEST and text.is_moment(text.join([chunk.words for _, chunk, _ in cell])[0]) for cell in cells):
        return []
    return [(cell[0][0], cell[-1][0]) for cell in cells]


def _explained(block: _Block, dates: Sequence[_Span], way: Way, widths: Sequence[float]) -> tuple[int, list[_Row]]:
    """How many things speak against a way in which cells may be set, and which rows there would be."""
    at = [way(*date) for date in dates]
    if not at:
        return _AGAINST, []
    near = _NEAR * block.pitch
    rows: list[_Row] = [[] for _ in at]
    faults = 0
    for column, width in zip(block.columns, widths, strict=True):
        lines = list(column)
        for k, height in enumerate(at):
            cell = _taken(lines, way, height, at[k + 1] if k + 1 < len(at) else float("inf"), near)
            del lines[: len(cell)]
            rows[k].append(cell)
            if cell:
                faults += abs(way(cell[0][0], cell[-1][0]) - height) > near
                faults += any(below[0] - above[0] > _CLOSE * block.pitch for above, below in pairwise(cell))
                faults += sum(_had_room(above[1], below[1], width, _BLANK * block.lines[0].size) for above, below in pairwise(cell))
        faults += len(lines)
    for row, under in pairwise(rows):
        faults += min(cell[0][0] for cell in under if cell) - max(cell[-1][0] for cell in row if cell) < block.pitch - near
    return faults, rows


def _taken(lines: Sequence[_Placed], way: Way, height: float, following: float, near: float) -> list[_Placed]:
    """Those of the lines of a column, from the first on, that would be the cell at a height: those above it, and as many as it takes
    to stand there. `following`: the height of the next."""
    cell: list[_Placed] = []
    for line in lines:
        if line[0] > following - near:
            break
        if line[0] > height + near and (not cell or way(cell[0][0], line[0]) > height + near):
            break
        cell.append(line)
    return cell


def _had_room(above: Chunk, below: Chunk, width: float, blank: float) -> bool:
    """Whether the first word of a line would have stood in the one above."""
    return above.right - above.left + blank + below.first[1] < width - SLACK
