"""People's judgements on identity: names are one provider, are not, or perhaps are. Kept in the journal, undone by another entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tracer.errors import BadInput, NotKnown
from tracer.identity import Identity
from tracer.model import Claim, Evidence, Kind, Moment, Place
from tracer.store.fit import Unfit, mended
from tracer.store.properties import JOURNAL, evidence

VERDICTS = {Kind.SAME: "one", Kind.DIFFERENT: "not one", Kind.UNSURE: "perhaps one"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person judged of two names: `same`, `different` or `unsure`; by whom, when and why."""

    id: str
    a: str
    b: str
    verdict: Kind
    because: str
    who: str
    at: Moment
    line: int  # of the journal
    reasons: tuple[str, ...] = ()  # of `unsure`: the reasons for one provider at that time

    @property
    def claim(self) -> Claim:
        return Claim(
            kind=self.verdict,
            place=Place(self.line, self.line),
            quote=self.because,
            said_by=self.who,
            known_at=self.at,
            valid_at=self.at,
            provider=self.a,
            names=(self.b,),
            note=self.id,
            description="\n".join(self.reasons) or None,
        )

    def __str__(self) -> str:
        return f"judgement {self.id} of {self.at[:10]} by {self.who} ({self.a!r} and {self.b!r} are {VERDICTS[self.verdict]})"


def new_id(a: str, b: str, verdict: Kind, at: Moment) -> str:
    text = f"{a}\x1f{b}\x1f{verdict.value}\x1f{at}"
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def standing(entries: Sequence[Mapping[str, object]]) -> dict[str, Judgement]:
    """The judgements of a journal that were not undone, by id."""
    judgements: dict[str, Judgement] = {}
    for line, entry in enumerate(entries, 1):
        if entry["did"] == "judged":
            a, b, because, who, at = (str(entry[name]) for name in ("a", "b", "because", "who", "at"))
            reasons = entry.get("reasons") or ()
            judgements[str(entry["id"])] = Judgement(
                str(entry["id"]),
                a,
                b,
                verdict_of(entry),
                because,
                who,
                at,
                line,
                tuple(map(str, reasons)) if isinstance(reasons, list) else (),
            )
        elif entry["did"] == "undone":
            judgements.pop(str(entry["judgement"]), None)
    return judgements


def as_claims(entries: Sequence[Mapping[str, object]]) -> dict[str, Evidence]:
    """The same as the claims that a store holds, by the ids of these."""
    claims: dict[str, Evidence] = {}
    for judgement in standing(entries).values():
        with suppress(Unfit):  # about something that is no name, which no document prints
            claim = evidence("", JOURNAL, None, mended(judgement.claim)[0])
            claims[claim.id] = claim
    return claims


def verdict_of(entry: Mapping[str, object]) -> Kind:
    """The verdict of a journal entry; entries from before there was `unsure` say whether the names are the same."""
    return Kind(str(entry["verdict"])) if "verdict" in entry else Kind.SAME if entry.get("same") else Kind.DIFFERENT


def undone(entries: Iterable[Mapping[str, object]]) -> set[str]:
    return {str(entry["judgement"]) for entry in entries if entry["did"] == "undone"}


def check(a: str, b: str, verdict: Kind, identity: Identity, held: Iterable[Judgement]) -> None:
    """Check that a judgement can be made. Raises NotKnown for a name that no document prints, BadInput for one that contradicts another."""
    for name in (a, b):
        if name not in identity:
            import difflib

            close = ", ".join(difflib.get_close_matches(name, list(identity)))
            near = f"; near it: {close}" if close else ""
            raise NotKnown(f"no document prints the name {name!r}: give it as `tracer names list` shows it{near}")
    if a == b:
        raise BadInput(f"{a!r} is one name: give two")
    same_provider = identity[a].key == identity[b].key
    by_pair = {frozenset((judgement.a, judgement.b)): judgement for judgement in held}
    if before := by_pair.get(frozenset((a, b))):
        if before.verdict == verdict:
            raise BadInput(f"{a!r} and {b!r} are judged so already: {before}")
        raise BadInput(f"this contradicts {before}: undo that one first, with `tracer names undo {before.id}`")
    if verdict == Kind.SAME:
        if same_provider:
            why = "; ".join(reason for reason, _ in identity.why(a, b))
            raise BadInput(f"{a!r} and {b!r} are one provider already: {why}")
        sides = _same(a, by_pair.values()), _same(b, by_pair.values())
        for judgement in by_pair.values():
            if judgement.verdict != Kind.SAME and any(judgement.a in x and judgement.b in y for x, y in (sides, sides[::-1])):
                raise BadInput(f"this contradicts {judgement}: undo that one first, with `tracer names undo {judgement.id}`")
    # Also where a name between the two is not printed any more: its document may be loaded again.
    elif chain := _same(a, by_pair.values()).get(b):
        raise BadInput(f"this contradicts {chain[0]}: undo that one first, with `tracer names undo {chain[0].id}`")


def names(judged: Iterable[Evidence]) -> set[str]:
    """The names that judgements are about, printed or not."""
    return {name for claim in judged for name in (claim.provider, *claim.names) if name}


def _same(name: str, held: Iterable[Judgement]) -> dict[str, tuple[Judgement, ...]]:
    """All names that judgements alone join with this one, each with these judgements."""
    same_judgements = [judgement for judgement in held if judgement.verdict == Kind.SAME]
    grounds: dict[str, tuple[Judgement, ...]] = {name: ()}
    for known in (waiting := [name]):
        for judgement in same_judgements:
            for first, second in ((judgement.a, judgement.b), (judgement.b, judgement.a)):
                if first == known and second not in grounds:
                    grounds[second] = (*grounds[known], judgement)
                    waiting.append(second)
    return grounds
