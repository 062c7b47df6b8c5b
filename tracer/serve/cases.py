"""The case, opened for each request, so that what another process loads is seen at the next."""

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
    """Where the case is: a folder, or a Neo4j, to which one connection is kept for all requests, each in its turn."""

    def __init__(self, folder: Path, db: str | None = None) -> None:
        self._folder, self._db = folder, db
        self._connected: OpenCase | None = None
        self._turn = threading.Lock()

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
        with self._turn:
            if self._connected is None:
                self._connected = opened_quietly(self._folder, self._db)
            folder = Case(self._folder)
            try:
                yield OpenCase(self._connected.store, folder if folder.exists() else None, self._db)
            except GraphError:  # the next request connects anew
                self._let_go()
                raise

    def close(self) -> None:
        with self._turn:
            self._let_go()

    def _let_go(self) -> None:
        connected, self._connected = self._connected, None
        if connected is not None:
            connected.close()
