"""How load and trace grow with the list, without a server: `python -m benchmarks.growth [--ten] [--write docs/performance.md]`.

tracer beside SQLite with a recursive query and networkx, each size in one run; what a process takes is its CPU seconds, which a busy
machine bends less than the clock. `--write` puts the table into the page, and draws the curves beside it in `pictures/`.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import median

from benchmarks import measure, network, report
from benchmarks.measure import Process
from benchmarks.programs import BARE_PYTHON, PlainNetworkx, PlainSqlite, Program, Tracer

SIZES = (250, 1000, 4000, network.CALLS)
BEGIN, END = "<!-- growth -->", "<!-- /growth -->"
BARE = "bare Python"


@dataclass(frozen=True)
class Taken:
    """What one program took for one size."""

    rows: int
    load: Process
    trace: float  # CPU seconds of a whole process
    bytes: int  # of what it wrote


Curves = Mapping[str, Sequence[Taken]]  # by program, from the smallest list to the largest


@dataclass(frozen=True)
class Question:
    """A figure that is drawn: what it shows, in which unit."""

    name: str
    title: str
    of: Callable[[Taken], float]


QUESTIONS = (
    Question("growth-load", "Load: CPU seconds", lambda taken: taken.load.cpu),
    Question("growth-trace", "Trace of one call, a whole process: CPU seconds", lambda taken: taken.trace),
    Question("growth-memory", "Load: memory at its largest, MB", lambda taken: taken.load.megabytes or math.nan),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="CALLS", help="traced calls (default: up to national size)")
    parser.add_argument("--ten", action="store_true", help="also ten times the largest")
    parser.add_argument("--rounds", type=int, default=5, help="how often each trace is asked (default: %(default)s)")
    parser.add_argument("--write", type=Path, metavar="PAGE", help=f"put table and curves into this page, where it has {BEGIN}")
    options = parser.parse_args()
    for name in ("TRACER_CASE", "TRACER_DB"):
        os.environ.pop(name, None)
    sizes = sorted({*options.sizes, *([10 * max(options.sizes)] if options.ten else [])})
    curves: dict[str, list[Taken]] = {}
    bare = median(measure.run(BARE_PYTHON).cpu for _ in range(options.rounds))
    for calls in sizes:
        with tempfile.TemporaryDirectory(prefix="tracer-bench-") as folder:
            for name, taken in _measured(Path(folder), calls, options.rounds).items():
                print(
                    f"{name:18} {taken.rows:9,} rows: load {taken.load.cpu:7.2f} s, trace {taken.trace:5.2f} s", file=sys.stderr, flush=True
                )
                curves.setdefault(name, []).append(taken)
    command = f"python -m benchmarks.growth {' '.join(sys.argv[1:])}".strip()
    text = f"`{command}`, {report.machine()}. CPU seconds, system included.\n\n{table(curves, bare)}"
    print(text)
    if options.write:
        pictures = options.write.parent / "pictures"
        shown = []
        for question in QUESTIONS:
            (pictures / f"{question.name}.svg").write_text(curve(question, curves), encoding="utf-8")
            shown.append(f"![{question.title}](pictures/{question.name}.svg)")
        report.write(options.write, "\n".join([text, *shown, ""]), BEGIN, END)
    return 0


def _measured(folder: Path, calls: int, rounds: int) -> dict[str, Taken]:
    """Each program on a list of so many calls. Raises ValueError where they tell different paths."""
    file = folder / "network.csv"
    rows = network.write(file, calls)
    programs: list[Program] = [
        Tracer(folder / "case"),
        PlainSqlite(str(folder / "plain.db")),
        PlainNetworkx(str(folder / "plain.graph")),
    ]
    middle = f"bench-{calls // 2:05d}"
    loads = {program.name: measure.run(program.load(file)) for program in programs}
    told = {}
    for program in programs:
        with program.asking() as ask:
            told[program.name] = ask(middle)
    if any(path != told[programs[0].name] for path in told.values()):
        raise ValueError(f"the programs tell different paths of {middle}: {told}")
    return {
        program.name: Taken(
            rows, loads[program.name], median(measure.run(program.trace(middle)).cpu for _ in range(rounds)), _bytes(folder, program)
        )
        for program in programs
    }


def _bytes(folder: Path, program: Program) -> int:
    start = "case" if isinstance(program, Tracer) else "plain.db" if isinstance(program, PlainSqlite) else "plain.graph"
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file() and f.relative_to(folder).parts[0].startswith(start))


def table(curves: Curves, bare: float) -> str:
    """A row for each size and program; trace also as so many times a bare Python."""
    lines = [
        "| rows | program | load, s | rows a second | memory, MB | written, MB | trace, s | times a bare Python |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for at in zip(*curves.values(), strict=True):
        for name, taken in zip(curves, at, strict=True):
            memory = f"{taken.load.megabytes:,.0f}" if taken.load.megabytes else report.NONE
            lines.append(
                f"| {taken.rows:,} | {name} | {taken.load.cpu:.2f} | {taken.rows / taken.load.cpu:,.0f} | {memory}"
                f" | {taken.bytes / 1e6:.1f} | {taken.trace:.2f} | {taken.trace / bare:.1f} |"
            )
    return "\n".join(lines) + "\n"


# --- the curves ----------------------------------------------------------------------------------------------------------

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 64, 150, 36, 44
COLOURS = ("#0072b2", "#d55e00", "#009e73")  # Okabe and Ito's
DASHES = ("", "6 3", "2 3")


def curve(question: Question, curves: Curves) -> str:
    """One figure as SVG: rows to the right, what was taken upwards, both by powers of ten."""
    points = {name: [(float(t.rows), question.of(t)) for t in its if question.of(t) > 0] for name, its in curves.items()}
    across = _scale([x for its in points.values() for x, _ in its], LEFT, WIDTH - RIGHT)
    up = _scale([y for its in points.values() for _, y in its], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(question.title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="14" font-weight="bold">{escape(question.title)}</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">rows of the list</text>',
    ]
    for value, x in across.ticks:
        parts.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{value:,.0f}</text>')
    for value, y in up.ticks:
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:,g}</text>')
    ends = sorted((up(its[-1][1]), name) for name, its in points.items() if its)
    labels: dict[str, float] = {}
    for y, name in ends:  # none over another
        labels[name] = max([y, *(below + 16 for below in labels.values())])
    for (name, its), colour, dash in zip(points.items(), COLOURS, DASHES, strict=False):
        drawn = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in its)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>')
        parts += [f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="{colour}"/>' for x, y in its]
        if its:
            parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{labels[name] + 4:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


@dataclass(frozen=True)
class _Scale:
    """Where a value lies between two ends of a figure, by powers of ten."""

    low: int
    high: int
    begin: float
    end: float

    def __call__(self, value: float) -> float:
        return self.begin + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.begin)

    @property
    def ticks(self) -> list[tuple[float, float]]:
        return [(10.0**power, self(10.0**power)) for power in range(self.low, self.high + 1)]


def _scale(values: Sequence[float], begin: float, end: float) -> _Scale:
    low = math.floor(math.log10(min(values, default=1)))
    return _Scale(low, max(low + 1, math.ceil(math.log10(max(values, default=10)))), begin, end)


if __name__ == "__main__":
    sys.exit(main())
