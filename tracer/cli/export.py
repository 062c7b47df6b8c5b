"""The command that writes the case for other programs."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from tracer.cli import Place, example, tell
from tracer.errors import BadInput


@click.command(epilog=example("tracer export --neo4j-import import-files"))
@click.option(
    "--neo4j-import",
    "import_files",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Files for `neo4j-admin database import full`: a new Neo4j with this case, for millions of rows.",
)
@click.pass_obj
def export(place: Place, import_files: Path) -> None:
    """Write the case for other programs, whole: nothing is withheld. Prints the command that imports it."""
    from tracer import import_files as files

    if place.db:
        raise BadInput("an export is made of the case folder: leave --db and TRACER_DB out")
    with place.kept() as store:
        command = files.write(store, import_files)
    click.echo(shlex.join(command))
    tell(f"then start that Neo4j, and: cypher-shell --file {shlex.quote(str(import_files.absolute() / files.CYPHER))}")
