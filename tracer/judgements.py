"""People's word on who is who: which names are one provider, and which are not. Kept in the journal, undone by another entry."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracer.errors import BadInput, NotKnown
from tracer.identity import Identity, fold, parts
from tracer.model import Claim, Kind, Moment, Place, Row


@dataclass(frozen=True, slots=True)
class Judgement:
    """Two names are one provider, or are not: by whom, when and why."""

    id: str
    a: str
    b: str
    same: bool
    because: str
    who: str
    at: Moment
    line: int  # of the journal

    @property
    def claim(self) -> Claim:
        return Claim(
            kind=Kind.SAME if self.same else Kind.DIFFERENT,
            place=Place(self.line, self.line),
            quote=self.because,
            said_by=self.who,
            known_at=self.at,
            valid_at=self.at,
            provider=self.a,
            names=(self.b,),
            note=self.id,
        )

    def __str__(self) -> str:
        return f"judgement {self.id} of {self.at[:10]} by {self.who} ({self.a!r} and {self.b!r} are {'' if self.same else 'not '}one)"


def new_id(a: str, b: str, same: bool, at: Moment) -> str:
    said = "\x1f".join((a, b, str(same), at))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def standing(entries: Sequence[Mapping[str, Any]]) -> dict[str, Judgement]:
    """The judgements of a journal that were not undone, by id."""
    found: dict[str, Judgement] = {}
    for line, entry in enumerate(entries, 1):
        if entry["did"] == "judged":
            found[entry["id"]] = Judgement(
                entry["id"], entry["a"], entry["b"], entry["same"], entry["because"], entry["who"], entry["at"], line
            )
        elif entry["did"] == "undone":
            found.pop(entry["judgement"], None)
    return found


def undone(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    return {entry["judgement"] for entry in entries if entry["did"] == "undone"}


def check(a: str, b: str, same: bool, identity: Identity, held: Iterable[Judgement], ties: Iterable[Row]) -> None:
    """Whether a judgement can be made. Raises NotKnown for a name nobody prints, BadInput where it contradicts (says what)."""
    for name in (a, b):
        if not identity.known(name):
            raise NotKnown(f"no document prints the name {name!r}: give it as `tracer names list` shows it")
    if fold(a) == fold(b):
        raise BadInput(f"{a!r} and {b!r} read the same but for case and legal form: they are one, and cannot be told apart")
    one = identity.key(a) == identity.key(b)
    held, ties = list(held), list(ties)
    if same:
        sides = set(identity.group(a)), set(identity.group(b))
        for other in held:
            if not other.same and any(other.a in x and other.b in y for x, y in (sides, sides[::-1])):
                raise BadInput(f"this contradicts {other}: undo that one first, with `tracer names undo {other.id}`")
        if one:
            raise BadInput(f"{a!r} and {b!r} are one provider already: {reason(a, identity, held, ties)}")
        return
    if any(not other.same and {fold(other.a), fold(other.b)} == {fold(a), fold(b)} for other in held):
        raise BadInput(f"{a!r} and {b!r} are judged different already")
    if not one:
        return
    chain = _chain(fold(a), fold(b), _bonds(identity.group(a), held, ties, {fold(a), fold(b)}))
    for bond in chain:
        if isinstance(bond, Judgement):
            raise BadInput(f"this contradicts {bond}: undo that one first, with `tracer names undo {bond.id}`")
    if chain:
        why = "; ".join(dict.fromkeys(map(str, chain)))
        raise BadInput(f"{a!r} and {b!r} are one for a certain reason: {why}; forget the document that says so")


def overruled(identity: Identity, held: Iterable[Judgement], ties: Iterable[Row]) -> Iterator[tuple[Judgement, str]]:
    """The judgements `different` whose names later documents made one for certain reasons, with these reasons."""
    held, ties = list(held), list(ties)
    for judgement in held:
        a, b = judgement.a, judgement.b
        if not judgement.same and identity.known(a) and identity.known(b) and identity.key(a) == identity.key(b):
            chain = _chain(fold(a), fold(b), _bonds(identity.group(a), held, ties, {fold(a), fold(b)}))
            yield judgement, "; ".join(dict.fromkeys(map(str, chain)))


_Bond = tuple[str, str, "Judgement | str"]  # two folded names, and why they are one


def _bonds(group: Sequence[str], held: Iterable[Judgement], ties: Iterable[Row], pair: set[str]) -> Iterator[_Bond]:
    """What ties the names of a group, but for a mail that ties just this pair: only that tie gives way to a person's word."""
    names = set(group)
    apart = [{fold(other.a), fold(other.b)} for other in held if not other.same]
    frns: dict[str, list[str]] = defaultdict(list)
    bonds: list[_Bond] = [(fold(other.a), fold(other.b), other) for other in held if other.same and other.a in names]
    for row in ties:
        if row["kind"] == Kind.IDENTIFIED and row["provider"] in names:
            mails = [(fold(row["provider"]), fold(name), f"mail to {name} names {row['provider']}") for name in row["names"] or ()]
            bonds += [mail for mail in mails if set(mail[:2]) != pair]
            bonds += [(fold(other), fold(row["provider"]), f"FRN {row['frn']}") for other in frns[row["frn"]] if row["frn"]]
            frns[row["frn"]].append(row["provider"])
    for name in group:
        bonds += [(fold(name), fold(part), f"listed together: {name}") for part in parts(name)]
    return (bond for bond in bonds if set(bond[:2]) not in apart)


def _chain(start: str, end: str, bonds: Iterable[_Bond]) -> list[Judgement | str]:
    """The bonds that lead from one name to the other, by the fewest; none where none do."""
    beside: dict[str, list[tuple[str, Judgement | str]]] = defaultdict(list)
    for one, other, why in bonds:
        beside[one].append((other, why))
        beside[other].append((one, why))
    chains: dict[str, list[Judgement | str]] = {start: []}
    for name in (waiting := [start]):
        for other, why in beside[name]:
            if other not in chains:
                chains[other] = [*chains[name], why]
                waiting.append(other)
    return chains.get(end, [])


def reason(a: str, identity: Identity, held: Iterable[Judgement], ties: Iterable[Row]) -> str:
    """Why names of one group are one provider, in words."""
    return "; ".join(reasons(identity.group(a), held, ties)) or "they read the same but for case and legal form"


def reasons(group: Sequence[str], held: Iterable[Judgement], ties: Iterable[Row]) -> list[str]:
    """Each reason for which the names of a group are one."""
    names, held = set(group), list(held)
    found = [str(other) for other in held if other.same and {other.a, other.b} <= names]
    found += [f"listed together: {name}" for name in group if parts(name)]
    frns: dict[str, set[str]] = {}
    for row in ties:
        if row["kind"] == Kind.IDENTIFIED and row["provider"] in names:
            found += [f"mail to {name} names {row['provider']}" for name in row["names"] or () if name in names]
            if row["frn"]:
                frns.setdefault(row["frn"], set()).add(fold(row["provider"]))
    found += [f"FRN {frn}" for frn, owners in frns.items() if len(owners) > 1]
    folds: dict[str, list[str]] = {}
    for name in group:
        folds.setdefault(fold(name), []).append(name)
    found += [f"equal but for case and legal form: {', '.join(same)}" for same in folds.values() if len(same) > 1]
    found += [f"although told apart by {other}" for other in held if not other.same and {other.a, other.b} <= names]
    return list(dict.fromkeys(found))
