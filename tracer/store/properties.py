"""A claim as the flat properties that a graph stores, and back. What a claim may say is written down in `tracer.model` alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec

from tracer import text
from tracer.model import Attested, Claim, Due, Evidence, Kind, Place, Role, Status, Verified, replace
from tracer.store.fit import Unfit, fits

JOURNAL = "journal.jsonl"  # where people's judgements stand
_ENUMS = {"kind": Kind, "role": Role, "attested": Attested, "status": Status, "verified": Verified}
_WITH_DEFAULT = Evidence.__struct_fields__[-len(Evidence.__struct_defaults__) :]
_LISTS = tuple(name for name, default in zip(_WITH_DEFAULT, Evidence.__struct_defaults__, strict=True) if default == () and name != "due")
_PLACE = Place.__struct_fields__
_DUE = Due.__struct_fields__
_CLAIM = tuple(name for name in Claim.__struct_fields__ if name not in ("place", "due"))
_IDS = ("incident", "hop", "upstream_hop", "action")
_MADE = ("inferred", "until", "sources")  # by a rule
# All that a claim is stored as.
PROPERTIES = (*_CLAIM, *_PLACE, *(f"due_{name}" for name in _DUE), *_MADE)
_encoded = msgspec.json.Encoder().encode
_evidence = msgspec.json.Decoder(Evidence).decode


def claim_id(sha256: str, claim: Claim) -> str:
    """A hash of document, place and all that is said: 32 hex digits, the same on every load. What is not said adds nothing to it."""
    if isinstance(claim, Evidence):  # what makes it evidence is not said by it
        claim = Claim(**{name: getattr(claim, name) for name in Claim.__struct_fields__})
    return _hash(sha256, _said(claim))


def _said(claim: Claim) -> bytes:
    try:
        return _encoded(claim)
    except UnicodeEncodeError:
        raise Unfit("half a character") from None


def _hash(sha256: str, said: bytes) -> str:
    return hashlib.blake2b(sha256.encode() + said, digest_size=16).hexdigest()


def evidence(sha256: str, name: str, kind: str | None, claim: Claim) -> Evidence:
    """A claim stated in the document of that hash. Raises Unfit where no store takes it as it stands."""
    said = _said(claim)
    if not fits(claim, said):
        raise Unfit("too long, or too large a number")
    if text.may_hold_secret(said):
        claim = _masked(claim)
        said = _said(claim)
    where = {"id": _hash(sha256, said), "document": sha256, "document_name": name, "document_kind": kind}
    # By the text that it is hashed from: several times as fast as by its fields.
    return _evidence(b"%b,%b" % (said[:-1], _encoded(where)[1:]))


def id_with_secret(claim: Claim) -> bool:
    """Whether an id of what it speaks of holds a secret. Masked, two ids would be one: nothing is to be read of it.

    A long word alone is none: other systems make ids of that kind, and so do the loaders.
    """
    ids = (getattr(claim, name) for name in _IDS)
    return any(text.mask(i, long_words=False) != i for i in ids if i)


def _masked(claim: Claim) -> Claim:
    """Without secrets in any field, whatever its loader took for a name, a number or an id."""
    new: dict[str, Any] = {}
    for name in Claim.__struct_fields__:
        value = getattr(claim, name) if name not in _IDS else None
        if isinstance(value, str) and not isinstance(value, Enum):
            new[name] = text.mask(value)
        elif isinstance(value, tuple) and name != "due":
            new[name] = tuple(map(text.mask, value))
    return replace(claim, **new)


def to_properties(claim: Claim) -> dict[str, Any]:
    """Scalars and flat lists without nulls: both engines store no others. What is not said is left out."""
    says: dict[str, Any] = {}
    for name in _CLAIM:
        value = getattr(claim, name)
        if value is None or value == ():
            continue
        says[name] = list(value) if name in _LISTS else value.value if name in _ENUMS else value
    for name in _PLACE:
        if (value := getattr(claim.place, name)) is not None:
            says[name] = value
    for name in _DUE if claim.due else ():
        says[f"due_{name}"] = [getattr(due, name) or "" for due in claim.due]
    if isinstance(claim, Evidence) and claim.inferred:
        says |= {"inferred": True, "sources": list(claim.sources)} | ({"until": claim.until} if claim.until else {})
    return says


def from_properties(says: Mapping[str, Any], document: str | None, name: str | None, kind: str | None) -> Evidence:
    """The claim that a node holds. `document`: null for a person's judgement, which stands in the journal.

    Raises msgspec.ValidationError where it holds none.
    """
    due = zip(*(says.get(f"due_{field}") or () for field in _DUE), strict=True)
    where = {"id": says.get("id"), "document": document or "", "document_name": name or JOURNAL, "document_kind": kind}
    made = {"inferred": bool(says.get("inferred")), "sources": says.get("sources") or (), "until": says.get("until")}
    said = {field: value for field in _CLAIM if (value := says.get(field)) is not None}
    place = {field: value for field in _PLACE if (value := says.get(field)) is not None}
    terms = [dict(zip(_DUE, (*its, stated or None), strict=True)) for *its, stated in due]
    return msgspec.convert({**said, **where, **made, "place": place, "due": terms}, Evidence)
