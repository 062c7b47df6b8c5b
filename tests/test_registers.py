"""Registers in a case: whose rows are claims, whatever is loaded first; whether a provider stood in the RMD; who shares what with whom."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from pathlib import Path

from tests.cases import Desk, chain, hop_list
from tests.story import Fresh
from tracer.model import LISTED, Kind

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
