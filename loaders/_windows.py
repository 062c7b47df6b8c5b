"""From when to when a sentence counts."""

from __future__ import annotations

import re
from calendar import monthrange

from tracer import text
from tracer.model import Moment

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\s+(?P<year>\d{{4}})"


def window(sentence: str) -> tuple[Moment | None, Moment | None]:
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
