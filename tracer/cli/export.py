"""The command that writes the case for other programs."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer import bundle
from tracer.ask.typed import day_or_instant
from tracer.cli import CaseLocation, example, tell
from tracer.cli.options import ExportOptions, as_of_option, redact_options
from tracer.errors import BadInput

if TYPE_CHECKING:
    from tracer.exports import Content

_PATH = click.Path(path_type=Path)


@click.command(epilog=example("tracer export --graphml case.graphml --redact partner", "tracer export --neo4j-import import-files"))
@click.option("--graphml", type=_PATH, metavar="FILE", help="A graph for Gephi, networkx, yEd.")
@click.option("--csv", "csv_folder", type=_PATH, metavar="DIR", help="Tables as CSV, guarded against formulas; a new folder.")
@click.option("--xlsx", type=_PATH, metavar="FILE", help="The same tables as a workbook; takes the extra `xlsx`.")
@click.option("--opengraph", type=_PATH, metavar="DIR", help="For BloodHound: the graph and its extension schema; a new folder.")
@click.option("--case-uco", type=_PATH, metavar="FILE", help="CASE/UCO as JSON-LD, for forensic tools.")
@click.option(
    "--neo4j-import",
    "import_files",
    type=_PATH,
    metavar="DIR",
    help="Files for `neo4j-admin database import full`: a new Neo4j with this case, for millions of rows. Whole: nothing is withheld.",
)
@as_of_option
@redact_options
@click.pass_obj
def export(
    location: CaseLocation,
    graphml: Path | None,
    csv_folder: Path | None,
    xlsx: Path | None,
    opengraph: Path | None,
    case_uco: Path | None,
    import_files: Path | None,
    as_of: str | None,
    export_options: ExportOptions,
) -> None:
    """Write the case for other programs: the same facts in each format, each with the passages that bear it out.

    Says what it withheld. With --neo4j-import it is whole, and the command that imports it is printed.
    """
    files = {"graphml": graphml, "xlsx": xlsx, "case_uco": case_uco}
    folders = {"csv": csv_folder, "opengraph": opengraph}
    targets = {name: path for name, path in (*files.items(), *folders.items()) if path is not None}
    if import_files is not None:
        if targets or as_of or export_options.profile or export_options.profiles or export_options.provider:
            raise BadInput("--neo4j-import writes the case whole, by itself: leave the other options out")
        _import_files(location, import_files)
        return
    if not targets:
        raise BadInput("say what to write: --graphml FILE, --csv DIR, --xlsx FILE, --opengraph DIR, --case-uco FILE, or --neo4j-import DIR")
    for name, path in targets.items():
        if name in folders:
            bundle.check_folder(path)
        else:
            bundle.check(path, force=export_options.force)
    from tracer.cli.exporting import Exports

    with location.asking() as case:
        exports = Exports(location, case.store, export_options, day_or_instant(as_of))
        content = exports.content()
    contents = {name: _WRITERS[name](content) for name in targets}  # all of them before the first is put down
    for name, path in targets.items():
        written = contents[name]
        if isinstance(written, bytes):
            bundle.put(path, written)
        else:
            bundle.put_folder(path, written)
        tell(f"{path}: {len(content['incidents'])} incidents, {len(content['providers'])} providers")
    exports.tell_withheld()


def _graphml(content: Content) -> bytes:
    from tracer.exports.graphs import graphml

    return graphml(content)


def _csv(content: Content) -> dict[str, bytes]:
    from tracer.exports.tables import csv_files

    return csv_files(content)


def _xlsx(content: Content) -> bytes:
    from tracer.exports.tables import workbook

    return workbook(content)


def _opengraph(content: Content) -> dict[str, bytes]:
    from tracer.exports.graphs import opengraph, schema

    return {"graph.json": opengraph(content), "schema.json": schema(version("calltracer"))}


def _case_uco(content: Content) -> bytes:
    from tracer.exports.case_uco import case_uco

    return case_uco(content)


_WRITERS: dict[str, Callable[[Content], bytes | dict[str, bytes]]] = {
    "graphml": _graphml,
    "csv": _csv,
    "xlsx": _xlsx,
    "opengraph": _opengraph,
    "case_uco": _case_uco,
}


def _import_files(location: CaseLocation, folder: Path) -> None:
    from tracer import import_files as files

    if location.db:
        raise BadInput("an export is made of the case folder: leave --db and TRACER_DB out")
    with location.kept() as store:
        command = files.write(store, folder)
    click.echo(shlex.join(command))
    tell(f"then start that Neo4j, and: cypher-shell --file {shlex.quote(str(folder.absolute() / files.CYPHER))}")
