"""A sheet with columns of its own, read by a map: where its columns are, which rows are none, what a row says as a hop list's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tracer import text
from tracer.errors import BadDocument
from tracer.loaders.tables.sheet import Cells, Layout, first_rows
from tracer.sheet_map import SheetMap, fold, near

_TOP = 50  # lines in which the heading is looked for
_LETTERS = re.compile(r"[A-Z]{1,3}")
_NOTHING = re.compile(r"[\W_]*(?:n/?a|none|null|nil)?[\W_]*", re.I)


class Mapped:
    """A sheet as a map reads it. Raises BadDocument where a column that the map names is not there, or cannot be told."""

    def __init__(self, name: str, head: str, by: SheetMap) -> None:
        self._name, self._by = name, by
        rows = [(number, row) for number, ways in first_rows(head, _TOP) if number not in by.skip for row in ways]
        texts = [column for column in by.columns.values() if isinstance(column, str)]
        widest = max((len(row.cells) for _, row in rows), default=0)
        headings = [column for column in texts if (place := _number(column)) is None or place >= widest]  # and no letters
        has, at, heading = max(
            ((sum(fold(column) in map(fold, row.cells) for column in texts), -number, row) for number, row in rows),
            key=lambda found: found[:2],
            default=(0, 0, None),
        )
        if heading and has and (headings or has == len(texts)):
            self._heading = [fold(cell) for cell in heading.cells]
            self._names = {fold(column) for column in texts} & set(self._heading)
            above = (row for row in rows if row[0] < -at and row[1].delimiter == heading.delimiter)
            self.layout = self._below(heading, tuple(number for number, row in above if any(map(str.strip, row.cells))))
        elif headings:
            raise BadDocument(f"{name} has no column {headings[0]!r} in its first {_TOP} lines: name its headings as they stand there")
        else:
            self._heading, self._names = [], set[str]()
            self.layout = self._without_heading([row for _, row in rows])

    def _below(self, heading: Cells, titles: tuple[int, ...]) -> Layout:
        takes = tuple((field, self._place(column, heading.cells)) for field, column in self._by.columns.items())
        taken = {k for _, k in takes}
        zones = {field: zone for field, k in takes if (zone := text.zone(heading.cells[k]))}
        strange = tuple(cell.strip() for k, cell in enumerate(heading.cells) if cell.strip() and k not in taken)
        return Layout(heading.delimiter, heading.last, len(heading.cells), takes, zones, strange, titles=titles)

    def _place(self, column: str | int, cells: Sequence[str]) -> int:
        """Where a column is: below its heading; where there is none of that name, at its letter or number."""
        found = [k for k, cell in enumerate(self._heading) if cell == fold(str(column))] if isinstance(column, str) else []
        if len(found) > 1:
            letters = " or ".join(map(_letter, found))
            raise BadDocument(f"{self._name} has {len(found)} columns headed {column!r}: name one by its letter, {letters}")
        k = found[0] if found else _number(column)
        if k is None or k >= len(cells):
            listed = text.one_line(", ".join(cell.strip() for cell in cells if cell.strip()), 300)
            raise BadDocument(f"{self._name} has no column {column!r}{near(str(column), cells)}: its headings are {listed}")
        return k

    def _without_heading(self, rows: Sequence[Cells]) -> Layout:
        takes = tuple((field, k) for field, column in self._by.columns.items() if (k := _number(column)) is not None)
        needed = max((k for _, k in takes), default=0)
        by_delimiter: dict[str, list[int]] = {}
        for row in rows:
            if len(row.cells) > needed:
                by_delimiter.setdefault(row.delimiter, []).append(len(row.cells))
        if not by_delimiter:
            widest = max((len(row.cells) for row in rows), default=0)
            raise BadDocument(f"{self._name} has no column {_letter(needed)}: its first rows have {widest} cells at most")
        delimiter = max(by_delimiter, key=lambda each: len(by_delimiter[each]))
        return Layout(delimiter, 0, by_delimiter[delimiter][0], takes, {})

    def why_none(self, cells: Sequence[str], lines: range) -> str | None:
        """Why a row is none of the list; null where it is one."""
        folded = [fold(cell) for cell in cells]
        if any(number in self._by.skip for number in lines) or any(cell in self._by.skip for cell in folded if cell):
            return "left out, as the map says"
        if not self._heading and not any(c.isdigit() for _, k in self.layout.takes if k < len(cells) for c in cells[k]):
            return "no digit in any of the columns that the map names: a heading, as it seems"
        return None

    def names_any(self, cells: Sequence[str]) -> bool:
        """Whether a cell is a heading that the map names."""
        return any(fold(cell) in self._names for cell in cells)

    def again(self, row: Cells) -> Layout | None:
        """The layout below a further heading, which has each column that the map names; None where the row is none."""
        heading = [fold(cell) for cell in row.cells]
        if not self._names.issubset(heading):
            return None
        before, self._heading = self._heading, heading
        try:
            return self._below(row, ())
        except BadDocument:  # a column stands there twice
            self._heading = before
            return None

    def said(self, row: Mapping[str, str]) -> dict[str, str]:
        """What a row says as a hop list's: status words in our own, no word for nothing, and what holds for every row."""
        found = {field: "" if _NOTHING.fullmatch(cell) else cell for field, cell in row.items()}
        status = self._by.statuses.get(fold(found.get("status", "")))
        return {**found, **self._by.constants, **({} if status is None else {"status": status})}


def _number(column: str | int) -> int | None:
    """The place of a column, from 0, that is named by its number or letter."""
    if isinstance(column, int):
        return column - 1
    if not _LETTERS.fullmatch(column):
        return None
    place = 0
    for letter in column:
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


def _letter(place: int) -> str:
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
