"""Providers: what is known of one, who may be one with another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tracer import registers
from tracer.ask import paths as calls
from tracer.ask.choosing import Listing
from tracer.ask.flags import flags
from tracer.ask.named import find, not_known
from tracer.dossier import Dossier, DossierInput
from tracer.dossier import dossier as drawn_up
from tracer.hops import names_in
from tracer.identity import Identity, conflicts, judged, refilings
from tracer.model import IDENTITY_KINDS, IN_REGISTER, Evidence, Kind, Moment, Provider, end_of
from tracer.proposals import Proposal
from tracer.proposals import proposals as made
from tracer.store import Store


def dossier(store: Store, name: str, as_of: Moment | None = None) -> tuple[Dossier, list[Evidence]]:
    """The dossier of a provider, and the claims on actions against it. Raises NotKnown, BadInput where the name fits several."""
    found = given(store, name, as_of)
    return drawn_up(found), list(found.actions)


def given(store: Store, name: str, as_of: Moment | None = None) -> DossierInput:
    """What the dossier of a provider is made of. Raises as `dossier` does."""
    provider = find(store, name)
    if provider is None:
        raise not_known(store, name)
    day, key = end_of(as_of), provider.key
    about = store.of_providers([key], day)
    who = store.who(names_in(about))
    actions = [claim for claim in about if claim.kind == Kind.ACTED and claim.provider and who[claim.provider].key == key]
    general = [(claim, _other(claim, provider, who)) for claim in about if claim.kind != Kind.ACTED]
    against = {claim.action for claim in actions}
    told = [
        claim for claim in store.claims(kinds=(Kind.TOLD,), as_of=day) if claim.action in against and claim.provider not in provider.names
    ]
    informed = store.who(names_in(told))
    letters = calls.all_letters(store, as_of)
    counted = calls.counts(store, letters, as_of, [key])
    record = calls.records(store, [key], as_of).get(key, [])
    identified = [c for c, _ in general if c.kind == Kind.IDENTIFIED and c.provider and who[c.provider].key == key]
    return DossierInput(
        provider=provider,
        names=_names_by(store, provider, day),
        paths=calls.paths(store, store.incidents(providers=[key]), as_of),
        general=general,
        actions=actions,
        counts=[count for count in counted if count.provider.key == key],
        upstream_counts=[count for count in counted if count.recipient and count.recipient.key == key],
        record=record,
        letters=letters,
        flag=next(iter(flags(store, as_of, of=[key])), None),
        standings=standing_in_rmd(store, provider, day),
        told=[(claim, informed[claim.provider] if claim.provider else None) for claim in told],
        conflicts=conflicts(identified),
        refiled=refilings(identified),
    )


def standing_in_rmd(store: Store, provider: Provider, day: Moment | None) -> list[registers.Standing]:
    """Whether a provider is in each of the snapshots of the RMD that are at hand, oldest first; up to a day."""
    snapshots = [s for s in snapshots_in(store) if s.kind == registers.RMD and (day is None or s.dated <= day)]
    rows = store.claims(documents=[s.document for s in snapshots]) if snapshots else ()
    return registers.standings(snapshots, provider.names, rows)


def snapshots_in(store: Store) -> list[registers.Snapshot]:
    """The registers that are loaded, by kind and day."""
    found = [registers.Snapshot(d.sha256, d.name, d.kind, d.dated) for d in store.documents() if d.kind in registers.KINDS and d.dated]
    return sorted(found, key=lambda s: (s.kind, s.dated, s.document))


def _other(claim: Evidence, provider: Provider, who: Mapping[str, Provider]) -> Provider | None:
    """The other provider that a claim on this one speaks of."""
    return next((who[name] for name in (claim.provider, claim.upstream) if name and name not in provider.names), None)


def _names_by(store: Store, provider: Provider, day: Moment | None) -> list[str]:
    # Who is who does not travel in time; that a name was printed is a fact like any other.
    first = {name.text: name.first for name in store.names() if name.text in provider.names}
    return [n for n in sorted(first, key=lambda n: (first[n], n)) if day is None or first[n].split("|", 1)[0] <= day]


# --- who is who ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """A provider that goes by several names, and each reason for which they are one."""

    provider: str
    provider_key: str
    names: tuple[str, ...]
    because: tuple[str, ...]
    conflicts: tuple[str, ...]


def identity(store: Store) -> Identity:
    """Who is who, with what ties the names and what does not."""
    return Identity.of({name.text: name.first for name in store.names()}, store.claims(kinds=IDENTITY_KINDS))


GROUPS: Listing[Group] = Listing({"provider": lambda group: group.provider_key, "names": lambda group: len(group.names)})
PROPOSALS: Listing[Proposal] = Listing({"score": lambda one: one.score}, lambda one: (one.a, one.b))


def groups(store: Store, text: str | None = None) -> list[Group]:
    """Providers that go by several names, or one of whose names holds a text."""
    who = identity(store)
    wanted = text.casefold() if text else None
    return [
        Group(p.name, key, p.names, who.reasons(key), tuple(map(str, who.conflicts(key))))
        for key, p in sorted(who.providers.items())
        if (len(p.names) > 1 if wanted is None else any(wanted in name.casefold() for name in p.names))
    ]


def proposals(store: Store) -> list[Proposal]:
    """Providers that may be one, for a person to judge."""
    who = identity(store)
    identity_claims = store.claims(kinds=IDENTITY_KINDS)
    # What rows of registers share is weighed by how many share it (`related`).
    told = [claim for claim in identity_claims if claim.kind == Kind.IDENTIFIED and claim.how not in IN_REGISTER]
    shared = [
        (what, text, who[claim.provider or ""].key)
        for claim in told
        if claim.provider in who
        for what, text in (("address", claim.address), ("phone", claim.phone), ("contact", claim.contact), ("RMD number", claim.rmd))
        if text
    ]
    shared += [
        (what, text, who[name].key)
        for claim in told
        if claim.provider
        for what, texts in (("mail domain in an address block", claim.domains), ("name for short", claim.short_names))
        for text in texts
        for name in (claim.provider, text)
        if name in who
    ]
    return made(who, shared, judged(identity_claims))


def contacts(store: Store, as_of: Moment | None = None) -> dict[str, dict[str, str]]:
    """The newest address, phone number and contact on record, by key."""
    from tracer.dossier import contact_of

    claims = [claim for claim in store.claims(kinds=(Kind.IDENTIFIED,), as_of=end_of(as_of)) if claim.provider]
    who = store.who(names_in(claims))
    newest: dict[str, list[Evidence]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.known_at, c.id), reverse=True):
        newest[who[claim.provider or ""].key].append(claim)
    return {key: contact_of(its) for key, its in newest.items()}


def persons(store: Store) -> list[str]:
    """The names given as those of persons: contacts of record."""
    return sorted({claim.contact for claim in store.claims(kinds=(Kind.IDENTIFIED,)) if claim.contact})
