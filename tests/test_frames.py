"""Answers as DataFrames and as CSV, on both engines: the rows of the shipped texts, columns also without rows, nothing made up."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from neo4j import Result, RoutingControl

from tests import neo4j_server as servers
from tests import story
from tests.cases import Desk, hop_list, mailbox, specimens
from tests.test_engines import _values
from tests.test_queries import NAMES
from tracer import frames, queries
from tracer.errors import BadCase, BadInput, GraphUnreachable, NotKnown
from tracer.graph import Graph

OFFERED = [query.name for query in queries.available()]
WITH_ROWS = {"actions", "contradictions", "counts", "documents", "evidence", "incidents", "requests", "statuses", "trace", "walk"}
INCIDENT = "itg-20417"
NAMED = ["=1+1", "+Plus Tel", "-Minus Tel", "@At Tel", "<b>Bold</b> Tel", "None", "NA", "nan", "007", 'Quo"te, Tel']


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The specimens, counts, and names that a reader of CSV may take for something else."""
    folder = tmp_path_factory.mktemp("frames")
    with pytest.MonkeyPatch.context() as patch, specimens() as paths:
        desk = Desk(folder / "case", story.address_of(request, patch))
        rows = [{"incident": "odd", "provider": name, "status": "open", "caller": "+16095550117"} for name in NAMED]
        desk.load(*paths, mailbox(folder / "mails.txt"), hop_list(folder / "odd.csv", *rows))
        yield desk


@pytest.fixture(scope="module")
def graph(desk: Desk) -> Iterator[Graph]:
    with frames.opened(desk.db or desk.folder) as graph:
        yield graph


Given = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def given(desk: Desk) -> Given:
    """A value for each parameter of a question that must be given."""
    chosen = {"incident": INCIDENT, "provider": "brightwater-dialing", "action": "fcc-2024-06-12-quillon-gateway"}
    every = {**{name: values[0] for name, values in _values(desk.dump()).items()}, **chosen}
    return lambda name: {p: every[p] for p, meaning in queries.get(name).parameters.items() if "or null" not in meaning}


# --- a question as a frame ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OFFERED)
def test_a_question_is_a_frame_of_its_rows(name: str, graph: Graph, given: Given) -> None:
    found = frames.frame(graph, name, **given(name))
    rows = graph.ask(name, **queries.question(name).bind(given(name)))
    assert list(found.columns) == queries.get(name).columns
    assert all(list(row) == list(found.columns) for row in rows), "read from the text as the engine reads it"
    assert rows or name not in WITH_ROWS
    assert [{c: v if isinstance(v, list) or not pd.isna(v) else None for c, v in row.items()} for row in found.to_dict("records")] == rows
    assert not [v for column in found.columns for v in found[column] if v is None], "absent is NA"


@pytest.mark.parametrize("name", [name for name in OFFERED if queries.get(name).parameters])
def test_without_rows_the_columns_stay(name: str, graph: Graph) -> None:
    nothing = {p: "2001-01-01" if p == "as_of" else "no such" for p in queries.get(name).parameters if p != "since"}
    nothing |= {p: [] for p in nothing if p in {"providers", "ends"}} | ({"until": "2001-01-01"} if "until" in nothing else {})
    found = frames.frame(graph, name, **nothing)
    assert (len(found), list(found.columns)) == (0, queries.get(name).columns)


def test_columns_have_their_types(graph: Graph) -> None:
    walk = frames.frame(graph, "walk", incident=INCIDENT)
    assert {c: str(t) for c, t in walk.dtypes.items()} == {
        "position": "Int64", "hop": "string", "provider": "string", "status": "string", "status_basis": "string", "interim": "boolean", "bound_met": "boolean",
    }  # fmt: skip
    assert list(walk["position"]) == list(range(7))
    evidence = frames.frame(graph, "evidence", kind="call")
    assert evidence["upstream"].isna().all()
    assert str(evidence["upstream"].dtype) == "string", "a column without a value is text, not a number"
    assert frames.frame(graph, "incidents")["providers"][0].__class__ is list
    assert {"None", "NA", "nan", "007"} <= set(frames.frame(graph, "walk", incident="odd")["provider"]), "names are not values"


def test_a_day_does_not_become_midnight(graph: Graph) -> None:
    said = frames.frame(graph, "trace", incident=INCIDENT)
    days = said["known_at"].str.len() == 10
    assert 0 < days.sum() < len(said)
    instants = pd.to_datetime(said["known_at"].where(~days), utc=True)
    assert list(instants.isna()) == list(days)
    assert str(instants.dropna().iloc[0].tz) == "UTC"


def test_a_day_to_look_back_to_means_the_whole_of_it(desk: Desk, graph: Graph) -> None:
    """2024-05-14T14:01:00Z: the mail that says that Orchid Transit did not answer."""
    by_day = frames.frame(graph, "trace", incident="itg-20560", as_of="2024-05-14")
    assert "no-response" in set(by_day["status"].dropna())
    assert by_day.equals(frames.frame(graph, "trace", incident="itg-20560", as_of="2024-05-14T23:59:59Z"))
    assert "no-response" not in set(frames.frame(graph, "trace", incident="itg-20560", as_of="2024-05-13")["status"].dropna())
    assert len(desk.ask("query", "trace", "incident=itg-20560", "as_of=2024-05-14")) == len(by_day)
    called = frames.frame(graph, "incidents", since="2024-05-08", until="2024-05-08")
    assert set(called["call_at"]) == {"2024-05-08T16:27:51Z", "2024-05-08T19:15:00Z"}


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("wander", {}, "no query is called 'wander': `tracer queries` lists them"),
        ("remove_all", {}, "no query is called 'remove_all': `tracer queries` lists them"),
        ("read_names", {}, "no query is called 'read_names': `tracer queries` lists them"),
        ("walk", {}, "walk needs incident=...: the incident's id, e.g. itg-20417"),
        ("walk", {"incident": None}, "walk needs incident=...: the incident's id, e.g. itg-20417"),
        ("walk", {"path": 1}, "'path' is no parameter of walk: it takes incident=..."),
        ("documents", {"path": 1}, "'path' is no parameter of documents: it takes none"),
        ("counts", {"as_of": "15 May 2024"}, "as_of '15 May 2024' is no date: write it like 2022-12-15, or 2022-12-15T12:00:00Z"),
        ("counts", {"as_of": "2024-02-30"}, "as_of '2024-02-30' is no date: write it like 2022-12-15, or 2022-12-15T12:00:00Z"),
        ("counts", {"as_of": 2024}, "as_of 2024 is no date: write it like 2022-12-15, or 2022-12-15T12:00:00Z"),
    ],
)
def test_what_cannot_be_asked(name: str, parameters: dict[str, Any], said: str, graph: Graph) -> None:
    with pytest.raises((BadInput, NotKnown)) as error:
        frames.frame(graph, name, **parameters)
    assert str(error.value) == said


def test_a_list_of_columns_is_read_from_any_return() -> None:
    def columns(text: str) -> list[str]:
        return queries.Query("scratch", "", {}, f"// Says RETURN x AS y.\n{text}").columns

    assert columns("MATCH (n) RETURN n.a AS a, CASE WHEN n.b IN ['x, y', ')'] THEN [1, 2] ELSE {k: 1, l: 2} END AS b, c\nORDER BY a, c") == [
        "a", "b", "c",
    ]  # fmt: skip
    assert columns("MATCH (n) RETURN DISTINCT n.a AS a UNION ALL MATCH (m) RETURN m.a AS a") == ["a"]
    assert all(queries.get(name).columns for name in NAMES if name.startswith("read_"))


def test_what_cannot_be_seen_is_shown_as_in_csv(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    names = ["Turned \u202eleT", "\x1b[31mRed Tel", "<script>alert(1)</script> Tel"]
    desk.load(hop_list(tmp_path / "list.csv", *({"incident": "7040", "provider": name, "status": "open"} for name in names)))
    with frames.opened(desk.folder) as graph:
        walk = frames.frame(graph, "walk", incident="itg-7040")
        [found] = frames.frame(graph, "incidents")["providers"]
        path = frames.trace(graph, "7040")
    visible = {r"Turned \u202eleT", r"\x1b[31mRed Tel", names[2]}
    assert set(walk["provider"]) == set(found) == set(frames.hops(path)["provider"]) == visible
    assert "<script>" not in walk.to_html()
    assert "&lt;script&gt;" in walk.to_html()


# --- CSV ---------------------------------------------------------------------------------------------------------------


def from_csv(text: str, like: pd.DataFrame) -> pd.DataFrame:
    """A CSV of ours as pandas reads it, with the types of a frame, lists read, and the guard taken off."""
    types = {column: "string" if str(dtype) == "object" else dtype for column, dtype in like.dtypes.items()}
    read = pd.read_csv(io.StringIO(text, newline=""), dtype=types, keep_default_na=False, na_values=[""])
    for column, dtype in like.dtypes.items():
        if str(dtype) == "object":
            read[column] = read[column].map(json.loads, na_action="ignore").astype(object)
        elif str(dtype) == "string":
            read[column] = read[column].str.replace(r"^'(?=\s*[=+\-@|%])", "", regex=True)
    return read


@pytest.mark.parametrize("name", OFFERED)
def test_a_csv_read_by_pandas_is_the_same_frame(name: str, desk: Desk, graph: Graph, given: Given) -> None:
    ran = desk.run("query", name, *(f"{key}={value}" for key, value in given(name).items()), "--csv")
    assert (ran.code, ran.err) == (0, "")
    found = frames.frame(graph, name, **given(name))
    pd.testing.assert_frame_equal(from_csv(ran.out, found), found)
    cells = pd.read_csv(io.StringIO(ran.out, newline=""), dtype="string", keep_default_na=False).to_numpy().ravel()
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "|", "%"))]


def test_csv_has_its_header_without_rows(desk: Desk) -> None:
    assert desk.run("query", "walk", "incident=none", "--csv").out == "position,hop,provider,status,status_basis,interim,bound_met\n"
    assert desk.run("query", "walk", "incident=none", "--json").out == "[]\n"
    assert (
        desk.run("query", "walk", "incident=odd", "--csv").out.splitlines()[0]
        == "position,hop,provider,status,status_basis,interim,bound_met"
    )


def test_numbers_are_guarded(desk: Desk, graph: Graph) -> None:
    """The negative control: without the guard a spreadsheet takes a telephone number for a sum."""
    assert "+16095550117" in set(frames.frame(graph, "incidents")["caller"].dropna())
    lines = desk.run("query", "incidents", "--csv").out
    assert ",'+16095550117," in lines
    assert ",+1" not in lines


# --- the plain driver ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("desk", ["neo4j"], indirect=True)
def test_the_plain_driver_gives_the_same_rows(graph: Graph, given: Given, neo4j_server: servers.Server) -> None:
    for name in ("trace", "incidents", "statuses"):
        asked = queries.question(name)
        with neo4j_server.driver() as driver:
            plain = driver.execute_query(asked.text, asked.bind(given(name)), routing_=RoutingControl.READ)
            table = driver.execute_query(
                asked.text, asked.bind(given(name)), routing_=RoutingControl.READ, result_transformer_=Result.to_df
            )
        assert plain.keys == asked.columns
        assert [record.data() for record in plain.records] == graph.ask(name, **asked.bind(given(name)))
        assert list(table.columns) == asked.columns
        assert len(table) == len(plain.records) > 0


# --- a path ------------------------------------------------------------------------------------------------------------


def test_hops_and_handoffs_of_a_path(graph: Graph) -> None:
    path = frames.trace(graph, INCIDENT)
    hops, handoffs = frames.hops(path), frames.handoffs(path)
    assert list(hops["provider"])[5:] == ["Quillon Gateway Ltd.", "Brightwater Dialing"]
    assert list(hops["position"]) == list(range(7))
    assert list(hops["status"])[6] == "no-response"
    assert list(handoffs["from"]) == list(hops["hop"])[:-1]
    assert list(handoffs["to"]) == list(hops["hop"])[1:]
    assert list(handoffs["attested"]) == ["both"] * 5 + ["one"], "the last one never answered"
    assert list(handoffs["speakers"])[5] == ["Quillon Gateway Ltd."]
    evidence = frames.frame(graph, "evidence_of_incident", incident=INCIDENT).set_index("claim")
    for claims in (*hops["claims"], *handoffs["claims"]):
        assert claims
        assert set(claims) <= set(evidence.index), "each claim can be followed to its words"
    assert evidence.loc[handoffs["claims"][5][0], "quote"].startswith("20417,Quillon Gateway Ltd.,Brightwater Dialing")
    assert list(frames.handoffs(frames.trace(graph, "odd")).columns) == list(frames.HANDOFFS)


# --- opening -----------------------------------------------------------------------------------------------------------


def test_what_the_graph_lacks_is_warned_of(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    with specimens() as paths:
        desk.load(paths[0])
        with frames.opened(desk.folder) as graph:
            assert len(frames.frame(graph, "documents")) == 1
        kept = desk.case.store.read_bytes()
        desk.load(*paths[1:])
    desk.case.store.write_bytes(kept)
    said = "^4 documents of this case are not yet whole in the store: `tracer rebuild` or the next `tracer load` completes them$"
    with pytest.warns(UserWarning, match=said) as caught, frames.opened(desk.folder):
        pass
    assert caught[0].filename == __file__, "pointed at the line that opened it"


def test_it_is_opened_to_read_alone(graph: Graph) -> None:
    from tracer.errors import GraphError

    with pytest.raises(GraphError):
        graph.put("write_providers", [{"key": "made-up", "name": "Made Up"}])
    assert not graph.ask("find_providers", text="Made Up")


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with (
        pytest.raises(
            BadCase, match=r"^there is no case in .*none: load a document first, e\.g\. `tracer --case .*none load notices\.txt`$"
        ),
        frames.opened(tmp_path / "none"),
    ):
        pass
    with pytest.raises(GraphUnreachable, match=r"^no Neo4j answers at bolt://127\.0\.0\.1:1: "), frames.opened("bolt://127.0.0.1:1"):
        pass
    assert not tmp_path.joinpath("none").exists()


def test_without_pandas_one_line_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path / "case")
    with specimens() as paths:
        desk.load(paths[0])
    monkeypatch.setitem(sys.modules, "pandas", None)
    with desk.graph() as graph, pytest.raises(ImportError, match=r"^pandas is not installed: pip install 'calltracer\[pandas\]'$"):
        frames.frame(graph, "documents")


def test_pandas_is_imported_when_it_is_used() -> None:
    code = "import sys, tracer.frames; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_no_command_waits_for_pandas(served: Desk) -> None:
    """The driver imports it where it is installed, and a program of one's own that uses both is not kept from that."""
    ask = "import sys\nfrom tracer import cli\ntry: cli.main()\nfinally: print('pandas' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", ask, "--db", str(served.db), "documents"], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "False"
    ask = "import sys, neo4j; print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout == "True\n"
