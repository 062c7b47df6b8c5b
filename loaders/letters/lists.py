"""Lists in the prose of a letter: the words that announce one, and its entries: `(a) ...; (b) ...`, `1) ...`, bullets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from tracer.loaders.letters.paragraphs import Paragraph
from tracer.loaders.letters.prose import Sentence

_COLON = re.compile(r":(?=\s|$)")
_BULLETS = "-\u2013\u2014\u2022\u00b7\u25cf\u25cb\u25aa\u25e6\u2023\u2043\uf0b7"
_FIRST = re.compile(rf"\s*(?:(?P<bullet>[{_BULLETS}])\s*|(?P<left>\(?)(?P<label>1|[aA]|i|I)(?P<right>[.)])\s+)(?=\S)")
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_END = re.compile(r"[\s;,]*(?:[;,]\s*(?:and|or)[\s,]*)?$")  # between an entry and the mark of the next
_MOST = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """`lead`: the sentence that announces the list, up to its colon."""

    lead: Sentence
    entries: list[Sentence]


def lists(paragraphs: Sequence[Paragraph]) -> Iterator[Listed]:
    """Every list behind a colon whose entries are marked one after the other: `(a)`, `(b)`, `(c)`."""
    for k, paragraph in enumerate(paragraphs):
        for colon in islice(_COLON.finditer(paragraph.text), _MOST):
            here = [(paragraph, colon.end())] if colon.end() < len(paragraph.text) else []
            entries = _entries([*here, *((below, 0) for below in paragraphs[k + 1 : k + 1 + _MOST])])
            if len(entries) > 1:
                yield Listed(Sentence(paragraph, paragraph.sentence(colon.start())[0], colon.end()), entries)


def _entries(stretch: Sequence[tuple[Paragraph, int]]) -> list[Sentence]:
    """The entries that begin with the stretch. Each ends where the next begins, and with its first sentence at the latest."""
    paragraph, start = stretch[0] if stretch else (None, 0)
    first = _FIRST.match(paragraph.text, start) if paragraph else None
    if first is None or paragraph is None:
        return []
    mark = _bullet(first["bullet"]) if first["bullet"] else _numbered(first)
    marks = [(paragraph, first.start(), first.end())]
    k = 0
    while len(marks) < _MOST:
        paragraph, begun = stretch[k][0], marks[-1][2]
        found = mark(len(marks)).search(paragraph.text, begun)
        if found is None and k + 1 < len(stretch):  # in a paragraph of its own
            k += 1
            paragraph = stretch[k][0]
            found = mark(len(marks)).match(paragraph.text)
        if found is None:
            break
        if first["bullet"] and not any(offset == found.start() for offset, _ in paragraph.lines):
            break
        marks.append((paragraph, found.start(), found.end()))
    entries = []
    for (paragraph, _, begun), below in zip(marks, [*marks[1:], None], strict=True):
        end = below[1] if below and below[0] is paragraph else len(paragraph.text)
        end = min(end, max(paragraph.sentence(begun)[1], begun))
        entries.append(Sentence(paragraph, begun, begun + _END.search(paragraph.text[begun:end]).start()))  # type: ignore[union-attr]
    return entries


@lru_cache(maxsize=100)
def _bullet(printed: str) -> Callable[[int], re.Pattern[str]]:
    pattern = re.compile(rf"(?:(?<=\s)|^){re.escape(printed)}\s*(?=\S)")
    return lambda _: pattern


def _numbered(first: re.Match[str]) -> Callable[[int], re.Pattern[str]]:
    """The pattern of the mark with so many before it, in the form of the first."""
    return _marks(first["label"], first["left"], first["right"])


@lru_cache(maxsize=100)
def _marks(label: str, left: str, right: str) -> Callable[[int], re.Pattern[str]]:
    sort = {"1": [str(n) for n in range(1, _MOST + 1)], "a": _LETTERS, "i": _ROMAN}[label.lower()]

    @cache
    def mark(before: int) -> re.Pattern[str]:
        printed = sort[before].upper() if label.isupper() else sort[before]
        return re.compile(rf"(?:(?<=\s)|^){re.escape(left)}{printed}{re.escape(right)}\s+(?=\S)")

    return mark
