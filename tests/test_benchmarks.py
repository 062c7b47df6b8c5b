"""The benchmarks measure programs that write the same facts, and say what they measured."""

from __future__ import annotations

import csv
import gzip
import json
import re
import subprocess
import sys
from argparse import Namespace
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.neo4j_server import Lacking, Refused, Server

pytest.importorskip("benchmarks", reason="the benchmarks lie in the source tree alone")

from benchmarks import __main__ as bench
from benchmarks import compare, databases, facts, growth, huge, network, programs, report
from benchmarks.measure import ROOT, Process, percentile, processes, questions, run

pytestmark = pytest.mark.long

CALL = "2025-03-01T09:00:00Z,+12025550101,+13035550102,Odd,portal"
THREE_HOPS = (
    "incident,provider,received_from,status,asked_at,answered_at,call_at,caller,called,campaign,source,noted_on\n"
    f'c-1,"Near, by",Middle,downstream,2025-03-02T10:00:00Z,2025-03-02T12:00:00Z,{CALL},2025-03-03\n'
    f"c-1,Far,,not-found,2025-03-04T10:00:00Z,,{CALL},2025-03-06\n"
    f"c-1,Middle,Far,downstream,2025-03-03T10:00:00Z,2025-03-03T12:00:00Z,{CALL},2025-03-04\n"
)


def prints(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout


# --- many times the list ----------------------------------------------------------------------------------------------------


def test_calls_are_put_in_many_times_each_with_ids_of_its_own(tmp_path: Path) -> None:
    claim, document = "0" * 29 + "abc", "0" * 64
    for name, text in {
        "received_from": f'"bench-00001@a","bench-00001@b","{claim}\x1f{claim}"\n',
        "stated_in": f'"{claim}","{document}"\n',
        "names": '"Alder Voice","alder-voice"\n',
    }.items():
        (tmp_path / f"{name}.csv").write_text(text)
    command = [f"--relationships=X={tmp_path / name}-header.csv,{tmp_path / name}.csv" for name in ("received_from", "stated_in", "names")]
    handed, stated, names = huge._repeated(tmp_path / "many", ["neo4j-admin", *command], 2)[1:]
    assert names == command[2], "providers are the same"
    first, second = (f"{number}{claim[3:]}" for number in ("000", "001"))
    with gzip.open(handed.split(",")[1], "rt") as lines:
        assert lines.read().splitlines() == [
            f'"bench0-00001@a","bench0-00001@b","{first}\x1f{first}"',
            f'"bench1-00001@a","bench1-00001@b","{second}\x1f{second}"',
        ]
    with gzip.open(stated.split(",")[1], "rt") as lines:
        assert lines.read().splitlines() == [f'"{first}","{document}"', f'"{second}","{document}"']


# --- the list ------------------------------------------------------------------------------------------------------------


def test_the_list_is_of_national_size_and_the_same_each_time(tmp_path: Path) -> None:
    assert (network.PROVIDERS, network.CALLS) == (2158, 17030)
    assert list(network.rows(50)) == list(network.rows(50)) != list(network.rows(50, seed=1))
    assert network.write(tmp_path / "n.csv", 50) == 282
    with (tmp_path / "n.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == list(network.rows(50))


def test_each_call_of_the_list_is_one_path_of_four_to_seven_hops() -> None:
    paths: dict[str, dict[str, dict[str, str]]] = {}
    for row in network.rows(400):
        assert paths.setdefault(row["incident"], {}).setdefault(row["provider"], row) is row, "a provider stands twice in an incident"
    assert len(paths) == 400
    for hops in paths.values():
        assert 4 <= len(hops) <= 7
        (hop,) = hops.keys() - {row["received_from"] for row in hops.values()}
        for _ in range(len(hops) - 1):
            assert hops[hop]["status"] == "downstream"
            hop = hops[hop]["received_from"]
        assert hops[hop]["received_from"] == ""
        assert hops[hop]["status"] in {"originating", "point-of-entry", "no-response", "not-found"}


def test_few_providers_carry_many_calls() -> None:
    carried = Counter(row["provider"] for row in network.rows(2000))
    busiest = sum(count for _, count in carried.most_common(network.PROVIDERS // 20))
    assert busiest > carried.total() / 4


# --- the facts of a plain program --------------------------------------------------------------------------------------


def test_what_a_plain_program_reads(tmp_path: Path) -> None:
    file = tmp_path / "three.csv"
    file.write_text(THREE_HOPS, encoding="utf-8")
    read = facts.read(file)
    assert [provider["name"] for provider in read.providers] == ["Far", "Middle", "Near, by"]
    assert [incident["id"] for incident in read.incidents] == ["c-1"]
    assert [
        (claim["says"]["kind"], claim["says"]["row"], claim["says"]["line_from"], claim["says"]["valid_at"]) for claim in read.claims
    ] == [
        ("call", 1, 2, "2025-03-01T09:00:00Z"),
        ("asked", 1, 2, "2025-03-02T10:00:00Z"),
        ("status", 1, 2, "2025-03-02T12:00:00Z"),
        ("handed-off", 1, 2, "2025-03-02T12:00:00Z"),
        ("asked", 2, 3, "2025-03-04T10:00:00Z"),
        ("status", 2, 3, None),
        ("asked", 3, 4, "2025-03-03T10:00:00Z"),
        ("status", 3, 4, "2025-03-03T12:00:00Z"),
        ("handed-off", 3, 4, "2025-03-03T12:00:00Z"),
    ]
    assert {claim["says"]["quote"] for claim in read.claims} == set(THREE_HOPS.splitlines()[1:])
    assert [(row["downstream"], row["upstream"], row["says"]["attested"]) for row in read.handoffs] == [
        ("c-1@Near, by", "c-1@Middle", "one"),
        ("c-1@Middle", "c-1@Far", "disputed"),
    ]
    assert [(row["downstream"], row["upstream"], row["says"]["calls"]) for row in read.pairs] == [
        ("Near, by", "Middle", 1),
        ("Middle", "Far", 1),
    ]


# --- the same facts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def neo4j(logged_in: Server) -> Server:
    return logged_in


@pytest.mark.slow
def test_all_programs_write_and_trace_the_same(neo4j: Server, tmp_path: Path) -> None:
    file = tmp_path / "n.csv"
    network.write(file, 30)
    with file.open("a", encoding="utf-8") as more:
        more.writelines(THREE_HOPS.splitlines(keepends=True)[1:])
    with neo4j.driver() as driver:
        constraints = driver.execute_query("SHOW CONSTRAINTS YIELD name RETURN collect(name) AS names").records[0]["names"]

    embedded = programs.Tracer(tmp_path / "embedded")
    run(embedded.load(file))
    ask = compare.ask_embedded(Path(embedded.graph()))
    counted = compare.counts(ask)
    assert counted["Incident"] == 31
    assert counted["HAS_HOP"] == counted["Hop"] == len(file.read_text().splitlines()) - 1
    held = {sort: Counter(compare.facts(ask, sort)) for sort in compare.FACTS}
    assert all(held.values())
    assert ("c-1", "Middle", "Far", "disputed", "2025-03-04", 1) in held["hand-offs"]
    with embedded.asking() as trace:
        assert trace("c-1") == ["Near, by", "Middle", "Far"]

    for program in (programs.Tracer(tmp_path / "server", neo4j.uri), *(plain(neo4j.uri) for plain in bench.ON_SERVER)):
        with databases.emptied_after(neo4j.uri), neo4j.driver() as driver:
            run(program.load(file))
            ask = compare.ask_neo4j(driver)
            assert compare.counts(ask) == counted, program.name
            for sort, expected in held.items():
                assert Counter(compare.facts(ask, sort)) == expected, (program.name, sort)
            assert compare.held(ask) == json.loads(prints([sys.executable, "-m", "benchmarks.compare", embedded.graph()])), program.name
            assert names(prints(program.trace("c-1"))) == ["Near, by", "Middle", "Far"], program.name
            driver.execute_query("MATCH (:Hop)-[r:RECEIVED_FROM {attested: 'disputed'}]->() WITH r LIMIT 1 SET r.attested = 'one'")
            assert Counter(compare.facts(ask, "hand-offs")) != held["hand-offs"]

    with neo4j.driver() as driver:
        left = driver.execute_query("OPTIONAL MATCH (n) RETURN count(n) AS nodes").records[0]["nodes"]
        assert left == 0
        assert driver.execute_query("SHOW CONSTRAINTS YIELD name RETURN collect(name) AS names").records[0]["names"] == constraints


def names(printed: str) -> list[str]:
    """The providers of a trace, as tracer or a plain program prints it."""
    told = json.loads(printed)
    return [hop["provider"] for hop in (told["hops"] if isinstance(told, dict) else told)]


def test_a_database_that_holds_something_is_left_alone(neo4j: Server) -> None:
    with neo4j.driver() as driver:
        driver.execute_query("CREATE (:Precious)")
        with pytest.raises(Refused, match="is not empty"), databases.emptied_after(neo4j.uri):
            pytest.fail("it was taken")
        assert driver.execute_query("MATCH (n:Precious) RETURN count(n) AS kept").records[0]["kept"] == 1


# --- measuring and telling -----------------------------------------------------------------------------------------------


def test_percentiles() -> None:
    taken = [float(n) for n in range(300, 0, -1)]
    assert (percentile(taken, 50), percentile(taken, 99), percentile([7.0], 99)) == (150.0, 297.0, 7.0)


def test_processes_are_timed_and_their_failures_told() -> None:
    taken = processes({"bare": programs.BARE_PYTHON, "slow": [sys.executable, "-c", "import time; time.sleep(0.3)"]}, 2)
    assert [len(times) for times in taken.values()] == [2, 2]
    assert min(taken["slow"]) > 0.3 < max(taken["slow"])
    assert (run([sys.executable, "-c", "b'x' * 200_000_000"]).megabytes or 200) >= 190
    with pytest.raises(RuntimeError, match="ended with 3:\nno such list"):
        run([sys.executable, "-c", "import sys; print('no such list', file=sys.stderr); sys.exit(3)"])


def test_questions_are_asked_in_turn() -> None:
    asked: list[tuple[str, str]] = []
    taken = questions({"a": lambda s: asked.append(("a", s)), "b": lambda s: asked.append(("b", s))}, ["1", "2"], ["0"])
    assert asked == [("a", "0"), ("b", "0"), ("a", "1"), ("b", "1"), ("a", "2"), ("b", "2")]
    assert {name: len(times) for name, times in taken.items()} == {"a": 2, "b": 2}


def measured(seconds: float, traces: list[float], claims: int = 900, **facts: str) -> report.Measured:
    held = {"counts": {"Claim": claims}, "facts": facts or {"hops": "300:abc"}}
    return report.Measured(Process(seconds, 99.6), traces, [0.2], [], [0.05], held)


def test_the_tables(tmp_path: Path) -> None:
    done = report.Run(
        "make bench", "2 cores", 50, 300, 30_000, {"tracer, embedded": measured(2.0, [0.001]), "plain driver": measured(4.0, [0.004])}
    )
    done.sizes = {"graph": 60_000}
    told = report.markdown(done)
    assert "`make bench`: 50 calls, 300 rows. 2 cores.\n" in told
    for line in (
        "| Load | tracer, embedded | plain driver |",
        "| whole process, s | 2.0 | 4.0 |",
        "| rows a second | 150 | 75 |",
        "| claims a second | 450 | 225 |",
        "| times as fast as the plain driver | 2.00 | 1.00 |",
        "| memory at its largest, MB | 100 | 100 |",
        "| p50, ms | 1.00 | 4.00 |",
        "| p99, times the plain driver's | 0.25 | 1.00 |",
        "| trace, ms | 200 | 200 |",
        "| trace, times a bare `python -c pass` | 4.0 | 4.0 |",
        "| incidents, ms | – | – |",
        "| graph | 0.1 | 2.0 |",
        "| `Claim` | 900 | 900 |",
        "Facts compared one by one: hops (300). The same in all of them.",
    ):
        assert line in told.splitlines(), line

    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", encoding="utf-8")
    report.write(page, told)
    assert page.read_text(encoding="utf-8") == f"before\n{report.BEGIN}\n{told}{report.END}\nafter\n"
    report.write(page, "new\n")
    assert page.read_text(encoding="utf-8") == f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"
    page.write_text("none", encoding="utf-8")
    with pytest.raises(ValueError, match="to write between"):
        report.write(page, told)


def test_a_difference_is_told() -> None:
    one, other = measured(1, [1], hops="300:abc", names="2:d"), measured(1, [1], 901, hops="300:abe", names="2:d")
    done = report.Run("make bench", "2 cores", 50, 300, 30_000, {"tracer, embedded": one, "plain driver": other}, {"graph": 1})
    assert done.differing() == ["counts of Claim", "facts of hops"]
    assert "**They differ**: counts of Claim, facts of hops." in report.markdown(done)


def test_another_path_is_told() -> None:
    one, other = measured(1, [1]), measured(1, [1])
    one.told, other.told, other.held = [["Near", "Far"]], [["Near"]], {}
    done = report.Run("make bench", "2 cores", 50, 300, 30_000, {"tracer, embedded": one, "SQLite": other})
    assert done.differing() == ["traces"]
    one.told, other.told = [], []
    assert done.differing() == []


@pytest.mark.parametrize("plain", [programs.PlainSqlite, programs.PlainNetworkx])
def test_the_plain_programs_without_a_server_tell_paths_with_their_evidence(plain: type[programs.PlainSqlite], tmp_path: Path) -> None:
    file = tmp_path / "n.csv"
    file.write_text(THREE_HOPS, encoding="utf-8")
    program = plain(str(tmp_path / "kept"))
    run(program.load(file))
    told = json.loads(prints(program.trace("c-1")))
    assert [(hop["provider"], hop["status"], sorted(c["kind"] for c in hop["evidence"])) for hop in told] == [
        ("Near, by", "downstream", ["asked", "handed-off", "status"]),
        ("Middle", "downstream", ["asked", "handed-off", "handed-off", "status"]),
        ("Far", "not-found", ["asked", "handed-off", "status"]),
    ]
    with program.asking() as trace:
        assert trace("c-1") == ["Near, by", "Middle", "Far"]


# --- how it grows --------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_growth_is_measured_and_drawn(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{growth.BEGIN}\n{growth.END}\n", encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    told = prints([sys.executable, "-m", "benchmarks.growth", "--sizes", "4", "20", "--rounds", "1", "--write", str(page)])
    rows = [line.split(" | ")[1] for line in told.splitlines() if line.startswith("| ") and "---" not in line]
    assert rows == ["program", *["tracer, embedded", "SQLite", "networkx"] * 2]
    assert page.read_text(encoding="utf-8").count("](pictures/growth-") == 3
    for question in growth.QUESTIONS:
        drawn = ET.parse(tmp_path / "pictures" / f"{question.name}.svg").getroot()
        lines = drawn.findall("{*}polyline")
        assert [len(line.attrib["points"].split()) for line in lines] == [2, 2, 2]


def test_a_curve_lies_by_powers_of_ten() -> None:
    def taken(rows: int, seconds: float) -> growth.Taken:
        return growth.Taken(rows, Process(seconds, 100.0, seconds), seconds, 1)

    drawn = growth.curve(growth.QUESTIONS[0], {"a": [taken(10, 1.0), taken(1000, 100.0)], "b": [taken(10, 1.0), taken(1000, 90.0)]})
    left, right, top, bottom = growth.LEFT, growth.WIDTH - growth.RIGHT, growth.TOP, growth.HEIGHT - growth.BOTTOM
    assert f'points="{left:.1f},{bottom:.1f} {right:.1f},{top:.1f}"' in drawn
    places = [float(y) for y in re.findall(rf'<text x="{right + 10}" y="([\d.]+)"', drawn)]
    assert abs(places[0] - places[1]) >= 16
    assert ">1,000</text>" in drawn


def test_a_run_without_neo4j_says_why(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{report.BEGIN}\n{report.END}\n", encoding="utf-8")
    options = ["--calls", "10", "--traces", "5", "--rounds", "1", "--embedded-only", "--write", str(page)]
    told = prints([sys.executable, "-m", "benchmarks", *options])
    assert told.startswith('`make bench ARGS="--calls 10 --traces 5 --rounds 1 --embedded-only --write')
    assert "Without Neo4j: not asked for (--embedded-only)." in told
    assert "| Load | tracer, embedded | SQLite | networkx |" in told
    assert "| Trace: 5 incidents in one process | tracer, embedded | SQLite | networkx |" in told
    assert "| `Incident` | 10 | – | – |" in told
    assert page.read_text(encoding="utf-8") == f"{report.BEGIN}\n{told[:-1]}{report.END}\n"


def test_where_there_is_no_neo4j_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(**_: object) -> None:
        raise Lacking("no Docker, no Java")

    monkeypatch.setattr(databases, "_started", none)
    done = report.Run("make bench", "2 cores", 50, 300, 30_000, {"tracer, embedded": measured(2.0, [0.001])})
    with ExitStack() as stack:
        groups = list(bench._groups(Namespace(embedded_only=False, db=None), tmp_path, stack, done))
    assert [program.name for [*group] in groups for program in group] == ["tracer, embedded", "SQLite", "networkx"]
    assert "\nWithout Neo4j: no Docker, no Java\n" in report.markdown(done)


def test_the_page_in_the_docs_can_be_written(source_tree: Path, tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text((source_tree / "docs" / "performance.md").read_text(encoding="utf-8"), encoding="utf-8")
    report.write(page, "tables\n")
    assert f"{report.BEGIN}\ntables\n{report.END}\n" in page.read_text(encoding="utf-8")


@pytest.mark.long
def test_call_records_with_planted_calls_are_searched_and_all_found() -> None:
    """Few rows, so nothing is said of the time."""
    command = [sys.executable, "-m", "benchmarks.records", "--rows", "25000", "--notices", "3", "12"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    one, many = done.stdout.splitlines()
    assert one.startswith("25,000 records, 7 MB, 3 notices: csv.reader alone ")
    assert one.endswith("; 3 of 3 planted calls found")
    assert many.endswith("; 12 of 12 planted calls found")
