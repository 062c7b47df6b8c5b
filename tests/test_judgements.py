"""Who is who by a person's word: what moves, what stays as printed, what contradicts, and that undoing leaves no trace."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path

import pytest

from tests import story
from tests.cases import Desk, Dump, differing, environment, hop_list, merging, specimens, started
from tests.claims import identified
from tests.story import Fresh
from tracer.errors import BadInput, NotKnown
from tracer.identity import Identity, judged, listed
from tracer.judgements import VERDICTS, Judgement, check, new_id, standing, undone, verdict_of
from tracer.model import Claim, Evidence, Kind, Place
from tracer.store.properties import evidence

SAME, DIFFERENT, UNSURE = Kind.SAME, Kind.DIFFERENT, Kind.UNSURE


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


# --- the journal's word --------------------------------------------------------------------------------------------


def ruling(a: str, b: str, verdict: Kind = SAME, number: int = 1, reasons: tuple[str, ...] = ()) -> Judgement:
    return Judgement(f"j{number}", a, b, verdict, "same officers", "Odalys Wren", "2024-07-01T09:00:00Z", number, reasons)


def entry(number: int, **says: object) -> dict[str, object]:
    return {"did": "judged", "id": f"j{number}", "a": "Alder", "b": "Birch", "verdict": "same", "because": "same officers", "who": "Odalys Wren", "at": "2024-07-01T09:00:00Z", **says}  # fmt: skip


def test_what_stands_is_what_was_not_undone() -> None:
    entries: list[dict[str, object]] = [
        entry(1),
        {"did": "loaded"},
        entry(2, a="Cedar", verdict="different"),
        {"did": "undone", "judgement": "j1"},
        {"did": "undone", "judgement": "j9"},
        entry(3, verdict="unsure", reasons=["names alike (97 of 100)", "same phone: 12025550141"]),
    ]
    assert standing(entries) == {
        "j2": Judgement("j2", "Cedar", "Birch", DIFFERENT, "same officers", "Odalys Wren", "2024-07-01T09:00:00Z", 3),
        "j3": Judgement("j3", "Alder", "Birch", UNSURE, "same officers", "Odalys Wren", "2024-07-01T09:00:00Z", 6, ("names alike (97 of 100)", "same phone: 12025550141")),
    }  # fmt: skip
    assert undone(entries) == {"j1", "j9"}
    again = [*entries, {"did": "undone", "judgement": "j3"}, entry(3, verdict="same")]
    assert standing(again)["j3"].verdict == SAME, "one made anew stands"
    assert standing([entry(1, verdict="unsure", reasons="names alike")])["j1"].reasons == (), "no list of reasons is none"


def test_journals_of_the_time_before_unsure_are_read() -> None:
    old = [{k: v for k, v in entry(n, same=same).items() if k != "verdict"} for n, same in enumerate((True, False), 1)]
    assert [verdict_of(e) for e in old] == [SAME, DIFFERENT]
    assert [j.verdict for j in standing(old).values()] == [SAME, DIFFERENT]
    assert [j.reasons for j in standing(old).values()] == [(), ()]
    assert [verdict_of(entry(1, verdict=word, same=True)) for word in ("same", "different", "unsure")] == [SAME, DIFFERENT, UNSURE]


def test_a_judgement_is_a_claim_by_a_person_with_reason_and_date() -> None:
    assert ruling("Alder", "Birch", number=4).claim == Claim(
        kind=SAME, place=Place(4, 4), quote="same officers", said_by="Odalys Wren", known_at="2024-07-01T09:00:00Z",
        valid_at="2024-07-01T09:00:00Z", provider="Alder", names=("Birch",), note="j4",
    )  # fmt: skip
    assert ruling("Alder", "Birch", DIFFERENT).claim.kind is DIFFERENT
    unsure = ruling("Alder", "Birch", UNSURE, reasons=("same phone", "names alike")).claim
    assert (unsure.kind, unsure.description) == (UNSURE, "same phone\nnames alike")
    assert [str(ruling("Alder", "Birch", verdict)) for verdict in (SAME, DIFFERENT, UNSURE)] == [
        f"judgement j1 of 2024-07-01 by Odalys Wren ('Alder' and 'Birch' are {word})" for word in ("one", "not one", "perhaps one")
    ]
    assert set(VERDICTS) == {SAME, DIFFERENT, UNSURE}


def test_ids_tell_judgements_apart() -> None:
    at = "2024-07-01T09:00:00Z"
    ids = [
        new_id("A", "B", SAME, at),
        new_id("A", "B", DIFFERENT, at),
        new_id("A", "B", UNSURE, at),
        new_id("B", "A", SAME, at),
        new_id("AB", "", SAME, at),
        new_id("A", "B", SAME, "2024-07-01T09:00:01Z"),
    ]
    assert len(set(ids)) == 6
    assert {len(i) for i in ids} == {8}
    assert new_id("A", "B", SAME, at) == ids[0]
    assert new_id("\ud800", "B", SAME, at)


def test_the_latest_judgement_of_each_pair() -> None:
    claims = [
        evidence("", "journal.jsonl", None, j.claim)
        for j in (ruling("A", "B", number=1), ruling("B", "A", DIFFERENT, 2), ruling("A", "C", UNSURE, 3))
    ]
    for order in permutations([*claims, identified("A", "B")]):
        assert judged(order) == {frozenset("AB"): claims[1], frozenset("AC"): claims[2]}


# --- what cannot be judged -----------------------------------------------------------------------------------------


def people(*names: str, held: Iterable[Judgement] = (), identity_claims: Iterable[Evidence] = ()) -> Identity:
    first = {text: at for order, name in enumerate(names) for text, at in listed(name, f"2024-05-{order + 1:02d}")}
    return Identity.of(first, [*identity_claims, *(evidence("", "journal.jsonl", None, j.claim) for j in held)])


def refused(
    a: str, b: str, verdict: Kind, *names: str, held: tuple[Judgement, ...] = (), identity_claims: tuple[Evidence, ...] = (), gone: str = ""
) -> str | None:
    """What is said against a judgement, in one line; None where it can be made. `gone`: a name that is not printed any more."""
    try:
        check(a, b, verdict, people(*(n for n in names if n != gone), held=held, identity_claims=identity_claims), held)
    except BadInput as error:
        [line] = str(error).splitlines()
        return line
    return None


def test_what_can_be_judged() -> None:
    for verdict in (SAME, DIFFERENT, UNSURE):
        assert refused("Alder", "Birch", verdict, "Alder", "Birch") is None
        for other in (SAME, DIFFERENT, UNSURE):
            assert refused("Alder", "Cedar", verdict, "Alder", "Birch", "Cedar", held=(ruling("Alder", "Birch", other),)) is None
            apart = (ruling("Alder", "Birch", other), ruling("Cedar", "Dogwood", other, 2))
            assert refused("Alder", "Cedar", verdict, "Alder", "Birch", "Cedar", "Dogwood", held=apart) is None


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_name_that_nobody_prints(verdict: Kind) -> None:
    for a, b in (("Alder", "Aldr"), ("Aldr", "Alder")):
        with pytest.raises(NotKnown, match="no document prints the name 'Aldr': give it as `tracer names list` shows it"):
            check(a, b, verdict, people("Alder", "Birch"), ())
    assert refused("Alder", "Alder", verdict, "Alder", "Birch") == "'Alder' is one name: give two"


def test_names_that_read_the_same_can_be_told_apart() -> None:
    """Identity 1: no answer may ever be that they are one and cannot be told apart."""
    names = ("Alder Voice", "ALDER VOICE", "Alder Voice, LLC")
    assert refused("Alder Voice", "ALDER VOICE", SAME, *names) == (
        "'Alder Voice' and 'ALDER VOICE' are one provider already: equal but for case, blanks and signs"
    )
    for other in names[1:]:
        assert refused("Alder Voice", other, DIFFERENT, *names) is None
        assert refused("Alder Voice", other, UNSURE, *names) is None


@pytest.mark.parametrize(
    ("identity_claims", "names"),
    [
        ((), ("Alder", "Birch", "Alder / Birch")),
        ((identified("Alder", "Birch"),), ("Alder", "Birch")),
        ((identified("Alder", frn="0031000456"), identified("Birch", frn="0031000456")), ("Alder", "Birch")),
    ],
)
def test_whatever_ties_two_names_a_person_parts_them(identity_claims: tuple[Evidence, ...], names: tuple[str, ...]) -> None:
    assert "are one provider already" in (refused("Alder", "Birch", SAME, *names, identity_claims=identity_claims) or "")
    assert refused("Alder", "Birch", DIFFERENT, *names, identity_claims=identity_claims) is None
    assert refused("Alder", "Birch", UNSURE, *names, identity_claims=identity_claims) is None
    for verdict in (DIFFERENT, UNSURE):
        apart = people(*names, held=[ruling("Alder", "Birch", verdict)], identity_claims=identity_claims)
        assert apart["Alder"].key != apart["Birch"].key


def test_what_cannot_be_told_is_not_made_one_by_way_of_a_third_name_without_a_word() -> None:
    names, unsure, same = ("Alder", "Birch", "Cedar"), ruling("Alder", "Birch", UNSURE), ruling("Birch", "Cedar", number=2)
    assert refused("Alder", "Cedar", SAME, *names, held=(unsure, same)) == contradicts(unsure)
    assert refused("Alder", "Birch", UNSURE, *names, held=(same, first := ruling("Alder", "Cedar", number=3))) == contradicts(first)


def test_who_was_one_and_cannot_be_told_is_proposed_only_for_a_new_reason(desk: Desk, tmp_path: Path) -> None:
    two = ("Alder Voice", "Birchwood Tel")
    listed = {"incident": "1", "provider": " / ".join(two)}
    desk.load(hop_list(tmp_path / "a.csv", listed, {"incident": "2", "provider": "ORCHID"}, {"incident": "3", "provider": "Orchid"}))
    assert len(desk.ask("names", "list", "orchid")) == 1
    assert desk.run("names", "unsure", "ORCHID", "Orchid", "--because", "asked").code == 0
    assert desk.run("names", "unsure", *two, "--because", "asked").code == 0
    assert len(desk.ask("names", "list", "orchid")) == 2
    assert [p for p in desk.ask("names", "propose") if {p["a"], p["b"]} in ({"ORCHID", "Orchid"}, {*two})] == []


def test_the_same_twice_says_why_they_are_one_already() -> None:
    held = ruling("Alder", "Birch")
    assert refused("Birch", "Alder", SAME, "Alder", "Birch", held=(held,)) == f"'Birch' and 'Alder' are judged so already: {held}"
    chain = (held, ruling("Birch", "Cedar", number=2))
    assert refused("Alder", "Cedar", SAME, "Alder", "Birch", "Cedar", held=chain) == (
        "'Alder' and 'Cedar' are one provider already: judged one by Odalys Wren on 2024-07-01: same officers; "
        "judged one by Odalys Wren on 2024-07-01: same officers"
    )
    assert refused("Alder", "Birch", SAME, "Alder / Birch") == (
        "'Alder' and 'Birch' are one provider already: listed together: Alder / Birch; listed together: Alder / Birch"
    )
    tie = (identified("Alder", "alder.example"),)
    assert refused("alder.example", "Alder", SAME, "Alder", "alder.example", identity_claims=tie) == (
        "'alder.example' and 'Alder' are one provider already: mail to alder.example names Alder"
    )


def test_different_and_unsure_twice() -> None:
    for verdict in (DIFFERENT, UNSURE):
        held = ruling("Alder", "Birch", verdict)
        assert refused("Birch", "Alder", verdict, "Alder", "Birch", held=(held,)) == f"'Birch' and 'Alder' are judged so already: {held}"
    # On another spelling of one of them it is another judgement
    assert refused("Birch", "ALDER", DIFFERENT, "Alder", "ALDER", "Birch", held=(ruling("Alder", "Birch", DIFFERENT),)) is None


def contradicts(held: Judgement) -> str:
    return f"this contradicts {held}: undo that one first, with `tracer names undo {held.id}`"


@pytest.mark.parametrize(("a", "b"), [("Alder", "Birch"), ("Birch", "Alder")])
@pytest.mark.parametrize("verdict", VERDICTS)
def test_two_judgements_on_two_names(verdict: Kind, a: str, b: str) -> None:
    for other in VERDICTS:
        held = ruling("Alder", "Birch", other)
        said = refused(a, b, verdict, "Alder", "Birch", held=(ruling("Alder", "Cedar", number=7), held))
        assert said == (f"{a!r} and {b!r} are judged so already: {held}" if other == verdict else contradicts(held))


def test_a_contradiction_through_others_says_which() -> None:
    names = ("Alder", "Birch", "Cedar", "Dogwood", "Elm")
    astray, first, second = ruling("Alder", "Dogwood", number=1), ruling("Alder", "Birch", number=2), ruling("Birch", "Cedar", number=3)
    # One that lies between the two, not any one about them
    assert refused("Alder", "Cedar", DIFFERENT, *names, held=(astray, first, second)) == contradicts(first)
    assert refused("Cedar", "Alder", DIFFERENT, *names, held=(astray, first, second)) == contradicts(second)
    assert refused("Dogwood", "Cedar", DIFFERENT, *names, held=(astray, first, second)) == contradicts(astray)
    apart = ruling("Cedar", "Alder", DIFFERENT, 4)
    for a, b in (("Birch", "Cedar"), ("Cedar", "Birch"), ("Dogwood", "Cedar"), ("Cedar", "Dogwood")):
        assert refused(a, b, SAME, *names, held=(astray, first, apart)) == contradicts(apart)
    assert refused("Elm", "Cedar", SAME, *names, held=(astray, first, apart)) is None
    # Of two, the first of the journal
    further = ruling("Dogwood", "Cedar", DIFFERENT, 5)
    assert refused("Birch", "Cedar", SAME, *names, held=(astray, first, apart, further)) == contradicts(apart)


def test_a_judgement_is_none_on_what_else_is_one_with_its_names() -> None:
    """Two judgements on names that the documents alone make one with others contradict nothing: each has its effect."""
    names = ("Alder", "ALDER", "Birch", "BIRCH")
    held = (ruling("Alder", "Birch", DIFFERENT),)
    for a, b in (("ALDER", "Birch"), ("ALDER", "BIRCH"), ("Alder", "BIRCH")):
        assert refused(a, b, SAME, *names, held=held) is None
        identity = people(*names, held=(*held, ruling(a, b, number=2)))
        assert identity["Alder"].key != identity["Birch"].key
        assert identity[a].key == identity[b].key
    assert refused("ALDER", "Birch", DIFFERENT, *names, held=(ruling("Alder", "Birch"),)) is None
    identity = people(*names, held=(ruling("Alder", "Birch"), ruling("ALDER", "Birch", DIFFERENT, 2)))
    assert identity["Alder"].key == identity["Birch"].key != identity["ALDER"].key


def test_a_contradiction_through_a_name_that_is_not_printed_any_more() -> None:
    """Its document may be loaded again: then both would have to hold."""
    names = ("Alder", "Birch", "Cedar")
    chain = (ruling("Alder", "Birch", number=1), ruling("Birch", "Cedar", number=2))
    assert refused("Alder", "Cedar", DIFFERENT, *names, held=chain, gone="Birch") == contradicts(chain[0])
    assert refused("Alder", "Cedar", SAME, *names, held=chain, gone="Birch") is None
    apart = (ruling("Alder", "Birch", number=1), ruling("Birch", "Cedar", DIFFERENT, 2))
    assert refused("Alder", "Cedar", SAME, *names, held=apart, gone="Birch") == contradicts(apart[1])
    # Both are one by what is not printed; a third told apart from one of them is in nobody's way
    beside = (*chain, ruling("Alder", "Dogwood", DIFFERENT, 3))
    assert refused("Alder", "Cedar", SAME, *names, "Dogwood", held=beside, gone="Birch") is None


# --- on a graph ----------------------------------------------------------------------------------------------------

NORTH, SOUTH = "Northgate Tel", "Norgate Holdings"  # nothing but a person says that they are one


def _two(folder: Path) -> list[Path]:
    """Two names, each asked in an incident of its own, each with a neighbour on both sides and facts of its own."""
    return [
        hop_list(
            folder / "north.csv",
            {"incident": "7040", "provider": "Alder Voice", "received_from": NORTH, "status": "downstream", "call_at": "2024-05-01"},
            {"incident": "7040", "provider": NORTH, "received_from": "Birch Telecom", "status": "no-response"},
            {"incident": "7050", "provider": "Alder Voice", "received_from": NORTH, "call_at": "2024-05-03"},
        ),
        hop_list(
            folder / "south.csv",
            {"incident": "7041", "provider": "Alder Voice", "received_from": SOUTH, "status": "downstream", "call_at": "2024-05-07"},
            {"incident": "7041", "provider": SOUTH, "received_from": "Cedar Networks", "status": "no-response", "noted_on": "2024-05-10"},
        ),
        story.mailbox(
            folder / "mails.txt",
            story.request("2024-05-09 14:05", 7060),
            story.silent("2024-05-14 14:01", 7060, SOUTH),
            story.figures("2024-06-01 09:30", Norgate_Holdings=(1, 0, 1, 0, 0, 0), Northgate_Tel=(2, 0, 0, 0, 2, 0)),
        ),
    ]


def _keys(dump: Dump) -> dict[str, str]:
    return {name: key for name, key, _ in dump.tied("NAMES")}


def test_same_moves_hops_and_roll_ups_and_leaves_claims_as_printed(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    desk.load(*_two(tmp_path))
    before = desk.dump()
    assert _keys(before)[NORTH] != _keys(before)[SOUTH]
    ran = desk.run("names", "same", SOUTH, NORTH, "--because", "same officers, filing of 2022-03-01")
    assert (ran.code, ran.out) == (0, "")
    after = desk.dump()
    key = _keys(after)[NORTH]
    assert _keys(after)[SOUTH] == key
    assert _keys(before)[SOUTH] == key, "seen first, on 9 May, and so the one to go by"
    assert {p["name"] for p in before.named("Provider")} - {p["name"] for p in after.named("Provider")} == {NORTH}
    hops = {hop: at for hop, at, _ in after.tied("AT") if at == key}
    assert set(hops) == {f"itg-{i}@{key}" for i in (7040, 7041, 7050, 7060)}
    pairs = {(down, up): says for down, up, says in after.tied("TAKES_CALLS_FROM")}
    assert pairs[_keys(after)["Alder Voice"], key]["calls"] == 3
    assert (pairs[_keys(after)["Alder Voice"], key]["first"], pairs[_keys(after)["Alder Voice"], key]["last"]) == (
        "2024-05-01",
        "2024-05-07",
    )
    assert {up for down, up in pairs if down == key} == {_keys(after)["Birch Telecom"], _keys(after)["Cedar Networks"]}
    assert pairs[_keys(after)["Fernwick Voice, LLC"], key]["claims"]
    incidents = {i["id"]: i["providers"] for i in after.named("Incident")}
    assert incidents["itg-7040"] == ["Alder Voice", SOUTH, "Birch Telecom"]
    claims = {c["id"]: c for c in after.named("Claim")}
    assert {c["id"]: c for c in before.named("Claim") if not c.get("inferred")} == {
        i: c for i, c in claims.items() if c["kind"] != "same" and not c.get("inferred")
    }
    [judgement] = [c for c in claims.values() if c["kind"] == "same"]
    assert (judgement["provider"], judgement["names"], judgement["quote"]) == (SOUTH, [NORTH], "same officers, filing of 2022-03-01")
    assert desk.run("names", "undo", ran.err.split(":")[0]).code == 0
    assert not differing(desk.dump(), before)


def test_undo_in_any_order_leaves_the_graph_exactly_as_before(desk: Desk, tmp_path: Path) -> None:
    with specimens() as paths:
        desk.load(*_two(tmp_path), *merging(tmp_path), *paths)
    before, flagged, due = desk.dump(), desk.ask("flags"), desk.ask("due")
    moves = [("same", SOUTH, NORTH), ("same", "Orchid Transit Corp", "Quillon Gateway Ltd."), ("same", "Fernwick Voice, LLC", "Alder-Voice"), ("different", "Fernwick Voice, LLC", "fernwickvoice.example"), ("different", "Birch Telecom", NORTH)]  # fmt: skip
    ids = []
    for word, a, b in moves:
        ran = desk.run("names", word, a, b, "--because", "a guess")
        assert ran.code == 0, ran.err
        ids.append(ran.err.split(":")[0])
        assert differing(desk.dump(), before)
    for judgement in (ids[2], ids[0], ids[4], ids[3], ids[1]):
        assert desk.run("names", "undo", judgement).code == 0
    assert not differing(desk.dump(), before)
    assert (desk.ask("flags"), desk.ask("due")) == (flagged, due)
    assert [e["did"] for e in desk.case.entries()][-10:] == ["judged"] * 5 + ["undone"] * 5, "only the journal remembers"


def _boxed(folder: Path) -> list[Path]:
    """A mailbox whose domain a mail gives to Fernwick Voice, LLC, and a list that prints its name without the form."""
    return [
        story.mailbox(folder / "mails.txt", story.request("2024-05-09 14:05", 20560), story.figures("2024-06-01 09:30")),
        hop_list(folder / "list.csv", {"incident": "20560", "provider": "Fernwick Voice", "status": "originating"}),
    ]


def test_different_splits_what_only_a_mail_ties(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    desk.load(*_boxed(tmp_path))
    before = desk.dump()
    assert _keys(before)["fernwickvoice.example"] == _keys(before)[story.FERNWICK] == _keys(before)["Fernwick Voice"] == "fernwick-voice"
    ran = desk.run("names", "different", "fernwickvoice.example", story.FERNWICK, "--because", "the domain was sold")
    assert ran.code == 0, ran.err
    after = desk.dump()
    assert _keys(after)["fernwickvoice.example"] == "fernwickvoiceexample"
    assert _keys(after)["Fernwick Voice"] == _keys(after)[story.FERNWICK] == "fernwick-voice"
    assert {at for _, at, _ in after.tied("AT")} == {"fernwickvoiceexample", "fernwick-voice"}
    desk.load(hop_list(tmp_path / "more.csv", {"incident": "20561", "provider": "fernwickvoice.example", "status": "open"}))
    assert _keys(desk.dump())["fernwickvoice.example"] == "fernwickvoiceexample", "also for documents that come later"
    desk.forget("more.csv")
    assert desk.run("names", "undo", ran.err.split(":")[0]).code == 0
    assert not differing(desk.dump(), before)


def test_a_domain_stays_with_its_holder_where_the_name_without_the_form_is_told_from_it(desk: Desk, tmp_path: Path) -> None:
    """Rule 3 of identity: whose domain it is, is certain; that the bare name is the company's is so as long as nothing is against it."""
    desk.load(*_boxed(tmp_path))
    assert desk.run("names", "different", "fernwickvoice.example", "Fernwick Voice", "--because", "the domain was sold").code == 0
    keys = _keys(desk.dump())
    assert keys["fernwickvoice.example"] == keys[story.FERNWICK] == "fernwick-voice-llc"
    assert keys["Fernwick Voice"] == "fernwick-voice"


def test_no_document_outweighs_a_judgement(engine: Fresh, tmp_path: Path) -> None:
    """Rule 1 of identity: not a list of both names, nor a third name that is tied to both."""

    def row(name: str) -> dict[str, str]:
        return {"incident": "20560", "provider": name, "status": "open"}

    desk = engine()
    desk.load(hop_list(tmp_path / "one.csv", row("Alder Voice"), row("Birch Telecom")))
    assert desk.run("names", "different", "Alder Voice", "Birch Telecom", "--because", "two FRNs").code == 0
    for number, listed_ in enumerate(
        ("Alder Voice / Birch Telecom", "Alder Voice / Birch Telecom / Cedar Networks", "ALDER VOICE / BIRCH TELECOM")
    ):
        told = desk.run("load", hop_list(tmp_path / f"more{number}.csv", row(listed_)))
        assert told.code == 0
        assert _keys(desk.dump())["Alder Voice"] == "alder-voice"
        assert _keys(desk.dump())["Birch Telecom"] == "birch-telecom"
    assert [(p["a"], p["b"]) for p in desk.ask("names", "propose") if {p["a"], p["b"]} == {"Alder Voice", "Birch Telecom"}] == []


def test_judgements_of_an_old_journal_draw_the_same(desk: Desk, tmp_path: Path) -> None:
    """Before there was `unsure`, an entry said whether the names are the same."""
    desk.load(*_two(tmp_path))
    desk.run("names", "same", NORTH, SOUTH, "--because", "same officers")
    desk.run("names", "different", "Birch Telecom", "Cedar Networks", "--because", "two FRNs")
    now = desk.dump()
    journal = desk.folder / "journal.jsonl"
    entries = [json.loads(line) for line in journal.read_text().splitlines()]
    for entry_ in entries:
        if "verdict" in entry_:
            entry_["same"] = entry_.pop("verdict") == "same"
    journal.write_text("".join(f"{json.dumps(entry_)}\n" for entry_ in entries))
    assert [e["same"] for e in desk.case.entries() if e["did"] == "judged"] == [True, False]
    desk.rebuild()
    assert not differing(desk.dump(), now)
    lines = desk.run("journal").out.splitlines()
    assert f"{NORTH} and {SOUTH} are one, because same officers" in lines[-2]
    assert "Birch Telecom and Cedar Networks are not one, because two FRNs" in lines[-1]


def test_a_judgement_outlives_rebuild_and_forgetting(engine: Fresh, tmp_path: Path) -> None:
    north, south = _two(tmp_path)[:2]
    desk = engine()
    desk.load(north, south)
    alone = desk.dump()
    assert desk.run("names", "same", NORTH, SOUTH, "--because", "same officers").code == 0
    assert desk.run("names", "different", "Birch Telecom", NORTH, "--because", "two FRNs").code == 0
    judged_ = desk.dump()
    desk.rebuild()
    assert not differing(desk.dump(), judged_)
    # With `north` gone nobody prints one of the names of either judgement, nor with all gone any of them.
    desk.forget("north.csv")
    left = desk.dump()
    assert [c for c in left.named("Claim") if c["kind"] == "different"] == []
    desk.rebuild()
    assert not differing(desk.dump(), left)
    desk.forget("south.csv")
    assert desk.dump() == Dump([], [])
    desk.load(south)
    desk.load(north)
    assert not differing(desk.dump(), judged_)
    for judgement in list(standing(desk.case.entries())):
        assert desk.run("names", "undo", judgement).code == 0
    assert not differing(desk.dump(), alone)


def test_an_undo_while_the_names_are_gone(desk: Desk, tmp_path: Path) -> None:
    north, south, mails = _two(tmp_path)
    desk.load(north, south, mails)
    alone = desk.dump()
    made = desk.run("names", "same", NORTH, SOUTH, "--because", "same officers").err.split(":")[0]
    desk.forget("north.csv", "mails.txt")
    assert desk.run("names", "undo", made).code == 0
    desk.load(mails, north)
    assert not differing(desk.dump(), alone)


# --- on the command line -------------------------------------------------------------------------------------------


def test_the_command_says_what_was_judged_and_how_to_take_it_back(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_USER", "Odalys Wren")
    desk.load(*_two(tmp_path))
    ran = desk.run("names", "same", NORTH, SOUTH, "--because", "  same officers ")
    made = ran.err.split(":")[0]
    assert ran.err == f"{made}: {NORTH} and {SOUTH} are one; `tracer names undo {made}` takes it back\n"
    entry_ = desk.case.entries()[-1]
    assert {k: v for k, v in entry_.items() if k not in ("at", "before")} == {
        "did": "judged", "who": "Odalys Wren", "id": made, "a": NORTH, "b": SOUTH, "verdict": "same", "because": "same officers",
    }  # fmt: skip
    day = entry_["at"][:10]
    assert desk.run("names", "different", SOUTH, NORTH, "--because", "x").only_line() == (
        f"tracer: this contradicts judgement {made} of {day} by Odalys Wren ('{NORTH}' and '{SOUTH}' are one): "
        f"undo that one first, with `tracer names undo {made}`"
    )
    assert desk.run("names", "same", SOUTH, NORTH, "--because", "x").only_line() == (
        f"tracer: '{SOUTH}' and '{NORTH}' are judged so already: judgement {made} of {day} by Odalys Wren ('{NORTH}' and '{SOUTH}' are one)"
    )
    [group] = desk.ask("names", "list")[-1:]
    assert group["names"] == sorted([NORTH, SOUTH])
    assert (
        desk.run("names", "undo", made).err == f"taken back: judgement {made} of {day} by Odalys Wren ('{NORTH}' and '{SOUTH}' are one)\n"
    )
    assert {k: v for k, v in desk.case.entries()[-1].items() if k not in ("at", "before")} == {
        "did": "undone",
        "who": "Odalys Wren",
        "judgement": made,
    }
    assert desk.run("names", "undo", made).only_line() == f"tracer: no judgement '{made}' stands in {desk.folder} (standing: none)"
    journal = desk.run("journal").out.splitlines()
    assert [line.split("\t")[2] for line in journal[-2:]] == ["judged", "undone"]
    assert f"{NORTH} and {SOUTH} are one, because same officers" in journal[-2]


def test_the_list_of_names_says_why_they_are_one(desk: Desk, tmp_path: Path) -> None:
    rows = [
        {"incident": "7040", "provider": name, "status": "open"}
        for name in ("Alder Voice", "ALDER VOICE, LLC", "Birch / Alder Voice", "Cedar")
    ]
    desk.load(hop_list(tmp_path / "list.csv", *rows))
    alder = {
        "provider": "Alder Voice", "provider_key": "alder-voice",
        "names": ["Alder Voice", "ALDER VOICE, LLC", "Birch", "Birch / Alder Voice"],
        "because": ["the name without the one legal form known of it", "listed together: Birch / Alder Voice"], "conflicts": [],
    }  # fmt: skip
    cedar = {"provider": "Cedar", "provider_key": "cedar", "names": ["Cedar"], "because": [], "conflicts": []}
    assert desk.ask("names", "list") == [alder], "without a text, those with several names"
    assert desk.ask("names", "list", "birCH") == [alder]
    assert desk.ask("names", "list", "cedar") == [cedar]
    assert desk.ask("names", "list", "D") == [alder, cedar], "any name that holds it"
    assert desk.ask("names", "list", "nobody") == []
    ran = desk.run("names", "list", "alder")
    assert ran.out.splitlines() == [
        "provider\tnames\tbecause",
        f"Alder Voice\t{'; '.join(alder['names'])}\t{'; '.join(alder['because'])}",
    ]
    assert ran.err == "1 provider\n"
    assert desk.run("names", "list", "d").err == "2 providers\n"


def test_a_refused_judgement_is_not_in_the_journal(desk: Desk, tmp_path: Path) -> None:
    desk.load(*_two(tmp_path))
    before = (desk.folder / "journal.jsonl").read_bytes()
    for word in ("same", "different", "unsure"):
        for a, b in ((NORTH, "Nobody"), ("Nobody", NORTH), ("Nobody", "Nobody")):
            assert desk.run("names", word, a, b, "--because", "x").only_line() == (
                "tracer: no document prints the name 'Nobody': give it as `tracer names list` shows it"
            )
        assert desk.run("names", word, NORTH, NORTH, "--because", "x").only_line() == f"tracer: '{NORTH}' is one name: give two"
        assert desk.run("names", word, NORTH, SOUTH, "--because", " ").only_line() == (
            "tracer: --because is empty: say why, for those who read this later"
        )
        assert desk.run("names", word, NORTH, SOUTH).code == 2
    assert desk.run("names", "undo", "1a2b3c4d").only_line() == f"tracer: no judgement '1a2b3c4d' stands in {desk.folder} (standing: none)"
    assert (desk.folder / "journal.jsonl").read_bytes() == before


def test_unsure_keeps_a_proposal_off_the_list_until_something_new_speaks_for_it(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    two = ("Telcon US", "Telconus Inc.")
    desk.load(hop_list(tmp_path / "a.csv", {"incident": "1", "provider": two[0], "received_from": two[1]}))
    alike = "names alike (100 of 100)"
    assert desk.ask("names", "propose") == [{"a": two[0], "b": two[1], "score": 100, "reasons": [alike]}]
    ran = desk.run("names", "unsure", *two, "--because", "asked the FCC")
    made = ran.err.split(":")[0]
    assert ran.err == f"{made}: {two[0]} and {two[1]} are perhaps one; `tracer names undo {made}` takes it back\n"
    noted = desk.case.entries()[-1]
    assert (noted["verdict"], noted["reasons"], noted["because"]) == ("unsure", [alike], "asked the FCC")
    assert desk.ask("names", "propose") == []
    assert len(desk.ask("names", "list", "telcon")) == 2, "it ties nothing"
    desk.rebuild()
    assert desk.ask("names", "propose") == []
    # The same reason once more is nothing new; one that was not known then is, and both are told
    desk.load(hop_list(tmp_path / "b.csv", {"incident": "2", "provider": two[0], "received_from": two[1]}))
    assert desk.ask("names", "propose") == []
    lists = [{"incident": "4", "provider": f"{two[0]} / {other}"} for other in ("Alder", two[1])]
    desk.load(hop_list(tmp_path / "d.csv", *lists))
    [told] = [p for p in desk.ask("names", "propose") if {p["a"], p["b"]} == set(two)]
    assert told["reasons"] == [
        alike,
        "listed in Telcon US / Telconus Inc., and in another list that shares no other name",
        "listed together: Telcon US / Telconus Inc.; but one of them stands in a list of others as well",
    ]
    assert desk.run("names", "undo", made).err.startswith("taken back: ")
    desk.forget("d.csv")
    assert [p["reasons"] for p in desk.ask("names", "propose") if {p["a"], p["b"]} == set(two)] == [[alike]]


def test_two_that_contradict_each_other_are_refused_in_one_line_that_says_which(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_USER", "Odalys Wren")
    desk.load(*_two(tmp_path))
    words = {"same": "one", "different": "not one", "unsure": "perhaps one"}
    for first, second in permutations(words, 2):
        made = desk.run("names", first, NORTH, SOUTH, "--because", "x").err.split(":")[0]
        day = desk.case.entries()[-1]["at"][:10]
        before = (desk.folder / "journal.jsonl").read_bytes()
        assert desk.run("names", second, SOUTH, NORTH, "--because", "y").only_line() == (
            f"tracer: this contradicts judgement {made} of {day} by Odalys Wren ('{NORTH}' and '{SOUTH}' are {words[first]}): "
            f"undo that one first, with `tracer names undo {made}`"
        )
        assert (desk.folder / "journal.jsonl").read_bytes() == before
        desk.run("names", "undo", made)


def test_there_is_nothing_to_judge_without_a_case(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "none")
    for arguments in (
        ("names", "same", "A", "B", "--because", "x"),
        ("names", "different", "A", "B", "--because", "x"),
        ("names", "unsure", "A", "B", "--because", "x"),
        ("names", "undo", "1a2b3c4d"),
        ("names", "list"),
        ("names", "propose"),
    ):
        assert str(desk.folder) in desk.run(*arguments).only_line()
    assert not desk.folder.exists(), "a case is made by a load"


def test_names_that_hide_something_are_judged_as_they_are_and_shown_for_what_they_are(desk: Desk, tmp_path: Path) -> None:
    evil = "Alder\u202eeciov"
    desk.load(hop_list(tmp_path / "list.csv", {"incident": "1", "provider": evil, "received_from": NORTH}))
    ran = desk.run("names", "same", evil, NORTH, "--because", "\x1b[2Jx")
    assert ran.code == 0
    assert "\u202e" not in ran.err
    for given in (("names", "list"), ("journal",)):
        out = desk.run(*given).out
        assert "\u202e" not in out
        assert "\x1b" not in out
    assert [g["names"] for g in desk.ask("names", "list")] == [sorted([evil, NORTH])]


HOLDER = """
import sys
from pathlib import Path
from tracer.case import Case
with Case(Path(sys.argv[1])).writing():
    print("holding", flush=True)
    sys.stdin.read()
"""


@contextmanager
def _held(desk: Desk) -> Iterator[None]:
    import subprocess
    import sys

    command = [sys.executable, "-c", HOLDER, str(desk.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()) as holder:
        assert holder.stdout
        assert holder.stdin
        assert holder.stdout.readline() == "holding\n"
        yield
        holder.stdin.close()


def test_while_another_process_writes_nobody_judges(desk: Desk, tmp_path: Path) -> None:
    desk.load(*_two(tmp_path))
    made = desk.run("names", "same", NORTH, SOUTH, "--because", "x").err.split(":")[0]
    before, journal = desk.dump(), (desk.folder / "journal.jsonl").read_bytes()
    busy = f"tracer: another process is writing to {desk.folder}: wait for it to end, then try again"
    with _held(desk):
        assert desk.run("names", "undo", made).only_line() == busy
        assert desk.run("names", "different", NORTH, "Alder Voice", "--because", "x").only_line() == busy
        assert [g["names"] for g in desk.ask("names", "list", "Northgate")] == [[SOUTH, NORTH]], "reading goes on"
    assert not differing(desk.dump(), before)
    assert (desk.folder / "journal.jsonl").read_bytes() == journal


def test_a_judgement_of_the_journal_that_the_store_lacks_comes_with_the_next_deed(desk: Desk, tmp_path: Path) -> None:
    """Killed between journal and graph: the journal is what counts."""
    desk.load(*_two(tmp_path))
    stale = shutil.copy2(desk.case.store, tmp_path / "store before")
    desk.run("names", "same", NORTH, SOUTH, "--because", "x")
    judged_ = desk.dump()
    shutil.copy2(stale, desk.case.store)
    desk.load(tmp_path / "north.csv")
    assert not differing(desk.dump(), judged_)


def test_nothing_to_propose(desk: Desk, tmp_path: Path) -> None:
    desk.load(*_two(tmp_path))
    assert desk.ask("names", "propose") == []
    assert desk.run("names", "propose").err == "0 proposals; `tracer names same`, `different` or `unsure` decides\n"


def test_judging_in_two_processes_one_after_the_other(desk: Desk, tmp_path: Path) -> None:
    desk.load(*_two(tmp_path))
    with started("--case", desk.folder, "names", "same", NORTH, SOUTH, "--because", "by another process") as process:
        assert process.communicate(timeout=60)[1].endswith("takes it back\n")
    assert len(standing(desk.case.entries())) == 1
    assert len(desk.ask("names", "list", "northgate")[0]["names"]) == 2
