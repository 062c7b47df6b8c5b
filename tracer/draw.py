"""What is drawn from claims: the path of each call, and the providers that general claims are about. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracer import deadlines, store
from tracer.hops import bearings
from tracer.identity import Identity
from tracer.model import JUDGEMENTS, Evidence, Kind, Provider, statement_order
from tracer.path import call_path
from tracer.remarks import impossible_numbers
from tracer.store import DrawnCall
from tracer.store.properties import to_properties


class Drawing(store.DrawnBatch):
    """Draws incidents, and general claims, which concern no single incident."""

    def add(self, incident: str, claims: Sequence[Evidence], who: Mapping[str, Provider], *, with_links: bool = True) -> None:
        """Draw an incident from all its claims. `who`: the providers of the names printed in them. `with_links`: as in `call_path`; only
        graphs need them."""
        all_bearings = list(bearings(incident, sorted(claims, key=statement_order), who))
        path = call_path(incident, [b for b in all_bearings if b.evidence.until is None], with_links=with_links, in_order=True)
        left = {provider.key for provider in who.values()} - {hop.provider_key for hop in path.hops}
        self.calls.append(DrawnCall(path, all_bearings, impossible_numbers(claims), sorted(left)))

    def add_general(self, claims: Iterable[Evidence], identity: Identity) -> set[str]:
        """Attach general claims to the providers that they are about. Returns the keys of these providers."""
        touched: set[str] = set()
        # Of several copies of a letter, the first to state something is written last, and stands.
        for claim in sorted(claims, key=lambda c: (c.known_at, not c.due, statement_order(c)), reverse=True):
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


def _action(claim: Evidence, key: str) -> dict[str, Any]:
    says: dict[str, Any] = {"kind": claim.action_kind, "issued_at": claim.at, "issuer": claim.issuer}
    if claim.roles:
        says["roles"] = list(claim.roles)
    says |= {name: value for name, value in to_properties(claim).items() if name.startswith("due_")}
    if differing := deadlines.differing(claim):
        says["due_differs"] = differing
    return {"id": claim.action, "key": key, "claim": claim.id, "says": says}
