"""One letter of known rows in many layouts, printed as PDF by several programs: no wrong fact, and nearly every row."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.loaders import printed_letters as programs
from tests.loaders.documents import claims
from tests.loaders.printed_letters import LATEST, LAYOUTS, LEAST, MOST, NAMES, ORDERS, WHY, Print, held_against, letter
from tracer.loaders import fcc_letter
from tracer.model import Finding, Kind, Remark, Unread
from tracer.readers import read

facts = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(WHY), st.integers(0, LATEST)), min_size=LEAST, max_size=MOST)
prints = st.builds(Print, **{name: st.sampled_from(of) for name, of in LAYOUTS.items()})


def can_be_told(how: Print) -> bool:
    """Whether one can see on the page which lines make a row: not where only chance sets the cells of a row at one height."""
    return how.ruled == "all" or (how.ruled == "rows" and how.padding > 0) or how.valign == "top"


def check(program: Callable[..., bytes], rows: list[tuple[str, str, int]], how: Print, folder: Path, *more: Path) -> None:
    wanted = letter(rows)
    right, wrong = held_against(program(wanted, how, *more), wanted, how, folder)
    assert wrong == []
    if can_be_told(how) and how.narrow >= 0.8:  # in narrower ones names are cut within words, or run into what stands beside them
        assert len(right) >= 0.9 * len(wanted.rows) - 1  # a row that two pages share is unread


@pytest.mark.parametrize("name", ["reportlab", "fpdf"])
@given(rows=facts, how=prints)
@settings(
    max_examples=5,
    phases=set(Phase) - {Phase.shrink},
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_letter_printed_in_any_layout(tmp_path: Path, name: str, rows: list[tuple[str, str, int]], how: Print) -> None:
    check(getattr(programs, f"by_{name}"), rows, how, tmp_path)


FLOOR = Print(columns=ORDERS[0], ruled="none", size=8, padding=0.0, valign="bottom", align="center", breaks_words=True, narrow=0.8)
ALONE = Print(columns=ORDERS[0], ruled="rows", size=8, padding=3.0, valign="bottom", align="left", breaks_words=False, narrow=0.8)


def test_what_stands_above_its_date_is_no_row_of_its_own_and_the_date_none_either(tmp_path: Path) -> None:
    """Cells on the floor of their rows, nothing between these: of `Hollin Outreach / HO Contact` a line begins above the date."""
    check(programs.by_fpdf, [(NAMES[k % 7], WHY[k % 5], 600 + 7 * k) for k in range(30)], FLOOR, tmp_path)


def test_a_row_alone_on_the_last_page_is_set_as_those_before_it(tmp_path: Path) -> None:
    rows = [("Hollin Outreach", "Parcel Customs Fee", k) for k in range(14)]
    wanted = letter([*rows, ("Hollin Outreach / HO Contact", "Parcel Customs Fee", 0)])
    right, wrong = held_against(programs.by_reportlab(wanted, ALONE), wanted, ALONE, tmp_path)
    assert (len(right), wrong) == (15, [])


def of_print(printed: bytes, folder: Path) -> list[Finding]:
    path = folder / "letter.pdf"
    path.write_bytes(printed)
    return list(fcc_letter.load(read(path, name="letter.pdf", sha256="")))


NARROW = Print(columns=("customer", "call", "caller", "called", "description"), narrow=0.6)


def test_a_name_that_may_be_cut_within_a_word_is_unread_and_a_word_cut_in_a_text_left_out(tmp_path: Path) -> None:
    rows = [("Q7Lines", "Parcel Customs Fee", 1), ("Nine Elms Telephony, Inc.", "Parcel Customs Fee", 2), ("Q7Lines", "Disconnection", 3)]
    found = of_print(programs.by_reportlab(letter(rows), NARROW), tmp_path)
    assert [(c.incident or "").rsplit(".", 1)[1] for c in claims(found, Kind.CALL)] == ["1", "3"]
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Q7Lines", "Q7Lines"]
    assert [c.description for c in claims(found, Kind.CALL)] == ["Parcel Customs Fee", None]
    assert [u.reason for u in found if isinstance(u, Unread)] == [
        "a name that may be cut at the edge of its cell: Nine Elms Tel ephony, Inc."
    ]
    assert [r.text for r in found if isinstance(r, Remark) and r.code == "row-uncertain"] == [
        "row 3: a word may be cut at the edge of its cell, which is left out: Disconnec tion"
    ]


def canvas(
    lines: Sequence[Sequence[tuple[float, float, str]]], size: float = 8, ruled: Sequence[tuple[float, float, float, float]] = ()
) -> bytes:
    """Pages with words at places: x, and y from the top. `ruled`: lines on the last page, from one place to another."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out, pagesize=(600, 400))
    for words in lines:
        page.setFont("Helvetica", size)
        for x, y, said in words:
            page.drawString(x, 400 - y, said)
        if words is lines[-1]:
            page.lines([(x0, 400 - y0, x1, 400 - y1) for x0, y0, x1, y1 in ruled])
        page.showPage()
    page.save()
    return out.getvalue()


def lines_of(printed: bytes, folder: Path) -> list[str]:
    path = folder / "page.pdf"
    path.write_bytes(printed)
    return [line for part in read(path, name="page.pdf", sha256="").parts() for line in part.lines if line.strip()]


def test_a_blank_that_a_full_line_makes_narrower_is_one_still(tmp_path: Path) -> None:
    """Between words of a line that is too long for its cell less room is left than a blank takes: they are no cells of their own."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out, pagesize=(600, 400))
    rows = [("Date of ITG", "Day", "Number", "Why"), *(("A cell of four words", "Monday", f"a number {k}", "Fee") for k in range(5))]
    for k, row in enumerate(rows):
        line = page.beginText(50, 350 - 20 * k)
        line.setFont("Helvetica", 8)
        line.setWordSpace(0 if k else -1.2)
        line.textOut(row[0])
        page.drawText(line)
        page.setFont("Helvetica", 8)
        for x, said in zip((150, 250, 350), row[1:], strict=True):
            page.drawString(x, 350 - 20 * k, said)
    page.save()
    printed = lines_of(out.getvalue(), tmp_path)
    assert [tuple(cell.strip() for cell in line.split("  ") if cell) for line in printed] == rows


def test_a_word_behind_a_printed_blank_begins_no_cell_though_a_column_begin_there(tmp_path: Path) -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    second = 50 + stringWidth("No ", "Helvetica", 8)  # where `Resp` begins, by chance
    words = [(x, 70 + 20 * k, said) for k in range(5) for x, said in ((50, "A"), (second, "Monday"), (250, f"{k}"), (350, "Fee"))]
    heading = [(50.0, 50.0, "No Resp"), (250.0, 50.0, "Number"), (350.0, 50.0, "Why")]
    printed = lines_of(canvas([[*heading, *words]]), tmp_path)
    assert [[cell.strip() for cell in line.split("  ") if cell] for line in printed] == [
        ["No Resp", "Number", "Why"], *(["A", "Monday", f"{k}", "Fee"] for k in range(5)),
    ]  # fmt: skip


def test_columns_that_touch_are_told_by_where_their_cells_begin(tmp_path: Path) -> None:
    """The second column begins right where a long cell of the first one ends, with less than a blank between them."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    names = ("Alder", "Birch", "Cedar and Company of", "Damson")
    second = 50.8 + stringWidth(names[2], "Helvetica", 8)
    words = [(x, 50 + 20 * k, said) for k, name in enumerate(names) for x, said in ((50, name), (second, "Monday"), (300, str(k)))]
    printed = lines_of(canvas([words]), tmp_path)
    assert [line.split("  ")[0] for line in printed] == list(names)
    assert [line.split()[-2:] for line in printed] == [["Monday", str(k)] for k in range(4)]


def test_cells_that_touch_all_the_way_are_told_by_the_blank_that_is_not_printed(tmp_path: Path) -> None:
    words = [
        (x, 50 + 20 * k, said)
        for k in range(5)
        for x, said in (
            (50, "The first cell of a row"),
            (140, f"2025550{100 + k}"),
            (187, f"3125550{100 + k}"),
            (300, "the last one of it"),
        )
    ]
    printed = [[cell.strip() for cell in line.split("  ") if cell] for line in lines_of(canvas([words]), tmp_path)]
    assert printed == [["The first cell of a row", f"2025550{100 + k}", f"3125550{100 + k}", "the last one of it"] for k in range(5)]


def test_numbers_that_run_over_the_edge_of_their_cell_are_told_from_those_beside_them(tmp_path: Path) -> None:
    """As where a page breaks no words: between two numbers is less room than a blank takes, and no letter of one stands so far apart."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    beside = 140 + stringWidth("+12025550100", "Helvetica", 8) + 1.2
    words = [
        (x, 50 + 20 * k, said)
        for k in range(4)
        for x, said in ((50, "Alder"), (140, f"+1202555010{k}"), (beside, f"+1312555014{k}"), (300, "Fee"))
    ]
    printed = [line.split() for line in lines_of(canvas([words]), tmp_path)]
    assert printed == [["Alder", f"+1202555010{k}", f"+1312555014{k}", "Fee"] for k in range(4)]


def test_what_touches_in_one_line_alone_is_one_word_still(tmp_path: Path) -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    beside = 140 + stringWidth("+12025550100", "Helvetica", 8) + 1.2
    words = [(x, 50 + 20 * k, said) for k in range(4) for x, said in ((50, "Alder"), (140, f"+1202555010{k}"), (300, "Fee"))]
    printed = [line.split() for line in lines_of(canvas([[*words, (beside, 50, "+13125550140")]]), tmp_path)]
    assert printed[0] == ["Alder", "+12025550100+13125550140", "Fee"]


def test_a_page_with_few_rows_has_the_columns_of_the_one_below_it(tmp_path: Path) -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    beside = 140 + stringWidth("+12025550100", "Helvetica", 8) + 1.2

    def row(k: int) -> list[tuple[float, float, str]]:
        return [(x, 50 + 20 * k, said) for x, said in ((50, "Alder"), (140, f"+1202555010{k}"), (beside, f"+1312555014{k}"), (300, "Fee"))]

    printed = [line.split() for line in lines_of(canvas([[*row(0), *row(1)], [at for k in range(4) for at in row(k)]]), tmp_path)]
    assert printed == [["Alder", f"+1202555010{k}", f"+1312555014{k}", "Fee"] for k in (0, 1, 0, 1, 2, 3)]


def test_cells_in_the_middle_of_their_rows_are_set_apart_by_the_room_between_rows(tmp_path: Path) -> None:
    """Lines of the cells beside it stand between two lines of a cell, so the distance of lines is found within a column."""
    words = []
    for k in range(3):
        top = 50 + 40 * k
        words += [
            (50, top, "Vehicle"),
            (50, top + 10, "Warranty"),
            (50, top + 20, "Renewal"),
            (150, top + 5, "March 1,"),
            (150, top + 15, "2024"),
        ]
        words += [(250, top + 10, f"1{k}"), (350, top + 10, "Alder")]
    path = tmp_path / "page.pdf"
    path.write_bytes(canvas([words]))
    lines = read(path, name="page.pdf", sha256="").parts()[0].lines
    assert [len(block.split("\n")) for block in "\n".join(line.strip() for line in lines).split("\n\n")] == [5, 5, 5]


@pytest.mark.parametrize("valign", ["top", "middle", "bottom"])
def test_rows_that_nothing_sets_apart_are_told_by_how_their_cells_are_set(tmp_path: Path, valign: str) -> None:
    how = Print(columns=ORDERS[2], ruled="none", padding=0.0, valign=valign, narrow=0.8)
    wanted = letter([(NAMES[(0, 3, 4, 6)[k % 4]], WHY[k % 5], 600 + 7 * k) for k in range(14)])
    assert held_against(programs.by_reportlab(wanted, how), wanted, how, tmp_path) == (set(range(1, 15)), [])


def placed(rows: Sequence[tuple[Sequence[str], ...]], *, floor: bool) -> list[tuple[float, float, str]]:
    """Words of rows right below each other, in columns, whose cells are set from the top of their rows or on the floor of them."""
    words, top = [], 50.0
    for row in rows:
        tallest = max(map(len, row))
        for column, cell in enumerate(row):
            first = top + 10 * (tallest - len(cell)) * floor
            words += [(50.0 + 110 * column, first + 10 * k, said) for k, said in enumerate(cell)]
        top += 10 * tallest
    return words


def blocks_of(printed: bytes, folder: Path, page: int = 1) -> list[list[list[str]]]:
    path = folder / "page.pdf"
    path.write_bytes(printed)
    text = "\n".join(line.rstrip() for line in read(path, name="page.pdf", sha256="").parts()[page - 1].lines)
    return [[line.split() for line in block.split("\n")] for block in text.split("\n\n")]


DATED = [("September", f"{k}, 2024") for k in range(1, 8)]
TALL = ("Communications", "Tidewrackmedia", "Telephonyworks")


@pytest.mark.parametrize("floor", [False, True])
def test_a_cell_of_one_line_shows_how_all_are_set(tmp_path: Path, floor: bool) -> None:
    rows = [(DATED[k], TALL if k == 3 else ("Orchid",) if k in (1, 5) else TALL[:2], ("Fee", f"{k}")) for k in range(7)]
    found = blocks_of(canvas([placed(rows, floor=floor)]), tmp_path)
    assert [len(block) for block in found] == [2, 2, 2, 3, 2, 2, 2]


@pytest.mark.parametrize("floor", [False, True])
def test_where_a_line_may_be_of_the_row_above_and_of_the_one_below_nothing_is_set_apart(tmp_path: Path, floor: bool) -> None:
    rows = [(DATED[k], TALL if k == 3 else TALL[:2], ("Fee", f"{k}")) for k in range(7)]
    assert [len(block) for block in blocks_of(canvas([placed(rows, floor=floor)]), tmp_path)] == [15]


@pytest.mark.parametrize(("known", "read_as"), [(True, [3, 2, 2]), (False, [7])])
def test_on_the_floor_the_first_cell_of_a_page_may_hold_the_rest_of_one_before_it(tmp_path: Path, known: bool, read_as: list[int]) -> None:
    """Unless it says what a cell within a page says: nothing was put on to that."""
    rows = [(DATED[k], ("Orchid",) if k in (1, 5) else TALL if known and k == 3 else TALL[:2], ("Fee", f"{k}")) for k in range(7)]
    below = [(DATED[k], TALL if k == 0 else TALL[:2], ("Fee", f"{k}")) for k in range(3)]
    printed = canvas([placed(rows, floor=True), placed(below, floor=True)])
    assert [len(block) for block in blocks_of(printed, tmp_path, page=2)] == read_as


@pytest.mark.parametrize("floor", [False, True])
def test_a_line_that_would_have_had_room_above_is_none_of_that_cell(tmp_path: Path, floor: bool) -> None:
    """So the third line of two names stands where it does because of how they are set."""
    long = ("Communications of", "Telephonyworks &", "Ltd.") if not floor else ("Elm", "Communications of", "Telephonyworks")
    rows = [(DATED[k], long if k in (2, 4) else ("Elm Communications", "Ltd."), ("Fee", f"{k}")) for k in range(7)]
    assert [len(block) for block in blocks_of(canvas([placed(rows, floor=floor)]), tmp_path)] == [2, 2, 3, 2, 3, 2, 2]


# --- rows as the file holds them -----------------------------------------------------------------------------------

COLUMNS = (50.0, 110.0, 190.0, 270.0, 350.0)  # where those of ORDERS[2] begin
WRAPPED = {  # how the cells of a row are broken into lines
    "Hollin Outreach / HO Contact": ("Hollin Outreach", "/ HO Contact"),
    "Nine Elms Telephony, Inc.": ("Nine Elms", "Telephony, Inc."),
    "Parcel Customs Fee": ("Parcel Customs", "Fee"),
    "Vehicle Service Warranty Renewal": ("Vehicle Service", "Warranty", "Renewal"),
}
HELD = letter([(NAMES[(0, 2, 5, 4, 2)[k % 5]], WHY[(0, 2)[k % 2]], 600 + 7 * k) for k in range(11)])
HOW = Print(columns=ORDERS[2])
ALL = set(range(1, 12))


def by_cells(
    *, room: int = 99, first: int = 99, by_line: bool = False, floor: bool = False, sunk: float = 0, beside: float | None = None, fused: bool = False,
    ruled: bool = False,
) -> bytes:  # fmt: skip
    """HELD with rows right below each other, cell after cell, or `by_line`. `room`: for so many lines on a page, `first` on the first.
    `sunk`: how much lower the numbers of a row that two pages share stand on the first; `beside`: how far from the end of the fourth
    heading the fifth begins. `fused`: whether the day of such a row runs on to its number. `ruled`: whether lines are drawn around
    the cells of the last page."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    above, heads, rows, _ = programs.parts(HELD, HOW)
    heading = [(left, 40.0, head) for left, head in zip(COLUMNS, heads, strict=True)]
    if beside is not None:
        heading[3] = COLUMNS[4] - beside - stringWidth(heads[3], "Helvetica", 7), 40.0, heads[3]
    pages = [[(50.0, 30.0 + 10 * k, said) for k, said in enumerate(above)], heading]
    top = room - first
    ends = [-1, 0]  # of the heading and the rows of the second page with some, from its top
    for row in rows:
        cells = [WRAPPED.get(cell, (cell,)) for cell in row]
        cells[1] = (row[1][:-10], row[1][-9:])  # the time below the day
        tallest = max(map(len, cells))
        placed = [(k, top + n + (tallest - len(cell)) * floor, said) for k, cell in enumerate(cells) for n, said in enumerate(cell)]
        for k, at, said in sorted(placed, key=lambda line: line[1]) if by_line else placed:
            if len(pages) < 2 + at // room:
                pages.append(heading)
            shared = at // room < (top + tallest - 1) // room
            down = sunk * (shared and k in (2, 3))
            word = (COLUMNS[k], 50.0 + 10 * (at % room) + down, said)
            if fused and shared and k == 1:
                word = (COLUMNS[2] - stringWidth(f"{said} ", "Helvetica", 7), word[1], f"{said} ")
            pages[1 + at // room] = [*pages[1 + at // room], word]
        top += tallest
        ends += [top - room] if top > room else []
    edges = [*(left - 2 for left in COLUMNS), 430.0]
    lines = [(edges[0], 43.0 + 10 * end, edges[-1], 43.0 + 10 * end) for end in ends] + [(x, 33.0, x, 43.0 + 10 * ends[-1]) for x in edges]
    return canvas(pages, 7, lines if ruled else [])


@pytest.mark.parametrize("floor", [False, True])
def test_rows_that_nothing_sets_apart_are_told_by_the_order_in_the_file(tmp_path: Path, floor: bool) -> None:
    assert held_against(by_cells(floor=floor), HELD, HOW, tmp_path) == (ALL, [])


def test_a_file_that_holds_line_after_line_tells_no_cells(tmp_path: Path) -> None:
    right, wrong = held_against(by_cells(by_line=True, floor=True), HELD, HOW, tmp_path)
    assert (right < ALL, wrong) == (True, [])


@pytest.mark.parametrize("first", [2, 3, 4, 5, 8, 11])
@pytest.mark.parametrize("floor", [False, True])
def test_a_row_that_two_pages_share_is_unread_and_those_below_keep_their_numbers(tmp_path: Path, first: int, floor: bool) -> None:
    """Wherever the page ends: within a name, between a day and its time, above the only line that is left of a row."""
    right, wrong = held_against(by_cells(room=12, first=first, floor=floor), HELD, HOW, tmp_path)
    assert (len(right) >= 7, wrong) == (True, [])


@pytest.mark.parametrize(("first", "shared"), [(4, 2), (9, 4)])
def test_of_a_row_that_two_pages_share_the_cells_may_be_cut_at_other_heights(tmp_path: Path, first: int, shared: int) -> None:
    """As cells on the floor of a page are: the numbers stand lower than all of the cell before them, and are of its row still."""
    assert held_against(by_cells(room=30, first=first, sunk=15, beside=-1.0), HELD, HOW, tmp_path) == (ALL - {shared}, [])


@pytest.mark.parametrize(("first", "shared"), [(3, 2), (6, 3), (8, 4)])
def test_a_row_whose_cells_run_into_each_other_at_the_foot_of_a_page_is_counted(tmp_path: Path, first: int, shared: int) -> None:
    assert held_against(by_cells(room=30, first=first, fused=True), HELD, HOW, tmp_path) == (ALL - {shared}, [])


def test_of_a_row_that_two_pages_share_the_rest_is_none_of_its_own_where_lines_are_drawn_around_it(tmp_path: Path) -> None:
    assert held_against(by_cells(room=30, first=6, floor=True, ruled=True), HELD, HOW, tmp_path) == (ALL - {3}, [])
    right, wrong = held_against(by_cells(room=30, first=8, floor=True, ruled=True), HELD, HOW, tmp_path)
    assert (right, wrong) == (ALL - {3, 4}, [])  # the first line of the fourth goes on from the third


@pytest.mark.parametrize("beside", [-1.0, 0.5])
def test_headings_that_touch_or_overlap_are_told_by_the_capital_that_adjoins_no_small_letter(tmp_path: Path, beside: float) -> None:
    assert held_against(by_cells(room=12, first=5, beside=beside), HELD, HOW, tmp_path) == (ALL, [])


def test_a_word_of_a_heading_is_not_parted_where_its_letters_adjoin(tmp_path: Path) -> None:
    right, wrong = held_against(by_cells(room=12, first=5, beside=0), HELD, HOW, tmp_path)
    assert (right < ALL, wrong) == (True, [])


def test_the_time_of_a_date_on_the_next_page_alone_is_no_day_without_one(tmp_path: Path) -> None:
    rows = sum(max(2, *(len(WRAPPED.get(c, (c,))) for c in (row.customer, row.description))) for row in HELD.rows)
    right, wrong = held_against(by_cells(room=rows - 1, first=rows - 1), HELD, HOW, tmp_path)
    assert (right, wrong) == (ALL - {11}, [])


def test_a_date_and_a_text_alone_on_the_last_page_are_of_the_row_that_begins_before_it(tmp_path: Path) -> None:
    wanted = letter([("Q7Lines", "Vehicle Service Warranty Renewal", 600 + 7 * k) for k in range(4)])
    above, heads, rows, _ = programs.parts(wanted, HOW)
    pages = [[(50.0, 30.0 + 10 * k, said) for k, said in enumerate(above)]]
    pages += [[(left, 40.0, head) for left, head in zip(COLUMNS, heads, strict=True)] for _ in range(2)]
    for k, (name, day, caller, called, _) in enumerate(rows):
        top, date, why = 50.0 + 30 * k, (day[:-15], day[-14:-10], day[-9:]), ("Vehicle Service", "Warranty", "Renewal")
        for left, cell in zip(COLUMNS, ((name,), date, (caller,), (called,), why), strict=True):
            beyond = k == 3 and (len(cell) if cell is date else len(cell) - 1)
            here, there = cell[: len(cell) - beyond], cell[len(cell) - beyond :]
            pages[1] += [(left, top + 10 * n, said) for n, said in enumerate(here)]
            pages[2] += [(left, 50.0 + 10 * n, said) for n, said in enumerate(there)]
    assert held_against(canvas(pages, 7), wanted, HOW, tmp_path) == ({1, 2, 3}, [])


def test_cells_of_one_line_each_that_stand_at_other_heights_are_read_by_their_places(tmp_path: Path) -> None:
    words = [(50.0 + 100 * k, 40.0 + 30 * row - 4 * (k == 3), said) for row, line in enumerate((("Name", "Day", "Number", "Why"), *(
        (name, f"March {n}, 2024", str(n), "Fee") for n, name in enumerate(("Alder", "Birch", "Elm", "Oak"), 1)
    ))) for k, said in enumerate(line)]  # fmt: skip
    printed = lines_of(canvas([words]), tmp_path)
    assert [name for line in printed for name in ("Alder", "Birch", "Elm", "Oak") if name in line] == ["Alder", "Birch", "Elm", "Oak"]


def test_words_that_run_over_into_the_next_cell_are_told_from_those_beside_them(tmp_path: Path) -> None:
    names = ("Tidewrack", "Elm", "Communications", "Alder")
    cells = [
        (x, 60.0 + 30 * k + 10 * n, said)
        for k, name in enumerate(names)
        for x, lines in ((50, (name, "Ltd.")), (80, (f"March {k + 1},", "2024")), (150, (f"1{k}",)), (200, ("Fee",)))
        for n, said in enumerate(lines)
    ]
    heading = [(x, 40.0, said) for x, said in ((50.0, "Name"), (80.0, "Day"), (150.0, "Number"), (200.0, "Why"))]
    printed = [line.split("\t") for line in lines_of(canvas([[*heading, *cells]]), tmp_path)]
    assert printed[1:] == [[f"{name} Ltd.", f"March {k + 1}, 2024", f"1{k}", "Fee"] for k, name in enumerate(names)]


@pytest.mark.slow
@given(rows=facts, how=prints)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_letter_printed_by_weasyprint(tmp_path: Path, rows: list[tuple[str, str, int]], how: Print) -> None:
    pytest.importorskip("weasyprint")
    check(programs.by_weasyprint, rows, how, tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(programs.CHROMIUM is None, reason="no Chromium here")
@given(rows=facts, how=prints)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_letter_printed_by_chromium(tmp_path: Path, rows: list[tuple[str, str, int]], how: Print) -> None:
    check(programs.by_chromium, rows, how, tmp_path, tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(programs.GROFF is None, reason="no groff with its PDF device here (Debian: groff)")
@given(rows=facts, how=prints)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_letter_printed_by_groff(tmp_path: Path, rows: list[tuple[str, str, int]], how: Print) -> None:
    check(programs.by_groff, rows, how, tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(programs.LIBREOFFICE is None, reason="no LibreOffice here (Debian: libreoffice-writer-nogui)")
@given(rows=facts, how=prints)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_letter_printed_by_libreoffice(tmp_path: Path, rows: list[tuple[str, str, int]], how: Print) -> None:
    check(programs.by_libreoffice, rows, how, tmp_path, tmp_path)


def test_white_words_on_white_are_not_read_and_white_ones_on_dark_are(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out, pagesize=(600, 400))
    for k, line in enumerate((("Name", "Day", "Number"), ("Alder", "Monday", "1"), ("Birch", "Tuesday", "2"))):
        for m, cell in enumerate(line):
            page.drawString(50 + 150 * m, 300 - 30 * k, cell)
    page.setFillGray(0)
    page.rect(40, 195, 400, 20, fill=1)
    page.setFillGray(1)
    page.drawString(50, 200, "shown")
    page.drawString(50, 100, "hidden")
    page.save()
    path = tmp_path / "page.pdf"
    path.write_bytes(out.getvalue())
    text = "\n".join(read(path, name="page.pdf", sha256="").parts()[0].lines)
    assert [line.split() for line in text.split("\n") if line] == [
        ["Name", "Day", "Number"], ["Alder", "Monday", "1"], ["Birch", "Tuesday", "2"], ["shown"],
    ]  # fmt: skip
