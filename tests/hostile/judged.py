"""What must hold of every document, whatever it is: no crash, no fact without its lines, every quote in them, no secret told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracer import readers, registry
from tracer.errors import TracerError
from tracer.model import Claim, Document, Evidence
from tracer.reading import Read
from tracer.text import MASKED

_ROLES = "noc|support|sales|info|abuse|traceback-notice"
# Not by the program's own pattern: one that it overlooks is to be found.
SECRET = re.compile(
    rf"eyJ[A-Za-z0-9_-]{{10}}|(?i:https?://[^\s<>]*[?&](?:t|token|key)=(?!{re.escape(MASKED)})[\w.-])"
    rf"|(?<![\w.%+'@-])(?!(?i:{_ROLES})@)[A-Za-z0-9._-]+@[a-z0-9-]+\.[a-z]{{2,}}(?![\w@])"
)
NOTED_ON = "2024-06-01"
_NOISE = re.compile(r"[*\\]")


@dataclass(slots=True)
class Judged:
    """What became of a file, with all documents in it."""

    outcomes: list[str] = field(default_factory=list)  # a word for each document: the loader that read it, or that it is refused
    faults: list[str] = field(default_factory=list)
    claims: int = 0


def judge(data: bytes, name: str, folder: Path, *, loaders: Iterable[str] = ()) -> Judged:
    """Read a file as a load does, with the documents in it. `loaders`: take it for each of these as well, as `--as` does."""
    judged = Judged()
    for path, inner in _files(data, name, folder, judged):
        _judge_one(path, inner, loaders, judged)
    return judged


def _files(data: bytes, name: str, folder: Path, judged: Judged) -> Iterator[tuple[Path, str]]:
    path = folder / f"document{Path(name).suffix}"
    path.write_bytes(data)
    archive = readers.is_archive(path)
    if not archive:
        yield path, name
    try:
        for member, held in readers.members(path) if archive else readers.attached(path):
            inside = folder / "member"
            inside.write_bytes(held)
            yield inside, f"{name}/{member}"
    except TracerError as error:
        _refused(error, judged)


def _judge_one(path: Path, name: str, loaders: Iterable[str], judged: Judged) -> None:
    try:
        document = readers.read(path, name=name, sha256="5a" * 32, noted_on=NOTED_ON)
        known = registry.detect(document)
    except TracerError as error:
        _refused(error, judged)
        return
    if known is None:
        judged.outcomes.append("of no known kind")
    for loader in dict.fromkeys([*([known] if known else []), *map(registry.get, loaders)]):
        read = Read(document, loader.name, loader.load(document))
        try:
            claims = [claim for batch in read.batches(lambda *_: None) for claim in batch]
        except TracerError as error:
            _refused(error, judged)
            continue
        judged.outcomes.append(loader.name)
        judged.claims += len(claims)
        judged.faults += (f"{loader.name}: {fault}" for fault in faults(document, claims, read))


def _refused(error: TracerError, judged: Judged) -> None:
    said = str(error)
    judged.outcomes.append("refused")
    if "\n" in said or "please report" in said or "cannot be taken apart" in said:
        judged.faults.append(f"crash: {said}")
    if SECRET.search(said):
        judged.faults.append(f"secret: {said}")


def faults(document: Document, claims: Sequence[Evidence], read: Read) -> Iterator[str]:
    """What is wrong with what was read of a document."""
    parts = {(part.message, part.page): part.lines for part in document.parts()} if claims else {}
    spans: dict[object, str] = {}
    for claim in claims:
        place, said = claim.place, f"{claim.kind} {claim.quote[:300]!r}"
        lines = parts.get((place.part, place.page))
        if lines is None or not 0 < place.line_from <= place.line_to <= len(lines):
            yield f"place: {place} {said}"
            continue
        if place not in spans:
            spans[place] = _folded("\n".join(lines[place.line_from - 1 : place.line_to]))
        if not claim.quote.strip():
            yield f"no words: {place} {said}"
        for words in re.split(rf"{re.escape(MASKED)}|\u2026", claim.quote):
            if _folded(words) not in spans[place]:
                yield f"quote: {place} {said}: {_folded(words)[:200]!r} is not in {spans[place][:400]!r}"
        if found := SECRET.search(" ".join(_strings(claim))):
            yield f"secret: {found[0]!r} in {said}"
    notes = [*(u.reason for u in read.unread), *(r.text for r in read.remarks), read.heading.issuer or "", read.heading.recipient or ""]
    yield from (f"secret: {note[:300]!r}" for note in notes if SECRET.search(note))
    yield from (f"note: {note}" for note in (*read.unread, *read.remarks) if not 0 < note.line_from <= note.line_to)


def _strings(claim: Claim) -> Iterator[str]:
    for name in Claim.__struct_fields__:
        value = getattr(claim, name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (each for each in value if isinstance(each, str))


def _folded(text: str) -> str:
    return " ".join(_NOISE.sub("", text).split())
