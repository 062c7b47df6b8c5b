"""Keeps what is drawn in a store a function of its claims: who is who, which way each call took, what follows from counts.

`apply` is the only entry: it adds and removes documents, and redraws whatever that touches (the incidents that they speak of, and
those of every provider whose name has changed) from all its claims, so that any order gives the same result.
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
from tracer.store import DrawnName, Writable

RollUp = Callable[[Identity, Collection[str]], None]
INCIDENTS_AT_ONCE = 1000
HELD = 10_000  # claims held in memory, to draw new incidents from without asking the store for them again


class Projection:
    """Draws a store that nobody else writes to at the same time."""

    def __init__(self, store: Writable, own_judgements: Callable[[], Collection[str]], roll_up: RollUp | None = None) -> None:
        """`own_judgements`: ids of the judgements of this case; a store may hold those of others.

        `roll_up`: called with the keys of the providers that changed, where sums are kept by provider.
        """
        self._store = store
        self._own_judgements = own_judgements
        self._roll_up = roll_up
        self._changing = False
        self._touched: set[str] = set()  # keys of providers whose calls and counts changed
        self._incidents: set[str] = set()  # to be drawn or redrawn
        self._general: dict[str, Evidence] = {}  # claims to be attached to providers, by id
        self._new: list[Evidence] = []  # claims of this change about incidents that are not drawn yet
        self._holds_all_new = True  # whether `_new` holds all claims of this change about these incidents
        self._first: dict[str, str] = {}  # name -> when and where first printed
        self._identity_claims: dict[str, Evidence] = {}  # by id
        self._stale = False  # whether `identity` lacks some of the names or identity claims
        self._orphans: set[str] = set()  # keys of providers that no name belongs to any more
        self.identity = Identity.of({})
        self._drawn: dict[str, DrawnName] = {}  # by name, as last drawn
        if store.interrupted() or store.drawn_by_other_version():
            store.begin()
            self.draw_all()
            store.commit()
            return
        names = store.names()
        self._first = {name.text: name.first for name in names}
        self._identity_claims = {claim.id: claim for claim in store.claims(kinds=IDENTITY_KINDS)}
        self.identity = Identity.of(self._first, self._identity_claims.values())
        self._drawn = {n.text: DrawnName(n.provider_key, n.provider, abroad(self.identity[n.text]), n.first) for n in names}

    @property
    def identity_claims(self) -> list[Evidence]:
        """The claims that join names or keep them apart, as far as documents print these names."""
        return [claim for claim in self._identity_claims.values() if self._is_printed(claim)]

    # --- a change: any of these, then `draw` -----------------------------------------------------------------------

    def add(self, sha256: str, says: Mapping[str, Any], batches_of_claims: Iterable[Sequence[Evidence]]) -> int:
        """Add a document, incomplete until all is drawn. Returns how many of its claims were new."""
        self._store.put_documents({sha256: {**says, "complete": False}})
        return sum(self._add_claims(claims) for claims in batches_of_claims)

    def _add_claims(self, claims: Sequence[Evidence]) -> int:
        new = self._store.add(claims)
        for claim in claims:
            self._note_names(claim)
            if claim.incident and claim.kind in OF_INCIDENTS:
                self._incidents.add(claim.incident)
                if self._holds_all_new:
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
        """A part of a change that is made whole or not at all, e.g. the reading of one document."""
        first, identity_claims, general, incidents = (
            dict(self._first),
            dict(self._identity_claims),
            dict(self._general),
            set(self._incidents),
        )
        stale, touched, orphans, identity, drawn = self._stale, set(self._touched), set(self._orphans), self.identity, self._drawn
        new, count_before = self._new, len(self._new)
        try:
            with self._store.part():
                yield
        except BaseException:
            self._first, self._identity_claims, self._general, self._incidents = first, identity_claims, general, incidents
            self._stale, self._touched, self._orphans, self.identity, self._drawn = stale, touched, orphans, identity, drawn
            if self._new is new:
                del new[count_before:]
            else:  # claims held before were drawn within this part, and that drawing is undone
                self._new, self._holds_all_new = [], False
            raise

    def remove(self, sha256s: Sequence[str]) -> None:
        """Remove documents, with all that only they support."""
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
        """Add people's judgements, and remove those, by id, that were undone."""
        new = list(new)
        self._begin()
        self._store.remove_claims(list(gone))
        self._store.add_judgements(new)
        # Attached to the providers as they are now, so that the judgements are found when identities change.
        drawing = Drawing()
        self._touched |= drawing.add_general([claim for claim in new if claim.provider in self.identity], self.identity)
        self._store.draw(drawing, (), ())
        self._reread_names()

    def draw(self, whole: Iterable[str] = ()) -> None:
        """Draw what was changed; `whole`: the documents that are then complete."""
        self._rename()
        self._draw_pending_incidents()
        self._draw_general()
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
        """Redraw everything from the claims in the store, whoever added them; `but`: documents to remove first."""
        self._begin()
        self._store.remove_documents(list(but))
        self._store.remove_claims_without_ground()
        self._store.erase_drawing()
        self._drawn = {}
        self._reread_names()
        self._incidents |= set(self._store.incidents_with_claims())
        self._general |= {claim.id: claim for claim in self._store.general_claims() if claim.kind not in JUDGEMENTS}
        self._general |= {claim.id: claim for claim in self.identity_claims if claim.kind in JUDGEMENTS}
        self.draw()

    def hold(
        self, says: Mapping[str, Mapping[str, Any]], rows: Callable[[Known], Mapping[str, Sequence[Evidence]]], names: Collection[str] = ()
    ) -> dict[str, int]:
        """Keep just the rows of registers that are about known providers. Returns, by document, its number of claims where that changed.

        `says`: what is known of each register; `rows`: its claims about known providers, by document; `names`: further known names.
        """
        registers = {sha256 for sha256, held in self._store.held().items() if held.loader in KINDS}
        if not registers & says.keys():
            return {}
        claims_by_document = rows(self._known(registers, names))
        changed: dict[str, int] = {}
        for sha256 in sorted(registers & says.keys()):
            claims = claims_by_document.get(sha256, ())
            held_ids, new_ids = {claim.id for claim in self._store.claims(documents=[sha256])}, {claim.id for claim in claims}
            if held_ids == new_ids:
                continue
            self._store.begin()
            if held_ids - new_ids:
                self.remove([sha256])
            self.add(sha256, {**says[sha256], "claims": len(new_ids)}, batches(claims))
            changed[sha256] = len(new_ids)
        if changed:
            self.draw(changed)
        return changed

    def _known(self, registers: Collection[str], names: Collection[str]) -> Known:
        """What providers are known by: documents other than registers, and people's judgements."""
        printed = {text for name, first in self._store.printed(registers) for text, _ in listed(name, first)}
        identity_claims = [claim for claim in self._identity_claims.values() if claim.document not in registers]
        judged = {name for claim in identity_claims if claim.kind in JUDGEMENTS for name in (claim.provider, *claim.names) if name}
        frns, rmds = {claim.frn for claim in identity_claims if claim.frn}, {claim.rmd for claim in identity_claims if claim.rmd}
        return Known(printed | judged | {*names}, frns, rmds)

    def remove_case(self, documents: Collection[str] | None) -> None:
        """Remove a case's documents, whatever their state, so that they can be added again; None: those of every case.

        Documents of other cases stay, and are redrawn.
        """
        held_documents, own_judgements = self._store.held().keys(), self._own_judgements()
        if documents is not None:
            others = any(claim.id not in own_judgements for claim in self._store.claims(kinds=JUDGEMENTS))
            if others or not held_documents <= set(documents):
                self.draw_all(but=[sha256 for sha256 in documents if sha256 in held_documents])
                return
        self._begin()
        self._store.remove_documents(sorted(held_documents))  # first: a document that is not there cannot be taken for complete
        self._store.erase()
        self._first, self._identity_claims, self._drawn = {}, {}, {}
        self.identity = Identity.of({})
        self._end()

    def update_judgements(self, standing: Mapping[str, Evidence], undone: Collection[str] | None = None) -> None:
        """Add the judgements that stand, by id, as far as their names are printed, and remove others.

        `undone`: where other cases share the store, the judgements of this case that were undone; None: only those given stand.
        """
        present = {claim.id: claim for claim in self.identity_claims if claim.kind in JUDGEMENTS}
        gone = [claim.id for claim in present.values() if claim.id not in standing and (undone is None or claim.note in undone)]
        # A judgement on names that were forgotten waits until they come back; so does, in the store, that of another case.
        attached = self._store.attached_judgements()
        new = {claim.id: claim for claim in present.values() if claim.id not in attached and claim.note not in (undone or ())}
        new |= {claim.id: claim for claim in standing.values() if claim.id not in present and self._is_printed(claim)}
        if gone or new:
            self._store.begin()
            self.judge(new.values(), gone)
            self.draw()

    def _is_printed(self, claim: Evidence) -> bool:
        """Whether documents print all names that a claim speaks of."""
        return all(name in self._first for name in (claim.provider, *claim.names) if name)

    def _begin(self) -> None:
        """From here on, what was drawn before is removed and redrawn: it must not be left half done."""
        if not self._changing:
            self._store.changing(True)
            self._changing = True

    def _end(self) -> None:
        if self._changing:
            self._store.changing(False)
            self._changing = False

    # --- names -----------------------------------------------------------------------------------------------------

    def _note_names(self, claim: Evidence) -> None:
        """Note the names that a claim prints, and when it printed them."""
        known = self._first
        for name in (claim.provider, claim.upstream, *claim.names) if claim.names else (claim.provider, claim.upstream):
            # A list of names is printed as one name: if the list was known on an earlier day, so were its names.
            if name is not None and (name not in known or claim.known_at <= known[name][:20]):
                for text, first in listed(name, claim.seen):
                    if first < known.get(text, "~"):
                        known[text] = first
                        self._stale = True

    def _reread_names(self) -> None:
        """Read from the remaining claims which names are printed, and which claims join them."""
        self._first = {}
        for name, where in self._store.printed():
            for text, first in listed(name, where):
                self._first[text] = min(first, self._first.get(text, first))
        self._identity_claims = {claim.id: claim for claim in self._store.claims(kinds=IDENTITY_KINDS)}
        # A judgement on a name that nothing prints any more stands in the journal, and waits there until the name comes back.
        # That of another case, whose journal is elsewhere, waits in the store, attached to nothing.
        waiting = [claim.id for claim in self._identity_claims.values() if not self._is_printed(claim)]
        own_judgements = self._own_judgements()
        self._store.remove_claims([id_ for id_ in waiting if id_ in own_judgements])
        self._store.detach([id_ for id_ in waiting if id_ not in own_judgements], [])
        self._identity_claims = {
            claim.id: claim for claim in self._identity_claims.values() if claim.id not in waiting or claim.id not in own_judgements
        }
        self._stale = True

    def _rename(self) -> None:
        """Bring names and providers up to date; note what must be redrawn because a provider has another name now."""
        if not self._stale:
            return
        self._stale = False
        self.identity = Identity.of(self._first, self._identity_claims.values())
        current = {n: DrawnName(p.key, p.name, abroad(p), self._first[n]) for n in self.identity for p in [self.identity[n]]}
        changed = {name: drawn for name, drawn in current.items() if self._drawn.get(name) != drawn}
        gone = [name for name in self._drawn if name not in current]
        moved = [name for name in changed if name in self._drawn and _provider_of(self._drawn[name]) != _provider_of(changed[name])]
        left_keys = {self._drawn[name].key for name in (*moved, *gone)}
        if left_keys:
            self._begin()
            self._incidents |= set(self._store.incidents(providers=left_keys))
            general = self._store.of_providers(left_keys)
            self._store.detach(
                [claim.id for claim in general], sorted({claim.action or "" for claim in general if claim.kind == Kind.ACTED})
            )
            self._general |= {claim.id: claim for claim in general}
        self._store.rename(dict(sorted(changed.items())), moved, gone)
        self._touched |= {drawn.key for drawn in changed.values()}
        self._drawn = current
        if left_keys:
            self._orphans = (self._orphans | left_keys) - {drawn.key for drawn in current.values()}
            self._touched |= left_keys

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _draw_early(self) -> None:
        """Draw what is held, while a document is still read: its claims need not be asked for again. Not the last incident, which may go
        on; one that does go on is redrawn from all its claims."""
        last = self._new[-1].incident
        claims = [claim for claim in self._new if claim.incident != last]
        self._new, self._holds_all_new = [claim for claim in self._new if claim.incident == last], self._holds_all_new and bool(claims)
        if not self._holds_all_new:
            self._new = []
            return
        incidents = {claim.incident or "" for claim in claims}
        try:
            with self.part():
                if any(name not in self.identity for name in self._first):  # other changes of names wait until all is drawn
                    self._rename()
                self._draw_incidents(incidents, claims)
                self._incidents -= incidents
        except TracerError:
            raise
        except Exception:  # noqa: BLE001  it happens again when all is drawn, where the document at fault is known
            self._new, self._holds_all_new = [], False

    def _draw_pending_incidents(self) -> None:
        incidents, claims = self._incidents, self._new if self._holds_all_new else []
        self._incidents, self._new, self._holds_all_new = set(), [], True
        self._draw_incidents(incidents, claims)

    def _draw_incidents(self, incidents: Collection[str], known_claims: Iterable[Evidence]) -> None:
        """`known_claims`: all claims about those of these incidents that the store does not hold yet."""
        known_by_incident: dict[str, dict[str, Evidence]] = defaultdict(dict)
        for claim in known_claims:
            known_by_incident[claim.incident or ""][claim.id] = claim
        for ids in batches(sorted(incidents), INCIDENTS_AT_ONCE):
            drawn_before = self._store.known_incidents(ids)
            claims_of: dict[str, dict[str, Evidence]] = {i: known_by_incident.get(i, {}) for i in ids}
            incidents_to_read = [i for i in ids if i in drawn_before or i not in known_by_incident]
            for claim in self._store.claims(incidents=incidents_to_read, ended=True):
                claims_of[claim.incident or ""][claim.id] = claim
            drawing, touched = Drawing(), set[str]()
            for incident, claims in claims_of.items():
                if claims:
                    who = self.identity.of_names(names_in(claims.values()))
                    # Also providers for which nothing is drawn any more, because the words that named them were corrected.
                    touched.update(provider.key for provider in who.values())
                    drawing.add(incident, list(claims.values()), who, with_links=self._store.shared)
            if drawn_before:
                self._begin()
            self._store.draw(drawing, sorted(drawn_before), [incident for incident in ids if not claims_of[incident]])
            self._touched |= touched

    def _draw_general(self) -> None:
        """Draw claims that concern no single incident: actions, counts, identities, hand-offs known only as sums."""
        general = {id_: claim for id_, claim in self._general.items() if claim.provider in self.identity}
        self._general = {}
        acted = {claim.action for claim in general.values() if claim.kind == Kind.ACTED}
        if acted:
            general |= {claim.id: claim for claim in self._store.claims(kinds=(Kind.ACTED,)) if claim.action in acted}
        if general:
            drawing = Drawing()
            self._touched |= drawing.add_general(general.values(), self.identity)
            self._store.draw(drawing, (), ())
        if self._orphans:
            self._store.remove_providers(sorted(self._orphans))
            self._touched -= self._orphans
            self._orphans = set()

    # --- what follows from many incidents --------------------------------------------------------------------------

    def _infer(self, general: Iterable[Evidence]) -> None:
        """Add the claims that follow from counts, for the providers touched; remove those that no longer follow."""
        counts = self._counts_of_upstreams(general)
        held = self._store.inferred(self._touched)
        follows: dict[str, Evidence] = {}
        if counts:
            by_incident: dict[str, list[Evidence]] = defaultdict(list)
            for ids in batches(self._store.incidents(providers=counts), INCIDENTS_AT_ONCE):
                for claim in self._store.claims(incidents=ids, ended=True):
                    by_incident[claim.incident or ""].append(claim)
            bearings_of = {i: list(bearings(i, claims, self.identity.of_names(names_in(claims)))) for i, claims in by_incident.items()}
            asked = [request for b in bearings_of.values() for request in requests(b)]
            for key, counts_of_key in counts.items():
                known = over_time([m for incident, b in bearings_of.items() for m in mentions(incident, b, key)], asked)
                follows |= {claim.id: claim for claim in inferences(counts_of_key, known)}
        gone = sorted(set(held) - set(follows))
        new = [claim for claim in follows.values() if claim.id not in held]
        if gone or new:
            self._store.remove_claims(gone)
            self._store.add(new)
            self._incidents |= {*(held[claim] for claim in gone), *(claim.incident or "" for claim in new)}
            self._draw_pending_incidents()

    def _counts_of_upstreams(self, general: Iterable[Evidence]) -> dict[str, list[Counted]]:
        """The monthly counts in which touched providers are somebody's upstream, by key."""
        counts: dict[str, list[Counted]] = defaultdict(list)
        for claim in general:
            if claim.kind == Kind.COUNTED and claim.upstream and claim.provider:
                upstream = self.identity[claim.upstream]
                if upstream.key in self._touched:
                    counts[upstream.key].append(Counted(claim, upstream, self.identity[claim.provider], False))
        return dict(counts)

    def _note_repeated_rows(self, general: Iterable[Evidence]) -> None:
        """Note which rows of letters repeat an earlier letter's, so that they are not counted twice."""
        actions = [claim for claim in general if claim.kind == Kind.ACTED]
        if actions:
            rows = [c for c in self._store.claims(documents={c.document for c in actions}) if c.incident]
            grouped = letters(actions, rows, self.identity.of_names(names_in(actions)))
            self._store.note_repeated({incident: grouped.same_as.get(incident) for incident in sorted(grouped.action_of)})


def _provider_of(drawn: DrawnName) -> tuple[str, str, bool]:
    return drawn.key, drawn.provider, drawn.abroad


def apply(
    projection: Projection,
    add: Iterable[tuple[str, Mapping[str, Any], Iterable[Sequence[Evidence]]]] = (),
    remove: Sequence[str] = (),
) -> dict[str, int]:
    """Remove documents, add others, and draw what that touches. Returns how many claims of each were new."""
    if remove:
        projection.remove(remove)
    new = {sha256: projection.add(sha256, says, claims) for sha256, says, claims in add}
    projection.draw(new)
    return new
