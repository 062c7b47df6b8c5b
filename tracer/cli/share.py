"""What leaves the case: pages and bundles, after what a profile withholds has been taken out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Self

from tracer import bundle
from tracer.ask import paths as calls
from tracer.ask.flags import flags as all_flags
from tracer.ask.named import find
from tracer.ask.providers import persons
from tracer.case import generated
from tracer.cli import CaseLocation, tell
from tracer.cli.options import MOST_DRAWN, Wanted
from tracer.errors import BadInput, NotKnown
from tracer.flags import Flag
from tracer.flags import flags as flagged
from tracer.flags import parts as parts_in
from tracer.hops import bearings, names_in
from tracer.identity import conflicts, parts
from tracer.letters import Letters
from tracer.model import Bearing, Evidence, Kind, Moment, Provider, Remark, end_of, replace
from tracer.path import CallPath
from tracer.redact.dossiers import cleaned_flag
from tracer.redact.profiles import load_profiles, profiles
from tracer.redact.redaction import Redaction
from tracer.redact.restraint import restrained, restrained_flags, withheld_statuses
from tracer.store import Store

if TYPE_CHECKING:
    from tracer.view import Diagram, Facts, Known, NetworkSums
    from tracer.view.diagram import Table


MOST_DAYS = 24  # earlier days of which a page holds how things were known
MOST_REDRAWN = 6000  # calls that are drawn again for them, over all days of a network


class Share:
    """Draws and writes, by one profile."""

    def __init__(self, location: CaseLocation, store: Store, wanted: Wanted, as_of: Moment | None) -> None:
        for target in filter(None, (wanted.html, wanted.bundle)):
            bundle.check(target, force=wanted.force)
        self._location, self._store, self._wanted, self._as_of = location, store, wanted, as_of
        known = {**profiles(), **(load_profiles(wanted.profiles) if wanted.profiles else {})}
        if wanted.profile is not None and wanted.profile not in known:
            raise BadInput(f"--redact {wanted.profile!r} is no profile: choose one of {', '.join(known)}")
        # Without a profile nothing is masked, but no document leaves whose handling mark no profile names.
        self._profile = known[wanted.profile] if wanted.profile else replace(known["internal"], marks=())
        self._marks = {document.sha256: document.mark for document in store.documents()}
        key = None
        if self._profile.neighbours == "own" and wanted.provider is None:
            raise BadInput(f"--redact {wanted.profile} makes a provider's own copy: say whose, with --redact-for NAME")
        if wanted.provider is not None:
            found = find(store, wanted.provider)
            if found is None:
                raise NotKnown(f"no provider {wanted.provider!r} in the loaded documents: `tracer names list` lists them")
            key = found.key
        salt = b"" if self._profile.masks_nothing else _salt(location)
        self._whole: dict[str, CallPath] = {}  # of the incidents drawn so far
        self._call: tuple[CallPath, Sequence[Mapping[str, str]]] | None = None  # the one written of, with what is doubtful about it
        self._redaction = Redaction(self._profile, marks=self._marks, salt=salt, persons=persons(store), provider_key=key)

    def paths(self, incidents: Iterable[str]) -> list[CallPath]:
        """Drawn from what may leave alone, and saying no more of anybody than the whole case does."""
        return [copy for copy, _ in self._beside_whole(incidents)]

    def _beside_whole(self, incidents: Iterable[str], *, summed: bool = False) -> Iterable[tuple[CallPath, CallPath]]:
        """These paths, each with the whole one. `summed`: as in `call_path`, where nothing is withheld."""
        if self._redaction.withholds_nothing:
            return ((path, path) for path in calls.in_turn(self._store, incidents, self._as_of, summed=summed))
        said = calls.said_of(self._store, list(incidents), self._as_of)
        undrawn = {incident: claims for incident, claims in said.items() if incident not in self._whole}
        self._whole |= {path.incident: path for path in calls.of_claims(self._store, undrawn, self._as_of)}
        who = self._store.who({name for claims in said.values() for name in names_in(claims)}, end_of(self._as_of))
        borne = {incident: list(bearings(incident, claims, who)) for incident, claims in said.items()}
        kept = {incident: self._redaction.keep(its) for incident, its in borne.items()}
        complete = {incident for incident, its in kept.items() if len(its) == len(borne[incident])}
        if names := self._names_printed(b.evidence for its in kept.values() for b in its):
            kept = {i: [replace(b, provider=b.provider and _renamed(b.provider, names)) for b in its] for i, its in kept.items()}
        found = [
            (self._copy(its, self._whole[incident], complete=incident in complete and not names), self._whole[incident])
            for incident, its in kept.items()
        ]
        for path, _ in found:
            self._redaction.note_withheld("statuses", withheld_statuses(path))
        return found

    def _copy(self, kept: Sequence[Bearing], whole: CallPath, *, complete: bool) -> CallPath:
        """What may leave of a path. `complete`: all claims do, under the names that they go by in the case."""
        counts = self._redaction.counts(whole)
        if complete and all(hop.id in counts for hop in whole.hops if hop.by_count):
            return whole
        return restrained(kept, whole, counts)

    def _who(self, claims: Collection[Evidence]) -> dict[str, Provider]:
        """The providers whose names these claims print, which may leave."""
        names = self._names_printed(claims)
        return {text: _renamed(provider, names) for text, provider in self._store.who(names_in(claims)).items()}

    def _names_printed(self, kept: Iterable[Evidence]) -> dict[str, str]:
        """Where documents are withheld: by key, the first name by which each provider goes in what may leave."""
        if not self._redaction.withheld["documents"]:
            return {}
        printed = {text for name in names_in(kept) for text in (name, *parts(name))}
        found: dict[str, str] = {}
        for name in sorted(self._store.names(), key=lambda name: name.first):
            if name.text in printed:
                found.setdefault(name.provider_key, name.text)
        return found

    def incident(self, typed: str) -> None:
        """One path; for the id of a letter, its rows together as a network."""
        if letter := calls.letter(self._store, typed):
            at = letter.acted.at
            day = date.fromisoformat(at[:10]) if len(at) >= len("2024-05-02") else None
            of = f"{day.day} {day:%B} {day.year}" if day else at
            title = f"Letter to {letter.against.name} of {of}, by {letter.acted.issuer or letter.acted.said_by}"
            self.network(calls.rows_of_letter(self._store, typed), title, beyond_calls=False)
            return
        self._one(calls.trace(self._store, typed, self._as_of).incident)

    def _one(self, incident: str) -> None:
        from tracer.view import of_path

        path, told = self.told(incident)
        self._call = path, told

        def draw(facts: Facts) -> Diagram:
            drawing = of_path(path, told, facts)
            days = sorted({claim.known_at[:10] for claim in path.all_evidence if len(claim.known_at) >= 10})[:-1]
            drawing.earlier = [earlier for day in days[::-1][:MOST_DAYS] if (earlier := self._path_on(day, path.incident, incident, facts))]
            return drawing

        self._write(draw, {claim.document for claim in path.all_evidence})

    def told(self, incident: str) -> tuple[CallPath, list[dict[str, str]]]:
        """What may leave of a path, and what is doubtful about it. Raises BadInput where nothing may."""
        [path] = self.paths([incident])
        if not (path.hops or path.evidence):
            raise BadInput(f"nothing of {incident} may leave by this profile: nothing is written")
        doubts = calls.remarks_on(self._store, path)
        path = self._redaction.path(path)  # first: it learns whom the profile withholds
        return path, self._doubts(doubts)

    def _doubts(self, doubts: Iterable[Remark]) -> list[dict[str, str]]:
        """What is doubtful about a path, in words that may leave."""
        return [{"code": r.code, "text": self._redaction.text(r.text) or ""} for r in doubts]

    def _path_on(self, day: Moment, shown: str, incident: str, facts: Facts) -> Diagram | None:
        """The same as of an earlier day, under the id that this copy shows; None where nothing of it was known."""
        from tracer.view import of_path

        with self._as_known(day) as then:
            found = [path for path in then.paths([incident]) if path.hops]
            if not found:
                return None
            path = replace(self._redaction.path(found[0]), incident=shown)  # first: it learns whom the profile withholds
            return of_path(path, self._doubts(calls.remarks_on(self._store, found[0])), replace(facts, as_of=day))

    @contextmanager
    def _as_known(self, day: Moment) -> Iterator[Self]:
        """This, as of an earlier day, with all that was learned of what is to be masked; what is withheld then is not counted."""
        then = copy(self)
        then._as_of, then._whole = day, {}
        with self._redaction.aside():
            yield then

    def in_full(self, named: Collection[str]) -> None:
        """Raises BadInput, before any call is drawn, where that many providers stand in the calls and all of them would leave."""
        if self._redaction.withholds_nothing:
            _drawable(len(named))

    def network(
        self,
        incidents: Iterable[str],
        title: str,
        *,
        beyond_calls: bool,
        around: set[str] | None = None,
        hops: int | None = None,
        full: bool = False,
    ) -> None:
        """Many calls; `beyond_calls`: also what only letters and counts say. `around`: of these providers, within so many `hops`."""
        from tracer.view import of_network

        ids = list(incidents)
        sums, known, documents = self._sums(ids, beyond_calls, around, hops)
        there = {*sums.providers, *(p.key for _, *pair in known.handoffs for p in pair), *(p.key for _, p in known.named)}
        if not there:
            raise BadInput("no provider matches, or none may leave by this profile: nothing is written")
        if full:
            _drawable(len(there))
        documents |= {claim.document for claim in known.evidence}

        def draw(facts: Facts) -> Diagram:
            heading = self._redaction.text(title) or ""
            drawing = of_network(sums, heading, facts, known, full=full)
            for day in _days_of(drawing, sums, len(ids)):
                with self._as_known(day) as then:
                    sums_then, known_then, _ = then._sums(ids, beyond_calls, around, hops)
                    earlier = of_network(sums_then, heading, replace(facts, as_of=day), known_then, full=True)
                    drawing.earlier += [earlier] if earlier.nodes else []
            return drawing

        self._write(draw, documents)

    def _sums(
        self, incidents: Iterable[str], beyond_calls: bool, around: set[str] | None, hops: int | None
    ) -> tuple[NetworkSums, Known, set[str]]:
        """What is drawn of many calls and beyond them, and the documents behind the calls."""
        from tracer.view import NetworkSums

        letters = calls.all_letters(self._store, self._as_of)
        sums, whole_sums = NetworkSums(brief=self._wanted.bundle is None), NetworkSums(brief=True)
        drawn: set[str] = set()
        documents: set[str] = set()
        whole_case = self._redaction.withholds_nothing
        both = self._beside_whole(incidents, summed=True)
        if hops is not None and around is not None:
            both = ((calls.near(path, around, hops), calls.near(whole, around, hops)) for path, whole in both)
        for path, whole in both:
            call = letters.same_as.get(path.incident, path.incident)
            if not whole_case:
                whole_sums.add(whole, call)
            if path.hops:
                drawn |= {hop.provider_key for hop in path.hops}
                shown = path if whole_case else self._redaction.path(path)  # it learns whom the profile withholds
                sums.add(shown, call)
                documents.update([claim.document for claim in shown.evidence])
        if whole_case and not self._redaction.documents_may_leave(documents | sums.documents):
            raise BadInput("a document was loaded while this was drawn: run the command again")
        general = self._general(around) if beyond_calls else []
        who = self._who(general)
        flags = self._flags(drawn | {who[name].key for name in names_in(general)}, letters)
        known = self._known(general, who, flags)
        if not whole_case:
            known = replace(known, looks={self._redaction.ident(key): look for key, look in whole_sums.looks().items()})
        return sums, known, documents | sums.documents

    def _general(self, around: set[str] | None) -> list[Evidence]:
        """What may leave of that which letters and counts say of no single call: hand-offs, counts, actions."""
        kinds = (Kind.HANDED_OFF, Kind.COUNTED, Kind.ACTED)
        keys = {name.provider_key for name in self._store.names()}
        claims = [claim for claim in self._store.of_providers(keys, end_of(self._as_of)) if claim.kind in kinds]
        kept = self._redaction.keep_general(claim for claim in claims if claim.incident is None and claim.provider)
        if around is None:
            return kept
        who = self._store.who(names_in(kept))
        return [claim for claim in kept if {who[name].key for name in names_in([claim])} & around]

    def _known(self, general: Sequence[Evidence], who: Mapping[str, Provider], flags: Iterable[Flag]) -> Known:
        """What is known of these providers beyond the calls drawn, without what is withheld."""
        from tracer.view import Known

        own, clean = self._redaction.own, self._redaction.claim
        handoffs: list[tuple[Evidence, Provider, Provider]] = []
        named: list[tuple[Evidence, Provider]] = []
        for claim in general:
            provider, upstream = who[claim.provider or ""], who[claim.upstream] if claim.upstream else None
            if claim.kind != Kind.HANDED_OFF:
                counted = upstream or provider
                # What is known of others beyond its own calls is not for a provider.
                if own in (None, counted.key):
                    named.append((clean(claim, None), self._cleaned(counted)))
            elif upstream and (shown := self._redaction.hand_off(claim, provider, upstream)) is not None:
                handoffs.append((shown, self._cleaned(provider), self._cleaned(upstream)))
        cleaned = [cleaned_flag(self._redaction, flag) for flag in flags if own in (None, flag.provider_key)]
        return Known(handoffs, named, {flag.provider_key: flag for flag in cleaned})

    def _cleaned(self, provider: Provider) -> Provider:
        return replace(provider, key=self._redaction.ident(provider.key), name=self._redaction.text(provider.name) or "")

    def _flags(self, keys: set[str], letters: Letters) -> list[Flag]:
        """Which of these providers are flagged by what may leave, and no more than in the whole case."""
        whole = {flag.provider_key: flag for flag in all_flags(self._store, self._as_of) if flag.provider_key in keys}
        if not whole or self._redaction.withholds_nothing:
            return list(whole.values())
        about = [c for c in self._store.of_providers(whole.keys(), end_of(self._as_of)) if c.kind == Kind.IDENTIFIED and c.provider]
        counted = [c for c in calls.counts(self._store, letters, self._as_of, whole.keys()) if c.unanswered and c.provider.key in whole]
        may = self._redaction.keep_general([*about, *(count.claim for count in counted)])
        who = self._store.who(names_in(may))
        told: dict[str, list[Evidence]] = {}
        for claim in may:
            if claim.kind == Kind.IDENTIFIED:
                told.setdefault(who[claim.provider or ""].key, []).append(claim)
        ids = {claim.id for claim in may}
        counted = [count for count in counted if count.claim.id in ids]
        words = {key: [str(conflict) for conflict in conflicts(its)] for key, its in told.items()}
        found = flagged(parts_in(self.paths(self._store.incidents(providers=whole.keys()))), counted, letters, words)
        return restrained_flags(found, whole)

    def _facts(self, documents: Iterable[str]) -> Facts:
        """What holds for the copy. `documents`: those behind it, as the copy calls them."""
        from tracer.view import Facts

        numbered = self._redaction.numbered
        used = {numbered.get(document, document) for document in documents}
        marks = {mark for document, mark in self._marks.items() if mark and mark != "public" and document in used}
        withheld = tuple(sorted(self._redaction.withheld.items()))
        return Facts(
            generated=generated(),
            version=version("calltracer"),
            as_of=self._as_of,
            copy=self._profile.title if self._wanted.profile else ("Not redacted" if withheld else None),
            withheld=withheld,
            marks=tuple(sorted(marks)),
        )

    def _write(self, draw: Callable[[Facts], Any], documents: Iterable[str]) -> None:
        """`documents`: those behind it, as the copy calls them."""
        from tracer.view import page

        drawing = self._drawn(draw(self._facts(documents)))
        text = page(drawing)
        if self._wanted.html:
            bundle.put(self._wanted.html, text.encode("utf-8"))
            tell(f"{self._wanted.html}: {len(text) / 1e6:.1f} MB")
        if self._wanted.bundle:
            self._bundle(drawing, text)
            tell(f"{self._wanted.bundle}: {self._wanted.bundle.stat().st_size / 1e6:.1f} MB")
        self.tell_withheld()

    def tell_withheld(self) -> None:
        """What did not leave, on stderr."""
        from tracer.view import held_back

        if self._redaction.withheld:
            tell(f"note: withheld: {held_back(sorted(self._redaction.withheld.items()))}")
            if not self._wanted.profile:
                tell("note: documents with a handling mark leave only by a profile that names it, e.g. --redact internal")

    def _bundle(self, drawing: Any, text: str) -> None:
        from tracer.view import alone

        picture = alone(drawing)
        entries = self._location.case.entries() if self._location.case.exists() else []
        exhibits = bundle.exhibits(drawing.claims, entries, self._redaction.numbered)
        files, tables = self._for_court(drawing, exhibits, entries)
        assert self._wanted.bundle is not None
        bundle.write(
            self._wanted.bundle,
            files={"page.html": text, "figure.svg": picture, **bundle.picture(picture), **files},
            tables={
                **drawing.tables,
                **tables,
                "exhibits": (tuple(exhibits[0]) if exhibits else ("document",), exhibits),
                "withheld": (("kind", "count", "how"), self._redaction.manifest()),
            },
            force=self._wanted.force,
        )

    def _drawn(self, drawing: Diagram) -> Diagram:
        """With what a bundle cites beside what is drawn."""
        return drawing

    def _for_court(
        self, _drawing: Diagram, _exhibits: Sequence[Mapping[str, object]], _entries: Sequence[Mapping[str, object]]
    ) -> tuple[dict[str, bytes | str], dict[str, Table]]:
        """What a bundle holds beside page and tables, as files and as tables: of many calls, nothing."""
        return {}, {}


def _days_of(drawing: Diagram, sums: NetworkSums, calls: int) -> list[Moment]:
    """The earlier days of which a network shows how it was known, the newest first: of many, so many as can be drawn in some seconds."""
    if any(node.is_group for node in drawing.nodes):
        return []
    days = sorted({said.known_at[:10] for said in sums.evidence if len(said.known_at) >= 10})[:-1]
    most = min(MOST_DAYS, MOST_REDRAWN // max(calls, 1))
    return sorted({days[k * len(days) // most] for k in range(most)} if len(days) > most else days, reverse=True)


def _renamed(provider: Provider, names: Mapping[str, str]) -> Provider:
    """By a name that what may leave prints."""
    return replace(provider, name=names.get(provider.key, provider.name))


def _salt(location: CaseLocation) -> bytes:
    """The case's own, made when first needed; without a case folder, one for this time only."""
    path = location.case.folder / "salt"
    if not location.case.exists():
        return secrets.token_bytes(32)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error.strerror}): numbers are masked with it") from None
    try:
        salt = bytes.fromhex(path.read_text("ascii"))
    except (OSError, ValueError):
        salt = b""
    if len(salt) != 32:
        raise BadInput(f"{path} is not readable or damaged: put it back, or remove it (hashes will then differ from those shared before)")
    return salt


def _drawable(providers: int) -> None:
    if providers > MOST_DRAWN:
        way_out = "leave --full out for the grouped page, or narrow it with --provider"
        raise BadInput(f"{providers:,} providers are too many to draw in full: {way_out}")
