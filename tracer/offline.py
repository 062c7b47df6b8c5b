"""Cypher without a server: a graph in a file of the case folder, made from the store on demand, and only a copy of it."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from tracer.case import Case, owner_only
from tracer.errors import GraphError
from tracer.graph import Graph, connect
from tracer.model import sound
from tracer.publish import fill
from tracer.store import VERSION
from tracer.store.sqlite import SqliteStore


def graph_of(case: Case, store: SqliteStore) -> Graph:
    """The graph of a store, for reading; made again where it is out of date, missing or unreadable.

    If the folder cannot be written to, the graph is made elsewhere, for this process alone.
    """
    from filelock import FileLock

    if graph := _current_graph(case, store):
        return graph
    if not _may_write(case.folder):
        elsewhere = Path(tempfile.mkdtemp(prefix="tracer-graph-"))
        atexit.register(shutil.rmtree, elsewhere, ignore_errors=True)
        _make(elsewhere / "graph.kgl", store)
        return connect(elsewhere / "graph.kgl")
    with FileLock(case.folder / "graph.lock", mode=0o600):
        if graph := _current_graph(case, store):  # another process has just made it
            return graph
        fresh = case.graph.with_name("graph-new.kgl")
        _make(fresh, store)
        _beside(case).unlink(missing_ok=True)  # first: a graph without it is not taken for current
        for made in case.folder.glob("graph-new.kgl*"):  # the engine makes files with the user's default permissions
            made.chmod(0o600)
        fresh.replace(case.graph)
        with open(_beside(case), "w", encoding="utf-8", opener=owner_only) as mark:
            mark.write(json.dumps([VERSION, store.changes]))
        return connect(case.graph)


def _current_graph(case: Case, store: SqliteStore) -> Graph | None:
    """The graph in the folder, if it was made from the present state of the store."""
    with contextlib.suppress(OSError, ValueError, GraphError):
        if json.loads(_beside(case).read_text("utf-8")) == [VERSION, store.changes]:
            return connect(case.graph)
    return None


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and sound(str(folder)) == str(folder)  # the engine opens only names that are valid text


def _beside(case: Case) -> Path:
    return case.graph.with_suffix(".json")


def _make(path: Path, store: SqliteStore) -> None:
    path.unlink(missing_ok=True)
    graph = connect(path, write=True)
    try:
        fill(graph, store)
        graph.keep()
    finally:
        graph.close()
