"""What a letter says of companies and no claim of it says: told to be unread, sentence by sentence, so that nothing is lost in silence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from tracer import late, text
from tracer.loaders.letters.address import of_nobody
from tracer.loaders.letters.addressees import certain
from tracer.loaders.letters.lists_left import lists_left
from tracer.loaders.letters.named import formal, full_names, trade
from tracer.loaders.letters.names import BULLET, called, fold, without_form
from tracer.loaders.letters.prose import BODY, Prose, Sentence, clip
from tracer.loaders.letters.sentences import BY_DATE, from_receipt, lengths
from tracer.loaders.letters.terms import LAWS
from tracer.loaders.letters.unread_tables import covered
from tracer.model import Claim, Finding, Kind, Remark, Unread

_NO_FACT = late.pattern(
    rf"{LAWS.pattern}|\(\d{{1,2}}\)|\u00a7+\s*[\d.()a-z-]+|\bparas?\.?\s*\d+|https?://\S+"
    r"|\b(?:No|Docket|File|DA|FCC|Attachment|Appendix)\.?\s*[\w-]*\d[\w-]*"
)
_NUMBER = late.pattern(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|dozens?|hundreds?|half|none)\b",
    re.I,
)
_SAYS = late.pattern(
    r"\b(?:upstream|downstream|customers?|clients?|affiliates?|predecessors?|successors?|owned|controlled|gateway|point of entry"
    r"|last (?:\w+ )?hop|source of|originat\w+|transmit\w*|carr(?:ied|ies|y|ying)|rout(?:ed|es|ing)|accept\w*|receiv(?:es|ed)|sold|sells?"
    r"|hand(?:ed|s)|pass(?:ed|es)|forward(?:ed|s)|deliver(?:ed|s)|went|reach(?:ed|es)|gets?|got|gave|gives|took|takes|buys|bought|enter(?:ed|s)|came|comes?|led|brought|belong\w*|shares?|registered|suspended"
    r"|told|stated|named|identif\w+|involv\w+|served|claims?|ignor\w+"
    r"|(?:un)?answer\w*|respon(?:ds?|ded|ding|se)|repl(?:y|ied|ies)|asked"
    r"|did not|has not|have not|never|fail(?:ed|s|ing|ure)|refus\w+|warned|notified|informed|advised|removed|fined|sued"
    r"|indict\w+|convicted|settled|terminat\w+|ended|stopped|left|blocked|listed|cured|wrote|sent|issued)\b",
    re.I,
)
_ENDS = late.pattern(r"[.?!;]\W*$")
_STRONG = late.pattern(
    r"\b(?:not (?:listed|registered)|removed|fined|sued|indict\w+|convicted|controlled|owned|terminated|blocked|gateway|point of entry"
    r"|originat\w+|never|neither)\b",
    re.I,
)
_BIDS = late.pattern(
    r"\b(?:must|shall|directed|ordered|demand\w*|cease|no later than|not later than|by \w+ \d|within|we ask|requests? that|please)\b", re.I
)
_BOUND = late.pattern(r"\b(?:must|shall|directed|ordered|demand\w*)\b", re.I)
_COUNT = late.pattern(r"\btrace-?backs?\b|\brequests?\b|\bhops?\b|\bunanswered\b", re.I)
_BY_NUMBER = late.pattern(r"\btrace-?backs?\s+(?:(?:request|incident|number|id)s?\s+)?(?:Nos?\.?\s*|#\s*)?\d{4,6}\b", re.I)
_A_TRACEBACK = "a traceback, by its number, that this loader does not read"
_FIGURE = late.pattern(
    r"(?<![\d.,$/-])(\d{1,3}(?:,\d{3})+|\d+)\)?\s+(?:(?:(?!of\b|in\b|on\b|to\b)[a-z-]+\s+){0,3}?"
    r"(?:trace-?backs?|requests?|calls?|notices?|robocalls)\b|of\s+(?:those|these|them|the|its|which)\b)",
    re.I,
)
_OF_THEM = late.pattern(r"\W*Of (?:those|these|them|which)\b")
_PRONOUN = late.pattern(r"\b(?:it|they|both|each|neither|either|the\s+(?:company|latter|former))\b", re.I)
_ROUTINE = late.pattern(r"\bcopy of this [\w\s]{1,40} (?i:shall) be (?:sent|served)\b|\b(?i:shall be effective)\b")
# What says that nobody knows, what is only supposed, and a heading: `What you must do.`
_NO_WORD = late.pattern(
    r"\b(?:cannot|can not|could not|unable to)\s+(?:say|tell|determine|know)\b|^\W*(?:When|If|As long as|Unless)\b"
    r"|^\W*(?:Why|What|How)\s[^.?]{1,50}[.?]?\s*$"
)
_TABLED = late.pattern(r"\b(?:Attachment|Appendix|Exhibit|Annex|Schedule)\s+[A-Z0-9]\b|\blisted (?:beside|below|above|in)\b|\bthe table\b")
_TABLE = late.pattern(r"\S(?:\t| {4,}|\s\|\s)\S")
_REGISTERING = late.pattern(r"\b(?:registered|listed|identif\w+|served?)\b", re.I)
# Behind the signature: whom a copy goes to, and what was left to say.
_COPIES = late.pattern(r"\W*(?:b?cc|cop(?:y|ies)(?:\s+(?:of\s+this\s+\w+\s+)?(?:go(?:es)?\s+)?to)?)\s*:", re.I)
_POSTSCRIPT = late.pattern(r"\W*P\.?\s?S\.?[\s:]+\S")
_BEHIND = 30  # lines below the closing
_LEAST_NAME = 3  # letters: what is a name by itself has more
_LEAST = 12  # letters and digits of words that show that a claim quotes a sentence


def with_passed_over(prose: Prose, found: Iterable[Finding], sentences: Iterable[Sentence] | None = None) -> Iterator[Finding]:
    """The findings of a letter, and then each company of its address block and each sentence on a company that none of them tells of.
    `sentences`: where these are not all of its body."""
    told = list(certain(prose, found))
    yield from told
    for first, last, name in prose.recipient.strange:
        numbers = prose.letter.numbers(first, last)
        yield Unread(*numbers, f"a company in the address block of which the letter says nothing: {clip(text.mask(name), 70)}")
    for line in of_nobody(prose):
        yield Unread(*prose.letter.numbers(line, line), "a mail address, and to which of the addressees it belongs is not certain")
    said = _Said(prose, told)
    unread: list[Unread] = []
    yield from _from_receipt(prose, told)
    for sentence in prose.sentences() if sentences is None else sentences:
        lines = {i for i, _ in sentence.pieces()}
        if (
            lines
            and not any(_TABLE.search(BULLET.sub("", prose.letter.lines[i]).strip()) for i in lines)
            and (reason := said.lacks(sentence, lines))
        ):
            unread.append(Unread(*prose.letter.numbers(min(lines), max(lines)), f"{reason}: {clip(sentence.words, 70)}"))
    yield from unread
    if sentences is None:
        yield from lists_left(prose.letter, [*told, *unread])
    yield from _behind_the_signature(prose, said, told)


def _from_receipt(prose: Prose, found: Iterable[Finding]) -> Iterator[Remark]:
    """A duty whose time runs from a receipt: its clock is counted from the letter's date."""
    open_ends = {due.length for f in found if isinstance(f, Claim) for due in f.due if not due.stated}
    for sentence in prose.sentences():
        for length in set(from_receipt(sentence.words)) & open_ends:
            lines = [i for i, _ in sentence.pieces()]
            told = f"{length} from a receipt, whose day the letter does not say: counted from the date of the letter"
            yield Remark("receipt-unknown", *prose.letter.numbers(min(lines), max(lines)), told)


def _behind_the_signature(prose: Prose, said: _Said, told: list[Finding]) -> Iterator[Unread]:
    """Whom a copy goes to, and a postscript on a company, as far as nothing told so far is on them."""
    lines = prose.letter.lines
    end = min(len(lines), prose.letter.closing + _BEHIND)
    first = prose.letter.closing + 1
    while first < end:
        last = first
        if _COPIES.match(lines[first]) or _POSTSCRIPT.match(lines[first]):
            while last + 1 < end and lines[last + 1].strip() and not _TABLE.search(lines[last + 1].strip()):
                last += 1
            words = " ".join(lines[first : last + 1])
            if _COPIES.match(words) or said.speaks_of_a_company(words):
                known = covered(prose.letter, told)
                if left := [i for i in range(first, last + 1) if i not in known]:
                    words = clip(" ".join(lines[i].strip() for i in left), 70)
                    yield Unread(
                        *prose.letter.numbers(left[0], left[-1]), f"words below the signature that this loader does not read: {words}"
                    )
        first = last + 1


class _Said:
    """What the claims of a letter say, by line."""

    def __init__(self, prose: Prose, found: list[Finding]) -> None:
        self.prose = prose
        self.claims = sorted((f for f in found if isinstance(f, Claim)), key=lambda claim: claim.place.line_from)
        self.starts = [claim.place.line_from for claim in self.claims]
        self.longest = max((claim.place.line_to - claim.place.line_from for claim in self.claims), default=0)
        self.unread = sorted((f.line_from, f.line_to) for f in found if isinstance(f, Unread))
        self.rows = any(claim.place.row for claim in self.claims)
        self.printed = {str(n) for claim in self.claims for n in (claim.total, claim.no_response) if n}
        self.due = [re.findall(r"\w+", due.length.lower()) for claim in self.claims for due in claim.due]
        self.dates = {due.stated[:10] for claim in self.claims for due in claim.due if due.stated} | {prose.letter.dated}
        self.own = {fold(name) for name in (*prose.names, *called(prose.recipient.name), *(name for _, name in prose.recipient.others))}
        self.others = [(name, re.compile(_spelt(name))) for _, name in prose.recipient.others]
        self.short = full_names(prose)
        named = (name for claim in self.claims for name in (claim.provider, claim.upstream, *claim.names) if name)
        self.known = {name for each in (*named, *self._formal()) for name in called(each) if len(fold(name)) > 3 and " " in name}
        self.known = {name for name in self.known if fold(name) not in self.own} | self.short.keys()
        self.names_it = re.compile(rf"{prose.named}|\byour?\b", re.I)
        spelt = "|".join(re.escape(name) for name in sorted(self.known, key=len, reverse=True))
        self.pattern = re.compile(rf"(?<![\w-])(?:{spelt})(?![\w-])") if spelt else None

    def _formal(self) -> Iterator[str]:
        for paragraph in self.prose.body:
            yield from formal(paragraph.text)

    def lacks(self, sentence: Sentence, lines: set[int]) -> str | None:
        """Why a sentence is unread; None where it is read, or says nothing of a company."""
        words = sentence.words
        items = [text.without_footnotes(piece) for _, piece in sentence.pieces()]
        marked = sum(bool(BULLET.match(self.prose.letter.lines[i])) for i in lines)
        listed = marked > 1 or not re.search(r"\b[a-z]{3}", words)  # each entry by itself
        named = set().union(*map(self._others, items if listed else [text.without_footnotes(words)]))
        bare = _NO_FACT.sub(" ", _without(words, (*named, *self.prose.names)))
        number, says, bids = bool(_NUMBER.search(bare)), _tells(bare), bool(_BIDS.search(bare))
        # A sentence, whatever its verb is: no heading, and no entry of a list.
        states = bool(named and re.search(r"\b[a-z]{2,}\b", bare) and _ENDS.search(text.without_footnotes(words)))
        if not (number or says or bids or states) or _ROUTINE.search(words) or (not number and _NO_WORD.search(bare)):
            return None
        if self.rows and _TABLED.search(words) and not (named or re.search(r"\d", bare)):
            return None  # what its rows say
        first, last = self.prose.letter.numbers(min(lines), max(lines))
        here = self._at(first, last)
        if len(items) > 1 and all(any(fold(item) in fold(claim.quote) for claim in here) for item in items):
            return None  # a list, entry by entry
        whole = fold(text.mask(words))
        alone = len([*sentence.paragraph.sentences()]) == 1
        of_it = [claim for claim in here if alone or self._quotes(claim, whole)]
        if _tells(_REGISTERING.sub(" ", bare)):  # more than a number of a company, or a name
            of_it = [claim for claim in of_it if claim.kind != Kind.IDENTIFIED]
        others = {name for name in named if not any(self._tells_of(claim, name) for claim in of_it)}
        quoted = any(self._quotes(claim, whole) for claim in here) or self._is_duty(words)
        if others and (number or says or states):
            if self._said_unread(first, last, sentence):
                return None
            return f"words on {', '.join(sorted(text.mask(name) for name in others))} that this loader does not read"
        if quoted and not self._said_unread(first, last, sentence):
            if lost := _figures(bare) - self._figures_told(here):
                return f"words with a number of which no claim tells ({', '.join(sorted(lost))})"
            if left := self._times_left(words, here):
                return f"words with a time of which no claim tells ({', '.join(left)})"
            if _BY_NUMBER.search(words):
                return _A_TRACEBACK
        if quoted or self._said_unread(first, last, sentence) or (words.endswith(":") and self._listed_below(last)):
            return None
        if _BY_NUMBER.search(words):
            return _A_TRACEBACK
        if (digits := set(re.findall(r"\d+", bare))) and digits <= self.printed:
            return None  # the letter says a count again
        addressed = next((name for name, pattern in self.others if pattern.search(words)), None)
        its = addressed or self.prose.its.search(words)
        own = its or _PRONOUN.search(words)
        known = says and (its or number or _STRONG.search(bare))  # of a pronoun less is certain
        if (own and (known or (number and (bids or its)) or _BOUND.search(bare))) or (
            number and ((_COUNT.search(bare) and says) or _OF_THEM.match(bare))
        ):
            whom = self.prose.recipient.name if self.names_it.search(words) else addressed or ("a company" if own else "requests")
            return f"words on {text.mask(whom)} that this loader does not read"
        return None

    def speaks_of_a_company(self, words: str) -> bool:
        """Whether words name the letter's recipient, or another company."""
        return bool(self._others(words) or self.prose.its.search(words))

    def _figures_told(self, here: Iterable[Claim]) -> set[str]:
        """The numbers that these claims say in fields, and all that counts of the letter do."""
        told = (f"{c.what} {c.condition} {c.description} {c.note} {c.length} {c.campaign} {c.source}" for c in here)
        numbers = {shown for c in self.claims if c.frn for shown in (c.frn, c.frn.lstrip("0"))}
        return {*self.printed, *numbers, *re.findall(r"\d+", " ".join(told).replace(",", "").replace("None", " "))}

    def _times_left(self, words: str, here: Iterable[Claim]) -> list[str]:
        """The times that a sentence sets of which neither a duty tells nor a claim of these: days and lengths."""
        days = self.dates | {day[:10] for c in here for day in (c.stated, c.window_from, c.window_to, c.valid_at) if day}
        known = {due.length for claim in self.claims for due in claim.due} | {c.length for c in here}
        by = " ".join(m["date"] for m in BY_DATE.finditer(words))
        left = [reading.moment[:10] for reading in text.moments(words if self._is_duty(words) else by)]
        return [
            *dict.fromkeys(day for day in left if day not in days),
            *dict.fromkeys(each for each in lengths(words) if each not in known),
        ]

    def _tells_of(self, claim: Claim, name: str) -> bool:
        said = _values(claim)
        return any(fold(without_form(each)) in said for each in (name, self.short.get(name, name)))

    def _at(self, first: int, last: int) -> list[Claim]:
        a, b = bisect_left(self.starts, first - self.longest), bisect_right(self.starts, last)
        return [claim for claim in self.claims[a:b] if claim.place.line_to >= first]

    def _said_unread(self, first: int, last: int, sentence: Sentence) -> bool:
        """Whether its lines are said to be unread already; in a line of several sentences another one may be meant."""
        alone = first < last or len(list(sentence.paragraph.sentences())) == 1
        return any(a <= last and first <= b for a, b in self.unread) and (alone or bool(_COUNT.search(sentence.words)))

    def _listed_below(self, line: int) -> bool:
        """Whether the list that a sentence announces is read, entry by entry."""
        return any(claim.upstream and line < claim.place.line_from <= line + 4 for claim in self._at(line + 1, line + 4))

    def _others(self, words: str) -> set[str]:
        found = {*formal(words), *trade(words), *(self.pattern.findall(words) if self.pattern else ())}
        others = {name for name in found if not {fold(name), fold(without_form(name))} & self.own and not BODY.search(name)}
        return {name for name in others if not any(name != longer and name in longer for longer in found)}

    def _is_duty(self, words: str) -> bool:
        printed = set(re.findall(r"\w+", words.lower()))
        return any(due and all(word in printed or word.removesuffix("s") in printed for word in due) for due in self.due)

    @staticmethod
    def _quotes(claim: Claim, whole: str) -> bool:
        parts = (fold(part) for part in claim.quote.split("\u2026"))
        return any((len(part) >= _LEAST and part in whole) or (len(whole) >= _LEAST and whole in part) for part in parts)


def says_of_a_company(words: str) -> bool:
    """Whether words say something of a company that they name by its legal form, or as such companies are called."""
    named = [name for name in (*formal(words), *trade(words)) if not BODY.search(name)]
    return bool(named and _tells(_without(words, named)))


def _spelt(name: str) -> str:
    """A pattern for a company, also by its first word alone where that is long enough to be a name."""
    first = name.split(maxsplit=1)[0]
    ways = [*called(name), *([first] if len(first) > _LEAST_NAME else ())]
    return rf"(?<![\w-])(?:{'|'.join(map(re.escape, ways))})(?!\w)"


def _figures(words: str) -> set[str]:
    """How many requests, tracebacks or calls it speaks of."""
    return {m[1].replace(",", "") for m in _FIGURE.finditer(words) if not re.fullmatch(r"(?:19|20)\d\d", m[1])}


def _tells(words: str) -> bool:
    return bool(_SAYS.search(words) or re.search(r"\bno (?:answer|response|reply)\b", words))


def _without(words: str, names: Iterable[str]) -> str:
    """Words without names, whose own words say nothing: `Quillon Gateway`."""
    for name in names:
        words = words.replace(name, " ")
    return words


def _values(claim: Claim) -> str:
    """All that a claim says, as one text."""
    who = claim.provider, claim.upstream, claim.end_user, claim.party, claim.contact, *claim.names, *claim.aliases, *claim.short_names
    what = claim.what if claim.kind == Kind.TERM else None  # what a company does is no word on whom it does it with
    return fold(" ".join(filter(None, (*who, what, claim.condition, claim.campaign, claim.note))))
