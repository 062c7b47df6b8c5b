"""How SQLite keeps a change until it is committed: in a write-ahead log beside the store, so that readers can go on; else in its journal.

The log needs memory that all processes share. On a network share there is none: there the log is refused or, worse, trusted.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path

# File systems that several computers may write to at once, by the kernel's names.
_SHARES = frozenset(
    "nfs nfs4 cifs smb3 smbfs 9p afs ceph lustre glusterfs gpfs beegfs ncpfs davfs davfs2 fuse.sshfs fuse.glusterfs fuse.ceph fuse.rclone"
    " fuse.s3fs fuse.davfs2 fuse.smbnetfs fuse.curlftpfs".split()
)
_REFUSED = ("disk I/O", "unable to open", "locking protocol")
_LOGGED = 2  # in the header of a store that has a write-ahead log


def opened(address: str, path: Path, seconds: float) -> tuple[sqlite3.Connection, str | None]:
    """A store opened for writing, with the log where that works; and a note for the user where it does not, and that is new."""
    logged, new = _logged(path), not path.stat().st_size
    works = _works(path, logged=logged)  # asked first: an open store cannot leave a log that does not work
    db = sqlite3.connect(address, uri=True, isolation_level=None, timeout=seconds)
    if works:
        db.execute("PRAGMA journal_mode = WAL")
        return db, None
    if logged:  # a connection that shares nothing can take over what its log holds
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA locking_mode = NORMAL")
    db.execute("SELECT 1 FROM sqlite_master").fetchone()  # only now the exclusive lock is released
    if not (logged or new):
        return db, None
    return db, f"{path.parent} is on a network share, or on what is like one: who reads while a document is loaded waits for it"


def pending(path: Path) -> bool:
    """Whether the log of a store holds changes that are not in the store itself yet."""
    with suppress(OSError):
        return path.with_name(path.name + "-wal").stat().st_size > 0
    return False


def _logged(path: Path) -> bool:
    with path.open("rb") as store:
        return store.read(20)[18:19] == bytes([_LOGGED])


def _works(path: Path, *, logged: bool) -> bool:
    """Whether a log can be kept there: tried on the store where it has a log already, else on a scratch store beside it."""
    if _shared(path.parent):
        return False
    scratch = path if logged else path.with_name(f".{path.name}-{os.getpid()}")
    try:
        if not logged:
            os.close(os.open(scratch, os.O_WRONLY | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(scratch, isolation_level=None)) as db:
            if logged:
                db.execute("SELECT 1 FROM sqlite_master").fetchone()
                return True
            db.execute("PRAGMA synchronous = OFF")
            [mode] = db.execute("PRAGMA journal_mode = WAL").fetchone()
            db.execute("CREATE TABLE scratch (a)")
            return bool(mode == "wal")
    except sqlite3.OperationalError as error:
        return not any(words in str(error) for words in _REFUSED)  # a full disk is reported by whoever writes to the store
    finally:
        if not logged:
            for ending in ("-wal", "-shm", "-journal", ""):
                with suppress(OSError):
                    scratch.with_name(scratch.name + ending).unlink()


def _shared(folder: Path) -> bool:
    """Whether a folder is known to lie on a network share: on Linux by its mount, on Windows by its name."""
    whole = folder.resolve()
    if sys.platform == "win32":
        return whole.drive.startswith("\\\\")
    try:
        mounted = Path("/proc/self/mountinfo").read_text("utf-8", "replace")
    except OSError:
        return False
    return kind_of(mounted, str(whole)) in _SHARES


def kind_of(mounted: str, folder: str) -> str:
    """The kind of file system that a folder lies on, by the kernel's list of mounts; empty where that does not say."""
    longest, kind = -1, ""
    for line in mounted.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        place = fields[4].encode("ascii", "backslashreplace").decode("unicode_escape").rstrip("/")
        if (folder == place or folder.startswith(f"{place}/")) and len(place) >= longest:
            longest, kind = len(place), after.split(" ")[0]
    return kind
