"""A provider's dossier as text for a terminal; what is not known is said to be so."""

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


def dossier_text(found: Dossier, actions: Sequence[Mapping[str, Any]], clocks: Sequence[Running]) -> Iterator[str]:
    """A dossier as lines for a terminal; `fitted` makes them as long as it takes."""
    width = screen()
    notes = Notes()
    yield from _who(found, width)
    yield from _in_rmd(found, notes, width)
    yield from _tracebacks(found)
    yield from _flag(found.flag, notes, width)
    yield from _record(found, width)
    yield from _actions(actions)
    yield from _neighbours("Took calls from", found.upstream, notes)
    yield from _neighbours("Handed calls to", found.downstream, notes)
    yield from _campaigns(found)
    yield from _months(found)
    yield from _exposure(found)
    yield from _letters(found, width)
    yield from _clocks(clocks)
    notes.refer(claim for claim in found.evidence if claim.kind != Kind.CALL)
    yield from ("", "  Evidence")
    for n, claim in enumerate(list(notes.claims.values())[:40], 1):
        yield from evidence_text(n, claim, width, colourless)
    if len(notes.claims) > 40:
        yield f"    and {len(notes.claims) - 40} more: tracer evidence {safe(found.provider_key)!r}"


def _who(found: Dossier, width: int) -> Iterator[str]:
    none = "none in the loaded documents"
    yield safe(found.provider, 100)
    for label, text in (
        ("names", "; ".join(safe(name, 100) for name in found.names)),
        ("FRN", found.frn or none),
        ("RMD", found.rmd or none),
        *(("", text) for text in found.refiled),
        *([("OCN", ", ".join(found.codes))] if found.codes else []),
        *([("also", "; ".join(safe(alias, 100) for alias in found.aliases) + " (given by registers)")] if found.aliases else []),
        *([("country", safe(found.country, 60))] if found.country else []),
        ("roles", ", ".join(safe(role, 60) for role in found.roles) or "none stated"),
        ("contact", "; ".join(safe(text, 200) for text in found.contact.values()) or none),
        *([("officers", "; ".join(safe(text, 200) for text in found.officers))] if found.officers else []),
        *([("holding", "; ".join(safe(name, 100) for name in found.holding))] if found.holding else []),
        *(("doubtful", f"{safe(text, 300)}: these may be two companies") for text in found.conflicts),
    ):
        yield from wrapped(text, width, f"  {label:11}", " " * 13) or [f"  {label}"]


IN_RMD = "Robocall Mitigation Database, by the snapshots at hand"


def _in_rmd(found: Dossier, notes: Notes, width: int) -> Iterator[str]:
    """Whether it stood in the Robocall Mitigation Database: by the snapshots at hand, never beyond them."""
    if not found.standings:
        return
    yield from ("", f"  {IN_RMD}")
    for standing in found.standings:
        yield from wrapped(f"{standing_words(standing)}  {notes.refer(standing.evidence)}".rstrip(), width, "    ", "      ")
    for words in days_words(found):
        yield from wrapped(words, width, "    ", "      ")


def standing_words(found: Standing) -> str:
    """`2024-06-01: not in the snapshot, nor since 2024-05-01; last in that of 2024-04-01`."""
    day = found.snapshot.dated
    if found.rows:
        as_ = "; ".join(
            dict.fromkeys(", ".join(filter(None, (safe(r.provider or "", 100), r.rmd, r.frn and f"FRN {r.frn}"))) for r in found.rows)
        )
        words = f"{day}: in the snapshot as {as_}"
    else:
        since = f", nor since that of {found.not_since.dated}" if found.not_since and found.not_since.dated != day else ""
        last = f"; last in that of {found.last_in.dated}" if found.last_in else ""
        words = f"{day}: not in the snapshot{since}{last}"
    if found.like:
        others = "; ".join(dict.fromkeys(", ".join(filter(None, (safe(r.provider or "", 100), r.rmd))) for r in found.like))
        words += f". It lists others with a like name or the same number: {others}"
    return words


def days_words(found: Dossier) -> list[str]:
    """Its calls, as held against the snapshots; and what a snapshot without it need not mean."""
    lacking = any(not standing.rows for standing in found.standings)
    return [*map(_on_days, found.on_days), *([_NOT_IN] if lacking else [])]


_NOT_IN = "An excerpt of a register lacks whoever was left out of it: `tracer registers` says how many rows each snapshot has."


def _on_days(found: OnDays) -> str:
    """`3 calls from 2024-05-08 to 2024-05-20: not in the snapshot of 2024-05-01, 7 to 19 days before`."""
    first, last = found.first[:10], found.last[:10]
    days, (least, most) = found.standing.snapshot.dated, found.days
    age = many(most, "day") if least == most else f"{least} to {many(most, 'day')}"
    side = "after; none at hand is from before" if found.before else "before"
    where = f"{'in' if found.standing.rows else 'not in'} the snapshot of {days}"
    span = f"on {first}" if first == last else f"from {first} to {last}"
    return f"{many(found.calls, 'call')} {span}: {where}, {age} {side}"


def _tracebacks(found: Dossier) -> Iterator[str]:
    yield from ("", "  Tracebacks")
    yield from (f"    {line}" for line in tallies(found))


def tallies(found: Dossier) -> Iterator[str]:
    """How its parts in traced calls ended, as numbers of calls, and what counts say of them."""
    yield counts_words(found)
    if stated := stated_words(found):
        yield f"stated in counts as unanswered: {stated}"
    if found.counted:
        yield f"counted in monthly rows: {sum_words(found.counted)}"
    if found.times:
        times = found.times
        took = f"{times.answers} answers in {times.shortest:.1f} to {times.longest:.1f} hours, half of them within {times.median:.1f}"
        yield f"time to answer, where both are stated: {took if times.answers > 1 else f'1 answer in {times.median:.1f} hours'}"


def counts_words(found: Dossier) -> str:
    """`asked 12 · did not answer 3`: how its parts in traced calls ended."""
    said = [f"{words} {found.counts[name]}" for name, words in _COUNTS if found.counts[name] or name == "asked"]
    if not found.counts["asked"] and (found.counts["stated_unanswered"] or found.counted):
        said[0] = "asked in no single call"  # whose requests are counted was asked
    return " · ".join(said)


def stated_words(found: Dossier) -> str:
    """`at least 3`: how many requests counts state as unanswered; empty where none does."""
    stated = found.counts["stated_unanswered"]
    return f"{'at least ' if found.stated_at_least else ''}{stated}" if stated else ""


def sum_words(found: Sum) -> str:
    """Counts over windows that do not overlap, in words: `12 requests, of them point of entry 11`."""
    shares = [
        f"{words} {value}"
        for words, value in (
            ("open", found.open),
            ("point of entry", found.point_of_entry),
            ("downstream", found.downstream),
            ("originating", found.originating),
            ("did not answer", found.no_response),
            ("had not answered yet", found.not_yet),
            ("did not find the call", found.not_found),
        )
        if value
    ]
    of = (
        f"{'at least ' if found.at_least else ''}{many(found.total, 'request')}"
        if found.total is not None
        else "requests, their number not given"
    )
    return f"{of}, of them {', '.join(shares)}" if shares else of


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
    of = f" of {count.asked}" if count.asked else ""
    since = f", since {when(count.since)[:10]}" if count.since else ""
    later = f", {count.answered} of them answered as other documents say" if count.answered else ""
    return f"{count.rule}: {'at least ' if count.at_least else ''}{count.number}{of}{since}{later}"


def interval_words(interval: tuple[float, float] | None) -> str:
    """`12% to 45%`, or `none`."""
    return f"{interval[0]:.0%} to {interval[1]:.0%}" if interval else "none"


def _record(found: Dossier, width: int) -> Iterator[str]:
    if found.record:
        yield from ("", "  Its own monthly rows")
    for month in found.record[-MOST:]:
        yield from wrapped(month_words(month), width, "    ", "      ")


def month_words(month: MonthOfRecord) -> str:
    """One monthly row beside what else is known of its window."""
    row = month.row
    assumed = " (window assumed)" if row.window_assumed else ""
    said = [f"{row.window_from} to {row.window_to}{assumed}: {many(row.total or 0, 'request')} counted, {month.known} known"]
    if month.covered:
        none = month.unanswered >= len(month.covered)
        some = "none" if none else f"all but {month.unanswered}"
        said.append(f"{some if month.unanswered else 'each'} answered by then, by count")
    elif month.unanswered:
        said.append(f"{month.unanswered} not answered by then, by count")
    if row.not_found:
        said.append(f"{row.not_found} not found")
    if row.avg_response:
        said.append(f"average response {safe(row.avg_response, 60)}")
    if month.difference:
        said.append(f"its upstream rows leave a difference of {month.difference}")
    return "; ".join(said)


def _actions(actions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if actions:
        yield from ("", "  Actions against it")
    for action in actions:
        yield f"    {action['issued_at']}  {action['kind']} {issued_by(action)}  ({safe(action['action'], 100)})"
        yield from (f"      {due_words(due)}" for due in action["due"])


def issued_by(action: Mapping[str, Any]) -> str:
    """`by the FCC, as stated by a task force`: of an action, as JSON has it, whose it is, and who says so where that is somebody else."""
    issuer, speaker = action["issuer"], f"as stated by {safe(action['said_by'], 100)}"
    return speaker if issuer is None else f"by {safe(issuer, 100)}" + (f", {speaker}" if issuer != action["said_by"] else "")


def due_words(due: Mapping[str, Any]) -> str:
    """A duty of an action, as JSON has it: `report the steps taken: 48 hours, computed 2024-06-14`."""
    dates = [f"{word} {due[word]}" for word in ("stated", "computed") if due[word]]
    return f"{safe(due['what'], 100)}: {', '.join(filter(None, (due['length'], *dates)))}"


def _neighbours(title: str, neighbours: Sequence[Neighbour], notes: Notes) -> Iterator[str]:
    yield from ("", f"  {title}{'' if neighbours else ': nobody in the loaded documents'}")
    for near in neighbours[:MOST]:
        yield f"    {safe(near.provider, NAME)}: {near_words(near)}  {notes.refer(near.evidence)}"
    if len(neighbours) > MOST:
        yield f"    and {len(neighbours) - MOST} more; --json has all"


def near_words(near: Neighbour) -> str:
    """How many calls, when, and who says so: `3 calls, 2024-05-01 to 2024-05-09, both sides agree`."""
    days = dict.fromkeys(when(m)[:10] for m in (near.first, near.last) if m)
    span = f", {' to '.join(days)}" if days else ""
    calls = f"{many(near.calls, 'call')}{span}" if near.calls else "" if near.counted else "number of calls not given"
    counted = sum_words(near.counted) if near.counted else ""
    return ", ".join(filter(None, (calls, counted, how_words(near))))


def how_words(near: Neighbour) -> str:
    """Who speaks for the hand-offs of a pair, with how many of each where they differ."""
    if len(near.how) <= 1:
        return ATTESTED[near.attested]
    return ", ".join(f"{count} {ATTESTED[how]}" for how, count in sorted(near.how.items(), key=lambda h: list(ATTESTED).index(h[0])))


def _campaigns(found: Dossier) -> Iterator[str]:
    if found.campaigns:
        yield from ("", "  Campaigns")
    ranked = sorted(found.campaigns.items(), key=lambda c: (-c[1], c[0]))
    for name, calls in ranked[:MOST]:
        yield f"    {calls:>4}  {safe(name, 80) or 'not given'}"
    if len(ranked) > MOST:
        yield f"    and {len(ranked) - MOST} more; --json has all"


def _months(found: Dossier) -> Iterator[str]:
    if found.by_month:
        yield from ("", "  By month of the call")
    for month in found.by_month:
        after = f"   after {', '.join(safe(a, 60) for a in month.after)}" if month.after else ""
        yield f"    {month.month}  {month.calls:>4}  {ended_words(month)}{after}"


def ended_words(month: Month) -> str:
    """How a month's calls ended: `downstream 3, no-response 1, point-of-entry (inferred) 1`."""
    return ", ".join(ends_of(month))


def ends_of(month: Month) -> list[str]:
    """The same, end by end."""
    stated = [f"{status} {n}" for status, n in sorted(month.ended.items())]
    return [*stated, *(f"{status} (inferred) {n}" for status, n in sorted(month.inferred.items()))]


def _exposure(found: Dossier) -> Iterator[str]:
    if found.exposure:
        yield from ("", "  Took its calls after an action against it")
    for one in found.exposure:
        yield f"    {exposure_words(one)}"


def exposure_words(one: Exposure) -> str:
    """Who took how many of its calls after which action; that it was told of that only where a letter says so."""
    told = f", told of it on {when(one.told_at)[:10]} ({safe(one.told_how or '', 40)})" if one.told_at else ""
    return f"{safe(one.provider, NAME)}: {one.calls}, last {when(one.last)}, after {safe(one.action, 80)}{told}"


def _letters(found: Dossier, width: int) -> Iterator[str]:
    """What letters say of it beyond counts and tables: whose word it is, and no more than that."""
    for title, lines in (
        ("Found in letters", [finding_words(claim) for claim in found.findings]),
        ("Was given notice", [told_words(claim) for claim in found.knowledge]),
        ("Told of actions against it", [told_words(claim) for claim in found.informed]),
        ("Terms set in letters", [term_words(claim) for claim in found.terms]),
    ):
        if lines:
            yield from ("", f"  {title}")
        for line in lines[:MOST]:
            yield from wrapped(line, width, "    ", "      ")
        if len(lines) > MOST:
            yield f"    and {len(lines) - MOST} more; --json has all"


def finding_words(claim: Evidence) -> str:
    """`apparent: is originating ...; on the word of ITG (an authority, 2024-05-02)`."""
    said = [safe(claim.what, 200)] if claim.what else []
    said += [f"campaign {safe(claim.campaign, 120)}"] if claim.campaign else []
    said += [f"on the word of {safe(claim.on_word_of, 80)}"] if claim.on_word_of else []
    words = "; ".join(said) or ", ".join(claim.roles)
    return f"{claim.certainty or 'stated'}: {words} ({safe(claim.said_by, 80)}, {claim.known_at[:10]})"


def told_words(claim: Evidence) -> str:
    """`2024-05-02 copy: Quillon Gateway Ltd., of fcc-2024-05-02-fernwick (as an authority says)`."""
    whom = safe(claim.provider or claim.party or "", 100)
    by = f" by {safe(claim.on_word_of, 80)}" if claim.on_word_of else ""
    of = f", of {safe(claim.action, 100)}" if claim.action else ""
    day = when(claim.valid_at)[:10] if claim.valid_at else f"by {claim.known_at[:10]}"
    return f"{day} {claim.how or 'told'}: {whom}{by}{of} (as {safe(claim.said_by, 80)} says)"


def term_words(claim: Evidence) -> str:
    """`permission: downstream providers may block ..., if ...`."""
    who = f"{safe(claim.party, 120)} " if claim.party else ""
    hangs = f"; {safe(claim.condition, 130)}" if claim.condition else ""
    date = (
        f", {claim.length or ''}{' ' if claim.length and claim.stated else ''}{claim.stated or ''}" if claim.length or claim.stated else ""
    )
    return f"{claim.force}: {who}{safe(claim.what or '', 200)}{hangs}{date} ({safe(claim.action or '', 100)})"


def _clocks(clocks: Sequence[Running]) -> Iterator[str]:
    ending = [clock for clock in clocks if clock.end]
    if ending:
        yield from ("", "  Clocks")
    for clock in ending[:MOST]:
        yield f"    {when(clock.end):20} {clock.clock:16} {safe(clock.incident or clock.action or '', 70)}: {state_words(clock)}"
    if len(ending) > MOST:
        yield f"    and {len(ending) - MOST} more: tracer due"


def state_words(clock: Running) -> str:
    """How a clock stands; never that there was no answer, where only the loaded documents hold none."""
    if clock.permission:
        return f"permitted from {when(clock.end)}" if clock.end else "permitted"
    if clock.basis == "count":
        return f"answered by {clock.answered_at}, by count" if clock.answered_at else "answered, by count"
    if clock.basis == "contradicted":
        return "answered, which another statement contradicts"
    return {"past": "past: no answer in the loaded documents", "open": "open", "answered": "answered"}[clock.state]
