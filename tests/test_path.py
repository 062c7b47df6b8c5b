"""Where a call went, from what claims say: order, gaps, disputes, who speaks, where the trail ends."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.claims import INCIDENT, asked, borne, called, handed, identified, path, said, status
from tracer import speakers
from tracer.draw import Drawing
from tracer.hops import bearings
from tracer.model import Attested, Bearing, Evidence, Kind, Role, Side, Status, replace
from tracer.path import Call, CallPath, Clock, Correction, End, Ended, Hop, Link, call_path
from tracer.record import ByCount
from tracer.rollup import _fact
from tracer.store.rows import Rows

DESK = "Incident desk"  # of nobody in the call: it writes down what others answer


def shape(found: CallPath) -> dict[str, tuple[int, list[str]]]:
    """Provider -> position, and the providers it received the call from."""
    names = {hop.id: hop.provider for hop in found.hops}
    return {hop.provider: (hop.position, [names[up] for up in hop.received_from]) for hop in found.hops}


def ends(found: CallPath) -> list[tuple[str, str]]:
    return [(end.kind, end.provider) for end in found.ends]


def attested(found: CallPath) -> dict[tuple[str, str], Attested]:
    names = {hop.id: hop.provider for hop in found.hops}
    return {(names[link.downstream], names[link.upstream]): link.attested for link in found.links}


def only(found: CallPath) -> Hop:
    (hop,) = found.hops
    return hop


def hop_of(found: CallPath, provider: str) -> Hop:
    (hop,) = [hop for hop in found.hops if hop.provider == provider]
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
    assert [(hop.position, hop.steps, hop.component, hop.provider) for hop in found.hops] == [
        (0, 0, 0, "Larkspur Wireless"),
        (1, 1, 0, "Beacon Tandem"),
        (2, 2, 0, "Fernwick Voice"),
        (3, 3, 0, "Orchid Transit Corp"),
    ]
    # A key is the folded first name, and a legal form is part of that: another form may be another person in law.
    assert [hop.id for hop in found.hops] == [
        "itg-20417@larkspur-wireless", "itg-20417@beacon-tandem", "itg-20417@fernwick-voice", "itg-20417@orchid-transit-corp"
    ]  # fmt: skip
    for down, up in pairwise(found.hops):
        assert down.received_from == (up.id,)
    assert found.hops[-1].received_from == ()
    assert {(link.downstream, link.upstream) for link in found.links} == {(a.id, b.id) for a, b in pairwise(found.hops)}
    assert found.ends == (End("originator", "itg-20417@orchid-transit-corp", "Orchid Transit Corp", "named as the origin of the call"),)
    assert (found.entry, found.corrections) == (None, ())


def test_no_claims_no_path() -> None:
    found = path()
    assert found == CallPath(INCIDENT, None, Call(), (), (), (), (), ())
    assert (found.entry, found.all_evidence) == (None, ())


def test_a_hop_reached_two_ways_stands_at_the_longer() -> None:
    found = path(handed("Larkspur", "Saltmarsh"), handed("Larkspur", "Beacon"), handed("Beacon", "Saltmarsh"))
    assert {name: at for name, (at, _) in shape(found).items()} == {"Larkspur": 0, "Beacon": 1, "Saltmarsh": 2}


def test_what_no_document_joins_stands_in_pieces() -> None:
    found = path(handed("Larkspur", "Beacon"), handed("Orchid", "Saltmarsh"), status("Saltmarsh", Status.ORIGINATING))
    assert [(hop.provider, hop.position, hop.steps, hop.component) for hop in found.hops] == [
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
    assert [[claim.document for claim in link.evidence] for link in found.links] == [["answer"], ["list"]]
    assert [link.known_from for link in found.links] == ["2024-05-03", "2024-05-04"]
    assert ends(found) == [("no-response", "Orchid Transit")]


def test_all_evidence_is_every_claim_once_the_calls_own_first() -> None:
    claims = [handed("Larkspur", "Beacon"), called(campaign="Parcel-Refund"), status("Beacon", Status.ORIGINATING)]
    found = path(*claims)
    assert [claim.id for claim in found.all_evidence] == [claims[1].id, claims[0].id, claims[2].id]


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
    assert attested(found) == {("Alder", "Alder"): Attested.DISPUTED}


def test_a_loop_is_told_from_the_one_that_was_named_first_to_have_got_the_call() -> None:
    assert shape(path(handed("Birch", "Alder"), handed("Alder", "Birch"))) == {"Birch": (0, ["Alder"]), "Alder": (1, ["Birch"])}


def test_a_loop_is_cut_where_the_trail_from_the_called_party_closes_it() -> None:
    loop = [handed("Birch", "Alder", known_at="2024-05-01"), handed("Alder", "Birch", known_at="2024-05-01")]
    found = path(*loop, handed("Larkspur", "Alder", known_at="2024-05-09"))
    assert shape(found) == {"Larkspur": (0, ["Alder"]), "Alder": (1, ["Birch"]), "Birch": (2, ["Alder"])}


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


def test_of_claimed_upstreams_each_branch_says_what_its_upstream_says() -> None:
    found = path(
        handed("Fork", "Agrees"), handed("Fork", "Denies", said_by="ITG"), handed("Fork", "Silent", said_by="Other"),
        handed("Fork", "Named", said_by=DESK), status("Agrees", Status.POINT_OF_ENTRY), status("Denies", Status.NOT_FOUND),
        status("Silent", Status.NO_RESPONSE),
    )  # fmt: skip
    told = {link.upstream.partition("@")[2]: (link.attested, link.speakers, link.upstream_says) for link in found.links}
    assert told == {
        "agrees": (Attested.DISPUTED, ("Fork", "Agrees"), "agrees"),
        "denies": (Attested.DISPUTED, ("ITG",), "denies"),
        "silent": (Attested.DISPUTED, ("Other",), None),
        "named": (Attested.DISPUTED, (DESK,), None),
    }


def test_of_two_claimed_upstreams_one_that_agrees_with_who_asks_is_named_beside_it() -> None:
    found = path(handed("Fork", "Left", said_by="ITG"), handed("Fork", "Right"), status("Left", Status.DOWNSTREAM))
    assert [(link.speakers, link.upstream_says) for link in found.links] == [(("ITG", "Left"), "agrees"), (("Fork",), None)]


def test_a_denial_disputes_the_hand_off_and_ends_the_trail() -> None:
    found = path(handed("Asker", "Denier"), status("Denier", Status.NOT_FOUND))
    assert attested(found) == {("Asker", "Denier"): Attested.DISPUTED}
    assert found.links[0].upstream_says == "denies"
    assert found.links[0].speakers == ("Asker",)
    assert found.ends == (End("not-found", "itg-20417@denier", "Denier", "reports that it did not find the call"),)


def test_a_denial_taken_back_is_none() -> None:
    claims = [
        handed("Asker", "Denier"), status("Denier", Status.NOT_FOUND, known_at="2024-05-03"),
        status("Denier", Status.ORIGINATING, known_at="2024-05-09"),
    ]  # fmt: skip
    assert attested(path(*claims, as_of="2024-05-08")) == {("Asker", "Denier"): Attested.DISPUTED}
    assert attested(path(*claims)) == {("Asker", "Denier"): Attested.BOTH}
    assert ends(path(*claims)) == [("originator", "Denier")]


def test_found_and_then_not_found_is_denied() -> None:
    found = path(
        handed("Asker", "Denier"), status("Denier", Status.DOWNSTREAM, known_at="2024-05-03"),
        status("Denier", Status.NOT_FOUND, known_at="2024-05-09", said_by="ITG", on_word_of="Denier"),
    )  # fmt: skip
    assert [(link.attested, link.speakers, link.upstream_says) for link in found.links] == [(Attested.DISPUTED, ("Asker",), "denies")]


def test_an_inferred_denial_is_none() -> None:
    claims = [handed("Asker", "Denier"), status("Denier", Status.NOT_FOUND, inferred=True, known_at="2024-06-01")]
    found = path(*claims)
    assert [(link.attested, link.upstream_says) for link in found.links] == [(Attested.ONE, None)]
    # Nor does a hop agree that stands as not found, though by a count alone.
    before = path(*claims, status("Denier", Status.DOWNSTREAM, known_at="2024-05-03"))
    assert [(link.attested, link.upstream_says) for link in before.links] == [(Attested.ONE, None)]


def test_two_that_name_each_other_as_upstream_are_disputed_both_ways() -> None:
    found = path(handed("Alder", "Birch"), handed("Birch", "Alder"), handed("Birch", "Cedar"))
    assert attested(found) == {
        ("Alder", "Birch"): Attested.DISPUTED, ("Birch", "Alder"): Attested.DISPUTED, ("Birch", "Cedar"): Attested.DISPUTED
    }  # fmt: skip
    assert [link.upstream_says for link in found.links] == ["agrees", "agrees", None]
    # A longer loop names no two each other.
    assert set(attested(path(handed("Alder", "Birch"), handed("Birch", "Cedar"), handed("Cedar", "Alder"))).values()) == {Attested.BOTH}


def test_two_claimed_origins_are_disputed_and_name_each_other() -> None:
    found = path(status("One Origin", Status.ORIGINATING), status("Other Origin", Status.ORIGINATING))
    assert [(end.kind, end.provider, end.text) for end in found.ends] == [
        ("disputed", "One Origin", "is named as the origin of the call; so does Other Origin"),
        ("disputed", "Other Origin", "is named as the origin of the call; so does One Origin"),
    ]


def test_two_claimed_origins_leave_the_ends_of_others_as_they_are() -> None:
    origins = [status("One Origin", Status.ORIGINATING), status("Other Origin", Status.ORIGINATING)]
    found = path(
        *origins, status("Quiet", Status.NO_RESPONSE), status("Denier", Status.ORIGINATING, said_by="ITG", known_at="2024-05-01"),
        status("Denier", Status.NOT_FOUND, known_at="2024-05-09"),
    )  # fmt: skip
    assert sorted(ends(found)) == [
        ("disputed", "One Origin"), ("disputed", "Other Origin"), ("no-response", "Quiet"), ("not-found", "Denier")
    ]  # fmt: skip


def test_an_origin_with_an_upstream_is_disputed_and_the_trail_goes_on() -> None:
    found = path(handed("Quillon", "Brightwater", said_by=DESK), status("Quillon", Status.ORIGINATING))
    assert ends(found) == [("disputed", "Quillon"), ("unknown", "Brightwater")]
    assert found.ends[0].text == "is named as the origin of the call; a provider upstream of it is named as well"
    # Also where the newest word on it is that it only passed the call on, as long as another says that it began there.
    later = path(status("Quillon", Status.ORIGINATING, said_by="ITG"), handed("Quillon", "Brightwater", known_at="2024-05-09"))
    assert later.hops[0].status is Status.DOWNSTREAM
    assert ends(later) == [("disputed", "Quillon"), ("unknown", "Brightwater")]
    # What a rule made of a count is said to be no more than that.
    count = status("Quillon", Status.ORIGINATING, inferred=True, known_at="2024-06-01")
    counted = path(handed("Quillon", "Brightwater"), count)
    assert ends(counted) == [("disputed", "Quillon"), ("unknown", "Brightwater")]
    assert counted.ends[0].text == (
        "is apparently the origin of the call (inferred from a count); a provider upstream of it is named as well"
    )
    named = path(handed("Quillon", "Brightwater", said_by="ITG"), status("Quillon", Status.ORIGINATING, known_at="2024-05-01"), count)
    assert named.ends[0].text == "is named as the origin of the call; a provider upstream of it is named as well"
    # One that has been superseded claims no origin.
    inferred = path(handed("Quillon", "Brightwater"), status("Quillon", Status.ORIGINATING, inferred=True, known_at="2024-05-01"))
    assert ends(inferred) == [("unknown", "Brightwater")]


# --- who speaks for a hand-off -------------------------------------------------------------------------------------

DOWN, UP = "Giver", "Taker"
CARRIED = [Status.DOWNSTREAM, Status.POINT_OF_ENTRY, Status.ORIGINATING]


def link_of(*claims: Evidence) -> Link:
    """The hand-off from the one that got the call to its upstream."""
    (found,) = [link for link in path(*claims).links if link.downstream.endswith("giver")]
    return found


def voices(*claims: Evidence) -> tuple[Attested, tuple[str, ...], str | None]:
    found = link_of(*claims)
    return found.attested, found.speakers, found.upstream_says


@pytest.mark.parametrize("word", CARRIED)
def test_both_sides_agree_where_the_upstream_says_that_it_carried_the_call(word: Status) -> None:
    assert voices(handed(DOWN, UP), status(UP, word)) == (Attested.BOTH, (DOWN, UP), "agrees")
    # ... or whoever recorded its answer
    assert voices(handed(DOWN, UP), status(UP, word, said_by=DESK, on_word_of=UP)) == (Attested.BOTH, (DOWN, DESK), "agrees")
    assert voices(handed(DOWN, UP, said_by=DESK, on_word_of=DOWN), status(UP, word)) == (Attested.BOTH, (DESK, UP), "agrees")


def test_an_upstream_that_names_its_own_upstream_or_end_user_agrees() -> None:
    assert voices(handed(DOWN, UP), handed(UP, "Third")) == (Attested.BOTH, (DOWN, UP), "agrees")
    assert attested(path(handed(DOWN, UP), handed(UP, "Third")))[UP, "Third"] is Attested.ONE
    assert voices(handed(DOWN, UP), status(UP, None, end_user="Parcel Outreach")) == (Attested.BOTH, (DOWN, UP), "agrees")
    assert voices(handed(DOWN, UP), handed(UP, "Third", said_by=DESK, on_word_of=UP)) == (Attested.BOTH, (DOWN, DESK), "agrees")


@pytest.mark.parametrize(
    "nothing",
    [
        asked(UP),
        said(Kind.REMINDED, UP),
        status(UP, Status.OPEN),
        status(UP, Status.NO_RESPONSE),
        status(UP, Status.NO_RESPONSE, interim=True),
        status(UP, None),
        *(status(UP, word, inferred=True) for word in CARRIED),
        # Who is neither the upstream nor known to have recorded its answer speaks for itself alone.
        status(UP, Status.DOWNSTREAM, said_by="ITG"),
        handed(UP, "Third", said_by="ITG"),
        handed(UP, "Third", said_by="Third"),
        handed(UP, "Third", said_by="an authority", attested=Attested.LETTER),
        handed(UP, "Third", attested=Attested.LETTER),
        handed(UP, "Third", attested=Attested.AGGREGATE),
    ],
)
def test_being_asked_being_silent_and_what_others_say_is_no_agreement(nothing: Evidence) -> None:
    assert voices(handed(DOWN, UP), nothing) == (Attested.ONE, (DOWN,), None)


def test_another_provider_of_the_call_does_not_agree_for_the_upstream() -> None:
    third = [handed("Nearer", DOWN), status(UP, Status.DOWNSTREAM, said_by="Nearer")]
    assert voices(handed(DOWN, UP), *third) == (Attested.ONE, (DOWN,), None)


def test_an_answer_that_another_contradicts_is_no_agreement() -> None:
    claims = [
        handed(DOWN, UP), status(UP, Status.DOWNSTREAM, known_at="2024-05-03"), status(UP, Status.NO_RESPONSE, known_at="2024-05-14")
    ]  # fmt: skip
    assert voices(*claims) == (Attested.ONE, (DOWN,), None)
    assert hop_of(path(*claims), UP).standing.contradiction is not None
    # Nor one before a silence that stands, as the one that was asked again since.
    again = asked(UP, known_at="2024-05-04")
    first = asked(UP, known_at="2024-05-01")
    assert hop_of(path(*claims, first, again), UP).status is Status.NO_RESPONSE
    assert voices(*claims, first, again) == (Attested.ONE, (DOWN,), None)


def test_a_denial_that_another_words_later_answer_took_the_place_of_agrees_with_nobody() -> None:
    denied = status(UP, Status.NOT_FOUND, said_by=DESK, on_word_of=UP, known_at="2024-05-03")
    assert voices(handed(DOWN, UP), denied, status(UP, Status.DOWNSTREAM, known_at="2024-05-09")) == (
        Attested.BOTH, (DOWN, UP), "agrees"
    )  # fmt: skip
    own = [status(UP, Status.NOT_FOUND, known_at="2024-05-03"), status(UP, Status.DOWNSTREAM, said_by="ITG", known_at="2024-05-09")]
    assert voices(handed(DOWN, UP), *own) == (Attested.ONE, (DOWN,), None)


def test_whoever_types_both_rows_is_one_speaker() -> None:
    claims = [
        handed(DOWN, UP, said_by="ITG", on_word_of=DOWN),
        status(UP, Status.DOWNSTREAM, said_by="Industry Traceback Group", on_word_of=UP),
    ]
    assert voices(*claims) == (Attested.ONE, ("ITG",), "agrees")
    desk = [handed(DOWN, UP, said_by=DESK, on_word_of=DOWN), status(UP, Status.DOWNSTREAM, said_by="incident  DESK", on_word_of=UP)]
    assert voices(*desk) == (Attested.ONE, (DESK,), "agrees")
    # Of two that speak for the upstream it is enough that one is somebody else.
    assert voices(*desk, status(UP, Status.DOWNSTREAM)) == (Attested.BOTH, (DESK, UP), "agrees")


def test_the_downstream_does_not_agree_with_itself() -> None:
    types_both = status(UP, Status.DOWNSTREAM, said_by=DOWN, on_word_of=UP)
    assert voices(handed(DOWN, UP), types_both) == (Attested.ONE, (DOWN,), None)
    assert voices(handed(DOWN, UP), replace(types_both, said_by="GIVER, LLC")) == (Attested.ONE, (DOWN,), None)
    assert voices(handed(DOWN, UP, said_by=DESK, on_word_of=DOWN), types_both) == (Attested.ONE, (DESK,), None)


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ({}, Attested.ONE),
        ({"said_by": "GIVER, LLC"}, Attested.ONE),  # a legal form that only one of the names has makes no other speaker
        ({"said_by": "ITG"}, Attested.THIRD),
        ({"said_by": "an authority"}, Attested.THIRD),
        ({"said_by": "ITG", "on_word_of": DOWN}, Attested.ONE),
        ({"said_by": "ITG", "on_word_of": UP}, Attested.THIRD),  # it reports another's answer, not that of whose hand-off it is
        ({"said_by": UP}, Attested.ONE),
        ({"said_by": "Third"}, Attested.THIRD),
        ({"said_by": "an authority", "attested": Attested.LETTER}, Attested.LETTER),
        ({"said_by": "ITG", "attested": Attested.AGGREGATE}, Attested.AGGREGATE),
    ],
)
def test_who_speaks_where_nothing_of_the_upstreams_own_is_known(says: dict[str, Any], expected: Attested) -> None:
    claim = handed(DOWN, UP, **says)
    assert voices(claim) == (expected, (claim.said_by,), None)


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ({"said_by": "ITG"}, Attested.THIRD),
        ({"said_by": "an authority", "attested": Attested.LETTER}, Attested.LETTER),
        ({"said_by": "ITG", "attested": Attested.AGGREGATE}, Attested.AGGREGATE),
        ({"said_by": UP}, Attested.ONE),
    ],
)
def test_an_upstream_that_agrees_does_not_make_its_downstream_speak(says: dict[str, Any], expected: Attested) -> None:
    claim = handed(DOWN, UP, **says)
    assert voices(claim, status(UP, Status.DOWNSTREAM)) == (expected, (claim.said_by,), "agrees")


def test_of_several_that_say_so_the_best_counts_and_each_is_named() -> None:
    count, letter, third, one = (
        handed(DOWN, UP, said_by="ITG", attested=Attested.AGGREGATE),
        handed(DOWN, UP, said_by="an authority", attested=Attested.LETTER),
        handed(DOWN, UP, said_by=DESK),
        handed(DOWN, UP),
    )
    assert voices(count, letter) == (Attested.LETTER, ("ITG", "an authority"), None)
    assert voices(count, letter, third) == (Attested.THIRD, ("ITG", "an authority", DESK), None)
    assert voices(count, letter, third, one) == (Attested.ONE, ("ITG", "an authority", DESK, DOWN), None)
    # The upstream agrees with the one that speaks, whoever says so besides.
    both = voices(count, letter, third, one, status(UP, Status.ORIGINATING))
    assert both == (Attested.BOTH, ("ITG", "an authority", DESK, DOWN, UP), "agrees")
    # A letter is not the downstream's word although it quotes it.
    assert voices(handed(DOWN, UP, attested=Attested.LETTER, said_by="an authority", on_word_of=DOWN)) == (
        Attested.LETTER, ("an authority",), None
    )  # fmt: skip


def test_speakers_are_named_in_the_order_in_which_they_spoke() -> None:
    found = voices(handed(DOWN, UP, known_at="2024-05-09"), status(UP, Status.DOWNSTREAM, known_at="2024-05-03"))
    assert found == (Attested.BOTH, (UP, DOWN), "agrees")


def test_copies_are_one_fact_with_several_pieces_of_evidence() -> None:
    claims = [
        handed(DOWN, UP, document=copy, known_at=day) for copy, day in (("b", "2024-05-05"), ("a", "2024-05-03"), ("c", "2024-05-04"))
    ]
    for order in permutations(claims):
        found = path(*order)
        (link,) = found.links
        assert [claim.document for claim in link.evidence] == ["a", "c", "b"]
        assert (link.known_from, link.attested, link.speakers) == ("2024-05-03", Attested.ONE, (DOWN,))
        earlier = path(*(replace(claim, valid_at="2024-05-01") for claim in order)).links[0]
        assert earlier.known_from == "2024-05-03"  # when it became known, not when it was so
        assert len(found.hops) == 2


# --- corrections ---------------------------------------------------------------------------------------------------


def test_a_speakers_later_word_on_from_whom_it_got_the_call_corrects_the_earlier() -> None:
    earlier, later = handed("Fork", "Left", known_at="2024-05-03"), handed("Fork", "Right", known_at="2024-05-10")
    for order in permutations([earlier, later]):
        found = path(*order)
        assert shape(found) == {"Fork": (0, ["Right"]), "Right": (1, [])}  # a hop that nothing else names is none
        assert attested(found) == {("Fork", "Right"): Attested.ONE}
        assert found.corrections == (Correction("itg-20417@fork", "Fork", earlier, later),)
        assert found.hops[0].evidence == (earlier, later)  # both stay
        assert shape(path(*order, as_of="2024-05-09")) == {"Fork": (0, ["Left"]), "Left": (1, [])}
        assert path(*order, as_of="2024-05-09").corrections == ()


def test_what_a_correction_drops_stays_a_hop_where_something_else_names_it() -> None:
    claims = [handed("Fork", "Left", known_at="2024-05-03"), handed("Fork", "Right", known_at="2024-05-10"), asked("Left")]
    for order in permutations(claims):
        assert shape(path(*order)) == {"Left": (0, []), "Fork": (1, ["Right"]), "Right": (2, [])}
        assert [(one.earlier, one.later) for one in path(*order).corrections] == [(claims[0], claims[1])]


def test_words_of_one_instant_correct_nothing() -> None:
    at_once = [handed("Fork", "Left"), handed("Fork", "Right")]
    assert path(*at_once).corrections == ()
    assert set(attested(path(*at_once)).values()) == {Attested.DISPUTED}
    # Known at once, but true later: the newer word.
    later = [handed("Fork", "Left", valid_at="2024-05-01"), handed("Fork", "Right", valid_at="2024-05-02")]
    assert [(one.earlier, one.later) for one in path(*later).corrections] == [(later[0], later[1])]


def test_only_its_own_speaker_corrects_a_word() -> None:
    claims = [handed("Fork", "Left", known_at="2024-05-03"), handed("Fork", "Right", known_at="2024-05-10", said_by="ITG")]
    found = path(*claims)
    assert found.corrections == ()
    assert attested(found) == {("Fork", "Left"): Attested.DISPUTED, ("Fork", "Right"): Attested.DISPUTED}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fork", "FORK, LLC"),
        ("ITG", "Industry Traceback Group"),
        ("ITG", "the US Telecom Traceback Consortium"),
        (DESK, "INCIDENT  desk."),
    ],
)
def test_a_speaker_may_be_called_by_several_names(one: str, other: str) -> None:
    claims = [handed("Fork", "Left", known_at="2024-05-03", said_by=one), handed("Fork", "Right", known_at="2024-05-10", said_by=other)]
    assert attested(path(*claims)) == {("Fork", "Right"): Attested.ONE if one == "Fork" else Attested.THIRD}


@pytest.mark.parametrize(
    ("earlier", "later", "corrects"),
    [
        (handed("Fork", "Left", known_at="2024-05-03"), status("Fork", Status.NOT_FOUND, known_at="2024-05-10"), True),
        (status("Fork", Status.NOT_FOUND, known_at="2024-05-03"), handed("Fork", "Left", known_at="2024-05-10"), True),
        (status("Fork", Status.NOT_FOUND, known_at="2024-05-03"), status("Fork", Status.DOWNSTREAM, known_at="2024-05-10"), True),
        (status("Fork", Status.ORIGINATING, known_at="2024-05-03"), handed("Fork", "Left", known_at="2024-05-10"), True),
        (handed("Fork", "Left", known_at="2024-05-03"), status("Fork", Status.ORIGINATING, known_at="2024-05-10"), True),
        (handed("Fork", "Left", known_at="2024-05-03"), status("Fork", None, end_user="A Caller", known_at="2024-05-10"), True),
        (status("Fork", None, end_user="A Caller", known_at="2024-05-03"), handed("Fork", "Left", known_at="2024-05-10"), True),
        (status("Fork", Status.ORIGINATING, known_at="2024-05-03"), status("Fork", Status.POINT_OF_ENTRY, known_at="2024-05-10"), True),
        # From somebody, and from whom: the one does not exclude the other.
        (status("Fork", Status.DOWNSTREAM, known_at="2024-05-03"), handed("Fork", "Left", known_at="2024-05-10"), False),
        (handed("Fork", "Left", known_at="2024-05-03"), status("Fork", Status.POINT_OF_ENTRY, known_at="2024-05-10"), False),
        (status("Fork", Status.DOWNSTREAM, known_at="2024-05-03"), status("Fork", Status.POINT_OF_ENTRY, known_at="2024-05-10"), False),
        (handed("Fork", "Left", known_at="2024-05-03"), handed("Fork", "LEFT, LLC", known_at="2024-05-10"), False),
        # No word on from whom it came.
        (handed("Fork", "Left", known_at="2024-05-03"), status("Fork", Status.OPEN, known_at="2024-05-10", said_by="Fork"), False),
        (handed("Fork", "Left", known_at="2024-05-03"), status("Fork", Status.NO_RESPONSE, known_at="2024-05-10", said_by="Fork"), False),
        (handed("Fork", "Left", known_at="2024-05-03"), status("Fork", Status.NOT_FOUND, known_at="2024-05-10", inferred=True), False),
        (handed("Fork", "Left", known_at="2024-05-03"), handed("Fork", None, upstream_hop="t9", known_at="2024-05-10"), False),
    ],
)
def test_what_corrects_what(earlier: Evidence, later: Evidence, corrects: bool) -> None:
    found = path(earlier, later)
    assert [(one.earlier, one.later) for one in found.corrections] == ([(earlier, later)] if corrects else [])


def test_the_last_of_several_words_stands() -> None:
    claims = [
        handed("Fork", "Left", known_at="2024-05-03"), handed("Fork", "Right", known_at="2024-05-05"),
        handed("Fork", "Left", known_at="2024-05-07"),
    ]  # fmt: skip
    for order in permutations(claims):
        found = path(*order)
        assert shape(found) == {"Fork": (0, ["Left"]), "Left": (1, [])}
        assert [(one.earlier, one.later) for one in found.corrections] == [(claims[1], claims[2])]
        assert found.links[0].evidence == (claims[0], claims[2])


def test_who_takes_back_an_origin_claims_none() -> None:
    found = path(status("Fork", Status.ORIGINATING, known_at="2024-05-03"), handed("Fork", "Left", known_at="2024-05-10"))
    assert found.hops[0].status is Status.DOWNSTREAM
    assert ends(found) == [("unknown", "Left")]


def test_who_takes_back_an_end_user_shows_none() -> None:
    claims = [status("Fork", None, end_user="A Caller", known_at="2024-05-03"), handed("Fork", "Left", known_at="2024-05-10")]
    assert path(*claims, as_of="2024-05-03").hops[0].end_user == "A Caller"
    assert path(*claims).hops[0].end_user is None


def test_a_speaker_corrects_itself_of_one_hop_alone() -> None:
    """Two places of one provider, two questions."""
    claims = [
        handed("Twice", "Left", hop="t1", known_at="2024-05-03"), handed("Twice", "Right", hop="t2", known_at="2024-05-10"),
    ]  # fmt: skip
    assert path(*claims).corrections == ()
    assert len(path(*claims).links) == 2


# --- the state of a hop --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "kind", "text"),
    [
        (Status.ORIGINATING, "originator", "named as the origin of the call"),
        (Status.POINT_OF_ENTRY, "point-of-entry", "the point of entry: the call came from abroad"),
        (Status.NO_RESPONSE, "no-response", "did not answer by 2024-05-14"),
        (Status.NOT_FOUND, "not-found", "reports that it did not find the call"),
        (Status.OPEN, "open", "said to be open on 2024-05-14; no answer in the loaded documents"),
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
    assert only(found).interim is False
    # What a rule made of a count is said to be no more than that.
    inferred = path(status("Orchid", word, valid_at="2024-05-14", known_at="2024-05-15", inferred=True))
    told = text if kind == "unknown" else f"apparently {text} (inferred from a count)"
    assert (only(inferred).status, only(inferred).status_basis, only(inferred).status_at) == (word, "inferred", "2024-05-14")
    if word is not Status.DOWNSTREAM:  # which no row of a count leads to
        assert inferred.ends == (End(kind, "itg-20417@orchid", "Orchid", told),)


def test_a_silence_stated_while_the_time_to_answer_ran_is_told_as_that() -> None:
    claim = status("Orchid", Status.NO_RESPONSE, interim=True, valid_at="2024-05-14", known_at="2024-05-15")
    found = path(claim)
    assert found.ends == (End("no-response", "itg-20417@orchid", "Orchid", "had not answered yet on 2024-05-14", interim=True),)
    assert (only(found).status, only(found).interim) == (Status.NO_RESPONSE, True)
    assert found.ended == (("no-response", "Orchid", True),)
    assert [str(end) for end in found.ended] == ["not yet answered: Orchid"]
    assert str(Ended("open", "Orchid")) == "open: Orchid"
    assert only(found).withheld is False
    final = status("Orchid", Status.NO_RESPONSE, known_at="2024-05-20")
    assert path(claim, final).ends[0].text == "did not answer by 2024-05-20"
    assert [(str(end), end.interim) for end in path(claim, final).ended] == [("no-response: Orchid", False)]
    assert only(path(claim, final)).interim is False
    assert only(path(claim, final, as_of="2024-05-19")).interim is True


def test_a_reading_says_what_it_was_read_from() -> None:
    found = path(status("Orchid", Status.NO_RESPONSE, reading='the column `Customer` reads "No Response"', known_at="2024-05-15"))
    assert found.ends[0].text == 'did not answer by 2024-05-15 (a reading: the column `Customer` reads "No Response")'


def test_the_status_is_the_newest_claim_known() -> None:
    claims = [
        status("Orchid", Status.OPEN, known_at="2024-05-02"),
        status("Orchid", Status.NO_RESPONSE, known_at="2024-05-14"),
        status("Orchid", Status.ORIGINATING, known_at="2024-06-01"),
    ]
    for order in permutations(claims):
        assert only(path(*order)).status is Status.ORIGINATING
        assert only(path(*order, as_of="2024-05-31")).status is Status.NO_RESPONSE
        assert only(path(*order, as_of="2024-05-14")).status is Status.NO_RESPONSE
        assert only(path(*order, as_of="2024-05-13")).status is Status.OPEN
    assert path(*claims, as_of="2024-05-01").hops == ()
    assert len(only(path(*claims)).evidence) == 3  # all of them stay


def test_newest_is_what_became_known_last_whatever_day_it_speaks_of() -> None:
    claims = [
        status("Orchid", Status.ORIGINATING, valid_at="2024-05-12", known_at="2024-05-14"),
        status("Orchid", Status.POINT_OF_ENTRY, valid_at="2024-05-03", known_at="2024-05-20"),
    ]
    for order in permutations(claims):
        assert (only(path(*order)).status, only(path(*order)).status_at) == (Status.POINT_OF_ENTRY, "2024-05-03")


def test_of_two_claims_known_at_once_the_later_in_the_world_is_newer() -> None:
    claims = [
        status("Orchid", Status.ORIGINATING, valid_at="2024-05-01", known_at="2024-05-14"),
        status("Orchid", Status.NO_RESPONSE, valid_at="2024-04-28", known_at="2024-05-14"),
    ]
    for order in permutations(claims):
        assert only(path(*order)).status is Status.ORIGINATING


def test_a_non_response_is_a_state_at_a_date() -> None:
    claims = [
        handed("Fernwick Voice", "Orchid Transit Corp", document="report", lines=(5, 9), known_at="2024-05-14T16:00:00Z", said_by="ITG"),
        status(
            "Orchid Transit Corp", Status.NO_RESPONSE, document="report", lines=(5, 9), known_at="2024-05-14T16:00:00Z", interim=True
        ),
        status("Orchid Transit Corp", Status.POINT_OF_ENTRY, document="metrics", known_at="2024-06-01T08:00:00Z", inferred=True),
    ]  # fmt: skip
    before, after = path(*claims, as_of="2024-05-15"), path(*claims, as_of="2024-06-02")
    assert [(end.kind, end.provider, end.text) for end in before.ends] == [
        ("no-response", "Orchid Transit Corp", "had not answered yet on 2024-05-14")
    ]  # fmt: skip
    assert [(end.kind, end.provider, end.text) for end in after.ends] == [
        ("point-of-entry", "Orchid Transit Corp", "apparently the point of entry: the call came from abroad (inferred from a count)")
    ]
    assert (before.hops[1].status_basis, after.hops[1].status_basis) == ("stated", "inferred")
    assert after.hops[1].standing.silence is None
    assert (before.entry, after.entry) == (None, "itg-20417@orchid-transit-corp")
    assert attested(before) == attested(after) == {("Fernwick Voice", "Orchid Transit Corp"): Attested.THIRD}
    told = {claim.status for claim in after.hops[1].evidence if claim.kind == Kind.STATUS}
    assert told == {Status.NO_RESPONSE, Status.POINT_OF_ENTRY}


def test_what_no_longer_follows_is_not_drawn() -> None:
    """A second hop became known that the row of the count may mean as well."""
    ended = status("Orchid", Status.POINT_OF_ENTRY, known_at="2024-06-01", inferred=True, until="2024-06-20T09:00:00Z")
    claims = [asked("Orchid", known_at="2024-05-10"), ended]
    assert only(path(*claims)).status is Status.OPEN
    assert only(path(*claims)).evidence == (claims[0],)
    assert only(path(*claims, as_of="2024-06-19")).status is Status.POINT_OF_ENTRY
    assert only(path(*claims, as_of="2024-06-20T08:59:59Z")).status is Status.POINT_OF_ENTRY
    assert only(path(*claims, as_of="2024-06-20T09:00:00Z")).status is Status.OPEN
    assert only(path(*claims, as_of="2024-05-31")).status is Status.OPEN
    # The graph holds it, about its hop, and draws the path without it.
    drawing = Drawing()
    who = {bearing.provider.name: bearing.provider for bearing in borne(claims) if bearing.provider}
    drawing.add(INCIDENT, claims, who)
    (drawn,) = Rows.of(drawing).hops
    assert (drawn["says"]["status"], drawn["says"]["status_basis"]) == ("open", "stated")
    assert [row["claim"] for row in drawn["about"]] == [claims[0].id, ended.id]


def test_a_status_claim_without_a_status_only_names() -> None:
    """As a row of a hop list that gives nothing but incident and provider."""
    found = path(status("Orchid", None))
    assert (only(found).status, only(found).status_basis, only(found).role) == (None, None, Role.NAMED)
    assert only(found).was_asked is False
    assert found.ends == (End("unknown", "itg-20417@orchid", "Orchid", "named, but not asked in the loaded documents"),)
    assert only(path(status("Orchid", Status.NO_RESPONSE), status("Orchid", None, known_at="2025-01-01"))).status is Status.NO_RESPONSE


def test_open_only_while_nothing_more_is_known() -> None:
    notice = asked("Fernwick", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z")
    alone = path(notice)
    assert (only(alone).status, only(alone).status_at, only(alone).role) == (Status.OPEN, "2024-05-02T13:44:00Z", Role.ASKED)
    assert alone.ends == (End("open", "itg-20417@fernwick", "Fernwick", "asked on 2024-05-02; no answer in the loaded documents"),)
    answered = path(notice, handed("Fernwick", "Orchid", known_at="2024-05-03"))
    assert answered.hops[0].status is Status.DOWNSTREAM  # naming its upstream, it says that it got the call from it
    assert answered.hops[0].status_at == "2024-05-03"
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
    for claims in ((first,), (first, again, reminder), (reminder, again, first), (early, again, first)):
        hop = only(path(*claims))
        assert (hop.asked_at, hop.asked_length, hop.due_at) == ("2024-05-02T13:44:00Z", "three business days", "2024-05-03T13:44:00Z")
        assert hop.status_at == "2024-05-02T13:44:00Z"
        assert len(hop.evidence) == len(claims)
    # A reminder alone shows that there was a request, not when.
    assert (only(path(reminder)).asked_at, only(path(reminder)).role) == (None, Role.NAMED)


def test_a_request_learned_of_late_started_when_it_was_made() -> None:
    late = asked("Fernwick", document="list", valid_at="2024-05-01", known_at="2024-07-01")
    notice = asked("Fernwick", document="notice", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z")
    assert only(path(notice, late)).asked_at == "2024-05-01"
    assert only(path(late)).due_at == only(path(replace(late, known_at="2024-05-01"))).due_at == "2024-05-03"
    assert only(path(notice, late, as_of="2024-06-30")).asked_at == "2024-05-02T13:44:00Z"


def test_of_copies_of_one_request_the_first_to_say_so_gives_its_length() -> None:
    copies = [
        asked("Fernwick", document=name, valid_at="2024-05-02T13:44:00Z", known_at=known, length=length)
        for name, known, length in (("b", "2024-05-03", "one day"), ("a", "2024-05-02T13:44:00Z", "two days"))
    ]
    for order in permutations(copies):
        assert only(path(*order)).asked_length == "two days"


def test_due_by_the_first_clock_to_end_that_concerns_the_provider() -> None:
    def due(name: str, *more: Evidence, at: str = "2024-05-02T13:44:00Z", identity_claims: Sequence[Evidence] = ()) -> str | None:
        return only(path(asked(name, valid_at=at, known_at=at), *more, identity_claims=identity_claims)).due_at

    assert due("Fernwick") == "2024-05-03T13:44:00Z"  # 24 hours, since 2024 for all
    assert due("Fernwick Pvt. Ltd.") == "2024-05-07"  # three business days: a foreign form, so no domestic clock
    assert due("Fernwick", identity_claims=[identified("Fernwick", country="India")]) == "2024-05-07"
    assert due("Fernwick", identity_claims=[identified("Fernwick", country="US")]) == "2024-05-03T13:44:00Z"
    before = "2023-05-02T13:44:00Z"
    assert due("Fernwick", at=before) == "2023-05-05"
    entry = status("Fernwick", Status.POINT_OF_ENTRY, known_at="2023-06-02")
    assert due("Fernwick", entry, at=before) == "2023-05-03T13:44:00Z"  # a gateway provider, as the answer shows


def test_a_deadline_computed_when_the_path_was_drawn_is_taken_for_that_request_alone() -> None:
    early = asked("Fernwick", valid_at="2024-05-02T13:44:00Z", known_at="2024-07-01")
    notice = asked("Fernwick", valid_at="2024-05-06T13:44:00Z", known_at="2024-05-06T13:44:00Z")
    drawn = {"itg-20417@fernwick": Clock("2024-05-02T13:44:00Z", "2030-01-01")}
    assert only(call_path(INCIDENT, borne([early, notice]), clocks=drawn)).due_at == "2030-01-01"
    assert only(call_path(INCIDENT, borne([notice]), clocks=drawn)).due_at == "2024-05-07T13:44:00Z"
    nothing = {"itg-20417@fernwick": Clock("2024-05-06T13:44:00Z", None)}
    assert only(call_path(INCIDENT, borne([notice]), clocks=nothing)).due_at is None
    assert only(call_path(INCIDENT, borne([status("Fernwick", None)]), clocks=drawn)).due_at is None


def test_what_a_count_says_of_an_answer_stands_at_an_open_hop_alone() -> None:
    row = said(Kind.COUNTED, "Fernwick", incident=None, known_at="2024-06-01T08:00:00Z")
    told = {"itg-20417@fernwick": ByCount("2024-06-01", 4, 0, row)}
    notice = asked("Fernwick", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z")
    found = call_path(INCIDENT, borne([notice]), by_count=told)
    assert only(found).by_count is told["itg-20417@fernwick"]
    assert only(found).status is Status.OPEN
    assert found.ends[0].text == "asked on 2024-05-02; answered by 2024-06-01, by count; the answer itself is not in the loaded documents"
    but_one = call_path(INCIDENT, borne([notice]), by_count={"itg-20417@fernwick": ByCount("2024-06-01", 4, 1, row)})
    assert but_one.ends[0].text == (
        "asked on 2024-05-02; of the 4 requests counted with it all but 1 were answered by 2024-06-01, by count;"
        " which is not said, and no answer is in the loaded documents"
    )
    for known in (status("Fernwick", Status.NO_RESPONSE), status("Fernwick", Status.DOWNSTREAM), status("Fernwick", None, end_user="A")):
        assert only(call_path(INCIDENT, borne([notice, known]), by_count=told)).by_count is None
    assert only(call_path(INCIDENT, borne([notice]), by_count={"itg-20417@other": told["itg-20417@fernwick"]})).by_count is None


def test_an_answer_noted_before_it_can_have_been_given() -> None:
    """A list noted on the 3rd speaks of an answer of the 10th: kept, and no answer before its own day."""
    claims = [asked("Fernwick", known_at="2024-05-02"), status("Fernwick", Status.DOWNSTREAM, valid_at="2024-05-10", known_at="2024-05-03")]
    assert [only(path(*claims, as_of=day)).status for day in ("2024-05-03", "2024-05-09", "2024-05-10")] == [
        Status.OPEN, Status.OPEN, Status.DOWNSTREAM
    ]  # fmt: skip
    assert only(path(*claims)).status is Status.DOWNSTREAM
    assert len(only(path(*claims, as_of="2024-05-03")).evidence) == 2


def test_an_answer_before_a_later_statement_of_silence_contradicts_it() -> None:
    answer, silence = (
        status("Fernwick", Status.DOWNSTREAM, known_at="2024-05-03"),
        status("Fernwick", Status.NO_RESPONSE, known_at="2024-05-14"),
    )
    found = path(asked("Fernwick"), answer, silence)
    hop = only(found)
    assert (hop.status, hop.status_basis, hop.status_at, hop.standing.silence) == (None, None, None, None)
    text = "contradictory: ITG says that it had not answered by 2024-05-14, Fernwick that it answered on 2024-05-03, before that"
    assert found.ends == (End("disputed", hop.id, "Fernwick", text),)
    assert only(path(asked("Fernwick"), answer, silence, as_of="2024-05-13")).status is Status.DOWNSTREAM
    # "Not yet" is told as that.
    interim = path(answer, replace(silence, interim=True)).ends[0].text
    assert (
        interim
        == "contradictory: ITG says that it had not answered yet by 2024-05-14, Fernwick that it answered on 2024-05-03, before that"
    )
    # Of one day it is not said which was before the other.
    at_once = path(replace(answer, known_at="2024-05-14"), silence).ends[0].text
    assert at_once == "contradictory: ITG says that it had not answered by 2024-05-14, Fernwick that it answered on 2024-05-14"
    # Each of its own day, not of that on which it became known.
    learnt = [
        status("Fernwick", Status.DOWNSTREAM, valid_at="2024-05-03T09:00:00Z", known_at="2024-05-20"),
        status("Fernwick", Status.NO_RESPONSE, valid_at="2024-05-14T16:00:00Z", known_at="2024-05-21"),
    ]
    assert path(*learnt).ends[0].text == text
    same_day = replace(learnt[0], valid_at="2024-05-14T15:59:59Z")
    told = "contradictory: ITG says that it had not answered by 2024-05-14, Fernwick that it answered on 2024-05-14, before that"
    assert path(same_day, learnt[1]).ends[0].text == told
    # With an upstream named the trail goes on; the hop shows it all the same.
    onward = path(handed("Fernwick", "Orchid", known_at="2024-05-03"), silence)
    assert ends(onward) == [("unknown", "Orchid")]
    assert onward.hops[0].standing.contradiction is not None
    assert onward.hops[0].was_asked is True


@pytest.mark.parametrize(
    ("claims", "asked_it"),
    [
        ([asked("Orchid")], True),
        ([status("Orchid", Status.NO_RESPONSE)], True),
        (
            [
                status("Orchid", Status.NO_RESPONSE, interim=True),
                status("Orchid", Status.POINT_OF_ENTRY, inferred=True, known_at="2024-06-01"),
            ],
            True,
        ),
        ([status("Orchid", Status.NOT_FOUND)], True),
        ([handed("Orchid", "Beacon")], True),
        ([status("Orchid", None, end_user="A Caller")], True),
        ([status("Orchid", None)], False),
        ([status("Orchid", Status.NO_RESPONSE, inferred=True)], False),
        ([handed("Orchid", "Beacon", attested=Attested.LETTER)], False),
        ([handed("Larkspur", "Orchid")], False),
    ],
)
def test_whoever_answered_or_is_said_not_to_have_was_asked(claims: list[Evidence], asked_it: bool) -> None:
    assert hop_of(path(*claims), "Orchid").was_asked is asked_it


# --- the point of entry, the end user ------------------------------------------------------------------------------


def test_a_point_of_entry_stays_one_when_its_foreign_upstream_becomes_known() -> None:
    # Both stand in one row of a list: what the provider is, and from whom it had the call.
    row: dict[str, Any] = {"known_at": "2024-05-03", "lines": (4, 4), "document": "answers"}
    found = path(
        handed("Larkspur", "Quillon Gateway Ltd."), status("Quillon Gateway Ltd.", Status.POINT_OF_ENTRY, **row),
        handed("Quillon Gateway Ltd.", "Overseas Trunks Pvt. Ltd.", **row),
    )  # fmt: skip
    assert found.entry == "itg-20417@quillon-gateway-ltd"
    assert hop_of(found, "Quillon Gateway Ltd.").status is Status.POINT_OF_ENTRY
    assert found.ends == (
        End(
            "point-of-entry", "itg-20417@quillon-gateway-ltd", "Quillon Gateway Ltd.",
            "the point of entry: the call came from abroad; it received the call from Overseas Trunks Pvt. Ltd.",
        ),
        End("unknown", "itg-20417@overseas-trunks-pvt-ltd", "Overseas Trunks Pvt. Ltd.", "named, but not asked in the loaded documents"),
    )  # fmt: skip


def test_a_point_of_entry_by_inference_with_an_upstream() -> None:
    found = path(handed("Quillon", "Overseas"), status("Quillon", Status.POINT_OF_ENTRY, inferred=True, known_at="2024-06-01"))
    assert found.entry == "itg-20417@quillon"
    assert [(end.kind, end.provider, end.text) for end in found.ends] == [
        (
            "point-of-entry",
            "Quillon",
            "apparently the point of entry: the call came from abroad; it received the call from Overseas (inferred from a count)",
        ),
        ("unknown", "Overseas", "named, but not asked in the loaded documents"),
    ]


def test_a_point_of_entry_with_two_claimed_upstreams_names_both_in_the_order_known() -> None:
    found = path(
        status("Quillon", Status.POINT_OF_ENTRY, known_at="2024-05-09"), handed("Quillon", "Right", known_at="2024-05-03"),
        handed("Quillon", "Left", said_by=DESK, known_at="2024-05-04"),
    )  # fmt: skip
    assert found.ends[0].text == "the point of entry: the call came from abroad; it received the call from Right, Left"
    assert ends(found) == [("point-of-entry", "Quillon"), ("unknown", "Right"), ("unknown", "Left")]


def test_of_two_points_of_entry_the_one_nearest_the_called_party_is_the_entry() -> None:
    found = path(
        status("Far", Status.POINT_OF_ENTRY), handed("Near", "Far", said_by="ITG"), status("Near", Status.POINT_OF_ENTRY),
        handed("Larkspur", "Near"),
    )  # fmt: skip
    assert found.entry == "itg-20417@near"
    assert ends(found) == [("point-of-entry", "Near"), ("point-of-entry", "Far")]


@pytest.mark.parametrize("word", [None, Status.DOWNSTREAM])
def test_who_names_an_end_user_and_no_provider_is_where_the_call_began(word: Status | None) -> None:
    found = path(handed("Larkspur", "Orchid"), status("Orchid", word, end_user="Parcel Outreach"))
    hop = hop_of(found, "Orchid")
    assert (hop.status, hop.end_user) == (word, "Parcel Outreach")
    assert found.ends == (
        End("originator", "itg-20417@orchid", "Orchid", "names no provider upstream, but an end user: Parcel Outreach"),
    )  # fmt: skip
    assert [hop.provider for hop in found.hops] == ["Larkspur", "Orchid"]  # an end user is no provider


def test_an_origin_with_its_end_user() -> None:
    found = path(status("Orchid", Status.ORIGINATING, end_user="Parcel Outreach"))
    assert found.ends == (
        End("originator", "itg-20417@orchid", "Orchid", "named as the origin of the call, its end user Parcel Outreach"),
    )  # fmt: skip
    assert only(found).end_user == "Parcel Outreach"


def test_an_end_user_beside_an_upstream_that_another_names() -> None:
    found = path(status("Orchid", None, end_user="Parcel Outreach"), handed("Orchid", "Beacon", said_by="ITG"))
    assert ends(found) == [("unknown", "Beacon")]
    assert hop_of(found, "Orchid").end_user == "Parcel Outreach"
    assert hop_of(found, "Beacon").end_user is None


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
    # Whoever is named as a provider besides is not a customer alone.
    assert path(row, handed("Quillon Gateway Ltd.", "Brightwater Dialing")).hops[1].role is Role.NAMED
    assert path(row, status("Brightwater Dialing", None)).hops[1].role is Role.NAMED


def test_a_letters_word_on_a_hand_off_is_no_answer_of_its_recipient() -> None:
    row = handed("Quillon", "Brightwater", document="letter", role=Role.CUSTOMER, attested=Attested.LETTER, known_at="2024-06-12")
    silence = status("Quillon", Status.NO_RESPONSE, known_at="2024-05-14")
    assert hop_of(path(silence, row), "Quillon").standing.silence == silence
    assert hop_of(path(silence, replace(row, attested=Attested.AGGREGATE)), "Quillon").standing.silence == silence
    answered = hop_of(path(silence, replace(row, attested=None)), "Quillon")
    assert (answered.status, answered.standing.silence) == (Status.DOWNSTREAM, None)


# --- the call ------------------------------------------------------------------------------------------------------


def test_of_the_call_what_was_known_first_is_told() -> None:
    found = path(
        called(known_at="2024-05-09", call_at="2024-05-02T00:00:00Z", campaign="Other", caller="+12025550103", called="+12025550104"),
        called(known_at="2024-05-02", call_at="2024-05-01T15:34:00Z", campaign="Parcel-Refund"),
        called(known_at="2024-05-05", description="A voice speaks of a parcel.", caller="+12025550102"),
    )
    assert found.call == Call("2024-05-01T15:34:00Z", "+12025550102", "+12025550104", "Parcel-Refund", "A voice speaks of a parcel.")
    assert [claim.known_at for claim in found.evidence] == ["2024-05-02", "2024-05-05", "2024-05-09"]
    assert found.hops == ()
    says = {"call_at": "2024-05-01", "caller": "+12025550102", "called": "+12025550104", "campaign": "Parcel-Refund", "description": "A."}
    for what, value in says.items():  # each for itself
        found = path(called(known_at="2024-05-01"), called(known_at="2024-05-02", **{what: value}), called(known_at="2024-05-03", **says))
        assert found.call == Call("2024-05-01", "+12025550102", "+12025550104", "Parcel-Refund", "A.")
        others = {name: f"{text}9" for name, text in says.items() if name != what}
        mixed = path(called(known_at="2024-05-02", **others), called(known_at="2024-05-03", **says)).call
        assert [getattr(mixed, "at" if name == "call_at" else name) for name in says] == [others.get(name, says[name]) for name in says]


def test_only_what_is_said_of_the_call_describes_it() -> None:
    assert path(said(Kind.STATUS, None, status=Status.OPEN, campaign="Parcel-Refund", call_at="2024-05-01")).call == Call()


def test_an_empty_description_said_first_is_what_was_said_first() -> None:
    assert path(called(description="", known_at="2024-05-01"), called(description="later")).call.description == ""


# --- size ----------------------------------------------------------------------------------------------------------


def timed(bearing: Sequence[Bearing]) -> tuple[CallPath, float]:
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
    found, seconds = timed(borne([handed(f"Rung {k} {a}", f"Rung {k + 1} {b}") for k in range(18) for a in "LR" for b in "LR"]))
    assert seconds < 1
    assert {hop.provider: hop.position for hop in found.hops} == {f"Rung {k} {side}": k for k in range(19) for side in "LR"}
    assert len(found.links) == 72
    assert sorted(ends(found)) == [("unknown", "Rung 18 L"), ("unknown", "Rung 18 R")]


@pytest.fixture(scope="module")
def chain() -> list[Bearing]:
    return borne([handed(f"Hop {k}", f"Hop {k + 1}", known_at="2024-05-02T13:44:00Z") for k in range(9_999)])


@pytest.mark.parametrize(("back_to", "end"), [(None, "unknown"), ("Hop 0", "disputed"), ("Hop 9998", "disputed")])
def test_a_chain_of_ten_thousand_hops(chain: list[Bearing], back_to: str | None, end: str) -> None:
    who = {bearing.provider.name: bearing.provider for bearing in chain if bearing.provider}
    back = [handed("Hop 9999", back_to, known_at="2024-05-03T13:44:00Z")] if back_to else []
    found, seconds = timed([*chain, *bearings(INCIDENT, back, who)])
    # Who speaks for ten thousand hand-offs is found in a second; compared with each other's names they would take minutes.
    assert seconds < 4
    assert [hop.provider for hop in found.hops] == [f"Hop {k}" for k in range(10_000)]
    assert [hop.position for hop in found.hops] == list(range(10_000))
    assert ends(found) == [(end, "Hop 9999")]


def test_thousands_of_points_of_entry_one_after_the_other() -> None:
    claims = [handed(f"Hop {k}", f"Hop {k + 1}") for k in range(3_000)]
    found, seconds = timed(borne([*claims, *(status(f"Hop {k}", Status.POINT_OF_ENTRY) for k in range(3_000))]))
    assert seconds < 2
    assert len(found.ends) == 3_001


def test_thousands_of_loops_that_nothing_joins() -> None:
    claims = [handed(f"{side} {k}", f"{other} {k}") for k in range(3_000) for side, other in (("Near", "Far"), ("Far", "Near"))]
    found, seconds = timed(borne(claims))
    assert seconds < 4
    assert sorted(ends(found)) == sorted(("disputed", f"Far {k}") for k in range(3_000))


# --- whatever is claimed -------------------------------------------------------------------------------------------

NAMES = [f"Provider {letter}" for letter in "ABCDEFGH"]
DAYS = ["2024-05-02", "2024-05-02T10:00:00Z", "2024-05-03", "2024-06-01"]
days = st.sampled_from(DAYS)
names = st.sampled_from(NAMES)
times = st.sampled_from([(known, valid) for known in DAYS for valid in (None, *DAYS)])
voices_of = st.sampled_from([None, None, "ITG", "Industry Traceback Group", DESK, *NAMES[:3]])
hand_offs = st.tuples(names, names, times, voices_of, st.sampled_from([None, None, None, Attested.LETTER]))
states = st.tuples(names, st.sampled_from([*Status]), times, voices_of, st.sampled_from(["stated", "stated", "interim", "inferred"]))


def told(name: str, when: tuple[str, str | None], speaker: str | None) -> dict[str, Any]:
    return {"known_at": when[0], "valid_at": when[1], "said_by": speaker or name, "on_word_of": name if speaker == DESK else None}


@st.composite
def incidents(draw: st.DrawFn) -> list[Evidence]:
    claims = [handed(down, up, attested=how, **told(down, *its)) for down, up, *its, how in draw(st.lists(hand_offs, max_size=10))]
    claims += [
        status(name, word, inferred=how == "inferred", interim=True if how == "interim" else None, **told(name, *its))
        for name, word, *its, how in draw(st.lists(states, max_size=6))
    ]
    claims += [asked(name, known_at=day) for name, day in draw(st.lists(st.tuples(names, days), max_size=3))]
    return claims + [called(campaign=campaign, known_at="2024-05-03") for campaign in draw(st.lists(st.sampled_from("xyz"), max_size=2))]


whatever = settings(max_examples=60)


def reached(found: CallPath) -> dict[str, set[str]]:
    """Of each hop, all hops upstream of it."""
    ups = {hop.id: set(hop.received_from) for hop in found.hops}
    for middle, beyond in ups.items():
        for upstream in ups.values():
            if middle in upstream:
                upstream.update(beyond)
    return ups


@whatever
@given(incidents())
def test_every_walk_ends(claims: list[Evidence]) -> None:
    found = path(*claims)
    taken_back = {one.earlier.id for one in found.corrections}
    named = {claim.provider for claim in claims if claim.provider}
    named |= {claim.upstream for claim in claims if claim.upstream and claim.id not in taken_back}
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
    # A piece is what hand-offs join.
    component = {hop.id: hop.component for hop in found.hops}
    assert all(component[link.downstream] == component[link.upstream] for link in found.links)
    by_piece = [[hop.position for hop in found.hops if hop.component == number] for number in sorted(set(component.values()))]
    assert all(max(near) < min(far) for near, far in pairwise(by_piece))  # one after the other
    for hop in found.hops:
        assert hop.position - hop.steps == min(by_piece[hop.component])


@whatever
@given(incidents(), st.randoms())
def test_the_order_of_claims_does_not_matter(claims: list[Evidence], random: Any) -> None:
    found = path(*claims)
    shuffled = claims[:]
    random.shuffle(shuffled)
    assert path(*shuffled) == found


@whatever
@given(incidents(), days)
def test_as_of_a_day_nothing_later_is_told(claims: list[Evidence], day: str) -> None:
    found = path(*claims, as_of=day[:10])
    told = [claim for hop in found.hops for claim in hop.evidence] + [claim for link in found.links for claim in link.evidence]
    told += found.evidence
    assert all(claim.known_at[:10] <= day[:10] for claim in told)
    assert {claim.id for claim in told} == {claim.id for claim in claims if claim.known_at[:10] <= day[:10]}


def about(hop: Hop) -> list[Evidence]:
    """What is said of a hop itself, or of from whom it got the call."""
    return [bearing.evidence for bearing in hop.bearings if bearing.side is not Side.UPSTREAM]


def test_of_a_call_that_another_says_it_carried_nothing_is_told_as_its_own_word() -> None:
    named = handed("Heron Tel", "Ibis Tel")
    word = status("Ibis Tel", Status.DOWNSTREAM, said_by="Heron Tel")
    [end] = path(named, word).ends
    assert end.text == "is said to have received the call; the provider it received it from is not named in the loaded documents"
    [end] = path(named, status("Ibis Tel", Status.DOWNSTREAM, said_by="Ibis Tel")).ends
    assert end.text == "says that it received the call, but the provider it received it from is not named in the loaded documents"
    strange = status("Ibis Tel", Status.ORIGINATING, said_by="Whinchat Telecom (competitor)")
    assert [link.attested for link in path(named, strange).links] == [Attested.ONE]


@whatever
@given(incidents())
def test_nobody_is_silent_but_by_somebodys_word_that_no_answer_has_followed(claims: list[Evidence]) -> None:
    found = path(*claims)
    gone = {one.earlier.id for one in found.corrections}
    for hop in found.hops:
        silence, mine = hop.standing.silence, [claim for claim in about(hop) if claim.id not in gone]
        if silence is None:
            assert hop.status is not Status.NO_RESPONSE or hop.standing.inferred
            assert not hop.standing.silent
            continue
        assert (silence.status, silence.inferred, hop.status) == (Status.NO_RESPONSE, False, Status.NO_RESPONSE)
        assert silence in mine
        its_own = {hop.provider, "ITG", "Industry Traceback Group"}  # whoever else speaks of it is a stranger, unless it records its answer
        answers = [
            c for c in mine if c.status in (*CARRIED, Status.NOT_FOUND) and not c.inferred and (c.on_word_of or c.said_by in its_own)
        ]
        assert all(c.known_at <= silence.known_at and (c.valid_at or c.known_at) <= (silence.valid_at or silence.known_at) for c in answers)


@whatever
@given(incidents(), names)
def test_a_request_sent_again_ends_no_silence(claims: list[Evidence], name: str) -> None:
    before = {hop.id: hop.standing.silence for hop in path(*claims).hops}
    after = path(*claims, asked(name, known_at="2024-07-01"))
    assert all(hop.standing.silence == before.get(hop.id) for hop in after.hops)


@whatever
@given(incidents())
def test_both_sides_agree_only_where_two_speak_each_for_its_side(claims: list[Evidence]) -> None:
    found = path(*claims)
    hops = {hop.id: hop for hop in found.hops}
    who = {bearing.hop: bearing.provider for bearing in borne(claims) if bearing.hop and bearing.provider}
    for link in found.links:
        down, up = who[link.downstream], who[link.upstream]
        theirs = [c for c in about(hops[link.upstream]) if speakers.speaks_for_itself(c, up) and not speakers.is_provider(c.said_by, down)]
        if link.attested is Attested.BOTH:
            ours = [c for c in link.evidence if speakers.speaks_for_itself(c, down)]
            assert any(not speakers.same(a, b) for a in ours for b in theirs)
            assert (link.upstream_says, len(link.speakers) > 1) == ("agrees", True)
        assert link.upstream_says != "agrees" or theirs
        assert (link.upstream_says == "denies") == (
            hops[link.upstream].status is Status.NOT_FOUND and not hops[link.upstream].standing.inferred
        )
        disputed = link.upstream_says == "denies" or len(hops[link.downstream].received_from) > 1
        disputed |= link.downstream in hops[link.upstream].received_from
        assert (link.attested is Attested.DISPUTED) == disputed
        assert set(link.speakers) >= {speakers.named([claim])[0] for claim in link.evidence[:1]}


@whatever
@given(incidents())
def test_only_the_same_speaker_corrects_and_only_later(claims: list[Evidence]) -> None:
    found = path(*claims)
    who = {bearing.hop: bearing.provider for bearing in borne(claims) if bearing.hop and bearing.provider}
    for one in found.corrections:
        itself = [speakers.is_provider(claim.said_by, who[one.hop]) for claim in (one.earlier, one.later)]
        assert all(itself) or speakers.same(one.earlier, one.later)
        assert (one.earlier.known_at, one.earlier.at) < (one.later.known_at, one.later.at)
        assert one.earlier in hop_of(found, one.provider).evidence
        assert one.earlier.id not in {claim.id for link in found.links for claim in link.evidence}


def drawn_part(found: CallPath) -> list[tuple[Any, ...]]:
    """A path without what tells which claims it was drawn from."""
    return [
        *((hop.id, hop.status, hop.status_basis, hop.interim, bool(hop.standing.contradiction), hop.received_from) for hop in found.hops),
        *((end.kind, end.hop, end.text) for end in found.ends),
        *((link.downstream, link.upstream, link.attested, link.upstream_says) for link in found.links),
    ]


@whatever
@given(incidents())
def test_copies_of_all_that_is_said_change_nothing(claims: list[Evidence]) -> None:
    copies = [replace(claim, id=f"{claim.id}-copy", document="list, sent again") for claim in claims]
    assert drawn_part(path(*claims, *copies)) == drawn_part(path(*claims))


# --- what the graph shows of a provider ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "silent", "usual"),
    [
        ({}, 0, None),
        ({Status.DOWNSTREAM: 99}, 1, Status.NO_RESPONSE),  # a silence for good is shown whatever else there is
        ({Status.DOWNSTREAM: 99, Status.NO_RESPONSE: 1}, 0, Status.DOWNSTREAM),  # one for the time being is none
        ({Status.NO_RESPONSE: 1}, 0, None),
        ({Status.ORIGINATING: 3, Status.DOWNSTREAM: 3}, 0, Status.ORIGINATING),
        ({Status.ORIGINATING: 3, Status.DOWNSTREAM: 4}, 0, Status.DOWNSTREAM),
        ({None: 2}, 0, None),
        ({None: 2, Status.OPEN: 1}, 0, Status.OPEN),
    ],
)
def test_a_provider_is_shown_as_most_of_its_calls_ended(ended: dict[Status | None, int], silent: int, usual: Status | None) -> None:
    rows = [{"status": word and word.value, "basis": "stated", "calls": calls, "silent": False} for word, calls in ended.items()]
    rows += [{"status": "no-response", "basis": "stated", "calls": silent, "silent": True}] * bool(silent)
    fact = _fact("orchid", 7, rows)
    assert (fact["status"], fact["no_response"], fact["calls"]) == (usual and usual.value, silent, 7)
