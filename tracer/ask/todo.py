"""What there is to do: which clocks run, whom to ask next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracer import deadlines
from tracer.ask import paths as calls
from tracer.ask.providers import contacts
from tracer.deadlines import Running
from tracer.hops import names_in
from tracer.model import Kind, Moment, Status, end_of
from tracer.path import Hop
from tracer.store import Store

OPEN_ENDS = {"open", "unknown", "no-response", "not-found", "disputed"}
WHAT_TO_ASK = {
    "open": "its answer: from whom did it receive the call?",
    "unknown": "from whom did it receive the call? (it was named, not asked)",
    "no-response": "its answer, which is stated as missing",
    "not-yet": "its answer, which had not come yet when that was stated",
    "not-found": "its records for the call, beside those of the provider that named it",
    "disputed": "what it says against the other claim",
}


def running(store: Store, as_of: Moment | None, now: Moment, *, key: str | None = None, answered: bool = True) -> list[Running]:
    """The clocks that were started, by their ends; those without an end last. As they stand on `as_of`, else `now`.

    `key`: those against this provider alone. `answered`: also those that were answered.
    """
    if not answered and key is None:
        found = _running(store, [(one.incident, one.hop) for one in calls.open_hops(store, as_of)], as_of, now)
        return [clock for clock in found if clock.state != "answered"]
    incidents = None if key is None else store.incidents(providers=[key])
    hops = [(path.incident, hop) for path in calls.paths(store, incidents, as_of) for hop in path.hops]
    return [clock for clock in _running(store, hops, as_of, now, key) if answered or clock.state != "answered"]


def _running(store: Store, hops: Sequence[tuple[str, Hop]], as_of: Moment | None, now: Moment, key: str | None = None) -> list[Running]:
    actions = store.claims(kinds=(Kind.ACTED,), as_of=end_of(as_of))
    who = store.who(names_in(actions))
    found = [
        *deadlines.of_hops(hops, as_of or now, deadlines.gateways(actions, who)),
        *deadlines.of_actions(actions, who, as_of or now),
    ]
    mine = [clock for clock in found if key in (None, clock.provider_key)]
    return sorted(mine, key=lambda r: (r.end is None, r.end or "", r.provider_key, r.clock, r.hop or r.action or "", r.start))


@dataclass(frozen=True, slots=True)
class Step:
    """An open end: whom to ask, for what, by which address; what it was served, which of its clocks run."""

    incident: str
    end: str
    hop: Hop
    ask: str
    contact: dict[str, str]
    notices: tuple[tuple[str, Moment], ...]  # action, issued at
    clocks: tuple[Running, ...]

    @property
    def next_due(self) -> Moment | None:
        return min((clock.end for clock in self.clocks if clock.end and clock.state == "open"), default=None)


def next_steps(store: Store, as_of: Moment | None, now: Moment) -> Iterator[Step]:
    """For each open end whom to ask, its contact of record, which notices were served, which clocks run."""
    found = calls.open_hops(store, as_of)
    clocks: dict[str, list[Running]] = defaultdict(list)
    notices: dict[str, dict[str, Moment]] = defaultdict(dict)
    for clock in _running(store, [(one.incident, one.hop) for one in found], as_of, now):
        clocks[clock.hop or clock.provider_key].append(clock)
    acted = store.claims(kinds=(Kind.ACTED,), as_of=end_of(as_of))
    who = store.who(names_in(acted))
    for first, *_ in deadlines.by_action(acted):
        notices[who[first.provider or ""].key][first.action or ""] = first.at
    on_record = contacts(store, as_of)
    ends = [(one.incident, number, end, one.hop) for one in found for number, end in one.ends if end in OPEN_ENDS]
    for incident, _, end, hop in sorted(ends, key=lambda e: e[:2]):
        its = [c for c in clocks[hop.id] if c.state != "answered"] + [c for c in clocks[hop.provider_key] if c.action]
        yield Step(
            incident,
            end,
            hop,
            _what(end, hop),
            on_record.get(hop.provider_key, {}),
            tuple(sorted(notices[hop.provider_key].items())),
            tuple(its),
        )


def _what(end: str, hop: Hop) -> str:
    if end == "unknown" and hop.status is Status.DOWNSTREAM:
        return "from whom did it receive the call? (it says that it received it)"
    if end == "no-response" and hop.interim:
        return WHAT_TO_ASK["not-yet"]
    if end == "open" and hop.by_count and hop.by_count.answered:
        return f"its answer, which a count shows to have been given by {hop.by_count.day}: ask the one who asked"
    return WHAT_TO_ASK[end]
