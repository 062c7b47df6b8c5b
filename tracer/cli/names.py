"""Commands on who is who: names list, propose, same, different, undo."""

from __future__ import annotations

import click

from tracer import judgements, questions, render
from tracer.case import now
from tracer.cli import Place, example
from tracer.cli.ask import json_option, stream_json
from tracer.cli.case import intake
from tracer.errors import BadInput, NotKnown


@click.group(epilog=example('tracer names same "Orchid Transit" "Orchid Carrier" --because "one FRN in both filings"'))
def names() -> None:
    """Which printed names are one provider: list them, see what is likely, judge, undo."""


@names.command(name="list", epilog=example("tracer names list orchid"))
@click.argument("text", required=False)
@json_option
@click.pass_obj
def list_(place: Place, text: str | None, as_json: bool) -> None:
    """Providers that go by several names, with the reasons; with TEXT, those one of whose names holds it."""
    with place.reading() as graph:
        held = judgements.standing(place.case.entries()).values() if place.case.exists() else []
        found = questions.name_groups(graph, text, list(held))
    if as_json:
        stream_json(found)
        return
    render.table(("provider", "names", "because"), [(g["provider"], "; ".join(g["names"]), "; ".join(g["because"])) for g in found])
    click.echo(f"{len(found)} provider{'' if len(found) == 1 else 's'}", err=True)


@names.command(epilog=example("tracer names propose"))
@json_option
@click.pass_obj
def propose(place: Place, as_json: bool) -> None:
    """Providers that may be one, with the reasons. Nothing is merged by this."""
    with place.reading() as graph:
        found = questions.proposed(graph)
    if as_json:
        stream_json({"a": p.a, "b": p.b, "score": p.score, "reasons": list(p.reasons)} for p in found)
        return
    render.table(("one", "other", "because"), [(p.a, p.b, "; ".join(p.reasons)) for p in found])
    click.echo(f"{len(found)} proposal{'' if len(found) == 1 else 's'}; `tracer names same` or `different` decides", err=True)


def _judge(place: Place, a: str, b: str, same: bool, because: str) -> None:
    if not because.strip():
        raise BadInput("--because is empty: say why, for those who read this later")
    if not place.case.exists():
        raise BadInput(f"there is no case in {place.case.folder}: name one with --case")
    with intake(place) as work:
        held = judgements.standing(place.case.entries())
        judgements.check(a, b, same, work.identity, held.values(), work.ties)
        at = now()
        made = judgements.new_id(a, b, same, at)
        work.judge(id=made, a=a, b=b, same=same, because=because.strip(), at=at)
    click.echo(
        f"{made}: {render.safe(a, 60)} and {render.safe(b, 60)} are {'' if same else 'not '}one; `tracer names undo {made}` takes it back",
        err=True,
    )


@names.command(epilog=example('tracer names same "Orchid Transit" "Orchid Carrier" --because "one FRN in both filings"'))
@click.argument("a")
@click.argument("b")
@click.option("--because", required=True, metavar="TEXT", help="Why: it is kept with your name and the date.")
@click.pass_obj
def same(place: Place, a: str, b: str, because: str) -> None:
    """Judge that two names are one provider: hops and roll-ups move together, claims keep the names as printed."""
    _judge(place, a, b, True, because)


@names.command(epilog=example('tracer names different "Beacon Tandem" "Beacon Telecom" --because "two FRNs"'))
@click.argument("a")
@click.argument("b")
@click.option("--because", required=True, metavar="TEXT", help="Why: it is kept with your name and the date.")
@click.pass_obj
def different(place: Place, a: str, b: str, because: str) -> None:
    """Judge that two names are two providers: they are no longer proposed, and a mail domain does not tie them."""
    _judge(place, a, b, False, because)


@names.command(epilog=example("tracer names undo 1a2b3c4d"))
@click.argument("judgement")
@click.pass_obj
def undo(place: Place, judgement: str) -> None:
    """Take a judgement back, by its id."""
    held = judgements.standing(place.case.entries())
    if judgement not in held:
        ids = ", ".join(held) or "none"
        raise NotKnown(f"no judgement {judgement!r} stands in {place.case.folder} (standing: {ids})")
    with intake(place) as work:
        work.undo(judgement)
    click.echo(f"taken back: {render.safe(str(held[judgement]), 200)}", err=True)
