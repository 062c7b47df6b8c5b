"""What documents say: documents, places, claims. Imports nothing of ours.

A claim is one thing that one document (or one person) says. Claims are the facts; the graph is drawn from them,
and a claim never changes: its id is a hash of where it stands and what it says.

Times are `Moment` strings: an ISO instant in UTC (`2022-12-09T17:41:00Z`), or a plain date (`2022-12-09`) where the
source names no more than the day; a month (`2024-03`) or a year (`2024`) where it names no more than that, so that `since March
2024` is not the first of March. They sort as text, and no time zone object ever reaches a database driver. Where a span begins or
ends at one, compare `first_day` and `last_day` of it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias, TypeVar

from msgspec import Struct, structs

Moment: TypeAlias = str
_T = TypeVar("_T")


_HALF = re.compile("[\ud800-\udfff]")


def sound(text: str) -> str:
    """The text, halves of characters (surrogates, which another encoding leaves behind) replaced by `\ufffd`: nothing stores them."""
    return text if text.isascii() else _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def from_environment(name: str) -> str | None:
    """A variable of the environment, as text; None where it is not set, or empty."""
    return sound(os.environ.get(name, "")) or None


def replace(record: _T, /, **changes: Any) -> _T:
    """A copy of a claim, or of any other record, with some of its fields changed (as `copy.replace` from Python 3.13 on)."""
    if isinstance(record, Struct):
        return structs.replace(record, **changes)
    return dataclasses.replace(record, **changes)  # type: ignore[type-var]  # what it is given is a dataclass


def end_of(as_of: Moment | None) -> Moment | None:
    """The last instant that counts as known by then: a date means the end of that day, UTC."""
    return f"{as_of}T23:59:59Z" if as_of and len(as_of) == 10 else as_of


def first_day(moment: Moment) -> Moment:
    """The earliest day that a moment may be: of a month or a year its first."""
    return moment[:10] if len(moment) >= 10 else f"{moment}-01-01" if len(moment) == 4 else f"{moment}-01"


def last_day(moment: Moment) -> Moment:
    """The latest day that a moment may be: of a month or a year its last."""
    if len(moment) >= 10:
        return moment[:10]
    month = moment if len(moment) == 7 else f"{moment}-12"
    return f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]:02d}"


class Kind(str, Enum):
    """What sort of thing a claim says."""

    ASKED = "asked"  # a provider was asked about an incident
    REMINDED = "reminded"  # ... and reminded; restarts nothing
    HANDED_OFF = "handed-off"  # `provider` got the call (or calls) from `upstream`
    STATUS = "status"  # a hop's state at a date
    CALL = "call"  # the traced call itself
    COUNTED = "counted"  # an aggregate: so many of so many
    ACTED = "acted"  # a letter, notice or order against a provider
    FOUND = "found"  # what a letter, or whom it reports, finds about a provider: never a hop's status
    TOLD = "told"  # who was given notice of something, and how: who can have known since when
    TERM = "term"  # what a letter bids, permits or threatens, to whom, when
    IDENTIFIED = "identified"  # names, numbers and addresses of one provider, or of a body that is none (`party`)
    SAME = "same"  # a person's judgement: these names are one provider
    DIFFERENT = "different"  # ... they are not
    UNSURE = "unsure"  # ... it cannot be told from what is known so far
    # A new one goes here, to the end: stores keep a kind by its number.
    SIGNED = "signed"  # a signature that came with the call (STIR/SHAKEN); `provider`: who signed, where a certificate bears it out

    __str__ = str.__str__
    __hash__ = str.__hash__  # found in a set or mapping by its plain text


# The kinds of claims that speak of one incident; all others concern providers at large.
OF_INCIDENTS = frozenset({Kind.ASKED, Kind.REMINDED, Kind.HANDED_OFF, Kind.STATUS, Kind.CALL, Kind.SIGNED})
JUDGEMENTS = frozenset({Kind.SAME, Kind.DIFFERENT, Kind.UNSURE})
IDENTITY_KINDS = JUDGEMENTS | {Kind.IDENTIFIED}  # what ties names, or keeps them apart


class Status(str, Enum):
    """A hop's state, in the field's own words (the columns of the monthly metrics)."""

    OPEN = "open"
    DOWNSTREAM = "downstream"
    POINT_OF_ENTRY = "point-of-entry"
    ORIGINATING = "originating"
    NO_RESPONSE = "no-response"
    NOT_FOUND = "not-found"

    @property
    def label(self) -> str:
        """The label by which a Neo4j shows it: `NoResponse`."""
        return "".join(word.capitalize() for word in self.value.split("-"))

    __str__ = str.__str__
    __hash__ = str.__hash__  # found in a set or mapping by its plain text


# What a claim is of a register's row (`how`): whom the row lists, and what else it says of them.
LISTED, CONTACT, OFFICER, AGENT, HOLDING = IN_REGISTER = ("listed", "contact", "officer", "agent", "holding-company")

NOT_YET = "not yet answered"  # in words, where other statuses and ends are told by their value
NOT_YET_LABEL = "NotYet"  # of a hop whose silence was stated only for the time being: not the label of one that is silent for good


def status_told(status: str, interim: bool | None) -> str:
    """A status, or the kind of an end, as lists tell it: a silence stated only for the time being is not told as a final one."""
    return NOT_YET if interim else status


class Attested(str, Enum):
    """Who speaks for a hand-off, best first."""

    BOTH = "both"  # the downstream names the upstream, and the upstream answered for itself that it carried the call
    ONE = "one"  # one of the two names the other, and nothing of the other's own is known
    THIRD = "third"  # neither speaks: the one who asks, or an office, says from whom the call came
    LETTER = "letter"  # only an authority's letter says so
    AGGREGATE = "aggregate"  # only a count says so
    INFERRED = "inferred"
    DISPUTED = "disputed"  # the other side denies it, or two upstreams are claimed where one call can have one

    @classmethod
    def of_several(cls, levels: Iterable[Attested]) -> Attested:
        """How several hand-offs of one pair are attested together: as the best is, but others never hide a dispute."""
        distinct = set(levels)
        return cls.DISPUTED if cls.DISPUTED in distinct else min(distinct, key=list(cls).index)

    __str__ = str.__str__
    __hash__ = str.__hash__  # found in a set or mapping by its plain text


ANSWERS = frozenset({Status.DOWNSTREAM, Status.POINT_OF_ENTRY, Status.ORIGINATING, Status.NOT_FOUND})  # that take an answer to know


class Side(str, Enum):
    """Which end of what a claim says a hop is."""

    HOP = "hop"  # the claim is about the hop itself
    DOWNSTREAM = "downstream"  # the hop got the call
    UPSTREAM = "upstream"  # ... from this one

    __str__ = str.__str__
    __hash__ = str.__hash__


class Role(str, Enum):
    """How a provider comes to stand in an incident."""

    ASKED = "asked"
    NAMED = "named"
    CUSTOMER = "customer"  # named in a letter as the recipient's customer; perhaps no provider at all

    __str__ = str.__str__
    __hash__ = str.__hash__  # found in a set or mapping by its plain text


class Verified(str, Enum):
    """Whether a server that received a mail found that it comes from where its From address says; or whether a certificate at hand
    bears out a call's signature."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # no server's verdict stands in it, or one on another domain; no certificate is at hand

    __str__ = str.__str__
    __hash__ = str.__hash__  # found in a set or mapping by its plain text


class Place(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where in a document: physical lines, first and last, counted from 1.

    In a container the lines are those of the decoded part: message `part` of a mailbox, `page` of a PDF.
    """

    line_from: int
    line_to: int
    part: int | None = None
    page: int | None = None
    row: int | None = None


class Due(Struct, frozen=True, omit_defaults=True, gc=False):
    """A duty that an action lays on its recipient: `length` and `stated` as printed (`14 days`, a date)."""

    what: str
    clock: str
    length: str
    stated: Moment | None = None


FCC, FTC, ATTORNEYS = "Federal Communications Commission", "Federal Trade Commission", "attorneys general"
OFFICES = {"fcc": FCC, "ftc": FTC, "ag": ATTORNEYS}  # by how the ids of their letters, notices and orders begin


class Claim(Struct, frozen=True, omit_defaults=True, gc=False):
    """One thing that one document says. Which fields are set depends on `kind`; what most claims say comes first.

    `valid_at`: when it is true in the world; `known_at`: when the document says it.
    """

    kind: Kind
    place: Place
    quote: str  # the words as they stand in those lines; what is left out reads `…`, what is hidden `[masked]`
    said_by: str
    known_at: Moment
    valid_at: Moment | None = None

    incident: str | None = None
    provider: str | None = None  # a name exactly as printed; a mail domain counts as one
    upstream: str | None = None
    role: Role | None = None  # of the provider; of the upstream where a hand-off is claimed
    status: Status | None = None
    note: str | None = None

    on_word_of: str | None = None  # whom the speaker reports: whose answer, whose tracebacks, whose notice
    hop: str | None = None  # the source's own id of the provider's place in the incident
    upstream_hop: str | None = None
    end_user: str | None = None  # whom a provider names as the caller: no provider
    attested: Attested | None = None  # handed-off: `letter` or `aggregate` where no side of the call speaks itself
    interim: bool | None = None  # a silence stated while the time to answer may still run: "not yet"
    reading: str | None = None  # what is printed, where the claim is only a reading of it
    length: str | None = None  # of the time to answer, as printed

    call_at: Moment | None = None
    caller: str | None = None
    called: str | None = None
    campaign: str | None = None
    description: str | None = None
    attestation: str | None = None  # signed: `A` for customer and number, `B` for the customer, `C` for neither
    origid: str | None = None  # signed: the signer's own mark of where the call came from

    window_from: Moment | None = None  # counted: over which time
    window_to: Moment | None = None
    window_assumed: bool | None = None  # the source does not say over which time it counts
    at_least: bool | None = None  # the count is a lower bound
    total: int | None = None  # null where the source gives no denominator
    open: int | None = None
    point_of_entry: int | None = None
    downstream: int | None = None
    originating: int | None = None
    no_response: int | None = None
    not_found: int | None = None
    campaigns: int | None = None
    avg_response: str | None = None

    action: str | None = None
    action_kind: str | None = None
    roles: tuple[str, ...] = ()  # acted, found, counted: what it says the provider did: `originating`, `gateway`, `last-hop` ...
    due: tuple[Due, ...] = ()

    what: str | None = None  # found: what the provider does; term: what is to be done, may be done or may follow; the words, cut short
    certainty: str | None = None  # found: `determined`, `apparent`, `suspected`, or `stated` without a word on how it is known
    manner: str | None = None  # found: `knowingly or negligently`
    source: str | None = None  # found: what it rests on, how the calls were noticed
    how: str | None = None  # told: `own-notice`, `copy` ...; identified: `signer`, `reply-to`, `copy-to`, or one of `IN_REGISTER`
    party: str | None = None  # a body that is no provider: who was told, who may or must, whose contact it is
    force: str | None = None  # term: `duty`, `permission`, `threat`, `right`, or `rule` where it is laid on everybody
    condition: str | None = None  # term: what it hangs on, the words, cut short
    basis: str | None = None  # the laws and rules that are named for it
    stated: Moment | None = None  # term: its date as printed
    clock: str | None = None  # term: the clock that runs for it
    links: tuple[str, ...] = ()  # where it can be read

    names: tuple[str, ...] = ()  # identified: further names of `provider`; same, different: the names judged
    short_names: tuple[str, ...] = ()  # identified: what the document calls it for short; valid there alone
    domains: tuple[str, ...] = ()  # identified: mail domains in its address block that do not read like its name; perhaps another's
    mailboxes: tuple[str, ...] = ()  # identified: role mailboxes
    aliases: tuple[str, ...] = ()  # identified: trade names and former names that it gives; they tie nothing
    frn: str | None = None
    other_frns: tuple[str, ...] = ()  # identified: further FRNs that it gives, of whomever they are
    rmd: str | None = None
    ocn: str | None = None  # the code of a carrier that numbers and signing certificates bear (OCN, SPC), upper case
    country: str | None = None
    address: str | None = None
    phone: str | None = None
    contact: str | None = None

    doubts: tuple[str, ...] = ()  # remark codes that stay with the fact
    verified: Verified | None = None  # whether a mail's sender, or a call's signature, was checked; null for what has neither

    @property
    def shares(self) -> dict[Status, int]:
        """counted: how many of the requests stand how."""
        return {
            Status.OPEN: self.open or 0,
            Status.DOWNSTREAM: self.downstream or 0,
            Status.POINT_OF_ENTRY: self.point_of_entry or 0,
            Status.ORIGINATING: self.originating or 0,
            Status.NO_RESPONSE: self.no_response or 0,
            Status.NOT_FOUND: self.not_found or 0,
        }

    @property
    def registered(self) -> dict[str, str]:
        """identified: what a provider has one of: its `frn`, its `rmd` number, its `country`."""
        return {what: value for what, value in (("frn", self.frn), ("rmd", self.rmd), ("country", self.country)) if value}

    @property
    def issuer(self) -> str | None:
        """Of a letter, notice or order, whose it is: the speaker's own, or that of the office with which its id begins; null: not told."""
        office = OFFICES.get((self.action or "").partition("-")[0])
        spoke = next((each for each in (FCC, FTC) if self.said_by.startswith(each)), ATTORNEYS)
        return self.said_by if office and office == spoke else office


statement_order = attrgetter("known_at", "document", "place.line_from", "id")  # when and where a claim was said, to sort by


class Evidence(Claim, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A claim with its id and the document that states it; or one that a rule made from such claims.

    `document` is a sha256; empty for a person's judgement, which stands in the journal.
    """

    sources: tuple[str, ...] = ()  # inferred: the ids of the claims it follows from
    id: str
    document: str
    document_name: str
    document_kind: str | None  # the loader that read it
    inferred: bool = False
    until: Moment | None = None  # inferred: when something became known by which it no longer follows

    @property
    def at(self) -> Moment:
        """When it is true in the world, as far as that is known; else when it became known."""
        return self.valid_at or self.known_at

    @property
    def seen(self) -> str:
        """When and where it was said, as text that sorts: of a name that it prints, where that was seen."""
        return f"{self.known_at}|{self.document[:12]}|{self.place.line_from:09d}"

    def known_by(self, as_of: Moment | None) -> bool:
        """Whether it counts as of that instant; null: of all that is known now."""
        if as_of is None:
            return self.until is None
        return self.known_at <= as_of and (self.until is None or self.until > as_of)


class Provider(Struct, frozen=True, gc=False):
    """A provider of the case: its key, the name it goes by, and every name printed for it."""

    key: str
    name: str
    names: tuple[str, ...]
    country: str | None = None  # on record


class Bearing(Struct, frozen=True, gc=False):
    """A claim as it bears on one hop; all but the evidence null: on the incident as a whole."""

    evidence: Evidence
    side: Side | None = None
    hop: str | None = None
    provider: Provider | None = None  # of that hop


class ReadAs(NamedTuple):
    """By which loader and with which options a document was read: where that differs, its claims are replaced. A store keeps its text."""

    loader: str
    noted_on: Moment | None = None
    mark: str | None = None
    map: str | None = None  # the text of the map by which a sheet was read

    def __str__(self) -> str:
        return json.dumps(self if self.map else self[:3])  # as it was before there were maps, where there is none

    @classmethod
    def of(cls, kept: str) -> ReadAs:
        return cls(*json.loads(kept))


@dataclass(frozen=True, slots=True)
class Unread:
    """Lines that a loader did not understand, and why: nothing is dropped in silence."""

    line_from: int
    line_to: int
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something doubtful, kept as it stands. `code` is one of those in the docs, e.g. `call-date-suspect`."""

    code: str
    line_from: int
    line_to: int
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What a document says of itself: who issued it, to whom, when."""

    issuer: str | None = None
    recipient: str | None = None
    dated: Moment | None = None


Finding: TypeAlias = "Claim | Unread | Remark | Heading"  # what a loader yields


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that counts its own lines: a plain file as a whole, a mail's body, a page of a PDF."""

    lines: tuple[str, ...]
    message: int | None = None  # 1-based, in a mail container
    page: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)  # of a mail: lower-case names
    sender: str | None = None  # of a mail: the domain of its one From address, lower case
    verified: Verified | None = None  # of a mail: what the receiving server found of that domain
    check: str = ""  # ... in its words

    def place(self, line_from: int, line_to: int | None = None, row: int | None = None) -> Place:
        return Place(line_from, line_to or line_from, self.message, self.page, row)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as given, ready to be read. `media` is `text`, `mail`, `pdf` or `certificate`.

    `parts` may be walked as often as is wanted; those of a mailbox are read from the file each time, one by one, so that a
    large one is never in memory as a whole. `notes` is what the reader itself did not read or doubts, as far as the parts
    were walked.
    """

    sha256: str
    name: str
    media: str
    head: str  # the first 64 KiB of its text: enough to recognise a kind by
    parts: Callable[[], Iterable[Part]]
    stream: Callable[[], Iterator[str]]  # of a `text`: its lines one by one, ends kept, however large the file
    noted_on: Moment | None = None  # given by the person who loads it
    notes: Callable[[], Iterable[Unread | Remark]] = tuple
    map: str | None = None  # likewise: the text of the map by which a sheet is read as a hop list
