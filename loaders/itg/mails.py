"""Mails of a document cut apart, however they were kept; every line knows where it stands.

A text dump or a print shows a mail's headers as lines, a mail container has them beside the body. In both, a body may
hold another mail: forwarded, or quoted with `>`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from tracer import late
from tracer.loaders.itg.lines import Line, line_of
from tracer.loaders.itg.quoted import not_the_senders
from tracer.model import Document, Part, Place, Verified, replace
from tracer.text import mask, mask_cut, moments, sender_domain

_LABEL = late.pattern(r"(from|to|cc|bcc|date|sent|subject|reply-to|importance|attachments?)[ \t]*:[ \t]*(.*)", re.I | re.S)
_SENDER = late.pattern(r"(?:from\s*:\s*)?(?P<who>[^@]{0,400}(?<=\S)@[\w.-]+>?)(?P<rest>.*)", re.I)
_ITG = late.pattern(r"traceback-notice@|@(?:[\w-]+\.)*(?:tracebacks|ustelecom)\.org\b", re.I)
_DOMAINS = frozenset(("tracebacks.org", "ustelecom.org"))  # of the consortium: exactly these
_LOOKED_AHEAD = 12  # lines, to tell whether a mail begins
_FORWARDED = late.pattern(r"[-_=*]{3,}[^-_=*]{3,60}[-_=*]{3,}|begin forwarded message:", re.I)
_ADDRESSES = late.pattern(r"[\s<>;,]*[\w.%+'-]+@[\w.-]+(?:[\s<>;,]+[\w.%+'-]+@[\w.-]+)*[\s<>;,]*")
# What a browser prints at the edge of every page: the page's number, its address, the day of printing.
_EDGE = late.pattern(r"(?:page\s*)?\d+\s*(?:of|/)\s*\d+|\S+://\S+\s+\d+/\d+|\d\d?/\d\d?/\d\d(?:\d\d)?,? \d\d?:\d\d.*", re.I)


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines as one text: what was wrapped can be searched."""

    text: str
    starts: tuple[int, ...]
    indices: tuple[int, ...]

    def index(self, offset: int) -> int:
        return self.indices[bisect_right(self.starts, offset) - 1]


MailPart = tuple[int, int, "str | None"]  # first and last line; the words in them, or None for all of them


@dataclass(frozen=True, slots=True)
class Mail:
    headers: Mapping[str, str]  # from, to, cc, date, subject
    lines: tuple[Line, ...]
    printed: Mapping[str, tuple[int, int]]  # where headers stand, if they are lines
    body: int  # the first line after them
    sender: str | None  # the domain of its From address
    verified: Verified  # whether the server that received it found that it comes from there
    check: str = ""  # ... in its words
    quoted: bool = False  # no mail: words that another one quotes, or of a person who quotes one

    @property
    def from_itg(self) -> bool:
        """Whether its From address is at exactly the consortium's domain; anybody can write that."""
        return self.sender in _DOMAINS

    @property
    def by_itg(self) -> bool:
        return self.from_itg and self.verified != Verified.NO

    def passage(self, first: int, last: int) -> Passage:
        """The words of the lines, first to last."""
        text, starts, indices = "", [], []
        for index in range(first, last + 1):
            words = bare(self.lines[index].unquoted)
            if words:
                starts.append(len(text))
                indices.append(index)
                text += words + " "
        return Passage(text, tuple(starts) or (0,), tuple(indices) or (first,))

    def paragraphs(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Runs of lines without a blank one between them."""
        begin = None
        for index in range(first, last + 2):
            filled = index <= last and bool(self.lines[index].text)
            if filled and begin is None:
                begin = index
            elif not filled and begin is not None:
                yield begin, index - 1
                begin = None

    def evidence(self, pieces: Sequence[MailPart], anchor: int, start: int | None = None) -> tuple[Place, str]:
        """Where the pieces stand (from line `start` on, if given), and their words, masked.

        A place lies in one part: what stands on another page than the line `anchor` is left out of the quote.
        """
        part = self.lines[anchor].part
        said, seen = [], [anchor]
        for first, last, words in sorted(pieces, key=lambda piece: piece[:2]):
            here = [i for i in range(first, last + 1) if self.lines[i].part is part]
            if not here:
                said.append("")
                continue
            whole = bare(" ".join("…" if self.lines[i].left_out else self.lines[i].raw for i in here))
            cut = "" if len(here) == last + 1 - first else " …"
            said.append(words if words and words in whole else whole + cut)
            seen += (here[0], here[-1])
        if start is not None:
            seen += [i for i in range(start, anchor + 1) if self.lines[i].part is part][:1]
        quote = re.sub(r"…(?: …)+", "…", " … ".join(said).strip())
        return part.place(self.lines[min(seen)].number, self.lines[max(seen)].number), mask(quote)

    def numbers(self, first: int, last: int) -> tuple[int, int]:
        """The physical lines, first and last, as far as they stand in one part."""
        part = self.lines[first].part
        return self.lines[first].number, max(line.number for line in self.lines[first : last + 1] if line.part is part)


def bare(text: str) -> str:
    """The words alone: without emphasis and escapes, blanks folded. Found again in the lines if these are treated alike."""
    return re.sub(r"\s+", " ", re.sub(r"[*\\]", "", text)).strip()


def mails(document: Document) -> Iterator[Mail]:
    """Every mail in the order of the document; what stands before the first one, too, as a mail without headers.

    One by one, so that a large mailbox is never in memory as a whole.
    """
    if document.media == "mail":
        for part in document.parts():
            yield from _cut(_lines([part]), part)
    elif document.media == "text":
        yield from _cut(_streamed(document), None)
    else:
        yield from _cut(_lines(document.parts()), None)


def _lines(parts: Iterable[Part]) -> Iterator[Line]:
    return (
        line_of(raw, part, number)
        for part in parts
        for number, raw in enumerate(part.lines, 1)
        if part.page is None or not _EDGE.fullmatch(raw.strip())
    )


def _streamed(document: Document) -> Iterator[Line]:
    whole = Part(())  # whose lines are those of the file
    return (line_of(raw.rstrip("\r\n"), whole, number) for number, raw in enumerate(mask_cut(document.stream()), 1))


def _cut(lines: Iterator[Line], part: Part | None) -> Iterator[Mail]:
    """The mails that are printed in these lines; with `part`, they are the body of that mail, and what is before the first its words."""
    held: list[Line] = []  # of the mail that is being read, and those after it that were looked at
    at = 0  # how many of them are its own
    begun = False
    for line in lines:
        held.append(line)
        if len(held) - at <= _LOOKED_AHEAD:
            continue
        if "@" in held[at].text and _begins(held, at):
            first = _headers_above(held, at)
            yield from _mail(held[:first], part, begun=begun, more=True)
            held, at, begun = held[first:], at - first, True
        at += 1
    while at < len(held):
        if "@" in held[at].text and _begins(held, at):
            first = _headers_above(held, at)
            yield from _mail(held[:first], part, begun=begun, more=True)
            held, at, begun = held[first:], at - first, True
        at += 1
    yield from _mail(held, part, begun=begun, more=False)


def _mail(lines: list[Line], part: Part | None, *, begun: bool, more: bool) -> Iterator[Mail]:
    outer = part.verified if part else None
    if begun:
        printed = _printed(lines)
        # What is printed in a mail is the word of who sent that one: his server's verdict is none on it.
        within = Verified.NO if outer == Verified.NO else Verified.UNKNOWN
        yield from _apart(replace(printed, verified=within, check=part.check if part else ""))
    elif any(line.text for line in lines) or (part and part.headers and not more):
        headers, sender, verified, check = (part.headers, part.sender, outer, part.check) if part else ({}, None, None, "")
        yield from _apart(Mail(headers, tuple(lines), {}, 0, sender, verified or Verified.UNKNOWN, check))


def _apart(mail: Mail) -> Iterator[Mail]:
    """A mail of the ITG without the words in it that are another's, then these. Others are not read: nothing of them is taken apart."""
    depth = mail.lines[mail.printed["from"][0]].depth if mail.printed else 0
    runs = [*not_the_senders(mail.lines, mail.body, depth)] if mail.by_itg else []
    if not runs:
        yield mail
        return
    own = [*mail.lines]
    for first, last in runs:
        own[first : last + 1] = [Line("", "", line.part, line.number, left_out=True) for line in own[first : last + 1]]
    yield replace(mail, lines=tuple(own))
    for first, last in runs:
        yield Mail({}, mail.lines[first : last + 1], {}, 0, None, Verified.UNKNOWN, quoted=True)


def _begins(lines: list[Line], at: int) -> bool:
    """Whether a mail's printed headers begin here: a From with an address, more headers soon after.

    A print may leave out the word From; then it must be the ITG's own address.
    """
    text = lines[at].text
    if not _SENDER.match(text):
        return False
    named = text[:5].lower().replace(" ", "") == "from:"
    if named and _ITG.search(text):
        return True
    if not named and not re.match(r"[^@:.]*traceback-notice@[\w.]+>?(?:\W|$)", text, re.I):
        return False
    following = [line.text for line in lines[at + 1 : at + 12] if line.text][: 4 if named else 1]
    wanted = ("to", "date", "sent", "subject") if named else ("to",)
    return any((m := _LABEL.match(t)) and m[1].lower() in wanted and not _is_phone(m[2]) for t in following)


def _headers_above(lines: list[Line], at: int) -> int:
    """Where the headers of a mail begin whose From stands in this line: some programs print others above it, below a line that says
    that a mail is forwarded."""
    first = at
    for i in range(at - 1, max(-1, at - _LOOKED_AHEAD), -1):
        if _FORWARDED.fullmatch(lines[i].text):
            labels = [m[1].lower() for line in lines[first:at] if (m := _LABEL.match(line.text))]
            return first if labels and _LABEL.match(lines[first].text) and "from" not in labels else at
        if lines[i].depth != lines[at].depth and lines[i].text:
            break
        first = i if lines[i].text else first
    return _first_of_block(lines, at)


def _first_of_block(lines: list[Line], at: int) -> int:
    """The same where a dump prints the date, or whom a mail is to, above its From, and not below: line by line, nothing between."""
    filled = (line.text for line in lines[at + 1 : at + _LOOKED_AHEAD] if line.text)
    below = {_header_name(m) for m in takewhile(bool, map(_LABEL.match, filled)) if m}
    first, found = at, set[str]()
    for i in range(at - 1, max(-1, at - _LOOKED_AHEAD), -1):
        label = _LABEL.match(lines[i].text)
        if label is None or lines[i].depth != lines[at].depth:
            break
        name = _header_name(label)
        if not _is_value(name, label[2]) or name in found | below:
            return at
        first = i
        found.add(name)
    return first if found & {"date", "to"} else at


def _header_name(label: re.Match[str]) -> str:
    return {"sent": "date"}.get(label[1].lower(), label[1].lower())


def _is_value(name: str, value: str) -> bool:
    """Whether it is the value of such a header, and no field of a call, nor the end of a text."""
    if name == "date":
        return any(len(at.moment) > 10 for at in moments(value))  # a mail's has a time of day
    return "@" in value if name in ("to", "cc", "bcc") else name == "subject"


def _is_phone(value: str) -> bool:
    return bool(re.match(r"\+?\d[\d\s().-]{6,}$", value))


def _printed(lines: list[Line]) -> Mail:
    at = next(i for i, line in enumerate(lines) if _SENDER.match(line.text) and _begins(lines, i))
    sender = _SENDER.match(lines[at].text)
    assert sender
    headers = {"from": sender["who"].strip()}
    where = {"from": (at, at)}
    if re.search(r"\d", sender["rest"]):  # prints put the date on the right
        headers["date"], where["date"] = sender["rest"].strip(), (at, at)
    _more_headers(lines, 0, at, headers, where)
    body = _more_headers(lines, at + 1, len(lines), headers, where)
    return Mail(headers, tuple(lines), where, body, sender_domain(re.sub(r"(?i)^from\s*:", "", lines[at].text)), Verified.UNKNOWN)


def _more_headers(lines: list[Line], first: int, end: int, headers: dict[str, str], where: dict[str, tuple[int, int]]) -> int:
    """Read the headers in these lines. The line after them."""
    body, open_name = first, ""
    for i in range(first, end):
        line = lines[i]
        label = _LABEL.match(line.text)
        if not line.text:
            continue
        if label and label[1].lower() not in ("from", *headers):
            open_name = _header_name(label)
            headers[open_name], where[open_name] = label[2].strip(), (i, i)
        elif open_name and (
            _continues(open_name, headers[open_name], line.text, adjacent=where[open_name][1] == i - 1)
            # a wrapped subject, if more headers follow it
            or (open_name == "subject" and (m := _LABEL.match(lines[min(i + 1, len(lines) - 1)].text)) and m[1].lower() not in headers)
        ):
            headers[open_name] = f"{headers[open_name]} {line.text}".strip()
            where[open_name] = (where[open_name][0], i)
        else:
            break
        body = i + 1
    return body


def _continues(name: str, value: str, text: str, *, adjacent: bool) -> bool:
    """Whether a line goes on with a header: its value stands below the label, or a list of addresses was wrapped."""
    if not value:
        return name in ("date", "subject") or "@" in text or text.startswith("[")
    return adjacent and name in ("to", "cc") and bool(value.endswith((",", ";")) or _ADDRESSES.fullmatch(text))
