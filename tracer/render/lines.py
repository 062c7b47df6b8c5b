"""Lines of a terminal: wrapped so that no date and no number is broken, tables that fit. Pure, but for `screen`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence

from tracer.render.plain import safe

NARROW = 100  # with fewer columns, a table that does not fit becomes a list
GAP = 2  # between two columns
CELL = 200  # characters of a cell
_TIME = r"\d\d?:\d\d(?::\d\d)?(?: [+-]\d{4})?(?: UTC)?"
_WHOLE = "|".join(  # one word in spite of its blanks: a moment, a date as letters print it, a telephone number
    (
        rf"\d{{4}}-\d\d-\d\d,? {_TIME}",
        rf"[A-Z][a-z]{{2,8}}\.? \d\d?,? \d{{4}}(?:,? {_TIME})?",
        rf"\d\d? [A-Z][a-z]{{2,8}}\.? \d{{4}}(?:,? {_TIME})?",
        r"(?:\+?1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}",
    )
)
_WORD = re.compile(rf"(\s*)(\S*?(?:{_WHOLE})\S*|\S+)")
_PART = re.compile(r".*[,;/|&?=]")  # of a long word: none of these stands in a date or a number
_SINGLE_WIDTH = re.compile("[\x20-\u02ff\u2000-\u22ff\u2500-\u25ff]*")  # characters of one column each


def screen(most: int = 120) -> int:
    """The columns to write in: those of the terminal, 100 where it does not say, and never more than a readable line."""
    return max(40, min(shutil.get_terminal_size((100, 24)).columns, most))


def columns_of(text: str) -> int:
    """How many columns a text takes."""
    if _SINGLE_WIDTH.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """A text as lines of so many columns, broken at blanks; no line where there is no word. `first`, `rest`: what lines begin with.

    A date with its time and a telephone number stay whole; only a word longer than a line is broken.
    """
    rest = first if rest is None else rest
    full_room = max(width - columns_of(rest), 1)  # of a line that is not the first
    lines, line, used, room = [], "", 0, max(width - columns_of(first), 1)
    for blanks, token in _WORD.findall(text):
        word, word_width = token, columns_of(token)
        gap = len(blanks) if line else 0
        while used + gap + word_width > room:
            if word_width > full_room or not line:  # no line holds it: broken between its parts, if it has any
                head = _head(word, room - used - gap)
                if not line or _PART.fullmatch(head):
                    line, word = line + " " * gap + head, word[len(head) :]
                    word_width = columns_of(word)
            lines.append(line)
            line, used, gap, room = "", 0, 0, full_room
        if word:
            line, used = line + " " * gap + word, used + gap + word_width
    if line:
        lines.append(line)
    return [(rest if n else first) + content for n, content in enumerate(lines)]


def fitted(lines: Iterable[str], width: int) -> Iterator[str]:
    """Each line as it is, or wrapped with its own indent where it is longer than so many columns. No line may be coloured."""
    for line in lines:
        if columns_of(line) <= width:
            yield line
        else:
            blanks = line[: len(line) - len(line.lstrip(" "))]
            yield from wrapped(line.lstrip(" "), width, blanks, blanks + "  ")


def _head(word: str, room: int) -> str:
    """The longest beginning of a word that fits into so many columns, at least a character; it ends with a whole part, if any."""
    n = min(max(room, 0), len(word)) if _SINGLE_WIDTH.fullmatch(word) else 1
    while n < len(word) and columns_of(word[: n + 1]) <= room:
        n += 1
    parts = _PART.match(word[:n])
    return parts[0] if parts else word[: max(n, 1)]


def tabled(columns: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> Iterator[str]:
    """A table of so many columns: as it is where it fits, else with wrapped cells, else, below 100, each row as a few lines."""
    cells = [[safe(str(cell), CELL) for cell in row] for row in rows]
    natural_widths = [max(map(columns_of, (name, *(row[n] for row in cells)))) for n, name in enumerate(columns)]
    room = width - GAP * (len(columns) - 1)
    if sum(natural_widths) > room:
        least_widths = [max(_longest(name), *(_longest(row[n]) for row in cells)) if cells else len(name) for n, name in enumerate(columns)]
        if width < NARROW or sum(least_widths) > room:
            for row in cells:
                yield from _listed(columns, row, width)
            return
        while sum(natural_widths) > room:
            widest = max(range(len(natural_widths)), key=lambda n: natural_widths[n] - least_widths[n])
            natural_widths[widest] -= 1
    yield from _row(columns, natural_widths)
    for row in cells:
        yield from _row(row, natural_widths)


def _longest(text: str) -> int:
    return max((columns_of(word) for _, word in _WORD.findall(text)), default=0)


def _row(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    lines = [wrapped(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for n in range(max(map(len, lines))):
        parts = [(cell[n] if n < len(cell) else "", width) for cell, width in zip(lines, widths, strict=True)]
        yield (" " * GAP).join(part + " " * (width - columns_of(part)) for part, width in parts).rstrip()


def _listed(columns: Sequence[str], cells: Sequence[str], width: int) -> Iterator[str]:
    """A row as its first cell, and below it the others with their headings."""
    yield from wrapped(cells[0], width, "", "    ") or ["-"]
    others = (f"{name} {cell}" for name, cell in zip(columns[1:], cells[1:], strict=True) if cell)
    yield from wrapped(" · ".join(others), width, "  ")
