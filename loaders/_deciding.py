"""What the sentences of an order say of companies and of its attachments: whom it acts against, and whom it leaves alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracer import late
from tracer.identity import fold
from tracer.loaders._letters import MARK, Paragraph
from tracer.loaders._names import called
from tracer.loaders._prose import spelt

# What was done before the order.
EARLIER = late.pattern(r"\W*(?:\d{1,3}\.\s+)?(?:On|In|By\s+order\s+of)\s+[A-Z][a-z]+\s+(?:\d{1,2},\s+)?\d{4}\b")
_PASSIVE = r"\b(?:is|are|be)\s+(?:\w+ly\s+)?removed\b"
_SPARED = late.pattern(
    r"\b(?:do(?:es)?|did|will|shall)\s+not\s+(?:\w+\s+){0,2}?(?:remov|direct|order|appl|includ|requir|reach|concern|affect)\w*"
    r"|\b(?:is|are|was|were)\s+not\s+(?:\w+ly\s+)?(?:being\s+)?(?:removed|subject|directed|included|ordered)\b"
    r"|\b(?:will|shall)\s+not\s+be\s+(?:removed|directed|ordered)\b|\b(?:has|have)\s+not\s+been\s+removed\b|\bdeclin\w+\s+to\s+(?:remove|direct|order)"
    r"|\bno\s+longer\s+subject\b|\bneed\s+not\s+(?:respond|answer|show|cure)\b",
    re.I,
)
_EXCEPTED = late.pattern(
    r"\b(?i:except(?:ing)?(?:\s+for)?|excluding|other\s+than|with\s+the\s+exception\s+of|save\s+for|apart\s+from|but\s+not)\s+"
    r"(?:[^,;]|,(?=\s+(?:(?:and|or)\s+)?[A-Z0-9]))*"
)
_SETTLED = late.pattern(
    r"\b(?:cured|corrected|dismiss\w*|withdr[ae]w\w*|resolved|terminat\w+|reinstat\w+|in\s+compliance|compliant)\b", re.I
)
_NOT = late.pattern(
    r"\b(?:not|never|none|neither|nor|no|non|fail\w*|unless|until|if|without|must|to|may|should|shall|can|could|would|whether|why)\b[^.;,]*$|n['\u2019]t\b[^.;,]*$",
    re.I,
)
_CLAUSE = late.pattern(
    r";|\b(?:but|while|whereas|although)\b|,?\s+and\s+(?=(?:their|its|it|they|does|do|has|have|are|is|will|the\s+(?:certifications?|companies|Bureau)|[A-Z][^,;]{2,60}?\s(?:has|have|cured|did|was|were|is|are|does)\b))"
)
_LABELS = late.pattern(
    r"\b(?:[Aa]ppendi(?:x|ces)|APPENDI(?:X|CES)|[Aa]ttachments?|ATTACHMENTS?|[Ee]xhibits?|EXHIBITS?|[Ss]chedules?|[Aa]nnex(?:es)?)\b"
    r"(?P<labels>(?:(?:,?\s+and|,|\s*&|\s*-)?\s+(?:(?:Appendix|Attachment|Exhibit|Schedule|Annex)\s+)?(?:[IVX]{1,4}|[A-Z]|\d{1,2})\b(?!\w|\.\w))*)"
)
# What a title that fixes the kind makes an action: what the Bureau finds of those who are listed.
_FINDS = late.pattern(
    r"\b(?:we|Bureau|Commission|order)\s+(?:(?:hereby|therefore|also|now)\s+)*"
    r"(?:finds?|concludes?|determines?|removes?|directs?|orders?|notif(?:y|ies))\b",
    re.I,
)
_THOSE = late.pattern(
    r"\b(?:compan(?:y|ies)|providers?|filers?|entities|entity|those|certifications?|filings?)\b[^.;]{0,60}$", re.I
)  # ends at the label
_FAVOURABLE = late.pattern(r"\b(?:compl(?:y|ies|ied)|compliant|in\s+compliance|adequate(?:ly)?|sufficient(?:ly)?|satisf\w+)\b", re.I)
# Who must treat others so, as the order does not act against them.
_DUTY = late.pattern(
    r"[^.;]{0,60}?\b(?:must|shall|(?<!failed\s)(?<!refused\s)(?<!failure\s)to)\s+(?:cease|block|stop|refuse|discontinue|not\s+accept)\b",
    re.I,
)
_FROM_THEM = late.pattern(r"\b(?:of|from)\s+(?:(?:the|any|all|each|every|a)\s+)?(?:compan|providers?|filers?|entit|those)[^.;]*$", re.I)
_FIRST = late.pattern(r"\W*[1-3]\.\s")  # the paragraphs that say what the order does
_PRONOUN = late.pattern(r"\b(?:them|it|their\s+\w+|its\s+\w+|these\s+\w+)\b", re.I)
_AS_TO = late.pattern(r"\b(?:as\s+to|against|with\s+respect\s+to|concerning|regarding|for|of)\s+(?:the\s+)?[^,;]*$")
_PLURAL = late.pattern(r"(?:ces|ts|les|xes)$", re.I)
_ITS = late.pattern(r"\W*(?:\d{1,3}\.\s+)?(?:It|They|The\s+(?:company|provider|filer)|Its|Their)\b")
_EVERYBODY = late.pattern(
    r"\b(?:caption\w*|each\s+of|all\s+of\s+the|the\s+(?:Companies|Providers|Filers)|these\s+(?:companies|providers))\b"
)


ANY = ""  # the label of an attachment that the order calls by none
ALL = "*"  # of all of them


def otherwise(words: str) -> str | None:
    """The words of a title, or of a note beside a name, that say that the order does not act against these; None where there are none."""
    for m in _OTHERWISE.finditer(words):
        if not re.search(r"(?:\bnot|\bnever|\bnon|\bun|\bfail\w*)\W*(?:\w+\s+){0,2}$", words[: m.start()], re.I):
            return m[0]
    return None


_OTHERWISE = late.pattern(
    r"\bnot\s+(?:be(?:ing)?\s+)?removed\b|\b(?:cured|corrected|dismiss\w*|withdr[ae]w\w*|service\s+list|served|comment\w*|parties|complian(?:t|ce)|retain\w*"
    r"|reinstat\w+|resolved|terminated|closed|no\s+longer|exempt\w*|except\w*|excluded|responded|answered|pending|rescinded|granted)\b",
    re.I,
)


@dataclass(slots=True)
class Decided:
    """Names (folded) and attachments (by label) that sentences say the order acts against, and that they say it leaves alone."""

    acted: set[str] = field(default_factory=set)
    spared: set[str] = field(default_factory=set)  # surely
    settled: set[str] = field(default_factory=set)  # said to have cured and the like
    labels: set[str] = field(default_factory=set)
    other_labels: set[str] = field(default_factory=set)
    everybody: bool = False  # a sentence acts against those whom it does not name

    def leaves(self, name: str) -> bool:
        """Whether the order says that it does not act against a company."""
        key = fold(name)
        return key in self.spared or (key in self.settled and key not in self.acted)


@dataclass(frozen=True, slots=True)
class _Event:
    start: int
    end: int
    what: str  # `act`, `spare`, `settle`
    forward: bool = False  # may stand behind whom it is about
    back: bool = False  # is about those named before it: `removes them`


def says(words: str, does: re.Pattern[str] | None) -> str | None:
    """What a sentence does first to those whom it lists: `act`, `spare` or `settle`."""
    found = _events(words, does)
    if any(event.what == "act" for event in found):
        return "act"
    return found[0].what if found else "spare" if otherwise(words) else None


def _events(words: str, does: re.Pattern[str] | None) -> list[_Event]:
    found = [_Event(m.start(), m.end(), "spare", forward=True) for m in _SPARED.finditer(words)]
    found += [
        _Event(m.start(), m.end(), "settle", forward=True) for m in _SETTLED.finditer(words) if not _NOT.search(words[: m.start()][-80:])
    ]
    if does and not EARLIER.match(words):
        taken = [(event.start, event.end) for event in found]
        found += [
            _Event(m.start(), m.end(), "act", bool(re.search(_PASSIVE, m[0], re.I)), bool(_PRONOUN.search(m[0])))
            for m in re.finditer(rf"{does.pattern}|{_PASSIVE}", words, re.I)
            if not any(a < m.end() and m.start() < b for a, b in taken)
        ]
    return sorted(found, key=lambda event: event.start)


def decided(paragraphs: Iterable[Paragraph], names: Iterable[str], does: re.Pattern[str] | None, *, titled: bool = False) -> Decided:
    """What is said of these companies and of attachments. `does`: the words by which the order acts. `titled`: its title says which
    order it is, so that what its first paragraphs find of those in an attachment is what it does."""
    paragraphs = list(paragraphs)
    ways = {fold(name): re.compile(rf"(?<![\w-])(?:{'|'.join(map(spelt, called(name)))}){MARK}*(?![\w-])") for name in names}
    found = Decided()
    for paragraph in paragraphs:
        before: set[str] = set()
        listed: set[str] = set()  # the attachments of the sentence before
        for start, end in paragraph.sentences():
            words = paragraph.text[start:end]
            events = _events(words, does)
            mentions = [(m.start(), key) for key, way in ways.items() for m in way.finditer(words)]
            for at, key in mentions:
                what = _said_of(words, at, events)
                if what:
                    {"act": found.acted, "spare": found.spared, "settle": found.settled}[what].add(key)
            labelled = list(_labelled(words))
            if not (mentions or labelled) and len(listed) == 1 and any(event.back for event in events):
                found.labels |= listed
            for at, label in labelled:
                what = _said_of(words, at, events)
                if what:
                    (found.labels if what == "act" else found.other_labels).add(label)
            here = {key for _, key in mentions}
            if not here and len(before) == 1 and _ITS.match(words):
                for event in events:
                    if event.what != "act":
                        (found.spared if event.what == "spare" else found.settled).update(before)
            found.everybody |= any(event.what == "act" for event in events) and bool(_EVERYBODY.search(words))
            before = here or before
            listed = {label for _, label in labelled}
    if titled and not found.labels:
        first = _found_first(paragraphs, does)
        found.labels |= {first} - found.other_labels if first is not None else set()
    return found


def _found_first(paragraphs: Iterable[Paragraph], does: re.Pattern[str] | None) -> str | None:
    """The attachment that the first paragraphs name first where they find something of those in it."""
    for paragraph in paragraphs:
        for start, end in paragraph.sentences() if _FIRST.match(paragraph.text) else ():
            words = paragraph.text[start:end]
            finds = None if EARLIER.match(words) else _FINDS.search(words)
            events = _events(words, does)
            for at, label in _labelled(words):
                if finds and finds.end() <= at and _is_found(words, finds.end(), at) and _said_of(words, at, events) is None:
                    return label
    return None


def _is_found(words: str, start: int, at: int) -> bool:
    """Whether what is found from `start` on is of those in the attachment at `at`, and against them."""
    praised = _FAVOURABLE.search(words, at)
    if praised and not _NOT.search(words[: praised.start()]):
        return False
    return bool(_THOSE.search(words, start, at)) and (not _DUTY.match(words, at) or bool(_FROM_THEM.search(words, start, at)))


def _labelled(words: str) -> Iterator[tuple[int, str]]:
    for m in _LABELS.finditer(words):
        labels = re.findall(r"\b(?:[IVX]{1,4}|[A-Z]|\d{1,2})\b", m["labels"])
        if not labels:
            yield m.start(), ALL if _PLURAL.search(m[0].strip()) else ANY
        for label in labels:
            yield m.start(), label


def _said_of(words: str, at: int, events: list[_Event]) -> str | None:
    """What a sentence says of what it names at an offset."""
    if any(m.start() < at < m.end() for m in _EXCEPTED.finditer(words)):
        return "spare" if any(event.what == "act" for event in events) else None
    cuts = [0, *(m.start() for m in _CLAUSE.finditer(words)), len(words)]
    begin = max(cut for cut in cuts if cut <= at)
    end = min((cut for cut in cuts if cut > at), default=len(words))
    earlier = [event for event in events if event.start < at and not event.back]
    own = [event for event in earlier if event.start >= begin]
    if own and (own[-1].what != "settle" or _AS_TO.search(words, own[-1].end, at)):
        return own[-1].what
    later = [event for event in events if at < event.start < end and event.forward]
    if later and (later[0].what != "settle" or _is_subject(words[at : later[0].start])):
        return later[0].what
    if earlier:
        return earlier[-1].what if earlier[-1].what != "settle" else None
    return next((event.what for event in events if event.back and event.start > at), None)


def _is_subject(between: str) -> bool:
    """Whether what stands between a name and a verb leaves no doubt that it is the name's verb."""
    return not re.search(r",\s+(?!(?:which|that|who|Inc|LLC|Ltd|Corp|Co|L\.L\.C)\b)[A-Z]|\bof\s+[A-Z]", between)
