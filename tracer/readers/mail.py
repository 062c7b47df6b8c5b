"""Mail: single messages, as files or in a Maildir, and mbox files of many; one part per message, its decoded body.

A message that cannot be read is its own outcome, an `Unread` that names it; the others are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from email.message import EmailMessage
from itertools import chain, islice
from pathlib import Path

from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part, Remark, Unread, Verified, replace
from tracer.readers import archive, mbox, senders
from tracer.readers._message import Attachment, Unreadable, attachments, header, message_in, opened, parsed
from tracer.readers.mbox import is_mail, is_outlook
from tracer.readers.text import HEAD, lines_of
from tracer.text import mask_cut, one_line

_HEADERS = ("from", "to", "cc", "date", "subject")
_MAY_HOLD_FILES = re.compile(rb"(?i)name\*?\d*\*?\s*=|content-disposition:\s*attachment")
_GLIMPSED = 300  # messages whose headers tell what a box is about
_KEPT = 4 * 1024 * 1024  # characters of their text that are kept until the box is read
_LARGEST = 64 * 1024 * 1024  # bytes of the mails in an attached archive
_NESTED = 10  # a mail attached to a mail attached to ...

Notes = dict[Unread | Remark, None]


def document(path: Path, name: str, sha256: str, noted_on: Moment | None) -> Document:
    return opened_mail(lambda: mbox.messages(path), name, sha256, noted_on)


def opened_mail(sources: Callable[[], Iterable[bytes]], name: str, sha256: str, noted_on: Moment | None) -> Document:
    """A document of these messages; their sources are asked for each time it is walked through."""
    notes: Notes = {}
    glimpsed: list[list[Part]] = []  # message by message: a mail, or a small box, is taken apart once
    head = _head(_messages(sources(), notes), glimpsed)
    if not head:
        why = next((note.reason for note in notes if isinstance(note, Unread)), "holds no message")
        raise BadDocument(f"{name}, {why}: save the mail again")

    def parts() -> Iterator[Part]:
        yield from chain.from_iterable(glimpsed)
        number = sum(max(1, len(message)) for message in glimpsed)
        yield from chain.from_iterable(_messages(islice(sources(), len(glimpsed), None), notes, number))

    def stream() -> Iterator[str]:
        return (f"{line}\n" for part in parts() for line in part.lines)

    return Document(sha256, name, "mail", head, parts, stream, noted_on, lambda: tuple(notes))


def _head(messages: Iterator[list[Part]], glimpsed: list[list[Part]]) -> str:
    """Who wrote and what about comes first, of all messages: in a box of many kinds of mail that tells what is in it.

    Those that were read for it are kept in `glimpsed`, the first of them, as far as they are small.
    """
    headers: list[str] = []
    bodies: list[str] = []
    size = 0
    for message in islice(messages, _GLIMPSED):
        for part in message:
            headers += [f"{field.title()}: {value}" for field, value in part.headers.items()]
            if size < HEAD:
                bodies += ["", *part.lines]
            size += sum(map(len, part.lines)) + len(part.lines)
        if size < _KEPT:
            glimpsed.append(message)
    return "\n".join([*headers, *bodies])[:HEAD]


def _messages(sources: Iterable[bytes], notes: Notes, number: int = 0) -> Iterator[list[Part]]:
    """The parts of each message: itself and the mails attached to it; none where it cannot be read. `number`: of those before."""
    for source in sources:
        number += 1
        read: list[Part] = []
        try:
            message = parsed(source)
            read = list(_read(message, number, _verdict(message), notes))
        except Unreadable as error:
            notes[Unread(1, 1, f"message {number}{_named(source)} {error}")] = None
        except Exception as error:  # noqa: BLE001  a library that stumbles over one message is no reason to lose the others
            notes[Unread(1, 1, f"message {number}{_named(source)} cannot be taken apart ({type(error).__name__})")] = None
        yield read
        number += max(0, len(read) - 1)


def _named(source: bytes) -> str:
    """Which mail it is, as far as its first lines tell."""
    found = re.search(rb"(?im)^from:[ \t]*([^\r\n]{1,2000})", source[:8192])
    return f" (from {one_line(found[1].decode('utf-8', 'replace'), 80).strip()})" if found else ""


def _verdict(message: EmailMessage) -> tuple[str | None, Verified, str]:
    fields = [(name, str(value)) for name, value in message.raw_items()]
    sender = senders.sender([value for name, value in fields if name.lower() == "from"])
    return sender, *senders.verdict(fields, sender)


def _read(message: EmailMessage, number: int, verdict: tuple[str | None, Verified, str], notes: Notes, depth: int = 0) -> Iterator[Part]:
    """The message, then those attached to it."""
    found = opened(message)
    lines = lines_of(found.text)
    for remark in found.remarks:
        notes[replace(remark, line_to=max(1, len(lines)), text=f"message {number}: {remark.text}")] = None
    headers = {field: value for field in _HEADERS if (value := header(message, field))}
    sender, verified, check = verdict
    last = number
    yield Part(tuple(mask_cut(lines)), message=number, headers=headers, sender=sender, verified=verified, check=check)
    for attached in found.attached:
        mails, is_more = _held(attached, depth)
        for name, inner in mails:
            if isinstance(inner, Unreadable):
                notes[Unread(1, 1, f"message {number}: the attached mail {name} {inner}")] = None
                continue
            # Who forwards a mail can have written anything into it, also a server's verdict.
            sender = _verdict(inner)[0]
            within = Verified.NO if verified == Verified.NO else Verified.UNKNOWN
            for part in _read(inner, last + 1, (sender, within, ""), notes, depth + 1):
                yield part
                last = part.message or last
        if is_more:
            notes[_told(attached, number, verified)] = None


def _held(attached: Attachment, depth: int) -> tuple[list[tuple[str, EmailMessage | Unreadable]], bool]:
    """The mails that an attachment is, or that an attached mailbox or archive holds, and whether it is, or holds, anything else."""
    if depth >= _NESTED:
        return [(attached.name, Unreadable(f"is attached within {_NESTED} others, and is not read"))], False
    try:
        if (inner := message_in(attached)) is not None:
            return [(attached.name, inner)], False
    except Unreadable as error:
        return [(attached.name, error)], False
    if not attached.is_document:
        return [], True
    data = attached.data()
    if is_mail(data[:HEAD], Path(attached.name).suffix.lower()):
        return _opened(attached.name, data), False
    if not data.startswith(b"PK\x03\x04") or archive.is_office(data):
        return [], True
    mails: list[tuple[str, EmailMessage | Unreadable]] = []
    size, is_more = 0, False
    try:
        for member, held in archive.members(data, attached.name):
            name = f"{attached.name}/{member}"
            if not is_one(member, held):
                is_more = True
                continue
            size += len(held)
            mails += _opened(name, held) if size <= _LARGEST else [(name, Unreadable("is beyond what is read of an archive"))]
    except BadDocument:  # is said where its documents are read
        is_more = True
    return mails, is_more or not mails


def is_one(name: str, data: bytes) -> bool:
    """Whether a file in an attached archive is a mail, or a mailbox. It is no document of its own: a server's verdict that it shows may be
    the word of who attached it."""
    return is_mail(data[:HEAD], Path(name).suffix.lower()) or is_outlook(data[:HEAD], name)


def _opened(name: str, data: bytes) -> list[tuple[str, EmailMessage | Unreadable]]:
    if is_outlook(data[:HEAD], name):
        return [(name, Unreadable("is not read: save it by itself and load that"))]
    found: list[tuple[str, EmailMessage | Unreadable]] = []
    for source in mbox.messages_in(data):
        try:
            found.append((name, parsed(source)))
        except Unreadable as error:
            found.append((name, error))
    return found


def _told(attached: Attachment, number: int, verified: Verified) -> Unread | Remark:
    if attached.is_document and verified == Verified.NO:
        why = "the check of the mail's sender failed: save it by itself and load that, if you know whom it is from"
        return Unread(1, 1, f"message {number}: the attachment {attached.name} is not read, as {why}")
    if attached.is_document:
        return Remark("attachment", 1, 1, f"message {number}: the attachment {attached.name} is a document of its own")
    return Unread(1, 1, f"message {number}: the attachment {attached.name} ({attached.kind}) is not read")


def inside(sources: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """The documents attached to messages: name and bytes. Attached mails are parts of the mail itself.

    Not those of a mail that does not come from its sender's domain: by itself, nothing in them tells that.
    """
    for source in sources:
        if not _MAY_HOLD_FILES.search(source):
            continue
        try:
            message = parsed(source)
            found = [] if _verdict(message)[1] == Verified.NO else list(_attached(message))
        except Exception:  # noqa: BLE001, S112  what is wrong with the message is said where its text is read
            continue
        yield from ((attached.name, attached.data()) for attached in found)


def _attached(message: EmailMessage, depth: int = 0) -> Iterator[Attachment]:
    for attached in attachments(message):
        mails, is_more = _held(attached, depth)
        for _, inner in mails:
            if not isinstance(inner, Unreadable):
                yield from _attached(inner, depth + 1)
        if is_more and attached.is_document:
            yield attached
