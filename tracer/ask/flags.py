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
    """Providers that did not cooperate, as far as stated by `as_of`; by one rule, or by any.

    `of`: only providers with these keys. `kept`: what `paths.kept_hops` returns, where the caller has it already.
    """
    letters = calls.all_letters(store, as_of)
    counted = [c for c in calls.counts(store, letters, as_of, of) if c.unanswered and (of is None or c.provider.key in of)]
    keys = {count.provider.key for count in counted}
    if as_of is None and store.drawn_hops:
        # Whole calls where a letter is about them, and where a count may say something of later answers.
        whole_calls = set(letters.incidents) | set(store.incidents(providers=keys))
        if of is not None:
            whole_calls &= set(store.incidents(providers=of))
        open_hops = store.drawn_hops.open_hops(of) if kept is None else kept
        single = [open_ for open_ in open_hops if open_.incident not in whole_calls]
        parts = _parts(calls.paths(store, whole_calls)) + [Part(open_.incident, open_.call_at, open_.hop, counted=True) for open_ in single]
    else:
        whole_calls = set(store.incidents(silent=True))
        if of is not None:
            whole_calls &= set(store.incidents(providers=of))
        parts = _parts(calls.paths(store, whole_calls, as_of))
    keys |= {part.hop.provider_key for part in parts if _speaks_against(part.hop)}
    if of is not None:
        keys &= set(of)
    if not keys:
        return []
    asked: Mapping[str, int] = {}
    if as_of is None and store.drawn_hops:
        asked = store.drawn_hops.asked(keys, whole_calls)
    else:  # all calls of these providers: how many requests each of them got
        parts += _parts(calls.paths(store, set(store.incidents(providers=keys)) - whole_calls, as_of))
    parts = sorted((part for part in parts if part.hop.provider_key in keys), key=lambda part: part.incident)
    identified_by_key: dict[str, list[Evidence]] = {}
    identified = [claim for claim in store.of_providers(keys, end_of(as_of)) if claim.kind == Kind.IDENTIFIED and claim.provider]
    providers = store.who({claim.provider or "" for claim in identified})
    for claim in identified:
        identified_by_key.setdefault(providers[claim.provider or ""].key, []).append(claim)
    conflicts_by_key = {key: [str(conflict) for conflict in conflicts(claims)] for key, claims in identified_by_key.items()}
    return flagged(
        parts, [c for c in counted if c.provider.key in keys], letters, conflicts_by_key, asked=asked, rule=rule, times=times, months=months
    )


def _speaks_against(hop: Hop) -> bool:
    if hop.standing.contradiction or hop.status is Status.NOT_FOUND:
        return True
    return any(c.kind is Kind.STATUS and c.status is Status.NO_RESPONSE for c in hop.evidence)
