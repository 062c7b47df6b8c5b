"""Claims kept as nodes of a graph, on either engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tracer.graph import Graph, batches
from tracer.model import Evidence, Kind, Moment, Provider
from tracer.path import Clock, Ended
from tracer.store import Drawn, HeldDocument, Named, Summary
from tracer.store.properties import from_properties

AT_ONCE = 1000  # ids in one question


class GraphStore:
    """The store of a graph that is open for reading, or for writing."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def claims(
        self,
        *,
        incidents: Collection[str] | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[Kind] | None = None,
        as_of: Moment | None = None,
        ended: bool = False,
    ) -> Sequence[Evidence]:
        if incidents is not None:
            found = self._claims("read_claims_of_incidents", as_of, sorted(incidents), ended)
        elif documents is not None:
            found = self._claims("read_claims_of_documents", as_of, sorted(documents), ended)
        else:
            found = self._claims("read_claims_of_kinds", as_of, sorted(kind.value for kind in kinds or Kind), ended)
        if kinds is not None:
            found = [claim for claim in found if claim.kind in kinds]
        return sorted(found, key=lambda claim: claim.first_said)

    def of_providers(self, keys: Collection[str], as_of: Moment | None = None) -> Sequence[Evidence]:
        return sorted(self._claims("read_claims_of_providers", as_of, sorted(keys)), key=lambda claim: claim.first_said)

    def _claims(self, query: str, as_of: Moment | None, ids: Sequence[str], ended: bool = False) -> list[Evidence]:
        found: dict[str, Evidence] = {}
        for some in batches(ids, AT_ONCE):
            for row in self._graph.ask(query, ids=list(some), as_of=as_of, ended=ended):
                if row["id"] not in found:
                    found[row["id"]] = from_properties({**row["says"], "id": row["id"]}, row["document"], row["name"], row["document_kind"])
        return list(found.values())

    def incidents(self, *, start: str = "", providers: Collection[str] | None = None, silent: bool = False) -> list[str]:
        if silent:
            return [row["incident"] for row in self._graph.ask("read_incidents_with_silence")]
        if providers is None:
            return [row["id"] for row in self._graph.ask("read_incident_ids", start=start)]
        found = (row["incident"] for some in batches(sorted(providers), AT_ONCE) for row in self._ask_providers(some))
        return sorted({incident for incident in found if incident.startswith(start)})

    def _ask_providers(self, keys: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        yield from self._graph.ask("read_incidents_of_providers", keys=list(keys))

    def changed(self, after: Moment, until: Moment) -> list[str]:
        return [row["incident"] for row in self._graph.ask("read_changed_incidents", after=after, until=until)]

    def summaries(self) -> Sequence[Summary]:
        everything = dict.fromkeys(("campaign", "providers", "ends", "since", "until"))
        return [
            Summary(
                row["incident"], row["call_at"], row["caller"], row["called"], row["campaign"], tuple(row["providers"] or ()),
                tuple(
                    Ended(kind, name, interim)
                    for kind, name, interim in zip(row["ends"] or (), row["end_providers"] or (), row["end_interim"] or (), strict=True)
                ),
                row["same_as"],
            )
            for row in self._graph.ask("incidents", **everything)
        ]  # fmt: skip

    def who(self, names: Iterable[str], as_of: Moment | None = None) -> Mapping[str, Provider]:
        found: dict[str, Provider] = {}
        wanted = sorted(set(names))
        for some in batches(wanted, AT_ONCE):
            for row in self._graph.ask("read_providers_of_names", texts=list(some), as_of=as_of):
                found[row["text"]] = Provider(row["key"], row["name"], tuple(sorted(row["names"])), row["country"])
        return found

    def names(self) -> Sequence[Named]:
        return [Named(row["text"], row["first"], row["key"], row["name"]) for row in self._graph.ask("read_names")]

    def drawn(self, incidents: Collection[str]) -> Drawn:
        clocks: dict[str, Clock] = {}
        impossible: dict[str, str] = {}
        same_as: dict[str, str] = {}
        for some in batches(sorted(incidents), AT_ONCE):
            for row in self._graph.ask("read_drawn", ids=list(some)):
                if row["hop"] and row["asked_at"]:
                    clocks[row["hop"]] = Clock(row["asked_at"], row["due_at"])
                impossible.update(text.split(" ", 1) for text in row["impossible"] or ())
                if row["same_as"]:
                    same_as[row["incident"]] = row["same_as"]
        return Drawn(clocks, impossible, same_as)

    def documents(self) -> Sequence[HeldDocument]:
        return [
            HeldDocument(
                row["document"], row["name"], row["kind"], row["issuer"], row["recipient"], row["dated"], row["mark"], row["loader"],
                row["claims"], bool(row["complete"]),
            )
            for row in self._graph.ask("documents")
        ]  # fmt: skip
