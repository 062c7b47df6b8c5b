"""Notices of a state attorneys general task force to a provider that does not answer tracebacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from tracer import late, text
from tracer.errors import BadDocument
from tracer.identity import slug
from tracer.loaders.letters.addressees import binds, by_name, others
from tracer.loaders.letters.beyond import beyond
from tracer.loaders.letters.counted import counted
from tracer.loaders.letters.demands import only_tells, replies, told_apart
from tracer.loaders.letters.findings import of_another
from tracer.loaders.letters.hand_offs import hand_offs
from tracer.loaders.letters.knowledge import links
from tracer.loaders.letters.named import formal, trade
from tracer.loaders.letters.names import BULLET, Addressee, addressee, called, cells, columns, items, name_and_mark
from tracer.loaders.letters.paragraphs import MARK, Fragment, Letter, Paragraph
from tracer.loaders.letters.passed_over import with_passed_over
from tracer.loaders.letters.promise import is_of_kind, letterhead, promised
from tracer.loaders.letters.prose import Prose
from tracer.loaders.letters.registered import registered
from tracer.loaders.letters.sentences import BY_DATE, NUMERAL, roles, terms
from tracer.loaders.letters.subjects import Subjects
from tracer.loaders.letters.unread_tables import unread_tables
from tracer.model import Attested, Claim, Document, Due, Finding, Heading, Kind, Remark, Role, Unread, replace

VERSION = 12


def recognise(document: Document) -> bool:
    return is_of_kind(_marks(document))


def _marks(document: Document) -> dict[str, bool]:
    """A letter that calls itself a notice of attorneys general, and speaks of tracebacks."""
    head = document.head
    lines, _ = letterhead(document)
    return {
        "attorney general": bool(re.search(r"attorneys?\s+general", head, re.I)),
        "task force or letterhead of an attorney general": bool(
            re.search(r"task\s+force", head, re.I)
            or any(re.search(r"\battorney general\b|\bdepartment of (?:justice|law)\b", line) for line in lines[:12])
        ),
        "word that it is a notice": bool(
            re.search(r"^[^\w\n]*(?:re|subject)[^\S\n]*:.*\b(?:notice|provider|traffic|robocalls?)\b", head, re.I | re.M)
            or re.search(r"\bthis\s+notice\b", head, re.I)
        ),
        "salutation": bool(
            re.search(r"^[^\w\n]*(?:dear|to\s+whom\s+it\s+may\s+concern)\b", head, re.I | re.M)
            or re.search(r"^[^\w\n]*to[^\S\n]*:.*\n(?:.*\n){0,20}?[^\w\n]*(?:re|subject)[^\S\n]*:", head, re.I | re.M)  # as of a memorandum
        ),
        "word of tracebacks": bool(re.search(r"trace-?backs?", head, re.I)),
    }


def load(document: Document) -> Iterator[Finding]:
    """What the notice says. Raises BadDocument where it has no date, or addresses no company."""
    yield from promised(document, "a notice of attorneys general", _marks(document), "salutation", _load(document))


def _load(document: Document) -> Iterator[Finding]:
    letter = Letter(document)
    yield from letter.unread
    issuer = _issuer(letter)
    named = _named(letter)
    by_subject = addressee(letter, named) if named else None
    # The company of the address block that the subject line names; else the one that the body repeats most.
    recipient = by_subject if by_subject and by_subject.pieces else addressee(letter, None) or by_subject
    if recipient is None:
        raise BadDocument(f"{document.name}: the notice names no company as its recipient; enter what it says in a hop list")
    if not (recipient.pieces or any(letter.body())):
        raise BadDocument(f"{document.name}: the notice has no text below its salutation; enter what it says in a hop list")
    yield Heading(issuer, recipient.name, letter.dated)
    notice = _Notice(letter, issuer, recipient)
    found = list(with_passed_over(notice.prose, notice.findings()))
    yield from found
    yield from unread_tables(letter, found)


_TASK_FORCE = late.pattern(r"((?:[A-Z][\w&'\u2019-]*\s+)(?:(?:[A-Z][\w&'\u2019-]*|of|and|on)\s+){0,8}Task\s+Force)\b")


def _issuer(letter: Letter) -> str:
    """The task force's name as printed; where there is none, the attorney general's office."""
    for paragraph in letter.paragraphs:
        for m in _TASK_FORCE.finditer(paragraph.text):
            name = re.sub(r"^(?:The|This|Re|NOTICE|Notice)\s+(?:(?:from|of)\s+)?(?:the\s+)?", "", m[1])
            if len(name.split()) > 2:
                return name
    return "Office of the Attorney General"


def _named(letter: Letter) -> str | None:
    """The provider's name in the subject line: `... Concerning X's Failures ...`."""
    for paragraph in letter.paragraphs:
        m = re.search(r"\b(?:[Cc]oncerning|[Rr]egarding|[Aa]gainst)\s+([A-Z0-9].{1,80}?)['\u2019]s?\s", paragraph.text)
        if m:
            return m[1]
    return None


class _Notice:
    def __init__(self, letter: Letter, issuer: str, recipient: Addressee) -> None:
        assert letter.dated
        self.letter, self.recipient, self.dated = letter, recipient, letter.dated
        self.body = list(letter.body())
        self.names = self._names()
        self.action = f"ag-{self.dated}-{slug(recipient.name)}"
        place, quote = letter.cite([(0, letter.lines[0])])
        self.said = Claim(
            kind=Kind.ACTED, place=place, quote=quote, said_by=issuer, known_at=self.dated, valid_at=self.dated, provider=recipient.name
        )
        self.prose = Prose(letter, recipient, self.said, self.action)

    def findings(self) -> Iterator[Finding]:
        yield from self.acted()
        yield from self.identified()
        yield from self.counted()
        yield from hand_offs(self.prose)
        listed: list[tuple[str, list[Fragment]]] = []
        for found in self.downstream():
            if isinstance(found, tuple):
                listed.append(found)
            else:
                yield found
        yield from beyond(self.prose, listed)

    def claim(self, pieces: list[Fragment], **what: object) -> Claim:
        place, quote = self.letter.cite(pieces)
        return replace(self.said, place=place, quote=quote, **what)

    def _names(self) -> str:
        """A pattern for the recipient in the text: the name, without its legal form, and the short one in brackets after it."""
        names = dict.fromkeys([*called(self.recipient.name), *(each for _, name in self.recipient.aliases for each in called(name))])
        for paragraph in self.body:
            for name in list(names):
                for m in re.finditer(rf"{re.escape(name)}{MARK}?,?\s*\(([^)]*)\)", paragraph.text, re.I):
                    names.update(dict.fromkeys(re.findall(r"[\"\u201c]([^\"\u201d]{2,40})[\"\u201d]", m[1])))
                    if name.lower().startswith(f"{m[1].strip().lower()} "):  # the beginning of the name, without quotes
                        names[m[1].strip()] = None
        known = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
        mark = rf"(?:{MARK}|\d{{1,2}})?" if self.letter.plain_marks else rf"{MARK}?"
        return rf"\b(?:{known})(?P<mark>{mark})(?!\w)(?:,?\s*\([^)]*\))?"

    # --- what it does, and what it asserts

    def acted(self) -> Iterator[Finding]:
        pieces, said = self._asserted()
        due = self._due()
        if due is None:
            yield from self._untold()
        what = {"action_kind": self._kind(), "what": self._which(), "due": (due,) if due else ()}
        yield self.claim(pieces, action=self.action, roles=said, **what)
        for other in others(self.prose):
            due = _Notice(self.letter, self.said.said_by, other.recipient)._due()
            what["due"] = (due,) if due else ()
            yield self.claim(other.recipient.pieces, provider=other.recipient.name, action=other.action, **what)

    def _subject(self) -> str:
        """The words of its subject line."""
        return next((p.text for p in self.letter.paragraphs if re.match(r"\W*(?:re|subject)\s*:", p.text, re.I)), "")

    def _kind(self) -> str:
        """A notice; or a letter, where nothing in it calls it a notice."""
        body = " ".join(p.text for p in self.body)
        headed = re.match(r"\W*(?:re|subject)\s*:\W*(?:\w+\s+){0,3}notice\b", self._subject(), re.I)
        return "notice" if headed or re.search(r"\bNOTICE\b|\b[Tt]his\s+[Nn]otice\b", f"{self._subject()} {body}") else "letter"

    def _which(self) -> str | None:
        """Whether it says that it is the second one, or the last."""
        m = re.search(r"\b(first|second|third|final|last|supplemental|follow-up)\s+(?:and\s+final\s+)?notice\b", self._subject(), re.I)
        return m[0].lower() if m else None

    def _asserted(self) -> tuple[list[Fragment], tuple[str, ...]]:
        """The sentences in which the notice itself says that the provider carries calls, not those that only ask whether."""
        verbs = re.compile(
            rf"{self.names},?\s+(?P<what>(?:is|was|are|were|has\s+been)\s+(?:\w+\s+)?"
            rf"(?:originat|transmit|a\s+gateway|the\s+gateway|(?:serv|act)ing\s+as).*|(?:(?:serv|act)ing|identified)\s+as\s+.*)",
            re.I,
        )
        pieces: list[Fragment] = []
        found: tuple[str, ...] = ()
        for paragraph in self.body:
            for m in verbs.finditer(paragraph.text):
                start, end = paragraph.sentence(m.start("what"))
                new = tuple(r for r in roles(paragraph.text[m.start("what") : end]) if r not in found)
                before = paragraph.text[start : m.start()]
                if new and not _IN_DOUBT.search(before[-60:]) and not of_another(before):
                    found += new
                    pieces += paragraph.pieces(start, end)
        if pieces:
            return pieces, found
        subject = (p.pieces() for p in self.letter.paragraphs if re.match(r"\W*(?:re|subject)\s*:", p.text, re.I))
        return next(subject, None) or next((p.pieces() for p in self.body), self.recipient.pieces), ()

    def _due(self) -> Due | None:
        times = [(d, words) for d, words in self._times_to_reply() if binds(self.prose, words)]
        found = [(d, words) for d, words in times if self._bids(words) and not _EARLIER.search(words)]
        # Rules that a notice tells set times as well: what it asks of its reader goes before.
        # What is laid on one of several by name before that.
        asked = [*(d for d, words in found if by_name(self.prose, words)), *(d for d, words in found if _OF_THE_READER.search(words))]
        demanded = [Due("reply", "ag.reply", *time) for time in replies(self.prose)]
        return next(iter([*asked, *demanded, *(d for d, _ in found)]), None)

    @staticmethod
    def _bids(words: str) -> bool:
        """Whether a sentence asks for a reply."""
        return bool(_REPLY.search(words)) and not (only_tells(words) or _NO_DUTY.search(words))

    def _times_to_reply(self) -> Iterator[tuple[Due, str]]:
        """Every time that a sentence sets, in the order of the ways to say it, with the sentence."""
        apart = told_apart(self.prose)
        found = [term for term in terms(self.body, apart) if not term.length.endswith("hours")]
        for term in found:
            beside = [other.clause for other in found if other.sentence == term.sentence]
            if _REPLY.search(term.clause) or not any(map(_REPLY.search, beside)):  # `acknowledge it within 5 days and answer within 21`
                yield Due("reply", "ag.reply", term.length, term.stated), " ".join(words for _, words in term.sentence)
        for paragraph in self.body:
            for m in BY_DATE.finditer(paragraph.text):
                start, end = paragraph.sentence(m.start())
                if paragraph.spot(start) in apart:
                    continue
                date = text.moment(m["date"])
                if date and date.moment[:10] >= self.dated:  # else it is told of an earlier notice
                    yield Due("reply", "ag.reply", m[0], date.moment), paragraph.text[start:end]

    def _untold(self) -> Iterator[Unread]:
        """Words that set its reader a time to reply in, where none of them was read."""
        for paragraph in self.body:
            for start, end in paragraph.sentences():
                words = paragraph.text[start:end]
                if self._bids(words) and _OF_THE_READER.search(words) and _A_TIME.search(words):
                    yield self.unread(paragraph.pieces(start, end), "a time to reply in that this loader does not read")

    # --- who the provider is

    def identified(self) -> Iterator[Finding]:
        if self.recipient.address:
            yield self.claim(self.recipient.pieces, kind=Kind.IDENTIFIED, address=self.recipient.address, country=self.recipient.country)
        yield from registered(self.letter, self.names, self.recipient.name, self.claim)

    # --- what it did not answer

    def counted(self) -> Iterator[Finding]:
        yield from counted(self.claim, self.body, Subjects(self.names, self.recipient.name), self.dated)

    def unread(self, pieces: list[Fragment], reason: str) -> Unread:
        place, _ = self.letter.cite(pieces)
        return Unread(place.line_from, place.line_to, reason)

    # --- whom it hands its calls to

    def downstream(self) -> Iterator[Finding | tuple[str, list[Fragment]]]:
        """The hand-offs to each provider of a list; and its name with where it stands, for what is said of them all."""
        for intro in self.body:
            if _INTRO.search(intro.text):
                yield from self._listed(intro)

    def _listed(self, intro: Paragraph) -> Iterator[Finding | tuple[str, list[Fragment]]]:
        start, end = intro.sentence(max(m.start() for m in _INTRO.finditer(intro.text)))
        denied = _DENIED.search(intro.text, start, end) or self._is_of_another(intro.text[start:end])
        rows = [(row, self._columns(row)) for row in items(self.letter, intro.lines[-1][1] + 1)]
        entries = [(pieces, bool(each)) for row, each in rows for pieces in each or [row]]
        if not entries:
            yield self.unread(intro.pieces(), "downstream providers are announced, but no list of them follows")
        ended = False
        for pieces, parted in entries:
            name, mark, certain = name_and_mark(pieces, self.letter, lambda number: self._note(number)[1].startswith("This "))
            if denied:
                yield self.unread(pieces, "an entry of a list whose announcement does not say for certain that calls were taken")
            elif not name or ended or not parted:
                ended = ended or not BULLET.match(self.letter.lines[pieces[0][0]])  # without bullets it may be the heading of another list
                yield self.unread(pieces, "an entry of the list of downstream providers that is no company's name, or of another list")
            else:
                yield from self._took(name, mark, pieces, certain=certain)

    def _columns(self, row: list[Fragment]) -> list[list[Fragment]]:
        """The entries that stand beside one another in an entry of a list; none where that is not certain."""
        (i, words), *below = row
        bullet = BULLET.match(self.letter.lines[i])
        parts, certain = columns(words, bullet[0].strip()) if bullet else ([words], True)
        if not (certain or all(map(_names_a_company, parts))):
            parts = [words]  # a dash may part a name from what is said of it
        each = [cell for part in parts for cell in cells(part)]
        if len(each) == 1 and not any(len(cells(line)) > 1 for _, line in below):
            return [row]
        if below or (len(each) > len(parts) and not all(map(_names_a_company, each))):
            return []
        return [[(i, cell)] for cell in each]

    def _is_of_another(self, words: str) -> bool:
        """Whether the calls of a list come from another company than the recipient."""
        if re.search(rf"\b(?:from|behalf\s+of)\s+(?:{self.names}['\u2019]|your\b|its\b)", words, re.I):
            return True  # one of its customers
        named = re.search(rf"{self.names}|\b(?:you|it|the\s+(?:company|provider))\b", words, re.I)
        return named is None and any(formal(words))

    def _took(
        self, name: str, mark: str | None, pieces: list[Fragment], *, certain: bool
    ) -> Iterator[Finding | tuple[str, list[Fragment]]]:
        claim = self.claim(
            pieces, kind=Kind.HANDED_OFF, provider=name, upstream=self.recipient.name, role=Role.NAMED, attested=Attested.LETTER
        )
        if not certain:
            how = f"read as {name}" + (f" with footnote {mark}" if mark else "")
            yield Remark("name-unusual", claim.place.line_from, claim.place.line_to, f"{claim.quote}: {how}")
        yield claim
        yield name, pieces
        yield from self._also_noticed(name, mark, pieces)

    def _note(self, mark: str | None) -> tuple[Paragraph | None, str, list[Fragment]]:
        """The footnote of a number and its words; where it only says `Id.`, the one before it, and the `Id.`s on the way."""
        passed: list[Fragment] = []
        while mark in self.letter.footnotes:
            note = self.letter.footnotes[mark]
            if not _ID.fullmatch(note.text):
                return note, note.text, passed
            passed = [*note.pieces(), *passed]
            mark = str(int(mark or 0) - 1)
        return None, "", []

    def _also_noticed(self, name: str, mark: str | None, item: list[Fragment]) -> Iterator[Finding]:
        """The notice that a downstream provider got as well, where its footnote says so."""
        note, words, passed = self._note(mark)
        m = _NOTICED.search(words)
        if note and m:
            other = next(text.moments(m[0]), None)
            at = other.moment[:10] if other else self.dated
            said = note.pieces(*note.sentence(m.start()))
            said = [*said[:1], *takewhile(lambda piece: not BULLET.match(self.letter.lines[piece[0]]), said[1:])]  # entries below it
            yield self.claim(
                [*item, *said, *passed],
                provider=name,
                valid_at=at,
                action=f"ag-{at}-{slug(name)}",
                action_kind="notice",
                links=links(words),
            )


def _names_a_company(words: str) -> bool:
    """Whether words hold a company's name: by its legal form, or as such companies are called."""
    name = text.without_footnotes(words)
    return any([*formal(name), *trade(name)])


_REPLY = late.pattern(r"\b(?:respon[ds]|repl(?:y|ies)|answer|provide[sd]?\b|contact|inform)", re.I)
_OF_THE_READER = late.pattern(r"\b(?:please|you|your|us|notice|letter|task\s+force)\b", re.I)
_NO_DUTY = late.pattern(
    r"\b(?:need|required|asked|obliged|obligated|expected)\s+not\b|\bno\s+(?:need|duty|obligation)\b"
    r"|\bnot\s+(?:\w+\s+)?(?:required|asked|obliged|obligated|expected|have\s+to|need)\b",
    re.I,
)
_EARLIER = late.pattern(
    r"\b(?:was|were|had\s+been)\s+(?:\w+\s+)?(?:asked|required|directed|told|given|requested|due)\b", re.I
)  # by another letter
_A_TIME = late.pattern(
    rf"(?:\b(?:within|in)\s+an?|\b(?:\d+\)?|one)|{NUMERAL})\s+(?:(?:business|calendar|working)\s+)?(?:hour|day|week|month)s?\b"
    r"|\b(?:by|before|no\s+later\s+than)\s+(?:[\w:.,]+\s+){0,8}?(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\s+\d|\bextend\w*\b",
    re.I,
)
_NOT_SO = r"(?i:\b(?:not(?!\s+only)|never|none|neither|nor|no|cannot|den(?:y|ies|ied|ying)|withdr[ae]w\w*)\b|n['\u2019]t\b)"
_IN_DOUBT = late.pattern(rf"\b(?:[Ww]hether|[Ii]f|[Ww]hen|[Ww]hile|may|could|concerned|suspects?)\b[^.;:]*$|{_NOT_SO}[^.,;:]*$")
_DENIED = late.pattern(rf"{_NOT_SO}|\b(?:whether|if|may|might|could|stopp\w+|ceas\w+|refus\w+|declin\w+)\b")
_INTRO = late.pattern(
    r"\bproviders?\b.{0,60}\b(?:accept|receiv|took|tak(?:e|ing)|carri|transmit).{0,160}\b(?:from|on\s+behalf\s+of)\b.*:$", re.I
)
_ID = late.pattern(r"\W*(?:see\s+)?id\W*", re.I)
_NOTICED = late.pattern(
    r"\b(?:issued|sent|received|served|given)\b[^.]*\bNotice\b[^.]*?\b(?:on\s+th(?:is|e)\s+(?:same\s+)?(?:date|day)|today|(?:the\s+)?same\s+(?:date|day)|(?:on|dated)\s+[A-Z]\w+\.?\s+\d{1,2},\s+\d{4})",
    re.I,
)
