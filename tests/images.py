"""Base images by digest: `make image-digests` writes today's into Dockerfile and docker-compose.yml; `make release-images` fails where one lacks.

A digest can only be asked of a registry, through Docker. So it is not made up where none answers: the tags stay, and a release does not pass.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.places import SOURCE

# Where an image stands that a build or a start takes unless somebody names another; its tag, and its digest if it has one.
_NAMED = r"(?P<tag>[a-z0-9./-]+:[\w.-]+)(?P<digest>@sha256:[0-9a-f]{64})?"
SLOTS = {
    "Dockerfile": re.compile(rf"(?<=^ARG PYTHON=){_NAMED}$", re.M),
    "docker-compose.yml": re.compile(rf"(?:(?<=TRACER_PYTHON:-)|(?<=NEO4J_IMAGE:-)){_NAMED}(?=}})"),
}


def unpinned(folder: Path) -> list[str]:
    """Each image that stands by its tag alone, with the file that names it."""
    found = [(name, m["tag"], m["digest"]) for name, slot in SLOTS.items() for m in slot.finditer((folder / name).read_text("utf-8"))]
    return [f"{name}: {tag} has no digest" for name, tag, digest in found if digest is None]


def pin(folder: Path, digest_of: Callable[[str], str]) -> list[str]:
    """Write the digest of each image beside its tag; what was written. Nothing is, unless all could be asked."""
    known: dict[str, str] = {}

    def pinned(found: re.Match[str]) -> str:
        tag = found["tag"]
        if tag not in known:
            known[tag] = digest_of(tag)
            if not re.fullmatch(r"sha256:[0-9a-f]{64}", known[tag]):
                raise ValueError(f"{known[tag][:80]!r} is no digest of {tag}")
        return f"{tag}@{known[tag]}"

    texts = {folder / name: slot.sub(pinned, (folder / name).read_text("utf-8")) for name, slot in SLOTS.items()}
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
    return [f"{tag}@{digest}" for tag, digest in known.items()]


def asked_of_docker(tag: str) -> str:
    command = ["docker", "buildx", "imagetools", "inspect", tag, "--format", "{{.Manifest.Digest}}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main(words: list[str]) -> int:
    if words == ["--check"]:
        found = unpinned(SOURCE)
        sys.stdout.write("".join(f"{line}: make image-digests\n" for line in found) or "every base image stands by its digest\n")
        return bool(found)
    try:
        sys.stdout.write("".join(f"{line}\n" for line in pin(SOURCE, asked_of_docker)))
    except (OSError, ValueError, subprocess.CalledProcessError) as reason:
        said = str(getattr(reason, "stderr", "") or reason).strip().splitlines()
        sys.stdout.write(f"no registry could be asked, and nothing is written: {said[0] if said else reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
