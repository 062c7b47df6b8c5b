"""What all lists share: `--limit`, `--sort`, `--provider`, `--since`, `--until`, `--csv`, JSON item by item, and the line that sums up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracer import render
from tracer.ask.choosing import Choice, Chosen, Listing, chosen
from tracer.ask.named import known_as
from tracer.ask.typed import day_or_instant
from tracer.cli import words
from tracer.cli.words import PROVIDER, Words

if TYPE_CHECKING:
    from tracer.api import OpenCase

T = TypeVar("T")
THREE_SCREENS = 60  # lines of a list of providers, if no limit is given


@dataclass(frozen=True, slots=True)
class Pick:
    """The choice from a list as typed; `provider`: a part of a name."""

    provider: str | None
    choice: Choice

    def of(self, case: OpenCase, listed: Iterable[T], listing: Listing[T], *, limited: bool = True) -> Chosen[T]:
        """The chosen rows of a list of this case. Raises NotKnown if no provider goes by that name, BadInput."""
        providers = known_as(case.store, self.provider) if self.provider is not None else None
        limit = self.choice.limit if limited else None
        return chosen(listed, listing, replace(self.choice, providers=providers, limit=limit))


def choice_options(*sorts: str, what: str, provider: bool = True, dates: str | None = None) -> Callable[..., Callable[..., Any]]:
    """The options that choose from a list; the command gets them together as `pick`.

    `sorts`: the keys of `--sort`; `what`: what the list is of; `dates`: which time `--since` and `--until` mean, if it has one.
    """
    keys = Words(words.fixed(*sorts))
    options = []
    if provider:
        options.append(click.option("--provider", type=PROVIDER, metavar="TEXT", help="Only of providers one of whose names holds this."))
    if dates:
        options += [
            click.option("--since", metavar="DATE", help=f"Only {dates} from this day on."),
            click.option("--until", metavar="DATE", help=f"Only {dates} up to this day."),
        ]
    options += [
        click.option("--sort", type=keys, metavar="KEY", help=f"By {', '.join(sorts)}; with - before it the other way round."),
        click.option("--limit", type=click.IntRange(1), metavar="N", help=f"So many {what}, at most."),
    ]

    def added(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def collected(*arguments: Any, **more: Any) -> Any:
            since, until = (day_or_instant(more.pop(name, None), f"--{name}") for name in ("since", "until"))
            pick = Pick(more.pop("provider", None), Choice(None, since, until, more.pop("sort"), more.pop("limit")))
            return command(*arguments, pick=pick, **more)

        for option in reversed(options):
            collected = option(collected)
        return collected

    return added


def stream_json(rows: Any) -> None:
    """A JSON list on stdout, item by item, however long."""
    first = True
    for row in rows:
        click.echo("[" if first else ",")
        click.echo(json.dumps(row), nl=False)
        first = False
    click.echo("[]" if first else "\n]")


def echo_csv(shapes: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Fields of JSON shapes as CSV; a list of texts reads `one; two`."""
    rows = ({name: _cell(shape.get(name)) for name in columns} for shape in shapes)
    for line in render.as_csv(rows, columns):
        click.echo(line, nl=False)


def _cell(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return "; ".join(value.values())
    return value


def summed(shown: int, left: int, what: str) -> str:
    """`20 incidents`, `20 incidents; 246 more are not shown (--limit)`."""
    return render.many(shown, what) + not_shown(left)


def not_shown(left: int) -> str:
    return f"; {left:,} more {'is' if left == 1 else 'are'} not shown (--limit)" if left else ""


def grouped(groups: Sequence[T], text: Callable[[T], Sequence[str]], limit: int | None) -> tuple[list[str], Sequence[T]]:
    """The lines of the first groups, and these groups: `limit` of them, or as many as three screens hold."""
    lines: list[str] = []
    for n, group in enumerate(groups):
        more = text(group)
        if n and (n >= limit if limit is not None else len(lines) + len(more) > THREE_SCREENS):
            return lines, groups[:n]
        lines += more
    return lines, groups
