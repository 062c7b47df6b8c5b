"""Answers out of call records as text: the draft of each reply in the portal's fields, and every candidate with the reasons for it."""

from __future__ import annotations

from collections.abc import Iterator

from tracer import text
from tracer.answer_file import Said
from tracer.records.answers import Answer, Candidate, Report
from tracer.records.words import Draft, by_trunk, clock, draft, due, noticed, reasons, where
from tracer.render.plain import many, number, safe, when

LOG = ("answered", "prepared", "traceback", "asked", "due", "answer", "from", "record", "notice")
_SHOWN = 5  # candidates of one call, where it was not certainly found
_ANSWER_WORDS = {
    Said.RECEIVED_FROM: "received from another provider",
    Said.ORIGIN: "from an end user of its own",
    Said.NOT_FOUND: "not found",
    Said.TRUNK_UNKNOWN: "found, its upstream not in the trunk map",
    Said.UNDECIDED: "to be decided by a person",
    Said.NOT_COVERED: "the records do not reach over its time",
}


def answers_text(report: Report) -> Iterator[str]:
    for n, answer in enumerate(report.answers):
        if n:
            yield ""
        yield from _answer(answer, report)
    if trunks := by_trunk(report.answers):
        yield from ("", "Tracebacks by trunk")
        for trunk, provider, times in trunks:
            yield f"  {times:>4}  {safe(trunk, 80)}: {safe(provider, 80) if provider else 'nobody, by the trunk map'}"
    if difference := clock(report.answers):
        offset = f"{abs(difference.seconds)} s {'after' if difference.seconds >= 0 else 'before'}" if difference.seconds else "at"
        yield from ("", f"Clock: the records are {offset} the notices' times (median of {many(difference.answers, 'call')})")


def _answer(answer: Answer, report: Report) -> Iterator[str]:
    call = answer.wanted
    yield f"{safe(call.incident)}   {_ANSWER_WORDS[answer.said]}"
    request = f"asked {when(call.asked_at)}, due {when(due(call)) or 'at no known time'}" if call.asked_at else "no request stated"
    yield f"  {request}; {safe(call.notice, 60)}"
    yield f"  call {when(call.call_at) or 'at a time not given'} from {number(call.caller)} to {number(call.called)}"
    yield ""
    yield "  Draft reply"
    for name, value in _draft(draft(answer, report.trunks.name)):
        yield f"    {name:14} {safe(value, 400)}"
    shown = answer.of or answer.candidates
    if shown:
        yield from ("", "  Records")
        for candidate in shown[:_SHOWN]:
            yield from _candidate(candidate, report.trunks.name)
    left = len(answer.candidates) - len(shown[:_SHOWN]) + answer.more
    if left:
        yield f"    {many(left, 'more record')} with one or both numbers{', farther away' if not answer.of else ''}; --json has the nearest"
    for row in answer.unreadable[:_SHOWN]:
        yield f"    not read: {safe(row.file, 60)}, line {row.line}: {safe(row.why, 200)}"
    yield ""
    yield f"  Log: {safe('; '.join(f'{name} {value}' for name, value in log_row(answer, report).items() if value), 400)}"


def _candidate(candidate: Candidate, trunk_map: str) -> Iterator[str]:
    yield f"    {safe(candidate.record.file, 60)}, {candidate.record.unit} {candidate.record.line}, {when(candidate.at)}"
    for reason in reasons(candidate, trunk_map):
        yield f"      {safe(reason, 200)}"
    yield f"      {safe(text.mask(candidate.record.row), 300)}"


def _draft(reply: Draft) -> Iterator[tuple[str, str]]:
    yield "Received from", reply.received_from or "-"
    if reply.not_listed:
        name, mail, telephone = reply.not_listed
        fields = [f"name {name}", f"mail {mail}" if mail else "", f"telephone {telephone}" if telephone else ""]
        yield "If not listed", ", ".join(field for field in fields if field)
    yield "Origin", reply.origin or "-"
    yield "Not found", "yes" if reply.not_found else "-"
    yield "Comment", reply.comment


def log_row(answer: Answer, report: Report) -> dict[str, str | None]:
    """A line of the log: the request, and when and how it was answered."""
    call = answer.wanted
    return {
        "answered": report.answered,
        "prepared": report.prepared,
        "traceback": call.incident,
        "asked": call.asked_at,
        "due": due(call),
        "answer": answer.said.value,
        "from": answer.upstream or answer.end_user,
        "record": where(answer.of[0]) if answer.of and answer.said is not Said.UNDECIDED else None,
        "notice": noticed(call),
    }
