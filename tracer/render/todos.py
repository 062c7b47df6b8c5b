"""What to do next, for a terminal: whom to ask which questions, with a draft; which deadlines run, by provider and day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tracer.deadlines import standing
from tracer.render.dossiers import state_words
from tracer.render.evidence import NAME, Paint, colourless
from tracer.render.lines import screen, wrapped
from tracer.render.plain import many, number, safe, when

if TYPE_CHECKING:
    from tracer.ask.todo import Owing, ToAsk
    from tracer.deadlines import Running
    from tracer.path import Call

MOST = 6  # incidents named in a line
DAYS = 3  # of a provider, where there are several providers


def ids_text(ids: Sequence[str], most: int = MOST) -> str:
    """Incidents in a line, the rows of a letter together: `itg-7, fcc-2024-06-12-quillon-gateway.2, .6 and 3 more`."""
    shown_ids = []
    for letter, rows in groupby(ids[:most], key=lambda incident: incident.rpartition(".")[0]):
        first, *more = rows
        shown_ids += [safe(first), *(safe(incident[len(letter) :] if letter else incident) for incident in more)]
    return ", ".join(shown_ids) + (f" and {len(ids) - most:,} more" if len(ids) > most else "")


def ask_text(to_ask: ToAsk, paint: Paint = colourless, *, every: bool = False) -> list[str]:
    """A provider to ask: the questions, their calls, its address, what it was served. `every`: all calls by their ids."""
    width = screen(110)
    due = f", next due {when(to_ask.next_due)}" if to_ask.next_due else ""
    lines = [f"{paint(safe(to_ask.provider, NAME), bold=True)}: {many(len(to_ask.steps), 'open end')}{due}"]
    for question, incidents in to_ask.by_question.items():
        lines += wrapped(f"{question} · {ids_text(incidents, len(incidents) if every else MOST)}", width, "  ", "    ")
    if to_ask.contact:
        lines += wrapped(f"contact of record: {safe('; '.join(to_ask.contact.values()), 300)}", width, "  ", "    ")
    if to_ask.notices:
        lines += wrapped(f"served: {', '.join(safe(action) for action, _ in to_ask.notices)}", width, "  ", "    ")
    return lines


def draft_text(to_ask: ToAsk, calls: Mapping[str, Call]) -> Iterator[str]:
    """A letter to a provider, to be read before it is sent: the questions about each call. It says no more than the documents do."""
    width = screen(110)
    contact = "; ".join(to_ask.contact.values()) or "no contact of record in the loaded documents"
    yield ""
    yield "Draft, to be read before it is sent"
    yield from wrapped(f"To {safe(to_ask.provider, NAME)} ({safe(contact, 300)})", width, "  ", "    ")
    letters = dict.fromkeys(step.letter for step in to_ask.steps if step.letter)
    for letter in letters:
        yield ""
        yield from wrapped(letter, width, "  ")
        for step in to_ask.steps:
            if step.letter == letter:
                request = f"; request of {when(step.hop.asked_at)}" if step.hop.asked_at else ""
                yield from wrapped(f"{safe(step.incident)}: {call_words(calls.get(step.incident))}{request}", width, "    ", "      ")
    if not letters:
        yield "  nothing to ask of it: see above"


def call_words(call: Call | None) -> str:
    """`2024-05-02 18:02 UTC, from +1 202 555 0141 to a number not given, campaign SSA`."""
    if call is None:
        return "time not given"
    numbers = f", from {number(call.caller)} to {number(call.called)}" if call.caller or call.called else ", numbers not given"
    return f"{when(call.at) or 'time not given'}{numbers}{f', campaign {safe(call.campaign, NAME)}' if call.campaign else ''}"


def owing_text(owing: Owing, paint: Paint = colourless, *, every: bool = False) -> list[str]:
    """The deadlines of a provider by day, open ones first. `every`: each day and incident."""
    width = screen(110)
    states = ", ".join(f"{n:,} {state}" for state, n in standing(owing.clocks).items())
    lines = [f"{paint(safe(owing.provider, NAME), bold=True)}: {states}"]
    days = list(owing.by_day.items())
    for _, clocks in days if every else days[:DAYS]:
        lines += _day_text(clocks, width, every)
    if len(days) > DAYS and not every:
        lines.append(f"  and {many(len(days) - DAYS, 'more day')} (--provider)")
    return lines


def _day_text(clocks: Sequence[Running], width: int, every: bool) -> Iterable[str]:
    ends = dict.fromkeys(clock.end for clock in clocks)
    day = when(clocks[0].end) if len(ends) == 1 else (clocks[0].end or "")[:10]
    subjects = list(dict.fromkeys(clock.incident or clock.action or "" for clock in clocks))
    rules = ", ".join(dict.fromkeys(clock.clock for clock in clocks))
    states = ", ".join(dict.fromkeys("past" if clock.state == "past" and not clock.permission else state_words(clock) for clock in clocks))
    differing = [clock for clock in clocks if clock.differs]
    also = "".join(f"; {clock.clock} is stated for {when(clock.stated)}, computed {when(clock.computed)}" for clock in differing[:3])
    text = f"{day or 'no length given'}  {states}  {rules}: {ids_text(subjects, len(subjects) if every else MOST)}{also}"
    return wrapped(text, width, "  ", "    ")
