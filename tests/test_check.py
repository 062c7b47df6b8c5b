"""`tracer check`: whatever somebody does to a case folder is named, and a whole case is said to be whole."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import neo4j_server as servers
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
    assert re.match(r"the journal ends in [0-9a-f]{64}: who wrote that down can tell later", ran.err)
    assert (ran.code, ran.err.partition("\n")[2]) == (
        (1, f"1 document: {len(lines)} thing{'s' if len(lines) > 1 else ''} amiss\n") if lines else (0, "1 document: all agrees\n")
    )
    assert desk.run("check", "--json").code == ran.code
    return lines


def test_a_whole_case_is_said_to_be_whole(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    with specimens() as files:
        desk.load(*files, hard_case(tmp_path / "hard.csv"))
    assert desk.run("check").err.splitlines()[1:] == ["6 documents: all agrees"]
    assert desk.ask("check") == []
    desk.forget("hard.csv")
    assert desk.run("check").code == 0


def test_an_original_altered_gone_or_unreadable(desk: Desk) -> None:
    file = original(desk)
    words = file.read_bytes()
    file.write_bytes(words.replace(b"Cedar", b"Aspen"))
    assert told(desk) == [
        "original: one.csv its original was altered since it was loaded, and nothing is read from it: load the document again, or `tracer forget` it"
    ]
    file.unlink()
    assert told(desk)[0].startswith("original: one.csv its original is gone from the case folder: load the document again")
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
        journal.write(json.dumps(entry | {"document": "a" * 64, "name": "two.csv", "before": desk.case.newest}) + "\n")
    ran = desk.run("check")
    assert ran.out.splitlines() == [
        "original: two.csv its original is gone from the case folder: load the document again, or `tracer forget` it",
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


# --- the journal as a chain ----------------------------------------------------------------------------------------


@pytest.fixture
def chained(desk: Desk, tmp_path: Path) -> Desk:
    """Four lines: two documents, a judgement, a document forgotten."""
    desk.load(hop_list(tmp_path / "two.csv", *chain("7003", "Dogwood Transit", "Fir Tel")))
    assert desk.run("names", "same", "Fir Tel", "Elm Tel", "--because", "one office").code == 0
    desk.forget("two.csv")
    assert desk.run("check").code == 0
    return desk


def journal_of(desk: Desk) -> list[bytes]:
    return (desk.folder / "journal.jsonl").read_bytes().splitlines()


def rewrite(desk: Desk, lines: list[bytes]) -> None:
    (desk.folder / "journal.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


NOTE = "the journal was altered: `tracer check` says where"


@pytest.mark.parametrize(
    ("attack", "broken"),
    [
        (lambda lines: [lines[0].replace(b"one.csv", b"One.csv"), *lines[1:]], 2),
        (lambda lines: [*lines[:2], lines[2].replace(b"one office", b"a guess"), lines[3]], 4),
        (lambda lines: [*lines[:2], *lines[3:]], 3),
        (lambda lines: lines[1:], 1),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 2),
        (lambda lines: [*lines[:3], lines[2], lines[3]], 4),
        (lambda lines: [*lines, json.dumps({k: v for k, v in json.loads(lines[2]).items() if k != "before"} | {"id": "j9"}).encode()], 5),
    ],
)  # fmt: skip
def test_a_line_altered_taken_out_put_in_or_moved_is_noticed(chained: Desk, attack: Any, broken: int) -> None:
    lines = journal_of(chained)
    assert len(lines) == 4
    rewrite(chained, attack(lines))
    told = [line for line in chained.run("check").out.splitlines() if line.startswith("journal: ")]
    assert told[0] == (
        f"journal: line {broken} does not follow the line that it was written after: that one, or one between, was altered, taken out or put in:"
        " compare the journal with a copy"
    )
    assert NOTE in chained.run("incidents").err
    rewrite(chained, lines)
    assert NOTE not in chained.run("incidents").err


def test_a_cut_at_the_end_leaves_no_gap_but_another_last_hash(chained: Desk) -> None:
    before = chained.run("check").err.splitlines()[0]
    rewrite(chained, journal_of(chained)[:-1])
    ran = chained.run("check")
    assert "journal: " not in ran.out
    assert ran.err.splitlines()[0] != before


def test_a_journal_of_an_older_version_goes_on_as_a_chain(chained: Desk, tmp_path: Path) -> None:
    old = [json.dumps({k: v for k, v in json.loads(line).items() if k != "before"}).encode() for line in journal_of(chained)]
    rewrite(chained, old)
    assert NOTE not in chained.run("incidents").err
    chained.load(hop_list(tmp_path / "three.csv", *chain("7004", "Gorse Tel", "Hazel Tel")))
    assert chained.run("check").code == 0
    lines = journal_of(chained)
    assert ["before" in json.loads(line) for line in lines] == [False, False, False, False, True]
    rewrite(chained, [*lines[:3], lines[3].replace(b"two.csv", b"six.csv"), lines[4]])
    assert NOTE in chained.run("incidents").err


# --- what a Neo4j holds --------------------------------------------------------------------------------------------


@pytest.fixture
def there(served: Desk, tmp_path: Path) -> Desk:
    served.load(
        hop_list(tmp_path / "one.csv", *ROWS),
        hop_list(tmp_path / "two.csv", *chain("7003", "Fir Tel", "Elm Tel"), *chain("7004", "Fir Tel", "Oak Tel")),
    )
    assert served.run("names", "same", "Fir Tel", "Birch Telecom", "--because", "one office").code == 0
    return served


AGAIN = "run `tracer --db ... rebuild`"
NO_AGREEMENT = "neo4j: one.csv has claims there that do not agree with the case"


def drawn(*names: str) -> str:
    return f"draws otherwise than its claims say, or as another version of tracer does ({', '.join(names)}): {AGAIN}"


ATTACKS: list[tuple[str, list[str]]] = [
        ("MATCH (c:Claim {incident: 'itg-7001', kind: 'status', provider: 'Cedar Networks'}) DETACH DELETE c", [f"{NO_AGREEMENT} (1 missing)", drawn("itg-7001", "provider cedar-networks")]),
        ("MATCH (c:Claim {incident: 'itg-7002'}) SET c.status = 'originating'", [f"{NO_AGREEMENT} (1 altered)", drawn("itg-7002", "provider elm-tel")]),
        ("MATCH (c:Claim {incident: 'itg-7002'}) SET c.quote = 'forged'", [f"{NO_AGREEMENT} (1 altered)"]),
        (
            "MATCH (c:Claim {incident: 'itg-7002'})-[:STATED_IN]->(d) CREATE (x:Claim)-[:STATED_IN]->(d) SET x = c{.*, id: 'f' + c.id}",
            ["holds claims under ids that are none (f"],
        ),
        (
            "MATCH (c:Claim {incident: 'itg-7002'})-[:STATED_IN]->(d) CREATE (x:Claim)-[:STATED_IN]->(d) SET x = c{.*, id: reverse(c.id), quote: 'x'}",
            [f"{NO_AGREEMENT} (1 put in)", drawn("itg-7002")],
        ),
        ("MATCH (c:Claim {incident: 'itg-7002'}) CREATE (x:Claim) SET x = c{.*, id: 'f' + c.id}", ["holds claims that stand in no document there (1)"]),
        ("MATCH (d:Document {name: 'one.csv'}) SET d.mark = 'public'", ["neo4j: one.csv is described there otherwise than in the case"]),
        ("MATCH (d:Document {name: 'one.csv'}) DETACH DELETE d", ["1 document of this case is not yet whole in the graph", "holds claims that stand in no document there (6)", "draws otherwise than its claims say, or as another version of tracer does ("]),
        ("MATCH (h:Hop) WHERE h.status = 'no-response' SET h.status = 'open'", [drawn("itg-7002")]),
        ("MATCH (:Hop)-[r:RECEIVED_FROM]->(:Hop {id: 'itg-7003@elm-tel'}) DELETE r", [drawn("itg-7003")]),
        ("MATCH (h:Hop {id: 'itg-7004@oak-tel'}) DETACH DELETE h", [drawn("itg-7004")]),
        ("MATCH (c:Claim {kind: 'same'}) DETACH DELETE c", ["is a judgement that is not there, or altered", "draws otherwise than its claims say, or as another version of tracer does ("]),
        ("MATCH (p:Provider {key: 'elm-tel'}) SET p.calls = 9", [drawn("provider elm-tel")]),
        ("MATCH (i:Incident {id: 'itg-7003'}) CREATE (i)-[:HAS_HOP]->(:Hop {id: 'forged'})", [drawn("itg-7003")]),
        ("MATCH (i:Incident {id: 'itg-7003'}) SET i.ends = ['no-response']", [drawn("itg-7003")]),
        (
            "MATCH (a:Provider {key: 'elm-tel'}), (b:Provider {key: 'oak-tel'}) CREATE (a)-[:TAKES_CALLS_FROM {calls: 9, claims: ['x']}]->(b)",
            [drawn("provider elm-tel")],
        ),
        ("CREATE (:Name {text: 'Elm'}), (:Provider {key: 'elm', name: 'Elm'})", ["draws what rests on no claim (name Elm)", drawn("provider elm")]),
        ("MERGE (:Projection {id: 'changing'})", ["the graph is being changed, or a change was cut short"]),
]  # fmt: skip
SHORT = (0, 3, 10, 11)  # of what is drawn: each alteration on the embedded engine, in test_redrawn.py


@pytest.mark.parametrize(
    ("attack", "told"), [pytest.param(*each, marks=[] if n in SHORT else [pytest.mark.slow], id=str(n)) for n, each in enumerate(ATTACKS)]
)
def test_what_somebody_did_to_a_neo4j_is_named(there: Desk, neo4j_server: servers.Server, attack: str, told: list[str]) -> None:
    whole = there.run("check")
    assert (whole.code, whole.out) == (0, "")
    with neo4j_server.driver() as driver:
        assert driver.execute_query(attack).summary.counters.contains_updates
    ran = there.run("check")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert len(lines) == len(told), lines
    for line, words in zip(lines, told, strict=True):
        assert words in line
    assert Desk(there.folder).run("check").code == 0, "the case itself is whole"
    assert there.run("rebuild", "--alone").code == 0
    assert there.run("check").code == 0, there.run("check").out


def test_what_other_cases_put_into_a_neo4j_is_no_fault(there: Desk, tmp_path: Path) -> None:
    Desk(tmp_path / "other", there.db).load(hop_list(tmp_path / "his.csv", *chain("7001", "Birch Telecom", "Gorse Tel")))
    ran = there.run("check")
    assert (ran.code, ran.out) == (0, "")


# --- originals that are read again ---------------------------------------------------------------------------------


def test_nothing_is_read_from_an_altered_original_and_the_rest_goes_on(desk: Desk, tmp_path: Path) -> None:
    two = hop_list(tmp_path / "two.csv", *chain("7003", "Dogwood Transit", "Fir Tel"))
    three = hop_list(tmp_path / "three.csv", *chain("7004", "Gorse Tel", "Hazel Tel"))
    desk.load(two)
    before = desk.dump()
    file = desk.folder / "originals" / desk.case.find("one.csv").sha256
    words = file.read_bytes()
    file.write_bytes(words.replace(b"Cedar", b"Aspen"))
    said = (
        "one.csv: its original was altered since it was loaded, and nothing is read from it: load the document again, or `tracer forget` it"
    )
    refused = desk.run("rebuild").only_line()
    assert refused == f"tracer: {said} (1 of 2 documents cannot be read again; the old store is as it was)"
    assert desk.dump() == before, "what was read from the true one stands"

    desk.case.remove_store()
    asked = desk.run("incidents")
    assert asked.code == 0
    assert f"note: {said}\n" in asked.err
    assert "itg-7003" in asked.out
    assert "Aspen" not in desk.run("evidence").out
    loaded = desk.run("load", three)
    assert (loaded.code, loaded.err) == (0, f"note: {said}\n")
    assert [d["name"] for d in desk.ask("documents")] == ["three.csv", "two.csv"]

    assert desk.run("load", tmp_path / "one.csv").code == 0, "the document itself puts its original back"
    assert file.read_bytes() == words
    assert desk.run("check").out == ""
    desk.forget("three.csv")
    assert desk.dump() == before


def test_an_altered_original_can_be_forgotten(desk: Desk, tmp_path: Path) -> None:
    original(desk).write_bytes(b"something else")
    desk.case.remove_store()
    assert desk.run("forget", "one.csv").code == 0
    assert desk.run("check").out == ""
    assert list((desk.folder / "originals").iterdir()) == []
