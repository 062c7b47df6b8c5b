"""Documents made by hand, as a reader would give them to a loader, and what every claim of a loader must keep to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from tracer.model import Claim, Document, Finding, Heading, Kind, Part, Remark, Unread


def text_document(text: str, name: str = "letter.txt", noted_on: str | None = None) -> Document:
    """A plain text file: one part, physical lines split at each newline."""
    part = Part(tuple(text.split("\n")))
    return Document(
        sha256=hashlib.sha256(text.encode()).hexdigest(), name=name, media="text", head=text[:65536],
        parts=lambda: (part,), stream=lambda: iter(text.splitlines(keepends=True)), noted_on=noted_on,
    )  # fmt: skip


def paged_document(pages: Sequence[str], name: str = "letter.pdf") -> Document:
    """A PDF: one part per page, each counting its own lines."""
    parts = tuple(Part(tuple(page.split("\n")), page=number) for number, page in enumerate(pages, 1))
    text = "\n".join(pages)
    return Document(
        sha256=hashlib.sha256(text.encode()).hexdigest(), name=name, media="pdf", head=text[:65536],
        parts=lambda: parts, stream=lambda: iter(text.splitlines(keepends=True)),
    )  # fmt: skip


def claims(found: Iterable[Finding], kind: Kind | None = None) -> list[Claim]:
    return [f for f in found if isinstance(f, Claim) and kind in (None, f.kind)]


def unread(found: Iterable[Finding]) -> list[Unread]:
    return [f for f in found if isinstance(f, Unread)]


def remarks(found: Iterable[Finding]) -> list[Remark]:
    return [f for f in found if isinstance(f, Remark)]


def heading(found: Iterable[Finding]) -> Heading:
    [only] = [f for f in found if isinstance(f, Heading)]
    return only


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*\\]", "", text)).strip()


def assert_evidence(document: Document, found: Iterable[Finding]) -> None:
    """Every quote stands in the lines its claim names, and holds no secret."""
    pages = {(part.message, part.page): part for part in document.parts()}
    for claim in claims(found):
        lines = pages[claim.place.part, claim.place.page].lines
        span = _folded("\n".join(lines[claim.place.line_from - 1 : claim.place.line_to]))
        for words in re.split(r"\[masked\]|\u2026", claim.quote):
            assert _folded(words) in span, (claim.kind, claim.place, claim.quote)
        assert claim.quote
        said = repr(claim)
        assert not re.search(r"eyJ[A-Za-z0-9_-]{10}", said)
        assert not re.search(r"(?i)\b(?!noc@|support@|sales@|info@|abuse@)[a-z0-9._-]+@[a-z0-9-]+\.[a-z]{2,}", said), said
