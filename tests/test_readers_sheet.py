"""What a workbook hides, rows, columns and sheets, is no fact: it is left out, and said to be."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracer import readers
from tracer.errors import BadDocument
from tracer.readers import _sheet_hidden

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: the extra `xlsx`")

ROWS = [["incident", "provider", "note"], ["20417", "Larkspur", "a"], ["20418", "Beacon", "b"], ["20419", "Wren", "c"]]
WHOLE = ("incident,provider,note", "20417,Larkspur,a", "20418,Beacon,b", "20419,Wren,c")


def book(tmp_path: Path, hide: Callable[[Any], None], sheets: tuple[str, ...] = ("Log",)) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name in sheets:
        sheet = made.create_sheet(name)
        for row in ROWS:
            sheet.append(row)
    hide(made)
    made.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


def as_it_is(made: Any) -> None:
    """Hide nothing."""


def put(path: Path, part: str, text: str) -> Path:
    """The workbook with another text in one of its parts."""
    with zipfile.ZipFile(path) as file:
        held = {member: file.read(member) for member in file.namelist()} | {part: text.encode()}
    with zipfile.ZipFile(path, "w") as file:
        for member, data in held.items():
            file.writestr(member, data)
    return path


def ods(path: Path, *tables: str) -> Path:
    names = ("office", "table", "text", "style")
    said = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    styles = '<style:style style:name="unseen" style:family="table"><style:table-properties table:display="false"/></style:style>'
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
        file.writestr(
            "content.xml",
            f"<office:document-content {said}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def row(*cells: str, how: str = "") -> str:
    filled = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    shown = "".join(filled.replace("{}", cell) if cell else "<table:table-cell/>" for cell in cells)
    return f"<table:table-row {how}>{shown}</table:table-row>"


def read(path: Path, sheet: str | None = None) -> tuple[tuple[str, ...], list[str]]:
    """The lines, and the remarks on them."""
    document = readers.read(path, name=path.name, sha256="", sheet=sheet)
    [part] = document.parts()
    assert "".join(document.stream()) == "".join(f"{line}\n" for line in part.lines)
    notes = list(document.notes())
    assert {(note.code, note.line_from, note.line_to) for note in notes} <= {("text-hidden", 1, len(part.lines))}
    return part.lines, [note.text for note in notes]


def test_where_nothing_is_hidden_nothing_is_said(tmp_path: Path) -> None:
    assert read(book(tmp_path, as_it_is)) == (WHOLE, [])

    def sized(made: Any) -> None:
        made["Log"].row_dimensions[2].height = 0.75
        made["Log"].column_dimensions["B"].width = 0.5
        made["Log"]["C3"] = "hidden"

    assert read(book(tmp_path, sized)) == ((*WHOLE[:2], "20418,Beacon,hidden", WHOLE[3]), [])
    table = f'<table:table table:name="Log"><table:table-column table:visibility="visible"/>{"".join(row(*each) for each in ROWS)}</table:table>'
    assert read(ods(tmp_path / "list.ods", table)) == (WHOLE, [])


def test_hidden_rows_are_empty_lines(tmp_path: Path) -> None:
    def hide(made: Any) -> None:
        made["Log"].row_dimensions[2].hidden = True
        made["Log"].row_dimensions[4].hidden = True
        made["Log"].row_dimensions[5].hidden = True
        made["Log"]["A5"].number_format = "0.00"  # a cell, and nothing in it
        made["Log"]["A6"] = "20420"

    lines = (WHOLE[0], "", WHOLE[2], "", ",,", "20420,,")
    assert read(book(tmp_path, hide)) == (lines, ["sheet Log: rows that it does not show were left out: 2 (2, 4)"])


def test_many_hidden_rows_are_counted_and_the_first_few_named(tmp_path: Path) -> None:
    def hide(made: Any) -> None:
        for number in range(5, 1505):
            made["Log"].append([number])
            made["Log"].row_dimensions[number].hidden = True

    lines, notes = read(book(tmp_path, hide))
    assert lines == WHOLE + ("",) * 1500
    assert notes == ["sheet Log: rows that it does not show were left out: 1,500 (5, 6, 7, 8, 9, 10, 11, 12, 13, 14, ...)"]


def test_cells_of_hidden_columns_are_empty_in_the_heading_too(tmp_path: Path) -> None:
    def hide(made: Any) -> None:
        sheet = made["Log"]
        sheet["AB2"] = "x"
        sheet.column_dimensions["B"].hidden = True
        sheet.column_dimensions.group("D", "AB", hidden=True)  # one span; of it AB alone holds anything
        sheet.row_dimensions[3].hidden = True

    assert read(book(tmp_path, hide)) == (
        ("incident,,note", "20417,,a", "", "20419,,c"),
        ["sheet Log: rows that it does not show were left out: 1 (3)", "sheet Log: columns that it does not show were left out: 2 (B, AB)"],
    )


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_only_sheets_that_are_shown_count(state: str, tmp_path: Path) -> None:
    def hide(made: Any) -> None:
        made["Old"].sheet_state = state
        made["Old"]["B2"] = "Wren"

    path = book(tmp_path, hide, ("Old", "Log"))
    assert read(path) == (WHOLE, ["sheets that the workbook does not show were left out: 1 (Old)"])
    assert read(path, "Log") == (WHOLE, [])
    lines, notes = read(path, "Old")
    assert lines == (WHOLE[0], "20417,Wren,a", *WHOLE[2:])
    assert notes == ["sheets that the workbook does not show were read, as the map names them: 1 (Old)"]


def test_a_sheet_all_of_whose_rows_are_hidden_shows_nothing(tmp_path: Path) -> None:
    def hide(made: Any) -> None:
        for number in range(1, 5):
            made["Old"].row_dimensions[number].hidden = True

    assert read(book(tmp_path, hide, ("Old", "Log"))) == (
        WHOLE,
        ["sheet Old: rows that it does not show were left out: 4 (1, 2, 3, 4)"],
    )
    with pytest.raises(BadDocument, match=r"^list.xlsx shows nothing of what it holds \(sheet Old: rows .* 4 \(1, 2, 3, 4\)\): show what"):
        read(book(tmp_path, hide, ("Old",)))


def test_several_shown_sheets_are_told_without_the_hidden_ones(tmp_path: Path) -> None:
    def hide(made: Any) -> None:
        made["Old"].sheet_state = "hidden"

    with pytest.raises(BadDocument, match=r"^list.xlsx has 2 sheets that hold something \(A, B\): save the one"):
        read(book(tmp_path, hide, ("A", "Old", "B")))


def test_rows_and_columns_of_no_size_are_hidden(tmp_path: Path) -> None:
    path = book(tmp_path, as_it_is)
    with zipfile.ZipFile(path) as file:
        text = file.read("xl/worksheets/sheet1.xml").decode()
    text = text.replace('<row r="3"', '<row r="3" ht="0.0" customHeight="1"').replace(
        "<sheetData>", '<cols><col min="3" max="3" width="0"/></cols><sheetData>'
    )
    lines, notes = read(put(path, "xl/worksheets/sheet1.xml", text))
    assert lines == ("incident,provider", "20417,Larkspur", "", "20419,Wren")
    assert notes == [
        "sheet Log: rows that it does not show were left out: 1 (3)",
        "sheet Log: columns that it does not show were left out: 1 (C)",
    ]


def test_rows_without_a_number_are_hidden_by_those_of_their_cells(tmp_path: Path) -> None:
    def cell(value: int, place: str = "") -> str:
        where = f' r="{place}"' if place else ""
        return f"<x:c{where}><x:v>{value}</x:v></x:c>"

    data = (
        f"<!-- <x:row hidden='1'> --><x:row>{cell(2, 'A2')}</x:row><x:row hidden='true'>{cell(4, 'A4')}</x:row>"
        f"<x:row r='6'>{cell(6)}</x:row><x:row hidden='1'>{cell(7)}</x:row><x:row hidden='0'>{cell(8)}</x:row>"
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<x:worksheet xmlns:x="{main}"><x:sheetData>{data}</x:sheetData></x:worksheet>'
    path = put(book(tmp_path, as_it_is), "xl/worksheets/sheet1.xml", text)
    assert read(path) == (('""', "2", '""', "", '""', "6", "", "8"), ["sheet Log: rows that it does not show were left out: 2 (4, 7)"])


def test_what_an_ods_hides(tmp_path: Path) -> None:
    columns = (
        '<table:table-column/><table:table-column table:number-columns-repeated="2" table:visibility="collapse"/><table:table-column/>'
    )
    collapsed = 'table:visibility="collapse"'
    within = f'<table:table table:name="Log">{row("no sheet", how=collapsed) * 20}</table:table>'
    log = (
        f'<table:table table:name="Log">{columns}<table:table-header-rows>{row("a", "b", "c", "d")}</table:table-header-rows>'
        + row("1", "", "", "4", how='table:number-rows-repeated="2"')
        + row("gone", how='table:number-rows-repeated="3" table:visibility="filter"')
        + row("", how='table:number-rows-repeated="2"')
        + row("gone", how=collapsed)
        + f'<table:table-row-group table:display="false">{row("gone")}</table:table-row-group>'
        + f'<table:table-row-group table:display="true">{row("2")}</table:table-row-group>'
        + f"<table:table-row><table:table-cell>{within}</table:table-cell></table:table-row>{row('3')}"
        + row("", how='table:number-rows-repeated="1048565" table:visibility="collapse"')
        + "</table:table>"
    )
    old = f'<table:table table:name="Old" table:style-name="unseen">{row("x")}</table:table>'
    assert read(ods(tmp_path / "list.ods", old, log)) == (
        ("a,,,d", "1,,,4", "1,,,4", "", "", "", ",,,", ",,,", "", "", "2,,,", ",,,", "3,,,"),
        [
            "sheets that the workbook does not show were left out: 1 (Old)",
            "sheet Log: rows that it does not show were left out: 5 (4, 5, 6, 9, 10)",
            "sheet Log: columns that it does not show were left out: 2 (B, C)",
        ],
    )


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/worksheets/sheet1.xml", '<!DOCTYPE a [<!ENTITY b "c">]>{}'),
        ("xl/worksheets/sheet1.xml", "{}<a>"),
        ("xl/_rels/workbook.xml.rels", "<!DOCTYPE a>{}"),
    ],
)
def test_a_strange_part_fails_nothing_and_is_said(part: str, text: str, tmp_path: Path) -> None:
    def hide(made: Any) -> None:
        made["Log"].row_dimensions[2].hidden = True

    path = book(tmp_path, hide)
    with zipfile.ZipFile(path) as file:
        before = file.read(part).decode()
    assert read(put(path, part, text.replace("{}", before))) == (
        WHOLE,
        ["sheet Log: whether it shows all of its rows and columns cannot be told, nor which empty cells are errors (#N/A)"],
    )


def test_a_tag_that_nobody_writes_is_left(tmp_path: Path) -> None:
    how = 'table:visibility="collapse" table:note="{}"'
    table = f'<table:table table:name="Log">{row("x", how=how)}</table:table>'
    assert _sheet_hidden.hidden(ods(tmp_path / "short.ods", table), ["Log"]) == {"Log": _sheet_hidden.Hidden([(0, 1)], [])}
    assert _sheet_hidden.hidden(ods(tmp_path / "long.ods", table.replace("{}", "x" * 8_000_000)), ["Log"]) == {"Log": None}


def test_of_formats_that_are_not_of_xml_it_cannot_be_told(tmp_path: Path) -> None:
    old = tmp_path / "list.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0")
    with zipfile.ZipFile(tmp_path / "list.xlsb", "w") as file:
        file.writestr("xl/workbook.bin", "hidden")
    assert _sheet_hidden.hidden(old, ["Log"]) == _sheet_hidden.hidden(tmp_path / "list.xlsb", ["Log"]) == {"Log": None}


ERRORS = ["#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_stays_as_its_cell_shows_it(error: str, tmp_path: Path) -> None:
    def wrong(made: Any) -> None:
        for place in ("B2", "C4", "E3"):  # the last one beyond the heading
            made["Log"][place].value = error
            made["Log"][place].data_type = "e"
        made["Log"]["C3"] = "t='e'"

    lines, notes = read(book(tmp_path, wrong))
    assert lines == (WHOLE[0] + ",,", f"20417,{error},a,,", f"20418,Beacon,t='e',,{error}", f"20419,Wren,{error},,")
    assert notes == []


def test_an_error_by_a_formula_and_a_hidden_one(tmp_path: Path) -> None:
    """Cells without their places are counted."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "<x:c><x:v>1</x:v></x:c><x:c t='e'><x:f>NA()</x:f><x:v>#N/A</x:v></x:c>"
    hidden = "<x:row hidden='1'><x:c><x:v>2</x:v></x:c><x:c t='e'><x:v>#REF!</x:v></x:c></x:row>"
    data = f"<x:row>{cells}</x:row>{hidden}<x:row r='4'><x:c r='B4' t='e'><x:v>#NUM!</x:v></x:c><x:c r='C4'><x:v>3</x:v></x:c></x:row>"
    text = f'<x:worksheet xmlns:x="{main}"><x:sheetData>{data}</x:sheetData></x:worksheet>'
    path = put(book(tmp_path, as_it_is), "xl/worksheets/sheet1.xml", text)
    assert read(path)[0] == ("1,#N/A,", "", ",,", ",#NUM!,3")


def test_errors_of_an_ods(tmp_path: Path) -> None:
    error = (
        '<table:table-cell {}table:formula="of:=NA()" office:value-type="string" office:string-value="" xmlns:calcext="urn:c"'
        ' calcext:value-type="error"><text:p>{}</text:p></table:table-cell>'
    )
    lines = (
        row("a", "b", "c", "d") + f'<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
        f"{error.replace('{}', '', 1).replace('{}', '#N/A')}</table:table-row>"
        + row("x")
        + f"<table:table-row>{error.replace('{}', 'table:number-columns-repeated=^2^ '.replace('^', chr(34)), 1).replace('{}', 'Err:502')}"
        + error.replace("{}", "", 1).replace("{}", "Wren")
        + '<table:table-cell office:value-type="string"><text:p>y</text:p></table:table-cell></table:table-row>'
    )
    found = read(ods(tmp_path / "list.ods", f'<table:table table:name="Log">{lines}</table:table>'))
    assert found == (("a,b,c,d", ",,#N/A,", ",,#N/A,", "x,,,", "Err:502,Err:502,#ERROR!,y"), [])


def marked(path: Path) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    document = readers.read(path, name=path.name, sha256="")
    return document.parts()[0].lines, [(note.code, note.text) for note in document.notes()]


def test_cells_that_are_struck_through_or_commented_on_are_read_and_said_to_be(tmp_path: Path) -> None:
    def mark(made: Any) -> None:
        for place in ("A2", "B2", "C2", "B3", "D4"):  # of an empty cell nothing is said
            made["Log"][place].font = openpyxl.styles.Font(strike=True)
        made["Log"]["A4"].font = openpyxl.styles.Font(strike=False, bold=True)
        for place in ("B3", "D9"):
            made["Log"][place].comment = openpyxl.comments.Comment("an error: it was Wren", "desk")

    assert marked(book(tmp_path, mark)) == (
        WHOLE,
        [
            ("cell-struck", "sheet Log: cells that are struck through were read as they stand: 4 (A2, B2, C2, B3)"),
            ("cell-comment", "sheet Log: comments on cells were not read: 2 (B3, D9)"),
        ],
    )


def test_a_comment_in_an_ods(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><office:annotation><text:p>mistaken</text:p></office:annotation><text:p>b</text:p></table:table-cell>'
    table = f'<table:table table:name="Log">{row("a", "b")}<table:table-row><table:table-cell/>{cell}</table:table-row></table:table>'
    assert marked(ods(tmp_path / "list.ods", table))[1] == [("cell-comment", "sheet Log: comments on cells were not read: 1 (B2)")]


def test_numbers_of_spans() -> None:
    assert _sheet_hidden.numbers([(1, 3), (2, 4), (6, 10**12), (10**12, 10**13)], 8) == [1, 2, 3, 6, 7]
    assert _sheet_hidden.numbers([], 8) == []
    assert _sheet_hidden.numbers([(0, 5)], 0) == []
