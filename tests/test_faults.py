"""Faults on purpose: a full disk, a folder that goes away, streams that are closed, a Neo4j that fails. One line, nothing lost, the next run completes."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest
from neo4j.exceptions import ClientError, TransientError

from tests import kills
from tests import neo4j_server as servers
from tests.cases import COMMAND, Desk, Dump, Ran, differing, environment, ran, started
from tests.forked import forks
from tests.test_crash import MortalStore, _before, _many, _paths
from tracer import case as cases
from tracer import cli
from tracer.cli import names as judging
from tracer.cli.early import INTERRUPTED
from tracer.graph import server
from tracer.store import beside
from tracer.store.sqlite import SqliteStore, _error

posix = pytest.mark.skipif(os.name == "nt", reason="no such signals and limits")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


@pytest.fixture
def expected(tmp_path: Path) -> Dump:
    """Of two lists, both loaded."""
    whole = Desk(tmp_path / "whole")
    whole.load(*kills.documents(tmp_path))
    return whole.dump()


def in_one_line(told: Ran | None) -> Ran:
    assert told is not None
    assert cli.FAULT not in told.err, told
    assert "Traceback (most recent" not in told.err, told
    lines = [line for line in told.err.splitlines() if line.startswith("tracer: ")]
    assert len(lines) == 1 if told.code and not told.out else lines == [], told  # `check` tells on stdout what is amiss
    return told


# --- the disk ------------------------------------------------------------------------------------------------------

LIMITS = [0, 300, 5_000, 60_000]
MORE = [1, 100, 1_000, 2_000, 4_096, 10_000, 20_000, 30_000, 40_000, 80_000, 120_000, 160_000, 200_000, 300_000]


@pytest.mark.long
@posix
def test_no_file_may_grow_beyond_a_limit(
    desk: Desk, expected: Dump, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record_property("full disks survived", _limited(desk, expected, tmp_path, LIMITS))


@posix
@pytest.mark.slow
def test_no_file_may_grow_beyond_any_limit(
    desk: Desk, expected: Dump, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record_property("full disks survived", _limited(desk, expected, tmp_path, MORE))


def _limited(desk: Desk, expected: Dump, folder: Path, limits: list[int]) -> int:
    one, two = kills.documents(folder)
    failed = 0
    with forks() as each:
        for largest in limits:
            shutil.rmtree(desk.folder, ignore_errors=True)
            at = ("--case", desk.folder)
            told = each.run(*at, "load", one, largest=largest)
            assert told is not None
            failed += told.code != 0
            if largest >= 300:  # below it the line itself cannot be written
                in_one_line(told)
            assert desk.run("load", one).code == 0
            for deed in (
                ["load", str(two)],
                kills.JUDGE,
                ["rebuild"],
                ["trace", "7101", "--html", str(folder / "x.html"), "--force"],
                ["forget", "two.csv"],
            ):
                told = each.run(*at, *deed, largest=largest)
                assert told is not None
                failed += told.code != 0
                if largest >= 300:
                    in_one_line(told)
                assert desk.run("documents").code == 0
                assert "one.csv" in {held.name for held in desk.case.documents().values()}
            for entry in desk.case.entries():
                if entry["did"] == "judged":
                    assert desk.run("names", "undo", entry["id"]).code == 0
            assert desk.run("load", one, two).code == 0
            assert desk.run("check").out == ""
            assert not differing(desk.dump(), expected), largest
    assert failed >= 3, "the negative control: limits were met"
    return failed


@pytest.mark.parametrize("what", ["store", "journal and originals"])
def test_the_disk_is_full_at_any_write(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = _paths(tmp_path)
    before, whole = Desk(tmp_path / "before"), Desk(tmp_path / "whole")
    _before(before, paths)
    _before(whole, paths)
    whole.load(*paths[2:])
    expected = whole.dump()
    steps = range(0, 100, 6) if what == "store" else range(10)
    for step in steps:
        desk = Desk(tmp_path / f"case-{step}")
        shutil.copytree(before.folder, desk.folder)
        with monkeypatch.context() as patched:
            if what == "store":
                full: Any = _error(sqlite3.OperationalError("database or disk is full"), desk.case.store)
                died = MortalStore(patched, step, full)
                told = desk.run("load", *paths[2:])
                over = not died.died
            else:
                left = [step]
                fsync = os.fsync

                def syncs(handle: int, left: list[int] = left, fsync: Any = fsync) -> None:
                    left[0] -= 1
                    if left[0] == -1:
                        raise OSError(errno.ENOSPC, "No space left on device")
                    fsync(handle)

                patched.setattr(os, "fsync", syncs)
                told = desk.run("load", *paths[2:])
                over = left[0] >= 0
        if over:
            break
        in_one_line(told)
        assert told.code == 1
        assert desk.run("documents").code == 0
        assert desk.run("load", *paths[2:]).code == 0
        assert desk.run("check").out == ""
        assert not differing(desk.dump(), expected), step
    assert step >= 4


@pytest.mark.slow
@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="who mounts must be root")
def test_a_small_file_system(tmp_path: Path, expected: Dump) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(small)], check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        desk = Desk(small / "case")
        one, two = kills.documents(tmp_path)
        assert in_one_line(desk.run("load", one)).code in (0, 1)
        (small / "filler").write_bytes(b"x" * max(0, shutil.disk_usage(small).free - 4096))
        said = desk.run("load", two)  # refused before it is copied, or where it ends to fit
        assert (said.code, len(said.err.splitlines()), cli.FAULT in said.err) == (1, 1, False), said
        in_one_line(desk.run("documents"))
        (small / "filler").unlink()
        subprocess.run(["mount", "-o", "remount,size=16m", str(small)], check=True)
        assert desk.run("load", one, two).code == 0
        assert not differing(desk.dump(), expected)
    finally:
        subprocess.run(["umount", str(small)], check=False)


@contextlib.contextmanager
def mounted(*command: object) -> Iterator[None]:
    """While that is mounted, whose last word is the place. Skips where nothing can be."""
    try:
        done = subprocess.run([*map(str, command)], check=False, capture_output=True, text=True)
    except OSError as reason:
        pytest.skip(str(reason))
    if done.returncode:
        pytest.skip(done.stderr.strip() or "nothing can be mounted here")
    try:
        yield
    finally:
        gc.collect()
        subprocess.run(["umount", "-l", str(command[-1])], check=False)


def _is_logged(store: Path) -> bool:
    return store.read_bytes()[18:20] == b"\2\2"


@pytest.mark.parametrize("by", ["its kind", "what SQLite makes of it"])
def test_on_a_share_without_shared_memory_the_store_is_kept_in_another_way(
    by: str, expected: Dump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is a real file system that refuses what the log takes (FUSE without mmap); the first is told by the kernel's list."""
    one, two = kills.documents(tmp_path)
    kept, share = tmp_path / "kept", tmp_path / "share"
    kept.mkdir()
    share.mkdir()
    with contextlib.ExitStack() as stack:
        if by == "its kind":
            monkeypatch.setattr(beside, "_shared", lambda folder: str(folder).startswith(str(share)))
        else:
            stack.enter_context(mounted("bindfs", "-o", "direct_io", kept, share))
        desk = Desk(share / "case")
        note = f"note: {desk.folder} is on a network share, or on what is like one: who reads while a document is loaded waits for it\n"
        told = in_one_line(desk.run("load", one))
        assert (told.code, note in told.err) == (0, True)
        assert note not in desk.run("load", two).err, "it is said once"
        assert not _is_logged(desk.case.store)
        assert in_one_line(desk.run("check")).code == 0
        assert not differing(desk.dump(), expected)
        # One that was made elsewhere, with what its writer had not put into the store itself yet.
        local = Desk(tmp_path / "local")
        local.load(one)
        moved = Desk(share / "moved")
        with contextlib.closing(sqlite3.connect(local.case.store)) as reads:
            reads.execute("SELECT * FROM claim").fetchone()  # so that it stays in the log
            local.load(two)
            assert (local.folder / "case.db-wal").stat().st_size
            shutil.copytree(local.folder, moved.folder, ignore=shutil.ignore_patterns("*-shm"))
        told = moved.run("load", one, two)
        assert told.code == 0, told
        assert "is on a network share" in told.err
        assert not differing(moved.dump(), expected)
        # And back.
        back = Desk(tmp_path / "back")
        shutil.copytree(moved.folder, back.folder)
        assert back.run("load", one).err == ""
        assert _is_logged(back.case.store)
        assert not differing(back.dump(), expected)
    assert not list(tmp_path.rglob(".case.db*"))


def test_the_kernels_list_tells_what_a_folder_lies_on() -> None:
    mounts = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw
90 22 0:40 / /mnt/office\040share rw - nfs4 filer:/x rw,vers=4.2
91 22 0:41 / /mnt/office\040share/local rw - xfs /dev/sdb rw
92 22 0:42 / /mnt/odd rw master:3 - fuse.sshfs x@y:/ rw
garbled
"""
    kinds = {
        f: beside.kind_of(mounts, f) for f in ("/", "/home", "/mnt/office share", "/mnt/office share/a", "/mnt/office shares", "/mnt/odd/c")
    }
    assert kinds == {
        "/": "ext4", "/home": "ext4", "/mnt/office share": "nfs4", "/mnt/office share/a": "nfs4", "/mnt/office shares": "ext4", "/mnt/odd/c": "fuse.sshfs",
    }  # fmt: skip
    assert beside.kind_of(mounts, "/mnt/office share/local/x") == "xfs"
    assert beside.kind_of("", "/") == ""


def test_read_only_media(desk: Desk, expected: Dump, tmp_path: Path) -> None:
    """What is whole is read; what a killed writer left in the log beside the store is not told without it."""
    one, two = kills.documents(tmp_path)
    desk.load(one)
    hot, fixed = tmp_path / "hot", tmp_path / "fixed"
    fixed.mkdir()
    with contextlib.closing(sqlite3.connect(desk.case.store)) as reads:
        reads.execute("SELECT * FROM claim").fetchone()
        desk.load(two)
        shutil.copytree(desk.folder, hot, ignore=shutil.ignore_patterns("*-shm"))
    with mounted("mount", "--bind", desk.folder, fixed), mounted("mount", "-o", "remount,ro,bind", fixed):
        whole = Desk(fixed)
        assert [d["name"] for d in whole.ask("documents")] == ["one.csv", "two.csv"]
        assert whole.run("check").code == 0
        for deed in (["load", one], ["forget", "one.csv"], ["rebuild"], kills.JUDGE):
            assert in_one_line(whole.run(*deed)).code == 1, deed
    with mounted("mount", "--bind", hot, fixed), mounted("mount", "-o", "remount,ro,bind", fixed):
        way_out = "cannot be completed where nothing may be written: copy the case folder elsewhere"
        said = f"tracer: {fixed / 'case.db'} was copied while it was written to, and {way_out}"
        for asked in (["documents"], ["trace", "7101"], ["flags"]):
            assert Desk(fixed).run(*asked).only_line() == said
    assert not differing(Desk(hot).dump(), expected), "and elsewhere it is whole"


@pytest.mark.parametrize("when", ["begin", "commit", "held"])
def test_the_folder_is_taken_away_meanwhile(when: str, desk: Desk, expected: Dump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = kills.documents(tmp_path)
    assert desk.run("load", documents[0]).code == 0
    does = getattr(SqliteStore, when)

    def gone(store: SqliteStore) -> Any:
        shutil.rmtree(desk.folder, ignore_errors=True)
        return does(store)

    with monkeypatch.context() as patched:
        patched.setattr(SqliteStore, when, gone)
        assert in_one_line(desk.run("load", documents[1])).code == 1
    assert in_one_line(desk.run("load", *documents)).code == 0
    assert not differing(desk.dump(), expected)


def test_a_clock_that_goes_back(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = kills.documents(tmp_path)
    for year, deed in (
        (2031, ["load", one]),
        (2024, ["load", two]),
        (1970, kills.JUDGE),
        (2030, ["forget", "one.csv"]),
        (1969, ["load", one]),
    ):
        for module in (cases, judging):
            monkeypatch.setattr(module, "now", lambda year=year: f"{year}-01-01T00:00:00Z")
        assert in_one_line(desk.run(*deed)).code == 0
    assert [entry["at"][:4] for entry in desk.case.entries()] == ["2031", "2024", "1970", "2030", "1969"]
    assert desk.run("check").out == ""
    assert desk.run("rebuild").code == 0


# --- streams and signals -------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("how", [">&-", "2>&-", "<&-", ">&- 2>&- <&-", "> /dev/full", "2> /dev/full", "| head -1 > /dev/null"])
def test_streams_that_are_closed_or_full(how: str, desk: Desk, tmp_path: Path) -> None:
    desk.load(*kills.documents(tmp_path))
    if "/dev/full" in how and not Path("/dev/full").exists():
        pytest.skip("no such device")
    command = ["sh", "-c", f'"$@" {how}', "sh", *COMMAND, "--case", str(desk.folder), "evidence"]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    assert (told.returncode, "No space left on device" in told.stderr) == ("full" in how, how == "> /dev/full"), told
    assert "Traceback" not in told.stderr
    assert "Exception ignored" not in told.stderr
    assert told.stderr.count("\n") <= 1


@posix
def test_ended_by_the_system_it_says_so_in_one_line(desk: Desk, expected: Dump, tmp_path: Path) -> None:
    documents = kills.documents(tmp_path)
    codes = []
    with forks() as each:
        for number in range(8):
            shutil.rmtree(desk.folder, ignore_errors=True)
            by = (signal.SIGTERM, signal.SIGINT)[number % 2]
            told = each.run("--case", desk.folder, "load", *documents, within=0.002 * number, by=by)
            assert told is not None
            codes.append(told.code)
            if told.code and not kills.too_early(told, by):
                assert (told.code, told.out, told.err.strip()) == (128 + by, "", f"tracer: {INTERRUPTED}")
            assert desk.run("load", *documents).code == 0
            assert not differing(desk.dump(), expected)
    assert any(codes)


@posix
def test_an_interrupt_while_modules_are_imported() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import tracer.cli.early; raise KeyboardInterrupt"], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr) == (-signal.SIGINT, f"tracer: {INTERRUPTED}\n")
    told = subprocess.run([sys.executable, "-c", "import tracer.cli; raise ValueError"], capture_output=True, text=True, check=False)
    assert "Traceback" in told.stderr, "the negative control: other faults of other programs are theirs"
    heard = """
import sys, re
class Heard:
    names = []
    find_spec = staticmethod(lambda name, *_: Heard.names.append(name))
sys.meta_path.insert(0, Heard)
import tracer.cli
print(Heard.names[:3])
"""
    told = subprocess.run([sys.executable, "-c", heard], capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == ("['tracer', 'tracer.cli', 'tracer.cli.early']\n", ""), "nothing is imported before"


# --- a Neo4j -------------------------------------------------------------------------------------------------------

RUBBISH = (
    "CREATE (:Claim), (:Hop), (:Provider), (:Name), (:Incident), (:Call), (:Campaign), (:Document), (:Action)",
    "CREATE (:Document {sha256: 'x'}), (:Claim {id: 'y', kind: 'nonsense'})-[:STATED_IN]->(:Document {sha256: 'z', complete: true, claims: 'many'})",
    "CREATE (d:Document {sha256: 'z', complete: true, read_as: 5, version: 'one', claims: 1, name: 7})<-[:STATED_IN]-(:Claim {id: 3, kind: 'status', incident: 4})",
    "CREATE (:Provider {key: 5, name: [1]})<-[:NAMES]-(:Name {text: 4, first: true})",
    "CREATE (:Claim {id: 'q', kind: 'same', provider: 'A', names: ['B', 'C'], quote: 1, line_from: 'x'})",
    "MATCH (h:Hop) SET h.status = 'nonsense', h.position = 'first'",
    "MATCH (c:Claim) SET c.kind = 'nonsense'",
    "MATCH (c:Claim) REMOVE c.known_at, c.line_from",
    "MATCH (i:Incident) SET i.ends = ['x'], i.end_providers = [], i.providers = 5",
)


@pytest.mark.long
@pytest.mark.parametrize("number", [pytest.param(n, marks=[] if n in (0, 2, 6) else [pytest.mark.slow]) for n in range(len(RUBBISH))])
def test_what_somebody_else_wrote_under_our_labels(number: int, served: Desk, neo4j_server: servers.Server, tmp_path: Path) -> None:
    one, two = kills.documents(tmp_path)
    assert served.run("load", one).code == 0
    with neo4j_server.driver() as driver:
        assert driver.execute_query(RUBBISH[number]).summary.counters.contains_updates
    asked = (
        ["documents"],
        ["incidents"],
        ["trace", "7101"],
        ["flags"],
        ["names", "list"],
        ["check"],
        ["evidence"],
        ["query", "statuses"],
        ["load", str(two)],
        ["forget", "one.csv"],
    )
    for command in asked:
        in_one_line(served.run(*command))
    assert in_one_line(served.run("rebuild", "--alone")).code == 0
    assert in_one_line(served.run("load", one, two)).code == 0
    whole = served.run("check")
    assert whole.code == 0, whole


def _too_large(monkeypatch: pytest.MonkeyPatch, most: int, found: str) -> list[int]:
    """A server that has memory for so many rows at once, as is found when it is given them (`run`) or told to keep them (`commit`)."""
    sizes: list[int] = []
    run, commit = neo4j.Transaction.run, neo4j.Transaction.commit
    given: dict[int, int] = {}

    def too_much(rows: int) -> None:
        if rows > most:
            error = TransientError("The allocation of an extra 8.0 MiB would use more than the limit")
            error._neo4j_code = "Neo.TransientError.General.MemoryPoolOutOfMemoryError"
            raise error
        sizes.append(rows)

    def runs(tx: Any, query: Any, parameters: Any = None, **more: Any) -> Any:
        given[id(tx)] = len((parameters or {}).get("rows", ()))
        if found == "run":
            too_much(given[id(tx)])
        return run(tx, query, parameters, **more)

    def commits(tx: Any) -> None:
        if found == "commit" and given.get(id(tx), 0) > most:
            tx.close()  # as the server does
        if found == "commit":
            too_much(given.pop(id(tx), 0))
        commit(tx)

    monkeypatch.setattr(neo4j.Transaction, "run", runs)
    monkeypatch.setattr(neo4j.Transaction, "commit", commits)
    return sizes


@pytest.mark.parametrize("found", ["run", "commit"])
def test_a_server_short_of_memory_is_given_less_at_once(
    served: Desk, expected: Dump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str
) -> None:
    begun = time.monotonic()
    with monkeypatch.context() as patched:
        sizes = _too_large(patched, 3, found)
        assert in_one_line(served.run("load", *kills.documents(tmp_path))).code == 0
    assert max(sizes) in (2, 3)
    assert not differing(served.dump(), expected)
    assert time.monotonic() - begun < 20, "nothing waits half a minute for more memory"
    with monkeypatch.context() as patched:
        _too_large(patched, 0, found)
        said = served.run("forget", "one.csv").only_line()
    assert "has too little memory for this: raise db.memory.transaction.max, or its heap" in said
    assert served.run("forget", "one.csv").code == 0


@posix
@pytest.mark.slow
@pytest.mark.parametrize("own", [{"db.memory.transaction.max": "6m", "dbms.memory.transaction.total.max": "32m"}], indirect=True)
def test_a_real_server_short_of_memory(own: tuple[servers.Server, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty calls of five hops, of one document: more than it takes at once."""
    document = _many(tmp_path / "one.csv", range(60), "2024-05-20")
    whole = Desk(tmp_path / "whole")
    whole.load(document)
    halved: list[int] = []
    halves = server._halves

    def counted(rows: Any) -> Any:
        halved.append(len(rows))
        return halves(rows)

    monkeypatch.setattr(server, "_halves", counted)
    desk = Desk(tmp_path / "case", own[0].uri)
    assert in_one_line(desk.run("load", document)).code == 0
    assert halved, "or it is not short of memory"
    assert desk.run("check").out == ""
    assert not differing(desk.dump(), whole.dump())
    assert in_one_line(desk.run("forget", "one.csv")).code == 0
    assert desk.ask("documents") == []


def test_what_is_said_in_one_document_is_halved_too() -> None:
    row = {"document": "d", "said": [1, 2, 3]}
    assert server._halves([1, 2, 3]) == ([1], [2, 3])
    assert server._halves([row]) == ([{"document": "d", "said": [1]}], [{"document": "d", "said": [2, 3]}])
    assert server._halves([{"document": "d", "said": [1]}]) is None
    assert server._halves([1]) is server._halves([]) is server._halves([{"id": "x"}]) is None


def test_whoever_comes_after_one_who_was_killed_waits_for_its_last_commit(
    served: Desk, neo4j_server: servers.Server, tmp_path: Path
) -> None:
    """The turn is free as soon as a dead writer's connection is; a commit of its other connection may still be under way."""
    one, _ = kills.documents(tmp_path)
    assert served.run("load", one).code == 0
    lock = "MERGE (m:Projection {id: 'writing'}) DELETE m"
    with neo4j_server.driver() as driver, driver.session() as session:
        dead = session.begin_transaction()
        dead.run(lock).consume()
        dead.run("CREATE (:Beside {late: true})").consume()  # which nothing else that is locked has to do with
        with started("--case", served.folder, "--db", served.db, "forget", "one.csv") as waits:
            assert waits.stderr
            told = waits.stderr.readline()  # it does not go on beside what is still being written
            assert told == "note: somebody else is writing to this Neo4j: waiting for them to finish\n"
            dead.commit()
            out, err = waits.communicate(timeout=60)
            assert waits.returncode == 0, (out, err)
    assert served.ask("documents") == []


@pytest.fixture
def own(request: pytest.FixtureRequest) -> Iterator[tuple[servers.Server, subprocess.Popen[bytes]]]:
    """A server of this test's own, and its process."""
    settings = getattr(request, "param", {})
    try:
        with servers.from_maven(False, settings=settings) as server:
            yield server, server.store_bytes.args[0]  # type: ignore[union-attr]
    except servers.Lacking as reason:
        pytest.skip(str(reason))


@posix
@pytest.mark.slow
def test_a_server_that_is_frozen_and_one_that_is_gone(own: tuple[servers.Server, Any], expected: Dump, tmp_path: Path) -> None:
    server, process = own
    one, two = kills.documents(tmp_path)
    desk = Desk(tmp_path / "case", server.uri)
    assert desk.run("load", one).code == 0
    os.kill(process.pid, signal.SIGSTOP)
    start = time.monotonic()
    told = in_one_line(ran("--case", desk.folder, "--db", desk.db, "documents"))
    assert (told.code, time.monotonic() - start < 60) == (1, True)
    os.kill(process.pid, signal.SIGCONT)
    with started("--case", desk.folder, "--db", desk.db, "load", two) as loads:
        time.sleep(1.5)
        os.kill(process.pid, signal.SIGSTOP)  # wherever it is
        time.sleep(3)
        os.kill(process.pid, signal.SIGCONT)
        out, err = loads.communicate(timeout=120)
        assert loads.returncode == 0, (out, err)
    assert not differing(desk.dump(), expected)
    with started("--case", desk.folder, "--db", desk.db, "rebuild") as rebuilds:
        time.sleep(1.0)
        process.kill()
        out, err = rebuilds.communicate(timeout=120)
        told = in_one_line(Ran(rebuilds.returncode, out, err))
    assert Desk(desk.folder).run("check").code == 0
    assert in_one_line(desk.run("load", two)).code == 1


@pytest.mark.parametrize("code", ["Neo.ClientError.Security.Forbidden", "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase"])
def test_a_user_or_a_database_that_may_only_read(code: str, served: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Community knows no such users: what others say of it, said to the program."""
    one, two = kills.documents(tmp_path)
    error = ClientError("Write operations are not allowed")
    error._neo4j_code = code

    def refused(*_: Any, **__: Any) -> Any:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(neo4j.Transaction, "run", refused)
        assert "does not let this user do that" in served.run("load", one).only_line()
    assert served.case.documents() == {}
    assert served.run("load", one, two).code == 0
    assert served.run("check").out == ""
