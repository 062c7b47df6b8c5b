"""Where a text stands: a telephone number in any spelling, a name, an id, a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from tracer.ask.lists import IncidentCriteria, Listed, incidents
from tracer.ask.named import named_like, near_it
from tracer.ask.typed import incident_id
from tracer.errors import BadInput, NotKnown
from tracer.model import Evidence, Provider
from tracer.store import HeldDocument, Store

_NUMBER = re.compile(r"\+?[\d\s().\u2010-\u2015-]+")
DIGITS = 7  # at least, in a telephone number: fewer are an id, or a part of a date
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where a text stands, the first few of each kind; `more`: how many of each there are beyond these."""

    incidents: Sequence[Listed]
    providers: Sequence[Provider]
    documents: Sequence[HeldDocument]
    places: Sequence[Evidence]  # one claim for each place where a document says it
    more: dict[str, int]


def find(store: Store, text: str, most: int) -> Occurrences:
    """The incidents, providers, documents and places where a text stands, whatever its case; `most` of each.

    Raises BadInput; NotKnown where it stands nowhere, with names that look alike.
    """
    folded = " ".join(text.split()).lower()
    if not folded:
        raise BadInput("there is nothing to find: give a number, a name, an id or a word")
    digits = digits_of(folded)
    id_ = incident_id(text.strip())
    calls = (listed for listed in incidents(store, IncidentCriteria()) if listed.incident == id_ or _stands_in(listed, folded, digits))
    documents = (document for document in store.documents() if _describes(document, folded))
    places, place_count = store.saying(folded, digits, most)
    first_calls, more_calls = _first(calls, most)
    providers, more_providers = _first(named_like(store, folded), most)
    held_documents, more_documents = _first(documents, most)
    more = {"incidents": more_calls, "providers": more_providers, "documents": more_documents, "places": place_count - len(places)}
    if not (first_calls or providers or held_documents or places):
        raise NotKnown(f"{text!r} stands nowhere in the loaded documents{near_it(store, text)}")
    return Occurrences(first_calls, providers, held_documents, places, more)


def digits_of(text: str) -> str | None:
    """The digits of a telephone number, a North American one without its 1; None where the text is no telephone number."""
    digits = re.sub(r"\D", "", text) if _NUMBER.fullmatch(text) else ""
    return digits[len(digits) == 11 and digits[0] == "1" :] if len(digits) >= DIGITS else None


def _stands_in(listed: Listed, folded: str, digits: str | None) -> bool:
    if digits and any(number and digits in number for number in (listed.call.caller, listed.call.called)):
        return True
    return folded in listed.incident.lower() or folded in (listed.call.campaign or "").lower()


def _describes(document: HeldDocument, folded: str) -> bool:
    is_named = any(name and folded in name.lower() for name in (document.name, document.issuer, document.recipient))
    return is_named or (len(folded) >= 6 and document.sha256.startswith(folded))


def _first(matches: Iterable[T], most: int) -> tuple[list[T], int]:
    remaining = iter(matches)
    return list(islice(remaining, most)), sum(1 for _ in remaining)
