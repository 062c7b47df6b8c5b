"""Which company the words of a letter are about: its recipient, another one, or one that cannot be told.

What is said of one company must not be put on another. So a clause is the recipient's only where its grammar leaves no choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from tracer import late
from tracer.loaders.letters.names import FORM, without_form


class About(Enum):
    RECIPIENT = "recipient"
    OTHER = "other"
    UNKNOWN = "unknown"


class Mention(NamedTuple):
    start: int
    end: int
    recipient: bool
    name: str  # folded: two mentions of one company are equal


# Capitalised words that name no provider: what a sentence begins with, authorities, months.
_COMMON = frozenset(
    """a an the this that these those it its in on out at by for from to of with without since between during after before while when where
    whereas although though because as if and but or nor so yet also however moreover further furthermore additionally meanwhile then later
    still nevertheless nonetheless according based under upon until through throughout despite unlike like even again today thus indeed
    each every all some most many several both neither none others other another our we you your they their he she his her there here
    records record data call calls traceback tracebacks notice notices request requests letter table attachment task force attorney
    attorneys
    general state states united america federal communications commission fcc itg industry group consortium bureau enforcement wireline
    competition robocall robocalls mitigation database rmd frn registration no number tcpa tsr truth act rule rules order congress court
    trade ftc department justice office ustelecom company provider providers carrier carriers recipient mr mrs ms dr re u s voip isp id
    january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday
    customers clients subscribers consumers callers affiliates investigators documents data figures reports evidence information whether
    failed fails did does has have had was were is are refused ignored never left neglected declined which who
    matter file docket""".split()
)
_FILE = late.pattern(r"[A-Z]{2,}(?:-[A-Z]+)*(?:-\d+)+")  # the number of a proceeding
_GENERIC = late.pattern(r"(?:[Tt]he )?(?:company|provider|carrier|recipient)")
_OFFICES = late.pattern(r"Attorneys? General of [A-Z]\w+(?:(?:,? and |, | )[A-Z]\w+)*")
_NAME = late.pattern(rf"[A-Z][\w&'\u2019-]*(?:\s+(?:[A-Z0-9][\w&'\u2019-]*|&))*(?:,?\s+{FORM})?")
_POSSESSIVE = late.pattern(r"['\u2019]s?$")

_AUXILIARY = late.pattern(
    r"(?:\s+(?:ha(?:s|ve|d)|did|do(?:es)?|was|were|is|are|be|been|also|then|repeatedly|apparently|consistently|nonetheless|nevertheless"
    r"|again|itself|similarly|likewise|simply|still|yet|even|(?:so|thus) far|to date|since(?: then)?|later|subsequently|now|often|routinely"
    r"|knowingly|continu\w+ to|chos\w+ to|(?:since|in|from) (?:\w+ )?(?:\d\d?, )?\d{4}))+\s*$",
    re.I,
)
_TIME = (
    r"\d{4}|jan\w*|feb\w*|march|apr\w*|may|june|july|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*"
    r"|(?:year|month|week|day|quarter|period|time|date)s?"
)
# What may stand before a subject. Anything else makes the name part of another phrase: `a customer of ...`.
_OPENS = late.pattern(
    rf"(?:^\W*|\b(?:Inc|Ltd|Corp|Co|LLC)\.|[,;:(\u2014\u2013\"\u201c]|^\W*\w+ly|\b(?:that|and|but|while|whereas|when|because|although|though|then|however|meanwhile|later"
    rf"|still|nevertheless|moreover|today|again|also|thus|indeed|far|provider|carrier|company|{_TIME}"
    r"|shows?|showed|says?|said|reports?|reported|finds?|found|states?|stated|indicates?|indicated|confirms?|confirmed|notes?|noted))\s*$",
    re.I,
)
_JOINED = late.pattern(r"(?:,\s*)?\b(?:and|or|nor|&)\s*$", re.I)
_WITH = late.pattern(r"\s*(?:together|along|as well|and|or|nor|like|including|not)\b", re.I)
_OF = late.pattern(r"\b(?:of|from|by|with|for|than|through|behind)\s*$", re.I)  # a name after these is not what `it` refers to

_SHARED = late.pattern(r"(?:,\s*)?\b(?:and|but|or|yet|then)\s*$", re.I)
_RELATIVE = late.pattern(r",?\s*\b(?:which|who|that)\s*$", re.I)
_YOU = late.pattern(r"\b(?:you|your (?:company|network|organization)|the (?:recipient|addressee) of this (?:notice|letter))\s*$", re.I)
_IT = late.pattern(r"\b(?:it|(?:this|that|the|said|same) (?:company|provider|carrier|firm|entity|business))\s*$", re.I)
_OPENING = late.pattern(
    r"\W*(?:[^,]{0,40}, |(?:\w+ ){1,2}\d{4} )?(you|it|(?:this|that|the|said) (?:company|provider|carrier|firm|entity|business))\b", re.I
)
_CLAUSE = late.pattern(r";|:\s|\b(?:while|whereas)\b", re.I)
_IN_DOUBT = late.pattern(
    r"\b(?:whether|if|unless)\b[^;]*$"
    r"|(?:\b(?:not|no|never|nor|neither|cannot|den(?:y|ies|ied))\b|n['\u2019]t\b)(?:\s+[\w'\u2019-]+){0,4}\s+that\b[^;]*$",
    re.I,
)
_FARTHEST = 3  # sentences that a pronoun may refer back over


class Subjects:
    """The companies in a letter's sentences. `who` is a pattern for its recipient, whose name is `name`."""

    def __init__(self, who: str, name: str) -> None:
        self._who = re.compile(who, re.I)
        self._form = _form(name)

    def mentions(self, words: str) -> list[Mention]:
        """Every company that is named, in the order of the words. One with a longer name than the recipient's is another."""
        found = [*self._recipients(words)]
        open_to = _OFFICES.sub(lambda m: m[0].lower(), words)
        for m in _NAME.finditer(open_to):
            name = m[0]
            while name and is_common(name.split()[0]):
                name = name[len(name.split()[0]) :].lstrip()
            if name and not any(r.start < m.end() and m.start() < r.end for r in found):
                found.append(Mention(m.end() - len(name), m.end(), recipient=False, name=_POSSESSIVE.sub("", name).lower()))
        return sorted(found)

    def _recipients(self, words: str) -> Iterator[Mention]:
        for m in self._who.finditer(words):
            end = m.end()
            if _GENERIC.fullmatch(m[0]):
                continue  # not the word that the letter made a name, `the Company`
            form = re.match(rf",?\s+({FORM})", words[end:])
            if form and self._form not in ("", _form(f"x {form[1]}")):
                continue  # of another legal form
            end += form.end() if form else 0
            after = re.match(r"\s+([A-Z][\w'\u2019-]*)", words[end:])
            before = re.search(r"([A-Z][\w&'\u2019-]*)\s+$", words[: m.start()])
            if not any(word and not is_common(word[1]) and not word[1].endswith("ly") for word in (after, before)):
                yield Mention(m.start(), end, recipient=True, name="")

    # --- the subject of a verb

    def of_verb(self, before: str, earlier: Sequence[str]) -> About:
        """Whom a verb is about. `before`: the words of its sentence up to it; `earlier`: the sentences before that, nearest first."""
        if _IN_DOUBT.search(before):
            return About.UNKNOWN
        rest = _AUXILIARY.sub("", before).rstrip()
        for _ in range(4):  # in each round, what is set in between subject and verb is taken off
            named = self._ending(rest)
            if named:
                return self._as_subject(rest, named)
            if _YOU.search(rest):
                return About.RECIPIENT
            if it := _IT.search(rest):
                return self._antecedent([rest[: it.start()], *earlier])
            if relative := _RELATIVE.search(rest):
                return self._relative(rest[: relative.start()].rstrip())
            if shared := _SHARED.search(rest):
                return self._head(rest[: shared.start()], earlier)
            if not rest.endswith(","):
                break
            rest = self._without_aside(rest[:-1].rstrip())
        return About.UNKNOWN

    def of_gerund(self, before: str, earlier: Sequence[str]) -> About:
        """Whom `... for failing to` is about: the subject of the clause, where that names one company alone."""
        clause = _CLAUSE.split(before)[-1]
        if _IN_DOUBT.search(before) or len({m.name for m in self.mentions(clause)}) > 1:
            return About.UNKNOWN
        return self._head(before, earlier)

    def of_owner(self, before: str, earlier: Sequence[str]) -> About:
        """Whose failure it is: `its failure to`, `Petrel's repeated failure to`."""
        rest = re.sub(r"(['\u2019]s?|\b(?:its|your))\s+\w+$", r"\1", before.rstrip())
        if _IN_DOUBT.search(before):
            return About.UNKNOWN
        if re.search(r"\byour$", rest, re.I):
            return About.RECIPIENT
        if its := re.search(r"\bits$", rest, re.I):
            return self._antecedent([rest[: its.start()], *earlier])
        bare = re.sub(r"['\u2019]s?$", "", rest)
        named = self._ending(bare) if bare != rest else None
        return (About.RECIPIENT if named.recipient else About.OTHER) if named else About.UNKNOWN

    def of_clause(self, clause: str, earlier: Sequence[str]) -> About:
        """Whom a clause without a subject of that kind is about: `17 requests to Petrel went unanswered`."""
        found = self.mentions(clause)
        if _IN_DOUBT.search(clause[: found[0].start] if found else ""):
            return About.UNKNOWN
        by = re.search(r"\b(?:unanswered|ignored|answered)\s+by\s+", clause, re.I)
        if by and any(m.start == by.end() for m in found):
            found = [m for m in found if m.start == by.end()]
        if not found:
            if re.search(r"\byour?\b", clause, re.I):
                return About.RECIPIENT
            return self._antecedent(earlier) if re.search(r"\b(?:it|its)\b", clause, re.I) else About.UNKNOWN
        if len({m.name for m in found}) > 1:
            return About.UNKNOWN
        if not found[0].recipient:
            return About.OTHER
        others = r"(?:customer|client|provider|carrier|upstream|downstream|affiliate)s?"
        about = re.search(rf"\b{others} (?:downstream |upstream )?of\s*$", clause[: found[0].start], re.I)
        return About.UNKNOWN if about or re.match(rf"['\u2019]s? {others}", clause[found[0].end :]) else About.RECIPIENT

    def alone(self, words: str) -> bool:
        """Whether they name no other company than the recipient."""
        return all(m.recipient for m in self.mentions(words))

    # --- where a subject stands

    def _ending(self, rest: str) -> Mention | None:
        """The company that the words end with."""
        found = self.mentions(rest)
        return found[-1] if found and not re.search(r"\w", rest[found[-1].end :]) and not rest.endswith(",") else None

    def _as_subject(self, rest: str, named: Mention) -> About:
        if not named.recipient:
            return About.OTHER
        before = rest[: named.start]
        joined = _JOINED.search(before)
        if joined and re.search(r"(?:[A-Z][\w.&'\u2019-]*|\)),?\s*$", before[: joined.start()]):
            return About.UNKNOWN  # one of two that the verb is about
        return About.RECIPIENT if _OPENS.search(before) else About.UNKNOWN

    def _head(self, clause: str, earlier: Sequence[str]) -> About:
        """The subject that a clause begins with."""
        clause = _CLAUSE.split(clause)[-1]
        found = self.mentions(clause)
        if not found:
            begins = _OPENING.match(clause)
            if begins and begins[1].lower() == "you":
                return About.RECIPIENT
            return self._antecedent(earlier) if begins else About.UNKNOWN
        return self._as_subject(clause[: found[0].end], found[0])

    def _relative(self, before: str) -> About:
        named = self._ending(before.rstrip(","))
        if named is None:
            return About.UNKNOWN
        if not named.recipient:
            return About.OTHER
        return About.UNKNOWN if _OF.search(before[: named.start]) else About.RECIPIENT

    def _antecedent(self, sentences: Sequence[str]) -> About:
        """Whom `it` stands for: the one company of the nearest words that name any."""
        for words in sentences[: _FARTHEST + 1]:
            found = self.mentions(words)
            if not found:
                continue
            if len({m.name for m in found}) > 1:
                return About.UNKNOWN
            if not found[0].recipient:
                return About.OTHER
            direct = (m for m in found if not _OF.search(words[: m.start]) and not re.match(r"['\u2019]", words[m.end :]))
            return About.RECIPIENT if any(direct) else About.UNKNOWN
        return About.UNKNOWN

    def _without_aside(self, rest: str) -> str:
        """The words without what is set between commas after a subject; nothing where a second subject is set there."""
        at = rest.rfind(",")
        aside = rest[at + 1 :]
        if at < 0 or re.fullmatch(rf"\s*{FORM}", aside):
            return rest
        ahead = rest[:at].rstrip()
        if self._ending(ahead) or _IT.search(ahead) or _YOU.search(ahead):
            return "" if _WITH.match(aside) else ahead
        return rest if self._ending(rest) else ""


def is_common(word: str) -> bool:
    """Whether a capitalised word names no company."""
    return _POSSESSIVE.sub("", word).lower() in _COMMON or word.isdigit() or bool(_FILE.fullmatch(word))


def _form(name: str) -> str:
    """A name's legal form, in one spelling."""
    said = re.sub(r"[\W_]+", "", name[len(without_form(name)) :]).lower()
    return {"incorporated": "inc", "corporation": "corp", "limited": "ltd", "company": "co"}.get(said, said)
