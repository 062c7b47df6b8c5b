"""Graphs for other programs: GraphML (Gephi, networkx, yEd) and BloodHound's OpenGraph with its extension schema.

Nodes and edges are those of docs/model.md: an incident has hops, a hop is at a provider and received the call from a hop, a provider
takes calls from a provider. Null values are left out, since neither format has a null.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tracer.exports import Cell, Content, Properties
from tracer.render.plain import safe_cell, when

NAMESPACE = "CT"  # of BloodHound's kinds


class Node(NamedTuple):
    kind: str
    id: str
    label: str
    properties: Mapping[str, Cell]


class Edge(NamedTuple):
    kind: str
    start: str
    end: str
    properties: Mapping[str, Cell]


def nodes(content: Content) -> Iterator[Node]:
    """Providers, incidents and hops; each has an id of its own."""
    for row in content["providers"]:
        yield Node("Provider", f"provider:{row['key']}", str(row["name"]), row)
    for row in content["incidents"]:
        yield Node("Incident", f"incident:{row['incident']}", str(row["incident"]), row)
    for row in content["hops"]:
        yield Node("Hop", f"hop:{row['hop']}", f"{row['position']} {row['provider']}", row)


def edges(content: Content) -> Iterator[Edge]:
    """A hop points at the hop from which it received the call, a provider at one whose calls it takes."""
    for row in content["hops"]:
        yield Edge("HasHop", f"incident:{row['incident']}", f"hop:{row['hop']}", {})
        yield Edge("At", f"hop:{row['hop']}", f"provider:{row['provider_key']}", {})
    for row in content["handoffs"]:
        yield Edge("ReceivedFrom", f"hop:{row['hop']}", f"hop:{row['received_from']}", row)
    for row in content["pairs"]:
        start, end = f"provider:{row['provider_key']}", f"provider:{row['upstream_key']}"
        yield Edge("TakesCallsFrom", start, end, {**row, "weight": row["calls"]})


def _known(properties: Mapping[str, Cell]) -> dict[str, str | int | bool]:
    return {name: safe_cell(value) if isinstance(value, str) else value for name, value in properties.items() if value not in (None, "")}


def about(content: Content) -> dict[str, str]:
    facts = content.facts
    withheld = "; ".join(f"{row['count']} {row['kind']}: {row['how']}" for row in content["withheld"])
    return {
        "copy": facts.badge,
        "as_of": when(facts.as_of) or "all that is known",
        "generated": facts.generated,
        "by": f"calltracer {facts.version}",
        **({"withheld": withheld} if withheld else {}),
    }


def graphml(content: Content) -> bytes:
    """One file; every attribute has its type. `kind` says what a node or edge is; `weight` of a pair is its number of calls."""
    import networkx as nx
    from networkx.readwrite.graphml import write_graphml_xml

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update(about(content))
    for node in nodes(content):
        graph.add_node(
            safe_cell(node.id),
            kind=node.kind,
            label=safe_cell(node.label),
            **_known({n: v for n, v in node.properties.items() if n != "label"}),
        )
    for edge in edges(content):
        graph.add_edge(safe_cell(edge.start), safe_cell(edge.end), kind=edge.kind, **_known(edge.properties))
    buffer = io.BytesIO()
    write_graphml_xml(graph, buffer)  # not by lxml, where that is installed: the same bytes everywhere
    return buffer.getvalue()


# --- BloodHound ------------------------------------------------------------------------------------------------------

_NODE_KINDS = {
    "Provider": ("A provider of telephone service, by all its names", "building", "#4c78a8"),
    "Incident": ("A traced call: one traceback, or a row of a letter", "phone", "#b279a2"),
    "Hop": ("A provider's place in one incident", "tower-cell", "#9d755d"),
}
_EDGE_KINDS = {  # description, and whether a path search walks it
    "TakesCallsFrom": ("The provider takes calls from the other one, as documents say; `attested` says who says so", True),
    "ReceivedFrom": ("The hop received the call from the other one; `attested` says who says so", True),
    "HasHop": ("The incident has this hop", False),
    "At": ("The hop is this provider's", False),
}


def opengraph(content: Content) -> bytes:
    """The graph as BloodHound ingests it. Ids are upper case, since BloodHound makes them so.

    A graph has no place there for what holds for all of it: each node says of which day it is, and what copy.
    """
    facts = content.facts
    of_all = _known({"as_of": facts.as_of, "copy": facts.badge if facts.copy else None})
    ids = _upper(node.id for node in nodes(content))
    graph = {
        "nodes": [
            {
                "id": ids[node.id],
                "kinds": [f"{NAMESPACE}_{node.kind}"],
                "properties": {
                    "displayname": safe_cell(node.label),
                    **_properties(node.properties),
                    **of_all,
                    "name": safe_cell(node.label),
                },
            }
            for node in nodes(content)
        ],
        "edges": [
            {
                "kind": f"{NAMESPACE}_{edge.kind}",
                "start": {"value": ids[edge.start], "match_by": "id"},
                "end": {"value": ids[edge.end], "match_by": "id"},
                "properties": _properties(edge.properties),
            }
            for edge in edges(content)
        ],
    }
    return _json({"metadata": {"source_kind": f"{NAMESPACE}_Case"}, "graph": graph})


def _properties(properties: Properties) -> dict[str, str | int | bool]:
    """The properties, with other names for those that BloodHound reserves."""
    return {{"name": "provider_name", "id": "own_id"}.get(name, name): value for name, value in _known(properties).items()}


def _upper(ids: Iterable[str]) -> dict[str, str]:
    """Each id in upper case; a number keeps those apart that would become the same."""
    upper_ids: dict[str, str] = {}
    used: set[str] = set()
    for id_ in ids:
        upper, number = safe_cell(id_).upper(), 1
        while upper in used:
            number += 1
            upper = f"{safe_cell(id_).upper()}#{number}"
        used.add(upper)
        upper_ids[id_] = upper
    return upper_ids


def schema(version: str) -> bytes:
    """The extension definition to install in BloodHound first: without it, no path search walks these edges."""
    return _json(
        {
            "schema": {"name": "calltracer", "display_name": "calltracer", "version": f"v{version}", "namespace": NAMESPACE},
            "node_kinds": [
                {
                    "name": f"{NAMESPACE}_{kind}",
                    "display_name": kind,
                    "description": description,
                    "is_display_kind": True,
                    "icon": icon,
                    "color": colour,
                }
                for kind, (description, icon, colour) in _NODE_KINDS.items()
            ],
            "relationship_kinds": [
                {"name": f"{NAMESPACE}_{kind}", "description": description, "is_traversable": traversable}
                for kind, (description, traversable) in _EDGE_KINDS.items()
            ],
            "environments": [],
            "relationship_findings": [],
        }
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1) + "\n").encode("ascii")
