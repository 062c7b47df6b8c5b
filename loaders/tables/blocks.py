"""Calls of an exhibit that prints each as a block of labels with their values: `Date of Call: ...`, `Customer: ...`, beside or below.

A block begins where the first label comes again. One in which a label comes twice, or in which words stand that no label has, is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from tracer import text
from tracer.loaders.letters.paragraphs import PAGE
from tracer.loaders.tables.cells import TEXT, Column, Header, Left, Meaning, Settle, TableRow, layout, numbers, split

_LABELLED = re.compile(r"\W*(?P<label>[A-Z][\w/'\u2019().# -]{1,40}?)\s*:(?:\s+(?P<value>\S.*))?$")
_NUMBERED = re.compile(
    r"\W*(?:(?:call|exhibit|item|record|example|row|traceback|incident|no)\b\W*(?:no\b\W*|number\s+)?)?[A-Z]?-?#?\d{1,4}\W*(?:of\s+\d+\W*)?",
    re.I,
)
_OF_CALLS = re.compile(r"call|dial|\bani\b|traceback|customer|client|upstream|campaign", re.I)  # the header of a mail has none of these
_LEAST, _MOST = 3, 30  # labels of a block
_UNCERTAIN = "words among the labels of a call: what they belong to is not certain"
_WHICH = "which call of the exhibit it is is not certain: a label above it may be missing"


@dataclass(slots=True)
class _Block:
    values: dict[str, str] = field(default_factory=dict)  # by label, as first printed
    lines: list[int] = field(default_factory=list)
    parted: bool = False  # something stands between its labels that is none
    twice: bool = False
    headless: bool = False  # the label with which each begins is missing
    open: str | None = None  # a label whose value is still to come


def read(
    lines: Sequence[str],
    first: int,
    naming: Callable[[str], Meaning | None],
    enough: Callable[[set[str]], bool],
    settle: Settle,
) -> Iterator[Header | TableRow | Left]:
    """The calls among the lines from `first` on, below what their labels stand for; nothing where there are none."""
    naming = cache(naming)
    blocks = [*_blocks(lines, first, naming)]
    labels = [*dict.fromkeys(label for block in blocks for label in block.values)]
    if len(labels) > _MOST:
        return
    columns = settle(
        [_column(label, naming(label)) for label in labels],
        [numbers(block.values.get(label, "") for block in blocks) for label in labels],
    )
    fields = {column.field for column in columns if column.field}
    known = [block for block in blocks if len(block.values) >= _LEAST]
    is_mail = any("@" in value for block in blocks for value in block.values.values())
    if not known or is_mail or not enough(fields) or not any(_OF_CALLS.search(label) for label in labels):
        return
    yield Header(columns, "labels", known[0].lines[0], known[0].lines[-1])
    counted = True
    for block in blocks:
        dated = any(text.dated(value) for value in block.values.values())
        counted &= not (block.twice or block.headless)  # it may be two calls, or a part of one
        if not counted:
            yield Left(tuple(block.lines), _WHICH, dated)
        elif block.parted or block.open or len(block.values) < _LEAST:
            yield Left(tuple(block.lines), _UNCERTAIN, dated)
        else:
            yield TableRow({c.field: block.values.get(c.printed, "") for c in columns if c.field}, tuple(block.lines))


def _column(label: str, meaning: Meaning | None) -> Column:
    return Column(meaning.field if meaning else None, meaning.sort if meaning else TEXT, label)


def _blocks(lines: Sequence[str], first: int, naming: Callable[[str], Meaning | None]) -> Iterator[_Block]:
    opening: str | None = None  # the label that begins each block
    block: _Block | None = None
    gap = spaced = False  # a blank line or a title stands above; such stand between all labels
    for i in range(first, len(lines)):
        line = lines[i].strip()
        pairs = _pairs(line, naming, begun=block is not None)
        if not line or PAGE.fullmatch(line) or _NUMBERED.fullmatch(line):
            gap = True
        elif pairs:
            opening = opening or pairs[0][0]
            if pairs[0][0] == opening:
                yield from [block] if block else []
                block = _Block()
            elif block is None:
                block = _Block(headless=True)
            elif gap:
                spaced |= len(block.values) == 1
                block.parted |= not spaced
            block.parted |= block.open is not None
            for label, value in pairs:
                block.twice |= label in block.values
                block.values[label] = value
            block.open = pairs[-1][0] if not pairs[-1][1] else None
            block.lines.append(i)
            gap = False
        elif block and block.open and not gap:
            block.values[block.open], block.open = line, None
            block.lines.append(i)
        elif block and gap:  # the letter goes on
            yield block
            block = None
        elif block:
            block.parted = True
            block.lines.append(i)
    yield from [block] if block else []


def _pairs(line: str, naming: Callable[[str], Meaning | None], *, begun: bool) -> list[tuple[str, str]]:
    """The labels of a line with their values. A label that nobody knows counts below one that is known."""
    cells = [cell for cell in split(line) if cell] if layout(line) else [line]
    if len(cells) > _MOST:
        return []
    found = [_LABELLED.match(cell) for cell in cells]
    if not all(found) or (len(cells) > 1 and any(m and not m["value"] for m in found)):
        found = [_LABELLED.match(line)] if _LABELLED.match(line) else []
    pairs = [(" ".join(m["label"].split()), (m["value"] or "").strip()) for m in found if m]
    return pairs if begun or any(naming(label) for label, _ in pairs) else []
