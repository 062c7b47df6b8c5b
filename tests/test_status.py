"""The case on one screen: both stores answer alike, and each figure is that of the command it names."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tracer
from tests import story
from tests.cases import Desk, hop_list
from tracer.api import OpenCase
from tracer.errors import BadCase
from tracer.model import Kind
from tracer.render import json as shapes
from tracer.store import Span
from tracer.store.sqlite import SqliteStore

LETTER = story.LETTER


@pytest.fixture(params=["embedded", "neo4j"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    desk: Desk = request.getfixturevalue("served") if request.param == "neo4j" else Desk(tmp_path / "case")
    ask = {"asked_at": "2024-05-09T14:05:00Z", "noted_on": "2024-05-10"}
    desk.load(
        hop_list(
            tmp_path / "list.csv",
            *({"incident": str(7000 + n), "provider": f"Alder {n} Voice", "status": "open", "call_at": f"2024-05-0{n}", **ask} for n in range(1, 8)),
            {"incident": "7010", "provider": "One Tel", "status": "originating"},
            {"incident": "7010", "provider": "Other Tel", "status": "originating"},
            {"incident": "7011", "provider": "Birch Telecom", "status": "no-response", **ask, "noted_on": "2024-05-20"},
        ),
        story.mailbox(tmp_path / "mails.txt", story.request("2024-05-09 14:05", 20560), story.silent("2024-05-14 14:01", 20560, "Orchid Transit Corp")),
        story.letter(tmp_path / "letter.txt", story.row(), stated=date(2024, 6, 27)),
    )  # fmt: skip
    return desk


def test_the_case_as_it_stands(there: Desk) -> None:
    found = there.ask("status", "--as-of", "2024-06-13")
    assert found["documents"] == [
        {"kind": "fcc_letter", "documents": 1, "claims": found["documents"][0]["claims"], "known": ["2024-06-12", "2024-06-12"]},
        {"kind": "hop_list", "documents": 1, "claims": 25, "known": ["2024-05-10", "2024-05-20"]},
        {"kind": "itg_mailbox", "documents": 1, "claims": 4, "known": ["2024-05-09T14:05:00Z", "2024-05-14T14:01:00Z"]},
    ]
    assert found["documents"][0]["claims"] == len(there.ask("evidence", "letter.txt"))
    assert (found["as_of"], found["silent_documents"], found["incidents"], found["repeated"]) == ("2024-06-13", 0, 11, 0)
    assert found["calls"] == ["2024-05-01", "2024-05-08T10:00:00Z"]
    assert found["ends"] == [
        {"kind": "open", "interim": False, "incidents": 7}, {"kind": "no-response", "interim": False, "incidents": 2},
        {"kind": "disputed", "interim": False, "incidents": 1}, {"kind": "no-response", "interim": True, "incidents": 1},
    ]  # fmt: skip
    assert found["providers"] == len({name for one in there.ask("incidents", "--as-of", "2024-06-13") for name in one["providers"]}) == 13
    assert (found["contradictory"], found["flagged"]) == (1, 3)
    assert found["flags"] == there.ask("flags", "--as-of", "2024-06-13")
    clocks = [c for c in there.ask("due", "--as-of", "2024-06-13") if c["state"] != "answered" and (c["due_stated"] or c["due_computed"])]
    open_ = [c for c in clocks if c["state"] == "open"]
    assert found["due"] == {"open": len(open_), "past": len(clocks) - len(open_), "next": open_[:5]}
    assert len(open_) == 2
    steps = there.ask("next", "--as-of", "2024-06-13")
    assert (found["open_ends"], found["to_ask"], len(found["ask"])) == (len(steps), len({s["provider"] for s in steps}), 5)
    assert found["ask"][0] == {
        "provider": "Quillon Gateway", "provider_key": "quillon-gateway", "next_due": "2024-06-14",
        "contact": {"address": "48 Harbour Reach, Suite 9, Port Ellery, WN 00017", "contact": "Ottilie Varga, Managing Director"},
        "notices": [{"action": LETTER, "issued_at": "2024-06-12"}],
        "questions": [{"ask": "its answer, which is stated as missing", "incidents": [f"{LETTER}.1"]}],
    } | {key: found["ask"][0][key] for key in ("provider", "provider_key")}  # fmt: skip
    assert {one["code"] for one in found["doubts"]} >= {"time-without-zone"}


def test_of_an_earlier_day(there: Desk) -> None:
    found = there.ask("status", "--as-of", "2024-05-10")
    assert [(one["kind"], one["claims"]) for one in found["documents"]] == [("hop_list", 21), ("itg_mailbox", 2)]
    assert (found["silent_documents"], found["incidents"], found["contradictory"], found["flagged"]) == (1, 8, 0, 0)
    assert there.ask("status", "--as-of", "2019-01-01") == {
        "as_of": "2019-01-01", "documents": [], "silent_documents": 3, "incidents": 0, "repeated": 0, "calls": None, "ends": [], "providers": 0,
        "flagged": 0, "flags": [], "due": {"open": 0, "past": 0, "next": []}, "contradictory": 0, "contradicted": 0, "doubts": [], "open_ends": 0, "to_ask": 0,
        "ask": [], "unread": None,
    }  # fmt: skip


def test_what_a_store_says_of_its_documents(there: Desk) -> None:
    with there.store() as store:
        held = {document.name: document for document in store.documents()}
        assert {name: store.spans().get(document.sha256) for name, document in held.items() if name != "letter.txt"} == {
            "list.csv": Span(25, "2024-05-10", "2024-05-20"), "mails.txt": Span(4, "2024-05-09T14:05:00Z", "2024-05-14T14:01:00Z"),
        }  # fmt: skip
        assert store.spans("2024-05-09T23:59:59Z") == {held["mails.txt"].sha256: Span(2, "2024-05-09T14:05:00Z", "2024-05-09T14:05:00Z")}
        doubted = [code for claim in store.claims(ended=True) for code in claim.doubts]
        assert dict(store.doubts()) == {code: doubted.count(code) for code in sorted(set(doubted))} != {}
        assert dict(store.doubts("2024-05-08T00:00:00Z")) == {}
        assert all(claim.kind is not Kind.COUNTED for claim in store.claims())


def test_in_python_it_is_the_commands_answer(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(story.mailbox(tmp_path / "mails.txt", story.request("2024-05-09 14:05", 20560)))
    with tracer.open_case(desk.folder) as case:
        assert shapes.status(case.status("2024-05-10")) == desk.ask("status", "--as-of", "2024-05-10")
    assert desk.run("status").out.splitlines() == [
        "1 document, 2 claims known   (tracer documents)",
        "  itg_mailbox: 1 document, 2 claims, known 2024-05-09",
        "1 incident, 1 provider, calls of 2024-05-08   (tracer incidents)",
        "  end: open 1",
        "0 providers flagged, by somebody's statement   (tracer flags)",
        "0 deadlines open, 2 past without an answer in the loaded documents   (tracer due)",
        "Contradictory, doubtful   (tracer incidents --status disputed)",
        "  0 incidents with a disputed end",
        "  what was not read of documents: tracer status --unread",
        "Next: 1 open end, 1 provider to ask   (tracer next)",
        "  fernwickvoice.example: 1 open end: its answer: from whom did it receive the call? (1)",
    ]


def test_what_was_not_read_and_what_cannot_be_read_again(there: Desk, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("incident,provider,status,noted_on,mood\n7040,Alder Voice,open,2024-05-20,bad\n7041,,open,2024-05-20,\n", "utf-8")
    there.load(odd)
    found = {one["name"]: one for one in there.ask("status", "--unread")["unread"]}
    assert found["odd.csv"] == {"document": there.case.find("odd.csv").sha256, "name": "odd.csv", "unread": 2, "remarks": [], "error": None}
    assert [remark["code"] for remark in found["letter.txt"]["remarks"]] == ["deadline-differs", "numbers-missing"]
    assert {name: one["unread"] for name, one in found.items() if one["unread"]} == {"odd.csv": 2}
    lines = there.run("status", "--unread").out.splitlines()
    assert "  odd.csv: 2 places not read (tracer load --dry-run shows them)" in lines
    (there.folder / "originals" / there.case.find("mails.txt").sha256).write_bytes(b"altered")
    gone = next(one for one in there.ask("status", "--unread")["unread"] if one["name"] == "mails.txt")
    assert "its original was altered since it was loaded" in gone["error"]
    with tracer.open_case(there.folder) as case:
        assert case.status(unread=True).left is not None
        assert case.status().left is None


def test_without_the_folder_nobody_can_say_what_was_not_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(story.mailbox(tmp_path / "mails.txt", story.request("2024-05-09 14:05", 20560)))
    with desk.store() as store, pytest.raises(BadCase, match="open the case by its folder"):
        OpenCase(store, None).status(unread=True)


def test_without_a_case_nothing_is_made(tmp_path: Path) -> None:
    assert "there is no case in" in Desk(tmp_path / "none").run("status").only_line()
    assert not (tmp_path / "none").exists()


def test_what_stands_open_is_read_once_for_flags_and_deadlines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a national case it is a quarter of a second each time."""
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "list.csv", {"incident": "7011", "provider": "Birch Telecom", "status": "no-response"}))
    read = SqliteStore.open_hops
    asked: list[tuple[object, ...]] = []

    def spied(store: SqliteStore, *of: Any) -> Any:
        asked.append(of)
        return read(store, *of)

    monkeypatch.setattr(SqliteStore, "open_hops", spied)
    with tracer.open_case(desk.folder) as case:
        found = case.status()
        assert (found.flagged, found.open_ends, asked) == (1, 1, [()])
        assert (list(found.flags), len(list(case.next()))) == (case.flags(), 1)
