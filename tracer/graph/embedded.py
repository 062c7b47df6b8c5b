"""The graph in a file of the case folder, by kglite: no server, one writer; readers see what was last saved."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import kglite

from tracer import queries
from tracer.errors import CaseBusy, ConstraintBroken, GraphError, GraphUnreachable, GraphUnreadable, QueryRefused
from tracer.graph import batches
from tracer.graph.packed import packed

kglite.set_query_warning_policy("silent")


class EmbeddedGraph:
    """Written without a log: the file always holds a complete state, and the case's journal tells what it lacks."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self.where = str(path)
        self._may_write = write
        try:
            if write:
                self._graph = kglite.open(str(path), durable="off")
            elif path.is_file():
                # Most readers ask one question: building the indexes would take longer than answering it.
                self._graph = kglite.load(str(path), defer_index_rebuild=True)
                self._graph.read_only(True)
            else:
                raise GraphUnreachable(f"there is no graph at {path}: load a document first, e.g. `tracer load notices.txt`")
        except kglite.WriterLeaseHeldError:
            raise CaseBusy(f"another process is writing to {path}: wait for it to end, then try again") from None
        except kglite.KgError as error:
            raise GraphUnreadable(f"{path} cannot be read ({first_line(error)}): run `tracer rebuild`") from error

    def ask(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        return self._run(queries.get(query).text, parameters)

    ask_meanwhile = ask

    def put(self, query: str, rows: Sequence[Any], *, size: int | None = None) -> None:  # noqa: ARG002 - it is written at once
        text = queries.get(query).text
        for batch in batches(rows):
            self._run(text, {"rows": packed(query, batch)})

    def prepare(self) -> None:
        for statement in queries.statements("schema"):
            self._run(statement, {})

    def erase(self, query: str = "remove_all") -> None:
        if query == "remove_all":
            self._graph.clear()
        while self._run(queries.get(query).text, {})[0]["gone"]:
            pass

    def keep(self) -> None:
        if not self._may_write:
            raise GraphError(f"the graph at {self.where} is open for reading only")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # MappedFallbackWarning: nothing is lost by it
            self._graph.save()

    def close(self) -> None:
        # Not kglite's close(), which would save changes that were not to be kept.
        del self._graph

    def _run(self, text: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        try:
            rows: Any = self._graph.cypher(text, params=parameters)  # typed for all its forms, of which we use one
            return [dict(row) for row in rows]
        except kglite.CypherSyntaxError as error:
            raise QueryRefused(f"the graph does not understand the query: {first_line(error)}") from error
        except kglite.ConstraintViolationError as error:
            raise ConstraintBroken(first_line(error)) from error
        except kglite.KgError as error:
            if "Missing parameter" in str(error):
                raise QueryRefused(f"a parameter is missing: {re.sub(r'.*Missing parameter: ', '', first_line(error))}") from error
            raise GraphError(f"the graph at {self.where}: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
