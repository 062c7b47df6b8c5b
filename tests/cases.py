"""Cases for tests: documents loaded within the process, a graph written out whole, the command line as a person uses it."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import signal
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import kglite
import neo4j

from tracer import cli
from tracer.case import Case
from tracer.cli.case import intake, make_again
from tracer.files import Outcome
from tracer.graph import Graph, connect
from tracer.intake import Intake
from tracer.offline import graph_of
from tracer.reading import Options
from tracer.store import Store
from tracer.store.cypher import GraphStore
from tracer.store.sqlite import SqliteStore

KEYS = {
    "Action": "id", "Call": "id", "Campaign": "name", "Claim": "id", "Document": "sha256", "Hop": "id", "Incident": "id", "Name": "text",
    "Provider": "key",
}  # fmt: skip
COLUMNS = "incident,hop_id,provider,received_from,status,asked_at,answered_at,call_at,caller,called,campaign,source,stated_by,noted_on"

# --- a graph, whole ------------------------------------------------------------------------------------------------


class Dump(NamedTuple):
    """Every node with its properties and every relationship with its ends' keys, each as a line of JSON, sorted."""

    nodes: list[str]
    relationships: list[str]

    def named(self, label: str) -> list[dict[str, Any]]:
        """The properties of the nodes of one label."""
        return [properties for found, properties in map(json.loads, self.nodes) if found == label]

    def tied(self, kind: str) -> list[tuple[str, str, dict[str, Any]]]:
        """The relationships of one type: key from, key to, properties."""
        return [(a[1], b[1], properties) for found, a, b, properties in map(json.loads, self.relationships) if found == kind]


_NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"
_RELATIONSHIPS = """
MATCH (a)-[r]->(b)
RETURN labels(a) AS a_labels, properties(a) AS a, type(r) AS kind, properties(r) AS properties, labels(b) AS b_labels, properties(b) AS b
"""


def dump(target: Path | str) -> Dump:
    """What is stored, read past the program's own texts."""
    rows = _rows_of_server if isinstance(target, str) else _rows_of_file
    nodes, relationships = rows(target, _NODES), rows(target, _RELATIONSHIPS)
    return Dump(
        sorted(_line([_label(row["labels"]), _stored(row["labels"], row["properties"])]) for row in nodes),
        sorted(
            _line([row["kind"], _end(row["a_labels"], row["a"]), _end(row["b_labels"], row["b"]), _stored([], row["properties"])])
            for row in relationships
        ),
    )


def differing(one: Dump, other: Dump) -> list[str]:
    """What one graph has and the other has not: none, where they are the same."""
    found = []
    for a, b in zip(one, other, strict=True):
        mine, theirs = Counter(a), Counter(b)
        found += [f"- {line}" for line in (mine - theirs).elements()] + [f"+ {line}" for line in (theirs - mine).elements()]
    return found


def auth() -> tuple[str, str] | None:
    password = os.environ.get("NEO4J_PASSWORD")
    return (os.environ.get("NEO4J_USERNAME", "neo4j"), password) if password else None


def _rows_of_server(uri: Any, text: str) -> list[dict[str, Any]]:
    with neo4j.GraphDatabase.driver(uri, auth=auth(), notifications_min_severity="OFF") as driver:
        return [record.data() for record in driver.execute_query(text).records]


def _rows_of_file(path: Any, text: str) -> list[dict[str, Any]]:
    found: Any = kglite.load(str(path)).cypher(text)
    return [dict(row) for row in found]


def _label(labels: Sequence[str]) -> str:
    [label] = [each for each in labels if each in KEYS]
    return label


def _stored(labels: Sequence[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    """Without what kglite fills in by itself: `title` and `type`, and a number as `id`."""
    made_up = {"title", "type"} | ({"id"} if labels and KEYS[_label(labels)] != "id" else set())
    stored = {name: value for name, value in properties.items() if name not in made_up and value is not None}
    looks = sorted(each for each in labels if each not in KEYS)
    return {**stored, "labels": looks} if looks else stored


def _end(labels: Sequence[str], properties: Mapping[str, Any]) -> list[Any]:
    return [_label(labels), properties[KEYS[_label(labels)]]]


def _line(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


# --- a case within this process ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """A case folder and where its graph is; each call does what one run of the command would."""

    folder: Path
    db: str | None = None

    @property
    def case(self) -> Case:
        return Case(self.folder)

    @property
    def target(self) -> Path | str:
        return self.db or self.case.graph

    @contextlib.contextmanager
    def intake(self) -> Iterator[Intake]:
        try:
            with intake(cli.CaseLocation(self.case, self.db)) as work:
                yield work
        finally:
            gc.enable()  # a load switches it off for the rest of its process

    def load(
        self, *paths: Path, loader: str | None = None, noted_on: str | None = None, mark: str | None = None, map_: str | None = None
    ) -> list[Outcome]:
        with self.intake() as intake:
            return [outcome for path in paths for outcome in intake.load(path, Options(loader, noted_on, mark, map_))]

    def forget(self, *names: str) -> None:
        for name in names:
            held = self.case.find(name)
            with self.intake() as intake:
                intake.forget(held)

    def rebuild(self) -> None:
        make_again(cli.CaseLocation(self.case, self.db))

    def dump(self) -> Dump:
        if not self.db:
            with self.graph():
                """Made from the store."""
        return dump(self.target)

    @contextlib.contextmanager
    def graph(self) -> Iterator[Graph]:
        with contextlib.ExitStack() as stack:
            if self.db:
                yield stack.enter_context(contextlib.closing(connect(self.db)))
            else:
                store = stack.enter_context(contextlib.closing(SqliteStore(self.case.store)))
                yield stack.enter_context(contextlib.closing(graph_of(self.case, store)))

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        store = GraphStore(connect(self.db)) if self.db else SqliteStore(self.case.store)
        with contextlib.closing(store):
            yield store

    def run(self, *arguments: object) -> Ran:
        return run("--case", self.folder, *(("--db", self.db) if self.db else ()), *arguments)

    def ask(self, *arguments: object) -> Any:
        """The JSON that a command answers with."""
        ran = self.run(*arguments, "--json")
        assert ran.code == 0, ran.err
        return json.loads(ran.out)


# --- documents -----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def specimens() -> Iterator[list[Path]]:
    """The shipped specimens, by name."""
    with as_file(files("tracer.examples")) as folder:
        yield [path for path in sorted(folder.iterdir()) if path.suffix in {".txt", ".csv", ".eml"}]


def hop_list(path: Path, *rows: Mapping[str, str]) -> Path:
    """A hop list; what a row does not name stays empty, but for the day it became known."""
    import csv

    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS.split(","))
        writer.writeheader()
        writer.writerows({"noted_on": "2024-05-20", **row} for row in rows)
    return path


def mailbox(path: Path) -> Path:
    """Mails to one provider: asked of 7060, its upstream silent by 14 May, and counted once, as point of entry, by 1 June."""
    heads = [
        f"From: traceback-notice@tracebacks.org\nTo: noc@juniperlane.example\nDate: {date} UTC\n\nINDUSTRY TRACEBACK GROUP\n"
        for date in ("09 May 24 14:05", "14 May 24 14:01", "01 Jun 24 09:30")
    ]
    bodies = [
        """
Please tell us who handed you the call below, no later than three business days from now.

Call Details for Traceback #7060 (4m ago)

Date/Time: 2024-05-08 16:27:51 UTC
To: +17165550133
From: +18735550108
Campaign: Utility-ShutOffToday

A voice asks for money.
""",
        """
We write to say that **Juniper Wholesale Corp** has not yet answered the request for Traceback #7060.
""",
        """
Monthly Metrics - **Juniper Lane Voice, LLC**

These are the figures of your organization for the last 30 days.

Your Summary:

Total Hops\tOpen\tPOE\tDownstream\tOrig\tNo Resp\tNot Found\tAvg Response\tCampaigns
1\t0\t0\t1\t0\t0\t0\t9 hours\t1

Upstream Summary:

Provider\tTotal Hops\tOpen\tPOE\tOrig\tNo Resp\tNot Found
Juniper Wholesale Corp\t1\t0\t1\t0\t0\t0
""",
    ]
    path.write_text("\n".join(head + body for head, body in zip(heads, bodies, strict=True)), encoding="utf-8")
    return path


def chain(incident: str, *providers: str, **more: str) -> list[dict[str, str]]:
    """Rows of one incident, from the called party back; the last one is named as the origin."""
    ups = [*providers[1:], ""]
    return [
        {"incident": incident, "provider": provider, "received_from": up, "status": "downstream" if up else "originating", **more}
        for provider, up in zip(providers, ups, strict=True)
    ]


CALLED, CALLER = "+12025550141", "+16095550117"


def one_closed(folder: Path) -> Desk:
    """One call of four providers, the last of them named in a confidential document alone."""
    made = Desk(folder / "case")
    rows = chain(
        "7001", "Alder Voice", "Birch Telecom", "Cedar Networks", caller=CALLER, called=CALLED, asked_at="2024-05-02", call_at="2024-05-01"
    )
    secret = {"incident": "7001", "provider": "Cedar Networks", "received_from": "Dogwood Dialing", "asked_at": "2024-05-04"}
    made.load(hop_list(folder / "open.csv", *rows[:2]))
    assert made.run("load", "--mark", "confidential", hop_list(folder / "closed.csv", secret)).code == 0
    return made


def hard_case(path: Path) -> Path:
    """A hop list of all that is odd and legal: loop, ladder, two upstreams, gap, denial, hop ids, a chain past the bound."""
    rung = [
        {"incident": "ladder", "provider": f"Rung {k} {side} Tel", "received_from": f"Rung {k + 1} {up} Tel", "status": "downstream"}
        for k in range(17)
        for side in "LR"
        for up in "LR"
    ]
    return hop_list(
        path,
        *(
            {"incident": "loop", "provider": f"Loop {a} Tel", "received_from": f"Loop {b} Tel", "status": "downstream"}
            for a, b in ("AB", "BC", "CA")
        ),
        *rung,
        {"incident": "fork", "provider": "Fork Tel", "received_from": "Left Tel", "status": "downstream", "call_at": "2024-04-02"},
        {"incident": "fork", "provider": "Fork Tel", "received_from": "Right Tel", "status": "downstream"},
        {"incident": "fork", "provider": "Left Tel", "status": "originating"},
        {"incident": "fork", "provider": "Right Tel", "status": "no-response"},
        {"incident": "gap", "provider": "Near Tel", "received_from": "Middle Tel", "status": "downstream"},
        {"incident": "gap", "provider": "Far Tel", "received_from": "Farthest Tel", "status": "downstream", "noted_on": "2024-05-22"},
        {"incident": "gap", "provider": "Farthest Tel", "status": "originating"},
        {"incident": "denied", "provider": "Asker Tel", "received_from": "Denier Tel", "asked_at": "2024-05-02T10:00:00Z"},
        {"incident": "denied", "provider": "Denier Tel", "status": "not-found"},
        {"incident": "twice", "provider": "Twice Tel", "received_from": "#t2", "hop_id": "t1", "status": "downstream"},
        {"incident": "twice", "provider": "Between Tel", "received_from": "#t3", "hop_id": "t2", "status": "downstream"},
        {"incident": "twice", "provider": "Twice Tel", "hop_id": "t3", "status": "originating"},
        *chain("itg-31", *(f"Long {n:02d} Tel" for n in range(34)), campaign="Long Way"),
        *chain("7040", "Rung 0 L Tel", "Alder / Birch Voice", "Cedar Tel, LLC", campaign="long way home", caller="(202) 555-0143"),
    )


def merging(folder: Path) -> list[Path]:
    """Documents that make names one, move keys, and dispute each other: each by a document of its own."""
    early, late = {"noted_on": "2023-01-05"}, {"noted_on": "2024-08-01"}
    return [
        hop_list(folder / "a.csv", *chain("7040", "Alder Voice, LLC", "Birch Telecom", "Cedar Networks", campaign="Later Label")),
        hop_list(folder / "b.csv", *chain("7041", "ALDER VOICE", "Dogwood Transit", **early)),
        hop_list(folder / "c.csv", *chain("7042", "Old Alder / Alder Voice LLC / Alder-Voice", "Cedar Networks / CN", **late)),
        hop_list(
            folder / "d.csv",
            {"incident": "7040", "provider": "Birch Telecom", "status": "not-found", **late},
            {"incident": "7040", "provider": "CN", "received_from": "#x9", "hop_id": "x8", "status": "downstream", **early},
            {"incident": "7040", "provider": "cn", "hop_id": "x9", "status": "originating", "call_at": "2024-04-01", "campaign": "Odd"},
        ),
    ]


# --- the command line ----------------------------------------------------------------------------------------------


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    def only_line(self) -> str:
        """What an error says: one line on stderr, nothing on stdout, exit 1."""
        assert (self.code, self.out) == (1, ""), self
        assert self.err.endswith("\n"), self.err
        [line] = self.err[:-1].split("\n")
        assert line.startswith("tracer: ")
        return line


def run(*arguments: object) -> Ran:
    """The command within this process, from its entry point to its exit code."""
    bytes_out, bytes_err = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(stream, "utf-8", newline="\n", write_through=True) for stream in (bytes_out, bytes_err))
    code: object = 0
    interrupt = signal.getsignal(signal.SIGINT)
    with mock.patch("sys.argv", ["tracer", *map(str, arguments)]), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        finally:
            gc.enable()  # a load switches it off for the rest of its process
            with contextlib.suppress(ValueError):  # in a thread
                signal.signal(signal.SIGINT, interrupt)
    assert isinstance(code, int)
    return Ran(code, bytes_out.getvalue().decode(), bytes_err.getvalue().decode())


COMMAND = [sys.executable, "-c", "from tracer.cli import main; main()"]


def environment(**more: str) -> dict[str, str]:
    """This process's, so that a command started by itself finds the same installation and server, and no width or colour of a terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "NO_COLOR", "FORCE_COLOR"}}
    return {**kept, **more}


def on_a_terminal(*arguments: object, columns: int = 0, rows: int = 0, **more: str) -> tuple[int, str]:
    """The code that the command ends with, and what a terminal of that size shows, line ends as the terminal has them."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    try:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(TERM="xterm", **more)
        )
    finally:
        os.close(theirs)
    shown = b""
    try:
        while block := os.read(ours, 65536):
            shown += block
    except OSError:  # its end, on Linux
        pass
    finally:
        os.close(ours)
    return process.wait(60), shown.decode("utf-8", "replace")


def started(*arguments: object, **more: Any) -> subprocess.Popen[str]:
    """The command as a process of its own."""
    options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": environment(), **more}
    return subprocess.Popen([*COMMAND, *map(str, arguments)], **options)


def ran(*arguments: object, **more: Any) -> Ran:
    with started(*arguments, **more) as process:
        out, err = process.communicate(timeout=120)
    return Ran(process.returncode, out, err)


def names(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.name, outcome.outcome) for outcome in outcomes]
