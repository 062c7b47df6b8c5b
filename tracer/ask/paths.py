"""Paths of calls: of one incident, of a letter's rows, of many; and what is doubtful about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from tracer import remarks
from tracer.ask.typed import incident_id
from tracer.counts import Counted
from tracer.errors import NotKnown
from tracer.hops import bearings, names_in
from tracer.letters import Letters, letters
from tracer.model import OF_INCIDENTS, Bearing, Evidence, Kind, Moment, Provider, Remark, Status, Verified, end_of, replace
from tracer.open_hops import OpenHop
from tracer.open_hops import open_hops as of_path
from tracer.path import CallPath, call_path, contradiction_text, nameless_upstreams
from tracer.record import ByCount, MonthOfRecord, Request, by_count, months, own_row
from tracer.store import Computed, Store

ClaimsByIncident = Mapping[str, Sequence[Evidence]]
BATCH = 250  # incidents


def trace(store: Store, typed: str, as_of: Moment | None = None) -> CallPath:
    """The path of an incident's call, as far as it was known. Raises NotKnown, with ids that look alike."""
    incident = incident_id(typed)
    traced = paths(store, [incident], as_of)
    if not traced:
        if as_of and store.claims(incidents=[incident]):
            raise NotKnown(f"nothing was known of {incident} by {as_of}: try a later --as-of")
        raise NotKnown(_unknown(store, typed, incident))
    return traced[0]


def _unknown(store: Store, typed: str, incident: str) -> str:
    import difflib

    for start in dict.fromkeys([incident[:8], incident[:6], incident[:4], ""]):
        if near := difflib.get_close_matches(incident, store.incidents(start=start), n=3, cutoff=0.6):
            return f"no incident {typed!r} in the loaded documents; near it: {', '.join(near)}"
    return f"no incident {typed!r} in the loaded documents: `tracer incidents` lists them"


def paths(store: Store, incidents: Collection[str] | None, as_of: Moment | None = None) -> list[CallPath]:
    """The paths of these incidents, or of all, in the order of their ids; those of which nothing was known are left out."""
    return paths_from_claims(store, claims_of_incidents(store, incidents, as_of), as_of)


def paths_in_batches(store: Store, incidents: Iterable[str], as_of: Moment | None = None, *, summed: bool = False) -> Iterator[CallPath]:
    """As `paths`, with no more than a few hundred of them in memory. `summed`: as in `call_path`."""
    lookups = Lookups()
    ids = sorted(set(incidents))
    for start in range(0, len(ids), BATCH):
        yield from paths_from_claims(store, claims_of_incidents(store, ids[start : start + BATCH], as_of), as_of, lookups, summed=summed)


def claims_of_incidents(store: Store, incidents: Collection[str] | None, as_of: Moment | None = None) -> ClaimsByIncident:
    """The claims on each of these incidents, or on all."""
    if incidents is None:
        claims = store.claims(kinds=OF_INCIDENTS, as_of=end_of(as_of))
    else:
        claims = store.claims(incidents=incidents, as_of=end_of(as_of))
    by_incident: dict[str, list[Evidence]] = defaultdict(list)
    for claim in claims:
        if claim.incident:
            by_incident[claim.incident].append(claim)
    return {incident: by_incident[incident] for incident in sorted(by_incident)}


@dataclass(slots=True)
class Lookups:
    """What the store has answered for earlier paths, so that it is not asked again for later ones."""

    providers: dict[str, Provider] = field(default_factory=dict)  # by name
    counts: dict[str, Mapping[str, ByCount]] = field(default_factory=dict)  # by provider's key, of its hops


def paths_from_claims(
    store: Store, claims_by_incident: ClaimsByIncident, as_of: Moment | None = None, lookups: Lookups | None = None, *, summed: bool = False
) -> list[CallPath]:
    """The paths that these claims describe. `summed`: as in `call_path`."""
    lookups = lookups or Lookups()
    providers, counted = lookups.providers, lookups.counts
    if new_names := names_in(chain.from_iterable(claims_by_incident.values())) - providers.keys():
        providers |= store.who(new_names, end_of(as_of))
    # What was computed when these paths were drawn holds for all that is known.
    newest = not summed and as_of is None and any(c.kind == Kind.ASKED for claims in claims_by_incident.values() for c in claims)
    computed = store.drawn(claims_by_incident.keys()) if newest else Computed()
    bearings_by_incident = {incident: list(bearings(incident, claims, providers)) for incident, claims in claims_by_incident.items()}
    paths_by_incident = {
        i: call_path(i, incident_bearings, as_of, clocks=computed.clocks, summed=summed, in_order=True)
        for i, incident_bearings in bearings_by_incident.items()
    }
    waiting = {hop.provider_key for path in paths_by_incident.values() for hop in path.hops if hop.status is Status.OPEN}
    unasked = waiting - counted.keys()
    counted |= {key: {} for key in unasked}
    counted |= {key: by_count(record) for key, record in records(store, unasked, as_of).items()}
    counts_by_hop = {hop: count for key in waiting for hop, count in counted[key].items()}
    for incident, path in paths_by_incident.items() if counts_by_hop else ():
        if any(hop.id in counts_by_hop and hop.status is Status.OPEN for hop in path.hops):
            paths_by_incident[incident] = call_path(
                incident,
                bearings_by_incident[incident],
                as_of,
                clocks=computed.clocks,
                by_count=counts_by_hop,
                summed=summed,
                in_order=True,
            )
    return list(paths_by_incident.values())


def kept_hops(store: Store, as_of: Moment | None = None) -> Sequence[OpenHop] | None:
    """The open hops that the store keeps, for callers with several questions; None where it keeps none as of that day."""
    return store.drawn_hops.open_hops() if as_of is None and store.drawn_hops else None


def open_hops(store: Store, as_of: Moment | None = None, kept: Sequence[OpenHop] | None = None) -> list[OpenHop]:
    """The hops with an open question or something against their provider, by incident and position. `kept`: as from `kept_hops`."""
    kept = kept_hops(store, as_of) if kept is None else kept
    if kept is None:
        return [open_hop for path in paths(store, None, as_of) for open_hop in of_path(path)]
    hops = list(kept)
    waiting = {open_hop.hop.provider_key for open_hop in hops if open_hop.hop.status is Status.OPEN}
    for record in records(store, waiting).values():
        counts_by_hop = by_count(record)
        for k, open_hop in enumerate(hops):
            if open_hop.hop.id in counts_by_hop and open_hop.hop.status is Status.OPEN:
                hops[k] = open_hop._replace(hop=replace(open_hop.hop, by_count=counts_by_hop[open_hop.hop.id]))
    return hops


def records(store: Store, keys: Collection[str], as_of: Moment | None = None) -> dict[str, list[MonthOfRecord]]:
    """The answer records of these providers by key; a provider without one is left out."""
    if not keys:
        return {}
    day = end_of(as_of)
    counted = [claim for claim in store.of_providers(keys, day) if claim.kind == Kind.COUNTED and claim.provider]
    rows: dict[str, list[Evidence]] = defaultdict(list)
    upstreams: dict[str, list[Evidence]] = defaultdict(list)
    providers = store.who(names_in(counted))
    for claim in counted:
        key = providers[claim.provider or ""].key
        if key in keys and own_row(claim):
            rows[key].append(claim)
        elif key in keys and claim.upstream:
            upstreams[key].append(claim)
    return {key: months(own_rows, upstreams[key], _requests(store, key, day)) for key, own_rows in rows.items()}


def _requests(store: Store, key: str, day: Moment | None) -> list[Request]:
    claims = store.claims(incidents=store.incidents(providers=[key]), as_of=day)
    by_incident: dict[str, list[Evidence]] = defaultdict(list)
    for claim in claims:
        by_incident[claim.incident or ""].append(claim)
    providers = store.who(names_in(claims))
    first_asked: dict[str, Moment] = {}
    for incident, claims_of_incident in by_incident.items():
        for b in bearings(incident, claims_of_incident, providers):
            if b.hop and b.provider and b.provider.key == key and b.evidence.kind == Kind.ASKED:
                first_asked[b.hop] = min(b.evidence.at, first_asked.get(b.hop, b.evidence.at))
    return [Request(hop, at) for hop, at in sorted(first_asked.items())]


# --- letters -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, notice or order: the claim that says so first, and whom it is against."""

    action: str
    acted: Evidence
    against: Provider


def letter(store: Store, action: str) -> Letter | None:
    """The letter with that id; None if there is none."""
    acted = [claim for claim in store.claims(kinds=(Kind.ACTED,)) if claim.action == action]
    if not acted:
        return None
    return Letter(action, acted[0], store.who(names_in(acted))[acted[0].provider or ""])


def rows_of_letter(store: Store, action: str) -> list[str]:
    """The incidents that a letter's rows are, in printed order."""
    ids = store.incidents(start=f"{action}.")
    return [i for _, i in sorted((int(i.rsplit(".", 1)[1]), i) for i in ids if i.rsplit(".", 1)[1].isdigit())]


def all_letters(store: Store, as_of: Moment | None = None) -> Letters:
    """The letters, notices and orders of the case, and which of their rows repeat earlier ones."""
    day = end_of(as_of)
    acted = store.claims(kinds=(Kind.ACTED,), as_of=day)
    if not acted:
        return Letters()
    rows = [claim for claim in store.claims(documents={claim.document for claim in acted}, as_of=day) if claim.incident]
    return letters(acted, rows, store.who(names_in(acted)))


# --- counts --------------------------------------------------------------------------------------------------------


def counts(store: Store, letters_: Letters, as_of: Moment | None = None, keys: Collection[str] | None = None) -> list[Counted]:
    """Counts of providers' answers, of all or of these: their own rows, and rows that count them as upstreams."""
    day = end_of(as_of)
    claims = store.claims(kinds=(Kind.COUNTED,), as_of=day) if keys is None else store.of_providers(keys, day)
    counted = [claim for claim in claims if claim.kind == Kind.COUNTED and claim.provider]
    providers = store.who(names_in(counted))
    return [
        Counted(
            claim,
            providers[claim.upstream or claim.provider or ""],
            providers[claim.provider] if claim.upstream and claim.provider else None,
            letters_.states(claim),
        )
        for claim in counted
    ]


# --- parts and remarks ---------------------------------------------------------------------------------------------


def near(path: CallPath, keys: set[str], hops: int) -> CallPath:
    """The part of a path within so many hand-offs of these providers."""
    kept = {hop.id for hop in path.hops if hop.provider_key in keys}
    for _ in range(hops):
        kept |= {end for link in path.links if {link.downstream, link.upstream} & kept for end in (link.downstream, link.upstream)}
    return replace(
        path,
        hops=tuple(hop for hop in path.hops if hop.id in kept),
        links=tuple(link for link in path.links if {link.downstream, link.upstream} <= kept),
        ends=tuple(end for end in path.ends if end.hop in kept),
    )


def remarks_on(store: Store, path: CallPath) -> list[Remark]:
    """Doubts about a path: those of the loaders, and those that show when its claims are compared."""
    computed = store.drawn([path.incident])
    impossible = computed.impossible
    claims = path.all_evidence
    by_code = {remark.code: remark for remark in reversed(list(remarks.remarks(claims, impossible.get)))}
    for claim in claims:
        for code in claim.doubts:
            by_code.setdefault(code, Remark(code, *_lines(claim), "marked so by the loader; see the evidence"))
    repetitions = _repeated(path, computed.same_as.get(path.incident))
    all_remarks = [*by_code.values(), *repetitions, *_corrections(path), *_contradictions(path), *_signatures(path), *_nameless(path)]
    return list(dict.fromkeys(all_remarks))


def _lines(claim: Evidence) -> tuple[int, int]:
    return claim.place.line_from, claim.place.line_to


def _repeated(path: CallPath, first: str | None) -> Iterable[Remark]:
    if first:
        row = next((claim for claim in path.all_evidence if claim.kind == Kind.CALL), path.all_evidence[0])
        yield Remark("row-repeated", *_lines(row), f"the letter repeats a row of an earlier one: this is the call of {first}")


def _corrections(path: CallPath) -> Iterable[Remark]:
    for correction in path.corrections:
        earlier_day, later_day = correction.earlier.at[:10], correction.later.at[:10]
        if later_day < earlier_day:  # then the day on which each became known says which statement is the later one
            earlier_day, later_day = correction.earlier.known_at[:10], correction.later.known_at[:10]
        statement = f"{correction.earlier.said_by} said on {earlier_day} that it {_says(correction.earlier)}"
        text = f"{correction.provider}: {statement}, and corrected that on {later_day}"
        yield Remark("corrected", *_lines(correction.earlier), f"{text}: it {_says(correction.later)}")


def _says(claim: Evidence) -> str:
    if claim.kind == Kind.HANDED_OFF:
        return f"received the call from {claim.upstream or f'hop #{claim.upstream_hop}'}"
    if claim.status == Status.NOT_FOUND:
        return "did not find the call"
    return "originated the call" if claim.status == Status.ORIGINATING else "received the call"


def _contradictions(path: CallPath) -> Iterable[Remark]:
    for hop in path.hops:
        if contradiction := hop.standing.contradiction:
            yield Remark(
                "answer-contradicts-silence", *_lines(contradiction.silence), f"{hop.provider}: {contradiction_text(contradiction)}"
            )


def _signatures(path: CallPath) -> Iterable[Remark]:
    """Remarks on signatures that do not fit the call, or are of another provider than the one named as its origin.

    Whoever takes a call into the network gives attestation C: it says nothing of the origin.
    """
    signers = {b.evidence.id: hop for hop in path.hops for b in hop.bearings if b.evidence.kind is Kind.SIGNED}
    ends = {end.hop for end in path.ends if end.kind == "originator"}
    origins = [hop for hop in path.hops if hop.status is Status.ORIGINATING or hop.id in ends]
    for claim in path.all_evidence:
        if claim.kind is Kind.SIGNED and claim.verified is Verified.NO:
            yield Remark("signature-differs", *_lines(claim), f"a signature came with the call that does not fit it: {claim.note}")
        elif (signer := signers.get(claim.id)) and claim.attestation in ("A", "B"):
            for origin in origins:
                if origin.provider_key != signer.provider_key:
                    checked = claim.note or "how that was checked is not said"
                    text = f"{signer.provider} signed the call with attestation {claim.attestation} ({checked});"
                    yield Remark("signer-differs", *_lines(claim), f"{text} {origin.provider} is named as its origin")


def _nameless(path: CallPath) -> Iterable[Remark]:
    taken_back = {correction.earlier.id for correction in path.corrections}  # their upstream has a name, but is no longer drawn
    bearings_kept: list[Bearing] = [b for hop in path.hops for b in hop.bearings if b.evidence.id not in taken_back]
    for claim in nameless_upstreams(bearings_kept):
        text = f"{claim.provider} is said to have received the call from hop #{claim.upstream_hop},"
        yield Remark("upstream-hop-unknown", *_lines(claim), f"{text} which no document describes as one provider's place")


def undecided_on(store: Store, path: CallPath) -> list[Remark]:
    """Remarks on counts that may mean one of this path's hops or another one: nothing is inferred, the candidates are listed."""
    day = end_of(path.as_of)
    keys = {hop.provider_key for hop in path.hops if hop.position}
    counted = [c for c in counts(store, Letters(), path.as_of, keys) if c.recipient and c.provider.key in keys] if keys else []
    if not counted:
        return []
    from tracer.inference import as_known, mentions, over_time, requests, undecided

    claims_by_incident = claims_of_incidents(store, store.incidents(providers={c.provider.key for c in counted}), path.as_of)
    providers = store.who({name for claims in claims_by_incident.values() for name in names_in(claims)})
    bearings_by_incident = {incident: list(bearings(incident, claims, providers)) for incident, claims in claims_by_incident.items()}
    all_requests = [request for incident_bearings in bearings_by_incident.values() for request in requests(incident_bearings)]
    in_path = {hop.id for hop in path.hops}
    undecided_remarks = []
    for key in sorted({c.provider.key for c in counted}):
        hops = as_known(
            over_time([m for incident, b in bearings_by_incident.items() for m in mentions(incident, b, key)], all_requests), day
        )
        for count, candidates in undecided([c for c in counted if c.provider.key == key], hops):
            if in_path & {hop.hop for hop in candidates}:
                named = ", ".join(dict.fromkeys(hop.incident for hop in candidates))
                text = f"a count of {count.claim.known_at[:10]} says something of {count.claim.upstream}, but may mean any of: {named}"
                undecided_remarks.append(Remark("count-undecided", *_lines(count.claim), text))
    return undecided_remarks
