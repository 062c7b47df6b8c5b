"""Outlook's own files of one message (`.msg`), by python-oxmsg, which the extra `outlook` installs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeVar

from tracer.errors import BadDocument
from tracer.readers import charset

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TRANSPORT_HEADERS = 0x007D
_NEVER = 1601  # the year of a time that was never set
_T = TypeVar("_T")
_KEPT = re.compile(r"(?im)^(?:from|to|cc|date|subject|message-id|received|authentication-results):.*(?:\r?\n[ \t].*)*")


def source(path: Path, name: str) -> bytes:
    """The message as mail, with the headers it came with. Raises BadDocument."""
    try:
        from oxmsg import Message
    except ImportError:
        raise BadDocument(f"{name} is an Outlook message: pip install 'calltracer[outlook]' reads it, or save it as .eml") from None
    try:
        message = Message.load(str(path))
        return _headers(message, path) + _body(message, path)
    except Exception as error:  # the library lets all sorts through where a file is broken
        raise BadDocument(f"{name} is a broken Outlook message ({type(error).__name__}): save the mail as .eml") from error


def _or_none(said: Callable[[], _T]) -> _T | None:
    """What the library makes of a text; null where that is in another character set than Outlook says, or in one Python calls otherwise."""
    try:
        return said()
    except (UnicodeError, LookupError):
        return None


def _kept(path: Path, property_: str) -> bytes:
    """The bytes of a property, by its number and type."""
    import olefile  # type: ignore[import-untyped]  # its stubs are a package of their own

    with olefile.OleFileIO(path) as held:
        name = f"__substg1.0_{property_}"
        return bytes(held.openstream(name).read()) if held.exists(name) else b""


def _headers(message: Any, path: Path) -> bytes:
    """Those that steer the decoding are left out: the body is encoded anew."""
    printed = _or_none(lambda: message.properties.str_prop_value(_TRANSPORT_HEADERS) or "")
    if printed is None:
        printed = charset.decoded(_kept(path, f"{_TRANSPORT_HEADERS:04X}001E"))[0]
    kept = [found[0].replace("\r\n", "\n") for found in _KEPT.finditer(printed)]
    if not any(line.lower().startswith("from:") for line in kept):
        kept += _made(message)
    return "".join(f"{line}\n" for line in kept).encode("utf-8", "replace")


def _made(message: Any) -> Iterator[str]:
    """The headers of a message that none came with, from what Outlook keeps beside it."""
    sent = message.sent_date
    headers = {
        "From": _or_none(lambda: message.sender),
        "To": _or_none(lambda: ", ".join(each.email_address for each in message.recipients if each.email_address)),
        "Date": format_datetime(sent) if sent and sent.year > _NEVER else None,
        "Subject": _or_none(lambda: message.subject),
    }
    return (f"{name}: {' '.join(value.replace(chr(0), ' ').split())}" for name, value in headers.items() if value)


def _body(message: Any, path: Path) -> bytes:
    made = EmailMessage()
    plain = _or_none(lambda: message.body or "")
    if plain is None:  # as it stands: what it is in is found where the mail is read
        made.set_content(_kept(path, "1000001E"), "text", "plain")
    else:
        made.set_content(_text(plain))
    page = _or_none(lambda: message.html_body or "")
    if page is None:
        made.make_alternative()
        part = EmailMessage()
        part.set_content(_kept(path, "10130102"), "text", "html")
        made.attach(part)
    elif page:
        made.add_alternative(_text(page), subtype="html")
    for attached in message.attachments:
        _attach(made, attached)
    return made.as_bytes()


def _attach(made: EmailMessage, attached: Any) -> None:
    name, data = _or_none(lambda: attached.file_name), attached.file_bytes
    kind, _, of = (_or_none(lambda: attached.mime_type) or "application/octet-stream").partition("/")
    if data is None:  # a message within the message, which the library does not open
        kind, of, name = "application", "vnd.ms-outlook", f"{name or 'message'}.msg"
    made.add_attachment(data or b"", maintype=kind, subtype=of or "octet-stream", filename=name or "attachment")


def _text(text: str) -> str:
    return text.rstrip("\0").replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
