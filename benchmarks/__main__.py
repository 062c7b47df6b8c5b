"""Loads and traces a hop list of national size with tracer, on both engines, and beside it with plain programs."""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import databases, measure, network, report
from benchmarks.plain_driver import connect
from benchmarks.programs import BARE_PYTHON, PlainDriver, PlainLoadCsv, PlainNetworkx, PlainPy2neo, PlainSqlite, Program, Tracer
from tests import neo4j_server
from tests.neo4j_server import Lacking, Refused

WARM_UP = 30  # traces that are not counted
SMALL = 500  # calls of the list that warms a server
ON_SERVER: tuple[Callable[[str], Program], ...] = (PlainDriver, PlainLoadCsv, PlainPy2neo)


def main() -> int:
    options = _options()
    for name in ("TRACER_CASE", "TRACER_DB"):
        os.environ.pop(name, None)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tracer-bench-") as folder, ExitStack() as stack:
        file = Path(folder, "network.csv")
        rows = network.write(file, options.calls)
        run = report.Run(_command(), report.machine(), options.calls, rows, file.stat().st_size)
        try:
            for group in _groups(options, Path(folder), stack, run):
                _measure(group, file, options, run)
        except Refused as reason:
            print(reason, file=sys.stderr)
            return 1
        run.sizes = {**_sizes(Path(folder, "embedded")), **run.sizes}
    text = report.markdown(run)
    print(text)
    if options.write:
        report.write(options.write, text)
    _say(f"{time.monotonic() - begun:.0f} s in all")
    if differing := run.differing():
        _say(f"the programs wrote different facts: {', '.join(differing)}")
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--calls", type=int, default=network.CALLS, help="traced calls, 5.7 rows each (default: %(default)s)")
    parser.add_argument("--traces", type=int, default=300, help="incidents traced in one process (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each whole process is started (default: %(default)s)")
    parser.add_argument(
        "--db", metavar="URI", help="an empty Neo4j instead of fresh ones; it is emptied again (user, password: as for tracer)"
    )
    parser.add_argument("--embedded-only", action="store_true", help="without Neo4j")
    parser.add_argument("--write", type=Path, metavar="PAGE", help=f"put the tables into this page, where it has {report.BEGIN}")
    return parser.parse_args()


def _groups(options: argparse.Namespace, folder: Path, stack: ExitStack, run: report.Run) -> Iterator[Sequence[Program]]:
    """Programs that are measured in turn, each with an empty graph of its own; a single database makes groups of one."""
    without_server: list[Program] = [
        Tracer(folder / "embedded"),
        PlainSqlite(str(folder / "plain.db")),
        PlainNetworkx(str(folder / "plain.graph")),
    ]
    if options.embedded_only:
        run.lacking = "not asked for (--embedded-only)."
        yield without_server
    elif options.db:
        run.machine += f". Neo4j {databases.version(options.db)}, given"
        yield without_server
        for program in (Tracer(folder / "server", options.db), *(plain(options.db) for plain in ON_SERVER)):
            with databases.emptied_after(options.db):
                _warm_up([program], folder)
                yield [program]
    else:
        try:
            servers = databases.fresh(stack, 1 + len(ON_SERVER), quick=False)
        except Lacking as reason:
            run.lacking = str(reason)
            yield without_server
            return
        run.machine += f". Neo4j {databases.version(servers[0].uri)}, one for each program, warmed"
        on_server: list[Program] = [
            Tracer(folder / "server", servers[0].uri),
            *(each(s.uri) for each, s in zip(ON_SERVER, servers[1:], strict=True)),
        ]
        _warm_up(on_server, folder)
        yield [*without_server, *on_server]
        if servers[0].store_bytes:
            run.sizes["graph, in Neo4j"] = servers[0].store_bytes()


def _warm_up(programs: Sequence[Program], folder: Path) -> None:
    """Let each server compile what its program asks of it, twice over a small list; its nodes are taken away again."""
    small = folder / "small.csv"
    network.write(small, SMALL)
    for program in programs:
        _say(f"{program.name}: warming up its server")
        for number in range(2):
            warming = Tracer(folder / f"warming-{number}", program.uri) if isinstance(program, Tracer) else program
            measure.run(warming.load(small))
            measure.run(warming.trace("bench-00001"))
            with connect(program.graph() or "") as driver:
                neo4j_server.empty(driver)


def _measure(group: Sequence[Program], file: Path, options: argparse.Namespace, run: report.Run) -> None:
    measured = {}
    for program in group:
        _say(f"{program.name}: loading {run.rows:,} rows")
        run.programs[program.name] = measured[program.name] = report.Measured(measure.run(program.load(file)))
    chance = random.Random(options.calls)
    incidents = [f"bench-{chance.randrange(options.calls) + 1:05d}" for _ in range(options.traces + WARM_UP)]

    _say("whole processes")
    commands = {"bare": BARE_PYTHON, **{program.name: program.trace(incidents[0]) for program in group}}
    commands |= {f"incidents: {program.name}": program.incidents() for program in group if isinstance(program, Tracer)}
    taken = measure.processes(commands, options.rounds)
    for name, its in measured.items():
        its.bare, its.trace, its.incidents = taken["bare"], taken[name], taken.get(f"incidents: {name}", [])

    _say(f"{options.traces} traces")
    with ExitStack() as open_graphs:
        askers = {program.name: open_graphs.enter_context(program.asking()) for program in group}
        for name, ask in askers.items():
            measured[name].told = [ask(incident) for incident in incidents[:WARM_UP]]
        for name, traces in measure.questions(askers, incidents[WARM_UP:], incidents[:WARM_UP]).items():
            measured[name].traces = traces

    _say("comparing what they wrote")
    # In processes of their own: this one must stay small, or those it starts would seem to take its memory.
    graphs = {program.name: graph for program in group if (graph := program.graph())}
    with ThreadPoolExecutor(len(graphs) or 1) as comparing:
        for name, held in zip(graphs, comparing.map(_held, graphs.values()), strict=True):
            measured[name].held = held


def _held(graph: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.compare", graph]
    found: dict[str, Any] = json.loads(subprocess.run(command, cwd=measure.ROOT, stdout=subprocess.PIPE, check=True).stdout)
    return found


def _sizes(case: Path) -> dict[str, int]:
    whole = sum(file.stat().st_size for file in case.rglob("*") if file.is_file())
    return {"store": (case / "case.db").stat().st_size, "case folder, with the graph for Cypher offline": whole}


def _command() -> str:
    return f'make bench ARGS="{" ".join(sys.argv[1:])}"' if sys.argv[1:] else "make bench"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
