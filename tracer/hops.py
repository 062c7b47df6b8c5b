"""Which hop of an incident each claim is about. Pure.

A hop is one provider in one incident, unless the source gives it an id of its own: then one provider may hold two places
(a loop). Ids of the traceback portal (all digits) and ids that people give in their lists are two different keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tracer.model import Bearing, Evidence, Kind, Provider, Side

# Used for every claim; as attributes of their enumerations they take ten times as long on Python 3.11.
_CALL, _HANDED_OFF, _HOP, _DOWNSTREAM, _UPSTREAM = Kind.CALL, Kind.HANDED_OFF, Side.HOP, Side.DOWNSTREAM, Side.UPSTREAM


def bearings(incident: str, claims: Sequence[Evidence], who: Mapping[str, Provider]) -> Iterator[Bearing]:
    """Every claim with the hops that it is about, in the order of `claims`. `who`: the providers of the names printed in them.

    An upstream given by a hop id that nothing describes, or that several providers have, is not drawn: it could be anybody.
    """
    hop_ids = _HopIds(incident, claims, who)
    for claim in claims:
        if claim.kind is _CALL or claim.provider is None:
            yield Bearing(claim)
            continue
        side = _DOWNSTREAM if claim.kind is _HANDED_OFF else _HOP
        yield Bearing(claim, side, hop_ids.of(claim.provider, claim.hop), who[claim.provider])
        if side is _DOWNSTREAM and (upstream := claim.upstream or hop_ids.owner(claim.upstream_hop)):
            yield Bearing(claim, _UPSTREAM, hop_ids.of(upstream, claim.upstream_hop), who[upstream])


class _HopIds:
    """The ids of an incident's hops, from the ids that its sources give them."""

    def __init__(self, incident: str, claims: Sequence[Evidence], who: Mapping[str, Provider]) -> None:
        self._incident = _plain(incident)
        self._who = who
        self._portal: dict[str, set[str]] = defaultdict(set)  # by provider
        self._own: dict[str, set[str]] = defaultdict(set)
        self._owners: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, str] = {}
        self._without_id: dict[str, str] = {}  # by name, the hop that a mention of it without an id means
        for name, source in _mentions(claims):
            key = who[name].key
            (self._portal if source.isdecimal() else self._own)[key].add(source)
            self._owners[source].add(key)
            self._named[source] = min(name, self._named.get(source, name))

    def owner(self, source: str | None) -> str | None:
        """The name of the only provider that has this id; None where there is none, or several."""
        return self._named.get(source) if source and len(self._owners[source]) == 1 else None

    def of(self, name: str, source: str | None) -> str:
        if source is None:
            hop = self._without_id.get(name)
            if hop is None:
                hop = self._without_id[name] = _only_place(self._incident, self._who[name].key)
            return hop
        key = self._who[name].key
        # A provider with one place has one hop, whatever ids it has; with two, a mention without an id means neither.
        if len(self._portal[key]) <= 1 and len(self._own[key]) <= 1:
            return _only_place(self._incident, key)
        place = f"{self._incident}#{_plain(source)}"
        return place if len(self._owners[source]) == 1 else f"{place}@{key}"


def hop_id(incident: str, key: str) -> str:
    """The id of a provider's only place in an incident."""
    return _only_place(_plain(incident), key)


def _only_place(incident: str, key: str) -> str:
    return f"{incident}@{key}"


def _plain(id_: str) -> str:
    """An id without the separators of a hop's id: no two hops may share an id, whatever documents call them."""
    return id_.replace("%", "%25").replace("@", "%40").replace("#", "%23") if "@" in id_ or "#" in id_ or "%" in id_ else id_


def _mentions(claims: Iterable[Evidence]) -> Iterator[tuple[str, str]]:
    for claim in claims:
        if claim.provider and claim.hop:
            yield claim.provider, claim.hop
        if claim.upstream and claim.upstream_hop:
            yield claim.upstream, claim.upstream_hop


def source_hops(bearings: Iterable[Bearing]) -> dict[str, str]:
    """By hop, the id that its sources give it. An inferred claim repeats the id that its hop had when it was inferred."""
    source_of: dict[str, str] = {}
    for b in bearings:
        if b.hop and b.side is not Side.UPSTREAM and b.evidence.hop and not b.evidence.inferred:
            source_of[b.hop] = min(b.evidence.hop, source_of.get(b.hop, b.evidence.hop))
    return source_of


def names_in(claims: Iterable[Evidence]) -> set[str]:
    """Every name of a provider that these claims print."""
    return {name for claim in claims for name in (claim.provider, claim.upstream, *claim.names) if name}
