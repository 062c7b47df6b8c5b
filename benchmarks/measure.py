"""Stop-watches: for a whole process, and for many short questions asked in turn."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Process:
    """What a process took, from before it was started until it was gone."""

    seconds: float
    megabytes: float | None  # at its largest; not known everywhere
    cpu: float = 0.0  # seconds, of user and system; where it is not known those of the clock


def run(command: Sequence[str]) -> Process:
    """Run a command whose output nobody wants. Raises RuntimeError with what it complained of."""
    with tempfile.TemporaryFile() as complaints:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=complaints)
        largest, cpu = None, None
        if sys.platform == "win32":
            process.wait()
        else:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            cpu = used.ru_utime + used.ru_stime
            largest = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
        seconds = time.perf_counter() - begun
        if process.returncode:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    return Process(seconds, largest, seconds if cpu is None else cpu)


def processes(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each command, once a round, all of them in turn: what slows the machine slows them all."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(run(command).seconds)
    return taken


def questions(askers: Mapping[str, Callable[[str], Any]], subjects: Sequence[str], warm_up: Sequence[str]) -> dict[str, list[float]]:
    """Seconds of each question to each asker, all of them in turn, after some that are not counted."""
    for subject in warm_up:
        for ask in askers.values():
            ask(subject)
    taken: dict[str, list[float]] = {name: [] for name in askers}
    for subject in subjects:
        for name, ask in askers.items():
            begun = time.perf_counter()
            ask(subject)
            taken[name].append(time.perf_counter() - begun)
    return taken


def percentile(taken: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent do not exceed."""
    return sorted(taken)[max(0, math.ceil(len(taken) * percent / 100) - 1)]
