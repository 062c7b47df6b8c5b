"""The same facts written by Neo4j's own LOAD CSV: `python -m benchmarks.plain_load_csv load FILE URI`.

The facts go into CSV files, which the server fetches from this process; traced as `plain_driver` does.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from neo4j import Session

from benchmarks.facts import BATCH, KEYS, Facts, Row, read
from benchmarks.plain_driver import connect, trace

# Of each file, what is done with one of its rows. All cells are text; what the facts hold as numbers is made one again.
STEPS = {
    "documents": "CREATE (d:Document {sha256: row.sha256, name: row.name})",
    "providers": "CREATE (:Name {text: row.name})-[:NAMES]->(:Provider {name: row.name})",
    "incidents": """
        MERGE (g:Campaign {name: row.campaign})
        CREATE (k:Call {id: row.id, at: row.at, caller: row.caller, called: row.called})-[:PART_OF]->(g)
        CREATE (:Incident {id: row.id})-[:CONCERNS]->(k)
        """,
    "hops": """
        MATCH (i:Incident {id: row.incident})
        MATCH (p:Provider {name: row.provider})
        CREATE (i)-[:HAS_HOP]->(:Hop {id: row.id, status: row.status, asked_at: row.asked_at})-[:AT]->(p)
        """,
    "handoffs": """
        MATCH (down:Hop {id: row.downstream})
        MATCH (up:Hop {id: row.upstream})
        CREATE (down)-[:RECEIVED_FROM {attested: row.attested, known_from: row.known_from, claims: split(row.claims, ' ')}]->(up)
        """,
    "claims": """
        MATCH (d:Document {sha256: row.document})
        CREATE (c:Claim {id: row.id})-[:STATED_IN]->(d)
        SET c += $properties
        """,
    "about_calls": "MATCH (c:Claim {id: row.claim}) MATCH (i:Incident {id: row.incident}) CREATE (c)-[:ABOUT]->(i)",
    "about_hops": "MATCH (c:Claim {id: row.claim}) MATCH (h:Hop {id: row.hop}) CREATE (c)-[:ABOUT {side: row.side}]->(h)",
    "pairs": """
        MATCH (down:Provider {name: row.downstream})
        MATCH (up:Provider {name: row.upstream})
        CREATE (down)-[:TAKES_CALLS_FROM {calls: toInteger(row.calls), first: row.first, last: row.last, attested: row.attested,
                                          claims: split(row.claims, ' ')}]->(up)
        """,
}
NUMBERS = ("line_from", "line_to", "row")


def load(session: Session, file: Path) -> None:
    """Write the facts of a hop list."""
    facts = read(file)
    for label, key in KEYS.items():
        session.run(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE").consume()
    session.run("CALL db.awaitIndexes()").consume()
    with tempfile.TemporaryDirectory(prefix="tracer-bench-") as folder, _served(Path(folder)) as address:
        for name, rows in _files(facts).items():
            columns = _write(Path(folder, f"{name}.csv"), rows)
            step = STEPS[name].replace("$properties", _properties(columns))
            query = f"""
                LOAD CSV WITH HEADERS FROM $file AS row
                CALL {{ WITH row {step} }} IN TRANSACTIONS OF {BATCH} ROWS"""
            session.run(query, file=f"{address}/{name}.csv").consume()  # type: ignore[arg-type]


def _files(facts: Facts) -> dict[str, Iterable[Row]]:
    """The rows of each file, in the order in which they are written."""

    def flat(row: Row, says: str) -> Row:
        plain = {**{name: value for name, value in row.items() if name != says}, **row[says]}
        return {name: " ".join(value) if isinstance(value, list) else value for name, value in plain.items()}

    return {
        "documents": facts.documents,
        "providers": facts.providers,
        "incidents": [flat(row, "call") for row in facts.incidents],
        "hops": [flat(row, "says") for row in facts.hops],
        "handoffs": [flat(row, "says") for row in facts.handoffs],
        "claims": [{"id": claim["id"], "document": claim["document"], **claim["says"]} for claim in facts.claims],
        "about_calls": [{"claim": claim["id"], "incident": claim["incident"]} for claim in facts.claims if "incident" in claim],
        "about_hops": [{"claim": claim["id"], **at} for claim in facts.claims for at in claim.get("hops", ())],
        "pairs": [flat(row, "says") for row in facts.pairs],
    }


def _write(file: Path, rows: Iterable[Row]) -> list[str]:
    held = list(rows)
    columns = list(dict.fromkeys(name for row in held for name in row))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows({name: _escaped(value) for name, value in row.items()} for row in held)
    return columns


def _escaped(value: Any) -> Any:
    """LOAD CSV takes a backslash in a quoted cell for an escape."""
    return value.replace("\\", "\\\\") if isinstance(value, str) else value


def _properties(columns: Iterable[str]) -> str:
    said = [name for name in columns if name not in ("id", "document")]
    return "{" + ", ".join(f"{name}: {f'toInteger(row.{name})' if name in NUMBERS else f'row.{name}'}" for name in said) + "}"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def main(task: str, what: str, uri: str) -> None:
    with connect(uri) as driver, driver.session() as session:
        if task == "load":
            load(session, Path(what))
        else:
            print(json.dumps(trace(session, what)))


if __name__ == "__main__":
    main(*sys.argv[1:])
