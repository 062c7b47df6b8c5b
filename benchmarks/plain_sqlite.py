"""The same facts in SQLite, traced with a recursive query: `python -m benchmarks.plain_sqlite load FILE DB`."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.facts import Row, read

SCHEMA = """
CREATE TABLE document (sha256 TEXT PRIMARY KEY, name TEXT);
CREATE TABLE provider (name TEXT PRIMARY KEY);
CREATE TABLE incident (id TEXT PRIMARY KEY, campaign TEXT, at TEXT, caller TEXT, called TEXT);
CREATE TABLE hop (id TEXT PRIMARY KEY, incident TEXT, provider TEXT, status TEXT, asked_at TEXT);
CREATE TABLE handoff (downstream TEXT, upstream TEXT, attested TEXT, known_from TEXT, PRIMARY KEY (downstream, upstream));
CREATE TABLE claim (id TEXT PRIMARY KEY, document TEXT, incident TEXT, kind TEXT, line INTEGER, quote TEXT, said_by TEXT, known_at TEXT,
                    says TEXT);
CREATE TABLE about (hop TEXT, claim TEXT, side TEXT, PRIMARY KEY (hop, claim, side)) WITHOUT ROWID;
CREATE TABLE pair (downstream TEXT, upstream TEXT, calls INTEGER, first TEXT, last TEXT, attested TEXT, PRIMARY KEY (downstream, upstream));
CREATE INDEX hop_of ON hop (incident);
CREATE INDEX taken_from ON handoff (upstream);
"""
# The path from the called party back, a row for each claim about each hop.
TRACE = """
WITH RECURSIVE path (hop, position) AS (
    SELECT id, 0 FROM hop WHERE incident = ? AND NOT EXISTS (SELECT 1 FROM handoff WHERE upstream = hop.id)
    UNION SELECT upstream, position + 1 FROM path JOIN handoff ON downstream = hop WHERE position < 30
)
SELECT position, provider, status, asked_at, claim.kind, side, quote, said_by, known_at, line, document.name
FROM path JOIN hop ON hop.id = path.hop JOIN about ON about.hop = hop.id JOIN claim ON claim.id = about.claim
JOIN document ON document.sha256 = claim.document
ORDER BY position, hop.id
"""
_EVIDENCE = ("kind", "side", "quote", "said_by", "known_at", "line", "document")


def connect(file: str) -> sqlite3.Connection:
    return sqlite3.connect(file)


def load(db: sqlite3.Connection, file: Path) -> None:
    """Write the facts of a hop list, in one transaction."""
    facts = read(file)
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(SCHEMA)
    with db:
        _write(db, "document", ((d["sha256"], d["name"]) for d in facts.documents))
        _write(db, "provider", ((p["name"],) for p in facts.providers))
        _write(db, "incident", ((i["id"], i["campaign"], *(i["call"][k] for k in ("at", "caller", "called"))) for i in facts.incidents))
        _write(db, "hop", ((h["id"], h["incident"], h["provider"], h["says"]["status"], h["says"]["asked_at"]) for h in facts.hops))
        handoffs = ((h["downstream"], h["upstream"], h["says"]["attested"], h["says"]["known_from"]) for h in facts.handoffs)
        _write(db, "handoff", handoffs)
        _write(db, "claim", map(_claim, facts.claims))
        _write(db, "about", ((at["hop"], claim["id"], at["side"]) for claim in facts.claims for at in claim.get("hops", ())))
        pairs = ((p["downstream"], p["upstream"], *(p["says"][k] for k in ("calls", "first", "last", "attested"))) for p in facts.pairs)
        _write(db, "pair", pairs)


def _claim(claim: Row) -> tuple[Any, ...]:
    says = dict(claim["says"])
    named = [says.pop(name) for name in ("incident", "kind", "line_from", "quote", "said_by", "known_at")]
    return claim["id"], claim["document"], *named, json.dumps(says)


def _write(db: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    columns = len(db.execute(f"SELECT * FROM {table} LIMIT 0").description)
    db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)


def trace(db: sqlite3.Connection, incident: str) -> list[Row]:
    """The hops of an incident from the called party back, each with its evidence."""
    hops: dict[tuple[Any, ...], Row] = {}
    for position, provider, status, asked_at, *evidence in db.execute(TRACE, (incident,)):
        hop = {"position": position, "provider": provider, "status": status, "asked_at": asked_at, "evidence": []}
        hops.setdefault((position, provider), hop)["evidence"].append(dict(zip(_EVIDENCE, evidence, strict=True)))
    return list(hops.values())


def main(task: str, what: str, file: str) -> None:
    with closing(connect(file)) as db:
        if task == "load":
            load(db, Path(what))
        else:
            print(json.dumps(trace(db, what)))


if __name__ == "__main__":
    main(*sys.argv[1:])
