"""What a row that a person typed says of an answer: whose word it reports, who in it is no provider, which of its times cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache

from tracer import text
from tracer.identity import fold, names_a_carrier
from tracer.loaders.letters.customers import Entry, entry, not_yet
from tracer.loaders.letters.names import without_form
from tracer.model import ANSWERS, Moment, Place, Remark, Status

_STATUSES = {status.value: status for status in Status} | {  # ... and as the portal and its monthly metrics call them
    "poe": Status.POINT_OF_ENTRY, "orig": Status.ORIGINATING, "no-resp": Status.NO_RESPONSE,
}  # fmt: skip
_ORIGINATING = Status.ORIGINATING
_ASKING = frozenset(map(fold, ("ITG", "Industry Traceback Group")))  # who asks: no provider, whatever a list has in that column
_FIGURES = re.compile(r"0|[1-9]\d*(?:[,./ -]\d+)*\s?%?")
_HOP = re.compile(r"#(\S+)")
_LONGEST_NAME = 1000  # characters
_CUSTOMER = (
    r"(?:(?:own|our|my|their|its|direct|retail|business|residential)[\s-]+)*"
    r"(?:end[\s-]?(?:user|customer)|customer|client|subscriber|caller)s?"
)


def _called(who: str) -> re.Pattern[str]:
    """A name beside the words for what it is: `X (end user)`, `X - end user`, `End user: X`."""
    return re.compile(
        rf"(?P<before>\W*\w.*?)(?:\s*[(\[]\s*{who}\s*[)\]]|(?:\s*[,:;\u2013\u2014]\s*|\s-+\s*){who})"
        rf"|{who}(?:\s*[:=\u2013\u2014]\s*|\s-+\s+)(?P<after>.*\w.*)",
        re.I | re.S,
    )


_END_USER = _called(r"(?:(?:own|our|my|their|its)[\s-]+)?end[\s-]?users?")
# Among carriers a customer is whoever hands over the call: it is an end user only where the call began.
_WITH_CUSTOMERS = _called(_CUSTOMER)


@lru_cache(maxsize=10_000)
def folded(name: str) -> str:
    """A name as compared with a speaker's, who may leave out the legal form of its own."""
    return fold(without_form(name))


def status_of(row: Mapping[str, str]) -> Status | None:
    """The status typed; None where there is none, or no such one."""
    return _status(row.get("status", ""))


@lru_cache(maxsize=1000)
def _status(typed: str) -> Status | None:
    known = _STATUSES.get(typed.lower().replace(" ", "-").replace("_", "-"))
    return known or (Status.NO_RESPONSE if entry(typed) is Entry.SILENT else None)


def is_interim(row: Mapping[str, str]) -> bool:
    """Whether a silence is typed that may still end: `not yet responded`."""
    return status_of(row) is Status.NO_RESPONSE and not_yet(row["status"])


@lru_cache(maxsize=1000)  # the rows of one stand together
def is_id(printed: str, *, noted: bool) -> bool:
    """Whether a cell is the number of a traceback, or an id: one word, with a digit in it or in a row with a day (`noted`)."""
    one_word = len(printed.split()) == 1 and not printed.endswith(":")
    return bool(text.traceback_number(printed)) or (one_word and (noted or any(map(str.isdigit, printed))))


@lru_cache(maxsize=10_000)
def is_number(printed: str) -> bool:
    """Whether a cell for a name holds figures alone, as printed for a count, a date or a share: `12`, `5/20/2024`, `8 %`; not `007`."""
    return bool(_FIGURES.fullmatch(printed))


def hop_of(source: str) -> str | None:
    """The id in a `received_from` that refers to a hop, `#id`."""
    m = _HOP.fullmatch(source) if source.startswith("#") else None
    return m[1] if m else None


def names_end_user(row: Mapping[str, str]) -> bool:
    """Whether `received_from` is the caller, no provider: said to be, or named by one at whom the call began."""
    source = row.get("received_from", "")
    return bool(source) and (status_of(row) is _ORIGINATING or _is_end_user(source)) and hop_of(source) is None


@lru_cache(maxsize=10_000)
def _is_end_user(source: str) -> bool:
    return len(source) <= _LONGEST_NAME and bool(_END_USER.fullmatch(source))


def end_user(source: str) -> str:
    """The name of an end user, without the words that say it is one."""
    m = _WITH_CUSTOMERS.fullmatch(source) if len(source) <= _LONGEST_NAME else None
    return (m["before"] or m["after"]).strip() if m else source


def providers(row: Mapping[str, str]) -> Iterator[str]:
    """Those that a row names as providers, folded."""
    source = row.get("received_from", "")
    yield folded(row.get("provider", ""))
    if source and hop_of(source) is None and not names_end_user(row):
        yield folded(source)


def whose_answer(row: Mapping[str, str], *, answered: bool, named: Callable[[], Collection[str]]) -> str | None:
    """The provider whose own answer a row reports in another's words; None where it speaks itself, or nothing of its own is told.

    Other providers, of this list (`named`, folded) or by their name, do not record it, who asks does: what one of them says of another
    is a third's word.
    """
    provider, printed = row["provider"], row.get("stated_by") or row.get("source") or ""
    speaker = folded(printed)
    if not (answered or status_of(row) in ANSWERS) or speaker == folded(provider):
        return None
    if not speaker or speaker in _ASKING:
        return provider
    return None if speaker in named() or (names_a_carrier(row.get("stated_by") or "")) else provider


def noted(row: Mapping[str, str], known: Moment) -> Moment | None:
    """When what a row says is true, where it gives no time: an answer was given some time before it was noted, a silence lasted."""
    answer = status_of(row) in ANSWERS or bool(row.get("received_from"))
    return None if answer else known


def impossible(times: Mapping[str, Moment], place: Place) -> Iterator[Remark]:
    """Times of one row that cannot all be right. Each is kept."""
    asked, answered, noted = times.get("asked_at"), times.get("answered_at"), times.get("noted_on")
    lines = (place.line_from, place.line_to)
    if answered and noted and _earlier(noted, answered):
        yield Remark("noted-before-answer", *lines, f"noted on {noted}, before the answer that it tells of was given, {answered}")
    elif asked and noted and _earlier(noted, asked):
        yield Remark("noted-before-request", *lines, f"noted on {noted}, before the request that it tells of was made, {asked}")
    if asked and answered and _earlier(answered, asked):
        yield Remark("answer-before-request", *lines, f"answered {answered}, before it was asked, {asked}")


def _earlier(one: Moment, other: Moment) -> bool:
    """Whether one is earlier, as far as both are told: a day is earlier than an instant only where that is of a later day."""
    return one < other and one[: len(other)] < other[: len(one)]
