"""Hops about which something is open: kept as they were drawn, they answer as what is drawn anew from claims does."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases import Desk, chain, hard_case, hop_list, mailbox, specimens
from tests.claims import INCIDENT, asked, borne, handed, said, status
from tests.places import SAMPLES
from tracer.ask import todo
from tracer.ask.flags import flags
from tracer.ask.providers import dossier
from tracer.model import Kind, Status
from tracer.open_hops import open_hops
from tracer.path import call_path
from tracer.render import json as shapes
from tracer.store.sqlite import SqliteStore

NOW = "2026-01-01T00:00:00Z"


class Forgetful(SqliteStore):
    """Keeps claims alone: every call is drawn anew."""

    kept = None  # type: ignore[assignment]


def lists(store: SqliteStore) -> dict[str, Any]:
    clocks = todo.running(store, None, NOW, answered=False)
    told = {
        "flags": list(map(shapes.flag, flags(store))),
        "repeat": list(map(shapes.flag, flags(store, rule="repeat", times=2, months=30))),
        "due": list(map(shapes.clock, clocks)),
        "next": list(map(shapes.step, todo.next_steps(store, None, NOW))),
    }
    for one in told["flags"]:
        told[one["provider"]] = shapes.flag(dossier(store, one["provider"])[0].flag) if dossier(store, one["provider"])[0].flag else None
    return json.loads(json.dumps(told, default=str))  # type: ignore[no-any-return]


def held(desk: Desk) -> dict[str, Any]:
    """The lists of a case, which are the same when every call is drawn anew."""
    with closing(SqliteStore(desk.case.store)) as keeping, closing(Forgetful(desk.case.store)) as drawing:
        told, anew = lists(keeping), lists(drawing)
        assert told == anew
        everything = [clock for clock in todo.running(drawing, None, NOW) if clock.state != "answered"]
        assert told["due"] == json.loads(json.dumps(list(map(shapes.clock, everything)), default=str)), "no clock runs elsewhere"
    return told


def test_on_the_specimens(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    with specimens() as files:
        desk.load(*files)
    told = held(desk)
    assert [flag["provider"] for flag in told["flags"]] == ["Brightwater Dialing", "Quillon Gateway Ltd.", "Tidewater Minutes"]
    assert {step["end"] for step in told["next"]} >= {"no-response", "unknown"}


def test_on_all_that_is_odd(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(hard_case(tmp_path / "hard.csv"), mailbox(tmp_path / "mails.txt"))
    told = held(desk)
    assert told["next"]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the public documents are not beside this checkout")
def test_on_real_documents(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(*sorted(file for file in SAMPLES.iterdir() if file.suffix in {".txt", ".pdf", ".csv"}))
    assert len(held(desk)["due"]) > 100


def test_a_judgement_a_document_more_and_one_less_change_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    silent = {
        "incident": "7001",
        "provider": "Cedar Networks",
        "status": "no-response",
        "asked_at": "2024-05-03T13:00:00Z",
        "stated_by": "ITG",
    }
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom")[:1], silent))
    assert [flag["provider"] for flag in held(desk)["flags"]] == ["Cedar Networks"]
    later = silent | {"provider": "CEDAR-NETWORKS", "incident": "7002"}
    desk.load(hop_list(tmp_path / "two.csv", later))
    assert [flag["no_response"] for flag in held(desk)["flags"]] == [1, 1]
    assert desk.run("names", "same", "Cedar Networks", "CEDAR-NETWORKS", "--because", "one company").code == 0
    assert [flag["no_response"] for flag in held(desk)["flags"]] == [2]
    answered = silent | {
        "status": "downstream",
        "received_from": "Elm Tel",
        "noted_on": "2024-06-01",
        "answered_at": "2024-05-30T10:00:00Z",
    }
    desk.load(hop_list(tmp_path / "three.csv", answered))
    told = held(desk)
    assert [(flag["no_response"], flag["asked"]) for flag in told["flags"]] == [(1, 2)]
    desk.forget("two.csv")
    assert held(desk)["flags"] == []


names = st.sampled_from(["Alder Voice", "Birch Telecom", "Cedar Networks", "Elm Tel"])
rows = st.fixed_dictionaries(
    {
        "incident": st.sampled_from(["1", "2", "3"]), "provider": names, "received_from": st.one_of(st.just(""), names),
        "status": st.sampled_from(["", *map(str, Status)]), "asked_at": st.sampled_from(["", "2024-05-03T13:00:00Z", "2024-05-20"]),
        "answered_at": st.sampled_from(["", "2024-05-10T09:00:00Z", "2024-06-02"]), "stated_by": st.one_of(st.just("ITG"), names),
        "noted_on": st.sampled_from(["2024-05-14", "2024-05-21", "2024-06-03"]),
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return [tmp_path_factory.mktemp("open")]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_rows=st.lists(rows, min_size=1, max_size=8))
def test_whatever_a_list_says(given_rows: list[dict[str, str]], folder: list[Path]) -> None:
    place = folder[0] / str(len(folder))
    folder.append(place)
    desk = Desk(place)
    place.mkdir()
    desk.load(hop_list(place / "list.csv", *given_rows))
    held(desk)


# --- which they are ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ([asked("Fernwick")], [("Fernwick", ["open"])]),
        ([asked("Fernwick"), status("Fernwick", Status.DOWNSTREAM), handed("Fernwick", "Orchid")], [("Orchid", ["unknown"])]),
        ([status("Fernwick", Status.ORIGINATING)], []),
        ([status("Fernwick", Status.POINT_OF_ENTRY)], []),
        ([status("Fernwick", Status.NOT_FOUND)], [("Fernwick", ["not-found"])]),
        ([status("Fernwick", Status.NO_RESPONSE)], [("Fernwick", ["no-response"])]),
        # The silence stands no more, and is still to be told in a letter's flag.
        (
            [status("Fernwick", Status.NO_RESPONSE, known_at="2024-05-02"), status("Fernwick", Status.ORIGINATING, known_at="2024-05-09")],
            [("Fernwick", ["originator"])],
        ),
        # Its reminder runs, though it ends no trail.
        ([said(Kind.REMINDED, "Fernwick"), handed("Fernwick", "Orchid", said_by="Stranger"), status("Orchid", Status.ORIGINATING)], [("Fernwick", [])]),
        ([asked("Fernwick"), handed("Fernwick", "Orchid", said_by="Stranger"), status("Orchid", Status.ORIGINATING)], [("Fernwick", [])]),
    ],
)  # fmt: skip
def test_which_hops_are_open(claims: list[Any], found: list[tuple[str, list[str]]]) -> None:
    path = call_path(INCIDENT, borne(claims))
    assert [(one.hop.provider, [end for _, end in one.ends]) for one in open_hops(path)] == found
    assert all(one.incident == INCIDENT for one in open_hops(path))
