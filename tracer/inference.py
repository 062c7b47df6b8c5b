"""What an aggregate leaves no choice about: the status of the one hop that its row can mean. Pure.

An upstream's row in the monthly metrics counts the requests of a window up to the mail's date, in tracebacks where the mail's
recipient named that upstream. If exactly one known hop falls in it and the row's totals leave one reading, that hop's status is
inferred. No hop and no hand-off ever is.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracer.counts import Counted
from tracer.hops import source_hops
from tracer.model import OFFICES, Bearing, Evidence, Kind, Moment, Side, Status, last_day, replace

_OF_UPSTREAMS = (Status.OPEN, Status.POINT_OF_ENTRY, Status.ORIGINATING, Status.NO_RESPONSE, Status.NOT_FOUND)  # columns of such a row


@dataclass(frozen=True, slots=True)
class Mention:
    """A claim on a hop of an upstream: a request to it, or who named it."""

    incident: str
    hop: str
    source_hop: str | None  # the source's own id of the hop
    evidence: Evidence
    downstream_hop: str | None = None  # whose hand-off names it
    downstream: str | None = None  # key of that provider


@dataclass(frozen=True, slots=True)
class KnownHop:
    """A hop of an upstream as it was known from `since` on, as named by one downstream provider."""

    incident: str
    hop: str
    source_hop: str | None
    first: Evidence  # the first claim on it
    since: Moment
    asked_at: Moment | None
    downstream: str | None
    downstream_asked_at: Moment | None

    @property
    def of_letter(self) -> bool:
        """Whether it is a place in one of the calls that an authority's letter lists."""
        return self.incident.partition("-")[0] in OFFICES

    @property
    def times(self) -> list[Moment]:
        """When it was asked; else two times between which it was: after its downstream was, and before it was reported."""
        if self.asked_at:
            return [self.asked_at]
        return [t for t in (self.downstream_asked_at, self.first.known_at) if t]


def reading(count: Evidence) -> Status | None:
    """The one status that every request counted in a row has; None where the row leaves a choice."""
    total = count.total
    shares = [(status, count.shares[status]) for status in _OF_UPSTREAMS]
    whole = [status for status, share in shares if total and share == total]
    return whole[0] if len(whole) == 1 and sum(share for _, share in shares) == total else None


def mentions(incident: str, bearings: Iterable[Bearing], key: str) -> Iterator[Mention]:
    """What is said of one provider's hops in one incident, by requests to it and by who names it."""
    held = list(bearings)
    below = {b.evidence.id: b for b in held if b.side is Side.DOWNSTREAM}
    sources = source_hops(held)
    for b in held:
        if b.provider and b.provider.key == key and b.side is not Side.DOWNSTREAM and not b.evidence.inferred and b.hop:
            down = below.get(b.evidence.id) if b.side is Side.UPSTREAM else None
            names = (down.hop, down.provider.key) if down and down.provider else (None, None)
            yield Mention(incident, b.hop, sources.get(b.hop), b.evidence, *names)


def requests(bearings: Iterable[Bearing]) -> Iterator[tuple[str, Evidence]]:
    """Each request, with the hop it was made to."""
    for b in bearings:
        if b.hop and b.evidence.kind == Kind.ASKED:
            yield b.hop, b.evidence


def candidates(count: Counted, hops: Sequence[KnownHop]) -> list[KnownHop]:
    """The known hops that a row may count: of this upstream, named by the row's recipient, asked (or named) in its window."""
    recipient = count.recipient.key if count.recipient else None
    return [hop for hop in hops if hop.downstream in (None, recipient) and _may_fall_in(count.claim, hop)]


def _certain(count: Counted, hops: Iterable[KnownHop]) -> bool:
    """Whether a row means this hop, if it means none other: its request falls in the window for certain. Of a letter's rows nothing says
    when they were asked: the day of the letter is none."""
    return all(_within(count.claim, t) and (hop.asked_at or not hop.of_letter) for hop in hops for t in hop.times)


def _within(count: Evidence, moment: Moment) -> bool:
    return (count.window_from or "~")[:10] <= moment[:10] <= (last_day(count.window_to) if count.window_to else "")


def _may_fall_in(count: Evidence, hop: KnownHop) -> bool:
    times = hop.times
    around = len(times) == 2 and times[0] < (count.window_from or "") and times[1] > (count.window_to or "~")
    return any(_within(count, t) for t in times) or around


def over_time(all_mentions: Iterable[Mention], asked: Iterable[tuple[str, Evidence]]) -> list[KnownHop]:
    """The hops as they were known at each time at which more of them became known. `asked`: the requests to hops that name them."""
    requests_to: dict[str, list[tuple[Moment, Moment]]] = defaultdict(list)
    for hop, claim in asked:
        requests_to[hop].append((claim.known_at, claim.at))
    by_hop: dict[str, list[Mention]] = defaultdict(list)
    for mention in all_mentions:
        by_hop[mention.hop].append(mention)
    known: list[KnownHop] = []
    for of_hop in by_hop.values():
        # Of what one mail says of a hop, who named it is the best evidence.
        of_hop.sort(key=lambda m: (m.evidence.known_at, m.evidence.kind != Kind.HANDED_OFF, m.evidence.kind.value, m.evidence.id))
        known += _one_over_time(of_hop, requests_to)
    return known


def _one_over_time(of_hop: Sequence[Mention], requests_to: dict[str, list[tuple[Moment, Moment]]]) -> Iterator[KnownHop]:
    first = of_hop[0]
    below = {m.downstream_hop for m in of_hop if m.downstream_hop}
    learnt = {known for hop in below for known, _ in requests_to[hop] if known > first.evidence.known_at}
    before: list[KnownHop] = []
    for since in sorted({m.evidence.known_at for m in of_hop} | learnt):
        known = [m for m in of_hop if m.evidence.known_at <= since]
        asked_at = min((m.evidence.at for m in known if m.evidence.kind == Kind.ASKED), default=None)
        named: dict[str, list[Moment]] = defaultdict(list)
        for m in known:
            if m.downstream_hop and m.downstream:
                named[m.downstream] += [at for when, at in requests_to[m.downstream_hop] if when <= since]
        base = KnownHop(first.incident, first.hop, first.source_hop, first.evidence, "", asked_at, None, None)
        now = [replace(base, downstream=key, downstream_asked_at=min(named[key], default=None)) for key in sorted(named)] or [base]
        if now != before:
            yield from (replace(hop, since=since) for hop in now)
        before = now


def as_known(hops: Iterable[KnownHop], moment: Moment | None) -> list[KnownHop]:
    """Of hops over time, each as it was known then; null: as it is known now."""
    newest: dict[str, list[KnownHop]] = {}
    for hop in sorted(hops, key=lambda h: h.since):
        if moment is None or hop.since <= moment:
            latest = newest.setdefault(hop.hop, [])
            if latest and latest[0].since < hop.since:
                latest.clear()
            latest.append(hop)
    return [hop for latest in newest.values() for hop in latest]


def undecided(counts: Iterable[Counted], hops: Sequence[KnownHop]) -> Iterator[tuple[Counted, list[KnownHop]]]:
    """Rows that say something of these hops' status but leave a choice, each with the hops that it may mean."""
    for count in counts:
        claim = count.claim
        if not any(claim.shares[status] for status in _OF_UPSTREAMS) or not claim.window_from or not claim.window_to:
            continue
        possible = {hop.hop: hop for hop in candidates(count, hops)}
        certain = len(possible) == 1 and _certain(count, [*possible.values()])
        if possible and (reading(claim) is None or not certain):
            yield count, [possible[hop] for hop in sorted(possible)]


def inferences(counts: Iterable[Counted], hops: Sequence[KnownHop]) -> Iterator[Evidence]:
    """A claim for each hop whose status follows. `hops`: as `over_time` gives them.

    Its `until` says when something became known by which it no longer follows, e.g. a second hop that the row may mean as well.
    """
    for count in counts:
        status = reading(count.claim)
        if status is None or not count.claim.window_from or not count.claim.window_to:
            continue
        for hop, known, until in _spans(count, hops):
            yield _claim(count.claim, status, hop, known, until)


def _spans(count: Counted, hops: Sequence[KnownHop]) -> Iterator[tuple[KnownHop, Moment, Moment | None]]:
    """Which one hop a row can only have meant, from when to when."""
    possible = {hop.hop for hop in candidates(count, hops)}
    changes: dict[Moment, dict[str, list[KnownHop]]] = defaultdict(lambda: defaultdict(list))
    for hop in hops:
        if hop.hop in possible:
            changes[hop.since][hop.hop].append(hop)
    may_mean: dict[str, list[KnownHop]] = {}
    meant: KnownHop | None = None
    begun = ""
    times = sorted(changes)
    for moment, later in pairwise([*times, None]):
        assert moment is not None
        for name, known in changes[moment].items():
            may_mean[name] = candidates(count, known)
            if not may_mean[name]:
                del may_mean[name]
        if later is not None and later <= count.claim.known_at:
            continue
        one = next(iter(may_mean.values())) if len(may_mean) == 1 else []
        now = one[0] if one and _certain(count, one) else None
        if meant is not None and (now is None or now.hop != meant.hop):
            yield meant, begun, moment
        if now is not None and (meant is None or now.hop != meant.hop):
            begun = max(moment, count.claim.known_at)
        meant = now
    if meant is not None:
        yield meant, begun, None


def _claim(count: Evidence, status: Status, hop: KnownHop, known: Moment, until: Moment | None) -> Evidence:
    identity = "\x1f".join([count.id, hop.incident, hop.source_hop or "", hop.first.id, status, known, until or ""])
    return Evidence(
        id=hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        kind=Kind.STATUS,
        status=status,
        inferred=True,
        sources=(count.id, hop.first.id),
        said_by=f"inferred from a count by the {count.said_by}",
        incident=hop.incident,
        provider=count.upstream,
        hop=hop.source_hop,
        known_at=known,
        valid_at=count.at,
        until=until,
        window_assumed=count.window_assumed,
        document=count.document,
        document_name=count.document_name,
        document_kind=count.document_kind,
        quote=count.quote,
        place=count.place,
    )
