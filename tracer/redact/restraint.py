"""A copy with less in it accuses nobody more. Pure.

What a profile or a document's mark withholds may be the very thing that has superseded a silence: the answer, or what a count leaves
no doubt of. So whatever a copy says of somebody is held against what the whole case says; where they differ, it is withheld too, with
the words that say it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from tracer.answered import Standing
from tracer.flags import Count, Flag
from tracer.model import Attested, Bearing, Evidence, Kind, Moment, Side, Status, replace
from tracer.path import CallPath, Clock, End, Hop, call_path
from tracer.redact.redaction import WITHHELD

WITHHELD_END = "withheld"
MORE_AGAINST = "something more is known that speaks against this, and is withheld in this copy"
_BEST_FIRST = list(Attested)


def restrained(kept: Iterable[Bearing], whole: CallPath, counts: Collection[str] = ()) -> CallPath:
    """The path that the claims which may leave draw, saying no more of anybody than the whole one does. Both with the ids of the case.

    `counts`: ids of the hops of which it may be told what a count says of their answers.
    """
    its = list(kept)
    clocks = {hop.id: Clock(hop.asked_at, hop.due_at) for hop in whole.hops if hop.asked_at}
    by_count = {hop.id: hop.by_count for hop in whole.hops if hop.by_count and hop.id in counts}
    known = {hop.id: hop for hop in whole.hops}
    superseded: set[str] = set()
    while True:
        left = list(_left(its, whole, superseded))
        copy = call_path(whole.incident, left, whole.as_of, clocks=clocks, by_count=by_count)
        more = {hop.id for hop in copy.hops if not _says_no_more(hop, known[hop.id])} - superseded
        if not more:
            return _held_against(copy, whole, superseded)
        superseded |= more


def withheld_statuses(path: CallPath) -> list[str]:
    """Ids of the hops whose status a copy withholds."""
    return [hop.id for hop in path.hops if hop.withheld]


def _left(its: Sequence[Bearing], whole: CallPath, superseded: Collection[str]) -> Iterator[Bearing]:
    """Without the words whose correction is not among them, and without what these hops' status is said to be.

    Such a status reads withheld, and so do its lines where they are quoted for something else.
    """
    gone = {b.evidence.id: b.evidence for b in its if b.hop in superseded and b.side is Side.HOP and b.evidence.kind == Kind.STATUS}
    heard = {b.evidence.id for b in its} - gone.keys()
    taken_back = {one.earlier.id for one in whole.corrections if one.later.id not in heard}
    for b in its:
        claim = b.evidence
        if claim.id in gone:
            yield replace(b, evidence=replace(claim, status=None, interim=None, reading=None, end_user=None, quote=WITHHELD))
        elif claim.id not in taken_back:
            hidden = any(_share_lines(claim, other) for other in gone.values())
            yield replace(b, evidence=replace(claim, quote=WITHHELD)) if hidden else b


def _share_lines(one: Evidence, other: Evidence) -> bool:
    a, b = one.place, other.place
    return (one.document, a.part, a.page) == (other.document, b.part, b.page) and a.line_from <= b.line_to and b.line_from <= a.line_to


def _says_no_more(copy: Hop, whole: Hop) -> bool:
    """The same status, for the same reasons, and a silence for no later day."""
    shown, known = copy.standing, whole.standing
    later = shown.status is Status.NO_RESPONSE and (shown.at or "") > (known.at or "")
    return _how(shown) == _how(known) and copy.by_count == whole.by_count and not later


def _how(standing: Standing) -> tuple[object, ...]:
    against = standing.contradiction
    return standing.status, standing.inferred, standing.interim, against and (against.silence.id, against.answer.id)


def _held_against(copy: CallPath, whole: CallPath, superseded: Collection[str]) -> CallPath:
    known = {hop.id: hop for hop in whole.hops}
    handed = {(link.downstream, link.upstream): link.attested for link in whole.links}
    hops = [
        replace(hop, standing=Standing(), by_count=None, end_user=None, due_at=None, withheld=True)
        if hop.id in superseded
        else replace(hop, end_user=hop.end_user if hop.end_user == known[hop.id].end_user else None)
        for hop in copy.hops
    ]
    told = {(one.earlier.id, one.later.id) for one in whole.corrections}
    return replace(
        copy,
        hops=tuple(hops),
        links=tuple(replace(k, attested=max(k.attested, handed[k.downstream, k.upstream], key=_BEST_FIRST.index)) for k in copy.links),
        ends=tuple(_ends(hops, copy.ends, whole.ends)),
        corrections=tuple(one for one in copy.corrections if (one.earlier.id, one.later.id) in told),
    )


def _ends(hops: Sequence[Hop], copy: Sequence[End], whole: Sequence[End]) -> Iterable[End]:
    texts: dict[tuple[str, str], list[str]] = {}
    for end in whole:
        texts.setdefault((end.hop, end.kind), []).append(end.text)
    shown = {hop.id for hop in hops if not hop.withheld}
    said = [end for end in copy if end.hop in shown and _may_say(end, texts.get((end.hop, end.kind), []))]
    yield from said
    ended = {end.hop for end in said}
    for hop in hops:
        if not hop.received_from and hop.id not in ended:
            yield End(WITHHELD_END, hop.id, hop.provider, "what is known beyond it is withheld in this copy")


def _may_say(end: End, whole: Sequence[str]) -> bool:
    """The same end in the same words or fewer. That an answer is lacking is said of the hop, which was looked at."""
    return any(end.kind in ("no-response", "open") or text.startswith(end.text) for text in whole)


# --- flags -----------------------------------------------------------------------------------------------------------


def restrained_flags(copy: Iterable[Flag], whole: Mapping[str, Flag]) -> list[Flag]:
    """The flags of a copy that say no more of anybody than the whole case's; `whole`: by the provider's key."""
    found = []
    for flag in copy:
        if flag.provider_key not in whole:
            continue
        known = whole[flag.provider_key]
        counts = {count.rule: count for count in known.counts}
        kept = tuple(_count(count, counts[count.rule]) for count in flag.counts if count.rule in counts)
        against = [text for text in flag.contradictions if text in known.contradictions]
        if kept and len(against) < len(known.contradictions):
            against.append(MORE_AGAINST)
        made = replace(flag, counts=kept, contradictions=tuple(against))
        if made.largest and (made.no_response, made.asked) != (known.no_response, known.asked):
            # Its share is another than the whole case would give: then none is given.
            made = replace(made, counts=tuple(replace(c, asked=None, sample=False) if c is made.largest else c for c in kept))
        if kept or against:
            found.append(made)
    return found


def _count(copy: Count, whole: Count) -> Count:
    """Of fewer requests known a share would be larger: then there is none."""
    number = min(copy.number, whole.number)
    same = (number, copy.asked) == (whole.number, whole.asked)
    there = {claim.id for claim in whole.evidence}
    return replace(
        copy,
        number=number,
        asked=copy.asked if same else None,
        since=_later(copy.since, whole.since),
        at_least=copy.at_least and whole.at_least,
        evidence=tuple(claim for claim in copy.evidence if claim.id in there),
        sample=same and copy.sample and whole.sample,
    )


def _later(one: Moment | None, other: Moment | None) -> Moment | None:
    return max(one, other) if one and other else None
