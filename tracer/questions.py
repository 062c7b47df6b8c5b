"""What people ask of the graph: rows of queries turned into answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracer import remarks
from tracer.errors import BadInput, NotKnown
from tracer.graph import Graph
from tracer.model import Moment, Remark, Row, end_of
from tracer.path import END_OF_STATUS, CallPath, call_path, nameless_upstreams

if TYPE_CHECKING:
    from tracer.deadlines import Running
    from tracer.dossier import Dossier
    from tracer.flags import Flag
    from tracer.judgements import Judgement
    from tracer.proposals import Proposal

END_BY_WORD = {status.value: end for status, end in END_OF_STATUS.items()}


def day_or_instant(printed: str | None, option: str = "--as-of") -> Moment | None:
    """A date as typed, e.g. 2022-12-15 or 2022-12-15T12:00:00Z. Raises BadInput."""
    if printed is None:
        return None
    from tracer.text import moment

    reading = moment(printed) if re.match(r"\d{4}-", printed.strip()) else None
    if reading is None:
        raise BadInput(f"{option} {printed!r} is no date: write it like 2022-12-15, or 2022-12-15T12:00:00Z")
    return reading.moment


def incident_id(typed: str) -> str:
    """`20417`, `#20417` and `itg-20417` are one; anything else is an id as it stands."""
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
    found = letter_rows(graph, action)
    if found is None:
        return None
    rows = [(i, graph.ask("trace", incident=i, as_of=end_of(as_of))) for i in found[1]]
    return found[0], [call_path(i, said, as_of) for i, said in rows if said]


def letter_rows(graph: Graph, action: str) -> tuple[Row, list[str]] | None:
    """A letter and the incidents that its rows are, in printed order; None where no letter has that id."""
    found = graph.ask("action", action=action)
    if not found:
        return None
    ids = [row["id"] for row in graph.ask("read_incident_ids", start=f"{action}.")]
    return found[0], [i for _, i in sorted((int(i.rsplit(".", 1)[1]), i) for i in ids if i.rsplit(".", 1)[1].isdigit())]


def rows_of(graph: Graph, incidents: Sequence[str], as_of: Moment | None = None) -> dict[str, list[Row]]:
    """What the claims say of each of these incidents, as paths are drawn from it."""
    return _by_incident(graph.ask("read_rows_of_incidents", ids=list(incidents), as_of=end_of(as_of)))


def _by_incident(rows: Iterable[Row]) -> dict[str, list[Row]]:
    said: dict[str, list[Row]] = {}
    for row in rows:
        said.setdefault(row["incident"], []).append(row)
    return said


def names_printed_in(graph: Graph, documents: set[str]) -> dict[str, str]:
    """By which of its names, the first known, each provider goes in these documents alone; by key."""
    from tracer.identity import parts

    printed: set[str] = set()
    for claim in graph.ask("evidence", kind=None, as_of=None):
        if claim["document"] in documents:
            printed.update(text for name in (claim["provider"], claim["upstream"]) if name for text in (name, *parts(name)))
    found: dict[str, str] = {}
    for row in sorted(graph.ask("read_names"), key=lambda row: row["first"]):
        if row["text"] in printed:
            found.setdefault(row["key"], row["text"])
    return found


def near(path: CallPath, keys: set[str], hops: int) -> CallPath:
    """The part of a path within so many hand-offs of these providers."""
    kept = {hop.id for hop in path.hops if hop.provider_key in keys}
    for _ in range(hops):
        kept |= {end for link in path.links if {link.downstream, link.upstream} & kept for end in (link.downstream, link.upstream)}
    return replace(
        path,
        hops=tuple(hop for hop in path.hops if hop.id in kept),
        links=tuple(link for link in path.links if {link.downstream, link.upstream} <= kept),
        ends=tuple(end for end in path.ends if end.hop in kept),
    )


def persons(graph: Graph) -> list[str]:
    """The names given as those of persons: contacts of record."""
    return sorted({row["contact"] for row in graph.ask("contacts", as_of=None) if row["contact"]})


def remarks_on(path: CallPath) -> list[Remark]:
    """What is doubtful about a path: what its documents' loaders doubted, and what its facts show beside each other."""
    rows = [*path.evidence, *(row for hop in path.hops for row in hop.evidence)]
    facts = [remarks.of_row(row) for row in {row["claim"]: row for row in rows}.values()]
    impossible = dict(said.split(" ", 1) for row in path.evidence for said in row["impossible"] or ())
    told = {remark.code: remark for remark in reversed(list(remarks.remarks(facts, impossible.get)))}
    for fact in facts:
        for code in fact.doubts:
            told.setdefault(code, Remark(code, *fact.lines, "marked so by the loader; see the evidence"))
    for row in nameless_upstreams(rows):
        text = (
            f"{row['provider']} is said to have received the call from hop #{row['upstream_hop']},"
            " which no document describes as one provider's place"
        )
        told["upstream-hop-unknown"] = Remark("upstream-hop-unknown", row["line_from"], row["line_to"], text)
    return list(told.values())


def undecided_on(graph: Graph, path: CallPath) -> list[Remark]:
    """Counts that may speak of this path's hops but leave a choice: nothing is inferred, and the candidates are listed."""
    keys = sorted({hop.provider_key for hop in path.hops if hop.position})
    counts = [row for row in graph.ask("read_counts", keys=keys) if path.as_of is None or row["known_at"] <= (end_of(path.as_of) or "")]
    if not counts:
        return []
    from tracer.inference import as_known, over_time, undecided

    said = graph.ask("read_hops_of_upstreams", keys=keys)
    below = sorted({row["downstream_hop"] for row in said if row["downstream_hop"]})
    hops = as_known(over_time(said, graph.ask("read_requests_to_hops", ids=below)), end_of(path.as_of))
    mine = {hop.id for hop in path.hops}
    told = []
    for key in keys:
        for count, found in undecided([c for c in counts if c["key"] == key], [h for h in hops if h["key"] == key]):
            if mine & {h["hop"] for h in found}:
                which = ", ".join(dict.fromkeys(h["incident"] for h in found))
                text = f"a count of {count['known_at'][:10]} says something of {count['upstream']}, but may mean any of: {which}"
                told.append(Remark("count-undecided", count["line_from"], count["line_to"], text))
    return told


def action_json(row: Row) -> dict[str, Any]:
    """A letter, notice or order with its deadlines, stated and computed."""
    from tracer.deadlines import duties

    fact = remarks.Fact("acted", (0, 0), None, row["issued_at"], (), due=tuple(duties(row)))
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
    for incident, rows in _by_incident(graph.ask("read_rows_as_of", as_of=end_of(as_of))).items():
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
    """The one provider that goes by this name, or by one that holds it; None where there is none.

    Raises BadInput where there are several.
    """
    from tracer.identity import fold

    exact = graph.ask("providers_named", folded=fold(name), text=name)
    found = exact or graph.ask("find_providers", text=name)
    if len(found) > 1:
        names = ", ".join(row["name"] for row in found[:5]) + (" ..." if len(found) > 5 else "")
        raise BadInput(f"{name!r} fits {len(found)} providers ({names}): give more of the name")
    return found[0] if found else None


def state(graph: Graph, documents: Mapping[str, str] | None) -> str | None:
    """What a reader must be told of the graph: what it lacks, and what it should not hold. None where it is whole.

    `documents`: how each document of the case was read, by hash; None where there is no case.
    """
    if graph.ask("read_changing"):
        return "the graph is being changed, or a change was cut short: where this note stays, the next `tracer load` sets it right"
    held = {row["sha256"]: row["read_as"] if row["complete"] else None for row in graph.ask("read_documents_held")}
    case = held if documents is None else documents
    notes = []
    otherwise = {s for s, read_as in case.items() if graph.shared and held.get(s) not in (None, read_as)}
    if otherwise:
        are = "s of this case are" if len(otherwise) > 1 else " of this case is"
        notes.append(f"{len(otherwise)} document{are} in the graph as another case has loaded them: the next `tracer load` says how")
    if lacking := sum((held.get(s) != read_as or read_as is None) and s not in otherwise for s, read_as in case.items()):
        are, them = ("s of this case are", "them") if lacking > 1 else (" of this case is", "it")
        notes.append(f"{lacking} document{are} not yet whole in the graph: `tracer rebuild` or the next `tracer load` completes {them}")
    if graph.shared and (partial := sum(held[s] is None for s in held.keys() - case.keys())):
        are, them = ("s of other cases are", "them") if partial > 1 else (" of another case is", "it")
        notes.append(f"{partial} document{are} not yet whole in the graph: the next `tracer load` by its owner completes {them}")
    if not graph.shared and (strange := len(held.keys() - case.keys())):
        are = "s in the graph are" if strange > 1 else " in the graph is"
        notes.append(f"{strange} document{are} not in this case, forgotten or another case's: `tracer rebuild` keeps only its own")
    return "; ".join(notes) or None


def flags(
    graph: Graph, as_of: Moment | None = None, *, rule: str | None = None, times: int | None = None, months: int | None = None
) -> list[Flag]:
    """Providers that did not cooperate, as far as stated by then; by one rule, or by any."""
    from tracer import flags as rules

    day = end_of(as_of)
    statuses, counts = graph.ask("statuses", as_of=day), graph.ask("counts", as_of=day)
    keys = sorted({row["provider_key"] for row in (*statuses, *counts)})
    asked: dict[str, list[str]] = defaultdict(list)
    for row in graph.ask("read_asked_of_providers", keys=keys, as_of=day):
        asked[row["provider_key"]].append(row["incident"])
    letter_rows = graph.ask("read_letter_rows", keys=keys, as_of=day)
    return rules.flags(statuses, counts, asked, letter_rows, rule=rule, times=times, months=months)


def running(graph: Graph, as_of: Moment | None, now: Moment, *, incident: str | None = None) -> list[Running]:
    """The clocks that were started, by their ends; those without an end last. As they stand on `as_of`, else `now`."""
    from tracer import deadlines

    day = end_of(as_of)
    requests, actions = graph.ask("requests", incident=incident, as_of=day), graph.ask("actions", provider=None, as_of=day)
    found = list(deadlines.of_requests(requests, as_of or now, deadlines.gateways(actions)))
    if incident is None:
        found += deadlines.of_actions(actions, as_of or now)
    return sorted(found, key=lambda r: (r.end is None, r.end or "", r.provider_key, r.clock, r.hop or r.action or "", r.start))


def provider(graph: Graph, name: str, as_of: Moment | None = None) -> tuple[Dossier, Sequence[Row]]:
    """The dossier of a provider, and the actions against it. Raises NotKnown, BadInput where the name fits several."""
    from tracer.dossier import dossier
    from tracer.flags import unanswered

    found = find_provider(graph, name)
    if found is None:
        near = _near_names(graph, name)
        raise NotKnown(f"no provider {name!r} in the loaded documents{'; near it: ' + ', '.join(near) if near else ''}")
    key, day = found["key"], end_of(as_of)
    paths = _paths(graph.ask("read_rows_of_provider", provider=key, as_of=day), as_of)
    loose = graph.ask("loose_claims", provider=key, as_of=day)
    actions = graph.ask("actions", provider=key, as_of=day)
    counts = [row for row in graph.ask("counts", as_of=day) if row["provider_key"] == key]
    # Who is who does not travel in time; that a name was printed is a fact like any other.
    names = [row["text"] for row in graph.ask("read_provider", provider=key) if day is None or row["first"].split("|", 1)[0] <= day]
    return dossier(key, found["name"], names, paths, loose, actions, unanswered(counts)), actions


def _paths(rows: Sequence[Row], as_of: Moment | None) -> list[CallPath]:
    return [call_path(incident, its, as_of) for incident, its in _by_incident(rows).items()]


def _near_names(graph: Graph, name: str) -> list[str]:
    import difflib

    names = {row["text"].casefold(): row["name"] for row in graph.ask("read_names")}
    return sorted({names[n] for n in difflib.get_close_matches(name.casefold(), list(names), n=3, cutoff=0.7)})


OPEN_ENDS = {"open", "unknown", "no-response", "not-found", "disputed"}
WHAT_TO_ASK = {
    "open": "its answer: from whom did it receive the call?",
    "unknown": "from whom did it receive the call? (it was named, not asked)",
    "no-response": "its answer, which is stated as missing",
    "not-found": "its records for the call, beside those of the provider that named it",
    "disputed": "what it says against the other claim",
}


def next_steps(graph: Graph, as_of: Moment | None, now: Moment) -> Iterator[dict[str, Any]]:
    """For each open end whom to ask, its contact of record, which notices were served, which clocks run."""
    day = end_of(as_of)
    clocks: dict[str, list[Running]] = defaultdict(list)
    for clock in running(graph, as_of, now):
        clocks[clock.hop or clock.provider_key].append(clock)
    contacts: dict[str, dict[str, str]] = defaultdict(dict)
    notices: dict[str, dict[str, Moment]] = defaultdict(dict)
    for row in graph.ask("contacts", as_of=day):
        for what in ("address", "phone", "contact"):
            if row[what]:
                contacts[row["key"]].setdefault(what, row[what])
    for row in graph.ask("actions", provider=None, as_of=day):
        notices[row["provider_key"]][row["action"]] = row["issued_at"]
    for path in _paths(graph.ask("read_rows_as_of", as_of=day), as_of):
        hops = {hop.id: hop for hop in path.hops}
        for end in path.ends:
            if end.kind not in OPEN_ENDS:
                continue
            hop = hops[end.hop]
            its = [c for c in clocks[hop.id] if c.state != "answered"] + [c for c in clocks[hop.provider_key] if c.action]
            ends = sorted(c.end for c in its if c.end and c.state == "open")
            yield {
                "incident": path.incident,
                "end": end.kind,
                "provider": hop.provider,
                "provider_key": hop.provider_key,
                "ask": WHAT_TO_ASK[end.kind]
                if hop.status != "downstream"
                else "from whom did it receive the call? (it says that it received it)",
                "asked_at": hop.asked_at,
                "contact": contacts.get(hop.provider_key) or None,
                "notices": [{"action": a, "issued_at": at} for a, at in sorted(notices[hop.provider_key].items())],
                "clocks": [{"clock": c.clock, "due": c.end, "state": c.state} for c in its],
                "next_due": ends[0] if ends else None,
                "evidence": [row["claim"] for row in hop.evidence],
            }


def differences(graph: Graph, since: Moment, until: Moment) -> dict[str, Any]:
    """What became known between two days: incidents, hops, statuses, hand-offs, ends, flags."""
    before_day, after_day = end_of(since) or "", end_of(until) or ""
    ids = [row["incident"] for row in graph.ask("read_changed_incidents", after=before_day, until=after_day)]
    before = {p.incident: p for p in _paths(graph.ask("read_rows_of_incidents", ids=ids, as_of=before_day), since)}
    after = {p.incident: p for p in _paths(graph.ask("read_rows_of_incidents", ids=ids, as_of=after_day), until)}
    hops, statuses, links, ends = [], [], [], []
    for incident in sorted({*before, *after}):
        old, new = before.get(incident), after.get(incident)
        had = {h.id: h for h in old.hops} if old else {}
        has = {h.id: h for h in new.hops} if new else {}
        for hop_id, hop in has.items():
            if hop_id not in had:
                hops.append({"incident": incident, "hop": hop_id, "provider": hop.provider, "status": hop.status})
            elif (had[hop_id].status, had[hop_id].status_basis) != (hop.status, hop.status_basis):
                change = {"before": had[hop_id].status, "after": hop.status, "basis": hop.status_basis}
                statuses.append({"incident": incident, "hop": hop_id, "provider": hop.provider, **change})
        was = {(x.downstream, x.upstream): x.attested for x in old.links} if old else {}
        for link in new.links if new else ():
            if was.get((link.downstream, link.upstream)) != link.attested:
                change = {"before": was.get((link.downstream, link.upstream)), "after": link.attested}
                links.append({"incident": incident, "from": link.downstream, "to": link.upstream, **change})
        was_ends = [(e.kind, e.provider) for e in old.ends] if old else []
        is_ends = [(e.kind, e.provider) for e in new.ends] if new else []
        if sorted(was_ends) != sorted(is_ends):
            ends.append({"incident": incident, "before": _ends(was_ends), "after": _ends(is_ends)})
    return {
        "from": since,
        "to": until,
        "incidents": sorted(set(after) - set(before)),
        "hops": hops,
        "statuses": statuses,
        "links": links,
        "ends": ends,
        "flags": _flag_differences(flags(graph, since), flags(graph, until)),
    }


def _ends(ends: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"kind": kind, "provider": name} for kind, name in ends]


def _flag_differences(before: Sequence[Flag], after: Sequence[Flag]) -> list[dict[str, Any]]:
    was, now = {f.provider_key: f for f in before}, {f.provider_key: f for f in after}
    changed = []
    for key in sorted({*was, *now}):
        old, new = was.get(key), now.get(key)
        if (old and (old.rules, old.no_response)) != (new and (new.rules, new.no_response)):
            flag = new or old
            assert flag is not None
            change = {"rules_before": old.rules if old else [], "rules_after": new.rules if new else []}
            counts = {"no_response_before": old.no_response if old else 0, "no_response_after": new.no_response if new else 0}
            changed.append({"provider": flag.provider, "provider_key": key, **change, **counts})
    return changed


def name_groups(graph: Graph, text: str | None, held: Sequence[Judgement]) -> list[dict[str, Any]]:
    """Providers that go by several names (or one of whose names holds a text), with the reasons."""
    from tracer.judgements import reasons

    names: dict[str, list[str]] = defaultdict(list)
    display: dict[str, str] = {}
    for row in graph.ask("read_names"):
        names[row["key"]].append(row["text"])
        display[row["key"]] = row["name"]
    ties = graph.ask("read_ties")
    wanted = text.casefold() if text else None
    return [
        {"provider": display[key], "provider_key": key, "names": its, "because": reasons(its, held, ties)}
        for key, its in sorted(names.items())
        if (len(its) > 1 if wanted is None else any(wanted in name.casefold() for name in its))
    ]


def proposed(graph: Graph) -> list[Proposal]:
    """Providers that may be one, for a person to judge."""
    from tracer.proposals import proposals

    names: dict[str, list[str]] = defaultdict(list)
    display: dict[str, str] = {}
    keys: dict[str, str] = {}
    for row in graph.ask("read_names"):
        names[row["key"]].append(row["text"])
        display[row["key"]] = row["name"]
        keys[row["text"]] = row["key"]
    shared = [
        (what, row[what], row["key"]) for row in graph.ask("contacts", as_of=None) for what in ("address", "phone", "contact") if row[what]
    ]
    apart = {
        frozenset((keys[row["provider"]], keys[name]))
        for row in graph.ask("read_ties")
        if row["kind"] == "different"
        for name in row["names"]
        if row["provider"] in keys and name in keys
    }
    return proposals(names, display, shared, apart)
