"""Completion: the words of the case that a shell offers (bash, zsh, fish; see docs/cli.md)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, FishComplete, add_completion_class

from tracer.case import Case
from tracer.cli import Text, served
from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.store import Store

MOST = 200  # words: nobody reads more
# Names with any other sign are not offered: a document must not put shell syntax on a command line.
_PLAIN = re.compile(r"[\w .,\-/&'()+:@#%]+")
_SPECIAL = re.compile(r"([^\w./:@%+,\-])")

Offer = Callable[[click.Context, str], Iterable[str]]


class Words(Text):
    """A text that a shell can complete."""

    def __init__(self, *offers: Offer) -> None:
        self._offers = offers

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click calls it so
        try:
            words = (word for offer in self._offers for word in offer(ctx, incomplete))
            prefix = incomplete.casefold()
            matches = dict.fromkeys(word for word in words if word.casefold().startswith(prefix) and _PLAIN.fullmatch(word))
        except (TracerError, OSError, ValueError):  # no case that can be read: nothing to offer
            return []
        return [CompletionItem(_quoted(word)) for word in islice(matches, MOST)]


@add_completion_class
class WholeInFish(FishComplete):
    """click's script for fish cuts each line at every comma, and so would cut a name that has one."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')


def _quoted(word: str) -> str:
    """A word quoted for bash, which quotes nothing itself; click's script takes one backslash away. Other shells quote by themselves."""
    return _SPECIAL.sub(r"\\\\\1", word) if os.environ.get("_TRACER_COMPLETE", "").startswith("bash") else word


@contextmanager
def _store(ctx: click.Context) -> Iterator[Store]:
    """The store of the case that is typed before or after the command. Prints nothing: the user is typing."""
    root = ctx.find_root()
    folder = ctx.meta.get("case") or root.params.get("folder") or Path("tracer-case")
    if db := ctx.meta.get("db") or root.params.get("db"):
        from tracer.store.cypher import GraphStore

        with closing(GraphStore(served(db))) as shared:
            yield shared
        return
    from tracer.store.sqlite import SqliteStore

    with closing(SqliteStore(Case(folder).store)) as store:
        yield store


def incidents(ctx: click.Context, incomplete: str) -> Iterable[str]:
    """Ids of incidents; only the number of a traceback, if a digit was typed first."""
    with _store(ctx) as store:
        if incomplete[:1].isdigit():
            return [id_.removeprefix("itg-") for id_ in store.incidents(start=f"itg-{incomplete}")]
        return store.incidents(start=incomplete)


def letters(ctx: click.Context, incomplete: str) -> Iterable[str]:  # noqa: ARG001 - every offer is asked so
    from tracer.model import Kind

    with _store(ctx) as store:
        return sorted({claim.action for claim in store.claims(kinds=(Kind.ACTED,)) if claim.action})


def providers(ctx: click.Context, incomplete: str) -> Iterable[str]:  # noqa: ARG001
    with _store(ctx) as store:
        return sorted(name.text for name in store.names())


def documents(ctx: click.Context, incomplete: str) -> Iterable[str]:  # noqa: ARG001
    with _store(ctx) as store:
        return [document.name for document in store.documents()]


def queries(ctx: click.Context, incomplete: str) -> Iterable[str]:  # noqa: ARG001
    from tracer import queries as shipped

    return [query.name for query in shipped.available()]


def rules(ctx: click.Context, incomplete: str) -> Iterable[str]:  # noqa: ARG001
    from tracer.flags import rules as shipped

    return list(shipped())


def loaders(ctx: click.Context, incomplete: str) -> Iterable[str]:  # noqa: ARG001
    from tracer import registry

    return [loader.name for loader in registry.available()]


def kinds(ctx: click.Context, incomplete: str) -> Iterable[str]:  # noqa: ARG001
    from tracer.model import Kind

    return [kind.value for kind in Kind]


def ends(ctx: click.Context, incomplete: str) -> Iterable[str]:  # noqa: ARG001
    from tracer.ask.lists import END_BY_WORD

    return sorted({*END_BY_WORD, *END_BY_WORD.values(), "unknown", "disputed"})


PROVIDER = Words(providers)
INCIDENT = Words(incidents, letters)


def fixed(*words: str) -> Offer:
    return lambda _ctx, _incomplete: words
