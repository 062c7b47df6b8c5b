"""What loaders of public registers share: the day of a snapshot, rows with their places, cells that say nothing, FRNs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracer import text
from tracer.errors import BadDocument
from tracer.identity import other_names
from tracer.loaders.tables import sheet
from tracer.model import LISTED, Claim, Document, Finding, Kind, Moment, Place, Remark, Unread

LONGEST = 1000  # characters of a quoted row
_NOTHING = re.compile(r"(?:nan|none|null|n\.?/?a\.?|not applicable|[-–—.]+)?", re.I)
_DAY = re.compile(r"(?<!\d)(20\d\d)([-_. ]?)([01]\d)\2([0-3]\d)(?!\d)")
_CUTS = (" ", "\n", "\t", ">", ",")  # where a row may be cut
_SPLIT = re.compile(r"\s*[;|\n]\s*")


# --- which day -----------------------------------------------------------------------------------------------------


def day_of(document: Document, content: Moment | None = None) -> Moment:
    """The day of a snapshot: as it says itself, else as whoever loads it says, else as its file name does. Raises BadDocument."""
    day = content or document.noted_on or _day_in(document.name)
    if day is None:
        raise BadDocument(f"{document.name} does not say of which day it is: say when it was fetched with --noted-on DATE")
    return day


def _day_in(name: str) -> Moment | None:
    """The one day that a file name holds, year first; that of an archive around it is none."""
    found = set()
    for year, _, month, day in _DAY.findall(name.rsplit("/", 1)[-1]):
        try:
            found.add(date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return found.pop() if len(found) == 1 else None


# --- what a cell says ----------------------------------------------------------------------------------------------


def said(cell: str | None) -> str:
    """What a cell says, on one line; empty where it says that there is nothing (`None`, `N/A`, `nan`, `-`)."""
    words = " ".join((cell or "").split())
    return "" if _NOTHING.fullmatch(words) else words


def frn(cell: str) -> str | None:
    """An FRN of ten digits, the zeros put back that a spreadsheet took; None where it is none."""
    digits = sheet.cell(cell).removesuffix(".0").replace("-", "").replace(" ", "")
    return digits.zfill(10) if digits.isascii() and digits.isdigit() and int(digits) and len(digits) <= 10 else None


def several(cell: str | None) -> tuple[str, ...]:
    """The names in a cell that lists some, one a line or set apart by `;` or `|`. A comma is part of a name."""
    return tuple(dict.fromkeys(name for part in _SPLIT.split(text.mask(cell or "")) if (name := said(part))))


def mail(cell: str) -> dict[str, tuple[str, ...]]:
    """A mail address as a claim may hold it: its domain, unless everybody can have one there, and the whole of a role mailbox."""
    domains = tuple(text.domains(cell))
    boxes = (cell.lower(),) if domains and " " not in cell and text.mask(cell) == cell else ()
    return {"domains": domains, "mailboxes": boxes}


def quoted(raw: str) -> str:
    """A row as evidence: without secrets, and not endlessly long. It is cut at a blank, so that no secret is cut in two."""
    whole = raw.strip("\r\n")
    if len(whole) > LONGEST:
        begins = whole[:LONGEST]
        whole = f"{begins[: max(map(begins.rfind, _CUTS)) + 1] or begins[:1]}…"
    return text.mask(whole)


def listed(place: Place, quote: str, day: Moment, speaker: str, **what: Any) -> Claim:
    """What a row says of the provider that it lists; `how`: of whom else it speaks."""
    if names := other_names(what["provider"]):  # `X LLC d/b/a Y` in the column for one name: whom a row lists, and what it goes by too
        what["provider"] = names[0]
        if what.get("how", LISTED) == LISTED:
            what["aliases"] = tuple(dict.fromkeys((*map(text.mask, names[1:]), *what.get("aliases", ()))))
    given = {name: value for name, value in what.items() if value}
    return Claim(kind=Kind.IDENTIFIED, place=place, quote=quote, said_by=speaker, known_at=day, **{"how": LISTED, **given})


# --- rows of a sheet -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """A row of a register: its cells by column, as printed, where it stands, its words."""

    cells: Mapping[str, str]
    place: Place
    quote: str

    def __getitem__(self, column: str) -> str:
        """What the cell of a column says; empty where it says nothing, or there is no such column."""
        return said(self.cells.get(column))

    def frn(self, column: str = "frn") -> str | None:
        return frn(self[column])

    def names(self, column: str) -> tuple[str, ...]:
        return several(self.cells.get(column))

    def frns(self, column: str) -> tuple[str, ...]:
        """The FRNs in a cell that lists some, however they are set apart."""
        found = (frn(digits) for digits in re.findall(r"\d[\d-]*(?:\.0)?", self[column]))
        return tuple(dict.fromkeys(filter(None, found)))

    def unread(self, reason: str) -> Unread:
        return Unread(self.place.line_from, self.place.line_to, reason)

    def doubtful_frn(self, column: str = "frn") -> Iterator[Finding]:
        """What is to be said of an FRN that is none."""
        printed = self[column]
        if printed and frn(printed) is None:
            if sheet.shortened(printed):
                told = f"{column} {printed} was shortened by a spreadsheet: set the column to text and fetch the register again"
                yield Remark("number-shortened", self.place.line_from, self.place.line_to, told)
            else:
                yield self.unread(f"{column} is no FRN of up to ten digits: {text.one_line(printed, 40)}")


def no_page(document: Document, register: str) -> None:
    """Raises BadDocument where what was fetched is a web page: a server that fails may send one all the same."""
    if text.is_web_page(document.head):
        raise BadDocument(f"{document.name} is a web page, not {register}: its server sent an error or a login; fetch it again")


def rows(document: Document, words: Mapping[str, Sequence[str]], required: Sequence[str], register: str) -> Iterator[SnapshotRow | Unread]:
    """The rows of a register that is a sheet, read one by one. `words`: as of `sheet.layout`. Raises BadDocument."""
    no_page(document, register)
    if document.media != "text":  # the lines of which are counted message by message, page by page
        raise BadDocument(f"{document.name} is no sheet: save {register} as CSV or a workbook, and load that")
    layout = sheet.layout(document.head, words, required)
    if layout is None:
        raise BadDocument(f"{document.name} is not {register}: its header row needs {', '.join(required)}")
    if layout.twice:
        raise BadDocument(f"{document.name} has the column {layout.twice} twice: fetch the register again")
    lines = sheet.Lines(document.stream())
    lines.pass_over(layout.heading)
    if layout.strange:
        yield Unread(layout.heading, layout.heading, f"columns that are not known: {', '.join(layout.strange)}")
    reader = csv.reader(lines, strict=True, delimiter=layout.delimiter)
    number = 0
    while True:
        first = lines.number + 1
        lines.taken.clear()
        cells = sheet.next_row(reader, lines, document.name)
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        number += 1
        if len(cells) != layout.width:
            yield Unread(first, lines.number, f"{len(cells)} cells where the header has {layout.width}")
            continue
        taken = {column: cells[k] for column, k in layout.takes}
        yield SnapshotRow(taken, Place(first, lines.number, row=number), quoted("".join(lines.taken)))
