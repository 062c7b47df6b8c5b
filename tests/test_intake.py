"""From files to the graph: outcomes of a load, and a graph that depends on the documents alone, never on the order they came in."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import neo4j_server as servers
from tests.cases import Desk, Dump, chain, differing, hard_case, hop_list, merging, names, run, specimens
from tracer import projection, reading, registry
from tracer.files import files_in
from tracer.model import Evidence
from tracer.store.sqlite import SqliteStore

CLAIMS = 21  # of the specimen hop_list.csv, which `test_a_first_load_...` pins and others build on


@pytest.fixture(params=["embedded", "neo4j"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    """Each call gives an empty case with an empty graph."""
    count = itertools.count()
    if request.param == "embedded":
        yield lambda: Desk(tmp_path / f"case-{next(count)}")
        return
    server: servers.Server = request.getfixturevalue("logged_in")
    with server.driver() as driver:

        def fresh() -> Desk:
            servers.empty(driver)
            return Desk(tmp_path / f"case-{next(count)}", server.uri)

        yield fresh


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


@pytest.fixture
def shipped(tmp_path: Path) -> dict[str, Path]:
    with specimens() as paths:
        return {path.name: Path(shutil.copy2(path, tmp_path)) for path in paths}


# --- outcomes ------------------------------------------------------------------------------------------------------


def test_a_first_load_a_second_and_another_name(engine: Callable[[], Desk], shipped: dict[str, Path], tmp_path: Path) -> None:
    desk = engine()
    [first] = desk.load(shipped["hop_list.csv"])
    assert (first.outcome, first.loader, first.claims, first.new, first.error) == ("loaded", "hop_list", CLAIMS, CLAIMS, None)
    once = desk.dump()
    assert len(once.named("Claim")) == CLAIMS
    [again] = desk.load(shipped["hop_list.csv"])
    assert (again.outcome, again.document, again.claims, again.new) == ("known", first.document, CLAIMS, 0)
    other = Path(shutil.copy2(shipped["hop_list.csv"], tmp_path / "the same, renamed.csv"))
    [renamed] = desk.load(other)
    assert (renamed.outcome, renamed.document, renamed.name, renamed.new) == ("known", first.document, "hop_list.csv", 0)
    assert not differing(desk.dump(), once)
    assert [held.name for held in desk.case.documents().values()] == ["hop_list.csv"]


def test_a_copy_in_the_same_load_adds_nothing(desk: Desk, shipped: dict[str, Path], tmp_path: Path) -> None:
    copy = Path(shutil.copy2(shipped["hop_list.csv"], tmp_path / "copy.csv"))
    first, second = desk.load(shipped["hop_list.csv"], copy)
    assert (first.outcome, first.new) == ("loaded", CLAIMS)
    assert (second.outcome, second.new, second.name) == ("known", 0, "hop_list.csv")
    assert len(desk.dump().named("Claim")) == CLAIMS


def test_documents_that_share_lines_are_two_documents(desk: Desk, tmp_path: Path) -> None:
    rows = chain("7040", "Alder Voice", "Birch Telecom")
    one, two = hop_list(tmp_path / "one.csv", *rows), hop_list(tmp_path / "two.csv", *rows, *chain("7041", "Alder Voice", "Cedar Tel"))
    assert names(desk.load(one, two)) == [("one.csv", "loaded"), ("two.csv", "loaded")]
    graph = desk.dump()
    assert len(graph.named("Claim")) == len(graph.tied("STATED_IN")) == 3 + 6
    [hand_off] = [properties for a, b, properties in graph.tied("RECEIVED_FROM") if a.startswith("itg-7040@")]
    assert len(hand_off["claims"]) == 2, "one fact, two pieces of evidence"


def test_as_forces_the_loader_and_is_remembered(desk: Desk, tmp_path: Path) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text("incident,provider\n7040,Alder Voice\n", encoding="utf-8")
    [unknown] = desk.load(bare)
    assert (unknown.outcome, unknown.unknown) == ("failed", True)
    [forced] = desk.load(bare, loader="hop_list", noted_on="2024-05-20")
    assert (forced.outcome, forced.loader, forced.new) == ("loaded", "hop_list", 1)
    [remembered] = desk.load(bare)
    assert (remembered.outcome, remembered.loader, remembered.new) == ("known", "hop_list", 0)


def test_noted_on_replaces_the_claims_and_does_not_double_them(engine: Callable[[], Desk], tmp_path: Path) -> None:
    undated = hop_list(tmp_path / "undated.csv", *chain("7040", "Alder Voice", "Birch Telecom", noted_on=""))
    desk = engine()
    [lacking] = desk.load(undated)
    assert lacking.outcome == "failed"
    assert lacking.error == "line 2 of undated.csv has neither noted_on nor answered_at: say when this became known with --noted-on DATE"
    desk.load(undated, noted_on="2024-05-20")
    assert {claim["known_at"] for claim in desk.dump().named("Claim")} == {"2024-05-20"}
    [moved] = desk.load(undated, noted_on="2024-06-02")
    assert (moved.outcome, moved.claims, moved.new) == ("loaded", 3, 3)
    after = desk.dump()
    assert [claim["known_at"] for claim in after.named("Claim")] == ["2024-06-02"] * 3
    [kept] = desk.load(undated)
    assert (kept.outcome, kept.new) == ("known", 0)
    other = engine()
    other.load(undated, noted_on="2024-06-02")
    assert not differing(other.dump(), after)


def test_a_mark_is_inherited_by_what_the_document_says(desk: Desk, shipped: dict[str, Path]) -> None:
    desk.load(shipped["hop_list.csv"])
    before = desk.dump().named("Claim")
    [marked] = desk.load(shipped["hop_list.csv"], mark="protective order")
    assert (marked.outcome, marked.new) == ("loaded", CLAIMS)
    assert [(d["mark"], d["claims"]) for d in desk.dump().named("Document")] == [("protective order", CLAIMS)]
    assert sorted(c["id"] for c in desk.dump().named("Claim")) == sorted(c["id"] for c in before), "a mark is no part of what is said"
    [kept] = desk.load(shipped["hop_list.csv"])
    assert kept.outcome == "known"
    assert desk.dump().named("Document")[0]["mark"] == "protective order"


def test_a_newer_loader_replaces_its_claims(engine: Callable[[], Desk], shipped: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    module = _module("hop_list")
    desk = engine()
    desk.load(shipped["hop_list.csv"], shipped["notice.eml"])
    old = {claim["id"] for claim in desk.dump().named("Claim")}
    monkeypatch.setattr(module, "LONGEST", 40)  # the newer one quotes less of a row
    [known] = desk.load(shipped["hop_list.csv"])
    assert (known.outcome, known.new) == ("known", 0), "an unchanged version is not read again"
    monkeypatch.setattr(module, "VERSION", module.VERSION + 1)
    newer, untouched = desk.load(shipped["hop_list.csv"], shipped["notice.eml"])
    assert (newer.outcome, newer.claims, newer.new) == ("loaded", CLAIMS, CLAIMS)
    assert (untouched.outcome, untouched.new) == ("known", 0)
    claims = desk.dump().named("Claim")
    assert len(claims) == CLAIMS + 2
    assert len(old & {claim["id"] for claim in claims}) == 2
    assert [d["version"] for d in desk.dump().named("Document") if d["name"] == "hop_list.csv"] == [module.VERSION]
    mails = _module("itg_mailbox").VERSION
    assert [(e["name"], e["version"]) for e in desk.case.entries()] == [
        ("hop_list.csv", module.VERSION - 1), ("notice.eml", mails), ("hop_list.csv", module.VERSION),
    ]  # fmt: skip
    after = desk.dump()
    desk.rebuild()
    assert not differing(desk.dump(), after)


def test_a_loader_that_fails_halfway_leaves_nothing(desk: Desk, tmp_path: Path, shipped: dict[str, Path]) -> None:
    torn = hop_list(tmp_path / "torn.csv", *chain("7040", *(f"Tel {n}" for n in range(50))))
    with torn.open("a", encoding="utf-8") as file:
        file.write('7041,,"Alder Voice\n')
    before, bad, after = desk.load(shipped["notice.eml"], torn, shipped["hop_list.csv"])
    assert (before.outcome, bad.outcome, after.outcome) == ("loaded", "failed", "loaded")
    assert bad.error is not None
    assert "torn.csv is no CSV" in bad.error
    assert {d["name"] for d in desk.dump().named("Document")} == {"notice.eml", "hop_list.csv"}
    assert [e["name"] for e in desk.case.entries()] == ["notice.eml", "hop_list.csv"]
    alone = Desk(tmp_path / "alone")
    alone.load(shipped["notice.eml"], shipped["hop_list.csv"])
    assert not differing(alone.dump(), desk.dump())


def test_what_the_graph_lacks_is_completed_by_the_next_load(engine: Callable[[], Desk], shipped: dict[str, Path]) -> None:
    whole = engine()
    whole.load(*shipped.values())
    expected = whole.dump()
    desk = engine()
    with desk.case.writing() as writing:  # journaled and not drawn, as by a process that was killed
        for name in ("mailbox.txt", "hop_list.csv"):
            copy, sha256 = writing.incoming(shipped[name])
            writing.keep(copy, sha256)
            writing.note("loaded", document=sha256, name=name, loader="hop_list" if "hop" in name else "itg_mailbox", version=1)
    outcomes = desk.load(*shipped.values())
    assert {o.name: o.outcome for o in outcomes} == {
        "ag_notice.txt": "loaded", "fcc_letter.txt": "loaded", "hop_list.csv": "completed", "mailbox.txt": "completed",
        "notice.eml": "loaded",
    }  # fmt: skip
    assert not differing(desk.dump(), expected)


def _module(name: str) -> ModuleType:
    return registry.get(name).module


# --- the same graph, however it came about -------------------------------------------------------------------------


@pytest.mark.long
def test_every_order_gives_the_same_graph(engine: Callable[[], Desk], tmp_path: Path) -> None:
    expected: Dump | None = None
    orders = list(itertools.permutations(merging(tmp_path)))
    for order in orders if engine().db is None else orders[::5]:  # a server takes its time
        desk = engine()
        for path in order:
            desk.load(path)
        expected = expected or desk.dump()
        assert not differing(desk.dump(), expected), [path.name for path in order]
    assert expected is not None
    assert {p["name"] for p in expected.named("Provider")} == {"ALDER VOICE", "Birch Telecom", "CN", "Dogwood Transit", "Alder-Voice"} - (
        {"Alder-Voice"}  # tied to the first by the list that prints both
    )
    assert {n["text"] for n in expected.named("Name")} == {
        "Alder Voice, LLC", "ALDER VOICE", "Alder Voice LLC", "Alder-Voice", "Old Alder", "Old Alder / Alder Voice LLC / Alder-Voice",
        "Birch Telecom", "Cedar Networks", "Cedar Networks / CN", "CN", "cn", "Dogwood Transit",
    }  # fmt: skip


SPECIMENS = 5


def test_specimens_in_any_order_and_any_split_give_the_same_graph(engine: Callable[[], Desk], shipped: dict[str, Path]) -> None:
    paths = list(shipped.values())
    assert len(paths) == SPECIMENS
    whole = engine()
    whole.load(*paths)
    expected = whole.dump()

    @settings(max_examples=10 if whole.db is None else 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(order=st.permutations(paths), cuts=st.sets(st.integers(1, SPECIMENS - 1)))
    def holds(order: list[Path], cuts: set[int]) -> None:
        desk = engine()
        for a, b in itertools.pairwise([0, *sorted(cuts), SPECIMENS]):
            desk.load(*order[a:b])
        assert not differing(desk.dump(), expected)

    holds()


def test_both_engines_hold_the_same_graph(shipped: dict[str, Path], tmp_path: Path, logged_in: servers.Server) -> None:
    paths = [*shipped.values(), hard_case(tmp_path / "hard.csv"), *merging(tmp_path)]
    embedded, server = Desk(tmp_path / "embedded"), Desk(tmp_path / "server", logged_in.uri)
    for desk in (embedded, server):
        desk.load(*paths)
    assert not differing(embedded.dump(), server.dump())


@pytest.mark.parametrize("name", ["mailbox.txt", "hop_list.csv"])
def test_forgetting_leaves_the_graph_of_never_having_loaded(engine: Callable[[], Desk], shipped: dict[str, Path], name: str) -> None:
    others = [path for path in shipped.values() if path.name != name]
    never = engine()
    never.load(*others)
    expected = never.dump()
    desk = engine()
    desk.load(*shipped.values())
    before = desk.dump()
    desk.forget(name)
    assert not differing(desk.dump(), expected)
    assert not (desk.folder / "originals" / _sha256(before, name)).exists()
    [again] = desk.load(shipped[name])
    assert again.outcome == "loaded"
    assert again.new == again.claims > 0
    assert not differing(desk.dump(), before)


def test_forgetting_everything_leaves_nothing(engine: Callable[[], Desk], shipped: dict[str, Path], tmp_path: Path) -> None:
    desk = engine()
    desk.load(*shipped.values(), hard_case(tmp_path / "hard.csv"))
    desk.forget(*shipped, "hard.csv")
    assert desk.dump() == Dump([], [])
    assert list((desk.folder / "originals").iterdir()) == []


def test_rebuild_gives_the_graph_again(engine: Callable[[], Desk], shipped: dict[str, Path], tmp_path: Path) -> None:
    desk = engine()
    desk.load(*shipped.values())
    desk.load(*merging(tmp_path))
    desk.forget("mailbox.txt", "b.csv")
    expected = desk.dump()
    desk.rebuild()
    assert not differing(desk.dump(), expected)


def test_a_case_is_put_into_another_graph_by_rebuild(shipped: dict[str, Path], tmp_path: Path, logged_in: servers.Server) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(*shipped.values())
    ours = Desk(desk.folder, logged_in.uri)
    with logged_in.driver() as driver:
        driver.execute_query("CREATE (:SomebodyElse {id: 1})-[:KNOWS]->(:SomebodyElse {id: 2})")
    ours.rebuild()
    with logged_in.driver() as driver:
        [record] = driver.execute_query("MATCH (n:SomebodyElse)-[r:KNOWS]->() RETURN count(r) AS theirs").records
        assert record["theirs"] == 1, "what others put into the database stays"
        driver.execute_query("MATCH (n:SomebodyElse) DETACH DELETE n")
    assert not differing(ours.dump(), desk.dump())


def test_calls_are_drawn_while_their_list_is_read_and_none_is_asked_for_again(desk: Desk, tmp_path: Path) -> None:
    rows = [row for n in range(20) for row in chain(str(8000 + n), f"Hazel {n} Tel", "Gorse Tel", "Alder Voice LLC")]
    asked: set[str] = set()
    claims = SqliteStore.claims

    def heard(store: SqliteStore, **of: Any) -> Sequence[Evidence]:
        asked.update(of.get("incidents") or ())
        return claims(store, **of)

    with pytest.MonkeyPatch.context() as some_at_once:
        some_at_once.setattr(SqliteStore, "claims", heard)
        some_at_once.setattr(reading, "BATCH", 3)
        some_at_once.setattr(projection, "HELD", 20)
        desk.load(hop_list(tmp_path / "list.csv", *rows))
    assert asked == set()
    whole = Desk(tmp_path / "whole")
    whole.load(tmp_path / "list.csv")
    assert not differing(desk.dump(), whole.dump())


# --- the same, for whatever people may enter -----------------------------------------------------------------------

_NAMES = [
    "Alder Voice LLC",
    "Alder Voice",
    "ALDER  VOICE, Inc.",
    "Alder / Birch",
    "Birch Tel",
    "birch",
    "Cedar",
    "Cedar / ALDER VOICE",
    "Dogwood, Ltd.",
]
_row = st.fixed_dictionaries(
    {
        "incident": st.sampled_from(["7040", "7041", "odd"]),
        "provider": st.sampled_from(_NAMES),
        "received_from": st.sampled_from(["", "", *_NAMES, "#h1", "#h2"]),
        "hop_id": st.sampled_from(["", "", "", "h1", "h2", "901", "902"]),
        "status": st.sampled_from(["", "open", "downstream", "originating", "no-response", "not-found"]),
        "asked_at": st.sampled_from(["", "", "2024-05-02T10:00:00Z"]),
        "call_at": st.sampled_from(["", "", "2024-05-01", "2024-04-30T09:00:00Z"]),
        "campaign": st.sampled_from(["", "", "Odd", "Odder"]),
        "noted_on": st.sampled_from(["2024-05-20", "2024-05-21", "2024-06-01"]),
    }
)
_NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]  # each attempt loads several cases: it would take minutes
_lists = st.lists(st.lists(_row, min_size=1, max_size=5), min_size=2, max_size=4)


def _drawn(desk: Desk, batches: Sequence[Sequence[Path]]) -> Dump:
    for batch in batches:
        desk.load(*batch)
    return desk.dump()


def _holds(fresh: Callable[[], Desk], folder: Path, lists: list[list[dict[str, str]]], data: st.DataObject) -> None:
    paths = [hop_list(folder / f"{n}.csv", *rows) for n, rows in enumerate(lists)]
    distinct = list({path.read_bytes(): path for path in paths}.values())
    together = _drawn(fresh(), [distinct])
    order = data.draw(st.permutations(distinct), "order")
    desk = fresh()
    with pytest.MonkeyPatch.context() as some_at_once:  # so that calls are drawn while their list is still read
        some_at_once.setattr(reading, "BATCH", 2)
        some_at_once.setattr(projection, "HELD", data.draw(st.integers(1, 9), "held"))
        one_by_one = _drawn(desk, [[path] for path in order])
    assert not differing(one_by_one, together), "\n".join(differing(one_by_one, together))
    gone = data.draw(st.sampled_from(distinct), "forgotten")
    desk.forget(gone.name)
    left = desk.dump()
    assert not differing(left, _drawn(fresh(), [[path for path in distinct if path != gone]]))


@pytest.mark.long
@settings(max_examples=12, phases=_NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lists=_lists, data=st.data())
def test_any_lists_give_the_same_graph_in_any_order(tmp_path: Path, lists: list[list[dict[str, str]]], data: st.DataObject) -> None:
    _holds(_embedded(tmp_path), tmp_path, lists, data)


@pytest.mark.slow
@settings(max_examples=600, phases=_NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lists=_lists, data=st.data())
def test_many_more_lists_give_the_same_graph_in_any_order(tmp_path: Path, lists: list[list[dict[str, str]]], data: st.DataObject) -> None:
    _holds(_embedded(tmp_path), tmp_path, lists, data)


def _embedded(folder: Path) -> Callable[[], Desk]:
    count = itertools.count()

    def fresh() -> Desk:
        place = folder / f"case-{next(count)}"
        shutil.rmtree(place, ignore_errors=True)  # of the example before
        return Desk(place)

    return fresh


# --- which files ---------------------------------------------------------------------------------------------------


def test_folders_are_searched_but_for_hidden_files_and_the_case_itself(tmp_path: Path, shipped: dict[str, Path]) -> None:
    folder = tmp_path / "evidence of June"
    (folder / "below").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name, to in (
        ("hop_list.csv", "b.csv"),
        ("notice.eml", "below/a.eml"),
        ("mailbox.txt", ".hidden.txt"),
        ("mailbox.txt", ".git/x.txt"),
    ):
        shutil.copy2(shipped[name], folder / to)
    case = folder / "tracer-case"
    assert run("--case", case, "load", folder).code == 0
    assert [(p.relative_to(folder).as_posix(), named) for p, named in files_in([folder], case)] == [
        ("b.csv", False),
        ("below/a.eml", False),
    ]
    assert list(files_in([folder / "b.csv"], case)) == [(folder / "b.csv", True)]
    assert {held.name for held in Desk(case).case.documents().values()} == {"b.csv", "a.eml"}


def test_a_file_that_may_not_be_read_is_named(desk: Desk, shipped: dict[str, Path], tmp_path: Path) -> None:
    gone = tmp_path / "gone.csv"
    first, second = desk.load(gone, shipped["hop_list.csv"])
    assert (first.outcome, first.error) == (
        "failed",
        f"{gone} cannot be read (No such file or directory): check its name and its permissions",
    )
    assert second.outcome == "loaded"
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe")
        assert list(files_in([shipped["hop_list.csv"].parent], desk.folder)) == [
            (path, False) for path in sorted(shipped["hop_list.csv"].parent.iterdir()) if path.is_file() and desk.folder != path
        ]


def _sha256(graph: Dump, name: str) -> str:
    return str(next(d["sha256"] for d in graph.named("Document") if d["name"] == name))
