"""A text as its recipient could read it, if it is written in another form: escaped, encoded, with tags or invisible signs.

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
    """Whether anything may be written in another form: a quick test that errs on the side of yes."""
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
        decoded = from_base64(word[0]).decode("utf-8")
    except UnicodeDecodeError:
        return word[0]
    return decoded if decoded.isprintable() else word[0]


# One after the other, and all of them twice: a disguise may be inside another.
UNDO: tuple[Callable[[str], str], ...] = (unhidden, html.unescape, _percent, _quoted, _escape, _tags, as_read, _base64) * 2
