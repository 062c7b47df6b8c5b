"""docker-compose.yml and Dockerfile: what holds without a container engine, and what Neo4j itself makes of the settings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml
from neo4j import GraphDatabase

from tests import neo4j_server as servers
from tests.neo4j_server import line

Starts = Callable[[Callable[[], AbstractContextManager[servers.Server]]], servers.Server]


@pytest.fixture(scope="session")
def compose(source_tree: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(source_tree.joinpath("docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


# --- docker-compose.yml --------------------------------------------------------------------------------------------


def test_up_starts_neo4j_and_nothing_else(compose: dict[str, Any]) -> None:
    assert {name: service.get("profiles") for name, service in compose["services"].items()} == {"neo4j": None, "tracer": ["tracer"]}


def test_no_port_is_open_to_others(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert [line.DEFAULT.sub(r"\1", port) for port in ports] == ["127.0.0.1:7474:7474", "127.0.0.1:7687:7687"]
    assert not any("network_mode" in service for service in compose["services"].values())


def test_the_password_has_no_default(source_tree: Path) -> None:
    text = source_tree.joinpath("docker-compose.yml").read_text(encoding="utf-8")
    used = re.findall(r"\$\{?NEO4J_PASSWORD[^}\"]*\}?", text)
    assert used == ["${NEO4J_PASSWORD:?set it to eight characters or more without a slash}"] * 2
    assert "latest" not in text


def test_image_and_jars_are_of_one_line(compose: dict[str, Any]) -> None:
    long_term, newest = line.lines()
    assert compose["services"]["neo4j"]["image"] == "neo4j:5.26-community" == line.image(long_term)
    assert long_term.name == "5.26"
    assert long_term.version.startswith("5.26.")
    assert line.image(newest) == f"neo4j:{newest.version}-community"
    assert tuple(map(int, newest.version.split("."))) > tuple(map(int, long_term.version.split(".")))


def test_tracer_reads_documents_and_writes_only_the_case(compose: dict[str, Any]) -> None:
    tracer = compose["services"]["tracer"]
    documents, case = tracer["volumes"]
    assert documents == {"type": "bind", "source": "${TRACER_DOCUMENTS:-${PWD:-.}}", "target": "/documents", "read_only": True}
    assert case == "case:/case"
    assert "case" in compose["volumes"]
    assert tracer["read_only"] is True
    assert tracer["cap_drop"] == ["ALL"]
    assert tracer["security_opt"] == ["no-new-privileges:true"]


def test_tracer_waits_for_the_neo4j_beside_it(compose: dict[str, Any]) -> None:
    neo4j, tracer = compose["services"]["neo4j"], compose["services"]["tracer"]
    assert tracer["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert neo4j["healthcheck"]["test"] == ["CMD", "wget", "--quiet", "--output-document=/dev/null", "http://127.0.0.1:7474/"]
    said = tracer["environment"]
    assert (said["TRACER_DB"], said["NEO4J_USERNAME"]) == ("bolt://neo4j:7687", neo4j["environment"]["NEO4J_AUTH"].partition("/")[0])
    assert neo4j["environment"]["NEO4J_AUTH"].partition("/")[2] == said["NEO4J_PASSWORD"]


# --- what Compose makes of it --------------------------------------------------------------------------------------


def _compose(source_tree: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "TRACER_", "COMPOSE_"))}
    command = ["docker", "compose", "--file", str(source_tree / "docker-compose.yml"), *words]
    return subprocess.run(command, env={**kept, **given}, cwd=source_tree, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def composer(source_tree: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    try:
        lacking = _compose(source_tree, "version").returncode
    except OSError as reason:
        pytest.skip(f"no docker compose: {reason}")
    if lacking:
        pytest.skip("no docker compose")
    return lambda *words, **given: _compose(source_tree, *words, **given)


def test_compose_asks_for_a_password(composer: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    for given in ({}, {"NEO4J_PASSWORD": ""}):
        ran = composer("config", "--quiet", **given)
        assert ran.returncode == 1
        assert "required variable NEO4J_PASSWORD is missing a value: set it to eight characters or more without a slash" in ran.stderr


def test_compose_takes_the_file_without_a_complaint(composer: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    for profile, starts in ((None, {"neo4j"}), ("neo4j", {"neo4j"}), ("tracer", {"neo4j", "tracer"})):
        ran = composer(*(["--profile", profile] if profile else []), "config", "--services", NEO4J_PASSWORD="a-password")
        assert (ran.returncode, ran.stderr, {*ran.stdout.split()}) == (0, "", starts)


def test_other_ports_are_told_to_whoever_connects(composer: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    given = {"NEO4J_PASSWORD": "a-$word", "NEO4J_BOLT_PORT": "17687", "NEO4J_HTTP_PORT": "17474", "PWD": str(tmp_path), "USER": "ana"}
    services = json.loads(composer("--profile", "tracer", "config", "--format", "json", **given).stdout)["services"]
    ports = {(port["host_ip"], port["published"], port["target"]) for port in services["neo4j"]["ports"]}
    assert ports == {("127.0.0.1", "17687", 7687), ("127.0.0.1", "17474", 7474)}
    said = services["neo4j"]["environment"]
    assert said["NEO4J_server_bolt_advertised__address"] == "localhost:17687"
    assert said["NEO4J_server_http_advertised__address"] == "localhost:17474"
    policy = said["NEO4J_dbms_security_http__static__content__security__policy__header"]
    assert policy.endswith("connect-src 'self' ws://localhost:17687 http://localhost:17687")
    assert "\n" not in policy
    assert said["NEO4J_AUTH"].replace("$$", "$") == "neo4j/a-$word"
    tracer = services["tracer"]
    assert (tracer["environment"]["TRACER_DB"], tracer["environment"]["TRACER_USER"]) == ("bolt://neo4j:7687", "ana")
    assert tracer["volumes"][0]["source"] == str(tmp_path)


# --- what Neo4j makes of its settings ------------------------------------------------------------------------------


def test_neo4j_knows_every_setting_and_heeds_it(compose: dict[str, Any], start_neo4j: Starts) -> None:
    settings = line.as_conf(compose["services"]["neo4j"]["environment"])
    assert settings["server.memory.heap.max_size"] == "1G"
    server = start_neo4j(lambda: servers.from_maven(True, http_port=0, settings=settings))
    with GraphDatabase.driver(server.uri, auth=server.auth) as driver:
        found = driver.execute_query("SHOW SETTINGS YIELD name, value WHERE name IN $names RETURN *", names=[*settings]).records
    heeded = {record["name"]: record["value"] for record in found}
    assert heeded == {
        **settings,
        "server.memory.heap.initial_size": "1.00GiB",
        "server.memory.heap.max_size": "1.00GiB",
        "server.memory.pagecache.size": "512.00MiB",
    }
    assert server.browser
    with urllib.request.urlopen(server.browser) as page:
        assert page.headers["Content-Security-Policy"] == settings["dbms.security.http_static_content_security_policy_header"]
    with urllib.request.urlopen(server.browser.removesuffix("browser/")) as told:  # the address that the health check asks
        assert json.load(told)["bolt_direct"].endswith(":7687")


def test_a_setting_that_neo4j_does_not_know_is_noticed(start_neo4j: Starts) -> None:
    settings = line.as_conf({"NEO4J_server_memory_heap_max_size": "1G"})  # one underscore too few
    with pytest.raises(RuntimeError, match=r"Neo4j has no setting server\.memory\.heap\.max\.size"):
        start_neo4j(lambda: servers.from_maven(False, settings=settings))


# --- Dockerfile ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def dockerfile(source_tree: Path) -> list[tuple[str, str]]:
    """Its instructions, in order: what each is, and what it says."""
    text = re.sub(r"\\\n\s*", "", source_tree.joinpath("Dockerfile").read_text(encoding="utf-8"))
    lines = [each for each in text.splitlines() if each and not each.startswith("#")]
    return [(name, said) for name, _, said in (each.partition(" ") for each in lines)]


def test_the_image_ends_as_somebody_who_is_not_root(dockerfile: list[tuple[str, str]]) -> None:
    last = dict(dockerfile)  # the last of each
    assert last["USER"] == "tracer"
    assert any(name == "RUN" and said.startswith('useradd --uid "$UID"') for name, said in dockerfile)
    assert last["ARG"] == "UID=1000"
    assert last["ENTRYPOINT"] == '["tracer"]'
    assert (last["WORKDIR"], last["VOLUME"]) == ("/documents", "/case")
    after = [name for name, _ in dockerfile[dockerfile.index(("USER", "tracer")) :]]
    assert not {"RUN", "COPY", "ADD"} & {*after}


def test_the_image_stands_on_one_pinned_python(dockerfile: list[tuple[str, str]], source_tree: Path) -> None:
    stages = [said.split() for name, said in dockerfile if name == "FROM"]
    assert [stage[0] for stage in stages] == ["python:3.13-slim", "base", "base"]
    project = tomllib.loads(source_tree.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "Programming Language :: Python :: 3.13" in project["classifiers"]
    assert "fast" in project["optional-dependencies"]


def kept_out(ignored: list[str], path: str) -> bool:
    """As Docker decides: the last pattern that fits the path or a folder of it; `**/` stands for any folders or none."""
    out = False
    above = [path, *map(str, Path(path).parents)]
    for pattern in ignored:
        bare = pattern.removeprefix("!")
        if any(fnmatchcase(each, bare) or (bare.startswith("**/") and fnmatchcase(Path(each).name, bare[3:])) for each in above):
            out = not pattern.startswith("!")
    return out


def test_only_what_the_wheel_is_made_of_reaches_the_build(dockerfile: list[tuple[str, str]], source_tree: Path) -> None:
    settings = tomllib.loads(source_tree.joinpath("pyproject.toml").read_text(encoding="utf-8"))
    needed = {"pyproject.toml", settings["project"]["readme"], "LICENSE", "tracer", *settings["tool"]["setuptools"]["package-dir"].values()}
    copied = [said for name, said in dockerfile if name == "COPY" and not said.startswith("--from=build ")]
    assert {source for said in copied for source in said.split()[:-1]} == needed
    lines = source_tree.joinpath(".dockerignore").read_text(encoding="utf-8").splitlines()
    ignored = [each for each in lines if each and not each.startswith("#")]
    assert ignored[0] == "*"
    assert {each[1:] for each in ignored if each.startswith("!")} == needed
    for inside in ("pyproject.toml", "tracer/cli/__init__.py", "tracer/view/page.html", "cypher/schema.cypher", "examples/notice.eml"):
        assert source_tree.joinpath(inside).is_file()
        assert not kept_out(ignored, inside), inside
    for outside in (
        ".env", ".git/config", ".venv/bin/python", ".neo4j/x.jar", "tracer-case/journal.jsonl", "demo-case/originals/0", "notices.txt",
        "tests/conftest.py", "tracer/__pycache__/text.cpython-313.pyc", "loaders/x.pyc",
    ):  # fmt: skip
        assert kept_out(ignored, outside), outside
