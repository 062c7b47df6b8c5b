"""Every question that is asked of a store, with its exact answer, on both engines: what was kept is what the documents say."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import neo4j
import pytest

from tests import story
from tests.cases import Desk, auth, chain, hop_list
from tests.story import Fresh
from tracer import readers, registry
from tracer.ask import lists
from tracer.identity import Identity
from tracer.judgements import standing
from tracer.model import OF_INCIDENTS, Claim, Evidence, Kind, Provider, Status, replace, statement_order
from tracer.path import Clock, Ended
from tracer.store import Carrier, Computed, HeldDocument, PrintedName, Store, Summary
from tracer.store import cypher as keeping
from tracer.store.cypher import GraphStore
from tracer.store.properties import evidence
from tracer.store.sqlite import SqliteStore
from tracer.text import as_counted

ORCHID, QUILLON, LARKSPUR = "Orchid Transit Corp", "Quillon Gateway", "Larkspur Wireless"
IMPOSSIBLE = "+11005550123"


@dataclass(frozen=True)
class Told:
    """A store, and all that its documents say, as their loaders read it."""

    desk: Desk
    store: Store
    said: tuple[Evidence, ...]
    sha256: dict[str, str]  # by name of the document

    def of(self, *kinds: Kind, **where: str | None) -> list[Evidence]:
        """What is said of these kinds where these fields hold that, in order."""
        return [
            claim for claim in self.said
            if (not kinds or claim.kind in kinds) and all(getattr(claim, field) == value for field, value in where.items())
        ]  # fmt: skip


def _documents(folder: Path) -> list[Path]:
    """A list, a mailbox with a count that leaves one reading, and a list by which that no longer follows; a letter and a notice."""
    return [
        hop_list(
            folder / "list.csv",
            {"incident": "20417", "provider": LARKSPUR, "received_from": QUILLON, "status": "downstream", "asked_at": "2024-05-01T13:20:00Z", "noted_on": "2024-05-02", "call_at": "2024-05-01T09:00:00Z", "caller": IMPOSSIBLE, "called": "+12025550143", "campaign": "Parcel-Refund"},
            {"incident": "20417", "provider": QUILLON, "status": "no-response", "asked_at": "2024-05-02T09:00:00Z", "noted_on": "2024-05-20"},
            {"incident": "20418", "provider": "LARKSPUR  WIRELESS", "status": "originating", "noted_on": "2024-05-02"},
            {"incident": "31", "provider": "Alder Voice", "status": "not-found", "noted_on": "2024-05-21"},
        ),
        story.mailbox(
            folder / "mails.txt",
            story.request("2024-05-09 14:05", 20560),
            story.silent("2024-05-14 14:01", 20560, ORCHID),
            story.figures("2024-06-01 09:30", Orchid_Transit_Corp=(1, 0, 1, 0, 0, 0)),
        ),
        hop_list(folder / "late.csv", {"incident": "20999", "provider": ORCHID, "asked_at": "2024-05-20T09:00:00Z", "status": "open", "noted_on": "2024-07-01"}),
        story.letter(folder / "letter.txt", story.row(), stated=date(2024, 6, 27), address=("48 Harbour Reach", "Canada")),
        story.notice(folder / "notice.txt"),
    ]  # fmt: skip


def _read(path: Path) -> Iterator[Evidence]:
    """What a document says by its loader alone, without any store."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    document = readers.read(path, name=path.name, sha256=sha256)
    loader = registry.detect(document)
    assert loader
    return (evidence(sha256, path.name, loader.name, found) for found in loader.load(document) if isinstance(found, Claim))


def in_order(claims: Iterable[Evidence]) -> list[Evidence]:
    return sorted(claims, key=statement_order)


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("store")
    paths = _documents(folder)
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk(folder / "case", story.address_of(request, patch))
        # Document by document: what a mail's count said is kept as something that no longer follows.
        for path in paths:
            assert [outcome.outcome for outcome in desk.load(path)] == ["loaded"]
        assert desk.run("names", "unsure", "Alder Voice", ORCHID, "--because", "asked").code == 0
        read = [claim for path in paths for claim in _read(path)]
        judgement = next(iter(standing(desk.case.entries()).values()))
        said = in_order([*read, evidence("", "journal.jsonl", None, judgement.claim)])
        with desk.store() as store:
            yield Told(desk, store, tuple(said), {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths})


@pytest.fixture
def inferred(told: Told) -> Evidence:
    """That Orchid Transit was the point of entry, by a count: from 1 June, until on 1 July a second request became known."""
    [silent] = told.of(Kind.STATUS, provider=ORCHID, status=Status.NO_RESPONSE)
    [counted] = told.of(Kind.COUNTED, upstream=ORCHID)
    [found] = [claim for claim in told.store.claims(ended=True) if claim.inferred]
    assert set(found.sources) == {counted.id, *(c.id for c in told.of(Kind.HANDED_OFF, incident="itg-20560"))}
    expected = replace(
        counted, id=found.id, kind=Kind.STATUS, status=Status.POINT_OF_ENTRY, incident=silent.incident, provider=ORCHID, upstream=None,
        said_by="inferred from a count by the Industry Traceback Group", total=None, open=None, point_of_entry=None, originating=None,
        no_response=None, not_found=None, window_from=None, window_to=None, verified=None, inferred=True, sources=found.sources, until="2024-07-01",
    )  # fmt: skip
    assert found == expected
    return found


# --- claims --------------------------------------------------------------------------------------------------------


def test_all_that_is_said_in_the_order_in_which_it_was_said(told: Told) -> None:
    assert told.store.claims() == list(told.said)
    assert len(told.said) == 44
    assert [statement_order(claim) for claim in told.said] == sorted(statement_order(claim) for claim in told.said)


def test_what_no_longer_follows_is_given_where_it_is_asked_for(told: Told, inferred: Evidence) -> None:
    whole = in_order([*told.said, inferred])
    store, sha256 = told.store, inferred.document
    assert store.claims(ended=True) == whole
    assert store.claims(kinds=[Kind.STATUS], ended=True) == [c for c in whole if c.kind == Kind.STATUS]
    assert store.claims(incidents=["itg-20560"], ended=True) == [c for c in whole if c.incident == "itg-20560"]
    assert store.claims(documents=[sha256], ended=True) == [c for c in whole if c.document == sha256]
    for without in (
        store.claims(),
        store.claims(kinds=[Kind.STATUS]),
        store.claims(incidents=["itg-20560"]),
        store.claims(documents=[sha256]),
    ):
        assert inferred not in without


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2024-05-01T23:59:59Z", 0), ("2024-05-02", 5), ("2024-05-09T14:04:59Z", 5), ("2024-05-09T14:05:00Z", 7),
        ("2024-06-01T09:29:59Z", 12), ("2024-06-01T09:30:00Z", 17), ("2024-06-30T23:59:59Z", 28), ("2024-07-01", 29), ("2024-07-01T00:00:00Z", 29),
    ],
)  # fmt: skip
def test_only_what_was_known_by_an_instant(told: Told, inferred: Evidence, day: str, known: int) -> None:
    whole = in_order([*told.said, inferred])
    expected = [claim for claim in whole if claim.known_by(day)]
    assert len(expected) == known
    assert (inferred in expected) == ("2024-06-01T09:30:00Z" <= day < "2024-07-01")
    store = told.store
    assert store.claims(as_of=day) == expected
    assert store.claims(as_of=day, ended=True) == whole, "ended: all there ever was"
    assert store.claims(incidents=["itg-20560"], as_of=day) == [c for c in expected if c.incident == "itg-20560"]
    assert store.claims(documents=[inferred.document], as_of=day) == [c for c in expected if c.document == inferred.document]
    assert store.claims(kinds=[Kind.STATUS, Kind.COUNTED], as_of=day) == [c for c in expected if c.kind in (Kind.STATUS, Kind.COUNTED)]
    about = [c for c in expected if c.incident is None and ORCHID in (c.provider, c.upstream, *c.names)]
    assert store.of_providers([_key(told, ORCHID)], day) == about


def test_claims_of_some_incidents_documents_and_kinds(told: Told) -> None:
    store = told.store
    incidents = sorted({claim.incident for claim in told.said if claim.incident})
    assert len(incidents) == 6
    for some in ([], *combinations(incidents, 1), incidents[:3], incidents, ["itg-20417", "itg-1"], {"itg-20417"}):
        assert store.claims(incidents=some) == [c for c in told.said if c.incident in some], some
        assert store.claims(incidents=some, kinds=(Kind.STATUS, Kind.CALL)) == [c for c in told.said if c.incident in some and c.kind in (Kind.STATUS, Kind.CALL)]  # fmt: skip
    for docs in ([], *combinations(told.sha256.values(), 1), list(told.sha256.values())[:2], list(told.sha256.values()), ["0" * 64]):
        assert store.claims(documents=docs) == [c for c in told.said if c.document in docs], docs
        assert store.claims(documents=docs, kinds={Kind.CALL}) == [c for c in told.said if c.document in docs and c.kind == Kind.CALL]
    for kinds in ([], *combinations(Kind, 1), OF_INCIDENTS, list(Kind)):
        assert store.claims(kinds=kinds) == [c for c in told.said if c.kind in kinds], kinds
    assert store.claims(incidents=["itg-20417"], kinds=[]) == []


def test_a_persons_judgement_stands_in_the_journal_and_in_no_document(told: Told) -> None:
    [judgement] = told.store.claims(kinds=[Kind.UNSURE])
    assert (judgement.document, judgement.document_name, judgement.document_kind) == ("", "journal.jsonl", None)
    assert (judgement.provider, judgement.names, judgement.quote) == ("Alder Voice", (ORCHID,), "asked")
    assert told.store.claims(documents=[""]) == []


def _key(told: Told, name: str) -> str:
    return told.store.who([name])[name].key


def test_claims_about_providers_that_concern_no_single_incident(told: Told) -> None:
    everybody = {name.text: name.provider_key for name in told.store.names()}
    general = [claim for claim in told.said if claim.incident is None and claim.provider]
    assert {claim.kind for claim in general} == {
        Kind.IDENTIFIED, Kind.ACTED, Kind.COUNTED, Kind.HANDED_OFF, Kind.FOUND, Kind.TERM, Kind.UNSURE,
    }  # fmt: skip

    def about(*keys: str) -> list[Evidence]:
        return [c for c in general if {everybody[n] for n in (c.provider, c.upstream, *c.names) if n} & {*keys}]

    for keys in ([], *combinations(sorted(set(everybody.values())), 1), *combinations(sorted(set(everybody.values())), 2), ["nobody"]):
        assert told.store.of_providers(keys) == about(*keys), keys
    assert [c.kind for c in told.store.of_providers(["quillon-gateway"])] == [
        *[Kind.IDENTIFIED] * 5, Kind.FOUND, Kind.ACTED, Kind.HANDED_OFF, Kind.ACTED,
    ]  # fmt: skip
    assert told.store.of_providers(set(everybody.values())) == general


# --- incidents -----------------------------------------------------------------------------------------------------

LETTER_ROW = f"{story.LETTER}.1"
ALL = [LETTER_ROW, "itg-20417", "itg-20418", "itg-20560", "itg-20999", "itg-31"]


def test_incidents_by_the_beginning_of_their_ids_and_by_who_stands_in_them(told: Told) -> None:
    store = told.store
    assert store.incidents() == ALL
    assert store.incidents(start="itg-204") == ["itg-20417", "itg-20418"]
    assert store.incidents(start="itg-31") == ["itg-31"]
    assert store.incidents(start="ITG") == store.incidents(start="0") == []
    assert store.incidents(start=story.LETTER) == [LETTER_ROW]
    of = {
        name: store.incidents(providers=[_key(told, name)])
        for name in ("Alder Voice", LARKSPUR, QUILLON, ORCHID, story.FERNWICK, "Marrowstone Tel")
    }
    assert of == {
        "Alder Voice": ["itg-31"], LARKSPUR: ["itg-20417", "itg-20418"], QUILLON: [LETTER_ROW, "itg-20417"],
        ORCHID: ["itg-20560", "itg-20999"], story.FERNWICK: ["itg-20560"], "Marrowstone Tel": [],
    }  # fmt: skip
    assert store.incidents(providers=[_key(told, QUILLON), _key(told, LARKSPUR)]) == [LETTER_ROW, "itg-20417", "itg-20418"]
    assert store.incidents(providers=[_key(told, QUILLON)], start="itg-") == ["itg-20417"]
    assert store.incidents(providers=[]) == store.incidents(providers=["nobody"]) == []


def test_incidents_with_a_silence_or_a_call_not_found(told: Told) -> None:
    assert told.store.incidents(silent=True) == [LETTER_ROW, "itg-20417", "itg-20560", "itg-31"]


@pytest.mark.parametrize(
    ("after", "until", "changed"),
    [
        # Known by the first is not new, known at the second is
        ("2024-05-09T14:04:59Z", "2024-05-09T14:05:00Z", ["itg-20560"]),
        ("2024-05-09T14:05:00Z", "2024-05-14T14:00:59Z", []),
        ("2024-05-09T14:05:00Z", "2024-05-14T14:01:00Z", ["itg-20560"]),
        ("2024-05-01T23:59:59Z", "2024-05-02T23:59:59Z", ["itg-20417", "itg-20418"]),
        ("2024-05-02T23:59:59Z", "2024-05-21T23:59:59Z", ["itg-20417", "itg-20560", "itg-31"]),
        # A rule said something from 1 June, and nothing of it from 1 July: both are a change
        ("2024-06-01T09:29:59Z", "2024-06-01T09:30:00Z", ["itg-20560"]),
        ("2024-06-01T09:30:00Z", "2024-06-11T23:59:59Z", []),
        ("2024-06-30T23:59:59Z", "2024-07-01", ["itg-20560", "itg-20999"]),
        ("2024-07-01", "2024-07-02", []),
        ("2024-06-11T23:59:59Z", "2024-06-12T23:59:59Z", [LETTER_ROW]),
        # A notice of no incident changes none
        ("2024-09-02T23:59:59Z", "2024-09-03T23:59:59Z", []),
        ("", "9999", ALL),
        ("9999", "", []),
    ],
)
def test_incidents_that_changed(told: Told, after: str, until: str, changed: list[str]) -> None:
    assert told.store.changed(after, until) == changed


def test_every_incident_in_short(told: Told) -> None:
    parcel = "Parcel-Refund"
    assert told.store.summaries() == [
        Summary(LETTER_ROW, "2024-05-02T18:02:00Z", None, None, None, (QUILLON,), (Ended("no-response", QUILLON),)),
        Summary("itg-20417", "2024-05-01T09:00:00Z", IMPOSSIBLE, "+12025550143", parcel, (LARKSPUR, QUILLON), (Ended("no-response", QUILLON),)),
        Summary("itg-20418", None, None, None, None, (LARKSPUR,), (Ended("originator", LARKSPUR),)),
        # As newest known: what the count said of Orchid Transit does not follow any more
        Summary("itg-20560", "2024-05-08T10:00:00Z", "+16095550117", "+12025550141", parcel, (story.FERNWICK, ORCHID), (Ended("no-response", ORCHID, interim=True),)),
        Summary("itg-20999", None, None, None, None, (ORCHID,), (Ended("open", ORCHID),)),
        Summary("itg-31", None, None, None, None, ("Alder Voice",), (Ended("not-found", "Alder Voice"),)),
    ]  # fmt: skip


def test_some_incidents_in_short(told: Told) -> None:
    every = {row.incident: row for row in told.store.summaries()}
    assert told.store.summaries(["itg-31", LETTER_ROW, "itg-0"]) == [every[LETTER_ROW], every["itg-31"]]
    assert told.store.summaries([]) == []


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, ALL),
        ({"campaign": "PARCEL"}, ["itg-20417", "itg-20560"]),
        ({"campaign": "refund", "since": "2024-05-08"}, ["itg-20560"]),
        ({"campaign": ""}, ALL),
        ({"campaign": "no such"}, []),
        ({"providers": [LARKSPUR]}, ["itg-20417", "itg-20418"]),
        ({"providers": [LARKSPUR, ORCHID]}, ["itg-20417", "itg-20418", "itg-20560", "itg-20999"]),
        ({"providers": ["LARKSPUR  WIRELESS"]}, []),  # it goes by another name
        ({"providers": []}, []),
        ({"end": "no-response"}, [LETTER_ROW, "itg-20417", "itg-20560"]),
        ({"end": "no-response", "providers": [QUILLON]}, [LETTER_ROW, "itg-20417"]),
        ({"end": "disputed"}, []),
        ({"since": "2024-05-01T09:00:00Z"}, [LETTER_ROW, "itg-20417", "itg-20560"]),
        ({"since": "2024-05-01T09:00:01Z"}, [LETTER_ROW, "itg-20560"]),
        ({"until": "2024-05-02T23:59:59Z"}, [LETTER_ROW, "itg-20417"]),
        ({"since": "2024-05-02", "until": "2024-05-02T18:02:00Z"}, [LETTER_ROW]),
    ],
)
def test_incidents_that_match(told: Told, wanted: dict[str, Any], ids: list[str]) -> None:
    assert told.store.matching(**wanted) == ids


@pytest.mark.parametrize(
    "wanted",
    [
        {}, {"campaign": "parcel"}, {"provider": "quillon"}, {"provider": "e"}, {"provider": "no such"}, {"status": "no-response"},
        {"status": "originating"}, {"status": "originator"}, {"since": "2024-05-02"}, {"until": "2024-05-02"}, {"status": "open", "provider": "orchid"},
    ],
)  # fmt: skip
def test_a_page_of_incidents_is_a_part_of_the_list_of_them(told: Told, wanted: dict[str, str]) -> None:
    whole = sorted(lists.incidents(told.store, lists.IncidentCriteria(**wanted)), key=lambda one: as_counted(one.incident))
    ids = lists.matching(told.store, lists.IncidentCriteria(**wanted))
    assert ids == [one.incident for one in whole]
    assert lists.of_ids(told.store, ids) == whole
    assert lists.of_ids(told.store, [*ids[2:3], "itg-0", *ids[:1]]) == [*whole[2:3], *whole[:1]]


def test_in_how_many_calls_each_provider_stands(told: Told) -> None:
    assert told.store.carriers() == [
        Carrier("larkspur-wireless", LARKSPUR, 2), Carrier("orchid-transit-corp", ORCHID, 2), Carrier("quillon-gateway", QUILLON, 2),
        Carrier("alder-voice", "Alder Voice", 1), Carrier("fernwick-voice-llc", story.FERNWICK, 1),
        *(Carrier(_key(told, name), name, 0) for name in sorted({n.provider for n in told.store.names()} - {LARKSPUR, ORCHID, QUILLON, "Alder Voice", story.FERNWICK})),
    ]  # fmt: skip


def test_a_letters_row_that_repeats_anothers_is_the_same_call(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    desk.load(story.letter(tmp_path / "letter.txt", *[story.row()] * 3))
    desk.load(story.letter(tmp_path / "again.txt", *[story.row()] * 3, dated=date(2024, 7, 12)))
    with desk.store() as store:
        assert {row.same_as for row in store.summaries()} == {None, *(f"{story.LETTER}.{n}" for n in (1, 2, 3))}
        assert [(one.name, one.calls) for one in store.carriers() if one.calls] == [("Quillon Gateway Ltd.", 3)]


def test_who_was_named_once_and_is_no_hop_any_more_carried_nothing(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    rows = [
        {"incident": "1", "provider": LARKSPUR, "received_from": up, "status": "downstream", "stated_by": LARKSPUR, "noted_on": day}
        for up, day in (("Beacon Tandem", "2024-05-22"), ("Saltmarsh Telecom", "2024-05-23"))
    ]
    desk.load(hop_list(tmp_path / "list.csv", *rows))
    with desk.store() as store:
        assert [row.providers for row in store.summaries()] == [(LARKSPUR, "Saltmarsh Telecom")]
        assert [store.matching(providers=[name]) for name in ("Saltmarsh Telecom", "Beacon Tandem")] == [["itg-1"], []]
        assert {one.name: one.calls for one in store.carriers()} == {LARKSPUR: 1, "Saltmarsh Telecom": 1, "Beacon Tandem": 0}


def test_what_a_document_says_in_some_lines(told: Told) -> None:
    store, sha256 = told.store, told.sha256["list.csv"]
    every = [claim for claim in told.said if claim.document == sha256]

    def at(first: int, last: int) -> list[Evidence]:
        return sorted(
            (c for c in every if first <= c.place.line_to and c.place.line_from <= last),
            key=lambda c: (c.place.line_from, c.place.line_to, c.id),
        )

    for first, last in ((2, 2), (2, 3), (1, 99), (5, 5)):
        assert store.claims_at(sha256, None, None, first, last) == at(first, last)
    assert len(at(2, 2)) == 4
    assert store.claims_at(sha256, None, None, 6, 99) == []
    assert (
        store.claims_at(sha256, 1, None, 2, 2)
        == store.claims_at(sha256, None, 1, 2, 2)
        == store.claims_at("0" * 64, None, None, 2, 2)
        == []
    )
    count = told.of(Kind.COUNTED, upstream=ORCHID)[0]  # and nothing that a rule made of it
    assert {c.inferred for c in store.claims_at(count.document, count.place.part, count.place.page, 1, 9999)} == {False}


def test_the_stamp_changes_with_the_store_and_only_then(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    seen: list[str | None] = []

    def stamp() -> str | None:
        with desk.store() as store:
            return store.stamp()

    desk.load(hop_list(tmp_path / "a.csv", {"incident": "1", "provider": "Alder Voice", "status": "open"}))
    seen.append(stamp())
    assert stamp() == seen[0]
    desk.load(hop_list(tmp_path / "b.csv", {"incident": "2", "provider": "Birch Telecom", "status": "open"}))
    seen.append(stamp())
    assert desk.run("names", "same", "Alder Voice", "Birch Telecom", "--because", "asked").code == 0
    seen.append(stamp())
    desk.forget("b.csv")
    seen.append(stamp())
    assert None not in seen
    assert all(before != after for before, after in pairwise(seen))


def test_a_reader_sees_one_state_while_somebody_writes(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "a.csv", {"incident": "1", "provider": "Alder Voice", "status": "open"}))
    with closing(SqliteStore(desk.case.store)) as store:
        with store.snapshot():
            before = store.stamp()
            desk.load(hop_list(tmp_path / "b.csv", {"incident": "2", "provider": "Birch Telecom", "status": "open"}))
            assert (store.matching(), store.stamp()) == (["itg-1"], before)
        assert store.matching() == ["itg-1", "itg-2"]


# --- names ---------------------------------------------------------------------------------------------------------


def test_the_providers_of_printed_names(told: Told) -> None:
    larkspur = Provider("larkspur-wireless", LARKSPUR, ("LARKSPUR  WIRELESS", LARKSPUR))
    quillon = Provider("quillon-gateway", QUILLON, (QUILLON, "Quillon Gateway Ltd.", "quillongateway.example"), "Canada")
    fernwick = Provider("fernwick-voice-llc", story.FERNWICK, (story.FERNWICK, "fernwickvoice.example"))
    asked = ["LARKSPUR  WIRELESS", QUILLON, "Quillon Gateway Ltd.", "fernwickvoice.example", "Nobody", "quillon gateway", "", QUILLON]
    assert told.store.who(asked) == {
        "LARKSPUR  WIRELESS": larkspur, QUILLON: quillon, "Quillon Gateway Ltd.": quillon, "fernwickvoice.example": fernwick,
    }  # fmt: skip
    assert told.store.who(iter([LARKSPUR])) == {LARKSPUR: larkspur}
    assert told.store.who([]) == {}


def test_every_printed_name_with_when_and_where_it_was_printed_first(told: Told) -> None:
    places = {
        "Alder Voice": ("2024-05-21", "list.csv", 5, "alder-voice", "Alder Voice"),
        "Brightwater Dialing": ("2024-09-03", "notice.txt", 6, "brightwater-dialing", "Brightwater Dialing"),
        story.FERNWICK: ("2024-06-01T09:30:00Z", "mails.txt", 37, "fernwick-voice-llc", story.FERNWICK),
        "LARKSPUR  WIRELESS": ("2024-05-02", "list.csv", 4, "larkspur-wireless", LARKSPUR),
        LARKSPUR: ("2024-05-02", "list.csv", 2, "larkspur-wireless", LARKSPUR),
        "Marrowstone Tel": ("2024-09-03", "notice.txt", 24, "marrowstone-tel", "Marrowstone Tel"),
        ORCHID: ("2024-05-14T14:01:00Z", "mails.txt", 27, "orchid-transit-corp", ORCHID),
        "Pinfold Networks": ("2024-09-03", "notice.txt", 26, "pinfold-networks", "Pinfold Networks"),
        QUILLON: ("2024-05-02", "list.csv", 2, "quillon-gateway", QUILLON),
        "Quillon Gateway Ltd.": ("2024-06-12", "letter.txt", 9, "quillon-gateway", QUILLON),
        "brightwaterdialing.example": ("2024-09-03", "notice.txt", 10, "brightwater-dialing", "Brightwater Dialing"),
        "fernwickvoice.example": ("2024-05-09T14:05:00Z", "mails.txt", 3, "fernwick-voice-llc", story.FERNWICK),
        "quillongateway.example": ("2024-06-12", "letter.txt", 14, "quillon-gateway", QUILLON),
    }
    assert told.store.names() == [
        PrintedName(text, f"{at}|{told.sha256[name][:12]}|{line:09d}|0", key, provider)
        for text, (at, name, line, key, provider) in places.items()
    ]


def test_who_is_who_is_what_identity_makes_of_names_and_ties(told: Told) -> None:
    names = told.store.names()
    identity = Identity.of({name.text: name.first for name in names}, told.store.claims(kinds=[Kind.IDENTIFIED, Kind.UNSURE]))
    for name in names:
        provider = identity[name.text]
        assert (name.provider_key, name.provider) == (provider.key, provider.name)
        kept = told.store.who([name.text])[name.text]
        assert (kept.key, kept.name, set(kept.names), kept.country) == (provider.key, provider.name, set(provider.names), provider.country)


# --- what was drawn, and the documents -----------------------------------------------------------------------------


def test_what_was_computed_when_incidents_were_drawn(told: Told) -> None:
    clocks = {
        f"{LETTER_ROW}@quillon-gateway": Clock("2024-05-03T13:20:00Z", "2024-05-08"),
        "itg-20417@larkspur-wireless": Clock("2024-05-01T13:20:00Z", "2024-05-02T13:20:00Z"),
        "itg-20417@quillon-gateway": Clock("2024-05-02T09:00:00Z", "2024-05-07"),  # placed abroad by the letter: no domestic clock
        "itg-20560@fernwick-voice-llc": Clock("2024-05-09T14:05:00Z", "2024-05-10T14:05:00Z"),
        "itg-20999@orchid-transit-corp": Clock("2024-05-20T09:00:00Z", "2024-05-21T12:00:00Z"),
    }
    impossible = {IMPOSSIBLE: "cannot be one: neither area code nor exchange begins with 0 or 1 or is an N11 code"}
    assert told.store.drawn(ALL) == Computed(clocks, impossible)
    for incident in ALL:
        its = {hop: clock for hop, clock in clocks.items() if hop.startswith(f"{incident}@")}
        assert told.store.drawn({incident}) == Computed(its, impossible if incident == "itg-20417" else {})
    assert told.store.drawn([]) == told.store.drawn(["itg-1"]) == Computed()


def test_the_documents_by_date(told: Told) -> None:
    fcc, itg, ags = (
        "Federal Communications Commission, Enforcement Bureau",
        "Industry Traceback Group",
        "Interstate Calling Practices Task Force",
    )
    assert told.store.documents() == [
        HeldDocument(told.sha256[name], name, kind, issuer, recipient, dated, None, kind, claims, complete=True)
        for name, kind, issuer, recipient, dated, claims in (
            ("list.csv", "hop_list", None, None, "2024-05-21", 8),
            ("mails.txt", "itg_mailbox", itg, story.FERNWICK, "2024-06-01T09:30:00Z", 8),
            ("letter.txt", "fcc_letter", fcc, "Quillon Gateway Ltd.", "2024-06-12", 11),
            ("late.csv", "hop_list", None, None, "2024-07-01", 2),
            ("notice.txt", "ag_notice", ags, "Brightwater Dialing", "2024-09-03", 14),
        )
    ]  # fmt: skip
    assert sum(document.claims for document in told.store.documents()) == len(told.said) - 1


def test_many_ids_are_asked_in_parts_and_answered_as_a_whole(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    store = told.store
    keys = sorted({name.provider_key for name in store.names()})
    texts = [name.text for name in store.names()]

    def answers() -> list[object]:
        return [
            store.claims(), store.claims(incidents=ALL), store.claims(documents=told.sha256.values()), store.of_providers(keys),
            store.incidents(providers=keys), store.who(texts), store.drawn(ALL), store.claims(ended=True, kinds=Kind),
        ]  # fmt: skip

    whole = answers()
    for at_once in (1, 2):
        monkeypatch.setattr(keeping, "AT_ONCE", at_once)
        assert answers() == whole


def test_an_empty_store_and_a_document_that_is_not_whole(engine: Fresh, tmp_path: Path) -> None:
    from tracer.graph import connect

    desk = engine()
    path = hop_list(tmp_path / "list.csv", {"incident": "1", "provider": "Alder Voice", "status": "open"})
    [loaded] = desk.load(path)
    store = GraphStore(connect(desk.db, write=True)) if desk.db else SqliteStore(desk.case.store, write=True)
    with closing(store):
        store.begin()
        store.put_documents({loaded.document or "": {"complete": False, "mark": "confidential"}})
        store.commit()
        [held] = store.documents()
        assert (held.complete, held.mark, held.name) == (False, "confidential", "list.csv")
    desk.forget("list.csv")
    with desk.store() as store:
        assert store.claims() == store.claims(ended=True) == store.of_providers(["alder-voice"]) == []
        assert store.incidents() == store.incidents(silent=True) == store.changed("", "9999") == []
        assert store.summaries() == store.names() == store.documents() == store.matching() == store.carriers() == []
        assert store.who(["Alder Voice"]) == {}
        assert store.drawn(["itg-1"]) == Computed()


def test_what_another_version_drew_is_told_of_and_drawn_anew_by_whoever_writes_next(
    engine: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = engine()
    one, two = (hop_list(tmp_path / f"{n}.csv", *chain(f"700{n}", "Alder Voice", f"Birch {n}")) for n in (1, 2))
    desk.load(one)
    drawn, path = desk.ask("incidents"), desk.ask("trace", "7001")
    where = "graph" if desk.db else "store"
    told = f"note: the {where} was drawn by another version of tracer: the next `tracer load` or `tracer rebuild` draws it anew\n"
    assert desk.run("incidents").err == "1 incident\n"
    _draw_otherwise(desk)
    assert [incident["caller"] for incident in desk.ask("incidents")] == ["somebody"]
    monkeypatch.setattr(keeping.store, "VERSION", keeping.store.VERSION + 1)
    assert desk.run("incidents").err == f"{told}1 incident\n"
    assert desk.run("trace", "7001").err == told
    desk.load(two)
    assert desk.run("incidents").err == "2 incidents\n"
    assert (desk.ask("incidents")[0], desk.ask("trace", "7001")) == (drawn[0], path)
    monkeypatch.undo()  # an older one tells of what the newer one drew
    assert desk.run("incidents").err == f"{told}2 incidents\n"
    desk.rebuild()
    assert desk.run("incidents").err == "2 incidents\n"


def _draw_otherwise(desk: Desk) -> None:
    if desk.db:
        with neo4j.GraphDatabase.driver(desk.db, auth=auth()) as driver:
            driver.execute_query("MATCH (i:Incident) SET i.caller = 'somebody'")
        return
    with closing(sqlite3.connect(desk.case.store)) as db:
        db.execute("UPDATE incident SET summary = json_set(summary, '$[1]', 'somebody')")
        db.commit()


def test_what_an_older_tracer_put_into_a_neo4j_without_a_version_is_another_versions(served: Desk, tmp_path: Path) -> None:
    served.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch")))
    assert [document["drawn_by"] for document in served.dump().named("Document")] == [keeping.store.VERSION]
    with neo4j.GraphDatabase.driver(served.db or "", auth=auth()) as driver:
        driver.execute_query("MATCH (d:Document) REMOVE d.drawn_by")
    assert "drawn by another version" in served.run("incidents").err
    served.load(hop_list(tmp_path / "two.csv", *chain("7002", "Alder Voice", "Cedar")))
    assert served.run("incidents").err == "2 incidents\n"
    assert [document["drawn_by"] for document in served.dump().named("Document")] == [keeping.store.VERSION] * 2
