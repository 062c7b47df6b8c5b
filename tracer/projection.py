"""Keeps what is drawn in a store a function of its claims: who is who, which way each call took, what counts leave no choice about.

`apply` is the one way in: documents are added and taken out, and whatever that touches (the incidents that they speak of, and
those of every provider that now goes by another name) is drawn anew from all its claims, so that any order gives the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tracer.counts import Counted
from tracer.draw import Drawing
from tracer.errors import TracerError
from tracer.graph import batches
from tracer.hops import bearings, names_in
from tracer.identity import Identity, abroad, listed
from tracer.inference import inferences, mentions, over_time, requests
from tracer.letters import letters
from tracer.model import IDENTITY_KINDS, JUDGEMENTS, OF_INCIDENTS, Evidence, Kind
from tracer.registers import KINDS, Known
from tracer.store import Shown, Writable

RollUp = Callable[[Identity, Collection[str]], None]
INCIDENTS_AT_ONCE = 1000
HELD = 10_000  # claims that are held, to draw new incidents from without asking the store for them again


class Projection:
    """The drawing of a store that nobody else writes to meanwhile."""

    def __init__(self, store: Writable, own_judgements: Callable[[], Collection[str]], roll_up: RollUp | None = None) -> None:
        """`own_judgements`: ids of the judgements of this case; a store may hold those of others.

        `roll_up`: called with the keys of the providers that changed, where sums are kept by provider.
        """
        self._store = store
        self._own_judgements = own_judgements
        self._roll_up = roll_up
        self._changing = False
        self._touched: set[str] = set()  # keys of providers whose calls and counts changed
        self._incidents: set[str] = set()  # to be drawn, or drawn anew
        self._general: dict[str, Evidence] = {}  # claims to be tied to providers, by id
        self._new: list[Evidence] = []  # claims of this change on incidents that are not drawn yet
        self._held = True  # whether all of them are among these
        self._first: dict[str, str] = {}  # name -> when and where first printed
        self._identity_claims: dict[str, Evidence] = {}  # by id
        self._stale = False  # whether `identity` does not know all of these
        self._orphans: set[str] = set()  # keys of providers that nobody goes by any more
        self.identity = Identity.of({})
        self._drawn: dict[str, Shown] = {}  # by name, as it is drawn
        if store.cut_short() or store.drawn_otherwise():
            store.begin()
            self.draw_all()
            store.commit()
            return
        names = store.names()
        self._first = {name.text: name.first for name in names}
        self._identity_claims = {tie.id: tie for tie in store.claims(kinds=IDENTITY_KINDS)}
        self.identity = Identity.of(self._first, self._identity_claims.values())
        self._drawn = {n.text: Shown(n.provider_key, n.provider, abroad(self.identity[n.text]), n.first) for n in names}

    @property
    def identity_claims(self) -> list[Evidence]:
        """What ties names, or keeps them apart, as far as documents print them."""
        return [tie for tie in self._identity_claims.values() if self._prints(tie)]

    # --- a change: any of these, then `draw` -----------------------------------------------------------------------

    def add(self, sha256: str, says: Mapping[str, Any], batches_of_claims: Iterable[Sequence[Evidence]]) -> int:
        """Put a document in, incomplete until all is drawn. How many of its claims were new."""
        self._store.put_documents({sha256: {**says, "complete": False}})
        return sum(self._take(claims) for claims in batches_of_claims)

    def _take(self, claims: Sequence[Evidence]) -> int:
        new = self._store.add(claims)
        for claim in claims:
            self._see(claim)
            if claim.incident and claim.kind in OF_INCIDENTS:
                self._incidents.add(claim.incident)
                if self._held:
                    self._new.append(claim)
                continue
            self._general[claim.id] = claim
            if claim.kind == Kind.IDENTIFIED:
                self._identity_claims[claim.id] = claim
                self._stale = True
        if len(self._new) > HELD:
            self._draw_early()
        return len(new)

    @contextmanager
    def part(self) -> Iterator[None]:
        """Within a change: what is done whole or not at all, as a document is taken in."""
        first, identity_claims, general, incidents = (
            dict(self._first),
            dict(self._identity_claims),
            dict(self._general),
            set(self._incidents),
        )
        stale, touched, orphans, identity, drawn = self._stale, set(self._touched), set(self._orphans), self.identity, self._drawn
        new, how_many = self._new, len(self._new)
        try:
            with self._store.part():
                yield
        except BaseException:
            self._first, self._identity_claims, self._general, self._incidents = first, identity_claims, general, incidents
            self._stale, self._touched, self._orphans, self.identity, self._drawn = stale, touched, orphans, identity, drawn
            if self._new is new:
                del new[how_many:]
            else:  # what was held before it was drawn within it, and that is undone
                self._new, self._held = [], False
            raise

    def remove(self, sha256s: Sequence[str]) -> None:
        """Take documents out, with all that only they support."""
        self._begin()
        self._store.put_documents({sha256: {"complete": False} for sha256 in sha256s})
        claims = self._store.claims(documents=sha256s, ended=True)
        self._store.remove_claims([claim.id for claim in claims])
        actions = sorted({claim.action for claim in claims if claim.action})
        acted = self._store.claims(kinds=(Kind.ACTED,))
        copies = [claim for claim in acted if claim.action in actions and claim.document not in sha256s]
        self._store.detach([], actions)
        self._general |= {claim.id: claim for claim in copies}
        self._touched |= {self._drawn[n].key for n in names_in(claims) if n in self._drawn}
        self._incidents |= {claim.incident for claim in claims if claim.incident}
        self._store.remove_documents(list(sha256s))
        self._reread_names()

    def judge(self, new: Iterable[Evidence], gone: Sequence[str] = ()) -> None:
        """Take in people's judgements, and take back those, by id, that were undone."""
        new = list(new)
        self._begin()
        self._store.remove_claims(list(gone))
        self._store.add_judgements(new)
        # Tied to the providers as they are, so that they are found when names are judged anew.
        drawing = Drawing()
        self._touched |= drawing.add_general([claim for claim in new if claim.provider in self.identity], self.identity)
        self._store.draw(drawing, (), ())
        self._reread_names()

    def draw(self, whole: Iterable[str] = ()) -> None:
        """Draw what was changed; `whole`: the documents that are complete by that."""
        self._rename()
        self._draw_the_rest()
        self._draw_loose()
        general = self._store.of_providers(self._touched)
        self._infer(general)
        self._note_repeated_rows(general)
        if self._roll_up and self._touched:
            self._roll_up(self.identity, self._touched)
        self._touched = set()
        self._store.finish_change()
        self._store.put_documents({sha256: {"complete": True} for sha256 in whole})
        self._end()

    def draw_all(self, but: Sequence[str] = ()) -> None:
        """Draw all anew from the claims that are there, whoever put them there; without those of some documents, which go."""
        self._begin()
        self._store.remove_documents(list(but))
        self._store.remove_claims_without_ground()
        self._store.erase_drawing()
        self._drawn = {}
        self._reread_names()
        self._incidents |= set(self._store.incidents_with_claims())
        self._general |= {claim.id: claim for claim in self._store.general_claims() if claim.kind not in JUDGEMENTS}
        self._general |= {tie.id: tie for tie in self.identity_claims if tie.kind in JUDGEMENTS}
        self.draw()

    def hold(
        self, says: Mapping[str, Mapping[str, Any]], rows: Callable[[Known], Mapping[str, Sequence[Evidence]]], names: Collection[str] = ()
    ) -> dict[str, int]:
        """Have of registers just the rows of providers that are known here. By document, how many claims it has now, where that changed.

        `says`: of each register what is known of it; `rows`: its claims on those who are known, by document; `names`: known besides.
        """
        registers = {sha256 for sha256, kept in self._store.held().items() if kept.loader in KINDS}
        if not registers & says.keys():
            return {}
        wanted = rows(self._known(registers, names))
        changed: dict[str, int] = {}
        for sha256 in sorted(registers & says.keys()):
            claims = wanted.get(sha256, ())
            there, ids = {claim.id for claim in self._store.claims(documents=[sha256])}, {claim.id for claim in claims}
            if there == ids:
                continue
            self._store.begin()
            if there - ids:
                self.remove([sha256])
            self.add(sha256, {**says[sha256], "claims": len(ids)}, batches(claims))
            changed[sha256] = len(ids)
        if changed:
            self.draw(changed)
        return changed

    def _known(self, registers: Collection[str], names: Collection[str]) -> Known:
        """By what providers are known: by documents that are no registers, and by people's judgements."""
        printed = {text for name, first in self._store.printed(registers) for text, _ in listed(name, first)}
        identity_claims = [tie for tie in self._identity_claims.values() if tie.document not in registers]
        judged = {name for tie in identity_claims if tie.kind in JUDGEMENTS for name in (tie.provider, *tie.names) if name}
        frns, rmds = {tie.frn for tie in identity_claims if tie.frn}, {tie.rmd for tie in identity_claims if tie.rmd}
        return Known(printed | judged | {*names}, frns, rmds)

    def remove_case(self, documents: Collection[str] | None) -> None:
        """Take a case's documents out, whatever state they are in, to make them again; None: all that is there, of whatever case.

        What is another case's stays, and is drawn anew.
        """
        there, own_judgements = self._store.held().keys(), self._own_judgements()
        if documents is not None:
            others = any(claim.id not in own_judgements for claim in self._store.claims(kinds=JUDGEMENTS))
            if others or not there <= set(documents):
                self.draw_all(but=[sha256 for sha256 in documents if sha256 in there])
                return
        self._begin()
        self._store.remove_documents(sorted(there))  # first: what is not there is not taken for whole
        self._store.erase()
        self._first, self._identity_claims, self._drawn = {}, {}, {}
        self.identity = Identity.of({})
        self._end()

    def update_judgements(self, standing: Mapping[str, Evidence], undone: Collection[str] | None = None) -> None:
        """Take in the judgements that stand, by id, as far as their names are printed, and take back others.

        `undone`: of a case that is not alone, its judgements that were undone; of one that is alone, none stands but those given.
        """
        there = {tie.id: tie for tie in self.identity_claims if tie.kind in JUDGEMENTS}
        gone = [tie.id for tie in there.values() if tie.id not in standing and (undone is None or tie.note in undone)]
        # One on names that were forgotten waits for them to come back; so does, in the store, another case's.
        tied = self._store.attached_judgements()
        new = {tie.id: tie for tie in there.values() if tie.id not in tied and tie.note not in (undone or ())}
        new |= {tie.id: tie for tie in standing.values() if tie.id not in there and self._prints(tie)}
        if gone or new:
            self._store.begin()
            self.judge(new.values(), gone)
            self.draw()

    def _prints(self, claim: Evidence) -> bool:
        """Whether all names that a claim speaks of are printed by a document."""
        return all(name in self._first for name in (claim.provider, *claim.names) if name)

    def _begin(self) -> None:
        """From here on, what was drawn before is taken away and drawn anew: not to be left half done."""
        if not self._changing:
            self._store.changing(True)
            self._changing = True

    def _end(self) -> None:
        if self._changing:
            self._store.changing(False)
            self._changing = False

    # --- names -----------------------------------------------------------------------------------------------------

    def _see(self, claim: Evidence) -> None:
        """Take note of the names that a claim prints, and of when that was."""
        known = self._first
        for name in (claim.provider, claim.upstream, *claim.names) if claim.names else (claim.provider, claim.upstream):
            # A list is printed as such with its names: what is known of it since an earlier day is known of them.
            if name is not None and (name not in known or claim.known_at <= known[name][:20]):
                for text, first in listed(name, claim.seen):
                    if first < known.get(text, "~"):
                        known[text] = first
                        self._stale = True

    def _reread_names(self) -> None:
        """Which names are printed, and what ties them, from the claims that are left."""
        self._first = {}
        for name, where in self._store.printed():
            for text, first in listed(name, where):
                self._first[text] = min(first, self._first.get(text, first))
        self._identity_claims = {tie.id: tie for tie in self._store.claims(kinds=IDENTITY_KINDS)}
        # A judgement on a name that nothing prints any more stands in the journal, and waits there for the name to come back.
        # That of another case, whose journal is elsewhere, waits in the store, tied to nothing.
        waiting, own_judgements = [tie.id for tie in self._identity_claims.values() if not self._prints(tie)], self._own_judgements()
        self._store.remove_claims([claim for claim in waiting if claim in own_judgements])
        self._store.detach([claim for claim in waiting if claim not in own_judgements], [])
        self._identity_claims = {
            tie.id: tie for tie in self._identity_claims.values() if tie.id not in waiting or tie.id not in own_judgements
        }
        self._stale = True

    def _rename(self) -> None:
        """Bring names and providers up to date; what must be drawn anew because a provider goes by another name now is noted."""
        if not self._stale:
            return
        self._stale = False
        self.identity = Identity.of(self._first, self._identity_claims.values())
        is_now = {n: Shown(p.key, p.name, abroad(p), self._first[n]) for n in self.identity for p in [self.identity[n]]}
        changed = {name: shown for name, shown in is_now.items() if self._drawn.get(name) != shown}
        gone = [name for name in self._drawn if name not in is_now]
        moved = [name for name in changed if name in self._drawn and _whose(self._drawn[name]) != _whose(changed[name])]
        left = {self._drawn[name].key for name in (*moved, *gone)}
        if left:
            self._begin()
            self._incidents |= set(self._store.incidents(providers=left))
            general = self._store.of_providers(left)
            self._store.detach(
                [claim.id for claim in general], sorted({claim.action or "" for claim in general if claim.kind == Kind.ACTED})
            )
            self._general |= {claim.id: claim for claim in general}
        self._store.rename(dict(sorted(changed.items())), moved, gone)
        self._touched |= {shown.key for shown in changed.values()}
        self._drawn = is_now
        if left:
            self._orphans = (self._orphans | left) - {shown.key for shown in is_now.values()}
            self._touched |= left

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _draw_early(self) -> None:
        """Draw what was held, while a document is still read: its claims need not be asked for again. Not the last incident, which may go
        on; of one that does go on, all is drawn anew."""
        last = self._new[-1].incident
        given = [claim for claim in self._new if claim.incident != last]
        self._new, self._held = [claim for claim in self._new if claim.incident == last], self._held and bool(given)
        if not self._held:
            self._new = []
            return
        wanted = {claim.incident or "" for claim in given}
        try:
            with self.part():
                if any(name not in self.identity for name in self._first):  # what else is new of names is seen to once, when all is drawn
                    self._rename()
                self._draw_incidents(wanted, given)
                self._incidents -= wanted
        except TracerError:
            raise
        except Exception:  # noqa: BLE001  it happens again when all is drawn, where it is known whose fault it is
            self._new, self._held = [], False

    def _draw_the_rest(self) -> None:
        wanted, given = self._incidents, self._new if self._held else []
        self._incidents, self._new, self._held = set(), [], True
        self._draw_incidents(wanted, given)

    def _draw_incidents(self, wanted: Collection[str], given: Iterable[Evidence]) -> None:
        """`given`: all claims on those of these incidents that the store knows nothing of."""
        held: dict[str, dict[str, Evidence]] = defaultdict(dict)
        for claim in given:
            held[claim.incident or ""][claim.id] = claim
        for ids in batches(sorted(wanted), INCIDENTS_AT_ONCE):
            before = self._store.known_incidents(ids)
            claims: dict[str, dict[str, Evidence]] = {i: held.get(i, {}) for i in ids}
            unknown = [i for i in ids if i in before or i not in held]
            for claim in self._store.claims(incidents=unknown, ended=True):
                claims[claim.incident or ""][claim.id] = claim
            drawing, touched = Drawing(), set[str]()
            for incident, its in claims.items():
                if its:
                    who = self.identity.of_names(names_in(its.values()))
                    # Also of whom nothing is drawn any more: a word that named it was corrected.
                    touched.update(provider.key for provider in who.values())
                    drawing.add(incident, list(its.values()), who, with_links=self._store.shared)
            if before:
                self._begin()
            self._store.draw(drawing, sorted(before), [incident for incident in ids if not claims[incident]])
            self._touched |= touched

    def _draw_loose(self) -> None:
        """Claims that concern no single incident: actions, counts, identities, hand-offs known only in sum."""
        given = {id_: claim for id_, claim in self._general.items() if claim.provider in self.identity}
        self._general = {}
        acted = {claim.action for claim in given.values() if claim.kind == Kind.ACTED}
        if acted:
            given |= {claim.id: claim for claim in self._store.claims(kinds=(Kind.ACTED,)) if claim.action in acted}
        if given:
            drawing = Drawing()
            self._touched |= drawing.add_general(given.values(), self.identity)
            self._store.draw(drawing, (), ())
        if self._orphans:
            self._store.remove_providers(sorted(self._orphans))
            self._touched -= self._orphans
            self._orphans = set()

    # --- what follows from many incidents --------------------------------------------------------------------------

    def _infer(self, general: Iterable[Evidence]) -> None:
        """Claims that an aggregate leaves no choice about, for the providers touched; those that no longer follow go."""
        counts = self._counts_of_upstreams(general)
        held = self._store.inferred(self._touched)
        follows: dict[str, Evidence] = {}
        if counts:
            by_incident: dict[str, list[Evidence]] = defaultdict(list)
            for ids in batches(self._store.incidents(providers=counts), INCIDENTS_AT_ONCE):
                for claim in self._store.claims(incidents=ids, ended=True):
                    by_incident[claim.incident or ""].append(claim)
            borne = {i: list(bearings(i, claims, self.identity.of_names(names_in(claims)))) for i, claims in by_incident.items()}
            asked = [request for its in borne.values() for request in requests(its)]
            for key, its in counts.items():
                known = over_time([m for incident, b in borne.items() for m in mentions(incident, b, key)], asked)
                follows |= {claim.id: claim for claim in inferences(its, known)}
        gone = sorted(set(held) - set(follows))
        new = [claim for claim in follows.values() if claim.id not in held]
        if gone or new:
            self._store.remove_claims(gone)
            self._store.add(new)
            self._incidents |= {*(held[claim] for claim in gone), *(claim.incident or "" for claim in new)}
            self._draw_the_rest()

    def _counts_of_upstreams(self, general: Iterable[Evidence]) -> dict[str, list[Counted]]:
        """The monthly rows that count the providers touched as somebody's upstream, by key."""
        found: dict[str, list[Counted]] = defaultdict(list)
        for claim in general:
            if claim.kind == Kind.COUNTED and claim.upstream and claim.provider:
                upstream = self.identity[claim.upstream]
                if upstream.key in self._touched:
                    found[upstream.key].append(Counted(claim, upstream, self.identity[claim.provider], False))
        return dict(found)

    def _note_repeated_rows(self, general: Iterable[Evidence]) -> None:
        """Which rows of letters repeat an earlier letter's, so that they are not counted twice."""
        actions = [claim for claim in general if claim.kind == Kind.ACTED]
        if actions:
            rows = [c for c in self._store.claims(documents={c.document for c in actions}) if c.incident]
            found = letters(actions, rows, self.identity.of_names(names_in(actions)))
            self._store.note_repeated({incident: found.same_as.get(incident) for incident in sorted(found.action_of)})


def _whose(shown: Shown) -> tuple[str, str, bool]:
    return shown.key, shown.provider, shown.abroad


def apply(
    projection: Projection,
    add: Iterable[tuple[str, Mapping[str, Any], Iterable[Sequence[Evidence]]]] = (),
    remove: Sequence[str] = (),
) -> dict[str, int]:
    """Take documents out, put others in, and draw what that touches. How many claims of each were new."""
    if remove:
        projection.remove(remove)
    new = {sha256: projection.add(sha256, says, claims) for sha256, says, claims in add}
    projection.draw(new)
    return new
