"""Options of several commands: as of when, in which form, into which files, and what is withheld from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from tracer.cli.words import PROVIDER

MOST_DRAWN = 2000  # providers in one figure

as_of_option = click.option("--as-of", metavar="DATE", help="Only what was known by then; a date means the end of that day, UTC.")
json_option = click.option("--json", "as_json", is_flag=True, help="JSON on stdout, as docs/cli.md describes it.")
csv_option = click.option("--csv", "as_csv", is_flag=True, help="CSV on stdout, guarded against formula injection.")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Where pages and bundles are written, and what is withheld from them."""

    html: Path | None
    bundle: Path | None
    profile: str | None
    profiles: Path | None
    provider: str | None
    force: bool

    def __bool__(self) -> bool:
        return self.html is not None or self.bundle is not None


_PATH = click.Path(path_type=Path)
_REDACT = (
    click.option(
        "--redact", "profile", metavar="PROFILE", help="What to withhold: internal, partner, public, provider, or one of --profiles."
    ),
    click.option(
        "--redact-for", "recipient", type=PROVIDER, metavar="NAME", help="The provider whose own copy it is, with --redact provider."
    ),
    click.option("--profiles", type=_PATH, metavar="FILE", help="Profiles of your own, as TOML."),
    click.option("--force", is_flag=True, help="Replace files that exist."),
)
_PAGES = (
    click.option("--html", type=_PATH, metavar="FILE", help="Write one self-contained page that needs no network."),
    click.option("--bundle", type=_PATH, metavar="FILE", help="Write a zip: the page, the figure, CSV, list of exhibits, checksums."),
)


def share_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that write pages; the command gets them together as `export_options`."""
    return _collected(command, *_PAGES, *_REDACT)


def redact_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same without the files, for commands that write a file of another kind."""
    return _collected(command, *_REDACT)


def _collected(command: Callable[..., Any], *options: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(command)
    def collected(*arguments: Any, recipient: str | None, force: bool, **more: Any) -> Any:
        html, bundle = more.pop("html", None), more.pop("bundle", None)
        export_options = ExportOptions(html, bundle, more.pop("profile"), more.pop("profiles"), recipient, force)
        return command(*arguments, export_options=export_options, **more)

    for option in reversed(options):
        collected = option(collected)
    return collected
