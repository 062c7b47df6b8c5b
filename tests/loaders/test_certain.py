"""Cells that may be read in two ways, and rows that a page shares with the next one."""

from __future__ import annotations

import pytest

from tracer.loaders.tables import certain, headings
from tracer.loaders.tables.cells import LAW, NAME, NUMBER, TEXT, TIME, Column, Header, Left, TableRow
from tracer.loaders.tables.printed import read
from tracer.text import CUT

HEADER = Header(
    (
        Column("customer", NAME, "Customer"),
        Column("call_at", TIME, "Date of Call"),
        Column("caller", NUMBER, "Caller ID"),
        Column("description", TEXT, "Description"),
        Column("violation", LAW, "Violation"),
    ),
    "tab",
    0,
    0,
)


def settled(*others: str, text: str = "", **cells: str) -> dict[str, str] | str:
    """`others`: names in other rows; `text`: what stands outside the table."""
    known = certain.Printed(HEADER, [TableRow({"customer": name}, (2,)) for name in others], text.split("\n"))
    found = certain.settled(HEADER, TableRow(cells, (1,)), known)
    return found.reason if isinstance(found, Left) else {**found.cells, **({"guess": found.guess} if found.guess else {})}


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        (f"May 3, 2022{CUT}14:05 UTC", "May 3, 2022 14:05 UTC"),
        (f"May 3, 20{CUT}22 14:05 UTC", "May 3, 2022 14:05 UTC"),
        (f"May 3, 2022 1{CUT}4:05 UTC", "May 3, 2022 14:05 UTC"),
        (f"May 3, 2022 14:05{CUT}UTC", "May 3, 2022 14:05 UTC"),
    ],
)
def test_a_date_that_only_one_way_makes_is_read_in_that(printed: str, read: str) -> None:
    found = settled(call_at=printed)
    assert isinstance(found, dict)
    assert certain._dates(found["call_at"]) == certain._dates(read)


def test_a_date_that_makes_two_or_none_is_unread() -> None:
    assert (
        settled(call_at=f"May 3, 2022 14:0{CUT}5 U{CUT}TC x") == "a date that may be cut at the edge of its cell: May 3, 2022 14:0 5 U TC x"
    )
    assert settled(call_at=f"5/3/20{CUT}22, 5/4/2022") == {"call_at": "5/3/2022, 5/4/2022"}


def test_a_name_is_unread_a_text_left_out_and_a_number_joined() -> None:
    assert settled(customer=f"Nine Elms Telepho{CUT}ny") == "a name that may be cut at the edge of its cell: Nine Elms Telepho ny"
    assert settled(caller=f"+12025550{CUT}100") == {"caller": "+12025550 100"}
    assert settled(description=f"Debit Card $499{CUT}99") == {
        "description": "", "guess": "a word may be cut at the edge of its cell, which is left out: Debit Card $499 99",
    }  # fmt: skip
    assert settled(description=f"Disconn{CUT}ection") == {
        "description": "", "guess": "a word may be cut at the edge of its cell, which is left out: Disconn ection",
    }  # fmt: skip


def test_a_number_with_what_ran_into_it_is_none() -> None:
    assert settled(caller="+12025550100+13125550140") == "a number that runs into the next cell: +12025550100+13125550140"
    assert settled(caller="+12025550100Customs") == "a number that runs into the next cell: +12025550100Customs"
    assert settled(caller="+12025550100x23") == {"caller": "+12025550100x23"}


def rows(*lines: str) -> list[tuple[str | None, str | None, str | None] | str]:
    """Of each row its customer, date and caller; of what is left over the reason."""
    found = read(lines, headings.meaning, headings.enough, headings.settle)
    return [
        each.reason if isinstance(each, Left) else (each.cells.get("customer"), each.cells.get("call_at"), each.cells.get("caller"))
        for each in found
        if not isinstance(each, Header)
    ]


HEADING = "Customer\tDate of Call\tCaller ID\tDescription\tViolation"
LAW = "47 U.S.C. § 227(b); 47 CFR §"


def test_a_row_that_a_page_shares_with_the_next_is_one_and_unread() -> None:
    whole = f"Q7Lines\tMay 3, 2022 14:05 UTC\t+12025550101\tFee\t{LAW} 64.1200(a)"
    rest = "a row that goes on after a break in the table"
    first = f"Nine Elms\tMay 2, 2022 14:05\t+12025550100\tCustoms\t{LAW}"
    assert rows(HEADING, first, "", HEADING, "Telephony\tUTC\t\tFee\t64.1200(a)", whole) == [
        rest,
        ("Q7Lines", "May 3, 2022 14:05 UTC", "+12025550101"),
    ]
    assert rows(HEADING, first, "Telephony\tUTC\t\tFee\t64.1200(a)", whole) == [rest, ("Q7Lines", "May 3, 2022 14:05 UTC", "+12025550101")]
    assert rows(HEADING, whole, f"Q7Lines\tunknown\t\t\t{LAW} 64.1200(a)")[1] == ("Q7Lines", "unknown", "")


def test_a_row_whose_cells_may_stand_above_a_break_is_unread_and_counted() -> None:
    whole = f"Q7Lines\tMay 3, 2022 14:05 UTC\t+12025550101\tFee\t{LAW} 64.1200(a)"
    part = f"\tMay 4, 2022 14:05 UTC\t\tFee\t{LAW} 64.1200(a)"
    read = ("Q7Lines", "May 3, 2022 14:05 UTC", "+12025550101")
    assert rows(HEADING, whole, "", "  Nine Elms      +12025550100", "", HEADING, part, whole) == [
        read, "text between the rows of the table", "a row that may begin above a break in the table", read,
    ]  # fmt: skip


SPACED = "Customer          Date of Call           Caller ID     Description"


def spaced(*lines: tuple[str, str, str, str]) -> list[str]:
    return [f"{a:<18}{b:<23}{c:<14}{d}".rstrip() for a, b, c, d in lines]


def test_lines_that_may_begin_the_next_row_leave_both_unread() -> None:
    """Nothing between the rows, and nothing that shows whether cells stand at the top or on the floor of them."""
    body = spaced(
        ("Quillon Gate Ltd.", "May 3, 2022 14:05 UTC", "+12025550101", "Fee"),
        ("Hollin Outreach", "", "", ""),
        ("Telecommunication", "May 4, 2022 14:05 UTC", "+12025550102", "Fee"),
        ("Q7Lines", "May 5, 2022 14:05 UTC", "+12025550103", "Fee"),
    )
    doubt = "cells are not set from the first line of each row on"
    assert rows(SPACED, *body) == [doubt, doubt, ("Q7Lines", "May 5, 2022 14:05 UTC", "+12025550103")]


def test_the_last_line_of_a_table_shows_that_cells_stand_at_the_top() -> None:
    body = spaced(
        ("Quillon Gate Ltd.", "May 3, 2022 14:05 UTC", "+12025550101", "Fee"),
        ("Hollin Outreach", "", "", ""),
        ("Telecommunication", "May 4, 2022 14:05 UTC", "+12025550102", "Fee"),
        ("Incorporated", "", "", ""),
    )
    assert rows(SPACED, *body) == [
        ("Quillon Gate Ltd. Hollin Outreach", "May 3, 2022 14:05 UTC", "+12025550101"),
        ("Telecommunication Incorporated", "May 4, 2022 14:05 UTC", "+12025550102"),
    ]


def test_a_heading_whose_words_are_cut_is_known() -> None:
    heading = f"Custo{CUT}mer\tDate of{CUT}Ca{CUT}ll\tCaller ID\tDescription"
    assert rows(heading, "Q7Lines\tMay 3, 2022\t+12025550101\tFee") == [("Q7Lines", "May 3, 2022", "+12025550101")]


def test_digits_of_a_law_are_joined_and_what_is_cut_in_a_law_or_a_text_is_left_out() -> None:
    assert settled(violation=f"47{CUT}CFR \u00a7 64.120{CUT}0(a)") == {"violation": "47 CFR \u00a7 64.1200(a)"}
    assert settled(violation=f"Teleph{CUT}one Act") == {
        "violation": "", "guess": "a word may be cut at the edge of its cell, which is left out: Teleph one Act",
    }  # fmt: skip


@pytest.mark.parametrize("law", ["47 U.S.C. § 227(b); 47", "47 U.S.C. § 227(b);", "47 CFR", "47 CFR § 64.1200(a) and", "47 U.S.C. §"])
def test_a_row_whose_law_is_not_told_to_its_end_is_unread(law: str) -> None:
    assert settled(violation=law) == f"a law that goes on elsewhere: {law}"


@pytest.mark.parametrize("law", ["47 U.S.C. § 227(b)", "47 CFR § 64.1200(a); 16 CFR § 310", "TCPA", "47 U.S.C. § 227, 47 CFR § 64.1200"])
def test_a_law_that_is_told_to_its_end_stays(law: str) -> None:
    assert settled(violation=law) == {"violation": law}


CUT_NAME = f"Nine Elms Telepho{CUT}ny, Inc."


@pytest.mark.parametrize(
    ("others", "words", "name"),
    [
        (("Nine Elms Telephony, Inc.",), "", "Nine Elms Telephony, Inc."),
        ((), "as Nine Elms Telephony, Inc.\nsays", "Nine Elms Telephony, Inc."),
        ((), "as Nine  Elms\nTelephony, Inc. says", "Nine Elms Telephony, Inc."),
        (("Nine Elms Telepho ny, Inc.",), "", "Nine Elms Telepho ny, Inc."),
        (("Nine Elms Telephony, Inc.",), "not Nine Elms Telepho ny, Inc.", None),  # both are printed
        (("Nine Elms Telephony",), "the Nine Elms", None),
        ((CUT_NAME,), CUT_NAME, None),  # cut there as well
        (("Nine Elms Telephony, Inc. of Ohio",), "", None),
        ((), "Cornine Elms Telephony, Inc.", None),
    ],
)
def test_a_name_that_is_cut_reads_as_it_is_printed_whole_elsewhere(others: tuple[str, ...], words: str, name: str | None) -> None:
    unread = "a name that may be cut at the edge of its cell: Nine Elms Telepho ny, Inc."
    assert settled(*others, text=words, customer=CUT_NAME) == ({"customer": name} if name else unread)


def test_words_that_nobody_answered_are_known_though_they_are_cut() -> None:
    assert settled(customer=f"No Res{CUT}ponse") == {"customer": "No Response"}
    assert settled(customer=f"N{CUT}o Re{CUT}sponse") == {"customer": "No Response"}
    assert settled(customer=f"No Reser{CUT}ve Telecom") == "a name that may be cut at the edge of its cell: No Reser ve Telecom"
