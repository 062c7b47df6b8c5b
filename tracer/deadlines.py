"""Which clocks run against whom, from requests and actions as claims tell of them. Pure.

A clock starts with the first request; reminders and copies restart nothing. `past` means that no answer is in the loaded
documents, never that there was none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracer.model import ANSWERS, Evidence, Kind, Moment, Provider, Status, replace, statement_order
from tracer.path import Hop
from tracer.time import clocks


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
    answered_at: Moment | None
    basis: str | None  # of the answer: `stated`, `contradicted`, or `count` where only a count shows that there was one
    evidence: tuple[Evidence, ...]

    @property
    def computed(self) -> Moment | None:
        return self.deadline.computed

    @property
    def end(self) -> Moment | None:
        return self.stated or self.computed

    @property
    def ends(self) -> bool:
        """Whether it can end: a rule that names no length cannot, and is no deadline."""
        return clocks.clock(self.clock).ends

    @property
    def permission(self) -> bool:
        """Whether it says from when others may do something, instead of until when somebody must."""
        return clocks.clock(self.clock).force is clocks.Force.PERMISSION

    @property
    def differs(self) -> bool:
        return clocks.compare(self.stated, self.computed) == "differs"


def standing(clocks: Iterable[Running]) -> dict[str, int]:
    """How many are open, past, answered, in this order. By a permission nobody is late: it is `permitted` once its day has come."""
    counts = Counter("permitted" if clock.permission and clock.state == "past" else str(clock.state) for clock in clocks)
    return {state: counts[state] for state in ("open", "past", "answered", "permitted") if counts[state]}


def of_hops(hops: Iterable[tuple[str, Hop]], as_of: Moment, gateways: Collection[str] = ()) -> Iterator[Running]:
    """The clocks of requests, hop by hop, each beside its incident. `gateways`: keys of providers that an action calls so."""
    for incident, hop in hops:
        yield from _of_hop(incident, hop, as_of, hop.provider_key in gateways)


def later(running: Running, now: Moment) -> Running:
    """The same clock as it stands later, where nothing more became known: one that was open may be past."""
    if running.state != clocks.State.OPEN or not running.end or running.end[:10] > now[:10]:
        return running
    return replace(running, state=clocks.state(running.end, now))


def gateways(actions: Iterable[Evidence], who: Mapping[str, Provider]) -> set[str]:
    """The keys of providers that an action says are gateway providers."""
    return {who[claim.provider].key for claim in actions if claim.provider and "gateway" in claim.roles}


def _of_hop(incident: str, hop: Hop, as_of: Moment, gateway: bool) -> Iterator[Running]:
    asked = _distinct(claim for claim in hop.evidence if claim.kind == Kind.ASKED)
    for start, length, claims in _starting(asked, hop):
        gate = gateway or hop.status is Status.POINT_OF_ENTRY
        for name in clocks.rules_for_request(start, gateway=gate, abroad=hop.abroad):
            yield _running(incident, hop, name, start, length if name == "itg.request" else None, as_of, claims)
    for start, claims in _distinct(claim for claim in hop.evidence if claim.kind == Kind.REMINDED).items():
        yield _running(incident, hop, "itg.reminder", start, claims[0].length, as_of, claims)


def _distinct(claims: Iterable[Evidence]) -> dict[Moment, list[Evidence]]:
    """Claims by their time, earliest first: copies of one are one."""
    by_moment: dict[Moment, list[Evidence]] = {}
    for claim in sorted(claims, key=lambda c: (c.at, statement_order(c))):
        by_moment.setdefault(claim.at, []).append(claim)
    return by_moment


def _starting(asked: Mapping[Moment, list[Evidence]], hop: Hop) -> Iterator[tuple[Moment, str | None, list[Evidence]]]:
    """The requests that start clocks: the first, and each that was sent anew after a silence was stated."""
    silences = sorted(c.at for c in hop.evidence if c.kind == Kind.STATUS and c.status == Status.NO_RESPONSE and not c.inferred)
    before: Moment | None = None
    for start, claims in asked.items():
        if before is None or any(before <= silence < start for silence in silences):
            yield start, claims[0].length, claims
            before = start


def _running(incident: str, hop: Hop, name: str, start: Moment, length: str | None, as_of: Moment, evidence: Sequence[Evidence]) -> Running:
    deadline = _due(name, start, length)
    answer = next((c for c in hop.standing.answers if _answers(c, start, hop)), None)
    counted = hop.by_count if hop.by_count and hop.by_count.answered else None
    answered = answer is not None or counted is not None or (hop.standing.inferred and hop.status in ANSWERS)
    return Running(
        provider=hop.provider,
        provider_key=hop.provider_key,
        clock=name,
        what=clocks.clock(name).duty,
        start=start,
        stated=None,
        deadline=deadline,
        incident=incident,
        hop=hop.id,
        action=None,
        # An answer is known here only where its claim is: `answered` later than as_of cannot occur.
        state=clocks.state(deadline.computed, as_of, answered=as_of if answered else None),
        answered_at=answer.at if answer else counted.day if counted else None,
        basis=("contradicted" if hop.standing.contradiction else "stated") if answer else "count" if answered else None,
        evidence=tuple(evidence),
    )


def _answers(claim: Evidence, start: Moment, hop: Hop) -> bool:
    """Whether an answer ends the clock of that request. Where a silence stands, only if it was asked again after the answer."""
    silence = hop.standing.silence
    if silence is None:
        return True
    again = [c.at for c in hop.evidence if c.kind == Kind.ASKED]
    return claim.at >= start and any(claim.at < at <= silence.at for at in again)


def of_actions(actions: Iterable[Evidence], who: Mapping[str, Provider], as_of: Moment) -> Iterator[Running]:
    """The clocks of letters, notices and orders. Copies of a letter start nothing anew."""
    for first, *copies in by_action(actions):
        provider = who[first.provider or ""]
        for due in first.due:
            deadline = _due(due.clock, first.at, due.length or None)
            yield Running(
                provider=provider.name,
                provider_key=provider.key,
                clock=due.clock,
                what=due.what,
                start=first.at,
                stated=due.stated,
                deadline=deadline,
                incident=None,
                hop=None,
                action=first.action,
                state=clocks.state(due.stated or deadline.computed, as_of),
                answered_at=None,
                basis=None,
                evidence=(first, *copies),
            )


def by_action(actions: Iterable[Evidence]) -> list[list[Evidence]]:
    """The claims of each letter, notice or order, the first to say so before its copies; by date and id.

    Of one day, its own words stand before those of a letter that only mentions it, and so sets no duty.
    """
    by_action_id: dict[str, list[Evidence]] = {}
    acted = (c for c in actions if c.kind == Kind.ACTED and c.action)
    for claim in sorted(acted, key=lambda c: (c.known_at, not c.due, statement_order(c))):
        by_action_id.setdefault(claim.action or "", []).append(claim)
    return sorted(by_action_id.values(), key=lambda claims: (claims[0].at, claims[0].action or ""))


def differing(action: Evidence) -> list[str]:
    """The deadlines that an action states otherwise than they compute: `2021-11-05 2021-11-04`."""
    computed = ((due.stated, _due(due.clock, action.at, due.length or None).computed) for due in action.due)
    return [f"{stated} {end[:10]}" for stated, end in computed if end and clocks.compare(stated, end) == "differs"]


@lru_cache(maxsize=100_000)
def _due(name: str, start: Moment, length: str | None) -> clocks.Deadline:
    return clocks.due(name, start, length=length)
