"""Whether a bundle is as it was written: each file by its hash, nothing missing or added, and the archive byte for byte."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer.bundle import SUMS, plain_name, stored_zip
from tracer.errors import BadInput
from tracer.stamp import ANSWER, ANSWER_SUM, MEMBERS

LARGEST = 1 << 30  # bytes of a bundle
_LINE = re.compile(rb"([0-9a-f]{64})  ([^\n]+)")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError, OverflowError, struct.error)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it was written. `file`: of the bundle; empty for the bundle itself."""

    file: str
    text: str


def verify(data: bytes) -> Iterator[Fault]:
    """All that is wrong with a bundle. Nothing is unpacked, and no name in it reaches the disk."""
    try:
        members = _members(data)
    except _BROKEN as error:
        yield Fault("", f"is no zip that can be read ({type(error).__name__}): ask for it again")
        return
    except _BadMember as error:
        yield Fault(error.file, error.text)
        return
    if SUMS not in members:
        yield Fault(SUMS, "is missing: this is no bundle of tracer's, or it was taken out")
        return
    digests, faults = _digests(members[SUMS])
    yield from faults
    for name, digest in digests.items():
        if name not in members:
            yield Fault(name, "is missing: it was taken out")
        elif hashlib.sha256(members[name]).hexdigest() != digest:
            yield Fault(name, f"was altered: it is not the file that {SUMS} names")
    stamped = members.keys() & MEMBERS
    for name in members.keys() - digests.keys() - stamped - {SUMS}:
        yield Fault(name, f"was put in: no line of {SUMS} names it")
    if stamped:
        yield from _of_stamp(members)
    if stored_zip(members) != data:
        yield Fault("", "is not byte for byte what tracer writes: something beside the contents of its files was altered")


def _of_stamp(members: Mapping[str, bytes]) -> Iterator[Fault]:
    """Whether the answer of a time stamping authority is as it was put in, whoever signed it."""
    for name in MEMBERS - members.keys():
        yield Fault(name, "is missing: it was taken out")
    if members.keys() >= MEMBERS and members[ANSWER_SUM] != f"{hashlib.sha256(members[ANSWER]).hexdigest()}  {ANSWER}\n".encode("ascii"):
        yield Fault(ANSWER, f"was altered: it is not the file that {ANSWER_SUM} names")


def stamped(data: bytes) -> tuple[bytes, bytes] | None:
    """The answer of a time stamping authority in a whole bundle, and the hashes that it stamps; null where there is no answer."""
    members = _members(data)
    return (members[ANSWER], members[SUMS]) if ANSWER in members else None


def sums(data: bytes) -> bytes:
    """The list of hashes of a whole bundle, which a time stamping authority stamps."""
    return _members(data)[SUMS]


def read(path: Path) -> bytes:
    """The bytes of a bundle. Raises BadInput."""
    try:
        if not path.is_file():
            raise BadInput(f"{path} is no regular file: name a bundle")
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{path} is larger than a bundle can be: name one that tracer wrote")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): check its name and its permissions") from None


class _BadMember(Exception):
    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text


def _members(data: bytes) -> dict[str, bytes]:
    """The files by name, in their order."""
    members: dict[str, bytes] = {}
    bytes_left = len(data)
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        for info in bundle.infolist():
            if not plain_name(info.filename):
                raise _BadMember(info.filename, "has a name that tracer gives to no file: open nothing of this")
            if info.filename in members:
                raise _BadMember(info.filename, "is there twice: open nothing of this")
            if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
                raise _BadMember(info.filename, "is packed as tracer packs no file: open nothing of this")
            bytes_left -= info.file_size
            if bytes_left < 0:
                raise _BadMember(info.filename, "is larger than the bundle: open nothing of this")
            # Read without zipfile, which would stop at a wrong checksum: the hash says more.
            name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
            start = info.header_offset + 30 + name + extra
            members[info.filename] = data[start : start + info.file_size]
    return members


def _digests(sums: bytes) -> tuple[Mapping[str, str], list[Fault]]:
    """The hashes of the list, by name, and a fault for each line that is none."""
    digests: dict[str, str] = {}
    faults = []
    for number, line in enumerate(sums.split(b"\n")[:-1], 1):
        match = _LINE.fullmatch(line)
        name = match[2].decode("utf-8", "replace") if match else ""
        if match is None or name in digests:
            faults.append(Fault(SUMS, f"was altered: line {number} is no hash and name"))
        else:
            digests[name] = match[1].decode()
    if not sums.endswith(b"\n"):
        faults.append(Fault(SUMS, "was altered: it is cut off"))
    return digests, faults
