"""Who did not cooperate: by which rule, how many of how many, with which evidence. Pure.

A flag is always somebody's statement. That a deadline has passed without an answer in the loaded documents is none: our
documents' silence is not the provider's.
"""

from __future__ import annotations

import math
import tomllib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from tracer.model import Moment, Row, Status
from tracer.path import first_said


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    wording: str
    counts: str
    kind: str
    source: str
    times: int | None = None
    months: int | None = None


@dataclass(slots=True)
class Count:
    """What one rule says of one provider. `asked` is null where the source gives no denominator."""

    rule: str
    no_response: int
    asked: int | None
    since: Moment | None
    at_least: bool = False
    incidents: list[str] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the share, where there is a denominator."""
        return wilson(self.no_response, self.asked) if self.asked else None


@dataclass(slots=True)
class Flag:
    """All that flags one provider. Counts of different sources stand side by side."""

    provider: str
    provider_key: str
    counts: list[Count]

    @property
    def rules(self) -> list[str]:
        return [count.rule for count in self.counts]

    @property
    def _silent(self) -> list[Count]:
        # A repeat counts again what other rules have counted; not found is an answer.
        return [count for count in self.counts if count.rule not in ("repeat", "not-found")]

    @property
    def no_response(self) -> int:
        return sum(count.no_response for count in self._silent)

    @property
    def asked(self) -> int | None:
        """Of how many; null where one of the counts has no denominator."""
        asked = [count.asked for count in self._silent or self.counts]
        return None if None in asked else sum(a for a in asked if a is not None)

    @property
    def since(self) -> Moment | None:
        return min((count.since for count in self.counts if count.since), default=None)

    @property
    def incidents(self) -> list[str]:
        return list(dict.fromkeys(i for count in self.counts for i in count.incidents))

    @property
    def evidence(self) -> list[Row]:
        return list({row["claim"]: row for count in self.counts for row in count.evidence}.values())


@cache
def rules() -> dict[str, Rule]:
    """The rules as data, by name."""
    table = tomllib.loads(files("tracer").joinpath("rules.toml").read_text("utf-8"))
    return {name: Rule(name, **said) for name, said in table.items()}


def flags(
    statuses: Sequence[Row],
    counts: Sequence[Row],
    asked: Mapping[str, Iterable[str]],
    letter_rows: Mapping[str, Mapping[str, Iterable[str]]],
    *,
    times: int | None = None,
    months: int | None = None,
) -> list[Flag]:
    """The flags that these rows support, most unanswered requests first.

    `asked`: the incidents in which each provider was asked, by key. `letter_rows`: by key and letter, the letter's
    incidents. `times` and `months` are the thresholds of the rule `repeat`.
    """
    found: dict[str, list[Count]] = defaultdict(list)
    names: dict[str, str] = {}
    letters = {i: action for its in letter_rows.values() for action, incidents in its.items() for i in incidents}
    standing = _standing(statuses)
    for row in (*statuses, *counts):
        names[row["provider_key"]] = row["provider"]
    for key, its in _by_provider(standing).items():
        silent = [row for row in its if row["status"] == Status.NO_RESPONSE and not row["inferred"]]
        by_letter = [row for row in silent if row["incident"] in letters]
        stated = [row for row in silent if row["incident"] not in letters]
        outside = [i for i in asked.get(key, ()) if i not in letters]
        if stated:
            found[key].append(_count("stated-no-response", stated, len(outside)))
        if by_letter:
            of = {letters[row["incident"]] for row in by_letter}
            rows = sum(len(list(incidents)) for action, incidents in letter_rows.get(key, {}).items() if action in of)
            found[key].append(_count("letter-no-response", by_letter, rows))
        not_found = [row for row in its if row["status"] == Status.NOT_FOUND and not row["inferred"]]
        if not_found:
            found[key].append(_count("not-found", not_found, len(outside)))
    _counted(found, counts)
    _repeated(found, standing, counts, times, months)
    made = [Flag(names[key], key, sorted(its, key=lambda c: list(rules()).index(c.rule))) for key, its in found.items()]
    return sorted(made, key=lambda f: (-f.no_response, -(wilson(f.no_response, f.asked)[0] if f.asked else 0), f.provider_key))


def _standing(statuses: Sequence[Row]) -> list[Row]:
    """The newest status of each hop."""
    newest: dict[str, Row] = {}
    for row in statuses:
        rank = (row["known_at"], row["valid_at"] or "", first_said(row))
        before = newest.get(row["hop"])
        if before is None or rank > (before["known_at"], before["valid_at"] or "", first_said(before)):
            newest[row["hop"]] = row
    return sorted(newest.values(), key=first_said)


def _by_provider(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["provider_key"]].append(row)
    return grouped


def _count(rule: str, rows: Sequence[Row], asked: int | None) -> Count:
    incidents = list(dict.fromkeys(row["incident"] for row in rows))
    since = min(row["valid_at"] or row["known_at"] for row in rows)
    return Count(rule, len(incidents), asked, since, False, incidents, list(rows))


def _counted(found: dict[str, list[Count]], counts: Sequence[Row]) -> None:
    """Counts as printed. Copies of one count are one; those of the consortium come with their total, an authority's without."""
    for key, its in _by_provider(counts).items():
        for rule in ("stated-no-response", "authority-count"):
            rows = [row for row in its if _rule_of(row) == rule]
            distinct = {_same_count(row): row for row in rows}.values()
            if not distinct:
                continue
            hops = next((c for c in found[key] if c.rule == rule), None)
            total = [row["total"] for row in distinct]
            count = Count(
                rule,
                sum(row["no_response"] for row in distinct),
                None if None in total else sum(total),
                min(row["window_from"] or row["valid_at"] or row["known_at"] for row in distinct),
                any(row["at_least"] for row in distinct),
                [],
                list(rows),
            )
            if hops is None:
                found[key].append(count)
                continue
            # A month's count and the single reports may speak of the same requests: the larger number stands, not their sum.
            if count.no_response > hops.no_response:
                hops.no_response, hops.asked, hops.at_least = count.no_response, count.asked, count.at_least
            hops.since = min(m for m in (hops.since, count.since) if m)
            hops.evidence += count.evidence


def _rule_of(row: Row) -> str:
    return (
        "authority-count" if row["document_kind"] == "ag_notice" or (row["total"] is None and not row["upstream"]) else "stated-no-response"
    )


def _same_count(row: Row) -> tuple[Any, ...]:
    return (
        row["counted_by_name"],
        row["upstream"],
        row["window_from"],
        row["window_to"] or row["known_at"],
        row["no_response"],
        row["total"],
    )


_Silence = tuple[str, int, Row]  # a day, how many requests, and the claim that says so


def _repeated(found: dict[str, list[Count]], standing: Sequence[Row], counts: Sequence[Row], times: int | None, months: int | None) -> None:
    rule = rules()["repeat"]
    least, within = times or rule.times or 3, months or rule.months or 12
    single: dict[str, list[_Silence]] = defaultdict(list)
    counted: dict[str, list[_Silence]] = defaultdict(list)
    whole: dict[str, list[_Silence]] = defaultdict(list)
    for row in standing:
        if row["status"] == Status.NO_RESPONSE and not row["inferred"]:
            single[row["provider_key"]].append(((row["asked_at"] or row["call_at"] or row["valid_at"] or row["known_at"])[:10], 1, row))
    for row in {_same_count(row): row for row in counts}.values():
        last = (row["window_to"] or row["known_at"])[:10]
        first = (row["window_from"] or last)[:10]
        if last < _later(first, 1) or first == last:
            counted[row["provider_key"]].append((last, row["no_response"], row))
        elif last < _later(first, within):
            whole[row["provider_key"]].append((first, row["no_response"], row))
    for key in sorted({*single, *counted, *whole}):
        # Single reports, monthly counts and a longer count may speak of the same requests: the largest stands, not their sum.
        runs = [_densest(single[key], within), _densest(counted[key], within), *([one] for one in whole[key])]
        best = max(runs, key=lambda run: sum(number for _, number, _ in run))
        total = sum(number for _, number, _ in best)
        if total >= least:
            incidents = list(dict.fromkeys(row["incident"] for _, _, row in best if "incident" in row))
            found[key].append(Count("repeat", total, None, best[0][0], False, incidents, [row for _, _, row in best]))


def _densest(days: list[_Silence], months: int) -> list[_Silence]:
    """The run of days within so many months that holds the most."""
    days.sort(key=lambda d: (d[0], d[2]["claim"]))
    best: list[_Silence] = []
    most = total = first = 0
    for last, (day, number, _) in enumerate(days):
        total += number
        while _later(days[first][0], months) <= day:
            total -= days[first][1]
            first += 1
        if total > most:
            most, best = total, days[first : last + 1]
    return best


def _later(day: str, months: int) -> str:
    """The same day so many months later, or the last of that month."""
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return f"{year:04d}-{month + 1:02d}-{min(start.day, monthrange(year, month + 1)[1]):02d}"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z = 1.959964
    share = min(hits, of) / of
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, centre - half), min(1.0, centre + half)
