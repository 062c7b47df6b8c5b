"""User and password of a Neo4j: from the environment, or from a file as Neo4j's own image has it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import neo4j_server as servers
from tests.cases import Desk
from tracer.errors import BadInput
from tracer.graph import credentials


def test_the_environment_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert credentials() is None
    monkeypatch.setenv("NEO4J_PASSWORD", "of the environment")
    assert credentials() == ("neo4j", "of the environment")
    monkeypatch.setenv("NEO4J_USERNAME", "ana")
    assert credentials() == ("ana", "of the environment")
    monkeypatch.setenv("NEO4J_AUTH_PATH", "")  # as docker-compose.yml sets it where no file is named
    assert credentials() == ("ana", "of the environment")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_file_comes_first(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = tmp_path / "auth"
    held.write_bytes(f"ben/with / and end {ending}".encode())
    monkeypatch.setenv("NEO4J_PASSWORD", "of the environment")
    monkeypatch.setenv("NEO4J_AUTH_PATH", str(held))
    assert credentials() == ("ben", "with / and end ")


def test_a_file_that_will_not_do_is_named_and_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = tmp_path / "auth"
    monkeypatch.setenv("NEO4J_AUTH_PATH", str(held))

    def said() -> str:
        with pytest.raises(BadInput) as refused:
            credentials()
        return str(refused.value).replace(str(held), "FILE")

    no_file = "NEO4J_AUTH_PATH names FILE, which is no file: write user/password into one"
    assert said() == no_file
    os.mkfifo(held)  # nobody writes to it: to read it would be to wait for ever
    assert said() == no_file
    held.unlink()
    held.write_bytes(b"neo4j/\xff")
    assert said() == "NEO4J_AUTH_PATH names FILE, which cannot be read (it is no text in UTF-8): correct the file or its permissions"
    for wrong in ("secret-without-a-user", "neo4j/", "/secret", ""):
        held.write_text(wrong, encoding="utf-8")
        assert said() == "NEO4J_AUTH_PATH names FILE, which holds no user/password: write one line like neo4j/PASSWORD"


def test_a_server_takes_what_the_file_has(neo4j_with_password: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = tmp_path / "auth"
    monkeypatch.setenv("NEO4J_AUTH_PATH", str(held))
    desk = Desk(tmp_path / "case", neo4j_with_password.uri)
    held.write_text(f"{neo4j_with_password.user}/{neo4j_with_password.password}\n", encoding="utf-8")
    assert desk.run("documents").code == 0
    held.write_text(f"{neo4j_with_password.user}/wrong\n", encoding="utf-8")
    ran = desk.run("documents")
    assert ran.only_line().startswith(f"tracer: the Neo4j at {neo4j_with_password.uri} refuses the user or password: ")
