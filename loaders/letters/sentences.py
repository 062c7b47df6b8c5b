"""What the sentences of a letter assert: roles, times to do something in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from tracer import late, text
from tracer.loaders.letters.paragraphs import Fragment, Paragraph, Spot
from tracer.model import Moment

TAKEN_BACK = r"withdr[ae]w\w*|rescind\w*|retract\w*|vacat\w*"  # of a finding, an action: to be put in brackets

# --- roles ---------------------------------------------------------------------------------------------------------

_ROLES = {"originating": "originat", "transmitting": "transmit", "gateway": "gateway"}
_DENIED = late.pattern(
    r"\b(?:not|never|neither|nor|non)[\s\u2011-]+(?!(?:only|merely|just|simply)\b)(?:(?:an?|the|itself|yet|\w+ly)\s+)*"
    rf"(?:{'|'.join(_ROLES.values())})\w*"
)
_AS_PROVIDER = late.pattern(r"\bas\s+(?:an?\s+|the\s+|both\s+)?((?:[\w.-]+[\s/,]+){0,5}?)providers?\b", re.I)
_OBJECT = late.pattern(r"\b(?:illegal|unlawful|suspected|suspicious|robocalls?|prerecorded|traffic|calls?)\b", re.I)


def roles(predicate: str) -> tuple[str, ...]:
    """What a predicate says that its subject does: `transmitting ...`, `acting as a gateway provider`.

    Only what stands before the object counts, and what is said `as a ... provider`: others may have originated the calls.
    """
    verbs = _OBJECT.split(predicate, maxsplit=1)[0]
    said = _DENIED.sub(" ", " ".join([verbs, *(m[1] for m in _AS_PROVIDER.finditer(predicate))]).lower())
    return tuple(role for role, stem in _ROLES.items() if stem in said)


# --- duties --------------------------------------------------------------------------------------------------------

# A number from two to ninety-nine in words, which is no part of a larger one.
NUMERAL = (
    r"(?<![\w-])(?<!hundred )(?<!hundred and )(?<!thousand )"
    rf"(?!one\b)(?:{text.NUMERAL})"
    r"(?![\w-]|\s+(?:hundred|thousand|million|dozen|thirds?|quarters?|fifths?)\b)"
)


def number(printed: str) -> int:
    """What figures, or such words, count: `1,204`, `twenty-one`."""
    return text.numeral(printed) or int(printed.replace(",", ""))


_TIME = (
    rf"(?:[a-z-]+\s+\((\d+)\)|(\d+|one(?![\w-])|{NUMERAL}))[\s-]+"
    r"((?:(?:business|calendar|working)\s+)?(?:hour|day)s?|weeks?)\b"
)
_REPLY_IN = r"\b(?:respond|reply|answer)(?:\s+to\s+(?:this|the|our)\s+(?:letter|notice))?\s+in"
_WITHIN = late.pattern(rf"(?:within|\b(?:no|not)\s+later\s+than|\bdue|\b(?:you|it|and)\s+ha(?:ve|s)|\bhave|{_REPLY_IN})\s+{_TIME}", re.I)
# No date of a further duty: `within 48 hours and report within 14 days (June 26)`, `within 48 hours and report by June 26`.
_FURTHER = r"\bwithin\b|\band\s+(?!(?:no|not|by|on|before|in)\b)"
_DATE_AFTER = late.pattern(
    rf"(?:(?!{_FURTHER})[^.,;()]){{0,70}}\((?P<inside>[^)]*)\)"
    rf"|(?:\bi\.e\.|(?!{_FURTHER})[^.;()]){{0,50}}?\b(?:by|on|before|than|until)\s+(?P<by>[^()]{{8,40}})"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A time that a letter sets: `within fourteen (14) days (June 26, 2024)`."""

    length: str  # `14 days`
    stated: Moment | None
    sentence: list[Fragment]
    clause: str  # the words before it, from the time on that the sentence set before

    @property
    def relieves(self) -> bool:
        """Whether it is a time for what need not be done."""
        return _relieved(self.clause)


_MOST_IN_A_SENTENCE = 20
_FROM_RECEIPT = late.pattern(
    rf"{_TIME}\s+(?:of|after|from|following)\s+(?:(?:your|its|the|this|date|day|of|you|it)\s+){{0,4}}(?:receipt|receiv(?:ing|e|es)|service|delivery)\b",
    re.I,
)
_AFTER = late.pattern(rf"(?:after|for)\s+{_TIME}", re.I)


_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,\s+(?:the\s+)?)?"
_HOUR = (  # of that day
    r"(?:(?:the\s+)?(?:close\s+of\s+business|end\s+of\s+(?:the\s+)?(?:business\s+)?day|noon|midnight|\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?)"
    r"(?:,?\s+\(?(?:[ECMP][SD]?T|(?:Eastern|Central|Mountain|Pacific)(?:\s+(?:Standard|Daylight|Prevailing))?(?:\s+[Tt]ime)?)\)?)?,?\s+(?:on\s+|of\s+)?)?"
)
BY_DATE = late.pattern(
    rf"\b(?i:by|on\s+or\s+before|(?:no|not)\s+later\s+than)\s+{_HOUR}{_WEEKDAY}"
    r"(?P<date>[A-Z][a-z]+\.?\s+\d{1,2},\s+\d{4}|\d{1,2}\s+[A-Z][a-z]+\.?\s+\d{4}|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d)"
)


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


def lengths(words: str) -> Iterator[str]:
    """Every time that words set, as `limit` gives the first."""
    return (_length(m) for m in _WITHIN.finditer(words))


def from_receipt(words: str) -> Iterator[str]:
    """Those of the times that run from a day that the letter cannot know."""
    return (_length(m) for m in _FROM_RECEIPT.finditer(words))


def deadline(words: str) -> tuple[str | None, Moment | None] | None:
    """The first time that words set, or the day: `by June 26, 2024`, which has no length."""
    by = BY_DATE.search(words)
    day = text.moment(by["date"]) if by else None
    return limit(words) or ((None, day.moment[:10]) if day else None)


_RELIEF = late.pattern(
    r"\b(?:needs?\s+not|(?:not|n['\u2019]t|no\s+longer|never)\s+(?:\w+ly\s+)?(?:be(?:en)?\s+)?"
    r"(?:required|obliged|obligated|bound|directed|ordered|asked|requested|instructed|expected|(?:need|have)\s+to)"
    r"|no\s+(?:\w+\s+)?(?:duty|obligation|need|requirement))\b",
    re.I,
)
_BIDS = late.pattern(
    r"\b(?:must|shall|should|required|directed|please|needs?\s+to|ha(?:s|ve)\s+to|(?:request|demand|ask|direct|order)s?)\b", re.I
)


def relieves(words: str) -> bool:
    """Whether the first time that words set is one for what need not be done: `is not required to report within 14 days`."""
    times = [m.start() for pattern in (_WITHIN, _AFTER, BY_DATE) if (m := pattern.search(words))]
    return bool(times) and _relieved(words[: min(times)])


def _relieved(before: str) -> bool:
    """... where these are the words before the time."""
    relief = _RELIEF.search(before)
    return relief is not None and not _BIDS.search(before, relief.end())


def _length(m: re.Match[str]) -> str:
    unit, count = " ".join(m[3].lower().split()), number(m[1] or m[2])
    if unit.startswith("week"):  # which clocks count by their days
        return f"{7 * count} days"
    return f"{count} {unit if unit.endswith('s') else unit + 's'}"


def terms(paragraphs: Iterable[Paragraph], but: Container[Spot] = ()) -> Iterator[Term]:
    """Every time that a sentence sets, each once. `but`: where sentences stand that are read otherwise."""
    for paragraph in paragraphs:
        seen: Counter[int] = Counter()
        said: set[tuple[int, str, Moment | None]] = set()
        last = 0
        for m in _WITHIN.finditer(paragraph.text):
            start, end = paragraph.sentence(m.start())
            if paragraph.spot(start) in but:
                continue
            after = _DATE_AFTER.match(paragraph.text, m.end(), end)
            date = next(text.moments(after["inside"] or after["by"]), None) if after else None
            if date and after and after["by"] and date.start:
                date = None  # a date that stands elsewhere in the sentence
            term = start, _length(m), date.moment if date else None
            seen[start] += term not in said
            if term not in said and seen[start] <= _MOST_IN_A_SENTENCE:
                yield Term(*term[1:], paragraph.pieces(start, end), paragraph.text[max(start, last) : m.start()])
            said.add(term)
            last = m.end()
