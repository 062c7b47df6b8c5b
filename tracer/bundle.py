"""A case shared as one zip: the page, the figure, tables as CSV, the exhibits behind them, and the checksums of all.

Many mail gateways quarantine an HTML file and let a zip through. The same content gives the same bytes, on any machine.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import os
import re
import shutil
import stat
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tracer.errors import BadInput
from tracer.exhibits import Exhibits
from tracer.model import Evidence
from tracer.render.plain import as_csv

SUMS = "SHA256SUMS"
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold
_UNIX = 3
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


def write(
    target: Path,
    *,
    files: Mapping[str, bytes | str],
    tables: Mapping[str, tuple[Sequence[str], Iterable[Mapping[str, object]]]],
    force: bool,
) -> None:
    """Write the zip, whole or not at all: `files` as they are, each table as a CSV, and SHA256SUMS as `sha256sum -c` reads it.

    Raises BadInput.
    """
    check(target, force=force)
    data = _zip([*files.items(), *((f"{name}.csv", "".join(as_csv(rows, columns))) for name, (columns, rows) in tables.items())])
    put(target, data)


def check(target: Path, *, force: bool) -> None:
    """Whether a file may be written there. Its folder need not exist: `put` makes it. Raises BadInput."""
    _check_above(target)
    if target.is_dir():
        raise BadInput(f"{target} is a folder: name a file")
    if _names_an_open_file(target) or (target.exists() and not target.is_file()):  # a device or a pipe, which a file would replace
        raise BadInput(f"{target} is no regular file: name another")
    if target.exists() and not force:
        raise BadInput(f"{target} exists: give --force to replace it")


def _names_an_open_file(target: Path) -> bool:
    """Whether it is `/dev/stdout` or the like: refused even where that is a regular file at the moment."""
    paths = [target, *([target.parent / target.readlink()] if target.is_symlink() else [])]
    return any(Path("/proc") in path.parent.resolve().parents for path in paths)


def _check_above(target: Path) -> None:
    """Whether the parent folder exists or can be made. Raises BadInput."""
    existing = next((parent for parent in target.parents if parent.exists()), target)
    if not existing.is_dir():
        raise BadInput(f"{target} cannot be written ({existing} is no folder): choose another place")


def put(target: Path, data: bytes) -> None:
    """Write a file, whole or not at all; its folder is made where it is missing. Raises BadInput."""
    try:
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.absolute().parent, prefix=".tracer-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BadInput(f"{target} cannot be written ({error.strerror}): choose another place") from None


def check_folder(target: Path) -> None:
    """Whether a folder may be written there: a new or an empty one. Raises BadInput."""
    _check_above(target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadInput(f"{target} is there and not empty: name a new folder")


def put_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder that is new or empty, with these files, whole or not at all. Raises BadInput."""
    check_folder(target)
    try:
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=target.absolute().parent, prefix=".tracer-"))
        try:
            for name, data in files.items():
                put(temporary / name, data)
            temporary.chmod(0o777 & ~_umask())
            if target.exists():
                target.rmdir()
            temporary.replace(target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise BadInput(f"{target} cannot be written ({error.strerror}): choose another place") from None


def _umask() -> int:
    """The permissions that the user withholds from new files."""
    withheld = os.umask(0o077)  # it can be read only by setting it
    os.umask(withheld)
    return withheld


def _zip(members: Sequence[tuple[str, bytes | str]]) -> bytes:
    names = [name for name, _ in members]
    if not all(map(plain_name, names)) or len({SUMS.casefold(), *map(str.casefold, names)}) <= len(names):
        raise ValueError(f"members of a bundle need plain names of their own: {names}")
    data_by_name = {name: data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace") for name, data in sorted(members)}
    data_by_name[SUMS] = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in data_by_name.items()).encode("ascii")
    return stored_zip(data_by_name)


def plain_name(name: str) -> bool:
    """Whether a file of a bundle may have this name: it is no path to anywhere else."""
    return bool(_NAME.fullmatch(name))


def stored_zip(data_by_name: Mapping[str, bytes]) -> bytes:
    """A zip of these files, in their order; its bytes depend on nothing else."""
    buffer = io.BytesIO()
    # Stored, not deflated: the output of a compressor depends on its version.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for name, data in data_by_name.items():
            member = zipfile.ZipInfo(name, _BEGINNING)
            member.create_system = _UNIX
            member.external_attr = (stat.S_IFREG | 0o644) << 16
            bundle.writestr(member, data)
    return buffer.getvalue()


# --- the figure as a picture ---------------------------------------------------------------------------------------

_LARGEST = 10_000  # pixels of the longer side
_SIDE = re.compile(r"\b(width|height|viewBox)=[\"']([^\"']*)")
_LETTER = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="4" y="30" font-size="24">{}</text></svg>'
NO_FONT = """figure.png was not made: this computer has no font that text could be drawn with.
figure.svg holds the same figure: any browser shows it. Install a font (on Linux e.g. fonts-dejavu) and write the bundle again.
"""


def picture(svg: str) -> dict[str, bytes]:
    """The figure as `figure.png`, twice its size, on white; nothing where `calltracer[pictures]` is not installed.

    Text is drawn with the fonts of the system. Where the system has none, `figure.txt` says so instead.
    """
    try:
        drawing = importlib.import_module("resvg_py")  # optional, so this module does not import it
    except ImportError:
        return {}
    if _png(drawing, _LETTER.format("A")) == _png(drawing, _LETTER.format("")):
        return {"figure.txt": NO_FONT.encode("ascii")}
    return {"figure.png": _png(drawing, svg, zoom=min(2.0, _LARGEST / _longer_side(svg)), background="white")}


def _png(drawing: Any, svg: str, **options: object) -> bytes:
    return bytes(drawing.svg_to_bytes(svg_string=svg, **options))


def _longer_side(svg: str) -> float:
    attributes = dict(_SIDE.findall(m[0] if (m := re.search(r"<svg\b[^>]*>", svg)) else ""))
    sides = [attributes.get("width", ""), attributes.get("height", ""), *attributes.get("viewBox", "").split()[2:]]
    return max((float(m[0]) for side in sides if (m := re.match(r"\d+(?:\.\d+)?(?=(?:px)?$)", side))), default=0.0) or 1.0


# --- exhibits ------------------------------------------------------------------------------------------------------


def exhibits(
    claims: Iterable[Evidence], entries: Sequence[Mapping[str, object]], numbered: Mapping[str, str] | None = None
) -> list[dict[str, object]]:
    """Each document behind an export once: its number, its hash and name, the lines referred to, when it was loaded and by whom.

    `claims`: all the evidence. `entries`: the case's journal; of a document loaded again, the first load counts, since the case
    has held it from then on. `numbered`: of a masked copy, the hash of each document by its number there: the copy gives no
    hash, which could identify the document, and no login.
    """
    numbered = numbered or {}
    loaded: dict[object, Mapping[str, object]] = {}
    for entry in entries:
        if entry["did"] == "loaded":
            loaded.setdefault(entry["document"], entry)
        elif entry["did"] == "forgot":
            loaded.pop(entry["document"], None)
    rows = []
    for exhibit in Exhibits(claims).all:
        document = exhibit.document
        spans = {
            (passage.claim.place.part or 0, passage.claim.place.page or 0, passage.claim.place.line_from, passage.claim.place.line_to)
            for passage in exhibit.passages
        }
        entry, lines = loaded.get(numbered.get(document, document), {}), "; ".join(_places(spans))
        row: dict[str, object] = {"exhibit": exhibit.number, "document": exhibit.name}
        row |= {"number": document} if document in numbered else {"sha256": document}
        row |= {"lines": lines, "loaded_at": entry.get("at")}
        rows.append(row if document in numbered else {**row, "loaded_by": entry.get("who")})
    return rows


def _places(spans: Iterable[tuple[int, int, int, int]]) -> Iterator[str]:
    """`message 2: lines 3–9, 12`, each part and page once; spans that touch are merged."""
    merged: dict[tuple[int, int], list[list[int]]] = defaultdict(list)
    for part, page, first, last in sorted(spans):
        ranges = merged[part, page]
        if ranges and first <= ranges[-1][1] + 1:
            ranges[-1][1] = max(ranges[-1][1], last)
        else:
            ranges.append([first, last])
    for (part, page), ranges in merged.items():
        where = ", ".join(([f"message {part}"] if part else []) + ([f"page {page}"] if page else []))
        single_line = len(ranges) == 1 and ranges[0][0] == ranges[0][1]
        lines = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)
        yield f"{where}{': ' if where else ''}{'line' if single_line else 'lines'} {lines}"
