"""Who speaks in a claim: the provider itself, another one of the call, the one who asks, or somebody who recorded an answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeAlias

from tracer.identity import fold, folded, reads_like
from tracer.model import Attested, Evidence, Provider, statement_order

IsAnother: TypeAlias = Callable[[str, Provider], bool]  # whether a speaker is another provider of the call than the one given
_OF_NO_SIDE = frozenset({Attested.LETTER, Attested.AGGREGATE})
_CONSORTIUM = re.compile(r"\btraceback (?:group|consortium)\b", re.I)
_SHORT = re.compile(r"\bitg\b", re.I)


def is_provider(speaker: str | None, provider: Provider) -> bool:
    """Whether a speaker is this provider, under any of its names."""
    return speaker is not None and (speaker in provider.names or _is_one_of(speaker, provider.names))


@lru_cache(maxsize=100_000)
def _is_one_of(speaker: str, names: tuple[str, ...]) -> bool:
    return any(reads_like(speaker, name) for name in names)


def another(providers: Iterable[Provider]) -> IsAnother:
    """What tells whether a speaker is another of these providers than a given one: found by name, as a call may have thousands of them."""
    by_name: dict[str, dict[str, Provider]] = {}
    for provider in providers:
        for core in _cores(provider.names):
            by_name.setdefault(core, {})[provider.key] = provider
    keys: dict[str, list[str]] = {}  # by speaker, which of them it is

    def is_another(speaker: str, provider: Provider) -> bool:
        known = keys.get(speaker)
        if known is None:
            near = by_name.get(folded(speaker).core, {})
            known = keys[speaker] = [key for key, each in near.items() if is_provider(speaker, each)]
        return any(key != provider.key for key in known) if known else False

    return is_another


@lru_cache(maxsize=10_000)
def _cores(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(folded(name).core for name in names)


def speaks_for_itself(claim: Evidence, provider: Provider) -> bool:
    """Whether a claim is a provider's own word, or the record of its own answer. A letter or a count never is."""
    if claim.inferred or claim.attested in _OF_NO_SIDE:
        return False
    return claim.on_word_of in provider.names or is_provider(claim.said_by, provider) or is_provider(claim.on_word_of, provider)


@lru_cache(maxsize=10_000)
def is_consortium(speaker: str) -> bool:
    """Whether it is the Industry Traceback Group, as mails and lists call it; not a company with the same letters in its name."""
    core, form = folded(speaker)
    return bool(_CONSORTIUM.search(speaker) or (_SHORT.search(speaker) and (not form or core == "itg")))


def same(one: Evidence, other: Evidence) -> bool:
    """Whether one and the same speaker says both."""
    return (
        one.said_by == other.said_by
        or fold(one.said_by) == fold(other.said_by)
        or (is_consortium(one.said_by) and is_consortium(other.said_by))
    )


def named(claims: Iterable[Evidence]) -> tuple[str, ...]:
    """The speakers of these claims, each once, in the order first said."""
    names: dict[str, str] = {}
    held = list(claims)
    if len({claim.said_by for claim in held}) == 1:
        return (held[0].said_by,)
    for claim in sorted(held, key=statement_order):
        names.setdefault(fold(claim.said_by), claim.said_by)
    return tuple(names.values())
