"""From files to the store: each document is copied, recognised, read, journaled and drawn; one document, one outcome.

The order is what makes an interrupted load harmless: what was read is drawn, then the original is kept and the journal says so,
then the store's change becomes visible. So nothing is acknowledged that cannot be drawn, and whatever the store lacks at the start
of the next load is read again from the originals. A Neo4j is given what the store has by then.
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
from tracer.register_index import Kept, RegisterIndex
from tracer.registers import KINDS

if TYPE_CHECKING:
    from tracer.publish import Publishing
    from tracer.store.sqlite import SqliteStore


@dataclass(slots=True)
class _Waiting:
    """A document that is read and not yet drawn. `word`: its outcome, if it can be drawn."""

    held: Held
    loader: registry.Loader
    document: Document
    word: str
    copy: Path | None = None  # of what is loaded, before it is an original
    again: bool = False  # it was loaded before, in another way
    outcome: Outcome = field(default_factory=lambda: Outcome(None, "", "failed"))


class _Undone(Exception):
    """Ends a part of a change that is to be undone."""


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
        self._there = store.held()  # documents in the store, by hash
        self._waiting: list[_Waiting] = []  # read, and not yet drawn
        self._batch = ExitStack()  # what undoes them
        self._index: RegisterIndex | None = None
        self._looked_up: frozenset[str] = frozenset()  # names that somebody asks about
        self._registers_stale = True  # rows of registers may be those of other providers than before
        self.completed = self._complete(but)

    def _drawing(self) -> Projection:
        return Projection(self._store, lambda: judgements.as_claims(self._writing.case.entries()).keys())

    def _registers(self) -> RegisterIndex:
        """The rows of all registers of the case."""
        if self._index is None:
            self._index = register_index(self._writing.case, self._progress, lenient=True)
        return self._index

    def _hold_registers(self) -> dict[str, int]:
        """Have in the store the rows of registers of whom the case knows by now, and no others."""
        if not self._registers_stale:
            return {}
        self._registers_stale = False
        if not any(kept.loader in KINDS for kept in self._store.held().values()):
            return {}
        index = self._registers()
        says = {sha256: its for sha256, its in self._store.says_of_documents().items() if sha256 in index.held()}
        changed = self._projection.hold(says, index.of, self._looked_up | self._judged())
        if changed:
            self._there = self._store.held()
        return changed

    def _judged(self) -> set[str]:
        return judgements.names(judgements.as_claims(self._writing.case.entries()).values())

    def look_up(self, *names: str) -> None:
        """Have the rows of registers on these names among the claims, whether or not another document prints them."""
        self._looked_up, self._registers_stale = frozenset(names), True
        self._hold_registers()
        if self._publishing and self._index:
            self._publishing.hold(self._index, names)

    def _commit(self) -> None:
        if not self._rebuild:
            self._store.commit()

    def _complete(self, but: str | None) -> dict[str, Outcome]:
        """Bring the store up to the journal: what it lacks is read again, what was forgotten goes. Then the Neo4j up to the store."""
        documents = self._writing.case.documents()
        forgotten = {e["document"] for e in self._writing.case.entries() if e["did"] == "forgot"} - set(documents)
        if gone := sorted(forgotten & self._there.keys()):
            self._remove(gone)
        for sha256 in forgotten:
            with suppress(OSError):  # `tracer check` names what stays
                self._writing.drop(sha256)
        done = {}
        for held in documents.values():
            there = self._there.get(held.sha256)
            if (there is None or there.read_as != held.read_as) and held.sha256 != but:
                done[held.sha256] = self._again(held)
        self._draw()
        self._judge()
        self._commit()
        if self._publishing:
            done |= {sha256: outcome for sha256, outcome in self._publish_lacking(but).items() if sha256 not in done or outcome.error}
        return done

    def _publish_lacking(self, but: str | None) -> dict[str, Outcome]:
        """Put into the Neo4j what it lacks of this case."""
        assert self._publishing
        done = {}
        for sha256, result in self._publishing.complete(but).items():
            held = self._writing.case.documents()[sha256]
            outcome = Outcome(sha256, held.name, "failed" if isinstance(result, str) else "completed", held.loader)
            outcome.error = result if isinstance(result, str) else None
            outcome.claims = 0 if isinstance(result, str) else result
            done[sha256] = outcome
        return done

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
        """Act on a judgement and note it in the journal."""
        self._act_on("judged", judgement)

    def undo(self, judgement: str) -> None:
        self._act_on("undone", {"judgement": judgement})

    def _act_on(self, did: str, judged: Mapping[str, object]) -> None:
        """What cannot be drawn is not acknowledged: the journal says so once it is drawn, and before anybody sees it."""
        deed = self._writing.deed(did, **judged)
        standing = judgements.as_claims([*self._writing.case.entries(), deed])
        self._registers_stale = True
        self._projection.update_judgements(standing)
        self._writing.append(deed)
        self._commit()
        if self._publishing:
            self._publishing.judge()

    @property
    def _room(self) -> Path:
        return self._writing.case.folder

    def add(self, path: Path, options: Options, name: str | None = None) -> Outcome:
        """Load one file. A failure of this file is its outcome; the store's failures are raised."""
        called, name = name or path.name, sound(name or path.name)
        options = replace(options, mark=options.mark and sound(options.mark))
        try:
            copy, sha256 = self._writing.incoming(path)
            outcome = self._add(name, copy, sha256, options)
            if not any(one.copy == copy for one in self._waiting):
                copy.unlink(missing_ok=True)
            if name != called and not outcome.error:
                told = "its name is in another encoding: what is no character reads \N{REPLACEMENT CHARACTER}"
                outcome.remarks.insert(0, Remark("not-text", 1, 1, told))
            return outcome
        except OSError as error:
            if error.filename and self._writing.case.folder in Path(error.filename).parents:
                raise  # it is the case that cannot be written
            return unreadable(path, name, error)

    def _add(self, name: str, copy: Path, sha256: str, options: Options) -> Outcome:
        if any(one.held.sha256 == sha256 for one in self._waiting):
            self._draw()  # a copy of one of these
        before = self._writing.case.documents().get(sha256)
        if before:
            self._put_back(before, copy)
        try:
            document, loader, held = opened(copy, name, sha256, options, before)
            if sha256 in self.completed and before and held.read_as == before.read_as:
                return self.completed[sha256]
            there = self._there.get(sha256)
            if there and (there.read_as, there.version) == (held.read_as, held.version) and before:
                return Outcome(sha256, held.name, "known", loader.name, there.claims)
            if self._publishing:
                self._publishing.check(held, before.read_as if before else None)
            waits = self._read(_Waiting(held, loader, document, "loaded", copy=copy, again=before is not None))
        except TracerError as error:
            if isinstance(error, BadCase | GraphError):
                raise
            return Outcome(sha256, name, "failed", error=str(error), unknown=isinstance(error, UnknownKind))
        self._draw_when_full()
        return waits.outcome

    def _put_back(self, held: Held, copy: Path) -> None:
        """The original of a document that is loaded again, where it is gone or was altered."""
        if self._writing.case.amiss(held):
            again, _ = self._writing.incoming(copy)
            self._writing.keep(again, held.sha256)
            self.completed.pop(held.sha256, None)

    def _acknowledge(self, one: _Waiting) -> None:
        """Keep the original of what was drawn, and note it in the journal."""
        held = one.held
        if one.copy is None:
            return
        if self._publishing:
            self._publishing.withdraw(held)  # before the journal says so: broken off, it is completed as it was
        if not one.again:
            self._writing.keep(one.copy, held.sha256)
        self._writing.note(
            "loaded", document=held.sha256, name=held.name, loader=held.loader, version=held.version, noted_on=held.noted_on,
            mark=held.mark, map=held.map,
        )  # fmt: skip

    def _again(self, held: Held) -> Outcome:
        try:
            loader = registry.get(held.loader)
            document = document_of(self._writing.case.unaltered(held), held.name, held.sha256, held.noted_on, held.map)
            as_now = Held(**{**{n: getattr(held, n) for n in Held.__slots__}, "version": loader.version})
            waits = self._read(_Waiting(as_now, loader, document, "completed"))
        except OSError as error:
            return Outcome(held.sha256, held.name, "failed", error=f"the original of {held.name} cannot be read ({error.strerror})")
        except TracerError as error:
            if isinstance(error, BadCase | GraphError):
                raise
            return Outcome(held.sha256, held.name, "failed", error=str(error))
        self._draw_when_full()
        return waits.outcome

    def _read(self, one: _Waiting) -> _Waiting:
        """Read a document into the store, instead of what is there of it. Nothing of it is there where that fails."""
        read = Read(one.document, one.loader.name, one.loader.load(one.document))
        self._store.begin()
        if not self._waiting:
            self._batch.enter_context(self._store.part())
        try:
            self._take(one, read)
        except BaseException:
            if not self._waiting:
                self._batch.close()
            raise
        self._waiting.append(one)
        return one

    def _take(self, one: _Waiting, read: Read) -> None:
        held, rows = one.held, None
        self._registers_stale = True
        with self._projection.part():
            if held.sha256 in self._there:
                self._projection.remove([held.sha256])
            if held.loader in KINDS:
                rows = self._registers().put(_as_read(held), read.rows(self._reading))
            new = self._projection.add(held.sha256, _says(held, read), () if rows is not None else read.batches(self._reading))
            read.check()
            if rows is None:
                read.count = self._store.claims_in(held.sha256)  # what it says twice, in the same place and words, is one
            says = _says(held, read)
            self._store.put_documents({held.sha256: says if rows is None else {**says, "claims": 0}})
        one.outcome.tell(one.word, held, read, new, rows)

    def _reading(self, what: str, more: int) -> None:
        if self._publishing:
            self._publishing.yield_write_lock()  # reading takes long at times
        self._progress(what, more)

    def _draw_when_full(self) -> None:
        if sum(one.outcome.claims for one in self._waiting) >= reading.BATCH:
            self._draw()

    def _draw(self) -> None:
        """Draw what was read, and make it durable: small documents together, a large one by itself."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._progress("drawing", sum(one.outcome.claims for one in waiting))
            try:
                self._projection.draw([one.held.sha256 for one in waiting])
                self._tell_registers(waiting, self._hold_registers())
            except TracerError:
                raise
            except Exception as error:  # noqa: BLE001  whatever a document does to the drawing, the others are loaded
                self._undraw(waiting, error)
                return
            self._batch.close()
            for one in waiting:
                self._acknowledge(one)
        self._commit()
        if waiting:
            self._there = self._store.held()
        if waiting and self._publishing and self._publishing.complete_once:
            new = self._publishing.put([one.held.sha256 for one in waiting])
            for one in waiting:
                one.outcome.new = new.get(one.held.sha256, 0)

    def _tell_registers(self, waiting: Sequence[_Waiting], claims: Mapping[str, int]) -> None:
        for one in waiting:
            if one.outcome.rows is not None:
                one.outcome.claims = one.outcome.new = claims.get(one.held.sha256, 0)

    def _undraw(self, waiting: Sequence[_Waiting], error: Exception) -> None:
        """Documents that could not be drawn together: each by itself, and that which cannot be drawn at all is not loaded."""
        with suppress(_Undone), self._batch:
            raise _Undone
        self._projection = self._drawing()
        if len(waiting) == 1:
            [one] = waiting
            said = f"{type(error).__name__}: {text.one_line(str(error), 100)}"
            one.outcome.fail(f"{one.held.name} cannot be drawn ({said}): it is not loaded; please report it")
            return
        for one in waiting:
            self._read(one)
            self._draw()

    def _remove(self, sha256s: Sequence[str]) -> None:
        self._registers_stale = True
        self._store.begin()
        self._projection.remove(sha256s)
        self._projection.draw()
        self._commit()
        for sha256 in sha256s:
            self._there.pop(sha256, None)

    def finish(self) -> None:
        """Draw what waits, and what judgements say of names that came back with it."""
        self._draw()
        self._looked_up = frozenset()
        self._hold_registers()
        self._judge()
        self._rebuild = False
        self._commit()
        self._progress("keeping", 0)
        if self._publishing:
            if any(kept.loader in KINDS for kept in self._store.held().values()):
                self._publishing.hold(self._registers())
            self._publishing.judge()
        if self._index is not None:
            self._index.close()
            self._index = None

    def forget(self, held: Held) -> None:
        """Take a document out of case and store."""
        # Broken off before the journal says so, it did not happen, and is to be done again.
        if self._publishing:
            self._publishing.retract([held.sha256])
        self._store.begin()
        self._registers_stale = True
        if held.sha256 in self._there:
            self._projection.remove([held.sha256])
            self._projection.draw()
        if held.loader in KINDS:
            self._registers().remove(held.sha256)
        self._hold_registers()
        self._writing.note("forgot", document=held.sha256, name=held.name)
        self._store.commit()
        self._there.pop(held.sha256, None)
        self._writing.drop(held.sha256)


def register_index(case: Case, progress: Progress = silent, *, lenient: bool = False) -> RegisterIndex:
    """The rows of a case's registers, read from the originals where they are not there. `lenient`: without those that cannot be read.

    Raises BadDocument, BadCase.
    """
    index = RegisterIndex(case.registers)
    held = {one.sha256: one for one in case.documents().values() if one.loader in KINDS}
    there = index.held()
    for sha256 in there.keys() - held.keys() if lenient else ():  # who only asks takes nothing out: somebody may be loading it
        index.remove(sha256)
    for sha256, one in held.items():
        loader = registry.get(one.loader)
        if there.get(sha256) == (one.read_as, loader.version):
            continue
        try:
            document = document_of(case.unaltered(one), one.name, sha256, one.noted_on, one.map)
            index.put(_as_read(one, loader.version), Read(document, one.loader, loader.load(document)).rows(progress))
        except BadDocument:
            if not lenient:
                index.close()
                raise
    return index


def _as_read(held: Held, version: int | None = None) -> Kept:
    return Kept(held.sha256, held.name, held.loader, held.read_as, held.version if version is None else version)


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
