"""The parts of a served page, and how they become HTML. All text of documents comes in as text and leaves escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

from markupsafe import Markup

from tracer.render.html import dated, part, template
from tracer.render.plain import safe

if TYPE_CHECKING:
    from tracer.view.look import Look


@dataclass(frozen=True, slots=True)
class Cell:
    """A text. `href`: its address, made by `link`; `look`: the sign of a status before it; `small`: it is an aside; `on`: it stands on
    the same line as the cell before."""

    text: str
    href: str | None = None
    look: Look | None = None
    small: bool = False
    on: bool = False


SHORT = 23  # characters: a time is no longer

Text: TypeAlias = str | Cell | Sequence[str | Cell]  # of a field: one cell, or several below each other


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values; an empty value is left out."""

    pairs: Sequence[tuple[str, Text]]
    title: str = ""
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Paging:
    """Which of how many rows are shown; `links`: the words and addresses of the pages beside this one."""

    first: int
    last: int
    total: int
    links: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """`empty`: the text where it has no rows; `anchors`: the id of each row, before its number, for links within the page;
    `marked`: numbers of the highlighted rows; `source`: it shows the lines of an original.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Text]]
    empty: str = "None in the loaded documents."
    paging: Paging | None = None
    anchors: str = ""
    marked: frozenset[int] = frozenset()
    source: bool = False
    kind: str = "table"

    @property
    def first_marked(self) -> int | None:
        return min(self.marked, default=None)


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences."""

    lines: Sequence[Text]
    title: str = ""
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure, and the page on which it is interactive."""

    source: str
    words: str
    page: str
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Field:
    """An input of a form. `choices`: the values allowed, where not every value is; `type`: of its input, `search` or `date`."""

    name: str
    label: str
    value: str
    choices: Sequence[str] = ()
    type: str = "search"


@dataclass(frozen=True, slots=True)
class Form:
    """A form that leads to the same page with other parameters."""

    action: str
    fields: Sequence[Field]
    kind: str = "form"


Block: TypeAlias = Facts | Table | Words | Picture | Form

NAVIGATION = (
    ("/", "Overview"), ("/incidents", "Incidents"), ("/providers", "Providers"), ("/letters", "Letters"), ("/network", "Network"),
    ("/flags", "Flags"), ("/deadlines", "Deadlines"), ("/next", "Whom to ask"), ("/documents", "Documents"), ("/find", "Find"),
)  # fmt: skip


def link(path: str, fragment: str = "", /, **parameters: str | int | None) -> str:
    """An address of this server; null parameters are left out."""
    query = urlencode({name: value for name, value in parameters.items() if value is not None}, errors="replace")
    return f"{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"


def html(title: str, blocks: Sequence[Block], here: str, notes: Sequence[str], badge: str, subtitle: str = "") -> str:
    """The whole page. `here`: its address in the navigation; `notes`: what a reader must see first."""
    return template("tracer.serve", "page.html", _safe_value).render(
        title=title,
        subtitle=subtitle,
        blocks=blocks,
        here=here,
        navigation=NAVIGATION,
        notes=notes,
        badge=badge,
        cells=_cells,
        short=_short,
        sign=_sign,
        dated=_dated,
    )


def style() -> str:
    """The style of all pages, and that of served pages."""
    return part("tracer.view", "page.css") + part("tracer.serve", "serve.css")


def _cells(text: Text) -> list[Cell]:
    entries = [text] if isinstance(text, str | Cell) else text
    return [entry if isinstance(entry, Cell) else Cell(entry) for entry in entries if not isinstance(entry, str) or entry]


def _short(text: Text) -> bool:
    """Whether a text must not be broken: a day, a time, a number."""
    return all(len(cell.text) <= SHORT for cell in _cells(text))


def _sign(look: Look) -> dict[str, str]:
    from tracer.view.look import shape  # imported here, since it loads all the drawing code

    return {"d": shape(look.shape, 0, 0, 10), "fill": "none" if look.hollow else look.colour}


def _dated(text: str) -> Markup:
    return dated(safe(text))


def _safe_value(value: Any) -> Any:
    """Makes every text safe that the template puts onto a page, whatever its source."""
    return safe(value) if type(value) is str else value
