"""Which place in an incident each claim speaks of."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rows import INCIDENT, asked, bore, called, handed, identity_of, path, status
from tracer.hops import bearings
from tracer.model import Status
from tracer.path import nameless_upstreams
from tracer.projection import Said


def spoken_of(*rows: Said, ties: tuple[tuple[str, str], ...] = ()) -> list[tuple[str | None, str | None]]:
    """Side and hop of each bearing, the incident's id taken off."""
    found = bearings(INCIDENT, rows, identity_of(rows, *ties))
    return [(side, hop and hop.removeprefix(INCIDENT)) for _, side, hop, _ in found]


def test_one_provider_is_one_hop_whatever_its_name() -> None:
    rows = (asked("Fernwick Voice, LLC"), status("FERNWICK VOICE", Status.DOWNSTREAM), handed("fernwick  voice", "Orchid Transit Corp"))
    assert spoken_of(*rows) == [
        ("hop", "@fernwick-voice"), ("hop", "@fernwick-voice"), ("downstream", "@fernwick-voice"), ("upstream", "@orchid-transit")
    ]  # fmt: skip
    names = [name for *_, name in bearings(INCIDENT, rows, identity_of(rows))]
    assert names == ["Fernwick Voice, LLC", "FERNWICK VOICE", "fernwick  voice", "Orchid Transit Corp"]  # as printed


def test_names_that_are_one_provider_for_a_certain_reason_are_one_hop() -> None:
    rows = (asked("fernwickvoice.example"), handed("Fernwick Voice", "Orchid"))
    assert spoken_of(*rows)[0] == ("hop", "@fernwickvoiceexample")
    tied = spoken_of(*rows, ties=(("fernwickvoice.example", "Fernwick Voice"),))
    assert tied == [("hop", "@fernwick-voice"), ("downstream", "@fernwick-voice"), ("upstream", "@orchid")]


def test_a_call_belongs_to_the_incident_as_a_whole() -> None:
    row = called(campaign="Parcel-Refund")
    assert list(bearings(INCIDENT, [row], identity_of([row]))) == [(row, None, None, None)]


def test_a_portal_id_and_a_lists_id_are_two_keys_of_one_place() -> None:
    rows = (asked("Fernwick", hop="90210"), status("Fernwick", Status.DOWNSTREAM, hop="t1"), handed("Fernwick", "Orchid"))
    assert {hop for side, hop in spoken_of(*rows) if side != "upstream"} == {"@fernwick"}


@pytest.mark.parametrize(("one", "other"), [("t1", "t2"), ("90210", "90211")])
def test_two_ids_of_one_sort_are_two_places(one: str, other: str) -> None:
    rows = (asked("Twice", hop=one), asked("Twice", hop=other), handed("Near", "Twice", upstream_hop=other))
    assert spoken_of(*rows) == [("hop", f"#{one}"), ("hop", f"#{other}"), ("downstream", "@near"), ("upstream", f"#{other}")]


def test_a_mention_without_an_id_is_neither_of_two_places() -> None:
    rows = (asked("Twice", hop="t1"), asked("Twice", hop="t2"), status("Twice", Status.DOWNSTREAM), handed("Near", "Twice"))
    assert spoken_of(*rows) == [("hop", "#t1"), ("hop", "#t2"), ("hop", "@twice"), ("downstream", "@near"), ("upstream", "@twice")]


def test_one_id_given_to_two_providers_that_each_have_two_places() -> None:
    rows = [asked(name, hop=hop) for name in ("Fernwick", "Orchid") for hop in ("t1", "t2")]
    assert [hop for _, hop in spoken_of(*rows)] == ["#t1@fernwick", "#t2@fernwick", "#t1@orchid", "#t2@orchid"]


def test_a_loop_by_hop_id() -> None:
    found = path(
        handed("Twice", None, hop="t1", upstream_hop="t2"),
        handed("Between", None, hop="t2", upstream_hop="t3"),
        status("Twice", Status.ORIGINATING, hop="t3"),
    )
    assert [(hop.id, hop.provider, hop.received_from) for hop in found.hops] == [
        ("itg-20417#t1", "Twice", ("itg-20417@between",)),
        ("itg-20417@between", "Between", ("itg-20417#t3",)),
        ("itg-20417#t3", "Twice", ()),
    ]


def test_an_upstream_given_by_an_id_is_whoever_has_that_id() -> None:
    rows = [handed("Near", None, upstream_hop="t2"), asked("Orchid Transit", hop="t2")]
    for order in permutations(rows):
        assert ("upstream", "@orchid-transit") in spoken_of(*order)
    # ... also where only another hand-off gives the id a name
    assert ("upstream", "@orchid-transit") in spoken_of(rows[0], handed("Beacon", "Orchid Transit", upstream_hop="t2"))


def test_an_id_that_nothing_describes_could_be_anybody() -> None:
    row = handed("Near", None, upstream_hop="t9")
    assert spoken_of(row) == [("downstream", "@near")]
    assert path(row).links == ()
    (told,) = nameless_upstreams(list(bore([row], identity_of([row]))))
    assert (told["provider"], told["upstream_hop"]) == ("Near", "t9")


def test_an_id_that_two_providers_have_could_be_either() -> None:
    rows = [handed("Near", None, upstream_hop="t2"), asked("Orchid", hop="t2"), asked("Saltmarsh", hop="t2")]
    for order in permutations(rows):
        assert sorted(spoken_of(*order)) == [("downstream", "@near"), ("hop", "@orchid"), ("hop", "@saltmarsh")]
        (told,) = nameless_upstreams(list(bore(order, identity_of(order))))
        assert told["upstream_hop"] == "t2"
    # Two names of one provider are no doubt.
    assert ("upstream", "@orchid") in spoken_of(rows[0], rows[1], asked("ORCHID, LLC", hop="t2"))


def test_only_what_was_not_drawn_is_told() -> None:
    rows = [
        handed("Near", None, upstream_hop="t2"), handed("Near", "Orchid"), handed("Beacon", "Saltmarsh", upstream_hop="t3"),
        asked("Orchid", hop="t2"), handed("Orchid", None, upstream_hop="t3"), called(campaign="x"),
    ]  # fmt: skip
    assert list(nameless_upstreams(list(bore(rows, identity_of(rows))))) == []


ids = st.sampled_from([None, "t1", "t2", "90210", "90211"])
names = st.sampled_from(["Fernwick", "FERNWICK, LLC", "Orchid", "Saltmarsh"])
mentions = st.lists(
    st.one_of(
        st.builds(lambda name, hop: asked(name, hop=hop), names, ids),
        st.builds(lambda a, b, up, hop: handed(a, b, hop=hop, upstream_hop=up), names, names, ids, ids),
        st.builds(lambda a, up: handed(a, None, upstream_hop=up), names, ids.filter(bool)),
    ),
    max_size=6,
)


@given(mentions, st.randoms())
def test_the_order_of_claims_does_not_matter(rows: list[Said], random: object) -> None:
    def found(order: list[Said]) -> set[tuple[str, str | None, str | None, str | None]]:
        return {(b.row["claim"], b.side, b.hop, b.name) for b in bearings(INCIDENT, order, identity_of(rows))}

    shuffled = rows[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert found(shuffled) == found(rows)


@given(mentions)
def test_a_hop_is_of_one_provider(rows: list[Said]) -> None:
    owners: dict[str, set[str]] = {}
    for row in bore(rows, identity_of(rows)):
        owners.setdefault(row["hop"], set()).add(row["provider_key"])
    assert all(len(keys) == 1 for keys in owners.values())
