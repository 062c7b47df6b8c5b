"""Patterns that are compiled when they are first asked: a command needs few of them, and all take a third of its time to begin."""

from __future__ import annotations

import re
from typing import Any, cast

_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _Late:
    """Stands for a pattern; from the first question on its answers come from the pattern itself."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern  # of which others are made
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        for each in _ASKED:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, whose errors come with the first question. Not to be handed to functions of `re` instead of a text."""
    return cast("re.Pattern[str]", _Late(text, flags))
