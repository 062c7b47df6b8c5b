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
from tracer.ask.named import provider_named
from tracer.ask.providers import persons
from tracer.case import generated
from tracer.cli import CaseLocation, tell
from tracer.cli.options import MOST_DRAWN, ExportOptions
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
    from tracer.view import BeyondCalls, Diagram, Facts, NetworkSums
    from tracer.view.diagram import Table


MOST_DAYS = 24  # most earlier days whose state of knowledge a page holds
MOST_REDRAWN = 6000  # most calls that are drawn again for these, over all days of a network


class Share:
    """Draws and writes pages and bundles, by one redaction profile."""

    def __init__(self, location: CaseLocation, store: Store, export_options: ExportOptions, as_of: Moment | None) -> None:
        for target in filter(None, (export_options.html, export_options.bundle)):
            bundle.check(target, force=export_options.force)
        self._location, self._store, self._options, self._as_of = location, store, export_options, as_of
        known = {**profiles(), **(load_profiles(export_options.profiles) if export_options.profiles else {})}
        if export_options.profile is not None and export_options.profile not in known:
            raise BadInput(f"--redact {export_options.profile!r} is no profile: choose one of {', '.join(known)}")
        # Without a profile nothing is masked, but no document leaves whose handling mark no profile names.
        self._profile = known[export_options.profile] if export_options.profile else replace(known["internal"], marks=())
        self._marks = {document.sha256: document.mark for document in store.documents()}
        key = None
        if self._profile.neighbours == "own" and export_options.provider is None:
            raise BadInput(f"--redact {export_options.profile} makes a provider's own copy: say whose, with --redact-for NAME")
        if export_options.provider is not None:
            provider = provider_named(store, export_options.provider)
            if provider is None:
                raise NotKnown(f"no provider {export_options.provider!r} in the loaded documents: `tracer names list` lists them")
            key = provider.key
        salt = b"" if self._profile.masks_nothing else _salt(location)
        self._whole_paths: dict[str, CallPath] = {}  # with nothing withheld, of the incidents drawn so far
        self._call: tuple[CallPath, Sequence[Mapping[str, str]]] | None = None  # the call that the page or bundle is about, with its doubts
        hides_persons = self._profile.persons == "withhold"
        self._redaction = Redaction(
            self._profile,
            marks=self._marks,
            salt=salt,
            persons=persons(store) if hides_persons else (),
            companies=[name.text for name in store.names()] if hides_persons else (),
            provider_key=key,
        )

    def paths(self, incidents: Iterable[str]) -> list[CallPath]:
        """The paths drawn only from what may leave, saying no more of anybody than the whole case does."""
        return [copy for copy, _ in self._beside_whole(incidents)]

    def _beside_whole(self, incidents: Iterable[str], *, summed: bool = False) -> Iterable[tuple[CallPath, CallPath]]:
        """These paths, each with the whole one. `summed`: as in `call_path`, where nothing is withheld."""
        if self._redaction.withholds_nothing:
            return ((path, path) for path in calls.paths_in_batches(self._store, incidents, self._as_of, summed=summed))
        claims_by_incident = calls.claims_of_incidents(self._store, list(incidents), self._as_of)
        undrawn = {incident: claims for incident, claims in claims_by_incident.items() if incident not in self._whole_paths}
        self._whole_paths |= {path.incident: path for path in calls.paths_from_claims(self._store, undrawn, self._as_of)}
        providers = self._store.who({name for claims in claims_by_incident.values() for name in names_in(claims)}, end_of(self._as_of))
        bearings_by_incident = {incident: list(bearings(incident, claims, providers)) for incident, claims in claims_by_incident.items()}
        kept = {incident: self._redaction.keep(incident_bearings) for incident, incident_bearings in bearings_by_incident.items()}
        complete = {incident for incident in kept if len(kept[incident]) == len(bearings_by_incident[incident])}
        if names := self._names_printed(bearing.evidence for incident_bearings in kept.values() for bearing in incident_bearings):
            kept = {
                incident: [replace(b, provider=b.provider and _renamed(b.provider, names)) for b in incident_bearings]
                for incident, incident_bearings in kept.items()
            }
        pairs = [
            (
                self._copy(incident_bearings, self._whole_paths[incident], complete=incident in complete and not names),
                self._whole_paths[incident],
            )
            for incident, incident_bearings in kept.items()
        ]
        for path, _ in pairs:
            self._redaction.note_withheld("statuses", withheld_statuses(path))
        return pairs

    def _copy(self, kept: Sequence[Bearing], whole: CallPath, *, complete: bool) -> CallPath:
        """What may leave of a path. `complete`: all its claims may, and its providers have the same names as in the case."""
        counts = self._redaction.counts(whole)
        if complete and all(hop.id in counts for hop in whole.hops if hop.by_count):
            return whole
        return restrained(kept, whole, counts)

    def _providers_in(self, claims: Collection[Evidence]) -> dict[str, Provider]:
        """The providers that these claims name, by printed name; the claims may leave."""
        names = self._names_printed(claims)
        return {text: _renamed(provider, names) for text, provider in self._store.who(names_in(claims)).items()}

    def _names_printed(self, kept: Iterable[Evidence]) -> dict[str, str]:
        """If documents are withheld: by key, the first name of each provider that is printed in what may leave."""
        if not self._redaction.withheld["documents"]:
            return {}
        printed = {text for name in names_in(kept) for text in (name, *parts(name))}
        first_names: dict[str, str] = {}
        for name in sorted(self._store.names(), key=lambda name: name.first):
            if name.text in printed:
                first_names.setdefault(name.provider_key, name.text)
        return first_names

    def incident(self, typed: str) -> None:
        """Write one path; for the id of a letter, its rows together as a network."""
        if letter := calls.letter(self._store, typed):
            at = letter.acted.at
            day = date.fromisoformat(at[:10]) if len(at) >= len("2024-05-02") else None
            of = f"{day.day} {day:%B} {day.year}" if day else at
            title = f"Letter to {letter.against.name} of {of}, by {letter.acted.issuer or letter.acted.said_by}"
            self.network(calls.rows_of_letter(self._store, typed), title, beyond_calls=False)
            return
        self._write_incident(calls.trace(self._store, typed, self._as_of).incident)

    def _write_incident(self, incident: str) -> None:
        from tracer.view import of_path

        path, doubts = self.path_and_doubts(incident)
        self._call = path, doubts

        def draw(facts: Facts) -> Diagram:
            diagram = of_path(path, doubts, facts)
            days = sorted({claim.known_at[:10] for claim in path.all_evidence if len(claim.known_at) >= 10})[:-1]
            diagram.earlier = [earlier for day in days[::-1][:MOST_DAYS] if (earlier := self._path_on(day, path.incident, incident, facts))]
            return diagram

        self._write(draw, {claim.document for claim in path.all_evidence})

    def path_and_doubts(self, incident: str) -> tuple[CallPath, list[dict[str, str]]]:
        """What may leave of a path, and the doubts about it. Raises BadInput if nothing may."""
        [path] = self.paths([incident])
        if not (path.hops or path.evidence):
            raise BadInput(f"nothing of {incident} may leave by this profile: nothing is written")
        doubts = calls.remarks_on(self._store, path)
        path = self._redaction.path(path)  # first: this also records whom the profile withholds
        return path, self._doubts(doubts)

    def _doubts(self, doubts: Iterable[Remark]) -> list[dict[str, str]]:
        """Remarks on a path as JSON shapes, in words that may leave."""
        return [{"code": r.code, "text": self._redaction.text(r.text) or ""} for r in doubts]

    def _path_on(self, day: Moment, shown: str, incident: str, facts: Facts) -> Diagram | None:
        """The path as of an earlier day, under the id that this copy shows; None if nothing of it was known."""
        from tracer.view import of_path

        with self._as_known(day) as earlier_share:
            paths = [path for path in earlier_share.paths([incident]) if path.hops]
            if not paths:
                return None
            path = replace(self._redaction.path(paths[0]), incident=shown)  # first: this also records whom the profile withholds
            return of_path(path, self._doubts(calls.remarks_on(self._store, paths[0])), replace(facts, as_of=day))

    @contextmanager
    def _as_known(self, day: Moment) -> Iterator[Self]:
        """A copy of this as of an earlier day. It masks all that this one does; what it withholds besides is not counted."""
        earlier_share = copy(self)
        earlier_share._as_of, earlier_share._whole_paths = day, {}
        with self._redaction.uncounted():
            yield earlier_share

    def in_full(self, named: Collection[str]) -> None:
        """Raises BadInput, before any call is drawn, if all these providers would leave and are too many to draw."""
        if self._redaction.withholds_nothing:
            _check_drawable(len(named))

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
        """Write many calls. `beyond_calls`: also what only letters and counts say; `around`: only within `hops` of these providers."""
        from tracer.view import of_network

        ids = list(incidents)
        sums, known, documents = self._sums(ids, beyond_calls, around, hops)
        provider_keys = {*sums.providers, *(p.key for _, *pair in known.handoffs for p in pair), *(p.key for _, p in known.named)}
        if not provider_keys:
            raise BadInput("no provider matches, or none may leave by this profile: nothing is written")
        if full:
            _check_drawable(len(provider_keys))
        documents |= {claim.document for claim in known.evidence}

        def draw(facts: Facts) -> Diagram:
            heading = self._redaction.text(title) or ""
            diagram = of_network(sums, heading, facts, known, full=full)
            for day in _days_of(diagram, sums, len(ids)):
                with self._as_known(day) as earlier_share:
                    sums_then, known_then, _ = earlier_share._sums(ids, beyond_calls, around, hops)
                    earlier = of_network(sums_then, heading, replace(facts, as_of=day), known_then, full=True)
                    diagram.earlier += [earlier] if earlier.nodes else []
            return diagram

        self._write(draw, documents)

    def _sums(
        self, incidents: Iterable[str], beyond_calls: bool, around: set[str] | None, hops: int | None
    ) -> tuple[NetworkSums, BeyondCalls, set[str]]:
        """What is drawn of many calls and beyond them, and the documents behind the calls."""
        from tracer.view import NetworkSums

        letters = calls.all_letters(self._store, self._as_of)
        sums, whole_sums = NetworkSums(brief=self._options.bundle is None), NetworkSums(brief=True)
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
                shown = path if whole_case else self._redaction.path(path)  # this also records whom the profile withholds
                sums.add(shown, call)
                documents.update([claim.document for claim in shown.evidence])
        if whole_case and not self._redaction.documents_may_leave(documents | sums.documents):
            raise BadInput("a document was loaded while this was drawn: run the command again")
        general = self._general(around) if beyond_calls else []
        providers = self._providers_in(general)
        flags = self._flags(drawn | {providers[name].key for name in names_in(general)}, letters)
        known = self._known(general, providers, flags)
        if not whole_case:
            known = replace(known, looks={self._redaction.ident(key): look for key, look in whole_sums.looks().items()})
        return sums, known, documents | sums.documents

    def _general(self, around: set[str] | None) -> list[Evidence]:
        """The claims of letters and counts on no single call that may leave: hand-offs, counts, actions."""
        kinds = (Kind.HANDED_OFF, Kind.COUNTED, Kind.ACTED)
        keys = {name.provider_key for name in self._store.names()}
        claims = [claim for claim in self._store.of_providers(keys, end_of(self._as_of)) if claim.kind in kinds]
        kept = self._redaction.keep_general(claim for claim in claims if claim.incident is None and claim.provider)
        if around is None:
            return kept
        providers = self._store.who(names_in(kept))
        return [claim for claim in kept if {providers[name].key for name in names_in([claim])} & around]

    def _known(self, general: Sequence[Evidence], providers: Mapping[str, Provider], flags: Iterable[Flag]) -> BeyondCalls:
        """What is known of these providers beyond the calls drawn, without what is withheld."""
        from tracer.view import BeyondCalls

        own, clean = self._redaction.own, self._redaction.claim
        handoffs: list[tuple[Evidence, Provider, Provider]] = []
        named: list[tuple[Evidence, Provider]] = []
        for claim in general:
            provider, upstream = providers[claim.provider or ""], providers[claim.upstream] if claim.upstream else None
            if claim.kind != Kind.HANDED_OFF:
                counted = upstream or provider
                # A provider's own copy holds nothing of others beyond its own calls.
                if own in (None, counted.key):
                    named.append((clean(claim, None), self._cleaned(counted)))
            elif upstream and (shown := self._redaction.hand_off(claim, provider, upstream)) is not None:
                handoffs.append((shown, self._cleaned(provider), self._cleaned(upstream)))
        cleaned = [cleaned_flag(self._redaction, flag) for flag in flags if own in (None, flag.provider_key)]
        return BeyondCalls(handoffs, named, {flag.provider_key: flag for flag in cleaned})

    def _cleaned(self, provider: Provider) -> Provider:
        return replace(provider, key=self._redaction.ident(provider.key), name=self._redaction.text(provider.name) or "")

    def _flags(self, keys: set[str], letters: Letters) -> list[Flag]:
        """The flags of these providers by what may leave, saying no more than in the whole case."""
        whole = {flag.provider_key: flag for flag in all_flags(self._store, self._as_of) if flag.provider_key in keys}
        if not whole or self._redaction.withholds_nothing:
            return list(whole.values())
        identifying = [c for c in self._store.of_providers(whole.keys(), end_of(self._as_of)) if c.kind == Kind.IDENTIFIED and c.provider]
        counted = [c for c in calls.counts(self._store, letters, self._as_of, whole.keys()) if c.unanswered and c.provider.key in whole]
        leaving_claims = self._redaction.keep_general([*identifying, *(count.claim for count in counted)])
        providers = self._store.who(names_in(leaving_claims))
        identified_by_key: dict[str, list[Evidence]] = {}
        for claim in leaving_claims:
            if claim.kind == Kind.IDENTIFIED:
                identified_by_key.setdefault(providers[claim.provider or ""].key, []).append(claim)
        ids = {claim.id for claim in leaving_claims}
        counted = [count for count in counted if count.claim.id in ids]
        conflicts_by_key = {key: [str(conflict) for conflict in conflicts(claims)] for key, claims in identified_by_key.items()}
        flags = flagged(parts_in(self.paths(self._store.incidents(providers=whole.keys()))), counted, letters, conflicts_by_key)
        return restrained_flags(flags, whole)

    def _facts(self, documents: Iterable[str]) -> Facts:
        """Facts about the copy. `documents`: those behind it, as the copy calls them."""
        from tracer.view import Facts

        numbered = self._redaction.numbered
        used = {numbered.get(document, document) for document in documents}
        marks = {mark for document, mark in self._marks.items() if mark and mark != "public" and document in used}
        withheld = tuple(sorted(self._redaction.withheld.items()))
        return Facts(
            generated=generated(),
            version=version("calltracer"),
            as_of=self._as_of,
            copy=self._profile.title if self._options.profile else ("Not redacted" if withheld else None),
            withheld=withheld,
            marks=tuple(sorted(marks)),
        )

    def _write(self, draw: Callable[[Facts], Any], documents: Iterable[str]) -> None:
        """Write page and bundle. `documents`: those behind them, as the copy calls them."""
        from tracer.view import page

        diagram = self._with_cited(draw(self._facts(documents)))
        text = page(diagram)
        if self._options.html:
            bundle.put(self._options.html, text.encode("utf-8"))
            tell(f"{self._options.html}: {len(text) / 1e6:.1f} MB")
        if self._options.bundle:
            self._bundle(diagram, text)
            tell(f"{self._options.bundle}: {self._options.bundle.stat().st_size / 1e6:.1f} MB")
        self.tell_withheld()

    def tell_withheld(self) -> None:
        """Note on stderr what was withheld."""
        from tracer.view import withheld_words

        if self._redaction.withheld:
            tell(f"note: withheld: {withheld_words(sorted(self._redaction.withheld.items()))}")
            if not self._options.profile:
                tell("note: documents with a handling mark leave only by a profile that names it, e.g. --redact internal")

    def _bundle(self, diagram: Any, text: str) -> None:
        from tracer.view import svg_file

        picture = svg_file(diagram)
        entries = self._location.case.entries() if self._location.case.exists() else []
        exhibits = bundle.exhibits(diagram.claims, entries, self._redaction.numbered)
        files, tables = self._for_court(diagram, exhibits, entries)
        assert self._options.bundle is not None
        bundle.write(
            self._options.bundle,
            files={"page.html": text, "figure.svg": picture, **bundle.picture(picture), **files},
            tables={
                **diagram.tables,
                **tables,
                "exhibits": (tuple(exhibits[0]) if exhibits else ("document",), exhibits),
                "withheld": (("kind", "count", "how"), self._redaction.manifest()),
            },
            force=self._options.force,
        )

    def _with_cited(self, diagram: Diagram) -> Diagram:
        """The diagram, with what a bundle cites besides what is drawn."""
        return diagram

    def _for_court(
        self, _drawing: Diagram, _exhibits: Sequence[Mapping[str, object]], _entries: Sequence[Mapping[str, object]]
    ) -> tuple[dict[str, bytes | str], dict[str, Table]]:
        """Further files and tables of a bundle: none for many calls."""
        return {}, {}


def _days_of(diagram: Diagram, sums: NetworkSums, calls: int) -> list[Moment]:
    """The earlier days for which a network is drawn, the newest first: no more than can be drawn in some seconds."""
    if any(node.is_group for node in diagram.nodes):
        return []
    days = sorted({claim.known_at[:10] for claim in sums.evidence if len(claim.known_at) >= 10})[:-1]
    most = min(MOST_DAYS, MOST_REDRAWN // max(calls, 1))
    return sorted({days[k * len(days) // most] for k in range(most)} if len(days) > most else days, reverse=True)


def _renamed(provider: Provider, names: Mapping[str, str]) -> Provider:
    """The provider by the name that is printed in what may leave."""
    return replace(provider, name=names.get(provider.key, provider.name))


def _salt(location: CaseLocation) -> bytes:
    """The salt of the case, made when first needed; without a case folder, a new one each time."""
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


def _check_drawable(providers: int) -> None:
    if providers > MOST_DRAWN:
        way_out = "leave --full out for the grouped page, or narrow it with --provider"
        raise BadInput(f"{providers:,} providers are too many to draw in full: {way_out}")
