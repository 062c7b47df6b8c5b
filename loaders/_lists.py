"""Lists of names in a letter: bulleted or not, cut by page breaks and footnotes, with footnote marks that stick to the names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tracer import text
from tracer.loaders._letters import MARK, PAGE, Letter, Piece, bare, digits

BULLET = re.compile(
    r"^\s*(?:[-\u2013\u2014\u2022\u00b7\u25cf\u25cb\u25aa\u25e6\u2023\u2043\uf0b7+]\s*|\*(?!\*)\s+|o\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+)(?=\S)"
)
_SENTENCE = re.compile(r"(?:\S+\s+){9}\S|.*[a-z]{4}[.:]$")
_SMALL = re.compile(r"\b(?!and\b|of\b|the\b|de\b|dba\b|d/b/a\b|fka\b|aka\b)[a-z]+\b")


def items(letter: Letter, first: int) -> Iterator[tuple[list[Piece], bool]]:
    """The entries of the list that begins at a line, each with the lines it runs over, bullets off.

    Lines between two entries that are no entry come out with a False.
    """
    footnotes = {i for note in letter.footnotes.values() for _, i in note.lines}
    bulleted: bool | None = None
    loose = False  # entries stand apart, so a blank line does not end the list
    item: list[Piece] = []
    strange: list[Piece] = []
    gap = cut = False  # a blank line, a page break or footnote since the last line
    for i in range(first, len(letter.lines)):
        line = letter.lines[i]
        words = " ".join(bare(line).split())
        if not words:
            gap = True
            continue
        if i in footnotes or PAGE.fullmatch(words):
            cut = True
            continue
        bullet = BULLET.match(line)
        if bulleted is None:
            bulleted = bool(bullet)
        elif not bulleted and item and gap and not cut and not loose:
            if len(item) > 1:
                break
            loose = True
        if not bullet and (_SENTENCE.match(words) or (not bulleted and len(words.split()) > 2 and _SMALL.search(words))):
            break  # a sentence or a heading: the letter goes on
        if bool(bullet) is bulleted:
            yield from _ended(item, strange)
            item, strange = [(i, line[bullet.end() :] if bullet else line)], []
        elif item and not gap and not cut and not strange:
            item.append((i, line))  # a name that runs over
        else:
            strange.append((i, line))
        gap = cut = False
    yield from _ended(item, [])


def _ended(item: list[Piece], strange: list[Piece]) -> Iterator[tuple[list[Piece], bool]]:
    if item:
        yield item, True
    if strange:
        yield strange, False


def name_and_mark(item: list[Piece], letter: Letter, about_it: Callable[[str], bool]) -> tuple[str, str | None, bool]:
    """A name, the number of the footnote at it, and whether there was no doubt which is which.

    Marks come off before any normalisation could make digits of them. Plain digits at a name count as one only where the
    footnotes themselves begin with plain digits, and the one of that number is `about_it`.
    """
    printed = " ".join(" ".join(words.split()) for _, words in item)
    marked = re.fullmatch(rf"(.*?\S)({MARK})\W*", bare(printed))
    certain = True
    if marked is None and letter.plain_marks:
        marked = re.fullmatch(r"(.*?[^\W\d_]\.?)(\d{1,2})", bare(printed))
        certain = marked is None or marked[2] not in letter.footnotes
        if marked and (certain or not about_it(marked[2])):
            marked = None
    name = text.plain(marked[1] if marked else printed)
    name = re.sub(r"[;,]?(?:\s+and)?$", "", name).strip()
    return text.mask(name), digits(marked[2]) if marked else None, certain
