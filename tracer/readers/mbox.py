"""The messages of a mailbox file, one by one: a large one is never in memory as a whole."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]+)[ \t]*:")
# Headers that only a mail's own source shows; From, To and Date are printed in many a text.
_MACHINE = frozenset(b"received message-id mime-version content-type content-transfer-encoding return-path delivered-to".split())
_COMMON = frozenset(b"from to cc date subject reply-to sender".split())
_ESCAPED = re.compile(rb"(?m)^>(>*From )")
_SEPARATOR = re.compile(rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d")
_BARE = re.compile(rb"\r(?!\n)")


def messages(path: Path) -> Iterator[bytes]:
    """The source of each message. A file that does not begin as a mailbox does is one message."""
    with path.open("rb") as file:
        if not file.peek(3)[:3].startswith(codecs.BOM_UTF8) or file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        yield from _sources(_lines(file))


def messages_in(data: bytes) -> Iterator[bytes]:
    """The same of a file that is in another."""
    yield from _sources(_lines(io.BytesIO(data.removeprefix(codecs.BOM_UTF8))))


def _sources(lines: Iterator[bytes]) -> Iterator[bytes]:
    first = next(lines, b"")
    if first.startswith(b"From "):
        yield from (_ESCAPED.sub(rb"\1", source) for source in _cut(lines))
    else:
        yield b"".join([first, *lines])


def is_mail(head: bytes, suffix: str) -> bool:
    """Whether a file that begins so is a mail, or a mailbox."""
    head = re.sub(rb"\r\r?\n|\r", b"\n", head)
    if _SEPARATOR.match(head) or (head.startswith(b"From ") and _FIELD.match(head.partition(b"\n")[2])):
        return True
    fields: set[bytes] = set()
    for line in head.split(b"\n"):
        field = _FIELD.match(line)
        if field:
            fields.add(field[1].lower())
        elif not fields or line[:1] not in (b" ", b"\t"):
            break
    return bool(fields & _MACHINE and len(fields) > 1) or (suffix == ".eml" and len(fields & _COMMON) > 1)


def is_outlook(head: bytes, name: str) -> bool:
    """Whether a file that begins so is Outlook's own of one message."""
    return head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and (
        name.lower().endswith(".msg") or "__substg1.0_".encode("utf-16-le") in head
    )


def _lines(file: Iterable[bytes]) -> Iterator[bytes]:
    """Lines; a CR alone ends one, too."""
    for line in file:
        if _BARE.search(line):
            yield from _BARE.sub(b"\n", line.replace(b"\r\r\n", b"\n")).splitlines(keepends=True)
        else:
            yield line


def _cut(lines: Iterator[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    begins: bytes | None = None  # a line that begins a message, if a header follows it
    blank = False
    for line in lines:
        if begins is not None:
            if _FIELD.match(line):
                yield b"".join(held)
                held = []
            else:
                held.append(begins)
            begins = None
        # After a message that was cut short there may be no blank line: the whole form of the line tells then.
        if line.startswith(b"From ") and (blank or _SEPARATOR.match(line)):
            begins = line
        else:
            held.append(line)
        blank = line in (b"\n", b"\r\n")
    yield b"".join([*held, *([begins] if begins else [])])
