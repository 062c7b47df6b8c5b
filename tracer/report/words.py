"""The words of a memo that both its forms share: what it is, and each exhibit with its passages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracer.exhibits import Exhibit, Passage
from tracer.model import Evidence
from tracer.render.plain import many, place_words, safe, when
from tracer.report import Memo
from tracer.view import Facts

QUOTE = 4000  # characters


@dataclass(frozen=True, slots=True)
class ShownPassage:
    number: str
    where: str  # `page 2, lines 10–15`
    attribution: str  # by whom, since when
    quote: str


@dataclass(frozen=True, slots=True)
class ShownExhibit:
    title: str
    source: str  # its hash, or why it has none
    passages: tuple[ShownPassage, ...]


def about(facts: Facts) -> list[tuple[str, str]]:
    """What holds for the whole memo."""
    return [
        ("As of", when(facts.as_of) or "all that is known"),
        ("Generated", f"{when(facts.generated)} by calltracer {facts.version}"),
    ]


def exhibits(memo: Memo) -> Iterator[ShownExhibit]:
    for exhibit in memo.exhibits:
        title = f"Exhibit {exhibit.number}: {safe(exhibit.name, 200)}"
        yield ShownExhibit(title, _source(exhibit, numbered=memo.numbered), tuple(map(_passage, exhibit.passages)))


def uncited(memo: Memo) -> str:
    """What the case holds beyond what is cited."""
    verb, is_are, pronoun = ("bears", "is", "it") if memo.uncited == 1 else ("bear", "are", "them")
    return f"{many(memo.uncited, 'passage')} more in the case {verb} on it, and {is_are} not cited: `tracer evidence` lists {pronoun}."


def _source(exhibit: Exhibit, *, numbered: bool) -> str:
    if not exhibit.document:
        return "a person's judgement, kept in the case's journal"
    if numbered:
        return f"document {exhibit.document} of this copy; whoever made the copy has its hash"
    return f"SHA-256 {exhibit.document}"


def _passage(passage: Passage) -> ShownPassage:
    claim = passage.claim
    at = claim.place
    words = safe(re.sub(r"\s+", " ", claim.quote), QUOTE)
    return ShownPassage(passage.number, place_words(at.page, at.part, at.line_from, at.line_to), _attribution(claim), f"“{words}”")


def _attribution(claim: Evidence) -> str:
    on_word_of = f", on the word of {safe(claim.on_word_of, 100)}" if claim.on_word_of else ""
    day = f", of {when(claim.valid_at)}" if claim.valid_at and claim.valid_at != claim.known_at else ""
    return f"{safe(claim.said_by, 120)}{on_word_of}, known {when(claim.known_at)}{day}{' (inferred by a rule)' if claim.inferred else ''}"
