"""Pieces of evidence, numbered in the order they are first referred to, and written out below."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from tracer.model import Attested, Row, Status
from tracer.render.plain import place, safe, when

NAME = 60  # characters of a name; JSON has the whole

ATTESTED = {
    Attested.BOTH: "both sides agree",
    Attested.ONE: "one side says so",
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

    def __call__(self, text: str, **how: Any) -> str: ...


def colourless(text: str, **_how: Any) -> str:
    return text


class Notes:
    """Numbers the pieces of evidence in the order they are first referred to; claims with one place and quote share a number."""

    def __init__(self) -> None:
        self.rows: dict[tuple[Any, ...], Row] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}

    def refer(self, rows: Iterable[Row]) -> str:
        """`[1][4]`, each piece of evidence once."""
        wanted: dict[int, None] = {}
        for row in rows:
            spot = (row["document"], row["part"], row["page"], row["line_from"], row["line_to"], row["quote"], row["known_at"])
            self.rows.setdefault(spot, row)
            wanted[self._numbers.setdefault(spot, len(self._numbers) + 1)] = None
        shown = [f"[{n}]" for n in wanted]
        return "".join(shown[:6]) + (f" and {len(shown) - 6} more" if len(shown) > 6 else "")


def evidence_text(n: int, row: Row, width: int, paint: Paint) -> Iterator[str]:
    yield f"  {f'[{n}]':>5} {paint(place(row), underline=True)} · {safe(row['said_by'], 60)} · known {when(row['known_at'])}"
    quote = safe(re.sub(r"\s+", " ", row["quote"]), 240)
    yield from textwrap.wrap(f"“{quote}”", width, initial_indent="        ", subsequent_indent="        ")


def evidence_json(row: Row) -> dict[str, Any]:
    return {
        "claim": row["claim"],
        "kind": row["kind"],
        "document": row["document"],
        "name": row["name"],
        "lines": [row["line_from"], row["line_to"]],
        "part": row["part"],
        "page": row["page"],
        "row": row["row"],
        "quote": row["quote"],
        "said_by": row["said_by"],
        "valid_at": row["valid_at"],
        "known_at": row["known_at"],
        "inferred": bool(row["inferred"]),
        **({"sources": row["sources"]} if row["sources"] else {}),
    }
