"""What of an HTML page is displayed: styles as far as they hide text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer.model import replace

Attributes = Mapping[str, str]
Colour = tuple[int, int, int]

_RULE = re.compile(r"([^{}]{1,500})\{([^{}]*)\}")
_AT_RULE = re.compile(r"@(?:media|supports|font-face|import|keyframes|page)\b", re.I)
_SELECTOR = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)", re.I)
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|in|cm|mm)?")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?\s*\)")
_NAMED: Mapping[str, Colour] = {
    "white": (255, 255, 255), "snow": (255, 250, 250), "ivory": (255, 255, 240), "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245), "black": (0, 0, 0), "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255),
    "navy": (0, 0, 128), "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "yellow": (255, 255, 0),
    "orange": (255, 165, 0), "maroon": (128, 0, 0), "teal": (0, 128, 128), "purple": (128, 0, 128),
}  # fmt: skip
_WHITE: Colour = (255, 255, 255)
_ALIKE = 24  # of 255, in each of the three: colours that the eye does not tell apart
_FAR = -500  # pixels: off any screen
_SHIFTS = ("left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top")
_SIDES = ("height", "max-height", "width", "max-width")
_SMALLEST = 2.0  # pixels of a letter's height: below that nobody reads it
_PIXELS = {"px": 1.0, "pt": 1.333, "em": 16.0, "rem": 16.0, "%": 0.16, "in": 96.0, "cm": 37.8, "mm": 3.78}


@dataclass(frozen=True, slots=True)
class Look:
    """How text is displayed within an element. What hides an element hides all in it; the rest may be put right within."""

    gone: bool = False
    visible: bool = True
    size: float = 16.0
    colour: Colour | None = (0, 0, 0)
    ground: Colour | None = _WHITE  # null: not known, as of a picture

    @property
    def seen(self) -> bool:
        alike = self.colour and self.ground and all(abs(a - b) <= _ALIKE for a, b in zip(self.colour, self.ground, strict=True))
        return not self.gone and self.visible and self.size >= _SMALLEST and not alike


class Styles:
    """The rules of a page's style sheets, as far as a selector is a tag, a class, an id, or these together."""

    def __init__(self) -> None:
        self._rules: dict[str, list[tuple[str, frozenset[str], dict[str, str]]]] = {}
        self._known: dict[tuple[str, str, str], dict[str, str]] = {}  # what the sheets say of elements like one met before

    def add(self, sheet: str) -> None:
        self._known.clear()
        for selectors, body in _RULE.findall(_screen(sheet)):
            declared = declarations(body)
            for selector in selectors.split(","):
                found = _SELECTOR.fullmatch(selector.strip())
                if found and declared and selector.strip():
                    marks = frozenset(re.findall(r"[.#][\w-]+", found[2]))
                    key = min(marks, default=(found[1] or "*").lower())
                    self._rules.setdefault(key, []).append(((found[1] or "*").lower(), marks, declared))

    def of(self, tag: str, attributes: Attributes) -> dict[str, str]:
        """All that is declared for an element: by sheets, then by its own attribute; what is `!important` in a sheet wins."""
        if not self._rules:
            return declarations(attributes.get("style", ""))
        like = (tag, attributes.get("class", "")[:500], attributes.get("id", "")[:100])
        declared = self._known.get(like)
        if declared is None:
            declared = self._known[like] = self._by_sheets(*like)
        firm = {name: value for name, value in declared.items() if "!important" in value}
        return declared | declarations(attributes.get("style", "")) | firm

    def _by_sheets(self, tag: str, classes: str, name: str) -> dict[str, str]:
        marks = {f".{each}" for each in classes.split()} | {f"#{name}"}
        declared: dict[str, str] = {}
        for key in ("*", tag, *sorted(marks)):
            for its_tag, its_marks, declared_there in self._rules.get(key, ()):
                if its_tag in ("*", tag) and its_marks <= marks:
                    declared |= declared_there
        return declared


def _screen(sheet: str) -> str:
    """A sheet without comments and without what counts only for some media: `@media` holds rules within."""
    kept, depth, at, skipped = [], 0, 0, False
    sheet = re.sub(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/", " ", sheet)
    for brace in re.finditer(r"[{}]", sheet):
        chunk = sheet[at : brace.end()]
        if depth == 0 and brace[0] == "{":
            skipped = bool(_AT_RULE.search(chunk))
        if not skipped:
            kept.append(chunk)
        depth = max(0, depth + (1 if brace[0] == "{" else -1))
        at = brace.end()
    return "".join(kept)


def declarations(style: str) -> dict[str, str]:
    declared: dict[str, str] = {}
    for one in style[:4000].lower().split(";"):
        name, colon, value = one.partition(":")
        if colon:
            declared[name.strip()] = value.strip()
    return declared


_ATTRIBUTES = frozenset(("hidden", "background", "bgcolor", "color"))  # that change how an element looks


def look(parent: Look, tag: str, attributes: Attributes, styles: Styles) -> Look:
    """How an element looks within its parent."""
    style = {name: value.replace("!important", "").strip() for name, value in styles.of(tag, attributes).items()}
    if not style and _ATTRIBUTES.isdisjoint(attributes):
        return parent  # as most elements of a long page do
    visibility = style.get("visibility")
    size = _pixels(style.get("font-size"), parent.size)
    ground = style.get("background-color") or style.get("background") or attributes.get("bgcolor")
    pictured = "url(" in style.get("background", "") + style.get("background-image", "") or "background" in attributes
    colour = style.get("color") or (attributes.get("color") if tag == "font" else None)
    ink = _colour(colour) if colour else parent.colour
    return replace(
        parent,
        gone=parent.gone or "hidden" in attributes or any(_hides(style)) or colour == "transparent",
        visible=parent.visible if visibility in (None, "inherit") else visibility not in ("hidden", "collapse"),
        size=parent.size if size is None else size,
        colour=ink,
        ground=None if pictured else (_colour(ground, parent.ground) if ground else parent.ground),
    )


def _hides(said: Mapping[str, str]) -> Iterator[bool]:
    yield said.get("display") == "none" or said.get("mso-hide") == "all"
    yield bool(re.fullmatch(r"0*\.?0*%?", said.get("opacity", "1")))
    yield any((_pixels(said.get(side), 16.0) or 0) < _FAR for side in _SHIFTS)
    clipped = said.get("overflow", "").startswith("hidden")
    yield clipped and any(_pixels(said.get(side), 16.0) == 0 for side in _SIDES)
    yield bool(re.match(r"rect\(0|inset\((?:50|100)%", said.get("clip", "") or said.get("clip-path", "")))
    yield "scale(0)" in said.get("transform", "")


def _pixels(length: str | None, em: float) -> float | None:
    found = _LENGTH.match(length or "")
    if not found:
        return None
    unit = found[2] or "px"
    per = em if unit in ("em", "rem") else em / 100 if unit == "%" else _PIXELS[unit]
    return float(found[1]) * per


def _colour(printed: str, behind: Colour | None = None) -> Colour | None:
    """A colour as red, green and blue; `behind` where it lets all through; null where it is not known."""
    printed = printed.strip().lower()
    if printed in ("transparent", "inherit", "none", "initial"):
        return behind
    if found := re.match(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", printed):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * d for d in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := _RGB.match(printed):
        if found[4] and float(found[4].rstrip("%")) == 0:
            return behind
        return int(found[1]), int(found[2]), int(found[3])
    first = printed.split(" ", 1)[0]
    return _NAMED.get(first)
