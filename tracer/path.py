"""From what the claims of one incident say to the path of its call: order, gaps, disputes, where it ends. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from tracer.answered import Contradiction, Standing, corrected, standing, states_silence
from tracer.identity import abroad
from tracer.model import Attested, Bearing, Evidence, Kind, Moment, Provider, Role, Side, Status, end_of, statement_order, status_told
from tracer.record import ByCount
from tracer.speakers import another, is_provider, named, same, speaks_for_itself

END_OF_STATUS = {
    Status.ORIGINATING: "originator",
    Status.POINT_OF_ENTRY: "point-of-entry",
    Status.NO_RESPONSE: "no-response",
    Status.NOT_FOUND: "not-found",
    Status.OPEN: "open",
}


# Asked for of every claim; as attributes of their enumerations they take ten times as long on Python 3.11.
_ASKED, _CALL, _HANDED_OFF, _UPSTREAM = Kind.ASKED, Kind.CALL, Kind.HANDED_OFF, Side.UPSTREAM
_ORIGINATING, _NOT_FOUND, _OPEN = Status.ORIGINATING, Status.NOT_FOUND, Status.OPEN
_AS_ASKED, _AS_CUSTOMER, _AS_NAMED = Role.ASKED, Role.CUSTOMER, Role.NAMED


class Clock(NamedTuple):
    """The first request to a hop, and when its answer is due: by the first of the request's clocks to end."""

    asked_at: Moment
    due_at: Moment | None


class Hop(Struct, frozen=True, gc=False):
    """One provider's place in one incident. `position` counts from the called party, 0 first."""

    id: str
    provider: str
    provider_key: str
    position: int
    steps: int  # from the nearest hop of its component, along the longest way
    component: int  # hops of one component are joined by hand-offs; between components something is missing
    role: Role
    standing: Standing
    asked_at: Moment | None
    asked_length: str | None
    due_at: Moment | None
    received_from: tuple[str, ...]
    bearings: tuple[Bearing, ...]
    by_count: ByCount | None = None  # what a count of its requests says of its answer, where nothing else does
    end_user: str | None = None
    abroad: bool = False  # a document places the provider abroad
    withheld: bool = False  # the status is known and not shown in this copy

    @property
    def status(self) -> Status | None:
        return self.standing.status

    @property
    def status_basis(self) -> str | None:
        """`stated`, or `inferred` where a rule made it from a count."""
        return None if self.status is None else "inferred" if self.standing.inferred else "stated"

    @property
    def status_at(self) -> Moment | None:
        return self.standing.at

    @property
    def interim(self) -> bool:
        return self.standing.interim

    @property
    def was_asked(self) -> bool:
        """Whether it was asked about this call, as a request shows, or its answer, or that none is stated to have come."""
        return bool(self.asked_at or self.standing.contradiction or self.standing.answers or any(map(states_silence, self.evidence)))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(bearing.evidence for bearing in self.bearings)


class Link(Struct, frozen=True, gc=False):
    """An upstream hand-off: the hop `downstream` got the call from the hop `upstream`."""

    downstream: str
    upstream: str
    attested: Attested
    speakers: tuple[str, ...]  # who says so, and who of the upstream agrees
    known_from: Moment
    evidence: tuple[Evidence, ...]
    upstream_says: str | None = None  # `agrees`, `denies`; null where it says nothing for itself


class Correction(Struct, frozen=True, gc=False):
    """A speaker's earlier word on from whom a hop got the call, and the later one that stands."""

    hop: str
    provider: str
    earlier: Evidence
    later: Evidence


class End(Struct, frozen=True, gc=False):
    """Where a trail ends, and why. `kind` as in the docs: `originator`, `no-response`, `unknown` ..."""

    kind: str
    hop: str
    provider: str
    text: str
    interim: bool = False  # no-response: stated while the time to answer may still have run

    @property
    def told(self) -> str:
        return status_told(self.kind, self.interim)


class Ended(NamedTuple):
    """An end as lists give it."""

    kind: str
    provider: str
    interim: bool = False

    @property
    def told(self) -> str:
        return status_told(self.kind, self.interim)

    def __str__(self) -> str:
        return f"{self.told}: {self.provider}"


class Call(Struct, frozen=True, gc=False):
    at: Moment | None = None
    caller: str | None = None
    called: str | None = None
    campaign: str | None = None
    description: str | None = None


class CallPath(Struct, frozen=True, gc=False):
    incident: str
    as_of: Moment | None
    call: Call
    hops: tuple[Hop, ...]  # by position
    links: tuple[Link, ...]
    ends: tuple[End, ...]
    evidence: tuple[Evidence, ...] = ()  # what is said of the call itself
    corrections: tuple[Correction, ...] = ()

    @property
    def entry(self) -> str | None:
        """The hop by which the call came into the country; of several, the nearest to the called party."""
        return next((hop.id for hop in self.hops if hop.status is Status.POINT_OF_ENTRY), None)

    @property
    def ended(self) -> tuple[Ended, ...]:
        return tuple(Ended(end.kind, end.provider, end.interim) for end in self.ends)

    @property
    def all_evidence(self) -> tuple[Evidence, ...]:
        """Every claim behind the path, each once."""
        return tuple({c.id: c for c in (*self.evidence, *(c for hop in self.hops for c in hop.evidence))}.values())


def call_path(
    incident: str,
    bearings: Iterable[Bearing],
    as_of: Moment | None = None,
    *,
    clocks: Mapping[str, Clock] | None = None,
    by_count: Mapping[str, ByCount] | None = None,
    with_links: bool = True,
    summed: bool = False,
    in_order: bool = False,
) -> CallPath:
    """The path that these claims describe. They are all that is known: filter by date before.

    `clocks`: of hops, as they were last computed; `by_count`: of hops, what a count says of their requests. `with_links`: also who
    speaks for each hand-off, which a list of calls does not show; `summed`: neither by name, nor when each answer was due, nor where trails
    end, which sums do not show. `in_order`: they come as they were first told, which is slow to sort.
    """
    about_call: list[Evidence] = []
    about: dict[str, list[Bearing]] = {}
    upstream_of: dict[str, str] = {}
    for bearing in bearings if in_order else sorted(bearings, key=_first_told):
        hop = bearing.hop
        if hop is None:
            about_call.append(bearing.evidence)
            continue
        about.setdefault(hop, []).append(bearing)
        if bearing.side is _UPSTREAM:
            upstream_of[bearing.evidence.id] = hop
    own = _own(about)
    if superseded := _corrected(about, own, upstream_of):
        upstream_of = {claim: hop for claim, hop in upstream_of.items() if claim not in superseded}
        about = _without(about, superseded)
        own = _own(about)
    hops = list(about)  # as they were first told of
    handed = _handed(own, upstream_of)
    ups: dict[str, list[str]] = {hop: [] for hop in hops}
    for down, up in handed:
        ups[down].append(up)

    who = {hop: _provider(bearings_of_hop) for hop, bearings_of_hop in about.items()}
    is_another, by = another(who.values()), end_of(as_of)
    states = {hop: standing(bearings_of_hop, who[hop], is_another, superseded.keys(), by) for hop, bearings_of_hop in own.items()}
    pairs = handed.items() if with_links else ()
    links = tuple([_link(down, up, claims, handed, who, states, len(ups[down]), by_name=not summed) for (down, up), claims in pairs])
    position, steps, component = _order(hops, ups)
    shown = []
    for hop in sorted(hops, key=position.__getitem__):  # those of one position as they were first told of
        own_claims, bearings_of_hop, provider, state = own[hop], about[hop], who[hop], states[hop]
        foreign = abroad(provider)
        asked = [claim for claim in own_claims if claim.kind is _ASKED]
        first_request = min(asked, key=lambda claim: (claim.at, statement_order(claim))) if len(asked) > 1 else asked[0] if asked else None
        role = _AS_ASKED if asked else _AS_CUSTOMER if not own_claims and _is_customer(bearings_of_hop) else _AS_NAMED
        due = _due_at(first_request, clocks.get(hop) if clocks else None, state, foreign) if first_request and not summed else None
        count = by_count.get(hop) if by_count and state.status is _OPEN else None
        at, length = (first_request.at, first_request.length) if first_request else (None, None)
        # By place: by name it takes six times as long.
        shown.append(
            Hop(
                hop, provider.name, provider.key, position[hop], steps[hop], component[hop], role, state, at, length, due,
                tuple(ups[hop]), tuple(bearings_of_hop), count, _end_user(bearings_of_hop, superseded), foreign,
            )
        )  # fmt: skip
    ends = () if summed else tuple(_ends(shown, superseded))
    corrections = _corrections(shown, superseded) if superseded else ()
    return CallPath(incident, as_of, _call(about_call), tuple(shown), links, ends, tuple(about_call), corrections)


def _provider(bearings: Sequence[Bearing]) -> Provider:
    provider = bearings[0].provider
    assert provider is not None  # a hop is always somebody's
    return provider


def _is_customer(bearings: Iterable[Bearing]) -> bool:
    return all(b.evidence.role is Role.CUSTOMER for b in bearings)


def _end_user(bearings: Iterable[Bearing], superseded: Mapping[str, Evidence]) -> str | None:
    for bearing in bearings:
        if bearing.evidence.end_user and bearing.evidence.id not in superseded:
            return bearing.evidence.end_user
    return None


def _own(about: Mapping[str, Sequence[Bearing]]) -> dict[str, list[Evidence]]:
    """What is said of each hop itself; not what others say to have received from it."""
    return {hop: [b.evidence for b in bearings if b.side is not _UPSTREAM] for hop, bearings in about.items()}


def _corrected(
    about: Mapping[str, Sequence[Bearing]], own: Mapping[str, Sequence[Evidence]], upstream_of: Mapping[str, str]
) -> dict[str, Evidence]:
    """What speakers corrected themselves, by claim."""
    superseded: dict[str, Evidence] = {}
    for hop, claims in own.items():
        if len(claims) > 1 and (corrections := corrected(claims, upstream_of, about[hop][0].provider)):
            superseded |= corrections
    return superseded


def _without(about: Mapping[str, Sequence[Bearing]], superseded: Mapping[str, Evidence]) -> dict[str, list[Bearing]]:
    """Without the corrected words. Hops that nothing but such a word names are no hops."""
    left = {hop: [b for b in bearings if b.side is not _UPSTREAM or b.evidence.id not in superseded] for hop, bearings in about.items()}
    return {hop: left[hop] for hop in sorted((h for h in left if left[h]), key=lambda h: _first_told(left[h][0]))}


def _corrections(hops: Iterable[Hop], superseded: Mapping[str, Evidence]) -> tuple[Correction, ...]:
    own = [(hop, b.evidence) for hop in hops for b in hop.bearings if b.side is not Side.UPSTREAM]
    return tuple(Correction(hop.id, hop.provider, claim, superseded[claim.id]) for hop, claim in own if claim.id in superseded)


def _handed(own: Mapping[str, Sequence[Evidence]], upstream_of: Mapping[str, str]) -> dict[tuple[str, str], list[Evidence]]:
    """Each hand-off, downstream and upstream, with the claims that say so."""
    handed: dict[tuple[str, str], list[Evidence]] = {}
    for hop, claims in own.items():
        for claim in claims:
            if claim.kind is _HANDED_OFF and (up := upstream_of.get(claim.id)):
                handed.setdefault((hop, up), []).append(claim)
    return handed


def _due_at(asked: Evidence, known: Clock | None, state: Standing, foreign: bool) -> Moment | None:
    """Computed when the path was drawn; anew where, as of an earlier day, another request was the first known."""
    if known and known.asked_at == asked.at:
        return known.due_at
    return _answer_due()(asked.at, asked.length, gateway=state.status is Status.POINT_OF_ENTRY, abroad=foreign)


@cache
def _answer_due() -> Callable[..., Moment | None]:
    from tracer.time.clocks import answer_due  # slow to import

    return answer_due


# `statement_order` of the claim; of one claim's two hops the downstream first.
_first_told = attrgetter("evidence.known_at", "evidence.document", "evidence.place.line_from", "evidence.id", "side")


_of_call = attrgetter("call_at", "caller", "called", "campaign", "description")


def _call(claims: Sequence[Evidence]) -> Call:
    """Of each thing said about the call, what was known first; that others differ is a remark, not a repair."""
    values_of_claims = [_of_call(claim) for claim in claims if claim.kind is _CALL]
    if len(values_of_claims) == 1:  # as of most
        return Call(*values_of_claims[0])
    return Call(*(next((value for value in values if value is not None), None) for values in zip(*values_of_claims, strict=True)))


# --- who speaks for a hand-off -------------------------------------------------------------------------------------

_RANK = {attested: rank for rank, attested in enumerate(Attested)}


def _link(
    down: str,
    up: str,
    claims: Sequence[Evidence],
    handed: Mapping[tuple[str, str], Sequence[Evidence]],
    who: Mapping[str, Provider],
    states: Mapping[str, Standing],
    upstreams: int,
    *,
    by_name: bool,
) -> Link:
    downstream, upstream, state = who[down], who[up], states[up]
    # Of what names itself as its upstream, no other side can agree.
    agreeing = [c for c in _own_answers(upstream, state) if not is_provider(c.said_by, downstream)] if up != down else []
    denied = state.status is _NOT_FOUND and not state.inferred
    pair = bool(agreeing) and any(not same(c, a) for c in claims if speaks_for_itself(c, downstream) for a in agreeing)
    if denied or upstreams > 1 or (up, down) in handed:
        attested = Attested.DISPUTED
    elif pair:
        attested = Attested.BOTH
    else:
        attested = min([_one_sided(claim, downstream, upstream) for claim in claims], key=_RANK.__getitem__)
    says = "denies" if denied else "agrees" if agreeing else None
    spoken = [*claims, *agreeing] if says == "agrees" and (pair or upstreams > 1) else claims
    return Link(down, up, attested, named(spoken) if by_name else (), min([c.known_at for c in claims]), tuple(claims), says)


def _own_answers(provider: Provider, state: Standing) -> list[Evidence]:
    """The claims by which a provider, or who recorded its answer, says that it carried the call."""
    if state.status is _NOT_FOUND or state.silence or state.contradiction:
        return []
    return [claim for claim in state.answers if claim.status is not _NOT_FOUND and speaks_for_itself(claim, provider)]


def _one_sided(claim: Evidence, downstream: Provider, upstream: Provider) -> Attested:
    if claim.inferred:
        return Attested.INFERRED
    if claim.attested is not None:
        return claim.attested
    is_of_either_side = speaks_for_itself(claim, downstream) or is_provider(claim.said_by, upstream)
    return Attested.ONE if is_of_either_side else Attested.THIRD


# --- order ---------------------------------------------------------------------------------------------------------


def _order(hops: Sequence[str], ups: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Position, steps and component of every hop: steps from the called party along the longest way, loops cut where they close.

    Walks once over hops and hand-offs, without recursion: a ladder with half a million trails, or a chain of ten
    thousand hops, takes no longer than its size.
    """
    if chains := _chains(hops, ups):
        depth = {hop: place for chain in chains for place, hop in enumerate(chain)}
        position = {hop: place for place, hop in enumerate(hop for chain in chains for hop in chain)}
        return position, depth, {hop: number for number, chain in enumerate(chains) for hop in chain}
    downs: dict[str, list[str]] = {hop: [] for hop in hops}
    for down, upstreams in ups.items():
        for up in upstreams:
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

    component: dict[str, int] = {}
    position = {}
    offset = 0
    for number, members in enumerate(_components(hops, ups, downs)):
        for hop in members:
            component[hop] = number
            position[hop] = offset + depth[hop]
        offset += max(depth[hop] for hop in members) + 1
    return position, depth, component


def _chains(hops: Sequence[str], ups: Mapping[str, Sequence[str]]) -> list[list[str]] | None:
    """The components from the called party on, where each hop has one upstream and one downstream at most, as most calls have."""
    links = [up for upstreams in ups.values() for up in upstreams]
    later = set(links)
    if len(later) < len(links) or any(len(upstreams) > 1 for upstreams in ups.values()):
        return None
    chains = []
    for start in hops:
        if start not in later:
            chains.append(chain := [start])
            while upstreams := ups[chain[-1]]:
                chain.append(upstreams[0])
    if sum(map(len, chains)) < len(hops):
        return None  # there is a loop
    if len(chains) > 1:
        number_of = {hop: order for order, hop in enumerate(hops)}
        chains.sort(key=lambda chain: min(map(number_of.__getitem__, chain)))
    return chains


def _components(hops: Sequence[str], ups: Mapping[str, Sequence[str]], downs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    components: list[list[str]] = []
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
        components.append(members)
    return components


# --- where it ends -------------------------------------------------------------------------------------------------


def _ends(hops: Sequence[Hop], superseded: Mapping[str, Evidence]) -> Iterable[End]:
    by_id = {h.id: h.provider for h in hops}
    origins = [h for h in hops if h.standing.status is _ORIGINATING]
    for hop in hops:
        status, received_from = hop.standing.status, hop.received_from
        is_origin = status is _ORIGINATING or (bool(received_from) and _names_origin(hop, superseded))
        if is_origin and (received_from or (status is _ORIGINATING and len(origins) > 1)):
            others = ", ".join(h.provider for h in origins if h.id != hop.id)
            against = f"so does {others}" if others else "a provider upstream of it is named as well"
            counted = hop.standing.inferred and not _names_origin(hop, superseded)
            origin = "is apparently the origin of the call (inferred from a count)" if counted else "is named as the origin of the call"
            yield End("disputed", hop.id, hop.provider, f"{origin}; {against}")
        if received_from and status is Status.POINT_OF_ENTRY:
            names = ", ".join(by_id[up] for up in received_from)
            yield End("point-of-entry", hop.id, hop.provider, _apparently(hop, f"{_ENTERED}; it received the call from {names}"))
        if not received_from and not (status is _ORIGINATING and len(origins) > 1):
            yield _end(hop)
    yield from _endless(hops)


_ENTERED = "the point of entry: the call came from abroad"


def _names_origin(hop: Hop, superseded: Mapping[str, Evidence]) -> bool:
    """Whether somebody states that the call began there."""
    for bearing in hop.bearings:
        claim = bearing.evidence
        if claim.status is not _ORIGINATING or claim.kind is not Kind.STATUS:
            continue
        if bearing.side is Side.HOP and not claim.inferred and claim.id not in superseded:
            return True
    return False


def _end(hop: Hop) -> End:
    if hop.standing.contradiction:
        return End("disputed", hop.id, hop.provider, contradiction_text(hop.standing.contradiction))
    if hop.status in (None, Status.DOWNSTREAM) and hop.end_user:
        return End("originator", hop.id, hop.provider, f"names no provider upstream, but an end user: {hop.end_user}")
    kind = END_OF_STATUS.get(hop.status, "unknown") if hop.status else "unknown"
    since = f"asked on {hop.asked_at[:10]}" if hop.asked_at else f"said to be open on {(hop.status_at or '')[:10]}"
    if kind == "unknown" and hop.status is Status.DOWNSTREAM:
        text = "says that it received the call, but the provider it received it from is not named in the loaded documents"
        if not hop.standing.answers:
            text = "is said to have received the call; the provider it received it from is not named in the loaded documents"
    elif kind == "unknown" and hop.role is Role.CUSTOMER:
        text = "named in a letter as a customer; not asked in the loaded documents"
    elif kind == "unknown":
        text = "named, but not asked in the loaded documents"
    else:
        text = {
            "originator": "named as the origin of the call" + (f", its end user {hop.end_user}" if hop.end_user else ""),
            "point-of-entry": _ENTERED,
            "no-response": silence_text(hop.standing),
            "not-found": "reports that it did not find the call",
            "open": f"{since}; {hop.by_count or 'no answer in the loaded documents'}",
        }[kind]
    return End(kind, hop.id, hop.provider, _apparently(hop, text), hop.interim)


def _apparently(hop: Hop, text: str) -> str:
    return f"apparently {text} (inferred from a count)" if hop.status_basis == "inferred" else text


def silence_text(state: Standing) -> str:
    """How a silence is told: an interim one is none for good, and a reading says what it was read from."""
    day = (state.at or "")[:10]
    statement = f"had not answered yet on {day}" if state.interim else f"did not answer by {day}"
    reading = state.silence.reading if state.silence else None
    return f"{statement} (a reading: {reading})" if reading else statement


def contradiction_text(contradiction: Contradiction) -> str:
    """Two statements that contradict each other, each with its speaker and day, neither of them preferred."""
    silence, answer = contradiction.silence, contradiction.answer
    words = "had not answered yet" if silence.interim else "had not answered"
    before = ", before that" if answer.at < silence.at else ""
    return (
        f"contradictory: {silence.said_by} says that it {words} by {silence.at[:10]},"
        f" {answer.said_by} that it answered on {answer.at[:10]}{before}"
    )


def nameless_upstreams(bearings: Iterable[Bearing]) -> Iterator[Evidence]:
    """Hand-offs whose upstream was not drawn: it is given by a hop id alone."""
    all_bearings = list(bearings)
    drawn = {b.evidence.id for b in all_bearings if b.side is Side.UPSTREAM}
    for claim in {b.evidence.id: b.evidence for b in all_bearings if b.side is Side.DOWNSTREAM}.values():
        if claim.upstream is None and claim.id not in drawn:
            yield claim


def _endless(hops: Sequence[Hop]) -> Iterable[End]:
    """A disputed end for each loop that leads nowhere else."""
    by_id = {h.id: h for h in hops}
    if all(by_id[up].position > hop.position for hop in hops for up in hop.received_from):
        return  # there is no loop
    order = {h.id: number for number, h in enumerate(hops)}
    ups = {h.id: h.received_from for h in hops}
    downs: dict[str, list[str]] = {h.id: [] for h in hops}
    for hop in hops:
        for up in hop.received_from:
            downs[up].append(hop.id)
    reaching = set(_walked([h.id for h in hops if not h.received_from], downs))
    in_told_loops: set[str] = set()
    # Of a walk downstream over all that is left, the hop finished last lies in a loop that nothing upstream leaves.
    for hop_id in reversed(_walked([h.id for h in hops if h.id not in reaching], downs)):
        if hop_id in reaching or hop_id in in_told_loops:
            continue
        in_told_loops.update(_walked([hop_id], downs))
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
