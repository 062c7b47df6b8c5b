"""The case on one page, as `tracer status` sums it up, and what is cached beforehand so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracer.ask.status import CaseStatus, Ending
from tracer.case import now
from tracer.model import Moment, status_told
from tracer.path import Ended
from tracer.render import json as shapes
from tracer.render.plain import many, when
from tracer.serve.page import Block, Cell, Facts, Table, Text, Words, link
from tracer.serve.providers import all_carriers
from tracer.serve.query import Query, View
from tracer.serve.tables import clocks_table, flags_table, sign_of, to_provider
from tracer.serve.todo import all_clocks, all_flags, all_steps


def overview(query: Query) -> View:
    documents = query.case.documents()
    whole = query.ready(_cache_key())

    def blocks() -> list[Block]:
        if not whole:
            about = [("Documents", Cell(many(len(documents), "document"), "/documents"))]
            return [Facts(about), Words(["The rest is being counted. This page comes again by itself."])]
        summed_at, status = current_status(query)
        return [
            Facts(
                [
                    ("Documents", [Cell(many(len(documents), "document"), "/documents"), *_kinds(status)]),
                    ("Calls", " to ".join(dict.fromkeys(when(moment)[:10] for moment in status.calls)) if status.calls else ""),
                    ("Incidents", [Cell(f"{status.incidents:,}", "/incidents"), *_repeated(status)]),
                    ("Providers in them", Cell(f"{status.providers:,}", "/providers")),
                    ("Flagged, by somebody's statement", Cell(many(status.flagged, "provider"), "/flags")),
                    ("Of which statements contradict each other", many(status.contradicted, "provider") if status.contradicted else ""),
                    ("Deadlines", Cell(f"{status.due:,} open, {status.past:,} past on {when(summed_at)}", "/deadlines")),
                    ("Open ends", Cell(f"{status.open_ends:,}, to ask of {many(status.to_ask, 'provider')}", "/next")),
                    ("Doubtful", [f"{code}: {many(n, 'claim')}" for code, n in status.doubts.items()]),
                ]
            ),
            Table("How incidents end", ("end", "incidents"), [_ending(end) for end in status.endings]),
            flags_table(status.flags, None, None, "Most requests stated as unanswered"),
            clocks_table(status.deadlines, None, "Next deadlines"),
            Table(
                "Whom to ask first",
                ("provider", "open ends", "next due"),
                [(to_provider(to_ask.provider), f"{len(to_ask.steps):,}", when(to_ask.next_due)) for to_ask in status.ask],
            ),
        ]

    return View("The case", blocks, lambda: shapes.status(current_status(query)[1]), "/", incomplete=not whole)


def _kinds(status: CaseStatus) -> list[str]:
    days = [" to ".join(dict.fromkeys((kind.first[:10], kind.last[:10]))) for kind in status.documents]
    return [f"{kind.documents:,} {kind.kind}, known {day}" for kind, day in zip(status.documents, days, strict=True)]


def _repeated(status: CaseStatus) -> list[str]:
    return [f"{status.repeated:,} of them rows that repeat an earlier letter’s"] if status.repeated else []


def _ending(end: Ending) -> Sequence[Text]:
    cell = Cell(status_told(end.kind, end.interim), link("/incidents", status=end.kind), sign_of(Ended(end.kind, "", end.interim)))
    return cell, f"{end.incidents:,}"


def _cache_key() -> str:
    """The case is summed up again each hour, since clocks run on."""
    return f"overview {now()[:13]}"


def current_status(query: Query) -> tuple[Moment, CaseStatus]:
    """The status of the case, and its moment."""

    def make() -> tuple[Moment, Any]:
        return now(), query.case.status()

    return query.cached(_cache_key(), make)


def warm(query: Query) -> None:
    """Caches what takes longest in a large case, in the order in which readers look at it."""
    current_status(query)
    all_flags(query, None)
    all_clocks(query, None)
    all_steps(query, None)
    all_carriers(query)
