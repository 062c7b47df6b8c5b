"""Whether a case is what its journal says: originals by their hashes, the store, what is drawn in it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracer.ask import paths as calls
from tracer.ask.state import state
from tracer.case import Case
from tracer.errors import GraphError
from tracer.graph import batches
from tracer.model import replace
from tracer.open_hops import OpenHop, open_hops
from tracer.store.sqlite import SqliteStore

AT_ONCE = 1000  # incidents


@dataclass(frozen=True, slots=True)
class Amiss:
    """Something that does not agree. `what`: `journal`, `original`, `folder`, `store` or `drawing`; `text` ends in what to do."""

    what: str
    subject: str
    text: str


def check(case: Case) -> Iterator[Amiss]:
    """All that does not agree in a case folder. Raises BadCase where its journal cannot be read."""
    documents = case.documents()
    if os.name == "posix" and (mode := case.folder.stat().st_mode & 0o077):
        how = "written to" if mode & 0o022 else "read"
        yield Amiss("folder", case.folder.name, f"can be {how} by others on this computer: `chmod -R go=` it, unless they shall")
    for number in case.breaks:
        text = "does not follow the line that it was written after: that one, or one between, was altered, taken out or put in"
        yield Amiss("journal", f"line {number}", f"{text}: compare the journal with a copy")
    for sha256, held in documents.items():
        yield from _original(case.original(sha256), sha256, held.name)
    originals = case.folder / "originals"
    for file in sorted(originals.iterdir()) if originals.is_dir() else ():
        if file.name not in documents:
            yield Amiss("folder", file.name, "lies among the originals, but is in no entry of the journal: nothing is read from it")
    try:
        store = SqliteStore(case.store)
    except GraphError as error:
        yield Amiss("store", case.store.name, str(error))
        return
    try:
        yield from _store(case, store)
    except GraphError as error:
        yield Amiss("store", case.store.name, str(error))
    finally:
        store.close()


def _original(file: Path, sha256: str, name: str) -> Iterator[Amiss]:
    back = "put it back from a copy, or `tracer forget` the document"
    try:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError:
        yield Amiss("original", name, f"its original is gone from the case folder: {back}")
    except OSError as error:
        yield Amiss("original", name, f"its original cannot be read ({error.strerror}): {back}")
    else:
        if digest != sha256:
            yield Amiss("original", name, f"its original was altered since it was loaded: {back}")


def _store(case: Case, store: SqliteStore) -> Iterator[Amiss]:
    for text in store.damage():
        yield Amiss("store", case.store.name, f"is damaged ({text}): run `tracer rebuild`")
    if lacks := state(store, {held.sha256: held.read_as for held in case.documents().values()}):
        yield Amiss("store", case.store.name, lacks)
    for document in store.documents():
        there = store.claims_in(document.sha256)
        if there != document.claims:
            yield Amiss("store", document.name, f"has {there} claims in the store where it stated {document.claims}: run `tracer rebuild`")
    yield from _drawing(store)


def _drawing(store: SqliteStore) -> Iterator[Amiss]:
    """Every call drawn anew from its claims, beside what lists show of it."""
    kept: dict[str, dict[str, OpenHop]] = {}
    for one in store.open_hops():
        kept.setdefault(one.incident, {})[one.hop.id] = one
    summaries = {one.incident: one for one in store.summaries()}
    for ids in batches(sorted(summaries.keys() | kept.keys()), AT_ONCE):
        paths = {path.incident: path for path in calls.paths(store, ids)}
        for incident in ids:
            path, summary = paths.get(incident), summaries.get(incident)
            drawn = {one.hop.id: _without_counts(one) for one in open_hops(path)} if path else {}
            listed = path and summary and [hop.provider for hop in path.hops] == list(summary.providers) and path.ended == summary.ends
            if not listed or drawn != kept.get(incident, {}):
                yield Amiss("drawing", incident, "lists show it otherwise than its claims say: run `tracer rebuild`")


def _without_counts(one: OpenHop) -> OpenHop:
    """What a count says of it is no part of the call, and not kept with it."""
    return one._replace(hop=replace(one.hop, by_count=None))
