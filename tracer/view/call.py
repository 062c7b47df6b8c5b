"""One call: from its path to what is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tracer.model import Attested, Role, Status
from tracer.path import CallPath, End, Hop, Link
from tracer.render.plain import number, safe, when
from tracer.view.drawing import NAME, Drawing, Facts, Line, Node, count, evidence_table, pieces, where
from tracer.view.look import WORDS, look

_HANDOFF = ("provider", "received_from", "attested", "known_from")
UPSTREAM_UNKNOWN = {"unknown", "open", "no-response", "not-found"}


def of_path(path: CallPath, remarks: Sequence[Mapping[str, str]], facts: Facts) -> Drawing:
    """One call, from where its trail ends to the called party."""
    drawn = list(reversed(path.hops))
    ids = {hop.id: f"n{i}" for i, hop in enumerate(drawn)}
    by_id = {hop.id: hop for hop in path.hops}
    nodes = [_hop(ids[hop.id], hop, len(drawn)) for hop in drawn]
    links = [_hand_off(f"e{i}", link, ids, by_id) for i, link in enumerate(path.links)]
    ghosts = [(ids[end.hop], _open_end(end)) for end in path.ends if end.kind in UPSTREAM_UNKNOWN and not by_id[end.hop].received_from]
    gaps = [(ids[a.id], ids[b.id]) for a, b in pairwise(drawn) if a.piece != b.piece]
    call = path.call
    documents = {row["document"] for hop in path.hops for row in hop.evidence} | {row["document"] for row in path.evidence}
    says = [f"The trail ends at {safe(end.provider, NAME)}: {safe(end.text, 300)}." for end in path.ends]
    if not path.hops:
        says.append("No provider is named in the loaded documents.")
    says += [f"{len(gaps)} gap{'s' if len(gaps) > 1 else ''}: no document joins the providers on both sides."] if gaps else []
    says += [f"Doubtful, and kept as it stands: {safe(remark['text'], 300)}" for remark in remarks]
    about = [
        ("Campaign", safe(call.campaign, 200) if call.campaign else "not given"),
        ("Description", safe(call.description, 400) if call.description else ""),
        ("Called number", number(call.called)),
        ("Number shown", number(call.caller)),
        ("Call", when(call.at) or "time not given"),
    ]
    evidence = pieces(path.evidence, 12)[0]
    drawing = Drawing(
        kind="path",
        title=f"Call path: {safe(path.incident, NAME)}",
        subtitle="Traceback of one call, the called party's provider last. Every provider and line opens the document lines behind it.",
        facts=facts,
        header=[
            ("Incident", safe(path.incident, NAME)),
            ("Call", when(call.at) or "time not given"),
            ("Number shown", number(call.caller)),
            ("Providers", str(len(nodes))),
            ("Sources", count(len(documents), "document")),
        ],
        says=says,
        about=about,
        nodes=nodes,
        links=links,
        ghosts=ghosts,
        gaps=gaps,
    )
    drawing.about += [("Call evidence", f"{e['name']}, {where(e)}") for e in evidence[:4]]
    drawing.rows = [*path.evidence, *(row for hop in path.hops for row in hop.evidence)]
    hops = ("position", "provider", "role", "status", "status_basis", "status_at", "asked_at", "due_at")
    handoffs = [(by_id[k.downstream].provider, by_id[k.upstream].provider, k.attested, k.known_from) for k in path.links]
    drawing.tables = {
        "hops": (hops, [{name: getattr(hop, name) for name in hops} for hop in path.hops]),
        "handoffs": (_HANDOFF, [dict(zip(_HANDOFF, found, strict=True)) for found in handoffs]),
        "evidence": evidence_table(drawing.rows),
    }
    return drawing


def _hop(id_: str, hop: Hop, of: int) -> Node:
    own = [row for row in hop.evidence if row["side"] == "hop"] or list(hop.evidence)
    evidence, more = pieces(own)
    word = _state(hop)
    asked = f"asked {when(hop.asked_at)}" if hop.asked_at else "not asked in the documents"
    stated = hop.status not in (None, Status.NO_RESPONSE) and hop.status_at
    small = [asked, f"{'inferred' if hop.status_basis == 'inferred' else 'stated'} {when(hop.status_at)}" if stated else word]
    facts = [
        ("Status", word + (" (inferred)" if hop.status_basis == "inferred" else "")),
        ("Position", f"{hop.position} of 0 to {of - 1}, counted from the called party"),
        ("Role", {Role.ASKED: "asked in the traceback", Role.CUSTOMER: "customer of the next"}.get(hop.role, "named by others")),
        ("Asked", when(hop.asked_at)),
        ("Answer due", when(hop.due_at) if hop.status is Status.OPEN else ""),
        ("Status known", when(hop.status_at)),
    ]
    shown = [fact for fact in facts if fact[1]]
    return Node(
        id_, hop.provider, look(hop.status), hop.status_basis == "inferred", str(hop.position), small, shown, evidence, more, weight=1
    )


def _state(hop: Hop) -> str:
    if hop.status is Status.NO_RESPONSE:
        return f"did not answer by {(hop.status_at or '')[:10]}"
    return look(hop.status).word.lower()


def _open_end(end: End) -> str:
    return {"no-response": "not stated: no answer", "not-found": "not stated: call not found", "open": "not yet stated"}.get(
        end.kind, "not stated"
    )


def _hand_off(id_: str, link: Link, ids: Mapping[str, str], by_id: Mapping[str, Hop]) -> Line:
    evidence, more = pieces(link.evidence)
    down, up = by_id[link.downstream], by_id[link.upstream]
    loop = up.position <= down.position
    short = {Attested.BOTH: "both sides", Attested.ONE: "one side", Attested.LETTER: "a letter", Attested.AGGREGATE: "a count"}
    facts = [
        ("Hand-off", f"{safe(down.provider, NAME)} received the call from {safe(up.provider, NAME)}"),
        ("Attested", WORDS[link.attested] + (" · the upstream stands before it: a loop" if loop else "")),
        ("Known since", when(link.known_from)),
    ]
    label = [short.get(link.attested, str(link.attested)), when(link.known_from)[:10]]
    return Line(id_, ids[link.downstream], ids[link.upstream], link.attested, label, facts, evidence, more)
