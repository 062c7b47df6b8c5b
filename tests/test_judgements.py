"""Who is who by a person's word: what moves, what stays as printed, what contradicts, and that undoing leaves no trace."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import story
from tests.cases import Desk, Dump, differing, environment, hop_list, merging, specimens, started
from tests.story import Fresh
from tracer.errors import BadInput, NotKnown
from tracer.identity import Identity
from tracer.judgements import Judgement, check, new_id, standing, undone
from tracer.model import Kind
from tracer.projection import Said


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


# --- the journal's word --------------------------------------------------------------------------------------------


def judged(a: str, b: str, same: bool = True, number: int = 1) -> Judgement:
    return Judgement(f"j{number}", a, b, same, "same officers", "Odalys Wren", "2024-07-01T09:00:00Z", number)


def entry(number: int, **says: object) -> dict[str, object]:
    return {"did": "judged", "id": f"j{number}", "a": "Alder", "b": "Birch", "same": True, "because": "same officers", "who": "Odalys Wren", "at": "2024-07-01T09:00:00Z", **says}  # fmt: skip


def test_what_stands_is_what_was_not_undone() -> None:
    entries: list[dict[str, object]] = [
        entry(1),
        {"did": "loaded"},
        entry(2, a="Cedar", same=False),
        {"did": "undone", "judgement": "j1"},
        {"did": "undone", "judgement": "j9"},
    ]
    assert standing(entries) == {"j2": Judgement("j2", "Cedar", "Birch", False, "same officers", "Odalys Wren", "2024-07-01T09:00:00Z", 3)}
    assert undone(entries) == {"j1", "j9"}


def test_a_judgement_is_a_claim_by_a_person_with_reason_and_date() -> None:
    claim = judged("Alder", "Birch", number=4).claim
    assert (claim.kind, claim.provider, claim.names, claim.quote, claim.said_by) == (
        Kind.SAME,
        "Alder",
        ("Birch",),
        "same officers",
        "Odalys Wren",
    )
    assert (claim.known_at, claim.valid_at, claim.place.line_from, claim.note) == ("2024-07-01T09:00:00Z", "2024-07-01T09:00:00Z", 4, "j4")
    assert judged("Alder", "Birch", False).claim.kind is Kind.DIFFERENT
    assert str(judged("Alder", "Birch")) == "judgement j1 of 2024-07-01 by Odalys Wren ('Alder' and 'Birch' are one)"
    assert str(judged("Alder", "Birch", False)) == "judgement j1 of 2024-07-01 by Odalys Wren ('Alder' and 'Birch' are not one)"


def test_ids_tell_judgements_apart() -> None:
    at = "2024-07-01T09:00:00Z"
    ids = [
        new_id("A", "B", True, at),
        new_id("A", "B", False, at),
        new_id("B", "A", True, at),
        new_id("A", "B", True, "2024-07-01T09:00:01Z"),
    ]
    assert len(set(ids)) == 4
    assert {len(i) for i in ids} == {8}
    assert new_id("\ud800", "B", True, at)


# --- what cannot be judged -----------------------------------------------------------------------------------------


def people(*names: str, held: tuple[Judgement, ...] = (), ties: tuple[Said, ...] = ()) -> Identity:
    identity = Identity()
    for number, name in enumerate(names):
        identity.see(name, f"2024-05-0{number + 1}")
    for other in held:
        if not other.same:
            identity.keep_apart(other.a, other.b)
    for other in held:
        if other.same:
            identity.tie(other.a, other.b)
    for row in ties:
        for name in row["names"] or ():
            identity.tie(row["provider"], name)
        if row["frn"]:
            identity.registered(row["provider"], row["frn"])
    return identity


def mail(domain: str, name: str) -> Said:
    return Said(kind="identified", provider=domain, names=[name])


def registered(name: str, frn: str = "0031000456") -> Said:
    return Said(kind="identified", provider=name, frn=frn)


def refused(a: str, b: str, same: bool, *names: str, held: tuple[Judgement, ...] = (), ties: tuple[Said, ...] = ()) -> str | None:
    try:
        check(a, b, same, people(*names, held=held, ties=ties), held, ties)
    except BadInput as error:
        return str(error)
    return None


def test_what_can_be_judged() -> None:
    assert refused("Alder", "Birch", True, "Alder", "Birch") is None
    assert refused("Alder", "Birch", False, "Alder", "Birch") is None
    assert refused("Alder", "Cedar", True, "Alder", "Birch", "Cedar", held=(judged("Alder", "Birch", False),)) is None


def test_a_name_that_nobody_prints() -> None:
    for a, b in (("Alder", "Aldr"), ("Aldr", "Alder")):
        with pytest.raises(NotKnown, match="no document prints the name 'Aldr': give it as `tracer names list` shows it"):
            check(a, b, True, people("Alder", "Birch"), (), ())


def test_names_that_read_the_same_are_one_anyhow() -> None:
    for same in (True, False):
        said = refused("Alder Voice", "ALDER VOICE, LLC", same, "Alder Voice", "ALDER VOICE, LLC")
        assert (
            said == "'Alder Voice' and 'ALDER VOICE, LLC' read the same but for case and legal form: they are one, and cannot be told apart"
        )


def test_the_same_twice_says_why_they_are_one_already() -> None:
    one = judged("Alder", "Birch")
    assert refused("Birch", "Alder", True, "Alder", "Birch", held=(one,)) == f"'Birch' and 'Alder' are one provider already: {one}"
    assert (
        refused("Alder", "Birch", True, "Alder / Birch") == "'Alder' and 'Birch' are one provider already: listed together: Alder / Birch"
    )
    tie = (mail("alder.example", "Alder"),)
    assert refused("alder.example", "Alder", True, "Alder", "alder.example", ties=tie) == (
        "'alder.example' and 'Alder' are one provider already: mail to Alder names alder.example"
    )


def test_different_twice() -> None:
    said = refused("Birch", "alder, LLC", False, "Alder", "alder, LLC", "Birch", held=(judged("Alder", "Birch", False),))
    assert said == "'Birch' and 'alder, LLC' are judged different already"


@pytest.mark.parametrize(("a", "b"), [("Alder", "Birch"), ("Birch", "Alder"), ("alder, llc", "Birch")])
def test_same_against_different_says_which(a: str, b: str) -> None:
    other = judged("Alder", "Birch", False)
    said = refused(a, b, True, "Alder", "Birch", "alder, llc", held=(other,))
    assert said == f"this contradicts {other}: undo that one first, with `tracer names undo j1`"


def test_different_against_same_says_which() -> None:
    other = judged("Alder", "Birch")
    said = refused("Birch", "Alder", False, "Alder", "Birch", held=(other,))
    assert said == f"this contradicts {other}: undo that one first, with `tracer names undo j1`"


def test_a_contradiction_through_others_says_which() -> None:
    names = ("Alder", "Birch", "Cedar", "Dogwood")
    chain = (judged("Alder", "Birch", number=1), judged("Birch", "Cedar", number=2), judged("Alder", "Dogwood", number=3))
    assert "contradicts judgement j1 " in (refused("Alder", "Cedar", False, *names, held=chain) or "")
    assert "contradicts judgement j3 " in (refused("Dogwood", "Alder", False, *names, held=chain) or "")
    apart = (judged("Alder", "Birch", number=1), judged("Cedar", "Alder", False, number=2))
    assert "contradicts judgement j2 " in (refused("Birch", "Cedar", True, *names, held=apart) or "")
    assert "contradicts judgement j2 " in (refused("Cedar", "Birch", True, *names, held=apart) or "")


def test_a_mails_tie_gives_way_to_a_persons_word_and_nothing_else_does() -> None:
    tie = (mail("alder.example", "Alder Voice"),)
    names = ("Alder Voice", "alder.example", "Birch")
    assert refused("alder.example", "Alder Voice", False, *names, ties=tie) is None
    elsewhere = (judged("Alder Voice", "Birch"),)  # of the same group, but no tie between the two
    assert refused("alder.example", "Alder Voice", False, *names, held=elsewhere, ties=tie) is None
    assert refused("alder.example", "Alder Voice", False, *names, ties=(*tie, registered("alder.example"), registered("Alder Voice"))) == (
        "'alder.example' and 'Alder Voice' are one for a certain reason: FRN 0031000456; forget the document that says so"
    )
    through = (*tie, mail("alder.example", "Birch"), registered("Birch"), registered("Alder Voice"))
    assert refused("alder.example", "Alder Voice", False, *names, ties=through) == (
        "'alder.example' and 'Alder Voice' are one for a certain reason: mail to Birch names alder.example; FRN 0031000456; "
        "forget the document that says so"
    )


@pytest.mark.parametrize(("a", "b"), [("Alder", "Birch"), ("Birch", "Alder"), ("Alder / Birch", "Alder"), ("Birch", "Alder / Birch")])
def test_a_list_printed_as_one_is_not_told_apart(a: str, b: str) -> None:
    assert refused(a, b, False, "Alder / Birch") == (
        f"{a!r} and {b!r} are one for a certain reason: listed together: Alder / Birch; forget the document that says so"
    )


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


def test_different_splits_what_only_a_mail_ties(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    box = story.mailbox(tmp_path / "mails.txt", story.request("2024-05-09 14:05", 20560), story.figures("2024-06-01 09:30"))
    desk.load(box, hop_list(tmp_path / "list.csv", {"incident": "20560", "provider": "Fernwick Voice", "status": "originating"}))
    before = desk.dump()
    assert _keys(before)["fernwickvoice.example"] == _keys(before)[story.FERNWICK]
    ran = desk.run("names", "different", "fernwickvoice.example", "Fernwick Voice", "--because", "the domain was sold")
    assert ran.code == 0, ran.err
    after = desk.dump()
    assert _keys(after)["fernwickvoice.example"] == "fernwickvoiceexample"
    assert _keys(after)["Fernwick Voice"] == _keys(after)[story.FERNWICK] == _keys(before)[story.FERNWICK]
    assert {at for _, at, _ in after.tied("AT")} == {"fernwickvoiceexample", _keys(after)["Fernwick Voice"]}
    desk.load(hop_list(tmp_path / "more.csv", {"incident": "20561", "provider": "fernwickvoice.example", "status": "open"}))
    assert _keys(desk.dump())["fernwickvoice.example"] == "fernwickvoiceexample", "also for documents that come later"
    desk.forget("more.csv")
    assert desk.run("names", "undo", ran.err.split(":")[0]).code == 0
    assert not differing(desk.dump(), before)


def test_documents_that_make_one_of_what_was_judged_two_are_told_of(desk: Desk, tmp_path: Path) -> None:
    def row(name: str) -> dict[str, str]:
        return {"incident": "20560", "provider": name, "status": "open"}

    desk.load(hop_list(tmp_path / "one.csv", row("Alder Voice"), row("Birch Telecom"), row("Cedar Networks")))
    [judgement] = [desk.run("names", "different", "Alder Voice", "Birch Telecom", "--because", "two FRNs").err.split(":")[0]]
    assert "note:" not in desk.run("load", hop_list(tmp_path / "two.csv", row("Alder Voice / Cedar Networks"))).err
    told = desk.run("load", hop_list(tmp_path / "three.csv", row("Cedar Networks / Birch Telecom"))).err
    [note] = [line for line in told.splitlines() if line.startswith("note:")]
    assert note.startswith(f"note: judgement {judgement} of 2")
    assert note.endswith(
        "('Alder Voice' and 'Birch Telecom' are not one), but the documents make them one: "
        "listed together: Alder Voice / Cedar Networks; listed together: Cedar Networks / Birch Telecom"
    )
    assert "note:" not in desk.run("forget", "three.csv").err


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


def test_a_document_that_ties_what_was_told_apart_is_owned_up_to(desk: Desk, tmp_path: Path) -> None:
    """A third name that is certainly both: the documents outweigh the judgement, and the list of names says so."""
    desk.load(*_two(tmp_path))
    desk.run("names", "different", NORTH, SOUTH, "--because", "two FRNs")
    desk.load(hop_list(tmp_path / "list.csv", {"incident": "7070", "provider": f"{NORTH} / {SOUTH}", "status": "open"}))
    [group] = desk.ask("names", "list", "Northgate")
    assert set(group["names"]) == {NORTH, SOUTH, f"{NORTH} / {SOUTH}"}
    assert group["because"][0] == f"listed together: {NORTH} / {SOUTH}"
    assert group["because"][-1].startswith("although told apart by judgement ")


# --- on the command line -------------------------------------------------------------------------------------------


def test_the_command_says_what_was_judged_and_how_to_take_it_back(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_USER", "Odalys Wren")
    desk.load(*_two(tmp_path))
    ran = desk.run("names", "same", NORTH, SOUTH, "--because", "  same officers ")
    made = ran.err.split(":")[0]
    assert ran.err == f"{made}: {NORTH} and {SOUTH} are one; `tracer names undo {made}` takes it back\n"
    entry_ = desk.case.entries()[-1]
    assert {k: v for k, v in entry_.items() if k != "at"} == {
        "did": "judged", "who": "Odalys Wren", "id": made, "a": NORTH, "b": SOUTH, "same": True, "because": "same officers",
    }  # fmt: skip
    day = entry_["at"][:10]
    assert desk.run("names", "different", SOUTH, NORTH, "--because", "x").only_line() == (
        f"tracer: this contradicts judgement {made} of {day} by Odalys Wren ('{NORTH}' and '{SOUTH}' are one): "
        f"undo that one first, with `tracer names undo {made}`"
    )
    assert desk.run("names", "same", SOUTH, NORTH, "--because", "x").only_line() == (
        f"tracer: '{SOUTH}' and '{NORTH}' are one provider already: judgement {made} of {day} by Odalys Wren ('{NORTH}' and '{SOUTH}' are one)"
    )
    [group] = desk.ask("names", "list")[-1:]
    assert group["names"] == sorted([NORTH, SOUTH])
    assert (
        desk.run("names", "undo", made).err == f"taken back: judgement {made} of {day} by Odalys Wren ('{NORTH}' and '{SOUTH}' are one)\n"
    )
    assert {k: v for k, v in desk.case.entries()[-1].items() if k != "at"} == {"did": "undone", "who": "Odalys Wren", "judgement": made}
    assert desk.run("names", "undo", made).only_line() == f"tracer: no judgement '{made}' stands in {desk.folder} (standing: none)"
    journal = desk.run("journal").out.splitlines()
    assert [line.split("\t")[2] for line in journal[-2:]] == ["judged", "undone"]
    assert f"{NORTH} and {SOUTH} are one, because same officers" in journal[-2]


def test_a_refused_judgement_is_not_in_the_journal(desk: Desk, tmp_path: Path) -> None:
    desk.load(*_two(tmp_path))
    before = (desk.folder / "journal.jsonl").read_bytes()
    assert (
        desk.run("names", "same", NORTH, "Nobody", "--because", "x").only_line().startswith("tracer: no document prints the name 'Nobody'")
    )
    assert desk.run("names", "same", NORTH, SOUTH, "--because", " ").only_line() == (
        "tracer: --because is empty: say why, for those who read this later"
    )
    assert desk.run("names", "same", NORTH, SOUTH).code == 2
    assert desk.run("names", "undo", "1a2b3c4d").only_line() == f"tracer: no judgement '1a2b3c4d' stands in {desk.folder} (standing: none)"
    assert (desk.folder / "journal.jsonl").read_bytes() == before


def test_there_is_nothing_to_judge_without_a_case(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "none")
    for arguments in (
        ("names", "same", "A", "B", "--because", "x"),
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


def test_a_judgement_of_the_journal_that_the_graph_lacks_comes_with_the_next_deed(desk: Desk, tmp_path: Path) -> None:
    """Killed between journal and graph: the journal is what counts."""
    desk.load(*_two(tmp_path))
    stale = shutil.copy2(desk.case.graph, tmp_path / "graph before")
    desk.run("names", "same", NORTH, SOUTH, "--because", "x")
    judged_ = desk.dump()
    shutil.copy2(stale, desk.case.graph)
    desk.load(tmp_path / "north.csv")
    assert not differing(desk.dump(), judged_)


def test_nothing_to_propose(desk: Desk, tmp_path: Path) -> None:
    desk.load(*_two(tmp_path))
    assert desk.ask("names", "propose") == []
    assert desk.run("names", "propose").err == "0 proposals; `tracer names same` or `different` decides\n"


def test_judging_in_two_processes_one_after_the_other(desk: Desk, tmp_path: Path) -> None:
    desk.load(*_two(tmp_path))
    with started("--case", desk.folder, "names", "same", NORTH, SOUTH, "--because", "by another process") as process:
        assert process.communicate(timeout=60)[1].endswith("takes it back\n")
    assert len(standing(desk.case.entries())) == 1
    assert len(desk.ask("names", "list", "northgate")[0]["names"]) == 2
