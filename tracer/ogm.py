"""The graph as py2neo's object-graph models, for notebooks that use py2neo: to read with, and a path as its `Subgraph`.

Labels, keys, properties and relationships are those of docs/model.md. The models refuse to save: what is in the graph comes
from documents, and py2neo, which knows one relationship between two nodes where a claim may have two, would spoil it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

try:
    from py2neo import Graph, Node, Relationship, Subgraph
    from py2neo.matching import IN
    from py2neo.ogm import Model, Property, RelatedFrom, RelatedTo
except ImportError as error:
    raise ImportError("py2neo is not installed: pip install 'calltracer[py2neo]'") from error

from tracer.errors import BadInput, GraphError
from tracer.model import NOT_YET_LABEL
from tracer.path import CallPath
from tracer.remarks import impossible_numbers
from tracer.store import DrawnCall
from tracer.store.rows import Rows


class Stored(Model):  # type: ignore[misc]  # py2neo has no types
    """A node as it is stored; `properties` are all of them, those without an attribute here as well."""

    @property
    def properties(self) -> dict[str, Any]:
        return dict(self.__node__)

    def _refuse(self, *_: object) -> NoReturn:
        raise GraphError("these models only read: what is in the graph comes from documents, by `tracer load`")

    __db_create__ = __db_merge__ = __db_push__ = __db_delete__ = _refuse


class Document(Stored):
    __primarykey__ = "sha256"

    sha256, name, kind, issuer, recipient, dated, mark = (Property() for _ in range(7))
    loader, version, read_as, claims, complete, drawn_by = (Property() for _ in range(6))

    stated = RelatedFrom("Claim", "STATED_IN")


class Claim(Stored):
    """One thing that one document says, in which lines and words, who says so and since when."""

    __primarykey__ = "id"

    id, kind, said_by, known_at, valid_at, quote = (Property() for _ in range(6))
    line_from, line_to, part, page, row = (Property() for _ in range(5))
    incident, provider, hop, role, upstream, upstream_hop, status, attested = (Property() for _ in range(8))
    inferred, sources, until, doubts, verified = (Property() for _ in range(5))
    interim, reading, end_user, on_word_of = (Property() for _ in range(4))
    what, certainty, manner, source, how, party, force, condition, basis, stated, clock = (Property() for _ in range(11))

    stated_in = RelatedTo("Document", "STATED_IN")

    @property
    def document(self) -> Document | None:
        """None for a judgement: it stands in the journal."""
        return next(iter(self.stated_in), None)


class Provider(Stored):
    __primarykey__ = "key"

    key, name, frn, rmd, country, roles, calls, no_response, status = (Property() for _ in range(9))

    names = RelatedFrom("Name", "NAMES")
    hops = RelatedFrom("Hop", "AT")
    takes_calls_from = RelatedTo("Provider", "TAKES_CALLS_FROM")
    hands_calls_to = RelatedFrom("Provider", "TAKES_CALLS_FROM")
    claims = RelatedFrom("Claim", "ABOUT")
    actions = RelatedFrom("Action", "AGAINST")


class Name(Stored):
    __primarykey__ = "text"

    text, folded, first = (Property() for _ in range(3))

    providers = RelatedTo("Provider", "NAMES")


class Campaign(Stored):
    __primarykey__ = "name"

    name = Property()

    calls = RelatedFrom("Call", "PART_OF")


class Call(Stored):
    __primarykey__ = "id"

    id, at, caller, called, description = (Property() for _ in range(5))

    campaigns = RelatedTo("Campaign", "PART_OF")
    incidents = RelatedFrom("Incident", "CONCERNS")


class Incident(Stored):
    __primarykey__ = "id"

    id, call_at, caller, called, campaign, providers, ends, end_providers, end_interim = (Property() for _ in range(9))
    impossible, same_as = (Property() for _ in range(2))

    calls = RelatedTo("Call", "CONCERNS")
    hops = RelatedTo("Hop", "HAS_HOP")
    claims = RelatedFrom("Claim", "ABOUT")


class Hop(Stored):
    """One provider's place in one incident. `received_from`: the hops it got the call from, upstream."""

    __primarykey__ = "id"

    id, name, provider, position, steps, role, asked_at, due_at, source_hop = (Property() for _ in range(9))
    status, status_basis, status_at, interim, answered_at, contradiction = (Property() for _ in range(6))

    incidents = RelatedFrom("Incident", "HAS_HOP")
    at = RelatedTo("Provider", "AT")
    received_from = RelatedTo("Hop", "RECEIVED_FROM")
    handed_to = RelatedFrom("Hop", "RECEIVED_FROM")
    claims = RelatedFrom("Claim", "ABOUT")


class Action(Stored):
    __primarykey__ = "id"

    id, kind, issuer, issued_at, roles = (Property() for _ in range(5))
    due_what, due_clock, due_length, due_stated, due_differs = (Property() for _ in range(5))

    against = RelatedTo("Provider", "AGAINST")
    claims = RelatedFrom("Claim", "ABOUT")


def evidence(graph: Graph, claims: Iterable[str] | None) -> list[Claim]:
    """The claims of these ids, by date: of a hand-off, `evidence(graph, hop.received_from.get(upstream, "claims"))`."""
    nodes: list[Claim] = list(Claim.match(graph).where(id=IN(list(claims or ()))))
    return sorted(nodes, key=lambda claim: (claim.known_at, claim.line_from or 0, claim.id))


def to_subgraph(path: CallPath) -> Subgraph:
    """A path as nodes and relationships, as they are stored; merged into the graph it was read from, it adds nothing.

    Hand-offs carry the ids of their claims; the claims themselves stay where they are. Raises BadInput for a path as of a
    day: the graph holds what is newest known, and merging an older status would change it.
    """
    if path.as_of is not None:
        raise BadInput(f"this path is as known by {path.as_of}, and the graph holds what is newest known: trace it without as_of")
    rows = Rows()
    rows.add(DrawnCall(path, [bearing for hop in path.hops for bearing in hop.bearings], impossible_numbers(path.evidence)))
    [row] = rows.incidents
    incident, traced = _node(Incident, path.incident, **row["says"]), _node(Call, path.incident, **row["call"])
    relationships = [Relationship(incident, "CONCERNS", traced)]
    relationships += [Relationship(traced, "PART_OF", _node(Campaign, row["campaign"])) for row in rows.campaigns]
    providers = {hop.provider_key: _node(Provider, hop.provider_key, name=hop.provider) for hop in path.hops}
    hops = {row["id"]: _node(Hop, row["id"], **row["says"]) for row in rows.hops}
    for hop in path.hops:
        node = hops[hop.id]
        if hop.status:
            node.add_label(NOT_YET_LABEL if hop.interim else hop.status.label)
        relationships += [Relationship(incident, "HAS_HOP", node), Relationship(node, "AT", providers[hop.provider_key])]
    for row in rows.handoffs:
        relationships.append(Relationship(hops[row["downstream"]], "RECEIVED_FROM", hops[row["upstream"]], **row["says"]))
    return Subgraph(relationships=relationships)


def _node(model: type[Stored], key: str, **says: Any) -> Node:
    node = Node(model.__name__, **{model.__primarykey__: key}, **{name: value for name, value in says.items() if value is not None})
    node.__model__ = model  # tells `merge` label and key
    return node
