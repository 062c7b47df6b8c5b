"""A Neo4j that is not as one would like it: what each says in one line, and that nothing is lost by it."""

from __future__ import annotations

import errno
import gc
import itertools
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import neo4j
import pytest
import trustme

from tests import neo4j_server as servers
from tests.cases import Desk, chain, differing, hop_list
from tests.relay import relay
from tracer.errors import ConstraintBroken, GraphRefused, GraphUnreachable
from tracer.graph import connect
from tracer.graph.server import AHEAD, MUCH, Neo4jGraph
from tracer.store.cypher import GraphStore

# The driver leaves the socket of a line that broke to the collector. A command's goes with its process; here it goes with its test.
pytestmark = pytest.mark.filterwarnings(r"ignore:Exception ignored in. <socket\.socket:pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def _no_socket_outlives_its_test() -> Iterator[None]:
    yield
    gc.collect()


def _document(folder: Path) -> Path:
    return hop_list(folder / "list.csv", *chain("7040", "Alder Voice, LLC", "Birch Telecom", "Cedar Networks"))


@pytest.fixture
def desk(served: Desk) -> Desk:
    return served


# --- who asks ------------------------------------------------------------------------------------------------------


@contextmanager
def _user(server: servers.Server, name: str, password: str, *, change: bool = False) -> Iterator[None]:
    """A user whom no other test locks out."""
    with server.driver() as driver:
        how = "" if change else "NOT "
        driver.execute_query(f"CREATE USER {name} SET PASSWORD $password CHANGE {how}REQUIRED", password=password, database_="system")
        try:
            yield
        finally:
            driver.execute_query(f"DROP USER {name}", database_="system")


def test_a_wrong_password_is_tried_once(neo4j_with_password: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uri = neo4j_with_password.uri
    desk = Desk(tmp_path / "case", uri)
    said = f"the Neo4j at {uri} refuses the user or password: set NEO4J_USERNAME and NEO4J_PASSWORD"
    monkeypatch.setenv("NEO4J_USERNAME", "ann")
    with _user(neo4j_with_password, "ann", "right-password"):
        monkeypatch.setenv("NEO4J_PASSWORD", "wrong")
        # The server locks a user out after three wrong passwords in a row: two commands must not get that far.
        assert desk.run("documents").only_line() == f"tracer: {said}"
        assert desk.run("load", _document(tmp_path)).only_line() == f"tracer: {said}"
        assert not desk.case.documents()
        monkeypatch.setenv("NEO4J_PASSWORD", "right-password")
        assert desk.run("documents").code == 0
        monkeypatch.setenv("NEO4J_PASSWORD", "wrong")
        told = []
        for _ in range(5):  # the negative control: this is how a user gets locked out
            with pytest.raises(GraphRefused) as refused:
                connect(uri)
            told.append(str(refused.value))
        assert told[:2] == [said, said]
        assert told[-1] == f"the Neo4j at {uri} has had too many wrong passwords: wait a few seconds, then try again with the right one"


def test_a_password_that_must_be_changed_first(
    neo4j_with_password: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_USERNAME", "cleo")
    monkeypatch.setenv("NEO4J_PASSWORD", "first-password")
    with _user(neo4j_with_password, "cleo", "first-password", change=True):
        assert Desk(tmp_path / "case", neo4j_with_password.uri).run("documents").only_line() == (
            f"tracer: the Neo4j at {neo4j_with_password.uri} wants this user's password changed first:"
            " do that in Neo4j Browser, then try again"
        )


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_database_that_is_not_there(scheme: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_DATABASE", "nowhere")
    there = Desk(desk.folder, f"{scheme}{str(desk.db).removeprefix('bolt')}")
    said = f"tracer: the Neo4j at {there.db} has no database nowhere: correct NEO4J_DATABASE, or unset it for the server's default"
    assert there.run("documents").only_line() == said
    assert there.run("load", _document(tmp_path)).only_line() == said
    assert not there.case.documents()
    monkeypatch.setenv("NEO4J_DATABASE", "neo4j")
    assert there.run("load", _document(tmp_path)).code == 0


# --- what answers --------------------------------------------------------------------------------------------------


def _of_version(version: bytes) -> object:
    """Changes the version in what the server says of itself; the length stays."""

    def change(data: bytes) -> bytes:
        return re.sub(rb"Neo4j/(\d+\.\d+\.[\w.+-]*)", lambda m: b"Neo4j/" + version.ljust(len(m[1]), b"0"), data)

    return change


@pytest.mark.parametrize("version", [b"4.4.3", b"5.9.1", b"5.25."])
def test_an_older_server_is_refused(version: bytes, neo4j_server: servers.Server, desk: Desk, tmp_path: Path) -> None:
    with relay(neo4j_server.uri, from_server=_of_version(version)) as old:  # type: ignore[arg-type]
        there = Desk(desk.folder, old.uri)
        said = there.run("load", _document(tmp_path)).only_line()
    assert re.fullmatch(rf"tracer: the server at {old.uri} is Neo4j/{version.decode()}0*: tracer needs Neo4j 5\.26 or newer", said)
    assert not there.case.documents()


@pytest.mark.parametrize("version", [b"5.26.", b"5.27.", b"2026."])
def test_a_newer_one_is_not(version: bytes, neo4j_server: servers.Server, desk: Desk) -> None:
    with relay(neo4j_server.uri, from_server=_of_version(version)) as new:  # type: ignore[arg-type]
        connect(new.uri).close()


@pytest.mark.long
@pytest.mark.parametrize("messages", [4, 12, 30, 45])
def test_a_line_that_breaks_in_the_middle(
    messages: int, neo4j_server: servers.Server, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = _document(tmp_path)
    undisturbed = Desk(tmp_path / "undisturbed")
    undisturbed.load(document)
    count = itertools.count()
    monkeypatch.setattr("tracer.graph.server.RETRY_SECONDS", 2)
    monkeypatch.setattr("tracer.graph.server.SECONDS_BEFORE_NOTICE", 60)  # a busy machine is slow at times: nobody else writes here
    start = time.monotonic()
    with relay(neo4j_server.uri, from_driver=lambda data: data if next(count) < messages else None) as bad:
        broken = Desk(desk.folder, bad.uri)
        line = broken.run("load", document).only_line()
    assert time.monotonic() - start < 30
    assert re.match(r"tracer: (no Neo4j answers at|the connection to the Neo4j at) bolt://127\.0\.0\.1:\d+", line), line
    assert desk.run("load", document).code == 0
    assert not differing(desk.dump(), undisturbed.dump())


@pytest.mark.parametrize("at", ["get_server_info", "session"])
def test_a_line_that_is_cut_while_it_is_made(
    at: str, neo4j_server: servers.Server, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

    with monkeypatch.context() as patched:
        patched.setattr(neo4j.Driver, at, cut)
        line = desk.run("load", _document(tmp_path)).only_line()
    assert line.startswith(f"tracer: the connection to the Neo4j at {neo4j_server.uri} broke (")
    assert desk.run("load", _document(tmp_path)).code == 0


# --- TLS -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def encrypted(authority: trustme.CA, neo4j_server: servers.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """A server that speaks nothing but TLS, with a certificate for `localhost`."""
    folder = tmp_path_factory.mktemp("tls")
    certificate = authority.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(str(folder / "private.key"))
    for n, blob in enumerate(certificate.cert_chain_pems):
        blob.write_to_path(str(folder / "public.crt"), append=n > 0)
    (folder / "trusted").mkdir()
    (folder / "revoked").mkdir()
    settings = {
        "server.bolt.tls_level": "REQUIRED",
        "dbms.ssl.policy.bolt.enabled": "true",
        "dbms.ssl.policy.bolt.base_directory": str(folder),
        "dbms.ssl.policy.bolt.private_key": str(folder / "private.key"),
        "dbms.ssl.policy.bolt.public_certificate": str(folder / "public.crt"),
        "dbms.ssl.policy.bolt.client_auth": "NONE",
    }
    try:
        with servers.from_maven(False, settings=settings) as server:
            yield server
    except servers.Lacking as reason:
        pytest.skip(f"a server of our own with TLS: {reason}")


def _at(server: servers.Server, scheme: str) -> str:
    return server.uri.replace("bolt://127.0.0.1", f"{scheme}://localhost")


@pytest.mark.long
def test_tls_with_a_certificate_that_the_machine_trusts(
    encrypted: servers.Server, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    document = _document(tmp_path)
    desk = Desk(tmp_path / "case", _at(encrypted, "bolt+s"))
    assert desk.run("load", document).only_line() == (
        f"tracer: no secure connection to the Neo4j at {desk.db} (unable to get local issuer certificate):"
        " correct its certificate, or trust it with +ssc in --db"
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert desk.run("load", document).code == 0
    assert [row["provider"] for row in desk.ask("query", "walk", "incident=itg-7040")] == [
        "Alder Voice, LLC",
        "Birch Telecom",
        "Cedar Networks",
    ]


@pytest.mark.long
def test_tls_with_a_certificate_of_ones_own(encrypted: servers.Server) -> None:
    connect(_at(encrypted, "bolt+ssc")).close()
    with pytest.raises(GraphUnreachable):  # not in the clear
        connect(_at(encrypted, "bolt"))


# --- much at once --------------------------------------------------------------------------------------------------


def test_what_goes_wrong_with_much_is_raised_by_what_follows_and_nothing_is_written_after_it(logged_in: servers.Server) -> None:
    twice = [{"document": "d", "said": [{"says": {}, "claims": [{"id": "1", "says": {}}] * 2}]}]
    many = [{"key": str(number), "name": "Alder Voice"} for number in range(MUCH)]
    with closing(connect(logged_in.uri, write=True)) as graph, logged_in.driver() as driver:

        def providers() -> int:
            return int(driver.execute_query("MATCH (p:Provider) RETURN count(p) AS number").records[0]["number"])

        graph.prepare()
        graph.put("write_documents", [{"sha256": "d", "says": {}}])
        graph.put("write_claims", twice, size=MUCH)
        graph.put("write_providers", many)
        with pytest.raises(ConstraintBroken):
            graph.ask("read_names")
        assert (providers(), graph.ask("read_known_claims", ids=["1"])) == (0, [])
        graph.put("write_providers", many)
        assert graph.ask("read_names") == []
        assert providers() == MUCH
        with pytest.raises(ConstraintBroken):
            graph.put("write_claims", twice)  # little is written at once


def test_while_the_server_writes_much_the_next_is_made_ready(logged_in: servers.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    may, done = threading.Event(), []
    write = Neo4jGraph._write

    def waits(graph: Neo4jGraph, text: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        assert may.wait(30)
        done.append(len(parameters["rows"]))
        return write(graph, text, parameters)

    with closing(connect(logged_in.uri, write=True)) as graph:
        graph.prepare()
        monkeypatch.setattr(Neo4jGraph, "_write", waits)
        for batch in range(AHEAD):
            graph.put("write_providers", [{"key": f"{batch}-{number}", "name": "Alder Voice"} for number in range(MUCH)])
        assert graph.ask_meanwhile("read_known_incidents", ids=["itg-1"]) == []
        assert done == [], "the server has written none of it"
        may.set()
        graph.put("write_providers", [{"key": "last", "name": "Alder Voice"}])
        assert done == [MUCH] * AHEAD + [1], "in the order in which it was asked for"


def test_an_incident_that_is_being_drawn_is_known_when_it_is_asked_for_again(
    logged_in: servers.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = threading.Event()
    write = Neo4jGraph._write

    def waits(graph: Neo4jGraph, text: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        assert may.wait(30)
        return write(graph, text, parameters)

    ids = {f"itg-{number}" for number in range(MUCH)}
    with closing(connect(logged_in.uri, write=True)) as graph:
        graph.prepare()
        store = GraphStore(graph)
        monkeypatch.setattr(Neo4jGraph, "_write", waits)
        assert store.known_incidents(ids) == set()
        graph.put("write_incidents", [{"id": id_, "says": {}, "call": {}, "about": []} for id_ in sorted(ids)])
        threading.Timer(0.3, may.set).start()
        assert store.known_incidents({*ids, "itg-none"}) == ids, "what draws them is waited for"
