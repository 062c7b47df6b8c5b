"""The command that looks for a text in all that is there."""

from __future__ import annotations

import click

from tracer import render
from tracer.cli import CaseLocation, example, show, terminal_style
from tracer.cli.options import json_option
from tracer.render import json as shapes


@click.command(epilog=example("tracer find 202-555-0117", "tracer find 'Fernwick Voice'"))
@click.argument("text")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="So many of each, at most.")
@json_option
@click.pass_obj
def find(location: CaseLocation, text: str, limit: int, as_json: bool) -> None:
    """Find where a text stands: incidents, providers, documents, and the words of claims.

    TEXT is a telephone number in any spelling, a name or a part of one, an id, or a word; whether its letters are small does not
    matter.
    """
    with location.asking() as case:
        occurrences = case.find(text, limit)
    if as_json:
        click.echo(render.as_json(shapes.search_result(occurrences)))
        return
    show(render.matches_text(occurrences, terminal_style))
