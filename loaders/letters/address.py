"""What an address block says beside name and address: the persons addressed, trade names, mail domains and role mailboxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer import text
from tracer.identity import is_domain
from tracer.loaders.letters.addressees import whose
from tracer.loaders.letters.names import FORM, PERSON, as_printed, block, fold, of_person, without_form
from tracer.loaders.letters.paragraphs import bare
from tracer.loaders.letters.prose import BODY, Prose, clip
from tracer.model import Claim, Kind

_NAME = r"(?:(?:Mr|Ms|Mrs|Dr)\.?\s+)?[A-Z][\w.'\u2019-]*(?:\s+(?:[A-Z][\w.'\u2019-]*|de|da|van|von|der|al|bin|el)){1,4}"
PERSON_LINE = re.compile(rf"(?P<name>{_NAME})(?:,\s*(?P<title>\S.{{1,80}}))?")
_TITLE = re.compile(r"[A-Z][\w.]*(?:[ /&,-]+(?:(?:and|of|for|the)\s+)?[A-Z][\w.]*){0,6}")
_NO_PERSON = re.compile(rf"{BODY.pattern}|\b(?i:notice|letter|warning|order|traffic|delivery|confidential|urgent|released|mail)\b")
_ATTENTION = re.compile(r"\W*(?:attn|attention|c/o)\b[.:\s]*", re.I)
_BOX = re.compile(r"(?<![\w\]@])[\w.+-]+@(?:[\w-]+\.)+\w+")
# Domains of those who write such letters and get copies of them: never the recipient's.
_AUTHORITIES = re.compile(r"(?:.*\.)?(?:gov|mil)|(?:.*\.)?(?:ustelecom\.org|tracebacks\.org)|.*\.gov\.\w\w")
_TRADE = frozenset(
    "voip voice telecom telecommunication telecommunications tel global services service group communications solutions".split()
)


def persons(prose: Prose) -> Iterator[Claim]:
    """Those whom the letter addresses at its recipient, with their titles: above the company or below it."""
    its = whose(prose)
    lines = [(i, printed) for i, printed in block(prose.letter) if its.get(i) == prose.recipient.name]
    company = {i for i, _ in prose.recipient.pieces}
    first = min(company, default=-1)
    found: list[tuple[str, list[tuple[int, str]]]] = []
    for i, printed in lines:
        attention = _ATTENTION.match(printed)
        words = printed[attention.end() :] if attention else printed
        if not attention and i >= first and (i in company or not of_person(words, prose.letter)):
            continue
        m = PERSON_LINE.fullmatch(words)
        alone = bool(_TITLE.fullmatch(words) and PERSON.search(words))
        if alone and found and not attention and not (m and m["title"]) and i == found[-1][1][-1][0] + 1:
            found[-1] = f"{found[-1][0]}, {words}", [*found[-1][1], (i, words)]
        elif m and not _NO_PERSON.search(m["name"]) and not re.search(rf"(?:^|\s){FORM}$", m["name"]):
            found.append((words, [(i, words)]))
    for contact, pieces in found:
        printed_as = [(i, as_printed(prose.letter.lines[i], words)) for i, words in pieces]
        yield prose.claim(printed_as, kind=Kind.IDENTIFIED, contact=clip(contact, 200))


def also_called(prose: Prose) -> Iterator[Claim]:
    """What else its recipient goes by, in lines of the address block that say no more."""
    for i, name in prose.recipient.aliases:
        yield prose.claim([(i, as_printed(prose.letter.lines[i], name))], kind=Kind.IDENTIFIED, aliases=(text.mask(name),))


def domains(prose: Prose) -> Iterator[Claim]:
    """The mail domains in the address block, line by line: one that reads like the company's name is its own."""
    for i, words, its, name in _with_mail(prose):
        if name != prose.recipient.name:
            continue
        boxes = tuple(dict.fromkeys(box.lower() for box in _BOX.findall(text.mask(words))))
        own = tuple(d for d in its if reads_like(d, name))
        other = tuple(d for d in its if d not in own)
        boxes = tuple(box for box in boxes if box.partition("@")[2] in its)
        yield prose.claim([(i, bare(prose.letter.lines[i]))], kind=Kind.IDENTIFIED, names=own, domains=other, mailboxes=boxes)


def of_nobody(prose: Prose) -> Iterator[int]:
    """Lines with mail addresses of which it is not certain to which addressee they belong."""
    return (i for i, _, _, name in _with_mail(prose) if name is None)


def _with_mail(prose: Prose) -> Iterator[tuple[int, str, list[str], str | None]]:
    """Lines with mail addresses that may be an addressee's, their domains, and whose they are: by the name that these are made of, or by
    their place."""
    by_place = whose(prose)
    for i, words in block(prose.letter, with_mail=True):
        its = [d for d in text.domains(words) if is_domain(d) and not _AUTHORITIES.fullmatch(d)] if "@" in words else []
        if its:
            alike = [name for name in prose.recipient.names if any(reads_like(d, name) for d in its)]
            yield i, words, its, alike[0] if len(alike) == 1 else None if alike else by_place[i]


def reads_like(domain: str, name: str) -> bool:
    """Whether a domain is made of words of a company's name: `pinfold.example` of Pinfold Networks."""
    labels = [re.sub(r"[\W_]", "", label) for label in domain.lower().split(".")[:-1]]
    words = [fold(word) for word in re.findall(r"[\w&]+", without_form(name))]
    whole = "".join(words)
    for label in labels:
        if len(label) < 4:
            continue
        if label not in _TRADE and (label in whole or (len(whole) > 4 and label.startswith(whole))):
            return True
        left = label
        used: list[str] = []
        for word in sorted({word for word in words if word}, key=len, reverse=True):
            if word in left and (len(word) > 2 or left.startswith(word)):
                left, used = left.replace(word, "", 1), [*used, word]
        if not left and not set(used) <= _TRADE:
            return True
    return False
