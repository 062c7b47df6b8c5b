"""The graph in a Neo4j, by the official driver: managed transactions, rows in batches."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Forbidden,
    Neo4jError,
    ServiceUnavailable,
)

from tracer import queries
from tracer.errors import BadInput, ConstraintBroken, GraphError, GraphRefused, GraphUnreachable, QueryRefused
from tracer.graph import batches

SCHEMES = tuple(f"{scheme}{security}://" for scheme in ("neo4j", "bolt") for security in ("", "+s", "+ssc"))

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what it has to say is said by its errors


class Neo4jGraph:
    """User, password and database come from NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE, as Neo4j's own tools name them."""

    def __init__(self, uri: str, *, write: bool) -> None:
        self.where = uri
        self._may_write = write
        if not uri.startswith(SCHEMES):
            raise BadInput(f"{uri} is no address of a Neo4j: write e.g. neo4j://localhost:7687")
        password = os.environ.get("NEO4J_PASSWORD")
        auth = (os.environ.get("NEO4J_USERNAME", "neo4j"), password) if password else None
        try:
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=auth,
                notifications_min_severity="OFF",
                connection_timeout=5,
                connection_acquisition_timeout=10,  # also the time to shake hands in
                max_transaction_retry_time=30,
            )
        except (ConfigurationError, ValueError) as error:
            raise BadInput(f"{uri} is no address of a Neo4j ({_first_line(error)}): write e.g. neo4j://localhost:7687") from error
        try:
            # Without it a missing server means a minute of retries.
            self._driver.verify_connectivity()
            self._session = self._driver.session(
                database=os.environ.get("NEO4J_DATABASE"),
                default_access_mode=neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS,
            )
        except (Neo4jError, DriverError, ValueError) as error:
            self._driver.close()
            raise _error(error, self.where) from error

    def ask(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        text = queries.get(query).text

        def work(tx: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            return [{key: _native(value) for key, value in row.items()} for row in tx.run(text, parameters).data()]

        try:
            return self._session.execute_read(work)
        except (Neo4jError, DriverError, ValueError) as error:
            raise _error(error, self.where) from error

    def put(self, query: str, rows: Sequence[Any], **parameters: Any) -> None:
        text = queries.get(query).text
        # Deletes of many nodes at once exhaust the server's memory pool.
        for batch in batches(rows, 500) if query.startswith("remove_") else batches(rows):
            self._write(text, {**parameters, "rows": batch})

    def prepare(self) -> None:
        for statement in queries.statements("schema"):
            self._write(statement, {})
        self._write("CALL db.awaitIndexes(300)", {})

    def erase(self) -> None:
        text = queries.get("remove_all").text
        while self._write(text, {})[0]["gone"]:
            pass

    def keep(self) -> None:
        """Each batch was durable when it was written."""

    def close(self) -> None:
        # After an interrupt a connection may be cut off within a message: the server drops what was not committed.
        # What the first closing could not roll back, the second lets go.
        for closes in (self._session.close, self._session.close, self._driver.close):
            with suppress(Neo4jError, DriverError, OSError, ValueError):
                closes()

    def _write(self, text: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        if not self._may_write:  # the driver would open a transaction that writes
            raise GraphError(f"the graph at {self.where} is open for reading only")

        def work(tx: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            return tx.run(text, parameters).data()

        try:
            return self._session.execute_write(work)
        except (Neo4jError, DriverError, ValueError) as error:
            raise _error(error, self.where) from error


def _native(value: Any) -> Any:
    return value.to_native() if isinstance(value, neo4j.time.DateTime | neo4j.time.Date) else value


def _first_line(error: Exception) -> str:
    text = getattr(error, "message", None) or str(error)
    return str(text).strip().split("\n", 1)[0]


def _error(error: Exception, where: str) -> GraphError:
    line = _first_line(error)
    if (getattr(error, "code", None) or "").endswith("AuthenticationRateLimit"):
        return GraphRefused(f"the Neo4j at {where} has had too many wrong passwords: wait a few seconds, then try again with the right one")
    if isinstance(error, AuthError | Forbidden):
        return GraphRefused(f"the Neo4j at {where} refuses the user or password: set NEO4J_USERNAME and NEO4J_PASSWORD")
    if isinstance(error, ServiceUnavailable | ValueError):
        return GraphUnreachable(f"no Neo4j answers at {where}: start it, or correct --db ({line[:120]})")
    if isinstance(error, ConstraintError):
        return ConstraintBroken(line)
    if isinstance(error, ClientError) and (error.code or "").endswith(("ParameterMissing", "SyntaxError")):
        return QueryRefused(f"the Neo4j at {where} does not accept the query: {line}")
    return GraphError(f"the Neo4j at {where}: {line}")
