"""Whose a trunk was on a day: a map that a provider keeps, as CSV or TOML. Pure, but for reading the file.

One row says that what came by a trunk, from an address (or a net of them) or from a host was a provider's, or an end user's own
calls, from one time to another. Where a row names several of them, all must agree.
"""

from __future__ import annotations

import csv
import hashlib
import io
import ipaddress
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import combinations
from pathlib import Path
from typing import Any, Protocol

from tracer import text
from tracer.errors import BadInput
from tracer.model import Moment
from tracer.sheet_map import contents, fold, near

COLUMNS = ("trunk", "address", "host", "provider", "from", "until", "kind", "mail", "telephone")
KEYS = ("trunk", "address", "host")
KINDS = ("provider", "end-user", "own")
LARGEST = 16 * 1024 * 1024  # bytes
Net = ipaddress.IPv4Network | ipaddress.IPv6Network


class Came(Protocol):
    """By what a call came, as its record says; empty where it does not."""

    @property
    def trunk(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def host(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Trunk:
    """One row of the map."""

    where: str  # `line 3`
    trunk: str
    nets: tuple[Net, ...]
    host: str
    provider: str
    begins: Moment  # the first instant, empty for always
    ends: Moment  # the first instant after it, empty for never
    end_user: bool
    own: bool  # the provider's own: what comes from there is the other leg of a call
    mail: str
    telephone: str
    period: str  # as printed

    def carried(self, came: Came) -> bool:
        """Whether a call came by it, whenever that was."""
        if self.trunk and fold(came.trunk) != self.trunk:
            return False
        if self.host and fold(came.host) != self.host:
            return False
        return not self.nets or any(_within(came.address, net) or _within(came.host, net) for net in self.nets)

    def held(self, at: Moment, until: Moment) -> bool:
        """Whether it was the provider's at an instant between these."""
        return self.begins <= until and (not self.ends or at < self.ends)


@dataclass(frozen=True, slots=True)
class TrunkMap:
    name: str
    sha256: str
    trunks: tuple[Trunk, ...]

    def of(self, came: Came, at: Moment, until: Moment) -> tuple[list[Trunk], list[Trunk]]:
        """The rows by which a call may have come at an instant between these, and those that would fit at another time."""
        fit = [trunk for trunk in self.trunks if trunk.carried(came)]
        return [t for t in fit if t.held(at, until)], [t for t in fit if not t.held(at, until)]


def read(path: Path, zone: tzinfo = UTC) -> TrunkMap:
    """A trunk map from a file; `zone`: in which its days begin. Raises BadInput, in one line that names the lines."""
    takes, rather = "--trunks takes a trunk map, as CSV or TOML", "--trunks takes a trunk map, not the records"
    data = contents(path, LARGEST, "trunk map", takes, rather)
    content = data.decode("utf-8-sig")
    rows = _toml(content, path) if path.suffix.lower() == ".toml" else _csv(content, path)
    trunks = tuple(_trunk(where, row, path, zone) for where, row in rows)
    if not trunks:
        raise BadInput(f"{path} names no trunk: write a row for each, below a heading {','.join(COLUMNS[:6])}")
    for one, other in _overlapping(trunks):
        raise BadInput(
            f"{one.where} and {other.where} of {path} give one trunk to {text.one_line(one.provider, 60)} and"
            f" {text.one_line(other.provider, 60)} at the same time: end the one before the other begins (until is its last day)"
        )
    return TrunkMap(path.name, hashlib.sha256(data).hexdigest(), trunks)


def _csv(content: str, path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    first = content.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(content, newline=""), strict=True, delimiter=max(",;\t", key=first.count))
    begins = 1
    heading: list[str] = []
    try:
        for cells in rows:
            where, begins = f"line {begins}", rows.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not heading:
                heading = [fold(cell) for cell in cells]
                _known(heading, path)
                if lacking := [name for name in ("provider",) if name not in heading]:
                    raise BadInput(f"{path} has no column {lacking[0]}: its first line is {','.join(COLUMNS[:6])}")
                continue
            if len(cells) != len(heading):
                raise BadInput(f"{where} of {path} has {len(cells)} cells where the heading has {len(heading)}: mend that line")
            yield where, dict(zip(heading, map(str.strip, cells), strict=True))
    except csv.Error as error:
        raise BadInput(f"line {rows.line_num} of {path} is no CSV ({error}): mend that line") from None


def _toml(content: str, path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        document = tomllib.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is no TOML ({text.one_line(str(error), 120)}): mend that line") from error
    tables = document.get("trunk")
    if document.keys() != {"trunk"} or not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise BadInput(f"{path} is no trunk map: write [[trunk]] above each trunk, and below it one line for each of {', '.join(COLUMNS)}")
    for number, table in enumerate(tables, 1):
        _known(table, path)
        yield f"trunk {number}", {key: _word(value) for key, value in table.items()}


def _word(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value).strip()


def _known(names: Iterable[str], path: Path) -> None:
    for name in names:
        if name not in COLUMNS:
            unknown = f"{path}: there is no column {text.one_line(name, 60)!r} in a trunk map{near(name, COLUMNS)}"
            raise BadInput(f"{unknown}: it may have {', '.join(COLUMNS)}")


def _trunk(where: str, row: Mapping[str, str], path: Path, zone: tzinfo) -> Trunk:
    cells = {name: row.get(name, "") for name in COLUMNS}
    at = f"{where} of {path}"
    if not cells["provider"]:
        raise BadInput(f"{at} names no provider: fill it in, or take the line out")
    if not any(cells[key] for key in KEYS):
        raise BadInput(f"{at} names no trunk, address or host: fill one in, or take the line out")
    if cells["kind"] and fold(cells["kind"]) not in KINDS:
        raise BadInput(
            f"{at}: kind {text.one_line(cells['kind'], 40)!r} is not known: write {' or '.join(KINDS)}, or nothing for a provider"
        )
    begins, ends = _instant(cells["from"], zone, at, last=False), _instant(cells["until"], zone, at, last=True)
    if begins and ends and begins >= ends:
        raise BadInput(f"{at} ends ({cells['until']}) before it begins ({cells['from']}): mend one of them")
    return Trunk(
        where,
        fold(cells["trunk"]),
        tuple(_nets(cells["address"], at)),
        fold(cells["host"]),
        cells["provider"],
        begins,
        ends,
        fold(cells["kind"]) == "end-user",
        fold(cells["kind"]) == "own",
        cells["mail"],
        cells["telephone"],
        f"from {cells['from'] or 'the beginning'} until {cells['until'] or 'now'}",
    )


def _nets(printed: str, at: str) -> Iterator[Net]:
    for each in printed.replace(",", " ").split():
        try:
            yield ipaddress.ip_network(each)
        except ValueError:
            raise BadInput(
                f"{at}: {text.one_line(each, 60)!r} is no address: write it as 192.0.2.7 or 192.0.2.0/28, several with blanks between"
            ) from None


def _instant(printed: str, zone: tzinfo, at: str, *, last: bool) -> Moment:
    """The instant at which a time begins; of the last day the one at which the next begins. Empty for none."""
    if not printed:
        return ""
    reading = text.moment(printed, zone=zone)
    if reading is None:
        raise BadInput(f"{at}: {text.one_line(printed, 60)!r} is no time: write a day, 2024-05-21, or 2024-05-21T13:20:00Z")
    if len(reading.moment) > 10:
        return reading.moment
    day = date.fromisoformat(reading.moment) + timedelta(days=last)
    return text.instant(datetime.combine(day, time(), zone).astimezone(UTC))


def _within(address: str, net: Net) -> bool:
    try:
        return ipaddress.ip_address(address.strip("[]")) in net
    except ValueError:
        return False


def _overlapping(trunks: Sequence[Trunk]) -> Iterator[tuple[Trunk, Trunk]]:
    """Rows that give one trunk twice at a time."""
    same: dict[tuple[str, str], list[Trunk]] = defaultdict(list)
    for trunk in trunks:
        if trunk.trunk:
            same["trunk", trunk.trunk].append(trunk)
        if trunk.host:
            same["host", trunk.host].append(trunk)
    pairs = [pair for rows in same.values() for pair in combinations(rows, 2)]
    pairs += _meeting([(net, trunk) for trunk in trunks for net in trunk.nets])
    for one, other in pairs:
        if _at_once(one, other) and _one_way(one, other):
            yield one, other


def _meeting(nets: Sequence[tuple[Net, Trunk]]) -> Iterator[tuple[Trunk, Trunk]]:
    """Rows with nets that hold an address in common; sorted, only those that a net's own range reaches are looked at."""
    open_: list[tuple[Net, Trunk]] = []
    for net, trunk in sorted(nets, key=lambda each: (each[0].version, int(each[0].network_address), each[0].prefixlen)):
        open_ = [(o, t) for o, t in open_ if o.version == net.version and int(o.broadcast_address) >= int(net.network_address)]
        yield from ((other, trunk) for _, other in open_ if other is not trunk)
        open_.append((net, trunk))


def _one_way(one: Trunk, other: Trunk) -> bool:
    """Whether a call may come by both: of what both name, nothing differs."""
    if (one.trunk and other.trunk and one.trunk != other.trunk) or (one.host and other.host and one.host != other.host):
        return False
    if not (one.nets and other.nets):
        return True
    return any(a.version == b.version and a.overlaps(b) for a in one.nets for b in other.nets)


def _at_once(one: Trunk, other: Trunk) -> bool:
    return (not one.ends or other.begins < one.ends) and (not other.ends or one.begins < other.ends)
