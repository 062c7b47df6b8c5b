"""Whether a library in requirements/ is known to be vulnerable: `python -m tests.audit PIP-AUDIT`, or make audit.

Fails where one is. Where the data cannot be had (no network, a mirror without them) it says so, and does not fail.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.licences import REQUIREMENTS

# One library first: where nothing is known of that one, nobody is asked for the others.
ASKED = (("build.txt",), ("build.txt", "dev.txt", "image.txt", "supply.txt", "uv.txt"))
NO_NETWORK = re.compile(r"requests\.exceptions\.\w+|urllib3\.exceptions\.\w+|Could not connect|not redirecting properly|Connection\w*Error")


class Judged(NamedTuple):
    failed: bool
    says: str
    whole: bool  # each library was looked up


def judged(report: str | None, said: str) -> Judged:
    """What pip-audit found, by its report in JSON, and by its last words where there is none."""
    if report is None:
        last = (said.strip().splitlines() or ["no word"])[-1]
        if NO_NETWORK.search(last):
            return Judged(False, f"NOT AUDITED: the Python package index does not answer ({last[:120]})", False)
        return Judged(True, f"pip-audit failed: {last[:500]}", False)
    libraries = json.loads(report)["dependencies"]
    found = [
        f"{each['name']} {each['version']}: {bug['id']} (mended in {', '.join(bug['fix_versions']) or 'no version yet'})"
        for each in libraries
        for bug in each.get("vulns", ())
    ]
    if found:
        return Judged(True, "\n".join(["Known to be vulnerable:", *found]), False)
    passed_over = [each["name"] for each in libraries if "skip_reason" in each]
    if passed_over:
        return Judged(False, f"NOT AUDITED: {len(passed_over)} of {len(libraries)} libraries: nothing is told of them here", False)
    return Judged(False, f"{len(libraries)} libraries looked up, none known to be vulnerable", True)


def audit(program: str, locks: tuple[str, ...]) -> Judged:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        given = [word for lock in locks for word in ("--requirement", str(REQUIREMENTS / lock))]
        command = [
            program,
            "--require-hashes",
            "--disable-pip",
            "--progress-spinner=off",
            "--timeout=10",
            "--format=json",
            f"--output={report}",
        ]
        ran = subprocess.run([*command, *given], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        return judged(report.read_text(encoding="utf-8") if report.is_file() else None, ran.stderr)


def main() -> int:
    result = Judged(False, "", True)
    for locks in ASKED:
        if result.whole:
            result = audit(sys.argv[1], locks)
    print(result.says)
    return int(result.failed)


if __name__ == "__main__":
    sys.exit(main())
