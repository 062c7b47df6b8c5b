"""A process that dies in the middle: what it acknowledged is whole, and loading again gives the graph of an undisturbed run.

Two ways to die: at each step that writes to the graph in turn, within this process; and by a signal, at random moments.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests import kills
from tests import neo4j_server as servers
from tests.cases import Desk, Dump, chain, differing, hop_list, merging, specimens, started
from tests.forked import forks
from tests.relay import relay
from tracer import cli
from tracer.cli import interrupts
from tracer.graph import Graph, connect
from tracer.graph.server import Neo4jGraph
from tracer.store.sqlite import SqliteStore

posix = pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")


class Killed(BaseException):
    """As kill -9 in the middle of a write: nothing that follows is run."""


class MortalStore:
    """A store of a case that dies before the write of that number; later ones it carries out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, death: type[BaseException]) -> None:
        self.died = False
        self._left = at
        for name in ("_do", "_many"):
            monkeypatch.setattr(SqliteStore, name, self._mortal(getattr(SqliteStore, name), death))

    def _mortal(self, carries_out: Callable[..., Any], death: type[BaseException]) -> Callable[..., Any]:
        def does(store: SqliteStore, text: str, *values: Any) -> Any:
            self._left -= 1
            if self._left < 0 and not self.died:
                self.died = True
                raise death
            return carries_out(store, text, *values)

        return does


class Mortal:
    """A graph that dies before the write of that number; later ones it carries out."""

    def __init__(self, graph: Graph, at: int, death: type[BaseException]) -> None:
        self._graph = graph
        self._left = at
        self._death = death
        self.died = False

    def put(self, query: str, rows: Any, **how: Any) -> None:
        self._left -= 1
        if self._left < 0 and not self.died:
            self.died = True
            raise self._death
        self._graph.put(query, rows, **how)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._graph, name)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


# --- at every step that writes -------------------------------------------------------------------------------------

# What is done, and what has to be done again after it was broken off.
DEEDS: dict[str, Callable[[Desk, list[Path]], object]] = {
    "load": lambda desk, paths: desk.load(*paths[2:]),
    "load anew": lambda desk, paths: desk.load(paths[0], noted_on="2024-05-21"),
    "forget": lambda desk, paths: desk.forget(paths[1].name),
    "judge": lambda desk, _: _judge(desk),
}


def _judge(desk: Desk) -> None:
    with desk.intake() as work:
        work.judge(id="made-up", a="Alder Voice, LLC", b="Dogwood Transit", same=True, because="one address", at="2024-06-01T08:00:00Z")


def _paths(folder: Path) -> list[Path]:
    """Two lists that are loaded before, and two more whose names make providers of the first ones one."""
    undated = hop_list(folder / "undated.csv", *chain("7043", "Alder Voice, LLC", "Quince Telecom", "Birch Telecom", noted_on=""))
    _, b, c, d = merging(folder)
    return [undated, b, c, d]


def _before(desk: Desk, paths: list[Path]) -> None:
    desk.load(paths[0], noted_on="2024-05-20")
    desk.load(paths[1])


def _undisturbed(desk: Desk, paths: list[Path], deed: str) -> Dump:
    _before(desk, paths)
    DEEDS[deed](desk, paths)
    return desk.dump()


def _steps(monkeypatch: pytest.MonkeyPatch, death: type[BaseException]) -> Callable[[int], list[Mortal]]:
    """Lets the next graph that is opened for writing die at that step."""

    def dies(at: int) -> list[Mortal]:
        made: list[Mortal] = []

        def mortal(target: Any, *, write: bool = False) -> Any:
            graph = connect(target, write=write)
            if not write or made:
                return graph
            made.append(Mortal(graph, at, death))
            return made[0]

        monkeypatch.setattr(cli, "connect", mortal)
        return made

    return dies


def _again(desk: Desk, paths: list[Path], deed: str) -> None:
    """Whoever was interrupted does it once more; what the journal knows of already, the next command completes."""
    if deed == "forget" and paths[1].name not in {held.name for held in desk.case.documents().values()}:
        desk.load(paths[0])
        return
    if deed == "judge" and [entry for entry in desk.case.entries() if entry["did"] == "judged"]:
        desk.load(paths[1])
        return
    DEEDS[deed](desk, paths)


@pytest.mark.parametrize("deed", ["load", "load anew", "forget"])
def test_an_interrupt_at_any_step_on_the_embedded_engine(deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = _paths(tmp_path)
    expected = _undisturbed(Desk(tmp_path / "undisturbed"), paths, deed)
    commands: dict[str, list[object]] = {
        "load": ["load", *paths[2:]], "load anew": ["load", paths[0], "--noted-on", "2024-05-21"], "forget": ["forget", paths[1].name],
    }  # fmt: skip
    before = Desk(tmp_path / "before")
    _before(before, paths)
    for step in itertools.count():
        desk = Desk(tmp_path / f"case-{step}")
        shutil.copytree(before.folder, desk.folder)
        with monkeypatch.context() as patched:
            store = MortalStore(patched, step, KeyboardInterrupt)
            ended = desk.run(*commands[deed])
        if not store.died:
            break
        assert (ended.code, ended.out) == (130, ""), step
        assert ended.err.lstrip() == "tracer: interrupted: what was acknowledged is kept; run the command again for the rest\n"
        _readable(desk)
        _again(desk, paths, deed)
        assert not differing(desk.dump(), expected), f"interrupted at step {step}"
    assert step >= 10, "a deed has many steps"


def _killed_at_every(
    desk: Desk, server: servers.Server, paths: list[Path], deed: str, step: int, dies: Callable[[int], list[Mortal]]
) -> bool:
    """Whether the process died before it was done."""
    with server.driver() as driver:
        servers.empty(driver)
    shutil.rmtree(desk.folder, ignore_errors=True)
    return dies_doing(deed, desk, paths, step, dies)


def dies_doing(deed: str, desk: Desk, paths: list[Path], step: int, dies: Callable[[int], list[Mortal]]) -> bool:
    """Whether the process died before it was done."""
    dies(10**6)  # not yet
    _before(desk, paths)
    made = dies(step)
    try:
        DEEDS[deed](desk, paths)
    except Killed:
        assert made[0].died
        return True
    return False


@pytest.mark.long
@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_death_at_a_few_steps_on_a_server(
    deed: str, served: Desk, empty_neo4j: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at_steps([1, 9], deed, served, empty_neo4j, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_death_at_every_step_on_a_server(
    deed: str, served: Desk, empty_neo4j: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at_steps(range(200), deed, served, empty_neo4j, tmp_path, monkeypatch)


class Interrupted:
    """Exchanges with a Neo4j of which that number, sent or received, is broken off by Ctrl-C; later ones are carried out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
        self.came = False
        self._left = at
        for name in ("sendall", "recv_into"):
            monkeypatch.setattr(socket.socket, name, self._broken_off(getattr(socket.socket, name)))

    def _broken_off(self, carries_out: Callable[..., Any]) -> Callable[..., Any]:
        def does(line: Any, *data: Any) -> Any:
            if threading.current_thread() is threading.main_thread():  # to which signals come
                self._left -= 1
                if self._left < 0 and not self.came:
                    self.came = True
                    raise KeyboardInterrupt
            return carries_out(line, *data)

        return does


def _interrupted_at(
    steps: Iterable[int], deed: str, desk: Desk, server: servers.Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> int:
    """After how many exchanges the deed is done. At each of these it is broken off, found readable, done again, and as it should be."""
    paths = _paths(folder)
    expected = _undisturbed(Desk(folder / "undisturbed"), paths, deed)
    commands: dict[str, list[object]] = {
        "load": ["load", *paths[2:]],
        "load anew": ["load", paths[0], "--noted-on", "2024-05-21"],
        "forget": ["forget", paths[1].name],
        "judge": ["names", "same", "Alder Voice, LLC", "Dogwood Transit", "--because", "one address"],
    }
    for step in steps:
        with server.driver() as driver:
            servers.empty(driver)
        shutil.rmtree(desk.folder, ignore_errors=True)
        _before(desk, paths)
        with monkeypatch.context() as patched:
            exchanges = Interrupted(patched, step)
            ended = desk.run(*commands[deed])
        if not exchanges.came:
            return step
        assert (ended.code, ended.out) == (130, ""), (step, ended)
        assert ended.err.lstrip() == kills.INTERRUPTED, step
        _readable(desk)
        if deed == "judge":
            desk.run(*commands[deed])
            assert {(e["a"], e["b"]) for e in desk.case.entries() if e["did"] == "judged"} == {("Alder Voice, LLC", "Dogwood Transit")}
        else:
            _again(desk, paths, deed)
            assert not differing(desk.dump(), expected), f"interrupted at exchange {step}"
    return 0


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # who is told to end leaves lines to the system
@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_an_interrupt_in_the_middle_of_what_is_exchanged_with_a_server(
    deed: str, served: Desk, empty_neo4j: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At some of all exchanges, from the first on."""
    steps = [0, 2, *range(5, 10**6, random.randrange(60, 90))]
    assert _interrupted_at(steps, deed, served, empty_neo4j, tmp_path, monkeypatch) > 30


def _at_steps(steps: Any, deed: str, desk: Desk, server: servers.Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = _paths(folder)
    expected = _undisturbed(Desk(folder / "undisturbed"), paths, deed)
    dies = _steps(monkeypatch, Killed)
    wrong = {}
    for step in steps:
        if not _killed_at_every(desk, server, paths, deed, step, dies):
            break
        _readable(desk)
        _again(desk, paths, deed)
        if found := differing(desk.dump(), expected):
            wrong[step] = found
    assert not wrong


def _readable(desk: Desk) -> None:
    """Every document that a reader is not warned of is there with all of its claims."""
    if not desk.db:  # it died before there was a store, or while it was begun: the first reader makes it
        assert desk.run("documents").code == 0
    with desk.graph() as graph:
        documents = graph.ask("documents")
        for document in documents:
            if document["complete"]:
                claims = graph.ask("evidence_of_document", document=document["document"], kind=None, as_of=None)
                assert len([c for c in claims if not c["inferred"]]) == document["claims"], document["name"]
        there = {d["sha256"]: d["read_as"] for d in graph.ask("read_documents_held") if d["complete"]}
    told = desk.run("documents")
    assert told.code == 0
    if "a change was cut short" in told.err:
        return  # then it may lack what whole documents say, and is made again
    held = {d.sha256: d.read_as for d in desk.case.documents().values()}
    strange = set() if desk.db else there.keys() - held.keys()  # in a Neo4j, documents of other cases are nothing to tell of
    assert bool(held.items() - there.items() or strange) == (told.err != ""), told.err
    assert ("not yet whole in the" in told.err) == bool(held.items() - there.items()), told.err
    assert ("not in this case" in told.err) == bool(strange), told.err


def test_a_reader_is_told_where_the_store_is_not_of_this_case(desk: Desk, tmp_path: Path) -> None:
    """The store of before, as from a copy that was put back."""
    one, two = hop_list(tmp_path / "one.csv", *chain("7001", "A", "B")), hop_list(tmp_path / "two.csv", *chain("7002", "C", "D"))
    desk.load(one, two)
    before = desk.case.store.read_bytes()
    assert desk.run("forget", "one.csv").code == 0
    desk.case.store.write_bytes(before)
    assert desk.run("documents").err == (
        "note: 1 document in the store is not in this case, forgotten or another case's: `tracer rebuild` keeps only its own\n"
    )
    assert desk.run("rebuild").code == 0
    assert desk.run("documents").err == ""

    before = desk.case.store.read_bytes()
    assert desk.run("load", "--mark", "confidential", two).code == 0
    desk.case.store.write_bytes(before)
    assert desk.run("documents").err == (
        "note: 1 document of this case is not yet whole in the store: `tracer rebuild` or the next `tracer load` completes it\n"
    )


class Interrupts(list[int]):
    """Ctrl-C while the driver packs this into a message: half of it stays in the buffer of the connection."""

    def __iter__(self) -> Any:
        raise KeyboardInterrupt


@pytest.mark.parametrize("step", [1, 4, 7])
def test_after_an_interrupt_a_server_is_told_no_more(
    step: int, served: Desk, empty_neo4j: servers.Server, documents: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    write = Neo4jGraph._write

    def interrupted(graph: Neo4jGraph, text: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        told.append(text)
        return write(
            graph, text, {**parameters, "rows": [*parameters.get("rows", ()), Interrupts([1])]} if len(told) == step else parameters
        )

    monkeypatch.setattr(Neo4jGraph, "_write", interrupted)
    assert (served.run("load", *documents).code, len(told)) == (130, step)
    monkeypatch.undo()
    assert served.run("load", *documents).code == 0


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="no SIGTERM to another process")
@pytest.mark.parametrize("answers", [8, 40])
def test_an_interrupt_waits_for_no_answer(answers: int, served: Desk, documents: list[Path]) -> None:
    count = itertools.count()
    silent = threading.Event()

    def until_silent(data: bytes) -> bytes:
        if next(count) < answers:
            return data
        silent.set()
        return b""

    with (
        relay(str(served.db), from_server=until_silent) as slow,
        started(*_at(Desk(served.folder, slow.uri)), "load", *documents, start_new_session=True) as process,
    ):
        try:
            assert silent.wait(30)
            time.sleep(0.2)
            process.send_signal(signal.SIGTERM)  # SIGINT may be ignored where tests run in the background
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out, err.lstrip()) == (143, "", kills.INTERRUPTED)
    assert served.run("load", *documents).code == 0


@posix
def test_a_pager_outlives_an_interrupt(request: pytest.FixtureRequest) -> None:
    """And whoever waits for something else does not: the negative control."""
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)}
    request.addfinalizer(lambda: [signal.signal(*each) for each in before.items()])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interrupts.Interrupts().heed()
    with interrupts.left_to_the_pager(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert signal.alarm(0) == 0
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert signal.alarm(0) > 0


# --- by a signal, at random moments --------------------------------------------------------------------------------


def _many(path: Path, incidents: range, day: str) -> Path:
    """A list long enough that there is time to die in; the same providers in all of them, now and then under another name."""
    names = [[f"Rowan {n} Telecom", f"ROWAN {n} TELECOM, LLC", f"Rowan {n} Telecom / Rowan{n}"] for n in range(12)]
    chance = random.Random(path.name)
    rows = []
    for incident in incidents:
        path_taken = [chance.choice(names[n]) for n in chance.sample(range(len(names)), 5)]
        rows += chain(str(7000 + incident), *path_taken, noted_on=day, asked_at=f"{day}T10:00:00Z", campaign=f"Campaign {incident % 7}")
    return hop_list(path, *rows)


@pytest.fixture
def documents(tmp_path: Path) -> list[Path]:
    with specimens() as paths:
        copies = [Path(shutil.copy2(path, tmp_path)) for path in paths]
    return [_many(tmp_path / "one.csv", range(20), "2024-05-20"), _many(tmp_path / "two.csv", range(10, 30), "2024-05-02"), *copies]


def _at(desk: Desk) -> list[str]:
    return ["--case", str(desk.folder), *(["--db", desk.db] if desk.db else [])]


@pytest.mark.long
@posix
def test_killed_at_thirty_random_moments_on_the_embedded_engine(desk: Desk, tmp_path: Path) -> None:
    with forks() as each:
        figures = kills.survive(desk, each, kills.documents(tmp_path), 30, lambda: None, _readable)
    assert not figures.wrong
    assert sum(figures.ended.values()) == 30, figures


@pytest.mark.long
@posix
def test_killed_at_random_moments_on_a_server(served: Desk, tmp_path: Path, empty_neo4j: servers.Server) -> None:
    with empty_neo4j.driver() as driver, forks() as each:
        figures = kills.survive(served, each, kills.documents(tmp_path), 3, lambda: servers.empty(driver), _readable)
    assert not figures.wrong
    assert sum(figures.ended.values()) == 3, figures


@posix
@pytest.mark.slow
@pytest.mark.parametrize("engine", ["embedded", "neo4j"])
def test_ended_at_random_moments_by_every_signal(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """`make soak` says how often, or for how long."""
    with ExitStack() as stack:
        empty: Callable[[], None] = lambda: None  # noqa: E731
        desk: Desk = request.getfixturevalue("desk" if engine == "embedded" else "served")
        if engine == "neo4j":
            driver = stack.enter_context(request.getfixturevalue("empty_neo4j").driver())
            empty = partial(servers.empty, driver)
        each = stack.enter_context(forks())
        signals = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
        times, seconds = int(os.environ.get("TRACER_SOAK_KILLS", "60")), float(os.environ.get("TRACER_SOAK_SECONDS", "inf"))
        figures = kills.survive(
            desk, each, kills.documents(tmp_path), times, empty, _readable, signals=signals, until=time.monotonic() + seconds
        )
    record_property("figures", f"{engine}: {figures}")
    assert not figures.wrong


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to another process")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("engine", ["embedded", "neo4j"])
def test_interrupted_from_the_keyboard_or_told_to_end(
    engine: str, sent: signal.Signals, request: pytest.FixtureRequest, tmp_path: Path, documents: list[Path]
) -> None:
    desk: Desk = request.getfixturevalue("desk" if engine == "embedded" else "served")
    undisturbed = Desk(tmp_path / "undisturbed")
    assert undisturbed.run("load", *documents).code == 0
    expected = undisturbed.dump()
    with started(*_at(desk), "load", *documents, start_new_session=True) as process:
        until = time.monotonic() + 30
        while time.monotonic() < until and not desk.case.exists():  # the first document is journaled
            time.sleep(0.005)
        time.sleep(random.random() * 0.2)
        process.send_signal(sent)
        out, err = process.communicate(timeout=60)
    assert "Traceback (most recent call last)" not in err
    assert process.returncode in {0, 128 + sent}, err
    if process.returncode:
        assert out == ""
        assert err.lstrip() == "tracer: interrupted: what was acknowledged is kept; run the command again for the rest\n"
    _readable(desk)
    assert desk.run("load", *documents).code == 0
    assert not differing(desk.dump(), expected)


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to another process")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_what_has_ended_well_does_not_end_otherwise_while_the_interpreter_goes(sent: signal.Signals) -> None:
    going = f"""
import builtins, os, sys
from tracer.cli import main

class Going:
    def __del__(self, kill=os.kill, pid=os.getpid()):
        kill(pid, {int(sent)})

builtins.going = Going()  # let go of after all that Python still tells of
sys.argv = ["tracer", "--version"]
main()
"""
    process = subprocess.run([sys.executable, "-c", going], capture_output=True, text=True, check=False)
    assert (process.returncode, process.stderr) == (0, "")
