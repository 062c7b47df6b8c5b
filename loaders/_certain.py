"""Cells of a row that may be read in two ways, as where a word is cut at the edge of its column: they are left unread."""

from __future__ import annotations

import re

from tracer import text
from tracer.loaders._cells import LAW, NAME, NUMBER, TEXT, TIME, TIMES, Header, Left, Row
from tracer.model import replace

_WITHIN = re.compile(rf"(?<=[^\W_]){text.CUT}(?=[^\W_])")  # letters or digits, which may be those of one word
_LETTERS = re.compile(rf"(?<=[^\W\d_]){text.CUT}(?=[^\W\d_])")
_OF_A_SECTION = re.compile(rf"(?<=\d){text.CUT}(?=\d)")  # before a number of its own a law has a word or a sign
_RUN_TOGETHER = re.compile(r"\d{7}(?:\+?\d{9}|\+\d|(?!x|ext)[^\W\d_]{2})", re.I)  # a number and what stands beside it
_NO_TITLE = re.compile(r"(?:U\.?\s?S\.?\s?C|C\.?\s?F\.?\s?R)\b")
_UNFINISHED = re.compile(r"(?:[;,&(\u00a7]|\band|(?:;|,|\band) *\d{1,3}|\b(?:C\.?\s?F\.?\s?R|U\.?\s?S\.?\s?C)\.?)\s*$", re.I)
_BESIDE = re.compile(r"\d{7}\s+(?!ext)[^\W\d_]{2}", re.I)


def settled(header: Header, row: Row) -> Row | Left:
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
            return Left(row.lines, f"a name that may be cut at the edge of its cell: {apart}", dated=True)
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
