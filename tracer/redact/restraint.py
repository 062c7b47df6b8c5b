"""A copy with less in it accuses nobody more. Pure.

What a profile or a document's mark withholds may be the very thing that has superseded a silence: the answer, or what a count leaves
no doubt of. So whatever a copy says of somebody is compared with what the whole case says; where they differ, it is withheld too,
with the words that say it.
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


def restrained(kept_bearings: Iterable[Bearing], whole: CallPath, counts: Collection[str] = ()) -> CallPath:
    """The path drawn from the claims that may leave, saying no more of anybody than the whole one. Both have the ids of the case.

    `counts`: ids of the hops of which the copy may say what a count shows of their answers.
    """
    bearings = list(kept_bearings)
    clocks = {hop.id: Clock(hop.asked_at, hop.due_at) for hop in whole.hops if hop.asked_at}
    by_count = {hop.id: hop.by_count for hop in whole.hops if hop.by_count and hop.id in counts}
    known = {hop.id: hop for hop in whole.hops}
    superseded: set[str] = set()
    while True:
        remaining = list(_remaining(bearings, whole, superseded))
        copy = call_path(whole.incident, remaining, whole.as_of, clocks=clocks, by_count=by_count)
        says_more = {hop.id for hop in copy.hops if not _says_no_more(hop, known[hop.id])} - superseded
        if not says_more:
            return _held_against(copy, whole, superseded)
        superseded |= says_more


def withheld_statuses(path: CallPath) -> list[str]:
    """Ids of the hops whose status a copy withholds."""
    return [hop.id for hop in path.hops if hop.withheld]


def _remaining(bearings: Sequence[Bearing], whole: CallPath, superseded: Collection[str]) -> Iterator[Bearing]:
    """The bearings without statements whose correction is withheld, and without the status of the `superseded` hops.

    Such a status is replaced by `[withheld]`; so are, where another claim quotes them, its lines and those of such statements.
    """
    withheld_by_id = {
        bearing.evidence.id: bearing.evidence
        for bearing in bearings
        if bearing.hop in superseded and bearing.side is Side.HOP and bearing.evidence.kind == Kind.STATUS
    }
    remaining_ids = {bearing.evidence.id for bearing in bearings} - withheld_by_id.keys()
    corrected_elsewhere = {correction.earlier.id for correction in whole.corrections if correction.later.id not in remaining_ids}
    not_repeated = list(
        {b.evidence.id: b.evidence for b in bearings if b.evidence.id in withheld_by_id.keys() | corrected_elsewhere}.values()
    )
    for bearing in bearings:
        claim = bearing.evidence
        if claim.id in withheld_by_id:
            yield replace(bearing, evidence=replace(claim, status=None, interim=None, reading=None, end_user=None, quote=WITHHELD))
        elif claim.id not in corrected_elsewhere:
            hidden = any(_share_lines(claim, other_claim) for other_claim in not_repeated)
            yield replace(bearing, evidence=replace(claim, quote=WITHHELD)) if hidden else bearing


def _share_lines(claim: Evidence, other_claim: Evidence) -> bool:
    place, other_place = claim.place, other_claim.place
    return (
        (claim.document, place.part, place.page) == (other_claim.document, other_place.part, other_place.page)
        and place.line_from <= other_place.line_to
        and other_place.line_from <= place.line_to
    )


def _says_no_more(copy: Hop, whole: Hop) -> bool:
    """The same status, for the same reasons, and a silence for no later day."""
    shown, known = copy.standing, whole.standing
    later = shown.status is Status.NO_RESPONSE and (shown.at or "") > (known.at or "")
    return _status_and_grounds(shown) == _status_and_grounds(known) and copy.by_count == whole.by_count and not later


def _status_and_grounds(standing: Standing) -> tuple[object, ...]:
    against = standing.contradiction
    return standing.status, standing.inferred, standing.interim, against and (against.silence.id, against.answer.id)


def _held_against(copy: CallPath, whole: CallPath, superseded: Collection[str]) -> CallPath:
    known = {hop.id: hop for hop in whole.hops}
    attested_in_whole = {(link.downstream, link.upstream): link.attested for link in whole.links}
    hops = [
        replace(hop, standing=Standing(), by_count=None, end_user=None, due_at=None, withheld=True)
        if hop.id in superseded
        else replace(hop, end_user=hop.end_user if hop.end_user == known[hop.id].end_user else None)
        for hop in copy.hops
    ]
    known_corrections = {(correction.earlier.id, correction.later.id) for correction in whole.corrections}
    return replace(
        copy,
        hops=tuple(hops),
        links=tuple(
            replace(k, attested=max(k.attested, attested_in_whole[k.downstream, k.upstream], key=_BEST_FIRST.index)) for k in copy.links
        ),
        ends=tuple(_ends(hops, copy.ends, whole.ends)),
        corrections=tuple(
            correction for correction in copy.corrections if (correction.earlier.id, correction.later.id) in known_corrections
        ),
    )


def _ends(hops: Sequence[Hop], copy: Sequence[End], whole: Sequence[End]) -> Iterable[End]:
    texts: dict[tuple[str, str], list[str]] = {}
    for end in whole:
        texts.setdefault((end.hop, end.kind), []).append(end.text)
    shown = {hop.id for hop in hops if not hop.withheld}
    kept_ends = [end for end in copy if end.hop in shown and _may_say(end, texts.get((end.hop, end.kind), []))]
    yield from kept_ends
    ended = {end.hop for end in kept_ends}
    for hop in hops:
        if not hop.received_from and hop.id not in ended:
            yield End(WITHHELD_END, hop.id, hop.provider, "what is known beyond it is withheld in this copy")


def _may_say(end: End, whole: Sequence[str]) -> bool:
    """Whether the whole case has the same end in the same words or more. A lacking answer is the hop's own, which was compared."""
    return any(end.kind in ("no-response", "open") or text.startswith(end.text) for text in whole)


# --- flags -----------------------------------------------------------------------------------------------------------


def restrained_flags(copy: Iterable[Flag], whole: Mapping[str, Flag]) -> list[Flag]:
    """The flags of a copy that say no more of anybody than the whole case's; `whole`: by the provider's key."""
    flags = []
    for flag in copy:
        if flag.provider_key not in whole:
            continue
        whole_flag = whole[flag.provider_key]
        counts = {count.rule: count for count in whole_flag.counts}
        kept = tuple(_count(count, counts[count.rule]) for count in flag.counts if count.rule in counts)
        against = [text for text in flag.contradictions if text in whole_flag.contradictions]
        if kept and len(against) < len(whole_flag.contradictions):
            against.append(MORE_AGAINST)
        restrained_flag = replace(flag, counts=kept, contradictions=tuple(against))
        if restrained_flag.largest and (restrained_flag.no_response, restrained_flag.asked) != (whole_flag.no_response, whole_flag.asked):
            # Its share would differ from that in the whole case, so none is given.
            restrained_flag = replace(
                restrained_flag, counts=tuple(replace(c, asked=None, sample=False) if c is restrained_flag.largest else c for c in kept)
            )
        if kept or against:
            flags.append(restrained_flag)
    return flags


def _count(copy: Count, whole: Count) -> Count:
    """With fewer known requests a share would be larger, so it is left out."""
    number = min(copy.number, whole.number)
    same = (number, copy.asked) == (whole.number, whole.asked)
    whole_ids = {claim.id for claim in whole.evidence}
    return replace(
        copy,
        number=number,
        asked=copy.asked if same else None,
        since=_later(copy.since, whole.since),
        at_least=copy.at_least and whole.at_least,
        evidence=tuple(claim for claim in copy.evidence if claim.id in whole_ids),
        sample=same and copy.sample and whole.sample,
    )


def _later(first: Moment | None, second: Moment | None) -> Moment | None:
    return max(first, second) if first and second else None
