"""A provider's dossier in a copy: held against the whole case's, then cleaned of what the profile withholds. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tracer.counts import Sum
from tracer.dossier import Dossier, Exposure, Neighbour, contact_of, officers_of
from tracer.flags import Flag
from tracer.model import Evidence, Kind, replace
from tracer.redact.redaction import Redaction
from tracer.redact.restraint import MORE_AGAINST


def restrained_dossier(copy: Dossier, whole: Dossier) -> Dossier:
    """The dossier of what may leave, saying no more of anybody than the whole one. Both with the ids of the case.

    Numbers that are not the whole case's are left out: with fewer calls in them, a share would be larger. `copy.flag` is restrained
    already.
    """
    same = _told(copy) == _told(whole)
    counted = {(near.provider_key, up): near.counted for up, its in ((True, whole.upstream), (False, whole.downstream)) for near in its}
    rows = {month.row.id: (month.known, month.unanswered, month.upstream, month.covered) for month in whole.record}
    conflicts = [text for text in copy.conflicts if text in whole.conflicts]
    return replace(
        copy,
        counts=copy.counts if same else {},
        counted=copy.counted if same else None,
        times=copy.times if same else None,
        by_month=copy.by_month if same else [],
        record=[m for m in copy.record if rows.get(m.row.id) == (m.known, m.unanswered, m.upstream, m.covered)],
        refiled=[text for text in copy.refiled if text in whole.refiled],
        conflicts=conflicts + ([MORE_AGAINST] if len(conflicts) < len(whole.conflicts) else []),
        upstream=[_near(near, counted.get((near.provider_key, True))) for near in copy.upstream],
        downstream=[_near(near, counted.get((near.provider_key, False))) for near in copy.downstream],
        exposure=list(_exposure(copy.exposure, whole.exposure)),
    )


def _told(found: Dossier) -> tuple[object, ...]:
    """All that is told in numbers."""
    months = [(m.month, m.calls, m.ended, m.inferred) for m in found.by_month]
    return found.counts, found.stated_at_least, _figures(found.counted), found.times, months


def _figures(found: Sum | None) -> Sum | None:
    return found and replace(found, evidence=())


def _near(copy: Neighbour, whole: Sum | None) -> Neighbour:
    return copy if _figures(copy.counted) == _figures(whole) else replace(copy, counted=None)


def _exposure(copy: Iterable[Exposure], whole: Iterable[Exposure]) -> Iterable[Exposure]:
    known = {(one.action, one.provider): one for one in whole}
    for one in copy:
        if (theirs := known.get((one.action, one.provider))) and set(one.incidents) <= set(theirs.incidents):
            yield one


def cleaned_flag(redaction: Redaction, flag: Flag) -> Flag:
    """A flag with its texts cleaned; its provider goes by the key of the copy, and is named by who shows it."""
    return replace(
        flag,
        provider="",
        provider_key=redaction.ident(flag.provider_key),
        counts=tuple(
            replace(c, incidents=tuple(map(redaction.ident, c.incidents)), evidence=_claims(redaction, c.evidence)) for c in flag.counts
        ),
        contradictions=tuple(redaction.text(text) or "" for text in flag.contradictions),
        contradicting=_claims(redaction, flag.contradicting),
    )


def cleaned_dossier(redaction: Redaction, found: Dossier) -> Dossier:
    """The dossier with every text cleaned. First give `redaction` all that goes into the copy, and its paths."""

    def text(printed: str) -> str:
        return redaction.text(printed) or ""

    def claims(its: Sequence[Evidence]) -> list[Evidence]:
        return list(_claims(redaction, its))

    def near(one: Neighbour) -> Neighbour:
        counted = one.counted and replace(one.counted, evidence=_claims(redaction, one.counted.evidence))
        key, name = redaction.ident(one.provider_key), text(one.provider)
        incidents = set(map(redaction.ident, one.incidents))
        return replace(one, provider=name, provider_key=key, incidents=incidents, evidence=claims(one.evidence), counted=counted)

    evidence = claims(found.evidence)
    identified = sorted((c for c in evidence if c.kind == Kind.IDENTIFIED), key=lambda c: (c.known_at, c.id), reverse=True)
    campaigns: Counter[str] = Counter()
    for campaign, calls in found.campaigns.items():
        campaigns[text(campaign)] += calls
    return replace(
        found,
        provider=text(found.provider),
        provider_key=redaction.ident(found.provider_key),
        names=list(dict.fromkeys(map(text, found.names))),
        contact=contact_of(identified),
        officers=officers_of(identified),
        holding=list(map(text, found.holding)),
        conflicts=list(map(text, found.conflicts)),
        aliases=list(map(text, found.aliases)),
        flag=found.flag and cleaned_flag(redaction, found.flag),
        counted=found.counted and replace(found.counted, evidence=_claims(redaction, found.counted.evidence)),
        record=[
            replace(m, row=one_claim(redaction, m.row), copies=_claims(redaction, m.copies), covered=tuple(map(redaction.ident, m.covered)))
            for m in found.record
        ],
        upstream=list(map(near, found.upstream)),
        downstream=list(map(near, found.downstream)),
        campaigns=campaigns,
        by_month=[replace(m, after=list(map(redaction.ident, m.after))) for m in found.by_month],
        exposure=[
            replace(
                one,
                action=redaction.ident(one.action),
                provider=text(one.provider),
                incidents=tuple(map(redaction.ident, one.incidents)),
            )
            for one in found.exposure
        ],
        findings=claims(found.findings),
        knowledge=claims(found.knowledge),
        informed=claims(found.informed),
        terms=claims(found.terms),
        evidence=evidence,
    )


def one_claim(redaction: Redaction, claim: Evidence) -> Evidence:
    """A claim cleaned where no path says whom it may name; of a provider's own copy its fields name no more than its words."""
    new = redaction.claim(claim, None)
    if redaction.own is None:
        return new
    return replace(new, provider=redaction.text(new.provider), upstream=redaction.text(new.upstream))


def _claims(redaction: Redaction, claims: Iterable[Evidence]) -> tuple[Evidence, ...]:
    if redaction.changes_nothing:
        return tuple(claims)
    return tuple(one_claim(redaction, claim) for claim in claims)
