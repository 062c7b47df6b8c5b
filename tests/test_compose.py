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


def _without_digests(file: Path) -> str:
    """As it stands until `make image-digests`: whether a digest is there, `make release-images` says."""
    return re.sub(r"@sha256:[0-9a-f]{64}", "", file.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def compose(source_tree: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_without_digests(source_tree / "docker-compose.yml"))
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
    assert compose["services"]["neo4j"]["image"] == "${NEO4J_IMAGE:-neo4j:5.26-community}"
    assert line.image(long_term).partition("@")[0] == "neo4j:5.26-community"
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
    assert tracer["tmpfs"] == ["/tmp:size=1g"]


def test_nobody_has_rights_or_takes_all_there_is(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["cap_drop"] == ["ALL"]
        assert "cap_add" not in service
        assert "privileged" not in service
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}
    limits = {name: [service[each] for each in ("mem_limit", "cpus", "pids_limit")] for name, service in compose["services"].items()}
    assert limits == {
        "neo4j": ["${NEO4J_MEMORY:-3g}", "${NEO4J_CPUS:-2}", 1000],
        "tracer": ["${TRACER_MEMORY:-4g}", "${TRACER_CPUS:-1}", 256],
    }
    assert compose["services"]["neo4j"]["user"] == "7474:7474"


def test_what_reads_documents_reaches_neo4j_alone(compose: dict[str, Any]) -> None:
    assert compose["services"]["tracer"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert compose["services"]["neo4j"]["networks"] == ["inside", "outside"], "a network without a way out has no port on this machine"


def test_each_ends_when_told_and_is_not_started_for_ever(compose: dict[str, Any]) -> None:
    neo4j, tracer = compose["services"]["neo4j"], compose["services"]["tracer"]
    assert neo4j["stop_grace_period"] == "2m"  # 10.3 s were measured; Docker's own limit is 10
    assert neo4j["restart"] == "on-failure:3"
    assert "restart" not in tracer
    assert tracer["init"] is True


def test_the_image_is_built_for_whom_the_environment_says(compose: dict[str, Any]) -> None:
    build = compose["services"]["tracer"]["build"]
    assert build["args"] == {
        "PYTHON": "${TRACER_PYTHON:-python:3.13-slim}",
        "UID": "${TRACER_UID:-1000}",
        "REVISION": "${TRACER_REVISION:-}",
    }


def test_growing_tells_every_variable(compose: dict[str, Any], source_tree: Path) -> None:
    text = source_tree.joinpath("docker-compose.yml").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|", source_tree.joinpath("docs", "growing.md").read_text(encoding="utf-8"), re.M)
    assert sorted(told) == sorted({*re.findall(r"\$\{(\w+)", text)} - {"PWD", "USER"})


def test_tracer_waits_for_the_neo4j_beside_it(compose: dict[str, Any]) -> None:
    neo4j, tracer = compose["services"]["neo4j"], compose["services"]["tracer"]
    assert tracer["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert neo4j["healthcheck"]["test"] == ["CMD", "wget", "--quiet", "--output-document=/dev/null", "http://127.0.0.1:7474/"]
    said = tracer["environment"]
    assert (said["TRACER_DB"], said["NEO4J_USERNAME"]) == ("bolt://neo4j:7687", neo4j["environment"]["NEO4J_AUTH"].partition("/")[0])
    assert neo4j["environment"]["NEO4J_AUTH"].partition("/")[2] == said["NEO4J_PASSWORD"]
    assert neo4j["environment"]["NEO4J_AUTH_PATH"] == said["NEO4J_AUTH_PATH"] == "${NEO4J_AUTH_FILE:+/run/secrets/neo4j_auth}"
    assert neo4j["secrets"] == tracer["secrets"] == ["neo4j_auth"] == [*compose["secrets"]]


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
        assert ran.returncode in {1, 15}  # 15 with Compose 2.26
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
    assert said["NEO4J_AUTH_PATH"] == ""
    tracer = services["tracer"]
    assert tracer["environment"]["TRACER_BROWSER"] == "http://localhost:17474/browser/?dbms=neo4j://localhost:17687"
    assert (tracer["environment"]["TRACER_DB"], tracer["environment"]["TRACER_USER"]) == ("bolt://neo4j:7687", "ana")
    assert tracer["volumes"][0]["source"] == str(tmp_path)


def test_the_password_may_lie_in_a_file(composer: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    file = tmp_path / "neo4j_auth"
    file.write_text("neo4j/never-to-be-shown\n", encoding="utf-8")
    ran = composer("--profile", "tracer", "config", "--format", "json", NEO4J_PASSWORD="in the file", NEO4J_AUTH_FILE=str(file))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "never-to-be-shown" not in ran.stdout
    made = json.loads(ran.stdout)
    assert made["secrets"]["neo4j_auth"]["file"] == str(file)
    for service in made["services"].values():
        assert service["environment"]["NEO4J_AUTH_PATH"] == "/run/secrets/neo4j_auth"
        assert [secret["source"] for secret in service["secrets"]] == ["neo4j_auth"]


def test_limits_image_and_user_can_be_others(composer: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    digest = "neo4j:5.26-community@sha256:" + "0" * 64
    given = {"NEO4J_PASSWORD": "a-password", "NEO4J_MEMORY": "8g", "NEO4J_CPUS": "1.5", "NEO4J_IMAGE": digest, "TRACER_UID": "1234"}
    services = json.loads(composer("--profile", "tracer", "config", "--format", "json", **given).stdout)["services"]
    neo4j, tracer = services["neo4j"], services["tracer"]
    assert (neo4j["mem_limit"], neo4j["cpus"], neo4j["image"]) == (str(8 * 2**30), 1.5, digest)
    assert (tracer["mem_limit"], tracer["cpus"], tracer["build"]["args"]["UID"]) == (str(4 * 2**30), 1, "1234")
    assert neo4j["stop_grace_period"] == "2m0s"


# --- what Neo4j makes of its settings ------------------------------------------------------------------------------


@pytest.mark.long
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


@pytest.mark.long
def test_a_setting_that_neo4j_does_not_know_is_noticed(start_neo4j: Starts) -> None:
    settings = line.as_conf({"NEO4J_server_memory_heap_max_size": "1G"})  # one underscore too few
    with pytest.raises(RuntimeError, match=r"Neo4j has no setting server\.memory\.heap\.max\.size"):
        start_neo4j(lambda: servers.from_maven(False, settings=settings))


# --- Dockerfile ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def dockerfile(source_tree: Path) -> list[tuple[str, str]]:
    """Its instructions, in order: what each is, and what it says."""
    text = re.sub(r"\\\n\s*", "", _without_digests(source_tree / "Dockerfile"))
    lines = [each for each in text.splitlines() if each and not each.startswith("#")]
    return [(name, said) for name, _, said in (each.partition(" ") for each in lines)]


def test_the_image_ends_as_somebody_who_is_not_root(dockerfile: list[tuple[str, str]]) -> None:
    last = dict(dockerfile)  # the last of each
    assert last["USER"] == "tracer"
    assert any(name == "RUN" and said.startswith('useradd --uid "$UID"') for name, said in dockerfile)
    assert ("ARG", "UID=1000") in dockerfile
    assert last["ENTRYPOINT"] == '["tracer"]'
    assert (last["WORKDIR"], last["VOLUME"]) == ("/documents", "/case")
    after = [name for name, _ in dockerfile[dockerfile.index(("USER", "tracer")) :]]
    assert not {"RUN", "COPY", "ADD"} & {*after}


def test_the_image_stands_on_one_python(dockerfile: list[tuple[str, str]], source_tree: Path) -> None:
    assert dockerfile[0] == ("ARG", "PYTHON=python:3.13-slim")
    stages = [said.split() for name, said in dockerfile if name == "FROM"]
    assert [stage[0] for stage in stages] == ["${PYTHON}", "base", "base", "base"]
    project = tomllib.loads(source_tree.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "Programming Language :: Python :: 3.13" in project["classifiers"]


def test_the_image_says_what_it_is_made_of(dockerfile: list[tuple[str, str]], source_tree: Path) -> None:
    project = tomllib.loads(source_tree.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    labels = dict(
        re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', " ".join(said for name, said in dockerfile if name == "LABEL"))
    )
    assert (labels["version"], labels["licenses"], labels["revision"]) == (project["version"], project["license"], "$REVISION")
    # After it nothing is made: another revision leaves every layer as it is.
    assert [name for name, _ in dockerfile[dockerfile.index(("ARG", "REVISION=")) :]] == ["ARG", "LABEL"]


def test_the_libraries_are_locked_and_in_a_layer_before_the_sources(dockerfile: list[tuple[str, str]]) -> None:
    installs = [said for name, said in dockerfile if name == "RUN" for said in said.split("&&") if " install --no-cache" in said]
    from_the_index = [said for said in installs if "--no-index" not in said]
    assert len(installs) == len(from_the_index) + 1 == 3
    assert all("--require-hashes" in said and "--only-binary :all:" in said for said in from_the_index)
    stages: list[list[tuple[str, str]]] = []
    for each in dockerfile:
        if each[0] == "FROM":
            stages.append([])
        if stages:
            stages[-1].append(each)
    _, libraries, wheel, last = stages
    assert [said for name, said in libraries if name == "COPY"] == ["requirements/image.txt requirements/"]
    assert next(said for name, said in wheel if name == "COPY") == "requirements/build.txt requirements/"
    assert "--no-build-isolation" in wheel[-1][1]
    order = [next(i for i, (_, said) in enumerate(last) if part in said) for part in ("--from=libraries", "--from=wheel", "/wheels/*.whl")]
    assert order == sorted(order)


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
    needed = {"pyproject.toml", "setup.py", "README.md", "LICENSE", "tracer", *settings["tool"]["setuptools"]["package-dir"].values()}
    needed.add("requirements")
    copied = [said for name, said in dockerfile if name == "COPY" and not said.startswith("--from=")]
    assert {Path(source).parts[0] for said in copied for source in said.split()[:-1]} == needed
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
