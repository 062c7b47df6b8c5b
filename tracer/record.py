"""A provider's answer record: its own monthly rows beside the requests that the case knows. Pure.

A row of the monthly metrics counts the requests to its recipient in the mail's window. Where as many are known, it tells of each
of them: if none is open or without response, every one was answered by that day, by count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracer.model import Evidence, Kind, Moment, statement_order


@dataclass(frozen=True, slots=True)
class ByCount:
    """What a count says of the answers to the requests that it counts."""

    day: Moment
    requests: int
    unanswered: int  # of them, open or without response
    row: Evidence

    @property
    def answered(self) -> bool:
        """Whether it says so of each single one."""
        return self.unanswered == 0

    def __str__(self) -> str:
        if self.answered:
            return f"answered by {self.day}, by count; the answer itself is not in the loaded documents"
        if self.unanswered >= self.requests:
            return f"not answered by {self.day}, by count; no answer is in the loaded documents"
        return (
            f"of the {self.requests} requests counted with it all but {self.unanswered} were answered by {self.day}, by count;"
            " which is not said, and no answer is in the loaded documents"
        )


@dataclass(frozen=True, slots=True)
class Request:
    """A request to one provider, by hop: when it was made, as first known."""

    hop: str
    at: Moment


@dataclass(frozen=True, slots=True)
class MonthOfRecord:
    """One of a provider's own rows beside what else is known of its window."""

    row: Evidence
    copies: tuple[Evidence, ...]  # the same row in other mails
    known: int  # requests of the window that the case knows
    upstream: int | None  # what the rows of its upstreams add up to; null where there are none
    covered: tuple[str, ...]  # hops of those requests, where they are as many as the row counts

    @property
    def unanswered(self) -> int:
        return (self.row.open or 0) + (self.row.no_response or 0)

    @property
    def difference(self) -> int | None:
        """What upstream rows, not found and open lack of the row's total; null where it cannot be told."""
        if self.row.total is None or self.upstream is None:
            return None
        return self.row.total - self.upstream - (self.row.not_found or 0) - (self.row.open or 0) - (self.row.no_response or 0)


def own_row(claim: Evidence) -> bool:
    """Whether a count is of the requests to its recipient, as the monthly metrics give it: with how they ended, not the silence alone."""
    counts = (claim.open, claim.point_of_entry, claim.downstream, claim.originating, claim.not_found)
    ended = any(number is not None for number in counts)
    return ended and claim.kind == Kind.COUNTED and claim.upstream is None and claim.total is not None and claim.window_from is not None


def months(rows: Iterable[Evidence], upstreams: Iterable[Evidence], requests: Sequence[Request]) -> list[MonthOfRecord]:
    """A provider's own rows, oldest first, copies of one together. `upstreams`: the rows of its upstreams; `requests`: those to it."""
    rows_of: dict[tuple[object, ...], list[Evidence]] = {}
    for row in sorted(rows, key=statement_order):
        rows_of.setdefault((row.window_from, row.window_to, row.total, row.open, row.no_response, row.not_found), []).append(row)
    by_place: dict[tuple[str, int | None, int | None, Moment], dict[str, int]] = {}
    for count in upstreams:
        if count.total is not None:
            by_place.setdefault(_mail(count), {})[count.upstream or ""] = count.total
    of_record = []
    for row, *copies in rows_of.values():
        within = [request for request in requests if _within(row, request.at)]
        sums = by_place.get(_mail(row))
        of_record.append(
            MonthOfRecord(
                row,
                tuple(copies),
                len(within),
                sum(sums.values()) if sums is not None else None,
                tuple(request.hop for request in within) if row.total and len(within) == row.total else (),
            )
        )
    return of_record


def by_count(record: Iterable[MonthOfRecord]) -> Mapping[str, ByCount]:
    """Of each hop that a row counts, what it says of its answer; of several the one that says most, then the earliest."""
    by_hop: dict[str, ByCount] = {}
    for month in record:
        count = ByCount(month.row.known_at[:10], month.known, month.unanswered, month.row)
        for hop in month.covered:
            before = by_hop.get(hop)
            if before is None or (count.answered, before.day) > (before.answered, count.day):
                by_hop[hop] = count
    return by_hop


def _mail(claim: Evidence) -> tuple[str, int | None, int | None, Moment]:
    return claim.document, claim.place.part, claim.place.page, claim.known_at


def _within(row: Evidence, at: Moment) -> bool:
    """In a mail's window: from the day on which it begins up to the mail itself. As text a day comes before its every instant."""
    return (row.window_from or "")[:10] <= at <= row.known_at
