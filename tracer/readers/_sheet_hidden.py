"""Which rows and columns a workbook's sheets hide, and which cells are errors, struck through or commented on, in XLSX and ODS.

Walked by expat alone, without a tree: a sheet may have a million rows, and only where a word for one of these stands in its part.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_letters, digits
from xml.parsers import expat

_CHUNK = 1 << 20
_LONGEST = 4 * _CHUNK  # bytes of one tag: expat begins it anew with each chunk
_WORDS = (b"hidden", b"visibility", b"-group", b't="e"', b"t='e'", b'"error"', b"'error'", b"annotation")
_NOUGHT = rb"""\s*=\s*["'](?:[-+.]|0+(?:\.0*)?["'eE])"""  # no margin of 0.75
_NO_SIZE = (re.compile(rb"ht" + _NOUGHT), re.compile(rb"width" + _NOUGHT))  # one by one: five times as fast
_WORD = 100  # bytes: what any of these takes

Attributes = Mapping[str, str]


@dataclass(slots=True)
class Hidden:
    """Spans of a sheet's hidden rows and columns, counted from 0: first, and the one after the last; its errors, by row and column."""

    rows: list[tuple[int, int]] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: list[tuple[int, int]] = field(default_factory=list)  # cells that are struck through, of XLSX
    comments: list[tuple[int, int]] = field(default_factory=list)  # cells with a comment


def numbers(spans: Sequence[tuple[int, int]], length: int) -> list[int]:
    """The numbers below `length` that lie in one of the spans, in order."""
    marked = bytearray(length)
    for first, after in spans:
        marked[first:after] = b"\1" * len(range(length)[first:after])
    return [number for number, mark in enumerate(marked) if mark]


def hidden(path: Path, sheets: Collection[str]) -> dict[str, Hidden | None]:
    """What each of the sheets hides, or null where that cannot be told, as of other formats."""
    try:
        with zipfile.ZipFile(path) as file:
            inside = {member.replace("\\", "/").lower(): member for member in file.namelist()}
            if "xl/workbook.xml" in inside:
                return _xlsx(file, inside, sheets)
            if "content.xml" in inside:
                return _ods(file, inside["content.xml"], sheets)
    except Exception:  # noqa: BLE001, S110  zipfile and expat let all sorts of errors through where a file is broken
        pass
    return dict.fromkeys(sheets)


def _walk(
    file: zipfile.ZipFile,
    member: str,
    begins: Callable[[str, Attributes], None],
    ends: Callable[[str], None] | None = None,
    says: Callable[[str], None] | None = None,
) -> None:
    """Tell of each tag, by its name without the prefix, and of the text between."""
    parser = expat.ParserCreate()

    def refused(*_: object) -> None:
        raise ValueError("a document type, by which a text can grow or reach out")

    parser.StartDoctypeDeclHandler = refused
    parser.StartElementHandler = lambda tag, attributes: begins(tag.rpartition(":")[2], attributes)
    if ends:
        parser.EndElementHandler = lambda tag: ends(tag.rpartition(":")[2])
    if says:
        parser.CharacterDataHandler = says
    fed = 0
    for data in _chunks(file, member):
        parser.Parse(data)
        fed += len(data)
        if fed - parser.CurrentByteIndex > _LONGEST:
            raise ValueError("a tag that nobody writes")
    parser.Parse(b"", True)


def _chunks(file: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    with file.open(member) as part:
        while data := part.read(_CHUNK):
            yield data


def _hides(file: zipfile.ZipFile, member: str) -> bool:
    before = b""
    for data in _chunks(file, member):
        seen = before + data
        if any(word in seen for word in _WORDS) or any(size.search(seen) for size in _NO_SIZE):
            return True
        before = data[-_WORD:]
    return False


def _said(attributes: Attributes, name: str) -> str:
    """An attribute, whatever its prefix."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


# --- XLSX ----------------------------------------------------------------------------------------------------------


def _xlsx(file: zipfile.ZipFile, inside: Mapping[str, str], sheets: Collection[str]) -> dict[str, Hidden | None]:
    targets: dict[str, str] = {}
    ids: dict[str, str] = {}

    def relationship(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            ids.setdefault(attributes["name"], next(value for key, value in attributes.items() if key.endswith(":id")))

    _walk(file, inside["xl/_rels/workbook.xml.rels"], relationship)
    _walk(file, inside["xl/workbook.xml"], sheet)
    struck = _struck(file, inside["xl/styles.xml"]) if "xl/styles.xml" in inside else frozenset()
    looked_at: dict[str, Hidden | None] = {}
    for each in sheets:
        target = targets[ids[each]].replace("\\", "/").lower().removeprefix("/")
        member = inside[target if target.startswith("xl/") else f"xl/{target}"]
        if member not in looked_at:
            found = _of_a_part(file, member, struck) if struck or _hides(file, member) else Hidden()
            if found:
                with suppress(Exception):  # a broken part of comments takes nothing from what the sheet hides
                    _comments(file, inside, member, found)
            looked_at[member] = found
        ids[each] = member
    return {each: looked_at[ids[each]] for each in sheets}


def _struck(file: zipfile.ZipFile, member: str) -> frozenset[str]:
    """The styles of cells whose font is struck through."""
    if not any(b"strike" in data for data in _chunks(file, member)):
        return frozenset()
    within, counted = "", -1  # fonts and styles go by their place
    fonts: set[str] = set()
    styles: set[str] = set()

    def begins(tag: str, attributes: Attributes) -> None:
        nonlocal within, counted
        if tag in ("fonts", "cellXfs"):
            within, counted = tag, -1
        elif (within, tag) in (("fonts", "font"), ("cellXfs", "xf")):
            counted += 1
            if tag == "xf" and attributes.get("fontId") in fonts:
                styles.add(str(counted))
        elif within == "fonts" and tag == "strike" and attributes.get("val", "1") not in ("0", "false"):
            fonts.add(str(counted))

    def ends(tag: str) -> None:
        nonlocal within
        within = "" if tag == within else within

    _walk(file, member, begins, ends)
    return frozenset(styles)


def _comments(file: zipfile.ZipFile, inside: Mapping[str, str], member: str, found: Hidden) -> None:
    """Adds the cells that comments in the sheet's own part are on."""
    parts: list[str] = []

    def relationship(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("Type", "").rpartition("/")[2] == "comments":
            parts.append(attributes["Target"])

    def comment(tag: str, attributes: Attributes) -> None:
        if tag == "comment":
            cell = attributes["ref"].partition(":")[0]
            found.comments.append((int(cell.lstrip(ascii_letters)) - 1, _column(cell)))

    folder, _, name = member.replace("\\", "/").lower().rpartition("/")
    if links := inside.get(f"{folder}/_rels/{name}.rels"):
        _walk(file, links, relationship)
        for each in parts:
            target = posixpath.normpath(posixpath.join("/", folder, each.replace("\\", "/").lower())).removeprefix("/")
            _walk(file, inside[target], comment)


def _of_a_part(file: zipfile.ZipFile, member: str, struck: Collection[str]) -> Hidden | None:
    found = Hidden()
    row, column, unseen = -1, -1, False
    error: tuple[int, int] | None = None  # the cell, while the walk is within one
    value = False

    def begins(tag: str, attributes: Attributes) -> None:
        nonlocal row, column, unseen, error, value
        if tag == "c":
            cell = attributes.get("r", "")
            column = _column(cell) if cell else column + 1
            place = int(cell.lstrip(ascii_letters)) - 1 if cell else row  # a cell may say its row where the row does not
            if unseen:
                _add(found.rows, place, place + 1)
            error = (place, column) if attributes.get("t") == "e" else None
            if attributes.get("s") in struck:
                found.struck.append((place, column))
        elif tag == "row":
            row, column = int(attributes["r"]) - 1 if "r" in attributes else row + 1, -1
            unseen = _unseen(attributes, "ht")
        elif tag == "col" and _unseen(attributes, "width"):
            _add(found.columns, int(attributes["min"]) - 1, int(attributes["max"]))
        value = tag == "v"

    def ends(_tag: str) -> None:
        nonlocal value
        value = False

    def says(text: str) -> None:
        if value and error:
            found.errors[error] = found.errors.get(error, "") + text

    try:
        _walk(file, member, begins, ends, says)
    except Exception:  # noqa: BLE001  as above: what follows from it is said of this sheet alone
        return None
    return found


def _column(place: str) -> int:
    """The column of a cell's place, counted from 0."""
    column = 0
    for letter in place.rstrip(digits).upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return column - 1


def _unseen(attributes: Attributes, size: str) -> bool:
    return attributes.get("hidden") in ("1", "true") or float(attributes.get(size, 1)) == 0


def _add(spans: list[tuple[int, int]], first: int, after: int) -> None:
    """One more span, joined with the last where it goes on from there."""
    if first < 0:
        raise ValueError("a place before the first")
    if spans and spans[-1][0] <= first <= spans[-1][1]:
        spans[-1] = (spans[-1][0], max(after, spans[-1][1]))
    else:
        spans.append((first, after))


# --- ODS -----------------------------------------------------------------------------------------------------------


_ODS_CELLS = ("table-cell", "covered-table-cell")
_REPEATED = 1000  # as often an error is repeated at most


class _Tables:
    """The tables of a content.xml: which of their rows and columns are said to be hidden, alone or with a group; their errors."""

    def __init__(self) -> None:
        self.found: dict[str, Hidden] = {}
        self._depth = 0  # a table may hold others, which are no sheets
        self._of = Hidden()
        self._at = {"row": 0, "column": 0}
        self._groups: list[bool] = []
        self._row = range(0)  # the rows that the walk is within
        self._cell = range(0)  # of the row's cells
        self._error: str | None = None
        self._comment = False

    def begins(self, tag: str, attributes: Attributes) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._of = Hidden()
                self._at = {"row": 0, "column": 0}
                self.found[_said(attributes, "name")] = self._of
        elif self._depth != 1:
            return
        elif tag in ("table-row-group", "table-column-group"):
            self._groups.append(_said(attributes, "display") == "false")
        elif tag in ("table-row", "table-column"):
            kind = tag.removeprefix("table-")
            first = self._at[kind]
            self._at[kind] = after = first + int(_said(attributes, f"number-{kind}s-repeated") or 1)
            if kind == "row":
                self._row, self._cell = range(first, after), range(0)
            if any(self._groups) or _said(attributes, "visibility") in ("collapse", "filter"):
                _add(self._of.rows if kind == "row" else self._of.columns, first, after)
        elif tag in _ODS_CELLS:
            after = self._cell.stop + int(_said(attributes, "number-columns-repeated") or 1)
            self._cell = range(self._cell.stop, after)
            self._comment = False
            is_error = any(value == "error" and key.endswith("value-type") for key, value in attributes.items())
            self._error = "" if is_error else None
        elif tag == "annotation":
            self._comment = True
            self._of.comments.append((self._row.start, self._cell.start))

    def says(self, text: str) -> None:
        if self._error is not None and self._depth == 1 and not self._comment:
            self._error += text

    def ends(self, tag: str) -> None:
        if tag == "table":
            self._depth -= 1
        elif tag == "annotation":
            self._comment = False
        elif self._depth == 1 and tag in _ODS_CELLS and self._error is not None:
            for row in self._row[:_REPEATED]:
                self._of.errors |= {(row, column): self._error for column in self._cell[:_REPEATED]}
            self._error = None
        elif self._depth == 1 and tag in ("table-row-group", "table-column-group"):
            self._groups.pop()


def _ods(file: zipfile.ZipFile, member: str, sheets: Collection[str]) -> dict[str, Hidden | None]:
    if not _hides(file, member):
        return {sheet: Hidden() for sheet in sheets}
    tables = _Tables()
    _walk(file, member, tables.begins, tables.ends, tables.says)
    return {sheet: tables.found.get(sheet) for sheet in sheets}
