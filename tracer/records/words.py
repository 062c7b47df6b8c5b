"""What was found in call records, in words: why a record is the call, the draft of a reply, the file for a case. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from tracer.answer_file import Answers, Quoted, Reply, Said, Signed
from tracer.model import Moment
from tracer.records.answers import SIDES, Answer, Candidate, Report, Wanted, span

_HASH = 32  # hex digits of a file's hash: a longer word would be masked as a token
_FOUND = (Said.RECEIVED_FROM, Said.ORIGIN, Said.TRUNK_UNKNOWN)


@dataclass(frozen=True, slots=True)
class Clock:
    """How the clock of the records stands to that of the notices, over the answers found."""

    seconds: int
    answers: int


def reasons(candidate: Candidate, trunk_map: str) -> Iterator[str]:
    """Why a record is a candidate, and whose it was."""
    if len(candidate.whole) == len(SIDES):
        yield "both numbers agree"
    elif not candidate.whole and not candidate.ends:
        yield "its numbers lack digits or stand in other columns: they may be those of the notice"
    else:
        yield from (f"the {side} number agrees" for side in SIDES if side in candidate.whole)
        yield from (f"the {side} number only ends so" for side in SIDES if side in candidate.ends)
    yield from candidate.prefixes
    yield away(candidate)
    if len(candidate.record.times) > 1:
        yield f"clocks showed its time twice: it was {' or '.join(candidate.record.times)}"
    for trunk in candidate.trunks:
        kind = "your own," if trunk.own else "the end user" if trunk.end_user else "the provider"
        yield f"{candidate.came_by}: {kind} {trunk.provider}, {trunk_map} {trunk.where}, {trunk.period}"
    if not candidate.trunks:
        yield f"{candidate.came_by}: {trunk_map} has it for nobody at that time"
        yield from (f"{trunk_map} {trunk.where} has it for {trunk.provider} {trunk.period}" for trunk in candidate.others)
    if candidate.unsigned:
        yield f"its signature is not read: {candidate.unsigned}"
    if signature := candidate.signature:
        whose = f" by {signature.signer}{f' ({signature.code})' if signature.code else ''}" if signature.signer else ""
        yield f"signed{whose}, attestation {signature.passport.attestation or 'not given'}: {signature.why}"


def away(candidate: Candidate) -> str:
    if candidate.seconds is None:
        return "the notice gives no time of day"
    to_the_minute = bool(candidate.record.slack)
    if not candidate.seconds:
        return f"at the {'minute' if to_the_minute else 'second'} of the notice's time"
    least = "at least " if to_the_minute else ""
    return f"{least}{span(candidate.away)} {'after' if candidate.seconds > 0 else 'before'} the notice's time"


def clock(answers: Iterable[Answer]) -> Clock | None:
    """How far the records' clock is from that of the notices: the median over calls that were found; None of fewer than three.

    Times without seconds tell nothing of it.
    """
    nearest = (answer.of[0] for answer in answers if answer.said in _FOUND)
    seconds = [each.seconds for each in nearest if each.seconds is not None and not each.record.slack]
    return Clock(round(median(seconds)), len(seconds)) if len(seconds) >= 3 else None


def by_trunk(answers: Iterable[Answer]) -> list[tuple[str, str | None, int]]:
    """By which trunks the calls came, the busiest first: in words, whose it was (None where nobody's is known), how many tracebacks."""
    incidents: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for answer in answers:
        if answer.said in _FOUND:
            whose = answer.trunk.provider if answer.trunk else None
            incidents[answer.of[0].came_by, whose].add(answer.wanted.incident)
    counted = Counter({key: len(tracebacks) for key, tracebacks in incidents.items()})
    return [(way, whose, n) for (way, whose), n in sorted(counted.items(), key=lambda each: (-each[1], each[0][0], each[0][1] or ""))]


def due(call: Wanted) -> Moment | None:
    """When the answer is due, by the first clock of the request to end."""
    from tracer.time.clocks import answer_due  # slow to import

    return answer_due(call.asked_at, call.length) if call.asked_at else None


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply in the fields of the traceback portal; what cannot be filled in is None."""

    received_from: str | None
    not_listed: tuple[str, str, str] | None  # name, mail and telephone of a provider that the portal may not list
    origin: str | None  # the end user
    not_found: bool
    comment: str


def draft(answer: Answer, trunk_map: str) -> Draft:
    trunk = answer.trunk
    listed = (trunk.provider, trunk.mail, trunk.telephone) if trunk and answer.upstream else None
    return Draft(answer.upstream, listed, answer.end_user, answer.said is Said.NOT_FOUND, _comment(answer, trunk_map))


def _comment(answer: Answer, trunk_map: str) -> str:
    """What the draft says beside its fields: only what the records show."""
    if not answer.of or answer.said not in _FOUND:
        return answer.why
    first = answer.of[0]
    more = f"; {len(answer.of)} records of it agree" if len(answer.of) > 1 else ""
    came = next(iter(reasons(first, trunk_map)), "")
    return f"{where(first)}: {came}, {away(first)}, {first.came_by}{more}; {answer.why}"


def noticed(call: Wanted) -> str:
    """The notice by its name and hash."""
    return f"{call.notice}, sha256 {call.notice_sha256[:_HASH]}"


def where(candidate: Candidate) -> str:
    return f"{candidate.record.file}, {candidate.record.unit} {candidate.record.line}, {candidate.at}"


def as_file(report: Report) -> Answers:
    """The report as it is written for a case."""
    name = report.trunks.name
    return Answers(
        report.provider,
        report.prepared,
        report.answered,
        tuple(
            f"{source.name}, sha256 {source.sha256[:_HASH]}, {source.lines} lines, {source.profile.name}, times in {source.zone},"
            f" from {source.first or 'no time'} to {source.last or 'no time'}"
            for source in report.sources
        ),
        f"{name}, sha256 {report.trunks.sha256[:_HASH]}",
        tuple(_reply(answer, name) for answer in report.answers),
    )


def _reply(answer: Answer, trunk_map: str) -> Reply:
    call = answer.wanted
    quoted = tuple(
        Quoted(
            where(each), each.record.row, "; ".join(f"{t.provider}, {trunk_map} {t.where}, {t.period}" for t in each.trunks) or "nobody's"
        )
        for each in answer.of
    )
    return Reply(
        call.incident, noticed(call), call.asked_at, call.call_at, call.caller, call.called,
        answer.said, answer.upstream, answer.end_user, _comment(answer, trunk_map), quoted, tuple(_signed(answer)),
    )  # fmt: skip


def _signed(answer: Answer) -> Iterator[Signed]:
    """The signatures that came with the call, each once."""
    tokens = set()
    for candidate in answer.of:
        signature = candidate.signature
        if signature and signature.passport.token not in tokens:
            tokens.add(signature.passport.token)
            certificate, passport = signature.certificate, signature.passport
            yield Signed(
                where(candidate), signature.verified, signature.why, signature.signer, signature.code,
                f"{certificate.name}, sha256 {certificate.sha256[:_HASH]}" if certificate else None,
                passport.attestation, passport.origid, passport.signed_at, passport.caller, passport.called,
            )  # fmt: skip
