"""Counts that may be added up, and those that may speak of the same requests: none of these is counted twice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims import said
from tracer.counts import Counted, Sum, add_up, apart, most_unanswered
from tracer.model import Kind, Provider, statement_order

ORCHID, FERNWICK, BEACON = (Provider(n.lower().replace(" ", "-"), n, (n,)) for n in ("Orchid Transit", "Fernwick Voice", "Beacon Tandem"))
FIGURES = ("total", "open", "point_of_entry", "downstream", "originating", "no_response", "not_found")


def counted(number: int | None = None, total: int | None = None, recipient: Provider | None = FERNWICK, **says: Any) -> Counted:
    """A row of the monthly metrics to Fernwick Voice: so many of so many in May."""
    by_authority = says.pop("by_authority", False)
    window = {"window_from": "2024-05-02", "window_to": "2024-06-01", "known_at": "2024-06-01T08:00:00Z"}
    claim = said(Kind.COUNTED, "Orchid Transit", incident=None, **{**window, "no_response": number, "total": total, **says})
    return Counted(claim, ORCHID, recipient, by_authority)


def noticed(number: int = 62, **says: Any) -> Counted:
    """An authority's `at least`, since March."""
    window = {"window_from": "2024-03-01", "window_to": None, "known_at": "2024-09-03"}
    return counted(number, None, None, **{**window, "at_least": True, "by_authority": True, **says})


def window(first: str | None, last: str | None, number: int = 1, **says: Any) -> Counted:
    return counted(number, number, window_from=first, window_to=last, **says)


# --- which speak of the same requests ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "same"),
    [
        ("2024-05-02", "2024-06-01", True),  # a copy
        ("2024-06-01", "2024-07-01", False),  # a mail's window ends on the day that the next one's begins
        ("2024-05-31", "2024-06-30", True),
        ("2024-06-02", "2024-07-02", False),
        ("2024-04-02", "2024-05-02", False),  # nor does one that ended on the day that this one's begins
        ("2024-04-03", "2024-05-03", True),
        ("2024-05-10", "2024-05-20", True),  # within it
        ("2024-04-01", "2024-07-01", True),  # around it
        ("2024-06-01T09:00:00Z", "2024-07-01T09:00:00Z", False),  # days are compared
        ("2024-05-31T23:59:59Z", "2024-07-01", True),
        ("2024-04-01", "2024-05-02T23:59:59Z", False),
        ("2024-04-01", "2024-05-03T00:00:00Z", True),
        ("2024-05-10", "2024-05-10", True),  # a single day of it
        ("2024-05-02", "2024-05-02", True),
        (None, "2024-06-01", True),  # of unknown times: they may be the same
    ],
)
def test_windows_that_share_more_than_the_day_between_them(first: str | None, last: str | None, same: bool) -> None:
    may, other = window("2024-05-02", "2024-06-01"), window(first, last)
    for pair in ([may, other], [other, may]):
        assert len(apart(pair)) == (1 if same else 2)


def test_two_windows_of_one_and_the_same_day_are_the_same() -> None:
    assert len(apart([window("2024-05-10", "2024-05-10"), window("2024-05-10", "2024-05-10")])) == 1
    assert len(apart([window("2024-05-10", "2024-05-10"), window("2024-05-11", "2024-05-11")])) == 2
    morning, evening = (window(f"2024-05-10T{hour}:00:00Z", f"2024-05-10T{hour}:00:00Z") for hour in ("08", "18"))
    for pair in ([morning, evening], [morning, window("2024-05-10", "2024-05-10")], [window("2024-05-10", "2024-05-10"), evening]):
        assert len(apart(pair)) == 1


def test_a_count_that_names_no_end_runs_to_its_day() -> None:
    open_ended = noticed(5, known_at="2024-06-01")
    assert (open_ended.since, open_ended.until) == ("2024-03-01", "2024-06-01")
    assert len(apart([open_ended, noticed(5, window_from="2024-06-01", known_at="2024-09-03")])) == 2
    assert len(apart([open_ended, noticed(5, window_from="2024-05-31", known_at="2024-09-03")])) == 1
    no_window = counted(1, 1, window_from=None, window_to=None, known_at="2024-06-03", valid_at="2024-06-02")
    assert (no_window.since, no_window.until) == ("2024-06-02", "2024-06-03")
    assert (counted(1).since, counted(1).until) == ("2024-05-02", "2024-06-01")


def test_counts_for_two_recipients_are_of_two_sets_of_requests() -> None:
    assert len(apart([counted(2, 5), counted(2, 5, BEACON)])) == 2
    assert len(apart([window(None, None), window(None, None, recipient=BEACON)])) == 2, "also where they name no window"
    # A count in nobody's mail may speak of what either of them saw.
    assert len(apart([counted(2, 5), counted(2, 5, None)])) == 1
    assert len(apart([counted(2, 5, None), counted(2, 5, None)])) == 1
    assert len(apart([window("2024-05-02", "2024-06-01"), window("2024-06-01", "2024-07-01", recipient=None)])) == 2


def test_of_those_that_may_be_the_same_the_one_with_the_most_unanswered_stands_then_the_largest_then_the_first() -> None:
    low, high = counted(2, 9), counted(3, 5)
    assert apart([low, high]) == apart([high, low]) == [high]
    small, large = counted(2, 5), counted(2, 9)
    assert apart([small, large]) == apart([large, small]) == [large]
    first, copy = counted(2, 5, document="a", known_at="2024-06-01"), counted(2, 5, document="b", known_at="2024-06-01")
    assert apart([copy, first]) == apart([first, copy]) == [first]
    unknown = counted(2, None)
    assert apart([unknown, small]) == apart([small, unknown]) == [small], "a total beats none"
    one, unsaid = counted(1, 1), counted(1, None, known_at="2024-01-01")
    assert apart([unsaid, one]) == [one]
    assert apart([counted(None, 5), counted(0, 9)])[0].claim.total == 9


# --- added up ------------------------------------------------------------------------------------------------------


def test_what_is_counted_as_not_answered_yet_is_no_silence_for_good() -> None:
    final, interim = counted(2, 5), counted(3, 7, window_from="2024-06-01", window_to="2024-07-01", interim=True)
    assert [(c.unanswered, c.no_response, c.not_yet) for c in (final, interim, counted())] == [(2, 2, 0), (3, 0, 3), (0, 0, 0)]
    both = add_up([final, interim])
    assert both is not None
    assert (both.total, both.no_response, both.not_yet) == (12, 2, 3)
    alone = add_up([interim])
    assert alone is not None
    assert (alone.no_response, alone.not_yet) == (None, 3)
    assert most_unanswered([final, interim]) == (2, False)
    assert most_unanswered([interim]) == (0, False)


def test_nothing_is_the_sum_of_nothing() -> None:
    assert add_up([]) is None


def test_counts_over_windows_that_do_not_overlap_are_added_up() -> None:
    may = counted(2, 5, open=1, point_of_entry=0, downstream=1, originating=0, not_found=1)
    june = counted(
        1, 7, open=0, point_of_entry=3, downstream=None, originating=2, not_found=1,
        window_from="2024-06-01", window_to="2024-07-01", known_at="2024-07-01",
    )  # fmt: skip
    copy = counted(2, 5, open=1, point_of_entry=0, downstream=1, originating=0, not_found=1, document="copy")
    assert add_up([june, may, copy]) == Sum(
        total=12, open=1, point_of_entry=3, downstream=1, originating=2, no_response=3, not_found=2, at_least=False,
        window_from="2024-05-02", window_to="2024-07-01", evidence=(june.claim, may.claim, copy.claim),
    )  # fmt: skip


def test_a_figure_that_none_of_them_gives_is_none_and_not_nought() -> None:
    found = add_up([counted(None, 5), counted(0, None, window_from="2024-06-01", window_to="2024-07-01")])
    assert found is not None
    assert {name: getattr(found, name) for name in FIGURES} == {**dict.fromkeys(FIGURES), "total": 5, "no_response": 0}


def test_a_sum_of_a_lower_bound_is_one_and_needs_no_window() -> None:
    found = add_up([noticed(62, window_from=None, window_to=None)])
    assert found is not None
    assert (found.no_response, found.total, found.at_least, found.window_from, found.window_to) == (62, None, True, None, None)
    both = add_up([window(None, None, 2), window("2024-05-02", "2024-06-01", 3, recipient=BEACON, at_least=True)])
    assert both is not None
    assert (both.no_response, both.at_least, both.window_from, both.window_to) == (5, True, "2024-05-02", "2024-06-01")
    exact = add_up([noticed(62, at_least=None)])
    assert exact is not None
    assert (exact.at_least, exact.window_from, exact.window_to) == (False, "2024-03-01", None)


# --- unanswered ----------------------------------------------------------------------------------------------------


def test_what_a_dossier_shows_as_stated_unanswered() -> None:
    assert most_unanswered([]) == (0, False)
    assert most_unanswered([counted(0, 5), counted(None, 5)]) == (0, False)
    assert most_unanswered([counted(2, 5), counted(2, 5, document="copy"), noticed(62), noticed(62, document="copy")]) == (62, True)
    june = counted(3, 4, window_from="2024-06-01", window_to="2024-07-01")
    assert most_unanswered([counted(2, 5), june]) == (5, False)
    # Two sources may speak of the same requests: the larger number stands, whoever states it.
    assert most_unanswered([counted(2, 5), june, noticed(4)]) == (5, False)
    assert most_unanswered([counted(2, 5), june, noticed(5)]) == (5, True)
    assert most_unanswered([counted(2, 5, at_least=True), june]) == (5, True)


# --- whatever is counted -------------------------------------------------------------------------------------------

_days = st.integers(1, 28).map(lambda day: f"2024-05-{day:02d}")
_windows = st.tuples(_days, _days).map(sorted)
_counts = st.builds(
    lambda span, number, total, recipient, document: counted(
        number, total, recipient, window_from=span[0], window_to=span[1], document=document, id=f"{span}{number}{total}{recipient}{document}"
    ),
    _windows, st.integers(0, 4), st.none() | st.integers(4, 9), st.sampled_from([FERNWICK, BEACON, None]), st.sampled_from("ab"),
)  # fmt: skip


def _shares_a_request(one: Counted, other: Counted) -> bool:
    """Whether a window has a day that lies within the other, the day that both end or begin on aside, or is that day."""
    days = [f"2024-05-{day:02d}" for day in range(1, 29)]
    mine, theirs = ({d for d in days if c.since <= d < c.until} or {c.since} for c in (one, other))
    return bool(mine & theirs)


@given(st.lists(_counts, max_size=6))
def test_what_is_added_up_never_speaks_of_the_same_requests(counts: list[Counted]) -> None:
    kept = apart(counts)
    for index, one in enumerate(kept):
        for other in kept[index + 1 :]:
            assert {one.recipient, other.recipient} == {FERNWICK, BEACON} or not _shares_a_request(one, other)
    # ... and what is left out may be part of one that is kept, with as many unanswered.
    for count in counts:
        if count not in kept:
            assert any(other.no_response >= count.no_response for other in kept)
    assert apart(counts[::-1]) == kept or len({statement_order(c.claim) for c in counts}) < len(counts)
    found = add_up(counts)
    assert (found.no_response if found else 0) == sum(c.no_response for c in kept)
    assert add_up([*counts, *counts]) == found or found is None or len(found.evidence) == len(counts)
