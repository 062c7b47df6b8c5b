"""The shipped Cypher texts: one question per file, told apart from the texts that write and read for the program itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tracer import cypher
from tracer.errors import NotKnown

_OWN_USE = ("schema", "write_", "remove_", "read_")
_DRAWING = "draw_"  # these give nodes and relationships, for Neo4j Browser to draw, and no rows
FOLDER = Path(cypher.__path__[0])  # importlib.resources would take longer to import than a trace takes to answer
_PARAMETER = re.compile(r"//\s*\$(\w+):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Query:
    """A shipped question: its title is the first line of its file, its parameters the lines that describe them."""

    name: str
    title: str
    parameters: dict[str, str]
    text: str


def available() -> Iterator[Query]:
    """The questions a person may ask, by name."""
    for file in sorted(FOLDER.iterdir()):
        name, _, suffix = file.name.rpartition(".")
        if suffix == "cypher" and not name.startswith((*_OWN_USE, _DRAWING)):
            yield get(name)


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
    """The statements of a text that holds several, split at a `;` that ends a line."""
    lines = (line for line in get(name).text.split("\n") if not line.startswith("//"))
    return [s for s in (part.strip() for part in re.split(r";[ \t]*(?:\n|$)", "\n".join(lines))) if s]


def literal(value: Any) -> str:
    """A value as Cypher reads it, and Neo4j Browser in a `:param` or in a link; whatever a text holds, it stays a text."""
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
