"""Files of call records, of any size: read once, in blocks, and only the rows parsed in which digits that are looked for stand.

Memory is that of a block and of what is found. A row is named by its physical line. What holds wanted digits and cannot be read is
given out as such: it may be the call. So are rows in which numbers lack digits, shortened to a power of ten or blotted out.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from typing import IO, cast

from tracer import text
from tracer.errors import BadInput
from tracer.model import Moment
from tracer.readers.charset import fitting
from tracer.records import capture
from tracer.records.profiles import UPSTREAM, Bound, Cells, Profile, Unfit, shipped

BLOCK = 1 << 20
LONGEST = 1 << 20  # bytes of a line
LARGEST_OBJECT = 4 << 20  # bytes of a JSON file that is one object over many lines
_TRIED = 20  # rows by which a profile is found, or a time at the beginning and end of a block
_DIGITS = bytes(c if c in b"0123456789" else 32 for c in range(256))  # all else as blanks
_BETWEEN = frozenset(b" ()-./" + bytes(range(128, 256)))  # what may stand between the digits of one number, blanks beyond ASCII too
_MARKS = bytes.maketrans(b"x*#?e", b"XXXXE")  # one sign for all that digits are blotted out with, one for a power of ten
_DOUBTS = ((b"XX", re.compile(rb"[0-9]XX|XX[0-9]|X{7}")), (b"E+", re.compile(rb"[0-9]E\+[0-9]")))
_FEW = 8  # numbers that are looked for one by one
Progress = Callable[[int], None]  # bytes read more


def silent(_more: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row, as far as it says what is asked here."""

    file: str
    line: int
    row: str  # as it stands there
    times: tuple[Moment, ...]  # two where clocks showed its time twice
    caller: str  # as printed
    called: str
    trunk: str
    address: str
    host: str
    id: str
    identity: str
    unit: str = "line"  # what `line` counts; of a capture it is packets
    slack: int = 0  # seconds by which its time may be later: 59 where it has none


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row with wanted digits that could not be read, and why."""

    file: str
    line: int
    row: str
    why: str


@dataclass(slots=True)
class Source:
    """A file of records and what was found of it; whole once `rows` has been walked."""

    path: Path
    profile: Profile
    zone: tzinfo
    bound: Bound
    name: str = ""
    lines: int = 0
    held: int = 0  # rows with wanted digits
    left_out: int = 0  # ... that are no calls by the profile
    unreadable: int = 0
    other_length: int = 0  # ... of these, rows with more or fewer cells
    first: Moment | None = None  # of the times looked at: two in every block
    last: Moment | None = None
    sha256: str = ""
    other_charset: str | None = None
    cut: str | None = None  # of a capture: after which packet it is cut off
    _whole: bool = field(default=False)

    def rows(self, wanted: Collection[str], progress: Progress = silent) -> Iterator[Record | Unreadable]:
        """The rows that hold one of these runs of digits, at the end of a run, or numbers without all their digits; in the file's order."""
        needles = _Needles(wanted, self.profile.delimiter if self.profile.form == "csv" else "")
        number = 0
        if self.profile.form == "pcap":
            yield from self._packets(needles, progress)
            return
        if self.profile.form == "json" and _is_object(self.path):
            yield from self._object(needles, progress)
            return
        heading = self.profile.heading
        hashed = hashlib.sha256()
        for block in _blocks(self.path):
            progress(len(block))
            hashed.update(block)
            self._sample(block, heading if number == 0 else 0)
            for line, raw, held in needles.lines_in(block):
                if number + line >= heading:
                    yield from self._row(raw, number + line + 1, held)
            number += block.count(b"\n") + (not block.endswith(b"\n"))
        self.lines = number
        self.sha256 = hashed.hexdigest() if not _is_gzip(self.path) else _hash(self.path)

    def _row(self, raw: bytes, line: int, held: bool = True) -> Iterator[Record | Unreadable]:
        """`held`: whether it holds wanted digits, and is counted."""
        row = self._decoded(raw).rstrip("\r\n")
        self.held += held
        try:
            cells = self.profile.split(row)
        except Unfit as why:
            self.unreadable += held
            yield Unreadable(self.name, line, row, str(why))
        else:
            yield from self._told(cells, row, line, held=held)

    def _told(self, cells: Cells, row: str, line: int, unit: str = "line", *, held: bool = True) -> Iterator[Record | Unreadable]:
        try:
            yield from self._read(cells, row, line, unit, held=held)
        except Unfit as why:
            self.unreadable += held
            yield Unreadable(self.name, line, row, str(why))

    def _read(self, cells: Cells, row: str, line: int, unit: str, *, held: bool) -> Iterator[Record]:
        """What a row says, where it is a call. Raises Unfit."""
        if not self.bound.fits(cells):
            self.other_length += held
            raise Unfit(f"it has {len(cells)} cells where the profile has {' or '.join(map(str, sorted(self.bound.cells)))}")
        if not self.bound.is_call(cells):
            self.left_out += held
            return
        times = self.bound.times(cells, self.zone)
        fields = {name: self.bound.field(cells, name) for name in ("caller", "called", *UPSTREAM, "id", "identity")}
        yield Record(self.name, line, row, times, **fields, unit=unit, slack=self.profile.slack)

    def _packets(self, needles: _Needles, progress: Progress) -> Iterator[Record | Unreadable]:
        """The requests for calls in a packet capture."""
        done = 0
        with _opened(self.path) as file:
            try:
                for number, at, request in capture.requests(file, self.name):
                    self.lines = number
                    if number % 1000 == 1:
                        progress(file.tell() - done)
                        done = file.tell()
                    with suppress(Unfit):
                        self._covers(self.profile.times_of(f"{at:.0f}", self.zone))
                    if request and any(True for _ in needles.lines_in(request.row.encode())):
                        self.held += 1
                        yield from self._told(request.fields, request.row, number, "packet")
            except capture.Cut as cut:
                self.cut = str(cut)
        self.sha256 = _hash(self.path)

    def _object(self, needles: _Needles, progress: Progress) -> Iterator[Record | Unreadable]:
        data = self.path.read_bytes()
        progress(len(data))
        self.lines, self.sha256 = data.count(b"\n") + (not data.endswith(b"\n")), hashlib.sha256(data).hexdigest()
        self._note(data)
        if any(True for _ in needles.lines_in(data)):
            yield from self._row(b" ".join(data.split(b"\n")), 1)

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.other_charset = fitting(raw)
            return raw.decode(self.other_charset, "replace")

    def _sample(self, block: bytes, heading: int) -> None:
        """Widens the time that the file covers by that of the first and the last row that has one, past lines above and below the rows."""
        first = block.split(b"\n", heading + _TRIED)[heading : heading + _TRIED]
        last = block.rstrip(b"\r\n").rsplit(b"\n", _TRIED)[-_TRIED:]
        for lines in (first, reversed(last)):
            any(self._note(line) for line in lines)

    def _note(self, raw: bytes) -> bool:
        """Widens the time that the file covers by that of a row; whether it has one."""
        try:
            cells = self.profile.split(raw.decode("utf-8", "replace").strip("\r\n"))
            times = self.bound.times(cells, self.zone) if self.bound.fits(cells) else ()
        except Unfit:
            return False
        self._covers(times)
        return bool(times)

    def _covers(self, times: Iterable[Moment]) -> None:
        for at in times:
            self.first = min(at, self.first or at)
            self.last = max(at, self.last or at)


class _Needles:
    """Runs of digits that are looked for: a longer run that ends in one holds it.

    Looked for as they stand, and in a copy without what people and programs put between digits; the cells stay apart in it.
    """

    def __init__(self, wanted: Collection[str], delimiter: str) -> None:
        self._all = {each.encode("ascii") for each in wanted}
        self._lengths = sorted({len(each) for each in self._all})
        self._between = bytes(sorted(_BETWEEN - set(delimiter.encode())))

    def lines_in(self, block: bytes) -> Iterator[tuple[int, bytes, bool]]:
        """The lines in which one stands or numbers lack digits, counted from 0, in order; and whether one stands in it."""
        joined = block.translate(_MARKS, self._between)
        within = self._in(joined)
        held: set[int] = set()
        for copy in (block, joined):
            held.update(_lines_of(sorted(at for needle in within for at in _places(needle, copy)), copy))
        doubtful = {line for sign, doubt in _DOUBTS for line in _lines_of(_doubted(sign, doubt, joined), joined)}
        if held or doubtful:
            lines = block.split(b"\n")
            yield from ((line, lines[line], line in held) for line in sorted(held | doubtful))

    def _in(self, joined: bytes) -> Collection[bytes]:
        """Those that a block may hold. Few are asked for one by one; of many, those that stand in a run of digits of its copy."""
        if len(self._all) <= _FEW:
            return self._all
        least = self._lengths[0]
        runs = {run for run in joined.translate(_DIGITS).split() if len(run) >= least}  # faster than any regular expression
        within = (run[k : k + length] for length in self._lengths for run in runs for k in range(len(run) - length + 1))
        return self._all.intersection(within)


def _places(needle: bytes, block: bytes) -> Iterator[int]:
    """Where a run of digits ends in a needle: what goes on is another number."""
    at = block.find(needle)
    while at >= 0:
        if not block[at + len(needle) : at + len(needle) + 1].isdigit():
            yield at
        at = block.find(needle, at + 1)


def _doubted(sign: bytes, doubt: re.Pattern[bytes], joined: bytes) -> Iterator[int]:
    """Where a line has a number that lacks digits, told by a sign that most lines do not have; once for each line."""
    at = joined.find(sign)
    while at >= 0:
        end = joined.find(b"\n", at)
        end = len(joined) if end < 0 else end
        if doubt.search(joined, max(0, at - 1), end):
            yield at
        at = joined.find(sign, end)


def _lines_of(places: Iterable[int], block: bytes) -> Iterator[int]:
    """The lines, counted from 0, of places that come in order."""
    line, before = 0, 0
    for at in places:
        line += block.count(b"\n", before, at)
        before = at
        yield line


# --- files ---------------------------------------------------------------------------------------------------------


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if _is_gzip(path) else path.open("rb")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    """A file in blocks of whole lines."""
    try:
        with _opened(path) as file:
            while block := file.read(BLOCK):
                if not block.endswith(b"\n"):
                    rest = file.readline(LONGEST)
                    if len(rest) == LONGEST and not rest.endswith(b"\n"):
                        raise BadInput(f"{path} has a line of more than {LONGEST // 1024} kB: these are no call records")
                    block += rest
                yield block
    except (EOFError, gzip.BadGzipFile) as error:
        raise BadInput(f"{path} is a gzip file that is cut or damaged ({error}): fetch it again") from error


def _start(path: Path) -> bytes:
    try:
        with _opened(path) as file:
            start = file.read(BLOCK)
    except (EOFError, gzip.BadGzipFile) as error:
        raise BadInput(f"{path} is a gzip file that is cut or damaged ({error}): fetch it again") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be opened ({error.strerror}): check the path and who may read it") from error
    if start.startswith(capture.MAGIC):
        return start
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:4096]:
        raise BadInput(f"{path} is no text that is read here: save the records as UTF-8 text")
    if not start.strip():
        raise BadInput(f"{path} is empty: name a file of call records")
    return start.removeprefix(b"\xef\xbb\xbf")


def _is_object(path: Path) -> bool:
    """Whether a file is one JSON object over many lines."""
    with _opened(path) as file:
        first = file.read(4096).lstrip()
    if not first.startswith(b"{"):
        return False
    line = first.split(b"\n", 1)[0].rstrip()
    if line.endswith(b"}") or (len(first) == 4096 and b"\n" not in first):
        return False
    if path.stat().st_size > LARGEST_OBJECT:
        raise BadInput(f"{path} is one JSON object of more than {LARGEST_OBJECT >> 20} MB: give one call in a file, or one in a line")
    return True


def opened(path: Path, name: str, profile: Profile | None, zone: tzinfo | None) -> Source:
    """A file, ready to be read: by that profile, or by the one of those shipped that fits it. Raises BadInput, with what to say."""
    start = _start(path)
    bound = _bound(path, start, profile)
    profile = bound.profile
    if "minutes_west" not in profile.columns and not (zone or profile.zone):
        raise BadInput(
            f"{path} does not say in which zone its times are ({profile.title}): say it with --zone, as in --zone America/New_York"
        )
    return Source(path, profile, profile.zone or zone or UTC, bound, name)


def _bound(path: Path, start: bytes, profile: Profile | None) -> Bound:
    if profile and (profile.form == "pcap") != start.startswith(capture.MAGIC):
        raise BadInput(f"{path} is not as the profile {profile.name} says: it is {'no' if profile.form == 'pcap' else 'a'} packet capture")
    if profile and profile.form == "pcap":
        return Bound(profile)
    if profile:
        try:
            return _on(start, path, profile)[0]
        except Unfit as why:
            raise BadInput(f"{path} is not as the profile {profile.name} says: {why}") from None
    if start.startswith(capture.MAGIC):
        return Bound(shipped()["capture"])
    matches = []
    for each in shipped().values():
        if each.form == "pcap":
            continue
        try:
            bound, rows = _on(start, path, each)
        except Unfit:
            continue
        if _suits(bound, rows):
            matches.append(bound)
    matches = [one for one in matches if not any(other.profile.tells and not one.profile.tells for other in matches)] or matches
    if len(matches) == 1:
        return matches[0]
    names = ", ".join(bound.profile.name for bound in matches) if matches else ", ".join(shipped())
    verdict = "could be of several kinds" if matches else "is of no kind of records that is known by its looks"
    raise BadInput(f"{path} {verdict}: say which with --profile ({names}), or write a profile of your own")


def _on(start: bytes, path: Path, profile: Profile) -> tuple[Bound, Sequence[Cells | None]]:
    """A profile on a file, and the first rows by it; None for those that it cannot split. Raises Unfit."""
    encoding = fitting(start[: 64 * 1024])
    beginning = start.decode(encoding, "replace")
    if profile.form == "json":
        lines = [beginning] if _is_object(path) else beginning.split("\n", _TRIED)[:_TRIED]
        return Bound(profile), [*_split(profile, lines)]
    lines = [line.rstrip("\r") for line in beginning.split("\n", profile.heading + _TRIED)[: profile.heading + _TRIED]]
    heading = list(profile.split(lines[0])) if profile.heading else []
    return Bound(profile, heading), [*_split(profile, lines[profile.heading :])]


def _split(profile: Profile, lines: Iterable[str]) -> Iterator[Cells | None]:
    for line in lines:
        if line.strip():
            try:
                yield profile.split(line)
            except Unfit:
                yield None


def _suits(bound: Bound, rows: Sequence[Cells | None]) -> bool:
    """Whether rows look as a profile says: most as long, and most that are calls with a time, and told by what tells them."""
    fit = [cells for cells in rows if cells is not None and bound.fits(cells)]
    calls = [cells for cells in fit if bound.is_call(cells)]
    recognised = [cells for cells in calls if bound.tells(cells) and _timed(bound, cells)]
    return 2 * len(fit) > len(rows) and 2 * len(recognised) > len(calls)


def _timed(bound: Bound, cells: Cells) -> bool:
    try:
        return bool(bound.times(cells, UTC))
    except Unfit:
        return False


def files_in(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """The files of records that are named, or lie in folders that are, each with the name by which it is called. Raises BadInput."""
    names: dict[Path, str] = {}
    for path in paths:
        if path.is_dir():
            within = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
            if not within:
                raise BadInput(f"there is no file in {path}: name a file of call records")
            names |= {each: text.one_line(f"{path.name}/{each.relative_to(path).as_posix()}", 300) for each in within}
        elif path.is_file():
            names[path] = text.one_line(path.name, 300)
        else:
            raise BadInput(f"there is no file {path}: name a file of call records, or a folder of them")
    times = Counter(names.values())
    return [(path, name if times[name] == 1 else text.one_line(str(path), 300)) for path, name in names.items()]
