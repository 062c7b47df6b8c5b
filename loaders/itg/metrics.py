"""The tables of a monthly metrics mail, in whatever way they were printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracer.loaders.itg.lines import Line
from tracer.loaders.tables.cells import split
from tracer.model import Unread
from tracer.text import CUT, plain

# The columns as printed, and the field of a claim that each fills.
_COLUMNS = {
    "provider": "provider",
    "provider name": "provider",
    "upstream provider": "provider",
    "total hops": "total",
    "total": "total",
    "hops": "total",
    "open": "open",
    "poe": "point_of_entry",
    "point of entry": "point_of_entry",
    "downstream": "downstream",
    "orig": "originating",
    "origin": "originating",
    "originating": "originating",
    "originator": "originating",
    "no resp": "no_response",
    "no response": "no_response",
    "not found": "not_found",
    "campaigns": "campaigns",
    "period": "period",
    "month": "period",
    "avg response": "avg_response",
    "average response": "avg_response",
    "avg response time": "avg_response",
    "average response time": "avg_response",
}
_QUOTED = " \r\n>"
_WORDS = ("provider", "avg_response", "period")
_WRAPPED = 6  # lines that one row may be wrapped into
_COUNT = r"\d[\d,]*|[-–—]+|n/?a"
_IN_ONE_LINE = re.compile("|".join(sorted(map(re.escape, _COLUMNS), key=len, reverse=True)), re.I)
_RULE = re.compile(r"[|+=: -]*(?:-{3}|={3})[|+=: -]*")  # between head and rows
_NOTHING = re.compile(rf"\W*(?:none|no (?:data|records?|(?:upstream )?providers?))\W*|n/?a(?:[\s|]+(?:{_COUNT}))*", re.I)  # an empty table
_END = re.compile(r"if you have (?:any )?trouble|this e-?mail|please do not reply|your summary|upstream summary|<?https?://|\[", re.I)


@dataclass(frozen=True, slots=True)
class MetricsRow:
    """A table's row: its cells by field, the lines it stands in, and those of the table's head."""

    cells: dict[str, str]
    first: int
    last: int
    head: tuple[int, int]

    def count(self, field: str) -> int | None:
        printed = self.cells.get(field, "")
        return int(printed.replace(",", "")) if printed[:1].isdigit() else None

    def words(self, field: str) -> str | None:
        printed = self.cells.get(field, "")
        return None if not printed or re.fullmatch(_COUNT, printed, re.I) else printed


@dataclass(frozen=True, slots=True)
class _Head:
    columns: tuple[str, ...]  # fields; an unknown column keeps its own name
    first: int
    last: int

    @property
    def per_line(self) -> bool:
        """One cell per line."""
        return self.last > self.first


def rows(lines: tuple[Line, ...], first: int) -> Iterator[MetricsRow | Unread]:
    """The rows of all tables from line `first` on. A row without a `provider` cell is the reader's own.

    Places in the `Unread` are indexes into `lines`.
    """
    at = first
    while at < len(lines):
        head = _head(lines, at)
        at = at + 1 if head is None else head.last + 1
        if head is None:
            continue
        unknown = [name for name in head.columns if name not in _COLUMNS.values()]
        if unknown:
            yield Unread(head.first, head.last, f"the metrics table has an unknown column: {', '.join(unknown)}")
        below = [*(_cell_by_cell(lines, head) if head.per_line else _line_by_line(lines, head))]
        if not below and "provider" not in head.columns:  # the reader's own figures
            below = [Unread(head.first, head.last, "the metrics table has no row")]
        yield from below


def _field(cell: str) -> str:
    folded = re.sub(r"\s+", " ", plain(cell)).strip(" .:").lower()
    return _COLUMNS.get(folded, folded)


def _head(lines: tuple[Line, ...], at: int) -> _Head | None:
    text = " ".join(lines[at].text.replace(CUT, " ").split())  # what is cut there or is not, the known names tell
    if not text:
        return None
    # Where blanks alone part the columns, one or more of them, the known names tell the cells.
    cells = split(lines[at].raw.rstrip().strip(_QUOTED)) if _IN_ONE_LINE.sub("", text).strip() else _IN_ONE_LINE.findall(text)
    columns = tuple(map(_field, cells))
    if sum(name in _COLUMNS.values() for name in columns) >= 4:
        return _Head(columns, at, at)
    below: list[str] = []
    last = at
    for i in range(at, len(lines)):
        if not lines[i].text:
            continue
        name = _field(lines[i].text)
        if name not in _COLUMNS.values() or name in below:
            break
        below.append(name)
        last = i
    return _Head(tuple(below), at, last) if len(below) >= 4 else None


def _fits(columns: tuple[str, ...], cells: list[str]) -> bool:
    return len(cells) == len(columns) and all(
        bool(cell) and not re.fullmatch(_COUNT, cell, re.I)
        if name == "provider"
        else name in _WORDS or name not in _COLUMNS.values() or re.fullmatch(_COUNT + "|", cell, re.I)
        for name, cell in zip(columns, cells, strict=True)
    )


def _line_by_line(lines: tuple[Line, ...], head: _Head) -> Iterator[MetricsRow | Unread]:
    parted = re.compile(r"\s+".join(f"({_COUNT})" if n in _COLUMNS.values() and n not in _WORDS else "(.+?)" for n in head.columns), re.I)
    misfit = f"a row of the metrics table does not fit its {len(head.columns)} columns"
    named = "provider" in head.columns
    begun: list[int] = []  # lines of a row that goes on below: a long name was wrapped
    for i in range(head.last + 1, len(lines)):
        line = lines[i]
        if _END.match(line.text) or _head(lines, i):
            break
        if not line.text or _RULE.fullmatch(line.text) or (named and _NOTHING.fullmatch(line.text)):
            if begun:
                break
            continue
        cells = [plain(cell) for cell in split(line.raw.strip(_QUOTED))]
        while len(cells) > len(head.columns) and not cells[-1]:
            cells.pop()
        ruled = "\t" in line.raw.strip() or "|" in line.raw
        whole = None if ruled else parted.fullmatch(" ".join(lines[k].text for k in (*begun, i)))
        if not begun and _fits(head.columns, cells):
            yield MetricsRow(dict(zip(head.columns, cells, strict=True)), i, i, (head.first, head.last))
        elif whole:
            yield MetricsRow(dict(zip(head.columns, whole.groups(), strict=True)), min(begun, default=i), i, (head.first, head.last))
        elif ruled or re.search(rf"\s(?:{_COUNT})$", line.text, re.I):
            yield Unread(min(begun, default=i), i, misfit)
        elif named and lines[i - 1].text and len(begun) < _WRAPPED:
            begun.append(i)
            continue
        else:
            return  # other text: the table is over
        begun = []
    if begun:
        yield Unread(begun[0], begun[-1], misfit)


def _cell_by_cell(lines: tuple[Line, ...], head: _Head) -> Iterator[MetricsRow | Unread]:
    filled = [i for i in range(head.last + 1, len(lines)) if lines[i].text]
    width = len(head.columns)
    while filled and not _END.match(lines[filled[0]].text):
        taken = filled[:width]
        cells = [lines[i].text for i in taken]
        if not _fits(head.columns, cells):
            # From here on nothing tells which cell begins a row: whose the figures are.
            if (last := _last_figure(lines, filled)) is not None:
                yield Unread(taken[0], last, f"a row of the metrics table does not fit its {width} columns")
            return
        yield MetricsRow(dict(zip(head.columns, cells, strict=True)), taken[0], taken[-1], (head.first, head.last))
        filled = filled[width:]


def _last_figure(lines: tuple[Line, ...], filled: list[int]) -> int | None:
    """The last line of a table that is printed one cell a line: names and figures by turns, up to other text or another table."""
    last: int | None = None
    names = 0
    for i in filled:
        if re.fullmatch(_COUNT, lines[i].text, re.I):
            last, names = i, 0
        elif (names := names + 1) > _WRAPPED or _END.match(lines[i].text) or _head(lines, i):
            break
    return last
