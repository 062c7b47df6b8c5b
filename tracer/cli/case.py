"""Commands that keep a case: load, documents, forget, rebuild, publish, check, journal, loaders, demo."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer import render
from tracer.ask.typed import day_or_instant
from tracer.case import Case
from tracer.cli import CaseLocation, example, served, show, table, tell, words
from tracer.cli.lists import Pick, choice_options, echo_csv, stream_json, summed
from tracer.cli.options import csv_option, json_option
from tracer.cli.words import Words
from tracer.errors import BadCase, BadInput, GraphUnreadable
from tracer.render import json as shapes

if TYPE_CHECKING:
    from tracer.files import Files, Outcome
    from tracer.intake import Intake
    from tracer.publish import Publishing
    from tracer.reading import Progress
    from tracer.store.sqlite import SqliteStore


@contextmanager
def intake(location: CaseLocation, progress: Progress | None = None, *, forgetting: str | None = None) -> Iterator[Intake]:
    """The write lock of the case, with a store that is first brought up to the journal, and a Neo4j, where one is named, up to the store.

    `forgetting`: hash of a document that is about to be forgotten, and so need not be read again. What is interrupted or fails within
    is left to the next load: the journal says what was acknowledged.
    """
    from tracer.intake import Intake
    from tracer.reading import silent

    progress = progress or silent
    gc.disable()  # a load makes millions of objects and no cycles to speak of
    with location.case.writing() as writing, _opened(location, progress) as (store, publishing):
        work = Intake(writing, store, progress, publishing=publishing, but=forgetting)
        place = "graph" if location.db else "store"
        for outcome in work.completed.values():
            _note(outcome.error or f"{outcome.name} was not whole in the {place}: completed")
        yield work
        work.finish()


def _note(note: str) -> None:
    tell(f"note: {render.safe(note, 300)}")


@contextmanager
def _opened(
    location: CaseLocation, progress: Progress, *, announced: bool = False, rebuild: bool = False, alone: bool = False
) -> Iterator[tuple[SqliteStore, Publishing | None]]:
    """Store and Neo4j, open for writing; what is begun and not finished is undone at the end. `rebuild`, `alone`: as for `Publishing`."""
    with ExitStack() as stack:
        store = stack.enter_context(closing(_for_writing(location.case, announced=announced)))
        publishing = None
        if location.db:
            from tracer.publish import Publishing

            server = stack.enter_context(closing(served(location.db, write=True)))
            publishing = Publishing(location.case, store, server, progress, rebuild=rebuild, alone=alone)
        yield store, publishing


def _for_writing(case: Case, *, announced: bool) -> SqliteStore:
    """The store of a case, open for writing; a new one if it cannot be read, which the caller fills from the originals."""
    if case.graph.exists() and not case.store.exists() and not announced:
        tell(f"note: {case.folder} was made by an older tracer: its store is made from the originals")
    from tracer.store.sqlite import SqliteStore

    try:
        store = SqliteStore(case.store, write=True)
    except GraphUnreadable:
        if not announced:
            tell(f"note: {case.store} is not readable by this version: making it again from the originals")
        case.remove_store()
        store = SqliteStore(case.store, write=True)
    if store.note:
        tell(f"note: {store.note}")
    return store


def make_again(location: CaseLocation, *, alone: bool = False, announced: bool = False) -> None:
    """Make the store again from originals and journal, whole or not at all; or this case's part of a Neo4j, where what other cases put
    there stays, unless `alone`. Raises BadCase where it cannot be done.

    `announced`: the user has been told that the store is missing; then documents that cannot be read are named and left out.
    """
    from tracer.intake import Intake

    with (
        _progress() as progress,
        location.case.writing() as writing,
        _opened(location, progress, announced=announced, rebuild=True, alone=alone) as (store, publishing),
    ):
        if publishing:
            _make(Intake(writing, store, progress, publishing=publishing), "the others are in the graph", announced=announced)
        else:
            _make(Intake(writing, store, progress, rebuild=True), "the old store is as it was", announced=announced)


def _make(work: Intake, consequence: str, *, announced: bool) -> None:
    failed = [outcome.error for outcome in work.completed.values() if outcome.error]
    for error in failed if announced else failed[:-1]:
        _note(error)
    if failed and not announced:
        raise BadCase(f"{failed[-1]} ({len(failed)} of {len(work.completed)} documents cannot be read again; {consequence})")
    work.finish()


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on a terminal; nothing elsewhere."""
    waits = "note: somebody else is writing to this Neo4j: waiting for them to finish"
    if not sys.stderr.isatty():
        yield lambda action, _: tell(waits) if action == "waiting" else None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("claims"), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=0)

        def report_progress(action: str, more: int) -> None:
            if action == "waiting":
                bar.console.print(waits)
            elif action == "reading":
                bar.update(task, description=action, total=(bar.tasks[0].total or 0) + more)
            else:
                bar.update(task, description=action, advance=more)

        yield report_progress


@click.command(
    epilog=example("tracer load notices.txt letters/ --mark confidential", "tracer load desk.xlsx --map desk.toml --dry-run"),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--as",
    "loader",
    type=Words(words.loaders),
    metavar="LOADER",
    help="Read the documents as this kind, whatever they look like (`tracer loaders`).",
)
@click.option("--noted-on", metavar="DATE", help="The day on which what a hop list says became known, where its rows do not say.")
@click.option("--mark", metavar="MARK", help="How the documents may be handled, e.g. confidential; their claims inherit it.")
@click.option(
    "--map",
    "map_",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Read sheets with columns of their own as hop lists, by this map in TOML.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be read, its first rows field by field, and store nothing.")
@json_option
@click.pass_obj
def load(
    location: CaseLocation,
    paths: tuple[Path, ...],
    loader: str | None,
    noted_on: str | None,
    mark: str | None,
    map_: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read files, folders and zip archives into the case; what kind of document each is, is found by looking.

    What is attached to mails is read too. A second load of the same document adds nothing; an interrupted one is completed.

    \b
    A map says which column is which field of a hop list:
      dates = "%d.%m.%Y %H:%M"      zone = "America/New_York"
      skip = [2, "Total"]           sheet = "Calls"
      [columns]                     incident = "Ticket"   provider = "C"
      [constants]                   noted_on = 2024-05-21
      [status]                      "No reply" = "no-response"
    """
    from tracer.files import files_in
    from tracer.reading import options_of

    options = options_of(loader, day_or_instant(noted_on, "--noted-on"), mark, map_)
    files = list(files_in(paths, location.case.folder))
    with _progress() as progress, _reading(location, progress, dry_run) as work:
        outcomes = [
            _outcome(outcome, named or bool(options.loader)) for path, named in files for outcome in work.load(path, options)
        ]  # fmt: skip
    failed = [o for o in outcomes if o.outcome == "failed"]
    if as_json:
        stream_json(_looked_json(o) if dry_run else _outcome_json(o) for o in outcomes)
    else:
        _tell(outcomes)
    for outcome in failed:
        tell(f"tracer: {render.safe(outcome.error or '', 600)}")
    if failed:
        sys.exit(1)
    if all(o.outcome == "skipped" for o in outcomes):
        raise BadInput(f"none of these {len(outcomes)} files is of a known kind: `tracer loaders` lists the kinds, --as forces one")


@contextmanager
def _reading(location: CaseLocation, progress: Progress, dry_run: bool) -> Iterator[Files]:
    if dry_run:
        from tracer.files import FirstLook

        yield FirstLook(location.case, progress)
    else:
        with intake(location, progress) as work:
            yield work


def _outcome(outcome: Outcome, named: bool) -> Outcome:
    if outcome.outcome == "failed" and outcome.unknown and not named:
        outcome.outcome = "skipped"
    return outcome


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    return {
        "document": outcome.document,
        "name": outcome.name,
        "loader": outcome.loader,
        "outcome": outcome.outcome,
        "claims": outcome.claims,
        "new": outcome.new,
        "rows": outcome.rows,
        "unread": [{"lines": [u.line_from, u.line_to], "text": u.reason} for u in outcome.unread],
        "remarks": [{"code": r.code, "lines": [r.line_from, r.line_to], "text": r.text} for r in outcome.remarks],
        **({"error": outcome.error} if outcome.error else {}),
    }


def _looked_json(outcome: Outcome) -> dict[str, object]:
    from tracer.render.first_look import places

    evidence = [shapes.evidence(claim) for claim in outcome.said]
    return {**_outcome_json(outcome), "places": len(places(outcome.said)), "evidence": evidence}


def _show(outcome: Outcome) -> None:
    """The first rows of a document, and how many there are."""
    from tracer.render.first_look import SHOWN, places, rows

    table(("place", "field", "as read"), rows(outcome.said))
    read, unread = len(places(outcome.said)), len({(u.line_from, u.line_to) for u in outcome.unread})
    first = f", the first {SHOWN} of them above" if read > SHOWN else ""
    summary = f"{render.safe(outcome.name, 60)}: {render.many(read, 'place')} read{first}; {unread} not read, at least in part"
    tell(f"{summary}; nothing is stored")


def _tell(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.outcome == "read":
            _show(outcome)
    table(
        ("document", "outcome", "kind", "claims", "new", "unread", "remarks"),
        [(o.name, o.outcome, o.loader or "", str(o.claims), str(o.new), str(len(o.unread)), str(len(o.remarks))) for o in outcomes],
    )
    for outcome in outcomes:
        if outcome.rows is not None:
            of_case = f"{render.many(outcome.claims, 'claim')} on providers that the case knows by now"
            tell(f"{render.safe(outcome.name, 60)}: {render.many(outcome.rows, 'row')}, {of_case}")
        for unread in outcome.unread[:5]:
            tell(f"{render.safe(outcome.name, 60)}, {_span(unread.line_from, unread.line_to)}: not read: {render.safe(unread.reason, 200)}")
        remark_counts: dict[str, int] = {}
        for remark in outcome.remarks:
            remark_counts[remark.code] = remark_counts.get(remark.code, 0) + 1
            if remark_counts[remark.code] <= 2:
                place = _span(remark.line_from, remark.line_to)
                tell(f"{render.safe(outcome.name, 60)}, {place}: {remark.code}: {render.safe(remark.text, 200)}")
        more = len(outcome.unread[5:]) + sum(n - 2 for n in remark_counts.values() if n > 2)
        if more:
            tell(f"{render.safe(outcome.name, 60)}: {more} more; `tracer load --json` has all")


def _span(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}–{last}"


DOCUMENT_COLUMNS = ("document", "name", "kind", "issuer", "recipient", "dated", "mark", "loader", "claims", "complete")


@click.command(epilog=example("tracer documents", "tracer documents --sort -claims"))
@choice_options("dated", "name", "kind", "claims", what="documents", provider=False, dates="those dated")
@json_option
@csv_option
@click.pass_obj
def documents(location: CaseLocation, pick: Pick, as_json: bool, as_csv: bool) -> None:
    """What is loaded: each document once, with its kind, issuer, date and handling mark."""
    from tracer.ask.lists import DOCUMENTS

    with location.asking() as case:
        chosen = pick.of(case, case.documents(), DOCUMENTS)
    shown = chosen.shown
    if as_json:
        stream_json(shapes.document(d) for d in shown)
        return
    if as_csv:
        echo_csv(map(shapes.document, shown), DOCUMENT_COLUMNS)
        return
    maps = any(d.map for d in shown)  # else its column would be empty
    table(
        ("hash", "name", "kind", "issuer", "dated", "mark", "claims", *(["map"] if maps else [])),
        [
            (
                d.sha256[:12], d.name, d.kind, d.issuer or "", render.when(d.dated), d.mark or "",
                f"{d.claims}{'' if d.complete else ' (incomplete)'}", *([_hash(d.map)] if maps else []),
            )
            for d in shown
        ],
    )  # fmt: skip
    if chosen.left:
        tell(summed(len(shown), chosen.left, "document"))


def _hash(map_: str | None) -> str:
    """The first digits of a map's hash."""
    return hashlib.sha256(map_.encode()).hexdigest()[:12] if map_ else ""


@click.command(epilog=example("tracer forget notices.txt"))
@click.argument("document", type=Words(words.documents))
@click.pass_obj
def forget(location: CaseLocation, document: str) -> None:
    """Take a document out of case and graph, with all that only it supports. DOCUMENT is its name or the beginning of its hash."""
    document_held = location.case.find(document)
    with _progress() as progress, intake(location, progress, forgetting=document_held.sha256) as work:
        work.forget(document_held)
    tell(f"{render.safe(document_held.name)} is forgotten; the journal keeps that it was here")


@click.command(epilog=example("tracer rebuild", "tracer --db neo4j://localhost:7687 rebuild"))
@click.option("--alone", is_flag=True, help="Take out of the Neo4j what other cases put there: from then on it holds this case alone.")
@click.pass_obj
def rebuild(location: CaseLocation, alone: bool) -> None:
    """Make the graph again from the originals and the journal, whatever happened to it; with --db, put it into a Neo4j.

    What other cases put into that Neo4j stays, unless --alone.
    """
    _must_exist(location)
    if alone and not location.db:
        raise BadInput("--alone is for a Neo4j: an embedded graph holds one case anyway")
    make_again(location, alone=alone)
    _tell_held(location)


def _must_exist(location: CaseLocation) -> None:
    if not location.case.exists():
        raise BadInput(f"there is no case in {location.case.folder}: name one with --case")


def _tell_held(location: CaseLocation) -> None:
    """Print how much of this case is there now."""
    with location.asking() as case:
        held = [document for document in case.documents() if document.sha256 in location.case.documents()]
    tell(f"{len(held)} documents, {sum(document.claims for document in held)} claims")


@click.command(epilog=example("tracer publish --db neo4j://localhost:7687"))
@click.pass_obj
def publish(location: CaseLocation) -> None:
    """Put into a Neo4j what it lacks of this case, as `load --db` does beside what it loads.

    What other cases put there stays. `tracer rebuild --db` puts the whole case there anew.
    """
    _must_exist(location)
    if not location.db:
        raise BadInput("say into which Neo4j: --db neo4j://localhost:7687, or set TRACER_DB")
    with _progress() as progress, intake(location, progress):
        pass
    _tell_held(location)


@click.command(epilog=example("tracer check", "tracer --db neo4j://localhost:7687 check"))
@json_option
@click.pass_obj
def check(location: CaseLocation, as_json: bool) -> None:
    """Hold originals, store and what is drawn against the journal and each other, and name what does not agree.

    Originals are read whole and every call is drawn anew: of a large case that takes a while. With --db also what the Neo4j holds:
    documents and claims of the case that are missing there, or altered, and calls that are drawn otherwise than their claims say.
    Nothing is changed. Exit 1 where something is amiss.
    """
    from tracer.check import check as findings_of

    if not location.case.exists():
        raise BadInput(f"there is no case in {location.case.folder}: name one with --case")
    with ExitStack() as stack:
        server = None
        if location.db:
            from tracer.store.cypher import GraphStore

            server = stack.enter_context(closing(GraphStore(served(location.db))))
        findings = list(findings_of(location.case, server))
    if as_json:
        stream_json({"what": amiss.what, "subject": amiss.subject, "text": amiss.text} for amiss in findings)
    else:
        for amiss in findings:
            click.echo(f"{amiss.what}: {render.safe(amiss.subject, 80)} {render.safe(amiss.text, 400)}")
    document_count = len(location.case.documents())
    tell(f"the journal ends in {location.case.newest}: who wrote that down can tell later whether all up to here is as it was")
    tell(f"{render.many(document_count, 'document')}: {render.many(len(findings), 'thing') + ' amiss' if findings else 'all agrees'}")
    if findings:
        sys.exit(1)


JOURNAL_COLUMNS = (
    "at", "who", "did", "document", "name", "loader", "version", "noted_on", "mark", "map", "id", "a", "b", "verdict", "because",
    "judgement",
)  # fmt: skip


@click.command(epilog=example("tracer journal --since 2024-05-01"))
@choice_options("at", "who", "did", "name", what="lines", provider=False, dates="what was done")
@json_option
@csv_option
@click.pass_obj
def journal(location: CaseLocation, pick: Pick, as_json: bool, as_csv: bool) -> None:
    """What was done in this case, when and by whom."""
    from tracer.ask.choosing import chosen
    from tracer.ask.lists import ENTRIES

    chosen_entries = chosen(location.case.entries(), ENTRIES, pick.choice)
    entries = chosen_entries.shown
    if as_json:
        stream_json(entries)
        return
    if as_csv:
        echo_csv(map(_entry_row, entries), JOURNAL_COLUMNS)
        return
    table(("when", "who", "did", "what"), [(render.when(e["at"]), e["who"], e["did"], _entry_words(e)) for e in entries])
    if chosen_entries.left:
        tell(summed(len(entries), chosen_entries.left, "line"))


def _entry_row(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A journal entry as a row: a map by the first digits of its hash, and the verdict of an earlier version in today's words."""
    from tracer.judgements import verdict_of

    judged = {"verdict": verdict_of(entry)} if entry["did"] == "judged" else {}
    return {**entry, "map": _hash(entry.get("map")), **judged}


def _entry_words(entry: Mapping[str, Any]) -> str:
    if entry["did"] == "judged":
        from tracer.judgements import VERDICTS, verdict_of

        return f"{entry['id']}: {entry['a']} and {entry['b']} are {VERDICTS[verdict_of(entry)]}, because {entry['because']}"
    summary = " ".join(str(entry[k]) for k in ("name", "loader", "judgement", "document", "noted_on", "mark") if entry.get(k))
    return f"{summary} map {_hash(entry['map'])}" if entry.get("map") else summary


@click.command(epilog=example("tracer loaders"))
def loaders() -> None:
    """The kinds of document that can be read."""
    from tracer import registry

    show((f"{loader.name:14} {loader.title}" for loader in registry.available()), fit=True)


@click.command(epilog=example("tracer demo demo-case"))
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo-case"), metavar="[DIR]")
def demo(folder: Path) -> None:
    """Make a case from the shipped specimens and trace one incident."""
    from importlib.resources import as_file, files

    from tracer.cli.ask import trace
    from tracer.reading import Options

    shown = CaseLocation(Case(folder), None)
    with as_file(files("tracer.examples")) as specimens:
        paths = [p for p in sorted(specimens.iterdir()) if p.suffix in {".txt", ".csv", ".eml"}]
        with _progress() as progress, intake(shown, progress) as work:
            outcomes = [work.add(path, Options()) for path in paths]
    _tell_briefly(outcomes, folder)
    context = click.get_current_context()
    context.obj = shown
    context.invoke(trace, incident="20417")
    page = folder / "itg-20417.html"
    context.invoke(trace, incident="20417", html=page, force=True)
    at = f"{_command()} --case {_quoted(folder)}"
    click.echo(f"\nThe same as a page to share: {page}")
    click.echo(f"\nTry next:\n  {at} trace 20560 --as-of 2024-05-15\n  {at} incidents\n  {at} evidence 20560")


def _tell_briefly(outcomes: Sequence[Outcome], folder: Path) -> None:
    for o in outcomes:
        tell(f"{o.name:16} {o.outcome:10} {o.loader or '':12} {o.claims:>4} claims")
    tell(f"The case is in {folder}\n")


def _command() -> str:
    """How the user can call the program: by its name, or by the path of this call."""
    return "tracer" if shutil.which("tracer") or not sys.argv[0].endswith("tracer") else _quoted(Path(sys.argv[0]))


def _quoted(path: Path) -> str:
    import shlex

    return shlex.quote(str(path)) if os.name == "posix" else f'"{path}"'
