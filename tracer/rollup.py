"""What a graph shows of each provider: who takes calls from whom, how many requests it left unanswered, what is on record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from tracer.counts import Counted
from tracer.flags import flags, parts
from tracer.graph import batches
from tracer.hops import bearings, names_in
from tracer.identity import Identity, registration
from tracer.letters import letters
from tracer.model import Attested, Evidence, Kind, Moment, Status
from tracer.path import call_path
from tracer.store import Store

MOST_CLAIMS_ON_A_PAIR = 100  # the others are found by the hand-offs of the pair
MOST_TELLING_FIRST = (
    Status.NO_RESPONSE, Status.NOT_FOUND, Status.ORIGINATING, Status.POINT_OF_ENTRY, Status.OPEN, Status.DOWNSTREAM,
)  # fmt: skip


class SummingStore(Store, Protocol):
    """A store that also keeps sums by provider."""

    def handed_pairs(self, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """The hand-offs between providers of which one is among these, by pair and by who speaks for them."""

    def statuses(self, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """How many of these providers' places in calls have which status."""

    def calls(self, keys: Sequence[str]) -> Mapping[str, int]:
        """In how many calls these providers stand, by key."""

    def put_sums(self, keys: Sequence[str], pairs: Sequence[Mapping[str, Any]], facts: Sequence[Mapping[str, Any]]) -> None:
        """Replace the sums of these providers."""


def roll_up(store: SummingStore, identity: Identity, keys: Collection[str]) -> None:
    """Bring the sums of these providers up to date."""
    provider_keys = sorted(keys)
    general = store.of_providers(provider_keys)
    pairs: dict[tuple[str, str], dict[str, Any]] = {}
    for row in store.handed_pairs(provider_keys):
        _count(pairs, row["downstream"], row["upstream"], row["attested"], row["calls"], row["first"], row["last"], row["claim"])
    ended: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in store.statuses(provider_keys):
        ended[row["key"]].append(row)
    calls = store.calls(provider_keys)
    facts = {key: _fact(key, calls.get(key, 0), ended[key]) for key in provider_keys}
    for key, number in _unanswered(store, identity, provider_keys, general).items():
        facts[key]["no_response"] = number
        facts[key]["status"] = Status.NO_RESPONSE.value if number else facts[key]["status"]
    on_record: dict[str, list[Evidence]] = defaultdict(list)
    for claim in general:
        fact = facts.get(identity[claim.provider or ""].key)
        if fact is None:
            continue
        if claim.kind == Kind.HANDED_OFF:
            up = identity[claim.upstream or ""].key
            _count(pairs, fact["key"], up, claim.attested, 0, claim.window_from, claim.window_to, claim.id)
        if claim.kind in (Kind.IDENTIFIED, Kind.ACTED):
            on_record[fact["key"]].append(claim)
            fact["roles"].update(claim.roles)
    for key, claims in on_record.items():
        facts[key]["frn"], facts[key]["rmd"], facts[key]["country"], _ = registration(claims)
    store.put_sums(
        provider_keys,
        [{**pair, "claims": sorted(pair["claims"])[:MOST_CLAIMS_ON_A_PAIR]} for pair in pairs.values()],
        [{**fact, "roles": sorted(fact["roles"])} for fact in facts.values()],
    )


def _unanswered(store: Store, identity: Identity, keys: Sequence[str], general: Sequence[Evidence]) -> dict[str, int]:
    """How many requests are stated as unanswered, for providers of which more than single reports state it; counted as by flags."""
    key_of = {claim.id: identity[claim.upstream or claim.provider or ""].key for claim in general if claim.provider}
    stating = [c for c in general if c.kind == Kind.ACTED or (c.kind == Kind.COUNTED and c.no_response)]
    counted_keys = {key_of[claim.id] for claim in stating if claim.id in key_of} & set(keys)
    if not counted_keys:
        return {}
    acted = store.claims(kinds=(Kind.ACTED,))
    rows = [claim for claim in store.claims(documents={c.document for c in acted}) if claim.incident]
    known = letters(acted, rows, identity.of_names(names_in(acted)))
    counted = [
        Counted(
            claim,
            identity[claim.upstream or claim.provider or ""],
            identity[claim.provider or ""] if claim.upstream else None,
            known.states(claim),
        )
        for claim in stating
        if claim.kind == Kind.COUNTED and key_of[claim.id] in counted_keys
    ]
    by_incident: dict[str, list[Evidence]] = defaultdict(list)
    for ids in batches(store.incidents(providers=counted_keys), 1000):
        for claim in store.claims(incidents=ids):
            by_incident[claim.incident or ""].append(claim)
    paths = [call_path(i, bearings(i, claims, identity.of_names(names_in(claims)))) for i, claims in by_incident.items()]
    no_response_of = {flag.provider_key: flag.no_response for flag in flags(parts(paths), counted, known)}
    return {key: no_response_of.get(key, 0) for key in counted_keys}


def _fact(key: str, calls: int, ended: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A provider's own figures, to be completed from claims about it."""
    stated: Counter[Status | None] = Counter()
    inferred: Counter[Status | None] = Counter()
    silent = 0
    for row in ended:
        silent += row["calls"] if row["silent"] else 0
        (inferred if row["basis"] == "inferred" else stated)[row["status"] and Status(row["status"])] += row["calls"]
    status = Status.NO_RESPONSE if silent else _usual(stated) or _usual(inferred)
    return {
        "key": key,
        "frn": None,
        "rmd": None,
        "country": None,
        "roles": set(),
        "calls": calls,
        "no_response": silent,
        "status": status and status.value,
    }


def _usual(calls: Mapping[Status | None, int]) -> Status | None:
    """The most frequent known status of a provider's hops. A final silence is shown before these."""
    known = [status for status in calls if status not in (None, Status.NO_RESPONSE)]
    return min(known, key=lambda s: (-calls[s], MOST_TELLING_FIRST.index(s or Status.OPEN)), default=None)


def _count(
    pairs: dict[tuple[str, str], dict[str, Any]], down: str, up: str, attested: str | None, calls: int,
    first: Moment | None, last: Moment | None, claim: str,
) -> None:  # fmt: skip
    level = Attested(attested or Attested.ONE)
    pair = pairs.setdefault(
        (down, up),
        {"downstream": down, "upstream": up, "calls": 0, "first": first, "last": last, "attested": level.value, "claims": set()},
    )
    pair["calls"] += calls
    pair["first"] = min((m for m in (pair["first"], first) if m), default=None)
    pair["last"] = max((m for m in (pair["last"], last) if m), default=None)
    pair["attested"] = Attested.of_several((Attested(pair["attested"]), level)).value
    pair["claims"].add(claim)
