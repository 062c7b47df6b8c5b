"""Who did not cooperate, as far as somebody states it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tracer.ask import paths as calls
from tracer.ask.choosing import Listing
from tracer.flags import Flag, Part
from tracer.flags import flags as flagged
from tracer.flags import parts as _parts
from tracer.identity import conflicts
from tracer.model import Evidence, Kind, Moment, Status, end_of
from tracer.open_hops import OpenHop
from tracer.path import Hop
from tracer.store import Store

FLAGS: Listing[Flag] = Listing(
    {"provider": lambda flag: flag.provider_key, "count": lambda flag: flag.no_response, "since": lambda flag: flag.since},
    lambda flag: (flag.provider_key,),
    lambda flag: flag.since,
)


def flags(
    store: Store,
    as_of: Moment | None = None,
    *,
    of: Collection[str] | None = None,
    rule: str | None = None,
    times: int | None = None,
    months: int | None = None,
    kept: Sequence[OpenHop] | None = None,
) -> list[Flag]:
    """Providers that did not cooperate, as far as stated by then; by one rule, or by any.

    `of`: these alone, by key. `kept`: all of `paths.kept_hops`, where they were asked for already.
    """
    letters = calls.all_letters(store, as_of)
    counted = [c for c in calls.counts(store, letters, as_of, of) if c.unanswered and (of is None or c.provider.key in of)]
    keys = {count.provider.key for count in counted}
    if as_of is None and store.kept:
        # Calls as wholes where letters speak of them, and where a count may speak of what was answered since.
        whole = set(letters.incidents) | set(store.incidents(providers=keys))
        if of is not None:
            whole &= set(store.incidents(providers=of))
        opened = [one for one in (store.kept.open_hops(of) if kept is None else kept) if one.incident not in whole]
        parts = _parts(calls.paths(store, whole)) + [Part(one.incident, one.call_at, one.hop, counted=True) for one in opened]
    else:
        whole = set(store.incidents(silent=True))
        if of is not None:
            whole &= set(store.incidents(providers=of))
        parts = _parts(calls.paths(store, whole, as_of))
    keys |= {part.hop.provider_key for part in parts if _speaks_against(part.hop)}
    if of is not None:
        keys &= set(of)
    if not keys:
        return []
    asked: Mapping[str, int] = {}
    if as_of is None and store.kept:
        asked = store.kept.asked(keys, whole)
    else:  # all calls of these providers: of how many they were asked
        parts += _parts(calls.paths(store, set(store.incidents(providers=keys)) - whole, as_of))
    parts = sorted((part for part in parts if part.hop.provider_key in keys), key=lambda part: part.incident)
    told: dict[str, list[Evidence]] = {}
    identified = [claim for claim in store.of_providers(keys, end_of(as_of)) if claim.kind == Kind.IDENTIFIED and claim.provider]
    who = store.who({claim.provider or "" for claim in identified})
    for claim in identified:
        told.setdefault(who[claim.provider or ""].key, []).append(claim)
    words = {key: [str(conflict) for conflict in conflicts(its)] for key, its in told.items()}
    return flagged(
        parts, [c for c in counted if c.provider.key in keys], letters, words, asked=asked, rule=rule, times=times, months=months
    )


def _speaks_against(hop: Hop) -> bool:
    if hop.standing.contradiction or hop.status is Status.NOT_FOUND:
        return True
    return any(c.kind is Kind.STATUS and c.status is Status.NO_RESPONSE for c in hop.evidence)
