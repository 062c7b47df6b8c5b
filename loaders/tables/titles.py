"""What stands between the rows of a table and is none of them: the heads of pages, notes, and titles with which another table begins.

A second table is seldom about the same calls. So what follows such a title is not read with the rows above it, unless the title says
that it goes on with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tracer import late, text
from tracer.loaders.letters.customers import Entry, entry
from tracer.loaders.letters.named import formal, trade
from tracer.loaders.tables.cells import NAME, Header, Meaning, TableRow, layout, split
from tracer.loaders.tables.rows import TOTAL

Says = Callable[[str], bool]  # whether a title says that what is below it goes on with the calls above


def never(_title: str) -> bool:
    """Of no title is it known that it says so."""
    return False


@dataclass(frozen=True, slots=True)
class Part:
    """Lines from a heading or title to the next title. `own`: they go on with the first table; else `title` is why not."""

    first: int
    stop: int
    own: bool = True
    title: str = ""


@dataclass(slots=True)
class Survey:
    parts: list[Part] = field(default_factory=list)
    quiet: set[int] = field(default_factory=set)  # lines that say nothing: heads of pages, titles printed again


# --- the heads of pages --------------------------------------------------------------------------------------------

_MONTH = rf"{text.ANY_MONTH}[a-z]*\.?"
_PAGE_NUMBER = r"(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?"
_OF_THE_HEAD = late.pattern(
    r"\bfederal\s+communications\s+commission\b|\benforcement\s+bureau\b|\bwashington,?\s+d\.?\s?c\.?(?:\s+\d{5})?"
    r"|\b(?:DA|FCC)\s*(?:No\.?\s*)?\d\d\s*[-\u2010-\u2013]\s*\d{1,4}\b",
    re.I,
)
_BESIDE = late.pattern(rf"\b{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b{_PAGE_NUMBER}\b", re.I)
_AT_AN_END = late.pattern(rf"^\W*{_PAGE_NUMBER}(?=\W)|(?<=\W){_PAGE_NUMBER}\W*$", re.I)
_CHUNKS = late.pattern(r"\t| {2,}|\s\|\s")
# A title of these words alone says which page or which days it is, and nothing of whose calls.
_PLAIN = frozenset(
    "a the this of in from to on during between through and or by calls call robocalls robocall tracebacks traceback traced list table page"
    " pages continued cont concluded attachment appendix exhibit annex schedule federal communications commission enforcement bureau da fcc"
    " no number confidential public redacted version d contd january february march april may june july august september october november"
    " december jan feb mar apr jun jul aug sep sept oct nov dec week month year day date time utc".split()
)


def is_head(words: str) -> bool:
    """Whether a line is the running head of the Commission's pages, with a number, a date or a page beside it."""
    left = _OF_THE_HEAD.sub(" ", words)
    return left != words and not re.search(r"\w", _BESIDE.sub(" ", left))


def fold(line: str) -> str:
    return " ".join(text.plain(line).split()).lower()


def _key(words: str) -> str:
    """Words of a head or title without the number of its page."""
    return _AT_AN_END.sub(" ", fold(words)).strip(" -\u2013\u2014|:,.()")


class _Seen:
    """The lines above a table: what is printed again between its rows is a head or the title of that table."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._keys = {_key(part) for line in lines for part in (line, *_CHUNKS.split(line))} - {""}

    def holds(self, words: str) -> bool:
        if _key(words) in self._keys or is_head(words):
            return True
        parts = [part for part in _CHUNKS.split(words.strip()) if part.strip()]
        return len(parts) > 1 and all(_key(part) in self._keys or is_head(part) or _is_plain(part) for part in parts)


def _is_plain(words: str) -> bool:
    return all(word in _PLAIN or word.isdigit() for word in re.findall(r"[^\W_]+", words.lower()))


# --- titles --------------------------------------------------------------------------------------------------------

_ATTACHED = late.pattern(
    r"\W*(?P<what>(?i:attachment|appendix|exhibit|annex|schedule|enclosure))\s+(?i:no\.?\s+)?"
    r"(?P<label>[A-Z]{1,2}(?:-?\d{1,2})?|[a-z]|\d{1,2}(?:-?[A-Z])?|[IVX]{1,4})(?![\w-])(?P<mark>[\s\W]*)(?P<rest>.*)"
)
_CONTINUED = late.pattern(r"cont(?:inued|inuation|[\W_]*d)?\W*(?:(?:from|page)\b.{0,20})?", re.I)
_NUMBERED = late.pattern(r"(table|list|part|section|group)\s+(?:no\.?\s*)?(?:\d{1,2}|[A-Z]|[IVX]{1,4})\b\W*(?P<rest>.*)", re.I)
_ABOVE = 6  # lines above a heading in which its title stands
_NOUN = r"(?:(?:robo)?calls?|trace-?backs?|requests?|notices?|traffic|providers?|companies|carriers?)"
_OTHERWISE = (
    r"(?:not|never|other|others|another|withdr\w+|rescind\w+|exclud\w+|comparison|instead|corrected|disputed|removed|unrelated|different)"
)
# Calls that somebody carried, or that are not those above: no words of a description go on like that.
_OF_CALLS = late.pattern(
    rf"(?=\W*[A-Z\d])(?:[^\W]+\W+){{0,8}}?(?i:{_NOUN})\b.*?\b(?i:originat\w*|transmit\w*|carried|routed|accepted|handed"
    rf"|(?:placed|made|sent)\s+by|(?:received|taken)\s+from|{_OTHERWISE})\b"
)
_POINTS = late.pattern(rf"\b(?:below|following|next|remaining|these|those|further|{_OTHERWISE})\b", re.I)
_SENTENCE = late.pattern(r"[.!?][)\]\"'\u201d]*\s*$")
_FARTHEST = 8  # lines in which a sentence between rows comes to its end


def _attached(words: str) -> tuple[str, str] | None:
    """Which attachment a title begins, and what else it says; None where it is none: `Attachment B lists the calls.`"""
    m = _ATTACHED.match(words)
    if m is None:
        return None
    rest = m["rest"].strip()
    goes_on = rest and rest[0].islower() and not re.search(r"[:(\u2013\u2014-]", m["mark"]) and not _CONTINUED.fullmatch(rest)
    if goes_on or (rest.endswith(".") and len(rest) > 60):
        return None
    return f"{m['what']} {m['label']}".lower(), rest


def _label_above(lines: Sequence[str], first: int) -> str | None:
    """The attachment in which a line stands. A list of what is enclosed names several below each other."""
    titles = {i: found[0] for i in range(first) if (found := _attached(text.plain(lines[i])))}
    alone = [i for i in titles if not {i - 1, i + 1} & titles.keys()]
    return titles[alone[-1]] if alone else None


_HEADING_WORDS = frozenset(
    "provider providers carrier company entity name names customer client upstream downstream frn rmd role roles status state country"
    " address contact date dates time day notice notices notification request requests response answer answered unanswered traceback"
    " tracebacks call calls count total number numbers no id subject type description campaign caller called violation law issued sent"
    " received remarks notes note comment comments result action dated of the to in by for and or a on per latest first last".split()
)


def _is_heading(cells: Sequence[str], header: Header, naming: Callable[[str], Meaning | None]) -> bool:
    """Whether cells are the headings of another table: words where this one has times and numbers, most of them such as head columns."""
    plain = [text.plain(cell) for cell in cells]
    if len(plain) < 2 or not all(plain) or any(re.search(r"\d", cell) for cell in plain) or entry(plain[0]) is Entry.SILENT:
        return False
    if {fold(cell) for cell in plain} <= {fold(column.printed) for column in header.columns}:
        return False  # its own, torn
    words = [set(re.findall(r"[^\W_]+", cell.lower())) for cell in plain]
    if not all(words):
        return False  # a rule
    known = sum(each <= _HEADING_WORDS or naming(cell) is not None for each, cell in zip(words, plain, strict=True))
    return known == len(plain) or (len(plain) > 2 and 2 * known > len(plain))


def survey(lines: Sequence[str], headers: Sequence[Header], naming: Callable[[str], Meaning | None], says: Says) -> Survey:
    """The parts into which titles divide what is below the first heading, and which lines there say nothing."""
    return _Surveyor(lines, headers, naming, says).survey()


class _Surveyor:
    def __init__(self, lines: Sequence[str], headers: Sequence[Header], naming: Callable[[str], Meaning | None], says: Says) -> None:
        self.lines, self.naming, self.says = lines, naming, says
        self.headings = {i: header for header in headers for i in range(header.first, header.last + 1)}
        self.header = headers[0]
        self.seen = _Seen(lines[: self.header.first])
        self.label = _label_above(lines, self.header.first)
        self.found = Survey()
        self.start, self.title = self.header.first, ""
        self.own = True
        self.under = True  # right below a row or heading: it may be the rest of a cell
        self.whole = True  # the row above has all its cells
        self.last = self._last_row(headers)
        above = lines[max(0, self.header.first - _ABOVE) : self.header.first]
        self.numbered = {m[1].lower() for line in above if (m := _NUMBERED.match(text.plain(line).strip()))}

    def _last_row(self, headers: Sequence[Header]) -> int:
        """The last line that may be of a row: below it there is nothing for a title to begin."""
        ways = {header.layout for header in headers}
        for i in range(len(self.lines) - 1, self.header.last, -1):
            if self.lines[i].strip() and ("stacked" in ways or layout(self.lines[i]) in ways):
                return i
        return self.header.last

    def survey(self) -> Survey:
        footnote = False
        for i in range(self.header.first, len(self.lines)):
            line = self.lines[i].strip()
            if i in self.headings:
                self.header, self.under, self.whole, footnote = self.headings[i], True, True, False
            elif not line:
                self.under = footnote = False
            elif self._is_row(i):
                footnote = False
                self._row(i)
            elif footnote or FOOTNOTE.match(line):
                footnote = not note_ends(line)
                self.under = False
            elif text.BROKEN not in line and text.TORN not in line:
                self._words(i, text.plain(line).strip())
        self.found.parts.append(Part(self.start, len(self.lines), self.own, self.title))
        return self.found

    def _is_row(self, i: int) -> bool:
        return self.header.layout != "stacked" and layout(self.lines[i]) == self.header.layout

    def _row(self, i: int) -> None:
        if is_head(text.plain(self.lines[i])):
            self.found.quiet.add(i)
            self.under = False
            return
        cells = split(self.lines[i], self.header.layout)
        self.under = True
        self.whole = self.header.layout == "blank" or len(cells) >= len(self.header.columns)
        torn = text.BROKEN in self.lines[i] or text.TORN in self.lines[i]
        if self.own and not torn and _is_heading(cells, self.header, self.naming):
            self._end(i, " | ".join(cells))

    def _words(self, i: int, words: str) -> None:
        """A line that is of no row, as far as its cells show."""
        title = _attached(words)
        if title and title[0] == (self.label or title[0]) and self._is_harmless(title[1]):
            self.label = title[0]
            self._quiet(i)
        elif self.says(title[1] if title else words):
            self._goes_on(i)
        elif not self.own:
            return
        elif title:
            self._end(i, words)
        elif self.header.layout == "stacked":
            if _OF_CALLS.match(words) and (re.search(rf"\b{_OTHERWISE}\b", words, re.I) or any(formal(words))):
                self._end(i, words)
        elif is_noise(words):
            self.under = False
        elif self.seen.holds(words) or self._is_next(words):
            self._quiet(i)
        elif not _is_plain(words) and not TOTAL.match(words) and self._begins(i, words):
            self._end(i, words)

    def _quiet(self, i: int) -> None:
        self.found.quiet.add(i)
        self.under = False

    def _is_harmless(self, words: str) -> bool:
        return not words or _is_plain(words) or self.seen.holds(words) or self.says(words)

    def _is_next(self, words: str) -> bool:
        """Whether it is the title of a next part, as the first table has one, and names neither a company nor other calls."""
        m = _NUMBERED.match(words)
        if m is None or m[1].lower() not in self.numbered:
            return False
        return not (_OF_CALLS.match(m["rest"]) or _POINTS.search(m["rest"]) or any(formal(m["rest"])) or any(trade(m["rest"])))

    def _begins(self, i: int, words: str) -> bool:
        """Whether words between rows may be the title of other calls than those above."""
        if _OF_CALLS.match(words) and not text.dated(words):
            return True
        if self.under or not self.whole or words[0].islower():
            return False
        if self.header.layout != "blank" and layout(self.lines[i]) is not None:
            return False  # cells that stand apart otherwise, as at the edge of a page
        if self.header.layout == "blank":  # a cell that goes on stands within its column
            columns = self.header.columns
            end = len(self.lines[i].rstrip())
            crosses = any(column.start < end and self.lines[i][: column.start].strip() for column in columns[1:])
            below = self.lines[i + 1].strip() if i + 1 < len(self.lines) else ""
            return crosses and len(words.split()) > 2 and not below and not _SENTENCE.search(words)
        sentence = self._sentence(i)
        return sentence is None or bool(_POINTS.search(sentence))

    def _sentence(self, i: int) -> str | None:
        """The sentences of a paragraph from a line on; None where it is a title."""
        said: list[str] = []
        for k in range(i, min(i + _FARTHEST, len(self.lines))):
            if not self.lines[k].strip() or k in self.headings or self._is_row(k):
                break
            said.append(text.plain(self.lines[k]).strip())
        return " ".join(said) if said and _SENTENCE.search(said[-1]) else None

    def _end(self, i: int, words: str) -> None:
        if i < self.last:
            self._cut(i, words)

    def _goes_on(self, i: int) -> None:
        if not self.own and any(h.first > i for h in self.headings.values()):
            self._cut(i, "")
        elif self.own:
            self._quiet(i)

    def _cut(self, i: int, title: str) -> None:
        self.found.parts.append(Part(self.start, i, self.own, self.title))
        self.start, self.title, self.own = i, title, not self.own


# --- between the rows ----------------------------------------------------------------------------------------------

_NOISE = late.pattern(
    r"""[-_=*\s|:+\f]*                                              # rules, page breaks, what Markdown sets under a heading
      | \W*(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*         # page numbers
      | \W*(?:table\s+)?\(?continued\)?\W*""",
    re.I | re.X,
)
FOOTNOTE = late.pattern(
    r"[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]|\[\d{1,2}\]\s*\S|<sup>|[\u2020\u2021]|\\?\*+\s+[A-Z]"
    r"|\d{1,2}\s+(?:See|Id|Ibid|The|This|In|You|As|These|Calls?)\b"
)


def is_noise(line: str) -> bool:
    return bool(_NOISE.fullmatch(line)) or is_head(text.plain(line))


def note_ends(line: str) -> bool:
    """Whether a line of a note is its last: it goes on below until its sentence ends."""
    return bool(_SENTENCE.search(line))


# --- notes ---------------------------------------------------------------------------------------------------------

_MARK = late.pattern(r"[\W\u00b9\u00b2\u00b3\u2070\u2074-\u2079]*(?:\d{1,2}\W+)?")
_CITES = late.pattern(r"\W*(?:See\b|Id\b|Ibid\b|Cf\b|Accord\b|E\.g|\d+\s+(?:U\.?\s?S|C\.?\s?F|FCC|Fed)|\u00a7|Pub\.)", re.I)
_NEXT = late.pattern(r"(?<=[.;])\s+(?=[A-Z])")
_SUBJECT = late.pattern(
    r"\b(?:rows?|entry|entries|calls?|trace-?backs?|requests?|responses?|answers?|customers?|providers?|company|companies|carriers?|notices?"
    r"|bureau|consortium|itg|recipient)\b",
    re.I,
)
_VERB = late.pattern(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|may|might|could|would|cannot|still|same\s+as|den(?:y|ies|ied)|disput\w+|answer\w*|respon(?:ds?|ded)"
    r"|repl(?:y|ies|ied)|identif\w+|claim(?:s|ed)|stat(?:es|ed)|sa(?:ys|id)|told|withheld|withdr\w+|confirm\w*|contest\w*|reject\w*|refus\w+"
    r"|acknowledg\w+|agree\w*|sent|received|named|provided|corrected|amended|remains?|added|removed|ceased|stopped|blocked|terminated)\b",
    re.I,
)


def noted(lines: Sequence[str], notes: Sequence[Sequence[int]], rows: Iterable[TableRow], header: Header) -> Iterator[tuple[int, ...]]:
    """The notes that say something of a company or a request, by their lines: no citation of a law, no word on the zone of the times."""
    names = {row.cells.get(column.field or "", "") for row in rows for column in header.columns if column.sort == NAME} if notes else set()
    pattern = "|".join(re.escape(name) for name in sorted(names) if len(name) > _LEAST_NAME)
    named = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") if pattern else None
    for note in notes:
        words = _MARK.sub("", " ".join(text.plain(lines[i]).strip() for i in note), count=1)
        if text.zone_note([words]) is None and any(_says_something(sentence, named) for sentence in _NEXT.split(words)):
            yield tuple(note)


_LEAST_NAME = 3  # letters: what is a name by itself has more


def _says_something(sentence: str, named: re.Pattern[str] | None) -> bool:
    if _CITES.match(sentence) or not _VERB.search(sentence):
        return False
    about = _SUBJECT.search(sentence) or (named and named.search(sentence))
    return bool(about) or any(True for found in (formal, trade) for _ in found(sentence))
