"""Slow answers, cached as long as the store stays as it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 24


class Cache:
    """The answers used last, by key. For several threads: while one makes an answer, the others wait for it."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def has(self, key: Hashable) -> bool:
        """Whether the answer of that key is cached."""
        with self._lock:
            return key in self._answers

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer of that key, made if it is not cached. What `make` raises is raised, and nothing is cached."""
        with self._lock:
            key_lock = self._making.setdefault(key, threading.Lock())
        try:
            with key_lock:
                with self._lock:
                    if key in self._answers:
                        self._answers.move_to_end(key)
                        answer: T = self._answers[key]
                        return answer
                new_answer = make()
                with self._lock:
                    self._answers[key] = new_answer
                    while len(self._answers) > self._most:
                        self._answers.popitem(last=False)
                return new_answer
        finally:
            with self._lock:
                if not key_lock.locked():
                    self._making.pop(key, None)
