"""What an aggregate leaves no choice about, and all that it does leave."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.inference import candidates, inferences, reading, undecided
from tracer.model import Status
from tracer.projection import Said

COLUMNS = ("open", "point_of_entry", "originating", "no_response", "not_found")
FERNWICK, BEACON = "fernwick-voice", "beacon-tandem"


def counted(**says: Any) -> Said:
    """One upstream's row in the metrics of 1 June to Fernwick Voice: one request, one point of entry."""
    row = {
        "claim": "c1", "recipient_key": FERNWICK, "upstream": "Orchid Transit Corp", "known_at": "2024-06-01T08:00:00Z", "total": 1,
        "open": 0, "point_of_entry": 1, "originating": 0, "no_response": 0, "not_found": 0, "window_from": "2024-05-02",
        "window_to": "2024-06-01", "said_by": "Industry Traceback Group", "document": "metrics", "quote": "Orchid Transit Corp 1 0 1 0 0 0",
        "line_from": 40, "line_to": 41, "part": 3,
    }  # fmt: skip
    return Said(row | says)


def hop(name: str = "itg-20560", **says: Any) -> Said:
    """Orchid Transit's place in an incident, named by Fernwick Voice and asked in May."""
    row = {
        "incident": name, "hop": f"{name}@orchid-transit", "source_hop": None, "asked_at": "2024-05-10T14:00:00Z", "downstream": FERNWICK,
        "downstream_asked_at": "2024-05-09T13:44:00Z", "known_at": "2024-05-14T16:00:00Z", "claim": f"h-{name}",
    }  # fmt: skip
    return Said(row | says)


def follows(counts: list[Said], hops: list[Said]) -> list[tuple[str, str, str, str | None]]:
    """Incident, status, known from, until."""
    return [(c["incident"], c["status"], c["known_at"], c["until"]) for c in inferences(counts, hops)]


FOLLOWS = [("itg-20560", "point-of-entry", "2024-06-01T08:00:00Z", None)]

# --- what a row can mean -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("column", "status"), list(zip(COLUMNS, [s for s in Status if s is not Status.DOWNSTREAM], strict=True)))
def test_a_row_whose_requests_all_stand_in_one_column(column: str, status: Status) -> None:
    nothing = dict.fromkeys(COLUMNS, 0)
    assert reading(counted(**nothing | {column: 1})) is status
    assert reading(counted(**nothing | {column: 7, "total": 7})) is status
    assert reading(counted(**nothing | {column: 1}, total=2)) is None  # of the other nothing is said


@pytest.mark.parametrize(
    "figures",
    [
        {"point_of_entry": 0},  # nothing counted: where the one request went is not said
        {"point_of_entry": 0, "total": 0},
        {"point_of_entry": 0, "total": 3},
        {"total": None},
        {"total": 0},
        {"total": 2, "no_response": 1},  # two readings
        {"total": 2, "point_of_entry": 2, "no_response": 2},  # more than there are
        {"total": 1, "open": 1, "originating": 1, "no_response": 1, "not_found": 1},
        {"total": 1, "no_response": 1},
        {"point_of_entry": None},
    ],
)
def test_a_row_that_leaves_a_choice_says_nothing(figures: dict[str, Any]) -> None:
    assert reading(counted(**figures)) is None
    assert follows([counted(**figures)], [hop()]) == []


def test_cells_left_out_count_nothing() -> None:
    assert reading(counted(open=None, originating=None, no_response=None, not_found=None)) is Status.POINT_OF_ENTRY


@given(st.fixed_dictionaries({"total": st.none() | st.integers(0, 3)} | dict.fromkeys(COLUMNS, st.none() | st.integers(0, 3))))
def test_a_status_is_read_only_where_no_other_split_is_possible(figures: dict[str, int | None]) -> None:
    shares = [figures[column] or 0 for column in COLUMNS]
    assert (reading(counted(**figures)) is not None) == bool(figures["total"] and sum(shares) == figures["total"] == max(shares))


# --- which hop it means --------------------------------------------------------------------------------------------


def test_the_one_known_hop_in_the_window() -> None:
    (claim,) = inferences([counted()], [hop(source_hop="90211")])
    assert {k: v for k, v in claim.items() if k != "id"} == {
        "kind": "status", "status": "point-of-entry", "inferred": True, "sources": ["c1", "h-itg-20560"],
        "said_by": claim["said_by"], "incident": "itg-20560", "provider": "Orchid Transit Corp", "hop": "90211",
        "known_at": "2024-06-01T08:00:00Z", "valid_at": "2024-06-01T08:00:00Z", "until": None, "document": "metrics",
        "quote": "Orchid Transit Corp 1 0 1 0 0 0", "line_from": 40, "line_to": 41, "part": 3, "page": None, "row": None,
    }  # fmt: skip
    assert "inferred" in claim["said_by"]
    assert "Industry Traceback Group" in claim["said_by"]
    assert len(claim["id"]) == 32
    assert [c["id"] for c in inferences([counted()], [hop(source_hop="90211")])] == [claim["id"]]


def test_it_is_true_when_the_count_says_so() -> None:
    (claim,) = inferences([counted(valid_at="2024-05-31")], [hop()])
    assert (claim["valid_at"], claim["known_at"]) == ("2024-05-31", "2024-06-01T08:00:00Z")


def test_no_hop_no_inference() -> None:
    assert follows([counted()], []) == []


@pytest.mark.parametrize(
    ("asked_at", "inside"),
    [
        ("2024-05-01T23:59:59Z", False),
        ("2024-05-02", True),
        ("2024-05-02T00:00:00Z", True),
        ("2024-06-01", True),
        ("2024-06-01T23:59:59Z", True),
        ("2024-06-02", False),
    ],
)
def test_the_window_holds_its_first_and_its_last_day(asked_at: str, inside: bool) -> None:
    assert bool(follows([counted()], [hop(asked_at=asked_at)])) is inside
    exact = counted(window_from="2024-05-02T08:00:00Z", window_to="2024-06-01T08:00:00Z")
    assert bool(follows([exact], [hop(asked_at=asked_at)])) is inside


@pytest.mark.parametrize("missing", ["window_from", "window_to"])
def test_a_row_without_a_window_says_nothing(missing: str) -> None:
    assert follows([counted(**{missing: None})], [hop()]) == []


def test_a_hop_that_another_provider_named_is_not_counted() -> None:
    assert candidates(counted(), [hop(downstream=BEACON)]) == []
    assert follows([counted()], [hop(downstream=BEACON)]) == []
    assert follows([counted()], [hop(), hop("itg-20417", downstream=BEACON)]) == FOLLOWS  # nor does it stand in the way
    assert follows([counted()], [hop(downstream=None)]) == FOLLOWS  # who named it is not known


def test_a_hop_that_two_providers_named_counts_for_each() -> None:
    assert follows([counted()], [hop(), hop(downstream=BEACON)]) == FOLLOWS


def test_several_hops_in_the_window_leave_a_choice() -> None:
    assert follows([counted()], [hop(), hop("itg-20417")]) == []
    assert follows([counted()], [hop(), hop("itg-20417", asked_at="2024-04-10T14:00:00Z")]) == FOLLOWS


def test_what_follows_ends_when_a_second_hop_becomes_known() -> None:
    later = hop("itg-20417", known_at="2024-06-20T09:00:00Z")
    for hops in ([hop(), later], [later, hop()]):
        assert follows([counted()], hops) == [("itg-20560", "point-of-entry", "2024-06-01T08:00:00Z", "2024-06-20T09:00:00Z")]
    assert follows([counted()], [hop(), later, hop("itg-20590", known_at="2024-06-15")])[0][3] == "2024-06-15"
    at_once = hop("itg-20417", known_at="2024-06-01T08:00:00Z")
    assert follows([counted()], [hop(), at_once]) == []


def test_what_follows_is_known_once_both_are() -> None:
    late = hop(known_at="2024-06-20T09:00:00Z")
    assert follows([counted()], [late]) == [("itg-20560", "point-of-entry", "2024-06-20T09:00:00Z", None)]
    assert follows([counted()], [late, hop("itg-20417", known_at="2024-06-21")]) == [
        ("itg-20560", "point-of-entry", "2024-06-20T09:00:00Z", "2024-06-21")
    ]


@pytest.mark.parametrize(
    ("downstream_asked_at", "known_at", "inside", "in_the_way"),
    [
        ("2024-05-09T13:44:00Z", "2024-05-14T16:00:00Z", True, True),  # asked between the two, both in the window
        ("2024-05-09T13:44:00Z", "2024-06-14T16:00:00Z", False, True),  # perhaps after the window
        ("2024-04-09T13:44:00Z", "2024-05-14T16:00:00Z", False, True),  # perhaps before it
        ("2024-04-09T13:44:00Z", "2024-06-14T16:00:00Z", False, True),  # before, in it or after
        ("2024-04-09T13:44:00Z", "2024-04-14T16:00:00Z", False, False),
        ("2024-06-09T13:44:00Z", "2024-06-14T16:00:00Z", False, False),
        (None, "2024-05-14T16:00:00Z", True, True),
        (None, "2024-06-14T16:00:00Z", False, False),
    ],
)
def test_a_hop_of_which_it_is_not_known_when_it_was_asked(
    downstream_asked_at: str | None, known_at: str, inside: bool, in_the_way: bool
) -> None:
    named = hop("itg-20417", asked_at=None, downstream_asked_at=downstream_asked_at, known_at=known_at)
    assert bool(follows([counted()], [named])) is inside
    # Beside a hop in the window that was known before it: that one is meant until this one, which it may mean as well, is known.
    first = hop(known_at="2024-01-01")
    until = known_at if in_the_way else None
    still = until is None or until > "2024-06-01T08:00:00Z"
    assert [(incident, end) for incident, *_, end in follows([counted()], [first, named])] == ([("itg-20560", until)] if still else [])
    # Known before it, this one may be meant, or not: nothing is certain of either.
    if in_the_way and not inside:
        assert follows([counted()], [hop(known_at="2024-07-01"), named]) == []


def test_when_it_was_asked_counts_more_than_what_surrounds_it() -> None:
    assert follows([counted()], [hop(downstream_asked_at="2024-01-01", known_at="2024-05-14")]) == FOLLOWS
    assert follows([counted()], [hop(asked_at="2024-06-03", known_at="2024-05-14")]) == []


def test_each_count_stands_by_itself() -> None:
    copy = counted(claim="c2", document="copy", known_at="2024-06-02T08:00:00Z")
    april = counted(claim="c0", window_from="2024-04-02", window_to="2024-05-02", known_at="2024-05-02")
    assert [c["sources"][0] for c in inferences([april, counted(), copy], [hop()])] == ["c1", "c2"]
    one, other = inferences([counted(), copy], [hop()])
    assert one["id"] != other["id"]


def test_no_hop_and_no_hand_off_is_ever_inferred() -> None:
    found = list(inferences([counted(), counted(claim="c2", total=3, point_of_entry=3)], [hop(), hop("itg-20417", known_at="2024-07-01")]))
    assert {(c["kind"], c["incident"]) for c in found} == {("status", "itg-20560")}
    assert all("upstream" not in c for c in found)


@given(
    st.permutations(
        [
            hop(),
            hop("itg-20417", known_at="2024-06-20"),
            hop("itg-20590", downstream=BEACON),
            hop("itg-20591", asked_at=None, known_at="2024-09-01", downstream_asked_at=None),
        ]
    )
)
def test_the_order_of_hops_does_not_matter(hops: list[Said]) -> None:
    assert list(inferences([counted()], hops)) == list(
        inferences([counted()], sorted(hops, key=lambda h: h["hop"]))
    )  # fmt: skip
    assert len(follows([counted()], hops)) == 1


# --- what is left open ---------------------------------------------------------------------------------------------


def test_rows_that_leave_a_choice_are_told_with_the_hops_they_may_mean() -> None:
    other = hop("itg-20417")
    assert [(c["claim"], [h["incident"] for h in hops]) for c, hops in undecided([counted()], [hop(), other])] == [
        ("c1", ["itg-20417", "itg-20560"])
    ]  # fmt: skip
    assert [c["claim"] for c, _ in undecided([counted(total=2, open=1)], [hop()])] == ["c1"]
    perhaps = hop(asked_at=None, downstream_asked_at="2024-04-09")
    assert [c["claim"] for c, _ in undecided([counted()], [perhaps])] == ["c1"]


def test_what_leaves_no_choice_or_concerns_nothing_known_is_not_told() -> None:
    assert list(undecided([counted()], [hop()])) == []
    assert list(undecided([counted()], [])) == []
    assert list(undecided([counted()], [hop(downstream=BEACON), hop(downstream=BEACON, asked_at="2020-01-01")])) == []
    assert list(undecided([counted(point_of_entry=0, total=3)], [hop(), hop("itg-20417")])) == []  # it says nothing of anybody's status
    assert list(undecided([counted(window_to=None)], [hop(), hop("itg-20417")])) == []
