"""The case folder: originals byte for byte, and the journal of what was done. All else can be made from them again.

tracer-case/
  originals/SHA256     each document as given
  journal.jsonl        one line per deed, only ever appended
  case.db              the store: claims, and what is drawn of them
  graph.kgl            the same as a graph, made when Cypher is asked without a server
  registers.db         rows of public registers, to be asked: made again from the originals where it is not there
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
# What is text in each; all else may be left out.
_WITH = {
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
        """Take away the store, with what SQLite keeps beside it."""
        for ending in ("-wal", "-shm", ""):
            self.store.with_name(self.store.name + ending).unlink(missing_ok=True)

    def exists(self) -> bool:
        return (self.folder / "journal.jsonl").is_file()

    def entries(self) -> list[dict[str, Any]]:
        """What was done, oldest first. A line that was cut off while it was written did not happen.

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
                    if not all(isinstance(entry[name], str) for name in (*_DEED, *_WITH.get(entry["did"], ()))):
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
                # Journals of older versions are no chain; where it has begun, it goes on.
                if entry.get("before") != before and (before is None or "before" in entry or "before" in entries[-1]):
                    self._breaks.append(number)
                before = _hash(line)
                entries.append(entry)
            self._entries, self._newest = entries, before
        return self._entries

    @property
    def breaks(self) -> list[int]:
        """Numbers of the journal's lines that do not follow the line they were written after: it, or one before it, was altered."""
        self.entries()
        return self._breaks

    @property
    def newest(self) -> str | None:
        """The hash of the journal's last line: whoever wrote it down can tell later whether all up to it is as it was."""
        self.entries()
        return self._newest

    def documents(self) -> dict[str, Held]:
        """What is loaded now, by hash, in the order first loaded."""
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
        """The document of that name, or whose hash begins so. Raises NotKnown."""
        held = self.documents().values()
        found = [h for h in held if h.name == document] or [h for h in held if len(document) >= 6 and h.sha256.startswith(document.lower())]
        if len(found) == 1:
            return found[0]
        if found:
            raise NotKnown(f"{len(found)} documents are called {document!r}: give the beginning of the hash that `tracer documents` shows")
        raise NotKnown(f"no document {document!r} in {self.folder}: `tracer documents` lists them")

    def original(self, sha256: str) -> Path:
        return self.folder / "originals" / sha256

    def unaltered(self, held: Held) -> Path:
        """The original of a document, to read from. Raises BadDocument where it is not there any more as it was loaded."""
        if fault := self.amiss(held):
            raise BadDocument(f"{held.name}: {fault}")
        return self.original(held.sha256)

    def amiss(self, held: Held) -> str | None:
        """What is amiss with the original of a document, by its hash, and what to do."""
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
        """The right to write, for one process at a time. Makes the folder where there is none. Raises CaseBusy, BadCase."""
        return Writing(self)


_KEPT = (
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
        for name in _KEPT:
            if _leads_out(place := case.folder / name):
                raise BadCase(
                    f"{place} is a link that leads out of the case folder: put there what it names, or name that folder with --case"
                )
        try:
            # What lies in it is for whoever made it. A folder that somebody opened for others stays as it is.
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
        with contextlib.suppress(OSError):  # the next who writes does it
            self._drop_incoming()
        self._lock.release()

    def _drop_incoming(self) -> None:
        for left in (self.case.folder / "originals").glob(".incoming-*"):
            left.unlink()

    def _free(self) -> int:
        """Bytes that are free where the case lies."""
        try:
            return shutil.disk_usage(self.case.folder).free
        except OSError as error:
            raise self._unwritable(error) from None

    def _unwritable(self, error: OSError) -> BadCase:
        return BadCase(f"{self.case.folder} cannot be written to ({error.strerror}): mend that, then run the command again")

    def incoming(self, source: Path) -> tuple[Path, str]:
        """A copy of a file inside the case, and its hash. Unless it is kept it is gone when this process has written."""
        self._copies += 1
        copy = self.case.folder / "originals" / f".incoming-{self._copies}"
        digest = hashlib.sha256()
        size, free = source.stat().st_size, self._free()
        if size > free:  # a file with holes takes little where it lies, and all of its size as a copy
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

    def note(self, did: str, **what: Any) -> None:
        """Append a deed to the journal; on disk when this returns."""
        self.append(self.deed(did, **what))

    def deed(self, did: str, **what: Any) -> dict[str, Any]:
        """A deed as the journal will hold it once it is appended."""
        entries = self.case.entries()
        entry = {"did": did, "at": now(), "who": who()} | {name: _sound(value) for name, value in what.items() if value is not None}
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


def _leads_out(place: Path) -> bool:
    """Whether a place within a folder is a link to one beyond it."""
    return place.is_symlink() and place.parent.resolve() not in place.resolve().parents


def _sound(value: Any) -> Any:
    """What is written as JSON, all its texts being text: journals of older versions may hold halves of characters."""
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, list):
        return [_sound(each) for each in value]
    return {_sound(name): _sound(each) for name, each in value.items()} if isinstance(value, dict) else value


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _cut_torn_line(path: Path) -> None:
    """Take off what a killed process left of a line."""
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        os.truncate(path, data.rfind(b"\n") + 1)


def owner_only(path: str, flags: int) -> int:
    """Opens a file of the case; one that is made is for its owner alone."""
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
    """When what is written now is made: now, or what SOURCE_DATE_EPOCH says, so that it can be made again byte for byte.

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
    """Who does it: TRACER_USER, else the login name."""
    import getpass

    try:
        return from_environment("TRACER_USER") or sound(getpass.getuser())
    except (KeyError, OSError):
        return "unknown"
