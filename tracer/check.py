"""Whether a case is as its journal says: originals by their hashes, the store, what is drawn in it, and what a Neo4j holds of it."""

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
NAMES_SHOWN = 5  # names in one line
_encoded = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that does not agree. `what`: `journal`, `original`, `folder`, `store`, `drawing` or `neo4j`; `text` ends in what to do."""

    what: str
    subject: str
    text: str


def check(case: Case, server: GraphStore | None = None) -> Iterator[Mismatch]:
    """All that does not agree in a case folder, and in a Neo4j where one is given. Raises BadCase where its journal cannot be read."""
    documents = case.documents()
    if os.name == "posix" and (mode := case.folder.stat().st_mode & 0o077):
        access = "written to" if mode & 0o022 else "read"
        yield Mismatch("folder", case.folder.name, f"can be {access} by others on this computer: `chmod -R go=` it, unless they shall")
    for number in case.breaks:
        text = "does not follow the line that it was written after: that one, or one between, was altered, taken out or put in"
        yield Mismatch("journal", f"line {number}", f"{text}: compare the journal with a copy")
    for held in documents.values():
        if fault := case.original_fault(held):
            yield Mismatch("original", held.name, fault)
    originals = case.folder / "originals"
    for file in sorted(originals.iterdir()) if originals.is_dir() else ():
        if file.name not in documents:
            yield Mismatch("folder", file.name, "lies among the originals, but is in no entry of the journal: nothing is read from it")
    try:
        store = SqliteStore(case.store)
    except GraphError as error:
        yield Mismatch("store", case.store.name, str(error))
        return
    with closing(store):
        try:
            yield from _store(case, store)
        except GraphError as error:
            yield Mismatch("store", case.store.name, str(error))
            return
        if server:
            with closing(Copy(server)) as copy:
                yield from _server(case, store, server, copy)


def _store(case: Case, store: SqliteStore) -> Iterator[Mismatch]:
    for text in store.damage():
        yield Mismatch("store", case.store.name, f"is damaged ({text}): run `tracer rebuild`")
    if lacks := state(store, {held.sha256: held.read_as for held in case.documents().values()}):
        yield Mismatch("store", case.store.name, lacks)
    for document in store.documents():
        stored_claims = store.claims_in(document.sha256)
        if stored_claims != document.claims:
            yield Mismatch(
                "store", document.name, f"has {stored_claims} claims in the store where it stated {document.claims}: run `tracer rebuild`"
            )
    yield from _drawing(store)


def _drawing(store: SqliteStore) -> Iterator[Mismatch]:
    """Compare every call, redrawn from its claims, with what lists show of it."""
    open_hops_by_incident: dict[str, dict[str, OpenHop]] = {}
    for open_hop in store.open_hops():
        open_hops_by_incident.setdefault(open_hop.incident, {})[open_hop.hop.id] = open_hop
    summaries = {summary.incident: summary for summary in store.summaries()}
    for ids in batches(sorted(summaries.keys() | open_hops_by_incident.keys()), AT_ONCE):
        paths = {path.incident: path for path in calls.paths(store, ids)}
        for incident in ids:
            path, summary = paths.get(incident), summaries.get(incident)
            drawn = {open_hop.hop.id: _without_counts(open_hop) for open_hop in open_hops(path)} if path else {}
            listed = path and summary and [hop.provider for hop in path.hops] == list(summary.providers) and path.ended == summary.ends
            if not listed or drawn != open_hops_by_incident.get(incident, {}):
                yield Mismatch("drawing", incident, "lists show it otherwise than its claims say: run `tracer rebuild`")


# --- a Neo4j -------------------------------------------------------------------------------------------------------

_AGAIN = "run `tracer --db ... rebuild`"
_OF_DOCUMENTS = ("kind", "issuer", "recipient", "dated", "mark", "loader", "claims")  # its name there may be another case's


def _server(case: Case, store: SqliteStore, server: GraphStore, copy: Copy) -> Iterator[Mismatch]:
    """Documents and claims there that differ from the case, and what is drawn there from all claims. `copy`: a copy of what is there."""
    if lacks := state(server, {held.sha256: held.read_as for held in case.documents().values()}):
        yield Mismatch("neo4j", server.where, lacks)
    published = {document.sha256: document for document in server.documents()}
    for document in store.documents():
        published_document = published.get(document.sha256)
        if published_document is None or not published_document.complete:
            continue  # reported above
        register = document.kind in KINDS  # there it also has rows about providers that other cases know
        compared_fields = [name for name in _OF_DOCUMENTS if not (register and name == "claims")]
        if any(getattr(document, name) != getattr(published_document, name) for name in compared_fields):
            yield Mismatch("neo4j", document.name, f"is described there otherwise than in the case: {_AGAIN}")
        own_claims, published_claims = (_stated(source, document.sha256) for source in (store, copy))
        altered = sum(digest != published_claims[id_] for id_, digest in own_claims.items() if id_ in published_claims)
        faults = {
            "missing": len(own_claims.keys() - published_claims),
            "put in": 0 if register else len(published_claims.keys() - own_claims),
            "altered": altered,
        }
        if differences := [f"{number} {difference}" for difference, number in faults.items() if number]:
            yield Mismatch("neo4j", document.name, f"has claims there that do not agree with the case ({', '.join(differences)}): {_AGAIN}")
    judged = {claim.id: replace(claim, document_name="") for claim in server.claims(kinds=JUDGEMENTS)}
    for claim in store.claims(kinds=JUDGEMENTS):
        if judged.get(claim.id) != replace(claim, document_name=""):
            yield Mismatch("neo4j", claim.note or claim.id, f"is a judgement that is not there, or altered: {_AGAIN}")
    if groundless := server.groundless():
        yield Mismatch("neo4j", server.where, f"holds claims that stand in no document there ({groundless}): {_AGAIN}")
    if strays := server.strays():
        yield Mismatch(
            "neo4j", server.where, f"draws what rests on no claim ({_first_names(strays)}): take it out, or {_AGAIN[:-1]} --alone`"
        )
    if copy.malformed_ids:
        yield Mismatch(
            "neo4j", server.where, f"holds claims under ids that are none ({_first_names(copy.malformed_ids)}): {_AGAIN[:-1]} --alone`"
        )
    if differing := copy.differences():
        text = "draws otherwise than its claims say, or as another version of tracer does"
        yield Mismatch("neo4j", server.where, f"{text} ({_first_names(differing)}): {_AGAIN}")


def _first_names(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    shown = [one_line(name, 80) for name in names[:NAMES_SHOWN]]
    return ", ".join(shown) + (f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else "")


def _stated(store: SqliteStore, sha256: str) -> dict[str, bytes]:
    """A hash of all that each claim of a document says, by id."""
    claims = (claim for batch in store.claims_of_document(sha256) for claim in batch)
    return {claim.id: blake2b(_encoded(replace(claim, document_name="")), digest_size=16).digest() for claim in claims}


def _without_counts(open_hop: OpenHop) -> OpenHop:
    """An open hop without what counts say of it, which is no part of the call and not stored with it."""
    return open_hop._replace(hop=replace(open_hop.hop, by_count=None))
