"""The rows of a table below its heading: with tabs or pipes between the cells, or one cell to a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracer import text
from tracer.loaders.letters.customers import names_nobody
from tracer.loaders.letters.no_names import is_sum
from tracer.loaders.tables import stacked
from tracer.loaders.tables.cells import (
    ID,
    LAW,
    LEAST_DIGITS,
    NAME,
    NUMBER,
    TEXT,
    TIME,
    TIMES,
    Header,
    Left,
    TableRow,
    is_border,
    layout,
    one_below_other,
    split,
)


def rows(header: Header, lines: Sequence[str], body: Sequence[int]) -> Iterator[TableRow | Left]:
    """The rows among those lines (by index) that belong to a table, and what is left over between them."""
    if header.layout == "stacked":
        yield from _stacked_rows(header, lines, body)
        return
    above: TableRow | Left | None = None
    for found in _grid_rows(header, lines, body):
        row = found
        if above and not _is_sum(above) and isinstance(found, TableRow) and _is_rest(above, found, header):
            above = Left((*above.lines, *found.lines), "a row that goes on after a break in the table", dated=True)
            continue
        if above and isinstance(found, TableRow) and _may_begin_in(above, found, lines):
            row = Left(found.lines, "a row that may begin above a break in the table", dated=True)
        if above:
            yield above
        above = row
    if above:
        yield above


def _grid_rows(header: Header, lines: Sequence[str], body: Sequence[int]) -> Iterator[TableRow | Left]:
    """The rows of a table in lines; where borders are drawn between them, what stands between two is one row."""
    under = lines[header.last + 1] if header.last + 1 < len(lines) else ""
    drawn = header.layout == "pipe" and is_border(under)
    parted = "=" in under  # else it may be a box around all rows
    groups: list[list[int]] = []
    above = header.last
    for i in body if drawn else ():
        if not lines[i].strip():
            continue
        between = [is_border(line) for line in lines[above + 1 : i] if line.strip()]
        parted |= bool(groups) and bool(between) and all(between)  # not by a page's edge
        if not groups or any(between):
            groups.append([])
        groups[-1].append(i)
        above = i
    if not (drawn and parted):
        yield from _line_rows(header, lines, body)
        return
    for group in groups:
        cells = [split(lines[i], "pipe") for i in group]
        if len(group) == 1 or any(len(each) != len(header.columns) for each in cells):
            yield from _line_rows(header, lines, group)
        else:
            yield from _within_borders(header, lines, group, cells)


def _within_borders(header: Header, lines: Sequence[str], group: Sequence[int], cells: Sequence[list[str]]) -> Iterator[TableRow | Left]:
    """The one row that lines between two borders are, with one date of call; each line is one where several have such a date."""
    when = next((k for k, column in enumerate(header.columns) if column.field == "call_at"), 0)
    joined = [text.join(parts) for parts in one_below_other(cells)]
    whole = [cell for cell, _ in joined]
    digits = [len(re.sub(r"\D", "", cell)) for cell, column in zip(whole, header.columns, strict=True) if column.sort in (NUMBER, ID)]
    names = [part for k, parts in enumerate(one_below_other(cells)) if header.columns[k].sort == NAME and len(parts) > 1 for part in parts]
    if sum(text.is_moment(each[when]) for each in cells) > 1:
        yield from _line_rows(header, lines, group)
    elif sums_up(whole):
        yield Left(tuple(group), "a row of totals, no call", rows=0)
    elif text.is_moment(whole[when]) and max(digits, default=0) <= _MOST_DIGITS and not any(map(names_nobody, names)):
        certain = all(sure for (_, sure), column in zip(joined, header.columns, strict=True) if column.sort == NAME)
        yield TableRow(
            by_field(header, whole), tuple(group), "" if certain else "a hyphen at the end of a line is read as no part of the name"
        )
    else:
        yield Left(tuple(group), "lines between two borders that need not be one row", dated=True)


_MOST_DIGITS = 15  # of a telephone number


def _is_sum(found: TableRow | Left) -> bool:
    return isinstance(found, Left) and not found.rows


def _is_rest(above: TableRow | Left, row: TableRow, header: Header) -> bool:
    """Whether a row after a break, as of a page, is rather the rest of the one above: it has no date, and little else."""
    when = row.cells.get("call_at", "")
    if text.dated(when) or "call_at" not in row.cells:
        return False
    before = above.cells if isinstance(above, TableRow) else dict.fromkeys(row.cells, "?;")  # a broken row may go on in every cell
    if any(row.cells.get(c.field or "") and not before.get(c.field or "") for c in header.columns):
        return False
    law, numbers = row.cells.get("violation", ""), [row.cells[c.field] for c in header.columns if c.field and c.sort == NUMBER]
    goes_on = not re.match(r"\W*\d+ U\.?S", law) or re.search(r"(?:[;,&\u00a7(]|\band)$", before.get("violation", ""))
    if not goes_on or any(len(re.sub(r"\D", "", number)) >= LEAST_DIGITS for number in numbers):
        return False
    if when and _REST_OF_DATE.fullmatch(when):
        return True
    few = bool(law) or 2 * sum(map(bool, row.cells.values())) <= sum(map(bool, before.values()))
    return few and row.lines[0] != above.lines[-1] + 1


_REST_OF_DATE = re.compile(
    r"(?:\d{1,2},?\s*)?(?:\d{4},?\s*)?(?:\d\d?:\d\d(?::\d\d)?\s*)?(?:[ap]\.?m\.?\s*)?(?:\(?[A-Z]{2,5}\)?|[+-]\d\d:?\d\d)?", re.A
)


def _may_begin_in(above: TableRow | Left, row: TableRow, lines: Sequence[str]) -> bool:
    """Whether cells of a row may stand above it, in what is no row: before a break, or set with blanks as on a page's edge."""
    if isinstance(above, TableRow) or _is_sum(above):
        return False
    printed = lines[above.lines[-1]]
    if layout(printed) == "blank" or printed.startswith("  "):
        return True
    return not above.dated and row.lines[0] != above.lines[-1] + 1


_COUNTED = r"(?:calls?|rows?|tracebacks?|requests?|customers?|entries)"
TOTAL = re.compile(
    r"\W*(?:(?:(?:grand|sub)[\s-]?)?totals?\b(?=\W*(?:\d|$)|\s+(?:calls?|rows?|number|for|of|by)\b)"
    rf"|(?:number|count|no\.?)\s+of\s+(?:the\s+)?{_COUNTED}\b(?=\W*(?:\d|$)))",
    re.I,
)
_COUNT = re.compile(rf"\W*\d{{1,3}}(?:,?\d{{3}})?\W*(?:{_COUNTED}\W*)?", re.I)


def sums_up(cells: Sequence[str]) -> bool:
    """Whether cells are a sum below or between the rows: words for it and a count, and nothing that a call has."""
    printed = [text.plain(cell) for cell in cells if text.plain(cell)]
    words = [cell for cell in printed if not _COUNT.fullmatch(cell)]
    return len(words) == 1 < len(printed) and is_sum(" ".join(printed)) and not text.dated(words[0])


_LAW_GOES_ON = re.compile(r"(?:and\b|&|[;,(\u00a7]|\d[\d.]*\(|\d+\s*(?:C\.?F|U\.?S))")


LONGEST = 30  # lines of a row


@dataclass(slots=True)
class _Held:
    """A row that may go on in the next line."""

    cells: list[str]
    lines: list[int]
    guess: str = ""


def _line_rows(header: Header, lines: Sequence[str], body: Sequence[int]) -> Iterator[TableRow | Left]:
    held: _Held | None = None
    for i in body:
        if not lines[i].strip():
            continue
        if text.BROKEN in lines[i] or text.TORN in lines[i]:
            if held:
                yield _finished(held, header, lines)
            held = None
            if text.BROKEN in lines[i]:
                yield Left((i,), "a row whose cells run into each other", dated=text.dated(lines[i]))
            else:
                yield Left((i,), "a row that goes on after a break in the table", dated=not lines[i].startswith(text.TORN))
            continue
        cells = split(lines[i], header.layout)
        if sums_up(cells):
            if held:
                yield _finished(held, header, lines)
            held = None
            yield Left((i,), "a row of totals, no call", rows=0)
        elif held and _goes_on(held, cells, i, header, lines):
            held.lines.append(i)
        else:
            if held:
                yield _finished(held, header, lines)
            held = _Held(cells, [i])
    if held:
        yield _finished(held, header, lines)


def _goes_on(held: _Held, cells: list[str], i: int, header: Header, lines: Sequence[str]) -> bool:
    """Whether the line continues the held row; its cells are then added."""
    if len(held.lines) >= LONGEST or (header.layout == "tab" and layout(lines[i]) == "blank"):
        return False
    size, width, sorts = len(held.cells), len(header.columns), [c.sort for c in header.columns]
    if size >= width:
        if size > width or i != held.lines[-1] + 1 or TOTAL.match(text.plain(lines[i])):
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
        elif header.layout != "pipe" or not _only_text(cells, sorts):
            return False  # only tables in which cells stand below each other wrap them all at once
        held.cells = [f"{above} {below}".strip() for above, below in zip(held.cells, cells, strict=True)]
        return True
    if len(cells) >= width or size == 1 < len(cells) or size + len(cells) - 1 > width:
        return False
    when = next((k for k, sort in enumerate(sorts) if sort == TIME), 0)
    if size > when and text.is_moment(held.cells[when]) and any(text.is_moment(c) for c in cells[when > 0 :]):
        return False  # a second time of call: two damaged rows, not one
    held.cells = [*held.cells[:-1], f"{held.cells[-1]} {cells[0]}".strip(), *cells[1:]]
    return True


def _only_text(cells: Sequence[str], sorts: Sequence[str]) -> bool:
    """Whether cells hold nothing but the rest of a wrapped text: no first cell, no time, no law of their own."""
    if len(cells) != len(sorts) or cells[0]:
        return False
    filled = [(cell, sort) for cell, sort in zip(cells, sorts, strict=True) if cell]
    return all(sort in (NAME, TEXT) or (sort == LAW and _LAW_GOES_ON.match(cell) and len(filled) == 1) for cell, sort in filled)


def _finished(held: _Held, header: Header, lines: Sequence[str]) -> TableRow | Left:
    cells, width = held.cells, len(header.columns)
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) == width:
        return TableRow(by_field(header, cells), tuple(held.lines), held.guess)
    dated = any(text.dated(lines[i]) for i in held.lines)
    if len(cells) == 1 and TOTAL.match(text.plain(lines[held.lines[0]])):
        return Left(tuple(held.lines), "a row of totals, no call", rows=0)
    reason = f"{len(cells)} cells where the table has {width} columns" if len(cells) > 1 else "text between the rows of the table"
    return Left(tuple(held.lines), reason, dated and len(cells) > 1)


def by_field(header: Header, cells: Sequence[str]) -> dict[str, str]:
    """The cells of the columns that stand for a field."""
    return {column.field: cell for column, cell in zip(header.columns, cells, strict=True) if column.field}


def _stacked_rows(header: Header, lines: Sequence[str], body: Sequence[int]) -> Iterator[TableRow | Left]:
    sorts = [c.sort for c in header.columns]
    for taken in stacked.align(sorts, [lines[i] for i in body]):
        if isinstance(taken, int):
            yield Left((body[taken],), "text between the rows of the table", text.is_moment(lines[body[taken]]))
            continue
        by_column = taken.columns
        used = tuple(body[k] for column in by_column for k in column if lines[body[k]].strip())
        cells = [" ".join(lines[body[k]].strip() for k in column).strip() for column in by_column]
        times = [cell for cell, sort in zip(cells, sorts, strict=True) if sort in (TIME, TIMES)]
        guesses = [header.guess] if header.guess else []
        if not any(times) and LAW not in sorts:
            if any(len(column) != 1 for column in by_column):
                yield Left(used, "text between the rows of the table")
                continue
            guesses.append("as many lines as columns, none of them a date, are read as a row")
        if len(times) > 1 and any(times) and not all(times):
            guesses.append("one date for two columns of dates is read as that of the call")
        usual = {NAME: 1, TEXT: 2 if LAW in sorts else 1}  # a law shows where a row ends
        if any(len(column) > usual.get(sort, len(column)) for column, sort in zip(by_column, sorts, strict=True)):
            guesses.append("lines below each other are read as one name or text")
        if not taken.sure:
            guesses.append("which line belongs to which column is not certain")
        yield TableRow(by_field(header, cells), used, "; ".join(guesses))
