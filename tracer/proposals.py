"""Providers that may be one: proposed with the reasons, never merged. A person decides."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from tracer.identity import GENERIC, Identity, folded, is_domain, other_names
from tracer.model import Evidence, Kind, Provider

ALIKE = 90  # of 100, by rapidfuzz
_JOINING = frozenset(("the", "and", "of"))
MOST = 50  # names that share something are compared, all with all
SHORTEST = 4  # letters in the words that tell a company apart


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two providers and why they may be one. `score`: how alike the names are, of 100."""

    a: str
    b: str
    score: int
    reasons: tuple[str, ...]


def proposals(identity: Identity, shared: Iterable[tuple[str, str, str]], judged: Mapping[frozenset[str], Evidence]) -> list[Proposal]:
    """Pairs of providers that may be one, the likeliest first.

    `shared`: (what, text, key of the provider) of addresses, phone numbers, contacts and numbers on record; `judged`: people's
    latest judgement on each pair of names. Who was judged different is not proposed; who was judged unsure, only for a new reason.
    """
    pairs = _Pairs()
    _alike(identity, pairs)
    for apart in identity.apart:
        pairs.add(identity[apart.a], identity[apart.b], apart.reason)
    for name in identity:
        for other_name in other_names(name):
            for provider in identity.find(other_name):
                pairs.add(identity[name], provider, f"printed as {name}")
    by_text: dict[tuple[str, str], set[str]] = defaultdict(set)
    for subject, text, key in shared:
        if plain := re.sub(r"\W+", " ", text.casefold()).strip():
            by_text[subject, plain].add(key)
    for (subject, text), keys in by_text.items():
        for a, b in combinations(sorted(keys), 2):
            pairs.add(identity.providers[a], identity.providers[b], f"same {subject}: {text}")
    return pairs.left(identity, judged)


class _Pairs:
    """Reasons to take two providers for one, by pair."""

    def __init__(self) -> None:
        self._reasons: dict[frozenset[str], dict[str, None]] = defaultdict(dict)
        self._scores: dict[frozenset[str], int] = defaultdict(int)

    def add(self, first: Provider, second: Provider, reason: str, score: int = 0) -> None:
        if first.key != second.key:
            pair = frozenset((first.key, second.key))
            self._reasons[pair][reason] = None
            self._scores[pair] = max(self._scores[pair], score)

    def left(self, identity: Identity, judged: Mapping[frozenset[str], Evidence]) -> list[Proposal]:
        decided: dict[frozenset[str], set[str] | None] = {}  # None: for good
        for names, judgement in judged.items():
            if all(name in identity for name in names):
                pair = frozenset(identity[name].key for name in names)
                if judgement.kind == Kind.DIFFERENT:
                    decided[pair] = None
                elif judgement.kind == Kind.UNSURE and decided.get(pair, set()) is not None:
                    decided.setdefault(pair, set()).update((judgement.description or "").split("\n"))  # type: ignore[union-attr]
        open_proposals = []
        for pair, reasons in self._reasons.items():
            known = decided.get(pair, set())
            # What spoke for it when it was judged is not new for being refused since.
            if known is not None and any(not known & {reason, reason.partition("; but ")[0]} for reason in reasons):
                a, b = (identity.providers[key].name for key in sorted(pair))
                open_proposals.append(Proposal(a, b, self._scores[pair], tuple(reasons)))
        return sorted(open_proposals, key=lambda p: (-len(p.reasons), -p.score, p.a, p.b))


def _alike(identity: Identity, pairs: _Pairs) -> None:
    """Propose providers whose names are alike in what distinguishes companies."""
    forms = {key: _Forms.of(provider.names) for key, provider in identity.providers.items()}
    for pair in _near(forms) | _near_without_blanks(identity):
        one, other = sorted(pair)
        if (score := _likeness(forms[one], forms[other])) >= ALIKE:
            pairs.add(identity.providers[one], identity.providers[other], alike(score), score)


def alike(score: int) -> str:
    """The reason to take two for one whose names are so much alike."""
    return f"names alike ({score} of 100)"


def likeness(names: Iterable[str], others: Iterable[str]) -> int:
    """How much alike the names of two are at most, of 100, in what tells companies apart."""
    return _likeness(_Forms.of(names), _Forms.of(others))


class _Forms(NamedTuple):
    """The names of a provider as they are compared: without blanks, and the words that distinguish a company."""

    squeezed: dict[str, str]
    words: dict[str, str]

    @classmethod
    def of(cls, names: Iterable[str]) -> _Forms:
        kept = list(names)
        return cls(_squeezed(kept), _words(kept))


def _likeness(one: _Forms, other: _Forms) -> int:
    from rapidfuzz import fuzz

    pairs = ((m, x, n, y) for m, x in one.squeezed.items() for n, y in other.squeezed.items())
    # What differs in blanks alone differs in no number: `Route7`, `Route 7`.
    squeezed = [fuzz.ratio(x, y) for m, x, n, y in pairs if x == y or _marks(m) == _marks(n)]
    words = ((m, x, n, y) for m, x in one.words.items() for n, y in other.words.items())
    in_order = [fuzz.token_sort_ratio(x, y) for m, x, n, y in words if _marks(m) == _marks(n)]
    return max((round(score) for score in (*squeezed, *in_order)), default=0)


def _marks(name: str) -> list[str]:
    """The single letters and the numbers in a name: `Group 1` is not `Group 2`."""
    return sorted(word for word in re.findall(r"\w+", folded(name).core) if len(word) == 1 or any(c.isdigit() for c in word))


def _plain(name: str) -> str:
    """A name without its legal form and its accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", folded(name).core) if not unicodedata.combining(c))


def _words(names: Iterable[str]) -> dict[str, str]:
    """By name, its words that distinguish a company."""
    words_of = {}
    for name in names:
        if not is_domain(name) and " / " not in name:
            distinctive = [w for w in re.findall(r"\w+", _plain(name)) if w not in GENERIC and w not in _JOINING and len(w) > 1]
            # Initials alone are too little to go by.
            if sum(map(len, distinctive)) >= SHORTEST:
                words_of[name] = " ".join(distinctive)
    return words_of


def _squeezed(names: Iterable[str]) -> dict[str, str]:
    """By name, its form without blanks: `Tel Orchid` and `Telorchid` are alike. A domain counts without its ending."""
    squeezed_names = {}
    for name in names:
        base = name.rsplit(".", 1)[0] if is_domain(name) else _plain(name)
        squeezed = re.sub(r"\W+", "", base)
        if squeezed and squeezed not in GENERIC:
            squeezed_names[name] = squeezed
    return squeezed_names


def _near(forms: Mapping[str, _Forms]) -> set[frozenset[str]]:
    """Pairs worth comparing: those that share a distinctive word, or the beginning of their joined distinctive words."""
    by_sign: dict[str, set[str]] = defaultdict(set)
    for key, of_provider in forms.items():
        for distinctive in of_provider.words.values():
            for word in distinctive.split():
                by_sign["word " + word].add(key)
            by_sign["begins " + distinctive.replace(" ", "")[:5]].add(key)
    return {frozenset(pair) for sign, keys in by_sign.items() if len(keys) <= MOST for pair in combinations(sorted(keys), 2)}


def _near_without_blanks(identity: Identity) -> set[frozenset[str]]:
    """Pairs whose whole names differ in blanks alone, of whatever words they are made: `Northwind`, `North Wind`."""
    by_whole: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, provider in identity.providers.items():
        for plain in (_plain(name) for name in provider.names if not is_domain(name) and " / " not in name):
            by_whole[plain.replace(" ", "")][plain].add(key)
    near: set[frozenset[str]] = set()
    for spellings in by_whole.values():
        if sum(map(len, spellings.values())) <= MOST:
            for some, others in combinations(spellings.values(), 2):
                near |= {frozenset((a, b)) for a in some for b in others if a != b}
    return near
