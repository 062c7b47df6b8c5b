"""Who was given notice of what, as a letter says: the ground for saying of somebody that it could have known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracer import late, text
from tracer.identity import slug
from tracer.loaders.letters.names import FORM
from tracer.loaders.letters.paragraphs import Fragment, bare
from tracer.loaders.letters.prose import BODY, CONSORTIUM, Prose, Sentence, clip, consortium
from tracer.model import Claim, Kind

_DOCUMENT = r"(?:letter|notice|order|notification)"
_COPY_TO = late.pattern(
    rf"\bcop(?:y|ies)\s+of\s+this\s+{_DOCUMENT}\s+(?:ha(?:s|ve)\s+(?:also\s+)?been|was|were|is|are"
    rf"|will(?:\s+also)?\s+be)\s+(?:being\s+)?(?:also\s+)?"
    r"(?:sent|provided|served|forwarded|transmitted|furnished|delivered|e-?mailed)\s+(?:electronically\s+|by\s+[\w-]+\s+)?(?:to|on|upon)\s+(?P<whom>[^.;]{2,200})",
    re.I,
)
_PUBLISHED = late.pattern(
    rf"\b(?:this|that|the)\s+{_DOCUMENT}\s+(?:is|will(?:\s+also)?\s+be)\s+(?:also\s+)?(?:publicly\s+)?(?:accessible|available|posted|published|released)\b",
    re.I,
)
_TO_DOWNSTREAM = late.pattern(
    rf"\b(?:send|sends|sent|sending|provid\w+|serv\w+|forward\w*|transmit\w*)\b[^.;]{{0,60}}\bcop(?:y"
    rf"|ies)\s+of\s+this\s+{_DOCUMENT}\s+to\b[^.;]{{0,120}}"
    r"\b(?:downstream|immediate|those|these|the|named|listed)\s+[^.;]{0,40}?providers?\s+(?:mentioned|named|identified|listed)",
    re.I,
)
_INFORMED = late.pattern(
    r"\b(?:(?:we|task\s+force|bureau|commission|office)|(?:has|have))\s+(?:have\s+|has\s+"
    r"|had\s+)?(?:also\s+)?(?:informed|notified|advised|alerted|told)\s+(?P<whom>[^.;]{3,300}?)"
    rf"\s*(?:of|about|that)\s+(?:(?:our|the|its)\s+[^.;]{{0,60}})?\bthis\s+{_DOCUMENT}",
    re.I,
)
_URL = late.pattern(r"https?://[^\s)\]>\"\u201d]+")
_DAY = r"[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4}"
_ISSUED = (
    r"\b(?:issued|sent|served|delivered)\s+(?:an?|the|our|its)\s+(?:[\w-]+\s+){0,4}?(?:notice|Notice|letter|Letter)\s+(?:to|on|upon)\s+"
)
_A_LETTER = r"(?:an?|our|its)\s+[\w\s-]{0,40}?(?:notice|letter|demand)\b"
# What the recipient itself was told before.
_NOTIFIED = r"(?:previously\s+|already\s+|repeatedly\s+|first\s+|also\s+)*(?:notified|informed|alerted|warned|advised|contacted)\s+"
_ACCESS = late.pattern(
    r"\b(?:provided|gave|given|granted|offered)\b[^.;]{0,60}?\baccess\s+to\b[^.;]{0,40}\b(?:data|information|records|details)\b", re.I
)
_CC = late.pattern(r"\W*(?:b?cc|copy(?:\s+to)?|copies\s+to)\s*:", re.I)
_BEHIND = 30  # lines below the closing
_WAS_TOLD = (
    r"\s+(?:was|were|has\s+been|have\s+been|had\s+been)\s+(?:previously\s+|already\s+)*(?:notified"
    r"|informed|alerted|warned|advised|given\s+notice|served)\b"
)


def told(prose: Prose, downstream: Iterable[tuple[str, list[Fragment]]]) -> Iterator[Claim]:
    """Each statement that somebody was given notice. `downstream`: the providers that the letter lists, with where."""
    listed = list(downstream)
    for sentence in prose.sentences():
        words = sentence.words
        if re.search(r"\b(?:not|never|n['\u2019]t)\s+(?:been\s+)?(?:notif|inform|sent|send|giv|provid)", words, re.I):
            continue
        yield from _copies(prose, sentence, listed)
        if m := _INFORMED.search(words):
            for body in dict.fromkeys(b[0] for b in BODY.finditer(m["whom"])):
                yield _told(prose, sentence, "informed", party=clip(body))
        yield from _recipient(prose, sentence)


def copied(prose: Prose) -> Iterator[Claim]:
    """Who gets a copy, by the lines behind the signature: `cc: Federal Communications Commission`."""
    lines = prose.letter.lines
    for i in range(prose.letter.closing, min(len(lines), prose.letter.closing + _BEHIND)):
        words = text.plain(bare(lines[i]))
        if _CC.match(words):
            for body in dict.fromkeys(b[0] for b in BODY.finditer(words)):
                yield prose.claim([(i, words)], kind=Kind.TOLD, provider=None, party=clip(body), action=prose.action, how="copy")


def _told(prose: Prose, sentence: Sentence, how: str, **what: object) -> Claim:
    return prose.claim(
        sentence.pieces(),
        **{"kind": Kind.TOLD, "provider": None, "action": prose.action, "how": how, "links": links(sentence.words)} | what,
    )


def _copies(prose: Prose, sentence: Sentence, listed: list[tuple[str, list[Fragment]]]) -> Iterator[Claim]:
    words = sentence.words
    if m := _COPY_TO.search(words):
        whom = m["whom"]
        bodies = [b[0] for b in BODY.finditer(whom)]
        for name in re.split(r",\s+(?:and\s+)?|\s+and\s+", whom):
            company = re.search(
                rf"(?:^|\bproviders?,?\s+)(?:to\s+)?(?:the\s+)?([A-Z][\w&'.-]*(?:\s+[A-Z&][\w&'.-]*)*,?\s+{FORM})$", name.strip()
            )
            if company and not BODY.search(name):
                yield _told(prose, sentence, "copy", provider=clip(company[1]))
        for body in dict.fromkeys(bodies):
            yield _told(prose, sentence, "copy", party=clip(body))
    if _TO_DOWNSTREAM.search(words):
        for name, pieces in listed:
            yield prose.claim(
                [*pieces, *sentence.pieces()], kind=Kind.TOLD, provider=name, action=prose.action, how="copy", links=links(words)
            )
    if _PUBLISHED.search(words) and (found := links(words)):
        yield _told(prose, sentence, "published", party="the public", links=found)


def _recipient(prose: Prose, sentence: Sentence) -> Iterator[Claim]:
    words = sentence.words
    by = re.search(rf"{_NOTIFIED}{prose.who}", words)
    if by and not _open(words[: by.start()]):
        yield _told(
            prose, sentence, "earlier-notice", provider=prose.recipient.name, action=None, on_word_of=consortium(words[: by.start()]),
            valid_at=_day(words),
        )  # fmt: skip
    elif (been := re.search(rf"{prose.who}{_WAS_TOLD}", words)) and not _open(words[: been.start()]):
        after = re.search(rf"\bby\s+(?:the\s+)?({CONSORTIUM.pattern})", words[been.end() :])
        yield _told(
            prose, sentence, "earlier-notice", provider=prose.recipient.name, action=None, on_word_of=after[1] if after else None,
            valid_at=_day(words),
        )  # fmt: skip
    sent = (
        rf"{_ISSUED}{prose.who}[^.;]{{0,60}}?\b(?:on|dated)\s+(?P<day>{_DAY})",
        rf"\b[Oo]n\s+(?P<day>{_DAY}),?\s+[^.;,]{{2,60}}?\b(?:sent|issued|served)\s+{prose.who}\s+{_A_LETTER}",
        rf"\b(?:[Oo]ur|[Mm]y)\s+(?:first|previous|prior|earlier|initial|last)?\s*(?:notice|Notice|letter|Letter)(?:,?\s+dated|\s+of)\s+(?P<day>{_DAY})",
    )
    for own in (m for pattern in sent for m in re.finditer(pattern, words) if prose.its.search(words)):
        day = text.moment(own["day"])
        if day and day.moment[:10] < prose.letter.dated and not _open(words[: own.start()]):
            prefix = prose.action.partition("-")[0]
            action = f"{prefix}-{day.moment[:10]}-{slug(prose.recipient.name)}"
            yield _told(prose, sentence, "own-notice", provider=prose.recipient.name, action=action, valid_at=day.moment[:10])
    access = _ACCESS.search(words)
    if access and prose.its.search(words) and not _open(words[: access.start()]):
        yield _told(
            prose, sentence, "data-access", provider=prose.recipient.name, action=None, on_word_of=consortium(words[: access.start()]),
            valid_at=None,
        )  # fmt: skip


def _open(before: str) -> bool:
    """Whether it is not said but only supposed, or yet to come."""
    before = before[-400:]
    return bool(re.search(r"\b(?:if|unless|whether|will|may|must|should|when|once|after|before|until)\b[^,;]*$", before, re.I))


def _day(words: str) -> str | None:
    """When, where the sentence holds one date alone."""
    days = [reading.moment for reading in text.moments(words)]
    return days[0] if len(days) == 1 else None


def links(words: str) -> tuple[str, ...]:
    """The addresses of public pages, without those of logins."""
    found = (text.mask(m[0].rstrip(".,;")) for m in _URL.finditer(words))
    return tuple(dict.fromkeys(url for url in found if "[masked]" not in url))
