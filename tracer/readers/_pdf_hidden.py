"""What a page of a PDF holds and does not show: taken out of its content before its text is read.

Text counts as not shown where it is drawn white on nothing, in no ink at all, too small to see or off the page, or where
something opaque is drawn over it. Text without ink over a picture is what text recognition laid behind a scan: it stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tracer.model import replace

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]

_SHOWN = frozenset((b"Tj", b"TJ", b"'", b'"'))
_FILLS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_PAINTS = _FILLS | {b"S", b"s", b"n"}
_GREY, _RGB, _CMYK = (b"g", b"rg", b"k")
_NO_INK = (3, 7)  # text rendering modes
_WHITE = 0.95  # of full brightness
_SMALLEST = 1.0  # points
_MOST = 4_000_000  # comparisons of a text with what lies below or above it
_NESTED = 3
_ANYWHERE: Box = (-1e6, -1e6, 1e6, 1e6)
_WHOLE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Ink:
    """The graphics state, as far as it hides text."""

    matrix: Matrix = _WHOLE
    white: bool = False
    opaque: bool = True
    size: float = 1.0
    mode: int = 0


@dataclass(slots=True)
class _Page:
    box: Box
    grounds: list[tuple[Box, bool]] = field(default_factory=list)  # what was filled so far, and whether it is white
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
        box = tuple(float(value) for value in page.mediabox)
        hidden = _hidden(drawn.operations, box, _pictures(resources))  # type: ignore[arg-type]
        if hidden:
            drawn.operations = [operation for i, operation in enumerate(drawn.operations) if i not in hidden]
            page[NameObject("/Contents")] = drawn
        return len(hidden) + _within_forms(resources, page.pdf)
    except Exception:  # noqa: BLE001  a page drawn in a way that is not foreseen: its text is read all the same
        return None


def _pictures(resources: Any) -> set[str]:
    """The names of the pictures."""
    return {name for name, held in _objects(resources) if held.get("/Subtype") == "/Image"}


def _objects(resources: Any) -> list[tuple[str, Any]]:
    objects = resources.get("/XObject")
    return [(str(name), held.get_object()) for name, held in objects.get_object().items()] if objects is not None else []


def _within_forms(resources: Any, pdf: Any, depth: int = 0) -> int:
    """The same within the pieces of content that a page draws by name; where on the page they come to lie is not looked into."""
    from pypdf.generic import ContentStream

    count = 0
    for _, form in _objects(resources) if depth < _NESTED else []:
        if form.get("/Subtype") == "/Form":
            within = form["/Resources"].get_object() if "/Resources" in form else {}
            drawn = ContentStream(form, pdf)
            hidden = _hidden(drawn.operations, _ANYWHERE, _pictures(within))
            if hidden:
                drawn.operations = [operation for i, operation in enumerate(drawn.operations) if i not in hidden]
                form.set_data(drawn.get_data())
            count += len(hidden) + _within_forms(within, pdf, depth + 1)
    return count


def _hidden(operations: Sequence[tuple[Any, bytes]], box: Box, pictures: set[str]) -> set[int]:
    page, ink, text = _Page(box), _Ink(), _Line()
    kept: list[_Ink] = []
    path: list[Box] = []
    for number, (operands, operator) in enumerate(operations):
        if operator == b"q":
            kept.append(ink)
        elif operator == b"Q":
            ink = kept.pop() if kept else ink
        elif operator == b"re":
            path.append(_box(ink.matrix, *map(float, operands)))
        elif operator in _PAINTS:
            if operator in _FILLS and ink.opaque:
                _fill(page, path, white=ink.white)
            path = []
        elif operator == b"Do":
            if str(operands[0]) in pictures:
                page.pictures.append(_box(ink.matrix, 0, 0, 1, 1))
        elif not text.moves(operator, operands):
            ink = _changed(ink, operator, operands)
        if len(page.texts) * (len(page.grounds) + len(page.pictures)) > _MOST:
            raise OverflowError("too much is drawn here")
        if operator in _SHOWN:
            at = _times(text.at, ink.matrix)
            page.texts.append((number, at[4], at[5]))
            if _unseen(page, ink, at):
                page.hidden.add(number)
    return page.hidden


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


def _changed(ink: _Ink, operator: bytes, operands: Sequence[Any]) -> _Ink:
    if operator == b"cm":
        return replace(ink, matrix=_times(_matrix(operands), ink.matrix))
    if operator == b"Tf":
        return replace(ink, size=float(operands[1]))
    if operator == b"Tr":
        return replace(ink, mode=int(operands[0]))
    if operator == b"gs":  # may let through what is below
        return replace(ink, opaque=False)
    if operator in (_GREY, _RGB, _CMYK, b"sc", b"scn"):
        return replace(ink, white=_is_white(operator, operands))
    return ink


def _is_white(operator: bytes, operands: Sequence[Any]) -> bool:
    try:
        values = [float(value) for value in operands]
    except (TypeError, ValueError):
        return False  # a pattern
    if operator == _CMYK or (operator not in (_GREY, _RGB) and len(values) == 4):
        return max(values) <= 1 - _WHITE
    return len(values) in (1, 3) and min(values) >= _WHITE


def _fill(page: _Page, path: Sequence[Box], *, white: bool) -> None:
    for box in path:
        if box[2] > box[0] and box[3] > box[1]:
            page.grounds.append((box, white))
            page.hidden |= {number for number, x, y in page.texts if _within(box, x, y)}


def _unseen(page: _Page, ink: _Ink, at: Matrix) -> bool:
    x, y = at[4], at[5]
    left, bottom, right, top = page.box
    if not (left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1):
        return True
    if abs(ink.size) * max(abs(at[2]), abs(at[3])) < _SMALLEST:
        return True
    if any(_within(box, x, y) for box in page.pictures):
        return False
    if ink.mode in _NO_INK:
        return True
    return ink.white and next((white for box, white in reversed(page.grounds) if _within(box, x, y)), True)


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
