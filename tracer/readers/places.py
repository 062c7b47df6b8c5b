"""Pages of a PDF on which words stand in columns: each cell found by its place on the page.

Where lines are ruled around the cells, a row is one line of text, with tabs between its cells. Elsewhere each line is set with
blanks, so that what stands below each other on paper does so in the text, and a blank line stands wherever more room is left
than between the lines of a cell. Where a cell's line ends at its edge, so that a word may have been cut there for want of room,
`text.CUT` stands between it and the next.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer import text
from tracer.readers import _order
from tracer.readers._alignment import SLACK, Chunk, Line, note_rows

if TYPE_CHECKING:
    from pdfplumber.page import Page

_APART = 0.6  # of the size of the letters: words farther apart than that are two cells
_MORE_ROOM = 1.08  # of the distance of lines: what is more sets rows apart
_NARROWEST = 0.25  # of the size of the letters: no letter is narrower on average
_LONG = 20  # points of a line that sets rows apart
_CROSSES = 0.15  # of a word's width: what reaches farther into the next cell is not of one cell alone
_EXACTLY = 0.05  # points: what two places of one run of letters differ in at most
_RARELY = 10  # where fewer than one of so many lines end before the edge, words are broken anywhere
_SEAM = 0.3  # points between two cells that touch: within a word is less
_BESIDE = 5  # lines of the cells beside it may stand between two lines of a cell
_BELOW = 1.8  # of the size of the letters: the next line of a cell is no farther below
_FEWEST, _SHARED = 3, 0.25  # lines, and their share, that show where a column begins
_AT_LEAST = 0.05  # of the distances between lines: what is rarer is none of a cell's
_TOUCHING = 0.1  # likewise of the words with a seam: each column that touches the one before has some
_SPACED = 0.25  # of the letters of a word: where more stand apart, it is spaced, and no cells that touch
_FARTHEST = 20_000  # points: no page is wider
_TALLEST = 9  # lines in a ruled cell: what is taller holds several rows

Word = dict[str, Any]  # as pdfplumber gives it
Box = tuple[float, float, float, float]


def pages(file: Path | BytesIO, wanted: Iterable[int], beside: Container[int]) -> dict[int, str]:
    """The text of some pages, by number, and of those beside them that hold rows of the same table. `beside`: which may be looked at
    for it."""
    import pdfplumber

    with pdfplumber.open(file, password="") as pdf:
        shown = {number: _shown(pdf.pages[number]) for number in wanted}
        held = _held({number: page for number, (page, _) in shown.items()}, {n: page for n, page in enumerate(pdf.pages) if n in beside})
        shown = {number: shown.get(number) or _shown(pdf.pages[number]) for number in sorted(held) if number in shown or held[number]}
        columns = _columns([words for _, words in shown.values()])
        read = {
            number: list(_lines(*shown[number], lefts, rows))
            for number, lefts, rows in zip(shown, columns, (held[number] for number in shown), strict=True)
        }
    set_apart = [
        chunk for lines in read.values() for line in lines if len(line.chunks) > 2 for chunk in line.chunks if len(chunk.words) > 3
    ]
    sizes = sorted(line.size for lines in read.values() for line in lines if len(line.chunks) > 2)
    least = _NARROWEST * sizes[len(sizes) // 2] if sizes else 1.0
    unit = max(min(((c.right - c.left) / len(c.words) for c in set_apart), default=5.0), least)
    margin = min((chunk.left for lines in read.values() for line in lines for chunk in line.chunks), default=0.0)
    pitches = [_pitches(lines) for lines in read.values()]
    note_rows((block, pitch) for lines, pitch in zip(read.values(), pitches, strict=True) for block in _blocks(lines, pitch))
    return {number: "\n".join(_set(lines, pitch, unit, margin)) for (number, lines), pitch in zip(read.items(), pitches, strict=True)}


def _blocks(lines: Sequence[Line], pitch: Mapping[int, float]) -> Iterator[list[Line]]:
    """Lines that nothing parts, and that are not ruled."""
    block: list[Line] = []
    for above, line in pairwise([None, *lines]):
        assert line is not None
        if block and (line.row is not None or _is_apart(above, line, pitch)):
            yield block
            block = []
        block += [line] if line.row is None else []
    if block:
        yield block


def _is_apart(above: Line | None, line: Line, pitch: Mapping[int, float]) -> bool:
    """Whether something parts a line from the one above."""
    if above is None or (above.row is not None and line.row is not None):
        return False
    return line.begins_row or line.below_rule or line.top - above.top > _MORE_ROOM * pitch[round(line.size)]


def _set(lines: Sequence[Line], pitch: Mapping[int, float], unit: float, margin: float) -> Iterator[str]:
    for above, line in pairwise([None, *lines]):
        assert line is not None
        if _is_apart(above, line, pitch):
            yield ""
        if line.row is not None:
            yield line.row
            continue
        printed = ""
        for chunk in line.chunks:
            at = round((chunk.left - margin) / unit)
            printed = printed.ljust(max(at, len(printed) + 2 if printed else 0)) + chunk.words
        yield printed


def _pitches(lines: Sequence[Line]) -> dict[int, float]:
    """How far apart the lines of a paragraph or cell are, by the size of their letters."""
    distances: dict[int, list[float]] = defaultdict(list)
    for k, line in enumerate(lines):
        size = round(line.size)
        for below in lines[k + 1 : k + 1 + _BESIDE]:
            distance = below.top - line.top
            if size == round(below.size) and distance >= 0.9 * line.size and _go_on(line, below):
                distances[size].append(distance)
    # A row that two pages share may have some lines nearer to each other than any cell has.
    return {
        size: min(_shared(apart, _AT_LEAST * len(apart)), default=1.3 * size)
        for size in {round(line.size) for line in lines}
        for apart in [distances[size]]
    }


def _go_on(line: Line, below: Line) -> bool:
    """Whether words of one line stand above words of another as in one column: set from its left edge, its right one, or its middle."""
    return any(
        min(abs(a.left - b.left), abs(a.right - b.right), abs(a.left + a.right - b.left - b.right) / 2) <= SLACK
        for a in line.chunks
        for b in below.chunks
    )


# --- what stands on a page -----------------------------------------------------------------------------------------


def _without_white(page: Page) -> Page:
    """A page without what it prints white on white."""
    dark = [r for r in page.rects if r.get("fill") and not _is_white(r.get("non_stroking_color"))]
    return page.filter(
        lambda o: o["object_type"] != "char" or not _is_white(o.get("non_stroking_color")) or any(_covers(r, o) for r in dark)
    )


def _shown(page: Page) -> tuple[Page, list[Word]]:
    """A page as one sees it, and its words."""
    shown = _without_white(page)
    words = [w for w in shown.extract_words(x_tolerance=1.5, extra_attrs=["size"], return_chars=True) if w["size"] >= 1 and _on(page, w)]
    _note_blanks([*_by_height(words)], [c for c in shown.chars if c["text"].isspace()])
    return shown, words


def _held(shown: Mapping[int, Page], beside: Mapping[int, Page]) -> dict[int, list[_order.PrintedRow]]:
    """The rows of each page that the file holds cell by cell. What a page holds of a row of the one before it may be one cell alone, so
    the one after each that is wanted is looked at too."""
    numbers = sorted({*shown, *(number + 1 for number in shown if number + 1 in beside)})
    pages = [shown.get(number) or _without_white(beside[number]) for number in numbers]
    letters = [[letter for letter in page.chars if letter["size"] >= 1 and letter["upright"] and _on(page, letter)] for page in pages]
    found: dict[int, list[_order.PrintedRow]] = {number: [] for number in numbers}
    for row in _order.rows(letters, [_rules(page) for page in pages]):
        found[numbers[row.page]].append(row)
    return found


def _rules(page: Page) -> list[float]:
    """The heights of the lines that are drawn across a page."""
    return sorted({(e["top"] + e["bottom"]) / 2 for e in page.horizontal_edges if e["width"] > _LONG})


def _lines(page: Page, words: Sequence[Word], columns: Sequence[float], held: Sequence[_order.PrintedRow]) -> Iterator[Line]:
    """The lines of a page from its top; a row of a ruled table is one. `columns`: where they begin."""
    found: list[Line] = []
    taken: set[int] = set()
    ruled = list(_ruled(page, words))
    torn = any(row.at_break for row in held)  # lines drawn around what a page holds of a row do not tell that this is not all of it
    if held and (torn or not ruled or any(_overflows(words, cells) for rows in ruled for _, cells in rows)):
        ruled = []
        letters = {id(letter) for row in held for cell in row.cells for run in cell for word in run.words for letter in word.letters}
        words = [word for word in words if not any(id(letter) in letters for letter in word["chars"])]
        found += _of_rows(held)
    words = [part for word in words for part in _parts(word, columns)]
    for rows in ruled:
        table: list[tuple[float, list[Box | None], float, list[list[Chunk]]]] = []
        for top, cells in rows:
            printed = [[w for w in words if cell and id(w) not in taken and _inside(w, cell)] for cell in cells]
            within = [w for cell in printed for w in cell]
            if within:
                taken.update(map(id, within))
                table.append((top, cells, within[0]["size"], [[*map(_chunk, _by_height(cell))] for cell in printed]))
        whole_cells = [cell for _, _, _, row in table for cell in row]
        widest = _widest(chunk for cell in whole_cells for chunk in cell)
        _mark_cuts((above, below, _at(widest, above)) for cell in whole_cells for above, below in pairwise(cell))
        for top, cells, size, row in table:
            whole = [text.join(chunk.words for chunk in cell)[0] for cell in row]
            # Cells that were made one, or run into each other, are none of the table.
            broken = text.BROKEN * (None in cells or _overflows(words, cells))
            found.append(Line(top, size, [], row="\t".join(whole) + broken))
    words = [w for w in words if id(w) not in taken]
    for level in _by_height(words):
        chunks = _chunks(level)
        chunks = _chunks(level, columns) if len(chunks) > 1 else chunks
        found.append(Line(level[0]["top"], max(w["size"] for w in level), chunks, level[0]["chars"][0]["fontname"]))
    found.sort(key=lambda line: line.top)
    _mark_cuts_between(found)
    rules = _rules(page)
    for above, line in pairwise(found):
        k = bisect(rules, above.top + 0.6 * above.size)
        line.below_rule = k < len(rules) and rules[k] <= line.top + 0.6 * line.size
    yield from found


def _of_rows(held: Sequence[_order.PrintedRow]) -> Iterator[Line]:
    """The lines of rows that the file holds cell by cell."""
    chunks = [[[*map(_chunk_of, cell)] for cell in row.columns] for row in held]
    breaks: list[tuple[Chunk, Chunk, float]] = []
    for column in zip(*filter(None, chunks), strict=True):
        width = max((chunk.right - chunk.left for cell in column for chunk in cell), default=0.0)
        breaks += [(above, below, width) for cell in column for above, below in pairwise(cell)]
    _mark_cuts(breaks)
    for row, cells in zip(held, chunks, strict=True):
        whole = [text.join(chunk.words for chunk in cell)[0] for cell in cells or [[*map(_chunk_of, cell)] for cell in row.cells]]
        mark = "" if row.columns or row.begun or row.goes_on else text.BROKEN
        yield Line(row.top, row.size, [], row=text.TORN * row.begun + "\t".join(whole) + text.TORN * row.goes_on + mark)


def _mark_cuts_between(lines: Sequence[Line]) -> None:
    """Marks where cells set with blanks may be cut, between the first line of several cells, or of a heading above it, and the last."""
    tabular = [k for k, line in enumerate(lines) if len(line.chunks) > 2]
    if not tabular:
        return
    breaks: list[tuple[Chunk, Chunk, float]] = []
    widest = _widest(chunk for k in tabular for chunk in lines[k].chunks)
    for k in range(max(0, tabular[0] - _TALLEST), min(tabular[-1] + _TALLEST, len(lines))):
        near = [below for below in lines[k + 1 : k + 4] if below.top - lines[k].top < _BELOW * lines[k].size]
        for chunk in lines[k].chunks:  # lines of cells beside it may stand in between
            if k < tabular[0] and chunk.right - chunk.left > _at(widest, chunk) + SLACK:
                continue  # above the table, and wider than a heading
            under = next((c for below in near for c in below.chunks if c.left < chunk.right and chunk.left < c.right), None)
            breaks += [(chunk, under, _at(widest, chunk))] if under else []
    _mark_cuts(breaks)


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


def _chunk(line: Sequence[Word]) -> Chunk:
    letter, word, last = line[0]["chars"][0], line[0], line[-1]
    first = letter["x1"] - letter["x0"], word["x1"] - word["x0"]
    words = "".join(w["text"] if w is word or w.get("rest") else f" {w['text']}" for w in line)
    return Chunk(words, word["x0"], last["x1"], first, last["x1"] - last["x0"])


def _chunk_of(run: _order.Run) -> Chunk:
    word, last = run.words[0], run.words[-1]
    first = word.letters[0]["x1"] - word.left, word.right - word.left
    return Chunk(run.said, run.left, run.right, first, last.right - last.left)


def _widest(chunks: Iterable[Chunk]) -> dict[int, float]:
    """How wide the widest line is that stands at each point across the page."""
    found: dict[int, float] = defaultdict(lambda: 0.0)
    for chunk in chunks:
        for at in range(max(0, round(chunk.left)), min(_FARTHEST, round(chunk.right)) + 1):
            found[at] = max(found[at], chunk.right - chunk.left)
    return found


def _at(widest: Mapping[int, float], chunk: Chunk) -> float:
    return widest[round((chunk.left + chunk.right) / 2)]


def _mark_cuts(breaks: Iterable[tuple[Chunk, Chunk, float]]) -> None:
    """Marks the lines of cells that may have been broken within a word. `breaks`: each line of a cell, the one below it, and how wide
    the widest of its column is.

    None is where there was room for one letter more, as the widest line in its place shows, nor where a capital letter follows a
    small one; nor where both parts would make a word that has room, unless nearly all lines are broken at the edge, wherever that is.
    """
    at_edge: list[tuple[Chunk, Chunk, float]] = []
    before = 0
    for line, below, widest in breaks:
        width = widest - SLACK
        if line.right - line.left + below.first[0] > width:
            at_edge.append((line, below, width))
        else:
            before += 1
    for line, below, width in at_edge:
        last, following = line.words[-1], below.words[0]
        within = last.isalnum() and following.isalnum() and not (last.islower() and following.isupper())
        if within and (line.last + below.first[1] > width or _RARELY * before < len(at_edge)):
            line.words += text.CUT


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


def _note_blanks(lines: Sequence[Sequence[Word]], blanks: Sequence[Word]) -> None:
    """Notes where words follow each other without a blank, on a page that prints its blanks: there a cell ends, however near the next.
    And where a blank fills the room between two to the point: there none ends, though the next column begin just there."""
    blanks = sorted(blanks, key=_middle)
    heights = [_middle(blank) for blank in blanks]
    unprinted: list[Word] = []
    near = 0
    for line in lines:
        level = blanks[bisect(heights, line[0]["top"]) : bisect(heights, line[0]["bottom"])]
        level.sort(key=lambda blank: blank["x0"])
        begin = [blank["x0"] for blank in level]  # where they end says less: a line that is too long has its blanks made narrower
        for word, following in pairwise(line):
            if following["x0"] - word["x1"] <= _APART * following["size"]:
                near += 1
                k = bisect(begin, word["x1"] - SLACK)
                if k == len(begin) or begin[k] > following["x0"] + SLACK:
                    unprinted.append(following)
                elif abs(begin[k] - word["x1"]) < _EXACTLY and abs(level[k]["x1"] - following["x0"]) < _EXACTLY:
                    following["goes_on"] = not _is_typed(word, level[k])
    if len(unprinted) < _SHARED * near:
        for word in unprinted:
            word["apart"] = True


def _is_typed(word: Word, blank: Word) -> bool:
    """Whether letters and blanks are all of one width, so that columns are set with blanks, be it with one."""
    wide = blank["x1"] - blank["x0"]
    return all(abs(letter["x1"] - letter["x0"] - wide) < _EXACTLY for letter in word["chars"])


def _middle(word: Word) -> float:
    return float(word["top"] + word["bottom"]) / 2


def _columns(pages: Sequence[Sequence[Word]]) -> Iterator[list[float]]:
    """Where the columns of each page begin, and those of the pages beside it, which may show what too few of its own rows do."""
    found = [_columns_of(words) for words in pages]
    for k in range(len(found)):
        yield sorted({left for lefts in found[max(0, k - 1) : k + 2] for left in lefts})


def _columns_of(words: Sequence[Word]) -> list[float]:
    """Where a good part of the lines with several cells have one that begins just there, or of the words that seem to be two the
    second."""
    tabular = [chunks for level in _by_height(words) if len(chunks := _chunks(level)) > 2]
    seams = [[word["chars"][k]["x0"] for k in at] for word in words if (at := _seams_of(word))]
    lefts = _shared((chunk.left for line in tabular for chunk in line), max(_FEWEST, _SHARED * len(tabular)))
    return lefts + _shared((left for touching in seams for left in touching), max(_FEWEST, _TOUCHING * len(seams)))


def _seams_of(word: Word) -> list[int]:
    """The letters before which a word, as it seems, has a little room. None of one that is spaced."""
    letters = word["chars"]
    at = [k for k in range(1, len(letters)) if letters[k]["x0"] - letters[k - 1]["x1"] > _SEAM]
    return at if len(at) <= _SPACED * len(letters) else []


def _shared(lefts: Iterable[float], least: float) -> list[float]:
    """The places at which at least so many begin."""
    found: list[list[float]] = []
    for left in sorted(lefts):
        if found and left - found[-1][0] <= SLACK:
            found[-1].append(left)
        else:
            found.append([left])
    return [near[len(near) // 2] for near in found if len(near) >= least]


def _chunks(line: Sequence[Word], edges: Sequence[float] = ()) -> list[Chunk]:
    """The cells of a line: what stands apart, or begins where a column does."""
    found: list[Chunk] = []
    for word in line:
        for part in _parts(word, edges) if edges else [word]:
            near = found and part["x0"] - found[-1].right <= _APART * part["size"]
            if near and not (part.get("apart") or (_is_at(edges, part["x0"]) and not part.get("goes_on"))):
                found[-1].words += " " + part["text"]
                found[-1].right, found[-1].last = part["x1"], part["x1"] - part["x0"]
            else:
                found.append(_chunk([part]))
    return found


def _parts(word: Word, edges: Sequence[float]) -> Iterator[Word]:
    """A word, and apart from it what begins where a column does, with a little room before it, as no letter within a word has."""
    letters = word["chars"]
    cuts = [k for k in _seams_of(word) if _is_at(edges, letters[k]["x0"])]
    if not cuts:
        yield word
        return
    for start, end in pairwise([0, *cuts, len(letters)]):
        held = letters[start:end]
        yield {
            **word,
            "text": "".join(c["text"] for c in held),
            "x0": held[0]["x0"],
            "x1": held[-1]["x1"],
            "chars": held,
            "apart": start > 0 or word.get("apart"),
            "goes_on": start == 0 and word.get("goes_on"),
            "rest": start > 0,  # of a word, where both prove to stand in one cell
        }


def _is_at(edges: Sequence[float], left: float) -> bool:
    k = bisect(edges, left)
    return any(abs(edge - left) <= SLACK for edge in edges[max(0, k - 1) : k + 1])
