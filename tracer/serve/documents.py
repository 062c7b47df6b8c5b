"""Documents, the lines of an original beside their claims, evidence, and a search for text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.errors import BadDocument, BadInput, NotKnown
from tracer.model import Evidence, Kind, Part, status_told
from tracer.render import json as shapes
from tracer.render.plain import many, place_words
from tracer.serve.page import Block, Cell, Facts, Field, Form, Paging, Table, Text, Words, link
from tracer.serve.query import MOST_ROWS, ROWS, Query, View, part_of
from tracer.serve.tables import evidence_table, incidents_table, inferred_mark, known_by, to_provider
from tracer.text import mask_lines

AROUND = 12  # lines of an original before and after the marked ones
MOST_LINES_OF_A_SECRET = 5
LINES = 60  # ... on one page of it, where none are marked


def documents(query: Query) -> View:
    held_documents = query.case.documents()
    shown, pages = part_of(query, held_documents)
    rows: list[Sequence[Text]] = [
        (
            Cell(held.name, link("/document", sha=held.sha256)), held.dated or "", held.kind, held.issuer or "", held.recipient or "",
            f"{held.claims:,}{'' if held.complete else ', not whole'}", held.mark or "", Cell(held.sha256[:12], small=True),
        )
        for held in shown
    ]  # fmt: skip
    columns = ("document", "dated", "kind", "from", "to", "claims", "mark", "sha256")
    return View(
        "Documents",
        lambda: [Table("Documents", columns, rows, paging=pages)],
        lambda: [shapes.document(held) for held in shown],
        "/documents",
        paging=pages,
    )


@dataclass(frozen=True, slots=True)
class OpenedPart:
    """A part of an original, and the parts before and after it. `why`: the reason where there is none to show."""

    part: Part | None = None
    before: Part | None = None
    after: Part | None = None
    why: str = ""


def document(query: Query) -> View:
    sha = query.required("sha")
    held = next((held for held in query.case.documents() if held.sha256 == sha), None)
    if held is None:
        raise NotKnown(f"no document of the case has the hash {sha[:64]!r}: /documents lists them")
    range_given = bool(query.text("from"))
    first, last = query.whole_number("from", 1), query.whole_number("to", query.whole_number("from", 1))
    opened = _opened(query, sha)
    part = opened.part
    if part is None:
        message, page = (int(text) if (text := query.text(name)) and text.isdigit() else None for name in ("part", "page_of"))
        start, end = max(1, first - AROUND), max(first, last) + (AROUND if range_given else LINES)
    else:
        message, page = part.message, part.page
        if range_given and first > len(part.lines):
            raise NotKnown(f"{held.name} has no line {first:,} there: that part has {many(len(part.lines), 'line')}")
        last = max(first, last)
        start, end = (max(1, first - AROUND), min(last, first + MOST_ROWS) + AROUND) if range_given else (1, LINES)
        end = min(end, len(part.lines))
    claims = query.case.store.claims_at(sha, message, page, start, end)

    def blocks() -> list[Block]:
        about = Facts(
            [
                ("From", held.issuer or ""),
                ("To", held.recipient or ""),
                ("Dated", held.dated or ""),
                ("Read as", f"{held.kind}, by {held.loader}" if held.kind != held.loader else held.kind),
                ("Claims", Cell(f"{held.claims:,}", link("/evidence", subject=sha))),
                ("Handling mark", held.mark or ""),
                ("sha256", held.sha256),
            ]
        )
        if part is None:
            return [about, Words([opened.why], "The original"), evidence_table(claims, "What is claimed of it in these lines")]
        return [about, _lines_table(query, opened, claims, start, end, (first, last) if range_given else None)]

    return View(
        held.name,
        blocks,
        lambda: {"document": shapes.document(held), "lines": [start, end], "evidence": [shapes.evidence(claim) for claim in claims]},
        "/documents",
    )


def _opened(query: Query, sha: str) -> OpenedPart:
    """The part of an original that the address names, else the first."""
    try:
        original = query.case.original(sha)
    except BadDocument as error:
        return OpenedPart(why=str(error))
    if original is None:
        return OpenedPart(
            why="The original lies in the case folder of whoever loaded it, which is not at hand here; the words claimed from it are."
        )
    message, page = query.text("part"), query.text("page_of")
    key = ("part", sha, message, page)

    def find() -> OpenedPart:
        before: Part | None = None
        named_part: Part | None = None
        for part in original.parts():
            if named_part is not None:
                return OpenedPart(named_part, before, part)
            if (message in (None, str(part.message))) and (page in (None, str(part.page))):
                named_part = part
            else:
                before = part
        if named_part is None:
            raise NotKnown(f"{original.name} has no such message or page: /documents leads to its first")
        return OpenedPart(named_part, before)

    try:
        return query.cache.get(key, find)  # keyed by its hash: it never changes
    except BadDocument as error:
        return OpenedPart(why=str(error))


def _lines_table(
    query: Query, opened: OpenedPart, claims: Sequence[Evidence], start: int, end: int, marked_lines: tuple[int, int] | None
) -> Table:
    """The lines of an original, each beside the claims that begin there. What is masked in claims is masked here too."""
    part = opened.part
    assert part is not None
    claims_by_line: dict[int, list[Evidence]] = {}
    for claim in claims:
        claims_by_line.setdefault(max(claim.place.line_from, start), []).append(claim)
    before = min(start - 1, MOST_LINES_OF_A_SECRET)  # a secret may begin before the shown lines, or end after them
    shown = mask_lines(part.lines[start - 1 - before : end + MOST_LINES_OF_A_SECRET])[before : before + end - start + 1]
    rows: list[Sequence[Text]] = []
    for number, line in enumerate(shown, start):
        claims_here = claims_by_line.get(number, [])
        rows.append((str(number), line, [Cell(claim_words(claim), _subject_link(claim)) for claim in claims_here]))
    marked = frozenset(number - start for number in range(marked_lines[0], marked_lines[1] + 1)) if marked_lines else frozenset()
    where = place_words(part.page, part.message, start, end)
    links = [
        (words, link(query.path, sha=query.text("sha"), part=other_part.message, page_of=other_part.page))
        for words, other_part in (("the part before", opened.before), ("the part after", opened.after))
        if other_part is not None
    ]
    here = {"sha": query.text("sha"), "part": part.message, "page_of": part.page}
    if start > 1:
        earlier = max(1, start - LINES + AROUND)
        links.insert(0, ("earlier lines", link(query.path, **here, **{"from": earlier, "to": earlier})))
    if end < len(part.lines):
        later = min(len(part.lines), end + 1 + AROUND)
        links.append(("later lines", link(query.path, **here, **{"from": later, "to": min(len(part.lines), later + LINES - 2 * AROUND)})))
    return Table(
        f"The original: {where}", ("line", "words", "what is claimed from there on"), rows, "It holds no text here.",
        Paging(start, end, len(part.lines), links), marked=marked, source=True,
    )  # fmt: skip


def claim_words(claim: Evidence) -> str:
    providers = " < ".join(name for name in (claim.provider, claim.upstream) if name)
    status = f": {status_told(claim.status, claim.interim)}" if claim.status else ""
    return f"{claim.kind.value}{f': {providers}' if providers else ''}{status}{inferred_mark(claim)}"


def _subject_link(claim: Evidence) -> str | None:
    if claim.incident:
        return link("/incident", id=claim.incident)
    if claim.action and claim.kind is Kind.ACTED:
        return link("/letter", id=claim.action)
    return link("/provider", name=claim.provider) if claim.provider else None


def evidence(query: Query) -> View:
    subject, as_of, kind = query.required("subject"), query.as_of, query.text("kind")
    if kind not in {None, *map(str, Kind)}:
        raise BadInput(f"kind {kind!r} is no kind of claim: choose one of {', '.join(Kind)}")
    find = lambda: query.case.evidence(subject, Kind(kind) if kind else None, as_of)  # noqa: E731 - given to one call
    shown, pages = part_of(query, query.cached("evidence", find, subject, kind, as_of))
    form = Form("/evidence", [Field("subject", "Of", subject), Field("kind", "Kind", kind or "", list(map(str, Kind)))])
    return View(
        "Evidence",
        lambda: [form, evidence_table(shown, f"What is claimed of {subject}", pages)],
        lambda: [shapes.evidence(claim) for claim in shown],
        "",
        known_by(as_of),
        pages,
    )


def find(query: Query) -> View:
    text = query.text("text")
    form = Form("/find", [Field("text", "Number, name, id or word", text or "")])
    if text is None:
        return View("Find", lambda: [form], dict, "/find")
    matches = query.cached("found", lambda: query.case.find(text, ROWS), text)

    def blocks() -> list[Block]:
        provider_rows: list[Sequence[Text]] = [(to_provider(match.name), "; ".join(match.names)) for match in matches.providers]
        document_rows: list[Sequence[Text]] = [
            (
                Cell(match.name or match.sha256[:12], link("/document", sha=match.sha256)),
                match.dated or "",
                match.issuer or "",
                match.recipient or "",
            )
            for match in matches.documents
        ]

        def more(kind: str) -> str:
            return f" (the first {ROWS} of {ROWS + matches.more[kind]:,})" if matches.more[kind] else ""

        tables: list[Block] = [
            incidents_table(matches.incidents, None, None, f"Incidents{more('incidents')}"),
            Table(f"Providers{more('providers')}", ("provider", "names"), provider_rows),
            Table(f"Documents{more('documents')}", ("document", "dated", "from", "to"), document_rows),
            evidence_table(matches.places, f"Words{more('places')}"),
        ]
        return [form, *(table for table in tables if isinstance(table, Table) and table.rows)]

    return View(f"Find: {text}", blocks, lambda: shapes.search_result(matches), "/find")
