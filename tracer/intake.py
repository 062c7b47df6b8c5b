"""From files to the graph: each document is copied, recognised, read, journaled and drawn; one document, one outcome.

The order is what makes an interrupted load harmless: the original and its journal entry come first, the graph follows, and
whatever the graph lacks at the start of the next load is read again from the originals.

A graph may be shared by several cases (a Neo4j): each writes in its turn, looks anew at what is there when its turn comes, and
never takes out what another case put there.
"""

from __future__ import annotations

import json
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tracer import judgements, readers, registry, remarks
from tracer.case import Held, Writing
from tracer.errors import BadDocument, BadInput, TracerError
from tracer.graph import Graph
from tracer.identity import Identity
from tracer.model import Claim, Document, Evidence, Heading, Kind, Moment, Remark, Unread
from tracer.projection import Projection
from tracer.store.properties import evidence

BATCH = 5000  # claims drawn at once
IN_MEMORY = 40  # batches of one document kept in memory; the rest waits on disk

Batch = list[Evidence]
Progress = Callable[[str, int], None]  # what is being done, and how much more of it is done now


def silent(_what: str, _more: int) -> None:
    """Progress that nobody watches."""


@dataclass(slots=True)
class Outcome:
    """What became of one document: `loaded`, `known`, `completed`, `incomplete`, `skipped` or `failed`."""

    document: str | None
    name: str
    outcome: str
    loader: str | None = None
    claims: int = 0
    new: int = 0
    unread: list[Unread] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    error: str | None = None
    unknown: bool = False  # failed because no loader knows the document


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who loads a document says of it."""

    loader: str | None = None
    noted_on: Moment | None = None
    mark: str | None = None


class Read:
    """A document as read: its claims in batches, and the rest. Nothing is written before all of it could be read."""

    def __init__(self, document: Document, kind: str, folder: Path) -> None:
        self._document = document
        self._kind = kind
        self.heading = Heading()
        self.unread: list[Unread] = []
        self.remarks: list[Remark] = []
        self.count = 0
        self._batches: list[Batch] = []
        self._spool: IO[bytes] | None = None
        self._folder = folder

    def take(self, findings: Iterable[object], progress: Progress) -> None:
        doubts = remarks.Remarks()
        told: dict[Remark, None] = {}
        batch: Batch = []
        for found in findings:
            if isinstance(found, Claim):
                for doubt in doubts.take(found):
                    told[doubt] = None
                batch.append(evidence(self._document.sha256, self._document.name, self._kind, found))
                if len(batch) == BATCH:
                    self._put(batch)
                    progress("reading", len(batch))
                    batch = []
            elif isinstance(found, Unread):
                self.unread.append(found)
            elif isinstance(found, Remark):
                told[found] = None
            elif isinstance(found, Heading):
                self.heading = found
        self._put(batch)
        self.remarks = [*told, *doubts.rest()]

    def batches(self) -> Iterator[Batch]:
        yield from self._batches
        if self._spool is not None:
            self._spool.seek(0)
            while True:
                try:
                    yield pickle.load(self._spool)  # noqa: S301 - written by this very process
                except EOFError:
                    return

    def _put(self, batch: Batch) -> None:
        self.count += len(batch)
        if len(self._batches) < IN_MEMORY:
            self._batches.append(batch)
            return
        if self._spool is None:
            self._spool = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - gone with this object
        pickle.dump(batch, self._spool, protocol=pickle.HIGHEST_PROTOCOL)


class Intake:
    """Loads documents into a case and its graph. Call `finish` at the end: only then is the graph durable."""

    def __init__(self, writing: Writing, graph: Graph, progress: Progress = silent, *, anew: bool = False, alone: bool = False) -> None:
        """`anew`: make this case's part of the graph again; `alone`: and take out what other cases put there."""
        self._writing = writing
        self._graph = graph
        self._progress = progress
        self._projection: Projection
        self._there: dict[str, Mapping[str, Any]] = {}  # documents in the graph, by hash
        self._half_drawn = False
        self._waiting: list[tuple[Held, Read, Outcome]] = []
        graph.prepare()
        self._take_turn()
        if anew:
            with self._drawing():
                self._projection.take_out(None if alone else self._writing.case.documents())
            self._there = self._projection.held()
        self.completed = self._complete()

    def _take_turn(self) -> None:
        """Nobody else writes from here on; what others wrote before is known."""
        if self._graph.take_turn(lambda: self._progress("waiting", 0)):
            with self._drawing():
                self._projection = Projection(self._graph, lambda: self._standing().keys())
            self._there = self._projection.held()

    def _whole(self, sha256: str) -> tuple[str, int] | None:
        """How the document was read that is in the graph whole, and by which version of its loader."""
        row = self._there.get(sha256)
        return (row["read_as"], row["version"]) if row and row["complete"] else None

    def _complete(self) -> dict[str, Outcome]:
        """Bring the graph up to the journal: what it lacks is read again, what was forgotten goes."""
        forgotten = {e["document"] for e in self._writing.case.entries() if e["did"] == "forgot"} - set(self._writing.case.documents())
        if not self._graph.shared:  # elsewhere it went before the journal said so, and one that is there is another case's
            self._retract(sorted(forgotten & self._there.keys()))
        for sha256 in forgotten:
            self._writing.drop(sha256)
        done = {}
        for held in self._writing.case.documents().values():
            whole = self._whole(held.sha256)
            if whole and whole[0] != held.read_as and self._graph.shared:
                done[held.sha256] = Outcome(held.sha256, held.name, "failed", error=_read_otherwise(held.name, whole[0]))
            elif not whole or whole[0] != held.read_as:
                done[held.sha256] = self._again(held)
        self._flush()
        self._judge()
        return done

    def _judge(self) -> None:
        """Bring the judgements in the graph up to the journal, as far as their names are printed."""
        self._take_turn()
        standing = self._standing()
        there = {tie.id: tie for tie in self._projection.ties if tie.kind != Kind.IDENTIFIED}
        undone = judgements.undone(self._writing.case.entries())
        gone = [tie.id for tie in there.values() if tie.id not in standing and tie.note in undone]
        new = {tie.id: tie for tie in self._projection.waiting() if tie.note not in undone}
        # A judgement on names that were forgotten waits for them to come back.
        new |= {tie.id: tie for tie in standing.values() if tie.id not in there and self._projection.prints(tie)}
        if gone or new:
            with self._drawing():
                self._projection.judge(new.values(), gone)

    def _standing(self) -> dict[str, Evidence]:
        """The judgements of this case that were not undone, as claims by id."""
        claims = [evidence("", "journal.jsonl", None, j.claim) for j in judgements.standing(self._writing.case.entries()).values()]
        return {claim.id: claim for claim in claims}

    @property
    def identity(self) -> Identity:
        return self._projection.identity

    @property
    def ties(self) -> Sequence[Evidence]:
        return self._projection.ties

    def judge(self, **judgement: object) -> None:
        """Note a judgement in the journal and act on it."""
        self._writing.note("judged", **judgement)
        self._judge()

    def undo(self, judgement: str) -> None:
        self._writing.note("undone", judgement=judgement)
        self._judge()

    def load(self, path: Path, options: Options) -> Iterator[Outcome]:
        """Load one file and the documents in it: those of an archive, those attached to mails. Each has an outcome of its own."""
        archive = readers.is_archive(path)
        outcome = Outcome(None, _name(path), "failed") if archive else self.add(path, options)
        within: list[Outcome] = []
        try:
            for name, data in readers.inside(path):
                within.append(self._add_inside(f"{outcome.name}/{name}", data, options, optional=not archive))
        except TracerError as error:
            outcome.outcome, outcome.error = "failed", str(error)
        if archive and not outcome.error:
            yield from within
            return
        if outcome.unknown and any(one.claims for one in within):
            outcome.outcome, outcome.error = "skipped", None  # the letter attached is the point of the mail
        yield outcome
        yield from within

    def _add_inside(self, name: str, data: bytes, options: Options, *, optional: bool) -> Outcome:
        """`optional`: it is attached to a mail, which is read all the same where this is not."""
        with tempfile.NamedTemporaryFile(dir=self._writing.case.folder) as file:  # under a name of ours: none from inside touches the disk
            file.write(data)
            file.flush()
            outcome = self.add(Path(file.name), options, name)
        if outcome.outcome == "failed" and (outcome.unknown or optional):
            why = "is of no known kind" if outcome.unknown else f"is not read: {outcome.error}"
            outcome.unread.append(Unread(1, 1, why))
            outcome.outcome, outcome.error = "skipped", None
        return outcome

    def add(self, path: Path, options: Options, name: str | None = None) -> Outcome:
        """Load one file. A failure of this file is its outcome; the graph's failures are raised."""
        name = name or _name(path)
        try:
            with self._writing.incoming(path) as (copy, sha256):
                return self._add(name, copy, sha256, options)
        except OSError as error:
            shown = path.with_name(name) if "/" not in name else name
            return Outcome(None, name, "failed", error=f"{shown} cannot be read ({error.strerror}): check its name and its permissions")

    def _add(self, name: str, copy: Path, sha256: str, options: Options) -> Outcome:
        before = self._writing.case.documents().get(sha256)
        if any(held.sha256 == sha256 for held, _, _ in self._waiting):
            self._flush()  # a copy of one of these
        try:
            document = readers.read(copy, name=name, sha256=sha256, noted_on=options.noted_on or (before.noted_on if before else None))
            loader = self._loader(document, options, before)
            held = Held(
                sha256,
                before.name if before else name,
                loader.name,
                loader.version,
                document.noted_on,
                options.mark or (before.mark if before else None),
            )
            if sha256 in self.completed and held.read_as == before.read_as if before else False:
                return self.completed[sha256]
            whole, ours = self._whole(sha256), before.read_as if before else None
            there = whole == (held.read_as, held.version)
            if there and held.read_as == ours:
                return Outcome(sha256, held.name, "known", loader.name, self._there[sha256]["claims"])
            if whole and whole[0] not in (ours, held.read_as):
                raise BadDocument(_read_otherwise(name, whole[0]))
            read = self._read(loader, document)
        except TracerError as error:
            return Outcome(sha256, name, "failed", error=str(error), unknown=isinstance(error, UnknownKind))
        if whole and not there:
            self._retract([sha256])  # before the journal says so: broken off, it is completed as it was
        if not before:
            self._writing.keep(copy, sha256)
        self._writing.note(
            "loaded", document=sha256, name=held.name, loader=held.loader, version=held.version, noted_on=held.noted_on, mark=held.mark
        )
        if there:  # another case has loaded it
            return Outcome(sha256, held.name, "loaded", held.loader, read.count, 0, read.unread, read.remarks)
        return self._queue(held, read, "loaded")

    @contextmanager
    def _drawing(self) -> Iterator[None]:
        self._half_drawn = True
        yield
        self._half_drawn = False  # not where it was broken off

    def finish(self) -> None:
        """Make durable what is whole. A graph that was left half drawn is not kept: the journal says what the older one lacks."""
        if self._half_drawn:
            return
        self._flush()
        self._judge()  # names that came back with these documents
        self._progress("keeping", 0)
        self._graph.keep()

    def forget(self, held: Held) -> None:
        """Take a document out of case and graph."""
        # Broken off before the journal says so, it did not happen, and is to be done again.
        self._retract([held.sha256])
        self._writing.note("forgot", document=held.sha256, name=held.name)
        self._writing.drop(held.sha256)

    def _loader(self, document: Document, options: Options, before: Held | None) -> registry.Loader:
        if options.loader:
            return registry.get(options.loader)
        if before:
            return registry.get(before.loader)
        found = registry.detect(document)
        if found is None:
            raise UnknownKind(
                f"{document.name} is of no known kind ({', '.join(each.name for each in registry.available())}): "
                "if it is one of these, say which with --as LOADER"
            )
        return found

    def _again(self, held: Held) -> Outcome:
        loader = registry.get(held.loader)
        try:
            document = readers.read(self._writing.case.original(held.sha256), name=held.name, sha256=held.sha256, noted_on=held.noted_on)
            read = self._read(loader, document)
        except OSError:
            return Outcome(held.sha256, held.name, "failed", error=f"the original of {held.name} is gone from the case: load it again")
        except TracerError as error:
            return Outcome(held.sha256, held.name, "failed", error=str(error))
        return self._queue(Held(**{**{n: getattr(held, n) for n in Held.__slots__}, "version": loader.version}), read, "completed")

    def _read(self, loader: registry.Loader, document: Document) -> Read:
        read = Read(document, loader.name, self._writing.case.folder)
        read.take(loader.load(document), self._reading)
        if not read.count and not read.unread:
            raise BadDocument(f"{document.name} says nothing that {loader.name} understands: check the file, or load it --as another kind")
        return read

    def _reading(self, what: str, more: int) -> None:
        self._graph.let_others()  # reading takes long at times
        self._progress(what, more)

    def _queue(self, held: Held, read: Read, word: str) -> Outcome:
        outcome = Outcome(held.sha256, held.name, word, held.loader, read.count, 0, read.unread, read.remarks)
        self._waiting.append((held, read, outcome))
        if sum(r.count for _, r, _ in self._waiting) >= BATCH:
            self._flush()
        return outcome

    def _flush(self) -> None:
        """Draw what waits: small documents together, a large one batch by batch."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        self._take_turn()
        # Read in another way, or broken off while it was: its claims are replaced.
        other = [
            h.sha256
            for h, _, _ in waiting
            if (row := self._there.get(h.sha256)) and (row["read_as"], row["version"]) != (h.read_as, h.version)
        ]
        with self._drawing():
            if other:
                self._projection.retract(other)
            self._projection.start({held.sha256: _says(held, read) for held, read, _ in waiting})
            new: dict[str, int] = {}
            for batch in _batched(waiting):
                for sha256, more in self._projection.write(batch).items():
                    new[sha256] = new.get(sha256, 0) + more
                self._progress("drawing", len(batch))
            self._projection.finish([held.sha256 for held, _, _ in waiting])
        for held, read, outcome in waiting:
            outcome.new = new.get(held.sha256, 0)
            self._there[held.sha256] = {"read_as": held.read_as, "version": held.version, "complete": True, "claims": read.count}
        self._graph.let_others()

    def _retract(self, sha256s: Sequence[str]) -> None:
        if sha256s:
            self._flush()
            self._take_turn()
            with self._drawing():
                self._projection.retract(sha256s)
            for sha256 in sha256s:
                self._there.pop(sha256, None)


def _name(path: Path) -> str:
    """A file's name, as far as it is text."""
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class UnknownKind(BadDocument):
    """No loader knows the document."""


def _read_otherwise(name: str, read_as: str) -> str:
    loader, noted_on, mark = json.loads(read_as)
    options = " ".join(f"{option} {value}" for option, value in (("--as", loader), ("--noted-on", noted_on), ("--mark", mark)) if value)
    return f"{name} is in this graph as another case has loaded it: load it the same way ({options}), or use a database of your own"


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


def _batched(waiting: Iterable[tuple[Held, Read, Outcome]]) -> Iterator[Batch]:
    batch: Batch = []
    for _, read, _ in waiting:
        for claims in read.batches():
            batch = [*batch, *claims]
            if len(batch) >= BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def files_in(paths: Sequence[Path], case: Path) -> Iterator[tuple[Path, bool]]:
    """The files named, and those in the folders named (sorted, without hidden ones and the case itself); whether each was named.

    Raises BadInput for what does not exist and for a folder without files.
    """
    for path in paths:
        if not path.exists():
            raise BadInput(f"there is no {path}: check the name")
        if not path.is_dir():
            yield path, True
            continue
        inside = [
            p
            for p in sorted(path.rglob("*"))
            if p.is_file()
            and case.resolve() not in p.resolve().parents
            and not any(part.startswith(".") for part in p.relative_to(path).parts)
        ]
        if not inside:
            raise BadInput(f"{path} holds no documents: name a file, or a folder with some")
        yield from ((p, False) for p in inside)
