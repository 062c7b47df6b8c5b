"""Claims: what they are made of, and the id by which each is known."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.model import Attested, Claim, Document, Due, Heading, Kind, Part, Place, Remark, Role, Status, Unread
from tracer.projection import said_in

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
    "known_at": "2024-05-04",
    "valid_at": None,
    "incident": "itg-20560",
    "provider": "x",
    "hop": "x",
    "role": None,
    "upstream": "x",
    "upstream_hop": "x",
    "attested": Attested.LETTER,
    "status": Status.OPEN,
    "length": "x",
    "call_at": "x",
    "caller": "x",
    "called": "x",
    "campaign": "x",
    "description": "x",
    "note": "x",
    "window_from": "x",
    "window_to": "x",
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
    "names": ("x",),
    "frn": "x",
    "rmd": "x",
    "country": "x",
    "address": "x",
    "phone": "x",
    "contact": "x",
    "doubts": ("x",),
}


def the_id(claim: Claim, document: str = "d1") -> str:
    return said_in(document, claim)[0]


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


@pytest.mark.parametrize("field", [field.name for field in fields(Claim)])
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


def test_what_is_said_is_flat_and_without_nulls() -> None:
    due = (Due("inform", "k4.measures", "14 days", "2024-05-17"), Due("mitigate", "k4.mitigate", "48 hours"))
    _, says = said_in("d1", replace(CLAIM, due=due, names=("A", "B"), roles=("gateway",), doubts=("time-without-zone",)))
    assert dict(says) == {
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
    assert says["page"] is None
    assert "page" not in says
    bare = said_in("d1", Claim(kind=Kind.CALL, place=Place(1, 1), quote="", said_by="x", known_at="2024-05-02", total=0, at_least=False))[1]
    assert dict(bare) == {
        "kind": "call",
        "quote": "",
        "said_by": "x",
        "total": 0,
        "at_least": False,
        "line_from": 1,
        "line_to": 1,
        "known_at": "2024-05-02",
    }


def test_the_words_of_the_vocabulary() -> None:
    assert [str(kind) for kind in Kind] == [
        "asked", "reminded", "handed-off", "status", "call", "counted", "acted", "identified", "same", "different"
    ]  # fmt: skip
    assert [str(word) for word in Status] == ["open", "downstream", "point-of-entry", "originating", "no-response", "not-found"]
    assert {str(word) for word in Attested} == {"both", "one", "disputed", "aggregate", "letter", "inferred"}
    assert {str(word) for word in Role} == {"asked", "named", "customer"}
    for enum in (Kind, Status, Attested, Role):
        for word in enum:
            assert str(word) == word.value
            assert word in dict.fromkeys([str(word)])  # found by its plain text


@pytest.mark.parametrize("thing", [CLAIM, Place(1, 2), Due("x", "x", "x"), Unread(1, 2, "x"), Remark("x", 1, 2, "x"), Heading(), Part(())])
def test_facts_never_change(thing: Any) -> None:
    for field in fields(thing):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, field.name, None)
    assert not hasattr(thing, "__dict__")


def test_a_part_gives_places_in_its_own_lines() -> None:
    part = Part(("a", "b"), message=3, page=2)
    assert part.place(4) == Place(4, 4, 3, 2)
    assert part.place(4, 6, row=1) == Place(4, 6, 3, 2, 1)
    assert Part(("a",)).place(1) == Place(1, 1)
    assert {field.name for field in fields(Document)} >= {"sha256", "name", "media", "head", "parts", "stream", "noted_on"}
