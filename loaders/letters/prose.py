"""The prose of one letter, as the readers of its sentences are given it: who its recipient is in it, and what to claim from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tracer import text
from tracer.loaders.letters.names import Addressee, called, without_form
from tracer.loaders.letters.paragraphs import MARK, Fragment, Letter, Paragraph, Spot
from tracer.model import Claim, replace

LONGEST = 118  # characters of words that are kept as a field: they are compared and asked for, the quote has the rest
_SHORT = re.compile(r"[\"\u201c]([^\"\u201d]{2,40})[\"\u201d]")
# Bodies that speak, detect or are told, and are no providers.
CONSORTIUM = re.compile(
    r"(?:USTelecom(?:['\u2019]s)?\s+)?Industry\s+Traceback\s+Group|(?:[Rr]egistered\s+)?[Tt]raceback\s+[Cc]onsortium|\bITG\b|\bUSTelecom\b"
)
BODY = re.compile(
    rf"{CONSORTIUM.pattern}|(?:FCC['\u2019]s\s+)?Enforcement\s+Bureau|Federal\s+(?:Communications|Trade)\s+Commission|\bFCC\b|\bFTC\b"
    r"|\b[Tt]he\s+Commission\b|Department\s+of\s+Justice|(?:[A-Z]\w+\s+)?Attorneys?\s+General\b(?:\s+of\s+[A-Z]\w+)?|Task\s+Force|Wireline\s+Competition\s+Bureau"
)


def clip(words: str, most: int = LONGEST) -> str:
    """Words as they stand, without secrets, cut short after a word where they are many."""
    words = text.mask(" ".join(text.without_footnotes(words).split()).strip(" ,;"))
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0].rstrip(" ,;") + " \u2026"


def consortium(words: str) -> str | None:
    """The traceback consortium, as these words call it."""
    m = CONSORTIUM.search(words)
    return m[0] if m else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its words, and where it stands in which paragraph."""

    paragraph: Paragraph
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.paragraph.text[self.start : self.end]

    @property
    def spot(self) -> Spot:
        return self.paragraph.spot(self.start)

    def pieces(self, start: int = 0, end: int | None = None) -> list[Fragment]:
        """Its words, or those from an offset to another in it, line by line."""
        return self.paragraph.pieces(self.start + start, self.end if end is None else self.start + end)


class Prose:
    """A letter's sentences and its recipient. `said`: what every claim of it says; `action`: the letter itself."""

    def __init__(self, letter: Letter, recipient: Addressee, said: Claim, action: str) -> None:
        self.letter, self.recipient, self.action = letter, recipient, action
        self.said = replace(
            said, provider=recipient.name, action=None, action_kind=None, roles=(), due=(), valid_at=letter.dated, known_at=letter.dated
        )

    def claim(self, pieces: Iterable[Fragment], **what: object) -> Claim:
        place, quote = self.letter.cite(pieces)
        return replace(self.said, place=place, quote=quote, **what)

    @cached_property
    def body(self) -> list[Paragraph]:
        """What is said between salutation and signature."""
        return _body(self.letter)

    def sentences(self) -> Iterator[Sentence]:
        for paragraph in self.body:
            yield from (Sentence(paragraph, start, end) for start, end in paragraph.sentences())

    def notes(self) -> Iterator[Sentence]:
        """The sentences of its footnotes."""
        for paragraph in self.letter.footnotes.values():
            yield from (Sentence(paragraph, start, end) for start, end in paragraph.sentences())

    @cached_property
    def short_names(self) -> dict[str, list[Fragment]]:
        """What the letter calls its recipient for short: the words in brackets after its name, and where."""
        return short_names_of(self.letter, self.recipient.name)

    @cached_property
    def names(self) -> set[str]:
        """What the letter calls its recipient."""
        names = {*called(self.recipient.name), *self.short_names, *(name for _, name in self.recipient.aliases)}
        words = re.split(r"\s+", without_form(self.recipient.name))
        first = words[0]
        if (
            len(words) > 1
            and len(first) > 3
            and any(re.search(rf"\b{re.escape(first)}(?:['\u2019]s)?\s+[a-z(]", p.text) for p in self.body)
        ):
            names.add(first)  # the first word alone, where the letter says `Quillon must`
        return names

    @cached_property
    def known(self) -> str:
        """A pattern for each of its names, the longest first: to be put in brackets."""
        return "|".join(spelt(name) for name in sorted(self.names, key=len, reverse=True))

    @cached_property
    def named(self) -> str:
        """A pattern for its names alone, with a footnote mark at them."""
        return rf"\b(?:{self.known})(?P<mark>{MARK}?)(?!\w)(?:,?\s*\([^)]{{0,120}}\))?"

    @cached_property
    def who(self) -> str:
        """A pattern for the recipient: its name with or without its legal form, a short one, `you`."""
        return rf"(?<![\w-])(?:(?:{self.known})(?!\w){MARK}*(?:\s*\([^)]{{0,120}}\)){{0,3}}|(?i:you)(?!\w)|(?i:the\s+company)(?!\w))"

    @cached_property
    def its(self) -> re.Pattern[str]:
        """Anything by which a sentence speaks of the recipient."""
        return re.compile(rf"{self.who}|\b[Yy]our\b")


def _body(letter: Letter) -> list[Paragraph]:
    return [p for p in letter.body() if p.lines[0][1] < letter.closing]


def short_names_of(letter: Letter, name: str) -> dict[str, list[Fragment]]:
    """What a letter calls a company for short: the words in brackets after its name, and where."""
    found: dict[str, list[Fragment]] = {}
    for paragraph in _body(letter):
        for way in called(name):
            for m in re.finditer(
                rf"{spelt(way)}{MARK}*,?\s*(?:\([^()]{{0,60}}\)\s*(?=\([\"\u201c]))?\(([^)]{{0,120}})\)", paragraph.text, re.I
            ):
                bare = (part.strip() for part in re.split(r"\s+or\s+|,", m[1]))
                inside = _SHORT.findall(m[1]) or [part for part in bare if len(part) > 1 and way.lower().startswith(part.lower())]
                for short in inside:
                    found.setdefault(short.strip(), paragraph.pieces(m.start(), m.end()))
    return {short: pieces for short, pieces in found.items() if short.lower() not in ("company", "provider", "you")}


def spelt(name: str) -> str:
    """A pattern for a name that may be printed with a comma before its legal form, without a full stop after it."""
    return r",?\s+".join(re.escape(word.rstrip(".,")) + r"\.?" for word in name.split())
