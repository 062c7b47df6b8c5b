"""Tables as documents print them: cells between tabs, pipes or runs of blanks, or one cell to a line.

Nothing here knows what a column means: a loader says what a heading stands for, and gets rows with the lines they take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import product, takewhile

from tracer import text
from tracer.loaders.letters.prose import clip
from tracer.loaders.tables import certain, stacked
from tracer.loaders.tables.cells import (
    NAME,
    NUMBER,
    TEXT,
    TIME,
    TIMES,
    Column,
    Header,
    Left,
    Meaning,
    Settle,
    TableRow,
    is_border,
    layout,
    numbers,
    one_below_other,
    split,
)
from tracer.loaders.tables.columns import headings as blank_headings
from tracer.loaders.tables.columns import rows as blank_rows
from tracer.loaders.tables.rows import rows
from tracer.loaders.tables.titles import FOOTNOTE, Says, is_noise, never, note_ends, noted, survey
from tracer.model import replace

Naming = Callable[[str], "Meaning | None"]  # what a heading stands for
Enough = Callable[[set[str]], bool]  # whether these fields make a table that is looked for


def _as_they_are(columns: Sequence[Column], _numbers: Sequence[int]) -> tuple[Column, ...]:
    return tuple(columns)


def read(
    lines: Sequence[str], naming: Naming, enough: Enough, settle: Settle = _as_they_are, says: Says = never
) -> Iterator[Header | TableRow | Left]:
    """Every table among the lines: its heading, its rows, what is left over between them.

    A heading is a line whose fields are `enough`. A table runs to the next other heading, to a title of another one, or to the end; the
    same heading again, page numbers and footnotes only interrupt it. What is below such a title is left over, unless the title `says`
    that it goes on with the first table.
    """
    headers = _Headings(lines, naming, enough).all()
    if not headers:
        return
    found = survey(lines, headers, naming, says)
    for part in found.parts:
        within = [header for header in headers if part.first <= header.first < part.stop]
        if part.own and within:
            yield from _tables(lines, within, part.stop, settle, found.quiet)
            continue
        printed = tuple(i for i in range(part.first, part.stop) if lines[i].strip())
        yield Left(printed, f"{ANOTHER}: {clip(part.title, _LONGEST_TITLE)}", rows=len(printed))


ANOTHER = "another table, about others or other calls than the first"
_LONGEST_TITLE = 70


def _tables(lines: Sequence[str], headers: list[Header], end: int, settle: Settle, quiet: set[int]) -> Iterator[Header | TableRow | Left]:
    while headers:
        header = headers[0]
        same = [h for i, h in enumerate(headers) if all(_alike(header, g) for g in headers[: i + 1])]
        headers = headers[len(same) :]
        stops = [*(h.first for h in same[1:]), headers[0].first if headers else end]
        notes: list[list[int]] = []
        bodies = [[*_body(lines, h.last + 1, stop, h.layout, quiet, notes)] for h, stop in zip(same, stops, strict=True)]
        counts = _numbers(same, lines, bodies)
        settled = [replace(h, columns=settle(h.columns, counts)) for h in same]
        yield settled[0]
        of_table = {*(i for body in bodies for i in body), *(i for h in same for i in range(h.first, h.last + 1))}
        read = list(_rows(settled, lines, bodies))
        known = certain.Printed(settled[0], read, (line for i, line in enumerate(lines) if i not in of_table))
        for row in read:
            yield row if isinstance(row, Left) else certain.settled(settled[0], row, known)
        for note in noted(lines, notes, [row for row in read if isinstance(row, TableRow)], settled[0]):
            yield Left(note, "a note to the table that this loader does not read", rows=0)


def _rows(headers: Sequence[Header], lines: Sequence[str], bodies: Sequence[Sequence[int]]) -> Iterator[TableRow | Left]:
    """The rows below the headings of one table, and what is left over. `bodies`: the lines below each."""
    if headers[0].layout == "blank":  # each page has its columns in places of its own
        return blank_rows(list(zip(headers, bodies, strict=True)), lines)
    return rows(headers[0], lines, [i for body in bodies for i in body])


def _numbers(headers: Sequence[Header], lines: Sequence[str], bodies: Sequence[Sequence[int]]) -> list[int]:
    """How many cells of each column are numbers, of those that stand for one number with another; of any other 0."""
    columns = headers[0].columns
    fields = [c.field for c in columns if c.sort == NUMBER]
    twice = {k: f"column {k}" for k, c in enumerate(columns) if c.sort == NUMBER and fields.count(c.field) > 1}
    if not twice:
        return [0] * len(columns)
    apart = [replace(h, columns=tuple(c._replace(field=twice.get(k, c.field)) for k, c in enumerate(h.columns))) for h in headers]
    read = [row for row in _rows(apart, lines, bodies) if isinstance(row, TableRow)]
    return [numbers(row.cells.get(twice.get(k, ""), "") for row in read) for k in range(len(columns))]


# --- headings ------------------------------------------------------------------------------------------------------

_CUT_OFF = re.compile(rf"{text.CUT}(?=\s|$)")
_UNFINISHED = re.compile(r"(?:\bof|\bitg|\band|/)\W*$", re.I)
_REST = re.compile(r"\W*(?:numbers?|id|notification|call|party|name|provider|consortium)\W*", re.I)
_CUTS = 4  # places in a heading at which a word may be cut
_LONGEST = 50  # characters of a heading
_DEEPEST = 9  # lines of a heading in a table set with blanks: those of its cells may stand between each other
_SHORT = re.compile(r"\b(?:no|nos|nr|num|id|tel|orig|dest|descr?)\.$", re.I)  # a heading that is cut short ends no sentence
_ODD = 10  # what it costs to take the words of a heading for none, or other words for one
_HARDLY_WORSE = 20  # more than that, and another heading is out of the question
_MOST = 16  # columns of a table with one cell to a line
_LIKELY = 6  # ways to tell a heading from its neighbours that are tried
_SAMPLE = 40  # lines of a table to tell its heading by


def _alike(one: Header, other: Header) -> bool:
    return [c.field for c in one.columns] == [c.field for c in other.columns] and one.layout == other.layout


def _fields(columns: Sequence[Column]) -> set[str]:
    return {c.field for c in columns if c.field}


class _Headings:
    """The headings of tables among lines.

    A title above a heading and cells right above or below it may hold the words of a heading too. What is repeated is
    the heading; where nothing is, those columns are that go best with the lines below.
    """

    def __init__(self, lines: Sequence[str], naming: Naming, enough: Enough) -> None:
        self.lines, self.naming, self.enough = lines, naming, enough
        self._known: dict[str, Column] = {}
        self._none: dict[int, bool] = {}

    def all(self) -> list[Header]:
        found: list[Header] = []
        i = 0
        while i < len(self.lines):
            header = self._again(found[-1], i, i) if found else None
            if header is None:
                header = self._at(i)
                if found and header:
                    header = self._again(found[-1], i, header.last) or header
            if header:
                found.append(header)
            i = header.last + 1 if header else i + 1
        for k in reversed(range(len(found) - 1)):
            if _fields(found[k].columns) == _fields(found[k + 1].columns):
                found[k] = self._again(found[k + 1], found[k].first, found[k].last) or found[k]
        return found

    def _again(self, known: Header, first: int, last: int) -> Header | None:
        """A known heading, where it begins anew between two lines. What stands right above it, and not above the first, is none of it."""
        for i in range(first, last + 1):
            if known.first == known.last and self.lines[i].rstrip() == self.lines[known.first].rstrip():
                return replace(known, first=i, last=i)  # whatever stands below: it may be printed twice
            header = self._at(i, known)
            if header and _alike(header, known):
                below = (self._at(k, known) for k in range(i, header.last + 1))
                return next((h for h in below if h and _printed(h) == _printed(known)), header)
        return None

    def _at(self, i: int, known: Header | None = None) -> Header | None:
        """The heading that begins at a line: the `known` one is as long as it was before."""
        if not self.lines[i].strip() or _is_broken(self.lines[i]):
            return None
        by = layout(self.lines[i])
        below = layout(self.lines[i + 1]) if i + 1 < len(self.lines) else None
        if by == "blank" or (by is None and below == "blank" and self.lines[i].strip()):
            placed = self._placed(i)
            if placed or by:
                return placed
        if by is None:
            return self._stacked(i, known)
        if by == "pipe" and (bordered := self._bordered(i)):
            return bordered
        cells: list[str] = []
        for last in range(i, min(i + 3, len(self.lines))):  # a heading may break within a cell
            more = split(self.lines[last], by)
            if not any(more) or any(text.dated(cell) for cell in more) or _is_broken(self.lines[last]):
                return None  # a row: it goes before a heading, never on into one
            cells = [*cells[:-1], f"{cells[-1]} {more[0]}", *more[1:]] if cells else more
            while len(cells) > 1 and not cells[-1]:
                cells.pop()
            columns = [self._column(cell) for cell in cells]
            if self._makes_a_table(columns):
                return Header(tuple(columns), by, i, last)
        return None

    def _bordered(self, first: int) -> Header | None:
        """A heading of several lines between two borders."""
        if not first or not is_border(self.lines[first - 1]):
            return None
        last = next((k - 1 for k in range(first + 1, min(first + _DEEPEST + 1, len(self.lines))) if is_border(self.lines[k])), first)
        lines = [split(self.lines[k], "pipe") for k in range(first, last + 1)]
        if last == first or len({*map(len, lines)}) > 1 or any(text.dated(cell) for cells in lines for cell in cells):
            return None
        columns = tuple(self._column(text.join(parts)[0]) for parts in one_below_other(lines))
        return Header(columns, "pipe", first, last) if self._makes_a_table(columns) else None

    def _placed(self, first: int) -> Header | None:
        """A heading whose words stand above the columns, in one line or several. A line above that makes it worse is none of it."""
        found = self._highest(first)
        if found and _unknown(found) and (below := self._highest(first + 1)) and _unknown(below) < _unknown(found):
            return None
        return found

    def _highest(self, first: int) -> Header | None:
        """The heading that begins at a line: as many lines as leave each column known."""
        best: Header | None = None
        lines = [*self._of_heading(first)]
        for last, printed in zip(lines, blank_headings(self.lines[i] for i in lines), strict=True):
            columns = tuple(self._column(*found) for found in printed)
            header = Header(columns, "blank", first, last)
            if self._makes_a_table(columns) and (best is None or _is_better(header, best)):
                best = header
        return best

    def _of_heading(self, first: int) -> Iterator[int]:
        """The lines that may be of one heading: up to a blank one, but where a word above it is cut and goes on below."""
        above = ""
        for i in range(first, min(first + _DEEPEST, len(self.lines))):
            if not self.lines[i].strip() and _CUT_OFF.search(above):
                above = ""
                continue
            if self._no_heading(i):
                return
            yield i
            above = self.lines[i]

    def _column(self, printed: str, start: int = 0, end: int = 0) -> Column:
        if printed not in self._known:
            heading = text.plain(printed[: 4 * _LONGEST])
            prose = len(heading) > _LONGEST or (heading.endswith(".") and not _SHORT.search(heading)) or FOOTNOTE.match(printed.strip())
            found = None if prose else self.naming(heading)
            if found is None and not prose and 0 < heading.count(text.CUT) <= _CUTS:
                first, *parts = heading.split(text.CUT)
                ways = product(("", " "), repeat=len(parts))
                read = (first + "".join(blank + part for blank, part in zip(way, parts, strict=True)) for way in ways)
                found = next(filter(None, map(self.naming, read)), None)
            self._known[printed] = Column(found.field if found else None, found.sort if found else TEXT, heading)
        return self._known[printed]._replace(start=start, end=end)

    def _no_heading(self, i: int) -> bool:
        """Whether a line cannot be one of a heading set with blanks."""
        if i not in self._none:
            line = self.lines[i]
            self._none[i] = not line.strip() or layout(line) in ("tab", "pipe") or text.dated(line)
        return self._none[i]

    def _makes_a_table(self, columns: Sequence[Column]) -> bool:
        return len(_fields(columns)) >= 3 and self.enough(_fields(columns))

    def _stacked(self, first: int, known: Header | None) -> Header | None:
        """One heading to a line, some broken over two; one that nobody knows stands between two that are known."""
        columns: list[Column] = []
        lasts: list[int] = []  # the line that each ends in
        longest = len(known.columns) if known else _MOST
        strange = 0
        i = first
        end = min(len(self.lines), first + 4 * _MOST)
        while i < end and strange < 3 and layout(self.lines[i]) is None and len(columns) < longest:
            printed, last = self.lines[i], i
            if printed.strip():
                below = text.plain(self.lines[i + 1]) if i + 1 < len(self.lines) else ""
                if below and (_UNFINISHED.search(text.plain(printed)) or _REST.fullmatch(below)):
                    printed, last = f"{printed} {below}", i + 1
                column = self._column(printed)
                strange = 0 if column.field else strange + 1
                if strange and (not columns or text.dated(printed)):
                    break
                columns.append(column)
                lasts.append(last)
            i = last + 1
        if not self._makes_a_table(columns):
            return None
        firsts = [first, *(last + 1 for last in lasts)]
        cuts = [
            Header(tuple(columns[k:m]), "stacked", firsts[k], lasts[m - 1])
            for k in range(len(columns))
            for m in range(len(columns), k, -1)
            if columns[k].field
            and columns[m - 1].field
            and _fields(columns[k:m]) == _fields(columns)
            and columns[k].field not in _fields(columns[k + 1 : m])  # else it is a title: "Calls by Customer"
        ]
        if known or len(cuts) == 1:
            return cuts[0]
        odd = {cut: _odd(cut) + sum(last < cut.first for last in lasts) for cut in cuts}
        likely = sorted(cuts, key=lambda cut: odd[cut])[:_LIKELY]
        (best, cut), (other, _) = sorted(((self._misfit(c) + _ODD * odd[c], c) for c in likely), key=lambda found: found[0])[:2]
        return cut if other - best > _HARDLY_WORSE else replace(cut, guess="which lines are the heading is not certain")

    def _misfit(self, header: Header) -> int:
        """How ill the lines go with the columns, up to where the same heading is repeated."""
        times = [c.printed for c in header.columns if c.sort in (TIME, TIMES)]
        sample = range(header.last + 1, min(header.last + 1 + _SAMPLE, len(self.lines)))
        end = next((i for i in sample if text.plain(self.lines[i]) in times), sample.stop)
        below = [self.lines[i] for i in _body(self.lines, sample.start, end, "stacked")]
        return stacked.cost([c.sort for c in header.columns], below)


def _is_broken(line: str) -> bool:
    return text.BROKEN in line or text.TORN in line


def _printed(header: Header) -> list[str]:
    return [c.printed for c in header.columns]


def _unknown(header: Header) -> int:
    return sum(c.field is None for c in header.columns)


def _is_better(longer: Header, header: Header) -> bool:
    """Whether a heading that goes on in more lines is the one, and not the beginning of a row below the other: a name may be a word of
    headings."""
    if _unknown(longer) > _unknown(header) or len(longer.columns) < len(header.columns):
        return False
    as_before = [c.field for c in longer.columns] == [c.field for c in header.columns]
    names = [[c.printed for c in h.columns if c.sort == NAME] for h in (longer, header)]
    return not as_before or names[0] == names[1]


def _odd(header: Header) -> int:
    """How many columns nobody knows, and how many come again."""
    fields = [c.field for c in header.columns]
    return fields.count(None) + 3 * (len(fields) - len(set(fields)))


# --- between the rows ----------------------------------------------------------------------------------------------

_LAW = re.compile(r"(?:U\.?\s?S\.?\s?C|C\.?\s?F\.?\s?R)\b")
_CELL = re.compile(r"\S+(?: \S+)*")
_NEAR = 5  # lines


def _begins_a_law(lines: Sequence[str]) -> bool:
    """Whether a number alone in a line is that of the title of a law, which goes on right below it in its cell, and not that of a page."""
    m = re.fullmatch(r"\s*(\d{1,2})\s*", lines[0])
    if m is None:
        return False
    for line in takewhile(str.strip, lines[1:]):  # cells beside it may have lines in between
        below = next((cell for cell in _CELL.finditer(line) if cell.start() <= m.start(1) and m.end(1) <= cell.end()), None)
        if below:
            return bool(_LAW.match(below[0]))
    return False


def _body(
    lines: Sequence[str], first: int, stop: int, by: str, quiet: Container[int] = (), notes: list[list[int]] | None = None
) -> Iterator[int]:
    """The lines that hold cells, and the blank ones; not rules, page numbers, footnotes, nor heads and titles printed again (`quiet`).
    `notes` is told the footnotes, each by its lines."""
    footnote = noise = False
    blank: list[int] = []
    for i in range(first, stop):
        line = lines[i].strip()
        if not line and "\f" not in lines[i]:
            footnote = False
            if not noise:
                blank.append(i)  # perhaps an empty cell, unless what follows shows that it only sets something apart
            noise = False
            continue
        noise = i in quiet or (is_noise(line) and not (by == "blank" and _begins_a_law(lines[i : min(i + _NEAR, stop)])))
        if not noise and by != "stacked" and layout(line) == by:
            footnote = False
        elif not noise and (footnote or FOOTNOTE.match(line)):
            noise = True
            if notes is not None:
                if not footnote:
                    notes.append([])
                notes[-1].append(i)
            footnote = not note_ends(line)
        if not noise:
            yield from blank
            yield i
        else:
            yield from blank[:-1]
        blank = []
    yield from blank
