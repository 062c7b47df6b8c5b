"""A copy with less in it accuses nobody more, and one answer everywhere: whatever is withheld, of whichever case, as of whichever day."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cases import Desk, hop_list
from tests.claims import INCIDENT, asked, borne, called, handed, identified, names_of, path, said, status
from tests.drawn import Tags
from tracer.ask import flags as asked_flags
from tracer.ask import paths as asked_paths
from tracer.ask import providers as asked_providers
from tracer.cli import share
from tracer.cli.exporting import Exports
from tracer.cli.options import ExportOptions
from tracer.cli.report import Memos
from tracer.errors import BadInput
from tracer.exports import Content
from tracer.flags import Count, Flag
from tracer.hops import names_in
from tracer.identity import Identity
from tracer.model import Attested, Evidence, Kind, Provider, Role, Side, Status, replace, statement_order
from tracer.path import CallPath, Hop, silence_text
from tracer.redact.redaction import WITHHELD
from tracer.redact.restraint import MORE_AGAINST, WITHHELD_END, restrained, restrained_flags, withheld_statuses
from tracer.render.paths import hop_words
from tracer.report import Memo, Section
from tracer.report.memo import INCOMPLETE_COPY
from tracer.store import Computed, HeldDocument, PrintedName
from tracer.view import Diagram, Facts, page
from tracer.view.look import LOOKS, look
from tracer.view.look import WITHHELD as WITHHELD_LOOK

# --- a store in memory, and what leaves it -----------------------------------------------------------------------------


class Memory:
    """Claims in a list, asked as a store is."""

    def __init__(self, claims: Iterable[Evidence], marks: Mapping[str, str | None]) -> None:
        self._held = sorted({c.id: c for c in claims}.values(), key=statement_order)
        self._marks = marks
        self._first = names_of(self._held)
        self._who = Identity.of(self._first, [c for c in self._held if c.kind == Kind.IDENTIFIED])

    def claims(
        self,
        *,
        incidents: Collection[str] | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[Kind] | None = None,
        as_of: str | None = None,
        ended: bool = False,
    ) -> list[Evidence]:
        return [
            c
            for c in self._held
            if (ended or c.known_by(as_of))
            and (incidents is None or c.incident in incidents)
            and (documents is None or c.document in documents)
            and (kinds is None or c.kind in kinds)
        ]

    def of_providers(self, keys: Collection[str], as_of: str | None = None) -> list[Evidence]:
        return [c for c in self.claims(as_of=as_of) if c.incident is None and self._keys(c) & set(keys)]

    def _keys(self, claim: Evidence) -> set[str]:
        return {self._who[name].key for name in names_in([claim])}

    def incidents(self, *, start: str = "", providers: Collection[str] | None = None, silent: bool = False) -> list[str]:
        lacking = {Status.NO_RESPONSE, Status.NOT_FOUND}
        return sorted(
            {
                c.incident
                for c in self._held
                if c.incident
                and c.incident.startswith(start)
                and (providers is None or self._keys(c) & set(providers))
                and (not silent or c.status in lacking)
            }
        )

    def who(self, names: Iterable[str], as_of: str | None = None) -> dict[str, Provider]:  # noqa: ARG002 - countries are not asked of it
        return {name: self._who[name] for name in names if name in self._who}

    def names(self) -> list[PrintedName]:
        return [PrintedName(text, first, self._who[text].key, self._who[text].name) for text, first in self._first.items()]

    def drawn(self, incidents: Collection[str]) -> Computed:  # noqa: ARG002 - nothing was computed before
        return Computed()

    drawn_hops = None

    def documents(self) -> list[HeldDocument]:
        return [HeldDocument(d, f"{d}.csv", "", None, None, None, mark, "", 0, True) for d, mark in self._marks.items()]


FACTS = Facts("2024-06-20T08:15:00Z", "9.9.9")
MINE = """
[court]
title = "Court copy"
numbers = "keep"
persons = "withhold"
neighbours = "all"
marks = ["confidential"]
inferred = false

[press]
title = "Press copy"
numbers = "hash"
persons = "withhold"
neighbours = "all"
marks = []
inferred = true

[own]
title = "Own copy"
numbers = "keep"
persons = "keep"
neighbours = "own"
marks = []
inferred = true
"""


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's file of profiles."""
    file = tmp_path_factory.mktemp("profiles") / "mine.toml"
    file.write_text(MINE)
    return file


class Leaving(share.Share):
    """What leaves a store in memory: the drawing instead of a file."""

    drawing: Diagram

    def __init__(
        self, store: Memory, profile: str | None, as_of: str | None = None, of: str | None = None, mine: Path | None = None
    ) -> None:
        nowhere = SimpleNamespace(case=SimpleNamespace(folder=Path("/nowhere"), exists=lambda: False))
        super().__init__(nowhere, store, ExportOptions(None, None, profile, mine, of, False), as_of)  # type: ignore[arg-type]
        self.store = store

    def _write(self, draw: Any, documents: Iterable[str], one: object = None) -> None:  # noqa: ARG002  for bundles
        self.drawing = draw(replace(FACTS, as_of=self._as_of))
        of = [said(Kind.CALL, document=document) for document in documents]
        left = [c for c in (*of, *self.drawing.claims) if not self._redaction._may_leave(c)]
        assert left == [], "nothing of a document that may not leave is behind it"

    def all_paths(self) -> dict[str, CallPath]:
        return {path.incident: path for path in self.paths(self.store.incidents())}

    def flagged(self) -> dict[str, Flag]:
        keys = {name.provider_key for name in self.store.names()}
        return {flag.provider_key: flag for flag in self._flags(keys, asked_paths.all_letters(self.store, self._as_of))}

    def drawn(self) -> Diagram | None:
        try:
            self.network(self.store.incidents(), "n", beyond_calls=True)
        except BadInput:
            return None
        return self.drawing

    def drawn_path(self, incident: str) -> Diagram | None:
        try:
            self._write_incident(incident)
        except BadInput:
            return None
        return self.drawing


# --- cases ---------------------------------------------------------------------------------------------------------------

NAMES = ("Alder Voice, LLC", "Birch Telecom", "Cedar Networks", "Dogwood Dialing")
LETTER, AGAIN = "fcc-2024-05-08-alder-voice", "fcc-2024-05-10-alder-voice"
FCC = "Federal Communications Commission"
MARKS = (None, "public", "confidential", "protective order")
OPEN_DOCUMENTS = ("d0", "d1", "d2", "d3")

names = st.sampled_from(NAMES)
pairs = st.sampled_from([(a, b) for a in NAMES for b in NAMES if a != b])
moments = st.sampled_from(
    ["2024-05-02", "2024-05-03", "2024-05-03T10:00:00Z", "2024-05-03T10:00:00Z", "2024-05-04", "2024-05-06T09:00:00Z", "2024-05-09", "2024-06-01"]
)  # fmt: skip
incidents = st.sampled_from(["itg-1", "itg-2", f"{LETTER}.1"])
statuses = st.sampled_from([Status.NO_RESPONSE] * 4 + list(Status))
days = st.sampled_from([None, "2024-05-03", "2024-05-03T10:00:00Z", "2024-05-06", "2024-05-09", "2024-06-30"])


@st.composite
def statements(draw: st.DrawFn) -> Evidence:
    """Something that somebody says of one call."""
    kind = draw(st.sampled_from(["asked", "status", "status", "status", "handed", "handed", "end user", "inferred"]))
    provider, known = draw(names), draw(moments)
    says: dict[str, Any] = {
        "incident": draw(incidents), "document": draw(st.sampled_from(OPEN_DOCUMENTS)), "known_at": known,
        "valid_at": draw(st.one_of(st.none(), moments)),
    }  # fmt: skip
    speaker = draw(st.sampled_from(["ITG", "Industry Traceback Group", "traceback desk", *NAMES]))
    if draw(st.booleans()):
        line = draw(st.integers(9001, 9004))
        says["lines"] = (line, line + draw(st.integers(0, 1)))
    if kind == "asked":
        return asked(provider, **says)
    if kind == "handed":
        down, up = draw(pairs)
        return handed(down, up, said_by=draw(st.sampled_from([down, "ITG"])), quote=f"CARRIED {down}", **says)
    if kind == "end user":
        return status(provider, None, end_user=draw(st.sampled_from(["A caller", "Another caller"])), **says)
    state = draw(statuses)
    words = f"{'SILENT' if state is Status.NO_RESPONSE else 'STATUS'} {provider} {says['incident']}"
    if kind == "inferred":
        return status(provider, state, inferred=True, sources=("count",), said_by="inferred from a count by the ITG", quote=words, **says)
    if state is Status.NO_RESPONSE:
        says |= {"interim": draw(st.sampled_from([None, True])), "reading": draw(st.sampled_from([None, None, "a column reads so"]))}
    return status(provider, state, said_by=speaker, quote=words, **says)


@st.composite
def counts(draw: st.DrawFn) -> Evidence:
    """A monthly row, of its recipient's own requests or of an upstream's, or an authority's count."""
    about, recipient = draw(pairs)
    total = draw(st.integers(1, 4))
    lacking = draw(st.integers(0, total))
    since, until = draw(st.sampled_from([("2024-05-01", "2024-06-01"), ("2024-05-03", "2024-05-09"), ("2024-04-01", "2024-05-03")]))
    says: dict[str, Any] = {
        "incident": None, "document": draw(st.sampled_from(OPEN_DOCUMENTS)), "known_at": until, "no_response": lacking, "said_by": "ITG",
        "window_from": since, "window_to": until, "at_least": draw(st.sampled_from([None, True])), "quote": f"COUNT {about}",
    }  # fmt: skip
    if draw(st.booleans()):
        return said(Kind.COUNTED, about, total=total, open=draw(st.integers(0, total - lacking)), **says)
    total_or_none = draw(st.sampled_from([total, None]))
    return said(Kind.COUNTED, recipient, upstream=about, total=total_or_none, **says)


def letter(action: str, document: str, day: str, rows: Sequence[str | None]) -> list[Evidence]:
    """A letter to Alder Voice with a table of rows: nobody, for one without response, or a customer."""
    says: dict[str, Any] = {"document": document, "known_at": day, "said_by": FCC}
    found = [said(Kind.ACTED, NAMES[0], action=action, action_kind="cease-and-desist", incident=None, valid_at=day, **says)]
    for n, customer in enumerate(rows, 1):
        row = {**says, "incident": f"{action}.{n}", "lines": (100 * n, 100 * n), "quote": f"row {n}"}
        found.append(called(call_at=f"2024-04-{n:02d}", **row))
        if customer is None:
            found.append(status(NAMES[0], Status.NO_RESPONSE, reading='the column Customer reads "No Response"', **row))
        else:
            found.append(handed(NAMES[0], customer, role=Role.CUSTOMER, attested=Attested.LETTER, **row))
    return found


class Case(NamedTuple):
    claims: list[Evidence]
    marks: dict[str, str | None]

    def store(self) -> Memory:
        return Memory(self.claims, self.marks)

    def __repr__(self) -> str:  # of a failing example, what can be read
        plain = {"quote", "id", "document_name", "document_kind", "role", "place", "sources"}
        said_by = [
            " ".join(
                f"{name}={str(v)!r}"
                for name in claim.__struct_fields__
                if name not in plain and (v := getattr(claim, name)) not in (None, (), False)
            )
            for claim in self.claims
        ]
        return "\n".join(["", *said_by, str({d: m for d, m in self.marks.items() if m})])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    claims = draw(st.lists(statements(), min_size=1, max_size=12))
    claims += draw(st.lists(counts(), max_size=3))
    if draw(st.booleans()):
        rows = draw(st.lists(st.sampled_from([None, None, NAMES[1]]), min_size=1, max_size=3))
        repeated = draw(st.booleans()) and not any(claim.incident == f"{LETTER}.1" for claim in claims)
        claims += letter(LETTER, "letter", "2024-05-08", rows)
        if repeated:
            claims += letter(AGAIN, "again", "2024-05-10", [*rows, *draw(st.sampled_from([[], [], [None]]))])
    if draw(st.booleans()):
        more = {"document": draw(st.sampled_from(OPEN_DOCUMENTS)), "known_at": "2024-05-02"}
        claims += [identified(NAMES[1], frn="0031000456", **more), identified(NAMES[1], frn="0031000457", **more)]
    documents = (*OPEN_DOCUMENTS, "letter", "again")
    return Case(claims, dict(zip(documents, draw(st.tuples(*[st.sampled_from(MARKS)] * len(documents))), strict=True)))


copies = st.sampled_from(
    [
        (None, None),
        ("partner", None),
        ("public", None),
        ("court", None),
        ("press", None),
        *((p, n) for p in ("provider", "own") for n in NAMES),
    ]
)


# --- what is held against what ---------------------------------------------------------------------------------------------


def failing(hop: Hop) -> tuple[int, str]:
    """How badly a hop is spoken of: without an answer for good, for now, in what is loaded; and by which day."""
    state = hop.standing
    if hop.withheld:
        return 0, ""
    if state.silence:
        return 2 if state.interim else 3, state.at or ""
    return int(state.status is Status.OPEN and not (hop.by_count and hop.by_count.answered)), ""


def hold_against(copy: CallPath, whole: CallPath) -> None:
    hops = {hop.id: hop for hop in whole.hops}
    for hop in copy.hops:
        theirs = hops[hop.id]
        assert failing(hop) <= failing(theirs), (hop, theirs)
        assert hop.end_user in (None, theirs.end_user)
        if hop.withheld:
            assert (hop_words(hop)[-1], look(hop)) == ("status withheld", WITHHELD_LOOK)
            assert (hop.status, hop.interim, hop.end_user, hop.due_at) == (None, False, None, None)
            assert not [b for b in hop.bearings if b.side is Side.HOP and b.evidence.status]
            assert not any(f"SILENT {hop.provider} {copy.incident}" in c.quote for c in copy.all_evidence)
        else:
            assert (hop.status, hop.standing.inferred, hop.interim, look(hop)) == (
                theirs.status, theirs.standing.inferred, theirs.interim, look(theirs),
            )  # fmt: skip
            assert bool(hop.standing.contradiction) == bool(theirs.standing.contradiction)
    links = {(link.downstream, link.upstream): link for link in whole.links}
    order = list(Attested)
    for link in copy.links:
        theirs_ = links[link.downstream, link.upstream]
        assert order.index(link.attested) >= order.index(theirs_.attested)
        assert (link.attested is Attested.DISPUTED) == (theirs_.attested is Attested.DISPUTED)
        assert link.upstream_says in (None, theirs_.upstream_says)
        assert set(link.speakers) <= set(theirs_.speakers)
    texts = {(end.hop, end.kind, words(end.text)) for end in whole.ends}
    for end in copy.ends:
        assert end.kind == WITHHELD_END or any(
            (hop, kind) == (end.hop, end.kind) and text.startswith(words(end.text)) for hop, kind, text in texts
        ), (end, texts)
    assert {(c.earlier.id, c.later.id) for c in copy.corrections} <= {(c.earlier.id, c.later.id) for c in whole.corrections}


def words(text: str) -> str:
    """What an end says, without the day, which is held against the whole by itself, and the reading it was read from."""
    return re.sub(r"\(a reading: [^()]*\)", "", re.sub(r"\d{4}-\d\d-\d\d", "DAY", text)).strip()


def hold_flags(copy: Mapping[str, Flag], whole: Mapping[str, Flag]) -> None:
    for key, flag in copy.items():
        theirs = whole[key]
        assert flag.no_response <= theirs.no_response
        rules = {count.rule: count for count in theirs.counts}
        for count in flag.counts:
            other = rules[count.rule]
            assert 0 < count.number <= other.number
            assert count.asked is None or (count.number, count.asked) == (other.number, other.asked)
            assert count.interval in (None, other.interval)
            assert (count.since or "~") >= (other.since or "~")
            assert other.at_least or not count.at_least
            assert {c.id for c in count.evidence} <= {c.id for c in other.evidence}
            # Rows of a letter whose answer is withheld are not among those counted.
            assert count.number - count.answered <= other.number - other.answered
        if flag.counts and theirs.contradictions:
            assert flag.contradictions
        assert set(flag.contradictions) <= {*theirs.contradictions, MORE_AGAINST}


LACKING = {"no-response", "not-yet", "not-found", "open", "contradicted"}
ACCUSING = re.compile(
    r"(did not answer by|had not answered yet on|not yet on|answer due) (\d{4}-\d\d-\d\d)"
    r"|(no answer in the loaded documents|did not find|statements contradict|contradictory|not yet stated|did not answer)"
)


def accusations(drawing: Diagram) -> dict[str, dict[str, str]]:
    """What a page says against each provider, with the latest day."""
    found: dict[str, dict[str, str]] = {}
    ghosts = dict(drawing.ghosts)
    for node in drawing.nodes:
        said_of = [*node.small, *(value for _, value in node.facts), ghosts.get(node.id, ""), node.look.word.lower()]
        said_of += [line for line in drawing.says if f" at {node.name}: " in line]
        found[node.name] = _accused("\n".join(said_of))
    return found


def _accused(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for m in ACCUSING.finditer(text):
        found[m[1] or m[3]] = max(found.get(m[1] or m[3], ""), m[2] or "")
    return found


def hold_pages(copy: Diagram, whole: Diagram) -> None:
    theirs = accusations(whole)
    for name, of in accusations(copy).items():
        if name != "withheld provider":
            # A request that is withheld lets a clock begin later: a later deadline accuses nobody more.
            more = {
                what: day for what, day in of.items() if what not in theirs[name] or (theirs[name][what] < day and what != "answer due")
            }
            assert more == {}, name


def hold_networks(copy: Diagram, whole: Diagram) -> None:
    nodes = {node.name: node for node in whole.nodes}
    for node in copy.nodes:
        if node.name in ("withheld provider", WITHHELD):
            continue
        theirs = nodes[node.name]
        assert node.look.slug not in LACKING or theirs.look in (node.look, LOOKS[Status.NO_RESPONSE])
        assert node.unanswered <= theirs.unanswered
        assert not node.share or theirs.share in (node.share, f"at least {node.share}") or node.share.endswith(" of ?")
        for slug in LACKING:
            assert node.statuses.get(slug, 0) <= theirs.statuses.get(slug, 0)
    rows = {row["provider"]: row for row in whole.tables["providers"][1]}
    for row in copy.tables["providers"][1]:
        if row["provider"] in rows:
            assert row["unanswered"] <= rows[row["provider"]]["unanswered"]
            assert row["of"] in (None, rows[row["provider"]]["of"])


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(cases(), copies, days)
def test_a_copy_with_less_in_it_accuses_nobody_more(mine: Path, case: Case, of: tuple[str | None, str | None], as_of: str | None) -> None:
    store = case.store()
    profile, provider = of
    if provider is not None and provider not in {name.text for name in store.names()}:
        profile = provider = None
    whole, copy = Leaving(store, "internal", as_of), Leaving(store, profile, as_of, provider, mine)
    paths = whole.all_paths()
    for incident, path_ in copy.all_paths().items():
        hold_against(path_, paths[incident])
    hold_flags(copy.flagged(), whole.flagged())
    if drawn := copy.drawn():
        everything = whole.drawn()
        assert everything
        hold_networks(drawn, everything)
    for incident in paths:
        if drawn := Leaving(store, profile, as_of, provider, mine).drawn_path(incident):
            everything = whole.drawn_path(incident)
            assert everything
            hold_pages(drawn, everything)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(cases(), days)
def test_the_full_copy_says_what_the_case_says_everywhere(case: Case, as_of: str | None) -> None:
    store = case.store()
    whole = Leaving(store, "internal", as_of)
    assert list(whole.all_paths().values()) == asked_paths.paths(store, None, as_of)
    flags = {flag.provider_key: flag for flag in asked_flags.flags(store, as_of)}
    assert whole.flagged() == flags
    drawn = whole.drawn()
    nodes = {node.name: node for node in drawn.nodes} if drawn else {}
    counted = any(c.kind in (Kind.COUNTED, Kind.ACTED) for c in case.claims)
    for name in {n.provider: n.provider_key for n in store.names()}:
        dossier, _ = asked_providers.dossier(store, name, as_of)
        flag = flags.get(dossier.provider_key)
        assert dossier.flag == flag
        figures = dossier.counts
        assert figures["no_response"] + figures["not_yet"] <= figures["asked"]
        if name not in nodes:  # nothing is known of it yet
            assert (flag, figures["asked"]) == (None, 0)
            continue
        node = nodes[name]
        assert node.unanswered == (flag.no_response if flag else 0)
        # Letters and the one who asks may speak of the same requests: their counts stand side by side, the larger first.
        assert node.unanswered >= figures["no_response"] or any(c.kind == Kind.ACTED for c in case.claims)
        assert (node.look is LOOKS[Status.NO_RESPONSE]) == bool(node.unanswered)
        found = {slug: node.statuses.get(slug, 0) for slug in ("no-response", "not-yet", "contradicted")}
        assert found == {"no-response": figures["no_response"], "not-yet": figures["not_yet"], "contradicted": figures["contradicted"]}
        if flag and flag.no_response:
            assert node.share == f"{'at least ' if flag.largest.at_least else ''}{flag.no_response} of {flag.asked or '?'}"  # type: ignore[union-attr]
            assert flag.asked is None or flag.no_response <= flag.asked
            if not counted:
                assert (flag.no_response, flag.asked) == (figures["no_response"], figures["asked"])


# --- memos and exports -------------------------------------------------------------------------------------------------------


class Telling(Leaving, Memos, Exports):
    """Memos and exports of a store in memory."""

    def memo(self, name: str) -> Memo | None:
        try:
            return self.provider(name)
        except BadInput:
            return None

    def exported(self) -> Content | None:
        try:
            return self.content()
        except BadInput:
            return None


def sections(memo: Memo) -> dict[str, Section]:
    return {section.title: section for section in memo.sections}


def hold_memos(copy: Memo, whole: Memo) -> None:
    mine, theirs = sections(copy), sections(whole)
    [first, *_], [told, *_] = mine["In short"].lines, theirs["In short"].lines
    assert first.text in (told.text, f"How its calls ended: {INCOMPLETE_COPY}.")
    counts = {m[1]: (int(m[2]), m[3]) for line in theirs["In short"].lines if (m := COUNTED.match(line.text))}
    for line in mine["In short"].lines:
        if m := COUNTED.match(line.text):
            number, of = counts[m[1]]
            assert int(m[2]) <= number
            assert m[3] in (None, of)
            assert m[3] is None or int(m[2]) == number
    if "Its part in each call" in mine:
        parts = {row[0].text: row[2].text for row in theirs["Its part in each call"].rows}
        for row in mine["Its part in each call"].rows:
            if row[0].text not in parts:  # an id that names another goes by a tag in a provider's own copy
                continue
            accused, known = _accused(row[2].text), _accused(parts[row[0].text])
            assert {what: day for what, day in accused.items() if what not in known or (known[what] < day and what != "answer due")} == {}
    for title in ("Clocks", "Took its calls after an action against it", "Its own monthly rows"):
        if title in mine:
            assert {nameless(line.text) for line in mine[title].lines} <= {nameless(line.text) for line in theirs[title].lines}, title
    months = {tuple(cell.text for cell in row) for row in theirs.get("By month of the call", Section("")).rows}
    assert {tuple(cell.text for cell in row) for row in mine.get("By month of the call", Section("")).rows} <= months


def nameless(text: str) -> str:
    """Without ids, which go by tags in a provider's own copy."""
    return re.sub(r"(fcc|itg)-\S+:", "ID:", text)


COUNTED = re.compile(r"([a-z-]+): (?:at least )?(\d+)(?: of (\d+))?,")


def hold_exports(copy: Content, whole: Content) -> None:
    hops = {row["hop"]: row for row in whole["hops"]}
    for row in copy["hops"]:
        theirs = hops.get(row["hop"])
        if theirs is None:  # an id that names another goes by a tag in a provider's own copy
            continue
        if row["status"] is not None or row["contradicted"]:
            assert [row[name] for name in ("status", "interim", "contradicted")] == [
                theirs[n] for n in ("status", "interim", "contradicted")
            ]
        assert row["status"] != "no-response" or str(row["status_at"]) <= str(theirs["status_at"])
    known = {row["key"]: row for row in whole["providers"]}
    for row in copy["providers"]:
        if theirs := known.get(row["key"]):
            assert int(row["calls"] or 0) <= int(theirs["calls"] or 0)
            assert int(row["no_response"] or 0) <= int(theirs["no_response"] or 0)
            assert row["asked"] in (None, theirs["asked"])
    pairs_ = {(row["provider_key"], row["upstream_key"]): row for row in whole["pairs"]}
    order = [str(one) for one in Attested]
    for row in copy["pairs"]:
        if theirs := pairs_.get((row["provider_key"], row["upstream_key"])):
            assert int(row["calls"] or 0) <= int(theirs["calls"] or 0)
            assert order.index(str(row["attested"])) >= order.index(str(theirs["attested"]))
    flags = {(row["provider_key"], row["rule"]): row for row in whole["flags"]}
    for row in copy["flags"]:
        theirs = flags[row["provider_key"], row["rule"]]
        assert int(row["count"] or 0) <= int(theirs["count"] or 0)
        assert row["of"] in (None, theirs["of"])


@settings(max_examples=50, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(cases(), copies, days)
def test_memos_and_exports_of_a_copy_accuse_nobody_more(
    mine: Path, case: Case, of: tuple[str | None, str | None], as_of: str | None
) -> None:
    store = case.store()
    profile, provider = of
    if provider is not None and provider not in {name.text for name in store.names()}:
        profile = provider = None
    for name in sorted({name.provider for name in store.names()}):
        telling = Telling(store, profile, as_of, provider, mine)
        if memo := telling.memo(name):
            whole = Telling(store, "internal", as_of).memo(name)
            assert whole
            hold_memos(memo, whole)
            cited = [claim for exhibit in memo.exhibits for passage in exhibit.passages for claim in passage.claims]
            assert [claim for claim in cited if not telling._redaction._may_leave(claim)] == []
    if content := Telling(store, profile, as_of, provider, mine).exported():
        everything = Telling(store, "internal", as_of).exported()
        assert everything
        hold_exports(content, everything)


# --- the same by whole loads -----------------------------------------------------------------------------------------------

rows = st.lists(
    st.fixed_dictionaries(
        {
            "incident": st.sampled_from(["7001", "7002"]),
            "provider": st.sampled_from(NAMES),
            "received_from": st.sampled_from(["", "", *NAMES]),
            "status": st.sampled_from(["no-response", "no-response", "", *map(str, Status)]),
            "asked_at": st.sampled_from(["", "2024-05-02", "2024-05-02T10:00:00Z"]),
            "noted_on": st.sampled_from(["2024-05-03", "2024-05-09", "2024-06-01"]),
            "stated_by": st.sampled_from(["desk", "another desk", *NAMES]),
        }
    ),
    min_size=1,
    max_size=6,
)


def data_of(file: Path) -> Any:
    return Tags(file.read_text("utf-8")).data


def against(data: Any) -> dict[str, dict[str, str]]:
    """What a page's data says against each provider, with the latest day."""
    found: dict[str, dict[str, str]] = {}
    for node in data["nodes"]:
        said_of = [*node.get("small", ()), *(value for _, value in node["facts"]), data["meta"]["looks"][node["status"]]["word"].lower()]
        said_of += [line for line in data["meta"]["says"] if f" at {node['name']}: " in line]
        found[node["name"]] = _accused("\n".join(said_of))
    return found


@settings(max_examples=4)
@given(st.tuples(rows, rows), st.sampled_from([(), ("--as-of", "2024-05-10")]), st.sampled_from(["partner", "public", "court", "press"]))
def test_whole_loads_accuse_nobody_more_in_a_copy(
    tmp_path_factory: pytest.TempPathFactory,
    mine: Path,
    told: tuple[list[dict[str, str]], list[dict[str, str]]],
    as_of: tuple[str, ...],
    profile: str,
) -> None:
    folder = tmp_path_factory.mktemp("case")
    desk = Desk(folder / "case")
    for number, (its, mark) in enumerate(zip(told, (None, "protective order"), strict=True)):
        desk.load(hop_list(folder / f"{number}.csv", *(row for row in its if row["provider"] != row["received_from"])), mark=mark)
    for subject in (["network"], ["trace", "7001"], ["trace", "7002"]):
        pages = {}
        for name, options in (("full", ["--redact", "internal"]), ("plain", []), (profile, ["--redact", profile, "--profiles", mine])):
            ran = desk.run(*subject, *as_of, *options, "--html", folder / f"{name}.html", "--force")
            if ran.code == 0:
                pages[name] = data_of(folder / f"{name}.html")
        full = against(pages["full"]) if "full" in pages else {}
        for name, data in pages.items():
            for provider, of in against(data).items():
                assert {what: day for what, day in of.items() if what not in full[provider] or full[provider][what] < day} == {}, (
                    name,
                    provider,
                )


# --- one by one ------------------------------------------------------------------------------------------------------------

ALDER, BIRCH, CEDAR = "Alder Voice", "Birch Telecom", "Cedar Networks"


def copied(claims: Sequence[Evidence], *withheld: Evidence, as_of: str | None = None, counts: Collection[str] = ()) -> CallPath:
    """The path of a copy in which these claims are left out."""
    gone = {claim.id for claim in withheld}
    return restrained([b for b in borne(claims) if b.evidence.id not in gone], path(*claims, as_of=as_of), counts)


def test_a_withheld_answer_brings_back_no_silence() -> None:
    silent = status(ALDER, Status.NO_RESPONSE, interim=True, quote="Alder has not yet answered", known_at="2024-05-03")
    answer = status(ALDER, Status.DOWNSTREAM, known_at="2024-05-04", document="secret")
    claims = [asked(ALDER, valid_at="2024-05-02"), silent, answer]
    assert [hop.status for hop in path(*claims).hops] == [Status.DOWNSTREAM]
    [hop] = copied(claims, answer).hops
    assert (hop.withheld, hop.status, hop.interim, hop.asked_at, hop.due_at) == (True, None, False, "2024-05-02", None)
    assert hop_words(hop) == ["asked 2024-05-02", "status withheld"]
    assert [c.quote for c in hop.evidence] == [claims[0].quote, WITHHELD]
    assert [c.status for c in hop.evidence] == [None, None]
    [end] = copied(claims, answer).ends
    assert (end.kind, end.provider, end.text) == (WITHHELD_END, ALDER, "what is known beyond it is withheld in this copy")
    assert withheld_statuses(copied(claims, answer)) == [f"{INCIDENT}@alder-voice"]
    # What is withheld beside it changes nothing.
    assert withheld_statuses(copied(claims, claims[0])) == []
    assert copied(claims) == path(*claims)


@pytest.mark.parametrize(
    ("lines", "part", "page", "document", "shown"),
    [
        ((10, 12), None, None, "list", False), ((12, 14), None, None, "list", False), ((14, 20), None, None, "list", False),
        ((8, 9), None, None, "list", True), ((15, 15), None, None, "list", True), ((10, 20), None, None, "other", True),
        ((10, 20), 2, None, "list", True), ((10, 20), None, 2, "list", True),
    ],
)  # fmt: skip
def test_lines_that_say_a_withheld_status_are_quoted_for_nothing_else(
    lines: tuple[int, int], part: int | None, page: int | None, document: str, shown: bool
) -> None:
    silent = status(BIRCH, Status.NO_RESPONSE, quote="Birch did not answer, it got it from Alder", lines=(10, 14))
    same = handed(ALDER, BIRCH, quote="got it from Birch, which did not answer", lines=lines, part=part, page=page, document=document)
    answer = status(BIRCH, Status.ORIGINATING, known_at="2024-05-09", document="secret")
    claims = [same, silent, answer]
    found = copied(claims, answer)
    [link] = found.links
    assert link.evidence[0].quote == (same.quote if shown else WITHHELD)
    assert link.evidence[0].upstream == BIRCH
    assert [c.quote for hop in found.hops for c in hop.evidence if c.id == silent.id] == [WITHHELD]


def test_a_withheld_word_for_good_leaves_none_for_the_time_being() -> None:
    interim = status(ALDER, Status.NO_RESPONSE, interim=True, known_at="2024-05-03")
    final = status(ALDER, Status.NO_RESPONSE, known_at="2024-05-09", document="secret")
    assert copied([interim, final], final).hops[0].withheld
    later = status(ALDER, Status.NO_RESPONSE, interim=True, known_at="2024-05-09", document="secret")
    assert copied([final, later], later).hops[0].withheld


def test_a_silence_is_told_for_the_same_day_or_an_earlier_one_and_no_later() -> None:
    early = status(ALDER, Status.NO_RESPONSE, known_at="2024-05-10", valid_at="2024-05-03")
    late = status(ALDER, Status.NO_RESPONSE, known_at="2024-05-11", valid_at="2024-05-09")
    same = status(ALDER, Status.NO_RESPONSE, known_at="2024-05-10", valid_at="2024-05-09")
    earlier = status(ALDER, Status.NO_RESPONSE, known_at="2024-05-12", valid_at="2024-05-08")

    def told(*claims: Evidence, without: Evidence) -> list[str]:
        return [silence_text(h.standing) if not h.withheld else "withheld" for h in copied(claims, without).hops]

    assert told(early, late, without=late) == ["did not answer by 2024-05-03"]
    assert told(same, late, without=late) == ["did not answer by 2024-05-09"]
    assert told(same, earlier, without=earlier) == ["withheld"], "the whole case says: by 2024-05-08"
    # One that a rule made of a count as well.
    inferred = [
        status(ALDER, Status.NO_RESPONSE, inferred=True, known_at=f"2024-05-1{n}", valid_at=f"2024-05-0{day}")
        for n, day in ((0, 9), (1, 8))
    ]
    assert copied(inferred, inferred[1]).hops[0].withheld
    assert not copied(inferred, inferred[0]).hops[0].withheld
    [end] = copied([early, late], late).ends
    assert (end.kind, end.text) == ("no-response", "did not answer by 2024-05-03")


def test_an_inferred_point_of_entry_that_is_left_out_leaves_no_silence() -> None:
    silent = status(ALDER, Status.NO_RESPONSE, interim=True, known_at="2024-05-03")
    inferred = status(ALDER, Status.POINT_OF_ENTRY, inferred=True, known_at="2024-06-01")
    assert path(silent, inferred).hops[0].status is Status.POINT_OF_ENTRY
    assert copied([silent, inferred], inferred).hops[0].withheld
    # As of a day before the count it was silent in the whole case too.
    then = restrained(borne([silent]), path(silent, inferred, as_of="2024-05-15"))
    assert (then.hops[0].withheld, then.hops[0].interim, then.as_of) == (False, True, "2024-05-15")


def test_a_half_of_a_contradiction_is_none() -> None:
    answer = status(ALDER, Status.DOWNSTREAM, known_at="2024-05-03", valid_at="2024-05-03")
    silent = status(ALDER, Status.NO_RESPONSE, known_at="2024-05-09")
    whole = path(answer, silent)
    assert whole.hops[0].standing.contradiction
    assert copied([answer, silent]).hops == whole.hops
    for withheld in (answer, silent):
        [hop] = copied([answer, silent], withheld).hops
        assert (hop.withheld, hop.status, hop.standing.contradiction) == (True, None, None)


def test_what_a_withheld_word_corrects_is_not_said_again() -> None:
    first = handed(ALDER, BIRCH, known_at="2024-05-02")
    second = handed(ALDER, CEDAR, known_at="2024-05-04", document="secret")
    whole = path(first, second)
    assert [hop.provider for hop in whole.hops] == [ALDER, CEDAR]
    found = copied([first, second], second)
    assert ([hop.provider for hop in found.hops], found.links, found.corrections) == ([], (), ()), "nothing else names them"
    also = asked(ALDER)
    found = copied([also, first, second], second)
    assert [(hop.provider, hop.received_from, hop.withheld) for hop in found.hops] == [(ALDER, (), True)]
    assert [end.kind for end in found.ends] == [WITHHELD_END]
    # Of a copy that holds both, the remark on the correction stays.
    assert copied([first, second]).corrections == whole.corrections != ()


@pytest.mark.parametrize(("lines", "document", "shown"), [((3, 3), "list", False), ((4, 4), "list", True), ((3, 3), "other", True)])
def test_nor_are_its_lines_quoted_for_anything_else(lines: tuple[int, int], document: str, shown: bool) -> None:
    row = "Alder Voice,Birch Telecom,downstream"
    first = handed(ALDER, BIRCH, known_at="2024-05-02", quote=row, lines=(3, 3))
    answer = status(ALDER, Status.DOWNSTREAM, known_at="2024-05-02", quote=row, lines=lines, document=document)
    second = handed(ALDER, CEDAR, known_at="2024-05-04", document="secret")
    [hop] = copied([first, answer, second], second).hops
    assert (hop.provider, hop.status, [claim.quote for claim in hop.evidence]) == (ALDER, Status.DOWNSTREAM, [row if shown else WITHHELD])
    # With the correction in it, or of the whole case, nothing is replaced.
    assert {claim.quote for claim in copied([first, answer, second]).hops[0].evidence} == {row, second.quote}


def test_nor_what_was_corrected_by_a_word_that_is_withheld_with_it() -> None:
    first = handed(ALDER, BIRCH, known_at="2024-05-02")
    origin = status(ALDER, Status.ORIGINATING, known_at="2024-05-03")
    denied = status(ALDER, Status.NOT_FOUND, said_by="ITG", known_at="2024-05-04", document="secret")
    assert [hop.status for hop in path(first, origin, denied).hops] == [Status.NOT_FOUND]
    found = copied([first, origin, denied], denied)
    assert [(hop.provider, hop.received_from, hop.withheld) for hop in found.hops] == [(ALDER, (), True)]
    assert (found.links, [end.kind for end in found.ends]) == ((), [WITHHELD_END])


def test_a_status_of_another_basis_is_withheld() -> None:
    stated = status(ALDER, Status.POINT_OF_ENTRY, known_at="2024-06-02")
    inferred = status(ALDER, Status.POINT_OF_ENTRY, inferred=True, known_at="2024-06-01")
    assert copied([stated, inferred], stated).hops[0].withheld
    assert not copied([stated, inferred], inferred).hops[0].withheld


def test_where_two_statements_contradict_each_other_one_alone_is_not_told_even_without_a_status() -> None:
    answer = status(ALDER, None, end_user="A caller", known_at="2024-05-03")
    silent = status(ALDER, Status.NO_RESPONSE, known_at="2024-05-09", document="secret")
    assert path(answer, silent).hops[0].standing.contradiction
    found = copied([answer, silent], silent)
    assert (found.hops[0].withheld, found.hops[0].end_user, [end.kind for end in found.ends]) == (True, None, [WITHHELD_END])


def test_a_hand_off_is_attested_no_better_and_no_worse_than_it_is() -> None:
    names_it = handed(ALDER, BIRCH)
    agrees = status(BIRCH, Status.ORIGINATING, document="secret")
    [link] = copied([names_it, agrees], agrees).links
    assert (path(names_it, agrees).links[0].attested, link.attested, link.upstream_says) == (Attested.BOTH, Attested.ONE, None)
    denies = status(BIRCH, Status.NOT_FOUND, document="secret")
    [link] = copied([names_it, denies], denies).links
    assert (link.attested, link.upstream_says) == (Attested.DISPUTED, None), "disputed, and by whom is withheld"
    other = handed(ALDER, CEDAR, said_by="ITG", document="secret")
    found = copied([names_it, other], other)
    assert [(k.upstream, k.attested) for k in found.links] == [(f"{INCIDENT}@birch-telecom", Attested.DISPUTED)]


def test_whose_upstream_is_withheld_is_not_said_to_have_named_none() -> None:
    says = status(ALDER, Status.DOWNSTREAM)
    names_it = handed(ALDER, BIRCH, document="secret")
    assert path(says).ends[0].text.startswith("says that it received the call, but the provider")
    [end] = copied([says, names_it], names_it).ends
    assert (end.kind, end.hop) == (WITHHELD_END, f"{INCIDENT}@alder-voice")


def test_nor_is_it_said_of_one_that_had_not_answered_yet() -> None:
    claims = [status(ALDER, Status.NO_RESPONSE, interim=True), handed(ALDER, BIRCH, said_by="ITG", document="secret")]
    whole, copy = (leaving(claims, {"secret": "confidential"}, profile).drawn_path(INCIDENT) for profile in ("internal", None))
    assert whole
    assert copy
    assert [words for _, words in whole.ghosts] == ["not stated"], "of the upstream's own"
    assert [words for _, words in copy.ghosts] == ["withheld in this copy"]


def test_an_end_user_is_named_only_where_the_whole_case_does() -> None:
    one = status(ALDER, None, end_user="A caller", known_at="2024-05-02", document="secret")
    other = status(ALDER, None, end_user="Another caller", known_at="2024-05-03")
    assert path(one, other).hops[0].end_user == "A caller"
    [hop] = copied([one, other], one).hops
    assert hop.end_user is None
    assert copied([one, other], other).hops[0].end_user == "A caller"


def test_an_end_that_names_another_end_user_is_withheld() -> None:
    one = status(ALDER, Status.ORIGINATING, end_user="A caller", known_at="2024-05-02", document="secret")
    other = status(ALDER, Status.ORIGINATING, end_user="Another caller", known_at="2024-05-03")
    assert [end.text for end in path(one, other).ends] == ["named as the origin of the call, its end user A caller"]
    assert [end.kind for end in copied([one, other], one).ends] == [WITHHELD_END]
    assert copied([one, other], other).ends == path(one, other).ends
    bare = status(ALDER, Status.ORIGINATING, known_at="2024-05-03")
    assert [end.text for end in copied([one, bare], one).ends] == ["named as the origin of the call"], "less of the same"


def test_what_stands_beside_a_withheld_word_of_its_speaker_is_no_correction() -> None:
    first, again = handed(ALDER, BIRCH, known_at="2024-05-02"), handed(ALDER, BIRCH, known_at="2024-05-03", document="secret")
    other = handed(ALDER, CEDAR, known_at="2024-05-03")
    whole = path(first, again, other)
    assert (whole.corrections, [link.attested for link in whole.links]) == ((), [Attested.DISPUTED] * 2)
    found = copied([first, again, other], again)
    assert found.corrections == ()
    assert [(link.upstream, link.attested) for link in found.links] == [(f"{INCIDENT}@cedar-networks", Attested.DISPUTED)]


# --- flags -------------------------------------------------------------------------------------------------------------------


def counted(number: int, asked_: int | None = None, rule: str = "stated-no-response", **says: Any) -> Count:
    return Count(rule, number, asked_, **{"since": "2024-05-02", "sample": True, **says})


def flag(*counts: Count, contradictions: Sequence[str] = ()) -> Flag:
    return Flag(ALDER, "alder-voice", counts, tuple(contradictions))


@pytest.mark.parametrize(
    ("copy", "whole", "left"),
    [
        (counted(2, 5), counted(2, 5), counted(2, 5)),
        (counted(2, 3), counted(2, 5), counted(2, None, sample=False)),  # of fewer known the share would be larger
        (counted(1, 5), counted(2, 5), counted(1, None, sample=False)),
        (counted(3, 5), counted(2, 5), counted(2, 5)),  # a count of which answers are withheld that came since
        (counted(3, 4), counted(2, 5), counted(2, None, sample=False)),
        (counted(2), counted(2), counted(2)),
        (counted(2, 5, sample=False), counted(2, 5), counted(2, 5, sample=False)),
        (counted(2, 5), counted(2, 5, sample=False), counted(2, 5, sample=False)),
        (counted(2, at_least=True), counted(2), counted(2)),
        (counted(2), counted(2, at_least=True), counted(2)),
        (counted(2, at_least=True), counted(2, at_least=True), counted(2, at_least=True)),
        (counted(2, since="2024-05-01"), counted(2), counted(2)),
        (counted(2, since="2024-05-03"), counted(2), counted(2, since="2024-05-03")),
        (counted(2), counted(2, since=None), counted(2, since=None)),
    ],
)
def test_a_flag_of_a_copy_counts_no_more(copy: Count, whole: Count, left: Count) -> None:
    [found] = restrained_flags([flag(copy)], {"alder-voice": flag(whole)})
    assert found.counts == (left,)
    assert left.interval is None or left.interval == whole.interval


def test_a_flag_that_the_whole_case_does_not_raise_is_none() -> None:
    assert restrained_flags([flag(counted(1))], {}) == []
    not_yet = counted(1, rule="not-yet-answered")
    assert restrained_flags([flag(not_yet)], {"alder-voice": flag(counted(1))}) == [], "it stands by another rule alone"
    [both] = restrained_flags([flag(not_yet, counted(1, 1))], {"alder-voice": flag(counted(1, 1))})
    assert both.rules == ["stated-no-response"]


def test_evidence_of_a_flag_is_among_that_of_the_whole_case() -> None:
    one, other = status(ALDER, Status.NO_RESPONSE), status(ALDER, Status.NO_RESPONSE)
    [found] = restrained_flags([flag(counted(1, evidence=(one, other)))], {"alder-voice": flag(counted(1, evidence=(other,)))})
    assert found.evidence == (other,)


def test_where_the_largest_count_is_withheld_the_next_gets_no_share_of_its_own() -> None:
    letter_, stated = counted(2, 8, rule="letter-no-response"), counted(1, 1)
    less = flag(letter_, counted(1, 3))
    assert [c.asked for c in restrained_flags([less], {"alder-voice": flag(letter_, counted(1, 4))})[0].counts] == [8, None]
    [found] = restrained_flags([flag(stated)], {"alder-voice": flag(letter_, stated)})
    assert (found.no_response, found.asked) == (1, None), "1 of 1 would look worse than 2 of 8"
    [found] = restrained_flags([flag(letter_, stated)], {"alder-voice": flag(letter_, stated)})
    assert [(c.number, c.asked) for c in found.counts] == [(2, 8), (1, 1)]


def test_what_speaks_against_a_flag_is_never_left_out_unsaid() -> None:
    whole = {"alder-voice": flag(counted(1), contradictions=["one", "two"])}
    assert restrained_flags([flag(counted(1), contradictions=["one", "two"])], whole)[0].contradictions == ("one", "two")
    assert restrained_flags([flag(counted(1), contradictions=["two"])], whole)[0].contradictions == ("two", MORE_AGAINST)
    assert restrained_flags([flag(counted(1), contradictions=["three"])], whole)[0].contradictions == (MORE_AGAINST,)
    assert restrained_flags([flag(contradictions=["two"])], whole)[0].contradictions == ("two",), "no flag, no more to say against it"
    assert restrained_flags([flag(contradictions=["three"])], whole) == []


# --- what leaves a case ------------------------------------------------------------------------------------------------------


def leaving(
    claims: Sequence[Evidence], marks: Mapping[str, str | None], profile: str | None = None, of: str | None = None, **more: Any
) -> Leaving:
    documents = {claim.document: None for claim in claims}
    return Leaving(Memory(claims, {**documents, **marks}), profile, of=of, **more)


def row_of(drawing: Diagram | None, name: str) -> dict[str, Any]:
    assert drawing
    [row] = [row for row in drawing.tables["providers"][1] if row["provider"] == name]
    return row


SECRET = {"secret": "confidential"}


def test_a_monthly_count_that_shows_answers_is_in_the_full_copy_and_leaves_no_open_end_in_another() -> None:
    own = said(
        Kind.COUNTED, ALDER, incident=None, total=1, downstream=1, known_at="2024-06-01", window_from="2024-05-01", window_to="2024-06-01", said_by="ITG",
    )  # fmt: skip
    request = asked(ALDER, valid_at="2024-05-02")
    for profile in ("internal", None):
        [hop] = leaving([request, own], {}, profile).all_paths()[INCIDENT].hops
        assert (hop.status, hop.withheld) == (Status.OPEN, False)
        assert str(hop.by_count) == "answered by 2024-06-01, by count; the answer itself is not in the loaded documents"
    partner = leaving([request, own], {}, "partner")
    [hop] = partner.all_paths()[INCIDENT].hops
    assert (hop.withheld, hop.by_count) == (True, None), "what a rule made of a count is left out, and so is that no answer is here"
    assert partner._redaction.withheld == {"inferred statuses": 1, "statuses": 1}
    secret = leaving([request, replace(own, document="secret")], SECRET)
    [hop] = secret.all_paths()[INCIDENT].hops
    assert (hop.withheld, hop.by_count) == (True, None)
    assert secret._redaction.withheld == {"documents": 1, "statuses": 1}


def test_a_name_that_only_a_withheld_document_prints_leaves_by_no_count_and_no_hand_off() -> None:
    early = status("ALDER VOICE", Status.DOWNSTREAM, known_at="2020-01-01", document="secret")
    count = said(Kind.COUNTED, "Alder Voice", incident=None, no_response=3, at_least=True, said_by=FCC)
    given = handed("Birch Telecom", "Alder Voice", incident=None, attested=Attested.AGGREGATE)
    whole, copy = (leaving([early, count, given], SECRET, profile).drawn() for profile in ("internal", None))
    assert whole is not None
    assert copy is not None
    assert {node.name for node in whole.nodes} == {"ALDER VOICE", "Birch Telecom"}
    assert {node.name for node in copy.nodes} == {"Alder Voice", "Birch Telecom"}
    assert "ALDER VOICE" not in page(copy)


def test_a_withheld_conflict_of_records_is_still_told_beside_a_flag() -> None:
    silent = status(ALDER, Status.NO_RESPONSE)
    records = [identified(ALDER, frn=frn, document="secret") for frn in ("0031000456", "0031000457")]
    [whole] = leaving([silent, *records], SECRET, "internal").flagged().values()
    assert whole.contradictions == ("several FRNs on record: 0031000456, 0031000457",)
    [copy] = leaving([silent, *records], SECRET).flagged().values()
    assert copy.contradictions == (MORE_AGAINST,)
    facts = dict(leaving([silent, *records], SECRET).drawn().nodes[0].facts)  # type: ignore[union-attr]
    assert facts["Contradictory"] == MORE_AGAINST
    assert facts["Did not answer"] == "1 of 1"


def test_a_count_that_may_not_leave_flags_nobody() -> None:
    counts_ = [
        said(Kind.COUNTED, ALDER, incident=None, no_response=n, at_least=True, said_by=FCC, document=d)
        for n, d in ((9, "secret"), (3, "open"))
    ]
    call_ = status(ALDER, Status.DOWNSTREAM)
    assert [flag_.no_response for flag_ in leaving([call_, *counts_], SECRET, "internal").flagged().values()] == [9]
    assert [flag_.no_response for flag_ in leaving([call_, *counts_], SECRET).flagged().values()] == [3]
    assert leaving([call_, counts_[0]], SECRET).flagged() == {}
    drawing = leaving([call_, counts_[0]], SECRET).drawn()
    assert drawing
    assert [(node.look.slug, node.share) for node in drawing.nodes] == [("downstream", "")]


def test_an_open_end_is_told_from_the_first_request_that_may_leave() -> None:
    first, again = asked(ALDER, valid_at="2024-05-02", document="secret"), asked(ALDER, valid_at="2024-05-06")
    [end] = copied([first, again], first).ends
    assert (end.kind, end.text) == ("open", "asked on 2024-05-06; no answer in the loaded documents")


def test_rows_that_a_second_letter_repeats_are_counted_once_in_every_copy() -> None:
    claims = [*letter(LETTER, "letter", "2024-05-08", [None, NAMES[1]]), *letter(AGAIN, "again", "2024-05-10", [None, NAMES[1]])]
    for profile, of in (("internal", None), ("partner", None), ("provider", NAMES[0]), ("provider", NAMES[1])):
        drawing = leaving(claims, {}, profile, of).drawn()
        assert drawing
        assert dict(drawing.header)["Traced calls"] == "2", (profile, of)
        names_ = {node.name for node in drawing.nodes}
        if of != NAMES[1]:
            row = row_of(drawing, NAMES[0])
            assert (row["calls"], row["no-response"], row["unanswered"], row["of"]) == (2, 1, 1, 2)
            [link] = drawing.links
            assert (link.weight, link.calls_by_attested, link.attested) == (1, {"letter": 1}, Attested.LETTER)
        assert NAMES[1] in names_


def test_what_only_letters_and_counts_say_is_drawn_too() -> None:
    claims = [
        *letter(LETTER, "letter", "2024-05-08", []),
        said(Kind.COUNTED, "Tidewater Minutes", incident=None, no_response=2, said_by="ITG"),
        handed("Marrowstone Tel", "Birch Telecom", incident=None, attested=Attested.LETTER, said_by=FCC),
        handed("Marrowstone Tel", "Cedar Networks", incident=None, attested=Attested.AGGREGATE, said_by="ITG"),
    ]
    drawing = leaving(claims, {}, "internal").drawn()
    assert drawing
    assert {node.name: (node.weight, node.share, node.look.slug) for node in drawing.nodes} == {
        "Alder Voice, LLC": (0, "", "named"), "Birch Telecom": (0, "", "named"), "Cedar Networks": (0, "", "named"),
        "Marrowstone Tel": (0, "", "named"), "Tidewater Minutes": (0, "2 of ?", "no-response"),
    }  # fmt: skip
    assert sorted((link.attested, link.style, link.weight) for link in drawing.links) == [
        (Attested.AGGREGATE, "dotted", 0), (Attested.LETTER, "dotted", 0),
    ]  # fmt: skip
    assert "5 providers named in no traced call, only in letters or counts." in drawing.says
    # Of a letter's rows, a campaign or a person's calls alone nobody knows that.
    leaving(claims, {}, "internal").network([], "n", beyond_calls=True)
    with pytest.raises(BadInput, match="no provider matches"):
        leaving(claims, {}, "internal").network([], "n", beyond_calls=False)
    around = leaving(claims, {}, "internal")
    around.network([], "n", beyond_calls=True, around={"birch-telecom"})
    assert {node.name for node in around.drawing.nodes} == {"Birch Telecom", "Marrowstone Tel"}
    own = leaving(claims, {}, "provider", "Birch Telecom").drawn()
    assert own
    assert {node.name for node in own.nodes} == {"Birch Telecom", "Marrowstone Tel"}, "what is known of others is not for it"


def test_of_a_copy_with_fewer_parts_nobody_looks_worse() -> None:
    claims = [
        status(ALDER, Status.NOT_FOUND, incident="itg-1"),
        *(status(ALDER, Status.DOWNSTREAM, incident=f"itg-{n}", document="secret") for n in (2, 3)),
        status(BIRCH, Status.DOWNSTREAM, incident="itg-1"),
        status(BIRCH, Status.ORIGINATING, incident="itg-2", document="secret"),
    ]
    whole, copy = (leaving(claims, SECRET, profile).drawn() for profile in ("internal", None))
    assert whole is not None
    assert copy is not None
    assert {node.name: node.look.slug for node in whole.nodes} == {ALDER: "downstream", BIRCH: "originating"}
    assert {node.name: node.look.slug for node in copy.nodes} == {ALDER: "withheld", BIRCH: "downstream"}


def test_a_providers_own_copy_shows_the_silence_of_its_neighbour() -> None:
    """The flags of others are not for it; that its own upstream did not answer about its own call is."""
    claims = [handed(ALDER, BIRCH), asked(BIRCH), status(BIRCH, Status.NO_RESPONSE)]
    drawing = leaving(claims, {}, "provider", ALDER).drawn()
    assert drawing
    [node] = [node for node in drawing.nodes if node.name == BIRCH]
    assert (node.look.slug, node.share, node.unanswered) == ("no-response", "", 0)
    assert drawing.says[0] == "1 of 2 providers did not answer at least one request, as stated in the documents."
