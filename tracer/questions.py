"""What people ask of the graph: rows of queries turned into answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracer import remarks
from tracer.errors import BadInput, NotKnown
from tracer.graph import Graph
from tracer.hops import nameless_upstreams
from tracer.model import Due, Moment, Remark
from tracer.path import END_OF_STATUS, CallPath, Row, call_path
from tracer.text import moment

END_BY_WORD = {status.value: end for status, end in END_OF_STATUS.items()}


def day_or_instant(printed: str | None, option: str = "--as-of") -> Moment | None:
    """A date as typed, e.g. 2022-12-15 or 2022-12-15T12:00:00Z. Raises BadInput."""
    if printed is None:
        return None
    reading = moment(printed) if re.match(r"\d{4}-", printed.strip()) else None
    if reading is None:
        raise BadInput(f"{option} {printed!r} is no date: write it like 2022-12-15, or 2022-12-15T12:00:00Z")
    return reading.moment


def end_of(as_of: Moment | None) -> Moment | None:
    """The last instant that counts as known by then: a date means the end of that day, UTC."""
    return f"{as_of}T23:59:59Z" if as_of and len(as_of) == 10 else as_of


def incident_id(typed: str) -> str:
    """`11540`, `#11540` and `itg-11540` are one; anything else is an id as it stands."""
    return f"itg-{m[1]}" if (m := re.fullmatch(r"\s*#?(\d+)\s*", typed)) else typed


def trace(graph: Graph, typed: str, as_of: Moment | None = None) -> CallPath:
    """The path of an incident's call, as far as it was known. Raises NotKnown, with ids that look alike."""
    incident = incident_id(typed)
    rows = graph.ask("trace", incident=incident, as_of=end_of(as_of))
    if not rows:
        if as_of and graph.ask("trace", incident=incident, as_of=None):
            raise NotKnown(f"nothing was known of {incident} by {as_of}: try a later --as-of")
        raise NotKnown(_unknown(graph, typed, incident))
    return call_path(incident, rows, as_of)


def _unknown(graph: Graph, typed: str, incident: str) -> str:
    import difflib

    starts = dict.fromkeys([incident[:8], incident[:6], incident[:4], ""])
    for start in starts:
        ids = [row["id"] for row in graph.ask("read_incident_ids", start=start)]
        if near := difflib.get_close_matches(incident, ids, n=3, cutoff=0.6):
            return f"no incident {typed!r} in the loaded documents; near it: {', '.join(near)}"
    return f"no incident {typed!r} in the loaded documents: `tracer incidents` lists them"


def letter(graph: Graph, action: str, as_of: Moment | None = None) -> tuple[Row, list[CallPath]] | None:
    """A letter and the paths of its rows, in printed order; None where no letter has that id."""
    found = graph.ask("action", action=action)
    if not found:
        return None
    ids = [row["id"] for row in graph.ask("read_incident_ids", start=f"{action}.")]
    numbered = sorted((int(i.rsplit(".", 1)[1]), i) for i in ids if i.rsplit(".", 1)[1].isdigit())
    rows = [(i, graph.ask("trace", incident=i, as_of=end_of(as_of))) for _, i in numbered]
    return found[0], [call_path(i, said, as_of) for i, said in rows if said]


def remarks_on(path: CallPath) -> list[Remark]:
    """What is doubtful about a path: what its documents' loaders doubted, and what its facts show beside each other."""
    rows = [*path.evidence, *(row for hop in path.hops for row in hop.evidence)]
    facts = [remarks.of_row(row) for row in {row["claim"]: row for row in rows}.values()]
    told = {remark.code: remark for remark in reversed(list(remarks.remarks(facts)))}
    for fact in facts:
        for code in fact.doubts:
            told.setdefault(code, Remark(code, *fact.lines, "marked so by the loader; see the evidence"))
    for row in nameless_upstreams(rows):
        text = f"{row['provider']} is said to have received the call from hop #{row['upstream_hop']}, which no document describes"
        told["upstream-hop-unknown"] = Remark("upstream-hop-unknown", row["line_from"], row["line_to"], text)
    return list(told.values())


def action_json(row: Row) -> dict[str, Any]:
    """A letter, notice or order with its deadlines, stated and computed."""
    due = zip(row["due_what"] or [], row["due_clock"] or [], row["due_length"] or [], row["due_stated"] or [], strict=True)
    duties = tuple(Due(what, clock, length, stated or None) for what, clock, length, stated in due)
    fact = remarks.Fact("acted", (0, 0), None, row["issued_at"], (), due=duties)
    return {
        "action": row["action"],
        "kind": row["kind"],
        "issuer": row["issuer"],
        "issued_at": row["issued_at"],
        "against": row["provider"],
        "roles": row["roles"] or [],
        "due": [
            {"what": d.what, "clock": d.clock, "length": d.length, "stated": stated, "computed": computed}
            for d, stated, computed in remarks.deadlines_of(fact)
        ],
    }


def incidents(
    graph: Graph,
    *,
    campaign: str | None = None,
    provider: str | None = None,
    status: str | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    as_of: Moment | None = None,
) -> Iterator[dict[str, Any]]:
    """Incidents that match, each with who carried the call and where its trail ends."""
    providers = [row["name"] for row in graph.ask("find_providers", text=provider)] if provider is not None else None
    ends = [END_BY_WORD.get(status, status)] if status is not None else None
    until = end_of(until)
    if as_of is None:
        wanted = {"campaign": campaign, "providers": providers, "ends": ends, "since": since, "until": until}
        for row in graph.ask("incidents", **wanted):
            ended = zip(row.pop("ends") or [], row.pop("end_providers") or [], strict=True)
            yield {**row, "providers": row["providers"] or [], "ends": [{"kind": kind, "provider": name} for kind, name in ended]}
        return
    said: dict[str, list[Row]] = defaultdict(list)
    for row in graph.ask("read_rows_as_of", as_of=end_of(as_of)):
        said[row["incident"]].append(row)
    for incident, rows in said.items():
        path = call_path(incident, rows, as_of)
        call, names, kinds = path.call, [hop.provider for hop in path.hops], {end.kind for end in path.ends}
        if (
            (campaign is None or campaign.lower() in (call.campaign or "").lower())
            and (providers is None or set(names) & set(providers))
            and (ends is None or kinds & set(ends))
            and (since is None or (call.at or "") >= since)
            and (until is None or (call.at is not None and call.at <= until))
        ):
            yield {
                "incident": incident,
                "call_at": call.at,
                "caller": call.caller,
                "called": call.called,
                "campaign": call.campaign,
                "providers": names,
                "ends": [{"kind": end.kind, "provider": end.provider} for end in path.ends],
            }


def evidence(graph: Graph, subject: str | None, kind: str | None, as_of: Moment | None) -> list[dict[str, Any]]:
    """The claims behind an incident, a provider, a document, or everything. Raises NotKnown."""
    wanted = {"kind": kind, "as_of": end_of(as_of)}
    if subject is None:
        return graph.ask("evidence", **wanted)
    incident = incident_id(subject)
    if graph.ask("evidence_of_incident", incident=incident, kind=None, as_of=None):
        return graph.ask("evidence_of_incident", incident=incident, **wanted)
    for document in graph.ask("documents"):
        if document["name"] == subject or (len(subject) >= 6 and document["document"].startswith(subject.lower())):
            return graph.ask("evidence_of_document", document=document["document"], **wanted)
    found = find_provider(graph, subject)
    if found:
        return graph.ask("evidence_of_provider", provider=found["key"], **wanted)
    raise NotKnown(f"{subject!r} is no incident, document or provider of this case: `tracer incidents` and `tracer documents` list them")


def find_provider(graph: Graph, name: str) -> Mapping[str, Any] | None:
    """The one provider that goes by this name, or by one that holds it; None where there is none. Raises BadInput where there are several."""
    from tracer.identity import fold

    exact = [row for row in graph.ask("providers_named", folded=fold(name), text=name)]
    found = exact or graph.ask("find_providers", text=name)
    if len(found) > 1:
        names = ", ".join(row["name"] for row in found[:5]) + (" ..." if len(found) > 5 else "")
        raise BadInput(f"{name!r} fits {len(found)} providers ({names}): give more of the name")
    return found[0] if found else None


def state(graph: Graph, documents: Sequence[str] | None) -> str | None:
    """What a reader must be told of the graph: documents that it lacks, in part or whole. None where it is whole."""
    rows = graph.ask("read_documents_held")
    incomplete = [row["sha256"] for row in rows if not row["complete"]]
    whole = {row["sha256"] for row in rows if row["complete"]}
    lacking = [d for d in documents or () if d not in whole and d not in incomplete]
    count = len(incomplete) + len(lacking)
    if not count:
        return None
    return f"{count} document{'s' if count > 1 else ''} of this case {'are' if count > 1 else 'is'} not yet whole in the graph: `tracer rebuild` or the next `tracer load` completes {'them' if count > 1 else 'it'}"
