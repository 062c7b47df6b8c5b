"""A mail of the Industry Traceback Group with what all claims from it share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracer.loaders.itg.mails import Mail, MailPart
from tracer.model import Claim, Finding, Kind, Moment, Remark, Unread
from tracer.text import MASKED

ITG = "Industry Traceback Group"
AMOUNT = r"(?:[\w()-]+ ){1,3}?(?:hours?|(?:business |calendar |working )?days?)\b"  # of time, as printed

_HOP = re.compile(r"(?:/|%2F)hops(?:/|%2F)hop(?:/|%2F)(\d+)|[?&]h=(\d+)", re.I)


@dataclass(frozen=True, slots=True)
class Sent:
    mail: Mail
    at: Moment
    doubts: tuple[str, ...]
    provider: str | None  # the mail domain that it was sent to

    def claim(self, kind: Kind, pieces: Sequence[MailPart], anchor: int, *, start: int | None = None, **said: Any) -> Claim:
        place, quote = self.mail.evidence(pieces, anchor, start)
        said = {"valid_at": self.at, "doubts": self.doubts, "verified": self.mail.verified} | said
        return Claim(kind=kind, place=place, quote=quote, said_by=ITG, known_at=self.at, **said)

    def header(self, name: str) -> list[MailPart]:
        """Where a header stands, if it is a line."""
        return [(*self.mail.printed[name], None)] if name in self.mail.printed else []

    def hop(self, incidents: set[str]) -> tuple[str | None, list[MailPart]]:
        """The portal's id of the provider's place in a traceback, and its words, if the mail speaks of one traceback alone."""
        links = [(i, m) for i, line in enumerate(self.mail.lines) for m in _HOP.finditer(line.raw)]
        ids = {m[1] or m[2] for _, m in links}
        if len(ids) != 1 or len(incidents) != 1:
            return None, []
        at, link = links[0]
        return ids.pop(), [(at, at, link[0].lstrip("?&"))]


def unread(mail: Mail, first: int, last: int, reason: str) -> Unread:
    """The lines of a mail that were not understood."""
    part = mail.lines[first].part
    where = f"page {part.page}: " if part.page else f"message {part.message}: " if part.message else ""
    return Unread(*mail.numbers(first, last), where + reason)


def masked(claim: Claim) -> Iterator[Finding]:
    """The claim, and a remark if its words hid a secret. Not for words of the To line: there is one in every mail."""
    yield claim
    if MASKED in claim.quote:
        yield Remark("secret-masked", claim.place.line_from, claim.place.line_to, "the words of a mail hold a secret, which is masked")
