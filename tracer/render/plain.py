"""Text that is safe wherever it goes: terminals, CSV, JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tracer.model import Evidence, Moment
from tracer.text import UNPRINTABLE

_UNPRINTABLE = re.compile(f"[{UNPRINTABLE}]")  # shown as escapes
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u06d6-\u06dc\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")


def safe(text: str, longest: int | None = None) -> str:
    """A text as it may reach a terminal: on one line, invisible characters as `\\u202e`, piled-up marks and length cut."""
    if longest is not None and len(text) > longest:
        text = text[: longest - 1] + "…"
    return _MARKS.sub(r"\1…", _UNPRINTABLE.sub(lambda m: m[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text))


def sentence(words: str) -> str:
    """With a full stop, unless it ends in one, as many legal names do."""
    return words if words.endswith(".") else f"{words}."


def many(n: int, noun: str) -> str:
    """`1 call`, `12,000 calls`."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def guarded(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")) else cell


def as_json(answer: Any) -> str:
    return json.dumps(answer, indent=1)


def as_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """Lines of a CSV, guarded against formula injection."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")  # it quotes cells only for line ends it knows; a bare \r must not begin a row
    lines: Iterable[Sequence[Any]] = (columns, *([row.get(c) for c in columns] for row in rows))
    for cells in lines:
        writer.writerow([guarded("" if c is None else safe_cell(c) if isinstance(c, str) else json.dumps(c, default=str)) for c in cells])
        yield buffer.getvalue().removesuffix("\r\n") + "\n"
        buffer.seek(0)
        buffer.truncate()


def safe_cell(cell: str) -> str:
    """A cell that is safe on a terminal too: only its tabs and line ends stay as they are."""
    return _UNPRINTABLE.sub(lambda m: m[0] if m[0] in "\t\n\r" else safe(m[0]), cell)


def when(moment: Moment | None) -> str:
    return "" if moment is None else moment.replace("T", " ").replace(":00Z", " UTC").replace("Z", " UTC") if "T" in moment else moment


def number(e164: str | None) -> str:
    if e164 and re.fullmatch(r"\+1\d{10}", e164):
        return f"+1 {e164[2:5]} {e164[5:8]} {e164[8:]}"
    return safe(e164, 40) if e164 else "a number not given"


def cited_place(claim: Evidence) -> str:
    """`notices.txt, lines 10–15`."""
    at = claim.place
    return f"{safe(claim.document_name, 60)}, {place_words(at.page, at.part, at.line_from, at.line_to)}"


def place_words(page: int | None, part: int | None, first: int, last: int) -> str:
    """`page 2, lines 10–15`: a place within its document."""
    where = [f"page {page}"] if page else []
    where += [f"message {part}"] if part else []
    return ", ".join([*where, f"line {first}" if first == last else f"lines {first}–{last}"])
