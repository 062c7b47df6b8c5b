"""A graph as the files that `neo4j-admin database import full` takes: the way into Neo4j for millions of rows.

It is drawn by the same `fill` as any empty graph, by the same rows; these go into CSV files instead of Cypher. What the sums by
provider need of it is kept in a database beside the files, so memory is that of a batch.

A text is quoted, what is null is an empty field, and lists are joined by a character that stands in none of them. Lists that CSV
cannot say (an empty one, one with an empty text alone) are set by the Cypher that makes the constraints, after the import.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Self, TextIO

from tracer import bundle, queries
from tracer.errors import BadInput
from tracer.model import NOT_YET_LABEL, Moment, Status
from tracer.publish import fill
from tracer.store.properties import PROPERTIES
from tracer.store.sqlite import SqliteStore

CYPHER = "after-import.cypher"
TOGETHER = 1000  # keys of nodes in one statement
_DELIMITERS = {"\x1f": "U+001F", "\x1e": "U+001E", "\x1d": "U+001D", "\ue000": "U+E000", "\uf8ff": "U+F8FF"}
_NODES = {
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
_TIES = {  # by file: the type, the labels that it joins, its properties
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


class _Stands(Exception):
    """A list holds the character that joins lists."""


def write(store: SqliteStore, folder: Path) -> list[str]:
    """Write all that a store holds into a folder, whole or not at all; the command that imports it, word by word.

    Raises BadInput where the folder holds something or cannot be made.
    """
    bundle.check_folder(folder)
    try:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written ({error.strerror}): choose another place") from None
    before = store.changes
    for delimiter in _DELIMITERS:
        part = Path(tempfile.mkdtemp(dir=folder.absolute().parent, prefix=f".{folder.name}-"))
        try:
            with closing(_Sums(Path(store.where), part / "sums.db")) as sums, _Files(part, sums, delimiter) as files:
                fill(files, store, sums)
            (part / "sums.db").unlink()
            if store.changes != before:
                raise BadInput("the case was written to meanwhile: nothing is exported; run the command again")
            part.chmod(0o700)
            if folder.exists():
                folder.rmdir()
            part.rename(folder)
        except _Stands:
            continue
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return files.command(folder)
    raise BadInput("the names in this case hold every character by which lists could be joined: publish it with `tracer rebuild --db`")


class _Sums(SqliteStore):
    """A store that is asked for claims, with what the graph being written would say of providers: `tracer.rollup.Sums`."""

    def __init__(self, path: Path, file: Path) -> None:
        super().__init__(path)
        self._file = sqlite3.connect(file, isolation_level=None)
        self._file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000; BEGIN; {_SUMS}")
        self.pairs: Sequence[Mapping[str, Any]] = ()
        self.facts: Sequence[Mapping[str, Any]] = ()

    def close(self) -> None:
        self._file.close()
        super().close()

    def take(
        self, calls: Mapping[str, tuple[str, Moment | None]], hops: Iterable[Mapping[str, Any]], pairs: Iterable[Mapping[str, Any]]
    ) -> None:
        """`calls`: by incident, which call it is and when that was."""
        self._file.executemany("INSERT INTO hop VALUES (?, ?, ?, ?, ?, ?, ?)", (_hop(row, *calls[row["incident"]]) for row in hops))
        asked = """INSERT INTO pair SELECT down.key, up.key, ?, down.call, down.call_at, ? FROM hop down, hop up
                   WHERE down.id = ? AND up.id = ?"""
        # A hop that would have the call from itself makes no pair: a pattern in Cypher walks no relationship twice.
        pairs = (row for row in pairs if row["downstream"] != row["upstream"])
        rows = ((row["says"]["attested"], row["says"]["claims"][0], row["downstream"], row["upstream"]) for row in pairs)
        self._file.executemany(asked, rows)

    # All providers are asked for, at the end.

    def handed_pairs(self, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:  # noqa: ARG002
        asked = """SELECT down AS downstream, up AS upstream, attested, count(DISTINCT call) AS calls, min(call_at) AS first,
                   max(call_at) AS last, min(claim) AS claim FROM pair GROUP BY down, up, attested ORDER BY down, up, attested"""
        return list(self._rows(asked))

    def statuses(self, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:  # noqa: ARG002
        asked = """SELECT key, status, basis, silent, count(DISTINCT call) AS calls FROM hop GROUP BY key, status, basis, silent
                   ORDER BY key, status, basis, silent"""
        return list(self._rows(asked))

    def calls(self, keys: Sequence[str]) -> Mapping[str, int]:  # noqa: ARG002
        asked = "SELECT key, count(DISTINCT call) AS calls FROM hop GROUP BY key"
        return {row["key"]: row["calls"] for row in self._rows(asked)}

    def _rows(self, asked: str) -> Iterator[dict[str, Any]]:
        found = self._file.execute(asked)
        names = [column[0] for column in found.description]
        for values in found:
            yield dict(zip(names, values, strict=True))

    def put_sums(self, keys: Sequence[str], pairs: Sequence[Mapping[str, Any]], facts: Sequence[Mapping[str, Any]]) -> None:  # noqa: ARG002
        self.pairs, self.facts = pairs, facts


class _Files:
    """Files of nodes and relationships. Its nodes of providers and actions are written last: until then more is said of them."""

    where = "the files"

    def __init__(self, folder: Path, sums: _Sums, delimiter: str) -> None:
        self._folder, self._sums, self._delimiter = folder, sums, delimiter
        self._open: dict[str, TextIO] = {}
        self._types: dict[tuple[str, str], str] = {}  # by file and property
        self._unsaid: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}  # keys of nodes by label, property and value
        self._providers: dict[str, str] = {}  # by key, its name
        self._actions: dict[str, dict[str, Any]] = {}
        self._once: set[tuple[str, ...]] = set()  # campaigns, and ties that may be told twice
        self._incidents: list[dict[str, Any]] = []  # of the batch at hand: what it repeats is told after the rest
        self._hops: Sequence[Any] = ()
        self._handoffs: Sequence[Any] = ()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._cypher = self._stack.enter_context((self._folder / CYPHER).open("w", encoding="utf-8", newline="\n"))
        for statement in queries.statements("schema"):
            self._cypher.write(f"{statement};\n")
        self._cypher.write("CALL db.awaitIndexes(3600);\n")
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with self._stack:
            if kind is None:
                self._end()

    def _end(self) -> None:
        self._write_pairs(self._sums.pairs)
        facts = {fact["key"]: fact for fact in self._sums.facts}
        for key, name in self._providers.items():
            says = {"name": name, **facts[key]}
            self._node("Provider", says, _label(says.get("status")))
        for says in self._actions.values():
            self._node("Action", says)
        for (label, name, value), keys in self._unsaid.items():
            self._set(label, name, value, keys)
        for file in self._open:
            columns = _NODES.get(file) or _TIES[file][3]
            typed = [f"{name}:{self._types.get((file, name), 'string')}" for name in columns]
            if file in _NODES:
                head = [f"{columns[0]}:ID({file})", *typed[1:], ":LABEL"]
            else:
                head = [f":START_ID({_TIES[file][1]})", f":END_ID({_TIES[file][2]})", *typed]
            (self._folder / f"{file}-header.csv").write_text(",".join(head) + "\n", "utf-8")

    def command(self, folder: Path) -> list[str]:
        """What imports the files, into a Neo4j that does not run."""
        there = folder.absolute()
        files = {file: f"{there / f'{file}-header.csv'},{there / f'{file}.csv'}" for file in self._open}
        return [
            "neo4j-admin", "database", "import", "full", "neo4j", "--overwrite-destination", "--id-type=string", "--multiline-fields=true",
            f"--array-delimiter={_DELIMITERS[self._delimiter]}",
            *(f"--nodes={file}={files[file]}" for file in _NODES if file in files),
            *(f"--relationships={tie[0]}={files[file]}" for file, tie in _TIES.items() if file in files),
        ]  # fmt: skip

    # --- as a graph that is written to ------------------------------------------------------------------------------

    def ask(self, query: str, **parameters: Any) -> list[dict[str, Any]]:  # noqa: ARG002 - nothing is there before
        return []

    def put(self, query: str, rows: Sequence[Any], *, size: int | None = None) -> None:  # noqa: ARG002 - it is written at once
        if not query.startswith("remove_"):  # there is nothing to take away
            write: Callable[[Sequence[Any]], None] = getattr(self, f"_{query}")
            write(rows)

    def prepare(self) -> None:
        """The constraints are made after the import."""

    def erase(self, query: str = "remove_all") -> None:
        """Nothing is there."""

    def keep(self) -> None:
        """The files are whole when all is written."""

    def close(self) -> None:
        """See `__exit__`."""

    def _write_documents(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._node("Document", {"sha256": row["sha256"], **row["says"]})

    def _write_claims(self, rows: Sequence[Any]) -> None:
        for row in rows:
            for said in row["said"]:
                for claim in said["claims"]:
                    self._node("Claim", {"id": claim["id"], **said["says"], **claim["says"]})
                    self._tie("stated_in", claim["id"], row["document"])

    def _write_judgements(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._node("Claim", {"id": row["id"], **row["says"]}, "Judgement")

    def _write_providers(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._providers[row["key"]] = row["name"]

    def _write_names(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._node("Name", {"text": row["text"], "first": row["first"], "folded": row["folded"]})
            self._tie("names", row["text"], row["key"])

    def _write_incidents(self, rows: Sequence[Any]) -> None:
        self._incidents = [{"id": row["id"], **row["says"]} for row in rows]
        for row in rows:
            self._node("Call", {"id": row["id"], **row["call"]})
            self._tie("concerns", row["id"], row["id"])
            for claim in row["about"]:
                self._tie("about_incident", claim, row["id"])

    def _write_campaigns(self, rows: Sequence[Any]) -> None:
        for row in rows:
            if self._first(("campaign", row["campaign"])):
                self._node("Campaign", {"name": row["campaign"]})
            self._tie("part_of", row["id"], row["campaign"])

    def _write_hops(self, rows: Sequence[Any]) -> None:
        for row in rows:
            says = row["says"]
            label = NOT_YET_LABEL if says.get("interim") else _label(says.get("status"))
            self._node("Hop", {"id": row["id"], **says}, label)
            self._tie("has_hop", row["incident"], row["id"])
            self._tie("at", row["id"], row["key"])
            for about in row["about"]:
                self._tie("about_hop", about["claim"], row["id"], {"side": about["side"]})
        self._hops = rows

    def _write_handoffs(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._tie("received_from", row["downstream"], row["upstream"], row["says"])
        self._handoffs = rows

    def _write_same_calls(self, rows: Sequence[Any]) -> None:
        """The last that is told of a batch of incidents."""
        same_as = {row["id"]: row["same_as"] for row in rows}
        call_of = {}
        for says in self._incidents:
            says["same_as"] = same_as.get(says["id"])
            call_of[says["id"]] = (says["same_as"] or says["id"], says["call_at"])
            self._node("Incident", says)
        self._sums.take(call_of, self._hops, self._handoffs)
        self._incidents, self._hops, self._handoffs = [], (), ()

    def _write_about_providers(self, rows: Sequence[Any]) -> None:
        for row in rows:
            if self._first(("about", row["claim"], row["key"], row["side"])):
                self._tie("about_provider", row["claim"], row["key"], {"side": row["side"]})

    def _write_actions(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._actions[row["id"]] = self._actions.get(row["id"], {}) | {"id": row["id"], **row["says"]}
            if self._first(("against", row["id"], row["key"])):
                self._tie("against", row["id"], row["key"])
            if self._first(("action", row["claim"], row["id"])):
                self._tie("about_action", row["claim"], row["id"])

    def _write_pairs(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._tie("takes_calls_from", row["downstream"], row["upstream"], row)

    def _first(self, told: tuple[str, ...]) -> bool:
        if told in self._once:
            return False
        self._once.add(told)
        return True

    # --- one line ------------------------------------------------------------------------------------------------------

    def _node(self, label: str, says: Mapping[str, Any], second: str | None = None) -> None:
        columns = _NODES[label]
        strange = says.keys() - set(columns)
        assert not strange, f"{label}: {strange}"
        fields = [self._field(label, name, says.get(name), says[columns[0]]) for name in columns]
        self._line(label, [*fields, second or ""])

    def _tie(self, file: str, start: str, end: str, says: Mapping[str, Any] | None = None) -> None:
        fields = [self._field(file, name, says.get(name), None) for name in _TIES[file][3]] if says else []
        self._line(file, [_quoted(start), _quoted(end), *fields])

    def _line(self, file: str, fields: Sequence[str]) -> None:
        if file not in self._open:
            path = self._folder / f"{file}.csv"
            self._open[file] = self._stack.enter_context(path.open("w", encoding="utf-8", newline=""))
        self._open[file].write(",".join(fields) + "\n")

    def _field(self, file: str, name: str, value: Any, key: str | None) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return _quoted(value)
        listed = isinstance(value, list | tuple)
        if listed and (not value or list(value) == [""]):
            assert key is not None, f"{file}.{name}"  # no relationship has such a list
            self._say_later(file, name, tuple(value), key)
            return ""
        of = value[0] if listed else value
        type_ = "boolean" if isinstance(of, bool) else "long" if isinstance(of, int) else "string"
        self._types[file, name] = f"{type_}[]" if listed else type_
        if not listed:
            return _plain(value)
        if type_ == "string" and any(self._delimiter in each for each in value):
            raise _Stands
        return _quoted(self._delimiter.join(map(_plain, value)))

    def _say_later(self, label: str, name: str, value: tuple[str, ...], key: str) -> None:
        keys = self._unsaid.setdefault((label, name, value), [])
        keys.append(key)
        if len(keys) == TOGETHER:
            self._set(label, name, value, keys)
            keys.clear()

    def _set(self, label: str, name: str, value: tuple[str, ...], keys: list[str]) -> None:
        if keys:
            match = f"MATCH (n:{label} {{{_NODES[label][0]}: key}})"
            self._cypher.write(f"UNWIND {queries.literal(keys)} AS key {match} SET n.{name} = {queries.literal(value)};\n")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _label(status: str | None) -> str:
    return Status(status).label if status else ""


def _hop(row: Mapping[str, Any], call: str, call_at: Moment | None) -> tuple[Any, ...]:
    says = row["says"]
    status, basis = says.get("status"), says.get("status_basis")
    silent = status == "no-response" and basis == "stated" and not says.get("interim")
    return row["id"], row["key"], call, call_at, status, basis, silent
