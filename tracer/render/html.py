"""Pages out of templates: every text comes in as text and leaves escaped; script and style are allowed by their hashes alone."""

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
    """A page to fill in. A missing value is an error; `finalize` is applied to each value that it shows."""
    loader = FunctionLoader(partial(part, package))
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=loader, trim_blocks=True, lstrip_blocks=True, finalize=finalize
    )
    environment.filters["dated"] = dated
    return environment.get_template(name)


def dated(text: str) -> Markup:
    """A text in which no line break divides a date."""
    return Markup(_DAY.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped, except the tags that are put in here


_DAY = re.compile(r"\b\d{4}-\d\d-\d\d(?:T[\d:]+Z)?(?!\d)")


def allowed(text: str) -> str:
    """A script or a style, as a content security policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
