"""A case on one screen: what is loaded, how incidents end, who is flagged, what is due, what is doubtful, what to do next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tracer.ask.flags import flags
from tracer.ask.lists import everything
from tracer.ask.paths import kept_hops
from tracer.ask.todo import ToAsk, by_provider, to_do
from tracer.deadlines import Running, standing
from tracer.flags import Flag
from tracer.model import Moment, end_of
from tracer.store import Store

SHOWN = 5  # of flags, of deadlines, of providers to ask


@dataclass(frozen=True, slots=True)
class OfKind:
    """The documents of one kind from which there are claims: how many claims, and between which days they became known."""

    kind: str
    documents: int
    claims: int
    first: Moment
    last: Moment


@dataclass(frozen=True, slots=True)
class Ending:
    """How many incidents have this kind of end; an incident with several kinds counts in each."""

    kind: str
    interim: bool
    incidents: int


@dataclass(frozen=True, slots=True)
class Left:
    """A document with the number of places that were not read, and of remarks by code; or why it cannot be read again."""

    document: str | None
    name: str
    unread: int
    remarks: Mapping[str, int]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class CaseStatus:
    """A case in short: the first few flags, deadlines and providers to ask, each with how many there are in all."""

    as_of: Moment | None
    documents: tuple[OfKind, ...]
    silent_documents: int  # that say nothing, or nothing by then
    incidents: int
    repeated: int  # of the incidents, rows of letters that repeat an earlier letter's row
    calls: tuple[Moment, Moment] | None  # the first and the last, of those whose time is given
    endings: tuple[Ending, ...]  # those of most incidents first
    providers: int  # that stand in these incidents
    flagged: int  # providers, by a rule
    flags: tuple[Flag, ...]
    contradicted: int  # providers of which statements contradict each other
    due: int  # open deadlines
    past: int  # without an answer in the loaded documents
    deadlines: tuple[Running, ...]  # the next ones
    contradictory: int  # incidents whose end is disputed
    doubts: Mapping[str, int]  # by code, of how many claims
    open_ends: int
    to_ask: int  # providers at these
    ask: tuple[ToAsk, ...]
    left: tuple[Left, ...] | None = None  # of each document, where the originals were read again for it


def status(store: Store, as_of: Moment | None, now: Moment) -> CaseStatus:
    """The case as it stands on `as_of`, or with all that is known, its clocks by `now`."""
    held_documents = store.documents()
    spans = store.spans(end_of(as_of))
    kinds: dict[str, list[str]] = defaultdict(list)
    for document in held_documents:
        if document.sha256 in spans:
            kinds[document.kind].append(document.sha256)
    ends: dict[tuple[str, bool], int] = defaultdict(int)
    count = repeated = 0
    providers: set[str] = set()
    first = last = None
    for listed in everything(store, as_of):
        count += 1
        repeated += listed.same_as is not None
        providers.update(listed.providers)
        for end in {(end.kind, end.interim) for end in listed.ends}:
            ends[end] += 1
        if at := listed.call.at:
            first, last = min(at, first or at), max(at, last or at)
    kept = kept_hops(store, as_of)
    all_flags = flags(store, as_of, kept=kept)
    flagged = [flag for flag in all_flags if flag.counts]
    clocks, steps = to_do(store, as_of, now, kept)
    ending = [clock for clock in clocks if clock.ends and clock.end]
    running = [clock for clock in ending if clock.state == "open"]
    recipients = by_provider(steps)
    return CaseStatus(
        as_of=as_of,
        documents=tuple(
            OfKind(
                kind,
                len(hashes),
                sum(spans[sha256].claims for sha256 in hashes),
                min(spans[sha256].first for sha256 in hashes),
                max(spans[sha256].last for sha256 in hashes),
            )
            for kind, hashes in sorted(kinds.items())
        ),
        silent_documents=sum(document.sha256 not in spans for document in held_documents),
        incidents=count,
        repeated=repeated,
        calls=(first, last) if first and last else None,
        endings=tuple(Ending(*end, number) for end, number in sorted(ends.items(), key=lambda e: (-e[1], e[0]))),
        providers=len(providers),
        flagged=len(flagged),
        flags=tuple(flagged[:SHOWN]),
        contradicted=sum(bool(flag.contradictions) for flag in all_flags),
        due=len(running),
        past=standing(ending).get("past", 0),
        deadlines=tuple(running[:SHOWN]),
        contradictory=sum(number for (kind, _), number in ends.items() if kind == "disputed"),
        doubts=store.doubts(end_of(as_of)),
        open_ends=sum(len(recipient.steps) for recipient in recipients),
        to_ask=len(recipients),
        ask=tuple(recipients[:SHOWN]),
    )
