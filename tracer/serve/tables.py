"""Cells with links and tables that many views share: of incidents, flags, clocks or evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tracer.ask import lists
from tracer.deadlines import Running
from tracer.flags import Count, Flag
from tracer.model import Evidence, Moment
from tracer.path import END_OF_STATUS, Ended
from tracer.render.dossiers import count_words, interval_words, state_words
from tracer.render.evidence import Notes
from tracer.render.plain import cited_place, number, when
from tracer.serve.page import Cell, Paging, Table, Text, link

if TYPE_CHECKING:
    from tracer.view.look import Look


def to_incident(incident: str, as_of: Moment | None = None) -> Cell:
    return Cell(incident, link("/incident", id=incident, as_of=as_of))


def to_provider(name: str, as_of: Moment | None = None, sign: Look | None = None) -> Cell:
    return Cell(name, link("/provider", name=name, as_of=as_of), sign)


def to_letter(action: str | None) -> str | Cell:
    return Cell(action, link("/letter", id=action)) if action else ""


def to_subject(incident: str | None, action: str | None) -> str | Cell:
    return to_incident(incident) if incident else to_letter(action)


def to_lines(claim: Evidence, words: str = "") -> Cell:
    """A claim's place, with a link to its lines of the original."""
    at = claim.place
    lines = {"from": at.line_from, "to": at.line_to, "part": at.part, "page_of": at.page}
    href = link("/document", "meant", sha=claim.document, **lines) if claim.document else None
    return Cell(words or cited_place(claim), href)


def to_places(claims: Iterable[Evidence], most: int = 3) -> list[Cell]:
    """Each place once, and how many more there are."""
    places = list({cited_place(claim): claim for claim in claims}.values())
    shown = [to_lines(claim) for claim in places[:most]]
    return shown + ([Cell(f"and {len(places) - most} more", small=True)] if len(places) > most else [])


def evidence_table(claims: Iterable[Evidence], title: str = "Evidence", paging: Paging | None = None, *, numbered: bool = False) -> Table:
    """`numbered`: with the numbers that `references` links to."""
    rows: list[Sequence[Text]] = [
        (
            *([f"[{n}]"] if numbered else []),
            to_lines(claim),
            " ".join(claim.quote.split()),
            claim.said_by,
            when(claim.known_at),
            claim.kind.value + inferred_mark(claim),
        )
        for n, claim in enumerate(claims, 1)
    ]
    columns = (*(["no."] if numbered else []), "where", "words", "said by", "known since", "says")
    return Table(title, columns, rows, paging=paging, anchors="e" if numbered else "")


def inferred_mark(claim: Evidence) -> str:
    return " (inferred)" if claim.inferred else ""


def sign_of(end: Ended) -> Look | None:
    """The sign that pages draw for a hop with which a trail ends in this way."""
    from tracer.view import look  # imported here, since it loads all the drawing code

    if end.interim:
        return look.NOT_YET
    status = next((status for status, kind in END_OF_STATUS.items() if kind == end.kind), None)
    return look.CONTRADICTED if end.kind == "disputed" else look.LOOKS[status] if status else None


def ends_cells(ends: Iterable[Ended]) -> list[str | Cell]:
    return [Cell(str(end), look=sign_of(end)) for end in ends]


def incidents_table(listed: Sequence[lists.Listed], paging: Paging | None, as_of: Moment | None, title: str = "Incidents") -> Table:
    rows: list[Sequence[Text]] = [
        (
            [to_incident(incident.incident, as_of), *([Cell(f"the call of {incident.same_as}", small=True)] if incident.same_as else [])],
            when(incident.call.at),
            incident.call.campaign or "",
            [f"{number(incident.call.caller)} to {number(incident.call.called)}"] if incident.call.caller or incident.call.called else "",
            " < ".join(incident.providers),
            ends_cells(incident.ends),
        )
        for incident in listed
    ]
    columns = ("incident", "call", "campaign", "numbers", "carried by, from the called party back", "ends")
    return Table(title, columns, rows, "No incident matches.", paging)


def flags_table(flags: Sequence[Flag], paging: Paging | None, as_of: Moment | None, title: str) -> Table:
    rows: list[Sequence[Text]] = [
        (
            to_provider(flag.provider, as_of),
            [*map(counted_words, flag.counts), *flag.contradictions],
            list(flag.said_by[:3]),
            to_places(flag.evidence),
        )
        for flag in flags
    ]
    empty = "No provider is stated not to have cooperated by then."
    return Table(title, ("provider", "by which rule, how many of how many", "said by", "evidence"), rows, empty, paging)


def counted_words(count: Count) -> str:
    """`stated-no-response: 2 of 14, since 2024-05-10 (95 % interval 4% to 40%)`."""
    return count_words(count) + (f" (95 % interval {interval_words(count.interval)})" if count.interval else "")


def clocks_table(clocks: Sequence[Running], paging: Paging | None, title: str, empty: str = "No clock runs.") -> Table:
    rows: list[Sequence[Text]] = [
        (
            when(clock.end),
            to_provider(clock.provider),
            [clock.what, Cell(clock.clock, small=True)],
            to_subject(clock.incident, clock.action),
            state_words(clock),
            ["stated" if clock.stated else "computed", *([f"computed otherwise: {when(clock.computed)}"] if clock.differs else [])],
            to_places(clock.evidence, 2),
        )
        for clock in clocks
    ]
    return Table(title, ("due", "provider", "what", "for", "state", "stated or computed", "evidence"), rows, empty, paging)


def known_by(as_of: Moment | None) -> str:
    """The line below the title of a view as of an earlier day."""
    return f"As known by {when(as_of)}" if as_of else ""


def references(notes: Notes, claims: Iterable[Evidence]) -> list[str | Cell]:
    """Numbers that link to the evidence below."""
    return [Cell(f"[{n}]", f"#e{n}", on=True) for n in re.findall(r"\[(\d+)\]", notes.refer(claims))]
