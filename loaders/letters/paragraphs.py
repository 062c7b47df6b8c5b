"""Letters as prose: paragraphs, which page breaks and footnotes cut, and the footnotes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, pairwise, takewhile

from tracer import late, text
from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part, Place, Unread

_RAISED = "\u00b9\u00b2\u00b3\u2070\u2074-\u2079"
MARK = rf"(?:\s?[{_RAISED}]++|\s?<sup>\s*\d+\s*</sup>|\s?\[\d{{1,2}}\])"  # a footnote mark that can be told from a name
_DIGITS = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
_FOOTNOTE = late.pattern(rf"\s*(?:([{_RAISED}]+)|<sup>\s*(\d+)\s*</sup>|\[(\d{{1,2}})\]|(\d{{1,2}})(?=\s+\S))\s*(?=\S)")
PAGE = late.pattern(r"\W*(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*", re.I)
_MARKS_AT_END = late.pattern(rf"{MARK}++$")
_OPEN_END = late.pattern(r"[\w,\u2014-][\"'\u201d)]?$")

CLOSING = late.pattern(r"\W*(?:sincerely|respectfully|very truly yours|yours|(?:best |kind |with )?regards|cordially)\b[^.]{0,30}$", re.I)
CELLS = late.pattern(r"\S(?:\t| {2,}|\s?\|\s?)\S")
_MOST_DIGITS = 5  # of a footnote's number
_LONG = late.pattern(r"(?:\S+\s+){20}")

# What a person writes is shorter. What is longer is left unread: the patterns that look for words in it go over it again and again.
LONGEST_LINE = 8_000
LONGEST_SENTENCE = 8_000
LONGEST_END = 400  # of a paragraph, where it is asked whether its sentence goes on
LEFT_OUT = "\u2026"  # stands for such a line, so that no quote runs on over it

Fragment = tuple[int, str]  # words of one line, by the line's index


Spot = tuple[int, int]  # a sentence by its paragraph's first line, and by where in it the sentence begins


class Paragraph:
    """The words of a paragraph, blanks folded, and which line each stretch of it comes from."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, int]] = []  # (offset in the text, index of the line)
        self._words: list[str] = []  # of each line
        self._length = 0
        self._text: str | None = ""
        self._stops: list[int] | None = None  # where its sentences end

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = " ".join(self._words)
        return self._text

    def add(self, index: int, line: str) -> None:
        words = _folded(line)
        if words:
            self.lines.append((self._length + bool(self._length), index))
            self._length += len(words) + bool(self._length)
            self._words.append(words)
            self._text = self._stops = None

    def pieces(self, start: int = 0, end: int | None = None) -> list[Fragment]:
        """The words from `start` to `end`, line by line."""
        end = len(self.text) if end is None else end
        first = max(0, bisect_right(self.lines, start, key=lambda line: line[0]) - 1)
        cut = []
        for k in range(first, len(self.lines)):
            offset, index = self.lines[k]
            if offset >= end:
                break
            stop = self.lines[k + 1][0] if k + 1 < len(self.lines) else len(self.text)
            cut.append((index, self.text[max(offset, start) : min(stop, end)].strip()))
        return [(index, words) for index, words in cut if words]

    def spot(self, at: int) -> Spot:
        """Of the sentence around an offset."""
        return self.lines[0][1], self.sentence(at)[0]

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around an offset begins and ends."""
        stops = self._ends()
        k = bisect_right(stops, at)
        return (stops[k - 1], stops[k]) if k < len(stops) else (stops[-1], stops[-1])

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Where each of its sentences begins and ends."""
        return pairwise(self._ends())

    def without_long_sentences(self) -> tuple[list[Paragraph], list[tuple[int, int]]]:
        """What is left of it where sentences are too long to be any, and the lines of these, first and last."""
        long = [(start, end) for start, end in self.sentences() if end - start > LONGEST_SENTENCE]
        if not long:
            return [self], []
        left: list[Paragraph] = []
        begin = 0
        for start, end in [*long, (len(self.text), len(self.text))]:
            rest = Paragraph()
            for index, words in self.pieces(begin, start):
                rest.add(index, words)
            left += [rest] if rest.lines else []
            begin = end
        return left, [(said[0][0], said[-1][0]) for said in (self.pieces(*each) for each in long)]

    def _ends(self) -> list[int]:
        if self._stops is None:
            inside = (self._before_number(m.end()) for m in _END.finditer(self.text) if self._ends_at(m))
            self._stops = sorted({0, *inside, len(self.text)})
        return self._stops

    def _before_number(self, end: int) -> int:
        """A number after which a stop stands, as `2.` of a list, belongs to what follows."""
        number = _ITEM.search(self.text, max(0, end - 30), end)
        return number.start("number") if number else end

    def _ends_at(self, stop: re.Match[str]) -> bool:
        """Whether a full stop ends a sentence, not a word cut short. After a company's legal form it may do both."""
        before = self.text[max(0, stop.start() - 20) : stop.start() + 1]
        if _HOUR.search(before) and _OF_THE_HOUR.match(self.text, stop.end()):
            return False
        return not _ABBREVIATION.search(before) or bool(_LEGAL_FORM.search(before) and _OPENING.match(self.text, stop.end()))

    def ends(self) -> bool:
        """Whether its last sentence is at an end, as its last words show: it is asked at every blank line."""
        last = " ".join(self._words[-3:])[-LONGEST_END:]
        return not _OPEN_END.search(_MARKS_AT_END.sub("", last))


_ITEM = late.pattern(rf"[.?!;:][\"\u201d')]*{MARK}*\s+(?P<number>\d{{1,2}}[.)]\s+)$")
_END = late.pattern(rf"[.?!][\"\u201d')]*{MARK}*(?=\s+[\"\u201c(*\d]*[A-Z\u00a7])\s+|[.?!][\"\u201d')]*{MARK}*$")
_HOUR = late.pattern(r"\d\s?[ap]\.m\.$", re.I)
_OF_THE_HOUR = late.pattern(r"(?:\(?[ECMP][SD]?T\b|Eastern|Central|Mountain|Pacific|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)")
_ABBREVIATION = late.pattern(
    r"(?:(?<!ttachment )(?<!ppendix )(?<!xhibit )\b[A-Z]|\b(?:Inc|Ltd|Corp|Co|Pvt|Pty|LLC|No|Nos"
    r"|Mr|Mrs|Ms|Dr|St|Jr|Sr|Rcd|Reg|Fed|para|paras|Sec|See|cf|e\.g|i\.e|al"
    r"|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec))\.$"
)


_LEGAL_FORM = late.pattern(r"\b(?:Inc|Ltd|Corp|Co|LLC)\.$")
_OPENING = late.pattern(
    r"(?:The|This|These|Those|It|Its|In|Since|On|At|By|From|Between|During|After|Before|While|When|We|You|Your|According|Each|However|Records|Based|As|There|Other|Another|Both|Neither|None|No|If|For|Further|Additionally|Moreover|Nevertheless|Our|They"
    r"|Two|Three|Please|To|Of)\b"
)


class Letter:
    """The lines of a letter over all its pages, its paragraphs and its footnotes (by number, as plain digits)."""

    def __init__(self, document: Document, *, dated: Callable[[list[str]], Moment | None] | None = None) -> None:
        """`dated`: what finds the date in its lines, where it stands elsewhere than in a letter."""
        self.name = document.name
        self.lines: list[str] = []
        self._where: list[tuple[Part, int]] = []
        self.unread: list[Unread] = []  # what nobody can have written as prose
        for part in document.parts():
            for number, line in enumerate(part.lines, 1):
                if len(line) > LONGEST_LINE:
                    self.unread.append(Unread(number, number, f"a line longer than {LONGEST_LINE:,} characters"))
                self.lines.append(line if len(line) <= LONGEST_LINE else LEFT_OUT)
                self._where.append((part, number))
        self.salutation = next((i for i, line in enumerate(self.lines) if re.match(r"\W*(?:dear|to whom)\b", line, re.I)), 0)
        if not self.salutation and (to := self._first(r"\W*to\s*:", 0)):  # a memorandum greets nobody
            self.salutation = self._first(r"\W*(?:re|subject)\s*:", to)
        closings = (i for i, line in enumerate(self.lines) if i > self.salutation and CLOSING.match(line))
        self.closing = next(closings, len(self.lines))  # from there on it is signed
        self.paragraphs: list[Paragraph] = []
        self.footnotes: dict[str, Paragraph] = {}
        self.plain_marks = False  # footnotes begin with plain digits, so marks in the text are plain digits too
        self._read_paragraphs()
        self._leave_long_sentences()
        day = (dated(self.lines) if dated else self._date()) or document.noted_on
        if day is None:
            raise BadDocument(f"{document.name}: the letter has no date that can be read; load it with --noted-on DATE")
        self.dated: Moment = day

    def _first(self, pattern: str, start: int) -> int:
        return next((i for i in range(start, min(len(self.lines), 40)) if re.match(pattern, self.lines[i], re.I)), 0)

    def number(self, index: int) -> int:
        """The line's number in the file as given (or in its page)."""
        return self._where[index][1]

    def numbers(self, first: int, last: int) -> tuple[int, int]:
        """The numbers of lines, first and last, as far as they stand in one part: those of the next count from 1 again."""
        part = self._where[first][0]
        last = next(i for i in range(last, first - 1, -1) if self._where[i][0] is part)
        return self.number(first), self.number(last)

    def cite(self, pieces: Iterable[Fragment], row: int | None = None) -> tuple[Place, str]:
        """Place and quote of words from these lines. What is left out between them reads `…`; where they run on to
        another page, both end with the first."""
        pieces = sorted(pieces, key=lambda piece: piece[0])
        first = pieces[0][0]
        part = self._where[first][0]
        pieces = [*takewhile(lambda piece: self._where[piece[0]][0] is part, pieces)]
        last = pieces[-1][0]
        said = [_folded(bare(line)) for line in self.lines[first : last + 1]]
        whole = " ".join(filter(None, said))
        ends = [*accumulate((len(words) + bool(words) for words in said), initial=-1)][1:]  # in the whole, of each line
        omission = whole.find("\u2026")  # printed as such
        at = length = 0  # where the words of the lines hold the quote, as long as nothing is left out
        quoted: list[str] = []  # from then on
        for index, printed in pieces:
            words, end = _folded(bare(printed)), max(0, ends[index - first])
            more = f" {words}" if words and length else words
            if quoted and not 0 <= omission < end:
                quoted.append(f" \u2026 {words}")
            elif quoted:
                quote = "".join(quoted)
                joined = f"{quote} {words}".strip()
                quoted = [joined if whole.find(joined, 0, end) >= 0 else f"{quote} \u2026 {words}"]
            elif whole.startswith(more, at + length, end):
                length += len(more)
            elif (found := whole.find(whole[at : at + length] + more, at, end)) >= 0:
                at, length = found, length + len(more)
            else:
                quoted = [whole[at : at + length], f" \u2026 {words}"]
        quote = "".join(quoted) or whole[at : at + length]
        return part.place(self.number(first), self.number(last), row), text.mask_part(quote, whole)

    def _read_paragraphs(self) -> None:
        note: Paragraph | None = None  # the footnote that is being read
        body: Paragraph | None = None
        fresh = True  # after a blank line
        expected = 1
        for i, line in enumerate(self.lines):
            if not line.strip() or line == LEFT_OUT or PAGE.fullmatch(line.strip()):
                fresh = True
                continue
            words = bare(line).strip()
            mark = _FOOTNOTE.match(line) if i > self.salutation else None
            number = digits(mark[0]) if mark else ""
            if mark and len(number) < _MOST_DIGITS and (mark[4] is None or int(number) == expected):
                self.plain_marks |= mark[4] is not None
                expected = int(number) + 1
                note = self.footnotes.setdefault(number, Paragraph())
                note.add(i, bare(line[mark.end() :]))
                fresh = False
                continue
            if fresh:
                goes_on = words[:1].islower()
                if goes_on and body and not body.ends() and i > self.salutation:
                    note = None
                elif (goes_on or (i > self.closing and _LONG.match(words))) and (
                    (latest := next(reversed(self.footnotes.values()), None)) and not latest.ends()
                ):
                    note = latest  # a footnote runs on, behind the signature too
                else:
                    note, body = None, Paragraph()
                    self.paragraphs.append(body)
            fresh = False
            if note is not None:
                note.add(i, words)
            else:
                if body is None:
                    body = Paragraph()
                    self.paragraphs.append(body)
                body.add(i, words)

    def _leave_long_sentences(self) -> None:
        cut = [paragraph.without_long_sentences() for paragraph in self.paragraphs]
        notes = {number: paragraph.without_long_sentences() for number, paragraph in self.footnotes.items()}
        self.paragraphs = [each for left, _ in cut for each in left if each.lines]  # of a line of signs alone nothing is left
        self.footnotes = {number: left[0] for number, (left, _) in notes.items() if left}
        for first, last in (lines for _, long in (*cut, *notes.values()) for lines in long):
            if not all(CELLS.search(self.lines[i]) for i in (first, last)):  # a table is read, or said to be unread, as one
                why = f"more than {LONGEST_SENTENCE:,} characters without the end of a sentence"
                self.unread.append(Unread(*self.numbers(first, last), why))

    def _date(self) -> Moment | None:
        """The date of the letter: the first line above the salutation that is a date, else the first date there."""
        head = self.lines[: self.salutation or 40]
        alone = (day_of(line) for line in head)
        inside = (reading for line in head for reading in text.moments(text.plain(line)))
        found = next((r for r in alone if r), None) or next(inside, None)
        return found.moment[:10] if found else None

    def body(self) -> Iterator[Paragraph]:
        """The paragraphs from the salutation on."""
        return (p for p in self.paragraphs if p.lines and p.lines[0][1] >= self.salutation)


def day_of(line: str) -> text.Reading | None:
    """The day that a line is, as at the head of a letter."""
    return text.moment(re.sub(r"^\W*(?:dated?|released)\W*", "", text.plain(line), flags=re.I))


def bare(line: str) -> str:
    """A line without Markdown emphasis and escapes: all else stays as printed, so that it can be quoted."""
    return re.sub(r"[*\\]", "", line)


def _folded(words: str) -> str:
    return " ".join(words.split())


def digits(mark: str) -> str:
    """The number of a footnote mark, raised or not."""
    return "".join(c for c in mark.translate(_DIGITS) if c in "0123456789")
