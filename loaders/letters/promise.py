"""`--as` is a person's promise that a document is of a kind, not a licence: what is missing is said, and nothing is certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracer import text
from tracer.errors import BadDocument
from tracer.model import Claim, Document, Finding, Remark, replace


def letterhead(document: Document) -> tuple[list[str], str]:
    """The lines at the head of a letter that are not empty, and all their words in a row; both in lower case."""
    lines = [text.plain(line).lower() for line in document.head.splitlines() if line.strip()]
    return lines, " ".join(" ".join(lines).split())


def is_of_kind(marks: Mapping[str, bool]) -> bool:
    """Whether a document has all the marks of a kind."""
    return all(marks.values())


def promised(document: Document, kind: str, marks: Mapping[str, bool], needed: str, found: Iterator[Finding]) -> Iterator[Finding]:
    """What was read of a document, each claim in doubt where marks of its kind are missing. `needed`: the mark without which
    it is not read at all. Raises BadDocument."""
    missing = [mark for mark, there in marks.items() if not there]
    if not missing:
        yield from found
        return
    words = ", ".join(f"no {mark}" for mark in missing)
    if needed in missing:
        raise BadDocument(
            f"{document.name} is not read as {kind}, for it has {words}: load it without --as, or enter what it says in a hop list"
        )
    yield Remark("kind-uncertain", 1, 1, f"read as {kind} because somebody said so, though it has {words}: nothing in it is certain")
    for finding in found:
        yield replace(finding, doubts=(*finding.doubts, "kind-uncertain")) if isinstance(finding, Claim) else finding
