"""Of a list those that are wanted: of a provider, of a time, in an order, so many. One way for every list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tracer.errors import BadInput
from tracer.model import Moment, end_of, first_day, last_day

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of a list: what is null does not matter.

    `providers`: as `known_as` gives them. `sort`: a key of the list, `-` before it turns the order round.
    """

    providers: frozenset[str] | None = None
    since: Moment | None = None
    until: Moment | None = None
    sort: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """What a list can be chosen by: its providers (by key or printed name), its time, and what it can be sorted by."""

    sorts: Mapping[str, Callable[[T], Any]]
    providers: Callable[[T], Iterable[str | None]] | None = None
    at: Callable[[T], Moment | None] | None = None


@dataclass(frozen=True, slots=True)
class Chosen(Generic[T]):
    """Those of a list that are wanted, and how many more would be without the limit."""

    shown: Sequence[T]
    left: int


def chosen(listed: Iterable[T], listing: Listing[T], choice: Choice) -> Chosen[T]:
    """Those that are wanted, in their order. Raises BadInput for a key that the list does not have."""
    found = list(listed)
    if choice.providers is not None and listing.providers:
        wanted, of = choice.providers, listing.providers
        found = [one for one in found if not wanted.isdisjoint(of(one))]
    if listing.at and (choice.since or choice.until):
        at = listing.at
        found = [one for one in found if _within(at(one), choice.since, choice.until)]
    if choice.sort is not None:
        name, down = choice.sort.removeprefix("-"), choice.sort.startswith("-")
        if name not in listing.sorts:
            raise BadInput(f"--sort {choice.sort!r} is no key of this list: choose one of {', '.join(listing.sorts)}, or -KEY")
        key = listing.sorts[name]
        found.sort(key=lambda one: _last_where_null(key(one), down), reverse=down)
    shown = found if choice.limit is None else found[: choice.limit]
    return Chosen(shown, len(found) - len(shown))


def _within(at: Moment | None, since: Moment | None, until: Moment | None) -> bool:
    """Whether a moment may lie between two days; of a month or a year any day may be meant, and what has no time does not."""
    if at is None:
        return False
    first, last = (at, at) if len(at) > 10 else (first_day(at), end_of(last_day(at)) or at)
    return (since is None or last >= since) and (until is None or first <= (end_of(until) or until))


def _last_where_null(value: Any, down: bool) -> tuple[bool, Any]:
    return ((value is None) != down, "" if value is None else value)
