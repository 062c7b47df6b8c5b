"""A provider's dossier in a copy: compared with that of the whole case, then cleaned of what the profile withholds. Pure."""

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
    """The dossier made of what may leave, saying no more of anybody than the whole one. Both have the ids of the case.

    Numbers that differ from the whole case's are left out: with fewer calls, a share would be larger. `copy.flag` is restrained
    already.
    """
    same_numbers = _numbers(copy) == _numbers(whole)
    counts_of_neighbours = {
        (neighbour.provider_key, up): neighbour.counted
        for up, neighbours in ((True, whole.upstream), (False, whole.downstream))
        for neighbour in neighbours
    }
    months_by_row = {month.row.id: (month.known, month.unanswered, month.upstream, month.covered) for month in whole.record}
    conflicts = [text for text in copy.conflicts if text in whole.conflicts]
    return replace(
        copy,
        counts=copy.counts if same_numbers else {},
        counted=copy.counted if same_numbers else None,
        times=copy.times if same_numbers else None,
        by_month=copy.by_month if same_numbers else [],
        record=[m for m in copy.record if months_by_row.get(m.row.id) == (m.known, m.unanswered, m.upstream, m.covered)],
        refiled=[text for text in copy.refiled if text in whole.refiled],
        conflicts=conflicts + ([MORE_AGAINST] if len(conflicts) < len(whole.conflicts) else []),
        upstream=[
            _comparable_neighbour(neighbour, counts_of_neighbours.get((neighbour.provider_key, True))) for neighbour in copy.upstream
        ],
        downstream=[
            _comparable_neighbour(neighbour, counts_of_neighbours.get((neighbour.provider_key, False))) for neighbour in copy.downstream
        ],
        exposure=list(_exposure(copy.exposure, whole.exposure)),
    )


def _numbers(dossier: Dossier) -> tuple[object, ...]:
    """All that a dossier says in numbers."""
    months = [(m.month, m.calls, m.ended, m.inferred) for m in dossier.by_month]
    return dossier.counts, dossier.stated_at_least, _without_evidence(dossier.counted), dossier.times, months


def _without_evidence(counted: Sum | None) -> Sum | None:
    return counted and replace(counted, evidence=())


def _comparable_neighbour(neighbour: Neighbour, whole: Sum | None) -> Neighbour:
    return neighbour if _without_evidence(neighbour.counted) == _without_evidence(whole) else replace(neighbour, counted=None)


def _exposure(copy: Iterable[Exposure], whole: Iterable[Exposure]) -> Iterable[Exposure]:
    known_exposures = {(exposure.action, exposure.provider): exposure for exposure in whole}
    for exposure in copy:
        known = known_exposures.get((exposure.action, exposure.provider))
        if known and set(exposure.incidents) <= set(known.incidents):
            yield exposure


def cleaned_flag(redaction: Redaction, flag: Flag) -> Flag:
    """A flag with its texts cleaned. Its provider has the key that the copy uses; whoever shows the flag adds the name."""
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


def cleaned_dossier(redaction: Redaction, dossier: Dossier) -> Dossier:
    """The dossier with every text cleaned. `redaction` must have seen all that goes into the copy, and its paths."""

    def text(printed: str) -> str:
        return redaction.text(printed) or ""

    def claims(uncleaned: Sequence[Evidence]) -> list[Evidence]:
        return list(_claims(redaction, uncleaned))

    def cleaned_neighbour(neighbour: Neighbour) -> Neighbour:
        counted = neighbour.counted and replace(neighbour.counted, evidence=_claims(redaction, neighbour.counted.evidence))
        key, name = redaction.ident(neighbour.provider_key), text(neighbour.provider)
        incidents = set(map(redaction.ident, neighbour.incidents))
        return replace(
            neighbour, provider=name, provider_key=key, incidents=incidents, evidence=claims(neighbour.evidence), counted=counted
        )

    evidence = claims(dossier.evidence)
    identified = sorted((c for c in evidence if c.kind == Kind.IDENTIFIED), key=lambda c: (c.known_at, c.id), reverse=True)
    campaigns: Counter[str] = Counter()
    for campaign, calls in dossier.campaigns.items():
        campaigns[text(campaign)] += calls
    return replace(
        dossier,
        provider=text(dossier.provider),
        provider_key=redaction.ident(dossier.provider_key),
        names=list(dict.fromkeys(map(text, dossier.names))),
        contact=contact_of(identified),
        officers=officers_of(identified),
        holding=list(map(text, dossier.holding)),
        conflicts=list(map(text, dossier.conflicts)),
        aliases=list(map(text, dossier.aliases)),
        flag=dossier.flag and cleaned_flag(redaction, dossier.flag),
        counted=dossier.counted and replace(dossier.counted, evidence=_claims(redaction, dossier.counted.evidence)),
        record=[
            replace(
                m, row=cleaned_claim(redaction, m.row), copies=_claims(redaction, m.copies), covered=tuple(map(redaction.ident, m.covered))
            )
            for m in dossier.record
        ],
        upstream=list(map(cleaned_neighbour, dossier.upstream)),
        downstream=list(map(cleaned_neighbour, dossier.downstream)),
        campaigns=campaigns,
        by_month=[replace(m, after=list(map(redaction.ident, m.after))) for m in dossier.by_month],
        exposure=[
            replace(
                exposure,
                action=redaction.ident(exposure.action),
                provider=text(exposure.provider),
                incidents=tuple(map(redaction.ident, exposure.incidents)),
            )
            for exposure in dossier.exposure
        ],
        findings=claims(dossier.findings),
        knowledge=claims(dossier.knowledge),
        informed=claims(dossier.informed),
        terms=claims(dossier.terms),
        evidence=evidence,
    )


def cleaned_claim(redaction: Redaction, claim: Evidence) -> Evidence:
    """A claim, cleaned, that belongs to no path. In a provider's own copy its fields name no more than its words do."""
    new = redaction.claim(claim, None)
    if redaction.own is None:
        return new
    return replace(new, provider=redaction.text(new.provider), upstream=redaction.text(new.upstream))


def _claims(redaction: Redaction, claims: Iterable[Evidence]) -> tuple[Evidence, ...]:
    if redaction.changes_nothing:
        return tuple(claims)
    return tuple(cleaned_claim(redaction, claim) for claim in claims)
