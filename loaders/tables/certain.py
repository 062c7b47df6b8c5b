"""Cells of a row that may be read in two ways, as where a word is cut at the edge of its column: they are left unread."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

from tracer import text
from tracer.loaders.letters.customers import Entry, entry
from tracer.loaders.tables.cells import LAW, NAME, NUMBER, TEXT, TIME, TIMES, Header, Left, TableRow
from tracer.model import replace

_WITHIN = re.compile(rf"(?<=[^\W_]){text.CUT}(?=[^\W_])")  # letters or digits, which may be those of one word
_LETTERS = re.compile(rf"(?<=[^\W\d_]){text.CUT}(?=[^\W\d_])")
_OF_A_SECTION = re.compile(rf"(?<=\d){text.CUT}(?=\d)")  # before a number of its own a law has a word or a sign
_RUN_TOGETHER = re.compile(r"\d{7}(?:\+?\d{9}|\+\d|(?!x|ext)[^\W\d_]{2})", re.I)  # a number and what stands beside it
_NO_TITLE = re.compile(r"(?:U\.?\s?S\.?\s?C|C\.?\s?F\.?\s?R)\b")
_UNFINISHED = re.compile(r"(?:[;,&(\u00a7]|\band|(?:;|,|\band) *\d{1,3}|\b(?:C\.?\s?F\.?\s?R|U\.?\s?S\.?\s?C)\.?)\s*$", re.I)
_BESIDE = re.compile(r"\d{7}\s+(?!ext)[^\W\d_]{2}", re.I)


class Printed:
    """The names that a document prints whole: in other rows, in its text. One that is cut reads as the one of them that it can be."""

    def __init__(self, header: Header, rows: Iterable[TableRow | Left], lines: Iterable[str]) -> None:
        fields = [column.field for column in header.columns if column.sort == NAME and column.field]
        self._names = {row.cells.get(name, "") for row in rows if isinstance(row, TableRow) for name in fields}
        self._lines = lines
        self._read: str | None = None

    @property
    def _text(self) -> str:
        if self._read is None:
            self._read = " ".join(word for line in self._lines for word in line.split(" ") if word)
        return self._read

    def whole(self, cut: str) -> str | None:
        """How a name reads that may be cut in some places: None where no way to join it, or more than one, is printed whole, or where
        no one way alone says that nobody answered."""
        if cut.count(text.CUT) > _MOST:
            return None
        first, *parts = cut.split(text.CUT)
        ways = {first + "".join(map("".join, zip(way, parts, strict=True))) for way in product(("", " "), repeat=len(parts))}
        silent = [way for way in ways if entry(way) is Entry.SILENT]
        found = silent or [way for way in ways if way in self._names or self._in_text(way)]
        return found[0] if len(found) == 1 else None

    def _in_text(self, name: str) -> bool:
        return len(name) > _LEAST and bool(re.search(rf"(?<![\w&'\u2019-]){re.escape(name)}(?![\w-])", self._text))


_MOST = 4  # places at which a name is cut
_LEAST = 4  # characters of a name that is looked for in a text


def settled(header: Header, row: TableRow, known: Printed) -> TableRow | Left:
    """A row with plain blanks alone. One whose name or date may be read in two ways is none; a text that may be is left out."""
    cells, guesses = dict(row.cells), [row.guess]
    for column in header.columns:
        printed = cells.get(column.field or "", "")
        if column.sort == NUMBER and (_RUN_TOGETHER.search(printed) or (header.layout == "blank" and _BESIDE.search(printed))):
            return Left(row.lines, f"a number that runs into the next cell: {printed}", dated=True)
        if column.sort == LAW and header.layout == "blank" and _NO_TITLE.match(printed):
            return Left(row.lines, f"a law whose number runs into the cell before: {printed}", dated=True)
        if column.sort == LAW and _UNFINISHED.search(whole := printed.replace(text.CUT, " ")):
            return Left(row.lines, f"a law that goes on elsewhere: {whole}", dated=True)
        if text.CUT not in printed:
            continue
        assert column.field
        if column.sort == LAW:
            printed = _OF_A_SECTION.sub("", printed)
        apart, joined = printed.replace(text.CUT, " "), printed.replace(text.CUT, "")
        if column.sort in (TIME, TIMES):
            fitting = [cell for cell in (apart, joined) if _dates(cell)]
            if not fitting or _dates(fitting[0]) != _dates(fitting[-1]):
                return Left(row.lines, f"a date that may be cut at the edge of its cell: {apart}", dated=True)
            apart = fitting[0]
        elif column.sort == NAME:
            name = known.whole(printed)
            if name is None:
                return Left(row.lines, f"a name that may be cut at the edge of its cell: {apart}", dated=True)
            apart = name
        elif (column.sort == TEXT and _WITHIN.search(printed)) or (column.sort == LAW and _LETTERS.search(printed)):
            guesses.append(f"a word may be cut at the edge of its cell, which is left out: {apart}")
            apart = ""
        cells[column.field] = apart
    return replace(row, cells=cells, guess="; ".join(filter(None, guesses)))


def _dates(cell: str) -> set[tuple[str, ...]]:
    """The times that a cell holds, in each order of day and month in which nothing else is left in it."""
    found = set()
    for order in (False, True):
        readings = list(text.moments(text.plain(cell), day_first=order))
        left = text.plain(cell)
        for reading in reversed(readings):
            left = left[: reading.start] + left[reading.end :]
        if readings and not re.search(r"\w", left):
            found.add(tuple(reading.moment for reading in readings))
    return found
