"""Answers as JSON and as text for a terminal. Nothing that a document says reaches a terminal as a control character."""

from tracer.render.evidence import ATTESTED, STATUS, evidence_json
from tracer.render.paths import path_json, path_text
from tracer.render.plain import as_csv, as_json, guarded, number, place, safe, table, when

__all__ = [
    "ATTESTED",
    "STATUS",
    "as_csv",
    "as_json",
    "evidence_json",
    "guarded",
    "number",
    "path_json",
    "path_text",
    "place",
    "safe",
    "table",
    "when",
]
