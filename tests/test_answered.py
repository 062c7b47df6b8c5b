"""Whether a provider answered, and who says so: the one definition, to the instant."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.claims import asked, borne, handed, path, said, status, who_of
from tracer import answered, speakers
from tracer.answered import Contradiction, Standing, corrected, silent_as_of, standing
from tracer.model import ANSWERS, Attested, Bearing, Evidence, Kind, Moment, Provider, Status, replace, statement_order

FERNWICK = "Fernwick Voice"  # of whom it is asked whether it answered
ORCHID = "Orchid Transit"  # its upstream
LARKSPUR = "Larkspur Wireless"  # the provider that named it
DESK = "Incident desk"


def on(*claims: Evidence, provider: str = FERNWICK) -> tuple[list[Bearing], Provider, list[Provider]]:
    """The bearings on one provider's hop, that provider, and all providers of the call."""
    who = who_of(claims)
    its = [bearing for bearing in borne(claims) if bearing.provider and bearing.provider.key == who[provider].key]
    return its, who[provider], list({p.key: p for p in who.values()}.values())


def stands(*claims: Evidence, provider: str = FERNWICK, by: Moment | None = None, gone: tuple[str, ...] = ()) -> Standing:
    its, who, everybody = on(*claims, provider=provider)
    own = sorted((b.evidence for b in its if b.side != "upstream"), key=statement_order)
    return standing(own, who, speakers.another(everybody), gone, by)


def answer(known_at: Moment, valid_at: Moment | None = None, word: Status = Status.DOWNSTREAM, **says: Any) -> Evidence:
    return status(FERNWICK, word, known_at=known_at, valid_at=valid_at, **says)


def silence(known_at: Moment, valid_at: Moment | None = None, **says: Any) -> Evidence:
    return status(FERNWICK, Status.NO_RESPONSE, known_at=known_at, valid_at=valid_at, **says)


def request(at: Moment, known_at: Moment = "2024-05-01") -> Evidence:
    return asked(FERNWICK, valid_at=at, known_at=known_at)


# --- nothing, or no more than a request ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claim",
    [
        status(FERNWICK, None),
        said(Kind.REMINDED, FERNWICK),
        handed(LARKSPUR, FERNWICK),  # what is said of its downstream
        handed(LARKSPUR, FERNWICK, said_by=FERNWICK),
    ],
)
def test_who_is_only_named_or_reminded_stands_nowhere(claim: Evidence) -> None:
    assert stands(claim) == Standing()


def test_of_no_claims_nothing_is_known() -> None:
    assert standing([], Provider("x", "X", ("X",))) == Standing()
    assert (Standing().interim, Standing().silent, Standing().answered_at, Standing().inferred) == (False, False, None, False)


def test_who_was_asked_stands_open_since_the_first_request() -> None:
    late, early = request("2024-05-04T09:00:00Z"), request("2024-05-02T13:44:00Z", known_at="2024-06-01")
    for order in permutations([late, early]):
        assert stands(*order) == Standing(Status.OPEN, False, "2024-05-02T13:44:00Z")
    assert stands(late, said(Kind.REMINDED, FERNWICK, valid_at="2024-05-01")).at == "2024-05-04T09:00:00Z"


def test_a_statement_that_it_is_open_stands_beside_the_requests() -> None:
    assert stands(status(FERNWICK, Status.OPEN, valid_at="2024-05-06")) == Standing(Status.OPEN, False, "2024-05-06")
    assert stands(status(FERNWICK, Status.OPEN, valid_at="2024-05-01"), request("2024-05-02")).at == "2024-05-01"
    assert stands(status(FERNWICK, Status.OPEN, valid_at="2024-05-06"), request("2024-05-02")).at == "2024-05-02"


def test_that_a_count_leaves_no_reading_but_open_is_inferred() -> None:
    """Observed and inferred facts never share an unmarked property."""
    count = status(FERNWICK, Status.OPEN, valid_at="2024-05-01", inferred=True)
    assert stands(count) == Standing(Status.OPEN, True, "2024-05-01")
    assert stands(count, request("2024-05-02")) == Standing(Status.OPEN, False, "2024-05-02")  # the request is stated


# --- answers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", sorted(ANSWERS))
def test_every_status_but_open_and_no_response_takes_an_answer(word: Status) -> None:
    claim = status(FERNWICK, word, valid_at="2024-05-03", known_at="2024-05-06")
    assert stands(claim) == stands(request("2024-05-02"), claim) == Standing(word, False, "2024-05-03", None, (claim,))
    inferred = replace(claim, inferred=True)  # a rule's word is no answer
    assert stands(inferred) == Standing(word, True, "2024-05-03", None, ())


def test_the_words_that_take_an_answer() -> None:
    assert set(Status) - ANSWERS == {Status.OPEN, Status.NO_RESPONSE}


def test_who_names_its_upstream_received_the_call() -> None:
    claim = handed(FERNWICK, ORCHID, valid_at="2024-05-03", known_at="2024-05-06")
    assert stands(claim) == stands(request("2024-05-02"), claim) == Standing(Status.DOWNSTREAM, False, "2024-05-03", None, (claim,))
    assert stands(claim, provider=ORCHID) == Standing()
    unknown = handed(FERNWICK, None, upstream_hop="t9")  # named by an id that nothing describes
    assert stands(unknown).status is Status.DOWNSTREAM


def test_who_names_an_end_user_answered_and_no_status_is_said() -> None:
    claim = status(FERNWICK, None, end_user="A Caller", valid_at="2024-05-03")
    assert stands(claim) == stands(request("2024-05-02"), claim) == Standing(answers=(claim,))
    assert stands(status(FERNWICK, Status.OPEN, end_user="A Caller")).answers == ()  # said not to have answered yet
    # It does not take back what was said of its status.
    origin = answer("2024-05-01", word=Status.ORIGINATING)
    assert stands(origin, claim) == Standing(Status.ORIGINATING, False, "2024-05-01", None, (origin, claim))
    told = status(FERNWICK, Status.DOWNSTREAM, end_user="A Caller", valid_at="2024-05-03")
    assert stands(told).status is Status.DOWNSTREAM


def test_what_others_say_of_its_hand_off_is_no_answer() -> None:
    assert stands(request("2024-05-02"), handed(FERNWICK, ORCHID, said_by=LARKSPUR), handed(LARKSPUR, FERNWICK)) == Standing()
    assert stands(request("2024-05-02"), handed(FERNWICK, ORCHID, said_by=ORCHID)) == Standing()
    # The one who asks knows it from the answer, as does who says that it recorded it; a stranger to the call does not.
    for says in ({"said_by": "ITG"}, {"said_by": "Industry Traceback Group"}, {"said_by": DESK, "on_word_of": FERNWICK}):
        assert stands(handed(FERNWICK, ORCHID, **says)).status is Status.DOWNSTREAM
    assert stands(handed(FERNWICK, ORCHID, said_by=DESK)) == Standing()
    assert stands(handed(FERNWICK, ORCHID, said_by=DESK, on_word_of=ORCHID)) == Standing()
    assert stands(handed(FERNWICK, ORCHID, said_by=LARKSPUR, on_word_of=FERNWICK), handed(LARKSPUR, FERNWICK)) == Standing()
    # Its own word is its own under any of its names, also beside others of the call.
    assert stands(handed(FERNWICK, ORCHID, said_by="FERNWICK VOICE, LLC")).status is Status.DOWNSTREAM


@pytest.mark.parametrize("how", [Attested.LETTER, Attested.AGGREGATE])
def test_what_a_letter_or_a_count_says_of_a_hand_off_is_no_answer(how: Attested) -> None:
    claim = handed(FERNWICK, ORCHID, attested=how, said_by="an authority", known_at="2024-06-12")
    assert stands(claim) == Standing()
    assert stands(request("2024-05-02"), claim) == Standing()  # it is not said that nothing more is known than the request
    silent = silence("2024-05-14")
    assert stands(silent, claim) == Standing(Status.NO_RESPONSE, False, "2024-05-14", silent)
    assert stands(silent, status(FERNWICK, Status.DOWNSTREAM, attested=how, known_at="2024-05-14")).answers == ()


def test_when_it_answered_is_known_only_where_somebody_states_it() -> None:
    """The day on which an answer became known is not the one on which it was given."""
    assert stands(answer("2024-05-06")).answered_at is None
    assert stands(answer("2024-05-06", "2024-05-06")).answered_at == "2024-05-06"  # its own word, given on the day it is of
    assert stands(answer("2024-05-06", "2024-05-06", said_by="ITG")).answered_at is None  # the day of the mail that tells of it
    assert stands(answer("2024-05-06", "2024-05-05", said_by="ITG")).answered_at == "2024-05-05"
    assert stands(answer("2024-05-06", "2024-05-06", said_by="ITG", on_word_of=FERNWICK)).answered_at == "2024-05-06"
    assert stands(answer("2024-05-06", "2024-05-05")).answered_at == "2024-05-05"
    assert stands(answer("2024-05-06", "2024-05-05"), answer("2024-05-04")).answered_at == "2024-05-05"


def test_it_answered_when_it_first_did() -> None:
    claims = [answer("2024-05-06", "2024-05-05"), answer("2024-05-09", "2024-05-03"), handed(FERNWICK, ORCHID, known_at="2024-05-04")]
    assert stands(*claims).answered_at == "2024-05-03"
    assert stands(*claims).answers == (claims[2], claims[0], claims[1])  # in the order in which they became known


# --- the newest ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "newest"),
    [
        # By when it became known, whatever day it speaks of.
        (answer("2024-05-14", "2024-05-12", Status.ORIGINATING), answer("2024-05-20", "2024-05-03"), "other"),
        (answer("2024-05-14T09:00:00Z"), answer("2024-05-14T09:00:01Z", "2024-05-01", Status.ORIGINATING), "other"),
        # Known at once: by when it is true.
        (answer("2024-05-20", "2024-05-12", Status.ORIGINATING), answer("2024-05-20", "2024-05-03"), "one"),
        # True at once: what is stated before what is inferred, then what is said in so many words.
        (answer("2024-05-20", inferred=True, word=Status.ORIGINATING), answer("2024-05-20"), "other"),
        (answer("2024-05-20"), answer("2024-05-20", inferred=True, word=Status.ORIGINATING), "one"),
        (answer("2024-05-20", word=Status.POINT_OF_ENTRY), handed(FERNWICK, ORCHID, known_at="2024-05-20"), "one"),
        # All the same: what stands further down in the list.
        (answer("2024-05-20", word=Status.ORIGINATING, lines=(4, 4)), answer("2024-05-20", lines=(9, 9)), "other"),
        # ... but what became known later goes before all of that.
        (answer("2024-05-21", inferred=True, word=Status.ORIGINATING), answer("2024-05-20"), "one"),
        (answer("2024-05-20", word=Status.NOT_FOUND), handed(FERNWICK, ORCHID, known_at="2024-05-21"), "other"),
    ],
)
def test_which_of_two_is_the_newest(one: Evidence, other: Evidence, newest: str) -> None:
    wanted = one if newest == "one" else other
    for order in permutations([one, other]):
        found = stands(*order)
        assert (found.status, found.at, found.inferred) == (wanted.status or Status.DOWNSTREAM, wanted.at, wanted.inferred)


def test_not_found_and_then_found_is_found() -> None:
    lost, found = answer("2024-05-03", word=Status.NOT_FOUND), answer("2024-05-09", word=Status.POINT_OF_ENTRY)
    assert stands(lost, found) == Standing(Status.POINT_OF_ENTRY, False, "2024-05-09", None, (lost, found))
    assert stands(lost, handed(FERNWICK, ORCHID, known_at="2024-05-09")).status is Status.DOWNSTREAM
    assert stands(answer("2024-05-03"), answer("2024-05-09", word=Status.NOT_FOUND)).status is Status.NOT_FOUND


def test_a_point_of_entry_stays_one_when_its_upstream_becomes_known_later() -> None:
    entry, named = answer("2024-05-03", word=Status.POINT_OF_ENTRY), handed(FERNWICK, ORCHID, known_at="2024-05-09")
    assert stands(entry, named) == Standing(Status.POINT_OF_ENTRY, False, "2024-05-03", None, (entry, named))
    late = silence("2024-05-06")
    assert stands(entry, request("2024-05-04", "2024-05-04"), late, named).status is Status.POINT_OF_ENTRY
    for word in (Status.DOWNSTREAM, Status.ORIGINATING, Status.NOT_FOUND):
        assert stands(entry, answer("2024-05-06", word=word), named).status is Status.DOWNSTREAM
    assert stands(entry, named, gone=(entry.id,)).status is Status.DOWNSTREAM
    assert stands(entry, named, silence("2024-05-12", said_by=entry.said_by)).status is Status.NO_RESPONSE


def test_what_was_corrected_says_nothing() -> None:
    lost, found = answer("2024-05-03"), answer("2024-05-09", word=Status.NOT_FOUND)
    assert stands(lost, found, gone=(found.id,)) == Standing(Status.DOWNSTREAM, False, "2024-05-03", None, (lost,))
    assert stands(lost, gone=(lost.id,)) == Standing()
    again = request("2024-05-02")
    assert stands(again, lost, gone=(lost.id,)) == Standing(Status.OPEN, False, "2024-05-02")


# --- silence -------------------------------------------------------------------------------------------------------


def test_a_silence_stands_as_long_as_no_answer_follows() -> None:
    claim = silence("2024-05-14", "2024-05-13")
    found = stands(request("2024-05-02"), claim)
    assert found == Standing(Status.NO_RESPONSE, False, "2024-05-13", claim)
    assert (found.silent, found.interim) == (True, False)


def test_interim_and_final_are_two_things() -> None:
    interim, final = silence("2024-05-14", interim=True), silence("2024-05-20")
    found = stands(interim)
    assert found == Standing(Status.NO_RESPONSE, False, "2024-05-14", interim)
    assert (found.silent, found.interim) == (False, True)
    for order in permutations([interim, final]):
        assert stands(*order).silence == final
        assert (stands(*order).silent, stands(*order).interim) == (True, False)
    # Written again as "not yet": the newest word.
    later = replace(interim, id="later", known_at="2024-05-25")
    assert (stands(final, later).silent, stands(final, later).interim) == (False, True)


def test_a_silence_that_a_rule_made_of_a_count_is_no_statement_of_it() -> None:
    count = silence("2024-06-01", inferred=True)
    found = stands(count)
    assert found == Standing(Status.NO_RESPONSE, True, "2024-06-01", None)
    assert (found.silent, found.interim) == (False, False)
    # It takes back nothing that anybody said: neither an answer nor a word of "not yet".
    told = answer("2024-05-03")
    assert stands(told, count) == Standing(Status.DOWNSTREAM, False, "2024-05-03", None, (told,))
    interim = silence("2024-05-14", interim=True)
    assert stands(interim, count) == Standing(Status.NO_RESPONSE, False, "2024-05-14", interim)
    assert stands(answer("2024-05-30", inferred=True), count) == Standing(Status.DOWNSTREAM, True, "2024-05-30")
    assert stands(request("2024-05-02"), count) == Standing(Status.NO_RESPONSE, True, "2024-06-01")


def test_an_inferred_answer_is_newer_than_a_silence_before_it() -> None:
    """As of the mail that writes "not yet" the silence stands; as of the count of its month it is the point of entry, by inference."""
    interim = silence("2024-05-14", interim=True)
    count = answer("2024-06-01", word=Status.POINT_OF_ENTRY, inferred=True)
    assert stands(interim, count) == Standing(Status.POINT_OF_ENTRY, True, "2024-06-01")
    late = silence("2024-06-02")  # and one stated after it stands: an inference contradicts nobody
    assert stands(count, late) == Standing(Status.NO_RESPONSE, False, "2024-06-02", late)


SILENCE = silence("2024-05-14T16:00:00Z", "2024-05-13T12:00:00Z")


@pytest.mark.parametrize(
    ("known_at", "valid_at", "outcome"),
    [
        # Known later: it answered, whenever that was.
        ("2024-05-14T16:00:01Z", "2024-05-01T00:00:00Z", "answered"),
        ("2024-05-14T16:00:01Z", "2024-05-13T12:00:00Z", "answered"),
        ("2024-05-15", "2024-05-15", "answered"),
        # Known at once or before, and dated later: it answered since.
        ("2024-05-14T16:00:00Z", "2024-05-13T12:00:01Z", "answered"),
        ("2024-05-14T15:59:59Z", "2024-05-13T12:00:01Z", "answered"),
        ("2024-05-03", "2024-05-14", "answered"),
        # Neither known nor dated later.
        ("2024-05-14T16:00:00Z", "2024-05-13T11:59:59Z", "contradicted"),
        ("2024-05-14T15:59:59Z", "2024-05-13T12:00:00Z", "contradicted"),
        ("2024-05-14T15:59:59Z", "2024-05-13T11:59:59Z", "contradicted"),
        ("2024-05-03", "2024-05-03", "contradicted"),
    ],
)
def test_a_silence_ends_with_an_answer_known_later_or_dated_later(known_at: Moment, valid_at: Moment, outcome: str) -> None:
    for told in (answer(known_at, valid_at), handed(FERNWICK, ORCHID, known_at=known_at, valid_at=valid_at)):
        for order in permutations([told, SILENCE]):
            found = stands(*order)
            if outcome == "answered":
                assert found == Standing(Status.DOWNSTREAM, False, valid_at, None, (told,))
            else:
                assert found == Standing(answers=(told,), contradiction=Contradiction(SILENCE, told))
                assert (found.silent, found.interim, found.status) == (False, False, None)


def test_an_end_user_named_before_a_silence_contradicts_it_and_after_it_ends_it() -> None:
    before = status(FERNWICK, None, end_user="A Caller", known_at="2024-05-03")
    assert stands(before, SILENCE) == Standing(answers=(before,), contradiction=Contradiction(SILENCE, before))
    for valid_at in (None, "2024-05-03"):
        after = replace(before, known_at="2024-05-20", valid_at=valid_at)
        assert stands(after, SILENCE) == Standing(answers=(after,))


@pytest.mark.parametrize(
    "no_answer",
    [
        request("2024-05-16", known_at="2024-05-16"),  # sent again: open beside it
        said(Kind.REMINDED, FERNWICK, known_at="2024-05-16"),
        status(FERNWICK, Status.OPEN, known_at="2024-05-16"),
        status(FERNWICK, None, known_at="2024-05-16"),
        handed(LARKSPUR, FERNWICK, known_at="2024-05-16"),
        handed(LARKSPUR, FERNWICK, known_at="2024-05-16", said_by=FERNWICK),
        handed(FERNWICK, ORCHID, known_at="2024-05-16", attested=Attested.LETTER),
        handed(FERNWICK, ORCHID, known_at="2024-05-16", said_by=ORCHID),
        silence("2024-05-16", inferred=True),
        status(FERNWICK, Status.OPEN, known_at="2024-05-16", inferred=True),
    ],
)
def test_what_ends_no_silence(no_answer: Evidence) -> None:
    assert stands(SILENCE, no_answer) == Standing(Status.NO_RESPONSE, False, "2024-05-13T12:00:00Z", SILENCE)


def test_of_several_silences_the_newest_that_no_answer_followed() -> None:
    first, told, second = silence("2024-05-14"), answer("2024-05-16"), silence("2024-05-20")
    assert stands(first, told).silence is None
    again = request("2024-05-17", known_at="2024-05-17")
    assert stands(request("2024-05-02"), first, told, again, second) == Standing(
        Status.NO_RESPONSE, False, "2024-05-20", second, (told,)
    )  # fmt: skip


def test_a_silence_that_an_answer_ended_is_not_told_although_a_rule_comes_after() -> None:
    told, count = answer("2024-05-16"), silence("2024-06-01", inferred=True)
    assert stands(silence("2024-05-14"), told, count) == Standing(Status.DOWNSTREAM, False, "2024-05-16", None, (told,))


# --- an answer before a later statement of silence -----------------------------------------------------------------

TOLD = answer("2024-05-03")
LATER = silence("2024-05-14")


def test_an_answer_before_a_later_statement_of_silence_is_a_contradiction() -> None:
    expected = Standing(answers=(TOLD,), contradiction=Contradiction(LATER, TOLD))
    assert stands(TOLD, LATER) == stands(request("2024-05-02"), TOLD, LATER) == expected
    assert stands(TOLD, LATER, said(Kind.REMINDED, FERNWICK, known_at="2024-05-05")) == expected
    interim = replace(LATER, interim=True)
    assert stands(TOLD, interim).contradiction == Contradiction(interim, TOLD)
    recorded = answer("2024-05-03", said_by=DESK, on_word_of=FERNWICK)
    assert stands(recorded, LATER).contradiction == Contradiction(LATER, recorded)
    lost = answer("2024-05-03", word=Status.NOT_FOUND)  # also a word that it did not find the call is an answer
    assert stands(lost, LATER).contradiction == Contradiction(LATER, lost)


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
def test_of_two_speakers_at_one_instant_the_order_of_documents_chooses_neither(order: tuple[str, str]) -> None:
    told, silent = answer("2024-05-14", document=order[0]), silence("2024-05-14", document=order[1])
    assert stands(told, silent) == Standing(answers=(told,), contradiction=Contradiction(silent, told))
    learnt = [replace(claim, known_at="2024-05-20", valid_at="2024-05-14") for claim in (told, silent)]
    assert stands(*learnt) == Standing(answers=(learnt[0],), contradiction=Contradiction(learnt[1], learnt[0]))
    interim, lost = replace(silent, interim=True), replace(told, status=Status.NOT_FOUND)
    assert stands(lost, interim).contradiction == Contradiction(interim, lost)
    # Known at once, what is true later is the later word.
    assert stands(replace(told, valid_at="2024-05-13"), silent).contradiction is not None
    assert stands(told, replace(silent, valid_at="2024-05-13")) == Standing(Status.DOWNSTREAM, False, "2024-05-14", None, (told,))
    # Of one speaker's two words it is the one further down.
    mine = replace(told, said_by="ITG", on_word_of=FERNWICK)
    newest = max(mine, silent, key=statement_order)
    assert stands(mine, silent).status is newest.status
    assert stands(mine, silent).contradiction is None
    if newest is mine:  # what it takes back at once is set against nobody's older answer
        assert stands(answer("2024-05-03"), mine, silent).status is Status.DOWNSTREAM
    # An inference contradicts nobody.
    assert stands(replace(told, inferred=True), silent).silence == silent


def test_of_several_silences_at_one_instant_the_one_further_down_is_set_against_the_answer() -> None:
    first, second = silence("2024-05-14", lines=(4, 4)), silence("2024-05-14", lines=(9, 9), said_by=DESK)
    for order in permutations([TOLD, first, second]):
        assert stands(*order) == Standing(answers=(TOLD,), contradiction=Contradiction(second, TOLD))
    at_once = answer("2024-05-14", lines=(12, 12))
    assert stands(at_once, first, second) == Standing(answers=(at_once,), contradiction=Contradiction(second, at_once))


def test_what_a_count_leaves_no_choice_about_is_newer_than_a_contradiction_before_it() -> None:
    count = answer("2024-06-01", word=Status.POINT_OF_ENTRY, inferred=True)
    assert stands(TOLD, LATER, count) == Standing(Status.POINT_OF_ENTRY, True, "2024-06-01", None, (TOLD,))
    # Also where it speaks of the day of the silence, or was known with it.
    for known_at, valid_at in (("2024-06-01", "2024-05-14"), ("2024-05-14", "2024-05-14T09:00:00Z")):
        same = replace(count, known_at=known_at, valid_at=valid_at)
        assert stands(TOLD, LATER, same) == Standing(Status.POINT_OF_ENTRY, True, valid_at, None, (TOLD,))


def test_of_several_answers_the_newest_is_set_against_the_silence() -> None:
    older = answer("2024-05-02")
    assert stands(older, TOLD, LATER) == Standing(answers=(older, TOLD), contradiction=Contradiction(LATER, TOLD))


@pytest.mark.parametrize("name", ["ITG", "Industry Traceback Group", "the Traceback Consortium"])
def test_who_speaks_of_both_takes_its_earlier_word_back(name: str) -> None:
    told = answer("2024-05-03", said_by=name, on_word_of=FERNWICK)
    assert stands(told, LATER) == Standing(Status.NO_RESPONSE, False, "2024-05-14", LATER, (told,))
    # ... but not another's, though that one was given before.
    own = answer("2024-05-02")
    assert stands(own, told, LATER) == Standing(answers=(own, told), contradiction=Contradiction(LATER, own))


@pytest.mark.parametrize(
    ("requests", "contradicted"),
    [
        ([], True),
        (["2024-05-02"], True),
        (["2024-05-03"], True),  # asked and answered on one day
        (["2024-05-02", "2024-05-03"], True),  # asked again on the day of the answer: that answers it
        (["2024-05-02", "2024-05-04"], False),  # asked again since
        (["2024-05-03", "2024-05-04"], False),  # the first at the time of the answer
        (["2024-05-02", "2024-05-14"], False),  # ... on the day of the silence
        (["2024-05-02", "2024-05-15"], True),  # after it: of that request the silence says nothing
        (["2024-05-04"], True),  # no request known before the answer: this one may be the same as was answered
        (["2024-05-04", "2024-05-06"], True),
    ],
)
def test_a_silence_after_another_request_speaks_of_that_one(requests: list[Moment], contradicted: bool) -> None:
    asking = [request(at, known_at="2024-05-20") for at in requests]
    # When each was true counts, not when it became known.
    learnt_late = answer("2024-05-10", "2024-05-03"), silence("2024-05-20", "2024-05-14")
    for told, silent in ((TOLD, LATER), learnt_late):
        for order in permutations([*asking, told, silent]):
            found = stands(*order)
            if contradicted:
                assert found == Standing(answers=(told,), contradiction=Contradiction(silent, told))
            else:
                assert found == Standing(Status.NO_RESPONSE, False, "2024-05-14", silent, (told,))


def test_an_older_answer_before_another_request_contradicts_no_silence_after_it() -> None:
    older, asking = answer("2024-05-02"), [request("2024-05-01"), request("2024-05-04", known_at="2024-05-04")]
    assert stands(older, *asking, LATER).silence == LATER
    newer = answer("2024-05-05")
    assert stands(older, newer, *asking, LATER).contradiction == Contradiction(LATER, newer)


# --- as of an instant ----------------------------------------------------------------------------------------------


def test_an_answer_dated_later_than_that_has_not_been_given_yet() -> None:
    told = answer("2024-05-03", "2024-05-10T09:00:00Z")
    asking = request("2024-05-02")
    assert stands(asking, told, by="2024-05-10T08:59:59Z") == Standing(Status.OPEN, False, "2024-05-02")
    assert stands(asking, told, by="2024-05-10T09:00:00Z") == Standing(Status.DOWNSTREAM, False, told.at, None, (told,))
    assert stands(asking, told) == Standing(Status.DOWNSTREAM, False, told.at, None, (told,))
    onward = handed(FERNWICK, ORCHID, known_at="2024-05-03", valid_at="2024-05-10T09:00:00Z")
    assert stands(asking, onward, by="2024-05-10T08:59:59Z") == Standing()  # the hand-off is known, the answer not given
    assert stands(asking, onward, by="2024-05-10T09:00:00Z").answers == (onward,)
    # An answer noted too early ends no silence before its day.
    silent = silence("2024-05-04")
    assert stands(told, silent, by="2024-05-09").silence == silent
    assert stands(told, silent, by="2024-05-11").status is Status.DOWNSTREAM


def test_a_silence_dated_later_than_that_has_not_come_about_yet() -> None:
    silent = silence("2024-05-03", "2024-05-10")
    assert stands(silent, by="2024-05-09T23:59:59Z") == Standing()
    assert stands(silent, by="2024-05-10").silence == silent


def test_what_another_provider_of_the_call_says_of_a_status_ends_no_silence() -> None:
    named = handed(LARKSPUR, FERNWICK, known_at="2024-05-03")
    silent = silence("2024-05-08")
    word = status(FERNWICK, Status.ORIGINATING, known_at="2024-05-12", said_by=LARKSPUR)
    state = stands(named, silent, word)
    assert (state.silence, state.status, state.answers) == (silent, Status.NO_RESPONSE, ())
    # Nor where it stands in a list that names no other provider, so that it is taken for a record of the answer.
    assert stands(named, silent, replace(word, on_word_of=FERNWICK)).silence == silent
    # Of whom nothing else is said, it is what is known; what the one who asks tells, or who only records it, ends the silence.
    assert stands(named, word).status is Status.ORIGINATING
    for says in ({"said_by": DESK, "on_word_of": FERNWICK}, {"said_by": "ITG"}, {"said_by": FERNWICK}):
        state = stands(named, silent, status(FERNWICK, Status.ORIGINATING, known_at="2024-05-12", **says))
        assert (state.silence, state.status) == (None, Status.ORIGINATING)


def test_a_strangers_word_is_no_answer_and_ends_no_silence() -> None:
    silent = silence("2024-05-08")
    for word in sorted(ANSWERS):
        strange = status(FERNWICK, word, known_at="2024-05-12", said_by="Whinchat Telecom (competitor)")
        assert (stands(silent, strange).silence, stands(silent, strange).answers) == (silent, ())
        assert stands(strange).answers == ()
        assert stands(strange).status is (None if word is Status.NOT_FOUND else word)


def test_nobody_else_says_that_a_provider_did_not_find_the_call() -> None:
    named = handed(LARKSPUR, FERNWICK, known_at="2024-05-03")
    lost = status(FERNWICK, Status.NOT_FOUND, known_at="2024-05-12", said_by=LARKSPUR)
    assert stands(named, lost) == Standing()
    assert stands(named, replace(lost, said_by="ITG")).status is Status.NOT_FOUND


def test_a_silence_for_good_stands_beside_a_request_that_was_sent_again() -> None:
    final, yet = silence("2024-06-10"), silence("2024-06-16", interim=True)
    again = request("2024-06-14", known_at="2024-06-14")
    assert stands(request("2024-06-03"), final, again, yet).silence == final
    later = silence("2024-06-20")
    assert stands(request("2024-06-03"), final, again, yet, later).silence == later
    assert stands(request("2024-06-03"), final, yet).silence == yet  # of one request the newest word
    assert stands(request("2024-06-03"), final, again, yet, answer("2024-06-18")).silence is None


def test_whether_a_hop_was_silent_at_an_earlier_instant() -> None:
    silent, told = silence("2024-05-14T16:00:00Z"), answer("2024-05-20T09:00:00Z")
    its, *_ = on(request("2024-05-02"), silent, told)
    moments = ("2024-05-14T15:59:59Z", "2024-05-14T16:00:00Z", "2024-05-20T08:59:59Z", "2024-05-20T09:00:00Z")
    assert [silent_as_of(its, moment) for moment in moments] == [False, True, True, False]
    assert silent_as_of([], "2024-05-20") is False
    assert silent_as_of(its, "2024-04-30") is False  # before anything was known
    # What was true of that instant and became known later was not known then.
    learnt = silence("2024-05-14", "2024-05-10")
    assert [silent_as_of(on(learnt)[0], day) for day in ("2024-05-12", "2024-05-14")] == [False, True]
    assert silent_as_of(on(learnt, answer("2024-05-13", "2024-05-11"))[0], "2024-05-12") is False
    # Also a "not yet" is a request unanswered at that time; what a rule made of a count is not.
    assert silent_as_of(on(silence("2024-05-14", interim=True))[0], "2024-05-15") is True
    assert silent_as_of(on(silence("2024-05-14", inferred=True))[0], "2024-05-15") is False
    # An answer known before it was given had not been given.
    noted = answer("2024-05-15", "2024-05-18")
    assert [silent_as_of(on(silent, noted)[0], day) for day in ("2024-05-17T12:00:00Z", "2024-05-18")] == [True, False]


def test_silence_is_asked_of_the_hops_own_provider() -> None:
    """The first of its bearings may be another's claim on it: a hand-off to its downstream."""
    its, *_ = on(handed(LARKSPUR, FERNWICK, known_at="2024-05-02"), silence("2024-05-14"))
    assert silent_as_of(its, "2024-05-14") is True


# --- corrections ---------------------------------------------------------------------------------------------------


def corrections(*claims: Evidence) -> dict[str, str]:
    """Id of what was corrected -> id of the word that stands."""
    its, who, _ = on(*claims)
    upstream_of = {b.evidence.id: b.hop or "" for b in borne(claims) if b.side == "upstream"}
    own = [b.evidence for b in its if b.side != "upstream"]
    return {old: new.id for old, new in corrected(own, upstream_of, who).items()}


def test_corrected_is_what_its_own_speaker_said_otherwise_later() -> None:
    one, two, three = (
        handed(FERNWICK, up, known_at=day) for up, day in (("Left", "2024-05-03"), ("Right", "2024-05-05"), ("Middle", "2024-05-07"))
    )
    assert corrections(one, two, three) == {one.id: three.id, two.id: three.id}
    assert corrections(one) == {}
    again = handed(FERNWICK, "Left", known_at="2024-05-09")
    assert corrections(one, again) == {}
    assert corrections(one, two, again) == {two.id: again.id}  # back to its first word
    # What became known last is the later word, whatever day it speaks of.
    assert corrections(one, replace(two, valid_at="2024-05-01")) == {one.id: two.id}
    user = status(FERNWICK, None, end_user="A Caller", known_at="2024-05-09")
    assert corrections(one, user) == {one.id: user.id}
    assert corrections(one, replace(two, said_by="ITG"), replace(three, said_by=DESK)) == {}


def test_a_word_of_the_same_instant_corrects_none_and_is_corrected_by_a_later() -> None:
    one, two = handed(FERNWICK, "Left"), handed(FERNWICK, "Right")
    assert corrections(one, two) == {}
    later = answer("2024-05-09", word=Status.NOT_FOUND)
    assert corrections(one, two, later) == {one.id: later.id, two.id: later.id}


def test_of_two_words_of_one_row_the_same_corrects_whatever_their_ids() -> None:
    one = status(FERNWICK, Status.ORIGINATING, known_at="2024-05-03")
    for ids in ("ab", "ba"):
        two = handed(FERNWICK, "Right", id=ids[0], known_at="2024-05-05", quote="a row")
        three = status(FERNWICK, Status.NOT_FOUND, id=ids[1], known_at="2024-05-05", quote="a row")
        assert corrections(one, two, three) == {one.id: three.id}


def test_known_at_once_the_word_that_is_true_later_corrects() -> None:
    one = handed(FERNWICK, "Left", known_at="2024-05-05", valid_at="2024-05-04")
    assert corrections(one, handed(FERNWICK, "Right", id="x", known_at="2024-05-05", valid_at="2024-05-05")) == {one.id: "x"}
    assert corrections(one, handed(FERNWICK, "Right", id="x", known_at="2024-05-05", valid_at="2024-05-04")) == {}


def test_a_general_word_is_corrected_with_all_it_excludes() -> None:
    """That it got the call from somebody goes with any upstream, and with neither an origin nor "not found"."""
    general, named = answer("2024-05-03"), handed(FERNWICK, "Left", known_at="2024-05-05")
    assert corrections(general, named) == {}
    origin = answer("2024-05-09", word=Status.ORIGINATING)
    assert corrections(general, named, origin) == {general.id: origin.id, named.id: origin.id}
    lost = answer("2024-05-11", word=Status.NOT_FOUND)
    assert corrections(origin, lost) == {origin.id: lost.id}
    assert corrections(lost, answer("2024-05-12", id="x", word=Status.POINT_OF_ENTRY)) == {lost.id: "x"}


def test_a_provider_speaks_for_itself_under_each_of_its_names_and_the_consortium_under_each_of_its() -> None:
    one = handed(FERNWICK, "Left", known_at="2024-05-03")
    two = handed(FERNWICK, "Right", id="x", known_at="2024-05-05", said_by="FERNWICK VOICE, LLC")
    assert corrections(one, two) == {one.id: "x"}
    asks = replace(one, said_by="ITG")
    assert corrections(asks, replace(two, said_by="Industry Traceback Group")) == {asks.id: "x"}
    assert corrections(asks, replace(two, said_by="Industry Group")) == {}
    lists = replace(one, said_by=DESK)
    assert corrections(lists, replace(two, said_by="INCIDENT  desk,")) == {lists.id: "x"}
    # Whose word a recorder reports makes it no other speaker, and does not make it the provider.
    assert corrections(replace(lists, on_word_of=FERNWICK), two) == {}


@pytest.mark.parametrize(
    "mute",
    [
        status(FERNWICK, Status.OPEN, known_at="2024-05-09", said_by=FERNWICK),
        status(FERNWICK, Status.NO_RESPONSE, known_at="2024-05-09", said_by=FERNWICK),
        status(FERNWICK, None, known_at="2024-05-09"),
        asked(FERNWICK, known_at="2024-05-09", said_by=FERNWICK),
        answer("2024-05-09", word=Status.NOT_FOUND, inferred=True),
        handed(FERNWICK, None, upstream_hop="t9", known_at="2024-05-09"),
        handed(LARKSPUR, FERNWICK, known_at="2024-05-09", said_by=FERNWICK),
    ],
)
def test_what_says_nothing_of_from_whom_the_call_came_corrects_nothing(mute: Evidence) -> None:
    assert corrections(handed(FERNWICK, "Left", known_at="2024-05-03"), mute) == {}


# --- speakers ------------------------------------------------------------------------------------------------------

BOTH_NAMES = Provider("fernwick-voice", "Fernwick Voice, LLC", ("Fernwick Voice, LLC", "fernwickvoice.example"))


@pytest.mark.parametrize(
    ("speaker", "itself"),
    [
        ("Fernwick Voice, LLC", True),
        ("FERNWICK  VOICE llc.", True),
        ("Fernwick Voice", True),  # a legal form that only one of them has
        ("fernwickvoice.example", True),
        ("Fernwick Voice, Inc.", False),  # another form: perhaps another person in law
        ("Fernwick", False),
        ("Fernwick Voice of Ohio", False),
        ("", False),
        (None, False),
    ],
)
def test_whether_a_speaker_is_the_provider(speaker: str | None, itself: bool) -> None:
    assert speakers.is_provider(speaker, BOTH_NAMES) is itself
    # Found by name among many, it is found as surely.
    many = [Provider(f"p{k}", f"Provider {k}", (f"Provider {k}",)) for k in range(5)]
    is_another = speakers.another([*many, BOTH_NAMES])
    assert is_another(speaker or "-", many[0]) is itself
    assert not is_another(speaker or "-", BOTH_NAMES)


def test_among_thousands_a_speaker_is_known_as_one_of_them() -> None:
    many = [Provider(f"p{k}", f"Provider {k}", (f"Provider {k}", f"p{k}.example")) for k in range(2_000)]
    is_another = speakers.another(many)
    for _ in range(2):  # asked again, it is as before
        for name in ("PROVIDER 7, LLC", "p7.example", "Provider 7"):
            assert (is_another(name, many[7]), is_another(name, many[9])) == (False, True)
        assert not is_another("ITG", many[9])
        assert not is_another("", many[9])
    assert not speakers.another([])("Provider 7", many[9])
    # Of two that differ in nothing but their legal form, whose name has none may be either.
    forms = [Provider("llc", "Alder LLC", ("Alder LLC",)), Provider("inc", "Alder Inc", ("Alder Inc",))]
    assert [speakers.another(forms)("Alder", form) for form in forms] == [True, True]
    assert [speakers.another(forms)("Alder LLC", form) for form in forms] == [False, True]


@pytest.mark.parametrize(
    ("says", "itself"),
    [
        ({}, True),
        ({"said_by": "fernwickvoice.example"}, True),
        ({"said_by": DESK, "on_word_of": "Fernwick Voice"}, True),
        ({"said_by": DESK}, False),
        ({"said_by": DESK, "on_word_of": ORCHID}, False),
        ({"attested": Attested.LETTER}, False),
        ({"attested": Attested.AGGREGATE}, False),
        ({"said_by": DESK, "on_word_of": "Fernwick Voice", "attested": Attested.LETTER}, False),
        ({"inferred": True}, False),
    ],
)
def test_whether_a_claim_is_a_providers_own_word(says: dict[str, Any], itself: bool) -> None:
    assert speakers.speaks_for_itself(handed("Fernwick Voice, LLC", ORCHID, **says), BOTH_NAMES) is itself


@pytest.mark.parametrize(
    ("name", "is_it"),
    [
        ("ITG", True),
        ("itg", True),
        ("The ITG", True),
        ("Industry Traceback Group", True),
        ("USTelecom's Industry Traceback Group (ITG)", True),
        ("US Traceback Consortium", True),
        ("the ITG by telephone", True),
        ("Industry Traceback Group (ITG), LLC", True),
        ("ITG, LLC", True),
        ("ITG Voice, LLC", False),  # a company by its legal form
        ("Northwick ITG Inc.", False),
        ("registered traceback consortium", True),
        ("ITGlobal Telecom", False),  # part of a word
        ("Digitg", False),
        ("Traceback Voice, LLC", False),
        ("Traceback", False),
        ("Consortium", False),
        ("", False),
    ],
)
def test_the_consortium_under_its_names(name: str, is_it: bool) -> None:
    assert speakers.is_consortium(name) is is_it


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ITG", "ITG", True),
        ("ITG", "Industry Traceback Group", True),
        ("Incident desk", "INCIDENT desk.", True),
        ("Incident desk", "Incident desk, LLC", False),
        ("ITG", "Incident desk", False),
        ("Incident desk", "Traceback Consortium", False),
    ],
)
def test_whether_two_claims_have_one_speaker(one: str, other: str, same: bool) -> None:
    a, b = status(FERNWICK, None, said_by=one), status(FERNWICK, None, said_by=other)
    assert speakers.same(a, b) is speakers.same(b, a) is same


def test_speakers_are_named_once_in_the_order_in_which_they_first_spoke() -> None:
    claims = [
        status(FERNWICK, None, said_by=name, known_at=day)
        for name, day in (("Desk", "2024-05-09"), ("ITG", "2024-05-03"), ("DESK", "2024-05-05"), ("Orchid", "2024-05-07"))
    ]
    for order in permutations(claims):
        assert speakers.named(order) == ("ITG", "DESK", "Orchid")
    assert speakers.named([]) == ()


# --- whatever is claimed -------------------------------------------------------------------------------------------

MOMENTS = ["2024-05-02", "2024-05-02T10:00:00Z", "2024-05-03", "2024-05-20"]
moments = st.sampled_from(MOMENTS)
SPEAKERS = ["ITG", "Industry Traceback Group", DESK, FERNWICK, ORCHID]
sorts = st.sampled_from([*Status, "asked", "handed", "end user"])


@st.composite
def statements(draw: st.DrawFn) -> list[Evidence]:
    found = []
    for sort, known, valid, speaker, flag in draw(
        st.lists(st.tuples(sorts, moments, st.none() | moments, st.sampled_from(SPEAKERS), st.integers(0, 5)), max_size=6)
    ):
        says: dict[str, Any] = {"known_at": known, "valid_at": valid, "said_by": speaker}
        if sort == "asked":
            found.append(asked(FERNWICK, **says))
        elif sort == "handed":
            found.append(handed(FERNWICK, ORCHID, **says, attested=Attested.LETTER if flag == 0 else None))
        elif sort == "end user":
            found.append(status(FERNWICK, None, end_user="A Caller", **says))
        else:
            found.append(status(FERNWICK, Status(sort), inferred=flag == 0, interim=True if flag == 1 else None, **says))
    return found


whatever = settings(max_examples=80)


@whatever
@given(statements(), st.randoms())
def test_the_order_of_claims_does_not_matter(claims: list[Evidence], random: Any) -> None:
    shuffled = claims[:]
    random.shuffle(shuffled)
    assert [hop.standing for hop in path(*shuffled).hops] == [hop.standing for hop in path(*claims).hops]


@whatever
@given(statements())
def test_words_of_one_moment_are_seen_quickly_to_correct_nothing(claims: list[Evidence]) -> None:
    who, upstream_of = (
        Provider("fernwick", FERNWICK, (FERNWICK,)),
        {claim.id: "orchid" for claim in claims if claim.kind is Kind.HANDED_OFF},
    )
    quickly = corrected(claims, upstream_of, who)
    with pytest.MonkeyPatch.context() as slowly:
        slowly.setattr(answered, "_all_at_once", lambda _: False)
        assert corrected(claims, upstream_of, who) == quickly
    assert not (quickly and answered._all_at_once(claims))


@whatever
@given(statements(), st.none() | moments)
def test_a_silence_is_somebodys_word_and_no_answer_is_known_or_dated_later(claims: list[Evidence], by: Moment | None) -> None:
    found = stands(*claims, by=by) if claims else Standing()
    if found.silence:
        assert (found.status, found.inferred, found.contradiction) == (Status.NO_RESPONSE, False, None)
        assert found.silence in claims
        assert not found.silence.inferred
        for told in found.answers:
            assert (told.known_at, told.at) <= (found.silence.known_at, told.at)
            assert told.at <= found.silence.at
    elif found.status is Status.NO_RESPONSE:
        assert found.inferred
    if found.contradiction:
        assert (found.status, found.at, found.silence) == (None, None, None)
        assert found.contradiction.answer in found.answers
        assert not speakers.same(found.contradiction.answer, found.contradiction.silence)
    if by:
        assert all(told.at <= by for told in found.answers)
    if found.status is Status.OPEN:
        assert not found.answers


@whatever
@given(statements(), st.sampled_from(sorted(ANSWERS)), st.sampled_from(["ITG", FERNWICK, DESK]))
def test_an_answer_known_after_all_else_is_what_stands(claims: list[Evidence], word: Status, speaker: str) -> None:
    told = status(FERNWICK, word, known_at="2024-06-01", said_by=speaker, on_word_of=FERNWICK if speaker == DESK else None)
    found = stands(*claims, told)
    assert (found.status, found.inferred, found.silence, found.contradiction) == (word, False, None, None)
    assert told in found.answers


@whatever
@given(statements(), moments)
def test_a_request_makes_nobody_answer_and_ends_no_silence(claims: list[Evidence], at: Moment) -> None:
    before, after = stands(*claims) if claims else Standing(), stands(*claims, request(at, known_at="2024-06-01"))
    assert after.answers == before.answers
    if before.silence:
        assert after.silence == before.silence
    if before.status not in (None, Status.OPEN):
        assert after.status is before.status
