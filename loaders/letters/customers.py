"""What stands in a letter's column of customers: a name, that nobody answered, nothing, or a note that is no name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from tracer import late, text
from tracer.loaders.letters.names import FORM
from tracer.loaders.letters.no_names import is_nameless, is_status, is_sum, plain_words


class Entry(Enum):
    NAME = "name"
    SILENT = "silent"  # nobody answered
    NOBODY = "nobody"  # nobody is named
    NOTE = "note"  # a state of the traceback, or words that stand for several
    DITTO = "ditto"  # what another row says
    TOTAL = "total"


# All but the ditto marks are compared without case and punctuation.
_TO_WHOM = r"(?: to (?:the )?(?:itg|traceback|request|notice|notification|inquir)\w*.*)?"
_ANSWER = r"(?:response|resp|reply|answer)"
_GIVEN = r"(?:received|given|provided|made|sent|re ?sent|submitted|filed|returned|supplied|furnished|obtained|recorded|on (?:file|record))"
_BY_NOW = r"(?: (?:yet|to date|so far|as of .+))?"
_SILENT = late.pattern(
    rf"(?:there (?:was|is) )?n[o0] {_ANSWER}"  # a digit for a letter: scans have them
    rf"(?: (?:(?:(?:was|has been) )?{_GIVEN}|from (?:the )?(?:provider|customer|recipient)))?{_TO_WHOM}{_BY_NOW}"
    rf"|{_ANSWER} (?:(?:was |has |were )?(?:not|never)(?: yet)?(?: been)?) {_GIVEN}{_TO_WHOM}{_BY_NOW}"
    rf"|(?:(?:did|has|have) not|failed to|never) (?:provided?|gave|given?|sen[dt]|ma[dk]e|submit(?:ted)?|filed?)"
    rf" (?:an? |any )?{_ANSWER}{_TO_WHOM}{_BY_NOW}"
    r"|(?:(?:did|does|has|have) (?:still )?not|(?:did|has|have)n t|has yet to|not yet|never|failed to)(?: yet)?"
    rf" (?:respond|responded|reply|replied|answer|answered){_TO_WHOM}(?: yet)?"
    r"|non ?respons(?:e|ive)|not responsive|not responding|unresponsive|unanswered"
)
_YET = late.pattern(r"\b(?:yet|still|to date|so far|as of)\b")
_NAMED = (
    r"(?:provided|given|named|identified|listed|stated|disclosed|supplied|reported|specified|furnished|shown|indicated|on (?:file|record))"
)
_NOBODY = late.pattern(
    r"(?:name )?(?:n ?a|none|null|nil|blank|empty|unk(?:n(?:own)?)?|redacted|withheld|anonymous|unidentified|unspecified"
    rf"|not (?:available|known|applicable|{_NAMED})|confidential|private|nothing {_NAMED}"
    rf"|none (?:(?:was|were|has been|is) )?{_NAMED}"
    rf"|no (?:name|customer|client|provider|upstream|source|information|info|data|details?)s?"
    rf"(?: (?:name|known|found|(?:(?:was|were|has been) )?{_NAMED}))?)?"
    r"|(?:an? )?(?:foreign|international|overseas|offshore|unknown|unnamed|unidentified|undisclosed)"
    r" (?:(?:upstream|originating|voice|service) )*"
    r"(?:provider|carrier|customer|entity)s?(?: (?:name )?(?:withheld|redacted|unknown))?"
)
_ASKED = r"(?:response|resp|reply|replies|answer|request|notice|inquiry)s?"
_HOW = (
    r"(?:late|too late|timely|untimely|yet|already|early|only|twice|again|partial(?:ly)?|incomplete(?:ly)?|full|complete|in (?:part|full)"
    r"|(?:on|in|out of|past) time|after (?:the )?(?:deadline|due date)|past due|to date|so far"
    r"|(?:on|by|as of|after|before) (?:[a-z]{3,9} )?\d[\w ]*)"
)
_STATE = (
    r"(?:pending|awaited|outstanding|overdue|delayed|due|closed|open|expected|accepted|rejected|refused|withheld|inadequate|insufficient)"
)
_NOTE = late.pattern(  # beside what is known word by word
    r"being investigated|to be (?:determined|confirmed|announced)|see (?:note|below|footnote).*"
    rf"|nr|n[o0] re\w{{3,9}}|none {_GIVEN}|no (?:request|notice|inquiry)(?: (?:was )?{_GIVEN})?"
    rf"|(?:{_HOW} )*{_ASKED}(?: (?:was|were|is|has been|have been|being|not|never))*(?: (?:{_GIVEN}|{_HOW}|{_STATE}))*"
    rf"|awaiting .{{2,40}}|(?:{_HOW} )?(?:has |have |had )?(?:answered|responded|replied)(?: {_HOW})*"
    r"|(?:did not|does not|declined to|refused to|failed to|would not|could not|unable to)"
    r" (?:name|identify|disclose|provide|give|state|reveal|say|supply)\b.*"
    r"|yes|no|[a-z]|[\d ]+|(?:private|individual|residential|business) (?:customer|client|consumer|subscriber|caller|end ?user|reseller)s?"
)
_DITTO = late.pattern(r"same(?: (?:as|customer|provider|company)\b.*)?|ditto|dto|do|idem|ibid|id|(?:as|see) above")
_DITTO_MARK = late.pattern(r"[\s-]*[\"'\u201c-\u201f\u2032\u2033\u3003][\s\"'\u201c-\u201f\u2032\u2033\u3003-]*")
_TIME = late.pattern(r"\b\d{1,2}:\d\d\b")

_PARTED = late.pattern(rf"\s*[\u2013\u2014:;()]\s*|,(?!\s*{FORM})\s*|\s+[-/]\s+")  # a note beside a name, or beside another note

_CHAIN = late.pattern(r";|\s[-=]*>+\s|\s*[\u2190-\u2194]\s*|,?\svia\s")  # several companies


def entry(cell: str) -> Entry:
    """What a cell of that column is. `cell` is without markup and footnote marks."""
    if _TIME.search(cell):  # of another row, or of another column
        return Entry.NOTE
    whole = _whole(cell)
    if whole is not Entry.NAME:
        return whole
    if len([part for part in _CHAIN.split(cell) if part.strip()]) > 1:
        return Entry.NOTE
    parts = [_whole(part) for part in _PARTED.split(cell) if plain_words(part)]
    return Entry.NOTE if {Entry.SILENT, Entry.NOTE} & {*parts} or parts[0] in (Entry.NOBODY, Entry.DITTO) else Entry.NAME


_KINDS = {Entry.SILENT: _SILENT, Entry.DITTO: _DITTO, Entry.NOTE: _NOTE, Entry.NOBODY: _NOBODY}


def _whole(cell: str) -> Entry:
    """What a cell is that is one name, or one of the words for none."""
    if _DITTO_MARK.fullmatch(cell):
        return Entry.DITTO
    if is_sum(cell):
        return Entry.TOTAL
    words = plain_words(cell)
    kind = next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(words)), None)
    if kind is None and is_nameless(cell):
        kind = Entry.NOTE if _PARTED.search(cell) else Entry.NOBODY
    return kind or (Entry.NOTE if is_status(cell) else Entry.NAME)


def names_nobody(printed: str) -> bool:
    """Whether what stands where a name should is no name: a status, a role, a number, a ditto mark, a sum, or nothing.

    True of `Call not located`, `Provider A`, `Year to date`; not of a name with a note beside it, nor of several names.
    """
    return _whole(printed) is not Entry.NAME


def not_yet(cell: str) -> bool:
    """Whether a silence may still end."""
    return bool(_YET.search(plain_words(cell)))


def is_total(cells: Mapping[str, str]) -> bool:
    """Whether a row sums up others: it says so, and dates no call, as the row of a company of such a name would."""
    return not text.dated(cells.get("call_at", "")) and any(map(is_sum, cells.values()))
