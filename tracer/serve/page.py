"""What a served page is made of, and how it becomes HTML. All text of documents comes in as text and leaves escaped."""

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
    """A piece of text. `href`: where it leads, made by `link`; `look`: the sign of a status before it; `small`: it is an aside; `on`: it
    goes on in the line of the piece before."""

    text: str
    href: str | None = None
    look: Look | None = None
    small: bool = False
    on: bool = False


SHORT = 23  # characters: a time is no longer

Text: TypeAlias = str | Cell | Sequence[str | Cell]  # of a field: one piece, or several below each other


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what is known of each; what is empty is left out."""

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
    """`empty`: what stands there where it has no rows; `anchors`: the id of each row, before its number, for links within the page;
    `marked`: numbers of the rows that are meant; `source`: the lines of an original.
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
    """A figure, and the page on which it can be walked through."""

    source: str
    words: str
    page: str
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Field:
    """What can be asked for: `choices` where not anything can; `as` of its input: `search`, `date`."""

    name: str
    label: str
    value: str
    choices: Sequence[str] = ()
    type: str = "search"


@dataclass(frozen=True, slots=True)
class Form:
    """What leads to the same page with other things asked for."""

    action: str
    fields: Sequence[Field]
    kind: str = "form"


Block: TypeAlias = Facts | Table | Words | Picture | Form

NAVIGATION = (
    ("/", "Overview"), ("/incidents", "Incidents"), ("/providers", "Providers"), ("/letters", "Letters"), ("/network", "Network"),
    ("/flags", "Flags"), ("/deadlines", "Deadlines"), ("/next", "Whom to ask"), ("/documents", "Documents"), ("/find", "Find"),
)  # fmt: skip


def link(path: str, fragment: str = "", /, **asked: str | int | None) -> str:
    """An address of this server; what is null is left out."""
    query = urlencode({name: value for name, value in asked.items() if value is not None}, errors="replace")
    return f"{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"


def html(title: str, blocks: Sequence[Block], here: str, notes: Sequence[str], badge: str, subtitle: str = "") -> str:
    """The whole page. `here`: where in the navigation it stands; `notes`: what a reader must be told first."""
    return template("tracer.serve", "page.html", _shown).render(
        title=title,
        subtitle=subtitle,
        blocks=blocks,
        here=here,
        navigation=NAVIGATION,
        notes=notes,
        badge=badge,
        pieces=_pieces,
        short=_short,
        sign=_sign,
        dated=_dated,
    )


def style() -> str:
    """The pages' own style, and what these pages have beside it."""
    return part("tracer.view", "page.css") + part("tracer.serve", "serve.css")


def _pieces(text: Text) -> list[Cell]:
    several = [text] if isinstance(text, str | Cell) else text
    return [piece if isinstance(piece, Cell) else Cell(piece) for piece in several if not isinstance(piece, str) or piece]


def _short(text: Text) -> bool:
    """Whether a cell holds what is not to be broken: a day, a time, a number."""
    return all(len(piece.text) <= SHORT for piece in _pieces(text))


def _sign(look: Look) -> dict[str, str]:
    from tracer.view.look import shape  # here, since it comes with all that draws

    return {"d": shape(look.shape, 0, 0, 10), "fill": "none" if look.hollow else look.colour}


def _dated(text: str) -> Markup:
    return dated(safe(text))


def _shown(value: Any) -> Any:
    """Every text that goes onto a page, wherever the template puts it: nothing that a document says is left out of this."""
    return safe(value) if type(value) is str else value
