"""What the sentences of a letter assert: roles, times to do something in, counts of what went unanswered."""

from __future__ import annotations

import re
from calendar import monthrange
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

_WITHIN = re.compile(r"within\s+(?:[a-z-]+\s+\((\d+)\)|(\d+))[\s-]+((?:(?:business|calendar)\s+)?(?:hour|day)s?)\b", re.I)
_DATE_AFTER = re.compile(r"[^.,;()]{0,70}\((?P<inside>[^)]*)\)|[^.;()]{0,50}?\b(?:by|on|before|than)\s+(?P<by>[^()]{8,40})")


@dataclass(frozen=True, slots=True)
class Term:
    """A time that a letter sets: `within fourteen (14) days (June 26, 2024)`."""

    length: str  # `14 days`
    stated: Moment | None
    sentence: list[Piece]


def terms(paragraphs: Iterable[Paragraph]) -> Iterator[Term]:
    for paragraph in paragraphs:
        for m in _WITHIN.finditer(paragraph.text):
            start, end = paragraph.sentence(m.start())
            after = _DATE_AFTER.match(paragraph.text, m.end(), end)
            date = next(text.moments(after["inside"] or after["by"]), None) if after else None
            if date and after and after["by"] and date.start:
                date = None  # a date that stands elsewhere in the sentence
            unit = m[3].lower()
            length = f"{m[1] or m[2]} {unit if unit.endswith('s') else unit + 's'}"
            yield Term(length, date.moment if date else None, paragraph.pieces(start, end))


# --- how many requests went unanswered, and since when --------------------------------------------------------------

_COUNT = (
    r"(?P<bound>at\s+least|more\s+than|over|no\s+fewer\s+than|approximately|about|nearly|almost|roughly)?"
    r"\s*(?:[A-Za-z-]+\s+\((?P<n>\d+)\)|(?P<m>\d[\d,]*))"
)
_UNANSWERED = re.compile(
    r"(?:not|never|fail(?:s|ed|ing|ure)?\s+to|refus(?:es|ed|ing|al)\s+to|neglected\s+to)\s+(?:timely\s+|fully\s+)?(?:respond(?:ed)?|repl(?:y|ied)|answer(?:ed)?)"
    rf"(?:\s+to)?\s+{_COUNT}\s+(?:[\w-]+\s+){{0,4}}?(?:trace-?backs?|notices|requests)",
    re.I,
)
_UNANSWERED_BY = re.compile(
    rf"{_COUNT}\s+(?:[\w-]+\s+){{0,4}}?(?:trace-?backs?)\b[^.]{{0,120}}?(?:unanswered|without\s+(?:a\s+)?(?:response|reply|answer)"
    r"|(?:not|never|failed\s+to)\s+(?:respond|reply|answer))",
    re.I,
)


_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\s+(?P<year>\d{{4}})"


@dataclass(frozen=True, slots=True)
class Count:
    """`at_least`: the number is a lower bound; None where it is only about right (`note` then says how it is printed)."""

    number: int
    at_least: bool | None
    since: Moment | None
    until: Moment | None
    note: str | None
    pieces: list[Piece]


def unanswered(paragraphs: Iterable[Paragraph], who: str) -> Count | None:
    """The count of requests that `who` (a pattern) did not answer. What the same paragraph says of the last hop belongs to it."""
    for paragraph in paragraphs:
        m = _UNANSWERED.search(paragraph.text) or _UNANSWERED_BY.search(paragraph.text)
        if not m or not re.search(who, paragraph.text, re.I):
            continue
        start, end = paragraph.sentence(m.start("n") if m["n"] else m.start("m"))
        since, until = _window(paragraph.text[start:end])
        hop = re.search(r"last\s+traceable\s+hop", paragraph.text, re.I)
        if hop:
            other = paragraph.sentence(hop.start())
            start, end = min(start, other[0]), max(end, other[1])
        bound = (m["bound"] or "").strip().lower()
        about = bound in ("approximately", "about", "nearly", "almost", "roughly")
        note = "; ".join(filter(None, ["last traceable hop" if hop else "", f"printed: {bound}" if about else ""])) or None
        number = int((m["n"] or m["m"]).replace(",", ""))
        return Count(number, None if about else bool(bound), since, until, note, paragraph.pieces(start, end))
    return None


def _window(sentence: str) -> tuple[Moment | None, Moment | None]:
    """From when to when a count runs: a month stands for its first day where it begins, for its last where it ends."""
    since = until = None
    for m in re.finditer(
        rf"\b(since|from|between|beginning(?:\s+in)?|and|to|through|until)\s+(?:at\s+least\s+)?(?:{_MONTH}|(?P<date>\S+\s+\d{{1,2}},\s+\d{{4}}))",
        sentence,
        re.I,
    ):
        if m["date"]:
            reading = text.moment(m["date"])
            first = last = reading.moment if reading else None
        else:
            year, month = int(m["year"]), _MONTHS.index(m["month"].lower()) + 1
            first, last = f"{year:04d}-{month:02d}-01", f"{year:04d}-{month:02d}-{monthrange(year, month)[1]:02d}"
        if m[1].lower() in ("and", "to", "through", "until"):
            until = last if since else None
        else:
            since = since or first
    return since, until
