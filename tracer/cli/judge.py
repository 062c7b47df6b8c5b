"""Commands that weigh what is known: flags, due, provider, next, diff."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tracer import render
from tracer.ask.choosing import Listing
from tracer.ask.typed import day_or_instant
from tracer.case import now
from tracer.cli import CaseLocation, example, nothing_known, show, table, tell, terminal_style, words
from tracer.cli.lists import Pick, choice_options, echo_csv, grouped, not_shown, stream_json, summed
from tracer.cli.options import as_of_option, csv_option, json_option
from tracer.cli.words import PROVIDER, Words
from tracer.errors import BadInput
from tracer.model import end_of, replace, status_told
from tracer.render import json as shapes
from tracer.text import as_counted

if TYPE_CHECKING:
    from tracer.ask.diff import Differences
    from tracer.deadlines import Running
    from tracer.flags import Count, Flag
    from tracer.path import Ended


@click.command(epilog=example("tracer flags --as-of 2024-05-15"))
@as_of_option
@click.option(
    "--rule",
    type=Words(words.rules),
    metavar="NAME",
    help="Only this rule: not-yet-answered, stated-no-response, letter-no-response, authority-count, not-found, repeat.",
)
@click.option("--times", type=click.IntRange(1), metavar="N", help="Rule repeat: so many unanswered requests ...")
@click.option("--months", type=click.IntRange(1), metavar="N", help="... within so many months.")
@choice_options("provider", "count", "since", what="providers", dates="those whose first silence is")
@json_option
@csv_option
@click.pass_obj
def flags(
    location: CaseLocation,
    as_of: str | None,
    rule: str | None,
    times: int | None,
    months: int | None,
    pick: Pick,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Providers that did not cooperate, each by somebody's statement: which rule, how many of how many, with evidence.

    A deadline that passed without an answer in the loaded documents is no flag: see `tracer due`.
    """
    from tracer.ask.flags import FLAGS
    from tracer.flags import rules

    if rule is not None and rule not in rules():
        raise BadInput(f"--rule {rule!r} is none: choose one of {', '.join(rules())}")
    with location.asking() as case:
        chosen = pick.of(case, case.flags(as_of, rule=rule, times=times, months=months), FLAGS)
    flags_shown = chosen.shown
    if as_json:
        stream_json(map(shapes.flag, flags_shown))
    elif as_csv:
        echo_csv(map(_flag_cells, flags_shown), FLAG_COLUMNS)
    else:
        table(
            ("provider", "rule", "count", "of", "95 % interval", "since", "said by", "evidence"),
            [_flag_row(flag, count) for flag in flags_shown for count in flag.counts],
        )
        for flag in flags_shown:
            for text in flag.contradictions:
                tell(f"{render.safe(flag.provider, 60)}: {render.safe(text, 400)}")
        if not flags_shown:
            tell("no provider is stated not to have cooperated by then")
            return
        tell(_words([c.rule for f in flags_shown for c in f.counts]))
        tell(summed(len(flags_shown), chosen.left, "provider"))


FLAG_COLUMNS = (
    "provider", "provider_key", "rules", "no_response", "asked", "since", "said_by", "contradictions", "incidents", "evidence",
    "at_least", "counts",
)  # fmt: skip


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
        "evidence": "; ".join(dict.fromkeys(render.cited_place(claim) for claim in flag.evidence)),
        "at_least": flag.largest is not None and flag.largest.at_least,
        "counts": "; ".join(map(_count_cell, flag.counts)),
    }


def _count_cell(count: Count) -> str:
    from tracer.render.dossiers import count_words

    calls = f" ({', '.join(count.incidents)})" if count.incidents else ""
    return count_words(count) + calls


def _flag_row(flag: Flag, count: Count) -> tuple[str, ...]:
    from tracer import speakers
    from tracer.render.dossiers import interval_words, number_words

    return (
        flag.provider,
        count.rule,
        f"{number_words(count)}{_answered(count)}",
        str(count.asked or "none given"),
        interval_words(count.interval),
        render.when(count.since)[:10],
        _first_two(list(speakers.named(count.evidence))),
        _first_two([render.cited_place(claim) for claim in count.evidence]),
    )


def _answered(count: Count) -> str:
    return f", {count.answered} answered as other documents say" if count.answered else ""


def _first_two(places: list[str]) -> str:
    distinct = list(dict.fromkeys(places))
    return "; ".join(distinct[:2]) + (f" and {len(distinct) - 2} more" if len(distinct) > 2 else "")


def _words(used: list[str]) -> str:
    from tracer.flags import rules

    lines = [f"{rule.name}: {rule.wording}" for rule in rules().values() if rule.name in used]
    return "\n".join([*lines, "Tracebacks are a sample: a count is no share of bad traffic."])


PAST = "past: no answer in the loaded documents"
DUE_COLUMNS = (
    "provider", "provider_key", "clock", "what", "rule", "length", "from", "due_stated", "due_computed", "differs", "zone", "zone_assumed",
    "from_memory", "incident", "hop", "action", "state", "answered_at", "answer_basis",
)  # fmt: skip


@click.command(epilog=example("tracer due --as-of 2024-05-10"))
@as_of_option
@click.option("--all", "everything", is_flag=True, help="Also clocks that were answered, and rules that name no length.")
@click.option(
    "--ics", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the deadlines that are open as a calendar."
)
@click.option("--force", is_flag=True, help="Replace the file of --ics.")
@choice_options("due", "provider", "clock", "incident", "state", what="deadlines, or providers where they are grouped", dates="what ends")
@json_option
@csv_option
@click.pass_obj
def due(
    location: CaseLocation, as_of: str | None, everything: bool, ics: Path | None, force: bool, pick: Pick, as_json: bool, as_csv: bool
) -> None:
    """Deadlines, stated and computed: what is past, what is open, what is next.

    Past means: no answer in the loaded documents. Without --as-of, as of now. On a terminal by provider and day, open ones first;
    with --sort a row each.
    """
    from tracer import bundle
    from tracer.ask.todo import DUE, owing
    from tracer.render.todos import owing_text

    if ics is not None:
        bundle.check(ics, force=force)
    people = sys.stdout.isatty() and not (as_json or as_csv or pick.choice.sort)
    with location.asking() as case:
        running = case.due(as_of, answered=everything or as_json or as_csv)
        if not everything:  # a rule that names no length never ends: it is no deadline, and nothing of it is open
            running = [r for r in running if r.ends]
        if not (everything or as_json or as_csv):
            running = [r for r in running if r.state != "answered" and r.end]
        chosen = pick.of(case, running, DUE, limited=not people)
    if ics is not None:
        _write_calendar(ics, [r for r in chosen.shown if r.state == "open" and r.end])
    if as_json:
        stream_json(map(shapes.clock, chosen.shown))
    elif as_csv:
        echo_csv(map(shapes.clock, chosen.shown), DUE_COLUMNS)
    elif people:
        providers = owing(chosen.shown)
        alone = len(providers) == 1
        lines, shown = grouped(providers, lambda owing_provider: owing_text(owing_provider, terminal_style, every=alone), pick.choice.limit)
        show(lines)
        _tell_due(
            [clock for owing_provider in shown for clock in owing_provider.clocks],
            everything,
            f"{_other_providers(len(shown), len(providers))}; {PAST}",
        )
    else:
        table(("due", "provider", "clock", "from", "for", "state", "stated", "computed"), [_due_row(r) for r in chosen.shown])
        _tell_due(chosen.shown, everything, not_shown(chosen.left))


def _tell_due(shown: Sequence[Running], everything: bool, left: str) -> None:
    """Note how many of the shown deadlines are past, open and answered, and which is next."""
    from tracer.deadlines import standing

    ending = [r for r in shown if r.end]
    counts = standing(ending)
    states = ("past", "open", "answered") if everything else ("past", "open")
    permitted = [f"{counts['permitted']} permitted"] if "permitted" in counts else []
    tell(", ".join([*(f"{counts.get(state, 0)} {state}" for state in states), *permitted]) + left)
    upcoming = min((r for r in ending if r.state == "open"), key=lambda r: r.end or "", default=None)
    if upcoming:
        tell(f"next: {render.when(upcoming.end)}, {render.safe(upcoming.provider, 60)} ({upcoming.clock})")


def _other_providers(shown: int, providers: int) -> str:
    if shown == providers:
        return f" of {render.many(providers, 'provider')}"
    return f" of the first {shown} of {render.many(providers, 'provider')}; --limit, --provider, --csv or --json show the others"


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


def _write_calendar(path: Path, running: list[Any]) -> None:
    from tracer import bundle
    from tracer.time import clocks
    from tracer.time.calendar_file import Entry, calendar

    entries = [
        Entry(
            clock=r.clock,
            subject=r.hop or r.action,
            provider=r.provider,
            due=r.end,
            duty=clocks.clock(r.clock).duty,
            source=r.deadline.source,
            evidence=tuple(render.cited_place(claim) for claim in r.evidence),
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
        for r in running
    ]
    bundle.put(path, calendar(entries, stamped=now()))
    tell(f"{len(entries)} deadlines written to {path}")


@click.command(epilog=example('tracer provider "Quillon Gateway"'))
@click.argument("name", type=PROVIDER)
@as_of_option
@json_option
@click.pass_obj
def provider(location: CaseLocation, name: str, as_of: str | None, as_json: bool) -> None:
    """A provider's dossier: names, ids, roles, actions against it, tracebacks, neighbours, campaigns, months, exposure."""
    from tracer.deadlines import by_action
    from tracer.render.dossiers import dossier_text

    with location.asking() as case:
        dossier, acted = case.dossier(name, as_of)
        clocks = [r for r in case.due(as_of, provider_key=dossier.provider_key) if r.action or r.state != "answered" or r.basis == "count"]
    if not dossier.evidence:
        tell(f"note: {nothing_known(render.safe(dossier.provider, 60), as_of)}")
    actions = [shapes.action_of(first, dossier.provider) for first, *_ in by_action(acted)]
    if as_json:
        click.echo(render.as_json(shapes.dossier(dossier, actions)))
        return
    show(dossier_text(dossier, actions, clocks), fit=True)


NEXT_COLUMNS = ("provider", "provider_key", "incident", "end", "interim", "ask", "asked_at", "next_due", "contact", "notices", "evidence")


@click.command(name="next", epilog=example("tracer next --as-of 2024-05-15", 'tracer next --provider "Quillon Gateway"'))
@as_of_option
@choice_options("due", "provider", "incident", "end", what="open ends, or providers where they are grouped", dates="what was asked")
@json_option
@csv_option
@click.pass_obj
def next_(location: CaseLocation, as_of: str | None, pick: Pick, as_json: bool, as_csv: bool) -> None:
    """For each open end whom to ask, the contact of record, which notice was served, which clock runs.

    On a terminal by provider, with all that it is to be asked; where it is one alone, with the draft of a letter. With --sort a row each.
    """
    from tracer.ask.todo import STEPS, by_provider, calls_of
    from tracer.render.todos import ask_text, draft_text

    people = sys.stdout.isatty() and not (as_json or as_csv or pick.choice.sort)
    day = day_or_instant(as_of)
    with location.asking() as case:
        steps = case.next(day)
        if not (as_json or as_csv or people):
            steps = iter(sorted(steps, key=lambda s: (s.next_due or "9999", s.hop.provider_key, as_counted(s.incident))))
        chosen = pick.of(case, steps, STEPS, limited=not people)
        providers = by_provider(chosen.shown) if people else []
        calls_to_ask = calls_of(case.store, providers[0], day) if len(providers) == 1 else {}
    if as_json:
        stream_json(map(shapes.step, chosen.shown))
    elif as_csv:
        rows = ({**shapes.step(s), "notices": [action for action, _ in s.notices]} for s in chosen.shown)
        echo_csv(rows, NEXT_COLUMNS)
    elif people:
        alone = len(providers) == 1
        lines, shown = grouped(providers, lambda recipient: ask_text(recipient, terminal_style, every=alone), pick.choice.limit)
        show([*lines, *draft_text(providers[0], calls_to_ask)] if alone else lines)
        ends = sum(len(recipient.steps) for recipient in shown)
        tell(render.many(ends, "open end") + _other_providers(len(shown), len(providers)))
        if not alone and providers:
            tell("with --provider NAME: the draft of a letter to it")
    else:
        table(
            ("ask", "for", "end", "what", "next due", "contact of record", "notices"),
            [
                (
                    s.hop.provider,
                    s.incident,
                    status_told(s.end, s.interim),
                    s.ask,
                    render.when(s.next_due),
                    "; ".join(s.contact.values()) or "none in the loaded documents",
                    ", ".join(action for action, _ in s.notices) or "none",
                )
                for s in chosen.shown
            ],
        )
        tell(summed(len(chosen.shown), chosen.left, "open end"))


@click.command(epilog=example("tracer diff --from 2024-05-10 --to 2024-06-02"))
@click.option("--from", "first", required=True, metavar="DATE", help="What was known by the end of this day ...")
@click.option("--to", "last", required=True, metavar="DATE", help="... beside what was known by the end of that one.")
@choice_options("what", "incident", "who", what="changes")
@json_option
@csv_option
@click.pass_obj
def diff(location: CaseLocation, first: str, last: str, pick: Pick, as_json: bool, as_csv: bool) -> None:
    """What became known between two days: hops, statuses, hand-offs, ends, flags."""
    since, until = day_or_instant(first, "--from") or "", day_or_instant(last, "--to") or ""
    if (end_of(since) or "") > (end_of(until) or ""):
        raise BadInput(f"--from {first} is later than --to {last}: exchange them")
    with location.asking() as case:
        differences = case.diff(since, until)
        chosen = pick.of(case, _changes(differences), CHANGES)
    if as_json:
        click.echo(render.as_json(shapes.differences(_only(differences, chosen.shown))))
        return
    rows = [row[:4] for row in chosen.shown]
    columns = ("what", "incident", "who", "change")
    if as_csv:
        echo_csv((dict(zip(columns, row, strict=True)) for row in rows), columns)
        return
    table(columns, rows)
    summary = summed(len(rows), chosen.left, "change")
    tell(summary if rows else "nothing became known between these days")


class _Change(NamedTuple):
    """A row of what became known; `providers`: whom it is about; `of`: the difference it describes."""

    what: str
    incident: str
    who: str
    change: str
    providers: tuple[str, ...]
    of: object


CHANGES: Listing[_Change] = Listing(
    {"what": lambda row: row.what, "incident": lambda row: as_counted(row.incident), "who": lambda row: row.who}, lambda row: row.providers
)


def _changes(differences: Differences) -> Iterator[_Change]:
    for incident in differences.incidents:
        yield _Change("incident", incident, "", "became known", (), incident)
    for hop in differences.hops:
        status = f", {_word(hop.status, hop.interim)}" if hop.status else ""
        change = "no longer named: whoever named it took that back" if hop.gone else f"became known{status}"
        yield _Change("hop", hop.incident, hop.provider, change, (hop.provider,), hop)
    for s in differences.statuses:
        inferred = " (inferred)" if s.basis == "inferred" else ""
        change = f"{_word(s.before, s.interim[0])} → {_word(s.after, s.interim[1])}{inferred}"
        yield _Change("status", s.incident, s.provider, change, (s.provider,), s)
    for link in differences.links:
        change = f"{link.before or 'unknown'} → {link.after or 'taken back'}"
        yield _Change("hand-off", link.incident, " < ".join(link.providers), change, link.providers, link)
    for end in differences.ends:
        providers = tuple(ended.provider for ended in (*end.before, *end.after))
        yield _Change("end", end.incident, "", f"{_ends(end.before)} → {_ends(end.after)}", providers, end)
    for flag in differences.flags:
        change = f"{_rules(flag.before)} → {_rules(flag.after)}"
        yield _Change("flag", "", flag.provider, change, (flag.provider,), flag)


def _rules(flag: Flag | None) -> str:
    """Each rule of a flag with its number: `stated-no-response 2 of 5`."""
    from tracer.render.dossiers import share_words

    if flag is None:
        return "none"
    counts = [f"{count.rule} {share_words(count)}" for count in flag.counts]
    return ", ".join([*counts, *(["contradictory"] if flag.contradictions else [])]) or "none"


def _only(differences: Differences, shown: Sequence[_Change]) -> Differences:
    """The differences that these rows describe, in their order."""
    order = {id(row.of): number for number, row in enumerate(shown)}
    kept = {
        name: sorted((change for change in getattr(differences, name) if id(change) in order), key=lambda change: order[id(change)])
        for name in ("incidents", "hops", "statuses", "links", "ends", "flags")
    }
    return replace(differences, **kept)


def _word(status: str | None, interim: bool) -> str:
    return status_told(status or "none", interim)


def _ends(ends: Sequence[Ended]) -> str:
    return "; ".join(map(str, ends)) or "none"
