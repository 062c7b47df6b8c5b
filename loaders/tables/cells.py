"""The cells of a table: what sets them apart in a line, and what a reader of tables hands on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# What the cells of a column hold.
NAME, TEXT, TIME, TIMES, NUMBER, ID, LAW = "name", "text", "time", "times", "number", "id", "law"


class Meaning(NamedTuple):
    """What a heading stands for. Of two that stand for one field, the one with the lower rank is read."""

    field: str
    sort: str
    rank: int = 0


class Column(NamedTuple):
    field: str | None  # None where nobody knows the heading, or another column is read for its field
    sort: str
    printed: str
    start: int = 0  # where its heading stands: tells cells apart in a table set with blanks
    end: int = 0
    instead: str | None = None  # the field for which another column is read


@dataclass(frozen=True, slots=True)
class Header:
    """`guess`: what was decided about it without certainty, which holds for every row."""

    columns: tuple[Column, ...]
    layout: str  # `tab`, `pipe`, `blank`, `stacked`
    first: int
    last: int
    guess: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of one row by field, and its lines, by index.

    `guess`: what was decided about it without certainty.
    """

    cells: dict[str, str]
    lines: tuple[int, ...]
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """Lines among the rows that are no row. `dated`: they hold a time, so a row was meant; else `rows`: how many they may be."""

    lines: tuple[int, ...]
    reason: str
    dated: bool = False
    rows: int = 1


Settle = Callable[[Sequence[Column], Sequence[int]], tuple[Column, ...]]  # one column for one field, by how many cells are numbers
LEAST_DIGITS = 7  # of a telephone number


def numbers(cells: Iterable[str]) -> int:
    """How many cells hold a telephone number."""
    return sum(len(re.sub(r"\D", "", cell)) >= LEAST_DIGITS for cell in cells)


_GAP = re.compile(r"\t| {2,}")
_PIPE = re.compile(r"(?<!\\)\|")
_BORDER = re.compile(r"[+|][-=:]{2,}(?:[+|][-=:]{2,})+[+|]")
_ENDS = "\r\n\f "


def layout(line: str) -> str | None:
    """How a line sets its cells apart; None where it holds only one."""
    inner = line.strip(_ENDS)
    return "tab" if "\t" in inner else "pipe" if _PIPE.search(inner) else "blank" if _GAP.search(inner) else None


def split(line: str, by: str | None = None) -> list[str]:
    """The cells of a line: between tabs, else pipes, else two or more blanks. Empty cells stay."""
    by = by or layout(line)
    line = line.strip(_ENDS)
    if by == "tab":
        cells = line.split("\t")
    elif by == "pipe":
        cells = _PIPE.split(re.sub(r"^\||(?<!\\)\|$", "", line))
    else:
        cells = _GAP.split(line) if by else [line]
    return [cell.strip() for cell in cells]


def is_border(line: str) -> bool:
    """Whether a line is drawn between rows: `+-----+-----+`."""
    return bool(_BORDER.fullmatch(line.strip()))


def one_below_other(lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """The parts of each cell of a row whose cells run over several lines, by column."""
    return [[part for part in parts if part] for parts in zip(*lines, strict=True)]
