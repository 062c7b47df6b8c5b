"""Rows as they go to a graph as texts: whatever a claim or a hop says comes back as it was said, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import story
from tests.claims import asked, handed, status, who_of
from tracer.draw import Drawing
from tracer.graph import Graph, connect
from tracer.graph.packed import FIELD, GROUP, packed
from tracer.model import Claim, Evidence, Kind, Place, Status, Verified, replace, statement_order
from tracer.store.cypher import GraphStore
from tracer.store.properties import evidence
from tracer.store.rows import Rows

SHA256 = "5a" * 32
SIGNS = ("", " ", FIELD, GROUP, f"a{FIELD}b", f"{GROUP}a", "null", "0", "Zażółć 🦜", "two\nlines", "'; DROP", "\\u001f", "{}")


def claim(number: int, **says: Any) -> Evidence:
    its: dict[str, Any] = {"kind": Kind.STATUS, "quote": "words", "said_by": "ITG", "known_at": "2024-05-20", "incident": "itg-1", **says}
    return evidence(SHA256, "list.csv", "hop_list", Claim(place=Place(number, number, row=number), **its))


ODD = [
    *(claim(1 + n, **{name: sign}) for n, (name, sign) in enumerate(
        (name, sign) for name in ("provider", "upstream", "note", "hop", "on_word_of", "quote", "said_by", "valid_at", "campaign") for sign in SIGNS
    )),
    claim(201, provider="Alder Voice", status=Status.NO_RESPONSE, interim=True, doubts=("a", f"b{FIELD}"), verified=Verified.NO),
    claim(202, kind=Kind.COUNTED, incident=None, provider="Alder Voice", total=0, open=7, at_least=False, roles=("gateway", "")),
    replace(claim(203), place=Place(203, 204, part=0, page=3)),
    replace(claim(203, note="the same words say another thing"), place=Place(203, 204, part=0, page=3)),
]  # fmt: skip


@pytest.fixture(params=["embedded", "neo4j"])
def graph(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Graph]:
    with closing(connect(story.address_of(request, monkeypatch) or tmp_path / "graph.kgl", write=True)) as opened:
        opened.prepare()
        yield opened


def test_what_claims_say_comes_back_as_it_was_said(graph: Graph) -> None:
    store = GraphStore(graph)
    store.put_documents({SHA256: {"name": "list.csv", "kind": "hop_list", "complete": True}})
    store.add(ODD)
    graph.keep()
    assert sorted(store.claims(ended=True), key=statement_order) == sorted(ODD, key=statement_order)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_hop_is_drawn_as_it_is_whatever_its_provider_is_called(graph: Graph, sign: str) -> None:
    name, incident = f"Alder{sign}Voice", f"itg-1{sign}"
    claims = [
        replace(each, incident=incident)
        for each in (
            asked(name, valid_at="2024-05-02T09:00:00Z"),
            status(name, Status.NO_RESPONSE, interim=True, known_at="2024-05-20"),
            handed("Orchid Transit", name, said_by=f"Orchid{sign}"),
        )
    ]
    drawing = Drawing()
    drawing.add(incident, claims, who_of(claims))
    store = GraphStore(graph)
    store.put_documents({claims[0].document: {"name": "list.csv", "complete": True}})
    store.add(claims)
    keys = {hop.provider_key: hop.provider for hop in drawing.calls[0].path.hops}
    graph.put("write_providers", [{"key": key, "name": provider} for key, provider in keys.items()])
    store.draw(drawing, [], [])
    graph.keep()
    by_id = {hop.id: hop for hop in drawing.calls[0].path.hops}
    drawn = {row["hop"]: row for row in store.hops_as_drawn([incident])}
    assert drawn.keys() == by_id.keys()
    for id_, hop in by_id.items():
        says, expected = drawn[id_]["says"], next(row for row in Rows.of(drawing).hops if row["id"] == id_)
        assert {name: value for name, value in says.items() if value is not None and name not in ("id", "title", "type")} == expected[
            "says"
        ]
        assert (says["provider"], says["position"]) == (hop.provider, hop.position)
        assert sorted((about["claim"], about["side"]) for about in drawn[id_]["about"]) == sorted(
            (about["claim"], about["side"]) for about in expected["about"]
        )


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(["provider", "note", "hop", "total", "interim", "roles"]), st.sampled_from([*SIGNS, 0, 3, True, None, ["a"]])
    )
)
def test_no_value_stands_in_the_place_of_another(says: dict[str, Any]) -> None:
    row = {
        "document": SHA256,
        "said": [{"says": {"quote": "words"}, "claims": [{"id": "1" * 32, "says": says}, {"id": "2" * 32, "says": {}}]}],
    }
    [out] = packed("write_claims", [row])
    [[words, claims, besides]] = out["said"]
    one, other = claims.split(GROUP)
    assert words.split(FIELD)[0] == "words"
    assert [one.split(FIELD)[0], other.split(FIELD)[0]] == ["1" * 32, "2" * 32]
    assert len(one.split(FIELD)) == len(other.split(FIELD)) == 10
    told = {name: value for name, k in (("provider", 2), ("note", 8), ("hop", 9)) if (value := one.split(FIELD)[k])}
    more = besides[0] if besides else {}
    assert not told.keys() & more.keys()
    assert {name: str(value) if name in told else value for name, value in says.items() if value is not None} == told | more


def test_what_is_not_packed_goes_as_it_is() -> None:
    rows = [{"id": "1", "says": {}}]
    assert packed("write_incidents", rows) is rows
