"""A case exported for other programs: the same facts in every format, each with the passages that bear it out.

`Content` holds them as rows of tables; the modules beside it write these as CSV, a workbook, GraphML, OpenGraph, and CASE/UCO.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tracer.deadlines import by_action
from tracer.exhibits import Exhibits
from tracer.flags import Flag
from tracer.model import Attested, Evidence, Kind, Moment, Provider, Side
from tracer.path import CallPath
from tracer.view import Facts

Cell: TypeAlias = "str | int | bool | None"
Properties: TypeAlias = Mapping[str, Cell]

# Every table with its columns and the types of their cells. `evidence`: the numbers of the passages, separated by blanks.
COLUMNS: Mapping[str, Mapping[str, type]] = {
    "providers": {
        "key": str, "name": str, "names": str, "calls": int, "no_response": int, "asked": int, "at_least": bool, "rules": str,
        "contradictions": str,
    },
    "incidents": {
        "incident": str, "call_at": str, "caller": str, "called": str, "campaign": str, "description": str, "same_as": str, "ends": str,
        "evidence": str,
    },
    "hops": {
        "hop": str, "incident": str, "position": int, "piece": int, "provider_key": str, "provider": str, "role": str, "status": str,
        "status_basis": str, "interim": bool, "status_at": str, "asked_at": str, "due_at": str, "answer": str, "end_user": str,
        "signed": str, "contradicted": bool, "withheld": bool, "evidence": str,
    },
    "handoffs": {
        "incident": str, "hop": str, "received_from": str, "provider": str, "upstream": str, "attested": str, "speakers": str,
        "upstream_says": str, "known_from": str, "evidence": str,
    },
    "pairs": {
        "provider_key": str, "upstream_key": str, "provider": str, "upstream": str, "calls": int, "first": str, "last": str,
        "attested": str, "evidence": str,
    },
    "flags": {
        "provider_key": str, "provider": str, "rule": str, "count": int, "of": int, "at_least": bool, "answered": int, "since": str,
        "evidence": str,
    },
    "counts": {
        "provider_key": str, "provider": str, "in_the_figures_of": str, "window_from": str, "window_to": str, "window_assumed": bool,
        "at_least": bool, "total": int, "open": int, "point_of_entry": int, "downstream": int, "originating": int, "no_response": int,
        "interim": bool, "not_found": int, "evidence": str,
    },
    "actions": {
        "action": str, "kind": str, "issuer": str, "issued_at": str, "against_key": str, "against": str, "roles": str, "evidence": str,
    },
    "documents": {"exhibit": int, "document": str, "name": str, "kind": str, "passages": int},
    "evidence": {
        "passage": str, "exhibit": int, "name": str, "page": int, "message": int, "line_from": int, "line_to": int, "kind": str,
        "incident": str, "quote": str, "said_by": str, "on_word_of": str, "valid_at": str, "known_at": str, "inferred": bool,
    },
    "withheld": {"kind": str, "count": int, "how": str},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportInput:
    """What may be exported, cleaned. `calls`: by incident, the first incident of the same call.

    `handoffs`, `named`: what letters and counts say beyond single calls; `flags`: by provider's key.
    """

    paths: Sequence[CallPath]
    calls: Mapping[str, str]
    handoffs: Sequence[tuple[Evidence, Provider, Provider]]
    named: Sequence[tuple[Evidence, Provider]]
    flags: Mapping[str, Flag]
    withheld: Sequence[Properties]
    facts: Facts
    numbered: bool  # documents have numbers of the copy instead of hashes


@dataclass(frozen=True, slots=True)
class Content:
    """The tables of an export, by the names of `COLUMNS`; each row has all of its table's columns."""

    facts: Facts
    numbered: bool
    tables: Mapping[str, Sequence[Properties]]

    def __getitem__(self, table: str) -> Sequence[Properties]:
        return self.tables[table]


def content(export_input: ExportInput) -> Content:
    """The rows of every table."""
    return Content(export_input.facts, export_input.numbered, _Tables(export_input).rows())


@dataclass(slots=True)
class _Pair:
    provider: str
    upstream: str
    calls: set[str] = field(default_factory=set)
    levels: set[Attested] = field(default_factory=set)
    moments: list[Moment] = field(default_factory=list)
    claims: list[Evidence] = field(default_factory=list)

    def add(self, attested: Attested, claims: Iterable[Evidence], *moments: Moment | None) -> None:
        self.levels.add(attested)
        self.moments += [moment for moment in moments if moment]
        self.claims += claims


class _Tables:
    def __init__(self, export_input: ExportInput) -> None:
        self._input = export_input
        self._claims = [claim for path in export_input.paths for claim in path.all_evidence]
        self._claims += [claim for claim, *_ in export_input.handoffs] + [claim for claim, _ in export_input.named]
        self._claims += [claim for flag in export_input.flags.values() for claim in flag.evidence]
        self._exhibits = Exhibits(self._claims)
        self._names: dict[str, str] = {}  # of providers, by key
        self._printed: dict[str, set[str]] = defaultdict(set)
        self._calls: dict[str, set[str]] = defaultdict(set)  # by provider's key
        for path in export_input.paths:
            for hop in path.hops:
                self._names.setdefault(hop.provider_key, hop.provider)
                self._calls[hop.provider_key].add(export_input.calls[path.incident])
                for bearing in hop.bearings:
                    claim = bearing.evidence
                    name = claim.upstream if bearing.side is Side.UPSTREAM else claim.provider
                    self._printed[hop.provider_key] |= {name} if name else set()
        for _, *providers in export_input.handoffs:
            for provider in providers:
                self._names.setdefault(provider.key, provider.name)
        for claim, provider in export_input.named:
            self._names.setdefault(provider.key, provider.name)
            self._printed[provider.key].add((claim.upstream or claim.provider) or provider.name)

    def rows(self) -> dict[str, Sequence[Properties]]:
        rows = {
            "providers": list(map(self._provider, sorted(self._names))),
            "incidents": [self._incident(path) for path in self._input.paths],
            "hops": [row for path in self._input.paths for row in self._hops(path)],
            "handoffs": [row for path in self._input.paths for row in self._handoffs(path)],
            "pairs": self._pairs(),
            "flags": [row for key in sorted(self._input.flags) for row in self._flags(key)],
            "counts": [self._count(claim, provider) for claim, provider in self._input.named if claim.kind == Kind.COUNTED],
            "actions": [self._action(claim, provider) for claim, provider in self._actions()],
            "documents": list(self._documents()),
            "evidence": list(self._evidence()),
            "withheld": list(self._input.withheld),
        }
        return {name: [{column: row[column] for column in columns} for row in rows[name]] for name, columns in COLUMNS.items()}

    def _cite(self, claims: Iterable[Evidence]) -> str:
        return " ".join(self._exhibits.cite(claims))

    def _provider(self, key: str) -> Properties:
        flag = self._input.flags.get(key)
        largest = flag.largest if flag else None
        return {
            "key": key,
            "name": self._names[key],
            "names": "; ".join(sorted(self._printed[key])) or self._names[key],
            "calls": len(self._calls[key]),
            "no_response": flag.no_response if flag else 0,
            "asked": flag.asked if flag else None,  # the number asked, where a count states one
            "at_least": largest.at_least if largest else False,
            "rules": " ".join(flag.rules) if flag else "",
            "contradictions": "; ".join(flag.contradictions) if flag else "",
        }

    def _incident(self, path: CallPath) -> Properties:
        call, first = path.call, self._input.calls[path.incident]
        return {
            "incident": path.incident,
            "call_at": call.at,
            "caller": call.caller,
            "called": call.called,
            "campaign": call.campaign,
            "description": call.description,
            "same_as": first if first != path.incident else None,
            "ends": "; ".join(map(str, path.ended)),
            "evidence": self._cite(path.evidence),
        }

    def _hops(self, path: CallPath) -> Iterable[Properties]:
        for hop in path.hops:
            signed = dict.fromkeys(b.evidence.attestation or "not given" for b in hop.bearings if b.evidence.kind is Kind.SIGNED)
            yield {
                "hop": hop.id,
                "incident": path.incident,
                "position": hop.position,
                "piece": hop.component,
                "provider_key": hop.provider_key,
                "provider": hop.provider,
                "role": hop.role.value,
                "status": hop.status.value if hop.status else None,
                "status_basis": hop.status_basis,
                "interim": hop.interim,
                "status_at": hop.status_at,
                "asked_at": hop.asked_at,
                "due_at": hop.due_at,
                "answer": str(hop.by_count) if hop.by_count else None,
                "end_user": hop.end_user,
                "signed": "; ".join(signed) or None,
                "contradicted": hop.standing.contradiction is not None,
                "withheld": hop.withheld,
                "evidence": self._cite(hop.evidence),
            }

    def _handoffs(self, path: CallPath) -> Iterable[Properties]:
        hop_by_id = {hop.id: hop for hop in path.hops}
        for link in path.links:
            yield {
                "incident": path.incident,
                "hop": link.downstream,
                "received_from": link.upstream,
                "provider": hop_by_id[link.downstream].provider,
                "upstream": hop_by_id[link.upstream].provider,
                "attested": link.attested.value,
                "speakers": "; ".join(link.speakers),
                "upstream_says": link.upstream_says,
                "known_from": link.known_from,
                "evidence": self._cite(link.evidence),
            }

    def _pairs(self) -> list[Properties]:
        """Hand-offs summed by pair, as in `TAKES_CALLS_FROM`, with those that only a count or a letter states."""
        pairs: dict[tuple[str, str], _Pair] = {}
        for path in self._input.paths:
            hop_by_id = {hop.id: hop for hop in path.hops}
            for link in path.links:
                down, up = hop_by_id[link.downstream], hop_by_id[link.upstream]
                if link.downstream != link.upstream:
                    pair = pairs.setdefault((down.provider_key, up.provider_key), _Pair(down.provider, up.provider))
                    pair.add(link.attested, link.evidence, path.call.at)
                    pair.calls.add(self._input.calls[path.incident])
        for claim, downstream, upstream in self._input.handoffs:
            pair = pairs.setdefault((downstream.key, upstream.key), _Pair(downstream.name, upstream.name))
            pair.add(claim.attested or Attested.ONE, [claim], claim.window_from, claim.window_to)
        return [
            {
                "provider_key": key_pair[0],
                "upstream_key": key_pair[1],
                "provider": pair.provider,
                "upstream": pair.upstream,
                "calls": len(pair.calls),
                "first": min(pair.moments, default=None),
                "last": max(pair.moments, default=None),
                "attested": Attested.of_several(pair.levels).value,
                "evidence": self._cite(pair.claims),
            }
            for key_pair, pair in sorted(pairs.items())
        ]

    def _flags(self, key: str) -> Iterable[Properties]:
        for count in self._input.flags[key].counts:
            yield {
                "provider_key": key,
                "provider": self._names.get(key, key),
                "rule": count.rule,
                "count": count.number,
                "of": count.asked,
                "at_least": count.at_least,
                "answered": count.answered,
                "since": count.since,
                "evidence": self._cite(count.evidence),
            }

    def _count(self, claim: Evidence, provider: Provider) -> Properties:
        """A count as its document states it; for a monthly row on an upstream, also in whose figures it stands."""
        return {
            "provider_key": provider.key,
            "provider": provider.name,
            "in_the_figures_of": claim.provider if claim.upstream else None,
            "window_from": claim.window_from,
            "window_to": claim.window_to,
            "window_assumed": claim.window_assumed,
            "at_least": claim.at_least,
            "total": claim.total,
            "open": claim.open,
            "point_of_entry": claim.point_of_entry,
            "downstream": claim.downstream,
            "originating": claim.originating,
            "no_response": claim.no_response,
            "interim": claim.interim,
            "not_found": claim.not_found,
            "evidence": self._cite([claim]),
        }

    def _actions(self) -> list[tuple[list[Evidence], Provider]]:
        against = {claim.id: provider for claim, provider in self._input.named}
        actions = sorted(by_action(claim for claim, _ in self._input.named), key=lambda claims: claims[0].action or "")
        return [(claims, against[claims[0].id]) for claims in actions]

    def _action(self, claims: Sequence[Evidence], provider: Provider) -> Properties:
        first = claims[0]
        return {
            "action": first.action,
            "kind": first.action_kind,
            "issuer": first.issuer,
            "issued_at": first.at,
            "against_key": provider.key,
            "against": provider.name,
            "roles": " ".join(first.roles),
            "evidence": self._cite(claims),
        }

    def _documents(self) -> Iterable[Properties]:
        kinds = {claim.document: claim.document_kind for claim in self._claims}
        for exhibit in self._exhibits.all:
            yield {
                "exhibit": exhibit.number,
                "document": exhibit.document,
                "name": exhibit.name,
                "kind": kinds[exhibit.document],
                "passages": len(exhibit.passages),
            }

    def _evidence(self) -> Iterable[Properties]:
        for exhibit in self._exhibits.all:
            for passage in exhibit.passages:
                for claim in {(c.kind, c.incident): c for c in reversed(passage.claims)}.values():
                    yield {
                        "passage": passage.number,
                        "exhibit": exhibit.number,
                        "name": exhibit.name,
                        "page": claim.place.page,
                        "message": claim.place.part,
                        "line_from": claim.place.line_from,
                        "line_to": claim.place.line_to,
                        "kind": claim.kind.value,
                        "incident": claim.incident,
                        "quote": claim.quote,
                        "said_by": claim.said_by,
                        "on_word_of": claim.on_word_of,
                        "valid_at": claim.valid_at,
                        "known_at": claim.known_at,
                        "inferred": claim.inferred,
                    }
