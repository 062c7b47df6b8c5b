"""Commands that weigh what is known: flags, due, provider, next, diff."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer import render
from tracer.ask.typed import day_or_instant
from tracer.case import now
from tracer.cli import Place, example
from tracer.cli.ask import as_of_option, csv_option, json_option, stream_json
from tracer.errors import BadInput
from tracer.model import end_of
from tracer.render import json as shapes

if TYPE_CHECKING:
    from tracer.deadlines import Running
    from tracer.flags import Count, Flag
    from tracer.path import Ended


@click.command(epilog=example("tracer flags --as-of 2024-05-15"))
@as_of_option
@click.option(
    "--rule",
    metavar="NAME",
    help="Only this rule: not-yet-answered, stated-no-response, letter-no-response, authority-count, not-found, repeat.",
)
@click.option("--times", type=click.IntRange(1), metavar="N", help="Rule repeat: so many unanswered requests ...")
@click.option("--months", type=click.IntRange(1), metavar="N", help="... within so many months.")
@json_option
@csv_option
@click.pass_obj
def flags(place: Place, as_of: str | None, rule: str | None, times: int | None, months: int | None, as_json: bool, as_csv: bool) -> None:
    """Providers that did not cooperate, each by somebody's statement: which rule, how many of how many, with evidence.

    A deadline that passed without an answer in the loaded documents is no flag: see `tracer due`.
    """
    from tracer.flags import rules

    if rule is not None and rule not in rules():
        raise BadInput(f"--rule {rule!r} is none: choose one of {', '.join(rules())}")
    with place.asking() as case:
        found = case.flags(as_of, rule=rule, times=times, months=months)
    if as_json:
        stream_json(map(shapes.flag, found))
    elif as_csv:
        columns = (
            "provider",
            "provider_key",
            "rules",
            "no_response",
            "asked",
            "since",
            "said_by",
            "contradictions",
            "incidents",
            "evidence",
        )
        for line in render.as_csv((_flag_cells(f) for f in found), columns):
            click.echo(line, nl=False)
    else:
        render.table(
            ("provider", "rule", "count", "of", "95 % interval", "since", "said by", "evidence"),
            [_flag_row(flag, count) for flag in found for count in flag.counts],
        )
        for flag in found:
            for text in flag.contradictions:
                click.echo(f"{render.safe(flag.provider, 60)}: {render.safe(text, 400)}", err=True)
        click.echo(
            _words([c.rule for f in found for c in f.counts]) if found else "no provider is stated not to have cooperated by then", err=True
        )


def _flag_cells(flag: Flag) -> dict[str, Any]:
    return {
        "provider": flag.provider,
        "provider_key": flag.provider_key,
        "rules": " ".join(flag.rules),
        "no_response": flag.no_response,
        "asked": flag.asked,
        "since": flag.since,
        "said_by": "; ".join(flag.said_by),
        "contradictions": "; ".join(flag.contradictions),
        "incidents": " ".join(flag.incidents),
        "evidence": "; ".join(dict.fromkeys(render.place(claim) for claim in flag.evidence)),
    }


def _flag_row(flag: Flag, count: Count) -> tuple[str, ...]:
    from tracer import speakers
    from tracer.render.dossiers import interval_words

    return (
        flag.provider,
        count.rule,
        f"{'at least ' if count.at_least else ''}{count.number}{_answered(count)}",
        str(count.asked or "none given"),
        interval_words(count.interval),
        render.when(count.since)[:10],
        _some(list(speakers.named(count.evidence))),
        _some([render.place(claim) for claim in count.evidence]),
    )


def _answered(count: Count) -> str:
    return f", {count.answered} answered as other documents say" if count.answered else ""


def _some(places: list[str]) -> str:
    distinct = list(dict.fromkeys(places))
    return "; ".join(distinct[:2]) + (f" and {len(distinct) - 2} more" if len(distinct) > 2 else "")


def _words(used: list[str]) -> str:
    from tracer.flags import rules

    lines = [f"{rule.name}: {rule.wording}" for rule in rules().values() if rule.name in used]
    return "\n".join([*lines, "Tracebacks are a sample: a count is no share of bad traffic."])


@click.command(epilog=example("tracer due --as-of 2024-05-10"))
@as_of_option
@click.option("--all", "everything", is_flag=True, help="Also clocks that were answered, and rules that name no length.")
@click.option(
    "--ics", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the deadlines that are open as a calendar."
)
@json_option
@click.pass_obj
def due(place: Place, as_of: str | None, everything: bool, ics: Path | None, as_json: bool) -> None:
    """Deadlines, stated and computed: what is past, what is open, what is next.

    Past means: no answer in the loaded documents. Without --as-of, as of now.
    """
    with place.asking() as case:
        found = case.due(as_of, answered=everything or as_json)
    if ics is not None:
        _write_calendar(ics, [r for r in found if r.state == "open" and r.end])
    if not everything:  # a rule that names no length never ends: it is no deadline, and nothing of it is open
        found = [r for r in found if r.ends]
    if as_json:
        stream_json(map(shapes.clock, found))
        return
    shown = [r for r in found if everything or (r.state != "answered" and r.end)]
    render.table(
        ("due", "provider", "clock", "from", "for", "state", "stated", "computed"),
        [_due_row(r) for r in shown],
    )
    ending = [r for r in found if r.end]
    upcoming = next((r for r in shown if r.state == "open" and r.end), None)
    states = ("past", "open", "answered") if everything else ("past", "open")
    click.echo(", ".join(f"{sum(r.state == state for r in ending)} {state}" for state in states), err=True)
    if upcoming:
        click.echo(f"next: {render.when(upcoming.end)}, {render.safe(upcoming.provider, 60)} ({upcoming.clock})", err=True)


def _due_row(running: Running) -> tuple[str, ...]:
    from tracer.render.dossiers import state_words

    return (
        render.when(running.end),
        running.provider,
        running.clock,
        render.when(running.start),
        running.incident or running.action or "",
        state_words(running),
        render.when(running.stated),
        render.when(running.computed) + (" (differs)" if running.differs else ""),
    )


def _write_calendar(path: Path, found: list[Any]) -> None:
    from tracer import bundle, clocks
    from tracer.calendar_file import Entry, calendar

    entries = [
        Entry(
            clock=r.clock,
            subject=r.hop or r.action,
            provider=r.provider,
            due=r.end,
            duty=clocks.clock(r.clock).duty,
            source=r.deadline.source,
            evidence=tuple(render.place(claim) for claim in r.evidence),
            remarks=tuple(
                text
                for text in (
                    f"for {r.incident or r.action}",
                    "stated and computed deadlines differ" if r.differs else "",
                    f"time zone {r.deadline.zone} is assumed" if r.deadline.zone_assumed else "",
                    "the rule is written down from memory" if r.deadline.from_memory else "",
                )
                if text
            ),
        )
        for r in found
    ]
    bundle.check(path, force=True)
    bundle.put(path, calendar(entries, stamped=now()))
    click.echo(f"{len(entries)} deadlines written to {path}", err=True)


@click.command(epilog=example('tracer provider "Quillon Gateway"'))
@click.argument("name")
@as_of_option
@json_option
@click.pass_obj
def provider(place: Place, name: str, as_of: str | None, as_json: bool) -> None:
    """A provider's dossier: names, ids, roles, actions against it, tracebacks, neighbours, campaigns, months, exposure."""
    from tracer.deadlines import by_action
    from tracer.render.dossiers import dossier_text

    with place.asking() as case:
        found, acted = case.dossier(name, as_of)
        clocks = [r for r in case.due(as_of, provider_key=found.provider_key) if r.action or r.state != "answered" or r.basis == "count"]
    if not found.evidence:
        click.echo(f"note: nothing was known of {render.safe(found.provider, 60)} by {as_of}: try a later --as-of", err=True)
    actions = [shapes.action_of(first, found.provider) for first, *_ in by_action(acted)]
    if as_json:
        click.echo(render.as_json(shapes.dossier(found, actions)))
        return
    for line in dossier_text(found, actions, clocks):
        click.echo(line)


@click.command(name="next", epilog=example("tracer next --as-of 2024-05-15"))
@as_of_option
@json_option
@click.pass_obj
def next_(place: Place, as_of: str | None, as_json: bool) -> None:
    """For each open end whom to ask, the contact of record, which notice was served, which clock runs."""
    with place.asking() as case:
        steps = case.next(as_of)
        if as_json:
            stream_json(map(shapes.step, steps))
            return
        found = list(steps)
    render.table(
        ("ask", "for", "end", "what", "next due", "contact of record", "notices"),
        [
            (
                s.hop.provider,
                s.incident,
                s.end,
                s.ask,
                render.when(s.next_due),
                "; ".join(s.contact.values()) or "none in the loaded documents",
                ", ".join(action for action, _ in s.notices) or "none",
            )
            for s in sorted(found, key=lambda s: (s.next_due or "9999", s.hop.provider_key, s.incident))
        ],
    )
    click.echo(f"{render.many(len(found), 'open end')}", err=True)


@click.command(epilog=example("tracer diff --from 2024-05-10 --to 2024-06-02"))
@click.option("--from", "since", required=True, metavar="DATE", help="What was known by the end of this day ...")
@click.option("--to", "until", required=True, metavar="DATE", help="... beside what was known by the end of that one.")
@json_option
@click.pass_obj
def diff(place: Place, since: str, until: str, as_json: bool) -> None:
    """What became known between two days: hops, statuses, hand-offs, ends, flags."""
    first, last = day_or_instant(since, "--from") or "", day_or_instant(until, "--to") or ""
    if (end_of(first) or "") > (end_of(last) or ""):
        raise BadInput(f"--from {since} is later than --to {until}: exchange them")
    with place.asking() as case:
        found = case.diff(first, last)
    if as_json:
        click.echo(render.as_json(shapes.differences(found)))
        return
    rows = [("incident", i, "", "became known") for i in found.incidents]
    rows += [("hop", h.incident, h.provider, f"became known{', ' + h.status if h.status else ''}") for h in found.hops]
    for s in found.statuses:
        inferred = " (inferred)" if s.basis == "inferred" else ""
        rows.append(("status", s.incident, s.provider, f"{_word(s.before, s.interim[0])} → {_word(s.after, s.interim[1])}{inferred}"))
    rows += [("hand-off", x.incident, f"{x.downstream} < {x.upstream}", f"{x.before or 'unknown'} → {x.after}") for x in found.links]
    rows += [("end", e.incident, "", f"{_ends(e.before)} → {_ends(e.after)}") for e in found.ends]
    rows += [("flag", "", f.provider, f"{' '.join(f.rules_before) or 'none'} → {' '.join(f.rules_after) or 'none'}") for f in found.flags]
    render.table(("what", "incident", "who", "change"), rows)
    click.echo(f"{render.many(len(rows), 'change')}" if rows else "nothing became known between these days", err=True)


def _word(status: str | None, interim: bool) -> str:
    return "not yet answered" if interim else status or "none"


def _ends(ends: Sequence[Ended]) -> str:
    return "; ".join(map(str, ends)) or "none"
