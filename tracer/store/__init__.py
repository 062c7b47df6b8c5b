"""Where claims are kept and found again. Every question that is asked of a case starts here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tracer.model import Evidence, Kind, Moment, Provider
from tracer.path import Clock, Ended


@dataclass(frozen=True, slots=True)
class Named:
    """A printed name: when and where it was first printed (as text that sorts), and whose it is."""

    text: str
    first: str
    provider_key: str
    provider: str


@dataclass(frozen=True, slots=True)
class Drawn:
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

    def of_providers(self, keys: Collection[str], as_of: Moment | None = None) -> Sequence[Evidence]:
        """The claims about these providers that concern no single incident."""

    def incidents(self, *, start: str = "", providers: Collection[str] | None = None, silent: bool = False) -> list[str]:
        """Ids of incidents that begin so; of `providers`: in which one of these stands; `silent`: with a silence, or a call not found."""

    def changed(self, after: Moment, until: Moment) -> list[str]:
        """Ids of the incidents of which something became known, or ceased to follow, after one instant and up to another."""

    def summaries(self) -> Sequence[Summary]:
        """Every incident, by id."""

    def who(self, names: Iterable[str], as_of: Moment | None = None) -> Mapping[str, Provider]:
        """The providers of these printed names. Who is who does not travel in time; a country on record does."""

    def names(self) -> Sequence[Named]:
        """Every printed name."""

    def drawn(self, incidents: Collection[str]) -> Drawn: ...

    def documents(self) -> Sequence[HeldDocument]: ...
