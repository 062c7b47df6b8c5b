"""A case on one screen, as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer.model import status_told
from tracer.render.dossiers import count_words, state_words
from tracer.render.evidence import NAME, Paint, colourless
from tracer.render.lines import screen, wrapped
from tracer.render.plain import many, safe, when

if TYPE_CHECKING:
    from tracer.ask.status import CaseStatus
    from tracer.ask.todo import ToAsk


def status_text(status: CaseStatus, paint: Paint = colourless) -> Iterator[str]:
    """Documents, incidents, flags, deadlines, doubts, what to do next; under each the command that shows the rest."""
    width = screen(110)
    for title, command, lines in (
        (_documents_title(status), "tracer documents", list(_documents(status))),
        (_incidents_title(status), "tracer incidents", list(_incidents(status))),
        (
            f"{many(status.flagged, 'provider')} flagged, by somebody's statement",
            "tracer flags",
            [f"{safe(flag.provider, NAME)}: {'; '.join(map(count_words, flag.counts))}" for flag in status.flags if flag.counts],
        ),
        (
            f"{many(status.due, 'deadline')} open, {status.past:,} past without an answer in the loaded documents",
            "tracer due",
            [
                f"{when(clock.end)}  {safe(clock.provider, NAME)}: {clock.clock}, {safe(clock.incident or clock.action or '', NAME)}"
                f"{', ' + state_words(clock) if clock.permission else ''}"
                for clock in status.deadlines
            ],
        ),
        ("Contradictory, doubtful", "tracer incidents --status disputed", list(_doubts(status))),
        (
            f"Next: {many(status.open_ends, 'open end')}, {many(status.to_ask, 'provider')} to ask",
            "tracer next",
            [ask_words(to_ask) for to_ask in status.ask],
        ),
    ):
        for line in wrapped(f"{title}   ({command})", width, "", "    "):
            yield line.replace(title, paint(title, bold=True))
        for line in lines:
            yield from wrapped(line, width, "  ", "    ")


def _documents_title(status: CaseStatus) -> str:
    documents, claims = (sum(getattr(kind, field) for kind in status.documents) for field in ("documents", "claims"))
    day = f" by {when(status.as_of)}" if status.as_of else ""
    return f"{many(documents, 'document')}, {many(claims, 'claim')} known{day}"


def _documents(status: CaseStatus) -> Iterator[str]:
    for kind in status.documents:
        days = dict.fromkeys((kind.first[:10], kind.last[:10]))
        yield f"{kind.kind}: {many(kind.documents, 'document')}, {many(kind.claims, 'claim')}, known {' to '.join(days)}"
    if status.silent_documents:
        yield f"{many(status.silent_documents, 'more document')} {'say' if status.silent_documents > 1 else 'says'} nothing by then"


def _incidents_title(status: CaseStatus) -> str:
    days = dict.fromkeys(at[:10] for at in status.calls or ())
    return f"{many(status.incidents, 'incident')}, {many(status.providers, 'provider')}{', calls of ' if days else ''}{' to '.join(days)}"


def _incidents(status: CaseStatus) -> Iterator[str]:
    if status.endings:
        yield "end: " + " · ".join(f"{status_told(end.kind, end.interim)} {end.incidents:,}" for end in status.endings)
    if status.repeated:
        yield f"{status.repeated:,} of them repeat a row of an earlier letter"


def _doubts(status: CaseStatus) -> Iterator[str]:
    yield f"{many(status.contradictory, 'incident')} with a disputed end"
    if status.contradicted:
        yield f"{many(status.contradicted, 'provider')} of which statements contradict each other (tracer flags)"
    if status.doubts:
        yield "remarks on claims: " + " · ".join(f"{code} {number:,}" for code, number in status.doubts.items())
    if status.left is None:
        yield "what was not read of documents: tracer status --unread"
        return
    remarks = sum((Counter(document.remarks) for document in status.left), Counter[str]())
    if remarks:
        yield "remarks on documents: " + " · ".join(f"{code} {number:,}" for code, number in sorted(remarks.items()))
    for document in status.left:
        if document.error:
            yield safe(document.error, 300)
        elif document.unread:
            yield f"{safe(document.name, NAME)}: {many(document.unread, 'place')} not read (tracer load --dry-run shows them)"
    if not any(document.error or document.unread for document in status.left):
        yield "nothing in the documents was left unread"


def ask_words(to_ask: ToAsk) -> str:
    """`Quillon Gateway: 3 open ends, next due 2024-06-14: its answer ... (2), from whom ...? (1)`."""
    due = f", next due {when(to_ask.next_due)}" if to_ask.next_due else ""
    questions = "; ".join(f"{question} ({len(incidents):,})" for question, incidents in to_ask.by_question.items())
    return f"{safe(to_ask.provider, NAME)}: {many(len(to_ask.steps), 'open end')}{due}: {questions}"
