"""The programs that are measured, each with the commands that load and trace and with a way to ask it within one process."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol, TypeAlias

Trace: TypeAlias = Callable[[str], list[str]]  # the providers of an incident's call, from the called party back

BARE_PYTHON = [sys.executable, "-c", "pass"]


class Program(Protocol):
    @property
    def name(self) -> str: ...

    def load(self, file: Path) -> list[str]:
        """The command that writes what a hop list says."""

    def trace(self, incident: str) -> list[str]:
        """The command that prints the path of a call."""

    def graph(self) -> str | None:
        """Where its graph is, for `benchmarks.compare`; null: it writes none, and only its traces are compared."""

    def asking(self) -> AbstractContextManager[Trace]:
        """Traces in this process, over one open connection."""


@dataclass(frozen=True)
class Tracer:
    """This program; its graph in the case folder, or in the Neo4j at `uri`."""

    case: Path
    uri: str | None = None

    @property
    def name(self) -> str:
        return "tracer on Neo4j" if self.uri else "tracer, embedded"

    def load(self, file: Path) -> list[str]:
        return self.command("load", str(file))

    def trace(self, incident: str) -> list[str]:
        return self.command("trace", incident, "--json")

    def incidents(self) -> list[str]:
        return self.command("incidents", "--json")

    def graph(self) -> str:
        """The graph's address, or its file: made of the store where there is none that is as new."""
        if self.uri:
            return self.uri
        from tracer.case import Case
        from tracer.offline import graph_of
        from tracer.store.sqlite import SqliteStore

        case = Case(self.case)
        with closing(SqliteStore(case.store)) as store:
            graph_of(case, store).close()
        return str(case.graph)

    @contextmanager
    def asking(self) -> Iterator[Trace]:
        from tracer.ask.paths import trace
        from tracer.graph import connect
        from tracer.store.cypher import GraphStore
        from tracer.store.sqlite import SqliteStore

        with closing(GraphStore(connect(self.uri)) if self.uri else SqliteStore(self.case / "case.db")) as store:
            yield lambda incident: [hop.provider for hop in trace(store, incident).hops]

    def command(self, *words: str) -> list[str]:
        # As people start it, where it is installed beside this Python.
        script = shutil.which("tracer", path=str(Path(sys.executable).parent))
        start = [script] if script else [sys.executable, "-c", "from tracer.cli import main; main()"]
        return [*start, "--case", str(self.case), *(["--db", self.uri] if self.uri else []), *words]


@dataclass(frozen=True)
class _Plain:
    """A module of this package that loads and traces; what it writes is at `place`, the address of a Neo4j or a file."""

    place: str
    module: ClassVar[str]
    name: ClassVar[str]

    def load(self, file: Path) -> list[str]:
        return [sys.executable, "-m", f"benchmarks.{self.module}", "load", str(file), self.place]

    def trace(self, incident: str) -> list[str]:
        return [sys.executable, "-m", f"benchmarks.{self.module}", "trace", incident, self.place]


class PlainDriver(_Plain):
    module, name = "plain_driver", "plain driver"

    def graph(self) -> str:
        return self.place

    @contextmanager
    def asking(self) -> Iterator[Trace]:
        from benchmarks import plain_driver

        with plain_driver.connect(self.place) as driver, driver.session() as session:
            yield lambda incident: [row["provider"] for row in plain_driver.trace(session, incident)]


class PlainLoadCsv(PlainDriver):
    module, name = "plain_load_csv", "LOAD CSV"


class PlainPy2neo(_Plain):
    module, name = "plain_py2neo", "py2neo"

    def graph(self) -> str:
        return self.place

    @contextmanager
    def asking(self) -> Iterator[Trace]:
        from benchmarks import plain_py2neo

        graph = plain_py2neo.connect(self.place)
        yield lambda incident: [row["provider"] for row in plain_py2neo.trace(graph, incident)]


class PlainSqlite(_Plain):
    module, name = "plain_sqlite", "SQLite"

    def graph(self) -> None:
        return None

    @contextmanager
    def asking(self) -> Iterator[Trace]:
        from benchmarks import plain_sqlite

        with closing(plain_sqlite.connect(self.place)) as db:
            yield lambda incident: [row["provider"] for row in plain_sqlite.trace(db, incident)]


class PlainNetworkx(_Plain):
    module, name = "plain_networkx", "networkx"

    def graph(self) -> None:
        return None

    @contextmanager
    def asking(self) -> Iterator[Trace]:
        from benchmarks import plain_networkx

        graph = plain_networkx.read_graph(Path(self.place))
        yield lambda incident: [row["provider"] for row in plain_networkx.trace(graph, incident)]
