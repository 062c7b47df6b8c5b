"""Calls of an exhibit printed as blocks of labels and values: each read whole, or said to be unread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loaders.documents import claims, unread
from tests.loaders.test_passed_over import of_fcc
from tracer.loaders.tables import blocks, headings
from tracer.model import Finding, Kind

CALLS = [
    ("March 3, 2024 14:05 UTC", "202-555-0143", "Hollin Outreach LLC"),
    ("March 4, 2024 15:10 UTC", "202-555-0144", "Pinfold Networks"),
]


def calls(found: list[Finding]) -> list[tuple[str, str | None, str | None, str | None]]:
    """Number, time and caller of each call, and the customer that is named."""
    customer = {c.incident: c.upstream for c in claims(found, Kind.HANDED_OFF)}
    return [
        ((c.incident or "").rsplit(".", 1)[1], c.call_at, c.caller, customer.get(c.incident)) for c in claims(found, Kind.CALL)
    ]  # fmt: skip


READ = [
    ("1", "2024-03-03T14:05:00Z", "+12025550143", "Hollin Outreach LLC"),
    ("2", "2024-03-04T15:10:00Z", "+12025550144", "Pinfold Networks"),
]
BESIDE = "Date of Call: {}\nCalling Number: {}\nCustomer: {}"
BELOW = "Date of Call:\n{}\nCalling Number:\n{}\nCustomer:\n{}"
IN_A_LINE = "Call Date: {} | Caller: {} | Customer: {}"


@pytest.mark.parametrize("form", [BESIDE, BELOW, IN_A_LINE, BESIDE.replace("\n", "\n\n"), f"Call No. 7\n{BESIDE}", f"- {BESIDE}"])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n"])
def test_a_block_is_a_call(form: str, between: str) -> None:
    found = of_fcc(table="Exhibit A\n\n" + between.join(form.format(*call) for call in CALLS))
    assert calls(found) == READ
    assert unread(found) == []


def test_a_silence_in_a_block_is_one() -> None:
    found = of_fcc(table=BESIDE.format(*CALLS[0][:2], "No Response"))
    assert [c.reading for c in claims(found, Kind.STATUS) if c.status] == ['the letter\'s column "Customer" reads "No Response"']


@pytest.mark.parametrize(
    "table",
    [
        "\n\n".join((BESIDE.format(*CALLS[0]), BESIDE.format(*CALLS[1]) + "\nof Port Ellery")),  # the name goes on
        "\n\n".join((BESIDE.format(*CALLS[0]), BESIDE.format(*CALLS[1]).replace("\nCustomer", "\n\nCustomer"))),  # of which call?
        "\n\n".join((BESIDE.format(*CALLS[0]), "Date of Call: March 4, 2024 15:10 UTC\nsee below\nCalling Number: 202-555-0144")),
    ],
)
def test_a_block_that_may_hold_other_words_is_unread(table: str) -> None:
    found = of_fcc(table=table)
    assert calls(found) == READ[:1]
    assert len([u for u in unread(found) if "what they belong to is not certain" in u.reason]) == 1


def test_below_a_block_that_may_be_two_calls_no_call_has_a_number() -> None:
    two = f"{BESIDE.format(*CALLS[0])}\nCalling Number: 202-555-0199\nCustomer: Marrowstone Tel"
    found = of_fcc(table="\n\n".join((BESIDE.format(*CALLS[0]), two, BESIDE.format(*CALLS[1]))))
    assert calls(found) == READ[:1]
    assert len([u for u in unread(found) if "a label above it may be missing" in u.reason]) == 2


def test_the_header_of_a_mail_is_no_call() -> None:
    mail = "From: Milo Harte\nTo: Una Pell <una@pell.example>\nDate: March 3, 2024\nSubject: our calls\nCustomer: Hollin Outreach LLC"
    assert claims(of_fcc(table=mail), Kind.CALL) == []
    assert claims(of_fcc(table="From: Milo Harte\nTo: Una Pell\nDate: March 3, 2024\nSubject: our mails"), Kind.CALL) == []


@given(
    st.lists(
        st.sampled_from(["Date of Call: March 3, 2024", "Customer: A LLC", "Caller: 202-555-0143", "", "Customer:", "A LLC", "Call 2"]),
        max_size=14,
    )
)
def test_whatever_stands_below_each_other_each_line_is_in_one_call_at_most(lines: list[str]) -> None:
    read = [*blocks.read(lines, 0, headings.meaning, headings.enough, headings.settle)][1:]
    used = [i for each in read for i in each.lines]  # type: ignore[union-attr]
    assert used == sorted(set(used))
    assert not read or {i for i, line in enumerate(lines) if ":" in line and line.startswith("Date")} <= set(used)
