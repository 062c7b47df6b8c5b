"""docs/security.md: each test that it names is there, and it is no longer than it says of itself; SECURITY.md gives no address that nobody reads."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cases import environment

TESTS = Path(__file__).parent


def unfounded(page: str) -> list[str]:
    """The tests named in a page, as `file::test`, that do not exist."""
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", page)
    there = {
        file: {node.name for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.FunctionDef)}
        for file, _ in named
        for path in TESTS.rglob(file)
    }
    return [f"{file}::{test}" for file, test in named if test not in there.get(file, ())]


@pytest.fixture(scope="module")
def page(source_tree: Path) -> str:
    return source_tree.joinpath("docs", "security.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_is_there(page: str) -> None:
    assert unfounded(page) == []


def test_one_that_is_not_there_is_noticed() -> None:
    here = Path(__file__).name
    told = f"`{here}::test_one_that_is_not_there_is_noticed`, `{here}::test_that_nobody_wrote`, `test_no_such_file.py::test_x`"
    assert unfounded(told) == [f"{here}::test_that_nobody_wrote", "test_no_such_file.py::test_x"]


def test_every_promise_names_a_test(page: str) -> None:
    promised = page.partition("## What is promised\n")[2].partition("\n## ")[0]
    rows = [row for row in promised.splitlines() if row.startswith("| ") and not row.startswith(("| promise |", "| --- |"))]
    assert len(rows) > 15
    assert [row for row in rows if "::test_" not in row] == []


def test_it_is_two_pages_at_most(page: str) -> None:
    assert len(re.sub(r"`[^`]*`", "", page).split()) <= 1000  # but for the names of tests


def test_no_address_is_made_up(source_tree: Path) -> None:
    said = source_tree.joinpath("SECURITY.md").read_text(encoding="utf-8")
    assert "private vulnerability reporting" in said
    assert not re.search(r"\w@\w|https?://", said)


# What the program does is asked of Python itself: each attempt to reach somebody is an event there.
CALLED = """
import sys
def heard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        print("CALLED", event, file=sys.stderr)
sys.addaudithook(heard)
from tracer.cli import main
sys.argv = ["tracer", *sys.argv[1:]]
main()
"""


def called(*arguments: object) -> tuple[int, str]:
    ran = subprocess.run(
        [sys.executable, "-c", CALLED, *map(str, arguments)], capture_output=True, text=True, check=False, env=environment()
    )
    return ran.returncode, ran.stderr


@pytest.mark.long
def test_without_a_neo4j_named_nobody_is_called(tmp_path: Path) -> None:
    case = tmp_path / "case"
    for arguments in (
        ["demo", case],
        ["--case", case, "flags"],
        ["--case", case, "query", "incidents"],
        ["--case", case, "network", "--html", tmp_path / "n.html"],
    ):
        code, said = called(*arguments)
        assert code == 0, said
        assert "CALLED" not in said
    code, said = called("--db", "bolt://127.0.0.1:9", "documents")
    assert code == 1
    assert "CALLED socket.connect" in said, "or nothing was listened for"
