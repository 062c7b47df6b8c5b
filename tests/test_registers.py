"""Registers in a case: whose rows are claims, whatever is loaded first; whether a provider stood in the RMD; who shares what with whom."""

from __future__ import annotations

import csv
import io
import itertools
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cases import Desk, chain, hop_list
from tests.places import SPECIMENS
from tests.story import Fresh
from tests.test_serve import serving
from tracer.api import open_case
from tracer.ask.providers import persons
from tracer.ask.registers import sharing
from tracer.model import LISTED, Evidence, Kind, Place
from tracer.registers import Snapshot, by_chance, changes, on_days, standings

COLUMNS = ("number", "frn", "business_name", "business_address", "other_frns", "other_dba_names", "robocall_mitigation_contact_name",
           "contact_telephone_number")  # fmt: skip


def rmd(path: Path, *rows: Sequence[str]) -> Path:
    """A snapshot of the RMD: rows of number, FRN, name and what else of `COLUMNS`."""
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *([*row, *([""] * (len(COLUMNS) - len(row)))] for row in rows)])
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def calls(path: Path, *providers: str, at: str = "2024-05-08T10:00:00Z", incident: str = "7040") -> Path:
    return hop_list(path, *chain(incident, *providers, call_at=at))


def listed(desk: Desk) -> list[tuple[str, str]]:
    """Whom claims of registers list, and in which document."""
    with desk.store() as store:
        found = store.claims(kinds=(Kind.IDENTIFIED,))
    return sorted((claim.provider or "", claim.document_name) for claim in found if claim.how == LISTED)


# --- whose rows are claims


ROWS = (
    ("RMD1", "41000001", "ALDER VOICE LLC", "1 Main St, Harrow, OH 43001"),
    ("RMD2", "41000002", "Birch Telecom Inc", "2 Main St, Harrow, OH 43001"),
    ("RMD3", "41000003", "Nobody Here LLC", "3 Main St, Harrow, OH 43001"),
)


def test_only_rows_of_known_providers_are_claims_and_the_document_is_kept_whole(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    snapshot = rmd(tmp_path / "rmd-2024-04-01.csv", *ROWS)
    [first, second] = desk.load(snapshot, calls(tmp_path / "a.csv", "Alder Voice, LLC", "Birch Telecom"))
    assert (first.outcome, first.rows, first.claims) == ("loaded", 3, 2)
    assert second.outcome == "loaded"
    assert listed(desk) == [("ALDER VOICE LLC", snapshot.name), ("Birch Telecom Inc", snapshot.name)]
    assert [d["claims"] for d in desk.ask("documents") if d["kind"] == "rmd"] == [2]
    assert {p["rmd"] for p in (desk.ask("provider", "alder"), desk.ask("provider", "birch"))} == {"RMD1", "RMD2"}
    assert desk.run("provider", "nobody").code == 1
    assert desk.run("check").err.endswith("2 documents: all agrees\n")
    [again] = desk.load(snapshot)
    assert (again.outcome, again.claims) == ("known", 2)


@pytest.mark.long
def test_whatever_is_loaded_first_it_is_the_same(engine: Fresh, tmp_path: Path) -> None:
    """Also a register that leads to another: by an FRN that only the first one's row has."""
    documents = [
        rmd(tmp_path / "rmd-2024-04-01.csv", *ROWS),
        rmd(tmp_path / "rmd-2024-06-01.csv", ("RMD1", "41000001", "Alder Networks Corp"), ("RMD9", "41000009", "Alder Networks Corp.")),
        calls(tmp_path / "a.csv", "Alder Voice", "Birch Telecom Inc"),
    ]
    wanted = None
    for order in itertools.permutations(documents):
        desk = engine()
        for one in order:
            desk.load(one)
        found = listed(desk), desk.dump()
        wanted = wanted or found
        assert found == wanted
    assert wanted
    assert [name for name, _ in wanted[0]] == ["ALDER VOICE LLC", "Alder Networks Corp", "Alder Networks Corp.", "Birch Telecom Inc"]


def test_rows_go_and_come_with_who_is_known(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    snapshot = rmd(tmp_path / "rmd-2024-04-01.csv", *ROWS)
    desk.load(calls(tmp_path / "a.csv", "Alder Voice LLC"), calls(tmp_path / "b.csv", "Birch Telecom Inc", incident="7041"), snapshot)
    both = [("ALDER VOICE LLC", snapshot.name), ("Birch Telecom Inc", snapshot.name)]
    assert listed(desk) == both
    desk.forget("b.csv")
    assert listed(desk) == both[:1]
    desk.load(tmp_path / "b.csv")
    assert listed(desk) == both
    before = desk.dump()
    desk.rebuild()
    assert desk.dump() == before
    desk.case.registers.unlink()  # it is made again
    desk.forget("a.csv")
    assert listed(desk) == both[1:]
    assert [one["rows"] for one in desk.ask("registers")] == [3]
    desk.forget(snapshot.name)
    assert listed(desk) == []
    assert desk.ask("registers") == []
    assert desk.run("check").err.endswith("1 document: all agrees\n")


def test_a_bare_name_takes_every_legal_form_and_is_tied_to_none_of_two(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    snapshot = rmd(tmp_path / "rmd-2024-04-01.csv", ("RMD1", "1", "Alder LLC"), ("RMD2", "2", "Alder Inc."), ("RMD3", "3", "Alder Two LLC"))
    desk.load(calls(tmp_path / "a.csv", "Alder", "Birch"), snapshot)
    assert [name for name, _ in listed(desk)] == ["Alder Inc.", "Alder LLC"]
    [standing] = desk.ask("provider", "Alder")["in_rmd"]
    assert (standing["listed"], [one["provider"] for one in standing["like"]]) == (False, ["Alder LLC", "Alder Inc."])


def test_a_row_of_another_legal_form_is_named_and_ties_nothing(tmp_path: Path) -> None:
    """Who is not in the database is refused by everybody: a filing with another form may be its own."""
    desk = Desk(tmp_path / "case")
    snapshot = rmd(
        tmp_path / "rmd-2024-04-01.csv",
        ("RMD1", "41000001", "Alder LLC"),
        ("RMD2", "41000002", "Alder Two Inc"),
        ("RMD3", "41000001", "Fir"),
    )
    desk.load(snapshot, calls(tmp_path / "a.csv", "Alder Inc", "Birch"))
    [standing] = desk.ask("provider", "Alder Inc")["in_rmd"]
    assert (standing["listed"], [(one["provider"], one["rmd"]) for one in standing["like"]]) == (False, [("Alder LLC", "RMD1")])
    assert desk.ask("names", "list") == []
    assert [name for name, _ in listed(desk)] == ["Alder LLC"]  # and its FRN leads nowhere
    before = desk.dump()
    desk.rebuild()
    assert desk.dump() == before
    desk.forget("a.csv")
    assert listed(desk) == []


def test_what_a_row_goes_by_in_its_column_for_one_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    snapshot = rmd(
        tmp_path / "rmd-2024-04-01.csv",
        ("RMD1", "41000001", "Dorado Services, LLC d/b/a Dorado Tel"),
        ("RMD2", "41000002", "Lumen Tide LLC (fka Broad Tide LLC)"),
    )
    desk.load(
        snapshot, calls(tmp_path / "a.csv", "Dorado Services", "Dorado Tel"), calls(tmp_path / "b.csv", "Lumen Tide LLC", incident="2")
    )
    standing = {name: desk.ask("provider", name)["in_rmd"][0] for name in ("Dorado Services", "Dorado Tel", "Lumen Tide LLC")}
    assert {name: (one["listed"], one["rmd"], [like["provider"] for like in one["like"]]) for name, one in standing.items()} == {
        "Dorado Services": (True, ["RMD1"], []),
        "Dorado Tel": (False, [], ["Dorado Services, LLC"]),
        "Lumen Tide LLC": (True, ["RMD2"], []),
    }
    assert desk.ask("provider", "Lumen Tide LLC")["aliases"] == ["Broad Tide LLC"]


def test_trade_names_lead_to_a_row_and_tie_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    snapshot = rmd(tmp_path / "rmd-2024-04-01.csv", ("RMD1", "1", "Quiet Holdings LLC", "", "", "Alder Talk"))
    desk.load(calls(tmp_path / "a.csv", "Alder Talk", "Birch"), snapshot)
    assert [name for name, _ in listed(desk)] == ["Quiet Holdings LLC"]
    assert desk.ask("names", "list") == []
    assert desk.ask("provider", "Quiet")["aliases"] == ["Alder Talk"]


def test_a_name_of_a_register_alone_can_be_judged(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    desk.load(calls(tmp_path / "a.csv", "Alder Voice LLC"), rmd(tmp_path / "rmd-2024-04-01.csv", *ROWS))
    assert (
        "no document prints the name 'Nobody At All'" in desk.run("names", "same", "Alder Voice LLC", "Nobody At All", "--because", "x").err
    )
    assert [name for name, _ in listed(desk)] == ["ALDER VOICE LLC"]
    ran = desk.run("names", "same", "ALDER VOICE LLC", "Nobody Here LLC", "--because", "one owner")
    assert ran.code == 0, ran.err
    assert [name for name, _ in listed(desk)] == ["ALDER VOICE LLC", "Nobody Here LLC"]
    found = desk.ask("provider", "Alder Voice LLC")
    assert found["names"] == ["ALDER VOICE LLC", "Nobody Here LLC", "Alder Voice LLC"]
    assert found["conflicts"] == [
        "several FRNs on record: 0041000001, 0041000003", "several RMD numbers on record: RMD1, RMD3"
    ]  # fmt: skip
    before = desk.dump()
    desk.rebuild()
    assert desk.dump() == before
    assert desk.run("names", "undo", ran.err[:8]).code == 0
    assert [name for name, _ in listed(desk)] == ["ALDER VOICE LLC"]


def test_two_cases_share_a_neo4j(served: Desk, tmp_path: Path) -> None:
    """There a register has the rows on whom anybody knows, as far as the case that writes has it; none takes another's out."""
    other = Desk(tmp_path / "other", served.db)
    snapshot = rmd(tmp_path / "rmd-2024-04-01.csv", *ROWS)
    served.load(calls(tmp_path / "a.csv", "Alder Voice LLC"), snapshot)
    other.load(calls(tmp_path / "b.csv", "Birch Telecom Inc", incident="7041"))
    assert listed(served) == [("ALDER VOICE LLC", snapshot.name)]
    other.load(snapshot)
    both = [("ALDER VOICE LLC", snapshot.name), ("Birch Telecom Inc", snapshot.name)]
    assert listed(served) == both
    assert Desk(served.folder).ask("registers")[0]["of_case"] == 1  # in its own folder a case has its own
    for desk in (served, other):
        assert desk.run("check").err.endswith("2 documents: all agrees\n")
    served.rebuild()
    assert listed(served) == both


def test_persons_of_a_register_are_withheld_from_copies(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(calls(tmp_path / "a.csv", "Fernwick Voice LLC"), SPECIMENS / "form499.xml", SPECIMENS / "ipr-2024-05-10.csv")
    with desk.store() as store:
        assert persons(store) == ["Capital Papers Inc.", "Ida Marlowe", "Rune Vestergaard"]
        printed = repr(store.claims(kinds=(Kind.IDENTIFIED,)))
    assert "service@papers.example" not in printed
    assert "papers.example" in printed
    assert desk.case.registers.stat().st_mode & 0o077 == 0
    assert b"otto@" not in desk.case.registers.read_bytes()


@pytest.mark.parametrize("more", [(), ("--as", "rmd")], ids=["as it is", "as a register"])
def test_a_web_page_saved_as_a_register_is_said_to_be_one_and_nothing_is_lost(more: tuple[str, ...], tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(calls(tmp_path / "a.csv", "Alder Voice LLC"))
    page = tmp_path / "rmd-2024-04-01.csv"
    page.write_text("<!DOCTYPE html>\n<html><head><title>503</title></head><body>Try later</body></html>\n", encoding="utf-8")
    ran = desk.run("load", page, rmd(tmp_path / "rmd-2024-05-01.csv", *ROWS), *more)
    [line] = [line for line in ran.err.splitlines() if line.startswith("tracer: ")]
    assert ran.code == 1
    assert line.startswith("tracer: rmd-2024-04-01.csv is a web page")
    assert line.endswith("fetch it again")
    assert [one["name"] for one in desk.ask("registers")] == ["rmd-2024-05-01.csv"]


def test_what_registers_say_of_a_company_is_the_same_on_every_surface_and_names_no_person_in_a_copy(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    row = (
        "RMD7",
        "41000456",
        "Fernwick Voice LLC",
        "1 Main St, Harrow, OH 43001",
        "",
        "",
        "Odalys Wren",
        "303-555-0111",
        "Yes",
        "Freedonia",
    )
    columns = (*COLUMNS, "gateway_provider_choice", "country")
    (tmp_path / "rmd-2024-04-01.csv").write_text(",".join(columns) + "\n" + ",".join(f'"{cell}"' for cell in row) + "\n", encoding="utf-8")
    desk.load(
        calls(tmp_path / "a.csv", "Fernwick Voice LLC"), SPECIMENS / "form499.xml", SPECIMENS / "ipr-2024-05-10.csv",
        SPECIMENS / "ocn-2024-05-20.csv", tmp_path / "rmd-2024-04-01.csv",
    )  # fmt: skip
    found = desk.ask("provider", "Fernwick Voice LLC")
    assert {name: found[name] for name in ("country", "roles", "officers", "holding")} == {
        "country": "Freedonia", "roles": ["gateway"], "officers": ["Ida Marlowe, Chief Executive Officer, President or Senior Officer", "Rune Vestergaard, Chairman or Senior Officer"],
        "holding": ["Marlowe Holdings"],
    }  # fmt: skip
    told = [
        *found["officers"],
        *found["holding"],
        *found["roles"],
        *found["ocn"],
        *found["aliases"],
        found["country"],
        found["frn"],
        found["rmd"],
    ]
    for where, text in every_surface(desk, "Fernwick Voice LLC", tmp_path):
        assert [words for words in told if words not in text] == [], where
    for profile in (("public",), ("partner",), ("provider", "--redact-for", "Fernwick Voice LLC")):
        copy = memo(desk, "Fernwick Voice LLC", tmp_path, "--redact", *profile)
        assert [name for name in ("Ida Marlowe", "Vestergaard", "Odalys") if name in copy] == [], profile


# --- whether a provider stood in the RMD


def test_a_call_is_held_against_the_newest_snapshot_up_to_its_day(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    alder = ("RMD1", "41000001", "ALDER VOICE LLC")
    desk.load(
        calls(tmp_path / "a.csv", "Alder Voice LLC", at="2024-05-08T10:00:00Z", incident="1"),
        calls(tmp_path / "b.csv", "Alder Voice LLC", at="2024-07-02T10:00:00Z", incident="2"),
        calls(tmp_path / "c.csv", "Alder Voice LLC", at="2024-01-02T10:00:00Z", incident="3"),
        rmd(tmp_path / "rmd-2024-04-01.csv", alder),
        rmd(tmp_path / "rmd-2024-06-01.csv", ("RMD2", "41000002", "Birch")),
        rmd(tmp_path / "rmd-2024-06-20.csv", ("RMD7", "41000001", "Alder Networks Inc")),
    )
    found = desk.ask("provider", "Alder Voice LLC")
    assert [(one["dated"], one["listed"], one["rmd"], one["last_in"], one["not_since"]) for one in found["in_rmd"]] == [
        ("2024-04-01", True, ["RMD1"], None, None),
        ("2024-06-01", False, [], "2024-04-01", "2024-06-01"),
        ("2024-06-20", False, [], "2024-04-01", "2024-06-01"),
    ]
    assert [[(like["provider"], like["rmd"]) for like in one["like"]] for one in found["in_rmd"]] == [
        [],
        [],
        [("Alder Networks Inc", "RMD7")],
    ]
    assert found["calls_and_rmd"] == [
        {"calls": 1, "first": "2024-01-02T10:00:00Z", "last": "2024-01-02T10:00:00Z", "snapshot": "2024-04-01", "listed": True, "days": [90, 90],
         "before_snapshot": True},
        {"calls": 1, "first": "2024-05-08T10:00:00Z", "last": "2024-05-08T10:00:00Z", "snapshot": "2024-04-01", "listed": True, "days": [37, 37],
         "before_snapshot": False},
        {"calls": 1, "first": "2024-07-02T10:00:00Z", "last": "2024-07-02T10:00:00Z", "snapshot": "2024-06-20", "listed": False, "days": [12, 12],
         "before_snapshot": False},
    ]  # fmt: skip
    text = " ".join(desk.run("provider", "Alder Voice LLC").out.split())
    assert "2024-04-01: in the snapshot as ALDER VOICE LLC, RMD1, FRN 0041000001" in text
    assert "2024-06-01: not in the snapshot; last in that of 2024-04-01" in text
    assert "2024-06-20: not in the snapshot, nor since that of 2024-06-01; last in that of 2024-04-01. It lists others" in text
    assert "1 call on 2024-01-02: in the snapshot of 2024-04-01, 90 days after; none at hand is from before" in text
    assert "1 call on 2024-07-02: not in the snapshot of 2024-06-20, 12 days before" in text
    assert "registered" not in text.replace("several", "")
    excerpt = "An excerpt of a register lacks whoever was left out of it"
    assert excerpt in text
    assert excerpt not in " ".join(desk.run("provider", "Alder Voice LLC", "--as-of", "2024-05-31").out.split())  # it is in all of them
    # What became known later does not count.
    assert [one["dated"] for one in desk.ask("provider", "Alder Voice LLC", "--as-of", "2024-05-31")["in_rmd"]] == ["2024-04-01"]


def test_a_company_that_came_back_under_another_number_is_told_as_such_on_every_surface(engine: Fresh, tmp_path: Path) -> None:
    """Its two numbers are no contradiction: the same FRN and the same name stand with both."""
    desk = engine()
    desk.load(
        calls(tmp_path / "a.csv", "Alder Voice LLC", at="2024-07-02T10:00:00Z"),
        rmd(tmp_path / "rmd-2024-04-01.csv", ("RMD1", "41000001", "ALDER VOICE LLC", "", "", "Alder Talk")),
        rmd(tmp_path / "rmd-2024-05-01.csv", ("RMD2", "41000002", "Birch")),
        rmd(tmp_path / "rmd-2024-06-01.csv", ("RMD3", "41000001", "Alder Voice, L.L.C.")),
        SPECIMENS / "ocn-2024-05-20.csv",
    )
    found = desk.ask("provider", "Alder Voice LLC")
    again = "came back under another RMD number, with one FRN and one name: RMD1 (2024-04-01), RMD3 (2024-06-01)"
    assert (found["names"], found["frn"], found["rmd"]) == (
        ["ALDER VOICE LLC", "Alder Voice LLC", "Alder Voice, L.L.C."],
        "0041000001",
        "RMD3",
    )
    assert (found["refiled"], found["conflicts"]) == ([again], [])
    told = [
        "2024-04-01: in the snapshot as ALDER VOICE LLC, RMD1, FRN 0041000001", "2024-05-01: not in the snapshot; last in that of 2024-04-01",
        "2024-06-01: in the snapshot as Alder Voice, L.L.C., RMD3, FRN 0041000001",
        "1 call on 2024-07-02: in the snapshot of 2024-06-01, 31 days before", again, "Alder Talk",
        "An excerpt of a register lacks whoever was left out of it: `tracer registers` says how many rows each snapshot has.",
    ]  # fmt: skip
    for where, text in every_surface(desk, "Alder Voice LLC", tmp_path):
        assert [words for words in told if words not in text] == [], where
        assert "two companies" not in text
    with desk.store() as store:
        assert [(one.rmd, one.frn) for one in store.claims(kinds=(Kind.IDENTIFIED,)) if one.provider != "Birch"] == [
            ("RMD1", "0041000001"), ("RMD3", "0041000001")
        ]  # fmt: skip


def memo(desk: Desk, subject: str, folder: Path, *options: str) -> str:
    """What a memo on it says, as HTML."""
    ran = desk.run("report", subject, "--out", folder / "memo.html", "--force", *options)
    assert ran.code == 0, ran.err
    return (folder / "memo.html").read_text("utf-8")


def every_surface(desk: Desk, provider: str, folder: Path) -> Iterator[tuple[str, str]]:
    """What the surfaces for people say of a provider, as plain words in one line."""
    pages = {"provider": desk.run("provider", provider).out, "report": memo(desk, provider, folder)}
    with serving(desk) as served:
        pages["serve"] = served.page(f"/provider?name={provider.replace(' ', '+')}")
    for where, page in pages.items():
        yield where, " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"</?span\b[^>]*>", "", page)).split())


def test_without_a_snapshot_nothing_is_said_of_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(calls(tmp_path / "a.csv", "Alder Voice LLC"))
    found = desk.ask("provider", "Alder")
    assert (found["in_rmd"], found["calls_and_rmd"]) == ([], [])
    assert "Robocall Mitigation" not in desk.run("provider", "Alder").out


def said(provider: str, document: str = "d1", line: int = 2, **more: Any) -> Evidence:
    return Evidence(
        kind=Kind.IDENTIFIED, place=Place(line, line), quote=provider, said_by="r", known_at="2024-04-01", provider=provider, how=LISTED,
        id=f"{document}-{line}", document=document, document_name=document, document_kind="rmd", **more,
    )  # fmt: skip


def test_back_in_after_a_gap() -> None:
    snapshots = [Snapshot(f"d{k}", f"d{k}", "rmd", f"2024-0{k}-01") for k in (3, 1, 2)]
    found = standings(snapshots, {"Alder"}, [said("Alder", "d1"), said("Alder", "d3"), said("Birch", "d2")])
    assert [(s.snapshot.document, bool(s.rows), s.last_in and s.last_in.document, s.not_since and s.not_since.document) for s in found] == [
        ("d1", True, None, None), ("d2", False, "d1", "d2"), ("d3", True, None, None)
    ]  # fmt: skip
    assert standings(snapshots, {"Cedar"}, [])[0].not_since is None
    assert on_days([], ["2024-05-01"]) == []
    [one] = on_days(found, ["2024-02-03", "2024-02-01T10:00:00Z"])
    assert (one.standing.snapshot.document, one.calls, one.days, one.before) == ("d2", 2, (0, 2), False)


# --- two snapshots


def test_what_differs_between_two_snapshots(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(SPECIMENS / "rmd-2024-06-01.csv", SPECIMENS / "rmd-2024-04-01.csv", SPECIMENS / "ocn-2024-05-20.csv")
    found = desk.ask("registers", "rmd-2024-04-01.csv", "rmd-2024-06-01.csv")
    told = [
        (one["what"], *([row["provider"], row["rmd"], row["frn"]] for side in ("before", "after") for row in one[side]))
        for one in found["changes"]
    ]
    assert told == [
        ("vanished", ["Orchid Transit Corp", "RMD0000102", "0041000501"]),
        ("renumbered", ["Saltmarsh Telecom LLC", "RMD0000103", "0041000502"], ["Saltmarsh Telecom LLC", "RMD0000203", "0041000602"]),
        ("renamed", ["Tallow Networks Inc.", "RMD0000104", "0041000503"], ["Tallow Voice Inc.", "RMD0000104", "0041000503"]),
        ("appeared", ["Pinfold Tel LLC", "RMD0000105", "0041000504"]),
    ]
    assert found["doubt"] is None
    assert found == desk.ask("registers", "rmd-2024-06-01.csv", "rmd-2024-04-01.csv")  # the older one is the one before
    row = found["changes"][0]["before"][0]
    assert (row["lines"], row["name"], row["known_at"]) == ([5, 5], "rmd-2024-04-01.csv", "2024-04-01")
    assert desk.run("registers", "rmd-2024-04-01.csv").only_line().startswith("tracer: give two snapshots to compare")
    held = desk.ask("registers")
    assert desk.ask("registers", "--sort", "-rows", "--limit", "2") == sorted(held, key=lambda one: -one["rows"])[:2]
    ran = desk.run("registers", "--since", "2024-05-01", "--limit", "1")
    assert (len(ran.out.splitlines()), ran.err) == (2, "1 snapshot; 1 more is not shown (--limit)\n")
    head, *rows = csv.reader(io.StringIO(desk.run("registers", "--until", "2024-05-01", "--csv").out, newline=""))
    assert head == ["document", "name", "dated", "register", "rows", "of_case"]
    assert [row[1:4] for row in rows] == [["rmd-2024-04-01.csv", "2024-04-01", "rmd"]]
    both = ("registers", "rmd-2024-04-01.csv", "rmd-2024-06-01.csv")
    head, *rows = csv.reader(io.StringIO(desk.run(*both, "--csv", "--sort", "-what").out, newline=""))
    assert head == ["what", "before", "after"]
    assert [row[0] for row in rows] == sorted((one["what"] for one in found["changes"]), reverse=True)
    assert desk.ask(*both, "--limit", "1")["changes"] == found["changes"][:1]
    assert desk.run(*both, "--limit", "1").err.splitlines()[-1].endswith(f"; {len(rows) - 1} more are not shown (--limit)")
    assert (
        desk.run(*both, "--sort", "rows").only_line()
        == "tracer: --sort 'rows' is no key of this list: choose one of what, provider, or -KEY"
    )
    assert desk.run(*both, "--since", "2024-05-01").only_line().endswith("leave them out where two are compared")
    assert (
        "is of rmd, ocn-2024-05-20.csv of shaken_signers" in desk.run("registers", "rmd-2024-04-01.csv", "ocn-2024-05-20.csv").only_line()
    )
    assert "`tracer registers` lists them" in desk.run("registers", "rmd-2024-04-01.csv", "nosuch").only_line()
    assert "is one snapshot: give two" in desk.run("registers", "rmd-2024-04-01.csv", "rmd-2024-04-01.csv").only_line()


def test_a_snapshot_with_much_fewer_rows_may_be_cut_off(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    many = [(f"RMD{k}", str(k), f"Company {k}") for k in range(1, 21)]
    desk.load(rmd(tmp_path / "rmd-2024-04-01.csv", *many), rmd(tmp_path / "rmd-2024-05-01.csv", *many[:17]))
    assert desk.ask("registers", "rmd-2024-04-01.csv", "rmd-2024-05-01.csv")["doubt"] == (
        "of rows it has 17 where the one before has 20: it may not be whole"
    )


def test_two_snapshots_of_one_day_have_no_order_of_their_own(tmp_path: Path) -> None:
    """Whoever stands in one of them stood in the register on that day; what differs between them is told as asked."""
    desk = Desk(tmp_path / "case")
    alder, birch = ("RMD1", "1", "Alder LLC"), ("RMD2", "2", "Birch LLC")
    names = ("a-2024-04-01.csv", "b-2024-04-01.csv")
    desk.load(rmd(tmp_path / names[0], alder, birch), rmd(tmp_path / names[1], birch), calls(tmp_path / "c.csv", "Alder LLC", "Birch LLC"))
    for before, after, what in ((*names, "vanished"), (*reversed(names), "appeared")):
        found = desk.ask("registers", before, after)
        assert [one["what"] for one in found["changes"]] == [what]
        assert found["doubt"].startswith("both are of one day: which is the older one is not known, and taken as given")
    for incident, at in (("1", "2024-05-08T10:00:00Z"), ("2", "2024-01-02T10:00:00Z")):
        desk.load(calls(tmp_path / f"{incident}.csv", "Alder LLC", at=at, incident=incident))
    found = desk.ask("provider", "Alder LLC")
    assert [(one["name"], one["listed"], one["last_in"]) for one in found["in_rmd"]] == [(names[1], False, None), (names[0], True, None)]
    assert [one["listed"] for one in found["calls_and_rmd"]] == [True, True]


def test_one_company_with_several_filings_is_one() -> None:
    before = [said("Alder", frn="1", rmd="R1"), said("Alder Two", frn="1", rmd="R2")]
    assert changes(before, before[1:]) == []
    [only] = changes(before, [said("Alder", frn="1", rmd="R3")])
    assert only.what == "renumbered"
    assert [one.what for one in changes([said("Alder", frn="1")], [said("Alder", frn="2"), said("Birch", frn="3")])] == [
        "renumbered",
        "appeared",
    ]
    assert [one.what for one in changes([said("Alder", ocn="1A")], [said("Alder Inc", ocn="1A")])] == ["renamed"]


# --- who shares what


class Town:
    """Registers of many companies: all that honest ones share by chance, by agents, mailbox shops and advisers; and planted pairs."""

    def __init__(self, companies: int, planted: int) -> None:
        """`planted`: pairs of each of five sorts."""
        self.random = random.Random(7)
        self.first = [
            f"{a}{b}" for a in "Ada Bo Cy Dee Eli Fay Gus Hal Ina Jo Kai Lou Mo Ned Ora".split() for b in ("", "ra", "no", "la", "vin")
        ]
        self.last = [
            f"{a}{b}{c}"
            for a in "Ab Be Ca Do El Fi Ga Ho Ib Ju Ka Lo Ma Ne Or Pa Qu Ro".split()
            for b in "lmnrst"
            for c in ("er", "in", "ow", "ay", "ek")
        ]
        self.common = self.last[:12]  # every tenth person has one of these
        self.shops = [f"{k} Gould Street, Suite R, Sheridan, WY 82801" for k in (30, 31, 32, 33)]
        self.advisers = [(self.person(), f"20255502{k:02d}") for k in range(1 + companies // 1000)]
        self.companies = [self.company(k) for k in range(companies)]
        self.pairs: dict[frozenset[int], str] = {}
        ids = iter(self.random.sample(range(companies), 2 * planted * 5))
        for what in ("business_address", "robocall_mitigation_contact_name", "contact_telephone_number", "other_frns", "officer"):
            for _ in range(planted):
                a, b = next(ids), next(ids)
                one, other = self.companies[a], self.companies[b]
                if what == "other_frns":
                    other[what] = f"00{one['frn']}"
                elif what == "robocall_mitigation_contact_name":
                    other[what] = one[what] = self.rare()
                elif what == "officer":
                    one[what] = self.rare()
                    other[what] = " ".join(reversed(one[what].split()))
                else:
                    one[what] = f"{90000 + a} Planted Way, Harrow, OH 43001" if what == "business_address" else f"303556{a:04d}"
                    other[what] = one[what].upper() if what == "business_address" else one[what]
                self.pairs[frozenset((a, b))] = what

    def person(self) -> str:
        last = self.random.choice(self.common if self.random.random() < 0.3 else self.last)
        return f"{self.random.choice(self.first)} {last}"

    def rare(self) -> str:
        return f"{self.random.choice(self.first)} {''.join(self.random.choices('bcdfgklmnprstvw', k=9)).title()}"

    def company(self, k: int) -> dict[str, str]:
        r = self.random
        address = r.choice(self.shops) if r.random() < 0.2 else f"{100 + k} {r.choice(self.last)} Road, Harrow, OH {43000 + k % 900}"
        contact, phone = r.choice(self.advisers) if r.random() < 0.1 else (self.person(), f"212557{k:04d}")
        return {
            "number": f"RMD{k:07d}", "frn": str(50000000 + k), "business_name": f"{r.choice(self.last)}{k} {r.choice(('Voice', 'Tel'))} LLC",
            "business_address": address, "robocall_mitigation_contact_name": contact, "contact_telephone_number": phone,
            "officer": self.person(),
        }  # fmt: skip

    def write(self, folder: Path) -> list[Path]:
        filings = rmd(folder / "rmd-2024-04-01.csv", *([one.get(column, "") for column in COLUMNS] for one in self.companies))
        filers = folder / "form499.xml"
        with filers.open("w", encoding="utf-8") as file:
            file.write('<Filer499QueryResults Updated="2024-04-02">\n')
            for one in self.companies:
                file.write(
                    f"<Filer><Filer_ID_Info><Legal_Name>{one['business_name']}</Legal_Name><FRN>{one['frn']}</FRN></Filer_ID_Info>"
                    "<Agent_for_Service_Of_Process><dc_agent>Capital Papers Inc.</dc_agent></Agent_for_Service_Of_Process>"
                    f"<X><Chief_Executive_Officer>{one['officer']}</Chief_Executive_Officer></X></Filer>\n"
                )
            file.write("</Filer499QueryResults>\n")
        return [filings, filers]


@pytest.mark.parametrize(("companies", "planted"), [(700, 12), pytest.param(5000, 60, marks=pytest.mark.slow)])
def test_planted_relations_are_all_proposed_and_none_is_merged(companies: int, planted: int, tmp_path: Path) -> None:
    town = Town(companies, planted)
    desk = Desk(tmp_path / "case")
    a_side = [min(pair) for pair in town.pairs]
    known = [town.companies[k]["business_name"] for k in a_side]
    desk.load(
        *town.write(tmp_path),
        hop_list(tmp_path / "a.csv", *({"incident": str(k), "provider": name, "status": "open"} for k, name in enumerate(known))),
    )
    number = {one["business_name"]: k for k, one in enumerate(town.companies)}
    proposed: set[frozenset[int]] = set()
    with open_case(desk.folder) as case:
        assert not case.names()  # none is merged
        assert len(case.store.names()) == len(known)  # ... and of nobody else there is a claim
        documents = {one.snapshot.document for one in case.registers()}
        with case._rows() as index:
            for k, one in enumerate(town.companies):
                its = [claim for row in index.named([one["business_name"]]) for claim in row.claims]
                found, _ = sharing(index, [one["business_name"]], its, documents)
                proposed |= {frozenset((k, number[row.named])) for rows in found.values() for row, _ in rows}
        related = case.related(known[0])
        assert [number[one.provider] for one in related.related if frozenset((a_side[0], number[one.provider])) in town.pairs]
    missed = town.pairs.keys() - proposed
    false = proposed - town.pairs.keys()
    assert {town.pairs[pair] for pair in missed} == set()
    assert 20 * len(false) <= len(town.pairs), len(false)


SHOP = "30 Gould Street, Suite R, Sheridan, WY 82801"


def test_an_excerpt_of_a_register_makes_nothing_rare(engine: Fresh, tmp_path: Path) -> None:
    """What two rows of forty share, thirty of four thousand may share: the size is told, and weighs; a number that is one company's does."""
    desk = engine()
    others = [(f"RMD{k}", str(k), f"Company {k} LLC", f"{k} Main St, Harrow, OH 43001") for k in range(100, 4098)]
    two = [("RMD1", "1", "Alder LLC", SHOP, "0000000003"), ("RMD2", "2", "Birch LLC", SHOP)]
    three = ("RMD3", "3", "Cedar LLC", "3 Side St, Harrow, OH 43001")
    desk.load(rmd(tmp_path / "rmd-2024-04-01.csv", *two, three, *others[:37]), calls(tmp_path / "a.csv", "Alder LLC"))

    def told() -> list[tuple[str, float, list[tuple[str, int, int | None, float]]]]:
        return [
            (one["provider"], one["weight"], [(each["what"], each["holders"], each["among"], each["weight"]) for each in one["shared"]])
            for one in desk.ask("names", "related", "Alder LLC")["related"]
        ]

    assert told() == [("Cedar LLC", 1.0, [("FRN", 2, None, 1.0)]), ("Birch LLC", 0.02, [("address", 2, 40, 0.02)])]
    ran = desk.run("names", "related", "Alder LLC")
    assert "2 of 40" in ran.out
    assert "note: rarity is that among few companies (40 at the least): an excerpt of a register makes what it holds look rare" in ran.err
    desk.load(rmd(tmp_path / "rmd-2024-05-01.csv", *two, three, *others))
    assert told() == [("Birch LLC", 1.0, [("address", 2, 4001, 1.0)]), ("Cedar LLC", 1.0, [("FRN", 2, None, 1.0)])]
    assert "few companies" not in desk.run("names", "related", "Alder LLC").err
    shared = [(*row[:3], SHOP) for row in others[:28]]
    desk.load(rmd(tmp_path / "rmd-2024-06-01.csv", *two, three, *shared, *others[28:]))
    assert told() == [("Cedar LLC", 1.0, [("FRN", 2, None, 1.0)])]
    common = desk.ask("names", "related", "Alder LLC")["common"]
    assert [(one["what"], one["holders"]) for one in common] == [("address", 30)]


def test_rarity_of_a_name_is_that_of_its_parts() -> None:
    assert by_chance("john smith", 5001, {"john": 101, "smith": 51}) == 1
    assert by_chance("rune vestergaard", 5000, {"rune": 3, "vestergaard": 1}) == 0
    assert by_chance("ida marlowe", 1, {"ida": 1, "marlowe": 1}) == 0
