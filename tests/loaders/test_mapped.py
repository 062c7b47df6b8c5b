"""Sheets with columns of their own, read by a map: each key of it, and what is said where it does not fit."""

from __future__ import annotations

import hashlib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from tests.loaders.documents import claims, remarks, unread
from tests.loaders.test_spreadsheets import xlsx
from tracer.errors import BadDocument, BadInput
from tracer.model import Finding, Kind, replace
from tracer.readers import read
from tracer.sheet_map import FIELDS, LARGEST, given, parse

LOADER: Any = entry_points(group="tracer.loaders")["hop_list"].load()

SHEET = """Ticket,Carrier,Got it from,Answer,Asked,Answered
20611,Larkspur Wireless,Beacon Tandem,Passed on,01.05.2024 09:20,01.05.2024 11:05
20611,Beacon Tandem,,No reply,01.05.2024 11:05,
"""
COLUMNS = """
[columns]
incident = "Ticket"
provider = "Carrier"
received_from = "Got it from"
status = "Answer"
asked_at = "Asked"
answered_at = "Answered"
"""
CONSTANTS = """
[constants]
stated_by = "Harrow desk"
noted_on = 2024-05-21
"""
STATUS = """
[status]
"Passed on" = "downstream"
"no  REPLY" = "no-response"
"""
DATES = 'dates = "%d.%m.%Y %H:%M"\nzone = "America/New_York"\n'
MAP = DATES + COLUMNS + CONSTANTS + STATUS


def load(path: Path, map_: str) -> list[Finding]:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    document = read(path, name=path.name, sha256=sha256, sheet=parse(map_).sheet)
    return list(LOADER.load(replace(document, map=map_)))


@pytest.fixture
def found(tmp_path: Path) -> Any:
    def of(sheet: str, map_: str = MAP) -> list[Finding]:
        path = tmp_path / "desk.csv"
        path.write_text(sheet, encoding="utf-8", newline="")
        return load(path, map_)

    return of


def facts(found: list[Finding]) -> list[tuple[Any, ...]]:
    return [(c.kind, c.provider, c.upstream, c.status, c.valid_at, c.known_at, c.said_by) for c in claims(found)]


EXPECTED = [
    (Kind.ASKED, "Larkspur Wireless", None, None, "2024-05-01T13:20:00Z", "2024-05-21", "Harrow desk"),
    (Kind.STATUS, "Larkspur Wireless", None, "downstream", "2024-05-01T15:05:00Z", "2024-05-21", "Harrow desk"),
    (Kind.HANDED_OFF, "Larkspur Wireless", "Beacon Tandem", None, "2024-05-01T15:05:00Z", "2024-05-21", "Harrow desk"),
    (Kind.ASKED, "Beacon Tandem", None, None, "2024-05-01T15:05:00Z", "2024-05-21", "Harrow desk"),
    (Kind.STATUS, "Beacon Tandem", None, "no-response", "2024-05-21", "2024-05-21", "Harrow desk"),
]


# --- columns -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("above", ["", "sep={}\n", "Log of the desk{}{}{}{}{}\n{}{}{}{}{}\n"])
def test_a_sheet_in_any_dialect(found: Any, delimiter: str, above: str) -> None:
    said = found(above.replace("{}", delimiter) + SHEET.replace(",", delimiter))
    assert facts(said) == EXPECTED
    assert {c.incident for c in claims(said)} == {"itg-20611"}
    first = above.count("\n") + 2
    assert [c.place.line_from for c in claims(said)] == [first] * 3 + [first + 1] * 2
    assert [(u.line_from, u.reason) for u in unread(said)] == ([(1, "words above the heading of the list")] if "Log" in above else [])
    assert not remarks(said)


def test_headings_are_compared_without_case_and_runs_of_blanks(found: Any) -> None:
    assert facts(found(SHEET.replace("Got it from", '" GOT  it\nFrom"'))) == EXPECTED


@pytest.mark.parametrize("names", [["B", "C", "D"], [2, 3, 4], ["Carrier", "C", 4]])
def test_columns_by_letter_or_number(found: Any, names: list[str | int]) -> None:
    map_ = MAP
    for old, new in zip(["Carrier", "Got it from", "Answer"], names, strict=True):
        map_ = map_.replace(f'"{old}"', f'"{new}"' if isinstance(new, str) else str(new))
    assert facts(found(SHEET, map_)) == EXPECTED
    without = map_.replace('"Carrier"', '"B"').replace('"Ticket"', '"A"').replace('"Asked"', '"E"').replace('"Answered"', '"F"')
    for delimiter in ",;\t|":
        said = found("".join(SHEET.replace(",", delimiter).splitlines(keepends=True)[1:]), without)
        assert facts(said) == EXPECTED
        assert [c.place.line_from for c in claims(said)] == [1, 1, 1, 2, 2]
    said = found(SHEET, without)
    assert facts(said) == EXPECTED
    assert [(u.line_from, u.reason) for u in unread(said)] == [
        (1, "no digit in any of the columns that the map names: a heading, as it seems")
    ]


def test_a_heading_that_looks_like_a_letter_is_a_heading(found: Any) -> None:
    sheet = "ID,A,ANI,Asked\n20611,Larkspur,2025550102,2024-05-02\n"
    map_ = '[columns]\nincident = "ID"\nprovider = "A"\ncaller = "ANI"\nasked_at = "D"\n' + CONSTANTS
    call, asked = claims(found(sheet, map_))
    assert (call.incident, call.caller, asked.provider, asked.valid_at) == ("itg-20611", "+12025550102", "Larkspur", "2024-05-02")
    with pytest.raises(BadDocument, match=r"^desk.csv has no column 'ID'.*: its headings are No, A, ANI, Asked$"):
        found(sheet.replace("ID", "No"), map_)


def test_a_cell_that_looks_like_a_letter_of_the_map_makes_no_heading(found: Any) -> None:
    said = found("1,Larkspur,A\n2,Orchid,B\n", '[columns]\nincident = "A"\nprovider = "B"\nhop_id = "C"\n' + CONSTANTS)
    assert [(c.incident, c.provider, c.hop) for c in claims(said)] == [("itg-1", "Larkspur", "A"), ("itg-2", "Orchid", "B")]


def test_one_column_may_be_two_fields_and_others_are_named(found: Any) -> None:
    said = found(SHEET, DATES + COLUMNS.replace('"Answered"', '"Asked"') + CONSTANTS + STATUS)
    assert {c.valid_at for c in claims(said) if c.provider == "Larkspur Wireless"} == {"2024-05-01T13:20:00Z"}
    assert [(u.line_from, u.reason) for u in unread(said)] == [(1, "columns that the map does not name: Answered")]


def test_a_heading_printed_again_and_cells_that_say_nothing(found: Any) -> None:
    said = found(SHEET + SHEET.splitlines()[0] + "\n20612,Pinfold Tel,N/A,-,n/a,None\n")
    assert facts(said)[:5] == EXPECTED
    assert facts(said)[5:] == [(Kind.STATUS, "Pinfold Tel", None, None, "2024-05-21", "2024-05-21", "Harrow desk")]
    assert [(u.line_from, u.reason) for u in unread(said)] == [(4, "the heading once more")]


def test_a_second_heading_in_another_order_is_followed(found: Any) -> None:
    second = "Ticket,Got it from,Carrier,Answer,Asked,Answered\n20612,Larkspur Wireless,Beacon Tandem,Passed on,,\n"
    other = "Carrier,Open,No Resp\nLarkspur Wireless,1,0\n"
    said = found(SHEET + second + other + SHEET.splitlines()[0] + "\n20613,Larkspur Wireless,Orchid,,,\n")
    assert facts(said)[:5] == EXPECTED
    assert [(c.incident, c.provider, c.upstream) for c in claims(said, Kind.HANDED_OFF)[1:]] == [
        ("itg-20612", "Beacon Tandem", "Larkspur Wireless"), ("itg-20613", "Larkspur Wireless", "Orchid"),
    ]  # fmt: skip
    assert [u.line_from for u in unread(said)] == [6, 7]


# --- what rows say -------------------------------------------------------------------------------------------------


def test_an_error_is_no_cell_that_says_nothing(found: Any) -> None:
    said = found(SHEET.replace("Beacon Tandem", "#N/A", 1))
    assert facts(said) == [each for each in EXPECTED if each[0] is not Kind.HANDED_OFF]
    assert [(u.line_from, u.reason) for u in unread(said)] == [(2, "received_from is an error of the spreadsheet: #N/A")]
    late = found(SHEET.replace("01.05.2024 09:20", "#VALUE!", 1))
    assert [(u.line_from, u.reason) for u in unread(late)] == [(2, "asked_at is an error of the spreadsheet: #VALUE!; the row is left out")]


def test_words_for_statuses(found: Any) -> None:
    said = found(SHEET + "20612,Pinfold Tel,,Closed,,\n20613,Pinfold Tel,,downstream,,\n20614,Pinfold Tel,,Lost,,\n", MAP + 'Closed = ""\n')
    assert [c.status for c in claims(said)[5:]] == [None, "downstream", None]
    assert [(u.line_from, u.reason[:22]) for u in unread(said)] == [(6, "no such status: Lost (")]


@pytest.mark.parametrize("skip", ["[4, 5]", '["total", "Sum of the desk"]', '[5, "Total"]'])
def test_rows_that_are_none(found: Any, skip: str) -> None:
    said = found(SHEET + "7,TOTAL,x,,,\n8,x,Sum of  the desk,,,\n9,Total Voice Ltd,,,,\n", f"skip = {skip}\n{MAP}")
    assert [(u.line_from, u.reason) for u in unread(said)] == [(4, "left out, as the map says"), (5, "left out, as the map says")]
    assert [c.provider for c in claims(said)[5:]] == ["Total Voice Ltd"]


@pytest.mark.parametrize(
    ("map_", "printed", "moment"),
    [
        ('dates = "%d.%m.%Y %H:%M"', "05.04.2024 09:20", "2024-04-05T09:20:00Z"),
        ('dates = "%m.%d.%Y %H:%M"', "05.04.2024 09:20", "2024-05-04T09:20:00Z"),
        ('dates = "%m/%d/%y %I:%M %p"\nzone = "Eastern"', "5/4/24 9:20 PM", "2024-05-05T01:20:00Z"),
        ('dates = ["%d.%m.%Y", "%d.%m.%Y %H:%M"]\nzone = "UTC-5"', "05.04.2024", "2024-04-05"),
        ('dates = ["%d.%m.%Y", "%d.%m.%Y %H:%M"]\nzone = "UTC-5"', "05.04.2024 23:00", "2024-04-06T04:00:00Z"),
        ('dates = "%Y%m%d %H%M %z"', "20240405 0920 -0400", "2024-04-05T13:20:00Z"),
        ('dates = "%d.%m.%Y"\nzone = "America/Chicago"', "2024-04-05 09:20:00", "2024-04-05T14:20:00Z"),  # a workbook's own
        ('dates = "%Y-%d-%m"', "2024-05-04", "2024-04-05"),  # and the constant beside it stays what it is
        ('zone = "Pacific"', "4/5/2024 9:20 AM", "2024-04-05T16:20:00Z"),
        ('zone = "Pacific"', "2024-04-05T09:20:00Z", "2024-04-05T09:20:00Z"),
        ("", "45413.5556", "2024-05-01T13:20:04Z"),
    ],
)
def test_dates_and_zones(found: Any, map_: str, printed: str, moment: str) -> None:
    said = found(f"Ticket,Carrier,Got it from,Answer,Asked,Answered\n1,A,,,{printed},\n", f"{map_}\n{COLUMNS}{CONSTANTS}")
    [asked] = claims(said, Kind.ASKED)
    assert asked.valid_at == moment
    unzoned = "T" in moment and not ("zone" in map_ or "%z" in map_ or printed.endswith("Z"))
    assert ["time-without-zone" in {remark.code for remark in remarks(said)}] == [unzoned]


@pytest.mark.parametrize(
    ("map_", "printed"),
    [
        ('dates = "%d.%m.%Y"', "5/4/2024"),
        ('dates = "%d.%m.%Y"', "04.13.2024"),
        ('dates = "%d.%m.%Y"', "next week"),
        ('dates = "%Y-%d-%m"', "2024-05-13"),  # the thirteenth of May in any other list
        ('dates = "%d.%m.%Y %H:%M"\nzone = "Eastern"', "10.03.2024 02:30"),  # no clock showed it
    ],
)
def test_a_row_whose_date_does_not_fit_is_unread(found: Any, map_: str, printed: str) -> None:
    said = found(f"Ticket,Carrier,Got it from,Answer,Asked,Answered\n1,A,B,,{printed},\n2,C,,,,\n", f"{map_}\n{COLUMNS}{CONSTANTS}")
    assert [c.provider for c in claims(said)] == ["C"]
    assert [(u.line_from, u.reason) for u in unread(said)] == [
        (2, f"asked_at does not fit {parse(map_ + COLUMNS).dates[0]}: {printed}; the row is left out")
    ]


def test_a_time_without_any_zone_is_remarked_on_and_the_heading_s_zone_counts(found: Any) -> None:
    sheet = "Ticket,Carrier,Asked\n1,A,05.04.2024 09:20\n"
    map_ = '\n[columns]\nincident = "Ticket"\nprovider = "Carrier"\nasked_at = "Asked"\n' + CONSTANTS
    said = found(sheet, 'dates = "%d.%m.%Y %H:%M"' + map_)
    assert [r.code for r in remarks(said)] == ["time-without-zone"]
    zoned = map_.replace('"Asked"', '"Asked (PT)"')
    said = found(sheet.replace("Asked", "Asked (PT)"), DATES + zoned)
    assert [c.valid_at for c in claims(said)] == ["2024-04-05T16:20:00Z"]
    assert not remarks(said)


def test_who_speaks_is_known_from_rows_further_down(found: Any) -> None:
    sheet = "Ticket,Carrier,Answer,Word of\n1,A Tel,downstream,B Tel\n1,B Tel,,\n2,Total,downstream,Cobalt\n2,Cobalt,,Sum\n"
    map_ = 'skip = ["Sum"]\n[columns]\nincident = 1\nprovider = "Carrier"\nstatus = 3\nstated_by = 4\n[constants]\nnoted_on = 2024-05-21\n'
    assert [(c.provider, c.on_word_of) for c in claims(found(sheet, map_))] == [("A Tel", None), ("B Tel", None), ("Total", "Total")]


# --- workbooks -----------------------------------------------------------------------------------------------------


def test_a_workbook_with_several_sheets(tmp_path: Path) -> None:
    rows = [line.split(",") for line in SHEET.splitlines()]
    path = xlsx(tmp_path / "desk.xlsx", {"Notes": [["who", "what"]], "Calls": rows})
    assert facts(load(path, f'sheet = "Calls"\n{MAP}')) == EXPECTED
    with pytest.raises(BadDocument, match=r"^desk.xlsx has no sheet 'calls': it has Notes, Calls; name one of these in the map$"):
        load(path, f'sheet = "calls"\n{MAP}')
    with pytest.raises(
        BadDocument, match=r"^desk.xlsx has 2 sheets that hold something \(Notes, Calls\): save the one .* or name it in a map"
    ):
        load(path, MAP)
    with pytest.raises(BadDocument, match=r"^desk.xlsx has no column 'Ticket' in its first 50 lines"):
        load(path, f'sheet = "Notes"\n{MAP}')


# --- what does not fit ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("colums = 1\n", "m.toml: there is no 'colums' in a map, but 'columns': it may have columns, constants, status, dates, zone, skip, sheet"),
        ("[columns]\nincident = 1\nprovider = 2\ncarrier = 3\n", "m.toml: under [columns] there is no 'carrier' in a hop list"),
        ("[columns]\nincident = 1\nprovider = 2\nrecieved_from = 3\n", "m.toml: under [columns] there is no 'recieved_from' in a hop list, but 'received_from': it may have incident, provider, "),
        ("[constants]\nupstream = 'x'\n", "m.toml: under [constants] there is no 'upstream' in a hop list"),
        ("[columns]\nincident = 1\n", "m.toml: nothing says what the provider is: name its column under [columns], as in provider = \"Heading\""),
        ("[columns]\nincident = 1\nprovider = 2\n[constants]\nprovider = 'A'\n", "m.toml: provider stands under [columns] and under [constants]: leave one out"),
        ("[columns]\nincident = ['A', 'B']\nprovider = 2\n", "m.toml: incident = ['A', 'B'] names no column: give one heading, letter or number, as in "),
        ("[columns]\nincident = true\nprovider = 2\n", "m.toml: incident = True names no column"),
        ("[columns]\nincident = 0\nprovider = 2\n", "m.toml: incident = 0 names no column"),
        ("[columns]\nincident = 16385\nprovider = 2\n", "m.toml: incident = 16385 names no column"),
        (f"[columns]\nincident = {'1' * 5000}\n", "m.toml is no TOML ("),
        ("[columns]\nincident = 1\nincident = 2\n", "m.toml is no TOML ("),
        ("[columns\n", "m.toml is no TOML ("),
        ("x = " + "[" * 3000, "m.toml is no TOML ("),
        ("columns = 3\n", "m.toml: columns is no table: write a line [columns], and below it"),
        ("dates = '%d.%m.'\n{}", "m.toml: dates = '%d.%m.' is no format of a whole date: made of day %d, "),
        ("dates = '%Y-%m-%q'\n{}", "m.toml: dates = '%Y-%m-%q' is no format of a whole date"),
        ("dates = '%Y-%m-%d %Z'\n{}", "m.toml: dates = '%Y-%m-%d %Z' is no format of a whole date"),
        ("dates = 'DD.MM.YYYY'\n{}", "m.toml: dates = 'DD.MM.YYYY' is no format of a whole date"),
        ("dates = 7\n{}", "m.toml: dates = 7 is not understood: give texts, as in dates = "),
        ("zone = 'Atlantis'\n{}", "m.toml: zone = 'Atlantis' is no time zone: give one, as in "),
        ("zone = 5\n{}", "m.toml: zone = 5 is no time zone"),
        ("skip = [1.5]\n{}", "m.toml: skip = [1.5] is not understood: give numbers of rows, and texts of cells, as in skip = [2, \"Total\"]"),
        ("skip = true\n{}", "m.toml: skip = True is not understood"),
        ("sheet = 2\n{}", "m.toml: sheet = 2 is no name: give the name of the workbook's sheet, as in sheet = \"Calls\""),
        ("{}[status]\nClosed = 'closed'\n", "m.toml: Closed = 'closed' is no status: choose one of open, downstream, "),
        ("{}[constants]\nnoted_on = '21/5/24'\n", "m.toml: noted_on = '21/5/24' is no date: write it like noted_on = 2024-05-21"),
        ("{}[constants]\nstatus = 'late'\n", "m.toml: status = 'late' is no status"),
        ("{}[constants]\nsource = ''\n", "m.toml: source = '' is no text"),
        ("{}[constants]\nsource = 'jo@orchid.example'\n", "line 5 of m.toml holds a login link, a token or a person's mail address: take it out"),
    ],
)  # fmt: skip
def test_a_map_that_is_wrong(wrong: str, said: str) -> None:
    with pytest.raises(BadInput) as error:
        parse(wrong.replace("{}", "[columns]\nincident = 1\nprovider = 2\n"), "m.toml")
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 500


def test_the_file_of_a_map(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MAP.replace("\n", "\r\n").encode())
    assert given(path).encode() == path.read_bytes(), "its hash is that of the file"
    assert parse(given(path)) == parse(MAP)
    path.write_bytes(b"# ok\n# caf\xe9\n" + MAP.encode())
    with pytest.raises(BadInput, match=r"^line 2 of .*m.toml is not UTF-8: save the map as UTF-8$"):
        given(path)
    path.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(BadInput, match=r"m.toml is larger than 64 kB: --map takes a map in TOML, not the sheet$"):
        given(path)
    with pytest.raises(BadInput, match=r"cannot be read \(.*\): --map takes a file in TOML$"):
        given(tmp_path)


@pytest.mark.parametrize(
    ("sheet", "map_", "said"),
    [
        (SHEET.replace("Carrier", "Carriers"), MAP, "desk.csv has no column 'Carrier', but 'Carriers': its headings are Ticket, Carriers, Got it from, Answer, Asked, Answered"),
        (SHEET, MAP.replace("Carrier", "Telco"), "desk.csv has no column 'Telco': its headings are Ticket, "),
        (SHEET, MAP.replace("Carrier", "G"), "desk.csv has no column 'G': its headings are Ticket, "),
        (SHEET, MAP.replace('"Carrier"', "7"), "desk.csv has no column 7: its headings are Ticket, "),
        (SHEET.replace("Answered", "Carrier"), MAP, "desk.csv has 2 columns headed 'Carrier': name one by its letter, B or F"),
        ("a,b\n1,2\n", MAP, "desk.csv has no column 'Ticket' in its first 50 lines: name its headings as they stand there"),
        ("Dear Sir,\nwe write\n", '[columns]\nincident = "A"\nprovider = "AC"\n', "desk.csv has no column 'AC' in its first 50 lines"),
        ("1,A\n2,B\n", "[columns]\nincident = 1\nprovider = 3\n", "desk.csv has no column C: its first rows have 2 cells at most"),
        ("Dear Sir,\nwe write\n", '[columns]\nincident = "A"\nprovider = 29\n', "desk.csv has no column AC: its first rows have 2 cells at most"),
    ],
)  # fmt: skip
def test_a_sheet_that_lacks_what_the_map_names(found: Any, sheet: str, map_: str, said: str) -> None:
    with pytest.raises(BadDocument) as error:
        found(sheet, map_)
    assert str(error.value).startswith(said)


def test_a_row_of_another_length_is_unread(found: Any) -> None:
    said = found(SHEET + "20612,Pinfold Tel\n")
    assert facts(said) == EXPECTED
    assert [u.reason for u in unread(said)] == ["2 cells where the header has 6"]
    said = found("1,Pinfold\n2,Orchid,more\n", '[columns]\nincident = "A"\nprovider = "B"\n' + CONSTANTS)
    assert [c.provider for c in claims(said)] == ["Pinfold"]
    assert [u.reason for u in unread(said)] == ["3 cells where the first row has 2"]


def test_a_list_without_any_day_on_which_it_was_known_is_refused(found: Any) -> None:
    with pytest.raises(BadDocument, match=r"^line 3 of desk.csv has neither noted_on nor answered_at"):
        found(SHEET, DATES + COLUMNS + STATUS)


def test_every_field_can_be_a_column(found: Any) -> None:
    sheet = ",".join(f"the {field}" for field in FIELDS) + "\n"
    sheet += "1,A,B,h1,open,2024-05-01,2024-05-02,2024-04-30,2025550102,2025550103,Parcel,phone,A,2024-05-03\n"
    said = claims(found(sheet, "[columns]\n" + "".join(f'{field} = "The {field}"\n' for field in FIELDS)))
    call = said[0]
    assert (call.call_at, call.caller, call.called, call.campaign, call.note) == (
        "2024-04-30", "+12025550102", "+12025550103", "Parcel", "source: phone",
    )  # fmt: skip
    assert [(c.kind, c.hop, c.known_at, c.valid_at) for c in said[1:]] == [
        (Kind.ASKED, "h1", "2024-05-03", "2024-05-01"), (Kind.STATUS, "h1", "2024-05-03", "2024-05-02"),
        (Kind.HANDED_OFF, "h1", "2024-05-03", "2024-05-02"),
    ]  # fmt: skip
