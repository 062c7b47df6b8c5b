"""The case on one page, as `tracer status` sums it up, and what is made beforehand so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracer.ask.status import CaseStatus, Ending
from tracer.case import now
from tracer.model import Moment
from tracer.path import Ended
from tracer.render import json as shapes
from tracer.render.evidence import NOT_YET
from tracer.render.plain import many, when
from tracer.serve.asked import Asked, View
from tracer.serve.page import Block, Cell, Facts, Table, Text, Words, link
from tracer.serve.pieces import clocks_table, flags_table, sign_of, to_provider
from tracer.serve.providers import all_carriers
from tracer.serve.todo import all_clocks, all_flags, all_steps


def overview(asked: Asked) -> View:
    documents = asked.case.documents()
    whole = asked.soon(_name())

    def blocks() -> list[Block]:
        if not whole:
            about = [("Documents", Cell(many(len(documents), "document"), "/documents"))]
            return [Facts(about), Words(["The rest is being counted. This page comes again by itself."])]
        at, found = counted(asked)
        return [
            Facts(
                [
                    ("Documents", [Cell(many(len(documents), "document"), "/documents"), *_kinds(found)]),
                    ("Calls", " to ".join(dict.fromkeys(when(moment)[:10] for moment in found.calls)) if found.calls else ""),
                    ("Incidents", [Cell(f"{found.incidents:,}", "/incidents"), *_repeated(found)]),
                    ("Providers in them", Cell(f"{found.providers:,}", "/providers")),
                    ("Stated not to have cooperated", Cell(many(found.flagged, "provider"), "/flags")),
                    ("Deadlines", Cell(f"{found.due:,} open, {found.past:,} past on {when(at)}", "/deadlines")),
                    ("Open ends", Cell(f"{found.open_ends:,}, to ask of {many(found.to_ask, 'provider')}", "/next")),
                    ("Doubtful", [f"{code}: {many(n, 'claim')}" for code, n in found.doubts.items()]),
                ]
            ),
            Table("How incidents end", ("end", "incidents"), [_ending(end) for end in found.endings]),
            flags_table(found.flags, None, None, "Most requests stated as unanswered"),
            clocks_table(found.deadlines, None, "Next deadlines"),
            Table(
                "Whom to ask first",
                ("provider", "open ends", "next due"),
                [(to_provider(one.provider), f"{len(one.steps):,}", when(one.next_due)) for one in found.ask],
            ),
        ]

    return View("The case", blocks, lambda: shapes.status(counted(asked)[1]), "/", again=not whole)


def _kinds(found: CaseStatus) -> list[str]:
    days = [" to ".join(dict.fromkeys((one.first[:10], one.last[:10]))) for one in found.documents]
    return [f"{one.documents:,} {one.kind}, known {day}" for one, day in zip(found.documents, days, strict=True)]


def _repeated(found: CaseStatus) -> list[str]:
    return [f"{found.repeated:,} of them rows that repeat an earlier letter’s"] if found.repeated else []


def _ending(end: Ending) -> Sequence[Text]:
    said = Cell(NOT_YET if end.interim else end.kind, link("/incidents", status=end.kind), sign_of(Ended(end.kind, "", end.interim)))
    return said, f"{end.incidents:,}"


def _name() -> str:
    """Of what is kept: clocks run on, so that it is summed up anew each hour."""
    return f"overview {now()[:13]}"


def counted(asked: Asked) -> tuple[Moment, CaseStatus]:
    """The case in short, and at which moment."""

    def make() -> tuple[Moment, Any]:
        return now(), asked.case.status()

    return asked.kept(_name(), make)


def warm(asked: Asked) -> None:
    """What takes longest in a large case: first what is looked at first."""
    counted(asked)
    all_flags(asked, None)
    all_clocks(asked, None)
    all_steps(asked, None)
    all_carriers(asked)
