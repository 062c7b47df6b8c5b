"""The calendar file, read back by a library that reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import BadInput
from tracer.time.calendar_file import Entry, calendar

REPLY = Entry(
    clock="ag.reply",
    subject="ag-2025-08-07-brightwater-dialing",
    provider="Brightwater Dialing, LLC",
    due="2025-08-28",
    source="the notice",
    evidence=("notice.txt, lines 101-101: “within 21 days”",),
    remarks=("a courtesy, not a rule",),
)
ASKED = Entry("fcc.all-24h", "itg-20560:orchid", "Orchid Transit Corp", "2024-03-12T12:00:00Z")
STAMP = "2025-08-08T09:00:00Z"


def events(data: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_a_day_clock_is_an_all_day_event() -> None:
    (event,) = events(calendar([REPLY], stamped=STAMP))
    assert event["SUMMARY"] == "Reply due: Brightwater Dialing, LLC (ag.reply)"
    assert event["DTSTART"].dt == date(2025, 8, 28)
    assert not isinstance(event["DTSTART"].dt, datetime)
    assert event["DTSTAMP"].dt == datetime(2025, 8, 8, 9, tzinfo=UTC)
    assert event["TRANSP"] == "TRANSPARENT"
    assert str(event["DESCRIPTION"]).splitlines() == [
        "For: ag-2025-08-07-brightwater-dialing",
        "Source: the notice",
        "Note: a courtesy, not a rule",
        "Evidence: notice.txt, lines 101-101: “within 21 days”",
    ]


def test_an_hour_clock_is_an_instant_in_utc() -> None:
    data = calendar([ASKED], stamped=STAMP)
    (event,) = events(data)
    assert event["DTSTART"].dt == datetime(2024, 3, 12, 12, tzinfo=UTC)
    assert b"DTSTART:20240312T120000Z\r\n" in data


def test_the_same_entries_give_the_same_bytes() -> None:
    assert calendar([REPLY, ASKED], stamped=STAMP) == calendar([ASKED, REPLY, REPLY], stamped=STAMP)
    assert calendar([REPLY], stamped=STAMP) != calendar([REPLY], stamped="2025-08-09")
    assert len(events(calendar([ASKED, REPLY, REPLY], stamped=STAMP))) == 2


def test_an_event_keeps_its_uid_when_its_date_and_names_change() -> None:
    changed = Entry("ag.reply", REPLY.subject, "BRIGHTWATER", "2025-09-01")
    assert events(calendar([changed], stamped=STAMP))[0]["UID"] == events(calendar([REPLY], stamped=STAMP))[0]["UID"]
    both = [str(event["UID"]) for event in events(calendar([REPLY, changed, ASKED], stamped=STAMP))]
    assert len(set(both)) == 3


def test_no_entries_make_an_empty_calendar() -> None:
    assert events(calendar([], stamped=STAMP)) == []


def test_no_line_can_be_injected() -> None:
    hostile = "Fern\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:x\x00\x0b\x0c\x1c\x85\u2028\u2029\u202e\ud800; wick\\nVoice, LLC"
    entry = Entry(hostile, hostile, hostile, "2025-08-28", hostile, hostile, (hostile,), (hostile,))
    data = calendar([entry], stamped=STAMP)
    lines = data.decode("utf-8").replace("\r\n ", "").splitlines()  # of all that Python takes for a line end
    assert [line for line in lines if line.startswith(("BEGIN:", "END:", "SUMMARY"))] == [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        next(line for line in lines if line.startswith("SUMMARY:Fern END:VEVENT")),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    (event,) = events(data)
    assert "Fern END:VEVENT BEGIN:VEVENT SUMMARY:x\\x00\\x0b\\x0c\\x1c\\x85\\u2028\\u2029\\u202e\\ud800; wick" in event["SUMMARY"]
    assert len(str(event["DESCRIPTION"]).splitlines()) == 4


@given(st.text(), st.text(), st.sampled_from(["2025-08-28", "2024-03-12T12:00:00Z"]))
def test_any_name_gives_one_event_of_known_lines(provider: str, evidence: str, due: str) -> None:
    data = calendar([Entry("ag.reply", provider, provider, due, evidence=(evidence,))], stamped=STAMP)
    lines = data.decode("utf-8").replace("\r\n ", "").splitlines()
    names = [line.partition(":")[0].partition(";")[0] for line in lines]
    file = "BEGIN VERSION PRODID NAME X-WR-CALNAME UID END"
    event = "BEGIN SUMMARY DTSTART DTSTAMP UID DESCRIPTION TRANSP END"
    assert sorted(names) == sorted(f"{file} {event}".split())
    assert len(events(data)) == 1


@pytest.mark.parametrize("due", ["", "soon", "2025-02-30", "2025-08-28\r\nX:1"])
def test_a_date_that_is_none(due: str) -> None:
    with pytest.raises(BadInput, match="is no time"):
        calendar([Entry("ag.reply", "a", "b", due)], stamped=STAMP)
    with pytest.raises(BadInput, match="is no time"):
        calendar([REPLY], stamped=due)
