"""Letters, notices and orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tracer.ask import lists
from tracer.ask import paths as calls
from tracer.deadlines import by_action
from tracer.errors import NotKnown
from tracer.hops import names_in
from tracer.model import Evidence, Kind
from tracer.render import json as shapes
from tracer.render.dossiers import due_words, issued_by
from tracer.render.plain import many
from tracer.serve.asked import Asked, View, part_of
from tracer.serve.page import Block, Cell, Facts, Picture, Table, Text, link
from tracer.serve.pieces import incidents_table, to_letter, to_lines, to_places, to_provider


def letters(asked: Asked) -> View:
    acted = asked.case.store.claims(kinds=(Kind.ACTED,))
    everything = by_action(acted)
    shown, pages = part_of(asked, everything)
    who = asked.case.store.who(names_in(claim for its in shown for claim in its))

    def against(claim: Evidence) -> str:
        return who[claim.provider].name if claim.provider else ""

    def issuer(claim: Evidence) -> str:
        return issued_by({"issuer": claim.issuer, "said_by": claim.said_by}).removeprefix("by ")  # the column says it

    rows: list[Sequence[Text]] = [
        (
            to_letter(first.action), first.at, first.action_kind or "", issuer(first), to_provider(against(first)),
            [f"{due.what}: {due.length}{f', stated {due.stated}' if due.stated else ''}" for due in first.due],
            to_places([first, *copies], 2),
        )
        for first, *copies in shown
    ]  # fmt: skip
    table = Table("Letters, notices and orders", ("id", "issued", "kind", "by", "against", "duties", "evidence"), rows, paging=pages)
    return View(
        "Letters",
        lambda: [table],
        lambda: [shapes.action_of(first, against(first)) for first, *_ in shown],
        "/letters",
        "Letters, notices and orders against providers, the oldest first",
        pages,
    )


def letter(asked: Asked) -> View:
    action, as_of = asked.must("id"), asked.as_of
    found = asked.case.letter(action)
    if found is None:
        raise NotKnown(f"no letter, notice or order {action!r} in the loaded documents: /letters lists them")
    ids = calls.rows_of_letter(asked.case.store, action)
    shown, pages = part_of(asked, ids)
    acted = found.acted
    about = shapes.action_of(acted, found.against.name)

    def blocks() -> list[Block]:
        ends = Counter(end.kind for row in asked.case.store.summaries(ids) for end in row.ends)
        rows = lists.of_ids(asked.case.store, shown)
        blocks: list[Block] = [
            Facts(
                [
                    ("Against", to_provider(found.against.name)),
                    ("Issued", issued_by(about)),
                    ("Of", acted.at),
                    ("Kind", acted.action_kind or ""),
                    ("Says that it is", ", ".join(acted.roles)),
                    ("Duties", list(map(due_words, about["due"]))),
                    ("Calls in its table", f"{len(ids):,}" if ids else "none"),
                    ("How their trails end", [f"{kind}: {n:,}" for kind, n in sorted(ends.items())]),
                    ("Where it stands", [to_lines(acted), " ".join(acted.quote.split())]),
                    ("Document", Cell(acted.document_name, link("/document", sha=acted.document)) if acted.document else ""),
                ]
            )
        ]
        if ids:
            words = f"The calls of the letter's table, as a network: {many(len(ids), 'call')}"
            blocks.append(Picture(link("/figure.svg", id=action), words, link("/figure", id=action)))
            blocks.append(incidents_table(rows, pages, as_of, "The calls of its table"))
        return blocks

    def json() -> Any:
        traces = calls.paths(asked.case.store, shown, as_of)
        return shapes.letter(action, acted, found.against.name, [shapes.path(path) for path in traces])

    return View(action, blocks, json, "/letters", paging=pages)
