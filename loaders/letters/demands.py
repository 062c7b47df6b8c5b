"""What a list of a letter demands of its recipient: each entry a duty, by the time that it sets itself, else by that of the words above."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tracer import late
from tracer.loaders.letters.lists import lists
from tracer.loaders.letters.paragraphs import Spot
from tracer.loaders.letters.prose import Prose, Sentence
from tracer.loaders.letters.sentences import BY_DATE, deadline
from tracer.model import Moment

_BINDS = (
    r"(?:must|shall|should|needs?\s+to|ha(?:s|ve)\s+to|(?:is|are)\s+(?:hereby\s+|also\s+)?(?:required|directed|ordered|requested|asked|instructed"
    r"|expected|obliged)\s+to)"
)
_ASKS = r"\b(?:demands?|requests?|asks?|directs?|orders?|requires?|instructs?|urges?|calls?\s+(?:up)?on|expects?)"
_NEGATED = late.pattern(r"\b(?:not|never|neither|nor|whether|if|unless|when)\b|n['\u2019]t\b", re.I)
_PLACEHOLDER = late.pattern(
    r"(?:(?:do|take|undertake|perform|complete|carry\s+out|comply\s+with)\s+)?(?:(?:all|each)\s+of\s+)?(?:the\s+)?following(?:\s+\w+){0,3}(?:\s+(?:in\s+order\s+)?to\s.*)?|to|that",
    re.I | re.S,
)
_WHEN = late.pattern(
    r",?\s*(?:that\s+is,\s+)?\b(?:(?:within|(?:no|not)\s+later\s+than)\s+(?:[a-z-]+\s+\(\d+\)|[\w-]+)\s+(?:(?:business|calendar)\s+)?(?:hour|day)s?\b"
    rf"(?:\s+(?:of|after|from)\s[^,:]{{3,60}})?|{BY_DATE.pattern})"
)
_TOLD = late.pattern(r"\b(?:know|understand|note|aware|expect|recall|remember|that\s+(?:we|the\s+Task\s+Force|the\s+Bureau))\b")
STEPS = late.pattern(
    r"\b(?:should|must|shall|required\s+to)\s+(?:\w+\s+)?take\s+the\s+following\s+(?:\w+\s+)?(?:steps|actions|measures)\b", re.I
)

# What a reply does, not what a company does with its traffic, nor the answer to each traceback.
_ASKS_FOR_WORDS = late.pattern(
    r"(?:\w+:\s+)?(?:(?:also|\w+ly)\s+|(?:Within|By|No\s+later\s+than|On\s+or\s+before)\s[^,]{3,40},\s+(?:\d{4},\s+)?)?(?!\w+\s[^.;]{0,60}\btrace-?backs?\s+requests?)(?:(?:respond|reply|answer|provide|inform|advise|notify|report|submit|tell|send|give)\b"
    r"|(?:state|identify|describe|confirm|explain|name|list|disclose|certify|acknowledge)\b)",
    re.I,
)

_TELLS = late.pattern(
    r"\b(?:should|must|will|may)\s+(?:also\s+)?(?:know|note|understand|be\s+aware|recall|remember)\b"
    r"|\b(?:[Ww]e|(?:[Tt]ask\s+[Ff]orce|Bureau|Commission|[Ss]taff))\s+(?:will|shall|intends?\s+to|plans?\s+to)\s+(?:also\s+)?\w+"
)


def only_tells(words: str) -> bool:
    """Whether a sentence tells its reader something, or what its writer will do, and bids nothing."""
    return bool(_TELLS.search(words)) and not re.search(
        r"\bplease\b|\byou(?:r\s+\w+)?\s+(?:must|shall)\s+(?!\w*\s?(?:know|note))", words, re.I
    )


class Demand(NamedTuple):
    """`entry`: its words; `what`: those with the verb that stands above the list, where they have none; `length` and `stated`: by when."""

    lead: Sentence
    entry: Sentence
    what: str
    length: str | None
    stated: Moment | None


@lru_cache(maxsize=2)  # it is asked for by each who reads times
def demands(prose: Prose) -> tuple[Demand, ...]:
    return tuple(_demands(prose))


def _demands(prose: Prose) -> Iterator[Demand]:
    """Each entry of each list that is demanded of the recipient, but for steps of a sentence or more each, which say so themselves."""
    bound = re.compile(rf"{prose.who}(?:,[^,:]{{1,60}},)?\s+{_BINDS}\b(?P<tail>[^:]*):$")
    asked = re.compile(rf"{_ASKS}\s+(?:[^.:;]{{0,120}}?\s)??{prose.who}(?P<tail>[^:]*):$")
    please = re.compile(r"\b[Pp]lease\b(?P<tail>[^:]*\bfollowing\b[^:]*):$")
    for listed in lists(prose.body):
        words = listed.lead.words
        m = bound.search(words) or asked.search(words) or please.search(words)
        if m is None or _NEGATED.search(words) or (STEPS.search(words) and all(map(_begins, listed.entries))):
            continue
        tail = _WHEN.sub("", m["tail"]).strip(" ,")
        if _TOLD.search(tail):
            continue  # something is told, and not demanded
        verb = "" if not tail or _PLACEHOLDER.fullmatch(tail) else f"{tail}: "
        of_all = deadline(words)
        for entry in listed.entries:
            length, stated = deadline(entry.words) or of_all or (None, None)
            yield Demand(listed.lead, entry, f"{verb}{entry.words}", length, stated)


def replies(prose: Prose) -> Iterator[tuple[str, Moment | None]]:
    """The times of those entries that ask for words, not for deeds: as printed, and the day where one is stated."""
    for demand in demands(prose):
        by = BY_DATE.search(demand.entry.words) or BY_DATE.search(demand.lead.words)
        printed = demand.length or (by[0] if by else None)
        if printed and not printed.endswith("hours") and _ASKS_FOR_WORDS.match(demand.what):
            yield printed, demand.stated


def _begins(entry: Sentence) -> bool:
    """Whether a sentence begins with it, and the number before it."""
    start, _ = entry.paragraph.sentence(entry.start)
    return entry.start - start < _NUMBER


_NUMBER = 6  # characters of one, with its blank


def told_apart(prose: Prose) -> set[Spot]:
    """Where the sentences begin of which each entry has a time of its own."""
    return {spot for demand in demands(prose) for spot in (demand.lead.spot, demand.entry.spot)}
