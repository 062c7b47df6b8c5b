"""Rows of a table as the file holds them: programs print cell after cell, from the left, all lines of one before the next.

What stands below each other on a page need not be one cell; what also follows each other in the file is. So rows are told apart that
neither a line nor room sets apart, and words that run over the edge of their cell are told from those beside them. It goes for a
table only where the page bears it out: some cell begins higher than the one before it ends, as never in a file that holds line after
line; each column is set from its left edge, its right one or its middle throughout; no row reaches into another
or over a line that is drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from tracer import text
from tracer.readers._alignment import SLACK, WAYS, Way

_APART = 0.6  # of the size of the letters: what stands farther apart is in two cells
_BACK = 0.3  # likewise: what begins so far before the end of the letter before it is no part of its word
_BLANK = 0.15  # likewise: what stands farther apart is in two words
_LEVEL = 0.35  # likewise: what differs less in height stands on one line
_BELOW = 1.8  # likewise: the next line of a cell is no farther below
_CLOSE = 1.08  # of the distance of lines: likewise
_UNPRINTED = 0.5  # of the gaps between words: where more are without a blank, no blanks are printed
_SEAM, _EXACTLY = 0.3, 0.1  # points: within a word letters stand closer; how exactly a cell begins where its column does
_TALLEST = 9  # lines of a cell, below which the next is looked for
_MOST = 40  # columns of a table
_FEWEST, _SHARED = 3, 0.25  # columns; lines, and their share of all, that show where a column begins
_NEAR = 0.2  # of the distance of lines: what the heights of two cells of one row differ in at most
_NEARLY = 0.9  # of the lines of a column that show how it is set
_AMISS = 0.34  # of the rows: where more do not fit, the table is not held cell by cell

Letter = dict[str, Any]  # as pdfplumber gives it


class Word(NamedTuple):
    """`blank`: whether one is printed before it; `near`: whether it may stand on a line with the word before it."""

    letters: tuple[Letter, ...]
    blank: bool
    near: bool

    @property
    def left(self) -> float:
        return float(self.letters[0]["x0"])

    @property
    def right(self) -> float:
        return float(self.letters[-1]["x1"])


class Run(NamedTuple):
    """Words that follow each other in the file and on a line."""

    words: tuple[Word, ...]

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return self.words[-1].right

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def level(self) -> float:
        return float(self.words[0].letters[0]["bottom"])

    @property
    def size(self) -> float:
        return float(self.words[0].letters[0]["size"])

    @property
    def font(self) -> tuple[str, int]:
        """That of its first letter or digit: what a font lacks is taken from another."""
        letters = [letter for word in self.words for letter in word.letters]
        letter = next((letter for letter in letters if letter["text"].isalnum()), letters[0])
        return str(letter["fontname"]), round(letter["size"])

    @property
    def said(self) -> str:
        return " ".join("".join(letter["text"] for letter in word.letters) for word in self.words)


Cell = list[Run]  # line by line


@dataclass(slots=True)
class PrintedRow:
    """`columns`: its cells, by column; empty where it does not fit the table. `goes_on`: it is, or may be, one row with the first one of
    the next page; `begun`: likewise with the last one of the page before. `at_break`: lines of it may stand beyond a page's end."""

    page: int
    cells: list[Cell]
    columns: list[Cell] = field(default_factory=list)
    goes_on: bool = False
    begun: bool = False
    at_break: bool = False

    @property
    def first(self) -> float:
        return min(run.level for cell in self.cells for run in cell)

    @property
    def last(self) -> float:
        return max(run.level for cell in self.cells for run in cell)

    @property
    def top(self) -> float:
        return min(float(run.words[0].letters[0]["top"]) for cell in self.cells for run in cell)

    @property
    def size(self) -> float:
        return self.cells[0][0].size


def _said(cell: Cell) -> str:
    return text.join(run.said for run in cell)[0]


class _Column(NamedTuple):
    """How a column is set: all of its lines begin, end or have their middle at one place; `left`: of the leftmost."""

    edge: str
    at: float
    left: float
    right: float
    wide: float  # its widest line of several words: these had to fit

    def holds(self, cell: Cell) -> bool:
        return all(
            abs(getattr(run, self.edge) - self.at) <= SLACK or (self.edge == "middle" and abs(run.left - self.left) <= SLACK)
            for run in cell
        )


def rows(pages: Sequence[Sequence[Letter]], rules: Sequence[Sequence[float]]) -> list[PrintedRow]:
    """The rows of the table with most of them, if they are held cell by cell; none otherwise. `rules`: heights of lines drawn across."""
    runs = list(_runs(pages))
    begin = _begins([row for k, of_page in enumerate(runs) for row in _rows(k, of_page)])
    found = [[*_whole(_rows(k, (part for run in of_page for part in _split(run, begin))))] for k, of_page in enumerate(runs)]
    tabular = [row for of_page in found for row in of_page if len(row.cells) >= _FEWEST]
    if not tabular or not any(_shows_order(row) for row in tabular):
        return []
    width = Counter(len(row.cells) for row in tabular).most_common(1)[0][0]
    columns = _columns([row for row in tabular if len(row.cells) == width]) if width <= _MOST else []
    if not columns:
        return []
    return _settled(found, columns, rules)


# --- from letters to rows ------------------------------------------------------------------------------------------


def _runs(pages: Sequence[Sequence[Letter]]) -> Iterator[list[Run]]:
    """The runs of each page. Where blanks are printed, words without one between them are in two."""
    words = [list(_words(letters)) for letters in pages]
    near = [word.blank for of_page in words for word in of_page if word.near]
    if near.count(False) <= _UNPRINTED * len(near):
        words = [[word._replace(near=word.near and word.blank) for word in of_page] for of_page in words]
    for of_page in words:
        starts = [k for k, word in enumerate(of_page) if not word.near]
        yield [Run(tuple(of_page[start:end])) for start, end in pairwise([*starts, len(of_page)])]


def _words(letters: Sequence[Letter]) -> Iterator[Word]:
    held: list[Letter] = []
    blank = near = between = False
    for letter in letters:
        if letter["text"].isspace():
            between = True
            continue
        gap = letter["x0"] - held[-1]["x1"] if held else 0.0
        beside = bool(held) and abs(letter["bottom"] - held[-1]["bottom"]) <= _LEVEL * letter["size"]
        beside = beside and -_BACK * letter["size"] <= gap <= _APART * letter["size"]
        if held and (between or not beside or gap > _BLANK * letter["size"]):
            yield Word(tuple(held), blank, near)
            held, blank, near = [], between, beside
        held.append(letter)
        between = False
    if held:
        yield Word(tuple(held), blank, near)


def _rows(page: int, runs: Iterable[Run]) -> Iterator[PrintedRow]:
    row: PrintedRow | None = None
    for run in runs:
        if row is not None and _goes_on(row.cells[-1], run):
            row.cells[-1].append(run)
        elif row is not None and _is_beside(row.cells[-1], run):
            row.cells.append([run])
        else:
            if row is not None:
                yield row
            row = PrintedRow(page, [[run]])
    if row is not None:
        yield row


def _whole(parts: Iterable[PrintedRow]) -> Iterator[PrintedRow]:
    """Rows, those of which the end of a page cuts some cells shorter than others each in one: the next part reaches into the one
    before, and begins to the right of it."""
    row: PrintedRow | None = None
    last = 0.0
    for part in parts:
        if row is not None and part.first < last - _LEVEL * row.size and part.cells[0][0].left > _left(row.cells[-1]) + SLACK:
            row.cells += part.cells
            last = max(last, part.last)
            continue
        if row is not None:
            yield row
        row, last = part, part.last
    if row is not None:
        yield row


def _goes_on(cell: Cell, run: Run) -> bool:
    """Whether a run is the next line of a cell: right below the last one."""
    above = cell[-1]
    down = run.level - above.level
    near = cell[-_TALLEST:]
    over = run.left < max(line.right for line in near) and min(line.left for line in near) < run.right
    return over and _LEVEL * run.size < down <= _BELOW * run.size and run.font == cell[0].font


def _is_beside(cell: Cell, run: Run) -> bool:
    """Whether a run begins the next cell of a row: to the right, and no lower than the last line of the one before."""
    return run.level - cell[-1].level <= _LEVEL * run.size and run.left > _left(cell) + SLACK


def _left(cell: Cell) -> float:
    return min(line.left for line in cell[-_TALLEST:])


def _shows_order(row: PrintedRow) -> bool:
    """Whether a cell of it begins higher than the one before ends: line after line, nothing does."""
    return any(beside[0].level < cell[-1].level - _LEVEL * beside[0].size for cell, beside in pairwise(row.cells))


# --- columns -------------------------------------------------------------------------------------------------------


def _begins(found: Sequence[PrintedRow]) -> list[float]:
    """Where cells begin in many rows."""
    tabular = [row for row in found if len(row.cells) >= _FEWEST]
    lefts: list[list[float]] = []
    for left in sorted(run.left for row in tabular for cell in row.cells for run in cell):
        if lefts and left - lefts[-1][0] <= _EXACTLY:
            lefts[-1].append(left)
        else:
            lefts.append([left])
    return [near[0] for near in lefts if len(near) >= max(_FEWEST, _SHARED * len(tabular))]


def _split(run: Run, begin: Sequence[float]) -> Iterator[Run]:
    """A run, and apart from it what begins just where a column does: a word without a blank before it, or the letter of a word with a
    little room before it."""
    words: list[Word] = []
    for word in run.words:
        cuts = [
            k
            for k, letter in enumerate(word.letters)
            if any(abs(letter["x0"] - left) <= _EXACTLY for left in begin)
            and (letter["x0"] - word.letters[k - 1]["x1"] > _SEAM if k else words and not word.blank)
        ]
        for start, end in pairwise(sorted({0, *cuts, len(word.letters)})):
            if start in cuts:
                yield Run(tuple(words))
                words = []
            words.append(word if end - start == len(word.letters) else Word(word.letters[start:end], word.blank and not start, near=True))
    yield Run(tuple(words))


def _columns(full: Sequence[PrintedRow]) -> list[_Column]:
    """The columns of rows with equally many cells; none where they are not set alike. The first row of a page may be a heading."""
    firsts = {above.page: above for above in reversed(full)}
    body = [row for row in full if row is not firsts[row.page]] or full
    found: list[_Column] = []
    for cells in zip(*(row.cells for row in body), strict=True):
        lines = [run for cell in cells for run in cell]
        left, right = min(run.left for run in lines), max(run.right for run in lines)
        wide = max((run.right - run.left for run in lines if len(run.words) > 1), default=0.0)
        for edge in ("left", "right", "middle"):
            # Words that have no room in their cell are set from its left edge.
            within = [run for run in lines if edge != "middle" or run.left > left + SLACK]
            places = sorted(getattr(run, edge) for run in within or lines)
            column = _Column(edge, places[len(places) // 2], left, right, wide)
            if sum(column.holds([run]) for run in lines) >= _NEARLY * len(lines):
                found.append(column)
                break
        else:
            return []
    return found


# --- what the page bears out ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Body:
    """The rows of a table on one page. `above`, `below`: whether something stands close to its first or last row that is none."""

    heading: PrintedRow | None
    rows: list[PrintedRow]
    above: bool
    below: bool


def _settled(pages: Sequence[Sequence[PrintedRow]], columns: Sequence[_Column], rules: Sequence[Sequence[float]]) -> list[PrintedRow]:
    """The rows of a table, its headings too, each with its cells by column if it fits; none where they are not as the page shows."""
    bodies: list[_Body] = []
    for of_page in pages:
        body = _body(of_page, columns, bodies[0].heading if bodies else None)
        bodies += [body] if body else []
    if bodies and (rest := _rest(bodies[-1], pages)):
        bodies.append(rest)
    headings = [_told_apart(body.heading, columns) for body in bodies if body.heading]
    under = [_under(heading, columns) for heading in headings]
    every = [row for body in bodies for row in body.rows]
    torn = {id(row) for one, other in pairwise(bodies) for row in (one.rows[-1], other.rows[0])}
    inner = [row for row in every if id(row) not in torn] or every
    distances = sorted(below.level - above.level for row in every for cell in row.cells for above, below in pairwise(cell))
    usual = [k for k in range(len(columns)) if sum(bool(row.columns and row.columns[k]) for row in inner) >= _NEARLY * len(inner)]
    dates = [k for k in usual if sum(_is_date(row, k) for row in inner) >= _NEARLY * len(inner)]
    if not under or not bodies[0].heading or None in under or any(other != under[0] for other in under):
        return []
    if not dates or 0 not in usual or not distances:
        return []
    for body in bodies:
        for above, row in pairwise([*([body.heading] if body.heading else []), *body.rows]):
            if row.first - above.last <= _LEVEL * row.size:
                return []  # they reach into each other
    pitch = distances[len(distances) // 2]
    ways = [way for way in WAYS if sum(_stands(row, way, pitch) for row in inner) >= _NEARLY * len(inner)]
    fitting = {id(row) for row in every if _fits(row, columns, dates, pitch, rules[row.page]) and any(_stands(row, w, pitch) for w in ways)}
    for one, other in pairwise(bodies):
        last, first = one.rows[-1], other.rows[0]
        whole = all(id(row) in fitting and all(row.columns[k] for k in usual) for row in (last, first))
        if one.below or other.above or not whole:
            both = [_is_date(last, k) and _is_date(first, k) for k in dates]
            if not all(both) and (any(both) or one.below or other.above):
                return []  # whether it is one row, two or more is not certain
            last.goes_on = first.begun = not any(both)
            last.at_break = first.at_break = True
            fitting -= {id(last), id(first)}
    width = len(headings[0].cells)
    broken = [row for row in every if not (id(row) in fitting or row.goes_on or row.begun)]
    if len(broken) > _AMISS * len(every) or not all(
        columns[0].holds(row.cells[0]) and any(text.is_moment(_said(cell)) for cell in row.cells) for row in broken
    ):
        return []  # how many rows there are is not certain
    for row in every:
        cells = dict(zip(under[0] or (), row.columns, strict=False))
        row.columns = [cells.get(k, []) for k in range(width)] if id(row) in fitting else []
    for heading in headings:
        heading.columns = heading.cells
    return sorted([*headings, *every], key=lambda row: (row.page, row.first))


def _body(of_page: Sequence[PrintedRow], columns: Sequence[_Column], known: PrintedRow | None) -> _Body | None:
    """The rows of a page from the first that fits the columns to the last, and what of one stands at their edges. `known`: the heading
    of a page before."""
    for row in of_page:
        row.columns = _by_column(row, columns)
    fitting = [k for k, row in enumerate(of_page) if row.columns and len(row.cells) >= _FEWEST]
    if not fitting:
        return None
    first, last = fitting[0], fitting[-1]
    over = next((k for k in range(first, max(-1, first - 3), -1) if _is_heading(of_page[k], known)), None)
    heading = of_page[over] if over is not None else None
    if over is not None:
        first = over + 1
    else:
        while first and _is_like_row(of_page[first - 1]) and _is_close(of_page[first - 1], of_page[first]):
            first -= 1
    while last + 1 < len(of_page) and _is_like_row(of_page[last + 1]) and _is_close(of_page[last], of_page[last + 1]):
        last += 1
    rows = list(of_page[first : last + 1])
    if not rows:
        return None
    above = heading is None and first > 0 and _is_close(of_page[first - 1], of_page[first])
    below = last + 1 < len(of_page) and _is_close(of_page[last], of_page[last + 1])
    return _Body(heading, rows, above, below)


def _rest(last: _Body, pages: Sequence[Sequence[PrintedRow]]) -> _Body | None:
    """What the page after the last one with rows may hold of the last row alone: below the heading, or at its top."""
    at = last.rows[-1].page
    if at + 1 >= len(pages) or not pages[at + 1]:
        return None
    first, *below = pages[at + 1]
    heading = first if last.heading and _is_heading(first, last.heading) else None
    row = first if heading is None else below[0] if below else None
    return _Body(heading, [row], above=False, below=False) if row and row.columns else None


def _is_heading(row: PrintedRow, known: PrintedRow | None) -> bool:
    if known:
        return [_said(cell) for cell in row.cells] == [_said(cell) for cell in known.cells]
    return len(row.cells) >= _FEWEST and not any(text.begins_date(cell[0].said) for cell in row.cells)


def _is_like_row(row: PrintedRow) -> bool:
    return bool(row.columns) or len(row.cells) >= _FEWEST


def _is_close(row: PrintedRow, below: PrintedRow) -> bool:
    return 0 < below.first - row.last <= 3 * row.size


def _is_date(row: PrintedRow, k: int) -> bool:
    return bool(row.columns) and text.is_moment(_said(row.columns[k]))


def _by_column(row: PrintedRow, columns: Sequence[_Column]) -> list[Cell]:
    """Its cells, by column; none where one stands in no column, or in two."""
    cells: list[Cell] = [[] for _ in columns]
    before = -1
    for cell in row.cells:
        fitting = [k for k, column in enumerate(columns) if column.holds(cell)]
        if len(fitting) != 1 or fitting[0] <= before:
            return []
        before = fitting[0]
        cells[before] = cell
    for k, (cell, beside) in enumerate(pairwise(cells)):
        if cell and not beside and max(run.right for run in cell) > columns[k + 1].left - SLACK:
            return []  # what stands in the second may be part of the first
    return cells


def _told_apart(heading: PrintedRow, columns: Sequence[_Column]) -> PrintedRow:
    """A heading whose cells may run into each other, as where there are fewer than columns."""
    if len(heading.cells) < len(columns):
        heading.cells = [part for cell in heading.cells for part in _parted(cell)]
    return heading


def _parted(cell: Cell) -> Iterator[Cell]:
    """A cell, and apart from it what follows within a word: a capital letter that does not adjoin the small one before it."""
    held: Cell = []
    for run in cell:
        words: list[Word] = []
        for word in run.words:
            cuts = [
                k
                for k, (before, letter) in enumerate(pairwise(word.letters), 1)
                if before["text"].islower() and letter["text"].isupper() and abs(letter["x0"] - before["x1"]) > _EXACTLY
            ]
            for start, end in pairwise([0, *cuts, len(word.letters)]):
                if start:
                    yield [*held, Run(tuple(words))]
                    held, words = [], []
                words.append(Word(word.letters[start:end], word.blank and not start, word.near))
        held.append(Run(tuple(words)))
    yield held


def _under(heading: PrintedRow, columns: Sequence[_Column]) -> list[int] | None:
    """Which cell of a heading stands above each column; None where that is not certain."""
    spans = [(min(run.left for run in cell), max(run.right for run in cell)) for cell in heading.cells]
    above = [[k for k, (left, right) in enumerate(spans) if left < column.right and column.left < right] for column in columns]
    if len(spans) == len(columns):
        return list(range(len(columns))) if all(k in over for k, over in enumerate(above)) else None
    found = [over[0] for over in above if len(over) == 1]
    return found if len(found) == len(columns) and all(a < b for a, b in pairwise(found)) else None


def _stands(row: PrintedRow, way: Way, pitch: float) -> bool:
    """Whether all cells of a row stand at one height, in a way in which they may be set."""
    heights = [way(cell[0].level, cell[-1].level) for cell in row.cells]
    return max(heights) - min(heights) <= _NEAR * pitch


def _fits(row: PrintedRow, columns: Sequence[_Column], dates: Sequence[int], pitch: float, rules: Sequence[float]) -> bool:
    """Whether a row has a first cell and its dates, nothing parts its lines, and no cell has a line of its own above or below the others
    for which there was no need."""
    if not (row.columns and row.columns[0] and all(text.begins_date(_said(row.columns[k])) for k in dates)):
        return False
    if not any(_is_date(row, k) for k in dates) or any(row.first < rule < row.last - row.size for rule in rules):
        return False
    cells = [cell for cell in row.cells if cell]
    if any(below.level - above.level > _CLOSE * pitch for cell in cells for above, below in pairwise(cell)):
        return False
    for k, cell in enumerate(row.columns):
        others = [other for other in cells if other is not cell]
        if len(cell) < 2 or not others or _is_date(row, k):
            continue
        first, last = min(other[0].level for other in others), max(other[-1].level for other in others)
        near = _LEVEL * row.size
        for above, below in pairwise(cell):
            alone = above.level < first - near or below.level > last + near
            if alone and above.right - above.left + _BLANK * 2 * row.size + below.words[0].right - below.left < columns[k].wide - SLACK:
                return False
    return True
