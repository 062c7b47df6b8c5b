"""An empty Neo4j for each program in turn: a fresh one each, or one that is given, emptied in between."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path

from neo4j import Driver, RoutingControl

from benchmarks.plain_driver import connect
from tests import neo4j_server
from tests.neo4j_server import line


def fresh(stack: ExitStack, number: int, *, quick: bool = True) -> list[neo4j_server.Server]:
    """So many new and empty ones, with the memory that docker-compose.yml gives; they end with the stack. Raises Lacking.

    `quick`: as in `neo4j_server.from_maven`.
    """
    with ThreadPoolExecutor(number) as starting:
        servers = list(starting.map(lambda _: stack.enter_context(_started(quick=quick)), range(number)))
    if servers[0].auth:
        os.environ["NEO4J_USERNAME"], os.environ["NEO4J_PASSWORD"] = servers[0].auth
    return servers


def from_maven(*, quick: bool, home: Path | None = None) -> AbstractContextManager[neo4j_server.Server]:
    """One with the memory that docker-compose.yml gives it. Raises Lacking. `quick`, `home`: as in `neo4j_server.from_maven`."""
    memory = {name: value for name, value in line.as_conf(line.settings()).items() if name.startswith("server.memory.")}
    return neo4j_server.from_maven(False, heap=memory["server.memory.heap.max_size"], settings=memory, quick=quick, home=home)


@contextmanager
def _started(*, quick: bool) -> Iterator[neo4j_server.Server]:
    reasons = []
    ways = (
        partial(from_maven, quick=quick),
        partial(neo4j_server.in_docker, True),
    )
    with ExitStack() as stack:
        for way in ways:
            try:
                server: neo4j_server.Server = stack.enter_context(way())
            except neo4j_server.Lacking as reason:
                reasons.append(str(reason))
            else:
                yield server
                return
    raise neo4j_server.Lacking("; ".join(reasons))


@contextmanager
def emptied_after(uri: str) -> Iterator[None]:
    """Leaves an empty database as it was: without the nodes and the constraints that a program put there.

    Raises tests.neo4j_server.Refused where it holds something: it may be somebody's.
    """
    with connect(uri) as driver:
        if driver.execute_query("MATCH (n) RETURN 1 LIMIT 1", routing_=RoutingControl.READ).records:
            raise neo4j_server.Refused(f"The database at {uri} is not empty, and the benchmarks empty it: give another one.")
        before = _constraints(driver)
        yield
        neo4j_server.empty(driver)
        for name in _constraints(driver) - before:
            driver.execute_query(f"DROP CONSTRAINT `{name}`")


def version(uri: str) -> str:
    with connect(uri) as driver:
        found = driver.execute_query("CALL dbms.components() YIELD versions, edition RETURN versions[0] AS version, edition").records[0]
    return f"{found['version']} {found['edition']}"


def _constraints(driver: Driver) -> set[str]:
    return {row["name"] for row in driver.execute_query("SHOW CONSTRAINTS YIELD name RETURN name").records}
