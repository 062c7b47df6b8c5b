"""Letters of the FTC to a provider through which illegal robocalls enter the country (Project Point of No Entry)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer import text
from tracer.errors import BadDocument
from tracer.identity import slug
from tracer.loaders.letters.addressees import binds, by_name, others
from tracer.loaders.letters.beyond import beyond
from tracer.loaders.letters.counted import counted
from tracer.loaders.letters.demands import replies, told_apart
from tracer.loaders.letters.hand_offs import hand_offs
from tracer.loaders.letters.names import addressee
from tracer.loaders.letters.paragraphs import Letter
from tracer.loaders.letters.passed_over import with_passed_over
from tracer.loaders.letters.promise import is_of_kind, letterhead, promised
from tracer.loaders.letters.prose import Prose, Sentence
from tracer.loaders.letters.registered import registered
from tracer.loaders.letters.sentences import BY_DATE, limit
from tracer.loaders.letters.subjects import Subjects
from tracer.loaders.letters.unread_tables import unread_tables
from tracer.model import FTC, Claim, Document, Due, Finding, Heading, Kind, replace

VERSION = 9
ISSUER = FTC
_ROLES = ("originating", "transmitting", "gateway", "point-of-entry")  # what an action may say of its recipient
_REPLY = re.compile(
    r"\b(?:respon[ds]|repl(?:y|ies)|answer|provide|contact|inform|advise|confirm|notify|submit|tell|describe|explain|report|let\s+(?:us|me|staff)\s+know)",
    re.I,
)


def recognise(document: Document) -> bool:
    return is_of_kind(_marks(document))


def _marks(document: Document) -> dict[str, bool]:
    """The letterhead of the FTC, a salutation, and robocalls that enter the country or are traced."""
    lines, words = letterhead(document)
    return {
        "letterhead of the Federal Trade Commission": any("federal trade commission" in line for line in lines[:12]),
        "salutation": any(line.startswith("dear ") for line in lines),
        "word of robocalls": bool(re.search(r"robocall|illegal calls", words)),
        "word of tracebacks or of a point of entry": bool(re.search(r"trace-?back|point of (?:no )?entry|gateway", words)),
    }


def load(document: Document) -> Iterator[Finding]:
    """What the letter says. Raises BadDocument where it has no date, or addresses no company."""
    yield from promised(document, "a letter of the FTC", _marks(document), "salutation", _load(document))


def _load(document: Document) -> Iterator[Finding]:
    letter = Letter(document)
    yield from letter.unread
    recipient = addressee(letter, None)
    if recipient is None:
        raise BadDocument(f"{document.name}: the letter names no company as its recipient; enter what it says in a hop list")
    dated, action = letter.dated, f"ftc-{letter.dated}-{slug(recipient.name)}"
    yield Heading(ISSUER, recipient.name, dated)
    place, quote = letter.cite(recipient.pieces)
    at = Claim(kind=Kind.IDENTIFIED, place=place, quote=quote, said_by=ISSUER, known_at=dated, valid_at=dated, provider=recipient.name)
    prose = Prose(letter, recipient, at, action)
    more = list(beyond(prose))
    surely = (claim for claim in more if claim.kind == Kind.FOUND and claim.certainty != "suspected")
    grounds = [claim for claim in surely if set(claim.roles) & set(_ROLES)]
    acted = replace(grounds[0], place=grounds[0].place, quote=grounds[0].quote) if grounds else at
    roles = tuple(role for role in _ROLES if any(role in claim.roles for claim in grounds))
    claim = replace(
        at, kind=Kind.ACTED, place=acted.place, quote=acted.quote, action=action, action_kind="letter", roles=roles, due=_due(prose)
    )
    to_others = [
        replace(claim, place=place, quote=quote, provider=other.recipient.name, action=other.action, roles=(), due=_due(other))
        for other in others(prose)
        for place, quote in [letter.cite(other.recipient.pieces)]
    ]
    identified = replace(at, address=recipient.address, country=recipient.country)
    counts = counted(prose.claim, prose.body, Subjects(prose.named, recipient.name), dated)
    numbers = registered(letter, prose.named, recipient.name, prose.claim)
    found = list(with_passed_over(prose, (claim, *to_others, identified, *counts, *numbers, *hand_offs(prose), *more)))
    yield from found
    yield from unread_tables(letter, found)


def _due(prose: Prose) -> tuple[Due, ...]:
    """The time to reply, where the letter asks its reader for a reply."""
    apart = told_apart(prose)
    # What is laid on one of several by name goes before.
    for sentence in sorted(prose.sentences(), key=lambda sentence: not by_name(prose, sentence.words)):
        length = _asked(prose, sentence) if sentence.spot not in apart and binds(prose, sentence.words) else None
        if length:
            return (Due("reply", "ftc.reply", length[0], length[1]),)
    return tuple(Due("reply", "ftc.reply", *time) for time in replies(prose))[:1]


def _asked(prose: Prose, sentence: Sentence) -> tuple[str, str | None] | None:
    found, by = limit(sentence.words), BY_DATE.search(sentence.words)
    if found is None and by and (date := text.moment(by["date"])) and date.moment[:10] >= prose.letter.dated:
        found = by[0], date.moment[:10]
    if found is None or found[0].endswith("hours") or not _REPLY.search(sentence.words):
        return None
    return found if prose.its.search(sentence.words) or re.search(r"\b(?:please|us)\b", sentence.words, re.I) else None
