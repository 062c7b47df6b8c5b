"""Pages of a PDF on which words stand in columns: each cell found by its place on the page.

Where lines are ruled around the cells, a row is one line of text, with tabs between its cells. Elsewhere each line is set with
blanks, so that what stands below each other on paper does so in the text, and a blank line stands wherever more room is left
than between the lines of a cell.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer import text

if TYPE_CHECKING:
    from pdfplumber.page import Page

_APART = 0.6  # of the size of the letters: words farther apart than that are two cells
_MORE_ROOM = 1.08  # of the distance of lines: what is more sets rows apart
_NARROWEST = 0.25  # of the size of the letters: no letter is narrower on average
_LONG = 20  # points of a line that sets rows apart
_CROSSES = 0.15  # of a word's width: what reaches farther into the next cell is not of one cell alone
_TALLEST = 9  # lines in a ruled cell: what is taller holds several rows

Word = dict[str, Any]  # as pdfplumber gives it
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class _Chunk:
    """Words that stand together: a cell's line, or a line of prose."""

    words: str
    left: float
    right: float


@dataclass(slots=True)
class _Line:
    """What stands at one height of a page."""

    top: float
    size: float
    chunks: list[_Chunk]
    row: str | None = None  # of a ruled table: the line as it is given out
    below_rule: bool = False  # a line is drawn between it and the one above


def pages(file: Path | BytesIO, wanted: Iterable[int]) -> dict[int, str]:
    """The text of some pages, by number."""
    import pdfplumber

    with pdfplumber.open(file, password="") as pdf:
        read = {number: list(_lines(pdf.pages[number])) for number in wanted}
    set_apart = [
        chunk for lines in read.values() for line in lines if len(line.chunks) > 2 for chunk in line.chunks if len(chunk.words) > 3
    ]
    sizes = sorted(line.size for lines in read.values() for line in lines if len(line.chunks) > 2)
    least = _NARROWEST * sizes[len(sizes) // 2] if sizes else 1.0
    unit = max(min(((c.right - c.left) / len(c.words) for c in set_apart), default=5.0), least)
    margin = min((chunk.left for lines in read.values() for line in lines for chunk in line.chunks), default=0.0)
    return {number: "\n".join(_set(lines, unit, margin)) for number, lines in read.items()}


def _set(lines: Sequence[_Line], unit: float, margin: float) -> Iterator[str]:
    pitch = _pitches(lines)
    for above, line in pairwise([None, *lines]):
        assert line is not None
        apart = above and line.top - above.top > _MORE_ROOM * pitch[round(line.size)]
        if above and (above.row is None or line.row is None) and (apart or line.below_rule):
            yield ""
        if line.row is not None:
            yield line.row
            continue
        printed = ""
        for chunk in line.chunks:
            at = round((chunk.left - margin) / unit)
            printed = printed.ljust(max(at, len(printed) + 2 if printed else 0)) + chunk.words
        yield printed


def _pitches(lines: Sequence[_Line]) -> dict[int, float]:
    """How far apart the lines of a paragraph or cell are, by the size of their letters."""
    found: dict[int, float] = defaultdict(lambda: 0.0)
    for line, below in pairwise(lines):
        size = round(line.size)
        near = line.row is None and below.row is None and size == round(below.size)
        if near and any(a.left < b.right and b.left < a.right for a in line.chunks for b in below.chunks):
            distance = below.top - line.top
            if distance >= 0.9 * line.size:
                found[size] = min(found[size] or distance, distance)
    for line in lines:
        found[round(line.size)] = found[round(line.size)] or 1.3 * line.size
    return found


# --- what stands on a page -----------------------------------------------------------------------------------------


def _lines(page: Page) -> Iterator[_Line]:
    """The lines of a page from its top; a row of a ruled table is one."""
    dark = [r for r in page.rects if r.get("fill") and not _is_white(r.get("non_stroking_color"))]
    shown = page.filter(
        lambda o: o["object_type"] != "char" or not _is_white(o.get("non_stroking_color")) or any(_covers(r, o) for r in dark)
    )
    words = [w for w in shown.extract_words(x_tolerance=1.5, extra_attrs=["size"]) if w["size"] >= 1 and _on(page, w)]
    found: list[_Line] = []
    taken: set[int] = set()
    for rows in _ruled(page, words):
        for top, cells in rows:
            held = [[w for w in words if cell and id(w) not in taken and _inside(w, cell)] for cell in cells]
            within = [w for cell in held for w in cell]
            if not within:
                continue
            taken.update(map(id, within))
            whole = [_cell(cell) for cell in held]
            if None in cells or _overflows(words, cells):  # cells that were made one, or run into each other: no row of the table
                whole = [cell for cell in whole if cell]
                whole = whole if len(whole) < len(cells) else [" ".join(whole[:2]), *whole[2:]]
            found.append(_Line(top, within[0]["size"], [], "\t".join(whole)))
    words = [w for w in words if id(w) not in taken]
    found += [_Line(line[0]["top"], max(w["size"] for w in line), _chunks(line)) for line in _by_height(words)]
    found.sort(key=lambda line: line.top)
    rules = sorted({(e["top"] + e["bottom"]) / 2 for e in page.horizontal_edges if e["width"] > _LONG})
    for above, line in pairwise(found):
        k = bisect(rules, above.top + 0.6 * above.size)
        line.below_rule = k < len(rules) and rules[k] <= line.top + 0.6 * line.size
    yield from found


def _is_white(color: object) -> bool:
    if not isinstance(color, (tuple, list)) or not all(isinstance(c, (int, float)) for c in color):
        return False
    return max(color) <= 0.02 if len(color) == 4 else bool(color) and min(color) >= 0.98


def _covers(rect: Word, char: Word) -> bool:
    return bool(rect["x0"] <= char["x0"] and char["x1"] <= rect["x1"] and rect["top"] <= char["top"] and char["bottom"] <= rect["bottom"])


def _on(page: Page, word: Word) -> bool:
    return bool(word["x1"] > 0 and word["x0"] < page.width and word["bottom"] > 0 and word["top"] < page.height)


def _ruled(page: Page, words: Sequence[Word]) -> Iterator[list[tuple[float, list[Box | None]]]]:
    """The rows of each ruled table. One whose cells are taller than any row is ruled between its columns at most."""
    for table in page.find_tables():
        rows = [(row.bbox[1], list(row.cells)) for row in table.rows]
        if len(rows) < 2 or max(len(cells) for _, cells in rows) < 3:
            continue
        cells = [cell for _, cells in rows for cell in cells if cell]
        if max(len(list(_by_height([w for w in words if _inside(w, cell)]))) for cell in cells) <= _TALLEST:
            yield rows


def _inside(word: Word, box: Box) -> bool:
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= across < box[2] and box[1] <= down < box[3])


def _overflows(words: Sequence[Word], cells: Sequence[Box | None]) -> bool:
    """Whether a word crosses from one cell into the next, as where two run into each other."""
    for cell in cells:
        if cell:
            for w in words:
                middle = (w["top"] + w["bottom"]) / 2
                if cell[1] <= middle < cell[3] and w["x0"] < cell[2] < w["x1"] and w["x1"] - cell[2] > _CROSSES * (w["x1"] - w["x0"]):
                    return True
    return False


def _cell(words: Sequence[Word]) -> str:
    return text.join(" ".join(w["text"] for w in line) for line in _by_height(words))[0]


def _by_height(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Words line by line, from left to right."""
    line: list[Word] = []
    for word in sorted(words, key=lambda w: (w["top"] + w["bottom"]) / 2):
        if line and (word["top"] + word["bottom"]) / 2 > line[0]["bottom"] - 0.3 * (line[0]["bottom"] - line[0]["top"]):
            yield sorted(line, key=lambda w: w["x0"])
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda w: w["x0"])


def _chunks(line: Sequence[Word]) -> list[_Chunk]:
    found: list[_Chunk] = []
    for word in line:
        if found and word["x0"] - found[-1].right <= _APART * word["size"]:
            found[-1].words += " " + word["text"]
            found[-1].right = word["x1"]
        else:
            found.append(_Chunk(word["text"], word["x0"], word["x1"]))
    return found
