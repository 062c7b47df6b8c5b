"""Where a text stands: a telephone number in any spelling, a name, an id, a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from tracer.ask.lists import Listed, Wanted, incidents
from tracer.ask.named import named_like, near_it
from tracer.ask.typed import incident_id
from tracer.errors import BadInput, NotKnown
from tracer.model import Evidence, Provider
from tracer.store import HeldDocument, Store

_NUMBER = re.compile(r"\+?[\d\s().\u2010-\u2015-]+")
DIGITS = 7  # that a telephone number has at least: fewer are an id, or a part of a date
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a text stands, as much of it as was asked for; `more`: how many of each there are beyond that."""

    incidents: Sequence[Listed]
    providers: Sequence[Provider]
    documents: Sequence[HeldDocument]
    places: Sequence[Evidence]  # a claim of each place where a document says it
    more: dict[str, int]


def find(store: Store, text: str, most: int) -> Found:
    """The incidents, providers, documents and places where a text stands, whatever its case; `most` of each.

    Raises BadInput; NotKnown where it stands nowhere, with names that look alike.
    """
    wanted = " ".join(text.split()).lower()
    if not wanted:
        raise BadInput("there is nothing to find: give a number, a name, an id or a word")
    digits = digits_of(wanted)
    id_ = incident_id(text.strip())
    calls = (one for one in incidents(store, Wanted()) if one.incident == id_ or _stands_in(one, wanted, digits))
    documents = (one for one in store.documents() if _heads(one, wanted))
    places, said = store.saying(wanted, digits, most)
    first, more_calls = _some(calls, most)
    providers, more_providers = _some(named_like(store, wanted), most)
    held, more_documents = _some(documents, most)
    more = {"incidents": more_calls, "providers": more_providers, "documents": more_documents, "places": said - len(places)}
    if not (first or providers or held or places):
        raise NotKnown(f"{text!r} stands nowhere in the loaded documents{near_it(store, text)}")
    return Found(first, providers, held, places, more)


def digits_of(text: str) -> str | None:
    """The digits of a telephone number in a row, a North American one without its 1; None where the text is none."""
    digits = re.sub(r"\D", "", text) if _NUMBER.fullmatch(text) else ""
    return digits[len(digits) == 11 and digits[0] == "1" :] if len(digits) >= DIGITS else None


def _stands_in(one: Listed, wanted: str, digits: str | None) -> bool:
    if digits and any(number and digits in number for number in (one.call.caller, one.call.called)):
        return True
    return wanted in one.incident.lower() or wanted in (one.call.campaign or "").lower()


def _heads(one: HeldDocument, wanted: str) -> bool:
    named = any(name and wanted in name.lower() for name in (one.name, one.issuer, one.recipient))
    return named or (len(wanted) >= 6 and one.sha256.startswith(wanted))


def _some(found: Iterable[T], most: int) -> tuple[list[T], int]:
    rest = iter(found)
    return list(islice(rest, most)), sum(1 for _ in rest)
