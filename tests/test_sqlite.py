"""The store in the case folder as a file: versions, damage, readers beside a writer, and the graph that is made of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest

from tests.cases import Desk, chain, differing, hop_list
from tracer import store
from tracer.errors import BadCase, GraphUnreachable, GraphUnreadable
from tracer.offline import graph_of
from tracer.reading import Options
from tracer.store.sqlite import SqliteStore


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "a case")
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom", "Cedar Networks")))
    return desk


def _set(desk: Desk, text: str) -> None:
    with closing(sqlite3.connect(desk.case.store)) as db:
        db.execute(text)
        db.commit()


def test_what_it_is_can_be_told_from_the_file(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.case.store)) as db:
        assert db.execute("PRAGMA application_id").fetchone() == (0x74726163,)
        assert db.execute("PRAGMA user_version").fetchone() == (3,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


WATCHED = """
import os
from tracer.cli import main
from tracer.store.sqlite import SqliteStore

sync, opens = os.fsync, SqliteStore._open

def told(handle):
    print("synced", os.fstat(handle).st_ino)
    sync(handle)

def opened(store, path):
    db = opens(store, path)
    print("synchronous", *db.execute("PRAGMA synchronous").fetchone())
    return db

os.fsync, SqliteStore._open = told, opened
main()
"""


def test_what_was_acknowledged_outlives_a_power_cut(tmp_path: Path) -> None:
    """Within the tests nothing waits for the disk: a process of its own does."""
    document = hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom"))
    desk = Desk(tmp_path / "case")
    words = [sys.executable, "-c", WATCHED, "--case", desk.folder, "load", document]
    said = set(subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines())
    [held] = desk.case.documents()
    assert {f"synced {file.stat().st_ino}" for file in (desk.case.original(held), desk.folder / "journal.jsonl")} <= said
    assert "synchronous 2" in said  # FULL


def test_of_a_newer_tracer_it_is_refused(desk: Desk) -> None:
    _set(desk, "PRAGMA user_version = 4")
    said = f"tracer: {desk.case.store} was made by a newer tracer: install that one to use it"
    assert desk.run("incidents").only_line() == said
    assert desk.run("load", desk.folder.parent / "one.csv").only_line() == said
    with pytest.raises(BadCase, match="newer tracer"):
        SqliteStore(desk.case.store)


def test_another_programs_database_is_no_store(desk: Desk) -> None:
    _set(desk, "PRAGMA application_id = 7")
    with pytest.raises(GraphUnreadable, match="no store of this version"):
        SqliteStore(desk.case.store)
    assert "making it again from the originals" in desk.run("incidents").err
    assert desk.run("incidents").err == "1 incident\n"


def test_where_there_is_none_reading_makes_none(tmp_path: Path) -> None:
    with pytest.raises(GraphUnreachable, match="there is no store"):
        SqliteStore(tmp_path / "case.db")
    assert list(tmp_path.iterdir()) == []


def test_what_another_version_drew_is_told_of_and_drawn_anew_by_the_next_who_writes(desk: Desk, tmp_path: Path) -> None:
    _set(desk, "UPDATE incident SET summary = replace(summary, 'Birch Telecom', 'Another Name')")
    assert desk.ask("incidents")[0]["providers"][1] == "Another Name", "a list reads what was drawn"
    two = hop_list(tmp_path / "two.csv", *chain("7002", "Dogwood Transit", "Elm Tel"))
    with mock.patch.object(store, "VERSION", store.VERSION + 1):
        told = "note: the store was drawn by another version of tracer: the next `tracer load` or `tracer rebuild` draws it anew\n"
        assert desk.run("incidents").err == f"{told}1 incident\n"
        assert desk.run("load", two).code == 0
        assert desk.run("incidents").err == "2 incidents\n"
        assert desk.ask("incidents")[0]["providers"] == ["Alder Voice", "Birch Telecom", "Cedar Networks"]
    assert "another version" in desk.run("incidents").err, "nor is what a newer one drew taken for one's own"


def test_a_reader_sees_the_state_before_a_change_until_it_is_whole(desk: Desk, tmp_path: Path) -> None:
    two = hop_list(tmp_path / "two.csv", *chain("7002", "Dogwood Transit", "Elm Tel"))
    with desk.intake() as work:
        assert work.add(two, Options()).outcome == "loaded"
        assert [i["incident"] for i in desk.ask("incidents")] == ["itg-7001"]
        with closing(SqliteStore(desk.case.store)) as reader:
            assert [d.name for d in reader.documents()] == ["one.csv"]
    assert [i["incident"] for i in desk.ask("incidents")] == ["itg-7001", "itg-7002"]


def test_of_a_document_that_cannot_be_read_to_its_end_nothing_stays_and_those_beside_it_do(desk: Desk, tmp_path: Path) -> None:
    expected = Desk(tmp_path / "expected")
    good = [hop_list(tmp_path / f"good-{n}.csv", *chain(f"71{n}0", f"Fir {n} Tel", "Gorse Tel / Gorse")) for n in range(2)]
    rows = [row for n in range(3000) for row in chain(str(8000 + n), f"Hazel {n} Tel", "Gorse Tel", "Alder Voice LLC")]
    bad = hop_list(tmp_path / "bad.csv", *rows)
    bad.write_text(bad.read_text("utf-8") + 'x,,"Never closed', "utf-8")
    one = tmp_path / "one.csv"
    expected.load(one, *good)
    outcomes = [outcome.outcome for outcome in desk.load(good[0], bad, good[1])]
    assert outcomes == ["loaded", "failed", "loaded"]
    assert not differing(desk.dump(), expected.dump())
    assert sorted(held.name for held in desk.case.documents().values()) == ["good-0.csv", "good-1.csv", "one.csv"]


def test_half_a_character_reads_as_what_it_is_and_stops_nothing(desk: Desk, tmp_path: Path) -> None:
    two = hop_list(tmp_path / "two.csv", *chain("7002", "Dogwood Transit", "Elm Tel"))
    [outcome] = desk.load(two, mark="confidentiel\udce9")
    assert outcome.outcome == "loaded"
    assert [document["mark"] for document in desk.ask("documents") if document["name"] == "two.csv"] == ["confidentiel\ufffd"]
    assert [i["incident"] for i in desk.ask("incidents")] == ["itg-7001", "itg-7002"]


def test_the_graph_is_made_when_it_is_asked_and_again_when_the_store_has_changed(desk: Desk, tmp_path: Path) -> None:
    assert not desk.case.graph.exists(), "no command that loads makes one"
    assert desk.run("query", "documents").code == 0
    made = desk.case.graph.stat().st_mtime_ns
    assert desk.run("query", "documents").code == 0
    assert desk.case.graph.stat().st_mtime_ns == made, "it is as new as the store"
    desk.load(hop_list(tmp_path / "two.csv", *chain("7002", "Dogwood Transit", "Elm Tel")))
    with closing(SqliteStore(desk.case.store)) as store, closing(graph_of(desk.case, store)) as graph:
        assert [row["name"] for row in graph.ask("documents")] == ["one.csv", "two.csv"]
    desk.case.graph.write_bytes(b"rubbish")
    assert desk.run("query", "documents").out.count("hop_list") == 4, "each row names kind and loader"


def test_in_a_folder_that_may_only_be_read_the_graph_is_made_elsewhere(desk: Desk) -> None:
    with mock.patch("tracer.offline._may_write", return_value=False):
        assert desk.run("query", "documents").out.count("one.csv") == 1
    assert list(desk.folder.glob("graph*")) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be written to here")
def test_a_folder_that_may_only_be_read(desk: Desk) -> None:
    for path in desk.folder.glob("case.db-*"):
        path.unlink()
    desk.folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert (desk.run("trace", "7001").code, desk.run("query", "documents").code) == (0, 0)
    finally:
        desk.folder.chmod(stat.S_IRWXU)


def test_a_folder_of_an_older_tracer_is_taken_over(desk: Desk, tmp_path: Path) -> None:
    expected = desk.dump()
    for path in desk.folder.glob("case.db*"):
        path.unlink()
    assert desk.case.graph.exists(), "its graph was all it had"
    copied = Path(shutil.copytree(desk.folder, tmp_path / "copy"))
    assert "making it again from the originals" in desk.run("incidents").err
    assert not differing(desk.dump(), expected)
    other = Desk(copied)
    ran = other.run("load", tmp_path / "one.csv")
    assert ran.err.splitlines()[0] == f"note: {copied} was made by an older tracer: its store is made from the originals"
    assert not differing(other.dump(), expected)


def test_of_more_places_than_are_kept_in_mind_each_claim_has_its_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def claims(held: SqliteStore) -> list[tuple[str, int, str]]:
        return [(c.id, c.place.line_from, c.quote) for c in held.claims(incidents=["itg-7001"])]

    with closing(SqliteStore(desk.case.store)) as held:
        at_once = claims(held)
        assert len({line for _, line, _ in at_once}) == 3
        shared = held.claims(incidents=["itg-7001"])
        assert len({id(claim.quote) for claim in shared}) == 3, "said once, whoever says something with it"
    monkeypatch.setattr("tracer.store.sqlite.BATCH", 1)
    with closing(SqliteStore(desk.case.store)) as held:
        assert claims(held) == at_once == claims(held)


def test_a_claim_whose_place_is_lost_is_not_passed_over(desk: Desk) -> None:
    _set(desk, "DELETE FROM place WHERE line_from = 3")
    said = f"tracer: claims in {desk.case.store} stand in places that are not there: run `tracer rebuild`"
    assert desk.run("trace", "7001").only_line() == said
    desk.run("rebuild")
    assert "Birch Telecom" in desk.run("trace", "7001").out


def test_kinds_roles_and_statuses_keep_their_numbers() -> None:
    """A store that is there holds them: a new one goes to the end, or what was said reads as something else."""
    from tracer.store.claim_rows import KINDS, ROLES, STATUSES

    assert " ".join(KINDS).startswith(
        "asked reminded handed-off status call counted acted found told term identified same different unsure signed"
    )
    assert " ".join(ROLES).startswith("asked named customer")
    assert " ".join(STATUSES).startswith("open downstream point-of-entry originating no-response not-found")
