"""What a letter, or whom it reports, finds about its recipient beyond counts: what it does, how surely, on whose word, on what ground."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracer import late
from tracer.loaders.letters.demands import told_apart
from tracer.loaders.letters.paragraphs import Fragment
from tracer.loaders.letters.prose import Prose, Sentence, clip, consortium
from tracer.loaders.letters.sentences import TAKEN_BACK, roles
from tracer.loaders.letters.subjects import is_common
from tracer.loaders.letters.terms import laws
from tracer.loaders.letters.windows import window
from tracer.model import Claim, Kind, Moment

_MANNER = late.pattern(r"\b(?:knowingly\s+(?:or|and)\s+\w+ly|knowingly|negligently|wil[l]?fully|recklessly)\b", re.I)
_ADVERBS = r"(?:(?:also|apparently|likely|presumably|\w+ly(?:\s+(?:or|and)\s+\w+ly)?|in\s+fact|indeed|still|again),?\s+)"
_DOES = (
    r"(?:originat|transmit|carr[yi]|rout(?:e|ing)|facilitat|caus(?:e|ing)|accept(?:ed|ing)|fail(?:s|ed|ing)|refus(?:es|ed|ing)|disregard"
    r"|violat|serv(?:ed|es|ing)\s+as|act(?:ed|s|ing)\s+as|engag|is\s+not\s+(?:listed|registered|in\s+compliance))"
)
_PREDICATE = (
    r"(?:,\s+(?P<aside>an?\s[^,()]{3,60}),)?"
    rf"[,\s]+(?P<pred>(?:(?:(?:may|might|could)\s+(?:be|have|have\s+been)|is|are|was|were|has\s+been"
    rf"|have\s+been|had\s+been|has|have|had|continues?\s+to|appears?\s+to(?:\s+be)?),?\s+)?{_ADVERBS}{{0,3}}{_DOES}"
    r"|(?:(?:is|was|being|been|were|are)\s+)?(?:identified\s+)?(?:as\s+)?(?:the"
    r"|a)\s+(?:de\s+facto\s+)?last\s+(?:traceable\s+|traced\s+)?hop\b"
    r"|(?:(?:is|was|were|are|has\s+been|being|been)\s+)?(?:also\s+)?(?:identified|named|traced)\s+as\s+(?:the|an?)\s"
    r"|(?:is|was|are|were)\s+(?:apparently\s+)?(?:the|an?)\s+(?:[\w.]+\s+)?(?:(?:originating|gateway"
    r"|transmitting|intermediate)\s+(?:\w+\s+){0,2}provider|originator|point\s+of\s+entry)"
    r"|(?:is|was|were|are|has\s+been|have\s+been)\s+(?:also\s+)?(?:named|identified|implicated|involved)\s+in\s+(?:[\w-]+\s+){0,3}?\(?\d[\d,]*\)?\s+(?:\w+\s+){0,2}(?:trace-?backs?|calls?)\b"
    r"|(?:has|have|had|did)\s+(?:still\s+|also\s+)?not\s+(?:yet\s+|\w+ly\s+)?(?:respond|repl|answer|file|filed|provid|cooperat|compl)\w*)"
)
# What stands before it: `118 tracebacks identified X as`, `the ITG traced 44 such calls to X`.
_TRACED = (
    r"(?:\b(?:at\s+least|more\s+than|over)\s+)?(?<![\d,.])\d{1,3}(?:,\d{3})*\s+(?:[a-z]+\s+){0,2}(?:trace-?backs?|calls?)\s+"
    r"(?=identif|nam|list|confirm|show)"
)
_NAMES_IT = r"(?:identif(?:y|ies|ied)|named?|names|lists?|listed|confirm(?:s|ed)?|show(?:s|ed)?)"
_TRACED_TO = r"traced\s+(?:at\s+least\s+)?\d[\d,]*\s+(?:[\w-]+\s+){0,4}calls?\s+(?:back\s+)?to"
_OWNED = (
    r"['\u2019]s?\s+(?:(?:continued|repeated|apparent|persistent)\s+)?(?P<noun>(?:refusal|failure"
    r"|failures|lack|involvement|participation)\s+(?:to|of|in)\s+[^,.;]+)"
)
_ENTRY = late.pattern(r"\bpoint\s+of\s+entry\b", re.I)
_LAST_HOP = late.pattern(r"\blast\s+(?:traceable\s+|traced\s+)?hop\b", re.I)
# Before the subject: what makes it a finding, a doubt, or none at all.
_SUPPOSED = late.pattern(
    r"\b(?:if|unless|when(?:ever)?|should|as\s+long\s+as|where|until|once|how|why|in\s+order|to\s+ensure|must|may|might|continued?|(?:for|to|from|of|by)\s+(?:whom|which))\b[^,;.]*$",
    re.I,
)
_SUSPECTED = late.pattern(
    r"\b(?:whether|concern(?:ed|s)?\s+that|suspects?|suspicion|suspected|may\s+be|might\s+be|possib\w+|fears?|concerns?\s+(?:regarding|about|over))\b[^;.]*$",
    re.I,
)
_UNKNOWN = late.pattern(
    r"\b(?:cannot|can\s+not|could\s+not|unable\s+to|un(?:clear|known|certain))\b[^,;.]{0,60}\b(?:whether|if)\b[^;.]*$", re.I
)
_DETERMINED = late.pattern(r"\b(?:determin|found\b|finds\b|finding|conclud|reveal|establish|demonstrat|confirm|shows?\b|showed\b)", re.I)
_APPARENT = late.pattern(r"\b(?:apparent(?:ly)?|likely|appears?|presumably|seems?)\b", re.I)
_AS_IT_SEEMS = late.pattern(r"\b(?:apparent(?:ly)?|(?:indicat|suggest)\w{0,3}(?:\s+that)?)\W*$", re.I)  # of what is said behind it
_REPORTS = late.pattern(
    r"\b(?:determin|found\b|finds\b|conclud|reveal|establish|demonstrat|confirm|show|indicat|report|stat(?:es|ed)\b|sa(?:ys|id)\b)\w*(?:,?\s+that\b)?[^;]{0,70}$",
    re.I,
)
_NOT = late.pattern(
    r"\b(?:not|never|no\s+longer|n['\u2019]t)\s*$"
    rf"|\b(?:not|no|never|{TAKEN_BACK})\b[^,;.]{{0,30}}\b(?:that|evidence)\b[^,;.]*$",
    re.I,
)
_ALLEGED = late.pattern(r"\b(?:alleg|claim|assert|contend|insist|complain|accus)\w*\b(?:\s+\w+){0,3}\s+that\b[^;.]*$", re.I)
_ACCORDING = late.pattern(r"\baccording\s+to\s+(?P<who>[^,.;]{2,80})", re.I)
_SAYS = late.pattern(  # a company, or somebody without a name
    r"(?:(?<![\w'\u2019])(?P<who>[A-Z][\w&.'\u2019-]*)|\b(?:competitor|customer|client|consumer|complainant|plaintiff|employee|witness|article|carrier|provider)s?)"
    r"\s+(?:\w+ly\s+|also\s+|later\s+|then\s+|ha[sd]\s+|have\s+)*(?:sa(?:ys?|id)|t(?:ells?|old)|reports?|reported|maintain\w*|believ\w+|inform\w*|advis\w+|wr(?:ites?|ote))"
    r"\s+(?:[\w']+\s+){0,3}that\b[^;.]*$"
)
_RECORDS = late.pattern(
    r"\b(?:records?|data|database|logs?|evidence|investigations?|analys[ie]s|us|our|Task\s+Force|Bureau|Commission|FCC|FTC|General)\b", re.I
)
_OFFICE = late.pattern(r"(?:\b[Ww]e|\b(?:Task\s+Force|Bureau|Commission|Office|General|FCC|FTC|State|complaint))\s+(?:\w+\s+){0,2}$")
_STOP = late.pattern(
    r"(?<!\b[A-Z])(?<!\bPvt)(?<!\bLtd)(?<!\bInc)(?<!\bCorp)(?<!\bCo)[.;:]\s|,\s+(?:with|which|who|while|but)\b|,\s+\d+\s+(?:led|came|went|were|of)\b|\s\u2014"
)

_CAMPAIGN = late.pattern(
    r"\b(?:campaigns?|calls?|robocalls?)\s+(?:concern(?:ing|ed)|involv(?:ing|ed)|regarding|related\s+to"
    r"|relating\s+to|about|pertaining\s+to|advertising"
    r"|offer(?:ing|ed)|impersonating|purport(?:ing|ed)\s+to\s+be(?:\s+from)?|that\s+(?:offered"
    r"|impersonated|concerned|purported\s+to\s+be\s+from))\s+"
    r"(?P<topic>(?:(?!\s+(?:and|but)\s+(?:were|was|are|have|had)\b)[^.;,]){3,110}(?:,\s+(?:and|or)\s+[^.;,]{3,60})?)",
    re.I,
)
_KIND_OF = late.pattern(
    r"\b(?!(?:and|or)\s)(?P<what>(?:(?:recurr\w+|high-?\s?volume|repeated|numerous|multiple|large-scale|illegal|unlawful"
    r"|suspicious|fraudulent|and/or|and|or|prerecorded|artificial)\s+){1,8})"
    r"(?=\w*(?:robo)?call(?:ing|s)?\b|campaigns?\b)",
    re.I,
)
_NOTICED_BY = late.pattern(
    r"\b(?:honey-?\s?pots?|(?:customers|users|subscribers|members)\s+of\s+[A-Z]\w+"
    r"|[A-Z]\w+(?:['\u2019]s)?\s+(?:app\s+)?(?:users|customers|subscribers)"
    r"|[A-Z][a-z]+[A-Z]?\w*(?=\s+(?:had\s+|has\s+)?flagged\b)|consumer\s+complaints?|complaints?\s+(?:from|of|by)\s+\w+|call\s+analytics|voicemail\s+data|spam\s+traps?)",
)
_INVESTIGATED = late.pattern(
    r"\b(?:investigat\w+|trac(?:ed|ing)|examined|reviewed|analyz\w+)\s+(?P<what>[^.;]{0,120}?\bcalls?\b[^.;]{0,200})", re.I
)
_FAR = 600  # characters before a subject that tell how it is known


@dataclass(slots=True)
class _Calls:
    """What an earlier sentence of the paragraph says of the calls that a finding is about."""

    since: Moment | None
    until: Moment | None
    source: str | None
    what: str
    of: str | None  # whose investigation it was
    pieces: list[Fragment]


def found(prose: Prose) -> Iterator[Claim]:
    """Each finding about the recipient."""
    calls: _Calls | None = None
    paragraph: object = None
    asked = told_apart(prose)
    for sentence in prose.sentences():
        if sentence.spot in asked:
            continue  # what a demand asks about is no finding
        if sentence.paragraph is not paragraph:
            if calls:
                yield _alone(prose, calls)
            calls, paragraph = None, sentence.paragraph
        made = [*_findings(prose, sentence, calls)]
        if made and calls and _THE_CALLS.search(sentence.words):
            calls = None
        yield from made
        if new := _calls(sentence):
            if calls:
                yield _alone(prose, calls)
            calls = new
        elif not made and (claim := _campaign(prose, sentence)):
            yield claim
    if calls:
        yield _alone(prose, calls)


_THE_CALLS = late.pattern(r"\b(?:the|these|those|such)\s+(?:\w+\s+)?calls\b", re.I)


def _findings(prose: Prose, sentence: Sentence, calls: _Calls | None) -> Iterator[Claim]:
    words = sentence.words
    seen: list[tuple[int, int]] = []
    for m in re.finditer(rf"{prose.who}{_PREDICATE}", words):
        before = words[max(0, m.start() - _FAR) : m.start()]
        if (_SUPPOSED.search(before) and not _SUSPECTED.search(before)) or _NOT.search(before) or any(a <= m.start() < b for a, b in seen):
            continue
        stop = _STOP.search(words, m.end())
        end = stop.start() if stop else len(words)
        if _UNKNOWN.search(before) or of_another(before, words[m.end() : end]):
            continue  # `cannot tell whether`: no suspicion
        if re.search(r"\d\W.*\btrace-?backs?\b", words[m.end() : end], re.I) and re.search(r"\bnot\b|fail|refus", m["pred"], re.I):
            continue  # a count, which is claimed as one
        seen.append((m.start(), end))
        yield _finding(prose, sentence, before, words[m.start("pred") : end], calls, f" as {m['aside']}" if m["aside"] else "")
    for m in re.finditer(rf"{prose.who}{_OWNED}", words):
        before = words[max(0, m.start() - _FAR) : m.start()]
        if not (_SUPPOSED.search(before) or _NOT.search(before) or any(a <= m.start() < b for a, b in seen)):
            yield _finding(prose, sentence, before, m["noun"], None)
    for m in re.finditer(rf"(?P<of>{_TRACED})?\b(?:{_NAMES_IT}\s+{prose.who}\s+(?P<as>as\s|to\s+be\s)|{_TRACED_TO}\s+{prose.who})", words):
        before = words[max(0, m.start() - _FAR) : m.start()]
        stop = _STOP.search(words, m.end())
        end = stop.start() if stop else len(words)
        open_ = _SUPPOSED.search(before) or _SUSPECTED.search(before) or _NOT.search(before) or _UNKNOWN.search(before)
        if not (open_ or of_another(before, words[m.end() : end])):
            yield _finding(
                prose, sentence, f"{before} {words[m.start() : m.end()]}", words[m.start() : end], calls, as_role=words[m.end() - 3 : end]
            )


def of_another(before: str, does: str = "") -> bool:
    """Whether it is what somebody else alleges, of whom the letter only tells."""
    alleged, by = _ALLEGED.search(before), _ACCORDING.search(before) or _ACCORDING.search(does)
    if by and not (consortium(by["who"]) or _RECORDS.search(by["who"])):
        return True
    says = _SAYS.search(before)
    if says and not ((says["who"] and (is_common(says["who"]) or _RECORDS.search(says["who"]))) or consortium(before)):
        return True
    return bool(alleged and not _OFFICE.search(before, 0, alleged.start()) and not consortium(before))


def _finding(
    prose: Prose, sentence: Sentence, before: str, does: str, calls: _Calls | None, aside: str = "", as_role: str | None = None
) -> Claim:
    """`does`: its words. Its roles are those of `as_role`, where names stand among these, and those that an `aside` gives it."""
    words = sentence.words
    doubt = _SUSPECTED.search(before)
    if doubt or re.match(r"(?:may|might|could)\b", does):
        certainty = "suspected"
    elif _APPARENT.search(does) or _AS_IT_SEEMS.search(before):
        certainty = "apparent"
    else:
        certainty = "determined" if _DETERMINED.search(before) else "stated"
    last_hop = tuple(role for role, said in (("last-hop", _LAST_HOP), ("point-of-entry", _ENTRY)) if said.search(does))
    manner, topic = _MANNER.search(does), _CAMPAIGN.search(words)
    since, until = window(words)
    by = consortium(before) if _REPORTS.search(before) or _LAST_HOP.search(does) else None
    pieces, sort = sentence.pieces(), _sort_of_calls(words)
    source = _source(before) if by or _DETERMINED.search(before) else None
    if calls and _THE_CALLS.search(does):
        since, until, source, by = since or calls.since, until or calls.until, calls.source or source, by or calls.of
        pieces, sort = [*calls.pieces, *pieces], calls.what
    elif noticed := _noticed_by(words):
        source = noticed
    return prose.claim(
        pieces, kind=Kind.FOUND, what=clip(does).rstrip("."), certainty=certainty,
        roles=tuple(dict.fromkeys((*roles(f"{does if as_role is None else as_role}{aside}"), *last_hop))),
        manner=manner[0].lower() if manner else None, campaign=clip(topic["topic"]) if topic else None,
        description=sort, basis=laws(words), on_word_of=by, source=source, window_from=since, window_to=until,
    )  # fmt: skip


def _calls(sentence: Sentence) -> _Calls | None:
    """Which calls were looked into, in a sentence that says over which time or how they were noticed."""
    words = sentence.words
    m = _INVESTIGATED.search(words)
    since, until = window(words)
    source = _noticed_by(words)
    if m is None or not (source or (since and until)):
        return None
    return _Calls(since, until, source, clip(m["what"]), consortium(words[: m.end("what")]), sentence.pieces())


def _alone(prose: Prose, calls: _Calls) -> Claim:
    return prose.claim(
        calls.pieces, kind=Kind.FOUND, what=calls.what, on_word_of=calls.of, source=calls.source, window_from=calls.since,
        window_to=calls.until,
    )  # fmt: skip


def _campaign(prose: Prose, sentence: Sentence) -> Claim | None:
    """What the calls were about, in a sentence that says nothing else of the recipient."""
    m = _CAMPAIGN.search(sentence.words)
    if m is None or _SUPPOSED.search(sentence.words[: m.start()]) or re.search(r"\bcampaign\b[\"\u201d]?\s+as\b", sentence.words, re.I):
        return None
    if not re.search(r"\b(?:robocall\w*|calls?|traceback\w*|notices?)\b", sentence.words[: m.start("topic")], re.I):
        return None
    by = consortium(sentence.words)
    return prose.claim(
        sentence.pieces(), kind=Kind.FOUND, campaign=clip(m["topic"]), description=_sort_of_calls(sentence.words), on_word_of=by
    )


def _noticed_by(words: str) -> str | None:
    return clip("; ".join(dict.fromkeys(m[0] for m in _NOTICED_BY.finditer(words)))) or None


def _sort_of_calls(words: str) -> str | None:
    m = _KIND_OF.search(words)
    return clip(m["what"]) or None if m else None


def _source(before: str) -> str | None:
    """What a finding rests on: the subject of the words that report it."""
    m = re.search(r"(?P<what>[^;]*?)\s+(?:reveal|show|indicat|demonstrat|confirm|establish)\w*\b[^;]{0,120}$", before, re.I)
    words = (
        re.sub(
            r"^\W*(?:Further|Furthermore|Additionally|Moreover|In\s+addition|You\s+are\s+receiving\s+this\s+\w+\s+because),?\s+",
            "",
            m["what"],
        )
        if m
        else ""
    )
    return clip(words) or None
