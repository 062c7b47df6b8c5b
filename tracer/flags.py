"""Who did not cooperate: by which rule, how many of how many, with which evidence. Pure.

A flag is always somebody's statement. That a deadline has passed without an answer in the loaded documents is none: our
documents' silence is not the provider's.
"""

from __future__ import annotations

import math
import tomllib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from tracer.model import Kind, Moment, Row, Status
from tracer.path import first_said


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    wording: str
    counts: str
    kind: str
    source: str
    times: int | None = None
    months: int | None = None


@dataclass(slots=True)
class Count:
    """What one rule says of one provider. `asked` is null where the source gives no denominator."""

    rule: str
    no_response: int
    asked: int | None
    since: Moment | None
    at_least: bool = False
    incidents: list[str] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    answered: int = 0  # of a letter's rows: answered since, by other documents; neither erases the other

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the share, where there is a denominator."""
        return wilson(self.no_response, self.asked) if self.asked else None


@dataclass(slots=True)
class Flag:
    """All that flags one provider. Counts of different sources stand side by side."""

    provider: str
    provider_key: str
    counts: list[Count]

    @property
    def rules(self) -> list[str]:
        return [count.rule for count in self.counts]

    @property
    def _largest(self) -> Count | None:
        """Of the counts of unanswered requests: sources may speak of the same requests, so they are never added up."""
        # A repeat counts again what other rules have counted; not found is an answer.
        silent = [count for count in self.counts if count.rule not in ("repeat", "not-found")] or [
            count for count in self.counts if count.rule == "repeat"
        ]
        return max(silent, key=lambda c: (c.no_response, c.asked is not None), default=None)

    @property
    def no_response(self) -> int:
        return self._largest.no_response if self._largest else 0

    @property
    def asked(self) -> int | None:
        """Of how many; null where the source of that number gives no denominator."""
        return (self._largest or self.counts[0]).asked

    @property
    def since(self) -> Moment | None:
        return min((count.since for count in self.counts if count.since), default=None)

    @property
    def incidents(self) -> list[str]:
        return list(dict.fromkeys(i for count in self.counts for i in count.incidents))

    @property
    def evidence(self) -> list[Row]:
        return list({row["claim"]: row for count in self.counts for row in count.evidence}.values())


@cache
def rules() -> dict[str, Rule]:
    """The rules as data, by name."""
    table = tomllib.loads(files("tracer").joinpath("rules.toml").read_text("utf-8"))
    return {name: Rule(name, **said) for name, said in table.items()}


def flags(
    statuses: Sequence[Row],
    counts: Sequence[Row],
    asked: Mapping[str, Iterable[str]],
    letter_rows: Sequence[Row],
    *,
    rule: str | None = None,
    times: int | None = None,
    months: int | None = None,
) -> list[Flag]:
    """The flags that these rows support, most unanswered requests first.

    `statuses`, `counts`, `letter_rows`: as the queries of these names give them. `asked`: the incidents in which each
    provider was asked, by key. `rule`: this one alone. `times` and `months` are the thresholds of the rule `repeat`.
    """
    repeat = rules()["repeat"]
    threshold = times or repeat.times or 3, months or repeat.months or 12
    order = list(rules())
    said, counted, rows = _by_provider(statuses), _by_provider(counts), _by_provider(letter_rows)
    made = []
    for key, name in {row["provider_key"]: row["provider"] for row in (*statuses, *counts)}.items():
        its = _Statements(said[key], counted[key], list(asked.get(key, ())), rows[key])
        said_so = (*its.stated(), *its.by_letter(), *its.by_authority(), *its.not_found(), *its.repeated(*threshold))
        if found := [count for count in said_so if rule in (None, count.rule)]:
            made.append(Flag(name, key, sorted(found, key=lambda c: order.index(c.rule))))
    return sorted(made, key=lambda f: (-f.no_response, -(wilson(f.no_response, f.asked)[0] if f.asked else 0), f.provider_key))


def _by_provider(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["provider_key"]].append(row)
    return grouped


class _Silence(NamedTuple):
    """So many requests left unanswered, from a day to a day (one and the same for a single request), and the claim that says so."""

    first: str
    last: str
    number: int
    row: Row


class _Statements:
    """What is stated of one provider."""

    def __init__(self, statuses: Sequence[Row], counts: Sequence[Row], asked: Sequence[str], letter_rows: Sequence[Row]) -> None:
        self._letters: dict[str, str] = {row["incident"]: row["action"] for row in letter_rows}
        self._outside = sum(incident not in self._letters for incident in asked)
        documents = {row["document"] for row in letter_rows}
        self._said: dict[str, list[Row]] = defaultdict(list)  # by hop, newest last
        for row in sorted(statuses, key=_rank):
            self._said[row["hop"]].append(row)
        standing = sorted((newest for said in self._said.values() if (newest := _newest(said))), key=first_said)
        self._standing = [row for row in standing if row["incident"] not in self._letters and not row["inferred"]]
        self._now = {row["incident"]: row for row in standing}
        in_letters = [[row for row in said if row["document"] in documents] for said in self._said.values()]
        written = sorted((newest for said in in_letters if (newest := _newest(said))), key=first_said)
        self._written = _silent(row for row in written if row["incident"] in self._letters)
        self._all_by_authority = [row for row in counts if _is_authoritys(row)]
        self._by_authority = [(row, row["no_response"]) for row in _apart(self._all_by_authority)]
        self._counts = [row for row in counts if not _is_authoritys(row)]
        self._counted = [(row, left) for row in _apart(self._counts) if (left := row["no_response"] - self._answered(row)) > 0]

    def stated(self) -> Iterator[Count]:
        """Single reports that still stand, and counts of the consortium."""
        single = _silent(self._standing)
        counted = _sum("stated-no-response", self._counted, self._counts)
        if not single:
            yield from counted
            return
        found = _count("stated-no-response", single, self._outside)
        for count in counted:
            # A month's count and the single reports may speak of the same requests: the larger number stands, not their sum.
            if count.no_response > found.no_response:
                found.no_response, found.asked, found.at_least = count.no_response, count.asked, count.at_least
            found.since = min(m for m in (found.since, count.since) if m)
            found.evidence += count.evidence
        yield found

    def by_letter(self) -> Iterator[Count]:
        """Rows of letters. An answer that came later stands beside them."""
        if self._written:
            of = {self._letters[row["incident"]] for row in self._written}
            count = _count("letter-no-response", self._written, sum(action in of for action in self._letters.values()))
            later = [now for row in self._written if _answers(now := self._now[row["incident"]]) and not now["inferred"]]
            count.answered = len(later)
            count.evidence += later
            yield count

    def by_authority(self) -> Iterator[Count]:
        yield from _sum("authority-count", self._by_authority, self._all_by_authority)

    def not_found(self) -> Iterator[Count]:
        if rows := [row for row in self._standing if row["status"] == Status.NOT_FOUND]:
            yield _count("not-found", rows, self._outside)

    def repeated(self, least: int, within: int) -> Iterator[Count]:
        """The most that any one source counts within so many months: sources may speak of the same requests."""
        runs = [
            _densest([_Silence(day, day, 1, row) for row in rows for day in [_day(row)]], within)
            for rows in (_silent(self._standing), self._written)
        ]
        runs += [
            _densest([_Silence((row["window_from"] or _known(row))[:10], _known(row)[:10], number, row) for row, number in counted], within)
            for counted in (self._counted, self._by_authority)
        ]
        best = max(runs, key=lambda run: sum(one.number for one in run))
        total = sum(one.number for one in best)
        if total >= least:
            incidents = [one.row["incident"] for one in best if "incident" in one.row]
            at_least = any(one.row["at_least"] for one in best if "at_least" in one.row)
            yield Count("repeat", total, None, min(one.first for one in best), at_least, incidents, [one.row for one in best])

    def _answered(self, count: Row) -> int:
        """How many requests that stood unanswered in a count's window when it was made have been answered since."""
        answered = 0
        for said in self._said.values():
            then, now = _newest([row for row in said if row["known_at"] <= count["known_at"]]), _newest(said)
            if then and now and then["status"] == Status.NO_RESPONSE and _answers(now):
                day = _day(then)
                answered += (count["window_from"] or day)[:10] <= day <= _known(count)[:10]
        return answered


def _rank(row: Row) -> tuple[Any, ...]:
    # Of a status and a hand-off that became known at once, the status is the newest word.
    return row["known_at"], row["kind"] == Kind.STATUS, row["valid_at"] or "", first_said(row)


def _newest(said: Sequence[Row]) -> Row | None:
    """The newest word on a hop. That a count leaves no reading but silence takes no statement of silence back, and is none itself."""
    told = [row for row in said if not (row["inferred"] and row["status"] == Status.NO_RESPONSE)]
    return told[-1] if told else said[-1] if said else None


def _answers(row: Row) -> bool:
    return row["kind"] == Kind.HANDED_OFF or row["status"] not in (None, Status.OPEN, Status.NO_RESPONSE)


def _silent(rows: Iterable[Row]) -> list[Row]:
    """Of each incident the first that says so: a provider may hold two places in one."""
    found: dict[str, Row] = {}
    for row in rows:
        if row["status"] == Status.NO_RESPONSE and not row["inferred"]:
            found.setdefault(row["incident"], row)
    return list(found.values())


def _day(row: Row) -> str:
    """When the request was made; else when it was stated to be unanswered."""
    day: Moment = row["asked_at"] or row["valid_at"] or row["known_at"]
    return day[:10]


def _known(count: Row) -> Moment:
    known: Moment = count["window_to"] or count["known_at"]
    return known


def _count(rule: str, rows: Sequence[Row], asked: int | None) -> Count:
    incidents = list(dict.fromkeys(row["incident"] for row in rows))
    since = min(row["valid_at"] or row["known_at"] for row in rows)
    return Count(rule, len(incidents), asked, since, False, incidents, list(rows))


def _sum(rule: str, counted: Sequence[tuple[Row, int]], copies: Sequence[Row]) -> Iterator[Count]:
    """Counts that may be added up, with all their copies as evidence."""
    if counted:
        totals = [row["total"] for row, _ in counted]
        since = min(row["window_from"] or row["valid_at"] or row["known_at"] for row, _ in counted)
        at_least = any(row["at_least"] for row, _ in counted)
        yield Count(rule, sum(n for _, n in counted), None if None in totals else sum(totals), since, at_least, [], list(copies))


def _is_authoritys(row: Row) -> bool:
    return bool(row["document_kind"] != "itg_mailbox")  # the consortium's mails: all others that count are authorities


def _apart(counts: Sequence[Row]) -> list[Row]:
    """The counts that cannot speak of the same requests; of those that can, the largest."""
    chosen: list[Row] = []
    for row in sorted(counts, key=lambda r: (-r["no_response"], first_said(r))):
        if not any(_may_be_same(row, other) for other in chosen):
            chosen.append(row)
    return chosen


def unanswered(counts: Iterable[Row]) -> tuple[int, bool]:
    """How many requests the counts of one provider give as unanswered, by the source that gives the most; whether at least."""
    by_source: dict[bool, list[Row]] = {True: [], False: []}
    for row in counts:
        by_source[_is_authoritys(row)].append(row)
    sums = [
        (sum(int(row["no_response"]) for row in rows), any(row["at_least"] for row in rows)) for rows in map(_apart, by_source.values())
    ]
    return max(sums)


def _may_be_same(one: Row, other: Row) -> bool:
    """One count of a month sees what another sees of the same month, unless they were made for two different recipients."""
    if one["counted_by"] and other["counted_by"] and one["counted_by"] != other["counted_by"]:
        return False
    if not one["window_from"] or not other["window_from"]:
        return True
    # A mail's window ends on the day that the next one's begins. March's reaches back over all of February.
    return bool(min(_known(one), _known(other))[:10] > max(one["window_from"], other["window_from"])[:10])


def _densest(silences: Iterable[_Silence], months: int) -> list[_Silence]:
    """The run within so many months that holds the most."""
    fitting = sorted((s for s in silences if s.last < _later(s.first, months)), key=lambda s: (s.first, s.last, first_said(s.row)))
    by_end = iter(sorted(fitting, key=lambda s: s.last))
    waiting = next(by_end, None)
    total = most = 0
    span = "", ""
    for begins in fitting:
        end = _later(begins.first, months)
        while waiting and waiting.last < end:
            total += waiting.number
            waiting = next(by_end, None)
        if total > most:
            most, span = total, (begins.first, end)
        total -= begins.number
    return [s for s in fitting if span[0] <= s.first and s.last < span[1]]


def _later(day: str, months: int) -> str:
    """The same day so many months later, or the last of that month."""
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        return "~"  # later than any day
    return f"{year:04d}-{month + 1:02d}-{min(start.day, monthrange(year, month + 1)[1]):02d}"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z = 1.959964
    share = min(hits, of) / of
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, centre - half), min(1.0, centre + half)
