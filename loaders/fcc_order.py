"""Orders in which the FCC decides on companies: show cause, removal from the database, Initial and Final Determination Orders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer import text
from tracer.errors import BadDocument
from tracer.identity import slug
from tracer.loaders.letters.findings import found
from tracer.loaders.letters.hand_offs import hand_offs
from tracer.loaders.letters.knowledge import told
from tracer.loaders.letters.names import Addressee
from tracer.loaders.letters.paragraphs import Letter
from tracer.loaders.letters.passed_over import with_passed_over
from tracer.loaders.letters.past_actions import past_actions
from tracer.loaders.letters.promise import is_of_kind, promised
from tracer.loaders.letters.prose import Prose
from tracer.loaders.letters.registered import registered
from tracer.loaders.letters.unread_tables import unread_tables
from tracer.loaders.orders.companies import Company, companies
from tracer.loaders.orders.deciding import EARLIER
from tracer.loaders.orders.terms import duty_of, terms_for_others
from tracer.model import FCC, Claim, Document, Finding, Heading, Kind, Moment, Unread, replace

VERSION = 7
ISSUER = f"{FCC}, Enforcement Bureau"
_WHOM = r"(?:providers|companies|filers|them|it|those)"
# What an order is, by its title and by what it says that it does; the first that fits.
_KINDS = [
    ("final-determination-order", r"final\s+determination\s+order", r"\bfinal\s+determination\s+that\b"),
    ("initial-determination-order", r"initial\s+determination\s+order", r"\binitial\s+determination\s+that\b"),
    (
        "removal",
        r"removal\s+order",
        rf"(?<!may )(?<!to )(?<!will )\bremoves?\s+(?:\w+\s+){{0,5}}?(?:certifications?|filings?|{_WHOM}\s+from)\b",
    ),
    (
        "show-cause",
        r"order\s+to\s+show\s+cause|show\s+cause\s+order",
        r"\bto\s+show\s+cause\b|\bmust\s+cure\b|\bdirects?\b[^.;]*\bwhy\s[^.;]*\bnot\s+be\s+removed\b",
    ),
]
_CAPTION = "caption `Before the Federal Communications Commission`"
_NUMBERED = re.compile(r"\W*\d{1,3}\.\s")  # a paragraph of an order
_TITLE = re.compile(r"^[^\w\n]*((?:[A-Z]+[^\S\n]+){0,6}ORDER(?:[^\S\n]+TO[^\S\n]+SHOW[^\S\n]+CAUSE)?)[^\w\n]*$", re.M)


def recognise(document: Document) -> bool:
    return is_of_kind(_marks(document))


def _marks(document: Document) -> dict[str, bool]:
    """The Commission's caption, a title that is an order, and nobody greeted: an order is no letter."""
    head = "\n".join(text.plain(line) for line in document.head.splitlines())
    return {
        "caption `Before the Federal Communications Commission`": bool(
            re.search(r"\bbefore\s+the\s+federal\s+communications\s+commission", head, re.I)
        ),
        "title that is an order": bool(_TITLE.search(head)),
        "word of the Robocall Mitigation Database, of illegal traffic or of section 64.1200(n)": bool(
            re.search(r"robocall|illegal\s+traffic|64\.1200\(n\)", head, re.I)
        ),
    }


def load(document: Document) -> Iterator[Finding]:
    """What the order says. Raises BadDocument where it has no date, or names no company."""
    yield from promised(document, "an order of the FCC", _marks(document), _CAPTION, _load(document))


def _load(document: Document) -> Iterator[Finding]:
    letter = Letter(document, dated=_released)
    yield from letter.unread
    kind, titled = _kind(letter)
    does = next((re.compile(words, re.I) for each, _, words in _KINDS if each == kind), None)
    named, left = companies(letter, kind, does, titled=titled)
    if not (named or left):
        raise BadDocument(f"{document.name}: no company that the order is about can be read; enter what it says in a hop list")
    yield Heading(ISSUER, named[0].name if len(named) == 1 else f"{len(named)} companies" if named else None, letter.dated)
    yield from left
    if not named:
        return
    title = next((p for p in letter.paragraphs if _TITLE.fullmatch(p.text)), None) or next(iter(letter.paragraphs), None)
    if title is None:
        raise BadDocument(f"{document.name} holds no sentence that can be read; enter what it says in a hop list")
    place, quote = letter.cite(title.pieces())
    if kind is None:
        yield Unread(
            place.line_from, place.line_to, "what the order does to the companies that it names cannot be read: nothing is claimed of them"
        )
        return
    due = duty_of(letter, kind)
    said = Claim(
        kind=Kind.ACTED, place=place, quote=quote, said_by=ISSUER, known_at=letter.dated, valid_at=letter.dated, action_kind=kind, due=due
    )
    prose = Prose(letter, Addressee(named[0].name, None, None, []), said, _action(letter, named[0]))
    numbered = (s for s in prose.sentences() if _NUMBERED.match(s.paragraph.text))
    told = list(with_passed_over(prose, _findings(letter, prose, named, said, alone=len(named) == 1 and not left), numbered))
    yield from told
    yield from unread_tables(letter, [*told, *left], title.lines[0][1])


def _findings(letter: Letter, prose: Prose, named: list[Company], said: Claim, *, alone: bool) -> Iterator[Finding]:
    for company in named:
        yield from _against(letter, company, said)
    yield from terms_for_others(prose, said.action_kind or "", len(named))
    if alone:  # of several it is not said of which
        yield from found(prose)
        yield from told(prose, ())
        yield from hand_offs(prose)
        if not (named[0].frn or named[0].rmd):
            yield from registered(letter, prose.named, named[0].name, prose.claim)
    names = {company.name for company in named}
    yield from (past for past in past_actions(prose) if past.provider not in names or past.valid_at != letter.dated)


def _against(letter: Letter, company: Company, said: Claim) -> Iterator[Finding]:
    place, quote = letter.cite(company.pieces)
    claim = replace(said, place=place, quote=quote, provider=company.name)
    yield replace(claim, action=_action(letter, company))
    if company.frn or company.rmd:
        yield replace(claim, kind=Kind.IDENTIFIED, action_kind=None, due=(), frn=company.frn, rmd=company.rmd)


def _action(letter: Letter, company: Company) -> str:
    return f"fcc-{letter.dated}-{slug(company.name)}"


def _kind(letter: Letter) -> tuple[str | None, bool]:
    """What the order is, and whether its title says so. Else it is told by what the first paragraphs say that it does. A removal that is
    only threatened is none, and what was done on an earlier day is told, not done."""
    title = next((p.text for p in letter.paragraphs if _TITLE.fullmatch(p.text)), "")
    first = (p for p in letter.paragraphs if re.match(r"\W*[1-3]\.\s", p.text))
    sentences = (p.text[start:end] for p in first for start, end in p.sentences())
    body = " ".join(words for words in sentences if not EARLIER.match(words))[:4000]
    by_title = next((kind for kind, words, _ in _KINDS if re.search(words, title, re.I)), None)
    return by_title or next((kind for kind, _, does in _KINDS if re.search(does, body, re.I)), None), by_title is not None


def _released(lines: list[str]) -> Moment | None:
    """The day of release, else of adoption."""
    for word in ("released", "adopted"):
        for line in lines[:80]:
            m = re.search(rf"\b{word}\s*:?\s*(?P<day>[A-Z][a-z]+\.?\s+\d{{1,2}},\s+\d{{4}})", text.plain(line), re.I)
            if m and (day := text.moment(m["day"])):
                return day.moment[:10]
    return None
