"""Who did not cooperate: by which rule, how many of how many, with which evidence. Pure.

A flag is always somebody's statement. That a deadline has passed without an answer in the loaded documents is none: our
documents' silence is not the provider's. Whether a hop is silent is decided by `tracer.answered` alone.
"""

from __future__ import annotations

import math
import tomllib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tracer import answered, counts, speakers
from tracer.counts import Counted
from tracer.letters import Letters
from tracer.model import Evidence, Kind, Moment, Side, Status, first_day, replace, statement_order
from tracer.path import CallPath, Hop, contradiction_text


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    wording: str
    counts: str
    kind: str
    source: str
    times: int | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What one rule says of one provider. `asked` is null where the source gives no denominator."""

    rule: str
    number: int
    asked: int | None
    since: Moment | None
    at_least: bool = False
    incidents: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answered: int = 0  # of a letter's rows: answered by other documents; neither erases the other
    sample: bool = False  # whether the requests are a sample, so that their share has an interval

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the share, where there is a denominator and the requests are a sample."""
        return wilson(self.number, self.asked) if self.asked and self.sample else None


NO_SILENCE = frozenset({"not-yet-answered", "not-found"})  # rules that say of nobody that no answer came


@dataclass(frozen=True, slots=True)
class Flag:
    """All that flags one provider. Counts of different sources stand side by side."""

    provider: str
    provider_key: str
    counts: tuple[Count, ...]
    contradictions: tuple[str, ...] = ()  # what does not fit together, in words
    contradicting: tuple[Evidence, ...] = ()  # the claims behind those

    @property
    def rules(self) -> list[str]:
        return [count.rule for count in self.counts]

    @property
    def largest(self) -> Count | None:
        """Of the counts of unanswered requests: sources may speak of the same requests, so they are never added up."""
        # A repeat counts again what other rules have counted.
        silent = [count for count in self.counts if count.rule not in NO_SILENCE and count.rule != "repeat"] or [
            count for count in self.counts if count.rule == "repeat"
        ]
        return max(silent, key=lambda c: (c.number, c.asked is not None), default=None)

    @property
    def no_response(self) -> int:
        """How many requests are stated, for good, not to have been answered."""
        return self.largest.number if self.largest else 0

    @property
    def asked(self) -> int | None:
        """Of how many; null where the source of that number gives no denominator."""
        chosen = self.largest or next(iter(self.counts), None)
        return chosen.asked if chosen else None

    @property
    def since(self) -> Moment | None:
        return min((count.since for count in self.counts if count.since), default=None)

    @property
    def said_by(self) -> tuple[str, ...]:
        """Who says that no answer came, or that the call was not found; not those who say otherwise."""
        return speakers.named(c for c in self.evidence if c.kind == Kind.COUNTED or c.status in (Status.NO_RESPONSE, Status.NOT_FOUND))

    @property
    def incidents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(i for count in self.counts for i in count.incidents))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        claims = [claim for count in self.counts for claim in count.evidence]
        return tuple({claim.id: claim for claim in (*claims, *self.contradicting)}.values())


class Part(NamedTuple):
    """A provider's part in one call."""

    incident: str
    call_at: Moment | None
    hop: Hop
    counted: bool = False  # its request is among those that are only counted

    @property
    def day(self) -> str | None:
        """Of the request, else of the call; the day on which somebody wrote about it is neither."""
        at = self.hop.asked_at or self.call_at
        return at[:10] if at else None


def parts(paths: Iterable[CallPath]) -> list[Part]:
    """The parts that providers have in these calls."""
    return [Part(path.incident, path.call.at, hop) for path in paths for hop in path.hops]


@cache
def rules() -> dict[str, Rule]:
    """The rules as data, by name."""
    table = tomllib.loads(files("tracer").joinpath("rules.toml").read_text("utf-8"))
    return {name: Rule(name, **values) for name, values in table.items()}


def flags(
    parts: Iterable[Part],
    counted: Iterable[Counted],
    letters: Letters,
    conflicts: Mapping[str, Sequence[str]] | None = None,
    *,
    asked: Mapping[str, int] | None = None,
    rule: str | None = None,
    times: int | None = None,
    months: int | None = None,
) -> list[Flag]:
    """The flags that these parts and counts support, most unanswered requests first.

    `parts`: every one that a provider has in a call that is to be flagged or not; but of those in which it is only known to have
    been asked the number is enough, `asked`, by key. `conflicts`: what does not fit together in a provider's record, by key.
    `rule`: this one alone. `times` and `months` are the thresholds of
    the rule `repeat`.
    """
    repeat = rules()["repeat"]
    threshold = times or repeat.times or 3, months or repeat.months or 12
    order = list(rules())
    parts_of: dict[str, list[Part]] = defaultdict(list)
    names: dict[str, str] = {}
    for part in parts:
        parts_of[part.hop.provider_key].append(part)
        names.setdefault(part.hop.provider_key, part.hop.provider)
    by_provider: dict[str, list[Counted]] = defaultdict(list)
    for count in counted:
        by_provider[count.provider.key].append(count)
        names.setdefault(count.provider.key, count.provider.name)
    made = []
    for key, name in names.items():
        statements = _Statements(parts_of[key], by_provider[key], letters, (asked or {}).get(key, 0))
        counts = sorted(statements.all(*threshold), key=lambda c: order.index(c.rule))
        chosen = tuple(count for count in counts if rule in (None, count.rule))
        against = list(statements.contradictions()) if rule is None else []
        if chosen or against:
            words = [text for text, _ in against] + [str(conflict) for conflict in (conflicts or {}).get(key, ())]
            made.append(Flag(name, key, chosen, tuple(words), tuple(claim for _, claims in against for claim in claims)))
    return sorted(made, key=lambda f: (-f.no_response, -(wilson(f.no_response, f.asked)[0] if f.asked else 0), f.provider_key))


class _Silences(NamedTuple):
    """So many requests left unanswered, from a day to a day (one and the same for a single request), and what says so."""

    first: str
    last: str
    number: int
    order: tuple[Moment, str, int, str]
    part: Part | None
    counted: Counted | None


class _Statements:
    """What is stated of one provider."""

    def __init__(self, parts: Sequence[Part], counted: Sequence[Counted], letters: Letters, asked: int) -> None:
        self._letters = letters
        self._parts = parts
        own = [
            p
            for p in parts
            if p.hop.was_asked
            and not p.counted
            and any(not letters.states(b.evidence) for b in p.hop.bearings if b.side is not Side.UPSTREAM)
        ]
        self._asked = asked + len({letters.call(p.incident) for p in own})
        stated = [(p, c) for p in parts if p.hop.standing.silence for c in self._silences(p)]
        self._silent = self._once([(p, c) for p, c in stated if not c.interim])
        self._interim = self._once([(p, c) for p, c in stated if c.interim])
        self._written = self._once([(p, claim) for p in parts for claim in self._in_letters(p)])
        self._not_yet_counted = [count for count in counted if count.not_yet]
        self._of_authority = [count for count in counted if count.no_response and count.by_authority]
        self._of_consortium = [count for count in counted if count.no_response and not count.by_authority]
        self._left = self._still(self._of_consortium)
        self._by_authority = [(c, c.no_response) for c in counts.apart(self._of_authority)]

    def all(self, times: int, months: int) -> Iterator[Count]:
        yield from self._not_yet()
        yield from self._stated()
        yield from self._by_letter()
        yield from _added("authority-count", self._by_authority, self._of_authority)
        yield from self._not_found()
        yield from self._repeated(times, months)

    def contradictions(self) -> Iterator[tuple[str, tuple[Evidence, Evidence]]]:
        """Silences that another statement contradicts: neither counted nor left out."""
        for part in self._parts:
            if contradiction := part.hop.standing.contradiction:
                yield f"{part.incident}: {contradiction_text(contradiction)}", (contradiction.silence, contradiction.answer)

    def _once(self, statements: Iterable[tuple[Part, Evidence | None]]) -> list[tuple[Part, Evidence]]:
        """Of each call the first that says so: a provider may hold two places in one, and two letters may list it."""
        first: dict[str, tuple[Part, Evidence]] = {}
        for part, claim in sorted(((p, c) for p, c in statements if c), key=lambda s: statement_order(s[1])):
            first.setdefault(self._letters.call(part.incident), (part, claim))
        return list(first.values())

    def _in_letters(self, part: Part) -> Iterator[Evidence]:
        for bearing in part.hop.bearings:
            claim = bearing.evidence
            if answered.states_silence(claim) and not claim.interim and self._letters.states(claim):
                yield claim

    def _silences(self, part: Part) -> list[Evidence]:
        """Who says that no answer came to one request, as far as no letter's rows are counted for it: the first, and each again."""
        own = [b.evidence for b in part.hop.bearings if b.side is not Side.UPSTREAM]
        silences = answered.silences(part.hop.standing, own)
        return sorted((c for c in silences if c.interim or not self._letters.states(c)), key=statement_order)

    def _of_silences(self, rule: str, statements: Sequence[tuple[Part, Evidence]], asked: int | None) -> Count:
        return replace(_single(rule, statements, asked), evidence=tuple(claim for part, _ in statements for claim in self._silences(part)))

    def _not_yet(self) -> Iterator[Count]:
        """Silences stated while the time to answer may have run: no denominator, no share, no repeat."""
        summed = _added("not-yet-answered", self._still(self._not_yet_counted), self._not_yet_counted)
        single = self._of_silences("not-yet-answered", self._interim, None) if self._interim else None
        yield from (replace(count, asked=None) for count in _larger(single, summed))

    def _stated(self) -> Iterator[Count]:
        """Single reports that still stand, and counts of the consortium."""
        single = self._of_silences("stated-no-response", self._silent, self._asked) if self._silent else None
        yield from _larger(single, _added("stated-no-response", self._left, self._of_consortium))

    def _by_letter(self) -> Iterator[Count]:
        """Rows of letters. An answer that other documents state stands beside them."""
        if not self._written:
            return
        of = {self._letters.documents[claim.document] for _, claim in self._written}
        copies = sorted((claim for part in self._parts for claim in self._in_letters(part)), key=statement_order)
        answers = [part.hop.standing.answers[0] for part, _ in self._written if part.hop.standing.answers and not part.hop.standing.silence]
        count = _single("letter-no-response", self._written, len(self._letters.rows(of)))
        yield replace(count, answered=len(answers), sample=False, evidence=tuple({c.id: c for c in (*copies, *answers)}.values()))

    def _not_found(self) -> Iterator[Count]:
        parts = (p for p in self._parts if p.hop.status is Status.NOT_FOUND and not p.hop.standing.inferred)
        lost = [(p, p.hop.standing.answers[-1]) for p in parts if p.hop.standing.answers]
        if lost:
            yield _single("not-found", self._once(lost), self._asked)

    def _repeated(self, least: int, within: int) -> Iterator[Count]:
        """The most that any one source counts within so many months: sources may speak of the same requests."""
        runs = [
            _densest([_Silences(p.day, p.day, 1, statement_order(claim), p, None) for p, claim in statements if p.day], within)
            for statements in (self._silent, self._written)
        ]
        runs += [
            _densest(
                [
                    _Silences(first_day(c.claim.window_from), c.until[:10], n, statement_order(c.claim), None, c)
                    for c, n in left
                    if c.claim.window_from
                ],
                within,
            )
            for left in (self._left, self._by_authority)
        ]
        best = max(runs, key=lambda run: sum(one.number for one in run))
        total = sum(one.number for one in best)
        if total >= least:
            parts = [one.part for one in best if one.part]
            since = min(one.counted.since[:10] if one.counted else one.first for one in best)
            claims = [part.hop.standing.silence or next(self._in_letters(part)) for part in parts]
            claims += [one.counted.claim for one in best if one.counted]
            at_least = any(one.counted.claim.at_least for one in best if one.counted)
            incidents = tuple(part.incident for part in parts)
            yield Count(
                "repeat",
                total,
                None,
                since,
                at_least,
                incidents,
                tuple(claims),
            )

    def _still(self, counted: Sequence[Counted]) -> list[tuple[Counted, int]]:
        """Of counts that may be added up, how many each leaves: what was answered since it was made is no longer unanswered."""
        return [(c, left) for c in counts.apart(counted) if (left := c.unanswered - self._answered_since(c)) > 0]

    def _answered_since(self, count: Counted) -> int:
        """How many requests that stood unanswered in a count's window when it was made have been answered since."""
        return sum(
            count.since[:10] <= (part.day or "") <= count.until[:10]
            and answered.silent_as_of(part.hop.bearings, count.claim.known_at)
            and bool(part.hop.standing.answers)
            and part.hop.standing.silence is None
            for part in self._parts
        )


def _single(rule: str, statements: Sequence[tuple[Part, Evidence]], asked: int | None) -> Count:
    incidents = tuple(dict.fromkeys(part.incident for part, _ in statements))
    # Whoever is said not to have answered was asked.
    of = None if asked is None else max(asked, len(incidents))
    return Count(rule, len(incidents), of, min(c.at for _, c in statements), False, incidents, tuple(c for _, c in statements), sample=True)


def _added(rule: str, kept: Sequence[tuple[Counted, int]], copies: Sequence[Counted]) -> Iterator[Count]:
    """Counts that may be added up, with all their copies as evidence."""
    if kept:
        # Whoever is said not to have answered was asked, also where a source counts fewer.
        totals = [None if count.claim.total is None else max(count.claim.total, count.no_response) for count, _ in kept]
        asked = None if None in totals else sum(total for total in totals if total is not None)
        at_least = any(count.claim.at_least for count, _ in kept)
        since = min(count.since for count, _ in kept)
        yield Count(rule, sum(n for _, n in kept), asked, since, at_least, (), tuple(c.claim for c in copies))


def _larger(single: Count | None, summed: Iterable[Count]) -> Iterator[Count]:
    """A month's count and the single reports may speak of the same requests: the larger number stands, not their sum."""
    for count in summed:
        if single is None:
            single = count
            continue
        if count.number > single.number:
            single = replace(single, number=count.number, asked=count.asked, at_least=count.at_least, sample=False)
        since = min(moment for moment in (single.since, count.since) if moment)
        single = replace(single, since=since, evidence=(*single.evidence, *count.evidence))
    if single:
        yield single


def _densest(silences: Iterable[_Silences], months: int) -> list[_Silences]:
    """The run within so many months that holds the most."""
    fitting = sorted((s for s in silences if s.last < _later(s.first, months)), key=lambda s: (s.first, s.last, s.order))
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
