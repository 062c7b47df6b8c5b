"""Loads and traces a hop list of national size with tracer, on both engines, and beside it with two plain programs."""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks import databases, measure, network, report
from benchmarks.programs import BARE_PYTHON, PlainDriver, PlainPy2neo, Program, Tracer
from tests.neo4j_server import Lacking, Refused

WARM_UP = 30  # traces that are not counted
LIBRARIES = ("kglite", "neo4j", "neo4j-rust-ext", "py2neo")


def main() -> int:
    options = _options()
    for name in ("TRACER_CASE", "TRACER_DB"):
        os.environ.pop(name, None)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tracer-bench-") as folder, ExitStack() as stack:
        file = Path(folder, "network.csv")
        rows = network.write(file, options.calls)
        run = report.Run(_command(), _machine(), options.calls, rows, file.stat().st_size)
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
    embedded = Tracer(folder / "embedded")
    if options.embedded_only:
        run.lacking = "not asked for (--embedded-only)."
        yield [embedded]
    elif options.db:
        run.machine += f". Neo4j {databases.version(options.db)}, given"
        yield [embedded]
        for program in (Tracer(folder / "server", options.db), PlainDriver(options.db), PlainPy2neo(options.db)):
            with databases.emptied_after(options.db):
                yield [program]
    else:
        try:
            servers = databases.fresh(stack, 3)
        except Lacking as reason:
            run.lacking = str(reason)
            yield [embedded]
            return
        run.machine += f". Neo4j {databases.version(servers[0].uri)}, a fresh one for each program"
        uris = [server.uri for server in servers]
        yield [embedded, Tracer(folder / "server", uris[0]), PlainDriver(uris[1]), PlainPy2neo(uris[2])]
        if servers[0].store_bytes:
            run.sizes["graph, in Neo4j"] = servers[0].store_bytes()


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
        for name, traces in measure.questions(askers, incidents[WARM_UP:], incidents[:WARM_UP]).items():
            measured[name].traces = traces

    _say("comparing what they wrote")
    # In processes of their own: this one must stay small, or those it starts would seem to take its memory.
    with ThreadPoolExecutor(len(group)) as comparing:
        for name, held in zip(measured, comparing.map(_held, group), strict=True):
            measured[name].held = held


def _held(program: Program) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.compare", program.graph()]
    found: dict[str, Any] = json.loads(subprocess.run(command, cwd=measure.ROOT, stdout=subprocess.PIPE, check=True).stdout)
    return found


def _sizes(case: Path) -> dict[str, int]:
    every = [file for file in case.rglob("*") if file.is_file()]
    return {"store": (case / "case.db").stat().st_size, "case folder, in all": sum(file.stat().st_size for file in every)}


def _machine() -> str:
    versions = []
    for library in LIBRARIES:
        try:
            versions.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            versions.append(f"no {library}")
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{datetime.now(UTC).date()}, {machine}, {', '.join(versions)}"


def _command() -> str:
    return f'make bench ARGS="{" ".join(sys.argv[1:])}"' if sys.argv[1:] else "make bench"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
