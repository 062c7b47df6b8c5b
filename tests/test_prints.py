"""How it is measured how much of a printed table is read: what can be settled, and that what is wrong is counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("benchmarks", reason="the benchmarks lie in the source tree alone")

from benchmarks import prints
from tests.loaders import printed_letters as programs
from tests.loaders.printed_letters import ORDERS, Print, letter
from tests.loaders.test_printed_letters import canvas

HOW = Print(columns=ORDERS[2])
ROWS = letter([("Nine Elms Telephony, Inc.", "Parcel Customs Fee", 1), ("Q7Lines", "Parcel Customs Fee", 2)])


def drawn(called: float, name: str = "Q7Lines", edge: float = 480) -> bytes:
    """Two rows. Of the second the called number and the description begin at places, and the name is printed as given."""
    _, heads, rows, _ = programs.parts(ROWS, HOW)
    lefts = [50, 200, 320, 400, 480]
    words = [(50.0, 40.0, "ATTACHMENT A"), *((left, 60.0, head) for left, head in zip(lefts, heads, strict=True))]
    words += [(left, 80.0, cell) for left, cell in zip(lefts, rows[0], strict=True)]
    words += [(left, 100.0, cell) for left, cell in zip([50, 200, 320, called, edge], [name, *rows[1][1:]], strict=True)]
    return canvas([words])


def test_a_row_can_be_settled_if_no_letter_of_a_cell_stands_over_one_of_the_next() -> None:
    assert prints.settled(drawn(400), ROWS, HOW) == {1, 2}
    assert prints.settled(drawn(335), ROWS, HOW) == {1}


def test_a_row_can_be_settled_if_no_letter_of_it_stands_beyond_the_edge_of_the_page() -> None:
    assert prints.settled(drawn(400, edge=560), ROWS, HOW) == {1}


def test_a_row_can_be_settled_if_each_word_of_its_name_is_printed_whole() -> None:
    assert prints.settled(drawn(400, "Q7Li nes"), ROWS, HOW) == {1}


def test_what_is_read_is_counted_of_what_can_be_settled_and_what_is_wrong_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    cut = prints.Program(lambda wanted, how, _: programs.by_reportlab(replace(wanted, rows=wanted.rows[::-1]), how))
    figures = prints.measured(cut, 1, 1, tmp_path, told.append)
    assert figures.wrong == len(told) > 0
    assert figures.all >= figures.settled >= figures.read_of_settled <= figures.read


def test_the_table_has_a_line_for_each_program_that_is_here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        prints, "PROGRAMS", {"reportlab": prints.PROGRAMS["reportlab"], "quill": prints.Program(lambda *_: b"", "not here")}
    )
    assert prints.main(["--layouts", "1"]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 3
    assert printed.err == "quill: not here\n"
