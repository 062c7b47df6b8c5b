"""Hop lists as spreadsheets save them: CSV in its dialects, and workbooks."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from html import escape
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from tests.loaders.documents import claims, remarks, unread
from tracer.errors import BadDocument
from tracer.model import Finding, Kind, Status
from tracer.readers import read

LOADER: Any = entry_points(group="tracer.loaders")["hop_list"].load()
HEAD = ["incident", "provider", "received_from", "status", "noted_on"]
ROWS = [["20417", "Larkspur", "Beacon", "downstream", "2024-05-01"], ["20417", "Beacon", "", "no-response", "2024-05-20"]]


def load(path: Path) -> list[Finding]:
    document = read(path, name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    assert LOADER.recognise(document)
    return list(LOADER.load(document))


def csv_of(tmp_path: Path, text: str) -> list[Finding]:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return load(path)


def facts(found: list[Finding]) -> list[tuple[Any, ...]]:
    return [(c.kind, c.incident, c.provider, c.upstream, c.status, c.known_at) for c in claims(found)]


EXPECTED = [
    (Kind.STATUS, "itg-20417", "Larkspur", None, "downstream", "2024-05-01"),
    (Kind.HANDED_OFF, "itg-20417", "Larkspur", "Beacon", None, "2024-05-01"),
    (Kind.STATUS, "itg-20417", "Beacon", None, "no-response", "2024-05-20"),
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("above", ["", "sep={}\n", "Traceback log of the desk{}{}\n{}{}\n"])
@pytest.mark.parametrize("head", [HEAD, ["Traceback No.", "Provider", "Upstream", "Status", "Noted on"]])
def test_a_list_in_any_dialect(tmp_path: Path, delimiter: str, above: str, head: list[str]) -> None:
    lines = [delimiter.join(row) for row in [head, *ROWS]]
    found = csv_of(tmp_path, above.replace("{}", delimiter) + "\n".join(lines) + "\n")
    assert facts(found) == EXPECTED
    first = above.count("\n") + 2
    assert [c.place.line_from for c in claims(found)] == [first, first, first + 1]
    assert [u.line_from for u in unread(found)] == ([1] if above.startswith("Trace") else [])


def test_a_fields_own_name_goes_before_other_words_for_it(tmp_path: Path) -> None:
    found = csv_of(tmp_path, "incident,Company,provider,status,noted_on\n1,Wren,Larkspur,open,2024-05-01\n")
    assert [c.provider for c in claims(found)] == ["Larkspur"]
    assert [u.reason for u in unread(found)] == ["columns that a hop list does not have: company"]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("Traceback No.,Company,Carrier,Status", r"several columns that may be provider \(Company, Carrier\): name the one that is meant provider"),
        ("Traceback,Provider,Hop 1,Hop 2", r"several providers in one row \(hop 1, hop 2\): give each a row of its own"),
        ("incident,provider,status,1st upstream,2nd upstream", r"several providers in one row \(1st upstream, 2nd upstream\)"),
    ],
)  # fmt: skip
def test_a_row_that_may_be_about_several_is_refused(tmp_path: Path, head: str, message: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{head},noted_on\n1,Acme Victim,Larkspur,no-response,{'x,' * (head.count(',') - 3)}2024-05-01\n", encoding="utf-8")
    with pytest.raises(BadDocument, match=f"^list.csv has {message}"):
        list(LOADER.load(read(path, name="list.csv", sha256="0" * 64)))
    later = csv_of(tmp_path, "\n".join([",".join(HEAD), *map(",".join, ROWS), f"{head},noted_on", "20418,Acme Victim,Larkspur,open,x"]))
    assert facts(later) == EXPECTED
    assert [u.line_from for u in unread(later)] == [4, 5]


def test_of_two_columns_that_may_be_one_field_none_is_read(tmp_path: Path) -> None:
    head = "Traceback,Provider,Upstream Provider,Received From,Call Date,Call Time,Status,Company Address 1,Company Address 2,Noted on\n"
    found = csv_of(tmp_path, head + "1,Larkspur,Beacon,Fernwick,2024-05-01,09:20,downstream,x,y,2024-05-02\n")
    assert [(c.kind, c.provider, c.upstream, c.status) for c in claims(found, Kind.STATUS) + claims(found, Kind.HANDED_OFF)] == [
        (Kind.STATUS, "Larkspur", None, "downstream")
    ]
    assert claims(found, Kind.CALL)[0].call_at == "2024-05-01"
    assert [u.reason for u in unread(found)] == [
        "Upstream Provider and Received From may each be received_from: none is read; name the one that is meant received_from",
        "columns that a hop list does not have: call time, company address 1, company address 2",
    ]


def test_what_a_spreadsheet_made_of_cells(tmp_path: Path) -> None:
    head = "incident,provider,status,caller,called,call_at,noted_on\n"
    found = csv_of(tmp_path, head + "'20417,Larkspur,open,1.60956E+10,12025550141.0,45413.5556,45432\n")
    call = claims(found, Kind.CALL)[0]
    assert (call.incident, call.caller, call.called) == ("itg-20417", None, "+12025550141")
    assert (call.call_at, call.known_at) == ("2024-05-01T13:20:04Z", "2024-05-20")
    assert [r.code for r in remarks(found)] == ["date-serial", "time-without-zone", "date-serial", "number-shortened"]


@pytest.mark.parametrize(
    ("dates", "read_as"),
    [
        (["5/1/2024", "5/20/2024"], ["2024-05-01", "2024-05-20"]),
        (["5/1/2024", "20/5/2024"], ["2024-01-05", "2024-05-20"]),
        (["5/1/2024", "20/5/2024", "5/20/2024"], ["2024-05-20", "2024-05-20"]),  # either order: the first is unread
        (["13/13/2024"], []),
        (["13-05-2024", "03-06-2024"], ["2024-05-13", "2024-06-03"]),  # with hyphens no less
        (["03-06-2024", "13/05/2024"], ["2024-06-03", "2024-05-13"]),
        (["03-06-2024", "05-13-2024"], ["2024-03-06", "2024-05-13"]),
        (["03-06-2024", "05-13-2024", "13-05-2024"], ["2024-05-13", "2024-05-13"]),
        (["03-06-2024"], ["2024-03-06"]),  # as Americans write, where nothing shows it
        (["2024-03-06T09:20:00-04:00"], ["2024-03-06T13:20:00Z"]),
    ],
)
def test_slashed_dates(tmp_path: Path, dates: list[str], read_as: list[str]) -> None:
    found = csv_of(tmp_path, "incident,provider,status,noted_on\n" + "".join(f"1,A,open,{date}\n" for date in dates))
    assert [c.known_at for c in claims(found)] == read_as
    assert len(unread(found)) == len(dates) - len(read_as)
    assert all("the row is left out" in u.reason for u in unread(found))


def test_the_order_of_day_and_month_is_that_of_the_columns_of_times(tmp_path: Path) -> None:
    head = "incident,provider,status,noted_on,source\n"
    found = csv_of(tmp_path, head + "1,A,open,5/6/2024,mail of 24/5/2024\n2,A,open,5/7/2024,x\n")
    assert [c.known_at for c in claims(found)] == ["2024-05-06", "2024-05-07"]


def test_the_zone_of_a_heading(tmp_path: Path) -> None:
    found = csv_of(tmp_path, "incident,provider,status,Call Time (ET),noted_on\n1,A,open,7/1/2024 9:20 AM,2024-07-02\n")
    assert claims(found, Kind.CALL)[0].call_at == "2024-07-01T13:20:00Z"
    assert not remarks(found)


SECOND = ["incident", "received_from", "provider", "status", "noted_on"]


@pytest.mark.parametrize(
    ("head", "reason"), [(SECOND, []), (["Traceback No.", "Received From", "Carrier", "Status", "Noted on"], []), ([*SECOND[:3], "mood", "noted_on"], [5])]
)  # fmt: skip
def test_a_second_table_is_read_by_its_own_heading(tmp_path: Path, head: list[str], reason: list[int]) -> None:
    below = [head, ["20418", "Larkspur", "Beacon", "downstream", "2024-05-03"], ["20418", "", "Larkspur", "open", "2024-05-03"]]
    found = csv_of(tmp_path, "\n".join(map(",".join, [HEAD, *ROWS, ["Second batch", "", "", "", ""], *below])) + "\n")
    assert facts(found)[:3] == EXPECTED
    assert [(c.incident, c.provider, c.upstream, c.place.line_from) for c in claims(found, Kind.HANDED_OFF)[1:]] == [
        ("itg-20418", "Beacon", "Larkspur", 6)
    ]
    assert claims(found)[-1].provider == "Larkspur"
    assert [u.line_from for u in unread(found)] == [4, *reason]


def test_a_heading_may_come_again(tmp_path: Path) -> None:
    found = csv_of(tmp_path, "\n".join(map(",".join, [HEAD, ROWS[0], HEAD, ROWS[1]])) + "\n")
    assert facts(found) == EXPECTED
    assert [(u.line_from, u.reason) for u in unread(found)] == [(3, "the heading once more")]


@pytest.mark.parametrize(
    "rows",
    [
        [["Traceback", "Company", "Contact", "Phone", ""], ["20417", "Pinfold Tel", "Jo Ray", "202-555-0100", ""]],
        [["Provider", "Open", "No Resp", "Total", ""], ["Larkspur", "1", "0", "1", ""], ["Beacon", "0", "1", "1", ""]],
    ],
)
def test_a_table_of_another_kind_ends_the_list(tmp_path: Path, rows: list[list[str]]) -> None:
    found = csv_of(tmp_path, "\n".join(map(",".join, [HEAD, *ROWS, *rows])) + "\n")
    assert facts(found) == EXPECTED
    assert [(u.line_from, u.reason) for u in unread(found)] == [
        (4, "a heading that is none of a hop list: the rows below it are not read"),
        *((n, "below the heading in line 4, which is none of a hop list: load that table as a file of its own") for n in range(5, 4 + len(rows))),
    ]  # fmt: skip


def test_a_row_that_has_a_word_for_a_column_is_a_row(tmp_path: Path) -> None:
    found = csv_of(tmp_path, ",".join(HEAD) + "\ncase-1,Larkspur,Carrier,downstream,2024-05-01\n20417,Company,Larkspur,,2024-05-01\n")
    assert [(c.provider, c.upstream) for c in claims(found, Kind.HANDED_OFF)] == [("Larkspur", "Carrier"), ("Company", "Larkspur")]


@pytest.mark.parametrize(
    "head",
    [
        "ITG No.,Provider,Received from,Status,Noted on", "Traceback,Service Provider,Upstream,Result,Noted", "Traceback #,Company,Came From,Outcome,Date Noted",
        "ITG ID,Carrier,Received From Provider,Provider Status,Noted on", "Traceback ID,Provider,Upstream,Response,Noted on",
    ],
)  # fmt: skip
def test_headings_in_other_words(tmp_path: Path, head: str) -> None:
    found = csv_of(tmp_path, "\n".join([head, *map(",".join, ROWS)]) + "\n")
    assert facts(found) == EXPECTED
    assert not unread(found)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("Case,Provider,Received from,Status,Noted on", r"no column incident in its heading, line 2 \(Case, Provider, Received from, Status, Noted on\): head"),
        ("Traceback #,Downstream Provider,Upstream Provider,Outcome,Date", r"no column provider in its heading, line 2 \(Traceback #, Downstream Provider"),
        ("Case,Provider,Status,Asked on,Mood", "no column incident in its heading, line 2"),
    ],
)  # fmt: skip
def test_the_heading_that_a_list_lacks_is_named(tmp_path: Path, head: str, message: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Log of the desk,,,,\n{head}\n20417,A,B,open,2024-05-01\n", encoding="utf-8")
    with pytest.raises(BadDocument, match=f"^list.csv has {message}"):
        load(path)


@pytest.mark.parametrize(
    "head", ["Call time,ANI,DNIS,Carrier,Status", "Provider,Total Hops,Open,No Resp,POE", "frn,business_name,status,noted on,x"]
)
def test_a_sheet_of_another_kind_is_no_hop_list(tmp_path: Path, head: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{head}\n1,2,3,4,5\n", encoding="utf-8")
    assert not LOADER.recognise(read(path, name="list.csv", sha256="0" * 64))


@pytest.mark.parametrize(
    ("typed", "interim"),
    [
        ("not responsive", None), ("did not respond", None), ("No answer", None), ("not yet responded", True), ("has not responded yet", True),
    ],
)  # fmt: skip
def test_words_for_a_silence(tmp_path: Path, typed: str, interim: bool | None) -> None:
    found = csv_of(tmp_path, f"{','.join(HEAD)}\n1,A,,{typed},2024-05-01\n")
    assert [(c.status, c.interim) for c in claims(found)] == [(Status.NO_RESPONSE, interim)]
    assert not unread(found)


@pytest.mark.parametrize("typed", ["timed out", "declined", "Answered", "pending", "silent"])
def test_other_words_in_the_column_of_statuses_are_unread(tmp_path: Path, typed: str) -> None:
    found = csv_of(tmp_path, f"{','.join(HEAD)}\n1,A,,{typed},2024-05-01\n")
    assert [c.status for c in claims(found)] == [None]
    assert [u.reason[: 16 + len(typed)] for u in unread(found)] == [f"no such status: {typed}"]


ERRORS = ["#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#WERT!", "#N/D", "Err:502"]
FIELDS = ["incident", "provider", "received_from", "hop_id", "status", "answered_at", "called", "source", "stated_by", "noted_on"]
FILLED = ["20417", "Larkspur", "Beacon", "t2", "downstream", "2024-05-01", "+12025550141", "phone", "Larkspur", "2024-05-02"]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("column", ["received_from", "status", "answered_at", "called", "hop_id", "source"])
def test_a_field_that_is_an_error_is_not_read_and_the_rest_of_the_row_is(tmp_path: Path, error: str, column: str) -> None:
    wrong = {**dict(zip(FIELDS, FILLED, strict=True)), column: f" {error} "}
    found = csv_of(tmp_path, ",".join(FIELDS) + "\n" + ",".join(wrong.values()) + "\n")
    empty = csv_of(tmp_path, ",".join(FIELDS) + "\n" + ",".join({**wrong, column: ""}.values()) + "\n")
    assert [(u.line_from, u.reason) for u in unread(found)] == [(2, f"{column} is an error of the spreadsheet: {error}")]
    assert facts(found) == facts(empty) != []
    assert {value for c in claims(found) for value in (c.upstream, c.upstream_hop, c.hop, c.caller, c.called)}.isdisjoint(
        {error, error[1:]}
    )
    assert not remarks(found)


@pytest.mark.parametrize(
    ("wrong", "dated"),
    [
        ({"incident": "#VALUE!"}, None),
        ({"provider": "#NAME?"}, None),
        ({"stated_by": "#REF!"}, None),
        ({"stated_by": "", "source": "#REF!"}, None),
        ({"noted_on": "#VALUE!"}, "2024-06-01"),
        ({"noted_on": "", "answered_at": "#VALUE!"}, "2024-06-01"),
    ],
)
def test_a_row_is_left_out_where_an_error_hides_of_what_by_whom_or_since_when_it_speaks(
    tmp_path: Path, wrong: dict[str, str], dated: str | None
) -> None:
    row = {**dict(zip(FIELDS, FILLED, strict=True)), **wrong}
    path = tmp_path / "list.csv"
    path.write_text(",".join(FIELDS) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    found = list(LOADER.load(read(path, name=path.name, sha256="0" * 64, noted_on=dated)))
    [(column, error)] = [each for each in wrong.items() if each[1]]
    assert facts(found) == []
    assert [(u.line_from, u.reason) for u in unread(found)] == [
        (2, f"{column} is an error of the spreadsheet: {error}; the row is left out")
    ]


@pytest.mark.parametrize("typed", ["#1 Telecom", "A #REF! B", "N/A Voice", "Err: 502 Ltd", "#t3"])
def test_what_only_looks_like_an_error_is_read(tmp_path: Path, typed: str) -> None:
    found = csv_of(tmp_path, f"incident,provider,received_from,note,noted_on\n1,A,{typed},#N/A,2024-05-01\n")
    assert [c.upstream or f"#{c.upstream_hop}" for c in claims(found, Kind.HANDED_OFF)] == [typed]
    assert [u.reason for u in unread(found)] == ["columns that a hop list does not have: note"]


@pytest.mark.parametrize(
    "row",
    [
        "Prepared by:,J. Whitcombe,,,", "Prepared by,J. Whitcombe,,,5/20/2024", "Note:,Beacon is said to answer by phone,,,", "Date printed,5/20/2024,,,",
        "Key,NR = no response,,,", "NR,No response,,,", "Tracebacks: 1,Hops: 2,,,", "Page 1 of 1,Confidential,,,", "April 2024,(continued),,,2024-04-03",
        "20417,2,,,2024-05-01",
    ],
)  # fmt: skip
def test_a_note_a_footer_or_a_count_is_no_place(tmp_path: Path, row: str) -> None:
    found = csv_of(tmp_path, "\n".join([*map(",".join, [HEAD, *ROWS]), row]) + "\n")
    assert facts(found) == EXPECTED
    assert [u.line_from for u in unread(found)] == [4]
    assert not remarks(found)


@pytest.mark.parametrize(
    "row", ["Count,2", "20401 Total,1", "20402 Count,1", "Larkspur Total,2", "Subtotal Larkspur,2", "Grand Count,2", "Average days,1.5"]
)
def test_a_spreadsheets_own_sums_are_rows_of_totals(tmp_path: Path, row: str) -> None:
    found = csv_of(tmp_path, "\n".join([*map(",".join, [HEAD, *ROWS]), f"{row},,,2024-05-01"]) + "\n")
    assert facts(found) == EXPECTED
    assert [(u.line_from, u.reason) for u in unread(found)] == [(4, "a row of totals, no provider's place in a traceback")]


def test_a_row_of_its_own_id_is_read_where_it_says_something(tmp_path: Path) -> None:
    rows = [
        "harrow,A,,open,2024-05-01",
        "a,A,,,2024-05-01",
        "our case 7,A,B,,2024-05-01",
        "TB-7,A,,,2024-05-01",
        "20417,8x8,3,downstream,2024-05-01",
    ]
    found = csv_of(tmp_path, "\n".join([",".join(HEAD), *rows]) + "\n")
    assert [(c.incident, c.provider, c.upstream) for c in claims(found)] == [
        ("harrow", "A", None), ("a", "A", None), ("our case 7", "A", "B"), ("TB-7", "A", None), ("itg-20417", "8x8", None),
    ]  # fmt: skip
    assert [u.reason for u in unread(found)] == ["received_from is a number, no name: 3; a hop_id is written with #"]


# --- workbooks -----------------------------------------------------------------------------------------------------


def xlsx(path: Path, sheets: dict[str, Sequence[Sequence[str | float]]]) -> Path:
    """The least that a workbook is: its sheets, with their words in the cells."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"

    def cell(value: str | float) -> str:
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>' if isinstance(value, str) else f"<c><v>{value}</v></c>"

    names = "".join(f'<sheet name="{name}" sheetId="{k}" r:id="r{k}"/>' for k, name in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="r{k}" Type="{office}/worksheet" Target="worksheets/sheet{k}.xml"/>' for k in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
    }
    for k, rows in enumerate(sheets.values(), 1):
        data = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
        parts[f"xl/worksheets/sheet{k}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return path


def test_a_workbook(tmp_path: Path) -> None:
    rows = [HEAD, [20417.0, *ROWS[0][1:]], [20417.0, *ROWS[1][1:]]]
    found = load(xlsx(tmp_path / "list.xlsx", {"Log": rows, "Empty": []}))
    assert facts(found) == EXPECTED
    assert [c.place.line_from for c in claims(found)] == [2, 2, 3]
    assert claims(found)[0].quote == "20417,Larkspur,Beacon,downstream,2024-05-01"


def test_errors_of_a_workbook_are_no_empty_cells(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "list.xlsx", {"Log": [HEAD, *ROWS, ["20418", "Wren", "", "open", "2024-05-03"]]})
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    for text, error in (("Beacon", "#N/A"), ("no-response", "#REF!"), ("2024-05-03", "#VALUE!")):
        sheet = sheet.replace(f'<c t="inlineStr"><is><t>{text}</t></is></c>', f'<c t="e"><v>{error}</v></c>', 1)
    with zipfile.ZipFile(path, "w") as file:
        for name, text in (parts | {"xl/worksheets/sheet1.xml": sheet}).items():
            file.writestr(name, text)
    found = list(LOADER.load(read(path, name=path.name, sha256="0" * 64, noted_on="2024-06-01")))
    assert facts(found) == [EXPECTED[0], (Kind.STATUS, "itg-20417", "Beacon", None, None, "2024-05-20")]
    assert [(u.line_from, u.reason) for u in unread(found)] == [
        (2, "received_from is an error of the spreadsheet: #N/A"), (3, "status is an error of the spreadsheet: #REF!"),
        (4, "noted_on is an error of the spreadsheet: #VALUE!; the row is left out"),
    ]  # fmt: skip
    assert claims(found)[0].quote == "20417,Larkspur,#N/A,downstream,2024-05-01"


def test_a_workbook_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match=r"^two.xlsx has 2 sheets that hold something \(A, B\): save the one"):
        load(xlsx(tmp_path / "two.xlsx", {"A": [HEAD], "B": [HEAD]}))
    with pytest.raises(BadDocument, match=r"^none.xlsx is empty"):
        load(xlsx(tmp_path / "none.xlsx", {"A": []}))
    whole = xlsx(tmp_path / "whole.xlsx", {"A": [HEAD]})
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as file, zipfile.ZipFile(broken, "w") as cut:
        cut.writestr("xl/workbook.xml", file.read("xl/workbook.xml")[:60])
    with pytest.raises(BadDocument, match=r"^broken.xlsx is a broken workbook, or locked by a password: save its sheet as CSV"):
        load(broken)


def test_text_that_a_formula_keeps_the_portals_words_for_statuses_and_a_row_of_totals(tmp_path: Path) -> None:
    found = csv_of(
        tmp_path,
        "incident,provider,received_from,status,caller,noted_on\n"
        '"=""020417""","=""Larkspur""",Beacon,POE,"=""2025550143""",2024-05-01\n'
        "20418,Larkspur,,No Resp,,2024-05-01\n20419,Larkspur,,Orig,,2024-05-01\nTotal,3,,,,\n",
    )
    assert [(c.incident, c.provider, c.status) for c in claims(found, Kind.STATUS)] == [
        ("itg-20417", "Larkspur", Status.POINT_OF_ENTRY), ("itg-20418", "Larkspur", Status.NO_RESPONSE),
        ("itg-20419", "Larkspur", Status.ORIGINATING),
    ]  # fmt: skip
    assert [c.caller for c in claims(found, Kind.CALL)] == ["+12025550143"]
    assert [(u.line_from, u.reason) for u in unread(found)] == [(5, "a row of totals, no provider's place in a traceback")]
