"""The Python API: docs/python-api.md does what it says, and each answer is the command's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import tracer
from tests.cases import Desk, chain, hop_list, run
from tests.places import SOURCE
from tests.test_docs import blocks
from tracer.api import OpenCase
from tracer.errors import BadCase, BadInput, NotKnown
from tracer.render import json as shapes

PAGE = SOURCE / "docs" / "python-api.md"


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert run("demo", tmp_path / "demo-case").code == 0
    monkeypatch.chdir(tmp_path)
    return tmp_path / "demo-case"


def test_the_page_does_what_it_says(demo: Path, source_tree: Path) -> None:
    names: dict[str, Any] = {}
    code = [b for b in blocks("docs/python-api.md", PAGE.read_text(encoding="utf-8")) if b.kind == "python"]
    assert len(code) == 8
    for block in code:
        exec(compile("\n".join(block.lines), block.where, "exec"), names)


def test_importing_it_loads_nothing_and_opening_no_database_driver(demo: Path) -> None:
    code = """
import sys, tracer
assert not [m for m in sys.modules if m.startswith("tracer.")], "importing"
assert tracer.__version__
tracer.open_case("demo-case").trace("20417")
heavy = {"click", "kglite", "neo4j", "pandas", "py2neo", "pyvis", "networkx"} & set(sys.modules)
assert not heavy, heavy
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=demo.parent, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    with pytest.raises(AttributeError, match="no attribute 'open_cases'"):
        _ = tracer.open_cases


def test_each_answer_is_the_commands(demo: Path) -> None:
    def told(*words: str) -> Any:
        return json.loads(run("--case", demo, *words, "--json").out)

    def plain(answer: Any) -> Any:
        return json.loads(json.dumps(answer, default=str))

    day = "2024-05-15"
    with tracer.open_case(demo) as case:
        assert plain([shapes.incident(i) for i in case.incidents()]) == told("incidents")
        assert plain([shapes.incident(i) for i in case.incidents(campaign="parcel", as_of=day)]) == told(
            "incidents", "--campaign", "parcel", "--as-of", day
        )
        assert plain([shapes.flag(f) for f in case.flags(day)]) == told("flags", "--as-of", day)
        assert plain([shapes.evidence(c) for c in case.evidence("20417")]) == told("evidence", "20417")
        assert plain([shapes.clock(c) for c in case.due(day) if c.ends]) == told("due", "--as-of", day)
        assert plain([shapes.step(s) for s in case.next(day)]) == told("next", "--as-of", day)
        assert plain(shapes.differences(case.diff("2024-05-10", "2024-06-02"))) == told(
            "diff", "--from", "2024-05-10", "--to", "2024-06-02"
        )
        assert plain([shapes.document(d) for d in case.documents()]) == told("documents")
        trace = case.trace("itg-20417", day)
        assert plain(shapes.path(trace.path, [{"code": r.code, "text": r.text} for r in trace.remarks])) == told(
            "trace", "20417", "--as-of", day
        )


def test_a_letters_rows_in_printed_order(demo: Path) -> None:
    with tracer.open_case(demo) as case:
        [action] = {i.incident.rpartition(".")[0] for i in case.incidents() if i.incident.startswith("fcc-")}
        letter = case.letter(action)
        assert letter is not None
        assert letter.against.name == "Quillon Gateway Ltd."
        rows = [trace.incident for trace in case.rows_of_letter(action)]
        assert rows == [f"{action}.{number}" for number in range(1, len(rows) + 1)]
        assert case.rows_of_letter(action, "2001-01-01") == []
        assert case.letter("fcc-1999-01-01-nobody") is None


def test_what_is_not_there_is_said_as_the_command_says_it(demo: Path, tmp_path: Path) -> None:
    with pytest.raises(BadCase, match="there is no case in nowhere: load a document first"):
        tracer.open_case("nowhere")
    with tracer.open_case(demo) as case:
        with pytest.raises(BadInput, match="as-of 'soon' is no date"):
            case.flags("soon")
        with pytest.raises(NotKnown, match="no incident matches"):
            case.network(campaign="no such campaign")
        with pytest.raises(NotKnown, match="no provider 'Nobody Tel'"):
            case.provider("Nobody Tel")
        with pytest.raises(BadCase, match="documents are kept in a case folder"):
            OpenCase(case.store, None).load("x.csv")


def test_what_the_store_lacks_is_warned_of(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom")))
    with tracer.open_case(desk.folder) as case:
        assert case.lacks is None
        assert case.folder == desk.folder
    entry = json.loads((desk.folder / "journal.jsonl").read_text("utf-8").splitlines()[-1])
    with (desk.folder / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(entry | {"document": "f" * 64, "name": "two.csv"}) + "\n")
    with pytest.warns(UserWarning, match="1 document of this case is not yet whole in the store"):
        tracer.open_case(desk.folder).close()


def test_a_load_that_fails_leaves_the_case_open(demo: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text('incident,provider,noted_on\nx,"Never closed', "utf-8")
    with tracer.open_case(demo) as case:
        before = [i.incident for i in case.incidents()]
        [outcome] = case.load(bad, kind="hop_list")
        assert (outcome.outcome, bool(outcome.error)) == ("failed", True)
        with pytest.raises(BadInput, match="noted_on 'x' is no date"):
            case.load(bad, noted_on="x")
        with pytest.raises(BadInput):
            case.load(bad, kind="no_such_kind")
        assert [i.incident for i in case.incidents()] == before


def test_a_page_in_a_notebook_is_a_document_of_its_own_that_says_how_its_documents_are_marked(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    marked = hop_list(tmp_path / "marked.csv", *chain("7001", "Alder <b>Voice</b>", 'Birch " onload=x Telecom'))
    with tracer.open_case(demo) as case:
        assert case.trace("20417").marks == ()
        case.load(marked, mark="sealed")
        trace = case.trace("7001")
        assert trace.marks == ("sealed",)
        frame = trace._repr_html_()
        [inside] = re.findall(r'srcdoc="([^"]*)"></iframe>$', frame)
        assert unescape(inside) == trace.to_html()
        assert "2023-11-14 22:13:20" in inside
        assert 'sandbox="allow-scripts allow-downloads"' in frame
        assert "sealed" in inside
        network = case.network(provider="Alder")
        assert [path.incident for path in network.paths] == ["itg-7001"]
        assert network.marks == ("sealed",)
        assert "Provider network: calls of Alder" in network.to_html()
        assert str(trace) in run("--case", demo, "trace", "7001").out


def test_a_path_as_a_graph_of_networkx(demo: Path) -> None:
    with tracer.open_case(demo) as case:
        trace = case.trace("20417")
        graph = trace.to_networkx()
        assert set(graph.nodes) == {hop.id for hop in trace.hops}
        assert {(a, b) for a, b, _ in graph.edges} == {(link.downstream, link.upstream) for link in trace.links}
        last = graph.nodes["itg-20417@brightwater-dialing"]
        assert (last["provider"], last["status"], last["interim"], last["ends"]) == (
            "Brightwater Dialing",
            "no-response",
            False,
            "no-response",
        )
        [edge] = graph.get_edge_data("itg-20417@quillon-gateway-ltd", "itg-20417@brightwater-dialing").values()
        assert edge["attested"] == "one"
        assert edge["claims"] in {claim.id for claim in trace.evidence}
        whole = case.network().to_networkx()
        assert len(whole) == sum(len(path.hops) for path in case.network().paths)
