"""Word files: their paragraphs as lines with a blank one between, tables as lines with tabs, footnotes at the end.

Read with the standard library alone: a letter is text, and nothing else of the format is wanted.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part, Remark, Unread
from tracer.readers.text import HEAD
from tracer.text import mask_cut

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGEST = 16 * 1024 * 1024  # bytes of a part, unpacked
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DEEP = 20  # a table in a table ...


class _Words:
    """Text of a document's parts; how much of it is not shown, or struck out."""

    def __init__(self) -> None:
        self.hidden = self.struck = 0
        self.pictures = 0

    def paragraph(self, element: ET.Element) -> str:
        return "".join(self._inline(element)).replace("\x0b", "\n")

    def _inline(self, element: ET.Element) -> Iterator[str]:
        waiting = [iter(element)]
        while waiting:
            child = next(waiting[-1], None)
            if child is None:
                waiting.pop()
            elif child.tag in (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}instrText"):
                continue  # taken out with changes tracked, or no text
            elif child.tag == f"{_W}r" and _unseen(child):
                self.hidden += _words(child)
            elif child.tag == f"{_W}r" and _is(child.find(f"{_W}rPr"), "strike", "dstrike"):
                self.struck += _words(child)
            elif child.tag == f"{_W}t":
                yield child.text or ""
            elif child.tag == f"{_W}tab":
                yield "\t"
            elif child.tag in (f"{_W}br", f"{_W}cr"):
                yield "\n"
            elif child.tag == f"{_W}noBreakHyphen":
                yield "-"
            elif child.tag == f"{_W}footnoteReference":
                yield child.get(f"{_W}id", "").translate(_RAISED)
            elif child.tag in (f"{_W}drawing", f"{_W}pict", f"{_W}object"):
                self.pictures += 1
            else:
                waiting.append(iter(child))

    def block(self, element: ET.Element, depth: int = 0) -> Iterator[str]:
        """The lines of a body or a cell."""
        for child in element:
            if child.tag == f"{_W}p":
                yield from [*(line.rstrip() for line in self.paragraph(child).split("\n")), ""]
            elif child.tag == f"{_W}tbl" and depth < _DEEP:
                for row in child.iter(f"{_W}tr") if depth == 0 else ():
                    yield "\t".join(" ".join(filter(None, self.block(cell, depth + 1))) for cell in row.findall(f"{_W}tc"))
                yield ""
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
                yield from self.block(child, depth)


def _words(run: ET.Element) -> int:
    return len("".join(t.text or "" for t in run.iter(f"{_W}t")).split())


def _is(looks: ET.Element | None, *names: str) -> bool:
    """Whether text looks like one of these."""
    found = [looks.find(f"{_W}{name}") for name in names] if looks is not None else []
    return any(each is not None and each.get(f"{_W}val", "true") not in ("0", "false") for each in found)


def _unseen(run: ET.Element) -> bool:
    looks = run.find(f"{_W}rPr")
    if looks is None:
        return False
    properties = {name: looks.find(f"{_W}{name}") for name in ("color", "shd", "highlight", "sz")}
    if _is(looks, "vanish"):
        return True
    size = properties["sz"]
    if size is not None and size.get(f"{_W}val", "") in ("0", "1", "2", "3"):  # half points
        return True
    colour = properties["color"]
    white = colour is not None and colour.get(f"{_W}val", "").upper() in ("FFFFFF", "FEFEFE", "FDFDFD")
    return white and properties["shd"] is None and properties["highlight"] is None


def document(path: Path, name: str, sha256: str, noted_on: Moment | None) -> Document:
    words = _Words()
    try:
        with zipfile.ZipFile(path) as held:
            body = _parsed(held, "word/document.xml", name).find(f"{_W}body")
            lines = [*words.block(body)] if body is not None else []
            if "word/footnotes.xml" in held.namelist():
                lines += _footnotes(words, _parsed(held, "word/footnotes.xml", name))
    except BadDocument:
        raise
    except Exception as error:  # zipfile and expat let all sorts of errors through where a file is broken
        raise BadDocument(f"{name} is a broken Word file ({type(error).__name__}): save it again, or as PDF") from error
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        raise BadDocument(f"{name} is a Word file without text: if it holds a picture of one, run that through text recognition (OCR)")
    part = Part(tuple(mask_cut(lines)))
    notes: list[Unread | Remark] = []
    if words.hidden:
        notes.append(Remark("text-hidden", 1, len(lines), f"{words.hidden:,} words that the document does not show were left out"))
    if words.struck:
        notes.append(Remark("text-struck", 1, len(lines), f"{words.struck:,} words that the document strikes out were left out"))
    if words.pictures:
        notes.append(Unread(1, 1, f"{words.pictures:,} pictures or drawings in the document: what they show is not read"))
    head = "\n".join(lines)[:HEAD]
    return Document(sha256, name, "docx", head, lambda: (part,), lambda: (f"{line}\n" for line in lines), noted_on, lambda: notes)


def _parsed(held: zipfile.ZipFile, member: str, name: str) -> ET.Element:
    info = held.getinfo(member)
    if info.file_size > _LARGEST:
        raise BadDocument(f"{name} unpacks to {info.file_size:,} bytes: save it as PDF")
    with held.open(info) as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST or re.search(rb"<!(?:DOCTYPE|ENTITY)", data):  # Word writes none; whoever does wants it to grow
        raise BadDocument(f"{name} holds what no Word file does: save it again, or as PDF")
    return ET.fromstring(data)  # noqa: S314  without a document type nothing in it can grow or reach out


def _footnotes(words: _Words, root: ET.Element) -> Iterator[str]:
    for note in root.findall(f"{_W}footnote"):
        if note.get(f"{_W}type") in (None, "normal"):
            text = " ".join(filter(None, words.block(note))).strip()
            yield from ("", f"{note.get(f'{_W}id', '').translate(_RAISED)} {text}")
