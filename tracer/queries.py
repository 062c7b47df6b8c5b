"""The shipped Cypher texts: one question per file, distinguished from the texts that the program itself uses to write and read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tracer import cypher
from tracer.errors import BadInput, NotKnown
from tracer.model import end_of

_OWN_USE = ("schema", "write_", "remove_", "read_")
_DRAWING = "draw_"  # these give nodes and relationships, for Neo4j Browser to draw, and no rows
_NO_QUESTIONS = (*_OWN_USE, _DRAWING)
FOLDER = Path(cypher.__path__[0])  # importlib.resources would take longer to import than a trace takes to answer
_TIMES = {"as_of", "since", "until"}
_PARAMETER = re.compile(r"//\s*\$(\w+):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Query:
    """A shipped question: its title is the first line of its file, its parameters the lines that describe them."""

    name: str
    title: str
    parameters: dict[str, str]
    text: str

    @property
    def columns(self) -> list[str]:
        """The names of its columns, in the order of the text: known also where there are no rows."""
        code = re.sub(r"//[^\n]*", "", self.text)
        returned = re.split(r"\bORDER BY\b|\bUNION\b", re.split(r"\bRETURN\b(?: DISTINCT\b)?", code)[1])[0]
        return [item.rpartition(" AS ")[2].strip() for item in _items(returned)]

    def bind(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """All its parameters, those left out as null; a day as `as_of` or `until` means the end of that day. Raises BadInput."""
        if strange := [name for name in arguments if name not in self.parameters]:
            takes = ", ".join(f"{name}=..." for name in self.parameters) or "none"
            raise BadInput(f"{strange[0]!r} is no parameter of {self.name}: it takes {takes}")
        values = {name: arguments.get(name) for name in self.parameters}
        if missing := [name for name, meaning in self.parameters.items() if values[name] is None and "or null" not in meaning]:
            needed = ", ".join(f"{name}=..." for name in missing)
            raise BadInput(f"{self.name} needs {needed}: {self.parameters[missing[0]]}")
        for name in _TIMES & values.keys():
            values[name] = _time(name, values[name])
        return values


def available() -> Iterator[Query]:
    """The questions that a person may ask, by name."""
    for file in sorted(FOLDER.iterdir()):
        name, _, suffix = file.name.rpartition(".")
        if suffix == "cypher" and not name.startswith(_NO_QUESTIONS):
            yield get(name)


def question(name: str) -> Query:
    """One of these questions. Raises NotKnown."""
    if name.startswith(_NO_QUESTIONS):
        raise NotKnown(f"no query is called {name!r}: `tracer queries` lists them")
    return get(name)


@cache
def get(name: str) -> Query:
    """The shipped text of that name. Raises NotKnown."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise NotKnown(f"no query is called {name!r}: `tracer queries` lists them")
    try:
        text = FOLDER.joinpath(f"{name}.cypher").read_text("utf-8").replace("\r\n", "\n")
    except OSError:
        raise NotKnown(f"no query is called {name!r}: `tracer queries` lists them") from None
    title, *rest = text.splitlines()
    parameters = {m[1]: m[2] for line in rest if (m := _PARAMETER.match(line))}
    return Query(name, title.removeprefix("//").strip(), parameters, text)


def statements(name: str) -> list[str]:
    """The statements of a text with several, split at each `;` that ends a line."""
    lines = (line for line in get(name).text.split("\n") if not line.startswith("//"))
    return [s for s in (part.strip() for part in re.split(r";[ \t]*(?:\n|$)", "\n".join(lines))) if s]


def literal(value: Any) -> str:
    """A value as a Cypher literal, also for a `:param` or a link in Neo4j Browser; whatever a text holds, it stays a text."""
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    if not isinstance(value, str):
        return json.dumps(value)
    # Quote and backslash by a backslash: Neo4j puts a character for its \\u escape before it looks for the end of a string.
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(f"\\u{ord(c):04x}" if c in _ENDS_MORE or not (c.isprintable() or ord(c) > 0xFFFF) else c for c in quoted) + "'"


_ENDS_MORE = frozenset(";&#%?+")  # Browser splits statements at the first, and cuts a link off at some of the others


def _items(returned: str) -> Iterator[str]:
    """The items of a list, split at its commas except those within brackets or strings."""
    depth = start = 0
    for match in re.finditer(r"'[^']*'|[(\[{]|[)\]}]|,", returned):
        depth += (match[0] in "([{") - (match[0] in ")]}")
        if match[0] == "," and not depth:
            yield returned[start : match.start()]
            start = match.end()
    yield returned[start:]


def _time(name: str, value: object) -> str | None:
    if value is None:
        return None
    try:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", value):
            raise ValueError
        datetime.fromisoformat(value)  # the 30th of February
    except ValueError:
        raise BadInput(f"{name} {value!r} is no date: write it like 2022-12-15, or 2022-12-15T12:00:00Z") from None
    return value if name == "since" else end_of(value)
