"""A graph as the files that `neo4j-admin database import full` takes: the way into Neo4j for millions of rows.

It is drawn by the same `fill` as any empty graph, from the same rows; these go into CSV files instead of Cypher.

A text is quoted, null is an empty field, and lists are joined by a character that stands in none of them. Lists that CSV
cannot express (an empty one, one with only an empty text) are set by the Cypher that makes the constraints, after the import.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Self, TextIO

from tracer import bundle, queries
from tracer.elements import NODES, RELATIONSHIPS, Elements, SumsFile
from tracer.errors import BadInput
from tracer.publish import fill
from tracer.store.sqlite import SqliteStore

CYPHER = "after-import.cypher"
TOGETHER = 1000  # keys of nodes in one statement
_DELIMITERS = {"\x1f": "U+001F", "\x1e": "U+001E", "\x1d": "U+001D", "\ue000": "U+E000", "\uf8ff": "U+F8FF"}


class _DelimiterInList(Exception):
    """A list holds the character that joins lists."""


def write(store: SqliteStore, folder: Path) -> list[str]:
    """Write all that a store holds into a folder, whole or not at all. Returns the command that imports it, as single words.

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
            with closing(SumsFile(Path(store.where), part / "sums.db")) as sums, _Files(part, sums, delimiter) as files:
                fill(files, store, sums)
            (part / "sums.db").unlink()
            if store.changes != before:
                raise BadInput("the case was written to meanwhile: nothing is exported; run the command again")
            part.chmod(0o700)
            if folder.exists():
                folder.rmdir()
            part.rename(folder)
        except _DelimiterInList:
            continue
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return files.command(folder)
    raise BadInput("the names in this case hold every character by which lists could be joined: publish it with `tracer rebuild --db`")


class _Files(Elements):
    """Files of nodes and relationships."""

    where = "the files"

    def __init__(self, folder: Path, sums: SumsFile, delimiter: str) -> None:
        super().__init__(sums)
        self._folder, self._delimiter = folder, delimiter
        self._open: dict[str, TextIO] = {}
        self._types: dict[tuple[str, str], str] = {}  # by file and property
        self._lists_to_set: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}  # keys of nodes by label, property and value
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
        self.finish()
        for (label, name, value), keys in self._lists_to_set.items():
            self._set(label, name, value, keys)
        for file in self._open:
            columns = NODES.get(file) or RELATIONSHIPS[file][3]
            typed = [f"{name}:{self._types.get((file, name), 'string')}" for name in columns]
            if file in NODES:
                head = [f"{columns[0]}:ID({file})", *typed[1:], ":LABEL"]
            else:
                head = [f":START_ID({RELATIONSHIPS[file][1]})", f":END_ID({RELATIONSHIPS[file][2]})", *typed]
            (self._folder / f"{file}-header.csv").write_text(",".join(head) + "\n", "utf-8")

    def command(self, folder: Path) -> list[str]:
        """The command that imports the files into a Neo4j that does not run."""
        path = folder.absolute()
        files = {file: f"{path / f'{file}-header.csv'},{path / f'{file}.csv'}" for file in self._open}
        return [
            "neo4j-admin", "database", "import", "full", "neo4j", "--overwrite-destination", "--id-type=string", "--multiline-fields=true",
            f"--array-delimiter={_DELIMITERS[self._delimiter]}",
            *(f"--nodes={file}={files[file]}" for file in NODES if file in files),
            *(f"--relationships={relationship[0]}={files[file]}" for file, relationship in RELATIONSHIPS.items() if file in files),
        ]  # fmt: skip

    # --- one line ------------------------------------------------------------------------------------------------------

    def node(self, label: str, says: Mapping[str, Any], second: str | None = None) -> None:
        columns = NODES[label]
        strange = says.keys() - set(columns)
        assert not strange, f"{label}: {strange}"
        fields = [self._field(label, name, says.get(name), says[columns[0]]) for name in columns]
        self._line(label, [*fields, second or ""])

    def relate(self, kind: str, start: str, end: str, says: Mapping[str, Any] | None = None) -> None:
        fields = [self._field(kind, name, says.get(name), None) for name in RELATIONSHIPS[kind][3]] if says else []
        self._line(kind, [_quoted(start), _quoted(end), *fields])

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
        is_list = isinstance(value, list | tuple)
        if is_list and (not value or list(value) == [""]):
            assert key is not None, f"{file}.{name}"  # no relationship has such a list
            self._set_after_import(file, name, tuple(value), key)
            return ""
        first_value = value[0] if is_list else value
        type_ = "boolean" if isinstance(first_value, bool) else "long" if isinstance(first_value, int) else "string"
        self._types[file, name] = f"{type_}[]" if is_list else type_
        if not is_list:
            return _plain(value)
        if type_ == "string" and any(self._delimiter in element for element in value):
            raise _DelimiterInList
        return _quoted(self._delimiter.join(map(_plain, value)))

    def _set_after_import(self, label: str, name: str, value: tuple[str, ...], key: str) -> None:
        keys = self._lists_to_set.setdefault((label, name, value), [])
        keys.append(key)
        if len(keys) == TOGETHER:
            self._set(label, name, value, keys)
            keys.clear()

    def _set(self, label: str, name: str, value: tuple[str, ...], keys: list[str]) -> None:
        if keys:
            match = f"MATCH (n:{label} {{{NODES[label][0]}: key}})"
            self._cypher.write(f"UNWIND {queries.literal(keys)} AS key {match} SET n.{name} = {queries.literal(value)};\n")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
