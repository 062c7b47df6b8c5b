"""Claims kept in a SQLite file of the case folder: one writer, any number of readers, each change made whole or not at all."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from tracer import store
from tracer.errors import BadCase, CaseBusy, GraphUnreachable, GraphUnreadable
from tracer.hops import hop_id
from tracer.identity import REGISTERED, placed
from tracer.model import JUDGEMENTS, OF_INCIDENTS, Evidence, Kind, Moment, Place, Provider, ReadAs, Status, statement_order
from tracer.open_hops import OpenHop, open_hops
from tracer.path import Clock, Ended
from tracer.store import (
    Carrier,
    Computed,
    DrawnBatch,
    DrawnHops,
    DrawnName,
    HeldDocument,
    PrintedName,
    Span,
    StoredReading,
    Summary,
    beside,
    claim_rows,
    hop_rows,
)
from tracer.store.claim_rows import CODE, STATUSES
from tracer.store.properties import JOURNAL

APPLICATION = 0x74726163  # "trac"
SCHEMA = 3
AT_ONCE, MOST_AT_ONCE = 500, 2000  # values in one question, and at most in a statement that writes
BATCH = 5000
CACHE_KB = {True: 48_000, False: 8_000}  # for a writer, for a reader
SYNCHRONOUS = "FULL"  # what was acknowledged survives a power cut
_BUSY_SECONDS = 10
_BETWEEN_DIGITS = b" -().\n\r\t"  # in a telephone number
_encoded = msgspec.json.Encoder().encode
_decoded = msgspec.json.Decoder().decode
_DOCUMENT = ("name", "kind", "issuer", "recipient", "dated", "mark", "loader", "version", "read_as", "claims", "complete")
_SILENT = "incident IS NOT NULL AND kind = 3 AND status IN (4, 5)"  # the condition of the index of silences
assert [CODE[Kind.STATUS], STATUSES.index(Status.NO_RESPONSE), STATUSES.index(Status.NOT_FOUND)] == [3, 4, 5]
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_HELD = 50_000  # hashes of a document's claims: two copies of a claim stand close together


class SqliteStore:
    """The store of a case folder."""

    shared = False

    def __init__(self, path: Path, *, write: bool = False) -> None:
        """Raises GraphUnreachable where there is no store to read, GraphUnreadable, BadCase, CaseBusy."""
        self.where = str(path)
        self._write = write
        self.note: str | None = None  # what the user should know about the place where it lies
        self._documents: dict[int | None, tuple[str, str, str | None]] | None = None
        self._names = _Cache[str, int](lambda text: self._id("name", text), 1_000_000)
        self._incidents = _Cache[str, int](lambda text: self._id("incident", text), 50_000)
        self._texts = _Cache[int | None, str | None](self._read_text, 50_000)
        self._printed: dict[int, dict[int, str]] = {}  # by document and name, when and where first printed
        self._places: dict[int, tuple[Place, str]] = {}  # with their quotes: several claims share them
        self._provider_ids: dict[str, int] = {}  # by key, as far as they were read
        self._hashes_of_documents: dict[int, tuple[set[bytes], set[bytes]]] = {}  # by document, hashes of its claims
        if not write and not path.is_file():
            raise GraphUnreachable(f"there is no store at {path}: load a document first, e.g. `tracer load notices.txt`")
        try:
            self._db = self._open(path)
            self._check(path)
        except sqlite3.DatabaseError as error:
            raise _error(error, path) from error

    def _open(self, path: Path) -> sqlite3.Connection:
        mode = "rwc" if self._write else "ro"
        if self._write and not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))  # the files that SQLite makes beside it get the same permissions
        address = f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"
        if self._write:
            db, self.note = beside.opened(address, path, _BUSY_SECONDS)
            db.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
        else:
            db = self._to_read(address, path)
        db.execute(f"PRAGMA cache_size = -{CACHE_KB[self._write]}")
        db.execute("PRAGMA temp_store = MEMORY")
        self._most_at_once = min(MOST_AT_ONCE, db.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER))
        return db

    @staticmethod
    def _to_read(address: str, path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(address, uri=True, isolation_level=None, timeout=_BUSY_SECONDS)
        try:
            db.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError:
            # On read-only media there is no writer either. The store is whole, unless a log beside it holds the rest.
            if beside.pending(path):
                way_out = "cannot be completed where nothing may be written: copy the case folder elsewhere"
                raise BadCase(f"{path} was copied while it was written to, and {way_out}") from None
            return sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
        return db

    def _check(self, path: Path) -> None:
        [application] = self._db.execute("PRAGMA application_id").fetchone()
        [schema] = self._db.execute("PRAGMA user_version").fetchone()
        if (application, schema) == (0, 0) and self._write and not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
            schema_text = files("tracer.store").joinpath("schema.sql").read_text("utf-8")
            marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {SCHEMA};"
            self._db.executescript(f"BEGIN IMMEDIATE; {schema_text} {marks} COMMIT;")
            return
        [pages], [size] = (self._db.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
        if pages * size > path.stat().st_size and not path.with_name(path.name + "-wal").exists():
            raise GraphUnreadable(f"{path} is cut off: run `tracer rebuild`")
        if application == APPLICATION and schema > SCHEMA:
            raise BadCase(f"{path} was made by a newer tracer: install that one to use it")
        if (application, schema) != (APPLICATION, SCHEMA):
            raise GraphUnreadable(f"{path} is no store of this version: run `tracer rebuild`")

    # --- asking ----------------------------------------------------------------------------------------------------

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
            claims = self._claims_in_batches("c.incident IN (SELECT id FROM incident WHERE text IN ({}))", incidents, as_of, ended)
        elif documents is not None:
            claims = self._claims_in_batches("c.document IN (SELECT id FROM document WHERE sha256 IN ({}))", documents, as_of, ended)
        elif kinds is not None and not OF_INCIDENTS.intersection(kinds):
            claims = self._claims_in_batches("c.incident IS NULL AND c.kind IN ({})", [CODE[kind] for kind in kinds], as_of, ended)
        else:
            claims = self._claims_in_batches("c.kind IN ({})", [CODE[kind] for kind in kinds or Kind], as_of, ended)
        if kinds is not None:
            claims = [claim for claim in claims if claim.kind in kinds]
        return sorted(claims, key=statement_order)

    def saying(self, text: str, digits: str | None, most: int) -> tuple[Sequence[Evidence], int]:
        pattern = re.compile((r"(?<!\w)" if text[:1].isalnum() else "") + re.escape(text))

        number = (digits or "").encode()

        def holds(quote: str) -> bool:
            words = quote.lower().replace("\n", " ").replace("\r", " ").replace("\t", " ")  # many times as fast as `translate`
            matches = text in words and pattern.search(words) is not None
            return matches or (number != b"" and number in quote.encode().translate(None, _BETWEEN_DIGITS))

        self._db.create_function("holds", 1, holds, deterministic=True)
        # Claims in the order of the file: by the index of documents each would be looked up, most of them in vain.
        query = """SELECT c.id, min(c.hash) AS first FROM claim c NOT INDEXED
                   JOIN place w ON w.id = c.place JOIN document d ON d.id = c.document
                   WHERE c.inferred IS NULL AND c.place IN (SELECT id FROM place WHERE document IS NOT NULL AND holds(quote))
                   GROUP BY c.known_at, c.document, w.line_from, w.line_to, w.part, w.page, w.quote
                   ORDER BY c.known_at, d.sha256, w.line_from, first"""
        ids = [id_ for id_, _ in self._ask(query)]
        claims = self._by_row(ids[:most])
        return [claims[id_] for id_ in ids[:most]], len(ids)

    def of_providers(self, keys: Collection[str], as_of: Moment | None = None) -> Sequence[Evidence]:
        where = """c.id IN (SELECT a.claim FROM about a JOIN name n ON n.id = a.name JOIN provider v ON v.id = n.provider
                            WHERE v.key IN ({}))"""
        claims = {claim.id: claim for claim in self._claims_in_batches(where, keys, as_of, ended=False)}
        return sorted(claims.values(), key=statement_order)

    def _claims_in_batches(self, where: str, values: Collection[Any], as_of: Moment | None, ended: bool) -> list[Evidence]:
        stands = "coalesce(c.inferred, '') = ''"
        known = "1" if ended else stands if as_of is None else f"c.known_at <= ? AND ({stands} OR c.inferred > ?)"
        parameters = () if ended or as_of is None else (as_of, as_of)
        claims: list[Evidence] = []
        for batch in _batches(values):
            claims += map(self._evidence, self._claims(f"{where.format(_marks(batch))} AND {known}", *batch, *parameters))
        return claims

    def _by_row(self, ids: Iterable[int]) -> dict[int, Evidence]:
        claims: dict[int, Evidence] = {}
        for batch in _batches(ids):
            claims |= {row[0]: self._evidence(row) for row in self._claims(f"c.id IN ({_marks(batch)})", *batch)}
        return claims

    def _claims(self, where: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of claims; reads their places first: several claims share one, so its quote is read only once."""
        rows = self._ask(f"{claim_rows.SELECT} WHERE {where}", *values)
        place_ids = {row[-1] for row in rows}
        if len(place_ids | self._places.keys()) > BATCH:
            self._places.clear()
        if lacking := sorted(place_ids - self._places.keys()):
            query = "SELECT id, line_from, line_to, part, page, line, quote FROM place WHERE id IN (SELECT value FROM json_each(?))"
            for id_, first, last, part, page, line, words in self._ask(query, _encoded(lacking).decode()):
                self._places[id_] = Place(first, last, part, page, line), words
        if not place_ids <= self._places.keys():
            raise GraphUnreadable(f"claims in {self.where} stand in places that are not there: run `tracer rebuild`")
        return rows

    def _evidence(self, row: tuple[Any, ...]) -> Evidence:
        documents = self._documents or self._read_documents()
        return claim_rows.evidence(row, documents[row[2]], self._texts, *self._places[row[-1]])

    def _read_text(self, id_: int | None) -> str | None:
        if id_ is None:
            return None
        [(text,)] = self._ask("SELECT text FROM name WHERE id = ?", id_)
        return str(text)

    def _read_documents(self) -> dict[int | None, tuple[str, str, str | None]]:
        """Hash, name and kind of each document, by id; None stands for the journal."""
        rows = self._ask("SELECT id, sha256, name, kind FROM document")
        self._documents = {id_: (sha256, name or JOURNAL, kind) for id_, sha256, name, kind in [*rows, (None, "", None, None)]}
        return self._documents

    def incidents(self, *, start: str = "", providers: Collection[str] | None = None, silent: bool = False) -> list[str]:
        if silent:
            query = f"SELECT text FROM incident WHERE id IN (SELECT incident FROM claim WHERE {_SILENT}) ORDER BY text"
            return [text for (text,) in self._ask(query)]
        if providers is None:
            query = "SELECT text FROM incident WHERE summary IS NOT NULL AND substr(text, 1, length(?)) = ? ORDER BY text"
            return [text for (text,) in self._ask(query, start, start)]
        incidents: set[str] = set()
        for batch in _batches(providers):
            query = f"""SELECT DISTINCT i.text FROM provider v JOIN hop h ON h.provider = v.id JOIN incident i ON i.id = h.incident
                        WHERE v.key IN ({_marks(batch)})"""
            incidents |= {text for (text,) in self._ask(query, *batch) if text.startswith(start)}
        return sorted(incidents)

    def changed(self, after: Moment, until: Moment) -> list[str]:
        query = """SELECT text FROM incident WHERE id IN (SELECT incident FROM claim
                   WHERE known_at > ? AND known_at <= ? OR inferred > ? AND inferred <= ?) ORDER BY text"""
        return [text for (text,) in self._ask(query, after, until, after, until)]

    def matching(
        self,
        *,
        campaign: str | None = None,
        providers: Collection[str] | None = None,
        end: str | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
    ) -> list[str]:
        def of_campaign(name: str | None) -> bool:
            return (campaign or "").lower() in (name or "").lower()

        self._db.create_function("of_campaign", 1, of_campaign, deterministic=True)
        conditions: list[tuple[str, tuple[Any, ...]]] = [("summary IS NOT NULL", ())]
        if campaign is not None:
            conditions.append(("of_campaign(json_extract(summary, '$[3]'))", ()))
        if providers is not None:
            named = "v.name IN (SELECT value FROM json_each(?))"
            carried = f"SELECT h.incident FROM provider v JOIN hop h ON h.provider = v.id WHERE {named} AND h.id IS NOT ''"
            conditions.append((f"id IN ({carried})", (_encoded(list(providers)).decode(),)))
        if end is not None:
            conditions.append(("EXISTS (SELECT 1 FROM json_each(summary, '$[5]') e WHERE json_extract(e.value, '$[0]') = ?)", (end,)))
        if since is not None:
            conditions.append(("json_extract(summary, '$[0]') >= ?", (since,)))
        if until is not None:
            conditions.append(("json_extract(summary, '$[0]') <= ?", (until,)))
        where = " AND ".join(condition for condition, _ in conditions)
        values = [value for _, parameters in conditions for value in parameters]
        return [text for (text,) in self._ask(f"SELECT text FROM incident WHERE {where} ORDER BY text", *values)]

    def summaries(self, incidents: Collection[str] | None = None) -> Sequence[Summary]:
        query = "SELECT text, summary, same_as FROM incident WHERE summary IS NOT NULL"
        if incidents is None:
            rows = self._ask(f"{query} ORDER BY text")
        else:
            rows = sorted(row for batch in _batches(incidents) for row in self._ask(f"{query} AND text IN ({_marks(batch)})", *batch))
        summaries = []
        for text, summary, same_as in rows:
            call_at, caller, called, campaign, providers, ends, _ = _decoded(summary)
            summaries.append(
                Summary(text, call_at, caller, called, campaign, tuple(providers), tuple(Ended(*end) for end in ends), same_as)
            )
        return summaries

    def carriers(self) -> Sequence[Carrier]:
        query = """WITH again(id, first) AS MATERIALIZED (SELECT i.id, f.id FROM incident i JOIN incident f ON f.text = i.same_as)
                   SELECT v.key, v.name, count(DISTINCT coalesce(a.first, h.incident)) AS calls FROM provider v
                   LEFT JOIN hop h ON h.provider = v.id AND h.id IS NOT '' LEFT JOIN again a ON a.id = h.incident
                   GROUP BY v.id ORDER BY calls DESC, v.name, v.key"""
        return [Carrier(*row) for row in self._ask(query)]

    def claims_at(self, document: str, part: int | None, page: int | None, first: int, last: int) -> Sequence[Evidence]:
        where = """document = (SELECT id FROM document WHERE sha256 = ?) AND part IS ? AND page IS ?
                   AND line_from <= ? AND line_to >= ?"""
        places = [id_ for (id_,) in self._ask(f"SELECT id FROM place WHERE {where}", document, part, page, last, first)]
        # Claims in one place were added together: a range of places is read faster than single places are found.
        rows = self._claims("c.inferred IS NULL AND c.place BETWEEN ? AND ?", min(places), max(places)) if places else []
        claims = (claim for claim in map(self._evidence, rows) if claim.document == document)
        within = (part, page)
        matches = [c for c in claims if (c.place.part, c.place.page) == within and c.place.line_from <= last and c.place.line_to >= first]
        return sorted(matches, key=lambda claim: (claim.place.line_from, claim.place.line_to, claim.id))

    def who(self, names: Iterable[str], as_of: Moment | None = None) -> Mapping[str, Provider]:
        texts = sorted(set(names))
        provider_of: dict[str, int] = {}
        for batch in _batches(texts):
            provider_of |= self._ask(f"SELECT text, provider FROM name WHERE provider IS NOT NULL AND text IN ({_marks(batch)})", *batch)
        providers = self._providers(provider_of.values(), as_of)
        return {text: providers[id_] for text, id_ in provider_of.items()}

    def _providers(self, ids: Iterable[int], as_of: Moment | None = None) -> dict[int, Provider]:
        providers: dict[int, Provider] = {}
        for batch in _batches(sorted(set(ids))):
            names_of: dict[int, list[str]] = {}
            for id_, text in self._ask(f"SELECT provider, text FROM name WHERE provider IN ({_marks(batch)}) ORDER BY text", *batch):
                names_of.setdefault(id_, []).append(text)
            several = " OR ".join(f"count(DISTINCT json_extract(c.says, '$.{what}')) > 1" for what in REGISTERED)
            query = f"""SELECT n.provider, min(json_extract(c.says, '$.country')), {several} FROM name n
                        JOIN about a ON a.name = n.id JOIN claim c ON c.id = a.claim
                        WHERE n.provider IN ({_marks(batch)}) AND c.kind = ? AND (? IS NULL OR c.known_at <= ?) GROUP BY n.provider"""
            on_record = {row[0]: row[1:] for row in self._ask(query, *batch, CODE[Kind.IDENTIFIED], as_of, as_of)}
            for id_, key, name in self._ask(f"SELECT id, key, name FROM provider WHERE id IN ({_marks(batch)})", *batch):
                country, conflict = on_record.get(id_, (None, False))
                provider = Provider(key, name, tuple(names_of[id_]), country)
                providers[id_] = placed(provider, self.of_providers([key], as_of)) if country and conflict else provider
        return providers

    def names(self) -> Sequence[PrintedName]:
        query = "SELECT n.text, n.first, v.key, v.name FROM name n JOIN provider v ON v.id = n.provider ORDER BY n.text"
        return [PrintedName(*row) for row in self._ask(query)]

    def drawn(self, incidents: Collection[str]) -> Computed:
        clocks: dict[str, Clock] = {}
        impossible: dict[str, str] = {}
        same_as: dict[str, str] = {}
        for batch in _batches(incidents):
            query = f"SELECT text, summary, same_as FROM incident WHERE summary IS NOT NULL AND text IN ({_marks(batch)})"
            for text, summary, first in self._ask(query, *batch):
                impossible.update(entry.split(" ", 1) for entry in _decoded(summary)[-1])
                if first:
                    same_as[text] = first
            query = f"""SELECT i.text, h.id, v.key, h.asked_at, h.due_at FROM incident i JOIN hop h ON h.incident = i.id
                        JOIN provider v ON v.id = h.provider WHERE i.text IN ({_marks(batch)}) AND h.asked_at IS NOT NULL"""
            for text, id_, key, asked_at, due_at in self._ask(query, *batch):
                clocks[id_ or hop_id(text, key)] = Clock(asked_at, due_at)
        return Computed(clocks, impossible, same_as)

    @property
    def drawn_hops(self) -> DrawnHops:
        return self

    def open_hops(self, providers: Collection[str] | None = None) -> Sequence[OpenHop]:
        query = """SELECT i.text, json_extract(i.summary, '$[0]'), h.provider, v.key, h.id, h.asked_at, h.due_at, h.open
                   FROM hop h JOIN incident i ON i.id = h.incident JOIN provider v ON v.id = h.provider WHERE h.open IS NOT NULL"""
        if providers is None:
            rows = self._ask(query)
        else:
            rows = [row for batch in _batches(providers) for row in self._ask(f"{query} AND v.key IN ({_marks(batch)})", *batch)]
        claims = self._by_row(sorted(hop_rows.rows(row[-1] for row in rows)))
        who = self._providers(row[2] for row in rows)
        try:
            hops = [
                hop_rows.read(text, incident, call_at, id_ or hop_id(incident, key), who[provider], asked_at, due_at, claims)
                for incident, call_at, provider, key, id_, asked_at, due_at, text in rows
            ]
        except (KeyError, msgspec.MsgspecError):
            raise GraphUnreadable(f"what is drawn in {self.where} rests on claims that are not there: run `tracer rebuild`") from None
        return sorted(hops, key=lambda hop: (hop.incident, hop.hop.id))

    def asked(self, providers: Collection[str], but: Collection[str] = ()) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for batch in _batches(providers):
            query = f"""SELECT v.key, count(DISTINCT h.incident) FROM provider v JOIN hop h ON h.provider = v.id
                        WHERE h.asked AND v.key IN ({_marks(batch)})
                        AND h.incident NOT IN (SELECT i.id FROM incident i JOIN json_each(?) b ON b.value = i.text) GROUP BY v.key"""
            counts |= self._ask(query, *batch, _encoded(list(but)).decode())
        return counts

    def damage(self) -> list[str]:
        """What SQLite finds wrong with the file."""
        rows = self._ask("PRAGMA quick_check(10)")
        return [text for (text,) in rows if text != "ok"]

    def claims_in(self, sha256: str) -> int:
        """The number of claims that a document states."""
        query = "SELECT count(*) FROM claim WHERE document = (SELECT id FROM document WHERE sha256 = ?) AND inferred IS NULL"
        return int(self._ask(query, sha256)[0][0])

    def claims_of_document(self, sha256: str) -> Iterator[Sequence[Evidence]]:
        """The claims of a document in the order in which they were read, in batches; without those that rules made."""
        last = 0
        while True:
            where = "c.document = (SELECT id FROM document WHERE sha256 = ?) AND c.inferred IS NULL AND c.id > ?"
            rows = self._claims(f"{where} ORDER BY c.id LIMIT {BATCH}", sha256, last)
            if not rows:
                return
            last = rows[-1][0]
            yield [self._evidence(row) for row in rows]

    def incidents_with_claims(self) -> list[str]:
        query = "SELECT text FROM incident WHERE id IN (SELECT incident FROM claim WHERE incident IS NOT NULL) ORDER BY text"
        return [text for (text,) in self._ask(query)]

    def general_claims(self) -> list[Evidence]:
        return [self._evidence(row) for row in self._claims("c.incident IS NULL ORDER BY c.id")]

    def says_of_documents(self) -> dict[str, dict[str, Any]]:
        """All that is known of each document, by hash; unknown values are left out."""
        rows = self._ask(f"SELECT sha256, {', '.join(_DOCUMENT)} FROM document ORDER BY sha256")
        documents = {sha256: dict(zip(_DOCUMENT, values, strict=True)) for sha256, *values in rows}
        return {
            sha256: {name: bool(value) if name == "complete" else value for name, value in says.items() if value is not None}
            for sha256, says in documents.items()
        }

    def documents(self) -> Sequence[HeldDocument]:
        query = """SELECT sha256, name, kind, issuer, recipient, dated, mark, loader, claims, complete, read_as FROM document
                   ORDER BY dated IS NULL, dated, name, sha256"""
        return [
            HeldDocument(*row[:-2], *map(bool, row[-2:-1]), *(ReadAs.of(read_as).map for read_as in row[-1:])) for row in self._ask(query)
        ]

    def spans(self, as_of: Moment | None = None) -> Mapping[str, Span]:
        query = """SELECT d.sha256, count(*), min(c.known_at), max(c.known_at) FROM claim c JOIN document d ON d.id = c.document
                   WHERE c.inferred IS NULL AND (? IS NULL OR c.known_at <= ?) GROUP BY d.id ORDER BY d.sha256"""
        return {sha256: Span(*values) for sha256, *values in self._ask(query, as_of, as_of)}

    def doubts(self, as_of: Moment | None = None) -> Mapping[str, int]:
        query = """SELECT j.value, count(*) FROM claim c, json_each(c.says, '$.doubts') j
                   WHERE c.says <> '' AND (? IS NULL OR c.known_at <= ?) GROUP BY j.value ORDER BY j.value"""
        return dict(self._ask(query, as_of, as_of))

    def _ask(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(text, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _error(error, Path(self.where)) from error

    # --- writing ---------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        if not self._db.in_transaction:
            self._do("BEGIN IMMEDIATE")

    def commit(self) -> None:
        if self._db.in_transaction:
            self._do("INSERT INTO state VALUES ('drawn by', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", store.VERSION)
            self._do("INSERT INTO state VALUES ('changes', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1")
            self._do("COMMIT")

    def rollback(self) -> None:
        if self._db.in_transaction:
            self._forget_ids()
            self._db.rollback()

    @contextmanager
    def part(self) -> Iterator[None]:
        self._do("SAVEPOINT part")
        try:
            yield
        except GeneratorExit:  # nothing will end the part any more: it ends with the change
            raise
        except BaseException:
            self._forget_ids()
            self._do("ROLLBACK TO part")
            self._do("RELEASE part")
            raise
        self._do("RELEASE part")

    def _forget_ids(self) -> None:
        for memory in (
            self._names,
            self._incidents,
            self._texts,
            self._printed,
            self._places,
            self._hashes_of_documents,
            self._provider_ids,
        ):
            memory.clear()
        self._documents = None

    def changing(self, on: bool) -> None:
        """Nothing to mark: a change is made whole or not at all."""

    def interrupted(self) -> bool:
        """Never: a change is made whole or not at all."""
        return False

    def drawn_by_other_version(self) -> bool:
        return self.drawn_by not in (None, store.VERSION)

    @property
    def drawn_by(self) -> int | None:
        """The version that drew what is in the store."""
        return self._state("drawn by")

    @property
    def changes(self) -> int:
        """The number of changes made so far."""
        return self._state("changes") or 0

    def stamp(self) -> str:
        file = Path(self.where).stat()  # a store that was made again is another file
        return f"{file.st_dev}:{file.st_ino}:{self.changes}"

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All questions within it see one state, whoever writes at the same time."""
        self._do("BEGIN")
        try:
            yield
        finally:
            self._do("ROLLBACK")

    def _state(self, name: str) -> int | None:
        rows = self._ask("SELECT value FROM state WHERE name = ?", name)
        return int(rows[0][0]) if rows else None

    def held(self) -> dict[str, StoredReading]:
        rows = self._ask("SELECT sha256, read_as, version, claims, complete FROM document ORDER BY sha256")
        return {sha256: StoredReading(read_as, version, claims, bool(complete)) for sha256, read_as, version, claims, complete in rows}

    def put_documents(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        for sha256, says in documents.items():
            columns = [name for name in _DOCUMENT if name in says]
            self._do("INSERT OR IGNORE INTO document (sha256) VALUES (?)", sha256)
            self._do(f"UPDATE document SET {', '.join(f'{c} = ?' for c in columns)} WHERE sha256 = ?", *(says[c] for c in columns), sha256)
        self._documents = None

    def remove_documents(self, sha256s: Sequence[str]) -> None:
        for sha256 in sha256s:
            for [id_] in self._ask("SELECT id FROM document WHERE sha256 = ?", sha256):
                self._do("DELETE FROM about WHERE claim IN (SELECT id FROM claim WHERE document = ?)", id_)
                for table in ("claim", "place", "printed"):
                    self._do(f"DELETE FROM {table} WHERE document = ?", id_)
                self._do("DELETE FROM document WHERE id = ?", id_)
        self._forget_ids()  # SQLite uses row numbers again

    def add(self, claims: Sequence[Evidence]) -> list[Evidence]:
        new: list[Evidence] = []
        documents = {sha256: id_ for id_, sha256 in self._ask("SELECT id, sha256 FROM document")}
        [last_place] = self._ask("SELECT coalesce(max(id), 0) FROM place")[0]
        [last_claim] = self._ask("SELECT coalesce(max(id), 0) FROM claim")[0]
        unstated_hashes = {bytes.fromhex(claim.id) for claim in claims if claim.inferred or claim.document not in documents}
        known: set[bytes] = set()
        for batch in _batches(unstated_hashes):
            query = f"SELECT hash FROM claim WHERE hash IN ({_marks(batch)}) AND (inferred IS NOT NULL OR document IS NULL)"
            known |= {hash_ for (hash_,) in self._ask(query, *batch)}
        places: list[Any] = []
        rows: list[Any] = []
        abouts: list[tuple[int, int]] = []
        printed: dict[tuple[int, int], str] = {}
        names, incidents = self._names, self._incidents
        self._give_ids(dict.fromkeys(claim.incident for claim in claims if claim.incident and claim.kind in OF_INCIDENTS))
        if sum(map(len, self._printed.values())) > _HELD:
            self._printed.clear()
        last_place_row: tuple[Any, ...] | None = None
        place, words, place_document = None, "", None
        current_document, newest, earlier = -1, known, known
        first_printed: dict[int, str] = {}
        for claim in claims:
            hash_ = bytes.fromhex(claim.id)
            document = documents.get(claim.document)
            if document is None or claim.inferred:
                current_document, newest, earlier = -1, known, known
            elif document != current_document:
                current_document, (newest, earlier), first_printed = (
                    document,
                    self._known_hashes(document),
                    self._printed.setdefault(document, {}),
                )
            if hash_ in newest or hash_ in earlier:
                continue
            newest.add(hash_)
            new.append(claim)
            # For speed, compared as objects: most claims that share a quote share the object.
            if place is not claim.place or words is not claim.quote or place_document != document:
                place, words, place_document = claim.place, claim.quote, document
                where = (document, place.line_from, place.line_to, place.part, place.page, place.row, words)
                if where != last_place_row:
                    last_place_row = where
                    last_place += 1
                    places += (last_place, *where)
            last_claim += 1
            single = claim.incident is not None and claim.kind in OF_INCIDENTS
            provider = None if claim.provider is None else names[claim.provider]
            upstream = None if claim.upstream is None else names[claim.upstream]
            note = None if claim.note is None else names[claim.note]
            others = [names[text] for text in claim.names] if claim.names else []
            if not single:
                speaks_of = (provider, upstream, *(others if claim.kind in JUDGEMENTS else ()))
                abouts += [(id_, last_claim) for id_ in dict.fromkeys(speaks_of) if id_ is not None]
            if document == current_document and provider is not None:
                for id_ in (provider, upstream, *others) if others else (provider, upstream):
                    # For speed, by the day alone: most names were printed before.
                    if id_ is not None and claim.known_at <= (first := first_printed.get(id_, "~"))[:20] and claim.seen < first:
                        first_printed[id_] = printed[id_, document] = claim.seen
            role, status, says = claim_rows.columns(claim, of_incident=single)
            rows += (
                last_claim, hash_, document, last_place, CODE[claim.kind], incidents[claim.incident or ""] if single else None, provider,
                upstream, names[claim.said_by], note, role, status, claim.known_at, claim.valid_at,
                (claim.until or "") if claim.inferred else None, says,
            )  # fmt: skip
        self._insert("place", 8, places)
        self._insert("claim", 16, rows)
        self._many("INSERT OR IGNORE INTO about VALUES (?, ?)", abouts)
        self._many(
            "INSERT INTO printed VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET first = min(first, excluded.first)",
            [(*key, first) for key, first in sorted(printed.items())],
        )
        return new

    def _known_hashes(self, document: int) -> tuple[set[bytes], set[bytes]]:
        """Hashes of the claims that a document is known to state: the newest, to which more are added, and earlier ones."""
        if document not in self._hashes_of_documents:
            query = f"SELECT hash FROM claim WHERE document = ? AND inferred IS NULL ORDER BY id DESC LIMIT {_HELD}"
            self._hashes_of_documents = {document: ({hash_ for (hash_,) in self._ask(query, document)}, set())}
        newest, _ = self._hashes_of_documents[document]
        if len(newest) > _HELD:
            self._hashes_of_documents = {document: (set(), newest)}
        return self._hashes_of_documents[document]

    def _give_ids(self, incidents: Iterable[str]) -> None:
        """Give ids to many incidents at once: one by one takes long."""
        known_ids = self._incidents
        for batch in _batches([text for text in incidents if text not in known_ids]):
            self._do(f"INSERT OR IGNORE INTO incident (text) VALUES {', '.join(['(?)'] * len(batch))}", *batch)
            known_ids.put(self._ask(f"SELECT text, id FROM incident WHERE text IN ({_marks(batch)})", *batch))

    def _id(self, table: str, text: str) -> int:
        cursor = self._do(f"INSERT OR IGNORE INTO {table} (text) VALUES (?)", text)
        if cursor.rowcount:
            return int(cursor.lastrowid or 0)
        return int(self._ask(f"SELECT id FROM {table} WHERE text = ?", text)[0][0])

    def add_judgements(self, claims: Sequence[Evidence]) -> None:
        self.add(claims)

    def remove_claims(self, ids: Sequence[str]) -> None:
        """Remove claims that rules or people made; those of a document are removed with it."""
        hashes = [(bytes.fromhex(id_),) for id_ in ids]
        condition = "hash = ? AND (inferred IS NOT NULL OR document IS NULL)"
        self._many(f"DELETE FROM about WHERE claim = (SELECT id FROM claim WHERE {condition})", hashes)
        self._many(f"DELETE FROM claim WHERE {condition}", hashes)

    def remove_claims_without_ground(self) -> None:
        self._do("DELETE FROM about WHERE claim IN (SELECT id FROM claim WHERE inferred IS NOT NULL)")
        self._do("DELETE FROM claim WHERE inferred IS NOT NULL")

    def printed(self, but: Collection[str] = ()) -> Iterator[tuple[str, str]]:
        query = """SELECT n.text, min(p.first) FROM printed p JOIN name n ON n.id = p.name JOIN document d ON d.id = p.document
                   WHERE d.sha256 NOT IN (SELECT value FROM json_each(?)) GROUP BY n.id ORDER BY n.text"""
        yield from self._ask(query, _encoded(sorted(but)).decode())

    def known_incidents(self, incidents: Collection[str]) -> set[str]:
        known: set[str] = set()
        for batch in _batches(incidents):
            query = f"SELECT text FROM incident WHERE summary IS NOT NULL AND text IN ({_marks(batch)})"
            known |= {text for (text,) in self._ask(query, *batch)}
        return known

    def inferred(self, keys: Collection[str]) -> dict[str, str]:
        incident_of: dict[str, str] = {}
        for batch in _batches(keys):
            query = f"""SELECT c.hash, i.text FROM claim c INDEXED BY made JOIN incident i ON i.id = c.incident
                        JOIN name n ON n.id IN (c.provider, c.upstream) JOIN provider v ON v.id = n.provider
                        WHERE (c.inferred IS NOT NULL OR c.document IS NULL) AND c.inferred IS NOT NULL AND v.key IN ({_marks(batch)})"""
            incident_of |= {hash_.hex(): text for hash_, text in self._ask(query, *batch)}
        return incident_of

    def attached_judgements(self) -> set[str]:
        marks = ", ".join(str(CODE[kind]) for kind in JUDGEMENTS)
        return {hash_.hex() for (hash_,) in self._ask(f"SELECT hash FROM claim WHERE incident IS NULL AND kind IN ({marks})")}

    def rename(self, changed: Mapping[str, DrawnName], moved: Sequence[str], gone: Sequence[str]) -> None:  # noqa: ARG002 - set below
        self._many("UPDATE name SET provider = NULL, first = NULL WHERE text = ?", [(name,) for name in gone])
        providers = sorted({(drawn.key, drawn.provider) for drawn in changed.values()})
        self._many("INSERT INTO provider (key, name) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET name = excluded.name", providers)
        ids: dict[str, int] = {}
        for batch in _batches([key for key, _ in providers]):
            ids |= self._ask(f"SELECT key, id FROM provider WHERE key IN ({_marks(batch)})", *batch)
        rows = [(self._names[name], name, drawn.first, ids[drawn.key]) for name, drawn in changed.items()]
        on_conflict = "ON CONFLICT (id) DO UPDATE SET first = excluded.first, provider = excluded.provider"
        self._many(f"INSERT INTO name (id, text, first, provider) VALUES (?, ?, ?, ?) {on_conflict}", rows)

    def remove_providers(self, keys: Sequence[str]) -> None:
        self._provider_ids.clear()
        self._many("DELETE FROM provider WHERE key = ?", [(key,) for key in keys])

    def draw(self, drawing: DrawnBatch, redrawn: Sequence[str], gone: Sequence[str]) -> None:
        ids = {drawn.path.incident: self._incidents[drawn.path.incident] for drawn in drawing.calls}
        self._many("DELETE FROM hop WHERE incident = (SELECT id FROM incident WHERE text = ?)", [(text,) for text in (*redrawn, *gone)])
        self._many("DELETE FROM incident WHERE text = ?", [(text,) for text in gone])
        for text in gone:
            self._incidents.pop(text, None)
        summaries: list[tuple[str, int]] = []
        hops: list[Any] = []
        provider_ids = self._provider_ids
        keys = {hop.provider_key for drawn in drawing.calls for hop in drawn.path.hops} | {k for d in drawing.calls for k in d.left}
        for batch in _batches(keys - provider_ids.keys()):
            provider_ids |= self._ask(f"SELECT key, id FROM provider WHERE key IN ({_marks(batch)})", *batch)
        stand_open = self._open_hops(drawing, ids)
        for drawn in drawing.calls:
            path, call, incident = drawn.path, drawn.path.call, ids[drawn.path.incident]
            carried_by, place = [hop.provider for hop in path.hops], hop_id(path.incident, "")
            summary = [call.at, call.caller, call.called, call.campaign, carried_by, path.ended, drawn.impossible]
            summaries.append((_encoded(summary).decode(), incident))
            for hop in path.hops:
                usual = hop.id == place + hop.provider_key
                asked = 1 if hop.was_asked else None
                still_open = stand_open.get(hop.id)
                hops += incident, provider_ids[hop.provider_key], None if usual else hop.id, hop.asked_at, hop.due_at, asked, still_open
            for key in drawn.left:
                hops += incident, provider_ids[key], "", None, None, None, None
        self._many("UPDATE incident SET summary = ? WHERE id = ?", summaries)
        self._insert("hop", 7, hops)

    def _open_hops(self, drawing: DrawnBatch, ids: Mapping[str, int]) -> dict[str, str]:
        """The open hops of these calls, by id, as they are stored. `ids`: of their incidents, by text."""
        open_hops_ = [open_hop for drawn in drawing.calls for open_hop in open_hops(drawn.path)]
        row_ids: dict[bytes, int] = {}
        for batch in _batches({ids[open_hop.incident] for open_hop in open_hops_}):
            row_ids |= self._ask(f"SELECT hash, id FROM claim WHERE incident IN ({_marks(batch)})", *batch)
        return {open_hop.hop.id: hop_rows.written(open_hop, lambda claim: row_ids[bytes.fromhex(claim.id)]) for open_hop in open_hops_}

    def detach(self, claims: Sequence[str], actions: Sequence[str]) -> None:
        """Nothing to do: claims refer to names, and names to providers."""

    def note_repeated(self, same_as: Mapping[str, str | None]) -> None:
        self._many("UPDATE incident SET same_as = ? WHERE text = ?", [(first, incident) for incident, first in same_as.items()])

    def erase_drawing(self) -> None:
        self._provider_ids.clear()
        for table in ("hop", "provider"):
            self._do(f"DELETE FROM {table}")
        self._do("UPDATE incident SET summary = NULL, same_as = NULL")
        self._do("UPDATE name SET provider = NULL, first = NULL")

    def erase(self) -> None:
        for table in ("hop", "provider", "about", "claim", "place", "printed", "name", "incident", "document"):
            self._do(f"DELETE FROM {table}")
        self._do("DELETE FROM state WHERE name = 'drawn by'")
        self._forget_ids()

    def finish_change(self) -> None:
        """Nothing to tidy up."""

    def close(self) -> None:
        self._db.close()

    def _do(self, text: str, *values: Any) -> sqlite3.Cursor:
        try:
            return self._db.execute(text, values)
        except sqlite3.DatabaseError as error:
            raise _error(error, Path(self.where)) from error

    def _insert(self, table: str, width: int, values: Sequence[Any]) -> None:
        """Insert rows of `width` values, many with each statement, as each statement takes time to begin.

        A statement that fails is undone with the whole change: `OR FAIL` saves SQLite the memory to undo it alone.
        """
        text, rows = "", 0
        for batch in _batches(values, self._most_at_once // width * width):
            if len(batch) // width != rows:  # the same text for many statements: SQLite finds it prepared
                rows = len(batch) // width
                text = f"INSERT OR FAIL INTO {table} VALUES {', '.join([f'({_marks(range(width))})'] * rows)}"
            self._do(text, *batch)

    def _many(self, text: str, rows: Iterable[Sequence[Any]]) -> None:
        try:
            self._db.executemany(text, rows)
        except sqlite3.DatabaseError as error:
            raise _error(error, Path(self.where)) from error


class _Cache(dict[_Key, _Value]):
    """Values read from the file, each only once; at most `most` of them are remembered."""

    def __init__(self, ask: Callable[[_Key], _Value], most: int) -> None:
        super().__init__()
        self._ask, self._most = ask, most

    def __missing__(self, key: _Key) -> _Value:
        value = self._ask(key)
        self.put([(key, value)])
        return value

    def put(self, pairs: Sequence[tuple[Any, ...]]) -> None:
        if len(self) + len(pairs) > self._most:
            self.clear()
        self.update(pairs)


def _batches(values: Iterable[Any], most: int = AT_ONCE) -> Iterator[list[Any]]:
    all_values = values if isinstance(values, list) else list(values)
    return (all_values[start : start + most] for start in range(0, len(all_values), most))


def _marks(values: Collection[Any]) -> str:
    return ", ".join("?" * len(values))


def _error(error: sqlite3.DatabaseError, path: Path) -> Exception:
    text = str(error)
    if "locked" in text or "busy" in text:
        return CaseBusy(f"another process is writing to {path}: wait for it to end, then try again")
    if "full" in text or "readonly" in text or "unable to open" in text or "disk I/O" in text:
        return BadCase(f"{path} cannot be written or read ({text}): make room, or correct its permissions, then run the command again")
    return GraphUnreadable(f"{path} cannot be read ({text}): run `tracer rebuild`")
