"""Traces in a graph of ten million hops beside those at national scale: `python -m benchmarks.huge [--times 104] [--folder DIR]`.

Both graphs are made by Neo4j's own importer of what `tracer export --neo4j-import` writes of the list of national size. For the large
one its calls are put in so many times, each time with incidents and claims of their own and the same providers: what `load` would draw
of a list so many times as long, but for the sums of pairs and providers, which no trace reads. Each server has the memory that
docker-compose.yml gives it. Takes 0.5 GB of disk for each time, and an hour or two.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import databases, measure, network
from benchmarks.programs import Tracer
from tests import neo4j_server
from tests.neo4j_server import admin

ONCE = ("Document", "Provider", "Name", "Campaign", "names", "takes_calls_from")  # files that are as long for any number of calls
BYTES_EACH = 500_000_000
# The first digits of a claim's id, which is a word by itself: of a document's there are twice as many.
CLAIM = re.compile(rb'(?<=["\x1f])[0-9a-f]{3}(?=[0-9a-f]{29}["\x1f])')


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.huge", description=__doc__)
    parser.add_argument("--calls", type=int, default=network.CALLS, help="traced calls of the list (default: %(default)s)")
    parser.add_argument(
        "--times", type=int, default=104, help="how often they are put in: 104 make ten million hops (default: %(default)s)"
    )
    parser.add_argument("--traces", type=int, default=300, help="counted traces in each graph (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="where all of it is put, and taken away again (default: with temporary files)")
    options = parser.parse_args()
    if not 0 < options.times < 0x1000:
        parser.error("--times is 1 to 4095")
    for name in ("TRACER_CASE", "TRACER_DB"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="tracer-bench-", dir=options.folder, ignore_cleanup_errors=True) as given, ExitStack() as stack:
        folder = Path(given)
        room = shutil.disk_usage(folder).free
        if room < (wanted := options.times * BYTES_EACH):
            print(f"{folder} has {room / 1e9:.0f} GB left, and {wanted / 1e9:.0f} are wanted: name another --folder", file=sys.stderr)
            return 1
        command, hops = _exported(folder, options.calls)
        servers = []
        for name, times in (("national", 1), ("huge", options.times)):
            _said(f"{name}: {hops * times:,} hops")
            into = _repeated(folder / name, command, times)
            home = folder / f"home-{name}"
            admin.import_into(home, [*into, "--max-off-heap-memory=4g"], heap="2g")
            _said("  imported")
            shutil.rmtree(folder / name)
            servers.append(stack.enter_context(_started(home, folder / "files")))
            _said("  constraints and indexes made")
        return _compared(servers, options.calls, options.times, options.traces)


def _exported(folder: Path, calls: int) -> tuple[list[str], int]:
    """The list as files for the importer: the command that takes them, and how many hops they hold."""
    rows = network.write(folder / "list.csv", calls)
    program = Tracer(folder / "case")
    measure.run(program.load(folder / "list.csv"))
    said = subprocess.run(program.command("export", "--neo4j-import", str(folder / "files")), stdout=subprocess.PIPE, check=True, text=True)
    return shlex.split(said.stdout), rows


def _repeated(folder: Path, command: Sequence[str], times: int) -> list[str]:
    """The command with files in which the calls stand so many times."""
    folder.mkdir()
    words = []
    for word in command:
        option, _, files = word.rpartition("=")
        if "-header.csv," not in files:
            words.append(word)
            continue
        header, held = map(Path, files.split(","))
        if held.stem not in ONCE and times > 1:
            held = _many(held, folder / f"{held.name}.gz", times)
        words.append(f"{option}={header},{held}")
    return words


def _many(held: Path, to: Path, times: int) -> Path:
    text = held.read_bytes()
    with gzip.open(to, "wb", compresslevel=1) as out:
        for number in range(times):
            renamed = text.replace(b"bench-", b"bench%d-" % number)
            out.write(CLAIM.sub(b"%03x" % number, renamed))
    return to


@contextmanager
def _started(home: Path, files: Path) -> Iterator[neo4j_server.Server]:
    with databases.from_maven(quick=False, home=home) as server:
        with server.driver() as driver:
            admin.after_import(driver, files)
        yield server


def _compared(servers: Sequence[neo4j_server.Server], calls: int, times: int, traces: int) -> int:
    """Each is asked for the same calls in turn; of the large one, whichever of their repetitions."""
    chance = random.Random(1)
    asked = [f"{number:05d}" for number in chance.sample(range(1, calls + 1), min(calls, 4 * traces))]
    with ExitStack() as stack:
        national, huge = (stack.enter_context(Tracer(Path("none"), server.uri).asking()) for server in servers)
        numbers = iter(chance.choices(range(times), k=2 * len(asked)))
        askers = {
            "national": lambda call: national(f"bench-{call}"),
            "huge": lambda call: huge(f"bench{next(numbers)}-{call}" if times > 1 else f"bench-{call}"),
        }
        same = [asker(asked[0]) for asker in askers.values()]
        if same[0] != same[1] or not same[0]:
            print(f"the two tell other paths: {same}", file=sys.stderr)
            return 1
        taken = measure.questions(askers, asked[-traces:], asked[:-traces])
    for percent in (50, 99):
        one, other = (measure.percentile(seconds, percent) * 1000 for seconds in taken.values())
        print(f"trace, p{percent}: national {one:.2f} ms, {times} times {other:.2f} ms: {other / one:.2f} times")
    return 0


def _said(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
