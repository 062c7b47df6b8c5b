"""A letter to several companies: whose part of the address block a line is, and which of them a sentence binds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from tracer.identity import slug
from tracer.loaders.letters.names import Addressee, as_printed, block, called
from tracer.loaders.letters.paragraphs import Letter
from tracer.loaders.letters.prose import Prose, short_names_of, spelt
from tracer.loaders.letters.sentences import relieves
from tracer.model import Claim, Finding, Kind, Unread, replace

MOST = 10  # addressees: a letter is read once for each
_LEAST_NAME = 4  # letters of a first word that is a name by itself
_ALL = re.compile(r"\b(?:your?|yours|each|both|all|these|those|(?:the|named)\s+(?:companies|providers|recipients|addressees))\b", re.I)
_ONE = re.compile(r"\W*(?:\w+ly,?\s+|Also,?\s+|In addition,?\s+)?(?:it|he|she|the\s+(?:company|provider|latter|former))\b", re.I)

_MUST = (
    r"(?:(?:\w+ly|each|both|also|further)\s+){0,2}(?:must|shall|should|needs?\s+to|ha(?:s|ve)\s+(?:to|\d+|\w+-?\w+\s+(?:hours|days))"
    r"|(?:is|are)\s+(?:\w+\s+)?(?:required|directed|ordered|asked|requested|obliged|expected|instructed))\b"
)
_BID = r"\b(?i:direct|order|requir|request|ask|demand|instruct|urg|command)\w*(?:\s+that)?"


@lru_cache(maxsize=2)  # asked for by one reader after the other, and each of these remembers what it found out
def others(prose: Prose) -> tuple[Prose, ...]:
    """The letter as it speaks to each of its addressees but the recipient."""
    return tuple(_others(prose))


def _others(prose: Prose) -> Iterator[Prose]:
    names = [(min((i for i, _ in prose.recipient.pieces), default=-1), prose.recipient.name), *prose.recipient.others]
    stem = prose.action.removesuffix(slug(prose.recipient.name))
    for i, name in prose.recipient.others[: MOST - 1]:
        rest = tuple(piece for piece in names if piece[1] != name)
        other = Addressee(name, None, None, [(i, as_printed(prose.letter.lines[i], name))], rest)
        yield Prose(prose.letter, other, replace(prose.said, provider=name), f"{stem}{slug(name)}")


def binds(prose: Prose, words: str) -> bool:
    """Whether a sentence lays something on the recipient: by its name, or on all addressees. Of several, whom `it` is, is not certain.

    One that sets a time for what need not be done lays nothing on anybody.
    """
    if relieves(words):
        return False
    if not prose.recipient.others:
        return True
    if named := _bound(prose, words):
        return prose.recipient.name in named
    return bool(_ALL.search(words)) or not _ONE.match(words)


def by_name(prose: Prose, words: str) -> bool:
    """Whether a sentence lays something on the recipient by its name, where there are other addressees."""
    return bool(prose.recipient.others) and prose.recipient.name in _bound(prose, words)


def _bound(prose: Prose, words: str) -> set[str]:
    """On which addressees words lay something by name: whom they say that it must, and whom they bid."""
    ways = _ways(prose)
    one = rf"(?:{'|'.join(ways.values())})(?:\s*\([^()]{{0,120}}\))?"
    several = rf"{one}(?:(?:,|,?\s+and|,?\s+or)\s+{one})*"
    found = [m[0] for way in (rf"{several}\s+{_MUST}", rf"{_BID}\s+{several}") for m in re.finditer(way, words)]
    return {name for name, way in ways.items() if any(re.search(way, named) for named in found)}


def certain(prose: Prose, found: Iterable[Finding]) -> Iterator[Finding]:
    """What was found: said to be unread where a letter to several companies says it of one, and does not name it: `you`, `it`."""
    if not prose.recipient.others:
        yield from found
        return
    for i, _ in prose.recipient.others[MOST - 1 :]:
        yield Unread(*prose.letter.numbers(i, i), f"one of more than {MOST} addressees: what the letter says of it is not read")
    its_lines = {prose.letter.number(i) for i, name in whose(prose).items() if name == prose.recipient.name}
    for finding in found:
        if isinstance(finding, Claim) and _is_fact(finding) and prose.recipient.name in (finding.provider, finding.upstream):
            first, last = finding.place.line_from, finding.place.line_to
            if not (re.search(_ways(prose)[prose.recipient.name], finding.quote) or first in its_lines):
                yield Unread(first, last, "the letter has several addressees: of which of them it says this is not certain")
                continue
        yield finding


def _is_fact(claim: Claim) -> bool:
    """Whether it says more of a company than how it is called, what is laid on it, and that it got this letter."""
    if claim.kind == Kind.IDENTIFIED:
        return bool(claim.frn or claim.rmd)
    return claim.kind not in (Kind.ACTED, Kind.TERM) and claim.how != "named"


def _ways(prose: Prose) -> dict[str, str]:
    """Patterns for the addressees, also by what each is called for short, and by its first word where no other one begins so."""
    return _spelt(prose.letter, tuple(sorted(prose.recipient.names)))


@lru_cache(maxsize=2)  # asked for with every sentence
def _spelt(letter: Letter, names: tuple[str, ...]) -> dict[str, str]:
    begins = Counter(name.split(maxsplit=1)[0] for name in names)
    found = {}
    for number, name in enumerate(names):
        ways = [*called(name), *(short_names_of(letter, name) if number < MOST else ())]
        first = name.split(maxsplit=1)[0]
        ways += [first] if len(first) >= _LEAST_NAME and begins[first] == 1 else []
        found[name] = rf"(?<![\w-])(?:{'|'.join(map(spelt, ways))})(?!\w)"
    return found


@lru_cache(maxsize=MOST)
def whose(prose: Prose) -> dict[int, str | None]:
    """By line of the address block, in whose part of it that stands; None where that is not certain, or where the letter says nothing
    of that company. What blank lines set apart goes with the company in it, or with the one above."""
    recipient = prose.recipient
    own = min((i for i, _ in recipient.pieces), default=None)
    begins: dict[int, str | None] = dict(recipient.others) | {i: None for i, _, _ in recipient.strange}
    if own is not None:
        begins[own] = recipient.name  # also of what it has in common with others on its line
    lines = [i for i, _ in block(prose.letter, with_mail=True)]
    if len(begins) < 2:
        return dict.fromkeys(lines, recipient.name)
    found: dict[int, str | None] = {}
    now: str | None = None
    for group in _groups(prose, lines):
        inside = [i for i in group if i in begins]
        now = begins[inside[0]] if inside else now
        for i in group:
            now = begins.get(i, now)
            copied = re.match(r"\W*cc\s*:", prose.letter.lines[i], re.I)
            # What stands right above a further company of one group may be of that one.
            found[i] = None if copied or (i + 1 in inside[1:] and i not in begins) else now
    return found


def _groups(prose: Prose, lines: list[int]) -> Iterator[list[int]]:
    group = lines[:1]
    for before, i in pairwise(lines):
        if any(not prose.letter.lines[k].strip() for k in range(before + 1, i)):
            yield group
            group = []
        group.append(i)
    yield group
