"""Workbooks (XLSX, XLS, ODS): the rows of the one sheet that holds anything, as lines of CSV.

A line has the number of its row. What a cell shows is kept, not how: dates come as ISO 8601, whole numbers without decimals.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part
from tracer.readers.text import HEAD

_LARGEST = 500_000_000  # bytes of a workbook unpacked
_OLE = b"\xd0\xcf\x11\xe0"

Cell = int | float | str | bool | date | datetime | time | timedelta


def is_workbook(path: Path, head: bytes, name: str) -> bool:
    """Whether a file is a workbook, by what it holds."""
    if head.startswith(_OLE):
        return name.lower().endswith(".xls")
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(path) as file:
            inside = set(file.namelist())
            if "xl/workbook.xml" in inside or "xl/workbook.bin" in inside:
                return True
            return "mimetype" in inside and file.open("mimetype").read(100).endswith(b"opendocument.spreadsheet")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return False


def document(path: Path, name: str, sha256: str, noted_on: Moment | None, sheet: str | None = None) -> Document:
    """`sheet`: the one to read, where several hold something."""
    lines = _lines(path, name, sheet)
    head, size = [], 0
    for line in lines:
        head.append(line)
        size += len(line)
        if size > HEAD:
            break

    @cache
    def parts() -> tuple[Part, ...]:
        return (Part(tuple(line.removesuffix("\n") for line in lines)),)

    return Document(sha256, name, "text", "".join(head)[:HEAD], parts, lambda: iter(lines), noted_on)


def _lines(path: Path, name: str, sheet: str | None) -> list[str]:
    import python_calamine

    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as file:
                if sum(each.file_size for each in file.infolist()) > _LARGEST:
                    raise BadDocument(f"{name} is larger than {_LARGEST // 1_000_000} MB unpacked: save its sheet as CSV and load that")
        book = python_calamine.CalamineWorkbook.from_path(path)
        wanted = [each for each in book.sheet_names if sheet in (None, each)]
        sheets = {each: book.get_sheet_by_name(each).to_python(skip_empty_area=False) for each in wanted}
    except BadDocument:
        raise
    except Exception as error:  # the library lets all sorts of errors through where a file is broken
        raise BadDocument(f"{name} is a broken workbook, or locked by a password: save its sheet as CSV and load that") from error
    if not wanted:
        listed = ", ".join(book.sheet_names)[:200]
        raise BadDocument(f"{name} has no sheet {sheet!r}: it has {listed}; name one of these in the map")
    filled = {each: rows for each, rows in sheets.items() if any(cell != "" for row in rows for cell in row)}
    if not filled:
        raise BadDocument(f"{name} is empty: give a workbook with a sheet that holds the list")
    if len(filled) > 1:
        listed = ", ".join(filled)[:200]
        how = "save the one to be read as a file of its own, or name it in a map (sheet = ...)"
        raise BadDocument(f"{name} has {len(filled)} sheets that hold something ({listed}): {how}")
    return list(_csv(next(iter(filled.values()))))


def _csv(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    width = max((k + 1 for row in rows for k, cell in enumerate(row) if cell != ""), default=0)
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow([_printed(cell) for cell in row[:width]])
        yield out.getvalue()


def _printed(cell: Cell) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
    return " ".join(str(cell).split())
