"""The same facts as a networkx graph, kept in a file of its own: `python -m benchmarks.plain_networkx load FILE GRAPH`.

Whoever asks it reads the file first, whole: so a trace by a process of its own grows with the list.
"""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import TypeAlias

import networkx as nx

from benchmarks.facts import Row, read

Graph: TypeAlias = "nx.DiGraph[str]"


def load(file: Path) -> Graph:
    """The facts of a hop list: hops joined from downstream to upstream, each with its claims; incidents with their hops."""
    facts = read(file)
    graph: Graph = nx.DiGraph(incidents={}, claims=facts.claims, pairs=facts.pairs, calls=facts.incidents)
    for hop in facts.hops:
        graph.add_node(hop["id"], provider=hop["provider"], evidence=[], **hop["says"])
        graph.graph["incidents"].setdefault(hop["incident"], []).append(hop["id"])
    for handoff in facts.handoffs:
        graph.add_edge(handoff["downstream"], handoff["upstream"], **handoff["says"])
    for claim in facts.claims:
        for at in claim.get("hops", ()):
            graph.nodes[at["hop"]]["evidence"].append({**claim["says"], "side": at["side"], "document": claim["document"]})
    return graph


def trace(graph: Graph, incident: str) -> list[Row]:
    """The hops of an incident from the called party back, each with its evidence."""
    hops = graph.graph["incidents"][incident]
    first = next(hop for hop in hops if not graph.in_degree(hop))
    return [graph.nodes[hop] for hop in nx.bfs_tree(graph, first)]


def read_graph(file: Path) -> Graph:
    with file.open("rb") as kept:
        graph: Graph = pickle.load(kept)
    return graph


def main(task: str, what: str, file: str) -> None:
    if task == "load":
        with Path(file).open("wb") as kept:
            pickle.dump(load(Path(what)), kept)
    else:
        print(json.dumps(trace(read_graph(Path(file)), what)))


if __name__ == "__main__":
    main(*sys.argv[1:])
