"""A provider's own monthly rows beside the requests that the case knows: what a count says of each answer."""

from __future__ import annotations

from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims import INCIDENT, asked, said
from tracer.ask.paths import paths_in_batches, trace
from tracer.model import Evidence, Kind, Moment
from tracer.projection import Projection, apply
from tracer.record import ByCount, MonthOfRecord, Request, by_count, months, own_row
from tracer.store.sqlite import SqliteStore

FERNWICK = "Fernwick Voice"
SENT = "2024-06-01T08:00:00Z"


def row(known_at: Moment = SENT, **says: Any) -> Evidence:
    """Fernwick's own row in the metrics of 1 June: two requests in May, of which none is open or without response."""
    figures = {"total": 2, "open": 0, "no_response": 0, "not_found": 0, "point_of_entry": 2, "downstream": 0, "originating": 0}
    window = {"window_from": "2024-05-02", "window_to": "2024-06-01"}
    return said(
        Kind.COUNTED, **{"provider": FERNWICK, "document": "metrics", "incident": None, "said_by": "ITG", "known_at": known_at, **figures, **window, **says}
    )  # fmt: skip


def upstream(name: str, total: int | None, known_at: Moment = SENT, **says: Any) -> Evidence:
    """The row of one of its upstreams in the same mail."""
    return row(known_at, upstream=name, total=total, **says)


def requests(*at: Moment) -> list[Request]:
    return [Request(f"itg-{n}@fernwick-voice", moment) for n, moment in enumerate(at)]


def month(its: Evidence, *at: Moment, upstreams: tuple[Evidence, ...] = ()) -> MonthOfRecord:
    (found,) = months([its], upstreams, requests(*at))
    return found


MAY = ("2024-05-10T14:00:00Z", "2024-05-20T14:00:00Z")


# --- which rows ----------------------------------------------------------------------------------------------------


def test_a_row_of_its_own_counts_the_requests_to_it() -> None:
    assert own_row(row()) is True
    assert own_row(row(total=0)) is True
    assert own_row(upstream("Orchid Transit", 2)) is False
    assert own_row(row(total=None)) is False
    assert own_row(row(window_from=None)) is False
    assert own_row(row(window_to=None)) is True
    columns = dict.fromkeys(("open", "point_of_entry", "downstream", "originating", "not_found"))
    assert own_row(row(no_response=2, **columns)) is False  # a sentence of an authority: the silence alone
    assert own_row(said(Kind.STATUS, FERNWICK, total=2, window_from="2024-05-02")) is False


# --- the window, to the day and the instant ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window_from", "at", "inside"),
    [
        # It begins with its first day, whether a day or an instant is given.
        ("2024-05-02", "2024-05-01", False),
        ("2024-05-02", "2024-05-01T23:59:59Z", False),
        ("2024-05-02", "2024-05-02", True),
        ("2024-05-02", "2024-05-02T00:00:00Z", True),
        ("2024-05-02T08:00:00Z", "2024-05-01T23:59:59Z", False),
        ("2024-05-02T08:00:00Z", "2024-05-02", True),
        ("2024-05-02T08:00:00Z", "2024-05-02T07:59:59Z", True),
        # It ends with the mail itself: what was asked after the mail was sent, it cannot count.
        ("2024-05-02", "2024-05-31T23:59:59Z", True),
        ("2024-05-02", "2024-06-01T07:59:59Z", True),
        ("2024-05-02", "2024-06-01T08:00:00Z", True),
        ("2024-05-02", "2024-06-01T08:00:01Z", False),
        ("2024-05-02", "2024-06-01", True),  # some time of that day
        ("2024-05-02", "2024-06-02", False),
    ],
)
def test_a_request_falls_in_the_window_or_not(window_from: Moment, at: Moment, inside: bool) -> None:
    found = month(row(window_from=window_from, total=1), at)
    assert found.known == inside
    assert found.covered == (("itg-0@fernwick-voice",) if inside else ())


def test_the_mail_itself_ends_the_window_not_the_day_that_it_names() -> None:
    assert month(row(window_to="2024-05-31", total=1), "2024-06-01T07:00:00Z").known == 1


def test_a_row_tells_of_what_was_known_when_its_mail_was_sent() -> None:
    """Whatever day its figures are said to be true of."""
    its = row(valid_at="2024-05-15", total=1)
    late = month(its, "2024-05-20", upstreams=(upstream("Orchid", 5, valid_at="2024-05-14"),))
    assert (late.known, late.upstream) == (1, 5)
    assert by_count([late])["itg-0@fernwick-voice"].day == "2024-06-01"


def test_a_row_known_to_the_day_counts_requests_of_that_day() -> None:
    assert month(row("2024-06-01", total=1), "2024-06-01").known == 1
    assert month(row("2024-06-01", total=1), "2024-06-02").known == 0


# --- which requests it counts --------------------------------------------------------------------------------------


def test_where_as_many_requests_are_known_as_the_row_counts_it_tells_of_each() -> None:
    found = month(row(), *MAY)
    assert (found.known, found.covered, found.unanswered) == (2, ("itg-0@fernwick-voice", "itg-1@fernwick-voice"), 0)
    later = month(row(), *MAY, "2024-06-10")  # outside
    assert (later.known, later.covered) == (2, ("itg-0@fernwick-voice", "itg-1@fernwick-voice"))


@pytest.mark.parametrize("at", [(), MAY[:1], (*MAY, "2024-05-21")])
def test_where_fewer_or_more_are_known_it_tells_of_none(at: tuple[Moment, ...]) -> None:
    found = month(row(), *at)
    assert (found.known, found.covered) == (len(at), ())
    assert by_count([found]) == {}


def test_a_row_that_counts_nothing_tells_of_nobody() -> None:
    assert month(row(total=0)).covered == ()
    assert month(row(total=0), "2024-05-10").covered == ()


def test_unanswered_are_those_open_and_those_without_response() -> None:
    assert month(row(open=1, no_response=2, not_found=4)).unanswered == 3
    assert month(row(open=None, no_response=None)).unanswered == 0
    assert month(row(open=2, no_response=None)).unanswered == 2


# --- upstream rows held against the total --------------------------------------------------------------------------


def test_upstream_rows_not_found_and_unanswered_are_held_against_the_total() -> None:
    ups = (upstream("Orchid Transit", 4), upstream("Saltmarsh", 3))
    found = month(row(total=10, not_found=1, open=1, no_response=1), upstreams=ups)
    assert (found.upstream, found.difference) == (7, 0)
    assert month(row(total=11, not_found=1, open=1, no_response=1), upstreams=ups).difference == 1
    assert month(row(total=9, not_found=1, open=1, no_response=1), upstreams=ups).difference == -1
    assert month(row(total=9, not_found=None, open=None, no_response=None), upstreams=ups).difference == 2


def test_without_upstream_rows_or_a_total_nothing_can_be_told() -> None:
    assert (month(row()).upstream, month(row()).difference) == (None, None)
    lacking = month(row(total=None), upstreams=(upstream("Orchid", 2),))
    assert (lacking.upstream, lacking.difference, lacking.covered) == (2, None, ())
    assert month(row(), upstreams=(upstream("Orchid", None),)).upstream is None
    assert month(row(), upstreams=(upstream("Orchid", 0),)).upstream == 0


def test_only_the_rows_of_the_same_mail_are_added() -> None:
    mine = row(part=3)
    others = (
        upstream("Orchid", 5, part=4), upstream("Orchid", 6, part=3, document="copy"), upstream("Orchid", 7, part=3, page=2),
        upstream("Orchid", 8, "2024-07-01T08:00:00Z", part=3),
    )  # fmt: skip
    assert month(mine, upstreams=others).upstream is None
    assert month(mine, upstreams=(*others, upstream("Orchid", 2, part=3))).upstream == 2


def test_a_row_printed_twice_in_a_mail_counts_once() -> None:
    assert month(row(), upstreams=(upstream("Orchid", 2), upstream("Orchid", 2), upstream("Saltmarsh", 1))).upstream == 3


# --- several mails -------------------------------------------------------------------------------------------------


def test_copies_of_a_row_are_one_with_several_pieces_of_evidence() -> None:
    first, second = row(), row("2024-06-03T08:00:00Z", document="copy")
    for order in permutations([first, second]):
        (found,) = months(order, [], requests(*MAY))
        assert (found.row, found.copies) == (first, (second,))
        assert found.covered == ("itg-0@fernwick-voice", "itg-1@fernwick-voice")


@pytest.mark.parametrize(
    "differs", [{"window_from": "2024-05-03"}, {"window_to": "2024-06-02"}, {"total": 3}, {"open": 1}, {"no_response": 1}, {"not_found": 1}]
)
def test_rows_that_say_something_else_are_no_copies(differs: dict[str, Any]) -> None:
    assert [len(found.copies) for found in months([row(), row(document="other", **differs)], [], [])] == [0, 0]


def test_months_are_told_oldest_first() -> None:
    june = row("2024-07-01T08:00:00Z", window_from="2024-06-01", window_to="2024-07-01")
    may = row()
    for order in permutations([june, may]):
        assert [found.row for found in months(order, [], [])] == [may, june]
    assert months([], [upstream("Orchid", 2)], requests(*MAY)) == []


# --- what it says of each request ----------------------------------------------------------------------------------


def test_every_one_was_answered_by_that_day_by_count() -> None:
    its = row()
    told = by_count([month(its, *MAY)])
    expected = ByCount("2024-06-01", 2, 0, its)
    assert told == {"itg-0@fernwick-voice": expected, "itg-1@fernwick-voice": expected}
    assert expected.answered is True
    assert str(expected) == "answered by 2024-06-01, by count; the answer itself is not in the loaded documents"


@pytest.mark.parametrize(("open_", "silent", "left"), [(1, 0, 1), (0, 1, 1), (1, 1, 2)])
def test_where_some_are_unanswered_it_is_not_said_which(open_: int, silent: int, left: int) -> None:
    its = row(open=open_, no_response=silent)
    told = by_count([month(its, *MAY)])
    assert told == dict.fromkeys(["itg-0@fernwick-voice", "itg-1@fernwick-voice"], ByCount("2024-06-01", 2, left, its))
    assert told["itg-0@fernwick-voice"].answered is False
    assert str(told["itg-0@fernwick-voice"]) == (
        "not answered by 2024-06-01, by count; no answer is in the loaded documents"
        if left == 2
        else f"of the 2 requests counted with it all but {left} were answered by 2024-06-01, by count;"
        " which is not said, and no answer is in the loaded documents"
    )


def test_of_several_rows_the_one_that_says_most_then_the_earliest() -> None:
    early, late = row("2024-06-01T08:00:00Z", total=1), row("2024-06-02T08:00:00Z", total=1, window_to="2024-06-02")
    unsure = row("2024-05-20T08:00:00Z", total=1, open=1, window_to="2024-05-20")
    later_unsure = row("2024-05-25T08:00:00Z", total=1, open=1, window_to="2024-05-25")
    asked = requests("2024-05-10")

    def chosen(*rows: Evidence) -> Evidence:
        for order in permutations(months(rows, [], asked)):
            (told,) = {told.row.id: told for told in by_count(order).values()}.values()
        return told.row

    assert chosen(early, late) == early
    assert chosen(unsure, early) == early  # that each was answered says more than that some were, though it is later
    assert chosen(unsure, late, early) == early
    assert chosen(later_unsure, unsure) == unsure


def test_of_two_rows_of_one_day_the_one_told_first_stays() -> None:
    one, other = row("2024-06-01T08:00:00Z", total=1), row("2024-06-01T09:00:00Z", total=1, window_to="2024-06-02")
    assert by_count(months([one, other], [], requests("2024-05-10")))["itg-0@fernwick-voice"].row == one


days = st.sampled_from(["2024-05-01", "2024-05-02", "2024-05-02T08:00:00Z", "2024-05-20", "2024-06-01T08:00:00Z", "2024-06-01T09:00:00Z"])


@given(st.lists(days, max_size=5), st.integers(0, 4), st.integers(0, 2), st.integers(0, 2))
def test_nothing_is_said_of_an_answer_but_where_the_row_counts_just_these_requests(
    at: list[Moment], total: int, open_: int, silent: int
) -> None:
    found = month(row(total=total, open=open_, no_response=silent), *at)
    told = by_count([found])
    assert set(told) == (set(found.covered))
    assert len(told) in (0, total)
    if told:
        assert found.known == total
        assert {its.answered for its in told.values()} == {open_ + silent == 0}


def test_of_two_that_wait_in_one_call_a_count_tells_of_each(tmp_path: Path) -> None:
    names = ("Alder Voice", "Birch Telecom")
    claims = [asked(name, valid_at=MAY[0], known_at=MAY[0]) for name in names]
    claims += [row(provider=name, total=1, point_of_entry=1, document="list") for name in names]
    with closing(SqliteStore(tmp_path / "case.db", write=True)) as store:
        store.begin()
        apply(Projection(store, dict), [("list", {"name": "list.csv", "kind": "hop_list"}, [claims])])
        store.commit()
        for found in (trace(store, INCIDENT), *paths_in_batches(store, [INCIDENT])):
            assert {hop.provider: hop.by_count and hop.by_count.day for hop in found.hops} == dict.fromkeys(names, "2024-06-01")
