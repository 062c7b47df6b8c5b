"""Many calls: providers and hand-offs added up, in columns by their place in the call."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low

from tracer.model import Attested, Moment, Row, Status
from tracer.path import CallPath
from tracer.render.plain import safe
from tracer.view.drawing import NAME, Drawing, Facts, Line, Node, count, evidence_table, pieces
from tracer.view.look import GROUP, NAMED, ORDER, Look, look

MOST_NAMED = 500  # providers; above that a network is grouped
PER_COLUMN = 10  # named ones in a column of a grouped network
COLUMNS = 7
PIECES = 1000  # of evidence in a network, shared among its nodes and links


@dataclass(slots=True)
class _Provider:
    key: str
    name: str
    incidents: set[str] = field(default_factory=set)
    positions: list[int] = field(default_factory=list)
    statuses: Counter[Look] = field(default_factory=Counter)
    inferred: Counter[Look] = field(default_factory=Counter)
    evidence: list[Row] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    campaigns: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Pair:
    attested: Counter[Attested] = field(default_factory=Counter)
    incidents: list[str] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    campaigns: set[str] = field(default_factory=set)


def of_network(paths: Iterable[CallPath], title: str, facts: Facts, *, full: bool = False) -> Drawing:
    """The providers of many calls, in columns by their place in the call. Above 500 of them grouped, unless `full`."""
    providers: dict[str, _Provider] = {}
    pairs: dict[tuple[str, str], _Pair] = defaultdict(_Pair)
    calls = 0
    moments: list[Moment] = []
    documents: set[str] = set()
    for path in paths:
        calls += 1
        at, campaign = path.call.at, path.call.campaign or path.call.description
        moments += [at] if at else []
        hops = {hop.id: hop for hop in path.hops}
        for hop in path.hops:
            seen = providers.setdefault(hop.provider_key, _Provider(hop.provider_key, hop.provider))
            seen.incidents.add(path.incident)
            seen.positions.append(hop.position)
            (seen.inferred if hop.status_basis == "inferred" else seen.statuses)[look(hop.status)] += 1
            seen.evidence += [row for row in hop.evidence if row["side"] == "hop"] or hop.evidence
            documents.update(row["document"] for row in hop.evidence)
            seen.moments += [at] if at else []
            seen.campaigns |= {campaign} if campaign else set()
        for link in path.links:
            pair = pairs[hops[link.downstream].provider_key, hops[link.upstream].provider_key]
            pair.attested[link.attested] += 1
            pair.incidents.append(path.incident)
            pair.evidence += link.evidence
            pair.moments += [at] if at else []
            pair.campaigns |= {campaign} if campaign else set()
    providers = dict(sorted(providers.items(), key=lambda p: (-len(p[1].incidents), p[0])))  # the busiest first
    columns = _columns(providers)
    folded = _folded(providers, columns) if len(providers) > MOST_NAMED and not full else {}
    campaigns = sorted({c for p in providers.values() for c in p.campaigns})
    nodes, ids = _nodes(providers, columns, folded, _pieces_each(len(providers) + len(pairs)))
    links = _lines(pairs, ids, nodes, calls)
    says = _network_says(providers, pairs, folded, calls)
    names = {node.id: node.name for node in nodes}
    rows = [row for provider in providers.values() for row in provider.evidence] + [row for pair in pairs.values() for row in pair.evidence]
    tables = {
        "providers": (
            ("provider", "calls", "position", "shown_as", *(each.slug for each in ORDER[:-1]), "first", "last"),
            [
                {
                    "provider": p.name, "calls": len(p.incidents), "position": median_low(p.positions), "shown_as": names[ids[p.key]],
                    **{each.slug: p.statuses[each] for each in ORDER[:-1]}, "first": _span(p.moments)[0], "last": _span(p.moments)[1],
                }
                for p in providers.values()
            ],
        ),
        "handoffs": (
            ("provider", "received_from", "calls", *map(str, Attested), "first", "last"),
            [
                {
                    "provider": providers[down].name, "received_from": providers[up].name, "calls": sum(pair.attested.values()),
                    **{str(a): pair.attested[a] for a in Attested}, "first": _span(pair.moments)[0], "last": _span(pair.moments)[1],
                }
                for (down, up), pair in sorted(pairs.items())
            ],
        ),
        "evidence": evidence_table(rows),
    }  # fmt: skip
    period = f"{min(moments)[:10]} to {max(moments)[:10]}" if moments else "times not given"
    return Drawing(
        kind="network",
        title=safe(title, NAME),
        subtitle="Traced calls of the case, providers placed by their position in the call: the called party's side on the right.",
        facts=facts,
        header=[
            ("Providers", f"{len(providers):,}" + (f" (grouped: {len(nodes)} shown)" if folded else "")),
            ("Links", f"{len(pairs):,}"),
            ("Traced calls", f"{calls:,}"),
            ("Period", period),
            ("Sources", count(len(documents), "document")),
        ],
        says=says,
        about=[("Period", period), ("Campaigns", ", ".join(safe(c, 40) for c in campaigns[:8]) + (" …" if len(campaigns) > 8 else ""))],
        nodes=nodes,
        links=links,
        columns=[f"Position {c}{' and beyond' if c == COLUMNS - 1 else ''}" for c in range(max(columns.values(), default=0), -1, -1)],
        campaigns=campaigns,
        tables=tables,
        rows=rows,
    )


def _pieces_each(of: int) -> int:
    """Of evidence, for each of so many nodes and links."""
    return min(12, max(1, PIECES // max(1, of)))


def _columns(providers: Mapping[str, _Provider]) -> dict[str, int]:
    return {key: min(median_low(p.positions), COLUMNS - 1) for key, p in providers.items()}


def _folded(providers: Mapping[str, _Provider], columns: Mapping[str, int]) -> dict[str, int]:
    """Which providers go into the group of which column: all but the busiest."""
    by_column: dict[int, list[_Provider]] = defaultdict(list)
    for provider in providers.values():
        by_column[columns[provider.key]].append(provider)
    return {p.key: column for column, its in by_column.items() if len(its) > PER_COLUMN + 1 for p in its[PER_COLUMN:]}


def _nodes(
    providers: Mapping[str, _Provider], columns: Mapping[str, int], folded: Mapping[str, int], share: int
) -> tuple[list[Node], dict[str, str]]:
    ids: dict[str, str] = {}
    nodes: list[Node] = []
    groups: dict[int, Node] = {}
    for provider in providers.values():
        column = columns[provider.key]
        if provider.key in folded:
            if column not in groups:
                groups[column] = Node(f"n{len(nodes)}", "", GROUP, column=column)
                nodes.append(groups[column])
            group = groups[column]
            ids[provider.key] = group.id
            group.members += 1
            group.weight += len(provider.incidents)
            group.campaigns = sorted({*group.campaigns, *provider.campaigns})
            group.first, group.last = _span([*filter(None, (group.first, group.last)), *provider.moments])
            for each, n in provider.statuses.items():
                group.statuses[each.slug] = group.statuses.get(each.slug, 0) + n
            if len(group.evidence) < 3:
                group.evidence += pieces(provider.evidence, 1)[0]
            continue
        # Where it was only named, nothing is known; and one silence of a hundred calls makes nobody silent.
        known = {each: n for each, n in provider.statuses.items() if each is not NAMED}
        counted = known or provider.inferred or provider.statuses
        usual = min(counted, key=lambda each: (-counted[each], ORDER.index(each)))
        evidence, more = pieces(_fitting(provider.evidence, usual), share)
        first, last = _span(provider.moments)
        node = Node(
            f"n{len(nodes)}", provider.name, usual, counted is provider.inferred, evidence=evidence, more=more, column=column,
            weight=len(provider.incidents), first=first, last=last, campaigns=sorted(provider.campaigns),
            statuses={each.slug: provider.statuses[each] for each in ORDER if provider.statuses[each]},
        )  # fmt: skip
        node.facts = [
            (
                "How its part ended",
                ", ".join(f"{each.word.lower()} {provider.statuses[each]:,}" for each in ORDER if provider.statuses[each]),
            ),
            ("Only inferred", ", ".join(f"{each.word.lower()} {n}" for each, n in provider.inferred.items())),
            ("Position", f"{median_low(provider.positions)}, counted from the called party"),
        ]
        node.facts = [fact for fact in node.facts if fact[1]]
        ids[provider.key] = node.id
        nodes.append(node)
    for node in groups.values():
        node.name = f"{node.members:,} other providers"
        node.facts = [
            ("Providers", f"{node.members:,}, each with fewer traced calls than those named"),
            (
                "How their parts ended",
                ", ".join(f"{each.word.lower()} {node.statuses[each.slug]:,}" for each in ORDER if each.slug in node.statuses),
            ),
        ]
    return nodes, ids


def _fitting(rows: list[Row], look_: Look) -> list[Row]:
    """What shows the status first, then the newest."""
    return sorted(rows, key=lambda r: (r["status"] is not None and look(Status(r["status"])) is look_, r["known_at"]), reverse=True)


def _span(moments: Sequence[Moment]) -> tuple[Moment | None, Moment | None]:
    return (min(moments), max(moments)) if moments else (None, None)


def _lines(pairs: Mapping[tuple[str, str], _Pair], ids: Mapping[str, str], nodes: Sequence[Node], calls: int) -> list[Line]:
    merged: dict[tuple[str, str], list[_Pair]] = defaultdict(list)
    for (down, up), pair in pairs.items():
        merged[ids[down], ids[up]].append(pair)
    share = _pieces_each(len(merged) + len(nodes))
    order = list(Attested)
    links = []
    for i, ((down, up), its) in enumerate(sorted(merged.items(), key=lambda m: (int(m[0][0][1:]), int(m[0][1][1:])))):
        how = sum((pair.attested for pair in its), Counter[Attested]())
        # A line looks as the best attested of its calls does; a dispute is never hidden by others.
        best = Attested.DISPUTED if how[Attested.DISPUTED] else min(how, key=order.index)
        moments = [m for pair in its for m in pair.moments]
        first, last = _span(moments)
        evidence, more = pieces((row for pair in its for row in pair.evidence), share)
        weight = sum(how.values())
        links.append(
            Line(
                f"e{i}", down, up, best, [], [], evidence, more, weight, first, last,
                sorted({c for pair in its for c in pair.campaigns}), [i for pair in its for i in pair.incidents] if calls <= 3000 else [],
                dict(sorted((str(a), n) for a, n in how.items())),
            )
        )  # fmt: skip
    return links


def _share(some: int, of: int) -> str:
    return "under 1%" if 0 < some < of / 100 else f"{some / max(of, 1):.0%}"


def _network_says(
    providers: Mapping[str, _Provider], pairs: Mapping[tuple[str, str], _Pair], folded: Mapping[str, int], calls: int
) -> list[str]:
    silent = sum(any(each.slug == "no-response" for each in p.statuses) for p in providers.values())
    said = []
    if folded:
        handed = sum(len(pair.incidents) for pair in pairs.values())
        named = sum(len(pair.incidents) for (a, b), pair in pairs.items() if a not in folded and b not in folded)
        groups = len(set(folded.values()))
        said.append(
            f"{len(providers):,} providers: {len(providers) - len(folded)} are named, {len(folded):,} are folded into {groups} groups; "
            f"hand-offs between named ones are {_share(named, handed)} of all {handed:,}."
        )
    said.append(
        f"{silent:,} of {count(len(providers), 'provider')} did not answer at least one request, as stated in the documents."
        if silent
        else "No document states that a provider did not answer."
    )
    said.append(f"{count(calls, 'traced call')}: a sample, and no share of anybody's traffic.")
    return said
