"""What the Industry Traceback Group reports to a provider of others: silent upstreams, calls not found."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from tracer import late
from tracer.loaders.itg.footers import is_footer
from tracer.loaders.itg.mails import Mail, MailPart, Passage, bare
from tracer.loaders.itg.sent import AMOUNT, Sent, masked, unread
from tracer.loaders.itg.upstreams import called_upstream, calls_upstream, sentences
from tracer.loaders.letters.names import FORM, without_form
from tracer.loaders.letters.passed_over import says_of_a_company
from tracer.model import Claim, Finding, Kind, Role, Status, Unread
from tracer.text import ANY_MONTH, GROUPED, mask, traceback_number

_SO_FAR = r"(?:so|thus) far|to date|as (?:of )?yet|until now|up to now"  # the time to answer may still run
_FILL = rf"(?:(?:still|yet|{_SO_FAR}|also|again|even),? )*"
_ANSWER = r"(?:respond(?:ed)?|repl(?:y|ied)|answer(?:ed)?|provided? (?:an?|any) (?:response|reply|answer))\b"
_SILENT = (
    rf"{_FILL}(?:(?:(?:ha(?:s|ve|d)|did) {_FILL}not|(?:has|have|had|did)n['\u2019]t|(?:has |have |had )?never) {_FILL}{_ANSWER}"
    rf"|(?:has|have|is|are) {_FILL}yet to {_ANSWER}"
    rf"|(?:has |have |had )?{_FILL}failed to {_ANSWER})"
)
_LOST = rf"{_FILL}(?:(?:was|were|is|are|has been|have been) (?:unable|not able) to|could not|did not) (?:find|locate|identify)\b"
_STATE = late.pattern(rf"\b(?:(?P<silent>{_SILENT})|(?P<lost>{_LOST}))", re.I)
_PLURAL = late.pattern(rf"{_FILL}(?:have|were|are)\b", re.I)
_NUMBER = rf"#?{GROUPED}\b"
_WORD = r"(?:traceback|incident)s? (?:requests? )?(?:numbers? |no\. )?"
_ALSO = r"(?:,|;)? ?(?:/ ?|& |(?:and|or|as well as|and also|along with|together with|nor|plus) )?"
_ANOTHER = r"(?:(?:also )?(?:to |for |on )?(?:(?:the|that) )?(?:requests? (?:for|on|about) )?)?"  # `or to the request for Traceback #8`
_TRACEBACKS = late.pattern(
    rf"(?:{_WORD}|(?=#\d))({_NUMBER}(?:(?:, and |, | and | & ){_NUMBER}|{_ALSO}{_ANOTHER}(?:{_WORD}|(?=#\d)){_NUMBER})*)",
    re.I,
)

_NOT_YET = late.pattern(rf"\b(?:yet|{_SO_FAR})\b|\bstill (?:has|have)\b|\b(?:has|have) still\b", re.I)
_OPENING = late.pattern(rf"(?:.*[.!?] )?(?:{_SO_FAR})\b", re.I)  # a sentence that begins with such words
_MAY = late.pattern(r"^\D*\b(?:may|might|could|can)\b\D*$", re.I)  # no more than a wish, or advice
_RANGE = late.pattern(r"\s*(?:[-\u2013\u2014]|to|through|thru)\s*#?\d", re.I)
# Words that leave open whether it is so, or that it is the ITG that says so.
_OPEN = late.pattern(
    r"\b(?:if|unless|whether|once|in case|when|until(?! now)|although|though|according to|as of(?! yet)|we wrote"
    r"|our (?:\w+ )?(?:message|notice|mail|e-mail|report))\b|^\W*(?:on|by|since) \w+ \d"
    r"|\b(?:you|they|he|she) (?:\w+ )?(?:told|tell|wrote|write|said|say|reported?|informed?|notified|claimed?|believed?)\b",
    re.I,
)
_BY_MISTAKE = r"in error|by mistake|a mistake|mistaken(?:ly)?|disregard"
_TAKEN_BACK = late.pattern(
    rf"\b(?:{_BY_MISTAKE}|erroneous(?:ly)?|incorrect(?:ly)?|in time|on time|timely)\b"
    r"|\bha(?:s|ve|d) (?:now|since|later) \w+ed\b|\bbut (?:\w+ )?(?:did|has|have|responded|answered|replied)\b",
    re.I,
)
_NOT_WHOLE = late.pattern(
    r"\b(?:(?:in )?full(?:y)?|complete(?:ly)?|adequate(?:ly)?|sufficient(?:ly)?|satisfactor\w+|proper(?:ly)?|with (?:the|all|any|its))\b",
    re.I,
)
_BY_A_DAY = late.pattern(rf"\b(?:by|until|before|as of)(?: the)? (?:\w+day,? )?(?:\d|{ANY_MONTH}\w* \d)", re.I)
_THAT = late.pattern(r"\bthat\b", re.I)
_SAYS_ANOTHER = late.pattern(  # words before `that` by which somebody else says so, or nobody does
    r"(?!.*\b(?:we|be|is|our|records?|system|portal)\b).*\b(?:t(?:old|ells?)|w(?:rote|rites?)|sa(?:id|ys?)|report(?:s|ed)?|inform(?:s|ed)?"
    r"|notif(?:ies|ied)|claim(?:s|ed)?|stat(?:es?|ed)|complain\w*|mention\w*|indicat(?:es?|ed)|confirm(?:s|ed))"
    r"(?: to)?(?: us| me| the \w+)?\W*$"
    r"|.*\b(?:alleg\w+|belie(?:ve|f)\w*|th(?:ink|ought)|suspect\w*|assum\w+|fear\w*|seems?|appears?|possible|likely|unclear|case|consider\w*"
    r"|true|wrong|doubt\w*|den(?:y|ies|ied))\W*$",
    re.I,
)
_DENIED = late.pattern(r"\b(?:not|no longer|never|nor|n['\u2019]t)\b", re.I)
_ANSWERS = r"(?:answer|response|reply)\b"
_GIVEN = late.pattern(  # of an answer that came after all, or by which something is taken back
    rf"(?<!not )(?<!n['\u2019]t )(?<!never )\b(?:responded|answered|replied|did (?:respond|answer|reply)"
    rf"|provided (?:an?|its|their|the) {_ANSWERS})"
    rf"|\b(?:its|their|the|an?|this|that|late|(?:company|provider)['\u2019]s) {_ANSWERS}[^.!?]{{0,60}}?"
    r"\b(?:came|arrived|received|reached|is in)\b"
    rf"|\b(?:received|got|have|has) (?:now |since |just |meanwhile )?(?:its|their|the|an?|this|that) (?:late )?{_ANSWERS}"
    rf"|\b(?:withdrawn?|retract\w*|correction|corrected|{_BY_MISTAKE}|resolved)\b",
    re.I,
)
_BY_READER = late.pattern(r"\b(?:you|we)(?: (?:have|had|now|already|also|just)){0,3} (?:responded|answered|replied|did)\b", re.I)
_MAY_BE = late.pattern(r"\b(?:if|once|until|unless|when|after|whether|should|must|please|can|will|would|may|need)\b", re.I)
_OF_ONE_TOLD = late.pattern(
    r"\W*(?:(?:since|now|meanwhile|later|update|correction)\W+)?(?:it|they|(?:the|this|that) (?:company|provider|carrier|upstream))\b", re.I
)
_RESPECTIVELY = late.pattern(r",? respectively\b", re.I)
_UPSTREAM = late.pattern("upstream", re.I)
_CLAUSE_END = late.pattern(r"[.,;:!?]| and | but |$")

_BY_YOU = (  # `an upstream provider that you identified, ...`
    r"(?:(?:that|which|whom|who) )?(?:you|your company) (?:ha(?:ve|s|d) )?(?:identified|named|listed|reported|gave|indicated|disclosed)"
    r"(?: (?:to us|in your (?:response|reply|answer)))?"
)
_IN_TRACEBACK = late.pattern(
    r"\W*(?:in|for|on|regarding|concerning|about|as to|with (?:regard|respect) to) (?:(?:the|our) )?(?:requests? (?:for|on|about) )?"
    rf"(?:{_WORD})?{_NUMBER}\W+",
    re.I,
)
_BEFORE_NAME = late.pattern(
    rf".*\b(?:that|upstream (?:voice service )?(?:providers?|carriers?)),? (?:{_BY_YOU},? )?|.*[.:!?] (?=[A-Z])", re.I
)
_LEADING = late.pattern(  # up to a name: `Another one of them, ...`
    rf"{_FILL}(?:(?-i:and|or|nor) )?(?:(?:and |also,? )?(?:another|one|a (?:second|third|further))"
    r"(?: (?:one|upstream|provider|of (?:them|these|your upstreams?)))*,? )?(?:both )?",
    re.I,
)
_ASIDE = (
    r"unfortunately|regrettably|sadly|however|moreover|furthermore|additionally|in addition|also|again|today|now|currently|presently"
    r"|meanwhile|still|please note|note|notably|finally|fyi|attention|(?:as a )?reminder|update|importantly|accordingly|therefore|thus|so"
)
_BEFORE_THE_NAME = late.pattern(
    r"(?:(?:[-*\u2022]+|\d{1,2}[.)])\s+|(?:hi|hello|dear|good (?:morning|afternoon|day))\b[^,:;!.]{0,60}[,:!]\s+"
    rf"|(?:{_ASIDE})[,:]\s+)+",
    re.I,
)
_NO_NAME = late.pattern(  # what may be words before a name, or its first words: which, is not certain
    rf"(?:{_ASIDE}|hi|hello|dear|since|re|regarding|notice|(?:first|second|third|final|last) (?:notice|reminder)"
    r"|upstream|downstream|provider|carrier|customer)\b(?!$)"
    rf"|.*(?:#\d|\s[-\u2013\u2014]\s|\b\d{{1,2}} {ANY_MONTH}|\b{ANY_MONTH}[a-z]{{0,6}} \d)",
    re.I,
)
_FORM = late.pattern(rf"{FORM}(?!\w)")
_SHORT = 40  # characters of a line that no program has wrapped
_LOWER = late.pattern(  # no word of a name
    r"(?<![\w.&'\u2019-])(?!(?:of|and|the|de|van|von|dba|d/b/a|aka|fka)\b)[a-z]{2,}"
    r"(?![\w.&-]*[A-Z])(?![\w.-]*\.\w)"
)
_NOBODY = late.pattern(r"(?:you|we|they|it|(?:.*\b)?(?:who|which|some|any|your (?:network|company)|providers|carriers))", re.I)
_AND = late.pattern(r",? and |, (?!(?:LLC|L\.L\.C|Inc|Ltd|Limited|Corp|Co|LP|LLP|PLC|Pvt|S\.A|GmbH)\b)")

_UNANSWERED = late.pattern(
    rf"\bno (?:answer|response|reply)\b|\bunanswered\b|\b(?:are|is|remains?) (?:still )?(?:open|outstanding|overdue)\b|{_SILENT}", re.I
)
_TIME_LEFT = late.pattern(
    r"\b(?:unless you|if you (?:do not|don['\u2019]t|fail to)|please"
    r"|you (?:must|should|have to|need to|are (?:asked|expected|required) to))"
    rf" (?:respond|reply|answer)\b[^.;]{{0,60}}? within (?P<length>{AMOUNT})",
    re.I,
)
_MESSAGE = late.pattern(r"has sent you (?:the following|a|this) (?:message|comment)\W*", re.I)
_TRIED = late.pattern(
    r"(?:tried|attempted|been trying) to (?:contact|reach)(?: out to)? (?P<who>.+?)"
    rf",? (?:regarding|about|concerning) (?:(?P<many>[\w ]{{1,30}}?) )?tracebacks?\b[^.]{{0,60}}?\b(?P<silent>{_SILENT}[^.]*)\.?",
    re.I,
)
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


def notices(sent: Sent, where: Iterable[tuple[int, int]], *, alone: bool = False, told: Iterable[str] = ()) -> Iterator[Finding]:
    """Who has not yet responded, or did not find the call, in runs of lines. `alone`: the mail has nothing else, so it is about this.
    `told`: of which tracebacks it gives the details."""
    paragraphs = [sent.mail.passage(*lines) for first, last in where for lines in sent.mail.paragraphs(first, last)]
    told = {*told}
    found = [*_notices(sent, paragraphs, alone=alone, told=told)]
    yield from found
    said = {claim.incident for claim in found if isinstance(claim, Claim)}
    if said or not alone:
        told |= {incident.removeprefix("itg-") for incident in said if incident}
        yield from _untold(sent.mail, paragraphs, told, found)


def _untold(mail: Mail, paragraphs: Iterable[Passage], told: set[str], found: Iterable[Finding]) -> Iterator[Unread]:
    """The sentences that name a traceback of which nothing is said."""
    known = [(f.line_from, f.line_to) for f in found if isinstance(f, Unread)]
    for passage in paragraphs:
        for start, stop in _sentences(passage.text):
            if not re.search(r"trace-?back|incident", passage.text[start:stop], re.I):
                continue  # `Suite #400`
            if {n for m in _TRACEBACKS.finditer(passage.text, start, stop) for n in _numbers(m[1])} - told:
                words = unread(mail, passage.index(start), passage.index(stop - 1), "words on a traceback that this loader does not read")
                if not any(a <= words.line_from and words.line_to <= b for a, b in known):
                    yield words


def _notices(sent: Sent, paragraphs: Sequence[Passage], *, alone: bool, told: set[str]) -> Iterator[Finding]:
    mail = sent.mail
    on_upstreams = [passage for passage in paragraphs if _UPSTREAM.search(passage.text)]
    upstream = cache(lambda name: called_upstream(on_upstreams, name))
    everywhere = {n for passage in paragraphs for m in _TRACEBACKS.finditer(passage.text) for n in _numbers(m[1])}
    place = cache(lambda: sent.hop(everywhere | told))
    if alone:
        certain = len(everywhere) == 1 and sent.provider is not None and not any(_states(passage.text) for passage in paragraphs)
        yield from _time_left(sent, paragraphs, min(everywhere) if certain else None, place)
    given = cache(lambda: [*_given(paragraphs)])
    for at, passage in enumerate(paragraphs):
        begin = 0
        read: list[tuple[int, int]] = []
        numbered = [*_TRACEBACKS.finditer(passage.text)]
        starts = [found.start() for found in numbered]
        for state in _states(passage.text):
            later = bisect_left(starts, state.end())
            after = numbered[later] if later < len(numbered) else None
            end = after.end() if after else state.end()
            first, final = passage.index(begin), passage.index(end - 1)
            before = passage.text[begin : state.start()]
            numbers = _numbers(after[1]) if after else sorted(everywhere) if alone and len(everywhere) == 1 else []
            names = _names(mail, before, first, final, plural=bool(_PLURAL.match(state[0]))) if numbers else []
            if names and _in_doubt(passage.text, state, after):
                yield unread(mail, first, final, "words on a company without an answer, but whether, or by whose word, is not certain")
                read.append((begin, end))
                begin = end
                continue
            taken_back = [*_taken_back(given(), at, end, names, numbers)] if names and state["silent"] else []
            if taken_back:
                yield unread(mail, first, final, "words on a company without an answer, and the same mail tells of one, or takes that back")
                yield from (unread(mail, *lines[:2], "words on an answer that this loader does not read") for lines in taken_back)
                read.append((begin, end))
                begin = end
                continue
            if names and numbers:
                named = passage.text.rfind(names[0], begin, state.start())  # what stands before the names is not read
                read.append((begin if named < 0 else named, end))
                begin = end
                clause = passage.text[state.start() : _clause_end(passage.text, end)]
                status: dict[str, Any] = {"status": Status.NO_RESPONSE if state["silent"] else Status.NOT_FOUND}
                if state["silent"] and (_NOT_YET.search(clause) or _OPENING.match(before)):
                    status["interim"] = True
                respectively = bool(_RESPECTIVELY.match(passage.text, end))
                if respectively and len(names) != len(numbers):
                    yield unread(mail, first, final, "which of the companies is silent about which traceback is not certain")
                    continue
                for k, number in enumerate(numbers):
                    silent = [names[k]] if respectively else names
                    yield from _reported(sent, f"itg-{number}", silent, status, (first, final, None), upstream, place)
                if sent.provider is None:
                    yield unread(mail, first, final, "a notice to no provider's mail domain: it does not say whose upstream it names")
        for start, stop in _on_companies(passage.text):
            begun = min((a for a, b in read if a < stop and start < b), default=stop)
            if begun == stop or says_of_a_company(passage.text[start:begun]):
                yield unread(mail, passage.index(start), passage.index(stop - 1), "words on a company that this loader does not read")
        for start, stop in _on_requests(passage.text):
            if not any(a < stop and start < b for a, b in read):
                yield unread(
                    mail,
                    passage.index(start),
                    passage.index(stop - 1),
                    "words on tracebacks without an answer that this loader does not read",
                )


def _time_left(
    sent: Sent, paragraphs: Sequence[Passage], number: str | None, place: Callable[[], tuple[str | None, list[MailPart]]]
) -> Iterator[Finding]:
    """How long the reader of a mail without call details has to answer: a reminder of the one traceback that it is about, if it is."""
    for passage in paragraphs:
        for m in _TIME_LEFT.finditer(passage.text):
            said: MailPart = (passage.index(m.start()), passage.index(m.end() - 1), None)
            if number is None:
                yield unread(sent.mail, *said[:2], "a time to answer in, of which it is not certain what it is for")
                continue
            hop, link = place()
            asked: dict[str, Any] = {"incident": f"itg-{number}", "provider": sent.provider, "hop": hop, "length": m["length"]}
            yield sent.claim(Kind.REMINDED, [*sent.header("to"), *link, said], said[0], start=0, role=Role.ASKED, **asked)


# Mails repeat most of their paragraphs: what is looked for in one is found once.


@lru_cache(maxsize=1000)
def _states(paragraph: str) -> tuple[re.Match[str], ...]:
    return tuple(_STATE.finditer(paragraph))


@lru_cache(maxsize=1000)
def _sentences(paragraph: str) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(paragraph))


@lru_cache(maxsize=1000)
def _on_requests(paragraph: str) -> list[tuple[int, int]]:
    """Where sentences stand that tell of tracebacks, by number or by how many, that their reader has not answered."""
    return [
        (start, stop)
        for start, stop in _sentences(paragraph)
        if _UNANSWERED.search(words := paragraph[start:stop])
        and re.search(r"\btrace-?backs?\b", words, re.I)
        and re.search(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|several|many)\b", words)
        and re.search(r"\byour?s?\b", words, re.I)
        and not says_of_a_company(words)
    ]


@lru_cache(maxsize=1000)
def _on_companies(paragraph: str) -> list[tuple[int, int]]:
    """Where sentences stand that say something of a company, but not that it is an upstream."""
    return [
        (start, stop)
        for start, stop in _sentences(paragraph)
        if says_of_a_company(words := paragraph[start:stop]) and not calls_upstream(words) and not _MAY.search(words)
    ]


def _in_doubt(text: str, state: re.Match[str], after: re.Match[str] | None) -> bool:
    """Whether a silence is only supposed, told by another, or taken back in the words around it; or which tracebacks it is of."""
    start, stop = next((start, stop) for start, stop in _sentences(text) if start <= state.start() < stop)
    following = re.match(r"[^.!?]*", text[stop:])
    own = text[state.end() : stop]
    told = own + (following[0] if following else "")
    before = text[start : state.start()]
    lead = before[: max((m.start() for m in _THAT.finditer(before)), default=0)]  # ... who says it
    by_us = not (_SAYS_ANOTHER.match(lead) or _DENIED.search(lead))
    return bool(
        not by_us
        or own.rstrip().endswith("?")
        or _OPEN.search(before)
        or _TAKEN_BACK.search(told)
        or _NOT_WHOLE.search(own)
        or _BY_A_DAY.search(own)
        or (after and _RANGE.match(text, after.end()))
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """A sentence that tells of an answer, or takes something back."""

    number: int  # of its paragraph
    start: int
    stop: int
    words: str
    tracebacks: frozenset[str]
    of_another: bool  # it says so of a company that it names
    lines: MailPart


def _given(paragraphs: Sequence[Passage]) -> Iterator[_Given]:
    for number, passage in enumerate(paragraphs):
        for start, stop in _sentences(passage.text):
            words = passage.text[start:stop]
            if not _GIVEN.search(words) or _MAY_BE.search(words):
                continue
            words = _BY_READER.sub(" ", _STATE.sub(" ", words))
            if _GIVEN.search(words):
                told = frozenset(n for m in _TRACEBACKS.finditer(words) for n in _numbers(m[1]))
                another = says_of_a_company(words) and not _OF_ONE_TOLD.match(words)
                yield _Given(number, start, stop, words.lower(), told, another, (passage.index(start), passage.index(stop - 1), None))


def _taken_back(given: Sequence[_Given], number: int, end: int, names: list[str], numbers: list[str]) -> Iterator[MailPart]:
    """Where a mail that tells of a silence, up to `end` of a paragraph, also tells of an answer to it, or takes that back."""
    called = [without_form(name).lower() for name in names]
    for each in given:
        is_its_own = each.number == number and each.start < end <= each.stop
        if is_its_own or (each.tracebacks and each.tracebacks.isdisjoint(numbers)):
            continue
        below = each.number > number or (each.number == number and each.start >= end)
        if any(name in each.words for name in called) if each.of_another else below:
            yield each.lines


def _numbers(printed: str) -> list[str]:
    return [*dict.fromkeys(known for m in re.finditer(_NUMBER, printed) if (known := traceback_number(m[0])))]


def _clause_end(text: str, at: int) -> int:
    found = _CLAUSE_END.search(text, at)
    return found.start() if found else len(text)


def _reported(
    sent: Sent,
    incident: str,
    names: list[str],
    status: dict[str, Any],
    said: MailPart,
    upstream: Callable[[str], MailPart | None],
    place: Callable[[], tuple[str | None, list[MailPart]]],
) -> Iterator[Finding]:
    hop, link = place()
    for name in names:
        yield sent.claim(Kind.STATUS, [said], said[0], incident=incident, provider=name, role=Role.ASKED, **status)
        if sent.provider:
            handed: dict[str, Any] = {"incident": incident, "provider": sent.provider, "hop": hop, "upstream": name}
            # The words that make the silent company the upstream often stand in a sentence of their own.
            named = upstream(name)
            pieces = [said, *([named] if named and not said[0] <= named[0] <= named[1] <= said[1] else [])]
            yield sent.claim(Kind.HANDED_OFF, [*sent.header("to"), *pieces, *link], said[0], role=Role.ASKED, **handed)


def _names(mail: Mail, before: str, first: int, last: int, *, plural: bool) -> list[str]:
    """The companies that a sentence speaks of, from its words up to the verb."""
    cleaned = _BEFORE_NAME.match(before)
    told = (before[cleaned.end() :] if cleaned else before).strip(" ,;:")
    about = _IN_TRACEBACK.match(told)
    told = told[about.end() :] if about else told
    lead = _LEADING.match(told)
    who = told[lead.end() :] if lead else told
    aside = _BEFORE_THE_NAME.match(who)
    who = re.sub(r"^[\"\u201c](.+)[\"\u201d]$|\s\[[^\[\]]*\]$", r"\1", who[aside.end() :] if aside else who).strip(" ,;:")
    raw = re.sub(r"\s+", " ", " ".join(line.raw for line in mail.lines[first : last + 1]))
    bold = [name for name in dict.fromkeys(bare(run).strip(" ,") for run in re.findall(r"\*\*([^*]+)\*\*", raw)) if name and name in who]
    names = bold if len(bold) > 1 else _AND.split(who) if plural else [who]
    if any(_LOWER.search(name) for name in names):
        return []  # more words than a name
    if who not in bold and (_NO_NAME.match(who) or _is_below_another_line(mail, who, first, last)):
        return []
    return [mask(name) for name in names if name and not _NOBODY.fullmatch(name)]


def _is_below_another_line(mail: Mail, who: str, first: int, last: int) -> bool:
    """Whether what looks like one name is a short line, as a heading is, and a name below it."""
    for i in range(first, last):
        above, below = bare(mail.lines[i].unquoted), bare(mail.lines[i + 1].unquoted)
        if above and len(above) < _SHORT and who.startswith(f"{above} {below[:1]}") and not _FORM.match(below):
            return True
    return False


def message(sent: Sent, last: int) -> Iterator[Finding]:
    """A message that somebody at the ITG typed, if there is one: read if it is on an upstream that did not answer."""
    mail = sent.mail
    whole = mail.passage(mail.body, last)
    opening = _MESSAGE.search(whole.text)
    if opening is None:
        return
    at, end = whole.index(opening.end() - 1), last
    last = next((i - 1 for i in range(at + 1, last + 1) if is_footer(mail, i, last + 1)), last)
    passage = mail.passage(mail.body, last)
    read_to = opening.end()
    for tried in _TRIED.finditer(passage.text, read_to):
        more = re.search(r".*[.!?] (?=\S)", passage.text[read_to : tried.start()])
        begin = read_to + (more.end() if more else 0)
        if more:
            yield unread(mail, passage.index(read_to), passage.index(begin - 1), "a free message")
        who = mask(re.sub(r",? \(?(?:at |via |under |on )?\S+@.*", "", tried["who"]))
        said: MailPart = (passage.index(begin), passage.index(tried.end() - 1), None)
        interim = True if _NOT_YET.search(tried["silent"]) else None
        yield from masked(sent.claim(Kind.COUNTED, [said], said[0], provider=who, interim=interim, **_unanswered(tried["many"] or "")))
        read_to = tried.end()
    if passage.text[read_to:].strip(" .)"):
        yield unread(mail, passage.index(read_to + 1 if passage.text[read_to] == " " else read_to), passage.indices[-1], "a free message")
    elif read_to == opening.end():
        yield unread(mail, at, at, "a message without words")
    yield from notices(sent, [(mail.body, at - 1), (last + 1, end)])


def _unanswered(many: str) -> dict[str, Any]:
    words = many.lower().split()
    number = next((int(w) if w.isdigit() else _NUMBERS[w] for w in words if w.isdigit() or w in _NUMBERS), None)
    if number is None:
        return {"no_response": 1, "at_least": True}
    # Only those that were not answered are spoken of: of how many there were, nothing is said.
    return {"no_response": number, **({"at_least": True} if len(words) > 1 else {})}  # over three, at least three ...
