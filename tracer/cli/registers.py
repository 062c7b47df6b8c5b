"""The command on public registers: which snapshots are loaded, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from tracer import render
from tracer.ask.choosing import chosen
from tracer.cli import CaseLocation, example, table, tell
from tracer.cli.lists import Pick, choice_options, echo_csv, not_shown, stream_json, summed
from tracer.cli.options import csv_option, json_option
from tracer.errors import BadInput
from tracer.model import Evidence, replace
from tracer.render import json as shapes

REGISTER_COLUMNS = ("document", "name", "dated", "register", "rows", "of_case")
CHANGE_COLUMNS = ("what", "before", "after")


@click.command(epilog=example("tracer registers", "tracer registers rmd-2024-04-01.csv rmd-2024-06-01.csv"))
@click.argument("snapshots", nargs=-1, metavar="[BEFORE AFTER]")
@choice_options(
    "dated", "name", "register", "rows", "what", "provider", what="snapshots, or changes", provider=False, dates="snapshots dated"
)
@json_option
@csv_option
@click.pass_obj
def registers(location: CaseLocation, snapshots: tuple[str, ...], pick: Pick, as_json: bool, as_csv: bool) -> None:
    """The snapshots of public registers that are loaded; of two, who vanished, appeared, changed name or came back under another number.

    BEFORE and AFTER are names of documents, or beginnings of their hashes. Snapshots are sorted by dated, name, register or rows,
    changes by what or provider.
    """
    from tracer.ask.registers import CHANGES, SNAPSHOTS

    if len(snapshots) not in (0, 2):
        raise BadInput("give two snapshots to compare, or none for a list of those at hand")
    if snapshots and (pick.choice.since or pick.choice.until):
        raise BadInput("--since and --until choose from the list of snapshots: leave them out where two are compared")
    with location.asking() as case:
        if not snapshots:
            snapshots_chosen = chosen(case.registers(), SNAPSHOTS, pick.choice)
            registers_shown = snapshots_chosen.shown
            if as_json:
                stream_json(map(shapes.register, registers_shown))
                return
            if as_csv:
                echo_csv(map(shapes.register, registers_shown), REGISTER_COLUMNS)
                return
            table(
                ("hash", "name", "register", "dated", "rows", "of providers here"),
                [
                    (snapshot.document[:12], snapshot.name, snapshot.kind, snapshot.dated, f"{row.rows:,}", f"{row.of_case:,}")
                    for row in registers_shown
                    for snapshot in [row.snapshot]
                ],
            )
            tell(summed(len(registers_shown), snapshots_chosen.left, "snapshot"))
            return
        compared = case.compare_registers(*snapshots)
    changes_chosen = chosen(compared.changes, CHANGES, pick.choice)
    compared = replace(compared, changes=changes_chosen.shown)
    if as_json:
        click.echo(render.as_json(shapes.compared(compared)))
        return
    if as_csv:
        sides = ((row.what, [*_listed(row.before)], [*_listed(row.after)]) for row in compared.changes)
        echo_csv((dict(zip(CHANGE_COLUMNS, cells, strict=True)) for cells in sides), CHANGE_COLUMNS)
        return
    table(CHANGE_COLUMNS, [(row.what, "; ".join(_listed(row.before)), "; ".join(_listed(row.after))) for row in compared.changes])
    if compared.doubt:
        tell(f"note: {render.safe(compared.after.name, 60)}: {compared.doubt}")
    span = f"between the snapshots of {compared.before.dated} and {compared.after.dated}"
    tell(f"{render.many(len(compared.changes), 'change')} {span}{not_shown(changes_chosen.left)}")


def _listed(rows: Iterable[Evidence]) -> Iterator[str]:
    """The companies that these rows list, with their numbers, each once."""
    descriptions = (
        ", ".join(filter(None, (row.provider, row.rmd, row.frn and f"FRN {row.frn}", row.ocn and f"code {row.ocn}"))) for row in rows
    )
    yield from dict.fromkeys(descriptions)
