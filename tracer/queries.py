"""The shipped Cypher texts: one question per file, told apart from the texts that write and read for the program itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tracer import cypher
from tracer.errors import NotKnown

_OWN_USE = ("schema", "write_", "remove_", "read_")
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
        if suffix == "cypher" and not name.startswith(_OWN_USE):
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
