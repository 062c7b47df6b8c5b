"""Which place in an incident each claim speaks of."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.claims import INCIDENT, asked, borne, called, handed, identified, judged, path, said, status, who_of
from tracer.draw import Drawing
from tracer.hops import bearings, names_in, source_hops
from tracer.inference import mentions
from tracer.model import OF_INCIDENTS, Bearing, Evidence, Kind, Side, Status
from tracer.path import nameless_upstreams
from tracer.redact.names import NOBODY
from tracer.redact.profiles import profiles
from tracer.redact.redaction import Redaction
from tracer.store.rows import Rows


def spoken_of(*claims: Evidence, identity_claims: tuple[Evidence, ...] = ()) -> list[tuple[str | None, str | None]]:
    """Side and hop of each bearing, the incident's id taken off."""
    return [(bearing.side, bearing.hop and bearing.hop.removeprefix(INCIDENT)) for bearing in borne(claims, *identity_claims)]


def test_one_provider_is_one_hop_whatever_its_name() -> None:
    claims = (asked("Fernwick Voice, LLC"), status("FERNWICK VOICE", Status.DOWNSTREAM), handed("fernwick  voice", "Orchid Transit Corp"))
    # A key is the first name folded, its legal form with it.
    assert spoken_of(*claims) == [
        ("hop", "@fernwick-voice-llc"),
        ("hop", "@fernwick-voice-llc"),
        ("downstream", "@fernwick-voice-llc"),
        ("upstream", "@orchid-transit-corp"),
    ]
    first, _, down, up = borne(claims)
    assert first.provider is down.provider
    assert [bearing.provider and bearing.provider.name for bearing in (down, up)] == ["Fernwick Voice, LLC", "Orchid Transit Corp"]
    assert [bearing.evidence for bearing in borne(claims)] == [claims[0], claims[1], claims[2], claims[2]]  # as printed, in their order


def test_two_legal_forms_are_two_hops() -> None:
    """Perhaps different persons in law."""
    claims = (asked("Fernwick Voice, LLC"), asked("Fernwick Voice, Inc."), status("Fernwick Voice", None))
    assert [hop for _, hop in spoken_of(*claims)] == ["@fernwick-voice-llc", "@fernwick-voice-inc", "@fernwick-voice"]
    one = spoken_of(*claims[:2], identity_claims=(judged("Fernwick Voice, LLC", "Fernwick Voice, Inc."),))
    assert [hop for _, hop in one] == ["@fernwick-voice-llc", "@fernwick-voice-llc"]


def test_names_that_are_one_provider_for_a_certain_reason_are_one_hop() -> None:
    claims = (asked("fernwickvoice.example"), handed("Fernwick Voice", "Orchid"))
    assert spoken_of(*claims)[0] == ("hop", "@fernwickvoiceexample")
    holder = identified("Fernwick Voice", "fernwickvoice.example")  # a document gives it as the holder of the domain
    tied = spoken_of(*claims, identity_claims=(holder,))
    assert tied == [("hop", "@fernwick-voice"), ("downstream", "@fernwick-voice"), ("upstream", "@orchid")]


def test_a_call_belongs_to_the_incident_as_a_whole() -> None:
    claim = called(campaign="Parcel-Refund")
    assert list(bearings(INCIDENT, [claim], {})) == [Bearing(claim, None, None, None)]
    # ... also where its claim prints a name.
    named = called(provider="Fernwick")
    assert list(bearings(INCIDENT, [named], who_of([named]))) == [Bearing(named)]


def test_what_names_nobody_belongs_to_the_incident_as_a_whole() -> None:
    claim = said(Kind.STATUS, None, status=Status.OPEN)
    assert list(bearings(INCIDENT, [claim], {})) == [Bearing(claim)]


def test_only_a_hand_off_has_two_ends() -> None:
    claims = [
        status("Fernwick", Status.NO_RESPONSE, upstream="Orchid"),
        asked("Fernwick", upstream="Orchid"),
        said(Kind.REMINDED, "Fernwick"),
    ]
    assert spoken_of(*claims) == [("hop", "@fernwick")] * 3
    assert {kind for kind in Kind if kind in OF_INCIDENTS} == {
        Kind.ASKED,
        Kind.REMINDED,
        Kind.HANDED_OFF,
        Kind.STATUS,
        Kind.CALL,
        Kind.SIGNED,
    }


def test_a_portal_id_and_a_lists_id_are_two_keys_of_one_place() -> None:
    claims = (asked("Fernwick", hop="90210"), status("Fernwick", Status.DOWNSTREAM, hop="t1"), handed("Fernwick", "Orchid"))
    assert {hop for side, hop in spoken_of(*claims) if side != "upstream"} == {"@fernwick"}


@pytest.mark.parametrize(("one", "other"), [("t1", "t2"), ("90210", "90211")])
def test_two_ids_of_one_sort_are_two_places(one: str, other: str) -> None:
    claims = (asked("Twice", hop=one), asked("Twice", hop=other), handed("Near", "Twice", upstream_hop=other))
    assert spoken_of(*claims) == [("hop", f"#{one}"), ("hop", f"#{other}"), ("downstream", "@near"), ("upstream", f"#{other}")]


def test_of_two_places_each_is_called_by_whatever_id_is_given() -> None:
    """Two ids of a list, and one of the portal beside them: that is a third, as it is neither of the two."""
    claims = (asked("Twice", hop="t1"), asked("Twice", hop="t2"), asked("Twice", hop="90210"))
    assert [hop for _, hop in spoken_of(*claims)] == ["#t1", "#t2", "#90210"]


def test_a_mention_without_an_id_is_neither_of_two_places() -> None:
    claims = (asked("Twice", hop="t1"), asked("Twice", hop="t2"), status("Twice", Status.DOWNSTREAM), handed("Near", "Twice"))
    assert spoken_of(*claims) == [("hop", "#t1"), ("hop", "#t2"), ("hop", "@twice"), ("downstream", "@near"), ("upstream", "@twice")]


def test_one_id_given_to_two_providers_that_each_have_two_places() -> None:
    claims = [asked(name, hop=hop) for name in ("Fernwick", "Orchid") for hop in ("t1", "t2")]
    assert [hop for _, hop in spoken_of(*claims)] == ["#t1@fernwick", "#t2@fernwick", "#t1@orchid", "#t2@orchid"]


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
    claims = [handed("Near", None, upstream_hop="t2"), asked("Orchid Transit", hop="t2")]
    for order in permutations(claims):
        assert ("upstream", "@orchid-transit") in spoken_of(*order)
    # ... also where only another hand-off gives the id a name
    assert ("upstream", "@orchid-transit") in spoken_of(claims[0], handed("Beacon", "Orchid Transit", upstream_hop="t2"))


def test_a_name_and_an_id_together_are_the_place_of_that_name() -> None:
    claims = [handed("Near", "Orchid", upstream_hop="t2"), asked("Saltmarsh", hop="t2")]
    assert ("upstream", "@orchid") in spoken_of(*claims)


def test_an_id_that_nothing_describes_could_be_anybody() -> None:
    claim = handed("Near", None, upstream_hop="t9")
    assert spoken_of(claim) == [("downstream", "@near")]
    assert path(claim).links == ()
    assert list(nameless_upstreams(borne([claim]))) == [claim]


def test_an_id_that_two_providers_have_could_be_either() -> None:
    claims = [handed("Near", None, upstream_hop="t2"), asked("Orchid", hop="t2"), asked("Saltmarsh", hop="t2")]
    for order in permutations(claims):
        assert sorted(str(hop) for _, hop in spoken_of(*order)) == ["@near", "@orchid", "@saltmarsh"]
        assert list(nameless_upstreams(borne(order))) == [claims[0]]
    # Two names of one provider are no doubt.
    assert ("upstream", "@orchid") in spoken_of(claims[0], claims[1], asked("ORCHID, LLC", hop="t2"))


def test_only_what_was_not_drawn_is_told() -> None:
    claims = [
        handed("Near", None, upstream_hop="t2"), handed("Near", "Orchid"), handed("Beacon", "Saltmarsh", upstream_hop="t3"),
        asked("Orchid", hop="t2"), handed("Orchid", None, upstream_hop="t3"), called(campaign="x"),
    ]  # fmt: skip
    assert list(nameless_upstreams(borne(claims))) == []


def test_a_hand_off_taken_back_is_not_told_as_one_of_a_nameless_upstream() -> None:
    found = path(handed("Near", "Orchid", known_at="2024-05-03"), handed("Near", "Beacon", known_at="2024-05-10"))
    assert len(found.corrections) == 1
    assert list(nameless_upstreams(bearing for hop in found.hops for bearing in hop.bearings)) == []


def test_the_names_in_claims() -> None:
    claims = [handed("Near", "Orchid"), called(campaign="x"), identified("Orchid", "orchid.example"), asked("Near")]
    assert names_in(claims) == {"Near", "Orchid", "orchid.example"}
    assert names_in([]) == set()


# --- what sources call a hop ---------------------------------------------------------------------------------------


def test_a_hop_has_the_id_that_its_own_claims_give_it() -> None:
    claims = [asked("Fernwick", hop="90210"), status("Orchid", Status.DOWNSTREAM)]
    assert source_hops(borne(claims)) == {"itg-20417@fernwick": "90210"}
    two = [asked("Fernwick", hop="90210"), status("Fernwick", Status.DOWNSTREAM, hop="t1")]
    for order in permutations(two):
        assert source_hops(borne(order)) == {"itg-20417@fernwick": "90210"}  # always the same one of two
    handing = [handed("Fernwick", "Orchid", hop="90210")]
    assert source_hops(borne(handing)) == {"itg-20417@fernwick": "90210"}


def test_the_mention_of_an_upstream_gives_it_no_id() -> None:
    """The id in a hand-off is that of the one that got the call."""
    claims = [handed("Fernwick", "Orchid", hop="90210"), handed("Larkspur", "Fernwick", hop="t7")]
    assert source_hops(borne(claims)) == {"itg-20417@fernwick": "90210", "itg-20417@larkspur": "t7"}
    (of_orchid,) = mentions(INCIDENT, borne(claims), "orchid")
    assert (of_orchid.hop, of_orchid.source_hop, of_orchid.downstream_hop) == ("itg-20417@orchid", None, "itg-20417@fernwick")
    of_fernwick = list(mentions(INCIDENT, borne(claims), "fernwick"))
    assert [(m.source_hop, m.evidence, m.downstream) for m in of_fernwick] == [("90210", claims[1], "larkspur")]


def test_an_inferred_claim_gives_no_id() -> None:
    """It repeats the one that its hop had when it was inferred."""
    claims = [status("Orchid", Status.POINT_OF_ENTRY, hop="90211", inferred=True), asked("Orchid")]
    assert source_hops(borne(claims)) == {}
    assert [m.source_hop for m in mentions(INCIDENT, borne(claims), "orchid")] == [None]


def test_a_call_and_an_empty_case_give_no_id() -> None:
    assert source_hops(borne([called(campaign="x", hop="90210")])) == {}
    assert source_hops([]) == {}


def test_the_graph_shows_the_id_of_a_hop_that_has_one() -> None:
    claims = [
        asked("Fernwick", hop="90210"), handed("Fernwick", "Orchid", hop="90210"), status("Orchid", Status.NO_RESPONSE),
        handed("Twice", None, hop="t1", upstream_hop="t2"), status("Twice", Status.ORIGINATING, hop="t2"),
    ]  # fmt: skip
    drawing = Drawing()
    drawing.add(INCIDENT, claims, who_of(claims))
    shown = {row["id"]: row["says"].get("source_hop") for row in Rows.of(drawing).hops}
    assert shown == {"itg-20417@fernwick": "90210", "itg-20417@orchid": None, "itg-20417#t1": "t1", "itg-20417#t2": "t2"}
    about = {(row["claim"], hop["id"], row["side"]) for hop in Rows.of(drawing).hops for row in hop["about"]}
    assert about == {
        (claims[0].id, "itg-20417@fernwick", "hop"), (claims[1].id, "itg-20417@fernwick", "downstream"),
        (claims[1].id, "itg-20417@orchid", "upstream"), (claims[2].id, "itg-20417@orchid", "hop"),
        (claims[3].id, "itg-20417#t1", "downstream"), (claims[3].id, "itg-20417#t2", "upstream"),
        (claims[4].id, "itg-20417#t2", "hop"),
    }  # fmt: skip


def test_a_providers_own_copy_gives_no_id_of_a_hop_that_it_does_not_name() -> None:
    """By it the portal, or whoever keeps the list, could be asked who that is."""
    names = ["Larkspur", "Beacon", "Fernwick", "Orchid", "Saltmarsh"]
    claims = [
        handed(down, up, hop=f"9021{k}", upstream_hop=f"9021{k + 1}", said_by="ITG", on_word_of=down)
        for k, (down, up) in enumerate(pairwise(names))
    ]
    claims += [status("Saltmarsh", Status.ORIGINATING, hop="90214"), status("Orchid", Status.DOWNSTREAM, hop="90213", said_by="ITG")]
    copy = Redaction(profiles()["provider"], marks={"list": None}, salt=b"salt", provider_key="fernwick").path(path(*claims))
    assert [hop.provider for hop in copy.hops] == [NOBODY, "Beacon", "Fernwick", "Orchid", NOBODY]
    told = {(c.provider, c.hop, c.upstream, c.upstream_hop) for link in copy.links for c in link.evidence}
    assert told == {
        (NOBODY, None, "Beacon", "90211"),
        ("Beacon", "90211", "Fernwick", "90212"),
        ("Fernwick", "90212", "Orchid", "90213"),
        ("Orchid", "90213", "[withheld]", None),
    }
    assert [[c.hop for c in hop.evidence if c.kind == Kind.STATUS] for hop in copy.hops] == [[], [], [], ["90213"], []]


def test_a_hop_that_only_a_corrected_word_names_is_not_drawn() -> None:
    claims = [handed("Near", "Orchid", known_at="2024-05-03"), handed("Near", "Beacon", known_at="2024-05-10")]
    drawing = Drawing()
    drawing.add(INCIDENT, claims, who_of(claims))
    assert [row["id"] for row in Rows.of(drawing).hops] == ["itg-20417@near", "itg-20417@beacon"]
    assert [row["upstream"] for row in Rows.of(drawing).handoffs] == ["itg-20417@beacon"]
    told = [(row["claim"], hop["id"]) for hop in Rows.of(drawing).hops for row in hop["about"]]
    assert told == [(claims[0].id, "itg-20417@near"), (claims[1].id, "itg-20417@near"), (claims[1].id, "itg-20417@beacon")]


# --- whatever is claimed -------------------------------------------------------------------------------------------

ids = st.sampled_from([None, "t1", "t2", "90210", "90211"])
names = st.sampled_from(["Fernwick", "FERNWICK, LLC", "Orchid", "Saltmarsh"])
spoken = st.lists(
    st.one_of(
        st.builds(lambda name, hop: asked(name, hop=hop), names, ids),
        st.builds(lambda a, b, up, hop: handed(a, b, hop=hop, upstream_hop=up), names, names, ids, ids),
        st.builds(lambda a, up: handed(a, None, upstream_hop=up), names, ids.filter(bool)),
    ),
    max_size=6,
)


@given(spoken, st.randoms())
def test_the_order_of_claims_does_not_matter(claims: list[Evidence], random: object) -> None:
    def found(order: list[Evidence]) -> set[tuple[str, str | None, str | None, str | None]]:
        return {(b.evidence.id, b.side, b.hop, b.provider and b.provider.key) for b in borne(order)}

    shuffled = claims[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert found(shuffled) == found(claims)
    assert source_hops(borne(shuffled)) == source_hops(borne(claims))


@given(spoken)
def test_a_hop_is_of_one_provider_and_a_claim_has_each_end_once(claims: list[Evidence]) -> None:
    owners: dict[str | None, set[str | None]] = {}
    sides: list[tuple[str, Side | None]] = []
    for bearing in borne(claims):
        owners.setdefault(bearing.hop, set()).add(bearing.provider and bearing.provider.key)
        sides.append((bearing.evidence.id, bearing.side))
    assert all(len(keys) == 1 for keys in owners.values())
    assert len(sides) == len(set(sides))
    for claim in claims:
        down = Side.DOWNSTREAM if claim.kind == Kind.HANDED_OFF else Side.HOP
        assert (claim.id, down) in sides
        assert ((claim.id, Side.UPSTREAM) in sides) <= (claim.kind == Kind.HANDED_OFF)
        assert claim.upstream is None or (claim.id, Side.UPSTREAM) in sides


ODD = st.text("a1@#%", min_size=1, max_size=4)
PLACES = st.lists(st.tuples(st.sampled_from(["a", "1"]), ODD), min_size=1, max_size=6, unique=True)


@given(st.dictionaries(ODD, PLACES, min_size=1, max_size=2))
@example({"a": [("a", "1@a"), ("a", "b")], "a#1": [("a", "b")]})
@example({"a": [("a", "t"), ("a", "t@a"), ("1", "t"), ("1", "u")]})
@example({"a": [("a", "b"), ("a", "b%40")], "a%23b": [("a", "b")], "a#b": [("a", "b")]})
def test_no_two_hops_share_an_id_whatever_documents_call_them(incidents: dict[str, list[tuple[str, str]]]) -> None:
    found: dict[str, tuple[str, str]] = {}
    for incident, places in incidents.items():
        claims = [asked(name, hop=hop, incident=incident) for name, hop in places]
        for b in bearings(incident, claims, who_of(claims)):
            assert b.hop
            assert b.provider
            assert found.setdefault(b.hop, (incident, b.provider.key)) == (incident, b.provider.key)
