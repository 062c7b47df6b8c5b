"""One request of a page or of JSON, what answers it, and lists page by page."""

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
from tracer.serve.held import Held
from tracer.serve.page import Block, Paging, link

T = TypeVar("T")
ROWS = 50  # of a list, on one page
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: an open case, and what the address asks for."""

    case: OpenCase
    path: str
    given: Mapping[str, str]
    held: Held
    stamp: str | None
    hurry: Callable[[], None] | None = None  # makes beforehand what takes long, by somebody else, and waits a moment for it

    def text(self, name: str) -> str | None:
        """What is asked for by that name; null where it is missing or blank."""
        return self.given.get(name, "").strip() or None

    def must(self, name: str) -> str:
        if (text := self.given.get(name)) is None:
            raise BadInput(f"{self.path} asks for `{name}`: follow a link of the list that leads here")
        return text

    def whole(self, name: str, else_: int, most: int = 10**9) -> int:
        text = self.text(name)
        if text is None:
            return else_
        if not re.fullmatch(r"[0-9]{1,10}", text) or not 1 <= int(text) <= most:
            raise BadInput(f"{name} is {text[:40]!r}: give a whole number from 1 to {most:,}")
        return int(text)

    @property
    def as_of(self) -> Moment | None:
        return day_or_instant(self.text("as_of"), "as_of")

    def kept(self, name: str, make: Callable[[], T], *more: Hashable) -> T:
        """What is slow to answer, made anew only when the store has changed."""
        return make() if self.stamp is None else self.held.get((name, *more, self.stamp), make)

    def soon(self, name: str) -> bool:
        """Whether what is kept by that name is there, or will be made within this request; else it is being made by somebody else."""
        if self.stamp is None or self.hurry is None:
            return True
        if not self.held.has((name, self.stamp)):
            self.hurry()
        return self.held.has((name, self.stamp))

    def beside(self, **other: str | int | None) -> str:
        """This address with other values."""
        return link(self.path, **{**self.given, **other})


@dataclass(frozen=True, slots=True)
class View:
    """An answer, laid out and as JSON; each is made when it is asked for. `again`: it is not whole yet, and to be asked for again."""

    title: str
    blocks: Callable[[], Sequence[Block]]
    json: Callable[[], Any]
    here: str = ""
    subtitle: str = ""
    paging: Paging | None = None
    again: bool = False


def window(asked: Asked) -> tuple[int, int]:
    """How many rows of a list to pass over, and how many to show."""
    most = asked.whole("limit", ROWS, MOST_ROWS)
    return (asked.whole("page", 1) - 1) * most, most


def paging(asked: Asked, total: int) -> Paging:
    """What is said of the rows that are shown. Raises NotKnown where the list has no such page."""
    skip, most = window(asked)
    page, last = skip // most + 1, max(1, -(-total // most))
    if page > last:
        raise NotKnown(f"there is no page {page:,} of this list: it has {many(last, 'page')}")
    links = [("previous", asked.beside(page=page - 1))] if page > 1 else []
    links += [("next", asked.beside(page=page + 1))] if page < last else []
    links += [("last", asked.beside(page=last))] if page < last - 1 else []
    return Paging(skip + 1, min(skip + most, total), total, links)


def part_of(asked: Asked, rows: Sequence[T]) -> tuple[Sequence[T], Paging]:
    skip, most = window(asked)
    return rows[skip : skip + most], paging(asked, len(rows))
