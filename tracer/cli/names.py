"""Commands on identity: names list, propose, same, different, undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from tracer import judgements, proposals, render
from tracer.case import now
from tracer.cli import CaseLocation, Near, example, table, tell
from tracer.cli.case import intake
from tracer.cli.lists import Pick, choice_options, echo_csv, stream_json, summed
from tracer.cli.options import as_of_option, csv_option, json_option
from tracer.cli.words import PROVIDER
from tracer.errors import BadInput, NotKnown
from tracer.model import Evidence, Kind
from tracer.render import json as shapes


@click.group(cls=Near, epilog=example('tracer names same "Orchid Transit" "Orchid Carrier" --because "one FRN"'))
def names() -> None:
    """Which printed names are one provider: list them, see what is likely, judge, undo."""


@names.command(name="list", epilog=example("tracer names list orchid"))
@click.argument("text", required=False, type=PROVIDER)
@choice_options("provider", "names", what="providers", provider=False)
@json_option
@csv_option
@click.pass_obj
def list_(location: CaseLocation, text: str | None, pick: Pick, as_json: bool, as_csv: bool) -> None:
    """Providers that go by several names, with the reasons; with TEXT, those one of whose names holds it."""
    from tracer.ask.providers import GROUPS

    with location.asking() as case:
        chosen = pick.of(case, case.names(text), GROUPS)
    groups_shown = chosen.shown
    if as_json:
        stream_json(map(shapes.group, groups_shown))
        return
    if as_csv:
        echo_csv(map(shapes.group, groups_shown), ("provider", "provider_key", "names", "because", "conflicts"))
        return
    table(("provider", "names", "because"), [(g.provider, "; ".join(g.names), "; ".join((*g.because, *g.conflicts))) for g in groups_shown])
    tell(summed(len(groups_shown), chosen.left, "provider"))


@names.command(epilog=example("tracer names propose"))
@choice_options("score", what="proposals")
@json_option
@csv_option
@click.pass_obj
def propose(location: CaseLocation, pick: Pick, as_json: bool, as_csv: bool) -> None:
    """Providers that may be one, with the reasons. Nothing is merged by this."""
    from tracer.ask.providers import PROPOSALS

    with location.asking() as case:
        chosen = pick.of(case, case.proposals(), PROPOSALS)
    proposals = chosen.shown
    rows = ({"a": p.a, "b": p.b, "score": p.score, "reasons": list(p.reasons)} for p in proposals)
    if as_json:
        stream_json(rows)
        return
    if as_csv:
        echo_csv(rows, ("a", "b", "score", "reasons"))
        return
    table(("one", "other", "because"), [(p.a, p.b, "; ".join(p.reasons)) for p in proposals])
    tell(f"{summed(len(proposals), chosen.left, 'proposal')}; `tracer names same`, `different` or `unsure` decides")


@names.command(epilog=example('tracer names related "Orchid Transit"'))
@click.argument("provider", type=PROVIDER)
@as_of_option
@json_option
@click.pass_obj
def related(location: CaseLocation, provider: str, as_of: str | None, as_json: bool) -> None:
    """Who shares an FRN, officer, address, telephone, mail domain or signer code with PROVIDER, as public registers have it.

    What more than a few companies share weighs nothing. Nothing is merged by this.
    """
    with location.asking() as case:
        relations = case.related(provider, as_of)
    if as_json:
        click.echo(render.as_json(shapes.relations(relations)))
        return
    table(
        ("company", "FRN", "weight", "shares", "held by", "their row", "own row"),
        [
            (
                company.provider, ", ".join(company.frns), _weight(company.weight) if n == 0 else "", f"{shared.what}: {shared.printed}",
                f"{shared.holders:,}" + (f" of {shared.among:,}" if shared.among else ""), _places(shared.their_rows), _places(shared.own),
            )
            for company in relations.related
            for n, shared in enumerate(company.shared)
        ],
    )  # fmt: skip
    if relations.few:
        size = f"rarity is that among few companies ({relations.few:,} at the least)"
        why = "an excerpt of a register makes what it holds look rare, so it weighs little"
        tell(f"note: {size}: {why}; load a whole one (`tracer registers` says how many rows each has)")
    passed = f"; {render.many(len(relations.common), 'thing')} that too many share passed over" if relations.common else ""
    number = f"{len(relations.related):,} compan{'y' if len(relations.related) == 1 else 'ies'}"
    tell(f"{number}{passed}; `tracer names same`, `different` or `unsure` decides")


def _weight(weight: float) -> str:
    return f"{weight:.2f}" if weight >= 0.005 else "<0.01"


def _places(claims: Sequence[Evidence]) -> str:
    return "; ".join(dict.fromkeys(f"{c.document_name}:{c.place.line_from} ({c.known_at[:10]})" for c in claims))


def _judge(location: CaseLocation, a: str, b: str, verdict: Kind, because: str) -> None:
    if not because.strip():
        raise BadInput("--because is empty: say why, for those who read this later")
    if not location.case.exists():
        raise BadInput(f"there is no case in {location.case.folder}: name one with --case")
    reasons = _reasons(location, a, b) if verdict == Kind.UNSURE else []
    with intake(location) as work:
        held = judgements.standing(location.case.entries())
        work.look_up(a, b)
        judgements.check(a, b, verdict, work.identity, held.values())
        if verdict == Kind.UNSURE and work.identity[a].key == work.identity[b].key:  # what will be against it was for it
            score = proposals.likeness((a,), (b,))
            reasons = [proposals.alike(score), *dict.fromkeys(reason for reason, _ in work.identity.why(a, b))]
        at = now()
        made = judgements.new_id(a, b, verdict, at)
        more = {"reasons": reasons} if reasons else {}
        work.judge(id=made, a=a, b=b, verdict=verdict.value, because=because.strip(), at=at, **more)
    words = judgements.VERDICTS[verdict]
    tell(f"{made}: {render.safe(a, 60)} and {render.safe(b, 60)} are {words}; `tracer names undo {made}` takes it back")


def _reasons(location: CaseLocation, a: str, b: str) -> list[str]:
    """The reasons known today for these two being one: they are not proposed again for these."""
    with location.asking() as case:
        pair = {provider.name for provider in case.store.who([a, b]).values()}
        return [reason for proposal in case.proposals() if {proposal.a, proposal.b} == pair for reason in proposal.reasons]


def _judging(command: str) -> Callable[[Callable[..., None]], click.Command]:
    """A command that judges two names; `command`: how it is used."""

    def decorated(judges: Callable[..., None]) -> click.Command:
        because = click.option("--because", required=True, metavar="TEXT", help="Why: it is kept with your name and the date.")
        two = click.argument("a", type=PROVIDER)(click.argument("b", type=PROVIDER)(because(click.pass_obj(judges))))
        return names.command(epilog=example(command))(two)

    return decorated


@_judging('tracer names same "Orchid Transit" "Orchid Carrier" --because "one FRN"')
def same(location: CaseLocation, a: str, b: str, because: str) -> None:
    """Judge that two names are one provider: hops and roll-ups move together, claims keep the names as printed."""
    _judge(location, a, b, Kind.SAME, because)


@_judging('tracer names different "Beacon Tandem" "Beacon Telecom" --because "two FRNs"')
def different(location: CaseLocation, a: str, b: str, because: str) -> None:
    """Judge that two names are two providers, whatever ties them: equal spelling, a list, a mail domain, a register."""
    _judge(location, a, b, Kind.DIFFERENT, because)


@_judging('tracer names unsure "Beacon Tandem" "Beacon Tel" --because "asked the FCC"')
def unsure(location: CaseLocation, a: str, b: str, because: str) -> None:
    """Judge that it cannot be told yet: they are proposed again only for a reason that is not known today."""
    _judge(location, a, b, Kind.UNSURE, because)


@names.command(epilog=example("tracer names undo 1a2b3c4d"))
@click.argument("judgement")
@click.pass_obj
def undo(location: CaseLocation, judgement: str) -> None:
    """Take a judgement back, by its id."""
    held = judgements.standing(location.case.entries())
    if judgement not in held:
        ids = ", ".join(held) or "none"
        raise NotKnown(f"no judgement {judgement!r} stands in {location.case.folder} (standing: {ids})")
    with intake(location) as work:
        work.undo(judgement)
    tell(f"taken back: {render.safe(str(held[judgement]), 200)}")
