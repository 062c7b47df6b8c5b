"""Letters in which the FCC tells a provider to stop carrying illegal robocalls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tracer import text
from tracer.errors import BadDocument
from tracer.loaders import _customers as customers
from tracer.loaders import _tables
from tracer.loaders._beyond import beyond
from tracer.loaders._cells import ID, LAW, NAME, NUMBER, TEXT, TIME, TIMES, Header, Left, Row
from tracer.loaders._letters import Letter, Piece, bare
from tracer.loaders._names import FORM, Addressee, addressee
from tracer.loaders._promise import is_of_kind, promised
from tracer.loaders._prose import Prose
from tracer.loaders._sentences import roles, terms
from tracer.model import Attested, Claim, Document, Due, Finding, Heading, Kind, Remark, Role, Status, Unread

VERSION = 3
ISSUER = "Federal Communications Commission, Enforcement Bureau"


def recognise(document: Document) -> bool:
    return is_of_kind(_marks(document))


def _marks(document: Document) -> dict[str, bool]:
    """The letterhead of the Commission, a salutation, and the words of a determination."""
    lines = [text.plain(line).lower() for line in document.head.splitlines() if line.strip()]
    words = " ".join(" ".join(lines).split())
    return {
        "letterhead of the Federal Communications Commission": any(
            line.startswith("federal communications commission") for line in lines[:15]
        ),
        "salutation": any(line.startswith("dear ") for line in lines),
        "word of the Enforcement Bureau": "enforcement bureau" in words,
        "word of robocalls": "robocall" in words,
        "determination": bool(
            re.search(r"\bapparently\b|suspected illegal traffic|cease[ -](?:and[ -]desist|originating|transmitting|carrying)", words)
        ),
    }


def load(document: Document) -> Iterator[Finding]:
    """What the letter says. Raises BadDocument where it has no date, or addresses no company."""
    yield from promised(document, "a letter of the FCC", _marks(document), "salutation", _load(document))


def _load(document: Document) -> Iterator[Finding]:
    letter = Letter(document)
    found, recipient = _determination(letter)
    if recipient is None:
        raise BadDocument(f"{document.name}: the letter names no company as its recipient; enter what it says in a hop list")
    dated = letter.dated
    action = f"fcc-{dated}-{text.slug(recipient.name)}"
    yield Heading(ISSUER, recipient.name, dated)

    pieces: list[Piece] = found[0] if found else recipient.pieces
    place, quote = letter.cite(pieces)
    said = Claim(
        kind=Kind.ACTED, place=place, quote=quote, said_by=ISSUER, known_at=dated, valid_at=dated,
        provider=recipient.name, action=action, action_kind="cease-and-desist", roles=found[2] if found else (),
    )  # fmt: skip
    form = _form(letter)
    said = replace(said, action_kind=form)
    more = list(beyond(Prose(letter, recipient, said, action)))
    said = replace(said, due=(*_duties(letter, form), *_permissions(more)))
    yield said
    if found is None:
        yield Unread(place.line_from, place.line_to, "no sentence says what the letter determines about its recipient")
    elif not said.roles:
        yield Unread(place.line_from, place.line_to, "the determination names no role: originating, transmitting or gateway")
    if recipient.pieces:
        place, quote = letter.cite(recipient.pieces)
        yield Claim(
            kind=Kind.IDENTIFIED, place=place, quote=quote, said_by=ISSUER, known_at=dated, valid_at=dated,
            provider=recipient.name, address=recipient.address, country=recipient.country,
        )  # fmt: skip
    yield from more
    for i, name in recipient.others:
        place, quote = letter.cite([(i, name)])
        yield replace(
            said,
            place=place,
            quote=quote,
            provider=name,
            action=f"fcc-{dated}-{text.slug(name)}",
            roles=(),
            due=tuple(_duties(letter, form)),
        )
    if recipient.others:
        start = next((i for i, line in enumerate(letter.lines) if re.match(r"\W*attachment\b", line, re.I)), len(letter.lines) - 1)
        yield _unread(letter, (start, len(letter.lines) - 1), "the letter has several addressees: whose calls a table lists is not certain")
        return
    yield from _rows(letter, replace(said, action=None, action_kind=None, roles=(), due=()), action)


# --- the letter ----------------------------------------------------------------------------------------------------

_DETERMINED = re.compile(
    rf"(?:\bthat,?\s+|^)(?P<name>[^\W_](?:(?!\bthat\b)[^()]){{1,120}}?(?:,\s+{FORM})?)(?:\s*\((?P<short>[^)]*)\))?"
    r"(?P<what>,\s+[^,()]{0,60}providers?,|\s+is\s+an?\s[^,()]{0,60}providers?,?\s+(?:and|that|which))?"
    r"\s+(?:(?:is|are|was|were|has\s+been|have\s+been)\s+)?(?:apparently\s+|(?=originating\b|transmitting\b|acting\s+as|serving\s+as))"
)
_BY_WAY_OF = re.compile(rf"^(?:As|Based|According|Pursuant|Following|In|Under|Upon|Through|After)\b[^,]*,\s+(?!{FORM})(?:the\s+)?")


_Determined = tuple[list[Piece], str, tuple[str, ...]]


def _determination(letter: Letter) -> tuple[_Determined | None, Addressee | None]:
    """The sentence that says what the recipient apparently does (its words, the name in it, the roles), and who that is.

    The recipient is the company of the address block, whatever others the first sentences name.
    """
    first: tuple[_Determined, Addressee] | None = None
    elsewhere: tuple[_Determined, Addressee] | None = None
    for found in _determined(letter):
        recipient = addressee(letter, found[1])
        if recipient is None:
            continue
        if not recipient.pieces:
            elsewhere = elsewhere or (found, recipient)
        elif found[2]:
            return found, recipient
        else:
            first = first or (found, recipient)
    if first:
        return first
    recipient = addressee(letter, None)
    return (None, recipient) if recipient else elsewhere or (None, None)


def _determined(letter: Letter) -> Iterator[_Determined]:
    for paragraph in letter.body():
        for m in _DETERMINED.finditer(paragraph.text):
            start, end = paragraph.sentence(m.start("name"))
            as_provider = re.sub(r"^\W*(?:is\s+)?", " as ", m["what"] or "")
            said = roles(paragraph.text[m.end() : end] + as_provider)
            yield paragraph.pieces(start, end), _BY_WAY_OF.sub("", m["name"]).strip(" ,"), said


def _form(letter: Letter) -> str:
    """A notice of suspected illegal traffic, under (n)(2), or a cease-and-desist letter, under (k)(4): by what it cites."""
    words = " ".join(p.text for p in (*letter.paragraphs, *letter.footnotes.values()))
    if re.search(r"\(k\)\(4\)|cease[ -]and[ -]desist\s+letter", words, re.I):
        return "cease-and-desist"
    return (
        "notice"
        if re.search(r"64\.1200\(n\)\((?:2|5)\)|\bnotice\s+of\s+suspected\s+illegal\s+traffic", words, re.I)
        else "cease-and-desist"
    )


_CLOCKS = {"cease-and-desist": ("k4.mitigate", "k4.measures"), "notice": ("n2.mitigate", "n2.notice")}
_REPORT = {
    "cease-and-desist": "report effective measures against illegal calls",
    "notice": "report on the investigation and the steps taken",
}


def _duties(letter: Letter, form: str) -> Iterator[Due]:
    """48 hours to mitigate, 14 days to report; each date that is stated once, also where two differ."""
    mitigate, report = _CLOCKS[form]
    for unit, about, what, clock in (
        ("hours", "mitigat|block", "mitigate the traffic and report the steps taken", mitigate),
        ("days", "measures|steps|inform|report|prevent|investigat", _REPORT[form], report),
    ):
        found = [t for t in terms(letter.body()) if t.length.endswith(unit) and re.search(about, " ".join(w for _, w in t.sentence), re.I)]
        stated = [t for t in found if t.stated] or found[:1]
        yield from dict.fromkeys(Due(what, clock, t.length, t.stated) for t in stated)


def _permissions(said: Iterable[Claim]) -> Iterator[Due]:
    """From when on others may block, where the letter sets a time for it."""
    found = next((c for c in said if c.clock == "k4.block" and c.length), None)
    if found:
        yield Due("providers downstream may block its calls", "k4.block", found.length or "", found.stated)


# --- its table of calls --------------------------------------------------------------------------------------------

# What a heading of a column stands for; the first that fits.
_HEADINGS = [
    ("notified", TIMES, r"notif|\btraceback (?:date|time)|\b(?:date|time) of (?:the )?(?:itg|traceback)|date (?:itg )?sent"),
    ("traceback", ID, r"\btraceback\b|\bincident\b"),
    ("call_at", TIME, r"\b(?:date|time)\b"),
    ("caller", NUMBER, r"\bcaller\b|\bcalling\b|\bani\b|^from\b|\b(?:source|originating) number"),
    ("called", NUMBER, r"\bcalled\b|\bdialed\b|\brecipient\b|\bdestination\b|^to\b"),
    ("violation", LAW, r"violat|statute|\brules?\b|\blaws?\b"),
    ("campaign", TEXT, r"^campaign(?: name)?$"),
    ("description", TEXT, r"descri|type|nature|campaign|content|message|subject"),
    ("customer", NAME, r"\bcustomer|\bclient|\bupstream\b|\bsource\b|^provider\b"),
    ("row", ID, r"^(?:no|row|item|line)?$"),  # a running number: the rows are counted anyhow
]
_NOTHING = re.compile(r"\W*(?:n/?a|none|unknown|redacted|not (?:provided|available|known))?\W*", re.I)


def _heading(printed: str) -> tuple[str, str] | None:
    words = re.sub(r"[\W_]+", " ", printed).strip().lower()
    return next(((field, sort) for field, sort, pattern in _HEADINGS if re.search(pattern, words)), None)


def _rows(letter: Letter, said: Claim, action: str) -> Iterator[Finding]:
    count = tables = 0
    heading = ""  # of the column of customers
    for found in _tables.read(letter.lines, _heading, lambda fields: "call_at" in fields and bool(fields & {"customer", "description"})):
        if isinstance(found, Header):
            tables += 1
            heading = " / ".join(_cell(c.printed) for c in found.columns if c.field == "customer")
            for column in found.columns:
                if column.field is None:
                    yield _unread(letter, (found.first, found.last), f"a column that this loader does not know: {column.printed}")
        elif isinstance(found, Left):
            count += found.dated  # a damaged row is one all the same: those after it keep their number
            yield _unread(letter, found.lines, found.reason)
        elif customers.is_total({name: _cell(cell) for name, cell in found.cells.items()}):
            yield _unread(letter, found.lines, "a row of totals, no call")
        else:
            count += 1
            yield from _row(letter, found, replace(said, incident=f"{action}.{count}"), count, heading)
    if not tables:
        at = next((i for i, line in enumerate(letter.lines) if re.match(r"\W*attachment\b", line, re.I)), len(letter.lines) - 1)
        yield _unread(letter, (at, len(letter.lines) - 1), "no table of calls whose headings this loader knows")


def _row(letter: Letter, row: Row, said: Claim, number: int, heading: str) -> Iterator[Finding]:
    place, quote = letter.cite([(i, letter.lines[i]) for i in row.lines], number)
    said = replace(said, place=place, quote=quote)
    cells = {name: _cell(cell) for name, cell in row.cells.items()}

    calls, left = _times(cells.get("call_at", ""))
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

    asked, left = _times(cells.get("notified", ""))
    for time in asked:
        yield replace(said, kind=Kind.ASKED, role=Role.ASKED, valid_at=time.moment, doubts=_unzoned(time))
    if left:
        yield _unread(letter, row.lines, f"date of notification: {cells['notified']}")

    if heading:
        yield from _customer(letter, row, replace(said, valid_at=call_at), cells.get("customer", ""), heading, named=not asked)


def _customer(letter: Letter, row: Row, said: Claim, printed: str, heading: str, *, named: bool) -> Iterator[Finding]:
    """What the column of customers says. `named`: the recipient is not said to have been asked, so its place must be claimed here."""
    entry, place = customers.entry(printed), said.place
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
    if entry is customers.Entry.NAME:
        yield replace(said, kind=Kind.HANDED_OFF, upstream=printed, role=Role.CUSTOMER, attested=Attested.LETTER)
        return
    if entry is customers.Entry.NOBODY:
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


def _times(cell: str) -> tuple[list[text.Reading], str]:
    """The times in a cell in the order printed, and the words that are none."""
    found = list(text.moments(cell))
    left = cell
    for reading in reversed(found):
        left = left[: reading.start] + " " + left[reading.end :]
    left = re.sub(r"\band\b|[\W_]+", " ", left, flags=re.I).strip()
    return found, "" if _NOTHING.fullmatch(left) else left


def _unzoned(reading: text.Reading) -> tuple[str, ...]:
    return () if reading.zoned else ("time-without-zone",)


def _unread(letter: Letter, lines: tuple[int, ...], reason: str) -> Unread:
    return Unread(letter.number(lines[0]), letter.number(lines[-1]), reason)
