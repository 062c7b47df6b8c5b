"""Commands ended at random moments by a signal: nothing that was acknowledged is lost, and what is done again gives an undisturbed run's case."""

from __future__ import annotations

import json
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cases import Desk, Dump, Ran, chain, differing, hop_list
from tests.forked import Forks

SAME = ("Alder Voice", "Fir Tel")
JUDGE = ["names", "same", *SAME, "--because", "one office"]
INTERRUPTED = "tracer: interrupted: what was acknowledged is kept; run the command again for the rest\n"


@dataclass
class Figures:
    """What was survived."""

    ended: Counter[str] = field(default_factory=Counter)  # by command that was ended, and signal
    undisturbed: int = 0  # moments that came too late
    wrong: list[Any] = field(default_factory=list)

    def __str__(self) -> str:
        by = ", ".join(f"{what} {number}" for what, number in sorted(self.ended.items()))
        return f"{sum(self.ended.values())} ended by a signal ({by}), {self.undisturbed} not reached, {len(self.wrong)} wrong"


def documents(folder: Path) -> list[Path]:
    """Two lists that are loaded in a moment; a judgement ties their names."""
    one = [row for n in range(3) for row in chain(str(7100 + n), "Alder Voice", f"Birch {n} Telecom", "Cedar Networks / CN")]
    two = [row for n in range(2, 5) for row in chain(str(7100 + n), "CN", f"Birch {n} Telecom", "Fir Tel", campaign=f"Parcel {n}")]
    return [hop_list(folder / "one.csv", *one), hop_list(folder / "two.csv", *two)]


def commands(paths: Sequence[Path]) -> list[list[str]]:
    """Load, judge, forget, load again in another way, rebuild; with a server each of them publishes, `rebuild` all."""
    one, two = map(str, paths)
    return [
        ["load", one, "--json"], ["load", two, "--json"], JUDGE, ["forget", "one.csv"], ["load", one, "--json"],
        ["load", two, "--mark", "confidential", "--json"], ["rebuild"],
    ]  # fmt: skip


def at(desk: Desk) -> list[str]:
    return ["--case", str(desk.folder), *(["--db", desk.db] if desk.db else [])]


def survive(
    desk: Desk,
    forks: Forks,
    paths: Sequence[Path],
    times: int,
    empty: Callable[[], None],
    readable: Callable[[Desk], None],
    *,
    signals: Sequence[signal.Signals] = (signal.SIGKILL,),
    until: float = float("inf"),
) -> Figures:
    """Ends so many commands, each in its turn, at a random moment of the time that it takes, and finishes what was begun.

    Of moments that came too late, as a server that is warm by then is faster, no more than twice as many are tried.
    """
    deeds = commands(paths)
    empty()
    shutil.rmtree(desk.folder, ignore_errors=True)
    before = desk.folder.with_name("before")  # each deed
    lasts: list[float] = []  # seconds
    done: list[tuple[list[str], Ran]] = []
    for number, deed in enumerate(deeds):
        if desk.folder.exists():
            shutil.copytree(desk.folder, before / str(number))
        done.append((deed, _does(desk, forks, deed, lasts)))
    expected = _without_when(desk.dump())
    chance = random.Random()
    figures = Figures()
    for number in range(3 * times):
        if time.monotonic() > until or sum(figures.ended.values()) == times:
            break
        which, by = number % len(deeds), signals[number // len(deeds) % len(signals)]
        empty()
        shutil.rmtree(desk.folder, ignore_errors=True)
        if which:
            shutil.copytree(before / str(which), desk.folder)
            if desk.db:
                _does(desk, forks, ["rebuild"], [])
        moment = lasts[which] * chance.random()
        start = time.monotonic()
        ran = forks.run(*at(desk), *deeds[which], within=max(moment, 0.0005), by=by)
        ended = ran is None or ran.code != 0
        if ran is not None and ran.code and not too_early(ran, by):
            assert ran.code == 128 + by, (deeds[which], ran)
            assert ran.err.endswith(INTERRUPTED), (deeds[which], ran)
        if ended:
            figures.ended[f"{deeds[which][0]} {by.name}"] += 1
        else:
            figures.undisturbed += 1
            lasts[which] = min(lasts[which], time.monotonic() - start)
        told = f"{by.name} after {moment:.3f} s of {lasts[which]:.3f} s in {deeds[which]}: {'ended' if ended else 'too late'}"
        try:
            _lost_nothing(desk, done[: which if ended else which + 1], deeds[which] if ended else None, readable)
            _finish(desk, paths)
            if found := differing(_without_when(desk.dump()), expected):
                figures.wrong.append((told, found[:8], _state(desk)))
        except AssertionError as error:
            figures.wrong.append((told, str(error)[:2000], _state(desk)))
    return figures


def too_early(ran: Ran, by: signal.Signals) -> bool:
    """Whether the signal came before the command had begun to look after it, or when it had ended."""
    return ran.code in (-by, 256 - by) and ran.err == ""


def _does(desk: Desk, forks: Forks, deed: list[str], lasts: list[float]) -> Ran:
    start = time.monotonic()
    ran = forks.run(*at(desk), *deed)
    lasts.append(time.monotonic() - start)
    assert ran is not None
    assert ran.code == 0, (deed, ran)
    return ran


def _lost_nothing(desk: Desk, done: Sequence[tuple[list[str], Ran]], ended: list[str] | None, readable: Callable[[Desk], None]) -> None:
    if not desk.case.exists():
        assert not done, "what was acknowledged is gone"
        return
    readable(desk)
    told: dict[str, int] = {}
    judged = False
    for deed, ran in done:
        if deed[0] == "load":
            told |= {outcome["name"]: outcome["claims"] for outcome in json.loads(ran.out)}
        elif deed[0] == "forget":
            told.pop("one.csv")
        judged = judged or deed == JUDGE
    if ended and ended[0] == "forget":
        told.pop("one.csv")
    journaled = {held.name for held in desk.case.documents().values()}
    assert told.keys() <= journaled, "a document that was acknowledged is not in the journal"
    assert not judged or any(entry["did"] == "judged" for entry in desk.case.entries()), "a judgement that was acknowledged is gone"
    for place in (Desk(desk.folder), desk):
        # A rebuild of a server's graph, and a document that is loaded in another way, take out first what is there.
        if place.db and ended and (ended == ["rebuild"] or "--mark" in ended):
            continue
        held = {d["name"]: d["claims"] for d in place.ask("documents")}
        lacks = "not yet whole" in place.run("documents").err
        assert lacks or {name: held.get(name) for name in told} == told, (place.db, held, told)


def _finish(desk: Desk, paths: Sequence[Path]) -> None:
    """Whoever was interrupted does it again."""
    one, two = paths
    for command in (["load", one, two], ["load", two, "--mark", "confidential"]):
        ran = desk.run(*command)
        assert ran.code == 0, ran
    if not any(entry["did"] == "judged" for entry in desk.case.entries()):
        ran = desk.run(*JUDGE)
        assert ran.code == 0, ran
    ran = desk.run("check")
    assert ran.code == 0, ran


def _without_when(dump: Dump) -> Dump:
    """Without what depends on when somebody judged."""
    ids = {claim["id"] for claim in dump.named("Claim") if claim["kind"] == "same"}
    assert len(ids) == 1
    kept = [[line for line in lines if not any(id_ in line for id_ in ids)] for lines in dump]
    return Dump(*kept)


def _state(desk: Desk) -> dict[str, Any]:
    """All that there is to know of a case that is not as it should be."""
    journal = desk.folder / "journal.jsonl"
    return {
        "journal": journal.read_text("utf-8").splitlines() if journal.exists() else None,
        "check": desk.run("check").out.splitlines(),
        "documents": desk.run("documents"),
        "files": sorted(path.name for path in desk.folder.rglob("*")),
    }
