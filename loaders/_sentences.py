"""What the sentences of a letter assert: roles, times to do something in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracer import text
from tracer.loaders._letters import Paragraph, Piece
from tracer.model import Moment

# --- roles ---------------------------------------------------------------------------------------------------------

_ROLES = {"originat": "originating", "transmit": "transmitting", "gateway": "gateway"}
_AS_PROVIDER = re.compile(r"\bas\s+(?:an?\s+|the\s+|both\s+)?((?:[\w.-]+[\s/,]+){0,5}?)providers?\b", re.I)
_OBJECT = re.compile(r"\b(?:illegal|unlawful|suspected|suspicious|robocalls?|prerecorded|traffic|calls?)\b", re.I)


def roles(predicate: str) -> tuple[str, ...]:
    """What a predicate says that its subject does: `transmitting ...`, `acting as a gateway provider`.

    Only what stands before the object counts, and what is said `as a ... provider`: others may have originated the calls.
    """
    verbs = _OBJECT.split(predicate, maxsplit=1)[0]
    said = " ".join([verbs, *(m[1] for m in _AS_PROVIDER.finditer(predicate))]).lower()
    return tuple(role for stem, role in _ROLES.items() if stem in said)


# --- duties --------------------------------------------------------------------------------------------------------

_WITHIN = re.compile(r"(?:within|\bhave)\s+(?:[a-z-]+\s+\((\d+)\)|(\d+))[\s-]+((?:(?:business|calendar)\s+)?(?:hour|day)s?)\b", re.I)
_DATE_AFTER = re.compile(r"[^.,;()]{0,70}\((?P<inside>[^)]*)\)|[^.;()]{0,50}?\b(?:by|on|before|than)\s+(?P<by>[^()]{8,40})")


@dataclass(frozen=True, slots=True)
class Term:
    """A time that a letter sets: `within fourteen (14) days (June 26, 2024)`."""

    length: str  # `14 days`
    stated: Moment | None
    sentence: list[Piece]


_MOST_IN_A_SENTENCE = 20
_MOST_IN_A_SENTENCE = 20
_AFTER = re.compile(r"(?:after|for)\s+(?:[a-z-]+\s+\((\d+)\)|(\d+))[\s-]+((?:(?:business|calendar)\s+)?(?:hour|day)s?)\b", re.I)


BY_DATE = re.compile(r"\b(?:by|on or before|no later than)\s+(?P<date>[A-Z][a-z]+\.?\s+\d{1,2},\s+\d{4})")


def limit(words: str) -> tuple[str, Moment | None] | None:
    """The first time that words set (`within 14 days`, `after 48 hours`), and the date they state for it."""
    m = _WITHIN.search(words) or _AFTER.search(words)
    if m is None:
        return None
    after = _DATE_AFTER.match(words, m.end())
    date = next(text.moments(after["inside"] or after["by"]), None) if after else None
    if date and after and after["by"] and date.start:
        date = None  # a date that stands elsewhere in the sentence
    return _length(m), date.moment[:10] if date else None


def _length(m: re.Match[str]) -> str:
    unit = " ".join(m[3].lower().split())
    return f"{m[1] or m[2]} {unit if unit.endswith('s') else unit + 's'}"


def terms(paragraphs: Iterable[Paragraph]) -> Iterator[Term]:
    """Every time that a sentence sets, each once."""
    for paragraph in paragraphs:
        seen: Counter[int] = Counter()
        said: set[tuple[int, str, Moment | None]] = set()
        for m in _WITHIN.finditer(paragraph.text):
            start, end = paragraph.sentence(m.start())
            after = _DATE_AFTER.match(paragraph.text, m.end(), end)
            date = next(text.moments(after["inside"] or after["by"]), None) if after else None
            if date and after and after["by"] and date.start:
                date = None  # a date that stands elsewhere in the sentence
            term = start, _length(m), date.moment if date else None
            seen[start] += term not in said
            if term not in said and seen[start] <= _MOST_IN_A_SENTENCE:
                yield Term(*term[1:], paragraph.pieces(start, end))
            said.add(term)
