"""Hop lists: every column read, every line kept, and whatever is wrong told."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loaders.documents import claims as claims_of
from tests.places import EXAMPLES
from tracer.errors import BadDocument
from tracer.identity import fold
from tracer.loaders.tables import sheet
from tracer.loaders.tables.typed_rows import is_id, is_number
from tracer.model import Claim, Document, Finding, Heading, Kind, Place, Remark, Role, Status, Unread, replace
from tracer.readers import read
from tracer.text import traceback_number

LOADER: Any = entry_points(group="tracer.loaders")["hop_list"].load()

COLUMNS = [
    "incident",
    "provider",
    "received_from",
    "hop_id",
    "status",
    "asked_at",
    "answered_at",
    "call_at",
    "caller",
    "called",
    "campaign",
    "source",
    "stated_by",
    "noted_on",
]
ROW = {
    "incident": "20417",
    "provider": "Fernwick Voice, LLC",
    "received_from": "Orchid Transit Corp",
    "hop_id": "t2",
    "status": "downstream",
    "asked_at": "2024-05-02T13:44:00Z",
    "answered_at": "2024-05-03T10:00:00Z",
    "call_at": "2024-05-01T15:34:00Z",
    "caller": "(202) 555-0102",
    "called": "202-555-0101",
    "campaign": "Parcel-Refund",
    "source": "phone",
    "stated_by": "Fernwick Voice",
    "noted_on": "2024-05-04",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


@pytest.fixture
def document(folder: Path) -> Any:
    def of(data: bytes | str, noted_on: str | None = None) -> Document:
        data = data if isinstance(data, bytes) else data.encode()
        sha256 = hashlib.sha256(data).hexdigest()
        path = folder / sha256
        path.write_bytes(data)
        return read(path, name="hops.csv", sha256=sha256, noted_on=noted_on)

    return of


def written(rows: Iterable[dict[str, str]], columns: list[str] | None = None, end: str = "\n") -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns or COLUMNS, lineterminator=end, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def found(document: Any) -> Any:
    def of(data: bytes | str | dict[str, str], noted_on: str | None = None) -> list[Finding]:
        return [*LOADER.load(document(written([data], list(data)) if isinstance(data, dict) else data, noted_on))]

    return of


def only(found: Iterable[Finding], kind: Kind) -> Claim:
    (claim,) = claims_of(found, kind)
    return claim


def unread(found: Iterable[Finding]) -> list[tuple[int, int, str]]:
    return [(f.line_from, f.line_to, f.reason) for f in found if isinstance(f, Unread)]


def doubts(found: Iterable[Finding]) -> list[tuple[str, int, str]]:
    return [(f.code, f.line_from, f.text) for f in found if isinstance(f, Remark)]


BARE = {"incident": "20417", "provider": "Fernwick", "noted_on": "2024-05-04"}

# --- every column --------------------------------------------------------------------------------------------------


def test_a_full_row(found: Any) -> None:
    text = written([ROW])
    findings = found(text)
    quote = text.splitlines()[1]
    base: dict[str, Any] = {
        "place": Place(2, 2, row=1), "quote": quote, "said_by": "Fernwick Voice", "known_at": "2024-05-04", "incident": "itg-20417",
        "note": "source: phone",
    }  # fmt: skip
    hop: dict[str, Any] = {"provider": "Fernwick Voice, LLC", "hop": "t2"}
    answered = "2024-05-03T10:00:00Z"
    assert findings == [
        Claim(
            kind=Kind.CALL, valid_at="2024-05-01T15:34:00Z", call_at="2024-05-01T15:34:00Z", caller="+12025550102", called="+12025550101",
            campaign="Parcel-Refund", **base,
        ),
        Claim(kind=Kind.ASKED, role=Role.ASKED, valid_at="2024-05-02T13:44:00Z", **hop, **base),
        Claim(kind=Kind.STATUS, role=Role.NAMED, valid_at=answered, status=Status.DOWNSTREAM, **hop, **base),
        Claim(kind=Kind.HANDED_OFF, role=Role.NAMED, valid_at=answered, upstream="Orchid Transit Corp", **hop, **base),
        Heading(dated="2024-05-04"),
    ]  # fmt: skip


def test_the_least_that_a_row_can_say(found: Any) -> None:
    status, _ = found(BARE)
    assert (status.kind, status.provider, status.status, status.hop) == (Kind.STATUS, "Fernwick", None, None)
    assert (status.said_by, status.note, status.quote, status.valid_at) == ("hop list", None, "20417,Fernwick,2024-05-04", "2024-05-04")


@pytest.mark.parametrize(
    ("says", "kinds"),
    [
        ({"asked_at": "2024-05-02"}, [Kind.ASKED]),
        ({"received_from": "Orchid"}, [Kind.HANDED_OFF]),
        ({"asked_at": "2024-05-02", "received_from": "Orchid"}, [Kind.ASKED, Kind.HANDED_OFF]),
        ({"status": "open"}, [Kind.STATUS]),
        ({"campaign": "Parcel-Refund"}, [Kind.CALL, Kind.STATUS]),
        ({"called": "Anonymous"}, [Kind.STATUS]),
        ({"answered_at": "2024-05-03"}, [Kind.STATUS]),
    ],
)
def test_which_claims_a_row_makes(found: Any, says: dict[str, str], kinds: list[Kind]) -> None:
    assert [claim.kind for claim in claims_of(found(BARE | says))] == kinds


@pytest.mark.parametrize(
    ("typed", "incident"),
    [
        ("20417", "itg-20417"),
        ("#20417", "itg-20417"),
        (" 20417 ", "itg-20417"),
        ("itg-20417", "itg-20417"),
        ("ITG-20417", "itg-20417"),
        ("020417", "itg-20417"),
        ("20417.0", "itg-20417"),
        ("20,417", "itg-20417"),
        ("Traceback #20417", "itg-20417"),
        ("itg-020417", "itg-20417"),
        ("20,41", "20,41"),
        ("1.5", "1.5"),
        ("20417.5", "20417.5"),
        ("1" * 13, "1" * 13),
        ("20417a", "20417a"),
        ("20-417", "20-417"),
        ("٢٠٤١٧", "٢٠٤١٧"),
        ("<b>", "<b>"),
    ],
)
def test_a_traceback_number_in_any_spelling_is_the_itgs_and_any_other_id_is_kept(found: Any, typed: str, incident: str) -> None:
    assert claims_of(found(BARE | {"incident": typed}))[0].incident == incident


@pytest.mark.parametrize(
    ("typed", "status"),
    [(str(word), word) for word in Status]
    + [("No Response", Status.NO_RESPONSE), ("POINT_OF_ENTRY", Status.POINT_OF_ENTRY), (" open ", Status.OPEN)],
)
def test_a_status(found: Any, typed: str, status: Status) -> None:
    assert only(found(BARE | {"status": typed}), Kind.STATUS).status is status


def test_an_unknown_status_is_told_and_the_rest_of_the_row_kept(found: Any) -> None:
    findings = found(BARE | {"status": "silent", "received_from": "Orchid"})
    assert unread(findings) == [
        (2, 2, "no such status: silent (one of open, downstream, point-of-entry, originating, no-response, not-found)")
    ]  # fmt: skip
    assert [claim.kind for claim in claims_of(findings)] == [Kind.HANDED_OFF]


def test_an_upstream_by_the_id_of_its_hop(found: Any) -> None:
    claim = only(found(BARE | {"received_from": "#t3"}), Kind.HANDED_OFF)
    assert (claim.upstream, claim.upstream_hop) == (None, "t3")
    for name in ("#t 3", "#", "No. #3"):
        claim = only(found(BARE | {"received_from": name}), Kind.HANDED_OFF)
        assert (claim.upstream, claim.upstream_hop) == (name, None)


# --- whose word a row reports --------------------------------------------------------------------------------------

ANSWER = {"received_from": "Orchid", "answered_at": "2024-05-03"}


@pytest.mark.parametrize(
    ("says", "reported"),
    [
        ({"stated_by": "Fernwick"}, False),  # itself
        ({"stated_by": "FERNWICK"}, False),
        ({"stated_by": "Fernwick, LLC"}, False),
        ({"stated_by": "Beacon Tandem Inc."}, False),
        ({"source": "Fernwick"}, False),
        ({"stated_by": "ITG"}, True),
        ({"stated_by": "Fernwick desk"}, True),
        ({"stated_by": "Analyst J. Doe (by phone)"}, True),
        ({"stated_by": "Office of Communications Enforcement"}, True),
        ({"stated_by": "US Telecom"}, True),
        ({"stated_by": "Fernwick Wireless traceback desk"}, True),
        ({"stated_by": "Whinchat Telecom (competitor)"}, False),  # a provider, of this list or not: a third's word
        ({"stated_by": "Whinchat LLC"}, False),
        ({"stated_by": "Klein Moynihan LLP"}, True),  # its counsel
        ({"source": "phone"}, True),
        ({}, True),
        ({"stated_by": "Orchid"}, False),  # another of the list's providers: a third's word
        ({"source": "orchid"}, False),
        ({"stated_by": "Beacon Tandem"}, False),  # of a row further down
        ({"stated_by": "Saltmarsh"}, False),  # ... named there as an upstream
        ({"stated_by": "Hollin Outreach"}, True),  # ... as an end user
        ({"stated_by": "#t9"}, True),  # ... by the id of a hop
    ],
)
def test_an_answer_told_by_somebody_else_is_on_the_providers_word(found: Any, says: dict[str, str], reported: bool) -> None:
    others = [
        {"incident": "9", "provider": "Beacon Tandem", "received_from": "Saltmarsh", "noted_on": "2024-05-04"},
        {"incident": "9", "provider": "Beacon Tandem", "received_from": "#t9", "noted_on": "2024-05-04"},
        {
            "incident": "9",
            "provider": "Beacon Tandem",
            "received_from": "Hollin Outreach",
            "status": "originating",
            "noted_on": "2024-05-04",
        },
    ]
    findings = found(written([BARE | ANSWER | {"status": "downstream", "asked_at": "2024-05-02", "campaign": "P"} | says, *others]))
    said = {claim.kind: claim.on_word_of for claim in claims_of(findings) if claim.incident == "itg-20417"}
    word = "Fernwick" if reported else None
    assert said == {Kind.CALL: None, Kind.ASKED: None, Kind.STATUS: word, Kind.HANDED_OFF: word}


@pytest.mark.parametrize(
    ("name", "reported"), [("ITG", True), ("Industry Traceback Group", True), ("itg", True), ("ITG Voice, LLC", False)]
)
def test_who_asks_records_answers_also_where_a_list_has_it_as_a_provider(found: Any, name: str, reported: bool) -> None:
    row = BARE | ANSWER | {"status": "downstream", "stated_by": name}
    findings = found(written([row, {"incident": "9", "provider": name, "noted_on": "2024-05-04"}]))
    [word] = {claim.on_word_of for claim in claims_of(findings) if claim.incident == "itg-20417"}
    assert word == ("Fernwick" if reported else None)


@pytest.mark.parametrize(
    ("says", "reported"),
    [
        ({"status": "downstream"}, True),
        ({"status": "point-of-entry"}, True),
        ({"status": "originating"}, True),
        ({"status": "not-found"}, True),
        ({"status": "open"}, False),
        ({"status": "no-response"}, False),
        ({}, False),
        ({"answered_at": "2024-05-03"}, True),
        ({"answered_at": "2024-05-03", "status": "open"}, True),
        ({"answered_at": "last week"}, False),
        ({"status": "silent"}, False),
    ],
)
def test_what_is_an_answer_of_the_provider(found: Any, says: dict[str, str], reported: bool) -> None:
    words = {claim.on_word_of for claim in claims_of(found(BARE | {"stated_by": "ITG"} | says))}
    assert words == {"Fernwick" if reported else None}


def test_the_list_is_read_again_for_its_names_only_where_they_are_wanted(document: Any) -> None:
    class Counted:
        times = 0

    def load(row: dict[str, str]) -> int:
        made = document(written([row]))
        Counted.times = 0

        def stream() -> Any:
            Counted.times += 1
            return made.stream()

        claims_of(LOADER.load(replace(made, stream=stream)))
        return Counted.times

    assert load(BARE | ANSWER | {"stated_by": "Fernwick"}) == 1
    assert load(BARE | ANSWER) == 1  # nobody who could be one of its providers
    assert load(BARE | {"received_from": "Orchid", "stated_by": "ITG"}) == 1
    assert load(BARE | ANSWER | {"stated_by": "ITG"}) == 1  # who asks is none of them
    assert load(BARE | ANSWER | {"stated_by": "Incident desk"}) == 2


def test_a_list_that_breaks_further_down_is_refused_at_that_line(found: Any) -> None:
    with pytest.raises(BadDocument, match=r"^line 3 of hops.csv is no CSV"):
        found('incident,provider,status,stated_by,noted_on\n1,A,downstream,ITG,2024-05-04\n2,"B"b,downstream,ITG,2024-05-04\n')


# --- end users -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "status"),
    [
        ({"received_from": "Hollin Outreach", "status": "originating"}, Status.ORIGINATING),
        ({"received_from": "Hollin Outreach", "status": "Originating", "asked_at": "2024-05-02"}, Status.ORIGINATING),
        ({"received_from": "Hollin Outreach (end user)", "status": "originating"}, Status.ORIGINATING),
        ({"received_from": "Hollin Outreach (end user)"}, None),
        ({"received_from": "Hollin Outreach (End-User)", "status": "downstream"}, Status.DOWNSTREAM),
        ({"received_from": "Hollin Outreach( end user )", "status": "open", "asked_at": "2024-05-02"}, Status.OPEN),
        ({"received_from": "Hollin Outreach (end user)", "asked_at": "2024-05-02"}, None),
    ],
)
def test_an_end_user_is_no_provider(found: Any, says: dict[str, str], status: Status | None) -> None:
    findings = found(BARE | says)
    assert claims_of(findings, Kind.HANDED_OFF) == []
    state = only(findings, Kind.STATUS)
    assert (state.provider, state.status, state.end_user, state.upstream) == ("Fernwick", status, "Hollin Outreach", None)
    assert len(claims_of(findings, Kind.ASKED)) == ("asked_at" in says)
    assert doubts(findings) == [
        ("end-user", 2, "Fernwick names Hollin Outreach as its end user: kept as that, not as a provider")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "Hollin Outreach - end user", "end user: Hollin Outreach", "Hollin Outreach [end-user]", "Hollin Outreach, end user",
        "END USER - Hollin Outreach", "Hollin Outreach (our end user)",
    ],
)  # fmt: skip
def test_whoever_is_called_an_end_user_is_one(found: Any, source: str) -> None:
    findings = found(BARE | {"received_from": source, "status": "downstream"})
    assert [(c.kind, c.end_user, c.upstream, c.status) for c in claims_of(findings)] == [
        (Kind.STATUS, "Hollin Outreach", None, Status.DOWNSTREAM)
    ]
    assert doubts(findings) == [("end-user", 2, "Fernwick names Hollin Outreach as its end user: kept as that, not as a provider")]


@pytest.mark.parametrize(
    "source",
    [
        "Customer: Hollin Outreach", "Hollin Outreach (customer)", "Client = Hollin Outreach", "Hollin Outreach \u2013 subscriber",
        "Hollin Outreach (our customer)", "Hollin Outreach: caller",
    ],
)  # fmt: skip
def test_a_customer_is_an_end_user_only_where_the_call_began(found: Any, source: str) -> None:
    for status in ("downstream", "", "point-of-entry"):  # among carriers it is whoever hands over the call
        [handed] = claims_of(found(BARE | {"received_from": source, "status": status}), Kind.HANDED_OFF)
        assert (handed.upstream, handed.end_user) == (source, None)
    state = only(found(BARE | {"received_from": source, "status": "originating"}), Kind.STATUS)
    assert (state.upstream, state.end_user) == (None, "Hollin Outreach")


@pytest.mark.parametrize(
    "source",
    [
        "Customer Voice LLC", "End User Telecom", "Our Client", "Our Client Connect LLC", "My Customer Tel LLC", "own customer", "customer:", "(end user)", "Hollin (not an end user)",
        "Hollin (end user?)", "Hollin - customer care", "Client-Server Voice", "Hollin (customer of Wren)", "Self Serve Telecom Inc",
    ],
)  # fmt: skip
def test_whoever_is_not_called_a_customer_is_kept_as_typed(found: Any, source: str) -> None:
    claim = only(found(BARE | {"received_from": source}), Kind.HANDED_OFF)
    assert (claim.upstream, claim.end_user) == (source, None)


@pytest.mark.parametrize(
    "says",
    [
        {"received_from": "#t3", "status": "originating"},
        {"received_from": "Hollin Outreach", "status": "downstream"},
        {"received_from": "Hollin (end user) Outreach"},
        {"received_from": "End User Telecom"},
    ],
)
def test_other_sources_are_providers(found: Any, says: dict[str, str]) -> None:
    findings = found(BARE | says)
    assert len(claims_of(findings, Kind.HANDED_OFF)) == 1
    assert {claim.end_user for claim in claims_of(findings)} == {None}
    assert doubts(findings) == []


# --- times that cannot all be right --------------------------------------------------------------------------------

INSTANT = "T10:00:00Z"


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ({"answered_at": "2024-05-05", "noted_on": "2024-05-04"}, "noted-before-answer"),
        ({"answered_at": "2024-05-05" + INSTANT, "noted_on": "2024-05-04"}, "noted-before-answer"),
        ({"answered_at": "2024-05-05", "noted_on": "2024-05-04T23:59:59Z"}, "noted-before-answer"),
        ({"answered_at": "2024-05-04T10:00:01Z", "noted_on": "2024-05-04" + INSTANT}, "noted-before-answer"),
        ({"answered_at": "2024-05-04T23:00:00Z", "noted_on": "2024-05-04"}, None),  # some time of that day
        ({"answered_at": "2024-05-04", "noted_on": "2024-05-04T00:00:00Z"}, None),
        ({"answered_at": "2024-05-04" + INSTANT, "noted_on": "2024-05-04" + INSTANT}, None),
        ({"asked_at": "2024-05-05", "noted_on": "2024-05-04"}, "noted-before-request"),
        ({"asked_at": "2024-05-04T23:00:00Z", "noted_on": "2024-05-04"}, None),
        ({"asked_at": "2024-05-05", "answered_at": "2024-05-06", "noted_on": "2024-05-04"}, "noted-before-answer"),  # as its answer
        ({"answered_at": "2024-05-03", "asked_at": "2024-05-04", "noted_on": "2024-05-06"}, "answer-before-request"),
        ({"answered_at": "2024-05-03" + INSTANT, "asked_at": "2024-05-04", "noted_on": "2024-05-06"}, "answer-before-request"),
        ({"answered_at": "2024-05-03T09:59:59Z", "asked_at": "2024-05-03" + INSTANT, "noted_on": "2024-05-06"}, "answer-before-request"),
        ({"answered_at": "2024-05-03", "asked_at": "2024-05-03" + INSTANT, "noted_on": "2024-05-06"}, None),
        ({"answered_at": "2024-05-03T06:00:00-05:00", "asked_at": "2024-05-03" + INSTANT, "noted_on": "2024-05-06"}, None),
    ],
)
def test_times_that_cannot_all_be_right_are_kept_and_doubted(found: Any, says: dict[str, str], code: str | None) -> None:
    row = {"incident": "20417", "provider": "Fernwick", "received_from": "Orchid", "status": "downstream", "stated_by": "Fernwick"} | says
    findings = found(row)
    assert [(c, line) for c, line, _ in doubts(findings)] == ([(code, 2)] if code else [])
    kept = claims_of(findings)
    assert [c.kind for c in kept] == [*([Kind.ASKED] if "asked_at" in says else []), Kind.STATUS, Kind.HANDED_OFF]
    assert {c.doubts for c in kept} == {(code,) if code else ()}
    assert unread(findings) == []


def test_what_is_wrong_with_the_times_is_told_with_both(found: Any) -> None:
    findings = found(BARE | {"asked_at": "2024-05-07", "answered_at": "2024-05-05" + INSTANT})
    assert [text for _, _, text in doubts(findings)] == [
        "noted on 2024-05-04, before the answer that it tells of was given, 2024-05-05T10:00:00Z",
        "answered 2024-05-05T10:00:00Z, before it was asked, 2024-05-07",
    ]
    assert {c.doubts for c in claims_of(findings)} == {("noted-before-answer", "answer-before-request")}
    assert {c.known_at for c in claims_of(findings)} == {"2024-05-04"}
    without = found({"incident": "1", "provider": "A", "answered_at": "2024-05-05"}, "2024-05-04")
    assert doubts(without) == []  # `--noted-on` speaks of the list, not of the row


# --- words that are no names ---------------------------------------------------------------------------------------


def test_words_like_a_status_are_a_name_in_a_list(found: Any) -> None:
    claim = only(found(BARE | {"provider": "null", "received_from": "No Response"}), Kind.HANDED_OFF)
    assert (claim.provider, claim.upstream, claim.role) == ("null", "No Response", Role.NAMED)


@pytest.mark.parametrize(
    ("says", "said_by", "note"),
    [
        ({"source": "phone", "stated_by": "Fernwick"}, "Fernwick", "source: phone"),
        ({"stated_by": "Fernwick"}, "Fernwick", None),
        ({"source": "phone"}, "phone", None),
        ({}, "hop list", None),
    ],
)
def test_whose_statement_it_is(found: Any, says: dict[str, str], said_by: str, note: str | None) -> None:
    (claim,) = claims_of(found(BARE | says))
    assert (claim.said_by, claim.note) == (said_by, note)


def test_a_call_is_said_once_until_a_row_says_it_otherwise(found: Any) -> None:
    call = {"call_at": "2024-05-01", "caller": "2025550102", "noted_on": "2024-05-04", "provider": "A"}
    rows = [
        call | {"incident": "1"}, call | {"incident": "1"}, call | {"incident": "2"}, call | {"incident": "1", "caller": "2025550103"},
        call | {"incident": "1", "caller": "2025550103"}, {"incident": "1", "provider": "B", "noted_on": "2024-05-04"},
    ]  # fmt: skip
    said = claims_of(found(written(rows)), Kind.CALL)
    assert [(claim.incident, claim.caller, claim.place.line_from) for claim in said] == [
        ("itg-1", "+12025550102", 2), ("itg-2", "+12025550102", 4), ("itg-1", "+12025550103", 5)
    ]  # fmt: skip


def test_equal_rows_are_kept_each_in_its_place(found: Any) -> None:
    text = written([ROW, ROW])
    handed = claims_of(found(text), Kind.HANDED_OFF)
    assert [claim.place for claim in handed] == [Place(2, 2, row=1), Place(3, 3, row=2)]


# --- when it became known ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "option", "known_at"),
    [
        ({"noted_on": "2024-05-04", "answered_at": "2024-05-03"}, "2024-06-01", "2024-05-04"),
        ({"answered_at": "2024-05-03T10:00:00+02:00"}, "2024-06-01", "2024-05-03T08:00:00Z"),
        ({}, "2024-06-01", "2024-06-01"),
        ({"asked_at": "2024-05-02"}, "2024-06-01", "2024-06-01"),
    ],
)
def test_when_it_became_known(found: Any, says: dict[str, str], option: str, known_at: str) -> None:
    findings = found({"incident": "1", "provider": "A"} | says, option)
    assert {claim.known_at for claim in claims_of(findings)} == {known_at}
    assert findings[-1] == Heading(dated=known_at)


@pytest.mark.parametrize("says", [{}, {"asked_at": "2024-05-02", "call_at": "2024-05-01"}, {"noted_on": ""}])
def test_without_a_date_the_error_says_what_to_do(found: Any, says: dict[str, str]) -> None:
    with pytest.raises(BadDocument) as refused:
        found(written([BARE, {"incident": "1", "provider": "A"} | says]))
    assert str(refused.value) == "line 3 of hops.csv has neither noted_on nor answered_at: say when this became known with --noted-on DATE"


def test_the_list_is_dated_by_the_newest_of_its_rows(found: Any) -> None:
    rows = [BARE | {"noted_on": day} for day in ("2024-05-04", "2024-07-01", "2024-06-01")]
    assert found(written(rows))[-1] == Heading(dated="2024-07-01")
    assert found("incident,provider,noted_on\n") == [Heading(dated=None)]


@pytest.mark.parametrize("column", ["asked_at", "answered_at", "call_at", "noted_on"])
def test_a_time_without_its_zone_is_read_as_utc_and_told(found: Any, column: str) -> None:
    findings = found(BARE | {"received_from": "Orchid", column: "2024-05-02 13:44"})
    assert doubts(findings) == [("time-without-zone", 2, f"{column} 2024-05-02 13:44 has no zone: read as UTC")]
    assert all(claim.doubts == ("time-without-zone",) for claim in claims_of(findings))
    assert "2024-05-02T13:44:00Z" in {value for claim in claims_of(findings) for value in (claim.valid_at, claim.known_at, claim.call_at)}
    two = found(BARE | {"asked_at": "2024-05-02 13:44", "call_at": "2024-05-01 13:44"})
    assert len(doubts(two)) == 2
    assert claims_of(two)[0].doubts == ("time-without-zone",)
    assert doubts(found(BARE | {column: "2024-05-02"})) == []


@pytest.mark.parametrize("column", ["asked_at", "answered_at", "call_at"])
def test_what_is_no_time_is_told_and_the_rest_of_the_row_kept(found: Any, column: str) -> None:
    findings = found(BARE | {"received_from": "Orchid", column: "last week"})
    assert unread(findings) == [(2, 2, f"{column} is no time that can be read for certain: last week")]
    assert [claim.kind for claim in claims_of(findings)] == [Kind.HANDED_OFF]


# --- physical lines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("header", ["incident,provider,noted_on", '"incident","provider","noted_on"', " Incident , PROVIDER,Noted_On "])
def test_line_ends_byte_order_marks_and_the_header_row(found: Any, document: Any, end: str, bom: bytes, header: str) -> None:
    data = bom + f"{header}{end}1,Fernwick,2024-05-04{end}{end}, ,{end}2,Orchid,2024-05-04".encode()
    assert LOADER.recognise(document(data))
    findings = found(data)
    assert [(c.incident, c.provider, c.place, c.quote) for c in claims_of(findings)] == [
        ("itg-1", "Fernwick", Place(2, 2, row=1), "1,Fernwick,2024-05-04"),
        ("itg-2", "Orchid", Place(5, 5, row=2), "2,Orchid,2024-05-04"),
    ]
    assert unread(findings) == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_over_several_lines_has_all_of_them(found: Any, end: str) -> None:
    text = end.join(
        [
            "incident,provider,noted_on,source",
            '1,"Fern',
            "",
            'wick",2024-05-04,phone',
            '2,Orchid,2024-05-04,"a',
            'b"',
            "3,Beacon,2024-05-04,",
            "",
        ]
    )
    findings = claims_of(found(text))
    assert [(c.provider, c.place, c.quote) for c in findings] == [
        (f"Fern{end}{end}wick", Place(2, 4, row=1), f'1,"Fern{end}{end}wick",2024-05-04,phone'),
        ("Orchid", Place(5, 6, row=2), f'2,Orchid,2024-05-04,"a{end}b"'),
        ("Beacon", Place(7, 7, row=3), "3,Beacon,2024-05-04,"),
    ]


def test_a_bare_carriage_return_ends_a_line(found: Any) -> None:
    findings = claims_of(found('incident,provider,noted_on\n1,"a\rb",2024-05-04\n2,c,2024-05-04\n'))
    assert [(c.provider, c.place) for c in findings] == [("a\rb", Place(2, 3, row=1)), ("c", Place(4, 4, row=2))]
    assert [c.provider for c in claims_of(found("incident,provider,noted_on\r1,a,2024-05-04\r"))] == ["a"]


def test_a_header_over_several_lines(found: Any) -> None:
    (claim,) = claims_of(found('incident,provider,"noted_on","my\nnotes"\n1,Fernwick,2024-05-04,x\n'))
    assert claim.place == Place(3, 3, row=1)


def test_characters_that_other_programs_break_lines_at_break_none_here(found: Any) -> None:
    text = "incident,provider,noted_on\n1,a\u2028b\x0bc\x0c\x85\x1cd,2024-05-04\n2,e,2024-05-04\n"
    assert [(c.provider, c.place.line_from) for c in claims_of(found(text))] == [("a\u2028b\x0bc\x0c\x85\x1cd", 2), ("e", 3)]


def test_a_long_row_is_quoted_in_part(found: Any) -> None:
    (claim,) = claims_of(found(BARE | {"provider": "A" * 5000}))
    assert claim.provider == "A" * 5000
    assert claim.quote == "20417," + "A" * 1994 + " …"


# --- what is wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("incident,noted_on", "hops.csv has no column provider: its header row needs incident, provider"),
        ("provider,noted_on", "hops.csv has no column incident: its header row needs incident, provider"),
        ("a,b", "hops.csv has no column incident and no column provider: its header row needs incident, provider"),
        ("incident,provider,status,Status", "hops.csv has the column status twice: name each column once"),
    ],
)
def test_columns_that_are_missing_or_there_twice(found: Any, header: str, message: str) -> None:
    with pytest.raises(BadDocument) as refused:
        found(f"{header}\n1,2\n")
    assert str(refused.value) == message


def test_unknown_columns_are_told_once(found: Any) -> None:
    findings = found("provider,colour,incident,noted_on,Mood\nA,red,1,2024-05-04,\nB,blue,1,2024-05-04,\n")
    assert unread(findings) == [(1, 1, "columns that a hop list does not have: colour, mood")]
    assert [c.provider for c in claims_of(findings)] == ["A", "B"]


def test_a_column_without_a_name_may_stay_empty(found: Any) -> None:
    findings = found("incident,provider,noted_on,,\n1,A,2024-05-04,,\n1,B,2024-05-04,, see my letter\n")
    assert unread(findings) == [(3, 3, "a cell below a column without a name")]
    assert [c.provider for c in claims_of(findings)] == ["A", "B"]


def test_rows_with_too_few_or_too_many_cells(found: Any) -> None:
    findings = found("incident,provider,noted_on\n1,A\n1,B,2024-05-04\n1,C,2024-05-04,\n")
    assert unread(findings) == [(2, 2, "2 cells where the header has 3"), (4, 4, "4 cells where the header has 3")]
    assert [(c.provider, c.place.row) for c in claims_of(findings)] == [("B", 2)]


@pytest.mark.parametrize("missing", ["incident", "provider"])
def test_a_row_that_does_not_say_whom_it_is_about(found: Any, missing: str) -> None:
    findings = found(BARE | {missing: " ", "received_from": "Orchid"})
    assert unread(findings) == [(2, 2, f"no {missing} in this row")]
    assert claims_of(findings) == []


@pytest.mark.parametrize("column", ["provider", "received_from", "campaign", "incident"])
def test_a_value_that_is_too_long(found: Any, column: str) -> None:
    for value in ("A" * 8001, "é" * 4001, "😀" * 2001):
        findings = found(BARE | {column: value})
        assert unread(findings) == [(2, 2, f"{column} is longer than 8000 bytes")]
        assert claims_of(findings) == []
    assert claims_of(found(BARE | {column: "A" * 8000})) != []
    assert claims_of(found(BARE | {column: "é" * 4000})) != []


@pytest.mark.parametrize(
    ("text", "line"),
    [('incident,provider,noted_on\n1,"A,2024-05-04\n', 2), ('incident,provider,noted_on\n1,A,2024-05-04\n1,"A"b,2024-05-04\n', 3)],
)
def test_what_is_no_csv(found: Any, text: str, line: int) -> None:
    with pytest.raises(BadDocument, match=rf"^line {line} of hops.csv is no CSV \(.*\): mend its quotes and load it again$"):
        found(text)


def test_a_broken_header_is_told_in_one_line(found: Any) -> None:
    with pytest.raises(BadDocument, match=r"^line \d of hops.csv is no CSV \(.*\): mend its quotes and load it again$"):
        found('incident,"provider,noted_on\n1,A,2024-05-04\n')


# --- secrets -------------------------------------------------------------------------------------------------------


def test_secrets_are_masked_wherever_they_stand(found: Any) -> None:
    token = "eyJhbGciOiJub25lIn0.eyJ1c2VyIjoiaW52ZW50ZWQifQ.c2lnbmF0dXJl"
    findings = found(
        ROW | {
            "stated_by": "odalys.wren@fernwickvoice.example", "source": f"https://portal.example/login/{token}", "campaign": f"x {token}",
            "provider": "t.marchbanks@fernwickvoice.example", "received_from": "ivo_k@orchid.example",
        }
    )  # fmt: skip
    said = repr(findings)
    for secret in ("odalys", "marchbanks", "ivo_k", "eyJ", "login"):
        assert secret not in said
    assert doubts(findings) == [("secret-masked", 2, "a secret in this row is masked")]
    claim = only(findings, Kind.HANDED_OFF)
    assert (claim.provider, claim.upstream) == ("[masked]@fernwickvoice.example", "[masked]@orchid.example")
    assert (claim.said_by, claim.note) == ("[masked]@fernwickvoice.example", "source: [masked]")


def test_ids_are_never_masked_into_one(found: Any) -> None:
    ids = ["a1" + "b" * 60, "a2" + "b" * 60]
    rows = [BARE | {"incident": i, "hop_id": i} for i in ids]
    assert [(c.incident, c.hop) for c in claims_of(found(written(rows)))] == [(i, i) for i in ids]


# --- recognising ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("incident,provider,received_from\n", True),
        ("Provider,INCIDENT,status,colour\n", True),
        ('"incident","provider","noted_on"\r\n', True),
        ("incident,provider\n", False),  # too little to tell
        ("incident,provider,colour\n", False),
        ("incident;provider;status\n", True),
        ("number,frn,business_name\n", False),
        ("A letter about an incident, a provider, and its status.\n", False),
        ("A title above it,,\nincident,provider,status\n", True),
        ('incident,"provider,status\n', False),
    ],
)
def test_a_hop_list_is_known_by_its_header(document: Any, text: str, is_one: bool) -> None:
    assert LOADER.recognise(document(text)) is is_one


def test_the_shipped_list(document: Any) -> None:
    paths = [path for path in EXAMPLES.glob("*.csv") if LOADER.recognise(document(path.read_bytes()))]
    assert paths
    for path in paths:
        findings = [*LOADER.load(document(path.read_bytes()))]
        assert unread(findings) == []
        assert {claim.incident for claim in claims_of(findings)} >= {"itg-20417"}


# --- whatever people type ------------------------------------------------------------------------------------------

free = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r@%"), min_size=1, max_size=8).map(str.strip).filter(
    lambda text: bool(text) and "eyJ" not in text and "://" not in text
)  # fmt: skip
names = free.filter(lambda text: not is_number(text))
instants = st.sampled_from(["2024-05-01", "2024-05-01T10:00:00Z", "2024-12-31T23:59:59Z"])
rows = st.fixed_dictionaries(
    {
        "incident": st.integers(1, 5).map(str)
        | free.map(lambda t: f"{t.replace(' ', '')}7").filter(
            lambda t: is_id(t, noted=True) and traceback_number(t) is None and not sheet.shortened(t)
        ),
        "provider": names,
        "noted_on": instants,
    },
    optional={
        "received_from": names.filter(lambda t: not t.startswith("#")),
        "hop_id": free,
        "status": st.sampled_from(Status).map(str),
        "asked_at": instants,
        "answered_at": instants,
        "call_at": instants,
        "campaign": free,
        "source": free,
        "stated_by": free,
    },
)


def expected(row: dict[str, str], names: set[str]) -> dict[Kind, dict[str, str | None]]:
    """The facts of a row, by kind of claim. `names`: of the list's providers."""
    facts: dict[Kind, dict[str, str | None]] = {}
    if "asked_at" in row:
        facts[Kind.ASKED] = {"valid_at": row["asked_at"], "on_word_of": None}
    speaker = row.get("stated_by") or row.get("source")
    answers = "answered_at" in row or row.get("status") in ("downstream", "point-of-entry", "originating", "not-found")
    told = answers and (speaker is None or fold(speaker) not in {*names, fold(row["provider"])})
    untimed = None if answers or "received_from" in row else row["noted_on"]
    state = {"valid_at": row.get("answered_at") or untimed, "on_word_of": row["provider"] if told else None}
    caller = row.get("received_from") if row.get("status") == "originating" else None
    if "status" in row or not ("asked_at" in row or "received_from" in row):
        facts[Kind.STATUS] = {"status": row.get("status"), "end_user": caller, **state}
    if "received_from" in row and not caller:
        facts[Kind.HANDED_OFF] = {"upstream": row["received_from"], "end_user": None, **state}
    return facts


def late(earlier: str | None, later: str | None) -> bool:
    """Whether the first is after the second, of the moments that are drawn here."""
    return bool(earlier and later) and (earlier or "")[: len(later or "")] > (later or "")[: len(earlier or "")]


def expected_doubts(row: dict[str, str]) -> list[str]:
    asked, answered, noted = row.get("asked_at"), row.get("answered_at"), row["noted_on"]
    wrong = {
        "noted-before-answer": late(answered, noted),
        "noted-before-request": late(asked, noted) and not late(answered, noted),
        "answer-before-request": late(asked, answered),
    }
    return [code for code, is_so in wrong.items() if is_so]


@given(
    st.lists(rows, min_size=1, max_size=4), st.permutations(COLUMNS), st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.booleans(),
)  # fmt: skip
def test_whatever_is_written_is_read_back_with_its_lines_and_words(
    folder: Path, rows: list[dict[str, str]], columns: list[str], end: str, quoting: int, bom: bool
) -> None:
    printed, spans, line = [], [], 1
    for cells in (columns, *([row.get(column, "") for column in columns] for row in rows)):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator=end, quoting=quoting).writerow(cells)  # type: ignore[arg-type]
        spans.append((line, line + out.getvalue().count("\n") - 1))
        line = spans[-1][1] + 1
        printed.append(out.getvalue())
    data = (b"\xef\xbb\xbf" if bom else b"") + "".join(printed).encode()
    path = folder / "written.csv"
    path.write_bytes(data)
    document = read(path, name="hops.csv", sha256=hashlib.sha256(data).hexdigest(), noted_on=None)
    assert LOADER.recognise(document)
    findings = [*LOADER.load(document)]
    assert unread(findings) == []
    assert [(code, line) for code, line, _ in doubts(findings)] == [
        (code, span[0])
        for row, span in zip(rows, spans[1:], strict=True)
        for code in [*expected_doubts(row), *(["end-user"] if row.get("status") == "originating" and "received_from" in row else [])]
    ]
    names = {fold(row["provider"]) for row in rows}
    names |= {fold(row["received_from"]) for row in rows if "received_from" in row and row.get("status") != "originating"}
    calls: dict[str, tuple[str | None, ...]] = {}
    for number, (row, text, span) in enumerate(zip(rows, printed[1:], spans[1:], strict=True), 1):
        of_row = {claim.kind: claim for claim in claims_of(findings) if claim.place.row == number}
        typed = row["incident"][1:] if re.fullmatch(r"'[+#(]?\d[\d\s().,:/+-]*", row["incident"]) else row["incident"]
        traceback = traceback_number(typed)
        incident = f"itg-{traceback}" if traceback else typed
        said = tuple(row.get(column) for column in ("call_at", "campaign"))
        facts = expected(row, names)
        if any(said) and calls.get(incident) != said:
            calls[incident] = said
            facts[Kind.CALL] = {"call_at": row.get("call_at"), "campaign": row.get("campaign"), "caller": None}
        assert set(of_row) == set(facts)
        for kind, claim in of_row.items():
            assert {name: getattr(claim, name) for name in facts[kind]} == facts[kind]
            assert claim.place == Place(*span, row=number)
            assert claim.quote == text.rstrip("\r\n")
            assert (claim.incident, claim.known_at, list(claim.doubts)) == (incident, row["noted_on"], expected_doubts(row))
            assert claim.said_by == row.get("stated_by", row.get("source", "hop list"))
            if kind is not Kind.CALL:
                assert (claim.provider, claim.hop) == (row["provider"], row.get("hop_id"))
