"""The loaders that are installed, found by entry point. Finding them is slow (80 ms): only loading needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType

from tracer import text
from tracer.errors import BadDocument, BadInput, TracerError
from tracer.model import Claim, Document, Finding, Heading, Part, Place, Remark, Unread, Verified, replace


@dataclass(frozen=True, slots=True)
class Loader:
    """A module that reads one kind of document."""

    name: str
    module: ModuleType

    @property
    def title(self) -> str:
        return (self.module.__doc__ or self.name).strip().split("\n", 1)[0]

    @property
    def version(self) -> int:
        return int(self.module.VERSION)

    def recognise(self, document: Document) -> bool:
        """Whether a document is of this kind. A loader that fails on a document does not recognise it."""
        try:
            return bool(self.module.recognise(document))
        except TracerError:
            raise
        except Exception:  # noqa: BLE001  a document on which one loader fails must still reach the others
            return False

    def load(self, document: Document) -> Iterator[Finding]:
        """What the loader finds, then what the reader noted meanwhile. Any failure is reported as one of the document, in one line."""
        senders: dict[int | None, Part] = {}
        failed: dict[int | None, None] = {}
        try:
            for raw_finding in self.module.load(_watched(document, senders)):
                finding: Finding = raw_finding
                if isinstance(finding, Claim):
                    place: Place | Unread | Remark = finding.place
                    if senders and finding.verified is None and (sent := senders.get(finding.place.part)):
                        finding = replace(finding, verified=sent.verified)
                        if sent.verified == Verified.NO:
                            failed[sent.message] = None
                elif isinstance(finding, Heading):
                    yield finding
                    continue
                else:
                    place = finding
                if not 0 < place.line_from <= place.line_to:
                    raise ValueError(f"lines {place.line_from} to {place.line_to}")  # no fact without the lines that state it
                yield finding
            for message in failed:
                description = f"message {message}: the receiving server's check of the sender failed ({senders[message].check})"
                yield Remark("sender-failed", 1, 1, description)
            yield from document.notes()
        except (TracerError, OSError):
            raise
        except Exception as error:  # so that the following documents are loaded
            raise BadDocument(
                f"{document.name} makes {self.name} stumble ({type(error).__name__}: {text.one_line(str(error), 100)}): "
                "it is not loaded; please report it"
            ) from error


def _watched(document: Document, senders: dict[int | None, Part]) -> Document:
    """The document; notes in `senders` who sent each mail while its parts are read, to mark what the mail says."""

    def parts() -> Iterator[Part]:
        for part in document.parts():
            if part.verified:
                senders[part.message] = replace(part, lines=())
            yield part

    return replace(document, parts=parts) if document.media == "mail" else document


@cache
def available() -> tuple[Loader, ...]:
    return tuple(Loader(e.name, e.load()) for e in sorted(entry_points(group="tracer.loaders"), key=lambda e: e.name))


def get(name: str) -> Loader:
    for loader in available():
        if loader.name == name:
            return loader
    raise BadInput(f"no loader is called {name!r}; there are {', '.join(known.name for known in available())}")


def detect(document: Document) -> Loader | None:
    """The loader that recognises this document; None where none does. Raises BadDocument where several do."""
    matches = [loader for loader in available() if loader.recognise(document)]
    if len(matches) > 1:
        names = " and ".join(loader.name for loader in matches)
        raise BadDocument(f"{document.name} looks like {names}: say which with --as {matches[0].name}")
    return matches[0] if matches else None
