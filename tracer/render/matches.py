"""Search results as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer.render.evidence import NAME, Paint, colourless, headed, quoted
from tracer.render.lines import screen, wrapped
from tracer.render.plain import many, number, safe, when

if TYPE_CHECKING:
    from tracer.ask.find import Occurrences


def matches_text(matches: Occurrences, paint: Paint = colourless) -> Iterator[str]:
    """Incidents, providers, documents, and the words of claims; at the end how many there are, and how many more."""
    width = screen(110)
    if matches.incidents:
        yield paint("Incidents", bold=True)
    for listed in matches.incidents:
        call = listed.call
        numbers = f"{number(call.caller)} to {number(call.called)}" if call.caller or call.called else ""
        yield from wrapped("  ".join(filter(None, (safe(listed.incident, NAME), when(call.at), numbers))), width, "  ", "    ")
        ends = "; ".join(safe(str(end), NAME) for end in listed.ends)
        providers = safe(" < ".join(listed.providers), 400)
        yield from wrapped(" · ".join(filter(None, (providers, ends))), width, "    ", "      ")
    if matches.providers:
        yield paint("Providers", bold=True)
    for provider in matches.providers:
        others = [safe(name, NAME) for name in provider.names if name != provider.name]
        also = f" (also {'; '.join(others[:5])})" if others else ""
        yield from wrapped(f"{safe(provider.name, NAME)}{also}", width, "  ", "    ")
    if matches.documents:
        yield paint("Documents", bold=True)
    for held in matches.documents:
        parties = [f"from {safe(held.issuer, NAME)}" if held.issuer else "", f"to {safe(held.recipient, NAME)}" if held.recipient else ""]
        description = ", ".join(filter(None, (safe(held.name or held.sha256[:12], NAME), *parties, when(held.dated))))
        yield from wrapped(description, width, "  ", "    ")
    if matches.places:
        yield paint("Words", bold=True)
    for claim in matches.places:
        yield from headed(claim, width, paint, "  ", "    ")
        yield from quoted(claim, width, 4)
    counts = {kind: len(getattr(matches, kind)) + more for kind, more in matches.more.items()}
    left = ", ".join(many(more, kind.removesuffix("s")) for kind, more in matches.more.items() if more)
    summed = ", ".join(many(n, kind.removesuffix("s")) for kind, n in counts.items())
    yield from wrapped(summed + (f"; not shown: {left} (--limit)" if left else ""), width, "", "  ")
