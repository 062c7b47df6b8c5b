"""Plain text: physical lines, as any editor counts them."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part, Remark, Unread
from tracer.readers.charset import fitting, in_prolog
from tracer.text import mask_cut

HEAD = 64 * 1024  # enough to recognise a kind of document by
_ENDED = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")  # a line with its end: also that of an old Macintosh, CR alone
_AT_ONCE = 16 * 1024  # bytes of lines that are read
_RETURN = ord("\r")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def document(path: Path, head: bytes, name: str, sha256: str, noted_on: Moment | None) -> Document:
    if b"\0" in head and not head.startswith(_WIDE):
        raise BadDocument(f"{name} is neither text nor mail nor PDF: give the document as one of these")
    notes: dict[Unread | Remark, None] = {}
    other: list[str] = []  # the character set of the lines that are not UTF-8, once one was met
    declared = in_prolog(head)

    def stream() -> Iterator[str]:
        before = 0
        for lines in _lines(path):
            try:
                yield from [line.decode("utf-8") for line in lines]
            except UnicodeDecodeError:
                yield from itertools.starmap(decoded, enumerate(lines, before + 1))
            before += len(lines)

    def decoded(number: int, line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            if declared not in (None, "utf-8"):
                return line.decode(declared, "replace")
            if not other:
                other.append(fitting(head if number <= head.count(b"\n") + 1 else line))
                assumed = f"not UTF-8 from this line on: read as {other[0]}"
                notes[Remark("charset-assumed", number, number, assumed)] = None
            return line.decode(other[0], "replace")

    @cache
    def parts() -> tuple[Part, ...]:
        return (Part(tuple(mask_cut(line.rstrip("\r\n") for line in stream()))),)

    start = ""
    for line in (f"{raw[:-1]}\n" if raw.endswith("\r") else raw for raw in stream()):
        start += line if len(start) + len(line) <= HEAD else line[: HEAD - len(start)]
        if len(start) >= HEAD:
            break
    notes.clear()  # what the head says is said again when the document is read
    other.clear()
    return Document(sha256, name, "text", start, parts, stream, noted_on, lambda: tuple(notes))


def _lines(path: Path) -> Iterator[list[bytes]]:
    """Many at once, as each by itself takes its time."""
    with path.open("rb") as file:  # in binary a line ends at \n alone: where a bare \r is one, it is split below
        mark = file.read(3)
        if mark.startswith(_WIDE):
            with path.open(encoding="utf-16", errors="replace", newline="") as wide:
                yield from ([line.encode("utf-8", "replace")] for line in wide)
            return
        file.seek(len(codecs.BOM_UTF8) if mark == codecs.BOM_UTF8 else 0)
        while lines := file.readlines(_AT_ONCE):
            if _RETURN in b"".join(lines):
                bare = (_RETURN in line.removesuffix(b"\r\n") for line in lines)
                lines = [found for line, is_one in zip(lines, bare, strict=True) for found in (_ENDED.findall(line) if is_one else [line])]
            yield lines


def lines_of(text: str) -> tuple[str, ...]:
    """A text's lines, split at line feeds only: `splitlines` would also split at form feeds and U+2028."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return tuple(lines[:-1] if lines[-1] == "" else lines)
