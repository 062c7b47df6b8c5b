"""Where claims are stored and found. Every question about a case starts here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from tracer.model import Bearing, Evidence, Kind, Moment, Provider, ReadAs
from tracer.open_hops import OpenHop
from tracer.path import CallPath, Clock, Ended

VERSION = 8  # of what is drawn: raise it whenever identity, path or projection draw the same claims differently


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A printed name: when and where it was first printed (as text that sorts), and its provider."""

    text: str
    first: str
    provider_key: str
    provider: str


@dataclass(frozen=True, slots=True)
class Computed:
    """What was computed when incidents were drawn, and is slow to compute again."""

    clocks: Mapping[str, Clock] = field(default_factory=dict)  # by hop
    impossible: Mapping[str, str] = field(default_factory=dict)  # by impossible telephone number, the reason
    same_as: Mapping[str, str] = field(default_factory=dict)  # by row of a letter that repeats an earlier letter's, that incident


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document as the store holds it."""

    sha256: str
    name: str
    kind: str
    issuer: str | None
    recipient: str | None
    dated: Moment | None
    mark: str | None
    loader: str
    claims: int
    complete: bool
    map: str | None = None  # the text of the map by which a sheet was read


@dataclass(frozen=True, slots=True)
class Span:
    """The number of claims that a document states, and when the first and the last became known."""

    claims: int
    first: Moment
    last: Moment


@dataclass(frozen=True, slots=True)
class Summary:
    """An incident by the newest knowledge: who carried its call, nearest the called party first, and how and where its trail ends."""

    incident: str
    call_at: Moment | None
    caller: str | None
    called: str | None
    campaign: str | None
    providers: tuple[str, ...]
    ends: tuple[Ended, ...]
    same_as: str | None = None  # the row of an earlier letter that this one repeats


@dataclass(frozen=True, slots=True)
class Carrier:
    """A provider, and the number of traced calls with it, by the newest knowledge; a row that repeats another letter's is the same call."""

    key: str
    name: str
    calls: int


@dataclass(frozen=True, slots=True)
class DrawnCall:
    """An incident as drawn from all its claims."""

    path: CallPath
    bearings: Sequence[Bearing]  # all its claims, also those that no longer follow, with what they bear on
    impossible: Sequence[str]  # impossible telephone numbers, each with the reason
    left: Sequence[str] = ()  # keys of providers that were once named in it and have no hop: whoever named them corrected that


@dataclass(slots=True)
class DrawnBatch:
    """What is drawn: calls; relationships of general claims to providers; letters, notices and orders."""

    calls: list[DrawnCall] = field(default_factory=list)
    about_providers: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)


class DrawnHops(Protocol):
    """Hops stored as they were drawn from all that is known."""

    def open_hops(self, providers: Collection[str] | None = None) -> Sequence[OpenHop]:
        """The hops of these providers, or of all, about which something is open, by incident and id."""

    def asked(self, providers: Collection[str], but: Collection[str] = ()) -> Mapping[str, int]:
        """In how many incidents each of these providers was asked, by key; `but`: incidents to leave out."""


class Store(Protocol):
    """A store of claims. `as_of`: only what was known by that instant; None: all that is known and still follows."""

    def claims(
        self,
        *,
        incidents: Collection[str] | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[Kind] | None = None,
        as_of: Moment | None = None,
        ended: bool = False,
    ) -> Sequence[Evidence]:
        """The claims of these incidents, or of these documents, or of these kinds, or all; sorted by when and where they were stated.

        `ended`: also inferred claims that no longer follow.
        """

    def saying(self, text: str, digits: str | None, most: int) -> tuple[Sequence[Evidence], int]:
        """The places where documents state a text, by time and place: one claim for each, at most `most`, and the number of all.

        `text`: in lower case, its line ends as blanks; found only at the beginning of a word. `digits`: of a telephone number, found
        however it is written; None for none.
        """

    def of_providers(self, keys: Collection[str], as_of: Moment | None = None) -> Sequence[Evidence]:
        """The claims about these providers that concern no single incident."""

    def incidents(self, *, start: str = "", providers: Collection[str] | None = None, silent: bool = False) -> list[str]:
        """Ids that begin with `start`; `providers`: incidents with one of these; `silent`: those with a silence or a call not found."""

    def changed(self, after: Moment, until: Moment) -> list[str]:
        """Ids of the incidents about which something became known, or ceased to follow, after one instant and up to another."""

    def matching(
        self,
        *,
        campaign: str | None = None,
        providers: Collection[str] | None = None,
        end: str | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
    ) -> list[str]:
        """Ids of the incidents that match, by the newest knowledge, sorted; None for what does not matter.

        `campaign`: a part of its name, whatever the case; `providers`: one of these names carried it; `end`: the kind of one of its
        ends; `since`, `until`: the time of the call.
        """

    def summaries(self, incidents: Collection[str] | None = None) -> Sequence[Summary]:
        """These incidents, or every one, by id."""

    def carriers(self) -> Sequence[Carrier]:
        """Every provider, those with most calls first, then by name."""

    def claims_at(self, document: str, part: int | None, page: int | None, first: int, last: int) -> Sequence[Evidence]:
        """The claims of a document, by its hash, in these lines of one part; by place and id, without inferred ones."""

    def stamp(self) -> str | None:
        """A text that differs after every change; None where that cannot be known, as in the middle of a change."""

    def who(self, names: Iterable[str], as_of: Moment | None = None) -> Mapping[str, Provider]:
        """The providers of these printed names. Identities are always the newest; only a country on record depends on `as_of`."""

    def names(self) -> Sequence[PrintedName]:
        """Every printed name."""

    def drawn(self, incidents: Collection[str]) -> Computed: ...

    def documents(self) -> Sequence[HeldDocument]: ...

    def spans(self, as_of: Moment | None = None) -> Mapping[str, Span]:
        """The number of claims of each document, and when they became known, by hash; documents without claims are left out."""

    def doubts(self, as_of: Moment | None = None) -> Mapping[str, int]:
        """The number of claims that are doubted where they stand, by the code of the remark."""

    @property
    def drawn_hops(self) -> DrawnHops | None:
        """Hops as they were drawn, where the store keeps them; else calls are drawn from claims."""


@dataclass(frozen=True, slots=True)
class StoredReading:
    """How a stored document was read: with which loader and options, by which version of the loader, and whether all of it is there."""

    read_as: str
    version: int
    claims: int
    complete: bool

    @property
    def loader(self) -> str:
        return ReadAs.of(self.read_as).loader


@dataclass(frozen=True, slots=True)
class DrawnName:
    """The provider of a name as last drawn; `abroad`: no domestic clock runs against it."""

    key: str
    provider: str
    abroad: bool
    first: str  # when and where the name was first printed


class Writable(Store, Protocol):
    """A store that nobody else writes to at the same time. What is drawn is a function of its claims: `tracer.projection` sees to that."""

    @property
    def shared(self) -> bool:
        """Whether it may hold documents of several case folders."""

    def begin(self) -> None:
        """Begin a change: where the store can do so, nobody sees it until `commit`."""

    def commit(self) -> None: ...

    def rollback(self) -> None:
        """Undo the change that was begun, if any."""

    def part(self) -> AbstractContextManager[None]:
        """A part of a change that is undone alone if it fails."""

    def changing(self, on: bool) -> None:
        """Mark that what was drawn is being replaced, or that it is complete again; for stores where a change may be interrupted."""

    def interrupted(self) -> bool:
        """Whether a redrawing was interrupted."""

    def drawn_by_other_version(self) -> bool:
        """Whether another version of the program drew what is in the store."""

    def held(self) -> dict[str, StoredReading]:
        """How the stored documents were read, by hash."""

    def put_documents(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Set what is known of documents, by hash."""

    def remove_documents(self, sha256s: Sequence[str]) -> None:
        """Remove documents; their claims must be removed before."""

    def add(self, claims: Sequence[Evidence]) -> list[Evidence]:
        """Store claims. Returns those that are new. A claim never changes: one that is there is not written again."""

    def add_judgements(self, claims: Sequence[Evidence]) -> None: ...

    def remove_claims(self, ids: Sequence[str]) -> None: ...

    def remove_claims_without_ground(self) -> None:
        """Remove inferred claims, and those that no document states any more."""

    def incidents_with_claims(self) -> list[str]:
        """Ids of the incidents that claims are about, drawn or not."""

    def general_claims(self) -> Sequence[Evidence]:
        """All claims that concern no single incident."""

    def printed(self, but: Collection[str] = ()) -> Iterator[tuple[str, str]]:
        """Every name that a document prints, with when and where it was first printed; `but`: documents to leave out."""

    def known_incidents(self, incidents: Collection[str]) -> set[str]:
        """Those of these incidents that are drawn."""

    def inferred(self, keys: Collection[str]) -> dict[str, str]:
        """The inferred claims about hops of these providers: by id, the incident."""

    def attached_judgements(self) -> set[str]:
        """Ids of the judgements that are attached to providers."""

    def rename(self, changed: Mapping[str, DrawnName], moved: Sequence[str], gone: Sequence[str]) -> None:
        """Draw names as they are now. `moved`: those that belonged to another provider before; `gone`: names that are no longer printed."""

    def remove_providers(self, keys: Sequence[str]) -> None: ...

    def draw(self, drawing: DrawnBatch, redrawn: Sequence[str], gone: Sequence[str]) -> None:
        """Draw incidents; `redrawn`: those that were drawn before; `gone`: those about which nothing is known any more."""

    def detach(self, claims: Sequence[str], actions: Sequence[str]) -> None:
        """Remove the relationships of these general claims to providers, and these actions."""

    def note_repeated(self, same_as: Mapping[str, str | None]) -> None:
        """Store which rows of letters repeat an earlier letter's, by incident."""

    def erase_drawing(self) -> None:
        """Remove all that is drawn; the claims stay."""

    def erase(self) -> None:
        """Remove everything."""

    def finish_change(self) -> None:
        """Remove what changes leave behind."""

    def close(self) -> None: ...
