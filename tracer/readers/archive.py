"""Zip archives of documents: their members as bytes, within limits. No name from inside one is ever a path on the disk."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tracer.errors import BadDocument

MOST = 2_000  # members
LARGEST = 256 * 1024 * 1024  # bytes of a member
ALTOGETHER = 1024 * 1024 * 1024  # ... of all
RATIO = 200  # bytes out of one, of a member of a size that matters
NESTED = 2  # an archive in an archive
_MATTERS = 1024 * 1024
_OFFICE = frozenset(("[Content_Types].xml", "mimetype"))
_LEFT_OUT = re.compile(r"(?:^|/)(?:__MACOSX/|\.[^./])")


def is_office(source: Path | bytes) -> bool:
    """Whether it is a Word file or the like: a document, not an archive of some."""
    try:
        with zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source)) as held:
            return any(info.filename in _OFFICE for info in held.infolist()[:20])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def members(source: Path | bytes, name: str = "", depth: int = 0, budget: list[int] | None = None) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each document; those of an archive within come under its name. Raises BadDocument."""
    name = name or (source.name if isinstance(source, Path) else "the archive")
    left = budget if budget is not None else [ALTOGETHER, MOST]
    try:
        with zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source)) as held:
            for info in held.infolist():
                inner = shown(info.filename)
                if info.is_dir() or _LEFT_OUT.search(info.filename):
                    continue
                data = _read(held, info, f"{name}, {inner},", left)
                if data.startswith(b"PK\x03\x04") and not is_office(data):
                    if depth >= NESTED:
                        raise BadDocument(f"{name}, {inner}, is an archive within {NESTED + 1} others: unpack it by hand")
                    yield from ((f"{inner}/{each}", its) for each, its in members(data, f"{name}, {inner}", depth + 1, left))
                else:
                    yield inner, data
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise BadDocument(f"{name} is a broken archive ({type(error).__name__}): unpack it by hand and load the files") from error


def _read(held: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, left: list[int]) -> bytes:
    left[1] -= 1
    if left[1] < 0:
        raise BadDocument(f"{where} is one of more than {MOST:,} files in one archive: unpack it and load the folder")
    if info.flag_bits & 1:
        raise BadDocument(f"{where} is locked by a password: unpack it by hand and load the files")
    if info.file_size > LARGEST or (info.file_size > _MATTERS and info.file_size > RATIO * max(1, info.compress_size)):
        raise BadDocument(f"{where} would unpack to {info.file_size:,} bytes: if that is right, unpack it by hand and load the file")
    with held.open(info) as file:
        data = file.read(info.file_size + 1)  # what it says of its size is not believed
    left[0] -= len(data)
    if len(data) > info.file_size or left[0] < 0:
        raise BadDocument(f"{where} unpacks to more than it says, or than {ALTOGETHER >> 20} MB in all: unpack it by hand")
    return data


def shown(name: str) -> str:
    """A member's name to show: without what leads out of the archive, or cannot be printed."""
    steps = [step for step in PurePosixPath(name.replace("\\", "/")).parts if step not in ("/", "..", ".") and not step.endswith(":")]
    printable = "".join(c if c.isprintable() else "_" for c in "/".join(steps).encode("utf-8", "replace").decode())
    return printable[-200:] or "a file without a name"
