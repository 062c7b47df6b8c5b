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
            _Event(m.start(), m.end(), "act", forward=bool(re.search(_PASSIVE, m[0], re.I)))
            for m in re.finditer(rf"{does.pattern}|{_PASSIVE}", words, re.I)
            if not any(a < m.end() and m.start() < b for a, b in taken)
        ]
    return sorted(found, key=lambda event: event.start)


def decided(paragraphs: Iterable[Paragraph], names: Iterable[str], does: re.Pattern[str] | None) -> Decided:
    """What is said of these companies and of attachments. `does`: the words by which the order acts."""
    ways = {fold(name): re.compile(rf"(?<![\w-])(?:{'|'.join(map(spelt, called(name)))}){MARK}*(?![\w-])") for name in names}
    found = Decided()
    for paragraph in paragraphs:
        before: set[str] = set()
        for start, end in paragraph.sentences():
            words = paragraph.text[start:end]
            events = _events(words, does)
            mentions = [(m.start(), key) for key, way in ways.items() for m in way.finditer(words)]
            for at, key in mentions:
                what = _said_of(words, at, events)
                if what:
                    {"act": found.acted, "spare": found.spared, "settle": found.settled}[what].add(key)
            for at, label in _labelled(words):
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
    return found


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
    earlier = [event for event in events if event.start < at]
    own = [event for event in earlier if event.start >= begin]
    if own and (own[-1].what != "settle" or _AS_TO.search(words, own[-1].end, at)):
        return own[-1].what
    later = [event for event in events if at < event.start < end and event.forward]
    if later and (later[0].what != "settle" or _is_subject(words[at : later[0].start])):
        return later[0].what
    return earlier[-1].what if earlier and earlier[-1].what != "settle" else None


def _is_subject(between: str) -> bool:
    """Whether what stands between a name and a verb leaves no doubt that it is the name's verb."""
    return not re.search(r",\s+(?!(?:which|that|who|Inc|LLC|Ltd|Corp|Co|L\.L\.C)\b)[A-Z]|\bof\s+[A-Z]", between)
