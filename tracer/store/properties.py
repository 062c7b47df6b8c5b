"""A claim as the flat properties that a graph stores, and back. The fields of a claim are defined in `tracer.model` alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import astuple, fields

from tracer import text
from tracer.model import Claim, Due, Evidence, Place, replace
from tracer.store.fit import Unfit, fits

JOURNAL = "journal.jsonl"  # where people's judgements stand
_WITH_DEFAULT = Evidence.__struct_fields__[-len(Evidence.__struct_defaults__) :]
_LISTS = tuple(name for name, default in zip(_WITH_DEFAULT, Evidence.__struct_defaults__, strict=True) if default == () and name != "due")
_PLACE = Place.__struct_fields__
_IN_COMMON = ("quote", "said_by", "known_at", "incident", *_PLACE)
_OF_DOCUMENT = ("id", "document", "document_name", "document_kind")
_DUE = Due.__struct_fields__
_CLAIM = tuple(name for name in Claim.__struct_fields__ if name not in ("place", "due"))
_IDS = ("incident", "hop", "upstream_hop", "action")
_FIELDS = Claim.__struct_fields__
_ids = itemgetter(*map(_FIELDS.index, _IDS))
_MADE = ("inferred", "until", "sources")  # of a claim that a rule made
# All properties of a stored claim.
PROPERTIES = (*_CLAIM, *_PLACE, *(f"due_{name}" for name in _DUE), *_MADE)
_encoded = msgspec.json.Encoder().encode


def claim_id(sha256: str, claim: Claim) -> str:
    """A hash of the document, the place and all that is stated: 32 hex digits, the same on every load. Empty fields do not change it."""
    if isinstance(claim, Evidence):  # the fields of evidence are not stated by the document
        claim = Claim(*astuple(claim)[: len(_FIELDS)])
    return _hash(sha256, _encoded_claim(claim))


def _encoded_claim(claim: Claim) -> bytes:
    try:
        return _encoded(claim)
    except UnicodeEncodeError:
        raise Unfit("half a character") from None


def _hash(sha256: str, encoded: bytes) -> str:
    digest = _begun(sha256).copy()
    digest.update(encoded)
    return digest.hexdigest()


@lru_cache(maxsize=100)
def _begun(sha256: str) -> hashlib.blake2b:
    return hashlib.blake2b(sha256.encode(), digest_size=16)


def evidence(sha256: str, name: str, kind: str | None, claim: Claim) -> Evidence:
    """A claim stated in the document of that hash, without secrets in any field, whatever its loader took for a name or number.

    Raises Unfit where no store accepts it as it stands, or one of its ids holds a secret: masked, two ids could become one.
    """
    values = astuple(claim)
    ids = _ids(values)
    if ids not in _clean_ids and _hold_secret(ids):
        raise Unfit("an id that holds a login, token or address")
    if not _is_clean(values):
        claim = replace(claim, **{name: _without_secrets(getattr(claim, name)) for name in _TEXTS})
        values = astuple(claim)
    encoded = _encoded_claim(claim)
    if not fits(claim, encoded):
        raise Unfit("too long, or too large a number")
    return Evidence(*values, id=_hash(sha256, encoded), document=sha256, document_name=name, document_kind=kind)


def _hold_secret(ids: tuple[str | None, ...]) -> bool:
    """Whether one of these ids holds a secret. A long word alone is none: other systems and the loaders make such ids."""
    if any(id_ and text.mask(id_, long_words=False) != id_ for id_ in ids):
        return True
    text.keep(_clean_ids, [ids], 1_000)
    return False


_Text: TypeAlias = str | tuple[str, ...] | None
_QUOTE = _FIELDS.index("quote")
_TEXTS = tuple(f.name for f in fields(Claim) if f.name not in _IDS and f.type in (str, str | None, tuple[str, ...]))
_MORE = slice(_FIELDS.index("on_word_of"), None)  # fields that few claims have
_NO_MORE = Claim.__struct_defaults__[_MORE.start - len(_FIELDS) :]
_but_quote = itemgetter(*(_FIELDS.index(name) for name in _TEXTS if name != "quote"))
_WHEN = ("known_at", "valid_at")
_usual = itemgetter(*(_FIELDS.index(name) for name in _TEXTS if name not in ("quote", *_WHEN) and name not in _FIELDS[_MORE]))
_when = itemgetter(*map(_FIELDS.index, _WHEN))
# Texts known to hold no secret: most texts are repeated. Quotes are repeated only by neighbours.
_BLANK: tuple[_Text, ...] = (None, "", ())
_clean: set[_Text] = {*_BLANK}
_clean_times: set[_Text] = {*_BLANK}  # apart from words, which they would displace: in some lists every time differs
_clean_quotes: set[str] = set()
_clean_ids: set[tuple[str | None, ...]] = set()


def _is_clean(values: Sequence[Any]) -> bool:
    """Whether no text of a claim holds a secret. `values`: all its fields."""
    quote = values[_QUOTE]
    if quote not in _clean_quotes:
        if text.mask(quote) != quote:
            return False
        text.keep(_clean_quotes, [quote], 1_000)
    if values[_MORE] == _NO_MORE:
        texts = _usual(values)
        if not _clean_times.issuperset(when := _when(values)):
            if text.are_times([text_ for text_ in when if text_]):
                text.keep(_clean_times, (*_BLANK, *when), 20_000)
            else:
                texts += when
    else:
        texts = _but_quote(values)
    if _clean.issuperset(texts):
        return True
    fresh = [text_ for text_ in texts if text_ and text_ not in _clean]
    if any(_without_secrets(text_) != text_ for text_ in fresh):
        return False
    text.keep(_clean, (*_BLANK, *fresh), 20_000)
    return True


def _without_secrets(value: _Text) -> _Text:
    return tuple(map(text.mask, value)) if isinstance(value, tuple) else text.mask(value) if value else value


def to_properties(claim: Claim) -> dict[str, Any]:
    """The claim as scalars and flat lists without nulls, all that both engines store. Empty fields are left out."""
    says: dict[str, Any] = msgspec.to_builtins(claim)
    says |= says.pop("place")
    says.pop("due", None)
    for name in _LISTS:
        if name in says:
            says[name] = list(says[name])
    for name in _DUE if claim.due else ():
        says[f"due_{name}"] = [getattr(due, name) or "" for due in claim.due]
    if isinstance(claim, Evidence):
        for name in _OF_DOCUMENT:
            says.pop(name, None)
        made = [says.pop(name, None) for name in _MADE]
        if claim.inferred:
            says |= {name: value for name, value in zip(_MADE, made, strict=True) if value is not None} | {"sources": list(claim.sources)}
    return says


def by_words(claims: Iterable[Evidence]) -> Iterator[tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]]:
    """Neighbouring claims from the same words: the properties that they share, and each claim with its own."""
    for _, alike in groupby(claims, lambda claim: (claim.place, claim.quote, claim.said_by, claim.known_at, claim.incident)):
        properties = [(claim.id, to_properties(claim)) for claim in alike]
        common = {name: properties[0][1][name] for name in _IN_COMMON if name in properties[0][1]}
        yield common, [(id_, {name: value for name, value in says.items() if name not in common}) for id_, says in properties]


def from_properties(says: Mapping[str, Any], document: str | None, name: str | None, kind: str | None) -> Evidence:
    """The claim that a node holds. `document`: None for a person's judgement, which stands in the journal.

    Raises msgspec.ValidationError where it holds no valid claim.
    """
    due = zip(*(says.get(f"due_{field}") or () for field in _DUE), strict=True)
    where = {"id": says.get("id"), "document": document or "", "document_name": name or JOURNAL, "document_kind": kind}
    made = {"inferred": bool(says.get("inferred")), "sources": says.get("sources") or (), "until": says.get("until")}
    values = {field: value for field in _CLAIM if (value := says.get(field)) is not None}
    place = {field: value for field in _PLACE if (value := says.get(field)) is not None}
    terms = [dict(zip(_DUE, (*terms_of_due, stated or None), strict=True)) for *terms_of_due, stated in due]
    return msgspec.convert({**values, **where, **made, "place": place, "due": terms}, Evidence)
