"""Words that stand where a name should and name nobody: states of a request, an answer, a trace or a number; roles; sums.

They are known by vocabulary, not by phrase: what holds no other word is no name. A legal form, or any other word, keeps it one:
`Direct Call Origin LLC`, `Gateway Telecom`.
"""

from __future__ import annotations

import re

from tracer import late
from tracer.loaders.letters.names import without_form

_FILLERS = frozenset(
    "a an the of for from to by in on at with per as and or but not no non never is are was were be been being has have had did does do"
    " could cannot can t don would it this that their own any than so far yet still already now currently also only too again via"
    " longer our under".split()
)
_ANSWERS = (
    "answer answers answered answering respond responds responded responding response responses responsive unresponsive nonresponsive resp"
    " reply replies replied contact contacts contacted unreachable acknowledged ticket tickets request requests requested notice notices"
    " notified notification notifications inquiry asked email emails pending open opened reopened close closed resolved unresolved expired"
    " bounced undelivered undeliverable returned cancelled canceled denied denies deny denial dispute disputed disputes refused refuses"
    " refuse refusal declined declines decline rejected accepted confirmed unconfirmed verified unverified unclear failed fails failure"
    " timeout timed out late overdue delayed outstanding await awaiting awaited waiting escalated complete completed incomplete partial"
    " submitted received sent review reviewed reviewing investigate investigating investigated investigation progress processing processed"
    " ongoing inactive suspended tbd tba tbc determined announced given unable error duplicate duplicates duplicated repeat repeated dup"
)
_TRACES = (
    "trace traces traced tracing traceback tracebacks untraced untraceable untraceability cdr cdrs record records recorded locate located"
    " find found match matched matching such search searched call calls robocall robocalls called calling"
)
_NUMBERS = (
    "number numbers num tn spoofed spoof unallocated allocated unassigned assigned ported invalid valid wrong blocked terminated"
    " disconnected deactivated defunct"
)
_STATES = frozenset(f"{_ANSWERS} {_TRACES} {_NUMBERS}".split())
_ROLES = frozenset(
    "provider providers carrier carriers customer customers client clients subscriber subscribers consumer consumers reseller resellers"
    " caller callers originator originators origin originating originated originate originates gateway upstream upstreams downstream"
    " downstreams intermediate terminating terminator poe enduser endusers user users self itself direct indirect foreign domestic"
    " international overseas offshore retail wholesale entity entities party parties hop hops leg other others various several multiple"
    " numerous misc same ditto dto idem above below all each every none".split()
)
_NAMELESS = frozenset(
    "unknown unk unkn unidentified unspecified undisclosed unnamed unlisted anonymous redacted withheld confidential private proprietary"
    " blank empty null nil none nobody nothing".split()
)
_NAMING = frozenset("known available applicable identified identify named listed provided stated disclosed supplied".split())
_NAME = frozenset("name names".split())
_WORDS = _STATES | _ROLES | _NAMELESS | _NAMING | _NAME
# Words that many a name is made of, and that are of these only together.
_PHRASE = late.pattern(
    r"\b(?:(?:voice )?service (?=(?:provider|carrier)s?\b)|(?:voice|transit) (?=(?:provider|carrier)s?\b)"
    r"|(?:in|out of) (?:service|business)\b|point of entry\b|port out\b|end (?=(?:user|customer)s?\b)|n a\b)"
)

_SUMS = frozenset("total totals subtotal subtotals sum sums overall average averages avg median count counts aggregate ytd".split())
_PERIODS = frozenset("year month months quarter week weeks period".split())
_COUNTED = frozenset(
    "calls rows tracebacks incidents requests entries providers carriers customers clients upstreams downstreams companies hops".split()
)
_SUMMED = _COUNTED | frozenset(
    "grand sub number of for the in per by to and a all date previous prior last current past industry day days hour hours response"
    " respond answer callers others".split()
)
_OF = frozenset(("for", "of", "by"))


def plain_words(printed: str) -> str:
    """A cell as it is compared: without case and punctuation."""
    return re.sub(r"[\W_]+", " ", printed.casefold()).strip()


def is_status(printed: str) -> bool:
    """Whether all that is printed is words for a state, a role or a number, such as name nobody: `Trace failed`, `Provider A`."""
    words = _known(printed)
    return bool(words) and words <= _WORDS | _FILLERS and not words <= _FILLERS


def is_nameless(printed: str) -> bool:
    """Whether that is, of these, that a provider or customer has no name here: `Upstream unknown`, `Customer not identified`."""
    words = _known(printed)
    return bool(words & (_NAMELESS | _NAMING)) and words <= _NAMELESS | _NAMING | _NAME | _ROLES | _FILLERS | {"source", "sources"}


def _known(printed: str) -> frozenset[str]:
    """The words of a cell but for a number or letter beside them; none where its legal form or its initials make it a name."""
    if without_form(printed) != printed:
        return frozenset()
    words = _PHRASE.sub(" self ", plain_words(printed)).split()
    if sum(len(word) == 1 for word in words) > 1:
        return frozenset()
    return frozenset(word for word in words if len(word) > 1 and not word.isdecimal())


def is_sum(printed: str) -> bool:
    """Whether what is printed stands for several providers together: `Total`, `All providers`, `Year to date`, `30401 Count`."""
    if printed.startswith(("=", "@")):
        return False  # a formula, as text: not the word that it begins with
    words = plain_words(printed).split()
    while len(words) > 1 and words[-1].isdecimal():
        words.pop()
    if not words:
        return False
    first = "subtotal" if words[:2] == ["sub", "total"] else words[0].removesuffix("s")
    if words[-1] in _SUMS or first == "subtotal" or (first == "total" and len(words) > 1 and words[1] in _OF):
        return True
    numbered = any(character.isdecimal() for character in printed)
    known = {word for word in words if not word.isdecimal()}
    if not known <= _SUMS | _PERIODS | _SUMMED or without_form(printed) != printed:
        return False
    return bool(known & (_SUMS | _PERIODS)) or words[0] == "all" or (numbered and bool(known & _COUNTED))
