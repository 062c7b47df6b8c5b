"""Public registers: what is at hand, what differs between two snapshots, who shares what with a provider."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracer.ask.choosing import Listing
from tracer.ask.named import find, not_known
from tracer.ask.providers import snapshots_in
from tracer.errors import BadInput, NotKnown
from tracer.identity import folded, is_domain, judged
from tracer.model import JUDGEMENTS, LISTED, Evidence, Kind, Moment, Provider, end_of, replace
from tracer.register_index import RegisterIndex, RegisterRow
from tracer.registers import (
    ADDRESS,
    ANY_NAME,
    CHANCE,
    DOMAIN,
    MOST,
    OWN,
    OWNER,
    PERSON,
    SHARED,
    Change,
    Common,
    Key,
    Related,
    Relations,
    Shared,
    Snapshot,
    by_chance,
    changes,
    keys,
)  # fmt: skip
from tracer.store import Store


@dataclass(frozen=True, slots=True)
class Register:
    """A snapshot that is loaded: how many rows it has, and how many of these are of providers of the case."""

    snapshot: Snapshot
    rows: int
    of_case: int


SNAPSHOTS: Listing[Register] = Listing(
    {
        "dated": lambda one: one.snapshot.dated,
        "name": lambda one: one.snapshot.name,
        "register": lambda one: one.snapshot.kind,
        "rows": lambda one: one.rows,
    },
    at=lambda one: one.snapshot.dated,
)
CHANGES: Listing[Change] = Listing(
    {"what": lambda one: one.what, "provider": lambda one: next((row.provider for row in (*one.before, *one.after)), None)}
)


def registers(store: Store, index: RegisterIndex) -> list[Register]:
    """The snapshots at hand, by kind and day."""
    found = []
    for snapshot in snapshots_in(store):
        places = {claim.place for claim in store.claims(documents=[snapshot.document])}
        found.append(Register(snapshot, index.rows_in(snapshot.document), len(places)))
    return found


@dataclass(frozen=True, slots=True)
class Compared:
    """Two snapshots of one register, the older one first; `doubt`: why one is in doubt of what the newer one lacks."""

    before: Snapshot
    after: Snapshot
    changes: Sequence[Change]
    doubt: str | None


WHOLE = 0.9  # of the rows of the one before: a snapshot with fewer may be cut off


def compared(store: Store, index: RegisterIndex, before: str, after: str) -> Compared:
    """What differs between two snapshots, each by its document's name or the beginning of its hash. Raises NotKnown, BadInput."""
    held = snapshots_in(store)
    one, other = (_snapshot(held, given) for given in (before, after))
    if one.kind != other.kind:
        raise BadInput(f"{one.name} is of {one.kind}, {other.name} of {other.kind}: give two snapshots of one register")
    if one.document == other.document:
        raise BadInput(f"{one.name} is one snapshot: give two")
    old, new = sorted((one, other), key=lambda s: s.dated)  # of one day as they are given
    rows = [index.rows_in(snapshot.document) for snapshot in (old, new)]
    doubts = ["both are of one day: which is the older one is not known, and taken as given"] if old.dated == new.dated else []
    if rows[1] < WHOLE * rows[0]:
        doubts.append(f"of rows it has {rows[1]:,} where the one before has {rows[0]:,}: it may not be whole")
    doubt = "; ".join(doubts) or None
    listed = ([claim for row in index.all_rows(s.document) for claim in row.claims if claim.how == LISTED] for s in (old, new))
    return Compared(old, new, changes(*listed), doubt)


def _snapshot(held: Iterable[Snapshot], given: str) -> Snapshot:
    found = [s for s in held if s.name == given] or [s for s in held if len(given) >= 6 and s.document.startswith(given.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotKnown(f"{len(found)} snapshots are called {given!r}: give the beginning of the hash that `tracer registers` shows")
    raise NotKnown(f"no snapshot {given!r}: `tracer registers` lists them")


# --- who shares what -----------------------------------------------------------------------------------------------


def related(store: Store, index: RegisterIndex, name: str, as_of: Moment | None = None) -> Relations:
    """Who shares something with a provider that few have, each with the rows that say so. Raises NotKnown, BadInput.

    Who was judged one with it, or different from it, is not among them.
    """
    provider = find(store, name)
    if provider is None:
        raise not_known(store, name)
    day = end_of(as_of)
    said = [claim for claim in store.of_providers([provider.key], day) if claim.provider in provider.names]
    documents = {snapshot.document for snapshot in snapshots_in(store) if day is None or snapshot.dated <= day}
    found, common = sharing(index, provider.names, [claim for claim in said if claim.kind == Kind.IDENTIFIED], documents)
    who = store.who({row.named for its in found.values() for row, _ in its})
    decided = _decided(store, provider.names)
    by_provider: dict[str, list[tuple[RegisterRow, Shared]]] = defaultdict(list)
    for company, its in found.items():
        if not decided & {row.named for row, _ in its}:
            by_provider[next((who[row.named].key for row, _ in its if row.named in who), f"\0{company}")] += its
    made = [_related(its, who) for its in by_provider.values()]
    return Relations(tuple(sorted(made, key=lambda r: (-r.weight, r.provider))), common)


def sharing(
    index: RegisterIndex, names: Collection[str], said: Iterable[Evidence], documents: Collection[str]
) -> tuple[dict[str, list[tuple[RegisterRow, Shared]]], tuple[Common, ...]]:
    """By company the rows in these documents that share something with a provider, and what it shares with too many.

    `names`: of the provider; `said`: all that identifies it.
    """
    own_rows: dict[Key, list[Evidence]] = defaultdict(list)
    for claim in said:
        for key in keys([claim]):
            own_rows[key].append(claim)
    for own in names:
        own_rows.setdefault((DOMAIN, own.lower()) if is_domain(own.lower()) else (ANY_NAME, folded(own).core), [])
    found: dict[str, list[tuple[RegisterRow, Shared]]] = defaultdict(list)
    common = []
    for key in sorted(key for key in own_rows if key[0] in SHARED):
        what, holders = SHARED[key[0]], index.holders(key)
        theirs = [row for row in index.having(key) if row.named not in names] if holders <= MOST else []
        if holders <= MOST and not theirs:
            continue
        if holders > MOST or (key[0] == PERSON and _usual(index, key[1])):
            common.append(Common(what, key[1], holders))
            continue
        among = None if key[0] in OWN else index.companies(key[0])
        for row in theirs:
            if row.claims[0].document in documents:
                says = tuple(claim for claim in row.claims if key in keys([claim]))
                found[row.company].append(
                    (row, Shared(what, key[1], _printed(key, says), max(holders, 2), among, tuple(own_rows[key]), says))
                )
    return found, tuple(common)


def _printed(key: Key, theirs: Sequence[Evidence]) -> str:
    """A value as a row prints it, where it is compared in other words."""
    kind, value = key
    printed = {PERSON: theirs[0].contact, ADDRESS: theirs[0].address}.get(kind) if theirs else None
    return printed or value


def _related(its: Sequence[tuple[RegisterRow, Shared]], who: Mapping[str, Provider]) -> Related:
    """Rows of one company as one answer: of what it shares each once, with all rows that say so."""
    names = tuple(dict.fromkeys(row.named for row, _ in its))
    known = next((who[name] for name in names if name in who), None)
    by_value: dict[tuple[str, str], Shared] = {}
    for _, shared in its:
        before = by_value.get((shared.what, shared.value))
        by_value[shared.what, shared.value] = replace(shared, theirs=before.theirs + shared.theirs) if before else shared
    owners = {value for what, value in by_value if what == SHARED[OWNER]}  # a name that both give as well
    told = [shared for (what, value), shared in by_value.items() if not (what == SHARED[ANY_NAME] and value in owners)]
    frns = tuple(sorted({frn for row, _ in its if (frn := row.claims[0].frn)}))
    told.sort(key=lambda shared: (-shared.weight, shared.what, shared.value))
    return Related(known.name if known else names[0], known.key if known else None, names, frns, tuple(told))


def _usual(index: RegisterIndex, person: str) -> bool:
    """Whether persons of this name may be several by chance."""
    return by_chance(person, *index.persons(person.split())) >= CHANCE


def _decided(store: Store, names: Collection[str]) -> set[str]:
    """Names that a person judged one with one of these, or different from it."""
    pairs = (pair for pair, verdict in judged(store.claims(kinds=JUDGEMENTS)).items() if verdict.kind != Kind.UNSURE)
    return {other for pair in pairs if pair & {*names} for other in pair - {*names}}
