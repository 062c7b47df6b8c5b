"""Answers as JSON and as text for a terminal. Nothing that a document says reaches a terminal as a control character."""

from tracer.render.evidence import ATTESTED, STATUS
from tracer.render.lines import fitted, screen, tabled, wrapped
from tracer.render.matches import matches_text
from tracer.render.paths import path_text
from tracer.render.plain import as_csv, as_json, cited_place, guarded, many, number, safe, when

__all__ = [
    "ATTESTED",
    "STATUS",
    "as_csv",
    "as_json",
    "cited_place",
    "fitted",
    "guarded",
    "many",
    "matches_text",
    "number",
    "path_text",
    "safe",
    "screen",
    "tabled",
    "when",
    "wrapped",
]
