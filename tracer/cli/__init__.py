"""The command line, thin: one module per group of commands, imported when one of them is used."""

from __future__ import annotations

from tracer.cli.early import INTERRUPTED  # noqa: F401  before anything else

# isort: split
import gc
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tracer.case import Case
from tracer.cli.interrupts import Interrupts, left_to_the_pager
from tracer.errors import BadCase, GraphUnreachable, GraphUnreadable, TracerError
from tracer.graph import Graph, SharedGraph, connect
from tracer.model import sound

if TYPE_CHECKING:
    from tracer.api import OpenCase
    from tracer.store import Store
    from tracer.store.sqlite import SqliteStore

COMMANDS = {  # module and summary of each command; the summaries are here so that listing them imports no module
    "load": ("case", "Read documents into the case."),
    "documents": ("case", "What is loaded."),
    "forget": ("case", "Take a document out, with all that only it supports."),
    "rebuild": ("case", "Make store and graph again from the originals."),
    "publish": ("case", "Put into a Neo4j what it lacks of the case."),
    "check": ("case", "Whether the case is as its journal says."),
    "verify": ("verify", "Whether a bundle is as it was written."),
    "stamp": ("verify", "Have a bundle stamped with the time by an authority."),
    "journal": ("case", "What was done in this case, when and by whom."),
    "loaders": ("case", "The kinds of document that can be read."),
    "demo": ("case", "A case from invented documents, and one traced call."),
    "status": ("status", "The case on one screen, and what to do next."),
    "trace": ("ask", "Walk a call back hop by hop, with evidence for every step."),
    "network": ("network", "Draw who handed calls to whom, over many calls."),
    "serve": ("serve", "Show the case in a browser of this machine."),
    "browser": ("browser", "Favourites and colours for Neo4j Browser."),
    "incidents": ("ask", "Find calls: who carried them, where their trails end."),
    "find": ("find", "Where a number, a name, an id or a word stands."),
    "evidence": ("ask", "What is claimed: by whom, where, in which words."),
    "flags": ("judge", "Who did not cooperate, as somebody states it."),
    "due": ("judge", "Deadlines, stated and computed."),
    "provider": ("judge", "All that the documents say of one company."),
    "report": ("report", "A memo on a provider, a letter or a call, as HTML or for Word."),
    "next": ("judge", "Whom to ask next, and for what."),
    "diff": ("judge", "What became known between two days."),
    "names": ("names", "Which printed names are one company."),
    "answer": ("answer", "For the provider that was asked: the call in its own records."),
    "registers": ("registers", "Snapshots of public registers, and what differs between two."),
    "export": ("export", "The case as files for other programs."),
    "queries": ("ask", "The shipped Cypher questions and their parameters."),
    "query": ("ask", "Run a shipped Cypher question."),
}


class Text(click.types.StringParamType):
    """Typed text made sound: a terminal with another encoding sends halves of characters, which no store takes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        typed = super().convert(value, param, ctx)
        if (whole := sound(typed)) != typed:
            from tracer.render import safe

            tell(f"note: what is typed is in another encoding than this terminal's: read as {safe(whole, 100)}")
        return whole


TEXT = Text()


class Near(click.Group):
    """A group that answers a misspelt command with similar ones."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and not ctx.resilient_parsing and self.get_command(ctx, name) is None:
            import difflib

            near = difflib.get_close_matches(name, self.list_commands(ctx))
            raise click.UsageError(f"No such command {name!r}.{' Near it: ' + ', '.join(near) + '.' if near else ''}", ctx)
        return super().resolve_command(ctx, args)


class Lazy(Near):
    """Imports a command's module when the command is asked for: `trace` must not pay for `load`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - click calls it so
        if name not in COMMANDS:
            return None
        module, _ = COMMANDS[name]
        command: click.Command = getattr(import_module(f"tracer.cli.{module}"), {"next": "next_"}.get(name, name))
        for subcommand in (command, *(command.commands.values() if isinstance(command, click.Group) else ())):
            if not isinstance(subcommand, click.Group) and not any(option.name == "case_after" for option in subcommand.params):
                subcommand.params += _location_options()
            for parameter in subcommand.params:
                if parameter.type is click.STRING:
                    parameter.type = TEXT
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click calls it so
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@dataclass(slots=True)
class CaseLocation:
    """Where the command works: a case folder, and a graph in it or in a Neo4j."""

    case: Case
    db: str | None

    @contextmanager
    def reading(self) -> Iterator[Graph]:
        """The graph, for questions in Cypher. Without a server it is made from the store, if it is older than the store.

        Notes on stderr what it lacks. Raises GraphUnreachable, BadCase.
        """
        if self.db:
            from tracer.store.cypher import GraphStore

            with closing(served(self.db)) as server:
                self._opened(GraphStore(server))
                yield server
            return
        from tracer.offline import graph_of

        with self.kept() as store, closing(graph_of(self.case, store)) as graph:
            yield graph

    @contextmanager
    def asking(self) -> Iterator[OpenCase]:
        """The case, open for questions. Raises as `reading` does."""
        from tracer.api import OpenCase

        if self.db:
            from tracer.store.cypher import GraphStore

            with closing(GraphStore(served(self.db))) as store:
                yield self._opened(store)
            return
        with self.kept() as store:
            yield OpenCase(store, self.case)

    @contextmanager
    def kept(self) -> Iterator[SqliteStore]:
        """The store in the case folder, open for questions. Raises BadCase."""
        if not self.case.exists():
            first = "load a document first, e.g. `tracer load notices.txt`, or name one with --case"
            raise BadCase(f"there is no case in {self.case.folder}: {first}")
        with closing(self._open_store()) as store:
            self._opened(store)
            yield store

    def _opened(self, store: Store) -> OpenCase:
        """The case in that store; notes that its reader needs go to stderr."""
        from tracer.api import OpenCase

        opened = OpenCase(store, self.case if self.case.exists() else None, self.db)
        if opened.lacks:
            tell(f"note: {opened.lacks}")
        return opened

    def _open_store(self) -> SqliteStore:
        from tracer.store.sqlite import SqliteStore

        try:
            return SqliteStore(self.case.store)
        except (GraphUnreachable, GraphUnreadable):
            # Missing, damaged, or written by another version.
            tell(f"note: {self.case.store} is missing or not readable by this version: making it again from the originals")
        from tracer.cli.case import make_again

        make_again(self, announced=True)
        return SqliteStore(self.case.store)


def served(db: str, *, write: bool = False) -> SharedGraph:
    """The graph in that Neo4j. The driver would import pandas if it is installed; no command needs it, so it is kept out."""
    if "neo4j" not in sys.modules:
        kept_out = {name: None for name in ("numpy", "pandas", "pyarrow") if name not in sys.modules}
        sys.modules.update(kept_out)  # type: ignore[arg-type]  # None: an import fails as if it were not installed
        try:
            import_module("neo4j")
        finally:
            for name in kept_out:
                del sys.modules[name]
    return connect(db, write=write)


def terminal_style(text: str, **style: Any) -> str:
    return click.style(text, **style) if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else text


def show(lines: Iterable[str], *, fit: bool = False) -> None:
    """Lines on stdout; through a pager if there are more than the terminal shows.

    `fit`: wrap lines that are wider than the terminal; none of them may be coloured.

    `TRACER_PAGER` names the pager, else `PAGER`, else click finds one; if the first of these that is set is empty, no pager is used.
    """
    if fit and sys.stdout.isatty():
        from tracer import render

        lines = render.fitted(lines, render.screen())
    remaining = iter(lines)
    pager = os.environ.get("TRACER_PAGER", os.environ.get("PAGER"))
    if sys.stdout.isatty() and pager != "" and (height := _height()):
        screenful = list(islice(remaining, height))
        remaining = chain(screenful, remaining)
        if len(screenful) == height:
            if pager:
                os.environ["PAGER"] = pager
            with left_to_the_pager():
                click.echo_via_pager("\n" * (n > 0) + line for n, line in enumerate(remaining))
            return
    for line in remaining:
        sys.stdout.write(f"{line}\n")


def nothing_known(provider: str, as_of: str | None) -> str:
    """Why there is nothing in a provider's dossier."""
    if as_of:
        return f"nothing was known of {provider} by {as_of}: try a later --as-of"
    return f"nothing that stands is said of {provider}, whoever named it took that back: see `tracer evidence` with its name"


def tell(text: str) -> None:
    """A note beside the answer, on stderr; wrapped to the width of the terminal if it is one."""
    if sys.stderr.isatty():
        from tracer import render

        text = "\n".join(render.fitted(text.split("\n"), render.screen()))
    click.echo(text, err=True)


def _height() -> int:
    """The number of lines of the terminal; 0 if it is not known."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines
    except (OSError, ValueError):
        return 0


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout: drawn on a terminal, tab-separated elsewhere."""
    from tracer import render

    if sys.stdout.isatty():
        show(render.tabled(columns, rows, render.screen(1000)))
    else:
        show("\t".join(render.safe(str(cell)) for cell in cells) for cells in chain([columns], rows))


def example(*lines: str) -> str:
    """The example at the end of every help text."""
    return "\n".join(["\b", "Example:", *(f"  {line}" for line in lines)])


def _location_options() -> list[click.Parameter]:
    """`--case` and `--db` once more, for those who write them after the command. The help of `tracer` describes both."""

    def case(ctx: click.Context, _: click.Parameter, folder: Path | None) -> None:
        if folder is not None:
            ctx.meta["case"] = folder  # for completion, which has no `obj`
            if ctx.obj is not None:
                ctx.obj = replace(ctx.obj, case=Case(folder))

    def db(ctx: click.Context, _: click.Parameter, uri: str | None) -> None:
        if uri is not None:
            ctx.meta["db"] = uri
            if ctx.obj is not None:
                ctx.obj = replace(ctx.obj, db=uri or None)

    folder = click.Path(path_type=Path)
    return [
        click.Option(["--case", "case_after"], type=folder, hidden=True, expose_value=False, callback=case),
        click.Option(["--db", "db_after"], hidden=True, expose_value=False, callback=db),
    ]


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=example("tracer load notices/ letters/", "tracer trace 20417"),
)
@click.option(
    "--case",
    "folder",
    type=click.Path(path_type=Path),
    envvar="TRACER_CASE",
    default=Path("tracer-case"),
    show_default=True,
    help="Folder that holds originals, journal and store; made by the first load. Also taken after a command, as is --db.",
)
@click.option(
    "--db",
    type=TEXT,
    metavar="URI",
    envvar="TRACER_DB",
    help="A Neo4j as the place of the graph, e.g. neo4j://localhost:7687. User, password and database: NEO4J_USERNAME,"
    " NEO4J_PASSWORD, NEO4J_DATABASE; or a file, NEO4J_AUTH_PATH.",
)
@click.version_option(None, "-V", "--version", package_name="calltracer", prog_name="tracer")
@click.pass_context
def tracer(ctx: click.Context, folder: Path, db: str | None) -> None:
    """Reconstruct the path of a call back through every provider that carried it, with evidence for every step."""
    ctx.obj = CaseLocation(Case(folder), db or None)


def main() -> None:
    """The entry point: errors in one line on stderr, exit 1."""
    # A command keeps most objects until it ends: searching them for cycles at every 700 new ones took an eighth of its time.
    gc.set_threshold(50_000, 20, 100)
    if sys.stdout is None or sys.stderr is None:  # closed by whoever started it
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  for as long as the process lives
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    interrupts = Interrupts()
    if "_TRACER_COMPLETE" in os.environ:
        from tracer.cli import words  # noqa: F401 - it tells click what it has to know of shells
    try:
        interrupts.heed()
        tracer(prog_name="tracer", standalone_mode=False)
        sys.stdout.flush()
    except TracerError as error:
        fail(str(error))
    except (click.exceptions.Abort, KeyboardInterrupt):
        interrupts.tell()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does: nothing to say, nowhere to say it.
        _say_no_more()
        sys.exit(1)
    except OSError as error:  # a full disk, a folder that went away: nothing that was acknowledged depends on it
        _say_no_more()
        fail(f"{error.filename or 'a file'} cannot be read or written ({error.strerror}): mend that, then run the command again")
    except Exception as error:
        if interrupts.number or _by_interrupt(error):
            interrupts.tell()
        if os.environ.get("TRACER_DEBUG"):
            raise
        import traceback

        origin = traceback.extract_tb(error.__traceback__)[-1]
        fault_place = f"{type(error).__name__} in {Path(origin.filename).name}, line {origin.lineno}"
        fail(f"{FAULT} ({fault_place}): what was acknowledged is kept; please report it with what TRACER_DEBUG=1 shows")


FAULT = "this is a fault of the program, not yours"


def fail(message: str, code: int = 1) -> NoReturn:
    from tracer.render import safe

    with suppress(OSError):  # nobody reads it
        tell(f"tracer: {safe(message, 600)}")
    sys.exit(code)


def _by_interrupt(error: BaseException | None) -> bool:
    """Whether an error was caused by an interrupt: one in the middle of an import is raised as something else."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _say_no_more() -> None:
    """Drop what waits to be written to stdout, so that the end of the process does not try it again."""
    with suppress(OSError, ValueError):  # no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
