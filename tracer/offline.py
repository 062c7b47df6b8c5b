"""Cypher without a server: a graph in a file of the case folder, made from the store when somebody asks. It holds no truth."""

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
    """The graph of a store, for reading; made anew where it is older, or where there is none that can be read.

    In a folder that cannot be written to it is made elsewhere, for this process alone.
    """
    from filelock import FileLock

    if kept := _kept(case, store):
        return kept
    if not _may_write(case.folder):
        elsewhere = Path(tempfile.mkdtemp(prefix="tracer-graph-"))
        atexit.register(shutil.rmtree, elsewhere, ignore_errors=True)
        _make(elsewhere / "graph.kgl", store)
        return connect(elsewhere / "graph.kgl")
    with FileLock(case.folder / "graph.lock", mode=0o600):
        if kept := _kept(case, store):  # somebody else has made it meanwhile
            return kept
        fresh = case.graph.with_name("graph-new.kgl")
        _make(fresh, store)
        _beside(case).unlink(missing_ok=True)  # first: a file without it is not taken for new
        for made in case.folder.glob("graph-new.kgl*"):  # the engine makes files as open as the user's others
            made.chmod(0o600)
        fresh.replace(case.graph)
        with open(_beside(case), "w", encoding="utf-8", opener=owner_only) as mark:
            mark.write(json.dumps([VERSION, store.changes]))
        return connect(case.graph)


def _kept(case: Case, store: SqliteStore) -> Graph | None:
    """The graph that is there, where it is of this very state of the store."""
    with contextlib.suppress(OSError, ValueError, GraphError):
        if json.loads(_beside(case).read_text("utf-8")) == [VERSION, store.changes]:
            return connect(case.graph)
    return None


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and sound(str(folder)) == str(folder)  # the engine opens no name that is no text


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
