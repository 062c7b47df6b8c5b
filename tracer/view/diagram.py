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
    """Facts about the whole page. `generated` is an input, so that the same input gives the same bytes."""

    generated: Moment
    version: str
    as_of: Moment | None = None
    copy: str | None = None  # title of the redaction profile; None if nothing was redacted
    withheld: tuple[tuple[str, int], ...] = ()  # kinds and counts
    marks: tuple[str, ...] = ()  # handling marks of the documents behind it

    @property
    def lacks_documents(self) -> bool:
        """Whether it says nothing of documents that are loaded: what it does not name, these may."""
        return bool(dict(self.withheld).get("documents"))

    @property
    def source(self) -> str:
        """What does not name somebody whom this does not name."""
        return "this copy" if self.lacks_documents else "the loaded documents"

    @property
    def badge(self) -> str:
        """What the copy is, and how much was withheld from it."""
        marks = f" · holds documents marked {', '.join(safe(mark, 40) for mark in self.marks)}" if self.marks else ""
        if self.copy is None:
            return f"Not redacted{marks}"
        withheld = withheld_words(self.withheld)
        return f"{safe(self.copy, 60)} · {f'withheld: {withheld}' if withheld else 'nothing withheld'}{marks}"


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
    def look_words(self) -> str:
        """Its look in the words of the page's JSON, where members are sorted by them."""
        return self.look.slug + " inferred" * self.inferred


@dataclass(slots=True)
class Node:
    """A hop of a path, a provider of a network, or a group of them."""

    id: str
    name: str
    look: Look
    key: str = ""  # of the hop or the provider: the same on every day
    inferred: bool = False
    number: str = ""
    small: list[str] = field(default_factory=list)  # lines below the name
    facts: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0  # passages that are in the case and not here
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
    calls_by_attested: dict[str, int] = field(default_factory=dict)

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
    ghosts: list[tuple[str, str]] = field(default_factory=list)  # the node before which an unknown upstream is drawn, and the words for it
    gaps: list[tuple[str, str]] = field(default_factory=list)  # between which two nodes something is missing
    columns: list[str] = field(default_factory=list)
    campaigns: list[str] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)  # the same as columns and rows
    claims: Iterable[Evidence] = ()  # all claims behind the diagram, for a bundle; can be iterated several times
    events: list[Event] = field(default_factory=list)  # of a path, in the order of time
    earlier: list[Diagram] = field(default_factory=list)  # the same as of earlier days, the newest of them first

    @property
    def hints(self) -> list[str]:
        """What the legend says besides the meaning of each sign."""
        hints = [f"as known by {when(self.facts.as_of)}"] if self.facts.as_of else []
        if any(node.share for node in self.nodes):
            hints.append("below a name: requests stated as unanswered, of how many (?: not given)")
        return hints

    @property
    def counts(self) -> list[tuple[Look, int]]:
        """How many nodes look like what, in the legend's order."""
        seen = Counter(node.look for node in self.nodes)
        return [(look, seen[look]) for look in ORDER if seen[look]]


def withheld_words(withheld: Iterable[tuple[str, int]]) -> str:
    """`2 numbers, 1 person`."""
    singular = {"inferred statuses": "inferred status", "statuses": "status", "hashes": "hash"}
    return ", ".join(f"{n:,} {kind if n > 1 else singular.get(kind, kind.removesuffix('s'))}" for kind, n in withheld if n)


def by_then(facts: Facts) -> str:
    """The words beside every status of a copy as of an earlier day."""
    return f", as known by {when(facts.as_of)}" if facts.as_of else ""


def share_words(share: str) -> str:
    """A share in words, for places with room for them."""
    return share.replace(" of ?", ", of how many is not given")


def open_end(words: str) -> str:
    """The heading of an end that is no node."""
    return "Upstream withheld" if words == WITHHELD else "Upstream not known"


def raw(shown: str, text: str) -> dict[str, str]:
    """The exact text, if what is shown differs from it."""
    return {"raw": text} if shown != text else {}


class Passage(Struct, frozen=True, gc=False):
    """A passage behind claims, with all that a page shows of them. Claims with the same words share one."""

    place: Place
    quote: str
    document: str
    said_by: str
    known_at: Moment
    inferred: bool
    document_name: str
    status: Status | None  # that is stated there


def passages(claims: Iterable[Evidence]) -> list[Passage]:
    """The passages behind claims. Neighbouring claims often have the same words, like those from the cells of one row."""
    distinct: list[Passage] = []
    last_statement, last_status = None, None
    for claim in claims:
        statement, status = (claim.place, claim.quote, claim.document, claim.said_by, claim.known_at, claim.inferred), claim.status
        if statement == last_statement:
            if status is None or status is last_status:
                continue
            if last_status is None:
                distinct.pop()
        last_statement, last_status = statement, status
        distinct.append(Passage(*statement, claim.document_name, status))
    return distinct


def evidence_item(claim: Evidence | Passage) -> dict[str, Any]:
    """A passage as a page holds it."""
    place = claim.place
    fields: dict[str, Any] = {
        "name": safe(claim.document_name, NAME),
        "document": claim.document[:12],
        "lines": [place.line_from, place.line_to],
        "quote": safe(re.sub(r"\s+", " ", claim.quote), QUOTE),
        "said_by": safe(claim.said_by, NAME),
        "known_at": claim.known_at,
    }
    return fields | {key: value for key, value in (("page", place.page), ("part", place.part), ("inferred", claim.inferred)) if value}


def item_place(item: Mapping[str, Any]) -> str:
    """`page 2, lines 10–15`, in the same words as the page's script."""
    return place_words(item.get("page"), item.get("part"), *item["lines"])


def evidence_items(claims: Iterable[Evidence | Passage], most: int | None = None) -> tuple[list[dict[str, Any]], int]:
    """Each passage once, `most` of them; and how many more there are."""
    claims_by_place: dict[tuple[object, ...], Evidence | Passage] = {}
    last_place, last_quote, last_document = None, "", ""
    for claim in claims:
        place = claim.place
        if place is last_place and claim.quote is last_quote and claim.document is last_document:
            continue  # neighbouring claims often have the same words
        last_place, last_quote, last_document = place, claim.quote, claim.document
        claims_by_place.setdefault((claim.document, place.part, place.page, place.line_from, place.line_to, claim.quote), claim)
    kept = list(claims_by_place.values())[:most]
    return [evidence_item(claim) for claim in kept], len(claims_by_place) - len(kept)


EVIDENCE = (
    "incident", "name", "document", "line_from", "line_to", "page", "kind", "provider", "quote", "said_by", "valid_at", "known_at",
    "inferred", "passage",
)  # fmt: skip


def evidence_table(claims: Iterable[Evidence]) -> Table:
    """Each claim once, as a row; rows are made when they are read, since only a bundle holds them. `passage`: number of its exhibit."""
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
