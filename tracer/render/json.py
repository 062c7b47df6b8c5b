"""Every JSON shape that a command answers with, as docs/cli.md describes it: one function each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracer.model import Evidence, Kind, Remark
from tracer.path import CallPath, Ended
from tracer.render.plain import place_words

if TYPE_CHECKING:
    from tracer.ask.diff import Differences
    from tracer.ask.find import Occurrences
    from tracer.ask.lists import Listed
    from tracer.ask.providers import Group
    from tracer.ask.registers import Compared, Register
    from tracer.ask.status import CaseStatus, Left
    from tracer.ask.todo import Step, ToAsk
    from tracer.counts import Sum
    from tracer.deadlines import Running
    from tracer.dossier import Dossier, Neighbour
    from tracer.flags import Flag
    from tracer.record import MonthOfRecord
    from tracer.records.answers import Answer, Candidate, Report
    from tracer.records.scan import Source
    from tracer.records.signatures import Signature
    from tracer.registers import OnDays, Relations, Snapshot, Standing
    from tracer.store import HeldDocument

Shape = dict[str, Any]


# --- evidence ------------------------------------------------------------------------------------------------------


def brief_evidence(claim: Evidence) -> Shape:
    """Evidence in short, beside what it supports: where it stands, its words, who says so, since when."""
    at = claim.place
    return {
        "claim": claim.id,
        "kind": claim.kind,
        "document": claim.document or None,
        "name": claim.document_name,
        "lines": [at.line_from, at.line_to],
        "part": at.part,
        "page": at.page,
        "row": at.row,
        "quote": claim.quote,
        "said_by": claim.said_by,
        "valid_at": claim.valid_at,
        "known_at": claim.known_at,
        "inferred": claim.inferred,
        **({"sources": list(claim.sources)} if claim.sources else {}),
    }


def evidence(claim: Evidence) -> Shape:
    """All that a claim says; null for what it does not say."""
    return {
        **brief_evidence(claim),
        "incident": claim.incident,
        "hop": claim.hop,
        "provider": claim.provider,
        "upstream": claim.upstream,
        "upstream_hop": claim.upstream_hop,
        "end_user": claim.end_user,
        "role": claim.role,
        "status": claim.status,
        "interim": claim.interim,
        "reading": claim.reading,
        "attested": claim.attested,
        "on_word_of": claim.on_word_of,
        "length": claim.length,
        "call": _call(claim),
        "counts": _counts(claim),
        "window": [claim.window_from, claim.window_to] if claim.window_from or claim.window_to else None,
        "window_assumed": claim.window_assumed,
        "action": claim.action,
        "action_kind": claim.action_kind,
        "roles": list(claim.roles) or None,
        "due": [{"what": d.what, "clock": d.clock, "length": d.length, "stated": d.stated} for d in claim.due] or None,
        "what": claim.what,
        "certainty": claim.certainty,
        "manner": claim.manner,
        "source": claim.source,
        "how": claim.how,
        "party": claim.party,
        "force": claim.force,
        "condition": claim.condition,
        "basis": claim.basis,
        "stated": claim.stated,
        "clock": claim.clock,
        "campaign": claim.campaign if claim.kind != Kind.CALL else None,
        "description": claim.description if claim.kind != Kind.CALL else None,
        "links": list(claim.links) or None,
        "names": list(claim.names) or None,
        "short_names": list(claim.short_names) or None,
        "domains": list(claim.domains) or None,
        "mailboxes": list(claim.mailboxes) or None,
        "aliases": list(claim.aliases) or None,
        "frn": claim.frn,
        "other_frns": list(claim.other_frns) or None,
        "rmd": claim.rmd,
        "ocn": claim.ocn,
        "country": claim.country,
        "address": claim.address,
        "phone": claim.phone,
        "contact": claim.contact,
        "note": claim.note,
        "attestation": claim.attestation,
        "origid": claim.origid,
        "doubts": list(claim.doubts) or None,
        "verified": claim.verified,
        "citation": citation(claim),
    }


def _call(claim: Evidence) -> Shape | None:
    if claim.kind not in (Kind.CALL, Kind.SIGNED):
        return None
    return {
        "at": claim.call_at,
        "caller": claim.caller,
        "called": claim.called,
        "campaign": claim.campaign,
        "description": claim.description,
    }


def _counts(claim: Evidence) -> Shape | None:
    if claim.kind != Kind.COUNTED:
        return None
    return {
        "total": claim.total,
        "at_least": claim.at_least,
        "open": claim.open,
        "point_of_entry": claim.point_of_entry,
        "downstream": claim.downstream,
        "originating": claim.originating,
        "no_response": claim.no_response,
        "not_found": claim.not_found,
        "campaigns": claim.campaigns,
        "avg_response": claim.avg_response,
    }


def citation(claim: Evidence) -> str:
    """A line to paste into a brief: document, part or page, lines, first digits of the hash."""
    at = claim.place
    where = f"{claim.document_name}, {place_words(at.page, at.part, at.line_from, at.line_to)}"
    return f"{where} (sha256 {claim.document[:12]})" if claim.document else where


# --- paths ---------------------------------------------------------------------------------------------------------


def doubt(remark: Remark) -> dict[str, str]:
    """What is doubtful about a call."""
    return {"code": remark.code, "text": remark.text}


def path(call_path: CallPath, remarks: Iterable[Mapping[str, str]] = ()) -> Shape:
    call = call_path.call
    return {
        "incident": call_path.incident,
        "as_of": call_path.as_of,
        "call": {
            "at": call.at,
            "caller": call.caller,
            "called": call.called,
            "campaign": call.campaign,
            "description": call.description,
            "evidence": [brief_evidence(claim) for claim in call_path.evidence],
        },
        "hops": [
            {
                "hop": hop.id,
                "position": hop.position,
                "piece": hop.component,
                "provider": hop.provider,
                "provider_key": hop.provider_key,
                "role": hop.role,
                "status": hop.status,
                "status_basis": hop.status_basis,
                "interim": hop.interim,
                "status_at": hop.status_at,
                "status_withheld": hop.withheld,
                "asked_at": hop.asked_at,
                "answered_at": hop.standing.answered_at,
                "answered_by_count": hop.by_count.day if hop.by_count and hop.by_count.answered else None,
                "due_at": hop.due_at,
                "end_user": hop.end_user,
                "received_from": list(hop.received_from),
                "evidence": [brief_evidence(claim) for claim in hop.evidence],
            }
            for hop in call_path.hops
        ],
        "links": [
            {
                "from": link.downstream,
                "to": link.upstream,
                "attested": link.attested,
                "speakers": list(link.speakers),
                "corrected": False,
                "upstream_says": link.upstream_says,
                "known_from": link.known_from,
                "evidence": [brief_evidence(claim) for claim in link.evidence],
            }
            for link in call_path.links
        ],
        "entry": call_path.entry,
        "ends": [
            {"kind": end.kind, "hop": end.hop, "provider": end.provider, "text": end.text, "interim": end.interim} for end in call_path.ends
        ],
        "corrections": [
            {
                "hop": correction.hop,
                "provider": correction.provider,
                "earlier": evidence(correction.earlier),
                "later": evidence(correction.later),
            }
            for correction in call_path.corrections
        ],
        "remarks": list(remarks),
    }


def letter(action: str, claim: Evidence, against: str, traces: Sequence[Shape]) -> Shape:
    return {"letter": action, "action": action_of(claim, against), "traces": list(traces)}


def action_of(claim: Evidence, against: str) -> Shape:
    """A letter, notice or order with its deadlines, stated and computed."""
    from tracer.remarks import deadlines_of

    return {
        "action": claim.action,
        "kind": claim.action_kind,
        "issuer": claim.issuer,
        "said_by": claim.said_by,
        "issued_at": claim.at,
        "against": against,
        "roles": list(claim.roles),
        "due": [
            {"what": due.what, "clock": due.clock, "length": due.length, "stated": stated, "computed": computed}
            for due, stated, computed in deadlines_of(claim)
        ],
    }


def document(held: HeldDocument) -> Shape:
    return {
        "document": held.sha256,
        "name": held.name,
        "kind": held.kind,
        "issuer": held.issuer,
        "recipient": held.recipient,
        "dated": held.dated,
        "mark": held.mark,
        "loader": held.loader,
        "claims": held.claims,
        "complete": held.complete,
        "map": held.map,
    }


def incident(listed: Listed) -> Shape:
    return {
        "incident": listed.incident,
        "call_at": listed.call.at,
        "caller": listed.call.caller,
        "called": listed.call.called,
        "campaign": listed.call.campaign,
        "providers": list(listed.providers),
        "ends": _ends(listed.ends),
        "same_as": listed.same_as,
    }


def search_result(matches: Occurrences) -> Shape:
    return {
        "incidents": list(map(incident, matches.incidents)),
        "providers": [{"provider": provider.name, "names": list(provider.names)} for provider in matches.providers],
        "documents": list(map(document, matches.documents)),
        "places": list(map(evidence, matches.places)),
        "more": matches.more,
    }


def _ends(ends: Iterable[Ended]) -> list[Shape]:
    return [{"kind": end.kind, "provider": end.provider, "interim": end.interim} for end in ends]


def status(case_status: CaseStatus) -> Shape:
    return {
        "as_of": case_status.as_of,
        "documents": [
            {"kind": kind.kind, "documents": kind.documents, "claims": kind.claims, "known": [kind.first, kind.last]}
            for kind in case_status.documents
        ],
        "silent_documents": case_status.silent_documents,
        "incidents": case_status.incidents,
        "repeated": case_status.repeated,
        "calls": list(case_status.calls) if case_status.calls else None,
        "ends": [{"kind": end.kind, "interim": end.interim, "incidents": end.incidents} for end in case_status.endings],
        "providers": case_status.providers,
        "flagged": case_status.flagged,
        "flags": list(map(flag, case_status.flags)),
        "due": {"open": case_status.due, "past": case_status.past, "next": list(map(clock, case_status.deadlines))},
        "contradictory": case_status.contradictory,
        "contradicted": case_status.contradicted,
        "doubts": [{"code": code, "claims": number} for code, number in case_status.doubts.items()],
        "open_ends": case_status.open_ends,
        "to_ask": case_status.to_ask,
        "ask": list(map(to_ask, case_status.ask)),
        "unread": None if case_status.left is None else list(map(_unread_document, case_status.left)),
    }


def _unread_document(left: Left) -> Shape:
    return {
        "document": left.document,
        "name": left.name,
        "unread": left.unread,
        "remarks": [{"code": code, "number": number} for code, number in sorted(left.remarks.items())],
        "error": left.error,
    }


# --- who did not answer --------------------------------------------------------------------------------------------


def flag(provider_flag: Flag) -> Shape:
    return {
        "provider": provider_flag.provider,
        "provider_key": provider_flag.provider_key,
        "rules": provider_flag.rules,
        "no_response": provider_flag.no_response,
        "asked": provider_flag.asked,
        "interval": _interval(provider_flag.largest.interval if provider_flag.largest else None),
        "since": provider_flag.since,
        "said_by": list(provider_flag.said_by),
        "counts": [
            {
                "rule": count.rule,
                "count": count.number,
                "asked": count.asked,
                "at_least": count.at_least,
                "answered": count.answered,
                "interval": _interval(count.interval),
                "since": count.since,
                "incidents": list(count.incidents),
            }
            for count in provider_flag.counts
        ],
        "contradictions": list(provider_flag.contradictions),
        "incidents": list(provider_flag.incidents),
        "evidence": [brief_evidence(claim) for claim in provider_flag.evidence],
    }


def _interval(interval: tuple[float, float] | None) -> list[float] | None:
    return [round(x, 3) for x in interval] if interval else None


def clock(running: Running) -> Shape:
    deadline = running.deadline
    return {
        "provider": running.provider,
        "provider_key": running.provider_key,
        "clock": running.clock,
        "what": running.what,
        "rule": deadline.source,
        "length": deadline.length,
        "from": running.start,
        "due_stated": running.stated,
        "due_computed": running.computed,
        "differs": running.differs,
        "zone": deadline.zone,
        "zone_assumed": deadline.zone_assumed,
        "from_memory": deadline.from_memory,
        "steps": list(deadline.steps),
        "incident": running.incident,
        "hop": running.hop,
        "action": running.action,
        "state": running.state,
        "answered_at": running.answered_at,
        "answer_basis": running.basis,
    }


def to_ask(provider_to_ask: ToAsk) -> Shape:
    return {
        "provider": provider_to_ask.provider,
        "provider_key": provider_to_ask.provider_key,
        "contact": provider_to_ask.contact or None,
        "notices": [{"action": action, "issued_at": at} for action, at in provider_to_ask.notices],
        "next_due": provider_to_ask.next_due,
        "questions": [{"ask": question, "incidents": incidents} for question, incidents in provider_to_ask.by_question.items()],
    }


def step(next_step: Step) -> Shape:
    hop = next_step.hop
    return {
        "incident": next_step.incident,
        "end": next_step.end,
        "interim": next_step.interim,
        "provider": hop.provider,
        "provider_key": hop.provider_key,
        "ask": next_step.ask,
        "asked_at": hop.asked_at,
        "contact": next_step.contact or None,
        "notices": [{"action": action, "issued_at": at} for action, at in next_step.notices],
        "clocks": [{"clock": running.clock, "due": running.end, "state": running.state} for running in next_step.clocks],
        "next_due": next_step.next_due,
        "evidence": [claim.id for claim in hop.evidence],
    }


# --- providers -----------------------------------------------------------------------------------------------------


def _standing(standing: Standing) -> Shape:
    return {
        **_snapshot(standing.snapshot),
        "listed": bool(standing.rows),
        "rmd": sorted({row.rmd for row in standing.rows if row.rmd}),
        "frn": sorted({row.frn for row in standing.rows if row.frn}),
        "rows": [row.id for row in standing.rows],
        "like": [{"provider": row.provider, "rmd": row.rmd, "frn": row.frn, "row": row.id} for row in standing.like],
        "last_in": standing.last_in and standing.last_in.dated,
        "not_since": standing.not_since and standing.not_since.dated,
    }


def _snapshot(snapshot: Snapshot) -> Shape:
    return {"document": snapshot.document, "name": snapshot.name, "dated": snapshot.dated}


def register(held_register: Register) -> Shape:
    return {
        **_snapshot(held_register.snapshot),
        "register": held_register.snapshot.kind,
        "rows": held_register.rows,
        "of_case": held_register.of_case,
    }


def compared(comparison: Compared) -> Shape:
    return {
        "before": _snapshot(comparison.before),
        "after": _snapshot(comparison.after),
        "doubt": comparison.doubt,
        "changes": [
            {"what": change.what, "before": list(map(_row, change.before)), "after": list(map(_row, change.after))}
            for change in comparison.changes
        ],
    }


def _row(claim: Evidence) -> Shape:
    """A row of a register: whom it lists, and where it stands."""
    return {"provider": claim.provider, "frn": claim.frn, "rmd": claim.rmd, "ocn": claim.ocn, **brief_evidence(claim)}


def relations(provider_relations: Relations) -> Shape:
    return {
        "related": [
            {
                "provider": related.provider,
                "provider_key": related.provider_key,
                "names": list(related.names),
                "frns": list(related.frns),
                "weight": round(related.weight, 4),
                "shared": [
                    {
                        "what": shared.what,
                        "value": shared.printed,
                        "holders": shared.holders,
                        "among": shared.among,
                        "weight": round(shared.weight, 4),
                        "evidence": [brief_evidence(claim) for claim in shared.own],
                        "their_evidence": [brief_evidence(claim) for claim in shared.their_rows],
                    }
                    for shared in related.shared
                ],
            }
            for related in provider_relations.related
        ],
        "common": [{"what": common.what, "value": common.value, "holders": common.holders} for common in provider_relations.common],
    }


def _on_days(on_days: OnDays) -> Shape:
    return {
        "calls": on_days.calls,
        "first": on_days.first,
        "last": on_days.last,
        "snapshot": on_days.standing.snapshot.dated,
        "listed": bool(on_days.standing.rows),
        "days": list(on_days.days),
        "before_snapshot": on_days.before,
    }


def dossier(provider_dossier: Dossier, actions: Sequence[Shape]) -> Shape:
    return {
        "provider": provider_dossier.provider,
        "provider_key": provider_dossier.provider_key,
        "names": provider_dossier.names,
        "frn": provider_dossier.frn,
        "rmd": provider_dossier.rmd,
        "country": provider_dossier.country,
        "roles": provider_dossier.roles,
        "contact": provider_dossier.contact,
        "officers": provider_dossier.officers,
        "holding": provider_dossier.holding,
        "conflicts": provider_dossier.conflicts,
        "refiled": provider_dossier.refiled,
        "ocn": provider_dossier.codes,
        "aliases": provider_dossier.aliases,
        "in_rmd": [_standing(standing) for standing in provider_dossier.standings],
        "calls_and_rmd": [_on_days(on_days) for on_days in provider_dossier.on_days],
        "flag": flag(provider_dossier.flag) if provider_dossier.flag else None,
        "actions": list(actions),
        "counts": provider_dossier.counts,
        "stated_at_least": provider_dossier.stated_at_least,
        "counted": _sum(provider_dossier.counted),
        "answers": [_month_of_record(month) for month in provider_dossier.record],
        "times_to_answer": {
            "answers": provider_dossier.times.answers,
            "shortest_hours": round(provider_dossier.times.shortest, 1),
            "median_hours": round(provider_dossier.times.median, 1),
            "longest_hours": round(provider_dossier.times.longest, 1),
        }
        if provider_dossier.times
        else None,
        "upstream": [_neighbour(neighbour) for neighbour in provider_dossier.upstream],
        "downstream": [_neighbour(neighbour) for neighbour in provider_dossier.downstream],
        "campaigns": [
            {"campaign": name or None, "calls": calls}
            for name, calls in sorted(provider_dossier.campaigns.items(), key=lambda c: (-c[1], c[0]))
        ],
        "by_month": [
            {
                "month": month.month,
                "calls": month.calls,
                "ended": dict(sorted(month.ended.items())),
                "inferred": dict(sorted(month.inferred.items())),
                "after": month.after,
            }
            for month in provider_dossier.by_month
        ],
        "exposure": [
            {
                "action": exposure.action,
                "issued_at": exposure.issued_at,
                "provider": exposure.provider,
                "calls": exposure.calls,
                "last": exposure.last,
                "incidents": list(exposure.incidents),
                "told_at": exposure.told_at,
                "told_how": exposure.told_how,
            }
            for exposure in provider_dossier.exposure
        ],
        "findings": [_letter_claim(claim, _FINDING) for claim in provider_dossier.findings],
        "knowledge": [_letter_claim(claim, _NOTICE) for claim in provider_dossier.knowledge],
        "informed": [_letter_claim(claim, _NOTICE) for claim in provider_dossier.informed],
        "terms": [_letter_claim(claim, _TERM) for claim in provider_dossier.terms],
        "evidence": [brief_evidence(claim) for claim in provider_dossier.evidence],
    }


_FINDING = ("what", "certainty", "roles", "manner", "source", "campaign", "description", "basis", "on_word_of")
_NOTICE = ("provider", "party", "how", "action", "on_word_of", "links")
_TERM = ("force", "what", "condition", "party", "length", "stated", "clock", "basis", "action")


def _letter_claim(claim: Evidence, fields: Sequence[str]) -> Shape:
    """What a letter says beyond its table, with who says so, where, since when."""
    values = {name: getattr(claim, name) for name in fields}
    window = [claim.window_from, claim.window_to] if claim.window_from or claim.window_to else None
    return {
        "claim": claim.id,
        "document": claim.document,
        "lines": [claim.place.line_from, claim.place.line_to],
        "said_by": claim.said_by,
        "valid_at": claim.valid_at,
        "known_at": claim.known_at,
        **{name: (list(value) or None) if isinstance(value, tuple) else value for name, value in values.items()},
        **({"window": window} if "certainty" in fields else {}),
    }


def _neighbour(neighbour: Neighbour) -> Shape:
    return {
        "provider": neighbour.provider,
        "provider_key": neighbour.provider_key,
        "calls": neighbour.calls,
        "attested": neighbour.attested,
        "attested_counts": dict(sorted(neighbour.how.items())),
        "counted": _sum(neighbour.counted),
        "first": neighbour.first,
        "last": neighbour.last,
        "evidence": sorted({claim.id for claim in neighbour.evidence}),
    }


def _sum(counts: Sum | None) -> Shape | None:
    if counts is None:
        return None
    return {
        "total": counts.total,
        "open": counts.open,
        "point_of_entry": counts.point_of_entry,
        "downstream": counts.downstream,
        "originating": counts.originating,
        "no_response": counts.no_response,
        "not_yet": counts.not_yet,
        "not_found": counts.not_found,
        "at_least": counts.at_least,
        "window": [counts.window_from, counts.window_to],
        "evidence": [claim.id for claim in counts.evidence],
    }


def _month_of_record(month: MonthOfRecord) -> Shape:
    row = month.row
    return {
        "window": [row.window_from, row.window_to],
        "window_assumed": bool(row.window_assumed),
        "known_at": row.known_at,
        "requests": row.total,
        "requests_known": month.known,
        "unanswered": month.unanswered,
        "not_found": row.not_found,
        "answered_by": row.known_at[:10] if month.covered and not month.unanswered else None,
        "avg_response": row.avg_response,
        "upstream_rows": month.upstream,
        "difference": month.difference,
        "evidence": [claim.id for claim in (row, *month.copies)],
    }


def group(name_group: Group) -> Shape:
    return {
        "provider": name_group.provider,
        "provider_key": name_group.provider_key,
        "names": list(name_group.names),
        "because": list(name_group.because),
        "conflicts": list(name_group.conflicts),
    }


# --- what became known ---------------------------------------------------------------------------------------------


def differences(changes: Differences) -> Shape:
    return {
        "from": changes.since,
        "to": changes.until,
        "incidents": changes.incidents,
        "hops": [
            {
                "incident": hop.incident,
                "hop": hop.hop,
                "provider": hop.provider,
                "status": hop.status,
                "interim": hop.interim,
                "gone": hop.gone,
            }
            for hop in changes.hops
        ],
        "statuses": [
            {
                "incident": change.incident,
                "hop": change.hop,
                "provider": change.provider,
                "before": change.before,
                "before_interim": change.interim[0],
                "after": change.after,
                "after_interim": change.interim[1],
                "basis": change.basis,
            }
            for change in changes.statuses
        ],
        "links": [
            {
                "incident": link.incident,
                "from": link.downstream,
                "to": link.upstream,
                "providers": list(link.providers),
                "before": link.before,
                "after": link.after,
            }
            for link in changes.links
        ],
        "ends": [
            {"incident": change_of_ends.incident, "before": _ends(change_of_ends.before), "after": _ends(change_of_ends.after)}
            for change_of_ends in changes.ends
        ],
        "flags": [
            {
                "provider": change_of_flag.provider,
                "provider_key": change_of_flag.provider_key,
                "rules_before": change_of_flag.before.rules if change_of_flag.before else [],
                "rules_after": change_of_flag.after.rules if change_of_flag.after else [],
                "no_response_before": change_of_flag.before.no_response if change_of_flag.before else 0,
                "no_response_after": change_of_flag.after.no_response if change_of_flag.after else 0,
            }
            for change_of_flag in changes.flags
        ],
    }


# --- answers out of call records -----------------------------------------------------------------------------------


def answers(report: Report) -> Shape:
    from tracer.records.words import by_trunk, clock

    difference = clock(report.answers)
    return {
        "provider": report.provider,
        "prepared": report.prepared,
        "answered": report.answered,
        "records": [_source(source) for source in report.sources],
        "trunks": {"file": report.trunks.name, "sha256": report.trunks.sha256},
        "answers": [_answer(answer, report.trunks.name) for answer in report.answers],
        "by_trunk": [
            {"trunk": trunk, "provider": provider, "tracebacks": tracebacks} for trunk, provider, tracebacks in by_trunk(report.answers)
        ],
        "clock": {"seconds": difference.seconds, "answers": difference.answers} if difference else None,
    }


def _source(source: Source) -> Shape:
    return {
        "file": source.name,
        "sha256": source.sha256,
        "profile": source.profile.name,
        "zone": str(source.zone),
        "lines": source.lines,
        "held": source.held,
        "left_out": source.left_out,
        "unreadable": source.unreadable,
        "other_length": source.other_length,
        "from": source.first,
        "to": source.last,
    }


def _answer(answer: Answer, trunk_map: str) -> Shape:
    from tracer.records.words import draft, due

    call, reply = answer.wanted, draft(answer, trunk_map)
    listed = reply.not_listed
    return {
        "incident": call.incident,
        "asked_at": call.asked_at,
        "due_at": due(call),
        "call": {"at": call.call_at, "caller": call.caller, "called": call.called},
        "notice": {"file": call.notice, "sha256": call.notice_sha256},
        "answer": answer.said.value,
        "why": answer.why,
        "draft": {
            "received_from": reply.received_from,
            "not_listed": {"name": listed[0], "mail": listed[1] or None, "telephone": listed[2] or None} if listed else None,
            "origin": reply.origin,
            "not_found": reply.not_found,
            "comment": reply.comment,
        },
        "of": [{"file": candidate.record.file, "line": candidate.record.line} for candidate in answer.of],
        "candidates": [_candidate(candidate, trunk_map) for candidate in answer.candidates],
        "more": answer.more,
        "unread": [{"file": row.file, "line": row.line, "text": row.why} for row in answer.unreadable],
    }


def _candidate(candidate: Candidate, trunk_map: str) -> Shape:
    from tracer.records.words import reasons
    from tracer.text import mask

    record = candidate.record
    return {
        "file": record.file,
        "line": record.line,
        "at": candidate.at,
        "times": list(record.times),
        "seconds": candidate.seconds,
        "caller": record.caller,
        "called": record.called,
        "trunk": record.trunk or None,
        "address": record.address or None,
        "host": record.host or None,
        "providers": sorted({trunk.provider for trunk in candidate.trunks}),
        "why": list(reasons(candidate, trunk_map)),
        "signature": _signature(candidate.signature) if candidate.signature else None,
        "row": mask(record.row),
    }


def _signature(signature: Signature) -> Shape:
    passport = signature.passport
    return {
        "verified": signature.verified.value,
        "why": signature.why,
        "signer": signature.signer,
        "ocn": signature.code,
        "root": signature.root,
        "attestation": passport.attestation,
        "origid": passport.origid,
        "signed_at": passport.signed_at,
        "caller": passport.caller,
        "called": list(passport.called),
    }
