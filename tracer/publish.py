"""Puts what a case's store holds into a graph: into a Neo4j that several cases may share, or into a file that Cypher is asked of.

On a Neo4j each writes in its turn, looks anew at what is there when its turn comes, and never takes out what another case put
there. A document is marked incomplete until all of it is drawn; one that was cut short is put there again.
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
from tracer.model import JUDGEMENTS, TIES, Evidence, Kind, Moment, ReadAs, first_said
from tracer.projection import INCIDENTS_AT_ONCE, Projection, apply
from tracer.register_index import RegisterIndex
from tracer.rollup import Sums, roll_up
from tracer.store import Drawing as Drawn
from tracer.store import Shown
from tracer.store.cypher import GraphStore
from tracer.store.sqlite import SqliteStore

Progress = Callable[[str, int], None]


class _Given(GraphStore):
    """A graph while documents of a store are put there: what it is just given, it need not be asked for.

    Of an incident that it has not drawn yet, it holds no more than these documents say, as long as none there is half done.
    """

    def __init__(self, graph: Graph, store: SqliteStore) -> None:
        super().__init__(graph)
        self._store = store
        self._given: Collection[str] = ()
        self._seen: set[str] = set()  # incidents of which these documents speak
        self._undrawn: set[str] = set()  # those of them that are not drawn

    @contextmanager
    def given(self, documents: Collection[str]) -> Iterator[None]:
        """Within, these documents are put there, and all others are whole."""
        self._given = documents
        try:
            yield
        finally:
            self._given, self._seen, self._undrawn = (), set(), set()

    def add(self, claims: Sequence[Evidence]) -> list[Evidence]:
        if self._given:
            unseen = {claim.incident for claim in claims if claim.incident} - self._seen
            self._seen |= unseen
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
        given = self._undrawn.intersection(incidents or ())
        if incidents is None or not given:
            return super().claims(incidents=incidents, documents=documents, kinds=kinds, as_of=as_of, ended=ended)
        ours = self._store.claims(incidents=given, kinds=kinds, as_of=as_of, ended=ended)
        found = [claim for claim in ours if claim.document in self._given and not claim.inferred]
        if theirs := set(incidents) - given:
            found += super().claims(incidents=theirs, kinds=kinds, as_of=as_of, ended=ended)
        return sorted(found, key=first_said)

    def draw(self, drawing: Drawn, anew: Sequence[str], gone: Sequence[str]) -> None:
        super().draw(drawing, anew, gone)
        self._undrawn -= {drawn.path.incident for drawn in drawing.calls}


class Publishing:
    """A case's part of a Neo4j."""

    def __init__(
        self, case: Case, store: SqliteStore, server: SharedGraph, progress: Progress, *, anew: bool = False, alone: bool = False
    ) -> None:
        """`anew`: make this case's part of the graph again; `alone`: and take out what other cases put there."""
        self._case = case
        self._store = store
        self._server = server
        self._graph = _Given(server, store)
        self._progress = progress
        self._projection: Projection
        self._anew, self._alone = anew, alone
        self._mine: Mapping[str, Evidence] = {}  # the judgements of this case
        self.complete_once = False  # what was lacking has been put there
        if alone:
            server.erase()  # also what somebody else wrote under our labels, which can be neither read nor constrained
        server.prepare()
        self._take_turn()

    @property
    def identity(self) -> Identity:
        return self._projection.identity

    @property
    def ties(self) -> Sequence[Evidence]:
        return self._projection.ties

    def _take_turn(self) -> None:
        """Nobody else writes from here on; what others wrote before is known."""
        if self._server.take_turn(lambda: self._progress("waiting", 0)):
            self._mine = judgements.as_claims(self._case.entries())
            self._projection = Projection(self._graph, self._ids_of_mine, partial(roll_up, self._graph))
            self._there = self._graph.held()

    def _ids_of_mine(self) -> Collection[str]:
        return self._mine.keys()

    def let_others(self) -> None:
        self._server.let_others()

    def check(self, held: Held, before: str | None) -> None:
        """Raises BadDocument where another case has loaded the document otherwise. `before`: how this one had."""
        there = self._there.get(held.sha256)
        if there and there.complete and there.read_as not in (before, held.read_as):
            raise BadDocument(_read_otherwise(held.name, there.read_as))

    def complete(self, but: str | None = None) -> dict[str, int | str]:
        """Put there what is lacking: by document, how many claims it holds, or why it cannot be put there. `but`: not this one."""
        if self._anew:
            self._projection.take_out(None if self._alone else self._case.documents())
            self._there = self._graph.held()
        done: dict[str, int | str] = {}
        lacking: list[str] = []
        mine = self._store.held()
        for held in self._case.documents().values():
            there = self._there.get(held.sha256)
            if there and there.complete and there.read_as != held.read_as:
                done[held.sha256] = _read_otherwise(held.name, there.read_as)
            elif held.sha256 in mine and held.sha256 != but and not (there and there.complete):
                lacking.append(held.sha256)
                done[held.sha256] = mine[held.sha256].claims
        self.put(lacking)
        self.judge()
        self.complete_once = True
        return done

    def put(self, sha256s: Sequence[str]) -> dict[str, int]:
        """Put documents there as the store holds them. How many claims of each were new; none where another case put it there."""
        says = self._store.says_of_documents()
        self._take_turn()
        wanted, other = [], []
        for sha256 in sha256s:
            mine, there = says[sha256], self._there.get(sha256)
            if there is None:
                wanted.append(sha256)
            elif (there.read_as, there.version) != (mine["read_as"], mine["version"]) or not there.complete:
                wanted.append(sha256)
                # Read in another way: its claims are replaced. What was merely cut short is completed.
                if (there.read_as, there.version) != (mine["read_as"], mine["version"]):
                    other.append(sha256)
        if not wanted:
            return {}
        add = [(sha256, says[sha256], self._said_in(sha256)) for sha256 in wanted]
        # Of another case's document that is half done, the incidents are drawn from what the graph holds.
        whole = all(there.complete for sha256, there in self._there.items() if sha256 not in wanted)
        with self._graph.given(wanted if whole else ()):
            new = apply(self._projection, add, other)
        self._there = self._graph.held()
        self._server.let_others()
        return new

    def _said_in(self, sha256: str) -> Iterator[Sequence[Evidence]]:
        for claims in self._store.said_in(sha256):
            yield claims
            self._progress("drawing", len(claims))

    def hold(self, index: RegisterIndex, names: Collection[str] = ()) -> None:
        """Have of this case's registers there just the rows of whom anybody's documents there know. `names`: known besides."""
        self._take_turn()
        mine = self._there.keys() & index.held().keys()
        says = {sha256: its for sha256, its in self._store.says_of_documents().items() if sha256 in mine}
        if self._projection.hold(says, index.of, judgements.names(self._mine.values()) | {*names}):
            self._there = self._graph.held()

    def withdraw(self, held: Held) -> None:
        """Take a document out that was read in another way, or by another version of its loader."""
        there = self._there.get(held.sha256)
        if there and (there.read_as, there.version) != (held.read_as, held.version):
            self.retract([held.sha256])

    def retract(self, sha256s: Sequence[str]) -> None:
        """Take documents out, with all that only they support."""
        self._take_turn()
        if there := [sha256 for sha256 in sha256s if sha256 in self._there]:
            apply(self._projection, remove=there)
            self._there = self._graph.held()

    def judge(self) -> None:
        """Bring the judgements there up to the journal, as far as their names are printed."""
        self._take_turn()
        self._mine = judgements.as_claims(self._case.entries())
        self._projection.bring_judgements_up(self._mine, judgements.undone(self._case.entries()))


def _read_otherwise(name: str, read_as: str) -> str:
    how = ReadAs.of(read_as)
    given = (("--as", how.loader), ("--noted-on", how.noted_on), ("--mark", how.mark), ("--map", how.map and "MAP"))
    options = " ".join(f"{option} {value}" for option, value in given if value)
    options += ", MAP as `tracer documents --json` shows it there" if how.map else ""
    return f"{name} is in this graph as another case has loaded it: load it the same way ({options}), or use a database of your own"


def fill(empty: Graph, store: SqliteStore, sums: Sums | None = None) -> None:
    """Draw all that a store holds into an empty graph. `sums`: who can be asked for sums by provider, where the graph cannot."""
    empty.prepare()
    graph = GraphStore(empty)
    graph.put_documents(store.says_of_documents())
    loose = store.loose()
    names = store.names()
    identity = Identity.of({name.text: name.first for name in names}, [c for c in loose if c.kind in TIES])
    graph.rename({n.text: Shown(n.provider_key, n.provider, abroad(identity[n.text]), n.first) for n in names}, [], [])
    for ids in batches(store.incidents(), INCIDENTS_AT_ONCE):
        by_incident: dict[str, list[Evidence]] = {incident: [] for incident in ids}
        claims = store.claims(incidents=ids, ended=True)
        for claim in claims:
            by_incident[claim.incident or ""].append(claim)
        drawing = Drawing()
        for incident, its in by_incident.items():
            drawing.add(incident, its, identity.of_names(names_in(its)))
        graph.add(claims)
        graph.draw(drawing, [], [])
        graph.note_repeated(store.drawn(ids).same_as)
    graph.add([claim for claim in loose if claim.kind not in JUDGEMENTS])
    graph.add_judgements([claim for claim in loose if claim.kind in JUDGEMENTS])
    drawing = Drawing()
    drawing.add_loose([claim for claim in loose if claim.provider in identity], identity)
    graph.draw(drawing, [], [])
    roll_up(sums or graph, identity, identity.providers.keys())
