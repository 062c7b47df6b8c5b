"""Evidence, numbered in the order of first reference, and written out below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from tracer.model import Attested, Evidence, Status
from tracer.render.lines import wrapped
from tracer.render.plain import cited_place, safe, when

NAME = 60  # characters of a name; JSON has the whole

ATTESTED = {
    Attested.BOTH: "both sides agree",
    Attested.ONE: "one side says so",
    Attested.THIRD: "neither side says so itself",
    Attested.LETTER: "by a letter",
    Attested.AGGREGATE: "by a count only",
    Attested.INFERRED: "inferred",
    Attested.DISPUTED: "disputed",
}
STATUS = {
    Status.OPEN: "open",
    Status.DOWNSTREAM: "downstream",
    Status.POINT_OF_ENTRY: "point of entry",
    Status.ORIGINATING: "originating",
    Status.NO_RESPONSE: "did not answer",
    Status.NOT_FOUND: "did not find the call",
}


class Paint(Protocol):
    """Colours a text, as click's `style` does."""

    def __call__(self, text: str, **styles: Any) -> str: ...


def colourless(text: str, **_styles: Any) -> str:
    return text


class Notes:
    """Numbers the evidence in the order of first reference; claims with the same place and quote share a number."""

    def __init__(self) -> None:
        self.claims: dict[tuple[object, ...], Evidence] = {}
        self._numbers: dict[tuple[object, ...], int] = {}

    def refer(self, claims: Iterable[Evidence]) -> str:
        """`[1][4]`, each number once."""
        numbers: dict[int, None] = {}
        for claim in claims:
            at = claim.place
            place_key = (claim.document, at.part, at.page, at.line_from, at.line_to, claim.quote, claim.known_at)
            self.claims.setdefault(place_key, claim)
            numbers[self._numbers.setdefault(place_key, len(self._numbers) + 1)] = None
        references = [f"[{n}]" for n in numbers]
        return "".join(references[:6]) + (f" and {len(references) - 6} more" if len(references) > 6 else "")


def evidence_text(n: int, claim: Evidence, width: int, paint: Paint) -> Iterator[str]:
    yield from headed(claim, width, paint, f"  {f'[{n}]':>5} ", " " * 8)
    yield from quoted(claim, width, 8)


def headed(claim: Evidence, width: int, paint: Paint, first: str, rest: str) -> Iterator[str]:
    """Where a claim stands, who says it, since when it is known."""
    for line in wrapped(f"{cited_place(claim)} · {safe(claim.said_by, NAME)} · known {when(claim.known_at)}", width, first, rest):
        yield line.replace(cited_place(claim), paint(cited_place(claim), underline=True))


def quoted(claim: Evidence, width: int, indent: int) -> list[str]:
    """The words of a claim, cut short, on lines no longer than `width`."""
    words, blank = safe(re.sub(r"\s+", " ", claim.quote), 240), " " * indent
    return wrapped(f"“{words}”", width, blank)
