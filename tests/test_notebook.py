"""docs/notebook.ipynb runs from top to bottom in a kernel, and the Python of docs/notebooks.md does what it says."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import neo4j_server as servers
from tests.cases import Desk, run
from tests.places import SOURCE
from tests.test_docs import blocks

NOTEBOOK = SOURCE / "docs" / "notebook.ipynb"
PAGE = SOURCE / "docs" / "notebooks.md"

# In a process of its own: what Jupyter's libraries deprecate among themselves is no warning of ours.
EXECUTE = """
import json, sys
import nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
print(json.dumps([[output for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]))
"""


@pytest.fixture
def demo(tmp_path: Path, source_tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the demo in it, where a notebook is opened; Jupyter keeps its own files there too."""
    assert run("demo", tmp_path / "demo-case").code == 0
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter" / name.lower()))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def demo_on_neo4j(demo: Path, logged_in: servers.Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACER_DB", logged_in.uri)
    Desk(demo / "demo-case", logged_in.uri).rebuild()
    return demo


def executed(notebook: Path) -> list[str]:
    """What each cell with code shows: printed text, or a table's cells, tab-separated."""
    ran = subprocess.run([sys.executable, "-c", EXECUTE, str(notebook)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ["".join(out.get("text") or _cells(out["data"]["text/html"]) for out in outputs) for outputs in json.loads(ran.stdout)]


def _cells(table: str) -> str:
    rows = table.split("</tr>")
    return "\n".join("\t".join(re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)) for row in rows)


def held() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return found


# --- the notebook ------------------------------------------------------------------------------------------------------


def test_it_is_kept_without_what_a_run_leaves(source_tree: Path) -> None:
    cells = [cell for cell in held()["cells"] if cell["cell_type"] == "code"]
    assert len(cells) == 8
    for cell in cells:
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        assert cell["metadata"] == {}
    assert held()["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert not re.search(r"(?<![\w.:/])/(?:home|root|tmp|usr|opt|var|Users|mnt|srv)\b|\b[A-Z]:\\\\", NOTEBOOK.read_text(encoding="utf-8"))


def test_it_runs_on_the_demo(demo: Path) -> None:
    _, incidents, silent, hops, handoffs, evidence, server, py2neo = executed(NOTEBOOK)
    assert "\titg-20417\t2024-04-30T15:12:09Z\tParcel-CustomsFee\t[Larkspur Wireless, Beacon Tandem," in incidents
    assert "\tOrchid Transit Corp\titg-20560\t2024-05-14T14:01:00Z\tmailbox.txt\t150\t" in silent
    assert "\t6\tBrightwater Dialing\tno-response\tFalse\t2024-05-20\t" in hops
    assert "\titg-20417@quillon-gateway-ltd\titg-20417@brightwater-dialing\tone\t[Quillon Gateway Ltd.]\t2024-05-10" in handoffs
    assert "\thop_list.csv\t7\tQuillon Gateway Ltd.\t2024-05-10\t20417,Quillon Gateway Ltd.,Brightwater Dialing" in evidence
    assert server == py2neo == "", "no server was named"


@pytest.mark.long
def test_it_runs_on_a_server_too(demo_on_neo4j: Path) -> None:
    *_, server, py2neo = executed(NOTEBOOK)
    assert server == "the same incidents: True\n"
    first, words, types = py2neo.splitlines()
    assert first == "Quillon Gateway Ltd. received the call from Brightwater Dialing - one"
    assert words.startswith("hop_list.csv, line 7: 20417,Quillon Gateway Ltd.,Brightwater Dialing")
    assert types == "['AT', 'CONCERNS', 'HAS_HOP', 'PART_OF', 'RECEIVED_FROM']"


# --- the page ----------------------------------------------------------------------------------------------------------


def follow(names: dict[str, Any], server: tuple[str, str] | None) -> int:
    """Do what the page says, one after the other; how many blocks asked a server, at this address and with this password."""
    asked = 0
    for block in blocks("docs/notebooks.md", PAGE.read_text(encoding="utf-8")):
        code = "\n".join(block.lines)
        if block.kind == "sh":
            *words, into, file = shlex.split(code)
            assert (words[0], into) == ("tracer", ">")
            ran = run(*words[1:])
            assert (ran.code, ran.err) == (0, "")
            Path(file).write_text(ran.out, encoding="utf-8", newline="")
        elif block.kind == "python" and block.more == "neo4j" and server:
            exec(compile(code.replace("neo4j://localhost:7687", server[0]).replace("the password", server[1]), block.where, "exec"), names)
            asked += 1
        elif block.kind == "python" and not block.more:
            exec(compile(code, block.where, "exec"), names)
    return asked


def test_the_examples_of_the_page_hold(demo: Path) -> None:
    names: dict[str, Any] = {}
    assert follow(names, None) == 0
    assert {"incidents", "instants", "last", "read"} <= set(names), "each of them ran"


@pytest.mark.long
def test_the_examples_on_a_server_hold(demo_on_neo4j: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As they stand, but for the address and the password."""
    server = os.environ["TRACER_DB"], os.environ.get("NEO4J_PASSWORD", "")
    monkeypatch.delenv("TRACER_DB")
    names: dict[str, Any] = {}
    assert follow(names, server) == 3
    names["database"].service.connector.close()
