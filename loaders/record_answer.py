"""A provider's answers to tracebacks out of its call records, as `tracer answer` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tracer import text
from tracer.answer_file import GIVEN, TITLE, Field, Said, blocks, value
from tracer.errors import BadDocument
from tracer.model import Claim, Document, Finding, Heading, Kind, Moment, Part, Remark, Role, Status, Unread

VERSION = 1

_STATUS = {Said.ORIGIN: Status.ORIGINATING, Said.NOT_FOUND: Status.NOT_FOUND}
_NEEDS = {Said.RECEIVED_FROM: "upstream", Said.ORIGIN: "end user"}


def recognise(document: Document) -> bool:
    return document.media == "text" and document.head.split("\n", 1)[0].strip() == TITLE


def load(document: Document) -> Iterator[Finding]:
    [part] = _text(document)
    head, *replies = [*blocks(part.lines)] or [[]]
    provider, prepared = value(head, "provider"), _moment(head, "prepared")
    if not provider or not prepared:
        raise BadDocument(
            f"{document.name} does not say {'who answers' if not provider else 'when it was prepared'}: write it anew with `tracer answer`"
        )
    answered = _moment(head, "answered")
    for reply in replies:
        first, last = reply[0].line, reply[-1].line
        said = value(reply, "answer")
        incident = value(reply, "traceback")
        if why := _why_none(reply, said, incident, answered, prepared):
            yield Unread(first, last, why)
            continue
        yield from _answer(reply, part, provider, incident or "", Said(said), answered or prepared)
    yield Heading(issuer=provider, dated=answered or prepared)


def _text(document: Document) -> Sequence[Part]:
    if document.media != "text":
        raise BadDocument(f"{document.name} is no text: give the file that `tracer answer` wrote")
    return tuple(document.parts())


def _why_none(reply: Sequence[Field], said: str | None, incident: str | None, answered: Moment | None, prepared: Moment) -> str | None:
    """Why a block gives no answer."""
    if not incident:
        return "no traceback in this answer"
    if said not in tuple(Said):
        return f"no such answer: {said or 'nothing'} (one of {', '.join(Said)})"
    if said not in GIVEN:
        return f"no answer, but {said}: {value(reply, 'comment') or 'without a reason'}"
    if answered is None:
        return f"a draft, prepared {prepared} and not stated as given: `tracer answer --answered` says when it was"
    lacking = _NEEDS.get(Said(said))
    return f"an answer without its {lacking}" if lacking and not value(reply, lacking) else None


def _answer(reply: Sequence[Field], part: Part, provider: str, incident: str, said: Said, answered: Moment) -> Iterator[Finding]:
    first, last = reply[0].line, reply[-1].line
    for each in reply:
        if not each.name:
            yield Unread(each.line, each.line, "no line of the form field: value")
    raw = "\n".join(part.lines[first - 1 : last])
    quote = text.mask(raw)
    if quote != raw:
        yield Remark("secret-masked", first, last, "a secret in this answer is masked")
    number = text.traceback_number(incident)
    base: dict[str, Any] = {
        "place": part.place(first, last),
        "quote": quote,
        "said_by": provider,
        "known_at": answered,
        "valid_at": answered,
        "incident": f"itg-{number}" if number else incident,
        "provider": provider,
        "role": Role.NAMED,
    }
    if said is Said.RECEIVED_FROM:
        yield Claim(kind=Kind.HANDED_OFF, upstream=value(reply, "upstream"), **base)
    else:
        yield Claim(kind=Kind.STATUS, status=_STATUS[said], end_user=value(reply, "end user"), **base)


def _moment(block: Sequence[Field], name: str) -> Moment | None:
    said = value(block, name)
    reading = text.moment(said) if said else None
    return reading.moment if reading else None
