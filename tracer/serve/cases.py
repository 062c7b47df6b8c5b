"""The case, opened for each request, so that the next request shows what another process has loaded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tracer.api import OpenCase, opened_quietly
from tracer.case import Case
from tracer.errors import GraphError
from tracer.store.sqlite import SqliteStore


class Cases:
    """Where the case is: a folder, or a Neo4j, with one connection for all requests, one after another."""

    def __init__(self, folder: Path, db: str | None = None) -> None:
        self._folder, self._db = folder, db
        self._connected: OpenCase | None = None
        self._lock = threading.Lock()

    @property
    def one_at_a_time(self) -> bool:
        """Whether a request waits for the one before it."""
        return self._db is not None

    @contextmanager
    def asking(self) -> Iterator[OpenCase]:
        """The case as it stands now, for one thread. Raises BadCase, GraphError."""
        if self._db is None:
            with closing(opened_quietly(self._folder)) as case:
                assert isinstance(case.store, SqliteStore)
                with case.store.snapshot():
                    yield case
            return
        with self._lock:
            if self._connected is None:
                self._connected = opened_quietly(self._folder, self._db)
            folder = Case(self._folder)
            try:
                yield OpenCase(self._connected.store, folder if folder.exists() else None, self._db)
            except GraphError:  # the next request connects again
                self._disconnect()
                raise

    def close(self) -> None:
        with self._lock:
            self._disconnect()

    def _disconnect(self) -> None:
        connected, self._connected = self._connected, None
        if connected is not None:
            connected.close()
