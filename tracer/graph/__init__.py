"""The graph, on either engine. Database drivers are used only here, and imported when used."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, overload

from tracer.errors import BadInput
from tracer.model import from_environment

BATCH = 5000
SCHEMES = tuple(f"{scheme}{security}://" for scheme in ("neo4j", "bolt") for security in ("", "+s", "+ssc"))


class Graph(Protocol):
    """A graph that answers the shipped texts by name."""

    where: str  # for messages

    def ask(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a shipped question, or of a text that the program itself uses to read."""

    def ask_meanwhile(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """As `ask`, but without waiting for what is being written, which may be in the answer or not."""

    def put(self, query: str, rows: Sequence[Any], *, size: int | None = None) -> None:
        """Run a shipped text that writes, with `$rows`, in batches.

        `size`: how much the rows hold, where that is more than their number. A server may still be writing a large batch while the next
        is prepared: an error in it is raised by the next call.
        """

    def prepare(self) -> None:
        """Constraints and indexes, before anything is written."""

    def erase(self, query: str = "remove_all") -> None:
        """Remove all that tracer wrote, or what that text removes, in steps."""

    def keep(self) -> None:
        """Make what has been written durable."""

    def close(self) -> None: ...


class SharedGraph(Graph, Protocol):
    """A graph that several case folders may write to, one at a time."""

    def acquire_write_lock(self, waiting: Callable[[], object]) -> bool:
        """Keep all others from writing until the graph is closed or `yield_write_lock` is called.

        `waiting` is called where that takes long. False where this graph has held the lock since it last asked: nobody else wrote since.
        """

    def yield_write_lock(self) -> None:
        """Release the lock, if it has been held long enough for others to be waiting."""


@overload
def connect(target: str, *, write: bool = False) -> SharedGraph: ...
@overload
def connect(target: Path, *, write: bool = False) -> Graph: ...
def connect(target: str | Path, *, write: bool = False) -> Graph:
    """The graph at `target`: the address of a Neo4j, or the path of an embedded graph's file.

    Raises GraphUnreachable, GraphRefused, CaseBusy.
    """
    if isinstance(target, str):
        from tracer.graph.server import Neo4jGraph

        return Neo4jGraph(target, write=write)
    from tracer.graph.embedded import EmbeddedGraph

    return EmbeddedGraph(target, write=write)


def credentials() -> tuple[str, str] | None:
    """User and password for a Neo4j; None where it is asked without.

    From the file that NEO4J_AUTH_PATH names, one line `user/password` as Neo4j's own image reads it, else from NEO4J_USERNAME and
    NEO4J_PASSWORD. Raises BadInput.
    """
    if not (path := os.environ.get("NEO4J_AUTH_PATH")):
        password = from_environment("NEO4J_PASSWORD")
        return (from_environment("NEO4J_USERNAME") or "neo4j", password) if password else None
    try:
        if not Path(path).is_file():  # a pipe may never end
            raise BadInput(f"NEO4J_AUTH_PATH names {path}, which is no file: write user/password into one")
        user, _, password = Path(path).read_text(encoding="utf-8").rstrip("\r\n").partition("/")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise BadInput(f"NEO4J_AUTH_PATH names {path}, which cannot be read ({why}): correct the file or its permissions") from None
    if not (user and password):
        raise BadInput(f"NEO4J_AUTH_PATH names {path}, which holds no user/password: write one line like neo4j/PASSWORD")
    return user, password


def batches(rows: Sequence[Any], size: int = BATCH) -> Sequence[Sequence[Any]]:
    return [rows[at : at + size] for at in range(0, len(rows), size)]


def without_nulls(**values: Any) -> Mapping[str, Any]:
    """Properties for a node: the values that are not null."""
    return {name: value for name, value in values.items() if value is not None}
