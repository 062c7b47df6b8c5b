"""From when to when a sentence counts."""

from __future__ import annotations

import re

from tracer import text
from tracer.model import Moment

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)}),?\s+(?P<year>\d{{4}})"
_BOUND = re.compile(
    r"\b(?P<word>since|from|between|beginning(?:\s+in)?|starting(?:\s+in)?|and|to|through|until)\s+(?:at\s+least\s+|about\s+|early\s+|late\s+|mid-)?"
    rf"(?:{_MONTH}|(?P<date>[A-Za-z]+\.?\s+\d{{1,2}},\s+\d{{4}}|\d{{1,2}}\s+[A-Za-z]+\.?\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}/\d{{4}})|(?P<only>(?:19|20)\d\d)(?![\w,-]*\d))",
    re.I,
)


def window(sentence: str) -> tuple[Moment | None, Moment | None]:
    """From when to when a count runs, no more exactly than it is printed: `since March 2024` begins in `2024-03`, on no day of it."""
    since = until = None
    for m in _BOUND.finditer(sentence):
        if m["date"]:
            reading = text.moment(m["date"], day_first=None)
            found = reading.moment if reading else None
        else:
            found = m["only"] or f"{m['year']}-{_MONTHS.index(m['month'].lower()) + 1:02d}"
        if m["word"].lower() in ("and", "to", "through", "until"):
            until = found if since else None
        else:
            since = since or found
    return since, until
