"""Mails of the Industry Traceback Group to a provider: requests, reminders, notices, monthly metrics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from functools import cache
from typing import Any

from tracer import late
from tracer.loaders.itg import reports
from tracer.loaders.itg.details import Detail, details
from tracer.loaders.itg.lines import LONGEST
from tracer.loaders.itg.mails import Mail, MailPart, bare, mails
from tracer.loaders.itg.metrics import MetricsRow, rows
from tracer.loaders.itg.sent import AMOUNT, ITG, Sent, masked, unread
from tracer.loaders.letters import windows
from tracer.loaders.letters.customers import Entry, entry
from tracer.loaders.letters.no_names import is_sum
from tracer.model import Attested, Claim, Document, Finding, Heading, Kind, Moment, Remark, Role, Unread, Verified, first_day, last_day
from tracer.text import ANY_MONTH, CUT, NUMERALS, addressed, mask, moments, number, without_footnotes, zone_note

VERSION = 9

_OURS = late.pattern(
    r"^[^\w\n]*(?:From\W.{0,300}?traceback-notice@|Call details for (?:incident|traceback)[^\w\n]*\d|Monthly Metrics[ \t]*[-–—:][ \t]*\S)",
    re.I | re.M,
)
_OWN_DOMAIN = late.pattern(r"(?:.*\.)?(?:tracebacks|ustelecom)\.org")

_REMINDER = late.pattern(r"(?<!as a )(?<!just a )\breminder\b", re.I)
_LENGTH = late.pattern(
    rf"(?P<both>ideally (?:with)?in {AMOUNT}(?: or less)?,? (?:and|but) (?:in )?no (?:event |case )?(?:long|lat)er than {AMOUNT})"
    rf"|(?:no (?:lat|long)er than|(?<!ideally )within) (?P<one>{AMOUNT})",
    re.I,
)
_MONTH = rf"{ANY_MONTH}\w*"
_BY_WHEN = late.pattern(
    r"\b(?:by|before|until|no (?:lat|long)er than)(?: the)?"
    r" (?:close of business|end of (?:the |this )?(?:\w+ )?(?:day|week)|[ce]o[bd]\b|noon|midnight|today|tomorrow"
    rf"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d\d?[:/]\d|\d\d? ?[ap]\.?m|{_MONTH} \d|\d\d? {_MONTH}|20\d\d-)",
    re.I,
)
_NO_REQUEST = late.pattern(
    r"\b(?:disregard|ignore) (?:it|this|that|the)\b|\bsent (?:to you )?(?:in error|by mistake)\b|\bthis is (?:only |just )?a test\b"
    r"|\bno (?:response|reply|answer|action) (?:is|will be) (?:needed|required|necessary)\b"
    r"|\b(?:was|is|has been|hereby) (?:withdrawn|cancell?ed|rescinded)\b",
    re.I,
)

_TITLE = late.pattern(r"monthly metrics\s*(?:[-–—:]|for\b)\s*(\S.*)", re.I)
_SPELT = ("seven", "ten", "fourteen", "twenty-eight", "thirty", "thirty-one", "sixty", "ninety")  # days that such mails count
_WINDOW = late.pattern(rf"(?:last|past) (?:(?:[a-z-]{{1,20}} )?\(?(?P<days>\d+)\)?|(?P<spelt>{'|'.join(_SPELT)})) (?:calendar )?days", re.I)
_USUAL_WINDOW = 30
_SENTENCE = late.pattern(r"[^.!?]+(?:[.!?](?!\s)[^.!?]*)*")
_FIGURES = late.pattern(
    r"^(?!.*\bwill\b).*\b(?:period|summary|metrics|figures|statistics|activity|results|what your organization did)\b", re.I | re.S
)
# A time over which they may count, in whatever words; and figures that are not those of the mail's tables.
_A_TIME = late.pattern(
    rf"\b(?:{_MONTH}\s+\d|Q[1-4]\b|quarter\b|\d?\d/(?:19|20)\d\d\b|(?:for|in|during|over|covering|of|from|since|between|period)\s+(?:19|20)\d\d"
    r"|(?:last|past|previous|this)\s+(?:[\w-]+\s+)?(?:days?|weeks?|months?|years?)\b)",
    re.I,
)
_PERIOD = late.pattern(r"[\w\s,/\u2013\u2014-]{4,60}")
_OTHER_FIGURES = late.pattern(r"\b(?:compar\w+|correct\w+|revis\w+|previous|prior|earlier)\b", re.I)


def recognise(document: Document) -> bool:
    return bool(_OURS.search(document.head))


def load(document: Document) -> Iterator[Finding]:
    mailbox = _Mailbox(document)
    for mail in mails(document):
        try:
            yield from [*mailbox.read(mail)]
        except Exception as error:  # noqa: BLE001  one odd mail is that mail's outcome, never the box's
            yield unread(mail, 0, len(mail.lines) - 1, f"a mail that the loader stumbles over ({type(error).__name__})")
    yield from mailbox.unchecked.remarks()
    names = mailbox.companies or mailbox.domains
    yield Heading(ITG, names.most_common(1)[0][0] if names else None, mailbox.last)


def _asked_of(mail: Mail) -> list[str]:
    return [d for d in addressed(bare(mail.headers.get("to", ""))) if mail.by_itg and not _OWN_DOMAIN.fullmatch(d)]


@dataclass(slots=True)
class _Unchecked:
    """Mails with the ITG's address whose sender no server's verdict bears out: told once, not with each."""

    count: int = 0
    at: tuple[int, int] = (1, 1)

    def add(self, mail: Mail) -> None:
        self.at = self.at if self.count else mail.numbers(*mail.printed.get("from", (0, 0)))
        self.count += 1

    def remarks(self) -> Iterator[Remark]:
        if self.count:
            many = "a mail" if self.count == 1 else f"{self.count:,} mails"
            yield Remark("sender-unchecked", *self.at, f"{many} of the ITG by the From address alone: no server's check of it stands here")


@dataclass(slots=True)
class _Mailbox:
    """What is carried from mail to mail."""

    document: Document
    companies: Counter[str] = field(default_factory=Counter)
    last: Moment | None = None  # the date of the newest mail
    descriptions: dict[str, str] = field(default_factory=dict)  # the last one of each campaign
    unchecked: _Unchecked = field(default_factory=_Unchecked)
    _domains: Counter[str] | None = None

    @property
    def domains(self) -> Counter[str]:
        """How often each mail domain is asked: the whole mailbox is looked through for it, so only where it is needed."""
        if self._domains is None:
            self._domains = Counter(d for mail in mails(self.document) for d in _asked_of(mail))
        return self._domains

    def read(self, mail: Mail) -> Iterator[Finding]:
        if not mail.lines:
            yield Unread(1, 1, "a mail without a body")
            return
        end = len(mail.lines) - 1
        while end and not mail.lines[end].text:
            end -= 1
        if mail.quoted:
            yield unread(mail, 0, end, "words in a mail that are not its sender's: quoted, or written around what is")
            return
        if not mail.headers and not any(_OURS.match(line.text) for line in mail.lines):
            yield unread(mail, 0, end, "text outside any mail")
            return
        if mail.headers and not mail.by_itg:
            yield from _not_by_itg(mail, end)
            return
        for i, line in enumerate(mail.lines):
            if len(line.raw) >= LONGEST:
                yield unread(mail, i, i, f"a line longer than {LONGEST:,} characters: the rest of it")
        if mail.from_itg and mail.verified == Verified.UNKNOWN:
            self.unchecked.add(mail)
        dated = next(moments(bare(mail.headers.get("date", ""))), None)
        at = dated.moment if dated else self.document.noted_on
        if at is None:
            yield unread(mail, 0, end, "a mail without a date that can be read: say with --noted-on when it became known")
            return
        self.last = max(self.last or at, at)
        unzoned = dated is not None and not dated.zoned
        if unzoned:
            place = mail.printed.get("date", (0, 0))
            yield Remark("time-without-zone", *mail.numbers(*place), "a mail's date has no zone; read as UTC")
        asked = _asked_of(mail)
        if len(asked) > 1:
            asked.sort(key=lambda d: -self.domains[d])
        sent = Sent(mail, at, ("time-without-zone",) * unzoned, asked[0] if asked else None)
        if len(asked) > 1:
            said = f"a mail to several domains, read as to {asked[0]}: {', '.join(asked)}"
            yield Remark("several-domains", *mail.numbers(*mail.printed.get("to", (0, 0))), said)
        found = [*self._read(sent, end, single=len(asked) == 1)]
        if not any(isinstance(f, Claim | Unread) for f in found):
            yield unread(mail, 0, end, "a mail in which nothing was recognised")
        yield from found

    def _read(self, sent: Sent, end: int, *, single: bool) -> Iterator[Finding]:
        mail = sent.mail
        calls = list(details(mail))
        before = calls[0].first - 1 if calls else end
        told = {call.incident.removeprefix("itg-") for call in calls if call.incident}
        below = [*reports.notices(sent, [(call.footer, call.end - 1) for call in calls], told=told)] if calls else []
        message = [*reports.message(sent, before)]
        title = next((i for i in range(mail.body, before + 1) if _TITLE.match(mail.lines[i].text)), None)
        if message:
            yield from message
        elif title is not None:
            yield from self._metrics(sent, title, single=single)
        else:
            notices = [*reports.notices(sent, [(mail.body, before)], alone=not calls, told=told)]
            if not any(isinstance(found, Claim) for found in notices):
                yield from _requests(sent, calls, {found.incident for found in below if isinstance(found, Claim) and found.incident})
            yield from notices
        noted_zone = cache(lambda: zone_note(line.text for line in mail.lines))
        for above, call in zip([None, *calls], calls, strict=False):
            yield from self._call(sent, call, above, noted_zone)
        yield from below

    def _call(self, sent: Sent, call: Detail, above: Detail | None, noted_zone: Callable[[], tzinfo | None]) -> Iterator[Finding]:
        yield from (unread(sent.mail, u.line_from, u.line_to, u.reason) for u in call.unread)
        if call.incident is None:
            yield unread(sent.mail, call.first, call.last, "call details without a traceback number")
            return
        campaign = mask(call.fields.get("campaign", "")) or None
        if call.refers_above:
            call.description = (above.description if above else None) or self.descriptions.get(campaign or "")
            if call.description is None:
                yield unread(sent.mail, call.last, call.last, "refers to a description that does not stand in this document")
        elif call.description and campaign:
            self.descriptions[campaign] = call.description
        printed = call.fields.get("date", "")
        at = next(moments(printed, zone=call.zone), None)
        if at and not at.zoned and (noted := noted_zone()):
            at = next(moments(printed, zone=noted), None)
        if at is None:
            yield unread(sent.mail, call.first, call.last, f"a call without a time that can be read: {mask(printed) or 'nothing'}")
        doubts = sent.doubts
        if at and not at.zoned:
            doubts = ("time-without-zone",)
            text = f"{call.incident}: the call's time has no zone; read as UTC"
            yield Remark("time-without-zone", *sent.mail.numbers(call.first, call.last), text)
        yield from masked(
            sent.claim(
                Kind.CALL,
                [(call.first, call.last, None)],
                call.first,
                incident=call.incident,
                valid_at=at and at.moment,
                call_at=at and at.moment,
                caller=number(call.fields.get("from")),
                called=number(call.fields.get("to")),
                campaign=campaign,
                description=call.description and mask(call.description),
                doubts=doubts,
            )
        )

    def _metrics(self, sent: Sent, title: int, *, single: bool) -> Iterator[Finding]:
        mail = sent.mail
        named = _TITLE.match(mail.lines[title].text)
        assert named
        last, company = title, named[1]
        below = mail.lines[title + 1].text if title + 1 < len(mail.lines) else ""
        if below and (company.endswith((",", "/", "&")) or re.fullmatch(r"(?:LLC|Inc|Ltd|Corp|Limited)\.?", below)):  # wrapped
            last, company = title + 1, f"{company} {below}"
        company = mask(company)
        self.companies[company] += 1
        heading: MailPart = (title, last, None)
        if single:
            yield sent.claim(Kind.IDENTIFIED, [*sent.header("to"), heading], title, provider=company, names=(sent.provider,))
        found = [*rows(mail.lines, last + 1)]
        around = [*_around(mail, title, last, found)]
        window, stated, left = _window(sent, last + 1, [(title, last), *around])
        yield from left
        yield from reports.notices(sent, around)
        if not any(isinstance(row, MetricsRow) and "provider" not in row.cells for row in found):
            yield unread(sent.mail, title, last, "monthly metrics without a summary table")
        own = [row for row in found if isinstance(row, MetricsRow) and "provider" not in row.cells]
        summaries = Counter(row.cells.get("period", "") for row in own)
        for row in found:
            if isinstance(row, Unread):
                yield unread(sent.mail, row.line_from, row.line_to, row.reason)
                continue
            period = row.cells.get("period", "")
            counted_over = _period(period, sent.at[:10]) if period else window
            if counted_over is None:
                yield unread(sent.mail, row.first, row.last, f"over which time a row counts is not read: {mask(period)}")
                continue
            if "provider" not in row.cells and summaries[period] > 1:  # `for comparison, last month`
                yield unread(sent.mail, row.first, row.last, "one of several summaries: over which time each counts is not certain")
                continue
            if is_sum(row.cells.get("provider", "")):
                yield unread(sent.mail, row.first, row.last, "a row of totals, no provider")
                continue
            if "provider" in row.cells and entry(row.cells["provider"].strip(CUT)) is not Entry.NAME:
                yield unread(sent.mail, row.first, row.last, f"{mask(row.cells['provider'])} reads like a note, not a provider's name")
                continue
            if CUT in row.cells.get("provider", "").strip(CUT):
                yield unread(sent.mail, row.first, row.last, "a row whose provider's name may be cut at the edge of its cell")
                continue
            pieces: list[MailPart] = [heading, *([] if period else stated), (*row.head, None), (row.first, row.last, None)]
            upstream = mask(without_footnotes(row.cells["provider"])).strip() if "provider" in row.cells else None
            counts = {name: row.count(name) for name in _COUNTED}
            if counts["total"] is not None and sum(counts[name] or 0 for name in _STATES) > counts["total"]:
                lines = sent.mail.numbers(row.first, row.last)
                yield Remark("total-differs", *lines, "a row whose figures add up to more than its total: kept as printed")
            said: dict[str, Any] = {"provider": company, "upstream": upstream, **counts, **counted_over}
            yield from masked(sent.claim(Kind.COUNTED, pieces, row.first, avg_response=row.words("avg_response"), **said))
            if upstream and counts["total"]:
                yield sent.claim(Kind.HANDED_OFF, pieces, row.first, provider=company, upstream=upstream, attested=Attested.AGGREGATE)


_STATES = ("open", "point_of_entry", "downstream", "originating", "no_response", "not_found")
_COUNTED = ("total", *_STATES, "campaigns")


def _around(mail: Mail, title: int, last: int, found: list[MetricsRow | Unread]) -> Iterator[tuple[int, int]]:
    """The runs of lines of monthly metrics that are neither their title nor in a table."""
    taken = {*range(title, last + 1)}
    for row in found:
        taken.update(range(*((row.line_from, row.line_to + 1) if isinstance(row, Unread) else (row.first, row.last + 1))))
        taken.update(range(row.head[0], row.head[1] + 1) if isinstance(row, MetricsRow) else ())
    begin = mail.body
    for i in [*sorted(taken), len(mail.lines)]:
        if begin < i:
            yield begin, i - 1
        begin = i + 1


def _window(sent: Sent, below: int, texts: Sequence[tuple[int, int]]) -> tuple[dict[str, Any], list[MailPart], list[Unread]]:
    """Over which time the figures of a mail count, the lines that say so, and those that say it in words that are not read.

    From one day to another, a whole month or quarter, or so many days up to the mail's own; assumed where it says none of these, or more
    than one. `texts`: the runs of lines that stand outside of its tables.
    """
    mail, day = sent.mail, sent.at[:10]
    stated: dict[tuple[Moment, Moment], MailPart] = {}
    left: list[MailPart] = []
    for paragraph in (each for first, last in texts for each in mail.paragraphs(max(first, below), last)):
        words = mail.passage(*paragraph)
        for m in _SENTENCE.finditer(words.text):
            if not _FIGURES.search(m[0]):
                continue
            lines: MailPart = (words.index(m.start()), words.index(m.end() - 1), None)
            bounds = _bounds(m[0])
            if bounds and bounds[0] <= bounds[1] <= day:
                stated[bounds] = lines
            elif not _WINDOW.search(m[0]) and _A_TIME.search(m[0]):
                left.append(lines)
    if len(stated) == 1:
        [((first_day, last_day), lines)] = stated.items()
        window: dict[str, Any] = {"window_from": first_day, "window_to": last_day, "window_assumed": None}
        pieces = [lines]
    else:
        begins = [_days_before(mail.passage(*run).text, day) for run in texts]
        begun = next(filter(None, begins), None)
        window = {"window_from": begun or _before(day, _USUAL_WINDOW), "window_to": day, "window_assumed": None if begun else True}
        pieces, left = [], left + list(stated.values())
    why = f"a time over which figures count that is not read{': theirs is assumed' if window['window_assumed'] else ''}"
    return window, pieces, [unread(mail, first_line, last_line, why) for first_line, last_line, _ in left]


def _before(day: Moment, days: int) -> Moment:
    return (date.fromisoformat(day) - timedelta(days)).isoformat()


def _days_before(words: str, day: Moment) -> Moment | None:
    """The first of the `last 30 days` up to a day; None where the words name no such time."""
    number = _WINDOW.search(words)
    return _before(day, int(number["days"]) if number["days"] else NUMERALS[number["spelt"].lower()]) if number else None


def _period(printed: str, day: Moment) -> dict[str, Any] | None:
    """The window that a row of figures states for itself, in a mail of that day; None where it is not read."""
    since = _days_before(printed, day)
    bounds = (since, day) if since else _bounds(f"for {printed}") if _PERIOD.fullmatch(printed) else None
    return {"window_from": bounds[0], "window_to": bounds[1], "window_assumed": None} if bounds and bounds[1] <= day else None


def _bounds(sentence: str) -> tuple[Moment, Moment] | None:
    """The first and the last day over which a sentence says that figures count."""
    since, until = windows.window(sentence)
    if not (since and until) and not _OTHER_FIGURES.search(sentence):
        since, until = windows.whole(sentence)
    return (first_day(since), last_day(until)) if since and until else None


def _not_by_itg(mail: Mail, end: int) -> Iterator[Finding]:
    if mail.from_itg:
        why = f"the receiving server's check of the sender failed ({mail.check})" if mail.check else "the check of its sender failed"
        yield Remark("sender-failed", *mail.numbers(*mail.printed.get("from", (0, 0))), f"{why}: not taken as the ITG's word")
        yield unread(mail, 0, end, "a mail with the ITG's address that did not come from there")
        return
    yield unread(mail, 0, end, f"a mail that the Industry Traceback Group did not send{f', but {mail.sender}' if mail.sender else ''}")


def _requests(sent: Sent, calls: list[Detail], others: set[str]) -> Iterator[Finding]:
    """A request, or a reminder of one: who was asked about which traceback, and how long they had. `others`: that its mail tells of."""
    mail = sent.mail
    if not calls:
        return
    if sent.provider is None:
        first, last = mail.printed.get("to", (0, 0))
        yield unread(sent.mail, first, last, "a request to no provider's mail domain: it does not say who was asked")
        return
    before = mail.passage(mail.body, calls[0].first - 1)
    for m in _SENTENCE.finditer(before.text):
        if _NO_REQUEST.search(m[0]) and not re.match(r"\W*if\b", m[0], re.I):  # `if you got this in error`
            yield unread(mail, before.index(m.start()), before.index(m.end() - 1), "a request that is not to be answered: nobody is asked")
            return
    reminds = _REMINDER.search(f"{mail.headers.get('subject', '')} {before.text}")
    pieces = sent.header("to")
    length = _LENGTH.search(before.text)
    if length:
        pieces.append((before.index(length.start()), before.index(length.end() - 1), length[0]))
    if until := _BY_WHEN.search(before.text):
        yield unread(mail, before.index(until.start()), before.index(until.end() - 1), "a time to answer by that this loader does not read")
    hop, link = sent.hop({*(call.incident or "" for call in calls), *others})
    for call in calls:
        if call.incident:
            yield sent.claim(
                Kind.REMINDED if reminds else Kind.ASKED,
                [*pieces, *link, (call.first, call.heading_last, None)],
                call.first,
                start=0,
                incident=call.incident,
                provider=sent.provider,
                role=Role.ASKED,
                hop=hop,
                length=length and (length["both"] or length["one"]),
            )
