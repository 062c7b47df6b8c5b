"""The companies that an order is about: its attachment's rows, the list in its text, or its caption; each once, with its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracer import text
from tracer.identity import fold
from tracer.loaders.letters.names import BULLET, FORM, is_name, items, without_form
from tracer.loaders.letters.no_names import is_sum
from tracer.loaders.letters.paragraphs import MARK, PAGE, Fragment, Letter, bare, digits
from tracer.loaders.letters.prose import BODY, clip
from tracer.loaders.orders.deciding import ALL, ANY, Decided, decided, otherwise, says
from tracer.loaders.tables.rows import sums_up
from tracer.model import Unread

_ATTACHMENT = re.compile(
    r"\W*(?i:attachment|appendix|exhibit|schedule|annex)(?:\s+(?P<label>[IVX]{1,4}|[A-Z]|\d{1,2})(?!\w))?\s*"
    r"(?:$|[:.\u2013\u2014(-]+\s*(?P<title>[^.;]{0,100})$|(?<=\s)(?P<words>[A-Z][^.;]{0,80})$)"
)
_OF_CALLS = re.compile(r"\b(?:call(?:s|er|ed)?|campaign|tracebacks?|description)\b", re.I)
_NOTE = re.compile(
    r"\s*(?:\s[-\u2013\u2014]+\s*|[\u2013\u2014]\s*|:\s+)(?P<dash>[a-z].*|(?=.*(?i:removed|cured|dismissed|withdrawn|compliant)).*)$"
    r"|\s*[(\[](?P<bracket>(?![df]/?[bk]/?a\b)[a-z][^()\[\]]*|[^()\[\]]*(?i:removed|cured|dismissed|withdrawn|compliant)[^()\[\]]*)[)\]]\s*$"
    r"|,?\s+(?P<word>(?i:(?:not\s+)?removed|cured|dismissed|withdrawn|corrected|complian\w+|resolved|pending)\b.*)$"
)
_ACTS = {"removal": r"\bremov(?:ed|al)\b", "show-cause": r"\bshow\s+cause\b|\bdeficien"}
_ANNOUNCED = r"\b(?:following|these)\s+(?:\w+\s+){0,3}(?:companies|providers|entities|filers|company|provider)\b"
_INTRO = re.compile(rf"{_ANNOUNCED}.*:\s*$", re.I)
_WITH_NUMBER = r"[A-Z0-9](?:(?!,?\s+and\s+[A-Z])[^():;]){1,90}?\s*\((?:(?:FRN|RMD)[^()]{4,60})\)"
_CELLS = re.compile(r"\t+|\s{2,}|\s\|\s?")
_RMD = re.compile(r"\bRMD\s?-?(\d{5,9})\b", re.I)
_FRN = re.compile(r"(?<![\w-])(?:FRN\W{0,3})?(\d{8,10})(?![\w-])")
_HEADING = re.compile(r"\b(?:company|provider|filer|entity|business|name|frn|rmd|number|no\.?)\b", re.I)
_TOTALS = "a row of totals"
_TOTAL = re.compile(
    r"\W*(?:(?:grand|sub)[\s-]?)?totals?\b(?:\s+(?:number|of|the|companies|providers|filers|entities|removed|listed))*\W*\d*\W*", re.I
)
# Columns that say why the order acts, and those that say what became of a company.
_FAULT = re.compile(r"\b(?:deficien\w+|reasons?|violations?|issues?|grounds?|defects?|problems?|basis|findings?|failures?)\b", re.I)
_STATUS = re.compile(r"\b(?:status|disposition|outcome|result|action|remarks?|notes?)\b", re.I)
_UNCURED = re.compile(
    r"\b(?:not|never|nothing)\s+(?:\w+\s+)?(?:cured|corrected|compliant|resolved)\b|\b(?:un|non-?)(?:cured|corrected|compliant)\b|\b(?:deficient|inadequate|insufficient)\b",
    re.I,
)
_SENTENCE = re.compile(r"\b(?:is|are|that|shall|was|were|has|have|must|will|to|on|by|from|which|may)\b")
_LONGEST = 100
_LONGEST_ROW = 14  # words
_LONGEST_NAME = 6
_HEAD = 16  # lines in which no attachment begins
_PART = re.compile(  # its title
    r"\b(?:compan(?:y|ies)|providers?|filers?|filings?|certifications?|entities|list|parties|commenters?)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    frn: str | None
    rmd: str | None
    pieces: list[Fragment]


@dataclass(slots=True)
class _Row:
    company: Company | None
    line: int
    note: str | None = None  # what stands beside the name, and is no part of it


@dataclass(slots=True)
class _Attachment:
    start: int
    label: str
    title: str
    rows: list[_Row]
    columns: Sequence[str] = ()  # their headings
    against: str | None = None  # why nobody in it is acted against, as its title or heading shows

    @property
    def last(self) -> int:
        return max((row.line for row in self.rows), default=self.start)


def companies(letter: Letter, kind: str | None, does: re.Pattern[str] | None, *, titled: bool) -> tuple[list[Company], list[Unread]]:
    """Those whom the order acts against, each once; and the lines that name others, or of which that is not certain.

    `does`: the words by which the order does what its `kind` says. `titled`: its title gives the kind. Where several places list a
    company, that with the numbers counts.
    """
    attachments = list(_attachments(letter))
    listed = [*_listed(letter, does), *_in_a_sentence(letter, does)]
    caption = list(_caption(letter))
    rows = [row.company for each in attachments for row in each.rows if row.company]
    end = attachments[0].start if attachments else len(letter.lines)
    body = [p for p in letter.paragraphs if p.lines[0][1] < end]
    said = decided(body, {c.name for c in (*rows, *(c for _, c in listed if c), *caption)}, does, titled=titled)
    acts = [company for what, company in listed if what == "act" and company]
    named = {*said.acted, *(fold(company.name) for company in acts)}
    sums = [letter.number(company.pieces[0][0]) for what, company in listed if company and what == _TOTALS]
    left = [Unread(number, number, _why(_TOTALS)) for number in sums]
    listed = [(what, company) for what, company in listed if what != _TOTALS]
    found: list[Company] = []
    for each in attachments:
        if not each.rows:
            continue
        whole = _is_used(each, attachments, said, kind, named)
        if whole is None:
            title = " ".join(f"{bare(letter.lines[each.start])} {each.title if each.title not in letter.lines[each.start] else ''}".split())
            reason = each.against or "the order does not say that it acts against those in it"
            left.append(Unread(*letter.numbers(each.start, each.last), f"companies of an attachment, unread: {reason}: {clip(title, 70)}"))
            continue
        for row in each.rows:
            if row.company is None or row.note:
                left.append(Unread(*letter.numbers(row.line, row.line), _why(row.note)))
            elif whole or fold(row.company.name) in named:
                found.append(row.company)
            else:
                left.append(Unread(*letter.numbers(row.line, row.line), "a company that the order does not say it acts against"))
    found += acts
    if not found:
        found = [company for what, company in listed if what is None and company]
    beside = [company for what, company in listed if company and what not in ("act", None)]
    if not found:
        direct = [company for company in caption if fold(company.name) in said.acted]
        found = direct if direct and not said.everybody else caption
    beside += caption
    kept: dict[str, Company] = {}
    for company in found:
        if said.leaves(company.name):
            beside.append(company)
        else:
            kept.setdefault(fold(company.name), company)
    known = {fold(without_form(company.name)) for company in kept.values()}
    lines = {one.line_from for one in left}
    for company in beside:
        number = letter.number(company.pieces[0][0])
        sure = said.leaves(company.name) or re.search(rf"\s{FORM}$", company.name)
        if sure and number not in lines and fold(without_form(company.name)) not in known:
            lines.add(number)
            left_out = "is left out by the order, as its words say"
            reason = left_out if said.leaves(company.name) else "is named, but not as one that it acts against"
            left.append(Unread(number, number, f"a company that {reason}: {clip(company.name, 70)}"))
    return list(kept.values()), left


def _sums_up(words: str) -> bool:
    """Whether a line is a sum of the rows, and no company of such a name."""
    cells = [cell.strip() for cell in _CELLS.split(words) if cell.strip()]
    if not cells or re.search(rf"\s{FORM}$", cells[0]):
        return False
    return sums_up(cells) or is_sum(" ".join(cells)) or bool(_TOTAL.fullmatch(" ".join(cells)))


def _why(note: str | None) -> str:
    if note == _TOTALS:
        return f"{_TOTALS}, no company"
    return f"a row with a note beside the name: {clip(note, 70)}" if note else "a line of the attachment that names no company for certain"


def _is_used(each: _Attachment, attachments: list[_Attachment], said: Decided, kind: str | None, named: set[str]) -> bool | None:
    """Whether the order acts against all in an attachment (True), only against those whom its text names (False), or none (None)."""
    if each.against or (each.label and each.label in said.other_labels):
        return None
    others = [a for a in attachments if a.rows and not a.against and a.label not in said.other_labels]
    by_label = each.label in said.labels if each.label else ANY in said.labels
    if by_label or ALL in said.labels or (ANY in said.labels and len(others) == 1):
        return True
    says_so = re.search(_ACTS.get(kind or "", r"(?!)"), each.title, re.I)
    if each.label and said.labels - {ANY, ALL}:
        return None
    rows = {fold(row.company.name) for row in each.rows if row.company}
    if says_so or (len(others) == 1 and (not named or rows & named)):
        return True
    return False if rows & named else None


def _spares(cell: str, heading: str | None) -> bool:
    """Whether what stands in a column may say that the order does not act against the company of the row."""
    if heading and _FAULT.search(heading) and not _STATUS.search(heading):
        return False
    weak = bool(heading and _STATUS.search(heading)) and not _UNCURED.search(cell)
    return otherwise(cell, weak=weak) is not None


def _headed(row: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """The cells behind the first, each with the heading of its column; of a row that lacks some, the last stands in the last."""
    for k, cell in enumerate(row[1:], 1):
        whole, last = len(row) == len(columns), k == len(row) - 1
        yield cell, columns[k] if whole else columns[-1] if columns and last else None


def _company(words: str, pieces: list[Fragment], line: str = "") -> Company | None:
    """A name with the numbers beside it; None where the words are no name. `line`: where they are only a part of one."""
    return _with_note(words, pieces, line)[0]


def _with_note(words: str, pieces: list[Fragment], line: str = "", columns: Sequence[str] = ()) -> tuple[Company | None, str | None]:
    """... and what is noted beside it, but that it is removed."""
    rmd, frn = _RMD.search(words), _FRN.search(_RMD.sub(" ", words))
    cells = [cell.strip() for cell in _CELLS.split(words.strip()) if cell.strip()]
    cells = [cell for cell in cells if re.search(r"[^\W\d_]", _RMD.sub("", cell))]
    name = text.without_footnotes(re.sub(r"\s*\((?:FRN|RMD)[^)]*\)", "", cells[0])) if cells else ""
    raw = [cell.strip() for cell in _CELLS.split(words.strip())]
    note = next((cell for cell, heading in _headed(raw, columns) if _spares(cell, heading)), None)
    if m := _NOTE.search(name):
        name, note = name[: m.start()], note or m[m.lastgroup or 0]
    if note and re.fullmatch(r"\W*removed\W*", note, re.I):
        note = None
    note = note and text.mask_part(note, line or words)
    name = re.sub(r"\s*[,;]?\s*\b(?:FRN|RMD)\b.*$", "", name).strip(" ,;|").removesuffix(" and")
    no_name = not name or len(name) > _LONGEST or not (name[0].isupper() or name[0].isdigit()) or name.endswith((":", ".pdf"))
    if no_name or BODY.fullmatch(name) or _SENTENCE.search(name):
        return None, note
    return Company(text.mask_part(name, line or words), frn[1].zfill(10) if frn else None, f"RMD{rmd[1]}" if rmd else None, pieces), note


def _attachments(letter: Letter) -> Iterator[_Attachment]:
    """Each attachment, and each part of one under a title of its own that says otherwise, with its rows."""
    now: _Attachment | None = None
    for i in range(_HEAD, len(letter.lines)):
        line = bare(letter.lines[i])
        words = BULLET.sub("", line).strip()
        heading = _ATTACHMENT.match(line)
        if heading and now and re.search(r"\bcontinued\b", line, re.I) and (heading["label"] or "") == now.label:
            continue
        if heading and (not heading["words"] or not letter.lines[i - 1].strip()):
            if now:
                yield now
            title = heading["title"] or heading["words"] or ""
            now = _Attachment(i, heading["label"] or "", title, [], (), _against(title))
            continue
        if now is None or not words or PAGE.fullmatch(words):
            continue
        cells = [cell for cell in _CELLS.split(words) if cell]
        if len(cells) > 1 and all(_HEADING.search(cell) or not re.search(r"\d", cell) for cell in cells) and _is_head(cells):
            now.columns = [cell.strip() for cell in cells]
            if any(_OF_CALLS.search(cell) for cell in cells):
                now.against = now.against or "its table is not of companies"
            continue
        if now.rows and _sums_up(words):
            now.rows.append(_Row(None, i, _TOTALS))
            continue
        numbered = _RMD.search(words) or _FRN.search(words)
        of_list = len(cells) > 1 or BULLET.match(line) or numbered or re.search(rf"\s{FORM}$", words)
        of_row = cells[0] if len(cells) == len(now.columns) > 1 else words  # a column may hold sentences
        short = len(of_row.split()) <= _LONGEST_ROW
        company, note = _with_note(words, [(i, words)], columns=now.columns) if of_list and short else (None, None)
        if company:
            now.rows.append(_Row(company, i, note or _footnote(letter, i)))
        elif now.rows and not of_list and len(words.split()) <= _LONGEST_NAME and _is_listed_name(words):
            now.rows.append(_Row(None, i))
        elif of_list and note and len(words.split()) <= _LONGEST_ROW:
            now.rows.append(_Row(None, i, note))
        elif not of_list and len(words.split()) <= _LONGEST_ROW and now.rows and _PART.search(words):
            yield now
            now = _Attachment(i, now.label, words, [], now.columns, _against(words))
        elif not of_list and not now.rows and len(words.split()) <= _LONGEST_ROW:
            now.title = f"{now.title} {words}".strip()
            now.against = now.against or _against(words)
    if now:
        yield now


def _is_listed_name(words: str) -> bool:
    """Whether a line that nothing marks as a row may name a company nevertheless."""
    return is_name(words) and not (_PART.search(words) or BODY.search(words) or words.isupper() or _SENTENCE.search(words))


def _is_head(cells: list[str]) -> bool:
    """Whether cells are the headings of columns, and none of them a company."""
    known = any(_HEADING.search(cell) or _OF_CALLS.search(cell) for cell in cells)
    return known and not any(re.search(rf"\s{FORM}$", cell) for cell in cells)


def _against(title: str) -> str | None:
    words = otherwise(title)
    return f"its title says `{words}`" if words else None


def _footnote(letter: Letter, i: int) -> str | None:
    """What a note at the foot says of the company of a row, where it says that the order does not act against it."""
    marked = re.search(rf"[\w.)](?P<raised>{MARK})|[\w.)](?P<sign>[*\u2020\u2021]+)(?=\s|$|\()", letter.lines[i])
    if marked is None:
        return None
    if marked["raised"]:
        note = letter.footnotes.get(digits(marked["raised"]))
        said = note.text if note else ""
    else:
        sign = marked["sign"]
        below = (line.strip() for line in letter.lines[i + 1 :] if line.strip().startswith(sign))
        said = next((line.strip(sign + " ") for line in below if not line.strip(sign).startswith(sign[0])), "")
    return said if _spares(said, None) else None


_Listed = tuple[str | None, Company | None]  # what the words that announce a list do to those in it


def _listed(letter: Letter, does: re.Pattern[str] | None) -> Iterator[_Listed]:
    for paragraph in letter.paragraphs:
        if _INTRO.search(paragraph.text):
            start, end = paragraph.sentence(len(paragraph.text) - 1)
            what = says(paragraph.text[start:end], does)
            for pieces in items(letter, paragraph.lines[-1][1] + 1):
                words = " ".join(bare(piece).strip() for _, piece in pieces)
                if _sums_up(words):
                    yield _TOTALS, Company(words, None, None, pieces)
                    continue
                company, note = _with_note(words, pieces)
                yield (what if note is None else "note"), company


def _in_a_sentence(letter: Letter, does: re.Pattern[str] | None) -> Iterator[_Listed]:
    """A list in a sentence that announces it, where each name has its number behind it: `the following companies: A (RMD0...), ...`."""
    for paragraph in letter.paragraphs:
        for m in re.finditer(
            rf"{_ANNOUNCED}[^.;:]{{0,80}}:\s+(?P<list>{_WITH_NUMBER}(?:(?:,|;|,?\s+and)\s+(?:and\s+)?{_WITH_NUMBER})*)", paragraph.text
        ):
            begin, _ = paragraph.sentence(m.start())
            what = says(paragraph.text[begin : m.start("list")], does)
            for each in re.finditer(_WITH_NUMBER, m["list"]):
                start = m.start("list") + each.start()
                yield what, _company(each[0], paragraph.pieces(start, start + len(each[0])))


def _caption(letter: Letter) -> Iterator[Company]:
    """What stands left of the brackets after `In the Matter of`, but for the subject of a proceeding."""
    start = next((i for i, line in enumerate(letter.lines[:60]) if re.match(r"\W*in\s+the\s+matters?\s+of\b", line, re.I)), None)
    if start is None:
        return
    for i in range(start + 1, min(start + 40, len(letter.lines))):
        line = bare(letter.lines[i])
        if ")" not in line:
            if line.strip():
                return
            continue
        words = line.partition(")")[0].strip()
        if words and not re.search(r"\b(?:Database|Filings?|Proceedings?|Rules?|Docket|Notice|Methods|Certifications?)\b", words):
            company = _company(words, [(i, words)], line)
            if company:
                yield company
