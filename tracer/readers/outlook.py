"""Outlook's own files of one message (`.msg`), by python-oxmsg, which the extra `outlook` installs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from tracer.errors import BadDocument

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TRANSPORT_HEADERS = 0x007D
_KEPT = re.compile(r"(?im)^(?:from|to|cc|date|subject|message-id|received|authentication-results):.*(?:\r?\n[ \t].*)*")


def source(path: Path, name: str) -> bytes:
    """The message as mail, with the headers it came with. Raises BadDocument."""
    try:
        from oxmsg import Message
    except ImportError:
        raise BadDocument(f"{name} is an Outlook message: pip install 'calltracer[outlook]' reads it, or save it as .eml") from None
    try:
        message = Message.load(str(path))
        return _headers(message) + _body(message)
    except Exception as error:  # the library lets all sorts through where a file is broken
        raise BadDocument(f"{name} is a broken Outlook message ({type(error).__name__}): save the mail as .eml") from error


def _headers(message: Any) -> bytes:
    """Those that steer the decoding are left out: the body is encoded anew."""
    printed = message.properties.str_prop_value(_TRANSPORT_HEADERS) or ""
    kept = [found[0].replace("\r\n", "\n") for found in _KEPT.finditer(printed)]
    if not any(line.lower().startswith("from:") for line in kept):
        kept += _made(message)
    return "".join(f"{line}\n" for line in kept).encode("utf-8", "replace")


def _made(message: Any) -> Iterator[str]:
    """The headers of a message that none came with, from what Outlook keeps beside it."""
    said = {
        "From": message.sender,
        "To": ", ".join(each.email_address for each in message.recipients if each.email_address),
        "Date": format_datetime(message.sent_date) if message.sent_date else None,
        "Subject": message.subject,
    }
    return (f"{name}: {' '.join(value.split())}" for name, value in said.items() if value)


def _body(message: Any) -> bytes:
    made = EmailMessage()
    made.set_content(_text(message.body or ""))
    page = message.html_body
    if page:
        made.add_alternative(_text(page), subtype="html")
    for attached in message.attachments:
        kind, _, of = (attached.mime_type or "application/octet-stream").partition("/")
        made.add_attachment(
            attached.file_bytes or b"", maintype=kind, subtype=of or "octet-stream", filename=attached.file_name or "attachment"
        )
    return made.as_bytes()


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
