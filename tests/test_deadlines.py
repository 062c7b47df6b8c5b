"""Which clocks run against whom: started by the first request, restarted by nothing, ended by an answer in the documents."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import story
from tests.cases import Desk, hop_list
from tracer.deadlines import Running, answer_due, as_json, differing, duties, gateways, of_actions, of_requests
from tracer.model import Kind, Status
from tracer.projection import Said

HOP = "itg-20560@orchid-transit"
LATER = "2030-01-01"
_claims = itertools.count(1)


def row(kind: Kind, when: str, **says: Any) -> Said:
    """A claim as it bears on Orchid Transit's hop."""
    number = next(_claims)
    return Said(
        {"incident": "itg-20560", "hop": HOP, "provider": "Orchid Transit Corp", "provider_key": "orchid-transit", "side": "hop", "kind": kind,
         "known_at": when, "claim": f"c{number}", "document": "d", "name": "mails.txt", "line_from": number, "line_to": number, **says}
    )  # fmt: skip


def clocks(*rows: Said, as_of: str = LATER, gateway: bool = False) -> list[tuple[str, str, str | None, str]]:
    found = of_requests(sorted(rows, key=lambda r: r["known_at"]), as_of, {"orchid-transit"} if gateway else set())
    return [(r.clock, r.start, r.computed, r.state) for r in found]


ASKED = "2024-05-09T14:05:00Z"  # a Thursday, 10:05 in New York


# --- requests ------------------------------------------------------------------------------------------------------


def test_a_request_starts_the_clocks_of_its_day() -> None:
    assert clocks(row(Kind.ASKED, "2020-06-26T17:44:00Z")) == [("itg.request", "2020-06-26T17:44:00Z", "2020-07-01", "past")]
    assert clocks(row(Kind.ASKED, "2022-12-09T17:41:00Z")) == [
        ("itg.request", "2022-12-09T17:41:00Z", "2022-12-14", "past"),
        ("fcc.timely", "2022-12-09T17:41:00Z", None, "open"),
    ]
    assert clocks(row(Kind.ASKED, ASKED)) == [
        ("itg.request", ASKED, "2024-05-14", "past"),
        ("fcc.all-24h", ASKED, "2024-05-10T14:05:00Z", "past"),
    ]


def test_a_gateways_clock_runs_for_gateways_only() -> None:
    asked = row(Kind.ASKED, "2023-05-09T14:05:00Z")
    assert [c[0] for c in clocks(asked)] == ["itg.request", "fcc.timely"]
    assert [c[0] for c in clocks(asked, gateway=True)] == ["itg.request", "fcc.gateway-24h"]
    assert [c[0] for c in clocks(row(Kind.ASKED, ASKED), gateway=True)] == ["itg.request", "fcc.all-24h"]


def test_no_request_no_clock() -> None:
    assert clocks() == []
    assert clocks(row(Kind.STATUS, "2024-05-14", status=Status.NO_RESPONSE), row(Kind.REMINDED, "2024-05-15")) == []


def test_the_first_request_counts_and_copies_restart_nothing() -> None:
    copies = (row(Kind.ASKED, "2024-05-10T09:00:00Z"), row(Kind.ASKED, ASKED), row(Kind.ASKED, ASKED, document="copy"))
    assert clocks(*copies) == clocks(row(Kind.ASKED, ASKED))
    late = row(Kind.ASKED, "2024-06-20", valid_at=ASKED)  # learned of in June, made in May
    assert clocks(late, row(Kind.ASKED, "2024-05-12T09:00:00Z"))[0][1] == ASKED


def test_a_reminder_has_its_own_clock_and_restarts_none() -> None:
    length = "ideally 4 hours, at most one business day"
    got = clocks(row(Kind.ASKED, ASKED), row(Kind.REMINDED, "2024-05-13T09:20:00Z", length=length))
    assert got == [*clocks(row(Kind.ASKED, ASKED)), ("itg.reminder", "2024-05-13T09:20:00Z", "2024-05-14", "past")]


def test_the_length_that_the_notice_prints_is_the_requests_own() -> None:
    got = clocks(row(Kind.ASKED, ASKED, length="two business days"))
    assert got[0][2] == "2024-05-13"
    assert got[1][2] == "2024-05-10T14:05:00Z", "the rule's length is the rule's"


def test_each_hop_has_its_own_clocks() -> None:
    other = row(Kind.ASKED, ASKED, hop="itg-20561@orchid-transit", incident="itg-20561")
    found = list(of_requests([row(Kind.ASKED, ASKED), other], LATER))
    assert [(r.incident, r.clock) for r in found] == [(i, c) for i in ("itg-20560", "itg-20561") for c in ("itg.request", "fcc.all-24h")]


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
    assert [c[3] for c in clocks(row(Kind.ASKED, ASKED), as_of=as_of)] == states


@pytest.mark.parametrize("word", [Status.DOWNSTREAM, Status.POINT_OF_ENTRY, Status.ORIGINATING, Status.NOT_FOUND])
def test_a_status_that_takes_an_answer_ends_all_its_clocks(word: Status) -> None:
    got = clocks(row(Kind.ASKED, ASKED), row(Kind.REMINDED, "2024-05-13T09:20:00Z"), row(Kind.STATUS, "2024-05-20", status=word))
    assert [c[3] for c in got] == ["answered"] * 3


@pytest.mark.parametrize("word", [Status.OPEN, Status.NO_RESPONSE, None])
def test_a_status_that_takes_none_does_not(word: Status | None) -> None:
    assert {c[3] for c in clocks(row(Kind.ASKED, ASKED), row(Kind.STATUS, "2024-05-20", status=word))} == {"past"}


def test_naming_its_upstream_is_an_answer_and_being_named_is_none() -> None:
    asked = row(Kind.ASKED, ASKED)
    assert {c[3] for c in clocks(asked, row(Kind.HANDED_OFF, "2024-05-12", side="downstream"))} == {"answered"}
    assert {c[3] for c in clocks(asked, row(Kind.HANDED_OFF, "2024-05-12", side="upstream"))} == {"past"}


def test_the_evidence_is_the_request_itself() -> None:
    asked, reminded = row(Kind.ASKED, ASKED), row(Kind.REMINDED, "2024-05-13T09:20:00Z")
    assert [r.evidence for r in of_requests([asked, reminded], LATER)] == [(asked,), (asked,), (reminded,)]


@given(
    st.lists(st.sampled_from(["2024-05-09T14:05:00Z", "2024-05-10", "2024-05-13T09:20:00Z", "2024-06-01"]), min_size=1, max_size=5),
    st.randoms(),
)
def test_requests_in_any_order_start_once(times: list[str], random: Any) -> None:
    rows = [row(Kind.ASKED, t) for t in times]
    mixed = [*rows]
    random.shuffle(mixed)
    assert [r.start for r in of_requests(mixed, LATER) if r.clock == "itg.request"] == [min(times)]


def test_the_answer_is_due_by_the_first_clock_to_end() -> None:
    assert answer_due(ASKED, None) == "2024-05-10T14:05:00Z"
    assert answer_due("2022-12-09T17:41:00Z", None) == "2022-12-14"
    assert answer_due("2023-05-09T14:05:00Z", None, gateway=True) == "2023-05-10T14:05:00Z"
    assert answer_due("2019-01-01", None) is None


# --- actions -------------------------------------------------------------------------------------------------------


def action(stated: str = "", length: str = "14 days", clock: str = "k4.measures", issued_at: str = "2021-10-21", **says: Any) -> Said:
    return Said(
        {"action": "fcc-2021-10-21-quillon-gateway", "kind": "cease-and-desist", "issued_at": issued_at, "provider": "Quillon Gateway Ltd.",
         "provider_key": "quillon-gateway", "due_what": ["report measures"], "due_clock": [clock], "due_length": [length], "due_stated": [stated],
         "claim": f"c{next(_claims)}", **says}
    )  # fmt: skip


def test_the_letter_of_21_october_2021_that_calls_fourteen_days_5_november() -> None:
    [running] = of_actions([action("2021-11-05")], "2021-11-05")
    assert (running.stated, running.computed, running.end, running.differs, running.state) == (
        "2021-11-05",
        "2021-11-04",
        "2021-11-05",
        True,
        "open",
    )
    assert [r.state for r in of_actions([action("2021-11-05")], "2021-11-06T12:00:00Z")] == ["past"]
    assert differing(action("2021-11-05"), "2021-10-21") == ["2021-11-05 2021-11-04"]


def test_stated_as_computed_and_not_stated() -> None:
    [same] = of_actions([action("2021-11-04")], "2021-11-05T12:00:00Z")
    assert (same.differs, same.state) == (False, "past")
    [unstated] = of_actions([action()], "2021-11-01")
    assert (unstated.stated, unstated.end, unstated.differs, unstated.state) == (None, "2021-11-04", False, "open")
    assert (differing(action("2021-11-04"), "2021-10-21"), differing(action(), "2021-10-21")) == ([], [])


def test_copies_of_a_letter_start_one_clock_with_all_of_them_as_evidence() -> None:
    first, copy = action("2021-11-05"), action("2021-11-05")
    [running] = of_actions([first, copy], "2021-11-01")
    assert running.evidence == (first, copy)
    other = action(action="fcc-2022-01-01-quillon-gateway", issued_at="2022-01-01")
    assert [r.action for r in of_actions([first, copy, other], "2022-01-02")] == [
        "fcc-2021-10-21-quillon-gateway",
        "fcc-2022-01-01-quillon-gateway",
    ]


def test_an_action_without_duties_starts_none() -> None:
    bare = action(due_what=None, due_clock=None, due_length=None, due_stated=None)
    assert list(of_actions([bare], LATER)) == []
    assert list(duties(bare)) == []


def test_who_is_a_gateway_is_said_by_an_action() -> None:
    assert gateways(
        [action(roles=["gateway", "transmitting"]), action(provider_key="orchid-transit", roles=["originating"]), action()]
    ) == {"quillon-gateway"}


def test_as_json_shows_the_rule_its_source_and_how_it_was_counted() -> None:
    [_, running] = of_requests([row(Kind.ASKED, ASKED)], "2024-05-10T10:00:00Z")
    told = as_json(running)
    steps = told.pop("steps")
    assert told == {
        "provider": "Orchid Transit Corp", "provider_key": "orchid-transit", "clock": "fcc.all-24h", "what": "Reply due",
        "rule": "FCC 23-37, 88 FR 43446; 47 CFR 64.1200(n)(1)", "length": "24 hours", "from": ASKED, "due_stated": None,
        "due_computed": "2024-05-10T14:05:00Z", "differs": False, "zone": "America/New_York", "zone_assumed": True, "from_memory": True,
        "incident": "itg-20560", "hop": HOP, "action": None, "state": "open",
    }  # fmt: skip
    assert steps[0].endswith("(America/New_York, assumed)")


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
    "from_memory", "steps", "incident", "hop", "action", "state",
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
    assert [t[4] for t in told(desk, "--as-of", "2024-05-14") if t[1] == "itg-20560"] == ["answered", "answered"], "it named its upstream"
    letters = [t for t in told(desk, "--as-of", "2024-06-13") if t[1] == story.LETTER]
    assert letters == [
        ("k4.mitigate", story.LETTER, None, "2024-06-14", "open"),
        ("k4.measures", story.LETTER, "2024-06-27", "2024-06-26", "open"),
    ]
    ran = desk.run("due", "--as-of", "2024-06-13")
    assert ran.err.splitlines()[-2:] == ["3 past, 2 open, 4 answered", "next: 2024-06-14, Quillon Gateway Ltd. (k4.mitigate)"]
    lines = [line.split("\t") for line in ran.out.splitlines()]
    assert lines[0] == ["due", "provider", "clock", "from", "for", "state", "stated", "computed"]
    assert [line[5] for line in lines[1:]] == ["past: no answer in the loaded documents"] * 3 + ["open"] * 2
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
    assert [t[0] for t in told(desk, "--as-of", "2024-06-11") if t[1] == "itg-9"] == ["itg.request", "fcc.timely"]
    assert [t[0] for t in told(desk, "--as-of", "2024-06-12") if t[1] == "itg-9"] == ["fcc.gateway-24h", "itg.request"]


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
    desk.run("due", "--as-of", "2024-06-13", "--ics", file)
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
    gone = tmp_path / "no such folder" / "due.ics"
    assert (
        desk.run("due", "--ics", gone).only_line() == f"tracer: {gone} cannot be written (No such file or directory): choose another file"
    )


def test_a_running_clock_ends_as_stated_else_as_computed() -> None:
    [stated], [computed] = list(of_actions([action("2021-11-05")], LATER)), list(of_actions([action()], LATER))
    assert isinstance(stated, Running)
    assert (stated.end, computed.end) == ("2021-11-05", "2021-11-04")
