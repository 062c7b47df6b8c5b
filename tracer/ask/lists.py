"""Lists: incidents, evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracer.ask import paths as calls
from tracer.ask.choosing import Listing
from tracer.ask.named import named_like, near_it, provider_named
from tracer.ask.typed import incident_id
from tracer.errors import NotKnown
from tracer.model import Evidence, Kind, Moment, end_of, statement_order
from tracer.path import END_OF_STATUS, Call, Ended
from tracer.store import HeldDocument, Store, Summary
from tracer.text import as_counted

END_BY_WORD = {status.value: end for status, end in END_OF_STATUS.items()}


@dataclass(frozen=True, slots=True)
class IncidentCriteria:
    """Which incidents are asked for; a field that is null does not matter."""

    campaign: str | None = None
    provider: str | None = None
    status: str | None = None
    since: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An incident of a list: who carried its call, nearest the called party first, and how and where its trail ends."""

    incident: str
    call: Call
    providers: tuple[str, ...]
    ends: tuple[Ended, ...]
    same_as: str | None = None  # the row of an earlier letter that this one repeats


INCIDENTS: Listing[Listed] = Listing(
    {
        "incident": lambda listed: as_counted(listed.incident),
        "call": lambda listed: listed.call.at,
        "campaign": lambda listed: listed.call.campaign,
        "hops": lambda listed: len(listed.providers),
    },
    lambda listed: listed.providers,
    lambda listed: listed.call.at,
)
EVIDENCE: Listing[Evidence] = Listing(
    {
        "known": lambda claim: claim.known_at,
        "kind": lambda claim: claim.kind,
        "incident": lambda claim: as_counted(claim.incident) if claim.incident else None,
        "provider": lambda claim: claim.provider,
        "document": lambda claim: claim.document_name,
    },
    lambda claim: (claim.provider, claim.upstream, *claim.names),
    lambda claim: claim.known_at,
)

ENTRIES: Listing[Mapping[str, Any]] = Listing(  # of the journal
    {
        "at": lambda entry: entry["at"],
        "who": lambda entry: entry["who"],
        "did": lambda entry: entry["did"],
        "name": lambda entry: entry.get("name"),
    },
    at=lambda entry: entry["at"],
)
DOCUMENTS: Listing[HeldDocument] = Listing(
    {
        "dated": lambda document: document.dated,
        "name": lambda document: document.name,
        "kind": lambda document: document.kind,
        "claims": lambda document: document.claims,
    },
    at=lambda document: document.dated,
)


def incidents(store: Store, criteria: IncidentCriteria, as_of: Moment | None = None) -> Iterator[Listed]:
    """The incidents that match, in the order of their ids, as people count."""
    names, end = _names_and_end(store, criteria)
    until = end_of(criteria.until)
    for row in sorted(everything(store, as_of), key=lambda row: as_counted(row.incident)):
        call = row.call
        if (
            (criteria.campaign is None or criteria.campaign.lower() in (call.campaign or "").lower())
            and (names is None or names & set(row.providers))
            and (end is None or any(row_end.kind == end for row_end in row.ends))
            and (criteria.since is None or (call.at or "") >= criteria.since)
            and (until is None or (call.at is not None and call.at <= until))
        ):
            yield row


def matching(store: Store, criteria: IncidentCriteria) -> list[str]:
    """Ids of the incidents that match by all that is known, in the order in which people count; no incident is read for this."""
    names, end = _names_and_end(store, criteria)
    ids = store.matching(campaign=criteria.campaign, providers=names, end=end, since=criteria.since, until=end_of(criteria.until))
    return sorted(ids, key=as_counted)


def _names_and_end(store: Store, criteria: IncidentCriteria) -> tuple[set[str] | None, str | None]:
    """The names of the providers that are asked for, and the kind of end; None where it does not matter."""
    names = {provider.name for provider in named_like(store, criteria.provider)} if criteria.provider is not None else None
    return names, END_BY_WORD.get(criteria.status, criteria.status) if criteria.status is not None else None


def of_ids(store: Store, ids: Sequence[str]) -> list[Listed]:
    """These incidents by all that is known, in the given order."""
    by_id = {row.incident: listed(row) for row in store.summaries(ids)}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def listed(row: Summary) -> Listed:
    """An incident of a list, as the store sums it up."""
    return Listed(row.incident, Call(row.call_at, row.caller, row.called, row.campaign), row.providers, row.ends, row.same_as)


def everything(store: Store, as_of: Moment | None) -> Iterator[Listed]:
    """All incidents, in no order."""
    if as_of is None:
        yield from map(listed, store.summaries())
        return
    for path in calls.paths(store, None, as_of):
        yield Listed(path.incident, path.call, tuple(h.provider for h in path.hops), path.ended)


def evidence(store: Store, subject: str | None, kind: Kind | None = None, as_of: Moment | None = None) -> list[Evidence]:
    """The claims behind an incident, a provider, a document, or everything. Raises NotKnown."""
    return [claim for claim in _about(store, subject, end_of(as_of)) if kind in (None, claim.kind)]


def _about(store: Store, subject: str | None, day: Moment | None) -> list[Evidence]:
    if subject is None:
        return list(store.claims(as_of=day))
    incident = incident_id(subject)
    if store.incidents(start=incident) and store.claims(incidents=[incident]):
        return list(store.claims(incidents=[incident], as_of=day))
    for document in store.documents():
        if document.name == subject or (len(subject) >= 6 and document.sha256.startswith(subject.lower())):
            return list(store.claims(documents=[document.sha256], as_of=day))
    if provider := provider_named(store, subject):
        in_calls = store.claims(incidents=store.incidents(providers=[provider.key]), as_of=day)
        in_its_calls = [c for c in in_calls if c.provider in provider.names or c.upstream in provider.names]
        return sorted([*in_its_calls, *store.of_providers([provider.key], day)], key=statement_order)
    lists = near_it(store, subject) or ": `tracer incidents` and `tracer documents` list them"
    raise NotKnown(f"{subject!r} is no incident, document or provider of this case{lists}")
