"""One set of Cypher, two engines: the same rows from every text, the same errors, and the same refusal to write for readers."""

from __future__ import annotations

import itertools
import random
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kglite
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from neo4j.graph import Node

from tests import neo4j_server as servers
from tests.cases import KEYS, Desk, Dump, dump, hard_case, mailbox, merging, specimens
from tests.test_queries import DRAWING, FILLED_IN, NAMES
from tracer import queries
from tracer.cli.ask import browser_text
from tracer.errors import BadInput, ConstraintBroken, GraphError, GraphRefused, GraphUnreachable, GraphUnreadable, QueryRefused
from tracer.graph import Graph, connect
from tracer.queries import literal
from tracer.store import VERSION


@pytest.fixture(scope="module")
def settled(neo4j_server: servers.Server) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        if neo4j_server.auth:
            patch.setenv("NEO4J_USERNAME", neo4j_server.auth[0])
            patch.setenv("NEO4J_PASSWORD", neo4j_server.auth[1])
        yield patch


@pytest.fixture(scope="module")
def desks(neo4j_server: servers.Server, settled: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Desk]:
    """The same documents on the embedded engine and on a server."""
    folder = tmp_path_factory.mktemp("engines")
    with neo4j_server.driver() as driver:
        servers.empty(driver)
    with specimens() as paths:
        documents = [*paths, hard_case(folder / "hard.csv"), mailbox(folder / "mailbox 2.txt"), *merging(folder)]
        embedded, server = Desk(folder / "embedded"), Desk(folder / "server", neo4j_server.uri)
        for desk in (embedded, server):
            desk.load(*documents)
            with desk.intake() as work:
                work.judge(id="apart", a="Fork Tel", b="Left Tel", same=False, because="two companies", at="2024-06-01T08:00:00Z")
    return embedded, server


@pytest.fixture(scope="module")
def graphs(desks: tuple[Desk, Desk]) -> Iterator[tuple[Graph, Graph]]:
    with desks[0].graph() as embedded, desks[1].graph() as server:
        yield embedded, server


@pytest.fixture(scope="module")
def stored(desks: tuple[Desk, Desk]) -> Dump:
    return desks[1].dump()


@pytest.fixture(params=["embedded", "neo4j"])
def graph(request: pytest.FixtureRequest, graphs: tuple[Graph, Graph]) -> Graph:
    return graphs[request.param == "neo4j"]


@pytest.fixture(params=["embedded", "neo4j"])
def target(request: pytest.FixtureRequest, desks: tuple[Desk, Desk]) -> Path | str:
    return desks[request.param == "neo4j"].target


# --- every text on both --------------------------------------------------------------------------------------------


def _values(stored: Dump) -> dict[str, list[Any]]:
    """For each parameter that a text may take, values that matter."""
    keys = sorted(p["key"] for p in stored.named("Provider"))
    incidents = sorted(i["id"] for i in stored.named("Incident"))
    documents = sorted(d["sha256"] for d in stored.named("Document"))
    claims = sorted(c["id"] for c in stored.named("Claim"))
    hops = sorted(h["id"] for h in stored.named("Hop"))
    actions = sorted(a["id"] for a in stored.named("Action"))
    printed = sorted(n["text"] for n in stored.named("Name"))
    days = ["2024-05-08T12:00:00Z", "2024-05-20T23:59:59Z", "2019-01-01T00:00:00Z"]
    return {
        "incident": [*incidents, "itg-0"],
        "as_of": days,
        "kind": ["status", "asked"],
        "document": documents,
        "provider": sorted(
            {key for _, key, _ in stored.tied("AGAINST")} | {"fernwick-voice", "alder-voice", "juniper-wholesale", *keys[:3]}
        ),
        "providers": [sorted(p["name"] for p in stored.named("Provider"))[:5], []],
        "campaign": ["LONG", "parcel", "no such"],
        "ends": [["disputed", "no-response"], ["originator"]],
        "since": ["2024-04-15"],
        "until": ["2024-05-08T23:59:59Z"],
        "after": ["2024-05-01T23:59:59Z", "2024-05-19"],
        "text": ["e", "Tel", *printed, "\u202e"],
        "pattern": ["(?s).*alder.*", "(?s).*no such.*"],
        "digits": ["5550141", "0000000"],
        "folded": sorted(n["folded"] for n in stored.named("Name")),
        "start": ["", "itg-", "fcc-", "x"],
        "action": [*actions, "none"],
        "keys": [keys, keys[:1], []],
        "but": [documents[:1], []],
        "ended": [True, False],
        "version": [VERSION, VERSION + 1],
        "part": [1],
        "page": [1],
        "first": [1, 20],
        "last": [10, 9999],
        "texts": [printed, printed[:1], []],
        "ids": [[*claims, *incidents, *documents, *actions, *hops, *keys, "status", "counted"], [], incidents[:1]],
    }


def _sorted(value: Any) -> Any:
    """Engines collect in an order of their own; the embedded one fills in properties of its own."""
    if isinstance(value, dict):
        return {name: _sorted(said) for name, said in sorted(value.items()) if name not in FILLED_IN}
    return sorted(map(_sorted, value), key=repr) if isinstance(value, list) else value


MANY = 25
OFTEN_EMPTY = {"read_changing", "read_drawn_without_ground"}  # where no process died, and nobody put anything in
READING = [name for name in NAMES if not name.startswith(("schema", "write_", "remove_")) and name not in DRAWING]


@pytest.mark.parametrize("name", READING)
def test_both_engines_give_the_same_rows(name: str, graphs: tuple[Graph, Graph], stored: Dump) -> None:
    parameters = queries.get(name).parameters
    values = _values(stored)
    assert set(parameters) <= set(values), "a new parameter: give it values above"
    choices = [[None, *values[p]] if "or null" in parameters[p] else values[p] for p in parameters]
    every = list(itertools.product(*choices))
    rows = 0
    for chosen in every if len(every) < MANY else random.Random(name).sample(every, MANY):
        asked = dict(zip(parameters, chosen, strict=True))
        embedded, server = (graph.ask(name, **asked) for graph in graphs)
        assert [{c: _sorted(v) for c, v in row.items()} for row in embedded] == [
            {c: _sorted(v) for c, v in row.items()} for row in server
        ], asked
        assert [list(row) for row in embedded] == [list(row) for row in server], "columns in the order of the text"
        rows += len(embedded)
    assert rows or name in OFTEN_EMPTY, "nothing was compared"


@pytest.mark.parametrize("name", DRAWING)
def test_both_engines_draw_the_same(name: str, desks: tuple[Desk, Desk], stored: Dump, neo4j_server: servers.Server) -> None:
    text, parameters = queries.get(name).text, queries.get(name).parameters
    values, kinds = _values(stored), set()
    embedded: Any = kglite.load(str(desks[0].case.graph))
    with neo4j_server.driver() as driver:
        for chosen in itertools.product(*(values[p] for p in parameters)):
            asked = dict(zip(parameters, chosen, strict=True))
            rows = [list(row.values()) for row in embedded.cypher(text, params=asked)]
            records = [list(record.values()) for record in driver.execute_query(text, asked).records]
            drawn = [[_drawn_by_kglite(value, row) for value in row] for row in rows]
            assert drawn == [[_drawn_by_neo4j(value) for value in row] for row in records], asked
            kinds |= {each[0] for row in drawn for each in row if each}
    assert kinds == DRAWN[name]


DRAWN = {
    "draw_trace": {"Hop", "RECEIVED_FROM"},
    "draw_evidence": {"Hop", "ABOUT", "Claim", "STATED_IN", "Document"},
    "draw_provider": {"Provider", "TAKES_CALLS_FROM", "NAMES", "Name", "AGAINST", "Action"},
    "draw_silent": {"Provider", "AT", "Hop", "RECEIVED_FROM", "ABOUT", "Claim"},
    "draw_network": {"Provider", "TAKES_CALLS_FROM"},
}


def _drawn_by_neo4j(value: Any) -> tuple[str, ...] | None:
    """A node by label and key, a relationship by type and its ends' keys."""
    if value is None or isinstance(value, Node):
        return value and _by_key(value.labels, value)
    return (value.type, *(_by_key(end.labels, end)[1] for end in value.nodes))


def _drawn_by_kglite(value: Any, row: list[Any]) -> tuple[str, ...] | None:
    if value is None or "labels" in value:
        return value and _by_key(value["labels"], value["properties"])
    ends = {node["id"]: _by_key(node["labels"], node["properties"])[1] for node in row if node and "labels" in node}
    return (value["type"], ends[value["start"]], ends[value["end"]])


def _by_key(labels: Any, properties: Any) -> tuple[str, str]:
    [label] = set(labels) & set(KEYS)
    return label, properties[KEYS[label]]


def test_who_is_drawn_as_silent_is_who_is_flagged_so(desks: tuple[Desk, Desk]) -> None:
    rows: Any = kglite.load(str(desks[0].case.graph)).cypher(queries.get("draw_silent").text)
    flagged = {flag["provider"] for flag in desks[0].ask("flags") if flag["no_response"]}
    assert {row["provider"]["properties"]["name"] for row in rows} == flagged
    assert len(flagged) >= 3


def test_what_trace_prints_for_the_browser_draws_the_path(desks: tuple[Desk, Desk], neo4j_server: servers.Server) -> None:
    ran = desks[1].run("trace", "20417", "--cypher")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip() == browser_text("draw_trace", incident="itg-20417")
    with neo4j_server.driver() as driver:
        rows = _pasted(ran.out, driver)
    assert [row["hop"]["name"] for row in rows] == [f"{row['hop']['position']} · {row['hop']['provider']}" for row in rows]
    assert [row["hop"]["position"] for row in rows] == list(range(7))
    for options, words in (
        (["--cypher", "--as-of", "2024-05-06"], "leave --as-of out, or add --rows for the claims known by then"),
        (["--rows"], "--rows says which query is printed: add --cypher"),
    ):
        refused = desks[1].run("trace", "20417", *options)
        assert refused.code == 1
        assert refused.err.strip().endswith(words)


def test_the_network_draws_the_busiest_providers(desks: tuple[Desk, Desk], stored: Dump) -> None:
    rows: Any = kglite.load(str(desks[0].case.graph)).cypher(queries.get("draw_network").text.replace("LIMIT 300", "LIMIT 20"))
    shown = {row[end]["properties"]["key"] for row in rows for end in ("provider", "upstream")}
    busiest = {p["key"] for p in sorted(stored.named("Provider"), key=lambda p: (-p["calls"], p["key"]))[:20]}
    tied = {key for down, up, _ in stored.tied("TAKES_CALLS_FROM") if {down, up} <= busiest for key in (down, up)}
    assert shown == tied
    assert len(tied) > 5


@pytest.mark.parametrize("name", [name for name in NAMES if name != "schema"])
def test_neo4j_accepts_every_text(name: str, neo4j_server: servers.Server, desks: tuple[Desk, Desk]) -> None:
    query = queries.get(name)
    with neo4j_server.driver() as driver, driver.session() as session:
        summary = session.run(f"EXPLAIN\n{query.text}", dict.fromkeys(query.parameters)).consume()
    assert summary.plan is not None
    assert not summary.counters.contains_updates


def test_neo4j_accepts_the_schema_and_keeps_it(neo4j_server: servers.Server, desks: tuple[Desk, Desk]) -> None:
    with neo4j_server.driver() as driver:
        found = driver.execute_query(
            "SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties WHERE type ENDS WITH 'UNIQUENESS' RETURN *"
        ).records
    assert {record["labelsOrTypes"][0]: record["properties"][0] for record in found}.items() >= KEYS.items()


def test_no_stored_property_is_one_that_kglite_fills_in(stored: Dump, desks: tuple[Desk, Desk]) -> None:
    for label, key in KEYS.items():
        nodes = stored.named(label)
        assert nodes, label
        used = set().union(*nodes)
        assert not used & set(FILLED_IN), label
        assert "id" not in used or key == "id", f"{label}: id only as a key"
        assert "name" not in used or all("name" in node for node in nodes), f"{label}: name only where always set"
    for kind in ("ABOUT", "AT", "HAS_HOP", "RECEIVED_FROM", "TAKES_CALLS_FROM", "NAMES", "AGAINST", "STATED_IN", "CONCERNS", "PART_OF"):
        assert stored.tied(kind), kind
        assert not set().union(*(properties for _, _, properties in stored.tied(kind))) & set(FILLED_IN), kind
    assert not set(stored.nodes) ^ set(desks[0].dump().nodes)


def test_every_hand_off_points_from_downstream_to_upstream_and_has_its_claims(stored: Dump) -> None:
    claims = {claim["id"]: claim for claim in stored.named("Claim")}
    for down, up, properties in stored.tied("RECEIVED_FROM"):
        assert properties["claims"], (down, up)
        assert properties["known_from"] == min(claims[c]["known_at"] for c in properties["claims"])
        assert all(claims[c]["kind"] == "handed-off" for c in properties["claims"])
        assert properties["attested"] in {"both", "one", "third", "disputed", "aggregate", "letter"}


SHOWN = {
    "no-response": "NoResponse", "not-found": "NotFound", "originating": "Originating", "point-of-entry": "PointOfEntry", "open": "Open",
    "downstream": "Downstream",
}  # fmt: skip


def test_a_known_status_is_a_label_too(stored: Dump, desks: tuple[Desk, Desk]) -> None:
    for dumped in (stored, desks[0].dump()):
        seen = set()
        for node in (*dumped.named("Hop"), *dumped.named("Provider")):
            assert node.get("labels", []) == ([SHOWN[node["status"]]] if "status" in node else [])
            seen.update(node.get("labels", []))
        assert seen == {*SHOWN.values()}
        [silent] = [hop for hop in dumped.named("Hop") if hop["id"] == "itg-20417@brightwater-dialing"]
        assert (silent["provider"], silent["labels"]) == ("Brightwater Dialing", ["NoResponse"])


def test_a_provider_shows_its_calls_and_what_flags_say_of_its_silence(stored: Dump, desks: tuple[Desk, Desk]) -> None:
    incidents = {hop: incident for incident, hop, _ in stored.tied("HAS_HOP")}
    first = {incident["id"]: incident.get("same_as", incident["id"]) for incident in stored.named("Incident")}
    calls = Counter(key for key, _ in {(key, first[incidents[hop]]) for hop, key, _ in stored.tied("AT")})
    silent = {flag["provider_key"]: flag["no_response"] for flag in desks[0].ask("flags")}
    assert sum(silent.values()) > 5
    for provider in stored.named("Provider"):
        assert provider["calls"] == calls[provider["key"]]
        assert provider["no_response"] == silent.get(provider["key"], 0), provider["key"]


# --- walking back --------------------------------------------------------------------------------------------------


def test_walking_says_when_its_bound_is_met(graph: Graph) -> None:
    rows = graph.ask("walk", incident="itg-31")
    assert [row["position"] for row in rows] == list(range(31))
    assert [row["hop"] for row in rows if row["bound_met"]] == ["itg-31@long-30-tel"]
    [last] = graph.ask("originators", incident="itg-31")
    assert (last["provider"], last["steps"], last["goes_on"]) == ("Long 30 Tel", 30, True)
    assert not any(row["bound_met"] for row in graph.ask("walk", incident="itg-20417"))


@pytest.mark.parametrize(
    ("incident", "names", "ends"),
    [
        ("fork", ["Fork Tel", "Left Tel", "Right Tel"], ["Left Tel", "Right Tel"]),
        ("denied", ["Asker Tel", "Denier Tel"], ["Denier Tel"]),
        ("twice", ["Twice Tel", "Between Tel", "Twice Tel"], ["Twice Tel"]),
        ("gap", ["Near Tel", "Middle Tel", "Far Tel", "Farthest Tel"], ["Farthest Tel", "Middle Tel"]),
    ],
)
def test_odd_paths_are_walked(incident: str, names: list[str], ends: list[str], graph: Graph) -> None:
    found = graph.ask("walk", incident=incident)
    assert sorted(row["provider"] for row in found) == sorted(names)
    assert sorted(row["provider"] for row in graph.ask("originators", incident=incident)) == ends


def test_a_ladder_and_a_loop_are_walked_quickly(graph: Graph) -> None:
    graph.ask("walk", incident="fork")  # planned once
    start = time.perf_counter()
    assert len(graph.ask("walk", incident="ladder")) == 36
    assert [row["provider"] for row in graph.ask("originators", incident="ladder")] == ["Rung 17 L Tel", "Rung 17 R Tel"]
    assert len(graph.ask("walk", incident="loop")) == 3
    assert graph.ask("originators", incident="loop") == []
    assert time.perf_counter() - start < 5


# --- errors --------------------------------------------------------------------------------------------------------


def _shipped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(queries, "get", lambda name: queries.Query(name, "", {}, text))


@pytest.mark.parametrize("text", ["MATCH (n RETURN n", "MATCHH (n) RETURN n", "RETURN", "RETURN 'open"])
def test_wrong_syntax_is_refused(text: str, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    _shipped(monkeypatch, text)
    with pytest.raises(QueryRefused) as error:
        graph.ask("wrong")
    assert "\n" not in str(error.value)


def test_a_missing_parameter_is_named(graph: Graph) -> None:
    with pytest.raises(QueryRefused, match="as_of") as error:
        graph.ask("trace", incident="itg-20417")
    assert "\n" not in str(error.value)


def test_a_broken_constraint_is_called_so(target: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(target)
    graph = connect(target, write=True)
    try:
        _shipped(monkeypatch, "UNWIND $rows AS row CREATE (:Provider {key: row, name: row})")
        with pytest.raises(ConstraintBroken) as error:
            graph.put("twice", ["one of a kind", "one of a kind"])
    finally:
        graph.close()
    assert "\n" not in str(error.value)
    assert dump(target) == before


def test_readers_cannot_write(graph: Graph, target: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(target)
    rows = [{"key": "written", "name": "by a reader"}]
    for attempt in (
        lambda: graph.put("write_providers", rows),
        lambda: graph.ask("write_providers", rows=rows),
        lambda: graph.put("remove_providers", ["fork-tel"]),
        graph.prepare,
        graph.erase,
    ):
        with pytest.raises(GraphError):
            attempt()
    for text in ("CREATE (:Provider {key: 'x', name: 'x'})", "MATCH (n) DETACH DELETE n", "MATCH (n) SET n.name = 'x'"):
        with monkeypatch.context() as patch:
            _shipped(patch, text)
            with pytest.raises(GraphError):
                graph.ask("a question that is none")
    assert dump(target) == before


def test_an_embedded_reader_cannot_keep_what_it_holds(desks: tuple[Desk, Desk]) -> None:
    before = desks[0].case.graph.read_bytes()
    with desks[0].graph() as graph, pytest.raises(GraphError, match="open for reading only"):
        graph.keep()
    assert desks[0].case.graph.read_bytes() == before


def test_no_graph_where_the_path_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(GraphUnreachable, match="there is no graph at"):
        connect(tmp_path / "graph.kgl")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "graph.kgl").write_bytes(b"something else")
    for write in (False, True):
        with pytest.raises(GraphUnreadable, match="cannot be read"):
            connect(tmp_path / "graph.kgl", write=write)
    assert (tmp_path / "graph.kgl").read_bytes() == b"something else"


@pytest.mark.parametrize("uri", ["http://localhost:7474", "localhost:7687", "graph.kgl", "neo4j:/x", "neo4j://["])
def test_what_is_no_address_of_a_neo4j(uri: str) -> None:
    with pytest.raises(BadInput, match=r"is no address of a Neo4j.*: write e\.g\. neo4j://localhost:7687$"):
        connect(uri)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_server_that_is_not_there_is_given_up_at_once(scheme: str) -> None:
    start = time.monotonic()
    with pytest.raises(GraphUnreachable, match=rf"^no Neo4j answers at {scheme}://127\.0\.0\.1:9: start it, or correct --db"):
        connect(f"{scheme}://127.0.0.1:9")
    assert time.monotonic() - start < 5


@pytest.mark.slow
def test_something_that_never_answers_is_given_up_within_seconds() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        start = time.monotonic()
        with pytest.raises(GraphUnreachable):
            connect(f"bolt://127.0.0.1:{silent.getsockname()[1]}")
        assert time.monotonic() - start < 20


def test_a_wrong_password(neo4j_with_password: servers.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "not-this-one")
    with pytest.raises(GraphRefused) as error:
        connect(neo4j_with_password.uri)
    # The server locks out those who try too often, as other tests may have just before.
    said = ("refuses the user or password: set NEO4J_USERNAME and NEO4J_PASSWORD", "has had too many wrong passwords")
    assert str(error.value).startswith(f"the Neo4j at {neo4j_with_password.uri} ")
    assert any(words in str(error.value) for words in said)
    assert neo4j_with_password.auth
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_with_password.auth[0])
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_with_password.auth[1])
    for _ in range(20):
        try:
            connect(neo4j_with_password.uri).close()
            return
        except GraphRefused:
            time.sleep(0.5)
    connect(neo4j_with_password.uri).close()


# --- what is pasted into Neo4j Browser -----------------------------------------------------------------------------

HOSTILE = [
    "it's", "\\", "\\'", "'; MATCH (n) DETACH DELETE n; //", "\\u0027 OR true //", "\\\\u0027", "\u0027", '"', "`", "$incident",
    "a\nb\tc\r", "a; b", ";&#%?+", "a //b", ":style x", "=> 1",
    "\u2028line\u2029", "\u202egnp.exe", "\x00\x07\x1b[31m", "\ufeff", "\U0001f600", "\U000e0001", "\\U0001F600", "", " ", "null", "{}",
]  # fmt: skip


def _values_of(literals: list[str], graphs: tuple[Graph, Graph], monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    with monkeypatch.context() as patch:
        _shipped(patch, "RETURN " + ", ".join(f"{text} AS x{n}" for n, text in enumerate(literals)))
        return [list(row.values()) for graph in graphs for row in graph.ask("literals")]


def test_hostile_ids_stay_texts(graphs: tuple[Graph, Graph], monkeypatch: pytest.MonkeyPatch) -> None:
    assert _values_of([literal(text) for text in HOSTILE], graphs, monkeypatch) == [HOSTILE, HOSTILE]


def test_any_text_stays_a_text(graphs: tuple[Graph, Graph], monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = st.sampled_from(["\\", "'", "u", "0027", "005c", "U", '"', "\n", "n", "//", "\u2029"])

    @settings(max_examples=60)
    @given(st.lists(st.lists(st.one_of(pieces, st.characters(codec="utf-8"))).map("".join), min_size=1, max_size=8))
    def holds(texts: list[str]) -> None:
        assert _values_of([literal(text) for text in texts], graphs, monkeypatch) == [texts, texts]

    holds()


def test_other_values_are_literals_too(graphs: tuple[Graph, Graph], monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        _values_of([literal(None), literal(True), literal(7), literal(["it's", ";"])], graphs, monkeypatch)
        == [[None, True, 7, ["it's", ";"]]] * 2
    )


@pytest.mark.parametrize(("incident", "as_of"), [("itg-20417", None), ("itg-20417", "2024-05-06T23:59:59Z"), ("ladder", None)])
def test_what_trace_prints_for_the_browser_gives_the_same_rows(
    incident: str, as_of: str | None, desks: tuple[Desk, Desk], graphs: tuple[Graph, Graph], neo4j_server: servers.Server
) -> None:
    ran = desks[1].run("trace", incident, *(["--as-of", as_of[:10]] if as_of else []), "--cypher", "--rows")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip() == browser_text("trace", incident=incident, as_of=as_of)
    with neo4j_server.driver() as driver:
        rows = _pasted(ran.out, driver)
    expected = graphs[1].ask("trace", incident=incident, as_of=as_of)
    assert rows == expected
    assert len(rows) >= 9


def _pasted(text: str, driver: Any) -> list[dict[str, Any]]:
    """As Neo4j Browser does it: `:param` lines set parameters, each an expression; the rest is the query."""
    lines = text.split("\n")
    set_ = [line for line in lines if line.startswith(":param ")]
    parameters = {}
    for line in set_:
        name, _, expression = line.removeprefix(":param ").removesuffix(";").partition(" => ")
        parameters[name] = driver.execute_query(f"RETURN {expression} AS value").records[0]["value"]
    query = "\n".join(itertools.dropwhile(lambda line: line.startswith(":param "), lines))
    return [record.data() for record in driver.execute_query(query, parameters).records]
