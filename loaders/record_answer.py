"""A provider's answers to tracebacks out of its call records, as `tracer answer` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tracer import text
from tracer.answer_file import GIVEN, SIGNATURE, TITLE, Field, Said, blocks, value
from tracer.errors import BadDocument
from tracer.model import Claim, Document, Finding, Heading, Kind, Moment, Part, Remark, Role, Status, Unread, Verified

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
        at = next((k for k, each in enumerate(reply) if each.name == SIGNATURE), len(reply))
        its = _Words(part, provider, incident or "", answered or prepared)
        yield from _answer(reply[:at], its, Said(said))
        for signature in _signatures(reply[at:]):
            yield from _signed(signature, its)
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


class _Words(NamedTuple):
    """Whose words a block is, since when, about which incident."""

    part: Part
    provider: str
    incident: str
    answered: Moment

    def told(self, block: Sequence[Field]) -> Iterator[Remark | Unread]:
        """What is to be told of the lines of a block."""
        for each in block:
            if not each.name:
                yield Unread(each.line, each.line, "no line of the form field: value")
        raw = self._raw(block)
        if text.mask(raw) != raw:
            yield Remark("secret-masked", block[0].line, block[-1].line, "a secret in these lines is masked")

    def said(self, block: Sequence[Field]) -> dict[str, Any]:
        """What all claims of a block say."""
        number = text.traceback_number(self.incident)
        return {
            "place": self.part.place(block[0].line, block[-1].line),
            "quote": text.mask(self._raw(block)),
            "said_by": self.provider,
            "known_at": self.answered,
            "incident": f"itg-{number}" if number else self.incident,
        }

    def _raw(self, block: Sequence[Field]) -> str:
        return "\n".join(self.part.lines[block[0].line - 1 : block[-1].line])


def _answer(block: Sequence[Field], its: _Words, said: Said) -> Iterator[Finding]:
    yield from its.told(block)
    base = {**its.said(block), "valid_at": its.answered, "provider": its.provider, "role": Role.NAMED}
    if said is Said.RECEIVED_FROM:
        yield Claim(kind=Kind.HANDED_OFF, upstream=value(block, "upstream"), **base)
    else:
        yield Claim(kind=Kind.STATUS, status=_STATUS[said], end_user=value(block, "end user"), **base)


def _signatures(fields: Sequence[Field]) -> Iterator[list[Field]]:
    """Each signature by itself."""
    starts = [k for k, each in enumerate(fields) if each.name == SIGNATURE]
    for start, end in pairwise([*starts, len(fields)]):
        yield [*fields[start:end]]


def _signed(block: Sequence[Field], its: _Words) -> Iterator[Finding]:
    said = value(block, SIGNATURE)
    if said not in tuple(Verified):
        yield Unread(block[0].line, block[-1].line, f"signature {said or 'without a word'}: one of {', '.join(Verified)}")
        return
    signer = value(block, "signer") if said == Verified.YES else None
    yield from its.told(block)
    yield Claim(
        kind=Kind.SIGNED,
        valid_at=_moment(block, "signed"),
        call_at=_moment(block, "signed"),
        caller=value(block, "signed caller"),
        called=(value(block, "signed called") or "").partition(" ")[0] or None,
        provider=signer,
        role=Role.NAMED if signer else None,
        ocn=value(block, "signer code") if signer else None,
        attestation=value(block, "attestation"),
        origid=value(block, "origid"),
        verified=Verified(said),
        note=value(block, "why"),
        **its.said(block),
    )


def _moment(block: Sequence[Field], name: str) -> Moment | None:
    said = value(block, name)
    reading = text.moment(said) if said else None
    return reading.moment if reading else None
