"""Which clocks run against whom: started by the first request, restarted by nothing, ended by an answer in the documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import story
from tests.cases import Desk, hop_list
from tests.claims import INCIDENT, asked, handed, identified, said, status, who_of
from tracer.deadlines import Running, by_action, differing, gateways, later, of_actions, of_hops, standing
from tracer.hops import bearings
from tracer.model import Attested, Due, Evidence, Kind, Status, replace
from tracer.path import call_path
from tracer.record import ByCount
from tracer.render.json import clock as as_json
from tracer.time.clocks import State, answer_due

ORCHID = "Orchid Transit Corp"
KEY = "orchid-transit-corp"
HOP = f"{INCIDENT}@{KEY}"
LATER = "2030-01-01"
ASKED = "2024-05-09T14:05:00Z"  # a Thursday, 10:05 in New York


def request(when: str = ASKED, provider: str = ORCHID, **says: Any) -> Evidence:
    return asked(provider, known_at=when, **says)


def reminded(when: str, **says: Any) -> Evidence:
    return said(Kind.REMINDED, ORCHID, known_at=when, said_by="ITG", **says)


def word(is_now: Status | None, when: str, **says: Any) -> Evidence:
    return status(ORCHID, is_now, known_at=when, **says)


def running(
    *claims: Evidence,
    as_of: str = LATER,
    gateway: bool = False,
    by_count: Mapping[str, ByCount] | None = None,
    identity_claims: Sequence[Evidence] = (),
) -> list[Running]:
    """The clocks against Orchid Transit."""
    who = who_of([*claims, *identity_claims], *identity_claims)
    incidents = dict.fromkeys(claim.incident or "" for claim in claims)
    paths = [call_path(i, list(bearings(i, [c for c in claims if c.incident == i], who)), by_count=by_count) for i in incidents]
    return [
        clock
        for clock in of_hops([(p.incident, hop) for p in paths for hop in p.hops], as_of, {KEY} if gateway else set())
        if clock.provider_key == KEY
    ]


def clocks(*claims: Evidence, **how: Any) -> list[tuple[str, str, str | None, str]]:
    return [(r.clock, r.start, r.computed, r.state) for r in running(*claims, **how)]


def answers(*claims: Evidence, **how: Any) -> list[tuple[str, str, str | None, str | None]]:
    """Of each clock the state, and by what it was answered when."""
    return [(r.clock, r.state, r.answered_at, r.basis) for r in running(*claims, **how)]


# --- requests ------------------------------------------------------------------------------------------------------


def test_a_request_starts_the_clocks_of_its_day() -> None:
    assert clocks(request("2020-06-26T17:44:00Z")) == [("itg.request", "2020-06-26T17:44:00Z", "2020-07-01", "past")]
    assert clocks(request("2022-12-09T17:41:00Z")) == [
        ("itg.request", "2022-12-09T17:41:00Z", "2022-12-14", "past"),
        ("fcc.timely", "2022-12-09T17:41:00Z", None, "open"),
    ]
    assert clocks(request()) == [
        ("itg.request", ASKED, "2024-05-14", "past"),
        ("fcc.all-24h", ASKED, "2024-05-10T14:05:00Z", "past"),
    ]


def test_a_clock_as_it_stands_later_is_the_one_that_is_counted_then() -> None:
    days = ("2024-05-09T15:00:00Z", "2024-05-13", "2024-05-14T03:59:59Z", "2024-05-14T04:00:01Z", "2024-05-16", LATER)
    for claims in ([request()], [request(), word(Status.DOWNSTREAM, "2024-05-09T15:00:00Z")]):
        first = running(*claims, as_of=days[0])
        for day in days:
            assert [later(clock, day) for clock in first] == running(*claims, as_of=day)
    hours = request(length="4 hours")  # ends at an instant
    for day in ("2024-05-09T15:00:00Z", "2024-05-09T18:04:59Z", "2024-05-09T18:05:01Z", "2024-05-09"):
        assert [later(clock, day) for clock in running(hours, as_of=ASKED)] == running(hours, as_of=day)
    assert State.PAST in {later(clock, "2024-05-09T23:00:00Z").state for clock in running(hours, as_of=ASKED)}
    assert {later(clock, day).state for clock in running(request(), as_of=days[0]) for day in days} == {State.OPEN, State.PAST}


def test_a_clock_that_never_ends_is_no_deadline() -> None:
    assert [(r.clock, r.ends, r.end, r.permission) for r in running(request("2022-12-09T17:41:00Z"))] == [
        ("itg.request", True, "2022-12-14", False),
        ("fcc.timely", False, None, False),
    ]


def test_a_gateways_clock_runs_for_gateways_only() -> None:
    then = request("2023-05-09T14:05:00Z")
    assert [c[0] for c in clocks(then)] == ["itg.request", "fcc.timely"]
    assert [c[0] for c in clocks(then, gateway=True)] == ["itg.request", "fcc.gateway-24h"]
    assert [c[0] for c in clocks(request(), gateway=True)] == ["itg.request", "fcc.all-24h"]


def test_the_point_of_entry_is_a_gateway_in_that_incident() -> None:
    then, entered = "2023-05-09T14:05:00Z", word(Status.POINT_OF_ENTRY, "2023-05-20")
    assert [c[0] for c in clocks(request(then), entered)] == ["itg.request", "fcc.gateway-24h"]
    other = request(then, incident="itg-20561")
    assert [(r.incident, r.clock) for r in running(request(then), entered, other)] == [
        (INCIDENT, "itg.request"), (INCIDENT, "fcc.gateway-24h"), ("itg-20561", "itg.request"), ("itg-20561", "fcc.timely"),
    ]  # fmt: skip
    assert [c[0] for c in clocks(request(then), word(Status.ORIGINATING, "2023-05-20"))] == ["itg.request", "fcc.timely"]
    by_a_rule = word(Status.POINT_OF_ENTRY, "2023-05-20", inferred=True)
    assert [c[0] for c in clocks(request(then), by_a_rule)] == ["itg.request", "fcc.gateway-24h"]


def test_no_domestic_clock_runs_for_a_provider_that_a_document_places_abroad() -> None:
    assert [c[0] for c in clocks(request(), identity_claims=[identified(ORCHID, country="India")])] == ["itg.request"]
    assert [c[0] for c in clocks(request(), identity_claims=[identified(ORCHID, country="USA")])] == ["itg.request", "fcc.all-24h"]
    entered = word(Status.POINT_OF_ENTRY, "2023-05-20")
    assert [c[0] for c in clocks(request("2023-05-09"), entered, gateway=True, identity_claims=[identified(ORCHID, country="India")])] == [
        "itg.request"
    ]
    foreign = "Saltmarsh Voice Pvt. Ltd."
    path = call_path(INCIDENT, list(bearings(INCIDENT, [claim := request(provider=foreign)], who_of([claim]))))
    assert [r.clock for r in of_hops([(path.incident, hop) for hop in path.hops], LATER)] == ["itg.request"], "by its legal form"


def test_no_request_no_clock() -> None:
    assert clocks() == []
    assert clocks(word(Status.NO_RESPONSE, "2024-05-14")) == clocks(word(Status.DOWNSTREAM, "2024-05-14")) == []
    assert clocks(handed("Fernwick Voice", ORCHID)) == []


def test_the_first_request_counts_and_copies_restart_nothing() -> None:
    copies = (request("2024-05-10T09:00:00Z"), request(), request(document="copy"))
    assert clocks(*copies) == clocks(request())
    late = request("2024-06-20", valid_at=ASKED)  # learned of in June, made in May
    assert clocks(late, request("2024-05-12T09:00:00Z"))[0][1] == ASKED


def test_the_evidence_of_a_clock_are_all_copies_of_its_request() -> None:
    first, copy, again, reminder = request(), request(document="copy"), request("2024-05-10T09:00:00Z"), reminded("2024-05-13T09:20:00Z")
    assert [(r.clock, r.evidence) for r in running(first, copy, again, reminder)] == [
        ("itg.request", (copy, first)), ("fcc.all-24h", (copy, first)), ("itg.reminder", (reminder,)),
    ]  # fmt: skip


def test_of_copies_that_print_the_time_to_answer_otherwise_the_first_stands() -> None:
    one, other = request(length="two business days", document="a"), request(length="five business days", document="b")
    assert [c[2] for c in clocks(other, one)] == ["2024-05-13", "2024-05-10T14:05:00Z"]
    one, other = reminded("2024-05-13", length="two business days", document="a"), reminded("2024-05-13", length="4 hours", document="b")
    assert clocks(request(), other, one)[2:] == [("itg.reminder", "2024-05-13", "2024-05-15", "past")]


def test_a_reminder_has_its_own_clock_and_restarts_none() -> None:
    length = "ideally 4 hours, at most one business day"
    got = clocks(request(), reminded("2024-05-13T09:20:00Z", length=length))
    assert got == [*clocks(request()), ("itg.reminder", "2024-05-13T09:20:00Z", "2024-05-14", "past")]
    assert clocks(reminded("2024-05-13T09:20:00Z", length=length)) == got[2:], "its request may be known to nobody"
    twice = [reminded("2024-05-15"), reminded("2024-05-13"), reminded("2024-05-13", document="copy")]
    assert [c[1] for c in clocks(*twice)] == ["2024-05-13", "2024-05-15"]


def test_the_length_that_the_notice_prints_is_the_requests_own() -> None:
    got = clocks(request(length="two business days"))
    assert got[0][2] == "2024-05-13"
    assert got[1][2] == "2024-05-10T14:05:00Z", "the rule's length is the rule's"


def test_each_hop_has_its_own_clocks() -> None:
    found = running(request(), request(incident="itg-20561"))
    assert [(r.incident, r.clock) for r in found] == [(i, c) for i in (INCIDENT, "itg-20561") for c in ("itg.request", "fcc.all-24h")]
    twice = running(request(hop="901"), request("2024-05-10T09:00:00Z", hop="902"))
    assert [(r.hop, r.start) for r in twice if r.clock == "itg.request"] == [
        (f"{INCIDENT}#901", ASKED), (f"{INCIDENT}#902", "2024-05-10T09:00:00Z"),
    ]  # fmt: skip


# --- asked anew ----------------------------------------------------------------------------------------------------

ANEW = "2024-05-28T09:00:00Z"


@pytest.mark.parametrize("interim", [True, None])
def test_a_request_that_is_sent_after_a_stated_silence_starts_a_clock_of_its_own(interim: bool | None) -> None:
    quiet = word(Status.NO_RESPONSE, "2024-05-14T16:00:00Z", interim=interim)
    assert clocks(request(), quiet, request(ANEW), as_of="2024-05-28") == [
        ("itg.request", ASKED, "2024-05-14", "past"),
        ("fcc.all-24h", ASKED, "2024-05-10T14:05:00Z", "past"),
        ("itg.request", ANEW, "2024-05-31", "open"),
        ("fcc.all-24h", ANEW, "2024-05-29T12:00:00Z", "open"),
    ]
    # ... with the clocks and the length of its own day.
    own = clocks(request("2023-12-20"), word(Status.NO_RESPONSE, "2023-12-28"), request("2024-01-09", length="two business days"))
    assert [c[:3] for c in own] == [
        ("itg.request", "2023-12-20", "2023-12-26"), ("fcc.timely", "2023-12-20", None),
        ("itg.request", "2024-01-09", "2024-01-11"), ("fcc.all-24h", "2024-01-09", "2024-01-11"),
    ]  # fmt: skip


def starts(*claims: Evidence) -> list[str]:
    return [r.start for r in running(*claims) if r.clock == "itg.request"]


@pytest.mark.parametrize(
    ("silent_at", "anew"),
    [
        ("2024-05-09T14:04:59Z", False),  # before it was first asked
        (ASKED, True),
        ("2024-05-28T08:59:59Z", True),
        (ANEW, False),  # at the very instant of the second request, which it does not precede
        ("2024-05-28T09:00:01Z", False),
    ],
)
def test_the_silence_lies_between_the_two_requests(silent_at: str, anew: bool) -> None:
    assert starts(request(), word(Status.NO_RESPONSE, silent_at), request(ANEW)) == ([ASKED, ANEW] if anew else [ASKED])


def test_when_the_silence_was_counts_and_not_when_it_became_known() -> None:
    assert starts(request(), word(Status.NO_RESPONSE, "2024-07-01", valid_at="2024-05-14"), request(ANEW)) == [ASKED, ANEW]
    assert starts(request(), word(Status.NO_RESPONSE, "2024-05-14", valid_at="2024-05-01"), request(ANEW)) == [ASKED]


def test_each_silence_lets_one_request_start_anew() -> None:
    quiet = [word(Status.NO_RESPONSE, "2024-05-14"), word(Status.NO_RESPONSE, "2024-06-14")]
    asked_at = [ASKED, "2024-05-12", "2024-05-28", "2024-06-02", "2024-06-28", "2024-06-30"]
    assert starts(*quiet, *map(request, asked_at)) == [ASKED, "2024-05-28", "2024-06-28"]


def test_only_a_stated_silence_lets_a_request_start_anew() -> None:
    for other in (word(Status.NO_RESPONSE, "2024-05-14", inferred=True), word(Status.OPEN, "2024-05-14"), reminded("2024-05-14")):
        assert starts(request(), other, request(ANEW)) == [ASKED]


# --- open, past, answered ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "states"),
    [
        ("2024-05-09", ["open", "open"]),
        ("2024-05-10T14:05:00Z", ["open", "open"]),
        ("2024-05-10T14:05:01Z", ["open", "past"]),
        ("2024-05-14", ["open", "past"]),
        ("2024-05-15T03:59:59Z", ["open", "past"]),  # still the fourteenth in New York
        ("2024-05-15T04:00:01Z", ["past", "past"]),
    ],
)
def test_past_and_open(as_of: str, states: list[str]) -> None:
    assert [c[3] for c in clocks(request(), as_of=as_of)] == states


@pytest.mark.parametrize("is_now", [Status.DOWNSTREAM, Status.POINT_OF_ENTRY, Status.ORIGINATING, Status.NOT_FOUND])
def test_a_status_that_takes_an_answer_ends_all_its_clocks(is_now: Status) -> None:
    got = answers(request(), reminded("2024-05-13T09:20:00Z"), word(is_now, "2024-05-20"))
    assert got == [(clock, "answered", "2024-05-20", "stated") for clock in ("itg.request", "fcc.all-24h", "itg.reminder")]


@pytest.mark.parametrize("is_now", [Status.OPEN, Status.NO_RESPONSE, None])
def test_a_status_that_takes_none_does_not(is_now: Status | None) -> None:
    assert {a[1:] for a in answers(request(), word(is_now, "2024-05-20"))} == {("past", None, None)}


def test_naming_its_upstream_or_end_user_is_an_answer_and_being_named_is_none() -> None:
    assert {a[1:] for a in answers(request(), handed(ORCHID, "Hollin Outreach", known_at="2024-05-12"))} == {
        ("answered", "2024-05-12", "stated")
    }
    end_user = word(None, "2024-05-12", end_user="Hollin Outreach")
    assert {a[1:] for a in answers(request(), end_user)} == {("answered", "2024-05-12", "stated")}
    for no_answer in (
        handed("Fernwick Voice", ORCHID, known_at="2024-05-12"),
        handed(ORCHID, "Hollin Outreach", known_at="2024-05-12", attested=Attested.LETTER),
        handed(ORCHID, "Hollin Outreach", known_at="2024-05-12", attested=Attested.AGGREGATE),
    ):
        assert {a[1:] for a in answers(request(), no_answer)} == {("past", None, None)}


def test_it_was_answered_when_it_first_was() -> None:
    two = [word(Status.DOWNSTREAM, "2024-05-20"), word(Status.DOWNSTREAM, "2024-06-01", valid_at="2024-05-15")]
    assert {a[2] for a in answers(request(), *two)} == {"2024-05-20"}, "as was first known"


def test_an_answer_after_a_silence_ends_the_clocks_of_both_requests() -> None:
    claims = [request(), word(Status.NO_RESPONSE, "2024-05-14"), request(ANEW), word(Status.DOWNSTREAM, "2024-06-03")]
    assert {a[1:] for a in answers(*claims)} == {("answered", "2024-06-03", "stated")}


def test_a_silence_after_an_answer_and_a_new_request_is_one_about_that_request() -> None:
    claims = [
        request(), word(Status.NO_RESPONSE, "2024-05-10"), word(Status.DOWNSTREAM, "2024-05-20"), request(ANEW),
        word(Status.NO_RESPONSE, "2024-06-14"),
    ]  # fmt: skip
    assert answers(*claims) == [
        ("itg.request", "answered", "2024-05-20", "stated"),
        ("fcc.all-24h", "answered", "2024-05-20", "stated"),
        ("itg.request", "past", None, None),
        ("fcc.all-24h", "past", None, None),
    ]


@pytest.mark.parametrize(
    ("answered_at", "asked_again", "answered"),
    [
        ("2024-05-20", "2024-05-28", True),
        ("2024-05-20", None, False),  # the same speaker's later word, on the same request
        ("2024-05-20", "2024-05-20", False),  # asked again at the very time of the answer, not after it
        ("2024-05-20", "2024-06-14", True),  # ... and by the very time of the silence
        ("2024-05-20", "2024-06-15", False),
        (ASKED, "2024-05-28", True),  # answered at once
        ("2024-05-09T14:04:59Z", "2024-05-28", False),  # noted before it was asked
    ],
)
def test_where_a_silence_stands_an_answer_before_it_ends_the_clock_of_a_request_after_which_it_was_asked_again(
    answered_at: str, asked_again: str | None, answered: bool
) -> None:
    claims = [request(), word(Status.DOWNSTREAM, answered_at, said_by="ITG"), word(Status.NO_RESPONSE, "2024-06-14")]
    again = [request(asked_again)] if asked_again else []
    [first] = [r for r in running(*claims, *again) if (r.clock, r.start) == ("itg.request", ASKED)]
    expected = (State.ANSWERED, answered_at, "stated") if answered else (State.PAST, None, None)
    assert (first.state, first.answered_at, first.basis) == expected


def test_an_answer_that_another_contradicts_is_shown_so() -> None:
    claims = [request(), word(Status.DOWNSTREAM, "2024-05-12"), word(Status.NO_RESPONSE, "2024-05-14")]
    assert {a[1:] for a in answers(*claims)} == {("answered", "2024-05-12", "contradicted")}


@pytest.mark.parametrize("is_now", list(Status))
def test_a_status_that_only_a_count_shows(is_now: Status) -> None:
    shows = is_now not in (Status.OPEN, Status.NO_RESPONSE)
    expected = ("answered", None, "count") if shows else ("past", None, None)
    assert {a[1:] for a in answers(request(), word(is_now, "2024-06-01", inferred=True))} == {expected}


def test_a_count_of_the_requests_of_its_month_shows_that_it_was_answered() -> None:
    row = said(Kind.COUNTED, ORCHID, total=1)
    told = ByCount("2024-06-01", 1, 0, row)
    assert {a[1:] for a in answers(request(), by_count={HOP: told})} == {("answered", "2024-06-01", "count")}
    some = ByCount("2024-06-01", 3, 1, row)
    assert {a[1:] for a in answers(request(), by_count={HOP: some})} == {("past", None, None)}, "one of three was not: perhaps this one"
    # The answer itself is better.
    assert {a[1:] for a in answers(request(), word(Status.DOWNSTREAM, "2024-05-20"), by_count={HOP: told})} == {
        ("answered", "2024-05-20", "stated")
    }
    assert {a[1:] for a in answers(request(), word(Status.NO_RESPONSE, "2024-05-20"), by_count={HOP: told})} == {("past", None, None)}


@given(
    st.lists(st.sampled_from(["2024-05-09T14:05:00Z", "2024-05-10", "2024-05-13T09:20:00Z", "2024-06-01"]), min_size=1, max_size=5),
    st.randoms(),
)
def test_requests_in_any_order_start_once(times: list[str], random: Any) -> None:
    claims = [request(t) for t in times]
    random.shuffle(claims)
    assert starts(*claims) == [min(times)]


def test_the_answer_is_due_by_the_first_clock_to_end() -> None:
    assert answer_due(ASKED, None) == "2024-05-10T14:05:00Z"
    assert answer_due("2022-12-09T17:41:00Z", None) == "2022-12-14"
    assert answer_due("2022-12-09T17:41:00Z", "one business day") == "2022-12-12"
    assert answer_due("2023-05-09T14:05:00Z", None, gateway=True) == "2023-05-10T14:05:00Z"
    assert answer_due(ASKED, None, abroad=True) == "2024-05-14"
    assert answer_due("2019-01-01", None) is None


# --- actions -------------------------------------------------------------------------------------------------------

QUILLON = "Quillon Gateway Ltd."
OCTOBER, JANUARY = "fcc-2021-10-21-quillon-gateway", "fcc-2022-01-01-quillon-gateway"


def action(
    stated: str | None = None, length: str = "14 days", clock: str = "k4.measures", issued_at: str = "2021-10-21", **says: Any
) -> Evidence:
    due = (Due("report measures", clock, length, stated),)
    made = {
        "action": OCTOBER,
        "known_at": issued_at,
        "action_kind": "cease-and-desist",
        "said_by": "a bureau",
        "due": due,
        "incident": None,
    }
    return said(Kind.ACTED, says.pop("provider", QUILLON), **{**made, **says})


def duties(*actions: Evidence, as_of: str = LATER) -> list[Running]:
    return list(of_actions(actions, who_of(actions), as_of))


def test_the_letter_of_21_october_2021_that_calls_fourteen_days_5_november() -> None:
    [clock] = duties(action("2021-11-05"), as_of="2021-11-05")
    assert (clock.stated, clock.computed, clock.end, clock.differs, clock.state) == ("2021-11-05", "2021-11-04", "2021-11-05", True, "open")
    assert (clock.provider, clock.provider_key, clock.start, clock.what) == (
        QUILLON,
        "quillon-gateway-ltd",
        "2021-10-21",
        "report measures",
    )
    assert (clock.incident, clock.hop, clock.action, clock.answered_at, clock.basis) == (None, None, OCTOBER, None, None)
    assert [r.state for r in duties(action("2021-11-05"), as_of="2021-11-06T12:00:00Z")] == ["past"]
    assert differing(action("2021-11-05")) == ["2021-11-05 2021-11-04"]
    two_days = action("2021-10-25", length="48 hours", clock="k4.mitigate", issued_at="2021-10-21T15:00:00Z")
    assert differing(two_days) == ["2021-10-25 2021-10-23"], "of an instant the day"
    assert differing(action("2021-11-05", length="")) == ["2021-11-05 2021-11-04"], "computed as the table says"


def test_stated_as_computed_and_not_stated() -> None:
    [same] = duties(action("2021-11-04"), as_of="2021-11-05T12:00:00Z")
    assert (same.differs, same.state) == (False, "past")
    [unstated] = duties(action(), as_of="2021-11-01")
    assert (unstated.stated, unstated.end, unstated.differs, unstated.state) == (None, "2021-11-04", False, "open")
    assert (differing(action("2021-11-04")), differing(action()), differing(action("2021-11-05", length="", clock="n2.mitigate"))) == (
        [],
        [],
        [],
    )


def test_a_duty_without_a_length_runs_as_the_table_says() -> None:
    [clock] = duties(action(length=""))
    assert (clock.computed, clock.deadline.length) == ("2021-11-04", "14 days")
    [as_printed] = duties(action("2024-06-14", length="", clock="n2.mitigate", issued_at="2024-06-12"), as_of="2024-06-14")
    assert (as_printed.computed, as_printed.end, as_printed.state) == (None, "2024-06-14", "open")
    [never] = duties(action(length="", clock="n2.mitigate", issued_at="2024-06-12"))
    assert (never.end, never.state, never.ends) == (None, "open", True)


def test_a_permission_is_no_duty() -> None:
    [may] = duties(action(length="", clock="k4.block"))
    assert (may.permission, may.end) == (True, "2021-10-23")
    early, late = ([replace(clock, state=state) for clock in (may, duties(action())[0])] for state in (State.OPEN, State.PAST))
    assert (standing([*early, *late]), standing(late)) == ({"open": 2, "past": 1, "permitted": 1}, {"past": 1, "permitted": 1})
    [must] = duties(action())
    assert (must.permission, must.ends) == (False, True)


def test_it_is_issued_when_it_is_dated_and_not_when_it_became_known() -> None:
    [clock] = duties(action(valid_at="2021-10-21", known_at="2022-05-01"))
    assert (clock.start, clock.computed) == ("2021-10-21", "2021-11-04")


def test_copies_of_a_letter_start_one_clock_with_all_of_them_as_evidence() -> None:
    first, copy = action("2021-11-05", document="a"), action("2021-11-05", document="b")
    [clock] = duties(copy, first, as_of="2021-11-01")
    assert clock.evidence == (first, copy)
    other = action(action=JANUARY, issued_at="2022-01-01")
    assert [r.action for r in duties(other, first, copy, as_of="2022-01-02")] == [OCTOBER, JANUARY]


def test_of_copies_that_state_another_day_the_first_to_say_so_stands() -> None:
    one, other = action("2021-11-05", document="a"), action("2021-11-08", document="b", provider="Saltmarsh Telecom")
    for claims in ([one, other], [other, one]):
        assert [(r.end, r.provider, r.evidence) for r in duties(*claims)] == [("2021-11-05", QUILLON, (one, other))]
    known_before = action("2021-11-08", document="b", known_at="2021-10-20", valid_at="2021-10-21")
    assert [r.end for r in duties(one, known_before)] == ["2021-11-08"]


def test_actions_in_the_order_issued_then_by_id_each_with_its_copies() -> None:
    late, early = action(action="c", valid_at="2021-12-01", known_at="2021-10-01"), action(action="b", valid_at="2021-11-01")
    same_day, copy = action(action="a", valid_at="2021-11-01"), action(action="b", valid_at="2021-11-01", known_at="2022-01-01")
    assert by_action([late, copy, early, same_day]) == [[same_day], [early, copy], [late]]
    assert by_action([said(Kind.ACTED, QUILLON), word(Status.OPEN, ASKED)]) == [], "no letter without an id"


def test_an_action_without_duties_starts_none() -> None:
    assert duties(action(due=())) == []
    both = action(due=(Due("mitigate", "k4.mitigate", "48 hours"), Due("report", "k4.measures", "14 days", "2021-11-05")))
    assert [(r.what, r.clock, r.end) for r in duties(both)] == [
        ("mitigate", "k4.mitigate", "2021-10-23"),
        ("report", "k4.measures", "2021-11-05"),
    ]


def test_who_is_a_gateway_is_said_by_an_action() -> None:
    actions = [action(roles=("gateway", "transmitting")), action(provider=ORCHID, roles=("originating",)), action()]
    assert gateways(actions, who_of(actions)) == {"quillon-gateway-ltd"}


def test_as_json_shows_the_rule_its_source_and_how_it_was_counted() -> None:
    [_, clock] = running(request(), as_of="2024-05-10T10:00:00Z")
    told = as_json(clock)
    steps = told.pop("steps")
    assert told == {
        "provider": ORCHID, "provider_key": KEY, "clock": "fcc.all-24h", "what": "Reply due",
        "rule": "FCC 23-37, 88 FR 43446; 47 CFR 64.1200(n)(1)", "length": "24 hours", "from": ASKED, "due_stated": None,
        "due_computed": "2024-05-10T14:05:00Z", "differs": False, "zone": "America/New_York", "zone_assumed": True, "from_memory": True,
        "incident": INCIDENT, "hop": HOP, "action": None, "state": "open", "answered_at": None, "answer_basis": None,
    }  # fmt: skip
    assert steps[0].endswith("(America/New_York, assumed)")


def test_a_running_clock_ends_as_stated_else_as_computed() -> None:
    [stated], [computed] = duties(action("2021-11-05")), duties(action())
    assert (stated.end, computed.end) == ("2021-11-05", "2021-11-04")
    assert (stated.state, computed.state) == (State.PAST, State.PAST)


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """Asked about 20533 and reminded, asked about 20560, whose upstream is silent."""
    return story.mailbox(
        tmp_path / "mails.txt",
        story.request("2024-05-03 15:00", 20533),
        story.request("2024-05-08 09:20", 20533, again=True),
        story.request("2024-05-09 14:05", 20560),
        story.silent("2024-05-14 14:01", 20560, "Orchid Transit Corp"),
    )


KEYS = {
    "provider", "provider_key", "clock", "what", "rule", "length", "from", "due_stated", "due_computed", "differs", "zone", "zone_assumed",
    "from_memory", "steps", "incident", "hop", "action", "state", "answered_at", "answer_basis",
}  # fmt: skip


def told(desk: Desk, *more: str) -> list[tuple[Any, ...]]:
    found = desk.ask("due", *more)
    assert all(set(d) == KEYS for d in found)
    return [(d["clock"], d["incident"] or d["action"], d["due_stated"], d["due_computed"], d["state"]) for d in found]


def test_what_is_past_what_is_open_what_is_next(desk: Desk, mails: Path, tmp_path: Path) -> None:
    desk.load(mails, story.letter(tmp_path / "letter.txt", story.row("Hollin Outreach"), stated=date(2024, 6, 27)))
    assert told(desk, "--as-of", "2024-05-09") == [
        ("fcc.all-24h", "itg-20533", None, "2024-05-06T15:00:00Z", "past"),
        ("itg.request", "itg-20533", None, "2024-05-08", "past"),
        ("itg.reminder", "itg-20533", None, "2024-05-10", "open"),
        ("fcc.all-24h", "itg-20560", None, "2024-05-10T14:05:00Z", "open"),
        ("itg.request", "itg-20560", None, "2024-05-14", "open"),
    ]
    named = [d for d in desk.ask("due", "--as-of", "2024-05-14") if d["incident"] == "itg-20560"]
    assert [(d["state"], d["answered_at"], d["answer_basis"]) for d in named] == [("answered", "2024-05-14T14:01:00Z", "stated")] * 2
    letters = [t for t in told(desk, "--as-of", "2024-06-13") if t[1] == story.LETTER]
    assert letters == [
        ("k4.mitigate", story.LETTER, None, "2024-06-14", "open"),
        ("k4.measures", story.LETTER, "2024-06-27", "2024-06-26", "open"),
    ]
    ran = desk.run("due", "--as-of", "2024-06-13")
    lines = [line.split("\t") for line in ran.out.splitlines()]
    assert lines[0] == ["due", "provider", "clock", "from", "for", "state", "stated", "computed"]
    # What the letter says of a hand-off is no answer of its recipient.
    row, past = f"{story.LETTER}.1", "past: no answer in the loaded documents"
    assert [(line[2], line[4], line[5]) for line in lines[1:]] == [
        ("fcc.all-24h", row, past),
        ("fcc.all-24h", "itg-20533", past),
        ("itg.request", "itg-20533", past),
        ("itg.request", row, past),
        ("itg.reminder", "itg-20533", past),
        ("k4.mitigate", story.LETTER, "open"),
        ("k4.measures", story.LETTER, "open"),
    ]
    assert ran.err.splitlines()[-2:] == ["5 past, 2 open", "next: 2024-06-14, Quillon Gateway Ltd. (k4.mitigate)"]
    assert lines[-1] == [
        "2024-06-27",
        "Quillon Gateway Ltd.",
        "k4.measures",
        "2024-06-12",
        story.LETTER,
        "open",
        "2024-06-27",
        "2024-06-26 (differs)",
    ]
    assert "no response" not in ran.out.lower()
    assert len(desk.run("due", "--as-of", "2024-06-13", "--all").out.splitlines()) == 1 + 9


def test_without_a_date_it_is_as_of_now(desk: Desk, mails: Path) -> None:
    desk.load(mails)
    assert {t[4] for t in told(desk) if t[1] == "itg-20533"} == {"past"}


def test_a_role_that_a_later_letter_tells_of_starts_no_clock_before_it_is_known(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        hop_list(
            tmp_path / "list.csv",
            {"incident": "9", "provider": "Quillon Gateway", "asked_at": "2023-05-09T14:05:00Z", "noted_on": "2023-05-09"},
        ),
        story.letter(tmp_path / "letter.txt", story.row("Hollin Outreach"), does="transmitting, as a gateway provider,"),
    )
    assert [t[0] for t in told(desk, "--as-of", "2024-06-11") if t[1] == "itg-9"] == ["itg.request"]
    assert [t[0] for t in told(desk, "--as-of", "2024-06-12") if t[1] == "itg-9"] == ["fcc.gateway-24h", "itg.request"]


def test_a_rule_that_names_no_length_is_in_no_list_count_or_calendar(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        hop_list(
            tmp_path / "list.csv",
            {"incident": "9", "provider": "Larkspur Wireless", "asked_at": "2023-05-09T14:05:00Z", "noted_on": "2023-05-09"},
        )
    )
    assert [t[0] for t in told(desk, "--as-of", "2023-05-10")] == ["itg.request"]
    ran = desk.run("due", "--as-of", "2023-05-10", "--all")
    assert [line.split("\t")[2] for line in ran.out.splitlines()[1:]] == ["itg.request", "fcc.timely"]
    assert ran.err.splitlines()[-2] == "0 past, 1 open, 0 answered"
    assert desk.run("due", "--as-of", "2023-05-10", "--ics", tmp_path / "due.ics").code == 0
    assert [str(e["SUMMARY"]) for e in _events(tmp_path / "due.ics")] == ["Reply due: Larkspur Wireless (itg.request)"]


def test_two_copies_of_a_letter_are_one_deadline(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "letter.txt"))
    once = told(desk, "--as-of", "2024-06-13")
    copy = tmp_path / "copy.txt"
    copy.write_text((tmp_path / "letter.txt").read_text("utf-8") + "\n", encoding="utf-8")
    desk.load(copy)
    assert told(desk, "--as-of", "2024-06-13") == once
    assert len([t for t in once if t[1] == story.LETTER]) == 2


def _events(path: Path) -> list[Any]:
    return list(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def test_a_calendar_of_what_is_open(desk: Desk, mails: Path, tmp_path: Path) -> None:
    desk.load(mails, story.letter(tmp_path / "letter.txt", story.row("Hollin Outreach"), stated=date(2024, 6, 27)))
    file = tmp_path / "due.ics"
    ran = desk.run("due", "--as-of", "2024-05-09", "--ics", file)
    assert (ran.code, ran.err.splitlines()[0]) == (0, f"3 deadlines written to {file}")
    events = {str(e["UID"]).split("@")[0]: e for e in _events(file)}
    assert len(events) == 3
    assert sorted((str(e["SUMMARY"]), e["DTSTART"].dt) for e in events.values() if isinstance(e["DTSTART"].dt, datetime)) == [
        ("Reply due: fernwickvoice.example (fcc.all-24h)", datetime.fromisoformat("2024-05-10T14:05:00+00:00"))
    ]
    assert sorted((str(e["SUMMARY"]), e["DTSTART"].dt) for e in events.values() if not isinstance(e["DTSTART"].dt, datetime)) == [
        ("Reply due: fernwickvoice.example (itg.request)", date(2024, 5, 14)),
        ("Reply to the reminder due: fernwickvoice.example (itg.reminder)", date(2024, 5, 10)),
    ]
    before = file.read_bytes()
    again = ("due", "--as-of", "2024-06-13", "--ics", file)
    assert desk.run(*again).only_line() == f"tracer: {file} exists: give --force to replace it"
    assert file.read_bytes() == before
    assert desk.run(*again, "--force").code == 0
    differing_ = [e for e in _events(file) if "k4.measures" in str(e["SUMMARY"])]
    assert [e["DTSTART"].dt for e in differing_] == [date(2024, 6, 27)]
    described = str(differing_[0]["DESCRIPTION"])
    assert "stated and computed deadlines differ" in described
    assert "letter.txt, line" in described
    assert f"for {story.LETTER}" in described
    assert {p.name for p in tmp_path.iterdir()} == {"mails.txt", "letter.txt", "case", "due.ics"}, "nothing half written is left"


def test_a_calendar_of_nothing_and_one_that_cannot_be_written(desk: Desk, mails: Path, tmp_path: Path) -> None:
    desk.load(mails)
    assert desk.run("due", "--as-of", "2020-01-01", "--ics", tmp_path / "none.ics").code == 0
    assert _events(tmp_path / "none.ics") == []
    (tmp_path / "file").write_text("mine")
    gone = tmp_path / "file" / "due.ics"
    assert desk.run("due", "--ics", gone).only_line() == (
        f"tracer: {gone} cannot be written ({gone.parent} is no folder): choose another place"
    )
