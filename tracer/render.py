"""Answers as JSON and as text for a terminal. Nothing that a document says reaches a terminal as a control character."""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracer.model import Attested, Moment, Role, Row, Status
from tracer.path import CallPath, Hop, Link

if TYPE_CHECKING:
    from tracer.deadlines import Running
    from tracer.dossier import Dossier

# Control characters, and those that turn or hide text: shown as what they are.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_MARK = "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u06d6-\u06dc\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")

ATTESTED = {
    Attested.BOTH: "both sides agree",
    Attested.ONE: "one side says so",
    Attested.LETTER: "by a letter",
    Attested.AGGREGATE: "by a count only",
    Attested.INFERRED: "inferred",
    Attested.DISPUTED: "disputed",
}
STATUS = {
    Status.OPEN: "open",
    Status.DOWNSTREAM: "downstream",
    Status.POINT_OF_ENTRY: "point of entry",
    Status.ORIGINATING: "originating",
    Status.NO_RESPONSE: "did not answer",
    Status.NOT_FOUND: "did not find the call",
}


def safe(text: str, longest: int | None = None) -> str:
    """A text as it may reach a terminal: on one line, what cannot be seen as `\\u202e`, piled-up marks and length cut."""
    if longest is not None and len(text) > longest:
        text = text[: longest - 1] + "…"
    return _MARKS.sub(r"\1…", _UNPRINTABLE.sub(lambda m: m[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text))


def guarded(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")) else cell


def as_json(answer: Any) -> str:
    return json.dumps(answer, indent=1)


def as_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """Lines of a CSV, guarded against formula injection."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for cells in (list(columns), *([row.get(c) for c in columns] for row in rows)):
        writer.writerow([guarded("" if c is None else c if isinstance(c, str) else json.dumps(c, default=str)) for c in cells])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def when(moment: Moment | None) -> str:
    return "" if moment is None else moment.replace("T", " ").replace(":00Z", " UTC").replace("Z", " UTC") if "T" in moment else moment


def number(e164: str | None) -> str:
    if e164 and re.fullmatch(r"\+1\d{10}", e164):
        return f"+1 {e164[2:5]} {e164[5:8]} {e164[8:]}"
    return safe(e164, 40) if e164 else "not given"


# --- a path as JSON ------------------------------------------------------------------------------------------------


def evidence_json(row: Row) -> dict[str, Any]:
    return {
        "claim": row["claim"],
        "kind": row["kind"],
        "document": row["document"],
        "name": row["name"],
        "lines": [row["line_from"], row["line_to"]],
        "part": row["part"],
        "page": row["page"],
        "row": row["row"],
        "quote": row["quote"],
        "said_by": row["said_by"],
        "valid_at": row["valid_at"],
        "known_at": row["known_at"],
        "inferred": bool(row["inferred"]),
        **({"sources": row["sources"]} if row["sources"] else {}),
    }


def path_json(path: CallPath, remarks: Iterable[Mapping[str, str]] = ()) -> dict[str, Any]:
    """A path as `docs/cli.md` writes it down."""
    call = path.call
    return {
        "incident": path.incident,
        "as_of": path.as_of,
        "call": {
            "at": call.at,
            "caller": call.caller,
            "called": call.called,
            "campaign": call.campaign,
            "description": call.description,
            "evidence": [evidence_json(row) for row in path.evidence],
        },
        "hops": [
            {
                "hop": hop.id,
                "position": hop.position,
                "piece": hop.piece,
                "provider": hop.provider,
                "provider_key": hop.provider_key,
                "role": hop.role,
                "status": hop.status,
                "status_basis": hop.status_basis,
                "status_at": hop.status_at,
                "asked_at": hop.asked_at,
                "due_at": hop.due_at,
                "received_from": list(hop.received_from),
                "evidence": [evidence_json(row) for row in hop.evidence],
            }
            for hop in path.hops
        ],
        "links": [
            {
                "from": link.downstream,
                "to": link.upstream,
                "attested": link.attested,
                "known_from": link.known_from,
                "evidence": [evidence_json(row) for row in link.evidence],
            }
            for link in path.links
        ],
        "ends": [{"kind": end.kind, "hop": end.hop, "provider": end.provider, "text": end.text} for end in path.ends],
        "remarks": list(remarks),
    }


# --- a path as text ------------------------------------------------------------------------------------------------

_NAME = 60


class Notes:
    """Numbers the pieces of evidence in the order they are first referred to; claims with one place and quote share a number."""

    def __init__(self) -> None:
        self.rows: dict[tuple[Any, ...], Row] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}

    def refer(self, rows: Iterable[Row]) -> str:
        """`[1][4]`, each piece of evidence once."""
        wanted = {}
        for row in rows:
            spot = (row["document"], row["part"], row["page"], row["line_from"], row["line_to"], row["quote"], row["known_at"])
            self.rows.setdefault(spot, row)
            wanted[self._numbers.setdefault(spot, len(self._numbers) + 1)] = None
        shown = [f"[{n}]" for n in wanted]
        return "".join(shown[:6]) + (f" and {len(shown) - 6} more" if len(shown) > 6 else "")


def path_text(path: CallPath, remarks: Iterable[Mapping[str, str]] = (), style: Any = None) -> Iterator[str]:
    """A path as lines for a terminal: the call, the hops from the called party back, where it ends, the evidence.

    `style(text, **how)` colours a text, as click's does; without it none is coloured.
    """
    paint = style or (lambda text, **how: text)
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))
    notes = Notes()
    by_id = {hop.id: hop for hop in path.hops}
    links = {(link.downstream, link.upstream): link for link in path.links}
    call = path.call
    yield paint(safe(path.incident, 100), bold=True) + (f"   as known by {path.as_of}" if path.as_of else "")
    yield f"  call      {when(call.at) or 'time not given'}, from {number(call.caller)} to {number(call.called)}  {notes.refer(path.evidence)}".rstrip()
    if call.campaign:
        yield f"  campaign  {safe(call.campaign, width - 12)}"
    if call.description:
        yield from textwrap.wrap(safe(call.description, 400), width, initial_indent="            ", subsequent_indent="            ")
    yield ""
    if not path.hops:
        yield "  No provider is named in the loaded documents."
    else:
        yield "  Path, from the called party back"
    ended = {end.hop: end for end in path.ends}
    for before, hop in zip((None, *path.hops), path.hops, strict=False):
        if before is not None and before.piece != hop.piece:
            yield paint("       ┊  something is missing here: no document joins these", dim=True)
        yield from _hop_text(hop, paint, notes)
        yield from _links_text(hop, by_id, links, paint, notes)
        if hop.id in ended and not hop.received_from:
            yield f"       ╵  {paint('ends here', bold=True)}: {ended[hop.id].kind}"
    yield ""
    yield "  Where the trail ends"
    for end in path.ends:
        yield from textwrap.wrap(
            f"{end.kind}: {safe(end.provider, _NAME)}, {safe(end.text, 300)}", width, initial_indent="    ", subsequent_indent="      "
        )
    if not path.ends:
        yield "    nowhere yet: no hop is known"
    told = list(remarks)
    if told:
        yield ""
        yield "  Doubtful, and kept as it stands"
        for remark in told:
            yield from textwrap.wrap(
                f"{remark['code']}: {safe(remark['text'], 300)}", width, initial_indent="    ", subsequent_indent="      "
            )
    yield ""
    yield "  Evidence"
    for n, row in enumerate(notes.rows.values(), 1):
        yield from _evidence_text(n, row, width, paint)


def _hop_text(hop: Hop, paint: Any, notes: Notes) -> Iterator[str]:
    said = []
    if hop.asked_at:
        said.append(f"asked {when(hop.asked_at)}")
    if hop.due_at and hop.status is Status.OPEN:
        said.append(f"answer due {when(hop.due_at)}")
    if hop.status is Status.NO_RESPONSE:
        said.append(f"did not answer by {(hop.status_at or '')[:10]}")
    elif hop.status is not None:
        said.append(STATUS[hop.status])
    elif hop.role is Role.CUSTOMER:
        said.append("customer, not asked in the loaded documents")
    elif not hop.asked_at:
        said.append("named, not asked in the loaded documents")
    if hop.status_basis == "inferred":
        said.append("inferred")
    own = [row for row in hop.evidence if row["side"] == "hop"] or [row for row in hop.evidence if row["side"] == "upstream"]
    colour = (
        {Status.NO_RESPONSE: "yellow", Status.ORIGINATING: "red", Status.POINT_OF_ENTRY: "magenta"}.get(hop.status) if hop.status else None
    )
    yield f"  {hop.position:>3}  {paint(safe(hop.provider, _NAME), bold=True, fg=colour)}"
    yield f"       {'│' if hop.received_from else ' '}  {' · '.join(said)}  {notes.refer(own)}".rstrip()


def _links_text(hop: Hop, by_id: Mapping[str, Hop], links: Mapping[tuple[str, str], Link], paint: Any, notes: Notes) -> Iterator[str]:
    for up in hop.received_from:
        link = links[hop.id, up]
        loop = " (which stands before it: a loop)" if by_id[up].position <= hop.position else ""
        words = ATTESTED[link.attested]
        if link.attested is Attested.DISPUTED:
            words = paint(words, fg="yellow")
        yield f"       ▲  received the call from {by_id[up].position} {safe(by_id[up].provider, 40)}{loop}: {words}  {notes.refer(link.evidence)}"


def _evidence_text(n: int, row: Row, width: int, paint: Any) -> Iterator[str]:
    yield f"  {f'[{n}]':>5} {paint(place(row), underline=True)} · {safe(row['said_by'], 60)} · known {when(row['known_at'])}"
    quote = safe(re.sub(r"\s+", " ", row["quote"]), 240)
    yield from textwrap.wrap(f"“{quote}”", width, initial_indent="        ", subsequent_indent="        ")


def place(row: Row) -> str:
    """`notices.txt, lines 10–15`."""
    where = [safe(row["name"], 60)]
    if row["page"]:
        where.append(f"page {row['page']}")
    if row["part"]:
        where.append(f"message {row['part']}")
    first, last = row["line_from"], row["line_to"]
    where.append(f"line {first}" if first == last else f"lines {first}–{last}")
    return ", ".join(where)


# --- a dossier as text ---------------------------------------------------------------------------------------------

_COUNTS = (
    ("asked", "asked"),
    ("no_response", "did not answer"),
    ("not_found", "did not find the call"),
    ("point_of_entry", "point of entry"),
    ("originating", "originating"),
    ("downstream", "downstream"),
)


def dossier_text(found: Dossier, actions: Sequence[Mapping[str, Any]], clocks: Sequence[Running]) -> Iterator[str]:
    """A dossier as lines for a terminal; what is not known is said to be so."""
    notes = Notes()
    width = max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))

    def listed(label: str, text: str) -> Iterator[str]:
        yield from textwrap.wrap(text, width, initial_indent=f"  {label:11}", subsequent_indent=" " * 13) or [f"  {label}"]

    yield safe(found.provider, 100)
    yield from listed("names", "; ".join(safe(name, 100) for name in found.names))
    yield from listed("FRN", found.frn or "none in the loaded documents")
    yield from listed("RMD", found.rmd or "none in the loaded documents")
    yield from listed("roles", ", ".join(found.roles) or "none stated")
    yield from listed("contact", "; ".join(safe(text, 200) for text in found.contact.values()) or "none in the loaded documents")
    yield ""
    yield "  Tracebacks"
    shown = [f"{words} {found.counts[name]}" for name, words in _COUNTS if found.counts[name] or name == "asked"]
    yield "    " + " · ".join(shown) + (f" (of these inferred {found.counts['inferred']})" if found.counts["inferred"] else "")
    if found.counts["stated_unanswered"]:
        yield f"    stated in counts as unanswered: {found.counts['stated_unanswered']}"
    if actions:
        yield ""
        yield "  Actions against it"
    for action in actions:
        yield f"    {action['issued_at']}  {action['kind']} by {safe(action['issuer'] or '', 80)}  ({safe(action['action'], 100)})"
        for due in action["due"]:
            dates = [f"stated {due['stated']}" if due["stated"] else "", f"computed {due['computed']}" if due["computed"] else ""]
            yield f"      {safe(due['what'], 80)}: {due['length']}, {', '.join(d for d in dates if d)}"
    for title, neighbours in (("Took calls from", found.upstream), ("Handed calls to", found.downstream)):
        yield ""
        yield f"  {title}{'' if neighbours else ': nobody in the loaded documents'}"
        for near in neighbours[:20]:
            days = dict.fromkeys(when(m)[:10] for m in (near.first, near.last) if m)
            span = f", {' to '.join(days)}" if days else ""
            calls = f"{near.calls} call{'' if near.calls == 1 else 's'}{span}" if near.calls else "number of calls not given"
            yield f"    {safe(near.provider, _NAME)}: {calls}, {ATTESTED[near.attested]}  {notes.refer(near.evidence)}"
        if len(neighbours) > 20:
            yield f"    and {len(neighbours) - 20} more; --json has all"
    if found.campaigns:
        yield ""
        yield "  Campaigns"
        ranked = sorted(found.campaigns.items(), key=lambda c: (-c[1], c[0]))
        for name, calls in ranked[:15]:
            yield f"    {calls:>4}  {safe(name, 80) or 'not given'}"
    if found.by_month:
        yield ""
        yield "  By month of the call"
        for month in found.by_month:
            ended = ", ".join(f"{status} {n}" for status, n in sorted(month.ended.items()))
            after = f"   after {', '.join(safe(a, 60) for a in month.after)}" if month.after else ""
            yield f"    {month.month}  {month.calls:>4}  {ended}{after}"
    if found.exposure:
        yield ""
        yield "  Took its calls after an action against it"
        for one in found.exposure:
            yield f"    {safe(one.provider, _NAME)}: {one.calls}, last {when(one.last)}, after {safe(one.action, 80)}"
    if clocks:
        yield ""
        yield "  Clocks"
        words = {"past": "past: no answer in the loaded documents", "open": "open", "answered": "answered"}
        for clock in [c for c in clocks if c.end][:20]:
            yield f"    {when(clock.end):20} {clock.clock:16} {safe(clock.incident or clock.action or '', 70)}: {words[clock.state]}"
    yield ""
    yield "  Evidence"
    notes.refer(row for row in found.evidence if row["kind"] != "call")
    for n, row in enumerate(list(notes.rows.values())[:40], 1):
        yield from _evidence_text(n, row, width, lambda text, **how: text)
    if len(notes.rows) > 40:
        yield f"    and {len(notes.rows) - 40} more: tracer evidence {found.provider_key!r}"


# --- tables --------------------------------------------------------------------------------------------------------


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout: drawn on a terminal, tab-separated elsewhere."""
    if not sys.stdout.isatty():
        for cells in (columns, *rows):
            print("\t".join(safe(str(cell)) for cell in cells))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for cells in rows:
        drawn.add_row(*(Text(safe(str(cell), 200)) for cell in cells))
    Console(highlight=False).print(drawn)
