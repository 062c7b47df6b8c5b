"""A text as whoever receives it could read it, where it is written otherwise than it is read.

What the mask knows, this knows by it; besides, what stands for any character, not for a sign of a secret alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

from tracer.redact.names import unhidden
from tracer.text import as_read, from_base64, may_be_disguised

_PERCENT = re.compile(r"(?:%[0-9a-f]{2})+", re.I)
_QUOTED = re.compile(r"=[ \t]*\r?\n|(?:=[0-9A-F]{2})+")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\x([0-9a-f]{2})", re.I)
_TAG = re.compile(r"</?[a-z]{1,10}(?:\s[^<>\n]{0,120})?/?>", re.I)
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_])[A-Za-z0-9+/_]{12,}={0,2}")


def disguised(text: str) -> bool:
    """Quickly, and rather once too often: whether anything may be written otherwise."""
    return "\n" in text or may_be_disguised(text) or bool(_BASE64.search(text))


def _percent(text: str) -> str:
    return _PERCENT.sub(lambda m: unquote(m[0], errors="replace"), text)


def _quoted(text: str) -> str:
    return _QUOTED.sub(lambda m: bytes.fromhex(m[0].replace("=", "")).decode("utf-8", "replace"), text)


def _escape(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), text)


def _tags(text: str) -> str:
    return _TAG.sub("", text)


def _base64(text: str) -> str:
    return _BASE64.sub(_decoded, text)


def _decoded(word: re.Match[str]) -> str:
    try:
        said = from_base64(word[0]).decode("utf-8")
    except UnicodeDecodeError:
        return word[0]
    return said if said.isprintable() else word[0]


# One after the other, and all of them once more: what was undone may be disguised again.
UNDO: tuple[Callable[[str], str], ...] = (unhidden, html.unescape, _percent, _quoted, _escape, _tags, as_read, _base64) * 2
