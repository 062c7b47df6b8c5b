"""A claim as a row of SQLite: what is searched for or often repeated in columns, the rest as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any

import msgspec

from tracer.model import Evidence, Kind, Place, Role, Status

KINDS, ROLES, STATUSES = tuple(Kind), tuple(Role), tuple(Status)
CODE = {kind: code for code, kind in enumerate(KINDS)}
_ROLE = {role: code for code, role in enumerate(ROLES)} | {None: None}
_STATUS = {status: code for code, status in enumerate(STATUSES)} | {None: None}
_ROLES: dict[int | None, Role | None] = {None: None, **dict(enumerate(ROLES))}
_STATUSES: dict[int | None, Status | None] = {None: None, **dict(enumerate(STATUSES))}
_IN_COLUMNS = {
    "kind", "incident", "provider", "upstream", "said_by", "note", "role", "status", "known_at", "valid_at", "until", "inferred", "quote",
    "place", "id", "document", "document_name", "document_kind",
}  # fmt: skip
_FIELDS = Evidence.__struct_fields__
_OTHERS = tuple(name for name in _FIELDS if name not in _IN_COLUMNS)
_BESIDES = slice(_FIELDS.index(_OTHERS[0]), _FIELDS.index(_OTHERS[-1]) + 1)
assert _FIELDS[_BESIDES] == _OTHERS  # side by side: they are read from every claim
_DEFAULTS = (None,) * (len(_FIELDS) - len(Evidence.__struct_defaults__)) + Evidence.__struct_defaults__
_NOTHING = _DEFAULTS[_BESIDES]
assert _OTHERS[0] == _FIELDS[12] == "on_word_of"
ITS_OWN_WORD = ""  # of a claim about an incident: no more than that it is the provider's own answer, in somebody else's words
SELECT = """
SELECT c.id, c.hash, c.document, c.kind, i.text, c.provider, c.upstream, c.said_by, c.note, c.role, c.status, c.known_at, c.valid_at,
       c.inferred, c.says, c.place
FROM claim c LEFT JOIN incident i ON i.id = c.incident
"""
_encoded = msgspec.json.Encoder().encode
_decoded = msgspec.json.Decoder().decode


def columns(claim: Evidence, *, of_incident: bool) -> tuple[Any, ...]:
    """`role`, `status` and what stands in no column, as stored: null where that is nothing, `ITS_OWN_WORD` where it is no more than that.

    `of_incident`: it speaks of an incident of the case; any other incident that it names is stored with the rest.
    """
    besides = msgspec.structs.astuple(claim)[_BESIDES]
    alone = of_incident or claim.incident is None
    if alone and besides == _NOTHING:
        return _ROLE[claim.role], _STATUS[claim.status], None
    if of_incident and claim.on_word_of == claim.provider and besides[1:] == _NOTHING[1:]:
        return _ROLE[claim.role], _STATUS[claim.status], ITS_OWN_WORD
    fields = {name: value for name, value, none in zip(_OTHERS, besides, _NOTHING, strict=True) if value != none}
    if not alone:
        fields["incident"] = claim.incident
    return _ROLE[claim.role], _STATUS[claim.status], _encoded(fields).decode()


def evidence(
    row: tuple[Any, ...], document: tuple[str, str, str | None], text: Mapping[int | None, Any], place: Place, quote: str
) -> Evidence:
    """The claim that was stored as this row of `SELECT`. `document`: its hash, name and kind; `text`: the names by id, None for None."""
    (
        _, hash_, _, kind, incident, provider, upstream, said_by, note, role, status, known_at, valid_at, inferred, says, _,
    ) = row  # fmt: skip
    id_, (sha256, name, read_by) = hash_.hex(), document
    provider = text[provider]
    usual = (
        KINDS[kind], place, quote, text[said_by], intern(known_at), valid_at and intern(valid_at), incident and intern(incident),
        provider, text[upstream], _ROLES[role], _STATUSES[status], text[note],
    )  # fmt: skip
    if not says and inferred is None:
        word = None if says is None else provider
        return Evidence(*usual, word, id=id_, document=sha256, document_name=name, document_kind=read_by)
    fields = {"on_word_of": provider} if says == ITS_OWN_WORD else _decoded(says) if says is not None else {}
    fields = {field: value for field, value in zip(_FIELDS, usual, strict=False) if value is not None} | fields
    fields |= {"id": id_, "document": sha256, "document_name": name, "document_kind": read_by}
    return msgspec.convert(fields | {"inferred": inferred is not None, "until": inferred or None}, Evidence)
