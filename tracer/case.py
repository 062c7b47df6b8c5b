"""The case folder: originals byte for byte, and the journal of what was done. All else can be made again from them.

tracer-case/
  originals/SHA256     each document as given
  journal.jsonl        one line per entry, only ever appended
  case.db              the store: claims, and what is drawn of them
  graph.kgl            the same as a graph, made for Cypher queries without a server
  registers.db         rows of public registers, for searching: made again from the originals where it is missing
  case.lock            held while a process writes
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tracer.errors import BadCase, BadDocument, BadInput, CaseBusy, NotKnown
from tracer.model import JUDGEMENTS, Moment, ReadAs, from_environment, sound

FORMAT = 1
_DEED = ("did", "at", "who")
# The required texts of each kind of entry; all else may be left out.
_REQUIRED_TEXTS = {
    "loaded": ("document", "name", "loader"), "forgot": ("document",), "judged": ("id", "a", "b", "because"), "undone": ("judgement",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the case, as the journal's newest entry on it says."""

    sha256: str
    name: str
    loader: str
    version: int
    noted_on: Moment | None = None
    mark: str | None = None
    loaded: Moment = ""
    map: str | None = None

    @property
    def read_as(self) -> str:
        return str(ReadAs(self.loader, self.noted_on, self.mark, self.map))


@dataclass(slots=True)
class Case:
    folder: Path
    _entries: list[dict[str, Any]] | None = field(default=None, repr=False)
    _breaks: list[int] = field(default_factory=list, repr=False)
    _newest: str | None = field(default=None, repr=False)

    @property
    def store(self) -> Path:
        return self.folder / "case.db"

    @property
    def graph(self) -> Path:
        return self.folder / "graph.kgl"

    @property
    def registers(self) -> Path:
        return self.folder / "registers.db"

    def remove_store(self) -> None:
        """Remove the store, with what SQLite keeps beside it."""
        for ending in ("-wal", "-shm", ""):
            self.store.with_name(self.store.name + ending).unlink(missing_ok=True)

    def exists(self) -> bool:
        return (self.folder / "journal.jsonl").is_file()

    def entries(self) -> list[dict[str, Any]]:
        """The entries of the journal, oldest first. A line that was cut off while it was written did not happen.

        Raises BadCase where the journal is damaged.
        """
        if self._entries is None:
            path = self.folder / "journal.jsonl"
            try:
                lines = path.read_bytes().split(b"\n")
            except (FileNotFoundError, NotADirectoryError):
                lines = [b""]
            entries: list[dict[str, Any]] = []
            before: str | None = None
            self._breaks = []
            for number, line in enumerate(lines[:-1], 1):
                try:
                    entry = _sound(json.loads(line))
                    if not all(isinstance(entry[name], str) for name in (*_DEED, *_REQUIRED_TEXTS.get(entry["did"], ()))):
                        raise TypeError
                    if entry["did"] == "loaded" and not isinstance(entry["version"], int):
                        raise TypeError
                    if entry["did"] == "judged" and entry.get("verdict", "same") not in JUDGEMENTS:
                        raise TypeError
                    newer = entry.get("format", FORMAT) > FORMAT
                except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                    raise BadCase(f"line {number} of {path} is damaged: restore the journal from a copy") from None
                if not entries and newer:
                    raise BadCase(f"{self.folder} was made by a newer tracer: install that one to use it")
                # Journals of older versions are no chain; once a chain has begun, it must go on.
                if entry.get("before") != before and (before is None or "before" in entry or "before" in entries[-1]):
                    self._breaks.append(number)
                before = _hash(line)
                entries.append(entry)
            self._entries, self._newest = entries, before
        return self._entries

    @property
    def breaks(self) -> list[int]:
        """Numbers of the journal's lines that do not follow the line they were written after: that one, or one between, was altered."""
        self.entries()
        return self._breaks

    @property
    def newest(self) -> str | None:
        """The hash of the journal's last line: whoever notes it can tell later whether anything up to it was altered."""
        self.entries()
        return self._newest

    def documents(self) -> dict[str, Held]:
        """The documents that are loaded now, by hash, in the order in which they were first loaded."""
        held: dict[str, Held] = {}
        for entry in self.entries():
            if entry["did"] == "loaded":
                held[entry["document"]] = Held(
                    entry["document"],
                    entry["name"],
                    entry["loader"],
                    entry["version"],
                    entry.get("noted_on"),
                    entry.get("mark"),
                    entry["at"],
                    entry.get("map"),
                )
            elif entry["did"] == "forgot":
                held.pop(entry["document"], None)
        return held

    def find(self, document: str) -> Held:
        """The document of that name, or whose hash begins with that text. Raises NotKnown."""
        held = self.documents().values()
        matches = [h for h in held if h.name == document] or [
            h for h in held if len(document) >= 6 and h.sha256.startswith(document.lower())
        ]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise NotKnown(
                f"{len(matches)} documents are called {document!r}: give the beginning of the hash that `tracer documents` shows"
            )
        raise NotKnown(f"no document {document!r} in {self.folder}: `tracer documents` lists them")

    def original(self, sha256: str) -> Path:
        return self.folder / "originals" / sha256

    def unaltered(self, held: Held) -> Path:
        """The original of a document, to read from. Raises BadDocument where it is gone or was altered."""
        if fault := self.original_fault(held):
            raise BadDocument(f"{held.name}: {fault}")
        return self.original(held.sha256)

    def original_fault(self, held: Held) -> str | None:
        """What is wrong with the original of a document, by its hash, and what to do; None where nothing is."""
        back = "load the document again, or `tracer forget` it"
        try:
            with self.original(held.sha256).open("rb") as opened:
                same = hashlib.file_digest(opened, "sha256").hexdigest() == held.sha256
        except (FileNotFoundError, NotADirectoryError):
            return f"its original is gone from the case folder: {back}"
        except OSError as error:
            return f"its original cannot be read ({error.strerror}): {back}"
        return None if same else f"its original was altered since it was loaded, and nothing is read from it: {back}"

    def writing(self) -> Writing:
        """The right to write, for one process at a time. Makes the folder where it is missing. Raises CaseBusy, BadCase."""
        return Writing(self)


_OWN_FILES = (
    "originals",
    "journal.jsonl",
    "case.db",
    "case.db-wal",
    "case.db-shm",
    "case.lock",
    "graph.kgl",
    "graph.json",
    "registers.db",
    "salt",
)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


class Writing:
    """A case that this process may write to: `with case.writing() as writing`."""

    def __init__(self, case: Case) -> None:
        from filelock import FileLock

        self.case = case
        self._copies = 0
        for name in _OWN_FILES:
            if _leads_out(path := case.folder / name):
                raise BadCase(
                    f"{path} is a link that leads out of the case folder: put there what it names, or name that folder with --case"
                )
        try:
            # Its contents are for its owner alone. A folder that somebody opened for others stays as it is.
            if not case.folder.exists():
                case.folder.mkdir(mode=0o700, parents=True)
            (case.folder / "originals").mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise BadCase(f"{case.folder} cannot be used as a case folder ({error.strerror}): choose another with --case") from None
        self._lock = FileLock(case.folder / "case.lock", timeout=0, mode=0o600)

    def __enter__(self) -> Self:
        from filelock import Timeout

        try:
            self._lock.acquire()
        except Timeout:
            raise CaseBusy(f"another process is writing to {self.case.folder}: wait for it to end, then try again") from None
        except OSError as error:
            raise BadCase(f"{self.case.folder} cannot be written to ({error.strerror}): choose another with --case") from None
        self.case._entries = None
        self._drop_incoming()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with contextlib.suppress(OSError):  # the next writer does it
            self._drop_incoming()
        self._lock.release()

    def _drop_incoming(self) -> None:
        for leftover in (self.case.folder / "originals").glob(".incoming-*"):
            leftover.unlink()

    def _free(self) -> int:
        """Bytes that are free where the case lies."""
        try:
            return shutil.disk_usage(self.case.folder).free
        except OSError as error:
            raise self._unwritable(error) from None

    def _unwritable(self, error: OSError) -> BadCase:
        return BadCase(f"{self.case.folder} cannot be written to ({error.strerror}): mend that, then run the command again")

    def incoming(self, source: Path) -> tuple[Path, str]:
        """A copy of a file inside the case, and its hash. Unless it is kept, it is removed when this process ends writing."""
        self._copies += 1
        copy = self.case.folder / "originals" / f".incoming-{self._copies}"
        digest = hashlib.sha256()
        size, free = source.stat().st_size, self._free()
        if size > free:  # a sparse file takes little space where it lies, but its full size as a copy
            raise OSError(errno.EFBIG, f"it has {size:,} bytes, and {free:,} are free where the case lies", str(source))
        try:
            with source.open("rb") as read, open(copy, "wb", opener=owner_only) as write:
                while block := read.read(1 << 20):
                    digest.update(block)
                    write.write(block)
                write.flush()
                os.fsync(write.fileno())
        except OSError as error:
            if error.errno in _NO_ROOM or error.filename == str(copy):
                raise self._unwritable(error) from None
            raise
        return copy, digest.hexdigest()

    def keep(self, copy: Path, sha256: str) -> None:
        """Make an incoming copy an original."""
        copy.replace(self.case.original(sha256))
        _sync(self.case.folder / "originals")

    def note(self, did: str, **details: Any) -> None:
        """Append an entry to the journal; it is on disk when this returns."""
        self.append(self.deed(did, **details))

    def deed(self, did: str, **details: Any) -> dict[str, Any]:
        """An entry as the journal will hold it once it is appended."""
        entries = self.case.entries()
        entry = {"did": did, "at": now(), "who": who()} | {name: _sound(value) for name, value in details.items() if value is not None}
        if not entries:
            entry["format"] = FORMAT
        if self.case.newest is not None:
            entry["before"] = self.case.newest
        return entry

    def append(self, entry: dict[str, Any]) -> None:
        path = self.case.folder / "journal.jsonl"
        line = json.dumps(entry).encode()
        with open(path, "ab", opener=owner_only) as journal:
            _cut_torn_line(path)
            journal.write(line + b"\n")
            journal.flush()
            os.fsync(journal.fileno())
        self.case.entries().append(entry)
        self.case._newest = _hash(line)

    def drop(self, sha256: str) -> None:
        self.case.original(sha256).unlink(missing_ok=True)


def _leads_out(path: Path) -> bool:
    """Whether a path within a folder is a link to one outside of it."""
    return path.is_symlink() and path.parent.resolve() not in path.resolve().parents


def _sound(value: Any) -> Any:
    """A JSON value with all its texts made valid: journals of older versions may hold halves of characters."""
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, list):
        return [_sound(element) for element in value]
    return {_sound(name): _sound(element) for name, element in value.items()} if isinstance(value, dict) else value


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _cut_torn_line(path: Path) -> None:
    """Cut off what a killed process left of a line."""
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        os.truncate(path, data.rfind(b"\n") + 1)


def owner_only(path: str, flags: int) -> int:
    """Opens a file of the case; a new file is for its owner alone."""
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def now() -> Moment:
    from datetime import UTC, datetime

    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def generated() -> Moment:
    """The time that generated files state: now, or that of SOURCE_DATE_EPOCH, so that they can be made again byte for byte.

    Raises BadInput.
    """
    from datetime import UTC, datetime

    epoch = from_environment("SOURCE_DATE_EPOCH")
    if not epoch:
        return now()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        raise BadInput(f"SOURCE_DATE_EPOCH is {epoch[:40]!r}: give seconds since 1970, or unset it") from None


def who() -> str:
    """The user: TRACER_USER, else the login name."""
    import getpass

    try:
        return from_environment("TRACER_USER") or sound(getpass.getuser())
    except (KeyError, OSError):
        return "unknown"
