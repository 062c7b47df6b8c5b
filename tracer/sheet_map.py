"""How a spreadsheet of anybody's is read as a hop list: a map in TOML, written by whoever loads it. Pure.

The map is part of how a document was read: its text, as given, is kept in the journal and with the document.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tracer import text
from tracer.errors import BadInput
from tracer.model import Status

REQUIRED = ("incident", "provider")
FIELDS = (
    *REQUIRED, "received_from", "hop_id", "status", "asked_at", "answered_at", "call_at", "caller", "called", "campaign", "source",
    "stated_by", "noted_on",
)  # fmt: skip
TIMES = ("asked_at", "answered_at", "call_at", "noted_on")
LARGEST = 64 * 1024  # bytes
_MOST_COLUMNS = 16_384  # of a workbook
_KEYS = ("columns", "constants", "status", "dates", "zone", "skip", "sheet")
_DAY = datetime(2024, 5, 21, 13, 20, 7, tzinfo=UTC)  # to try a format of dates with


@dataclass(frozen=True, slots=True)
class SheetMap:
    columns: Mapping[str, str | int]  # of a field: the heading of its column, its letter, or its number
    constants: Mapping[str, str]  # what holds for every row
    statuses: Mapping[str, str]  # a status word of the sheet, folded -> one of ours, or none
    dates: tuple[str, ...] = ()  # formats of its dates
    zone: tzinfo | None = None  # of its times without one
    skip: frozenset[str | int] = frozenset()  # rows that are none: their numbers, or a folded cell that tells them
    sheet: str | None = None  # which sheet of a workbook


def given(path: Path) -> str:
    """The text of a map, byte for byte. Raises BadInput where it is none."""
    said = contents(path, LARGEST, "map", "--map takes a file in TOML", "--map takes a map in TOML, not the sheet").decode("utf-8")
    parse(said, str(path))
    return said


def contents(path: Path, most: int, what: str, takes: str, rather: str) -> bytes:
    """The bytes, UTF-8, of a file that somebody wrote for this program, `most` at most. Raises BadInput.

    `what` it is; what a message says where there is none (`takes`), and where it is larger, so that it is something else (`rather`).
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): {takes}") from error
    if len(data) > most:
        size = f"{most // 1024 // 1024} MB" if most >= 1024 * 1024 else f"{most // 1024} kB"
        raise BadInput(f"{path} is larger than {size}: {rather}")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"line {number} of {path} is not UTF-8: save the {what} as UTF-8") from error
    return data


@lru_cache(maxsize=8)
def parse(said: str, name: str = "the map") -> SheetMap:
    """What a map says. Raises BadInput, in one line that names what does not fit."""
    for number, line in enumerate(said.split("\n"), 1):
        if text.mask(line) != line:  # it is kept as it is
            raise BadInput(f"line {number} of {name} holds a login link, a token or a person's mail address: take it out")
    try:
        found = tomllib.loads(said.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:  # also a number of too many digits
        raise BadInput(f"{name} is no TOML ({text.one_line(str(error), 120)}): mend that line") from error
    checked = _Checked(name, found)
    checked.known("", found, _KEYS, "a map")
    columns = checked.table("columns", FIELDS)
    constants = checked.table("constants", FIELDS)
    if both := sorted(columns.keys() & constants.keys()):
        raise checked.bad(f"{both[0]} stands under [columns] and under [constants]", "leave one out")
    if lacking := [field for field in REQUIRED if field not in columns and field not in constants]:
        raise checked.bad(f"nothing says what the {lacking[0]} is", f'name its column under [columns], as in {lacking[0]} = "Heading"')
    return SheetMap(
        columns={field: checked.column(field, value) for field, value in columns.items()},
        constants={field: checked.constant(field, value) for field, value in constants.items()},
        statuses={fold(word): checked.status(word, value) for word, value in checked.table("status").items()},
        dates=tuple(map(checked.date_format, checked.listed("dates", str))),
        zone=checked.zone(),
        skip=frozenset(fold(each) if isinstance(each, str) else each for each in checked.listed("skip", str, int)),
        sheet=checked.sheet(),
    )


def fold(cell: str) -> str:
    """A cell as compared: without case, blanks as one."""
    return " ".join(cell.split()).casefold()


def near(word: str, known: Iterable[str]) -> str:
    """What is spelt like a word, for a message; nothing where nothing is."""
    by_fold = {fold(each): each for each in known if each.strip()}
    found = get_close_matches(fold(word), by_fold, n=3, cutoff=0.6)
    return f", but {' and '.join(repr(by_fold[each]) for each in found)}" if found else ""


class _Checked:
    """The parts of a map, each as it is to be, or an error that names it."""

    def __init__(self, name: str, found: Mapping[str, Any]) -> None:
        self.name, self.found = name, found

    def bad(self, what: str, do: str) -> BadInput:
        return BadInput(f"{self.name}: {text.one_line(what, 200)}: {text.one_line(do, 260)}")

    def known(self, where: str, given: Mapping[str, Any], known: Collection[str], whose: str) -> None:
        for key in given:
            if key not in known:
                raise self.bad(f"{where}there is no {key!r} in {whose}{near(key, known)}", f"it may have {', '.join(known)}")

    def table(self, key: str, known: Collection[str] | None = None) -> dict[str, Any]:
        table = self.found.get(key, {})
        if not isinstance(table, dict):
            raise self.bad(f"{key} is no table", f'write a line [{key}], and below it one line for each, NAME = "..."')
        if known:
            self.known(f"under [{key}] ", table, known, "a hop list")
        return dict(table)

    def listed(self, key: str, *types: type) -> list[Any]:
        """One value, or a list of some."""
        value = self.found.get(key, [])
        values = value if isinstance(value, list) else [value]
        if any(not isinstance(each, types) or isinstance(each, bool) or each == "" for each in values):
            wanted = "texts" if int not in types else "numbers of rows, and texts of cells"
            raise self.bad(f"{key} = {value!r} is not understood", f"give {wanted}, as in {_AS_IN[key]}")
        return values

    def column(self, field: str, value: Any) -> str | int:
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST_COLUMNS:
            return value
        how = f'give one heading, letter or number, as in {field} = "Heading", {field} = "C" or {field} = 3'
        raise self.bad(f"{field} = {value!r} names no column", how)

    def constant(self, field: str, value: Any) -> str:
        said = value.isoformat() if isinstance(value, date | datetime) else str(value) if isinstance(value, int) else value
        if not isinstance(said, str) or not said.strip() or isinstance(value, bool):
            raise self.bad(f"{field} = {value!r} is no text", f'write {field} = "..." under [constants]')
        if field in TIMES and not (re.match(r"\d{4}-", said.strip()) and text.moment(said)):
            raise self.bad(f"{field} = {said!r} is no date", f"write it like {field} = 2024-05-21, or 2024-05-21T13:20:00Z")
        return self.status(field, said) if field == "status" else said.strip()

    def status(self, word: str, value: Any) -> str:
        if value not in ("", *Status):
            raise self.bad(f"{word} = {value!r} is no status", f'choose one of {", ".join(Status)}, or "" for none')
        return str(value)

    def date_format(self, printed: str) -> str:
        try:
            whole = "%Z" not in printed and datetime.strptime(_DAY.strftime(printed), printed).date() == _DAY.date()  # noqa: DTZ007
        except (ValueError, re.error):
            whole = False
        if not whole:
            known = "day %d, month %m (or %b, %B), year %Y (or %y), hour %H (or %I with %p), minute %M, second %S, zone %z"
            raise self.bad(f"dates = {printed!r} is no format of a whole date", f"made of {known}, as in {_AS_IN['dates']}")
        return printed

    def zone(self) -> tzinfo | None:
        printed = self.found.get("zone")
        zone = zone_named(printed) if isinstance(printed, str) else None
        if printed is not None and zone is None:
            raise self.bad(f"zone = {printed!r} is no time zone", 'give one, as in zone = "America/New_York", "Eastern" or "UTC-5"')
        return zone

    def sheet(self) -> str | None:
        name = self.found.get("sheet")
        if name is not None and (not isinstance(name, str) or not name.strip()):
            raise self.bad(f"sheet = {name!r} is no name", 'give the name of the workbook\'s sheet, as in sheet = "Calls"')
        return name


def zone_named(printed: str) -> tzinfo | None:
    """A zone by a word for it, as headings of sheets have them, or by its name in the IANA's database."""
    if not text.without_zone(printed).strip():
        return text.zone(printed)
    try:
        return ZoneInfo(printed)
    except (KeyError, ValueError, OSError):
        return None


_AS_IN = {"dates": 'dates = "%d.%m.%Y %H:%M"', "skip": 'skip = [2, "Total"]'}
