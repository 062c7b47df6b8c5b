"""A memo as a Word file, by python-docx (the extra `report`): the same memo gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tracer.bundle import stored_zip
from tracer.errors import BadInput
from tracer.report import Line, Memo, words
from tracer.view.diagram import by_then


def as_docx(memo: Memo) -> bytes:
    """The whole file. Raises BadInput where python-docx is not installed."""
    try:
        from docx import Document
        from docx.shared import Pt
    except ImportError:
        raise BadInput("Word files take python-docx: `pip install 'calltracer[report]'`, or name a file that ends in .html") from None
    document = Document()
    document.styles["Normal"].font.size = Pt(10.5)
    generated = datetime.fromisoformat(memo.facts.generated).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = memo.title, f"calltracer {memo.facts.version}", memo.facts.badge
    properties.created = properties.modified = properties.last_printed = generated
    properties.last_modified_by, properties.revision = "", 1
    _fill(document, memo)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as archive:  # python-docx writes the hour into the archive
        return stored_zip({name: archive.read(name) for name in archive.namelist()})


def _fill(document: Any, memo: Memo) -> None:
    title = memo.title + by_then(memo.facts)
    document.add_heading(title, 0)
    document.add_paragraph(memo.facts.badge)
    _table(document, ("", ""), [(Line(label), Line(value)) for label, value in (*memo.header, *words.about(memo.facts))], head=False)
    for section in memo.sections:
        document.add_heading(section.title, 1)
        for line in section.lines:
            document.add_paragraph(_text(line), style="List Bullet")
        if section.rows:
            _table(document, section.columns, section.rows)
    document.add_heading("Exhibits", 1)
    for exhibit in words.exhibits(memo):
        document.add_heading(exhibit.title, 2)
        document.add_paragraph(exhibit.source)
        for passage in exhibit.passages:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"[{passage.number}] {passage.where}").bold = True
            paragraph.add_run(f" · {passage.attribution}")
            document.add_paragraph(passage.quote, style="Quote")
    if memo.uncited:
        document.add_paragraph(words.uncited(memo))
    document.add_heading("What it does not say", 1)
    for text in memo.foot:
        document.add_paragraph(text, style="List Bullet")
    document.sections[0].footer.paragraphs[0].text = f"{title} · {memo.facts.badge}"


def _table(document: Any, columns: Sequence[str], rows: Sequence[Sequence[Line]], *, head: bool = True) -> None:
    table = document.add_table(rows=0, cols=len(columns), style="Table Grid")
    for cells in ([[Line(column) for column in columns]] if head else []) + [list(row) for row in rows]:
        for cell, line in zip(table.add_row().cells, cells, strict=True):
            cell.text = _text(line)
    if head:
        for cell in table.rows[0].cells:
            cell.paragraphs[0].runs[0].bold = True
    document.add_paragraph()


def _text(line: Line) -> str:
    return f"{line.text} {line.cited}".strip()
