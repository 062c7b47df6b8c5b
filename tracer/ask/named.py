"""Which providers go by a name that somebody types, and, if none does, whose names are spelt much like it."""

from __future__ import annotations

from collections import defaultdict

from tracer.errors import BadInput, NotKnown
from tracer.identity import fold, reads_like
from tracer.model import Provider
from tracer.store import Store


def named_like(store: Store, text: str) -> list[Provider]:
    """The providers one of whose names contains a text, sorted by name."""
    lowered = text.lower()
    names = {name.provider_key: name.text for name in store.names() if lowered in name.text.lower()}
    providers = store.who(names.values())
    return sorted((providers[name] for name in names.values()), key=lambda provider: (provider.name, provider.key))


def known_as(store: Store, text: str) -> frozenset[str]:
    """Keys and printed names of the providers one of whose names contains a text. Raises NotKnown, with similar names."""
    matches = named_like(store, text)
    if not matches:
        raise NotKnown(f"no provider's name holds {text!r}{near_it(store, text)}")
    return frozenset(id_ for provider in matches for id_ in (provider.key, provider.name, *provider.names))


def provider_named(store: Store, name: str) -> Provider | None:
    """The one provider that goes by this name, or by a name that contains it; None if there is none.

    Raises BadInput if there are several.
    """
    names = store.names()
    exact = [n.text for n in names if n.text == name]
    same = exact or [n.text for n in names if fold(n.text) == fold(name)] or [n.text for n in names if reads_like(name, n.text)]
    matches = list({provider.key: provider for provider in store.who(same).values()}.values()) or named_like(store, name)
    if len(matches) > 1:
        names_shown = ", ".join(sorted(provider.name for provider in matches)[:5]) + (" ..." if len(matches) > 5 else "")
        raise BadInput(f"{name!r} fits {len(matches)} providers ({names_shown}): give more of the name")
    return matches[0] if matches else None


def not_known(store: Store, name: str) -> NotKnown:
    """The error that no provider goes by this name."""
    return NotKnown(f"no provider {name!r} in the loaded documents{near_it(store, name)}")


def near_it(store: Store, name: str) -> str:
    """The part of a message that lists names similar to an unknown one; empty if there are none."""
    near = near_names(store, name)
    return f"; near it: {', '.join(near)}" if near else ""


def near_names(store: Store, name: str) -> list[str]:
    """Providers of whom a name, or a word of a name, is spelt much like this."""
    import difflib

    spelt: dict[str, set[str]] = defaultdict(set)
    for named in store.names():
        for text in (named.text, *named.text.split()):
            spelt[text.casefold()].add(named.provider)
    near = difflib.get_close_matches(name.casefold(), list(spelt), n=3, cutoff=0.7)
    return sorted({provider for text in near for provider in spelt[text]})[:5]
