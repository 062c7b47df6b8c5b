"""A case on one screen, as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer.render.dossiers import count_words, state_words
from tracer.render.evidence import NAME, NOT_YET, Paint, colourless
from tracer.render.lines import screen, wrapped
from tracer.render.plain import many, safe, when

if TYPE_CHECKING:
    from tracer.ask.status import CaseStatus
    from tracer.ask.todo import ToAsk


def status_text(found: CaseStatus, paint: Paint = colourless) -> Iterator[str]:
    """Documents, incidents, flags, deadlines, doubts, what to do next; under each the command that shows the rest."""
    width = screen(110)
    for title, command, lines in (
        (_documents_title(found), "tracer documents", list(_documents(found))),
        (_incidents_title(found), "tracer incidents", list(_incidents(found))),
        (
            f"{many(found.flagged, 'provider')} flagged, by somebody's statement",
            "tracer flags",
            [f"{safe(flag.provider, NAME)}: {'; '.join(map(count_words, flag.counts))}" for flag in found.flags if flag.counts],
        ),
        (
            f"{many(found.due, 'deadline')} open, {found.past:,} past without an answer in the loaded documents",
            "tracer due",
            [
                f"{when(clock.end)}  {safe(clock.provider, NAME)}: {clock.clock}, {safe(clock.incident or clock.action or '', NAME)}"
                f"{', ' + state_words(clock) if clock.permission else ''}"
                for clock in found.deadlines
            ],
        ),
        ("Contradictory, doubtful", "tracer incidents --status disputed", list(_doubts(found))),
        (
            f"Next: {many(found.open_ends, 'open end')}, {many(found.to_ask, 'provider')} to ask",
            "tracer next",
            [ask_words(one) for one in found.ask],
        ),
    ):
        for line in wrapped(f"{title}   ({command})", width, "", "    "):
            yield line.replace(title, paint(title, bold=True))
        for line in lines:
            yield from wrapped(line, width, "  ", "    ")


def _documents_title(found: CaseStatus) -> str:
    documents, claims = (sum(getattr(kind, what) for kind in found.documents) for what in ("documents", "claims"))
    day = f" by {when(found.as_of)}" if found.as_of else ""
    return f"{many(documents, 'document')}, {many(claims, 'claim')} known{day}"


def _documents(found: CaseStatus) -> Iterator[str]:
    for kind in found.documents:
        days = dict.fromkeys((kind.first[:10], kind.last[:10]))
        yield f"{kind.kind}: {many(kind.documents, 'document')}, {many(kind.claims, 'claim')}, known {' to '.join(days)}"
    if found.silent_documents:
        yield f"{many(found.silent_documents, 'more document')} {'say' if found.silent_documents > 1 else 'says'} nothing by then"


def _incidents_title(found: CaseStatus) -> str:
    days = dict.fromkeys(at[:10] for at in found.calls or ())
    return f"{many(found.incidents, 'incident')}, {many(found.providers, 'provider')}{', calls of ' if days else ''}{' to '.join(days)}"


def _incidents(found: CaseStatus) -> Iterator[str]:
    if found.endings:
        yield "end: " + " · ".join(f"{NOT_YET if end.interim else end.kind} {end.incidents:,}" for end in found.endings)
    if found.repeated:
        yield f"{found.repeated:,} of them repeat a row of an earlier letter"


def _doubts(found: CaseStatus) -> Iterator[str]:
    yield f"{many(found.contradictory, 'incident')} with a disputed end"
    if found.doubts:
        yield "remarks on claims: " + " · ".join(f"{code} {number:,}" for code, number in found.doubts.items())
    if found.left is None:
        yield "what was not read of documents: tracer status --unread"
        return
    remarks = sum((Counter(one.remarks) for one in found.left), Counter[str]())
    if remarks:
        yield "remarks on documents: " + " · ".join(f"{code} {number:,}" for code, number in sorted(remarks.items()))
    for one in found.left:
        if one.error:
            yield safe(one.error, 300)
        elif one.unread:
            yield f"{safe(one.name, NAME)}: {many(one.unread, 'place')} not read (tracer load --dry-run shows them)"
    if not any(one.error or one.unread for one in found.left):
        yield "nothing in the documents was left unread"


def ask_words(one: ToAsk) -> str:
    """`Quillon Gateway: 3 open ends, next due 2024-06-14: its answer ... (2), from whom ...? (1)`."""
    due = f", next due {when(one.next_due)}" if one.next_due else ""
    asked = "; ".join(f"{question} ({len(incidents):,})" for question, incidents in one.by_question.items())
    return f"{safe(one.provider, NAME)}: {many(len(one.steps), 'open end')}{due}: {asked}"
