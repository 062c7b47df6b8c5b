"""All that is known of one provider, from the paths it stands in and the claims that concern no single incident. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracer.model import Attested, Kind, Moment, Row, Status
from tracer.path import CallPath, Hop


@dataclass(slots=True)
class Neighbour:
    """A provider that takes calls from, or hands calls to, the one that the dossier is about."""

    provider: str
    provider_key: str
    incidents: set[str] = field(default_factory=set)
    attested: Attested = Attested.DISPUTED  # of the best attested hand-off
    how: Counter[Attested] = field(default_factory=Counter)  # how many hand-offs are attested how
    first: Moment | None = None
    last: Moment | None = None
    evidence: list[Row] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """How many incidents; 0 where only a sum or a letter names it."""
        return len(self.incidents)

    def add(self, attested: Attested, at: Moment | None, incident: str | None, evidence: Iterable[Row]) -> None:
        order = list(Attested)
        self.attested = min(self.attested, attested, key=order.index)
        self.how[attested] += 1
        if incident:
            self.incidents.add(incident)
        if at:
            self.first, self.last = min(self.first or at, at), max(self.last or at, at)
        self.evidence += evidence


@dataclass(slots=True)
class Month:
    """How often a provider stood in traced calls of one month, and how its part ended, as stated and as inferred.

    `after`: actions issued in a month before.
    """

    month: str
    calls: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    inferred: Counter[str] = field(default_factory=Counter)
    after: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Exposure:
    """Calls that a provider took from another after an action against that one: it could have known."""

    action: str
    issued_at: Moment
    provider: str
    calls: int
    last: Moment
    incidents: tuple[str, ...]


@dataclass(slots=True)
class Dossier:
    provider: str
    provider_key: str
    names: list[str]
    frn: str | None
    rmd: str | None
    roles: list[str]
    contact: dict[str, str]
    counts: dict[str, int]
    stated_at_least: bool
    upstream: list[Neighbour]
    downstream: list[Neighbour]
    campaigns: Counter[str]
    by_month: list[Month]
    exposure: list[Exposure]
    evidence: list[Row]


STATUS_COUNTS = {
    Status.NO_RESPONSE: "no_response",
    Status.NOT_FOUND: "not_found",
    Status.POINT_OF_ENTRY: "point_of_entry",
    Status.ORIGINATING: "originating",
    Status.DOWNSTREAM: "downstream",
}


def dossier(
    key: str,
    name: str,
    names: Sequence[str],
    paths: Sequence[CallPath],
    loose: Sequence[Row],
    actions: Sequence[Row],
    unanswered: tuple[int, bool] = (0, False),
) -> Dossier:
    """What these rows and paths say of the provider of that key. All of them as of the same day.

    `unanswered`: what counts state, and whether that is a lower bound. An inferred status counts as `inferred` only.
    """
    mine = [(path, hop) for path in paths for hop in path.hops if hop.provider_key == key]
    counts = dict.fromkeys(("asked", *STATUS_COUNTS.values(), "inferred", "stated_unanswered"), 0)
    for _, hop in mine:
        counts["asked"] += hop.asked_at is not None
        if hop.status in STATUS_COUNTS:
            counts["inferred" if hop.status_basis == "inferred" else STATUS_COUNTS[hop.status]] += 1
    counts["stated_unanswered"], stated_at_least = unanswered
    identified = [row for row in loose if row["kind"] == Kind.IDENTIFIED]
    newest = sorted(sorted(identified, key=lambda row: row["claim"]), key=lambda row: row["known_at"], reverse=True)
    evidence = [row for _, hop in mine for row in hop.evidence] + list(loose) + [{**row, "kind": row["claim_kind"]} for row in actions]
    return Dossier(
        provider=name,
        provider_key=key,
        names=list(names),
        frn=_first(identified, "frn"),
        rmd=_first(identified, "rmd"),
        roles=sorted({role for row in actions for role in row["roles"] or ()}),
        contact={what: said for what in ("address", "phone", "contact") if (said := _first(newest, what))},
        counts=counts,
        stated_at_least=stated_at_least,
        upstream=_neighbours(key, paths, loose, "upstream"),
        downstream=_neighbours(key, paths, loose, "downstream"),
        campaigns=Counter(path.call.campaign or path.call.description or "" for path in {path.incident: path for path, _ in mine}.values()),
        by_month=_by_month(mine, actions),
        exposure=_exposure(key, paths, actions),
        evidence=list({row["claim"]: row for row in evidence}.values()),
    )


def _first(rows: Iterable[Row], what: str) -> str | None:
    return next((row[what] for row in rows if row[what]), None)


def _neighbours(key: str, paths: Iterable[CallPath], loose: Iterable[Row], which: str) -> list[Neighbour]:
    found: dict[str, Neighbour] = {}
    for path in paths:
        hops = {hop.id: hop for hop in path.hops}
        for link in path.links:
            down, up = hops[link.downstream], hops[link.upstream]
            here, other = (down, up) if which == "upstream" else (up, down)
            if here.provider_key == key:
                near = found.setdefault(other.provider_key, Neighbour(other.provider, other.provider_key))
                near.add(link.attested, path.call.at, path.incident, link.evidence)
    for row in loose:
        if row["kind"] == Kind.HANDED_OFF and row["other_key"] and row["side"] == ("downstream" if which == "upstream" else "upstream"):
            near = found.setdefault(row["other_key"], Neighbour(row["other"], row["other_key"]))
            near.add(Attested(row["attested"] or Attested.ONE), None, None, [row])
    return sorted(found.values(), key=lambda n: (-n.calls, n.provider_key))


def _by_month(mine: Iterable[tuple[CallPath, Hop]], actions: Sequence[Row]) -> list[Month]:
    months: dict[str, Month] = {}
    for path, hop in mine:
        at = path.call.at or hop.asked_at
        if at is None:
            continue
        month = months.setdefault(at[:7], Month(at[:7]))
        month.calls += 1
        (month.inferred if hop.status_basis == "inferred" else month.ended)[hop.status or "named"] += 1
    for month in months.values():
        month.after = [row["action"] for row in _distinct(actions) if row["issued_at"][:7] < month.month]
    return [months[m] for m in sorted(months)]


def _distinct(actions: Iterable[Row]) -> Iterable[Row]:
    return {row["action"]: row for row in actions}.values()


def _exposure(key: str, paths: Sequence[CallPath], actions: Sequence[Row]) -> list[Exposure]:
    found = []
    for action in _distinct(actions):
        took: dict[str, list[tuple[Moment, str]]] = defaultdict(list)
        for path in paths:
            hops: Mapping[str, Hop] = {hop.id: hop for hop in path.hops}
            at = path.call.at
            # The letter came that day: a call of the same day may have been before it.
            if at is None or at[:10] <= action["issued_at"][:10]:
                continue
            for link in path.links:
                if hops[link.upstream].provider_key == key and link.attested is not Attested.DISPUTED:
                    took[hops[link.downstream].provider].append((at, path.incident))
        for provider, calls in sorted(took.items()):
            ids = tuple(dict.fromkeys(i for _, i in sorted(calls)))
            found.append(Exposure(action["action"], action["issued_at"], provider, len(ids), max(calls)[0], ids))
    return found


def as_json(found: Dossier, actions: Sequence[Mapping[str, Any]], evidence: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    def near(neighbours: Iterable[Neighbour]) -> list[dict[str, Any]]:
        return [
            {
                "provider": n.provider,
                "provider_key": n.provider_key,
                "calls": n.calls,
                "attested": n.attested,
                "attested_counts": dict(sorted(n.how.items())),
                "first": n.first,
                "last": n.last,
                "evidence": sorted({row["claim"] for row in n.evidence}),
            }
            for n in neighbours
        ]

    return {
        "provider": found.provider,
        "provider_key": found.provider_key,
        "names": found.names,
        "frn": found.frn,
        "rmd": found.rmd,
        "roles": found.roles,
        "contact": found.contact,
        "actions": list(actions),
        "counts": found.counts,
        "stated_at_least": found.stated_at_least,
        "upstream": near(found.upstream),
        "downstream": near(found.downstream),
        "campaigns": [
            {"campaign": name or None, "calls": calls} for name, calls in sorted(found.campaigns.items(), key=lambda c: (-c[1], c[0]))
        ],
        "by_month": [
            {
                "month": m.month,
                "calls": m.calls,
                "ended": dict(sorted(m.ended.items())),
                "inferred": dict(sorted(m.inferred.items())),
                "after": m.after,
            }
            for m in found.by_month
        ],
        "exposure": [
            {
                "action": e.action,
                "issued_at": e.issued_at,
                "provider": e.provider,
                "calls": e.calls,
                "last": e.last,
                "incidents": list(e.incidents),
            }
            for e in found.exposure
        ],
        "evidence": list(evidence),
    }
