"""A hop list read as a plain program would read it: rows ready to be written. Knows nothing of tracer.

One row of the list says up to four things (the call, that a provider was asked, its status, from whom it got the call), and
each becomes a claim: evidence with its quote, its place and its dates, tied to the document and to the hops it speaks of.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]

BATCH = 5000
KEYS = {
    "Document": "sha256",
    "Provider": "name",
    "Name": "text",
    "Incident": "id",
    "Call": "id",
    "Campaign": "name",
    "Hop": "id",
    "Claim": "id",
}
# The path from the called party back, each hop with all its evidence, in one query.
TRACE = """
MATCH (:Incident {id: $incident})-[:HAS_HOP]->(first:Hop)
WHERE NOT EXISTS { (first)<-[:RECEIVED_FROM]-() }
MATCH path = (first)-[:RECEIVED_FROM*0..30]->(hop:Hop)-[:AT]->(provider:Provider)
MATCH (hop)<-[about:ABOUT]-(claim:Claim)-[:STATED_IN]->(document:Document)
RETURN length(path) - 1 AS position, provider.name AS provider, hop.status AS status, hop.asked_at AS asked_at,
       collect({kind: claim.kind, side: about.side, quote: claim.quote, said_by: claim.said_by, known_at: claim.known_at,
                line: claim.line_from, document: document.name}) AS evidence
ORDER BY position
"""


@dataclass
class Facts:
    """What a list says, as rows to write."""

    documents: list[Row] = field(default_factory=list)  # sha256, name
    providers: list[Row] = field(default_factory=list)  # name
    incidents: list[Row] = field(default_factory=list)  # id, campaign, call
    hops: list[Row] = field(default_factory=list)  # id, incident, provider, says
    handoffs: list[Row] = field(default_factory=list)  # downstream, upstream, says
    claims: list[Row] = field(default_factory=list)  # id, document, says, incident (of what bears on the call) or hops (hop, side)
    pairs: list[Row] = field(default_factory=list)  # downstream, upstream, says


def read(file: Path) -> Facts:
    """The facts of a hop list in which each provider stands once in an incident, with a row of its own."""
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    facts = Facts(documents=[{"sha256": sha256, "name": file.name}])
    rows = list(_rows(file))
    status = {(row["incident"], row["provider"]): row["status"] for row in rows}
    call_at = {row["incident"]: row["call_at"] for row in rows}
    for row in rows:
        place = {name: row.pop(name) for name in ("line_from", "line_to", "row", "quote")}
        _read_row(facts, row, place, sha256, status)
    facts.providers = [{"name": name} for name in sorted({name for _, name in status})]
    facts.pairs = _pairs(facts.handoffs, call_at)
    return facts


def _rows(file: Path) -> Iterator[Row]:
    taken: list[str] = []

    def kept(lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(kept(lines))
        header = next(reader)
        line = reader.line_num
        taken.clear()
        for number, cells in enumerate(reader, 1):
            place = {"line_from": line + 1, "line_to": reader.line_num, "row": number, "quote": "".join(taken).rstrip("\r\n")}
            yield {**dict(zip(header, cells, strict=True)), **place}
            line = reader.line_num
            taken.clear()


def _read_row(facts: Facts, row: Row, place: Row, sha256: str, status: dict[tuple[str, str], str]) -> None:
    incident, provider, upstream, known = row["incident"], row["provider"], row["received_from"], row["noted_on"]
    valid = row["answered_at"] or (known if row["status"] == "no-response" else None)  # a silence is known by the day it is noted
    base = {**place, "said_by": row["source"], "known_at": known, "incident": incident}
    hop = {"hop": f"{incident}@{provider}", "side": "hop"}

    def claim(kind: str, about: Row, **says: Any) -> str:
        name = f"{sha256[:12]}:{place['row']}:{kind}"
        facts.claims.append({"id": name, "document": sha256, "says": {"kind": kind, **says, **base}, **about})
        return name

    if not facts.incidents or facts.incidents[-1]["id"] != incident:
        call = {"at": row["call_at"], "caller": row["caller"], "called": row["called"]}
        facts.incidents.append({"id": incident, "campaign": row["campaign"], "call": call})
        said = {name: row[name] for name in ("call_at", "caller", "called", "campaign")}
        claim("call", {"incident": incident}, valid_at=row["call_at"], **said)
    facts.hops.append(
        {"id": hop["hop"], "incident": incident, "provider": provider, "says": {"status": row["status"], "asked_at": row["asked_at"]}}
    )
    claim("asked", {"hops": [hop]}, provider=provider, role="asked", valid_at=row["asked_at"])
    claim("status", {"hops": [hop]}, provider=provider, role="named", valid_at=valid, status=row["status"])
    if upstream:
        ends = [{"hop": hop["hop"], "side": "downstream"}, {"hop": f"{incident}@{upstream}", "side": "upstream"}]
        support = claim("handed-off", {"hops": ends}, provider=provider, upstream=upstream, role="named", valid_at=valid)
        attested = "disputed" if status[incident, upstream] == "not-found" else "one"  # the list's own word alone
        facts.handoffs.append(
            {
                "downstream": ends[0]["hop"],
                "upstream": ends[1]["hop"],
                "says": {"attested": attested, "known_from": known, "claims": [support]},
            }
        )


def _pairs(handoffs: list[Row], call_at: dict[str, str]) -> list[Row]:
    """Who takes calls from whom, over all calls."""
    pairs: dict[tuple[str, str], Row] = {}
    for handoff in handoffs:
        incident, downstream = handoff["downstream"].split("@", 1)
        key = downstream, handoff["upstream"].split("@", 1)[1]
        at, says = call_at[incident], handoff["says"]
        pair = pairs.setdefault(key, {"calls": 0, "first": at, "last": at, "attested": says["attested"], "claims": []})
        pair["calls"] += 1
        pair["first"], pair["last"] = min(pair["first"], at), max(pair["last"], at)
        pair["attested"] = max(pair["attested"], says["attested"])  # `one` before `disputed`
        pair["claims"] = (pair["claims"] + says["claims"])[:100]
    return [{"downstream": down, "upstream": up, "says": says} for (down, up), says in pairs.items()]
