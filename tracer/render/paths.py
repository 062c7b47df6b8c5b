"""A path as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tracer.model import Attested, Evidence, Kind, Role, Side, Status
from tracer.path import CallPath, Hop, Link, silence_text
from tracer.render.evidence import ATTESTED, NAME, STATUS, Notes, Paint, colourless, evidence_text
from tracer.render.lines import screen, wrapped
from tracer.render.plain import number, safe, when


def path_text(path: CallPath, remarks: Iterable[Mapping[str, str]] = (), style: Paint = colourless) -> Iterator[str]:
    """A path as lines for a terminal: the call, the hops from the called party back, where it ends, the evidence.

    `style(text, **styles)` colours a text, as click's does; without it nothing is coloured.
    """
    width = screen()
    notes = Notes()
    by_id = {hop.id: hop for hop in path.hops}
    links = {(link.downstream, link.upstream): link for link in path.links}
    call = path.call
    yield style(safe(path.incident, 100), bold=True) + (f"   as known by {path.as_of}" if path.as_of else "")
    numbers = f"from {number(call.caller)} to {number(call.called)}"
    call_text = f"{when(call.at) or 'time not given'}, {numbers}  {notes.refer(path.evidence)}".rstrip()
    yield from wrapped(call_text, width, "  call      ", " " * 12)
    for claim, words in signatures(path.evidence):
        yield from wrapped(f"{words}  {notes.refer([claim])}", width, "  signature ", " " * 12)
    if call.campaign:
        yield f"  campaign  {safe(call.campaign, width - 12)}"
    if call.description:
        yield from wrapped(safe(call.description, 400), width, " " * 12)
    yield ""
    if not path.hops:
        yield "  No provider is named in the loaded documents."
    else:
        yield "  Path, from the called party back"
    ended = {end.hop: end for end in path.ends}
    for before, hop in zip((None, *path.hops), path.hops, strict=False):
        if before is not None and before.component != hop.component:
            yield style("       ┊  something is missing here: no document joins these", dim=True)
        yield from _hop_text(hop, style, notes, width)
        yield from _links_text(hop, by_id, links, style, notes, width)
        if hop.id in ended and not hop.received_from:
            yield f"       ╵  {style('ends here', bold=True)}: {ended[hop.id].told}"
    yield ""
    yield "  Where the trail ends"
    for end in path.ends:
        yield from wrapped(f"{end.told}: {safe(end.provider, NAME)}, {safe(end.text, 300)}", width, "    ", "      ")
    if not path.ends:
        yield "    nowhere yet: no hop is known"
    doubts = list(remarks)
    if doubts:
        yield ""
        yield "  Doubtful, and kept as it stands"
        for remark in doubts:
            yield from wrapped(f"{remark['code']}: {safe(remark['text'], 300)}", width, "    ", "      ")
    yield ""
    yield "  Evidence"
    for n, claim in enumerate(notes.claims.values(), 1):
        yield from evidence_text(n, claim, width, style)


def _hop_text(hop: Hop, paint: Paint, notes: Notes, width: int) -> Iterator[str]:
    own = [b.evidence for b in hop.bearings if b.side is Side.HOP] or [b.evidence for b in hop.bearings if b.side is Side.UPSTREAM]
    colour = (
        {Status.NO_RESPONSE: "yellow", Status.ORIGINATING: "red", Status.POINT_OF_ENTRY: "magenta"}.get(hop.status) if hop.status else None
    )
    yield f"  {hop.position:>3}  {paint(safe(hop.provider, NAME), bold=True, fg=colour)}"
    bar = f"       {'│' if hop.received_from else ' '}  "
    yield from wrapped(f"{' · '.join(hop_words(hop))}  {notes.refer(own)}".rstrip(), width, bar)


def signatures(claims: Iterable[Evidence]) -> Iterator[tuple[Evidence, str]]:
    """The signatures of a call among these claims, in words: the attestation, and whether a certificate bears it out."""
    for claim in claims:
        if claim.kind is Kind.SIGNED:
            yield claim, f"attestation {safe(claim.attestation or 'not given', 20)}: {safe(claim.note or '', 300)}"


def hop_words(hop: Hop) -> list[str]:
    """What is known of a hop, in words: when it was asked, and its status."""
    phrases = []
    if hop.asked_at:
        phrases.append(f"asked {when(hop.asked_at)}")
    phrases += dict.fromkeys(f"signed the call, {words.partition(':')[0]}" for _, words in signatures(hop.evidence))
    if hop.withheld:
        return [*phrases, "status withheld"]
    if hop.due_at and hop.status is Status.OPEN:
        phrases.append(f"answer due {when(hop.due_at)}")
    if hop.standing.contradiction:
        phrases.append("what is said of its answer is contradictory, see below")
    elif hop.standing.silence:
        phrases.append(silence_text(hop.standing))
    elif hop.status is Status.NO_RESPONSE:
        phrases.append(f"did not answer by {(hop.status_at or '')[:10]}")
    elif hop.status is not None:
        phrases.append(STATUS[hop.status])
    elif hop.role is Role.CUSTOMER:
        phrases.append("customer, not asked in the loaded documents")
    elif not hop.asked_at:
        phrases.append("named, not asked in the loaded documents")
    if hop.by_count:
        phrases.append(str(hop.by_count))
    if hop.end_user:
        phrases.append(f"names an end user: {safe(hop.end_user, NAME)}")
    if hop.status_basis == "inferred":
        phrases.append("inferred")
    return phrases


def attested_words(link: Link) -> str:
    """Who speaks for a hand-off, in words."""
    speakers = " and ".join(safe(name, NAME) for name in link.speakers)
    if link.attested in (Attested.ONE, Attested.THIRD):
        return f"{speakers} {'says' if len(link.speakers) == 1 else 'say'} so"
    if link.attested in (Attested.LETTER, Attested.AGGREGATE):
        return f"{ATTESTED[link.attested]}, {speakers}"
    if link.attested is Attested.DISPUTED:
        side = {"agrees": "; the upstream says that it carried the call", "denies": "; the upstream did not find the call"}
        return f"disputed ({speakers}){side.get(link.upstream_says or '', '')}"
    return ATTESTED[link.attested]


def _links_text(
    hop: Hop, by_id: Mapping[str, Hop], links: Mapping[tuple[str, str], Link], paint: Paint, notes: Notes, width: int
) -> Iterator[str]:
    for upstream in hop.received_from:
        link = links[hop.id, upstream]
        loop = " (which stands before it: a loop)" if by_id[upstream].position <= hop.position else ""
        words = attested_words(link)
        received_from = f"{by_id[upstream].position} {safe(by_id[upstream].provider, 40)}{loop}"
        text = f"received the call from {received_from}: {words}  {notes.refer(link.evidence)}"
        lines = wrapped(text, width, "       ▲  ", "          ")
        yield from (paint(line, fg="yellow") if link.attested is Attested.DISPUTED else line for line in lines)
