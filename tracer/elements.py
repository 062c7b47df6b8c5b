"""A graph that is written once, from nothing, as single nodes and relationships: into files, or to compare it with another.

It is drawn by the same `fill` as any empty graph, from the same rows. What the sums by provider need is kept in a database of its own,
so that memory holds only one batch.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tracer.model import NOT_YET_LABEL, Moment, Status
from tracer.store.properties import PROPERTIES
from tracer.store.sqlite import SqliteStore

NODES = {
    "Document": (
        "sha256", "name", "kind", "issuer", "recipient", "dated", "mark", "loader", "version", "read_as", "claims", "complete", "drawn_by",
    ),
    "Claim": ("id", *PROPERTIES),
    "Provider": ("key", "name", "frn", "rmd", "country", "roles", "calls", "no_response", "status"),
    "Name": ("text", "first", "folded"),
    "Incident": (
        "id", "call_at", "caller", "called", "campaign", "providers", "ends", "end_providers", "end_interim", "impossible", "same_as",
    ),
    "Call": ("id", "at", "caller", "called", "description"),
    "Campaign": ("name",),
    "Hop": (
        "id", "name", "provider", "status", "status_basis", "status_at", "interim", "contradiction", "answered_at", "role", "position",
        "steps", "asked_at", "due_at", "source_hop",
    ),
    "Action": (
        "id", "kind", "issued_at", "issuer", "roles", "due_what", "due_clock", "due_length", "due_stated", "due_differs",
    ),
}  # fmt: skip
RELATIONSHIPS = {  # by kind: the type, the labels that it joins, its properties
    "stated_in": ("STATED_IN", "Claim", "Document", ()),
    "about_incident": ("ABOUT", "Claim", "Incident", ()),
    "about_hop": ("ABOUT", "Claim", "Hop", ("side",)),
    "about_provider": ("ABOUT", "Claim", "Provider", ("side",)),
    "about_action": ("ABOUT", "Claim", "Action", ()),
    "names": ("NAMES", "Name", "Provider", ()),
    "concerns": ("CONCERNS", "Incident", "Call", ()),
    "part_of": ("PART_OF", "Call", "Campaign", ()),
    "has_hop": ("HAS_HOP", "Incident", "Hop", ()),
    "at": ("AT", "Hop", "Provider", ()),
    "received_from": ("RECEIVED_FROM", "Hop", "Hop", ("attested", "speakers", "known_from", "claims")),
    "takes_calls_from": ("TAKES_CALLS_FROM", "Provider", "Provider", ("calls", "first", "last", "attested", "claims")),
    "against": ("AGAINST", "Action", "Provider", ()),
}
_SUMS = """
CREATE TABLE hop (id TEXT PRIMARY KEY, key TEXT, call TEXT, call_at TEXT, status TEXT, basis TEXT, silent INTEGER) WITHOUT ROWID;
CREATE TABLE pair (down TEXT, up TEXT, attested TEXT, call TEXT, call_at TEXT, claim TEXT);
"""


class SumsFile(SqliteStore):
    """A store of claims that also answers for sums as the graph being written would: a `tracer.rollup.SummingStore`."""

    def __init__(self, path: Path, file: Path) -> None:
        super().__init__(path)
        self._file = sqlite3.connect(file, isolation_level=None)
        self._file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000; BEGIN; {_SUMS}")
        self.pairs: Sequence[Mapping[str, Any]] = ()
        self.facts: Sequence[Mapping[str, Any]] = ()

    def close(self) -> None:
        self._file.close()
        super().close()

    def add_batch(
        self, calls: Mapping[str, tuple[str, Moment | None]], hops: Iterable[Mapping[str, Any]], pairs: Iterable[Mapping[str, Any]]
    ) -> None:
        """Add the hops and hand-offs of a batch. `calls`: by incident, its call and the time of that."""
        self._file.executemany("INSERT INTO hop VALUES (?, ?, ?, ?, ?, ?, ?)", (_hop(row, *calls[row["incident"]]) for row in hops))
        query = """INSERT INTO pair SELECT down.key, up.key, ?, down.call, down.call_at, ? FROM hop down, hop up
                   WHERE down.id = ? AND up.id = ?"""
        # A hop that got the call from itself makes no pair: a Cypher pattern never uses a relationship twice.
        pairs = (row for row in pairs if row["downstream"] != row["upstream"])
        rows = ((row["says"]["attested"], row["says"]["claims"][0], row["downstream"], row["upstream"]) for row in pairs)
        self._file.executemany(query, rows)

    # Asked at the end, for all providers at once.

    def handed_pairs(self, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:  # noqa: ARG002
        query = """SELECT down AS downstream, up AS upstream, attested, count(DISTINCT call) AS calls, min(call_at) AS first,
                   max(call_at) AS last, min(claim) AS claim FROM pair GROUP BY down, up, attested ORDER BY down, up, attested"""
        return list(self._rows(query))

    def statuses(self, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:  # noqa: ARG002
        query = """SELECT key, status, basis, silent, count(DISTINCT call) AS calls FROM hop GROUP BY key, status, basis, silent
                   ORDER BY key, status, basis, silent"""
        return list(self._rows(query))

    def calls(self, keys: Sequence[str]) -> Mapping[str, int]:  # noqa: ARG002
        query = "SELECT key, count(DISTINCT call) AS calls FROM hop GROUP BY key"
        return {row["key"]: row["calls"] for row in self._rows(query)}

    def _rows(self, query: str) -> Iterator[dict[str, Any]]:
        cursor = self._file.execute(query)
        names = [column[0] for column in cursor.description]
        for values in cursor:
            yield dict(zip(names, values, strict=True))

    def put_sums(self, keys: Sequence[str], pairs: Sequence[Mapping[str, Any]], facts: Sequence[Mapping[str, Any]]) -> None:  # noqa: ARG002
        self.pairs, self.facts = pairs, facts


class Elements:
    """What `fill` draws. Nodes of providers and actions come last: until then more is learnt about them."""

    where = "the elements"

    def __init__(self, sums: SumsFile) -> None:
        self._sums = sums
        self._providers: dict[str, str] = {}  # by key, its name
        self._actions: dict[str, dict[str, Any]] = {}
        self._written: set[tuple[str, ...]] = set()  # campaigns, and relationships that may come twice
        self._incidents: list[dict[str, Any]] = []  # of this batch: which calls they repeat is known after the rest
        self._hops: Sequence[Any] = ()
        self._handoffs: Sequence[Any] = ()

    def node(self, label: str, says: Mapping[str, Any], second: str | None = None) -> None:
        """A node; `second`: its other label."""
        raise NotImplementedError

    def relate(self, kind: str, start: str, end: str, says: Mapping[str, Any] | None = None) -> None:
        """A relationship, by its kind in `RELATIONSHIPS`."""
        raise NotImplementedError

    def finish(self) -> None:
        """Write what is known when all is drawn: pairs, providers, actions."""
        for row in self._sums.pairs:
            self.relate("takes_calls_from", row["downstream"], row["upstream"], row)
        facts = {fact["key"]: fact for fact in self._sums.facts}
        for key, name in self._providers.items():
            says = {"name": name, **facts[key]}
            self.node("Provider", says, _label(says.get("status")))
        for says in self._actions.values():
            self.node("Action", says)

    # --- as a graph that is written to ------------------------------------------------------------------------------

    def ask(self, query: str, **parameters: Any) -> list[dict[str, Any]]:  # noqa: ARG002 - nothing is there before
        return []

    ask_meanwhile = ask

    def put(self, query: str, rows: Sequence[Any], *, size: int | None = None) -> None:  # noqa: ARG002 - it is written at once
        if not query.startswith("remove_"):  # there is nothing to remove
            write: Callable[[Sequence[Any]], None] = getattr(self, f"_{query}")
            write(rows)

    def prepare(self) -> None:
        """Nothing constrains it."""

    def erase(self, query: str = "remove_all") -> None:
        """Nothing is there."""

    def keep(self) -> None:
        """See `finish`."""

    def close(self) -> None:
        """See `finish`."""

    def _write_documents(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self.node("Document", {"sha256": row["sha256"], **row["says"]})

    def _write_claims(self, rows: Sequence[Any]) -> None:
        for row in rows:
            for words in row["said"]:
                for claim in words["claims"]:
                    self.node("Claim", {"id": claim["id"], **words["says"], **claim["says"]})
                    self.relate("stated_in", claim["id"], row["document"])

    def _write_judgements(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self.node("Claim", {"id": row["id"], **row["says"]}, "Judgement")

    def _write_providers(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._providers[row["key"]] = row["name"]

    def _write_names(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self.node("Name", {"text": row["text"], "first": row["first"], "folded": row["folded"]})
            self.relate("names", row["text"], row["key"])

    def _write_incidents(self, rows: Sequence[Any]) -> None:
        self._incidents = [{"id": row["id"], **row["says"]} for row in rows]
        for row in rows:
            self.node("Call", {"id": row["id"], **row["call"]})
            self.relate("concerns", row["id"], row["id"])
            for claim in row["about"]:
                self.relate("about_incident", claim, row["id"])

    def _write_campaigns(self, rows: Sequence[Any]) -> None:
        for row in rows:
            if self._is_new(("campaign", row["campaign"])):
                self.node("Campaign", {"name": row["campaign"]})
            self.relate("part_of", row["id"], row["campaign"])

    def _write_hops(self, rows: Sequence[Any]) -> None:
        for row in rows:
            says = row["says"]
            label = NOT_YET_LABEL if says.get("interim") else _label(says.get("status"))
            self.node("Hop", {"id": row["id"], **says}, label)
            self.relate("has_hop", row["incident"], row["id"])
            self.relate("at", row["id"], row["key"])
            for about in row["about"]:
                self.relate("about_hop", about["claim"], row["id"], {"side": about["side"]})
        self._hops = rows

    def _write_handoffs(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self.relate("received_from", row["downstream"], row["upstream"], row["says"])
        self._handoffs = rows

    def _write_same_calls(self, rows: Sequence[Any]) -> None:
        """Write the incidents of a batch; the last call for each batch."""
        same_as = {row["id"]: row["same_as"] for row in rows}
        call_of = {}
        for says in self._incidents:
            says["same_as"] = same_as.get(says["id"])
            call_of[says["id"]] = (says["same_as"] or says["id"], says["call_at"])
            self.node("Incident", says)
        self._sums.add_batch(call_of, self._hops, self._handoffs)
        self._incidents, self._hops, self._handoffs = [], (), ()

    def _write_about_providers(self, rows: Sequence[Any]) -> None:
        for row in rows:
            if self._is_new(("about", row["claim"], row["key"], row["side"])):
                self.relate("about_provider", row["claim"], row["key"], {"side": row["side"]})

    def _write_actions(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._actions[row["id"]] = self._actions.get(row["id"], {}) | {"id": row["id"], **row["says"]}
            if self._is_new(("against", row["id"], row["key"])):
                self.relate("against", row["id"], row["key"])
            if self._is_new(("action", row["claim"], row["id"])):
                self.relate("about_action", row["claim"], row["id"])

    def _is_new(self, element_key: tuple[str, ...]) -> bool:
        if element_key in self._written:
            return False
        self._written.add(element_key)
        return True


def _label(status: str | None) -> str:
    return Status(status).label if status else ""


def _hop(row: Mapping[str, Any], call: str, call_at: Moment | None) -> tuple[Any, ...]:
    says = row["says"]
    status, basis = says.get("status"), says.get("status_basis")
    silent = status == "no-response" and basis == "stated" and not says.get("interim")
    return row["id"], row["key"], call, call_at, status, basis, silent
