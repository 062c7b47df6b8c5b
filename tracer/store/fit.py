"""What every store accepts: valid text, names that fit into an index, texts and whole numbers within bounds.

A claim that does not fit is mended visibly or, where its names or numbers cannot be right, left unread: never half stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

import msgspec

from tracer.model import OF_INCIDENTS, Claim, Remark, replace, sound

LONGEST_ID = 2000  # bytes: a hop's id is made of several
LONGEST_NAME = 8000  # bytes: a longer text is no name, and does not fit into an index
LONGEST_TEXT = 20_000  # characters
LARGEST = 2**53  # beyond it, not every program reads the same number
_MOST = dict.fromkeys(("incident", "hop", "upstream_hop", "action"), LONGEST_ID)
_MOST |= dict.fromkeys(("provider", "upstream", "campaign", "names", "short_names", "aliases"), LONGEST_NAME)


_encoded = msgspec.json.Encoder().encode


class Unfit(Exception):
    """A claim that cannot be stored as it stands. Its text says why, where it cannot be mended."""


def fits(claim: Claim, encoded: bytes) -> bool:
    """Whether every store accepts a claim as it stands. `encoded`: the whole claim as JSON."""
    if claim.kind not in OF_INCIDENTS and any(abs(number) > LARGEST for _, number in _numbers(claim)):
        return False
    return len(encoded) <= LONGEST_ID or not any(_too_long(name, value) for name, value in _texts(claim))


def surely_fits(claim: Claim) -> bool:
    """Whether a claim without numbers is so short that every store accepts it: faster than `fits`."""
    try:
        return len(_encoded(claim)) <= LONGEST_ID
    except UnicodeEncodeError:
        return False


def mended(claim: Claim) -> tuple[Claim, list[Remark]]:
    """The claim as every store accepts it, with remarks on what was changed. Raises Unfit."""
    for name, number in _numbers(claim):
        if abs(number) > LARGEST:
            raise Unfit(f"{name} is a number beyond {LARGEST}")
    new: dict[str, Any] = {}
    first, last = claim.place.line_from, claim.place.line_to
    half = Remark("not-text", first, last, "half a character, left by another encoding, reads \N{REPLACEMENT CHARACTER}")
    long = Remark("text-cut", first, last, f"longer than {LONGEST_TEXT:,} characters: what follows is left out")
    remarks: dict[Remark, None] = {}
    for name, value in _texts(claim):
        whole = sound(value)
        if _too_long(name, whole):
            if name in _MOST:
                raise Unfit(f"{name} is longer than {_MOST[name]} bytes")
            remarks[long] = None
            whole = whole[: LONGEST_TEXT - 2] + " …"
        if sound(value) != value:
            remarks[half] = None
        is_list = isinstance(getattr(claim, name), tuple)
        new[name] = (*new.get(name, ()), whole) if is_list else whole
    due = tuple(replace(d, **{f: sound(v)[:LONGEST_TEXT] for f in d.__struct_fields__ if (v := getattr(d, f))}) for d in claim.due)
    if due != claim.due:
        remarks[half] = None
    return replace(claim, **new, due=due), list(remarks)


def _texts(claim: Claim) -> Iterator[tuple[str, str]]:
    for name in Claim.__struct_fields__:
        value = getattr(claim, name)
        if isinstance(value, str) and not isinstance(value, Enum):
            yield name, value
        elif isinstance(value, tuple) and name != "due":
            yield from ((name, element) for element in value)


def _numbers(claim: Claim) -> Iterator[tuple[str, int]]:
    for name in Claim.__struct_fields__:
        value = getattr(claim, name)
        if isinstance(value, int):
            yield name, value
    for name in claim.place.__struct_fields__:
        yield name, getattr(claim.place, name) or 0


def _too_long(name: str, value: str) -> bool:
    if most := _MOST.get(name):
        return len(value) > most or len(value.encode("utf-8", "surrogatepass")) > most
    return len(value) > LONGEST_TEXT
