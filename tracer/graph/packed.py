"""Rows as they are sent to a graph: for claims and hops, the values of a row are one text, which Cypher splits again.

Drivers need time for each value, and as much for its name: a row of a list has twenty values, or one text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

FIELD, GROUP = "\x1f", "\x1e"  # separate values, and groups of values

Properties = Mapping[str, Any]
_Order = Mapping[str, int]


def packed(query: str, rows: Sequence[Any]) -> Sequence[Any]:
    """The rows of a shipped text that writes, in the form that it expects."""
    pack = _PACK.get(query)
    return [pack(row) for row in rows] if pack else rows


def _order(*names: str) -> _Order:
    return {name: k for k, name in enumerate(names)}


# In the order in which the Cypher texts read them.
_WORDS = _order("quote", "said_by", "known_at", "incident", "line_from", "line_to", "part", "page", "row")
_CLAIM = _order("id", "kind", "provider", "role", "upstream", "status", "valid_at", "on_word_of", "note", "hop")
_HOP = _order(
    "name", "provider", "role", "position", "steps", "status", "status_basis", "status_at", "contradiction", "answered_at", "asked_at",
    "due_at", "source_hop",
)  # fmt: skip


def _fields(order: _Order, says: Properties) -> tuple[list[str], dict[str, Any]]:
    """Values in this order, an empty text where there is none; and those that have no place in it or cannot be written as text."""
    values, more = [""] * len(order), dict[str, Any]()
    for name, value in says.items():
        k = order.get(name)
        if k is not None and (type(value) is int or (type(value) is str and value and _stands_alone(value))):
            values[k] = str(value)
        elif value is not None:
            more[name] = value
    return values, more


def _stands_alone(text: str) -> bool:
    return FIELD not in text and GROUP not in text


def _claims(row: Properties) -> Properties:
    return {**row, "said": [_packed_claims(words["says"], words["claims"]) for words in row["said"]]}


def _packed_claims(says: Properties, claims: Sequence[Properties]) -> list[Any]:
    """The shared properties of claims, the claims themselves, and their further properties: None where no claim has any."""
    words, odd = _fields(_WORDS, says)
    texts: list[str] = []
    besides: list[Properties] = []
    for claim in claims:
        values, more = _fields(_CLAIM, claim["says"])
        values[0] = claim["id"]
        texts.append(FIELD.join(values))
        besides.append(odd | more)
    return [FIELD.join(words), GROUP.join(texts), besides if any(besides) else None]


def _hop(row: Properties) -> list[Any]:
    """A hop's ids, its properties, the claims about it with their sides, and its further properties."""
    values, more = _fields(_HOP, row["says"])
    abouts = [f"{about['claim']} {about['side']}" for about in row["about"]]
    return [row["id"], row["incident"], row["key"], FIELD.join(values), GROUP.join(abouts), more]


_PACK: Mapping[str, Callable[[Properties], Any]] = {"write_claims": _claims, "write_hops": _hop}
