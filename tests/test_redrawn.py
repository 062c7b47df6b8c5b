"""What a graph shows is held against its claims: whatever is altered, taken away or put in by hand is named, and nothing else."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import story
from tests.cases import Desk, hop_list
from tracer.elements import NODES, RELATIONSHIPS
from tracer.graph.embedded import EmbeddedGraph
from tracer.offline import graph_of
from tracer.redrawn import Copy
from tracer.store.cypher import GraphStore
from tracer.store.sqlite import SqliteStore

DRAWN = {label: names for label, names in NODES.items() if label not in ("Document", "Claim", "Campaign")}
DRAWN_TIES = {kind: tie for kind, tie in RELATIONSHIPS.items() if kind != "stated_in"}
ONE_BY_ONE = {"Call", "Name", "Provider"}  # whose properties a text names; of others it gives all there are
# Of a node that stands in the pattern as `n`: whose it is told to be.
OWNER = {
    "Incident": "n.id", "Call": "n.id", "Hop": "[(i:Incident)-[:HAS_HOP]->(n) | i.id][0]", "Provider": "'provider ' + n.key",
    "Name": "'name ' + n.text", "Action": "'action ' + n.id",
}  # fmt: skip


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph in which there is one at least of each kind of node and tie, and a claim that a rule made."""
    folder = tmp_path_factory.mktemp("redrawn")
    desk = Desk(folder / "case")
    desk.load(
        hop_list(
            folder / "list.csv",
            {"incident": "20417", "provider": "Larkspur Wireless", "received_from": "Quillon Gateway Ltd", "status": "downstream", "asked_at": "2024-05-01T13:20:00Z", "call_at": "2024-05-01T09:00:00Z", "campaign": "Parcel-Refund"},
            {"incident": "20417", "provider": "Quillon Gateway Ltd", "status": "no-response", "asked_at": "2024-05-02T09:00:00Z"},
        ),
        story.mailbox(
            folder / "mails.txt", story.request("2024-05-02 13:44", 20419), story.silent("2024-05-20 10:00", 20419, "Orchid Transit Corp"),
            story.figures("2024-06-01 09:00", Orchid_Transit_Corp=(1, 0, 1, 0, 0, 0)),
        ),
        story.letter(folder / "letter.txt"),
    )  # fmt: skip
    store = SqliteStore(desk.case.store)
    graph_of(desk.case, store).close()
    store.close()
    return desk.case.graph


class Altered:
    """The graph after a change that nobody else sees."""

    def __init__(self, path: Path, change: str = "") -> None:
        self._graph = EmbeddedGraph(path, write=False)
        self._graph._graph.read_only(False)
        self.rows = self.run(change) if change else []

    def run(self, text: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self._graph._graph.cypher(text)]

    @property
    def told(self) -> list[str]:
        store = GraphStore(self._graph)
        with closing(Copy(store)) as copy:
            return [*store.strays(), *copy.malformed_ids, *copy.differences()]


def test_what_nobody_touched_agrees_and_what_a_team_notes_of_its_own_is_its_own(graph: Path) -> None:
    whole = Altered(graph)
    for label in DRAWN:
        assert whole.run(f"MATCH (n:{label}) RETURN n LIMIT 1"), label
    for kind, (type_, start, end, _) in DRAWN_TIES.items():
        assert whole.run(f"MATCH (:{start})-[t:{type_}]->(:{end}) RETURN t LIMIT 1"), kind
    assert whole.run("MATCH (c:Claim) WHERE c.inferred = true RETURN c.id")
    assert whole.told == []
    assert Altered(graph, "MATCH (p:Provider) SET p.our_note = 'call them' CREATE (p)<-[:WATCHES]-(:Colleague {id: 'x'})").told == []


@pytest.mark.parametrize("label", DRAWN)
def test_a_node_altered_emptied_taken_away_or_put_in(graph: Path, label: str) -> None:
    key, *names = DRAWN[label]
    for name in names if label in ONE_BY_ONE else (names[0], names[-1]):
        altered = Altered(
            graph, f"MATCH (n:{label}) WITH n ORDER BY n.{key} LIMIT 1 SET n.{name} = 'forged' RETURN {OWNER[label]} AS owner"
        )
        assert altered.told == [row["owner"] for row in altered.rows], name
    filled = f"MATCH (n:{label}) WHERE n.{names[0]} IS NOT NULL WITH n ORDER BY n.{key} LIMIT 1"
    emptied = Altered(graph, f"{filled} SET n.{names[0]} = null RETURN {OWNER[label]} AS owner")
    assert emptied.told == [row["owner"] for row in emptied.rows]
    gone = Altered(graph, f"{filled} DETACH DELETE n RETURN 1 AS gone")
    assert gone.rows
    assert gone.told
    assert Altered(graph, f"CREATE (:{label} {{{key}: 'forged'}})").told == [f"{label.lower()} forged"]
    assert Altered(graph, f"CREATE (:{label} {{{names[0]}: 'x'}})").told, "without a key"


@pytest.mark.parametrize("kind", DRAWN_TIES)
def test_a_tie_altered_taken_away_doubled_or_put_in(graph: Path, kind: str) -> None:
    type_, start, end, names = DRAWN_TIES[kind]
    tied = f"MATCH (a:{start})-[t:{type_}]->(b:{end})"
    one = f"{tied} WITH a, t, b ORDER BY a.{NODES[start][0]}, b.{NODES[end][0]} LIMIT 1"
    for name in names:
        assert len(Altered(graph, f"{one} SET t.{name} = 'forged'").told) == 1, name
    assert Altered(graph, f"{one} DELETE t").told
    assert Altered(graph, f"{one} CREATE (a)-[:{type_}]->(b)").told
    others = f"MATCH (a:{start}), (b:{end}) WHERE NOT (a)-[:{type_}]->(b) AND a <> b WITH a, b LIMIT 1"
    put_in = Altered(graph, f"{others} CREATE (a)-[:{type_}]->(b) RETURN 1 AS put_in")
    assert bool(put_in.told) == bool(put_in.rows), "where all are tied already, nothing was put in"
