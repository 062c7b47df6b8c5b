"""Tables as documents print them: cells between tabs, pipes or runs of blanks, or one cell to a line.

Nothing here knows what a column means: a loader says what a heading stands for, and gets rows with the lines they take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from tracer import text
from tracer.loaders import _stacked
from tracer.loaders._stacked import LAW, NAME, TEXT, TIME, TIMES

Naming = Callable[[str], "tuple[str, str] | None"]  # what a heading stands for: its field, and the sort of its cells
Enough = Callable[[set[str]], bool]  # whether these fields make a table that is looked for


class Column(NamedTuple):
    field: str | None  # None where nobody knows the heading
    sort: str
    printed: str
    start: int  # where it begins in its line: tells which cells are empty in a table set with blanks


@dataclass(frozen=True, slots=True)
class Header:
    columns: tuple[Column, ...]
    layout: str  # `tab`, `pipe`, `blank`, `stacked`
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by field (two columns of one field are joined), and its lines, by index.

    `guess`: what was decided about it without certainty.
    """

    cells: dict[str, str]
    lines: tuple[int, ...]
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """Lines among the rows that are no row. `dated`: they hold a time, so a row was meant."""

    lines: tuple[int, ...]
    reason: str
    dated: bool = False


_GAP = re.compile(r"\t| {2,}")
_PIPE = re.compile(r"(?<!\\)\|")
_ENDS = "\r\n\f "


def layout(line: str) -> str | None:
    """How a line sets its cells apart; None where it holds only one."""
    inner = line.strip(_ENDS)
    return "tab" if "\t" in inner else "pipe" if _PIPE.search(inner) else "blank" if _GAP.search(inner) else None


def split(line: str, by: str | None = None) -> list[str]:
    """The cells of a line: between tabs, else pipes, else two or more blanks. Empty cells stay."""
    by = by or layout(line)
    line = line.strip(_ENDS)
    if by == "tab":
        cells = line.split("\t")
    elif by == "pipe":
        cells = _PIPE.split(re.sub(r"^\||(?<!\\)\|$", "", line))
    else:
        cells = _GAP.split(line) if by else [line]
    return [cell.strip() for cell in cells]


def read(lines: Sequence[str], naming: Naming, enough: Enough) -> Iterator[Header | Row | Left]:
    """Every table among the lines: its heading, its rows, what is left over between them.

    A heading is a line whose fields are `enough`. A table runs to the next other heading, or to the end; the same
    heading again, page numbers and footnotes only interrupt it.
    """
    headers: list[Header] = []
    i = 0
    while i < len(lines):
        found = _header(lines, i, naming, enough)
        if found:
            headers.append(found)
        i = found.last + 1 if found else i + 1
    while headers:
        header = headers[0]
        same = [h for i, h in enumerate(headers) if all(_alike(header, g) for g in headers[: i + 1])]
        headers = headers[len(same) :]
        stops = [*(h.first for h in same[1:]), headers[0].first if headers else len(lines)]
        seen = {_fold(line) for line in lines[: header.first]}
        body = [i for h, stop in zip(same, stops, strict=True) for i in _body(lines, h.last + 1, stop, h.layout, seen)]
        yield header
        yield from _stacked_rows(header, lines, body) if header.layout == "stacked" else _rows(header, lines, body)


def _alike(one: Header, other: Header) -> bool:
    return [c.field for c in one.columns] == [c.field for c in other.columns] and one.layout == other.layout


# --- headings ------------------------------------------------------------------------------------------------------

_UNFINISHED = re.compile(r"(?:\bof|\bitg|\band|/)\W*$", re.I)
_REST = re.compile(r"\W*(?:numbers?|id|notification|call|party|name|provider|consortium)\W*", re.I)
_LONGEST = 50  # characters of a heading


def _header(lines: Sequence[str], i: int, naming: Naming, enough: Enough) -> Header | None:
    by = layout(lines[i])
    if by is None:
        return _stacked_header(lines, i, naming, enough)
    cells = split(lines[i], by)
    for last in range(i, min(i + (1 if by == "blank" else 3), len(lines))):  # a heading may break within a cell
        if last > i:
            more = split(lines[last], by)
            cells = [*cells[:-1], f"{cells[-1]} {more[0]}", *more[1:]]
        while len(cells) > 1 and not cells[-1]:
            cells.pop()
        columns, at = [], 0
        for cell in cells:
            at = max(lines[i].find(cell, at), at)
            columns.append(_column(cell, naming, at))
            at += len(cell)
        if _makes_a_table(columns, enough):
            return Header(tuple(columns), by, i, last)
    return None


def _column(printed: str, naming: Naming, start: int = 0) -> Column:
    heading = text.plain(printed)
    prose = len(heading) > _LONGEST or heading.endswith(".") or _FOOTNOTE.match(printed.strip())
    field, sort = (None if prose else naming(heading)) or (None, TEXT)
    return Column(field, sort, heading, start)


def _makes_a_table(columns: Sequence[Column], enough: Enough) -> bool:
    known = {c.field for c in columns if c.field}
    return len(known) >= 3 and enough(known)


def _stacked_header(lines: Sequence[str], first: int, naming: Naming, enough: Enough) -> Header | None:
    """One heading to a line, some broken over two; one that nobody knows stands between two that are known."""
    columns: list[Column] = []
    last = i = first
    unknown: list[tuple[Column, int]] = []
    while i < len(lines) and len(unknown) < 3:
        printed, end = lines[i], i
        if printed.strip():
            if i + 1 < len(lines) and (_UNFINISHED.search(text.plain(printed)) or _REST.fullmatch(text.plain(lines[i + 1]))):
                printed, end = f"{printed} {lines[i + 1]}", i + 1
            column = _column(printed, naming)
            if column.field is None:
                if not columns or next(text.moments(printed), None):
                    break
                unknown.append((column, end))
            else:
                columns += [*(c for c, _ in unknown), column]
                unknown, last = [], end
        i = end + 1
    return Header(tuple(columns), "stacked", first, last) if _makes_a_table(columns, enough) else None


# --- between the rows ----------------------------------------------------------------------------------------------

_NOISE = re.compile(
    r"""[-_=*\s|:+\f]*                                              # rules, page breaks, what Markdown sets under a heading
      | \W*(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*         # page numbers
      | \W*(?:attachment|appendix|exhibit)\s+\w{1,3}\b.{0,60}
      | \W*(?:federal\s+communications\s+commission|enforcement\s+bureau)\W*
      | \W*(?:table\s+)?\(?continued\)?\W*""",
    re.I | re.X,
)
_FOOTNOTE = re.compile(
    r"[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]|\[\d{1,2}\]\s*\S|<sup>|[\u2020\u2021]|\\?\*+\s+[A-Z]"
    r"|\d{1,2}\s+(?:See|Id|Ibid|The|This|In|You|As|These|Calls?)\b"
)


def _fold(line: str) -> str:
    return " ".join(text.plain(line).split()).lower()


def _body(lines: Sequence[str], first: int, stop: int, by: str, seen: set[str]) -> Iterator[int]:
    """The lines that hold cells, and the blank ones; not rules, page numbers, footnotes, nor headings printed before the table."""
    footnote = False
    for i in range(first, stop):
        line = lines[i].strip()
        if not line:
            footnote = False
        elif _NOISE.fullmatch(line):
            continue
        elif by != "stacked" and layout(line) == by:
            footnote = False
        elif footnote or _FOOTNOTE.match(line):
            footnote = not re.search(r"[.!?][)\]\"'\u201d]*$", line)  # it goes on below until its sentence ends
            continue
        elif by != "stacked" and _fold(line) in seen:
            continue
        yield i


# --- rows ----------------------------------------------------------------------------------------------------------

_LAW_GOES_ON = re.compile(r"(?:and\b|&|[;,(\u00a7]|\d[\d.]*\(|\d+\s*(?:C\.?F|U\.?S))")


@dataclass(slots=True)
class _Held:
    """A row that may go on in the next line."""

    cells: list[str]
    lines: list[int]
    guess: str = ""


def _rows(header: Header, lines: Sequence[str], body: Sequence[int]) -> Iterator[Row | Left]:
    held: _Held | None = None
    for i in body:
        if not lines[i].strip():
            continue
        cells = _cells(lines[i], header)
        if held and _goes_on(held, cells, i, header, lines):
            held.lines.append(i)
        else:
            if held:
                yield _finished(held, header, lines)
            held = _Held(cells, [i])
    if held:
        yield _finished(held, header, lines)


def _cells(line: str, header: Header) -> list[str]:
    if header.layout != "blank":
        return split(line, header.layout)
    chunks = [(m.start(), m[0]) for m in re.finditer(r"\S+(?: \S+)*", line)]
    if len(chunks) in (1, len(header.columns)):
        return [chunk for _, chunk in chunks]
    cells = [""] * len(header.columns)  # fewer chunks than columns: where they stand tells which are empty
    for start, chunk in chunks:
        column = max((k for k, c in enumerate(header.columns) if c.start <= start + 1), default=0)
        if cells[column]:
            return [chunk for _, chunk in chunks]
        cells[column] = chunk
    return cells


def _goes_on(held: _Held, cells: list[str], i: int, header: Header, lines: Sequence[str]) -> bool:
    """Whether the line continues the held row; its cells are then added."""
    size, width, sorts = len(held.cells), len(header.columns), [c.sort for c in header.columns]
    if size >= width:
        if size > width or i != held.lines[-1] + 1:
            return False
        if len(cells) == 1 and not (header.layout == "pipe" and lines[i].strip().startswith("|")):
            above = lines[held.lines[-1]].strip()
            if header.layout != "pipe" or not above.startswith("|") or above.endswith("|"):  # else the row is still open
                if sorts[-1] == LAW and not _LAW_GOES_ON.match(cells[0]):
                    return False
                if sorts[-1] != LAW and not cells[0][:1].islower():
                    if cells[0].endswith((".", ":")) or len(cells[0].split()) > 6:
                        return False
                    held.guess = "the line below the row is read as the rest of its last cell"
            cells = [*[""] * (width - 1), cells[0]]
        elif header.layout not in ("blank", "pipe") or not _only_text(cells, sorts):
            return False  # only tables in which cells stand below each other wrap them all at once
        held.cells = [f"{above} {below}".strip() for above, below in zip(held.cells, cells, strict=True)]
        return True
    if len(cells) >= width or size == 1 < len(cells) or size + len(cells) - 1 > width:
        return False
    when = next((k for k, sort in enumerate(sorts) if sort == TIME), 0)
    if size > when and _is_time(held.cells[when]) and any(_is_time(c) for c in cells[when > 0 :]):
        return False  # a second time of call: two damaged rows, not one
    held.cells = [*held.cells[:-1], f"{held.cells[-1]} {cells[0]}".strip(), *cells[1:]]
    return True


def _only_text(cells: Sequence[str], sorts: Sequence[str]) -> bool:
    """Whether cells hold nothing but the rest of a wrapped text: no first cell, no time, no law of their own."""
    if len(cells) != len(sorts) or cells[0]:
        return False
    filled = [(cell, sort) for cell, sort in zip(cells, sorts, strict=True) if cell]
    return all(sort in (NAME, TEXT) or (sort == LAW and _LAW_GOES_ON.match(cell) and len(filled) == 1) for cell, sort in filled)


def _is_time(cell: str) -> bool:
    return text.moment(text.plain(cell)) is not None


def _finished(held: _Held, header: Header, lines: Sequence[str]) -> Row | Left:
    cells, width = held.cells, len(header.columns)
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) == width:
        return Row(_by_field(header, cells), tuple(held.lines), held.guess)
    dated = any(next(text.moments(lines[i]), None) for i in held.lines)
    reason = f"{len(cells)} cells where the table has {width} columns" if len(cells) > 1 else "text between the rows of the table"
    return Left(tuple(held.lines), reason, dated and len(cells) > 1)


def _by_field(header: Header, cells: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, cell in zip(header.columns, cells, strict=True):
        if column.field:
            found[column.field] = f"{found.get(column.field, '')} {cell}".strip()
    return found


def _stacked_rows(header: Header, lines: Sequence[str], body: Sequence[int]) -> Iterator[Row | Left]:
    sorts = [c.sort for c in header.columns]
    for taken in _stacked.align(sorts, [lines[i] for i in body]):
        if isinstance(taken, int):
            yield Left((body[taken],), "text between the rows of the table")
            continue
        used = tuple(body[k] for column in taken for k in column if lines[body[k]].strip())
        cells = [" ".join(lines[body[k]].strip() for k in column).strip() for column in taken]
        times = [column for column, sort in zip(taken, sorts, strict=True) if sort in (TIME, TIMES)]
        if not any(lines[body[k]].strip() for column in times for k in column) and LAW not in sorts:
            yield Left(used, "text between the rows of the table")
            continue
        guesses = []
        if len(times) > 1 and any(times) and not all(times):
            guesses.append("one date for two columns of dates is read as that of the call")
        if any({NAME, TEXT} == set(pair) and len(a) + len(b) > 2 for pair, a, b in zip(pairwise(sorts), taken, taken[1:], strict=False)):
            guesses.append("of two texts side by side, where the first ends is not certain")
        yield Row(_by_field(header, cells), used, "; ".join(guesses))
