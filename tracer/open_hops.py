"""Hops about which something is open, or stands against their provider. Pure.

A list of deadlines, of flags or of what to ask next shows no other ones.
"""

from __future__ import annotations

from typing import NamedTuple

from tracer.model import Kind, Moment, Status
from tracer.path import CallPath, Hop

_CLOSED_ENDS = frozenset({"originator", "point-of-entry"})
_OPEN = frozenset({Status.OPEN, Status.NOT_FOUND})
_REMINDED, _NO_RESPONSE = Kind.REMINDED, Status.NO_RESPONSE


class OpenHop(NamedTuple):
    """A hop about which something is open, or stands against its provider.

    `ends`: as what it ends the trail, each beside its number among the ends of the path.
    """

    incident: str
    call_at: Moment | None
    hop: Hop
    ends: tuple[tuple[int, str], ...]


def open_hops(path: CallPath) -> list[OpenHop]:
    """Those of a path."""
    ends: dict[str, list[tuple[int, str]]] = {}
    for number, end in enumerate(path.ends):
        ends.setdefault(end.hop, []).append((number, end.kind))
    left = {hop for hop, hop_ends in ends.items() if not all(kind in _CLOSED_ENDS for _, kind in hop_ends)}
    return [OpenHop(path.incident, path.call.at, hop, tuple(ends.get(hop.id, ()))) for hop in path.hops if hop.id in left or _is_open(hop)]


def _is_open(hop: Hop) -> bool:
    standing = hop.standing
    if standing.silence or standing.contradiction or standing.status in _OPEN:
        return True
    if hop.asked_at and not standing.answers and not standing.inferred:
        return True
    for bearing in hop.bearings:  # noqa: SIM110  a generator takes twice as long, and every hop is asked
        if bearing.evidence.kind is _REMINDED or bearing.evidence.status is _NO_RESPONSE:
            return True
    return False
