"""Lines that fit a terminal: nothing is lost, no date and no number broken, nothing longer than it is wide."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracer.render import safe, tabled, wrapped
from tracer.render.lines import columns_of, fitted

MOMENT, NUMBER = "2024-05-01 13:20:09 UTC", "+1 202 555 0141"
texts = st.lists(st.sampled_from(["a", "word", MOMENT, f"({MOMENT}),", NUMBER, "電話番号", "e\u0301", "x" * 70, "11," * 30, " "])).map(
    " ".join
)


@given(text=st.one_of(texts, st.text().map(safe)), within=st.integers(30, 80))
@example(text="ab " + "c" * 50, within=30)
def test_no_line_is_longer_and_no_character_is_lost(text: str, within: int) -> None:
    lines = wrapped(text, within, "  - ", "      ")
    assert all(columns_of(line) <= within for line in lines)
    assert [line[:4] for line in lines[:1]] == ["  - "] * bool(lines)
    assert all(line.startswith(" " * 6) for line in lines[1:])
    assert "".join(line[4 if not n else 6 :] for n, line in enumerate(lines)).replace(" ", "") == re.sub(r"\s", "", text)
    for whole in (MOMENT, NUMBER):
        assert sum(line.count(whole) for line in lines) == text.count(whole)


def test_words_stay_as_far_apart_as_they_were() -> None:
    assert wrapped("one  two   three", 40) == ["one  two   three"]
    assert wrapped("one  two   three", 8) == ["one  two", "three"]
    assert wrapped("", 40, "first ") == []


def test_a_word_longer_than_a_line_is_broken_between_its_parts() -> None:
    row = "7040,Alder,2024-05-01T13:20:00Z,+12025550141"
    assert wrapped(row, 26) == ["7040,Alder,", "2024-05-01T13:20:00Z,", "+12025550141"]
    assert wrapped("as it says: " + row, 30) == ["as it says: 7040,Alder,", "2024-05-01T13:20:00Z,", "+12025550141"]
    assert wrapped("ab " + "c" * 12, 10) == ["ab", "c" * 10, "cc"]
    assert wrapped("電話番号電話", 5) == ["電話", "番号", "電話"]


def test_a_line_that_fits_is_left_alone_and_another_hangs_below_itself() -> None:
    assert list(fitted(["  a  b", "    one two three"], 12)) == ["  a  b", "    one two", "      three"]


COLUMNS = ("incident", "call", "carried by")
ROWS = [("itg-1", MOMENT, "Alder Voice < Birch Telecom"), ("itg-2", "", "Cedar Networks")]


def test_a_table_that_fits_is_drawn_as_it_is() -> None:
    assert list(tabled(COLUMNS, ROWS, 62)) == [
        "incident  call                     carried by",
        "itg-1     2024-05-01 13:20:09 UTC  Alder Voice < Birch Telecom",
        "itg-2                              Cedar Networks",
    ]
    assert list(tabled(COLUMNS, [], 60)) == ["incident  call  carried by"]
    assert list(tabled(COLUMNS, ROWS, 61))[:2] == ["itg-1", f"  call {MOMENT} · carried by Alder Voice <"], "one column less"


def test_a_wide_terminal_wraps_cells_and_a_narrow_one_lists_them() -> None:
    long = [("itg-1", MOMENT, "Alder Voice < " * 6 + "Birch Telecom")]
    assert list(tabled(COLUMNS, long, 100)) == [
        "incident  call                     carried by",
        "itg-1     2024-05-01 13:20:09 UTC  Alder Voice < Alder Voice < Alder Voice < Alder Voice < Alder",
        "                                   Voice < Alder Voice < Birch Telecom",
    ]
    assert list(tabled(COLUMNS, long, 80)) == [
        "itg-1",
        "  call 2024-05-01 13:20:09 UTC · carried by Alder Voice < Alder Voice < Alder",
        "  Voice < Alder Voice < Alder Voice < Alder Voice < Birch Telecom",
    ]
    assert next(tabled(COLUMNS, [("", "", "x" * 90)], 80)) == "-"


@given(rows=st.lists(st.tuples(texts, texts, texts), max_size=4), within=st.integers(60, 140))
def test_no_table_is_wider_and_none_breaks_a_date(rows: list[tuple[str, str, str]], within: int) -> None:
    lines = list(tabled(COLUMNS, rows, within))
    assert all(columns_of(line) <= within for line in lines)
    shown = " ".join(cell for row in rows for cell in row if len(cell) <= 200)
    assert sum(line.count(MOMENT) for line in lines) >= shown.count(MOMENT)


@pytest.mark.parametrize("text", ["電話", "e\u0301", "…–→▲│", "🎧"])
def test_columns_of_other_scripts(text: str) -> None:
    assert columns_of(text) == {"電話": 4, "e\u0301": 1, "…–→▲│": 5, "🎧": 2}[text]
