"""What a letter bids, permits and threatens: each term with its own words, whom it binds, by when, and what it hangs on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer import late
from tracer.loaders.letters.demands import STEPS, demands, only_tells, told_apart
from tracer.loaders.letters.names import BULLET
from tracer.loaders.letters.paragraphs import Fragment
from tracer.loaders.letters.prose import BODY, LONGEST, Prose, Sentence, clip
from tracer.loaders.letters.sentences import deadline, relieves
from tracer.model import Claim, Kind

_WHO = r"(?:[^,;.]|U\.S\.)"
_LEAD = (
    r"(?:(?:Furthermore|Further|Additionally|Moreover|However|Also|Finally|In\s+addition|Accordingly|Thus"
    r"|Therefore|As\s+noted\s+below|Please\s+note\s+that),?\s+)?"
)
_WHEN = r"(?:if|unless|should|once|upon|where)\b"
_MODAL = (
    r"(?:may|can|could|might|will|shall|would|must|should|(?:are|is)\s+(?:required|authorized|permitted|allowed|obliged|obligated)\s+to"
    r"|authorizes?|requires?|constitutes?)"
)
# `If you do not, we may ...`: the condition ends at the first comma after which a subject without a comma has a modal verb.
_IF = late.pattern(
    rf"\W*{_LEAD}(?P<condition>(?i:{_WHEN}|when\b|after\b|in\s+the\s+event\b).{{3,600}}?),\s+(?:then\s+)?"
    rf"(?P<who>{_WHO}{{1,120}}?)\s+(?P<what>{_MODAL}\s.*)",
    re.S,
)
_THEN_IF = late.pattern(
    rf"\W*{_LEAD}(?P<who>{_WHO}{{1,120}}?)\s+(?P<what>{_MODAL}\s.{{3,400}}?)\s+"
    r"(?P<condition>\(?(?i:(?:if|unless)\s+(?!necessary|any|applicable|possible|appropriate)|until\s|in\s+the\s+event\s).*)",
    re.S,
)
_OUTCOME = late.pattern(
    rf"\W*{_LEAD}(?P<condition>(?:(?:Your\s+)?[Ff]ailure|Failing|Continu(?:ed|ing)|Removal|Non-?compliance"
    rf"|Any\s+(?:further|continued|failure)|Repeated)\b[^.;]{{3,300}}?)"
    rf"\s+(?P<what>{_MODAL}\s.*)",
    re.S,
)
_RIGHT = late.pattern(
    rf"\W*{_LEAD}(?P<condition>[Ii]f\s+you\s+[^,;.]{{3,160}},\s+)?(?P<what>(?i:you)\s+(?:may|can|(?:will"
    rf"|shall)\s+(?:have|be\s+(?:given|offered|afforded))|are\s+(?:encouraged|invited|welcome|entitled|free))\s.*"
    r"|(?:please\s+)?present\s.*evidence.*)",
    re.S,
)
_RULE = late.pattern(
    r"(?P<who>\b(?:all|every|each"
    r"|any)\s+[^,;.:\u2014]{0,80}?providers?[^,;.:\u2014]{0,60}?)\s+(?P<what>(?:(?:are|is)\s+(?:generally\s+)?(?:required|obligated|prohibited)|must|shall)\b.*)"
    r"|(?P<rule>\b[^.;]{3,80}\brequires?\s+(?:all|every|each)\s+[^.:;]{3,60}providers?\s+to\b.*)",
    re.I | re.S,
)
_WOULD_REQUIRE = late.pattern(
    r"\b(?:will|would|may|shall|could|to)\s+(?P<verb>require|oblige|authorize|allow|permit)s?\s+(?P<who>(?:all\s+|any\s+)?[^,;.]{3,140}?providers?(?:\s+(?:immediately\s+)?(?:up|down)stream)?)\s+to\s+(?P<what>(?:immediately\s+)?[^.;]{3,300})",
    re.I,
)
_MAY_RESULT = late.pattern(
    r"\b(?:may|could|might|will)\s+(?:also\s+)?(?P<what>(?:result\s+in|lead\s+to|include)\s+(?:its\s+|your\s+|the\s+)?(?:removal|forfeiture|blocking|suspension)\b[^,;.]*)",
    re.I,
)
LAWS = late.pattern(
    r"\b\d+\s+(?:C\.?F\.?R\.?|U\.?S\.?C\.?)\s*(?:\u00a7+\s*|Part\s+)?[\d.]+(?:-\d+)?(?:\([^)\s]{1,4}\))*"
    r"|\b(?:Telemarketing\s+Sales\s+Rule|Telephone\s+Consumer\s+Protection\s+Act"
    r"|Truth\s+in\s+Caller\s+ID\s+Act|TRACED\s+Act|(?:the\s+)?FTC\s+Act|Communications\s+Act)\b"
    r"|\u00a7\s?64\.\d+(?:\([^)\s]{1,4}\))*"
)
_OTHERS = late.pattern(r"\bproviders?\b|\bcarriers?\b", re.I)
_REQUEST = late.pattern(
    r"\b(?:must|should|shall|need\s+to|required\s+to|(?:requests?|asks?)\s+that|request\b|please|directs?|(?-i:order(?:s|ed)?)|demand\w*)\b",
    re.I,
)
_NUMBERED = late.pattern(r"\W*(?:\d{1,2}|[a-h])[.)]\s+(?=[A-Z])")
_IMPERATIVE = late.pattern(
    r"\W*(?:\d{1,2}[.)]\s+|\([a-h0-9]{1,2}\)\s+)?(?:If\s+necessary,\s+"
    r"|Within\s.{3,140}?,\s+)?(?P<what>[\"\u201c]?(?:Promptly\s+|Immediately\s+|Effectively\s+)?"
    r"(?:investigate|mitigate|effectively|implement|inform|report|cease|take|block|submit|file|identify|cooperate|provide|respond|notify"
    r"|present|certify|cure|update)\b.*)",
    re.I | re.S,
)


def terms_of(prose: Prose) -> Iterator[Claim]:
    """Each term that a sentence sets, the numbered steps among them, and those of the footnotes that speak of the recipient."""
    apart, steps = told_apart(prose), False
    for demand in demands(prose):
        yield prose.claim(
            [*demand.lead.pieces(), *demand.entry.pieces()], kind=Kind.TERM, force="duty", what=clip(demand.what).rstrip("."),
            length=demand.length, stated=demand.stated, action=prose.action, basis=laws(demand.entry.words),
        )  # fmt: skip
    for sentence in prose.sentences():
        if sentence.spot in apart:
            continue
        words = sentence.words
        steps = bool(STEPS.search(words)) or (steps and (sentence.start > 0 or bool(_NUMBERED.match(sentence.paragraph.text))))
        yield from _sentence(prose, sentence, steps=steps and not STEPS.search(words))
        yield from _laws(prose, sentence)
    for sentence in prose.notes():
        if prose.its.search(sentence.words):
            yield from _sentence(prose, sentence, steps=False, note=True)


def _sentence(prose: Prose, sentence: Sentence, *, steps: bool, note: bool = False) -> Iterator[Claim]:
    words = _without_number(sentence.words)
    if right := _RIGHT.match(words):
        yield _term(prose, sentence.pieces(), words, "right", right["what"], condition=right["condition"])
        return
    for pattern in (_IF, _OUTCOME, _THEN_IF):
        m = pattern.match(words)
        if m and (note or prose.its.search(words) or pattern is _OUTCOME) and not _only_aside(m) and not _of_the_last(pattern, m):
            who = m["who"] if "who" in m.groupdict() else None
            if who and who.strip().lower() == "it" and (named := re.match(rf"\W*(?i:if)\s+({prose.who})\b", m["condition"])):
                who = named[1]  # of whom the condition speaks
            yield _term(prose, sentence.pieces(), words, _force(prose, who, m["what"]), m["what"], condition=m["condition"], party=who)
            return
    imperative = _IMPERATIVE.match(words) if steps else None
    if imperative:
        yield _term(prose, sentence.pieces(), words, "duty", imperative["what"])
    elif only_tells(words) or _items(prose, sentence) > 1:
        return  # nothing is bid, or which of them a time is for is not certain
    elif (
        deadline(words) and not relieves(words) and prose.its.search(words) and _REQUEST.search(words) and not _WOULD_REQUIRE.search(words)
    ):
        yield _term(prose, sentence.pieces(), words, "duty", words)
    elif not note and (
        m := re.match(rf"\W*{_LEAD}(?:To\s[^,;.]{{3,80}},\s+)?{prose.who}\s+(?P<what>(?:must|shall|should)\s.*)", words, re.S)
    ):
        if not STEPS.search(words) and not words.endswith(":"):
            yield _term(prose, sentence.pieces(), words, "duty", m["what"])
    elif not note and (m := _RULE.search(words)):
        yield _term(prose, sentence.pieces(), words, "rule", m["what"] or m["rule"], party=m["who"], provider=None)
    for m in _WOULD_REQUIRE.finditer(words):
        force = "threat" if m["verb"].lower() in ("require", "oblige") else "permission"
        yield _term(prose, sentence.pieces(m.start(), m.end()), m[0], force, m["what"], party=m["who"])
    if m := re.search(rf"{prose.who}\s+(?P<what>(?:may|could|will)\s+(?:also\s+)?(?:be\s+subject\s+to|face|be\s+liable)\b[^.;]*)", words):
        yield _term(prose, sentence.pieces(), words, "threat", m["what"])
    for m in _MAY_RESULT.finditer(words):
        yield _term(prose, sentence.pieces(m.start(), m.end()), m[0], "threat", m["what"])


def _items(prose: Prose, sentence: Sentence) -> int:
    """How many lines of a sentence begin with the mark of a list."""
    return sum(bool(BULLET.match(prose.letter.lines[i])) for i, _ in sentence.pieces())


def _laws(prose: Prose, sentence: Sentence) -> Iterator[Claim]:
    """A sentence that says of conduct which laws it violates."""
    m = re.match(
        r"\W*(?:As\s[^,]{3,80},\s+)?(?P<what>[^.;]{3,200}?)\s+(?:is|are|constitutes?|violates?)\s+(?:an?\s+)?(?:violations?\s+of\s+)?",
        sentence.words,
    )
    if m and "violat" in sentence.words.lower() and laws(sentence.words) and not prose.its.search(m["what"]):
        what = sentence.words if re.search(r"\b(?:may|might|could)$", m["what"]) else m["what"]  # what only may violate them is said so
        yield _term(prose, sentence.pieces(), sentence.words, "rule", what, provider=None)


def _term(prose: Prose, pieces: list[Fragment], words: str, force: str, what: str, **says: object) -> Claim:
    length, stated = deadline(words) or (None, None)
    condition, party = says.pop("condition", None), says.pop("party", None)
    whom = re.sub(r"^(?:we|us)$", prose.said.said_by, str(party or "").strip(), flags=re.I)
    what = _what(what, own=bool(BODY.search(whom)))
    return prose.claim(
        pieces, kind=Kind.TERM, force=force, what=what, condition=clip(str(condition)) if condition else None,
        party=clip(whom) if whom and not re.fullmatch(prose.who, whom.strip()) else None, length=length, stated=stated,
        action=prose.action, basis=laws(words), clock="k4.block" if force == "permission" and "block" in what.lower() else None,
        **says,
    )  # fmt: skip


def _what(words: str, *, own: bool) -> str:
    """The words that count. Where they are many, those of the blocking that they come down to, unless they say what a body does of its
    `own`."""
    inner = re.search(r"\b(?:may|to|can)\s+(?:begin\s+)?block", words[40:]) if len(words) > LONGEST and not own else None
    return clip(words[40 + inner.start() :] if inner else words).rstrip(".")


def laws(words: str) -> str | None:
    """The laws and rules that words name."""
    return clip("; ".join(dict.fromkeys(" ".join(law[0].split()) for law in LAWS.finditer(words)))) or None


_ITS_REPLY = late.pattern(r"(?:its|your|the|that)\s+(?:report|response|answer|reply)\b", re.I)


_ALLOWED = r"be\s+(?:able|entitled|allowed|permitted|authorized|given|heard|excused)\b"
_MAY = re.compile(rf"(?:may|can)\b|(?:will|shall)\s+{_ALLOWED}")
_SUFFERS = re.compile(  # what is done to it; `shall be required to` is a duty all the same
    rf"(?:(?:may|might|could|can|would)\s+(?!{_ALLOWED})|(?:will|shall)\s+(?!{_ALLOWED}|be\s+(?:required|obliged|expected|bound)\b))(?:also\s+|\w+ly\s+)?"
    r"(?:be|face|lose|risk|forfeit|incur|suffer)\b"
)


def _force(prose: Prose, who: str | None, what: str) -> str:
    """Whether it is laid on the recipient, lets others do something, or says what happens otherwise."""
    if who and (re.fullmatch(prose.who, who.strip()) or _ITS_REPLY.match(who.strip())):
        return "threat" if _SUFFERS.match(what) else "right" if _MAY.match(what) else "duty"
    permits = re.match(
        r"(?:(?:may|can)(?!\s+(?:\w+\s+)?be\s+(?:ordered|required|directed|instructed|compelled|obliged))|(?:will|shall)\s+be\s+(?:authorized|permitted|allowed)|(?:are|is)\s+(?:authorized|permitted|allowed)|authorizes?)\b",
        what,
    )
    if permits and (_OTHERS.search(who or "") or (what.startswith("authoriz") and _OTHERS.search(what))):
        return "permission"
    return "threat"


def _of_the_last(pattern: re.Pattern[str], m: re.Match[str]) -> bool:
    """Whether a condition at the end may be that of the last of several things alone: `must contain A, B, and C if ...`."""
    return pattern is _THEN_IF and bool(re.search(r",\s+(?:and|or)\s+(?:an?|the|any)\s[^,]*$", m["what"]))


def _only_aside(m: re.Match[str]) -> bool:
    """A condition that is a mere time (`Once again, ...`) sets no term."""
    return len(m["condition"].split()) < 3


def _without_number(words: str) -> str:
    return _NUMBERED.sub("", words, count=1)
