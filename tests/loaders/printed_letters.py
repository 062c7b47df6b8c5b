"""Prints one letter of known rows as PDF, by several programs, in many layouts. All names are invented."""

from __future__ import annotations

import hashlib
import html
import io
import re
import shutil
import subprocess
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.loaders.documents import assert_evidence, claims, unread
from tests.loaders.fcc_letters import HEADINGS, Letter, Row, Style, at, cells, write
from tracer.loaders import fcc_letter
from tracer.model import Kind, Remark, Status
from tracer.readers import read

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
    plain: bool = False  # no style at all, as of a mail or a list on the web that is printed (HTML alone); `ruled`: all or none


NAMES = (
    "Hollin Outreach", "Tidewrack Media Pvt. Ltd.", "Hollin Outreach / HO Contact", "Q7Lines", "No Response", "Nine Elms Telephony, Inc.",
    "Upstream Networks",
)  # fmt: skip
WHY = (
    "Parcel Customs Fee", "Meter Disconnection", "Vehicle Service Warranty Renewal", "Debit Card $499/year Renewal",
    "Impersonation of Financial Institution",
)  # fmt: skip
FIRST = datetime(2022, 3, 1)  # noqa: DTZ001
ORDERS = (
    ("customer", "notified", "call", "caller", "called", "description", "law"),
    ("call", "customer", "notified", "caller", "called", "description", "law"),
    ("customer", "call", "caller", "called", "description"),
)
LEAST, MOST, LATEST = 12, 30, 100_000  # rows of a letter, and minutes after the first call
LAYOUTS: dict[str, Sequence[Any]] = {
    "columns": ORDERS,
    "ruled": ("all", "rows", "none"),
    "padding": (0.0, 3.0),
    "valign": ("top", "middle", "bottom"),
    "align": ("left", "center"),
    "cells": ("left", "center"),
    "narrow": (0.5, 0.7, 0.8, 1.0),
    "breaks_words": (True, False),
}

WIDTHS = {"customer": 78, "notified": 78, "call": 82, "caller": 64, "called": 64, "description": 84, "law": 90}


def letter(rows: list[tuple[str, str, int]]) -> Letter:
    return Letter(
        rows=tuple(
            Row(
                customer=name,
                notified=(FIRST + timedelta(days=1, minutes=minute),),
                called_at=FIRST + timedelta(minutes=minute),
                caller=f"+1202555{100 + k:04d}",
                called=f"+1312555{140 + k:04d}",
                description=why,
            )
            for k, (name, why, minute) in enumerate(rows)
        )
    )


def held_against(printed: bytes, wanted: Letter, how: Print, folder: Path) -> tuple[set[int], list[object]]:
    """The rows read right, and every claim about a call that is not what its row says. What is not read is said."""
    path = folder / "letter.pdf"
    path.write_bytes(printed)
    document = read(path, name="letter.pdf", sha256=hashlib.sha256(printed).hexdigest())
    found = list(fcc_letter.load(document))
    assert_evidence(document, found)
    right, wrong = set[int](), list[object]()
    doubted = {remark.text.split(":")[0] for remark in found if isinstance(remark, Remark) and remark.code == "row-uncertain"}
    for call in claims(found, Kind.CALL):
        number = int((call.incident or "").rsplit(".", 1)[1])
        if number > len(wanted.rows):
            wrong.append(call)
            continue
        row = wanted.rows[number - 1]
        mine = [c for c in claims(found) if c.incident == call.incident]
        said = (
            call.call_at, call.caller, call.called,
            [c.upstream for c in mine if c.kind == Kind.HANDED_OFF],
            [c.status for c in mine if c.kind == Kind.STATUS and c.status],
            [c.valid_at for c in mine if c.kind == Kind.ASKED], call.note,
            row.description if f"row {number}" in doubted and not call.description else call.description,
        )  # fmt: skip
        silent = row.customer == "No Response"
        printed_row = (
            at(row.called_at), row.caller, row.called, [] if silent else [row.customer], [Status.NO_RESPONSE] if silent else [],
            [at(time) for time in row.notified] if "notified" in how.columns else [],
            row.law if "law" in how.columns else None, row.description,
        )  # fmt: skip
        if said == printed_row:
            right.add(number)
        elif not unread(found) or any(here and here != there for here, there in zip(said, printed_row, strict=True)):
            wrong.append((number, said, printed_row))
    assert len(right) + len(wrong) == len(wanted.rows) or unread(found)
    return right, wrong


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

    def line(kind: str, row: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<{kind}>{html.escape(c)}</{kind}>" for c in row) + "</tr>"

    if how.plain:
        begins = "<table border=1>" if how.ruled == "all" else "<table>"
        words = "".join(f"<p>{html.escape(said)}</p>" for said in above)
        below = "".join(line("td", row) for row in rows)
        return f"<!doctype html><meta charset=utf-8>{words}{begins}<thead>{line('th', heads)}</thead><tbody>{below}</tbody></table>"
    border = {"all": "td,th{border:0.7pt solid black}", "rows": "td,th{border-bottom:0.7pt solid #888}", "none": ""}[how.ruled]
    cols = "".join(f'<col style="width:{w}pt">' for w in widths)
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
