"""Workbooks (XLSX, XLS, ODS): the rows of the one sheet that shows anything, as lines of CSV.

A line has the number of its row. What a cell shows is kept, not how: dates come as ISO 8601, whole numbers without decimals.
What a sheet hides is left out, and said to be: of a hidden row the line stays, and is empty. An error of a cell stays as shown.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part, Remark
from tracer.readers import _sheet_hidden
from tracer.readers.text import HEAD
from tracer.text import CELL_ERROR

_LARGEST = 500_000_000  # bytes of a workbook unpacked
_OLE = b"\xd0\xcf\x11\xe0"
_FEW = 10  # hidden rows or columns that a remark names

Cell = int | float | str | bool | date | datetime | time | timedelta


class _Doubts(NamedTuple):
    """What is to be said of a sheet, by what it concerns."""

    hidden: list[str]
    struck: list[str]
    comments: list[str]


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
    lines, doubts = _lines(path, name, sheet)
    notes = [Remark("text-hidden", 1, len(lines), each) for each in doubts.hidden]
    notes += [Remark("cell-struck", 1, len(lines), each) for each in doubts.struck]
    notes += [Remark("cell-comment", 1, len(lines), each) for each in doubts.comments]
    head, size = [], 0
    for line in lines:
        head.append(line)
        size += len(line)
        if size > HEAD:
            break

    @cache
    def parts() -> tuple[Part, ...]:
        return (Part(tuple(line.removesuffix("\n") for line in lines)),)

    return Document(sha256, name, "text", "".join(head)[:HEAD], parts, lambda: iter(lines), noted_on, lambda: notes)


def _lines(path: Path, name: str, sheet: str | None) -> tuple[list[str], _Doubts]:
    """The lines, and what is to be said of what the workbook does not show, or shows as more than its words."""
    import python_calamine

    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as file:
                if sum(each.file_size for each in file.infolist()) > _LARGEST:
                    raise BadDocument(f"{name} is larger than {_LARGEST // 1_000_000} MB unpacked: save its sheet as CSV and load that")
        book = python_calamine.CalamineWorkbook.from_path(path)
        wanted = [each for each in book.sheet_names if sheet in (None, each)]
        unseen = {each.name for each in book.sheets_metadata if each.visible != python_calamine.SheetVisibleEnum.Visible}
        sheets = {each: book.get_sheet_by_name(each).to_python(skip_empty_area=False) for each in wanted}
    except BadDocument:
        raise
    except Exception as error:  # the library lets all sorts of errors through where a file is broken
        raise BadDocument(f"{name} is a broken workbook, or locked by a password: save its sheet as CSV and load that") from error
    if not wanted:
        listed = ", ".join(book.sheet_names)[:200]
        raise BadDocument(f"{name} has no sheet {sheet!r}: it has {listed}; name one of these in the map")
    filled = {each: rows for each, rows in sheets.items() if _holds(rows)}
    if not filled:
        raise BadDocument(f"{name} is empty: give a workbook with a sheet that holds the list")
    left_out = []
    if hidden := [each for each in filled if each in unseen]:
        done = "were left out" if sheet is None else "were read, as the map names them"
        left_out.append(f"sheets that the workbook does not show {done}: {len(hidden):,} ({', '.join(hidden)[:200]})")
    shown = filled if sheet is not None else {each: rows for each, rows in filled.items() if each not in unseen}
    spans_of = _sheet_hidden.hidden(path, shown)
    for each, spans in spans_of.items():
        left_out += [f"sheet {each[:200]}: {what}" for what in _taken_out(shown[each], spans)]
    shown = {each: rows for each, rows in shown.items() if _holds(rows)}
    if not shown:
        how = "show what is to be read, or name its sheet in a map (sheet = ...)"
        raise BadDocument(f"{name} shows nothing of what it holds ({'; '.join(left_out)[:400]}): {how}")
    if len(shown) > 1:
        listed = ", ".join(shown)[:200]
        how = "save the one to be read as a file of its own, or name it in a map (sheet = ...)"
        raise BadDocument(f"{name} has {len(shown)} sheets that hold something ({listed}): {how}")
    [(only, rows)] = shown.items()
    marks = spans_of[only]
    struck = [(k, column) for k, column in marks.struck if k < len(rows) and _holds([rows[k][column : column + 1]])] if marks else []
    return list(_csv(rows)), _Doubts(
        left_out,
        _counted(f"sheet {only[:200]}: cells that are struck through were read as they stand", struck),
        _counted(f"sheet {only[:200]}: comments on cells were not read", marks.comments if marks else []),
    )


def _holds(rows: Sequence[Sequence[Cell]]) -> bool:
    return any(cell != "" for row in rows for cell in row)


def _taken_out(rows: list[list[Cell]], hidden: _sheet_hidden.Hidden | None) -> Iterator[str]:
    """Put its errors into a sheet, and empty what it hides; what is said of that, where it held something."""
    if hidden is None:
        yield "whether it shows all of its rows and columns cannot be told, nor which empty cells are errors (#N/A)"
        return
    for (number, column), error in hidden.errors.items():
        if number < len(rows):  # where the library gives nothing
            rows[number] += [""] * (column + 1 - len(rows[number]))
            rows[number][column] = error if CELL_ERROR.fullmatch(error) else "#ERROR!"
    unseen = [k for k in _sheet_hidden.numbers(hidden.rows, len(rows)) if _holds([rows[k]])]
    width = max(map(len, rows), default=0)
    columns = [k for k in _sheet_hidden.numbers(hidden.columns, width) if _holds([row[k : k + 1] for row in rows])]
    for k in unseen:
        rows[k] = []
    for row in rows if columns else ():
        for k in columns:
            row[k : k + 1] = [""] * len(row[k : k + 1])
    for what, left_out in (("rows", [str(k + 1) for k in unseen]), ("columns", list(map(_letters, columns)))):
        if left_out:
            more = ", ..." if len(left_out) > _FEW else ""
            yield f"{what} that it does not show were left out: {len(left_out):,} ({', '.join(left_out[:_FEW])}{more})"


def _counted(what: str, cells: Sequence[tuple[int, int]]) -> list[str]:
    """That of so many cells, in one line; nothing of none."""
    named = ", ".join(f"{_letters(column)}{row + 1}" for row, column in cells[:_FEW])
    return [f"{what}: {len(cells):,} ({named}{', ...' if len(cells) > _FEW else ''})"] if cells else []


def _letters(column: int) -> str:
    """A column's name: A to Z, AA, AB ..."""
    more, last = divmod(column, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)


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
