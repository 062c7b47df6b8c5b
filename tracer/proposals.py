"""Providers that may be one: proposed with the reasons, never merged. A person decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from tracer.identity import fold, is_domain

ALIKE = 90  # of 100, by rapidfuzz
SHORTEST = 4  # letters in the words that tell a company apart
# Words of the trade, which tell no company apart, alone or together.
_GENERIC = frozenset(
    "access alliance america american bpo business call calling cloud com comm comms communication communications connect connections"
    " consultancy corp corporation data dialer digital direct east enterprise enterprises express first general global group hosted"
    " international internet inter it legacy limited link llc ltd mobile national net network networks new north one online partner"
    " partners phone pro pvt service services sip smart software solution solutions south star systems tandem tech technologies"
    " technology tel tele telco telecom telecommunication telecommunications telephone telephony trade transit universal us usa"
    " ventures voice voices voip west wholesale wireless world".split()
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two providers and why they may be one. `score`: how alike the names are, of 100."""

    a: str
    b: str
    score: int
    reasons: tuple[str, ...]


def proposals(
    names: Mapping[str, list[str]], display: Mapping[str, str], shared: Iterable[tuple[str, str, str]], apart: set[frozenset[str]]
) -> list[Proposal]:
    """Pairs of providers that may be one, the likeliest first.

    `names`: the printed names by provider key; `display`: the name each goes by; `shared`: (what, text, key) of addresses,
    phone numbers and contacts on record; `apart`: pairs of keys that a person has told apart.
    """
    from rapidfuzz import fuzz

    reasons: dict[frozenset[str], list[str]] = defaultdict(list)
    scores: dict[frozenset[str], int] = defaultdict(int)
    words = {key: _words(its) for key, its in names.items()}
    for pair in _near(words):
        a, b = sorted(pair)
        score = max(round(fuzz.ratio(x, y)) for x in _squeezed(names[a]) for y in _squeezed(names[b]))
        sorted_score = max(round(fuzz.token_sort_ratio(x, y)) for x in words[a].values() for y in words[b].values())
        score = max(score, sorted_score)
        if score >= ALIKE:
            scores[pair] = score
            reasons[pair].append(f"names alike ({score} of 100)")
    by_text: dict[tuple[str, str], set[str]] = defaultdict(set)
    for what, text, key in shared:
        if folded := re.sub(r"\W+", " ", text.casefold()).strip():
            by_text[what, folded].add(key)
    for (what, folded), keys in by_text.items():
        for two in combinations(sorted(keys), 2):
            reasons[frozenset(two)].append(f"same {what}: {folded}")
    found = [
        Proposal(display[a], display[b], scores[pair], tuple(dict.fromkeys(why)))
        for pair, why in reasons.items()
        if pair not in apart
        for a, b in [sorted(pair)]
    ]
    return sorted(found, key=lambda p: (-len(p.reasons), -p.score, p.a, p.b))


def _words(names: Iterable[str]) -> dict[str, str]:
    """By name, the words of it that tell a company apart."""
    kept = {}
    for name in names:
        if not is_domain(name) and " / " not in name:
            distinctive = [w for w in re.findall(r"\w+", fold(name)) if w not in _GENERIC and len(w) > 1]
            # Initials alone are too little to go by.
            if sum(map(len, distinctive)) >= SHORTEST:
                kept[name] = " ".join(distinctive)
    return kept


def _squeezed(names: Iterable[str]) -> list[str]:
    """Names without blanks: `Tel Orchid` and `Telorchid` are alike. A domain counts without its ending."""
    found = []
    for name in names:
        base = name.rsplit(".", 1)[0] if is_domain(name) else fold(name)
        squeezed = re.sub(r"\W+", "", base)
        if squeezed and squeezed not in _GENERIC:
            found.append(squeezed)
    return found or [""]


def _near(words: Mapping[str, Mapping[str, str]]) -> set[frozenset[str]]:
    """Pairs worth comparing: that share a distinctive word, or the beginning of their distinctive words run together."""
    by_sign: dict[str, set[str]] = defaultdict(set)
    for key, its in words.items():
        for distinctive in its.values():
            for word in distinctive.split():
                by_sign["word " + word].add(key)
            by_sign["begins " + distinctive.replace(" ", "")[:5]].add(key)
    return {frozenset(two) for sign, keys in by_sign.items() if len(keys) <= 50 for two in combinations(sorted(keys), 2)}
