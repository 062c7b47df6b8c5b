"""Compares what a Neo4j shows with what follows from its claims: these are redrawn in a temporary store."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tracer.elements import NODES, RELATIONSHIPS, Elements, SumsFile
from tracer.graph import batches
from tracer.model import JUDGEMENTS, NOT_YET_LABEL, Evidence, Status
from tracer.projection import INCIDENTS_AT_ONCE, Projection
from tracer.publish import fill
from tracer.store.cypher import GraphStore
from tracer.store.sqlite import SqliteStore

# Others may write values of any type there.
_encoded = msgspec.json.Encoder(order="sorted", enc_hook=repr).encode
_ID = re.compile(r"[0-9a-f]{32}")
_LABELS = {NOT_YET_LABEL, *(status.label for status in Status)}
# Elements compared when all is drawn, by what they belong to; the others belong to an incident.
_OWNER_KINDS = {
    "Provider": "provider", "about_provider": "provider", "takes_calls_from": "provider", "Name": "name", "names": "name",
    "Action": "action", "about_action": "action", "against": "action",
}  # fmt: skip
_PASSED_OVER = {"Document", "stated_in", "Campaign"}  # a campaign is only a name, by which calls belong to it
_OF_ITS_END = {"about_incident", "about_hop", "about_provider", "about_action"}  # others belong to their start


class _Element(NamedTuple):
    """A node, by its label and key, or a relationship, by its kind and ends; with its properties and its second label."""

    kind: str
    start: str
    end: str = ""
    says: bytes = b"{}"
    second: str = ""


class Copy(SqliteStore):
    """The claims of documents and the judgements in a Neo4j, redrawn in a temporary folder."""

    def __init__(self, server: GraphStore) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tracer-check-")
        super().__init__(Path(self._folder.name) / "case.db", write=True)
        self._server = server
        self.malformed_ids: list[str] = []  # of claims there
        try:
            self._fill()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        super().close()
        self._folder.cleanup()

    def _fill(self) -> None:
        held = self._server.held()
        says = {
            document.sha256: {
                "name": document.name, "kind": document.kind, "loader": document.loader, "claims": document.claims, "complete": True,
                "read_as": held[document.sha256].read_as, "version": held[document.sha256].version,
            }
            for document in self._server.documents()
        }  # fmt: skip
        self.begin()
        self.put_documents(says)
        general = self._well_formed(self._server.general_claims())
        judgements = [claim for claim in general if claim.kind in JUDGEMENTS]
        self.add_judgements(judgements)
        self.add([claim for claim in general if claim.document in says])
        for ids in batches(self._server.incidents_with_claims(), INCIDENTS_AT_ONCE):
            self.add(self._well_formed(self._server.claims(incidents=ids, ended=True)))
        Projection(self, lambda: {claim.id for claim in judgements}).draw_all()
        self.commit()

    def _well_formed(self, claims: Sequence[Evidence]) -> list[Evidence]:
        stated = [claim for claim in claims if not claim.inferred]
        self.malformed_ids += [claim.id for claim in stated if not _ID.fullmatch(claim.id)]
        return [claim for claim in stated if _ID.fullmatch(claim.id)]

    def differences(self) -> list[str]:
        """What the Neo4j draws differently: incidents by their ids, and `provider`, `name` or `action` with their keys."""
        with closing(SumsFile(Path(self.where), Path(self._folder.name) / "sums.db")) as sums:
            comparison = _Comparison(sums, self._server)
            fill(comparison, self, sums)
            comparison.finish()
        return list(comparison.differing)


class _Comparison(Elements):
    """Compares each batch that is drawn with what a Neo4j shows of the same incidents; and all other elements at the end."""

    def __init__(self, sums: SumsFile, server: GraphStore) -> None:
        super().__init__(sums)
        self._server = server
        self._batch: Counter[_Element] = Counter()
        self._late: Counter[_Element] = Counter()
        self.differing: dict[str, None] = {}  # in the order found

    def node(self, label: str, says: Mapping[str, Any], second: str | None = None) -> None:
        if label == "Claim":
            if says.get("inferred"):
                self._batch[_made(says)] += 1
        else:
            self._add(_node(label, says, second or ""))

    def relate(self, kind: str, start: str, end: str, says: Mapping[str, Any] | None = None) -> None:
        self._add(_relationship(kind, start, end, says or {}))

    def _add(self, element: _Element) -> None:
        if element.kind not in _PASSED_OVER:
            (self._late if element.kind in _OWNER_KINDS else self._batch)[element] += 1

    def _write_same_calls(self, rows: Sequence[Any]) -> None:
        super()._write_same_calls(rows)
        ids = [element.start for element in self._batch if element.kind == "Incident"]
        shown = Counter(_incidents(self._server.incidents_as_drawn(ids)))
        shown.update(_hops(self._server.hops_as_drawn(ids)))
        incident_of = {element.end: element.start for element in (*self._batch, *shown) if element.kind in ("concerns", "has_hop")}
        for owner, _ in _differing_owners(self._batch, shown):
            self.differing[incident_of.get(owner, owner)] = None
        self._batch.clear()

    def finish(self) -> None:
        super().finish()
        shown = Counter(_providers(self._server.providers_as_drawn()))
        shown.update(_actions(self._server.actions_as_drawn()))
        for owner, kind in sorted(_differing_owners(self._late, shown)):
            self.differing[f"{_OWNER_KINDS[kind]} {owner}"] = None


def _differing_owners(drawn: Counter[_Element], shown: Counter[_Element]) -> Iterator[tuple[str, str]]:
    """The owners of elements that differ, with the kinds of these elements."""
    if drawn != shown:
        for element in (*(drawn - shown), *(shown - drawn)):
            yield str(element.end if element.kind in _OF_ITS_END else element.start), element.kind


def _node(label: str, says: Mapping[str, Any], second: str) -> _Element:
    key, *names = NODES[label]
    return _Element(label, str(says.get(key)), "", _encoded_properties(says, names), second)


def _relationship(kind: str, start: str, end: str, says: Mapping[str, Any]) -> _Element:
    return _Element(kind, start, end, _encoded_properties(says, RELATIONSHIPS[kind][3]))


def _made(says: Mapping[str, Any]) -> _Element:
    """A claim that a rule made."""
    return _Element("Claim", says["incident"], says["id"], _encoded_properties(says, NODES["Claim"]))


def _encoded_properties(says: Mapping[str, Any], names: Sequence[str]) -> bytes:
    """The properties of these names. Further properties, which a team may have added, do not count."""
    return _encoded({name: value for name in names if (value := says.get(name)) is not None})


# --- what a Neo4j shows --------------------------------------------------------------------------------------------


def _incidents(rows: Sequence[Mapping[str, Any]]) -> Iterator[_Element]:
    for row in rows:
        yield _node("Incident", row["says"], "")
        yield from (_relationship("about_incident", claim, row["incident"], {}) for claim in row["about"])
        yield from map(_made, row["made"])
        for call in row["calls"]:
            if call["id"] is not None:
                yield _node("Call", call, "")
                yield _relationship("concerns", row["incident"], call["id"], {})
                yield from (_relationship("part_of", call["id"], campaign, {}) for campaign in call["campaigns"])


def _hops(rows: Sequence[Mapping[str, Any]]) -> Iterator[_Element]:
    for row in rows:
        hop = row["hop"]
        yield _node("Hop", row["says"], _second(row["labels"]))
        yield _relationship("has_hop", row["incident"], hop, {})
        yield from (_relationship("at", hop, key, {}) for key in row["at"])
        yield from (_relationship("about_hop", link["claim"], hop, link) for link in row["about"] if link["claim"] is not None)
        yield from (_relationship("received_from", hop, link["upstream"], link) for link in row["received"] if link["upstream"] is not None)


def _providers(rows: Iterable[Mapping[str, Any]]) -> Iterator[_Element]:
    for row in rows:
        key = row["key"]
        yield _node("Provider", row["says"], _second(row["labels"]))
        for name in row["names"]:
            if name["text"] is not None:
                yield _node("Name", name, "")
                yield _relationship("names", name["text"], key, {})
        yield from (_relationship("about_provider", link["claim"], key, link) for link in row["about"] if link["claim"] is not None)
        yield from (_relationship("takes_calls_from", key, link["upstream"], link) for link in row["pairs"] if link["upstream"] is not None)
        yield from (_relationship("against", action, key, {}) for action in row["actions"])


def _actions(rows: Sequence[Mapping[str, Any]]) -> Iterator[_Element]:
    for row in rows:
        yield _node("Action", row["says"], "")
        yield from (_relationship("about_action", claim, row["action"], {}) for claim in row["about"])


def _second(labels: Sequence[str]) -> str:
    return " ".join(sorted(_LABELS.intersection(labels)))
