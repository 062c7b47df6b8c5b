"""The loaders that are installed, found by entry point. Asking for them is slow (80 ms): only loading does."""

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
        """Whether it is of this kind. A loader that stumbles over a document does not know it."""
        try:
            return bool(self.module.recognise(document))
        except TracerError:
            raise
        except Exception:  # noqa: BLE001  what an odd document does to one loader must not keep the others from it
            return False

    def load(self, document: Document) -> Iterator[Finding]:
        """What the loader finds, then what the reader noted while it did. Any failure is one of the document, in one line."""
        senders: dict[int | None, Part] = {}
        failed: dict[int | None, None] = {}
        try:
            for each in self.module.load(_watched(document, senders)):
                found: Finding = each
                if isinstance(found, Claim):
                    place: Place | Unread | Remark = found.place
                    if senders and found.verified is None and (sent := senders.get(found.place.part)):
                        found = replace(found, verified=sent.verified)
                        if sent.verified == Verified.NO:
                            failed[sent.message] = None
                elif isinstance(found, Heading):
                    yield found
                    continue
                else:
                    place = found
                if not 0 < place.line_from <= place.line_to:
                    raise ValueError(f"lines {place.line_from} to {place.line_to}")  # no fact without the lines that say it
                yield found
            for message in failed:
                said = f"message {message}: the receiving server's check of the sender failed ({senders[message].check})"
                yield Remark("sender-failed", 1, 1, said)
            yield from document.notes()
        except (TracerError, OSError):
            raise
        except Exception as error:  # so that the documents after it are loaded
            raise BadDocument(
                f"{document.name} makes {self.name} stumble ({type(error).__name__}: {text.one_line(str(error), 100)}): "
                "it is not loaded; please report it"
            ) from error


def _watched(document: Document, senders: dict[int | None, Part]) -> Document:
    """The document, with who sent each of its mails noted as they are walked through: what a mail says is marked by it."""

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
    raise BadInput(f"no loader is called {name!r}; there are {', '.join(each.name for each in available())}")


def detect(document: Document) -> Loader | None:
    """The loader that knows this kind of document; None where none does. Raises BadDocument where several do."""
    found = [loader for loader in available() if loader.recognise(document)]
    if len(found) > 1:
        names = " and ".join(each.name for each in found)
        raise BadDocument(f"{document.name} looks like {names}: say which with --as {found[0].name}")
    return found[0] if found else None
