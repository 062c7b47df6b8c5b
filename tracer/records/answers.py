"""The calls that a provider was asked about beside its call records: which record is the call, from whom it came, what to answer.

Pure, but for the files that `search` reads. One pass over the records serves all requests. Nothing is guessed: where records of
several upstreams fit, or the only ones are far from the time of the notice, a person decides, with all candidates and why.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from heapq import heappush, heappushpop

from tracer import text
from tracer.answer_file import GIVEN, Said
from tracer.errors import BadInput
from tracer.identity import fold, reads_like
from tracer.model import Evidence, Kind, Moment, replace, statement_order
from tracer.records import numbers, signatures
from tracer.records.certificates import AtHand
from tracer.records.numbers import Number
from tracer.records.profiles import UPSTREAM
from tracer.records.scan import Progress, Record, Source, Unreadable, silent
from tracer.records.signatures import Signature
from tracer.records.trunks import Trunk, TrunkMap
from tracer.time.workdays import timed, utc

WINDOWS = {120: "2 minutes", 900: "15 minutes", 3600: "1 hour", 86_400: "1 day"}  # seconds from the call of the notice, narrow to wide
SURE = 900  # no wider one decides by itself
WIDEST = max(WINDOWS)
_BESIDE = 120  # a record with one of the numbers alone, or with both exchanged, is shown if it is so near
_APART = 120  # seconds: where more lie between two files, one may be missing; so far around a call records must reach, for clocks differ
_MOST = 25  # candidates of one request that are kept, the nearest; the others are counted
SIDES = ("caller", "called")
_REWRITTEN = (("called", "caller", "rewritten"), ("caller", "called number", "translated"))
_NONE = AtHand()
Span = tuple[datetime, datetime]
Whose = tuple[str, bool]  # a provider's name, folded, and whether it is an end user


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call that a provider was asked about."""

    incident: str
    call_at: Moment | None
    caller: str | None
    called: str | None
    asked_at: Moment | None
    asked: str | None  # the provider, as the notice has it
    length: str | None  # of the time to answer, as printed
    notice: str
    notice_sha256: str

    @property
    def numbers(self) -> dict[str, str]:
        """Those of its numbers that can be looked for, by side."""
        printed = {"caller": self.caller, "called": self.called}
        return {side: number for side, number in printed.items() if number and numbers.needle(number)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the call."""

    record: Record
    at: Moment  # of two readings of its time the nearer one
    off: int  # seconds from the call of the notice, or from its day, positive where the record is later
    seconds: int | None  # the same; None where the notice has a day alone, or no time
    whole: frozenset[str]  # sides whose numbers are those of the notice
    ends: frozenset[str]  # sides whose numbers end in those of the notice, behind digits that nobody explained
    prefixes: tuple[str, ...]  # what was taken off numbers, in words
    trunks: tuple[Trunk, ...]  # whose it came from, by the map of that time
    others: tuple[Trunk, ...]  # rows that would fit at another time
    chosen: bool = False  # by a person
    signature: Signature | None = None  # that came with it
    unsigned: str | None = None  # why what stands where a signature would is none

    @property
    def sides(self) -> frozenset[str]:
        return self.whole | self.ends

    @property
    def away(self) -> int:
        return abs(self.off)

    @property
    def whose(self) -> set[Whose]:
        return {(fold(trunk.provider), trunk.end_user) for trunk in self.trunks}

    @property
    def own(self) -> bool:
        """Whether it came by a trunk of the provider's own: it is a call's other leg, which tells that the call was carried."""
        return any(trunk.own for trunk in self.trunks)

    @property
    def came_by(self) -> str:
        """The trunk, address or host, in words."""
        ways = [f"{key} {value}" for key in UPSTREAM if (value := getattr(self.record, key))]
        return ", ".join(ways) or "nothing that tells where it came from"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the records say of one call."""

    wanted: Wanted
    said: Said
    why: str
    of: tuple[Candidate, ...]  # the records behind it
    candidates: tuple[Candidate, ...]  # all that were kept, nearest first
    more: int  # that were not
    unreadable: tuple[Unreadable, ...]  # rows with its numbers that could not be read

    @property
    def trunk(self) -> Trunk | None:
        """The row of the map that names the upstream or end user."""
        return self.of[0].trunks[0] if self.said in (Said.RECEIVED_FROM, Said.ORIGIN) else None

    @property
    def upstream(self) -> str | None:
        return self.trunk.provider if self.trunk and self.said is Said.RECEIVED_FROM else None

    @property
    def end_user(self) -> str | None:
        return self.trunk.provider if self.trunk and self.said is Said.ORIGIN else None


@dataclass(frozen=True, slots=True)
class Report:
    """The answers of one provider, and out of what they come."""

    provider: str
    prepared: Moment
    answered: Moment | None  # when they were given, where that is said
    sources: tuple[Source, ...]
    trunks: TrunkMap
    answers: tuple[Answer, ...]


def wanted(claims: Iterable[Evidence], provider: str) -> tuple[list[Wanted], dict[str, list[str]]]:
    """The calls that these claims speak of, each once, with the first request to `provider` about it.

    Those of which only others were asked are left out: they come as traceback and whom was asked. A call without any request is
    taken to be asked of whoever got the notice.
    """
    calls: dict[tuple[str, Moment | None, str | None, str | None], Evidence] = {}
    asked: dict[str, list[Evidence]] = defaultdict(list)
    for claim in claims:
        if claim.incident and claim.kind is Kind.CALL and (claim.call_at or claim.caller or claim.called):
            calls.setdefault((claim.incident, claim.call_at, claim.caller, claim.called), claim)
        elif claim.incident and claim.kind is Kind.ASKED:
            asked[claim.incident].append(claim)
    own: list[Wanted] = []
    others: dict[str, list[str]] = {}
    for (incident, at, caller, called), claim in calls.items():
        requests = _to(provider, asked[incident])
        if asked[incident] and not requests:
            others[incident] = sorted({request.provider or "" for request in asked[incident]})
            continue
        first = min(requests, key=lambda request: (request.at, statement_order(request)), default=None)
        own.append(
            Wanted(
                incident, at, caller, called, first.at if first else None, first.provider if first else None,
                first.length if first else None, claim.document_name, claim.document,
            )
        )  # fmt: skip
    return own, others


def _to(provider: str, requests: Sequence[Evidence]) -> list[Evidence]:
    """The requests to a provider: by its name, else by the one name that only has no legal form, or has one beside it, else by none."""
    by_name: dict[str, list[Evidence]] = defaultdict(list)
    for request in requests:
        by_name[fold(request.provider or "")].append(request)
    if own := by_name.get(fold(provider)):
        return own
    alike = [name for name in by_name if reads_like(name, provider)]
    return by_name[alike[0]] if len(alike) == 1 else by_name.get("", [])


def search(
    sources: Sequence[Source],
    calls: Sequence[Wanted],
    trunks: TrunkMap,
    zone: tzinfo = UTC,
    *,
    prefixes: Sequence[str] = (),
    chosen: Mapping[str, tuple[str, int]] | None = None,
    certificates: AtHand = _NONE,
    progress: Progress = silent,
) -> list[Answer]:
    """The answer to each of these calls, in their order, out of records that are read once for all of them.

    `zone`: that of the provider. Where a notice gives a day alone, its days and those of UTC are tried, for none says whose it is.
    `prefixes`: digits that the switches put before numbers, beside those of the profiles; `chosen`: of incidents, the file and
    line of the record that a person chose. Raises BadInput where no such record is among the candidates.
    """
    searches = [_Search(call, trunks, (chosen or {}).get(call.incident), call.numbers, _spans(call.call_at, zone)) for call in calls]
    index = _Index(searches)
    for source in sources:
        lead = (*source.profile.prefixes, *prefixes)
        for row in source.rows(index.needles, progress):
            if isinstance(row, Unreadable):
                index.unreadable(row)
            else:
                index.take(row, source.profile.country, lead)
    covered = _stretches(sources)
    return [each.answer(covered, certificates) for each in searches]


class _Index:
    """All calls by their numbers."""

    def __init__(self, searches: Sequence[_Search]) -> None:
        self._by_needle: dict[str, list[tuple[_Search, str, str]]] = defaultdict(list)
        for search in searches:
            for side, number in search.numbers.items():
                self._by_needle[numbers.needle(number) or ""].append((search, side, number))
        self.needles = frozenset(self._by_needle)
        self._lengths = sorted({len(needle) for needle in self.needles})
        self._searches = {id(search): search for search in searches}
        self._may_be = lru_cache(maxsize=10_000)(self._whose_it_may_be)

    def take(self, record: Record, country: str, prefixes: tuple[str, ...]) -> None:
        """Gives a record to each call whose numbers stand in it as caller or called one, or in other columns."""
        agreeing: dict[int, tuple[_Search, dict[str, Number | None]]] = {}  # by side; None where the number only ends so
        exchanged: dict[int, set[str]] = defaultdict(set)  # sides whose numbers stand on the other side
        lacking: dict[str, str] = {}  # sides without a whole number, and why
        for side in SIDES:
            printed = getattr(record, side)
            number = numbers.read(printed, country, prefixes)
            if not (number and number.e164.startswith("+")) and (why := numbers.lacking(printed)):
                lacking[side] = why
            for search, wanted_side, e164 in self._ending(numbers.digits(number.e164 if number else "")):
                if wanted_side == side:
                    _, agreed = agreeing.setdefault(id(search), (search, {}))
                    agreed[side] = number if number and number.e164 == e164 else None
                else:
                    exchanged[id(search)].add(wanted_side)
        doubts = dict(self._doubtful(record, lacking, agreeing, prefixes)) if lacking else {}
        for key, sides in self._sides_in(numbers.runs_in(record.row), exchanged).items():
            if sides == (needed := self._searches[key].numbers.keys()) and (key not in agreeing or agreeing[key][1].keys() != needed):
                doubts[key] = "the numbers stand in it, but not where the profile has caller and called number"
        for key, why in doubts.items():
            search, _ = agreeing.setdefault(key, (self._searches[key], {}))
            search.doubt(record, why, _BESIDE if exchanged[key] == search.numbers.keys() else WIDEST)
        for search, agreed in agreeing.values():
            search.take(record, agreed)

    def _doubtful(
        self,
        record: Record,
        lacking: Mapping[str, str],
        agreeing: Mapping[int, tuple[_Search, Mapping[str, object]]],
        prefixes: tuple[str, ...],
    ) -> Iterator[tuple[int, str]]:
        """The calls that a record may be whose numbers lack digits, and why that cannot be told. One number at least must show some."""
        showing = {side: why for side, why in lacking.items() if why != numbers.NOT_GIVEN}
        may_be = {side: self._may_be(side, getattr(record, side), prefixes) for side in showing}
        for key in {*agreeing, *itertools.chain(*may_be.values())}:
            agreed = agreeing[key][1] if key in agreeing else {}
            lack = [side for side in self._searches[key].numbers if side not in agreed]
            if lack and all(key in may_be.get(side, ()) or (side in lacking and side not in showing and agreed) for side in lack):
                yield key, ", ".join(f"the {side} number {lacking[side]}" for side in lack) + ": it may be the call"

    def _whose_it_may_be(self, side: str, printed: str, prefixes: tuple[str, ...]) -> frozenset[int]:
        """The calls whose number of that side a cell that lacks digits may stand for."""
        return frozenset(
            key
            for key, search in self._searches.items()
            if (number := search.numbers.get(side)) and numbers.may_be(printed, number, prefixes)
        )

    def unreadable(self, row: Unreadable) -> None:
        """Notes a row with each call all of whose numbers stand in it, or may."""
        self._named(row, numbers.runs_in(row.row), numbers.lacking_in(row.row))

    def _named(self, row: Unreadable, runs: Iterable[str], lacking: Iterable[str]) -> None:
        may_be = {side: set(itertools.chain(*(self._may_be(side, each, ()) for each in lacking))) for side in SIDES}
        known = {key: {side for side in SIDES if key in may_be[side]} for key in may_be["caller"] | may_be["called"]}
        for key, sides in self._sides_in(runs, known).items():
            search = self._searches[key]
            if sides == search.numbers.keys() and len(search.unreadable) < _MOST:
                search.unreadable.append(row)

    def _sides_in(self, runs: Iterable[str], known: Mapping[int, Collection[str]]) -> dict[int, set[str]]:
        """Of each call the sides whose numbers end a run of digits, beside those that are known."""
        sides = defaultdict(set, {key: set(each) for key, each in known.items()})
        for run in runs:
            for search, side, _ in self._ending(run):
                sides[id(search)].add(side)
        return sides

    def _ending(self, digits: str) -> Iterator[tuple[_Search, str, str]]:
        """The calls one of whose numbers ends these digits: which one, and the number."""
        for length in self._lengths:
            if len(digits) >= length:
                yield from self._by_needle.get(digits[-length:], ())


@dataclass(slots=True)
class _Search:
    """What is found of one call."""

    wanted: Wanted
    trunks: TrunkMap
    chosen: tuple[str, int] | None
    numbers: dict[str, str]  # as `wanted` has them
    spans: tuple[Span, ...]  # of its time
    unreadable: list[Unreadable] = field(default_factory=list)
    _doubtful: list[tuple[int, int, Unreadable]] = field(default_factory=list)  # the farthest first
    _doubts: int = 0
    _kept: list[tuple[int, int, Candidate]] = field(default_factory=list)  # the farthest first
    _legs: list[tuple[int, int, Candidate]] = field(default_factory=list)  # that came by own trunks, the farthest first
    _taken: int = 0
    _order: Iterator[int] = field(default_factory=itertools.count)

    def take(self, record: Record, agreed: Mapping[str, Number | None]) -> None:
        at, seconds = _nearest(record, self.spans)
        both = len(agreed) == len(self.numbers)
        chosen = self.chosen == (record.file, record.line)
        if abs(seconds) > (WIDEST if both else _BESIDE) and not chosen:
            return
        held, others = self.trunks.of(record, at, text.instant(utc(at) + timedelta(seconds=record.slack)))
        whole = {side: number for side, number in agreed.items() if number}
        candidate = Candidate(
            record,
            at,
            seconds,
            seconds if self.wanted.call_at and timed(self.wanted.call_at) else None,
            frozenset(whole),
            frozenset(agreed.keys() - whole.keys()),
            tuple(f"{side} read without its prefix {number.prefix}" for side, number in whole.items() if number.prefix),
            tuple(held),
            tuple(others),
            chosen,
        )
        kept = self._legs if candidate.own and not chosen else self._kept
        self._taken += kept is self._kept
        rank = (-abs(seconds) + (0 if both else -2 * WIDEST) + (10 * WIDEST if chosen else 0), -next(self._order), candidate)
        (heappush if len(kept) < _MOST else heappushpop)(kept, rank)

    def doubt(self, record: Record, why: str, window: int) -> None:
        """Notes a record within so many seconds that may be the call, for all that it shows; the nearest are kept."""
        _, seconds = _nearest(record, self.spans)
        if abs(seconds) > window:
            return
        self._doubts += 1
        rank = (-abs(seconds), -self._doubts, Unreadable(record.file, record.line, record.row, why))
        (heappush if len(self._doubtful) < _MOST else heappushpop)(self._doubtful, rank)

    def answer(self, covered: Sequence[Span], certificates: AtHand) -> Answer:
        candidates, legs = (
            [_with_signature(each, self.wanted, certificates) for _, _, each in sorted(kept, reverse=True, key=lambda one: one[:2])]
            for kept in (self._kept, self._legs)
        )
        nearest = sorted([*candidates, *legs], key=lambda each: (each.sides != self.numbers.keys(), each.away))
        said, why, of = self._decided(nearest, covered)
        more = self._taken - len(candidates)
        candidates += [leg for leg in legs if leg in of]
        unread = [*self.unreadable, *(row for *_, row in sorted(self._doubtful, reverse=True, key=lambda kept: kept[:2]))]
        return Answer(self.wanted, said, why, tuple(of), tuple(candidates), more, tuple(unread[:_MOST]))

    def _decided(self, candidates: Sequence[Candidate], covered: Sequence[Span]) -> tuple[Said, str, Sequence[Candidate]]:
        call = self.wanted
        if self.chosen:
            if picked := [each for each in candidates if each.chosen]:
                return _by_upstream(picked, "the record that a person chose")
            file, line = self.chosen
            raise BadInput(f"line {line} of {file} holds no number of {call.incident}: choose one of its candidates, as FILE:LINE")
        if not call.numbers or not call.call_at:
            lacking = "number that can be looked for" if not call.numbers else "time of the call"
            return Said.UNDECIDED, f"the notice gives no {lacking}", ()
        sure = [each for each in candidates if each.whole == call.numbers.keys()]
        near, window = _narrowest(sure)
        if near and len(call.numbers) < len(SIDES):
            return Said.UNDECIDED, f"the notice gives no {_lacking(call)} that can be looked for: choose the record", near
        if near and window <= SURE:
            return self._within(near, WINDOWS[window])
        if near:
            return Said.UNDECIDED, f"the nearest record with both numbers is {span(near[0].away)} away: check zone and clock", near
        if self.unreadable:
            return Said.UNDECIDED, "a row with these numbers could not be read", candidates
        if self._doubtful:
            return Said.UNDECIDED, "a row may be the call, whose numbers lack digits or stand in other columns", candidates
        if candidates:
            return Said.UNDECIDED, _doubt(candidates[0]), candidates
        nearest = sorted(covered, key=self._short)
        reach = [f"from {text.instant(begin)} to {text.instant(end)}" for begin, end in nearest[:2]]
        if not nearest:
            return Said.NOT_COVERED, "the records have no time that could be read", ()
        if self._short(nearest[0]) > 0:
            more = ": give the file with its time to --cdr; whether one is missing, or no call was recorded then, the files do not tell"
            return Said.NOT_COVERED, f"the records reach {' and '.join(sorted(reach))}, not surely over the call{more}", ()
        rests = f"the records reach over its time, {reach[0]}, if none is missing in the files"
        return Said.NOT_FOUND, f"no record holds both numbers within a day of the call, and {rests}", ()

    def _short(self, stretch: Span) -> float:
        """By how many seconds a stretch does not reach over the call, or its day, and a little around it; 0 or less where it does."""
        around = _APART if timed(self.wanted.call_at or "") else 0
        begins = max((stretch[0] - begin).total_seconds() for begin, _ in self.spans)
        ends = max((end - stretch[1]).total_seconds() for _, end in self.spans)
        return max(begins, ends) + around

    def _within(self, near: Sequence[Candidate], window: str) -> tuple[Said, str, Sequence[Candidate]]:
        """What records so near come to; of a day, one at least must lie on it by each clock."""
        if timed(self.wanted.call_at or ""):
            return _by_upstream(near, f"within {window} of the notice's time")
        said, why, of = _by_upstream(near, "on the day of the notice")
        if said in GIVEN and not any(all(_off(each.at, span) == 0 for span in self.spans) for each in of):
            return Said.UNDECIDED, f"{why}, but not both by UTC and by local clocks, and the notice does not say whose day it is", of
        return said, why, of


def _with_signature(candidate: Candidate, call: Wanted, certificates: AtHand) -> Candidate:
    """The candidate with the signature in its record, held against the numbers that agree."""
    if not candidate.record.identity:
        return candidate
    try:
        passport = signatures.read(candidate.record.identity)
    except signatures.Unfit as why:
        return replace(candidate, unsigned=str(why))
    caller, called = (number if side in candidate.whole else None for side, number in (("caller", call.caller), ("called", call.called)))
    return replace(candidate, signature=signatures.checked(passport, certificates, caller, called, candidate.at, candidate.record.slack))


def _spans(call_at: Moment | None, zone: tzinfo) -> tuple[Span, ...]:
    """When a call was, as first and last instant: a day as UTC has it, and as clocks of the zone do."""
    if call_at is None:
        return ()
    if timed(call_at):
        return ((utc(call_at), utc(call_at)),)
    day = utc(call_at).date()
    try:
        return tuple(_in_utc(day, each) for each in (UTC, zone))
    except OverflowError:  # the first and last day there is
        return (_in_utc(day, UTC),)


def _in_utc(day: date, zone: tzinfo) -> Span:
    begin, end = (datetime.combine(day, each, zone).astimezone(UTC) for each in (time(), time(23, 59, 59)))
    return begin, end


def _nearest(record: Record, spans: Sequence[Span]) -> tuple[Moment, int]:
    """Of the readings of its time the nearest to the call's, and how far that is in seconds; 0 where the call's is not known."""
    if not spans:
        return record.times[0], 0
    off = {at: min((_off(at, span, record.slack) for span in spans), key=abs) for at in record.times}
    at = min(record.times, key=lambda each: (abs(off[each]), each))
    return at, off[at]


def _off(at: Moment, span: Span, slack: int = 0) -> int:
    """How many seconds at least a record lies after a span, negative before it; 0 where it may lie within."""
    begin, end = ((utc(at) - each).total_seconds() for each in span)
    return int(min(begin + slack, 0) or max(end, 0))


def _narrowest(candidates: Sequence[Candidate]) -> tuple[list[Candidate], int]:
    for window in WINDOWS:
        if near := [each for each in candidates if each.away <= window]:
            return near, window
    return [], WIDEST


def _by_upstream(near: Sequence[Candidate], where: str) -> tuple[Said, str, Sequence[Candidate]]:
    """What records come to that are the call by their numbers and time. Those of own trunks tell only that it was carried."""
    came_in = [each for each in near if not each.own]
    if not came_in:
        leg = f"by {near[0].came_by}, which is your own: it is the call's other leg"
        return Said.UNDECIDED, f"{_count(near)} {where}, {leg}: look for the record of how the call came in", near
    near = came_in
    whose = set.union(*(each.whose for each in near))
    records = _count(near)
    if len(whose) > 1:
        names = sorted({trunk.provider for each in near for trunk in each.trunks})
        return Said.UNDECIDED, f"{records} {where}, from several: {', '.join(names)}", near
    if not whose:
        return Said.TRUNK_UNKNOWN, f"{records} {where}, by {near[0].came_by}: the trunk map has it for nobody at that time", near
    if unknown := next((each for each in near if not each.whose), None):
        return Said.UNDECIDED, f"{records} {where}, one of them by {unknown.came_by}, which the trunk map has for nobody then", near
    return (Said.ORIGIN if next(iter(whose))[1] else Said.RECEIVED_FROM), f"{records} {where}", near


def _count(near: Sequence[Candidate]) -> str:
    return f"{len(near)} records" if len(near) > 1 else "one record"


def _doubt(candidate: Candidate) -> str:
    if candidate.ends:
        sides = " and ".join(side for side in SIDES if side in candidate.ends)
        return f"the {sides} of the nearest record only ends in that of the notice: if what stands before it is a prefix, say --prefix"
    side, other, may = next((side, other, may) for side, other, may in _REWRITTEN if side in candidate.whole)
    return f"no record has both numbers, but one has the {side} number at that time: the {other} may have been {may}"


def _lacking(call: Wanted) -> str:
    return next(f"{side} number" for side in SIDES if side not in call.numbers)


def span(seconds: int) -> str:
    """`90 s`, `15 min`, `4 h 30 min`."""
    if seconds < 600:
        return f"{seconds} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{minutes} min"] if minutes else [])])


def _stretches(sources: Iterable[Source]) -> list[Span]:
    """Over which times the records reach, as far as their times were looked at. Files of one call each are one log."""
    spans = [
        (utc(each.first) + timedelta(seconds=each.profile.slack), utc(each.last), each.profile.form)
        for each in sources
        if each.first and each.last
    ]
    calls = [begin for begin, end, form in spans if form == "json" and begin == end]
    logs = [(begin, end) for begin, end, form in spans if form != "json" or begin != end]
    stretches: list[Span] = []
    for begin, end in sorted([*logs, *([(min(calls), max(calls))] if calls else [])]):
        if stretches and (begin - stretches[-1][1]).total_seconds() <= _APART:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((begin, end))
    return stretches
