"""What there is to do: which clocks run, whom to ask next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracer import deadlines
from tracer.ask import paths as calls
from tracer.ask.choosing import Listing
from tracer.ask.providers import contacts
from tracer.deadlines import Running
from tracer.hops import names_in
from tracer.model import Kind, Moment, Status, end_of
from tracer.open_hops import OpenHop
from tracer.path import Call, Hop
from tracer.store import Store
from tracer.text import as_counted

OPEN_ENDS = {"open", "unknown", "no-response", "not-found", "disputed"}


class Question(NamedTuple):
    """What to ask about an open end: in our words, and in a letter to the provider; None if somebody else must answer."""

    ask: str
    letter: str | None


QUESTIONS = {
    "open": Question(
        "its answer: from whom did it receive the call?",
        "You were asked about these calls, and no answer is in the documents before us. From whom did you receive each of them?",
    ),
    "counted": Question("its answer, which a count shows to have been given by {day}: ask the one who asked", None),
    "unknown": Question(
        "from whom did it receive the call? (it was named, not asked)",
        "You are named in what we have been told of these calls. From whom did you receive each of them?",
    ),
    "downstream": Question(
        "from whom did it receive the call? (it says that it received it)",
        "You are recorded as having received these calls from another provider. From which one, each of them?",
    ),
    "no-response": Question(
        "its answer, which is stated as missing",
        "It is stated that your answer about these calls is missing. If you gave one, please send it; else, from whom did you receive each"
        " of them?",
    ),
    "not-yet": Question(
        "its answer, which had not come yet when that was stated",
        "When it was last stated, your answer about these calls had not come yet. From whom did you receive each of them?",
    ),
    "not-found": Question(
        "its records for the call, beside those of the provider that named it",
        "It is stated that you did not find these calls. Please look again, and send what your records show for the times and numbers"
        " below.",
    ),
    "disputed": Question(
        "what it says against the other claim",
        "What we have been told of these calls contradicts itself. What do your records show: from whom did you receive each of them?",
    ),
}


def running(store: Store, as_of: Moment | None, now: Moment, *, key: str | None = None, answered: bool = True) -> list[Running]:
    """The clocks that were started, by their ends, those without an end last; as they stand on `as_of`, else `now`.

    `key`: those against this provider alone. `answered`: also those that were answered.
    """
    if not answered and key is None:
        clocks = _running(store, [(open_hop.incident, open_hop.hop) for open_hop in calls.open_hops(store, as_of)], as_of, now)
        return [clock for clock in clocks if clock.state != "answered"]
    incidents = None if key is None else store.incidents(providers=[key])
    hops = [(path.incident, hop) for path in calls.paths(store, incidents, as_of) for hop in path.hops]
    return [clock for clock in _running(store, hops, as_of, now, key) if answered or clock.state != "answered"]


def _running(store: Store, hops: Sequence[tuple[str, Hop]], as_of: Moment | None, now: Moment, key: str | None = None) -> list[Running]:
    actions = store.claims(kinds=(Kind.ACTED,), as_of=end_of(as_of))
    providers = store.who(names_in(actions))
    clocks = [
        *deadlines.of_hops(hops, as_of or now, deadlines.gateways(actions, providers)),
        *deadlines.of_actions(actions, providers, as_of or now),
    ]
    running = [clock for clock in clocks if key in (None, clock.provider_key)]
    return sorted(running, key=lambda r: (r.end is None, r.end or "", r.provider_key, r.clock, r.hop or r.action or "", r.start))


@dataclass(frozen=True, slots=True)
class Step:
    """An open end: whom to ask for what, at which address; which notices the provider was served, and which of its clocks run."""

    incident: str
    end: str
    hop: Hop
    ask: str
    contact: dict[str, str]
    notices: tuple[tuple[str, Moment], ...]  # action, issued at
    clocks: tuple[Running, ...]
    letter: str | None  # the question in a letter to it; None if somebody else must answer

    @property
    def interim(self) -> bool:
        """Whether the end is a silence that is stated only for the time being."""
        return self.end == "no-response" and self.hop.interim

    @property
    def next_due(self) -> Moment | None:
        return min((clock.end for clock in self.clocks if clock.end and clock.state == "open"), default=None)


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A provider that is to be asked about the calls of several open ends."""

    provider: str
    provider_key: str
    steps: tuple[Step, ...]

    @property
    def contact(self) -> dict[str, str]:
        return self.steps[0].contact

    @property
    def notices(self) -> tuple[tuple[str, Moment], ...]:
        return self.steps[0].notices

    @property
    def next_due(self) -> Moment | None:
        return min((step.next_due for step in self.steps if step.next_due), default=None)

    @property
    def by_question(self) -> dict[str, list[str]]:
        """The questions with their incidents, the question with most incidents first."""
        incidents_by_question: dict[str, list[str]] = defaultdict(list)
        for step in self.steps:
            incidents_by_question[step.ask].append(step.incident)
        return dict(sorted(incidents_by_question.items(), key=lambda asked: -len(asked[1])))


STEPS: Listing[Step] = Listing(
    {
        "due": lambda step: step.next_due,
        "provider": lambda step: step.hop.provider_key,
        "incident": lambda step: as_counted(step.incident),
        "end": lambda step: step.end,
    },
    lambda step: (step.hop.provider_key,),
    lambda step: step.hop.asked_at,
)
DUE: Listing[Running] = Listing(
    {
        "due": lambda clock: clock.end,
        "provider": lambda clock: clock.provider_key,
        "clock": lambda clock: clock.clock,
        "incident": lambda clock: as_counted(clock.incident or clock.action or ""),
        "state": lambda clock: clock.state,
    },
    lambda clock: (clock.provider_key,),
    lambda clock: clock.end,
)


def by_provider(steps: Iterable[Step]) -> list[ToAsk]:
    """The steps by the provider to ask: the next deadline first, then the most open ends."""
    steps_by_key: dict[str, list[Step]] = defaultdict(list)
    for step in sorted(steps, key=lambda step: as_counted(step.incident)):
        steps_by_key[step.hop.provider_key].append(step)
    recipients = [ToAsk(steps[0].hop.provider, key, tuple(steps)) for key, steps in steps_by_key.items()]
    return sorted(recipients, key=lambda recipient: (recipient.next_due or "9999", -len(recipient.steps), recipient.provider_key))


def next_steps(store: Store, as_of: Moment | None, now: Moment) -> Iterator[Step]:
    """For each open end whom to ask, its contact of record, which notices were served, which clocks run."""
    return to_do(store, as_of, now)[1]


def to_do(store: Store, as_of: Moment | None, now: Moment, kept: Sequence[OpenHop] | None = None) -> tuple[list[Running], Iterator[Step]]:
    """The clocks that run or have run out without an answer, as `running` gives them, and the steps of `next_steps`.

    `kept`: as `paths.kept_hops` gives them, where they were asked for already.
    """
    hops = calls.open_hops(store, as_of, kept)
    running = _running(store, [(open_hop.incident, open_hop.hop) for open_hop in hops], as_of, now)
    return [clock for clock in running if clock.state != "answered"], _steps(store, hops, running, as_of)


def _steps(store: Store, open_hops: Sequence[OpenHop], running: Iterable[Running], as_of: Moment | None) -> Iterator[Step]:
    clocks: dict[str, list[Running]] = defaultdict(list)
    notices: dict[str, dict[str, Moment]] = defaultdict(dict)
    for clock in running:
        clocks[clock.hop or clock.provider_key].append(clock)
    acted = store.claims(kinds=(Kind.ACTED,), as_of=end_of(as_of))
    providers = store.who(names_in(acted))
    for first, *_ in deadlines.by_action(acted):
        notices[providers[first.provider or ""].key][first.action or ""] = first.at
    on_record = contacts(store, as_of)
    ends = [(open_hop.incident, number, end, open_hop.hop) for open_hop in open_hops for number, end in open_hop.ends if end in OPEN_ENDS]
    for incident, _, end, hop in sorted(ends, key=lambda e: (as_counted(e[0]), e[1])):
        clocks_of_step = [c for c in clocks[hop.id] if c.state != "answered"] + [c for c in clocks[hop.provider_key] if c.action]
        question = _question(end, hop)
        yield Step(
            incident,
            end,
            hop,
            question.ask,
            on_record.get(hop.provider_key, {}),
            tuple(sorted(notices[hop.provider_key].items())),
            tuple(clocks_of_step),
            question.letter,
        )


def _question(end: str, hop: Hop) -> Question:
    if end == "unknown" and hop.status is Status.DOWNSTREAM:
        return QUESTIONS["downstream"]
    if end == "no-response" and hop.interim:
        return QUESTIONS["not-yet"]
    if end == "open" and hop.by_count and hop.by_count.answered:
        asked = QUESTIONS["counted"]
        return asked._replace(ask=asked.ask.format(day=hop.by_count.day))
    return QUESTIONS[end]


def calls_of(store: Store, asked: ToAsk, as_of: Moment | None) -> dict[str, Call]:
    """The calls that a provider is to be asked about, by incident."""
    return {path.incident: path.call for path in calls.paths(store, {step.incident for step in asked.steps}, as_of)}


# --- deadlines by provider -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Owing:
    """The clocks against one provider."""

    provider: str
    provider_key: str
    clocks: tuple[Running, ...]

    @property
    def open(self) -> list[Running]:
        return [clock for clock in self.clocks if clock.state == "open" and clock.end]

    @property
    def by_day(self) -> dict[tuple[str, str], list[Running]]:
        """Its clocks by state and day of their end: the open ones first, the next first; then the others, the newest first."""
        clocks_by_day: dict[tuple[str, str], list[Running]] = defaultdict(list)
        ending = sorted(self.clocks, key=lambda clock: clock.end or "", reverse=True)
        for clock in (*sorted(self.open, key=lambda clock: clock.end or ""), *(c for c in ending if c.state != "open" or not c.end)):
            clocks_by_day[clock.state, (clock.end or "")[:10]].append(clock)
        return clocks_by_day


def owing(clocks: Iterable[Running]) -> list[Owing]:
    """The clocks by provider: the next open deadline first; then providers without one, the newest deadline first."""
    clocks_by_key: dict[str, list[Running]] = defaultdict(list)
    for clock in clocks:
        clocks_by_key[clock.provider_key].append(clock)
    owing_providers = [Owing(clocks_of_key[0].provider, key, tuple(clocks_of_key)) for key, clocks_of_key in clocks_by_key.items()]
    newest = sorted(
        sorted(owing_providers, key=lambda provider: provider.provider_key),
        key=lambda provider: max(c.end or "" for c in provider.clocks),
        reverse=True,
    )
    return sorted(newest, key=lambda provider: min((clock.end or "" for clock in provider.open), default="9999"))
