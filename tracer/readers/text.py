"""Plain text: physical lines, as any editor counts them."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part

HEAD = 64 * 1024  # enough to recognise a kind of document by


def document(path: Path, head: bytes, name: str, sha256: str, noted_on: Moment | None) -> Document:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadDocument(f"{name} is UTF-16, not UTF-8: save it as UTF-8 and load that")
    if b"\0" in head:
        raise BadDocument(f"{name} is neither text nor mail nor PDF: give the document as one of these")

    def stream() -> Iterator[str]:
        with path.open("rb") as file:  # in binary a line ends at \n alone; in text also at a bare \r
            for number, line in enumerate(file, 1):
                yield _decoded(line.removeprefix(codecs.BOM_UTF8) if number == 1 else line, name, number)

    @cache
    def parts() -> tuple[Part, ...]:
        return (Part(tuple(line.removesuffix("\n").removesuffix("\r") for line in stream())),)

    try:  # not final: the head may end within a character
        start = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=False)
    except UnicodeDecodeError as error:
        raise BadDocument(_not_utf8(name, head[: error.start].count(b"\n") + 1)) from error
    return Document(sha256, name, "text", start, parts, stream, noted_on)


def _decoded(line: bytes, name: str, number: int) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadDocument(_not_utf8(name, number)) from error


def _not_utf8(name: str, line: int) -> str:
    return f"{name} is not UTF-8 (line {line}): save it as UTF-8 and load that"


def lines_of(text: str) -> tuple[str, ...]:
    """A text's lines, split at line feeds only: `splitlines` would also split at form feeds and U+2028."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return tuple(lines[:-1] if lines[-1] == "" else lines)
