"""Fuzzing led by coverage, with atheris: specimens are mutated, and what makes the program walk where it had not been is kept.

    python -m tests.hostile.fuzz --seconds 600          until something is found or the time is up; make fuzz does that
    python -m tests.hostile.fuzz FILE...                inputs that were found, once more; works without atheris

atheris is made for Linux on x86-64 alone. Elsewhere `python -m tests.hostile.mutations` does the same without knowing where the
program walks.

An input is one byte that chooses the container, one that chooses the loader it is taken for as well, then the text in it.
What was found lies in the folder --keep, as such an input and as the document that it makes.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.hostile import seeds

FORMS = tuple(seeds.CONTAINERS)
LOADERS = ("ag_notice", "fcc_letter", "fcc_order", "ftc_letter", "hop_list", "itg_mailbox")
LONGEST = 40_000
TOO_LONG = 300  # seconds, by the clock, after which even a C function is broken off: others may be computing meanwhile


class Found(Exception):
    """What must not be."""


def document(given: bytes) -> tuple[bytes, str, str]:
    """What an input stands for: the bytes of a document, its name, the loader it is taken for as well."""
    suffix, written = seeds.CONTAINERS[FORMS[given[0] % len(FORMS)]]
    return written(given[2:]), f"document{suffix}", LOADERS[given[1] % len(LOADERS)]


def check(given: bytes, folder: Path) -> None:
    from tests.hostile.judged import judge

    if len(given) > 2:
        data, name, loader = document(given)
        if faults := judge(data, name, folder, loaders=[loader]).faults:
            raise Found("\n".join(faults[:5]))


def inputs() -> dict[str, bytes]:
    """The specimens as inputs: each as text, and in one other container."""
    found = {}
    for number, (name, data) in enumerate(seeds.specimens().items()):
        for form in (0, 1 + number % (len(FORMS) - 1)):
            found[f"{name}.{form}"] = bytes((form, number % len(LOADERS))) + data
    return found


def fuzz(seconds: int, seed: int, keep: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["tracer"]):
        from tracer import intake, registry  # noqa: F401
        from tracer.readers import archive, docx, html, mail, outlook, pdf, places, sheet  # noqa: F401

        registry.available()

    from tests.hostile.mutations import ENOUGH, WAYS, watched  # not before: it imports what is to be watched

    def mutate(given: bytes, most: int, number: int) -> bytes:
        """By bytes, as atheris does, or in a way in which documents vary."""
        rng = random.Random(number)
        if len(given) < 3 or rng.random() < 0.3:
            return bytes(atheris.Mutate(given, most))
        first = bytes((rng.randrange(256), rng.randrange(256))) if rng.random() < 0.1 else given[:2]
        return (first + rng.choice(WAYS)(rng, given[2:]))[:most]

    def within_time(given: bytes) -> None:
        with watched(ENOUGH):
            check(given, folder)

    with tempfile.TemporaryDirectory() as name:
        folder, corpus = Path(name, "read"), Path(name, "corpus")
        folder.mkdir()
        corpus.mkdir()
        for each, data in inputs().items():
            corpus.joinpath(each).write_bytes(data)
        keep.mkdir(parents=True, exist_ok=True)
        options = [
            f"-max_total_time={seconds}",
            f"-seed={seed}",
            f"-timeout={TOO_LONG}",
            f"-max_len={LONGEST}",
            f"-artifact_prefix={keep}/",
        ]
        atheris.Setup(
            [sys.argv[0], *options, "-len_control=0", "-print_final_stats=1", str(corpus)],
            within_time,
            custom_mutator=mutate,
        )
        atheris.Fuzz()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=600)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, default=Path("fuzz-found"))
    options.add_argument("again", nargs="*", type=Path, metavar="FILE")
    chosen = options.parse_args()
    for path in chosen.again:
        given = path.read_bytes()
        data, name, loader = document(given)
        made = path.with_suffix(Path(name).suffix)
        made.write_bytes(data)
        print(f"{path} is {made}, taken for {loader} as well")
        with tempfile.TemporaryDirectory() as folder:
            check(given, Path(folder))
    if not chosen.again:
        try:
            import atheris  # noqa: F401
        except ImportError:
            print("atheris is not made for this machine: python -m tests.hostile.mutations runs on all", file=sys.stderr)
            return 1
        fuzz(chosen.seconds, chosen.seed, chosen.keep)
    return 0


if __name__ == "__main__":
    sys.exit(main())
