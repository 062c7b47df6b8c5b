"""From what the claims of one incident say to the path of its call: order, gaps, disputes, where it ends. Pure.

A row is one claim as it bears on one hop: `side` is `hop` where the claim is about the hop itself, `downstream` or
`upstream` for the two ends of a hand-off, null where it is about the incident. Rows come from `trace.cypher` when a path
is asked for and from the projection when one is drawn, so both say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracer.model import Attested, Kind, Moment, Role, Row, Status

MOST_TELLING_FIRST = (
    Status.NO_RESPONSE, Status.NOT_FOUND, Status.ORIGINATING, Status.POINT_OF_ENTRY, Status.OPEN, Status.DOWNSTREAM,
)  # fmt: skip
END_OF_STATUS = {
    Status.ORIGINATING: "originator",
    Status.POINT_OF_ENTRY: "point-of-entry",
    Status.NO_RESPONSE: "no-response",
    Status.NOT_FOUND: "not-found",
    Status.OPEN: "open",
}


@dataclass(frozen=True, slots=True)
class Hop:
    """One provider's place in one incident. `position` counts from the called party, 0 first."""

    id: str
    provider: str
    provider_key: str
    position: int
    steps: int  # from the nearest hop of its piece, along the longest way
    piece: int  # hops of one piece are joined by hand-offs; between pieces something is missing
    role: Role
    status: Status | None
    status_basis: str | None  # `stated` or `inferred`
    status_at: Moment | None
    asked_at: Moment | None
    asked_length: str | None
    due_at: Moment | None  # by the first of the request's clocks to end
    received_from: tuple[str, ...]
    evidence: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An upstream hand-off: the hop `downstream` got the call from the hop `upstream`."""

    downstream: str
    upstream: str
    attested: Attested
    known_from: Moment
    evidence: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class End:
    """Where a trail ends, and why. `kind` as in the docs: `originator`, `no-response`, `unknown` ..."""

    kind: str
    hop: str
    provider: str
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    at: Moment | None = None
    caller: str | None = None
    called: str | None = None
    campaign: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class CallPath:
    incident: str
    as_of: Moment | None
    call: Call
    hops: tuple[Hop, ...]  # by position
    links: tuple[Link, ...]
    ends: tuple[End, ...]
    evidence: tuple[Row, ...] = field(default=())  # what is said of the call itself


def call_path(incident: str, rows: Iterable[Row], as_of: Moment | None = None) -> CallPath:
    """The path that these rows describe. They are all that is known: filter by date before."""
    about_call: list[Row] = []
    about: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        (about[row["hop"]] if row["hop"] is not None else about_call).append(row)
    for found in (about_call, *about.values()):
        found.sort(key=_first_told)
    hops = sorted(about, key=lambda h: (_first_told(about[h][0]), h))

    handed: dict[tuple[str, str], list[Row]] = defaultdict(list)
    upstream_of = {row["claim"]: hop for hop in hops for row in about[hop] if row["side"] == "upstream"}
    for hop in hops:
        for row in about[hop]:
            if row["side"] == "downstream" and row["claim"] in upstream_of:
                handed[hop, upstream_of[row["claim"]]].append(row)
    ups: dict[str, list[str]] = {hop: [] for hop in hops}
    for down, up in handed:
        ups[down].append(up)

    states = {hop: _state(about[hop], bool(ups[hop])) for hop in hops}
    links = tuple(
        Link(down, up, _attested(claims, about[up], states[up][0], len(ups[down])), min(c["known_at"] for c in claims), tuple(claims))
        for (down, up), claims in handed.items()
    )
    position, steps, piece = _order(hops, ups)
    first_seen = {hop: order for order, hop in enumerate(hops)}
    shown = []
    for hop in sorted(hops, key=lambda h: (position[h], first_seen[h])):
        asked = [r for r in about[hop] if r["kind"] == Kind.ASKED and r["side"] == "hop"]
        first = min(asked, key=lambda r: (r["valid_at"] or r["known_at"], first_said(r))) if asked else None
        customer = not asked and any(r["side"] == "upstream" and r["role"] == Role.CUSTOMER for r in about[hop])
        status, basis, at = states[hop]
        shown.append(
            Hop(
                id=hop,
                provider=about[hop][0]["provider"],
                provider_key=about[hop][0]["provider_key"],
                position=position[hop],
                steps=steps[hop],
                piece=piece[hop],
                role=Role.ASKED if asked else Role.CUSTOMER if customer else Role.NAMED,
                status=status,
                status_basis=basis,
                status_at=at,
                asked_at=(first["valid_at"] or first["known_at"]) if first else None,
                asked_length=first["length"] if first else None,
                due_at=_due_at(first) if first else None,
                received_from=tuple(ups[hop]),
                evidence=tuple(about[hop]),
            )
        )
    return CallPath(incident, as_of, _call(about_call), tuple(shown), links, tuple(_ends(shown)), tuple(about_call))


def usual_status(calls: Mapping[Status | None, int]) -> Status | None:
    """How most of a provider's parts in calls ended, of those that are known: one silence of a hundred makes nobody silent."""
    known = [status for status in calls if status is not None]
    return min(known, key=lambda status: (-calls[status], MOST_TELLING_FIRST.index(status)), default=None)


def _due_at(asked: Row) -> Moment | None:
    """Computed when the path was drawn; anew where, as of an earlier day, another request was the first known."""
    if asked["due_at"] and asked["asked_at"] == (asked["valid_at"] or asked["known_at"]):
        return asked["due_at"]  # type: ignore[no-any-return]
    from tracer.deadlines import answer_due  # slow to import

    return answer_due(asked["valid_at"] or asked["known_at"], asked["length"])


def first_said(row: Row) -> tuple[str, str, int, str]:
    """When and where a claim was made, to sort by."""
    return row["known_at"], row["document"], row["line_from"], row["claim"]


def _first_told(row: Row) -> tuple[tuple[str, str, int, str], str]:
    return first_said(row), row["side"] or ""  # of one claim's two hops the downstream first


def _call(rows: Sequence[Row]) -> Call:
    """Of each thing said about the call, what was known first; that others differ is a remark, not a repair."""
    first: dict[str, Any] = {}
    for row in rows:
        if row["kind"] == Kind.CALL:
            for said in ("call_at", "caller", "called", "campaign", "description"):
                if row.get(said) is not None:
                    first.setdefault(said, row[said])
    return Call(first.get("call_at"), first.get("caller"), first.get("called"), first.get("campaign"), first.get("description"))


def _state(rows: Sequence[Row], has_upstream: bool) -> tuple[Status | None, str | None, Moment | None]:
    """The newest status known. `open` only while nothing more is known than that the provider was asked."""
    # A status claim without a status only names the provider.
    stated = [r for r in rows if r["kind"] == Kind.STATUS and r["side"] == "hop" and r["status"]]
    if stated:
        newest = max(stated, key=lambda r: (r["known_at"], r["valid_at"] or "", first_said(r)))
        if newest["status"] in (Status.OPEN, Status.NO_RESPONSE) and any(_answers_later(r, newest) for r in rows):
            return None, None, None
        return Status(newest["status"]), "inferred" if newest["inferred"] else "stated", newest["valid_at"] or newest["known_at"]
    asked = [r for r in rows if r["kind"] == Kind.ASKED and r["side"] == "hop"]
    if asked and not has_upstream:
        return Status.OPEN, "stated", min(r["valid_at"] or r["known_at"] for r in asked)
    return None, None, None


def _answers_later(row: Row, silence: Row) -> bool:
    """Whether a claim that became known after a silence shows that the provider answered: it named its upstream."""
    return row["kind"] == Kind.HANDED_OFF and row["side"] == "downstream" and not row["attested"] and row["known_at"] > silence["known_at"]


def _attested(claims: Sequence[Row], upstream: Sequence[Row], status: Status | None, upstreams: int) -> Attested:
    if status is Status.NOT_FOUND or upstreams > 1:
        return Attested.DISPUTED
    if any(r["side"] != "upstream" and not r["inferred"] and not any(_beside(r, c) for c in claims) for r in upstream):
        return Attested.BOTH
    spoken = [c["attested"] for c in claims]
    return Attested.ONE if None in spoken else min((Attested(a) for a in spoken), key=list(Attested).index)


def _beside(row: Row, claim: Row) -> bool:
    """Whether a row stands in the lines of a hand-off: then it is the word of whoever reports that, not the upstream's own entry."""
    if row["document"] != claim["document"] or row["part"] != claim["part"] or row["page"] != claim["page"]:
        return False
    return bool(row["line_from"] <= claim["line_to"] and claim["line_from"] <= row["line_to"])


def _order(hops: Sequence[str], ups: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Position, steps and piece of every hop: steps from the called party along the longest way, loops cut where they close.

    Walks once over hops and hand-offs, without recursion: a ladder with half a million trails, or a chain of ten
    thousand hops, takes no longer than its size.
    """
    downs: dict[str, list[str]] = {hop: [] for hop in hops}
    for down, its in ups.items():
        for up in its:
            downs[up].append(down)
    forward: dict[str, list[str]] = {hop: [] for hop in hops}
    finished: list[str] = []
    colour: dict[str, int] = {}
    for start in [*(h for h in hops if not downs[h]), *hops]:
        if start in colour:
            continue
        colour[start] = 1
        stack = [(start, iter(ups[start]))]
        while stack:
            hop, rest = stack[-1]
            for up in rest:
                if colour.get(up) == 1:
                    continue  # closes a loop
                forward[hop].append(up)
                if up not in colour:
                    colour[up] = 1
                    stack.append((up, iter(ups[up])))
                    break
            else:
                colour[hop] = 2
                finished.append(hop)
                stack.pop()
    depth = dict.fromkeys(hops, 0)
    for hop in reversed(finished):
        for up in forward[hop]:
            depth[up] = max(depth[up], depth[hop] + 1)

    piece: dict[str, int] = {}
    position: dict[str, int] = {}
    offset = 0
    for number, members in enumerate(_pieces(hops, ups, downs)):
        for hop in members:
            piece[hop] = number
            position[hop] = offset + depth[hop]
        offset += max(depth[hop] for hop in members) + 1
    return position, depth, piece


def _pieces(hops: Sequence[str], ups: Mapping[str, Sequence[str]], downs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    pieces: list[list[str]] = []
    seen: set[str] = set()
    for start in hops:
        if start in seen:
            continue
        seen.add(start)
        members = [start]
        for hop in members:
            for near in (*ups[hop], *downs[hop]):
                if near not in seen:
                    seen.add(near)
                    members.append(near)
        pieces.append(members)
    return pieces


def _ends(hops: Sequence[Hop]) -> Iterable[End]:
    origins = [h for h in hops if h.status is Status.ORIGINATING]
    for hop in hops:
        if hop.status is Status.ORIGINATING and (len(origins) > 1 or hop.received_from):
            others = ", ".join(h.provider for h in origins if h.id != hop.id)
            against = f"so does {others}" if others else "a provider upstream of it is named as well"
            yield End("disputed", hop.id, hop.provider, f"is named as the origin of the call; {against}")
        if not hop.received_from and not (hop.status is Status.ORIGINATING and len(origins) > 1):
            yield _end(hop)
    yield from _endless(hops)


def _end(hop: Hop) -> End:
    kind = END_OF_STATUS.get(hop.status, "unknown") if hop.status else "unknown"
    day = (hop.status_at or "")[:10]
    if kind == "unknown" and hop.status is Status.DOWNSTREAM:
        text = "says that it received the call, but the provider it received it from is not named in the loaded documents"
    elif kind == "unknown" and hop.role is Role.CUSTOMER:
        text = "named in a letter as a customer; not asked in the loaded documents"
    elif kind == "unknown":
        text = "named, but not asked in the loaded documents"
    else:
        text = {
            "originator": "named as the origin of the call",
            "point-of-entry": "the point of entry: the call came from abroad",
            "no-response": f"did not answer by {day}",
            "not-found": "reports that it did not find the call",
            "open": f"asked on {day}; no answer in the loaded documents",
        }[kind]
    return End(kind, hop.id, hop.provider, f"apparently {text} (inferred from a count)" if hop.status_basis == "inferred" else text)


def nameless_upstreams(rows: Sequence[Row]) -> Iterator[Row]:
    """Hand-offs whose upstream was not drawn. `rows`: one incident's, as `trace.cypher` gives them."""
    drawn = {row["claim"] for row in rows if row["side"] == "upstream"}
    for row in rows:
        if row["kind"] == Kind.HANDED_OFF and row["claim"] not in drawn:
            yield row


def _endless(hops: Sequence[Hop]) -> Iterable[End]:
    """A disputed end for each loop that leads nowhere else."""
    by_id = {h.id: h for h in hops}
    order = {h.id: number for number, h in enumerate(hops)}
    ups = {h.id: h.received_from for h in hops}
    downs: dict[str, list[str]] = {h.id: [] for h in hops}
    for hop in hops:
        for up in hop.received_from:
            downs[up].append(hop.id)
    reaching = set(_walked([h.id for h in hops if not h.received_from], downs))
    told: set[str] = set()
    # Of a walk downstream over all that is left, the hop finished last lies in a loop that nothing upstream leaves.
    for hop_id in reversed(_walked([h.id for h in hops if h.id not in reaching], downs)):
        if hop_id in reaching or hop_id in told:
            continue
        told.update(_walked([hop_id], downs))
        last = by_id[max(_walked([hop_id], ups), key=order.__getitem__)]  # the farthest of the loop: there it closes
        back = ", ".join(by_id[up].provider for up in last.received_from)
        yield End(
            "disputed", last.id, last.provider, f"the trail runs in a circle: it received the call from {back}, which stands before it"
        )


def _walked(starts: Iterable[str], onward: Mapping[str, Sequence[str]]) -> list[str]:
    """All that can be reached from these hops, each once, a hop after those beyond it."""
    seen: set[str] = set()
    finished: list[str] = []
    for start in starts:
        stack = [] if start in seen else [(start, iter(onward[start]))]
        seen.add(start)
        while stack:
            hop, rest = stack[-1]
            for near in rest:
                if near not in seen:
                    seen.add(near)
                    stack.append((near, iter(onward[near])))
                    break
            else:
                finished.append(hop)
                stack.pop()
    return finished
