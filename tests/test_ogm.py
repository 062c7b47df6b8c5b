"""The graph as py2neo's models, on a real Neo4j: all that is stored can be read, a path merges into itself, nothing is written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from py2neo import Graph
from py2neo.errors import ConnectionUnavailable
from py2neo.ogm import Model, Property, RelatedFrom, RelatedTo, Repository

from tests import neo4j_server as servers
from tests.cases import KEYS, Desk, Dump, differing, hop_list, mailbox, merging, specimens
from tracer import frames, ogm, queries
from tracer.errors import BadInput, GraphError
from tracer.model import Status
from tracer.ogm import Action, Call, Campaign, Claim, Document, Hop, Incident, Name, Provider, evidence, to_subgraph

MODELS = (Action, Call, Campaign, Claim, Document, Hop, Incident, Name, Provider)
ODD = [
    *({"incident": "loop", "provider": f"Loop {a} Tel", "received_from": f"Loop {b} Tel", "status": "downstream"} for a, b in ("AB", "BA")),
    {"incident": "fork", "provider": "Fork Tel", "received_from": "Left Tel", "status": "downstream", "call_at": "2024-04-02"},
    {"incident": "fork", "provider": "Fork Tel", "received_from": "Right Tel", "status": "downstream"},
    {"incident": "fork", "provider": "Left Tel", "status": "originating"},
    {"incident": "fork", "provider": "Right Tel", "status": "not-found"},
    {"incident": "forked", "provider": "Forked Tel", "status": "open"},
    {"incident": "twice", "provider": "Twice Tel", "received_from": "#t2", "hop_id": "t1", "status": "downstream"},
    {"incident": "twice", "provider": "Between Tel", "received_from": "#t3", "hop_id": "t2", "status": "downstream"},
    {"incident": "twice", "provider": "Twice Tel", "hop_id": "t3", "status": "point-of-entry"},
    {"incident": "self", "provider": "Self Tel", "received_from": "Self Tel", "status": "downstream", "caller": "+11115550117"},
    {"incident": "self", "provider": "Other Tel", "received_from": "Self Tel", "status": "downstream", "campaign": "`}) //"},
]
UPSTREAM, DOWNSTREAM = "itg-20417@brightwater-dialing", "itg-20417@quillon-gateway-ltd"


def closed(graph: Any) -> None:
    graph.service.connector.close()


@pytest.fixture(scope="module")
def desk(neo4j_server: servers.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """All that is odd and legal, on a server."""
    folder = tmp_path_factory.mktemp("ogm")
    with pytest.MonkeyPatch.context() as patch, neo4j_server.driver() as driver, specimens() as paths:
        if neo4j_server.auth:
            patch.setenv("NEO4J_USERNAME", neo4j_server.auth[0])
            patch.setenv("NEO4J_PASSWORD", neo4j_server.auth[1])
        servers.empty(driver)
        desk = Desk(folder / "case", neo4j_server.uri)
        desk.load(*paths, mailbox(folder / "mails.txt"), hop_list(folder / "odd.csv", *ODD), *merging(folder))
        assert desk.run("names", "same", "Fork Tel", "Forked Tel", "--because", "one office").code == 0
        yield desk


@pytest.fixture(scope="module")
def stored(desk: Desk) -> Dump:
    return desk.dump()


@pytest.fixture
def graph(desk: Desk, neo4j_server: servers.Server) -> Iterator[Graph]:
    graph = Graph(desk.db, auth=neo4j_server.auth)
    yield graph
    closed(graph)


# --- what is stored can be read ------------------------------------------------------------------------------------------


def test_each_label_has_its_model() -> None:
    assert {model.__primarylabel__: model.__primarykey__ for model in MODELS} == KEYS


def test_the_page_names_every_way_to_go(source_tree: Path) -> None:
    page = source_tree.joinpath("docs", "notebooks.md").read_text(encoding="utf-8").partition("| of | attributes |")[2]
    told = {row[0]: set(re.findall(r"`(\w+)`", row[1])) for row in re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.M)}
    ways = (RelatedTo, RelatedFrom, property)
    assert told == {model.__name__: {name for name, value in vars(model).items() if isinstance(value, ways)} for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_node_is_read_with_all_its_properties(model: Any, graph: Graph, stored: Dump) -> None:
    wanted = stored.named(model.__name__)
    assert wanted
    read = {each.__primaryvalue__: each for each in model.match(graph)}
    assert len(read) == len(wanted)
    told = {name for name in vars(model) if isinstance(vars(model)[name], ogm.Property)}
    for properties in wanted:
        found = read[properties[KEYS[model.__name__]]]
        looks = properties.pop("labels", [])
        assert found.properties == properties
        assert set(found.__node__.labels) == {model.__name__, *looks}
        assert {name: getattr(found, name) for name in told & properties.keys()} == {n: properties[n] for n in told & properties.keys()}
    here = {name for properties in wanted for name in properties}
    assert here <= told or model is Claim, "of a claim, `properties` has the rest"


@pytest.mark.long
def test_every_relationship_is_reached(graph: Graph, stored: Dump) -> None:
    ends = {
        "CONCERNS": (Incident, "calls"), "PART_OF": (Call, "campaigns"), "HAS_HOP": (Incident, "hops"), "AT": (Hop, "at"),
        "RECEIVED_FROM": (Hop, "received_from"), "TAKES_CALLS_FROM": (Provider, "takes_calls_from"), "NAMES": (Name, "providers"),
        "AGAINST": (Action, "against"),
    }  # fmt: skip
    for kind, (model, name) in ends.items():
        found = sorted(
            json.dumps([one.__primaryvalue__, other.__primaryvalue__, properties], sort_keys=True)
            for each in model.match(graph)
            for one, (_, properties), other in getattr(each, name).triples()
        )
        assert found == sorted(json.dumps([*tie], sort_keys=True) for tie in stored.tied(kind)), kind


def test_and_from_its_other_end(graph: Graph) -> None:
    hop = Hop.match(graph, UPSTREAM).first()
    [provider] = hop.at
    assert hop in provider.hops
    assert [each.id for each in hop.handed_to] == [DOWNSTREAM]
    assert [each.id for each in hop.incidents] == ["itg-20417"]
    assert "quillon-gateway-ltd" in {each.key for each in provider.hands_calls_to}
    assert "Brightwater Dialing" in {each.text for each in provider.names}
    assert [each.kind for each in provider.actions] == ["notice"]
    assert "counted" in {each.kind for each in provider.claims} or provider.actions
    [call] = Incident.match(graph, "itg-20417").first().calls
    assert [each.id for each in call.incidents] == ["itg-20417"]
    [campaign] = call.campaigns
    assert call in campaign.calls
    assert Document.match(graph).where(name="hop_list.csv").first().stated


def test_the_words_behind_a_hop_and_a_handoff(graph: Graph) -> None:
    down, up = (Hop.match(graph, key).first() for key in (DOWNSTREAM, UPSTREAM))
    assert down.received_from.get(up, "attested") == "one"
    assert down.received_from.get(up, "known_from") == "2024-05-10"
    [claim] = evidence(graph, down.received_from.get(up, "claims"))
    assert (claim.kind, claim.provider, claim.upstream) == ("handed-off", "Quillon Gateway Ltd.", "Brightwater Dialing")
    assert (claim.document.name, claim.line_from, claim.said_by) == ("hop_list.csv", claim.line_to, "Quillon Gateway Ltd.")
    assert claim.quote.startswith("20417,Quillon Gateway Ltd.,Brightwater Dialing")
    assert claim in down.claims
    assert claim in up.claims
    assert sorted(c.kind for c in up.claims) == ["asked", "handed-off", "status"]
    silent = next(c for c in up.claims if c.kind == "status")
    assert (silent.status, silent.known_at, up.claims.get(silent, "side")) == ("no-response", "2024-05-20", "hop")
    one, two = (Provider.match(graph, key).first() for key in ("quillon-gateway-ltd", "brightwater-dialing"))
    assert claim in evidence(graph, one.takes_calls_from.get(two, "claims"))
    assert evidence(graph, None) == evidence(graph, []) == []


def test_a_judgement_has_no_document(graph: Graph) -> None:
    [judged] = Claim.match(graph).where(kind="same")
    assert (judged.document, judged.quote) == (None, "one office")
    assert {provider.name for provider in Provider.match(graph) if judged in provider.claims} == {"Fork Tel"}
    assert all(claim.document for claim in Claim.match(graph).where(kind="status"))


# --- a path as a subgraph ------------------------------------------------------------------------------------------------


def paths(desk: Desk, stored: Dump) -> list[Any]:
    with desk.graph() as graph:
        return [frames.trace(graph, incident["id"]) for incident in stored.named("Incident")]


@pytest.mark.long
def test_a_path_merged_beside_what_is_stored_changes_nothing(desk: Desk, graph: Graph, stored: Dump) -> None:
    """Not a node, relationship, property or label more, nor one less; with the odd names, loops, forks and hop ids among them."""
    counts = (len(graph.nodes), len(graph.relationships))
    seen: set[str] = set()
    for path in paths(desk, stored):
        subgraph = to_subgraph(path)
        assert not graph.exists(subgraph), "not tied to any database yet"
        graph.merge(subgraph)
        assert graph.exists(subgraph)
        seen |= subgraph.labels()
    assert (len(graph.nodes), len(graph.relationships)) == counts
    assert differing(desk.dump(), stored) == []
    assert seen == {"Incident", "Call", "Campaign", "Hop", "Provider", *(status.label for status in Status)}


def test_a_change_would_be_noticed(desk: Desk, graph: Graph, stored: Dump) -> None:
    """The negative control, on what the test above compares."""
    [path] = [path for path in paths(desk, stored) if path.incident == "fork"]
    subgraph = to_subgraph(path)
    for node in subgraph.nodes:
        if node["provider"] == "Left Tel":
            node["status"] = "open"
    graph.merge(subgraph)
    try:
        assert len(differing(desk.dump(), stored)) == 2
    finally:
        graph.merge(to_subgraph(path))
    assert differing(desk.dump(), stored) == []


def test_a_path_as_of_a_day_is_refused(desk: Desk) -> None:
    with desk.graph() as graph:
        path = frames.trace(graph, "itg-20560", "2024-05-15")
    said = "^this path is as known by 2024-05-15, and the graph holds what is newest known: trace it without as_of$"
    with pytest.raises(BadInput, match=said):
        to_subgraph(path)


def test_the_labels_of_statuses_are_those_written() -> None:
    written = dict(
        re.findall(
            r"status = '([a-z-]+)'(?: AND h.interim IS NULL)? THEN \[1\] ELSE \[\] END \| SET h:(\w+)",
            queries.get("write_hops").text,
        )
    )
    assert {status.value: status.label for status in Status} == written
    assert set(written) == {status.value for status in Status}


# --- nothing is written ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["a new one", "a stored one"])
@pytest.mark.parametrize("how", ["save", "delete", "create", "merge", "push"])
def test_the_models_refuse_to_write(what: str, how: str, graph: Graph, desk: Desk, stored: Dump) -> None:
    hop = Hop("made-up") if what == "a new one" else Hop.match(graph, UPSTREAM).first()
    hop.status = "originating"
    store: Any = Repository.wrap(graph) if how == "save" else graph
    with pytest.raises(GraphError, match=r"^these models only read: what is in the graph comes from documents, by `tracer load`$"):
        getattr(store, how)(hop)
    assert differing(desk.dump(), stored) == []


def test_py2neo_itself_would_have_written(graph: Graph) -> None:
    """The negative control: a model of py2neo's own does."""

    class Scratch(Model):  # type: ignore[misc]
        __primarykey__ = "id"
        id = Property()

    try:
        Repository.wrap(graph).save(Scratch("made-up"))
        assert len(graph.nodes.match("Scratch")) == 1
    finally:
        graph.run("MATCH (n:Scratch) DELETE n")


# --- where it is, and where it is not ----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_py2neo_takes_both_schemes(scheme: str, desk: Desk, neo4j_server: servers.Server) -> None:
    graph = Graph(str(desk.db).replace("bolt://", f"{scheme}://").replace("neo4j://", f"{scheme}://"), auth=neo4j_server.auth)
    assert Incident.match(graph, "itg-20417").first().campaign == "Parcel-CustomsFee"
    closed(graph)


def test_with_a_password(neo4j_with_password: servers.Server) -> None:
    graph = Graph(neo4j_with_password.uri, auth=neo4j_with_password.auth)
    assert Hop.match(graph, "none").first() is None
    closed(graph)
    with pytest.raises(ConnectionUnavailable, match=r"^Connection has been closed$"):  # all that it says of a wrong password
        Graph(neo4j_with_password.uri, auth=("neo4j", "wrong"))


def test_without_py2neo_one_line_says_what_to_do() -> None:
    code = "import sys; sys.modules['py2neo'] = None; import tracer.ogm"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1] == "ImportError: py2neo is not installed: pip install 'calltracer[py2neo]'"


# --- the last, since it empties the server -----------------------------------------------------------------------------


@pytest.mark.long
def test_into_an_empty_database_it_gives_the_same_path(tmp_path: Path, empty_neo4j: servers.Server) -> None:
    """Hops, hand-offs, incident and call as on the embedded engine, label for label and property for property."""
    ours = Desk(tmp_path / "case")
    with specimens() as documents:
        ours.load(*documents, mailbox(tmp_path / "mails.txt"), hop_list(tmp_path / "odd.csv", *ODD))
    graph = Graph(empty_neo4j.uri, auth=empty_neo4j.auth)
    for path in paths(ours, ours.dump()):
        graph.merge(to_subgraph(path))
    closed(graph)
    theirs = Desk(tmp_path / "none", empty_neo4j.uri).dump()
    for label in ("Hop", "Incident", "Call", "Campaign"):
        assert theirs.named(label) == ours.dump().named(label) != []
    for kind in ("RECEIVED_FROM", "AT", "HAS_HOP", "CONCERNS", "PART_OF"):
        assert theirs.tied(kind) == ours.dump().tied(kind) != []
    known = {provider["key"]: provider["name"] for provider in ours.dump().named("Provider")}
    assert {provider["key"]: known[provider["key"]] for provider in theirs.named("Provider")} == {
        provider["key"]: provider["name"] for provider in theirs.named("Provider")
    }
    assert theirs.tied("STATED_IN") == [], "the claims stay where they are"
