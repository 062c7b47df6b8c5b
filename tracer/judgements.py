"""People's word on who is who: which names are one provider, and which are not. Kept in the journal, undone by another entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
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
    held = list(held)
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
    group = set(identity.group(a))
    for other in held:
        if other.same and other.a in group and other.b in group:
            raise BadInput(f"this contradicts {other}: undo that one first, with `tracer names undo {other.id}`")
    pair = {fold(a), fold(b)}
    direct = any(
        {fold(row["provider"]), fold(name)} == pair for row in ties if row["kind"] == Kind.IDENTIFIED for name in row["names"] or ()
    )
    if not direct:
        raise BadInput(f"{a!r} and {b!r} are one for a certain reason: {reason(a, identity, held, ties)}; forget the document that says so")


def reason(a: str, identity: Identity, held: Iterable[Judgement], ties: Iterable[Row]) -> str:
    """Why names of one group are one provider, in words."""
    return "; ".join(reasons(identity.group(a), held, ties)) or "they read the same but for case and legal form"


def reasons(group: Sequence[str], held: Iterable[Judgement], ties: Iterable[Row]) -> list[str]:
    """Each reason for which the names of a group are one."""
    names = set(group)
    found = [str(other) for other in held if other.same and {other.a, other.b} <= names]
    found += [f"listed together: {name}" for name in group if parts(name)]
    frns: dict[str, None] = {}
    for row in ties:
        if row["kind"] == Kind.IDENTIFIED and row["provider"] in names:
            found += [f"mail to {name} names {row['provider']}" for name in row["names"] or () if name in names]
            if row["frn"]:
                frns[row["frn"]] = None
    found += [f"FRN {frn}" for frn in frns]
    folds: dict[str, list[str]] = {}
    for name in group:
        folds.setdefault(fold(name), []).append(name)
    found += [f"equal but for case and legal form: {', '.join(same)}" for same in folds.values() if len(same) > 1]
    return list(dict.fromkeys(found))
