"""The command that draws many calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracer.ask.typed import day_or_instant
from tracer.cli import CaseLocation, example
from tracer.cli.options import MOST_DRAWN, ExportOptions, as_of_option, share_options
from tracer.cli.words import PROVIDER
from tracer.errors import BadInput

if TYPE_CHECKING:
    from tracer.api import OpenCase
    from tracer.cli.share import Share
    from tracer.model import Moment


@click.command(epilog=example("tracer network --campaign Parcel --html network.html"))
@click.option("--provider", type=PROVIDER, metavar="TEXT", help="Only calls that a provider carried one of whose names holds this.")
@click.option("--campaign", metavar="TEXT", help="Only campaigns whose name holds this.")
@click.option("--hops", type=click.IntRange(0), metavar="N", help="With --provider: only so many hand-offs around it.")
@click.option("--full", is_flag=True, help=f"Every provider, up to {MOST_DRAWN:,}, where more than 500 would be grouped.")
@as_of_option
@share_options
@click.pass_obj
def network(
    location: CaseLocation,
    provider: str | None,
    campaign: str | None,
    hops: int | None,
    full: bool,
    as_of: str | None,
    export_options: ExportOptions,
) -> None:
    """Draw who handed calls to whom, over many calls."""
    if not export_options:
        raise BadInput("say where to write: --html FILE, or --bundle FILE.zip")
    if hops is not None and provider is None:
        raise BadInput("--hops counts from a provider: name one with --provider")
    from tracer.ask.named import known_as
    from tracer.cli.share import Share

    day = day_or_instant(as_of)
    with location.asking() as case:
        if provider is not None:
            known_as(case.store, provider)  # raises for a misspelt name, with similar ones
        draw(case, Share(location, case.store, export_options, day), provider, campaign, hops, day, full=full)


def draw(
    case: OpenCase, share: Share, provider: str | None, campaign: str | None, hops: int | None, as_of: Moment | None, *, full: bool
) -> None:
    """The network of the calls that match, drawn and written by `share`."""
    from tracer.ask.named import named_like

    incident_ids, names = list[str](), set[str]()
    for incident in case.incidents(campaign=campaign, provider=provider, as_of=as_of):
        incident_ids.append(incident.incident)
        names.update(incident.providers)
    if full and hops is None:
        share.in_full(names)
    around = {match.key for match in named_like(case.store, provider)} if provider is not None else None
    words = [f"calls of {provider}" if provider else "", f"campaign {campaign}" if campaign else ""]
    title = ": ".join(["Provider network", ", ".join(filter(None, words))]).removesuffix(": ")
    # What letters and counts say is of no single campaign.
    share.network(incident_ids, title, beyond_calls=campaign is None, around=around, hops=hops, full=full)
