"""Every JSON shape that a command answers with, as docs/cli.md writes it down: one function each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracer.model import Evidence, Kind, Remark
from tracer.path import CallPath, Ended
from tracer.render.plain import spot

if TYPE_CHECKING:
    from tracer.ask.diff import Differences
    from tracer.ask.find import Found
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


def piece(claim: Evidence) -> Shape:
    """A piece of evidence beside what it supports: where it stands, its words, who says so, since when."""
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
    """All that a claim says; null where it says nothing of it."""
    return {
        **piece(claim),
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
    where = f"{claim.document_name}, {spot(at.page, at.part, at.line_from, at.line_to)}"
    return f"{where} (sha256 {claim.document[:12]})" if claim.document else where


# --- paths ---------------------------------------------------------------------------------------------------------


def doubt(remark: Remark) -> dict[str, str]:
    """What is doubtful about a call."""
    return {"code": remark.code, "text": remark.text}


def path(found: CallPath, remarks: Iterable[Mapping[str, str]] = ()) -> Shape:
    call = found.call
    return {
        "incident": found.incident,
        "as_of": found.as_of,
        "call": {
            "at": call.at,
            "caller": call.caller,
            "called": call.called,
            "campaign": call.campaign,
            "description": call.description,
            "evidence": [piece(claim) for claim in found.evidence],
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
                "evidence": [piece(claim) for claim in hop.evidence],
            }
            for hop in found.hops
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
                "evidence": [piece(claim) for claim in link.evidence],
            }
            for link in found.links
        ],
        "entry": found.entry,
        "ends": [
            {"kind": end.kind, "hop": end.hop, "provider": end.provider, "text": end.text, "interim": end.interim} for end in found.ends
        ],
        "corrections": [
            {"hop": one.hop, "provider": one.provider, "earlier": evidence(one.earlier), "later": evidence(one.later)}
            for one in found.corrections
        ],
        "remarks": list(remarks),
    }


def letter(action: str, acted: Evidence, against: str, traces: Sequence[Shape]) -> Shape:
    return {"letter": action, "action": action_of(acted, against), "traces": list(traces)}


def action_of(acted: Evidence, against: str) -> Shape:
    """A letter, notice or order with its deadlines, stated and computed."""
    from tracer.remarks import deadlines_of

    return {
        "action": acted.action,
        "kind": acted.action_kind,
        "issuer": acted.issuer,
        "said_by": acted.said_by,
        "issued_at": acted.at,
        "against": against,
        "roles": list(acted.roles),
        "due": [
            {"what": due.what, "clock": due.clock, "length": due.length, "stated": stated, "computed": computed}
            for due, stated, computed in deadlines_of(acted)
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


def incident(found: Listed) -> Shape:
    return {
        "incident": found.incident,
        "call_at": found.call.at,
        "caller": found.call.caller,
        "called": found.call.called,
        "campaign": found.call.campaign,
        "providers": list(found.providers),
        "ends": _ends(found.ends),
        "same_as": found.same_as,
    }


def found(found: Found) -> Shape:
    return {
        "incidents": list(map(incident, found.incidents)),
        "providers": [{"provider": one.name, "names": list(one.names)} for one in found.providers],
        "documents": list(map(document, found.documents)),
        "places": list(map(evidence, found.places)),
        "more": found.more,
    }


def _ends(ends: Iterable[Ended]) -> list[Shape]:
    return [{"kind": end.kind, "provider": end.provider, "interim": end.interim} for end in ends]


def status(found: CaseStatus) -> Shape:
    return {
        "as_of": found.as_of,
        "documents": [
            {"kind": one.kind, "documents": one.documents, "claims": one.claims, "known": [one.first, one.last]} for one in found.documents
        ],
        "silent_documents": found.silent_documents,
        "incidents": found.incidents,
        "repeated": found.repeated,
        "calls": list(found.calls) if found.calls else None,
        "ends": [{"kind": end.kind, "interim": end.interim, "incidents": end.incidents} for end in found.endings],
        "providers": found.providers,
        "flagged": found.flagged,
        "flags": list(map(flag, found.flags)),
        "due": {"open": found.due, "past": found.past, "next": list(map(clock, found.deadlines))},
        "contradictory": found.contradictory,
        "doubts": [{"code": code, "claims": number} for code, number in found.doubts.items()],
        "open_ends": found.open_ends,
        "to_ask": found.to_ask,
        "ask": list(map(to_ask, found.ask)),
        "unread": None if found.left is None else list(map(_left, found.left)),
    }


def _left(found: Left) -> Shape:
    return {
        "document": found.document,
        "name": found.name,
        "unread": found.unread,
        "remarks": [{"code": code, "number": number} for code, number in sorted(found.remarks.items())],
        "error": found.error,
    }


# --- who did not answer --------------------------------------------------------------------------------------------


def flag(found: Flag) -> Shape:
    return {
        "provider": found.provider,
        "provider_key": found.provider_key,
        "rules": found.rules,
        "no_response": found.no_response,
        "asked": found.asked,
        "interval": _interval(found.largest.interval if found.largest else None),
        "since": found.since,
        "said_by": list(found.said_by),
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
            for count in found.counts
        ],
        "contradictions": list(found.contradictions),
        "incidents": list(found.incidents),
        "evidence": [piece(claim) for claim in found.evidence],
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


def to_ask(found: ToAsk) -> Shape:
    return {
        "provider": found.provider,
        "provider_key": found.provider_key,
        "contact": found.contact or None,
        "notices": [{"action": action, "issued_at": at} for action, at in found.notices],
        "next_due": found.next_due,
        "questions": [{"ask": asked, "incidents": incidents} for asked, incidents in found.by_question.items()],
    }


def step(found: Step) -> Shape:
    hop = found.hop
    return {
        "incident": found.incident,
        "end": found.end,
        "provider": hop.provider,
        "provider_key": hop.provider_key,
        "ask": found.ask,
        "asked_at": hop.asked_at,
        "contact": found.contact or None,
        "notices": [{"action": action, "issued_at": at} for action, at in found.notices],
        "clocks": [{"clock": c.clock, "due": c.end, "state": c.state} for c in found.clocks],
        "next_due": found.next_due,
        "evidence": [claim.id for claim in hop.evidence],
    }


# --- providers -----------------------------------------------------------------------------------------------------


def _standing(found: Standing) -> Shape:
    return {
        **_snapshot(found.snapshot),
        "listed": bool(found.rows),
        "rmd": sorted({row.rmd for row in found.rows if row.rmd}),
        "frn": sorted({row.frn for row in found.rows if row.frn}),
        "rows": [row.id for row in found.rows],
        "like": [{"provider": row.provider, "rmd": row.rmd, "frn": row.frn, "row": row.id} for row in found.like],
        "last_in": found.last_in and found.last_in.dated,
        "not_since": found.not_since and found.not_since.dated,
    }


def _snapshot(found: Snapshot) -> Shape:
    return {"document": found.document, "name": found.name, "dated": found.dated}


def register(found: Register) -> Shape:
    return {**_snapshot(found.snapshot), "register": found.snapshot.kind, "rows": found.rows, "of_case": found.of_case}


def compared(found: Compared) -> Shape:
    return {
        "before": _snapshot(found.before),
        "after": _snapshot(found.after),
        "doubt": found.doubt,
        "changes": [
            {"what": change.what, "before": list(map(_row, change.before)), "after": list(map(_row, change.after))}
            for change in found.changes
        ],
    }


def _row(claim: Evidence) -> Shape:
    """A row of a register: whom it lists, and where it stands."""
    return {"provider": claim.provider, "frn": claim.frn, "rmd": claim.rmd, "ocn": claim.ocn, **piece(claim)}


def relations(found: Relations) -> Shape:
    return {
        "related": [
            {
                "provider": one.provider,
                "provider_key": one.provider_key,
                "names": list(one.names),
                "frns": list(one.frns),
                "weight": round(one.weight, 4),
                "shared": [
                    {
                        "what": shared.what,
                        "value": shared.printed,
                        "holders": shared.holders,
                        "among": shared.among,
                        "weight": round(shared.weight, 4),
                        "evidence": [piece(claim) for claim in shared.own],
                        "their_evidence": [piece(claim) for claim in shared.theirs],
                    }
                    for shared in one.shared
                ],
            }
            for one in found.related
        ],
        "common": [{"what": one.what, "value": one.value, "holders": one.holders} for one in found.common],
    }


def _on_days(found: OnDays) -> Shape:
    return {
        "calls": found.calls,
        "first": found.first,
        "last": found.last,
        "snapshot": found.standing.snapshot.dated,
        "listed": bool(found.standing.rows),
        "days": list(found.days),
        "before_snapshot": found.before,
    }


def dossier(found: Dossier, actions: Sequence[Shape]) -> Shape:
    return {
        "provider": found.provider,
        "provider_key": found.provider_key,
        "names": found.names,
        "frn": found.frn,
        "rmd": found.rmd,
        "country": found.country,
        "roles": found.roles,
        "contact": found.contact,
        "officers": found.officers,
        "holding": found.holding,
        "conflicts": found.conflicts,
        "refiled": found.refiled,
        "ocn": found.codes,
        "aliases": found.aliases,
        "in_rmd": [_standing(each) for each in found.standings],
        "calls_and_rmd": [_on_days(each) for each in found.on_days],
        "flag": flag(found.flag) if found.flag else None,
        "actions": list(actions),
        "counts": found.counts,
        "stated_at_least": found.stated_at_least,
        "counted": _sum(found.counted),
        "answers": [_month_of_record(month) for month in found.record],
        "times_to_answer": {
            "answers": found.times.answers,
            "shortest_hours": round(found.times.shortest, 1),
            "median_hours": round(found.times.median, 1),
            "longest_hours": round(found.times.longest, 1),
        }
        if found.times
        else None,
        "upstream": [_neighbour(near) for near in found.upstream],
        "downstream": [_neighbour(near) for near in found.downstream],
        "campaigns": [
            {"campaign": name or None, "calls": calls} for name, calls in sorted(found.campaigns.items(), key=lambda c: (-c[1], c[0]))
        ],
        "by_month": [
            {
                "month": month.month,
                "calls": month.calls,
                "ended": dict(sorted(month.ended.items())),
                "inferred": dict(sorted(month.inferred.items())),
                "after": month.after,
            }
            for month in found.by_month
        ],
        "exposure": [
            {
                "action": one.action,
                "issued_at": one.issued_at,
                "provider": one.provider,
                "calls": one.calls,
                "last": one.last,
                "incidents": list(one.incidents),
                "told_at": one.told_at,
                "told_how": one.told_how,
            }
            for one in found.exposure
        ],
        "findings": [_said_in_letter(claim, _FINDING) for claim in found.findings],
        "knowledge": [_said_in_letter(claim, _TOLD) for claim in found.knowledge],
        "informed": [_said_in_letter(claim, _TOLD) for claim in found.informed],
        "terms": [_said_in_letter(claim, _TERM) for claim in found.terms],
        "evidence": [piece(claim) for claim in found.evidence],
    }


_FINDING = ("what", "certainty", "roles", "manner", "source", "campaign", "description", "basis", "on_word_of")
_TOLD = ("provider", "party", "how", "action", "on_word_of", "links")
_TERM = ("force", "what", "condition", "party", "length", "stated", "clock", "basis", "action")


def _said_in_letter(claim: Evidence, fields: Sequence[str]) -> Shape:
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


def _neighbour(near: Neighbour) -> Shape:
    return {
        "provider": near.provider,
        "provider_key": near.provider_key,
        "calls": near.calls,
        "attested": near.attested,
        "attested_counts": dict(sorted(near.how.items())),
        "counted": _sum(near.counted),
        "first": near.first,
        "last": near.last,
        "evidence": sorted({claim.id for claim in near.evidence}),
    }


def _sum(found: Sum | None) -> Shape | None:
    if found is None:
        return None
    return {
        "total": found.total,
        "open": found.open,
        "point_of_entry": found.point_of_entry,
        "downstream": found.downstream,
        "originating": found.originating,
        "no_response": found.no_response,
        "not_yet": found.not_yet,
        "not_found": found.not_found,
        "at_least": found.at_least,
        "window": [found.window_from, found.window_to],
        "evidence": [claim.id for claim in found.evidence],
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


def group(found: Group) -> Shape:
    return {
        "provider": found.provider,
        "provider_key": found.provider_key,
        "names": list(found.names),
        "because": list(found.because),
        "conflicts": list(found.conflicts),
    }


# --- what became known ---------------------------------------------------------------------------------------------


def differences(found: Differences) -> Shape:
    return {
        "from": found.since,
        "to": found.until,
        "incidents": found.incidents,
        "hops": [{"incident": h.incident, "hop": h.hop, "provider": h.provider, "status": h.status} for h in found.hops],
        "statuses": [
            {
                "incident": s.incident,
                "hop": s.hop,
                "provider": s.provider,
                "before": s.before,
                "before_interim": s.interim[0],
                "after": s.after,
                "after_interim": s.interim[1],
                "basis": s.basis,
            }
            for s in found.statuses
        ],
        "links": [
            {
                "incident": x.incident,
                "from": x.downstream,
                "to": x.upstream,
                "providers": list(x.providers),
                "before": x.before,
                "after": x.after,
            }
            for x in found.links
        ],
        "ends": [{"incident": e.incident, "before": _ends(e.before), "after": _ends(e.after)} for e in found.ends],
        "flags": [
            {
                "provider": f.provider,
                "provider_key": f.provider_key,
                "rules_before": f.rules_before,
                "rules_after": f.rules_after,
                "no_response_before": f.no_response_before,
                "no_response_after": f.no_response_after,
            }
            for f in found.flags
        ],
    }


# --- answers out of call records -----------------------------------------------------------------------------------


def answers(report: Report) -> Shape:
    from tracer.records.words import by_trunk, clock

    its = clock(report.answers)
    return {
        "provider": report.provider,
        "prepared": report.prepared,
        "answered": report.answered,
        "records": [_source(source) for source in report.sources],
        "trunks": {"file": report.trunks.name, "sha256": report.trunks.sha256},
        "answers": [_answer(each, report.trunks.name) for each in report.answers],
        "by_trunk": [{"trunk": way, "provider": whose, "tracebacks": n} for way, whose, n in by_trunk(report.answers)],
        "clock": {"seconds": its.seconds, "answers": its.answers} if its else None,
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
        "of": [{"file": each.record.file, "line": each.record.line} for each in answer.of],
        "candidates": [_candidate(each, trunk_map) for each in answer.candidates],
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


def _signature(its: Signature) -> Shape:
    said = its.passport
    return {
        "verified": its.verified.value,
        "why": its.why,
        "signer": its.signer,
        "ocn": its.code,
        "root": its.root,
        "attestation": said.attestation,
        "origid": said.origid,
        "signed_at": said.signed_at,
        "caller": said.caller,
        "called": list(said.called),
    }
