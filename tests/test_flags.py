"""Who did not cooperate: every rule with its exact numbers, and who must not be flagged."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracer
from tests import story
from tests.cases import Desk, hop_list
from tests.claims import asked, called, handed, said, status, who_of
from tracer.counts import Counted
from tracer.flags import Count, Flag, _densest, _later, _Silences, flags, parts, rules, wilson
from tracer.hops import bearings
from tracer.letters import Letters, letters
from tracer.model import Attested, Evidence, Kind, Provider, Role, Status, replace
from tracer.path import CallPath, call_path

ORCHID = "Orchid Transit Corp"
KEY = "orchid-transit-corp"
LETTER = "fcc-2024-06-12-orchid-transit"
AGAIN = "fcc-2024-09-12-orchid-transit"
BUREAU = "Enforcement Bureau"
FERNWICK, BEACON = (Provider(name.lower().replace(" ", "-"), name, (name,)) for name in ("Fernwick Voice", "Beacon Tandem"))


def silence(incident: str, known_at: str = "2024-05-14", provider: str = ORCHID, **says: Any) -> Evidence:
    return status(provider, Status.NO_RESPONSE, known_at=known_at, incident=incident, **says)


def not_yet(incident: str, known_at: str = "2024-05-14", **says: Any) -> Evidence:
    return silence(incident, known_at, interim=True, **says)


def answer(incident: str, known_at: str, word: Status = Status.DOWNSTREAM, **says: Any) -> Evidence:
    return status(ORCHID, word, known_at=known_at, incident=incident, **says)


def names(incident: str, known_at: str, upstream: str = "Tidewater Minutes", **says: Any) -> Evidence:
    """Its own word from whom it got the call."""
    return handed(ORCHID, upstream, known_at=known_at, incident=incident, **says)


def requested(*incidents: str, at: str = "2024-05-03T13:20:00Z", **says: Any) -> list[Evidence]:
    return [asked(ORCHID, incident=i, known_at=at, **says) for i in incidents]


def counted(number: int, total: int | None, known_at: str = "2024-06-01", recipient: Provider | None = FERNWICK, **says: Any) -> Counted:
    """A row of the monthly metrics to Fernwick Voice: so many of so many in the month up to then."""
    by_authority, name = says.pop("by_authority", False), says.pop("provider", ORCHID)
    window = {"window_from": "2024-05-02", "window_to": known_at}
    by = {"said_by": "Industry Traceback Group", "incident": None, "document_kind": "itg_mailbox", "document": "metrics"}
    claim = said(Kind.COUNTED, name, **{**by, **window, "no_response": number, "total": total, "known_at": known_at, **says})
    return Counted(claim, Provider(name.lower().replace(" ", "-"), name, (name,)), recipient, by_authority)


def noticed(number: int = 62, **says: Any) -> Counted:
    """An authority's `at least`."""
    window = {"window_from": "2024-03-01", "window_to": None}
    by = {"said_by": "Task Force", "document_kind": "ag_notice", "document": "notice", "by_authority": True}
    total, known_at = says.pop("total", None), says.pop("known_at", "2024-09-03")
    return counted(number, total, known_at, None, **{"at_least": True, **by, **window, **says})


def in_letter(
    *silent: int, of: int, letter: str = LETTER, known_at: str = "2024-06-12", document: str | None = None, first: int = 1
) -> list[Evidence]:
    """A letter of so many rows, of which these say that nobody answered; its calls are numbered from `first` on."""
    at: dict[str, Any] = {"document": document or letter, "known_at": known_at, "said_by": BUREAU}
    claims = [said(Kind.ACTED, ORCHID, action=letter, incident=None, **at)]
    for number in range(1, of + 1):
        row = {"incident": f"{letter}.{number}", **at}
        claims.append(asked(ORCHID, valid_at="2024-05-03T13:20:00Z", **row))
        claims.append(called(call_at="2024-05-02", caller=f"+120255501{number + first - 1:02d}", **row))
        if number in silent:
            claims.append(status(ORCHID, Status.NO_RESPONSE, **row))
        else:
            claims.append(handed(ORCHID, "Hollin Outreach", role=Role.CUSTOMER, attested=Attested.LETTER, **row))
    return claims


def drawn(claims: Sequence[Evidence], as_of: str | None = None) -> tuple[list[CallPath], Letters]:
    """The paths of these claims, and the letters among them."""
    who = who_of(claims)
    by_incident: dict[str, list[Evidence]] = {}
    for claim in claims:
        if claim.incident and claim.known_by(as_of):
            by_incident.setdefault(claim.incident, []).append(claim)
    paths = [call_path(i, list(bearings(i, its, who)), as_of) for i, its in by_incident.items()]
    acted = [claim for claim in claims if claim.kind == Kind.ACTED]
    documents = {claim.document for claim in acted}
    return paths, letters(acted, [c for c in claims if c.incident and c.document in documents], who)


def everybody(*claims: Evidence, counts: Iterable[Counted] = (), as_of: str | None = None, **how: Any) -> list[Flag]:
    paths, read = drawn(claims, as_of)
    return flags(parts(paths), list(counts), read, **how)


def found(*claims: Evidence, counts: Iterable[Counted] = (), as_of: str | None = None, **how: Any) -> list[Flag]:
    """The flags of Orchid Transit alone: who else stands in its calls does not matter."""
    return [flag for flag in everybody(*claims, counts=counts, as_of=as_of, **how) if flag.provider_key == KEY]


def shown(made: list[Flag]) -> dict[str, tuple[int, int | None]]:
    """Of the one provider flagged: by rule, how many of how many."""
    return {one.rule: (one.number, one.asked) for flag in made for one in flag.counts}


# --- a stated non-response still standing --------------------------------------------------------------------------


def test_a_stated_non_response_still_standing() -> None:
    said_so = silence("itg-1", "2024-05-14T14:01:00Z")
    [flag] = found(said_so, *requested("itg-1", "itg-2"))
    assert (flag.provider, flag.provider_key, flag.rules) == (ORCHID, KEY, ["stated-no-response"])
    assert (flag.no_response, flag.asked, flag.since, flag.said_by) == (1, 2, "2024-05-14T14:01:00Z", ("ITG",))
    assert (flag.incidents, flag.evidence, flag.contradictions, flag.contradicting) == (("itg-1",), (said_so,), (), ())
    assert flag.counts == (Count("stated-no-response", 1, 2, "2024-05-14T14:01:00Z", False, ("itg-1",), (said_so,), 0, True),)


def test_nobody_is_flagged_who_is_only_asked_named_or_late() -> None:
    assert everybody() == []
    assert everybody(*requested("itg-1", at="2020-01-01")) == []
    assert everybody(status(ORCHID, Status.OPEN, incident="itg-1")) == []
    assert everybody(status(ORCHID, None, incident="itg-1")) == []
    assert everybody(handed("Fernwick Voice", ORCHID, incident="itg-1")) == []
    assert everybody(answer("itg-1", "2024-05-10"), names("itg-2", "2024-05-10")) == []


@pytest.mark.parametrize("word", [Status.DOWNSTREAM, Status.POINT_OF_ENTRY, Status.ORIGINATING])
def test_a_later_answer_clears_it_and_an_earlier_one_contradicts_it(word: Status) -> None:
    assert found(silence("itg-1"), answer("itg-1", "2024-05-20", word)) == []
    [flag] = found(silence("itg-1"), answer("itg-1", "2024-05-10", word))
    assert (flag.counts, len(flag.contradictions)) == ((), 1)


def test_a_request_sent_again_ends_no_silence() -> None:
    for later in (status(ORCHID, Status.OPEN, known_at="2024-05-20", incident="itg-1"), *requested("itg-1", at="2024-05-20")):
        assert shown(found(silence("itg-1"), later)) == {"stated-no-response": (1, 1)}


def test_a_provider_that_later_names_its_upstream_has_answered() -> None:
    assert found(silence("itg-1"), names("itg-1", "2024-05-20")) == []
    # Known at once, its answer is not later than the silence: two statements that contradict each other.
    assert [flag.rules for flag in found(silence("itg-1"), names("itg-1", "2024-05-14"))] == [[]]
    # What somebody else says of its hand-off is no answer of its own.
    by_another = handed(ORCHID, "Tidewater Minutes", known_at="2024-05-20", incident="itg-1", attested=Attested.LETTER)
    assert shown(found(silence("itg-1"), by_another)) == {"stated-no-response": (1, 1)}


def test_an_answer_known_later_and_dated_earlier_ends_a_silence_all_the_same() -> None:
    assert found(silence("itg-1"), answer("itg-1", "2024-06-20", valid_at="2024-05-10")) == []
    [flag] = found(silence("itg-1", "2024-06-20", valid_at="2024-05-14"), answer("itg-1", "2024-06-01", valid_at="2024-05-10"))
    assert (flag.rules, len(flag.contradictions)) == ([], 1)
    assert found(silence("itg-1", "2024-06-20", valid_at="2024-05-14"), answer("itg-1", "2024-06-01", valid_at="2024-05-15")) == []


def test_each_incident_counts_once_however_many_say_so() -> None:
    copies = [silence("itg-1"), silence("itg-1", document="d2"), silence("itg-1", "2024-05-16")]
    assert shown(found(*copies)) == {"stated-no-response": (1, 1)}
    twice = [silence("itg-1", hop="901"), silence("itg-1", hop="902"), silence("itg-2")]
    at = requested("itg-1", "itg-2", hop="901")
    assert shown(found(*twice, *at, times=2)) == {"stated-no-response": (2, 2), "repeat": (2, None)}


def test_of_two_places_in_one_incident_one_may_stand() -> None:
    rows = [silence("itg-1", hop="901"), silence("itg-1", hop="902"), answer("itg-1", "2024-05-20", hop="902")]
    assert shown(found(*rows)) == {"stated-no-response": (1, 1)}


def test_since_is_the_first_that_still_stands() -> None:
    rows = [
        silence("itg-1", "2024-05-20"), silence("itg-2", "2024-05-16", valid_at="2024-05-15T09:00:00Z"), silence("itg-3", "2024-05-02"),
        answer("itg-3", "2024-06-01"),
    ]  # fmt: skip
    [flag] = found(*rows)
    assert (flag.no_response, flag.asked, flag.since, flag.incidents) == (2, 3, "2024-05-15T09:00:00Z", ("itg-2", "itg-1"))


def test_who_says_so_each_once_in_the_order_first_said() -> None:
    rows = [
        silence("itg-2", "2024-05-15", said_by="Beacon Tandem"),
        silence("itg-1", "2024-05-14"),
        silence("itg-3", "2024-05-16", said_by="itg"),
    ]
    [flag] = found(*rows, counts=[noticed(1, known_at="2024-05-13")])
    assert flag.said_by == ("Task Force", "ITG", "Beacon Tandem")


# --- not yet answered ----------------------------------------------------------------------------------------------


def test_a_silence_while_the_time_to_answer_may_run_is_a_rule_of_its_own_without_share_and_repeat() -> None:
    rows = [not_yet(f"itg-{n}", f"2024-05-{13 + n}") for n in (1, 2, 3)]
    [flag] = found(*rows, *requested("itg-1", "itg-2", "itg-3", "itg-4"), times=1)
    assert flag.counts == (Count("not-yet-answered", 3, None, "2024-05-14", False, ("itg-1", "itg-2", "itg-3"), tuple(rows), 0, True),)
    assert (flag.no_response, flag.asked, flag.largest, flag.counts[0].interval) == (0, None, None, None)


def test_interim_and_final_words_stand_side_by_side() -> None:
    [flag] = found(not_yet("itg-1"), silence("itg-2"), *requested("itg-1", "itg-2", "itg-3"), times=1)
    assert shown([flag]) == {"not-yet-answered": (1, None), "stated-no-response": (1, 3), "repeat": (1, None)}
    assert (flag.no_response, flag.asked, flag.incidents) == (1, 3, ("itg-1", "itg-2"))
    # Of one incident the newer word stands.
    assert shown(found(not_yet("itg-1"), silence("itg-1", "2024-05-20"))) == {"stated-no-response": (1, 1)}
    assert shown(found(silence("itg-1"), not_yet("itg-1", "2024-05-20"))) == {"not-yet-answered": (1, None)}


def test_a_count_of_what_is_not_answered_yet_is_interim_too() -> None:
    row = counted(4, 9, interim=True)
    [flag] = found(counts=[row], times=1)
    assert flag.counts == (Count("not-yet-answered", 4, None, "2024-05-02", False, (), (row.claim,)),)
    assert (flag.no_response, flag.asked) == (0, None)
    # Beside single reports the larger number stands; beside final counts it is a rule of its own.
    assert shown(found(not_yet("itg-1"), counts=[row])) == {"not-yet-answered": (4, None)}
    assert shown(found(*(not_yet(f"itg-{n}") for n in range(6)), counts=[row])) == {"not-yet-answered": (6, None)}
    assert shown(found(counts=[row, counted(2, 5)])) == {"not-yet-answered": (4, None), "stated-no-response": (2, 5)}


def test_what_was_answered_since_is_no_longer_waited_for() -> None:
    said = [*requested("itg-1"), not_yet("itg-1"), answer("itg-1", "2024-06-05")]
    assert shown(found(*said, counts=[counted(1, 9, interim=True)])) == {}
    assert shown(found(*said, counts=[counted(3, 9, interim=True)])) == {"not-yet-answered": (2, None)}


def test_the_sample_of_december_as_of_each_day() -> None:
    """Interim on 14 December; counted once, as point of entry, on 1 January: then it is not flagged."""
    rows = [
        not_yet("itg-1", "2022-12-14T16:02:00Z"),
        status(ORCHID, Status.POINT_OF_ENTRY, known_at="2023-01-01T09:00:00Z", incident="itg-1", inferred=True),
    ]
    assert shown(found(*rows, as_of="2022-12-15T23:59:59Z")) == {"not-yet-answered": (1, None)}
    assert found(*rows, as_of="2023-01-02T23:59:59Z") == found(*rows) == []
    assert found(*rows, as_of="2022-12-14T16:01:59Z") == []
    assert shown(found(*rows, as_of="2022-12-14T16:02:00Z")) == {"not-yet-answered": (1, None)}


def test_each_who_says_that_no_answer_came_is_named_and_the_first_day_told() -> None:
    said = [silence("itg-1", known_at="2024-05-09"), silence("itg-1", known_at="2024-05-19", said_by="A competitor")]
    for order in permutations(said):
        [flag] = found(*requested("itg-1"), *order)
        assert (flag.no_response, flag.since, flag.said_by) == (1, "2024-05-09", ("ITG", "A competitor"))
    again = [*requested("itg-1"), said[0], answer("itg-1", "2024-05-12"), *requested("itg-1", at="2024-05-14"), said[1]]
    assert [(f.since, f.said_by) for f in found(*again)] == [("2024-05-19", ("A competitor",))]  # the answer ended the first


# --- what was inferred ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", list(Status))
def test_an_inferred_status_flags_nobody(word: Status) -> None:
    made = status(ORCHID, word, known_at="2024-06-01", incident="itg-1", inferred=True)
    assert everybody(made, *requested("itg-1")) == []


def test_an_inferred_answer_clears_and_an_inferred_silence_takes_nothing_back() -> None:
    at: dict[str, Any] = {"known_at": "2024-06-01", "incident": "itg-1", "inferred": True}
    assert found(silence("itg-1"), status(ORCHID, Status.POINT_OF_ENTRY, **at)) == []
    stated = silence("itg-1")
    [flag] = found(stated, status(ORCHID, Status.NO_RESPONSE, **at), *requested("itg-1", "itg-2"))
    assert (flag.no_response, flag.asked, flag.evidence) == (1, 2, (stated,))


# --- not found -----------------------------------------------------------------------------------------------------


def test_not_found_is_a_flag_of_its_own_and_no_silence() -> None:
    lost = answer("itg-1", "2024-05-20", Status.NOT_FOUND)
    [flag] = found(lost, *requested("itg-1", "itg-2", "itg-3"))
    assert flag.counts == (Count("not-found", 1, 3, "2024-05-20", False, ("itg-1",), (lost,), 0, True),)
    assert (flag.rules, flag.no_response, flag.asked, flag.incidents) == (["not-found"], 0, 3, ("itg-1",))
    assert flag.largest is None
    assert found(lost, answer("itg-1", "2024-05-21")) == [], "not found, then found, is found"
    [both] = found(lost, silence("itg-2"))
    assert (both.rules, both.no_response, both.asked) == (["stated-no-response", "not-found"], 1, 2)
    assert found(silence("itg-1"), answer("itg-1", "2024-05-20", Status.NOT_FOUND))[0].rules == ["not-found"], "it is an answer"


def test_who_recorded_that_a_call_was_not_found_is_the_evidence_of_it() -> None:
    first, newest = (answer("itg-1", day, Status.NOT_FOUND, said_by="ITG", on_word_of=ORCHID) for day in ("2024-05-20", "2024-05-22"))
    [flag] = found(newest, first)
    assert (flag.evidence, flag.since, flag.said_by) == ((newest,), "2024-05-22", ("ITG",))


# --- contradictions and conflicts ----------------------------------------------------------------------------------


def test_a_silence_that_another_contradicts_is_neither_counted_nor_left_out() -> None:
    quiet, gave = silence("itg-1", "2024-05-14"), answer("itg-1", "2024-05-10")
    [flag] = found(quiet, gave, *requested("itg-1", "itg-2", at="2024-05-03"), times=1)
    assert (flag.rules, flag.no_response, flag.asked, flag.since, flag.counts) == ([], 0, None, None, ())
    assert flag.contradictions == (
        (
            "itg-1: contradictory: ITG says that it had not answered by 2024-05-14,"
            " Orchid Transit Corp that it answered on 2024-05-10, before that"
        ),
    )
    assert (flag.contradicting, flag.evidence, flag.said_by) == ((quiet, gave), (quiet, gave), ("ITG",))


def test_contradictions_stand_beside_what_is_counted_and_are_asked_about_by_no_rule() -> None:
    claims = [silence("itg-1"), answer("itg-1", "2024-05-10"), silence("itg-2")]
    [flag] = found(*claims)
    assert (shown([flag]), len(flag.contradictions)) == ({"stated-no-response": (1, 2)}, 1)
    assert set(flag.evidence) == set(claims)
    [by_rule] = found(*claims, rule="stated-no-response")
    assert (by_rule.contradictions, by_rule.evidence) == ((), (claims[2],))
    assert found(*claims, rule="not-found") == []
    assert found(*claims[:2], rule="stated-no-response") == []


def test_an_interim_silence_may_be_contradicted_too() -> None:
    [flag] = found(not_yet("itg-1"), answer("itg-1", "2024-05-10"))
    [told] = flag.contradictions
    assert told.startswith(
        "itg-1: contradictory: ITG says that it had not answered yet by 2024-05-14, Orchid Transit Corp that it answered"
    )


def test_a_speakers_own_later_word_contradicts_nothing() -> None:
    assert shown(found(silence("itg-1", "2024-05-14"), answer("itg-1", "2024-05-10", said_by="Industry Traceback Group"))) == {
        "stated-no-response": (1, 1)
    }


def test_what_is_on_record_twice_is_told_beside_a_flag_and_flags_nobody() -> None:
    words = {KEY: ["several FRNs on record: 0031000456, 0031000457"], "beacon-tandem": ["several countries on record: CA, US"]}
    claims = [silence("itg-1"), handed("Beacon Tandem", "Fernwick Voice", incident="itg-9")]
    [flag] = everybody(*claims, conflicts=words)
    assert (flag.provider_key, flag.contradictions, flag.contradicting) == (KEY, tuple(words[KEY]), ())
    [flag] = everybody(*claims, conflicts=words, rule="stated-no-response")
    assert flag.contradictions == tuple(words[KEY]), "by whatever rule: they may be two companies"
    [flag] = everybody(*claims, answer("itg-1", "2024-05-10"), conflicts=words)
    assert [text[:14] for text in flag.contradictions] == ["itg-1: contrad", "several FRNs o"]


# --- rows of a letter ----------------------------------------------------------------------------------------------


def test_rows_of_a_letter_out_of_its_rows_have_a_denominator_and_no_interval() -> None:
    """A complete list of rows chosen by its author is no sample."""
    claims = in_letter(*range(1, 16), of=61)
    [flag] = found(*claims, times=99)
    silent = tuple(c for c in claims if c.kind == Kind.STATUS)
    ids = tuple(f"{LETTER}.{n}" for n in range(1, 16))
    assert flag.counts == (Count("letter-no-response", 15, 61, "2024-06-12", False, ids, silent, 0, False),)
    assert (flag.since, flag.said_by, flag.counts[0].interval) == ("2024-06-12", (BUREAU,), None)


def test_a_letter_and_a_later_answer_stand_side_by_side() -> None:
    claims = in_letter(1, 2, of=4)
    later = answer(f"{LETTER}.2", "2024-08-01")
    [flag] = found(*claims, later)
    [one] = flag.counts
    assert (one.rule, one.number, one.asked, one.answered, one.sample) == ("letter-no-response", 2, 4, 1, False)
    assert one.evidence == (*(c for c in claims if c.kind == Kind.STATUS), later)
    assert flag.said_by == (BUREAU,), "not who says that it answered"
    [flag] = found(*claims, names(f"{LETTER}.1", "2024-08-01"))
    assert (flag.counts[0].number, flag.counts[0].answered) == (2, 1)
    # An inference is no answer to show beside a letter.
    [flag] = found(*claims, answer(f"{LETTER}.1", "2024-08-01", Status.POINT_OF_ENTRY, inferred=True))
    assert flag.counts[0].answered == 0


def test_a_letter_and_an_earlier_answer_contradict_each_other_and_neither_erases_the_other() -> None:
    claims, earlier = in_letter(1, 2, of=4), answer(f"{LETTER}.2", "2024-05-10")
    [flag] = found(*claims, earlier)
    assert (shown([flag]), flag.counts[0].answered, len(flag.contradictions)) == ({"letter-no-response": (2, 4)}, 1, 1)


def test_a_row_that_reads_not_yet_is_counted_as_no_silence_for_good() -> None:
    rows = [replace(c, interim=True) if c.incident == f"{LETTER}.1" and c.status else c for c in in_letter(1, 2, of=4)]
    [flag] = found(*rows)
    assert shown([flag]) == {"not-yet-answered": (1, None), "letter-no-response": (1, 4)}
    assert flag.no_response == 1


def test_copies_of_a_letter_are_one_letter() -> None:
    ours, copies = in_letter(1, 3, of=4), in_letter(1, 3, of=4, document="copy")
    [flag] = found(*ours, *copies)
    assert shown([flag]) == {"letter-no-response": (2, 4)}
    assert {c.document for c in flag.evidence} == {LETTER, "copy"}
    assert len(flag.evidence) == 4


def test_only_letters_with_silent_rows_are_denominators() -> None:
    other = in_letter(of=8, letter="fcc-2023-01-01-orchid-transit", known_at="2023-01-01", first=51)
    assert shown(found(*in_letter(2, of=3), *other)) == {"letter-no-response": (1, 3)}
    another = in_letter(5, of=8, letter="fcc-2023-01-01-orchid-transit", known_at="2023-01-01", first=51)
    assert shown(found(*in_letter(2, of=3), *another)) == {"letter-no-response": (2, 11)}


def test_rows_that_a_second_letter_repeats_are_the_same_calls() -> None:
    """Ten rows, nine of them those of the earlier letter, with a second piece of evidence."""
    earlier = in_letter(1, 2, of=9)
    repeated = in_letter(1, 2, 10, of=10, letter=AGAIN, known_at="2024-09-12")
    [flag] = found(*earlier, *repeated, times=99)
    assert shown([flag]) == {"letter-no-response": (3, 10)}
    assert flag.counts[0].incidents == (f"{LETTER}.1", f"{LETTER}.2", f"{AGAIN}.10")
    assert len(flag.evidence) == 5
    assert shown(found(*earlier, *in_letter(1, 2, of=9, letter=AGAIN, known_at="2024-09-12"), times=2)) == {
        "letter-no-response": (2, 9), "repeat": (2, None),
    }  # fmt: skip
    # One row less in common, and they are two letters.
    other = in_letter(1, 2, 9, 10, of=10, letter=AGAIN, known_at="2024-09-12")
    assert shown(found(*earlier, *other, times=99)) == {"letter-no-response": (6, 19)}


def test_requests_outside_the_letter_have_their_own_denominator() -> None:
    [flag] = found(*in_letter(1, 2, of=8), silence("itg-1"), *requested("itg-1", "itg-2", "itg-3"))
    assert shown([flag]) == {"stated-no-response": (1, 3), "letter-no-response": (2, 8)}
    assert (flag.no_response, flag.asked) == (2, 8)  # the larger of them, not ten of eleven


def test_a_row_of_a_letter_that_a_list_speaks_of_too_is_asked_by_both() -> None:
    rows = [*in_letter(1, of=3), *requested(f"{LETTER}.3", "itg-1"), silence("itg-1")]
    assert shown(found(*rows)) == {"stated-no-response": (1, 2), "letter-no-response": (1, 3)}


def test_who_is_only_named_in_a_row_of_a_letter_is_asked_by_nobody_else() -> None:
    named = handed("Fernwick Voice", ORCHID, incident=f"{LETTER}.3")
    assert shown(found(*in_letter(1, of=3), named, silence("itg-1"))) == {"stated-no-response": (1, 1), "letter-no-response": (1, 3)}


def test_what_a_letter_says_beside_its_rows_was_asked_for_all_the_same() -> None:
    """It speaks of a request that is none of its rows: whoever is said not to have answered was asked."""
    beside = silence("itg-1", "2024-06-12", document=LETTER, said_by=BUREAU)
    assert shown(found(beside, *in_letter(of=3))) == {"letter-no-response": (1, 3)}
    bare = [said(Kind.ACTED, ORCHID, action=LETTER, document=LETTER, incident=None)]
    assert shown(found(beside, *bare)) == {"letter-no-response": (1, 1)}


def test_silence_in_a_row_of_a_letter_that_is_not_loaded_is_a_single_report() -> None:
    assert shown(found(silence(f"{LETTER}.1"), *requested(f"{LETTER}.1", "itg-1"))) == {"stated-no-response": (1, 2)}


def test_a_reading_of_a_letter_is_flagged_as_a_letter() -> None:
    claims = in_letter(of=2)
    read = silence(
        f"{LETTER}.1", "2024-06-12", document=LETTER, said_by=BUREAU, reading='the letter\'s column `Customer` reads "No Response"'
    )
    assert shown(found(*claims, read)) == {"letter-no-response": (1, 2)}


# --- counts --------------------------------------------------------------------------------------------------------


def test_an_authoritys_at_least() -> None:
    [flag] = found(counts=[noticed(62)], times=99)
    [one] = flag.counts
    assert (one.rule, one.number, one.asked, one.at_least, one.interval) == ("authority-count", 62, None, True, None)
    assert (flag.no_response, flag.asked, flag.since, flag.incidents) == (62, None, "2024-03-01", ())


def test_an_authoritys_count_stays_beside_a_later_answer_and_is_not_added_to_single_reports() -> None:
    [flag] = found(silence("itg-1"), *requested("itg-1", "itg-2"), counts=[noticed(62)], times=99)
    assert shown([flag]) == {"stated-no-response": (1, 2), "authority-count": (62, None)}
    assert (flag.no_response, flag.asked) == (62, None)
    cleared = [silence("itg-1"), answer("itg-1", "2025-01-01")]
    assert shown(found(*cleared, counts=[noticed(62)], times=99)) == {"authority-count": (62, None)}


def test_copies_of_a_notice_and_a_newer_count_of_the_same_time_are_not_added_up() -> None:
    copy = noticed(62, document="copy")
    [flag] = found(counts=[noticed(62), copy], times=99)
    assert (flag.no_response, copy.claim in flag.evidence, len(flag.evidence)) == (62, True, 2)
    assert shown(found(counts=[noticed(62), noticed(70, known_at="2024-12-03")], times=99)) == {"authority-count": (70, None)}
    apart = noticed(5, window_from="2022-01-01", window_to="2022-12-31", known_at="2023-01-10")
    assert shown(found(counts=[noticed(62), apart], times=99)) == {"authority-count": (67, None)}
    once, again = (noticed(3, window_from=day, window_to=day, known_at="2024-06-03") for day in ("2024-06-03", "2024-06-03"))
    assert shown(found(counts=[once, again], times=99)) == {"authority-count": (3, None)}, "of one and the same day"


def test_a_message_that_counts_names_no_denominator() -> None:
    """So many tracebacks about which nobody answered: it does not say of how many."""
    mail = counted(2, None, recipient=None, window_from=None, window_to=None)
    [flag] = found(counts=[mail])
    assert (shown([flag]), flag.since) == ({"stated-no-response": (2, None)}, "2024-06-01")
    again = counted(2, None, "2024-06-08", None, window_from=None, window_to=None)
    assert shown(found(counts=[mail, again])) == {"stated-no-response": (2, None)}, "the same two requests, spoken of twice"


def test_monthly_rows_are_added_up_month_by_month_and_recipient_by_recipient() -> None:
    may, june = counted(2, 5), counted(3, 4, "2024-07-01", window_from="2024-06-01")
    [flag] = found(counts=[may, june], times=99)
    assert flag.counts == (Count("stated-no-response", 5, 9, "2024-05-02", False, (), (may.claim, june.claim), 0, False),)
    beacon = counted(1, 7, recipient=BEACON)
    assert shown(found(counts=[may, june, beacon], times=99)) == {"stated-no-response": (6, 16)}
    unknown = counted(1, None, recipient=BEACON)
    assert shown(found(counts=[may, june, unknown], times=99)) == {"stated-no-response": (6, None)}, "of one the number asked is not given"


def test_copies_of_a_monthly_mail_are_counted_once() -> None:
    may, copy = counted(2, 5), counted(2, 5, document="copy")
    [flag] = found(counts=[may, copy])
    assert (flag.no_response, flag.asked, flag.evidence) == (2, 5, (may.claim, copy.claim))
    # A mail a week later speaks of most of the same month.
    assert shown(found(counts=[may, counted(3, 5, "2024-06-08", window_from="2024-05-09")], times=99)) == {"stated-no-response": (3, 5)}


def test_windows_that_share_days_are_not_added_up() -> None:
    """The thirty days of a March mail reach back into January: one request may be in both counts."""
    mails = [
        counted(1, 1, "2023-02-01", window_from="2023-01-02"),
        counted(1, 1, "2023-03-01", window_from="2023-01-30"),
        counted(1, 1, "2023-04-01", window_from="2023-03-02"),
    ]
    assert shown(found(counts=mails)) == {"stated-no-response": (2, 2)}


def test_who_did_not_answer_so_many_was_asked_as_many() -> None:
    assert shown(found(counts=[counted(15, 0)], times=99)) == {"stated-no-response": (15, 15)}
    june = counted(1, 4, "2024-07-01", window_from="2024-06-01")
    assert shown(found(counts=[counted(3, 2), june], times=99)) == {"stated-no-response": (4, 7)}
    assert shown(found(counts=[noticed(5, total=3)], times=99)) == {"authority-count": (5, 5)}


def test_a_count_of_no_silence_flags_nobody() -> None:
    assert everybody(counts=[counted(0, 5)]) == everybody(counts=[noticed(0, total=5)]) == []
    may, june = counted(2, 5), counted(0, 9, "2024-07-01", window_from="2024-06-01")
    [flag] = found(counts=[may, june])
    assert (shown([flag]), flag.evidence) == ({"stated-no-response": (2, 5)}, (may.claim,)), "nor is it evidence of any"
    assert found(silence("itg-1"), counts=[counted(0, 5)])[0].counts[0].evidence[0].kind == Kind.STATUS
    assert len(found(silence("itg-1"), counts=[counted(0, 5)])[0].evidence) == 1


def test_monthly_rows_and_single_reports_are_not_doubled() -> None:
    single = [silence("itg-1", "2024-05-14"), silence("itg-2", "2024-05-15")]
    month = counted(1, 3)
    [flag] = found(*single, *requested("itg-3", "itg-4"), counts=[month])
    assert flag.counts == (
        Count("stated-no-response", 2, 4, "2024-05-02", False, ("itg-1", "itg-2"), (*single, month.claim), 0, True),
    )  # fmt: skip
    larger = counted(3, 6, at_least=True)
    [flag] = found(*single, counts=[larger], times=99)
    assert flag.counts == (
        Count("stated-no-response", 3, 6, "2024-05-02", True, ("itg-1", "itg-2"), (*single, larger.claim), 0, False),
    )  # fmt: skip


def test_of_equal_numbers_the_single_reports_keep_their_denominator() -> None:
    single = [silence("itg-1", "2024-05-14"), silence("itg-2", "2024-05-15")]
    [flag] = found(*single, *requested("itg-3"), counts=[counted(2, 9)])
    assert shown([flag]) == {"stated-no-response": (2, 3)}
    assert flag.counts[0].sample is True


def test_since_is_the_earlier_of_single_report_and_count() -> None:
    assert found(silence("itg-1", "2024-04-14"), counts=[counted(1, 1)])[0].since == "2024-04-14"
    assert found(silence("itg-1", "2024-05-14"), counts=[counted(1, 1)])[0].since == "2024-05-02"


# --- answered since it was counted ---------------------------------------------------------------------------------

QUIET = silence("itg-1", "2024-05-14")
SINCE = answer("itg-1", "2024-06-20")


def asked_on(day: str) -> Evidence:
    return asked(ORCHID, incident="itg-1", known_at="2024-04-20", valid_at=day)


def test_a_request_answered_after_the_month_was_counted_is_taken_off_the_count() -> None:
    ask = asked_on("2024-05-10T09:00:00Z")
    assert shown(found(QUIET, ask, counts=[counted(1, 1)])) == {"stated-no-response": (1, 1)}
    assert found(QUIET, SINCE, ask, counts=[counted(1, 1)]) == []
    assert shown(found(QUIET, SINCE, ask, counts=[counted(3, 6)], times=99)) == {"stated-no-response": (2, 6)}
    before = answer("itg-1", "2024-05-20")
    assert shown(found(QUIET, before, ask, counts=[counted(1, 2)])) == {"stated-no-response": (1, 2)}, "the count knew of that answer"
    assert shown(found(QUIET, SINCE, ask, counts=[noticed(62)], times=99)) == {"authority-count": (62, None)}, "an authority's number stays"


@pytest.mark.parametrize(
    ("day", "off"),
    [
        ("2024-05-01T23:59:59Z", False),
        ("2024-05-02", True),
        ("2024-05-02T00:00:00Z", True),
        ("2024-06-01", True),
        ("2024-06-01T23:59:59Z", True),
        ("2024-06-02", False),
    ],
)
def test_only_a_request_of_the_first_to_the_last_day_of_its_window_is_taken_off(day: str, off: bool) -> None:
    quiet, since = silence("itg-1", "2024-06-10"), answer("itg-1", "2024-06-20")
    month = counted(1, 1, "2024-06-15", window_to="2024-06-01")
    exact = counted(1, 1, "2024-06-15", window_from="2024-05-02T08:00:00Z", window_to="2024-06-01T08:00:00Z")
    for count in (month, exact):
        assert (found(quiet, since, asked_on(day), counts=[count]) == []) is off


def test_a_request_is_dated_by_itself_else_by_its_call_else_it_is_taken_off_nothing() -> None:
    def by(call_at: str | None, *more: Evidence) -> bool:
        return found(QUIET, SINCE, called(incident="itg-1", call_at=call_at), *more, counts=[counted(1, 1)]) == []

    assert by("2024-05-09T10:00:00Z")
    assert not by("2024-04-09T10:00:00Z")
    assert not by(None)
    assert by("2024-04-30T10:00:00Z", asked_on("2024-05-02"))
    assert not by("2024-05-09T10:00:00Z", asked_on("2024-04-30"))


@pytest.mark.parametrize(
    ("silent_at", "answered_at", "off"),
    [
        ("2024-06-01T08:00:00Z", "2024-06-01T08:00:01Z", True),  # silent by the very instant of the count
        ("2024-06-01T08:00:01Z", "2024-06-01T09:00:00Z", False),  # not known to be silent yet
        ("2024-05-14", "2024-06-01T08:00:00Z", False),  # answered by that instant
        ("2024-05-14", "2024-06-01T08:00:01Z", True),
    ],
)
def test_what_stood_unanswered_at_the_instant_of_the_count(silent_at: str, answered_at: str, off: bool) -> None:
    claims = [silence("itg-1", silent_at), answer("itg-1", answered_at), asked_on("2024-05-10")]
    month = counted(1, 1, "2024-06-01T08:00:00Z", window_to="2024-06-01")
    assert (found(*claims, counts=[month]) == []) is off


def test_an_answer_noted_before_it_can_have_been_given_was_not_given_when_it_was_counted() -> None:
    noted = answer("itg-1", "2024-05-20", valid_at="2024-06-10")
    assert found(QUIET, noted, asked_on("2024-05-10"), counts=[counted(1, 1)]) == []


def test_what_was_not_answered_yet_when_counted_and_was_since_is_taken_off_too() -> None:
    assert found(not_yet("itg-1"), SINCE, asked_on("2024-05-10"), counts=[counted(1, 1)]) == []


def test_an_answer_that_is_only_inferred_or_contradicted_takes_nothing_off() -> None:
    inferred = answer("itg-1", "2024-06-20", Status.POINT_OF_ENTRY, inferred=True)
    assert shown(found(QUIET, inferred, asked_on("2024-05-10"), counts=[counted(1, 1)])) == {"stated-no-response": (1, 1)}
    again = [QUIET, SINCE, silence("itg-1", "2024-07-20"), *requested("itg-1", at="2024-07-01")]
    assert shown(found(*again, asked_on("2024-05-10"), counts=[counted(1, 1)])) == {"stated-no-response": (1, 1)}, "silent anew"


# --- the largest ---------------------------------------------------------------------------------------------------


def _flag(*counts: tuple[str, int, int | None]) -> Flag:
    return Flag("x", "x", tuple(Count(rule, n, of, "2024-01-01") for rule, n, of in counts))


@pytest.mark.parametrize(
    ("counts", "number", "of"),
    [
        ([("stated-no-response", 1, 1), ("letter-no-response", 15, 61)], 15, 61),
        ([("stated-no-response", 2, 5), ("letter-no-response", 2, 8)], 2, 5),  # of equal numbers the first
        ([("stated-no-response", 2, None), ("letter-no-response", 2, 8)], 2, 8),  # ... that has a denominator
        ([("stated-no-response", 2, None), ("authority-count", 2, None)], 2, None),
        ([("letter-no-response", 2, 8), ("authority-count", 2, None)], 2, 8),
        ([("letter-no-response", 2, 8), ("authority-count", 3, None)], 3, None),
        ([("stated-no-response", 2, 5), ("repeat", 3, None)], 2, 5),  # a repeat counts again what others count
        ([("repeat", 3, None)], 3, None),
        ([("not-yet-answered", 9, None), ("stated-no-response", 1, 4)], 1, 4),
        ([("not-yet-answered", 9, None)], 0, None),
        ([("stated-no-response", 1, 4), ("not-found", 3, 4)], 1, 4),
        ([("not-found", 3, 7)], 0, 7),  # of how many it was asked is known all the same
        ([("not-found", 3, 7), ("repeat", 3, None)], 3, None),
        ([], 0, None),
    ],
)
def test_how_many_of_how_many_is_what_one_source_says(counts: list[tuple[str, int, int | None]], number: int, of: int | None) -> None:
    flag = _flag(*counts)
    assert (flag.no_response, flag.asked) == (number, of)


def test_since_is_the_first_day_that_any_count_names() -> None:
    counts = (Count("not-found", 1, 3, None), Count("repeat", 3, None, "2024-03-01"), Count("stated-no-response", 3, 3, "2024-02-01"))
    assert (Flag("x", "x", counts).since, Flag("x", "x", counts[:1]).since) == ("2024-02-01", None)


# --- repeat --------------------------------------------------------------------------------------------------------


def reports(*days: str) -> list[Evidence]:
    """Silences of requests of these days, all stated at one time."""
    return [
        claim
        for n, day in enumerate(days)
        for claim in (
            silence(f"itg-{n}", "2025-12-01"),
            asked(ORCHID, incident=f"itg-{n}", known_at="2025-12-01", valid_at=f"{day}T09:00:00Z"),
        )
    ]


def test_three_in_twelve_months_to_the_day() -> None:
    within, beyond = reports("2023-05-01", "2023-09-01", "2024-04-30"), reports("2023-05-01", "2023-09-01", "2024-05-01")
    [flag] = found(*within)
    repeat = flag.counts[-1]
    assert repeat == Count("repeat", 3, None, "2023-05-01", False, ("itg-0", "itg-1", "itg-2"), tuple(within[::2]), 0, False)
    assert found(*beyond)[0].rules == ["stated-no-response"]
    assert found(*reports("2023-05-01", "2023-09-01"))[0].rules == ["stated-no-response"]
    assert found(*reports("2024-02-29", "2024-06-01", "2025-02-27"))[0].counts[-1].number == 3
    assert found(*reports("2024-02-29", "2024-06-01", "2025-02-28"))[0].rules == ["stated-no-response"]
    assert found(*reports("2023-02-28", "2023-06-01", "2024-02-27"))[0].counts[-1].number == 3
    assert found(*reports("2023-02-28", "2023-06-01", "2024-02-28"))[0].rules == ["stated-no-response"]


def test_the_thresholds_are_the_users() -> None:
    rows = reports("2024-01-31", "2024-02-10")
    assert "repeat" in found(*rows, times=2, months=1)[0].rules
    assert "repeat" not in found(*rows, times=3)[0].rules
    assert "repeat" in found(*reports("2024-01-31", "2024-02-28"), times=2, months=1)[0].rules
    assert "repeat" not in found(*reports("2024-01-31", "2024-02-29"), times=2, months=1)[0].rules
    assert "repeat" in found(*reports("2023-12-15", "2024-01-14"), times=2, months=1)[0].rules
    assert "repeat" not in found(*reports("2023-12-15", "2024-01-15"), times=2, months=1)[0].rules
    assert "repeat" not in found(*reports("2022-12-15", "2023-11-15", "2023-12-15"), times=3, months=12)[0].rules
    assert found(*reports("2020-01-01", "2024-01-01", "9999-12-31"), months=120_000)[0].counts[-1].number == 3, "no calendar reaches so far"
    assert "repeat" in found(*reports("9999-01-01", "9999-12-31"), times=2, months=12)[0].rules, "a year that ends with the calendar"
    assert "repeat" not in found(*reports("9998-12-31", "9999-12-31"), times=2, months=12)[0].rules


def test_the_densest_stretch_counts_and_of_equal_ones_the_first() -> None:
    days = ("2022-01-01", "2022-04-01", "2023-03-01", "2023-04-01", "2023-05-01", "2024-02-01", "2026-01-01")
    [flag] = found(*reports(*days))
    assert (flag.counts[-1].number, flag.counts[-1].since) == (4, "2023-03-01")
    [twice] = found(*reports("2020-01-01", "2020-02-01", "2020-03-01", "2023-01-01", "2023-02-01", "2023-03-01"))
    assert (twice.counts[-1].number, twice.counts[-1].since) == (3, "2020-01-01")
    assert twice.counts[-1].incidents == ("itg-0", "itg-1", "itg-2")


def test_a_run_begins_and_ends_with_a_request_of_it() -> None:
    """Of the four the first falls out of the year of the last: three are left, and they are the run."""
    [flag] = found(*reports("2023-01-01", "2023-06-01", "2023-12-01", "2024-01-01"))
    assert (flag.counts[-1].number, flag.counts[-1].since, flag.counts[-1].incidents) == (3, "2023-01-01", ("itg-0", "itg-1", "itg-2"))
    [later] = found(*reports("2023-01-01", "2023-06-01", "2023-12-01", "2024-01-01", "2024-05-31"))
    assert (later.counts[-1].number, later.counts[-1].since, later.counts[-1].incidents) == (
        4,
        "2023-06-01",
        ("itg-1", "itg-2", "itg-3", "itg-4"),
    )


def test_a_request_is_dated_by_itself_else_by_its_call_else_it_repeats_nothing() -> None:
    quiet = [silence(f"itg-{n}", "2024-05-14") for n in (1, 2, 3)]
    assert found(*quiet)[0].rules == ["stated-no-response"], "the day on which somebody wrote about it is neither"
    calls = [called(incident=f"itg-{n}", call_at=f"2024-0{n}-01T10:00:00Z") for n in (1, 2, 3)]
    assert found(*quiet, *calls)[0].counts[-1] == Count(
        "repeat", 3, None, "2024-01-01", False, ("itg-1", "itg-2", "itg-3"), tuple(quiet), 0, False
    )  # fmt: skip
    assert found(*quiet, *calls[:2])[0].rules == ["stated-no-response"]
    late = asked(ORCHID, incident="itg-3", known_at="2025-01-01", valid_at="2025-01-01")
    assert found(*quiet, *calls, late)[0].rules == ["stated-no-response"], "the request counts, not the call"


def test_rows_of_a_letter_repeat_by_the_day_of_their_notification() -> None:
    [flag] = found(*in_letter(1, 2, 3, of=8))
    repeat = flag.counts[-1]
    assert (repeat.rule, repeat.number, repeat.since, repeat.at_least) == ("repeat", 3, "2024-05-03", False)
    assert repeat.incidents == tuple(f"{LETTER}.{n}" for n in (1, 2, 3))
    # ... also where one of them was answered since: the letter's row stands.
    [flag] = found(*in_letter(1, 2, 3, of=8), answer(f"{LETTER}.2", "2024-08-01"))
    assert shown([flag]) == {"letter-no-response": (3, 8), "repeat": (3, None)}
    assert {c.status for c in flag.counts[-1].evidence} == {Status.NO_RESPONSE}


def test_sources_are_not_added_up_to_a_repeat() -> None:
    single = [claim for n in (1, 2) for claim in (silence(f"itg-{n}"), *requested(f"itg-{n}"))]
    claims = [*in_letter(1, 2, of=8), *single]
    assert "repeat" not in found(*claims, counts=[counted(2, 2)])[0].rules
    assert found(*claims, counts=[noticed(3)])[0].counts[-1].number == 3


def test_months_repeat_where_all_their_windows_lie_within() -> None:
    months = [counted(1, 2, f"2024-{m:02d}-01", window_from=f"2024-{m - 1:02d}-02") for m in (2, 3, 4)]
    [flag] = found(counts=months)
    assert flag.counts[-1] == Count("repeat", 3, None, "2024-01-02", False, (), tuple(m.claim for m in months), 0, False)
    year_later = counted(1, 2, "2025-01-20", window_from="2024-12-21")
    assert found(counts=[*months[:2], year_later])[0].rules == ["stated-no-response"], (
        "the first may be of 2 January, the last of 20 January"
    )
    assert "repeat" in found(counts=[*months[:2], counted(1, 2, "2025-01-01", window_from="2024-12-02")])[0].rules
    assert "repeat" not in found(counts=[*months[:2], counted(1, 2, "2025-01-02", window_from="2024-12-03")])[0].rules


def test_counts_of_one_window_are_as_many_requests_as_they_say() -> None:
    assert found(counts=[counted(3, 9)])[0].counts[-1].number == 3
    assert "repeat" not in found(counts=[counted(2, 9)])[0].rules


def test_a_count_without_a_window_repeats_nothing() -> None:
    mail = counted(5, None, recipient=None, window_from=None, window_to=None)
    assert found(counts=[mail])[0].rules == ["stated-no-response"]


def test_an_at_least_repeats_as_at_least_and_only_within_the_months() -> None:
    [flag] = found(counts=[noticed(62)])
    assert [(c.rule, c.number, c.at_least) for c in flag.counts] == [("authority-count", 62, True), ("repeat", 62, True)]
    assert found(counts=[noticed(62, window_from="2023-09-03")])[0].rules == ["authority-count"], "a year and a day, who knows how dense"
    assert "repeat" in found(counts=[noticed(62, window_from="2023-09-04")])[0].rules
    exact = counted(4, 9)
    [both] = found(counts=[exact, noticed(3)])
    assert both.counts[-1] == Count("repeat", 4, None, "2024-05-02", False, (), (exact.claim,), 0, False)


def test_a_count_over_too_long_a_time_stands_in_the_way_of_no_other() -> None:
    too_long = counted(62, 90, "2024-12-31", window_from="2022-01-01")
    within = counted(4, 9, "2023-06-01", BEACON, window_from="2023-05-02")
    [flag] = found(counts=[too_long, within])
    assert shown([flag]) == {"stated-no-response": (66, 99), "repeat": (4, None)}
    assert flag.counts[-1].evidence == (within.claim,)


def test_a_sum_of_which_one_part_is_a_lower_bound_is_one() -> None:
    june = counted(3, 4, "2024-07-01", window_from="2024-06-01", at_least=True)
    [flag] = found(counts=[counted(2, 5), june])
    assert [(c.rule, c.number, c.at_least) for c in flag.counts] == [("stated-no-response", 5, True), ("repeat", 5, True)]


def test_what_was_answered_or_is_only_not_yet_answered_repeats_nothing() -> None:
    rows = [*reports("2024-01-01", "2024-02-01", "2024-03-01"), answer("itg-1", "2025-12-02")]
    assert shown(found(*rows)) == {"stated-no-response": (2, 3)}
    waiting = [c for c in reports("2024-01-01", "2024-02-01") if c.incident] + [not_yet("itg-9", "2025-12-01"), *requested("itg-9")]
    assert shown(found(*waiting)) == {"not-yet-answered": (1, None), "stated-no-response": (2, 3)}


@given(st.lists(st.dates(date(2020, 1, 1), date(2023, 12, 31)), min_size=1, max_size=8), st.integers(1, 14))
def test_the_most_within_so_many_months_by_the_book(days: list[date], months: int) -> None:
    its = [_Silences(str(day), str(day), 1, ("", "", n, ""), None, None) for n, day in enumerate(days)]
    most = max(sum(start <= other < _later(str(start), months) for other in map(str, days)) for start in map(str, days))
    run = _densest(its, months)
    assert len(run) == most
    assert max(one.last for one in run) < _later(min(one.first for one in run), months)


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


def test_an_interval_is_of_requests_that_are_a_sample() -> None:
    [single] = found(*(silence(f"itg-{n}") for n in range(1, 6)), *requested(*(f"itg-{n}" for n in range(6, 11))), times=99)
    assert [round(x, 4) for x in single.counts[0].interval or ()] == [0.2366, 0.7634]
    [lost] = found(answer("itg-1", "2024-05-20", Status.NOT_FOUND))
    assert [round(x, 4) for x in lost.counts[0].interval or ()] == [0.2065, 1.0]
    # Chosen by a letter's author, added up over months, or of unknown number, they are none.
    assert found(*in_letter(1, of=4))[0].counts[0].interval is None
    assert found(counts=[counted(2, 9)])[0].counts[0].interval is None
    assert found(silence("itg-1"), counts=[counted(2, 9)])[0].counts[0].interval is None
    assert Count("stated-no-response", 1, None, None, sample=True).interval is None
    assert Count("stated-no-response", 1, 0, None, sample=True).interval is None


def test_one_of_one_does_not_outrank_sixty_of_many() -> None:
    claims = [silence("itg-1", provider="One of One"), *(silence(f"itg-{n}") for n in range(2, 62))]
    made = everybody(*claims, *requested(*(f"itg-{n}" for n in range(62, 200))), counts=[noticed(62, provider="Many More")], times=99)
    assert [(f.provider_key, f.no_response, f.asked) for f in made] == [("many-more", 62, None), (KEY, 60, 198), ("one-of-one", 1, 1)]


def test_equal_numbers_are_ordered_by_how_sure_the_share_is_then_by_name() -> None:
    claims = [silence(f"itg-{k}", provider=k) for k in ("b", "a", "c")]
    claims += [asked("a", incident=i) for i in ("itg-2", "itg-3")]
    made = everybody(*claims, counts=[counted(1, None, provider="d", recipient=None)])
    assert [f.provider_key for f in made] == ["b", "c", "a", "d"]


def test_a_provider_known_by_counts_alone_goes_by_its_name() -> None:
    assert [(f.provider, f.provider_key) for f in everybody(counts=[counted(1, 2, provider="Larkspur Wireless")])] == [
        ("Larkspur Wireless", "larkspur-wireless")
    ]


def test_one_rule_alone_keeps_the_others_out() -> None:
    claims = [*reports("2024-01-01", "2024-02-01", "2024-03-01"), answer("itg-9", "2024-05-20", Status.NOT_FOUND), not_yet("itg-8")]
    assert list(shown(found(*claims))) == ["not-yet-answered", "stated-no-response", "not-found", "repeat"]
    for rule in rules():
        made = found(*claims, rule=rule)
        assert [flag.rules for flag in made] == ([[rule]] if rule in shown(found(*claims)) else [])
    [repeat] = found(*claims, rule="repeat")
    assert (repeat.no_response, repeat.asked) == (3, None)


# --- whatever is said ----------------------------------------------------------------------------------------------

_moments = st.sampled_from(["2024-05-03", "2024-05-10", "2024-05-14T10:00:00Z", "2024-05-20", "2024-06-01", "2024-06-20"])
_statements = st.builds(
    lambda n, word, known, interim, inferred, by: status(
        ORCHID, word, known_at=known, incident=f"itg-{n}", interim=interim if word is Status.NO_RESPONSE else None, inferred=inferred, said_by=by
    ),
    st.integers(1, 4), st.sampled_from([None, *Status]), _moments, st.sampled_from([True, None]), st.booleans(), st.sampled_from(["ITG", ORCHID, "an office"]),
)  # fmt: skip
_requests = st.builds(lambda n, at: asked(ORCHID, incident=f"itg-{n}", known_at=at), st.integers(1, 4), _moments)
_rows = st.builds(
    lambda number, more, none, at: counted(number, None if none else number + more, at, window_from="2024-05-02"),
    st.integers(0, 3), st.integers(0, 3), st.booleans(), st.sampled_from(["2024-06-01", "2024-06-20"]),
)  # fmt: skip


@given(
    st.lists(_statements | _requests, max_size=8),
    st.lists(_rows, max_size=2),
    st.sampled_from([None, "2024-05-14T10:00:00Z", "2024-06-01"]),
)
def test_no_figure_says_that_more_were_unanswered_than_asked(claims: list[Evidence], counts: list[Counted], as_of: str | None) -> None:
    known = [count for count in counts if count.claim.known_by(as_of)]
    for flag in everybody(*claims, counts=known, as_of=as_of):
        assert flag.counts or flag.contradictions
        assert all(claim.known_by(as_of) for claim in flag.evidence)
        for count in flag.counts:
            assert count.number > 0
            assert count.asked is None or count.asked >= count.number
            assert (count.rule in ("not-yet-answered", "repeat")) <= (count.asked is None)
            assert not any(claim.inferred for claim in count.evidence)
            assert (count.rule == "not-yet-answered") == any(claim.interim for claim in count.evidence)


@given(st.permutations([*in_letter(1, 2, of=3), silence("itg-1"), QUIET, SINCE, not_yet("itg-3"), *requested("itg-1", "itg-4")]))
def test_the_order_of_claims_does_not_matter(claims: Sequence[Evidence]) -> None:
    one, other = everybody(*claims), everybody(*sorted(claims, key=lambda c: c.id))
    assert [(f.provider_key, f.counts, f.contradictions) for f in one] == [(f.provider_key, f.counts, f.contradictions) for f in other]


# --- the rules as data ---------------------------------------------------------------------------------------------

RULES = ["not-yet-answered", "stated-no-response", "letter-no-response", "authority-count", "not-found", "repeat"]


def test_every_rule_has_its_words_and_its_source() -> None:
    assert list(rules()) == RULES
    assert [rule.kind for rule in rules().values()] == ["interim", "statement", "letter", "count", "statement", "threshold"]
    for rule in rules().values():
        assert rule.wording
        assert rule.counts
        assert rule.source
    assert (rules()["repeat"].times, rules()["repeat"].months) == (3, 12)
    assert [name for name, rule in rules().items() if rule.times or rule.months] == ["repeat"]


def test_nobody_is_called_a_fraud_or_guilty() -> None:
    root = Path(tracer.__file__).parent
    texts = [*root.glob("*.toml"), *root.rglob("*.py"), *root.rglob("*.js"), *root.rglob("*.html")]
    assert len(texts) > 60
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
            {"incident": "20604", "provider": "Marrowstone Tel", "received_from": "Larkspur Wireless"},  # by whose word is not said
        ),
    )
    assert _flagged(desk) == {
        "Brightwater Dialing": (["authority-count", "repeat"], 17, None),
        "Quillon Gateway Ltd.": (["letter-no-response"], 2, 3),
        "Tidewater Minutes": (["stated-no-response"], 2, None),
        "Saltmarsh Telecom": (["stated-no-response"], 2, 5),
        "Orchid Transit Corp": (["not-yet-answered"], 0, None),
        "Marrowstone Tel": (["not-found"], 0, 2),
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
        0,
        "provider\trule\tcount\tof\t95 % interval\tsince\tsaid by\tevidence\n",
        "no provider is stated not to have cooperated by then\n",
    )


def test_what_was_asked_of_a_provider_whose_name_changes_with_what_is_known_is_counted_under_one(desk: Desk, tmp_path: Path) -> None:
    """Identity does not travel in time; denominators are of all calls of the provider, not of those with a silence."""
    desk.load(
        hop_list(
            tmp_path / "hops.csv",
            {"incident": "1", "provider": "Quillon Gateway", "status": "no-response"},
            {"incident": "2", "provider": "QUILLON GATEWAY", "status": "downstream"},
            {"incident": "3", "provider": "quillon gateway, ltd.", "status": "open", "asked_at": "2024-05-02T10:00:00Z"},
        ),
    )
    assert [(rules_, number, asked_) for rules_, number, asked_ in _flagged(desk).values()] == [(["stated-no-response"], 1, 3)]


def test_the_keys_of_the_json(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "letter.txt", *[story.row()] * 3, story.row("Hollin Outreach")))
    [flag] = desk.ask("flags", "--times", "2")
    assert set(flag) == {
        "provider", "provider_key", "rules", "no_response", "asked", "interval", "since", "said_by", "counts", "contradictions", "incidents",
        "evidence",
    }  # fmt: skip
    assert (flag["provider"], flag["no_response"], flag["asked"]) == ("Quillon Gateway Ltd.", 3, 4)
    assert (flag["rules"], flag["since"]) == (["letter-no-response", "repeat"], "2024-05-03")
    assert (flag["interval"], flag["contradictions"]) == (None, []), "rows chosen by a letter's author are no sample"
    assert flag["said_by"] == ["Federal Communications Commission, Enforcement Bureau"]
    assert flag["incidents"] == [f"{story.LETTER}.{n}" for n in (1, 2, 3)]
    same: dict[str, Any] = {"at_least": False, "answered": 0, "interval": None, "incidents": flag["incidents"]}
    assert flag["counts"] == [
        {"rule": "letter-no-response", "count": 3, "asked": 4, "since": "2024-06-12", **same},
        {"rule": "repeat", "count": 3, "asked": None, "since": "2024-05-03", **same},
    ]
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


def test_an_interval_stands_beside_the_largest_count_where_its_requests_are_a_sample(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        hop_list(
            tmp_path / "hops.csv",
            {"incident": "1", "provider": "Larkspur Wireless", "status": "no-response"},
            {"incident": "2", "provider": "Larkspur Wireless", "status": "downstream"},
        )
    )
    [flag] = desk.ask("flags")
    assert flag["interval"] == flag["counts"][0]["interval"] == [0.095, 0.905]
    assert desk.run("flags").out.splitlines()[1].split("\t")[2:6] == ["1", "2", "9% to 91%", "2024-05-20"]


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
    assert desk.run("flags").out.splitlines()[1].split("\t")[1:4] == ["letter-no-response", "1, 1 answered as other documents say", "2"]


def test_a_contradiction_is_shown_and_counted_by_nobody(desk: Desk, tmp_path: Path) -> None:
    both = {"incident": "20601", "provider": "Marrowstone Tel"}
    desk.load(
        hop_list(tmp_path / "a.csv", {**both, "status": "no-response", "stated_by": "an office", "noted_on": "2024-05-20"}),
        hop_list(tmp_path / "b.csv", {**both, "status": "downstream", "stated_by": "Marrowstone Tel", "noted_on": "2024-05-10"}),
    )
    [flag] = desk.ask("flags")
    assert (flag["rules"], flag["no_response"], flag["asked"], flag["counts"]) == ([], 0, None, [])
    [told] = flag["contradictions"]
    assert told == (
        "itg-20601: contradictory: an office says that it had not answered by 2024-05-20,"
        " Marrowstone Tel that it answered on 2024-05-10, before that"
    )
    assert flag["said_by"] == ["an office"], "not who says otherwise"
    assert f"Marrowstone Tel: {told}" in desk.run("flags").err
    assert desk.ask("flags", "--rule", "stated-no-response") == []


def test_a_csv_tells_each_rule_with_its_calls_and_an_at_least(desk: Desk, tmp_path: Path) -> None:
    late = {"incident": "20602", "provider": "Brightwater Dialing", "noted_on": "2024-05-14", "status": "no-response", "stated_by": "ITG"}
    other = {"incident": "20603", "provider": "Alder Voice", "status": "not-found", "noted_on": "2024-05-14"}
    desk.load(story.notice(tmp_path / "notice.txt"), hop_list(tmp_path / "a.csv", late, other))
    rows = list(csv.DictReader(io.StringIO(desk.run("flags", "--csv").out, newline="")))
    assert [(row["provider"], row["no_response"], row["at_least"], row["counts"].split("; ")) for row in rows] == [
        (
            "Brightwater Dialing", "17", "true",
            [
                "stated-no-response: 1 of 1, since 2024-05-14 (itg-20602)",
                "authority-count: at least 17, since 2024-03",
                "repeat: at least 17, since 2024-03",
            ],
        ),
        ("Alder Voice", "0", "false", ["not-found: 1 of 1, since 2024-05-14 (itg-20603)"]),
    ]  # fmt: skip
    [brightwater, alder] = desk.ask("flags")
    assert [[c["at_least"] for c in flag["counts"]] for flag in (brightwater, alder)] == [[False, True, True], [False]]


def test_two_registrations_are_told_beside_a_flag(desk: Desk, tmp_path: Path) -> None:
    one, other = story.notice(tmp_path / "one.txt"), story.notice(tmp_path / "two.txt", frn="31000457")
    desk.load(one)
    assert [f["contradictions"] for f in desk.ask("flags")] == [[]]
    desk.load(other)
    assert [f["contradictions"] for f in desk.ask("flags")] == [["several FRNs on record: 0031000456, 0031000457"]]
    assert [f["contradictions"] for f in desk.ask("flags", "--as-of", "2024-09-02")] == []


def test_the_table_says_how_many_of_how_many_and_that_a_sample_is_no_share(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "letter.txt", story.row(), story.row("Hollin Outreach")), story.notice(tmp_path / "notice.txt"))
    ran = desk.run("flags")
    force, bureau = "Interstate Calling Practices Task Force", "Federal Communications Commission, Enforcement Bureau"
    assert [line.split("\t")[:7] for line in ran.out.splitlines()] == [
        ["provider", "rule", "count", "of", "95 % interval", "since", "said by"],
        ["Brightwater Dialing", "authority-count", "at least 17", "none given", "none", "2024-03", force],
        ["Brightwater Dialing", "repeat", "at least 17", "none given", "none", "2024-03", force],
        ["Quillon Gateway Ltd.", "letter-no-response", "1", "2", "none", "2024-06-12", bureau],
    ]
    assert ran.err.splitlines()[-2:] == ["Tracebacks are a sample: a count is no share of bad traffic.", "2 providers"]
    assert set(ran.err.splitlines()[:-2]) == {
        f"{r.name}: {r.wording}" for n in ("authority-count", "repeat", "letter-no-response") for r in [rules()[n]]
    }


def test_one_rule_asked_for(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "letter.txt"), story.notice(tmp_path / "notice.txt"))
    assert list(_flagged(desk, "--rule", "letter-no-response")) == ["Quillon Gateway Ltd."]
    [repeat] = desk.ask("flags", "--rule", "repeat")
    assert (repeat["provider"], repeat["rules"], repeat["no_response"]) == ("Brightwater Dialing", ["repeat"], 17)
    assert [count["rule"] for count in repeat["counts"]] == ["repeat"]
    assert _flagged(desk, "--rule", "not-found") == {}
    assert desk.run("flags", "--rule", "overdue").only_line() == f"tracer: --rule 'overdue' is none: choose one of {', '.join(RULES)}"
    assert desk.run("flags", "--times", "0").code == 2


def test_csv_is_no_formula(desk: Desk, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x.example")'
    desk.load(hop_list(tmp_path / "hops.csv", {"incident": "@SUM(1)", "provider": evil, "status": "no-response"}))
    [row] = csv.DictReader(io.StringIO(desk.run("flags", "--csv").out))
    assert row["provider"] == f"'{evil}"
    assert row["incidents"] == "'@SUM(1)"
    assert (row["rules"], row["no_response"], row["asked"], row["since"]) == ("stated-no-response", "1", "1", "2024-05-20")
    assert list(row) == [
        "provider", "provider_key", "rules", "no_response", "asked", "since", "said_by", "contradictions", "incidents", "evidence",
        "at_least", "counts",
    ]  # fmt: skip
