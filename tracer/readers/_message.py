"""One message taken apart: its text as a reader sees it, and what is attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import errors
from email.headerregistry import ContentDispositionHeader, ContentTransferEncodingHeader, ContentTypeHeader, HeaderRegistry
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import EmailPolicy
from itertools import islice
from typing import Any

from tracer.model import Remark
from tracer.readers import charset, html
from tracer.text import mask

_STEERING: dict[str, Any] = {  # typeshed does not know that these are headers
    "content-type": ContentTypeHeader,
    "content-disposition": ContentDispositionHeader,
    "content-transfer-encoding": ContentTransferEncodingHeader,
}
_LONGEST = 20_000  # characters of a header
_LONGEST_STEERING = 1_000  # ... of one that steers the decoding: their parser is slow
_MOST = 1_000  # parts of a message
_LARGEST = 64 * 1024 * 1024  # bytes of a message
_CUT = (errors.StartBoundaryNotFoundDefect, errors.CloseBoundaryNotFoundDefect)
_GARBLED = (
    errors.InvalidBase64PaddingDefect,
    errors.InvalidBase64CharactersDefect,
    errors.InvalidBase64LengthDefect,
)
_NO_DOCUMENT = re.compile(
    r"(?:image|audio|video|font)/.*|text/(?:calendar|html|(?:x-)?vcard)|application/(?:(?:vnd\.)?ms-tnef|.*signature|pgp-.*|ics)", re.I
)
_NO_DOCUMENT_NAME = re.compile(r"(?i).*\.(?:dat|p7[sm]|asc|ics|vcf|png|jpe?g|gif|bmp|tiff?|wav|mp3|exe|msg|html?|doc|rtf)")
_SAME_AS_THE_PAGE = "text/x-amp-html"
_SEPARATE = re.compile(r"https?://\S+|(?<!\S)[^\s@]*@\S+|^[> ]+", re.M)  # what either text may have alone


class Unreadable(Exception):
    """Why a message cannot be read, to follow its name."""


class _Policy(EmailPolicy):
    """Takes no more of a header than a person can have meant: the parsers of some look at a long one again and again."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[: _LONGEST_STEERING if name.lower() in _STEERING else _LONGEST]


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    kind: str
    part: Message

    @property
    def is_document(self) -> bool:
        """Whether it may be one that a loader knows; what it is, is found by looking."""
        return not (_NO_DOCUMENT.fullmatch(self.kind) or _NO_DOCUMENT_NAME.fullmatch(self.name))

    def data(self) -> bytes:
        data = self.part.get_payload(decode=True)
        return data if isinstance(data, bytes) else b""


@dataclass(slots=True)
class Opened:
    text: str = ""
    remarks: list[Remark] = field(default_factory=list)
    attached: list[Attachment] = field(default_factory=list)


def parsed(source: bytes) -> EmailMessage:
    if len(source) > _LARGEST:
        raise Unreadable(f"is larger than {_LARGEST >> 20} MB, and is not read")
    if not re.search(rb"\n\r?\n", source):
        raise Unreadable("ends within its headers: it was cut")
    # Only what steers the decoding is parsed by the rules of its header: addresses and dates are kept as printed.
    registry = HeaderRegistry(use_default_map=False)
    for name, kind in _STEERING.items():
        registry.map_to_type(name, kind)
    message = BytesParser(EmailMessage, policy=_Policy(header_factory=registry)).parsebytes(source)
    assert isinstance(message, EmailMessage)
    if any(isinstance(d, errors.MissingHeaderBodySeparatorDefect) for d in message.defects):
        raise Unreadable("has a broken line in its headers")
    return message


def header(message: EmailMessage, name: str) -> str:
    """A header as printed, all of that name together; characters of no character set are replaced."""
    printed = ", ".join(re.sub(r"\s+", " ", str(value)) for value in message.get_all(name, []))
    return charset.decoded(printed.encode("utf-8", "surrogateescape"))[0] if not printed.isascii() else printed


def message_in(attached: Attachment) -> EmailMessage | None:
    """The mail that is attached, as such or as a mere file; null where it is none. Raises Unreadable."""
    if attached.kind == "message/rfc822":
        inner = attached.part.get_payload(0) if attached.part.is_multipart() else None
        if isinstance(inner, EmailMessage) and not inner.keys() and (encoded := _encoded(attached.part, inner)):
            return parsed(re.sub(rb"\r\r?\n|\r", b"\n", encoded))
        return inner if isinstance(inner, EmailMessage) else None
    if attached.name.lower().endswith(".eml"):
        return parsed(re.sub(rb"\r\r?\n|\r", b"\n", attached.data()))
    return None


def _encoded(part: Message, inner: EmailMessage) -> bytes | None:
    """The mail that an attached one is once it is decoded: some gateways encode mails, which no rule allows."""
    inner["Content-Transfer-Encoding"] = str(part.get("content-transfer-encoding", ""))
    decoded = inner.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) and re.match(rb"[\w-]{1,80}:", decoded) else None


def attachments(message: EmailMessage) -> list[Attachment]:
    return [each for _, each in _leaves(message) if isinstance(each, Attachment)]


def opened(message: EmailMessage) -> Opened:
    """The text of a message: every part that is displayed, the better of two alternatives; and what is attached."""
    found = Opened()
    texts: list[str] = []
    for level, leaf in _leaves(message):
        if isinstance(leaf, Attachment):
            found.attached.append(leaf)
        else:
            texts.append(_better(leaf, found, alternative=level))
    found.text = "\n\n".join(text for text in texts if text.strip()) or "".join(texts[:1])
    return found


def _leaves(message: Message) -> Iterator[tuple[bool, list[Message] | Attachment]]:
    """Texts (those that are alternatives of one another together) and attachments, in order; whether they are alternatives."""
    waiting: list[Message] = [message]
    count = 0
    while waiting:
        part = waiting.pop()
        count += 1
        if count > _MOST:
            raise Unreadable(f"has more than {_MOST:,} parts")
        if any(isinstance(defect, _CUT) for defect in part.defects):
            raise Unreadable("is cut or garbled in its body")
        kind = part.get_content_type()
        if kind == "multipart/alternative":
            within = [*islice(part.walk(), _MOST)]
            if any(isinstance(defect, _CUT) for each in within for defect in each.defects):
                raise Unreadable("is cut or garbled in its body")
            leaves = [(each, _is_text(each)) for each in within if not each.is_multipart()]
            yield True, [each for each, is_text in leaves if is_text]
            others = [each for each, is_text in leaves if not is_text and each.get_content_type() != _SAME_AS_THE_PAGE]
            yield from ((False, _attachment(each)) for each in others)
        elif kind.startswith("multipart/") and part.is_multipart():
            held = part.get_payload()
            waiting += [each for each in reversed(held if isinstance(held, list) else []) if isinstance(each, Message)]
        elif _is_text(part):
            yield False, [part]
        else:
            yield False, _attachment(part)


def _is_text(part: Message) -> bool:
    """Whether a part is displayed as text of the message, and is no file beside it."""
    attached = part.get_content_disposition() == "attachment" or bool(part.get_filename())
    return part.get_content_type() in ("text/plain", "text/html") and not attached


def _attachment(part: Message) -> Attachment:
    kind = part.get_content_type()
    name = re.sub(r"[^\w .,()+@&'-]", "_", mask(str(part.get_filename() or "")))[-100:].strip() or f"without a name ({kind})"
    return Attachment(name.encode("utf-8", "replace").decode(), kind, part)


def _better(texts: list[Message], found: Opened, *, alternative: bool) -> str:
    """The text of a part; of alternatives the plain one, unless that is only a stub beside what the page says."""
    plain = "\n\n".join(_plain(part, found) for part in texts if part.get_content_type() == "text/plain")
    pages = [part for part in texts if part.get_content_type() == "text/html"]
    if not pages:
        return plain
    its = [_page(part, found) for part in pages]
    shown = "\n\n".join(page.text for page in its)
    if not alternative or not plain.strip():
        return shown
    words, its_words = (len(_SEPARATE.sub("", text).split()) for text in (plain, shown))
    if words * 2 < its_words:
        found.remarks.append(Remark("text-stub", 1, 1, "the plain text is a stub beside the HTML page: the page is read"))
        return shown
    numbers, its_numbers = (html.numbers(_SEPARATE.sub("", text)) for text in (plain, shown))
    if any(page.struck or page.numbers & numbers - its_numbers for page in its):
        found.remarks.append(Remark("text-differs", 1, 1, "the plain text holds what the HTML page strikes out or hides: the page is read"))
        return shown
    if numbers - its_numbers and its_words:
        found.remarks.append(Remark("text-differs", 1, 1, "the plain text holds numbers that the HTML page beside it does not show"))
    elif html.hops(shown) - html.hops(plain):
        found.remarks.append(Remark("text-stub", 1, 1, "the plain text lacks a link of the HTML page beside it: the page is read"))
        return shown
    return plain


def _plain(part: Message, found: Opened) -> str:
    text, assumed = charset.decoded(_bytes(part), _declared(part))
    if assumed:
        found.remarks.append(Remark("charset-assumed", 1, 1, assumed))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _page(part: Message, found: Opened) -> html.Shown:
    raw, declared = _bytes(part), _declared(part)
    text, assumed = charset.decoded(raw, declared or charset.in_meta(raw))
    if assumed and declared and (named := charset.in_meta(raw)):
        other, doubt = charset.decoded(raw, named)
        text, assumed = (text, assumed) if doubt else (other, f"says that it is {declared[:40]}, and in the page {named}: read as that")
    if assumed:
        found.remarks.append(Remark("charset-assumed", 1, 1, assumed))
    shown = html.text_of(text)
    if shown.hidden:
        found.remarks.append(Remark("text-hidden", 1, 1, f"{shown.hidden:,} words that the page does not display were left out"))
    if shown.struck:
        found.remarks.append(Remark("text-struck", 1, 1, f"{shown.struck:,} words that the page strikes out were left out"))
    return shown


def _declared(part: Message) -> str | None:
    declared = part.get_content_charset()
    return declared if declared and declared not in ("us-ascii", "ascii") else "us-ascii" if declared else None


def _bytes(part: Message) -> bytes:
    raw = part.get_payload(decode=True)
    quoted_printable = str(part.get("content-transfer-encoding", "")).strip().lower() == "quoted-printable"
    cut = quoted_printable and re.search(r"=[0-9A-Fa-f]?\r?\n?\Z", str(part.get_payload())[-8:])
    if cut or any(isinstance(defect, _GARBLED) for defect in part.defects):
        raise Unreadable("is cut or garbled in its body")
    return raw if isinstance(raw, bytes) else b""
