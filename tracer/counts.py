"""Counts that aggregates and authorities state: which of them may be added up. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracer.model import Evidence, Moment, Provider, last_day, statement_order


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of the answers of one provider. `recipient`: of an upstream's row, in whose mail it stands."""

    claim: Evidence
    provider: Provider
    recipient: Provider | None
    by_authority: bool  # a letter or notice says it; else the traceback consortium

    @property
    def unanswered(self) -> int:
        return self.claim.no_response or 0

    @property
    def no_response(self) -> int:
        """Requests counted as unanswered for good."""
        return 0 if self.claim.interim else self.unanswered

    @property
    def not_yet(self) -> int:
        """Requests counted while the time to answer may have run."""
        return self.unanswered if self.claim.interim else 0

    @property
    def until(self) -> Moment:
        to = self.claim.window_to
        return self.claim.known_at if to is None else to if len(to) >= 10 else last_day(to)

    @property
    def since(self) -> Moment:
        return self.claim.window_from or self.claim.at


@dataclass(frozen=True, slots=True)
class Sum:
    """Counts that do not speak of the same requests, added up. A figure is null where none of them gives it."""

    total: int | None = None
    open: int | None = None
    point_of_entry: int | None = None
    downstream: int | None = None
    originating: int | None = None
    no_response: int | None = None  # for good
    not_yet: int | None = None
    not_found: int | None = None
    at_least: bool = False
    window_from: Moment | None = None
    window_to: Moment | None = None
    evidence: tuple[Evidence, ...] = ()


def _sum(figures: Iterable[int | None]) -> int | None:
    given = [figure for figure in figures if figure is not None]
    return sum(given) if given else None


def apart(counts: Iterable[Counted]) -> list[Counted]:
    """The counts that cannot speak of the same requests; of those that can, the one with the most unanswered, then with most."""
    chosen: list[Counted] = []
    for count in sorted(counts, key=lambda c: (-c.unanswered, -(c.claim.total or 0), statement_order(c.claim))):
        if not any(_may_be_same(count, other) for other in chosen):
            chosen.append(count)
    return chosen


def add_up(counts: Sequence[Counted]) -> Sum | None:
    """One provider's counts by one sort of source over windows that do not overlap; null where there are none."""
    if not counts:
        return None
    kept = [count.claim for count in apart(counts)]
    starts, ends = [c.window_from for c in kept if c.window_from], [c.window_to for c in kept if c.window_to]
    return Sum(
        total=_sum(c.total for c in kept),
        open=_sum(c.open for c in kept),
        point_of_entry=_sum(c.point_of_entry for c in kept),
        downstream=_sum(c.downstream for c in kept),
        originating=_sum(c.originating for c in kept),
        no_response=_sum(c.no_response for c in kept if not c.interim),
        not_yet=_sum(c.no_response for c in kept if c.interim),
        not_found=_sum(c.not_found for c in kept),
        at_least=any(claim.at_least for claim in kept),
        window_from=min(starts, default=None),
        window_to=max(ends, default=None),
        evidence=tuple(count.claim for count in counts),
    )


def most_unanswered(counts: Iterable[Counted]) -> tuple[int, bool]:
    """How many requests the counts of one provider give as unanswered for good, by the source that gives the most; whether at least."""
    by_source: dict[bool, list[Counted]] = {True: [], False: []}
    for count in counts:
        if count.no_response:
            by_source[count.by_authority].append(count)
    sums = [
        (sum(c.no_response for c in same_source), any(c.claim.at_least for c in same_source))
        for same_source in map(apart, by_source.values())
    ]
    return max(sums)


def _may_be_same(one: Counted, other: Counted) -> bool:
    """One count of a month sees what another sees of the same month, unless they were made for two different recipients."""
    if one.recipient and other.recipient and one.recipient.key != other.recipient.key:
        return False
    if not one.claim.window_from or not other.claim.window_from:
        return True
    # A mail's window ends on the day that the next one's begins. March's reaches back over all of February.
    first, later = sorted((one, other), key=lambda c: c.since[:10])
    return first.since[:10] == later.since[:10] or first.until[:10] > later.since[:10]
