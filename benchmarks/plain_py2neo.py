"""The same facts written and traced with py2neo's bulk functions: `python -m benchmarks.plain_py2neo load FILE URI`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from py2neo import Graph  # type: ignore[import-untyped]
from py2neo.bulk import merge_nodes, merge_relationships  # type: ignore[import-untyped]

from benchmarks.facts import BATCH, KEYS, TRACE, Row, read

HOP, CLAIM, PROVIDER, INCIDENT = ("Hop", "id"), ("Claim", "id"), ("Provider", "name"), ("Incident", "id")


def connect(uri: str) -> Any:
    password = os.environ.get("NEO4J_PASSWORD")
    return Graph(uri, auth=(os.environ.get("NEO4J_USERNAME", "neo4j"), password) if password else None)


def load(graph: Any, file: Path) -> None:
    """Write the facts of a hop list."""
    facts = read(file)
    for label, key in KEYS.items():  # py2neo's own schema functions speak the Cypher of Neo4j 4
        graph.run(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE")
    graph.run("CALL db.awaitIndexes()")

    _nodes(graph, "Document", facts.documents)
    _nodes(graph, "Provider", facts.providers)
    _nodes(graph, "Name", ({"text": provider["name"]} for provider in facts.providers))
    _nodes(graph, "Incident", ({"id": incident["id"]} for incident in facts.incidents))
    _nodes(graph, "Call", ({"id": incident["id"], **incident["call"]} for incident in facts.incidents))
    _nodes(graph, "Campaign", ({"name": name} for name in sorted({incident["campaign"] for incident in facts.incidents})))
    _nodes(graph, "Hop", ({"id": hop["id"], **hop["says"]} for hop in facts.hops))
    _nodes(graph, "Claim", ({"id": claim["id"], **claim["says"]} for claim in facts.claims))

    about_calls = [claim for claim in facts.claims if "incident" in claim]
    about_hops = [(claim["id"], at) for claim in facts.claims for at in claim.get("hops", ())]
    _relationships(graph, "NAMES", ("Name", "text"), PROVIDER, ((p["name"], {}, p["name"]) for p in facts.providers))
    _relationships(graph, "CONCERNS", INCIDENT, ("Call", "id"), ((i["id"], {}, i["id"]) for i in facts.incidents))
    _relationships(graph, "PART_OF", ("Call", "id"), ("Campaign", "name"), ((i["id"], {}, i["campaign"]) for i in facts.incidents))
    _relationships(graph, "HAS_HOP", INCIDENT, HOP, ((h["incident"], {}, h["id"]) for h in facts.hops))
    _relationships(graph, "AT", HOP, PROVIDER, ((h["id"], {}, h["provider"]) for h in facts.hops))
    _relationships(graph, "RECEIVED_FROM", HOP, HOP, ((h["downstream"], h["says"], h["upstream"]) for h in facts.handoffs))
    _relationships(graph, "STATED_IN", CLAIM, ("Document", "sha256"), ((c["id"], {}, c["document"]) for c in facts.claims))
    _relationships(graph, "ABOUT", CLAIM, INCIDENT, ((c["id"], {}, c["incident"]) for c in about_calls))
    _relationships(graph, ("ABOUT", "side"), CLAIM, HOP, ((claim, {"side": at["side"]}, at["hop"]) for claim, at in about_hops))
    _relationships(graph, "TAKES_CALLS_FROM", PROVIDER, PROVIDER, ((p["downstream"], p["says"], p["upstream"]) for p in facts.pairs))


def trace(graph: Any, incident: str) -> list[Row]:
    """The hops of an incident from the called party back, each with its evidence."""
    found: list[Row] = graph.run(TRACE, incident=incident).data()
    return found


def _nodes(graph: Any, label: str, rows: Iterable[Row]) -> None:
    _batched(rows, lambda batch: merge_nodes(graph.auto(), batch, (label, KEYS[label])))


def _relationships(graph: Any, kind: object, start: object, end: object, rows: Iterable[tuple[str, Row, str]]) -> None:
    _batched(rows, lambda batch: merge_relationships(graph.auto(), batch, kind, start_node_key=start, end_node_key=end))


def _batched(rows: Iterable[Any], write: Callable[[Sequence[Any]], object]) -> None:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        write(batch)


def main(task: str, what: str, uri: str) -> None:
    graph = connect(uri)
    if task == "load":
        load(graph, Path(what))
    else:
        print(json.dumps(trace(graph, what)))


if __name__ == "__main__":
    main(*sys.argv[1:])
