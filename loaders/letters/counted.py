"""Counts of requests that a letter's recipient left unanswered, as claims; those of others, and doubtful ones, as unread."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from tracer.loaders.letters.paragraphs import Fragment, Paragraph
from tracer.loaders.letters.prose import consortium
from tracer.loaders.letters.sentences import roles
from tracer.loaders.letters.subjects import Subjects
from tracer.loaders.letters.unanswered import Count, unanswered
from tracer.model import Claim, Finding, Kind, Moment, Unread, first_day, last_day


class Making(Protocol):
    """Makes a claim of words."""

    def __call__(self, pieces: list[Fragment], **what: object) -> Claim: ...


def counted(claim: Making, body: Sequence[Paragraph], subjects: Subjects, dated: Moment) -> Iterator[Finding]:
    """Each count once: one that may hold those counted before is said to be unread."""
    claimed: list[Count] = []
    for found in unanswered(body, subjects):
        if not isinstance(found, Count):
            yield _unread(claim(found.pieces), found.reason)
        elif not any(_overlap(found, one) for one in claimed):
            claimed.append(found)
            yield claim(
                found.pieces,
                kind=Kind.COUNTED,
                no_response=found.number,
                total=found.of,
                at_least=found.at_least,
                interim=found.interim,
                window_from=found.since,
                window_to=found.until or dated,
                note=found.note,
                on_word_of=consortium(found.words),
                roles=_carried(found.words),
            )
        elif found.number not in {one.number for one in claimed}:  # else the letter says it again
            yield _unread(claim(found.pieces), "a further count of unanswered requests, which may hold those counted before")


def _unread(where: Claim, reason: str) -> Unread:
    return Unread(where.place.line_from, where.place.line_to, reason)


def _carried(words: str) -> tuple[str, ...]:
    """What a count says that the company did with the calls: `for calls it originated and/or transmitted`."""
    m = re.search(
        r"\bcalls?\s+(?:that\s+|which\s+)?(?:it|they)\s+(?P<did>(?:originat|transmit|accept|carri)\w+(?:\W+(?:and|or|and/or)\W+(?:originat|transmit)\w+)?)",
        words,
        re.I,
    )
    return roles(m["did"]) if m else ()


def _overlap(one: Count, other: Count) -> bool:
    """Whether two counts may be of the same requests: unless both say over which time, and the times do not touch."""
    first, last = sorted((one, other), key=lambda count: count.since or "")
    return not (first.since and first.until and last.since and last_day(first.until) < first_day(last.since))
