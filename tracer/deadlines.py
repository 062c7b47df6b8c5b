"""Which clocks run against whom, from requests and actions as claims tell of them. Pure.

A clock starts with the first request; reminders and copies restart nothing. `past` means that no answer is in the loaded
documents, never that there was none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from tracer import clocks
from tracer.model import Due, Kind, Moment, Row, Status


@dataclass(frozen=True, slots=True)
class Running:
    """One clock that was started against one provider. A stated end wins over a computed one."""

    provider: str
    provider_key: str
    clock: str
    what: str
    start: Moment
    stated: Moment | None
    deadline: clocks.Deadline
    incident: str | None
    hop: str | None
    action: str | None
    state: clocks.State
    evidence: tuple[Row, ...]

    @property
    def computed(self) -> Moment | None:
        return self.deadline.computed

    @property
    def end(self) -> Moment | None:
        return self.stated or self.computed

    @property
    def differs(self) -> bool:
        return clocks.compare(self.stated, self.computed) == "differs"


def of_requests(rows: Iterable[Row], as_of: Moment, gateways: Collection[str] = ()) -> Iterator[Running]:
    """The clocks of requests: `rows` as `requests.cypher` gives them, hop by hop. `gateways`: keys of gateway providers."""
    for _, group in groupby(rows, key=lambda r: r["hop"]):
        its = list(group)
        yield from _of_hop(its, as_of, its[0]["provider_key"] in gateways)


def gateways(actions: Iterable[Row]) -> set[str]:
    """The keys of providers that an action says are gateway providers: `actions` as `actions.cypher` gives them, as of a day."""
    return {row["provider_key"] for row in actions if "gateway" in (row["roles"] or ())}


def _of_hop(rows: Sequence[Row], as_of: Moment, gateway: bool) -> Iterator[Running]:
    asked = sorted((r for r in rows if r["kind"] == Kind.ASKED), key=_when)
    if not asked:
        return
    first = asked[0]
    answered = min((_when(r) for r in rows if _answers(r)), default=None)
    for name in clocks.rules_for_request(_when(first), gateway=gateway):
        length = first["length"] if name == "itg.request" else None
        yield _running(first, name, _when(first), length, answered, as_of, [first])
    for row in sorted((r for r in rows if r["kind"] == Kind.REMINDED), key=_when):
        yield _running(row, "itg.reminder", _when(row), row["length"], answered, as_of, [row])


def _answers(row: Row) -> bool:
    """Whether a claim shows that the provider answered: it named its upstream, or has a status that takes an answer."""
    if row["kind"] == Kind.HANDED_OFF:
        return bool(row["side"] == "downstream")
    return row["kind"] == Kind.STATUS and row["status"] not in (None, Status.OPEN, Status.NO_RESPONSE)


def _when(row: Row) -> Moment:
    moment: Moment = row["valid_at"] or row["known_at"]
    return moment


def _running(
    row: Row, name: str, start: Moment, length: str | None, answered: Moment | None, as_of: Moment, evidence: list[Row]
) -> Running:
    deadline = _due(name, start, length)
    return Running(
        provider=row["provider"],
        provider_key=row["provider_key"],
        clock=name,
        what=clocks.clock(name).duty,
        start=start,
        stated=None,
        deadline=deadline,
        incident=row["incident"],
        hop=row["hop"],
        action=None,
        # An answer is known here only where its claim is: `answered` later than as_of cannot occur.
        state=clocks.state(deadline.computed, as_of, answered=as_of if answered else None),
        evidence=tuple(evidence),
    )


def of_actions(rows: Iterable[Row], as_of: Moment) -> Iterator[Running]:
    """The clocks of letters, notices and orders: `rows` as `actions.cypher` gives them. Copies of a letter start nothing anew."""
    for _, group in groupby(rows, key=lambda r: (r["issued_at"], r["action"], r["provider_key"])):
        row, *copies = group
        for due in duties(row):
            deadline = _due(due.clock, row["issued_at"], due.length or None)
            yield Running(
                provider=row["provider"],
                provider_key=row["provider_key"],
                clock=due.clock,
                what=due.what,
                start=row["issued_at"],
                stated=due.stated,
                deadline=deadline,
                incident=None,
                hop=None,
                action=row["action"],
                state=clocks.state(due.stated or deadline.computed, as_of),
                evidence=(row, *copies),
            )


def differing(action: Row, issued_at: Moment) -> list[str]:
    """The deadlines that an action states otherwise than they compute: `2021-11-05 2021-11-04`."""
    computed = ((due.stated, _due(due.clock, issued_at, due.length or None).computed) for due in duties(action))
    return [f"{stated} {end[:10]}" for stated, end in computed if end and clocks.compare(stated, end) == "differs"]


def duties(action: Row) -> Iterator[Due]:
    """What an action asks of its recipient."""
    for what, clock, length, stated in zip(
        action["due_what"] or [], action["due_clock"] or [], action["due_length"] or [], action["due_stated"] or [], strict=True
    ):
        yield Due(what, clock, length, stated or None)


@lru_cache(maxsize=100_000)
def answer_due(asked_at: Moment, length: str | None, gateway: bool = False) -> Moment | None:
    """When the answer to a request is due: by the first of its clocks to end."""
    ends = (
        _due(name, asked_at, length if name == "itg.request" else None).computed
        for name in clocks.rules_for_request(asked_at, gateway=gateway)
    )
    return min((end for end in ends if end), default=None)


@lru_cache(maxsize=100_000)
def _due(name: str, start: Moment, length: str | None) -> clocks.Deadline:
    return clocks.due(name, start, length=length)


def as_json(running: Running) -> dict[str, Any]:
    deadline = running.deadline
    return {
        "provider": running.provider,
        "provider_key": running.provider_key,
        "clock": running.clock,
        "what": running.what,
        "rule": deadline.source,
        "length": deadline.length,
        "from": running.start,
        "due_stated": running.stated,
        "due_computed": running.computed,
        "differs": running.differs,
        "zone": deadline.zone,
        "zone_assumed": deadline.zone_assumed,
        "from_memory": deadline.from_memory,
        "steps": list(deadline.steps),
        "incident": running.incident,
        "hop": running.hop,
        "action": running.action,
        "state": running.state,
    }
