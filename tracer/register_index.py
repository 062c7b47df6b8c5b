"""Rows of public registers in a file beside the store, for searching. It can be made again from the originals."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from tracer.case import owner_only
from tracer.errors import BadCase
from tracer.identity import fold
from tracer.model import LISTED, Claim, Evidence, replace
from tracer.registers import ALIAS, FRN, OCN, PERSON, RMD_NUMBER, Key, Known, keys
from tracer.store.properties import evidence

VERSION = 1  # of the keys by which rows are found
_VALUES = "(SELECT value FROM json_each(?))"  # what `_listed` makes of values
_SCHEMA = """
CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, name TEXT, kind TEXT, read_as TEXT NOT NULL, version INTEGER NOT NULL, rows INTEGER
);
CREATE TABLE row (id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL, frn TEXT, name TEXT NOT NULL, says BLOB NOT NULL);
CREATE INDEX rows_of_name ON row (name, frn);
CREATE INDEX rows_of_snapshot ON row (snapshot);
CREATE TABLE key (kind TEXT NOT NULL, value TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (kind, value, row)) WITHOUT ROWID;
CREATE INDEX keys_of_row ON key (row);
"""
_encoded = msgspec.json.Encoder().encode
_decoded = msgspec.json.Decoder(list[Claim]).decode


class SnapshotReading(NamedTuple):
    """How a snapshot was read."""

    sha256: str
    name: str
    kind: str
    read_as: str
    version: int


class RegisterRow(NamedTuple):
    """A row of a snapshot: all its claims, and what identifies its company: the FRN, else the name."""

    id: int
    claims: Sequence[Evidence]
    company: str

    @property
    def named(self) -> str:
        """The company that it lists, as printed."""
        return self.claims[0].provider or ""


class RegisterIndex:
    """The rows of all registers of a case. If the folder cannot be written to, the index is in memory."""

    def __init__(self, path: Path) -> None:
        """Raises BadCase where the disk is full, or the file belongs to somebody else."""
        writable = os.access(path if path.exists() else path.parent, os.W_OK)
        try:
            self._db = self._open(path if writable else None)
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._db = self._open(path)
        self._path = path
        self._holders: dict[Key, int] = {}  # answers so far
        self._companies: dict[str, int] = {}
        self._persons: Counter[str] = Counter()  # by word, how many names of persons hold it; under "" the number of all names

    def _open(self, path: Path | None) -> sqlite3.Connection:
        if path and not path.exists():
            os.close(owner_only(str(path), os.O_WRONLY | os.O_CREAT))
        db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=60)
        db.execute("PRAGMA synchronous = OFF")  # after a crash it is made again
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA cache_size = -16000")
        [version] = db.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            if db.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise sqlite3.DatabaseError("of another version")
            db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        return db

    def close(self) -> None:
        self._db.close()

    # --- keeping

    def held(self) -> dict[str, tuple[str, int]]:
        """How each snapshot was read, and by which version of its loader; by hash."""
        rows = self._db.execute("SELECT sha256, read_as, version FROM snapshot")
        return {sha256: (read_as, version) for sha256, read_as, version in rows}

    def put(self, reading: SnapshotReading, rows: Iterable[Sequence[Claim]]) -> int:
        """Replace a snapshot's rows. Returns their number."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._remove(reading.sha256)
            id_ = self._db.execute("INSERT INTO snapshot (sha256, name, kind, read_as, version) VALUES (?, ?, ?, ?, ?)", reading).lastrowid
            number = 0
            for claims in rows:
                number += 1
                first = claims[0]
                row = (id_, first.frn, fold(first.provider or ""), _encoded([first, *(replace(claim, quote="") for claim in claims[1:])]))
                row_id = self._db.execute("INSERT INTO row (snapshot, frn, name, says) VALUES (?, ?, ?, ?)", row).lastrowid
                self._db.executemany("INSERT INTO key VALUES (?, ?, ?)", [(*key, row_id) for key in keys(claims)])
            self._db.execute("UPDATE snapshot SET rows = ? WHERE id = ?", (number, id_))
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            self._undo()
            raise BadCase(f"{self._path} cannot be written ({error}): make room, or delete that file, then try again") from error
        except BaseException:
            self._undo()
            raise
        return number

    def _undo(self) -> None:
        with suppress(sqlite3.DatabaseError):
            self._db.rollback()

    def remove(self, sha256: str) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._remove(sha256)
        self._db.execute("COMMIT")

    def _remove(self, sha256: str) -> None:
        self._holders, self._companies, self._persons = {}, {}, Counter()
        row_ids = "(SELECT id FROM row WHERE snapshot = (SELECT id FROM snapshot WHERE sha256 = ?))"
        self._db.execute(f"DELETE FROM key WHERE row IN {row_ids}", (sha256,))
        self._db.execute("DELETE FROM row WHERE snapshot = (SELECT id FROM snapshot WHERE sha256 = ?)", (sha256,))
        self._db.execute("DELETE FROM snapshot WHERE sha256 = ?", (sha256,))

    # --- asking

    def rows_in(self, sha256: str) -> int:
        """The number of rows of a snapshot; 0 where it is not here."""
        row = self._db.execute("SELECT rows FROM snapshot WHERE sha256 = ?", (sha256,)).fetchone()
        return int(row[0]) if row else 0

    def all_rows(self, sha256: str) -> Iterator[RegisterRow]:
        """The rows of a snapshot, in its order."""
        query = f"{_ROWS} WHERE r.snapshot = (SELECT id FROM snapshot WHERE sha256 = ?) ORDER BY r.id"
        yield from map(_row, self._db.execute(query, (sha256,)))

    def of(self, known: Known) -> dict[str, list[Evidence]]:
        """What registers say of known providers, by document: either all claims of a row or none.

        What a row says of a provider counts as known too: its FRN leads to rows in other registers. The order in which registers are
        loaded does not matter. Rows of known names in another legal form are there as well, and lead nowhere: they may be of other
        companies, and without them these names would seem to be missing from the register.
        """
        rows_by_id: dict[int, RegisterRow] = {}
        near_by_id: dict[int, RegisterRow] = {}
        asked_keys: set[Key] = set()
        pending_keys = known.keys()
        while pending_keys:
            asked_keys |= pending_keys
            more_keys: set[Key] = set()
            for row, kinds in self._having(pending_keys):
                if row.id in rows_by_id:
                    continue
                listed = [claim for claim in row.claims if claim.how == LISTED]
                reads = any(known.reads(claim.provider or "") for claim in listed)
                by_alias = ALIAS in kinds and any(known.reads_own(alias) for claim in listed for alias in claim.aliases)
                if reads or by_alias or kinds & {FRN, RMD_NUMBER, OCN}:
                    rows_by_id[row.id] = row
                    for claim in listed:
                        more_keys |= {
                            (kind, value) for kind, value in ((FRN, claim.frn), (RMD_NUMBER, claim.rmd), (OCN, claim.ocn)) if value
                        }
                        new_keys = known.see(claim.provider or "")
                        asked_keys -= set(new_keys)  # of another legal form: rows that were passed over may read like it
                        more_keys |= set(new_keys)
                elif any(known.near(claim.provider or "") for claim in listed):
                    near_by_id[row.id] = row
            pending_keys = more_keys - asked_keys
        says: dict[str, list[Evidence]] = {}
        for _, row in sorted({**near_by_id, **rows_by_id}.items()):
            says.setdefault(row.claims[0].document, []).extend(row.claims)
        return says

    def _having(self, searched_keys: Collection[Key]) -> Iterator[tuple[RegisterRow, set[str]]]:
        """Rows that have one of these keys, each with the kinds of keys that it has."""
        kinds: dict[int, set[str]] = {}
        for kind, values in _by_kind(searched_keys):
            for (row,) in self._db.execute(f"SELECT row FROM key WHERE kind = ? AND value IN {_VALUES}", (kind, _listed(values))):
                kinds.setdefault(row, set()).add(kind)
        for row in map(_row, self._db.execute(f"{_ROWS} WHERE r.id IN {_VALUES}", (_listed(list(kinds)),)).fetchall()):
            yield row, kinds[row.id]

    def holders(self, key: Key) -> int:
        """The number of companies with this key: rows with the same FRN are one company; rows without one belong to that of their name."""
        if key not in self._holders:
            query = f"SELECT count(DISTINCT {_COMPANY}) FROM key k JOIN row r ON r.id = k.row WHERE k.kind = ? AND k.value = ?"
            self._holders[key] = int(self._db.execute(query, key).fetchone()[0])
        return self._holders[key]

    def companies(self, kind: str) -> int:
        """The number of companies that have a key of this kind."""
        if kind not in self._companies:
            query = f"SELECT count(DISTINCT {_COMPANY}) FROM key k JOIN row r ON r.id = k.row WHERE k.kind = ?"
            self._companies[kind] = int(self._db.execute(query, (kind,)).fetchone()[0])
        return self._companies[kind]

    def having(self, key: Key) -> list[RegisterRow]:
        """The rows that have this key."""
        query = f"{_ROWS} JOIN key k ON k.row = r.id WHERE k.kind = ? AND k.value = ? ORDER BY r.id"
        return list(map(_row, self._db.execute(query, key)))

    def named(self, names: Iterable[str]) -> list[RegisterRow]:
        """The rows of companies of these names, as folded."""
        folded_names = _listed(list({fold(name) for name in names}))
        return list(map(_row, self._db.execute(f"{_ROWS} WHERE r.name IN {_VALUES} ORDER BY r.id", (folded_names,))))

    def persons(self, words: Iterable[str]) -> tuple[int, Mapping[str, int]]:
        """The number of different names of persons, and in how many of them each of these words stands."""
        if not self._persons:
            for (value,) in self._db.execute("SELECT DISTINCT value FROM key WHERE kind = ?", (PERSON,)):
                self._persons.update({"": 1, **dict.fromkeys(value.split(), 1)})
        return self._persons[""], {word: self._persons[word] for word in words}


# The company of a row: its FRN; without one, that of a row of the same name, where there is just one; else its name.
_COMPANY = """coalesce(r.frn, (SELECT CASE WHEN min(o.frn) = max(o.frn) THEN min(o.frn) END FROM row o WHERE o.name = r.name), r.name)"""
_ROWS = f"SELECT r.id, r.says, {_COMPANY}, s.sha256, s.name, s.kind FROM row r JOIN snapshot s ON s.id = r.snapshot"


def _row(columns: tuple[int, bytes, str, str, str, str]) -> RegisterRow:
    id_, says, company, sha256, name, kind = columns
    first, *others = _decoded(says)
    claims = [evidence(sha256, name, kind, claim) for claim in (first, *(replace(further, quote=first.quote) for further in others))]
    return RegisterRow(id_, claims, company)


def _by_kind(searched_keys: Collection[Key]) -> Iterator[tuple[str, list[str]]]:
    for kind, keys_of_kind in groupby(sorted(searched_keys), key=lambda key: key[0]):
        yield kind, [value for _, value in keys_of_kind]


def _listed(values: Sequence[str] | Sequence[int]) -> str:
    return _encoded(values).decode()
