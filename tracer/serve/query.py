"""One request for a page or for JSON, its answer, and lists page by page."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tracer.api import OpenCase
from tracer.ask.typed import day_or_instant
from tracer.errors import BadInput, NotKnown
from tracer.model import Moment
from tracer.render.plain import many
from tracer.serve.cache import Cache
from tracer.serve.page import Block, Paging, link

T = TypeVar("T")
ROWS = 50  # of a list, on one page
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Query:
    """One request: an open case, and the parameters of its address."""

    case: OpenCase
    path: str
    parameters: Mapping[str, str]
    cache: Cache
    stamp: str | None
    hurry: Callable[[], None] | None = None  # starts a thread that fills the cache with what takes long, and waits a moment for it

    def text(self, name: str) -> str | None:
        """The parameter of that name; null where it is missing or blank."""
        return self.parameters.get(name, "").strip() or None

    def required(self, name: str) -> str:
        if (text := self.parameters.get(name)) is None:
            raise BadInput(f"{self.path} asks for `{name}`: follow a link of the list that leads here")
        return text

    def whole_number(self, name: str, default: int, most: int = 10**9) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not re.fullmatch(r"[0-9]{1,10}", text) or not 1 <= int(text) <= most:
            raise BadInput(f"{name} is {text[:40]!r}: give a whole number from 1 to {most:,}")
        return int(text)

    @property
    def as_of(self) -> Moment | None:
        return day_or_instant(self.text("as_of"), "as_of")

    def cached(self, name: str, make: Callable[[], T], *more: Hashable) -> T:
        """A slow answer, made again only when the store has changed."""
        return make() if self.stamp is None else self.cache.get((name, *more, self.stamp), make)

    def ready(self, name: str) -> bool:
        """Whether the answer of that name is cached, or this request will make it; else another thread is making it."""
        if self.stamp is None or self.hurry is None:
            return True
        if not self.cache.has((name, self.stamp)):
            self.hurry()
        return self.cache.has((name, self.stamp))

    def address_with(self, **changed: str | int | None) -> str:
        """This address with changed parameters."""
        return link(self.path, **{**self.parameters, **changed})


@dataclass(frozen=True, slots=True)
class View:
    """An answer, laid out and as JSON; each is made when it is needed. `incomplete`: the page reloads itself until it is whole."""

    title: str
    blocks: Callable[[], Sequence[Block]]
    json: Callable[[], Any]
    here: str = ""
    subtitle: str = ""
    paging: Paging | None = None
    incomplete: bool = False


def window(query: Query) -> tuple[int, int]:
    """How many rows of a list to pass over, and how many to show."""
    most = query.whole_number("limit", ROWS, MOST_ROWS)
    return (query.whole_number("page", 1) - 1) * most, most


def paging(query: Query, total: int) -> Paging:
    """Which rows are shown, with links to other pages. Raises NotKnown where the list has no such page."""
    skip, most = window(query)
    page, last = skip // most + 1, max(1, -(-total // most))
    if page > last:
        raise NotKnown(f"there is no page {page:,} of this list: it has {many(last, 'page')}")
    links = [("previous", query.address_with(page=page - 1))] if page > 1 else []
    links += [("next", query.address_with(page=page + 1))] if page < last else []
    links += [("last", query.address_with(page=last))] if page < last - 1 else []
    return Paging(skip + 1, min(skip + most, total), total, links)


def part_of(query: Query, rows: Sequence[T]) -> tuple[Sequence[T], Paging]:
    skip, most = window(query)
    return rows[skip : skip + most], paging(query, len(rows))
