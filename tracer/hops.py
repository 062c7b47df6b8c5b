"""Which hop of an incident each claim speaks of. Pure.

A hop is one provider in one incident, unless the source gives it an id of its own: then one provider may hold two places
(a loop). Ids of the traceback portal (all digits) and ids that people give in their lists are two different keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracer.identity import Identity
from tracer.model import Kind, Row


class Bearing(NamedTuple):
    """One claim as it bears on one hop (`hop` null: on the incident as a whole)."""

    row: Row
    side: str | None
    hop: str | None
    name: str | None  # as printed


def bearings(incident: str, rows: Sequence[Row], identity: Identity) -> Iterator[Bearing]:
    """Every claim beside the hops it speaks of.

    An upstream given by a hop id that nothing describes, or that several providers are given, is not drawn: it could be anybody.
    """
    mentions = [(r["provider"], r["source_hop"]) for r in rows if r["provider"]]
    mentions += [(r["upstream"], r["upstream_hop"]) for r in rows if r["upstream"]]
    ids: dict[str, dict[bool, set[str]]] = defaultdict(lambda: {True: set(), False: set()})
    owners: dict[str, set[str]] = defaultdict(set)
    named: dict[str, str] = {}
    for name, source in mentions:
        if source:
            key = identity.key(name)
            ids[key][source.isdecimal()].add(source)
            owners[source].add(key)
            named[source] = min(name, named.get(source, name))

    def hop_of(name: str, source: str | None) -> str:
        key = identity.key(name)
        portal, own = ids[key][True], ids[key][False]
        if len(portal) <= 1 and len(own) <= 1:
            return f"{incident}@{key}"  # one place, whatever its sources call it
        # Two places: a mention without an id is neither.
        if source is None:
            return f"{incident}@{key}"
        return f"{incident}#{source}" if len(owners[source]) == 1 else f"{incident}#{source}@{key}"

    for row in rows:
        if row["kind"] == Kind.CALL:
            yield Bearing(row, None, None, None)
            continue
        if row["kind"] != Kind.HANDED_OFF:
            yield Bearing(row, "hop", hop_of(row["provider"], row["source_hop"]), row["provider"])
            continue
        yield Bearing(row, "downstream", hop_of(row["provider"], row["source_hop"]), row["provider"])
        source = row["upstream_hop"] or ""
        upstream = row["upstream"] or (named.get(source) if len(owners[source]) == 1 else None)
        if upstream:
            yield Bearing(row, "upstream", hop_of(upstream, row["upstream_hop"]), upstream)
