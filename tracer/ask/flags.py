"""Who did not cooperate, as far as somebody states it."""

from __future__ import annotations

from collections.abc import Collection

from tracer.ask import paths as calls
from tracer.flags import Flag
from tracer.flags import flags as flagged
from tracer.identity import conflicts
from tracer.model import Evidence, Kind, Moment, Status, end_of
from tracer.store import Store


def flags(
    store: Store,
    as_of: Moment | None = None,
    *,
    of: Collection[str] | None = None,
    rule: str | None = None,
    times: int | None = None,
    months: int | None = None,
) -> list[Flag]:
    """Providers that did not cooperate, as far as stated by then; by one rule, or by any. `of`: these alone, by key."""
    letters = calls.all_letters(store, as_of)
    counted = [c for c in calls.counts(store, letters, as_of, of) if c.unanswered and (of is None or c.provider.key in of)]
    keys = {count.provider.key for count in counted}
    silent = set(store.incidents(silent=True))
    if of is not None:
        silent &= set(store.incidents(providers=of))
    drawn = calls.paths(store, silent, as_of)
    for path in drawn:
        keys |= {
            hop.provider_key
            for hop in path.hops
            if hop.standing.contradiction
            or hop.status is Status.NOT_FOUND
            or any(c.kind == Kind.STATUS and c.status == Status.NO_RESPONSE for c in hop.evidence)
        }
    if of is not None:
        keys &= set(of)
    if not keys:
        return []
    # All calls of these providers: of how many they were asked.
    asked = set(store.incidents(providers=keys))
    paths = [path for path in drawn if path.incident in asked] + calls.paths(store, asked - silent, as_of)
    paths.sort(key=lambda path: path.incident)
    told: dict[str, list[Evidence]] = {}
    identified = [claim for claim in store.of_providers(keys, end_of(as_of)) if claim.kind == Kind.IDENTIFIED and claim.provider]
    who = store.who({claim.provider or "" for claim in identified})
    for claim in identified:
        told.setdefault(who[claim.provider or ""].key, []).append(claim)
    words = {key: [str(conflict) for conflict in conflicts(its)] for key, its in told.items()}
    found = flagged(paths, counted, letters, words, rule=rule, times=times, months=months)
    return [flag for flag in found if flag.provider_key in keys]
