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

Said = Mapping[str, Sequence[Evidence]]  # what is said of incidents, by id
IN_TURN = 250  # incidents


def trace(store: Store, typed: str, as_of: Moment | None = None) -> CallPath:
    """The path of an incident's call, as far as it was known. Raises NotKnown, with ids that look alike."""
    incident = incident_id(typed)
    found = paths(store, [incident], as_of)
    if not found:
        if as_of and store.claims(incidents=[incident]):
            raise NotKnown(f"nothing was known of {incident} by {as_of}: try a later --as-of")
        raise NotKnown(_unknown(store, typed, incident))
    return found[0]


def _unknown(store: Store, typed: str, incident: str) -> str:
    import difflib

    for start in dict.fromkeys([incident[:8], incident[:6], incident[:4], ""]):
        if near := difflib.get_close_matches(incident, store.incidents(start=start), n=3, cutoff=0.6):
            return f"no incident {typed!r} in the loaded documents; near it: {', '.join(near)}"
    return f"no incident {typed!r} in the loaded documents: `tracer incidents` lists them"


def paths(store: Store, incidents: Collection[str] | None, as_of: Moment | None = None) -> list[CallPath]:
    """The paths of these incidents, or of all, in the order of their ids; those of which nothing was known are left out."""
    return of_claims(store, said_of(store, incidents, as_of), as_of)


def in_turn(store: Store, incidents: Iterable[str], as_of: Moment | None = None, *, summed: bool = False) -> Iterator[CallPath]:
    """The same, without holding more than a few hundred of them. `summed`: as in `call_path`."""
    asked = Asked()
    ids = sorted(set(incidents))
    for at in range(0, len(ids), IN_TURN):
        yield from of_claims(store, said_of(store, ids[at : at + IN_TURN], as_of), as_of, asked, summed=summed)


def said_of(store: Store, incidents: Collection[str] | None, as_of: Moment | None = None) -> Said:
    """What the claims say of each of these incidents, or of all."""
    if incidents is None:
        claims = store.claims(kinds=OF_INCIDENTS, as_of=end_of(as_of))
    else:
        claims = store.claims(incidents=incidents, as_of=end_of(as_of))
    said: dict[str, list[Evidence]] = defaultdict(list)
    for claim in claims:
        if claim.incident:
            said[claim.incident].append(claim)
    return {incident: said[incident] for incident in sorted(said)}


@dataclass(slots=True)
class Asked:
    """What the store was asked for paths that came before, for those that come after."""

    who: dict[str, Provider] = field(default_factory=dict)  # by name
    counted: dict[str, Mapping[str, ByCount]] = field(default_factory=dict)  # by provider's key, of its hops


def of_claims(store: Store, said: Said, as_of: Moment | None = None, asked: Asked | None = None, *, summed: bool = False) -> list[CallPath]:
    """The paths that these claims describe. `summed`: as in `call_path`."""
    asked = asked or Asked()
    who, counted = asked.who, asked.counted
    if new := names_in(chain.from_iterable(said.values())) - who.keys():
        who |= store.who(new, end_of(as_of))
    # What was computed when they were drawn holds for what is newest known.
    newest = not summed and as_of is None and any(c.kind == Kind.ASKED for claims in said.values() for c in claims)
    drawn = store.drawn(said.keys()) if newest else Computed()
    borne = {incident: list(bearings(incident, claims, who)) for incident, claims in said.items()}
    found = {i: call_path(i, its, as_of, clocks=drawn.clocks, summed=summed, in_order=True) for i, its in borne.items()}
    waiting = {hop.provider_key for path in found.values() for hop in path.hops if hop.status is Status.OPEN}
    unasked = waiting - counted.keys()
    counted |= {key: {} for key in unasked}
    counted |= {key: by_count(record) for key, record in records(store, unasked, as_of).items()}
    told = {hop: says for key in waiting for hop, says in counted[key].items()}
    for incident, path in found.items() if told else ():
        if any(hop.id in told and hop.status is Status.OPEN for hop in path.hops):
            found[incident] = call_path(incident, borne[incident], as_of, clocks=drawn.clocks, by_count=told, summed=summed, in_order=True)
    return list(found.values())


def kept_hops(store: Store, as_of: Moment | None = None) -> Sequence[OpenHop] | None:
    """Those that the store keeps, for whoever asks it several questions; null where it keeps none of that day."""
    return store.kept.open_hops() if as_of is None and store.kept else None


def open_hops(store: Store, as_of: Moment | None = None, kept: Sequence[OpenHop] | None = None) -> list[OpenHop]:
    """The hops about which something is open, or stands against their provider, by incident and position. `kept`: as `kept_hops`."""
    kept = kept_hops(store, as_of) if kept is None else kept
    if kept is None:
        return [one for path in paths(store, None, as_of) for one in of_path(path)]
    found = list(kept)
    waiting = {one.hop.provider_key for one in found if one.hop.status is Status.OPEN}
    for record in records(store, waiting).values():
        told = by_count(record)
        for k, one in enumerate(found):
            if one.hop.id in told and one.hop.status is Status.OPEN:
                found[k] = one._replace(hop=replace(one.hop, by_count=told[one.hop.id]))
    return found


def records(store: Store, keys: Collection[str], as_of: Moment | None = None) -> dict[str, list[MonthOfRecord]]:
    """The answer records of those of these providers that have one, by key."""
    if not keys:
        return {}
    day = end_of(as_of)
    counted = [claim for claim in store.of_providers(keys, day) if claim.kind == Kind.COUNTED and claim.provider]
    rows: dict[str, list[Evidence]] = defaultdict(list)
    upstreams: dict[str, list[Evidence]] = defaultdict(list)
    who = store.who(names_in(counted))
    for claim in counted:
        key = who[claim.provider or ""].key
        if key in keys and own_row(claim):
            rows[key].append(claim)
        elif key in keys and claim.upstream:
            upstreams[key].append(claim)
    return {key: months(its, upstreams[key], _requests(store, key, day)) for key, its in rows.items()}


def _requests(store: Store, key: str, day: Moment | None) -> list[Request]:
    claims = store.claims(incidents=store.incidents(providers=[key]), as_of=day)
    by_incident: dict[str, list[Evidence]] = defaultdict(list)
    for claim in claims:
        by_incident[claim.incident or ""].append(claim)
    who = store.who(names_in(claims))
    first: dict[str, Moment] = {}
    for incident, its in by_incident.items():
        for b in bearings(incident, its, who):
            if b.hop and b.provider and b.provider.key == key and b.evidence.kind == Kind.ASKED:
                first[b.hop] = min(b.evidence.at, first.get(b.hop, b.evidence.at))
    return [Request(hop, at) for hop, at in sorted(first.items())]


# --- letters -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, notice or order: the claim that says so first, and whom it is against."""

    action: str
    acted: Evidence
    against: Provider


def letter(store: Store, action: str) -> Letter | None:
    """The letter of that id; None where there is none."""
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
    """What is counted of providers' answers: of all, or of these; rows that count them as upstreams, and their own."""
    day = end_of(as_of)
    claims = store.claims(kinds=(Kind.COUNTED,), as_of=day) if keys is None else store.of_providers(keys, day)
    counted = [claim for claim in claims if claim.kind == Kind.COUNTED and claim.provider]
    who = store.who(names_in(counted))
    return [
        Counted(
            claim,
            who[claim.upstream or claim.provider or ""],
            who[claim.provider] if claim.upstream and claim.provider else None,
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
    """What is doubtful about a path: what its documents' loaders doubted, and what its claims show beside each other."""
    drawn = store.drawn([path.incident])
    impossible = drawn.impossible
    claims = path.all_evidence
    told = {remark.code: remark for remark in reversed(list(remarks.remarks(claims, impossible.get)))}
    for claim in claims:
        for code in claim.doubts:
            told.setdefault(code, Remark(code, *_lines(claim), "marked so by the loader; see the evidence"))
    again = _repeated(path, drawn.same_as.get(path.incident))
    found = [*told.values(), *again, *_corrections(path), *_contradictions(path), *_signatures(path), *_nameless(path)]
    return list(dict.fromkeys(found))


def _lines(claim: Evidence) -> tuple[int, int]:
    return claim.place.line_from, claim.place.line_to


def _repeated(path: CallPath, first: str | None) -> Iterable[Remark]:
    if first:
        row = next((claim for claim in path.all_evidence if claim.kind == Kind.CALL), path.all_evidence[0])
        yield Remark("row-repeated", *_lines(row), f"the letter repeats a row of an earlier one: this is the call of {first}")


def _corrections(path: CallPath) -> Iterable[Remark]:
    for one in path.corrections:
        said, then = one.earlier.at[:10], one.later.at[:10]
        if then < said:  # which word is the later one, it shows by when it became known
            said, then = one.earlier.known_at[:10], one.later.known_at[:10]
        text = f"{one.provider}: {one.earlier.said_by} said on {said} that it {_says(one.earlier)}, and corrected that on {then}"
        yield Remark("corrected", *_lines(one.earlier), f"{text}: it {_says(one.later)}")


def _says(claim: Evidence) -> str:
    if claim.kind == Kind.HANDED_OFF:
        return f"received the call from {claim.upstream or f'hop #{claim.upstream_hop}'}"
    if claim.status == Status.NOT_FOUND:
        return "did not find the call"
    return "originated the call" if claim.status == Status.ORIGINATING else "received the call"


def _contradictions(path: CallPath) -> Iterable[Remark]:
    for hop in path.hops:
        if found := hop.standing.contradiction:
            yield Remark("answer-contradicts-silence", *_lines(found.silence), f"{hop.provider}: {contradiction_text(found)}")


def _signatures(path: CallPath) -> Iterable[Remark]:
    """Signatures that do not fit the call, and those of another provider than the one that is named as its origin.

    Attestation C is given by who takes a call into the network, and says nothing of its origin.
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
    taken_back = {one.earlier.id for one in path.corrections}  # whose upstream is no longer drawn, though it has a name
    borne: list[Bearing] = [b for hop in path.hops for b in hop.bearings if b.evidence.id not in taken_back]
    for claim in nameless_upstreams(borne):
        text = f"{claim.provider} is said to have received the call from hop #{claim.upstream_hop},"
        yield Remark("upstream-hop-unknown", *_lines(claim), f"{text} which no document describes as one provider's place")


def undecided_on(store: Store, path: CallPath) -> list[Remark]:
    """Counts that may speak of this path's hops but leave a choice: nothing is inferred, and the candidates are listed."""
    day = end_of(path.as_of)
    keys = {hop.provider_key for hop in path.hops if hop.position}
    found = [c for c in counts(store, Letters(), path.as_of, keys) if c.recipient and c.provider.key in keys] if keys else []
    if not found:
        return []
    from tracer.inference import as_known, mentions, over_time, requests, undecided

    said = said_of(store, store.incidents(providers={c.provider.key for c in found}), path.as_of)
    who = store.who({name for claims in said.values() for name in names_in(claims)})
    borne = {incident: list(bearings(incident, claims, who)) for incident, claims in said.items()}
    asked = [request for its in borne.values() for request in requests(its)]
    in_path = {hop.id for hop in path.hops}
    told = []
    for key in sorted({c.provider.key for c in found}):
        hops = as_known(over_time([m for incident, b in borne.items() for m in mentions(incident, b, key)], asked), day)
        for count, may_mean in undecided([c for c in found if c.provider.key == key], hops):
            if in_path & {hop.hop for hop in may_mean}:
                which = ", ".join(dict.fromkeys(hop.incident for hop in may_mean))
                text = f"a count of {count.claim.known_at[:10]} says something of {count.claim.upstream}, but may mean any of: {which}"
                told.append(Remark("count-undecided", *_lines(count.claim), text))
    return told
