"""What a document says, place by place, as seen before it is loaded: the fields of each row, and its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tracer.model import Evidence, Kind
from tracer.render import json as shapes
from tracer.render.plain import place_words, when

SHOWN = 5  # places of a document
# These come first, then the others in the order of the claims.
_FIRST = ("incident", "provider", "upstream", "upstream_hop", "end_user", "hop", "status", "asked", "as of", "known", "said_by")
# Left out: where a claim stands, its words, and what says nothing about the document.
_LEFT_OUT = frozenset(
    """claim kind document name lines part page row quote said_by valid_at known_at inferred sources role verified citation call
    window_assumed""".split()
)
_TIMES = {Kind.ASKED: "asked", Kind.REMINDED: "reminded", Kind.ACTED: "issued"}


def places(claims: Sequence[Evidence]) -> list[list[Evidence]]:
    """The claims of each place in turn: in a sheet, those of each row."""
    return [list(group) for _, group in groupby(claims, key=lambda claim: claim.place)]


def rows(claims: Sequence[Evidence]) -> Iterator[tuple[str, str, str]]:
    """Place, field and value of all that the first places say."""
    for group in places(claims)[:SHOWN]:
        at = group[0].place
        where = place_words(at.page, at.part, at.line_from, at.line_to)
        fields: dict[str, dict[str, None]] = {name: {} for name in _FIRST}
        for claim in group:
            for name, value in _fields(claim):
                fields.setdefault(name, {})[value] = None
        yield from ((where, name, "; ".join(values)) for name, values in fields.items() if values)
        yield where, "claims", ", ".join(dict.fromkeys(claim.kind for claim in group))
        yield where, "words", " ".join(dict.fromkeys(" ".join(claim.quote.split()) for claim in group))


def _fields(claim: Evidence) -> Iterator[tuple[str, str]]:
    yield "known", when(claim.known_at)
    yield "said_by", claim.said_by
    if claim.valid_at and claim.kind != Kind.CALL:
        yield _TIMES.get(claim.kind, "as of"), when(claim.valid_at)
    shape = shapes.evidence(claim)
    call = {"call_at" if name == "at" else name: value for name, value in (shape["call"] or {}).items()}
    for name, value in {**{name: value for name, value in shape.items() if name not in _LEFT_OUT}, **call}.items():
        if value is not None:
            yield name, when(value) if name == "call_at" else _value_text(value)


def _value_text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value_text(element)}" for name, element in value.items() if element is not None)
    return ", ".join(map(_value_text, value)) if isinstance(value, list) else str(value)
