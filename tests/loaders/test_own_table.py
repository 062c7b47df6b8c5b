"""A letter against its own table: what differs is said with both places, what need not differ is not."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any

import pytest

from tests.loaders.documents import paged_document, remarks, text_document
from tests.places import EXAMPLES, SAMPLES
from tracer.readers import read

LOADER: Any = entry_points(group="tracer.loaders")["fcc_letter"].load()

HEAD = """Federal Communications Commission
Enforcement Bureau

June 12, 2024

Quillon Gateway Ltd.
48 Harbour Reach, Suite 9
Port Ellery, WN 00017

Dear Ms. Varga:

The Bureau has found that Quillon Gateway Ltd. (Quillon) is apparently transmitting unlawful robocalls.

{}

Sincerely,

Marit Solheim

ATTACHMENT A

Customer\tDate of Call\tDescription\tViolation
"""
LAW = "47 U.S.C. § 227(b)"
ROWS = [
    f"Hollin Outreach\tMay 2, 2024 16:41 UTC\tParcel Fee\t{LAW}",
    f"No Response\tMay 3, 2024 18:02 UTC\tParcel Fee\t{LAW}",
    f"No Response\tMay 9, 2024 18:02 UTC\tParcel Fee\t{LAW}",
    f"Hollin Outreach\tMay 12, 2024 19:15 UTC\tParcel Fee\t{LAW}",
]
TEXT, TABLE = "line 14", "lines 23–26"


def told(says: str, rows: list[str] = ROWS) -> list[str]:
    found = list(LOADER.load(text_document(HEAD.format(says) + "\n".join(rows) + "\n")))
    differ = [remark for remark in remarks(found) if remark.code == "table-differs"]
    assert all((remark.line_from, remark.line_to) == (14, 14) for remark in differ)
    return [remark.text for remark in differ]


# --- how many ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ("Attachment A lists 30 calls that were traced.", "30 calls"),
        (
            "The consortium traced five (5) unlawful prerecorded robocalls, listed in Attachment A.",
            "five (5) unlawful prerecorded robocalls",
        ),
        ("We looked at the twenty-eight calls identified in the attached list.", "twenty-eight calls"),
        ("The consortium conducted 3 tracebacks, as set out in Attachment A.", "3 tracebacks"),
        ("Attachment A shows a total of 1,004 calls.", "1,004 calls"),
        ("At least five calls of Quillon's are meant; by May 3 Attachment A listed at least five calls.", "at least five calls"),
    ],
)
def test_another_number_of_calls_is_told(says: str, words: str) -> None:
    assert told(says) == [f"the text says “{words}” ({TEXT}), its table has 4 rows ({TABLE})"]


@pytest.mark.parametrize(
    "says",
    [
        "Attachment A lists four calls that were traced.",
        "Attachment A lists at least three calls.",
        "Attachment A lists no fewer than 4 calls.",
        "Attachment A lists some of the 30 calls that were traced.",
        "Attachment A lists 30 calls, including those of other customers.",
        "Attachment A lists about 30 calls.",
        "The consortium traced 30 calls. Attachment A lists examples.",
        "The consortium traced 30 calls.",  # not said to be those of the table
        "For two calls in Attachment A the customer gave no reason.",
        "Two calls in Attachment A were made to a hospital.",
        "Attachment A describes 30 calls per second.",
        "Attachment A shows that Quillon carried 30 million calls.",
        "If Attachment A lists 30 calls, tell us.",
        "The Bureau has not identified 30 calls in Attachment A.",
        "Within 30 days, stop the calls of Attachment A.",
        "Attachment A lists calls that violate 47 CFR 64.1200.",
    ],
)
def test_what_need_not_differ_is_not_told(says: str) -> None:
    assert told(says) == []


def test_rows_that_could_not_be_read_count_as_rows_that_may_be() -> None:
    broken = [*ROWS, f"Hollin Outreach\tMay 12, 2024 19:15 UTC\tParcel Fee\tmore\tand more\t{LAW}"]  # dated, so a row
    assert told("Attachment A lists five calls.", broken) == []
    assert told("Attachment A lists four calls.", broken) == ["the text says “four calls” (line 14), its table has 5 rows (lines 23–26)"]
    loose = [*ROWS, f"Hollin Outreach\tsoon\t{LAW}"]
    for number in ("four", "five"):
        assert told(f"Attachment A lists {number} calls.", loose) == []
    assert told("Attachment A lists six calls.", loose) == ["the text says “six calls” (line 14), its table has 4 to 5 rows (lines 23–26)"]


# --- how many without an answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "has"),
    [
        (
            "Quillon did not respond to 3 of the 4 traceback requests listed in Attachment A.",
            "4 rows, and 2 rows without an answer (lines 24–25)",
        ),
        (
            "Quillon did not respond to 2 of the 5 traceback requests listed in Attachment A.",
            "4 rows, and 2 rows without an answer (lines 24–25)",
        ),
        (
            "Quillon did not respond to at least 3 traceback requests listed in Attachment A.",
            "4 rows, and 2 rows without an answer (lines 24–25)",
        ),
        (
            "Quillon did not respond to 1 of the traceback requests listed in Attachment A.",
            "4 rows, and 2 rows without an answer (lines 24–25)",
        ),
    ],
)
def test_another_number_of_silences_is_told(says: str, has: str) -> None:
    assert told(says) == [f"the text says “{says}” ({TEXT}), its table has {has}"]


def test_silences_where_the_table_has_none() -> None:
    says = "Quillon did not respond to 3 traceback requests listed in Attachment A."
    assert told(says, [ROWS[0], ROWS[3]]) == [f"the text says “{says}” ({TEXT}), its table has 2 rows, and 0 rows without an answer"]


def test_a_sentence_after_one_on_the_table() -> None:
    after = "It did not respond to 3 traceback requests."
    assert told(f"Attachment A lists the requests that Quillon got. {after}") == [
        f"the text says “{after}” ({TEXT}), its table has 4 rows, and 2 rows without an answer (lines 24–25)"
    ]
    assert told(f"Quillon got many requests. {after}") == []


@pytest.mark.parametrize(
    "says",
    [
        "Quillon did not respond to 2 of the 4 traceback requests listed in Attachment A.",
        "Quillon did not respond to at least 2 traceback requests listed in Attachment A.",
        "Quillon did not respond to about 3 traceback requests listed in Attachment A.",
        "Since January 2024, Quillon did not respond to 30 traceback requests, beside those listed in Attachment A.",
        "Quillon did not respond to 30 traceback requests.",
        "Fernwick Voice did not respond to 3 of the traceback requests listed in Attachment A.",
        "Quillon did not fail to respond to 3 of the traceback requests listed in Attachment A.",
        "Quillon did not respond to 3 traceback requests, some of them listed in Attachment A.",
    ],
)
def test_silences_that_need_not_differ(says: str) -> None:
    assert told(says) == []


# --- from when to when ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("between", "has"),
    [
        ("Between May 3, 2024 and May 12, 2024", "a call of 2024-05-02 in row 1 (line 23)"),
        ("From May 3, 2024 through May 9, 2024", "a call of 2024-05-02 in row 1 (line 23), a call of 2024-05-12 in row 4 (line 26)"),
        ("Between June 2024 and July 2024", "a call of 2024-05-02 in row 1 (line 23), a call of 2024-05-03 in row 2 (line 24), a call of 2024-05-09 in row 3 (line 25) and 1 more"),
    ],
)  # fmt: skip
def test_rows_outside_of_the_dates_are_told(between: str, has: str) -> None:
    says = f"{between}, the consortium traced calls that a honeypot had flagged."
    for paragraph in (f"{says} They are listed in Attachment A.", f"Attachment A has the calls. {says}"):
        assert told(paragraph) == [f"the text says “{says}” ({TEXT}), its table has {has}"]


@pytest.mark.parametrize(
    "says",
    [
        "Between May 2, 2024 and May 12, 2024, the consortium traced calls listed in Attachment A.",
        "Between May 2024 and June 2024, the consortium traced calls listed in Attachment A.",
        "From 2024 to 2025 the consortium traced calls listed in Attachment A.",
        "Since May 9, 2024, the consortium traced calls listed in Attachment A.",
        "Between June 1, 2024 and June 3, 2024, the consortium notified Quillon of the traced calls in Attachment A.",
        "Between June 1, 2024 and June 3, 2024, Quillon's officers travelled. Attachment A has the traced calls.",
        "Unless between June 1, 2024 and June 3, 2024 the calls of Attachment A were traced, act.",
        "Between June 1, 2024 and June 3, 2024, the consortium traced calls.",
    ],
)
def test_dates_that_need_not_differ(says: str) -> None:
    assert told(says) == []


# --- which table, which page ---------------------------------------------------------------------------------------


def test_of_two_tables_nothing_is_told() -> None:
    second = ["", "ATTACHMENT B", "", "Upstream\tDate of Call\tCampaign", "Hollin\tMay 2, 2024\tParcel", "Hollin\tMay 2, 2024\tParcel"]
    assert told("Attachment A lists 30 calls.") != []
    assert told("Attachment A lists 30 calls.", [*ROWS, *second]) == []


def test_places_on_pages() -> None:
    letter, table = HEAD.format("Attachment A lists 30 calls.").split("ATTACHMENT A\n")
    pages = [letter, f"ATTACHMENT A\n{table}" + "\n".join(ROWS[:2]), "\n".join(ROWS[2:])]
    [found] = [r for r in remarks(LOADER.load(paged_document(pages))) if r.code == "table-differs"]
    assert found.text == "the text says “30 calls” (page 1, line 14), its table has 4 rows (page 2, lines 4–page 3, line 2)"


def test_the_specimen_agrees_with_its_table() -> None:
    document = read(EXAMPLES / "fcc_letter.txt", name="fcc_letter.txt", sha256="0" * 64)
    assert "table-differs" not in {remark.code for remark in remarks(LOADER.load(document))}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples beside the source tree")
def test_the_samples_differ_in_one_row_alone() -> None:
    said = {}
    for path in sorted(SAMPLES.glob("fcc_letter*.txt")):
        document = read(path, name=path.name, sha256="0" * 64)
        said[path.name] = [r.text for r in remarks(LOADER.load(document)) if r.code == "table-differs"]
    one, two = said.values()
    assert one == []
    [text] = two
    assert text.endswith(" (lines 29–37), its table has a call of 2021-08-23 in row 7 (line 91)")
