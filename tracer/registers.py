"""Public registers as snapshots: the keys of their rows, whether a provider was listed on a day, who shares what with whom. Pure.

A register is large, and lists thousands of companies that no case knows. Its document is kept whole; only those rows become claims
that are about a provider of the case (`Known`): by its FRN, its number in the register, its code, or a name that reads like one of
its names. All other rows stay in an index beside the store (`tracer.register_index`), for searching.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracer.identity import folded
from tracer.model import AGENT, HOLDING, LISTED, Claim, Evidence, Kind, Moment

RMD = "rmd"
KINDS = ("form499", "ipr", RMD, "shaken_signers")  # the loaders of registers

# --- what a row is found by ----------------------------------------------------------------------------------------

# What makes a row one of a provider: its own numbers and codes, its name, a name that the row gives as its own.
FRN, RMD_NUMBER, OCN, NAME, ALIAS = "frn", "rmd", "ocn", "name", "alias"
# What companies may share: the numbers above, and any FRN and any name that a row gives, whosever it is.
ANY_FRN, ANY_NAME, ADDRESS, PHONE, PERSON, DOMAIN, OWNER = "FRN", "name given", "address", "telephone", "person", "mail domain", "holding"
SHARED = {
    ANY_FRN: "FRN", RMD_NUMBER: "RMD number", OCN: "signer code", OWNER: "holding company", PERSON: "officer or contact",
    PHONE: "telephone", DOMAIN: "mail domain", ADDRESS: "address", ANY_NAME: "name",
}  # fmt: skip

Key = tuple[str, str]  # one of these kinds, and a value as compared


def keys(claims: Iterable[Claim]) -> set[Key]:
    """The keys of a row; `claims`: all its claims."""
    row_keys: set[Key] = set()
    for claim in claims:
        own = (claim.frn, *claim.other_frns)
        row_keys |= {(ANY_FRN, frn) for frn in own if frn}
        row_keys |= {(kind, value) for kind, value in ((FRN, claim.frn), (RMD_NUMBER, claim.rmd), (OCN, claim.ocn)) if value}
        names = [claim.provider] if claim.provider and claim.how == LISTED else []
        row_keys |= {(NAME, folded(name).core) for name in names} | {(ALIAS, folded(name).core) for name in claim.aliases}
        owners = [claim.party] if claim.party and claim.how == HOLDING else []
        row_keys |= {(OWNER, folded(name).core) for name in owners}
        row_keys |= {(ANY_NAME, folded(name).core) for name in (*names, *claim.aliases, *owners)}
        if claim.how != AGENT:  # an agent serves papers for any company that pays, so it relates none of them
            row_keys |= set(_shared_by(claim))
    return row_keys


def _shared_by(claim: Claim) -> Iterator[Key]:
    """Address, telephone, person and mail domains of a claim, as compared."""
    if claim.address and (address := _address(claim.address)):
        yield ADDRESS, address
    if claim.phone:
        yield PHONE, claim.phone
    if claim.contact and (person := _person(claim.contact)):
        yield PERSON, person
    yield from ((DOMAIN, domain) for domain in claim.domains)


_SHORT = {
    "street": "st", "avenue": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr", "lane": "ln", "court": "ct", "place": "pl",
    "highway": "hwy", "parkway": "pkwy", "north": "n", "south": "s", "east": "e", "west": "w", "suite": "ste", "unit": "ste", "apt": "ste",
    "apartment": "ste", "floor": "fl", "room": "rm",
}  # fmt: skip
_ENDS = frozenset({"us", "usa", "united", "states", "of", "america"})
_POSTAL = re.compile(r"\b(\d{5})-\d{4}\b")
_LONGEST = 200


def _address(printed: str) -> str:
    """An address as compared: its words, the usual ones abbreviated, without `USA`; empty where it has no number."""
    words = re.findall(r"\w+", _POSTAL.sub(r"\1", printed.casefold()).replace("#", " ste "))
    while words and words[-1] in _ENDS:
        words.pop()
    plain = [_SHORT.get(word, word) for word in words]
    return " ".join(plain)[:_LONGEST] if any(c.isdigit() for c in printed) else ""


def _person(printed: str) -> str:
    """A name as compared: its words sorted, without initials and titles behind it; empty where it is a single word."""
    words = sorted(word for word in re.findall(r"[^\W\d_]+", printed.split(" (", maxsplit=1)[0].casefold()) if len(word) > 1)
    return " ".join(words)[:_LONGEST] if len(words) > 1 else ""


# --- providers that the case knows ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Known:
    """What the providers of a case are known by: names as printed, FRNs, numbers in the RMD."""

    names: Collection[str]
    frns: Collection[str] = ()
    rmds: Collection[str] = ()
    _forms: dict[str, set[str]] = field(default_factory=dict)  # by core of a name, the legal forms known
    _own: dict[str, frozenset[str]] = field(default_factory=dict)  # ... without those that rows added

    def keys(self) -> set[Key]:
        """The keys of their rows."""
        names = {key for name in self.names for key in self.see(name)}
        self._own = {core: frozenset(forms) for core, forms in self._forms.items()}
        numbers = {*((FRN, frn) for frn in self.frns), *((RMD_NUMBER, rmd) for rmd in self.rmds)}
        return {*numbers, *names, *((ALIAS, core) for core in self._own)}

    def see(self, name: str) -> list[Key]:
        """Note a name. Returns the keys that must be asked for again because of it."""
        core, form = folded(name)
        forms = self._forms.setdefault(core, set())
        if form in forms:
            return []
        forms.add(form)
        return [(NAME, core)]

    def reads(self, name: str) -> bool:
        """Whether a name reads like a known one."""
        return _reads(name, self._forms)

    def reads_own(self, name: str) -> bool:
        """The same, without the names that rows added."""
        return _reads(name, self._own)

    def near(self, name: str) -> bool:
        """Whether a name is one of theirs but for the legal form, without the names that rows have added."""
        return folded(name).core in self._own


def _reads(name: str, known: Mapping[str, Collection[str]]) -> bool:
    """As `identity.reads_like`, of many names at once."""
    core, form = folded(name)
    forms = known.get(core, ())
    return form in forms or bool(forms and (not form or "" in forms))


# --- whether a provider stood in the RMD ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A register as it was on a day."""

    document: str
    name: str
    kind: str
    dated: Moment


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a provider is in a snapshot. `rows`: its rows there; `like`: rows of others with its FRN, its number or a name like its own,
    also in another legal form or as what they go by besides.

    Where it is missing: `last_in`, the newest earlier snapshot with it, and `not_since`, the first one after that without it.
    """

    snapshot: Snapshot
    rows: tuple[Evidence, ...]
    like: tuple[Evidence, ...] = ()
    last_in: Snapshot | None = None
    not_since: Snapshot | None = None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return self.rows + self.like


@dataclass(frozen=True, slots=True)
class OnDays:
    """Calls of a provider compared with the newest snapshot up to their days; or, where there is none, with the first one after.

    `days`: the fewest and the most days between snapshot and call.
    """

    standing: Standing
    calls: int
    first: Moment
    last: Moment
    days: tuple[int, int]
    before: bool  # the calls were before the snapshot: it says nothing of their day


def standings(snapshots: Iterable[Snapshot], names: Collection[str], rows: Iterable[Evidence]) -> list[Standing]:
    """How a provider stands in each snapshot of a register, oldest first. `rows`: all their claims; `names`: of the provider."""
    by_document: dict[str, list[Evidence]] = {}
    for row in rows:
        if row.kind == Kind.IDENTIFIED and row.how == LISTED:
            by_document.setdefault(row.document, []).append(row)
    own = [row for listed_rows in by_document.values() for row in listed_rows if row.provider in names]
    numbers = {number for row in own for number in (row.frn, row.rmd) if number}
    cores = {folded(name).core for name in names}
    per_snapshot: list[Standing] = []
    last_in = not_since = None
    listing = {row.document for row in own}
    # Of several snapshots on one day, the last that has it counts.
    for snapshot in sorted(snapshots, key=lambda s: (s.dated, s.document in listing, s.document)):
        listed_rows = by_document.get(snapshot.document, [])
        listed = tuple(row for row in listed_rows if row.provider in names)
        like = tuple(
            row
            for row in listed_rows
            if row.provider not in names
            and (numbers & {row.frn, row.rmd} or not cores.isdisjoint(folded(name).core for name in (row.provider or "", *row.aliases)))
        )
        if listed:
            last_in, not_since = snapshot, None
            per_snapshot.append(Standing(snapshot, listed, like))
        else:
            not_since = not_since or snapshot
            per_snapshot.append(Standing(snapshot, (), like, last_in, not_since if last_in else None))
    return per_snapshot


def on_days(per_snapshot: Sequence[Standing], calls: Iterable[Moment]) -> list[OnDays]:
    """The calls of a provider, by their times, with the snapshot that each is compared with."""
    held: dict[tuple[int, bool], list[Moment]] = {}
    after = sum(standing.snapshot.dated == per_snapshot[0].snapshot.dated for standing in per_snapshot) - 1  # the last one of the first day
    for at in sorted(calls):
        upto = [k for k, standing in enumerate(per_snapshot) if standing.snapshot.dated[:10] <= at[:10]]
        if per_snapshot:
            held.setdefault((upto[-1], False) if upto else (after, True), []).append(at)
    groups = []
    for (k, before), times in sorted(held.items(), key=lambda item: item[1]):
        days = [abs((_day(at) - _day(per_snapshot[k].snapshot.dated)).days) for at in times]
        groups.append(OnDays(per_snapshot[k], len(times), times[0], times[-1], (min(days), max(days)), before))
    return groups


def _day(moment: Moment) -> date:
    return date.fromisoformat(moment[:10])


# --- two snapshots -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a company between two snapshots of a register.

    `what`: `vanished`, `appeared`, `renamed` (its number is the same), `renumbered` (its name is the same, an FRN or a number in
    the register is another).
    """

    what: str
    before: tuple[Evidence, ...]
    after: tuple[Evidence, ...]


def changes(before: Iterable[Evidence], after: Iterable[Evidence]) -> list[Change]:
    """What differs between two snapshots, each given by the claims of its rows about the companies listed."""
    old, new = _companies(before), _companies(after)
    gone, come = {k: old[k] for k in old.keys() - new.keys()}, {k: new[k] for k in new.keys() - old.keys()}
    by_name = {_folded(row): k for k, rows in come.items() for row in rows}
    differences = []
    for k in sorted(old.keys() & new.keys()):
        if {_folded(row) for row in old[k]}.isdisjoint(_folded(row) for row in new[k]):
            differences.append(Change("renamed", old[k], new[k]))
        elif {row.rmd for row in old[k]}.isdisjoint(row.rmd for row in new[k]):
            differences.append(Change("renumbered", old[k], new[k]))
    for k in sorted(gone):
        successor = next((by_name[name] for row in gone[k] if (name := _folded(row)) in by_name), None)
        if successor is None:
            differences.append(Change("vanished", gone[k], ()))
        elif successor in come:
            differences.append(Change("renumbered", gone[k], come.pop(successor)))
        else:  # two companies that vanished share the name of one that appeared
            differences.append(Change("renumbered", gone[k], new[successor]))
    differences += (Change("appeared", (), come[k]) for k in sorted(come))
    order = ("vanished", "renumbered", "renamed", "appeared")
    return sorted(differences, key=lambda c: (order.index(c.what), _folded((c.before or c.after)[0])))


def _companies(rows: Iterable[Evidence]) -> dict[str, tuple[Evidence, ...]]:
    """Rows by company: its FRN, else its code, else its name."""
    held: dict[str, list[Evidence]] = {}
    for row in rows:
        held.setdefault(row.frn or row.ocn or _folded(row), []).append(row)
    return {key: tuple(rows_of_company) for key, rows_of_company in held.items()}


def _folded(row: Evidence) -> str:
    return str(folded(row.provider or ""))


# --- who shares what -----------------------------------------------------------------------------------------------

MOST = 12  # companies: what more than these share, e.g. an agent's or a mailbox address, tells nothing about any two of them
# Companies among which rarity can be judged: of so many, what one in a hundred shares is seen with more than `MOST`. Among fewer, as
# in an excerpt of a register, much looks rare that is not, and weighs less in proportion.
ENOUGH = 2000
OWN = frozenset({ANY_FRN, RMD_NUMBER, OCN})  # numbers and codes that belong to one company: always rare
CHANCE = 0.01  # if no more others of one name are expected by chance, the name still tells something


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that rows of two companies have in common.

    `holders`: how many companies of the loaded registers have it; `among`: how many companies give anything of the kind; None for
    what always belongs to one company.
    """

    what: str  # as in `SHARED`, in words
    value: str  # as compared
    printed: str  # ... as it stands in their row
    holders: int
    among: int | None
    own: tuple[Evidence, ...]
    their_rows: tuple[Evidence, ...]

    @property
    def weight(self) -> float:
        """From 1, where only these two of a whole register's companies have it, towards 0."""
        known = 1.0 if self.among is None else min(1.0, self.among / ENOUGH)
        return known / max(1, self.holders - 1)


@dataclass(frozen=True, slots=True)
class Related:
    """A company that shares something with a provider. Nothing is merged by that. `provider_key`: None where the case does not know it."""

    provider: str
    provider_key: str | None
    names: tuple[str, ...]
    frns: tuple[str, ...]
    shared: tuple[Shared, ...]

    @property
    def weight(self) -> float:
        return sum(shared.weight for shared in self.shared)


@dataclass(frozen=True, slots=True)
class Common:
    """What a provider shares with too many companies to tell anything."""

    what: str
    value: str
    holders: int


@dataclass(frozen=True, slots=True)
class Relations:
    """Companies that may be related to a provider, the weightiest first, and what was left out."""

    related: tuple[Related, ...]
    common: tuple[Common, ...]

    @property
    def few(self) -> int | None:
        """The fewest companies among which something seemed rare, where they are too few to tell; None where there are enough."""
        among = [n for company in self.related for shared in company.shared if (n := shared.among) is not None and n < ENOUGH]
        return min(among, default=None)


def by_chance(person: str, names: int, having: Mapping[str, int]) -> float:
    """How many others of this name may be expected by chance, among so many different names of persons.

    `having`: for each of its words, the number of names with it. The name itself is one of these, and does not count.
    """
    expected = float(names - 1)
    for word in person.split():
        expected *= (having[word] - 1) / max(1, names - 1)
    return expected
