"""How much of a printed table is read: letters of known rows, printed as PDF in random layouts by the programs that are here.

A row is wrong if anything is said of it that it does not say, and read if all that it says is. It can be settled if a reader of the
page can tell its words: each of its provider's name is printed whole, not cut at the edge of its cell, no letter of the row
stands over one of the cell beside it, and none beyond the edge of the page.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from tests.loaders import printed_letters as programs
from tests.loaders.fcc_letters import Letter
from tests.loaders.printed_letters import LATEST, LAYOUTS, LEAST, MOST, NAMES, WHY, Print, held_against, letter

BESIDE = 0.15  # of the size of letters: those of one word are no farther apart
OVER = 0.5  # of the narrower of two letters: one that covers more of the other makes it illegible


class Program(NamedTuple):
    """What prints a letter. `lacking`: why it does not do so here."""

    prints: Callable[[Letter, Print, Path], bytes]
    lacking: str | None = None
    plain: bool = False


def _weasyprint(wanted: Letter, how: Print, _: Path) -> bytes:
    return programs.by_weasyprint(wanted, how)


_NO_WEASYPRINT = None if importlib.util.find_spec("weasyprint") else "not installed (pip install weasyprint)"
_NO_CHROMIUM = None if programs.CHROMIUM else "not installed (Debian: chromium)"
_NO_LIBREOFFICE = None if programs.LIBREOFFICE else "not installed (Debian: libreoffice-writer-nogui)"
_NO_GROFF = None if programs.GROFF else "not installed, or without its PDF device (Debian: groff)"
PROGRAMS = {
    "reportlab": Program(lambda wanted, how, _: programs.by_reportlab(wanted, how)),
    "fpdf2": Program(lambda wanted, how, _: programs.by_fpdf(wanted, how)),
    "weasyprint": Program(_weasyprint, _NO_WEASYPRINT),
    "weasyprint, no CSS": Program(_weasyprint, _NO_WEASYPRINT, plain=True),
    "chromium": Program(programs.by_chromium, _NO_CHROMIUM),
    "chromium, no CSS": Program(programs.by_chromium, _NO_CHROMIUM, plain=True),
    "libreoffice": Program(programs.by_libreoffice, _NO_LIBREOFFICE),
    "groff": Program(lambda wanted, how, _: programs.by_groff(wanted, how), _NO_GROFF),
}


def layouts(seed: int, count: int, *, plain: bool = False) -> Iterator[tuple[Letter, Print]]:
    """Letters of random rows, each with how it is to be printed."""
    for k in range(count):
        drawn = random.Random(f"{seed}.{k}")
        rows = [(drawn.choice(NAMES), drawn.choice(WHY), drawn.randint(0, LATEST)) for _ in range(drawn.randint(LEAST, MOST))]
        how = Print(**{name: drawn.choice(of) for name, of in LAYOUTS.items()})
        yield letter(rows), replace(how, plain=plain)


# --- what can be settled -------------------------------------------------------------------------------------------


class Letters(NamedTuple):
    """What a print holds, in the order in which it holds it: each letter, its place, and its page. `beyond`: those that no page shows."""

    said: str
    places: list[dict[str, Any]]
    beyond: set[int]


def settled(printed: bytes, wanted: Letter, how: Print) -> set[int]:
    """The rows, from 1 on, that a reader of the page can settle."""
    letters = _letters(printed)
    words = _words(letters)
    found: set[int] = set()
    after = letters.said.rfind(_close("ATTACHMENT A")) + 1
    _, _, rows, _ = programs.parts(wanted, how)
    for number, (row, cells) in enumerate(zip(wanted.rows, rows, strict=True), 1):
        begin = letters.said.find(_close("".join(cells)), after)
        if begin >= 0:
            after = begin
        # A row that two pages share is not held in one place: where a print has letters beyond its pages, some may be of it.
        illegible = _is_illegible(letters, begin, cells) if begin >= 0 else bool(letters.beyond)
        if words.issuperset(row.customer.split()) and not illegible:
            found.add(number)
    return found


def _close(printed: str) -> str:
    return "".join(printed.split())


def _letters(printed: bytes) -> Letters:
    import pdfplumber

    places: list[tuple[dict[str, Any], bool]] = []
    with pdfplumber.open(io.BytesIO(printed)) as pdf:
        for page in pdf.pages:
            places += [(place, place["x0"] >= page.width) for place in page.chars if not place["text"].isspace()]
    spread = [(letter, place, beyond) for place, beyond in places for letter in place["text"]]  # a ligature holds several
    beyond = {k for k, (_, _, beyond) in enumerate(spread) if beyond}
    return Letters("".join(letter for letter, _, _ in spread), [place for _, place, _ in spread], beyond)


def _words(letters: Letters) -> set[str]:
    """The words that are printed whole, on one line."""
    found: set[str] = set()
    word = letters.said[:1]
    for k, (one, other) in enumerate(pairwise(letters.places), 1):
        if not (one is other or (_on_one_line(one, other) and abs(other["x0"] - one["x1"]) <= BESIDE * one["size"])):
            found.add(word)
            word = ""
        word += letters.said[k]
    return {*found, word}


def _on_one_line(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["page_number"] == other["page_number"] and abs(one["top"] - other["top"]) < OVER * one["size"]


def _is_illegible(letters: Letters, begin: int, cells: Sequence[str]) -> bool:
    """Whether a letter of one cell of a row stands over one of another, or beyond the edge of the page."""
    if not letters.beyond.isdisjoint(range(begin, begin + len(_close("".join(cells))))):
        return True
    parts: list[list[dict[str, Any]]] = []
    for cell in cells:
        end = begin + len(_close(cell))
        parts.append(letters.places[begin:end])
        begin = end
    return any(
        _on_one_line(a, b) and min(a["x1"], b["x1"]) - max(a["x0"], b["x0"]) > OVER * min(a["x1"] - a["x0"], b["x1"] - b["x0"])
        for one, other in pairwise(parts)
        for a in one
        for b in other
    )


# --- the table -----------------------------------------------------------------------------------------------------


class Figures(NamedTuple):
    """Of rows."""

    all: int = 0
    settled: int = 0
    read: int = 0
    read_of_settled: int = 0
    wrong: int = 0


def measured(program: Program, seed: int, count: int, folder: Path, told: Callable[[str], None] = print) -> Figures:
    figures = Figures()
    for wanted, how in layouts(seed, count, plain=program.plain):
        printed = program.prints(wanted, how, folder)
        right, wrong = held_against(printed, wanted, how, folder)
        can = settled(printed, wanted, how)
        for fault in wrong:
            told(f"wrong: {how}: {fault}")
        one = Figures(len(wanted.rows), len(can), len(right), len(can & right), len(wrong))
        figures = Figures(*(a + b for a, b in zip(figures, one, strict=True)))
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.prints", description=__doc__)
    parser.add_argument("program", nargs="*", help=f"of {', '.join(PROGRAMS)}; without any, all that are here")
    parser.add_argument("--layouts", type=int, default=50, metavar="N", help="random layouts for each program (50)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the layouts (1)")
    options = parser.parse_args(arguments)
    if unknown := set(options.program) - PROGRAMS.keys():
        parser.error(f"no such program: {', '.join(sorted(unknown))}; there are {', '.join(PROGRAMS)}")
    print("| printed by | layouts | rows | can be settled | of these read | share | read in all | wrong |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    faults = 0
    for name in options.program or PROGRAMS:
        program = PROGRAMS[name]
        if program.lacking:
            print(f"{name}: {program.lacking}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory(prefix="tracer-prints-") as folder:
            got = measured(program, options.seed, options.layouts, Path(folder), lambda fault: print(fault, file=sys.stderr))
        share = f"{got.read_of_settled / got.settled:.3f}" if got.settled else "–"
        print(
            f"| {name} | {options.layouts} | {got.all} | {got.settled} | {got.read_of_settled} | {share} | {got.read} | {got.wrong} |",
            flush=True,
        )
        faults += got.wrong
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
