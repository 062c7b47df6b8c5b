"""Who goes by a name that somebody types: one provider, several, or nobody, and then who is spelt much like it."""

from __future__ import annotations

from collections import defaultdict

from tracer.errors import BadInput, NotKnown
from tracer.identity import fold, reads_like
from tracer.model import Provider
from tracer.store import Store


def named_like(store: Store, text: str) -> list[Provider]:
    """The providers one of whose names holds a text, by name."""
    wanted = text.lower()
    names = {name.provider_key: name.text for name in store.names() if wanted in name.text.lower()}
    who = store.who(names.values())
    return sorted((who[name] for name in names.values()), key=lambda provider: (provider.name, provider.key))


def known_as(store: Store, text: str) -> frozenset[str]:
    """Keys and printed names of the providers one of whose names holds a text. Raises NotKnown, with names near it."""
    found = named_like(store, text)
    if not found:
        raise NotKnown(f"no provider's name holds {text!r}{near_it(store, text)}")
    return frozenset(id_ for provider in found for id_ in (provider.key, provider.name, *provider.names))


def find(store: Store, name: str) -> Provider | None:
    """The one provider that goes by this name, or by one that holds it; None where there is none.

    Raises BadInput where there are several.
    """
    names = store.names()
    exact = [n.text for n in names if n.text == name]
    same = exact or [n.text for n in names if fold(n.text) == fold(name)] or [n.text for n in names if reads_like(name, n.text)]
    found = list({provider.key: provider for provider in store.who(same).values()}.values()) or named_like(store, name)
    if len(found) > 1:
        which = ", ".join(sorted(provider.name for provider in found)[:5]) + (" ..." if len(found) > 5 else "")
        raise BadInput(f"{name!r} fits {len(found)} providers ({which}): give more of the name")
    return found[0] if found else None


def not_known(store: Store, name: str) -> NotKnown:
    """No provider goes by this name."""
    return NotKnown(f"no provider {name!r} in the loaded documents{near_it(store, name)}")


def near_it(store: Store, name: str) -> str:
    """What a message says of names near one that is not known; nothing where none is."""
    near = near_names(store, name)
    return f"; near it: {', '.join(near)}" if near else ""


def near_names(store: Store, name: str) -> list[str]:
    """Providers one of whose names, or a word of one, is spelt much like this."""
    import difflib

    spelt: dict[str, set[str]] = defaultdict(set)
    for named in store.names():
        for text in (named.text, *named.text.split()):
            spelt[text.casefold()].add(named.provider)
    near = difflib.get_close_matches(name.casefold(), list(spelt), n=3, cutoff=0.7)
    return sorted({provider for text in near for provider in spelt[text]})[:5]
