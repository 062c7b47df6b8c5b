"""The command on public registers: what is at hand, and what differs between two snapshots."""

from __future__ import annotations

from collections.abc import Iterable

import click

from tracer import render
from tracer.cli import Place, example, table, tell
from tracer.cli.ask import json_option, stream_json
from tracer.errors import BadInput
from tracer.model import Evidence
from tracer.render import json as shapes


@click.command(epilog=example("tracer registers", "tracer registers rmd-2024-04-01.csv rmd-2024-06-01.csv"))
@click.argument("snapshots", nargs=-1, metavar="[BEFORE AFTER]")
@json_option
@click.pass_obj
def registers(place: Place, snapshots: tuple[str, ...], as_json: bool) -> None:
    """The snapshots of public registers that are loaded; of two, who vanished, appeared, changed name or came back under another number.

    BEFORE and AFTER are names of documents, or beginnings of their hashes.
    """
    if len(snapshots) not in (0, 2):
        raise BadInput("give two snapshots to compare, or none for a list of those at hand")
    with place.asking() as case:
        if not snapshots:
            held = case.registers()
            if as_json:
                stream_json(map(shapes.register, held))
                return
            table(
                ("hash", "name", "register", "dated", "rows", "of providers here"),
                [(s.document[:12], s.name, s.kind, s.dated, f"{one.rows:,}", f"{one.of_case:,}") for one in held for s in [one.snapshot]],
            )
            tell(render.many(len(held), "snapshot"))
            return
        found = case.compare_registers(*snapshots)
    if as_json:
        click.echo(render.as_json(shapes.compared(found)))
        return
    table(("what", "before", "after"), [(one.what, _listed(one.before), _listed(one.after)) for one in found.changes])
    if found.doubt:
        tell(f"note: {render.safe(found.after.name, 60)}: {found.doubt}")
    span = f"between the snapshots of {found.before.dated} and {found.after.dated}"
    tell(f"{render.many(len(found.changes), 'change')} {span}")


def _listed(rows: Iterable[Evidence]) -> str:
    """Whom rows list, with their numbers, each once."""
    told = (", ".join(filter(None, (row.provider, row.rmd, row.frn and f"FRN {row.frn}", row.ocn and f"code {row.ocn}"))) for row in rows)
    return "; ".join(dict.fromkeys(told))
