"""The command that writes memos, with the same things withheld as from pages and bundles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer import bundle
from tracer.ask import paths as calls
from tracer.ask import providers, todo
from tracer.ask.named import near_names, provider_named
from tracer.ask.typed import day_or_instant, incident_id
from tracer.case import now
from tracer.cli import CaseLocation, example, nothing_known, tell, words
from tracer.cli.options import ExportOptions, as_of_option, redact_options
from tracer.cli.share import Share
from tracer.cli.words import Words
from tracer.deadlines import Running, by_action
from tracer.dossier import DossierInput, dossier
from tracer.errors import BadInput, NotKnown
from tracer.exhibits import Exhibits
from tracer.hops import names_in
from tracer.identity import conflicts, refilings
from tracer.model import Kind, end_of, replace
from tracer.path import CallPath
from tracer.redact.dossiers import cleaned_claim, cleaned_dossier, restrained_dossier
from tracer.render import json as shapes

if TYPE_CHECKING:
    from tracer.report import Memo
    from tracer.report.memo import LetterContents
    from tracer.view import Diagram, Facts
    from tracer.view.diagram import Table

_ENDINGS = (".html", ".htm", ".docx")
_BEYOND_ROWS = (Kind.FOUND, Kind.TOLD, Kind.TERM)


@click.command(
    epilog=example('tracer report "Quillon Gateway" --out quillon.html', "tracer report 20417 --out 20417.docx --redact partner")
)
@click.argument("subject", type=Words(words.incidents, words.letters, words.providers))
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The memo: .html, or .docx with the extra `report`."
)
@as_of_option
@redact_options
@click.pass_obj
def report(location: CaseLocation, subject: str, out: Path, as_of: str | None, export_options: ExportOptions) -> None:
    """A memo on a provider, a letter or a call: what is known, by whom, since when, what speaks against it, with exhibits.

    SUBJECT is a name of a provider or a part of one, the id of a letter, or an incident as `tracer trace` takes it.
    """
    if out.suffix.lower() not in _ENDINGS:
        raise BadInput(f"--out {str(out)!r} says not what to write: name a file that ends in .html or .docx")
    bundle.check(out, force=export_options.force)
    with location.asking() as case:
        Memos(location, case.store, export_options, day_or_instant(as_of)).write(subject, out)


class Memos(Share):
    """Memos, alone and in the bundle on a call or a letter, by one profile."""

    _letter: LetterContents | None = None  # of the bundle

    def incident(self, typed: str) -> None:
        if self._options.bundle and calls.letter(self._store, typed):
            with suppress(BadInput):  # nothing of it may leave, or it is not for this provider: then the bundle has no memo
                self._letter = self._of_letter(typed)  # first: it may withhold more, and the page says how much is withheld
        super().incident(typed)

    def _facts(self, documents: Iterable[str]) -> Facts:
        """Facts about page and memo."""
        from tracer.report import memo

        cited = memo.evidence_of_letter(self._letter) if self._letter else []
        return super()._facts({*documents, *(claim.document for claim in cited)})

    def _with_cited(self, diagram: Diagram) -> Diagram:
        """The diagram with all claims that the memo cites: passages have one number in page, tables and memo."""
        if self._letter:
            from tracer.report import memo
            from tracer.view.diagram import evidence_table

            diagram.claims = list({claim.id: claim for claim in (*diagram.claims, *memo.evidence_of_letter(self._letter))}.values())
            diagram.tables["evidence"] = evidence_table(diagram.claims)
        return diagram

    def _for_court(
        self, diagram: Diagram, exhibits: Sequence[Mapping[str, object]], entries: Sequence[Mapping[str, object]]
    ) -> tuple[dict[str, bytes | str], dict[str, Table]]:
        from importlib.resources import files

        from tracer import court
        from tracer.report import memo
        from tracer.report.as_html import as_html

        if self._call:
            memo_text = memo.of_call(*self._call, diagram.facts, numbered=self._numbers)
        elif self._letter:
            memo_text = memo.of_letter(self._letter, diagram.facts, numbered=self._numbers, also_cited=diagram.claims)
        else:
            return {}, {}
        numbered = self._redaction.numbered
        by_hash = {numbered.get(exhibit.document, exhibit.document): exhibit for exhibit in Exhibits(diagram.claims).all}
        journal = court.journal_extract(
            entries,
            {sha256: exhibit.name for sha256, exhibit in by_hash.items()},
            names_in(diagram.claims),
            whole=self._redaction.withholds_nothing,
            numbered={sha256: exhibit.document for sha256, exhibit in by_hash.items()} if self._numbers else None,
        )
        return {
            "memo.html": as_html(memo_text),
            "exhibits.dat": court.load_file(exhibits),
            "accuracy.md": "# How often calltracer errs, as measured\n\n"
            + files("tracer.report").joinpath("accuracy.md").read_text("utf-8"),
            "READ-ME.txt": court.READ_ME,
            **{court.text_name(exhibit.number): court.cited_words(exhibit) for exhibit in by_hash.values()},
        }, {"journal": (court.JOURNAL, journal)}

    def write(self, subject: str, out: Path) -> None:
        """A memo on whatever has that name or id. Raises NotKnown, BadInput."""
        memo = self._on(subject)
        if out.suffix.lower() == ".docx":
            from tracer.report.as_docx import as_docx

            content = as_docx(memo)
        else:
            from tracer.report.as_html import as_html

            content = as_html(memo).encode("utf-8")
        bundle.put(out, content)
        tell(f"{out}: {len(content) / 1e6:.2f} MB")
        self.tell_withheld()

    def _on(self, subject: str) -> Memo:
        if calls.letter(self._store, subject):
            return self.letter(subject)
        incident = incident_id(subject)
        if self._store.claims(incidents=[incident]):
            return self.call(calls.trace(self._store, subject, self._as_of).incident)
        if provider_named(self._store, subject) is None:
            near = [*near_names(self._store, subject), *_near_incidents(self._store.incidents(start=incident[:6]), incident)]
            lists = f"; near it: {', '.join(near)}" if near else ": `tracer find` looks for it, `tracer incidents` lists calls"
            raise NotKnown(f"{subject!r} is no provider, letter or incident of this case{lists}")
        return self.provider(subject)

    # --- one call

    def call(self, incident: str) -> Memo:
        """A memo on one call."""
        from tracer.report import memo

        path, doubts = self.path_and_doubts(incident)
        facts = self._facts({claim.document for claim in path.all_evidence})
        return memo.of_call(path, doubts, facts, numbered=self._numbers)

    @property
    def _numbers(self) -> bool:
        return not self._redaction.changes_nothing

    # --- a letter

    def letter(self, action: str) -> Memo:
        """A memo on a letter, notice or order, with the calls that its rows are."""
        from tracer.report import memo

        of = self._of_letter(action)
        return memo.of_letter(of, self._facts({claim.document for claim in memo.evidence_of_letter(of)}), numbered=self._numbers)

    def _of_letter(self, action: str) -> LetterContents:
        """What may leave of it. Raises NotKnown, and BadInput where nothing may."""
        from tracer.report import memo

        redaction, day = self._redaction, end_of(self._as_of)
        acted = [claim for claim in self._store.claims(kinds=(Kind.ACTED,), as_of=day) if claim.action == action]
        if not acted:
            raise NotKnown(f"nothing was known of {action} by {self._as_of}: try a later --as-of")
        [acted] = by_action(acted)
        stated = {claim.document for claim in acted if claim.at[:10] >= claim.known_at[:10]} or {acted[0].document}
        claims_of_documents = self._store.claims(documents=stated, as_of=day)
        beyond_rows = [claim for claim in claims_of_documents if claim.kind in _BEYOND_ROWS and claim.action in (None, action)]
        rows = self.paths(calls.rows_of_letter(self._store, action))
        kept = {claim.id for claim in redaction.keep_general([*acted, *beyond_rows])}
        acted = [claim for claim in acted if claim.id in kept]
        if not acted:
            raise BadInput(f"nothing of {action} may leave by this profile: nothing is written")
        against = self._providers_in(acted)[acted[0].provider or ""]
        if redaction.own not in (None, against.key):
            raise BadInput(
                f"this profile makes a provider's own copy, and {action} is against another: name its own, or use another profile"
            )
        paths_with_remarks = [(redaction.path(path), calls.remarks_on(self._store, path)) for path in rows if path.hops or path.evidence]
        clocks = self._clocks(against.key, rows, kept, only=action)
        letters = calls.all_letters(self._store, self._as_of)
        shape = shapes.action_of(cleaned_claim(redaction, acted[0]), redaction.text(against.name) or "")
        return memo.LetterContents(
            redaction.ident(action),
            [cleaned_claim(redaction, claim) for claim in acted],
            shape,
            [(path, self._doubts(remarks)) for path, remarks in paths_with_remarks],
            {redaction.ident(row): redaction.ident(first) for row, first in letters.same_as.items()},
            [cleaned_claim(redaction, claim) for claim in beyond_rows if claim.id in kept],
            clocks,
        )

    # --- a provider

    def provider(self, name: str) -> Memo:
        """A memo on the provider that goes by this name. Raises NotKnown where nothing was known of it by then."""
        from tracer.report import memo

        redaction = self._redaction
        inputs = providers.dossier_input(self._store, name, self._as_of)
        whole = dossier(inputs)
        if not whole.evidence and not whole.flag:
            raise NotKnown(nothing_known(whole.provider, self._as_of))
        key = whole.provider_key
        if redaction.own not in (None, key):
            raise BadInput(f"this profile makes a provider's own copy, and {whole.provider} is another: use another profile")
        kept = {claim.id for claim in whole.evidence}
        dossier_copy = whole
        if not redaction.withholds_nothing:
            inputs, kept = self._what_may_leave(inputs)
            dossier_copy = restrained_dossier(dossier(inputs), whole)
            if not dossier_copy.evidence:
                raise BadInput(f"nothing of {whole.provider} may leave by this profile: nothing is written")
        paths = [redaction.path(path) for path in inputs.paths]  # first: this also records whom the profile withholds
        clocks = self._clocks(key, inputs.paths, kept)
        shown = cleaned_dossier(redaction, dossier_copy) if not redaction.changes_nothing else dossier_copy
        actions = [
            (shapes.action_of(claims[0], shown.provider), claims)
            for claims in ([cleaned_claim(redaction, claim) for claim in action] for action in by_action(inputs.actions))
        ]
        facts = self._facts({claim.document for claim in shown.evidence} | {standing.snapshot.document for standing in shown.standings})
        return memo.of_provider(shown, paths, actions, clocks, facts, whole=bool(dossier_copy.counts), numbered=self._numbers)

    def _what_may_leave(self, whole: DossierInput) -> tuple[DossierInput, set[str]]:
        """What may leave of a dossier's input, with the ids of the case; and the ids of the claims that may."""
        redaction = self._redaction
        paths = [path for path in self.paths([path.incident for path in whole.paths]) if path.hops]
        general = [claim for claim, _ in (*whole.general, *whole.told)]
        counted = [count.claim for count in (*whole.counts, *whole.upstream_counts)]
        rows = [claim for month in whole.record for claim in (month.row, *month.copies)]
        leaving_general = redaction.keep_general({claim.id: claim for claim in (*general, *whole.actions, *counted, *rows)}.values())
        leaving_claims = [*leaving_general, *(claim for path in paths for claim in path.all_evidence)]
        kept = {claim.id for claim in leaving_claims}
        printed, named = names_in(leaving_claims), self._providers_in(leaving_claims)
        provider = next((candidate for candidate in named.values() if candidate.key == whole.provider.key), whole.provider)
        shows_record = redaction.profile.inferred and not redaction.withheld["documents"]
        identified = [c for c in leaving_general if c.kind == Kind.IDENTIFIED and c.provider in whole.provider.names]
        return (
            replace(
                whole,
                provider=provider,
                names=[name for name in whole.names if name in printed],
                paths=paths,
                general=[(claim, far) for claim, far in whole.general if claim.id in kept],
                actions=[claim for claim in whole.actions if claim.id in kept],
                counts=[count for count in whole.counts if count.claim.id in kept],
                upstream_counts=[count for count in whole.upstream_counts if count.claim.id in kept],
                record=[month for month in whole.record if shows_record and month.row.id in kept],
                flag=next(iter(self._flags({whole.provider.key}, whole.letters)), None),
                conflicts=conflicts(identified),
                refiled=refilings(identified),
                told=[(claim, far) for claim, far in whole.told if claim.id in kept],
                standings=(),  # that a snapshot lacks a provider cannot be shown by the rows that may leave
            ),
            kept,
        )

    def _clocks(self, key: str, paths: Sequence[CallPath], kept: Collection[str], only: str | None = None) -> list[Running]:
        """The clocks of a provider that may leave: those whose evidence may and, of a call, whose hop has its status in the case."""
        redaction = self._redaction
        whole = redaction.withholds_nothing
        same = {hop.id for path in paths for hop in path.hops if not hop.withheld}
        clocks = [
            clock
            for clock in todo.running(self._store, self._as_of, now(), key=key)
            if (only is None and (clock.state != "answered" or clock.basis == "count")) or clock.action is not None
            if only in (None, clock.action)
            if whole
            or (all(c.id in kept for c in clock.evidence) and (clock.hop is None or (clock.hop in same and self._same(clock, paths))))
        ]
        if redaction.changes_nothing:
            return clocks
        return [
            replace(
                clock,
                incident=clock.incident and redaction.ident(clock.incident),
                hop=None,
                action=clock.action and redaction.ident(clock.action),
                evidence=tuple(cleaned_claim(redaction, claim) for claim in clock.evidence),
            )
            for clock in clocks
        ]

    def _same(self, clock: Running, paths: Iterable[CallPath]) -> bool:
        """Whether the hop of a clock has the same status in a copy as in the case."""
        whole = self._whole_paths.get(clock.incident or "")
        hop_in_copy = next((hop for path in paths if path.incident == clock.incident for hop in path.hops if hop.id == clock.hop), None)
        hop_in_case = next((hop for hop in whole.hops if hop.id == clock.hop), None) if whole else None
        if hop_in_copy is None or hop_in_case is None:
            return False
        return (hop_in_copy.status, hop_in_copy.by_count) == (hop_in_case.status, hop_in_case.by_count)


def _near_incidents(known: Sequence[str], incident: str) -> list[str]:
    import difflib

    return difflib.get_close_matches(incident, known, n=3, cutoff=0.6)
