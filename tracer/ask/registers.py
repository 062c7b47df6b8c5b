"""Public registers: what is at hand, what differs between two snapshots, who shares what with a provider."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracer.ask.choosing import Listing
from tracer.ask.named import not_known, provider_named
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
    """A loaded snapshot: how many rows it has, and how many of them are on providers of the case."""

    snapshot: Snapshot
    rows: int
    of_case: int


SNAPSHOTS: Listing[Register] = Listing(
    {
        "dated": lambda register: register.snapshot.dated,
        "name": lambda register: register.snapshot.name,
        "register": lambda register: register.snapshot.kind,
        "rows": lambda register: register.rows,
    },
    at=lambda register: register.snapshot.dated,
)
CHANGES: Listing[Change] = Listing(
    {"what": lambda change: change.what, "provider": lambda change: next((row.provider for row in (*change.before, *change.after)), None)}
)


def registers(store: Store, index: RegisterIndex) -> list[Register]:
    """The snapshots at hand, by kind and day."""
    listed = []
    for snapshot in snapshots_in(store):
        places = {claim.place for claim in store.claims(documents=[snapshot.document])}
        listed.append(Register(snapshot, index.rows_in(snapshot.document), len(places)))
    return listed


@dataclass(frozen=True, slots=True)
class Compared:
    """Two snapshots of one register, the older one first; `doubt`: why the newer one may lack rows."""

    before: Snapshot
    after: Snapshot
    changes: Sequence[Change]
    doubt: str | None


WHOLE = 0.9  # of the rows of the snapshot before: one with fewer may be cut off


def compared(store: Store, index: RegisterIndex, before: str, after: str) -> Compared:
    """What differs between two snapshots, each by its document's name or the beginning of its hash. Raises NotKnown, BadInput."""
    held = snapshots_in(store)
    first, second = (_snapshot(held, typed) for typed in (before, after))
    if first.kind != second.kind:
        raise BadInput(f"{first.name} is of {first.kind}, {second.name} of {second.kind}: give two snapshots of one register")
    if first.document == second.document:
        raise BadInput(f"{first.name} is one snapshot: give two")
    old, new = sorted((first, second), key=lambda s: s.dated)  # of the same day: in the given order
    rows = [index.rows_in(snapshot.document) for snapshot in (old, new)]
    doubts = ["both are of one day: which is the older one is not known, and taken as given"] if old.dated == new.dated else []
    if rows[1] < WHOLE * rows[0]:
        doubts.append(f"of rows it has {rows[1]:,} where the one before has {rows[0]:,}: it may not be whole")
    doubt = "; ".join(doubts) or None
    listed = ([claim for row in index.all_rows(s.document) for claim in row.claims if claim.how == LISTED] for s in (old, new))
    return Compared(old, new, changes(*listed), doubt)


def _snapshot(held: Iterable[Snapshot], typed: str) -> Snapshot:
    matches = [s for s in held if s.name == typed] or [s for s in held if len(typed) >= 6 and s.document.startswith(typed.lower())]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise NotKnown(f"{len(matches)} snapshots are called {typed!r}: give the beginning of the hash that `tracer registers` shows")
    raise NotKnown(f"no snapshot {typed!r}: `tracer registers` lists them")


# --- who shares what -----------------------------------------------------------------------------------------------


def related(store: Store, index: RegisterIndex, name: str, as_of: Moment | None = None) -> Relations:
    """Companies that share something rare with a provider, each with the rows that say so. Raises NotKnown, BadInput.

    Those that were judged the same as it, or different from it, are left out.
    """
    provider = provider_named(store, name)
    if provider is None:
        raise not_known(store, name)
    day = end_of(as_of)
    claims = [claim for claim in store.of_providers([provider.key], day) if claim.provider in provider.names]
    documents = {snapshot.document for snapshot in snapshots_in(store) if day is None or snapshot.dated <= day}
    sharing_rows, common = sharing(index, provider.names, [claim for claim in claims if claim.kind == Kind.IDENTIFIED], documents)
    providers = store.who({row.named for rows in sharing_rows.values() for row, _ in rows})
    decided = _decided(store, provider.names)
    by_provider: dict[str, list[tuple[RegisterRow, Shared]]] = defaultdict(list)
    for company, rows in sharing_rows.items():
        if not decided & {row.named for row, _ in rows}:
            by_provider[next((providers[row.named].key for row, _ in rows if row.named in providers), f"\0{company}")] += rows
    answers = [_related(rows, providers) for rows in by_provider.values()]
    return Relations(tuple(sorted(answers, key=lambda r: (-r.weight, r.provider))), common)


def sharing(
    index: RegisterIndex, names: Collection[str], claims: Iterable[Evidence], documents: Collection[str]
) -> tuple[dict[str, list[tuple[RegisterRow, Shared]]], tuple[Common, ...]]:
    """The rows in these documents that share something with a provider, by company; and what it shares with too many.

    `names`: of the provider; `claims`: those that identify it.
    """
    own_rows: dict[Key, list[Evidence]] = defaultdict(list)
    for claim in claims:
        for key in keys([claim]):
            own_rows[key].append(claim)
    for own in names:
        own_rows.setdefault((DOMAIN, own.lower()) if is_domain(own.lower()) else (ANY_NAME, folded(own).core), [])
    by_company: dict[str, list[tuple[RegisterRow, Shared]]] = defaultdict(list)
    common = []
    for key in sorted(key for key in own_rows if key[0] in SHARED):
        shared_kind, holders = SHARED[key[0]], index.holders(key)
        other_rows = [row for row in index.having(key) if row.named not in names] if holders <= MOST else []
        if holders <= MOST and not other_rows:
            continue
        if holders > MOST or (key[0] == PERSON and _usual(index, key[1])):
            common.append(Common(shared_kind, key[1], holders))
            continue
        among = None if key[0] in OWN else index.companies(key[0])
        for row in other_rows:
            if row.claims[0].document in documents:
                claims_of_row = tuple(claim for claim in row.claims if key in keys([claim]))
                by_company[row.company].append(
                    (
                        row,
                        Shared(
                            shared_kind, key[1], _printed(key, claims_of_row), max(holders, 2), among, tuple(own_rows[key]), claims_of_row
                        ),
                    )
                )
    return by_company, tuple(common)


def _printed(key: Key, claims: Sequence[Evidence]) -> str:
    """A value as a row prints it, if it is compared in another form."""
    kind, value = key
    printed = {PERSON: claims[0].contact, ADDRESS: claims[0].address}.get(kind) if claims else None
    return printed or value


def _related(rows: Sequence[tuple[RegisterRow, Shared]], providers: Mapping[str, Provider]) -> Related:
    """The rows of one company as one answer: each shared value once, with all rows that say so."""
    names = tuple(dict.fromkeys(row.named for row, _ in rows))
    known_provider = next((providers[name] for name in names if name in providers), None)
    by_value: dict[tuple[str, str], Shared] = {}
    for _, shared in rows:
        before = by_value.get((shared.what, shared.value))
        by_value[shared.what, shared.value] = replace(shared, their_rows=before.their_rows + shared.their_rows) if before else shared
    owners = {value for shared_kind, value in by_value if shared_kind == SHARED[OWNER]}  # the same text given as a name, too
    shown = [shared for (shared_kind, value), shared in by_value.items() if not (shared_kind == SHARED[ANY_NAME] and value in owners)]
    frns = tuple(sorted({frn for row, _ in rows if (frn := row.claims[0].frn)}))
    shown.sort(key=lambda shared: (-shared.weight, shared.what, shared.value))
    return Related(
        known_provider.name if known_provider else names[0], known_provider.key if known_provider else None, names, frns, tuple(shown)
    )


def _usual(index: RegisterIndex, person: str) -> bool:
    """Whether several persons may have this name by chance."""
    return by_chance(person, *index.persons(person.split())) >= CHANCE


def _decided(store: Store, names: Collection[str]) -> set[str]:
    """Names that a person judged one with one of these, or different from it."""
    pairs = (pair for pair, verdict in judged(store.claims(kinds=JUDGEMENTS)).items() if verdict.kind != Kind.UNSURE)
    return {name for pair in pairs if pair & {*names} for name in pair - {*names}}
