"""Rows as they go to a graph: of what is written most, the values of a row are one text, which Cypher takes apart again.

Drivers take their time for each value, and as long again for its name: of a row of a list that is twenty values, and one text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

FIELD, GROUP = "\x1f", "\x1e"  # stand between values, and between groups of them

Properties = Mapping[str, Any]
_Order = Mapping[str, int]


def packed(query: str, rows: Sequence[Any]) -> Sequence[Any]:
    """The rows of a shipped text that writes, as it takes them."""
    pack = _PACK.get(query)
    return [pack(row) for row in rows] if pack else rows


def _order(*names: str) -> _Order:
    return {name: k for k, name in enumerate(names)}


# In the order in which the texts have them.
_WORDS = _order("quote", "said_by", "known_at", "incident", "line_from", "line_to", "part", "page", "row")
_CLAIM = _order("id", "kind", "provider", "role", "upstream", "status", "valid_at", "on_word_of", "note", "hop")
_HOP = _order(
    "name", "provider", "role", "position", "steps", "status", "status_basis", "status_at", "contradiction", "answered_at", "asked_at",
    "due_at", "source_hop",
)  # fmt: skip


def _fields(order: _Order, says: Properties) -> tuple[list[str], dict[str, Any]]:
    """Values in this order, an empty text where there is none; and those that have no place in it, or cannot be told there."""
    found, more = [""] * len(order), dict[str, Any]()
    for name, value in says.items():
        k = order.get(name)
        if k is not None and (type(value) is int or (type(value) is str and value and _stands_alone(value))):
            found[k] = str(value)
        elif value is not None:
            more[name] = value
    return found, more


def _stands_alone(text: str) -> bool:
    return FIELD not in text and GROUP not in text


def _claims(row: Properties) -> Properties:
    return {**row, "said": [_said(said["says"], said["claims"]) for said in row["said"]]}


def _said(says: Properties, claims: Sequence[Properties]) -> list[Any]:
    """Words, the claims that have them in common, and what each says besides: null where none does."""
    words, odd = _fields(_WORDS, says)
    texts: list[str] = []
    besides: list[Properties] = []
    for claim in claims:
        found, more = _fields(_CLAIM, claim["says"])
        found[0] = claim["id"]
        texts.append(FIELD.join(found))
        besides.append(odd | more)
    return [FIELD.join(words), GROUP.join(texts), besides if any(besides) else None]


def _hop(row: Properties) -> list[Any]:
    """Its ids, what is said of it, the claims that speak of it and from which side, and what is said besides."""
    found, more = _fields(_HOP, row["says"])
    abouts = [f"{about['claim']} {about['side']}" for about in row["about"]]
    return [row["id"], row["incident"], row["key"], FIELD.join(found), GROUP.join(abouts), more]


_PACK: Mapping[str, Callable[[Properties], Any]] = {"write_claims": _claims, "write_hops": _hop}
