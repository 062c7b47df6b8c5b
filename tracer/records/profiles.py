"""How a switch writes its call records: a profile in TOML, one of those shipped or a user's own. Pure, but for reading the shipped ones.

A profile says what stands where; it never says what a record means. Columns go by their number from 1, by their heading, or, of
JSON, by their path (`callflow.0.caller_profile.network_addr`).
"""

from __future__ import annotations

import csv
import json
import re
import struct
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tracer import text
from tracer.errors import BadInput
from tracer.model import Moment
from tracer.sheet_map import contents, fold, near, zone_named

REQUIRED = ("caller", "called", "at")
UPSTREAM = ("trunk", "address", "host")  # what tells from whom a call came, by a trunk map
FIELDS = (*REQUIRED, *UPSTREAM, "id", "minutes_west", "identity")
_KEYS = (
    "title", "note", "form", "delimiter", "quotes", "heading", "cells", "times", "zone", "prefixes", "country", "only", "tells", "columns",
)  # fmt: skip
_FORMS = ("csv", "json", "pcap")
_BY_PATH = ("json", "pcap")  # whose cells have names of their own
_QUOTES = ("double", "none", "loose")
_EPOCHS = {"epoch": 1, "epoch-ms": 1_000, "epoch-us": 1_000_000}
_SECOND = datetime(2024, 5, 21, 13, 20, 7, tzinfo=UTC)
_MINUTE = _SECOND.replace(second=0)
LARGEST = 64 * 1024  # bytes of a profile
_LOOSE = re.compile(r'"(?P<quoted>.*?)"(?=,|$)|(?P<bare>[^,]*)')

Cells = Mapping[str, str] | Sequence[str]  # of JSON by path, else by place


class Unfit(Exception):
    """A row that a profile does not fit; its text says why."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field stands: the first of these columns that a file has, or all of them joined by a blank."""

    names: tuple[str | int, ...]
    match: re.Pattern[str] | None = None  # only the first group of what it finds
    join: bool = False
    form: str | None = None  # `cucm-address`: a signed number of 32 bits, its bytes reversed


@dataclass(frozen=True, slots=True)
class Profile:
    """How one kind of switch writes."""

    name: str
    title: str
    note: str | None  # what whoever uses it should check
    form: str  # `csv`, `json`, or `pcap` for SIP in a packet capture
    delimiter: str
    quotes: str  # `double` as in CSV, `none` with a backslash before what is no delimiter, `loose` with quotes within quoted cells
    heading: int  # lines; the first of them names the columns
    cells: frozenset[int]  # how many a row may have; empty: as many as the heading
    times: tuple[str, ...]  # as of `strptime`, where %Z is a zone by its name; `epoch`, `epoch-ms`, `epoch-us`
    zone: tzinfo | None  # of times without one; None: it must be said
    prefixes: tuple[str, ...]  # digits before numbers
    country: str  # of numbers without a country
    only: tuple[tuple[Column, frozenset[str]], ...]  # rows that are calls: these cells hold one of these words, folded
    tells: tuple[tuple[Column, re.Pattern[str]], ...]  # what tells it from others of as many columns
    columns: Mapping[str, Column]

    @property
    def local(self) -> bool:
        """Whether times may be without a zone of their own."""
        return "minutes_west" not in self.columns and not all(each in _EPOCHS or "%z" in each.lower() for each in self.times)

    @property
    def slack(self) -> int:
        """So many seconds later than printed a time may be: 59 where a format has none."""
        return 59 if any(each not in _EPOCHS and _reads_back(each, _MINUTE) for each in self.times) else 0

    def split(self, line: str) -> Cells:
        """The cells of one line. Raises Unfit."""
        if self.form == "json":
            return _flat(line)
        if self.quotes == "loose":
            return _loose(line)
        if self.quotes == "double" and line.count('"') % 2:
            raise Unfit("a quote in it is not closed")
        how: dict[str, Any] = {"escapechar": "\\", "quoting": csv.QUOTE_NONE} if self.quotes == "none" else {}
        try:
            return next(csv.reader([line], delimiter=self.delimiter, **how), [])
        except csv.Error as error:
            raise Unfit(str(error)) from None

    def times_of(self, printed: str, zone: tzinfo) -> tuple[Moment, ...]:
        """The instant of a time; two where clocks of the zone showed it twice. Raises Unfit, with why there is none."""
        return _times(printed.strip(), self.times, zone)


@lru_cache(maxsize=1000)
def _reads_back(printed: str, at: datetime) -> bool:
    """Whether what a format keeps of that day's 13:20:07 is this instant."""
    bare = " ".join(printed.replace("%Z", "").split())
    try:
        return datetime.strptime(_SECOND.strftime(bare), bare).replace(tzinfo=UTC) == at
    except (ValueError, re.error):
        return False


@lru_cache(maxsize=50_000)
def _times(printed: str, formats: tuple[str, ...], zone: tzinfo) -> tuple[Moment, ...]:
    for each in formats:
        if each in _EPOCHS:
            if re.fullmatch(r"-?\d{1,17}(?:\.\d+)?", printed) and float(printed) > 0:
                try:
                    return (text.instant(datetime.fromtimestamp(float(printed) / _EPOCHS[each], UTC)),)
                except (ValueError, OverflowError, OSError):
                    pass
            continue
        local, its_zone = printed, zone
        if "%Z" in each:
            named = text.zone(printed)
            if named is None:
                continue
            local, its_zone = " ".join(text.without_zone(printed).split()), named
        try:
            at = datetime.strptime(local, " ".join(each.replace("%Z", "").split()))  # noqa: DTZ007  its zone is found below
        except ValueError:
            continue
        if at.tzinfo is not None:
            return (text.instant(at.astimezone(UTC)),)
        if instants := text.instants(at, its_zone):
            return tuple(sorted(map(text.instant, instants)))
        raise Unfit(f"{printed} was on no clock of {its_zone}: clocks were put forward over it")
    raise Unfit(f"the time {printed[:40]!r} does not fit {' or '.join(formats)}" if printed else "it has no time")


class Bound:
    """A profile on one file: where its columns are there. Raises Unfit where a column that it needs is not."""

    def __init__(self, profile: Profile, heading: Sequence[str] = ()) -> None:
        self.profile = profile
        self._heading = {fold(cell): k for k, cell in enumerate(heading)}
        self.cells = profile.cells or (frozenset({len(heading)}) if heading else frozenset())
        self._places = {name: self._place(column) for name, column in profile.columns.items()}
        if lacking := [name for name in REQUIRED if not self._places.get(name)]:
            raise Unfit(f"it has no column {profile.columns[lacking[0]].names[0]!r}")
        self._only = [(self._place(column), column, words) for column, words in profile.only]
        self._tells = [(self._place(column), column, pattern) for column, pattern in profile.tells]

    def _place(self, column: Column) -> tuple[str | int, ...]:
        if self.profile.form in _BY_PATH:
            return tuple(map(str, column.names))
        places = [k for name in column.names if (k := name - 1 if isinstance(name, int) else self._heading.get(fold(name))) is not None]
        return tuple(places) if column.join else tuple(places[:1])

    def fits(self, cells: Cells) -> bool:
        """Whether a row has as many cells as it may have."""
        return isinstance(cells, Mapping) or not self.cells or len(cells) in self.cells

    def is_call(self, cells: Cells) -> bool:
        return all(fold(self._cell(cells, place, column)) in words for place, column, words in self._only)

    def tells(self, cells: Cells) -> bool:
        return all(pattern.search(self._cell(cells, place, column)) for place, column, pattern in self._tells)

    def field(self, cells: Cells, name: str) -> str:
        """What a row says in that field; empty where nothing."""
        column = self.profile.columns.get(name)
        return self._cell(cells, self._places[name], column) if column else ""

    def times(self, cells: Cells, zone: tzinfo) -> tuple[Moment, ...]:
        """The instant of the call, or two. Raises Unfit."""
        if west := self.field(cells, "minutes_west"):
            if not re.fullmatch(r"-?\d{1,3}", west):
                raise Unfit(f"{west[:20]!r} is no number of minutes west of Greenwich")
            zone = timezone(timedelta(minutes=-int(west)))
        return self.profile.times_of(self.field(cells, "at"), zone)

    def _cell(self, cells: Cells, places: tuple[str | int, ...], column: Column) -> str:
        if isinstance(cells, Mapping):
            values = [cells[place] for place in places if isinstance(place, str) and cells.get(place)]
            value = " ".join(values) if column.join else next(iter(values), "")
        else:
            value = " ".join(cells[place].strip() for place in places if isinstance(place, int) and place < len(cells))
        if column.match:
            part = column.match.search(value)
            value = (part[1] or "") if part else ""
        return _cucm_address(value) if column.form else value.strip()


def _cucm_address(value: str) -> str:
    try:
        return ".".join(map(str, struct.pack("<i", int(value))))
    except (ValueError, struct.error):
        return value


def _loose(line: str) -> list[str]:
    cells, at = [], 0
    while at <= len(line):
        cell = _LOOSE.match(line, at)
        assert cell is not None  # it matches nothing too
        cells.append(cell["bare"] if cell["quoted"] is None else cell["quoted"])
        at = cell.end() + 1
    return cells


def _flat(line: str) -> dict[str, str]:
    try:
        parsed = json.loads(line, parse_float=str)  # as printed: of a number in a power of ten digits may be missing
    except (ValueError, RecursionError):
        raise Unfit("it is no JSON object") from None
    if not isinstance(parsed, dict):
        raise Unfit("it is no JSON object")
    flat: dict[str, str] = {}
    open_: list[tuple[str, Any]] = [("", parsed)]
    while open_:
        path, value = open_.pop()
        if isinstance(value, dict | list):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            open_ += [(f"{path}.{key}" if path else str(key), each) for key, each in items]
        elif value is not None:
            flat[path] = unquote(str(value))
    return flat


# --- from TOML -----------------------------------------------------------------------------------------------------


@cache
def shipped() -> Mapping[str, Profile]:
    """The profiles that come with the program, by name."""
    entries = sorted((files("tracer.records") / "shipped").iterdir(), key=lambda file: file.name)
    names = [(file.name.removesuffix(".toml"), file) for file in entries if file.name.endswith(".toml")]
    return {name: parse(file.read_text("utf-8"), name) for name, file in names}


def named(name: str) -> Profile:
    """The profile of that name, or in that file. Raises BadInput."""
    if name in shipped():
        return shipped()[name]
    path = Path(name)
    if not path.suffix and not path.exists():
        raise BadInput(
            f"no profile is called {name!r}{near(name, shipped())}: choose one of {', '.join(shipped())}, or name a file in TOML"
        )
    takes, rather = "--profile takes the name of a profile, or a file in TOML", "--profile takes a profile in TOML, not the records"
    return parse(contents(path, LARGEST, "profile", takes, rather).decode("utf-8-sig"), str(path))


def parse(toml: str, name: str) -> Profile:
    """What a profile says. Raises BadInput, in one line that names what does not fit."""
    try:
        table = tomllib.loads(toml)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} is no TOML ({text.one_line(str(error), 120)}): mend that line") from error
    checked = _Checked(name, table)
    checked.known("", table, _KEYS, "a profile")
    columns = checked.columns()
    return Profile(
        name=name,
        title=checked.words("title") or Path(name).stem,
        note=checked.words("note"),
        form=checked.one_of("form", _FORMS),
        delimiter=checked.delimiter(),
        quotes=checked.one_of("quotes", _QUOTES),
        heading=checked.number("heading"),
        cells=frozenset(checked.listed("cells", int)),
        times=tuple(map(checked.time_format, checked.listed("times", str))),
        zone=checked.zone(),
        prefixes=tuple(checked.listed("prefixes", str)),
        country=checked.words("country") or "US",
        only=tuple(checked.only()),
        tells=tuple(checked.tells()),
        columns=columns,
    )


class _Checked:
    """The parts of a profile, each as it is to be, or an error that names it."""

    def __init__(self, name: str, table: Mapping[str, Any]) -> None:
        self.name, self.table = name, table

    def bad(self, what: str, do: str) -> BadInput:
        return BadInput(f"{self.name}: {text.one_line(what, 200)}: {text.one_line(do, 260)}")

    def known(self, where: str, given: Iterable[str], known: Collection[str], whose: str) -> None:
        for key in given:
            if key not in known:
                raise self.bad(f"{where}there is no {key!r} in {whose}{near(key, known)}", f"it may have {', '.join(known)}")

    def words(self, key: str) -> str | None:
        value = self.table.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.bad(f"{key} = {value!r} is no text", f'write {key} = "..."')
        return value

    def one_of(self, key: str, known: Sequence[str]) -> str:
        value = self.table.get(key, known[0])
        if value not in known:
            raise self.bad(f"{key} = {value!r} is not known", f"choose one of {', '.join(known)}")
        return str(value)

    def delimiter(self) -> str:
        value = self.table.get("delimiter", ",")
        if not isinstance(value, str) or len(value) != 1 or value in '"\r\n':
            raise self.bad(f"delimiter = {value!r} is no sign between cells", 'give one, as in delimiter = ";" or delimiter = "\\t"')
        return value

    def number(self, key: str) -> int:
        value = self.table.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100:
            raise self.bad(f"{key} = {value!r} is no number of lines", f"give it as in {key} = 1")
        return value

    def listed(self, key: str, type_: type) -> list[Any]:
        """One value, or a list of some."""
        value = self.table.get(key, [])
        values = value if isinstance(value, list) else [value]
        if any(not isinstance(each, type_) or isinstance(each, bool) or each == "" for each in values):
            raise self.bad(f"{key} = {value!r} is not understood", f"give one {'number' if type_ is int else 'text'}, or a list of them")
        return values

    def time_format(self, printed: str) -> str:
        if not (printed in _EPOCHS or _reads_back(printed, _SECOND) or _reads_back(printed, _MINUTE)):
            raise self.bad(
                f"times = {printed!r} is no format of a day with its hour and minute",
                f'write it as in times = "%Y-%m-%d %H:%M:%S", or one of {", ".join(_EPOCHS)}',
            )
        return printed

    def zone(self) -> tzinfo | None:
        printed = self.table.get("zone")
        zone = zone_named(printed) if isinstance(printed, str) else None
        if printed is not None and zone is None:
            raise self.bad(f"zone = {printed!r} is no time zone", 'give one, as in zone = "America/New_York" or zone = "UTC"')
        return zone

    def columns(self) -> dict[str, Column]:
        table = self.table.get("columns", {})
        if not isinstance(table, dict):
            raise self.bad("columns is no table", "write a line [columns], and below it one line for each, as in caller = 2")
        self.known("under [columns] ", table, FIELDS, "a profile")
        if lacking := [name for name in REQUIRED if name not in table]:
            raise self.bad(f"nothing says where the {lacking[0]} stands", f"name its column under [columns], as in {lacking[0]} = 2")
        if not self.listed("times", str):
            raise self.bad("nothing says how times are written", 'write times = "%Y-%m-%d %H:%M:%S", or as they are')
        return {name: self.column(name, value) for name, value in table.items()}

    def column(self, name: str, value: Any) -> Column:
        table = value if isinstance(value, dict) else {"column": value}
        self.known(f"{name}: ", table, ("column", "join", "match", "form"), "a column")
        names = table.get("join", table.get("column"))
        listed: list[Any] = names if isinstance(names, list) and names else [names]
        if any(isinstance(each, bool) or not isinstance(each, str | int) or each == "" or each == 0 for each in listed):
            how = f'give its number from 1, or its heading, as in {name} = 2 or {name} = "Ani"'
            raise self.bad(f"{name} = {value!r} names no column", how)
        if table.get("form") not in (None, "cucm-address"):
            raise self.bad(f"{name}: form = {table['form']!r} is not known", "there is cucm-address")
        match = self.pattern(name, table["match"], groups=1) if "match" in table else None
        return Column(tuple(listed), match, "join" in table, table.get("form"))

    def pattern(self, name: str, printed: Any, groups: int) -> re.Pattern[str]:
        try:
            pattern = re.compile(printed)
            if pattern.groups == groups:
                return pattern
        except (re.error, TypeError, RecursionError, OverflowError):
            pass
        wanted = "with one group around what is meant" if groups else "without groups"
        raise self.bad(f"{name}: match = {printed!r} is not understood", f"give a regular expression {wanted}")

    def only(self) -> Iterable[tuple[Column, frozenset[str]]]:
        for each in self.tables("only", "is"):
            words = each["is"] if isinstance(each["is"], list) else [each["is"]]
            yield self.column("only", each["column"]), frozenset(fold(str(word)) for word in words)

    def tells(self) -> Iterable[tuple[Column, re.Pattern[str]]]:
        for each in self.tables("tells", "match"):
            yield self.column("tells", each["column"]), self.pattern("tells", each["match"], groups=0)

    def tables(self, key: str, second: str) -> list[dict[str, Any]]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or any(not isinstance(each, dict) or each.keys() != {"column", second} for each in value):
            raise self.bad(f"{key} is not understood", f'write [[{key}]], and below it column = 1 and {second} = "..."')
        return value
