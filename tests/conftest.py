"""What all tests share: a real Neo4j (started when a test first asks for one), and nothing of the user's own settings.

    neo4j_server         where it answers: uri, user and password (both None where it asks for none)
    neo4j_uri            its Bolt URI alone
    empty_neo4j          the same server, its graph emptied before the test: a failed test leaves its graph to look at
    logged_in            the same, with user and password in the environment; `served` is an empty case on it
    neo4j_with_password  a server that demands a user and a password
    start_neo4j          starts one of a test's own, which ends with the tests
    engine               makes empty cases, on the embedded engine and on that server in turn
    source_tree          the folder of README.md, cypher/ ...; where only tests/ lie beside an installed wheel, TRACER_TEST_SOURCE
                         names it, and without that the test is skipped
    neo4j_with_browser   a server with Neo4j Browser, under the policy of docker-compose.yml
    browser              headless Chromium, one for all tests of pages
    local_browser        another, which reaches this machine's own servers

TRACER_TEST_NEO4J_LINE=newest has them all be the newest Neo4j; `-m server` runs the tests that ask for one.

Without any way to a server, or without a browser, such tests are skipped with the reason; where `CI` is set, they fail. Only where
`TRACER_TEST_ENGINES` is `embedded` nobody wants a server.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from neo4j import Driver

from tests import neo4j_server as servers
from tests.cases import Desk
from tests.places import SOURCE
from tests.story import Fresh, desks
from tracer.store import sqlite

if TYPE_CHECKING:
    from tests.browser import Browser

# A busy machine is slow at times: that alone fails no property. In CI more examples, and the same each time: chance finds its at home.
_IN_CI = bool(os.environ.get("CI"))
hypothesis.settings.register_profile("tracer", deadline=None, derandomize=_IN_CI, max_examples=60 if _IN_CI else 40)
hypothesis.settings.load_profile("tracer")

# A test must never find the case or the database that somebody works with, nor the width of their terminal.
for _name in (
    "COLUMNS", "LINES", "TRACER_BROWSER", "TRACER_CASE", "TRACER_DB", "NEO4J_URI", "NEO4J_AUTH_PATH", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE",
):  # fmt: skip
    os.environ.pop(_name, None)

# Power does not fail here, and to wait for the disk takes a tenth of all tests. Commands as processes of their own do wait.
os.fsync = lambda _: None  # type: ignore[assignment]
sqlite.SYNCHRONOUS = "OFF"


def pytest_configure() -> None:
    """SIGTERM ends the tests as Ctrl-C does: with the servers and containers that they have started."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def _enter(stack: ExitStack, start: Callable[[], AbstractContextManager[servers.Server]], *, needed: bool = True) -> servers.Server:
    if os.environ.get("TRACER_TEST_ENGINES") == "embedded":
        pytest.skip("TRACER_TEST_ENGINES is embedded")
    try:
        return stack.enter_context(start())
    except servers.Lacking as reason:
        if needed and os.environ.get("CI"):
            pytest.fail(f"{reason} Where CI is set, that is a failure.", pytrace=False)
        pytest.skip(str(reason))
    except servers.Refused as reason:
        pytest.fail(str(reason), pytrace=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what asks for a Neo4j as `server`: by the fixture, or by a parameter that has the fixture asked for later.

    Files that ask for one, or for a browser, take longest and come first: then no worker waits for another's last one.
    """
    for item in items:
        parameters = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
        if {"neo4j_server", "start_neo4j"} & {*getattr(item, "fixturenames", ())} or "neo4j" in parameters:
            item.add_marker("server")
    long = {item.path for item in items if item.get_closest_marker("server") or "browser" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest) -> Iterator[servers.Server]:
    failed_before = request.session.testsfailed
    with ExitStack() as stack:
        server = _enter(stack, servers.first_open)
        yield server
        # A given database is given back as it was, unless there is a graph to look at.
        if os.environ.get("TRACER_TEST_NEO4J_URI") and request.session.testsfailed == failed_before:
            with server.driver() as driver:
                servers.empty(driver)


@pytest.fixture(scope="session")
def neo4j_uri(neo4j_server: servers.Server) -> str:
    return neo4j_server.uri


@pytest.fixture(scope="session")
def _neo4j_driver(neo4j_server: servers.Server) -> Iterator[Driver]:
    with neo4j_server.driver() as driver:
        yield driver


@pytest.fixture
def empty_neo4j(neo4j_server: servers.Server, _neo4j_driver: Driver) -> servers.Server:
    servers.empty(_neo4j_driver)
    return neo4j_server


@pytest.fixture
def logged_in(empty_neo4j: servers.Server, monkeypatch: pytest.MonkeyPatch) -> servers.Server:
    """The same server, with user and password in the environment where it asks for them."""
    if empty_neo4j.auth:
        monkeypatch.setenv("NEO4J_USERNAME", empty_neo4j.auth[0])
        monkeypatch.setenv("NEO4J_PASSWORD", empty_neo4j.auth[1])
    return empty_neo4j


@pytest.fixture
def served(logged_in: servers.Server, tmp_path: Path) -> Desk:
    """An empty case with its graph in that server."""
    return Desk(tmp_path / "case", logged_in.uri)


@pytest.fixture(scope="session")
def neo4j_with_password(neo4j_server: servers.Server) -> Iterator[servers.Server]:
    if neo4j_server.auth:  # a given one, or a container
        yield neo4j_server
        return
    with ExitStack() as stack:
        yield _enter(stack, lambda: servers.first_open(True, (servers.in_docker, servers.from_maven)))


@pytest.fixture(scope="session")
def start_neo4j() -> Iterator[Callable[[Callable[[], AbstractContextManager[servers.Server]]], servers.Server]]:
    with ExitStack() as stack:
        yield partial(_enter, stack)


@pytest.fixture(scope="session")
def neo4j_with_browser(source_tree: Path) -> Iterator[servers.Server]:
    """From Maven's artifacts alone. Where a server is given, nobody says whether it has a Browser: no failure if none can be started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    policy = servers.line.service()["environment"]["NEO4J_dbms_security_http__static__content__security__policy__header"]
    here = policy.replace("localhost:${NEO4J_BOLT_PORT:-7687}", f"127.0.0.1:{port}")
    assert f"ws://127.0.0.1:{port} " in here
    settings = {"dbms.security.http_static_content_security_policy_header": here}
    with ExitStack() as stack:
        needed = not os.environ.get("TRACER_TEST_NEO4J_URI")
        yield _enter(stack, lambda: servers.from_maven(False, bolt_port=port, http_port=0, settings=settings), needed=needed)


@pytest.fixture(scope="session")
def source_tree() -> Path:
    if not SOURCE.joinpath("loaders").is_dir():
        pytest.skip(f"{SOURCE} is no source tree, and TRACER_TEST_SOURCE names none")
    return SOURCE


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    yield from _chromium(downloads=tmp_path_factory.mktemp("downloads"))


@pytest.fixture(scope="session")
def local_browser() -> Iterator[Browser]:
    yield from _chromium(hosts=("127.0.0.1", "localhost"))


def _chromium(**how: Any) -> Iterator[Browser]:
    from tests.browser import Lacking, opened  # selenium: only what opens pages waits for it

    with ExitStack() as stack:
        try:
            started = stack.enter_context(opened(**how))
        except Lacking as reason:
            if os.environ.get("CI"):
                pytest.fail(f"{reason} Where CI is set, that is a failure.", pytrace=False)
            pytest.skip(str(reason))
        yield started


@pytest.fixture(params=["embedded", "neo4j"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    with desks(request, tmp_path) as fresh:
        yield fresh
