"""Real documents and the checks that hold the program against them, where they lie beside the source tree."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests import neo4j_server as servers
from tests.cases import COMMAND, Desk, environment
from tests.places import CHECKS, SAMPLES

PARTS = "load,incidents,evidence,letters,secrets,trace"
pytestmark = pytest.mark.skipif(not CHECKS.is_dir(), reason="no checks beside the source tree")
TRACER = shlex.join(COMMAND)


def _check(name: str, *arguments: object, more: dict[str, str] | None = None) -> str:
    command = [sys.executable, str(CHECKS / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(**(more or {})), timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return done.stdout


def _signed_in(server: servers.Server) -> dict[str, str]:
    return {"NEO4J_USERNAME": server.auth[0], "NEO4J_PASSWORD": server.auth[1]} if server.auth else {}


def _passed(said: str) -> int:
    found = re.search(r"(\d+) passed, 0 failed\n$", said)
    assert found, said
    return int(found[1])


def test_the_samples_are_read_as_expected(tmp_path: Path) -> None:
    assert _passed(_check("check_samples", "--tracer", TRACER, "--only", PARTS, more={"TMPDIR": str(tmp_path)})) > 1400


@pytest.mark.slow
def test_the_samples_are_read_as_expected_on_a_server(empty_neo4j: servers.Server, tmp_path: Path) -> None:
    said = _check(
        "check_samples",
        "--tracer",
        TRACER,
        "--only",
        PARTS,
        "--db",
        empty_neo4j.uri,
        more={"TMPDIR": str(tmp_path), **_signed_in(empty_neo4j)},
    )
    assert _passed(said) > 1400


def _network(folder: Path, providers: int, calls: int) -> Path:
    made = folder / "network.csv"
    _check("make_hop_list", "network", providers, calls, made)
    return made


def _planted(folder: Path) -> int:
    return len(json.loads((folder / "network.csv.truth.json").read_text(encoding="utf-8")))


def test_every_planted_path_is_found(tmp_path: Path) -> None:
    said = _check("check_paths", _network(tmp_path, 200, 300), "--tracer", TRACER, "--sample", "3", more={"TMPDIR": str(tmp_path)})
    assert _passed(said) == _planted(tmp_path)


@pytest.mark.slow
def test_every_planted_path_is_found_on_a_server(empty_neo4j: servers.Server, tmp_path: Path) -> None:
    said = _check(
        "check_paths", _network(tmp_path, 60, 80), "--tracer", TRACER, "--sample", "2", "--db", empty_neo4j.uri,
        more={"TMPDIR": str(tmp_path), **_signed_in(empty_neo4j)},
    )  # fmt: skip
    assert _passed(said) == _planted(tmp_path)


@pytest.mark.slow
def test_a_national_scale_is_found(tmp_path: Path) -> None:
    said = _check("check_paths", _network(tmp_path, 2158, 17030), "--tracer", TRACER, more={"TMPDIR": str(tmp_path)})
    assert _passed(said) == _planted(tmp_path)


@pytest.mark.parametrize("engine", ["embedded", "neo4j"])
def test_hostile_names_stay_apart_and_harm_no_terminal(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "hostile.csv"
    _check("make_hop_list", "hostile", made)
    db = None
    if engine == "neo4j":
        server: servers.Server = request.getfixturevalue("empty_neo4j")
        for name, value in _signed_in(server).items():
            monkeypatch.setenv(name, value)
        db = server.uri
    desk = Desk(tmp_path / "case", db)
    loaded = desk.run("load", made)
    assert loaded.code == 0
    path = desk.ask("trace", "hostile-1")
    assert len(path["hops"]) == len({hop["provider_key"] for hop in path["hops"]}) == 47
    assert len(path["links"]) == 46
    shown = [loaded, *(desk.run(*command) for command in (["trace", "hostile-1"], ["incidents"], ["evidence"], ["documents"]))]
    for done in shown:
        assert done.code == 0, done.err
        for text in (done.out, done.err):
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]", text)
            assert all(len(line) < 200 or "\t" in line for line in text.splitlines())
    cells = [cell for row in csv.reader(io.StringIO(desk.run("evidence", "--csv").out, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert json.loads(desk.run("evidence", "--json").out)


def test_the_samples_load_quickly(tmp_path: Path) -> None:
    import time

    start = time.monotonic()
    done = Desk(tmp_path / "case").run("load", SAMPLES)
    assert done.code == 0, done.err
    assert time.monotonic() - start < 20, "a few seconds, with room for a busy machine"
