"""Tables in a letter of which no claim tells: said to be unread, their rows together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tracer import late
from tracer.loaders.letters.names import BULLET, FORM
from tracer.loaders.letters.paragraphs import PAGE, Letter, bare, day_of
from tracer.model import Claim, Finding, Unread

REASON = "a table, of which this loader reads nothing: enter it in a hop list"
_CELLS = late.pattern(r"\s*\t\s*|\s+\|\s*|(?<=\S) {3,}(?=\S)|(?<=:) {2,}(?=\S)")
_GAP = late.pattern(r"(?<=\S) {2,}(?=\S)")  # divides cells only where the lines above or below show that it is a table
_RULE = late.pattern(r"[\s|+:=_\u2500-\u257f-]+")
_NUMBER = late.pattern(r"\W{0,3}(?:\d{1,3}|[A-Za-z]|[IVXivx]{1,5})[.)]\s+(?=\S)|\W{0,3}\d{1,3}\t\s*(?=\S)")  # of a paragraph or a heading
# What stands at the head of a document or of a page, and is no row.
_NO_ROW = late.pattern(r"\W*(?:(?:adopted|released)\s*:|federal\s+(?:communications|trade)\s+commission\b|(?:.*\s)?page\s+\d)", re.I)
_LEAST_QUOTED = 4  # letters of a part of a quote by which a line is known
_MOST_BETWEEN = 2  # lines over which a cell runs
_LEAST_PROSE = 9  # words of a line that is none of these
_SENTENCE = late.pattern(rf"(?!.*\b{FORM}$)[A-Z].*\s.*[a-z]{{2}}[.?!]")
_WIDE = late.pattern(r"\t| {4,}|\s\|\s")  # less may stand between two sentences
_ATTACHED = late.pattern(r"\W*(?:attachment|appendix|exhibit|annex|schedule)\b", re.I)


def covered(letter: Letter, found: Iterable[Finding]) -> set[int]:
    """The lines, by index, of which a finding tells, or of which it says that they are unread."""
    index: dict[tuple[int | None, int | None, int], int] = {}
    for i, line in enumerate(letter.lines):
        place, _ = letter.cite([(i, line)])
        index[place.part, place.page, place.line_from] = i
    paged = letter.number(len(letter.lines) - 1) < len(letter.lines) if letter.lines else False  # which page an Unread means is not said
    lines: set[int] = set()
    for finding in found:
        if isinstance(finding, Claim):
            at = finding.place
            inside = {index.get((at.part, at.page, number)) for number in range(at.line_from, at.line_to + 1)} - {None}
            lines |= {i for i in inside if i is not None and ("\u2026" not in finding.quote or _is_quoted(letter.lines[i], finding.quote))}
        elif isinstance(finding, Unread) and not paged:
            lines |= {*range(finding.line_from - 1, finding.line_to)}
    return lines


def _is_quoted(line: str, quote: str) -> bool:
    """Whether a line's words stand in a quote that leaves some out, or words of the quote in the line."""
    words = " ".join(bare(line).split())
    parts = (part.strip() for part in quote.split("\u2026"))
    return bool(words) and any((len(part) > _LEAST_QUOTED and part in words) or words in part for part in parts)


def unread_tables(letter: Letter, found: Iterable[Finding], first: int | None = None) -> Iterator[Unread]:
    """Each table below the salutation (or from the line `first` on) as far as no finding tells of its lines."""
    told = covered(letter, found)
    begin = letter.salutation + 1 if first is None else first
    for table in tables(letter, begin):
        left = [i for i in table if i not in told]
        if len(left) < len(table):  # some of its rows are read: what stands above these are its headings
            left = [i for i in left if re.search(r"\d", letter.lines[i])]
        if any(re.search(r"\w", letter.lines[i]) for i in left):
            yield Unread(*letter.numbers(left[0], left[-1]), REASON)


def tables(letter: Letter, first: int, stop: int | None = None) -> Iterator[list[int]]:
    """The lines of each table from a line on, up to `stop`: such as stand below one another and have cells. One whose rows stand apart is
    one as well."""
    table: list[int] = []
    for group in _groups(letter, first, len(letter.lines) if stop is None else stop):
        apart = (
            table and len(group) == 1 and _stands_alone(table) and not any(letter.lines[k].strip() for k in range(table[-1] + 1, group[0]))
        )
        if table and not apart:
            yield table
            table = []
        table = [*table, *group]
    if table:
        yield table


def _stands_alone(table: list[int]) -> bool:
    """Whether none of its rows stands right below another."""
    return all(after - before > 1 for before, after in pairwise(table))


def _groups(letter: Letter, first: int, stop: int) -> Iterator[list[int]]:
    """Rows without a blank line between them, and the lines between two rows, over which their cells run."""
    notes = {i for note in letter.footnotes.values() for _, i in note.lines}
    attached = next((i for i in range(letter.closing, len(letter.lines)) if _ATTACHED.match(letter.lines[i])), len(letter.lines))
    group: list[int] = []
    between: list[int] = []
    for i in range(first, stop + 1):
        line = letter.lines[i] if i < stop else ""
        words = line.strip()
        may_be = words and i not in notes and not (_NO_ROW.match(line) or PAGE.fullmatch(words) or day_of(line))
        signed = letter.closing <= i < attached
        if may_be and (_cells(line) >= (3 if signed else 2) or (group and (_RULE.fullmatch(line) or _GAP.search(words)))):
            group += [*between, i]
            between = []
        elif group and may_be and len(between) < _MOST_BETWEEN and len(words.split()) < _LEAST_PROSE:
            between.append(i)
        elif group:
            if _is_table(letter, group):
                yield group
            group, between = [], []


def _cells(line: str) -> int:
    """In how many cells a line stands."""
    words = _NUMBER.sub("", BULLET.sub("", line).strip(), count=1) if _NUMBER.match(line.strip()) or BULLET.match(line) else line.strip()
    if words.startswith("|"):
        words = words.strip("| ")
        return 2 if "|" in words else 1
    return len([cell for cell in _CELLS.split(words) if cell.strip(" |")])


def _is_table(letter: Letter, lines: list[int]) -> bool:
    """Lines of justified prose have wide gaps as well: most of what these part goes on in small letters."""
    cells: list[str] = [cell for i in lines for cell in _CELLS.split(letter.lines[i].strip()) if cell.strip(" |")]
    small: int = sum(cell[0].islower() for cell in cells)
    wide = any(_WIDE.search(letter.lines[i].strip()) for i in lines)
    return 2 * small < len(cells) and (wide or not all(map(_SENTENCE.fullmatch, cells)))
