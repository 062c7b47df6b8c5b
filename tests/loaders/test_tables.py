"""Tables in the layouts that letters have: columns by their headings, cells by their places, rows whole or unread."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loaders.documents import assert_evidence, claims, remarks, text_document, unread
from tests.loaders.fcc_letters import Letter, write
from tracer import text
from tracer.loaders import fcc_letter
from tracer.loaders.tables import columns
from tracer.loaders.tables.headings import meaning
from tracer.model import Finding, Kind, Unread

ABOVE = write(Letter()).split("ATTACHMENT A")[0] + "ATTACHMENT A\n\n"


def read(*table: str) -> list[Finding]:
    document = text_document(ABOVE + "\n".join(table) + "\n")
    found = list(fcc_letter.load(document))
    assert_evidence(document, found)
    return found


def customers(found: list[Finding]) -> list[tuple[str, str | None]]:
    return [((c.incident or "").rsplit(".", 1)[1], c.upstream) for c in claims(found, Kind.HANDED_OFF)]


# --- headings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Customer", "customer"), ("Upstream Provider", "customer"), ("Received From", "customer"), ("Provider", "customer"),
        ("Source", "customer"), ("Client Name", "customer"), ("Provider response", None), ("Client consent", None),
        ("Call source", None), ("Provider role", None), ("Customer ID", None), ("Source of Recording", None),
        ("Upstream Number", None), ("Customer Contact", None), ("Provider Type", None), ("Downstream Provider", None),
        ("Date of Call", "call_at"), ("Call Date & Time (UTC)", "call_at"), ("Date", "call_at"), ("Date of Call (UTC-5)", "call_at"),
        ("Response Date", None), ("Date Blocked", None), ("Time Zone", "call_zone"), ("Time", "call_clock"),
        ("Date of ITG Notification", "notified"), ("Traceback Date", "notified"), ("ITG Traceback No.", "traceback"),
        ("Traceback #", "traceback"), ("Traceback", "traceback"), ("Caller #", "caller"), ("Customer #", None),
        ("Traceback Status", None), ("Caller ID", "caller"), ("Calling Party Number", "caller"), ("Caller Name", None),
        ("Originating Number", "caller"), ("Called Number", "called"), ("Called Party Provider", None), ("To", "called"),
        ("Description", "description"), ("Type of Call", "description"), ("Number Type", None), ("Campaign", "campaign"),
        ("Violation", "violation"), ("No.", "row"), ("", "row"), ("Moon Phase", None),
    ],
)  # fmt: skip
def test_what_a_heading_stands_for(heading: str, field: str | None) -> None:
    found = meaning(heading)
    assert (found.field if found else None) == field


def test_two_columns_for_one_field_are_a_remark_and_never_joined() -> None:
    found = read("Customer\tDate of Call\tUpstream Provider\tDescription", "Hollin\tMay 3, 2022\tOrchid Transit\tParcel Fee")
    assert customers(found) == [("1", "Hollin")]
    assert [(r.code, r.text) for r in remarks(found) if r.code == "column-twice"] == [
        ("column-twice", "the columns Customer and Upstream Provider stand for the same: only Customer is read")
    ]
    assert "Orchid" not in repr([c.upstream for c in claims(found)])


WORDS_BESIDE_NUMBERS = [
    ("Customer", "Date of Call", "Caller", "Caller ID", "Called Party", "Called Number", "Description"),
    ("Hollin Outreach", "May 3, 2022 14:05 UTC", "Loan Center", "2025550143", "J. Doe", "3125550118", "Parcel Fee"),
    ("No Response", "May 4, 2022 14:05 UTC", "Loan Center", "2025550144", "R. Roe", "3125550119", "Parcel Fee"),
]


@pytest.mark.parametrize(
    "table",
    [
        ["\t".join(row) for row in WORDS_BESIDE_NUMBERS],
        ["| " + " | ".join(row) + " |" for row in WORDS_BESIDE_NUMBERS],
        ["".join(cell.ljust(24) for cell in row) for row in WORDS_BESIDE_NUMBERS],
        [
            "\n".join(f"{label}: {cell}" for label, cell in zip(WORDS_BESIDE_NUMBERS[0], row, strict=True)) + "\n"
            for row in WORDS_BESIDE_NUMBERS[1:]
        ],
    ],
    ids=["tab", "pipe", "blank", "labels"],
)
def test_of_two_columns_for_one_number_that_with_the_numbers_is_read(table: list[str]) -> None:
    found = read(*table)
    assert [(c.caller, c.called) for c in claims(found, Kind.CALL)] == [
        ("+12025550143", "+13125550118"), ("+12025550144", "+13125550119"),
    ]  # fmt: skip
    assert [r.text for r in remarks(found) if r.code == "column-twice"] == [
        "the columns Caller ID and Caller stand for the same: only Caller ID is read",
        "the columns Called Number and Called Party stand for the same: only Called Number is read",
    ]


@pytest.mark.parametrize(("one", "other"), [("2025550143", "2025550199"), ("Anonymous", "Anonymous"), ("202-555-XXXX", "Loan Center")])
def test_of_two_columns_whose_cells_are_alike_the_plainer_heading_is_read(one: str, other: str) -> None:
    found = read("Customer\tDate of Call\tFrom\tCaller ID\tDescription", f"Hollin\tMay 3, 2022\t{other}\t{one}\tParcel Fee")
    assert [r.text for r in remarks(found) if r.code == "column-twice"] == [
        "the columns Caller ID and From stand for the same: only Caller ID is read"
    ]


def test_a_time_in_a_column_of_its_own_is_the_clock_of_the_date() -> None:
    found = read("Customer\tDate of Call\tTime (ET)\tDescription", "Hollin\tMay 3, 2022\t2:05 PM\tParcel Fee")
    assert [(c.call_at, c.doubts) for c in claims(found, Kind.CALL)] == [("2022-05-03T18:05:00Z", ())]


# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        (["8/24/2021", "08/25/21 1:05 PM"], ["2021-08-24", "2021-08-25T13:05:00Z"]),
        (["3/4/2021", "5/6/2021"], ["2021-03-04", "2021-05-06"]),
        (["3/4/2021", "24/8/2021"], ["2021-04-03", "2021-08-24"]),  # the second shows that the day comes first
        (["3/4/2021", "24/8/2021", "8/24/2021"], [None, "2021-08-24", "2021-08-24"]),  # both orders: 3/4 may be either
    ],
)
def test_slashed_dates_have_the_order_that_the_letter_shows(printed: list[str], read_as: list[str | None]) -> None:
    found = read("Customer\tDate of Call\tDescription", *(f"Hollin\t{date}\tParcel Fee" for date in printed))
    assert [c.call_at for c in claims(found, Kind.CALL)] == read_as
    assert len(unread(found)) == read_as.count(None)


@pytest.mark.parametrize(
    ("heading", "note", "read_as", "flagged"),
    [
        ("Date of Call", "", "2022-05-03T14:07:00Z", True),
        ("Date of Call (ET)", "", "2022-05-03T18:07:00Z", False),
        ("Date of Call (CST)", "", "2022-05-03T20:07:00Z", False),
        ("Date of Call", "All times are Pacific.", "2022-05-03T21:07:00Z", False),
        ("Date of Call", "All times have been converted from Eastern Time to UTC.", "2022-05-03T14:07:00Z", False),
        ("Date of Call", "Times are not in Eastern Time but in Mountain Time.", "2022-05-03T20:07:00Z", False),
        ("Date of Call", "All times are not in Eastern Time.", "2022-05-03T14:07:00Z", True),
        ("Date of Call (Central Time)", "All times are Pacific.", "2022-05-03T19:07:00Z", False),
        ("Date of Call", "The Eastern district asks for all files.", "2022-05-03T14:07:00Z", True),
    ],
)
def test_the_zone_of_a_heading_or_a_note(heading: str, note: str, read_as: str, flagged: bool) -> None:
    found = read(note, "", f"Customer\t{heading}\tDescription", "Hollin\tMay 3, 2022 14:07\tParcel Fee")
    [call] = claims(found, Kind.CALL)
    assert (call.call_at, call.doubts) == (read_as, ("time-without-zone",) if flagged else ())


# --- cells by their places -----------------------------------------------------------------------------------------

WRAPPED = """\
Customer      Date of        Caller ID     Called        Description
              Call                         Number
Hollin        March 1, 2024  2025550143    3125550118    Warranty
Outreach LLC  14:00 UTC
Tidewrack     March 2, 2024  2025550144    3125550119    Debt relief
Media         14:01 UTC
No Response   March 3, 2024  2025550145    3125550120    Warranty
              14:02 UTC""".split("\n")


def test_cells_over_several_lines() -> None:
    found = read(*WRAPPED)
    assert customers(found) == [("1", "Hollin Outreach LLC"), ("2", "Tidewrack Media")]
    assert [c.call_at for c in claims(found, Kind.CALL)] == [f"2024-03-0{k}T14:0{k - 1}:00Z" for k in (1, 2, 3)]
    assert [(c.place.line_from, c.place.line_to) for c in claims(found, Kind.CALL)] == [(35, 36), (37, 38), (39, 40)]
    assert not unread(found)


def test_a_line_that_crosses_the_columns_leaves_its_rows_unread_and_their_numbers_to_them() -> None:
    lines = [*WRAPPED[:5], "       x      x      x    x    xxxx    x     xxxx    x", *WRAPPED[5:]]
    found = read(*lines)
    assert customers(found) == []
    assert len(unread(found)) >= 3


def test_names_below_each_other_that_need_not_be_one_are_unread() -> None:
    found = read(
        "Customer                      Date of Call     Description",
        "Tidewrack Media Pvt. Limited  March 1, 2024    Parcel Fee",
        "Hollin                        March 2, 2024    Warranty",
        "Orchid",
        "Alder                         March 3, 2024    Warranty",
    )
    assert customers(found) == [("1", "Tidewrack Media Pvt. Limited")]  # or is it `Orchid Alder`?
    assert [u.reason for u in unread(found)] == [
        "lines below each other that need not be one cell",
        "cells are not set from the first line of each row on",
    ]


@pytest.mark.parametrize(
    ("parts", "cell", "certain"),
    [
        (["Hollin", "Outreach"], "Hollin Outreach", True),
        (["Vehicle Service War-", "ranty"], "Vehicle Service Warranty", False),
        (["Bank-", "Verify"], "Bank-Verify", True),
        (["Fi\u00ad", "nancial"], "Financial", True),
        (["COVID-19/", "Election"], "COVID-19/Election", True),
        (["Hollin /", "HO Contact"], "Hollin / HO Contact", True),
        (["47 CFR § 64.1200(a", ")"], "47 CFR § 64.1200(a)", True),
        ([], "", True),
    ],
)
def test_a_cell_out_of_its_lines(parts: list[str], cell: str, certain: bool) -> None:
    assert text.join(parts) == (cell, certain)


def test_headings_over_several_lines() -> None:
    found = columns.headings(["Date of ITG No-   Customer", "tification        Name"])
    assert [[words for words, _, _ in so_far] for so_far in found] == [
        ["Date of ITG No-", "Customer"], ["Date of ITG Notification", "Customer Name"],
    ]  # fmt: skip


@pytest.mark.parametrize("begun", ["Upstream", "                                                        CFR \u00a7"])
def test_what_a_row_begins_with_is_none_of_the_heading_above_it(begun: str) -> None:
    heading = "Customer              Date of Call      Description     Violation"
    found = read(heading, begun, "Hollin                March 2, 2024     Warranty Calls  47 U.S.C. \u00a7 227(b)")
    assert [(u.line_from, u.reason) for u in unread(found)] == [
        (34, "part of a row whose beginning is not certain"),
        (35, "cells are not set from the first line of each row on"),
    ]
    assert not claims(found, Kind.CALL)


def test_a_heading_whose_words_stand_between_those_beside_them_is_read_whole() -> None:
    found = read(
        "              Date of",
        "                              Date of",
        "Customer      ITG                              Description",
        "                              Call",
        "              Notification",
        "",
        "Hollin        March 3, 2024   March 2, 2024    Warranty",
        "Alder         March 5, 2024   March 4, 2024    Warranty",
    )
    assert [(c.incident or "").rsplit(".", 1)[1] for c in claims(found, Kind.ASKED)] == ["1", "2"]
    assert [c.valid_at for c in claims(found, Kind.ASKED)] == ["2024-03-03", "2024-03-05"]
    assert [c.call_at for c in claims(found, Kind.CALL)] == ["2024-03-02", "2024-03-04"]


def test_below_what_may_be_a_row_that_fits_no_column_no_row_has_a_certain_number() -> None:
    row = "Alder                 March 3, 2024     +12025550102     Parcel Fee"
    rows = [line for _ in range(29) for line in (row, "")]
    amiss = "Hollin 2024   x +12025550101+13125550108   Warranty xxxxxx   xxxxxxxxxxxxxxxx"
    found = read("Customer              Date of Call      Caller ID        Description", *rows, amiss, "", row)
    assert [number for number, _ in customers(found)] == [str(k) for k in range(1, 29)]
    assert [(u.line_from, u.reason) for u in unread(found)] == [
        (90, "a line below it does not fit the columns"),
        (92, "text between the rows of the table"),
        (94, "which row of the table it is is not certain"),
    ]


# --- nothing takes longer than its size ----------------------------------------------------------------------------

GROUPS = [
    "a",
    " ",
    "\t",
    "|",
    "1",
    "-",
    "/",
    "1/",
    "May ",
    "May 1, 2024  ",
    "  x",
    "1 ",
    "(",
    "\n",
    "x\n",
    "a  b\n",
    "Date of Call  Customer\n",
    "47 U.S.C. ",
    "sep=",
    '"',
]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("where", ["title", "heading", "row", "below"])
def test_100_kb_of_anything_in_any_place(group: str, where: str) -> None:
    noise = group * ((20_000 if "\n" in group else 100_000) // len(group))  # of short lines, fewer: each is told of by itself
    head, row = "Customer\tDate of Call\tDescription", "Hollin\tMay 3, 2022\tParcel Fee"
    lines = {"title": [noise, head, row], "heading": [head + noise, row], "row": [head, row + noise, row], "below": [head, row, noise]}[
        where
    ]
    document = text_document(ABOVE + "\n".join(lines))
    begun = time.process_time()
    for claim in claims(fcc_letter.load(document)):
        assert claim.place.line_from <= claim.place.line_to
    assert time.process_time() - begun < 4  # two seconds on an idle machine


ALONE = (
    "Customer                Date of Call   Caller ID    Called Number   Description",
    "                        May 3,         2025550143   3125550118      Parcel",
    "    {name}",
    "                        2022                                        Fee",
)


@pytest.mark.parametrize(
    ("names", "read_as"),
    [
        (["Hollin Outreach", "Orchid"], [("1", "Hollin Outreach"), ("2", "Orchid")]),
        (["Hollin Outreach", "Hollin of the Six Orchids", "Orchid"], [("1", "Hollin Outreach"), ("3", "Orchid")]),  # the second runs on
    ],
)
def test_a_name_that_stands_alone_in_its_line_is_not_cut_at_its_blank(names: list[str], read_as: list[tuple[str, str]]) -> None:
    """No other line has words just there: all are blank from its heading to the next."""
    heads, *row = ALONE
    assert customers(read(heads, "", *(line.format(name=name) for name in names for line in [*row, ""]))) == read_as


def test_what_a_page_holds_the_rest_of_is_not_read_without_it() -> None:
    """Of one row the date stands at the end of a page, and the law at the top of the next; of another it is a description."""
    heads, place = "Date of Call   Customer     Description   Caller ID    Violation", "{:<15}{:<13}{:<14}{:<13}{}"
    rows = [
        [
            place.format(f"May {k}, 2022", "Hollin", "Parcel", "2025550143", "47 U.S.C."),
            place.format("", "Outreach", "Fee", "", "227(b)"),
            "",
        ]
        for k in range(1, 9)
    ]
    date, rest = "May 9, 2022", [place.format("", "Hollin", "", "", "47 U.S.C."), place.format("", "Outreach", "", "", "227(b)"), ""]
    rows[1] = [place.format(date, "Hollin", "", "2025550143", "47 U.S.C. 227(b)"), heads, "", place.format("", "", "Parcel", "", ""), ""]
    rows[3] = [place.format(date, "", "Parcel", "2025550143", ""), place.format("", "", "Fee", "", ""), heads, "", *rest]
    found = read(heads, "", *(line for row in rows for line in row))
    assert [(c.incident or "").rsplit(".", 1)[1] for c in claims(found, Kind.CALL)] == ["1", "3", "5", "6", "7", "8"]


@given(st.lists(st.sampled_from([*WRAPPED, "", "x", "   Orchid", "Total  3", "14:00 UTC"]), max_size=14))
@settings(max_examples=60, deadline=None)
def test_no_name_is_put_together_from_two_rows(lines: list[str]) -> None:
    found = read(*WRAPPED[:2], *lines)
    # A line cut off leaves a shorter name; one name's second line, or a word, may truly stand below the other's first. Above it
    # may stand only what would have had no room beside it.
    name = re.compile(r"(?:Orchid )?(?:Hollin|Tidewrack|No Response)(?: x| Orchid)*(?: Outreach LLC| Media)?(?: x| Orchid)*")
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF) if not name.fullmatch(c.upstream or "")] == []


def test_words_above_a_row_that_would_have_had_room_in_it_leave_it_unread() -> None:
    found = read(*WRAPPED[:2], WRAPPED[4], "", "x", WRAPPED[2])
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Tidewrack"]
    assert [u.reason for u in found if isinstance(u, Unread)] == ["lines below each other that need not be one cell"]
    found = read(*WRAPPED[:2], WRAPPED[4], "", "Hollin Rowan", WRAPPED[3].replace("14:00 UTC", WRAPPED[2][14:]))
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Tidewrack", "Hollin Rowan Outreach LLC"]


HEADS = "Customer           Date of Call                Caller ID      Called Number   Description"
BESIDE = "{:<19}{:<28}{:<15}{:<16}{}"


def test_a_row_in_several_lines_of_which_one_runs_together_keeps_its_number() -> None:
    above, below = "Hollin {k}", "Outreach"
    rows = []
    for k in range(1, 9):
        rows += [BESIDE.format(above.format(k=k), f"March {k}, 2024", f"202-555-010{k}", f"312-555-014{k}", "Parcel Customs")]
        rows += [BESIDE.format(below, "14:05 UTC", "", "", "Fee"), ""]
    rows[6] = rows[6].replace("312-555-0143    Parcel", "312-555-0143XXXXParcel")
    found = read(HEADS, "", *rows)
    assert [number for number, _ in customers(found)] == ["1", "2", "4", "5", "6", "7", "8"]
    assert [u.reason for u in unread(found)] == ["text between the rows of the table"]


def test_a_title_of_a_law_alone_in_its_line_is_no_number_of_a_page() -> None:
    heads = "Customer      Date of Call             Description   Violation"
    rows = [
        line
        for k in range(1, 4)
        for line in (
            "                                                     47",
            f"Hollin {k}      March {k}, 2024 14:05     Parcel Fee    U.S.C. \u00a7",
            "                                                     227(b)",
            "",
        )
    ]
    notes = {(c.incident or "")[-1]: c.note for c in claims(read(heads, "", *rows), Kind.CALL)}
    assert notes == {str(k): "47 U.S.C. \u00a7 227(b)" for k in range(1, 4)}


def rows_of(found: list[Finding]) -> list[tuple[str, str | None]]:
    """Each row's number, and its customer, or that it says that nobody answered."""
    said = [c for c in claims(found) if c.place.row and (c.kind == Kind.HANDED_OFF or c.status)]
    return [((c.incident or "").rsplit(".", 1)[1], c.upstream or str(c.status)) for c in said]


def told(found: list[Finding]) -> list[tuple[int, int, str]]:
    """What is unread: its lines, counted from the first below the title of the attachment, and why."""
    first = ABOVE.count("\n")
    return [(u.line_from - first, u.line_to - first, u.reason.split(":")[0]) for u in unread(found)]


TABBED = "Customer\tDate of Call\tCaller ID\tDescription"
OTHER = "another table, about others or other calls than the first"


def tabbed(customer: str, day: int) -> str:
    return f"{customer}\tMay {day}, 2022 14:05 UTC\t2025550143\tParcel Fee"


# --- another table, and what only interrupts the first --------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        ["ATTACHMENT B: Calls originated by Orchid Transit LLC"],
        ["ATTACHMENT B"],
        ["ATTACHMENT B", "Calls that Orchid Transit LLC originated"],
        ["Appendix 2 \u2013 Other tracebacks", ""],
        ["ATTACHMENT A: Calls originated by Orchid Transit LLC"],
        ["Calls that Orchid Transit LLC originated"],
        ["Calls that were NOT transmitted by Quillon Gateway Ltd. (withdrawn)"],
        ["For comparison: calls of Orchid Transit LLC"],
        ["Orchid Transit"],
        ["The calls below were made by others."],
        ["Further calls transmitted by Quillon Gateway Ltd. for Orchid Transit LLC"],
    ],
)
@pytest.mark.parametrize("heading", [[], [TABBED], ["Provider asked\t" + TABBED]])
@pytest.mark.parametrize("gap", [[""], ["", "3", ""]])
def test_what_a_title_begins_between_rows_is_another_table(title: list[str], heading: list[str], gap: list[str]) -> None:
    wide = "Orchid\t" if heading and "asked" in heading[0] else ""
    below = [*title, "", *heading, wide + tabbed("No Response", 5), wide + tabbed("Hollin", 6)]
    above = [TABBED, tabbed("Hollin", 3), tabbed("No Response", 4), *gap]
    found = read(*above, *below)
    assert rows_of(found) == [("1", "Hollin"), ("2", "no-response")]
    assert told(found) == [(len(above) + 1, len(above) + len(below), OTHER)]


@pytest.mark.parametrize("title", ["Calls that Orchid Transit LLC originated", "Calls not transmitted by Quillon Gateway Ltd."])
def test_a_title_needs_no_blank_line_above_it(title: str) -> None:
    found = read(TABBED, tabbed("Hollin", 3), title, tabbed("No Response", 5))
    assert rows_of(found) == [("1", "Hollin")]
    assert told(found) == [(3, 4, OTHER)]


@pytest.mark.parametrize(
    "heads",
    [
        ["ATTACHMENT A"],
        ["ATTACHMENT A (continued)"],
        ["Attachment A, page 2 of 3"],
        ["ATTACHMENT A (Cont'd)"],
        ["Attachment A, continued"],
        ["Calls by Customer"],  # its title, printed again
        ["Federal Communications Commission          DA 24-511"],
        ["Federal Communications Commission\tFCC 24-12"],
        ["Federal Communications Commission   DA 24-511   May 18, 2024"],
        ["Quillon Gateway Ltd.", "June 14, 2022", "Page 5"],
        ["Quillon Gateway Ltd.     Page 5"],
        ["ATTACHMENT B: Further calls transmitted by Quillon Gateway Ltd."],
        ["More calls that Quillon Gateway originated, May 2022"],
    ],
)
@pytest.mark.parametrize("heading", [[], [TABBED]])
def test_the_head_of_a_page_only_interrupts_a_table(heads: list[str], heading: list[str]) -> None:
    found = read(
        "Calls by Customer", "", TABBED, tabbed("Hollin", 3), "", *heads, "", *heading, tabbed("No Response", 4), tabbed("Orchid", 5)
    )
    assert rows_of(found) == [("1", "Hollin"), ("2", "no-response"), ("3", "Orchid")]
    assert not unread(found)


@pytest.mark.parametrize(
    ("title", "goes_on"),
    [
        ("Table 2: Social Security Robocalls", True),
        ("Table 2: Calls of Orchid Transit LLC", False),
        ("Table 2: Other calls", False),
        ("List 2: Social Security Robocalls", False),
    ],
)
def test_a_next_table_of_the_same_calls_goes_on(title: str, goes_on: bool) -> None:
    found = read("Table 1: Parcel Robocalls", "", TABBED, tabbed("Hollin", 3), "", title, "", TABBED, tabbed("No Response", 4))
    assert rows_of(found) == [("1", "Hollin"), *([("2", "no-response")] if goes_on else [])]


def test_one_table_behind_several_titles_of_attachments_is_read() -> None:
    found = read("The rules.", "", "ATTACHMENT B", "", TABBED, tabbed("Hollin", 3), "", "ATTACHMENT B", "", tabbed("No Response", 4))
    assert rows_of(found) == [("1", "Hollin"), ("2", "no-response")]
    assert not unread(found)


def test_below_another_table_the_recipient_s_goes_on_where_its_title_says_so() -> None:
    other = ["ATTACHMENT B: Calls of Orchid Transit LLC", TABBED, tabbed("No Response", 4), ""]
    found = read(
        TABBED, tabbed("Hollin", 3), "", *other, "ATTACHMENT C: Calls transmitted by Quillon Gateway Ltd.", TABBED, tabbed("Alder", 5)
    )
    assert rows_of(found) == [("1", "Hollin"), ("2", "Alder")]
    assert told(found) == [(4, 6, OTHER)]


@pytest.mark.parametrize(
    "heading",
    ["Provider\tFRN\tRole\tTracebacks", "Provider\tDate of Notice\tFRN\tSubject", "Company\tRole\tTracebacks", "Company\tTracebacks"],
)
@pytest.mark.parametrize("gap", [[], [""]])
def test_headings_of_another_kind_are_no_row_and_begin_another_table(heading: str, gap: list[str]) -> None:
    wide = heading.count("\t")
    below = [f"{name}\t" + "\t".join(["April 2, 2024", "31000777", "gateway"][:wide]) for name in ("Orchid Transit LLC", "Alder Corp")]
    found = read(TABBED, tabbed("Hollin", 3), tabbed("No Response", 4), *gap, heading, *below)
    assert rows_of(found) == [("1", "Hollin"), ("2", "no-response")]
    assert told(found) == [(4 + len(gap), 6 + len(gap), OTHER)]


def test_a_second_table_set_with_blanks_or_one_cell_to_a_line_is_another_one_too() -> None:
    title = ["", "ATTACHMENT B: Calls originated by Orchid Transit LLC", ""]
    found = read(*WRAPPED, *title, *WRAPPED)
    assert rows_of(found) == [("1", "Hollin Outreach LLC"), ("2", "Tidewrack Media"), ("3", "no-response")]
    assert told(found) == [(10, 19, OTHER)]
    stacked = ["Customer", "Date of Call", "Description", "Hollin", "May 3, 2022", "Parcel Fee"]
    found = read(*stacked, *title, *stacked)
    assert rows_of(found) == [("1", "Hollin")]
    assert told(found) == [(8, 15, OTHER)]


GRID = ["Customer", "Date of Call (UTC)", "Caller ID", "Called\nNumber", "Description"]
GRID_ROWS = [
    ["Hollin\nOutreach", "May 3, 2022\n14:05", "2025550143", "3125550118", "Parcel Fee"],
    ["No Response", "May 4, 2022\n14:05", "2025550144", "3125550119", "Parcel\nFee"],
]


def bordered(rows: list[list[str]], *, under_heading: str = "=", between: bool = True) -> list[str]:
    """A table with borders above, below its heading, below its last row, and `between` the others."""
    border = "+".join(["", *(20 * "-" for _ in GRID), ""])
    lines = [border]
    for k, row in enumerate(rows):
        cells = [cell.split("\n") for cell in row]
        height = max(map(len, cells))
        lines += ["|" + "|".join(f" {(cell + height * [''])[n]:<19}" for cell in cells) + "|" for n in range(height)]
        lines += [border.replace("-", under_heading if not k else "-")] if not k or between or k + 1 == len(rows) else []
    return lines


@pytest.mark.parametrize("under_heading", ["=", "-"])
@pytest.mark.parametrize("heading", [GRID, [words.replace("\n", " ") for words in GRID]])
def test_between_two_borders_stands_one_row(heading: list[str], under_heading: str) -> None:
    found = read(*bordered([heading, *GRID_ROWS], under_heading=under_heading))
    assert [(c.call_at, c.caller, c.called, c.description) for c in claims(found, Kind.CALL)] == [
        ("2022-05-03T14:05:00Z", "+12025550143", "+13125550118", "Parcel Fee"),
        ("2022-05-04T14:05:00Z", "+12025550144", "+13125550119", "Parcel Fee"),
    ]
    assert customers(found) == [("1", "Hollin Outreach")]
    assert [(c.incident or "")[-1] for c in claims(found, Kind.STATUS) if c.status] == ["2"]
    assert not unread(found)
    assert not remarks(found)


def test_a_box_around_several_rows_leaves_each_line_one() -> None:
    rows = [
        ["Hollin", "May 3, 2022", "2025550143", "", "Fee"],
        ["Hollin 2", "", "2025550144", "", "Fee"],
        ["Hollin 3", "May 5, 2022", "", "", ""],
    ]
    for table in (bordered([GRID, *rows], between=False, under_heading="-"), bordered([GRID, *rows], between=False)):
        assert customers(read(*table)) == [("1", "Hollin"), ("2", "Hollin 2"), ("3", "Hollin 3")]
    pages = bordered([GRID, *rows[:2]], between=False, under_heading="-"), bordered([GRID, *rows[2:]], between=False, under_heading="-")
    assert customers(read(*pages[0], "", "2", "", *pages[1])) == [("1", "Hollin"), ("2", "Hollin 2"), ("3", "Hollin 3")]


@pytest.mark.parametrize(
    "row",
    [
        ["Hollin\nNo Response", "May 3, 2022\n", "", "", "Fee\nFee"],
        ["Hollin\nOutreach", "May 3, 2022\n", "2025550143\n2025550144", "", ""],
        ["Hollin\nOutreach", "early\nMay", "2025550143", "", ""],
    ],
)
def test_lines_between_two_borders_that_need_not_be_one_row_are_unread(row: list[str]) -> None:
    found = read(*bordered([GRID, row, GRID_ROWS[1]]))
    assert not customers(found)
    assert [reason for _, _, reason in told(found)] == ["lines between two borders that need not be one row"]


WITH_NUMBERS = "Customer\tDate of Call\tCaller ID\tCalled Number\tDescription"
NUMBERED = "{}\tMay {}, 2022\t202555014{}\t312555011{}\tParcel Fee".format


@pytest.mark.parametrize("head", ["Hollin Outreach", "No Response", "Hollin Outreach (1 call)", "End of table", "Source: ITG", "Loans"])
@pytest.mark.parametrize("cells", ["{}\t\t\t\t", "{}\t\t\t5\t"])
def test_a_row_with_nothing_of_a_call_is_none(head: str, cells: str) -> None:
    found = read(WITH_NUMBERS, NUMBERED("Hollin", 3, 3, 3), cells.format(head), NUMBERED("", 4, 4, 4), NUMBERED("No Response", 5, 5, 5))
    assert [(c.incident or "")[-1] for c in claims(found, Kind.CALL)] == ["1", "2", "3"]
    assert customers(found) == [("1", "Hollin")]
    assert [c.incident and c.incident[-1] for c in claims(found, Kind.STATUS) if c.status] == ["3"]
    assert told(found) == [(3, 3, "a row that tells of no call")]


@pytest.mark.parametrize(
    "row",
    ["Hollin\t\t\t3125550118\t", "Hollin\t\t2025550143\t\t", "Hollin\tMay 3, 2022\t\t\t", "Hollin\t\t\t\tParcel Fee"],
)
def test_a_row_with_something_of_a_call_is_one(row: str) -> None:
    found = read(WITH_NUMBERS, NUMBERED("Hollin", 3, 3, 3), row)
    assert customers(found) == [("1", "Hollin"), ("2", "Hollin")]
    assert not unread(found)


@pytest.mark.parametrize(
    "total", ["All\t\t\t2\t", "All customers\t\t\t5\t", "Sum\t\t\t5\t", "Overall total: 5 calls\t\t\t\t", "2 calls\t\t\t\t"]
)
def test_other_words_for_a_sum_make_no_call(total: str) -> None:
    found = read(WITH_NUMBERS, NUMBERED("Hollin", 3, 3, 3), NUMBERED("No Response", 4, 4, 4), total)
    assert [(c.incident or "")[-1] for c in claims(found, Kind.CALL)] == ["1", "2"]
    assert [reason for _, _, reason in told(found)] == ["a row of totals, no call"]


# --- notes and totals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        ["* Hollin denies that this call came from it."],
        ["\u00b9 On May 2, 2024 Quillon Gateway Ltd. answered the request", "of row 2."],
        ["[2] This traceback is still open."],
        ["\u2020 See 47 CFR \u00a7 64.1200. The customer was named later."],
    ],
)
@pytest.mark.parametrize("below", [True, False])
def test_a_note_that_says_something_is_unread_and_no_row_with_it(note: list[str], below: bool) -> None:
    rows = [tabbed("Hollin*", 3), "", *note, "", tabbed("No Response", 4)]
    found = read(TABBED, *(rows if not below else [rows[0], rows[-1], *rows[1:-2]]))
    assert rows_of(found) == [("1", "Hollin"), ("2", "no-response")]
    first = 5 if below else 4
    assert told(found) == [(first, first + len(note) - 1, "a note to the table that this loader does not read")]


@pytest.mark.parametrize(
    "note",
    [
        "\u00b9 See 47 CFR \u00a7 64.1200(k)(4).",
        "\u2074 See the rule named beside each call.",
        "* All times are Eastern.",
        "2 Id.",
        "\u00b2 Id. at 3.",
    ],
)
def test_a_note_that_only_cites_says_nothing(note: str) -> None:
    found = read(TABBED, tabbed("Hollin", 3), "", note, "", tabbed("No Response", 4))
    assert rows_of(found) == [("1", "Hollin"), ("2", "no-response")]
    assert not unread(found)


@pytest.mark.parametrize(
    "total",
    ["Total\t2\t\t", "Subtotal\t1", "Total for Hollin\t1", "Subtotal Hollin\t1\t\t", "Total calls\t2", "Number of calls\t2", "\t\tTotal\t2",
     "Calls\t2", "Total number of calls: 2", "Grand Total\t1,204 calls"],
)  # fmt: skip
@pytest.mark.parametrize("gap", [[], [""]])
def test_a_sum_takes_no_row_with_it(total: str, gap: list[str]) -> None:
    found = read(TABBED, tabbed("Hollin", 3), *gap, total, *gap, tabbed("No Response", 4), total)
    assert rows_of(found) == [("1", "Hollin"), ("2", "no-response")]
    at = 3 + len(gap)
    assert told(found) == [(line, line, "a row of totals, no call") for line in (at, at + 2 + len(gap))]


def test_a_customer_of_such_a_name_is_no_sum() -> None:
    found = read(TABBED, tabbed("Hollin", 3), tabbed("Total Voice LLC", 4), tabbed("Calls Voice", 5))
    assert rows_of(found) == [("1", "Hollin"), ("2", "Total Voice LLC"), ("3", "Calls Voice")]
    assert not unread(found)
