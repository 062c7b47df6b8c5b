"""From when to when a sentence counts."""

from __future__ import annotations

import re

from tracer import late, text
from tracer.model import Moment

MONTHS = "january february march april may june july august september october november december".split()
_NAMES = "|".join(MONTHS)
_MONTH = rf"(?P<month>{_NAMES}),?\s+(?P<year>\d{{4}})"
_DATE = r"(?:[A-Za-z]+\.?\s+\d{1,2},\s+\d{4}|\d{1,2}\s+[A-Za-z]+\.?\s+\d{4}|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})"
_BOUND = re.compile(
    r"\b(?P<word>since|from|between|beginning(?:\s+in)?|starting(?:\s+in)?|and|to|through|until)\s+(?:at\s+least\s+|about\s+|early\s+|late\s+|mid-)?"
    rf"(?:{_MONTH}|(?P<date>{_DATE})|(?P<only>(?:19|20)\d\d)(?![\w,-]*\d))",
    re.I,
)
_ORDINALS = ("first", "second", "third", "fourth")
# ... and a time as a whole: `in 2024`, `during the fourth quarter of 2024`, where it stands beside the requests, or opens a sentence on the
# silence itself: what else a company did in some year is no time of a count.
_PERIOD = (
    rf"(?:(?:the\s+)?(?:(?P<part>{'|'.join(_ORDINALS)})\s+(?P<what>quarter|half)\s+of\s+|(?P<q>Q[1-4])\s+(?:of\s+)?)?(?P<whole>(?:19|20)\d\d)(?![\w,-]*\d)"
    rf"|{_MONTH})"
)
_THE_SILENCE = (
    r"(?=,?\s+(?:(?-i:[A-Z])[\w.&'\u2019-]*,?\s+|(?:it|you|they|its|your|the|company|provider|has|have|had|also|again|at\s+least|more\s+than|over)\s+)*"
    r"(?:fail|did\s+not|didn|never|not\b|ignor|refus|neglect|declin|left|repeated|\d))"
)
_TIME = r"(?:in|during|throughout|over)\s+"
_WITHIN = (
    late.pattern(rf"^(?:[^,;.]{{0,60}}?\bthat\s+)?\W*{_TIME}{_PERIOD}{_THE_SILENCE}", re.I),
    late.pattern(rf"\b(?:requests|notices|trace-?backs?)(?:\s+(?!in\b|during\b)[\w'\u2019-]+){{0,6}}?\s+{_TIME}{_PERIOD}", re.I),
)
_AS_OF = late.pattern(r"\bas\s+of\s+(?P<date>[A-Za-z]+\.?\s+\d{1,2},\s+\d{4}|\d{1,2}\s+[A-Za-z]+\.?\s+\d{4}|\d{4}-\d\d-\d\d)", re.I)


# Two months or days of one year: `in May and June 2023`, `between March 1 and June 30, 2024`.
_TWO = late.pattern(
    rf"\b(?:(?P<word>in|during|over)\s+)?(?P<first>(?:{_NAMES})(?:\s+\d{{1,2}})?)\s+(?P<joint>and|to|through|until)\s+"
    rf"(?P<last>(?:{_NAMES})(?:\s+\d{{1,2}})?,?\s+(?P<year>(?:19|20)\d\d))\b",
    re.I,
)


# Both bounds in other words: `for the period January 1, 2024 to January 31, 2024`, `from 2024-01-01 - 2024-01-31`.
_SPAN = late.pattern(
    r"\b(?:(?:for|in|during|over|covering)(?:\s+the)?(?:\s+period)?|from|period)(?:\s+(?:of|from))?:?\s+"
    rf"(?P<first>{_DATE}|(?:{_NAMES}),?\s+\d{{4}})\s*(?:\b(?:to|through|thru|until)\b|[-\u2013\u2014])\s*"
    rf"(?P<last>{_DATE}|(?:{_NAMES}),?\s+\d{{4}})",
    re.I,
)
_WHOLE = late.pattern(
    r"\b(?:for|in|during|over|covering|throughout|period)(?:\s+the)?(?:\s+(?:month|quarter|year|period))?(?:\s+of)?:?\s+" + _PERIOD, re.I
)

_YEAR = late.pattern(r"\b(?:19|20)\d\d\b")


def _with_year(m: re.Match[str]) -> str:
    """The same with the year at both."""
    return f"{'between' if m['word'] else ''} {m['first']}, {m['year']} {m['joint']} {m['last']}"


def window(sentence: str) -> tuple[Moment | None, Moment | None]:
    """From when to when a count runs, no more exactly than it is printed: `since March 2024` begins in `2024-03`, on no day of it."""
    sentence = _SPAN.sub(r"from \g<first> to \g<last>", _TWO.sub(_with_year, sentence))
    since, until = _bounds(sentence)
    if since is None and until is None and len(periods := {_period(m) for way in _WITHIN for m in way.finditer(sentence)}) == 1:
        [(since, until)] = periods
    if until is None and (as_of := _AS_OF.search(sentence)) and (reading := text.moment(as_of["date"], day_first=None)):
        until = reading.moment
    return since, until


def whole(sentence: str) -> tuple[Moment | None, Moment | None]:
    """The one month, quarter, half or year that a sentence on figures is about: `for January 2024`; no times where it names several."""
    periods = {_period(m) for m in _WHOLE.finditer(sentence)}
    return periods.pop() if len(periods) == 1 and not _YEAR.search(_WHOLE.sub(" ", sentence)) else (None, None)


def _month(m: re.Match[str]) -> Moment:
    return f"{m['year']}-{MONTHS.index(m['month'].lower()) + 1:02d}"


def _period(m: re.Match[str]) -> tuple[Moment, Moment]:
    """The first and the last month or year of a time that is named as a whole."""
    if m["month"]:
        return _month(m), _month(m)
    year, part = m["whole"], int(m["q"][1]) if m["q"] else _ORDINALS.index(m["part"].lower()) + 1 if m["part"] else 0
    months = 3 if m["q"] or (m["what"] or "").lower() == "quarter" else 6
    return (f"{year}-{months * part - months + 1:02d}", f"{year}-{months * part:02d}") if part and months * part <= 12 else (year, year)


def _bounds(sentence: str) -> tuple[Moment | None, Moment | None]:
    since = until = None
    for m in _BOUND.finditer(sentence):
        if m["date"]:
            reading = text.moment(m["date"], day_first=None)
            found = reading.moment if reading else None
        else:
            found = m["only"] or _month(m)
        if m["word"].lower() in ("and", "to", "through", "until"):
            until = found if since else None
        else:
            since = since or found
    return since, until
