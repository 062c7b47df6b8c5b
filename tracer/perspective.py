"""A perspective for Neo4j Explore (once called Bloom): the same captions and colours as in Browser, and what favourites draw as phrases.

Its form is that of perspectives which Explore 2.6 exported and others published: `categories` name a label, with a colour
and what is written beside a node, and the first one that fits a node wins; `templates` are phrases to type, with the
Cypher behind them. A value that is typed into a phrase is offered from a property of the graph.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tracer import queries
from tracer.favourites import CAPTIONS
from tracer.model import NOT_YET_LABEL
from tracer.view.look import LOOKS, NOT_YET

VERSION = "2.6.0"  # of the form
_ID = "8c1f6f0e-6c1d-5b0a-9a57-7d2c3c3f2b11"  # imported again, it is the same one
_MADE = 0  # no time: the same bytes each time
_TYPE, _NAME = "0_REL_TYPE_CAPTION_KEY", "0_CATEGORY_NAME_CAPTION_KEY"  # how Explore calls a type, and a category's own name
_HANDED = {"RECEIVED_FROM": "attested", "TAKES_CALLS_FROM": "calls"}
_OTHERS = ("CONCERNS", "PART_OF", "HAS_HOP", "AT", "STATED_IN", "ABOUT", "NAMES", "AGAINST")


class Phrase(NamedTuple):
    """What is typed, the shipped text that it asks, and of its parameter (one at most) the label and property to choose from."""

    text: str
    query: str
    label: str = ""
    key: str = ""


PHRASES = (
    Phrase("Path of $incident", "draw_trace", "Incident", "id"),
    Phrase("Evidence of $incident", "draw_evidence", "Incident", "id"),
    Phrase("Around $provider", "draw_provider", "Provider", "key"),
    Phrase("Who did not answer", "draw_silent"),
    Phrase("Busiest providers", "draw_network"),
)


def perspective() -> str:
    """The file to import in Explore."""
    categories = list(_categories())
    labels = {label: [_property(label, key)] for label, (key, _) in CAPTIONS.items()}
    kinds = [*((kind, key, "#4d4d4d", 2) for kind, key in _HANDED.items()), *((kind, "", "#a5abb6", 1) for kind in _OTHERS)]
    made = {
        "name": "Call paths (calltracer)",
        "id": _ID,
        "version": VERSION,
        "createdAt": _MADE,
        "lastEditedAt": _MADE,
        "categories": categories,
        "labels": labels | {category["labels"][0]: [_property(category["labels"][0], "name")] for category in categories[: -len(labels)]},
        "relationshipTypes": [
            {
                "id": kind,
                "name": kind,
                "color": colour,
                "size": size,
                "properties": [_property(kind, key)] if key else [],
                "captionKeys": [key or _TYPE],
            }
            for kind, key, colour, size in kinds
        ],
        "palette": {"colors": sorted({category["color"] for category in categories}), "currentIndex": 0},
        "templates": [_template(number, phrase) for number, phrase in enumerate(PHRASES)],
        "sceneActions": [],
        "hiddenRelationshipTypes": [],
        "hiddenCategories": [],
        "hideUncategorisedData": False,
        "isAuto": False,
        "parentPerspectiveId": None,
        "metadata": {"pathSegments": [], "indexes": [], "stats": {"labels": {}, "relationshipTypes": {}}},
    }
    return json.dumps(made, indent=1) + "\n"


def _categories() -> Iterator[dict[str, Any]]:
    """Hops by how they stand, as each has one label for that; then every kind of node by the label that it always has."""
    of_hops = [(NOT_YET_LABEL, NOT_YET), *((status.label, look) for status, look in LOOKS.items())]
    for number, (label, look) in enumerate(of_hops, 1):
        yield _category(number, look.word, label, ["name", _NAME], look.colour)
    for number, (label, (key, colour)) in enumerate(CAPTIONS.items(), len(of_hops) + 1):
        yield _category(number, label, label, [key], colour)


def _category(number: int, name: str, label: str, captions: list[str], colour: str) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "labels": [label],
        "properties": [{"name": captions[0], "exclude": False, "dataType": "string"}],
        "createdAt": _MADE,
        "lastEditedAt": _MADE,
        "color": colour,
        "size": 1,
        "icon": "no-icon",
        "captionKeys": captions,
        "styleRules": [],
    }


def _property(of: str, key: str) -> dict[str, str]:
    return {"propertyKey": key, "type": of, "dataType": "bigint" if key == "calls" else "string"}


def _template(number: int, phrase: Phrase) -> Mapping[str, Any]:
    asked = [word for word in phrase.text.split() if word.startswith("$")]
    return {
        "name": phrase.text,
        "id": f"tmpl:{number}",
        "createdAt": _MADE,
        "text": phrase.text,
        "cypher": queries.get(phrase.query).text.strip(),
        "isUpdateQuery": None,
        "hasCypherErrors": False,
        "params": [
            {
                "name": name,
                "dataType": "String",
                "collapsed": False,
                "suggestionLabel": phrase.label,
                "suggestionProp": phrase.key,
                "suggestionBoolean": False,
                "cypher": None,
            }
            for name in asked
        ],
    }
