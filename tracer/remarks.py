"""What is doubtful about facts: found by comparing them with each other, with the calendar and with how numbers are made. Pure.

Doubtful data is kept as it stands. Used twice: on all of a document when it is loaded, on one incident when it is traced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tracer.model import Claim, Due, Kind, Moment, Remark, Row

SUSPECT_DAYS = 120  # a call this long before its notice
_STATUS_WORDS = frozenset({"no response", "not found", "unknown", "none", "null", "n/a", "nan", "tbd", "?"})
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]")
LONG_NAME = 200


class Fact(NamedTuple):
    """The part of a claim that remarks look at."""

    kind: str
    lines: tuple[int, int]
    incident: str | None
    at: Moment | None
    names: tuple[str, ...]
    call_at: Moment | None = None
    caller: str | None = None
    called: str | None = None
    campaign: str | None = None
    due: tuple[Due, ...] = ()
    doubts: tuple[str, ...] = ()


def of_claim(claim: Claim) -> Fact:
    names = tuple(n for n in (claim.provider, claim.upstream) if n)
    lines = (claim.place.line_from, claim.place.line_to)
    fact = Fact(claim.kind, lines, claim.incident, claim.valid_at or claim.known_at, names, due=claim.due, doubts=claim.doubts)
    if claim.kind is Kind.CALL:
        return fact._replace(call_at=claim.call_at, caller=claim.caller, called=claim.called, campaign=claim.campaign)
    return fact


def of_row(row: Row) -> Fact:
    return Fact(
        row["kind"],
        (row["line_from"], row["line_to"]),
        row["incident"],
        row["valid_at"] or row["known_at"],
        (row["provider"],) if row["side"] is not None else (),
        row["call_at"],
        row["caller"],
        row["called"],
        row["campaign"],
        (),
        tuple(row["doubts"] or ()),
    )


class Remarks:
    """Takes facts one by one and says what is doubtful about them."""

    def __init__(self, impossible: Callable[[str], str | None] | None = None) -> None:
        self._impossible = impossible or why_impossible
        self._asked: dict[str, dict[Moment, tuple[int, int]]] = {}  # incident -> when and where
        self._calls: dict[str, Fact] = {}
        self._names: set[str] = set()
        self._told: set[tuple[str, str]] = set()  # incident and code, of what differs
        self._no_numbers: list[tuple[int, int]] = []

    def take(self, fact: Fact) -> Iterator[Remark]:
        """What one fact shows by itself or beside those before it."""
        for name in fact.names:
            if name not in self._names:
                self._names.add(name)
                yield from _name(name, fact.lines)
        if fact.kind == Kind.CALL:
            yield from self._call(fact)
        elif fact.kind == Kind.ASKED and fact.incident and fact.at:
            self._asked.setdefault(fact.incident, {}).setdefault(fact.at, fact.lines)
        yield from _deadlines(fact)

    def rest(self) -> Iterator[Remark]:
        """What all facts together show."""
        for incident, call in self._calls.items():
            asked = self._asked.get(incident)
            if not call.call_at or not asked:
                continue
            for at, lines in asked.items():
                if len(call.call_at) > 10 and call.call_at[:16] == at[:16]:
                    yield Remark("notified-at-call-time", *lines, f"{incident}: asked at the very minute of the call, {_show(at)}")
            if doubt := _suspect(call.call_at, min(asked)):
                yield Remark("call-date-suspect", *call.lines, f"{incident}: the call of {_show(call.call_at)} {doubt} {_show(min(asked))}")
        if self._no_numbers:
            lines = (min(a for a, _ in self._no_numbers), max(b for _, b in self._no_numbers))
            how_many = "a call is" if len(self._no_numbers) == 1 else f"{len(self._no_numbers)} calls are"
            yield Remark("numbers-missing", *lines, f"{how_many} given without the caller's and the called number")

    def _call(self, fact: Fact) -> Iterator[Remark]:
        for what, number in (("caller", fact.caller), ("called", fact.called)):
            if number and (why := self._impossible(number)):
                yield Remark("number-impossible", *fact.lines, f"{fact.incident}: the {what} {number} {why}")
        if not fact.caller and not fact.called:
            self._no_numbers.append(fact.lines)
        if fact.incident is None:
            return
        first = self._calls.setdefault(fact.incident, fact)
        for code, what in (
            ("campaign-differs", "campaign"),
            ("call-time-differs", "call_at"),
            ("number-differs", "caller"),
            ("number-differs", "called"),
        ):
            before, here = getattr(first, what), getattr(fact, what)
            if before is None and here is not None:
                known = self._calls[fact.incident]
                self._calls[fact.incident] = known._replace(**{what: here}, lines=fact.lines if what == "call_at" else known.lines)
            elif here not in (None, before) and (fact.incident, code) not in self._told:
                self._told.add((fact.incident, code))
                yield Remark(code, *fact.lines, f"{fact.incident}: {what.replace('_', ' ')} {here}, elsewhere {before}")


def remarks(facts: Iterable[Fact], impossible: Callable[[str], str | None] | None = None) -> Iterator[Remark]:
    """All that is doubtful about these facts, each thing once. `impossible` says why a number cannot be one, or null."""
    found = Remarks(impossible)
    told = dict.fromkeys(remark for fact in facts for remark in found.take(fact))
    yield from told
    yield from found.rest()


def deadlines_of(action: Fact) -> Iterator[tuple[Due, Moment | None, Moment | None]]:
    """Each duty that an action lays on its recipient, with the deadline stated and the one computed."""
    if not action.due:
        return
    from tracer import clocks  # slow to import

    for due in action.due:
        computed = clocks.due(due.clock, action.at, length=due.length or None).computed if action.at and due.clock else None
        yield due, due.stated, computed


def _deadlines(fact: Fact) -> Iterator[Remark]:
    for due, stated, computed in deadlines_of(fact):
        if stated and computed and stated[:10] != computed[:10]:
            yield Remark("deadline-differs", *fact.lines, f"{due.length or due.what} is stated as {stated}, computed as {computed}")


def _suspect(call_at: Moment, asked: Moment) -> str | None:
    days = (date.fromisoformat(asked[:10]) - date.fromisoformat(call_at[:10])).days
    if days > SUSPECT_DAYS:
        return f"is {days} days before the first notice of"
    if days < 0 or (len(call_at) > 10 and len(asked) > 10 and call_at > asked):
        return "is later than the first notice of"
    return None


def _name(name: str, lines: tuple[int, int]) -> Iterator[Remark]:
    if name.strip().casefold() in _STATUS_WORDS:
        yield Remark("name-unusual", *lines, f"the name {name.strip()!r} reads like a status; it is kept as a name")
    elif _UNPRINTABLE.search(name) or len(name) > LONG_NAME:
        yield Remark(
            "name-unusual", *lines, f"an unusual name: {name[:60].encode('unicode_escape').decode()}{' …' if len(name) > 60 else ''}"
        )


@lru_cache(maxsize=100_000)
def why_impossible(number: str) -> str | None:
    """Why a number cannot be one; None where it can. The NANP's own rule stands beside libphonenumber's tables."""
    from tracer.text import possible  # slow to import, as is phonenumbers: a trace takes what was found when the path was drawn

    if not possible(number):
        return "cannot be one: neither area code nor exchange begins with 0 or 1 or is an N11 code"
    # North American numbers are told apart by area code and exchange: few enough to be remembered.
    if number.startswith("+") and not _assigned(f"{number[:8]}0000" if number.startswith("+1") and len(number) == 12 else number):
        return "is not valid by libphonenumber's tables"
    return None


@lru_cache(maxsize=100_000)
def _assigned(number: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _show(moment: Moment) -> str:
    return moment.replace("T", " ").replace("Z", " UTC")
