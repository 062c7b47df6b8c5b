"""The whole case as it may leave, for exports: through the same withholding as pages and bundles."""

from __future__ import annotations

from tracer.ask import paths as calls
from tracer.cli.share import Share
from tracer.errors import BadInput
from tracer.exports import Content, ExportInput, content
from tracer.hops import names_in
from tracer.model import Evidence
from tracer.path import CallPath
from tracer.redact.dossiers import one_claim


class Exports(Share):
    """Exports, by one profile."""

    def content(self) -> Content:
        """All that may leave. Raises BadInput where nothing may."""
        redaction = self._redaction
        letters = calls.all_letters(self._store, self._as_of)
        drawn = [path for path, _ in self._beside_whole(self._store.incidents()) if path.hops or path.evidence]
        general = self._general(None)
        if not drawn and not general:
            raise BadInput("nothing is known by then, or nothing may leave by this profile: nothing is written")
        who = self._who(general)
        keys = {hop.provider_key for path in drawn for hop in path.hops} | {who[name].key for name in names_in(general)}
        shown = [redaction.path(path) for path in drawn]  # it learns whom the profile withholds
        known = self._known(general, who, self._flags(keys, letters))
        there = {path.incident for path in drawn}
        of = {path.incident: letters.call(path.incident) for path in drawn}
        same = {path.incident: copy.incident for path, copy in zip(drawn, shown, strict=True)}
        given = ExportInput(
            paths=shown,
            calls={same[incident]: same[call] if call in there else same[incident] for incident, call in of.items()},
            handoffs=list(known.handoffs),
            named=[(self._alone(claim), provider) for claim, provider in known.named],
            flags=known.flags,
            withheld=[{"kind": str(row["kind"]), "count": int(str(row["count"])), "how": str(row["how"])} for row in redaction.manifest()],
            facts=self._facts(self._documents(shown) | {claim.document for claim in known.evidence}),
            numbered=not redaction.changes_nothing,
        )
        return content(given)

    def _alone(self, claim: Evidence) -> Evidence:
        """Of a provider's own copy, a claim that concerns no call names no more than its words."""
        return one_claim(self._redaction, claim) if self._redaction.own else claim

    @staticmethod
    def _documents(paths: list[CallPath]) -> set[str]:
        return {claim.document for path in paths for claim in path.all_evidence}
