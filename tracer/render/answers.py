"""Answers out of call records as text: the draft of each reply in the portal's fields, and every candidate with why."""

from __future__ import annotations

from collections.abc import Iterator

from tracer import text
from tracer.answer_file import Said
from tracer.records.answers import Answer, Candidate, Report
from tracer.records.words import Draft, by_trunk, clock, draft, due, noticed, reasons, where
from tracer.render.plain import many, number, safe, when

LOG = ("answered", "prepared", "traceback", "asked", "due", "answer", "from", "record", "notice")
_SHOWN = 5  # candidates of one call, where it was not found for certain
_SAID = {
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
    if found := by_trunk(report.answers):
        yield from ("", "Tracebacks by trunk")
        for way, whose, times in found:
            yield f"  {times:>4}  {safe(way, 80)}: {safe(whose, 80) if whose else 'nobody, by the trunk map'}"
    if its := clock(report.answers):
        said = f"{abs(its.seconds)} s {'after' if its.seconds >= 0 else 'before'}" if its.seconds else "at"
        yield from ("", f"Clock: the records are {said} the notices' times (median of {many(its.answers, 'call')})")


def _answer(answer: Answer, report: Report) -> Iterator[str]:
    call = answer.wanted
    yield f"{safe(call.incident)}   {_SAID[answer.said]}"
    asked = f"asked {when(call.asked_at)}, due {when(due(call)) or 'at no known time'}" if call.asked_at else "no request stated"
    yield f"  {asked}; {safe(call.notice, 60)}"
    yield f"  call {when(call.call_at) or 'at a time not given'} from {number(call.caller)} to {number(call.called)}"
    yield ""
    yield "  Draft reply"
    for name, value in _draft(draft(answer, report.trunks.name)):
        yield f"    {name:14} {safe(value, 400)}"
    shown = answer.of or answer.candidates
    if shown:
        yield from ("", "  Records")
        for each in shown[:_SHOWN]:
            yield from _candidate(each, report.trunks.name)
    left = len(answer.candidates) - len(shown[:_SHOWN]) + answer.more
    if left:
        yield f"    {many(left, 'more record')} with one or both numbers{', farther away' if not answer.of else ''}; --json has the nearest"
    for row in answer.unreadable[:_SHOWN]:
        yield f"    not read: {safe(row.file, 60)}, line {row.line}: {safe(row.why, 200)}"
    yield ""
    yield f"  Log: {safe('; '.join(f'{name} {value}' for name, value in log_row(answer, report).items() if value), 400)}"


def _candidate(each: Candidate, trunk_map: str) -> Iterator[str]:
    yield f"    {safe(each.record.file, 60)}, {each.record.unit} {each.record.line}, {when(each.at)}"
    for reason in reasons(each, trunk_map):
        yield f"      {safe(reason, 200)}"
    yield f"      {safe(text.mask(each.record.row), 300)}"


def _draft(its: Draft) -> Iterator[tuple[str, str]]:
    yield "Received from", its.received_from or "-"
    if its.not_listed:
        name, mail, telephone = its.not_listed
        told = [f"name {name}", f"mail {mail}" if mail else "", f"telephone {telephone}" if telephone else ""]
        yield "If not listed", ", ".join(each for each in told if each)
    yield "Origin", its.origin or "-"
    yield "Not found", "yes" if its.not_found else "-"
    yield "Comment", its.comment


def log_row(answer: Answer, report: Report) -> dict[str, str | None]:
    """A line of the log: when it was answered, and what."""
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
