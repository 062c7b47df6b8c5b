"""What the Industry Traceback Group reports to a provider of others: silent upstreams, calls not found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tracer.loaders._itg_footers import is_footer
from tracer.loaders._itg_mails import Mail, Piece, bare
from tracer.loaders._itg_sent import Sent, masked, unread
from tracer.model import Finding, Kind, Role, Status
from tracer.text import mask

_SILENT = (
    r"(?:(?:ha(?:s|ve) (?:still )?not (?:yet )?|ha(?:s|ve) yet to |did not |never )(?:respond|reply|replied|answer)(?:ed)?"
    r"|(?:ha(?:s|ve) )?failed to (?:respond|reply|answer))\b"
)
_LOST = r"(?:(?:was|were|is|are|has been|have been) (?:unable|not able) to|could not|did not) (?:find|locate|identify)\b"
_STATE = re.compile(rf"\b(?:(?P<silent>{_SILENT})|(?P<lost>{_LOST}))", re.I)
_TRACEBACKS = re.compile(r"(?:traceback|incident)s? (?:requests? )?(?:numbers? )?(#?\d+\b(?:(?:, and |, | and | & )#?\d+\b)*)", re.I)

_BEFORE_NAME = re.compile(r".*\b(?:that|upstream (?:voice service )?(?:providers?|carriers?)),? |.*[.:!?] (?=[A-Z])", re.I)
_NOBODY = re.compile(r"(?:you|we|they|it|(?:.*\b)?(?:who|which|some|any|your (?:network|company)|providers|carriers))", re.I)
_AND = re.compile(r",? and |, (?!(?:LLC|L\.L\.C|Inc|Ltd|Limited|Corp|Co|LP|LLP|PLC|Pvt|S\.A|GmbH)\b)")

_MESSAGE = re.compile(r"has sent you (?:the following|a|this) (?:message|comment)\W*", re.I)
_TRIED = re.compile(
    r"(?:tried|attempted|been trying) to (?:contact|reach)(?: out to)? (?P<who>.+?)"
    rf",? (?:regarding|about|concerning) (?:(?P<many>[\w ]{{1,30}}?) )?tracebacks?\b[^.]{{0,60}}?\b{_SILENT}[^.]*\.?",
    re.I,
)
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


def notices(sent: Sent, last: int, *, alone: bool) -> Iterator[Finding]:
    """Who has not yet responded, or did not find the call. `alone`: the mail has no call details, so it is about this."""
    mail = sent.mail
    paragraphs = [mail.passage(*lines) for lines in mail.paragraphs(mail.body, last)]
    everywhere = {n for passage in paragraphs for m in _TRACEBACKS.finditer(passage.text) for n in re.findall(r"\d+", m[1])}
    for passage in paragraphs:
        begin = 0
        for state in _STATE.finditer(passage.text):
            after = _TRACEBACKS.search(passage.text, state.end())
            end = after.end() if after else state.end()
            first, final = passage.index(begin), passage.index(end - 1)
            names = _names(mail, passage.text[begin : state.start()], first, final, plural=bool(re.match("have|were|are", state[0], re.I)))
            numbers = re.findall(r"\d+", after[1]) if after else sorted(everywhere) if alone and len(everywhere) == 1 else []
            if names and numbers:
                begin = end
                status = Status.NO_RESPONSE if state["silent"] else Status.NOT_FOUND
                for number in numbers:
                    yield from _reported(sent, f"itg-{int(number)}", names, status, (first, final, None))
                if sent.provider is None:
                    yield unread(mail, first, final, "a notice to no provider's mail domain: it does not say whose upstream it names")


def _reported(sent: Sent, incident: str, names: list[str], status: Status, said: Piece) -> Iterator[Finding]:
    hop, link = sent.hop({incident})
    for name in names:
        yield sent.claim(Kind.STATUS, [said], said[0], incident=incident, provider=name, role=Role.ASKED, status=status)
        if sent.provider:
            handed: dict[str, Any] = {"incident": incident, "provider": sent.provider, "hop": hop, "upstream": name}
            yield sent.claim(Kind.HANDED_OFF, [*sent.header("to"), said, *link], said[0], role=Role.ASKED, **handed)


def _names(mail: Mail, before: str, first: int, last: int, *, plural: bool) -> list[str]:
    """The companies that a sentence speaks of, from its words up to the verb."""
    cleaned = _BEFORE_NAME.match(before)
    who = (before[cleaned.end() :] if cleaned else before).strip(" ,;:")
    raw = re.sub(r"\s+", " ", " ".join(line.raw for line in mail.lines[first : last + 1]))
    bold = [name for name in dict.fromkeys(bare(run).strip(" ,") for run in re.findall(r"\*\*([^*]+)\*\*", raw)) if name and name in who]
    names = bold if len(bold) > 1 else _AND.split(who) if plural else [who]
    return [mask(name) for name in names if name and not _NOBODY.fullmatch(name)]


def message(sent: Sent, last: int) -> Iterator[Finding]:
    """A message that somebody at the ITG typed, if there is one: read if it is on an upstream that did not answer."""
    mail = sent.mail
    whole = mail.passage(mail.body, last)
    opening = _MESSAGE.search(whole.text)
    if opening is None:
        return
    at = whole.index(opening.end() - 1)
    last = next((i - 1 for i in range(at + 1, last + 1) if is_footer(mail, i, last + 1)), last)
    passage = mail.passage(mail.body, last)
    read_to = opening.end()
    for tried in _TRIED.finditer(passage.text, read_to):
        more = re.search(r".*[.!?] (?=\S)", passage.text[read_to : tried.start()])
        begin = read_to + (more.end() if more else 0)
        if more:
            yield unread(mail, passage.index(read_to), passage.index(begin - 1), "a free message")
        who = mask(re.sub(r",? \(?(?:at |via |under |on )?\S+@.*", "", tried["who"]))
        said: Piece = (passage.index(begin), passage.index(tried.end() - 1), None)
        yield from masked(sent.claim(Kind.COUNTED, [said], said[0], provider=who, **_unanswered(tried["many"] or "")))
        read_to = tried.end()
    if passage.text[read_to:].strip(" .)"):
        yield unread(mail, passage.index(read_to + 1 if passage.text[read_to] == " " else read_to), passage.indices[-1], "a free message")
    elif read_to == opening.end():
        yield unread(mail, at, at, "a message without words")


def _unanswered(many: str) -> dict[str, Any]:
    words = many.lower().split()
    number = next((int(w) if w.isdigit() else _NUMBERS[w] for w in words if w.isdigit() or w in _NUMBERS), None)
    if number is None:
        return {"no_response": 1, "at_least": True}
    # Only those that were not answered are spoken of: of how many there were, nothing is said.
    return {"no_response": number, **({"at_least": True} if len(words) > 1 else {})}  # over three, at least three ...
