"""Tables: a folder of CSV files, or one workbook (XLSX, by openpyxl, the extra `xlsx`). No cell in them is a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tracer.bundle import stored_zip
from tracer.errors import BadInput
from tracer.exports import COLUMNS, Cell, Content
from tracer.render.plain import as_csv, safe_cell, when

MOST_ROWS = 1_048_576  # of a sheet, with its heading
MOST_TEXT = 32_767  # characters of a cell


def csv_files(content: Content) -> dict[str, bytes]:
    """A file for each table, by name; `about.csv` says what copy it is."""
    tables: dict[str, tuple[Sequence[Mapping[str, object]], Iterable[str]]] = {
        "about": ([dict(zip(_ABOUT, row, strict=True)) for row in _about(content)], _ABOUT),
        **{name: (content[name], columns) for name, columns in COLUMNS.items()},
    }
    return {
        f"{name}.csv": "".join(as_csv(rows, tuple(columns))).encode("utf-8", "backslashreplace") for name, (rows, columns) in tables.items()
    }


_ABOUT = ("what", "is")


def _about(content: Content) -> list[tuple[str, str]]:
    facts = content.facts
    return [
        ("copy", facts.badge),
        ("as of", when(facts.as_of) or "all that is known"),
        ("generated", facts.generated),
        ("by", f"calltracer {facts.version}"),
    ]


def workbook(content: Content) -> bytes:
    """A sheet for each table, `about` first. Raises BadInput where openpyxl is not installed, or a table is too long for a sheet."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise BadInput("workbooks take openpyxl: `pip install 'calltracer[xlsx]'`, or write --csv DIR") from None
    for name in COLUMNS:
        if len(content[name]) >= MOST_ROWS:
            raise BadInput(f"{len(content[name]):,} rows of {name} are too many for a sheet: write --csv DIR")
    book = Workbook(write_only=True)
    facts = content.facts
    _sheet(book, "about", [_ABOUT, *_about(content)])
    for name, columns in COLUMNS.items():
        _sheet(book, name, [tuple(columns), *(tuple(row.values()) for row in content[name])])
    generated = datetime.fromisoformat(facts.generated).replace(tzinfo=None)
    book.properties.creator = f"calltracer {facts.version}"
    book.properties.created = generated
    buffer = io.BytesIO()
    book.save(buffer)
    return _dated(buffer, facts.generated)


def _sheet(book: Any, name: str, rows: list[tuple[Cell, ...]]) -> None:
    from openpyxl.cell import WriteOnlyCell

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet)
            if isinstance(value, str):
                text = safe_cell(value)
                cell.value = text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"
                cell.data_type = "s"  # text, even where it begins with `=` ...
                cell.quotePrefix = True  # ... and after somebody has edited it
            else:
                cell.value = value
            cells.append(cell)
        sheet.append(cells)


def _dated(buffer: io.BytesIO, generated: str) -> bytes:
    """The workbook with `generated` as its only time: openpyxl writes the current time into the archive and its properties."""
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", lambda m: m[1] + generated.encode("ascii"), core)
    return stored_zip(parts)
