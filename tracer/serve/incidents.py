"""Calls: the list of them, and one with its path."""

from __future__ import annotations

from collections.abc import Sequence

from tracer.api import Trace
from tracer.ask import lists
from tracer.ask.typed import day_or_instant
from tracer.errors import BadInput
from tracer.model import Moment
from tracer.path import CallPath, Ended, Hop
from tracer.render import json as shapes
from tracer.render.evidence import Notes
from tracer.render.paths import attested_words, end_word, hop_words
from tracer.render.plain import number, when
from tracer.serve.asked import Asked, View, part_of
from tracer.serve.page import Block, Cell, Facts, Field, Form, Picture, Table, Text, Words, link
from tracer.serve.pieces import evidence_table, incidents_table, known_by, references, sign_of, to_provider

ENDS = sorted({*lists.END_BY_WORD.values(), "unknown", "disputed"})


def incidents(asked: Asked) -> View:
    text, as_of = asked.text, asked.as_of
    since, until = day_or_instant(text("since"), "since"), day_or_instant(text("until"), "until")
    status = text("status")
    if status not in {None, *lists.END_BY_WORD, *ENDS}:
        raise BadInput(f"status {status!r} is no way to end: choose one of {', '.join(ENDS)}")
    wanted = lists.Wanted(text("campaign"), text("provider"), status, since, until)
    found: Sequence[lists.Listed]
    if as_of is None:
        ids, pages = part_of(asked, asked.kept("matching", lambda: lists.matching(asked.case.store, wanted), wanted))
        found = lists.of_ids(asked.case.store, ids)
    else:
        everything = asked.kept("incidents", lambda: list(lists.incidents(asked.case.store, wanted, as_of)), wanted, as_of)
        found, pages = part_of(asked, everything)
    form = Form(
        "/incidents",
        [
            Field("provider", "Provider", text("provider") or ""),
            Field("campaign", "Campaign", text("campaign") or ""),
            Field("status", "Ends", lists.END_BY_WORD.get(status or "", status or ""), ENDS),
            Field("since", "Calls from", text("since") or "", type="date"),
            Field("until", "to", text("until") or "", type="date"),
            Field("as_of", "As known by", text("as_of") or "", type="date"),
        ],
    )
    return View(
        "Incidents",
        lambda: [form, incidents_table(found, pages, as_of)],
        lambda: [shapes.incident(one) for one in found],
        "/incidents",
        known_by(as_of),
        pages,
    )


def incident(asked: Asked) -> View:
    typed, as_of = asked.must("id"), asked.as_of
    trace = asked.case.trace(typed, as_of)
    return View(
        trace.incident,
        lambda: path_blocks(trace, as_of),
        lambda: shapes.path(trace.path, map(shapes.doubt, trace.remarks)),
        "/incidents",
        f"One call, from the called party back{f', as known by {when(as_of)}' if as_of else ''}",
    )


def path_blocks(trace: Trace, as_of: Moment | None) -> list[Block]:
    path, notes = trace.path, Notes()
    call = path.call
    about = Facts(
        [
            ("Call", when(call.at) or "time not given"),
            ("Numbers", f"from {number(call.caller)} to {number(call.called)}"),
            ("Campaign", call.campaign or ""),
            ("Description", call.description or ""),
            ("Evidence", references(notes, path.evidence)),
            (
                "As known by",
                [*([when(as_of)] if as_of else []), Cell("all that is known", link("/incident", id=path.incident))] if as_of else "",
            ),
        ]
    )
    ends: list[Text] = [
        Cell(f"{end_word(end)}: {end.provider}, {end.text}", look=sign_of(Ended(end.kind, end.provider, end.interim))) for end in path.ends
    ]
    doubts: list[Text] = [f"Doubtful, and kept as it stands: {remark.text} ({remark.code})" for remark in trace.remarks]
    blocks: list[Block] = [about, Words(ends or ["Nowhere yet: no hop is known."], "Where the trail ends")]
    if path.hops:
        asked = {"id": path.incident, "as_of": as_of}
        names = ", ".join(hop.provider for hop in path.hops)
        blocks.append(Picture(link("/figure.svg", **asked), f"The path from the called party back: {names}", link("/figure", **asked)))
    blocks.append(hops_table(path, notes, as_of))
    if doubts:
        blocks.append(Words(doubts, "What is doubtful"))
    return [*blocks, evidence_table(notes.claims.values(), numbered=True)]


def hops_table(path: CallPath, notes: Notes, as_of: Moment | None) -> Table:
    from tracer.view.look import look  # here, since it comes with all that draws

    by_id = {hop.id: hop for hop in path.hops}
    links = {(one.downstream, one.upstream): one for one in path.links}
    rows: list[Sequence[Text]] = []
    before: Hop | None = None
    for hop in path.hops:
        if before is not None and before.component != hop.component:
            rows.append(("", "Something is missing here: no document joins these.", "", "", ""))
        before = hop
        handed = [f"{by_id[up].position} {by_id[up].provider}: {attested_words(links[hop.id, up])}" for up in hop.received_from]
        speaks = [claim for up in hop.received_from for claim in links[hop.id, up].evidence]
        rows.append(
            (
                str(hop.position),
                to_provider(hop.provider, as_of, look(hop)),
                list(hop_words(hop)),
                handed or "not stated",
                references(notes, [*hop.evidence, *speaks]),
            )
        )
    return Table(
        "Hop by hop", ("position", "provider", "what is known of it", "received the call from", "evidence"), rows,
        "No provider is named in the loaded documents.",
    )  # fmt: skip
