"""The case on one page, and what is made beforehand so that nobody waits for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracer.ask import lists
from tracer.case import now
from tracer.deadlines import Running, later
from tracer.flags import Flag
from tracer.path import Ended
from tracer.render.evidence import NOT_YET
from tracer.render.plain import many
from tracer.serve.asked import Asked, View
from tracer.serve.page import Block, Cell, Facts, Table, Text, Words, link
from tracer.serve.pieces import clocks_table, flags_table, sign_of
from tracer.serve.providers import all_carriers
from tracer.serve.todo import all_clocks, all_flags, all_steps

FEW = 8  # rows of a list
WHOLE = "overview"


@dataclass(frozen=True, slots=True)
class Counts:
    """What the overview counts: it takes a moment in a large case."""

    ends: Counter[tuple[str, bool]]  # kind, and whether it is stated for the time being
    incidents: int
    flags: Sequence[Flag]
    clocks: Sequence[Running]
    steps: int


def overview(asked: Asked) -> View:
    documents = asked.case.documents()
    kinds = Counter(document.kind for document in documents)
    dated = sorted(document.dated[:10] for document in documents if document.dated)
    about: list[tuple[str, Text]] = [
        (
            "Documents",
            [Cell(many(len(documents), "document"), "/documents"), ", ".join(f"{n:,} {kind}" for kind, n in sorted(kinds.items()))],
        ),
        ("Dated", f"{dated[0]} to {dated[-1]}" if dated else ""),
        ("Claims", f"{sum(document.claims for document in documents):,}"),
    ]
    whole = asked.soon(WHOLE)

    def blocks() -> list[Block]:
        if not whole:
            return [Facts(about), Words(["The rest is being counted. This page comes again by itself."])]
        found = counts(asked)
        clocks = still_open(found.clocks)
        more: list[tuple[str, Text]] = [
            ("Incidents", Cell(f"{found.incidents:,}", "/incidents")),
            ("Stated not to have cooperated", Cell(many(len(found.flags), "provider"), "/flags")),
            ("Deadlines that are open", Cell(f"{len(clocks):,}", "/deadlines")),
            ("Open ends", Cell(f"{found.steps:,}", "/next")),
        ]
        return [
            Facts([*about, *more]),
            Table("How trails end", ("end", "incidents’ ends"), [_end(*end, n) for end, n in by_number(found.ends)]),
            flags_table(found.flags[:FEW], None, None, "Most requests stated as unanswered"),
            clocks_table(clocks[:FEW], None, "Next deadlines"),
        ]

    def json() -> Any:
        found = counts(asked)
        return {
            "documents": len(documents),
            "kinds": dict(sorted(kinds.items())),
            "incidents": found.incidents,
            "ends": [{"kind": kind, "interim": interim, "ends": n} for (kind, interim), n in sorted(found.ends.items())],
            "flags": len(found.flags),
            "open_deadlines": len(still_open(found.clocks)),
            "open_ends": found.steps,
        }

    return View("The case", blocks, json, "/", again=not whole)


def _end(kind: str, interim: bool, n: int) -> Sequence[Text]:
    return Cell(NOT_YET if interim else kind, link("/incidents", status=kind), sign_of(Ended(kind, "", interim))), f"{n:,}"


def by_number(ends: Counter[tuple[str, bool]]) -> list[tuple[tuple[str, bool], int]]:
    return sorted(ends.items(), key=lambda found: (-found[1], found[0]))


def still_open(clocks: Sequence[Running]) -> list[Running]:
    return [clock for clock in (later(clock, now()) for clock in clocks) if clock.state == "open"]


def counts(asked: Asked) -> Counts:
    """Kept, and with it what the lists take longest for."""
    store = asked.case.store

    def make() -> Counts:
        all_carriers(asked)
        return Counts(
            Counter((end.kind, end.interim) for one in store.summaries() for end in one.ends),
            len(asked.kept("matching", lambda: lists.matching(store, lists.Wanted()), lists.Wanted())),
            all_flags(asked, None),
            still_open(all_clocks(asked, None)),
            len(all_steps(asked, None)),
        )

    return asked.kept(WHOLE, make)
