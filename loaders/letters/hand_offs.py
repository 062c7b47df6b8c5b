"""Who hands calls to a letter's recipient, and who takes them from it, as its sentences say.

A hand-off that is misread defames a company. So a sentence is read only where its grammar leaves no choice: who gives, who takes, and
where each name of a list ends. All others are left, and said to be unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tracer import late, text
from tracer.loaders.letters.findings import of_another
from tracer.loaders.letters.named import formal, full_names, trade
from tracer.loaders.letters.names import FORM, fold
from tracer.loaders.letters.paragraphs import MARK
from tracer.loaders.letters.past_actions import PROVIDER_NAME
from tracer.loaders.letters.prose import BODY, Prose, Sentence
from tracer.loaders.letters.subjects import Subjects
from tracer.model import Attested, Claim, Kind, Role

_BESIDE = r"(?:\s*\([^()]{1,60}\))?"  # a number, a country, a short name
_NAME = rf"(?>{PROVIDER_NAME})(?>{_BESIDE})"  # read in one way alone: a list of many could be in too many
_LIST = rf"(?P<names>{_NAME}(?:(?:;\s+(?:and\s+)?|,\s+(?:and\s+)?|\s+and\s+){_NAME}){{0,20}})"
_ENDS = (
    r"(?=\W*$|[;.]\s|,?\s+(?:in|on|during|between|from|as|for|to|since|with|which|who|each|all|both|and\s+(?:then\s+)?\w+ed"
    r"|and\s+\d+\s+\w+\s)\b)"
)
_CALLS = r"(?:[\w/'\u2019-]+\s+){0,8}?(?:calls?|traffic|robocalls?)\b[^.;:]{0,60}?"
_GAVE = r"(?:sold|sent|handed|gave|passed|routed|delivered|transmitted|forwarded|supplied)"
_TOOK = r"(?:accept(?:s|ed)?|receiv(?:es?|ed)|takes?|took|carr(?:y|ies|ied)|bought|brought|obtain(?:s|ed)?|transmit(?:s|ted)?)"
_THE = r"(?:the|these|those|this|that|such|all(?:\s+of)?(?:\s+(?:the|these|those))?|its|illegal|unlawful|suspicious|suspected)"
_ARE = r"(?:,\s+[^;:.,]{3,80},|\s+(?:in|for|of)\s[^,;:.]{3,80}?)?\s+(?:is|are|was|were|includ(?:es?|ed))(?:\s+only)?:?\s+"
_PROVIDERS = r"(?:\s+(?:voice\s+service\s+|voice\s+|service\s+)?(?:providers?|carriers?|companies|company))?"
_DIRECT = r"(?:own\s+|direct\s+|directly\s+|immediate\s+|immediately\s+|sole\s+|only\s+)?"
_AHEAD = r"(?:\w+\s+){0,3}(?:providers?|carriers?|companies|customers?|clients?)[,:]?\s+"
_TAKES = rf"(?:ha(?:s|ve)\s+)?(?:also\s+)?(?:continues?\s+to\s+)?{_TOOK}(?:\s+and\s+{_TOOK})?\b"
_AT_ALL = late.pattern(rf"\b(?:upstream|downstream|customers?|clients?|{_GAVE}|{_TOOK})\b")
# What makes it no statement of the letter's own.
_OPEN = late.pattern(
    r"\b(?:[Ww]hether|[Ii]f|[Uu]nless|[Ww]hen|[Ww]hile|may|might|could|would|should|must|concerned|suspects?|alleg\w+|den(?:y|ies|ied)"
    r"|claim(?:s|ed)|sa(?:ys|id)|told|stat(?:es|ed)|evidence|not|never|no\s+longer)\b[^.;:]*$|n['\u2019]t\b[^.;:]*$"
)
_NOT = late.pattern(r"\b(?:not|never|no\s+longer|nor|neither|whether|if|may|might|would|could)\b|n['\u2019]t\b", re.I)
_OF_CALLS = late.pattern(
    r"(?!.*\b(?:requests?|notices?|letters?|warnings?|complaints?|subpoenas?|inquir\w+|demands?|words?|money|payments?)\b)(?:.*\b(?:calls?|traffic|robocalls?|it|them|these|those)\b|\W*$)",
    re.S,
)
_STARTS = late.pattern(r"\W*(?:[A-Z][^,;:]{0,100}(?:,|\b(?:that|shows?|showed))\s+)?")  # all that may stand before a clause's first words
_SPLIT = late.pattern(rf"\s*;\s+(?:and\s+)?|,\s+and\s+|,\s+(?!{FORM}(?:\W|$))|(?P<bare>\s+and\s+)")
_NOBODY = frozenset(
    """the a an this that these those it its your consumers providers customers january february march april may june july august september
    october november december""".split()
)
# A second company, where what follows shows that no clause of its own begins with it.
_AND_FROM = late.pattern(
    rf"(?:\s*\([^()]{{2,40}}\))?,?\s+(?:and|as\s+well\s+as)\s+(?:from\s+)?(?P<name>{PROVIDER_NAME}(?:(?<=\w)|(?<=[dp]\.)))"
    r"(?:\s*\([^()]{2,40}\))?(?=\.?\s*$|[.;]\s|,\s+(?:and\s+)?\w+ed\b)"
)


class _Form(NamedTuple):
    """One way to say it."""

    pattern: re.Pattern[str]
    gives: bool  # the names hand calls to the recipient; else they take them from it
    opens: bool = False  # the sentence begins with the names


def hand_offs(prose: Prose) -> Iterator[Claim]:
    """Each hand-off to the recipient, and each from it, that a sentence states."""
    known = _Known(prose)
    for sentence in prose.sentences():
        for names, gives, role in known.read(sentence):
            for name in names:
                provider, upstream = (prose.recipient.name, name) if gives else (name, prose.recipient.name)
                yield prose.claim(
                    sentence.pieces(),
                    kind=Kind.HANDED_OFF,
                    provider=text.mask(provider),
                    upstream=text.mask(upstream),
                    role=role,
                    attested=Attested.LETTER,
                )


@lru_cache(maxsize=8)  # slow to compile
def _forms(recipient: str) -> tuple[tuple[_Form, ...], re.Pattern[str]]:
    """The ways to say it of a company that is called so (a pattern), and what it takes calls from."""
    it = rf"(?<![\w-])(?P<it>(?:{recipient})(?!\w){MARK}*(?:,?\s*\([^()]{{0,120}}\)){{0,2}}|(?i:you)(?!\w))"
    its = rf"(?<![\w-])(?P<it>(?:{recipient})['\u2019]s?(?!\w)|(?i:your)\b)"
    above = rf"{_DIRECT}(?P<what>upstream|customer|client)s?{_PROVIDERS}"
    below = rf"{_DIRECT}downstream{_PROVIDERS}"
    forms = (
        _Form(re.compile(rf"{its}\s+{above}{_ARE}{_LIST}{_ENDS}"), gives=True),
        _Form(re.compile(rf"{its}\s+{above},?\s+{_LIST},?\s+{_GAVE}\s+(?:you\s+|it\s+)?{_THE}\s+{_CALLS}"), gives=True),
        _Form(re.compile(rf"{_LIST},?\s+{_GAVE}\s+{_THE}\s+{_CALLS}\s(?:directly\s+)?to\s+{it}"), gives=True, opens=True),
        _Form(re.compile(rf"{_LIST},?\s+{_GAVE}\s+{it}\s+{_THE}\s+{_CALLS}"), gives=True, opens=True),
        _Form(re.compile(rf"{it}\s+(?:is|was)\s+(?:the|an?)\s+{below}\s+of\s+{_LIST}{_ENDS}"), gives=True),
        _Form(
            re.compile(
                rf"{it}\s+[^.;]{{0,60}}?\b(?:originat|transmit|carr|rout)\w+\s[^.;]{{0,100}}?\b(?:on\s+behalf\s+of|for|from)\s+(?:its|your)\s+"
                rf"(?P<what>customer|client)s?,?\s+{_LIST}{_ENDS}"
            ),
            gives=True,
        ),
        _Form(re.compile(rf"{its}\s+{below}{_ARE}{_LIST}{_ENDS}"), gives=False),
        _Form(
            re.compile(rf"{_LIST}\s+(?:each\s+|both\s+|all\s+)?{_TAKES}\s+{_THE}\s+{_CALLS}\s(?:directly\s+)?from\s+{it}(?=\W*$|[;.,]\s)"),
            gives=False,
            opens=True,
        ),
        _Form(
            re.compile(rf"\b[Ff]ollowing\s+(?:[\w-]+\s+){{0,3}}providers?\s+{_TAKES}\s+{_THE}\s+{_CALLS}\s(?:directly\s+)?from\s+{it}:\s+{_LIST}{_ENDS}"),
            gives=False,
        ),
    )  # fmt: skip
    return forms, re.compile(rf"{it}\s+{_TAKES}(?P<between>[^.;]{{0,160}}?)\b(?:directly\s+)?from\s+(?:{_AHEAD})?{_LIST}")


class _Known:
    """What the letter calls its recipient and others."""

    def __init__(self, prose: Prose) -> None:
        self.subjects = Subjects(prose.named, prose.recipient.name)
        self.own = {fold(name) for name in prose.names}
        self.short = full_names(prose)
        self.called = prose.known

    def read(self, sentence: Sentence) -> Iterator[tuple[list[str], bool, Role]]:
        """The names of each hand-off, whether they hand to the recipient, and how they come to stand there."""
        words = sentence.words
        if not _AT_ALL.search(words):
            return
        forms, taken = _forms(self.called)
        for pattern, gives, opens in forms:
            for m in pattern.finditer(words):
                said = f"{words[m.start() : m.start('names')]} {words[m.end('names') : m.end()]}"
                if _NOT.search(said) or not self._is_stated(words, m) or (opens and not _STARTS.fullmatch(words[: m.start()])):
                    continue
                if names := self.names(m["names"]):
                    noun = m.groupdict().get("what")
                    yield names, gives, Role.CUSTOMER if noun in ("customer", "client") else Role.NAMED
        for m in taken.finditer(words):
            if _NOT.search(words[m.start() : m.start("names")]) or not self._is_stated(words, m):
                continue
            if not _OF_CALLS.match(m["between"]):
                continue  # what it got may be no calls: `you received a letter from`
            after = re.match(_ENDS, words[m.end() :])
            if names := (self.names(m["names"]) if after else None) or self._first(words, m):
                yield names, True, Role.NAMED

    def _is_stated(self, words: str, m: re.Match[str]) -> bool:
        """Whether the letter says it itself, and of its recipient."""
        before = words[: m.start()]
        return not (_OPEN.search(before) or of_another(before, words[m.end() :])) and self._is_recipient(words, m)

    def _is_recipient(self, words: str, m: re.Match[str]) -> bool:
        """Whether it is the recipient that is spoken of, and not a company of a longer name."""
        if m["it"].lower() in ("you", "your"):
            return True
        return any(
            mention.recipient and mention.start < m.end("it") and m.start("it") < mention.end for mention in self.subjects.mentions(words)
        )

    def names(self, words: str) -> list[str] | None:
        """The companies of a list; None where one of them may be none, or two."""
        found: list[str] = []
        at = 0
        for m in [*_SPLIT.finditer(words), None]:
            part = words[at : m.start() if m else len(words)]
            ended = re.search(rf"\)\s*$|\s{FORM}\s*$", part)
            name = self._company(re.sub(rf"{_BESIDE}\s*$", "", part))
            if name is None or (m and m["bare"] and not ended):  # `A and B` may be one name
                return None
            found.append(name)
            at = m.end() if m else at
        return found

    def _company(self, part: str) -> str | None:
        printed = part.strip(" ,.;")
        if printed in self.short:
            return self.short[printed]
        for name in (*formal(part), *trade(part)):
            ahead = part.strip().removesuffix(".").removesuffix(name.removesuffix("."))
            whole = ahead != part.strip().removesuffix(".") and ahead.strip().lower() in ("", "the", "both", "your", "its")
            if whole and not BODY.search(name) and fold(name) not in self.own:
                return name.strip(" ,.;")
        return None

    def _first(self, words: str, m: re.Match[str]) -> list[str] | None:
        """The first company from which calls are taken, and a second one that goes with it for certain."""
        first = re.match(PROVIDER_NAME, m["names"])
        name = first[0].strip(" ,.;") if first else ""
        if len(name) < 3 or name.lower() in _NOBODY or BODY.search(name) or first is None:
            return None
        also = _AND_FROM.match(words, m.start("names") + first.end())
        return [self.short.get(each, each) for each in (name, also["name"] if also else "") if each]
