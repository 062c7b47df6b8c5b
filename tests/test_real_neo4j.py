"""The servers that the other tests run on: they are real, empty when asked for, and end with the tests."""

from __future__ import annotations

import inspect
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import AuthError

from tests import neo4j_server as servers
from tests.neo4j_server import line
from tests.test_queries import NAMES
from tracer import queries

ROOT = Path(__file__).parents[1]


def test_a_real_server_answers(empty_neo4j: servers.Server, neo4j_uri: str) -> None:
    assert neo4j_uri == empty_neo4j.uri
    with empty_neo4j.driver() as driver:
        version = _version(driver)
    if os.environ.get("TRACER_TEST_NEO4J_URI"):  # whatever it is: 5.26 or newer
        assert tuple(map(int, version.split(".")[:2])) >= (5, 26)
    else:
        asked_for = line.chosen()
        series = asked_for.version if asked_for != line.lines()[0] else f"{asked_for.name}."  # its image is that of the series
        assert version.startswith(series)


def _version(driver: Driver) -> str:
    found = driver.execute_query("CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version")
    version: str = found.records[0]["version"]
    return version


def test_our_texts_are_cypher_25_too(neo4j_server: servers.Server) -> None:
    """Neo4j takes them for Cypher 5 unless its settings say otherwise, as test_engines has it."""
    with neo4j_server.driver() as driver:
        if tuple(map(int, _version(driver).split(".")[:2])) < (2025, 6):
            pytest.skip("Neo4j speaks Cypher 25 since 2025.06")
        for name in NAMES:
            parameters: dict[str, Any] = dict.fromkeys(queries.get(name).parameters)
            for text in queries.statements("schema") if name == "schema" else [queries.get(name).text]:
                driver.execute_query(f"CYPHER 25 EXPLAIN\n{text}", parameters)


def test_it_answers_where_a_routing_driver_is_sent(neo4j_server: servers.Server) -> None:
    routed = "neo4j" + neo4j_server.uri.removeprefix("bolt")
    with GraphDatabase.driver(routed, auth=neo4j_server.auth) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1


def test_emptying_takes_every_node_and_leaves_constraints(empty_neo4j: servers.Server) -> None:
    with empty_neo4j.driver() as driver:
        driver.execute_query("CREATE CONSTRAINT emptied IF NOT EXISTS FOR (n:Emptied) REQUIRE n.id IS UNIQUE")
        try:
            driver.execute_query("UNWIND range(1, 2500) AS i CREATE (:Emptied {id: i})-[:BESIDE]->(:Other)")
            servers.empty(driver)
            assert driver.execute_query("MATCH (n) RETURN count(n) AS left").records[0]["left"] == 0
            assert [r["name"] for r in driver.execute_query("SHOW CONSTRAINTS YIELD name WHERE name = 'emptied'").records] == ["emptied"]
        finally:
            driver.execute_query("DROP CONSTRAINT emptied")


def test_what_a_graph_takes_on_disk(empty_neo4j: servers.Server) -> None:
    if not empty_neo4j.store_bytes:
        pytest.skip("its folder is out of reach")
    before = empty_neo4j.store_bytes()
    with empty_neo4j.driver() as driver:
        driver.execute_query("UNWIND range(1, 1000) AS n CREATE (:Filling {text: reduce(t = '', k IN range(1, 999) | t + 'x' + n)})")
    assert 3_000_000 < empty_neo4j.store_bytes() - before < 20_000_000


def test_a_given_database_that_holds_something_is_refused(empty_neo4j: servers.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_TEST_NEO4J_URI", empty_neo4j.uri)
    if empty_neo4j.auth:
        monkeypatch.setenv("TRACER_TEST_NEO4J_USERNAME", empty_neo4j.auth[0])
        monkeypatch.setenv("TRACER_TEST_NEO4J_PASSWORD", empty_neo4j.auth[1])
    with servers.first_open() as server:
        assert server == empty_neo4j
    with empty_neo4j.driver() as driver:
        driver.execute_query("CREATE (:SomebodysCase)")
        with pytest.raises(servers.Refused, match="is not empty"), servers.first_open():
            pass
        assert driver.execute_query("MATCH (n:SomebodysCase) RETURN count(n) AS n").records[0]["n"] == 1
        servers.empty(driver)


def test_the_everyday_database_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [name for name in os.environ if name.startswith(("NEO4J_", "TRACER_")) and not name.startswith("TRACER_TEST_")]
    monkeypatch.delenv("TRACER_TEST_NEO4J_URI", raising=False)
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")
    with pytest.raises(servers.Lacking, match="TRACER_TEST_NEO4J_URI is not set"), servers.first_open(ways=(servers.given,)):
        pass


def test_a_wrong_password_is_refused(neo4j_with_password: servers.Server) -> None:
    assert neo4j_with_password.auth
    assert neo4j_with_password.auth[1] not in repr(neo4j_with_password)
    with neo4j_with_password.driver() as driver:
        driver.verify_connectivity()
    with GraphDatabase.driver(neo4j_with_password.uri, auth=("neo4j", "not-this-one")) as driver, pytest.raises(AuthError):
        driver.verify_connectivity()


def test_what_asks_for_a_server_is_marked(engine: object, request: pytest.FixtureRequest) -> None:
    assert isinstance(request.node, pytest.Function)
    marked = request.node.get_closest_marker("server") is not None
    assert marked == (request.node.callspec.params["engine"] == "neo4j")


# --- which Java ----------------------------------------------------------------------------------------------------


def _java(folder: Path, *modules: str) -> Path:
    """A `java` that lists these modules; with none, it is as old as Java 8 and knows no such option."""
    folder.mkdir(parents=True)
    java = folder / "java"
    java.write_text("#!/bin/sh\n" + ("".join(f"echo {m}\n" for m in modules) or "exit 1\n"), encoding="utf-8")
    java.chmod(0o755)
    return java


@pytest.mark.skipif(os.name == "nt", reason="shell scripts stand in for java")
@pytest.mark.parametrize(
    ("modules", "reason"),
    [
        ((), "is too old, not 17 or newer"),
        (("java.base@11.0.2", "jdk.compiler@11.0.2"), "is Java 11, not 17 or newer"),
        (("java.base@21.0.2",), "is no JDK: it has no compiler"),
    ],
)
def test_a_java_that_will_not_do_is_passed_over(
    modules: tuple[str, ...], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = _java(tmp_path / "home" / "bin", *modules)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(line, "JDKS", [f"{str(tmp_path)[1:]}/jvm/*/java"])
    with pytest.raises(servers.Lacking) as lacking:
        line.find_java(17)
    assert str(lacking.value) == f"{bad} {reason}"
    about = [_java(tmp_path / "jvm" / f"jdk-{n}", f"java.base@{n}.0.1", f"jdk.compiler@{n}.0.1") for n in (9, 17, 25, 21)]
    assert line.find_java(17) == str(about[2])
    good = _java(tmp_path / "path", "java.base@17", "jdk.compiler@17")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    assert line.find_java(17) == str(good)
    assert line.find_java(21) == str(about[2])
    with pytest.raises(servers.Lacking, match=f"{good} is Java 17, not 26 or newer"):
        line.find_java(26)


# --- which Neo4j ---------------------------------------------------------------------------------------------------


def test_a_variable_chooses_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(line.CHOICE, raising=False)
    assert (line.chosen().name, line.chosen().oldest_java) == ("5.26", 17)
    monkeypatch.setenv(line.CHOICE, "newest")
    assert (line.chosen().name, line.chosen().oldest_java) == ("newest", 21)
    monkeypatch.setenv(line.CHOICE, "4.4")
    with pytest.raises(servers.Refused, match=r"TRACER_TEST_NEO4J_LINE is '4\.4': it may be 5\.26 or newest\."):
        line.chosen()


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for mvn")
def test_each_line_has_its_own_jars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Maven is asked for the profile of the line, once."""
    mvn = tmp_path / "bin" / "mvn"
    mvn.parent.mkdir()
    mvn.write_text('#!/bin/sh\nfor last; do :; done\necho "$6" > "${last#*=}/asked"\n', encoding="utf-8")
    mvn.chmod(0o755)
    monkeypatch.setenv("PATH", f"{mvn.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TRACER_TEST_CACHE", str(tmp_path / "cache"))
    folders = {each.name: line.jars(each) for each in line.lines()}
    assert {name: folder.joinpath("asked").read_text(encoding="utf-8").strip() for name, folder in folders.items()} == {
        "5.26": "5.26",
        "newest": "newest",
    }
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert {each.name: line.jars(each) for each in line.lines()} == folders


@pytest.mark.skipif(os.name == "nt", reason="shell scripts stand in for java")
def test_it_can_be_asked_what_would_run(tmp_path: Path) -> None:
    """`.ci/run` does, before it runs the newest."""

    def asked(java: Path) -> tuple[int, str]:
        given = {"JAVA_HOME": str(java.parents[1]), "PATH": "", "DOCKER_HOST": "tcp://127.0.0.1:9", line.CHOICE: "newest"}
        code = (
            "import runpy; from tests.neo4j_server import line; line.JDKS = (); runpy.run_module('tests.neo4j_server', run_name='__main__')"
        )
        ran = subprocess.run([sys.executable, "-c", code, "--which"], env=given, cwd=ROOT, capture_output=True, text=True, check=False)
        return ran.returncode, ran.stdout + ran.stderr

    newest = line.lines()[1]
    good = _java(tmp_path / "new" / "bin", "java.base@25", "jdk.compiler@25")
    assert asked(good) == (0, f"Neo4j {newest.version} on {good}\n")
    old = _java(tmp_path / "old" / "bin", "java.base@17", "jdk.compiler@17")
    assert asked(old) == (1, f"{old} is Java 17, not 21 or newer\n")


@contextmanager
def _daemon(*has: str) -> Iterator[str]:
    """What a Docker daemon says of an image: `has` is `image`, held here, or `registry`, to be had there."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.path.partition("?")[0]
            status, body = 200, b"OK"
            if asked.endswith("/version"):
                body = b'{"ApiVersion": "1.44"}'
            elif "/images/" in asked:
                status, body = (200, b'{"Id": "sha256:1"}') if "image" in has else (404, b'{"message": "No such image"}')
            elif "/distribution/" in asked:
                status, body = (200, b'{"Descriptor": {}}') if "registry" in has else (500, b'{"message": "no route to the registry"}')
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


@pytest.mark.usefixtures("source_tree")
@pytest.mark.parametrize(("has", "in_docker"), [(["image"], True), (["registry"], True), ([], False)])
def test_docker_is_asked_whether_it_can_have_the_image(
    has: list[str], in_docker: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("docker")
    java = _java(tmp_path / "bin", "java.base@25", "jdk.compiler@25")
    monkeypatch.setenv("JAVA_HOME", str(java.parents[1]))
    monkeypatch.delenv(line.CHOICE, raising=False)
    with _daemon(*has) as address, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the Docker library's own connections
        monkeypatch.setenv("DOCKER_HOST", address)
        said = servers.runs_on()
    if in_docker:
        assert said == "neo4j:5.26-community in Docker"
    else:
        assert said.startswith(f"Neo4j {line.lines()[0].version} on {java} (Docker answers, but has no neo4j:5.26-community: ")
        assert "no route to the registry" in said


LASTING = """
import pathlib, time, pytest
@pytest.fixture(scope="session")
def container():
    yield
    pathlib.Path("stopped").touch()
def test_that_lasts(container):
    pathlib.Path("started").touch()
    time.sleep(60)
"""


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="no SIGTERM to another process")
@pytest.mark.parametrize(
    ("workers", "handler", "stopped"),
    [
        (0, "from tests.conftest import pytest_configure", True),
        pytest.param(1, "from tests.conftest import pytest_configure", True, marks=pytest.mark.slow),
        (0, "", False),
    ],
)
def test_tests_that_are_told_to_end_take_their_servers_along(workers: int, handler: str, stopped: bool, tmp_path: Path) -> None:
    tmp_path.joinpath("conftest.py").write_text(handler, encoding="utf-8")
    tmp_path.joinpath("test_lasting.py").write_text(LASTING, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-n",
        str(workers),
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    given = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    with subprocess.Popen(command, cwd=tmp_path, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            until = time.monotonic() + 180  # on a busy machine
            while not tmp_path.joinpath("started").exists():
                assert time.monotonic() < until
                assert process.poll() is None
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=30)[0]
        finally:
            process.kill()
    assert tmp_path.joinpath("stopped").exists() is stopped, said.decode()
    assert process.returncode == (2 if stopped else -signal.SIGTERM)


def test_without_the_compose_file_there_is_no_image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "SOURCE", tmp_path)
    with pytest.raises(servers.Lacking, match=r"docker-compose\.yml, which names the image, is not beside these tests"):
        line.image(line.chosen())


# --- Docker, where there is none: stand-ins for the two libraries -------------------------------------------------


class _Container:
    made: ClassVar[list[_Container]] = []
    broken = False

    def __init__(self, image: str, *, username: str, password: str) -> None:
        self.said = [image, username, password]
        self.made.append(self)

    def with_env(self, name: str, value: str) -> _Container:
        self.said.append(f"{name}={value}")
        return self

    def start(self) -> None:
        if self.broken:
            raise OSError("no such image")
        self.said.append("started")

    def get_connection_url(self) -> str:
        return "bolt://localhost:40001"

    def stop(self) -> None:
        self.said.append("stopped")


@pytest.fixture
def docker(monkeypatch: pytest.MonkeyPatch) -> type[_Container]:
    """A Docker daemon that answers."""
    client = SimpleNamespace(ping=lambda: True, close=lambda: None)
    monkeypatch.setitem(sys.modules, "docker", SimpleNamespace(from_env=lambda **_: client))
    monkeypatch.setitem(sys.modules, "testcontainers.community.neo4j", SimpleNamespace(Neo4jContainer=_Container))
    monkeypatch.setattr(_Container, "made", [])
    monkeypatch.delenv("TRACER_TEST_NEO4J_URI", raising=False)
    return _Container


@contextmanager
def _unwanted(secured: bool) -> Iterator[servers.Server]:
    raise AssertionError(f"a later way was tried: {secured}")
    yield


@pytest.mark.usefixtures("source_tree")
def test_docker_comes_before_maven_and_has_the_settings_of_the_compose_file(
    docker: type[_Container], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(line.CHOICE, raising=False)
    with servers.first_open(ways=(servers.given, servers.in_docker, _unwanted)) as server:
        assert server == servers.Server("bolt://localhost:40001", servers.USER, servers.PASSWORD)
        [container] = docker.made
        assert container.said == [
            "neo4j:5.26-community",
            servers.USER,
            servers.PASSWORD,
            "NEO4J_server_memory_heap_initial__size=1G",
            "NEO4J_server_memory_heap_max__size=1G",
            "NEO4J_server_memory_pagecache_size=512M",
            "NEO4J_dbms_usage__report_enabled=false",
            "started",
        ]
    assert container.said[-1] == "stopped"


@pytest.mark.usefixtures("source_tree")
def test_docker_without_the_image_is_passed_over(docker: type[_Container], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docker, "broken", True)
    monkeypatch.setenv(line.CHOICE, "newest")
    image = f"neo4j:{line.chosen().version}-community"
    with (
        pytest.raises(servers.Lacking, match=re.escape(f"Docker runs no {image} (no such image)")),
        servers.first_open(ways=(servers.given, servers.in_docker)),
    ):
        pass
    assert docker.made[0].said[-1] == "stopped"


def test_the_container_takes_what_it_is_given() -> None:
    """The stand-in above is called as the real one would be."""
    library = pytest.importorskip("testcontainers.community.neo4j")
    inspect.signature(library.Neo4jContainer).bind("neo4j:5.26-community", username=servers.USER, password=servers.PASSWORD)
    for name in ("with_env", "start", "get_connection_url", "stop"):
        assert callable(getattr(library.Neo4jContainer, name))


# --- without a server ----------------------------------------------------------------------------------------------


def _tests_without_a_server(nowhere: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the first test of this file where neither Docker nor Java nor Maven is to be found."""
    nowhere.mkdir()
    kept = {k: v for k, v in os.environ.items() if k not in {"CI", "JAVA_HOME"} and not k.startswith("TRACER_TEST_")}
    without = {"PATH": str(nowhere), "DOCKER_HOST": "tcp://127.0.0.1:9", "TRACER_TEST_CACHE": str(nowhere)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"{__file__}::{test_a_real_server_answers.__name__}"],
        env={**kept, **without, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


REASON = "No Neo4j to test with: TRACER_TEST_NEO4J_URI is not set; no Docker daemon answers ("


@pytest.mark.long
def test_without_a_server_tests_skip_and_say_why(tmp_path: Path) -> None:
    ran = _tests_without_a_server(tmp_path / "nowhere")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 skipped" in ran.stdout
    assert REASON in ran.stdout
    assert re.search(r"no java \(JDK \d+ or newer\) in JAVA_HOME or on PATH|no Maven \(mvn\) on PATH", ran.stdout)


@pytest.mark.long
def test_without_a_server_tests_fail_where_ci_is_set(tmp_path: Path) -> None:
    ran = _tests_without_a_server(tmp_path / "nowhere", CI="1")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "1 error" in ran.stdout
    assert "skipped" not in ran.stdout
    assert REASON in ran.stdout


# --- its end -------------------------------------------------------------------------------------------------------

_STARTS_ONE = """
import time
from tests.neo4j_server import from_maven
with from_maven(False) as server:
    print(server.uri, flush=True)
    time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_server_ends_with_tests_that_are_killed(tmp_path: Path) -> None:
    try:
        line.find_java(line.chosen().oldest_java)
        line.jars(line.chosen())
    except servers.Lacking as reason:
        pytest.skip(str(reason))
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", _STARTS_ONE], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout
        port = urlsplit(tests.stdout.readline().strip()).port
        assert port
        tests.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while time.monotonic() < until and _listens(port):
        time.sleep(0.1)
    assert not _listens(port)


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
