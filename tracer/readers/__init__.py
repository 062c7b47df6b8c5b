"""What a loader is given: text with places, from plain text, mail, PDF, Word files and workbooks.

What a file is, is found by looking at its bytes; the suffix is asked only where they leave it open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracer.errors import BadDocument
from tracer.model import Document, Moment
from tracer.readers import certificate, text
from tracer.readers.mbox import is_mail, is_outlook
from tracer.text import one_line


def read(path: Path, *, name: str, sha256: str, noted_on: Moment | None = None, sheet: str | None = None) -> Document:
    """The file at `path`, ready for a loader. `sheet`: which one of a workbook. Raises BadDocument, in one line that says what to do."""
    with _one_line(name):
        return _read(path, name, sha256, noted_on, sheet)


@contextmanager
def _one_line(name: str) -> Iterator[None]:
    """Whatever a file does to a library is said of that file, so that the documents after it are loaded."""
    try:
        yield
    except (BadDocument, OSError):
        raise
    except Exception as error:
        raise BadDocument(
            f"{name} cannot be taken apart ({type(error).__name__}: {one_line(str(error), 100)}): save it again, or as plain text"
        ) from error


def _read(path: Path, name: str, sha256: str, noted_on: Moment | None, its: str | None) -> Document:
    try:
        with path.open("rb") as file:
            head = file.read(text.HEAD)
    except OSError as error:
        raise BadDocument(f"{name} cannot be opened ({error.strerror}): check the path and who may read it") from error
    if not head.strip(b"\xef\xbb\xbf \t\r\n\f"):
        raise BadDocument(f"{name} is empty: give a file that holds the document's text")
    if _is_pdf(head, name):
        from tracer.readers import pdf  # here, because it is heavy and most documents are not PDF

        return pdf.document(path, name, sha256, noted_on)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from tracer.readers import sheet

        if sheet.is_workbook(path, head, name):
            return sheet.document(path, name, sha256, noted_on, its)
    if head.startswith(b"PK\x03\x04") and _is_word(path):
        from tracer.readers import docx

        return docx.document(path, name, sha256, noted_on)
    if certificate.is_certificate(path, head):
        return certificate.document(path, name, sha256, noted_on)
    if is_outlook(head, name):
        from tracer.readers import mail, outlook

        source = outlook.source(path, name)
        return mail.opened_mail(lambda: [source], name, sha256, noted_on)
    if is_mail(head, Path(name).suffix.lower()):
        from tracer.readers import mail

        return mail.document(path, name, sha256, noted_on)
    return text.document(path, head, name, sha256, noted_on)


def is_archive(path: Path) -> bool:
    """Whether a file is a zip of documents; a Word file is one in form, and a document."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError:
        return False
    if not start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    from tracer.readers import archive

    return not archive.is_office(path)


def members(archive_file: Path) -> Iterator[tuple[str, bytes]]:
    """The documents in an archive, name and bytes. Raises BadDocument."""
    from tracer.readers import archive

    with _one_line(archive_file.name):
        yield from archive.members(archive_file)


def attached(path: Path) -> Iterator[tuple[str, bytes]]:
    """The documents attached to the mails in a file, name and bytes; none where it holds no mails. Raises BadDocument."""
    try:
        with path.open("rb") as file:
            head = file.read(text.HEAD)
    except OSError:
        return
    if is_outlook(head, path.name) or is_mail(head, path.suffix.lower()):
        with _one_line(path.name):
            yield from _attached(path, head)


def _attached(path: Path, head: bytes) -> Iterator[tuple[str, bytes]]:
    from tracer.readers import archive, mail, mbox, outlook

    sources = [outlook.source(path, path.name)] if head.startswith(outlook.MAGIC) else mbox.messages(path)
    for name, data in mail.inside(sources):
        if data.startswith(b"PK\x03\x04") and not archive.is_office(data):
            for member, held in archive.members(data, name):
                if not mail.is_one(member, held):  # those are parts of the mail itself
                    yield f"{name}/{member}", held
        else:
            yield name, data


def _is_pdf(head: bytes, name: str) -> bool:
    """Some printers write a line or two before the PDF begins; a mail may speak of one."""
    return head.startswith(b"%PDF-") or (b"%PDF-" in head[:1024] and not is_mail(head, Path(name).suffix.lower()))


def _is_word(path: Path) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(path) as held:
            return "word/document.xml" in held.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
