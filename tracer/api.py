"""What `tracer` does, for programs and notebooks; the command line is its first user. See docs/python-api.md.

Times are text as everywhere (`tracer.model.Moment`); `as_of`: only what was known by then, a date means the end of that day, UTC.
What is asked raises NotKnown where there is no such thing, BadInput where a name or a date cannot be read.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tracer.ask.typed import day_or_instant
from tracer.case import Case, generated, now
from tracer.errors import BadCase, NotKnown
from tracer.model import Document, Evidence, Kind, Moment, Remark
from tracer.path import Call, CallPath, End, Hop, Link

if TYPE_CHECKING:
    import networkx as nx

    from tracer.ask.diff import Differences
    from tracer.ask.find import Occurrences
    from tracer.ask.lists import Listed
    from tracer.ask.paths import Letter
    from tracer.ask.providers import Group
    from tracer.ask.registers import Compared, Register
    from tracer.ask.status import CaseStatus
    from tracer.ask.todo import Step
    from tracer.deadlines import Running
    from tracer.dossier import Dossier
    from tracer.files import Outcome
    from tracer.flags import Flag
    from tracer.proposals import Proposal
    from tracer.register_index import RegisterIndex
    from tracer.registers import Relations
    from tracer.store import HeldDocument, Store

__all__ = ["Network", "OpenCase", "Trace", "open_case"]


def open_case(folder: str | Path = "tracer-case", db: str | None = None) -> OpenCase:
    """A case for asking: by its folder, or, with `db`, as a Neo4j holds it (`neo4j://...`; who one is, is read from the environment).

    Close it, or use it in a `with`. Warns where documents of the case are not whole in the store. Raises BadCase where there is no
    case, GraphUnreachable, GraphRefused, GraphUnreadable (`tracer rebuild` makes the store again).
    """
    opened = opened_quietly(folder, db)
    if opened.lacks:
        warnings.warn(opened.lacks, stacklevel=2)
    return opened


def opened_quietly(folder: str | Path, db: str | None = None) -> OpenCase:
    """The same without a warning, for whoever tells what it `lacks` in another way."""
    case = Case(Path(folder))
    if not db and not case.exists():
        raise BadCase(f"there is no case in {folder}: load a document first, e.g. `tracer --case {folder} load notices.txt`")
    return OpenCase(_store(case, db), case if case.exists() else None, db)


def _store(case: Case, db: str | None) -> Any:
    if db:
        from tracer.graph import connect
        from tracer.store.cypher import GraphStore

        return GraphStore(connect(db))
    from tracer.store.sqlite import SqliteStore

    return SqliteStore(case.store)


class OpenCase:
    """A case that is open for asking. `store`: its claims; `folder`: null where only a Neo4j is at hand."""

    def __init__(self, store: Store, case: Case | None, db: str | None = None) -> None:
        self.store = store
        self._case, self._db = case, db

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and connections."""
        self.store.close()  # type: ignore[attr-defined]  # each that can be opened can be closed

    @property
    def folder(self) -> Path | None:
        return self._case.folder if self._case else None

    @property
    def lacks(self) -> str | None:
        """What a reader must be told of the store: documents that are not whole in it, or not of this case; null where it is whole."""
        from tracer.ask.state import state

        documents = {d.sha256: d.read_as for d in self._case.documents().values()} if self._case else None
        notes = [state(self.store, documents)]  # type: ignore[arg-type]  # each that can be opened can say how it stands
        if self._case and self._case.breaks:
            notes.append("the journal was altered: `tracer check` says where")
        return "; ".join(filter(None, notes)) or None

    def load(
        self,
        *files: str | Path,
        kind: str | None = None,
        noted_on: Moment | None = None,
        mark: str | None = None,
        map_file: str | Path | None = None,
        dry_run: bool = False,
    ) -> list[Outcome]:
        """Read files, folders and zip archives into the case, as `tracer load` does; what became of each document.

        `kind`: read them as this one of `tracer loaders`; `noted_on`: when what a hop list says became known, where its rows do not
        say; `mark`: how the documents may be handled; `map_file`: the map by which sheets with columns of their own are read as hop lists.
        `dry_run`: nothing is stored, and each outcome holds what its document says (`said`). Nothing is raised for a document: its
        outcome says so. Raises BadCase, CaseBusy, BadInput.
        """
        from tracer.files import FirstLook, files_in
        from tracer.intake import Intake
        from tracer.publish import Publishing
        from tracer.reading import options_of, silent
        from tracer.store.sqlite import SqliteStore

        if self._case is None:
            raise BadCase("documents are kept in a case folder: open the case by its folder")
        options = options_of(kind, day_or_instant(noted_on, "noted_on"), mark, Path(map_file) if map_file else None)
        paths = list(files_in([Path(file) for file in files], self._case.folder))
        if dry_run:
            look = FirstLook(self._case)
            return [outcome for path, _ in paths for outcome in look.load(path, options)]
        self.close()
        try:
            with ExitStack() as stack:
                writing = stack.enter_context(self._case.writing())
                store = stack.enter_context(closing(SqliteStore(self._case.store, write=True)))
                publishing = None
                if self._db:
                    from tracer.graph import connect

                    publishing = Publishing(self._case, store, stack.enter_context(closing(connect(self._db, write=True))), silent)
                work = Intake(writing, store, publishing=publishing)
                outcomes = [outcome for path, _ in paths for outcome in work.load(path, options)]
                work.finish()
            return outcomes
        finally:
            self._case = Case(self._case.folder)
            self.store = _store(self._case, self._db)

    def original(self, sha256: str) -> Document | None:
        """The original of a document, as the case folder holds it; null where no folder is at hand, or it is not of this case.

        Raises BadDocument where it is not there any more as it was loaded, or cannot be read.
        """
        from tracer import readers, sheet_map

        held = self._case.documents().get(sha256) if self._case else None
        if self._case is None or held is None:
            return None
        sheet = sheet_map.parse(held.map).sheet if held.map else None
        return readers.read(self._case.unaltered(held), name=held.name, sha256=sha256, noted_on=held.noted_on, sheet=sheet)

    def status(self, as_of: Moment | None = None, *, unread: bool = False) -> CaseStatus:
        """The case on one screen; of flags, deadlines and providers to ask the first few, with how many there are.

        `unread`: also what of each document was not read, or is doubted: the originals are read again, which takes as long as a load.
        """
        from tracer.ask import status

        case_status = status.status(self.store, day_or_instant(as_of), now())
        if not unread:
            return case_status
        if self._case is None:
            raise BadCase("what was not read is seen in the originals: open the case by its folder")
        from tracer.files import read_again

        left = (
            status.Left(
                outcome.document, outcome.name, len(outcome.unread), Counter(remark.code for remark in outcome.remarks), outcome.error
            )
            for outcome in read_again(self._case)
        )
        return replace(case_status, left=tuple(left))

    def documents(self) -> Sequence[HeldDocument]:
        """What is loaded, oldest first."""
        return self.store.documents()

    def trace(self, incident: str, as_of: Moment | None = None) -> Trace:
        """The path of one call: `20417`, `#20417`, `itg-20417`, or any id of `incidents`."""
        from tracer.ask import paths

        return self._traced(paths.trace(self.store, incident, day_or_instant(as_of)))

    def letter(self, action: str) -> Letter | None:
        """The letter, notice or order of that id; null where there is none."""
        from tracer.ask import paths

        return paths.letter(self.store, action)

    def rows_of_letter(self, action: str, as_of: Moment | None = None) -> list[Trace]:
        """The calls that the rows of a letter's table are, in printed order."""
        from tracer.ask import paths

        day, rows = day_or_instant(as_of), paths.rows_of_letter(self.store, action)
        path_of = {path.incident: path for path in paths.paths(self.store, rows, day)}
        return [self._traced(path_of[incident]) for incident in rows if incident in path_of]

    def _traced(self, path: CallPath) -> Trace:
        from tracer.ask import paths

        remarks = (*paths.remarks_on(self.store, path), *paths.undecided_on(self.store, path))
        return Trace(path, remarks, self._marks(path.all_evidence))

    def _marks(self, claims: Iterable[Evidence]) -> tuple[str, ...]:
        used = {claim.document for claim in claims}
        return tuple(sorted({d.mark for d in self.store.documents() if d.mark and d.sha256 in used}))

    def incidents(
        self, *, campaign: str | None = None, provider: str | None = None, status: str | None = None, since: Moment | None = None,
        until: Moment | None = None, as_of: Moment | None = None,
    ) -> Iterator[Listed]:  # fmt: skip
        """The incidents that match, by id. `campaign`, `provider`: a part of the name; `status`: how the trail ends; times of the call."""
        from tracer.ask import lists

        criteria = lists.IncidentCriteria(campaign, provider, status, day_or_instant(since, "since"), day_or_instant(until, "until"))
        return lists.incidents(self.store, criteria, day_or_instant(as_of))

    def find(self, text: str, most: int = 10) -> Occurrences:
        """Where a text stands: a telephone number in any spelling, a name, an id, a word. So many of each kind of place, at most."""
        from tracer.ask import find

        return find.find(self.store, text, most)

    def evidence(self, subject: str | None = None, kind: Kind | None = None, as_of: Moment | None = None) -> list[Evidence]:
        """The claims behind an incident, a provider, a document, or everything, by when and where they were said."""
        from tracer.ask import lists

        return lists.evidence(self.store, subject, kind, day_or_instant(as_of))

    def flags(
        self, as_of: Moment | None = None, *, rule: str | None = None, times: int | None = None, months: int | None = None
    ) -> list[Flag]:
        """Providers of which somebody states that they did not cooperate, most unanswered requests first.

        `rule`: by this one alone; `times` within `months`: the thresholds of the rule `repeat`.
        """
        from tracer.ask import flags

        return flags.flags(self.store, day_or_instant(as_of), rule=rule, times=times, months=months)

    def provider(self, name: str, as_of: Moment | None = None) -> Dossier:
        """All that the documents say of one provider, by a name of it or a part of one."""
        return self.dossier(name, as_of)[0]

    def dossier(self, name: str, as_of: Moment | None = None) -> tuple[Dossier, list[Evidence]]:
        """The same, with the claims on letters, notices and orders against it."""
        from tracer.ask import providers

        return providers.dossier(self.store, name, day_or_instant(as_of))

    def due(self, as_of: Moment | None = None, *, provider_key: str | None = None, answered: bool = True) -> list[Running]:
        """The deadlines, stated and computed, by their ends, as they stand then, else now. `answered`: also those that were met."""
        from tracer.ask import todo

        return todo.running(self.store, day_or_instant(as_of), now(), key=provider_key, answered=answered)

    def next(self, as_of: Moment | None = None) -> Iterator[Step]:
        """For each open end of a trail whom to ask, for what, by which address."""
        from tracer.ask import todo

        return todo.next_steps(self.store, day_or_instant(as_of), now())

    def diff(self, since: Moment, until: Moment) -> Differences:
        """What became known between two days."""
        from tracer.ask import diff

        return diff.differences(self.store, day_or_instant(since, "since") or "", day_or_instant(until, "until") or "")

    def names(self, text: str | None = None) -> list[Group]:
        """Providers that go by several names, or one of whose names holds a text, and why."""
        from tracer.ask import providers

        return providers.groups(self.store, text)

    def proposals(self) -> list[Proposal]:
        """Providers that may be one, for a person to judge."""
        from tracer.ask import providers

        return providers.proposals(self.store)

    def registers(self) -> list[Register]:
        """The snapshots of public registers that are loaded, by kind and day."""
        from tracer.ask import registers

        with self._rows() as index:
            return registers.registers(self.store, index)

    def compare_registers(self, before: str, after: str) -> Compared:
        """What differs between two snapshots of one register, each by its document's name or the beginning of its hash."""
        from tracer.ask import registers

        with self._rows() as index:
            return registers.compared(self.store, index, before, after)

    def related(self, name: str, as_of: Moment | None = None) -> Relations:
        """Companies that share with a provider what few have: by public registers, each with its rows. Nothing is merged by it."""
        from tracer.ask import registers

        with self._rows() as index:
            return registers.related(self.store, index, name, day_or_instant(as_of))

    @contextmanager
    def _rows(self) -> Iterator[RegisterIndex]:
        """The rows of the registers in the case folder. Raises BadCase where there is none, BadDocument where one cannot be read again."""
        from tracer.intake import register_index

        if self._case is None:
            raise BadCase("registers are kept in a case folder: name one with --case")
        with closing(register_index(self._case)) as index:
            yield index

    def network(self, *, provider: str | None = None, campaign: str | None = None, as_of: Moment | None = None) -> Network:
        """Many calls at once: those that match, or all. Raises NotKnown where none does."""
        from tracer.ask import paths

        day = day_or_instant(as_of)
        ids = [listed.incident for listed in self.incidents(provider=provider, campaign=campaign, as_of=day)]
        if not ids:
            raise NotKnown("no incident matches: `tracer incidents` lists them")
        drawn = tuple(paths.paths(self.store, ids, day))
        title = ", ".join(filter(None, (provider and f"calls of {provider}", campaign and f"campaign {campaign}")))
        claims = (claim for path in drawn for claim in path.all_evidence)
        return Network(drawn, f"Provider network{': ' if title else ''}{title}", self._marks(claims))


@dataclass(frozen=True, slots=True)
class Trace:
    """The path of one call and what is doubtful about it. A notebook shows it as the page that `tracer trace --html` writes.

    Nothing is withheld from it. `marks`: handling marks of the documents behind it.
    """

    path: CallPath
    remarks: tuple[Remark, ...]
    marks: tuple[str, ...] = ()

    @property
    def incident(self) -> str:
        return self.path.incident

    @property
    def call(self) -> Call:
        return self.path.call

    @property
    def hops(self) -> tuple[Hop, ...]:
        """From the called party on."""
        return self.path.hops

    @property
    def links(self) -> tuple[Link, ...]:
        """The upstream hand-offs."""
        return self.path.links

    @property
    def ends(self) -> tuple[End, ...]:
        """Where the trail ends, and why."""
        return self.path.ends

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return self.path.all_evidence

    def __str__(self) -> str:
        from tracer import render

        return "\n".join(render.path_text(self.path, self._doubts()))

    def _doubts(self) -> list[dict[str, str]]:
        from tracer.render import json as shapes

        return list(map(shapes.doubt, self.remarks))

    def to_html(self) -> str:
        """One page that needs nothing else."""
        from tracer import view

        return view.page(view.of_path(self.path, self._doubts(), _facts(self.path.as_of, self.marks)))

    def _repr_html_(self) -> str:
        return _framed(self.to_html(), self.incident)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The path as a graph: a node a hop, an edge from each hop to the one that it got the call from."""
        return _as_networkx([self.path])


@dataclass(frozen=True, slots=True)
class Network:
    """Many calls. A notebook shows the providers and hand-offs added up, as `tracer network --html` does."""

    paths: tuple[CallPath, ...]
    title: str
    marks: tuple[str, ...] = ()

    def to_html(self) -> str:
        """One page that needs nothing else."""
        from tracer import view

        as_of = self.paths[0].as_of if self.paths else None
        return view.page(view.of_network(view.add_up(self.paths), self.title, _facts(as_of, self.marks)))

    def _repr_html_(self) -> str:
        return _framed(self.to_html(), self.title)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """All these paths as one graph; hops of different incidents are different nodes."""
        return _as_networkx(self.paths)


def _facts(as_of: Moment | None, marks: tuple[str, ...]) -> Any:
    from importlib.metadata import version

    from tracer import view

    return view.Facts(generated=generated(), version=version("calltracer"), as_of=as_of, marks=marks)


def _framed(page: str, title: str) -> str:
    """A page within a notebook: its own document, so that neither's style or script reaches the other."""
    from html import escape

    attributes = 'sandbox="allow-scripts allow-downloads" style="width:100%;height:720px;border:1px solid #8884"'
    return f'<iframe title="{escape(title)}" {attributes} srcdoc="{escape(page)}"></iframe>'


def _as_networkx(paths: Iterable[CallPath]) -> nx.MultiDiGraph[str]:
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for path in paths:
        ends: dict[str, list[str]] = {}
        for end in path.ends:
            ends.setdefault(end.hop, []).append(end.kind)
        for hop in path.hops:
            says = {
                "incident": path.incident, "provider": hop.provider, "provider_key": hop.provider_key, "position": hop.position,
                "role": hop.role.value, "status": hop.status and hop.status.value, "status_basis": hop.status_basis,
                "interim": hop.interim, "asked_at": hop.asked_at, "due_at": hop.due_at, "ends": "; ".join(ends.get(hop.id, ())) or None,
                "claims": " ".join(claim.id for claim in hop.evidence),
            }  # fmt: skip
            graph.add_node(hop.id, **{name: value for name, value in says.items() if value is not None})
        for link in path.links:
            claims = " ".join(claim.id for claim in link.evidence)
            speakers = "; ".join(link.speakers)
            graph.add_edge(link.downstream, link.upstream, attested=link.attested.value, speakers=speakers, claims=claims)
    return graph
