"""How long a document gives: `three business days`, `fourteen (14) days`, `48 hours`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from tracer.text import NUMERAL, numeral


class Unit(str, Enum):
    """What a length is counted in."""

    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business days"

    __str__ = str.__str__


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time that can be counted: `3 business days`."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit[:-1]}"


_AMOUNT = re.compile(
    rf"""(?<![\w.,:/$#\u2010-\u2015-])
    (?:(?P<word>{NUMERAL})(?:\s*\(\s*(?P<beside>\d+)\s*\))?|(?P<digits>\d{{1,4}}))
    [\s-]+ (?:(?P<sort>business|working|calendar)[\s-]+)? (?P<unit>hour|day)s?\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Another number right before an amount makes it part of something else: `4 to 6 hours`, `one hundred twenty days`.
_MORE = re.compile(rf"(?:\d|\b(?:{NUMERAL}|hundred|thousand))\s*(?:\bto\b|\bor\b|\band\b|[\u2010-\u2015-])?\s*\Z", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:\b(?:no|not)\s+(?:event\s+|case\s+)?(?:longer|later|more)\s+than|\bat\s+most)[\s*_]*\Z", re.IGNORECASE)


@lru_cache(maxsize=1000)
def amount(printed: str | None) -> Amount | None:
    """The length of time that a text names; None where it names none, or more than one and no limit among them.

    Of "ideally within 4 hours, and no longer than one business day" it is the limit, one business day.
    """
    amounts, limits = set(), set()
    for m in _AMOUNT.finditer(printed or ""):
        before = m.string[: m.start()]
        read = None if _MORE.search(before) else _amount(m)
        if read is None:
            return None  # a number that is not understood may be the one that counts
        amounts.add(read)
        if _AT_MOST.search(before):
            limits.add(read)
    candidates = limits or amounts
    return candidates.pop() if len(candidates) == 1 else None


def _amount(m: re.Match[str]) -> Amount | None:
    count = int(m["digits"]) if m["digits"] else numeral(m["word"])
    if not count or (m["beside"] and int(m["beside"]) != count):
        return None
    counted_in_business = (m["sort"] or "").lower() in ("business", "working")
    if m["unit"].lower() == "hour":
        return None if counted_in_business else Amount(count, Unit.HOURS)
    return Amount(count, Unit.BUSINESS_DAYS if counted_in_business else Unit.DAYS)
