"""PDF with a text layer: one part per page."""

from __future__ import annotations

import logging
import textwrap
from pathlib import Path

from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part
from tracer.readers.text import HEAD, lines_of


def document(path: Path, name: str, sha256: str, noted_on: Moment | None) -> Document:
    texts = _pages(path, name)
    if not any(text.strip() for text in texts):
        raise BadDocument(f"{name} has no text layer: run it through text recognition (OCR) and load the result")
    pages = tuple(Part(lines_of(text), page=number) for number, text in enumerate(texts, 1))
    head = "\n".join(texts)[:HEAD]
    return Document(sha256, name, "pdf", head, lambda: pages, lambda: (f"{line}\n" for page in pages for line in page.lines), noted_on)


def _pages(path: Path, name: str) -> list[str]:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings are not for our users: an error speaks below
    try:
        reader = pypdf.PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")  # many are locked against changes only
        texts = [] if locked else [_text(page) for page in reader.pages]
    except pypdf.errors.DependencyError as error:
        raise BadDocument(f"{name} is encrypted: save an unlocked copy and load that") from error
    except Exception as error:  # pypdf lets all sorts of errors through where a file is broken
        raise BadDocument(f"{name} is a broken PDF: fetch it again, or print it anew") from error
    if locked:
        raise BadDocument(f"{name} is locked by a password: save an unlocked copy and load that")
    return texts


def _text(page: object) -> str:
    """A page's text as laid out, so that columns stay apart and paragraphs keep the blank lines between them."""
    from pypdf import PageObject

    assert isinstance(page, PageObject)
    try:
        text = page.extract_text(extraction_mode="layout")
    except Exception:  # noqa: BLE001  layout needs font widths, which some files lack
        text = ""
    text = text if text.strip() else page.extract_text()
    return textwrap.dedent("\n".join(line.rstrip() for line in text.split("\n"))).strip("\n")
