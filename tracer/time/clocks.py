"""Deadlines: which clocks a request starts, when they end, and what is past on a given day.

The table of clocks is `clocks.toml`, each with its source. The clock that applies is chosen by the date of the request,
never by the date of the analysis. A deadline that a document states wins over a computed one, and `compare` says where
they differ. A reminder restarts nothing: callers pass the first request, whatever came after it.

Not every row of the table is a deadline. One that gives no number never ends (`Clock.ends`): it is in no list, calendar or
count of what is open. A permission (`Clock.force`) has a day from which somebody may do something, and nobody is late by it.

Business-day and day clocks end on a day (a plain date); hour clocks end at an instant. Where an hour clock's start is
known only to the day, it ends on a day too: the latest that any moment of the starting day could lead to. That is the
widest reading, so that nobody is called late who may have been in time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum, IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracer.errors import NotKnown
from tracer.model import Moment, replace
from tracer.text import instant
from tracer.time.lengths import Amount, Unit, amount
from tracer.time.workdays import day_in_words, is_business_day, local_day, midnight, next_business_day, office_zone, passed_over, timed, utc

# --- the table -----------------------------------------------------------------------------------------------------


class Step(IntEnum):
    """The ladder of escalation, lowest first; compares by rank, reads as its name (`cease-and-desist`)."""

    REQUEST = 1
    REMINDER = 2
    CLOSED = 3  # without response, or not found
    LETTER = 4  # of the Enforcement Bureau or an AG
    CEASE_AND_DESIST = 5  # (k)(4)
    NOTICE = 6  # (n)(2)
    INITIAL_DETERMINATION_ORDER = 7
    FINAL_DETERMINATION_ORDER = 8  # everyone downstream must block
    SHOW_CAUSE = 9  # before removal from the Robocall Mitigation Database
    REMOVAL = 10  # from it: everyone refuses
    APPARENT_LIABILITY = 11  # a penalty is proposed
    FORFEITURE = 12

    def __str__(self) -> str:
        return self.name.lower().replace("_", "-")

    @classmethod
    def named(cls, word: str) -> Step | None:
        """The step of that name; None for a kind of action that the ladder does not know."""
        return next((step for step in cls if str(step) == word), None)


@dataclass(frozen=True, slots=True)
class Rule:
    """How the hours of a clock run: received when the office is open, and never on a weekend or federal holiday."""

    opens: time
    closes: time
    source: str
    text: str
    from_memory: bool


class Force(str, Enum):
    """What a clock lays down: what somebody is asked or bound to do by its end, or what somebody may do from it on."""

    DUTY = "duty"
    PERMISSION = "permission"

    __str__ = str.__str__


@dataclass(frozen=True, slots=True)
class Since:
    """One of several days from which a clock applies: for whom, or by what source."""

    day: Moment
    what: str
    assumed: bool  # sources differ, and `applies_from` is taken to be this one


@dataclass(frozen=True, slots=True)
class Clock:
    """One row of the table: who owes (or may do) what within which time, since when, and who says so."""

    name: str
    who: str
    duty: str  # what is due, in words; of a permission what may be done
    source: str
    force: Force
    length: str | None  # in the source's words
    as_printed: bool  # its document sets the length: where that prints none, none is counted
    after: tuple[str, ...]  # of a permission: it begins when one of these clocks has ended without effect
    applies_from: Moment | None
    since: tuple[Since, ...]  # where there is more to say than `applies_from`
    remark: str | None
    at_request: str | None  # started by a traceback request, for `all` or the `gateway`
    domestic: bool  # not for a provider that a document places abroad
    replaces: tuple[str, ...]
    rule: Rule | None
    from_memory: bool  # written down without the source at hand

    @property
    def ends(self) -> bool:
        """Whether its time can run out. One that never ends is no deadline: leave it out of lists and counts."""
        return self.amount is not None or bool(self.after)

    @property
    def amount(self) -> Amount | None:
        return amount(self.length)

    @property
    def kind(self) -> Unit | None:
        """What its length is counted in; None where the source gives no number."""
        return self.amount.unit if self.amount else None


def clocks() -> tuple[Clock, ...]:
    """All clocks, in the order of the table."""
    return tuple(_table().values())


def clock(name: str) -> Clock:
    """The clock of that name."""
    try:
        return _table()[name]
    except KeyError:
        raise NotKnown(f"no clock is called {name!r}; there are {', '.join(_table())}") from None


@cache
def _table() -> Mapping[str, Clock]:
    data = tomllib.loads((files("tracer.time") / "clocks.toml").read_text("utf-8"))
    rules = {
        name: Rule(time.fromisoformat(r["opens"]), time.fromisoformat(r["closes"]), r["source"], r["text"], r["from_memory"])
        for name, r in data["rule"].items()
    }
    rows = {}
    for row in data["clock"]:
        rule = rules[row["rule"]] if "rule" in row else None
        rows[row["name"]] = Clock(
            name=row["name"],
            who=row["who"],
            duty=row["duty"],
            source=row["source"],
            force=Force(row.get("force", "duty")),
            length=row.get("length"),
            as_printed=row.get("as_printed", False),
            after=tuple(row.get("after", ())),
            applies_from=row.get("applies_from"),
            since=tuple(Since(s["day"], s["what"], s.get("assumed", False)) for s in row.get("since", ())),
            remark=row.get("remark"),
            at_request=row.get("at_request"),
            domestic=row.get("domestic", False),
            replaces=tuple(row.get("replaces", ())),
            rule=rule,
            from_memory=row.get("from_memory", False),
        )
    return rows


@lru_cache(maxsize=10_000)
def rules_for_request(asked_at: Moment, *, gateway: bool = False, abroad: bool = False, zone: str | None = None) -> tuple[str, ...]:
    """The clocks that a traceback request of that time starts, in the order of the table; also those that never end.

    The day is the one at the answering office. `gateway`: a letter calls the provider one, or it stands as point of entry
    in the incident asked about. `abroad`: a document places it abroad, so no domestic clock starts, whatever else it is
    called. A clock that a later one replaced for such a request is left out.
    """
    return _started_on(local_day(asked_at, office_zone(zone)).isoformat(), gateway, abroad)


@lru_cache(maxsize=10_000)
def _started_on(day: str, gateway: bool, abroad: bool) -> tuple[str, ...]:
    asked = {"all", "gateway"} if gateway else {"all"}
    for_it = [c for c in clocks() if c.at_request in asked and not (abroad and c.domestic)]
    started = [c for c in for_it if (c.applies_from or day) <= day]
    replaced = {name for c in started for name in c.replaces}
    return tuple(c.name for c in started if c.name not in replaced)


# --- when a clock ends ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a clock that started at `start` ends, and how that was computed."""

    clock: str
    start: Moment
    computed: Moment | None  # None where there is no number to count, or no calendar for that time
    zone: str
    zone_assumed: bool
    length: str | None  # as printed by the document, else as in the table; None where only the document could say
    steps: tuple[str, ...]  # the computation in words
    source: str
    from_memory: bool  # the clock, or the rule that its hours run by
    widest: bool  # the start is known only to the day: the latest day that it can lead to


def due(name: str, start: Moment, *, zone: str | None = None, length: str | None = None) -> Deadline:
    """When the clock of that name ends that started at `start`: for a request, the first one, not a reminder.

    `zone`: of the answering office, where known. `length`: as a document prints it; it stands in for the table's,
    also before the table's day. A permission that begins after other clocks does so, where no length is given, when the
    first of them ends. Nothing moves the end of a day clock on, should it be a weekend.
    """
    row = clock(name)
    office = office_zone(zone)
    first = local_day(start, office)
    printed = length if length is not None else None if row.as_printed else row.length
    count = amount(printed)
    steps: list[str] = []
    computed: Moment | None = None
    if length is None and row.applies_from and first.isoformat() < row.applies_from:
        steps.append(f"{name} applies from {row.applies_from}, this started {first}")
    elif length is None and row.after:
        return _first_of(row, [due(before, start, zone=zone) for before in row.after])
    elif length is None and row.as_printed:
        steps.append(f"the document sets the length, and none is given here (others: {row.length})")
    elif count is None:
        steps.append(f"“{printed}” is no number of hours or days" if printed else "the source gives no number")
    else:
        steps.append(_start_in_words(start, office, office.key if zone else f"{office.key}, assumed", count.unit))
        try:
            run = _run(count, start, office, row.rule)
            computed = _ends(run, start, office)
            steps += _run_in_words(run, count, start, office, row.rule)
        except OverflowError:
            steps.append("beyond the years of the calendar")
    return Deadline(
        clock=name,
        start=start,
        computed=computed,
        zone=office.key,
        zone_assumed=not zone,
        length=printed,
        steps=tuple(steps),
        source=f"{row.source}; {row.rule.source}" if row.rule else row.source,
        from_memory=row.from_memory or (row.rule is not None and row.rule.from_memory),
        widest=computed is not None and count is not None and count.unit is Unit.HOURS and not timed(start),
    )


def _first_of(row: Clock, grounds: list[Deadline]) -> Deadline:
    """When a permission may begin at the earliest: when the first of these ends, the table having them in that order."""
    steps = [f"{ground.clock}: {step}" for ground in grounds for step in ground.steps]
    steps.append("begins with the first of them that ends without effect, not before")
    from_memory = row.from_memory or any(ground.from_memory for ground in grounds)
    return replace(grounds[0], clock=row.name, length=row.length, steps=tuple(steps), source=row.source, from_memory=from_memory)


class _Run(NamedTuple):
    """How a length of time runs: counted from where, and to where. Instants in UTC for hours, else days at the office."""

    received: date
    begins: date  # later than received where a request came in outside business hours
    end: date


def _run(count: Amount, start: Moment, office: ZoneInfo, rule: Rule | None) -> _Run:
    if count.unit is Unit.HOURS:
        # A day whose hour is unknown is read in the widest way: from its end on.
        received = utc(start) if timed(start) else midnight(local_day(start, office) + timedelta(days=1), office) - timedelta(seconds=1)
        if rule is None:
            return _Run(received, received, received + timedelta(hours=count.count))
        begins = _in_business_hours(received.astimezone(office), rule).astimezone(UTC)
        return _Run(received, begins, _run_on_business_days(begins, timedelta(hours=count.count), office))
    first = last = local_day(start, office)
    if count.unit is Unit.DAYS:
        return _Run(first, first, first + timedelta(days=count.count))
    for _ in range(count.count):
        last = next_business_day(last)
    return _Run(first, first, last)


def _ends(run: _Run, start: Moment, office: ZoneInfo) -> Moment:
    """Hours from a day's start that is not known end, in the widest reading, with a day."""
    if not isinstance(run.end, datetime):
        return run.end.isoformat()
    return instant(run.end) if timed(start) else run.end.astimezone(office).date().isoformat()


def _start_in_words(start: Moment, office: ZoneInfo, where: str, unit: Unit) -> str:
    if timed(start):
        return f"starts {day_in_words(utc(start).astimezone(office))} ({where})"
    day = day_in_words(local_day(start, office))
    return f"starts {day} ({where}), hour unknown; widest reading: at the end of that day" if unit is Unit.HOURS else f"starts {day}"


def _run_in_words(run: _Run, count: Amount, start: Moment, office: ZoneInfo, rule: Rule | None) -> list[str]:
    if not isinstance(run.end, datetime):
        return [f"{count} on: {day_in_words(run.end)}{passed_over(run.begins, run.end) if count.unit is Unit.BUSINESS_DAYS else ''}"]
    assert isinstance(run.begins, datetime)  # as its end
    begins, end = run.begins.astimezone(office), run.end.astimezone(office)
    steps = []
    if rule and run.begins != run.received:
        steps.append(f"outside business hours ({rule.opens:%H:%M} to {rule.closes:%H:%M}): counts as {day_in_words(begins)}")
    steps.append(f"{count} on: {day_in_words(end)}{passed_over(begins.date(), end.date()) if rule else ''}")
    if not timed(start):
        steps.append(f"past only after the end of that day: {day_in_words(end.date())}")
    return steps


def _in_business_hours(local: datetime, rule: Rule) -> datetime:
    """When a request of that local time counts as received: at once, or when business hours next begin."""
    day = local.date()
    if is_business_day(day) and rule.opens <= local.time() <= rule.closes:
        return local
    if not (is_business_day(day) and local.time() < rule.opens):
        day = next_business_day(day)
    return datetime.combine(day, rule.opens, local.tzinfo)


def _run_on_business_days(at: datetime, left: timedelta, office: ZoneInfo) -> datetime:
    """`at` and so much time later (UTC), where no time passes on weekends and holidays: Friday 15:00, a day on, is Monday 15:00."""
    while True:
        day = at.astimezone(office).date()
        today = midnight(day + timedelta(days=1), office) - at
        if left < today:
            return at + left
        left -= today
        at = midnight(next_business_day(day), office)


@lru_cache(maxsize=30_000)  # asked twice where what a case has drawn is put into a graph as well
def answer_due(asked_at: Moment, length: str | None, *, gateway: bool = False, abroad: bool = False) -> Moment | None:
    """When the answer to a request is due: by the first of its clocks to end. `length`: as the request prints it."""
    office, ends = office_zone(None), []
    for name in rules_for_request(asked_at, gateway=gateway, abroad=abroad):
        row = clock(name)
        if count := amount(length if length is not None and name == "itg.request" else row.length):
            try:
                ends.append(_ends(_run(count, asked_at, office, row.rule), asked_at, office))
            except OverflowError:
                continue
    return min(ends, default=None)


# --- stated, computed, past ----------------------------------------------------------------------------------------


class State(str, Enum):
    """How a clock stands on a day. `past` says that no answer is in the loaded documents, not that there was none."""

    OPEN = "open"
    PAST = "past"
    ANSWERED = "answered"

    __str__ = str.__str__


def compare(stated: Moment | None, computed: Moment | None, *, zone: str | None = None) -> str | None:
    """`same` or `differs`; None where either is missing. Where one is only a day, the days at the office are compared."""
    if stated is None or computed is None:
        return None
    if timed(stated) and timed(computed):
        return "same" if utc(stated) == utc(computed) else "differs"
    office = office_zone(zone)
    return "same" if local_day(stated, office) == local_day(computed, office) else "differs"


def state(end: Moment | None, as_of: Moment, *, answered: Moment | None = None, zone: str | None = None) -> State:
    """How a clock stands as of a time; a date means the end of that day, UTC.

    `end`: as stated, else as computed; without one a clock is never past. One that ends on a day is past when that day
    is over both at the office and in UTC. `answered`: when, as documents say; an answer after `as_of` is not known yet.
    """
    now = _last(as_of, UTC)
    if answered is not None and (utc(answered) < now or answered == as_of):
        return State.ANSWERED
    if end is None:
        return State.OPEN
    ends = utc(end) if timed(end) else max(_last(end, office_zone(zone)), _last(end, UTC))
    return State.PAST if now > ends else State.OPEN


def _last(moment: Moment, zone: timezone | ZoneInfo) -> datetime:
    """An instant itself, or the end of a day in that zone, in UTC."""
    at = utc(moment)
    if timed(moment):
        return at
    try:
        return datetime.combine(at.date() + timedelta(days=1), time(), zone).astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
