"""What is doubtful about claims. Each is kept as it stands; each doubt is told once."""

from __future__ import annotations

from itertools import permutations
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims import INCIDENT, asked, called, handed, path, said, status
from tracer.ask.paths import remarks_on
from tracer.model import Attested, Claim, Due, Evidence, Kind, Remark, Status, replace
from tracer.remarks import LONG_NAME, Remarks, deadlines_of, impossible_numbers, remarks, why_impossible
from tracer.store import Computed, Store

CALLER, CALLED = "+12025550102", "+12025550101"


def a_call(at: str | None = "2024-05-01T15:34:00Z", **says: Any) -> Evidence:
    facts: dict[str, Any] = {"lines": (3, 6), "call_at": at, "caller": CALLER, "called": CALLED, "campaign": "Parcel-Refund"}
    return called(**facts | says)


def a_notice(at: str = "2024-05-02T13:44:00Z", **says: Any) -> Evidence:
    return asked(**{"provider": "fernwickvoice.example", "lines": (1, 2), "valid_at": at, "known_at": at, **says})


def codes(*claims: Claim) -> list[str]:
    return [remark.code for remark in remarks(claims)]


def test_nothing_doubtful_nothing_told() -> None:
    assert codes(a_notice(), a_call()) == []
    assert codes() == []


def test_who_is_named_as_its_own_upstream() -> None:
    itself = handed("Fernwick Voice", "Fernwick Voice", lines=(7, 7))
    (found,) = remarks([itself, handed("Fernwick Voice", "Orchid Tandem")])
    assert found == Remark("upstream-is-itself", 7, 7, f"{INCIDENT}: a provider is named as its own upstream: it is kept as a loop")
    assert codes(itself, itself) == ["upstream-is-itself"]
    assert codes(replace(itself, hop="b1")) == []  # a hop with an id may come back to its provider
    recorded = {"said_by": "desk", "on_word_of": "Fernwick Voice"}
    drawn = path(replace(itself, **recorded), status("Fernwick Voice", Status.DOWNSTREAM, **recorded))
    assert [(link.attested, link.upstream_says) for link in drawn.links] == [(Attested.DISPUTED, None)]


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
    for claims in permutations([a_call(call_at), a_notice(asked_at)]):
        assert codes(*claims) == (["call-date-suspect"] if suspect else [])


def test_a_suspect_call_date_is_told_with_both_dates_where_the_call_stands() -> None:
    (before,) = remarks([a_notice(), a_call("2023-05-02T10:00:00Z")])
    assert (before.line_from, before.line_to) == (3, 6)
    assert before.text == "itg-20417: the call of 2023-05-02 10:00:00 UTC is 366 days before the first notice of 2024-05-02 13:44:00 UTC"
    (after,) = remarks([a_notice(), a_call("2024-05-03")])
    assert after.text == "itg-20417: the call of 2024-05-03 is later than the first notice of 2024-05-02 13:44:00 UTC"


def test_the_first_notice_counts() -> None:
    late = a_notice("2024-12-01T00:00:00Z")
    for claims in permutations([a_call(), a_notice(), late]):
        assert codes(*claims) == []
    assert codes(a_call(), late) == ["call-date-suspect"]
    (told,) = remarks([a_notice("2024-12-24T00:00:00Z"), a_call(), late])
    assert told.text == "itg-20417: the call of 2024-05-01 15:34:00 UTC is 214 days before the first notice of 2024-12-01 00:00:00 UTC"
    assert codes(a_call(None), a_notice()) == []  # when the call was is not said
    assert codes(a_call(), replace(late, incident="itg-20560")) == []  # of another incident
    assert codes(a_call(), replace(late, incident=None)) == []
    assert codes(a_call(), replace(late, kind=Kind.REMINDED)) == []


@pytest.mark.parametrize(
    ("call_at", "known_at", "suspect"),
    [
        ("2024-05-03", "2024-05-02T13:44:00Z", True),
        ("2024-05-02T13:45:00Z", "2024-05-02T13:44:00Z", True),
        ("2024-05-02T13:44:00Z", "2024-05-02T13:44:00Z", False),
        ("2024-05-02T13:45:00Z", "2024-05-02", False),
        ("2023-05-02", "2024-05-02", False),  # when it was asked about, nobody knows
    ],
)
def test_without_a_notice_a_call_later_than_what_tells_of_it_is_suspect(call_at: str, known_at: str, suspect: bool) -> None:
    call = replace(a_call(call_at), known_at=known_at)
    assert codes(call) == ["call-date-suspect"] * suspect
    assert codes(replace(a_call(None), known_at="2025-01-01"), call) == ["call-date-suspect"] * suspect
    if suspect:
        [told] = remarks([call])
        assert told.text.endswith(f"is later than what tells of it, of {known_at.replace('T', ' ').replace('Z', ' UTC')}")


def test_a_notice_is_of_the_day_that_it_speaks_of_else_of_its_documents() -> None:
    assert codes(a_call(), a_notice("2024-05-02", known_at="2024-12-01")) == []
    assert codes(a_call(), a_notice("2024-12-01", known_at="2024-12-01")) == ["call-date-suspect"]
    assert codes(a_call(), replace(a_notice(), valid_at=None, known_at="2024-12-01")) == ["call-date-suspect"]


def test_a_call_date_that_only_a_second_claim_gives() -> None:
    (found,) = remarks([a_call(None), a_call("2023-05-02T10:00:00Z", lines=(20, 24)), a_notice()])
    assert (found.code, found.line_from, found.line_to) == ("call-date-suspect", 20, 24)
    (first,) = remarks([a_call("2023-05-02T10:00:00Z"), a_call(None, lines=(20, 24)), a_notice()])
    assert (first.line_from, first.line_to) == (3, 6)


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
    for claims in permutations([a_call(call_at), a_notice(asked_at)]):
        found = list(remarks(claims))
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


def test_the_impossible_numbers_of_claims_each_once() -> None:
    claims = [
        a_call(caller="+12995550101", called="+10125550101"), a_call(caller="+10125550101", called=None), a_call(), a_notice(),
        said(Kind.STATUS, "Fernwick", caller="+1"),
    ]  # fmt: skip
    assert impossible_numbers(claims) == [f"+1 {TABLES}", f"+10125550101 {NANP}", f"+12995550101 {TABLES}"]
    assert impossible_numbers([]) == []


def test_what_was_found_of_numbers_before_is_taken() -> None:
    found = list(remarks([a_call(caller="+10125550101")], {"+12025550101": "was found to be none"}.get))
    assert [r.text for r in found] == ["itg-20417: the called +12025550101 was found to be none"]


def test_calls_without_numbers_are_counted_together() -> None:
    without = [a_call(caller=None, called=None, lines=(n, n + 1), incident=f"itg-{n}") for n in (30, 10, 20)]
    assert list(remarks(without[:1])) == [Remark("numbers-missing", 30, 31, "a call is given without the caller's and the called number")]
    assert list(remarks(without)) == [Remark("numbers-missing", 10, 31, "3 calls are given without the caller's and the called number")]
    assert codes(a_call(caller=None), a_call(called=None)) == []


def test_a_call_of_no_incident_is_looked_at_and_compared_with_none() -> None:
    loose = [a_call(incident=None, campaign="A"), a_call(incident=None, campaign="B", caller="+10125550101")]
    assert codes(*loose) == ["number-impossible"]
    assert codes(a_call(incident=None, caller=None, called=None)) == ["numbers-missing"]


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
    elsewhere = replace(other, incident="itg-20560")
    assert codes(a_call(), elsewhere) == []
    assert codes(a_call(), elsewhere, a_call(incident="itg-20560"), other) == [code, code]
    unsaid = a_call(lines=(20, 24), **dict.fromkeys(says))
    assert codes(a_call(), unsaid) == codes(unsaid, a_call()) == []
    assert codes(unsaid, a_call(), other) == [code]  # though the very first did not say


def test_of_two_times_the_first_known_is_held_against_the_notice() -> None:
    year_before = a_call("2023-05-02T10:00:00Z", lines=(20, 24))
    assert codes(a_call(), year_before, a_notice()) == ["call-time-differs"]
    assert codes(year_before, a_call(), a_notice()) == ["call-time-differs", "call-date-suspect"]


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "No Response", "no response", " NO RESPONSE ", "Did not respond", "Not Found", "Pending", "unknown", "None", "null", "N/A", "NaN",
        "TBD", "?", "Same", "ditto", "various", "TOTAL", "Subtotal",
    ],
)  # fmt: skip
def test_a_name_that_reads_like_a_status_is_kept_as_a_name(name: str) -> None:
    told = Remark("name-unusual", 1, 2, f"the name {name.strip()!r} reads like a status; it is kept as a name")
    assert list(remarks([a_notice(provider=name)])) == [told]
    assert list(remarks([handed("Fernwick", name, lines=(1, 2))])) == [told]


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("not Fernwick Voice LLC", "a note"), ("Fernwick Voice LLC (denies)", "a note"), ("Fernwick Voice - denied", "a note"),
        ("Fernwick Voice LLC?", "a note"), ("Fernwick (?)", "a note"), ("see comments", "a note"), ("See note 3", "a note"),
        ("refused", "a note"), ("Refused to say", "a note"), ("self", "a note"), ("did not say", "a note"), ("won't say", "a note"),
        ("didn't know", "a note"), ("own customer", "a note"), ("a customer", "a note"), ("Fernwick (no response)", "a note"),
        ("Fernwick, unconfirmed", "a note"), ("maybe Fernwick", "a note"), ("asked again", "a note"), ("Fernwick (not an end user)", "a note"),
        ("Fernwick Voice LLC; Orchid Networks", "several names"), ("Fernwick Voice LLC and Orchid Networks", "several names"),
        ("Fernwick Voice or Orchid Networks", "several names"), ("Fernwick or Orchid", "several names"),
        ("Fernwick Ltd, Orchid Inc", "several names"), ("Fernwick -> Orchid", "several names"),
        ("noc@fernwick.example", "a mail address"), ("<noc@fernwick.example>", "a mail address"),
    ],
)  # fmt: skip
def test_a_note_or_several_names_are_kept_as_a_name(name: str, like: str) -> None:
    told = Remark("name-unusual", 1, 2, f"the name {name!r} reads like {like}; it is kept as a name")
    assert list(remarks([handed("Fernwick", name, lines=(1, 2))])) == [told]


@pytest.mark.parametrize(
    "name", ["\u202egnp.exe", "a\u2066b", "\x1b[31mred", "\ufeffx", "x\u200bx", "a\nb", "\u2028x", "soft\u00adhyphen", "tag\U000e0041s"]
)
def test_a_name_with_what_cannot_be_seen(name: str) -> None:
    (found,) = remarks([a_notice(provider=name)])
    assert found.code == "name-unusual"
    assert found.text.isascii()
    assert found.text.isprintable()
    assert found.text == f"an unusual name: {name.encode('unicode_escape').decode()}"


def test_a_long_name() -> None:
    assert LONG_NAME == 200
    (found,) = remarks([a_notice(provider="A" * (LONG_NAME + 1))])
    assert found == Remark("name-unusual", 1, 2, f"an unusual name: {'A' * 60} …")
    assert codes(a_notice(provider="A" * LONG_NAME)) == []
    (cut,) = remarks([a_notice(provider="\x1b" + "A" * 59)])
    assert cut.text == rf"an unusual name: \x1b{'A' * 59}"  # sixty characters: not cut


@pytest.mark.parametrize(
    "name",
    [
        "Fernwick Voice, LLC", "Télécom Ñandú", "電話会社", "Noresponse Telecom", "No Response Ltd", "<b>x</b>", "O'Wren & Sons (US)",
        "Same Day Voice", "Total Telecom", "Pending LLC", "W&T", "Customer Voice LLC", "Self Serve Telecom Inc", "Wren and Noble Voice, LLC",
        "O'Hara (Ireland) Ltd", "Fernwick Voice, Inc.", "Wren Co., Ltd.", "Fernwick Inc d/b/a Orchid LLC", "Fernwick Ltd, a Delaware company",
        "Wren, Hill and Sons LLC", "Cloud Voice and Data Networks", "Direct Voice", "Internal Networks Inc", "Now or Never Telecom",
        "Notable Telecom", "Refused Records Ltd", "See Voice Ltd", "Ask Telecom", "Check Networks LLC", "Waiting Room Telecom",
        "Fernwick LLC / Orchid LLC", "Call@Home Voice", "Wren-Hill S.A.", "Dunmore Limited Partnership", "Open Networks (US)",
    ],
)  # fmt: skip
def test_usual_names(name: str) -> None:
    assert codes(a_notice(provider=name)) == []


def test_a_name_is_told_once() -> None:
    claims = [a_notice(provider="No Response", lines=(n, n)) for n in (1, 2, 3)]
    assert [(r.code, r.line_from) for r in remarks([*claims, handed("Fernwick", "No Response")])] == [("name-unusual", 1)]


# --- deadlines -----------------------------------------------------------------------------------------------------


def action(*due: Due, **says: Any) -> Evidence:
    return said(
        Kind.ACTED, "Quillon Gateway Ltd.", **{"lines": (10, 90), "incident": None, "known_at": "2024-05-02", "said_by": "an authority", **says},
        action="letter", due=due,
    )  # fmt: skip


def test_a_stated_deadline_that_differs_from_the_computed_one() -> None:
    late = Due("inform of effective measures", "k4.measures", "14 days", "2024-05-17")
    told = Remark("deadline-differs", 10, 90, "14 days is stated as 2024-05-17, computed as 2024-05-16")
    assert list(remarks([action(late)])) == [told]
    assert list(remarks([action(late), action(late)])) == [told]  # a copy in the same lines
    # It runs from the day of the letter, whenever that became known.
    assert list(remarks([action(late, known_at="2024-06-30", valid_at="2024-05-02")])) == [told]
    assert codes(action(late, valid_at="2024-05-03")) == []
    nameless = Due("inform of effective measures", "k4.measures", "", "2024-05-17")
    (plain,) = remarks([action(nameless)])
    assert plain.text == "inform of effective measures is stated as 2024-05-17, computed as 2024-05-16"


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


def test_each_duty_with_the_deadline_stated_and_the_one_computed() -> None:
    duties = (
        Due("inform of effective measures", "k4.measures", "14 days", "2024-05-17"), Due("answer in writing", "", "soon", "2024-07-01"),
        Due("inform", "k4.measures", ""),
    )  # fmt: skip
    assert list(deadlines_of(action(*duties))) == [
        (duties[0], "2024-05-17", "2024-05-16"), (duties[1], "2024-07-01", None), (duties[2], None, "2024-05-16")
    ]  # fmt: skip
    assert list(deadlines_of(action())) == []


# --- one by one, and of a path -------------------------------------------------------------------------------------


def test_claims_may_be_taken_one_by_one() -> None:
    found = Remarks()
    assert [r.code for r in found.take(a_call(caller="+10125550101", campaign="A"))] == ["number-impossible"]
    assert [r.code for r in found.take(a_call(campaign="B"))] == ["number-differs", "campaign-differs"][::-1]
    assert list(found.take(a_notice("2024-12-01T00:00:00Z"))) == []
    assert [r.code for r in found.rest()] == ["call-date-suspect"]


def on(*claims: Evidence, impossible: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """What is told of a path, by a store that remembers which numbers cannot be ones."""
    store = cast(Store, SimpleNamespace(drawn=lambda _incidents: Computed(impossible=impossible or {})))
    return [(remark.code, remark.text) for remark in remarks_on(store, path(*claims))]


def test_what_is_doubtful_about_a_path() -> None:
    told = on(
        a_notice(valid_at="2024-05-02T13:44:00Z"), handed("Fernwick", "No Response", lines=(5, 5)),
        a_call("2024-05-02T13:44:00Z", caller="+10125550101"), impossible={"+10125550101": "cannot be one"},
    )  # fmt: skip
    assert sorted(told) == [
        ("name-unusual", "the name 'No Response' reads like a status; it is kept as a name"),
        ("notified-at-call-time", "itg-20417: asked at the very minute of the call, 2024-05-02 13:44:00 UTC"),
        ("number-impossible", "itg-20417: the caller +10125550101 cannot be one"),
    ]
    assert on(asked("Fernwick"), a_call(caller="+10125550101")) == []  # it asks no more than what was found
    # Of several of one sort the first is told; the list of what was loaded has all.
    both = a_call(caller="+10125550101", called="+12995550101")
    assert on(both, impossible={"+10125550101": "is none", "+12995550101": "is none"}) == [
        ("number-impossible", "itg-20417: the caller +10125550101 is none")
    ]


def test_what_its_loader_doubted_is_told_once() -> None:
    doubted = [asked("Fernwick", doubts=("time-without-zone",), lines=(n, n)) for n in (4, 9)]
    assert on(*doubted) == [("time-without-zone", "marked so by the loader; see the evidence")]


def test_a_word_taken_back_is_told_with_the_one_that_stands() -> None:
    named = handed("Fernwick", "Orchid", known_at="2024-05-04T09:00:00Z", valid_at="2024-05-03T10:00:00Z")
    other = handed("Fernwick", "Beacon", known_at="2024-05-11T09:00:00Z", valid_at="2024-05-10T10:00:00Z")
    (told,) = on(named, other)
    assert told[0] == "corrected"
    assert told[1] == (
        "Fernwick: Fernwick said on 2024-05-03 that it received the call from Orchid, and corrected that on 2024-05-10:"
        " it received the call from Beacon"
    )
    for later, words in (
        (status("Fernwick", Status.NOT_FOUND, known_at="2024-05-10"), "did not find the call"),
        (status("Fernwick", Status.ORIGINATING, known_at="2024-05-10"), "originated the call"),
    ):
        ((code, text),) = on(named, later)
        assert (code, text.endswith(f"and corrected that on 2024-05-10: it {words}")) == ("corrected", True)


def test_a_correction_that_speaks_of_an_earlier_day_is_told_by_when_it_was_known() -> None:
    named = handed("Fernwick", "Orchid", known_at="2024-05-05", valid_at="2024-05-04")
    other = handed("Fernwick", "Beacon", known_at="2024-05-08", valid_at="2024-05-02")
    [(_, told, *_)] = on(named, other)
    assert told == (
        "Fernwick: Fernwick said on 2024-05-05 that it received the call from Orchid, and corrected that on 2024-05-08:"
        " it received the call from Beacon"
    )


def test_a_hand_off_taken_back_is_none_to_a_nameless_hop() -> None:
    """What it named by an id alone has a name, though it is drawn no more."""
    taken_back = handed("Fernwick", None, upstream_hop="t2", known_at="2024-05-03")
    told = on(taken_back, asked("Orchid", hop="t2"), handed("Fernwick", "Beacon", known_at="2024-05-10"))
    assert [code for code, _ in told] == ["corrected"]
    assert "received the call from hop #t2" in told[0][1]
    nameless = on(taken_back)
    assert nameless == [
        (
            "upstream-hop-unknown",
            "Fernwick is said to have received the call from hop #t2, which no document describes as one provider's place",
        )
    ]


def test_an_answer_that_contradicts_a_silence_is_told_with_both_speakers() -> None:
    told = on(status("Fernwick", Status.DOWNSTREAM, known_at="2024-05-03"), status("Fernwick", Status.NO_RESPONSE, known_at="2024-05-14"))
    assert told == [
        (
            "answer-contradicts-silence",
            "Fernwick: contradictory: ITG says that it had not answered by 2024-05-14, Fernwick that it answered on 2024-05-03, before that",
        )
    ]


@given(st.permutations([a_call(), a_call(campaign="B"), a_call(None), a_notice(), a_notice("2024-12-01"), a_notice(provider="n/a")]))
def test_nothing_is_told_twice(claims: list[Evidence]) -> None:
    told = list(remarks(claims))
    assert len(told) == len(set(told))
    assert sorted(remark.code for remark in told) == ["campaign-differs", "name-unusual"]
    assert {remark.text.partition(":")[0] for remark in told} == {INCIDENT, "the name 'n/a' reads like a status; it is kept as a name"}
