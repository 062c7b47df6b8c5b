"""Who did not cooperate: every rule with its exact numbers, and who must not be flagged."""

from __future__ import annotations

import csv
import io
import math
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracer
from tests import story
from tests.cases import Desk, hop_list
from tracer.flags import Count, Flag, flags, rules, unanswered, wilson
from tracer.model import Kind, Status
from tracer.projection import Said

ORCHID = {"provider": "Orchid Transit Corp", "provider_key": "orchid-transit"}
LETTER = "fcc-2024-06-12-orchid-transit"
_claims = count(1)


def _row(**says: Any) -> Said:
    number = next(_claims)
    return Said(ORCHID | {"claim": f"c{number:04d}", "document": "d1", "name": "list.csv", "line_from": number, "line_to": number} | says)


def said(word: Status | None, known_at: str, incident: str = "itg-1", **says: Any) -> Said:
    """What is stated of Orchid Transit's place in an incident."""
    key = says.get("provider_key", ORCHID["provider_key"])
    return _row(**{"kind": Kind.STATUS, "status": word, "known_at": known_at, "incident": incident, "hop": f"{incident}@{key}", **says})


def silence(incident: str, known_at: str = "2024-05-14", **says: Any) -> Said:
    return said(Status.NO_RESPONSE, known_at, incident, **says)


def answer(incident: str, known_at: str) -> Said:
    """Its own word from whom it got the call."""
    return said(None, known_at, incident, kind=Kind.HANDED_OFF, side="downstream")


def counted(number: int, total: int | None, known_at: str = "2024-06-01", **says: Any) -> Said:
    """A row of the monthly metrics to Fernwick Voice: so many of so many in the month up to then."""
    row = {"kind": Kind.COUNTED, "document_kind": "itg_mailbox", "upstream": "Orchid Transit Corp", "counted_by": "fernwick-voice"}
    return _row(
        **row | {"no_response": number, "total": total, "known_at": known_at, "window_from": "2024-05-02", "window_to": known_at} | says
    )


def noticed(number: int = 62, **says: Any) -> Said:
    """An authority's `at least`."""
    return counted(
        number, None, **{"document_kind": "ag_notice", "upstream": None, "counted_by": None, "at_least": True, "window_from": "2024-03-01",
                         "window_to": None, "known_at": "2024-09-03", **says}
    )  # fmt: skip


def in_letter(*rows: int, of: int) -> tuple[list[Said], list[Said]]:
    """Statuses of the rows without response in a letter of so many rows, and its rows."""
    its = [f"{LETTER}.{n}" for n in range(1, of + 1)]
    silent = [silence(its[n - 1], "2024-06-12", document="letter", asked_at="2024-05-03T13:20:00Z") for n in rows]
    return silent, [_row(action=LETTER, incident=i, document="letter") for i in its]


def found(
    statuses: list[Said], counts: list[Said] | None = None, asked: list[str] | None = None, rows: list[Said] | None = None, **how: Any
) -> list[Flag]:
    return flags(statuses, counts or [], {"orchid-transit": asked or []}, rows or [], **how)


def shown(made: list[Flag]) -> dict[str, tuple[int, int | None]]:
    """Of the one provider flagged: by rule, how many of how many."""
    return {one.rule: (one.no_response, one.asked) for flag in made for one in flag.counts}


# --- a stated non-response still standing --------------------------------------------------------------------------


def test_a_stated_non_response_still_standing() -> None:
    said_so = silence("itg-1", "2024-05-14T14:01:00Z")
    [flag] = found([said_so], asked=["itg-1", "itg-2"])
    assert (flag.provider, flag.provider_key, flag.rules) == ("Orchid Transit Corp", "orchid-transit", ["stated-no-response"])
    assert (flag.no_response, flag.asked, flag.since) == (1, 2, "2024-05-14T14:01:00Z")
    assert (flag.incidents, flag.evidence) == (["itg-1"], [said_so])
    [one] = flag.counts
    assert (one.at_least, one.answered) == (False, 0)


def test_nobody_is_flagged_who_is_only_asked_named_or_late() -> None:
    assert found([]) == []
    assert found([said(Status.OPEN, "2020-01-01")], asked=["itg-1"]) == []
    assert found([said(None, "2024-05-01")], asked=["itg-1"]) == []


@pytest.mark.parametrize("word", [Status.DOWNSTREAM, Status.POINT_OF_ENTRY, Status.ORIGINATING, Status.OPEN])
def test_a_later_status_clears_it_and_an_earlier_one_does_not(word: Status) -> None:
    assert found([silence("itg-1"), said(word, "2024-05-20")]) == []
    assert shown(found([silence("itg-1"), said(word, "2024-05-10")], asked=["itg-1"])) == {"stated-no-response": (1, 1)}


def test_a_provider_that_later_names_its_upstream_has_answered() -> None:
    assert found([silence("itg-1"), answer("itg-1", "2024-05-20")]) == []
    assert shown(found([answer("itg-1", "2024-05-02"), silence("itg-1")], asked=["itg-1"])) == {"stated-no-response": (1, 1)}
    # One row that says both: the hand-off is then somebody else's knowledge.
    assert shown(found([silence("itg-1"), answer("itg-1", "2024-05-14")], asked=["itg-1"])) == {"stated-no-response": (1, 1)}


def test_each_incident_counts_once_however_many_say_so() -> None:
    copies = [silence("itg-1"), silence("itg-1", document="d2"), silence("itg-1", "2024-05-16")]
    assert shown(found(copies, asked=["itg-1"])) == {"stated-no-response": (1, 1)}
    twice = [silence("itg-1", hop="itg-1#901"), silence("itg-1", hop="itg-1#902"), silence("itg-2")]
    assert shown(found(twice, asked=["itg-1", "itg-2"], times=2)) == {"stated-no-response": (2, 2), "repeat": (2, None)}


def test_of_two_places_in_one_incident_one_may_stand() -> None:
    rows = [silence("itg-1", hop="itg-1#901"), silence("itg-1", hop="itg-1#902"), said(Status.DOWNSTREAM, "2024-05-20", hop="itg-1#902")]
    assert shown(found(rows, asked=["itg-1"])) == {"stated-no-response": (1, 1)}


def test_since_is_the_first_that_still_stands() -> None:
    rows = [silence("itg-1", "2024-05-20"), silence("itg-2", "2024-05-16", valid_at="2024-05-15T09:00:00Z"), silence("itg-3", "2024-05-02"), said(Status.DOWNSTREAM, "2024-06-01", "itg-3")]  # fmt: skip
    [flag] = found(rows, asked=["itg-1", "itg-2", "itg-3"])
    assert (flag.no_response, flag.since, flag.incidents) == (2, "2024-05-15T09:00:00Z", ["itg-2", "itg-1"])


# --- what was inferred ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", list(Status))
def test_an_inferred_status_flags_nobody(word: Status) -> None:
    assert found([said(word, "2024-06-01", inferred=True)], asked=["itg-1"]) == []


def test_an_inferred_answer_clears_and_an_inferred_silence_takes_nothing_back() -> None:
    assert found([silence("itg-1"), said(Status.POINT_OF_ENTRY, "2024-06-01", inferred=True)]) == []
    stated = silence("itg-1")
    [flag] = found([stated, said(Status.NO_RESPONSE, "2024-06-01", inferred=True)], asked=["itg-1", "itg-2"])
    assert (flag.no_response, flag.asked, flag.evidence) == (1, 2, [stated])


# --- not found -----------------------------------------------------------------------------------------------------


def test_not_found_is_a_flag_of_its_own_and_no_silence() -> None:
    [flag] = found([said(Status.NOT_FOUND, "2024-05-20")], asked=["itg-1", "itg-2", "itg-3"])
    assert shown([flag]) == {"not-found": (1, 3)}
    assert (flag.rules, flag.no_response, flag.asked, flag.incidents) == (["not-found"], 0, 3, ["itg-1"])
    assert found([said(Status.NOT_FOUND, "2024-05-20"), said(Status.DOWNSTREAM, "2024-05-21")]) == []
    [both] = found([said(Status.NOT_FOUND, "2024-05-20"), silence("itg-2")], asked=["itg-1", "itg-2"])
    assert (both.rules, both.no_response, both.asked) == (["stated-no-response", "not-found"], 1, 2)


# --- rows of a letter ----------------------------------------------------------------------------------------------


def test_rows_of_a_letter_out_of_its_rows() -> None:
    silent, rows = in_letter(*range(1, 16), of=61)
    [flag] = found(silent, asked=[f"{LETTER}.{n}" for n in range(1, 62)], rows=rows, times=99)
    assert shown([flag]) == {"letter-no-response": (15, 61)}
    assert (flag.since, len(flag.incidents), len(flag.evidence)) == ("2024-06-12", 15, 15)
    low, high = flag.counts[0].interval or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.1551, 0.3668)


def test_a_letter_and_a_later_answer_stand_side_by_side() -> None:
    silent, rows = in_letter(1, 2, of=4)
    later = said(Status.DOWNSTREAM, "2024-08-01", f"{LETTER}.2")
    [flag] = found([*silent, later], rows=rows)
    [one] = flag.counts
    assert (one.rule, one.no_response, one.asked, one.answered) == ("letter-no-response", 2, 4, 1)
    assert later in one.evidence
    [flag] = found([*silent, answer(f"{LETTER}.1", "2024-08-01")], rows=rows)
    assert (flag.counts[0].no_response, flag.counts[0].answered) == (2, 1)
    # An inference is no answer to show beside a letter.
    [flag] = found([*silent, said(Status.POINT_OF_ENTRY, "2024-08-01", f"{LETTER}.1", inferred=True)], rows=rows)
    assert flag.counts[0].answered == 0


def test_copies_of_a_letter_are_one_letter() -> None:
    silent, rows = in_letter(1, 3, of=4)
    copies = [Said(row, document="copy", claim=f"copy-{row['claim']}") for row in silent]
    [flag] = found([*silent, *copies], rows=[*rows, *(Said(row, document="copy") for row in rows)])
    assert shown([flag]) == {"letter-no-response": (2, 4)}


def test_only_letters_with_silent_rows_are_denominators() -> None:
    silent, rows = in_letter(2, of=3)
    other = [
        _row(action="fcc-2023-01-01-orchid-transit", incident=f"fcc-2023-01-01-orchid-transit.{n}", document="other") for n in range(1, 9)
    ]
    assert shown(found(silent, rows=[*rows, *other])) == {"letter-no-response": (1, 3)}


def test_requests_outside_the_letter_have_their_own_denominator() -> None:
    silent, rows = in_letter(1, 2, of=8)
    asked = [*(f"{LETTER}.{n}" for n in range(1, 9)), "itg-1", "itg-2", "itg-3"]
    [flag] = found([*silent, silence("itg-1")], asked=asked, rows=rows)
    assert shown([flag]) == {"stated-no-response": (1, 3), "letter-no-response": (2, 8)}
    assert (flag.no_response, flag.asked) == (2, 8)  # the larger of them, not ten of eleven


def test_silence_in_a_row_of_a_letter_to_somebody_else_is_a_single_report() -> None:
    _, rows = in_letter(of=3)
    elses = [Said(row, provider_key="quillon-gateway") for row in rows]
    assert shown(found([silence(f"{LETTER}.1")], asked=[f"{LETTER}.1", "itg-1"], rows=elses)) == {"stated-no-response": (1, 2)}


# --- counts --------------------------------------------------------------------------------------------------------


def test_an_authoritys_at_least() -> None:
    [flag] = found([], [noticed(62)], times=99)
    [one] = flag.counts
    assert (one.rule, one.no_response, one.asked, one.at_least, one.interval) == ("authority-count", 62, None, True, None)
    assert (flag.no_response, flag.asked, flag.since, flag.incidents) == (62, None, "2024-03-01", [])


def test_an_authoritys_count_stays_beside_a_later_answer_and_is_not_added_to_single_reports() -> None:
    [flag] = found([silence("itg-1")], [noticed(62)], asked=["itg-1", "itg-2"], times=99)
    assert shown([flag]) == {"stated-no-response": (1, 2), "authority-count": (62, None)}
    assert (flag.no_response, flag.asked) == (62, None)
    assert shown(found([silence("itg-1"), said(Status.DOWNSTREAM, "2025-01-01")], [noticed(62)], times=99)) == {
        "authority-count": (62, None)
    }


def test_copies_of_a_notice_and_a_newer_count_of_the_same_time_are_not_added_up() -> None:
    copy = noticed(62, document="copy")
    [flag] = found([], [noticed(62), copy], times=99)
    assert (flag.no_response, copy in flag.evidence) == (62, True)
    assert shown(found([], [noticed(62), noticed(70, known_at="2024-12-03")], times=99)) == {"authority-count": (70, None)}
    apart = noticed(5, window_from="2022-01-01", window_to="2022-12-31", known_at="2023-01-10")
    assert shown(found([], [noticed(62), apart], times=99)) == {"authority-count": (67, None)}


def test_a_message_that_counts_has_its_own_number_as_denominator() -> None:
    mail = counted(2, 2, upstream=None, counted_by=None, window_from=None, window_to=None)
    assert shown(found([], [mail])) == {"stated-no-response": (2, 2)}
    again = counted(2, 2, "2024-06-08", upstream=None, counted_by=None, window_from=None, window_to=None)
    assert shown(found([], [mail, again])) == {"stated-no-response": (2, 2)}, "the same two requests, spoken of twice"


def test_monthly_rows_are_added_up_month_by_month_and_recipient_by_recipient() -> None:
    may, june = counted(2, 5), counted(3, 4, "2024-07-01", window_from="2024-06-01")
    assert shown(found([], [may, june], times=99)) == {"stated-no-response": (5, 9)}
    beacon = counted(1, 7, counted_by="beacon-tandem")
    assert shown(found([], [may, june, beacon], times=99)) == {"stated-no-response": (6, 16)}


def test_copies_of_a_monthly_mail_are_counted_once() -> None:
    may, copy = counted(2, 5), counted(2, 5, document="copy")
    [flag] = found([], [may, copy])
    assert (flag.no_response, flag.asked, flag.evidence) == (2, 5, [may, copy])
    # A mail a week later speaks of most of the same month.
    assert shown(found([], [may, counted(3, 5, "2024-06-08", window_from="2024-05-09")], times=99)) == {"stated-no-response": (3, 5)}


def test_monthly_rows_and_single_reports_are_not_doubled() -> None:
    single = [silence("itg-1", "2024-05-14"), silence("itg-2", "2024-05-15")]
    [flag] = found(single, [counted(1, 3)], asked=["itg-1", "itg-2", "itg-3", "itg-4"])
    assert shown([flag]) == {"stated-no-response": (2, 4)}
    assert (flag.since, len(flag.evidence)) == ("2024-05-02", 3)
    assert shown(found(single, [counted(3, 6)], asked=["itg-1", "itg-2"], times=99)) == {"stated-no-response": (3, 6)}


def test_a_request_answered_after_the_month_was_counted_is_taken_off_the_count() -> None:
    silent, answered = silence("itg-1", "2024-05-14"), said(Status.DOWNSTREAM, "2024-06-20", "itg-1")
    assert shown(found([silent], [counted(1, 1)], asked=["itg-1"])) == {"stated-no-response": (1, 1)}
    assert found([silent, answered], [counted(1, 1)], asked=["itg-1"]) == []
    assert shown(found([silent, answered], [counted(3, 6)], asked=["itg-1"], times=99)) == {"stated-no-response": (2, 6)}
    before = said(Status.DOWNSTREAM, "2024-05-20", "itg-1")
    assert shown(found([silent, before], [counted(1, 2)], asked=["itg-1"])) == {"stated-no-response": (1, 2)}, (
        "the count knew of that answer"
    )
    earlier = silence("itg-1", "2024-03-14", asked_at="2024-03-10T09:00:00Z")
    assert shown(found([earlier, answered], [counted(1, 1)], asked=["itg-1"])) == {"stated-no-response": (1, 1)}, "asked in another month"
    assert shown(found([silent, answered], [noticed(62)], times=99)) == {"authority-count": (62, None)}


def test_what_a_dossier_shows_as_stated_unanswered() -> None:
    assert unanswered([]) == (0, False)
    assert unanswered([counted(2, 5), counted(2, 5, document="copy"), noticed(62), noticed(62, document="copy")]) == (62, True)
    assert unanswered([counted(2, 5), counted(3, 4, "2024-07-01", window_from="2024-06-01")]) == (5, False)


# --- repeat --------------------------------------------------------------------------------------------------------


def reports(*days: str) -> list[Said]:
    return [silence(f"itg-{n}", "2025-01-01", asked_at=f"{day}T09:00:00Z") for n, day in enumerate(days)]


def test_three_in_twelve_months_to_the_day() -> None:
    within, beyond = reports("2023-05-01", "2023-09-01", "2024-04-30"), reports("2023-05-01", "2023-09-01", "2024-05-01")
    [flag] = found(within)
    repeat = flag.counts[-1]
    assert (repeat.rule, repeat.no_response, repeat.asked, repeat.since) == ("repeat", 3, None, "2023-05-01")
    assert repeat.incidents == ["itg-0", "itg-1", "itg-2"]
    assert found(beyond)[0].rules == ["stated-no-response"]
    assert found(reports("2023-05-01", "2023-09-01"))[0].rules == ["stated-no-response"]
    assert found(reports("2024-02-29", "2024-06-01", "2025-02-27"))[0].counts[-1].no_response == 3
    assert found(reports("2024-02-29", "2024-06-01", "2025-02-28"))[0].rules == ["stated-no-response"]


def test_the_thresholds_are_the_users() -> None:
    rows = reports("2024-01-31", "2024-02-10")
    assert "repeat" in found(rows, times=2, months=1)[0].rules
    assert "repeat" not in found(rows, times=3)[0].rules
    assert "repeat" not in found(reports("2024-01-31", "2024-02-29"), times=2, months=1)[0].rules
    assert found(reports("2020-01-01", "2024-01-01", "9999-12-31"), months=120_000)[0].counts[-1].no_response == 3, (
        "no calendar reaches so far"
    )


def test_the_densest_stretch_counts() -> None:
    days = ("2022-01-01", "2022-04-01", "2023-03-01", "2023-04-01", "2023-05-01", "2024-02-01", "2026-01-01")
    [flag] = found(reports(*days))
    assert (flag.counts[-1].no_response, flag.counts[-1].since) == (4, "2023-03-01")


def test_sources_are_not_added_up_to_a_repeat() -> None:
    silent, rows = in_letter(1, 2, of=8)
    single = [silence("itg-1"), silence("itg-2")]
    assert "repeat" not in found([*silent, *single], [counted(2, 2)], rows=rows)[0].rules
    assert found([*silent, *single], [noticed(3)], rows=rows)[0].counts[-1].no_response == 3


def test_months_repeat_where_all_their_windows_lie_within() -> None:
    months = [counted(1, 2, f"2024-{m:02d}-01", window_from=f"2024-{m - 1:02d}-02") for m in (2, 3, 4)]
    [flag] = found([], months)
    assert (flag.counts[-1].rule, flag.counts[-1].no_response, flag.counts[-1].since) == ("repeat", 3, "2024-01-02")
    year_later = counted(1, 2, "2025-01-20", window_from="2024-12-21")
    assert found([], [*months[:2], year_later])[0].rules == ["stated-no-response"], "the first may be of 2 January, the last of 20 January"
    assert "repeat" in found([], [*months[:2], counted(1, 2, "2025-01-01", window_from="2024-12-02")])[0].rules


def test_windows_that_share_days_are_not_added_up() -> None:
    """The thirty days of a March mail reach back into January: one request may be in both counts."""
    mails = [counted(1, 1, "2023-02-01", window_from="2023-01-02"), counted(1, 1, "2023-03-01", window_from="2023-01-30"), counted(1, 1, "2023-04-01", window_from="2023-03-02")]  # fmt: skip
    assert shown(found([], mails)) == {"stated-no-response": (2, 2)}


def test_an_at_least_repeats_as_at_least_and_only_within_the_months() -> None:
    [flag] = found([], [noticed(62)])
    assert [(c.rule, c.no_response, c.at_least) for c in flag.counts] == [("authority-count", 62, True), ("repeat", 62, True)]
    assert found([], [noticed(62, window_from="2023-09-03")])[0].rules == ["authority-count"], "a year and a day, who knows how dense"
    assert "repeat" in found([], [noticed(62, window_from="2023-09-04")])[0].rules


def test_what_was_answered_repeats_nothing() -> None:
    rows = [*reports("2024-01-01", "2024-02-01", "2024-03-01"), said(Status.DOWNSTREAM, "2025-02-01", "itg-1")]
    assert shown(found(rows)) == {"stated-no-response": (2, 0)}


# --- intervals and order -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (1, 1, 0.2065, 1.0000),
        (0, 1, 0.0000, 0.7935),
        (5, 10, 0.2366, 0.7634),
        (15, 61, 0.1551, 0.3668),
    ],
)
def test_wilsons_interval_as_published(hits: int, of: int, low: float, high: float) -> None:
    assert tuple(round(x, 4) for x in wilson(hits, of)) == (low, high)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_between_none_and_all(pair: tuple[int, int]) -> None:
    hits, of = pair
    low, high = wilson(hits, of)
    assert 0 <= low <= high <= 1
    assert low - 1e-9 <= hits / of <= high + 1e-9
    assert high - low <= 2 / math.sqrt(of)


def test_one_of_one_does_not_outrank_sixty_of_many() -> None:
    def flagged(name: str, *said_of: tuple[str, int, int | None]) -> Flag:
        return Flag(name, name, [Count(rule, n, of, "2024-01-01") for rule, n, of in said_of])

    rows = [silence("itg-1", provider="One of One", provider_key="one"), *(silence(f"itg-{n}") for n in range(2, 62))]
    made = flags(rows, [noticed(62, provider="At Least", provider_key="at-least")], {"one": ["itg-1"], "orchid-transit": [f"itg-{n}" for n in range(1, 900)]}, [], times=99)  # fmt: skip
    assert [(f.provider_key, f.no_response, f.asked) for f in made] == [("at-least", 62, None), ("orchid-transit", 60, 899), ("one", 1, 1)]
    assert flagged("x", ("stated-no-response", 1, 1), ("letter-no-response", 15, 61)).asked == 61


def test_equal_numbers_are_ordered_by_how_sure_the_share_is_then_by_name() -> None:
    rows = [silence(f"itg-{k}", provider=k, provider_key=k) for k in ("b", "a", "c")]
    made = flags(rows, [], {"a": ["itg-a", "itg-2", "itg-3"], "b": ["itg-b"], "c": ["itg-c"]}, [])
    assert [f.provider_key for f in made] == ["b", "c", "a"]


# --- the rules as data ---------------------------------------------------------------------------------------------


def test_every_rule_has_its_words_and_its_source() -> None:
    assert list(rules()) == ["stated-no-response", "letter-no-response", "authority-count", "not-found", "repeat"]
    for rule in rules().values():
        assert rule.wording
        assert rule.counts
        assert rule.source
        assert rule.kind in {"statement", "letter", "count", "threshold"}
    assert (rules()["repeat"].times, rules()["repeat"].months) == (3, 12)
    assert [name for name, rule in rules().items() if rule.times or rule.months] == ["repeat"]


def test_nobody_is_called_a_fraud_or_guilty() -> None:
    root = Path(tracer.__file__).parent
    texts = [*root.glob("*.toml"), *root.glob("*.py"), *root.glob("cli/*.py"), *root.glob("render/*.py")]
    assert len(texts) > 20
    assert [path.name for path in texts if any(word in path.read_text("utf-8").lower() for word in ("fraudster", "guilty"))] == []
    wordings = " ".join(f"{rule.wording} {rule.counts}" for rule in rules().values()).lower()
    assert not {"fraud", "guilty", "scam", "illegal", "refused"} & set(wordings.split())


# --- from documents to the command ---------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


def _flagged(desk: Desk, *more: str) -> dict[str, tuple[list[str], int, int | None]]:
    return {f["provider"]: (f["rules"], f["no_response"], f["asked"]) for f in desk.ask("flags", *more)}


def test_from_every_kind_of_document(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        story.mailbox(
            tmp_path / "mails.txt",
            story.request("2024-05-09 14:05", 20560),
            story.silent("2024-05-14 14:01", 20560, "Orchid Transit Corp"),
            story.tried("2024-05-15 10:00", "Tidewater Minutes", 2),
            story.figures("2024-06-01 09:30", Saltmarsh_Telecom=(5, 0, 1, 1, 2, 1), Pinfold_Networks=(3, 3, 0, 0, 0, 0)),
        ),
        story.letter(tmp_path / "letter.txt", story.row(), story.row("Hollin Outreach"), story.row(called="2024-05-17 15:09")),
        story.notice(tmp_path / "notice.txt"),
        hop_list(
            tmp_path / "hops.csv",
            {"incident": "20601", "provider": "Marrowstone Tel", "status": "not-found", "asked_at": "2024-05-02T10:00:00Z"},
            {"incident": "20602", "provider": "Marrowstone Tel", "received_from": "Larkspur Wireless", "status": "downstream"},
            {"incident": "20603", "provider": "Marrowstone Tel"},  # named, not asked
            {"incident": "20604", "provider": "Marrowstone Tel", "received_from": "Larkspur Wireless"},  # so it was asked
        ),
    )
    assert _flagged(desk) == {
        "Brightwater Dialing": (["authority-count", "repeat"], 17, None),
        "Quillon Gateway Ltd.": (["letter-no-response"], 2, 3),
        "Tidewater Minutes": (["stated-no-response"], 2, None),
        "Saltmarsh Telecom": (["stated-no-response"], 2, 5),
        "Orchid Transit Corp": (["stated-no-response"], 1, 1),
        "Marrowstone Tel": (["not-found"], 0, 3),
    }
    assert next(iter(_flagged(desk))) == "Brightwater Dialing"


def test_an_overdue_request_is_no_flag(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        story.mailbox(tmp_path / "mails.txt", story.request("2020-06-26 17:44", 2640), story.request("2020-06-30 07:38", 2640, again=True))
    )
    assert desk.ask("flags") == []
    assert {d["state"] for d in desk.ask("due")} == {"past"}
    ran = desk.run("flags")
    assert (ran.code, ran.out, ran.err) == (
        0, "provider\trule\tcount\tof\t95 % interval\tsince\tevidence\n", "no provider is stated not to have cooperated by then\n",
    )  # fmt: skip


def test_the_keys_of_the_json(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "letter.txt", *[story.row()] * 3, story.row("Hollin Outreach")))
    [flag] = desk.ask("flags", "--times", "2")
    assert set(flag) == {"provider", "provider_key", "rules", "no_response", "asked", "since", "counts", "incidents", "evidence"}
    assert (flag["provider"], flag["provider_key"], flag["no_response"], flag["asked"]) == ("Quillon Gateway Ltd.", "quillon-gateway", 3, 4)
    assert (flag["rules"], flag["since"]) == (["letter-no-response", "repeat"], "2024-05-03")
    assert flag["incidents"] == [f"{story.LETTER}.{n}" for n in (1, 2, 3)]
    assert flag["counts"] == [
        {"rule": "letter-no-response", "count": 3, "asked": 4, "at_least": False, "answered": 0, "interval": [0.301, 0.954], "since": "2024-06-12", "incidents": flag["incidents"]},
        {"rule": "repeat", "count": 3, "asked": None, "at_least": False, "answered": 0, "interval": None, "since": "2024-05-03", "incidents": flag["incidents"]},
    ]  # fmt: skip
    assert len(flag["evidence"]) == 3
    assert set(flag["evidence"][0]) == {
        "claim", "kind", "document", "name", "lines", "part", "page", "row", "quote", "said_by", "valid_at", "known_at", "inferred",
    }  # fmt: skip
    assert {(e["kind"], e["name"], e["known_at"], e["inferred"]) for e in flag["evidence"]} == {
        ("status", "letter.txt", "2024-06-12", False)
    }
    text = (tmp_path / "letter.txt").read_text("utf-8").split("\n")
    for e in flag["evidence"]:
        assert text[e["lines"][0] - 1].startswith("No Response")


def test_an_answer_beside_a_letter_is_shown(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        story.letter(tmp_path / "letter.txt", story.row(), story.row("Hollin Outreach")),
        hop_list(
            tmp_path / "later.csv",
            {
                "incident": f"{story.LETTER}.1",
                "provider": "Quillon Gateway",
                "received_from": "Brightwater Dialing",
                "status": "downstream",
                "noted_on": "2024-08-01",
            },
        ),
    )
    assert [(c["count"], c["asked"], c["answered"]) for f in desk.ask("flags") for c in f["counts"]] == [(1, 2, 1)]
    assert [(c["count"], c["asked"], c["answered"]) for f in desk.ask("flags", "--as-of", "2024-07-31") for c in f["counts"]] == [(1, 2, 0)]
    assert desk.run("flags").out.splitlines()[1].split("\t")[:4] == [
        "Quillon Gateway Ltd.",
        "letter-no-response",
        "1, 1 answered since",
        "2",
    ]


def test_the_table_says_how_many_of_how_many_and_that_a_sample_is_no_share(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "letter.txt", story.row(), story.row("Hollin Outreach")), story.notice(tmp_path / "notice.txt"))
    ran = desk.run("flags")
    assert [line.split("\t")[:6] for line in ran.out.splitlines()] == [
        ["provider", "rule", "count", "of", "95 % interval", "since"],
        ["Brightwater Dialing", "authority-count", "at least 17", "none given", "none", "2024-03-01"],
        ["Brightwater Dialing", "repeat", "at least 17", "none given", "none", "2024-03-01"],
        ["Quillon Gateway Ltd.", "letter-no-response", "1", "2", "9% to 91%", "2024-06-12"],
    ]
    assert ran.err.splitlines()[-1] == "Tracebacks are a sample: a count is no share of bad traffic."
    assert set(ran.err.splitlines()[:-1]) == {
        f"{r.name}: {r.wording}" for n in ("authority-count", "repeat", "letter-no-response") for r in [rules()[n]]
    }


def test_one_rule_alone(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "letter.txt"), story.notice(tmp_path / "notice.txt"))
    assert list(_flagged(desk, "--rule", "letter-no-response")) == ["Quillon Gateway Ltd."]
    [repeat] = desk.ask("flags", "--rule", "repeat")
    assert (repeat["provider"], repeat["rules"], repeat["no_response"]) == ("Brightwater Dialing", ["repeat"], 17)
    assert [count["rule"] for count in repeat["counts"]] == ["repeat"]
    assert _flagged(desk, "--rule", "not-found") == {}
    assert desk.run("flags", "--rule", "overdue").only_line() == (
        "tracer: --rule 'overdue' is none: choose one of stated-no-response, letter-no-response, authority-count, not-found, repeat"
    )
    assert desk.run("flags", "--times", "0").code == 2


def test_csv_is_no_formula(desk: Desk, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x.example")'
    desk.load(hop_list(tmp_path / "hops.csv", {"incident": "@SUM(1)", "provider": evil, "status": "no-response"}))
    [row] = csv.DictReader(io.StringIO(desk.run("flags", "--csv").out))
    assert row["provider"] == f"'{evil}"
    assert row["incidents"] == "'@SUM(1)"
    assert (row["rules"], row["no_response"], row["asked"], row["since"]) == ("stated-no-response", "1", "1", "2024-05-20")
    assert list(row) == ["provider", "provider_key", "rules", "no_response", "asked", "since", "incidents", "evidence"]
