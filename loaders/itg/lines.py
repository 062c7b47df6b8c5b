"""The lines of a mail: as they stand, without what mail programs put around them, and how deep they are quoted."""

from __future__ import annotations

from dataclasses import dataclass

from tracer import late
from tracer.model import Part
from tracer.text import plain

LONGEST = 20_000  # characters of a line that a person can have written
QUOTED = late.pattern(r"^\s*(?:>\s?)+")
_INVISIBLE = late.pattern("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Line:
    raw: str  # as it stands
    text: str  # ... without quote marks and Markdown
    part: Part
    number: int
    depth: int = 0  # how many quote marks stand before it
    left_out: bool = False  # words of another stood here

    @property
    def unquoted(self) -> str:
        """As it stands, without quote marks."""
        return QUOTED.sub("", self.raw) if self.depth else self.raw


def line_of(raw: str, part: Part, number: int) -> Line:
    if len(raw) > LONGEST:
        raw = f"{raw[:LONGEST]} …"  # as where words are left out: no quote runs on over them
    if not raw:
        return Line("", "", part, number)
    marks = QUOTED.match(raw)
    own = raw[marks.end() :] if marks else raw
    return Line(raw, plain(_INVISIBLE.sub("", own)).lstrip("# "), part, number, marks[0].count(">") if marks else 0)
