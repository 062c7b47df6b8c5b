"""Mail: single messages, as files or in a Maildir, and mbox files of many; one part per message, its decoded body."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email import errors
from email.headerregistry import ContentDispositionHeader, ContentTransferEncodingHeader, ContentTypeHeader, HeaderRegistry
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import EmailPolicy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part
from tracer.readers.text import HEAD, lines_of

_HEADERS = ("from", "to", "cc", "date", "subject")
_MESSAGE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\n(?=[\x21-\x39\x3b-\x7e]+[ \t]*:)")
_STEERING: dict[str, Any] = {  # typeshed does not know that these are headers
    "content-type": ContentTypeHeader,
    "content-disposition": ContentDispositionHeader,
    "content-transfer-encoding": ContentTransferEncodingHeader,
}
_CUT = (
    errors.StartBoundaryNotFoundDefect,
    errors.CloseBoundaryNotFoundDefect,
    errors.InvalidBase64PaddingDefect,
    errors.InvalidBase64CharactersDefect,
    errors.InvalidBase64LengthDefect,
)


def document(path: Path, name: str, sha256: str, noted_on: Moment | None) -> Document:
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    parts: list[Part] = []
    for source in _sources(data):
        for message in _with_attached(_parsed(source, name, len(parts) + 1)):
            parts.append(_part(message, name, len(parts) + 1))
    # Who wrote and what about comes first, of all messages: in a box of many kinds of mail that tells what is in it.
    head = "\n".join([f"{field.title()}: {value}" for part in parts for field, value in part.headers.items()])
    for part in parts:
        if len(head) >= HEAD:
            break
        head = "\n".join([head, "", *part.lines])
    pages = tuple(parts)

    def stream() -> Iterator[str]:
        return (f"{line}\n" for part in pages for line in part.lines)

    return Document(sha256, name, "mail", head[:HEAD], lambda: pages, stream, noted_on)


def _sources(data: bytes) -> Iterator[bytes]:
    starts = [m.span() for m in _MESSAGE.finditer(data)] if data.startswith(b"From ") else []
    if not starts:
        yield data
    ends = [begin for begin, _ in starts[1:]] + [len(data)]
    for (_, begin), end in zip(starts, ends, strict=False):
        yield re.sub(rb"(?m)^>(>*From )", rb"\1", data[begin:end])


def _parsed(source: bytes, name: str, number: int) -> EmailMessage:
    if not re.search(rb"\n\r?\n", source):
        raise BadDocument(f"{name}, message {number}, ends within its headers: it was cut; save the mail again")
    # Only what steers the decoding is parsed by the rules of its header: addresses and dates are kept as printed.
    registry = HeaderRegistry(use_default_map=False)
    for header, kind in _STEERING.items():
        registry.map_to_type(header, kind)
    message = BytesParser(EmailMessage, policy=EmailPolicy(header_factory=registry)).parsebytes(source)
    assert isinstance(message, EmailMessage)
    if any(isinstance(d, errors.MissingHeaderBodySeparatorDefect) for d in message.defects):
        raise BadDocument(f"{name}, message {number}, has a broken line in its headers: save the mail again")
    return message


def _with_attached(message: EmailMessage) -> Iterator[EmailMessage]:
    """The message, and those forwarded within it as attachments: `walk` goes down into those too."""
    yield message
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            if isinstance(inner, EmailMessage):
                yield inner


def _part(message: EmailMessage, name: str, number: int) -> Part:
    where = f"{name}, message {number},"
    headers = {field: ", ".join(re.sub(r"\s+", " ", str(v)) for v in message.get_all(field, [])) for field in _HEADERS}
    lines: tuple[str, ...] = ()
    for kind in ("plain", "html"):
        body = message.get_body(preferencelist=(kind,))
        if body is not None and not any(line.strip() for line in lines):
            text = _decoded(body, where)
            lines = lines_of(text if kind == "plain" else text_of(text))
    if any(isinstance(defect, _CUT) for part in message.walk() for defect in part.defects):
        raise BadDocument(f"{where} is cut or garbled in its body: save the mail again")
    return Part(lines, message=number, headers={k: v for k, v in headers.items() if v})


def _decoded(body: MIMEPart, where: str) -> str:
    raw = body.get_payload(decode=True)
    assert isinstance(raw, bytes)
    quoted_printable = str(body.get("content-transfer-encoding", "")).strip().lower() == "quoted-printable"
    if quoted_printable and re.search(r"=[0-9A-Fa-f]?\r?\n?\Z", str(body.get_payload())):
        raise BadDocument(f"{where} is cut or garbled in its body: save the mail again")
    charset = body.get_content_charset("us-ascii")
    try:  # mail that declares nothing, or ASCII, and holds more is UTF-8 today
        return raw.decode("utf-8" if charset in ("us-ascii", "ascii", "utf8") else charset)
    except LookupError as error:
        raise BadDocument(f"{where} uses the unknown character set {charset}: save the mail as UTF-8") from error
    except UnicodeDecodeError as error:
        raise BadDocument(f"{where} is not {charset}, which it says it is: save the mail as UTF-8") from error


def text_of(html: str) -> str:
    """HTML as text: a table's rows as lines with tabs between the cells, paragraphs apart."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "\n".join(parser.finished())


_BLOCKS = {"p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "section", "table"}
_SILENT = {"script", "style", "head", "title", "template"}


class _Text(HTMLParser):
    """Collects lines in a stack of open cells, the page itself at the bottom."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[list[str]] = [[""]]  # lines of the page, then of each open cell
        self._rows: list[list[list[str]]] = []  # the finished cells of each open row
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the parser's own signature
        if tag in _SILENT:
            self._silent += 1
        elif tag == "body":  # closes an open head
            self._silent = 0
        elif tag in ("br", "li"):
            self._open[-1].append("")
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            if len(self._open) > len(self._rows):  # the cell before was not closed
                self.handle_endtag("td")
            self._open.append([""])
        elif tag in _BLOCKS:
            self._apart()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th") and len(self._open) > len(self._rows) > 0:
            self._rows[-1].append(self._open.pop())
        elif tag == "tr" and self._rows:
            if len(self._open) > len(self._rows):
                self.handle_endtag("td")
            self._row(self._rows.pop())
        elif tag in _BLOCKS:
            self._apart()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            words = re.sub(r"[ \t\r\n\f]+", " ", data)
            self._open[-1][-1] += words.lstrip(" ") if not self._open[-1][-1] else words

    def _apart(self) -> None:
        self._open[-1] += ["", ""] if self._open[-1][-1].strip() else []

    def _row(self, cells: list[list[str]]) -> None:
        cells = [[line.strip(" ") for line in cell] for cell in cells]  # the tabs of a table within stay
        filled = [sum(map(bool, cell)) for cell in cells]
        # A cell of a list holds a word or a line; where a lone cell or a long one holds a text, the table is page layout.
        if len(cells) > 1 and max(filled) < (2 if len(cells) == 2 else 4):
            self._lines(["\t".join(" ".join(filter(None, cell)) for cell in cells)])
            return
        for cell in cells:
            self._lines(cell)

    def _lines(self, lines: list[str]) -> None:
        if self._open[-1][-1].strip():
            self._open[-1].append("")
        self._open[-1][-1:] = [*lines, ""]

    def finished(self) -> list[str]:
        while self._rows:
            self.handle_endtag("tr")
        lines: list[str] = []
        for line in (line.rstrip(" ") for line in self._open[0]):
            if line or (lines and lines[-1]):  # one blank line between paragraphs is enough
                lines.append(line)
        return lines
