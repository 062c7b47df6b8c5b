"""A real Neo4j for tests, by the first way that is open here: one that is given, Docker, or Maven's artifacts on a JDK.

Each way is a context manager that yields a `Server`, or raises `Lacking` where the machine has not what it takes.
`python -m tests.neo4j_server` starts one by hand. Which Neo4j it is: `line`.
"""

from __future__ import annotations

import gc
import os
import re
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from neo4j import Driver, GraphDatabase, RoutingControl

from tests.neo4j_server import line
from tests.neo4j_server.line import Lacking, Refused, in_short

__all__ = ["PASSWORD", "USER", "WAYS", "Lacking", "Refused", "Server", "empty", "first_open", "from_maven", "given", "in_docker", "runs_on"]

USER = "neo4j"
PASSWORD = "only-for-tests"  # of servers that live as long as the tests, on the loopback address
BOOT_SECONDS = 180
# A graph that is emptied and filled again and again would have each text planned anew: a third of the server's time.
_QUICK = {"dbms.cypher.min_replan_interval": "10h"}

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Server:
    """Where a Neo4j answers; `user` and `password` are None where it asks for none."""

    uri: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    browser: str | None = None  # Neo4j Browser's address
    store_bytes: Callable[[], int] | None = field(default=None, compare=False, repr=False)  # on disk, but for its logs; if it can be told

    @property
    def auth(self) -> tuple[str, str] | None:
        return (self.user, self.password) if self.user and self.password else None

    def driver(self) -> Driver:
        return GraphDatabase.driver(self.uri, auth=self.auth, notifications_min_severity="OFF")


Way = Callable[[bool], AbstractContextManager[Server]]  # True: a server that demands a password


@contextmanager
def given(secured: bool) -> Iterator[Server]:
    """The one named in TRACER_TEST_NEO4J_URI; never that of NEO4J_URI, which may hold somebody's case."""
    uri = os.environ.get("TRACER_TEST_NEO4J_URI")
    if not uri:
        raise Lacking("TRACER_TEST_NEO4J_URI is not set")
    password = os.environ.get("TRACER_TEST_NEO4J_PASSWORD")
    server = Server(uri, os.environ.get("TRACER_TEST_NEO4J_USERNAME", USER) if password else None, password)
    if secured and not server.auth:
        raise Lacking("TRACER_TEST_NEO4J_PASSWORD is not set")
    with server.driver() as driver:
        driver.verify_connectivity()
        if driver.execute_query("MATCH (n) RETURN 1 LIMIT 1", routing_=RoutingControl.READ).records:
            raise Refused(f"The database at {uri} is not empty, and the tests empty it: give another one, or empty it yourself.")
    yield server


@contextmanager
def in_docker(secured: bool) -> Iterator[Server]:
    """A container of the community edition, through testcontainers."""
    with ExitStack() as stack:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what those libraries deprecate among themselves is not ours to mend
            server, stop = _start_container()
        stack.callback(_quietly, stop)
        yield server


def _start_container() -> tuple[Server, Callable[[], object]]:
    silent = _docker_lacks()
    gc.collect()  # what the Docker library leaves open when nobody answers; it would complain in the middle of a test
    if silent:
        raise Lacking(f"no Docker daemon answers ({silent})")
    try:
        from testcontainers.community.neo4j import Neo4jContainer
    except ImportError:
        try:
            from testcontainers.neo4j import Neo4jContainer  # its place until 4.14
        except ImportError as reason:
            raise Lacking("testcontainers is not installed") from reason
    image = line.image(line.chosen())
    container = Neo4jContainer(image, username=USER, password=PASSWORD)
    for name, value in line.settings().items():
        container = container.with_env(name, value)
    try:
        container.start()
        return Server(container.get_connection_url(), USER, PASSWORD), container.stop
    except Exception as reason:  # the image cannot be had, or does not start
        _quietly(container.stop)
        raise Lacking(f"Docker runs no {image} ({in_short(reason)})") from reason


def _docker_lacks(image: str | None = None) -> str | None:
    """Why no Docker daemon answers, or why it cannot have that image: it neither holds it nor learns of it from the registry."""
    try:
        import docker
        from docker.errors import ImageNotFound

        client = docker.from_env(timeout=30 if image else 5)
        try:
            client.ping()
            if image:
                try:
                    client.images.get(image)
                except ImageNotFound:
                    client.images.get_registry_data(image)
        finally:
            client.close()
    except Exception as reason:  # no library, no daemon, no permission: all the same here
        return in_short(reason)
    return None


@contextmanager
def from_maven(
    secured: bool,
    *,
    bolt_port: int = 0,
    http_port: int | None = None,
    heap: str = "512m",
    settings: Mapping[str, str] | None = None,
    quick: bool = True,
    home: Path | None = None,
) -> Iterator[Server]:
    """Neo4j's own test harness, in a JVM that ends with this process. A port of 0 is any free one; `settings` as neo4j.conf has them.

    `quick`: with the compiler that is soon done, and plans that are kept; without, with those that make a server fast once it is warm. `home`: the folder of
    a Neo4j that does not run, with whose databases it begins.
    """
    asked_for = line.chosen()
    java = line.find_java(asked_for.oldest_java)
    lib = line.jars(asked_for)
    with tempfile.TemporaryDirectory(prefix="tracer-neo4j-", ignore_cleanup_errors=True) as folder:
        log = Path(folder, "log.txt")
        more = "\n".join(f"{name}={value}" for name, value in {**(_QUICK if quick else {}), **(settings or {})}.items())
        environment = {
            **os.environ,
            "NEO4J_TEST_PASSWORD": PASSWORD if secured else "",
            "NEO4J_TEST_SETTINGS": more,
            "NEO4J_TEST_HOME": str(home or ""),
        }
        # The quick compiler and the small collector: it boots sooner, and a test does not run for long.
        compiler = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"] if quick else []
        flags = [f"-Xmx{heap}", *compiler, "-cp", str(lib / "*")]
        data = Path(folder, "data")
        data.mkdir()
        ports = [str(bolt_port), "-" if http_port is None else str(http_port)]
        command = [java, *flags, str(_HERE / "TestServer.java"), str(data), *ports]
        with log.open("wb") as out:
            # A session of its own: an interrupt from the keyboard reaches the tests, which then end it by its standard input.
            server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=out, env=environment, start_new_session=True)
        assert server.stdin
        try:
            said = _said(server, log, r"^READY \S+\n", BOOT_SECONDS)
            uri = re.search(r"^READY (\S+?)/?$", said, re.MULTILINE)
            browser = re.search(r"^BROWSER (\S+)$", said, re.MULTILINE)
            assert uri
            user, password = (USER, PASSWORD) if secured else (None, None)
            yield Server(uri[1], user, password, browser[1] if browser else None, partial(_store_bytes, server, log, data))
        finally:
            with suppress(OSError):
                server.stdin.close()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


WAYS: tuple[Way, ...] = (given, in_docker, from_maven)


@contextmanager
def first_open(secured: bool = False, ways: tuple[Way, ...] = WAYS) -> Iterator[Server]:
    """The server that the first open way leads to; `Lacking`, with every reason, where none does."""
    reasons = []
    with ExitStack() as stack:
        for way in ways:
            try:
                server = stack.enter_context(way(secured))
            except Lacking as reason:
                reasons.append(str(reason))
            else:
                yield server
                return
    raise Lacking("No Neo4j to test with: " + "; ".join(reasons) + ".")


def runs_on() -> str:
    """What this machine would run the line on, but for a server that is given. Raises Lacking."""
    asked_for = line.chosen()
    image = line.image(asked_for)
    if _docker_lacks():
        return f"Neo4j {asked_for.version} on {line.find_java(asked_for.oldest_java)}"
    if lacks := _docker_lacks(image):
        return f"Neo4j {asked_for.version} on {line.find_java(asked_for.oldest_java)} (Docker answers, but has no {image}: {lacks})"
    return f"{image} in Docker"


def empty(driver: Driver) -> None:
    """Deletes every node, 1,000 at a time (more at once can exhaust the server's memory); constraints stay."""
    deleted = 1000
    while deleted:
        summary = driver.execute_query("MATCH (n) WITH n LIMIT 1000 DETACH DELETE n").summary
        deleted = summary.counters.nodes_deleted


def _said(server: subprocess.Popen[bytes], log: Path, pattern: str, seconds: float) -> str:
    """All that the server has said, once the pattern is in it."""
    said = ""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended = server.poll()
        said = log.read_text(encoding="utf-8", errors="replace")
        if re.search(pattern, said, re.MULTILINE):
            return said
        if ended is not None:
            raise RuntimeError(f"The test server ended with {ended}:\n{said[-4000:]}")
        time.sleep(0.05)
    raise RuntimeError(f"The test server did not say {pattern} within {seconds} s:\n{said[-4000:]}")


def _store_bytes(server: subprocess.Popen[bytes], log: Path, data: Path) -> int:
    """What the database takes on disk, without the log of its transactions: it writes out first what it holds in memory."""
    assert server.stdin
    written = log.read_text(encoding="utf-8", errors="replace").count("\nWRITTEN\n") + 1
    server.stdin.write(b"\n")
    server.stdin.flush()
    _said(server, log, rf"(?s)(?:.*?^WRITTEN$){{{written}}}", BOOT_SECONDS)
    return sum(file.stat().st_size for folder in data.rglob("databases/neo4j") for file in folder.rglob("*") if file.is_file())


def _quietly(stop: Callable[[], object]) -> None:
    with suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stop()
