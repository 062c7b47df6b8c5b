"""What the headings of a table of calls stand for.

A heading is known by the words it must have and by those it may have beside them: one strange word, and it is another
column's (`Provider response`, `Caller name`, `Response date`), which is left unread and said so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracer import text
from tracer.loaders.tables.cells import ID, LAW, NAME, NUMBER, TEXT, TIME, TIMES, Column, Meaning


@dataclass(frozen=True, slots=True)
class _Heading:
    field: str
    sort: str
    must: str  # one of these
    may: str = ""  # and none but these
    rank: int = 0  # of two columns for one field, the lower one is read
    also: str = ""  # and one of these


_CALL = "of the a an in for and or at by to each this itg itg's call calls robocall robocalls"
_ID = "number numbers no nos num id ids tn tns phone telephone party line cid s"
_SORTS_OF_LAW = f"alleged apparent apparently potential possible suspected legal statutory federal provision provisions code {_CALL}"
_SENT = "date dates time times sent request requested"
_CARRIERS = "provider providers carrier carriers"
# The first that fits.
_HEADINGS = (
    _Heading("notified", TIMES, "notification notifications notified notify notice", f"date dates time times sent when {_CALL}"),
    _Heading("notified", TIMES, "traceback tracebacks", f"{_SENT} {_CALL}", 1, _SENT),
    _Heading("notified", TIMES, "sent", f"date dates time times {_CALL}", 2),
    _Heading("traceback", ID, "traceback tracebacks incident", f"number no nos num id ref reference {_CALL}"),
    _Heading("call_at", TIME, "date dates time timestamp datetime", f"date time placed made start started day s {_CALL}"),
    _Heading("caller", NUMBER, "caller calling ani callerid", f"{_ID} from displayed ani {_CALL}"),
    _Heading("caller", NUMBER, "from", f"{_ID} {_CALL}", 1),
    _Heading("caller", NUMBER, "originating source", f"{_ID} {_CALL}", 1, _ID),
    _Heading("called", NUMBER, "called dialed dialled destination recipient callee dnis", f"{_ID} {_CALL}"),
    _Heading("called", NUMBER, "to", f"{_ID} {_CALL}", 1),
    _Heading("campaign", TEXT, "campaign campaigns", f"name label {_CALL}"),
    _Heading("description", TEXT, "description descriptions descr desc", f"campaign traffic content message illegal suspected {_CALL}"),
    _Heading(
        "description", TEXT, "type nature content message subject script topic summary category", f"message content recorded {_CALL}", 1
    ),
    _Heading("customer", NAME, "customer customers", f"name names upstream provider company client entity {_CALL}"),
    _Heading("customer", NAME, "client clients", f"name names company {_CALL}", 1),
    _Heading(
        "customer", NAME, "upstream", f"name names provider providers carrier carriers company entity voice service immediate {_CALL}", 2
    ),
    _Heading("customer", NAME, "received", "from call calls was were", 3),
    _Heading("customer", NAME, "provider providers", "name names identified", 4),
    _Heading("customer", NAME, "source", "name names", 5),
    _Heading("customer", NAME, "source ingress", f"name names {_CARRIERS}", 5, _CARRIERS),
    _Heading(
        "violation",
        LAW,
        "violation violations violated violates statute statutes rule rules law laws",
        f"or section sections {_SORTS_OF_LAW}",
    ),
)
_ROW = re.compile(r"(?:(?:row|item|line|s|serial|sr|entry|seq)?(?: (?:no|nr|num|number))?|no|nr|num|number)")
_CLOCK = re.compile(r"(?:call )?time(?: of (?:the )?call)?")


def meaning(printed: str) -> Meaning | None:
    """What a heading stands for: its field, the sort of its cells; None where nobody knows."""
    spelt = text.without_zone(text.without_footnotes(printed)).replace("'s", "").replace("#", " number ")
    words = re.sub(r"[\W_]+", " ", spelt).strip().lower()
    if re.fullmatch(r"(?:time )?zone|tz", " ".join(re.sub(r"[\W_]+", " ", printed).lower().split())):
        return Meaning("call_zone", TEXT)
    if _CLOCK.fullmatch(words):
        return Meaning("call_clock", TEXT)
    given = set(words.split())
    for heading in _HEADINGS:
        must = set(heading.must.split())
        if given & must and given <= must | set(heading.may.split()) and (not heading.also or given & set(heading.also.split())):
            return Meaning(heading.field, heading.sort, heading.rank)
    return Meaning("row", ID) if _ROW.fullmatch(words) else None  # a running number: the rows are counted anyhow


def enough(fields: set[str]) -> bool:
    """Whether these make a table of calls."""
    return bool(fields & {"call_at", "call_clock"} and fields & {"customer", "description", "campaign"})


def settle(columns: Sequence[Column], numbers: Sequence[int]) -> tuple[Column, ...]:
    """One column for one field: of two the plainer one is read, the other is named and left; but of two for a number none that has
    words where the other has numbers. `numbers`: how many cells of each column are numbers. A time beside a date is its clock; alone it
    is all that dates the call."""
    if not any(c.field == "call_at" for c in columns):
        columns = [c._replace(field="call_at", sort=TIME) if c.field == "call_clock" else c for c in columns]
    most = {c.field: max(n for n, other in zip(numbers, columns, strict=True) if other.field == c.field) for c in columns}
    ranks = [(c.sort == NUMBER and 2 * n < most[c.field], *_rank(c)) for c, n in zip(columns, numbers, strict=True)]
    best: dict[str, int] = {}
    for k, column in enumerate(columns):
        if column.field and (column.field not in best or ranks[k] < ranks[best[column.field]]):
            best[column.field] = k
    return tuple(
        c if c.field is None or best[c.field] == k or c.field == "row" else c._replace(field=None, instead=c.field)
        for k, c in enumerate(columns)
    )  # fmt: skip


def _rank(column: Column) -> tuple[int, bool]:
    found = meaning(text.plain(column.printed))
    return (found.rank if found else 9), column.field == "call_at" and "call" not in column.printed.lower()
