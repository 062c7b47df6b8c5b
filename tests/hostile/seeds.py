"""What hostile documents are made of: the specimens as they are, and in each container that a reader opens."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from html import escape as escaped
from xml.sax.saxutils import escape

from tests.pdf_writer import pdf
from tests.places import EXAMPLES, SPECIMENS

HEADERS = b"From: Odalys <odalys@fernwickvoice.example>\nTo: noc@orchid.example\nDate: Thu, 2 May 2024 09:44:00 -0400\nSubject: Notice\n"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@cache
def specimens() -> dict[str, bytes]:
    """Every specimen, by file name."""
    found = [path for folder in (EXAMPLES, SPECIMENS) for path in folder.iterdir() if path.suffix in (".txt", ".csv", ".eml")]
    return {path.name: path.read_bytes() for path in sorted(found)}


def as_text(text: bytes) -> bytes:
    return text


def as_mail(text: bytes) -> bytes:
    return HEADERS + b"Message-ID: <1@x.example>\nContent-Type: text/plain; charset=utf-8\n\n" + text


def as_quoted_mail(text: bytes) -> bytes:
    made = EmailMessage()
    made.set_content(text.decode("utf-8", "replace"), cte="quoted-printable")
    return HEADERS + bytes(made)


def as_page(text: bytes) -> bytes:
    made = EmailMessage()
    rows = "".join(
        f"<tr>{''.join(f'<td>{escaped(cell)}</td>' for cell in line.split(chr(9)))}</tr>" if "\t" in line else f"<p>{escaped(line)}</p>"
        for line in text.decode("utf-8", "replace").split("\n")
    )
    made.set_content("See the page.")
    made.add_alternative(f"<html><head><style>.x {{display:none}}</style></head><body>{rows}</body></html>", subtype="html", cte="8bit")
    return HEADERS + bytes(made)


def as_attachment(text: bytes) -> bytes:
    made = EmailMessage()
    made.set_content("See the file.")
    made.add_attachment(text, maintype="text", subtype="csv", filename="list.csv")
    return HEADERS + bytes(made)


def as_box(text: bytes) -> bytes:
    mark = b"From a Thu May  2 13:44:00 2024\n"
    return mark + as_mail(b"Before\n") + b"\n" + mark + as_mail(text) + b"\n" + mark + as_mail(b"After\n")


def as_zip(text: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr(zipfile.ZipInfo("letters/one.txt"), text)
        held.writestr(zipfile.ZipInfo("mails/two.eml"), as_mail(text))
    return made.getvalue()


def as_docx(text: bytes) -> bytes:
    lines = text.decode("utf-8", "replace").split("\n")
    printable = ("".join(c for c in line if c.isprintable() or c == "\t") for line in lines)
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in printable)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        held.writestr(zipfile.ZipInfo("word/document.xml"), f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return made.getvalue()


def as_workbook(text: bytes) -> bytes:
    lines = text.decode("utf-8", "replace").split("\n")
    try:
        rows = list(csv.reader(lines))
    except csv.Error:
        rows = [line.split(",") for line in lines]
    clean = ([escape("".join(c for c in cell if c.isprintable())) for cell in row] for row in rows)
    begins, ends = '<c t="inlineStr"><is><t>', "</t></is></c>"
    filled = "".join(f"<row>{''.join(begins + cell + ends for cell in row)}</row>" for row in clean)
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as held:
        for name, data in {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "xl/workbook.xml": f'<workbook xmlns="{sheet}" xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{sheet}"><sheetData>{filled}</sheetData></worksheet>',
        }.items():
            held.writestr(zipfile.ZipInfo(name), data)
    return made.getvalue()


def as_pdf(text: bytes) -> bytes:
    lines = [line.expandtabs(24) for line in text.decode("utf-8", "replace").encode("cp1252", "replace").decode("cp1252").split("\n")]
    return pdf([lines[k : k + 60] for k in range(0, len(lines), 60)])


# How a text comes: the ending of its file's name, and what writes it.
CONTAINERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "text": (".txt", as_text),
    "mail": (".eml", as_mail),
    "quoted": (".eml", as_quoted_mail),
    "page": (".eml", as_page),
    "attachment": (".eml", as_attachment),
    "box": (".mbox", as_box),
    "zip": (".zip", as_zip),
    "docx": (".docx", as_docx),
    "workbook": (".xlsx", as_workbook),
    "pdf": (".pdf", as_pdf),
}
