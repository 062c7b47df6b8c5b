"""Choosing from a list by provider and time, in an order, up to a limit: one way for every list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tracer.errors import BadInput
from tracer.model import Moment, end_of, first_day, last_day

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows of a list are chosen; a field that is null does not matter.

    `providers`: as `known_as` gives them. `sort`: a key of the list; `-` before it reverses the order.
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
    """The rows that were chosen, and how many more there would be without the limit."""

    shown: Sequence[T]
    left: int


def chosen(listed: Iterable[T], listing: Listing[T], choice: Choice) -> Chosen[T]:
    """The chosen rows, in order. Raises BadInput for a sort key that the list does not have."""
    rows = list(listed)
    if choice.providers is not None and listing.providers:
        providers, providers_of = choice.providers, listing.providers
        rows = [row for row in rows if not providers.isdisjoint(providers_of(row))]
    if listing.at and (choice.since or choice.until):
        at = listing.at
        rows = [row for row in rows if _within(at(row), choice.since, choice.until)]
    if choice.sort is not None:
        name, descending = choice.sort.removeprefix("-"), choice.sort.startswith("-")
        if name not in listing.sorts:
            raise BadInput(f"--sort {choice.sort!r} is no key of this list: choose one of {', '.join(listing.sorts)}, or -KEY")
        key = listing.sorts[name]
        rows.sort(key=lambda row: _last_where_null(key(row), descending), reverse=descending)
    shown = rows if choice.limit is None else rows[: choice.limit]
    return Chosen(shown, len(rows) - len(shown))


def _within(at: Moment | None, since: Moment | None, until: Moment | None) -> bool:
    """Whether a moment may lie between two days. A month or a year may mean any of its days; a row without a time is out."""
    if at is None:
        return False
    first, last = (at, at) if len(at) > 10 else (first_day(at), end_of(last_day(at)) or at)
    return (since is None or last >= since) and (until is None or first <= (end_of(until) or until))


def _last_where_null(value: Any, descending: bool) -> tuple[bool, Any]:
    return ((value is None) != descending, "" if value is None else value)
