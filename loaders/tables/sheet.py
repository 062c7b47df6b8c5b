"""Spreadsheets saved as CSV: which character sets the cells apart, which line is the heading, what its words stand for."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import NamedTuple

from tracer import text
from tracer.errors import BadDocument

_DELIMITERS = ",;\t|"
TITLES = 10  # lines above the heading: a title, a date, a note
_SEPARATOR = re.compile(r"\"?sep=(.)\"?\s*", re.I)
_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is written: what stands between cells, the line of its heading (from 1), from which column each field is."""

    delimiter: str
    heading: int  # 0 where there is none
    width: int  # columns
    takes: tuple[tuple[str, int], ...]  # each field, and the column that it is taken from
    zones: Mapping[str, tzinfo]  # by field, as the headings give them
    strange: tuple[str, ...] = ()  # headings that stand for none
    nameless: tuple[int, ...] = ()  # columns without a heading
    twice: str | None = None  # a field that several columns stand for
    titles: tuple[int, ...] = ()  # lines above the heading that hold words
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by field, the headings of which any may be its own


def layout(head: str, words: Mapping[str, Sequence[str]], required: Sequence[str]) -> Layout | None:
    """The layout of a sheet that has the columns `required`; None where no line among the first is such a heading.

    `words`: for each field the headings that stand for it, without punctuation. A field's own name goes before them.
    """
    titles: list[int] = []
    for number, ways in first_rows(head, TITLES):
        for row in ways:
            if found := heading(row, words, required, tuple(titles)):
                return found
        if all(any(map(str.strip, row.cells)) for row in ways):
            titles.append(number)
    return None


class Cells(NamedTuple):
    """The cells of a row, by one of the characters that may set them apart; the last line that they take."""

    cells: list[str]
    delimiter: str
    last: int


def first_rows(head: str, most: int) -> Iterator[tuple[int, list[Cells]]]:
    """The rows that may begin in each of the first lines, by number; a first line that only names the delimiter is none."""
    lines = head.removeprefix("\ufeff").split("\n", most + TITLES)[: most + TITLES]
    delimiters = _DELIMITERS
    for k, line in enumerate(lines[:most]):
        if not k and (given := _SEPARATOR.fullmatch(line)):
            delimiters = given[1]
            continue
        ways = []
        for delimiter in delimiters:
            with suppress(csv.Error):
                rows = csv.reader((f"{below}\n" for below in lines[k:]), strict=True, delimiter=delimiter)
                ways.append(Cells(next(rows, []), delimiter, k + rows.line_num))
        yield k + 1, ways


def meaning(cell: str, words: Mapping[str, Sequence[str]]) -> str:
    """The field that a heading stands for, by its name or another word; empty where it stands for none."""
    own = cell.strip().lower()
    if own in words:
        return own
    plain = _WORDS.sub(" ", text.without_zone(cell).replace("#", " number ")).strip().lower()
    name = plain.replace(" ", "_")
    return name if name in words else next((field for field, headings in words.items() if plain in headings), "")


def heading(row: Cells, words: Mapping[str, Sequence[str]], required: Sequence[str], titles: tuple[int, ...] = ()) -> Layout | None:
    """The layout below a row, as of `layout`; None where the row is no such heading."""
    cells = row.cells
    own = [cell.strip().lower() for cell in cells]
    fields, strange = [name if name in words else "" for name in own], list[str]()
    others: dict[str, list[str]] = {}  # headings that are no field's own name
    for k, cell in enumerate(cells):
        if not fields[k] and (name := meaning(cell, words)):
            others.setdefault(name, []).append(text.one_line(cell.strip(), 60))
            if name not in fields:  # a field's own name goes before other words for it
                fields[k] = name
    if not set(required) <= set(fields):
        return None
    known = {k: name for k, name in enumerate(fields) if name}
    zones: dict[str, tzinfo] = {}
    for k, cell in enumerate(cells):
        if k in known:
            if zone := text.zone(cell):
                zones[known[k]] = zone
        elif own[k]:
            fields[k] = own[k]
            strange.append(own[k])
    named = [f for f in fields if f]
    twice = next((f for f in sorted(set(named)) if named.count(f) > 1), None)
    takes = tuple((name, k) for k, name in sorted(known.items()))
    nameless = tuple(k for k, name in enumerate(fields) if not name)
    twice = twice and text.one_line(twice, 60)  # for a message
    rivals = {name: tuple(headings) for name, headings in others.items() if len(headings) > 1 and name not in own}
    return Layout(row.delimiter, row.last, len(cells), takes, zones, tuple(strange), nameless, twice, titles, rivals)


# --- rows ---------------------------------------------------------------------------------------------------------


class Lines:
    """Physical lines, counted and kept while a row is read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            self.taken.append(line)
            yield line

    def pass_over(self, heading: int) -> None:
        """So many lines, of which it is known what they say."""
        for _ in islice(self, heading):
            pass


def next_row(rows: Iterator[list[str]], lines: Lines, name: str) -> list[str] | None:
    """The cells of the next row; None after the last. Raises BadDocument where its quotes are wrong."""
    try:
        return next(rows, None)
    except csv.Error as error:
        raise BadDocument(f"line {lines.number} of {name} is no CSV ({error}): mend its quotes and load it again") from None


# --- what spreadsheets make of cells -------------------------------------------------------------------------------

BLANKS = " \t\r\n"
_MARKED = re.compile(r"'[+#(]?\d[\d\s().,:/+-]*")
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?e\+?\d{1,3}", re.I)
_WHOLE = re.compile(r"(\+?\d{7,15})\.0+")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d{1,12})?")
_FIRST, _LAST = 25569, 73050  # 1970 and 2099, as days since 30 December 1899


def marked(cells: Sequence[str]) -> bool:
    """Quickly, and rather once too often: whether any of these cells bears a mark that `cell` or `name` takes off."""
    together = "".join(cells)
    return "'" in together or '="' in together


def cell(printed: str) -> str:
    """A cell without the mark that kept a spreadsheet from changing it."""
    stripped = name(printed)
    return stripped[1:] if stripped.startswith("'") and _MARKED.fullmatch(stripped) else stripped


def name(printed: str) -> str:
    """A cell as typed, but for the formula by which a sheet is made to keep it as text: `="00123"`."""
    stripped = printed.strip(BLANKS)
    return stripped[2:-1] if stripped.startswith('="') and stripped.endswith('"') and '"' not in stripped[2:-1] else stripped


def may_err(together: str) -> bool:
    """Quickly, and rather once too often: whether any cell of a row is an error."""
    return "#" in together or "Err:" in together


def error(printed: str) -> str | None:
    """The error that a spreadsheet shows in place of a cell's value, as shown; None where it shows none."""
    shown = printed.strip(BLANKS)
    return shown if text.CELL_ERROR.fullmatch(shown) else None


def shortened(number: str) -> bool:
    """Whether a spreadsheet wrote a number as a power of ten: its last digits are lost."""
    return (number[:1].isdigit() or number[:1] in "+-") and bool(_SHORTENED.fullmatch(number))


def whole(number: str) -> str:
    """A number without the decimals that a spreadsheet gave it."""
    found = _WHOLE.fullmatch(number) if ".0" in number else None
    return found[1] if found else number


def serial(printed: str) -> str | None:
    """The time that a spreadsheet's number of days stands for, as one prints it; None where it stands for none."""
    if not (printed[:5].isdigit() and _SERIAL.fullmatch(printed)):
        return None
    days = float(printed.replace(",", "."))
    if not _FIRST <= days <= _LAST:
        return None
    at = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))  # noqa: DTZ001  a sheet's times have no zone
    return f"{at:%Y-%m-%d}" if days.is_integer() else f"{at:%Y-%m-%d %H:%M:%S}"
