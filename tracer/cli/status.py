"""The command that shows a case on one screen."""

from __future__ import annotations

import click

from tracer import render
from tracer.cli import CaseLocation, example, show, terminal_style
from tracer.cli.options import as_of_option, json_option
from tracer.render import json as shapes


@click.command(epilog=example("tracer status", "tracer status --as-of 2024-05-15"))
@as_of_option
@click.option("--unread", is_flag=True, help="Also what was not read of each document: reads the originals again, as long as a load takes.")
@json_option
@click.pass_obj
def status(location: CaseLocation, as_of: str | None, unread: bool, as_json: bool) -> None:
    """The case on one screen: documents by kind, how incidents end, who is flagged, what is due, doubtful, and to do next.

    Without --as-of, as of now. Of each list the first few; the command beside its title shows the rest.
    """
    from tracer.render.statuses import status_text

    with location.asking() as case:
        case_status = case.status(as_of, unread=unread)
    if as_json:
        click.echo(render.as_json(shapes.status(case_status)))
        return
    show(status_text(case_status, terminal_style))
