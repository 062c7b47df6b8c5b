"""What an aggregate leaves no choice about, and all that it does leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims import asked, borne, handed, said, status
from tracer.counts import Counted
from tracer.inference import (
    KnownHop,
    Mention,
    as_known,
    candidates,
    inferences,
    mentions,
    over_time,
    reading,
    requests,
    source_hops,
    undecided,
)
from tracer.model import Claim, Evidence, Kind, Place, Provider, Side, Status

COLUMNS = ("open", "point_of_entry", "originating", "no_response", "not_found")
ORCHID = Provider("orchid-transit-corp", "Orchid Transit Corp", ("Orchid Transit Corp",))
FERNWICK = Provider("fernwick-voice", "Fernwick Voice", ("Fernwick Voice",))
BEACON = "beacon-tandem"
COUNTED = "2024-06-01T08:00:00Z"


def row(**says: Any) -> Evidence:
    """One upstream's row in the metrics of 1 June to Fernwick Voice: one request, one point of entry."""
    figures = {"total": 1, "open": 0, "point_of_entry": 1, "originating": 0, "no_response": 0, "not_found": 0}
    window = {"window_from": "2024-05-02", "window_to": "2024-06-01"}
    where = {
        "document": "metrics",
        "lines": (40, 41),
        "part": 3,
        "document_kind": "itg_mailbox",
        "quote": "Orchid Transit Corp 1 0 1 0 0 0",
    }
    by = {"said_by": "Industry Traceback Group", "known_at": COUNTED, "incident": None, "id": "c1"}
    return said(Kind.COUNTED, "Fernwick Voice", **{"upstream": "Orchid Transit Corp", **figures, **window, **where, **by, **says})


def counted(recipient: Provider | None = FERNWICK, **says: Any) -> Counted:
    return Counted(row(**says), ORCHID, recipient, False)


def hop(name: str = "itg-20560", known_at: str = "2024-05-14T16:00:00Z", since: str | None = None, **says: Any) -> KnownHop:
    """Orchid Transit's place in an incident, named by Fernwick Voice and asked in May."""
    first = handed("Fernwick Voice", "Orchid Transit Corp", incident=name, known_at=known_at, id=f"h-{name}")
    made = {
        "source_hop": None, "asked_at": "2024-05-10T14:00:00Z", "downstream": FERNWICK.key,
        "downstream_asked_at": "2024-05-09T13:44:00Z", **says,
    }  # fmt: skip
    return KnownHop(incident=name, hop=f"{name}@{ORCHID.key}", first=first, since=since or known_at, **made)


def follows(counts: Sequence[Counted], hops: Sequence[KnownHop]) -> list[tuple[str | None, str | None, str, str | None]]:
    """Incident, status, known from, until."""
    return [(c.incident, c.status, c.known_at, c.until) for c in inferences(counts, hops)]


FOLLOWS = [("itg-20560", "point-of-entry", COUNTED, None)]

# --- what a row can mean -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("column", "status_"), list(zip(COLUMNS, [s for s in Status if s is not Status.DOWNSTREAM], strict=True)))
def test_a_row_whose_requests_all_stand_in_one_column(column: str, status_: Status) -> None:
    nothing = dict.fromkeys(COLUMNS, 0)
    assert reading(row(**nothing | {column: 1})) is status_
    assert reading(row(**nothing | {column: 7, "total": 7})) is status_
    assert reading(row(**nothing | {column: 1}, total=2)) is None  # of the other nothing is said


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
    assert reading(row(**figures)) is None
    assert follows([counted(**figures)], [hop()]) == []


def test_cells_left_out_count_nothing() -> None:
    assert reading(row(open=None, originating=None, no_response=None, not_found=None)) is Status.POINT_OF_ENTRY


def test_a_column_that_an_upstreams_row_has_not_is_no_part_of_its_reading() -> None:
    assert reading(row(downstream=1)) is Status.POINT_OF_ENTRY
    assert reading(row(point_of_entry=0, downstream=1)) is None


@given(st.fixed_dictionaries({"total": st.none() | st.integers(0, 3)} | dict.fromkeys(COLUMNS, st.none() | st.integers(0, 3))))
def test_a_status_is_read_only_where_no_other_split_is_possible(figures: dict[str, int | None]) -> None:
    shares = [figures[column] or 0 for column in COLUMNS]
    assert (reading(row(**figures)) is not None) == bool(figures["total"] and sum(shares) == figures["total"] == max(shares))


# --- which hop it means --------------------------------------------------------------------------------------------


def test_the_one_known_hop_in_the_window() -> None:
    (claim,) = inferences([counted()], [hop(source_hop="90211")])
    expected: dict[str, Any] = {
        "kind": Kind.STATUS, "status": Status.POINT_OF_ENTRY, "inferred": True, "sources": ("c1", "h-itg-20560"),
        "said_by": "inferred from a count by the Industry Traceback Group", "incident": "itg-20560", "provider": "Orchid Transit Corp",
        "hop": "90211", "known_at": COUNTED, "valid_at": COUNTED, "until": None, "document": "metrics", "document_name": "metrics.csv",
        "document_kind": "itg_mailbox", "quote": "Orchid Transit Corp 1 0 1 0 0 0", "place": Place(40, 41, 3),
    }  # fmt: skip
    lists = ("roles", "due", "names", "doubts", "links", "short_names", "domains", "mailboxes", "aliases", "other_frns")
    nothing: dict[str, Any] = dict.fromkeys(lists, ())
    for name in Claim.__struct_fields__:
        expected.setdefault(name, nothing.get(name))
    assert {name: getattr(claim, name) for name in Evidence.__struct_fields__ if name != "id"} == expected
    assert len(claim.id) == 32
    assert [c.id for c in inferences([counted()], [hop(source_hop="90211")])] == [claim.id]


def test_it_is_true_when_the_count_says_so() -> None:
    (claim,) = inferences([counted(valid_at="2024-05-31")], [hop()])
    assert (claim.valid_at, claim.known_at) == ("2024-05-31", COUNTED)


def test_that_the_mail_does_not_state_its_window_goes_with_what_follows_from_it() -> None:
    assert [c.window_assumed for c in inferences([counted(window_assumed=True)], [hop()])] == [True]
    assert [c.window_assumed for c in inferences([counted()], [hop()])] == [None]


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
    assert bool(candidates(exact, [hop(asked_at=asked_at)])) is inside


@pytest.mark.parametrize("missing", ["window_from", "window_to"])
def test_a_row_without_a_window_says_nothing(missing: str) -> None:
    assert (
        candidates(counted(**{missing: None}), [hop(), hop(asked_at=None, downstream_asked_at="2020-01-01", known_at="2030-01-01")]) == []
    )
    assert follows([counted(**{missing: None})], [hop()]) == []


def test_a_hop_that_another_provider_named_is_not_counted() -> None:
    assert candidates(counted(), [hop(downstream=BEACON)]) == []
    assert follows([counted()], [hop(downstream=BEACON)]) == []
    assert follows([counted()], [hop(), hop("itg-20417", downstream=BEACON)]) == FOLLOWS  # nor does it stand in the way
    assert follows([counted()], [hop(downstream=None)]) == FOLLOWS  # who named it is not known
    # Of a row that is in nobody's mail, nobody can have named the upstream but somebody unknown.
    assert follows([counted(None)], [hop()]) == []
    assert follows([counted(None)], [hop(downstream=None)]) == FOLLOWS


def test_the_day_of_a_letter_is_no_day_of_a_request() -> None:
    alone: dict[str, Any] = {"asked_at": None, "downstream": None, "downstream_asked_at": None}
    assert follows([counted()], [hop("fcc-2024-05-14-orchid-transit.1", **alone)]) == []
    assert follows([counted()], [hop("fcc-2024-05-14-orchid-transit.1", **{**alone, "asked_at": "2024-05-10T14:00:00Z"})]) != []
    assert follows([counted()], [hop("itg-20560", **alone)]) == FOLLOWS


def test_a_hop_that_two_providers_named_counts_for_each() -> None:
    assert follows([counted()], [hop(), hop(downstream=BEACON)]) == FOLLOWS
    assert follows([counted()], [hop(downstream=BEACON), hop()]) == FOLLOWS
    # ... but where only by one of them it is known to fall in the window, it is certain by that one alone.
    outside = hop(asked_at=None, downstream_asked_at="2024-04-01", downstream=BEACON)
    assert follows([counted()], [hop(asked_at=None), outside]) == FOLLOWS


def test_several_hops_in_the_window_leave_a_choice() -> None:
    assert follows([counted()], [hop(), hop("itg-20417")]) == []
    assert follows([counted()], [hop(), hop("itg-20417", asked_at="2024-04-10T14:00:00Z")]) == FOLLOWS


def test_two_places_of_one_provider_in_one_incident_leave_a_choice() -> None:
    twice = KnownHop("itg-20560", "itg-20560#901", "901", hop().first, hop().since, "2024-05-10", FERNWICK.key, None)
    assert follows([counted()], [hop(), twice]) == []
    assert follows([counted()], [twice]) == FOLLOWS


# --- from when, until when -----------------------------------------------------------------------------------------


def test_what_follows_ends_when_a_second_hop_becomes_known() -> None:
    later = hop("itg-20417", known_at="2024-06-20T09:00:00Z")
    for hops in ([hop(), later], [later, hop()]):
        assert follows([counted()], hops) == [("itg-20560", "point-of-entry", COUNTED, "2024-06-20T09:00:00Z")]
    assert follows([counted()], [hop(), later, hop("itg-20590", known_at="2024-06-15")])[0][3] == "2024-06-15"
    at_once = hop("itg-20417", known_at=COUNTED)
    assert follows([counted()], [hop(), at_once]) == []
    a_moment_later = hop("itg-20417", known_at="2024-06-01T08:00:01Z")
    assert follows([counted()], [hop(), a_moment_later]) == [("itg-20560", "point-of-entry", COUNTED, "2024-06-01T08:00:01Z")]


def test_until_is_the_first_instant_at_which_it_is_no_longer_known() -> None:
    (claim,) = inferences([counted()], [hop(), hop("itg-20417", known_at="2024-06-20T09:00:00Z")])
    known = [claim.known_by(at) for at in ("2024-06-01T07:59:59Z", COUNTED, "2024-06-20T08:59:59Z", "2024-06-20T09:00:00Z", None)]
    assert known == [False, True, True, False, False]


def test_what_follows_is_known_once_both_are() -> None:
    late = hop(known_at="2024-06-20T09:00:00Z")
    assert follows([counted()], [late]) == [("itg-20560", "point-of-entry", "2024-06-20T09:00:00Z", None)]
    assert follows([counted()], [late, hop("itg-20417", known_at="2024-06-21")]) == [
        ("itg-20560", "point-of-entry", "2024-06-20T09:00:00Z", "2024-06-21")
    ]


def test_what_no_longer_follows_may_follow_again() -> None:
    """The second hop turns out to have been asked in another month."""
    perhaps = hop("itg-20417", known_at="2024-06-10", asked_at=None)
    settled = hop("itg-20417", known_at="2024-06-10", asked_at="2024-04-09", since="2024-06-20")
    assert follows([counted()], [hop(), perhaps, settled]) == [
        ("itg-20560", "point-of-entry", COUNTED, "2024-06-10"),
        ("itg-20560", "point-of-entry", "2024-06-20", None),
    ]
    one, other = inferences([counted()], [hop(), perhaps, settled])
    assert one.id != other.id


def test_what_a_row_means_may_pass_from_one_hop_to_another() -> None:
    moved = hop(asked_at="2024-04-09", since="2024-06-10")
    other = hop("itg-20417", known_at="2024-06-10")
    assert follows([counted()], [hop(), moved, other]) == [
        ("itg-20560", "point-of-entry", COUNTED, "2024-06-10"),
        ("itg-20417", "point-of-entry", "2024-06-10", None),
    ]


def test_more_about_the_same_hop_begins_nothing_anew() -> None:
    assert follows([counted()], [hop(asked_at=None), hop(since="2024-06-10")]) == FOLLOWS
    assert follows([counted()], [hop(asked_at=None), hop(asked_at="2024-04-09", since="2024-06-10")]) == [
        ("itg-20560", "point-of-entry", COUNTED, "2024-06-10")
    ]


@pytest.mark.parametrize(
    ("downstream_asked_at", "known_at", "inside", "in_the_way"),
    [
        ("2024-05-09T13:44:00Z", "2024-05-14T16:00:00Z", True, True),  # asked between the two, both in the window
        ("2024-05-02T00:00:00Z", "2024-06-01T23:59:00Z", True, True),  # on its first and its last day
        ("2024-05-09T13:44:00Z", "2024-06-14T16:00:00Z", False, True),  # perhaps after the window
        ("2024-05-09T13:44:00Z", "2024-06-02", False, True),
        ("2024-04-09T13:44:00Z", "2024-05-14T16:00:00Z", False, True),  # perhaps before it
        ("2024-05-01", "2024-05-14T16:00:00Z", False, True),
        ("2024-04-09T13:44:00Z", "2024-06-14T16:00:00Z", False, True),  # before, in it or after
        ("2024-05-01", "2024-06-02", False, True),
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
    assert bool(candidates(counted(), [named])) is in_the_way
    # Beside a hop in the window that was known before it: that one is meant until this one, which it may mean as well, is known.
    first = hop(known_at="2024-01-01")
    until = known_at if in_the_way else None
    still = until is None or until > COUNTED
    assert [(incident, end) for incident, *_, end in follows([counted()], [first, named])] == ([("itg-20560", until)] if still else [])
    # Known before it, this one may be meant, or not: nothing is certain of either.
    if in_the_way and not inside:
        assert follows([counted()], [hop(known_at="2024-07-01"), named]) == []


def test_when_it_was_asked_counts_more_than_what_surrounds_it() -> None:
    assert follows([counted()], [hop(downstream_asked_at="2024-01-01", known_at="2024-05-14")]) == FOLLOWS
    assert follows([counted()], [hop(asked_at="2024-06-03", known_at="2024-05-14")]) == []


def test_each_count_stands_by_itself() -> None:
    copy = counted(id="c2", document="copy", known_at="2024-06-02T08:00:00Z")
    april = counted(id="c0", window_from="2024-04-02", window_to="2024-05-02", known_at="2024-05-02")
    assert [c.sources[0] for c in inferences([april, counted(), copy], [hop()])] == ["c1", "c2"]
    one, other = inferences([counted(), copy], [hop()])
    assert one.id != other.id


def test_no_hop_and_no_hand_off_is_ever_inferred() -> None:
    three = counted(id="c2", total=3, point_of_entry=3)
    found = list(inferences([counted(), three], [hop(), hop("itg-20417", known_at="2024-07-01")]))
    assert {(c.kind, c.incident) for c in found} == {(Kind.STATUS, "itg-20560")}
    assert {(c.upstream, c.upstream_hop, c.end_user) for c in found} == {(None, None, None)}


SOME = [
    hop(),
    hop("itg-20417", known_at="2024-06-20"),
    hop("itg-20590", downstream=BEACON),
    hop("itg-20591", asked_at=None, known_at="2024-09-01", downstream_asked_at=None),
]


@given(st.permutations(SOME))
def test_the_order_of_hops_does_not_matter(hops: list[KnownHop]) -> None:
    assert list(inferences([counted()], hops)) == list(inferences([counted()], sorted(hops, key=lambda h: h.hop)))
    assert len(follows([counted()], hops)) == 1


_days = st.sampled_from(["2024-05-01", "2024-05-02", "2024-05-20", "2024-06-01", "2024-06-02", "2024-06-20"])
_hops = st.builds(
    lambda name, known, since, asked_at, below, who: hop(
        f"itg-{name}", known, max(known, since), asked_at=asked_at, downstream_asked_at=below, downstream=who
    ),
    st.integers(1, 3), _days, _days, st.none() | _days, st.none() | _days, st.sampled_from([FERNWICK.key, BEACON, None]),
)  # fmt: skip


@given(st.lists(_hops, max_size=5), st.sampled_from(["2024-05-01", "2024-06-01", "2024-06-20"]))
def test_at_no_time_does_one_row_mean_two_hops_or_one_that_was_not_known(hops: list[KnownHop], known_at: str) -> None:
    found = list(inferences([counted(known_at=known_at)], hops))
    for day in ("2024-05-01", "2024-05-02", "2024-05-20", "2024-06-01", "2024-06-02", "2024-06-20", "2024-07-01"):
        now = [c for c in found if c.known_by(day)]
        assert len(now) <= 1
        known = as_known([h for h in hops if h.since <= day], None)
        for claim in now:
            assert claim.known_at >= known_at
            may_mean = candidates(counted(known_at=known_at), known)
            assert {h.incident for h in may_mean} == {claim.incident}
    assert all(c.until is None or c.known_at < c.until for c in found)


# --- what is left open ---------------------------------------------------------------------------------------------


def test_rows_that_leave_a_choice_are_told_with_the_hops_they_may_mean() -> None:
    other = hop("itg-20417")
    assert [(c.claim.id, [h.incident for h in hops]) for c, hops in undecided([counted()], [hop(), other])] == [
        ("c1", ["itg-20417", "itg-20560"])
    ]  # fmt: skip
    assert [c.claim.id for c, _ in undecided([counted(total=2, open=1)], [hop()])] == ["c1"]
    perhaps = hop(asked_at=None, downstream_asked_at="2024-04-09")
    assert [c.claim.id for c, _ in undecided([counted()], [perhaps])] == ["c1"]


def test_what_leaves_no_choice_or_concerns_nothing_known_is_not_told() -> None:
    assert list(undecided([counted()], [hop()])) == []
    assert list(undecided([counted()], [])) == []
    assert list(undecided([counted()], [hop(downstream=BEACON), hop(downstream=BEACON, asked_at="2020-01-01")])) == []
    assert list(undecided([counted(point_of_entry=0, total=3)], [hop(), hop("itg-20417")])) == []  # it says nothing of anybody's status
    assert list(undecided([counted(window_from=None)], [hop(), hop("itg-20417")])) == []
    assert list(undecided([counted(window_to=None)], [hop(), hop("itg-20417")])) == []


# --- hops as they were known ---------------------------------------------------------------------------------------


def told(*claims: Evidence, key: str = ORCHID.key) -> tuple[list[Mention], list[tuple[str, Evidence]]]:
    by_incident: dict[str, list[Evidence]] = {}
    for claim in claims:
        by_incident.setdefault(claim.incident or "", []).append(claim)
    bearings = {incident: borne(its, incident=incident) for incident, its in by_incident.items()}
    said_of = [m for incident, its in bearings.items() for m in mentions(incident, its, key)]
    return said_of, [request for its in bearings.values() for request in requests(its)]


def known(*claims: Evidence) -> list[tuple[str, str, str, str | None, str | None, str | None]]:
    """Of each hop of Orchid Transit over time: incident, since, first claim, asked, named by, which was asked."""
    return [(h.incident, h.since, h.first.id, h.asked_at, h.downstream, h.downstream_asked_at) for h in over_time(*told(*claims))]


REQUEST = {"id": "asked-f", "incident": "itg-1", "known_at": "2024-05-09T13:44:00Z"}
HANDED = {"id": "handed", "incident": "itg-1", "known_at": "2024-05-14T16:00:00Z"}


def test_a_hop_is_known_by_who_names_it_and_by_requests_to_it() -> None:
    first = asked("Fernwick Voice", **REQUEST)
    handed_ = handed("Fernwick Voice", "Orchid Transit Corp", **HANDED)
    assert known(first) == []
    assert known(first, handed_) == [("itg-1", "2024-05-14T16:00:00Z", "handed", None, "fernwick-voice", "2024-05-09T13:44:00Z")]
    its_own = asked("Orchid Transit Corp", id="asked-o", incident="itg-1", known_at="2024-05-15", valid_at="2024-05-10T14:00:00Z")
    assert known(first, handed_, its_own) == [
        ("itg-1", "2024-05-14T16:00:00Z", "handed", None, "fernwick-voice", "2024-05-09T13:44:00Z"),
        ("itg-1", "2024-05-15", "handed", "2024-05-10T14:00:00Z", "fernwick-voice", "2024-05-09T13:44:00Z"),
    ]
    assert known(its_own) == [("itg-1", "2024-05-15", "asked-o", "2024-05-10T14:00:00Z", None, None)]


def test_of_several_requests_the_earliest_counts_as_far_as_known() -> None:
    later = asked("Orchid Transit Corp", id="a", incident="itg-1", known_at="2024-05-20", valid_at="2024-05-20")
    earlier = asked("Orchid Transit Corp", id="b", incident="itg-1", known_at="2024-05-22", valid_at="2024-05-10")
    again = asked("Orchid Transit Corp", id="c", incident="itg-1", known_at="2024-05-23", valid_at="2024-05-23")
    assert [(since, at) for _, since, _, at, *_ in known(later, earlier, again)] == [
        ("2024-05-20", "2024-05-20"),
        ("2024-05-22", "2024-05-10"),
    ]


def test_that_its_downstream_was_asked_may_become_known_later() -> None:
    handed_ = handed("Fernwick Voice", "Orchid Transit Corp", **HANDED)
    late = asked("Fernwick Voice", id="late", incident="itg-1", known_at="2024-06-20", valid_at="2024-05-09")
    assert known(handed_, late) == [
        ("itg-1", "2024-05-14T16:00:00Z", "handed", None, "fernwick-voice", None),
        ("itg-1", "2024-06-20", "handed", None, "fernwick-voice", "2024-05-09"),
    ]
    at_once = asked("Fernwick Voice", id="once", incident="itg-1", known_at="2024-05-14T16:00:00Z", valid_at="2024-05-09")
    assert known(handed_, at_once) == [("itg-1", "2024-05-14T16:00:00Z", "handed", None, "fernwick-voice", "2024-05-09")]


def test_its_downstream_was_asked_when_it_was_first_asked() -> None:
    requests_ = [asked("Fernwick Voice", incident="itg-1", known_at=day) for day in ("2024-05-12", "2024-05-09", "2024-05-20")]
    found = known(*requests_, handed("Fernwick Voice", "Orchid Transit Corp", **HANDED))
    assert [(since, at) for _, since, *_, at in found] == [("2024-05-14T16:00:00Z", "2024-05-09")]


def test_who_named_it_is_the_best_evidence_of_what_one_mail_says() -> None:
    at = {"incident": "itg-1", "known_at": "2024-05-14"}
    silent = status("Orchid Transit Corp", Status.NO_RESPONSE, id="a-status", **at)
    handed_ = handed("Fernwick Voice", "Orchid Transit Corp", id="b-handed", **at)
    assert [first for _, _, first, *_ in known(silent, handed_)] == ["b-handed"]


def test_a_hop_that_two_name_is_known_by_each() -> None:
    one = handed("Fernwick Voice", "Orchid Transit Corp", **HANDED)
    other = handed("Beacon Tandem", "Orchid Transit Corp", id="other", incident="itg-1", known_at="2024-05-20")
    assert [(since, who) for _, since, _, _, who, _ in known(one, other)] == [
        ("2024-05-14T16:00:00Z", "fernwick-voice"),
        ("2024-05-20", "beacon-tandem"),
        ("2024-05-20", "fernwick-voice"),
    ]


def test_what_a_rule_made_is_no_mention() -> None:
    made = status("Orchid Transit Corp", Status.POINT_OF_ENTRY, incident="itg-1", inferred=True)
    assert known(made) == []
    # ... and of a hand-off the side of the downstream is none of the upstream.
    its_own = handed("Orchid Transit Corp", "Tidewater Minutes", incident="itg-1")
    assert known(its_own) == []


def test_a_hop_as_it_was_known_on_a_day() -> None:
    hops = [hop(asked_at=None), hop(since="2024-06-10"), hop(since="2024-06-10", downstream=BEACON), hop("itg-20417", "2024-07-01")]

    def shown(moment: str | None) -> list[tuple[str, str | None, str | None]]:
        return [(h.incident, h.asked_at, h.downstream) for h in as_known(hops, moment)]

    asked_at = "2024-05-10T14:00:00Z"
    assert shown("2024-05-14T15:59:59Z") == []
    assert shown("2024-05-14T16:00:00Z") == shown("2024-06-09") == [("itg-20560", None, "fernwick-voice")]
    assert shown("2024-06-10") == [("itg-20560", asked_at, "fernwick-voice"), ("itg-20560", asked_at, "beacon-tandem")]
    assert shown(None) == [*shown("2024-06-10"), ("itg-20417", asked_at, "fernwick-voice")]


def test_the_ids_that_sources_give_hops() -> None:
    claims = [
        asked("Orchid Transit Corp", hop="912"),
        status("Orchid Transit Corp", Status.OPEN, hop="911"),
        status("Orchid Transit Corp", Status.OPEN, hop="910", inferred=True),
        handed("Fernwick Voice", "Orchid Transit Corp", hop="900", upstream_hop="909"),
    ]
    found = source_hops(borne(claims))
    assert found == {"itg-20417#912": "912", "itg-20417#911": "911", "itg-20417@fernwick-voice": "900"}, "not the upstream's, nor a rule's"
    # One place that the portal and a list call by ids of their own.
    both = [status("Orchid Transit Corp", Status.OPEN, hop=own) for own in ("911", "b", "911")]
    assert source_hops(borne(both)) == source_hops(borne(both[::-1])) == {"itg-20417@orchid-transit-corp": "911"}


def test_the_sample_of_two_upstreams_rows() -> None:
    """The whole way, as of each day: the request and the silence of December, counted once in January as point of entry."""
    claims = [
        asked("Fernwick Voice", incident="itg-1", known_at="2022-12-09T17:41:00Z"),
        handed("Fernwick Voice", "Orchid Transit Corp", incident="itg-1", known_at="2022-12-14T16:00:00Z", id="h"),
        status("Orchid Transit Corp", Status.NO_RESPONSE, incident="itg-1", known_at="2022-12-14T16:00:00Z", interim=True),
    ]
    count = counted(known_at="2023-01-01T09:00:00Z", window_from="2022-12-02", window_to="2023-01-01")
    assert follows([count], over_time(*told(*claims))) == [("itg-1", "point-of-entry", "2023-01-01T09:00:00Z", None)]


def test_requests_are_those_to_hops() -> None:
    claims = [asked("Fernwick Voice", id="a"), status("Fernwick Voice", Status.OPEN), handed("Fernwick Voice", "Orchid Transit Corp")]
    assert [(hop_id, claim.id) for hop_id, claim in requests(borne(claims))] == [("itg-20417@fernwick-voice", "a")]
    assert {m.evidence.kind for m in told(*claims)[0]} == {Kind.HANDED_OFF}
    assert [b.side for b in borne(claims)] == [Side.HOP, Side.HOP, Side.DOWNSTREAM, Side.UPSTREAM]
