"""Where a call went, from what claims say: order, gaps, disputes, where the trail ends."""

from __future__ import annotations

import gc
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rows import INCIDENT, asked, bore, called, handed, identity_of, path, said, status
from tracer.model import Attested, Kind, Role, Status
from tracer.path import MOST_TELLING_FIRST, Call, CallPath, End, call_path, usual_status
from tracer.projection import Said


def shape(found: CallPath) -> dict[str, tuple[int, list[str]]]:
    """Provider -> position, and the providers it received the call from."""
    names = {hop.id: hop.provider for hop in found.hops}
    return {hop.provider: (hop.position, [names[up] for up in hop.received_from]) for hop in found.hops}


def ends(found: CallPath) -> list[tuple[str, str]]:
    return [(end.kind, end.provider) for end in found.ends]


def attested(found: CallPath) -> dict[tuple[str, str], Attested]:
    names = {hop.id: hop.provider for hop in found.hops}
    return {(names[link.downstream], names[link.upstream]): link.attested for link in found.links}


def only(found: CallPath) -> Any:
    (hop,) = found.hops
    return hop


# --- order ---------------------------------------------------------------------------------------------------------


def test_a_path_is_told_from_the_called_party_back() -> None:
    found = path(
        handed("Beacon Tandem", "Fernwick Voice"),
        status("Orchid Transit Corp", Status.ORIGINATING),
        handed("Larkspur Wireless", "Beacon Tandem"),
        handed("Fernwick Voice", "Orchid Transit Corp"),
    )
    assert found.incident == INCIDENT
    assert [(hop.position, hop.steps, hop.piece, hop.provider) for hop in found.hops] == [
        (0, 0, 0, "Larkspur Wireless"),
        (1, 1, 0, "Beacon Tandem"),
        (2, 2, 0, "Fernwick Voice"),
        (3, 3, 0, "Orchid Transit Corp"),
    ]
    assert [hop.id for hop in found.hops] == [
        "itg-20417@larkspur-wireless", "itg-20417@beacon-tandem", "itg-20417@fernwick-voice", "itg-20417@orchid-transit"
    ]  # fmt: skip
    for down, up in pairwise(found.hops):
        assert down.received_from == (up.id,)
    assert found.hops[-1].received_from == ()
    assert {(link.downstream, link.upstream) for link in found.links} == {(a.id, b.id) for a, b in pairwise(found.hops)}
    assert found.ends == (End("originator", "itg-20417@orchid-transit", "Orchid Transit Corp", "named as the origin of the call"),)


def test_no_claims_no_path() -> None:
    found = path()
    assert (found.hops, found.links, found.ends, found.call) == ((), (), (), Call())


def test_a_hop_reached_two_ways_stands_at_the_longer() -> None:
    found = path(handed("Larkspur", "Saltmarsh"), handed("Larkspur", "Beacon"), handed("Beacon", "Saltmarsh"))
    assert {name: at for name, (at, _) in shape(found).items()} == {"Larkspur": 0, "Beacon": 1, "Saltmarsh": 2}


def test_what_no_document_joins_stands_in_pieces() -> None:
    found = path(handed("Larkspur", "Beacon"), handed("Orchid", "Saltmarsh"), status("Saltmarsh", Status.ORIGINATING))
    assert [(hop.provider, hop.position, hop.steps, hop.piece) for hop in found.hops] == [
        ("Larkspur", 0, 0, 0), ("Beacon", 1, 1, 0), ("Orchid", 2, 0, 1), ("Saltmarsh", 3, 1, 1)
    ]  # fmt: skip
    assert ends(found) == [("unknown", "Beacon"), ("originator", "Saltmarsh")]


def test_hops_of_several_documents_join_up() -> None:
    found = path(
        asked("Fernwick Voice, LLC", document="notice", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z"),
        handed("FERNWICK VOICE", "Orchid Transit", document="answer", known_at="2024-05-03"),
        handed("Beacon Tandem", "Fernwick Voice LLC.", document="list", known_at="2024-05-04"),
        status("orchid  transit corp", Status.NO_RESPONSE, document="report", known_at="2024-05-14"),
    )
    assert shape(found) == {
        "Beacon Tandem": (0, ["Fernwick Voice, LLC"]), "Fernwick Voice, LLC": (1, ["Orchid Transit"]), "Orchid Transit": (2, [])
    }  # fmt: skip
    assert [[row["document"] for row in link.evidence] for link in found.links] == [["answer"], ["list"]]
    assert [link.known_from for link in found.links] == ["2024-05-03", "2024-05-04"]
    assert ends(found) == [("no-response", "Orchid Transit")]


# --- loops ---------------------------------------------------------------------------------------------------------


def test_a_loop_without_an_exit_is_one_disputed_end() -> None:
    found = path(handed("Alder", "Birch"), handed("Birch", "Cedar"), handed("Cedar", "Alder"))
    assert shape(found) == {"Alder": (0, ["Birch"]), "Birch": (1, ["Cedar"]), "Cedar": (2, ["Alder"])}
    assert found.ends == (
        End("disputed", "itg-20417@cedar", "Cedar", "the trail runs in a circle: it received the call from Alder, which stands before it"),
    )
    assert len(found.links) == 3


def test_a_loop_with_an_exit_ends_at_the_exit() -> None:
    found = path(handed("Alder", "Birch"), handed("Birch", "Alder"), handed("Birch", "Cedar"), status("Cedar", Status.POINT_OF_ENTRY))
    assert ends(found) == [("point-of-entry", "Cedar")]
    assert {name: at for name, (at, _) in shape(found).items()} == {"Alder": 0, "Birch": 1, "Cedar": 2}


def test_a_provider_that_names_itself_is_a_loop_of_one() -> None:
    found = path(handed("Alder", "alder"))
    assert shape(found) == {"Alder": (0, ["Alder"])}
    assert ends(found) == [("disputed", "Alder")]


def test_each_loop_that_leads_nowhere_else_is_an_end_of_its_own() -> None:
    fork = path(
        handed("Larkspur", "Alder"), handed("Alder", "Birch"), handed("Birch", "Alder"),
        handed("Larkspur", "Cedar"), handed("Cedar", "Dogwood"), handed("Dogwood", "Cedar"),
    )  # fmt: skip
    assert sorted(ends(fork)) == [("disputed", "Birch"), ("disputed", "Dogwood")]
    # A longer loop that has a way into a shorter one leads there.
    chain = path(
        handed("Alder", "Birch"), handed("Birch", "Cedar"), handed("Cedar", "Dogwood"), handed("Dogwood", "Alder"),
        handed("Alder", "Elm"), handed("Elm", "Fir"), handed("Fir", "Elm"),
    )  # fmt: skip
    assert ends(chain) == [("disputed", "Fir")]


def test_a_provider_that_carried_the_call_twice_has_two_hops() -> None:
    found = path(
        handed("Twice", None, hop="t1", upstream_hop="t2"),
        handed("Between", None, hop="t2", upstream_hop="t3"),
        status("Twice", Status.ORIGINATING, hop="t3"),
    )
    assert [(hop.provider, hop.position) for hop in found.hops] == [("Twice", 0), ("Between", 1), ("Twice", 2)]
    assert ends(found) == [("originator", "Twice")]


# --- disputes ------------------------------------------------------------------------------------------------------


def test_two_claimed_upstreams_are_both_disputed() -> None:
    found = path(
        handed("Fork", "Left"), handed("Fork", "Right"), status("Left", Status.ORIGINATING), status("Right", Status.NO_RESPONSE)
    )  # fmt: skip
    assert attested(found) == {("Fork", "Left"): Attested.DISPUTED, ("Fork", "Right"): Attested.DISPUTED}
    assert sorted(ends(found)) == [("no-response", "Right"), ("originator", "Left")]
    assert {name: at for name, (at, _) in shape(found).items()} == {"Fork": 0, "Left": 1, "Right": 1}


def test_a_denial_disputes_the_hand_off_and_ends_the_trail() -> None:
    found = path(handed("Asker", "Denier"), status("Denier", Status.NOT_FOUND))
    assert attested(found) == {("Asker", "Denier"): Attested.DISPUTED}
    assert found.ends == (End("not-found", "itg-20417@denier", "Denier", "reports that it did not find the call"),)


def test_a_denial_taken_back_is_none() -> None:
    rows = [
        handed("Asker", "Denier"), status("Denier", Status.NOT_FOUND, known_at="2024-05-03"),
        status("Denier", Status.ORIGINATING, known_at="2024-05-09"),
    ]  # fmt: skip
    assert attested(path(*rows, as_of="2024-05-08")) == {("Asker", "Denier"): Attested.DISPUTED}
    assert attested(path(*rows)) == {("Asker", "Denier"): Attested.BOTH}
    assert ends(path(*rows)) == [("originator", "Denier")]


def test_two_claimed_origins_are_disputed_and_name_each_other() -> None:
    found = path(status("One Origin", Status.ORIGINATING), status("Other Origin", Status.ORIGINATING))
    assert [(end.kind, end.provider, end.text) for end in found.ends] == [
        ("disputed", "One Origin", "is named as the origin of the call; so does Other Origin"),
        ("disputed", "Other Origin", "is named as the origin of the call; so does One Origin"),
    ]


def test_an_origin_with_an_upstream_is_disputed_and_the_trail_goes_on() -> None:
    found = path(handed("Quillon", "Brightwater"), status("Quillon", Status.ORIGINATING))
    assert ends(found) == [("disputed", "Quillon"), ("unknown", "Brightwater")]
    assert found.ends[0].text == "is named as the origin of the call; a provider upstream of it is named as well"


# --- how well a hand-off stands ------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [Status.OPEN, Status.DOWNSTREAM, Status.POINT_OF_ENTRY, Status.ORIGINATING, Status.NO_RESPONSE])
def test_any_entry_of_the_upstream_but_a_denial_agrees(word: Status) -> None:
    assert attested(path(handed("Giver", "Taker"), status("Taker", word))) == {("Giver", "Taker"): Attested.BOTH}


def test_an_upstream_that_was_asked_or_names_its_own_upstream_agrees() -> None:
    assert attested(path(handed("Giver", "Taker"), asked("Taker"))) == {("Giver", "Taker"): Attested.BOTH}
    assert attested(path(handed("Giver", "Taker"), handed("Taker", "Third"))) == {
        ("Giver", "Taker"): Attested.BOTH, ("Taker", "Third"): Attested.ONE
    }  # fmt: skip


def test_one_side_alone() -> None:
    assert attested(path(handed("Giver", "Taker"))) == {("Giver", "Taker"): Attested.ONE}
    # The downstream's own entry is no word of the upstream.
    assert attested(path(handed("Giver", "Taker"), asked("Giver"), status("Giver", Status.DOWNSTREAM)))[("Giver", "Taker")] is Attested.ONE


def test_an_inferred_status_is_no_entry() -> None:
    found = path(handed("Giver", "Taker"), status("Taker", Status.POINT_OF_ENTRY, inferred=True))
    assert attested(found) == {("Giver", "Taker"): Attested.ONE}


@pytest.mark.parametrize(
    ("elsewhere", "expected"),
    [
        ({}, Attested.ONE),
        ({"lines": (6, 7)}, Attested.ONE),  # within the lines of the hand-off
        ({"lines": (9, 12)}, Attested.ONE),  # they overlap
        ({"lines": (10, 12)}, Attested.BOTH),
        ({"lines": (1, 4)}, Attested.BOTH),
        ({"document": "answer"}, Attested.BOTH),
        ({"part": 2}, Attested.BOTH),  # another mail of the same mailbox: lines count anew
        ({"page": 2}, Attested.BOTH),
    ],
)
def test_what_stands_in_the_lines_of_the_hand_off_is_not_the_upstreams_word(elsewhere: dict[str, Any], expected: Attested) -> None:
    here: dict[str, Any] = {"document": "report", "lines": (5, 9), "part": 1, "page": 1}
    found = path(handed("Giver", "Taker", **here), status("Taker", Status.NO_RESPONSE, **here | elsewhere))
    assert attested(found) == {("Giver", "Taker"): expected}


def test_only_a_letter_or_an_aggregate_says_so() -> None:
    by_letter, by_count = handed("Giver", "Taker", attested=Attested.LETTER), handed("Giver", "Taker", attested=Attested.AGGREGATE)
    assert attested(path(by_letter)) == {("Giver", "Taker"): Attested.LETTER}
    assert attested(path(by_count)) == {("Giver", "Taker"): Attested.AGGREGATE}
    assert attested(path(by_count, by_letter)) == {("Giver", "Taker"): Attested.LETTER}
    assert attested(path(by_count, by_letter, handed("Giver", "Taker"))) == {("Giver", "Taker"): Attested.ONE}


# --- the state of a hop --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "kind", "text"),
    [
        (Status.ORIGINATING, "originator", "named as the origin of the call"),
        (Status.NO_RESPONSE, "no-response", "did not answer by 2024-05-14"),
        (Status.NOT_FOUND, "not-found", "reports that it did not find the call"),
        (Status.OPEN, "open", "asked on 2024-05-14; no answer in the loaded documents"),
        (
            Status.DOWNSTREAM,
            "unknown",
            "says that it received the call, but the provider it received it from is not named in the loaded documents",
        ),
    ],
)
def test_where_a_trail_ends_and_why(word: Status, kind: str, text: str) -> None:
    found = path(status("Orchid", word, valid_at="2024-05-14", known_at="2024-05-15"))
    assert found.ends == (End(kind, "itg-20417@orchid", "Orchid", text),)
    assert (only(found).status, only(found).status_basis, only(found).status_at) == (word, "stated", "2024-05-14")


def test_a_point_of_entry_ends_the_trail() -> None:
    (end,) = path(status("Orchid", Status.POINT_OF_ENTRY)).ends
    assert end.kind == "point-of-entry"
    assert end.text.startswith("the point of entry")
    assert "inferred" not in end.text


def test_the_status_is_the_newest_claim_known() -> None:
    rows = [
        status("Orchid", Status.OPEN, known_at="2024-05-02"),
        status("Orchid", Status.NO_RESPONSE, known_at="2024-05-14"),
        status("Orchid", Status.ORIGINATING, known_at="2024-06-01"),
    ]
    for order in (rows, rows[::-1]):
        assert only(path(*order)).status is Status.ORIGINATING
        assert only(path(*order, as_of="2024-05-31")).status is Status.NO_RESPONSE
        assert only(path(*order, as_of="2024-05-14")).status is Status.NO_RESPONSE
        assert only(path(*order, as_of="2024-05-13")).status is Status.OPEN
    assert path(*rows, as_of="2024-05-01").hops == ()
    assert len(only(path(*rows)).evidence) == 3  # all of them stay


def test_of_two_claims_known_at_once_the_later_in_the_world_is_newer() -> None:
    rows = [
        status("Orchid", Status.ORIGINATING, valid_at="2024-05-01", known_at="2024-05-14"),
        status("Orchid", Status.NO_RESPONSE, valid_at="2024-04-28", known_at="2024-05-14"),
    ]
    for order in (rows, rows[::-1]):
        assert only(path(*order)).status is Status.ORIGINATING


def test_a_non_response_is_a_state_at_a_date() -> None:
    rows = [
        handed("Fernwick Voice", "Orchid Transit Corp", document="report", lines=(5, 9), known_at="2024-05-14T16:00:00Z"),
        status("Orchid Transit Corp", Status.NO_RESPONSE, document="report", lines=(5, 9), known_at="2024-05-14T16:00:00Z"),
        status("Orchid Transit Corp", Status.POINT_OF_ENTRY, document="metrics", known_at="2024-06-01T08:00:00Z", inferred=True),
    ]
    before, after = path(*rows, as_of="2024-05-15"), path(*rows, as_of="2024-06-02")
    assert [(end.kind, end.provider, end.text) for end in before.ends] == [
        ("no-response", "Orchid Transit Corp", "did not answer by 2024-05-14")
    ]  # fmt: skip
    assert ends(after) == [("point-of-entry", "Orchid Transit Corp")]
    assert (before.hops[1].status_basis, after.hops[1].status_basis) == ("stated", "inferred")
    assert after.ends[0].text.startswith("apparently")
    assert "inferred from a" in after.ends[0].text
    assert {row["status"] for row in after.hops[1].evidence if row["kind"] == "status"} == {"no-response", "point-of-entry"}


def test_a_status_claim_without_a_status_only_names() -> None:
    """As a row of a hop list that gives nothing but incident and provider."""
    found = path(status("Orchid", None))
    assert (only(found).status, only(found).status_basis, only(found).role) == (None, None, Role.NAMED)
    assert found.ends == (End("unknown", "itg-20417@orchid", "Orchid", "named, but not asked in the loaded documents"),)
    assert only(path(status("Orchid", Status.NO_RESPONSE), status("Orchid", None, known_at="2025-01-01"))).status is Status.NO_RESPONSE


def test_open_only_while_nothing_more_is_known() -> None:
    notice = asked("Fernwick", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z")
    alone = path(notice)
    assert (only(alone).status, only(alone).status_at, only(alone).role) == (Status.OPEN, "2024-05-02T13:44:00Z", Role.ASKED)
    assert alone.ends == (End("open", "itg-20417@fernwick", "Fernwick", "asked on 2024-05-02; no answer in the loaded documents"),)
    answered = path(notice, handed("Fernwick", "Orchid", known_at="2024-05-03"))
    assert answered.hops[0].status is None
    assert ends(answered) == [("unknown", "Orchid")]
    reported = path(notice, status("Fernwick", Status.ORIGINATING, known_at="2024-05-03"))
    assert ends(reported) == [("originator", "Fernwick")]


def test_an_open_hop_long_past_its_deadline_is_no_non_response() -> None:
    found = path(asked("Fernwick", valid_at="2020-01-02T13:44:00Z", known_at="2020-01-02T13:44:00Z"))
    assert ends(found) == [("open", "Fernwick")]


def test_the_first_notice_counts_and_nothing_restarts_it() -> None:
    first = asked("Fernwick", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z", length="three business days")
    again = asked("Fernwick", document="copy", valid_at="2024-05-06T09:00:00Z", known_at="2024-05-06T09:00:00Z", length="one business day")
    reminder = said(Kind.REMINDED, "Fernwick", valid_at="2024-05-07T09:00:00Z", known_at="2024-05-07T09:00:00Z", length="4 hours")
    early = said(Kind.REMINDED, "Fernwick", valid_at="2024-04-01T09:00:00Z", known_at="2024-04-01T09:00:00Z")
    alone = only(path(first))
    for rows in ((first, again, reminder), (reminder, again, first), (early, again, first)):
        hop = only(path(*rows))
        assert (hop.asked_at, hop.asked_length, hop.due_at) == ("2024-05-02T13:44:00Z", "three business days", alone.due_at)
        assert hop.status_at == "2024-05-02T13:44:00Z"
        assert len(hop.evidence) == 3
    assert alone.due_at is not None
    # A reminder alone shows that there was a request, not when.
    assert (only(path(reminder)).asked_at, only(path(reminder)).role) == (None, Role.NAMED)


def test_a_request_learned_of_late_started_when_it_was_made() -> None:
    late = asked("Fernwick", document="list", valid_at="2024-05-01", known_at="2024-07-01")
    notice = asked("Fernwick", document="notice", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z")
    assert only(path(notice, late)).asked_at == "2024-05-01"
    assert only(path(notice, late, as_of="2024-06-30")).asked_at == "2024-05-02T13:44:00Z"


def test_copies_are_one_fact_with_several_pieces_of_evidence() -> None:
    rows = [
        handed("Giver", "Taker", document=copy, known_at=day)
        for copy, day in (("b", "2024-05-05"), ("a", "2024-05-03"), ("c", "2024-05-04"))
    ]
    found = path(*rows)
    (link,) = found.links
    assert [row["document"] for row in link.evidence] == ["a", "c", "b"]
    assert (link.known_from, link.attested) == ("2024-05-03", Attested.ONE)
    assert len(found.hops) == 2


# --- letters -------------------------------------------------------------------------------------------------------


def test_no_response_to_a_letters_row_ends_at_its_recipient() -> None:
    found = path(
        asked("Quillon Gateway Ltd.", document="letter", lines=(40, 40), valid_at="2024-04-02T14:00:00Z"),
        status("Quillon Gateway Ltd.", Status.NO_RESPONSE, document="letter", lines=(40, 40), valid_at="2024-05-02"),
    )
    assert [(hop.provider, hop.role, hop.status) for hop in found.hops] == [("Quillon Gateway Ltd.", Role.ASKED, Status.NO_RESPONSE)]
    assert ends(found) == [("no-response", "Quillon Gateway Ltd.")]


def test_a_letters_customer_was_not_asked_and_ends_the_path_unknown() -> None:
    row = handed("Quillon Gateway Ltd.", "Brightwater Dialing", document="letter", role=Role.CUSTOMER, attested=Attested.LETTER)
    found = path(row)
    assert [(hop.provider, hop.role, hop.status) for hop in found.hops] == [
        ("Quillon Gateway Ltd.", Role.NAMED, None), ("Brightwater Dialing", Role.CUSTOMER, None)
    ]  # fmt: skip
    assert found.ends == (
        End(
            "unknown",
            "itg-20417@brightwater-dialing",
            "Brightwater Dialing",
            "named in a letter as a customer; not asked in the loaded documents",
        ),
    )
    assert path(row, asked("Brightwater Dialing", document="notice")).hops[1].role is Role.ASKED


# --- the call ------------------------------------------------------------------------------------------------------


def test_of_the_call_what_was_known_first_is_told() -> None:
    found = path(
        called(known_at="2024-05-09", call_at="2024-05-02T00:00:00Z", campaign="Other", caller="+12025550103", called="+12025550104"),
        called(known_at="2024-05-02", call_at="2024-05-01T15:34:00Z", campaign="Parcel-Refund"),
        called(known_at="2024-05-05", description="A voice speaks of a parcel.", caller="+12025550102"),
    )
    assert found.call == Call("2024-05-01T15:34:00Z", "+12025550102", "+12025550104", "Parcel-Refund", "A voice speaks of a parcel.")
    assert [row["known_at"] for row in found.evidence] == ["2024-05-02", "2024-05-05", "2024-05-09"]
    assert found.hops == ()


# --- size ----------------------------------------------------------------------------------------------------------


def timed(rows: list[Said]) -> tuple[CallPath, float]:
    bearing = list(bore(rows, identity_of(rows)))
    # What a busy machine does beside it does not count, nor what other tests have left for the collector to walk through.
    gc.collect()
    gc.freeze()
    try:
        start = time.process_time()
        found = call_path(INCIDENT, bearing)
        return found, time.process_time() - start
    finally:
        gc.unfreeze()


def test_a_ladder_with_half_a_million_trails_takes_no_longer_than_its_size() -> None:
    rows = [handed(f"Rung {k} {a}", f"Rung {k + 1} {b}") for k in range(18) for a in "LR" for b in "LR"]
    found, seconds = timed(rows)
    assert seconds < 1
    assert {hop.provider: hop.position for hop in found.hops} == {f"Rung {k} {side}": k for k in range(19) for side in "LR"}
    assert len(found.links) == 72
    assert sorted(ends(found)) == [("unknown", "Rung 18 L"), ("unknown", "Rung 18 R")]


@pytest.fixture(scope="module")
def chain() -> list[Said]:
    return [handed(f"Hop {k}", f"Hop {k + 1}", known_at="2024-05-02T13:44:00Z") for k in range(9_999)]


@pytest.mark.parametrize(("back_to", "end"), [(None, "unknown"), ("Hop 0", "disputed"), ("Hop 9998", "disputed")])
def test_a_chain_of_ten_thousand_hops(chain: list[Said], back_to: str | None, end: str) -> None:
    rows = [*chain, handed("Hop 9999", back_to, known_at="2024-05-03T13:44:00Z")] if back_to else chain
    found, seconds = timed(rows)
    assert seconds < 1
    assert [hop.provider for hop in found.hops] == [f"Hop {k}" for k in range(10_000)]
    assert [hop.position for hop in found.hops] == list(range(10_000))
    assert ends(found) == [(end, "Hop 9999")]


def test_thousands_of_loops_that_nothing_joins() -> None:
    rows = [handed(f"{side} {k}", f"{other} {k}") for k in range(3_000) for side, other in (("Near", "Far"), ("Far", "Near"))]
    found, seconds = timed(rows)
    assert seconds < 2
    assert sorted(ends(found)) == sorted(("disputed", f"Far {k}") for k in range(3_000))


# --- whatever is claimed -------------------------------------------------------------------------------------------

NAMES = [f"Provider {letter}" for letter in "ABCDEFGH"]
hand_offs = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=14)
days = st.sampled_from(["2024-05-02", "2024-05-02T10:00:00Z", "2024-05-03", "2024-06-01"])


@st.composite
def incidents(draw: st.DrawFn) -> list[Said]:
    rows = [handed(down, up, known_at=draw(days)) for down, up in draw(hand_offs)]
    rows += [
        status(name, word, known_at=draw(days))
        for name, word in draw(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(Status)), max_size=5))
    ]
    rows += [asked(name, known_at=draw(days)) for name in draw(st.lists(st.sampled_from(NAMES), max_size=3))]
    return rows + [called(campaign=campaign, known_at=draw(days)) for campaign in draw(st.lists(st.sampled_from("xyz"), max_size=2))]


def reached(found: CallPath) -> dict[str, set[str]]:
    """Of each hop, all hops upstream of it."""
    ups = {hop.id: set(hop.received_from) for hop in found.hops}
    for middle, beyond in ups.items():
        for upstream in ups.values():
            if middle in upstream:
                upstream.update(beyond)
    return ups


@given(incidents())
def test_every_walk_ends(rows: list[Said]) -> None:
    found = path(*rows)
    named = {name for row in rows for name in (row["provider"], row["upstream"]) if name}
    assert sorted(hop.provider for hop in found.hops) == sorted(named)  # each once, at one position
    assert {(link.downstream, link.upstream) for link in found.links} == {(hop.id, up) for hop in found.hops for up in hop.received_from}
    upstream, at = reached(found), {hop.id: hop.position for hop in found.hops}
    for link in found.links:
        if link.downstream not in upstream[link.upstream]:  # on no loop
            assert at[link.upstream] > at[link.downstream]
    assert sorted(hop.position for hop in found.hops) == [hop.position for hop in found.hops]
    assert not found.hops or found.hops[0].position == 0
    ended = {end.hop for end in found.ends}
    assert bool(ended) == bool(found.hops)
    for hop in found.hops:
        assert ({hop.id} | upstream[hop.id]) & ended  # whoever walks upstream comes to an end
        if not hop.received_from:
            assert hop.id in ended
    for end in found.ends:
        assert end.kind in {"originator", "point-of-entry", "no-response", "not-found", "open", "unknown", "disputed"}


@given(incidents())
def test_pieces_are_what_hand_offs_join(rows: list[Said]) -> None:
    found = path(*rows)
    piece = {hop.id: hop.piece for hop in found.hops}
    assert all(piece[link.downstream] == piece[link.upstream] for link in found.links)
    by_piece = [[hop.position for hop in found.hops if hop.piece == number] for number in sorted(set(piece.values()))]
    assert all(max(near) < min(far) for near, far in pairwise(by_piece))  # one after the other
    for hop in found.hops:
        assert hop.position - hop.steps == min(p for p in by_piece[hop.piece])


@given(incidents(), st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[Said], random: Any) -> None:
    found = path(*rows)
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert path(*shuffled) == found


@given(incidents(), days)
def test_as_of_a_day_nothing_later_is_told(rows: list[Said], day: str) -> None:
    found = path(*rows, as_of=day[:10])
    told = [row for hop in found.hops for row in hop.evidence] + [row for link in found.links for row in link.evidence] + [*found.evidence]
    assert all(row["known_at"][:10] <= day[:10] for row in told)
    assert {row["claim"] for row in told} == {row["claim"] for row in rows if row["known_at"][:10] <= day[:10]}


@pytest.mark.parametrize(
    ("calls", "usual"),
    [
        ({}, None),
        ({Status.NO_RESPONSE: 1}, Status.NO_RESPONSE),
        ({Status.NO_RESPONSE: 1, Status.DOWNSTREAM: 99}, Status.DOWNSTREAM),
        ({Status.NO_RESPONSE: 3, Status.DOWNSTREAM: 3}, Status.NO_RESPONSE),
        ({None: 2}, None),
        ({None: 2, Status.OPEN: 1}, Status.OPEN),
    ],
)
def test_a_provider_is_shown_as_most_of_its_calls_ended(calls: dict[Status | None, int], usual: Status | None) -> None:
    assert usual_status(calls) is usual
    assert set(MOST_TELLING_FIRST) == {*Status}
