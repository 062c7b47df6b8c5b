"""`make soak`: kills, signals, faults, arbitrary texts and planted secrets, many times over; ends in figures.

`TRACER_SOAK_KILLS` and `TRACER_SOAK_EXAMPLES` say how often, `TRACER_SOAK_SECONDS` for how long at most on each engine. Options are pytest's.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
# What is run, slow or not, and what each test of it counts for.
PARTS = {
    "kills": "test_crash.py::test_ended_at_random_moments_by_every_signal",
    "steps": "test_crash.py::test_an_interrupt_at_any_step_on_the_embedded_engine",
    "faults": "test_faults.py",
    "texts": "test_any_text.py",
    "secrets": "test_secrets.py",
    "bundles": "test_verify.py",
}


class Told:
    """Counts what passed, and what tests tell of themselves."""

    def __init__(self) -> None:
        self.passed: Counter[str] = Counter()
        self.failed: list[str] = []
        self.figures: list[str] = []
        self.counted: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.failed:
            part = next(name for name, where in PARTS.items() if where.partition("::")[0] in report.nodeid)
            if report.passed:
                self.passed[part] += 1
            elif report.failed:
                self.failed.append(report.nodeid)
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "figures":
                self.figures.append(str(value))
            elif isinstance(value, int):
                self.counted[name] += value


def main() -> int:
    told = Told()
    code = pytest.main(["-q", "-p", "no:cacheprovider", *(str(HERE / where) for where in PARTS.values()), *sys.argv[1:]], plugins=[told])
    for line in told.figures:
        sys.stdout.write(f"{line}\n")
    tried: Any = getattr(sys.modules.get("tests.test_any_text"), "TRIED", [0])
    sys.stdout.write(f"arbitrary texts tried: {tried[0]:,}\n")
    for name, number in told.counted.items():
        sys.stdout.write(f"{name}: {number:,}\n")
    for part, number in told.passed.items():
        sys.stdout.write(f"{part}: {number} tests passed\n")
    sys.stdout.write(f"{len(told.failed)} failed{': ' if told.failed else ''}{', '.join(told.failed)}\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
