"""Providers: what is known of one, and which may be the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tracer import registers
from tracer.ask import paths as calls
from tracer.ask.choosing import Listing
from tracer.ask.flags import flags
from tracer.ask.named import not_known, provider_named
from tracer.dossier import Dossier, DossierInput
from tracer.dossier import dossier as drawn_up
from tracer.hops import names_in
from tracer.identity import Identity, conflicts, judged, refilings
from tracer.model import IDENTITY_KINDS, IN_REGISTER, Evidence, Kind, Moment, Provider, end_of
from tracer.proposals import Proposal
from tracer.proposals import proposals as made
from tracer.store import Store


def dossier(store: Store, name: str, as_of: Moment | None = None) -> tuple[Dossier, list[Evidence]]:
    """The dossier of a provider, and the claims on actions against it. Raises NotKnown, and BadInput if the name fits several."""
    inputs = dossier_input(store, name, as_of)
    return drawn_up(inputs), list(inputs.actions)


def dossier_input(store: Store, name: str, as_of: Moment | None = None) -> DossierInput:
    """What the dossier of a provider is made of. Raises as `dossier` does."""
    provider = provider_named(store, name)
    if provider is None:
        raise not_known(store, name)
    day, key = end_of(as_of), provider.key
    about = store.of_providers([key], day)
    providers = store.who(names_in(about))
    actions = [claim for claim in about if claim.kind == Kind.ACTED and claim.provider and providers[claim.provider].key == key]
    general = [(claim, _other_provider(claim, provider, providers)) for claim in about if claim.kind != Kind.ACTED]
    against = {claim.action for claim in actions}
    told_claims = [
        claim for claim in store.claims(kinds=(Kind.TOLD,), as_of=day) if claim.action in against and claim.provider not in provider.names
    ]
    informed_providers = store.who(names_in(told_claims))
    letters = calls.all_letters(store, as_of)
    counted = calls.counts(store, letters, as_of, [key])
    record = calls.records(store, [key], as_of).get(key, [])
    identified = [c for c, _ in general if c.kind == Kind.IDENTIFIED and c.provider and providers[c.provider].key == key]
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
        told=[(claim, informed_providers[claim.provider] if claim.provider else None) for claim in told_claims],
        conflicts=conflicts(identified),
        refiled=refilings(identified),
    )


def standing_in_rmd(store: Store, provider: Provider, day: Moment | None) -> list[registers.Standing]:
    """Whether a provider is in each loaded snapshot of the RMD up to a day, oldest first."""
    snapshots = [s for s in snapshots_in(store) if s.kind == registers.RMD and (day is None or s.dated <= day)]
    rows = store.claims(documents=[s.document for s in snapshots]) if snapshots else ()
    return registers.standings(snapshots, provider.names, rows)


def snapshots_in(store: Store) -> list[registers.Snapshot]:
    """The register snapshots that are loaded, by kind and day."""
    snapshots = [registers.Snapshot(d.sha256, d.name, d.kind, d.dated) for d in store.documents() if d.kind in registers.KINDS and d.dated]
    return sorted(snapshots, key=lambda s: (s.kind, s.dated, s.document))


def _other_provider(claim: Evidence, provider: Provider, providers: Mapping[str, Provider]) -> Provider | None:
    """The other provider that a claim on this one speaks of."""
    return next((providers[name] for name in (claim.provider, claim.upstream) if name and name not in provider.names), None)


def _names_by(store: Store, provider: Provider, day: Moment | None) -> list[str]:
    # Which names are one provider does not depend on the day; that a name was printed by then does.
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
    """Which names are one provider, with what connects them and what speaks against it."""
    return Identity.of({name.text: name.first for name in store.names()}, store.claims(kinds=IDENTITY_KINDS))


GROUPS: Listing[Group] = Listing({"provider": lambda group: group.provider_key, "names": lambda group: len(group.names)})
PROPOSALS: Listing[Proposal] = Listing({"score": lambda proposal: proposal.score}, lambda proposal: (proposal.a, proposal.b))


def groups(store: Store, text: str | None = None) -> list[Group]:
    """Providers that go by several names, or of whom a name contains a text."""
    known_identity = identity(store)
    folded = text.casefold() if text else None
    return [
        Group(p.name, key, p.names, known_identity.reasons(key), tuple(map(str, known_identity.conflicts(key))))
        for key, p in sorted(known_identity.providers.items())
        if (len(p.names) > 1 if folded is None else any(folded in name.casefold() for name in p.names))
    ]


def proposals(store: Store) -> list[Proposal]:
    """Providers that may be the same, for a person to judge."""
    known_identity = identity(store)
    identity_claims = store.claims(kinds=IDENTITY_KINDS)
    # What rows of registers share is weighed by how many share it: see `related`.
    identified = [claim for claim in identity_claims if claim.kind == Kind.IDENTIFIED and claim.how not in IN_REGISTER]
    shared = [
        (field_name, text, known_identity[claim.provider or ""].key)
        for claim in identified
        if claim.provider in known_identity
        for field_name, text in (("address", claim.address), ("phone", claim.phone), ("contact", claim.contact), ("RMD number", claim.rmd))
        if text
    ]
    shared += [
        (field_name, text, known_identity[name].key)
        for claim in identified
        if claim.provider
        for field_name, texts in (("mail domain in an address block", claim.domains), ("name for short", claim.short_names))
        for text in texts
        for name in (claim.provider, text)
        if name in known_identity
    ]
    return made(known_identity, shared, judged(identity_claims))


def contacts(store: Store, as_of: Moment | None = None) -> dict[str, dict[str, str]]:
    """The newest address, phone number and contact on record, by key."""
    from tracer.dossier import contact_of

    claims = [claim for claim in store.claims(kinds=(Kind.IDENTIFIED,), as_of=end_of(as_of)) if claim.provider]
    providers = store.who(names_in(claims))
    by_key: dict[str, list[Evidence]] = defaultdict(list)
    for claim in claims:
        by_key[providers[claim.provider or ""].key].append(claim)
    return {key: contact_of(claims_of_key) for key, claims_of_key in by_key.items()}


def persons(store: Store) -> list[str]:
    """Names of persons: the contacts of record."""
    return sorted({claim.contact for claim in store.claims(kinds=(Kind.IDENTIFIED,)) if claim.contact})
