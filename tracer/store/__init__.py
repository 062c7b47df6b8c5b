"""Where claims are kept and found again. Every question that is asked of a case starts here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from tracer.model import Bearing, Evidence, Kind, Moment, Provider, ReadAs
from tracer.open_hops import OpenHop
from tracer.path import CallPath, Clock, Ended

VERSION = 6  # of what is drawn: to be raised whenever identity, path or projection draw the same claims otherwise


@dataclass(frozen=True, slots=True)
class Named:
    """A printed name: when and where it was first printed (as text that sorts), and whose it is."""

    text: str
    first: str
    provider_key: str
    provider: str


@dataclass(frozen=True, slots=True)
class Computed:
    """What was computed of incidents when they were drawn, and is slow to compute again."""

    clocks: Mapping[str, Clock] = field(default_factory=dict)  # by hop
    impossible: Mapping[str, str] = field(default_factory=dict)  # by telephone number, why it cannot be one
    same_as: Mapping[str, str] = field(default_factory=dict)  # of a letter's row that repeats an earlier letter's, that incident


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
    """How many claims a document states, and from when to when they became known."""

    claims: int
    first: Moment
    last: Moment


@dataclass(frozen=True, slots=True)
class Summary:
    """An incident as newest known: who carried its call, nearest the called party first, and how and where its trail ends."""

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
    """A provider, and in how many traced calls it stands as newest known; a letter's row that repeats another's is the same call."""

    key: str
    name: str
    calls: int


@dataclass(frozen=True, slots=True)
class DrawnCall:
    """An incident as drawn from all its claims."""

    path: CallPath
    bearings: Sequence[Bearing]  # all its claims, also those that no longer follow, beside what they bear on
    impossible: Sequence[str]  # telephone numbers that cannot be one, each with why
    left: Sequence[str] = ()  # keys of providers named in it once that have no hop: their namer took that back


@dataclass(slots=True)
class DrawnBatch:
    """What is drawn: calls; ties of claims that concern no single incident to providers; letters, notices and orders."""

    calls: list[DrawnCall] = field(default_factory=list)
    about_providers: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)


class KeptHops(Protocol):
    """Hops kept as they were drawn, of all that is known."""

    def open_hops(self, providers: Collection[str] | None = None) -> Sequence[OpenHop]:
        """The hops of these providers, or of all, about which something is open, by incident and id."""

    def asked(self, providers: Collection[str], but: Collection[str] = ()) -> Mapping[str, int]:
        """In how many incidents each of these providers was asked, by key, leaving some incidents out."""


class Store(Protocol):
    """What keeps claims. `as_of`: only what was known by that instant; null: all that is known and still follows."""

    def claims(
        self,
        *,
        incidents: Collection[str] | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[Kind] | None = None,
        as_of: Moment | None = None,
        ended: bool = False,
    ) -> Sequence[Evidence]:
        """The claims of these incidents, or of these documents, or of these kinds, or all; by when and where they were said.

        `ended`: also what a rule made and no longer follows.
        """

    def saying(self, text: str, digits: str | None, most: int) -> tuple[Sequence[Evidence], int]:
        """Where documents say a text, by when and where: one claim for each place, so many of them, and how many there are.

        `text`: in lower case, its line ends as blanks; it begins where a word does. `digits`: of a telephone number, found however it
        is written; null for none.
        """

    def of_providers(self, keys: Collection[str], as_of: Moment | None = None) -> Sequence[Evidence]:
        """The claims about these providers that concern no single incident."""

    def incidents(self, *, start: str = "", providers: Collection[str] | None = None, silent: bool = False) -> list[str]:
        """Ids of incidents that begin so; of `providers`: in which one of these stands; `silent`: with a silence, or a call not found."""

    def changed(self, after: Moment, until: Moment) -> list[str]:
        """Ids of the incidents of which something became known, or ceased to follow, after one instant and up to another."""

    def matching(
        self,
        *,
        campaign: str | None = None,
        providers: Collection[str] | None = None,
        end: str | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
    ) -> list[str]:
        """Ids of the incidents that match, as newest known, by id; what is null does not matter.

        `campaign`: a part of its name, whatever the case; `providers`: one of these names carried it; `end`: the kind of one of its
        ends; `since`, `until`: the time of the call.
        """

    def summaries(self, incidents: Collection[str] | None = None) -> Sequence[Summary]:
        """These incidents, or every one, by id."""

    def carriers(self) -> Sequence[Carrier]:
        """Every provider, those with most calls first, then by name."""

    def claims_at(self, document: str, part: int | None, page: int | None, first: int, last: int) -> Sequence[Evidence]:
        """What a document says, by its hash, somewhere in these lines of one part; by where and id, without what rules made of it."""

    def stamp(self) -> str | None:
        """What differs whenever something was changed in it; null where that cannot be told, as in the middle of a change."""

    def who(self, names: Iterable[str], as_of: Moment | None = None) -> Mapping[str, Provider]:
        """The providers of these printed names. Who is who does not travel in time; a country on record does."""

    def names(self) -> Sequence[Named]:
        """Every printed name."""

    def drawn(self, incidents: Collection[str]) -> Computed: ...

    def documents(self) -> Sequence[HeldDocument]: ...

    def spans(self, as_of: Moment | None = None) -> Mapping[str, Span]:
        """How many claims each document states, and when they became known, by hash; those that state none are left out."""

    def doubts(self, as_of: Moment | None = None) -> Mapping[str, int]:
        """Of how many claims something is doubted where they stand, by the code of the remark."""

    @property
    def kept(self) -> KeptHops | None:
        """Hops as they were drawn, where they are kept; else calls are drawn from claims."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How a document was read that a store holds: with which loader and options, by which version of that, and whether all is there."""

    read_as: str
    version: int
    claims: int
    complete: bool

    @property
    def loader(self) -> str:
        return ReadAs.of(self.read_as).loader


@dataclass(frozen=True, slots=True)
class Shown:
    """A name's provider as it was last drawn; `abroad`: no domestic clock runs against it."""

    key: str
    provider: str
    abroad: bool
    first: str  # when and where the name was first printed


class Writable(Store, Protocol):
    """A store that nobody else writes to meanwhile. What is drawn is a function of its claims: `tracer.projection` keeps it so."""

    @property
    def shared(self) -> bool:
        """Whether it may hold documents of several case folders."""

    def begin(self) -> None:
        """Begin a change: until `commit` nobody sees it, where the store can do that."""

    def commit(self) -> None: ...

    def rollback(self) -> None:
        """Undo the change that was begun, if any."""

    def part(self) -> AbstractContextManager[None]:
        """Within a change: a part of it that is undone alone where it fails."""

    def changing(self, on: bool) -> None:
        """Mark that what was drawn before is being taken away, or that it is whole again; where a change may be cut short."""

    def cut_short(self) -> bool:
        """Whether drawing anew was cut short."""

    def drawn_otherwise(self) -> bool:
        """Whether another version of the program drew what is there."""

    def held(self) -> dict[str, Kept]:
        """The documents, by hash."""

    def put_documents(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Set what is known of documents, by hash."""

    def remove_documents(self, sha256s: Sequence[str]) -> None:
        """Take documents out; their claims are taken out before."""

    def add(self, claims: Sequence[Evidence]) -> list[Evidence]:
        """Keep claims; those that were not there before. A claim never changes: one that is there is not written again."""

    def add_judgements(self, claims: Sequence[Evidence]) -> None: ...

    def remove_claims(self, ids: Sequence[str]) -> None: ...

    def remove_claims_without_ground(self) -> None:
        """Take out what rules made, and what no document states any more."""

    def incidents_with_claims(self) -> list[str]:
        """Ids of the incidents that claims speak of, drawn or not."""

    def general_claims(self) -> Sequence[Evidence]:
        """All claims that concern no single incident."""

    def printed(self, but: Collection[str] = ()) -> Iterator[tuple[str, str]]:
        """Every name that a document prints, with when and where it was first printed; `but`: not by these documents."""

    def known_incidents(self, incidents: Collection[str]) -> set[str]:
        """Those of these that are drawn."""

    def inferred(self, keys: Collection[str]) -> dict[str, str]:
        """The claims that rules made on places of these providers, by id, each with its incident."""

    def attached_judgements(self) -> set[str]:
        """The judgements, by id, whose names are drawn."""

    def rename(self, changed: Mapping[str, Shown], moved: Sequence[str], gone: Sequence[str]) -> None:
        """Draw names as they are now. `moved`: those of them that stood for another provider; `gone`: printed no more."""

    def remove_providers(self, keys: Sequence[str]) -> None: ...

    def draw(self, drawing: DrawnBatch, redrawn: Sequence[str], gone: Sequence[str]) -> None:
        """Draw incidents; `redrawn`: those of them that were drawn before; `gone`: of which nothing is known any more."""

    def detach(self, claims: Sequence[str], actions: Sequence[str]) -> None:
        """Take away what ties these claims, that concern no single incident, to providers; and these actions."""

    def note_repeated(self, same_as: Mapping[str, str | None]) -> None:
        """Which rows of letters repeat an earlier letter's, by incident."""

    def erase_drawing(self) -> None:
        """Take away all that is drawn; the claims stay."""

    def erase(self) -> None:
        """Take away all."""

    def finish_change(self) -> None:
        """Tidy up what changes leave behind."""

    def close(self) -> None: ...
