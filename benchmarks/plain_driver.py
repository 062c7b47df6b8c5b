"""The same facts written and traced with the official driver alone: `python -m benchmarks.plain_driver load FILE URI`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from neo4j import Driver, GraphDatabase, ManagedTransaction, Session

from benchmarks.facts import BATCH, KEYS, TRACE, Row, read

DOCUMENTS = "UNWIND $rows AS row MERGE (d:Document {sha256: row.sha256}) SET d.name = row.name"
PROVIDERS = """
UNWIND $rows AS row
MERGE (p:Provider {name: row.name})
MERGE (n:Name {text: row.name})
MERGE (n)-[:NAMES]->(p)
"""
INCIDENTS = """
UNWIND $rows AS row
MERGE (i:Incident {id: row.id})
MERGE (k:Call {id: row.id})
SET k += row.call
MERGE (g:Campaign {name: row.campaign})
MERGE (i)-[:CONCERNS]->(k)
MERGE (k)-[:PART_OF]->(g)
"""
HOPS = """
UNWIND $rows AS row
MATCH (i:Incident {id: row.incident})
MATCH (p:Provider {name: row.provider})
MERGE (h:Hop {id: row.id})
SET h += row.says
MERGE (i)-[:HAS_HOP]->(h)
MERGE (h)-[:AT]->(p)
"""
HANDOFFS = """
UNWIND $rows AS row
MATCH (down:Hop {id: row.downstream})
MATCH (up:Hop {id: row.upstream})
MERGE (down)-[r:RECEIVED_FROM]->(up)
SET r += row.says
"""
CLAIMS_ABOUT_CALLS = """
UNWIND $rows AS row
MATCH (d:Document {sha256: row.document})
MATCH (i:Incident {id: row.incident})
MERGE (c:Claim {id: row.id})
SET c += row.says
MERGE (c)-[:STATED_IN]->(d)
MERGE (c)-[:ABOUT]->(i)
"""
CLAIMS_ABOUT_HOPS = """
UNWIND $rows AS row
MATCH (d:Document {sha256: row.document})
MERGE (c:Claim {id: row.id})
SET c += row.says
MERGE (c)-[:STATED_IN]->(d)
WITH c, row
UNWIND row.hops AS at
MATCH (h:Hop {id: at.hop})
MERGE (c)-[:ABOUT {side: at.side}]->(h)
"""
PAIRS = """
UNWIND $rows AS row
MATCH (down:Provider {name: row.downstream})
MATCH (up:Provider {name: row.upstream})
MERGE (down)-[t:TAKES_CALLS_FROM]->(up)
SET t += row.says
"""


def connect(uri: str) -> Driver:
    password = os.environ.get("NEO4J_PASSWORD")
    auth = (os.environ.get("NEO4J_USERNAME", "neo4j"), password) if password else None
    return GraphDatabase.driver(uri, auth=auth, notifications_min_severity="OFF")


def load(session: Session, file: Path) -> None:
    """Write the facts of a hop list."""
    facts = read(file)
    for label, key in KEYS.items():
        session.run(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE").consume()
    session.run("CALL db.awaitIndexes()").consume()
    _write(session, DOCUMENTS, facts.documents)
    _write(session, PROVIDERS, facts.providers)
    _write(session, INCIDENTS, facts.incidents)
    _write(session, HOPS, facts.hops)
    _write(session, HANDOFFS, facts.handoffs)
    _write(session, CLAIMS_ABOUT_CALLS, [claim for claim in facts.claims if "incident" in claim])
    _write(session, CLAIMS_ABOUT_HOPS, [claim for claim in facts.claims if "hops" in claim])
    _write(session, PAIRS, facts.pairs)


def trace(session: Session, incident: str) -> list[Row]:
    """The hops of an incident from the called party back, each with its evidence."""
    return session.execute_read(lambda tx: tx.run(TRACE, incident=incident).data())


def _write(session: Session, text: str, rows: Sequence[Row]) -> None:
    def work(tx: ManagedTransaction, batch: Sequence[Row]) -> Any:
        return tx.run(text, rows=batch).consume()

    for at in range(0, len(rows), BATCH):
        session.execute_write(work, rows[at : at + BATCH])


def main(task: str, what: str, uri: str) -> None:
    with connect(uri) as driver, driver.session() as session:
        if task == "load":
            load(session, Path(what))
        else:
            print(json.dumps(trace(session, what)))


if __name__ == "__main__":
    main(*sys.argv[1:])
