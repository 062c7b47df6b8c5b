"""What is drawn: the providers and hand-offs of one path, or of many, with everything that a reader may open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from tracer.exhibits import Exhibits
from tracer.model import Attested, Evidence, Moment, Place, Status
from tracer.render.plain import place_words, safe, when
from tracer.view.look import GROUP, LINES, ORDER, Look

NAME = 80  # characters of a name
TITLE = 160  # ... of a heading
WITHHELD = "withheld in this copy"
QUOTE = 1200  # ... of a quote


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds for the whole page. `generated` is an input, so that the same input gives the same bytes."""

    generated: Moment
    version: str
    as_of: Moment | None = None
    copy: str | None = None  # title of the redaction profile; None where nothing was looked at for withholding
    withheld: tuple[tuple[str, int], ...] = ()  # kinds and counts
    marks: tuple[str, ...] = ()  # handling marks of the documents behind it

    @property
    def badge(self) -> str:
        """What the copy is, and how much was withheld from it."""
        marks = f" · holds documents marked {', '.join(safe(mark, 40) for mark in self.marks)}" if self.marks else ""
        if self.copy is None:
            return f"Not redacted{marks}"
        held = held_back(self.withheld)
        return f"{safe(self.copy, 60)} · {f'withheld: {held}' if held else 'nothing withheld'}{marks}"


@dataclass(frozen=True, slots=True)
class Member:
    """One of the providers of a group: how it looks, with its calls and its share, and none of its evidence."""

    key: str
    name: str
    look: Look
    inferred: bool
    weight: int
    share: str
    first: Moment | None
    last: Moment | None
    campaigns: tuple[str, ...]

    @property
    def how(self) -> str:
        """How it looks, as a page's file says it: there members lie in the order of these words."""
        return self.look.slug + " inferred" * self.inferred


@dataclass(slots=True)
class Node:
    """A hop of a path, a provider of a network, or a group of them."""

    id: str
    name: str
    look: Look
    key: str = ""  # of the hop or the provider: by it the same one is found as of another day
    inferred: bool = False
    number: str = ""
    small: list[str] = field(default_factory=list)  # lines below the name
    facts: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0  # pieces of evidence that are in the case and not here
    column: int = 0
    weight: int = 0  # calls
    unanswered: int = 0  # of a network: requests stated as unanswered for good
    share: str = ""  # ... of how many: `11 of 78`, `at least 17 of ?`
    first: Moment | None = None
    last: Moment | None = None
    campaigns: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)  # of a group, those that are listed
    unlisted: int = 0  # ... and how many are only counted
    inner: list[Line] = field(default_factory=list)  # hand-offs of members, which stand in the figure once these do

    @property
    def is_group(self) -> bool:
        return self.look is GROUP


@dataclass(slots=True)
class Line:
    """A hand-off, or all of them between two providers. `source` got the call from `target`, as in the JSON of a path."""

    id: str
    source: str
    target: str
    attested: Attested
    label: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0
    weight: int = 1
    first: Moment | None = None
    last: Moment | None = None
    campaigns: list[str] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    how: dict[str, int] = field(default_factory=dict)  # how many of its calls are attested in which way

    @property
    def style(self) -> str:
        return LINES[self.attested]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that somebody states of a hop, for the timeline: `kind` is request, answer, silence, letter or count."""

    at: Moment
    kind: str
    node: str
    words: str
    by: str  # as stated by whom, or inferred from what


Table = tuple[tuple[str, ...], Iterable[Mapping[str, Any]]]  # columns, rows


@dataclass(slots=True)
class Diagram:
    kind: str  # `path` or `network`
    title: str
    subtitle: str
    facts: Facts
    header: list[tuple[str, str]]
    says: list[str]  # what this shows, in sentences
    about: list[tuple[str, str]]
    nodes: list[Node]
    links: list[Line]
    ghosts: list[tuple[str, str]] = field(default_factory=list)  # before which node an end is drawn that is no node, and its words
    gaps: list[tuple[str, str]] = field(default_factory=list)  # between which two nodes something is missing
    columns: list[str] = field(default_factory=list)
    campaigns: list[str] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)  # the same as columns and rows
    claims: Iterable[Evidence] = ()  # every one behind it, for a bundle; may be walked as often as is wanted
    events: list[Event] = field(default_factory=list)  # of a path, in the order of time
    earlier: list[Diagram] = field(default_factory=list)  # the same as of earlier days, the newest of them first

    @property
    def hints(self) -> list[str]:
        """What the legend must say beside what each sign means."""
        hints = [f"as known by {when(self.facts.as_of)}"] if self.facts.as_of else []
        if any(node.share for node in self.nodes):
            hints.append("below a name: requests stated as unanswered, of how many (?: not given)")
        return hints

    @property
    def counts(self) -> list[tuple[Look, int]]:
        """How many nodes look like what, in the legend's order."""
        seen = Counter(node.look for node in self.nodes)
        return [(each, seen[each]) for each in ORDER if seen[each]]


def held_back(withheld: Iterable[tuple[str, int]]) -> str:
    """`2 numbers, 1 person`."""
    one = {"inferred statuses": "inferred status", "statuses": "status"}
    return ", ".join(f"{n:,} {kind if n > 1 else one.get(kind, kind.removesuffix('s'))}" for kind, n in withheld if n)


def by_then(facts: Facts) -> str:
    """What stands beside every status of a copy as of an earlier day."""
    return f", as known by {when(facts.as_of)}" if facts.as_of else ""


def told(share: str) -> str:
    """A share where there is room for it."""
    return share.replace(" of ?", ", of how many is not given")


def open_end(words: str) -> str:
    """The heading of an end that is no node."""
    return "Upstream withheld" if words == WITHHELD else "Upstream not known"


def raw(shown: str, text: str) -> dict[str, str]:
    """The exact text, where what is shown differs from it."""
    return {"raw": text} if shown != text else {}


class Passage(Struct, frozen=True, gc=False):
    """Where something is said, of which a page shows no more than this: what several claims say with the same words is one."""

    place: Place
    quote: str
    document: str
    said_by: str
    known_at: Moment
    inferred: bool
    document_name: str
    status: Status | None  # that is stated there


def passages(claims: Iterable[Evidence]) -> list[Passage]:
    """Where claims stand. Neighbours say several things with the same words, as the cells of a row do."""
    found: list[Passage] = []
    last, stated = None, None
    for claim in claims:
        said, status = (claim.place, claim.quote, claim.document, claim.said_by, claim.known_at, claim.inferred), claim.status
        if said == last:
            if status is None or status is stated:
                continue
            if stated is None:
                found.pop()
        last, stated = said, status
        found.append(Passage(*said, claim.document_name, status))
    return found


def piece(claim: Evidence | Passage) -> dict[str, Any]:
    """A piece of evidence as a page holds it."""
    at = claim.place
    found: dict[str, Any] = {
        "name": safe(claim.document_name, NAME),
        "document": claim.document[:12],
        "lines": [at.line_from, at.line_to],
        "quote": safe(re.sub(r"\s+", " ", claim.quote), QUOTE),
        "said_by": safe(claim.said_by, NAME),
        "known_at": claim.known_at,
    }
    return found | {key: value for key, value in (("page", at.page), ("part", at.part), ("inferred", claim.inferred)) if value}


def where(piece_: Mapping[str, Any]) -> str:
    """`page 2, lines 10–15`, as the page's script says it too."""
    return place_words(piece_.get("page"), piece_.get("part"), *piece_["lines"])


def pieces(claims: Iterable[Evidence | Passage], most: int | None = None) -> tuple[list[dict[str, Any]], int]:
    """Each place once; how many more there are."""
    seen: dict[tuple[object, ...], Evidence | Passage] = {}
    place, quote, document = None, "", ""
    for claim in claims:
        at = claim.place
        if at is place and claim.quote is quote and claim.document is document:
            continue  # neighbours say several things with the same words
        place, quote, document = at, claim.quote, claim.document
        seen.setdefault((claim.document, at.part, at.page, at.line_from, at.line_to, claim.quote), claim)
    kept = list(seen.values())[:most]
    return [piece(claim) for claim in kept], len(seen) - len(kept)


EVIDENCE = (
    "incident", "name", "document", "line_from", "line_to", "page", "kind", "provider", "quote", "said_by", "valid_at", "known_at",
    "inferred", "passage",
)  # fmt: skip


def evidence_table(claims: Iterable[Evidence]) -> Table:
    """Each claim once, as a row that is made when it is read: only a bundle holds them. `passage`: as its exhibits are numbered."""
    return EVIDENCE, _evidence_rows(claims)


def _evidence_rows(claims: Iterable[Evidence]) -> Iterator[dict[str, Any]]:
    once = {claim.id: claim for claim in claims}
    exhibits = Exhibits(once.values())
    for claim in once.values():
        yield _evidence_row(claim) | {"passage": " ".join(exhibits.cite([claim]))}


def _evidence_row(claim: Evidence) -> dict[str, Any]:
    return {
        "incident": claim.incident,
        "name": claim.document_name,
        "document": claim.document,
        "line_from": claim.place.line_from,
        "line_to": claim.place.line_to,
        "page": claim.place.page,
        "kind": claim.kind.value,
        "provider": claim.provider,
        "quote": claim.quote,
        "said_by": claim.said_by,
        "valid_at": claim.valid_at,
        "known_at": claim.known_at,
        "inferred": claim.inferred or None,
    }
