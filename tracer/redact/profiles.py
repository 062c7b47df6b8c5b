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
    """What one kind of reader may see; `profiles.toml` explains the fields."""

    name: str
    title: str
    numbers: str
    persons: str
    neighbours: str
    marks: tuple[str, ...]
    inferred: bool

    @property
    def masks_nothing(self) -> bool:
        """Whether all that may leave is left unchanged."""
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


def _profiles(table: Mapping[str, Any], source: str) -> dict[str, Profile]:
    by_name = {}
    for name, fields in table.items():
        if not isinstance(fields, dict):
            raise BadInput(f"{source}: {name} stands outside a profile: put it under a name in brackets, e.g. [auditor]")
        if unknown_keys := sorted(fields.keys() - set(_KEYS)):
            raise BadInput(f"{source}: [{name}] has an unknown key {unknown_keys[0]}: use {', '.join(_KEYS)}")
        if missing_keys := [key for key in _KEYS if key not in fields]:
            raise BadInput(f"{source}: [{name}] does not say {missing_keys[0]}: add it")
        for key, allowed in _CHOICES.items():
            if fields[key] not in allowed:
                raise BadInput(f"{source}: [{name}] {key} is {fields[key]!r}: use one of {', '.join(allowed)}")
        if not isinstance(fields["title"], str) or not fields["title"].strip():
            raise BadInput(f"{source}: [{name}] title is {fields['title']!r}: give the text of its badge")
        if not isinstance(fields["marks"], list) or not all(isinstance(mark, str) for mark in fields["marks"]):
            raise BadInput(f'{source}: [{name}] marks is {fields["marks"]!r}: give a list of texts, e.g. ["confidential"]')
        if not isinstance(fields["inferred"], bool):
            raise BadInput(f"{source}: [{name}] inferred is {fields['inferred']!r}: use true or false")
        by_name[name] = Profile(name=name, **{**fields, "marks": tuple(fields["marks"])})
    return by_name
