"""Which clocks a request starts, when they end, and what is past: worked by hand, from the calendar."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.places import SAMPLES
from tracer.errors import BadInput, NotKnown
from tracer.text import instant
from tracer.time.clocks import Clock, Force, Since, State, Step, answer_due, clock, clocks, compare, due, rules_for_request, state
from tracer.time.lengths import Amount, Unit, amount
from tracer.time.workdays import federal_holidays, is_business_day, next_business_day

NEW_YORK = ZoneInfo("America/New_York")


def utc(local: str, zone: str = "America/New_York") -> str:
    return instant(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC")))


# --- the table


def test_the_table_as_decided() -> None:
    assert [(c.name, c.length, c.kind and str(c.kind), c.applies_from, c.source, c.from_memory) for c in clocks()] == [
        ("itg.request", "three business days", "business days", "2020-06-26", "ITG notices", False),
        ("itg.reminder", "ideally 4 hours, at most one business day", "business days", "2020-06-30", "ITG reminder", False),
        ("fcc.timely", "fully and in a timely manner", None, "2021-05-06", "FCC 20-187, 86 FR 17726; 87 FR 51920", True),
        ("fcc.gateway-24h", "24 hours", "hours", "2022-09-23", "FCC 22-37", False),
        ("fcc.all-24h", "24 hours", "hours", "2024-01-08", "FCC 23-37, 88 FR 43446", False),
        ("k4.mitigate", "48 hours", "hours", "2020-10-14", "FCC 20-96; the letters", False),
        ("k4.measures", "14 days", "days", "2020-10-14", "the letters", False),
        ("k4.block", "48 hours, or 14 days", None, "2020-10-14", "the letters", False),
        ("n2.mitigate", "48 hours", "hours", "2024-01-08", "FCC 23-37", True),
        ("n2.notice", "14 days", "days", "2024-01-08", "FCC 23-37", False),
        ("n2.ido", "14 days", "days", None, "47 CFR 64.1200(n); DA 26-172", False),
        ("n2.fdo", "30 days", "days", None, "47 CFR 64.1200(n)", False),
        ("rmd.removal", None, None, "2021-09-28", "FCC orders", False),
        ("rmd.cure", "14 days", "days", "2025-09-09", "the order", False),
        ("rmd.update", "10 business days", "business days", None, "FCC orders; DA 26-133", False),
        ("fcc.declaration", "14 days", "days", None, "the letter", False),
        ("ag.reply", "21 days", "days", "2025-08-07", "the notice", False),
        ("ftc.reply", "14 days", "days", None, "the letter (courtesy, not a rule)", True),
    ]


def _names(clocks_: Iterable[Clock]) -> list[str]:
    return [c.name for c in clocks_]


def test_which_are_permissions_domestic_without_end_or_set_by_their_document() -> None:
    assert _names(c for c in clocks() if c.force is Force.PERMISSION) == ["k4.block"]
    assert _names(c for c in clocks() if c.force is not Force.DUTY) == ["k4.block"]
    assert _names(c for c in clocks() if c.domestic) == ["fcc.timely", "fcc.gateway-24h", "fcc.all-24h"]
    assert _names(c for c in clocks() if not c.ends) == ["fcc.timely", "rmd.removal"]
    assert _names(c for c in clocks() if c.as_printed) == ["n2.mitigate", "fcc.declaration", "ag.reply", "ftc.reply"]
    assert {c.name: c.after for c in clocks() if c.after} == {"k4.block": ("k4.mitigate", "k4.measures")}
    assert str(Force.PERMISSION) == "permission"


def test_where_several_days_are_known_all_are_told_and_one_that_is_assumed_is_the_one_that_counts() -> None:
    assert {c.name: c.since for c in clocks() if c.since} == {
        "fcc.timely": (
            Since("2021-05-06", "by 86 FR 17726", assumed=True),
            Since("2022-09-23", "announced by 87 FR 51920, for (n)(1) only", assumed=False),
        ),
        "rmd.removal": (
            Since("2021-09-28", "for voice service providers", assumed=False),
            Since("2023-04-11", "for gateway providers", assumed=False),
            Since("2024-05-28", "for intermediate providers", assumed=False),
        ),
        "rmd.update": (Since("2026-02-05", "for data in CORES too", assumed=False),),
    }
    assert [s.day for s in clock("fcc.timely").since if s.assumed] == [clock("fcc.timely").applies_from]
    assert clock("rmd.removal").since[0].day == clock("rmd.removal").applies_from


def test_two_days_of_the_table_that_the_calendar_moves() -> None:
    ninety = date(2024, 2, 26) + timedelta(days=90)
    assert ninety.strftime("%a") == "Sun"
    assert next_business_day(ninety).isoformat() == clock("rmd.removal").since[2].day
    assert next_business_day(date(2026, 3, 1)) == date(2026, 3, 2)
    assert "in 2026 by Monday 2 March" in str(clock("rmd.update").remark)


def test_the_table_says_nothing_that_is_not_read(source_tree: Path) -> None:
    table = tomllib.loads(source_tree.joinpath("tracer", "time", "clocks.toml").read_text("utf-8"))
    known = {f.name for f in fields(Clock)}
    assert [(row["name"], key) for row in table["clock"] for key in row if key not in known] == []
    told = source_tree.joinpath("tracer", "time", "clocks.toml").read_text("utf-8").split("[[clock]]")[0]
    assert [key for key in known - {"name", "who", "source", "remark"} if not re.search(rf"^# {key} ", told, re.MULTILINE)] == []
    named = {name for c in clocks() for name in (*c.after, *c.replaces)}
    assert named <= set(_names(clocks()))


def test_the_page_shows_the_table_and_nothing_else(source_tree: Path) -> None:
    rows = [line for line in source_tree.joinpath("docs", "deadlines.md").read_text("utf-8").splitlines() if re.match(r"\| `\w+\.", line)]
    assert rows == [_row(c.name) for c in clocks()]


def _row(name: str) -> str:
    c = clock(name)
    length = (c.length or "") + (", as printed" if c.as_printed else "")
    counted = f"{c.kind}, by the business-hours rule" if c.rule else str(c.kind or "")
    since = "; ".join(f"{s.day} {s.what}{' (assumed)' if s.assumed else ''}" for s in c.since) or c.applies_from or ""
    starts = {"all": "a request", "gateway": "a request to a gateway", None: ""}[c.at_request] + (", domestic" if c.domestic else "")
    starts += " or ".join(f"the end of `{name}`" for name in c.after)
    source = c.source + (" (from memory)" if c.from_memory else "")
    cells = [f"`{c.name}`", c.who, str(c.force), c.duty, length, counted, since, starts, source, c.remark or ""]
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def test_the_page_shows_the_ladder_in_order(source_tree: Path) -> None:
    steps = re.findall(r"^\| `([a-z-]+)` \|", source_tree.joinpath("docs", "deadlines.md").read_text("utf-8"), re.MULTILINE)
    assert steps == [str(step) for step in Step]


def test_the_ladder() -> None:
    assert " ".join(map(str, sorted(Step, key=lambda step: step.value))) == (
        "request reminder closed letter cease-and-desist notice initial-determination-order final-determination-order"
        " show-cause removal apparent-liability forfeiture"
    )
    assert Step.named("cease-and-desist") is Step.CEASE_AND_DESIST
    assert Step.named("order") is None
    assert Step.FORFEITURE > Step.REQUEST


def test_a_clock_that_is_none() -> None:
    with pytest.raises(NotKnown, match=r"no clock is called 'fcc\.48h'; there are itg\.request, "):
        due("fcc.48h", "2024-03-08")


# --- which clocks a request starts


@pytest.mark.parametrize(
    ("asked_at", "gateway", "expected"),
    [
        ("2020-06-25", False, []),
        ("2020-06-26", False, ["itg.request"]),
        ("2021-05-05", False, ["itg.request"]),
        ("2021-05-06", False, ["itg.request", "fcc.timely"]),
        ("2022-09-22", True, ["itg.request", "fcc.timely"]),
        ("2022-09-23", True, ["itg.request", "fcc.gateway-24h"]),
        ("2022-09-23", False, ["itg.request", "fcc.timely"]),
        ("2024-01-07", False, ["itg.request", "fcc.timely"]),
        ("2024-01-07", True, ["itg.request", "fcc.gateway-24h"]),
        ("2024-01-08", False, ["itg.request", "fcc.all-24h"]),
        ("2024-01-08", True, ["itg.request", "fcc.all-24h"]),
    ],
)
def test_rules_by_the_day_of_the_request(asked_at: str, gateway: bool, expected: list[str]) -> None:
    assert [*rules_for_request(asked_at, gateway=gateway)] == expected


@pytest.mark.parametrize("gateway", [False, True])
@pytest.mark.parametrize(
    ("asked_at", "expected"),
    [
        ("2020-06-25", []),
        ("2020-06-26", ["itg.request"]),
        ("2021-05-06", ["itg.request"]),
        ("2022-09-23", ["itg.request"]),
        ("2024-01-07", ["itg.request"]),
        ("2024-01-08", ["itg.request"]),
        ("2026-03-02", ["itg.request"]),
    ],
)
def test_no_domestic_clock_for_a_provider_abroad(asked_at: str, gateway: bool, expected: list[str]) -> None:
    assert [*rules_for_request(asked_at, gateway=gateway, abroad=True)] == expected


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)).map(date.isoformat), st.booleans())
def test_abroad_leaves_out_the_fccs_clocks_and_no_other(asked_at: str, gateway: bool) -> None:
    at_home = rules_for_request(asked_at, gateway=gateway)
    assert [*rules_for_request(asked_at, gateway=gateway, abroad=True)] == [name for name in at_home if not name.startswith("fcc.")]
    assert rules_for_request(asked_at, gateway=gateway, abroad=False) == at_home


@pytest.mark.parametrize("zone", ["America/New_York", "America/Los_Angeles", "Europe/London", "Asia/Karachi"])
def test_three_hours_before_midnight_at_the_office_the_old_rule_and_three_after_the_new(zone: str) -> None:
    assert [*rules_for_request(utc("2024-01-07T21:00:00", zone), zone=zone)] == ["itg.request", "fcc.timely"]
    assert [*rules_for_request(utc("2024-01-08T03:00:00", zone), zone=zone)] == ["itg.request", "fcc.all-24h"]


def test_an_unknown_office_is_taken_to_be_in_new_york() -> None:
    assert [*rules_for_request("2024-01-08T02:00:00Z")] == ["itg.request", "fcc.timely"]  # 21:00 there
    assert [*rules_for_request("2024-01-08T02:00:00Z", zone="UTC")] == ["itg.request", "fcc.all-24h"]


# --- lengths as printed


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("three business days", Amount(3, Unit.BUSINESS_DAYS)),
        ("*three business days from now*", Amount(3, Unit.BUSINESS_DAYS)),
        ("soon, and no later than *three business days* from now", Amount(3, Unit.BUSINESS_DAYS)),
        ("one (1) working day", Amount(1, Unit.BUSINESS_DAYS)),
        ("14 days", Amount(14, Unit.DAYS)),
        ("fourteen (14) days", Amount(14, Unit.DAYS)),
        ("14 calendar days", Amount(14, Unit.DAYS)),
        ("14 days of the date of this letter (November 5, 2021)", Amount(14, Unit.DAYS)),
        ("21 days", Amount(21, Unit.DAYS)),
        ("Twenty-One (21) Days", Amount(21, Unit.DAYS)),
        ("ninety days", Amount(90, Unit.DAYS)),
        ("48 hours", Amount(48, Unit.HOURS)),
        ("48\u00a0hours", Amount(48, Unit.HOURS)),
        ("forty-eight hours", Amount(48, Unit.HOURS)),
        ("24-hour", Amount(24, Unit.HOURS)),
        ("if possible within 4 hours, and no longer than one business day", Amount(1, Unit.BUSINESS_DAYS)),
        ("ideally 4 hours, at most one business day", Amount(1, Unit.BUSINESS_DAYS)),
        ("ideally within four hours and in no event later than one business day", Amount(1, Unit.BUSINESS_DAYS)),
        ("14 days, that is, fourteen (14) days", Amount(14, Unit.DAYS)),
    ],
)
def test_lengths_that_can_be_counted(printed: str, expected: Amount) -> None:
    assert amount(printed) == expected


@pytest.mark.parametrize(
    "printed",
    [
        None,
        "",
        "promptly",
        "fully and in a timely manner",
        "by the next business day",
        "fourteen (15) days",  # says two things
        "48 hours or 3 days",
        "48 hours, or 14 days",
        "4 to 6 hours",
        "4-6 hours",
        "two or three days",
        "24 business hours",
        "1.5 days",
        "1,000 hours",
        "99999 days",
        "one hundred twenty days",
        "one hundred and twenty days",
        "0 days",
        "November 5, 2021",
        "day 30",
    ],
)
def test_lengths_that_cannot(printed: str | None) -> None:
    assert amount(printed) is None


@given(st.text())
def test_any_text_is_a_length_or_none(printed: str) -> None:
    found = amount(printed)
    assert found is None or found.count > 0


@given(st.integers(1, 9999), st.sampled_from(Unit))
def test_what_an_amount_reads_as_is_read_back(count: int, unit: Unit) -> None:
    assert amount(str(Amount(count, unit))) == Amount(count, unit)


# --- business days


@pytest.mark.parametrize(
    ("asked", "expected", "why"),
    [
        ("2022-12-09T17:41:00Z", "2022-12-14", "Friday"),
        ("2022-12-09", "2022-12-14", "the same, known to the day"),
        ("2022-12-10", "2022-12-14", "Saturday"),
        ("2022-12-11", "2022-12-14", "Sunday"),
        ("2022-12-12", "2022-12-15", "Monday"),
        ("2022-12-10T04:00:00Z", "2022-12-14", "Friday 23:00 at the office"),
        ("2022-12-12T04:00:00Z", "2022-12-14", "Sunday 23:00 at the office"),
        ("2022-11-10", "2022-11-16", "the day before Veterans Day"),
        ("2022-11-11", "2022-11-16", "on it"),
        ("2021-06-17", "2021-06-23", "Juneteenth, in its first year, observed on Friday 18 June 2021"),
        ("2020-06-26", "2020-07-01", "an ordinary week"),
        ("2021-12-30", "2022-01-05", "New Year 2022, a Saturday, observed on 31 December 2021"),
        ("2022-12-29", "2023-01-04", "New Year 2023, a Sunday, observed on Monday"),
        ("2022-11-23", "2022-11-29", "the day before Thanksgiving: Friday, Monday, Tuesday"),
        ("2023-06-30", "2023-07-06", "the Friday before Independence Day, a Tuesday"),
        ("2021-01-19", "2021-01-22", "Inauguration Day is a business day outside Washington"),
        ("2025-01-17", "2025-01-23", "... but not where it is Martin Luther King Day"),
        ("2024-03-08T20:00:00Z", "2024-03-13", "over the change of clocks in March"),
        ("2024-11-01T19:00:00Z", "2024-11-06", "and in November"),
        ("2024-03-10", "2024-03-13", "on the Sunday of it"),
        ("2024-03-11T03:59:59Z", "2024-03-13", "the last second of that Sunday, an hour nearer to UTC"),
        ("2024-03-11T04:00:00Z", "2024-03-14", "the first of Monday"),
        ("2024-11-04T04:59:59Z", "2024-11-06", "the last second of the Sunday in November"),
        ("2024-11-04T05:00:00Z", "2024-11-07", "the first of Monday"),
    ],
)
def test_three_business_days(asked: str, expected: str, why: str) -> None:
    assert due("itg.request", asked).computed == expected, why


def test_the_office_decides_what_day_it_is() -> None:
    assert due("itg.request", "2022-12-12T04:00:00Z").computed == "2022-12-14"  # Sunday there
    assert due("itg.request", "2022-12-12T04:00:00Z", zone="Europe/London").computed == "2022-12-15"  # Monday there


def test_the_steps_name_what_was_not_counted() -> None:
    found = due("itg.request", "2022-12-29T15:00:00Z")
    assert found.steps == (
        "starts Thu 2022-12-29 10:00 (America/New_York, assumed)",
        "3 business days on: Wed 2023-01-04 (not counted: weekends, Mon 2023-01-02 New Year's Day (observed))",
    )
    assert (found.zone, found.zone_assumed, found.source, found.from_memory) == ("America/New_York", True, "ITG notices", False)
    assert due("itg.request", "2022-12-29T15:00:00Z", zone="America/Chicago").steps[0] == "starts Thu 2022-12-29 09:00 (America/Chicago)"


def test_a_reminder_has_its_own_clock() -> None:
    assert due("itg.reminder", "2022-12-09T17:41:00Z").computed == "2022-12-12"


# --- days


def test_fourteen_days_from_the_letter_and_the_day_it_states() -> None:
    found = due("k4.measures", "2021-10-21", length="fourteen (14) days")
    assert found.computed == "2021-11-04"
    assert compare("2021-11-05", found.computed) == "differs"
    assert due("k4.measures", "2021-03-17").computed == "2021-03-31"
    assert compare("2021-03-31", "2021-03-31") == "same"


def test_twenty_one_days_from_the_notice() -> None:
    found = due("ag.reply", "2025-08-07", length="21 days")
    assert found.computed == "2025-08-28"
    assert found.steps == ("starts Thu 2025-08-07", "21 days on: Thu 2025-08-28")


def test_days_that_end_on_a_weekend_stay_there() -> None:
    assert due("n2.fdo", "2024-05-02").computed == "2024-06-01"  # a Saturday


@pytest.mark.parametrize(
    ("name", "start", "expected"),
    [
        ("n2.notice", "2024-01-08", "2024-01-22"),
        ("n2.ido", "2026-02-20", "2026-03-06"),
        ("n2.ido", "2024-02-16", "2024-03-01"),  # over 29 February
        ("n2.fdo", "2026-03-06", "2026-04-05"),  # a Sunday
        ("rmd.cure", "2025-09-09", "2025-09-23"),
        ("rmd.cure", "2025-12-11", "2025-12-25"),  # Christmas Day
        ("rmd.update", "2026-02-05", "2026-02-20"),  # Washington's Birthday is not counted
        ("rmd.update", "2026-03-02", "2026-03-16"),
        ("k4.measures", "2020-10-14", "2020-10-28"),
    ],
)
def test_days_from_a_notice_an_order_a_change(name: str, start: str, expected: str) -> None:
    assert due(name, start).computed == expected


@pytest.mark.parametrize(
    ("name", "before", "first"),
    [
        ("itg.request", "2020-06-25", "2020-06-26"),
        ("itg.reminder", "2020-06-29", "2020-06-30"),
        ("fcc.gateway-24h", "2022-09-22", "2022-09-23"),
        ("fcc.all-24h", "2024-01-07", "2024-01-08"),
        ("k4.mitigate", "2020-10-13", "2020-10-14"),
        ("k4.measures", "2020-10-13", "2020-10-14"),
        ("k4.block", "2020-10-13", "2020-10-14"),
        ("n2.notice", "2024-01-07", "2024-01-08"),
        ("rmd.cure", "2025-09-08", "2025-09-09"),
    ],
)
def test_the_first_day_of_a_clock_and_the_day_before(name: str, before: str, first: str) -> None:
    early = due(name, before)
    assert (early.computed, early.steps) == (None, (f"{name} applies from {first}, this started {before}",))
    assert due(name, first).computed is not None


@pytest.mark.parametrize(
    ("name", "before", "first"), [("n2.mitigate", "2024-01-07", "2024-01-08"), ("ag.reply", "2025-08-06", "2025-08-07")]
)
def test_the_first_day_of_a_clock_whose_length_its_document_sets(name: str, before: str, first: str) -> None:
    assert due(name, before).steps == (f"{name} applies from {first}, this started {before}",)
    assert due(name, first).steps[0].startswith("the document sets the length")


# --- the length that the document sets


@pytest.mark.parametrize(
    ("name", "start", "printed", "expected"),
    [
        ("n2.mitigate", "2024-03-08T15:00:00Z", "48 hours", "2024-03-10T15:00:00Z"),
        ("n2.mitigate", "2024-03-08", "48 hours", "2024-03-11"),  # hour unknown, and the night of 10 March was an hour short
        ("n2.mitigate", "2023-12-01T15:00:00Z", "48 hours", "2023-12-03T15:00:00Z"),  # printed before the table's day
        ("fcc.declaration", "2024-06-12", "fourteen (14) days", "2024-06-26"),
        ("fcc.declaration", "2024-06-12", "10 business days", "2024-06-27"),  # over Juneteenth
        ("ag.reply", "2025-08-07", "21 days", "2025-08-28"),
        ("ag.reply", "2025-12-03", "30 days", "2026-01-02"),
        ("ag.reply", "2025-12-03", "thirty (30) days", "2026-01-02"),
    ],
)
def test_as_the_document_prints_it(name: str, start: str, printed: str, expected: str) -> None:
    found = due(name, start, length=printed)
    assert (found.computed, found.length) == (expected, printed)


@pytest.mark.parametrize(
    ("name", "start", "others"),
    [("n2.mitigate", "2024-03-08", "48 hours"), ("fcc.declaration", "2024-06-12", "14 days"), ("ag.reply", "2025-12-03", "21 days")],
)
def test_where_the_document_sets_the_length_and_prints_none_no_other_is_put_in_its_place(name: str, start: str, others: str) -> None:
    found = due(name, start)
    assert (found.computed, found.length) == (None, None)
    assert found.steps == (f"the document sets the length, and none is given here (others: {others})",)


def test_the_notices_of_suspected_illegal_traffic_are_from_memory() -> None:
    assert due("n2.mitigate", "2024-03-08", length="48 hours").from_memory
    assert not due("n2.notice", "2024-03-08").from_memory


# --- a permission


def test_others_may_block_when_the_first_of_two_times_has_passed_without_effect() -> None:
    found = due("k4.block", "2021-10-21T15:00:00Z")
    assert (found.clock, found.computed, found.length) == ("k4.block", "2021-10-23T15:00:00Z", "48 hours, or 14 days")
    assert found.steps == (
        "k4.mitigate: starts Thu 2021-10-21 11:00 (America/New_York, assumed)",
        "k4.mitigate: 48 hours on: Sat 2021-10-23 11:00",
        "k4.measures: starts Thu 2021-10-21 11:00 (America/New_York, assumed)",
        "k4.measures: 14 days on: Thu 2021-11-04",
        "begins with the first of them that ends without effect, not before",
    )
    assert (found.source, found.from_memory, found.widest) == ("the letters", False, False)


def test_a_permission_of_a_letter_known_to_the_day_begins_no_earlier_than_it_can() -> None:
    found = due("k4.block", "2021-10-21")
    assert (found.computed, found.widest) == ("2021-10-23", True)
    assert due("k4.block", "2021-10-21T15:00:00Z", zone="America/Chicago").steps[0].endswith("10:00 (America/Chicago)")


def test_a_permission_by_the_time_that_the_letter_prints_for_it() -> None:
    assert due("k4.block", "2021-10-21", length="48 hours").computed == "2021-10-23"
    assert due("k4.block", "2021-10-21", length="14 days").computed == "2021-11-04"
    assert due("k4.block", "2021-10-21", length="48 hours, or 14 days").computed is None


@given(st.dates(date(2020, 10, 14), date(2090, 1, 1)).map(date.isoformat))
def test_the_table_names_the_earliest_ground_of_a_permission_first(start: str) -> None:
    ends = [due(name, start).computed or "" for name in clock("k4.block").after]
    assert ends == sorted(ends)
    assert due("k4.block", start).computed == ends[0]


# --- hours


def test_forty_eight_hours_are_hours_that_pass() -> None:
    assert due("k4.mitigate", "2021-10-21T15:00:00Z").computed == "2021-10-23T15:00:00Z"
    assert due("k4.mitigate", utc("2024-03-09T12:00:00")).computed == utc("2024-03-11T13:00:00")  # one hour was left out
    assert due("k4.mitigate", utc("2024-03-10T01:30:00")).computed == utc("2024-03-12T02:30:00")  # on the very day
    assert due("k4.mitigate", utc("2024-11-03T00:30:00")).computed == utc("2024-11-04T23:30:00")  # one hour came twice


def test_forty_eight_hours_from_a_day_end_with_the_last_moment_they_could() -> None:
    found = due("k4.mitigate", "2021-10-21")
    assert (found.computed, found.widest) == ("2021-10-23", True)
    assert "hour unknown; widest reading: at the end of that day" in found.steps[0]
    assert due("k4.mitigate", "2021-10-21T15:00:00Z").widest is False
    # The night of 14 March 2021 was an hour short: 48 hours from Friday midnight end on Monday at 1:00.
    assert due("k4.mitigate", "2021-03-12").computed == "2021-03-15"


@pytest.mark.parametrize(
    ("received", "expected", "why"),
    [
        ("2024-03-05T10:00:00", "2024-03-06T10:00:00", "Tuesday"),
        ("2024-03-01T15:00:00", "2024-03-04T15:00:00", "Friday 15:00 gives Monday 15:00"),
        ("2024-03-08T15:00:00", "2024-03-11T15:00:00", "also over the change of clocks in March"),
        ("2024-11-01T15:00:00", "2024-11-04T15:00:00", "and in November"),
        ("2024-03-05T08:00:00", "2024-03-06T08:00:00", "as business hours begin"),
        ("2024-03-05T07:59:00", "2024-03-06T08:00:00", "a minute before: counts as 8:00 of that day"),
        ("2024-03-05T17:30:00", "2024-03-06T17:30:00", "as business hours end"),
        ("2024-03-05T17:31:00", "2024-03-07T08:00:00", "a minute after: counts as Wednesday 8:00"),
        ("2024-03-08T17:31:00", "2024-03-12T08:00:00", "Friday 17:31: counts as Monday 8:00"),
        ("2024-03-08T17:35:00", "2024-03-12T08:00:00", "Friday 17:35: the same"),
        ("2024-03-08T17:30:00", "2024-03-11T17:30:00", "Friday 17:30: still in hours"),
        ("2024-03-08T17:30:01", "2024-03-12T08:00:00", "a second later: no longer"),
        ("2024-03-11T07:59:59", "2024-03-12T08:00:00", "a second before Monday 8:00"),
        ("2024-03-09T12:00:00", "2024-03-12T08:00:00", "Saturday"),
        ("2024-03-10T12:00:00", "2024-03-12T08:00:00", "the Sunday on which clocks change in March"),
        ("2024-11-03T01:30:00", "2024-11-05T08:00:00", "and in November"),
        ("2024-03-10T02:30:00", "2024-03-12T08:00:00", "Sunday, at an hour that was left out"),
        ("2024-07-03T15:00:00", "2024-07-05T15:00:00", "the day before Independence Day"),
        ("2024-07-03T17:31:00", "2024-07-08T08:00:00", "... after hours: counts as Friday 8:00, ends on Monday"),
        ("2024-07-04T12:00:00", "2024-07-08T08:00:00", "on it"),
        ("2024-02-16T09:00:00", "2024-02-20T09:00:00", "Friday before Washington's Birthday"),
        ("2024-11-27T15:00:00", "2024-11-29T15:00:00", "the day before Thanksgiving; the Friday after is none"),
        ("2024-11-27T17:35:00", "2024-12-02T08:00:00", "... after hours: counts as Friday 8:00, ends on Monday"),
        ("2024-12-24T15:00:00", "2024-12-26T15:00:00", "the day before Christmas"),
        ("2024-01-12T15:00:00", "2024-01-16T15:00:00", "Friday before Martin Luther King Day"),
    ],
)
def test_twenty_four_hours_by_the_business_hours_rule(received: str, expected: str, why: str) -> None:
    assert due("fcc.all-24h", utc(received)).computed == utc(expected), why
    assert due("fcc.gateway-24h", utc(received)).computed == utc(expected), why


def test_hours_that_end_with_a_friday_end_as_monday_begins() -> None:
    assert due("fcc.all-24h", utc("2024-03-01T08:00:00"), length="16 hours").computed == utc("2024-03-04T00:00:00")
    assert due("fcc.all-24h", utc("2024-03-01T08:00:00"), length="15 hours").computed == utc("2024-03-01T23:00:00")


def test_hours_are_hours_also_where_an_office_changes_its_clocks_on_a_business_day() -> None:
    # In Jerusalem clocks change on a Friday: 24 hours from Thursday 15:00 end at 16:00.
    assert due("fcc.all-24h", utc("2024-03-28T15:00:00", "Asia/Jerusalem"), zone="Asia/Jerusalem").computed == utc(
        "2024-03-29T16:00:00", "Asia/Jerusalem"
    )


def test_business_hours_are_those_of_the_office() -> None:
    asked = "2024-03-05T23:00:00Z"  # 18:00 in New York, 15:00 in Los Angeles
    assert due("fcc.all-24h", asked).computed == utc("2024-03-07T08:00:00")
    assert due("fcc.all-24h", asked, zone="America/Los_Angeles").computed == "2024-03-06T23:00:00Z"


def test_the_steps_of_the_business_hours_rule(source_tree: Path) -> None:
    found = due("fcc.all-24h", utc("2024-03-08T17:31:00"))
    assert found.steps == (
        "starts Fri 2024-03-08 17:31 (America/New_York, assumed)",
        "outside business hours (08:00 to 17:30): counts as Mon 2024-03-11 08:00",
        "24 hours on: Tue 2024-03-12 08:00",
    )
    assert "\n".join(found.steps) in source_tree.joinpath("docs", "deadlines.md").read_text("utf-8")
    assert found.from_memory  # the rule is, though the clock is not
    assert found.source == "FCC 23-37, 88 FR 43446; 47 CFR 64.1200(n)(1)"
    assert due("fcc.all-24h", utc("2024-07-03T15:00:00")).steps[-1] == (
        "24 hours on: Fri 2024-07-05 15:00 (not counted: Thu 2024-07-04 Independence Day)"
    )


def test_a_request_known_to_the_day_may_have_come_after_hours() -> None:
    found = due("fcc.all-24h", "2024-03-08")
    assert (found.computed, found.widest) == ("2024-03-12", True)
    assert found.steps[-1] == "past only after the end of that day: Tue 2024-03-12"


# --- nothing to compute


def test_no_number_no_deadline() -> None:
    timely = due("fcc.timely", "2022-03-08")
    assert (timely.computed, timely.length, timely.from_memory) == (None, "fully and in a timely manner", True)
    assert timely.steps == ("“fully and in a timely manner” is no number of hours or days",)
    removal = due("rmd.removal", "2024-03-08")
    assert (removal.computed, removal.steps, removal.from_memory) == (None, ("the source gives no number",), False)


@given(st.dates(date(2026, 3, 2), date(2090, 1, 1)).map(date.isoformat))
def test_a_clock_ends_or_it_does_not(start: str) -> None:
    assert [c.name for c in clocks() if c.ends and due(c.name, start, length=c.length if c.as_printed else None).computed is None] == []
    assert [c.name for c in clocks() if not c.ends and due(c.name, start).computed is not None] == []


def test_a_printed_length_that_is_not_understood_is_not_replaced_by_the_table() -> None:
    found = due("k4.measures", "2021-10-21", length="in due course")
    assert (found.computed, found.length) == (None, "in due course")


def test_a_clock_does_not_run_before_its_day_unless_the_document_prints_it() -> None:
    early = due("fcc.all-24h", utc("2024-01-07T21:00:00"))
    assert (early.computed, early.steps) == (None, ("fcc.all-24h applies from 2024-01-08, this started 2024-01-07",))
    assert due("fcc.all-24h", utc("2024-01-08T09:00:00")).computed == utc("2024-01-09T09:00:00")
    assert due("n2.notice", "2022-11-01", length="14 days").computed == "2022-11-15"


@pytest.mark.parametrize(
    ("name", "start"), [("n2.fdo", "9999-12-20"), ("itg.request", "2100-12-30"), ("fcc.all-24h", "9999-12-31T23:59:59Z")]
)
def test_beyond_the_calendar(name: str, start: str) -> None:
    found = due(name, start)
    assert (found.computed, found.steps[-1]) == (None, "beyond the years of the calendar")


@pytest.mark.parametrize(
    "start",
    ["", "2022-13-45", "2023-02-29", "12/09/2022", "2022-12-09 17:41", "2022-12-09T17:41:00", "2022-12-09T25:00:00Z", "2022-12-09\n"],
)
def test_a_date_that_is_none(start: str) -> None:
    with pytest.raises(BadInput, match="is no time; write 2022-12-09 or 2022-12-09T17:41:00Z"):
        due("itg.request", start)
    with pytest.raises(BadInput, match="is no time"):
        rules_for_request(start)
    with pytest.raises(BadInput, match="is no time"):
        state("2022-12-14", start)


@pytest.mark.parametrize("zone", ["Nowhere/Town", "America", "../etc/passwd", "\x00", "/etc/localtime"])
def test_a_zone_that_is_none(zone: str) -> None:
    with pytest.raises(BadInput, match="is no time zone; write one like America/Chicago"):
        due("itg.request", "2022-12-09", zone=zone)


# --- holidays


def test_holidays_are_federal_ones_on_the_days_observed() -> None:
    assert date(2021, 6, 18) in federal_holidays(2021)
    assert date(2020, 6, 19) not in federal_holidays(2020)
    assert date(2021, 12, 31) in federal_holidays(2021)
    assert date(2021, 1, 20) not in federal_holidays(2021)
    assert len([d for d in federal_holidays(2024) if d.weekday() < 5]) == 11


# --- stated, computed, past


@pytest.mark.parametrize(
    ("stated", "computed", "expected"),
    [
        ("2021-11-05", "2021-11-04", "differs"),
        ("2021-11-04", "2021-11-04", "same"),
        ("2024-01-08", "2024-01-09T02:00:00Z", "same"),  # 21:00 of the 8th at the office
        ("2024-01-09", "2024-01-09T02:00:00Z", "differs"),
        ("2024-01-09T02:00:00Z", "2024-01-09T02:00:00Z", "same"),
        ("2024-01-09T02:00:00Z", "2024-01-09T02:00:01Z", "differs"),
        (None, "2021-11-04", None),
        ("2021-11-05", None, None),
    ],
)
def test_stated_against_computed(stated: str | None, computed: str | None, expected: str | None) -> None:
    assert compare(stated, computed) == expected


@pytest.mark.parametrize(
    ("end", "as_of", "expected"),
    [
        ("2022-12-14", "2022-12-13", State.OPEN),
        ("2022-12-14", "2022-12-14", State.OPEN),  # not past before the day is over
        ("2022-12-14", "2022-12-14T23:59:59Z", State.OPEN),
        ("2022-12-14", "2022-12-15T04:59:59Z", State.OPEN),  # 23:59 at the office
        ("2022-12-14", "2022-12-15T05:00:01Z", State.PAST),
        ("2022-12-14", "2022-12-15", State.PAST),
        ("2024-01-09T14:00:00Z", "2024-01-08", State.OPEN),
        ("2024-01-09T14:00:00Z", "2024-01-09T14:00:00Z", State.OPEN),  # after the instant, not at it
        ("2024-01-09T14:00:00Z", "2024-01-09T14:00:01Z", State.PAST),
        ("2024-01-09T14:00:00Z", "2024-01-09", State.PAST),  # a date is the end of its day
        (None, "2099-01-01", State.OPEN),
        ("9999-12-31", "2024-01-09", State.OPEN),
    ],
)
def test_open_and_past(end: str | None, as_of: str, expected: State) -> None:
    assert state(end, as_of) is expected


def test_a_day_is_not_over_before_it_is_over_in_utc() -> None:
    assert state("2022-12-14", "2022-12-14", zone="Asia/Karachi") is State.OPEN
    assert state("2022-12-14", "2022-12-15", zone="Asia/Karachi") is State.PAST
    assert state("2022-12-14", "2022-12-15T09:00:00Z", zone="Pacific/Honolulu") is State.OPEN


@pytest.mark.parametrize(
    ("answered", "as_of", "expected"),
    [
        ("2022-12-13", "2022-12-13", State.ANSWERED),
        ("2022-12-20", "2022-12-20", State.ANSWERED),  # late, but answered
        ("2022-12-20", "2022-12-19", State.PAST),  # not yet known
        ("2022-12-13", "2022-12-12", State.OPEN),
        ("2022-12-13T10:00:00Z", "2022-12-13T10:00:00Z", State.ANSWERED),
        ("2022-12-13T10:00:00Z", "2022-12-13T09:59:59Z", State.OPEN),
        ("2022-12-13T23:59:59Z", "2022-12-13", State.ANSWERED),
        ("2022-12-14T00:00:00Z", "2022-12-13", State.OPEN),
    ],
)
def test_answered_as_of(answered: str, as_of: str, expected: State) -> None:
    assert state("2022-12-14", as_of, answered=answered) is expected
    if expected is State.ANSWERED:
        assert state(None, as_of, answered=answered) is State.ANSWERED


# --- properties

instants = st.datetimes(datetime.fromisoformat("2024-01-09"), datetime.fromisoformat("2090-01-01")).map(instant)
days = st.dates(date(2024, 1, 9), date(2090, 1, 1)).map(date.isoformat)
zones = st.sampled_from(["America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "Europe/London", "Asia/Karachi", "Asia/Jerusalem"])
numbered = st.sampled_from([c.name for c in clocks() if c.ends and not c.as_printed and (c.applies_from or "") <= "2024-01-09"])
by_business_days = st.sampled_from(["itg.request", "itg.reminder", "fcc.gateway-24h", "fcc.all-24h"])


def _local(moment: str, zone: str) -> date:
    if "T" not in moment:
        return date.fromisoformat(moment)
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).date()


@given(by_business_days, st.one_of(instants, days), zones)
def test_business_clocks_end_on_business_days(name: str, start: str, zone: str) -> None:
    computed = due(name, start, zone=zone).computed
    assert computed is not None
    assert is_business_day(_local(computed, zone))


@given(numbered, st.one_of(st.tuples(instants, instants), st.tuples(days, days)), zones)
def test_who_is_asked_later_is_due_no_earlier(name: str, pair: tuple[str, str], zone: str) -> None:
    first, second = (due(name, start, zone=zone).computed for start in sorted(pair))
    assert first is not None
    assert second is not None
    assert first <= second


@given(numbered, st.one_of(instants, days), zones)
def test_nothing_is_due_before_it_starts(name: str, start: str, zone: str) -> None:
    computed = due(name, start, zone=zone).computed
    assert computed is not None
    assert _local(computed, zone) >= _local(start, zone)
    if "T" in computed:
        assert computed > start
    assert state(computed, start, zone=zone) is State.OPEN or "T" in computed


@given(numbered, days, st.integers(0, 86_399), zones)
def test_the_widest_reading_of_a_day_is_no_earlier_than_that_of_any_moment_in_it(name: str, day: str, second: int, zone: str) -> None:
    moment = instant(datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC")) + timedelta(seconds=second))
    widest, exact = due(name, _local(moment, zone).isoformat(), zone=zone).computed, due(name, moment, zone=zone).computed
    assert widest is not None
    assert exact is not None
    assert _local(exact, zone) <= date.fromisoformat(widest)


@given(by_business_days, st.one_of(instants, days))
def test_moments_come_back_as_moments(name: str, start: str) -> None:
    computed = due(name, start).computed
    assert computed is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", computed)
    assert ("T" in computed) == ("T" in start and name.startswith("fcc."))


# --- the samples, where they are


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")
def test_lengths_in_the_samples_are_understood() -> None:
    said = (SAMPLES / "itg_mailbox_part.txt").read_text("utf-8")
    business = re.findall(r"no l\w+ than [^.]*business days?", said)
    assert business
    assert {amount(found) for found in business} == {Amount(3, Unit.BUSINESS_DAYS), Amount(1, Unit.BUSINESS_DAYS)}


_MOMENTS = st.one_of(
    st.dates(date(2019, 1, 1), date(2027, 12, 31)).map(date.isoformat),
    st.builds(
        lambda day, at: instant(datetime.combine(day, at, ZoneInfo("UTC"))), st.dates(date(2019, 1, 1), date(2027, 12, 31)), st.times()
    ),
    st.sampled_from(["9999-12-31", "9999-12-30T23:00:00Z", "2024-03-10T06:59:00Z", "2024-11-03T05:30:00Z", "2024-07-03T21:00:00Z"]),
)


@given(_MOMENTS, st.sampled_from([None, "three business days", "24 hours", "10 days", "soon"]), st.booleans(), st.booleans())
def test_an_answer_is_due_when_the_first_clock_of_its_request_ends(asked: str, length: str | None, gateway: bool, abroad: bool) -> None:
    names = rules_for_request(asked, gateway=gateway, abroad=abroad)
    ends = [due(name, asked, length=length if name == "itg.request" else None).computed for name in names]
    assert answer_due(asked, length, gateway=gateway, abroad=abroad) == min((end for end in ends if end), default=None)
