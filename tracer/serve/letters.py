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
from tracer.serve.page import Block, Cell, Facts, Picture, Table, Text, link
from tracer.serve.query import Query, View, part_of
from tracer.serve.tables import incidents_table, to_letter, to_lines, to_places, to_provider


def letters(query: Query) -> View:
    action_claims = query.case.store.claims(kinds=(Kind.ACTED,))
    actions = by_action(action_claims)
    shown, pages = part_of(query, actions)
    provider_by_name = query.case.store.who(names_in(claim for claims in shown for claim in claims))

    def against(claim: Evidence) -> str:
        return provider_by_name[claim.provider].name if claim.provider else ""

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


def letter(query: Query) -> View:
    action, as_of = query.required("id"), query.as_of
    known_letter = query.case.letter(action)
    if known_letter is None:
        raise NotKnown(f"no letter, notice or order {action!r} in the loaded documents: /letters lists them")
    ids = calls.rows_of_letter(query.case.store, action)
    shown, pages = part_of(query, ids)
    claim = known_letter.acted
    action_shape = shapes.action_of(claim, known_letter.against.name)

    def blocks() -> list[Block]:
        ends = Counter(end.kind for row in query.case.store.summaries(ids) for end in row.ends)
        rows = lists.of_ids(query.case.store, shown)
        blocks: list[Block] = [
            Facts(
                [
                    ("Against", to_provider(known_letter.against.name)),
                    ("Issued", issued_by(action_shape)),
                    ("Of", claim.at),
                    ("Kind", claim.action_kind or ""),
                    ("Says that it is", ", ".join(claim.roles)),
                    ("Duties", list(map(due_words, action_shape["due"]))),
                    ("Calls in its table", f"{len(ids):,}" if ids else "none"),
                    ("How their trails end", [f"{kind}: {n:,}" for kind, n in sorted(ends.items())]),
                    ("Where it stands", [to_lines(claim), " ".join(claim.quote.split())]),
                    ("Document", Cell(claim.document_name, link("/document", sha=claim.document)) if claim.document else ""),
                ]
            )
        ]
        if ids:
            words = f"The calls of the letter's table, as a network: {many(len(ids), 'call')}"
            blocks.append(Picture(link("/figure.svg", id=action), words, link("/figure", id=action)))
            blocks.append(incidents_table(rows, pages, as_of, "The calls of its table"))
        return blocks

    def json() -> Any:
        traces = calls.paths(query.case.store, shown, as_of)
        return shapes.letter(action, claim, known_letter.against.name, [shapes.path(path) for path in traces])

    return View(action, blocks, json, "/letters", paging=pages)
