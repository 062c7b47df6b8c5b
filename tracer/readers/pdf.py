"""PDF with a text layer: one part per page."""

from __future__ import annotations

import logging
import re
import textwrap
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part, Remark, Unread
from tracer.readers.text import HEAD, lines_of
from tracer.text import mask_cut

if TYPE_CHECKING:
    from pypdf import PageObject

_MOST = 5_000  # pages
_DENSEST = 30_000  # characters of a page: nobody can see more on one, and each takes time to be placed


def document(path: Path, name: str, sha256: str, noted_on: Moment | None) -> Document:
    read, dense = _pages(path, name)
    if dense and not any(text.strip() for text, _ in read):
        raise BadDocument(f"{name} holds more than {_DENSEST:,} characters on a page, which no page can show: print it anew")
    if not any(text.strip() for text, _ in read):
        raise BadDocument(f"{name} has no text layer: run it through text recognition (OCR) and load the result")
    pages = tuple(Part(tuple(mask_cut(lines_of(text))), page=number) for number, (text, _) in enumerate(read, 1))
    notes: list[Unread | Remark] = []
    for number, (text, hidden) in enumerate(read, 1):
        if number in dense:
            notes.append(Unread(1, 1, f"page {number} holds more than {_DENSEST:,} characters, which no page can show: it is not read"))
        elif not text.strip():
            notes.append(Unread(1, 1, f"page {number} has no text layer"))
        if hidden != 0:
            doubt = "text that it does not show was left out" if hidden else "whether it shows all of its text cannot be told"
            notes.append(Remark("text-hidden", 1, max(1, len(pages[number - 1].lines)), f"page {number}: {doubt}"))
    head = "\n".join(text for text, _ in read)[:HEAD]

    return Document(
        sha256, name, "pdf", head, lambda: pages, lambda: (f"{line}\n" for page in pages for line in page.lines), noted_on, lambda: notes
    )


def _pages(path: Path, name: str) -> tuple[list[tuple[str, int | None]], set[int]]:
    """Each page's text, and how much that it does not show was left out; the numbers of pages that hold too much to be read."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings are not for our users: an error speaks below
    try:
        reader = pypdf.PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")  # many are locked against changes only
        if not locked and len(reader.pages) > _MOST:
            raise BadDocument(f"{name} has {len(reader.pages):,} pages, more than {_MOST:,}: split it")
        pages = [] if locked else list(reader.pages)
        laid_out = [_text(page) for page in pages]
        texts = [(text, hidden) for text, hidden, _ in laid_out]
        dense = {n for n, (page, (text, _, _)) in enumerate(zip(pages, laid_out, strict=True), 1) if _is_dense(page, text)}
        texts = [("", 0) if number in dense else read for number, read in enumerate(texts, 1)]
        columned = [n for n, (text, _, laid) in enumerate(laid_out) if n + 1 not in dense and (_in_columns(text) or not laid)]
        # Not where it cannot be told what a page hides.
        if columned := [number for number in columned if texts[number][1] is not None]:
            from tracer.readers import places  # here, because it is heavy

            logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
            hides = any(hidden for _, hidden in texts)
            beside = {number for number, (_, hidden) in enumerate(texts) if number + 1 not in dense and hidden is not None}
            for number, text in places.pages(_without_hidden(pages) if hides else path, columned, beside).items():
                texts[number] = text, texts[number][1]
    except BadDocument:
        raise
    except pypdf.errors.DependencyError as error:
        raise BadDocument(f"{name} is encrypted: save an unlocked copy and load that") from error
    except Exception as error:  # pypdf lets all sorts of errors through where a file is broken
        raise BadDocument(f"{name} is a broken PDF: fetch it again, or print it anew") from error
    if locked:
        raise BadDocument(f"{name} is locked by a password: save an unlocked copy and load that")
    return texts, dense


def _without_hidden(pages: Sequence[PageObject]) -> BytesIO:
    """The pages as they are now that what they hide was taken out of them."""
    import pypdf

    writer = pypdf.PdfWriter()
    for page in pages:
        writer.add_page(page)
    cleaned = BytesIO()
    writer.write(cleaned)
    return cleaned


def _is_dense(page: PageObject, text: str) -> bool:
    """Whether a page prints more than one can show, blanks too; those that set its `text` out are none of these."""
    return len(text) > _DENSEST and max(len(text) - text.count(" "), len(page.extract_text())) > _DENSEST


_CELLS = re.compile(r"\S {2,}\S")


def _in_columns(text: str) -> bool:
    """Whether words stand in columns on a page: its cells must be found by their places."""
    return sum(len(_CELLS.findall(line)) > 1 for line in text.split("\n")) > 1


def _text(page: PageObject) -> tuple[str, int | None, bool]:
    """A page's text as laid out, so that columns stay apart and paragraphs keep the blank lines between them; how much that it
    does not show was left out; whether it could be laid out."""
    from tracer.readers._pdf_hidden import without_hidden

    hidden = without_hidden(page)
    try:
        text = page.extract_text(extraction_mode="layout")
    except Exception:  # noqa: BLE001  layout needs font widths, which some files lack
        text = ""
    laid_out = bool(text.strip())  # pages that are set on their side are not
    text = text if laid_out else page.extract_text()
    return textwrap.dedent("\n".join(line.rstrip() for line in text.split("\n"))).strip("\n"), hidden, laid_out or not text.strip()
