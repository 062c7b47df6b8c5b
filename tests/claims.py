"""Claims made by hand, and the path they draw: what a store does, without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from tracer.hops import bearings, names_in
from tracer.identity import Identity, listed
from tracer.model import Bearing, Claim, Evidence, Kind, Place, Provider, Role, Status
from tracer.path import CallPath, call_path
from tracer.store.properties import evidence

INCIDENT = "itg-20417"
DAY = "2024-05-02"
_lines = count(1)


def said(
    kind: Kind, provider: str | None = None, *, document: str = "list", lines: tuple[int, int] | None = None, part: int | None = None,
    page: int | None = None, document_kind: str | None = "hop_list", **says: Any,
) -> Evidence:  # fmt: skip
    """A claim as a store holds it. Each stands in a line of its own unless told otherwise."""
    from tracer.model import replace

    line = next(_lines)
    place = Place(*(lines or (line, line)), part=part, page=page)
    made = {name: says.pop(name) for name in ("id", "inferred", "sources", "until") if name in says}
    says = {"incident": INCIDENT, "known_at": DAY, "said_by": provider or "ITG", "quote": f"line {line}", **says}
    claim = Claim(kind=kind, place=place, provider=provider, **says)
    return replace(evidence(document, f"{document}.csv", document_kind, claim), **made)


def asked(provider: str, **says: Any) -> Evidence:
    """A request, by the one who asks."""
    return said(Kind.ASKED, provider, **{"role": Role.ASKED, "said_by": "ITG", **says})


def status(provider: str, is_now: Status | None, **says: Any) -> Evidence:
    """A status: a silence by the one who asks, any other by the provider itself, unless `said_by` says otherwise."""
    by = "ITG" if is_now in (Status.NO_RESPONSE, Status.OPEN) else provider
    return said(Kind.STATUS, provider, status=is_now, **{"said_by": by, **says})


def handed(downstream: str, upstream: str | None, **says: Any) -> Evidence:
    """The downstream provider says that it got the call from the upstream one."""
    return said(Kind.HANDED_OFF, downstream, upstream=upstream, **{"role": Role.NAMED, **says})


def called(**says: Any) -> Evidence:
    return said(Kind.CALL, **says)


def names_of(claims: Iterable[Evidence]) -> dict[str, str]:
    """Every name that these claims print, and when and where first."""
    first: dict[str, str] = {}
    for claim in claims:
        for name in names_in([claim]):
            for text, at in listed(name, claim.seen):
                first[text] = min(at, first.get(text, at))
    return first


def judged(a: str, b: str, verdict: Kind = Kind.SAME, at: str = "2024-06-01", **says: Any) -> Evidence:
    """A person's judgement on two names."""
    return said(verdict, a, names=(b,), document="", incident=None, known_at=at, said_by="analyst", quote="because", **says)


def identified(provider: str, *names: str, **says: Any) -> Evidence:
    """What a document puts on record of a provider: further names, `frn`, `rmd`, `country` ..."""
    return said(Kind.IDENTIFIED, provider, names=names, incident=None, said_by="an authority", **says)


def who_of(claims: Iterable[Evidence], *identity_claims: Evidence) -> Mapping[str, Provider]:
    """The providers of all names that these claims print."""
    claims = list(claims)
    identity = Identity.of(names_of(claims), identity_claims)
    return {name: identity[name] for name in identity}


def borne(claims: Sequence[Evidence], *identity_claims: Evidence, incident: str = INCIDENT) -> list[Bearing]:
    return list(bearings(incident, claims, who_of(claims, *identity_claims)))


def path(*claims: Evidence, as_of: str | None = None, identity_claims: Iterable[Evidence] = (), incident: str = INCIDENT) -> CallPath:
    """The path that these claims draw, as far as they were known."""
    by = f"{as_of}T23:59:59Z" if as_of and len(as_of) == 10 else as_of
    identity_claims = list(identity_claims)
    who = who_of([*claims, *identity_claims], *identity_claims)
    known = [claim for claim in claims if claim.known_by(by)]
    return call_path(incident, list(bearings(incident, known, who)), as_of)
