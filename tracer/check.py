"""Whether a case is what its journal says: originals by their hashes, the store, what is drawn in it, and what a Neo4j holds of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b

import msgspec

from tracer.ask import paths as calls
from tracer.ask.state import state
from tracer.case import Case
from tracer.errors import GraphError
from tracer.graph import batches
from tracer.model import JUDGEMENTS, replace
from tracer.open_hops import OpenHop, open_hops
from tracer.redrawn import Copy
from tracer.registers import KINDS
from tracer.store.cypher import GraphStore
from tracer.store.sqlite import SqliteStore
from tracer.text import one_line

AT_ONCE = 1000  # incidents
TOLD = 5  # names in one line
_encoded = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Amiss:
    """Something that does not agree. `what`: `journal`, `original`, `folder`, `store`, `drawing` or `neo4j`; `text` ends in what to do."""

    what: str
    subject: str
    text: str


def check(case: Case, server: GraphStore | None = None) -> Iterator[Amiss]:
    """All that does not agree in a case folder, and in a Neo4j where one is given. Raises BadCase where its journal cannot be read."""
    documents = case.documents()
    if os.name == "posix" and (mode := case.folder.stat().st_mode & 0o077):
        how = "written to" if mode & 0o022 else "read"
        yield Amiss("folder", case.folder.name, f"can be {how} by others on this computer: `chmod -R go=` it, unless they shall")
    for number in case.breaks:
        text = "does not follow the line that it was written after: that one, or one between, was altered, taken out or put in"
        yield Amiss("journal", f"line {number}", f"{text}: compare the journal with a copy")
    for held in documents.values():
        if fault := case.amiss(held):
            yield Amiss("original", held.name, fault)
    originals = case.folder / "originals"
    for file in sorted(originals.iterdir()) if originals.is_dir() else ():
        if file.name not in documents:
            yield Amiss("folder", file.name, "lies among the originals, but is in no entry of the journal: nothing is read from it")
    try:
        store = SqliteStore(case.store)
    except GraphError as error:
        yield Amiss("store", case.store.name, str(error))
        return
    with closing(store):
        try:
            yield from _store(case, store)
        except GraphError as error:
            yield Amiss("store", case.store.name, str(error))
            return
        if server:
            with closing(Copy(server)) as copy:
                yield from _server(case, store, server, copy)


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


# --- a Neo4j -------------------------------------------------------------------------------------------------------

_AGAIN = "run `tracer --db ... rebuild`"
_OF_DOCUMENTS = ("kind", "issuer", "recipient", "dated", "mark", "loader", "claims")  # its name there may be another case's


def _server(case: Case, store: SqliteStore, server: GraphStore, copy: Copy) -> Iterator[Amiss]:
    """Documents and claims there that are not as the case has them, and what is drawn of all claims there. `copy`: of what is there."""
    if lacks := state(server, {held.sha256: held.read_as for held in case.documents().values()}):
        yield Amiss("neo4j", server.where, lacks)
    there = {document.sha256: document for document in server.documents()}
    for document in store.documents():
        other = there.get(document.sha256)
        if other is None or not other.complete:
            continue  # said above
        register = document.kind in KINDS  # there it has rows on whom other cases know as well
        told_alike = [name for name in _OF_DOCUMENTS if not (register and name == "claims")]
        if any(getattr(document, name) != getattr(other, name) for name in told_alike):
            yield Amiss("neo4j", document.name, f"is described there otherwise than in the case: {_AGAIN}")
        own, its = (_stated(each, document.sha256) for each in (store, copy))
        altered = sum(said != its[id_] for id_, said in own.items() if id_ in its)
        faults = {"missing": len(own.keys() - its), "put in": 0 if register else len(its.keys() - own), "altered": altered}
        if told := [f"{number} {what}" for what, number in faults.items() if number]:
            yield Amiss("neo4j", document.name, f"has claims there that do not agree with the case ({', '.join(told)}): {_AGAIN}")
    judged = {claim.id: replace(claim, document_name="") for claim in server.claims(kinds=JUDGEMENTS)}
    for claim in store.claims(kinds=JUDGEMENTS):
        if judged.get(claim.id) != replace(claim, document_name=""):
            yield Amiss("neo4j", claim.note or claim.id, f"is a judgement that is not there, or altered: {_AGAIN}")
    if groundless := server.groundless():
        yield Amiss("neo4j", server.where, f"holds claims that stand in no document there ({groundless}): {_AGAIN}")
    if strays := server.strays():
        yield Amiss("neo4j", server.where, f"draws what rests on no claim ({_some(strays)}): take it out, or {_AGAIN[:-1]} --alone`")
    if copy.unlike:
        yield Amiss("neo4j", server.where, f"holds claims under ids that are none ({_some(copy.unlike)}): {_AGAIN[:-1]} --alone`")
    if differing := copy.otherwise():
        text = "draws otherwise than its claims say, or as another version of tracer does"
        yield Amiss("neo4j", server.where, f"{text} ({_some(differing)}): {_AGAIN}")


def _some(names: Sequence[str]) -> str:
    """The first of them, and how many others there are."""
    told = [one_line(name, 80) for name in names[:TOLD]]
    return ", ".join(told) + (f" and {len(names) - TOLD} more" if len(names) > TOLD else "")


def _stated(store: SqliteStore, sha256: str) -> dict[str, bytes]:
    """A hash of all that each claim of a document says, by id."""
    claims = (claim for some in store.claims_of_document(sha256) for claim in some)
    return {claim.id: blake2b(_encoded(replace(claim, document_name="")), digest_size=16).digest() for claim in claims}


def _without_counts(one: OpenHop) -> OpenHop:
    """What a count says of it is no part of the call, and not kept with it."""
    return one._replace(hop=replace(one.hop, by_count=None))
