"""A memo: what the documents say of a provider, a letter or a call, by whom, since when, what speaks against it, with its exhibits.

`memo` puts one together from the answers that the commands give; `as_html` and `as_docx` write it. It adds no fact of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tracer.exhibits import Exhibit
from tracer.view import Facts

FOOT = (
    "“Did not answer by” and “had not answered yet on” are what a document states for a day, and no more.",
    "An end is where our documents end. It is no finding that the call began there, or that the last one named is to blame.",
    "A clock that is past says that the loaded documents hold no answer: it may stand in documents that we do not have.",
    "Who took calls after an action against somebody is not said to have known of it, but where a document says so.",
    "Tracebacks are a sample: a count is no share of bad traffic.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and the numbers of the passages that bear it out. `more`: how many passages there are beyond those cited."""

    text: str
    cites: tuple[str, ...] = ()
    more: int = 0

    @property
    def cited(self) -> str:
        """`[1.1] [2.3] and 4 more`; nothing where no passage is cited."""
        return " ".join(f"[{number}]" for number in self.cites) + (f" and {self.more:,} more" if self.more else "")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with sentences and, where it has columns, a table below them; each cell is a line."""

    title: str
    lines: Sequence[Line] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Line]] = ()


@dataclass(frozen=True, slots=True)
class Memo:
    """All its text is safe to show and holds no markup. `exhibits`: with the cited passages; `uncited`: how many passages are not cited."""

    title: str
    facts: Facts
    header: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    exhibits: Sequence[Exhibit]
    uncited: int = 0
    numbered: bool = False  # a masked copy: documents have numbers instead of hashes
    foot: Sequence[str] = field(default=FOOT)
