"""Documents, the lines of an original beside what is claimed from them, evidence, and where a text stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.errors import BadDocument, BadInput, NotKnown
from tracer.model import Evidence, Kind, Part
from tracer.render import json as shapes
from tracer.render.evidence import NOT_YET
from tracer.render.plain import many, spot
from tracer.serve.asked import MOST_ROWS, ROWS, Asked, View, part_of
from tracer.serve.page import Block, Cell, Facts, Field, Form, Paging, Table, Text, Words, link
from tracer.serve.pieces import evidence_table, incidents_table, inferred_mark, known_by, to_provider
from tracer.text import mask_lines

AROUND = 12  # lines of an original before and after those that are meant
MOST_LINES_OF_A_SECRET = 5
LINES = 60  # ... on one page of it, where none are


def documents(asked: Asked) -> View:
    everything = asked.case.documents()
    shown, pages = part_of(asked, everything)
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
class Opened:
    """A part of an original, and the parts beside it; `why`: where there is none to show."""

    part: Part | None = None
    before: Part | None = None
    after: Part | None = None
    why: str = ""


def document(asked: Asked) -> View:
    sha = asked.must("sha")
    held = next((held for held in asked.case.documents() if held.sha256 == sha), None)
    if held is None:
        raise NotKnown(f"no document of the case has the hash {sha[:64]!r}: /documents lists them")
    given = bool(asked.text("from"))
    first, last = asked.whole("from", 1), asked.whole("to", asked.whole("from", 1))
    opened = _opened(asked, sha)
    part = opened.part
    if part is None:
        message, page = (int(text) if (text := asked.text(name)) and text.isdigit() else None for name in ("part", "page_of"))
        start, end = max(1, first - AROUND), max(first, last) + (AROUND if given else LINES)
    else:
        message, page = part.message, part.page
        if given and first > len(part.lines):
            raise NotKnown(f"{held.name} has no line {first:,} there: that part has {many(len(part.lines), 'line')}")
        last = max(first, last)
        start, end = (max(1, first - AROUND), min(last, first + MOST_ROWS) + AROUND) if given else (1, LINES)
        end = min(end, len(part.lines))
    said = asked.case.store.claims_at(sha, message, page, start, end)

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
            return [about, Words([opened.why], "The original"), evidence_table(said, "What is claimed of it in these lines")]
        return [about, _lines_table(asked, opened, said, start, end, (first, last) if given else None)]

    return View(
        held.name,
        blocks,
        lambda: {"document": shapes.document(held), "lines": [start, end], "evidence": [shapes.evidence(claim) for claim in said]},
        "/documents",
    )


def _opened(asked: Asked, sha: str) -> Opened:
    """The part of an original that the address names, else the first."""
    try:
        original = asked.case.original(sha)
    except BadDocument as error:
        return Opened(why=str(error))
    if original is None:
        return Opened(
            why="The original lies in the case folder of whoever loaded it, which is not at hand here; the words claimed from it are."
        )
    message, page = asked.text("part"), asked.text("page_of")
    key = ("part", sha, message, page)

    def find() -> Opened:
        before: Part | None = None
        found: Part | None = None
        for part in original.parts():
            if found is not None:
                return Opened(found, before, part)
            if (message in (None, str(part.message))) and (page in (None, str(part.page))):
                found = part
            else:
                before = part
        if found is None:
            raise NotKnown(f"{original.name} has no such message or page: /documents leads to its first")
        return Opened(found, before)

    try:
        return asked.held.get(key, find)  # by its hash: it never changes
    except BadDocument as error:
        return Opened(why=str(error))


def _lines_table(asked: Asked, opened: Opened, said: Sequence[Evidence], start: int, end: int, meant: tuple[int, int] | None) -> Table:
    """The lines of an original, each beside what is claimed from it. What a claim may not hold is masked here too."""
    part = opened.part
    assert part is not None
    begins: dict[int, list[Evidence]] = {}
    for claim in said:
        begins.setdefault(max(claim.place.line_from, start), []).append(claim)
    before = min(start - 1, MOST_LINES_OF_A_SECRET)  # one may begin there, or go on behind
    shown = mask_lines(part.lines[start - 1 - before : end + MOST_LINES_OF_A_SECRET])[before : before + end - start + 1]
    rows: list[Sequence[Text]] = []
    for at, line in enumerate(shown, start):
        claims = begins.get(at, [])
        rows.append((str(at), line, [Cell(claim_words(claim), _about(claim)) for claim in claims]))
    marked = frozenset(at - start for at in range(meant[0], meant[1] + 1)) if meant else frozenset()
    where = spot(part.page, part.message, start, end)
    links = [
        (words, link(asked.path, sha=asked.text("sha"), part=beside.message, page_of=beside.page))
        for words, beside in (("the part before", opened.before), ("the part after", opened.after))
        if beside is not None
    ]
    here = {"sha": asked.text("sha"), "part": part.message, "page_of": part.page}
    if start > 1:
        earlier = max(1, start - LINES + AROUND)
        links.insert(0, ("earlier lines", link(asked.path, **here, **{"from": earlier, "to": earlier})))
    if end < len(part.lines):
        later_ = min(len(part.lines), end + 1 + AROUND)
        links.append(("later lines", link(asked.path, **here, **{"from": later_, "to": min(len(part.lines), later_ + LINES - 2 * AROUND)})))
    return Table(
        f"The original: {where}", ("line", "words", "what is claimed from there on"), rows, "It holds no text here.",
        Paging(start, end, len(part.lines), links), marked=marked, source=True,
    )  # fmt: skip


def claim_words(claim: Evidence) -> str:
    who = " < ".join(name for name in (claim.provider, claim.upstream) if name)
    status = f": {NOT_YET if claim.interim else claim.status}" if claim.status else ""
    return f"{claim.kind.value}{f': {who}' if who else ''}{status}{inferred_mark(claim)}"


def _about(claim: Evidence) -> str | None:
    if claim.incident:
        return link("/incident", id=claim.incident)
    if claim.action and claim.kind is Kind.ACTED:
        return link("/letter", id=claim.action)
    return link("/provider", name=claim.provider) if claim.provider else None


def evidence(asked: Asked) -> View:
    subject, as_of, kind = asked.must("subject"), asked.as_of, asked.text("kind")
    if kind not in {None, *map(str, Kind)}:
        raise BadInput(f"kind {kind!r} is no kind of claim: choose one of {', '.join(Kind)}")
    find = lambda: asked.case.evidence(subject, Kind(kind) if kind else None, as_of)  # noqa: E731 - given to one call
    shown, pages = part_of(asked, asked.kept("evidence", find, subject, kind, as_of))
    form = Form("/evidence", [Field("subject", "Of", subject), Field("kind", "Kind", kind or "", list(map(str, Kind)))])
    return View(
        "Evidence",
        lambda: [form, evidence_table(shown, f"What is claimed of {subject}", pages)],
        lambda: [shapes.evidence(claim) for claim in shown],
        "",
        known_by(as_of),
        pages,
    )


def find(asked: Asked) -> View:
    text = asked.text("text")
    form = Form("/find", [Field("text", "Number, name, id or word", text or "")])
    if text is None:
        return View("Find", lambda: [form], dict, "/find")
    found = asked.kept("found", lambda: asked.case.find(text, ROWS), text)

    def blocks() -> list[Block]:
        named_: list[Sequence[Text]] = [(to_provider(one.name), "; ".join(one.names)) for one in found.providers]
        held: list[Sequence[Text]] = [
            (Cell(one.name or one.sha256[:12], link("/document", sha=one.sha256)), one.dated or "", one.issuer or "", one.recipient or "")
            for one in found.documents
        ]

        def more(what: str) -> str:
            return f" (the first {ROWS} of {ROWS + found.more[what]:,})" if found.more[what] else ""

        tables: list[Block] = [
            incidents_table(found.incidents, None, None, f"Incidents{more('incidents')}"),
            Table(f"Providers{more('providers')}", ("provider", "names"), named_),
            Table(f"Documents{more('documents')}", ("document", "dated", "from", "to"), held),
            evidence_table(found.places, f"Words{more('places')}"),
        ]
        return [form, *(table for table in tables if isinstance(table, Table) and table.rows)]

    return View(f"Find: {text}", blocks, lambda: shapes.search_result(found), "/find")
