"""The command on public registers: what is at hand, and what differs between two snapshots."""

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
            wanted = chosen(case.registers(), SNAPSHOTS, pick.choice)
            held = wanted.shown
            if as_json:
                stream_json(map(shapes.register, held))
                return
            if as_csv:
                echo_csv(map(shapes.register, held), REGISTER_COLUMNS)
                return
            table(
                ("hash", "name", "register", "dated", "rows", "of providers here"),
                [(s.document[:12], s.name, s.kind, s.dated, f"{one.rows:,}", f"{one.of_case:,}") for one in held for s in [one.snapshot]],
            )
            tell(summed(len(held), wanted.left, "snapshot"))
            return
        found = case.compare_registers(*snapshots)
    some = chosen(found.changes, CHANGES, pick.choice)
    found = replace(found, changes=some.shown)
    if as_json:
        click.echo(render.as_json(shapes.compared(found)))
        return
    if as_csv:
        sides = ((one.what, [*_each(one.before)], [*_each(one.after)]) for one in found.changes)
        echo_csv((dict(zip(CHANGE_COLUMNS, each, strict=True)) for each in sides), CHANGE_COLUMNS)
        return
    table(CHANGE_COLUMNS, [(one.what, "; ".join(_each(one.before)), "; ".join(_each(one.after))) for one in found.changes])
    if found.doubt:
        tell(f"note: {render.safe(found.after.name, 60)}: {found.doubt}")
    span = f"between the snapshots of {found.before.dated} and {found.after.dated}"
    tell(f"{render.many(len(found.changes), 'change')} {span}{not_shown(some.left)}")


def _each(rows: Iterable[Evidence]) -> Iterator[str]:
    """Whom rows list, with their numbers, each once."""
    told = (", ".join(filter(None, (row.provider, row.rmd, row.frn and f"FRN {row.frn}", row.ocn and f"code {row.ocn}"))) for row in rows)
    yield from dict.fromkeys(told)
