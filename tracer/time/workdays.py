"""The calendar at an answering office: its local days, and those on which business is done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from tracer.errors import BadInput
from tracer.model import Moment

ASSUMED_ZONE = "America/New_York"  # where the answering office's own is unknown

# --- times ---------------------------------------------------------------------------------------------------------

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", re.ASCII)


def timed(moment: Moment) -> bool:
    """Whether it names a time of day."""
    return "T" in moment


@lru_cache(maxsize=1000)  # each clock of a request asks for its time
def utc(moment: Moment) -> datetime:
    """A moment in UTC; of a plain date its midnight."""
    try:
        if not _MOMENT.fullmatch(moment):
            raise ValueError
        at = datetime.fromisoformat(moment)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except ValueError:
        raise BadInput(f"{moment!r} is no time; write 2022-12-09 or 2022-12-09T17:41:00Z") from None


@lru_cache(maxsize=1000)
def local_day(moment: Moment, office: ZoneInfo) -> date:
    """The day at the office; a plain date is taken to be the office's."""
    at = utc(moment)
    try:
        return at.astimezone(office).date() if timed(moment) else at.date()
    except OverflowError:  # the first and last day there is
        return at.date()


@lru_cache(maxsize=10_000)
def midnight(day: date, office: ZoneInfo) -> datetime:
    """When a day begins at the office, in UTC (times of one zone subtract by the clock on the wall, UTC ones do not)."""
    return datetime.combine(day, time(), office).astimezone(UTC)


@lru_cache(maxsize=100)
def office_zone(zone: str | None) -> ZoneInfo:
    """The zone of that name; the assumed one where the office's is unknown."""
    try:
        return ZoneInfo(zone or ASSUMED_ZONE)
    except (KeyError, ValueError, OSError):
        raise BadInput(f"{zone!r} is no time zone; write one like America/Chicago") from None


# --- the calendar --------------------------------------------------------------------------------------------------


@cache
def federal_holidays(year: int) -> Mapping[date, str]:
    """The federal holidays of a year, with the days on which they are observed.

    Inauguration Day is none of them: it is a holiday of federal offices in and around Washington only, and no zone
    tells whether an office is there.
    """
    import holidays  # slow to import, and most commands need no calendar

    days = dict(holidays.country_holidays("US", years=year, language="en_US").items())
    if not days:
        raise OverflowError(f"no holidays known for {year}")
    return days


def is_business_day(day: date) -> bool:
    """Monday to Friday, less federal holidays."""
    return day.weekday() < 5 and day not in federal_holidays(day.year)


@lru_cache(maxsize=10_000)
def next_business_day(day: date) -> date:
    """The first business day after that day."""
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=10_000)
def passed_over(first: date, last: date) -> str:
    """The days after `first` and before `last` on which no business is done, in words."""
    between = [first + timedelta(days=i) for i in range(1, (last - first).days)]
    over = ["weekends"] if any(day.weekday() >= 5 for day in between) else []
    over += [f"{day_in_words(day)} {federal_holidays(day.year)[day]}" for day in between if day.weekday() < 5 and not is_business_day(day)]
    return f" (not counted: {', '.join(over)})" if over else ""


def day_in_words(at: date) -> str:
    """A day or local time as people say it, in English whatever the machine's language."""
    weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][at.weekday()]
    if not isinstance(at, datetime):
        return f"{weekday} {at.isoformat()}"
    return f"{weekday} {at.date().isoformat()} {at.time().isoformat('seconds' if at.second else 'minutes')}"
