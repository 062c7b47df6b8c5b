"""The whole case for exports, with the same things withheld as from pages and bundles."""

from __future__ import annotations

from tracer.ask import paths as calls
from tracer.cli.share import Share
from tracer.errors import BadInput
from tracer.exports import Content, ExportInput, content
from tracer.hops import names_in
from tracer.model import Evidence
from tracer.path import CallPath
from tracer.redact.dossiers import cleaned_claim


class Exports(Share):
    """The content of exports, by one redaction profile."""

    def content(self) -> Content:
        """All that may leave. Raises BadInput where nothing may."""
        redaction = self._redaction
        letters = calls.all_letters(self._store, self._as_of)
        drawn = [path for path, _ in self._beside_whole(self._store.incidents()) if path.hops or path.evidence]
        general = self._general(None)
        if not drawn and not general:
            raise BadInput("nothing is known by then, or nothing may leave by this profile: nothing is written")
        providers = self._providers_in(general)
        keys = {hop.provider_key for path in drawn for hop in path.hops} | {providers[name].key for name in names_in(general)}
        shown = [redaction.path(path) for path in drawn]  # this also records whom the profile withholds
        known = self._known(general, providers, self._flags(keys, letters))
        drawn_incidents = {path.incident for path in drawn}
        calls_of_incidents = {path.incident: letters.call(path.incident) for path in drawn}
        shown_ids = {path.incident: copy.incident for path, copy in zip(drawn, shown, strict=True)}
        export_input = ExportInput(
            paths=shown,
            calls={
                shown_ids[incident]: shown_ids[call] if call in drawn_incidents else shown_ids[incident]
                for incident, call in calls_of_incidents.items()
            },
            handoffs=list(known.handoffs),
            named=[(self._general_claim(claim), provider) for claim, provider in known.named],
            flags=known.flags,
            withheld=[{"kind": str(row["kind"]), "count": int(str(row["count"])), "how": str(row["how"])} for row in redaction.manifest()],
            facts=self._facts(self._documents(shown) | {claim.document for claim in known.evidence}),
            numbered=not redaction.changes_nothing,
        )
        return content(export_input)

    def _general_claim(self, claim: Evidence) -> Evidence:
        """A claim that concerns no call. In a provider's own copy it names no more than its words do."""
        return cleaned_claim(self._redaction, claim) if self._redaction.own else claim

    @staticmethod
    def _documents(paths: list[CallPath]) -> set[str]:
        return {claim.document for path in paths for claim in path.all_evidence}
