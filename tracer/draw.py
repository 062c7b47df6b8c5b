"""What stands for claims in the drawn graph: nodes and relationships as rows, which each store writes in its own way. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tracer import deadlines
from tracer.hops import bearings, names_in
from tracer.identity import Identity
from tracer.inference import source_hops
from tracer.model import JUDGEMENTS, Evidence, Kind, Provider
from tracer.path import CallPath, call_path, contradiction_text
from tracer.remarks import impossible_numbers
from tracer.store import Row, Rows
from tracer.store.properties import to_properties


class Drawing(Rows):
    """Rows of many incidents, and of claims that concern no single one."""

    def add(self, incident: str, claims: Sequence[Evidence], who: Mapping[str, Provider]) -> None:
        """Draw an incident from all its claims."""
        all_of_them = list(bearings(incident, claims, who))
        path = call_path(incident, [b for b in all_of_them if b.evidence.until is None])
        drawn = {hop.id for hop in path.hops}
        for bearing in all_of_them:
            if bearing.hop is None:
                self.about_incidents.append({"claim": bearing.evidence.id, "incident": incident})
            elif bearing.hop in drawn:
                side = bearing.side and bearing.side.value
                self.about_hops.append({"claim": bearing.evidence.id, "hop": bearing.hop, "side": side})
        self.add_path(path, source_hops(all_of_them), impossible_numbers(claims))
        left = {who[name].key for name in names_in(claims)} - {hop.provider_key for hop in path.hops}
        self.mentioned += [{"incident": incident, "key": key} for key in sorted(left)]

    def add_loose(self, claims: Iterable[Evidence], identity: Identity) -> set[str]:
        """Tie claims that concern no single incident to the providers that they speak of; the keys of these."""
        touched: set[str] = set()
        # Of copies of a letter, the first to say a thing is written last, and stands.
        for claim in sorted(claims, key=lambda c: (c.known_at, not c.due, c.first_said), reverse=True):
            key = identity[claim.provider or ""].key
            touched.add(key)
            if claim.kind in JUDGEMENTS:
                keys = {key, *(identity[name].key for name in claim.names if name in identity)}
                self.about_providers += [{"claim": claim.id, "key": k, "side": "provider"} for k in sorted(keys)]
            elif claim.kind == Kind.ACTED:
                self.actions.append(_action(claim, key))
            else:
                self.about_providers.append({"claim": claim.id, "key": key, "side": "downstream" if claim.upstream else "provider"})
                if claim.upstream:
                    up = identity[claim.upstream].key
                    touched.add(up)
                    self.about_providers.append({"claim": claim.id, "key": up, "side": "upstream"})
        return touched

    def add_path(self, path: CallPath, sources: Mapping[str, str], impossible: list[str]) -> None:
        """Draw a path. `sources`: by hop, the id that its sources give it; `impossible`: numbers of its calls that cannot be one."""
        call = path.call
        self.incidents.append(
            {
                "id": path.incident,
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
                    "impossible": impossible or None,
                },
            }
        )
        if call.campaign:
            self.campaigns.append({"id": path.incident, "campaign": call.campaign})
        for hop in path.hops:
            says = {
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
            self.hops.append({"id": hop.id, "incident": path.incident, "key": hop.provider_key, "says": says})
        for link in path.links:
            self.handoffs.append(
                {
                    "downstream": link.downstream,
                    "upstream": link.upstream,
                    "attested": link.attested.value,
                    "speakers": list(link.speakers),
                    "known_from": link.known_from,
                    "claims": [claim.id for claim in link.evidence],
                }
            )


def _action(claim: Evidence, key: str) -> Row:
    says: Row = {"kind": claim.action_kind, "issued_at": claim.at, "issuer": claim.said_by}
    if claim.roles:
        says["roles"] = list(claim.roles)
    says |= {name: value for name, value in to_properties(claim).items() if name.startswith("due_")}
    if differing := deadlines.differing(claim):
        says["due_differs"] = differing
    return {"id": claim.action, "key": key, "claim": claim.id, "says": says}
