"""Who did not cooperate, what is due, whom to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracer.ask.named import named_like
from tracer.ask.todo import Step, ToAsk, by_provider
from tracer.case import now
from tracer.deadlines import Running, later, standing
from tracer.errors import BadInput
from tracer.flags import Flag, rules
from tracer.model import Moment, status_told
from tracer.path import Ended
from tracer.render import json as shapes
from tracer.render.plain import many, when
from tracer.serve.page import Cell, Field, Form, Table, Text, Words, link
from tracer.serve.query import Query, View, part_of
from tracer.serve.tables import clocks_table, flags_table, known_by, sign_of, to_incident, to_letter, to_provider

MOST_NAMED = 3  # calls of a question


def all_flags(query: Query, as_of: Moment | None) -> list[Flag]:
    return query.cached("flags", lambda: query.case.flags(as_of), as_of)


def all_clocks(query: Query, as_of: Moment | None) -> list[Running]:
    """The clocks that were not answered and can end, open ones first, by when they end."""
    clocks = query.cached("clocks", lambda: [clock for clock in query.case.due(as_of, answered=False) if clock.ends], as_of)
    current = clocks if as_of else [later(clock, now()) for clock in clocks]
    return sorted((clock for clock in current if clock.end), key=lambda clock: clock.state != "open")


def all_steps(query: Query, as_of: Moment | None) -> list[Step]:
    steps = query.cached("steps", lambda: list(query.case.next(as_of)), as_of)
    return sorted(steps, key=lambda step: (step.next_due or "9999", step.hop.provider_key, step.incident))


def flags(query: Query) -> View:
    as_of, rule = query.as_of, query.text("rule")
    if rule not in {None, *rules()}:
        raise BadInput(f"rule {rule!r} is none: choose one of {', '.join(rules())}")
    matching = [flag for flag in all_flags(query, as_of) if rule is None or rule in flag.rules]
    shown, pages = part_of(query, matching)
    form = Form(
        "/flags", [Field("rule", "Rule", rule or "", list(rules())), Field("as_of", "As known by", query.text("as_of") or "", type="date")]
    )
    wordings: list[Text] = [f"{flag_rule.name}: {flag_rule.wording}" for flag_rule in rules().values()]
    return View(
        "Flags",
        lambda: [
            form,
            flags_table(shown, pages, as_of, "Providers of which somebody states that they did not cooperate"),
            Words([*wordings, "Tracebacks are a sample: a count is no share of bad traffic."], "What the rules say"),
        ],
        lambda: [shapes.flag(flag) for flag in shown],
        "/flags",
        known_by(as_of),
        pages,
    )


def deadlines(query: Query) -> View:
    as_of, state, name = query.as_of, query.text("state"), query.text("provider")
    if state not in {None, "open", "past"}:
        raise BadInput(f"state {state!r} is none of a deadline that was not answered: choose open or past")
    clocks = [clock for clock in all_clocks(query, as_of) if state in (None, clock.state)]
    if name:
        keys = {provider.key for provider in named_like(query.case.store, name)}
        clocks = [clock for clock in clocks if clock.provider_key in keys]
    shown, pages = part_of(query, clocks)
    counts = standing(clocks)
    permitted = f", {counts['permitted']:,} permitted" if "permitted" in counts else ""
    form = Form(
        "/deadlines",
        [
            Field("state", "State", state or "", ("open", "past")),
            Field("provider", "Provider", name or ""),
            Field("as_of", "As known by", query.text("as_of") or "", type="date"),
        ],
    )
    return View(
        "Deadlines",
        lambda: [form, clocks_table(shown, pages, "Deadlines that were not answered", "No deadline matches.")],
        lambda: [shapes.clock(clock) for clock in shown],
        "/deadlines",
        f"{counts.get('open', 0):,} open, {counts.get('past', 0):,} past{permitted}. Past means: no answer in the loaded documents.",
        pages,
    )


def next_steps(query: Query) -> View:
    """Whom to ask: a row for each provider; with a provider named, a row for each call. As JSON, a step for each call."""
    as_of, name = query.as_of, query.text("provider")
    steps = all_steps(query, as_of)
    if name:
        keys = {provider.key for provider in named_like(query.case.store, name)}
        steps = [step for step in steps if step.hop.provider_key in keys]
    shown, pages = part_of(query, steps)

    def table() -> Table:
        if name:
            return Table("Open ends", ("ask", "about", "for what", *_ON_RECORD), [_step(step, as_of) for step in shown], _NO_END, pages)
        groups, group_pages = part_of(query, by_provider(steps))
        return Table(
            "Whom to ask", ("ask", "open ends", "for what", *_ON_RECORD), [_ask(to_ask, as_of) for to_ask in groups], _NO_END, group_pages
        )

    form = Form("/next", [Field("provider", "Provider", name or ""), Field("as_of", "As known by", query.text("as_of") or "", type="date")])
    return View(
        "Whom to ask",
        lambda: [form, table()],
        lambda: [shapes.step(step) for step in shown],
        "/next",
        f"{many(len(steps), 'open end')} of trails, those with the next deadline first",
        pages,
    )


_ON_RECORD = ("next due", "contact of record", "notices served")
_NO_END = "No trail has an open end."


def _step(step: Step, as_of: Moment | None) -> Sequence[Text]:
    asked_for: list[str | Cell] = [Cell(status_told(step.end, step.interim), look=sign_of(Ended(step.end, "", step.interim))), step.ask]
    return to_provider(step.hop.provider, as_of), to_incident(step.incident, as_of), asked_for, *_on_record(step)


def _ask(to_ask: ToAsk, as_of: Moment | None) -> Sequence[Text]:
    questions: list[str | Cell] = []
    for question, incidents in to_ask.by_question.items():
        questions += [f"{question} ·", *(replace(to_incident(id_, as_of), on=True) for id_ in incidents[:MOST_NAMED])]
        if len(incidents) > MOST_NAMED:
            questions.append(Cell(f"and {len(incidents) - MOST_NAMED:,} more", small=True, on=True))
    calls = Cell(f"{len(to_ask.steps):,}", link("/next", provider=to_ask.provider, as_of=as_of))
    return to_provider(to_ask.provider, as_of), calls, questions, *_on_record(to_ask)


def _on_record(subject: Step | ToAsk) -> tuple[Text, Text, Text]:
    contact = list(subject.contact.values()) or "none in the loaded documents"
    return when(subject.next_due), contact, [to_letter(action) for action, _ in subject.notices]
