"""Orders of the FCC: which companies, what the order does to each, by when; and what is made of none of them."""

from __future__ import annotations

import pytest

from tests.loaders.documents import assert_evidence, claims, heading, text_document, unread
from tests.places import SPECIMENS
from tracer.errors import BadDocument
from tracer.loaders import ag_notice, fcc_letter, fcc_order, ftc_letter
from tracer.model import Due, Finding, Kind


def text(name: str) -> str:
    return SPECIMENS.joinpath(name).read_text(encoding="utf-8")


def read(words: str) -> list[Finding]:
    document = text_document(words)
    assert [loader for loader in (ag_notice, fcc_letter, fcc_order, ftc_letter) if loader.recognise(document)] == [fcc_order]
    found = list(fcc_order.load(document))
    assert_evidence(document, found)
    return found


def acted(found: list[Finding]) -> list[tuple[str | None, str | None, str | None, tuple[Due, ...]]]:
    return [(c.provider, c.action_kind, c.valid_at, c.due) for c in claims(found, Kind.ACTED)]


def test_a_removal_order_is_an_action_against_each_of_its_companies() -> None:
    found = read(text("removal_order.txt"))
    assert (heading(found).recipient, heading(found).dated) == ("3 companies", "2024-05-07")
    assert acted(found) == [
        (name, "removal", "2024-05-07", ()) for name in ("Brightwater Dialing", "Hollin Outreach LLC", "Marrowstone Tel, Inc.")
    ]
    assert [(c.provider, c.frn, c.rmd) for c in claims(found, Kind.IDENTIFIED)] == [
        ("Brightwater Dialing", "0031000456", "RMD0099001"),
        ("Hollin Outreach LLC", "0031000457", "RMD0099002"),
        ("Marrowstone Tel, Inc.", "0031000458", "RMD0099003"),
    ]
    [others] = claims(found, Kind.TERM)
    assert (others.provider, others.force, others.clock) == (None, "duty", "rmd.removal")
    assert others.what == "cease accepting traffic directly from the companies"
    assert [(u.line_from, u.reason) for u in unread(found)] == [
        (
            29,
            "words on a company that this loader does not read: On February 5, 2024, the Bureau ordered each company to show cause \u2026",
        )
    ]


def test_a_show_cause_order_gives_each_company_its_time_and_removes_none() -> None:
    found = read(text("show_cause_order.txt"))
    due = (Due("cure the filing, or show cause", "rmd.cure", "14 days"),)
    assert acted(found) == [
        (name, "show-cause", "2025-09-09", due) for name in ("Pinfold Networks", "Quillon Gateway Ltd.", "Nine Elms Telephony, Inc.")
    ]
    assert [c.rmd for c in claims(found, Kind.IDENTIFIED)] == ["RMD0099011", "RMD0099012", "RMD0099013"]


def test_an_initial_determination_order_has_its_stated_date_and_tells_of_the_notice_before_it() -> None:
    found = read(text("initial_determination_order.txt"))
    due = (Due("respond to the order", "n2.ido", "14 days", "2025-03-18"),)
    assert acted(found) == [
        ("Quillon Gateway Ltd.", "initial-determination-order", "2025-03-04", due),
        ("Quillon Gateway Ltd.", "notice", "2025-01-06", ()),
    ]
    [term] = claims(found, Kind.TERM)
    assert (term.force, term.clock) == ("threat", None)  # only after a final order


def test_a_final_determination_order_binds_others_not_its_company() -> None:
    found = read(text("final_determination_order.txt"))
    assert acted(found) == [("Quillon Gateway Ltd.", "final-determination-order", "2025-04-08", ())]
    [term] = claims(found, Kind.TERM)
    assert (term.party, term.force, term.length, term.stated, term.clock, term.provider) == (
        "All providers immediately downstream of Quillon", "duty", "30 days", "2025-05-08", "n2.fdo", "Quillon Gateway Ltd.",
    )  # fmt: skip


def test_a_removal_that_is_only_threatened_is_none() -> None:
    words = text("show_cause_order.txt").replace("directs the companies listed in Attachment A to show cause why", "asks why")
    words = words.replace("must cure its filing, or explain", "may explain")
    found = read(words)
    assert claims(found, Kind.ACTED) == []
    assert [u.reason for u in unread(found)] == [
        "what the order does to the companies that it names cannot be read: nothing is claimed of them"
    ]


def test_an_order_that_names_nobody_is_refused() -> None:
    words = text("show_cause_order.txt").partition("ATTACHMENT A")[0]
    with pytest.raises(BadDocument, match="no company"):
        read(words)


def test_a_letter_of_the_ftc() -> None:
    document = text_document(text("ftc_letter.txt"))
    assert [loader for loader in (ag_notice, fcc_letter, fcc_order, ftc_letter) if loader.recognise(document)] == [ftc_letter]
    found = list(ftc_letter.load(document))
    assert_evidence(document, found)
    [action] = claims(found, Kind.ACTED)
    assert (action.action, action.action_kind, action.provider) == ("ftc-2024-04-11-quillon-gateway", "letter", "Quillon Gateway Ltd.")
    assert action.roles == ("transmitting", "point-of-entry")
    assert action.due == (Due("reply", "ftc.reply", "14 days"),)
    [count] = claims(found, Kind.COUNTED)
    assert (count.no_response, count.at_least, count.window_from, count.window_to) == (6, True, "2023-06", "2024-04-11")
    assert {(c.party, c.how) for c in claims(found, Kind.TOLD)} == {("Federal Communications Commission", "copy")}
    assert [c.country for c in claims(found, Kind.IDENTIFIED) if c.address] == ["Canada"]


@pytest.mark.parametrize("loader", [fcc_order, ftc_letter])
def test_another_document_is_not_taken_for_one(loader: object) -> None:
    other = text_document("Dear Ms. Varga:\n\nRobocalls and tracebacks.\n")
    assert not loader.recognise(other)  # type: ignore[attr-defined]
    with pytest.raises(BadDocument):
        list(loader.load(text_document("A note on robocalls.")))  # type: ignore[attr-defined]


def test_a_table_in_a_letter_of_the_ftc_is_unread() -> None:
    words = text("ftc_letter.txt")
    table = "Traceback\tDate of call\tForeign upstream\n31411\tJanuary 4, 2023\tGadwall Voz S.A.\n31412\tJanuary 5, 2023\tNine Elms Ltd."
    start = words.index("Sincerely")
    above = words[:start].count("\n")
    found = list(ftc_letter.load(text_document(f"{words[:start]}{table}\n\n{words[start:]}")))
    reason = "a table, of which this loader reads nothing: enter it in a hop list"
    assert [(u.line_from - above, u.line_to - above) for u in unread(found) if u.reason == reason] == [(1, 3)]
    assert not [u for u in unread(list(ftc_letter.load(text_document(words)))) if u.reason == reason]
