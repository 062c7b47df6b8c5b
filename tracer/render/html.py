"""Pages out of templates: every text comes in as text and leaves escaped; script and style are let in by their hashes alone."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup, escape


@cache
def part(package: str, name: str) -> str:
    """A file that goes into a page, with `\\n` line ends however it was checked out."""
    return files(package).joinpath(name).read_text("utf-8").replace("\r\n", "\n")


@cache
def template(package: str, name: str, finalize: Callable[[Any], Any] | None = None) -> Template:
    """A page to be filled in. What it asks for and is not given is an error; `finalize` is put before each value that it shows."""
    loader = FunctionLoader(partial(part, package))
    made = Environment(autoescape=True, undefined=StrictUndefined, loader=loader, trim_blocks=True, lstrip_blocks=True, finalize=finalize)
    made.filters["dated"] = dated
    return made.get_template(name)


def dated(text: str) -> Markup:
    """A text of which no line breaks a date in two."""
    return Markup(_DAY.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped, but for what is put in here


_DAY = re.compile(r"\b\d{4}-\d\d-\d\d(?:T[\d:]+Z)?(?!\d)")


def allowed(text: str) -> str:
    """A script or a style, as a content security policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
