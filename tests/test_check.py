"""`tracer check`: whatever somebody does to a case folder is named, and a whole case is said to be whole."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cases import Desk, chain, hard_case, hop_list, specimens

ROWS = [
    *chain("7001", "Alder Voice", "Birch Telecom", "Cedar Networks"),
    {"incident": "7002", "provider": "Elm Tel", "status": "no-response"},
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "one.csv", *ROWS))
    return desk


def original(desk: Desk) -> Path:
    [file] = (desk.folder / "originals").iterdir()
    return file


def set_in_store(desk: Desk, text: str) -> None:
    with closing(sqlite3.connect(desk.case.store)) as db:
        db.execute(text)
        db.commit()


def told(desk: Desk) -> list[str]:
    ran = desk.run("check")
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (
        (1, f"1 document: {len(lines)} thing{'s' if len(lines) > 1 else ''} amiss\n") if lines else (0, "1 document: all agrees\n")
    )
    assert desk.run("check", "--json").code == ran.code
    return lines


def test_a_whole_case_is_said_to_be_whole(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    with specimens() as files:
        desk.load(*files, hard_case(tmp_path / "hard.csv"))
    assert desk.run("check").err == "6 documents: all agrees\n"
    assert desk.ask("check") == []
    desk.forget("hard.csv")
    assert desk.run("check").code == 0


def test_an_original_altered_gone_or_unreadable(desk: Desk) -> None:
    file = original(desk)
    words = file.read_bytes()
    file.write_bytes(words.replace(b"Cedar", b"Aspen"))
    assert told(desk) == [
        "original: one.csv its original was altered since it was loaded: put it back from a copy, or `tracer forget` the document"
    ]
    file.unlink()
    assert told(desk)[0].startswith("original: one.csv its original is gone from the case folder: put it back")
    file.mkdir()
    assert told(desk)[0].startswith("original: one.csv its original cannot be read (")
    file.rmdir()
    file.write_bytes(words)
    assert told(desk) == []


def test_a_stranger_among_the_originals(desk: Desk) -> None:
    (desk.folder / "originals" / ("f" * 64)).write_text("x")
    assert told(desk) == [f"folder: {'f' * 64} lies among the originals, but is in no entry of the journal: nothing is read from it"]


def test_a_claim_taken_out_or_a_list_that_shows_something_else(desk: Desk) -> None:
    set_in_store(desk, "UPDATE incident SET summary = replace(summary, 'Birch Telecom', 'Another Name')")
    assert told(desk) == ["drawing: itg-7001 lists show it otherwise than its claims say: run `tracer rebuild`"]
    desk.rebuild()
    assert told(desk) == []
    set_in_store(desk, "UPDATE hop SET open = NULL")
    assert told(desk) == ["drawing: itg-7002 lists show it otherwise than its claims say: run `tracer rebuild`"]
    desk.rebuild()
    set_in_store(desk, "UPDATE hop SET open = replace(open, 'no-response', 'open') WHERE open IS NOT NULL")
    assert told(desk) == ["drawing: itg-7002 lists show it otherwise than its claims say: run `tracer rebuild`"]
    desk.rebuild()
    set_in_store(desk, "DELETE FROM claim WHERE status = 4")  # the silence
    assert told(desk) == [
        "store: one.csv has 5 claims in the store where it stated 6: run `tracer rebuild`",
        f"store: case.db what is drawn in {desk.case.store} rests on claims that are not there: run `tracer rebuild`",
    ]
    assert desk.run("flags").only_line().endswith("rests on claims that are not there: run `tracer rebuild`")
    desk.rebuild()
    assert told(desk) == []


def test_a_journal_that_names_more_than_is_there(desk: Desk) -> None:
    entry = json.loads((desk.folder / "journal.jsonl").read_text("utf-8").splitlines()[-1])
    with (desk.folder / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(entry | {"document": "a" * 64, "name": "two.csv"}) + "\n")
    ran = desk.run("check")
    assert ran.out.splitlines() == [
        "original: two.csv its original is gone from the case folder: put it back from a copy, or `tracer forget` the document",
        "store: case.db 1 document of this case is not yet whole in the store: `tracer rebuild` or the next `tracer load` completes it",
    ]
    assert ran.code == 1


def test_a_store_cut_off_gone_or_with_bits_flipped(desk: Desk) -> None:
    whole = desk.case.store.read_bytes()
    desk.case.store.write_bytes(whole[: len(whole) // 2])
    assert told(desk)[0].startswith("store: case.db ")
    desk.case.store.unlink()
    assert "there is no store at" in told(desk)[0]
    found = 0
    for at in range(4096, len(whole), 4096):  # the head of each page
        desk.case.store.write_bytes(whole[:at] + os.urandom(64) + whole[at + 64 :])
        ran = desk.run("check")
        assert "Traceback" not in ran.err + ran.out
        found += ran.code == 1
    assert found >= (len(whole) // 4096 - 1) // 2, "pages in use"
    desk.case.store.write_bytes(whole)
    assert told(desk) == []


def test_without_a_case(tmp_path: Path) -> None:
    assert Desk(tmp_path / "none").run("check").only_line() == f"tracer: there is no case in {tmp_path / 'none'}: name one with --case"


@pytest.mark.skipif(os.name != "posix", reason="no such permissions")
def test_a_case_is_its_owners_alone_and_what_leaves_it_is_as_open_as_the_user_makes_files(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        desk = Desk(tmp_path / "case")
        desk.load(hop_list(tmp_path / "one.csv", *ROWS))
        assert desk.run("query", "requests").code == 0  # makes the graph
        assert desk.run("trace", "7001", "--redact", "public", "--html", tmp_path / "page.html", "--bundle", tmp_path / "b.zip").code == 0
        os.umask(0o077)
        assert desk.run("trace", "7001", "--html", tmp_path / "mine.html").code == 0
    finally:
        os.umask(before)
    modes = {file.relative_to(tmp_path).as_posix(): file.stat().st_mode & 0o777 for file in (desk.folder, *desk.folder.rglob("*"))}
    assert {name for name in modes if not name.startswith("case/originals/")} >= {
        "case", "case/originals", "case/case.db", "case/case.lock", "case/journal.jsonl", "case/graph.kgl", "case/graph.json", "case/salt"
    }  # fmt: skip
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}
    assert [oct((tmp_path / name).stat().st_mode & 0o777) for name in ("page.html", "b.zip", "mine.html")] == ["0o644", "0o644", "0o600"]
    desk.folder.chmod(0o755)
    assert desk.run("check").out == "folder: case can be read by others on this computer: `chmod -R go=` it, unless they shall\n"
    desk.folder.chmod(0o770)
    assert "can be written to by others" in desk.run("check").out
    assert desk.run("load", tmp_path / "one.csv").code == 0
    assert desk.folder.stat().st_mode & 0o777 == 0o770, "who shares a folder on purpose goes on"
