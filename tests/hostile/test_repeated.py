"""Nothing hangs: 100 kB of any character or short group, repeated in any place of any specimen, is read in two seconds."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.hostile import seeds
from tests.hostile.judged import judge
from tests.hostile.mutations import Hang, watched
from tracer import registry

SIZE = 100_000  # bytes that are put in
SECONDS = 2.0  # of a processor on which `unit` takes as long as it did where the limit was set
TRIES = 3
UNIT = 0.07
GROUPS = (
    "\n", "\r", "\r\n", "\t", " ", "\u00a0", "x", "X", "0", "9", "[", "](", "[a](", "(", ")", "<", ">", "<a ", "<p>", "</a", "<!--", "<td>", "=?", "=?=",
    "=3D", "=\n", "--", "-", "--\n", "|", "| ", ",", ";", '"', "'", "&", "&#", "*", "**", "\\", "\\$", "#", "# ", "$", "/", "/a", "a/", ".", ". ",
    "A.", "a.", ":", "a:", "A: ", "@", "a@", "@a.", "%40", "://", "eyJ", "t=", "x\n", "1\n", "- \n", "1. ", "(1)", "(a", "\u0301", "a\u0301",
    "\u200b", "\u00ad", "\u2026", "\u00b9", "\u2014", "1/1/", "1:1 ", "Jan ", "12 ", "1,", "A ", "Aa ", "a b ", "no ", "not ", "if ", "by ", "of ",
    "the ", "you ", "may ", "LLC ", "Inc", "\f", "\x00", "\ufeff", "_", "~", "+", "+1", "=", "a=", "?", "!", "> ", "To:", "a\t", "\t\t", "  \n",
    "a,b\n", "\n\n", "a\n\n", "\u201c", "\u2019s ", "\u00a7", "47 ", "i)", "\ud55c", "\u202e",
)  # fmt: skip


@cache
def unit() -> float:
    """How long this machine takes for a little work of the kind, at its best of three times."""

    def once() -> float:
        begin = time.process_time()
        for _ in range(4_000):
            " ".join(sorted(word.lower() for word in ("Alder Birch Cedar " * 40).split()))
        return time.process_time() - begin

    return min(once() for _ in range(3))


def hostile(specimen: str, form: str, group: str, where: float) -> tuple[bytes, str]:
    """The specimen in that container, with the group repeated in it."""
    text = seeds.specimens()[specimen].decode()
    at = round(where * len(text))
    suffix, written = seeds.CONTAINERS[form]
    if form == "text" and not specimen.endswith(".txt"):
        suffix = specimen[-4:]
    return written((text[:at] + group * (SIZE // len(group.encode())) + text[at:]).encode()), f"document{suffix}"


def check(specimen: str, form: str, group: str, where: float, loader: str | None, folder: Path) -> None:
    data, name = hostile(specimen, form, group, where)
    size = max(1.0, len(data) / (4 * SIZE))  # some containers write much around a short line
    registry.available()
    took = float("inf")
    for _ in range(TRIES):  # what else the machine does slows one down, not each of them
        begin = time.process_time()
        with watched(20 * SECONDS):
            try:
                judged = judge(data, name, folder, loaders=[loader] if loader else [])
            except Hang:
                pytest.fail("does not end")
        took = min(took, time.process_time() - begin)
        assert judged.faults == []
        assert judged.outcomes
        # `judge` walks through the document once more, to hold what was read against its lines.
        if took < SECONDS * size * max(1.0, unit() / UNIT) * (2 if loader else 1):
            return
    pytest.fail(f"takes {took:.1f} s")


anywhere = st.tuples(st.sampled_from(sorted(seeds.specimens())), st.sampled_from(sorted(seeds.CONTAINERS)), st.floats(0, 1))
short = st.sampled_from(GROUPS) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)


@pytest.mark.long
@pytest.mark.long
@given(given=anywhere, group=short, loader=st.sampled_from([None, *[each.name for each in registry.available()]]))
@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_repeated_anywhere_is_read_in_time(tmp_path: Path, given: tuple[str, str, float], group: str, loader: str | None) -> None:
    specimen, form, where = given
    check(specimen, form, group, where, loader, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS, ids=repr)
@given(given=anywhere)
@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_each_group_repeated_anywhere_is_read_in_time(tmp_path: Path, group: str, given: tuple[str, str, float]) -> None:
    specimen, form, where = given
    check(specimen, form, group, where, None, tmp_path)
