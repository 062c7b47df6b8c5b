"""One self-contained HTML page from a diagram: pyvis holds the network, our own template writes it.

pyvis's own page loads from other hosts and takes text for HTML. Here all text goes into a JSON element and is put on the
page as text; script and style are let in by their hashes alone.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

from markupsafe import Markup

from tracer.model import Attested, Moment
from tracer.render.html import allowed, part, template
from tracer.render.plain import safe, sentence, when
from tracer.view.diagram import NAME, Diagram, Line, Node, by_then, item_place, open_end, raw, share_words
from tracer.view.figure import figure, style
from tracer.view.layout import CARD_H, CARD_W, SMALL, Layout, Route, Spot, lay, scales
from tracer.view.look import DASHES, LEGEND, LINES, ORDER, WORDS, Look, shape


class _Frame:
    """A stand-in for IPython's class of that name. The real one is imported only if pyvis makes one, and nothing here does."""

    def __new__(cls, *arguments: Any, **more: Any) -> Any:
        return import_module("IPython.display").IFrame(*arguments, **more)


@contextmanager
def _ipython_not_yet() -> Iterator[None]:
    """pyvis imports a class for notebooks from IPython, which may be absent, as in the image, and takes a second to import."""
    stands_in = {} if "IPython" in sys.modules else {name: ModuleType(name) for name in ("IPython", "IPython.display")}
    for module in stands_in.values():
        module.IFrame = _Frame  # type: ignore[attr-defined]  # what pyvis asks for by name
    sys.modules.update(stands_in)
    try:
        yield
    finally:
        for name in stands_in:
            del sys.modules[name]


with _ipython_not_yet():
    from pyvis.network import Network

_SCRIPTS = ("state.js", "panel.js", "graph.js", "groups.js", "table.js", "days.js", "page.js")  # one script, in one scope
BRIEF = 500  # nodes: above that the table names places, and the panel has the words


class Page(Network):  # type: ignore[misc]  # pyvis has no types
    """A pyvis network whose nodes and edges carry what a reader may open."""

    def __init__(self, diagram: Diagram) -> None:
        super().__init__(directed=True)
        self.set_options(json.dumps(_OPTIONS[diagram.kind]))
        self.diagram = diagram
        self.layouts = lay(diagram)
        self._folded = {id_ for laid in self.layouts.values() for id_ in laid.folded}
        self._campaigns = {campaign: k for k, campaign in enumerate(diagram.campaigns)}
        for node in diagram.nodes:
            self.add_node(node.id, label=" ", **self._node(node))
        for link in diagram.links:
            self.add_edge(link.source, link.target, **self._link(link))

    def data(self) -> dict[str, Any]:
        """What the page holds, nodes and links as drawn; its hash is over these two."""
        nodes = [{key: value for key, value in node.items() if key not in _OF_PYVIS and key != "label"} for node in self.nodes]
        links = [{key: value for key, value in edge.items() if key not in _OF_PYVIS} for edge in self.edges]
        digest = hashlib.sha256(_json({"links": links, "nodes": nodes}).encode("ascii")).hexdigest()
        return {"links": links, "meta": self._meta(digest), "nodes": nodes}

    def generate_html(self, name: str = "", local: bool = True, notebook: bool = False) -> str:  # noqa: ARG002 - pyvis calls it so
        page_data = self.data()
        page_json = _escaped(_json(page_data))
        script, look = "".join(part("tracer.view", name) for name in _SCRIPTS), part("tracer.view", "page.css") + style()
        library = _vis()
        policy = (
            f"default-src 'none'; script-src {allowed(library)} {allowed(script)}; style-src {allowed(look)}; img-src 'none'; "
            "connect-src 'none'; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )
        diagram = self.diagram
        return template("tracer.view", "page.html").render(
            policy=policy,
            style=Markup(look),  # noqa: S704 - a file of ours
            script=Markup(script),  # noqa: S704 - a file of ours
            library=Markup(library),  # noqa: S704 - a file of pyvis, its hash pinned by a test
            data=Markup(page_json),  # noqa: S704 - ASCII without < > &
            figure=Markup(figure(diagram, self.layouts["wide"])),  # noqa: S704 - every text in it is escaped there
            diagram=diagram,
            meta=page_data["meta"],
            where=item_place,
            brief=len(diagram.nodes) > BRIEF,
            hidden_looks=[look for look in ORDER if look not in dict(diagram.counts) and look in _looks_of(diagram)],
            timeline=_timeline(diagram),
            titles=["Role", "Status", "Asked"] if diagram.kind == "path" else ["Status", "Calls", "First – last"],
            rows=[_table_row(node, diagram) for node in diagram.nodes],
            icons={look_.slug: Markup(_icon(look_)) for look_ in ORDER},  # noqa: S704 - numbers and words of ours
            lines=[(s, words, Markup(_dash(s)), sum(k.style == s for k in diagram.links)) for s, words in LEGEND],  # noqa: S704 - likewise
            legend=[(Markup(_dash(line)), words) for line, words in LEGEND],  # noqa: S704 - likewise
            when=when,
        )

    def _node(self, node: Node) -> dict[str, Any]:
        shown = safe(node.name, NAME)
        fields: dict[str, Any] = {
            "name": shown,
            **raw(shown, node.name),
            "status": node.look.slug,
            "inferred": node.inferred,
            "number": node.number,
            "facts": node.facts,
            **({"share": node.share, "unanswered": node.unanswered} if node.share else {}),
            "evidence": node.evidence,
            "weight": node.weight,
            "at": {name: _middle(laid.spots[node.id]) for name, laid in self.layouts.items()},
        }
        if self.diagram.kind == "path":
            fields["small"] = node.small
        else:
            fields |= {"column": node.column, "r": self.layouts["wide"].spots[node.id].r}
            fields |= {"folded": True} if node.id in self._folded else {}
            fields |= self._inside(node) if node.is_group else {}
        return fields | self._shared(node)

    def _inside(self, group: Node) -> dict[str, Any]:
        """The members of a group by their look, and their hand-offs. Short, for there may be thousands; `groups.js` reads it."""
        members: dict[str, list[list[Any]]] = {}
        for member in group.members:
            named = [self._campaigns[c] for c in member.campaigns]
            row = [safe(member.name, NAME), member.weight, member.share, _span(member.first, member.last), named]
            members.setdefault(member.look_words, []).append(row)
        inner = [
            [
                *(int(end.rpartition(".")[2]) if end.startswith(f"{group.id}.") else end for end in (line.source, line.target)),
                line.weight, _span(line.first, line.last), [self._campaigns[c] for c in line.campaigns],
                line.calls_by_attested if line.calls_by_attested != {str(line.attested): line.weight} else line.attested,
            ]
            for line in group.inner
        ]  # fmt: skip
        return {"members": members, "inner": inner, "unlisted": group.unlisted}

    def _days(self) -> list[dict[str, Any]]:
        """For each earlier day, the newest first, what differed from the next later day in this list; null: not known then."""
        ids = {node.key: node.id for node in self.diagram.nodes}
        keys = {node.id: node.key for node in self.diagram.nodes}
        lines = {(keys[link.source], keys[link.target]): link.id for link in self.diagram.links}
        later_states = _states(self.diagram, ids, lines)
        days = []
        for earlier in self.diagram.earlier:
            earlier_states = _states(earlier, ids, lines)
            earlier_nodes = {node.id: node for node in earlier.nodes}
            no_longer_named = [safe(node.name, NAME) for node in earlier.nodes if node.key not in ids]
            days.append(
                {
                    "day": earlier.facts.as_of,
                    "by_then": by_then(earlier.facts),
                    "says": [
                        *earlier.says,
                        *([sentence(f"Named by then, and not any more: {', '.join(no_longer_named)}")] if no_longer_named else []),
                    ],
                    "states": dict(_otherwise(later_states, earlier_states)),
                    "ghosts": [
                        [ids[earlier_nodes[n].key], words, open_end(words)] for n, words in earlier.ghosts if earlier_nodes[n].key in ids
                    ],
                    "gaps": [
                        [ids[earlier_nodes[a].key], ids[earlier_nodes[b].key]]
                        for a, b in earlier.gaps
                        if {earlier_nodes[a].key, earlier_nodes[b].key} <= ids.keys()
                    ],
                }
            )
            later_states = earlier_states
        return days

    def _link(self, link: Line) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "id": link.id,
            "attested": link.attested,
            "line": link.style,
            "evidence": link.evidence,
            "weight": link.weight,
        }
        bend = {name: _bend(laid.routes[link.id]) for name, laid in self.layouts.items()}
        fields |= {"bend": bend} if self.diagram.kind == "path" or bend["wide"] != _ONWARD else {}
        if self.diagram.kind == "path":
            fields |= {"label": link.label, "facts": link.facts}
        elif link.calls_by_attested != {str(link.attested): link.weight}:  # else there is nothing more to say
            fields["how"] = link.calls_by_attested
        wide = self.layouts["wide"].routes[link.id]
        fields |= {"width": round(10 * wide.width)} | ({"strong": True} if wide.strong else {})
        if link.incidents:
            fields["incidents"] = [safe(incident, NAME) for incident in link.incidents]
        return fields | self._shared(link)

    def _shared(self, element: Node | Line) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        if element.more:
            fields["more"] = element.more
        if self.diagram.kind == "network":
            fields |= {
                "first": _day(element.first),
                "last": _day(element.last),
                "campaigns": [self._campaigns[c] for c in element.campaigns],
            }
        return fields

    def _meta(self, digest: str) -> dict[str, Any]:
        diagram, facts = self.diagram, self.diagram.facts
        return {
            "view": diagram.kind,
            "title": diagram.title,
            "sha256": digest,
            "generated": facts.generated,
            "as_of": facts.as_of,
            "version": facts.version,
            "badge": diagram.facts.badge,
            "inside": "Named here without their evidence. `tracer network --provider NAME --hops 1` draws one of them with it.",
            "header": diagram.header,
            "says": diagram.says,
            "about": [pair for pair in diagram.about if pair[1]],
            "campaigns": [safe(campaign, NAME) for campaign in diagram.campaigns],
            "looks": {
                look_.slug: {
                    "word": look_.word,
                    "colour": look_.colour,
                    "shape": look_.shape,
                    "hollow": look_.hollow,
                    "d": shape(look_.shape, 0, 0, 10),
                }
                for look_ in ORDER
            },
            "figure_css": style(),
            "dashes": {style: [int(n) for n in dash.split()] for style, dash in DASHES.items()},
            "legend": LEGEND,
            "hints": diagram.hints,
            "by_then": by_then(facts),
            "attested": {str(attested): words for attested, words in WORDS.items()},
            "card": [CARD_W, CARD_H, SMALL],
            "options": self.options,
            **({"opening": _opening(self.layouts["wide"])} if any(node.is_group for node in diagram.nodes) else {}),
            "days": self._days(),
            "layouts": {name: _layout(laid, diagram) for name, laid in self.layouts.items()},
        }


_ONWARD = ["cubicBezier", 50, "above"]  # how most lines of a network bend: not said line by line
_OF_PYVIS = {"shape", "color", "font", "arrows", "physics"}
_INTERACTION = {"keyboard": False, "selectConnectedEdges": False, "tooltipDelay": 3_600_000}
_FORCES = {"solver": "forceAtlas2Based", "stabilization": False}
# What vis-network is told, as pyvis hands it on.
_OPTIONS: dict[str, dict[str, Any]] = {
    "path": {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "interaction": {**_INTERACTION, "hover": True, "dragNodes": False, "zoomView": False},
    },
    "network": {
        "physics": {"enabled": False, **_FORCES},
        "layout": {"improvedLayout": False},
        "interaction": {**_INTERACTION, "hover": True, "dragNodes": True, "zoomView": True},
    },
}


def page(diagram: Diagram) -> str:
    """The whole page. Write it as UTF-8 with `\\n` line ends."""
    return Page(diagram).generate_html()


def svg_file(diagram: Diagram, *, dark: bool = False) -> str:
    """The figure as an SVG file, with its origin. `dark`: also styled for dark screens; without it, it looks the same on all."""
    facts = diagram.facts
    sources = (
        f"As of {when(facts.as_of) or 'all that is known'}",
        f"generated {when(facts.generated)} by calltracer {facts.version}",
        diagram.facts.badge,
    )
    return figure(diagram, lay(diagram)["wide"], alone=True, dark=dark, heading=" · ".join(sources))


def _states(diagram: Diagram, ids: Mapping[str, str], lines: Mapping[tuple[str, str], str]) -> dict[str, dict[str, Any]]:
    """What a day may change of each node and line, by their ids on the page."""
    states: dict[str, dict[str, Any]] = {}
    keys = {node.id: node.key for node in diagram.nodes}
    day = (
        by_then(diagram.facts) if diagram.kind == "network" else ""
    )  # there each status has these words, and most facts stay the same for many days
    for node in diagram.nodes:
        if node.key in ids:
            state: dict[str, Any] = {"status": node.look.slug, "inferred": node.inferred, "number": node.number, "weight": node.weight}
            state |= {
                "share": node.share,
                "unanswered": node.unanswered,
                "facts": [[name, text.removesuffix(day)] for name, text in node.facts],
            }
            state |= {"small": node.small} if diagram.kind == "path" else {"first": _day(node.first), "last": _day(node.last)}
            states[ids[node.key]] = state
    for link in diagram.links:
        ends = keys[link.source], keys[link.target]
        if ends in lines:
            state = {"attested": link.attested, "line": link.style, "weight": link.weight}
            state |= (
                {"label": link.label, "facts": [list(fact) for fact in link.facts]}
                if diagram.kind == "path"
                else {"how": link.calls_by_attested}
            )
            states[lines[ends]] = state
    return states


def _otherwise(later: Mapping[str, dict[str, Any]], earlier: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    for id_ in sorted({*later, *earlier}):
        if id_ not in earlier:
            yield id_, None
        elif changed := {name: value for name, value in earlier[id_].items() if later.get(id_, {}).get(name) != value}:
            yield id_, changed


def _middle(spot: Spot) -> list[int]:
    """The middle of a card or a mark, by which vis-network places it."""
    return [spot.x, spot.y] if spot.r else [spot.x + CARD_W // 2, spot.y + CARD_H // 2]


def _day(moment: Moment | None) -> str | None:
    """All that a network shows of a call's time."""
    return moment and moment[:10]


def _span(first: Moment | None, last: Moment | None) -> str | None:
    """The first and last day, or the one day."""
    days = dict.fromkeys(day for day in map(_day, (first, last)) if day)
    return "/".join(days) or None


def _bend(route: Route) -> list[Any]:
    """How vis-network bends a line, by how many hundredths, and whether its label has room above it (else on it, or none)."""
    return [route.bend, round(100 * route.round), "none" if route.quiet or not route.label else "on" if route.below else "above"]


def _layout(laid: Layout, diagram: Diagram) -> dict[str, Any]:
    words = dict(diagram.ghosts)
    return {
        "width": laid.width,
        "height": laid.height,
        "first": laid.first,
        "label": laid.label,
        "columns": laid.columns,
        "ghosts": [
            [*_middle(spot), words[before], _bend(route), open_end(words[before]), before] for before, (spot, route) in laid.ghosts.items()
        ],
        "gaps": [[*ends, _bend(route)] for ends, route in zip(diagram.gaps, laid.gaps, strict=True)],
    }


def _opening(laid: Layout) -> dict[str, Any]:
    """What the page's script must know to draw who comes out of a group."""
    attestations = list(map(str, Attested))
    return {**scales(laid), "attested": attestations, "lines": {str(attestation): LINES[attestation] for attestation in Attested}}


def _looks_of(diagram: Diagram) -> set[Look]:
    """The looks that nodes had on earlier days, or members have within a group."""
    members = {member.look for node in diagram.nodes for member in node.members}
    return members | {node.look for earlier in diagram.earlier for node in earlier.nodes}


def _timeline(diagram: Diagram) -> list[tuple[str, list[tuple[str, str, str, str, str]]]]:
    """By day: the kind of each event, its node, the node's name, the words, and who states it or from what it is inferred."""
    names = {node.id: safe(node.name, NAME) for node in diagram.nodes}
    days: dict[str, list[tuple[str, str, str, str, str]]] = {}
    for event in diagram.events:
        days.setdefault(event.at[:10], []).append((event.kind, event.node, names[event.node], event.words, event.by))
    return list(days.items())


def _table_row(node: Node, diagram: Diagram) -> dict[str, Any]:
    facts: Mapping[str, str] = dict(node.facts)
    if diagram.kind == "path":
        cells = [facts["Role"], facts["Status"], facts["Asked"]]
    else:
        seen = f"{(node.first or '')[:10]} – {(node.last or '')[:10]}" if node.first else ""
        word = node.look.word + (f": {share_words(node.share)}" if node.share else "") + (" (inferred)" if node.inferred else "")
        day = by_then(diagram.facts) if node.share or not node.is_group else ""
        cells = [word + day, f"{node.weight:,}" if node.weight else "none", seen]
    if diagram.kind == "path":
        number = node.number
    else:
        number = diagram.columns[len(diagram.columns) - 1 - node.column].removeprefix("Position ") if node.weight else "–"
    return {"node": node, "name": safe(node.name, NAME), "number": number, "cells": cells}


def _icon(look: Look) -> str:
    fill = "none" if look.hollow else look.colour
    return f'<svg class="icon" viewBox="-13 -13 26 26" aria-hidden="true"><path d="{shape(look.shape, 0, 0, 10)}" fill="{fill}"/></svg>'


def _dash(style: str) -> str:
    dash = f' stroke-dasharray="{DASHES[style]}"' if DASHES[style] else ""
    return f'<svg class="dash" viewBox="0 0 30 6" aria-hidden="true"><path d="M0 3h30"{dash}/></svg>'


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _escaped(text: str) -> str:
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _vis() -> str:
    """The vis-network that pyvis bundles, with its licence notice."""
    return part("pyvis", "templates/lib/vis-9.1.2/vis-network.min.js")
