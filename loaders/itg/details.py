"""Call details within a mail: a heading with the traceback's number, four fields, a description."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo

from tracer.loaders.itg.footers import is_footer
from tracer.loaders.itg.lines import Line
from tracer.loaders.itg.mails import Mail
from tracer.loaders.tables.cells import split
from tracer.model import Unread
from tracer.text import GROUPED, moments, number, traceback_number, zone

_HEADING = re.compile(rf"call details? for (?:incident|traceback)(?: number| no\.?)?\s*(?:#\s*)?(?P<number>{GROUPED})?(?P<rest>.*)", re.I)
_MORE = re.compile(r"\s*(?:[,;/&-]|and\b|or\b|as well as\b|through\b|to\b)[^()]*\d{2}", re.I)
_FIELD = re.compile(r"(date(?:\s*/\s*time)?(?:\s*\([^():]{1,40}\))?|to|from|campaign|description)\s*:\s*(.*)", re.I)
_OTHER_FIELD = re.compile(r"[A-Z][\w/ -]{0,30}:(?:\s.{0,40})?(?<![.!?])")
_PHONE = re.compile(r"\W*\d[\d\s().+-]*(?:x\d+|ext\.? ?\d+)?")
_AFTER_HYPHEN = re.compile(r"(?<=\w-)\n(?=[^\W\d])(?!(?:and|or|to)\b)")  # a word with a hyphen, wrapped there
_ABOVE = re.compile(r"\W*(?:please )?see (?:the )?description above\W*", re.I)


@dataclass(slots=True)
class Detail:
    """One traced call as a mail tells it; lines are indexes into the mail."""

    incident: str | None
    first: int
    heading_last: int
    last: int
    footer: int  # where that begins, or the next call
    end: int  # ... and ends
    fields: dict[str, str] = field(default_factory=dict)
    zone: tzinfo | None = None  # that the label of its time gives
    description: str | None = None  # as printed
    unread: list[Unread] = field(default_factory=list)

    @property
    def refers_above(self) -> bool:
        return bool(self.description and _ABOVE.fullmatch(self.description))


def details(mail: Mail) -> Iterator[Detail]:
    heads = [h for i in range(mail.body, len(mail.lines)) if (h := _heading(mail.lines, i))]
    ends = [h.first for h in heads[1:]] + [len(mail.lines)]
    for head, end in zip(heads, ends, strict=False):
        _read(mail, head, end)
        yield head


def _heading(lines: tuple[Line, ...], at: int) -> Detail | None:
    m = _HEADING.match(lines[at].text)
    if m is None:
        return None
    printed, last = m["number"], at
    if printed is None:
        if m["rest"].strip() and "#" not in m[0] and not re.match(r"\s*\(|.*\bago\b", m["rest"]):
            return None  # a sentence that begins with these words
        below = next((i for i in range(at + 1, len(lines)) if lines[i].text), at)
        wrapped = re.match(rf"#?({GROUPED})\b(?!-)(?!.*:)", lines[below].raw.strip(" *\\>"))
        if wrapped and not m["rest"].strip(" #"):
            printed, last = wrapped[1], below
    known = traceback_number(printed or "")
    detail = Detail(known and f"itg-{known}", at, last, last, len(lines), len(lines))
    if _MORE.match(m["rest"]):
        detail.unread.append(Unread(at, last, "call details for more than one traceback: the first is read"))
    return detail


def _read(mail: Mail, detail: Detail, end: int) -> None:
    lines, below, inline = mail.lines, "", False  # `below`: the label whose value stands in a line further down
    said: list[int] = []
    after_words: list[int] = []
    again: list[int] = []  # details of a further call, and what stands below them
    detail.footer = detail.end = end
    filled = _without_rules(lines, [i for i in range(detail.heading_last + 1, end) if lines[i].text])
    if len(filled) > 1 and (across := _across(lines[filled[0]].unquoted, lines[filled[1]].unquoted)):
        detail.fields |= across
        detail.zone = zone(lines[filled[0]].unquoted)
        detail.last = filled[1]
        del filled[:2]
        if filled and len(split(lines[filled[0]].unquoted)) == len(across):
            again.append(filled.pop(0))
    for place, i in enumerate(filled):
        text = lines[i].text
        after = lines[filled[place + 1]].text if place + 1 < len(filled) else ""
        label = _FIELD.match(text) or _FIELD.match(_as_field(lines[i].unquoted))
        name = re.sub(r"date.*", "date", label[1].lower()) if label else ""
        if again and not is_footer(mail, i, end):
            again.append(i)
            continue
        if label and name not in detail.fields and not (said and not _plausible(name, label[2])):
            below = "" if label[2] else name
            inline |= bool(label[2])
            detail.fields[name] = label[2]
            detail.zone = zone(label[1]) or detail.zone
            if name == "description":
                said, below = [i], ""
        elif below and _belongs(below, text, after, inline=inline):
            detail.fields[below], below = text, ""
        elif is_footer(mail, i, end) and not (said and _is_link_within(lines, said[-1], i)):
            detail.footer = i
            break
        elif label and name in detail.fields and label[2] and (_plausible(name, label[2]) or (name == "campaign" and not said)):
            again.append(i)
            continue
        elif not said and _OTHER_FIELD.fullmatch(text) and _stands_alone(mail, i, filled[place + 1 :], detail):
            detail.unread.append(Unread(i, i, f"a call detail has an unknown field: {text.partition(':')[0]}"))
        elif not said or _goes_on(lines, said[-1], i):
            said.append(i)
            below = ""
        else:
            after_words.append(i)
            continue
        detail.last = i
    if again:
        detail.unread.append(Unread(again[0], again[-1], "details of a further call below one heading"))
    if after_words:
        detail.unread.append(Unread(after_words[0], after_words[-1], "text after the description of a call"))
    described = _AFTER_HYPHEN.sub("", "\n".join(lines[i].text for i in said)).replace("\n", " ")
    detail.description = (_FIELD.sub(r"\2", described, count=1) if "description" in detail.fields else described) or None


def _across(labels: str, values: str) -> dict[str, str]:
    """The fields of a table with one row, its labels side by side above their values."""
    names = [_FIELD.fullmatch(f"{label.strip(' *:')}:") for label in split(labels)]
    cells = [value.strip() for value in split(values)]
    if len(names) < 2 or len(names) != len(cells) or not all(names):
        return {}
    return {re.sub(r"date.*", "date", name[1].lower()): cell for name, cell in zip(names, cells, strict=True) if name}


def _without_rules(lines: tuple[Line, ...], filled: list[int]) -> list[int]:
    """Without the rule of a table in Markdown, and the heads of its two columns above that, which name no field."""
    kept: list[int] = []
    for i in filled:
        if not ("|" in lines[i].text and "---" in lines[i].text and not lines[i].text.strip("|:- ")):
            kept.append(i)
        elif kept and _as_field(lines[kept[-1]].unquoted) and not _FIELD.match(_as_field(lines[kept[-1]].unquoted)):
            kept.pop()
    return kept


def _as_field(raw: str) -> str:
    """A row of two cells, as of a table in a page or in Markdown, as a label and its value."""
    name, tab, value = raw.strip().strip("|").strip().partition("\t" if "\t" in raw.strip() else "|")
    return f"{name.strip(' *').rstrip(': ')}: {value.strip()}" if tab and "|" not in value else ""


def _stands_alone(mail: Mail, at: int, below: list[int], detail: Detail) -> bool:
    """Whether what looks like a field is one, not the beginning of a description: fields follow, or the description does, apart."""
    later = [m for i in below if (m := _FIELD.match(mail.lines[i].text))]
    if any(re.sub(r"date.*", "date", m[1].lower()) not in detail.fields for m in later):
        return True
    return bool(below) and below[0] > at + 1 and not is_footer(mail, below[0], below[-1] + 1)


def _belongs(label: str, text: str, after: str, *, inline: bool) -> bool:
    """Whether a line is the value of the empty label above it, rather than the next thing."""
    if label == "date":
        return any(True for _ in moments(text)) or not inline
    if label in ("to", "from"):
        return bool(_PHONE.fullmatch(text)) or number(text) is None or (not inline and bool(_FIELD.match(after)))
    return not inline  # where the other values stand beside their labels, this one is missing


def _plausible(label: str, value: str) -> bool:
    """Whether a line within a description is a field after all."""
    if label == "date":
        return any(True for _ in moments(value))
    no_number = any(map(str.isalnum, value)) and number(value) is None  # `Anonymous`, not the end of a sentence
    return label in ("to", "from") and bool(_PHONE.fullmatch(value) or no_number)


def _is_link_within(lines: tuple[Line, ...], last: int, at: int) -> bool:
    """Whether a line that is a bare link stands in the midst of a described sentence, not in a footer."""
    return at == last + 1 and lines[at].text.startswith("http") and lines[last].text[-1] not in ".!?"


def _goes_on(lines: tuple[Line, ...], last: int, at: int) -> bool:
    """Whether a description goes on in this line: the next one, or one that a page break put apart, or in mid-sentence."""
    if at == last + 1 or lines[last].part is not lines[at].part:
        return True
    return lines[at].text[0].islower() and lines[last].text[-1] not in ".!?"
