"""What the sentences of an order say of companies and of its attachments: whom it acts against, and whom it leaves alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracer import late
from tracer.identity import fold
from tracer.loaders.letters.names import called
from tracer.loaders.letters.paragraphs import MARK, Paragraph
from tracer.loaders.letters.prose import spelt

# What was done before the order.
EARLIER = late.pattern(r"\W*(?:\d{1,3}\.\s+)?(?:On|In|By\s+order\s+of)\s+[A-Z][a-z]+\s+(?:\d{1,2},\s+)?\d{4}\b")
_PASSIVE = r"\b(?:is|are|be)\s+(?:\w+ly\s+)?removed\b"
_SPARED = late.pattern(
    r"\b(?:do(?:es)?|did|will|shall)\s+not\s+(?:\w+\s+){0,2}?(?:remov|direct|order|appl|includ|requir|reach|concern|affect)\w*"
    r"|\b(?:is|are|was|were)\s+not\s+(?:\w+ly\s+)?(?:being\s+)?(?:removed|subject|directed|included|ordered)\b"
    r"|\b(?:will|shall)\s+not\s+be\s+(?:removed|directed|ordered)\b|\b(?:has|have)\s+not\s+been\s+removed\b|\bdeclin\w+\s+to\s+(?:remove|direct|order)"
    r"|\bno\s+longer\s+subject\b|\bneed\s+not\s+(?:respond|answer|show|cure)\b"
    r"|\b(?:do(?:es)?|will|shall)\s+not\s+(?:act\s+against|take\s+(?:\w+\s+){0,2}?action)\b|\b(?:is|are)\s+not\s+taking\s+(?:\w+\s+){0,2}?action\b"
    r"|\bno\s+(?:\w+\s+)?action\s+(?:is|will\s+be|shall\s+be)\s+(?:being\s+)?taken\b|\bdismiss(?:es)?\s+(?-i:[A-Z])[^;]{2,80}?\sfrom\s+(?:this|the)\b"
    r"|\b(?:is|are)\s+(?:hereby\s+)?(?:excluded|exempt(?:ed)?|excused|released|dismissed)\s+from\s+(?:this|the)\s+(?:\w+\s+)?(?:order|proceeding|appendix|attachment)\b"
    r"|\b(?:is|are|was|were)\s+(?:not|no\s+longer)\s+(?:an?\s+|the\s+)?(?:part\s+of|subjects?\s+of|covered\s+by|reached\s+by|affected\s+by|among)\b"
    r"|\b(?P<bureau>tak(?:es?|ing)\s+no\s+(?:\w+\s+){0,2}?action\b|defer(?:s|red|ring)?\s+(?:\w+\s+){0,2}?(?:action|decision|ruling|consideration|removal)\b"
    r"|hold(?:s|ing)?\s+(?:[\w-]+\s+){0,5}?in\s+abeyance\b)"
    r"|(?<!\bthat\s)(?<!\bwhich\s)(?<!\bstill\s)\b(?:stays?|remains?|(?:is|are)\s+(?:kept|retained|left))\s+(?:listed\b|(?:\w+\s+)?(?:in|on)\s+(?:it\b|(?:the|that|our)\s+"
    r"(?:\w+\s+){0,3}?database\b))",
    re.I,
)
_UNSURE = late.pattern(
    r"\b(?:not|never|cannot|no\s+longer|if|unless|until|whether|may|should|would|could)\s+(?:\w+\s+){0,2}$|\b(?:why|whether)\b[^.;,]*$",
    re.I,
)
_BUREAU = late.pattern(r"\b(?:we|Bureau|Commission|Order)\b", re.I)
# Such words are about whom they name behind them; `against it` is about those before.
_ABOUT = late.pattern(
    r"(?:\s+at\s+this\s+time)?(?:\s+(?:as\s+to|against|with\s+respect\s+to|concerning|regarding|on|upon|for|of))\s+"
    r"(?!(?:it|them|its|their|this|that|these|those|such|the)\b)",
    re.I,
)
_EXCEPTED = late.pattern(
    r"\b(?i:except(?:ing)?(?:\s+for)?|excluding|other\s+than|with\s+the\s+exception\s+of|save\s+for|apart\s+from|but\s+not)\s+"
    r"(?:[^,;]|,(?=\s+(?:(?:and|or)\s+)?[A-Z0-9]))*"
)
# What is said as done; `a corrected plan` and `withdrew its response` are not.
_ITS_OWN = (
    r"(?:the|this|its|their|that|these|all|each|any|our)\s+"
    r"(?:(?!respon|answer|repl|request|petition|motion|oppos|objecti|comment)[\w-]+\s+){0,3}?"
)
_SETTLED = late.pattern(
    r"(?<!\ba\s)(?<!\ban\s)(?<!\bthe\s)(?<!\bits\s)(?<!\btheir\s)\b(?:cured|corrected)\b"
    r"|\b(?:has|have|had)\s+(?:(?!not\b|never\b)\w+\s+){0,2}?complied\b"
    rf"|\b(?:dismiss|terminat|clos)\w*\s+{_ITS_OWN}(?:proceedings?|matters?|cases?|investigations?|order)\b"
    r"|\b(?:is|are|was|were|be|been)\s+(?:\w+\s+)?(?P<ended>dismissed|terminated|closed|resolved|withdrawn)\b"
    rf"|\bresolved\s+{_ITS_OWN}(?:deficienc\w+|issues?|matters?|proceedings?)\b"
    rf"|\bwithdr[ae]wn?\s+(?:from\s+)?{_ITS_OWN}(?:certifications?|filings?|database|order|notice)\b"
    r"|\b(?:reinstat\w+|in\s+compliance|(?:came|come|brought)\s+(?:\w+\s+){0,4}?into\s+compliance|compliant)\b",
    re.I,
)
_ENDS = late.pattern(
    r"\b(?:proceedings?|matters?|cases?|orders?|investigations?|inquir\w+|deficienc\w+|issues?|certifications?|filings?)\b", re.I
)
_OTHER = late.pattern(  # of a proceeding that is not this one
    r"^\W*(?:\d{1,3}\.\s+)?In\s+\d{4}\b.*$|"
    r"\b(?:earlier|prior|previous|former|another|other|separate|unrelated|different)\s+(?:\w+\s+){0,2}?"
    r"(?:proceedings?|matters?|cases?|orders?|investigations?|inquir\w+|deficienc\w+|certifications?|filings?)\b[^,.;]{0,24}$",
    re.I,
)
_NOT = late.pattern(
    r"\b(?:not|never|none|neither|nor|no|non|fail\w*|unless|until|if|once|without|must|may|should|shall|can|could|would|whether|why"
    r"|to\s+(?:show(?!\s+cause)|demonstrate|explain|establish|prove|certify|confirm))\b[^.;,]*$"
    r"|\bto\s+(?:have\s+)?(?:be(?:en)?\s+)?(?:\w+ly\s+)?$|n['\u2019]t\b[^.;,]*$",
    re.I,
)
# What somebody only says, and what the order says to it.
_REPORTED = late.pattern(
    r"\baccording\s+to\b[^;]*$|"
    r"(?<!\bwe\s)(?<!Bureau\s)\b(?:ask|request|claim|argu|contend|assert|stat|maintain|urg|insist|represent|alleg|report|propos|promis|pledg"
    r"|petition|suggest|believ|respond|repl|explain|answer|object|inform|submit)(?:t?ed|s|es|ied|ing)?\s+(?:(?:to\s+)?(?:us|the\s+Bureau)\s+)?"
    r"(?:that|to\s+(?:be|have)|for|it|its|they|their)\b(?:(?!,\s+(?:and|but)\s+(?:(?:it|they)\s+)?(?:has|have|since|then|we|later)\b)[^;])*$"
    r"|(?<!\bwe\s)(?<!Bureau\s)\b(?:ask|request|urg|propos|petition)(?:ed|s|es)?\s+(?:(?:us|the\s+Bureau)\s+)?to\b[^;,]*$"
    r"|(?<!\bwe\s)(?<!Bureau\s)\b(?:said|says|told|sought|seeks|moved|wrote|claims?\s+of|(?:claim|argument|assertion|statement|request)\s+that)\b"
    r"(?:(?!,\s+(?:and|but)\s+(?:(?:it|they)\s+)?(?:has|have|since|then|we|later)\b)[^;])*$",
    re.I,
)
# A proceeding that ends since a company failed to answer ends against it.
_ENDED = late.pattern(r"(?:(?:is|are|was|were|be|been)\s+(?:\w+\s+)?)?(?:dismiss|terminat|clos|resolv)", re.I)
_FAILED = late.pattern(r"\b(?:not|never|nor)\s+(?:\w+\s+)?(?:cure|correct|compl|respon|answer|show)\w*|\bfail\w*\s+to\b", re.I)
_DENIED = late.pattern(
    r"\b(?:we|Bureau)\s+(?:\w+\s+){0,2}?(?:den(?:y|ies)|disagrees?|rejects?|decline[sd]?|find\s+otherwise|(?:are|is)\s+(?:not|un)\s*(?:persuaded|convinced)"
    r"|(?:do(?:es)?|did|can)\s*not\s+(?:agree|accept|credit)|finds?\s+that\s+(?:it|they)\s+(?:(?:did|has|have|do|does)\s+not|remain))"
    r"|\b(?:deficient|inadequate|insufficient)\s+still\b|\b(?:still|yet)\s+(?:\w+\s+)?(?:deficient|inadequate|insufficient)\b"
    r"|\bremain(?:s|ed)?\s+(?:\w+ly\s+)?(?:deficient|inadequate|insufficient|uncured)\b"
    r"|\b(?:do(?:es)?|did)\s+not\s+(?:excuse|cure|change|suffice|persuade|alter)\b|\b(?:that|this)\s+is\s+not\s+so\b",
    re.I,
)
_GRANTED = late.pattern(
    r"\b(?:we|Bureau)\s+(?:\w+\s+){0,2}?(?:agrees?|accepts?|grants?|credits?|concurs?|finds?\s+that\s+(?:it|they)\s+(?:did|has|have)(?!\s+not))\b(?!\s+not)",
    re.I,
)
_ANSWERS = late.pattern(
    r"\W*(?:(?:However|But|Yet|Nevertheless|Still|Accordingly)\b,?\s+)?(?:We|It|Its|They|Their|That|This|The\s+[\w\s]{3,40}?)\b", re.I
)
_CLAUSE = late.pattern(
    r";|\b(?:but|while|whereas|although)\b|,?\s+and\s+(?=(?:their|its|it|they|does|do|will|the\s+(?:certifications?|companies|Bureau)|[A-Z][^,;]{2,60}?\s(?:has|have|cured|did|was|were|is|are|does)\b))"
)
_GOES_ON = late.pattern(r"[\s,]*(?:and|but)\s+(?:it|its|they|their)\b", re.I)  # of those who were named before
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
_OF_THEM = late.pattern(  # somewhere in a sentence: the Bureau does something with those of the one before
    r"\b(?:we|Bureau)\b[^.;]*\b(?:(?:against|as\s+to|on|upon|regarding|concerning|respect\s+to)\s+|remov\w+\s+)(?:it|its|them|their|either|these)\b",
    re.I,
)
_OF_SEVERAL = late.pattern(r"\b(?:they|them|their|both|these)\b", re.I)
_EVERYBODY = late.pattern(
    r"\b(?:caption\w*|each\s+of|all\s+of\s+the|the\s+(?:Companies|Providers|Filers)|these\s+(?:companies|providers))\b"
)


ANY = ""  # the label of an attachment that the order calls by none
ALL = "*"  # of all of them


def otherwise(words: str, *, weak: bool = True) -> str | None:
    """The words of a title, or of a note beside a name, that say that the order does not act against these; None where there are none.
    `weak`: also those that say so only of a whole list, or as a company's state."""
    for m in _OTHERWISE.finditer(words):
        if (weak or not m["weak"]) and not re.search(
            r"(?:\bnot|\bnever|\bnon|\bun|\bfail\w*)\W*(?:\w+\s+){0,2}$", words[: m.start()], re.I
        ):
            return m[0]
    return None


_OTHERWISE = late.pattern(
    r"\bnot\s+(?:be(?:ing)?\s+)?removed\b|\b(?:cured|corrected|dismiss\w*|withdr[ae]w\w*|service\s+list|parties|complian(?:t|ce)|retain\w*"
    r"|reinstat\w+|resolved|terminated|closed|no\s+longer|exempt\w*|except\w*|excluded|rescinded|granted"
    r"|(?P<weak>served|comment\w*|responded|answered|pending))\b",
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
    found = [
        _Event(m.start(), m.end(), "spare", forward=not _ABOUT.match(words, m.end()))
        for m in _SPARED.finditer(words)
        if not _UNSURE.search(words[: m.start()]) and (not m["bureau"] or _BUREAU.search(words[: m.start()]))
    ]
    found += [_Event(m.start(), m.end(), "settle", forward=True) for m in _SETTLED.finditer(words) if _is_settled(words, m)]
    if does and not EARLIER.match(words):
        taken = [(event.start, event.end) for event in found]
        found += [
            _Event(m.start(), m.end(), "act", bool(re.search(_PASSIVE, m[0], re.I)), bool(_PRONOUN.search(m[0])))
            for m in re.finditer(rf"{does.pattern}|{_PASSIVE}", words, re.I)
            if not any(a < m.end() and m.start() < b for a, b in taken)
        ]
    return sorted(found, key=lambda event: event.start)


def _is_settled(words: str, m: re.Match[str]) -> bool:
    """Whether words say of this proceeding, and as done, that something is settled."""
    before = words[: m.start()]
    clause = before[before.rfind(";") + 1 :]
    if _NOT.search(before[-80:]) or _OTHER.search(clause):
        return False
    return not m["ended"] or bool(_ENDS.search(clause))


def _standing(words: str, after: str, events: list[_Event], mentions: list[int]) -> list[_Event]:
    """The events of a sentence, but what somebody only says of himself, and what the order denies. `after`: what it says to that."""
    kept = []
    for event in events:
        if event.what != "act":
            until = next((at for at in mentions if at > event.end), None)
            reply = words[event.end : until] + (f" {after}" if until is None else "")
            since = max((at for at in mentions if at < event.start), default=0)
            if _ENDED.match(words, event.start) and _FAILED.search(words, since, event.start):
                continue
            if (event.what == "settle" and _DENIED.search(reply)) or (
                _REPORTED.search(words, 0, event.start) and not _GRANTED.search(reply)
            ):
                continue
        kept.append(event)
    return kept


def decided(paragraphs: Iterable[Paragraph], names: Iterable[str], does: re.Pattern[str] | None, *, titled: bool = False) -> Decided:
    """What is said of these companies and of attachments. `does`: the words by which the order acts. `titled`: its title says which
    order it is, so that what its first paragraphs find of those in an attachment is what it does."""
    paragraphs = list(paragraphs)
    ways = {fold(name): re.compile(rf"(?<![\w-])(?:{'|'.join(map(spelt, called(name)))}){MARK}*(?![\w-])") for name in names}
    found = Decided()
    ended: set[str] = set()  # attachments: a proceeding that ends by the removal spares nobody
    for paragraph in paragraphs:
        before: set[str] = set()
        listed: set[str] = set()  # the attachments of the sentence before
        sentences = [paragraph.text[start:end] for start, end in paragraph.sentences()]
        named = [[(m.start(), key) for key, way in ways.items() for m in way.finditer(words)] for words in sentences]
        for k, words in enumerate(sentences):
            mentions = named[k]
            follows = sentences[k + 1] if k + 1 < len(sentences) and _ANSWERS.match(sentences[k + 1]) else ""
            if follows and {key for _, key in named[k + 1]} - {key for _, key in mentions}:
                follows = ""
            events = _standing(words, follows, _events(words, does), sorted(at for at, _ in mentions))
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
                    {"act": found.labels, "spare": found.other_labels, "settle": ended}[what].add(label)
            here = {key for _, key in mentions}
            of_before = _ITS.match(words) or _OF_THEM.search(words)
            if not here and before and of_before and (len(before) == 1 or _OF_SEVERAL.search(words)):
                for event in events:
                    if event.what != "act" and event.forward:
                        (found.spared if event.what == "spare" else found.settled).update(before)
            found.everybody |= any(event.what == "act" for event in events) and bool(_EVERYBODY.search(words))
            before = here or before
            listed = {label for _, label in labelled}
    found.other_labels |= ended - found.labels
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
    end = min((cut for cut in cuts if cut > at and not _GOES_ON.match(words, cut)), default=len(words))
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
