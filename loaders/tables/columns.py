"""Tables set with blanks, as `pdftotext -layout` and pages of a PDF give them: a cell is found by where it stands.

Between two headings there is a strip that every line of the table leaves blank; a cell that runs over several lines goes on
below itself. A line that does not fit leaves the row unread: never a wrong row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from tracer import text
from tracer.loaders.tables.cells import ID, LAW, NAME, NUMBER, TEXT, TIME, TIMES, Header, Left, TableRow
from tracer.loaders.tables.rows import LONGEST, TOTAL, by_field

_CHUNK = re.compile(rf"\S+(?: \S+)*{text.CUT}?")
_NUMBER = re.compile(r"[+(]?\d[\d\s().\u2010-\u2015-]{6,}")
_LAW_BEGINS = re.compile(r"\W*\d*\s*(?:\d+\s+(?:U\.?\s?S|C\.?\s?F)|TCPA\b)", re.I)
_BETWEEN = "text between the rows of the table"
_HOLE = "a cell begins below the first line of its row"
_ORPHAN = "part of a row whose beginning is not certain"
_UNDATED = "without a date, it may be a row or the rest of one"
_UNLIKE = "lines below each other that need not be one cell"
_WHICH = "which row of the table it is is not certain"
_NOT_FROM_TOP = "cells are not set from the first line of each row on"
_FEW = 3  # rows amiss that leave the number of those below them certain enough
_MUCH_AMISS = 0.34  # of the rows, for whatever reason: what is read of such a table fits by chance
_AMISS = 0.1  # of the rows: if more have such a cell, the table is set otherwise, and chance alone makes the others fit
_NEARLY = 0.85  # of the lines with several cells that leave the strip between two columns blank
_MOST = 40  # headings in a line
_ROOM = 0.85  # of a column's width: a word that would have stood within it was not set below for want of room


def headings(lines: Iterable[str]) -> Iterator[list[tuple[str, int, int]]]:
    """After each line, the headings that stand beside each other so far: the words of each, where it begins and ends."""
    found: list[tuple[int, int, list[tuple[int, str]]]] = []
    for number, line in enumerate(lines):
        for m in islice(_CHUNK.finditer(line), _MOST):
            start, end, words = m.start(), m.end(), [(number, m[0])]
            for other in [f for f in found if f[0] < end and start < f[1]]:
                start, end, words = min(start, other[0]), max(end, other[1]), [*other[2], *words]
                found.remove(other)
            found.append((start, end, words))
        yield [(text.join([word for _, word in sorted(words)])[0], start, end) for start, end, words in sorted(found)]


def rows(pages: Sequence[tuple[Header, Sequence[int]]], lines: Sequence[str]) -> Iterator[TableRow | Left]:
    """The rows of a table, and what is left over between them. `pages`: each heading of it and the lines (by index) below that one."""
    tables = [_Table(header, lines, body) for header, body in pages]
    read = [table.all_rows(body) for table, (_, body) in zip(tables, pages, strict=True)]
    if any(row.apart and len(row.lines) > 1 for found in read for row in found):  # so they are where a page holds one alone
        read = [table.all_rows(body, apart=True) for table, (_, body) in zip(tables, pages, strict=True)]
    wrapped = any(len(row.lines) > 1 for found in read for row in found if row.is_row)
    laws = any(table.law_begins(row) for table, found in zip(tables, read, strict=True) for row in found)
    _doubt_whole(tables, read)
    before: _Row | None = None
    for table, found in zip(tables, read, strict=True):
        table.doubt(found, wrapped, laws, before)
        before = found[-1] if found else before
    counted = True
    for table, found in zip(tables, read, strict=True):
        for row in found:
            row.reason = row.reason if row.reason or counted else _WHICH
            counted &= row.is_row or not table.may_be_row(row)
            yield table.finished(row)


def _doubt_whole(tables: Sequence[_Table], read: Sequence[list[_Row]]) -> None:
    """Leaves unread what may be wrong if cells do not stand at the top of their rows. Blank lines between rows leave no doubt; else
    a line with few cells below a row may as well begin the next one, unless some such line shows that it cannot."""
    together = [row for found in read for row in found if not row.apart]
    amiss = sum(bool(row.reason) and (row.is_row or row.reason in (_HOLE, _ORPHAN)) for row in together)
    if together and (together[0].reason == _ORPHAN or amiss > _MUCH_AMISS * len(together)):
        for row in together:
            row.reason = row.reason or _NOT_FROM_TOP
    if amiss > max(_FEW, _MUCH_AMISS * len(together)):
        every = [row for found in read for row in found]
        for row in every[next(k for k, row in enumerate(every) if row is together[0]) :]:
            row.reason = row.reason or _WHICH
    loose: list[tuple[_Row, _Row | None]] = []
    shown = False
    for table, found in zip(tables, read, strict=True):
        for k, row in enumerate(found):
            if row.apart or not row.cells:
                continue
            below = found[k + 1] if k + 1 < len(found) else None
            next_to = below if below is not None and below.cells and below.lines[0] == row.lines[-1] + 1 else None
            if row.reason == _ORPHAN or (row.reason == _UNLIKE and table.is_loose(row)):
                loose.append((row, next_to))  # it shows nothing, but may begin the next one as well
            elif not row.reason and table.is_loose(row):
                if next_to is not None:
                    shown |= table.cannot_begin(row, next_to)
                else:
                    shown |= below is None and found is read[-1]
                loose.append((row, next_to))
    for row, next_to in () if shown else loose:
        row.reason = row.reason or _NOT_FROM_TOP
        if next_to is not None:
            next_to.reason = next_to.reason or _NOT_FROM_TOP


@dataclass(slots=True)
class _Row:
    """Lines that make a row, or none: `reason` says why it cannot be put together."""

    lines: list[int]
    cells: list[list[str]] = field(default_factory=list)  # by column, line by line
    reason: str = ""
    is_row: bool = True
    apart: bool = False  # blank lines set it apart: no other row's cells can be among its lines


class _Table:
    """Where the columns of a table stand, and which lines make its rows."""

    def __init__(self, header: Header, lines: Sequence[str], body: Sequence[int]) -> None:
        self.header, self.lines = header, lines
        self.sorts = [c.sort for c in header.columns]
        dates = [k for k, c in enumerate(header.columns) if c.field == "call_at"]
        self.when = dates[0] if dates else 0
        several = [lines[i] for i in body if _several(lines[i])]
        widest = max((other.start - one.start for one, other in pairwise(header.columns)), default=0)
        alone = [lines[i] for i in body if 0 < len(lines[i].strip()) < widest and not _several(lines[i])]
        self.strips = self._strips(several, alone)
        if None in self.strips:  # words between the rows may stand apart as well
            self.strips = self._strips([line for line in several if len(_CHUNK.findall(line)) > 2], alone)
        placed = [cells for i in body if lines[i].strip() and (cells := self._cells(i))]
        self.widths = [max((len(cells[k]) for cells in placed), default=0) for k in range(len(self.sorts))]

    def _strips(self, full: Sequence[str], alone: Sequence[str]) -> list[tuple[int, int] | None]:
        """Between each two columns, the widest strip that the lines leave blank, and best those with one cell too; of equal ones the
        last."""
        longest = max(map(len, full), default=0) + 1
        printed, beside = _printed(full, longest), _printed(alone, longest)
        found: list[tuple[int, int] | None] = []
        for one, other in pairwise(self.header.columns):
            region = range(one.end, min(other.start, longest))
            least = min((printed[p] for p in region), default=0)
            if not region:  # no line reaches as far as that
                found.append((other.start - 1, other.start))
                continue
            if least > (1 - _NEARLY) * len(full):
                found.append(None)
                continue
            runs: list[tuple[int, int]] = []
            fewest = min(beside[p] for p in region if printed[p] == least)
            for p in region:
                if (printed[p], beside[p]) == (least, fewest):
                    runs[-1:] = [(runs[-1][0], p + 1)] if runs and runs[-1][1] == p else [*runs[-1:], (p, p + 1)]
            found.append(max(runs, key=lambda run: (run[1] - run[0], run[0])))
        return found

    def _cells(self, i: int) -> list[str] | None:
        """The cells of a line by column; None where it does not fit the columns."""
        line, cells, start = self.lines[i], [], 0
        for k in range(len(self.strips)):
            edge = self._edge(line, k)
            if edge is None:
                return None
            cells.append(line[start:edge].strip(" "))
            start = edge
        cells.append(line[start:].strip(" \r\n\f"))
        return None if any("  " in cell for cell in cells) else cells

    def _cell(self, i: int, k: int) -> str | None:
        """What a line has in one column, also where others run into each other; None where this one may."""
        line = self.lines[i]
        start = self._edge(line, k - 1) if k else 0
        end = self._edge(line, k) if k < len(self.strips) else len(line)
        cell = None if start is None or end is None else line[start:end].strip()
        return None if cell is None or "  " in cell else cell

    def _edge(self, line: str, k: int) -> int | None:
        """Where a line is blank behind a column; None where words run on to the next."""
        strip = self.strips[k]
        if strip is None:
            return None
        blank = line[strip[0] : strip[1]].find(" ") if len(line) > strip[0] else 0
        if blank < 0 or _within_a_cell(line, strip[0] + blank, strip[1]):
            return None
        return strip[0] + blank

    # --- which lines make a row ---

    def is_loose(self, row: _Row) -> bool:
        """Whether the last line of a row has few of its cells, and so may be the first of the next one."""
        last = self._cells(row.lines[-1]) if len(row.lines) > 1 else None
        return last is not None and any(parts and not cell for parts, cell in zip(row.cells, last, strict=True))

    def may_be_row(self, row: _Row) -> bool:
        """Whether lines that do not fit the columns hold what a row does."""
        return row.reason == _BETWEEN and any(
            len(chunks) > 2 and any(_NUMBER.search(chunk) or text.begins_date(chunk) for chunk in chunks)
            for chunks in (_CHUNK.findall(self.lines[i]) for i in row.lines)
        )

    def cannot_begin(self, row: _Row, below: _Row) -> bool:
        """Whether the last line of a row cannot be the first of the one below: its cells do not go on there."""
        last, first = self._cells(row.lines[-1]), self._cells(below.lines[0])
        if last is None or first is None:
            return False
        for k, (cell, under) in enumerate(zip(last, first, strict=True)):
            if cell and (k == self.when or not under):
                return True
            if cell and self.sorts[k] == LAW and self._law_of_its_own(k, first, last):
                return True
            if cell and self.sorts[k] in (NAME, TEXT) and self._had_room(k, cell, under):
                return True
        return False

    def _had_room(self, k: int, above: str, below: str, *, to_next: bool = False) -> bool:
        """Whether the first word of a line would have stood in the one above. `to_next`: in a column that reaches to the next heading."""
        would = len(above) + 1 + len(re.split(r"[\s-]", below)[0])
        columns = self.header.columns[k : k + 2]
        room = max(self.widths[k], columns[-1].start - columns[0].start) if to_next else self.widths[k]
        return would < _ROOM * room and above[-1] not in "/-,"

    def all_rows(self, body: Sequence[int], *, apart: bool = False) -> list[_Row]:
        """The rows among some lines, block by block between blank lines. `apart`: blank lines are known to stand between rows."""
        blocks: list[list[int]] = [[]]
        for i in body:
            if self.lines[i].strip():
                blocks[-1].append(i)
            elif blocks[-1]:
                blocks.append([])
        blocks = [block for block in blocks if block]
        spaced = all(len(block) < 2 for block in blocks)  # blank lines stand between all lines, and tell nothing
        whole = [self.one_row(block) if apart or len(blocks) > 1 else None for block in blocks]
        apart = apart or any(row and len(row.lines) > 1 for row in whole)
        found: list[_Row] = []
        for block, read in zip(blocks, whole, strict=True):
            row = read or (self.broken_row(block) if apart else None)
            found += [row] if row else self.rows(block, found[-1] if found and spaced else None)
        return found

    def one_row(self, block: list[int]) -> _Row | None:
        """The row that some lines between blank ones are; None where they may be several, or none."""
        cells = {i: self._cells(i) for i in block}
        if all(cells.values()) and self._is_one_row(block, cells):
            by_column = [[part for i in block if (part := (cells[i] or [])[k])] for k in range(len(self.sorts))]
            headed = self._is_headed([cells[i] or [] for i in block[:2]], by_column)
            return _Row(block, by_column, _UNLIKE if headed else "", apart=True)
        return None

    def _is_headed(self, lines: Sequence[Sequence[str]], by_column: Sequence[Sequence[str]]) -> bool:
        """Whether a row's first line holds one cell alone, in which what stands below would have had room: words above a row, perhaps.
        Above a text they are measured by what it takes elsewhere, if the row's cells do not begin at one height below them either."""
        alone = [k for k, cell in enumerate(lines[0]) if cell]
        if len(alone) != 1 or len(by_column[k := alone[0]]) < 2:
            return False
        from_top = all(cell or not parts for cell, parts in zip(lines[1], by_column, strict=True))
        return self._had_room(k, *by_column[k][:2], to_next=from_top or self.sorts[k] != TEXT)

    def broken_row(self, block: list[int]) -> _Row | None:
        """The row that lines are of which some do not fit; None where they are several, or all fit."""
        cells = [self._cells(i) for i in block]
        dates = [self._cell(i, self.when) for i in block]
        if None in cells and None not in dates and text.is_moment(text.join(filter(None, dates))[0]):
            return _Row(block, reason=_BETWEEN, apart=True)  # one date of a call, whole
        begun = sum(here is not None and text.begins_date(here[self.when]) for here in cells)
        if None not in cells or begun > 1:
            return None
        return _Row(block, reason=_BETWEEN, is_row=begun == 1 or any(text.dated(self.lines[i]) and _several(self.lines[i]) for i in block))

    def rows(self, block: list[int], above: _Row | None) -> list[_Row]:
        """The rows of some lines with no blank line between them. They may begin with the rest of the row `above`."""
        found: list[_Row] = []
        broken = False  # cells stand where no column does
        for i in block:
            here = self._cells(i)
            row = found[-1] if found else above
            if here is None:
                meant = text.dated(self.lines[i]) and _several(self.lines[i])
                if _several(self.lines[i]) and row and row.cells:
                    row.reason = row.reason or "a line below it does not fit the columns"
                found.append(_Row([i], reason=_BETWEEN, is_row=meant))
                broken |= len(_CHUNK.findall(self.lines[i])) > 2
            elif (whole := self._begins(here, row)) or row is None or not row.cells:
                reason = "" if whole else _ORPHAN
                if row and not row.cells and _several(self.lines[row.lines[-1]]):
                    reason = reason or "a line above it does not fit the columns"
                found.append(_Row([i], [[cell] if cell else [] for cell in here], reason, whole))
            else:
                self._go_on(row, here, i)
        for row in found if broken else ():
            row.reason = row.reason or "cells near it do not fit the columns"
        return found

    def doubt(self, rows: Sequence[_Row], wrapped: bool, laws: bool, before: _Row | None) -> None:
        """Leaves unread what may be wrong in the light of the other rows. `wrapped`: some take several lines; `laws`: some begin with
        the title of a law, so that all do; `before`: the last row above this heading, which may go on below it."""
        whole = [row for row in rows if row.is_row]
        amiss = sum(row.reason in (_HOLE, _ORPHAN) for row in rows)
        undated = [row for row in whole if row.cells and not row.cells[self.when] and not self._is_total(row)]
        # Where its law goes on beside the date below, and that is no exception, cells stand on the floor of their rows.
        going_on = sum(one in undated and other not in undated and self._law_goes_on(other) for one, other in pairwise(whole))
        on_the_floor = going_on > 1 and going_on > _AMISS * len(whole)
        for row in whole:
            if amiss > 1 and amiss > _AMISS * len(whole) and not row.apart:
                row.reason = row.reason or _NOT_FROM_TOP
        for row in whole if laws else ():
            if self._law_goes_on(row):
                row.reason = row.reason or "it may begin above"
        rows_wrap = wrapped or on_the_floor
        for row in undated if rows_wrap else ():
            row.reason, row.is_row = row.reason or _UNDATED, False
        if before and rows and rows_wrap and not (before.cells and before.cells[self.when]) and not self._is_total(before):
            # A page may end within a row. It is one with the first below if that has not each of its cells.
            before.is_row &= not any(cell and not rest for cell, rest in zip(before.cells, rows[0].cells, strict=False))
            before.reason = before.reason or "it may go on below"
            rows[0].reason = rows[0].reason or "it may begin above"
        for above, below in pairwise([before, *rows]):
            if above and below and below.cells and not below.is_row:
                above.reason = above.reason or "it may go on below"
            if on_the_floor and above and below and above.reason in (_UNDATED, _UNLIKE) and not below.apart:
                below.reason = below.reason or "it may begin above"

    def _laws(self, row: _Row) -> list[str]:
        return [parts[0] for parts, sort in zip(row.cells, self.sorts, strict=False) if sort == LAW and parts]

    def law_begins(self, row: _Row) -> bool:
        """Whether its law is named from the beginning."""
        return any(_LAW_BEGINS.match(law) for law in self._laws(row))

    def _law_goes_on(self, row: _Row) -> bool:
        """Whether a row has the rest of a law, and not its beginning."""
        return any(not _LAW_BEGINS.match(law) for law in self._laws(row)) and not row.apart

    def _is_total(self, row: _Row) -> bool:
        return any(TOTAL.match(part) for parts in row.cells for part in parts)

    def _is_one_row(self, block: Sequence[int], cells: dict[int, list[str] | None]) -> bool:
        """Whether a block holds one date of call and no more than one number of each kind."""
        columns = [text.join([c[k] for i in block if (c := cells[i]) and c[k]])[0] for k in range(len(self.sorts))]
        if any(TOTAL.match(text.plain(self.lines[i])) for i in block) and len(block) > 1:
            return False
        below: list[str] | None = None
        marked = 0  # lines with a law of their own
        for i in block:
            here = cells[i] or []
            marked += any(self._law_of_its_own(k, here, below) for k, sort in enumerate(self.sorts) if sort == LAW)
            below = here if below is None else [cell or above for cell, above in zip(here, below, strict=True)]
        if marked > 1:
            return False
        numbers = (cell for cell, sort in zip(columns, self.sorts, strict=True) if sort in (NUMBER, ID))
        return text.is_moment(columns[self.when]) and all(len(re.sub(r"\D", "", cell)) <= 15 for cell in numbers)

    def _begins(self, cells: Sequence[str], row: _Row | None) -> bool:
        """Whether a line is the first of a row: it has the beginning of a date, or a number or law of its own."""
        when = cells[self.when]
        if text.begins_date(when) or any(TOTAL.match(cell) for cell in cells if cell):
            return True
        if when or sum(map(bool, cells)) < 2:
            return False
        above = [parts[-1] if parts else "" for parts in row.cells] if row and row.cells else None
        own = {NUMBER: _NUMBER, ID: re.compile(r"#?\d{1,9}")}
        return any(
            bool(own[sort].match(cells[k])) if sort in own else sort == LAW and self._law_of_its_own(k, cells, above)
            for k, sort in enumerate(self.sorts)
        )

    def _law_of_its_own(self, k: int, cells: Sequence[str], above: Sequence[str] | None) -> bool:
        """Whether a cell begins to name laws: it does not go on with those of the line above."""
        return bool(_LAW_BEGINS.match(cells[k])) and not (above and re.search(r"(?:[;,&\u00a7(]|\band)$", above[k]))

    def _go_on(self, row: _Row, cells: Sequence[str], i: int) -> None:
        """Adds a line to a row, whose reason then says what does not go together."""
        row.lines.append(i)
        if len(row.lines) > LONGEST:
            row.reason = row.reason or "more lines than a row has"
            return
        for k, cell in enumerate(cells):
            if not cell:
                continue
            above, sort = row.cells[k], self.sorts[k]
            if not above:
                row.reason = row.reason or _HOLE
            elif sort not in (TIME, TIMES, NUMBER, ID) and self._had_room(k, above[-1], cell):
                row.reason = row.reason or _UNLIKE
            row.cells[k].append(cell)

    def finished(self, row: _Row) -> TableRow | Left:
        if not row.reason and not row.is_row:
            row.reason = _BETWEEN
        if row.reason or not row.cells:
            return Left(tuple(row.lines), row.reason, row.is_row)
        joined = [text.join(parts) for parts in row.cells]
        cells = [cell for cell, _ in joined]
        when = cells[self.when]
        if when and not text.is_moment(when) and (len(row.lines) > 1 or text.begins_date(when)):
            return Left(tuple(row.lines), f"lines that make no date: {when}", True)
        for k, sort in enumerate(self.sorts):
            if sort in (NUMBER, ID) and len(row.cells[k]) > 1 and len(re.sub(r"\D", "", cells[k])) not in (10, 11):
                return Left(tuple(row.lines), f"lines that make no number: {cells[k]}", True)
        names = [certain for (_, certain), sort in zip(joined, self.sorts, strict=True) if sort == NAME]
        guess = "" if all(names) else "a hyphen at the end of a line is read as no part of the name"
        return TableRow(by_field(self.header, cells), tuple(row.lines), guess)


def _printed(lines: Sequence[str], longest: int) -> list[int]:
    """How many lines have a character at each place."""
    found = [0] * (longest + 1)
    for line in lines:
        for k, c in enumerate(line[:longest]):
            found[k] += c != " "
    return found


def _within_a_cell(line: str, blank: int, end: int) -> bool:
    """Whether a blank stands between words of one cell, which go on in the strip that ends there."""
    return bool(line[blank + 1 : end].strip()) and "  " not in line[max(0, blank - 1) : blank + 2]


def _several(line: str) -> bool:
    return len(_CHUNK.findall(line)) > 1
