"""A memo as one HTML file that asks nobody for anything and runs nothing: the style is let in by its hash alone."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from tracer.report import Memo, words
from tracer.view.drawing import by_then


def as_html(memo: Memo) -> str:
    """The whole file. Write it as UTF-8 with `\\n` line ends."""
    style = _part("memo.css")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    text: str = _template().render(
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'none'; base-uri 'none'",
        style=Markup(style),  # noqa: S704 - a file of ours
        memo=memo,
        by_then=by_then(memo.facts),
        about=words.about(memo.facts),
        exhibits=list(words.exhibits(memo)),
        uncited=words.uncited(memo),
    )
    return text


@cache
def _part(name: str) -> str:
    return files("tracer.report").joinpath(name).read_text("utf-8").replace("\r\n", "\n")


@cache
def _template() -> Any:
    made = Environment(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_part), trim_blocks=True, lstrip_blocks=True)
    return made.get_template("memo.html")
