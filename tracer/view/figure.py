"""The figure as SVG: what shows without JavaScript, what prints, what goes into a bundle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from tracer.render.html import part
from tracer.render.plain import safe
from tracer.view.diagram import NAME, Diagram, Node, open_end
from tracer.view.layout import CARD_H, CARD_W, LETTER, SMALL, Layout, Route, Spot, name_lines, wrap
from tracer.view.look import DASHES, LEGEND, dash, shape

_LEGEND_ROW = 20


def style(*, dark: bool = False) -> str:
    """The style of the figure, on a page and in a file. `dark`: also for dark screens."""
    return part("tracer.view", "figure.css") + (part("tracer.view", "figure_dark.css") if dark else "")


def figure(diagram: Diagram, laid: Layout, *, alone: bool = False, dark: bool = False, heading: str = "") -> str:
    """The figure as an element of a page, or `alone` as a file, with its own style and a heading above."""
    room = laid.width - 36
    above = [(line, "t") for line in wrap(diagram.title, room // 8, 4)] + [(line, "s") for line in wrap(heading, room // 6, 6)]
    top = 18 * len(above) - 2 if alone else 0
    legend = list(_legend(diagram, laid))
    folded = set(laid.folded)
    tall = laid.first if folded else laid.height
    width, height = laid.width, tall + top + 10 + _LEGEND_ROW * legend[-1][0]
    size = f' width="{width}" height="{height}"' if alone else ""
    parts = [
        f'<svg id="figure" xmlns="http://www.w3.org/2000/svg" viewBox="0 {-top} {width} {height}"{size} role="img"',
        f' aria-labelledby="figure-title"><title id="figure-title">{escape(safe(diagram.title))}</title>',
    ]
    if alone:
        parts += [f"<style>{style(dark=dark)}</style>", _el("rect", x=0, y=-top, width=width, height=height, fill="#fff")]
        parts += [_text(18, 22 - top + 16 * k, line, cls) for k, (line, cls) in enumerate(above)]
    for title, x, wide, deep in laid.columns:
        parts += [_el("rect", cls="b", x=x, y=8, width=wide, height=min(deep, tall - 12), rx=8), _text(x + 12, 28, title, "h")]
    by_id = {node.id: node for node in diagram.nodes}
    thin = "l" if diagram.kind == "path" else "l o"
    for link in diagram.links:
        if not folded.isdisjoint((link.source, link.target)):
            continue
        pale = diagram.kind == "network" and not laid.routes[link.id].strong
        parts += _line(laid.routes[link.id], link.style, link.label, f"{thin} p" if pale else thin, arrow=not pale)
    words = dict(diagram.ghosts)
    for before, (spot, route) in laid.ghosts.items():
        parts += [*_line(route, "dotted", [], "l"), *_ghost(spot, words[before])]
    for route in laid.gaps:
        parts += _line(route, "dotted", ["gap", "no document"], "l", arrow=False)
    for id_, spot in laid.spots.items():
        if id_ not in folded:
            parts += _card(by_id[id_], spot) if diagram.kind == "path" else _dot(by_id[id_], spot, laid.label)
    for column, n in sorted(Counter(by_id[id_].column for id_ in laid.folded).items()):
        x = next(laid.spots[id_].x for id_ in laid.folded if by_id[id_].column == column)
        parts += [_text(x, tall - 20, f"{n} others, in the table", "s", "middle")]
    return "".join([*parts, '<g class="key">', *(drawn for _, drawn in legend), "</g></svg>"])


def _el(tag: str, inside: str = "", *, cls: str = "", **attributes: object) -> str:
    """An element; `inside` is markup already, the attributes are not."""
    given_attributes = {"class": cls, **{name.replace("_", "-"): value for name, value in attributes.items()}}
    written_attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in given_attributes.items() if value not in ("", None))
    return f"<{tag}{written_attributes}>{inside}</{tag}>" if inside else f"<{tag}{written_attributes}/>"


def _text(x: float, y: float, words: str, cls: str, anchor: str = "") -> str:
    return _el("text", escape(safe(words)) or " ", cls=cls, x=round(x), y=round(y), text_anchor=anchor)


def _line(route: Route, style: str, label: list[str], cls: str, *, arrow: bool = True) -> Iterator[str]:
    yield _el("path", cls=cls, d=route.d, stroke_width=route.width, stroke_dasharray=" ".join(f"{n:g}" for n in dash(style, route.width)))
    if arrow:
        (x, y), (dx, dy) = route.tip, route.towards
        size = 5 + min(route.width, 6) / 2
        back_x, back_y, aside_x, aside_y = x - dx * size * 1.8, y - dy * size * 1.8, dy * size, dx * size
        corners = ((x, y), (back_x - aside_x, back_y - aside_y), (back_x + aside_x, back_y + aside_y))
        yield _el("path", cls="a", d="M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in corners) + "z")
    x, y = route.label
    if not label or route.quiet:
        return
    if route.below:
        words = " · ".join(label)
        half = round(3.1 * len(words)) + 5
        yield _el("rect", cls="f", x=x - half, y=y - 9, width=2 * half, height=18) + _text(x, y + 4, words, "s", "middle")
    else:
        yield _text(x, y - 8, label[0], "n", "middle") + _text(x, y + 17, label[1], "s", "middle")


def _ghost(spot: Spot, words: str) -> Iterator[str]:
    yield _el("rect", cls="g", x=spot.x, y=spot.y, width=CARD_W, height=CARD_H, rx=8)
    yield _text(spot.x + 14, spot.y + 48, open_end(words), "t")
    for k, line in enumerate(wrap(words, 26, 2)):
        yield _text(spot.x + 14, spot.y + 68 + SMALL * k, line, "s")


def _card(node: Node, spot: Spot) -> Iterator[str]:
    x, y = spot.x, spot.y
    yield f"<g>{_el('title', escape(safe(node.name, NAME)) or ' ')}"
    yield _el("rect", cls="c", x=x, y=y, width=CARD_W, height=CARD_H, rx=8, stroke_dasharray="5 4" if node.inferred else "")
    yield _el("path", d=f"M{x + 1} {y + 7}a7 7 0 0 1 7 -6h{CARD_W - 16}a7 7 0 0 1 7 6z", fill=node.look.colour)
    yield _mark(node, x + 20, y + 26, 7)
    yield _text(x + 34, y + 30, node.look.word + (" (inferred)" if node.inferred else ""), "w")
    yield _text(x + CARD_W - 12, y + 30, node.number, "w", "end")
    lines, step = name_lines(node)
    for k, line in enumerate(lines):
        yield _text(x + 13, y + 51 + step * k, line, {17: "t", 12: "t u", 10: "t v"}[step])
    for k, line in enumerate(node.small):
        yield _text(x + 13, y + CARD_H - 10 - SMALL * (len(node.small) - 1 - k), wrap(line, 30, 1)[0], "s")
    yield "</g>"


def _dot(node: Node, spot: Spot, room: int) -> Iterator[str]:
    name, y = safe(node.name, NAME), spot.y - spot.r - 5
    yield f"<g>{_el('title', escape(name) or ' ')}{_mark(node, spot.x, spot.y, spot.r)}"
    yield _text(spot.x, y, wrap(name, room // LETTER, 1)[0], "s k", "middle")
    below = node.is_group
    share = (
        _text(spot.x, spot.y + spot.r + 13, node.share, "s k", "middle")
        if below
        else _text(spot.x + spot.r + 4, spot.y + 4, node.share, "s k")
    )
    yield (share if node.share else "") + "</g>"


def _mark(node: Node, x: float, y: float, r: float) -> str:
    fill = "#fff" if node.inferred or node.look.hollow else node.look.colour
    return _el("path", cls="m", d=shape(node.look.shape, x, y, r), fill=fill, stroke_dasharray="3 2" if node.inferred else "")


def _legend(diagram: Diagram, laid: Layout) -> Iterator[tuple[int, str]]:
    """Each entry of the legend, with its row."""
    x, row = 18.0, 1
    entries = [(46 + 6.2 * len(words), style, words) for style, words in LEGEND]
    looks = {f"{look.word} {n}": look for look, n in diagram.counts}
    for width, style, words in [*entries, *((34 + 6.4 * len(words), "", words) for words in (*looks, *diagram.hints))]:
        if x > 18 and x + width > laid.width:
            x, row = 18.0, row + 1
        y = (laid.first if laid.folded else laid.height) - 8 + _LEGEND_ROW * row
        if style:
            mark = _el("path", cls="l", d=f"M{x:.0f} {y}h26", stroke_width=2, stroke_dasharray=DASHES[style])
            yield row, mark + _text(x + 32, y + 4, words, "s")
        elif words not in looks:
            yield row, _text(x, y + 4, words, "s")
        else:
            fill = "#fff" if looks[words].hollow else looks[words].colour
            yield row, _el("path", cls="m", d=shape(looks[words].shape, x + 6, y, 5), fill=fill) + _text(x + 17, y + 4, words, "s")
        x += width
