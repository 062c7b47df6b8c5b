"""A real Neo4j for tests, by the first way that is open here: one that is given, Docker, or Maven's artifacts on a JDK.

Each way is a context manager that yields a `Server`, or raises `Lacking` where the machine has not what it takes.
`python -m tests.neo4j_server` starts one by hand.
"""

from __future__ import annotations

import gc
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from neo4j import Driver, GraphDatabase, RoutingControl

USER = "neo4j"
PASSWORD = "only-for-tests"  # of servers that live as long as the tests, on the loopback address
IMAGE = "neo4j:5.26-community"
OLDEST_JAVA = 17
BOOT_SECONDS = 180

_HERE = Path(__file__).parent


class Lacking(Exception):
    """This machine has not what that way takes: its text says what."""


class Refused(Exception):
    """The database given is not one to test on: its text says why."""


@dataclass(frozen=True)
class Server:
    """Where a Neo4j answers; `user` and `password` are None where it asks for none."""

    uri: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    browser: str | None = None  # Neo4j Browser's address

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
    silent = _docker_is_silent()
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
    container = Neo4jContainer(IMAGE, username=USER, password=PASSWORD).with_env("NEO4J_server_memory_pagecache_size", "64m")
    try:
        container.start()
        return Server(container.get_connection_url(), USER, PASSWORD), container.stop
    except Exception as reason:  # the image cannot be had, or does not start
        _quietly(container.stop)
        raise Lacking(f"Docker runs no {IMAGE} ({_line(reason)})") from reason


def _docker_is_silent() -> str | None:
    """Why no Docker daemon answers; None if one does."""
    try:
        import docker

        client = docker.from_env(timeout=5)
        try:
            client.ping()
        finally:
            client.close()
    except Exception as reason:  # no library, no daemon, no permission: all the same here
        return _line(reason)
    return None


@contextmanager
def from_maven(
    secured: bool, *, bolt_port: int = 0, http_port: int | None = None, heap: str = "512m", settings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Neo4j's own test harness, in a JVM that ends with this process. A port of 0 is any free one; `settings` as neo4j.conf has them."""
    java = find_java()
    lib = jars()
    with tempfile.TemporaryDirectory(prefix="tracer-neo4j-", ignore_cleanup_errors=True) as folder:
        log = Path(folder, "log.txt")
        more = "\n".join(f"{name}={value}" for name, value in (settings or {}).items())
        environment = {**os.environ, "NEO4J_TEST_PASSWORD": PASSWORD if secured else "", "NEO4J_TEST_SETTINGS": more}
        # The quick compiler and the small collector: it boots sooner, and nothing here runs for long.
        flags = [f"-Xmx{heap}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", str(lib / "*")]
        data = Path(folder, "data")
        data.mkdir()
        ports = [str(bolt_port), "-" if http_port is None else str(http_port)]
        command = [java, *flags, str(_HERE / "TestServer.java"), str(data), *ports]
        with log.open("wb") as out:
            # A session of its own: an interrupt from the keyboard reaches the tests, which then end it by its standard input.
            server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=out, env=environment, start_new_session=True)
        assert server.stdin
        try:
            said = _ready(server, log)
            uri = re.search(r"^READY (\S+?)/?$", said, re.MULTILINE)
            browser = re.search(r"^BROWSER (\S+)$", said, re.MULTILINE)
            assert uri
            yield Server(uri[1], USER if secured else None, PASSWORD if secured else None, browser[1] if browser else None)
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


def empty(driver: Driver) -> None:
    """Deletes every node, 1,000 at a time (more at once can exhaust the server's memory); constraints stay."""
    deleted = 1000
    while deleted:
        summary = driver.execute_query("MATCH (n) WITH n LIMIT 1000 DETACH DELETE n").summary
        deleted = summary.counters.nodes_deleted


def find_java() -> str:
    """The JDK of JAVA_HOME, else the one on PATH: 17 or newer, and able to run a source file."""
    home = os.environ.get("JAVA_HOME")
    found = [shutil.which("java", path=str(Path(home, "bin"))) if home else None, shutil.which("java")]
    wrong = []
    for java in filter(None, found):
        listed = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False).stdout
        version = re.search(r"^java\.base@(\d+)", listed, re.MULTILINE)
        if not version or int(version[1]) < OLDEST_JAVA:
            wrong.append(f"{java} is {'Java ' + version[1] if version else 'too old'}, not {OLDEST_JAVA} or newer")
        elif not re.search(r"^jdk\.compiler@", listed, re.MULTILINE):
            wrong.append(f"{java} is no JDK: it has no compiler")
        else:
            return java
    raise Lacking("; ".join(wrong) or f"no java (JDK {OLDEST_JAVA} or newer) in JAVA_HOME or on PATH")


def jars() -> Path:
    """The folder of the server's jars, fetched through Maven when the pom has changed: 150 MB, kept in `.neo4j/`."""
    pom = _HERE / "pom.xml"
    cache = Path(os.environ.get("TRACER_TEST_CACHE") or _HERE.parents[1] / ".neo4j").absolute()
    lib = cache / hashlib.sha256(pom.read_bytes()).hexdigest()[:12]
    if lib.is_dir():
        return lib
    mvn = shutil.which("mvn")
    if not mvn:
        raise Lacking("no Maven (mvn) on PATH")
    cache.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix="part-", dir=cache))
    try:
        command = [mvn, "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={part}"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Lacking(f"Maven cannot get the server ({_line(done.stdout or done.stderr)})")
        with suppress(OSError):  # another process was quicker
            part.rename(lib)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return lib


def _ready(server: subprocess.Popen[bytes], log: Path) -> str:
    """What the server has said once it is ready."""
    said = ""
    until = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < until:
        ended = server.poll()
        said = log.read_text(encoding="utf-8", errors="replace")
        if re.search(r"^READY \S+\n", said, re.MULTILINE):
            return said
        if ended is not None:
            raise RuntimeError(f"The test server ended with {ended}:\n{said[-4000:]}")
        time.sleep(0.05)
    raise RuntimeError(f"The test server was not ready within {BOOT_SECONDS} s:\n{said[-4000:]}")


def _line(reason: object) -> str:
    """The first line that says something, short enough for a reason to skip."""
    lines = [line.strip() for line in str(reason).splitlines() if line.strip()]
    return lines[0][:200] if lines else type(reason).__name__


def _quietly(stop: Callable[[], object]) -> None:
    with suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stop()
