"""What a letter's text says of its own table, held against the table: how many calls, from when to when, how many without an answer.

Both are kept as they stand. A remark says where they differ, and never which of the two is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from tracer import late, text
from tracer.loaders.letters.paragraphs import Fragment
from tracer.loaders.letters.prose import Prose, Sentence, clip
from tracer.loaders.letters.subjects import Subjects
from tracer.loaders.letters.unanswered import Count, unanswered
from tracer.loaders.letters.windows import window
from tracer.model import Claim, Finding, Kind, Moment, Place, Remark, Status, first_day, last_day


@dataclass(slots=True)
class Table:
    """The rows of a letter's tables of calls, as they were read."""

    tables: int = 0
    calls: list[tuple[Place, Moment | None]] = field(default_factory=list)
    silent: list[Place] = field(default_factory=list)  # rows that say that the recipient did not answer
    broken: int = 0  # rows that could not be put together
    loose: int = 0  # pieces of text between rows, each of which may be one

    def take(self, found: Finding) -> None:
        """Note what a row says."""
        if not isinstance(found, Claim):
            return
        if found.kind == Kind.CALL:
            self.calls.append((found.place, found.call_at))
        elif found.status is Status.NO_RESPONSE:
            self.silent.append(found.place)

    @property
    def rows(self) -> range:
        """How many rows there may be."""
        least = len(self.calls) + self.broken
        return range(least, least + self.loose + 1)

    @property
    def unanswered(self) -> range:
        """How many of them may say that there was no answer."""
        return range(len(self.silent), len(self.silent) + self.broken + self.loose + 1)


def differing(prose: Prose, table: Table) -> Iterator[Remark]:
    """Where the text says something else of the table than its rows do. Of several tables it is not certain which one it speaks of."""
    if table.tables == 1 and table.calls:
        yield from islice(_differing(prose, table), _MOST)


def _differing(prose: Prose, table: Table) -> Iterator[Remark]:
    of_the_table: set[str] = set()  # sentences
    before: Sentence | None = None
    for sentence in prose.sentences():
        refers = bool(_THE_TABLE.search(sentence.words))
        goes_on = before is not None and before.paragraph is sentence.paragraph and before.words in of_the_table
        if (refers or goes_on) and not _PART.search(sentence.words):
            of_the_table.add(sentence.words)
        if refers and not _PART.search(sentence.words):
            yield from _calls(prose, sentence, table)
        if _THE_TABLE.search(sentence.paragraph.text):
            yield from _dates(prose, sentence, table)
        before = sentence
    yield from _silences(prose, of_the_table, table)


# References to the table, and the words by which it may hold only some of what the text speaks of.
_THE_TABLE = late.pattern(
    r"\b(?:[Aa]ttachment|ATTACHMENT|[Ee]xhibit|[Aa]ppendix)\b|\b[Tt]he\s+(?:attached\s+|following\s+)?(?:table|list)\b"
)
_PART = late.pattern(
    r"\b(?:some|samples?|examples?|includ\w+|among|amongst|representative|subset|select(?:ed|ion)?|portion|part|additional|further|other"
    r"|another|remaining|unique|distinct)\b|\be\.g\.",
    re.I,
)
_NUMBER = (
    r"(?:[a-z]+(?:-[a-z]+)?\s+\((?P<inside>\d{1,5})\)|(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,5})(?![\w,.]*\d)"
    rf"|(?P<spelt>{'|'.join(sorted(text.NUMERALS, key=len, reverse=True))}))"
)
# What stands before a number of all calls; anything else may be about some of them: `for three calls in Attachment A`.
_LISTS = r"lists?|contains?|shows?|identif(?:y|ies)|describes?|details?|documents|sets?\s+(?:out|forth)"
_ALL = rf"(?:the|these|those|all|total\s+of|\w+ed|found|{_LISTS})"
_NO_FILLER = r"hundred|thousand|million|billion|(?:day|hour|minute|second|week|month|year)s?|percent|business|calendar|of|or|to|and(?!/or)"
_BOUND = r"(?P<bound>at\s+least|(?:no|not)\s+(?:fewer|less)\s+than)"
_WORD = rf"(?!(?:{_NO_FILLER})\b)[a-z][\w/-]*,?\s+"
_CALLS = late.pattern(
    rf"\b{_ALL}\s+(?P<said>(?:{_BOUND}\s+)?{_NUMBER}\s+(?:{_WORD}){{0,4}}?(?:(?:robo)?calls|tracebacks)\b)"
    r"(?!\s+(?:to|from|per|an?|each|every)\b)",
    re.I,
)
_IN_DOUBT = late.pattern(r"\b(?:[Ww]hether|[Ii]f|[Uu]nless|[Ww]hen|must|should|may|might|not|never)\b[^;]*$")
_TRACED = late.pattern(
    r"\b(?:investigat|trac(?:ed|ing)\b|trace-?back|examin|review|placed\b|made\b|occurr|originat|transmit|captur|flagged)", re.I
)
_ABOUT_CALLS = late.pattern(r"\b(?:robo)?calls?\b", re.I)
_ABOUT_LETTERS = late.pattern(r"\b(?:letters?|notif\w+|notices?|orders?|hearings?|comments?)\b", re.I)
_COUNTS = late.pattern(r"\d[\d,.]*|\b(?:trace-?backs?|notices|requests)\b", re.I)
_SHOWN = 3  # rows
# Nobody writes more: so many remarks, numbers of calls in a sentence, numbers and words for requests in a paragraph.
_MOST, _MOST_COUNTS = 20, 100
_FAR = 200  # characters before a number that tell whether it is asserted


def _calls(prose: Prose, sentence: Sentence, table: Table) -> Iterator[Remark]:
    """How many calls a sentence says that the table holds."""
    for m in islice(_CALLS.finditer(sentence.words), _MOST):
        number, rows = _number(m), table.rows
        if (
            number not in rows
            and not (m["bound"] and number < rows.stop)
            and not _IN_DOUBT.search(sentence.words[max(0, m.start() - _FAR) : m.start()])
        ):
            where = _span(table.calls[0][0], table.calls[-1][0])
            yield _remark(prose, sentence.pieces(*m.span("said")), f"its table has {_shown(rows)} ({where})")


def _silences(prose: Prose, of_the_table: set[str], table: Table) -> Iterator[Remark]:
    """How many of its calls the text says that the recipient did not answer for."""
    paragraphs = [paragraph for paragraph in prose.body if len(_COUNTS.findall(paragraph.text)) <= _MOST_COUNTS]
    for count in unanswered(paragraphs, Subjects(prose.named, prose.recipient.name)):
        if not isinstance(count, Count) or count.words not in of_the_table or count.at_least is None or count.since:
            continue
        rows, silent = table.rows, table.unanswered
        if not (count.number in silent or (count.at_least and count.number < silent.stop)) or count.of not in (None, *rows):
            where = f" ({_span(table.silent[0], table.silent[-1])})" if table.silent else ""
            yield _remark(prose, count.pieces, f"its table has {_shown(rows)}, and {_shown(silent)} without an answer{where}")


def _dates(prose: Prose, sentence: Sentence, table: Table) -> Iterator[Remark]:
    """From when to when a sentence says that the calls were made, or looked into."""
    words = sentence.words
    since, until = window(words)
    if (
        not (since and until and _ABOUT_CALLS.search(words) and _TRACED.search(words))
        or _ABOUT_LETTERS.search(words)
        or _IN_DOUBT.search(words)
    ):
        return
    outside = [
        (place, at) for place, at in table.calls if at and not (first_day(since) <= last_day(at) and first_day(at) <= last_day(until))
    ]
    if outside:
        listed = ", ".join(f"a call of {at[:10]} in row {place.row} ({_span(place, place)})" for place, at in outside[:_SHOWN])
        more = f" and {len(outside) - _SHOWN} more" if len(outside) > _SHOWN else ""
        yield _remark(prose, sentence.pieces(), f"its table has {listed}{more}")


def _remark(prose: Prose, pieces: list[Fragment], table: str) -> Remark:
    said = prose.claim(pieces)
    where = _span(said.place, said.place)
    return Remark(
        "table-differs", said.place.line_from, said.place.line_to, f"the text says \u201c{clip(said.quote)}\u201d ({where}), {table}"
    )


def _number(m: re.Match[str]) -> int:
    return text.NUMERALS[m["spelt"].lower()] if m["spelt"] else int((m["inside"] or m["digits"]).replace(",", ""))


def _shown(rows: range) -> str:
    """`28 rows`, `28 to 30 rows`."""
    least, most = rows.start, rows.stop - 1
    return f"{least} {'row' if most == 1 else 'rows'}" if least == most else f"{least} to {most} rows"


def _span(first: Place, last: Place) -> str:
    pages = f"page {first.page}, " if first.page else ""
    to = f"page {last.page}, line {last.line_to}" if last.page and last.page != first.page else str(last.line_to)
    return (
        f"{pages}line {first.line_from}"
        if first.line_from == last.line_to and first.page == last.page
        else f"{pages}lines {first.line_from}\u2013{to}"
    )
