"""From files to the store: each document is copied, recognised, read, drawn and noted in the journal; each has one outcome.

The order makes an interrupted load harmless: what was read is drawn, then the original is kept and the journal says so, then the
store's change becomes visible. So nothing is acknowledged that cannot be drawn, and whatever the store lacks at the start of the
next load is read again from the originals. A Neo4j is then given what the store has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracer import judgements, reading, registry, text
from tracer.case import Case, Held, Writing
from tracer.errors import BadCase, BadDocument, GraphError, TracerError
from tracer.files import Files, Outcome, unreadable
from tracer.identity import Identity
from tracer.model import Document, Evidence, Remark, replace, sound
from tracer.projection import Projection
from tracer.reading import Options, Progress, Read, UnknownKind, document_of, opened, silent
from tracer.register_index import RegisterIndex, SnapshotReading
from tracer.registers import KINDS

if TYPE_CHECKING:
    from tracer.publish import Publishing
    from tracer.store.sqlite import SqliteStore


@dataclass(slots=True)
class _PendingDocument:
    """A document that is read and not yet drawn. `outcome_name`: its outcome, if it can be drawn."""

    held: Held
    loader: registry.Loader
    document: Document
    outcome_name: str
    copy: Path | None = None  # of the loaded file, before it becomes an original
    loaded_before: bool = False  # with other options
    outcome: Outcome = field(default_factory=lambda: Outcome(None, "", "failed"))


class _Undone(Exception):
    """Ends a part of a change that must be undone."""


class Intake(Files):
    """Loads documents into a case, its store and, where one is given, a Neo4j. Call `finish` at the end."""

    def __init__(
        self,
        writing: Writing,
        store: SqliteStore,
        progress: Progress = silent,
        *,
        publishing: Publishing | None = None,
        rebuild: bool = False,
        but: str | None = None,
    ) -> None:
        """`rebuild`: make the store again from the originals, whole by `finish` or not at all; `but`: a document about to be forgotten."""
        self._writing = writing
        self._store = store
        self._progress = progress
        self._publishing = publishing
        self._rebuild = rebuild
        if rebuild:
            store.begin()
            store.erase()
        self._projection = self._drawing()
        self._stored = store.held()  # documents in the store, by hash
        self._waiting: list[_PendingDocument] = []  # read, and not yet drawn
        self._batch = ExitStack()  # undoes what was read of them
        self._index: RegisterIndex | None = None
        self._looked_up: frozenset[str] = frozenset()  # names that the user asks about
        self._registers_stale = True  # the providers whose register rows are held may have changed
        self.completed = self._complete(but)

    def _drawing(self) -> Projection:
        return Projection(self._store, lambda: judgements.as_claims(self._writing.case.entries()).keys())

    def _registers(self) -> RegisterIndex:
        """The rows of all registers of the case."""
        if self._index is None:
            self._index = register_index(self._writing.case, self._progress, lenient=True)
        return self._index

    def _hold_registers(self) -> dict[str, int]:
        """Keep in the store the register rows of the providers that the case knows now, and no others."""
        if not self._registers_stale:
            return {}
        self._registers_stale = False
        if not any(held.loader in KINDS for held in self._store.held().values()):
            return {}
        index = self._registers()
        says = {sha256: document for sha256, document in self._store.says_of_documents().items() if sha256 in index.held()}
        changed = self._projection.hold(says, index.of, self._looked_up | self._judged())
        if changed:
            self._stored = self._store.held()
        return changed

    def _judged(self) -> set[str]:
        return judgements.names(judgements.as_claims(self._writing.case.entries()).values())

    def look_up(self, *names: str) -> None:
        """Add the register rows on these names to the claims, whether or not another document prints the names."""
        self._looked_up, self._registers_stale = frozenset(names), True
        self._hold_registers()
        if self._publishing and self._index:
            self._publishing.hold(self._index, names)

    def _commit(self) -> None:
        if not self._rebuild:
            self._store.commit()

    def _complete(self, but: str | None) -> dict[str, Outcome]:
        """Bring the store up to the journal: read again what it lacks, remove what was forgotten. Then bring the Neo4j up to the store."""
        documents = self._writing.case.documents()
        forgotten = {e["document"] for e in self._writing.case.entries() if e["did"] == "forgot"} - set(documents)
        if gone := sorted(forgotten & self._stored.keys()):
            self._remove(gone)
        for sha256 in forgotten:
            with suppress(OSError):  # `tracer check` names files that stay
                self._writing.drop(sha256)
        outcomes = {}
        for held in documents.values():
            stored = self._stored.get(held.sha256)
            if (stored is None or stored.read_as != held.read_as) and held.sha256 != but:
                outcomes[held.sha256] = self._reload(held)
        self._draw()
        self._judge()
        self._commit()
        if self._publishing:
            outcomes |= {
                sha256: outcome for sha256, outcome in self._publish_lacking(but).items() if sha256 not in outcomes or outcome.error
            }
        return outcomes

    def _publish_lacking(self, but: str | None) -> dict[str, Outcome]:
        """Put into the Neo4j what it lacks of this case."""
        assert self._publishing
        outcomes = {}
        for sha256, result in self._publishing.complete(but).items():
            held = self._writing.case.documents()[sha256]
            outcome = Outcome(sha256, held.name, "failed" if isinstance(result, str) else "completed", held.loader)
            outcome.error = result if isinstance(result, str) else None
            outcome.claims = 0 if isinstance(result, str) else result
            outcomes[sha256] = outcome
        return outcomes

    def _judge(self) -> None:
        """Bring the judgements in the store up to the journal."""
        self._projection.update_judgements(judgements.as_claims(self._writing.case.entries()))

    @property
    def identity(self) -> Identity:
        return (self._publishing or self._projection).identity

    @property
    def identity_claims(self) -> Sequence[Evidence]:
        return (self._publishing or self._projection).identity_claims

    def judge(self, **judgement: object) -> None:
        """Apply a judgement and note it in the journal."""
        self._act_on("judged", judgement)

    def undo(self, judgement: str) -> None:
        self._act_on("undone", {"judgement": judgement})

    def _act_on(self, did: str, judged: Mapping[str, object]) -> None:
        """A judgement that cannot be drawn is not acknowledged: the journal gets it once it is drawn, and before anybody sees it."""
        deed = self._writing.deed(did, **judged)
        standing = judgements.as_claims([*self._writing.case.entries(), deed])
        self._registers_stale = True
        self._projection.update_judgements(standing)
        self._writing.append(deed)
        self._commit()
        if self._publishing:
            self._publishing.judge()

    @property
    def _scratch_folder(self) -> Path:
        return self._writing.case.folder

    def add(self, path: Path, options: Options, name: str | None = None) -> Outcome:
        """Load one file. A failure of this file is its outcome; the store's failures are raised."""
        original_name, name = name or path.name, sound(name or path.name)
        options = replace(options, mark=options.mark and sound(options.mark))
        try:
            copy, sha256 = self._writing.incoming(path)
            outcome = self._add(name, copy, sha256, options)
            if not any(pending.copy == copy for pending in self._waiting):
                copy.unlink(missing_ok=True)
            if name != original_name and not outcome.error:
                message = "its name is in another encoding: what is no character reads \N{REPLACEMENT CHARACTER}"
                outcome.remarks.insert(0, Remark("not-text", 1, 1, message))
            return outcome
        except OSError as error:
            if error.filename and self._writing.case.folder in Path(error.filename).parents:
                raise  # the case cannot be written, not the file read
            return unreadable(path, name, error)

    def _add(self, name: str, copy: Path, sha256: str, options: Options) -> Outcome:
        if any(pending.held.sha256 == sha256 for pending in self._waiting):
            self._draw()  # a copy of one of these
        before = self._writing.case.documents().get(sha256)
        if before:
            self._put_back(before, copy)
        try:
            document, loader, held = opened(copy, name, sha256, options, before)
            if sha256 in self.completed and before and held.read_as == before.read_as:
                return self.completed[sha256]
            stored = self._stored.get(sha256)
            if stored and (stored.read_as, stored.version) == (held.read_as, held.version) and before:
                return Outcome(sha256, held.name, "known", loader.name, stored.claims)
            if self._publishing:
                self._publishing.check(held, before.read_as if before else None)
            pending = self._read(_PendingDocument(held, loader, document, "loaded", copy=copy, loaded_before=before is not None))
        except TracerError as error:
            if isinstance(error, BadCase | GraphError):
                raise
            return Outcome(sha256, name, "failed", error=str(error), unknown=isinstance(error, UnknownKind))
        self._draw_when_full()
        return pending.outcome

    def _put_back(self, held: Held, copy: Path) -> None:
        """Put the original of a document that is loaded again back, where it is gone or was altered."""
        if self._writing.case.original_fault(held):
            new_copy, _ = self._writing.incoming(copy)
            self._writing.keep(new_copy, held.sha256)
            self.completed.pop(held.sha256, None)

    def _acknowledge(self, pending: _PendingDocument) -> None:
        """Keep the original of what was drawn, and note it in the journal."""
        held = pending.held
        if pending.copy is None:
            return
        if self._publishing:
            self._publishing.withdraw(held)  # before the journal says so: if interrupted, the document is completed as it was before
        if not pending.loaded_before:
            self._writing.keep(pending.copy, held.sha256)
        self._writing.note(
            "loaded", document=held.sha256, name=held.name, loader=held.loader, version=held.version, noted_on=held.noted_on,
            mark=held.mark, map=held.map,
        )  # fmt: skip

    def _reload(self, held: Held) -> Outcome:
        try:
            loader = registry.get(held.loader)
            document = document_of(self._writing.case.unaltered(held), held.name, held.sha256, held.noted_on, held.map)
            as_now = Held(**{**{n: getattr(held, n) for n in Held.__slots__}, "version": loader.version})
            pending = self._read(_PendingDocument(as_now, loader, document, "completed"))
        except OSError as error:
            return Outcome(held.sha256, held.name, "failed", error=f"the original of {held.name} cannot be read ({error.strerror})")
        except TracerError as error:
            if isinstance(error, BadCase | GraphError):
                raise
            return Outcome(held.sha256, held.name, "failed", error=str(error))
        self._draw_when_full()
        return pending.outcome

    def _read(self, pending: _PendingDocument) -> _PendingDocument:
        """Read a document into the store, in place of what is there of it. If that fails, nothing of it is added."""
        read = Read(pending.document, pending.loader.name, pending.loader.load(pending.document))
        self._store.begin()
        if not self._waiting:
            self._batch.enter_context(self._store.part())
        try:
            self._put_into_store(pending, read)
        except BaseException:
            if not self._waiting:
                self._batch.close()
            raise
        self._waiting.append(pending)
        return pending

    def _put_into_store(self, pending: _PendingDocument, read: Read) -> None:
        held, rows = pending.held, None
        self._registers_stale = True
        with self._projection.part():
            if held.sha256 in self._stored:
                self._projection.remove([held.sha256])
            if held.loader in KINDS:
                rows = self._registers().put(_snapshot_reading(held), read.rows(self._reading))
            new = self._projection.add(held.sha256, _says(held, read), () if rows is not None else read.batches(self._reading))
            read.check()
            if rows is None:
                read.count = self._store.claims_in(held.sha256)  # a claim stated twice, in the same place and words, counts once
            says = _says(held, read)
            self._store.put_documents({held.sha256: says if rows is None else {**says, "claims": 0}})
        pending.outcome.fill_in(pending.outcome_name, held, read, new, rows)

    def _reading(self, activity: str, count: int) -> None:
        if self._publishing:
            self._publishing.yield_write_lock()  # reading may take long
        self._progress(activity, count)

    def _draw_when_full(self) -> None:
        if sum(pending.outcome.claims for pending in self._waiting) >= reading.BATCH:
            self._draw()

    def _draw(self) -> None:
        """Draw what was read and make it durable: small documents together, a large one by itself."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._progress("drawing", sum(pending.outcome.claims for pending in waiting))
            try:
                self._projection.draw([pending.held.sha256 for pending in waiting])
                self._count_rows_held(waiting, self._hold_registers())
            except TracerError:
                raise
            except Exception as error:  # noqa: BLE001  whatever fails in drawing one document, the others are loaded
                self._draw_one_by_one(waiting, error)
                return
            self._batch.close()
            for pending in waiting:
                self._acknowledge(pending)
        self._commit()
        if waiting:
            self._stored = self._store.held()
        if waiting and self._publishing and self._publishing.complete_once:
            new = self._publishing.put([pending.held.sha256 for pending in waiting])
            for pending in waiting:
                pending.outcome.new = new.get(pending.held.sha256, 0)

    def _count_rows_held(self, waiting: Sequence[_PendingDocument], claims: Mapping[str, int]) -> None:
        for pending in waiting:
            if pending.outcome.rows is not None:
                pending.outcome.claims = pending.outcome.new = claims.get(pending.held.sha256, 0)

    def _draw_one_by_one(self, waiting: Sequence[_PendingDocument], error: Exception) -> None:
        """Draw documents that could not be drawn together one by one; one that cannot be drawn at all is not loaded."""
        with suppress(_Undone), self._batch:
            raise _Undone
        self._projection = self._drawing()
        if len(waiting) == 1:
            [pending] = waiting
            reason = f"{type(error).__name__}: {text.one_line(str(error), 100)}"
            pending.outcome.fail(f"{pending.held.name} cannot be drawn ({reason}): it is not loaded; please report it")
            return
        for pending in waiting:
            self._read(pending)
            self._draw()

    def _remove(self, sha256s: Sequence[str]) -> None:
        self._registers_stale = True
        self._store.begin()
        self._projection.remove(sha256s)
        self._projection.draw()
        self._commit()
        for sha256 in sha256s:
            self._stored.pop(sha256, None)

    def finish(self) -> None:
        """Draw the documents that wait, and apply judgements on names that came back with them."""
        self._draw()
        self._looked_up = frozenset()
        self._hold_registers()
        self._judge()
        self._rebuild = False
        self._commit()
        self._progress("keeping", 0)
        if self._publishing:
            if any(held.loader in KINDS for held in self._store.held().values()):
                self._publishing.hold(self._registers())
            self._publishing.judge()
        if self._index is not None:
            self._index.close()
            self._index = None

    def forget(self, held: Held) -> None:
        """Remove a document from the case and the store."""
        # If interrupted before the journal says so, it did not happen, and must be done again.
        if self._publishing:
            self._publishing.retract([held.sha256])
        self._store.begin()
        self._registers_stale = True
        if held.sha256 in self._stored:
            self._projection.remove([held.sha256])
            self._projection.draw()
        if held.loader in KINDS:
            self._registers().remove(held.sha256)
        self._hold_registers()
        self._writing.note("forgot", document=held.sha256, name=held.name)
        self._store.commit()
        self._stored.pop(held.sha256, None)
        self._writing.drop(held.sha256)


def register_index(case: Case, progress: Progress = silent, *, lenient: bool = False) -> RegisterIndex:
    """The rows of a case's registers, read from the originals where they are missing. `lenient`: without those that cannot be read.

    Raises BadDocument, BadCase.
    """
    index = RegisterIndex(case.registers)
    registers = {held.sha256: held for held in case.documents().values() if held.loader in KINDS}
    indexed = index.held()
    for sha256 in indexed.keys() - registers.keys() if lenient else ():  # a mere reader removes nothing: somebody may be loading it
        index.remove(sha256)
    for sha256, held in registers.items():
        loader = registry.get(held.loader)
        if indexed.get(sha256) == (held.read_as, loader.version):
            continue
        try:
            document = document_of(case.unaltered(held), held.name, sha256, held.noted_on, held.map)
            index.put(_snapshot_reading(held, loader.version), Read(document, held.loader, loader.load(document)).rows(progress))
        except BadDocument:
            if not lenient:
                index.close()
                raise
    return index


def _snapshot_reading(held: Held, version: int | None = None) -> SnapshotReading:
    return SnapshotReading(held.sha256, held.name, held.loader, held.read_as, held.version if version is None else version)


def _says(held: Held, read: Read) -> dict[str, object]:
    says = {
        "name": held.name,
        "kind": held.loader,
        "issuer": read.heading.issuer,
        "recipient": read.heading.recipient,
        "dated": read.heading.dated,
        "mark": held.mark,
        "loader": held.loader,
        "version": held.version,
        "read_as": held.read_as,
        "claims": read.count,
    }
    return {name: value for name, value in says.items() if value is not None}
