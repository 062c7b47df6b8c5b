"""Where a text stands, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer.render.evidence import NAME, Paint, colourless, headed, quoted
from tracer.render.lines import screen, wrapped
from tracer.render.plain import many, number, safe, when

if TYPE_CHECKING:
    from tracer.ask.find import Found


def found_text(found: Found, paint: Paint = colourless) -> Iterator[str]:
    """Incidents, providers, documents, and the words of claims; at the end how many there are, and how many more."""
    width = screen(110)
    if found.incidents:
        yield paint("Incidents", bold=True)
    for one in found.incidents:
        call = one.call
        numbers = f"{number(call.caller)} to {number(call.called)}" if call.caller or call.called else ""
        yield from wrapped("  ".join(filter(None, (safe(one.incident, NAME), when(call.at), numbers))), width, "  ", "    ")
        ends = "; ".join(safe(str(end), NAME) for end in one.ends)
        carried = safe(" < ".join(one.providers), 400)
        yield from wrapped(" · ".join(filter(None, (carried, ends))), width, "    ", "      ")
    if found.providers:
        yield paint("Providers", bold=True)
    for provider in found.providers:
        others = [safe(name, NAME) for name in provider.names if name != provider.name]
        also = f" (also {'; '.join(others[:5])})" if others else ""
        yield from wrapped(f"{safe(provider.name, NAME)}{also}", width, "  ", "    ")
    if found.documents:
        yield paint("Documents", bold=True)
    for held in found.documents:
        of = [f"from {safe(held.issuer, NAME)}" if held.issuer else "", f"to {safe(held.recipient, NAME)}" if held.recipient else ""]
        told = ", ".join(filter(None, (safe(held.name or held.sha256[:12], NAME), *of, when(held.dated))))
        yield from wrapped(told, width, "  ", "    ")
    if found.places:
        yield paint("Words", bold=True)
    for claim in found.places:
        yield from headed(claim, width, paint, "  ", "    ")
        yield from quoted(claim, width, 4)
    counts = {what: len(getattr(found, what)) + more for what, more in found.more.items()}
    left = ", ".join(many(more, what.removesuffix("s")) for what, more in found.more.items() if more)
    summed = ", ".join(many(n, what.removesuffix("s")) for what, n in counts.items())
    yield from wrapped(summed + (f"; not shown: {left} (--limit)" if left else ""), width, "", "  ")
