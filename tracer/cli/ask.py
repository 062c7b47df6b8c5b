"""Commands that ask: trace, incidents, evidence, queries, query."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracer import render
from tracer.ask.typed import day_or_instant, incident_id
from tracer.cli import CaseLocation, example, show, table, tell, terminal_style, words
from tracer.cli.lists import Pick, choice_options, echo_csv, stream_json, summed
from tracer.cli.options import ExportOptions, as_of_option, csv_option, json_option, share_options
from tracer.cli.words import INCIDENT, Words
from tracer.errors import BadInput
from tracer.model import Evidence, Kind, end_of, status_told
from tracer.render import json as shapes

if TYPE_CHECKING:
    from tracer.path import CallPath


@click.command(epilog=example("tracer trace 20560 --as-of 2024-05-15"))
@click.argument("incident", type=INCIDENT)
@as_of_option
@json_option
@click.option("--cypher", is_flag=True, help="The query that draws it, with its parameters, ready to paste into Neo4j Browser.")
@click.option("--rows", is_flag=True, help="With --cypher: the query for rows instead, claim by claim.")
@share_options
@click.pass_obj
def trace(
    location: CaseLocation,
    incident: str,
    as_of: str | None,
    as_json: bool,
    cypher: bool,
    rows: bool,
    export_options: ExportOptions,
) -> None:
    """Walk a call back hop by hop and say where the trail ends, with evidence for every step.

    INCIDENT is a traceback number (20417, #20417, itg-20417), an id from `tracer incidents`, or the id of a letter, whose
    rows are then traced together.
    """
    from tracer.render.letters import letter_text

    as_of = day_or_instant(as_of)
    if rows and not cypher:
        raise BadInput("--rows says which query is printed: add --cypher")
    if cypher and as_of and not rows:
        raise BadInput("what is drawn in a Neo4j is the newest known: leave --as-of out, or add --rows for the claims known by then")
    if cypher and not rows:
        click.echo(browser_text("draw_trace", incident=incident_id(incident)))
        return
    if cypher:
        click.echo(browser_text("trace", incident=incident_id(incident), as_of=end_of(as_of)))
        return
    if export_options:
        from tracer.cli.report import Memos

        with location.asking() as case:
            Memos(location, case.store, export_options, as_of).incident(incident)
        return
    if export_options.profile or export_options.profiles or export_options.provider or export_options.force:
        raise BadInput("--redact, --redact-for, --profiles and --force are for files: add --html FILE or --bundle FILE.zip")
    with location.asking() as case:
        letter = case.letter(incident)
        traces = case.rows_of_letter(incident, as_of) if letter else [case.trace(incident, as_of)]
    paths_with_doubts = [(trace.path, list(map(shapes.doubt, trace.remarks))) for trace in traces]
    if as_json:
        path_shapes = [shapes.path(path, remarks) for path, remarks in paths_with_doubts]
        shape = shapes.letter(incident, letter.acted, letter.against.name, path_shapes) if letter else path_shapes[0]
        click.echo(render.as_json(shape))
        return
    head = (
        letter_text(shapes.action_of(letter.acted, letter.against.name), letter.acted, paths_with_doubts, terminal_style) if letter else ()
    )
    show(_traced(head, paths_with_doubts))


def _traced(head: Iterable[str], paths_with_doubts: Iterable[tuple[CallPath, Sequence[Mapping[str, str]]]]) -> Iterator[str]:
    """The letter in short, if there is one, and each path."""
    needs_blank_line = False
    for line in head:
        yield line
        needs_blank_line = True
    for path, remarks in paths_with_doubts:
        if needs_blank_line:
            yield ""
        needs_blank_line = True
        yield from render.path_text(path, remarks, terminal_style)


INCIDENT_COLUMNS = ("incident", "call_at", "caller", "called", "campaign", "providers", "ends", "same_as")


@click.command(epilog=example("tracer incidents --campaign SSA --since 2022-01-01"))
@click.option("--campaign", metavar="TEXT", help="Only campaigns whose name holds this.")
@click.option(
    "--status",
    type=Words(words.ends),
    metavar="STATUS",
    help="Only trails that end so: originating, point-of-entry, no-response, not-found, open, unknown, disputed.",
)
@click.option("--state", metavar="XX", help="Only calls to numbers of this state, e.g. NC, by area code and exchange.")
@choice_options("incident", "call", "campaign", "hops", what="incidents", dates="calls")
@as_of_option
@json_option
@csv_option
@click.pass_obj
def incidents(
    location: CaseLocation,
    campaign: str | None,
    status: str | None,
    state: str | None,
    pick: Pick,
    as_of: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Find incidents: who carried each call, and where its trail ends."""
    from tracer import areas
    from tracer.ask import lists

    ends = {*lists.END_BY_WORD, *lists.END_BY_WORD.values(), "unknown", "disputed"}
    if status is not None and status not in ends:
        raise BadInput(f"--status {status!r} is no way to end: choose one of {', '.join(sorted(ends))}")
    if state is not None and state.upper() not in areas.CODES:
        raise BadInput(f"--state {state!r} is no state: write two letters, e.g. NC")
    silent = 0
    with location.asking() as case:
        listed = case.incidents(campaign=campaign, status=status, as_of=day_or_instant(as_of))
        matches = pick.of(case, listed, lists.INCIDENTS, limited=False).shown
        if state is not None:
            silent = sum(areas.state_of(incident.call.called) is None for incident in matches)
            matches = [incident for incident in matches if areas.state_of(incident.call.called) == state.upper()]
        if silent:
            tell(f"note: the called number of {silent} further incident{'s say' if silent > 1 else ' says'} nothing about a state")
    shown = matches[: pick.choice.limit]
    if as_json:
        stream_json(map(shapes.incident, shown))
    elif as_csv:
        rows = ({**shapes.incident(incident), "ends": list(map(str, incident.ends))} for incident in shown)
        echo_csv(rows, INCIDENT_COLUMNS)
    else:
        table(
            ("incident", "call", "campaign", "carried by", "ends"),
            [
                (
                    f"{incident.incident} (= {incident.same_as})" if incident.same_as else incident.incident,
                    render.when(incident.call.at),
                    incident.call.campaign or "",
                    " < ".join(incident.providers),
                    "; ".join(map(str, incident.ends)),
                )
                for incident in shown
            ],
        )
        tell(summed(len(shown), len(matches) - len(shown), "incident"))


@click.command(epilog=example("tracer evidence 20560 --kind status"))
@click.argument("subject", required=False, type=Words(words.incidents, words.providers, words.documents))
@click.option("--kind", type=Words(words.kinds), metavar="KIND", help=f"Only claims of this kind: {', '.join(Kind)}.")
@choice_options("known", "kind", "incident", "provider", "document", what="claims", dates="what became known")
@as_of_option
@json_option
@csv_option
@click.pass_obj
def evidence(
    location: CaseLocation, subject: str | None, kind: str | None, pick: Pick, as_of: str | None, as_json: bool, as_csv: bool
) -> None:
    """The claims behind an incident, a provider, a document, or everything: who says so, where, the words."""
    from tracer.ask.lists import EVIDENCE

    if kind is not None and kind not in set(Kind):
        raise BadInput(f"--kind {kind!r} is no kind of claim: choose one of {', '.join(Kind)}")
    with location.asking() as case:
        chosen = pick.of(case, case.evidence(subject, Kind(kind) if kind else None, as_of), EVIDENCE)
    claims = chosen.shown
    if as_json:
        stream_json(map(shapes.evidence, claims))
    elif as_csv:
        for line in render.as_csv(map(_cells, claims), tuple(EVIDENCE_COLUMNS)):
            click.echo(line, nl=False)
    else:
        table(
            ("known", "kind", "incident", "provider", "place", "said by", "words"),
            (
                (
                    render.when(c.known_at),
                    c.kind.value,
                    c.incident or "",
                    _parties(c),
                    render.cited_place(c),
                    c.said_by,
                    " ".join(c.quote.split()),
                )
                for c in claims
            ),
        )
        tell(summed(len(claims), chosen.left, "claim"))


# Fields of the JSON that hold several values are spread over columns of their own.
_SPREAD = {
    "call": ("at", "caller", "called", "campaign", "description"),
    "counts": (
        "total", "at_least", "open", "point_of_entry", "downstream", "originating", "no_response", "not_found", "campaigns", "avg_response",
    ),
}  # fmt: skip
EVIDENCE_COLUMNS = (
    "claim", "kind", "incident", "hop", "provider", "upstream", "upstream_hop", "end_user", "role", "status", "interim", "reading",
    "attested", "on_word_of", "length", *(f"call_{name}" for name in _SPREAD["call"]), *(f"count_{name}" for name in _SPREAD["counts"]),
    "window", "window_assumed", "action", "action_kind", "roles", "due", "what", "certainty",
    "manner", "source", "how", "party", "force", "condition", "basis", "stated", "clock", "campaign", "description", "links",
    "names", "short_names",
    "domains", "mailboxes", "aliases", "frn", "other_frns", "rmd", "ocn", "country", "address", "phone", "contact",
    "note", "attestation", "origid",
    "document", "name", "lines", "part", "page", "row", "quote", "said_by", "valid_at", "known_at", "inferred", "sources", "doubts",
    "verified", "citation",
)  # fmt: skip


def _cells(claim: Evidence) -> dict[str, Any]:
    cells = shapes.evidence(claim)
    for field, prefix in (("call", "call_"), ("counts", "count_")):
        for name, value in (cells.pop(field) or {}).items():
            cells[prefix + name] = value
    for field in ("window", "roles", "links", "names", "short_names", "domains", "mailboxes", "aliases", "other_frns", "sources", "doubts"):
        if cells.get(field):
            cells[field] = " / ".join(str(value) for value in cells[field] if value is not None)
    if claim.due:
        cells["due"] = "; ".join(f"{d.what}: {d.length}{f', {d.stated}' if d.stated else ''}" for d in claim.due)
    cells["lines"] = f"{claim.place.line_from}-{claim.place.line_to}"
    return cells


def _parties(claim: Evidence) -> str:
    status = f": {status_told(claim.status, claim.interim)}" if claim.status else ""
    return " < ".join(n for n in (claim.provider, claim.upstream) if n) + status


@click.command(name="queries", epilog=example("tracer queries"))
def queries() -> None:
    """The shipped Cypher questions and their parameters."""
    from tracer import queries as shipped

    lines = [
        line
        for query in shipped.available()
        for line in (f"{query.name:24} {query.title}", *(f"{'':26}{name}: {meaning}" for name, meaning in query.parameters.items()))
    ]
    show(lines, fit=True)


@click.command(epilog=example("tracer query walk incident=itg-20417"))
@click.argument("name", type=Words(words.queries))
@click.argument("parameters", nargs=-1, metavar="[KEY=VALUE]...")
@json_option
@csv_option
@click.pass_obj
def query(location: CaseLocation, name: str, parameters: tuple[str, ...], as_json: bool, as_csv: bool) -> None:
    """Run a shipped Cypher question. A value is text, or JSON where it reads as a number, list, true, false or null."""
    from tracer import queries as shipped

    question = shipped.question(name)
    typed_values: dict[str, Any] = {}
    for pair in parameters:
        key, equals, value = pair.partition("=")
        if not equals or key not in question.parameters:
            raise BadInput(f"{pair!r} is no parameter of {name}: it takes {', '.join(f'{k}=...' for k in question.parameters) or 'none'}")
        typed_values[key] = _value(value)
    values = question.bind(typed_values)
    with location.reading() as graph:
        rows = graph.ask(name, **values)
    shown = ({c: v if isinstance(v, str | int | float | bool | list | None) else _iso(v) for c, v in row.items()} for row in rows)
    if as_json:
        stream_json(shown)
    elif as_csv:
        for line in render.as_csv(shown, question.columns):
            click.echo(line, nl=False)
    elif rows:
        table(question.columns, ([_cell(row[c]) for c in question.columns] for row in shown))
    else:
        tell("no rows")


def _value(typed: str) -> Any:
    try:
        value = json.loads(typed)
    except ValueError:
        return typed
    return typed if isinstance(value, dict | str) else value


def _iso(value: Any) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(value, "strftime") else str(value)


def _cell(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def browser_text(name: str, **parameters: Any) -> str:
    """A shipped text with its parameters, as Neo4j Browser takes them."""
    from tracer import queries as shipped

    lines = [f":param {key} => {shipped.literal(value)};" for key, value in parameters.items()]
    return "\n".join([*lines, shipped.get(name).text.strip()])
