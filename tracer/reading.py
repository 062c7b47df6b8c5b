"""One document as it is read: opened with its options, recognised, and its claims in batches, with what else is found in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tracer import readers, registry, remarks, sheet_map, text
from tracer.case import Held
from tracer.errors import BadDocument, BadInput
from tracer.model import Claim, Document, Evidence, Heading, Moment, Remark, Unread, replace, sound
from tracer.store.fit import LONGEST_TEXT, Unfit, mended, surely_fits
from tracer.store.properties import evidence

BATCH = 5000  # claims drawn at once
MAPPED = "hop_list"  # the kind as which a sheet is read by a map
_SHEETS = (".csv", ".tsv", ".xlsx", ".xls", ".xlsb", ".ods")

Batch = list[Evidence]
_AnyClaim = TypeVar("_AnyClaim", bound=Claim)
Progress = Callable[[str, int], None]  # the activity, and how much of it was done since the last call


def silent(_activity: str, _count: int) -> None:
    """Ignores progress."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who loads a document says about it."""

    loader: str | None = None
    noted_on: Moment | None = None
    mark: str | None = None
    map: str | None = None  # the text of a map, by which a sheet is read as a hop list


def options_of(loader: str | None, noted_on: Moment | None, mark: str | None, map_: Path | None) -> Options:
    """The options for loading documents, checked before anything is read. Raises BadInput."""
    if loader:
        registry.get(loader)
    if map_ and loader not in (None, MAPPED):
        raise BadInput(f"a map reads sheets as {MAPPED}, not as {loader}: leave out the map or the kind")
    return Options(loader, noted_on, mark, sheet_map.given(map_) if map_ else None)


class UnknownKind(BadDocument):
    """No loader knows the document."""


class Read:
    """A document while it is read: its claims in batches, and what else is found, which is complete after the last batch."""

    def __init__(self, document: Document, kind: str, findings: Iterable[object]) -> None:
        self._document = document
        self._kind = kind
        self._findings = findings
        self._doubts = remarks.Remarks()
        self.heading = Heading()
        self.unread: list[Unread] = []
        self.remarks: list[Remark] = []
        self.count = 0

    def batches(self, progress: Progress) -> Iterator[Batch]:
        noted: dict[Remark, None] = {}
        batch: Batch = []
        sha256, name, kind = self._document.sha256, self._document.name, self._kind
        for finding in self._findings:
            if not isinstance(finding, Claim):
                self._note(finding, noted)
                continue
            try:
                claim = evidence(sha256, name, kind, finding)
            except Unfit:
                try:
                    whole, mending_remarks = mended(finding)
                    claim = evidence(sha256, name, kind, whole)
                except Unfit as unfit:
                    self._unfit(finding, unfit)
                    continue
                noted |= dict.fromkeys(mending_remarks)
            for remark in self._doubts.take(claim):
                noted[remark] = None
            batch.append(claim)
            if len(batch) == BATCH:
                yield self._counted(batch, progress)
                batch = []
        if batch:
            yield self._counted(batch, progress)
        self.remarks = [*noted, *self._doubts.rest()]

    def rows(self, progress: Progress) -> Iterator[Sequence[Claim]]:
        """The claims of a register, row by row: most of them never become evidence."""
        noted: dict[Remark, None] = {}
        row: list[Claim] = []
        for finding in self._findings:
            if not isinstance(finding, Claim):
                self._note(finding, noted)
                continue
            try:
                claim, mending_remarks = (finding, []) if surely_fits(finding) else mended(finding)
            except Unfit as unfit:
                self._unfit(finding, unfit)
                continue
            noted |= dict.fromkeys(mending_remarks)
            if row and row[0].place != claim.place:
                yield self._counted(row, progress)
                row = []
            row.append(claim)
        if row:
            yield self._counted(row, progress)
        self.remarks = [*noted]

    def _note(self, finding: object, noted: dict[Remark, None]) -> None:
        """Note a finding that is no claim."""
        if isinstance(finding, Unread):
            self.unread.append(replace(finding, reason=_shown(finding.reason)))
        elif isinstance(finding, Remark):
            noted[replace(finding, text=_shown(finding.text))] = None
        elif isinstance(finding, Heading):
            issuer, recipient = finding.issuer and _shown(finding.issuer), finding.recipient and _shown(finding.recipient)
            self.heading = replace(finding, issuer=issuer, recipient=recipient)

    def _unfit(self, claim: Claim, unfit: Unfit) -> None:
        unread = Unread(claim.place.line_from, claim.place.line_to, str(unfit))
        self.unread += [unread] if self.unread[-1:] != [unread] else []

    def check(self) -> None:
        """Raises BadDocument where nothing was found, and nothing reported as unread."""
        if not self.count and not self.unread:
            name = self._document.name
            raise BadDocument(f"{name} says nothing that {self._kind} understands: check the file, or load it --as another kind")

    def _counted(self, batch: list[_AnyClaim], progress: Progress) -> list[_AnyClaim]:
        self.count += len(batch)
        progress("reading", len(batch))
        return batch


def opened(file: Path, name: str, sha256: str, options: Options, before: Held | None) -> tuple[Document, registry.Loader, Held]:
    """A document, its loader, and how the case will hold it. What the options leave open stays as in an earlier load."""
    noted_on = options.noted_on or (before.noted_on if before else None)
    mark = options.mark or (before.mark if before else None)
    map_ = options.map or (before.map if before and options.loader in (None, MAPPED) else None)
    document = document_of(file, name, sha256, noted_on, map_)
    if map_ and document.media != "text":
        raise UnknownKind(f"{name} is no sheet: --map is for CSV files and workbooks")
    loader = _loader(document, MAPPED if map_ else options.loader, before)
    return document, loader, Held(sha256, before.name if before else name, loader.name, loader.version, noted_on, mark, map=map_)


def document_of(file: Path, name: str, sha256: str, noted_on: Moment | None, map_: str | None) -> Document:
    sheet = sheet_map.parse(map_).sheet if map_ else None
    document = readers.read(file, name=name, sha256=sha256, noted_on=noted_on, sheet=sheet)
    return replace(document, map=map_)


def _loader(document: Document, name: str | None, before: Held | None) -> registry.Loader:
    if name:
        return registry.get(name)
    if before:
        return registry.get(before.loader)
    loader = registry.detect(document)
    if loader is None:
        if text.is_web_page(document.head):
            raise UnknownKind(
                f"{document.name} is a web page: its server may have sent an error or a login instead of a file; fetch it again"
            )
        sheet = "; a list with columns of its own is read with --map" if document.name.lower().endswith(_SHEETS) else ""
        raise UnknownKind(
            f"{document.name} is of no known kind ({', '.join(known_loader.name for known_loader in registry.available())}): "
            f"if it is one of these, say which with --as LOADER{sheet}"
        )
    return loader


def _shown(words: str) -> str:
    """A text of a loader as it can be shown: valid text, no longer than is stored, without secrets."""
    whole = sound(words)
    return text.mask(whole if len(whole) <= LONGEST_TEXT else whole[: LONGEST_TEXT - 2] + " …")
