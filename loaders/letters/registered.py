"""Under which numbers a letter's recipient is registered, as the letter prints them: FRN, and that of the Robocall Mitigation Database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tracer import text
from tracer.loaders.letters.counted import Making
from tracer.loaders.letters.named import formal, trade
from tracer.loaders.letters.names import FORM
from tracer.loaders.letters.paragraphs import Letter, Paragraph, digits
from tracer.loaders.letters.prose import BODY
from tracer.loaders.letters.subjects import Subjects
from tracer.model import Finding, Kind, Unread

_CALLED = {"frn": "FRN", "rmd": "RMD number"}
_PRINTED: dict[str, tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = {
    "frn": (
        re.compile(r"\b(?:FRN|FCC\s+Registration\s+(?:No\.?|Number))[\s:#()]*(\d{6,10}|\d{4}-\d{4}-\d{2})\b", re.I),
        lambda m: m[1].replace("-", "").zfill(10),
    ),
    "rmd": (re.compile(r"\bRMD(?:\s*(?:No\.?|Number|ID))?[\s:#]*(\d{5,9})\b", re.I), lambda m: f"RMD{m[1]}"),
}

_LAST_BRACKETS = re.compile(r"[(\[]([^()\[\]]*+)[)\]]$")


def beside(cell: str) -> tuple[str, dict[str, str]]:
    """The name in a cell, and its registration numbers (`frn`, `rmd`) that stand in brackets behind it: one of a kind, or none."""
    m = _LAST_BRACKETS.search(cell)
    before = cell[: m.start()] if m else ""
    if not m or not re.search(r"\w", re.split(r"[()\[\]]", before)[-1]):  # other brackets may stand in a name, not between
        return cell, {}
    printed = {what: [number(each) for each in pattern.finditer(m[1])] for what, (pattern, number) in _PRINTED.items()}
    if max(map(len, printed.values())) != 1:
        return cell, {}
    return before.rstrip().removesuffix(","), {what: numbers[0] for what, numbers in printed.items() if numbers}


_FAR, _NEAR = 1500, 200  # characters before a number in which a name stands, and in which one stands right before its brackets


def registered(letter: Letter, names: str, name: str, claim: Making) -> Iterator[Finding]:
    """The first FRN and RMD number that are the recipient's, and those of others. `names`: a pattern for what the letter calls it.

    They stand above the salutation, in a paragraph that names it, or in the footnote at its name; after another company's name
    they are that one's, and certainly so in brackets right behind it.
    """
    subjects = Subjects(names, name)
    body = list(letter.body())
    yield from _of_others(letter, subjects, [*body, *letter.footnotes.values()], claim)
    marks = [digits(m["mark"]) for p in body for m in re.finditer(names, p.text, re.I) if m["mark"]]
    noted = [letter.footnotes[mark] for mark in marks if mark in letter.footnotes]
    told: dict[str, str] = {}
    for paragraph in [*noted, *letter.paragraphs]:
        if not (paragraph in noted or re.search(names, paragraph.text, re.I) or paragraph.lines[0][1] < letter.salutation):
            continue
        printed = [(what, number(m), m) for what, (pattern, number) in _PRINTED.items() for m in pattern.finditer(paragraph.text)]
        found = []
        for what, value, m in printed:
            start = max(paragraph.sentence(m.start())[0], m.start() - _FAR)
            named = [each for each in subjects.mentions(paragraph.text[start : m.start()]) if len(each.name) > 3 or each.recipient]
            if paragraph.lines[0][1] < letter.salutation:  # where each line stands for itself, and words of a subject line are capitalised
                start = max(start, *(offset for offset, _ in paragraph.lines if offset <= m.start()))
                named = subjects.mentions(paragraph.text[start : m.start()])
                named = [each for each in named if each.recipient or re.search(rf"\s{FORM}$", each.name, re.I)]
            if paragraph in noted or not named or named[-1].recipient:
                found.append((what, value, m))
        new = {what: (value, m) for what, value, m in reversed(found) if what not in told}
        if new:
            told |= {what: value for what, (value, _) in new.items()}
            at = [m.start() for _, m in new.values()]
            pieces = paragraph.pieces(paragraph.sentence(min(at))[0], paragraph.sentence(max(at))[1])
            yield claim(pieces, kind=Kind.IDENTIFIED, **{what: value for what, (value, _) in new.items()})
        for what, value, m in printed:
            if told.get(what) != value and not _whose(subjects, paragraph, m.start()):
                place = claim(paragraph.pieces(*paragraph.sentence(m.start()))).place
                whose = "another" if what in told else "an"
                yield Unread(place.line_from, place.line_to, f"{whose} {_CALLED[what]}: whose it is cannot be told")


def _of_others(letter: Letter, subjects: Subjects, body: list[Paragraph], claim: Making) -> Iterator[Finding]:
    """The numbers in brackets behind the names of other companies. In a row of a table no name runs from one cell into the next."""
    for paragraph in body:
        found: dict[tuple[str, int], dict[str, str]] = {}
        for what, (pattern, number) in _PRINTED.items():
            for m in pattern.finditer(paragraph.text):
                if (whose := _whose(subjects, paragraph, m.start())) and _in_one_cell(letter, paragraph, m.start(), whose[0]):
                    found.setdefault(whose, {}).setdefault(what, number(m))
        for (name, start), numbers in found.items():
            stop = paragraph.sentence(start)[1]
            end = paragraph.text.find(")", start + len(name), stop) + 1 or stop  # brackets may stay open
            yield claim(paragraph.pieces(start, end), kind=Kind.IDENTIFIED, provider=text.mask(name), **numbers)


def _in_one_cell(letter: Letter, paragraph: Paragraph, at: int, name: str) -> bool:
    """Whether a name before an offset stands in one cell, where the line of the offset is a row of cells."""
    line = letter.lines[max(index for offset, index in paragraph.lines if offset <= at)]
    return "\t" not in line or any(name in " ".join(cell.split()) for cell in line.split("\t"))


def _whose(subjects: Subjects, paragraph: Paragraph, at: int) -> tuple[str, int] | None:
    """The company, not the letter's recipient, behind whose name the brackets stand that hold an offset; and where the name begins."""
    start = max(paragraph.sentence(at)[0], at - _NEAR)
    before = paragraph.text[start:at]
    bracket = before.rfind("(")
    ahead = before[: max(bracket, 0)].rstrip()
    if ")" in before[bracket:] or not ahead or any(each.recipient and each.end >= len(ahead) for each in subjects.mentions(ahead)):
        return None
    for name in (*formal(ahead), *trade(f"{ahead} ")):
        if ahead.endswith(name) and not BODY.search(name):
            return name, start + len(ahead) - len(name)
    return None
