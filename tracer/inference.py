"""What an aggregate leaves no choice about: the status of the one hop that its row can mean. Pure.

An upstream's row in the monthly metrics counts the requests of the 30 days up to the mail's date, in tracebacks where the
mail's recipient named that upstream. If exactly one known hop falls in it and the row's totals leave one reading, that hop's
status is inferred. No hop and no hand-off ever is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from tracer.model import Kind, Row, Status

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
    """A claim for each hop whose status follows, as the properties of its node with its `id`.

    `until`: when a second hop became known that the row may mean as well; from then on nothing follows.
    """
    for count in counts:
        status = reading(count)
        if status is None or not count["window_from"] or not count["window_to"]:
            continue
        found = sorted(candidates(count, hops), key=lambda h: (h["known_at"], h["hop"]))
        if not found or not all(_within(count, t) for t in _times(found[0])):
            continue
        known = max(count["known_at"], found[0]["known_at"])
        until = next((h["known_at"] for h in found[1:] if h["hop"] != found[0]["hop"]), None)
        if until is not None and until <= known:
            continue
        hop = found[0]
        identity = "\x1f".join([count["claim"], hop["incident"], hop["claim"], status, known, until or ""])
        yield {
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
