"""Patterns that are compiled when they are first asked."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

from tracer import late


def test_it_answers_as_the_pattern_does() -> None:
    its, own = late.pattern(r"(?P<day>\d+)\s*may", re.I), re.compile(r"(?P<day>\d+)\s*may", re.I)
    said = "9 May, 12may and June"
    assert [m["day"] for m in its.finditer(said)] == [m["day"] for m in own.finditer(said)] == ["9", "12"]
    assert its.sub("x", said) == own.sub("x", said) == "x, x and June"
    assert (its.search("June"), its.pattern, its.flags, its.groups) == (None, own.pattern, own.flags, own.groups)
    assert its.findall(said) == ["9", "12"]
    assert its.split("a 9 May b") == own.split("a 9 May b")


def test_it_is_compiled_once_and_not_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def compiled(text: str, flags: int) -> re.Pattern[str]:
        made.append(text)
        return re._compile(text, flags)  # type: ignore[attr-defined,no-any-return]

    monkeypatch.setattr(re, "compile", compiled)
    its = late.pattern("a+")
    assert made == []
    assert all((its.match("aa"), its.fullmatch("aa"), its.search("baa")))
    assert made == ["a+"]


def test_a_wrong_one_is_told_with_the_first_question() -> None:
    with pytest.raises(re.error):
        late.pattern("(").search("")


def test_every_one_of_the_program_can_be_asked() -> None:
    loaders = [found.name for found in pkgutil.walk_packages(importlib.import_module("tracer.loaders").__path__, "tracer.loaders.")]
    asked = 0
    for name in ("tracer.masking", "tracer.text", *loaders):
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, late._Late):
                value.search("")
                asked += 1
    assert asked > 200
