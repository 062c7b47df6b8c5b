"""Tables as documents print them: cells between tabs, pipes or runs of blanks, or one cell to a line.

Nothing here knows what a column means: a loader says what a heading stands for, and gets rows with the lines they take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from tracer import text
from tracer.loaders import _stacked
from tracer.loaders._cells import TEXT, Column, Header, Left, Row, layout, split
from tracer.loaders._rows import rows

Naming = Callable[[str], "tuple[str, str] | None"]  # what a heading stands for: its field, and the sort of its cells
Enough = Callable[[set[str]], bool]  # whether these fields make a table that is looked for


def read(lines: Sequence[str], naming: Naming, enough: Enough) -> Iterator[Header | Row | Left]:
    """Every table among the lines: its heading, its rows, what is left over between them.

    A heading is a line whose fields are `enough`. A table runs to the next other heading, or to the end; the same
    heading again, page numbers and footnotes only interrupt it.
    """
    headers: list[Header] = []
    i = 0
    while i < len(lines):
        found = _header(lines, i, naming, enough)
        if headers:  # the same again goes first: cells right above or below it may hold the words of a heading too
            again = (_header(lines, k, naming, enough, headers[-1]) for k in range(i, found.last + 1 if found else i + 1))
            found = next((h for h in again if h and _alike(h, headers[-1])), found)
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
        yield from rows(header, lines, body)


def _alike(one: Header, other: Header) -> bool:
    return [c.field for c in one.columns] == [c.field for c in other.columns] and one.layout == other.layout


# --- headings ------------------------------------------------------------------------------------------------------

_UNFINISHED = re.compile(r"(?:\bof|\bitg|\band|/)\W*$", re.I)
_REST = re.compile(r"\W*(?:numbers?|id|notification|call|party|name|provider|consortium)\W*", re.I)
_LONGEST = 50  # characters of a heading


def _header(lines: Sequence[str], i: int, naming: Naming, enough: Enough, known: Header | None = None) -> Header | None:
    """The heading that begins at a line; one that was read before tells where the same again ends."""
    by = layout(lines[i])
    if by is None:
        return _stacked_header(lines, i, naming, enough, known)
    cells: list[str] = []
    for last in range(i, min(i + (1 if by == "blank" else 3), len(lines))):  # a heading may break within a cell
        more = split(lines[last], by)
        if not any(more) or any(next(text.moments(cell), None) for cell in more):
            return None  # a row: it goes before a heading, never on into one
        cells = [*cells[:-1], f"{cells[-1]} {more[0]}", *more[1:]] if cells else more
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


def _stacked_header(lines: Sequence[str], first: int, naming: Naming, enough: Enough, known: Header | None) -> Header | None:
    """One heading to a line, some broken over two; one that nobody knows stands between two that are known."""
    columns: list[Column] = []
    ends: list[int] = []
    i = first
    unknown: list[tuple[Column, int]] = []
    while i < len(lines) and len(unknown) < 3 and layout(lines[i]) is None and not (known and len(columns) == len(known.columns)):
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
                ends += [*(e for _, e in unknown), end]
                unknown = []
        i = end + 1
    if not _makes_a_table(columns, enough):
        return None
    if known:
        return Header(tuple(columns), "stacked", first, ends[-1])
    tops = [first, *(end + 1 for end in ends)]
    cuts = [(top, columns[k:m], ends[m - 1]) for k, top in enumerate(tops) for m in range(len(columns), k, -1) if _may_cut(columns, k, m)]
    best = min(cuts, key=lambda cut: _stacked.cost([c.sort for c in cut[1]], _below(lines, cut[2]))) if len(cuts) > 1 else cuts[0]
    return Header(tuple(best[1]), "stacked", best[0], best[2])


_ENOUGH_LINES = 60  # of a table, to tell its heading by


def _below(lines: Sequence[str], last: int) -> list[str]:
    return [lines[i] for i in _body(lines, last + 1, min(len(lines), last + 1 + _ENOUGH_LINES), "stacked", set())]


def _may_cut(columns: Sequence[Column], first: int, stop: int) -> bool:
    """Whether the headings from one to another may be all: what is cut off, a title above them or the first cells below, only
    holds the words of a heading too, so its fields are among theirs."""
    fields = {c.field for c in columns[first:stop]}
    return None not in (columns[first].field, columns[stop - 1].field) and fields >= {c.field for c in columns if c.field}


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
        noise = bool(_NOISE.fullmatch(line))
        if not noise and by != "stacked" and layout(line) == by:
            footnote = False
        elif not noise and (footnote or _FOOTNOTE.match(line)):
            noise = True
            footnote = not re.search(r"[.!?][)\]\"'\u201d]*$", line)  # it goes on below until its sentence ends
        elif by != "stacked" and _fold(line) in seen:
            noise = True
        if not noise:
            yield from blank
            yield i
        else:
            yield from blank[:-1]
        blank = []
    yield from blank
