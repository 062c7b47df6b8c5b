"""What an aggregate leaves no choice about: the status of the one hop that its row can mean. Pure.

An upstream's row in the monthly metrics counts the requests of the 30 days up to the mail's date, in tracebacks where the
mail's recipient named that upstream. If exactly one known hop falls in it and the row's totals leave one reading, that hop's
status is inferred. No hop and no hand-off ever is.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from tracer.model import Kind, Moment, Row, Status

_COLUMNS = {
    "open": Status.OPEN,
    "point_of_entry": Status.POINT_OF_ENTRY,
    "originating": Status.ORIGINATING,
    "no_response": Status.NO_RESPONSE,
    "not_found": Status.NOT_FOUND,
}


def reading(count: Row) -> Status | None:
    """The one status that every request counted in a row has; None where the row leaves a choice."""
    total = count["total"]
    shares = {status: count[column] or 0 for column, status in _COLUMNS.items()}
    whole = [status for status, share in shares.items() if total and share == total]
    return whole[0] if len(whole) == 1 and sum(shares.values()) == total else None


def candidates(count: Row, hops: Sequence[Row]) -> list[Row]:
    """The known hops that a row may count: of this upstream, named by the row's recipient, asked (or named) in its window."""
    return [hop for hop in hops if hop["downstream"] in (None, count["recipient_key"]) and _may_fall_in(count, hop)]


def _times(hop: Row) -> list[str]:
    if hop["asked_at"]:
        return [hop["asked_at"]]
    # When it was asked is not known: after its downstream was, and before it was reported.
    return [t for t in (hop["downstream_asked_at"], hop["known_at"]) if t]


def _within(count: Row, moment: str) -> bool:
    return bool(count["window_from"][:10] <= moment[:10] <= count["window_to"][:10])


def _may_fall_in(count: Row, hop: Row) -> bool:
    times = _times(hop)
    return any(_within(count, t) for t in times) or (len(times) == 2 and times[0] < count["window_from"] and times[1] > count["window_to"])


def over_time(said: Sequence[Row], requests: Sequence[Row]) -> list[dict[str, Any]]:
    """The hops as they were known at each time at which more of them became known: `since` is that time.

    `said` and `requests` as `read_hops_of_upstreams` and `read_requests_to_hops` give them.
    """
    asked: dict[str, list[tuple[Moment, Moment]]] = defaultdict(list)
    for row in requests:
        asked[row["hop"]].append((row["known_at"], row["at"]))
    by_hop: dict[str, list[Row]] = defaultdict(list)
    for row in said:
        by_hop[row["hop"]].append(row)
    found: list[dict[str, Any]] = []
    for its in by_hop.values():
        # Of what one mail says of a hop, who named it is the best evidence.
        its.sort(key=lambda r: (r["known_at"], r["kind"] != Kind.HANDED_OFF, r["kind"], r["claim"]))
        below = {row["downstream_hop"] for row in its if row["downstream_hop"]}
        before: list[dict[str, Any]] = []
        asked_below = {learnt for hop in below for learnt, _ in asked[hop] if learnt > its[0]["known_at"]}
        for since in sorted({row["known_at"] for row in its} | asked_below):
            known = [row for row in its if row["known_at"] <= since]
            first = {name: its[0][name] for name in ("key", "incident", "hop", "source_hop", "claim", "known_at")}
            first["asked_at"] = min((row["at"] for row in known if row["kind"] == Kind.ASKED), default=None)
            named: dict[str | None, list[Moment]] = defaultdict(list)
            for row in known:
                if row["downstream_hop"]:
                    named[row["downstream"]] += [at for learnt, at in asked[row["downstream_hop"]] if learnt <= since]
            who = {key: min(times, default=None) for key, times in named.items()} or {None: None}
            now = [{**first, "downstream": key, "downstream_asked_at": who[key]} for key in sorted(who, key=str)]
            if now != before:
                found += [{**hop, "since": since} for hop in now]
            before = now
    return found


def as_known(hops: Iterable[Row], moment: Moment | None) -> list[Row]:
    """Of hops over time, each as it was known then; null: as it is known now."""
    newest: dict[str, list[Row]] = {}
    for hop in sorted(hops, key=_since):
        if moment is None or _since(hop) <= moment:
            its = newest.setdefault(hop["hop"], [])
            if its and _since(its[0]) < _since(hop):
                its.clear()
            its.append(hop)
    return [hop for its in newest.values() for hop in its]


def _since(hop: Row) -> Moment:
    since: Moment = hop["since"] if "since" in hop else hop["known_at"]
    return since


def undecided(counts: Sequence[Row], hops: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Rows that say something of these hops' status but leave a choice, each with the hops that it may mean."""
    for count in counts:
        if not any(count[column] for column in _COLUMNS) or not count["window_from"] or not count["window_to"]:
            continue
        found = {hop["hop"]: hop for hop in candidates(count, hops)}
        certain = len(found) == 1 and all(_within(count, t) for t in _times(next(iter(found.values()))))
        if found and (reading(count) is None or not certain):
            yield count, sorted(found.values(), key=lambda h: str(h["hop"]))


def inferences(counts: Sequence[Row], hops: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """A claim for each hop whose status follows, as the properties of its node with its `id`. `hops`: as `over_time` gives them.

    `until`: when something became known by which it no longer follows, e.g. a second hop that the row may mean as well.
    """
    for count in counts:
        status = reading(count)
        if status is None or not count["window_from"] or not count["window_to"]:
            continue
        for hop, known, until in _spans(count, hops):
            yield _claim(count, status, hop, known, until)


def _spans(count: Row, hops: Sequence[Row]) -> Iterator[tuple[Row, Moment, Moment | None]]:
    """Which one hop a row can only have meant, from when to when."""
    possible = {hop["hop"] for hop in candidates(count, hops)}
    changes: dict[Moment, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for hop in hops:
        if hop["hop"] in possible:
            changes[_since(hop)][hop["hop"]].append(hop)
    may_mean: dict[str, list[Row]] = {}
    meant: Row | None = None
    begun = ""
    times = sorted(changes)
    for moment, later in pairwise([*times, None]):
        assert moment is not None
        for name, its in changes[moment].items():
            may_mean[name] = candidates(count, its)
            if not may_mean[name]:
                del may_mean[name]
        if later is not None and later <= count["known_at"]:
            continue
        one = next(iter(may_mean.values())) if len(may_mean) == 1 else []
        now = one[0] if one and all(_within(count, t) for hop in one for t in _times(hop)) else None
        if meant is not None and (now is None or now["hop"] != meant["hop"]):
            yield meant, begun, moment
        if now is not None and (meant is None or now["hop"] != meant["hop"]):
            begun = max(moment, count["known_at"])
        meant = now
    if meant is not None:
        yield meant, begun, None


def _claim(count: Row, status: Status, hop: Row, known: Moment, until: Moment | None) -> dict[str, Any]:
    identity = "\x1f".join([count["claim"], hop["incident"], hop["source_hop"] or "", hop["claim"], status, known, until or ""])
    return {
        "id": hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        "kind": Kind.STATUS.value,
        "status": status.value,
        "inferred": True,
        "sources": [count["claim"], hop["claim"]],
        "said_by": f"inferred from a count by the {count['said_by']}",
        "incident": hop["incident"],
        "provider": count["upstream"],
        "hop": hop["source_hop"],
        "known_at": known,
        "valid_at": count["valid_at"] or count["known_at"],
        "until": until,
        **{name: count[name] for name in ("document", "quote", "line_from", "line_to", "part", "page", "row")},
    }
