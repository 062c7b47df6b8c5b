"""What a page of a PDF holds and does not show: taken out of its content before its text is read.

Text counts as not shown where it is drawn in the colour of what lies below it, in no ink at all, too small to see or off the
page, where something opaque is drawn over it, where it is cut away or its layer is switched off. Text without ink over a
picture is what text recognition laid behind a scan: it stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracer.model import replace

Colour = tuple[float, float, float]  # red, green and blue
Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]

_SHOWN = frozenset((b"Tj", b"TJ", b"'", b'"'))
_FILLS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_PAINTS = _FILLS | {b"S", b"s", b"n"}
_GREYS, _RGBS, _CMYKS, _ANY = (b"g", b"G"), (b"rg", b"RG"), (b"k", b"K"), (b"sc", b"scn", b"SC", b"SCN")
_SPACES = (b"cs", b"CS")
_NO_INK = (3, 7)  # text rendering modes
_OUTLINED = (1, 5)
_ALIKE = 0.09  # of full brightness, in each of the three: colours that the eye does not tell apart
_FAINT = 0.05  # of full strength
_SMALLEST = 1.5  # points
_NARROWEST = 0.5  # ... of a letter as wide as it is high
_MOST = 4_000_000  # comparisons of a text with what lies below or above it
_NESTED = 3
_DEEPEST = 100  # pieces of marked content within one another
_ANYWHERE: Box = (-1e6, -1e6, 1e6, 1e6)
_WHOLE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Ink:
    """The graphics state, as far as it hides text."""

    matrix: Matrix = _WHOLE
    fill: Colour | None = (0.0, 0.0, 0.0)  # null: not known
    line: Colour | None = (0.0, 0.0, 0.0)
    tinted: tuple[bool, bool] = (False, False)  # whether the numbers that give these are no brightness but an amount of an ink of its own
    opaque: bool = True
    strength: float = 1.0
    size: float = 1.0
    width: float = 1.0  # of letters, as a part of their own
    mode: int = 0
    window: Box | None = None  # what is drawn outside of it is cut away


@dataclass(frozen=True, slots=True)
class _Named:
    """What a page's operations call by name."""

    pictures: frozenset[str] = frozenset()
    tints: frozenset[str] = frozenset()  # colour spaces of inks of their own
    states: Mapping[str, Any] = field(default_factory=dict)
    off: frozenset[str] = frozenset()  # layers that are switched off


@dataclass(slots=True)
class _Page:
    box: Box
    grounds: list[tuple[Box, Colour | None]] = field(default_factory=list)  # what was filled so far, and in which colour
    pictures: list[Box] = field(default_factory=list)
    texts: list[tuple[int, float, float]] = field(default_factory=list)  # shown so far: the operation, where
    hidden: set[int] = field(default_factory=set)


def without_hidden(page: Any) -> int | None:
    """Take out of a pypdf page what it does not show; how many pieces of text that were, or null where it cannot be told."""
    from pypdf.generic import ContentStream, NameObject

    try:
        content = page.get_contents()
        if content is None:
            return 0
        drawn = ContentStream(content, page.pdf)
        resources = page["/Resources"].get_object() if "/Resources" in page else {}
        box = tuple(float(value) for value in page.cropbox)
        off = _layers_off(page.pdf)
        hidden = _hidden(drawn.operations, box, _named(resources, off))  # type: ignore[arg-type]
        if hidden:
            drawn.operations = [operation for i, operation in enumerate(drawn.operations) if i not in hidden]
            page[NameObject("/Contents")] = drawn
        return len(hidden) + _within_forms(resources, page.pdf, off)
    except Exception:  # noqa: BLE001  a page drawn in a way that is not foreseen: its text is read all the same
        return None


def _layers_off(pdf: Any) -> frozenset[Any]:
    """The layers that are not displayed unless somebody switches them on."""
    properties = pdf.root_object.get("/OCProperties")
    usual = properties.get_object().get("/D") if properties is not None else None
    return frozenset(_id(layer) for layer in usual.get_object().get("/OFF", [])) if usual is not None else frozenset()


def _id(held: Any) -> Any:
    return getattr(held, "idnum", None)


def _named(resources: Any, off: frozenset[Any]) -> _Named:
    spaces = {name: space for name, space in _held(resources, "/ColorSpace").items() if isinstance(space.get_object(), list)}
    tints = (name for name, space in spaces.items() if str(space.get_object()[0]) in ("/Separation", "/DeviceN", "/Indexed"))
    layers = _held(resources, "/Properties").items()
    return _Named(
        frozenset(name for name, held in _objects(resources) if held.get("/Subtype") == "/Image"),
        frozenset(tints),
        {name: state.get_object() for name, state in _held(resources, "/ExtGState").items()},
        frozenset(name for name, layer in layers if _is_off(layer, off)),
    )


def _held(resources: Any, kind: str) -> dict[str, Any]:
    held = resources.get(kind)
    return {str(name): held.get_object().raw_get(name) for name in held.get_object()} if held is not None else {}


def _is_off(layer: Any, off: frozenset[Any]) -> bool:
    """Whether a layer is switched off, or all those of which something is a part."""
    if layer is None or _id(layer) in off:
        return layer is not None
    groups = layer.get_object().get("/OCGs") if hasattr(layer.get_object(), "get") else None
    each = groups if isinstance(groups, list) else [layer.get_object().raw_get("/OCGs")] if groups is not None else []
    return bool(each) and all(_id(group) in off for group in each)


def _objects(resources: Any) -> list[tuple[str, Any]]:
    objects = resources.get("/XObject")
    return [(str(name), held.get_object()) for name, held in objects.get_object().items()] if objects is not None else []


def _within_forms(resources: Any, pdf: Any, off: frozenset[Any], depth: int = 0) -> int:
    """The same within the pieces of content that a page draws by name; where on the page they come to lie is not looked into."""
    from pypdf.generic import ContentStream

    count = 0
    for _, form in _objects(resources) if depth < _NESTED else []:
        if form.get("/Subtype") == "/Form":
            within = form["/Resources"].get_object() if "/Resources" in form else {}
            drawn = ContentStream(form, pdf)
            hidden = _hidden(drawn.operations, _ANYWHERE, _named(within, off))
            if "/OC" in form and _is_off(form.raw_get("/OC"), off):
                hidden = {number for number, (_, operator) in enumerate(drawn.operations) if operator in _SHOWN}
            if hidden:
                drawn.operations = [operation for i, operation in enumerate(drawn.operations) if i not in hidden]
                form.set_data(drawn.get_data())
            count += len(hidden) + _within_forms(within, pdf, off, depth + 1)
    return count


def _hidden(operations: Sequence[tuple[Any, bytes]], box: Box, named: _Named) -> set[int]:
    page, ink, text = _Page(box), _Ink(), _Line()
    kept: list[_Ink] = []
    path = _Path()
    layers: list[bool] = []  # of each open piece of marked content whether it is switched off
    for number, (operands, operator) in enumerate(operations):
        if operator == b"q":
            kept.append(ink)
        elif operator == b"Q":
            ink = kept.pop() if kept else ink
        elif operator in (b"BMC", b"BDC", b"EMC"):
            layers = _layers(layers, operator, operands, named)
        elif path.takes(operator, operands, ink.matrix):
            pass
        elif operator in _PAINTS:
            boxes = path.boxes()
            if operator in _FILLS and ink.opaque:
                _fill(page, boxes, ink.fill)
            if path.cuts:
                ink = replace(ink, window=_cut(ink.window, path.bounds()))
            path = _Path()
        elif operator == b"Do":
            if str(operands[0]) in named.pictures:
                page.pictures.append(_box(ink.matrix, 0, 0, 1, 1))
        elif not text.moves(operator, operands):
            ink = _changed(ink, operator, operands, named)
        if len(page.texts) * (len(page.grounds) + len(page.pictures)) > _MOST:
            raise OverflowError("too much is drawn here")
        if operator in _SHOWN:
            at = _times(text.at, ink.matrix)
            page.texts.append((number, at[4], at[5]))
            if any(layers) or _unseen(page, ink, at):
                page.hidden.add(number)
    return page.hidden


def _layers(open_: list[bool], operator: bytes, operands: Sequence[Any], named: _Named) -> list[bool]:
    if operator == b"EMC":
        return open_[:-1]
    return [*open_, len(operands) > 1 and str(operands[0]) == "/OC" and str(operands[1]) in named.off][-_DEEPEST:]


@dataclass(slots=True)
class _Path:
    """Lines drawn before they are painted: rectangles, drawn as such or corner by corner."""

    done: list[Box] = field(default_factory=list)
    corners: list[tuple[float, float]] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    curved: bool = False
    cuts: bool = False  # what is drawn later is cut at it

    def takes(self, operator: bytes, operands: Sequence[Any], matrix: Matrix) -> bool:
        """Take in an operation, if it draws."""
        if operator == b"re":
            self.done.append(_box(matrix, *map(float, operands)))
        elif operator in (b"W", b"W*"):
            self.cuts = True
        elif operator in (b"m", b"l", b"c", b"v", b"y"):
            self._close(operator == b"m")
            self.curved |= operator not in (b"m", b"l")
            for x, y in zip(operands[::2], operands[1::2], strict=False):
                at = _times((1, 0, 0, 1, float(x), float(y)), matrix)[4:]
                self.corners.append((at[0], at[1]))
                self.points.append((at[0], at[1]))
        elif operator == b"h":
            self._close(True)
        else:
            return False
        return True

    def _close(self, ends: bool) -> None:
        if not ends:
            return
        xs, ys = {round(x, 1) for x, _ in self.corners}, {round(y, 1) for _, y in self.corners}
        if not self.curved and len(self.corners) in (4, 5) and len(xs) == len(ys) == 2:
            self.done.append((min(xs), min(ys), max(xs), max(ys)))
        self.corners, self.curved = [], False

    def boxes(self) -> list[Box]:
        self._close(True)
        return self.done

    def bounds(self) -> Box | None:
        """What all of it lies in; null where it is nothing."""
        xs = [x for x, _ in self.points] + [x for box in self.done for x in (box[0], box[2])]
        ys = [y for _, y in self.points] + [y for box in self.done for y in (box[1], box[3])]
        return (min(xs), min(ys), max(xs), max(ys)) if xs else None


def _cut(window: Box | None, to: Box | None) -> Box | None:
    if window is None or to is None:
        return to or window
    return max(window[0], to[0]), max(window[1], to[1]), min(window[2], to[2]), min(window[3], to[3])


@dataclass(slots=True)
class _Line:
    """Where text is put."""

    at: Matrix = _WHOLE
    leading: float = 0.0

    def moves(self, operator: bytes, operands: Sequence[Any]) -> bool:
        """Take in an operation, if it moves the place."""
        if operator == b"BT":
            self.at = _WHOLE
        elif operator in (b"Td", b"TD"):
            self.at = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.at)
            self.leading = -float(operands[1]) if operator == b"TD" else self.leading
        elif operator == b"Tm":
            self.at = _matrix(operands)
        elif operator == b"TL":
            self.leading = float(operands[0])
        elif operator in (b"T*", b"'", b'"'):
            self.at = _times((1, 0, 0, 1, 0, -self.leading), self.at)
        else:
            return False
        return True


def _changed(ink: _Ink, operator: bytes, operands: Sequence[Any], named: _Named) -> _Ink:
    if operator == b"cm":
        return replace(ink, matrix=_times(_matrix(operands), ink.matrix))
    if operator == b"Tf":
        return replace(ink, size=float(operands[1]))
    if operator == b"Tr":
        return replace(ink, mode=int(operands[0]))
    if operator == b"Tz":
        return replace(ink, width=float(operands[0]) / 100)
    if operator == b"gs":
        state = named.states.get(str(operands[0]))
        if state is None:  # may let through what is below
            return replace(ink, opaque=False)
        strength = float(state.get("/ca", ink.strength))
        plain = str(state.get("/BM", "/Normal")) in ("/Normal", "/Compatible") and str(state.get("/SMask", "/None")) == "/None"
        return replace(ink, strength=strength, opaque=plain and strength > 1 - _FAINT)
    is_line = operator.isupper()
    if operator in _SPACES:
        tinted = str(operands[0]) in named.tints
        tints = (ink.tinted[0], tinted) if is_line else (tinted, ink.tinted[1])
        return replace(ink, tinted=tints, **{"line" if is_line else "fill": None if tinted else (0.0, 0.0, 0.0)})
    if operator in _GREYS + _RGBS + _CMYKS:
        tints = (ink.tinted[0], False) if is_line else (False, ink.tinted[1])
        return replace(ink, tinted=tints, **{"line" if is_line else "fill": _colour(operands)})
    if operator in _ANY:
        return replace(ink, **{"line" if is_line else "fill": None if ink.tinted[is_line] else _colour(operands)})
    return ink


def _colour(operands: Sequence[Any]) -> Colour | None:
    try:
        values = [float(value) for value in operands]
    except (TypeError, ValueError):
        return None  # a pattern
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 4:
        return (1 - values[0]) * (1 - values[3]), (1 - values[1]) * (1 - values[3]), (1 - values[2]) * (1 - values[3])
    return (values[0], values[1], values[2]) if len(values) == 3 else None


def _alike(one: Colour | None, other: Colour | None) -> bool:
    return one is not None and other is not None and all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def _fill(page: _Page, path: Sequence[Box], colour: Colour | None) -> None:
    for box in path:
        if box[2] > box[0] and box[3] > box[1]:
            page.grounds.append((box, colour))
            page.hidden |= {number for number, x, y in page.texts if _within(box, x, y)}


def _unseen(page: _Page, ink: _Ink, at: Matrix) -> bool:
    x, y = at[4], at[5]
    left, bottom, right, top = page.box
    if not (left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1):
        return True
    size = abs(ink.size) * max(abs(at[2]), abs(at[3]))
    if size < _SMALLEST or abs(ink.size * ink.width) * max(abs(at[0]), abs(at[1])) < _NARROWEST or ink.strength <= _FAINT:
        return True
    if ink.window and _is_outside(ink.window, x, y, size):
        return True
    if any(_within(box, x, y) for box in page.pictures):
        return False
    if ink.mode in _NO_INK:
        return True
    ground: Colour | None = next((colour for box, colour in reversed(page.grounds) if _within(box, x, y)), (1.0, 1.0, 1.0))
    return _alike(ink.line if ink.mode in _OUTLINED else ink.fill, ground)


def _is_outside(window: Box, x: float, y: float, size: float) -> bool:
    """Whether text that begins there is cut away; where it ends is not known."""
    left, bottom, right, top = window
    return right - left < 1 or top - bottom < 1 or x > right + 1 or y > top + 1 or y + 2 * size < bottom


def _within(box: Box, x: float, y: float) -> bool:
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def _box(matrix: Matrix, x: float, y: float, width: float, height: float) -> Box:
    a, b, c, d, e, f = matrix
    corners = [(a * u + c * v + e, b * u + d * v + f) for u in (x, x + width) for v in (y, y + height)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
