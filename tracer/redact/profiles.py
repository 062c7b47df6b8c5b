"""Who may see what: profiles as data, those that are shipped and a user's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tracer.errors import BadInput


@dataclass(frozen=True, slots=True)
class Profile:
    """What one sort of reader may see; the fields as `profiles.toml` explains them."""

    name: str
    title: str
    numbers: str
    persons: str
    neighbours: str
    marks: tuple[str, ...]
    inferred: bool

    @property
    def masks_nothing(self) -> bool:
        """Whether what may leave leaves as it stands."""
        return (self.numbers, self.persons, self.neighbours) == ("keep", "keep", "all")


_CHOICES = {"numbers": ("keep", "exchange", "hash"), "persons": ("keep", "withhold"), "neighbours": ("all", "own")}
_KEYS = ("title", *_CHOICES, "marks", "inferred")


@cache
def profiles() -> dict[str, Profile]:
    """The profiles that are shipped, by name."""
    return _profiles(tomllib.loads(files("tracer").joinpath("profiles.toml").read_text("utf-8")), "profiles.toml")


def load_profiles(path: Path) -> dict[str, Profile]:
    """The profiles of a user's own file. Raises BadInput."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): give a file of profiles") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8: save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is no TOML ({error}): write it like the profiles that are shipped") from None
    if not table:
        raise BadInput(f"{path} defines no profile: write at least one, under its name in brackets, e.g. [auditor]")
    return _profiles(table, str(path))


def _profiles(table: Mapping[str, Any], where: str) -> dict[str, Profile]:
    found = {}
    for name, says in table.items():
        if not isinstance(says, dict):
            raise BadInput(f"{where}: {name} stands outside a profile: put it under a name in brackets, e.g. [auditor]")
        if strange := sorted(says.keys() - set(_KEYS)):
            raise BadInput(f"{where}: [{name}] has an unknown key {strange[0]}: use {', '.join(_KEYS)}")
        if lacking := [key for key in _KEYS if key not in says]:
            raise BadInput(f"{where}: [{name}] does not say {lacking[0]}: add it")
        for key, allowed in _CHOICES.items():
            if says[key] not in allowed:
                raise BadInput(f"{where}: [{name}] {key} is {says[key]!r}: use one of {', '.join(allowed)}")
        if not isinstance(says["title"], str) or not says["title"].strip():
            raise BadInput(f"{where}: [{name}] title is {says['title']!r}: give the text of its badge")
        if not isinstance(says["marks"], list) or not all(isinstance(mark, str) for mark in says["marks"]):
            raise BadInput(f'{where}: [{name}] marks is {says["marks"]!r}: give a list of texts, e.g. ["confidential"]')
        if not isinstance(says["inferred"], bool):
            raise BadInput(f"{where}: [{name}] inferred is {says['inferred']!r}: use true or false")
        found[name] = Profile(name=name, **{**says, "marks": tuple(says["marks"])})
    return found
