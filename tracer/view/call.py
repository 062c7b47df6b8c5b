"""One call: from its path to what is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tracer.model import Attested, Kind, Role, Side, Status
from tracer.path import CallPath, End, Hop, Link, contradiction_text, silence_text
from tracer.render.paths import attested_words, signatures
from tracer.render.plain import many, number, safe, sentence, when
from tracer.view.diagram import NAME, WITHHELD, Diagram, Event, Facts, Line, Node, by_then, evidence_items, evidence_table, item_place
from tracer.view.look import LOOKS, look

_HOP = ("position", "provider", "role", "status", "status_basis", "interim", "status_at", "asked_at", "due_at", "answer", "as_of")
_HANDOFF = ("provider", "received_from", "attested", "speakers", "known_from")
UPSTREAM_UNKNOWN = {"unknown", "open", "no-response", "not-found", "withheld"}


def of_path(path: CallPath, remarks: Sequence[Mapping[str, str]], facts: Facts) -> Diagram:
    """One call, from where its trail ends to the called party."""
    hops_shown = list(reversed(path.hops))
    ids = {hop.id: f"n{i}" for i, hop in enumerate(hops_shown)}
    by_id = {hop.id: hop for hop in path.hops}
    nodes = [_hop(ids[hop.id], hop, len(hops_shown), facts) for hop in hops_shown]
    links = [_hand_off(f"e{i}", link, ids, by_id) for i, link in enumerate(path.links)]
    ghosts = [(ids[end.hop], _open_end(end)) for end in path.ends if end.kind in UPSTREAM_UNKNOWN and not by_id[end.hop].received_from]
    gaps = [(ids[a.id], ids[b.id]) for a, b in pairwise(hops_shown) if a.component != b.component]
    call = path.call
    documents = {claim.document for claim in path.all_evidence}
    ends = f"As known by {when(facts.as_of)}, the trail ends" if facts.as_of else "The trail ends"
    sentences = [sentence(f"{ends} at {safe(end.provider, NAME)}: {safe(end.text, 300)}") for end in path.ends]
    if not path.hops:
        sentences.append(f"No provider is named in {facts.source}.")
    here = " in this copy" if facts.lacks_documents else ""
    sentences += [f"{len(gaps)} gap{'s' if len(gaps) > 1 else ''}: no document{here} joins the providers on both sides."] if gaps else []
    sentences += [f"Doubtful, and kept as it stands: {safe(remark['text'], 300)}" for remark in remarks]
    about = [
        ("Campaign", safe(call.campaign, 200) if call.campaign else "not given"),
        ("Description", safe(call.description, 400) if call.description else ""),
        ("Called number", number(call.called)),
        ("Number shown", number(call.caller)),
        ("Call", when(call.at) or "time not given"),
        *(("Signature", verdict) for _, verdict in signatures(path.evidence)),
    ]
    evidence = evidence_items(path.evidence, 12)[0]
    diagram = Diagram(
        kind="path",
        title=f"Call path: {safe(path.incident, NAME)}{by_then(facts)}",
        subtitle="Traceback of one call, the called party's provider last. Every provider and line opens the document lines behind it.",
        facts=facts,
        header=[
            ("Incident", safe(path.incident, NAME)),
            ("Call", when(call.at) or "time not given"),
            ("Number shown", number(call.caller)),
            ("Providers", str(len(nodes))),
            ("Sources", many(len(documents), "document")),
        ],
        says=sentences,
        about=about,
        nodes=nodes,
        links=links,
        ghosts=ghosts,
        gaps=gaps,
    )
    diagram.about += [("Call evidence", f"{e['name']}, {item_place(e)}") for e in evidence[:4]]
    diagram.claims = list(path.all_evidence)
    diagram.events = sorted(
        {event for hop in hops_shown for event in _events(ids[hop.id], hop)}, key=lambda e: (e.at, int(e.node[1:]), e.kind, e.words)
    )
    handoffs = [
        (by_id[k.downstream].provider, by_id[k.upstream].provider, k.attested, "; ".join(k.speakers), k.known_from) for k in path.links
    ]
    diagram.tables = {
        "hops": (_HOP, [_hop_cells(hop, facts) for hop in path.hops]),
        "handoffs": (_HANDOFF, [dict(zip(_HANDOFF, cells, strict=True)) for cells in handoffs]),
        "evidence": evidence_table(diagram.claims),
    }
    return diagram


def _events(id_: str, hop: Hop) -> Iterator[Event]:
    """The dated events of a hop: the request, its answer or another's for it, statements that no answer came, and letters."""
    for bearing in hop.bearings:
        claim = bearing.evidence
        by = safe(claim.said_by, NAME) if claim.inferred else f"as stated by {safe(claim.said_by, NAME)}"
        inferred = " (inferred)" if claim.inferred else ""
        if bearing.side is Side.HOP and claim.kind is Kind.ASKED:
            yield Event(claim.at, "request", id_, "asked", by)
        elif bearing.side is Side.HOP and claim.kind is Kind.STATUS and claim.status is Status.NO_RESPONSE:
            words = f"had not answered yet on {claim.at[:10]}" if claim.interim else f"did not answer by {claim.at[:10]}"
            yield Event(claim.known_at, "silence", id_, words + inferred, by)
        elif bearing.side is Side.HOP and claim.kind is Kind.STATUS and claim.status and claim.status is not Status.OPEN:
            kind = "count" if claim.inferred else "answer"
            yield Event(claim.at, kind, id_, LOOKS[claim.status].word.lower() + inferred, by)
        elif bearing.side is Side.DOWNSTREAM and claim.kind is Kind.HANDED_OFF and claim.upstream:
            kind = "letter" if claim.attested is Attested.LETTER else "answer"
            yield Event(claim.known_at, kind, id_, f"received the call from {safe(claim.upstream, NAME)}{inferred}", by)


def _hop_cells(hop: Hop, facts: Facts) -> dict[str, object]:
    status = "withheld" if hop.withheld else "contradicted" if hop.standing.contradiction else hop.status
    cells = (
        hop.position, hop.provider, hop.role, status, hop.status_basis, hop.interim or None, hop.status_at, hop.asked_at, hop.due_at,
        str(hop.by_count) if hop.by_count else None, facts.as_of,
    )  # fmt: skip
    return dict(zip(_HOP, cells, strict=True))


def _hop(id_: str, hop: Hop, hop_count: int, known: Facts) -> Node:
    own_claims = [b.evidence for b in hop.bearings if b.side is Side.HOP] or list(hop.evidence)
    evidence, more = evidence_items(own_claims)
    inferred = hop.status_basis == "inferred"
    contradiction = hop.standing.contradiction
    facts = [
        ("Status", _state(hop) + (" (inferred)" if inferred else "") + by_then(known)),
        ("Contradiction", safe(contradiction_text(contradiction), 400) if contradiction else ""),
        ("Answer", safe(str(hop.by_count), 300) if hop.by_count else ""),
        ("End user", safe(hop.end_user, NAME) if hop.end_user else ""),
        *(("Signed the call", verdict) for _, verdict in signatures(hop.evidence)),
        ("Position", f"{hop.position} of 0 to {hop_count - 1}, counted from the called party"),
        ("Role", {Role.ASKED: "asked in the traceback", Role.CUSTOMER: "customer of the next"}.get(hop.role, "named by others")),
        ("Asked", when(hop.asked_at) or _not_stated(hop)),
        ("Answer due", when(hop.due_at) if hop.status is Status.OPEN else ""),
        ("Status known", when(hop.status_at)),
    ]
    shown = [fact for fact in facts if fact[1]]
    small_lines = [f"asked {when(hop.asked_at)}" if hop.asked_at else _not_stated(hop), _dated(hop)]
    small_lines += [by_then(known).removeprefix(", ")] if known.as_of else []
    return Node(id_, hop.provider, look(hop), hop.id, inferred, str(hop.position), small_lines, shown, evidence, more, weight=1)


def _not_stated(hop: Hop) -> str:
    """What is shown instead of the day of a request. A provider that is said not to have answered was asked."""
    if hop.withheld:
        return "when asked is not in this copy"
    return "asked, when is not stated" if hop.was_asked else "not asked in the documents"


def _state(hop: Hop) -> str:
    if hop.standing.silence:
        return safe(silence_text(hop.standing), 300)
    if hop.status is Status.NO_RESPONSE:
        return f"did not answer by {(hop.status_at or '')[:10]}"
    return look(hop).word.lower()


def _dated(hop: Hop) -> str:
    """The status of a hop and its day, short enough for a card."""
    day = (hop.status_at or "")[:10]
    if hop.status is None:
        return look(hop).word.lower()
    if hop.by_count and hop.by_count.answered:
        return f"by {hop.by_count.day}"
    if hop.status is Status.OPEN and hop.due_at:
        return f"answer due {hop.due_at[:10]}"
    if hop.standing.silence:
        return f"not yet on {day}" if hop.interim else f"did not answer by {day}"
    return f"{'inferred' if hop.status_basis == 'inferred' else 'stated'} {when(hop.status_at)}"


def _open_end(end: End) -> str:
    if end.interim:  # the end's, not the hop's: a copy may withhold the upstream of a hop that had not answered yet
        return "not yet stated"
    return {
        "no-response": "not stated: no answer",
        "not-found": "not stated: call not found",
        "open": "not yet stated",
        "withheld": WITHHELD,
    }.get(end.kind, "not stated")


def _hand_off(id_: str, link: Link, ids: Mapping[str, str], by_id: Mapping[str, Hop]) -> Line:
    evidence, more = evidence_items(link.evidence)
    down, up = by_id[link.downstream], by_id[link.upstream]
    loop = up.position <= down.position
    short = {
        Attested.BOTH: "both sides", Attested.ONE: "one side", Attested.THIRD: "a third", Attested.LETTER: "a letter",
        Attested.AGGREGATE: "a count",
    }  # fmt: skip
    facts = [
        ("Hand-off", f"{safe(down.provider, NAME)} received the call from {safe(up.provider, NAME)}"),
        ("Attested", attested_words(link) + (" · the upstream stands before it: a loop" if loop else "")),
        ("Known since", when(link.known_from)),
    ]
    label = [short.get(link.attested, str(link.attested)), when(link.known_from)[:10]]
    return Line(id_, ids[link.downstream], ids[link.upstream], link.attested, label, facts, evidence, more)
