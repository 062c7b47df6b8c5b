"""What of an HTML page is displayed: styles as far as they hide text."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracer.model import replace

Attributes = Mapping[str, str]
Colour = tuple[int, int, int]

_RULE = re.compile(r"([^{}]{1,500})\{([^{}]*)\}")
_SCREEN = re.compile(r"@(?:layer|supports|container)\b.*|@media\s+(?:[^,]*,\s*)?(?:only\s+)?(?:all|screen)\s*(?:,.*)?", re.I | re.S)
_MARK = r"[.#][\w-]+|\[\s*[\w-]+\s*(?:[~^$*|]?=[^\]]*)?\]"
_COMPOUND = re.compile(rf"([a-z][a-z0-9-]*|\*)?((?:{_MARK})*)", re.I)
_ATTRIBUTE = re.compile(r"\[\s*([\w-]+)\s*(?:([~^$*|]?)=\s*[\"']?([^\"'\]]*)[\"']?(?:\s+[is])?\s*)?\]", re.I)
_MOST = 5_000  # selectors of a page that are looked at
_MOST_WITHIN = 500  # ... and that name an element within another
_LONGEST = 8  # elements that one of them names, one within the other
_LENGTH = re.compile(r"(-?\d{0,9}\.?\d{1,9})\s*(px|pt|em|rem|%|in|cm|mm)?")
_FONT = re.compile(r"(?:^|\s)(0|\d{0,6}\.?\d{1,6}(?:px|pt|em|rem|%|in|cm|mm))(?=[\s/])")  # the size in a shorthand
_MOVED = re.compile(r"translate(?:x|y|3d)?\(([^)]*)\)")
_RECTANGLE = re.compile(r"rect\(\s*([^\s,)]+)[\s,]+([^\s,)]+)[\s,]+([^\s,)]+)[\s,]+([^\s,)]+)\s*\)")
_CLIPPED = re.compile(r"inset\(\s*(?:50|100)%|circle\(\s*0(?![\d.])|polygon\((?:0(?:px|%)?[\s,]*)+\)")
_DECIMAL = r"(\d{0,6}\.?\d{1,6})"
_FUNCTION = re.compile(rf"(rgb|hsl)a?\(\s*{_DECIMAL}(%|deg)?[\s,]+{_DECIMAL}%?[\s,]+{_DECIMAL}%?(?:[\s,/]+{_DECIMAL}(%?))?\s*\)")
_HEX = re.compile(r"#?([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![\w])")
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^)]*\)|[a-z]+")  # in a shorthand
_NAMES = """
    aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 black 000000
    blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00
    chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b
    darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f
    darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b
    darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff
    dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff
    gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080
    honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5
    lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow fafad2
    lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa
    lightslategray 778899 lightslategrey 778899 lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6
    magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db
    mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585
    midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000
    olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee
    palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080
    rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460
    seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090
    snow fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0
    violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32
"""
_NAMED = dict(zip(*[iter(_NAMES.split())] * 2, strict=True))
_WHITE: Colour = (255, 255, 255)
_ALIKE = 24  # of 255, in each of the three: colours that the eye does not tell apart
_FAINT = 0.05  # of full strength: nobody reads it
_FAR = -500.0  # pixels: off any screen
_FAR_ON = 5_000.0  # ... on the other side
_SHIFTS = ("left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top", "margin", "inset")
_SIDES = ("height", "max-height", "width", "max-width")
_NARROW = 2.0  # pixels of a box that shows nothing of what is in it
_SMALLEST = 2.0  # pixels of a letter's height: below that nobody reads it
_PIXELS = {"px": 1.0, "pt": 1.333, "em": 16.0, "rem": 16.0, "%": 0.16, "in": 96.0, "cm": 37.8, "mm": 3.78}
_TELLING = frozenset(  # what is looked at
    """display visibility mso-hide content-visibility opacity filter font font-size color background background-color background-image
    text-decoration text-decoration-line overflow clip clip-path transform""".split()
).union(_SHIFTS, _SIDES)
_STRUCK = frozenset(("s", "strike", "del"))

Step = tuple[int, int]  # of a selector: its number, and the place in it of what an element is


@dataclass(frozen=True, slots=True)
class Look:
    """How text is displayed within an element. What hides an element hides all in it; the rest may be put right within."""

    gone: bool = False
    visible: bool = True
    size: float = 16.0
    colour: Colour | None = (0, 0, 0)
    ground: Colour | None = _WHITE  # null: not known, as of a picture
    inked: bool = True  # drawn in a colour that does not let all through
    struck: bool = False
    itself: frozenset[Step] = frozenset()  # what it is in the selectors of style sheets that name an element within another
    within: frozenset[Step] = frozenset()  # ... and what it or an element around it is

    @property
    def seen(self) -> bool:
        alike = self.colour and self.ground and all(abs(a - b) <= _ALIKE for a, b in zip(self.colour, self.ground, strict=True))
        return not self.gone and self.visible and self.inked and self.size >= _SMALLEST and not alike


@dataclass(frozen=True, slots=True)
class _Compound:
    """One element that a selector names: what it must be, and whether it stands right within the one before."""

    tag: str
    marks: frozenset[str]  # classes and ids
    attributes: tuple[tuple[str, str, str], ...]
    right_within: bool

    @property
    def weight(self) -> tuple[int, int, int]:
        ids = sum(mark.startswith("#") for mark in self.marks)
        return ids, len(self.marks) - ids + len(self.attributes), int(self.tag != "*")


class Styles:
    """The rules of a page's style sheets, as far as a selector names elements, within one another, by tag, class, id or attribute."""

    def __init__(self, sheets: Iterable[str] = ()) -> None:
        self._rules: list[tuple[tuple[int, ...], tuple[_Compound, ...], dict[str, str]]] = []  # weight, selector, what it declares
        self._first: dict[str, list[int]] = {}  # rules by the rarest of what the outermost element of their selector must be
        self._within = 0  # rules whose selector names an element within another
        self._asked: dict[str, None] = {}  # attributes
        self._variables: dict[str, str] = {}
        self._known: dict[Any, tuple[dict[str, str], frozenset[Step]]] = {}  # what the sheets say of elements like one met before
        for sheet in sheets:
            self._add(sheet)

    def _add(self, sheet: str) -> None:
        for selectors, body in _RULE.findall(_screen(sheet)):
            declared = {name: value for name, value in declarations(body).items() if name in _TELLING or name.startswith("--")}
            self._variables |= {name: value for name, value in declared.items() if name.startswith("--")}
            for selector in selectors.split(",") if declared else ():
                compounds = _compounds(selector)
                self._within += len(compounds) > 1
                if compounds and len(self._rules) < _MOST and (len(compounds) == 1 or self._within <= _MOST_WITHIN):
                    key = min(compounds[0].marks, default=compounds[0].tag)
                    self._first.setdefault(key, []).append(len(self._rules))
                    self._asked |= dict.fromkeys(name for compound in compounds for name, _, _ in compound.attributes)
                    weight = tuple(map(sum, zip(*(compound.weight for compound in compounds), strict=True)))
                    self._rules.append((weight, compounds, declared))

    def of(self, tag: str, attributes: Attributes, parent: Look) -> tuple[dict[str, str], frozenset[Step]]:
        """All that is declared for an element, by sheets, then by its own attribute; what it is in selectors that name another in it."""
        own = declarations(attributes.get("style", ""))
        if not self._rules:
            return own, frozenset()
        asked = tuple(attributes.get(name) for name in self._asked)
        like = (tag, attributes.get("class", "")[:500], attributes.get("id", "")[:100], asked, parent.itself, parent.within)
        known = self._known.get(like)
        if known is None:
            known = self._known[like] = self._by_sheets(tag, attributes, parent)
        declared, itself = known
        firm = {name: value for name, value in declared.items() if "!important" in value and "!important" not in own.get(name, "")}
        merged = declared | own | firm
        return {name: self._resolved(value) if "var(" in value else value for name, value in merged.items()}, itself

    def _by_sheets(self, tag: str, attributes: Attributes, parent: Look) -> tuple[dict[str, str], frozenset[Step]]:
        marks = {f".{each}" for each in attributes.get("class", "")[:500].split()} | {f"#{attributes.get('id', '')[:100]}"}
        begun = [(rule, 0) for key in ("*", tag, *marks) for rule in self._first.get(key, ())]
        going_on = [(rule, place + 1) for rule, place in parent.within]
        found: list[int] = []
        itself: set[Step] = set()
        for rule, place in begun + going_on:
            compounds = self._rules[rule][1]
            compound = compounds[place]
            if compound.right_within and (rule, place - 1) not in parent.itself:
                continue
            is_it = compound.tag in ("*", tag) and compound.marks <= marks and all(_has(attributes, *each) for each in compound.attributes)
            if is_it and place + 1 == len(compounds):
                found.append(rule)
            elif is_it:
                itself.add((rule, place))
        declared: dict[str, str] = {}
        for rule in sorted(found, key=lambda rule: (self._rules[rule][0], rule)):
            there = self._rules[rule][2]
            declared |= {n: v for n, v in there.items() if "!important" in v or "!important" not in declared.get(n, "")}
        return declared, frozenset(itself)

    def _resolved(self, value: str) -> str:
        """A value with what its variables stand for; each is taken as the sheets set it last, wherever."""
        named = re.match(r"var\(\s*(--[\w-]+)\s*(?:,([^)]*))?\)", value)
        return self._variables.get(named[1], named[2] or "").strip() if named else value


def _compounds(selector: str) -> tuple[_Compound, ...]:
    """The elements that a selector names, the outermost first; none where it says more than is looked at."""
    compounds: list[_Compound] = []
    right_within = False
    for word in re.sub(r"\s+(?=[^\[\]]*\])", "", selector.replace(">", " > ")).split():
        if word == ">":
            right_within = True
            continue
        found = _COMPOUND.fullmatch(word)
        if not found or len(compounds) == _LONGEST:
            return ()
        marks = re.findall(_MARK, found[2])
        attributes = tuple((m[1].lower(), m[2], m[3] or "") for each in marks if (m := _ATTRIBUTE.fullmatch(each)))
        tag = (found[1] or "*").lower()
        compounds.append(_Compound(tag, frozenset(each for each in marks if each[0] != "["), attributes, right_within))
        right_within = False
    return () if right_within else tuple(compounds)


def _has(attributes: Attributes, name: str, how: str, wanted: str) -> bool:
    """Whether an attribute is as a selector wants it: `[name]`, `[name=x]`, `[name^=x]` and so on."""
    value = attributes.get(name)
    if value is None or not wanted:
        return value is not None
    if how == "~":
        return wanted in value.split()
    return {"": value == wanted, "^": value.startswith(wanted), "$": value.endswith(wanted), "*": wanted in value}.get(
        how, value == wanted or value.startswith(f"{wanted}-")
    )


def _screen(sheet: str) -> str:
    """A sheet without comments and without what counts only for some media: `@media` holds rules within."""
    kept: list[str] = []
    around: list[str] = []  # what each open brace opens
    at = skipped = 0
    sheet = re.sub(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/", " ", sheet)
    for brace in re.finditer(r"[{}]", sheet):
        chunk = sheet[at : brace.end()].rpartition(";")[2] if brace[0] == "{" else sheet[at : brace.end()]
        at = brace.end()
        if brace[0] == "{":
            prelude = chunk[:-1].strip()
            around.append("rule" if not prelude.startswith("@") else "group" if _SCREEN.fullmatch(prelude) else "skipped")
            skipped += around[-1] == "skipped"
            opened = around[-1]
        else:
            opened = around.pop() if around else "skipped"
            skipped -= opened == "skipped" and skipped > 0
        if opened == "rule" and not skipped:
            kept.append(chunk)
    return "".join(kept)


def declarations(style: str) -> dict[str, str]:
    declared: dict[str, str] = {}
    style = style[:4000].lower()
    if "\\" in style:  # `dis\70lay`
        style = re.sub(r"\\([0-9a-f]{1,5}) ?", lambda m: chr(int(m[1], 16)), style)
    if "/*" in style:
        style = re.sub(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/", "", style)
    for one in style.split(";"):
        name, colon, value = one.partition(":")
        if colon and ("!important" in value or "!important" not in declared.get(name.strip(), "")):
            declared[name.strip()] = value.strip()
    return declared


_ATTRIBUTES = frozenset(("hidden", "background", "bgcolor", "color", "text"))  # that change how an element looks


def look(parent: Look, tag: str, attributes: Attributes, styles: Styles) -> Look:
    """How an element looks within its parent."""
    declared, itself = styles.of(tag, attributes, parent)
    style = {name: value.replace("!important", "").strip() for name, value in declared.items()}
    if itself or parent.itself:
        parent = replace(parent, itself=itself, within=parent.within | itself if itself else parent.within)
    if not style and tag not in _STRUCK and tag != "dialog" and _ATTRIBUTES.isdisjoint(attributes):
        return parent  # as most elements of a long page do
    visibility = style.get("visibility")
    shorthand = _FONT.search(style.get("font", ""))
    size = _pixels(style.get("font-size") or (shorthand and shorthand[1]), parent.size)
    ground, pictured = _ground(style, attributes, parent)
    colour = style.get("color") or (attributes.get("color") if tag == "font" else attributes.get("text") if tag == "body" else None)
    ink, strength = (parent.colour, None) if colour in (None, "inherit", "currentcolor", "unset") else _colour(colour)
    decoration = style.get("text-decoration-line") or style.get("text-decoration") or ("line-through" if tag in _STRUCK else "")
    return replace(
        parent,
        gone=parent.gone or "hidden" in attributes or (tag == "dialog" and "open" not in attributes) or any(_hides(style)),
        visible=parent.visible if visibility in (None, "inherit") else visibility not in ("hidden", "collapse"),
        size=parent.size if size is None else size,
        colour=ink,
        ground=None if pictured else ground,
        inked=parent.inked if strength is None else strength > _FAINT,
        struck=parent.struck or "line-through" in decoration,
    )


def _ground(style: Mapping[str, str], attributes: Attributes, parent: Look) -> tuple[Colour | None, bool]:
    """The colour behind an element's text, and whether it is a picture."""
    said = style.get("background", "")
    if "url(" in said + style.get("background-image", "") or "gradient(" in said or "background" in attributes:
        return None, True
    if colour := style.get("background-color") or attributes.get("bgcolor", "").lower():
        given = [_colour(colour)]
    else:
        words = _COLOUR.findall(said)
        given = [_colour(each) for each in words if each[0] == "#" or "(" in each or each in _NAMED or each == "transparent"]
    ground, strength = given[0] if given else (None, 0.0)
    return (ground if strength > _FAINT else parent.ground), False


def _hides(said: Mapping[str, str]) -> Iterator[bool]:
    yield said.get("display") == "none" or said.get("mso-hide") == "all" or said.get("content-visibility") == "hidden"
    for strength in (said.get("opacity", ""), (re.search(r"opacity\(([^)]*)\)", said.get("filter", "")) or ("", ""))[1]):
        number = re.match(rf"{_DECIMAL}\s*(%?)", strength)
        yield bool(number and float(number[1]) / (100 if number[2] else 1) <= _FAINT)
    shifts = [each for name in _SHIFTS for each in said.get(name, "").split()]
    shifts += [each for found in _MOVED.findall(said.get("transform", "")) for each in found.replace(",", " ").split()]
    yield any(not _FAR <= (_pixels(each, 16.0) or 0) <= _FAR_ON for each in shifts)
    clipped = said.get("overflow", "").startswith("hidden")
    yield clipped and any(_is_narrow(said.get(side)) for side in _SIDES)
    if rectangle := _RECTANGLE.search(said.get("clip", "")):
        top, right, bottom, left = (_pixels(each, 16.0) for each in rectangle.groups())
        yield top is not None and bottom is not None and bottom - top <= 1
        yield left is not None and right is not None and right - left <= 1
    yield bool(_CLIPPED.match(said.get("clip-path", "")))
    yield bool(re.search(r"scale[xy]?\(\s*0?\.?0*\s*[,)]", said.get("transform", "")))


def _is_narrow(side: str | None) -> bool:
    """Whether a box of that height or width shows nothing of what is in it; a small part of another's may be much."""
    found = _LENGTH.match(side or "")
    return bool(found) and (_pixels(side, 16.0) or 0.0) <= (0.0 if found and found[2] == "%" else _NARROW)


def _pixels(length: str | None, em: float) -> float | None:
    found = _LENGTH.match(length or "")
    if not found:
        return None
    unit = found[2] or "px"
    per = em if unit in ("em", "rem") else em / 100 if unit == "%" else _PIXELS[unit]
    return float(found[1]) * per


def _colour(printed: str) -> tuple[Colour | None, float]:
    """A colour as red, green and blue, null where it is not known; and how strong it is, from 0, where it lets all through, to 1."""
    printed = printed.strip().lower()
    if printed in ("transparent", "none"):
        return None, 0.0
    if printed == "initial":
        return (0, 0, 0), 1.0
    if found := _FUNCTION.match(printed):
        kind, first, percent, second, third, strength, of_hundred = found.groups()
        numbers = float(first), float(second), float(third)
        strong = float(strength) / (100 if of_hundred else 1) if strength else 1.0
        if kind == "hsl":
            red, green, blue = colorsys.hls_to_rgb(numbers[0] % 360 / 360, min(1.0, numbers[2] / 100), min(1.0, numbers[1] / 100))
            return (round(red * 255), round(green * 255), round(blue * 255)), strong
        scale = 2.55 if percent == "%" else 1.0
        return (round(numbers[0] * scale), round(numbers[1] * scale), round(numbers[2] * scale)), strong
    digits = _NAMED.get(printed.split(" ", 1)[0]) or ((found := _HEX.match(printed)) and found[1])
    if not digits:
        return None, 1.0
    digits = digits if len(digits) > 4 else "".join(2 * digit for digit in digits)
    strong = int(digits[6:], 16) / 255 if len(digits) == 8 else 1.0
    return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)), strong
