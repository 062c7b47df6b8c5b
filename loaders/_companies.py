"""The companies that an order is about: its attachment's rows, the list in its text, or its caption; each once, with its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracer import text
from tracer.identity import fold
from tracer.loaders._letters import PAGE, Letter, Piece, bare
from tracer.loaders._names import BULLET, FORM, items
from tracer.loaders._prose import BODY

_ATTACHMENT = re.compile(r"\W*(?:attachment|appendix|exhibit|schedule)\b.{0,60}$", re.I)
_ANNOUNCED = r"\b(?:following|these)\s+(?:\w+\s+){0,3}(?:companies|providers|entities|filers|company|provider)\b"
_INTRO = re.compile(rf"{_ANNOUNCED}.*:\s*$", re.I)
_WITH_NUMBER = r"[A-Z0-9](?:(?!,?\s+and\s+[A-Z])[^():;]){1,90}?\s*\((?:(?:FRN|RMD)[^()]{4,60})\)"
_CELLS = re.compile(r"\t+|\s{2,}|\s\|\s?")
_RMD = re.compile(r"\bRMD\s?-?(\d{5,9})\b", re.I)
_FRN = re.compile(r"(?<![\w-])(?:FRN\W{0,3})?(\d{8,10})(?![\w-])")
_HEADING = re.compile(r"\b(?:company|provider|filer|entity|business|name|frn|rmd|number|no\.?)\b", re.I)
_SENTENCE = re.compile(r"\b(?:is|are|that|shall|was|were|has|have|must|will|to|on|by|from|which|may)\b")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    frn: str | None
    rmd: str | None
    pieces: list[Piece]


def companies(letter: Letter) -> Iterator[Company]:
    """Where several places list them, that with the numbers first; each name once."""
    seen: set[str] = set()
    for company in [*_attached(letter), *_listed(letter), *_in_a_sentence(letter), *_caption(letter)]:
        key = fold(company.name)
        if key not in seen:
            seen.add(key)
            yield company


def _company(words: str, pieces: list[Piece], line: str = "") -> Company | None:
    """A name with the numbers beside it; None where the words are no name. `line`: where they are only a part of one."""
    rmd, frn = _RMD.search(words), _FRN.search(_RMD.sub(" ", words))
    cells = [cell.strip() for cell in _CELLS.split(words.strip()) if cell.strip()]
    cells = [cell for cell in cells if re.search(r"[^\W\d_]", _RMD.sub("", cell))]
    name = text.without_footnotes(re.sub(r"\s*\((?:FRN|RMD)[^)]*\)", "", cells[0])) if cells else ""
    name = re.sub(r"\s*[,;]?\s*\b(?:FRN|RMD)\b.*$", "", name).strip(" ,;|").removesuffix(" and")
    no_name = not name or len(name) > _LONGEST or not (name[0].isupper() or name[0].isdigit()) or name.endswith((":", ".pdf"))
    if no_name or BODY.fullmatch(name) or _SENTENCE.search(name):
        return None
    return Company(text.mask_part(name, line or words), frn[1].zfill(10) if frn else None, f"RMD{rmd[1]}" if rmd else None, pieces)


def _attached(letter: Letter) -> Iterator[Company]:
    """The rows behind the heading of an attachment."""
    start = next((i for i, line in enumerate(letter.lines) if i > 15 and _ATTACHMENT.match(bare(line))), None)
    if start is None:
        return
    for i in range(start + 1, len(letter.lines)):
        line = bare(letter.lines[i])
        words = BULLET.sub("", line).strip()
        if not words or PAGE.fullmatch(words) or len(words.split()) > 14:
            continue
        cells = [cell for cell in _CELLS.split(words) if cell]
        heading = len(cells) > 1 and all(_HEADING.search(cell) and not re.search(r"\d", cell) for cell in cells)
        of_list = len(cells) > 1 or BULLET.match(line) or _RMD.search(words) or _FRN.search(words) or re.search(rf"\s{FORM}$", words)
        if not heading and of_list and (company := _company(words, [(i, words)])):
            yield company


def _listed(letter: Letter) -> Iterator[Company]:
    for paragraph in letter.paragraphs:
        if _INTRO.search(paragraph.text):
            for pieces in items(letter, paragraph.lines[-1][1] + 1):
                words = " ".join(bare(piece).strip() for _, piece in pieces)
                if company := _company(words, pieces):
                    yield company


def _in_a_sentence(letter: Letter) -> Iterator[Company]:
    """A list in a sentence that announces it, where each name has its number behind it: `the following companies: A (RMD0...), ...`."""
    for paragraph in letter.paragraphs:
        for m in re.finditer(
            rf"{_ANNOUNCED}[^.;:]{{0,80}}:\s+(?P<list>{_WITH_NUMBER}(?:(?:,|;|,?\s+and)\s+(?:and\s+)?{_WITH_NUMBER})*)", paragraph.text
        ):
            for each in re.finditer(_WITH_NUMBER, m["list"]):
                start = m.start("list") + each.start()
                company = _company(each[0], paragraph.pieces(start, start + len(each[0])))
                if company:
                    yield company


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
