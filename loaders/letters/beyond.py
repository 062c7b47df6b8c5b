"""All that a letter says beyond its table, its counts and its lists: one after the other, each by a reader of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracer import text
from tracer.loaders.letters.address import also_called, domains, persons
from tracer.loaders.letters.addressees import binds, others
from tracer.loaders.letters.contacts import answers, signer
from tracer.loaders.letters.findings import found
from tracer.loaders.letters.knowledge import copied, told
from tracer.loaders.letters.named import short_names
from tracer.loaders.letters.paragraphs import Fragment
from tracer.loaders.letters.past_actions import past_actions
from tracer.loaders.letters.prose import CONSORTIUM, Prose
from tracer.loaders.letters.terms import terms_of
from tracer.model import Claim, Kind, replace


def beyond(prose: Prose, downstream: Iterable[tuple[str, list[Fragment]]] = ()) -> Iterator[Claim]:
    """Nothing of it changes a path, a hop's status or a flag."""
    for to in (prose, *others(prose)):
        yield from persons(to)
        yield from domains(to)
    yield from also_called(prose)
    for short, pieces in prose.short_names.items():
        yield prose.claim(pieces, kind=Kind.IDENTIFIED, short_names=(short,))
    for short, (name, pieces) in short_names(prose).items():
        yield prose.claim(pieces, kind=Kind.IDENTIFIED, provider=text.mask(name), short_names=(text.mask(short),))
    yield from _bodies(prose)
    yield from found(prose)
    yield from told(prose, downstream)
    yield from copied(prose)
    yield from _terms(prose)
    yield from answers(prose)
    yield from signer(prose)
    in_body = {line for paragraph in prose.body for _, line in paragraph.lines}
    numbers = {prose.letter.number(line) for line in in_body}
    for past in past_actions(prose):
        yield past
        if past.place.line_from in numbers and past.provider != prose.recipient.name:
            # Whoever reads the letter knows of it from then on.
            yield replace(past, kind=Kind.TOLD, provider=prose.recipient.name, how="named", action_kind=None, valid_at=prose.letter.dated)


def _terms(prose: Prose) -> Iterator[Claim]:
    """For each addressee what is laid on it; rules for everybody once."""
    for to in (prose, *others(prose)):
        yield from (term for term in terms_of(to) if (binds(to, term.quote) if term.provider else to is prose))


def _bodies(prose: Prose) -> Iterator[Claim]:
    """What the letter calls the traceback consortium for short."""
    for sentence in prose.sentences():
        m = re.search(rf"(?P<body>{CONSORTIUM.pattern})\s+\([\"\u201c]?(?P<short>[^)\"\u201d]{{2,40}})[\"\u201d]?\)", sentence.words)
        if m:
            yield prose.claim(
                sentence.pieces(m.start(), m.end()), kind=Kind.IDENTIFIED, provider=None, party=m["body"], short_names=(m["short"],)
            )
            return
