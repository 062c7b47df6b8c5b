"""What is drawn as the nodes and relationships of a graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tracer.hops import source_hops
from tracer.path import contradiction_text
from tracer.store import DrawnBatch, DrawnCall

Properties = dict[str, Any]


@dataclass(slots=True)
class Rows:
    """Nodes and relationships by kind: the parameters of the Cypher texts that write them."""

    incidents: list[Properties] = field(default_factory=list)
    campaigns: list[Properties] = field(default_factory=list)
    hops: list[Properties] = field(default_factory=list)
    handoffs: list[Properties] = field(default_factory=list)

    @classmethod
    def of(cls, drawing: DrawnBatch) -> Rows:
        rows = cls()
        for drawn in drawing.calls:
            rows.add(drawn)
        return rows

    def add(self, drawn: DrawnCall) -> None:
        path = drawn.path
        about: dict[str | None, list[Properties]] = {hop.id: [] for hop in path.hops}
        about_call: list[str] = []
        for bearing in drawn.bearings:
            if bearing.hop is None:
                about_call.append(bearing.evidence.id)
            elif bearing.hop in about:
                about[bearing.hop].append({"claim": bearing.evidence.id, "side": bearing.side and bearing.side.value})
        sources = source_hops(drawn.bearings)
        call = path.call
        self.incidents.append(
            {
                "id": path.incident,
                "about": about_call,
                "call": {"at": call.at, "caller": call.caller, "called": call.called, "description": call.description},
                "says": {
                    "call_at": call.at,
                    "caller": call.caller,
                    "called": call.called,
                    "campaign": call.campaign,
                    "providers": [hop.provider for hop in path.hops],
                    "ends": [end.kind for end in path.ends],
                    "end_providers": [end.provider for end in path.ends],
                    "end_interim": [end.interim for end in path.ends],
                    "impossible": list(drawn.impossible) or None,
                },
            }
        )
        if call.campaign:
            self.campaigns.append({"id": path.incident, "campaign": call.campaign})
        for hop in path.hops:
            says = {
                "name": f"{hop.position} · {hop.provider}",  # what Neo4j Browser writes on a node before it has a style
                "provider": hop.provider,
                "status": hop.status and hop.status.value,
                "status_basis": hop.status_basis,
                "status_at": hop.status_at,
                "interim": True if hop.interim else None,
                "contradiction": contradiction_text(hop.standing.contradiction) if hop.standing.contradiction else None,
                "answered_at": hop.standing.answered_at,
                "role": hop.role.value,
                "position": hop.position,
                "steps": hop.steps,
                "asked_at": hop.asked_at,
                "due_at": hop.due_at,
                "source_hop": sources.get(hop.id),
            }
            self.hops.append(
                {"id": hop.id, "incident": path.incident, "key": hop.provider_key, "says": _without_nulls(says), "about": about[hop.id]}
            )
        for link in path.links:
            self.handoffs.append(
                {
                    "downstream": link.downstream,
                    "upstream": link.upstream,
                    "says": {
                        "attested": link.attested.value,
                        "speakers": list(link.speakers),
                        "known_from": link.known_from,
                        "claims": [claim.id for claim in link.evidence],
                    },
                }
            )


def _without_nulls(says: Properties) -> Properties:
    """The properties that are not null: a new node has none that must be removed."""
    return {name: value for name, value in says.items() if value is not None}
