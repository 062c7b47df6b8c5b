"""Whether two graphs hold the same facts: how many of each sort, and what each says.

Programs name their nodes in their own way (a hop's id, a provider's key), so facts are compared by what the list itself says:
incident, printed name, row, quote, times. By hand: `python -m benchmarks.compare URI`, or the file of an embedded graph.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

import kglite
from neo4j import Driver

from benchmarks.plain_driver import connect

Ask: TypeAlias = Callable[[str], list[dict[str, Any]]]

FACTS = {
    "documents": "MATCH (d:Document) RETURN d.sha256 AS a, d.name AS b",
    "names": "MATCH (n:Name)-[:NAMES]->(p:Provider) RETURN n.text AS a, p.name AS b",
    "calls": """
        MATCH (i:Incident)-[:CONCERNS]->(k:Call)-[:PART_OF]->(g:Campaign)
        RETURN i.id AS a, k.at AS b, k.caller AS c, k.called AS d, g.name AS e""",
    "hops": """
        MATCH (i:Incident)-[:HAS_HOP]->(h:Hop)-[:AT]->(p:Provider)
        RETURN i.id AS a, p.name AS b, h.status AS c, h.asked_at AS d""",
    "hand-offs": """
        MATCH (i:Incident)-[:HAS_HOP]->(down:Hop)-[r:RECEIVED_FROM]->(up:Hop)-[:AT]->(q:Provider)
        MATCH (down)-[:AT]->(p:Provider)
        RETURN i.id AS a, p.name AS b, q.name AS c, r.attested AS d, r.known_from AS e, size(r.claims) AS f""",
    "claims": """
        MATCH (c:Claim)-[:STATED_IN]->(d:Document)
        RETURN c.kind AS a, c.row AS b, c.line_from AS c, c.line_to AS d, c.quote AS e, c.said_by AS f, c.known_at AS g, c.valid_at AS h,
               c.incident AS i, c.provider AS j, c.role AS k, c.status AS l, c.upstream AS m, c.call_at AS n, c.caller AS o,
               c.called AS p, c.campaign AS q, d.sha256 AS r""",
    "evidence of calls": "MATCH (c:Claim)-[:ABOUT]->(i:Incident) RETURN c.kind AS a, c.row AS b, i.id AS c",
    "evidence of hops": """
        MATCH (c:Claim)-[about:ABOUT]->(h:Hop)-[:AT]->(p:Provider)
        RETURN c.kind AS a, c.row AS b, about.side AS c, p.name AS d""",
    "roll-ups": """
        MATCH (down:Provider)-[t:TAKES_CALLS_FROM]->(up:Provider)
        RETURN down.name AS a, up.name AS b, t.calls AS c, t.first AS d, t.last AS e, t.attested AS f""",
}


def ask_embedded(file: Path) -> Ask:
    graph = kglite.load(str(file))
    graph.read_only(True)
    rows: Callable[[str], Any] = graph.cypher  # typed as several things that a query may also return
    return lambda text: [dict(row) for row in rows(text)]


def ask_neo4j(driver: Driver) -> Ask:
    return lambda text: driver.execute_query(text, result_transformer_=lambda result: result.data())


def counts(ask: Ask) -> dict[str, int]:
    """How many nodes of each label and relationships of each type."""
    nodes = ask("MATCH (n) RETURN labels(n)[0] AS sort, count(*) AS number")
    relationships = ask("MATCH ()-[r]->() RETURN type(r) AS sort, count(*) AS number")
    return {row["sort"]: row["number"] for row in (*sorted(nodes, key=_sort), *sorted(relationships, key=_sort))}


def facts(ask: Ask, sort: str) -> list[tuple[Any, ...]]:
    """All facts of that sort, in no order."""
    return [tuple(row[column] for column in sorted(row)) for row in ask(FACTS[sort])]


def fingerprint(found: Iterable[tuple[Any, ...]]) -> str:
    """The same for the same facts in any order: their number, and the sum of their hashes."""
    number = total = 0
    for fact in found:
        number += 1
        total += int.from_bytes(hashlib.blake2b(repr(fact).encode(), digest_size=12).digest())
    return f"{number}:{total & (1 << 96) - 1:024x}"


def held(ask: Ask) -> dict[str, Any]:
    """What a graph holds: how many of each sort, and a fingerprint of the facts of each sort."""
    return {"counts": counts(ask), "facts": {sort: fingerprint(facts(ask, sort)) for sort in FACTS}}


def _sort(row: dict[str, Any]) -> str:
    return str(row["sort"])


if __name__ == "__main__":
    if "://" in sys.argv[1]:
        with connect(sys.argv[1]) as driver:
            print(json.dumps(held(ask_neo4j(driver))))
    else:
        print(json.dumps(held(ask_embedded(Path(sys.argv[1])))))
