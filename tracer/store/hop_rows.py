"""Open hops as they are stored: what was drawn of each, as text, so that lists need not redraw any call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec
from msgspec import Struct

from tracer.answered import Contradiction, Standing
from tracer.model import Bearing, Evidence, Moment, Provider, Role, Side, Status
from tracer.open_hops import OpenHop
from tracer.path import Hop


class _Written(Struct, array_like=True, gc=False):
    """A hop with claims as numbers of rows."""

    ends: tuple[tuple[int, str], ...]
    position: int
    steps: int
    component: int
    role: Role
    status: Status | None
    inferred: bool
    at: Moment | None
    silence: int | None
    answers: tuple[int, ...]
    contradiction: tuple[int, int] | None
    asked_length: str | None
    received_from: tuple[str, ...]
    bearings: tuple[tuple[int, Side | None], ...]
    end_user: str | None
    abroad: bool


_encoded = msgspec.json.Encoder().encode
_decoded = msgspec.json.Decoder(_Written)


def written(open_hop: OpenHop, row: Callable[[Evidence], int]) -> str:
    """An open hop as text. `row`: gives the number of a claim's row."""
    hop, standing = open_hop.hop, open_hop.hop.standing
    against = standing.contradiction
    fields = _Written(
        ends=open_hop.ends,
        position=hop.position,
        steps=hop.steps,
        component=hop.component,
        role=hop.role,
        status=standing.status,
        inferred=standing.inferred,
        at=standing.at,
        silence=row(standing.silence) if standing.silence else None,
        answers=tuple(map(row, standing.answers)),
        contradiction=(row(against.silence), row(against.answer)) if against else None,
        asked_length=hop.asked_length,
        received_from=hop.received_from,
        bearings=tuple((row(b.evidence), b.side) for b in hop.bearings),
        end_user=hop.end_user,
        abroad=hop.abroad,
    )
    return _encoded(fields).decode()


def rows(texts: Iterable[str]) -> set[int]:
    """The row numbers of the claims that the hops written in these texts rest on."""
    return {number for text in texts for number, _ in _decoded.decode(text).bearings}


def read(
    text: str, incident: str, call_at: Moment | None, id_: str, provider: Provider, asked_at: Moment | None, due_at: Moment | None,
    claims: Mapping[int, Evidence],
) -> OpenHop:  # fmt: skip
    """The open hop that was written as this text."""
    fields = _decoded.decode(text)
    against = fields.contradiction
    standing = Standing(
        fields.status,
        fields.inferred,
        fields.at,
        claims[fields.silence] if fields.silence is not None else None,
        tuple(claims[number] for number in fields.answers),
        Contradiction(claims[against[0]], claims[against[1]]) if against else None,
    )
    hop = Hop(
        id=id_,
        provider=provider.name,
        provider_key=provider.key,
        position=fields.position,
        steps=fields.steps,
        component=fields.component,
        role=fields.role,
        standing=standing,
        asked_at=asked_at,
        asked_length=fields.asked_length,
        due_at=due_at,
        received_from=fields.received_from,
        bearings=tuple(Bearing(claims[number], side, id_, provider) for number, side in fields.bearings),
        end_user=fields.end_user,
        abroad=fields.abroad,
    )
    return OpenHop(incident, call_at, hop, fields.ends)
