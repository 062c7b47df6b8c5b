"""What people type: days, and ids of incidents."""

from __future__ import annotations

import re

from tracer.errors import BadInput
from tracer.model import Moment


def day_or_instant(printed: str | None, option: str = "--as-of") -> Moment | None:
    """A date as typed, e.g. 2022-12-15 or 2022-12-15T12:00:00Z. Raises BadInput."""
    if printed is None:
        return None
    from tracer.text import moment

    reading = moment(printed) if re.match(r"\d{4}-", printed.strip()) else None
    if reading is None:
        raise BadInput(f"{option} {printed!r} is no date: write it like 2022-12-15, or 2022-12-15T12:00:00Z")
    return reading.moment


def incident_id(typed: str) -> str:
    """`20417`, `#20417` and `itg-20417` are one; anything else is an id as it stands."""
    from tracer.text import traceback_number

    number = traceback_number(typed)
    return f"itg-{number}" if number else typed
