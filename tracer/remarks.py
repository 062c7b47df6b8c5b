"""What is doubtful about facts: found by comparing them with each other, with the calendar and with how numbers are made. Pure.

Doubtful data is kept as it stands. Used twice: on all of a document when it is loaded, on one incident when it is traced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tracer import late
from tracer.model import Claim, Due, Kind, Moment, Remark
from tracer.text import UNPRINTABLE

# Asked for of every claim; as attributes of their enumeration they take ten times as long on Python 3.11.
_ASKED, _CALL = Kind.ASKED, Kind.CALL
SUSPECT_DAYS = 120  # a call this long before its notice
# What people type into a column of names where there is none; compared without case and punctuation.
_STATUS_WORDS = frozenset(
    word.strip()
    for word in """no response|no response received|no reply|no answer|no resp|did not respond|did not reply|did not answer|not responding
    |non responsive|nonresponsive|not responsive|unresponsive|failed to respond|refused to respond|declined to respond
    |not yet responded|has not responded|has not yet responded|timed out|timeout
    |pending|open|closed|tbd|tbc|tba|to be determined|to be confirmed|in progress
    |not found|call not found|no record|no records|unable to find|unknown|unidentified|unspecified|not known
    |none|null|nil|nan|n a|na|not available|not applicable|not provided|not given|not named|not stated|nobody|no one
    |withheld|name withheld|redacted|anonymous|empty
    |same|same as above|as above|see above|ditto|idem
    |total|totals|subtotal|subtotals|sub total|grand total
    |various|several|multiple|other|others|misc|downstream|originating|originator|point of entry|end user""".split("|")
)
# What people note there instead of a name, or beside one; compared in the same way, whole.
_PLACE = (
    r"(?:comment|note|remark|footnote|below|above|attach|e ?mail|mail|log|file|row|line|column|ticket|portal|reply|answer|response|other"
    r"|next|previous|tab|sheet|list)\w*"
)
_NOTE = late.pattern(
    rf"(?:see|check|cf)(?: the| my| our)? {_PLACE}(?: .+)?|(?:as )?(?:per|by) (?:phone|telephone|call|{_PLACE})(?: .+)?"
    r"|ask (?:them|again|for|whether)(?: .+)?|according to .+|as (?:stated|noted|discussed)|no idea"
    r"|(?:i |we |they )?(?:do not|don t|dont) know"
    r"|(?:not|never|no longer|neither) .+|cannot .+|(?:ca|wo)n t .+|wont .+"
    r"|(?:did|does|do|would|will|could|can|has|have|is|was) not .+|(?:did|does|do|would|could|has|have|is|was)n t .+"
    r"|(?:refus|declin|reject|deni|disput|block|terminat|withdraw)(?:ed|es|ing)?(?: (?:it|this|that|all|to .+|by .+))?"
    r"|(?:refus|disput)e|refusal|deny(?:ing)?(?: .+)?|denies .+"
    r"|unconfirmed|unverified|unclear|unsure|uncertain|doubtful|confirmed|suspected|tentative|guess(?:ed)?|alleged(?:ly)?"
    r"|(?:maybe|perhaps|probably|possibly|presumably|likely)(?: .+)?"
    r"|self|itself|themselves|ourselves|internal|direct|own(?: (?:traffic|network|calls?|number))?"
    r"|(?:(?:an?|the|own|our|my|their|its|direct|end|retail|private|business) )*(?:customer|client|subscriber|caller|end ?user)s?"
    r"|confidential|proprietary|privileged|awaiting(?: .+)?|waiting(?: (?:for|on) .+)?"
    r"|asked(?: again)?|reminded|investigating|under (?:investigation|review)"
)
_BESIDE = late.pattern(r"[()\[\]{};]+|\s[-\u2013\u2014]+\s|\s*[\u2013\u2014:]\s+|,\s+")  # what sets a note apart from a name
_FORM = r"(?:L\.?L\.?C|L\.?L\.?P|Inc|Incorporated|Corp|Corporation|Ltd|Limited|GmbH|S\.?A|B\.?V|Pvt|Pty)\b\.?"
_SEVERAL = late.pattern(  # a company's own name may hold `and`, but goes on after its legal form with nothing that names another
    r".*\w.*;.*\w.*|.*\w\s*(?:-+>|=+>|\u2192)\s*\w.*"
    rf"|.+\b{_FORM}\s*(?:[,+&]|\b(?:and|or|and/or|via)\b)\s*(?!(?:{_FORM}|d/?b/?a|a/?k/?a|f/?k/?a|formerly|trading|t/a|the|an?)\b)\w.*"
    r"|\w+ or \w+|\w+(?: [\w'&.,-]+)+ (?:or|and/or) \w+(?: [\w'&.,-]+)+",
    re.I | re.S,
)
_MAIL = late.pattern(r"\s*<?(?:mailto:)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+>?\s*")
_NO_WORD = re.compile(r"[\W_]+")
_ONLY_SIGNS = re.compile(r"[\s?.*/\"'\u2010-\u2015\u201c-\u201f\u2026\u2032\u2033\u3003-]+")  # a dash, a ditto mark
_UNPRINTABLE = re.compile(f"[{UNPRINTABLE}]")
LONG_NAME = 200


class Remarks:
    """Takes claims one by one and says what is doubtful about them."""

    def __init__(self, impossible: Callable[[str], str | None] | None = None) -> None:
        self._impossible = impossible or why_impossible
        self._asked: dict[str, dict[Moment, tuple[int, int]]] = {}  # incident -> when and where
        self._calls: dict[str, _Call] = {}
        self._names: set[str | None] = {None, ""}  # that were met
        self._told: set[tuple[str, str]] = set()  # incident and code, of what differs
        self._no_numbers: list[tuple[int, int]] = []

    def take(self, claim: Claim) -> Iterable[Remark]:
        """What one claim shows by itself or beside those before it."""
        if claim.kind is _ASKED and claim.incident:
            self._asked.setdefault(claim.incident, {}).setdefault(claim.valid_at or claim.known_at, _lines(claim))
        names = claim.provider, claim.upstream, claim.end_user
        plain = self._names.issuperset(names) and not claim.due and claim.kind is not _CALL and not _is_own_upstream(claim)
        return () if plain else self._doubts(claim, names)

    def _doubts(self, claim: Claim, names: Iterable[str | None]) -> Iterator[Remark]:
        """`names`: those in it."""
        for name in names:
            if name and name not in self._names:
                self._names.add(name)
                yield from _name(name, _lines(claim))
        if claim.kind is _CALL:
            yield from self._call(claim)
        if _is_own_upstream(claim):
            where = f"{claim.incident}: " if claim.incident else ""
            yield Remark("upstream-is-itself", *_lines(claim), f"{where}a provider is named as its own upstream: it is kept as a loop")
        yield from _deadlines(claim)

    def rest(self) -> Iterator[Remark]:
        """What all claims together show."""
        for incident, call in self._calls.items():
            asked = self._asked.get(incident, {})
            if not call.at:
                continue
            if not asked and _is_later(call.at, call.known_at):
                told = f"is later than what tells of it, of {_show(call.known_at)}"
                yield Remark("call-date-suspect", *call.lines, f"{incident}: the call of {_show(call.at)} {told}")
            for at, lines in asked.items():
                if len(call.at) > 10 and call.at[:16] == at[:16]:
                    yield Remark("notified-at-call-time", *lines, f"{incident}: asked at the very minute of the call, {_show(at)}")
            if asked and (doubt := _suspect(call.at, min(asked))):
                yield Remark("call-date-suspect", *call.lines, f"{incident}: the call of {_show(call.at)} {doubt} {_show(min(asked))}")
        if self._no_numbers:
            lines = (min(a for a, _ in self._no_numbers), max(b for _, b in self._no_numbers))
            how_many = "a call is" if len(self._no_numbers) == 1 else f"{len(self._no_numbers)} calls are"
            yield Remark("numbers-missing", *lines, f"{how_many} given without the caller's and the called number")

    def _call(self, claim: Claim) -> Iterator[Remark]:
        lines = _lines(claim)
        for what, number in (("caller", claim.caller), ("called", claim.called)):
            if number and (why := self._impossible(number)):
                yield Remark("number-impossible", *lines, f"{claim.incident}: the {what} {number} {why}")
        if not claim.caller and not claim.called:
            self._no_numbers.append(lines)
        if claim.incident is None:
            return
        here = _Call(lines, claim.call_at, claim.known_at, claim.caller, claim.called, claim.campaign)
        known = self._calls.setdefault(claim.incident, here)
        for code, what, before, now in (
            ("campaign-differs", "campaign", known.campaign, here.campaign),
            ("call-time-differs", "call at", known.at, here.at),
            ("number-differs", "caller", known.caller, here.caller),
            ("number-differs", "called", known.called, here.called),
        ):
            if before is not None and now not in (None, before) and (claim.incident, code) not in self._told:
                self._told.add((claim.incident, code))
                yield Remark(code, *lines, f"{claim.incident}: {what} {now}, elsewhere {before}")
        self._calls[claim.incident] = _Call(
            known.lines if known.at else here.lines,
            known.at or here.at,
            known.known_at if known.at else here.known_at,
            known.caller if known.caller is not None else here.caller,
            known.called if known.called is not None else here.called,
            known.campaign if known.campaign is not None else here.campaign,
        )


@dataclass(frozen=True, slots=True)
class _Call:
    """Of each thing said of a call, what was said first; `lines`: where its time was."""

    lines: tuple[int, int]
    at: Moment | None
    known_at: Moment  # since when that is known
    caller: str | None
    called: str | None
    campaign: str | None


def _is_own_upstream(claim: Claim) -> bool:
    """Whether a provider is named as its own upstream; a hop with an id may come back to its provider."""
    return bool(claim.upstream) and claim.upstream == claim.provider and not claim.hop


def _lines(claim: Claim) -> tuple[int, int]:
    return claim.place.line_from, claim.place.line_to


def remarks(claims: Iterable[Claim], impossible: Callable[[str], str | None] | None = None) -> Iterator[Remark]:
    """All that is doubtful about these claims, each thing once. `impossible` says why a number cannot be one, or null."""
    collected = Remarks(impossible)
    distinct = dict.fromkeys(remark for claim in claims for remark in collected.take(claim))
    yield from distinct
    yield from collected.rest()


def deadlines_of(action: Claim) -> Iterator[tuple[Due, Moment | None, Moment | None]]:
    """Each duty that an action lays on its recipient, with the deadline stated and the one computed."""
    if not action.due:
        return
    from tracer.time import clocks  # slow to import

    at = action.valid_at or action.known_at
    for due in action.due:
        computed = clocks.due(due.clock, at, length=due.length or None).computed if due.clock else None
        yield due, due.stated, computed


def _deadlines(claim: Claim) -> Iterator[Remark]:
    for due, stated, computed in deadlines_of(claim):
        if stated and computed and stated[:10] != computed[:10]:
            yield Remark("deadline-differs", *_lines(claim), f"{due.length or due.what} is stated as {stated}, computed as {computed}")


def _suspect(call_at: Moment, asked: Moment) -> str | None:
    days = (date.fromisoformat(asked[:10]) - date.fromisoformat(call_at[:10])).days
    if days > SUSPECT_DAYS:
        return f"is {days} days before the first notice of"
    return "is later than the first notice of" if _is_later(call_at, asked) else None


def _is_later(call_at: Moment, than: Moment) -> bool:
    """Whether a call is later than a moment, as far as both are known."""
    return call_at[:10] > than[:10] or (len(call_at) > 10 and len(than) > 10 and call_at > than)


def _name(name: str, lines: tuple[int, int]) -> Iterator[Remark]:
    if like := _reads_like(name):
        yield Remark("name-unusual", *lines, f"the name {name.strip()[:80]!r} reads like {like}; it is kept as a name")
    elif _UNPRINTABLE.search(name) or len(name) > LONG_NAME:
        yield Remark(
            "name-unusual", *lines, f"an unusual name: {name[:60].encode('unicode_escape').decode()}{' …' if len(name) > 60 else ''}"
        )


def _reads_like(name: str) -> str | None:
    """What a name reads like that is none; None where it reads like a name."""
    if _plain(name) in _STATUS_WORDS or _ONLY_SIGNS.fullmatch(name):
        return "a status"
    if len(name) > LONG_NAME or _UNPRINTABLE.search(name):
        return None
    if _MAIL.fullmatch(name):
        return "a mail address"
    parts = [plain for part in _BESIDE.split(name) if (plain := _plain(part))]
    if name.rstrip(" )]").endswith("?") or _NOTE.fullmatch(_plain(name)) or any(p in _STATUS_WORDS or _NOTE.fullmatch(p) for p in parts):
        return "a note"
    return "several names" if _SEVERAL.fullmatch(name) else None


def _plain(words: str) -> str:
    """Words without case and punctuation."""
    return _NO_WORD.sub(" ", words.casefold()).strip()


def impossible_numbers(claims: Iterable[Claim]) -> list[str]:
    """Of the callers and called numbers those that cannot be one, each once, with why."""
    with_numbers = [claim for claim in claims if claim.caller or claim.called]
    numbers = sorted({number for claim in with_numbers for number in (claim.caller, claim.called) if number})
    return [f"{number} {why}" for number in numbers if (why := why_impossible(number))]


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
