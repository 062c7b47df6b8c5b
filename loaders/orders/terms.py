"""What an order of the FCC bids its companies, and what it bids everybody else about them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer import text
from tracer.loaders.letters.paragraphs import Letter
from tracer.loaders.letters.prose import Prose, clip
from tracer.loaders.letters.sentences import BY_DATE, limit
from tracer.loaders.letters.terms import laws
from tracer.model import Claim, Due, Kind

# By kind of order: what its companies are to do, and the clock of it.
_DUTIES = {
    "initial-determination-order": ("respond to the order", "n2.ido", r"respon|answer|repl"),
    "show-cause": ("cure the filing, or show cause", "rmd.cure", r"cure|show\s+cause|respon|correct|explain|demonstrat"),
}
_TIME = re.compile(
    r"\b(?:within|(?:no|not)\s+later\s+than|has|have|in)\s+(?:[a-z-]+\s+\((?P<n>\d+)\)|(?P<m>\d+))\s+"
    r"(?P<unit>(?:business\s+|calendar\s+)?days?)\b",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?P<who>(?:(?i:all|every|each|any)\s+[^.;]{0,90}?|(?i:intermediate|voice\s+service|terminating|downstream)\s+)providers?\b[^.;]{0,90}?)\s+"
    r"(?i:must|shall|are\s+(?:hereby\s+)?(?:required|directed)\s+to|is\s+required\s+to)\s+"
    r"(?P<what>(?i:(?:then\s+)?(?:immediately\s+)?(?:block|cease|refuse|stop))\b(?:i\.e\.|[^.;])*)"
)
_CLOCKS = {"final-determination-order": "n2.fdo", "removal": "rmd.removal"}


def duty_of(letter: Letter, kind: str) -> tuple[Due, ...]:
    """What the companies are to do by when; none where the order prints no time."""
    if kind not in _DUTIES:
        return ()
    what, clock, about = _DUTIES[kind]
    for paragraph in letter.paragraphs:
        for start, end in paragraph.sentences():
            words = paragraph.text[start:end]
            m = _TIME.search(words)
            if m and re.search(about, words, re.I) and not re.match(r"\W*(?:\d+\.\s+)?On\s+[A-Z]\w+\s+\d", words):
                stated = limit(f"within {m['n'] or m['m']} {m['unit']}{words[m.end() :]}")
                unit = " ".join(m["unit"].lower().split())
                return (
                    Due(what, clock, f"{m['n'] or m['m']} {unit if unit.endswith('s') else unit + 's'}", stated[1] if stated else None),
                )
    return ()


def terms_for_others(prose: Prose, kind: str, companies: int) -> Iterator[Claim]:
    """What is laid on every other provider. Of an order about several companies it is said of none of them alone."""
    for paragraph in prose.letter.paragraphs:
        for start, end in paragraph.sentences():
            words = paragraph.text[start:end]
            m = _OTHERS.search(words)
            if m is None:
                continue
            supposed = bool(re.search(r"\b(?:[Ii]f|then|would|may|could)\b", words))
            after = re.search(r"\b(\d+)\s+days?\s+(?:after|from)\b", words)
            stated = re.search(r"\((?P<date>[A-Z][a-z]+\.?\s+\d{1,2},\s+\d{4})\)", words) or BY_DATE.search(m["what"])
            yield prose.claim(
                paragraph.pieces(start, end), kind=Kind.TERM, force="threat" if supposed else "duty",
                party=clip(m["who"]), what=clip(m["what"]),
                provider=prose.recipient.name if companies == 1 else None, action=prose.action if companies == 1 else None,
                length=f"{after[1]} days" if after else None, stated=_day(stated["date"]) if stated else None,
                clock=None if supposed else _CLOCKS.get(kind), basis=laws(words),
            )  # fmt: skip


def _day(printed: str) -> str | None:
    found = text.moment(printed)
    return found.moment[:10] if found else None
