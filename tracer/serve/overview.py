"""The case on one page, and what is made beforehand so that nobody waits for it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tracer.ask import lists
from tracer.path import Ended
from tracer.render.evidence import NOT_YET
from tracer.render.plain import many
from tracer.serve.asked import Asked, View
from tracer.serve.page import Block, Cell, Facts, Table, link
from tracer.serve.pieces import clocks_table, flags_table, sign_of
from tracer.serve.providers import all_carriers
from tracer.serve.todo import all_clocks, all_flags, all_steps

FEW = 8  # rows of a list


def overview(asked: Asked) -> View:
    case = asked.case
    documents = case.documents()
    ends = asked.kept("ends", lambda: Counter((end.kind, end.interim) for one in case.store.summaries() for end in one.ends))
    incidents = len(asked.kept("matching", lambda: lists.matching(case.store, lists.Wanted()), lists.Wanted()))
    flags = all_flags(asked, None)
    clocks = [clock for clock in all_clocks(asked, None) if clock.state == "open"]
    steps = all_steps(asked, None)
    kinds = Counter(document.kind for document in documents)

    def blocks() -> list[Block]:
        dated = sorted(document.dated[:10] for document in documents if document.dated)
        return [
            Facts(
                [
                    (
                        "Documents",
                        [Cell(many(len(documents), "document"), "/documents"), ", ".join(f"{n:,} {k}" for k, n in sorted(kinds.items()))],
                    ),
                    ("Dated", f"{dated[0]} to {dated[-1]}" if dated else ""),
                    ("Claims", f"{sum(document.claims for document in documents):,}"),
                    ("Incidents", Cell(f"{incidents:,}", "/incidents")),
                    ("Stated not to have cooperated", Cell(many(len(flags), "provider"), "/flags")),
                    ("Deadlines that are open", Cell(f"{len(clocks):,}", "/deadlines")),
                    ("Open ends", Cell(f"{len(steps):,}", "/next")),
                ]
            ),
            Table(
                "How trails end",
                ("end", "incidents’ ends"),
                [
                    (
                        Cell(NOT_YET if interim else kind, link("/incidents", status=kind), sign_of(Ended(kind, "", interim))),
                        f"{n:,}",
                    )
                    for (kind, interim), n in sorted(ends.items(), key=lambda found: (-found[1], found[0]))
                ],
            ),
            flags_table(flags[:FEW], None, None, "Most requests stated as unanswered"),
            clocks_table(clocks[:FEW], None, "Next deadlines"),
        ]

    def json() -> Any:
        return {
            "documents": len(documents),
            "kinds": dict(sorted(kinds.items())),
            "incidents": incidents,
            "ends": [{"kind": kind, "interim": interim, "ends": n} for (kind, interim), n in sorted(ends.items())],
            "flags": len(flags),
            "open_deadlines": len(clocks),
            "open_ends": len(steps),
        }

    return View("The case", blocks, json, "/")


def warm(asked: Asked) -> None:
    """Makes beforehand what the lists take longest for."""
    all_flags(asked, None)
    all_clocks(asked, None)
    all_steps(asked, None)
    all_carriers(asked)
    overview(asked)
