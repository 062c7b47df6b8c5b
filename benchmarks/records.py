"""What `tracer answer` takes for call records of a large provider, beside `csv.reader` alone: `python -m benchmarks.records`.

Every planted call must be found, on its line, with its upstream; what is not ends the run with 1.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import measure

MOST_MB = 250
MOST_TIMES = 3.0  # csv.reader alone
_BLOCK = 20_000  # rows that are made once and written over and over
_BEGIN = datetime(2024, 4, 30, 12, tzinfo=UTC)
_READER = "import csv, sys\nfor row in csv.reader(open(sys.argv[1], newline='', encoding='utf-8')): pass"


def row(at: datetime, caller: str, called: str, trunk: str) -> str:
    """One of Asterisk's, as `cdr_csv` writes it with usegmtime."""
    begun = f"{at:%Y-%m-%d %H:%M:%S}"
    return (
        f'"","{caller}","1{called}","from-trunk","""Caller"" <{caller}>","PJSIP/{trunk}-0000a1b2","PJSIP/out-0000a1b3","Dial",'
        f'"PJSIP/1{called}@out,60,g","{begun}","{begun}","{at + timedelta(seconds=30):%Y-%m-%d %H:%M:%S}",30,30,"ANSWERED",'
        f'"DOCUMENTATION","{at.timestamp():.0f}.11",""\n'
    )


def write(folder: Path, rows: int, notices: int) -> dict[str, tuple[int, str]]:
    """Records, a trunk map and what is asked; where each call stands, and from whom it came."""
    chance = random.Random(3)
    planted = sorted(chance.sample(range(rows), notices))
    block = [
        row(_BEGIN + timedelta(seconds=k), f"303555{k % 100 + 100:04d}", f"404555{k % 97 + 100:04d}", f"t{k % 50}") for k in range(_BLOCK)
    ]
    asked = ["incident,provider,asked_at,call_at,caller,called,noted_on\n"]
    found: dict[str, tuple[int, str]] = {}
    with (folder / "Master.csv").open("w", encoding="utf-8") as file:
        at = 0
        for number, line in enumerate((*planted, rows)):
            while at < line:
                start = at % _BLOCK
                end = min(_BLOCK, start + line - at)
                file.writelines(block[start:end])
                at += end - start
            if line < rows:
                when = _BEGIN + timedelta(seconds=line % _BLOCK)
                caller, called = f"{609 + number // 100}555{number % 100 + 100:04d}", "2025550141"
                file.write(row(when, caller, called, f"t{number % 50}"))
                noticed = when - timedelta(seconds=90)
                asked.append(f"{number + 1},Fernwick Voice LLC,2024-05-02,{noticed:%Y-%m-%dT%H:%M:%SZ},+1{caller},+1{called},2024-05-02\n")
                found[f"itg-{number + 1}"] = line + 1, f"Customer {number % 50} LLC"
                at += 1
    (folder / "trunks.csv").write_text("trunk,provider\n" + "".join(f"t{k},Customer {k} LLC\n" for k in range(50)), encoding="utf-8")
    (folder / "asked.csv").write_text("".join(asked), encoding="utf-8")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records", description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000, help="call records (default: %(default)s)")
    parser.add_argument("--notices", type=int, nargs="+", default=[1, 200], help="how many calls are asked for (default: 1 and 200)")
    options = parser.parse_args()
    amiss = False
    for notices in options.notices:
        with tempfile.TemporaryDirectory(prefix="tracer-bench-") as name:
            folder = Path(name)
            wanted = write(folder, options.rows, notices)
            records = folder / "Master.csv"
            command = [
                *(sys.executable, "-c", "from tracer.cli import main; main()", "answer", str(folder / "asked.csv"), "--cdr", str(records)),
                *("--trunks", str(folder / "trunks.csv"), "--zone", "UTC", "--json"),
            ]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # and the file is in the cache
            found = {each["incident"]: (*(of["line"] for of in each["of"]), each["draft"]["received_from"]) for each in told["answers"]}
            plain = min(measure.run([sys.executable, "-c", _READER, str(records)]).seconds for _ in range(2))
            ours = min((measure.run(command) for _ in range(2)), key=lambda each: each.seconds)
            times, megabytes = ours.seconds / plain, ours.megabytes or 0
            amiss |= found != wanted or times > MOST_TIMES or megabytes > MOST_MB
            print(
                f"{options.rows:,} records, {records.stat().st_size / 1e6:,.0f} MB, {notices} notices: csv.reader alone {plain:.1f} s;"
                f" tracer answer {ours.seconds:.1f} s, {times:.2f} times that, {megabytes:.0f} MB at its largest;"
                f" {sum(found.get(k) == v for k, v in wanted.items())} of {len(wanted)} planted calls found"
            )
    return int(amiss)


if __name__ == "__main__":
    sys.exit(main())
