"""Letters in which the FCC tells a provider to stop carrying illegal robocalls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracer import text
from tracer.errors import BadDocument
from tracer.identity import slug
from tracer.loaders.letters.addressees import binds, by_name, others
from tracer.loaders.letters.beyond import beyond
from tracer.loaders.letters.call_rows import findings
from tracer.loaders.letters.counted import counted
from tracer.loaders.letters.demands import demands, told_apart
from tracer.loaders.letters.hand_offs import hand_offs
from tracer.loaders.letters.names import FORM, Addressee, addressee
from tracer.loaders.letters.own_table import Table, differing
from tracer.loaders.letters.paragraphs import Fragment, Letter
from tracer.loaders.letters.passed_over import with_passed_over
from tracer.loaders.letters.promise import is_of_kind, letterhead, promised
from tracer.loaders.letters.prose import Prose
from tracer.loaders.letters.registered import registered
from tracer.loaders.letters.sentences import BY_DATE, TAKEN_BACK, deadline, limit, roles, terms
from tracer.loaders.letters.subjects import Subjects
from tracer.model import FCC, Claim, Document, Due, Finding, Heading, Kind, Moment, Unread, replace

VERSION = 12
ISSUER = f"{FCC}, Enforcement Bureau"
_SUSPECTED = r"suspected\s+(?:illegal|unlawful)\s+(?:robocall(?:ing)?\s+|call(?:ing)?\s+)?(?:traffic|calls|robocalls)"


def recognise(document: Document) -> bool:
    return is_of_kind(_marks(document))


def _marks(document: Document) -> dict[str, bool]:
    """The letterhead of the Commission, a salutation, and the words of a determination."""
    lines, words = letterhead(document)
    return {
        "letterhead of the Federal Communications Commission": any(
            line.startswith("federal communications commission") for line in lines[:15]
        ),
        "salutation": any(line.startswith("dear ") for line in lines),
        "word of the Enforcement Bureau": "enforcement bureau" in words,
        "word of robocalls": bool(re.search(r"robocall|illegal (?:traffic|calls)|prerecorded", words)),
        "determination": bool(
            re.search(rf"\bapparently\b|{_SUSPECTED}|cease[ -](?:and[ -]desist|originating|transmitting|carrying)", words)
        ),
    }


def load(document: Document) -> Iterator[Finding]:
    """What the letter says. Raises BadDocument where it has no date, or addresses no company."""
    yield from promised(document, "a letter of the FCC", _marks(document), "salutation", _load(document))


def _load(document: Document) -> Iterator[Finding]:
    letter = Letter(document)
    yield from letter.unread
    found, recipient = _determination(letter)
    if recipient is None:
        raise BadDocument(f"{document.name}: the letter names no company as its recipient; enter what it says in a hop list")
    dated = letter.dated
    action = f"fcc-{dated}-{slug(recipient.name)}"
    yield Heading(ISSUER, recipient.name, dated)

    pieces: list[Fragment] = found[0] if found else recipient.pieces
    place, quote = letter.cite(pieces)
    said = Claim(
        kind=Kind.ACTED, place=place, quote=quote, said_by=ISSUER, known_at=dated, valid_at=dated,
        provider=recipient.name, action=action, action_kind="cease-and-desist", roles=found[2] if found else (),
    )  # fmt: skip
    form = _form(letter)
    said = replace(said, action_kind=form)
    prose = Prose(letter, recipient, said, action)
    more = list(beyond(prose))
    ground = None if said.roles else next(filter(_says_what_it_is, more), None)
    if ground:
        said, found = replace(said, place=ground.place, quote=ground.quote, roles=ground.roles), (pieces, recipient.name, ground.roles)
    said = replace(said, due=(*_duties(prose, form), *_permissions(more)))
    yield from with_passed_over(prose, _findings(letter, prose, said, found, more))


def _findings(letter: Letter, prose: Prose, said: Claim, found: _Determined | None, more: list[Claim]) -> Iterator[Finding]:
    """`said`: the letter as an action; `found`: the sentence that determines something; `more`: what stands beyond its table."""
    place, recipient, dated, action = said.place, prose.recipient, letter.dated, prose.action
    yield said
    if found is None:
        yield Unread(place.line_from, place.line_to, "no sentence says what the letter determines about its recipient")
    elif not said.roles:
        yield Unread(place.line_from, place.line_to, "the determination names no role: originating, transmitting or gateway")
    if recipient.pieces:
        place, quote = letter.cite(recipient.pieces)
        yield Claim(
            kind=Kind.IDENTIFIED, place=place, quote=quote, said_by=ISSUER, known_at=dated, valid_at=dated,
            provider=recipient.name, address=recipient.address, country=recipient.country,
        )  # fmt: skip
    yield from registered(letter, prose.named, recipient.name, prose.claim)
    yield from hand_offs(prose)
    yield from more
    for other in others(prose):
        place, quote = letter.cite(other.recipient.pieces)
        due = tuple(_duties(other, said.action_kind or ""))
        yield replace(said, place=place, quote=quote, provider=other.recipient.name, action=other.action, roles=(), due=due)
    if recipient.others:
        start = next((i for i, line in enumerate(letter.lines) if re.match(r"\W*attachment\b", line, re.I)), len(letter.lines) - 1)
        yield Unread(
            *letter.numbers(start, len(letter.lines) - 1),
            "the letter has several addressees: whose calls a table lists is not certain",
        )  # fmt: skip
        return
    table = Table()
    yield from findings(letter, replace(said, action=None, action_kind=None, roles=(), due=()), action, table)
    yield from differing(prose, table)
    if not table.tables:  # else its rows tell which calls they are
        yield from counted(prose.claim, prose.body, Subjects(prose.named, recipient.name), dated)


def _says_what_it_is(claim: Claim) -> bool:
    """Whether it is a finding of the office's own that gives the recipient a role for certain."""
    own = claim.kind == Kind.FOUND and claim.certainty in ("determined", "apparent", "stated") and not claim.on_word_of
    return own and set(claim.roles) <= _ROLES and bool(claim.roles)


_ROLES = {"originating", "transmitting", "gateway"}


# --- the letter ----------------------------------------------------------------------------------------------------

_DETERMINED = re.compile(
    rf"(?:\bthat,?\s+|^)(?P<name>[^\W_](?:(?!\bthat\b)[^()]){{1,120}}?(?:,\s+{FORM})?)(?:\s*\((?P<short>[^)]*)\))?"
    r"(?P<what>,\s+[^,()]{0,60}providers?,|\s+is\s+an?\s[^,()]{0,60}providers?,?\s+(?:and|that|which))?"
    r"\s+(?:(?:is|are|was|were|has\s+been|have\s+been)\s+)?(?:apparently\s+|(?=originating\b|transmitting\b|acting\s+as|serving\s+as))"
)
# ... unless the words before deny it, or take it back.
_DENIED = re.compile(rf"(?:\b(?:not(?!\s+only)|never|cannot|no|{TAKEN_BACK})\b|n['\u2019]t\b)[^,;.]*$", re.I)
_TAKEN_BACK = re.compile(rf"\b(?:{TAKEN_BACK}|no\s+longer)\b", re.I)
_IS_NOT = re.compile(r"\s+(?:is|are|was|were|has|have)(?:\s+been)?\s+(?:not|never)$", re.I)
_BY_WAY_OF = re.compile(rf"^(?:As|Based|According|Pursuant|Following|In|Under|Upon|Through|After)\b[^,]*,\s+(?!{FORM})(?:the\s+)?")


_Determined = tuple[list[Fragment], str, tuple[str, ...]]


def _determination(letter: Letter) -> tuple[_Determined | None, Addressee | None]:
    """The sentence that says what the recipient apparently does (its words, the name in it, the roles), and who that is.

    The recipient is the company of the address block, whatever others the first sentences name.
    """
    first: tuple[_Determined, Addressee] | None = None
    elsewhere: tuple[_Determined, Addressee] | None = None
    for found in _determined(letter):
        recipient = addressee(letter, found[1])
        if recipient is None:
            continue
        if not recipient.pieces:
            elsewhere = elsewhere or (found, recipient)
        elif found[2]:
            return found, recipient
        else:
            first = first or (found, recipient)
    if first:
        return first
    recipient = addressee(letter, None)
    return (None, recipient) if recipient else elsewhere or (None, None)


def _determined(letter: Letter) -> Iterator[_Determined]:
    for paragraph in letter.body():
        for m in _DETERMINED.finditer(paragraph.text):
            start, end = paragraph.sentence(m.start("name"))
            if _DENIED.search(paragraph.text, start, m.start("name")) or _TAKEN_BACK.search(paragraph.text, m.end(), end):
                continue
            as_provider = re.sub(r"^\W*(?:is\s+)?", " as ", m["what"] or "")
            name = _BY_WAY_OF.sub("", m["name"]).strip(" ,")
            denied = _IS_NOT.search(name)  # `is not originating, but is apparently transmitting`
            said = roles((" not " if denied else "") + paragraph.text[m.end() : end] + as_provider)
            yield paragraph.pieces(start, end), name[: denied.start()] if denied else name, said


def _form(letter: Letter) -> str:
    """A notice of suspected illegal traffic, under (n)(2), or a cease-and-desist letter, under (k)(4): by what it cites."""
    words = " ".join(p.text for p in (*letter.paragraphs, *letter.footnotes.values()))
    if re.search(r"\(k\)\(4\)|cease[ -]and[ -]desist\s+letter", words, re.I):
        return "cease-and-desist"
    return "notice" if re.search(rf"64\.1200\(n\)\((?:2|5)\)|\bnotice\s+of\s+{_SUSPECTED}", words, re.I) else "cease-and-desist"


_CLOCKS = {"cease-and-desist": ("k4.mitigate", "k4.measures"), "notice": ("n2.mitigate", "n2.notice")}
_REPORT = {
    "cease-and-desist": "report effective measures against illegal calls",
    "notice": "report on the investigation and the steps taken",
}


_DEED = r"(?:mitigat|block|cease|stop)"
_DEEDS = re.compile(rf"(?:\w+ly\s+)?{_DEED}", re.I)
_BOUND_TO = re.compile(rf"\b(?:must|shall|should|directed\s+to|required\s+to)\s+(?:\w+ly\s+|at\s+once\s+)*{_DEED}", re.I)
_WORDS_ASKED = re.compile(r"measures|steps|inform|report|prevent|investigat", re.I)


def _duties(prose: Prose, form: str) -> Iterator[Due]:
    """48 hours to mitigate, 14 days to report; each date that is stated once, also where two differ."""
    mitigate, report = _CLOCKS[form]
    said = sorted(_times(prose), key=lambda time: not by_name(prose, time[2]))  # what is laid on one of several by name goes before
    for about, what, clock in (
        (_is_deed, "mitigate the traffic and report the steps taken", mitigate),
        (_is_report, _REPORT[form], report),
    ):
        found = [(length, day) for length, day, words in said if about(length, words)]
        stated = [each for each in found if each[1]] or found[:1]
        yield from dict.fromkeys(Due(what, clock, length, day) for length, day in stated)


def _is_deed(length: str, words: str) -> bool:
    """Whether a time is one to mitigate in: hours; days and dates only where the words ask for nothing else."""
    if length.endswith("hours"):
        return bool(re.search(r"mitigat|block|\bcease|\bstop", words, re.I))
    return bool(_DEEDS.match(words) or _BOUND_TO.search(words)) and not _WORDS_ASKED.search(words)


def _is_report(length: str, words: str) -> bool:
    return not length.endswith("hours") and bool(_WORDS_ASKED.search(words))


def _times(prose: Prose) -> Iterator[tuple[str, Moment | None, str]]:
    """Each time that the letter sets, or the words of the day, with the day and the words for which it is set."""
    apart = told_apart(prose)
    for term in terms(prose.letter.body(), apart):
        words = " ".join(words for _, words in term.sentence)
        if binds(prose, words) and not term.relieves:
            yield term.length, term.stated, words
    for demand in demands(prose):
        if not binds(prose, demand.lead.words):
            continue
        by = BY_DATE.search(demand.entry.words)
        length = demand.length or (by[0] if by else None)
        mixed = _DEEDS.match(demand.what) and _WORDS_ASKED.search(demand.what)  # which of them days are for is not certain
        if length and (length.endswith("hours") or not mixed):
            yield length, demand.stated, demand.what
    for sentence in prose.sentences():
        by = BY_DATE.search(sentence.words)
        if (
            by
            and sentence.spot not in apart
            and deadline(sentence.words)
            and not limit(sentence.words)
            and prose.its.search(sentence.words)
            and binds(prose, sentence.words)
        ):
            day = text.moment(by["date"])
            if day and day.moment[:10] >= prose.letter.dated:  # else it is told of an earlier letter
                yield by[0], day.moment[:10], sentence.words


def _permissions(said: Iterable[Claim]) -> Iterator[Due]:
    """From when on others may block, where the letter sets a time for it."""
    found = next((c for c in said if c.clock == "k4.block" and c.length), None)
    if found:
        yield Due("providers downstream may block its calls", "k4.block", found.length or "", found.stated)
