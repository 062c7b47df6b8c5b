"""Lists in a letter of which no claim tells: said to be unread together with the words that announce them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracer import late
from tracer.loaders.letters.named import formal, trade
from tracer.loaders.letters.names import BULLET, RULE, is_name, items
from tracer.loaders.letters.paragraphs import PAGE, Fragment, Letter, bare
from tracer.loaders.letters.prose import clip
from tracer.loaders.letters.unread_tables import covered
from tracer.model import Claim, Finding, Unread

_LONGEST_HEADING = 10  # words
_CELLS = late.pattern(r"\S(?:\t| {4,}|\s\|\s)\S")  # of a table, which is told as one


def lists_left(letter: Letter, found: Iterable[Finding]) -> Iterator[Unread]:
    """Each list below the salutation of whose entries no claim tells: what announces it, and all its entries."""
    found = list(found)
    told = covered(letter, found)
    claimed = covered(letter, (finding for finding in found if isinstance(finding, Claim)))
    for first, announced, entries in (*_lists(letter), *_in_notes(letter)):
        lines = sorted({i for pieces in entries for i, _ in pieces})
        left = [i for i in (*range(first, announced + 1), *lines) if i not in told and letter.lines[i].strip()]
        if left and not claimed & {*lines} and first <= announced:
            words = " ".join(bare(letter.lines[announced]).split())
            yield Unread(*letter.numbers(first, lines[-1]), f"a list of which this loader reads nothing: {clip(words, 70)}")
        elif entries_left := [i for i in left if i > announced]:
            yield Unread(*letter.numbers(entries_left[0], entries_left[-1]), "entries of a list that this loader does not read")


def _lists(letter: Letter) -> Iterator[tuple[int, int, list[list[Fragment]]]]:
    """The first and the last line of what announces a list, and its entries: bulleted, or names alone. Entries that go on below
    a footnote or a page break have nothing that announces them: the last line is then the one above the first."""
    notes = {i for note in letter.footnotes.values() for _, i in note.lines}
    starts = {i: paragraph.lines[0][1] for paragraph in letter.paragraphs for _, i in paragraph.lines}
    end = letter.salutation
    bulleted_next = {}  # by line, whether the next one that is not empty has a bullet
    below = False
    for i in range(letter.closing - 1, letter.salutation, -1):
        bulleted_next[i] = below
        below = bool(BULLET.match(letter.lines[i])) if letter.lines[i].strip() else below
    broken = False  # a footnote, a page's number or a rule was the last line that is not empty
    for i in range(letter.salutation + 1, letter.closing):
        words = bare(letter.lines[i]).strip()
        below_break = broken
        noise = bool(RULE.fullmatch(words) or PAGE.fullmatch(words))
        bulleted = bool(BULLET.match(letter.lines[i])) and not noise
        broken = i in notes or noise or (broken and not words)
        if i > end and i not in notes and bulleted and below_break and (rest := _before_the_closing(letter, i)):
            end = rest[-1][-1][0]
            yield i, i - 1, rest
        if i <= end or i in notes or not words or noise or bulleted:
            continue
        announced = words.endswith(":")
        if not announced and (words.endswith(".") or len(words.split()) > _LONGEST_HEADING or not bulleted_next[i]):
            continue
        entries = _before_the_closing(letter, i + 1)
        if not entries:
            continue
        bulleted = bool(BULLET.match(letter.lines[entries[0][0][0]]))
        if not bulleted and any(_CELLS.search(letter.lines[i].strip()) for pieces in entries for i, _ in pieces):
            continue
        names = (text for pieces in entries for _, text in pieces)
        short = all(len(" ".join(text for _, text in pieces).split()) <= _LONGEST_HEADING for pieces in entries)
        if (bulleted and (announced or short)) or (announced and any([*formal(text), *trade(text)] for text in names)):
            end = entries[-1][-1][0]
            yield (starts.get(i, i) if announced else i), i, entries


def _in_notes(letter: Letter) -> Iterator[tuple[int, int, list[list[Fragment]]]]:
    """Names with bullets right below a footnote's words, which may go on with the list that the footnote cuts: as above."""
    for note in letter.footnotes.values():
        lines = [i for _, i in note.lines[1:] if (m := BULLET.match(letter.lines[i])) and is_name(letter.lines[i][m.end() :])]
        if lines:
            yield lines[0], lines[0] - 1, [[(i, letter.lines[i])] for i in lines]


def _before_the_closing(letter: Letter, first: int) -> list[list[Fragment]]:
    """The entries of the list that begins at a line, as far as they stand above the signature."""
    entries = ([piece for piece in pieces if piece[0] < letter.closing] for pieces in items(letter, first))
    return [pieces for pieces in entries if pieces]
