"""How many requests went unanswered, whose silence that is, and over which time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracer import late
from tracer.loaders.letters.findings import of_another
from tracer.loaders.letters.paragraphs import Fragment, Paragraph
from tracer.loaders.letters.sentences import NUMERAL, number
from tracer.loaders.letters.subjects import About, Subjects
from tracer.loaders.letters.windows import MONTHS, window
from tracer.model import Moment


@dataclass(frozen=True, slots=True)
class Count:
    """`at_least`: the number is a lower bound; None where it is only about right (`note` then says how it is printed)."""

    number: int
    of: int | None  # so many requests in all
    interim: bool | None  # not yet answered
    at_least: bool | None
    since: Moment | None
    until: Moment | None
    note: str | None
    words: str  # of its sentence
    pieces: list[Fragment]


@dataclass(frozen=True, slots=True)
class NotRead:
    """A count that is nobody's, as far as this loader can tell."""

    reason: str
    pieces: list[Fragment]


def unanswered(paragraphs: Iterable[Paragraph], subjects: Subjects) -> Iterator[Count | NotRead]:
    """Each count of requests that the letter's recipient left unanswered, and each that is not its own or may not be."""
    earlier: list[str] = []  # sentences, nearest first
    numberless: NotRead | None = None
    claimed = False
    for paragraph in paragraphs:
        spans = [*paragraph.sentences()]
        for (at, end), after in zip(spans, [*spans[1:], None], strict=True):
            sentence = _Sentence(paragraph, at, end, earlier, subjects, paragraph.text[slice(*after)] if after else "")
            found = [*sentence.read()]
            yield from found
            claimed = claimed or any(isinstance(one, Count) for one in found)
            numberless = numberless or (None if found else sentence.numberless())
            earlier.insert(0, sentence.words)
            del earlier[20:]
    if numberless and not claimed:
        yield numberless


# --- the words -----------------------------------------------------------------------------------------------------

_ABOUT = r"approximately|about|nearly|almost|roughly"
_UNITS = r"(?:hour|day|week|month|year|minute|time|call|state)s?|business|calendar|percent"
# Between a number and the requests; never into the next clause.
_NO_FILLER = (
    rf"\d|{NUMERAL}|(?:hundred|thousand|million|dozen)s?\b"
    rf"|(?:{_UNITS}|at|the|an?|to|it|that|which|who|sent|received|went|was|were)\b|(?:and|or)\b(?!/or|\s+(?-i:[a-z]))"
)
_WORD = rf"(?!{_NO_FILLER})[\w'\u2019/-]+\s+"
_OF = r"(?:out\s+)?of"
_COUNTED = late.pattern(
    rf"(?P<bound>\b(?:at\s+least|more\s+than|over|(?:no|not)\s+(?:fewer|less)\s+than|{_ABOUT})\s+)?"
    r"(?:\b[a-z]+(?:-[a-z]+)?\s+\((?P<n>\d+)\)|(?<![\w.,$\u00a7-])(?P<m>\d{1,3}(?:,\d{3})+|\d+)(?![\w-])"
    rf"|(?P<w>{NUMERAL}))"
    rf"(?:\s+(?:{_OF}\s+(?:a\s+total\s+of\s+)?(?:(?:the|its|those|these|their|your)\s+)?(?:(?P<of>\d[\d,]*|{NUMERAL})\s+)?)?"
    rf"(?:{_WORD}){{0,4}}?(?P<noun>(?:trace-?backs?|notices|requests)\b)"
    rf"|(?=\s+{_OF}\s+(?:them|these|those|which)\b|\s+(?:went|go|remain(?:s|ed)?|were|are|have\s+(?:gone|been|remained)|without|unanswered)\b|\W*$|[.,;)](?:\s|$)))",
    re.I,
)

_OF_THEM = late.pattern(rf"\s+{_OF}\s+(?:them|these|those)\b", re.I)
_REQUESTS = late.pattern(r"(?:trace-?backs?\s+)?(?:requests|notices)\b", re.I)
_DATE = late.pattern(r"\b(?:[A-Z][a-z]+\.?\s+(?:\d{1,2},\s+)?)?(?:19|20)\d\d\b")

_HOW = r"(?:(?:even|ever|yet)\s+)*"  # no manner: a late answer, or a poor one, is an answer
_ANSWER = (
    r"(?:respond(?:ed|ing)?|repl(?:y|ied|ying)|answer(?:ed|ing)?"
    r"|(?:provid|giv|submit)\w*\s+(?:an?\s+|any\s+)?(?:response|answer|reply)s?)"
)
_NOT = r"(?:\bnot|\bnever|n['\u2019]t)"
_VERB = late.pattern(  # ... and the number follows
    rf"(?:{_NOT}\s+{_HOW}{_ANSWER}"
    rf"|\b(?P<failed>(?:fail(?:s|ed|ing|(?P<owned>ure))?|refus(?:e|es|ed|ing|(?P<refusal>al))|neglect(?:s|ed|ing)?|declin(?:es|ed|ing))"
    rf"\s+to\s+{_HOW}{_ANSWER}|ignor(?:e[sd]?|ing)|disregard(?:s|ed|ing)?|(?P<left>left|leaves?|leaving))"
    rf"|\byet\s+to\s+{_HOW}{_ANSWER})(?:\s+at\s+all)?(?:\s+to)?\s+$",
    re.I,
)
_GERUND = late.pattern(r"\b(?:failing|refusing|neglecting|declining|ignoring|leaving|not\s+(?:\w+ly\s+)?\w+ing)\b", re.I)
_INTRODUCED = late.pattern(r"(?:\b(?:for|by|after|while|despite|when|before|of|in)|,)\s*$", re.I)
_UNDONE = r"unanswered|without\s+(?:an?\s+|any\s+)?(?:response|reply|answer)"
_LEFT_SO = late.pattern(rf"[^.;]{{0,60}}?\b(?:{_UNDONE})\b", re.I)
_AFTER = late.pattern(  # ... and the number stands before
    rf".{{0,140}}?(?P<silence>\b(?:{_UNDONE}|ignored)\b|(?P<verb>{_NOT}\s+{_HOW}(?:been\s+)?{_HOW}{_ANSWER}\b|\b(?:failed|failing)\s+to\s+{_ANSWER}\b))",
    re.I | re.S,
)
_REST = late.pattern(r"(?:(?!\b(?:and|but|while|whereas)\b)[^,;])*", re.I)  # of a clause
_IS_COUNTED = late.pattern(r"\s*(?:to\s+)?", re.I)  # another number follows, which the silence is of
_ALL_OF_THEM = late.pattern(
    r"\s*(?:to\s+)?(?:(?:any|all|them|these|those|it|either|a\s+single|one)\b|[.,;)]|$|(?:by|and|but|while|since|in|for|as)\b)", re.I
)
# Another number than the one before it: `of which eight`, `and several of them`.
_SOME = late.pattern(
    r"(?<!\ball )\bof\s+(?:which|whom|these|those|them)\b|\b(?:some|several|many|most|half|few|fewer|part|dozens?"
    rf"|one|hundreds?)\b|{NUMERAL}",
    re.I,
)
# ... or a figure that is no date and of nothing else: `12 without`.
_FIGURE = late.pattern(rf"(?<![\w.,$\u00a7:/-])\d[\d,]*(?![\w:/-]|\.\d)(?!,?\s+(?:(?:{_UNITS})\b|\d{{4}}\b|(?-i:[A-Z])))", re.I)
# What only a part is of: `most of the 25`, `80% of 25`.
_PART_OF = late.pattern(
    r"(?:[\d%]\)?|\b(?:percent|thirds?|quarters?|halves|fifths?|majority|some|several|many|most|half|few|fewer|part|number|dozens?|one"
    r"|all\s+but\s+\w+)"
    rf"|{NUMERAL})\s+{_OF}\s+(?:a\s+total\s+of\s+)?(?:(?:the|those|these|its|your|their|all)\s+)?$",
    re.I,
)
# What opens a clause on a part, before the number of the whole, or for it.
_OPENS_PART = rf"(?:^\W*|[,;:(]\s*|\b(?:and|but|that)\s+){_OF}\s+"
_OUT_OF = late.pattern(rf"{_OPENS_PART}(?:(?:the|those|these|its|your|their|all)\s+)?$", re.I)
_OF_WHICH = late.pattern(rf"{_OPENS_PART}(?:which|these|those|them)\b", re.I)
_TO_SEVERAL = late.pattern(r"[^,;.]{0,60}?\bto\s+(?:\w+\s+){0,3}(?:providers|carriers|companies)\b", re.I)  # no whole of one of them
_MISTAKEN = late.pattern(
    r"\b(?:correct(?:ed)?\s+(?:figure|number|count|total)|in\s+error|erroneous\w*|mistake\w*|incorrect\w*|wrongly|misstated)\b", re.I
)
_IGNORED = late.pattern(
    r"\s+(?:\w+ly|altogether|outright|until|from|on|over|during|between|throughout|without|despite)\b", re.I
)  # ... it was
_DENIED = late.pattern(rf"{_NOT}(?:\s+[\w'\u2019-]+){{0,3}}\s*$", re.I)
_NOT_SO = late.pattern(rf"(?:{_NOT}|\bhardly)\s+(?:\w+ly\s+|ever\s+|yet\s+)*$", re.I)
_YET = late.pattern(r"\byet\b", re.I)
_MODAL = late.pattern(r"\b(?:must|may|might|should|shall|will|would|could|can)\s+(?:not|never)\s*$", re.I)
_ANSWERED = late.pattern(
    r"\b(?:answers?|answered|(?:respond|repl)\w*\s+to)\s+(?:only\s+|just\s+|all\s+)*$|\b(?:none|not\s+one)\s+of\s+\w*\s*$|\ball\s+(?:but|except)\s+(?:for\s+)?$",
    re.I,
)
_SILENCE = late.pattern(
    rf"\b(?:{_UNDONE}|fail\w*|ignor\w+|disregard\w*|none\s+of|all\s+but|refus\w+|neglect\w*|silen\w+|(?:non-?|un)respons\w+|yet\s+to|no\s+(?:response|reply|answer))\b|{_NOT}\s+(?:(?:\w+ly|even|ever|yet|been)\s+)*{_ANSWER}",
    re.I,
)
# A further figure with a time of its own, which names no requests: `17 requests in 2023 and 12 in 2024`, `and to nine more since June`.
_FURTHER = late.pattern(
    rf"(?:\b(?:and|or|plus)|[,;])\s+(?:(?:to|then|again|another|a\s+further|at\s+least|more\s+than|{_ABOUT})\s+)*"
    rf"(?:(?!(?:19|20)\d\d\b)\d[\d,]*|{NUMERAL})\s+(?:(?:more|others?|further|additional)\s+)?"
    rf"(?:in|since|from|between|during|after|before|by|until)\s+(?:the\s+)?(?:early\s+|late\s+|mid-)?(?:{'|'.join(MONTHS)}|q[1-4]\b|first|second|third|fourth|(?:19|20)\d\d)",
    re.I,
)
# What says that the requests were answered after all, by those who got them: it did, or they were.
_ALL = (
    r"(?:(?:all|each|every(?:\s+one)?|both)(?:\s+(?:of\s+)?(?:them|these|those)|\s+\d+)?|them|these|those"
    r"|the\s+(?:notices|requests|trace-?backs?))"
)
_OTHER_ONES = r"(?!\s+(?:others?|remaining|rest)\b)(?!\s+(?:in|of|from|by|to)\s+(?:\w+\s+){0,2}(?:others?|another)\b)"
_AFTER_ALL = late.pattern(
    rf"\b(?:(?:answered|(?:respond|repli)ed\s+(?:\w+ly\s+)?to)|(?:provid|giv|submit)\w*\s+(?:an?\s+)?(?:answer|response|repl)\w*\s+to)\s+{_ALL}\b{_OTHER_ONES}",
    re.I,
)
_WERE_ANSWERED = late.pattern(
    r"(?:^\W*|,\s+|;\s+|\b(?:but|and)\s+)(?:(?:all|each|every\s+one|both)(?:\s+(?:\d+|of\s+them))?|they|(?:all\s+(?:of\s+)?)?(?:the|these|those|its|your)\s+(?:\d+\s+)?"
    r"(?:requests|notices|trace-?backs?))\s+(?:(?:have|has|had|were|was|later|all|since|then|eventually|finally|now|been)\s+)+(?:\w+ly\s+)?(?:answered|responded\s+to|replied\s+to)\b"
    r"(?!\s+by\s+(?!it\b|you\b))|^\W*(?:answers|responses|replies)\s+to\s+(?:all|each|them|these|those)\b[^.;]{0,30}\b(?:arrived|came|received|followed)\b",
    re.I,
)
# ... or some of them: how many did go unanswered is then not the number that is printed.
_FEW = rf"(?:\d[\d,]*|{NUMERAL}|one|some|several|many|most|half|a\s+few)(?:\s+{_OF}\s+(?:them|these|those))?"
_SINCE = r"(?:since|later|eventually|finally|meanwhile|belatedly|afterwards)"
_SOME_SINCE = late.pattern(
    rf"(?:^\W*|[,;]\s+|\b(?:but|and|though|although|of\s+which)\s+){_FEW}\s+(?:(?:have|has|had|were|was|been|now)\s+)+(?:{_SINCE}\s+)(?:been\s+)?"
    rf"(?:answered|responded\s+to|replied\s+to)\b|\b{_SINCE}\s+(?:answered|(?:respond|repli)ed\s+to)\s+(?:only\s+)?{_FEW}(?=\W*$|[.,;])",
    re.I,
)
_NOT_DONE = late.pattern(rf"(?:{_NOT}|\b(?:neither|nor|none|if|once|unless|would|must|should))(?:\s+\S+){{0,4}}\s*$", re.I)
# Behind a count, in its clause: that they were answered after all, or only that no answer was in time or in full.
_BEHIND = r"(?:\s+(?!(?:and|but|that|which|for|until|sent|received|issued)\b)[\w'\u2019-]+){0,12}?\s+"
_LATE = late.pattern(
    rf"{_BEHIND}(?:(?:on|in)\s+time|in\s+full|timely|promptly|fully|properly|adequately|completely|in\s+an?\s+\w+\s+(?:manner|fashion|way)"
    rf"|within\s+(?:[a-z-]+\s+\(\d+\)|\d+|an?|one|{NUMERAL})\s+(?:(?:business|calendar|working)\s+)?(?:hour|day)s?"
    r"|within\s+(?:the|its|that)\s+(?:(?:required|allowed|allotted|prescribed|stated|specified|requested)\s+\w+|time\w*|deadline)"
    r"|(?:by|before)\s+(?:the|its)\s+(?:deadline|due\s+date))\b",
    re.I,
)
_UNTIL_THEN = late.pattern(
    rf"{_BEHIND}(?:until|before)\s+(?:after\s+)?(?:we|it\s+(?:was|had)|being|(?:\w+ly\s+)?(?:remind|warn|threaten|prompt|contact|notifi|told|asked)"
    r"|(?:the|an?|its|our|this)\s+(?!(?:date|day|time|present|end|beginning|start|deadline|due)\b)[A-Z]?\w+)",
    re.I,
)
# Where one clause ends and the next begins: the strongest of these between two counts.
_BOUNDARIES = [
    re.compile(r) for r in (r";", r"\.\s+(?=[A-Z])", r",?\s+(?=while\b|whereas\b)", r",?\s+but\b", r",\s+and\b", r"\s+and\b", r",")
]

_OTHERS = "a count of requests that another company left unanswered: claimed for nobody"
_WHOSE = "a count of unanswered requests, but whose silence it is is not certain"
_ANSWERED_ALL = "a count of requests that are said not to have gone unanswered"
_NOT_OF_THESE = "a count of requests, but not of those that went unanswered"
_HEARSAY = "a count of unanswered requests by the word of another company: the letter only tells of it"
_WORDS = "words on requests without an answer that this loader cannot read"
_NO_NUMBER = "tracebacks without an answer, but no number of them that this loader can read"
_ANSWERED_LATER = "a count of unanswered requests that are said to have been answered since"
_ONLY_LATE = "a count of requests that may have been answered late, or in part: how many never were is not said"
_MORE = "a further count of requests, which this loader does not read"
_REASONS = {About.RECIPIENT: None, About.OTHER: _OTHERS, About.UNKNOWN: _WHOSE}


@dataclass(frozen=True, slots=True)
class _Silence:
    """A count in a sentence, and why it is not read as the recipient's (None: it is). Offsets are in the sentence."""

    count: re.Match[str]
    clause: int  # where its clause begins
    reason: str | None
    of: re.Match[str] | str | None = None  # how many there were
    not_yet: bool = False


class _Sentence:
    def __init__(self, paragraph: Paragraph, start: int, end: int, earlier: Sequence[str], subjects: Subjects, following: str) -> None:
        """`following`: the next sentence of its paragraph."""
        self.paragraph, self.start, self.words, self.following = paragraph, start, paragraph.text[start:end], following
        self.earlier, self.subjects = earlier, subjects
        self.previous = earlier[0] if start else ""
        self.counts = [m for m in _COUNTED.finditer(self.words) if m["noun"] or ("traceback" in self._so_far(m) and not _is_year(m))]

    def read(self) -> Iterator[Count | NotRead]:
        found: list[_Silence] = []
        for k in range(len(self.counts)):
            silence = self._silence(k, found[-1] if found else None)
            if silence:
                found.append(silence)
        for silence, after in zip(found, [*found, None][1:], strict=True):
            yield self._told(silence, after.clause if after else len(self.words), alone=len(found) == 1)
        if found and (more := self._further(found[-1])) is not None:
            yield NotRead(_MORE, self._pieces(more, len(self.words)))
        if not found and any(m["noun"] and not _is_year(m) for m in self.counts) and _SILENCE.search(self.words):
            yield NotRead(_WORDS, self._pieces(0, len(self.words)))

    def numberless(self) -> NotRead | None:
        """Words on requests that the recipient left unanswered, without a number."""
        said = re.search(r"trace-?back", self.words, re.I) and _SILENCE.search(self.words)
        if not said or all(not m.recipient for m in self.subjects.mentions(self.words)):
            return None
        return NotRead(_NO_NUMBER, self._pieces(0, len(self.words)))

    def _so_far(self, count: re.Match[str]) -> str:
        return f"{self.earlier[0] if self.earlier else ''} {self.words[: count.start()]}".lower().replace("-", "")

    def _silence(self, k: int, before: _Silence | None) -> _Silence | None:
        """The silence that a count is of, by the verb before it, else by the words after it."""
        count = self.counts[k]
        verb = _VERB.search(self.words, 0, count.start())
        if verb and (not verb["left"] or _LEFT_SO.match(self.words, count.end(), self._stop(k))):
            of = self._of(k)
            return _Silence(count, self._clause(before, verb.start()), self._by_verb(verb), of, bool(_YET.search(verb[0])))
        of = self._of(k)
        if not (count["noun"] or of or self._is_part(k)) or _is_year(count):
            return None
        clause = self._clause(before, count.start())
        if re.search(r"\bunanswered\b", count[0], re.I):
            return _Silence(count, clause, self._by_clause(clause, count.end(), k))
        after = _AFTER.match(self.words, count.end(), self._stop(k))
        ignored = after is not None and after["silence"].lower() == "ignored"
        if after is None or (
            (after["verb"] or ignored) and _IS_COUNTED.fullmatch(self.words, after.end(), self._stop(k)) and self._stop(k) < len(self.words)
        ):
            return None
        partly = not _ALL_OF_THEM.match(self.words, after.end()) and (
            after["verb"] or (ignored and not _IGNORED.match(self.words, after.end()))
        )
        them = _OF_THEM.match(self.words, count.end())
        between = them.end() if them else count.end(), after.start("silence")
        part = _SOME.search(self.words, *between) or _FIGURE.search(_DATE.sub(lambda m: "A" * len(m[0]), self.words), *between)
        if _ANSWERED.search(self.words, 0, count.start()) or _PART_OF.search(self.words, 0, count.start()) or partly or part:
            return _Silence(count, clause, _NOT_OF_THESE)
        if not re.match(_NOT, after["silence"], re.I) and _DENIED.search(self.words, 0, after.start("silence")):
            return _Silence(count, clause, _ANSWERED_ALL)
        return _Silence(count, clause, self._by_clause(clause, after.end(), k), of, bool(_YET.search(after["silence"])))

    def _stop(self, k: int) -> int:
        return self.counts[k + 1].start() if k + 1 < len(self.counts) else len(self.words)

    def _is_part(self, k: int) -> bool:
        """Whether a count is of some of those named before it: `17 of them`, `of which 17`."""
        begin = self.counts[k - 1].end() if k else 0
        here = self.counts[k]
        return bool(
            _OF_THEM.match(self.words, here.end())
            or (k and _OUT_OF.search(self.words, 0, self.counts[k - 1].start()))
            or _OF_WHICH.search(self.words[begin : here.start()])
        )

    def _of(self, k: int) -> re.Match[str] | str | None:
        """Of how many requests to the recipient a count is."""
        here = self.counts[k]
        if here["of"]:
            return None if _TO_SEVERAL.match(self.words, here.end()) else here["of"]
        return self._whole(k)

    def _whole(self, k: int) -> re.Match[str] | None:
        """The count of the requests of which this one is a part: the one before it, or the only one of the sentence before."""
        if not self._is_part(k):
            return None
        if k:
            return self.counts[k - 1] if self.counts[k - 1]["noun"] and self._is_of_one(self.words) else None
        if not self._is_of_one(self.previous):
            return None
        figures = [m for m in _COUNTED.finditer(self.previous) if m["noun"] and not _is_year(m)]
        alone = len(re.findall(r"(?<![\w.,-])\d[\d,]*(?!\w)", _DATE.sub(" ", self.previous))) == 1
        return figures[0] if alone and len(figures) == 1 else None

    def _is_of_one(self, words: str) -> bool:
        """Whether a count of requests in these words can be of those to the recipient alone."""
        return self.subjects.alone(words) and not _TO_SEVERAL.search(words)

    def _by_verb(self, verb: re.Match[str]) -> str | None:
        before = self.words[: verb.start()]
        if verb["failed"] and _NOT_SO.search(before):
            return _WHOSE if _MODAL.search(before) else _ANSWERED_ALL
        introduced = _INTRODUCED.search(before)
        if verb["owned"] or verb["refusal"]:
            about = self.subjects.of_owner(before, self.earlier)
        elif introduced and _GERUND.match(verb[0]):
            about = self.subjects.of_gerund(before[: introduced.start()], self.earlier)
        else:
            about = self.subjects.of_verb(before, self.earlier)
        return _REASONS[about]

    def _by_clause(self, start: int, end: int, k: int) -> str | None:
        whole = None if k else self._whole(k)
        if whole and _REQUESTS.match(self.previous, whole.start("noun")) and not self.subjects.mentions(self.words):
            return _REASONS[self.subjects.of_clause(self.previous, self.earlier[1:])]  # whoever got them left some unanswered
        rest = _REST.match(self.words, end, self._stop(k))
        return _REASONS[self.subjects.of_clause(self.words[start : rest.end() if rest else end], self.earlier)]

    def _clause(self, before: _Silence | None, at: int) -> int:
        """Where the clause begins in which a count stands."""
        if before is None:
            return 0
        between = self.words[before.count.end() : at]
        ends = next((found[-1].end() for pattern in _BOUNDARIES if (found := [*pattern.finditer(between)])), len(between))
        return before.count.end() + ends + len(re.match(r"[\s,]*", between[ends:])[0])  # type: ignore[index]

    def _told(self, silence: _Silence, end: int, *, alone: bool) -> Count | NotRead:
        start, end = (0, len(self.words)) if alone else (silence.clause, end)
        more = self._further(silence)
        end = end if more is None else min(end, more)
        pieces, count = self._pieces(start, end), silence.count
        if silence.reason:
            return NotRead(silence.reason, pieces)
        if of_another(self.words[: count.start()], self.words[count.end() :]):
            return NotRead(_HEARSAY, pieces)
        if _MISTAKEN.search(self.words):
            return NotRead(_WORDS, pieces)
        if self._answered_since(count.end()):
            return NotRead(_ANSWERED_LATER, pieces)
        if _LATE.match(self.words, count.end()):
            return NotRead(_ONLY_LATE, pieces)
        bound = (count["bound"] or "").strip().lower()
        about = re.fullmatch(_ABOUT, bound)
        hop = self._last_hop(start, end)
        of_before = silence.of is not None and not isinstance(silence.of, str) and silence.of.string is self.previous
        if of_before:
            pieces = self.paragraph.pieces(self.paragraph.sentence(self.start - 1)[0], self.start) + pieces
        elif hop:
            pieces = hop.pieces + pieces if hop.first < self.start + start else pieces + hop.pieces
        since, until = window(self.words[start:end])
        if of_before and not (since or until):
            since, until = window(self.previous)
        return Count(
            number=number(_printed(count)),
            of=number(_figure(silence.of)) if silence.of and not _bound(silence.of) else None,
            interim=silence.not_yet or None,
            at_least=None if about else bool(bound),
            since=since,
            until=until,
            note="; ".join(filter(None, ["last traceable hop" if hop else "", f"printed: {bound}" if about else "", _bounded(silence.of)]))
            or None,
            words=self.words,
            pieces=pieces,
        )

    def _further(self, silence: _Silence) -> int | None:
        """Where a further figure begins, that is no count by itself."""
        m = _FURTHER.search(self.words, silence.count.end(), self._stop(self.counts.index(silence.count)))
        return m.start() if m else None

    def _answered_since(self, end: int) -> bool:
        """Whether its words, or the next sentence on the same company or requests, say that these were answered after all."""
        if _UNTIL_THEN.match(self.words, end):
            return True
        goes_on = re.match(r"\W*(?:it|they|the\s+company|you)\b", self.following, re.I) or any(
            m.recipient for m in self.subjects.mentions(self.following)[:1]
        )
        later = [(self.words, m) for m in _AFTER_ALL.finditer(self.words, end)]
        later += [(self.following, m) for m in _AFTER_ALL.finditer(self.following)] if goes_on else []
        passive = (_WERE_ANSWERED, _SOME_SINCE)
        later += [(words, m) for words in (self.words[end:], self.following) for way in passive for m in way.finditer(words)]
        return any(not _NOT_DONE.search(words, 0, m.start()) for words, m in later)

    def _pieces(self, start: int, end: int) -> list[Fragment]:
        return self.paragraph.pieces(self.start + start, self.start + end)

    def _last_hop(self, start: int, end: int) -> _Said | None:
        """Where the paragraph says that the recipient was the last hop that could be traced."""
        for m in re.finditer(r"last\s+traceable\s+hop", self.paragraph.text, re.I):
            first, last = self.paragraph.sentence(m.start())
            if first == self.start and start <= m.start() - first < end:
                return _Said(first, [])  # among the words of the count
            words = self.paragraph.text[first:last]
            next_one = first == self.start + len(self.words)  # `in each of these calls it was ...`
            if self.subjects.alone(words) and (next_one or self.subjects.mentions(words)):
                return _Said(first, self.paragraph.pieces(first, last))
        return None


class _Said(NamedTuple):
    first: int
    pieces: list[Fragment]


def _is_year(count: re.Match[str]) -> bool:
    return not count["bound"] and bool(re.fullmatch(r"(?:19|20)\d\d", count["m"] or ""))


def _figure(of: re.Match[str] | str) -> str:
    return of if isinstance(of, str) else _printed(of)


def _bound(of: re.Match[str] | str | None) -> str:
    """What a number that is none exactly is printed with: `at least`."""
    return "" if of is None or isinstance(of, str) else (of["bound"] or "").strip().lower()


def _bounded(of: re.Match[str] | str | None) -> str:
    return f"printed: of {_bound(of)} {_figure(of)}" if of and _bound(of) else ""


def _printed(count: re.Match[str]) -> str:
    return count["n"] or count["m"] or count["w"]
