"""Several people, each with a case folder of their own, and one Neo4j: whatever they do at once, nobody's documents suffer."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from neo4j import Driver

from tests import cases
from tests import neo4j_server as servers
from tests.cases import Desk, Dump, chain, differing, dump, hop_list, merging, specimens, started
from tests.test_crash import DEEDS, Killed, _again, _before, _paths, _steps, dies_doing
from tracer import queries
from tracer.errors import GraphError
from tracer.graph import connect


@pytest.fixture
def driver(logged_in: servers.Server) -> Iterator[Driver]:
    with logged_in.driver() as driver:
        yield driver


@pytest.fixture
def ann(driver: Driver, empty_neo4j: servers.Server, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ann", empty_neo4j.uri)


@pytest.fixture
def ben(driver: Driver, empty_neo4j: servers.Server, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ben", empty_neo4j.uri)


def _alone(folder: Path, *documents: Path) -> Dump:
    """What one person has who loads all of them, one after the other."""
    desk = Desk(folder)
    desk.load(*documents)
    return desk.dump()


def _mine(folder: Path) -> list[Path]:
    with specimens() as paths:
        return [*merging(folder), *(Path(shutil.copy2(path, folder)) for path in paths)]


# --- later ---------------------------------------------------------------------------------------------------------


def test_what_a_neo4j_lacks_is_published(ann: Desk, ben: Desk, driver: Driver, tmp_path: Path) -> None:
    """To one that was not named while documents were loaded; what is there already is not put there again."""
    documents = _mine(tmp_path)
    offline = Desk(ann.folder)
    offline.load(*documents[:3])
    ben.load(documents[3])
    assert ann.run("publish").err.startswith("note: ")
    offline.load(*documents[4:])
    assert ann.run("publish").code == 0
    assert not differing(ann.dump(), _alone(tmp_path / "alone", *documents))
    again = ann.run("publish")
    assert (again.code, again.err) == (0, f"{len(documents) - 1} documents, {sum(d['claims'] for d in offline.ask('documents'))} claims\n")
    assert offline.run("publish").only_line().startswith("tracer: say into which Neo4j: --db ")
    assert Desk(tmp_path / "none", ann.db).run("publish").only_line().startswith("tracer: there is no case in ")


# --- at once -------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_four_load_at_once_and_get_what_one_alone_gets(empty_neo4j: servers.Server, driver: Driver, tmp_path: Path) -> None:
    _four_at_once(1, empty_neo4j, driver, tmp_path)


@pytest.mark.slow
def test_four_load_at_once_again_and_again(empty_neo4j: servers.Server, driver: Driver, tmp_path: Path) -> None:
    _four_at_once(8, empty_neo4j, driver, tmp_path)


def _four_at_once(rounds: int, empty_neo4j: servers.Server, driver: Driver, tmp_path: Path) -> None:
    documents = _mine(tmp_path)
    for number in range(4):  # their names make providers of one another's documents one
        rows = [
            chain(str(7100 + n), f"Alder Voice {number}", "Cedar Networks", f"Elm Tel / Elm Tel {n}", "Birch Telecom") for n in range(40)
        ]
        documents.append(hop_list(tmp_path / f"long-{number}.csv", *itertools.chain.from_iterable(rows)))
    expected = _alone(tmp_path / "alone", *documents)
    chance = random.Random()
    for round_ in range(rounds):
        servers.empty(driver)
        chance.shuffle(documents)
        loads = [
            started("--case", tmp_path / f"case-{round_}-{n}", "--db", empty_neo4j.uri, "load", *documents[n::4]) for n in range(4)
        ]  # fmt: skip
        ended = [(load.communicate(timeout=120), load.returncode) for load in loads]
        assert [code for _, code in ended] == [0, 0, 0, 0], ended
        assert not differing(dump(empty_neo4j.uri), expected)


@contextmanager
def _turn_of_another(uri: str) -> Iterator[None]:
    graph = connect(uri, write=True)
    try:
        graph.prepare()
        assert graph.acquire_write_lock(lambda: None)
        yield
    finally:
        graph.close()


@contextmanager
def _waiting(desk: Desk, document: Path) -> Iterator[subprocess.Popen[str]]:
    """A load that was told that it must wait, and waits until the block ends."""
    assert desk.db
    with _turn_of_another(desk.db):
        waiting = started("--case", desk.folder, "--db", desk.db, "load", document)
        assert waiting.stderr
        assert waiting.stderr.readline() == "note: somebody else is writing to this Neo4j: waiting for them to finish\n"
        yield waiting


@pytest.mark.long
def test_whoever_waits_is_told_and_then_goes_on(ann: Desk, tmp_path: Path) -> None:
    document = hop_list(tmp_path / "one.csv", *chain("7001", "A", "B"))
    with _waiting(ann, document) as waiting:
        with ann.graph() as graph:
            assert graph.ask("documents") == []
        time.sleep(0.5)
        assert waiting.poll() is None
    out, err = waiting.communicate(timeout=30)
    assert (waiting.returncode, err) == (0, ""), out
    assert not differing(ann.dump(), _alone(tmp_path / "alone", document))


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to another process")
def test_whoever_waits_may_give_up(ann: Desk, tmp_path: Path) -> None:
    document = hop_list(tmp_path / "one.csv", *chain("7001", "A", "B"))
    with _waiting(ann, document) as waiting:
        start = time.monotonic()
        waiting.send_signal(signal.SIGINT)
        _, err = waiting.communicate(timeout=30)
        assert time.monotonic() - start < 5
    assert (waiting.returncode, err.lstrip()) == (
        130, "tracer: interrupted: what was acknowledged is kept; run the command again for the rest\n",
    )  # fmt: skip


def test_a_long_load_lets_others_in_between_its_documents(ann: Desk, ben: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracer import reading
    from tracer.graph import server

    monkeypatch.setattr(server, "LOCK_SECONDS", 0)
    monkeypatch.setattr(reading, "BATCH", 3)
    documents = [hop_list(tmp_path / f"{n}.csv", *chain(str(7000 + n), "Alder", "Birch / Alder Two", f"Elm {n}")) for n in range(6)]
    with ann.intake() as work:
        for number, document in enumerate(documents[:3]):
            work.add(document, cases.Options())
            ben.load(documents[3 + number])  # would wait for ever
    assert not differing(dump(ann.target), _alone(tmp_path / "alone", *documents))


_HOLDS = """
import sys, time
from tracer.graph import connect
graph = connect(sys.argv[1], write=True)
graph.prepare()
graph.acquire_write_lock(lambda: None)
graph.put("write_changing", ["changing"])
print("holds", flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_whoever_dies_holds_nobody_up(ann: Desk, tmp_path: Path) -> None:
    document = hop_list(tmp_path / "one.csv", *chain("7001", "A", "B"))
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(ann.db)], stdout=subprocess.PIPE, text=True, env=cases.environment()
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "holds\n"
        holder.send_signal(signal.SIGKILL)
    done = ann.run("load", document)
    assert (done.code, done.err) == (0, "")
    assert not differing(ann.dump(), _alone(tmp_path / "alone", document))


def test_a_turn_begins_after_the_last_commit_of_whoever_died(ann: Desk, driver: Driver) -> None:
    """A batch that the server is still committing for somebody who was killed must not come after what is written next."""
    graph = connect(ann.target, write=True)
    taken = threading.Event()

    def take() -> None:
        graph.acquire_write_lock(lambda: None)
        taken.set()

    late = threading.Thread(target=take)
    try:
        graph.prepare()
        with driver.session() as session, session.begin_transaction() as batch:
            batch.run(queries.get("write_lock").text)
            late.start()
            assert not taken.wait(1)
            batch.commit()
        assert taken.wait(30)
    finally:
        late.join(30)
        graph.close()


def test_a_turn_that_was_lost_stops_the_load(ann: Desk, driver: Driver, tmp_path: Path) -> None:
    graph = connect(ann.target, write=True)
    try:
        graph.prepare()
        assert graph.acquire_write_lock(lambda: None)
        assert not graph.acquire_write_lock(lambda: None)
        [mine] = [
            record["transactionId"]
            for record in driver.execute_query("SHOW TRANSACTIONS YIELD transactionId, currentQuery, status").records
            if not (record["currentQuery"] or "").startswith("SHOW")
        ]
        driver.execute_query("TERMINATE TRANSACTION $id", id=mine)
        with pytest.raises(GraphError, match=r"^the Neo4j at \S+ .*"):
            graph.put("write_changing", ["changing"])
    finally:
        graph.close()


OTHERWISE = "is in this graph as another case has loaded it: load it the same way"

PARTIAL = "note: 1 document of another case is not yet whole in the graph: the next `tracer load` by its owner completes it\n"
PARTIAL_MORE = "note: {} documents of other cases are not yet whole in the graph: the next `tracer load` by its owner completes them\n"

# --- what is another's ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("deed", "step"), [("load", 4), ("load anew", 2), ("load anew", 9), ("forget", 3), ("forget", 8), ("judge", 5)])
def test_what_one_left_half_done_another_sets_right_without_the_documents(
    deed: str, step: int, ann: Desk, ben: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _half_done(deed, step, ann, ben, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_whatever_one_left_half_done_another_sets_right(
    deed: str, ann: Desk, ben: Desk, driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in range(200):
        for desk in (ann, ben):
            shutil.rmtree(desk.folder, ignore_errors=True)
        servers.empty(driver)
        folder = tmp_path / str(step)
        folder.mkdir()
        with monkeypatch.context() as patch:
            if not _half_done(deed, step, ann, ben, folder, patch):
                return


def _half_done(deed: str, step: int, ann: Desk, ben: Desk, folder: Path, patch: pytest.MonkeyPatch) -> bool:
    paths = _paths(folder)
    his = hop_list(folder / "his.csv", *chain("7043", "Birch Telecom", "Alder-Voice"), *chain("7041", "Dogwood Transit", "Old Alder"))
    both = Desk(folder / "undisturbed")
    _before(both, paths)
    DEEDS[deed](both, paths)
    both.load(his)
    dies = _steps(patch, Killed)
    if not dies_doing(deed, ann, paths, step, dies):
        return False
    ben.load(his)
    with ben.graph() as graph:
        partial = [row["sha256"] for row in graph.ask("read_documents_held") if not row["complete"]]
    told = ben.run("documents").err
    assert told == ("" if not partial else PARTIAL if len(partial) == 1 else PARTIAL_MORE.format(len(partial)))
    _again(ann, paths, deed)
    assert ben.run("documents").err == ""
    assert not differing(ann.dump(), both.dump()), step
    return True


def test_a_document_of_two_cases_is_one(ann: Desk, ben: Desk, tmp_path: Path) -> None:
    document = hop_list(tmp_path / "one.csv", *chain("7001", "A", "B"))
    renamed = Path(shutil.copy2(document, tmp_path / "other name.csv"))
    ann.load(document)
    before = ann.dump()
    [outcome] = ben.load(renamed)
    assert (outcome.outcome, outcome.claims, outcome.new) == ("loaded", 2 + 1, 0)
    assert not differing(ben.dump(), before)
    assert ben.run("documents").err == ""
    assert [held.name for held in ben.case.documents().values()] == ["other name.csv"]


def test_what_another_has_loaded_in_another_way_is_refused(ann: Desk, ben: Desk, tmp_path: Path) -> None:
    document = hop_list(tmp_path / "one.csv", *chain("7001", "A", "B"))
    ann.load(document, mark="confidential")
    before = ann.dump()
    assert ben.run("load", document).err.splitlines()[-1] == (
        f"tracer: one.csv {OTHERWISE} (--as hop_list --mark confidential), or use a database of your own"
    )
    assert ben.case.documents() == {}
    assert not differing(ann.dump(), before)
    assert ben.run("load", document, "--mark", "confidential").code == 0


def test_two_cases_must_agree_how_a_document_is_read(ann: Desk, ben: Desk, tmp_path: Path) -> None:
    document, more = hop_list(tmp_path / "one.csv", *chain("7001", "A", "B")), hop_list(tmp_path / "two.csv", *chain("7002", "B", "C"))
    ann.load(document)
    ben.load(document)
    ann.load(document, mark="confidential")  # she may: it is her document
    before = ann.dump()
    told = "note: 1 document of this case is in the graph as another case has loaded them: the next `tracer load` says how\n"
    assert ben.run("documents").err == told
    loaded = ben.run("load", more)  # does not take the mark off again
    assert loaded.err == f"note: one.csv {OTHERWISE} (--as hop_list --mark confidential), or use a database of your own\n"
    marks = {each["name"]: each.get("mark") for each in ben.dump().named("Document")}
    assert marks == {"one.csv": "confidential", "two.csv": None}
    ben.forget("two.csv")
    assert not differing(ben.dump(), before)
    [outcome] = ben.load(document, mark="confidential")
    assert (outcome.outcome, outcome.new) == ("loaded", 0)
    assert ann.run("documents").err == ben.run("documents").err == ""


def test_what_one_forgets_another_may_keep(ann: Desk, ben: Desk, tmp_path: Path) -> None:
    one, two = hop_list(tmp_path / "one.csv", *chain("7001", "A", "B")), hop_list(tmp_path / "two.csv", *chain("7002", "B", "C"))
    ann.load(one, two)
    ben.load(one)
    ann.forget("one.csv")
    assert ben.run("documents").err == (
        "note: 1 document of this case is not yet whole in the graph: `tracer rebuild` or the next `tracer load` completes it\n"
    )
    ben.load(one)
    ann.load(two)  # does not take it out again
    assert ann.run("documents").err == ben.run("documents").err == ""
    assert not differing(ann.dump(), _alone(tmp_path / "alone", one, two))


def test_rebuilding_one_case_leaves_the_others(ann: Desk, ben: Desk, driver: Driver, tmp_path: Path) -> None:
    mine, his = _mine(tmp_path), hop_list(tmp_path / "his.csv", *chain("7040", "Alder Voice, LLC", "Dogwood Transit"))
    ann.load(*mine[:4])
    ben.load(his)
    with ben.intake() as work:
        work.judge(id="made-up", a="Birch Telecom", b="Dogwood Transit", same=True, because="one address", at="2024-06-01T08:00:00Z")
    expected = ann.dump()
    assert len(expected.named("Document")) == 5
    driver.execute_query("MATCH (h:Hop) DETACH DELETE h")  # whatever happened to it
    rebuilt = ann.run("rebuild")
    assert (rebuilt.code, rebuilt.err) == (0, "4 documents, 17 claims\n")
    assert not differing(ann.dump(), expected)
    assert ann.run("rebuild", "--alone").code == 0
    assert not differing(ann.dump(), _alone(tmp_path / "alone", *mine[:4]))
    assert "2 documents" not in ben.run("documents").err
    assert "1 document of this case is not yet whole in the graph" in ben.run("documents").err
    assert ben.run("rebuild").code == 0
    assert not differing(ann.dump(), expected)


def test_alone_is_for_a_server(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "A", "B")))
    assert desk.run("rebuild", "--alone").only_line() == "tracer: --alone is for a Neo4j: an embedded graph holds one case anyway"


def test_a_case_goes_to_a_server_claim_for_claim_with_its_judgements(ann: Desk, tmp_path: Path) -> None:
    embedded = Desk(ann.folder)
    embedded.load(*_mine(tmp_path))
    with embedded.intake() as work:
        work.judge(id="made-up", a="Alder Voice, LLC", b="Dogwood Transit", same=True, because="one address", at="2024-06-01T08:00:00Z")
    assert ann.run("rebuild").code == 0
    assert not differing(ann.dump(), embedded.dump())
    judged = [claim for claim in ann.dump().named("Claim") if claim["kind"] == "same"]
    assert [(claim["provider"], claim["names"]) for claim in judged] == [("Alder Voice, LLC", ["Dogwood Transit"])]


def test_what_others_keep_in_the_database_is_left_alone(ann: Desk, driver: Driver, tmp_path: Path) -> None:
    driver.execute_query("CREATE (:Person {name: 'x'})-[:KNOWS {since: 1}]->(:Person:Open {name: 'y'}), (:Case {id: 1})")
    theirs = "MATCH (n) WHERE n:Person OR n:Case OPTIONAL MATCH (n)-[r]->(m) RETURN labels(n) AS l, properties(n) AS p, type(r) AS t, m.name AS m"
    before = driver.execute_query(theirs + " ORDER BY p.name").records
    assert len(before) == 3
    one, two = hop_list(tmp_path / "one.csv", *chain("7001", "A", "B")), hop_list(tmp_path / "two.csv", *chain("7002", "B", "C"))
    ann.load(one, two)
    ann.forget("one.csv")
    ann.rebuild()
    assert ann.run("rebuild", "--alone").code == 0
    assert driver.execute_query(theirs + " ORDER BY p.name").records == before
    assert [row["provider"] for row in ann.ask("query", "walk", "incident=itg-7002")] == ["B", "C"]
