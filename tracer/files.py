"""Files as documents: archives and mails with attachments are taken apart, and each document has an outcome of its own."""

from __future__ import annotations

import errno
import hashlib
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracer import readers
from tracer.case import Case, Held
from tracer.errors import BadDocument, BadInput, TracerError
from tracer.model import Evidence, Remark, Unread, sound
from tracer.reading import Options, Progress, Read, UnknownKind, opened, silent


@dataclass(slots=True)
class Outcome:
    """What became of one document: `loaded`, `known`, `completed`, `incomplete`, `skipped`, `failed`; `read` where nothing is stored."""

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
    said: list[Evidence] = field(default_factory=list)  # its claims, where nothing is stored
    rows: int | None = None  # of a register: the number of its rows, most of which are no claims

    def fill_in(self, outcome: str, held: Held, read: Read, new: int, rows: int | None = None) -> None:
        """`rows`: of a register, whose claims are counted once it is known which providers they are about."""
        self.outcome, self.document, self.name, self.loader = outcome, held.sha256, held.name, held.loader
        self.claims, self.new, self.unread, self.remarks = read.count if rows is None else 0, new, read.unread, read.remarks
        self.rows = rows

    def fail(self, error: str) -> None:
        self.outcome, self.error, self.claims, self.new, self.unread, self.remarks = "failed", error, 0, 0, [], []


def files_in(paths: Sequence[Path], case: Path) -> Iterator[tuple[Path, bool]]:
    """The files named and those in the folders named (sorted, without hidden ones and the case itself), with whether each was named.

    Raises BadInput for what does not exist or is no regular file, and for a folder without files.
    """
    for path in paths:
        if not path.exists():
            raise BadInput(f"there is no {path}: check the name")
        if not path.is_dir():
            if not path.is_file():  # a pipe or a device may never end
                raise BadInput(f"{path} is no regular file: write what it gives into one, and load that")
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


class Files(ABC):
    """Takes files apart into documents: members of archives, attachments of mails. Each has an outcome of its own."""

    @abstractmethod
    def add(self, path: Path, options: Options, name: str | None = None) -> Outcome:
        """Read one document. If it fails, that is its outcome."""

    @property
    @abstractmethod
    def _scratch_folder(self) -> Path | None:
        """The folder for documents from inside others while they are read; None: the usual one for temporary files."""

    def load(self, path: Path, options: Options) -> Iterator[Outcome]:
        """Read one file and the documents in it."""
        archive = readers.is_archive(path)
        outcome = Outcome(None, sound(path.name), "failed") if archive else self.add(path, options)
        within: list[Outcome] = []
        try:
            for name, data in readers.members(path) if archive else readers.attached(path):
                within.append(self._add_inside(f"{outcome.name}/{name}", data, options, optional=not archive))
        except TracerError as error:
            outcome.outcome, outcome.error = "failed", str(error)
        if archive and not outcome.error:
            yield from within
            return
        if outcome.unknown and any(inner.claims for inner in within):
            outcome.outcome, outcome.error = "skipped", None  # the letter attached is the point of the mail
        yield outcome
        yield from within

    def _add_inside(self, name: str, data: bytes, options: Options, *, optional: bool) -> Outcome:
        """`optional`: it is attached to a mail, which is read even where the attachment is not."""
        with tempfile.TemporaryDirectory(dir=self._scratch_folder, prefix=".inside-") as folder:
            member = Path(folder, "member")  # names from inside a file never touch the disk
            member.write_bytes(data)
            outcome = self.add(member, options, name)
        if outcome.outcome == "failed" and (outcome.unknown or optional):
            why = "is of no known kind" if outcome.unknown else f"is not read: {outcome.error}"
            outcome.unread.append(Unread(1, 1, why))
            outcome.outcome, outcome.error = "skipped", None
        return outcome


class FirstLook(Files):
    """Reads documents as a load into this case would, and stores nothing: their claims come with their outcomes."""

    def __init__(self, case: Case, progress: Progress = silent) -> None:
        self._held = case.documents()
        self._progress = progress

    @property
    def _scratch_folder(self) -> None:
        return None

    def add(self, path: Path, options: Options, name: str | None = None) -> Outcome:
        name = sound(name or path.name)
        try:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            document, loader, held = opened(path, name, sha256, options, self._held.get(sha256))
            read = Read(document, loader.name, loader.load(document))
            claims = [claim for batch in read.batches(self._progress) for claim in batch]
            read.check()
        except OSError as error:
            return unreadable(path, name, error)
        except TracerError as error:
            return Outcome(None, name, "failed", error=str(error), unknown=isinstance(error, UnknownKind))
        return Outcome(sha256, held.name, "read", held.loader, read.count, 0, read.unread, read.remarks, said=claims)


def read_again(case: Case, progress: Progress = silent) -> Iterator[Outcome]:
    """Each document of a case as it would be read today: what is not read, what is doubted. Nothing is stored.

    A document whose original is gone or was altered has failed, and its error says so.
    """
    look = FirstLook(case, progress)
    for held in case.documents().values():
        try:
            outcome = look.add(case.unaltered(held), Options(), held.name)
        except BadDocument as error:
            outcome = Outcome(held.sha256, held.name, "failed", error=str(error))
        outcome.said = []
        yield outcome


def unreadable(path: Path, name: str, error: OSError) -> Outcome:
    shown = path.with_name(name) if "/" not in name else name
    way_out = "make room, or split it" if error.errno == errno.EFBIG else "check its name and its permissions"
    return Outcome(None, name, "failed", error=f"{shown} cannot be read ({error.strerror}): {way_out}")
