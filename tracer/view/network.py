"""Many calls: providers and hand-offs added up, in columns by their place in the call."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain
from statistics import median_low

from tracer.flags import Flag
from tracer.model import Attested, Evidence, Moment, Provider, Side, Status
from tracer.path import CallPath
from tracer.render.dossiers import count_words
from tracer.render.plain import many, safe
from tracer.view.diagram import (
    NAME,
    TITLE,
    Diagram,
    Facts,
    Line,
    Member,
    Node,
    Passage,
    Table,
    by_then,
    evidence_items,
    evidence_table,
    passages,
    share_words,
)
from tracer.view.look import CONTRADICTED, GROUP, LOOKS, NAMED, NOT_YET, ORDER, WITHHELD, Look, look

MOST_NAMED = 500  # providers; above that a network is grouped
PER_COLUMN = 10  # named ones in a column of a grouped network
COLUMNS = 7
_LACKING = (NOT_YET, CONTRADICTED, LOOKS[Status.NOT_FOUND], LOOKS[Status.OPEN])
MOST_WITH_INCIDENTS = 3000  # calls: up to that many, each line names its incidents
MOST_PASSAGES = 1000  # of evidence in a network, shared among its nodes and links
LISTED = 700  # names that groups list: the silent first, then the busiest; the others are counted


@dataclass(frozen=True, slots=True)
class BeyondCalls:
    """What is known of a network beyond its calls: what letters and counts say of no single call, and who is flagged."""

    handoffs: Sequence[tuple[Evidence, Provider, Provider]] = ()  # downstream, upstream
    named: Sequence[tuple[Evidence, Provider]] = ()  # whom a letter or a count is about
    flags: Mapping[str, Flag] = field(default_factory=dict)  # by the provider's key
    looks: Mapping[str, Look] | None = None  # of a copy: how providers look by all that is known, by key

    @property
    def evidence(self) -> list[Evidence]:
        """Every claim behind it."""
        general = [claim for claim, _, _ in self.handoffs] + [claim for claim, _ in self.named]
        return general + [claim for flag in self.flags.values() for claim in flag.evidence]


@dataclass(slots=True)
class _Provider:
    key: str
    name: str
    flag: Flag | None = None
    incidents: set[str] = field(default_factory=set)
    positions: list[int] = field(default_factory=list)
    statuses: Counter[Look] = field(default_factory=Counter)
    inferred: Counter[Look] = field(default_factory=Counter)
    evidence: list[Evidence | Passage] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    campaigns: set[str] = field(default_factory=set)

    @property
    def unanswered(self) -> int:
        """How many requests are stated for good as unanswered, as the flags count them."""
        return self.flag.no_response if self.flag else 0

    @property
    def share(self) -> str:
        """`3 of 10`, or `at least 20 of ?`."""
        if not self.flag or not self.flag.largest or not self.unanswered:
            return ""
        return f"{'at least ' if self.flag.largest.at_least else ''}{self.unanswered:,} of {self.flag.asked or '?'}"

    @property
    def silent(self) -> bool:
        """Whether any silence still stands: one that the flags count, or, if the reader may not see the flags, one in a call."""
        return bool(self.unanswered or self.statuses[LOOKS[Status.NO_RESPONSE]])


@dataclass(slots=True)
class _Pair:
    attested: Counter[Attested] = field(default_factory=Counter)
    stated: Counter[Attested] = field(default_factory=Counter)  # by a letter or a count alone, of no single call
    calls: set[str] = field(default_factory=set)
    incidents: list[str] = field(default_factory=list)
    evidence: list[Evidence | Passage] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    campaigns: set[str] = field(default_factory=set)


@dataclass(slots=True)
class NetworkSums:
    """The sums of many calls, added up call by call, so that no path is kept in memory.

    `brief`: nor is any claim, only the passages that a page shows; a bundle holds every claim.
    """

    brief: bool = False
    providers: dict[str, _Provider] = field(default_factory=dict)  # by key
    pairs: dict[tuple[str, str], _Pair] = field(default_factory=lambda: defaultdict(_Pair))
    calls: set[str] = field(default_factory=set)
    moments: list[Moment] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)

    def add(self, path: CallPath, call: str) -> None:
        """Add a path. `call`: its incident; for a row that repeats an earlier letter's, the earlier incident: it is the same call."""
        counted_providers = {key for key, seen in self.providers.items() if call in seen.incidents} if call in self.calls else set()
        counted_pairs = {key for key, pair in self.pairs.items() if call in pair.calls} if call in self.calls else set()
        self.calls.add(call)
        at, campaign = path.call.at, path.call.campaign or path.call.description
        if at:
            self.moments.append(at)
        key_of = {hop.id: hop.provider_key for hop in path.hops}
        own = Side.HOP
        for hop in path.hops:
            seen = self.providers.get(hop.provider_key)
            if seen is None:
                seen = self.providers[hop.provider_key] = _Provider(hop.provider_key, hop.provider)
            seen.incidents.add(call)
            seen.positions.append(hop.position)
            (seen.inferred if hop.standing.inferred else seen.statuses)[look(hop)] += hop.provider_key not in counted_providers
            claims = [b.evidence for b in hop.bearings if b.side is own] or hop.evidence
            seen.evidence += passages(claims) if self.brief else claims
            if at:
                seen.moments.append(at)
            if campaign:
                seen.campaigns.add(campaign)
        self.documents.update([b.evidence.document for hop in path.hops for b in hop.bearings])
        for link in path.links:
            ends = key_of[link.downstream], key_of[link.upstream]
            pair = self.pairs[ends]
            pair.calls.add(call)
            pair.attested[link.attested] += ends not in counted_pairs
            if ends not in counted_pairs:
                pair.incidents.append(path.incident)
            pair.evidence += passages(link.evidence) if self.brief else link.evidence
            if at:
                pair.moments.append(at)
            if campaign:
                pair.campaigns.add(campaign)

    def with_known(self, known: BeyondCalls) -> NetworkSums:
        """Add what is known beyond calls, and sort the providers, the busiest first."""
        for claim, down, up in known.handoffs:
            for provider, position in ((down, 0), (up, 1)):
                seen = self.providers.setdefault(provider.key, _Provider(provider.key, provider.name))
                seen.positions += [] if seen.incidents else [position]
                seen.evidence.append(claim)
            pair = self.pairs[down.key, up.key]
            pair.evidence.append(claim)
            pair.stated[claim.attested or Attested.ONE] += 1
            self.documents.add(claim.document)
        for claim, provider in known.named:
            seen = self.providers.setdefault(provider.key, _Provider(provider.key, provider.name))
            seen.positions = seen.positions or [0]
            seen.evidence.append(claim)
            self.documents.add(claim.document)
        for key, seen in self.providers.items():
            seen.flag = known.flags.get(key)
            if seen.flag:
                seen.evidence += seen.flag.evidence
                self.documents.update(claim.document for claim in seen.flag.evidence)
        self.providers = dict(sorted(self.providers.items(), key=lambda p: (-len(p[1].incidents), p[0])))
        return self

    def looks(self) -> dict[str, Look]:
        """How the providers of these calls look, by key."""
        return {key: _looks_like(provider)[0] for key, provider in self.providers.items()}

    @property
    def evidence(self) -> Iterator[Evidence | Passage]:
        """All evidence behind the sums, some of it more than once."""
        for sums in (self.providers, self.pairs):
            for part in sums.values():
                yield from part.evidence


@dataclass(frozen=True, slots=True)
class _Claims:
    """Every claim behind sums that are not brief. They are collected on each iteration: a list would be as long as the case."""

    sums: NetworkSums

    def __iter__(self) -> Iterator[Evidence]:
        return (claim for claim in self.sums.evidence if isinstance(claim, Evidence))


def add_up(paths: Iterable[CallPath]) -> NetworkSums:
    """The sums of calls of which none repeats another."""
    sums = NetworkSums()
    for path in paths:
        sums.add(path, path.incident)
    return sums


def of_network(sums: NetworkSums, title: str, facts: Facts, known: BeyondCalls | None = None, *, full: bool = False) -> Diagram:
    """The providers of many calls, in columns by their place in the call. Above 500 of them grouped, unless `full`."""
    known = known or BeyondCalls()
    sums = sums.with_known(known)
    providers, pairs, calls, moments, documents = sums.providers, sums.pairs, sums.calls, sums.moments, sums.documents
    columns = _columns(providers)
    folded = _folded(providers, columns) if len(providers) > MOST_NAMED and not full else {}
    campaigns = sorted({c for p in providers.values() for c in p.campaigns})
    share = _passages_each(len(providers) + len(pairs))
    nodes, ids = _nodes(providers, columns, folded, share, facts, known.looks)
    # In a small network each line names its incidents; at groups there is no room for them.
    links = _lines(pairs, ids, share, {node.id for node in nodes if node.is_group or len(calls) > MOST_WITH_INCIDENTS})
    _open_up(nodes, pairs, ids)
    says = _network_says(providers, pairs, folded, len(calls), facts)
    names = {node.id: node.name for node in nodes}
    claims = () if sums.brief else _Claims(sums)
    tables: dict[str, Table] = {  # rows are made when they are read: only a bundle holds them
        "providers": (
            (
                "provider", "calls", "position", "shown_as", "unanswered", "of", *(look_.slug for look_ in ORDER[:-1]), "first", "last",
                "at_least", "as_of",
            ),
            (
                {
                    "provider": p.name, "calls": len(p.incidents), "position": median_low(p.positions) if p.incidents else None,
                    "shown_as": names[ids[p.key]], "unanswered": p.unanswered, "of": p.flag.asked if p.flag and p.unanswered else None,
                    **{look_.slug: p.statuses[look_] for look_ in ORDER[:-1]}, "first": _span(p.moments)[0], "last": _span(p.moments)[1],
                    "at_least": (p.flag and p.flag.largest and p.flag.largest.at_least) or None, "as_of": facts.as_of,
                }
                for p in providers.values()
            ),
        ),
        "handoffs": (
            ("provider", "received_from", "calls", *map(str, Attested), "first", "last"),
            (
                {
                    "provider": providers[down].name, "received_from": providers[up].name, "calls": sum(pair.attested.values()),
                    **{str(a): pair.attested[a] + pair.stated[a] for a in Attested},
                    "first": _span(pair.moments)[0], "last": _span(pair.moments)[1],
                }
                for (down, up), pair in sorted(pairs.items())
            ),
        ),
    }  # fmt: skip
    if claims:
        tables["evidence"] = evidence_table(claims)
    period = f"{min(moments)[:10]} to {max(moments)[:10]}" if moments else "times not given"
    return Diagram(
        kind="network",
        title=safe(title, TITLE) + by_then(facts),
        subtitle="Traced calls of the case, providers placed by their position in the call: the called party's side on the right"
        + (", those named in no single call beside them." if any(not p.incidents for p in providers.values()) else "."),
        facts=facts,
        header=[
            ("Providers", f"{len(providers):,}" + (f" (grouped: {len(nodes)} shown)" if folded else "")),
            ("Links", f"{len(pairs):,}"),
            ("Traced calls", f"{len(calls):,}"),
            ("Period", period),
            ("Sources", many(len(documents), "document")),
        ],
        says=says,
        about=[("Period", period), ("Campaigns", ", ".join(safe(c, 40) for c in campaigns[:8]) + (" …" if len(campaigns) > 8 else ""))],
        nodes=nodes,
        links=links,
        columns=[f"Position {c}{' and beyond' if c == COLUMNS - 1 else ''}" for c in range(max(columns.values(), default=0), -1, -1)],
        campaigns=campaigns,
        tables=tables,
        claims=claims,
    )


def _passages_each(count: int) -> int:
    """How many passages each of `count` nodes and links may have."""
    return min(12, max(1, MOST_PASSAGES // max(1, count)))


def _columns(providers: Mapping[str, _Provider]) -> dict[str, int]:
    return {key: min(median_low(p.positions), COLUMNS - 1) for key, p in providers.items()}


def _folded(providers: Mapping[str, _Provider], columns: Mapping[str, int]) -> dict[str, int]:
    """Which providers go into the group of which column: all but the busiest."""
    by_column: dict[int, list[_Provider]] = defaultdict(list)
    for provider in providers.values():
        by_column[columns[provider.key]].append(provider)
    return {
        p.key: column
        for column, providers_of_column in by_column.items()
        if len(providers_of_column) > PER_COLUMN + 1
        for p in providers_of_column[PER_COLUMN:]
    }


def _nodes(
    providers: Mapping[str, _Provider],
    columns: Mapping[str, int],
    folded: Mapping[str, int],
    share: int,
    facts: Facts,
    whole: Mapping[str, Look] | None = None,
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
            shown, inferred = _shown(provider, whole)
            group.members.append(
                Member(
                    provider.key, provider.name, shown, inferred, len(provider.incidents), provider.share, *_span(provider.moments),
                    tuple(sorted(provider.campaigns)),
                )
            )  # fmt: skip
            group.unanswered += provider.silent
            group.weight += len(provider.incidents)
            group.campaigns = sorted({*group.campaigns, *provider.campaigns})
            group.first, group.last = _span([*filter(None, (group.first, group.last)), *provider.moments])
            for look_, n in provider.statuses.items():
                group.statuses[look_.slug] = group.statuses.get(look_.slug, 0) + n
            if len(group.evidence) < 3:
                group.evidence += evidence_items(provider.evidence, 1)[0]
            continue
        shown, inferred = _shown(provider, whole)
        evidence, more = evidence_items(_fitting(provider.evidence, shown), share)
        first, last = _span(provider.moments)
        node = Node(
            f"n{len(nodes)}", provider.name, shown, provider.key, inferred, evidence=evidence, more=more, column=column,
            weight=len(provider.incidents), first=first, last=last, campaigns=sorted(provider.campaigns),
            unanswered=provider.unanswered, share=provider.share,
            statuses={look_.slug: provider.statuses[look_] for look_ in ORDER if provider.statuses[look_]},
        )  # fmt: skip
        ended = [f"{look_.word.lower()} {provider.statuses[look_]:,}" for look_ in ORDER if provider.statuses[look_]]
        node.facts = [
            ("Did not answer", share_words(provider.share) + by_then(facts) if provider.share else ""),
            *_flagged(provider.flag),
            ("How its part ended", ", ".join(ended) + by_then(facts) if ended else ""),
            ("Only inferred", ", ".join(f"{look_.word.lower()} {n}" for look_, n in provider.inferred.items() if n)),
            (
                "Position",
                f"{median_low(provider.positions)}, counted from the called party" if provider.incidents else "named in no single call",
            ),
        ]
        node.facts = [fact for fact in node.facts if fact[1]]
        ids[provider.key] = node.id
        nodes.append(node)
    for node in groups.values():
        how_many = len(node.members)
        node.name = f"{how_many:,} other providers"
        node.share = f"{node.unanswered:,} did not answer" if node.unanswered else ""
        node.facts = [
            ("Providers", f"{how_many:,}, each with no more traced calls than any that is named"),
            ("Did not answer", f"{node.unanswered:,} of them, at least one request{by_then(facts)}" if node.unanswered else ""),
            (
                "How their parts ended",
                ", ".join(f"{look_.word.lower()} {node.statuses[look_.slug]:,}" for look_ in ORDER if node.statuses.get(look_.slug)),
            ),
        ]
        node.facts = [fact for fact in node.facts if fact[1]]
    _list(groups.values())
    return nodes, ids


def _list(groups: Collection[Node]) -> None:
    """Cut the members to as many names as a page may hold: the silent first, then the busiest."""
    members = (member for group in groups for member in group.members)
    ranked = sorted(members, key=lambda member: (member.look is not LOOKS[Status.NO_RESPONSE], -member.weight))
    listed = {id(member) for member in ranked[:LISTED]}
    for group in groups:
        group.unlisted = sum(id(member) not in listed for member in group.members)
        group.members = sorted((member for member in group.members if id(member) in listed), key=lambda member: member.look_words)


def _open_up(nodes: Sequence[Node], pairs: Mapping[tuple[str, str], _Pair], ids: Mapping[str, str]) -> None:
    """Give each group the hand-offs of its members, so that these can come out one by one: `n7.12` is the 13th of group `n7`."""
    groups = {node.id: node for node in nodes if node.is_group}
    inner_ids = {member.key: f"{group.id}.{k}" for group in groups.values() for k, member in enumerate(group.members)}
    inner_pairs = {ends: pair for ends, pair in pairs.items() if not inner_ids.keys().isdisjoint(ends)}
    for line in _lines(inner_pairs, {**ids, **inner_ids}, 0, groups.keys()):
        holder = line.source if "." in line.source else line.target
        groups[holder.partition(".")[0]].inner.append(line)


def _shown(provider: _Provider, whole: Mapping[str, Look] | None) -> tuple[Look, bool]:
    """How a provider is shown, and whether that is only inferred. `whole`: for a copy, all looks by all that is known."""
    shown, inferred = _looks_like(provider)
    # With fewer parts known, most of those may have ended worse.
    if whole is not None and shown in _LACKING and shown is not whole.get(provider.key):
        return WITHHELD, False
    return shown, inferred


def _looks_like(provider: _Provider) -> tuple[Look, bool]:
    """How a provider is shown, and whether that is only inferred: any standing silence comes first, else the most frequent end."""
    if provider.silent:
        return LOOKS[Status.NO_RESPONSE], False
    # Where it was only named, nothing is known of an end.
    silent = LOOKS[Status.NO_RESPONSE]
    stated = Counter({look_: n for look_, n in provider.statuses.items() if look_ not in (NAMED, WITHHELD) and n})
    inferred = Counter({look_: n for look_, n in provider.inferred.items() if look_ is not silent and n})
    counted = stated or inferred or Counter({look_: n for look_, n in provider.statuses.items() if look_ is WITHHELD and n})
    usual = min(counted, key=lambda look_: (-counted[look_], ORDER.index(look_)), default=NAMED)
    return usual, bool(inferred) and not stated


def _flagged(flag: Flag | None) -> Iterator[tuple[str, str]]:
    """Facts on a flag: by which rules, who states it, what speaks against it."""
    if flag is not None:
        yield from (("Flagged", count_words(count)) for count in flag.counts)
        yield "As stated by", ", ".join(safe(speaker, NAME) for speaker in flag.said_by)
        yield from (("Contradictory", safe(text, 400)) for text in flag.contradictions)


def _fitting(claims: list[Evidence | Passage], shown: Look) -> list[Evidence | Passage]:
    """The evidence for the shown status first, then the newest."""
    return sorted(claims, key=lambda c: (c.status is not None and LOOKS[c.status] is shown, c.known_at), reverse=True)


def _span(moments: Sequence[Moment]) -> tuple[Moment | None, Moment | None]:
    return (min(moments), max(moments)) if moments else (None, None)


def _lines(pairs: Mapping[tuple[str, str], _Pair], ids: Mapping[str, str], share: int, without_incidents: AbstractSet[str]) -> list[Line]:
    """`without_incidents`: nodes at whose lines no incident is named."""
    merged: dict[tuple[str, str], list[_Pair]] = defaultdict(list)
    for (down, up), pair in pairs.items():
        merged[ids[down], ids[up]].append(pair)
    links = []
    for i, ((down, up), merged_pairs) in enumerate(sorted(merged.items(), key=lambda m: [*map(_rank, m[0])])):
        calls_by_attested = Counter(
            chain.from_iterable(counts.elements() for pair in merged_pairs for counts in (pair.attested, pair.stated))
        )
        together = Attested.of_several(level for level, calls in calls_by_attested.items() if calls)
        moments = [m for pair in merged_pairs for m in pair.moments]
        first, last = _span(moments)
        evidence, more = evidence_items(chain.from_iterable(pair.evidence for pair in merged_pairs), share)
        weight = sum(sum(pair.attested.values()) for pair in merged_pairs)
        links.append(
            Line(
                f"e{i}", down, up, together, [], [], evidence, more, weight, first, last,
                sorted({c for pair in merged_pairs for c in pair.campaigns}),
                [i for pair in merged_pairs for i in pair.incidents] if without_incidents.isdisjoint((down, up)) else [],
                dict(sorted((str(a), n) for a, n in calls_by_attested.items())),
            )
        )  # fmt: skip
    return links


def _rank(node: str) -> list[int]:
    """In the order of nodes, and of members within a group."""
    return [int(number) for number in node[1:].split(".")]


def _share(part: int, whole: int) -> str:
    return "under 1%" if 0 < part < whole / 100 else f"{part / max(whole, 1):.0%}"


def _network_says(
    providers: Mapping[str, _Provider], pairs: Mapping[tuple[str, str], _Pair], folded: Mapping[str, int], calls: int, facts: Facts
) -> list[str]:
    silent = sum(p.silent for p in providers.values())
    sentences = []
    if folded:
        handed = sum(len(pair.incidents) for pair in pairs.values())
        named = sum(len(pair.incidents) for (a, b), pair in pairs.items() if a not in folded and b not in folded)
        groups = len(set(folded.values()))
        sentences.append(
            f"{len(providers):,} providers: {len(providers) - len(folded)} are named, {len(folded):,} are folded into {groups} groups; "
            f"hand-offs between named ones are {_share(named, handed)} of all {handed:,}."
        )
    silence = f"{silent:,} of {many(len(providers), 'provider')} did not answer at least one request, as stated in the documents"
    doubtful = sum(bool(p.flag and p.flag.contradictions) for p in providers.values())
    contradiction = (
        f"Of {many(doubtful, 'provider')} the documents contradict each other on whether it answered; of none they say only that it did not"
    )
    no_silence = "No document behind this page states that a provider did not answer"
    sentences.append(f"{silence if silent else contradiction if doubtful else no_silence}{by_then(facts)}.")
    if general := sum(not p.incidents for p in providers.values()):
        sentences.append(f"{many(general, 'provider')} named in no traced call, only in letters or counts.")
    sentences.append(f"{many(calls, 'traced call')}: a selection, and no share of anybody's traffic.")
    return sentences
