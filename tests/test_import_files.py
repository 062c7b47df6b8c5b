"""Files for `neo4j-admin database import full`, taken in by the real one: the graph is that of a publish, whatever the texts hold."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from pathlib import Path
from unittest import mock

import pytest

from tests import neo4j_server as servers
from tests import story
from tests.cases import Desk, Dump, chain, differing, dump, hop_list
from tests.neo4j_server import admin
from tracer import import_files

Start = Callable[[Callable[[], AbstractContextManager[servers.Server]]], servers.Server]

HOSTILE = (
    'He said "no", then; no', "two\nlines", "carriage\r\nreturn\ralone", "\x07\x1b[31mred", "a;b;c", "tab\there", "'; DROP",
    "back\\slash\\", '"', '""', ",", "電話会社 Télécom Ñandú", "😀😀", "\u2028line\u2029", "\u202egnp.exe", "\ufeffBOM", "null", "=1+1", "007",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


def _documents(folder: Path) -> list[Path]:
    """Of every kind: what counts leave no choice about, an answer beside a silence, letters whose rows repeat, a duty without a date."""
    rows = [
        {"incident": "7001", "provider": name, "received_from": HOSTILE[n + 1] if n + 1 < len(HOSTILE) else "", "status": "downstream", "asked_at": "2024-05-01T13:20:00Z", "campaign": HOSTILE[-n - 1], "source": name}
        for n, name in enumerate(HOSTILE)
    ]  # fmt: skip
    return [
        hop_list(folder / "hostile.csv", *rows, *chain("7002", "Alder Voice", "Birch Telecom", "h;1\x1fx")),
        hop_list(
            folder / "list.csv",
            {"incident": "20417", "provider": "Larkspur Wireless", "received_from": "Quillon Gateway", "status": "downstream", "asked_at": "2024-05-01T13:20:00Z", "call_at": "2024-05-01T09:00:00Z", "caller": "+11005550123", "called": "+12025550143"},
            {"incident": "20417", "provider": "Quillon Gateway", "status": "no-response", "asked_at": "2024-05-02T09:00:00Z"},
            {"incident": "20418", "provider": "LARKSPUR  WIRELESS", "status": "not-found"},
        ),
        story.mailbox(
            folder / "mails.txt", story.request("2024-05-02 13:44", 20419), story.silent("2024-05-20 10:00", 20419, "Orchid Transit Corp"),
            story.figures("2024-06-01 09:00", Orchid_Transit_Corp=(1, 0, 1, 0, 0, 0)),
        ),
        story.letter(folder / "letter.txt", story.row(), story.row("Orchid Transit Corp")),
        story.letter(folder / "again.txt", story.row(), story.row("Orchid Transit Corp"), dated=date(2024, 8, 12), stated=date(2024, 8, 26)),
        story.notice(folder / "notice.txt"),
    ]  # fmt: skip


def _export(desk: Desk, to: Path) -> list[str]:
    ran = desk.run("export", "--neo4j-import", to)
    assert ran.code == 0, ran.err
    return shlex.split(ran.out)


def _imported(command: list[str], files: Path, home: Path, start: Start) -> Dump:
    """What a Neo4j holds that was made of the files, read past the program's own texts."""
    admin.import_into(home, command)
    server = start(partial(servers.from_maven, False, home=home))
    with server.driver() as driver:
        admin.after_import(driver, files)
        assert len(driver.execute_query("SHOW CONSTRAINTS").records) == 10
    return dump(server.uri)


@pytest.mark.long
def test_what_is_imported_is_what_is_published(served: Desk, start_neo4j: Start, tmp_path: Path) -> None:
    """The delimiter of lists that comes first stands in a name, and a judgement is in it."""
    documents = _documents(tmp_path)
    assert {one.outcome for one in served.load(*documents)} == {"loaded"}
    with served.intake() as work:
        work.judge(
            id="made-up", a="Alder Voice", b="Birch Telecom", same=True, because='one "address"; one door', at="2024-06-01T08:00:00Z"
        )
    published = served.dump()
    to = tmp_path / "import;files"
    command = _export(Desk(served.folder), to)
    imported = _imported(command, to, tmp_path / "home", start_neo4j)
    assert not differing(imported, published)
    kinds = {one["kind"] for one in imported.named("Claim")}
    assert {"asked", "status", "handed-off", "call", "counted", "acted", "same"} <= kinds
    assert any(claim.get("inferred") for claim in imported.named("Claim"))
    assert any("" in claim.get("due_stated", ()) for claim in imported.named("Claim"))
    assert any(incident.get("same_as") for incident in imported.named("Incident"))
    assert {name["text"] for name in imported.named("Name")} >= set(HOSTILE)


def test_a_folder_that_holds_something_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch")))
    there = tmp_path / "there"
    there.mkdir()
    (there / "mine.txt").write_text("mine")
    assert desk.run("export", "--neo4j-import", there).only_line() == f"tracer: {there} is there and not empty: name a new folder"
    assert desk.run("export", "--neo4j-import", there / "mine.txt").only_line().endswith("is there and not empty: name a new folder")
    within = there / "mine.txt" / "where"
    assert desk.run("export", "--neo4j-import", within).only_line().endswith("choose another place")
    assert [file.name for file in there.iterdir()] == ["mine.txt"]
    (there / "mine.txt").unlink()
    _export(desk, there)
    assert {"Claim.csv", "Claim-header.csv", import_files.CYPHER} <= {file.name for file in there.iterdir()}


def test_without_a_case_or_with_a_server_nothing_is_written(desk: Desk, tmp_path: Path) -> None:
    to = tmp_path / "files"
    assert desk.run("export", "--neo4j-import", to).only_line().startswith("tracer: there is no case in ")
    served = Desk(desk.folder, "bolt://127.0.0.1:1")
    assert served.run("export", "--neo4j-import", to).only_line() == (
        "tracer: an export is made of the case folder: leave --db and TRACER_DB out"
    )
    assert not to.exists()


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_broken_off_it_leaves_nothing(fault: BaseException, desk: Desk, tmp_path: Path) -> None:
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch")))
    before = sorted(tmp_path.iterdir())
    with mock.patch.object(import_files._Files, "_end", side_effect=fault):
        assert desk.run("export", "--neo4j-import", tmp_path / "files").code != 0
    assert sorted(tmp_path.iterdir()) == before


def test_written_to_meanwhile_it_is_not_exported(desk: Desk, tmp_path: Path) -> None:
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch")))
    two = hop_list(tmp_path / "two.csv", *chain("7002", "Alder Voice", "Cedar"))
    fill = import_files.fill

    def while_somebody_writes(*given: object) -> None:
        desk.load(two)
        fill(*given)  # type: ignore[arg-type]

    with mock.patch.object(import_files, "fill", while_somebody_writes):
        said = desk.run("export", "--neo4j-import", tmp_path / "files").only_line()
    assert said == "tracer: the case was written to meanwhile: nothing is exported; run the command again"
    assert not (tmp_path / "files").exists()


def test_lists_are_joined_by_what_stands_in_none_of_them(desk: Desk, tmp_path: Path) -> None:
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder\x1fVoice", "Birch\x1eTel")))
    command = _export(desk, tmp_path / "files")
    assert "--array-delimiter=U+001D" in command
    with desk.store() as store:
        assert {name.text for name in store.names()} == {"Alder\x1fVoice", "Birch\x1eTel"}
