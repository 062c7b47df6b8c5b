"""A provider's dossier as text for a terminal; it says what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracer.model import Evidence, Kind
from tracer.render.evidence import ATTESTED, NAME, Notes, colourless, evidence_text
from tracer.render.lines import screen, wrapped
from tracer.render.plain import many, safe, when

if TYPE_CHECKING:
    from tracer.counts import Sum
    from tracer.deadlines import Running
    from tracer.dossier import Dossier, Exposure, Month, Neighbour
    from tracer.flags import Count, Flag
    from tracer.record import MonthOfRecord
    from tracer.registers import OnDays, Standing

MOST = 20  # lines of a list
_COUNTS = (
    ("asked", "asked"),
    ("no_response", "did not answer"),
    ("not_yet", "had not answered yet"),
    ("not_found", "did not find the call"),
    ("point_of_entry", "point of entry"),
    ("originating", "originating"),
    ("downstream", "downstream"),
    ("contradicted", "contradictory"),
    ("answered_by_count", "answered by count"),
    ("inferred", "only inferred"),
    ("only_named", "named without being asked"),
)


def dossier_text(dossier: Dossier, actions: Sequence[Mapping[str, Any]], clocks: Sequence[Running]) -> Iterator[str]:
    """A dossier as lines for a terminal; `fitted` wraps them to its width."""
    width = screen()
    notes = Notes()
    yield from _identity(dossier, width)
    yield from _in_rmd(dossier, notes, width)
    yield from _tracebacks(dossier)
    yield from _flag(dossier.flag, notes, width)
    yield from _record(dossier, width)
    yield from _actions(actions)
    yield from _neighbours("Took calls from", dossier.upstream, notes)
    yield from _neighbours("Handed calls to", dossier.downstream, notes)
    yield from _campaigns(dossier)
    yield from _months(dossier)
    yield from _exposure(dossier)
    yield from _letters(dossier, width)
    yield from _clocks(clocks)
    notes.refer(claim for claim in dossier.evidence if claim.kind != Kind.CALL)
    yield from ("", "  Evidence")
    for n, claim in enumerate(list(notes.claims.values())[:40], 1):
        yield from evidence_text(n, claim, width, colourless)
    if len(notes.claims) > 40:
        yield f"    and {len(notes.claims) - 40} more: tracer evidence {safe(dossier.provider_key)!r}"


def _identity(dossier: Dossier, width: int) -> Iterator[str]:
    none = "none in the loaded documents"
    yield safe(dossier.provider, 100)
    for label, text in (
        ("names", "; ".join(safe(name, 100) for name in dossier.names)),
        ("FRN", dossier.frn or none),
        ("RMD", dossier.rmd or none),
        *(("", text) for text in dossier.refiled),
        *([("OCN", ", ".join(dossier.codes))] if dossier.codes else []),
        *([("also", "; ".join(safe(alias, 100) for alias in dossier.aliases) + " (given by registers)")] if dossier.aliases else []),
        *([("country", safe(dossier.country, 60))] if dossier.country else []),
        ("roles", ", ".join(safe(role, 60) for role in dossier.roles) or "none stated"),
        ("contact", "; ".join(safe(text, 200) for text in dossier.contact.values()) or none),
        *([("officers", "; ".join(safe(text, 200) for text in dossier.officers))] if dossier.officers else []),
        *([("holding", "; ".join(safe(name, 100) for name in dossier.holding))] if dossier.holding else []),
        *(("doubtful", f"{safe(text, 300)}: these may be two companies") for text in dossier.conflicts),
    ):
        yield from wrapped(text, width, f"  {label:11}", " " * 13) or [f"  {label}"]


IN_RMD = "Robocall Mitigation Database, by the snapshots at hand"


def _in_rmd(dossier: Dossier, notes: Notes, width: int) -> Iterator[str]:
    """Whether the provider was listed in the Robocall Mitigation Database: by the snapshots at hand, never beyond them."""
    if not dossier.standings:
        return
    yield from ("", f"  {IN_RMD}")
    for standing in dossier.standings:
        yield from wrapped(f"{standing_words(standing)}  {notes.refer(standing.evidence)}".rstrip(), width, "    ", "      ")
    for sentence in days_words(dossier):
        yield from wrapped(sentence, width, "    ", "      ")


def standing_words(standing: Standing) -> str:
    """`2024-06-01: not in the snapshot, nor since 2024-05-01; last in that of 2024-04-01`."""
    day = standing.snapshot.dated
    if standing.rows:
        listed_as = "; ".join(
            dict.fromkeys(", ".join(filter(None, (safe(r.provider or "", 100), r.rmd, r.frn and f"FRN {r.frn}"))) for r in standing.rows)
        )
        words = f"{day}: in the snapshot as {listed_as}"
    else:
        since = f", nor since that of {standing.not_since.dated}" if standing.not_since and standing.not_since.dated != day else ""
        last = f"; last in that of {standing.last_in.dated}" if standing.last_in else ""
        words = f"{day}: not in the snapshot{since}{last}"
    if standing.like:
        others = "; ".join(dict.fromkeys(", ".join(filter(None, (safe(r.provider or "", 100), r.rmd))) for r in standing.like))
        words += f". It lists others with a like name or the same number: {others}"
    return words


def days_words(dossier: Dossier) -> list[str]:
    """The provider's calls compared with the snapshots, and what its absence from a snapshot need not mean."""
    missing_in_one = any(not standing.rows for standing in dossier.standings)
    return [*map(_on_days, dossier.on_days), *([_EXCERPT_NOTE] if missing_in_one else [])]


_EXCERPT_NOTE = "An excerpt of a register lacks whoever was left out of it: `tracer registers` says how many rows each snapshot has."


def _on_days(on_days: OnDays) -> str:
    """`3 calls from 2024-05-08 to 2024-05-20: not in the snapshot of 2024-05-01, 7 to 19 days before`."""
    first, last = on_days.first[:10], on_days.last[:10]
    dated, (least, most) = on_days.standing.snapshot.dated, on_days.days
    age = many(most, "day") if least == most else f"{least} to {many(most, 'day')}"
    side = "after; none at hand is from before" if on_days.before else "before"
    where = f"{'in' if on_days.standing.rows else 'not in'} the snapshot of {dated}"
    span = f"on {first}" if first == last else f"from {first} to {last}"
    return f"{many(on_days.calls, 'call')} {span}: {where}, {age} {side}"


def _tracebacks(dossier: Dossier) -> Iterator[str]:
    yield from ("", "  Tracebacks")
    yield from (f"    {line}" for line in tallies(dossier))


def tallies(dossier: Dossier) -> Iterator[str]:
    """How the provider's parts in traced calls ended, as numbers of calls, and what counts say of them."""
    yield counts_words(dossier)
    if stated := stated_words(dossier):
        yield f"stated in counts as unanswered: {stated}"
    if dossier.counted:
        yield f"counted in monthly rows: {sum_words(dossier.counted)}"
    if dossier.times:
        times = dossier.times
        answer_times = (
            f"{times.answers} answers in {times.shortest:.1f} to {times.longest:.1f} hours, half of them within {times.median:.1f}"
        )
        yield f"time to answer, where both are stated: {answer_times if times.answers > 1 else f'1 answer in {times.median:.1f} hours'}"


def counts_words(dossier: Dossier) -> str:
    """`asked 12 · did not answer 3`: how the provider's parts in traced calls ended."""
    phrases = [f"{words} {dossier.counts[name]}" for name, words in _COUNTS if dossier.counts[name] or name == "asked"]
    if not dossier.counts["asked"] and (dossier.counts["stated_unanswered"] or dossier.counted):
        phrases[0] = "asked in no single call"  # a provider whose requests are counted was asked
    return " · ".join(phrases)


def stated_words(dossier: Dossier) -> str:
    """`at least 3`: how many requests counts state as unanswered; empty where none does."""
    stated = dossier.counts["stated_unanswered"]
    return f"{'at least ' if dossier.stated_at_least else ''}{stated}" if stated else ""


def sum_words(counts: Sum) -> str:
    """Sums over windows that do not overlap, in words: `12 requests, of them point of entry 11`."""
    shares = [
        f"{words} {value}"
        for words, value in (
            ("open", counts.open),
            ("point of entry", counts.point_of_entry),
            ("downstream", counts.downstream),
            ("originating", counts.originating),
            ("did not answer", counts.no_response),
            ("had not answered yet", counts.not_yet),
            ("did not find the call", counts.not_found),
        )
        if value
    ]
    requests = (
        f"{'at least ' if counts.at_least else ''}{many(counts.total, 'request')}"
        if counts.total is not None
        else "requests, their number not given"
    )
    return f"{requests}, of them {', '.join(shares)}" if shares else requests


def _flag(flag: Flag | None, notes: Notes, width: int) -> Iterator[str]:
    if flag is None:
        return
    yield from ("", "  Flagged, by somebody's statement")
    for count in flag.counts:
        yield from wrapped(f"{count_words(count)}  {notes.refer(count.evidence)}", width, "    ", "      ")
    for text in flag.contradictions:
        yield from wrapped(safe(text, 400), width, "    ", "      ")


def count_words(count: Count) -> str:
    """`stated-no-response: 2 of 14, since 2024-05-10`."""
    since = f", since {when(count.since)[:10]}" if count.since else ""
    later = f", {count.answered} of them answered as other documents say" if count.answered else ""
    return f"{count.rule}: {share_words(count)}{since}{later}"


def number_words(count: Count) -> str:
    """`2`, or `at least 2`."""
    return f"{'at least ' if count.at_least else ''}{count.number}"


def share_words(count: Count) -> str:
    """`2 of 14`, or `at least 2` where it is not given of how many."""
    return f"{number_words(count)}{f' of {count.asked}' if count.asked else ''}"


def interval_words(interval: tuple[float, float] | None) -> str:
    """`12% to 45%`, or `none`."""
    return f"{interval[0]:.0%} to {interval[1]:.0%}" if interval else "none"


def _record(dossier: Dossier, width: int) -> Iterator[str]:
    if dossier.record:
        yield from ("", "  Its own monthly rows")
    for month in dossier.record[-MOST:]:
        yield from wrapped(month_words(month), width, "    ", "      ")


def month_words(month: MonthOfRecord) -> str:
    """A monthly row, compared with what else is known of its window."""
    row = month.row
    assumed = " (window assumed)" if row.window_assumed else ""
    phrases = [f"{row.window_from} to {row.window_to}{assumed}: {many(row.total or 0, 'request')} counted, {month.known} known"]
    if month.covered:
        all_unanswered = month.unanswered >= len(month.covered)
        answered = "none" if all_unanswered else f"all but {month.unanswered}"
        phrases.append(f"{answered if month.unanswered else 'each'} answered by then, by count")
    elif month.unanswered:
        phrases.append(f"{month.unanswered} not answered by then, by count")
    if row.not_found:
        phrases.append(f"{row.not_found} not found")
    if row.avg_response:
        phrases.append(f"average response {safe(row.avg_response, 60)}")
    if month.difference:
        phrases.append(f"its upstream rows leave a difference of {month.difference}")
    return "; ".join(phrases)


def _actions(actions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if actions:
        yield from ("", "  Actions against it")
    for action in actions:
        yield f"    {action['issued_at']}  {action['kind']} {issued_by(action)}  ({safe(action['action'], 100)})"
        yield from (f"      {due_words(due)}" for due in action["due"])


def issued_by(action: Mapping[str, Any]) -> str:
    """`by the FCC, as stated by a task force`: who issued an action (as JSON has it), and who says so where that is somebody else."""
    issuer, speaker = action["issuer"], f"as stated by {safe(action['said_by'], 100)}"
    return speaker if issuer is None else f"by {safe(issuer, 100)}" + (f", {speaker}" if issuer != action["said_by"] else "")


def due_words(due: Mapping[str, Any]) -> str:
    """A duty of an action (as JSON has it): `report the steps taken: 48 hours, computed 2024-06-14`."""
    dates = [f"{word} {due[word]}" for word in ("stated", "computed") if due[word]]
    return f"{safe(due['what'], 100)}: {', '.join(filter(None, (due['length'], *dates)))}"


def _neighbours(title: str, neighbours: Sequence[Neighbour], notes: Notes) -> Iterator[str]:
    yield from ("", f"  {title}{'' if neighbours else ': nobody in the loaded documents'}")
    for neighbour in neighbours[:MOST]:
        yield f"    {safe(neighbour.provider, NAME)}: {neighbour_words(neighbour)}  {notes.refer(neighbour.evidence)}"
    if len(neighbours) > MOST:
        yield f"    and {len(neighbours) - MOST} more; --json has all"


def neighbour_words(neighbour: Neighbour) -> str:
    """How many calls, when, and who says so: `3 calls, 2024-05-01 to 2024-05-09, both sides agree`."""
    days = dict.fromkeys(when(moment)[:10] for moment in (neighbour.first, neighbour.last) if moment)
    span = f", {' to '.join(days)}" if days else ""
    calls = f"{many(neighbour.calls, 'call')}{span}" if neighbour.calls else "" if neighbour.counted else "number of calls not given"
    counted = sum_words(neighbour.counted) if neighbour.counted else ""
    return ", ".join(filter(None, (calls, counted, attestation_words(neighbour))))


def attestation_words(neighbour: Neighbour) -> str:
    """Who speaks for the hand-offs of a pair, with how many of each where they differ."""
    if len(neighbour.how) <= 1:
        return ATTESTED[neighbour.attested]
    return ", ".join(
        f"{count} {ATTESTED[attested]}" for attested, count in sorted(neighbour.how.items(), key=lambda item: list(ATTESTED).index(item[0]))
    )


def _campaigns(dossier: Dossier) -> Iterator[str]:
    if dossier.campaigns:
        yield from ("", "  Campaigns")
    ranked = sorted(dossier.campaigns.items(), key=lambda c: (-c[1], c[0]))
    for name, calls in ranked[:MOST]:
        yield f"    {calls:>4}  {safe(name, 80) or 'not given'}"
    if len(ranked) > MOST:
        yield f"    and {len(ranked) - MOST} more; --json has all"


def _months(dossier: Dossier) -> Iterator[str]:
    if dossier.by_month:
        yield from ("", "  By month of the call")
    for month in dossier.by_month:
        after = f"   after {', '.join(safe(action, 60) for action in month.after)}" if month.after else ""
        yield f"    {month.month}  {month.calls:>4}  {ended_words(month)}{after}"


def ended_words(month: Month) -> str:
    """How a month's calls ended: `downstream 3, no-response 1, point-of-entry (inferred) 1`."""
    return ", ".join(ends_of(month))


def ends_of(month: Month) -> list[str]:
    """How a month's calls ended, a phrase for each end."""
    stated = [f"{status} {n}" for status, n in sorted(month.ended.items())]
    return [*stated, *(f"{status} (inferred) {n}" for status, n in sorted(month.inferred.items()))]


def _exposure(dossier: Dossier) -> Iterator[str]:
    if dossier.exposure:
        yield from ("", "  Took its calls after an action against it")
    for exposure in dossier.exposure:
        yield f"    {exposure_words(exposure)}"


def exposure_words(exposure: Exposure) -> str:
    """Who took how many of the provider's calls after which action; that it knew of the action only where a letter says so."""
    notice = f", told of it on {when(exposure.told_at)[:10]} ({safe(exposure.told_how or '', 40)})" if exposure.told_at else ""
    return f"{safe(exposure.provider, NAME)}: {exposure.calls}, last {when(exposure.last)}, after {safe(exposure.action, 80)}{notice}"


def _letters(dossier: Dossier, width: int) -> Iterator[str]:
    """What letters say of the provider beyond counts and tables, each with who says so."""
    for title, lines in (
        ("Found in letters", [finding_words(claim) for claim in dossier.findings]),
        ("Was given notice", [notice_words(claim) for claim in dossier.knowledge]),
        ("Told of actions against it", [notice_words(claim) for claim in dossier.informed]),
        ("Terms set in letters", [term_words(claim) for claim in dossier.terms]),
    ):
        if lines:
            yield from ("", f"  {title}")
        for line in lines[:MOST]:
            yield from wrapped(line, width, "    ", "      ")
        if len(lines) > MOST:
            yield f"    and {len(lines) - MOST} more; --json has all"


def finding_words(claim: Evidence) -> str:
    """`apparent: is originating ...; on the word of ITG (an authority, 2024-05-02)`."""
    phrases = [safe(claim.what, 200)] if claim.what else []
    phrases += [f"campaign {safe(claim.campaign, 120)}"] if claim.campaign else []
    phrases += [f"on the word of {safe(claim.on_word_of, 80)}"] if claim.on_word_of else []
    words = "; ".join(phrases) or ", ".join(claim.roles)
    return f"{claim.certainty or 'stated'}: {words} ({safe(claim.said_by, 80)}, {claim.known_at[:10]})"


def notice_words(claim: Evidence) -> str:
    """`2024-05-02 copy: Quillon Gateway Ltd., of fcc-2024-05-02-fernwick (as an authority says)`."""
    recipient = safe(claim.provider or claim.party or "", 100)
    informant = f" by {safe(claim.on_word_of, 80)}" if claim.on_word_of else ""
    of_action = f", of {safe(claim.action, 100)}" if claim.action else ""
    day = when(claim.valid_at)[:10] if claim.valid_at else f"by {claim.known_at[:10]}"
    return f"{day} {claim.how or 'told'}: {recipient}{informant}{of_action} (as {safe(claim.said_by, 80)} says)"


def term_words(claim: Evidence) -> str:
    """`permission: downstream providers may block ..., if ...`."""
    party = f"{safe(claim.party, 120)} " if claim.party else ""
    condition = f"; {safe(claim.condition, 130)}" if claim.condition else ""
    date = (
        f", {claim.length or ''}{' ' if claim.length and claim.stated else ''}{claim.stated or ''}" if claim.length or claim.stated else ""
    )
    return f"{claim.force}: {party}{safe(claim.what or '', 200)}{condition}{date} ({safe(claim.action or '', 100)})"


def _clocks(clocks: Sequence[Running]) -> Iterator[str]:
    ending = [clock for clock in clocks if clock.end]
    if ending:
        yield from ("", "  Clocks")
    for clock in ending[:MOST]:
        yield f"    {when(clock.end):20} {clock.clock:16} {safe(clock.incident or clock.action or '', 70)}: {state_words(clock)}"
    if len(ending) > MOST:
        yield f"    and {len(ending) - MOST} more: tracer due"


def state_words(clock: Running) -> str:
    """The state of a clock; it never says that there was no answer where only the loaded documents lack one."""
    if clock.permission:
        return f"permitted from {when(clock.end)}" if clock.end else "permitted"
    if clock.basis == "count":
        return f"answered by {clock.answered_at}, by count" if clock.answered_at else "answered, by count"
    if clock.basis == "contradicted":
        return "answered, which another statement contradicts"
    return {"past": "past: no answer in the loaded documents", "open": "open", "answered": "answered"}[clock.state]
