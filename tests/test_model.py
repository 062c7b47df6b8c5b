"""Claims: what they are made of, the id by which each is known, and how a graph keeps them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.model import (
    Attested,
    Bearing,
    Claim,
    Document,
    Due,
    Evidence,
    Heading,
    Kind,
    Part,
    Place,
    Provider,
    Remark,
    Role,
    Side,
    Status,
    Unread,
    Verified,
    end_of,
    first_day,
    last_day,
    replace,
    statement_order,
)
from tracer.store.properties import PROPERTIES, claim_id, evidence, from_properties, to_properties

CLAIM = Claim(
    kind=Kind.HANDED_OFF, place=Place(5, 9, part=3), quote="Fernwick Voice,Orchid Transit", said_by="Fernwick Voice", known_at="2024-05-03",
    valid_at="2024-05-02T13:44:00Z", incident="itg-20417", provider="Fernwick Voice", upstream="Orchid Transit", role=Role.NAMED,
)  # fmt: skip
# One other value for every field of a claim.
OTHERWISE: dict[str, Any] = {
    "kind": Kind.STATUS,
    "place": Place(5, 10, part=3),
    "quote": "x",
    "said_by": "x",
    "on_word_of": "x",
    "known_at": "2024-05-04",
    "valid_at": None,
    "incident": "itg-20560",
    "provider": "x",
    "hop": "x",
    "role": None,
    "upstream": "x",
    "upstream_hop": "x",
    "end_user": "x",
    "attested": Attested.LETTER,
    "status": Status.OPEN,
    "interim": False,
    "reading": "x",
    "length": "x",
    "call_at": "x",
    "caller": "x",
    "called": "x",
    "campaign": "x",
    "description": "x",
    "note": "x",
    "window_from": "x",
    "window_to": "x",
    "window_assumed": False,
    "at_least": False,
    "total": 0,
    "open": 0,
    "point_of_entry": 0,
    "downstream": 0,
    "originating": 0,
    "no_response": 0,
    "not_found": 0,
    "campaigns": 0,
    "avg_response": "x",
    "action": "x",
    "action_kind": "x",
    "roles": ("x",),
    "due": (Due("x", "x", "x"),),
    "what": "x",
    "certainty": "x",
    "manner": "x",
    "source": "x",
    "how": "x",
    "party": "x",
    "force": "x",
    "condition": "x",
    "basis": "x",
    "stated": "x",
    "clock": "x",
    "links": ("x",),
    "short_names": ("x",),
    "domains": ("x",),
    "mailboxes": ("x",),
    "names": ("x",),
    "aliases": ("x",),
    "frn": "x",
    "other_frns": ("x",),
    "rmd": "x",
    "ocn": "x",
    "country": "x",
    "address": "x",
    "phone": "x",
    "contact": "x",
    "doubts": ("x",),
    "verified": Verified.YES,
    "attestation": "x",
    "origid": "x",
}


def the_id(claim: Claim, document: str = "d1") -> str:
    return claim_id(document, claim)


def test_an_id_is_the_same_on_every_load() -> None:
    assert the_id(replace(CLAIM)) == the_id(CLAIM)
    assert re.fullmatch(r"[0-9a-f]{32}", the_id(CLAIM))
    # ... and in every process, whatever its hash seed
    code = "from tests.test_model import *; print(the_id(replace(CLAIM, names=('b', 'a'), doubts=('x',))))"
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert elsewhere.stdout.strip() == the_id(replace(CLAIM, names=("b", "a"), doubts=("x",)))


@pytest.mark.parametrize("field", Claim.__struct_fields__)
def test_an_id_is_another_where_anything_said_is(field: str) -> None:
    assert getattr(CLAIM, field) != OTHERWISE[field]
    assert the_id(replace(CLAIM, **{field: OTHERWISE[field]})) != the_id(CLAIM)


@pytest.mark.parametrize(
    "place", [Place(4, 9, 3), Place(5, 8, 3), Place(5, 9, 4), Place(5, 9), Place(5, 9, 3, page=1), Place(5, 9, 3, row=1)]
)
def test_an_id_is_another_in_another_place(place: Place) -> None:
    assert the_id(replace(CLAIM, place=place)) != the_id(CLAIM)


def test_an_id_is_another_in_another_document() -> None:
    assert the_id(CLAIM, "d2") != the_id(CLAIM)


def test_a_value_in_another_field_is_something_else() -> None:
    swapped = replace(CLAIM, provider=CLAIM.upstream, upstream=CLAIM.provider)
    assert the_id(swapped) != the_id(CLAIM)
    ids = {the_id(replace(CLAIM, **{field: "same words"})) for field in ("caller", "called", "campaign", "description", "note")}
    assert len(ids) == 5
    assert the_id(replace(CLAIM, names=("a", "b"))) != the_id(replace(CLAIM, names=("a, b",)))
    assert the_id(replace(CLAIM, total=None)) != the_id(replace(CLAIM, total=0))


claims = st.builds(
    lambda kind, lines, quote, **says: Claim(
        kind=kind, place=Place(*sorted(lines)), quote=quote, said_by="x", known_at="2024-05-02", **says
    ),
    kind=st.sampled_from(Kind),
    lines=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    quote=st.text(max_size=3),
    provider=st.none() | st.text(max_size=3),
    upstream=st.none() | st.text(max_size=3),
    total=st.none() | st.integers(0, 2),
    names=st.lists(st.text(max_size=2), max_size=2).map(tuple),
)


@given(claims, claims)
def test_claims_that_differ_have_ids_that_differ(one: Claim, other: Claim) -> None:
    assert (the_id(one) == the_id(other)) == (one == other)


def test_what_is_not_said_adds_nothing_to_an_id() -> None:
    """A field that a newer version knows of leaves the ids of claims that do not use it as they are."""
    assert the_id(CLAIM) == "86bb3dfa85ac191633c50b997ce78401"
    assert the_id(replace(CLAIM, names=(), doubts=(), due=(), note=None)) == the_id(CLAIM)


def test_evidence_is_the_claim_with_its_id_and_document() -> None:
    found = evidence("d1", "list.csv", "hop_list", CLAIM)
    assert found == Evidence(
        id=the_id(CLAIM), document="d1", document_name="list.csv", document_kind="hop_list",
        **{name: getattr(CLAIM, name) for name in Claim.__struct_fields__},
    )  # fmt: skip
    assert the_id(found) == the_id(CLAIM), "what it is made evidence by is not said by it"
    assert (found.inferred, found.sources, found.until) == (False, (), None)


# --- as a graph keeps it -------------------------------------------------------------------------------------------


def test_what_is_said_is_flat_and_without_nulls() -> None:
    due = (Due("inform", "k4.measures", "14 days", "2024-05-17"), Due("mitigate", "k4.mitigate", "48 hours"))
    says = to_properties(replace(CLAIM, due=due, names=("A", "B"), roles=("gateway",), doubts=("time-without-zone",)))
    assert says == {
        "kind": "handed-off",
        "quote": "Fernwick Voice,Orchid Transit",
        "said_by": "Fernwick Voice",
        "incident": "itg-20417",
        "provider": "Fernwick Voice",
        "role": "named",
        "upstream": "Orchid Transit",
        "line_from": 5,
        "line_to": 9,
        "part": 3,
        "known_at": "2024-05-03",
        "valid_at": "2024-05-02T13:44:00Z",
        "names": ["A", "B"],
        "roles": ["gateway"],
        "doubts": ["time-without-zone"],
        "due_what": ["inform", "mitigate"],
        "due_clock": ["k4.measures", "k4.mitigate"],
        "due_length": ["14 days", "48 hours"],
        "due_stated": ["2024-05-17", ""],
    }
    assert {type(says[name]) for name in ("kind", "role")} == {str}  # no enum reaches a driver
    bare = to_properties(Claim(kind=Kind.CALL, place=Place(1, 1), quote="", said_by="x", known_at="2024-05-02", total=0, at_least=False))
    assert bare == {
        "kind": "call",
        "quote": "",
        "said_by": "x",
        "total": 0,
        "at_least": False,
        "line_from": 1,
        "line_to": 1,
        "known_at": "2024-05-02",
    }


def test_what_a_rule_made_is_marked_and_leads_to_its_sources() -> None:
    made = replace(evidence("d1", "list.csv", "hop_list", CLAIM), inferred=True, sources=("a", "b"))
    assert to_properties(made) == {**to_properties(CLAIM), "inferred": True, "sources": ["a", "b"]}
    assert to_properties(replace(made, until="2024-06-01")) == {**to_properties(made), "until": "2024-06-01"}
    assert to_properties(replace(made, sources=())) == {**to_properties(CLAIM), "inferred": True, "sources": []}
    # What nobody inferred is not marked, not even as false
    assert to_properties(evidence("d1", "list.csv", "hop_list", CLAIM)) == to_properties(CLAIM)


def test_every_property_is_one_of_those_written_down() -> None:
    everything = Claim(**OTHERWISE | {"place": Place(1, 2, 3, 4, 5), "valid_at": "x", "role": Role.ASKED})
    whole = replace(evidence("d1", "list.csv", "hop_list", everything), inferred=True, sources=("a",), until="2024-06-01")
    assert set(to_properties(whole)) == set(PROPERTIES)
    assert len(set(PROPERTIES)) == len(PROPERTIES)
    for value in to_properties(whole).values():
        assert type(value) in (str, int, bool) or (type(value) is list and {type(v) for v in value} == {str})


def test_a_persons_judgement_stands_in_the_journal() -> None:
    judgement = Claim(kind=Kind.SAME, place=Place(7, 7), quote="same officers", said_by="Odalys Wren", known_at="2024-06-01", provider="Alder", names=("Birch",))  # fmt: skip
    back = from_properties({**to_properties(judgement), "id": "x"}, None, None, None)
    assert back == replace(evidence("", "journal.jsonl", None, judgement), id="x")


def anything(field: str) -> st.SearchStrategy[Any]:
    """A value of the type that a field has, or nothing where it may be unset."""
    value = OTHERWISE[field] if OTHERWISE[field] is not None else getattr(CLAIM, field)
    value = Role.ASKED if field == "role" else value
    if isinstance(value, tuple):
        each = st.builds(Due, st.text(max_size=3), st.text(max_size=3), st.text(max_size=3), st.none() | st.text(min_size=1, max_size=3)) if field == "due" else st.text(max_size=3)  # fmt: skip
        return st.lists(each, max_size=3).map(tuple)
    if isinstance(value, Place):
        return st.builds(Place, st.integers(1, 9), st.integers(1, 9), *[st.none() | st.integers(0, 9)] * 3)
    of_type: st.SearchStrategy[Any] = (
        st.booleans() if isinstance(value, bool) else st.integers(0, 9) if isinstance(value, int)
        else st.sampled_from(type(value)) if isinstance(value, Kind | Status | Role | Attested | Verified) else st.text(max_size=3)
    )  # fmt: skip
    return of_type if field in ("kind", "quote", "said_by", "known_at") else st.none() | of_type


@settings(max_examples=40)
@given(st.fixed_dictionaries({field: anything(field) for field in OTHERWISE}), st.booleans(), st.none() | st.text(min_size=1, max_size=3))
def test_what_a_graph_keeps_is_read_back_as_it_was_said(said: dict[str, Any], inferred: bool, until: str | None) -> None:
    claim = evidence("d1", "list.csv", "hop_list", Claim(**said))
    if inferred:
        claim = replace(claim, inferred=True, sources=("a", "b"), until=until)
    kept = to_properties(claim)
    assert None not in kept.values()
    assert from_properties({**kept, "id": claim.id}, "d1", "list.csv", "hop_list") == claim


# --- what a claim is asked -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2023-12", "2023-12-01", "2023-12-31"),
        ("2024-05-02", "2024-05-02", "2024-05-02"), ("2024-05-02T13:44:00Z", "2024-05-02", "2024-05-02"),
    ],
)  # fmt: skip
def test_the_days_that_a_month_or_a_year_may_be(moment: str, first: str, last: str) -> None:
    assert (first_day(moment), last_day(moment)) == (first, last)


@given(st.dates().map(str), st.sampled_from([4, 7, 10]))
def test_a_day_lies_between_the_first_and_the_last_of_what_it_is_cut_to(day: str, length: int) -> None:
    assert first_day(day[:length]) <= day <= last_day(day[:length])
    assert day[:length] <= day, "as text a month sorts before its days"


def test_a_date_means_the_end_of_that_day() -> None:
    assert end_of(None) is None
    assert end_of("2024-05-02") == "2024-05-02T23:59:59Z"
    assert end_of("2024-05-02T10:00:00Z") == "2024-05-02T10:00:00Z"


def test_when_a_claim_is_known() -> None:
    whole = evidence("d1", "list.csv", "hop_list", replace(CLAIM, known_at="2024-05-02T10:00:00Z"))
    assert whole.known_by(None)
    assert not whole.known_by("2024-05-02T09:59:59Z")
    assert whole.known_by("2024-05-02T10:00:00Z")
    # What no longer follows from then on counts before, and not of all that is known now
    ended = replace(whole, inferred=True, until="2024-06-01T08:00:00Z")
    assert ended.known_by("2024-06-01T07:59:59Z")
    assert not ended.known_by("2024-06-01T08:00:00Z")
    assert not ended.known_by("2024-06-02T00:00:00Z")
    assert not ended.known_by("2024-05-02T09:59:59Z")
    assert not ended.known_by(None)


def test_when_it_is_true_and_when_and_where_it_was_said() -> None:
    found = evidence("d1", "list.csv", "hop_list", CLAIM)
    assert found.at == "2024-05-02T13:44:00Z"
    assert replace(found, valid_at=None).at == "2024-05-03"
    assert statement_order(found) == ("2024-05-03", "d1", 5, found.id)


def test_what_is_counted_and_what_is_on_record() -> None:
    counted = replace(CLAIM, kind=Kind.COUNTED, total=21, open=1, point_of_entry=2, downstream=3, originating=4, no_response=5, not_found=6)
    assert counted.shares == {
        Status.OPEN: 1, Status.POINT_OF_ENTRY: 2, Status.DOWNSTREAM: 3, Status.ORIGINATING: 4, Status.NO_RESPONSE: 5, Status.NOT_FOUND: 6
    }  # fmt: skip
    assert CLAIM.shares == dict.fromkeys(Status, 0)
    assert replace(CLAIM, frn="1", rmd="2", country="3").registered == {"frn": "1", "rmd": "2", "country": "3"}
    assert replace(CLAIM, rmd="2", frn="", address="x").registered == {"rmd": "2"}
    assert CLAIM.registered == {}


def test_the_words_of_the_vocabulary() -> None:
    assert [str(kind) for kind in Kind] == [
        "asked", "reminded", "handed-off", "status", "call", "counted", "acted", "found", "told", "term", "identified", "same", "different", "unsure", "signed"
    ]  # fmt: skip
    assert [str(word) for word in Status] == ["open", "downstream", "point-of-entry", "originating", "no-response", "not-found"]
    assert Attested.of_several([Attested.ONE, Attested.BOTH, Attested.LETTER]) is Attested.BOTH
    assert Attested.of_several([Attested.BOTH, Attested.DISPUTED]) is Attested.DISPUTED, "others never hide a dispute"
    assert [str(word) for word in Attested] == ["both", "one", "third", "letter", "aggregate", "inferred", "disputed"], "the best first"
    assert {str(word) for word in Role} == {"asked", "named", "customer"}
    assert {str(word) for word in Side} == {"hop", "downstream", "upstream"}
    assert [word.label for word in Status] == ["Open", "Downstream", "PointOfEntry", "Originating", "NoResponse", "NotFound"]
    for enum in (Kind, Status, Attested, Role, Side, Verified):
        for word in enum:
            assert str(word) == word.value
            assert word in dict.fromkeys([str(word)])  # found by its plain text


EVIDENCE = evidence("d1", "list.csv", "hop_list", CLAIM)


@pytest.mark.parametrize(
    "thing",
    [
        CLAIM, EVIDENCE, Bearing(EVIDENCE), Provider("k", "Alder", ("Alder",)), Place(1, 2), Due("x", "x", "x"), Unread(1, 2, "x"),
        Remark("x", 1, 2, "x"), Heading(), Part(()),
    ],
)  # fmt: skip
def test_facts_never_change(thing: Any) -> None:
    for name in getattr(thing, "__struct_fields__", None) or [field.name for field in fields(thing)]:
        with pytest.raises(AttributeError):
            setattr(thing, name, None)
    assert not hasattr(thing, "__dict__")


def test_a_part_gives_places_in_its_own_lines() -> None:
    part = Part(("a", "b"), message=3, page=2)
    assert part.place(4) == Place(4, 4, 3, 2)
    assert part.place(4, 6, row=1) == Place(4, 6, 3, 2, 1)
    assert Part(("a",)).place(1) == Place(1, 1)
    assert {field.name for field in fields(Document)} >= {"sha256", "name", "media", "head", "parts", "stream", "noted_on"}
