"""A memo as a Word file, by python-docx (the extra `report`): the same memo gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tracer.bundle import stored
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
    made = Document()
    made.styles["Normal"].font.size = Pt(10.5)
    generated = datetime.fromisoformat(memo.facts.generated).replace(tzinfo=None)
    core = made.core_properties
    core.title, core.author, core.comments = memo.title, f"calltracer {memo.facts.version}", memo.facts.badge
    core.created = core.modified = core.last_printed = generated
    core.last_modified_by, core.revision = "", 1
    _fill(made, memo)
    written = io.BytesIO()
    made.save(written)
    with zipfile.ZipFile(written) as held:  # it writes the hour into the archive
        return stored({name: held.read(name) for name in held.namelist()})


def _fill(made: Any, memo: Memo) -> None:
    title = memo.title + by_then(memo.facts)
    made.add_heading(title, 0)
    made.add_paragraph(memo.facts.badge)
    _table(made, ("", ""), [(Line(label), Line(value)) for label, value in (*memo.header, *words.about(memo.facts))], head=False)
    for section in memo.sections:
        made.add_heading(section.title, 1)
        for line in section.lines:
            made.add_paragraph(_text(line), style="List Bullet")
        if section.rows:
            _table(made, section.columns, section.rows)
    made.add_heading("Exhibits", 1)
    for exhibit in words.exhibits(memo):
        made.add_heading(exhibit.title, 2)
        made.add_paragraph(exhibit.source)
        for passage in exhibit.passages:
            paragraph = made.add_paragraph()
            paragraph.add_run(f"[{passage.number}] {passage.where}").bold = True
            paragraph.add_run(f" · {passage.said}")
            made.add_paragraph(passage.quote, style="Quote")
    if memo.uncited:
        made.add_paragraph(words.uncited(memo))
    made.add_heading("What it does not say", 1)
    for text in memo.foot:
        made.add_paragraph(text, style="List Bullet")
    made.sections[0].footer.paragraphs[0].text = f"{title} · {memo.facts.badge}"


def _table(made: Any, columns: Sequence[str], rows: Sequence[Sequence[Line]], *, head: bool = True) -> None:
    table = made.add_table(rows=0, cols=len(columns), style="Table Grid")
    for cells in ([[Line(column) for column in columns]] if head else []) + [list(row) for row in rows]:
        for cell, line in zip(table.add_row().cells, cells, strict=True):
            cell.text = _text(line)
    if head:
        for cell in table.rows[0].cells:
            cell.paragraphs[0].runs[0].bold = True
    made.add_paragraph()


def _text(line: Line) -> str:
    return f"{line.text} {line.cited}".strip()
