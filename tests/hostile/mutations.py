"""Specimens mutated in the ways in which documents vary, each read as a load reads it.

    python -m tests.hostile.mutations --seconds 3600 --seed 1      as many as that takes; what fails is printed, and kept in --keep
    python -m tests.hostile.mutations --seed 1 --only 4711         one of them again

Every document is told by the seed and its number: the same on every machine. Exits with 1 where something was found.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

from tests.hostile import seeds
from tests.hostile.judged import Judged, judge
from tracer import registry

ENOUGH = 20.0  # seconds of a processor that no document of this size may take: `tests/hostile/test_repeated.py` measures finer
FORMS = tuple(seeds.CONTAINERS)
TOKENS = (
    "\n", "\r", "\r\n", "\t", " ", "\u00a0", "\u200b", "\ufeff", "\u0301", "\u2026", "\u2014", "\u00b9", "\f", "\x00", "|", ";", ",", '"', "'",
    "(", ")", "[", "]", "<", ">", "</td>", "<br>", "=", "=3D", "=\n", "=?utf-8?q?", "?=", "--", "-", "*", "\\", "#", "$", "@", "://", "&nbsp;",
    "0", "1", "99", "2021", "No Response", "not ", "Inc.", "LLC", "47 U.S.C. ", "Attachment A", "Date: ", "From: ", "To: ", "Dear ", "Sincerely,",
    "Traceback #", "itg-", "N/A", "ditto", "Total", "https://portal.example/login?t=eyJhbGciOiJIUzI1NiJ9.eyJ1IjoxfQ.c2lnbmF0dXJlMTIz",
    "jane.doe@fernwickvoice.example", "token=abcdef0123456789", "[masked]",
)  # fmt: skip
CHARSETS = ("cp1252", "utf-16", "utf-8-sig", "latin-1", "cp437", "mac_roman", "utf-16-le", "shift_jis", "gb18030")


class Hang(BaseException):
    """A document that takes longer than any should."""


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Breaks off what takes more of a processor than that. On Windows there is no such alarm."""

    def ring(*_: object) -> None:
        raise Hang

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


# --- ways to vary --------------------------------------------------------------------------------------------------


def _lines(change: Callable[[random.Random, list[bytes]], None]) -> Callable[[random.Random, bytes], bytes]:
    @wraps(change)
    def changed(rng: random.Random, data: bytes) -> bytes:
        lines = data.split(b"\n")
        change(rng, lines)
        return b"\n".join(lines)

    return changed


@_lines
def swapped(rng: random.Random, lines: list[bytes]) -> None:
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]


@_lines
def dropped(rng: random.Random, lines: list[bytes]) -> None:
    at = rng.randrange(len(lines))
    del lines[at : at + rng.choice((1, 1, 2, 5))]


@_lines
def doubled(rng: random.Random, lines: list[bytes]) -> None:
    at = rng.randrange(len(lines))
    lines[at:at] = lines[at : at + rng.choice((1, 1, 3, 10))] * rng.choice((1, 2, 20))


@_lines
def joined(rng: random.Random, lines: list[bytes]) -> None:
    at = rng.randrange(len(lines))
    lines[at : at + 2] = [rng.choice((b" ", b"", b"\t")).join(lines[at : at + 2])]


@_lines
def broken(rng: random.Random, lines: list[bytes]) -> None:
    at = rng.randrange(len(lines))
    cut = rng.randrange(len(lines[at]) + 1)
    lines[at : at + 1] = [lines[at][:cut], lines[at][cut:]]


@_lines
def columns_moved(rng: random.Random, lines: list[bytes]) -> None:
    """Two columns of every line with cells change places."""
    mark = rng.choice((b"\t", b",", b"|", b"  "))
    a, b = rng.randrange(6), rng.randrange(6)
    for k, line in enumerate(lines):
        cells = line.split(mark)
        if len(cells) > max(a, b, 2):
            cells[a], cells[b] = cells[b], cells[a]
            lines[k] = mark.join(cells)


@_lines
def cells_dropped(rng: random.Random, lines: list[bytes]) -> None:
    mark = rng.choice((b"\t", b",", b"|"))
    for k in rng.sample(range(len(lines)), min(len(lines), 3)):
        cells = lines[k].split(mark)
        del cells[rng.randrange(len(cells))]
        lines[k] = mark.join(cells)


@_lines
def indented(rng: random.Random, lines: list[bytes]) -> None:
    by = rng.choice((b"> ", b"    ", b"\t", b">> ", b"| ", b"- ", b"1. "))
    at = rng.randrange(len(lines))
    for k in range(at, min(len(lines), at + rng.choice((1, 5, 1000)))):
        lines[k] = by + lines[k]


def marks_changed(rng: random.Random, data: bytes) -> bytes:
    old, new = rng.choice(((b"\t", b" | "), (b"\t", b"   "), (b"\t", b"\n"), (b",", b";"), (b" ", b"  "), (b" ", b"\xc2\xa0"), (b"\n", b"\n\n"), (b"\n\n", b"\n"), (b".", b""), (b"\n", b" ")))  # fmt: skip
    return data.replace(old, new)


def ends_changed(rng: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\r\r\n", b"\n\r", b"\x0b", b"\f", "\u2028".encode(), b"\x85")))


def recoded(rng: random.Random, data: bytes) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(CHARSETS), "replace")


def bytes_changed(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data or b" ")
    for _ in range(rng.choice((1, 1, 4, 32))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def put_in(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.choice((1, 1, 3))):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(TOKENS).encode() * rng.choice((1, 1, 1, 2, 50)) + data[at:]
    return data


def moved(rng: random.Random, data: bytes) -> bytes:
    a, b = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[a : min(b, a + 400)] + data[at:]


def cut_out(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[at + rng.choice((1, 3, 30, 300)) :]


def truncated(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return rng.choice((data[:at], data[at:]))


def numbers_changed(rng: random.Random, data: bytes) -> bytes:
    digits = [k for k, c in enumerate(data) if 48 <= c <= 57]
    changed = bytearray(data)
    for k in rng.sample(digits, min(len(digits), rng.choice((1, 5, 50)))):
        changed[k] = rng.choice(b"0123456789O:/.- ")
    return bytes(changed)


def case_changed(rng: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return rng.choice((text.upper(), text.lower(), text.title(), text.swapcase())).encode()


def spliced(rng: random.Random, data: bytes) -> bytes:
    other = rng.choice(list(seeds.specimens().values()))
    at, begin = rng.randrange(len(data) + 1), rng.randrange(len(other))
    return data[:at] + other[begin : begin + rng.choice((200, 2000, 20000))] + rng.choice((b"", data[at:]))


def encoding_broken(rng: random.Random, data: bytes) -> bytes:
    """Quoted-printable, base64 and boundaries of a mail, broken where they are."""
    old, new = rng.choice(((b"=\n", b"=\n\n"), (b"=", b"=="), (b"=3D", b"=3"), (b"--=", b"-="), (b"boundary", b"boundry"), (b"utf-8", b"utf-9"), (b"utf-8", b"us-ascii"), (b"8bit", b"base64"), (b"base64", b"quoted-printable"), (b"quoted-printable", b"x-uuencode"), (b"\n\n", b"\n"), (b"text/plain", b"text/html"), (b"multipart/", b"message/")))  # fmt: skip
    return data.replace(old, new, rng.choice((1, 1, -1)))


WAYS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    swapped, dropped, doubled, joined, broken, columns_moved, cells_dropped, indented, marks_changed, ends_changed, recoded, bytes_changed,
    put_in, put_in, moved, cut_out, truncated, numbers_changed, case_changed, spliced, encoding_broken,
)  # fmt: skip


def mutated(seed: int, number: int) -> tuple[bytes, str, str]:
    """The document of that number: its bytes, its name, and what was done to it."""
    rng = random.Random(f"{seed}.{number}")
    specimen = rng.choice(list(seeds.specimens()))
    form = rng.choice(("text", "text", "text", *FORMS))
    suffix, written = seeds.CONTAINERS[form]
    if form == "text" and not specimen.endswith(".txt"):
        suffix = specimen[-4:]
    data = seeds.specimens()[specimen]
    inside = [rng.choice(WAYS) for _ in range(rng.choice((0, 1, 1, 2, 4)))]
    outside = [rng.choice(WAYS) for _ in range(rng.choice((0, 0, 1, 2)) if inside else 1)]
    for way in inside:
        data = way(rng, data)
    data = written(data)
    if rng.random() < 0.05:
        data, suffix, form = seeds.as_zip(data), ".zip", f"{form} in zip"
    elif rng.random() < 0.05:
        data, suffix, form = seeds.as_attachment(data), ".eml", f"{form} attached"
    for way in outside:
        data = way(rng, data)
    ways = " ".join([*(way.__name__ for way in inside), form, *(way.__name__ for way in outside)])
    return data, f"document{suffix}", f"{specimen} {ways}"


def faults_of(seed: int, number: int, folder: Path) -> tuple[Judged, str]:
    """What became of the document of that number, and what it was."""
    data, name, told = mutated(seed, number)
    others = [each.name for each in registry.available()]
    judged = Judged()
    try:
        with watched(ENOUGH):
            judged = judge(data, name, folder, loaders=[others[number % len(others)]])
    except Hang:
        judged.faults.append(f"hang: {traceback.format_exc(limit=-6)}")
    except Exception:  # noqa: BLE001  whatever it is, the next is to be tried
        judged.faults.append(f"crash: {traceback.format_exc(limit=-6)}")
    return judged, told


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", type=int, help="the number of one document")
    options.add_argument("--keep", type=Path, help="a folder for the documents in which something was found")
    chosen = options.parse_args()
    tried: Counter[str] = Counter()
    claims: Counter[str] = Counter()
    found = number = 0
    until = time.monotonic() + chosen.seconds
    with tempfile.TemporaryDirectory() as name:
        while time.monotonic() < until:
            number = chosen.only if chosen.only is not None else number + 1
            judged, told = faults_of(chosen.seed, number, Path(name))
            for outcome in judged.outcomes:
                tried[outcome] += 1
                claims[outcome] += judged.claims
            if judged.faults:
                found += 1
                print(f"{number}: {told}", *(f"    {fault[:3000]}" for fault in judged.faults[:3]), sep="\n", flush=True)
                if chosen.keep:
                    chosen.keep.mkdir(parents=True, exist_ok=True)
                    data, suffixed, _ = mutated(chosen.seed, number)
                    chosen.keep.joinpath(f"{number}{Path(suffixed).suffix}").write_bytes(data)
            if chosen.only is not None:
                break
    print(f"{number if chosen.only is None else 1:,} documents, {found:,} with a fault")
    for outcome, times in sorted(tried.items()):
        print(f"    {outcome}: {times:,} times, {claims[outcome]:,} claims")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
