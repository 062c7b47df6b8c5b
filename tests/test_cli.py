"""The command line as people and scripts meet it: bad input in one line, contracts key by key, quiet where nobody listens."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from tests import neo4j_server as servers
from tests.cases import COMMAND, Desk, Ran, chain, differing, environment, hop_list, mailbox, on_a_terminal, ran, run, specimens, started
from tracer import registry
from tracer.cli import COMMANDS, tracer

LOADERS = (
    "ag_notice", "fcc_letter", "fcc_order", "form499", "ftc_letter", "hop_list", "ipr", "itg_mailbox", "record_answer", "rmd", "shaken_signers",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The specimens, and mails that end in an inference. Only for reading."""
    desk = Desk(tmp_path_factory.mktemp("loaded") / "case")
    with specimens() as paths:
        desk.load(*paths, mailbox(desk.folder.parent / "juniper.txt"))
    return desk


@pytest.fixture
def good(tmp_path: Path) -> list[Path]:
    """Two documents that can be loaded, before and after a bad one."""
    return [hop_list(tmp_path / f"good {n}.csv", *chain(f"704{n}", "Alder Voice", f"Birch {n} Telecom")) for n in (1, 2)]


# --- bad documents: one line, exit 1, nothing lost, the others are loaded ------------------------------------------

MAIL = b"""From: traceback-notice@tracebacks.org
To: noc@fernwickvoice.example
Date: Thu, 02 May 2024 13:44:00 +0000
Message-ID: <made-up@tracebacks.example>
MIME-Version: 1.0
"""
CUT = "cut.eml, message 1 (from traceback-notice@tracebacks.org)"
WITHOUT_INCIDENT = b"provider,received_from,status,noted_on\nAlder Voice,Birch Telecom,downstream,2024-05-20\n"
BAD: dict[str, tuple[str, bytes, list[str], str]] = {
    "of no known kind": (
        "letter.txt", b"Dear all,\n\nnothing of interest.\n", [],
        f"letter.txt is of no known kind ({', '.join(LOADERS)}): if it is one of these, say which with --as LOADER",
    ),
    "binary": (
        "photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" * 40, [],
        "photo.jpg is neither text nor mail nor PDF: give the document as one of these",
    ),
    "empty": ("empty.txt", b"", [], "empty.txt is empty: give a file that holds the document's text"),
    "blank": ("blank.txt", b"\xef\xbb\xbf \r\n\t\n", [], "blank.txt is empty: give a file that holds the document's text"),
    "cut within the headers": ("cut.eml", MAIL, [], f"{CUT} ends within its headers: it was cut: save the mail again"),
    "cut within the body": (
        "cut.eml", MAIL + b'Content-Type: multipart/alternative; boundary="xx"\n\n--xx\nContent-Type: text/plain\n\nINDUSTRY TRACE', [],
        f"{CUT} is cut or garbled in its body: save the mail again",
    ),
    "without a column": (
        "list.csv", WITHOUT_INCIDENT, ["--as", "hop_list"],
        ("list.csv has no column incident in its heading, line 1 (provider, received_from, status, noted_on):"
        " head the one that is meant incident, or give a map with --map"),
    ),
    "a column twice": (
        "list.csv", b"incident,provider,status,provider\n7040,Alder Voice,open,Birch\n", [],
        "list.csv has the column provider twice: name each column once",
    ),
    "a table whose quote does not end": (
        "list.csv", b'incident,provider,status,noted_on\n7040,"Alder Voice,open,2024-05-20\n', [],
        "line 2 of list.csv is no CSV (unexpected end of data): mend its quotes and load it again",
    ),
    "a table without days": (
        "list.csv", b"incident,provider,status\n7040,Alder Voice,open\n", [],
        "line 2 of list.csv has neither noted_on nor answered_at: say when this became known with --noted-on DATE",
    ),
    "a broken PDF": ("print.pdf", b"%PDF-1.7\nand no more", [], "print.pdf is a broken PDF: fetch it again, or print it anew"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_document_is_named_and_the_others_are_loaded(kind: str, desk: Desk, good: list[Path], tmp_path: Path) -> None:
    name, content, options, said = BAD[kind]
    bad = tmp_path / name
    bad.write_bytes(content)
    paths = [good[0], bad, good[1]]
    done = desk.run("load", *paths, *options, "--json")
    assert done.code == 1
    assert done.err == f"tracer: {said}\n"
    outcomes = json.loads(done.out)
    assert [(o["name"], o["outcome"]) for o in outcomes] == [("good 1.csv", "loaded"), (name, "failed"), ("good 2.csv", "loaded")]
    assert outcomes[1]["error"] == said
    assert outcomes[1]["claims"] == 0
    undisturbed = Desk(tmp_path / "undisturbed")
    undisturbed.load(*good)
    assert not differing(desk.dump(), undisturbed.dump())
    kept = {p.name for p in (desk.folder / "originals").iterdir()}
    assert kept == {hashlib.sha256(p.read_bytes()).hexdigest() for p in good}
    assert [e["name"] for e in desk.case.entries()] == ["good 1.csv", "good 2.csv"]


def test_bad_documents_alone_leave_an_empty_case(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = desk.run("load", tmp_path / "empty.txt")
    assert (done.code, done.err) == (1, "tracer: empty.txt is empty: give a file that holds the document's text\n")
    assert desk.case.entries() == []


def test_every_loader_is_listed_where_none_fits() -> None:
    assert tuple(loader.name for loader in registry.available()) == LOADERS


def test_a_table_without_a_column_is_told_which(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(WITHOUT_INCIDENT)
    done = desk.run("load", tmp_path / "list.csv")
    assert done.code == 1
    assert done.err.startswith("tracer: list.csv has no column incident in its heading, line 1 (")
    assert desk.run("load", tmp_path / "list.csv", "--as", "hop-list").only_line() == (
        f"tracer: no loader is called 'hop-list'; there are {', '.join(LOADERS)}"
    )


def test_no_such_file_and_a_folder_without_documents_touch_nothing(desk: Desk, good: list[Path], tmp_path: Path) -> None:
    (tmp_path / "nothing here").mkdir()
    (tmp_path / "nothing here" / ".hidden.csv").write_bytes(good[0].read_bytes())
    gone, bare = tmp_path / "gone.txt", tmp_path / "nothing here"
    assert desk.run("load", good[0], gone).only_line() == f"tracer: there is no {gone}: check the name"
    assert desk.run("load", bare).only_line() == f"tracer: {bare} holds no documents: name a file, or a folder with some"
    assert not desk.folder.exists()


def test_what_a_folder_holds_besides_is_skipped(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "a folder with a blank"
    folder.mkdir()
    hop_list(folder / "list of hops.csv", *chain("7040", "Alder Voice", "Birch Telecom"))
    (folder / "notes.txt").write_text("call them back", encoding="utf-8")
    done = desk.run("load", folder, "--json")
    assert (done.code, done.err) == (0, "")
    assert [(o["name"], o["outcome"]) for o in json.loads(done.out)] == [("list of hops.csv", "loaded"), ("notes.txt", "skipped")]
    named = desk.run("load", folder / "notes.txt")
    assert named.code == 1
    only = tmp_path / "only notes"
    only.mkdir()
    shutil.move(folder / "notes.txt", only)
    none = desk.run("load", only)
    assert none.code == 1
    assert none.err == "tracer: none of these 1 files is of a known kind: `tracer loaders` lists the kinds, --as forces one\n"


def test_a_case_whose_path_has_a_blank(tmp_path: Path, good: list[Path]) -> None:
    desk = Desk(tmp_path / "my case, 2024")
    assert desk.run("load", *good).code == 0
    assert [h["provider"] for h in desk.ask("trace", "7041")["hops"]] == ["Alder Voice", "Birch 1 Telecom"]


@pytest.mark.parametrize("date", ["yesterday", "2024-13-01", "2024-02-30", "20240501", "05/06/2024", "", "2024-05-01 noon", "May 1, 2024"])
@pytest.mark.parametrize("command", [["trace", "20417"], ["incidents"], ["evidence"]])
def test_what_is_no_date(command: list[str], date: str, loaded: Desk) -> None:
    line = loaded.run(*command, "--as-of", date).only_line()
    assert line == f"tracer: --as-of {date!r} is no date: write it like 2022-12-15, or 2022-12-15T12:00:00Z"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["incidents", "--status", "guilty"], "--status 'guilty' is no way to end: choose one of "),
        (["incidents", "--since", "soon"], "--since 'soon' is no date: "),
        (["evidence", "--kind", "rumour"], "--kind 'rumour' is no kind of claim: choose one of asked, reminded, handed-off, "),
        (["evidence", "Nobody Knows Them"], "'Nobody Knows Them' is no incident, document or provider of this case: "),
        (
            ["evidence", "Quilon Gateway"],
            "'Quilon Gateway' is no incident, document or provider of this case; near it: Quillon Gateway Ltd.",
        ),
        (["network", "--provider", "Quilon", "--html", "x.html"], "no provider's name holds 'Quilon'; near it: Quillon Gateway Ltd."),
        (
            ["names", "same", "Quillon Gatway", "Cedar", "--because", "one"],
            "no document prints the name 'Quillon Gatway': give it as `tracer ",
        ),
        (["evidence", "o"], "'o' fits "),
        (["query", "wander"], "no query is called 'wander': `tracer queries` lists them"),
        (["query", "walk"], "walk needs incident=...: the incident's id, e.g. itg-20417"),
        (["query", "walk", "path=itg-20417"], "'path=itg-20417' is no parameter of walk: it takes incident=..."),
        (["query", "read_names"], "no query is called 'read_names': `tracer queries` lists them"),
        (["forget", "gone.txt"], "no document 'gone.txt' in "),
    ],
)
def test_what_cannot_be_asked(arguments: list[str], said: str, loaded: Desk) -> None:
    before = loaded.dump()
    assert loaded.run(*arguments).only_line().startswith(f"tracer: {said}")
    assert not differing(loaded.dump(), before)


@pytest.mark.parametrize("arguments", [["trace"], ["load"], ["wander"], ["trace", "1", "--loud"], ["query"]])
def test_wrong_usage_is_exit_2(arguments: list[str], tmp_path: Path) -> None:
    done = Desk(tmp_path / "none").run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: tracer ")
    assert not (tmp_path / "none").exists()


def test_an_unknown_incident_and_those_near_it(loaded: Desk) -> None:
    near = loaded.run("trace", "20471").only_line()
    assert near.startswith("tracer: no incident '20471' in the loaded documents; near it: itg-20417")
    letter = loaded.run("trace", "fcc-2024-06-12-quillon-gatway.2").only_line()
    assert "near it: fcc-2024-06-12-quillon-gateway.2" in letter
    far = loaded.run("trace", "\u202eno such\nthing\x1b[31m").only_line()
    assert far.endswith("in the loaded documents: `tracer incidents` lists them")
    early = loaded.run("trace", "20417", "--as-of", "2020-01-01").only_line()
    assert early == "tracer: nothing was known of itg-20417 by 2020-01-01: try a later --as-of"


# --- cases and graphs that cannot be used --------------------------------------------------------------------------

READS = [
    ["trace", "7041"],
    ["incidents"],
    ["evidence"],
    ["documents"],
    ["query", "walk", "incident=itg-7041"],
    ["rebuild"],
    ["forget", "x"],
]


@pytest.mark.parametrize("command", READS)
def test_without_a_case_nothing_is_made(command: list[str], tmp_path: Path) -> None:
    desk = Desk(tmp_path / "no case")
    line = desk.run(*command).only_line()
    assert str(desk.folder) in line
    assert list(tmp_path.iterdir()) == []


def test_the_journal_of_no_case_is_empty(tmp_path: Path) -> None:
    assert Desk(tmp_path / "no case").ask("journal") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["garbage", "cut", "empty", "gone"])
@pytest.mark.parametrize("command", [["trace", "7041"], ["load", "again"], ["rebuild"]])
def test_a_store_that_cannot_be_read_is_made_again(command: list[str], damage: str, desk: Desk, good: list[Path]) -> None:
    desk.load(*good)
    expected = desk.dump()
    kept = desk.case.store
    damages: dict[str, Any] = {
        "garbage": lambda: kept.write_bytes(b"SQLite format 4\0 of another version" + bytes(range(256)) * 20),
        "cut": lambda: kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2]),
        "empty": lambda: kept.write_bytes(b""),
        "gone": kept.unlink,
    }
    damages[damage]()
    arguments = ["load", str(good[0])] if command[0] == "load" else command
    done = desk.run(*arguments)
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    if command[0] == "trace":
        assert done.err == f"note: {kept} is missing or not readable by this version: making it again from the originals\n"
        assert "Birch 1 Telecom" in done.out
    elif command[0] == "load":
        notes = done.err.splitlines()
        assert all(note.startswith("note: ") for note in notes), notes
        assert [n for n in notes if n.endswith("was not whole in the store: completed")] == [
            f"note: {path.name} was not whole in the store: completed" for path in good
        ]
    assert not differing(desk.dump(), expected)
    assert desk.run("trace", "7041").err == ""


@pytest.mark.parametrize("uri", ["bolt://127.0.0.1:9", "neo4j://127.0.0.1:9", "neo4j://nowhere.invalid:7687"])
def test_a_neo4j_that_is_not_there(uri: str, desk: Desk, good: list[Path]) -> None:
    for command in (["load", good[0]], ["trace", "7041"], ["rebuild"]):
        start = time.monotonic()
        done = Desk(desk.folder, uri).run(*command)
        assert time.monotonic() - start < 10
        if command[0] == "rebuild":
            assert str(desk.folder) in done.only_line()
            continue
        assert done.only_line().startswith(f"tracer: no Neo4j answers at {uri}: start it, or correct --db")
    assert desk.case.entries() == []


def test_as_a_process_it_says_no_more(desk: Desk) -> None:
    for uri in ("neo4j://127.0.0.1:9", "bolt://127.0.0.1:9"):
        ended = ran("--db", uri, "--case", desk.folder, "trace", "7041")
        assert ended.only_line().startswith(f"tracer: no Neo4j answers at {uri}")


def test_a_wrong_password(neo4j_with_password: servers.Server, desk: Desk, good: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    uri = neo4j_with_password.uri
    desk.load(good[0])
    journal = desk.case.entries()
    monkeypatch.setenv("NEO4J_PASSWORD", "not-this-one")
    for command in (["load", good[1]], ["trace", "7041"]):
        line = Desk(desk.folder, uri).run(*command).only_line()
        assert line == f"tracer: the Neo4j at {uri} refuses the user or password: set NEO4J_USERNAME and NEO4J_PASSWORD"
    with neo4j_with_password.driver() as driver:
        driver.verify_connectivity()  # after three wrong ones in a row the server would lock everybody out for a while
    assert desk.case.entries() == journal
    assert [p["name"] for p in desk.dump().named("Provider")] == ["Alder Voice", "Birch 1 Telecom"]


def test_reading_from_a_server_needs_no_case(
    logged_in: servers.Server, good: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = Desk(tmp_path / "ours", logged_in.uri), Desk(tmp_path / "theirs", logged_in.uri)
    assert ours.run("load", *good).code == 0
    assert theirs.ask("trace", "7041") == ours.ask("trace", "7041")
    assert theirs.run("trace", "7041").err == ""
    assert not theirs.folder.exists()
    assert {p.name for p in ours.folder.iterdir()} >= {"originals", "journal.jsonl"}
    assert not ours.case.graph.exists(), "the place of the graph is the server"
    monkeypatch.setenv("TRACER_DB", logged_in.uri)
    monkeypatch.setenv("TRACER_CASE", str(theirs.folder))
    assert run("trace", "7041").out == ours.run("trace", "7041").out


# --- contracts, key by key -----------------------------------------------------------------------------------------

OUTCOME = {"document", "name", "loader", "outcome", "claims", "new", "rows", "unread", "remarks"}
EVIDENCE = {
    "claim", "kind", "incident", "hop", "provider", "document", "name", "lines", "page", "row", "quote", "said_by", "valid_at", "known_at",
    "inferred",
}  # fmt: skip
OF_A_HOP = {"claim", "kind", "document", "name", "lines", "quote", "said_by", "known_at"}
HOP = {"hop", "position", "provider", "provider_key", "role", "status", "status_basis", "asked_at", "due_at", "received_from", "evidence"}


def test_load_as_json(desk: Desk) -> None:
    with specimens() as paths:
        done = desk.run("load", *paths, "--json")
    assert (done.code, done.err) == (0, "")
    outcomes = {o["name"]: o for o in json.loads(done.out)}
    assert all(set(o) == OUTCOME for o in outcomes.values())
    assert {name: (o["loader"], o["outcome"], o["claims"] == o["new"] > 0) for name, o in outcomes.items()} == {
        "ag_notice.txt": ("ag_notice", "loaded", True),
        "fcc_letter.txt": ("fcc_letter", "loaded", True),
        "hop_list.csv": ("hop_list", "loaded", True),
        "mailbox.txt": ("itg_mailbox", "loaded", True),
        "notice.eml": ("itg_mailbox", "loaded", True),
    }
    letter = outcomes["fcc_letter.txt"]["remarks"]
    assert {"code": "deadline-differs", "lines": [26, 26], "text": "14 days is stated as 2024-06-27, computed as 2024-06-26"} in letter
    assert all(set(remark) == {"code", "lines", "text"} for o in outcomes.values() for remark in o["remarks"])
    assert len(outcomes["hop_list.csv"]["document"]) == 64


def test_what_was_not_read_is_reported(desk: Desk, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text(
        "incident,provider,status,noted_on,mood\n7040,Alder Voice,open,2024-05-20,bad\n7041,,open,2024-05-20,\n", encoding="utf-8"
    )
    [outcome] = desk.ask("load", table)
    assert outcome["unread"] == [
        {"lines": [1, 1], "text": "columns that a hop list does not have: mood"},
        {"lines": [3, 3], "text": "no provider in this row"},
    ]
    assert desk.run("load", table).code == 0


def test_documents_as_json(loaded: Desk) -> None:
    found = {d["name"]: d for d in loaded.ask("documents")}
    assert all(set(d) >= {"document", "name", "kind", "issuer", "dated", "mark", "loader", "claims"} for d in found.values())
    letter = found["fcc_letter.txt"]
    expected = ("fcc_letter", "Federal Communications Commission, Enforcement Bureau", "2024-06-12", None, "fcc_letter")
    assert tuple(letter[k] for k in ("kind", "issuer", "dated", "mark", "loader")) == expected
    assert found["hop_list.csv"]["issuer"] is None
    assert found["hop_list.csv"]["claims"] == 21


def test_evidence_as_json(loaded: Desk) -> None:
    everything = loaded.ask("evidence")
    assert all(set(row) >= EVIDENCE for row in everything)
    assert sum(d["claims"] for d in loaded.ask("documents")) + 2 == len(everything), "and the two that were inferred"
    inferred = [(row["incident"], row["provider"], row["kind"]) for row in everything if row["inferred"]]
    assert inferred == [("itg-20560", "Orchid Transit Corp", "status"), ("itg-7060", "Juniper Wholesale Corp", "status")]
    statuses = loaded.ask("evidence", "#20417", "--kind", "status")
    assert {(row["kind"], row["incident"]) for row in statuses} == {("status", "itg-20417")}
    silent = next(row for row in statuses if row["provider"] == "Brightwater Dialing")
    with specimens() as paths:
        lines = next(p for p in paths if p.name == "hop_list.csv").read_text("utf-8").split("\n")
    assert silent == {
        "claim": silent["claim"], "kind": "status", "incident": "itg-20417", "hop": None, "provider": "Brightwater Dialing",
        "document": silent["document"], "name": "hop_list.csv", "lines": [8, 8], "part": None, "page": None, "row": 7, "quote": lines[7],
        "said_by": "traceback desk", "valid_at": "2024-05-20", "known_at": "2024-05-20", "inferred": None,
    } | {key: silent[key] for key in set(silent) - EVIDENCE - {"part"}} | {"inferred": silent["inferred"]}  # fmt: skip
    assert not silent["inferred"]
    of_document = loaded.ask("evidence", "hop_list.csv")
    assert len(of_document) == 21
    assert loaded.ask("evidence", of_document[0]["document"][:12]) == of_document
    assert {row["document"] for row in of_document} == {silent["document"]}
    assert loaded.ask("evidence", "brightwater dialing", "--kind", "acted")[0]["name"] == "ag_notice.txt"
    assert loaded.ask("evidence", "--as-of", "2019-01-01") == []


def test_quotes_stand_in_the_lines_they_name(loaded: Desk) -> None:
    """In words: line breaks, emphasis and escapes aside, and with what is left out or hidden."""

    def words(text: str) -> str:
        return " ".join(re.sub(r"[*\\]", "", text).split())

    with specimens() as paths:
        lines = {path.name: path.read_text("utf-8").split("\n") for path in paths if path.suffix != ".eml"}
    checked = 0
    for row in loaded.ask("evidence"):
        if row["name"] in lines:
            first, last = row["lines"]
            span = words(" ".join(lines[row["name"]][first - 1 : last]))
            for piece in re.split(r"\[masked\]|…", row["quote"]):
                assert words(piece) in span, row
            checked += 1
    assert checked == sum(d["claims"] for d in loaded.ask("documents") if d["name"] in lines) + 1, "an inference quotes its count"


def test_incidents_as_json(loaded: Desk) -> None:
    found = {i["incident"]: i for i in loaded.ask("incidents")}
    assert all(set(i) >= {"incident", "call_at", "caller", "called", "campaign", "providers", "ends"} for i in found.values())
    assert all(set(end) >= {"kind", "provider"} for i in found.values() for end in i["ends"])
    assert len(found) == 8 + 4 + 1
    assert found["itg-7060"] == found["itg-7060"] | {
        "call_at": "2024-05-08T16:27:51Z", "caller": "+18735550108", "called": "+17165550133", "campaign": "Utility-ShutOffToday",
        "providers": ["Juniper Lane Voice, LLC", "Juniper Wholesale Corp"],
        "ends": [{"kind": "point-of-entry", "provider": "Juniper Wholesale Corp", "interim": False}], "same_as": None,
    }  # fmt: skip
    assert found["fcc-2024-06-12-quillon-gateway.2"]["ends"] == [
        {"kind": "no-response", "provider": "Quillon Gateway Ltd.", "interim": False}
    ]
    assert found["fcc-2024-06-12-quillon-gateway.2"]["caller"] is None


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--campaign", "SHUTOFF"], ["itg-7060", "itg-20560"]),
        (["--provider", "juniper"], ["itg-7060"]),
        (["--status", "point-of-entry"], ["itg-7060", "itg-20560"]),
        (["--status", "point-of-entry", "--as-of", "2024-05-15"], []),
        (["--status", "no-response", "--provider", "wholesale", "--as-of", "2024-05-15"], ["itg-7060"]),
        (["--since", "2024-05-24"], ["fcc-2024-06-12-quillon-gateway.8"]),
        (["--until", "2024-04-30"], ["fcc-2024-06-12-quillon-gateway.7", "itg-20417"]),
        (["--campaign", "no such"], []),
    ],
)
def test_incidents_are_found(options: list[str], expected: list[str], loaded: Desk) -> None:
    assert [i["incident"] for i in loaded.ask("incidents", *options)] == expected


def test_a_trace_as_json(loaded: Desk) -> None:
    path = loaded.ask("trace", "20417")
    assert set(path) >= {"incident", "as_of", "call", "hops", "links", "ends", "remarks"}
    assert set(path["call"]) >= {"at", "caller", "called", "campaign", "description"}
    assert all(set(hop) >= HOP for hop in path["hops"])
    assert all(set(link) >= {"from", "to", "attested", "known_from", "evidence"} for link in path["links"])
    assert all(set(end) >= {"kind", "hop", "provider", "text"} for end in path["ends"])
    assert all(set(remark) >= {"code", "text"} for remark in path["remarks"])
    every = [e for thing in (*path["hops"], *path["links"]) for e in thing["evidence"]]
    assert all(set(e) >= OF_A_HOP for e in every)
    assert all(hop["evidence"] for hop in path["hops"])
    assert all(link["evidence"] for link in path["links"])
    assert [(h["position"], h["provider"], h["role"], h["status"], h["status_basis"]) for h in path["hops"]] == [
        (0, "Larkspur Wireless", "asked", "downstream", "stated"),
        (1, "Beacon Tandem", "asked", "downstream", "stated"),
        (2, "Fernwick Voice LLC", "asked", "downstream", "stated"),
        (3, "Pinnow Transit Inc.", "asked", "downstream", "stated"),
        (4, "Saltmarsh Telecom", "asked", "downstream", "stated"),
        (5, "Quillon Gateway Ltd.", "asked", "downstream", "stated"),
        (6, "Brightwater Dialing", "asked", "no-response", "stated"),
    ]
    ids = [hop["hop"] for hop in path["hops"]]
    assert [(link["from"], link["to"]) for link in path["links"]] == list(itertools.pairwise(ids))
    assert [hop["received_from"] for hop in path["hops"]] == [*([up] for up in ids[1:]), []]
    assert [link["attested"] for link in path["links"]] == ["both"] * 5 + ["one"], "the last one never answered, so nobody agrees"
    assert path["links"][4]["speakers"] == ["Saltmarsh Telecom", "Quillon Gateway Ltd."]
    assert path["links"][5]["speakers"] == ["Quillon Gateway Ltd."]
    assert path["call"]["caller"] == "+16095550117"
    [end] = path["ends"]
    told = {"kind": "no-response", "provider": "Brightwater Dialing", "text": "did not answer by 2024-05-20", "interim": False}
    assert end == told | {"hop": ids[6]}
    for same in ("#20417", "itg-20417"):
        assert loaded.ask("trace", same) == path


def test_a_trace_as_of_a_day(loaded: Desk) -> None:
    silent, counted = loaded.ask("trace", "7060", "--as-of", "2024-05-15"), loaded.ask("trace", "7060")
    assert (silent["as_of"], counted["as_of"]) == ("2024-05-15", None)
    assert [(e["kind"], e["provider"]) for e in silent["ends"]] == [("no-response", "Juniper Wholesale Corp")]
    assert [(e["kind"], e["provider"]) for e in counted["ends"]] == [("point-of-entry", "Juniper Wholesale Corp")]
    assert [h["status_basis"] for h in (silent["hops"][1], counted["hops"][1])] == ["stated", "inferred"]
    assert [e["inferred"] for e in counted["hops"][1]["evidence"]].count(True) == 1
    assert "by inference" in counted["ends"][0]["text"] or "inferred" in counted["ends"][0]["text"]
    before = loaded.ask("trace", "7060", "--as-of", "2024-05-13T23:00:00Z")
    assert [h["provider"] for h in before["hops"]] == ["Juniper Lane Voice, LLC"]
    at_the_minute = loaded.ask("trace", "7060", "--as-of", "2024-05-14T14:01:00Z")
    assert len(at_the_minute["hops"]) == 2


def test_a_letter_as_json(loaded: Desk) -> None:
    letter = loaded.ask("trace", "fcc-2024-06-12-quillon-gateway")
    assert set(letter) >= {"letter", "action", "traces"}
    assert letter["letter"] == "fcc-2024-06-12-quillon-gateway"
    assert letter["action"]["kind"] == "cease-and-desist"
    assert letter["action"]["issued_at"] == "2024-06-12"
    assert [t["incident"] for t in letter["traces"]] == [f"fcc-2024-06-12-quillon-gateway.{n}" for n in range(1, 9)]
    assert letter["traces"][1] == loaded.ask("trace", "fcc-2024-06-12-quillon-gateway.2")
    assert {link["attested"] for link in letter["traces"][0]["links"]} == {"letter"}
    assert [h["role"] for h in letter["traces"][0]["hops"]] == ["asked", "customer"]


def test_queries_and_query(loaded: Desk) -> None:
    listed = loaded.run("queries")
    assert (listed.code, listed.err) == (0, "")
    assert "walk                     The providers a call passed through" in listed.out
    rows = loaded.ask("query", "walk", "incident=itg-20417")
    assert [row["provider"] for row in rows][:2] == ["Larkspur Wireless", "Beacon Tandem"]
    assert rows[0]["bound_met"] is False
    chosen = loaded.ask("query", "incidents", 'ends=["point-of-entry"]')
    assert [row["incident"] for row in chosen] == ["itg-20560", "itg-7060"]
    nothing = loaded.run("query", "walk", "incident=none")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "no rows\n")
    assert loaded.ask("query", "walk", "incident=none") == []


def test_json_alone_is_on_stdout(desk: Desk, good: list[Path]) -> None:
    table = desk.run("load", *good)
    assert table.err == ""
    for command in (["load", good[0]], ["documents"], ["incidents"], ["evidence"], ["trace", "7041"], ["journal"], ["query", "documents"]):
        done = desk.run(*command, "--json")
        assert (done.code, done.err) == (0, ""), command
        json.loads(done.out)
    listed = desk.run("incidents")
    assert listed.err == "2 incidents\n"
    assert [line.split("\t")[0] for line in listed.out.splitlines()] == ["incident", "itg-7041", "itg-7042"]
    forgot = desk.run("forget", "good 1.csv")
    assert (forgot.code, forgot.out) == (0, "")
    assert forgot.err == "good 1.csv is forgotten; the journal keeps that it was here\n"
    assert desk.run("rebuild") == Ran(0, "", "1 documents, 3 claims\n")


# --- CSV that no spreadsheet runs ----------------------------------------------------------------------------------

FORMULAS = ['=HYPERLINK("https://evil.example")', "+1+1", "-2+3", "@SUM(1)", " =1+1", "|calc", "%0A", "a, b\nc"]


def test_csv_is_guarded(desk: Desk, tmp_path: Path) -> None:
    desk.load(hop_list(tmp_path / "list.csv", *({"incident": "7040", "provider": name, "status": "open"} for name in FORMULAS)))
    for command in (["evidence"], ["query", "walk", "incident=itg-7040"]):
        done = desk.run(*command, "--csv")
        assert (done.code, done.err) == (0, "")
        rows = list(csv.DictReader(io.StringIO(done.out, newline="")))
        assert len(rows) == len(FORMULAS)
        names = {row["provider"] for row in rows}
        assert names == {(name if name[0] == "a" else f"'{name.strip()}") for name in FORMULAS}
        assert not [cell for row in rows for cell in row.values() if cell.lstrip().startswith(("=", "+", "-", "@", "|", "%"))]
    assert list(rows[0]) == ["position", "hop", "provider", "status", "status_basis", "interim", "bound_met"]


# --- terminals, pipes, interrupts ----------------------------------------------------------------------------------


def test_no_escape_codes_where_nobody_looks(loaded: Desk, tmp_path: Path) -> None:
    hostile = hop_list(tmp_path / "hostile.csv", {"incident": "\x1b[31mred", "provider": "\x1b]0;title\x07Tel\u202e", "status": "open"})
    desk = Desk(tmp_path / "case")
    for done in (
        loaded.run("trace", "20417"), loaded.run("incidents"), loaded.run("evidence"), desk.run("load", hostile), desk.run("incidents"),
        desk.run("trace", "\x1b[31mred"), desk.run("trace", "\x1b[32mgreen"), desk.run("evidence"), desk.run("documents"),
        desk.run("journal"),
        desk.run("evidence", "--csv"), desk.run("evidence", "--json"),
    ):  # fmt: skip
        shown = done.out + done.err
        assert "\x1b" not in shown
        assert "\u202e" not in shown or shown.startswith("claim,kind"), "a CSV keeps letters as they are"


pty_only = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")


def _on_a_terminal(*arguments: object, **more: str) -> str:
    code, shown = on_a_terminal(*arguments, **more)
    assert code == 0, shown
    return shown


@pty_only
def test_colour_on_a_terminal_and_none_by_no_color(loaded: Desk) -> None:
    where = ["--case", loaded.folder]
    assert "\x1b[1mLarkspur Wireless\x1b[0m" in _on_a_terminal(*where, "trace", "20417")
    plain = _on_a_terminal(*where, "trace", "20417", NO_COLOR="1")
    assert "\x1b" not in plain
    assert "Larkspur Wireless" in plain
    assert "\x1b[3" not in _on_a_terminal(*where, "incidents", NO_COLOR="1")


@pty_only
def test_a_bar_on_a_terminal_alone(tmp_path: Path) -> None:
    rows = [row for n in range(600) for row in chain(str(n), "Alder Voice", "Birch Telecom")]
    shown = _on_a_terminal("--case", tmp_path / "case", "load", hop_list(tmp_path / "list.csv", *rows))
    assert "claims" in shown
    assert "list.csv" in shown
    assert "\x1b[2K" in shown, "the bar was drawn, and taken away"


@pytest.mark.skipif(os.name == "nt", reason="no head")
@pytest.mark.parametrize("command", [["evidence", "--json"], ["evidence"], ["evidence", "--csv"], ["trace", "20417"], ["incidents"]])
def test_a_pipe_that_is_closed_early_is_quiet(command: list[str], loaded: Desk) -> None:
    with started("--case", loaded.folder, *command) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()  # as `head` does when it has had enough
        err = process.stderr.read()
    assert err in ("", f"{len(loaded.ask('evidence'))} claims\n", "13 incidents\n")
    assert process.returncode in (0, 1)


def test_head_gets_its_line(loaded: Desk) -> None:
    script = f"{shlex.join([*COMMAND, '--case', str(loaded.folder), 'evidence', '--json'])} | head -n 1"
    done = subprocess.run(script, shell=True, capture_output=True, text=True, env=environment(), timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("[\n", "")


# --- help ----------------------------------------------------------------------------------------------------------


def _commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from _commands(command, *path, name)


EVERY = [(), *_commands(tracer)]


def _examples(path: tuple[str, ...]) -> list[list[str]]:
    done = run(*path, "--help")
    assert (done.code, done.err) == (0, "")
    _, found, after = done.out.partition("Example:\n")
    assert found, f"{' '.join(path)} --help has no example"
    return [shlex.split(line) for line in after.strip().splitlines()]


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_help_fits_80_columns_and_has_an_example_whose_command_parses(path: tuple[str, ...]) -> None:
    assert [line for line in run(*path, "--help").out.splitlines() if len(line) > 80] == []
    for example in _examples(path):
        assert example[0] == "tracer"
        command: click.Command = tracer
        arguments = example[1:]
        context = None
        while True:
            context = command.make_context(command.name, list(arguments), parent=context)
            if not isinstance(command, click.Group):
                break
            rest = [*context._protected_args, *context.args]
            name, found, arguments = command.resolve_command(context, rest)
            assert found is not None, name
            command = found
        if path:
            assert example[1 : 1 + len(path)] == list(path) or isinstance(command, click.Command)


def test_every_command_is_one_of_the_list() -> None:
    assert {path[0] for path in EVERY if path} == set(COMMANDS)
    listed = run("--help").out
    assert all(re.search(rf"^  {name} ", listed, re.M) for name in COMMANDS)


def test_examples_that_keep_and_ask_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that holds what they name."""
    monkeypatch.chdir(tmp_path)
    for folder in ("notices", "letters"):
        Path(folder).mkdir()
    with specimens() as paths:
        for path in paths:
            folder = "letters" if "letter" in path.name or "notice.txt" in path.name else "notices"
            shutil.copy2(path, "notices.txt" if path.name == "mailbox.txt" else folder)
    done = run(*_examples(("load",))[0][1:])
    assert done.code == 0, done.err
    for name in ("documents", "trace", "incidents", "evidence", "queries", "query", "journal", "loaders", "rebuild", "forget", "demo"):
        here = [example for example in _examples((name,)) if "--db" not in example]  # those that need a server run elsewhere
        assert here
        for example in here:
            done = run(*example[1:])
            assert done.code == 0, (example, done.err)
            assert done.out or name in ("rebuild", "forget"), example


# --- the demo ------------------------------------------------------------------------------------------------------


def test_the_demo_makes_a_case_and_says_what_to_try_next(tmp_path: Path) -> None:
    folder = tmp_path / "a demo"
    done = run("demo", folder)
    assert done.code == 0
    assert f"The case is in {folder}" in done.err
    assert "Brightwater Dialing" in done.out
    said = done.out.split("Try next:\n")[1].strip().splitlines()
    assert len(said) == 3
    for line in said:
        tried = run(*shlex.split(line)[1:])
        assert (tried.code, tried.err.count("Traceback")) == (0, 0), line
        assert tried.out
    again = run("demo", folder)
    assert again.code == 0
    assert again.out == done.out


def test_it_runs_as_a_module_elsewhere(tmp_path: Path) -> None:
    version = ran("--version", cwd=tmp_path)
    assert re.fullmatch(r"tracer, version \d+\.\d+\.\d+\n", version.out)
    assert (version.code, version.err) == (0, "")
    assert list(tmp_path.iterdir()) == []


# --- only regular files, and no secrets on the screen --------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="no such files")
def test_a_pipe_or_a_device_is_neither_read_nor_replaced(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom")))
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    why = "is no regular file: write what it gives into one, and load that"
    assert desk.run("load", pipe).only_line() == f"tracer: {pipe} {why}"
    assert desk.run("load", "/dev/zero").only_line() == f"tracer: /dev/zero {why}"
    assert [held.name for held in desk.case.documents().values()] == ["one.csv"]
    for target in (pipe, Path("/dev/null")):
        refused = f"tracer: {target} is no regular file: name another"
        assert desk.run("trace", "7001", "--html", target, "--force").only_line() == refused
        assert desk.run("trace", "7001", "--bundle", target, "--force").only_line() == refused
        assert desk.run("due", "--ics", target, "--force").only_line() == refused
        assert not target.is_file()
    kept, link = tmp_path / "kept.html", tmp_path / "link.html"
    kept.write_text("kept", "utf-8")
    link.symlink_to(kept)
    assert desk.run("trace", "7001", "--html", link, "--force").code == 0
    assert kept.read_text("utf-8") == "kept", "a link is replaced, not followed"
    if Path("/proc/self/fd").is_dir():  # as /dev/stdout is, where it was sent into a file
        with kept.open("rb") as held:
            link = tmp_path / "stdout"
            link.symlink_to(f"/proc/self/fd/{held.fileno()}")
            for target in (link, f"/proc/self/fd/{held.fileno()}", f"/dev/fd/{held.fileno()}"):
                refused = f"tracer: {target} is no regular file: name another"
                assert desk.run("trace", "7001", "--html", target, "--force").only_line() == refused
            assert link.is_symlink()


@pytest.mark.parametrize("address", ["bolt://127.0.0.1:1/desk", "neo4j://127.0.0.1:1//desk/?region=east"])
def test_a_database_in_an_address_is_refused_as_the_driver_would_take_another(tmp_path: Path, address: str) -> None:
    document = hop_list(tmp_path / "one.csv", *chain("7001", "A", "B"))
    said = "tracer: the address of a Neo4j holds no database: set NEO4J_DATABASE=desk, and leave it out here"
    assert run("--case", tmp_path / "case", "--db", address, "load", document).only_line() == said
    assert not Desk(tmp_path / "case").case.documents()
    assert "no Neo4j answers" in run("--db", "bolt://127.0.0.1:1/", "incidents").only_line()


@pytest.mark.parametrize(
    "address",
    [
        "neo4j://neo4j:hunter2@localhost:7687", "bolt://u:hun/ter2@localhost", "neo4j+s://hunter2@x.example", "neo4j://neo4j%3Ahunter2%40h",
        "bolt://127.0.0.1:1?password=hunter2", "neo4j://127.0.0.1:1?region=east&user=hunter2", "bolt://127.0.0.1:1/#pwd=hunter2",
    ],
)  # fmt: skip
def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path, address: str) -> None:
    ran = run("--case", tmp_path / "case", "--db", address, "incidents")
    assert ran.only_line() == "tracer: the address of a Neo4j holds a user or a password: set NEO4J_USERNAME and NEO4J_PASSWORD instead"
