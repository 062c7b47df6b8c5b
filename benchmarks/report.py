"""What was measured, as Markdown tables: absolute, and as a ratio to a named peer of the same run."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import Process, percentile

PEER = "plain driver"
LIBRARIES = ("kglite", "neo4j", "neo4j-rust-ext", "py2neo", "networkx")
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
NONE = "–"


@dataclass
class Measured:
    """One program. Times in seconds."""

    load: Process
    traces: list[float] = field(default_factory=list)  # in one process
    trace: list[float] = field(default_factory=list)  # whole processes
    incidents: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)  # a bare Python, started in turn with those
    held: Mapping[str, Any] = field(default_factory=dict)  # as `benchmarks.compare` prints it; empty for one that writes no graph
    told: list[list[str]] = field(default_factory=list)  # the providers of the incidents traced first


@dataclass
class Run:
    """All programs, on one list."""

    command: str
    machine: str
    calls: int
    rows: int
    list_bytes: int
    programs: dict[str, Measured] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)  # in bytes
    lacking: str | None = None  # why there is no Neo4j

    @property
    def held(self) -> list[Mapping[str, Any]]:
        """What those hold that write a graph."""
        return [measured.held for measured in self.programs.values() if measured.held]

    @property
    def claims(self) -> int:
        return int(self.held[0]["counts"]["Claim"])

    def differing(self) -> list[str]:
        """The sorts of which two programs hold other facts, or another number; `traces` where they tell other paths."""
        told = [measured.told for measured in self.programs.values()]
        return sorted(
            {f"{what} of {sort}" for what in ("counts", "facts") for held in self.held for sort in {*held[what], *self.held[0][what]}
             if held[what].get(sort) != self.held[0][what].get(sort)}
            | ({"traces"} if any(paths != told[0] for paths in told) else set())
        )  # fmt: skip


def markdown(run: Run) -> str:
    parts = [f"`{run.command}`: {run.calls:,} calls, {run.rows:,} rows. {run.machine}."]
    if run.lacking:
        parts.append(f"Without Neo4j: {run.lacking}")
    parts += [_loads(run), _traces(run), _processes(run), _sizes(run), _facts(run)]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    """The day, and what was measured on."""
    versions = []
    for library in LIBRARIES:
        try:
            versions.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            versions.append(f"no {library}")
    kind = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{datetime.now(UTC).date()}, {kind}, {', '.join(versions)}"


def write(file: Path, text: str, begin: str = BEGIN, end: str = END) -> None:
    """Put the tables between the two marks of a page. Raises ValueError where it has none."""
    page, found = re.subn(
        f"{re.escape(begin)}\n.*?{re.escape(end)}",
        lambda _: f"{begin}\n{text}{end}",
        file.read_text(encoding="utf-8"),
        count=1,
        flags=re.S,
    )
    if not found:
        raise ValueError(f"{file} has no lines {begin} and {end} to write between")
    file.write_text(page, encoding="utf-8")


def _loads(run: Run) -> str:
    def rows(m: Measured) -> float:
        return run.rows / m.load.seconds

    lines: dict[str, Callable[[Measured], str]] = {
        "whole process, s": lambda m: f"{m.load.seconds:.1f}",
        "rows a second": lambda m: f"{rows(m):,.0f}",
        "claims a second": lambda m: f"{run.claims / m.load.seconds:,.0f}",
        f"times as fast as the {PEER}": lambda m: _ratio(run, m, rows),
        "memory at its largest, MB": lambda m: f"{m.load.megabytes:,.0f}" if m.load.megabytes else NONE,
    }
    return _table(run, "Load", lines)


def _traces(run: Run) -> str:
    lines: dict[str, Callable[[Measured], str]] = {}
    for percent in (50, 99):

        def at(m: Measured, percent: int = percent) -> float:
            return percentile(m.traces, percent)

        lines[f"p{percent}, ms"] = lambda m, at=at: f"{at(m) * 1000:.2f}"  # type: ignore[misc]
        lines[f"p{percent}, times the {PEER}'s"] = lambda m, at=at: _ratio(run, m, at)  # type: ignore[misc]
    count = len(next(iter(run.programs.values())).traces)
    return _table(run, f"Trace: {count} incidents in one process", lines)


def _processes(run: Run) -> str:
    def times(what: str) -> dict[str, Callable[[Measured], str]]:
        def taken(m: Measured) -> list[float]:
            found: list[float] = getattr(m, what)
            return found

        return {
            f"{what}, ms": lambda m: f"{median(taken(m)) * 1000:.0f}" if taken(m) else NONE,
            f"{what}, times a bare `python -c pass`": lambda m: f"{median(taken(m)) / median(m.bare):.1f}" if taken(m) else NONE,
        }

    rounds = len(next(iter(run.programs.values())).bare)
    return _table(run, f"Whole process, median of {rounds}", {**times("trace"), **times("incidents")})


def _sizes(run: Run) -> str:
    lines = [f"| list as given | {run.list_bytes / 1e6:.1f} | 1 |"]
    lines += [f"| {what} | {size / 1e6:.1f} | {size / run.list_bytes:.1f} |" for what, size in run.sizes.items()]
    return "\n".join(["| Size | MB | times the list |", "| --- | ---: | ---: |", *lines])


def _facts(run: Run) -> str:
    every = run.held
    lines: dict[str, Callable[[Measured], str]] = {
        f"`{sort}`": lambda m, sort=sort: f"{m.held['counts'].get(sort, 0):,}" if m.held else NONE  # type: ignore[misc]
        for sort in dict.fromkeys(sort for held in every for sort in held["counts"])
    }
    table = _table(run, "In the graph", lines)
    compared = ", ".join(f"{sort} ({fingerprint.split(':')[0]})" for sort, fingerprint in every[0]["facts"].items())
    if len(every) == 1:
        verdict = "Nothing to compare them with."
    elif differing := run.differing():
        verdict = f"**They differ**: {', '.join(differing)}."
    else:
        verdict = "The same in all of them."
    return f"{table}\n\nFacts compared one by one: {compared}. {verdict}"


def _table(run: Run, title: str, lines: Mapping[str, Callable[[Measured], str]]) -> str:
    rows: list[Sequence[str]] = [[title, *run.programs], ["---", *["---:"] * len(run.programs)]]
    rows += [[name, *map(show, run.programs.values())] for name, show in lines.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _ratio(run: Run, measured: Measured, of: Callable[[Measured], float]) -> str:
    return f"{of(measured) / of(run.programs[PEER]):.2f}" if PEER in run.programs else NONE
