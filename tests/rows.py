"""Claims made by hand, and the path they draw: what the projection does, without a graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from tracer.hops import bearings
from tracer.identity import Identity
from tracer.model import Claim, Kind, Place, Role, Status
from tracer.path import CallPath, call_path
from tracer.projection import Said, said_in, seen

INCIDENT = "itg-20417"
DAY = "2024-05-02"
_lines = count(1)


def said(
    kind: Kind, provider: str | None = None, *, document: str = "list", lines: tuple[int, int] | None = None, part: int | None = None,
    page: int | None = None, inferred: bool = False, **says: Any,
) -> Said:  # fmt: skip
    """A claim as a query would return it. Each stands in a line of its own unless told otherwise."""
    line = next(_lines)
    place = Place(*(lines or (line, line)), part=part, page=page)
    says = {"incident": INCIDENT, "known_at": DAY, "said_by": "Fernwick Voice", "quote": f"line {line}", **says}
    claim, found = said_in(document, Claim(kind=kind, place=place, provider=provider, **says))
    return Said(
        found, claim=claim, document=document, name=f"{document}.csv", source_hop=found["hop"], **({"inferred": True} if inferred else {})
    )


def asked(provider: str, **says: Any) -> Said:
    return said(Kind.ASKED, provider, **{"role": Role.ASKED, **says})


def status(provider: str, is_now: Status | None, **says: Any) -> Said:
    return said(Kind.STATUS, provider, status=is_now, **says)


def handed(downstream: str, upstream: str | None, **says: Any) -> Said:
    """The downstream provider got the call from the upstream one."""
    return said(Kind.HANDED_OFF, downstream, upstream=upstream, **{"role": Role.NAMED, **says})


def called(**says: Any) -> Said:
    return said(Kind.CALL, **says)


def identity_of(rows: Iterable[Said], *ties: tuple[str, str]) -> Identity:
    identity = Identity()
    for row in rows:
        for name in (row["provider"], row["upstream"]):
            if name is not None:
                identity.see(name, seen(row))
    for a, b in ties:
        identity.tie(a, b)
    return identity


def path(*rows: Said, as_of: str | None = None, identity: Identity | None = None) -> CallPath:
    """The path that these claims draw, as far as they were known."""
    identity = identity or identity_of(rows)
    known = [row for row in rows if as_of is None or row["known_at"] <= f"{as_of}T23:59:59Z"]
    return call_path(INCIDENT, list(bore(known, identity)), as_of)


def bore(rows: Sequence[Said], identity: Identity) -> Iterable[Said]:
    """Each claim beside each hop it speaks of, as `trace.cypher` returns them."""
    for row, side, hop, name in bearings(INCIDENT, rows, identity):
        provider, key = (identity.display(name), identity.key(name)) if name is not None else (None, None)
        yield Said(row, side=side, hop=hop, provider=provider, provider_key=key)
