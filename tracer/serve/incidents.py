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
from tracer.render.paths import attested_words, hop_words
from tracer.render.plain import number, when
from tracer.serve.page import Block, Cell, Facts, Field, Form, Picture, Table, Text, Words, link
from tracer.serve.query import Query, View, part_of
from tracer.serve.tables import evidence_table, incidents_table, known_by, references, sign_of, to_provider

ENDS = sorted({*lists.END_BY_WORD.values(), "unknown", "disputed"})


def incidents(query: Query) -> View:
    text, as_of = query.text, query.as_of
    since, until = day_or_instant(text("since"), "since"), day_or_instant(text("until"), "until")
    status = text("status")
    if status not in {None, *lists.END_BY_WORD, *ENDS}:
        raise BadInput(f"status {status!r} is no way to end: choose one of {', '.join(ENDS)}")
    filters = lists.IncidentCriteria(text("campaign"), text("provider"), status, since, until)
    listed: Sequence[lists.Listed]
    if as_of is None:
        ids, pages = part_of(query, query.cached("matching", lambda: lists.matching(query.case.store, filters), filters))
        listed = lists.of_ids(query.case.store, ids)
    else:
        all_listed = query.cached("incidents", lambda: list(lists.incidents(query.case.store, filters, as_of)), filters, as_of)
        listed, pages = part_of(query, all_listed)
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
        lambda: [form, incidents_table(listed, pages, as_of)],
        lambda: [shapes.incident(row) for row in listed],
        "/incidents",
        known_by(as_of),
        pages,
    )


def incident(query: Query) -> View:
    typed, as_of = query.required("id"), query.as_of
    trace = query.case.trace(typed, as_of)
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
        Cell(f"{end.told}: {end.provider}, {end.text}", look=sign_of(Ended(end.kind, end.provider, end.interim))) for end in path.ends
    ]
    doubts: list[Text] = [f"Doubtful, and kept as it stands: {remark.text} ({remark.code})" for remark in trace.remarks]
    blocks: list[Block] = [about, Words(ends or ["Nowhere yet: no hop is known."], "Where the trail ends")]
    if path.hops:
        parameters = {"id": path.incident, "as_of": as_of}
        names = ", ".join(hop.provider for hop in path.hops)
        blocks.append(
            Picture(link("/figure.svg", **parameters), f"The path from the called party back: {names}", link("/figure", **parameters))
        )
    blocks.append(hops_table(path, notes, as_of))
    if doubts:
        blocks.append(Words(doubts, "What is doubtful"))
    return [*blocks, evidence_table(notes.claims.values(), numbered=True)]


def hops_table(path: CallPath, notes: Notes, as_of: Moment | None) -> Table:
    from tracer.view.look import look  # imported here, since it loads all the drawing code

    by_id = {hop.id: hop for hop in path.hops}
    links = {(hand_off.downstream, hand_off.upstream): hand_off for hand_off in path.links}
    rows: list[Sequence[Text]] = []
    previous: Hop | None = None
    for hop in path.hops:
        if previous is not None and previous.component != hop.component:
            rows.append(("", "Something is missing here: no document joins these.", "", "", ""))
        previous = hop
        received_from = [
            f"{by_id[upstream].position} {by_id[upstream].provider}: {attested_words(links[hop.id, upstream])}"
            for upstream in hop.received_from
        ]
        hand_off_claims = [claim for upstream in hop.received_from for claim in links[hop.id, upstream].evidence]
        rows.append(
            (
                str(hop.position),
                to_provider(hop.provider, as_of, look(hop)),
                list(hop_words(hop)),
                received_from or "not stated",
                references(notes, [*hop.evidence, *hand_off_claims]),
            )
        )
    return Table(
        "Hop by hop", ("position", "provider", "what is known of it", "received the call from", "evidence"), rows,
        "No provider is named in the loaded documents.",
    )  # fmt: skip
