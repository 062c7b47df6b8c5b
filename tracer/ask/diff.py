"""What became known between two days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.ask import paths as calls
from tracer.ask.flags import flags
from tracer.flags import Flag
from tracer.hops import names_in
from tracer.model import OF_INCIDENTS, Kind, Moment, end_of
from tracer.path import CallPath, Ended
from tracer.store import Store

Ends = tuple[Ended, ...]


@dataclass(frozen=True, slots=True)
class HopChange:
    """A hop that became known, or that nobody's standing word names any more: whoever named it corrected that."""

    incident: str
    hop: str
    provider: str
    status: str | None
    interim: bool  # whether a silence is stated only for the time being
    gone: bool = False


@dataclass(frozen=True, slots=True)
class StatusChange:
    incident: str
    hop: str
    provider: str
    before: str | None
    after: str | None
    basis: str | None
    interim: tuple[bool, bool]  # whether a silence was, and is, stated only for the time being


@dataclass(frozen=True, slots=True)
class LinkChange:
    incident: str
    downstream: str
    upstream: str
    providers: tuple[str, str]  # of these two hops
    before: str | None
    after: str | None  # null: taken back


@dataclass(frozen=True, slots=True)
class EndChange:
    incident: str
    before: Ends
    after: Ends


@dataclass(frozen=True, slots=True)
class FlagChange:
    provider: str
    provider_key: str
    before: Flag | None
    after: Flag | None


@dataclass(frozen=True, slots=True)
class Differences:
    since: Moment
    until: Moment
    incidents: list[str]
    hops: list[HopChange]
    statuses: list[StatusChange]
    links: list[LinkChange]
    ends: list[EndChange]
    flags: list[FlagChange]


def differences(store: Store, since: Moment, until: Moment) -> Differences:
    """What became known between two days: incidents, hops, statuses, hand-offs, ends, flags."""
    changed = store.changed(end_of(since) or "", end_of(until) or "")
    before = {p.incident: p for p in calls.paths(store, changed, since)}
    after = {p.incident: p for p in calls.paths(store, changed, until)}
    touched = {hop.provider_key for paths in (before, after) for path in paths.values() for hop in path.hops}
    touched |= _with_new_general_claims(store, end_of(since) or "", end_of(until) or "")
    flag_changes = _flag_changes(flags(store, since, of=touched), flags(store, until, of=touched)) if touched else []
    changes = Differences(since, until, sorted(set(after) - set(before)), [], [], [], [], flag_changes)
    for incident in sorted({*before, *after}):
        _compare(incident, before.get(incident), after.get(incident), changes)
    return changes


def _with_new_general_claims(store: Store, after: Moment, until: Moment) -> set[str]:
    """Keys of the providers on whom a claim became known that concerns no single incident."""
    claims = store.claims(kinds=set(Kind) - OF_INCIDENTS, as_of=until)
    new = [claim for claim in claims if claim.known_at > after]
    return {provider.key for provider in store.who(names_in(new)).values()}


def _compare(incident: str, old: CallPath | None, new: CallPath | None, changes: Differences) -> None:
    old_hops = {h.id: h for h in old.hops} if old else {}
    new_hops = {h.id: h for h in new.hops} if new else {}
    for hop_id, hop in new_hops.items():
        if hop_id not in old_hops:
            changes.hops.append(HopChange(incident, hop_id, hop.provider, hop.status, hop.interim))
        elif ((old_hop := old_hops[hop_id]).status, old_hop.status_basis, old_hop.interim) != (hop.status, hop.status_basis, hop.interim):
            changes.statuses.append(
                StatusChange(incident, hop_id, hop.provider, old_hop.status, hop.status, hop.status_basis, (old_hop.interim, hop.interim))
            )
    for hop_id in sorted(old_hops.keys() - new_hops.keys()):
        changes.hops.append(HopChange(incident, hop_id, old_hops[hop_id].provider, None, interim=False, gone=True))
    old_links = {(x.downstream, x.upstream): x.attested for x in old.links} if old else {}
    new_links = {(x.downstream, x.upstream): x.attested for x in new.links} if new else {}
    hops = old_hops | new_hops
    for down, up in new_links | old_links:
        attested = old_links.get((down, up)), new_links.get((down, up))
        if attested[0] != attested[1]:
            changes.links.append(LinkChange(incident, down, up, (hops[down].provider, hops[up].provider), *attested))
    old_ends, new_ends = _ends(old), _ends(new)
    if sorted(old_ends) != sorted(new_ends):
        changes.ends.append(EndChange(incident, old_ends, new_ends))


def _ends(path: CallPath | None) -> Ends:
    return path.ended if path else ()


def _flag_changes(before: Sequence[Flag], after: Sequence[Flag]) -> list[FlagChange]:
    old_flags, new_flags = {f.provider_key: f for f in before}, {f.provider_key: f for f in after}
    return [
        FlagChange((new or old).provider, key, old, new)  # type: ignore[union-attr]  # one of them is there
        for key in sorted({*old_flags, *new_flags})
        if _shown(old := old_flags.get(key)) != _shown(new := new_flags.get(key))
    ]


def _shown(flag: Flag | None) -> tuple[object, ...]:
    """What a list shows of a flag: that more evidence stands for the same is no change of it."""
    counts = flag.counts if flag else ()
    return bool(flag and flag.contradictions), *((count.rule, count.number, count.at_least, count.asked) for count in counts)
