"""Prints one letter of known rows as PDF, by several programs, in many layouts. All names are invented."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.loaders.fcc_letters import HEADINGS, Letter, Style, cells, write

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
LIBREOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
GROFF = shutil.which("groff") if list(Path("/usr/share/groff").glob("*/font/devpdf/DESC")) else None


@dataclass(frozen=True)
class Print:
    """How the table is printed."""

    columns: tuple[str, ...] = ("customer", "notified", "call", "caller", "called", "description", "law")
    ruled: str = "all"  # `all`, `rows` (lines between rows alone), `none`
    size: float = 8
    padding: float = 3  # points above and below the words of a cell
    valign: str = "top"  # `middle`, `bottom`
    align: str = "left"  # of the headings: `center`
    cells: str = "left"  # how the lines of a cell are set: `center`
    breaks_words: bool = True  # else a word too long for its cell runs into the next (HTML alone)
    narrow: float = 1  # of the usual width of text columns: less makes cells wrap


WIDTHS = {"customer": 78, "notified": 78, "call": 82, "caller": 64, "called": 64, "description": 84, "law": 90}


def parts(letter: Letter, how: Print) -> tuple[list[str], list[str], list[list[str]], list[float]]:
    """The lines above the table, its headings, its rows, the widths of its columns in points."""
    style = Style(columns=how.columns, month="long")
    above = write(letter, style).split("ATTACHMENT A")[0].split("\n")
    widths = [WIDTHS[c] * (how.narrow if c in ("customer", "description", "law", "notified", "call") else 1) for c in how.columns]
    return [*above, "ATTACHMENT A"], [HEADINGS[c] for c in how.columns], [cells(row, style) for row in letter.rows], widths


def by_reportlab(letter: Letter, how: Print) -> bytes:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import landscape
    from reportlab.lib.pagesizes import letter as paper
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Preformatted, SimpleDocTemplate, Table

    above, heads, rows, widths = parts(letter, how)
    body = ParagraphStyle(
        "cell", fontName="Helvetica", fontSize=how.size, leading=1.2 * how.size, alignment=1 if how.cells == "center" else 0
    )
    head = ParagraphStyle("head", parent=body, fontName="Helvetica-Bold", alignment=1 if how.align == "center" else 0)
    rules: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), how.valign.upper()),
        ("TOPPADDING", (0, 0), (-1, -1), how.padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), how.padding),
    ]
    rules += {"all": [("GRID", (0, 0), (-1, -1), 0.5, colors.black)], "rows": [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey)]}.get(
        how.ruled, []
    )
    table = [[Paragraph(html.escape(h), head) for h in heads], *[[Paragraph(html.escape(c), body) for c in row] for row in rows]]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(paper), leftMargin=50, rightMargin=50).build(
        [
            Preformatted("\n".join(above), ParagraphStyle("text", fontName="Helvetica", fontSize=9, leading=11)),
            Table(table, colWidths=widths, style=rules, repeatRows=1),
        ]
    )
    return out.getvalue()


def by_fpdf(letter: Letter, how: Print) -> bytes:
    import fpdf

    above, heads, rows, widths = parts(letter, how)
    pdf = fpdf.FPDF("landscape", "pt", "letter")
    pdf.set_margin(50)
    pdf.add_page()
    pdf.set_font("Helvetica", size=9)
    pdf.multi_cell(0, 11, "\n".join(above).replace("\u00b9", ""), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", size=how.size)
    layout = {"all": "ALL", "rows": "HORIZONTAL_LINES", "none": "NONE"}[how.ruled]
    with pdf.table(
        [heads, *rows], col_widths=tuple(widths), borders_layout=layout, line_height=1.2 * how.size, padding=how.padding, align="LEFT",
        text_align=fpdf.enums.Align.C if how.cells == "center" else fpdf.enums.Align.L, v_align={"top": "T", "middle": "M", "bottom": "B"}[how.valign],
    ):  # fmt: skip
        pass
    return bytes(pdf.output())


def as_html(letter: Letter, how: Print) -> str:
    above, heads, rows, widths = parts(letter, how)
    border = {"all": "td,th{border:0.7pt solid black}", "rows": "td,th{border-bottom:0.7pt solid #888}", "none": ""}[how.ruled]
    cols = "".join(f'<col style="width:{w}pt">' for w in widths)

    def line(kind: str, row: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<{kind}>{html.escape(c)}</{kind}>" for c in row) + "</tr>"

    return (
        "<!doctype html><meta charset=utf-8><style>@page{size:letter landscape;margin:50pt}body{font:9pt sans-serif}"
        f"table{{border-collapse:collapse;table-layout:fixed;width:{sum(widths)}pt;font-size:{how.size}pt}}{border}"
        f"td,th{{padding:{how.padding}pt 4pt;vertical-align:{how.valign};text-align:{how.cells};overflow-wrap:{'anywhere' if how.breaks_words else 'normal'}}}th{{text-align:{how.align}}}"
        f"</style><pre style='font:inherit;white-space:pre-wrap'>{html.escape(chr(10).join(above))}</pre>"
        f"<table>{cols}<thead>{line('th', heads)}</thead><tbody>{''.join(line('td', row) for row in rows)}</tbody></table>"
    )


def by_weasyprint(letter: Letter, how: Print) -> bytes:
    import weasyprint

    return bytes(weasyprint.HTML(string=as_html(letter, how)).write_pdf())


def by_chromium(letter: Letter, how: Print, folder: Path) -> bytes:
    assert CHROMIUM
    page, out = folder / "letter.html", folder / "letter.pdf"
    page.write_text(as_html(letter, how), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}"]
    subprocess.run([CHROMIUM, *options, f"--print-to-pdf={out}", page.as_uri()], check=True, capture_output=True, timeout=120)
    return out.read_bytes()


def by_libreoffice(letter: Letter, how: Print, folder: Path) -> bytes:
    """By its word processor, from the page as HTML: how a table is ruled and set it takes from attributes, not from a style."""
    assert LIBREOFFICE
    rules = {"all": 'border="1"', "rows": 'border="1" rules="rows" frame="void"', "none": 'border="0"'}[how.ruled]
    written = as_html(letter, how).replace("<table>", f'<table {rules} cellspacing="0" cellpadding="{how.padding:.0f}">')
    page = folder / "letter.html"
    page.write_text(re.sub(r"<(td|th)>", rf'<\1 valign="{how.valign}">', written), encoding="utf-8")
    options = [f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--norestore", "--infilter=HTML (StarWriter)"]
    subprocess.run(
        [LIBREOFFICE, *options, "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, page],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "letter.pdf").read_bytes()


def by_groff(letter: Letter, how: Print) -> bytes:
    assert GROFF
    above, heads, rows, widths = parts(letter, how)
    at = {"top": "t", "middle": "", "bottom": "d"}[how.valign]
    set_as = "ad c" if how.cells == "center" else "na"
    keys = " ".join(f"l{at}w({w:.0f}p)" for w in widths)
    box = "allbox " if how.ruled == "all" else ""
    head, *below = ("@".join(f"T{{\n.{set_as}\n{c}\nT}}" for c in row) for row in [heads, *rows])
    between = "\n_\n" if how.ruled == "rows" else "\n"
    table = f".TS H\n{box}tab(@);\n{keys}.\n{head}\n.TH\n{between.join(below)}\n.TE\n"
    words = [wrapped for line in above for wrapped in textwrap.wrap(line, 110) or [".sp"]]
    text = f".pl 8.5i\n.nr PS {how.size:.0f}\n.nr VS {1.2 * how.size:.0f}\n.nr LL 10i\n.nr PO 0.5i\n.LP\n.nf\n" + "\n".join(words)
    done = subprocess.run(
        [GROFF, "-t", "-ms", "-k", "-Tpdf", "-P-pletter", "-P-l"],
        input=f"{text}\n.fi\n{table}".encode(),
        check=True,
        capture_output=True,
        timeout=60,
    )
    return done.stdout
