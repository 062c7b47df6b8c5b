"""All that is known of one provider, from the paths it stands in and the claims that concern no single incident. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracer.counts import Counted, Sum, add_up, most_unanswered
from tracer.deadlines import by_action
from tracer.flags import Flag
from tracer.identity import Conflict, Refiled, registration
from tracer.letters import Letters
from tracer.model import (
    HOLDING,
    IN_REGISTER,
    LISTED,
    OFFICER,
    Attested,
    Evidence,
    Kind,
    Moment,
    Provider,
    Status,
    last_day,
    statement_order,
)
from tracer.path import CallPath, Hop
from tracer.record import MonthOfRecord
from tracer.registers import OnDays, Standing, on_days


@dataclass(slots=True)
class Neighbour:
    """A provider that takes calls from, or hands calls to, the one that the dossier is about."""

    provider: str
    provider_key: str
    incidents: set[str] = field(default_factory=set)
    levels: set[Attested] = field(default_factory=set)  # how its hand-offs are attested
    how: Counter[Attested] = field(default_factory=Counter)  # how the hand-offs of these calls are attested
    first: Moment | None = None
    last: Moment | None = None
    evidence: list[Evidence] = field(default_factory=list)
    counted: Sum | None = None  # what monthly rows count of its requests, as the named upstream

    @property
    def attested(self) -> Attested:
        """How these hand-offs are attested together."""
        return Attested.of_several(self.levels)

    @property
    def calls(self) -> int:
        """How many calls; 0 where only a sum or a letter names it."""
        return len(self.incidents)

    def add(self, attested: Attested, at: Moment | None, incident: str | None, evidence: Iterable[Evidence]) -> None:
        self.levels.add(attested)
        if incident:
            self.how[attested] += 1
            self.incidents.add(incident)
        if at:
            self.first, self.last = min(self.first or at, at), max(self.last or at, at)
        self.evidence += evidence


@dataclass(slots=True)
class Month:
    """How often a provider stood in traced calls of one month, and how its part ended, as stated and as inferred.

    `after`: actions issued in a month before.
    """

    month: str
    calls: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    inferred: Counter[str] = field(default_factory=Counter)
    after: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Exposure:
    """Calls that a provider took from another after an action against that one: it could have known."""

    action: str
    issued_at: Moment
    provider: str
    calls: int
    last: Moment
    incidents: tuple[str, ...]
    told_at: Moment | None = None  # when it was told of that action, as a letter says
    told_how: str | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """How long a provider took to answer, where a request and its answer are both stated, in hours; and in a mail's own words."""

    answers: int
    shortest: float
    median: float
    longest: float


@dataclass(frozen=True, slots=True)
class DossierInput:
    """What a dossier is made of, all of it as of one day.

    `paths`: of every call in which the provider stands; `general`: claims on it that concern no single call, with the other
    provider they name; `actions`: claims on letters, notices and orders against it; `told`: who was told of those, with the
    provider where it is one.
    """

    provider: Provider
    names: Sequence[str]
    paths: Sequence[CallPath]
    general: Sequence[tuple[Evidence, Provider | None]]
    actions: Sequence[Evidence]
    counts: Sequence[Counted]  # of its own answers
    upstream_counts: Sequence[Counted]  # of the providers that it named
    record: Sequence[MonthOfRecord]
    letters: Letters
    flag: Flag | None
    conflicts: Sequence[Conflict]
    refiled: Sequence[Refiled] = ()
    told: Sequence[tuple[Evidence, Provider | None]] = ()
    standings: Sequence[Standing] = ()  # in the snapshots of the RMD, oldest first


@dataclass(slots=True)
class Dossier:
    provider: str
    provider_key: str
    names: list[str]
    frn: str | None
    rmd: str | None
    country: str | None
    roles: list[str]  # that letters give it, and that it filed in registers
    contact: dict[str, str]
    officers: list[str]  # with their titles, as registers give them
    holding: list[str]  # companies that hold it, as registers give them
    conflicts: list[str]  # what is on record twice
    refiled: list[str]  # under which RMD numbers it filed anew
    codes: list[str]  # of carriers, that signing certificates bear
    aliases: list[str]  # trade names and former names that registers give; they tie nothing
    standings: list[Standing]  # in the snapshots of the RMD, oldest first
    on_days: list[OnDays]  # ... as held against its calls
    flag: Flag | None
    counts: dict[str, int]
    stated_at_least: bool
    counted: Sum | None  # what monthly rows count of its answers
    record: list[MonthOfRecord]
    times: Times | None
    upstream: list[Neighbour]
    downstream: list[Neighbour]
    campaigns: Counter[str]
    by_month: list[Month]
    exposure: list[Exposure]
    findings: list[Evidence]  # what letters find about it: never a status
    knowledge: list[Evidence]  # of what it was given notice
    informed: list[Evidence]  # who was told of the actions against it
    terms: list[Evidence]  # what letters bid it, permit others and threaten
    evidence: list[Evidence]


STATUS_COUNTS = {
    Status.NOT_FOUND: "not_found",
    Status.POINT_OF_ENTRY: "point_of_entry",
    Status.ORIGINATING: "originating",
    Status.DOWNSTREAM: "downstream",
}
COUNTS = (
    "asked", "no_response", "not_yet", *STATUS_COUNTS.values(), "contradicted", "inferred", "answered_by_count", "only_named",
    "stated_unanswered",
)  # fmt: skip


def dossier(given: DossierInput) -> Dossier:
    """What these claims and paths say of one provider. An inferred status counts as `inferred` only."""
    key, letters = given.provider.key, given.letters
    own_hops = [(path, hop) for path in given.paths for hop in path.hops if hop.provider_key == key]
    identified = [claim for claim, _ in given.general if claim.kind == Kind.IDENTIFIED]
    newest = sorted(identified, key=lambda c: (c.known_at, c.id), reverse=True)
    on_record = registration(identified)
    evidence = [c for _, hop in own_hops for c in hop.evidence] + [c for c, _ in given.general] + list(given.actions)
    evidence += [claim for claim, _ in given.told]
    evidence += [month.row for month in given.record]
    stated, at_least = most_unanswered(given.counts)
    return Dossier(
        provider=given.provider.name,
        provider_key=key,
        names=list(given.names),
        frn=on_record.frn,
        rmd=on_record.rmd,
        country=on_record.country,
        roles=sorted({role for claim in (*given.actions, *identified) for role in claim.roles}),
        contact=contact_of(identified),
        officers=officers_of(identified),
        holding=list(dict.fromkeys(claim.party for claim in newest if claim.how == HOLDING and claim.party)),
        conflicts=[str(conflict) for conflict in given.conflicts],
        refiled=list(map(str, given.refiled)),
        codes=sorted({claim.ocn for claim in identified if claim.ocn}),
        aliases=list(dict.fromkeys(alias for claim in newest for alias in claim.aliases)),
        standings=list(given.standings),
        on_days=on_days(given.standings, [at for path, hop in own_hops if (at := path.call.at or hop.asked_at)]),
        flag=given.flag,
        counts={**_counts(own_hops, letters), "stated_unanswered": stated},
        stated_at_least=at_least,
        counted=add_up([count for count in given.counts if not count.by_authority]),
        record=list(given.record),
        times=_times(own_hops),
        upstream=_neighbours(given, "upstream"),
        downstream=_neighbours(given, "downstream"),
        campaigns=Counter(
            path.call.campaign or path.call.description or ""
            for path in {letters.call(p.incident): p for p, _ in reversed(own_hops)}.values()
        ),
        by_month=_by_month(own_hops, given.actions, letters),
        exposure=_exposure(given),
        findings=_of_kind(given, Kind.FOUND),
        knowledge=_of_kind(given, Kind.TOLD),
        informed=sorted((claim for claim, _ in given.told), key=lambda c: (c.at, statement_order(c))),
        terms=_of_kind(given, Kind.TERM),
        evidence=list({claim.id: claim for claim in evidence}.values()),
    )


def _of_kind(given: DossierInput, kind: Kind) -> list[Evidence]:
    return sorted((claim for claim, _ in given.general if claim.kind == kind), key=statement_order)


def _counts(own_hops: Iterable[tuple[CallPath, Hop]], letters: Letters) -> dict[str, int]:
    """In how many calls a provider was asked, silent and so on: rows that a second letter repeats are the same calls."""
    calls: dict[str, set[str]] = {name: set() for name in COUNTS}
    for path, hop in own_hops:
        call = letters.call(path.incident)
        if hop.was_asked:
            calls["asked"].add(call)
        elif hop.status is None and not hop.withheld:
            calls["only_named"].add(call)
        if hop.standing.silence:
            calls["not_yet" if hop.interim else "no_response"].add(call)
        elif hop.standing.contradiction:
            calls["contradicted"].add(call)
        elif hop.status and hop.standing.inferred:
            calls["inferred"].add(call)
        elif hop.status in STATUS_COUNTS:
            calls[STATUS_COUNTS[hop.status]].add(call)
        if hop.by_count and hop.by_count.answered:
            calls["answered_by_count"].add(call)
    return {name: len(incidents) for name, incidents in calls.items()}


def contact_of(identified: Iterable[Evidence]) -> dict[str, str]:
    """The newest address, phone number and contact on record; not what a register says of officers, agents and owners.

    Where two registrations conflict, those of the one that is shown.
    """
    contact: dict[str, str] = {}
    for claim in sorted(registration(identified).claims, key=lambda c: (c.known_at, c.id), reverse=True):
        if claim.how in IN_REGISTER and claim.how != LISTED:
            continue
        for what, value in (("address", claim.address), ("phone", claim.phone), ("contact", claim.contact)):
            if value:
                contact.setdefault(what, value)
    return {what: contact[what] for what in ("address", "phone", "contact") if what in contact}


def officers_of(identified: Iterable[Evidence]) -> list[str]:
    """`Ida Marlowe, Chief Executive Officer`: the officers that registers give, each once, by name."""
    officers = (claim for claim in identified if claim.how == OFFICER and claim.contact)
    return sorted({", ".join(filter(None, (claim.contact, claim.note))) for claim in officers})


def _times(own_hops: Iterable[tuple[CallPath, Hop]]) -> Times | None:
    from datetime import datetime
    from statistics import median

    hours = sorted(
        (datetime.fromisoformat(answer) - datetime.fromisoformat(hop.asked_at)).total_seconds() / 3600
        for _, hop in own_hops
        # Of times known to the day alone nobody can tell hours.
        if hop.asked_at and (answer := hop.standing.answered_at) and "T" in answer and "T" in hop.asked_at and answer >= hop.asked_at
    )
    return Times(len(hours), hours[0], median(hours), hours[-1]) if hours else None


def _neighbours(given: DossierInput, side: str) -> list[Neighbour]:
    key = given.provider.key
    neighbours: dict[str, Neighbour] = {}
    for path in given.paths:
        hops = {hop.id: hop for hop in path.hops}
        for link in path.links:
            down, up = hops[link.downstream], hops[link.upstream]
            here, other = (down, up) if side == "upstream" else (up, down)
            if here.provider_key == key:
                near = neighbours.setdefault(other.provider_key, Neighbour(other.provider, other.provider_key))
                near.add(link.attested, path.call.at, given.letters.call(path.incident), link.evidence)
    printed = set(given.provider.names)
    for claim, far in given.general:
        if claim.kind == Kind.HANDED_OFF and far and far.key != key and (claim.provider in printed) == (side == "upstream"):
            near = neighbours.setdefault(far.key, Neighbour(far.name, far.key))
            near.add(claim.attested or Attested.ONE, None, None, [claim])
    by_upstream: dict[str, list[Counted]] = defaultdict(list)
    for count in given.upstream_counts if side == "upstream" else ():
        by_upstream[count.provider.key].append(count)
    for far_key, counts in by_upstream.items():
        if far_key in neighbours:
            neighbours[far_key].counted = add_up(counts)
    return sorted(neighbours.values(), key=lambda n: (-n.calls, -((n.counted and n.counted.total) or 0), n.provider_key))


def _by_month(own_hops: Iterable[tuple[CallPath, Hop]], actions: Sequence[Evidence], letters: Letters) -> list[Month]:
    months: dict[str, Month] = {}
    for path, hop in own_hops:
        at = path.call.at or hop.asked_at
        if at is None or path.incident in letters.same_as:
            continue
        month = months.setdefault(at[:7], Month(at[:7]))
        month.calls += 1
        (month.inferred if hop.standing.inferred else month.ended)[status_word(hop)] += 1
    for month in months.values():
        month.after = [claims[0].action or "" for claims in by_action(actions) if last_day(claims[0].at)[:7] < month.month]
    return [months[m] for m in sorted(months)]


def status_word(hop: Hop) -> str:
    """How a hop's part ended, as one word of the field, or one that says why there is none."""
    if hop.interim:
        return "not-yet"
    if hop.standing.contradiction:
        return "contradicted"
    return hop.status.value if hop.status else "named"


def _exposure(given: DossierInput) -> list[Exposure]:
    exposures = []
    for action in (claims[0] for claims in by_action(given.actions)):
        took: dict[str, dict[str, Moment]] = defaultdict(dict)
        notices = {far.name: claim for claim, far in reversed(given.told) if far and claim.action == action.action}
        for path in given.paths:
            hops: Mapping[str, Hop] = {hop.id: hop for hop in path.hops}
            at = path.call.at
            # The letter came that day: a call of the same day may have been before it; of one known to the year, any call of it.
            if at is None or at[:10] <= last_day(action.at):
                continue
            for link in path.links:
                if hops[link.upstream].provider_key == given.provider.key and link.attested is not Attested.DISPUTED:
                    took[hops[link.downstream].provider].setdefault(given.letters.call(path.incident), at)
        for provider, calls in sorted(took.items()):
            ids = tuple(sorted(calls, key=lambda call: (calls[call], call)))
            notice = notices.get(provider)
            exposures.append(
                Exposure(
                    action.action or "", action.at, provider, len(ids), max(calls.values()), ids,
                    notice.at if notice else None, notice.how if notice else None,
                )
            )  # fmt: skip
    return exposures
