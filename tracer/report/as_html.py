"""A memo as one HTML file that requests nothing and runs nothing: the style is allowed by its hash alone."""

from __future__ import annotations

from markupsafe import Markup

from tracer.render.html import allowed, part, template
from tracer.report import Memo, words
from tracer.view.diagram import by_then


def as_html(memo: Memo) -> str:
    """The whole file. Write it as UTF-8 with `\\n` line ends."""
    style = part("tracer.report", "memo.css")
    return template("tracer.report", "memo.html").render(
        policy=f"default-src 'none'; style-src {allowed(style)}; form-action 'none'; base-uri 'none'",
        style=Markup(style),  # noqa: S704 - a file of this package
        memo=memo,
        by_then=by_then(memo.facts),
        about=words.about(memo.facts),
        exhibits=list(words.exhibits(memo)),
        uncited=words.uncited(memo),
    )
