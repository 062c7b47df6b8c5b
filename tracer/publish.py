"""Puts what a case's store holds into a graph: a Neo4j that several cases may share, or a file that answers Cypher.

On a Neo4j each case writes only while it holds the write lock, reads what is there when it acquires the lock, and never removes
what another case put there. A document is marked incomplete until all of it is drawn; an interrupted one is put there again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from tracer import judgements
from tracer.case import Case, Held
from tracer.draw import Drawing
from tracer.errors import BadDocument
from tracer.graph import Graph, SharedGraph, batches
from tracer.hops import names_in
from tracer.identity import Identity, abroad
from tracer.model import IDENTITY_KINDS, JUDGEMENTS, Evidence, Kind, Moment, ReadAs, statement_order
from tracer.projection import INCIDENTS_AT_ONCE, Projection, apply
from tracer.register_index import RegisterIndex
from tracer.rollup import SummingStore, roll_up
from tracer.store import DrawnBatch, DrawnName
from tracer.store.cypher import GraphStore
from tracer.store.sqlite import SqliteStore

Progress = Callable[[str, int], None]


class _GraphBeingFilled(GraphStore):
    """A graph while documents of a store are put there: what is just being written need not be read back.

    About an incident that is not drawn yet, it holds only what these documents say, as long as no other document is incomplete.
    """

    def __init__(self, graph: Graph, store: SqliteStore) -> None:
        super().__init__(graph)
        self._store = store
        self._documents_being_put: Collection[str] = ()
        self._seen_incidents: set[str] = set()  # incidents of which these documents speak
        self._undrawn: set[str] = set()  # those of them that are not drawn

    @contextmanager
    def putting(self, documents: Collection[str]) -> Iterator[None]:
        """Within this context these documents are put there, and all others are complete."""
        self._documents_being_put = documents
        try:
            yield
        finally:
            self._documents_being_put, self._seen_incidents, self._undrawn = (), set(), set()

    def add(self, claims: Sequence[Evidence]) -> list[Evidence]:
        if self._documents_being_put:
            unseen = {claim.incident for claim in claims if claim.incident} - self._seen_incidents
            self._seen_incidents |= unseen
            self._undrawn |= unseen - super().known_incidents(unseen)
        return super().add(claims)

    def known_incidents(self, incidents: Collection[str]) -> set[str]:
        return super().known_incidents([incident for incident in incidents if incident not in self._undrawn])

    def claims(
        self,
        *,
        incidents: Collection[str] | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[Kind] | None = None,
        as_of: Moment | None = None,
        ended: bool = False,
    ) -> Sequence[Evidence]:
        undrawn = self._undrawn.intersection(incidents or ())
        if incidents is None or not undrawn:
            return super().claims(incidents=incidents, documents=documents, kinds=kinds, as_of=as_of, ended=ended)
        stored = self._store.claims(incidents=undrawn, kinds=kinds, as_of=as_of, ended=ended)
        claims = [claim for claim in stored if claim.document in self._documents_being_put and not claim.inferred]
        if others := set(incidents) - undrawn:
            claims += super().claims(incidents=others, kinds=kinds, as_of=as_of, ended=ended)
        return sorted(claims, key=statement_order)

    def draw(self, drawing: DrawnBatch, redrawn: Sequence[str], gone: Sequence[str]) -> None:
        super().draw(drawing, redrawn, gone)
        self._undrawn -= {drawn.path.incident for drawn in drawing.calls}


class Publishing:
    """A case's part of a Neo4j."""

    def __init__(
        self, case: Case, store: SqliteStore, server: SharedGraph, progress: Progress, *, rebuild: bool = False, alone: bool = False
    ) -> None:
        """`rebuild`: make this case's part of the graph again; `alone`: also remove what other cases put there."""
        self._case = case
        self._store = store
        self._server = server
        self._graph = _GraphBeingFilled(server, store)
        self._progress = progress
        self._projection: Projection
        self._rebuild, self._alone = rebuild, alone
        self._own_judgements: Mapping[str, Evidence] = {}  # the judgements of this case
        self.complete_once = False  # whether what was lacking has been put there
        if alone:
            server.erase()  # also what others wrote under tracer's labels, which can be neither read nor constrained
        server.prepare()
        self._acquire_write_lock()

    @property
    def identity(self) -> Identity:
        return self._projection.identity

    @property
    def identity_claims(self) -> Sequence[Evidence]:
        return self._projection.identity_claims

    def _acquire_write_lock(self) -> None:
        """Keep others from writing from here on, and read what they wrote before."""
        if self._server.acquire_write_lock(lambda: self._progress("waiting", 0)):
            self._own_judgements = judgements.as_claims(self._case.entries())
            self._projection = Projection(self._graph, self._own_judgement_ids, partial(roll_up, self._graph))
            self._published = self._graph.held()

    def _own_judgement_ids(self) -> Collection[str]:
        return self._own_judgements.keys()

    def yield_write_lock(self) -> None:
        self._server.yield_write_lock()

    def check(self, held: Held, before: str | None) -> None:
        """Raises BadDocument where another case has loaded the document with other options. `before`: how this case had loaded it."""
        published = self._published.get(held.sha256)
        if published and published.complete and published.read_as not in (before, held.read_as):
            raise BadDocument(_read_otherwise(held.name, published.read_as))

    def complete(self, but: str | None = None) -> dict[str, int | str]:
        """Put there what is lacking. Returns, by document, how many claims it holds, or why it cannot be put there. `but`: not this one."""
        if self._rebuild:
            self._projection.remove_case(None if self._alone else self._case.documents())
            self._published = self._graph.held()
        results: dict[str, int | str] = {}
        lacking: list[str] = []
        in_case = self._store.held()
        for held in self._case.documents().values():
            published = self._published.get(held.sha256)
            if published and published.complete and published.read_as != held.read_as:
                results[held.sha256] = _read_otherwise(held.name, published.read_as)
            elif held.sha256 in in_case and held.sha256 != but and not (published and published.complete):
                lacking.append(held.sha256)
                results[held.sha256] = in_case[held.sha256].claims
        self.put(lacking)
        self.judge()
        self.complete_once = True
        return results

    def put(self, sha256s: Sequence[str]) -> dict[str, int]:
        """Put documents there as the store holds them. Returns how many claims of each were new; none where another case put it."""
        says = self._store.says_of_documents()
        self._acquire_write_lock()
        to_put, to_replace = [], []
        for sha256 in sha256s:
            in_case, published = says[sha256], self._published.get(sha256)
            if published is None:
                to_put.append(sha256)
            elif (published.read_as, published.version) != (in_case["read_as"], in_case["version"]) or not published.complete:
                to_put.append(sha256)
                # Read with other options: its claims are replaced. One that was merely interrupted is completed.
                if (published.read_as, published.version) != (in_case["read_as"], in_case["version"]):
                    to_replace.append(sha256)
        if not to_put:
            return {}
        additions = [(sha256, says[sha256], self._claims_of_document(sha256)) for sha256 in to_put]
        # While another case's document is incomplete, incidents are drawn from what the graph holds.
        others_complete = all(published.complete for sha256, published in self._published.items() if sha256 not in to_put)
        with self._graph.putting(to_put if others_complete else ()):
            new = apply(self._projection, additions, to_replace)
        self._published = self._graph.held()
        self._server.yield_write_lock()
        return new

    def _claims_of_document(self, sha256: str) -> Iterator[Sequence[Evidence]]:
        for claims in self._store.claims_of_document(sha256):
            yield claims
            self._progress("drawing", len(claims))

    def hold(self, index: RegisterIndex, names: Collection[str] = ()) -> None:
        """Keep there just the rows of this case's registers that are about known providers, of any case. `names`: further known names."""
        self._acquire_write_lock()
        in_case = self._published.keys() & index.held().keys()
        says = {sha256: document for sha256, document in self._store.says_of_documents().items() if sha256 in in_case}
        if self._projection.hold(says, index.of, judgements.names(self._own_judgements.values()) | {*names}):
            self._published = self._graph.held()

    def withdraw(self, held: Held) -> None:
        """Remove a document that was read with other options, or by another version of its loader."""
        published = self._published.get(held.sha256)
        if published and (published.read_as, published.version) != (held.read_as, held.version):
            self.retract([held.sha256])

    def retract(self, sha256s: Sequence[str]) -> None:
        """Remove documents, with all that only they support."""
        self._acquire_write_lock()
        if published := [sha256 for sha256 in sha256s if sha256 in self._published]:
            apply(self._projection, remove=published)
            self._published = self._graph.held()

    def judge(self) -> None:
        """Bring the judgements there up to the journal, as far as their names are printed."""
        self._acquire_write_lock()
        self._own_judgements = judgements.as_claims(self._case.entries())
        self._projection.update_judgements(self._own_judgements, judgements.undone(self._case.entries()))


def _read_otherwise(name: str, read_as: str) -> str:
    reading = ReadAs.of(read_as)
    settings = (("--as", reading.loader), ("--noted-on", reading.noted_on), ("--mark", reading.mark), ("--map", reading.map and "MAP"))
    options = " ".join(f"{option} {value}" for option, value in settings if value)
    options += ", MAP as `tracer documents --json` shows it there" if reading.map else ""
    return f"{name} is in this graph as another case has loaded it: load it the same way ({options}), or use a database of your own"


def fill(empty: Graph, store: SqliteStore, sums: SummingStore | None = None) -> None:
    """Draw all that a store holds into an empty graph. `sums`: what answers for sums by provider, where the graph cannot."""
    empty.prepare()
    graph = GraphStore(empty)
    graph.put_documents(store.says_of_documents())
    general = store.general_claims()
    names = store.names()
    identity = Identity.of({name.text: name.first for name in names}, [c for c in general if c.kind in IDENTITY_KINDS])
    graph.rename({n.text: DrawnName(n.provider_key, n.provider, abroad(identity[n.text]), n.first) for n in names}, [], [])
    for ids in batches(store.incidents(), INCIDENTS_AT_ONCE):
        by_incident: dict[str, list[Evidence]] = {incident: [] for incident in ids}
        claims = store.claims(incidents=ids, ended=True)
        for claim in claims:
            by_incident[claim.incident or ""].append(claim)
        drawing = Drawing()
        for incident, claims_of_incident in by_incident.items():
            drawing.add(incident, claims_of_incident, identity.of_names(names_in(claims_of_incident)))
        graph.add(claims)
        graph.draw(drawing, [], [])
        graph.note_repeated(store.drawn(ids).same_as)
    graph.add([claim for claim in general if claim.kind not in JUDGEMENTS])
    graph.add_judgements([claim for claim in general if claim.kind in JUDGEMENTS])
    drawing = Drawing()
    drawing.add_general([claim for claim in general if claim.provider in identity], identity)
    graph.draw(drawing, [], [])
    roll_up(sums or graph, identity, identity.providers.keys())
