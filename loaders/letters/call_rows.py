"""The table of calls in a letter: what its rows say of each call, of when the recipient was asked, and of its customers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo

from tracer import late, text
from tracer.loaders.letters import customers
from tracer.loaders.letters.names import called, fold, without_form
from tracer.loaders.letters.own_table import Table
from tracer.loaders.letters.paragraphs import Letter, bare
from tracer.loaders.letters.registered import beside
from tracer.loaders.letters.unread_tables import REASON, tables
from tracer.loaders.tables import headings
from tracer.loaders.tables.blocks import read as read_blocks
from tracer.loaders.tables.cells import Header, Left, TableRow, numbers
from tracer.loaders.tables.printed import read as read_tables
from tracer.model import Attested, Claim, Finding, Kind, Remark, Role, Status, Unread, replace

_NOTHING = re.compile(r"\W*(?:n/?a|none|unknown|redacted|not (?:provided|available|known))?\W*", re.I)


@dataclass(frozen=True, slots=True)
class _Clock:
    """How times of a table are printed: in which order, and in which zone by field."""

    day_first: bool | None
    zones: dict[str, tzinfo | None]

    def moments(self, cell: str, field: str) -> list[text.Reading]:
        return list(text.moments(cell, day_first=self.day_first, zone=self.zones.get(field)))


def findings(letter: Letter, said: Claim, action: str, table: Table) -> Iterator[Finding]:
    """What the tables of calls say. `said`: what holds for each of their claims; `action`: the letter's id; `table` is told the rows."""
    count = 0
    heading = ""  # of the column of customers
    order, note = text.day_first(letter.lines), text.zone_note(letter.lines)
    clock = _Clock(order, {})
    known = headings.meaning, headings.enough, headings.settle
    tables = [*read_tables(letter.lines, *known, _goes_on_with(said.provider or ""))]
    blocks = [] if any(isinstance(found, TableRow) for found in tables) else [*read_blocks(letter.lines, letter.salutation + 1, *known)]
    if not blocks:
        yield from _in_the_body(letter, next((found.first for found in tables if isinstance(found, Header)), _attached(letter)))
    for found in blocks or tables:
        if isinstance(found, Header):
            table.tables += 1
            heading = next((_cell(c.printed) for c in found.columns if c.field == "customer"), "")
            zones = {c.field: text.zone(c.printed) or note for c in found.columns if c.field}
            zones["call_at"] = zones.get("call_at") or zones.get("call_clock") or note
            clock = _Clock(order, zones)
            for column in found.columns:
                if column.instead:
                    read = next(_cell(c.printed) for c in found.columns if c.field == column.instead)
                    told = f"the columns {read} and {_cell(column.printed)} stand for the same: only {read} is read"
                    yield Remark("column-twice", *letter.numbers(found.first, found.last), told)
                elif column.field is None:
                    yield _unread(letter, (found.first, found.last), f"a column that this loader does not know: {_cell(column.printed)}")
        elif isinstance(found, Left):
            count += found.dated  # a damaged row is one all the same: those after it keep their number
            table.broken += found.dated
            table.loose += 0 if found.dated else found.rows
            table.tables += found.rows > 1  # another one, of which nothing is read
            yield from (_unread(letter, lines, found.reason) for lines in _by_part(letter, found.lines))
        elif customers.is_total({name: _cell(cell) for name, cell in found.cells.items()}):
            yield _unread(letter, found.lines, "a row of totals, no call")
        elif not _is_call(found):
            table.loose += 1
            yield _unread(letter, found.lines, _NO_CALL)
        else:
            count += 1
            for each in _row(letter, found, replace(said, incident=f"{action}.{count}"), count, heading, clock):
                table.take(each)
                yield each
    if not table.tables:
        yield _unread(letter, (_attached(letter), len(letter.lines) - 1), "no table of calls whose headings this loader knows")


_NO_CALL = (
    "a row that tells of no call: it has no date, no number and no description, as a title of those below it, a sum or the table's end"
)


def _is_call(row: TableRow) -> bool:
    """Whether a row has anything of a call: when it was made or asked about, a number, or what it was about."""
    cells = row.cells
    about = ("description", "campaign", "violation", "traceback")
    return (
        any(text.dated(cells.get(when, "")) for when in ("call_at", "notified"))
        or bool(numbers(cells.get(which, "") for which in ("caller", "called")))
        or any(re.search(r"\w", cells.get(what, "")) for what in about)
    )


def _attached(letter: Letter) -> int:
    """The line in which what is attached begins, or the last."""
    title = r"\W*(?:attachment|appendix|exhibit|annex|schedule)\b(?!.*\.$)"
    return next((i for i, line in enumerate(letter.lines) if re.match(title, line, re.I)), len(letter.lines) - 1)


def _in_the_body(letter: Letter, stop: int) -> Iterator[Unread]:
    """Tables above that of the calls, of which nothing is read."""
    for table in tables(letter, letter.salutation + 1, stop):
        yield from (_unread(letter, lines, REASON) for lines in _by_part(letter, tuple(table)))


_CARRIED = r"(?:originated|transmitted|carried|placed|made|sent|routed)"
_AGAIN = r"(?:(?:more|further|additional|other|all|the|suspected|apparent|apparently|unlawful|illegal|traced)\s+)*(?:robo)?calls"
_REST_OF_TITLE = late.pattern(
    r"(?:\W|\d|\b(?:in|on|of|from|to|and|between|through|page|continued|cont|utc"
    rf"|{text.ANY_MONTH}[a-z]*)\b)*",
    re.I,
)


def _goes_on_with(recipient: str) -> Callable[[str], bool]:
    """Whether a title says that the calls below it are the recipient's too, and nothing else: `Further calls transmitted by Quillon`."""
    who = "|".join(re.escape(name).replace("\\ ", r"\s+") for name in called(recipient))
    did = rf"(?:apparently\s+)?{_CARRIED}(?:\W+(?:(?:and|or)\W+)*{_CARRIED})*"
    by = rf"(?:(?:that|which)\s+were\s+)?{did}\s+by\s+(?:{who})"
    that = rf"(?:(?:that|which)\s+)?(?:{who})\s+(?:has\s+|had\s+)?{did}"
    calls = rf"{_AGAIN}\s+(?:of\s+(?:{who})|{by}|{that})"
    pattern = re.compile(rf"\W*(?:(?:list|table)\s+of\s+)?(?:{calls})(?!\w)", re.I)

    def says(title: str) -> bool:
        m = pattern.match(title)
        return m is not None and bool(_REST_OF_TITLE.fullmatch(title, m.end()))

    return says


def _by_part(letter: Letter, lines: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Lines page by page: each page counts its own."""
    first = 0
    for k in range(1, len(lines)):
        if letter.number(lines[k]) <= letter.number(lines[k - 1]):
            yield lines[first:k]
            first = k
    yield lines[first:]


def _row(letter: Letter, row: TableRow, said: Claim, number: int, heading: str, clock: _Clock) -> Iterator[Finding]:
    place, quote = letter.cite([(i, letter.lines[i]) for i in row.lines], number)
    said = replace(said, place=place, quote=quote)
    cells = {name: _cell(cell) for name, cell in row.cells.items()}

    if cells.get("call_clock"):
        cells["call_at"] = f"{cells.get('call_at', '')} {cells['call_clock']}".strip()
    if cells.get("call_zone"):
        cells["call_at"] = f"{cells.get('call_at', '')} {cells['call_zone']}".strip()
    calls, left = _times(cells.get("call_at", ""), "call_at", clock)
    call_at = calls[0].moment if calls else None
    if left or calls[1:]:
        yield _unread(letter, row.lines, f"date of the call: {cells['call_at']}")
    if row.guess:
        yield Remark("row-uncertain", place.line_from, place.line_to, f"row {number}: {row.guess}")
    traceback = f"ITG traceback {cells['traceback']}" if cells.get("traceback") else ""
    yield replace(
        said, kind=Kind.CALL, provider=None, valid_at=call_at, call_at=call_at,
        caller=text.number(cells.get("caller")), called=text.number(cells.get("called")), campaign=cells.get("campaign") or None,
        description=cells.get("description") or None, note="; ".join(filter(None, [cells.get("violation"), traceback])) or None,
        doubts=_unzoned(calls[0]) if calls else ("date-missing",),
    )  # fmt: skip

    asked, left = _times(cells.get("notified", ""), "notified", clock)
    for time in asked:
        yield replace(said, kind=Kind.ASKED, role=Role.ASKED, valid_at=time.moment, doubts=_unzoned(time))
    if left:
        yield _unread(letter, row.lines, f"date of notification: {cells['notified']}")

    if heading:
        yield from _customer(letter, row, replace(said, valid_at=call_at), cells.get("customer", ""), heading, named=not asked)


def _customer(letter: Letter, row: TableRow, said: Claim, printed: str, heading: str, *, named: bool) -> Iterator[Finding]:
    """What the column of customers says. `named`: the recipient is not said to have been asked, so its place must be claimed here."""
    name, on_record = beside(printed)
    entry, place = customers.entry(name), said.place
    if entry is customers.Entry.SILENT:
        yield replace(
            said,
            kind=Kind.STATUS,
            status=Status.NO_RESPONSE,
            valid_at=said.known_at,
            interim=customers.not_yet(printed) or None,
            reading=f'the letter\'s column "{heading}" reads "{printed}"',
        )
        return
    if _is_recipient(name, said.provider or ""):
        yield _unread(letter, row.lines, f"{heading}: {printed} is whom the letter is to, and no customer of its own")
    elif entry is customers.Entry.NAME:
        if on_record:
            yield replace(said, kind=Kind.IDENTIFIED, provider=name, incident=None, valid_at=None, **on_record)
        yield replace(said, kind=Kind.HANDED_OFF, upstream=name, role=Role.CUSTOMER, attested=Attested.LETTER)
        return
    elif entry is customers.Entry.NOBODY:
        words = f" (printed: {printed})" if printed else ""
        yield Remark("customer-missing", place.line_from, place.line_to, f"row {place.row} names no customer{words}")
    elif entry is customers.Entry.DITTO:
        yield _unread(letter, row.lines, f"{heading}: {printed} refers to another row")
    else:
        yield _unread(letter, row.lines, f"{heading}: {printed} reads like a note, not a name")
    if named:  # the call is one of the recipient's all the same
        yield replace(said, kind=Kind.STATUS, role=Role.NAMED)


_MARKS = re.compile(r"<sup>\s*\w{1,3}\s*</sup>|\[\d{1,2}\]$|[\u2020\u2021\u00a7]+$", re.I)


def _cell(printed: str) -> str:
    """A cell's words: without footnote marks (before anything else could make digits of them), without markup and secrets."""
    words = text.plain(_MARKS.sub("", text.without_footnotes(bare(printed).strip())))
    return text.mask(" ".join(words.split()))


def _times(cell: str, field: str, clock: _Clock) -> tuple[list[text.Reading], str]:
    """The times in a cell in the order printed, and the words that are none."""
    found = clock.moments(cell, field)
    left = cell
    for reading in reversed(found):
        left = left[: reading.start] + " " + left[reading.end :]
    left = re.sub(r"\band\b|[\W_]+", " ", left, flags=re.I).strip()
    return found, "" if _NOTHING.fullmatch(left) else left


def _is_recipient(printed: str, recipient: str) -> bool:
    """Whether a customer's name is that of whom the letter is to, with its legal form or without."""
    return fold(printed) == fold(recipient) or (without_form(printed) == printed and fold(printed) == fold(without_form(recipient)))


def _unzoned(reading: text.Reading) -> tuple[str, ...]:
    return () if reading.zoned else ("time-without-zone",)


def _unread(letter: Letter, lines: tuple[int, ...], reason: str) -> Unread:
    return Unread(*letter.numbers(lines[0], lines[-1]), reason)
