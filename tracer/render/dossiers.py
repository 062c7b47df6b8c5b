"""A provider's dossier as text for a terminal; what is not known is said to be so."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracer.render.evidence import ATTESTED, NAME, Notes, colourless, evidence_text
from tracer.render.plain import safe, when

if TYPE_CHECKING:
    from tracer.deadlines import Running
    from tracer.dossier import Dossier, Neighbour

MOST = 20  # lines of a list
_COUNTS = (
    ("asked", "asked"),
    ("no_response", "did not answer"),
    ("not_found", "did not find the call"),
    ("point_of_entry", "point of entry"),
    ("originating", "originating"),
    ("downstream", "downstream"),
)


def dossier_text(found: Dossier, actions: Sequence[Mapping[str, Any]], clocks: Sequence[Running]) -> Iterator[str]:
    """A dossier as lines for a terminal."""
    notes = Notes()
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))
    yield from _who(found, width)
    yield from _tracebacks(found)
    yield from _actions(actions)
    yield from _neighbours("Took calls from", found.upstream, notes)
    yield from _neighbours("Handed calls to", found.downstream, notes)
    yield from _campaigns(found)
    yield from _months(found)
    yield from _exposure(found)
    yield from _clocks(clocks)
    notes.refer(row for row in found.evidence if row["kind"] != "call")
    yield from ("", "  Evidence")
    for n, row in enumerate(list(notes.rows.values())[:40], 1):
        yield from evidence_text(n, row, width, colourless)
    if len(notes.rows) > 40:
        yield f"    and {len(notes.rows) - 40} more: tracer evidence {safe(found.provider_key)!r}"


def _who(found: Dossier, width: int) -> Iterator[str]:
    none = "none in the loaded documents"
    yield safe(found.provider, 100)
    for label, text in (
        ("names", "; ".join(safe(name, 100) for name in found.names)),
        ("FRN", found.frn or none),
        ("RMD", found.rmd or none),
        ("roles", ", ".join(found.roles) or "none stated"),
        ("contact", "; ".join(safe(text, 200) for text in found.contact.values()) or none),
    ):
        yield from textwrap.wrap(text, width, initial_indent=f"  {label:11}", subsequent_indent=" " * 13) or [f"  {label}"]


def _tracebacks(found: Dossier) -> Iterator[str]:
    yield from ("", "  Tracebacks")
    shown = [f"{words} {found.counts[name]}" for name, words in _COUNTS if found.counts[name] or name == "asked"]
    yield "    " + " · ".join(shown) + (f" · only inferred {found.counts['inferred']}" if found.counts["inferred"] else "")
    if found.counts["stated_unanswered"]:
        yield f"    stated in counts as unanswered: {'at least ' if found.stated_at_least else ''}{found.counts['stated_unanswered']}"


def _actions(actions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if actions:
        yield from ("", "  Actions against it")
    for action in actions:
        yield f"    {action['issued_at']}  {action['kind']} by {safe(action['issuer'] or '', 80)}  ({safe(action['action'], 100)})"
        for due in action["due"]:
            dates = [f"{word} {due[word]}" for word in ("stated", "computed") if due[word]]
            yield f"      {safe(due['what'], 80)}: {due['length']}, {', '.join(dates)}"


def _neighbours(title: str, neighbours: Sequence[Neighbour], notes: Notes) -> Iterator[str]:
    yield from ("", f"  {title}{'' if neighbours else ': nobody in the loaded documents'}")
    for near in neighbours[:MOST]:
        days = dict.fromkeys(when(m)[:10] for m in (near.first, near.last) if m)
        span = f", {' to '.join(days)}" if days else ""
        calls = f"{near.calls} call{'' if near.calls == 1 else 's'}{span}" if near.calls else "number of calls not given"
        yield f"    {safe(near.provider, NAME)}: {calls}, {_how(near)}  {notes.refer(near.evidence)}"
    if len(neighbours) > MOST:
        yield f"    and {len(neighbours) - MOST} more; --json has all"


def _how(near: Neighbour) -> str:
    if len(near.how) == 1:
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
        ended = ", ".join(
            [
                *(f"{status} {n}" for status, n in sorted(month.ended.items())),
                *(f"{status} (inferred) {n}" for status, n in sorted(month.inferred.items())),
            ]
        )
        after = f"   after {', '.join(safe(a, 60) for a in month.after)}" if month.after else ""
        yield f"    {month.month}  {month.calls:>4}  {ended}{after}"


def _exposure(found: Dossier) -> Iterator[str]:
    if found.exposure:
        yield from ("", "  Took its calls after an action against it")
    for one in found.exposure:
        yield f"    {safe(one.provider, NAME)}: {one.calls}, last {when(one.last)}, after {safe(one.action, 80)}"


def _clocks(clocks: Sequence[Running]) -> Iterator[str]:
    ending = [clock for clock in clocks if clock.end]
    if ending:
        yield from ("", "  Clocks")
    words = {"past": "past: no answer in the loaded documents", "open": "open", "answered": "answered"}
    for clock in ending[:MOST]:
        yield f"    {when(clock.end):20} {clock.clock:16} {safe(clock.incident or clock.action or '', 70)}: {words[clock.state]}"
    if len(ending) > MOST:
        yield f"    and {len(ending) - MOST} more: tracer due"
