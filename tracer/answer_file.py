"""The answers of one provider to traceback requests, each with the call records behind it: as `tracer answer` writes them. Pure.

Lines of the form `field: value`. The first line tells the kind, a block says who answers, when and out of which files, then one
block follows for each request, with an empty line before it. An answer counts as given only where `answered` says when.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from tracer import text
from tracer.model import Moment, Verified

TITLE = "CALL RECORD ANSWERS"
SIGNATURE = "signature"  # the field with which each signature begins, below all else of its answer
LONGEST = 2000  # characters of a row
_BREAK = re.compile("[\r\n\x0b\x0c\x85\u2028\u2029]+")
_FIELD = re.compile(r"([a-z][a-z -]{0,30}): ?(.*)")


class Said(str, Enum):
    """What an answer comes to."""

    RECEIVED_FROM = "received-from"  # from another provider
    ORIGIN = "origin"  # from an end user of its own
    NOT_FOUND = "not-found"  # no record of it, though the records reach over its time
    TRUNK_UNKNOWN = "trunk-unknown"  # found, and the map does not say whose the trunk was then
    UNDECIDED = "undecided"  # several records fit, or none certainly: a person decides
    NOT_COVERED = "not-covered"  # the records do not reach over the time of the call

    __str__ = str.__str__
    __hash__ = str.__hash__


GIVEN = (Said.RECEIVED_FROM, Said.ORIGIN, Said.NOT_FOUND)  # what can be given as an answer


@dataclass(frozen=True, slots=True)
class Quoted:
    """A call record behind an answer."""

    record: str  # `Master.csv, line 10342, 2024-04-30T15:13:39Z, 90 s after the call of the notice`
    row: str
    trunk: str  # by which row of the trunk map it was whose


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that came with a call: what it says, and what came of holding it against a certificate."""

    record: str  # in which it stood
    verified: Verified
    why: str
    signer: str | None  # whom a certificate names that bears it out
    code: str | None
    certificate: str | None
    attestation: str | None
    origid: str | None
    signed_at: Moment | None
    caller: str | None
    called: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one request."""

    incident: str
    notice: str
    asked_at: Moment | None
    call_at: Moment | None
    caller: str | None
    called: str | None
    answer: Said
    upstream: str | None
    end_user: str | None
    comment: str
    quoted: tuple[Quoted, ...]
    signed: tuple[Signed, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    provider: str
    prepared: Moment
    answered: Moment | None
    records: tuple[str, ...]
    trunks: str
    replies: tuple[Reply, ...]


class Field(NamedTuple):
    line: int
    name: str
    value: str


def written(answers: Answers) -> str:
    """The file's text. What a value holds stays on its line, and secrets are masked."""
    head = [("provider", answers.provider), ("prepared", answers.prepared), ("answered", answers.answered)]
    head += [("records", each) for each in answers.records] + [("trunks", answers.trunks)]
    blocks = [_lines(head), *(_lines(_fields(reply)) for reply in answers.replies)]
    return "\n\n".join([TITLE + "\n" + blocks[0], *blocks[1:]]) + "\n"


def _fields(reply: Reply) -> Iterator[tuple[str, str | None]]:
    yield "traceback", reply.incident
    yield "notice", reply.notice
    yield "asked", reply.asked_at
    yield "call", reply.call_at
    yield "caller", reply.caller
    yield "called", reply.called
    yield "answer", reply.answer.value
    yield "upstream", reply.upstream
    yield "end user", reply.end_user
    yield "comment", reply.comment
    for each in reply.quoted:
        yield "record", each.record
        yield "row", each.row if len(each.row) <= LONGEST else each.row[:LONGEST] + " …"
        yield "trunk", each.trunk
    for one in reply.signed:
        yield SIGNATURE, one.verified.value
        yield "why", one.why
        yield "in", one.record
        yield "signer", one.signer
        yield "signer code", one.code
        yield "certificate", one.certificate
        yield "attestation", one.attestation
        yield "origid", one.origid
        yield "signed", one.signed_at
        yield "signed caller", one.caller
        yield "signed called", " ".join(one.called)


def _lines(fields: Iterable[tuple[str, str | None]]) -> str:
    return "\n".join(f"{name}: {text.mask(_BREAK.sub(' ', value))}" for name, value in fields if value)


def blocks(lines: Sequence[str]) -> Iterator[list[Field]]:
    """The blocks of a file, the one of the answers as a whole first. A line that is no field has no name."""
    block: list[Field] = []
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            field = _FIELD.fullmatch(line.rstrip())
            block.append(Field(number, field[1] if field else "", field[2].strip() if field else line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def value(block: Iterable[Field], name: str) -> str | None:
    """The first value of that field; None where there is none."""
    return next((field.value for field in block if field.name == name and field.value), None)
