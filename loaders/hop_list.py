"""Hop list: a CSV in which people enter what reaches them by phone, portal or reply; one row is one provider's place in one incident."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import tzinfo
from functools import cache, lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any

from msgspec.structs import replace as with_

from tracer import sheet_map, text
from tracer.errors import BadDocument
from tracer.loaders.letters.no_names import is_sum
from tracer.loaders.tables import sheet
from tracer.loaders.tables import typed_rows as typed
from tracer.loaders.tables.mapped import Mapped
from tracer.model import Claim, Document, Finding, Heading, Kind, Moment, Place, Remark, Role, Status, Unread, replace
from tracer.sheet_map import REQUIRED, TIMES

VERSION = 9

COLUMNS = sheet_map.FIELDS
LONGEST = 2000  # characters of a quoted row; a name may be longer than that, a row of evidence need not
NAMES = ("provider", "received_from", "hop_id", "campaign", "source", "stated_by")  # kept as typed
IDS = ("incident", "hop_id")  # two that are masked would be one
_LEAST = 3  # columns without which a heading may be that of any table
_OWN_TO_A_LIST = {"hop_id", "status", "asked_at", "answered_at", "stated_by", "noted_on"}
_LONGEST_HEADING = 100  # characters
_HOP = r"(?:hop|provider|carrier|upstream)s?"
_NUMBERED = re.compile(rf"\b{_HOP}[\s_]?#?\d\d?(?!\d)|(?<!\d)\d\d?(?:st|nd|rd|th)[\s_]{_HOP}\b", re.I)  # one of several in a row
_DIGIT = re.compile(r"\d")
# What a row says of a provider's place, beyond that it has one.
_OF_A_PLACE = ("received_from", "hop_id", "status", "asked_at", "answered_at", "call_at", "caller", "called", "campaign")
LONGEST_VALUE = 8000  # bytes: what is longer is no name, and no index takes it
# Of every row; as attributes of their enumerations they take ten times as long on Python 3.11.
_CALL, _ASKED, _STATUS, _HANDED_OFF, _WAS_ASKED, _NAMED = Kind.CALL, Kind.ASKED, Kind.STATUS, Kind.HANDED_OFF, Role.ASKED, Role.NAMED

# What people write above a column instead of its name.
WORDS = {
    "incident": (
        "incident id", "incident no", "incident number", "traceback", "traceback id", "traceback no", "traceback number",
        "itg traceback", "itg traceback no", "itg traceback number", "itg traceback id", "itg no", "itg number", "itg id",
    ),
    "provider": ("provider name", "carrier", "company", "voice provider", "voice service provider", "service provider"),
    "received_from": (
        "upstream", "upstream provider", "upstream carrier", "call received from", "received call from", "received from provider",
        "came from",
    ),
    "hop_id": ("hop", "hop no", "hop number"),
    "status": ("hop status", "traceback status", "provider status", "response", "result", "outcome"),
    "asked_at": ("asked", "asked on", "date asked", "notified", "notified at", "notified on", "request sent", "notice sent"),
    "answered_at": ("answered", "answered on", "date answered", "responded", "responded at", "responded on", "response date"),
    "call_at": ("call date", "call time", "date of call", "time of call", "call date time", "date time of call", "call date and time"),
    "caller": ("caller id", "calling number", "caller number", "calling party", "ani"),
    "called": ("called number", "dialed number", "called party", "destination number"),
    "campaign": ("campaign name",),
    "source": (),
    "stated_by": ("said by", "according to", "stated"),
    "noted_on": ("noted", "noted at", "date noted", "known since", "learned on", "entered on"),
}  # fmt: skip


def recognise(document: Document) -> bool:
    if document.media != "text":
        return False
    found = sheet.layout(document.head, WORDS, REQUIRED)
    return len(found.takes) >= _LEAST if found else _nearly(document.head) is not None


def load(document: Document) -> Iterator[Finding]:
    tables = _Tables(document)
    layout = tables.layout
    lines = sheet.Lines(document.stream())
    lines.pass_over(layout.heading)
    for number in layout.titles:
        yield Unread(number, number, "words above the heading of the list")
    rows = csv.reader(lines, strict=True, delimiter=layout.delimiter)
    yield from (Unread(layout.heading, layout.heading, why) for why in tables.unread_columns())
    clock = _Clock(document, layout, tables.map)
    calls: dict[str, tuple[Any, ...]] = {}

    @cache
    def named() -> frozenset[str]:
        return frozenset(_named(document))

    read = tables.reader()
    last = ""
    number = 0
    while True:
        first = lines.number + 1
        lines.taken.clear()
        cells = sheet.next_row(rows, lines, document.name)
        if cells is None:
            break
        together = "".join(cells)
        if not together.strip():
            continue
        if (reasons := tables.none_of_the_list(cells, range(first, lines.number + 1))) is not None:
            yield from (Unread(first, lines.number, why) for why in reasons)
            continue
        if tables.layout is not layout:
            layout, read = tables.layout, tables.reader()
            clock.turn_to(layout)
        number += 1
        if len(cells) != layout.width:
            yield Unread(
                first, lines.number, f"{len(cells)} cells where the {'header' if layout.heading else 'first row'} has {layout.width}"
            )
            continue
        if layout.nameless and any(cells[k].strip() for k in layout.nameless):
            yield Unread(first, lines.number, "a cell below a column without a name")
        row = read(cells)
        if sheet.may_err(together):
            errors = {column: error for column, k in layout.takes if (error := sheet.error(cells[k]))}
            left_out = _undecided(row, errors, strict=clock.strict)
            for column, error in errors.items():
                row[column] = ""
                yield Unread(first, lines.number, f"{column} is an error of the spreadsheet: {error}{left_out}")
            if left_out:
                continue
        for finding in _claims(row, cells, Place(first, lines.number, row=number), lines.taken, document, calls, named, clock):
            if isinstance(finding, Claim) and finding.known_at > last:
                last = finding.known_at
            yield finding
    yield Heading(dated=last or None)


def _undecided(row: dict[str, str], errors: Collection[str], *, strict: bool) -> str:
    """That a row is left out, where nobody can say of what, by whom or since when it speaks for the cells with errors; else empty."""
    decide = {"incident", "provider", "stated_by", "noted_on"}
    decide |= set(TIMES) if strict else set()
    decide |= set() if row.get("stated_by") else {"source"}
    decide |= set() if row.get("noted_on") else {"answered_at"}
    return "" if decide.isdisjoint(errors) else "; the row is left out"


def _layout(document: Document) -> sheet.Layout:
    if document.media in ("mail", "pdf"):  # the lines of which are counted message by message, page by page
        raise BadDocument(f"{document.name} is no sheet: save the list that it holds as CSV, and load that")
    layout = sheet.layout(document.head, WORDS, REQUIRED)
    if layout is None:
        raise BadDocument(_no_heading(document))
    if why := _not_one_to_a_row(layout):
        raise BadDocument(f"{document.name} has {why}")
    return _without_rivals(layout)


def _not_one_to_a_row(layout: sheet.Layout) -> str:
    """Why nobody can tell which provider a row below a heading is about; empty where one can."""
    if layout.twice:
        return f"the column {layout.twice} twice: name each column once"
    for name in REQUIRED:
        if name in layout.rivals:
            return (
                f"several columns that may be {name} ({', '.join(layout.rivals[name])}): name the one that is meant {name}, or give a map"
            )
    hops = list(filter(_NUMBERED.search, layout.strange))
    if len(hops) > 1:
        listed = text.one_line(", ".join(hops), 120)
        return f"several providers in one row ({listed}): give each a row of its own, with the provider that it got the call from"
    return ""


def _without_rivals(layout: sheet.Layout) -> sheet.Layout:
    """The layout without columns of which any may be the one that is meant. Date and time of a call often stand apart."""
    rivals = {name: headings for name, headings in layout.rivals.items() if name != "call_at"}
    return replace(layout, takes=tuple((name, k) for name, k in layout.takes if name not in rivals), rivals=rivals)


class _Tables:
    """The tables of a list, one below the other: each row is read by the heading above it."""

    def __init__(self, document: Document) -> None:
        self.map = sheet_map.parse(document.map) if document.map else None
        self._mapped = Mapped(document.name, document.head, self.map) if self.map else None
        self._read_below(self._mapped.layout if self._mapped else _layout(document))
        self._closed = ""  # why rows are not read

    def _read_below(self, layout: sheet.Layout) -> None:
        self.layout = layout
        self._incident = next((k for field, k in layout.takes if field == REQUIRED[0]), None)  # its column

    def none_of_the_list(self, cells: list[str], lines: range) -> list[str] | None:
        """What is to be told of a row that is none of the list; None of one that is.

        A heading further down is no row: what stands below it is read by it, or not at all.
        """
        if self._mapped and (why := self._mapped.why_none(cells, lines)):
            return [why]
        if self.layout.heading and self._may_head(cells):
            below = self._below(sheet.Cells(cells, self.layout.delimiter, lines.stop - 1))
            if below and (self._mapped or (len(below.takes) >= _LEAST and not _not_one_to_a_row(below))):
                below = _without_rivals(below)
                again = not self._closed and (below.takes, below.zones) == (self.layout.takes, self.layout.zones)
                self._read_below(below)
                self._closed = ""
                return ["the heading once more"] if again else self.unread_columns()
            if below or (sum(map(bool, map(str.strip, cells))) > 1 and not _DIGIT.search("".join(cells))):
                self._closed = f"below the heading in line {lines.start}, which is none of a hop list: load that table as a file of its own"
                return ["a heading that is none of a hop list: the rows below it are not read"]
        return [self._closed] if self._closed else None

    def _may_head(self, cells: Sequence[str]) -> bool:
        """Quickly: whether any cell of a row names a column that each list has. A row with a digit in its incident is no heading."""
        k = self._incident
        if k is not None and k < len(cells) and _DIGIT.search(cells[k]):
            return False
        return any(map(_names_required, cells)) or (self._mapped is not None and self._mapped.names_any(cells))

    def _below(self, row: sheet.Cells) -> sheet.Layout | None:
        return self._mapped.again(row) if self._mapped else sheet.heading(row, WORDS, REQUIRED)

    def unread_columns(self) -> list[str]:
        what = "columns that the map does not name" if self._mapped else "columns that a hop list does not have"
        rivals = self.layout.rivals.items()
        strange = [each for each in self.layout.strange if not any(each == other.lower() for _, others in rivals for other in others)]
        return [
            *(f"{' and '.join(others)} may each be {name}: none is read; name the one that is meant {name}" for name, others in rivals),
            *([f"{what}: {', '.join(strange)}"] if strange else []),
        ]

    def reader(self, wanted: Collection[str] = COLUMNS) -> Callable[[Sequence[str]], dict[str, str]]:
        """What makes a row of cells: by field, without what a spreadsheet put around them."""
        mapped = self._mapped
        takes = sorted(((column, k) for column, k in self.layout.takes if column in wanted), key=lambda taken: taken[0] not in NAMES)

        def row(cells: Sequence[str]) -> dict[str, str]:
            fields = {column: cells[k].strip(sheet.BLANKS) for column, k in takes}
            if sheet.marked(cells):
                fields = {column: (sheet.name if column in NAMES else sheet.cell)(typed) for column, typed in fields.items()}
            return mapped.said(fields) if mapped else fields

        return row


@lru_cache(maxsize=10_000)
def _names_required(cell: str) -> bool:
    """Whether a cell heads a column that each list has."""
    return len(cell) <= _LONGEST_HEADING and sheet.meaning(cell, WORDS) in REQUIRED


def _once_more(document: Document) -> Iterator[tuple[_Tables, list[str]]]:
    """The rows of the list, read once more from the file: they are never all held.

    What cannot be read here is told where the row is read in its turn.
    """
    tables = _Tables(document)
    rows = csv.reader(islice(document.stream(), tables.layout.heading, None), strict=True, delimiter=tables.layout.delimiter)
    with suppress(csv.Error):
        for cells in rows:
            if tables.none_of_the_list(cells, range(1)) is None and len(cells) == tables.layout.width:
                yield tables, cells


def _named(document: Document) -> Iterator[str]:
    """Every provider that the list names, folded: a speaker whose own row comes further down is known as one."""
    layout: sheet.Layout | None = None
    seen: set[tuple[str, ...]] = set()  # a list names the same ones in many rows
    for tables, cells in _once_more(document):
        if tables.layout is not layout:
            layout, read = tables.layout, tables.reader(("provider", "received_from", "status"))
            columns = [[k for column, k in layout.takes if column in which] for which in (("provider",), ("received_from", "status"))]
            # What names them, as tuples of another length each.
            picks = [itemgetter(*which, *which[:1] * (number + 1)) for number, which in enumerate(columns) if which]
            seen.clear()
        typed_names = [pick(cells) for pick in picks]
        if not seen.issuperset(typed_names):
            seen.update(typed_names)
            yield from typed.providers({column: text.mask(value) for column, value in read(cells).items()})


def _dates(document: Document) -> Iterator[str]:
    """Every cell of a column of times."""
    for tables, cells in _once_more(document):
        yield from (cells[k].strip(sheet.BLANKS) for field, k in tables.layout.takes if field in TIMES)


_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_BEFORE_MONTH = re.compile(r"%Y.*%d.*%[mbB]")


class _Clock:
    """How a list prints its times: the zones of its headings, and the order of day and month in its dates, found once one is met."""

    def __init__(self, document: Document, layout: sheet.Layout, by: sheet_map.SheetMap | None) -> None:
        self._document, self._zones = document, layout.zones
        self._formats, self._zone = (by.dates, by.zone) if by else ((), None)
        self.constants = by.constants if by else {}  # written as the map's own
        self.strict = by is not None  # a row with a time that cannot be read is left out
        self._wants = f"does not fit {' or '.join(self._formats)}" if self._formats else "is no time that can be read for certain"
        self._order: list[bool | None] = []
        self.read = lru_cache(10_000)(self._read)  # a list prints one time in many rows

    def turn_to(self, layout: sheet.Layout) -> None:
        """The rows below another heading are read from now on."""
        self._zones = layout.zones
        self.read.cache_clear()

    def _read(self, column: str, printed: str) -> tuple[Moment | None, tuple[Unread | Remark, ...]]:
        """The time, None where it cannot be read for certain; and what is to be told of it in each row, without its lines."""
        if not self._formats and (kept := text.as_kept(printed)):
            return kept, ()
        reading, days = self._reading(column, printed)
        if reading is None:
            left_out = "; the row is left out" if column == "noted_on" or self.strict else ""
            return None, (Unread(0, 0, f"{column} {self._wants}: {printed[:80]}{left_out}"),)
        told = [Remark("date-serial", 0, 0, f"{column} {printed} is a spreadsheet's number of days: read as {days}")] if days else []
        told += [] if reading.zoned else [Remark("time-without-zone", 0, 0, f"{column} {printed[:40]} has no zone: read as UTC")]
        return reading.moment, tuple(told)

    def _reading(self, column: str, printed: str) -> tuple[text.Reading | None, str | None]:
        """The time; and how a spreadsheet's number of days is to be read."""
        zone = self._zones.get(column, self._zone)
        if column in self.constants:
            return text.moment(printed, zone=zone), None
        if reading := text.formatted(printed, self._formats, zone):
            return reading, None
        days = sheet.serial(printed)
        return self._moment(days or printed, zone), days

    def _moment(self, printed: str, zone: tzinfo | None) -> text.Reading | None:
        if self._formats and (not _ISO.match(printed) or any(map(_DAY_BEFORE_MONTH.search, self._formats))):
            return None  # beside the formats that are given only what nobody takes for another date, as a workbook's own dates
        if ("/" in printed or "-" in printed) and not self._order and not _ISO.match(printed):
            self._order.append(text.day_first(_dates(self._document)))
        return text.moment(printed, day_first=self._order[0] if self._order else False, zone=zone)


def _claims(
    row: dict[str, str], cells: Sequence[str], place: Place, taken: list[str], document: Document, calls: dict[str, tuple[Any, ...]],
    named: Callable[[], Collection[str]], clock: _Clock,
) -> Iterator[Finding]:  # fmt: skip
    first, last = place.line_from, place.line_to
    if not row["incident"] or not row["provider"]:
        yield Unread(first, last, f"no {'incident' if not row['incident'] else 'provider'} in this row")
        return
    incident = _incident(row["incident"])
    if incident is None:
        yield Unread(first, last, "a row of totals, no provider's place in a traceback")
        return
    noted = bool(row.get("noted_on")) and "noted_on" not in clock.constants
    if not (typed.is_id(row["incident"], noted=noted) or any(row.get(c) and c not in clock.constants for c in _OF_A_PLACE)):
        yield Unread(first, last, "a note or a footer, as it seems: no number of a traceback, and nothing beyond a name")
        return
    if typed.is_number(row["provider"]):
        yield Unread(first, last, f"provider is a number, no name: {row['provider'][:80]}; the row is left out")
        return
    if typed.is_number(row.get("received_from", "")):
        yield Unread(first, last, f"received_from is a number, no name: {row['received_from'][:80]}; a hop_id is written with #")
        row["received_from"] = ""
    raw = "".join(taken).rstrip("\r\n")
    if len(raw) > 1500 and (long := next((c for c, v in row.items() if len(v.encode()) > LONGEST_VALUE), None)):
        yield Unread(first, last, f"{long} is longer than {LONGEST_VALUE} bytes")
        return
    quote = text.mask_row(raw, cells)
    if quote != raw:
        row = {column: value if column in IDS else text.mask(value) for column, value in row.items()}
        yield Remark("secret-masked", first, last, "a secret in this row is masked")
    times, told = _times(row, place, clock)
    told += typed.impossible(times, place)
    told += _numbers(row, place)
    yield from told
    if row.get("noted_on") and "noted_on" not in times:
        return  # when it became known is not to be taken from elsewhere
    if clock.strict and any(row.get(column) and column not in times for column in TIMES):
        return
    known = times.get("noted_on") or times.get("answered_at") or document.noted_on
    if known is None:
        raise BadDocument(
            f"line {first} of {document.name} has neither noted_on nor answered_at: say when this became known with --noted-on DATE"
        )
    status = typed.status_of(row)
    if row.get("status") and status is None:
        yield Unread(first, last, f"no such status: {row['status'][:80]} (one of {', '.join(Status)})")
    said = (times.get("call_at"), text.number(row.get("caller")), text.number(row.get("called")), row.get("campaign") or None)
    its = Claim(
        kind=_CALL,
        place=place,
        quote=quote if len(quote) <= LONGEST else quote[:LONGEST] + " …",
        said_by=row.get("stated_by") or row.get("source") or "hop list",
        known_at=known,
        incident=incident,
        note=f"source: {row['source']}" if row.get("source") and row.get("stated_by") else None,
        doubts=tuple(dict.fromkeys(remark.code for remark in told if isinstance(remark, Remark))) if told else (),
    )
    if any(said) and calls.get(incident) != said:
        # A list repeats the call in each of its rows: said once, until a row says it otherwise.
        calls[incident] = said
        call_at, caller, called, campaign = said
        yield with_(its, valid_at=call_at, call_at=call_at, caller=caller, called=called, campaign=campaign)
    its = with_(its, kind=_ASKED, provider=row["provider"], hop=row.get("hop_id") or None)
    if "asked_at" in times:
        yield with_(its, role=_WAS_ASKED, valid_at=times["asked_at"])
    its = with_(
        its,
        role=_NAMED,
        valid_at=times.get("answered_at") or typed.noted(row, known),
        on_word_of=typed.whose_answer(row, answered="answered_at" in times, named=named),
    )
    yield from _state(row, status, its, asked="asked_at" in times)


@lru_cache(maxsize=1000)  # its rows stand together
def _incident(printed: str) -> str | None:
    """The incident that a cell names; None where it says that its row sums up others."""
    if number := text.traceback_number(printed):
        return f"itg-{number}"
    return None if is_sum(printed) else printed


def _times(row: dict[str, str], place: Place, clock: _Clock) -> tuple[dict[str, Moment], list[Finding]]:
    """The times of a row, and what is to be told of them."""
    times: dict[str, Moment] = {}
    told: list[Finding] = []
    for column in TIMES:
        if printed := row.get(column):
            moment, doubts = clock.read(column, printed)
            if moment:
                times[column] = moment
            if doubts:
                told += [replace(each, line_from=place.line_from, line_to=place.line_to) for each in doubts]
    return times, told


def _numbers(row: dict[str, str], place: Place) -> Iterator[Finding]:
    """Takes out of a row the numbers whose last digits a spreadsheet cut off."""
    for column in ("incident", "caller", "called"):
        printed = row.get(column, "")
        if printed[1:].isdigit():
            continue  # as it stands, as most do
        if column != "incident":
            row[column] = sheet.whole(printed)
        if sheet.shortened(printed):
            told = f"{column} {printed} was shortened by a spreadsheet: set the column to text and enter the number again"
            yield Remark("number-shortened", place.line_from, place.line_to, told)
            if column != "incident":
                row[column] = ""


def _state(row: dict[str, str], status: Status | None, its: Claim, *, asked: bool) -> Iterator[Finding]:
    """What a row says of its provider: its status, and whom it got the call from. `its`: what such claims have in common."""
    source, place = row.get("received_from", ""), its.place
    if typed.names_end_user(row):
        customer = typed.end_user(source)
        told = f"{row['provider']} names {customer} as its end user: kept as that, not as a provider"
        yield Remark("end-user", place.line_from, place.line_to, told)
        yield with_(its, kind=_STATUS, status=status, end_user=customer)
        return
    if status is not None or not (asked or source):
        yield with_(its, kind=_STATUS, status=status, interim=typed.is_interim(row) or None)
    if source:
        upstream_hop = typed.hop_of(source)
        yield with_(its, kind=_HANDED_OFF, upstream=None if upstream_hop else source, upstream_hop=upstream_hop)


def _nearly(head: str) -> tuple[int, sheet.Cells, str] | None:
    """The line that would be a hop list's heading, its cells, and the one column that it lacks; None where there is none."""
    for number, ways in sheet.first_rows(head, sheet.TITLES):
        for row in ways:
            fields = {sheet.meaning(cell, WORDS) for cell in row.cells if len(cell) <= _LONGEST_HEADING}
            lacking = [name for name in REQUIRED if name not in fields]
            if len(lacking) == 1 and ("received_from" in fields or len(fields & _OWN_TO_A_LIST) > 1):
                return number, row, lacking[0]
    return None


def _no_heading(document: Document) -> str:
    """What is wrong with the heading: which column is missing, of a line that is one, as far as it can be told."""
    if nearly := _nearly(document.head):
        number, row, lacking = nearly
        listed = text.mask(text.one_line(", ".join(cell.strip() for cell in row.cells if cell.strip()), 200))
        return (
            f"{document.name} has no column {lacking} in its heading, line {number} ({listed}):"
            f" head the one that is meant {lacking}, or give a map with --map"
        )
    line = next((line for line in document.head.split("\n") if line.strip("\ufeff\r ")), "")
    try:
        next(csv.reader([line.lstrip("\ufeff")], strict=True), [])
    except csv.Error as error:
        return f"line 1 of {document.name} is no CSV ({error}): mend its quotes and load it again"
    cells = {c.strip().lower().lstrip("\ufeff") for c in re.split(r"[,;\t|]", line.strip("\r"))}
    missing = [c for c in REQUIRED if c not in cells] or list(REQUIRED)
    return f"{document.name} has no column {' and no column '.join(missing)}: its header row needs {', '.join(REQUIRED)}"
