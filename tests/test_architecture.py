"""Which way knowledge may flow, held against the package as installed: the contracts stand in pyproject.toml.

Every rule also has a violation that it must find.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.as_installed import PYPROJECT, lay_out


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    # It looks in the working directory first: so it finds that copy, never the source tree.
    code = "from importlinter.cli import lint_imports_command as lint; lint()"
    command = [sys.executable, "-c", code, "--config", str(PYPROJECT), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_knowledge_flows_as_drawn(installed: Path) -> None:
    linted = lint(installed)
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "0 broken" in linted.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract", "found"),
    [
        ("model", "from tracer import text", "ground", "tracer.model -> tracer.text"),
        ("errors", "import tracer.model", "ground", "tracer.errors -> tracer.model"),
        ("text", "from tracer.errors import BadInput", "ground", "tracer.text -> tracer.errors"),
        ("loaders.scratch", "from tracer.graph import connect", "arrows", "tracer.loaders.scratch -> tracer.graph"),
        ("loaders.scratch", "from tracer import queries", "arrows", "tracer.loaders.scratch -> tracer.queries"),
        ("graph.scratch", "import tracer.loaders", "no loader by its dotted path", "tracer.graph.scratch -> tracer.loaders"),
        ("path", "def late():\n    import tracer.graph", "arrows", "tracer.path -> tracer.graph"),
        ("scratch", "from tracer import identity", "arrows", "tracer.scratch -> tracer.identity"),
        ("readers.scratch", "import neo4j", "rooms of libraries", "tracer.readers.scratch -> neo4j"),
        ("path", "from kglite import KnowledgeGraph", "rooms of libraries", "tracer.path -> kglite"),
        ("loaders.scratch", "import click", "rooms of libraries", "tracer.loaders.scratch -> click"),
        ("graph.scratch", "import rich.table", "rooms of libraries", "tracer.graph.scratch -> rich"),
        ("graph.scratch", "import pyvis.network", "rooms of libraries", "tracer.graph.scratch -> pyvis"),
        ("frames", "import py2neo", "rooms of libraries", "tracer.frames -> py2neo"),
        ("ogm", "import pandas", "rooms of libraries", "tracer.ogm -> pandas"),
        ("cli.ask", "from tracer import frames", "nothing needs what is for notebooks", "tracer.cli.ask -> tracer.frames"),
        ("cli.scratch", "import tracer.ogm", "nothing needs what is for notebooks", "tracer.cli.scratch -> tracer.ogm"),
        ("__init__", "import tracer.model", "importing tracer loads nothing", "tracer -> tracer.model"),
    ],
)
def test_an_import_against_the_flow_is_found(module: str, line: str, contract: str, found: str, installed: Path) -> None:
    file = installed.joinpath("tracer", *module.split(".")).with_suffix(".py")
    with file.open("a", encoding="utf-8") as scratch:
        scratch.write(f"\n{line}\n")
    linted = lint(installed)
    said = " ".join(linted.stdout.split())
    assert linted.returncode == 1, linted.stdout + linted.stderr
    assert f"{contract} BROKEN" in said
    assert found in said


CIRCLE = """
import sys
from graphlib import CycleError, TopologicalSorter
import grimp
graph = grimp.build_graph("tracer", cache_dir=None)
faces = {module for module in graph.modules if graph.find_children(module)}
try:
    TopologicalSorter({m: graph.find_modules_directly_imported_by(m) - faces for m in graph.modules - faces}).prepare()
except CycleError as error:
    sys.exit(" <- ".join(error.args[1]))
"""


def circle(folder: Path) -> str:
    """Modules that import each other in a circle, late or for a type too; the face of a package, which hands names on, stands in none."""
    return subprocess.run([sys.executable, "-c", CIRCLE], cwd=folder, capture_output=True, text=True, check=False).stderr


def test_nothing_imports_in_a_circle(installed: Path) -> None:
    assert circle(installed) == ""


def test_a_circle_is_found_where_it_closes_late(installed: Path) -> None:
    with installed.joinpath("tracer", "speakers.py").open("a", encoding="utf-8") as scratch:
        scratch.write("\n\ndef late():\n    from tracer import answered\n")
    assert {"tracer.speakers", "tracer.answered"} <= set(circle(installed).strip().split(" <- "))


@pytest.mark.parametrize("library", ["click", "kglite", "neo4j", "pandas", "py2neo", "pyvis", "rich"])
def test_ruff_says_so_at_once(library: str) -> None:
    def ruff(file: str) -> str:
        command = [sys.executable, "-m", "ruff", "check", "--config", str(PYPROJECT), "--select", "TID251", "--stdin-filename", file, "-"]
        given = f"import {library}\n"
        return subprocess.run(command, cwd=PYPROJECT.parent, input=given, capture_output=True, text=True, check=False).stdout

    rooms = {
        "click": "cli/ask", "rich": "render/plain", "pyvis": "view/page", "pandas": "frames", "py2neo": "ogm",
    }  # fmt: skip
    room = f"tracer/{rooms.get(library, 'graph/server')}.py"
    assert f"`{library}` is banned" in ruff("tracer/path.py")
    assert f"`{library}` is banned" in ruff("loaders/scratch.py")
    assert "All checks passed" in ruff(room)
