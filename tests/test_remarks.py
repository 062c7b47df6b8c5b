"""What is doubtful about facts. Each is kept as it stands; each doubt is told once."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.rows import asked, bore, called, handed, identity_of
from tracer.model import Claim, Due, Kind, Place, Remark
from tracer.remarks import LONG_NAME, Fact, of_claim, of_row, remarks, why_impossible

INCIDENT = "itg-20417"
CALLER, CALLED = "+12025550102", "+12025550101"


def a_call(at: str | None = "2024-05-01T15:34:00Z", **says: Any) -> Fact:
    facts: dict[str, Any] = {
        "lines": (3, 6),
        "incident": INCIDENT,
        "at": at,
        "names": (),
        "call_at": at,
        "caller": CALLER,
        "called": CALLED,
        "campaign": "Parcel-Refund",
    }
    return Fact("call", **facts | says)


def a_notice(at: str = "2024-05-02T13:44:00Z", **says: Any) -> Fact:
    facts: dict[str, Any] = {"lines": (1, 2), "incident": INCIDENT, "at": at, "names": ("fernwickvoice.example",)}
    return Fact("asked", **facts | says)


def codes(*facts: Fact) -> list[str]:
    return [remark.code for remark in remarks(facts)]


def test_nothing_doubtful_nothing_told() -> None:
    assert codes(a_notice(), a_call()) == []
    assert codes() == []


# --- the time of the call ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call_at", "asked_at", "suspect"),
    [
        ("2024-01-03T00:00:00Z", "2024-05-02T23:00:00Z", False),  # 120 days before
        ("2024-01-02T23:59:59Z", "2024-05-02T00:00:00Z", True),  # 121
        ("2023-05-02T10:00:00Z", "2024-05-02T13:44:00Z", True),  # a year before
        ("2024-01-03", "2024-05-02T13:44:00Z", False),
        ("2024-01-02", "2024-05-02T13:44:00Z", True),
        ("2024-05-02T13:45:00Z", "2024-05-02T13:44:00Z", True),  # later than its notice
        ("2024-05-03", "2024-05-02T13:44:00Z", True),
        ("2024-05-02", "2024-05-02T13:44:00Z", False),  # some time of that day
        ("2024-05-02T13:45:00Z", "2024-05-02", False),
        ("2024-05-03T00:00:00Z", "2024-05-02", True),
    ],
)
def test_a_suspect_call_date(call_at: str, asked_at: str, suspect: bool) -> None:
    for facts in permutations([a_call(call_at), a_notice(asked_at)]):
        assert codes(*facts) == (["call-date-suspect"] if suspect else [])


def test_a_suspect_call_date_is_told_with_both_dates_where_the_call_stands() -> None:
    (before,) = remarks([a_notice(), a_call("2023-05-02T10:00:00Z")])
    assert (before.line_from, before.line_to) == (3, 6)
    assert before.text == "itg-20417: the call of 2023-05-02 10:00:00 UTC is 366 days before the first notice of 2024-05-02 13:44:00 UTC"
    (after,) = remarks([a_notice(), a_call("2024-05-03")])
    assert after.text == "itg-20417: the call of 2024-05-03 is later than the first notice of 2024-05-02 13:44:00 UTC"


def test_the_first_notice_counts() -> None:
    late = a_notice("2024-12-01T00:00:00Z")
    for facts in permutations([a_call(), a_notice(), late]):
        assert codes(*facts) == []
    assert codes(a_call(), late) == ["call-date-suspect"]
    assert codes(a_call(), late._replace(incident="itg-20560")) == []  # of another incident
    assert codes(a_call(), late._replace(kind="reminded")) == []


def test_a_call_date_that_only_a_second_claim_gives() -> None:
    (found,) = remarks([a_call(None), a_call("2023-05-02T10:00:00Z", lines=(20, 24)), a_notice()])
    assert (found.code, found.line_from, found.line_to) == ("call-date-suspect", 20, 24)


@pytest.mark.parametrize(
    ("call_at", "asked_at", "told"),
    [
        ("2024-05-02T13:44:00Z", "2024-05-02T13:44:00Z", True),
        ("2024-05-02T13:44:00Z", "2024-05-02T13:44:59Z", True),
        ("2024-05-02T13:44:00Z", "2024-05-02T13:45:00Z", False),
        ("2024-05-02T13:44:00Z", "2024-05-03T13:44:00Z", False),
        ("2024-05-02", "2024-05-02", False),
        ("2024-05-02", "2024-05-02T00:00:00Z", False),
    ],
)
def test_asked_at_the_very_minute_of_the_call(call_at: str, asked_at: str, told: bool) -> None:
    for facts in permutations([a_call(call_at), a_notice(asked_at)]):
        found = list(remarks(facts))
        assert [r.code for r in found] == (["notified-at-call-time"] if told else [])
        if told:
            assert (found[0].line_from, found[0].line_to) == (1, 2)
            assert found[0].text.startswith("itg-20417: asked at the very minute of the call, 2024-05-02 13:44")


def test_a_later_notice_at_the_minute_of_the_call_is_told_as_well() -> None:
    found = codes(a_notice("2024-05-01T10:00:00Z"), a_call("2024-05-02T13:44:00Z"), a_notice("2024-05-02T13:44:00Z"))
    assert found == ["notified-at-call-time", "call-date-suspect"]


# --- numbers -------------------------------------------------------------------------------------------------------

NANP = "cannot be one: neither area code nor exchange begins with 0 or 1 or is an N11 code"
TABLES = "is not valid by libphonenumber's tables"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("+12025550101", None),
        ("+18885550101", None),
        ("+10125550101", NANP),  # an area code that begins with 0
        ("+11025550101", NANP),
        ("+12020550101", NANP),  # an exchange that begins with 0
        ("+12021550101", NANP),
        ("+19115550101", NANP),
        ("+12024110101", NANP),  # an exchange that is an N11 code
        ("+12119110101", NANP),
        ("+12995550101", TABLES),  # an area code that nobody has
        ("+1202555010", TABLES),  # a digit too few
        ("+120255501012", TABLES),  # ... and too many
        ("+1", TABLES),
        ("+442079460000", None),
        ("+44207946", TABLES),
        ("+999123456789", TABLES),
        ("12345", None),  # short and foreign ones, as printed, are left alone
        ("011 44 20 7946 0000", None),
        ("911", None),
    ],
)
def test_a_number_that_cannot_be_one(number: str, why: str | None) -> None:
    assert why_impossible(number) == why
    found = list(remarks([a_call(caller=number)]))
    assert found == ([Remark("number-impossible", 3, 6, f"itg-20417: the caller {number} {why}")] if why else [])


def test_both_numbers_are_looked_at() -> None:
    found = list(remarks([a_call(caller="+10125550101", called="+12995550101")]))
    assert [r.text for r in found] == [f"itg-20417: the caller +10125550101 {NANP}", f"itg-20417: the called +12995550101 {TABLES}"]


def test_what_was_found_of_numbers_before_is_taken() -> None:
    found = list(remarks([a_call(caller="+10125550101")], {"+12025550101": "was found to be none"}.get))
    assert [r.text for r in found] == ["itg-20417: the called +12025550101 was found to be none"]


def test_calls_without_numbers_are_counted_together() -> None:
    without = [a_call(caller=None, called=None, lines=(n, n + 1), incident=f"itg-{n}") for n in (30, 10, 20)]
    assert list(remarks(without[:1])) == [Remark("numbers-missing", 30, 31, "a call is given without the caller's and the called number")]
    assert list(remarks(without)) == [Remark("numbers-missing", 10, 31, "3 calls are given without the caller's and the called number")]
    assert codes(a_call(caller=None), a_call(called=None)) == []


# --- claims that differ --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "says", "text"),
    [
        ("campaign-differs", {"campaign": "Bank-Alert"}, "itg-20417: campaign Bank-Alert, elsewhere Parcel-Refund"),
        (
            "call-time-differs",
            {"call_at": "2024-05-01T15:35:00Z"},
            "itg-20417: call at 2024-05-01T15:35:00Z, elsewhere 2024-05-01T15:34:00Z",
        ),
        ("number-differs", {"caller": "+12025550103"}, "itg-20417: caller +12025550103, elsewhere +12025550102"),
        ("number-differs", {"called": "+12025550103"}, "itg-20417: called +12025550103, elsewhere +12025550101"),
    ],
)
def test_two_claims_of_one_call_differ(code: str, says: dict[str, Any], text: str) -> None:
    other = a_call(lines=(20, 24), **says)
    assert list(remarks([a_call(), a_call(), other])) == [Remark(code, 20, 24, text)]
    assert codes(a_call(), other, other, a_call(lines=(40, 41), **says)) == [code]  # once for an incident
    assert codes(a_call(), other._replace(incident="itg-20560")) == []
    assert codes(a_call(), other._replace(incident="itg-20560"), a_call(incident="itg-20560"), other) == [code, code]
    unsaid = a_call(lines=(20, 24), **dict.fromkeys(says))
    assert codes(a_call(), unsaid) == codes(unsaid, a_call()) == []
    assert codes(unsaid, a_call(), other) == [code]  # though the very first did not say


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["No Response", "no response", " NO RESPONSE ", "Not Found", "unknown", "None", "null", "N/A", "NaN", "TBD", "?"]
)
def test_a_name_that_reads_like_a_status_is_kept_as_a_name(name: str) -> None:
    (found,) = remarks([a_notice(names=("Fernwick", name))])
    assert found == Remark("name-unusual", 1, 2, f"the name {name.strip()!r} reads like a status; it is kept as a name")


@pytest.mark.parametrize(
    "name", ["\u202egnp.exe", "a\u2066b", "\x1b[31mred", "\ufeffx", "x\u200bx", "a\nb", "\u2028x", "soft\u00adhyphen", "tag\U000e0041s"]
)
def test_a_name_with_what_cannot_be_seen(name: str) -> None:
    (found,) = remarks([a_notice(names=(name,))])
    assert found.code == "name-unusual"
    assert found.text.isascii()
    assert found.text.isprintable()
    assert found.text == f"an unusual name: {name.encode('unicode_escape').decode()}"


def test_a_long_name() -> None:
    (found,) = remarks([a_notice(names=("A" * (LONG_NAME + 1),))])
    assert found == Remark("name-unusual", 1, 2, f"an unusual name: {'A' * 60} …")
    assert codes(a_notice(names=("A" * LONG_NAME,))) == []


@pytest.mark.parametrize(
    "name", ["Fernwick Voice, LLC", "Télécom Ñandú", "電話会社", "Noresponse Telecom", "No Response Ltd", "<b>x</b>", "O'Wren & Sons (US)"]
)
def test_usual_names(name: str) -> None:
    assert codes(a_notice(names=(name,))) == []


def test_a_name_is_told_once() -> None:
    facts = [a_notice(names=("No Response",), lines=(n, n)) for n in (1, 2, 3)]
    assert [(r.code, r.line_from) for r in remarks(facts)] == [("name-unusual", 1)]


# --- deadlines -----------------------------------------------------------------------------------------------------


def action(*due: Due, at: str | None = "2024-05-02") -> Fact:
    return Fact("acted", (10, 90), None, at, ("Quillon Gateway Ltd.",), due=due)


def test_a_stated_deadline_that_differs_from_the_computed_one() -> None:
    late = Due("inform of effective measures", "k4.measures", "14 days", "2024-05-17")
    assert list(remarks([action(late)])) == [Remark("deadline-differs", 10, 90, "14 days is stated as 2024-05-17, computed as 2024-05-16")]
    assert list(remarks([action(late), action(late)])) == list(remarks([action(late)]))  # a copy in the same lines


@pytest.mark.parametrize(
    "due",
    [
        Due("inform of effective measures", "k4.measures", "14 days", "2024-05-16"),
        Due("inform of effective measures", "k4.measures", "14 days", "2024-05-16T23:59:00Z"),
        Due("inform of effective measures", "k4.measures", "14 days"),  # none stated
        Due("answer in writing", "", "soon", "2024-07-01"),  # no clock that could compute one
    ],
)
def test_deadlines_that_do_not_differ(due: Due) -> None:
    assert codes(action(due)) == []


def test_without_a_date_nothing_is_computed() -> None:
    assert codes(action(Due("inform", "k4.measures", "14 days", "2030-01-01"), at=None)) == []


# --- where facts come from -----------------------------------------------------------------------------------------


def test_a_claim_as_a_fact() -> None:
    claim = Claim(
        kind=Kind.CALL,
        place=Place(3, 6),
        quote="…",
        said_by="ITG",
        known_at="2024-05-02",
        valid_at="2024-05-01T15:34:00Z",
        incident=INCIDENT,
        call_at="2024-05-01T15:34:00Z",
        caller=CALLER,
        called=CALLED,
        campaign="Parcel-Refund",
        doubts=("time-without-zone",),
    )
    assert of_claim(claim) == a_call(doubts=("time-without-zone",))
    notice = Claim(kind=Kind.HANDED_OFF, place=Place(1, 2), quote="…", said_by="ITG", known_at="2024-05-02", provider="A", upstream="B")
    assert of_claim(notice) == Fact("handed-off", (1, 2), None, "2024-05-02", ("A", "B"))


def test_the_rows_of_a_path_as_facts() -> None:
    rows = [
        asked("Fernwick", valid_at="2024-05-02T13:44:00Z", lines=(1, 2)), handed("Fernwick", "No Response", lines=(5, 5)),
        called(call_at="2024-05-02T13:44:00Z", caller="+10125550101", campaign="Parcel-Refund", lines=(3, 6)),
    ]  # fmt: skip
    facts = [of_row(row) for row in bore(rows, identity_of(rows))]
    assert facts[0] == Fact("asked", (1, 2), INCIDENT, "2024-05-02T13:44:00Z", ("Fernwick",))
    assert sorted(remark.code for remark in remarks(facts)) == ["name-unusual", "notified-at-call-time", "number-impossible"]
