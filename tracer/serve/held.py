"""What is slow to answer and asked again and again, kept as long as the store stays as it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 24


class Held:
    """Answers by what they were asked for; those used longest ago go first. For several threads: what one makes, others wait for."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def has(self, key: Hashable) -> bool:
        """Whether the answer of that key is there already."""
        with self._lock:
            return key in self._found

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer of that key, made if it is not there. Whatever `make` raises is raised, and nothing is kept."""
        with self._lock:
            turn = self._making.setdefault(key, threading.Lock())
        try:
            with turn:
                with self._lock:
                    if key in self._found:
                        self._found.move_to_end(key)
                        found: T = self._found[key]
                        return found
                made = make()
                with self._lock:
                    self._found[key] = made
                    while len(self._found) > self._most:
                        self._found.popitem(last=False)
                return made
        finally:
            with self._lock:
                if not turn.locked():
                    self._making.pop(key, None)
