"""A path as JSON, and as text for a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tracer.model import Attested, Role, Status
from tracer.path import CallPath, Hop, Link
from tracer.render.evidence import ATTESTED, NAME, STATUS, Notes, Paint, colourless, evidence_json, evidence_text
from tracer.render.plain import number, safe, when


def path_json(path: CallPath, remarks: Iterable[Mapping[str, str]] = ()) -> dict[str, Any]:
    """A path as `docs/cli.md` writes it down."""
    call = path.call
    return {
        "incident": path.incident,
        "as_of": path.as_of,
        "call": {
            "at": call.at,
            "caller": call.caller,
            "called": call.called,
            "campaign": call.campaign,
            "description": call.description,
            "evidence": [evidence_json(row) for row in path.evidence],
        },
        "hops": [
            {
                "hop": hop.id,
                "position": hop.position,
                "piece": hop.piece,
                "provider": hop.provider,
                "provider_key": hop.provider_key,
                "role": hop.role,
                "status": hop.status,
                "status_basis": hop.status_basis,
                "status_at": hop.status_at,
                "asked_at": hop.asked_at,
                "due_at": hop.due_at,
                "received_from": list(hop.received_from),
                "evidence": [evidence_json(row) for row in hop.evidence],
            }
            for hop in path.hops
        ],
        "links": [
            {
                "from": link.downstream,
                "to": link.upstream,
                "attested": link.attested,
                "known_from": link.known_from,
                "evidence": [evidence_json(row) for row in link.evidence],
            }
            for link in path.links
        ],
        "ends": [{"kind": end.kind, "hop": end.hop, "provider": end.provider, "text": end.text} for end in path.ends],
        "remarks": list(remarks),
    }


def path_text(path: CallPath, remarks: Iterable[Mapping[str, str]] = (), style: Paint = colourless) -> Iterator[str]:
    """A path as lines for a terminal: the call, the hops from the called party back, where it ends, the evidence.

    `style(text, **how)` colours a text, as click's does; without it none is coloured.
    """
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))
    notes = Notes()
    by_id = {hop.id: hop for hop in path.hops}
    links = {(link.downstream, link.upstream): link for link in path.links}
    call = path.call
    yield style(safe(path.incident, 100), bold=True) + (f"   as known by {path.as_of}" if path.as_of else "")
    numbers = f"from {number(call.caller)} to {number(call.called)}"
    yield f"  call      {when(call.at) or 'time not given'}, {numbers}  {notes.refer(path.evidence)}".rstrip()
    if call.campaign:
        yield f"  campaign  {safe(call.campaign, width - 12)}"
    if call.description:
        yield from textwrap.wrap(safe(call.description, 400), width, initial_indent="            ", subsequent_indent="            ")
    yield ""
    if not path.hops:
        yield "  No provider is named in the loaded documents."
    else:
        yield "  Path, from the called party back"
    ended = {end.hop: end for end in path.ends}
    for before, hop in zip((None, *path.hops), path.hops, strict=False):
        if before is not None and before.piece != hop.piece:
            yield style("       ┊  something is missing here: no document joins these", dim=True)
        yield from _hop_text(hop, style, notes)
        yield from _links_text(hop, by_id, links, style, notes)
        if hop.id in ended and not hop.received_from:
            yield f"       ╵  {style('ends here', bold=True)}: {ended[hop.id].kind}"
    yield ""
    yield "  Where the trail ends"
    for end in path.ends:
        yield from textwrap.wrap(
            f"{end.kind}: {safe(end.provider, NAME)}, {safe(end.text, 300)}", width, initial_indent="    ", subsequent_indent="      "
        )
    if not path.ends:
        yield "    nowhere yet: no hop is known"
    told = list(remarks)
    if told:
        yield ""
        yield "  Doubtful, and kept as it stands"
        for remark in told:
            yield from textwrap.wrap(
                f"{remark['code']}: {safe(remark['text'], 300)}", width, initial_indent="    ", subsequent_indent="      "
            )
    yield ""
    yield "  Evidence"
    for n, row in enumerate(notes.rows.values(), 1):
        yield from evidence_text(n, row, width, style)


def _hop_text(hop: Hop, paint: Paint, notes: Notes) -> Iterator[str]:
    said = []
    if hop.asked_at:
        said.append(f"asked {when(hop.asked_at)}")
    if hop.due_at and hop.status is Status.OPEN:
        said.append(f"answer due {when(hop.due_at)}")
    if hop.status is Status.NO_RESPONSE:
        said.append(f"did not answer by {(hop.status_at or '')[:10]}")
    elif hop.status is not None:
        said.append(STATUS[hop.status])
    elif hop.role is Role.CUSTOMER:
        said.append("customer, not asked in the loaded documents")
    elif not hop.asked_at:
        said.append("named, not asked in the loaded documents")
    if hop.status_basis == "inferred":
        said.append("inferred")
    own = [row for row in hop.evidence if row["side"] == "hop"] or [row for row in hop.evidence if row["side"] == "upstream"]
    colour = (
        {Status.NO_RESPONSE: "yellow", Status.ORIGINATING: "red", Status.POINT_OF_ENTRY: "magenta"}.get(hop.status) if hop.status else None
    )
    yield f"  {hop.position:>3}  {paint(safe(hop.provider, NAME), bold=True, fg=colour)}"
    yield f"       {'│' if hop.received_from else ' '}  {' · '.join(said)}  {notes.refer(own)}".rstrip()


def _links_text(hop: Hop, by_id: Mapping[str, Hop], links: Mapping[tuple[str, str], Link], paint: Paint, notes: Notes) -> Iterator[str]:
    for up in hop.received_from:
        link = links[hop.id, up]
        loop = " (which stands before it: a loop)" if by_id[up].position <= hop.position else ""
        words = ATTESTED[link.attested]
        if link.attested is Attested.DISPUTED:
            words = paint(words, fg="yellow")
        before = f"{by_id[up].position} {safe(by_id[up].provider, 40)}{loop}"
        yield f"       ▲  received the call from {before}: {words}  {notes.refer(link.evidence)}"
