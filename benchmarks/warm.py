"""Loads one hop list with tracer and with the plain driver, in turns, each on a Neo4j that is warm: `python -m benchmarks.warm`.

A cold server takes several times as long, whoever writes: so each program first loads the list a few times uncounted, on a server
of its own with its normal compilers. Its nodes are taken away before each load; constraints and plans of queries stay.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import measure, network
from benchmarks.databases import fresh
from benchmarks.plain_driver import connect
from benchmarks.programs import PlainDriver, Program, Tracer
from tests import neo4j_server


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.warm", description=__doc__)
    parser.add_argument("--calls", type=int, default=3000, help="traced calls, 5.7 rows each (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="counted loads of each program (default: %(default)s)")
    parser.add_argument("--warm-up", type=int, default=2, help="uncounted loads of each program before (default: %(default)s)")
    options = parser.parse_args()
    for name in ("TRACER_CASE", "TRACER_DB"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="tracer-bench-") as folder, ExitStack() as stack:
        ours, plain = fresh(stack, 2, quick=False)
        file = Path(folder, "network.csv")
        rows = network.write(file, options.calls)
        print(f"{options.calls:,} calls, {rows:,} rows; seconds of whole processes, each on an emptied server", flush=True)
        taken: dict[str, list[float]] = {}
        for number in range(options.warm_up + options.rounds):
            programs: list[Program] = [PlainDriver(plain.uri), Tracer(Path(folder, f"case-{number}"), ours.uri)]
            for program in programs if number % 2 else reversed(programs):
                with connect(program.graph() or "") as driver:
                    neo4j_server.empty(driver)
                seconds = measure.run(program.load(file)).seconds
                counted = number >= options.warm_up
                print(f"{program.name:16} {seconds:6.2f}{'' if counted else '  (warming up)'}", flush=True)
                if counted:
                    taken.setdefault(program.name, []).append(seconds)
    of_tracer, of_plain = (statistics.median(taken[name]) for name in (programs[1].name, programs[0].name))
    print(f"medians: tracer {of_tracer:.2f}, plain driver {of_plain:.2f}: {of_plain / of_tracer:.2f} times as fast")
    return 0


if __name__ == "__main__":
    sys.exit(main())
