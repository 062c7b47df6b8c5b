"""`tracer export`: the same facts in every format, each read back by a program of its own; nothing withheld in their bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import pytest

from tests import story
from tests.cases import CALLED, CALLER, Desk, chain, hop_list, mailbox, merging, one_closed, specimens
from tracer.exports import COLUMNS
from tracer.exports.graphs import _upper

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: the extra `xlsx`")

FORMATS = {"graphml": "c.graphml", "csv": "csv", "xlsx": "c.xlsx", "opengraph": "og", "case-uco": "c.jsonld"}


@pytest.fixture(autouse=True)
def _at_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763800000")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("demo") / "case")
    with specimens() as files:
        desk.load(*files)
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return one_closed(tmp_path)


class Read(NamedTuple):
    """What a format says, read back: providers with their numbers, hops with their status, hand-offs with who speaks for them, pairs."""

    providers: set[tuple[str, int, int, int | None]]  # name, calls, unanswered, of how many
    hops: set[tuple[str, int, str, str | None, bool]]  # incident, position, provider, status, interim
    handoffs: set[tuple[str, str, str, str]]  # incident, provider, upstream, attested
    pairs: set[tuple[str, str, int, str]]  # provider, upstream, calls, attested
    quotes: set[str]


def test_a_disputed_pair_is_never_hidden_by_an_agreed_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    columns = "incident,provider,received_from,status,stated_by,noted_on"
    rows = ["1,Egret Tel,Finch Tel,,Egret Tel,2024-03-04", "1,Finch Tel,,originating,Finch Tel,2024-03-05"]
    rows += ["2,Egret Tel,Finch Tel,,Egret Tel,2024-03-04", "2,Finch Tel,,not-found,Finch Tel,2024-03-05"]
    (tmp_path / "list.csv").write_text("\n".join([columns, *rows, ""]))
    desk.load(tmp_path / "list.csv")
    for read in (read_csv(exported(desk, tmp_path)["csv"]),):
        assert {attested for *_, attested in read.handoffs} == {"both", "disputed"}
        assert read.pairs == {("Egret Tel", "Finch Tel", 2, "disputed")}
    [down] = desk.ask("provider", "Egret Tel")["upstream"]
    assert down["attested"] == "disputed"


def exported(desk: Desk, folder: Path, *options: object) -> dict[str, Path]:
    targets = {name: folder / place for name, place in FORMATS.items()}
    ran = desk.run("export", *(part for name, path in targets.items() for part in (f"--{name}", path)), *options)
    assert (ran.code, ran.out) == (0, ""), ran.err
    return targets


def of_rows(tables: Mapping[str, list[dict[str, Any]]]) -> Read:
    def whole(value: Any) -> int | None:
        return int(value) if value not in ("", None) else None

    def yes(value: Any) -> bool:
        return value in (True, "true")

    return Read(
        {(r["name"], int(r["calls"]), int(r["no_response"]), whole(r["asked"])) for r in tables["providers"]},
        {(r["incident"], int(r["position"]), r["provider"], r["status"] or None, yes(r["interim"])) for r in tables["hops"]},
        {(r["incident"], r["provider"], r["upstream"], r["attested"]) for r in tables["handoffs"]},
        {(r["provider"], r["upstream"], int(r["calls"]), r["attested"]) for r in tables["pairs"]},
        {" ".join(r["quote"].split()) for r in tables["evidence"]},
    )


def read_csv(folder: Path) -> Read:
    return of_rows({name: list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text("utf-8")))) for name in COLUMNS})


def read_xlsx(path: Path) -> Read:
    book = openpyxl.load_workbook(path, read_only=True)
    tables = {}
    for name in COLUMNS:
        head, *rows = book[name].iter_rows(values_only=True)
        assert head == tuple(COLUMNS[name])
        tables[name] = [dict(zip(head, row, strict=True)) for row in rows]
    book.close()
    return of_rows(tables)


def read_graphml(path: Path) -> Read:
    graph = nx.read_graphml(path, force_multigraph=True)
    nodes = [says for _, says in graph.nodes(data=True)]
    edges = [says for *_, says in graph.edges(data=True)]
    providers = {(n["name"], n["calls"], n["no_response"], n.get("asked")) for n in nodes if n["kind"] == "Provider"}
    hops = {(n["incident"], n["position"], n["provider"], n.get("status"), n["interim"]) for n in nodes if n["kind"] == "Hop"}
    handoffs = {(e["incident"], e["provider"], e["upstream"], e["attested"]) for e in edges if e["kind"] == "ReceivedFrom"}
    pairs = {(e["provider"], e["upstream"], e["weight"], e["attested"]) for e in edges if e["kind"] == "TakesCallsFrom"}
    return Read(providers, hops, handoffs, pairs, set())


def read_opengraph(folder: Path) -> Read:
    graph = json.loads((folder / "graph.json").read_text())["graph"]
    nodes = [(node["kinds"][0], node["properties"]) for node in graph["nodes"]]
    edges = [(edge["kind"], edge["properties"]) for edge in graph["edges"]]
    return Read(
        {(n["name"], n["calls"], n["no_response"], n.get("asked")) for kind, n in nodes if kind == "CT_Provider"},
        {(n["incident"], n["position"], n["provider"], n.get("status"), n["interim"]) for kind, n in nodes if kind == "CT_Hop"},
        {(e["incident"], e["provider"], e["upstream"], e["attested"]) for kind, e in edges if kind == "CT_ReceivedFrom"},
        {(e["provider"], e["upstream"], e["weight"], e["attested"]) for kind, e in edges if kind == "CT_TakesCallsFrom"},
        set(),
    )


def read_case_uco(path: Path) -> Read:
    things = json.loads(path.read_text())["@graph"]
    by_id = {thing["@id"]: thing for thing in things}

    def says(thing: Mapping[str, Any]) -> dict[str, str]:
        return dict(part.split(": ", 1) for part in thing["uco-core:description"][0].split("; ") if ": " in part)

    def name(reference: Mapping[str, str]) -> str:
        return str(by_id[reference["@id"]]["uco-core:name"])

    providers, hops, handoffs, pairs, quotes = set(), set(), set(), set(), set()
    for thing in things:
        if thing["@type"] == "uco-identity:Organization":
            of = says(thing)
            asked = int(of["asked"]) if "asked" in of else None
            providers.add((thing["uco-core:name"], int(of.get("calls", 0)), int(of.get("no_response", 0)), asked))
        if thing["@type"] == "uco-core:Relationship":
            of, source, target = says(thing), thing["uco-core:source"], thing["uco-core:target"]
            if thing["uco-core:kindOfRelationship"] == "Carried_By":
                hops.add((name(source), int(of.get("position", 0)), name(target), of.get("status"), "interim" in of))
            elif thing["uco-core:kindOfRelationship"] == "Received_Call_From":
                handoffs.add((of["incident"], name(source), name(target), of["attested"]))
            else:
                pairs.add((name(source), name(target), int(of.get("calls", 0)), of["attested"]))
        if thing["@id"].startswith("kb:passage-"):
            quotes.add(" ".join(thing["uco-core:statement"][0].split()))
    return Read(providers, hops, handoffs, pairs, quotes)


READERS = {"graphml": read_graphml, "csv": read_csv, "xlsx": read_xlsx, "opengraph": read_opengraph, "case-uco": read_case_uco}


# --- one answer everywhere -------------------------------------------------------------------------------------------


def asked(desk: Desk, *options: object) -> Read:
    """The same from the answers of the commands."""
    flags = {flag["provider_key"]: flag for flag in desk.ask("flags", *options)}
    hops, handoffs, quotes, pairs = set(), set(), set(), set()
    keys: dict[str, str] = {}
    for incident in [one["incident"] for one in desk.ask("incidents", *options)]:
        path = desk.ask("trace", incident, *options)
        by_id = {hop["hop"]: hop for hop in path["hops"]}
        for hop in path["hops"]:
            keys[hop["provider_key"]] = hop["provider"]
            hops.add((incident, hop["position"], hop["provider"], hop["status"], hop["interim"]))
            quotes |= {" ".join(piece["quote"].split()) for piece in hop["evidence"]}
        for link in path["links"]:
            handoffs.add((incident, by_id[link["from"]]["provider"], by_id[link["to"]]["provider"], link["attested"]))
    providers = set()
    for key, name in keys.items():
        dossier = desk.ask("provider", name, *options)
        assert dossier["provider_key"] == key
        flag = flags.get(key)
        calls = sum(month["calls"] for month in dossier["by_month"])
        providers.add((name, calls, flag["no_response"] if flag else 0, flag["asked"] if flag else None))
        pairs |= {(name, near["provider"], near["calls"], near["attested"]) for near in dossier["upstream"]}
    return Read(providers, hops, handoffs, pairs, quotes)


@pytest.mark.parametrize("as_of", [None, "2024-05-15"])
def test_one_answer_in_every_export(demo: Desk, tmp_path: Path, as_of: str | None) -> None:
    options = ("--as-of", as_of) if as_of else ()
    said = asked(demo, *options)
    found = {name: READERS[name](path) for name, path in exported(demo, tmp_path, *options).items()}
    assert len(said.hops) >= 7
    for name, read in found.items():
        assert (read.hops, read.handoffs) == (said.hops, said.handoffs), name
        assert said.pairs <= read.pairs, name
        assert said.providers <= read.providers, name
        assert read.providers == found["csv"].providers, name
        assert read.pairs == found["csv"].pairs, name
    assert found["csv"].quotes == found["xlsx"].quotes >= said.quotes
    assert found["case-uco"].quotes == found["csv"].quotes


def test_rows_that_a_second_letter_repeats_are_one_call_and_merged_names_one_provider(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    rows = [story.row(), story.row("Hollin Outreach"), story.row("Hollin Outreach", called="2024-05-03 09:00")]
    desk.load(
        story.letter(tmp_path / "a.txt", *rows),
        story.letter(tmp_path / "b.txt", *rows, dated=date(2024, 7, 10)),
        mailbox(tmp_path / "m.txt"),
    )
    desk.load(*merging(tmp_path))
    said = asked(desk)
    for name, path in exported(desk, tmp_path / "out").items():
        read = READERS[name](path)
        assert (read.hops, read.handoffs) == (said.hops, said.handoffs), name
        assert said.pairs <= read.pairs, name
    silent = {one for one in read_csv(tmp_path / "out" / "csv").providers if one[2]}
    assert ("Quillon Gateway Ltd.", 3, 1, 3) in silent, "six rows of two letters are three calls"


def test_who_only_did_not_find_calls_was_asked_as_often_as_the_flag_says(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    alder = {"provider": "Alder Voice", "asked_at": "2024-05-02", "noted_on": "2024-05-14"}
    desk.load(
        hop_list(tmp_path / "a.csv", *({"incident": f"700{n}", "status": s, **alder} for n, s in ((1, "not-found"), (2, "originating"))))
    )
    [flag] = desk.ask("flags")
    assert (flag["rules"], flag["no_response"], flag["asked"]) == (["not-found"], 0, 2)
    for name, path in exported(desk, tmp_path / "out").items():
        assert READERS[name](path).providers == {("Alder Voice", 2, 0, 2)}, name


def test_what_only_letters_and_counts_say_is_there_with_no_call(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(story.notice(tmp_path / "notice.txt"))
    for name, path in exported(desk, tmp_path / "out").items():
        read = READERS[name](path)
        assert ("Marrowstone Tel", "Brightwater Dialing", 0, "letter") in read.pairs, name
        assert ("Brightwater Dialing", 0, 17, None) in read.providers, name
        assert read.hops == set(), name


# --- each as its readers want it -------------------------------------------------------------------------------------


def test_graphml_has_typed_attributes(demo: Desk, tmp_path: Path) -> None:
    path = exported(demo, tmp_path)["graphml"]
    types = dict(re.findall(r'attr\.name="([a-z_]+)" attr\.type="([a-z]+)"', path.read_text("utf-8")))
    assert {name: types[name] for name in ("calls", "interim", "position", "provider", "weight", "label")} == {
        "calls": "long", "interim": "boolean", "position": "long", "provider": "string", "weight": "long", "label": "string",
    }  # fmt: skip
    graph = nx.read_graphml(path)
    assert graph.is_directed()
    assert graph.graph["copy"] == "Not redacted"
    last, *_ = [
        n for n, says in graph.nodes(data=True) if says["kind"] == "Hop" and says["incident"] == "itg-20417" and says["position"] == 0
    ]
    origin, *_ = [
        n for n, says in graph.nodes(data=True) if says["kind"] == "Hop" and says["incident"] == "itg-20417" and says["position"] == 6
    ]
    calls = nx.MultiDiGraph((a, b) for a, b, says in graph.edges(data=True) if says["kind"] == "ReceivedFrom")
    assert len(nx.shortest_path(calls, last, origin)) == 7, "following it leads back towards the origin"


@pytest.mark.parametrize(
    ("options", "day", "copy"),
    [
        ([], None, "Not redacted"),
        (["--as-of", "2024-05-15"], "2024-05-15", "Not redacted"),
        (["--as-of", "2024-05-15", "--redact", "partner"], "2024-05-15", "Partner copy"),
    ],
)
def test_a_copy_says_its_day_and_what_it_is_in_every_format(
    demo: Desk, tmp_path: Path, options: list[str], day: str | None, copy: str
) -> None:
    targets = exported(demo, tmp_path, *options)
    table = dict(csv.reader(io.StringIO((targets["csv"] / "about.csv").read_text("utf-8"))))
    assert list(table) == ["what", "copy", "as of", "generated", "by"]
    assert dict(openpyxl.load_workbook(targets["xlsx"])["about"].iter_rows(values_only=True)) == table
    assert table["as of"] == (day or "all that is known")
    assert table["copy"].startswith(copy)
    nodes = [node["properties"] for node in json.loads((targets["opengraph"] / "graph.json").read_text())["graph"]["nodes"]]
    assert {(node.get("as_of"), node.get("copy")) for node in nodes} == {(day, None if copy == "Not redacted" else table["copy"])}
    assert nx.read_graphml(targets["graphml"]).graph["as_of"] == table["as of"]
    assert table["as of"] in targets["case-uco"].read_text()


def test_no_cell_of_a_workbook_or_table_is_a_formula(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    evil = ['=HYPERLINK("http://x.example","y")', "+1+1", "@SUM(A1)", "-2", "=cmd|' /C calc'!A0"]
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", *evil, campaign=evil[0])))
    targets = exported(desk, tmp_path / "out")
    book = openpyxl.load_workbook(targets["xlsx"])
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    names = [cell for row in book["hops"].iter_rows() for cell in row if cell.value == evil[0]]
    assert names
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in names)
    assert b"<f>" not in targets["xlsx"].read_bytes()
    cells = [cell for file in targets["csv"].iterdir() for row in csv.reader(io.StringIO(file.read_text("utf-8"))) for cell in row]
    assert f"'{evil[0]}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    # The negative control: openpyxl left alone makes a formula of such a text.
    book = openpyxl.Workbook()
    book.active["A1"] = evil[0]
    assert book.active["A1"].data_type == "f"


def test_what_a_document_says_breaks_no_format(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    hostile = "</data><x a='&quot;'>]]>\u202e\x07 {\"@id\": 1}\ud800 Tel"
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", hostile.encode("utf-8", "replace").decode(), "Birch Telecom")))
    for name, path in exported(desk, tmp_path / "out").items():
        assert len(READERS[name](path).handoffs) == 1, name
        for file in [path] if path.is_file() else path.iterdir():
            text = file.read_text("utf-8", "replace").replace("\x07", "" if name == "xlsx" else "\x07")  # its archive's own bytes
            assert not {"\x07", "\u202e"} & set(text), name


def test_bloodhound_takes_graph_and_schema(demo: Desk, tmp_path: Path) -> None:
    """By the rules that its ingest and its installer of extensions hold files against."""
    folder = exported(demo, tmp_path)["opengraph"]
    graph = json.loads((folder / "graph.json").read_text())["graph"]
    schema = json.loads((folder / "schema.json").read_text())
    prefix = schema["schema"]["namespace"] + "_"
    node_kinds = {kind["name"]: kind for kind in schema["node_kinds"]}
    edge_kinds = {kind["name"]: kind for kind in schema["relationship_kinds"]}
    assert all(re.fullmatch(rf"{prefix}\w+", name) for name in (*node_kinds, *edge_kinds))
    assert any(kind["is_display_kind"] for kind in node_kinds.values())
    assert {name for name, kind in edge_kinds.items() if kind["is_traversable"]} == {"CT_TakesCallsFrom", "CT_ReceivedFrom"}
    ids = [node["id"] for node in graph["nodes"]]
    assert len(set(ids)) == len(ids)
    assert all(id_ == id_.upper() for id_ in ids), "it makes them upper case, and finds no other"
    assert {kind for node in graph["nodes"] for kind in node["kinds"]} == node_kinds.keys()
    assert {edge["kind"] for edge in graph["edges"]} == edge_kinds.keys()
    for edge in graph["edges"]:
        assert {edge["start"]["value"], edge["end"]["value"]} <= set(ids)
    for thing in (*graph["nodes"], *graph["edges"]):
        assert all(isinstance(value, str | int | bool) for value in thing["properties"].values()), "no null, list or object"


def test_ids_that_upper_case_would_make_one_stay_apart() -> None:
    assert _upper(["hop:a", "hop:A", "hop:b"]) == {"hop:a": "HOP:A", "hop:A": "HOP:A#2", "hop:b": "HOP:B"}


@pytest.mark.long
def test_case_utils_validates_it(demo: Desk, tmp_path: Path) -> None:
    pytest.importorskip("case_utils", reason="case-utils is not installed")
    path = exported(demo, tmp_path)["case-uco"]
    validate = [sys.executable, "-W", "ignore", "-c", "from case_utils.case_validate import main; main()", "--built-version", "case-1.4.0"]
    ran = subprocess.run([*validate, path], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[:2000] + ran.stderr[-2000:]
    assert "Conforms: True" in ran.stdout
    things = json.loads(path.read_text())
    exhibits = [t["case-investigation:exhibitNumber"] for t in things["@graph"] if t["@type"] == "case-investigation:ProvenanceRecord"]
    assert exhibits == ["1", "2", "3", "4", "5"]
    assert all(uuid.UUID(thing["@id"][-36:]) for thing in things["@graph"])
    # The negative control: a relationship without its target does not conform.
    [first, *_] = [thing for thing in things["@graph"] if thing["@type"] == "uco-core:Relationship"]
    del first["uco-core:target"]
    path.write_text(json.dumps(things))
    assert subprocess.run([*validate, path], capture_output=True, check=False).returncode != 0


def test_the_same_input_gives_the_same_bytes(demo: Desk, tmp_path: Path) -> None:
    files = [
        {file.relative_to(tmp_path / name): file.read_bytes() for file in sorted((tmp_path / name).rglob("*")) if file.is_file()}
        for name in ("a", "b")
        if exported(demo, tmp_path / name)
    ]
    assert files[0] == files[1]
    assert len(files[0]) == 3 + len(("about", *COLUMNS)) + 2


# --- what is withheld ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [("partner",), ("public",), ("provider", "--redact-for", "Alder Voice")], ids=lambda o: o[0])
def test_no_withheld_value_is_in_the_bytes(desk: Desk, tmp_path: Path, options: tuple[str, ...]) -> None:
    plain = exported(desk, tmp_path / "plain", "--redact", "internal")
    copy = exported(desk, tmp_path / "copy", "--redact", *options)
    digests = [held["document"] for held in desk.ask("documents")]
    claims = [claim["claim"] for claim in desk.ask("evidence")]
    gone = [CALLED[-7:], CALLER[-7:], "Dogwood", "closed.csv", *(digest[:12] for digest in digests), *claims]
    gone += ["Cedar"] if options[0] == "provider" else []
    for name in FORMATS:
        whole, less = (
            b"".join(file.read_bytes() for file in sorted([path, *path.rglob("*")]) if file.is_file()) for path in (plain[name], copy[name])
        )
        assert [value for value in gone if value.casefold().encode() in less.lower()] == [], name
        assert CALLED[-7:].encode() in whole, f"else this shows nothing of {name}"
    if options[0] != "provider":
        assert "Cedar Networks" in {one[0] for one in read_csv(copy["csv"]).providers}
    told = list(csv.DictReader(io.StringIO((copy["csv"] / "withheld.csv").read_text())))
    assert {row["kind"] for row in told if row["count"] != "0"} >= {"numbers", "documents"}


def test_a_withheld_answer_brings_back_no_silence(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    silent = {"provider": "Dogwood Dialing", "status": "no-response", "asked_at": "2024-05-02", "stated_by": "desk"}
    late = {"incident": "7001", "provider": "Dogwood Dialing", "status": "point-of-entry", "noted_on": "2024-06-01"}
    desk.load(hop_list(tmp_path / "open.csv", {"incident": "7001", **silent}, {"incident": "7002", **silent}))
    assert desk.run("load", "--mark", "confidential", hop_list(tmp_path / "closed.csv", late)).code == 0
    for name, path in exported(desk, tmp_path / "out").items():
        read = READERS[name](path)
        assert read.hops == {("itg-7001", 0, "Dogwood Dialing", None, False), ("itg-7002", 0, "Dogwood Dialing", "no-response", False)}, (
            name
        )
        assert read.providers == {("Dogwood Dialing", 2, 1, 2)}, name
    ran = desk.run("export", "--csv", tmp_path / "again")
    assert "note: withheld: 1 document, 1 status" in ran.err


# --- as files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say what to write: --graphml FILE, --csv DIR, --xlsx FILE, --opengraph DIR, --case-uco FILE, or --neo4j-import DIR"),
        (["--graphml", "there.txt"], "there.txt exists: give --force to replace it"),
        (["--csv", "there.txt"], "there.txt is there and not empty: name a new folder"),
        (["--opengraph", "full", "--xlsx", "x.xlsx"], "full is there and not empty: name a new folder"),
        (["--graphml", "x", "--as-of", "2020-01-01"], "nothing is known by then, or nothing may leave by this profile: nothing is written"),
        (["--graphml", "x", "--redact", "nosuch"], "--redact 'nosuch' is no profile: choose one of internal, public, partner, provider"),
        (["--neo4j-import", "n", "--redact", "partner"], "--neo4j-import writes the case whole, by itself: leave the other options out"),
        (["--neo4j-import", "n", "--csv", "c"], "--neo4j-import writes the case whole, by itself: leave the other options out"),
        (["--graphml", "there.txt/x"], "there.txt/x cannot be written (there.txt is no folder): choose another place"),
        (["--csv", "there.txt/x"], "there.txt/x cannot be written (there.txt is no folder): choose another place"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said_and_nothing_is(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.txt").write_text("before")
    Path("full").mkdir()
    Path("full", "x").touch()
    before = {path.name for path in tmp_path.iterdir()}
    assert desk.run("export", *arguments).only_line().removeprefix("tracer: ") == said
    assert {path.name for path in tmp_path.iterdir()} == before
    assert Path("there.txt").read_text() == "before"


def test_workbooks_without_their_library_and_too_long_ones(demo: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracer.exports import tables

    with monkeypatch.context() as less:
        less.setattr(tables, "MOST_ROWS", 3)
        line = demo.run("export", "--xlsx", tmp_path / "x.xlsx", "--graphml", tmp_path / "x.graphml").only_line()
        assert re.fullmatch(r"tracer: \d+ rows of providers are too many for a sheet: write --csv DIR", line)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    line = demo.run("export", "--xlsx", tmp_path / "x.xlsx").only_line()
    assert line == "tracer: workbooks take openpyxl: `pip install 'calltracer[xlsx]'`, or write --csv DIR"
    assert list(tmp_path.iterdir()) == []
