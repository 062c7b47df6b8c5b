"""Deadlines as an iCalendar file, for the calendar people already use."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tracer.model import Moment
from tracer.time.workdays import timed, utc


@dataclass(frozen=True, slots=True)
class Entry:
    """One deadline to be put into a calendar. `subject`: the id of what the clock runs for, e.g. a hop's or an action's."""

    clock: str
    subject: str
    provider: str
    due: Moment
    duty: str = "Reply due"
    source: str = ""
    evidence: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()  # what else a reader should know: stated and computed differ, the zone is assumed


def calendar(entries: Iterable[Entry], *, stamped: Moment) -> bytes:
    """An iCalendar file of the entries, the same bytes for the same entries in any order.

    `stamped`: when the file was made. An event keeps its UID when its date or names change, so that importing a newer
    file updates it; entries that share clock and subject are counted up.
    """
    import icalendar  # slow to import, and only this needs it

    file = icalendar.Calendar.new(prodid="-//calltracer//deadlines//EN", name="Deadlines", uid="deadlines@calltracer")
    stamp = utc(stamped)
    seen: Counter[str] = Counter()
    for entry in sorted(set(entries), key=_order):
        uid = _uid(entry)
        seen[uid] += 1
        file.add_component(
            icalendar.Event.new(
                uid=f"{uid}-{seen[uid]}@calltracer" if seen[uid] > 1 else f"{uid}@calltracer",
                stamp=stamp,
                start=_when(entry.due),
                summary=_line(f"{entry.duty}: {entry.provider} ({entry.clock})"),
                description="\n".join(_description(entry)),
                transparency=icalendar.TRANSP.TRANSPARENT,  # a deadline does not make its day busy
            )
        )
    written: bytes = file.to_ical()
    return written


def _description(entry: Entry) -> Iterable[str]:
    yield f"For: {_line(entry.subject)}"
    if entry.source:
        yield f"Source: {_line(entry.source)}"
    for remark in entry.remarks:
        yield f"Note: {_line(remark)}"
    for evidence in entry.evidence:
        yield f"Evidence: {_line(evidence)}"


def _order(entry: Entry) -> tuple[str, ...]:
    return (entry.due, entry.clock, entry.subject, entry.provider, entry.duty, entry.source, *entry.evidence, "", *entry.remarks)


def _uid(entry: Entry) -> str:
    identity = f"{entry.clock}\x1f{entry.subject}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(identity, digest_size=16).hexdigest()


def _when(moment: Moment) -> date | datetime:
    """A day for an all-day event, else an instant."""
    return utc(moment) if timed(moment) else utc(moment).date()


# Characters that end a line for some reader, or turn the reading direction so that a name reads as another one.
_UNSAFE = frozenset(("Cc", "Cs", "Zl", "Zp"))
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _line(text: str) -> str:
    """A text on one line: line ends and tabs read as a blank, other control characters as their code (`\\x00`)."""
    text = re.sub(r"[\r\n\t]+", " ", text)
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in _UNSAFE or c in _TURNING else c for c in text)
