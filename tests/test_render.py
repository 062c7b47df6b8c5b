"""What answers look like, and that nothing a document says does harm on its way out."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.claims import INCIDENT, asked, borne, called, handed, judged, path, said, status
from tracer import render
from tracer.model import FCC, FTC, Attested, Claim, Due, Evidence, Kind, Place, Role, Status, replace
from tracer.path import CallPath, Link, call_path
from tracer.record import ByCount
from tracer.render import as_csv, as_json, cited_place, guarded, number, path_text, safe, when
from tracer.render import json as shapes
from tracer.render.dossiers import issued_by
from tracer.render.evidence import Notes
from tracer.render.paths import attested_words, hop_words

# What a terminal or a reader would act on without seeing it; of Cf, those that are seen (signs around Arabic figures ...) are left.
SEEN = {
    "\u0600",
    "\u0601",
    "\u0602",
    "\u0603",
    "\u0604",
    "\u0605",
    "\u06dd",
    "\u070f",
    "\u0890",
    "\u0891",
    "\u08e2",
    "\U000110bd",
    "\U000110cd",
}
SEEN |= {chr(c) for c in range(0x13430, 0x13440)}  # they place hieroglyphs


def unseen(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in SEEN


# --- text on a terminal --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Fernwick Voice, LLC", "Fernwick Voice, LLC"),
        ("Télécom Ñandú 電話会社 😀", "Télécom Ñandú 電話会社 😀"),
        ("red \x1b[31m", r"red \x1b[31m"),
        ("\x07\x00\x7f\x9b", r"\x07\x00\x7f\x9b"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u2066b\u2069c", r"a\u2066b\u2069c"),
        ("\u200b\u200e\u061c\u00ad\ufeff\u2028\u2029", r"\u200b\u200e\u061c\xad\ufeff\u2028\u2029"),
        ("\ud800x\udfff", r"\ud800x\udfff"),
        ("\U000e0041\ufe0f", r"\U000e0041\ufe0f"),
        ("\u3164\u115f\u180e", r"\u3164\u115f\u180e"),  # blanks that are letters
        ("\ufffd", r"\ufffd"),
        ("e\u0301", "e\u0301"),
        ("e" + "\u0301" * 4, "e" + "\u0301" * 4),
        ("e" + "\u0301" * 5, "e" + "\u0301" * 4 + "…"),
        ("Zalgo " + "e\u0301" * 3, "Zalgo " + "e\u0301" * 3),
        ("x" + "\u0301\u20dd\u0489\u1ab0\u1dc0\ufe20" * 9 + "y", "x\u0301\u20dd\u0489\u1ab0…y"),
        ("\\u202e", "\\u202e"),
        ("", ""),
    ],
)
def test_safe(given: str, shown: str) -> None:
    assert safe(given) == shown


def test_safe_cuts_what_is_long() -> None:
    assert safe("A" * 10, 10) == "A" * 10
    assert safe("A" * 11, 10) == "A" * 9 + "…"
    assert safe("A" * 5000) == "A" * 5000


def test_no_character_that_cannot_be_seen_passes() -> None:
    passed = [f"U+{c:04X}" for c in range(sys.maxunicode + 1) if unseen(chr(c)) and any(unseen(x) for x in safe(chr(c)))]
    assert passed == []


@given(st.text(max_size=40))
def test_what_can_be_seen_stays(text: str) -> None:
    shown = safe(text)
    assert not any(unseen(c) for c in shown)
    if text.isprintable() and not any(
        unicodedata.combining(c) or c in "\u115f\u1160\u3164\uffa0\ufffd" or "\ufe00" <= c <= "\ufe0f" for c in text
    ):
        assert shown == text


# --- CSV -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "|x", "%x", "  =1", " @x"])
def test_a_formula_is_guarded(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", " ", "Fernwick", "1+1", "a=b", "'=1", "'", "No Response", "2024-05-02", "(+1)"])
def test_what_is_no_formula_stays(cell: str) -> None:
    assert guarded(cell) == cell


cells = st.one_of(
    st.text(max_size=8),
    st.text(st.sampled_from("=+-@\t\r\n|% ,\"'a"), max_size=8),
    st.none(), st.integers(), st.booleans(), st.lists(st.text(max_size=3), max_size=2),
)  # fmt: skip


@given(st.lists(st.fixed_dictionaries({}, optional={"a": cells, "=b": cells}), max_size=4))
@example([{"a": "=1", "=b": ["=1"]}])
def test_no_cell_of_a_csv_is_a_formula(rows: list[dict[str, Any]]) -> None:
    printed = "".join(as_csv(rows, ["a", "=b"]))
    back = list(csv.reader(io.StringIO(printed, newline="")))
    assert back[0] == ["a", "'=b"]
    assert len(back) == len(rows) + 1
    for row, read in zip(rows, back[1:], strict=True):
        for column, cell in zip(("a", "=b"), read, strict=True):
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
            value = row.get(column)
            plain = "" if value is None else value if isinstance(value, str) else json.dumps(value)
            plain = "".join(c if c in "\t\n\r" else safe(c) for c in plain)  # what cannot be seen is shown as what it is
            assert cell.removeprefix("'") in (plain, plain.removeprefix("'"))


def test_a_cell_begins_no_row_of_its_own() -> None:
    for cell in ("x\r=1+1", "x\n=1+1", "x\r\n=1+1"):
        _, row = as_csv([{"a": cell, "b": 1}], ["a", "b"])
        assert row == f'"{cell}",1\n'


def test_a_csv() -> None:
    rows = [{"n": 1, "name": "a,b", "more": ["x"], "yes": True}, {"n": -2, "name": 'say "x"', "more": None}]
    assert list(as_csv(rows, ["n", "name", "more", "yes"])) == [
        "n,name,more,yes\n", '1,"a,b","[""x""]",true\n', "'-2,\"say \"\"x\"\"\",,\n"
    ]  # fmt: skip
    assert list(as_csv([], ["n"])) == ["n\n"]


# --- small things --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2024-05-01T15:34:00Z", "2024-05-01 15:34 UTC"),
        ("2024-05-01T15:00:00Z", "2024-05-01 15:00 UTC"),
        ("2024-05-01T15:34:27Z", "2024-05-01 15:34:27 UTC"),
        ("2024-05-01", "2024-05-01"),
        (None, ""),
    ],
)
def test_a_moment(moment: str | None, shown: str) -> None:
    assert when(moment) == shown


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+12025550101", "+1 202 555 0101"),
        ("+442079460000", "+442079460000"),
        ("12345", "12345"),
        (None, "a number not given"),
        ("\x1b[1m", r"\x1b[1m"),
    ],
)
def test_a_number(e164: str | None, shown: str) -> None:
    assert number(e164) == shown


def test_a_place() -> None:
    def at(**where: Any) -> str:
        return cited_place(replace(asked("Fernwick"), place=Place(**{"line_from": 10, "line_to": 15, **where}), document_name="box.mbox"))

    assert at() == "box.mbox, lines 10–15"
    assert at(line_to=10) == "box.mbox, line 10"
    assert at(part=3) == "box.mbox, message 3, lines 10–15"
    assert at(page=2, part=3) == "box.mbox, page 2, message 3, lines 10–15"
    assert cited_place(replace(asked("Fernwick", lines=(1, 1), page=2), document_name="a\x1b.pdf")) == r"a\x1b.pdf, page 2, line 1"


# --- a path as JSON ------------------------------------------------------------------------------------------------


def a_path() -> CallPath:
    """Loop, dispute, pieces, every status, inference, silence for the time being, correction, contradiction and a letter's customer."""
    return path(
        called(
            call_at="2024-05-01T15:34:00Z", caller="+12025550102", called="+12025550101", campaign="Parcel-Refund", description="A voice."
        ),
        asked("Fernwick Voice", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z"),
        said(Kind.REMINDED, "Fernwick Voice", known_at="2024-05-03"),
        handed("Beacon Tandem", "Fernwick Voice"),
        status("Beacon Tandem", Status.DOWNSTREAM),
        handed("Fernwick Voice", "Orchid Transit"),
        status("Orchid Transit", Status.NO_RESPONSE, valid_at="2024-05-14", known_at="2024-05-14"),
        handed("Fernwick Voice", "Saltmarsh"),
        status("Saltmarsh", Status.NOT_FOUND),
        asked("Larkspur Wireless", known_at="2024-05-20", valid_at="2024-05-20"),
        status("Quillon", Status.POINT_OF_ENTRY, inferred=True, sources=("count",)),
        handed("Quillon", "Brightwater Dialing", role=Role.CUSTOMER, attested=Attested.LETTER),
        handed("Alder", "Birch"),
        handed("Birch", "Alder"),
        status("Cedar", Status.ORIGINATING),
        status("Dogwood", Status.ORIGINATING),
        status("Elm", Status.NO_RESPONSE, interim=True, known_at="2024-05-15"),
        status("Fir", None, end_user="A Caller"),
        status("Gorse", Status.DOWNSTREAM, valid_at="2024-05-03", known_at="2024-05-04"),
        status("Gorse", Status.NO_RESPONSE, known_at="2024-05-14"),
        handed("Hazel", "Ivy", known_at="2024-05-03"),
        handed("Hazel", "Juniper", known_at="2024-05-10"),
    )


def keys(value: Any) -> Any:
    """The keys of an answer, the lists in it merged."""
    if isinstance(value, dict):
        return {key: keys(inner) for key, inner in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        assert all(set(keys(one)) - {"sources"} == set(keys(value[0])) - {"sources"} for one in value)
        return [keys(value[0])]
    return None


PIECE = {
    "claim", "kind", "document", "name", "lines", "part", "page", "row", "quote", "said_by", "valid_at", "known_at", "inferred"
}  # fmt: skip


def test_a_path_as_json_has_every_key_of_the_contract() -> None:
    answer = json.loads(as_json(shapes.path(a_path(), [{"code": "number-impossible", "text": "why"}])))
    found = keys(answer)
    assert set(found) == {"incident", "as_of", "call", "hops", "links", "entry", "ends", "corrections", "remarks"}
    assert set(found["call"]) == {"at", "caller", "called", "campaign", "description", "evidence"}
    assert set(found["hops"][0]) == {
        "hop", "position", "piece", "provider", "provider_key", "role", "status", "status_basis", "interim", "status_at",
        "status_withheld", "asked_at", "answered_at", "answered_by_count", "due_at", "end_user", "received_from", "evidence",
    }  # fmt: skip
    assert set(found["links"][0]) == {"from", "to", "attested", "speakers", "corrected", "upstream_says", "known_from", "evidence"}
    assert set(found["ends"][0]) == {"kind", "hop", "provider", "text", "interim"}
    assert set(found["corrections"][0]) == {"hop", "provider", "earlier", "later"}
    assert set(found["remarks"][0]) == {"code", "text"}
    for evidence in (found["hops"][0]["evidence"][0], found["links"][0]["evidence"][0], found["call"]["evidence"][0]):
        assert set(evidence) - {"sources"} == PIECE


def test_what_a_path_as_json_says() -> None:
    claims = [
        handed("Fernwick Voice", "Orchid Transit", lines=(5, 7), quote="who gave it to me", valid_at="2024-05-03", known_at="2024-05-04"),
        asked("Fernwick Voice", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z", part=2, lines=(1, 2)),
        called(call_at="2024-05-01", known_at="2024-05-02"),
    ]
    answer = shapes.path(path(*claims, as_of="2024-06-01"), [{"code": "c", "text": "t"}])
    hand_off = {
        "claim": claims[0].id,
        "kind": "handed-off",
        "document": "list",
        "name": "list.csv",
        "lines": [5, 7],
        "part": None,
        "page": None,
        "row": None,
        "quote": "who gave it to me",
        "said_by": "Fernwick Voice",
        "valid_at": "2024-05-03",
        "known_at": "2024-05-04",
        "inferred": False,
    }
    assert (answer["incident"], answer["as_of"], answer["remarks"]) == ("itg-20417", "2024-06-01", [{"code": "c", "text": "t"}])
    assert (answer["entry"], answer["corrections"]) == (None, [])
    assert {k: v for k, v in answer["call"].items() if k != "evidence"} == {
        "at": "2024-05-01",
        "caller": None,
        "called": None,
        "campaign": None,
        "description": None,
    }
    assert [piece["claim"] for piece in answer["call"]["evidence"]] == [claims[2].id]
    fernwick, orchid = answer["hops"]
    assert [piece["claim"] for piece in fernwick.pop("evidence")] == [claims[1].id, claims[0].id]
    assert orchid.pop("evidence") == [hand_off]
    # Naming its upstream it answered, and says that it got the call from it.
    assert fernwick == {
        "hop": "itg-20417@fernwick-voice", "position": 0, "piece": 0, "provider": "Fernwick Voice", "provider_key": "fernwick-voice",
        "role": "asked", "status": "downstream", "status_basis": "stated", "interim": False, "status_at": "2024-05-03",
        "status_withheld": False, "asked_at": "2024-05-02T13:44:00Z", "answered_at": "2024-05-03", "answered_by_count": None,
        "due_at": "2024-05-03T13:44:00Z", "end_user": None, "received_from": ["itg-20417@orchid-transit"],
    }  # fmt: skip
    assert orchid == {
        "hop": "itg-20417@orchid-transit", "position": 1, "piece": 0, "provider": "Orchid Transit", "provider_key": "orchid-transit",
        "role": "named", "status": None, "status_basis": None, "interim": False, "status_at": None, "status_withheld": False,
        "asked_at": None, "answered_at": None, "answered_by_count": None, "due_at": None, "end_user": None, "received_from": [],
    }  # fmt: skip
    assert answer["links"] == [
        {
            "from": "itg-20417@fernwick-voice",
            "to": "itg-20417@orchid-transit",
            "attested": "one",
            "speakers": ["Fernwick Voice"],
            "corrected": False,
            "upstream_says": None,
            "known_from": "2024-05-04",
            "evidence": [hand_off],
        }
    ]
    assert answer["ends"] == [
        {
            "kind": "unknown",
            "hop": "itg-20417@orchid-transit",
            "provider": "Orchid Transit",
            "text": "named, but not asked in the loaded documents",
            "interim": False,
        }
    ]


def test_what_stands_at_a_hop_besides_its_status_as_json() -> None:
    hops = {hop["provider"]: hop for hop in shapes.path(a_path())["hops"]}
    assert [name for name, hop in hops.items() if hop["interim"]] == ["Elm"]
    assert (hops["Elm"]["status"], hops["Elm"]["answered_at"]) == ("no-response", None)
    assert (hops["Quillon"]["status_basis"], hops["Quillon"]["evidence"][0]["sources"]) == ("inferred", ["count"])
    assert (hops["Fir"]["end_user"], hops["Fir"]["status"]) == ("A Caller", None)
    assert (hops["Gorse"]["status"], hops["Gorse"]["answered_at"]) == (None, "2024-05-03")  # contradicted: neither of the two
    assert [end["provider"] for end in shapes.path(a_path())["ends"] if end["interim"]] == ["Elm"]
    assert "Ivy" not in hops
    found = shapes.path(a_path())
    assert found["entry"] == "itg-20417@quillon"
    ((one,), links) = found["corrections"], {(link["from"], link["to"]): link for link in found["links"]}
    assert (one["hop"], one["provider"], one["earlier"]["upstream"], one["later"]["upstream"]) == (
        "itg-20417@hazel", "Hazel", "Ivy", "Juniper"
    )  # fmt: skip
    denied = links["itg-20417@fernwick-voice", "itg-20417@saltmarsh"]
    assert (denied["attested"], denied["upstream_says"]) == ("disputed", "denies")


def test_an_answer_by_count_as_json() -> None:
    row = said(Kind.COUNTED, "Fernwick", incident=None)
    notice = [asked("Fernwick", valid_at="2024-05-02T13:44:00Z")]

    def shown(unanswered: int) -> str | None:
        told = {f"{INCIDENT}@fernwick": ByCount("2024-06-01", 4, unanswered, row)}
        return shapes.path(call_path(INCIDENT, borne(notice), by_count=told))["hops"][0]["answered_by_count"]

    assert shown(0) == "2024-06-01"
    assert shown(1) is None  # it is not said which


def test_a_status_that_is_withheld_as_json_and_in_words() -> None:
    found = path(asked("Fernwick", valid_at="2024-05-02T13:44:00Z"))
    copy = replace(found, hops=tuple(replace(hop, withheld=True) for hop in found.hops))
    assert shapes.path(copy)["hops"][0]["status_withheld"] is True
    assert hop_words(copy.hops[0]) == ["asked 2024-05-02 13:44 UTC", "status withheld"]


def test_json_is_plain_ascii_whatever_a_document_says() -> None:
    hostile = "\x1b[31m\u202e\u2028</script>"
    printed = as_json(shapes.path(path(handed(hostile, "Orchid"))))
    assert printed.isascii()
    assert json.loads(printed)["hops"][0]["provider"] == hostile
    assert as_json("\ud800").isascii()


# --- evidence as JSON ----------------------------------------------------------------------------------------------

EVERYTHING: dict[str, Any] = {
    "on_word_of": "Fernwick", "valid_at": "2024-05-01", "hop": "90210", "role": Role.NAMED, "upstream": "Orchid", "upstream_hop": "t2",
    "end_user": "A Caller", "attested": Attested.LETTER, "status": Status.OPEN, "interim": True, "reading": "r", "length": "14 days",
    "action": "a", "action_kind": "notice", "roles": ("gateway",), "due": (Due("inform", "k4.measures", "14 days", "2024-05-17"),),
    "names": ("fernwick.example",), "frn": "0031000456", "rmd": "RMD0001", "ocn": "123A", "attestation": "A", "origid": "o", "country": "US", "address": "1 Main St",
    "phone": "+12025550101", "contact": "noc@", "note": "n", "doubts": ("d",), "window_from": "2024-04-01", "window_to": "2024-05-01",
    "window_assumed": True, "what": "w", "certainty": "apparent", "manner": "knowingly", "source": "honeypots", "how": "copy", "party": "p",
    "force": "duty", "condition": "c", "basis": "b", "stated": "2024-05-18", "clock": "k", "campaign": "g", "description": "e",
    "links": ("https://a.example",), "short_names": ("Fern",), "domains": ("b.example",), "mailboxes": ("noc@fernwick.example",),
    "aliases": ("Fern Tel",), "other_frns": ("0031000457",),
}  # fmt: skip


def test_all_that_a_claim_says() -> None:
    claim = replace(said(Kind.HANDED_OFF, "Fernwick", **EVERYTHING), place=Place(5, 7, 2, 3, 4))
    assert shapes.evidence(claim) == {
        "claim": claim.id, "kind": "handed-off", "document": "list", "name": "list.csv", "lines": [5, 7], "part": 2, "page": 3, "row": 4,
        "quote": claim.quote, "said_by": "Fernwick", "valid_at": "2024-05-01", "known_at": "2024-05-02", "inferred": False,
        "incident": INCIDENT, "hop": "90210", "provider": "Fernwick", "upstream": "Orchid", "upstream_hop": "t2", "end_user": "A Caller",
        "role": "named", "status": "open", "interim": True, "reading": "r", "attested": "letter", "on_word_of": "Fernwick",
        "length": "14 days", "call": None, "counts": None, "window": ["2024-04-01", "2024-05-01"], "window_assumed": True, "action": "a",
        "action_kind": "notice", "roles": ["gateway"],
        "due": [{"what": "inform", "clock": "k4.measures", "length": "14 days", "stated": "2024-05-17"}], "names": ["fernwick.example"],
        "what": "w", "certainty": "apparent", "manner": "knowingly", "source": "honeypots", "how": "copy", "party": "p", "force": "duty",
        "condition": "c", "basis": "b", "stated": "2024-05-18", "clock": "k", "campaign": "g", "description": "e",
        "links": ["https://a.example"], "short_names": ["Fern"], "domains": ["b.example"], "mailboxes": ["noc@fernwick.example"],
         "aliases": ["Fern Tel"], "other_frns": ["0031000457"], "frn": "0031000456", "rmd": "RMD0001", "ocn": "123A", "attestation": "A", "origid": "o",
         "country": "US", "address": "1 Main St", "phone": "+12025550101", "contact": "noc@", "note": "n", "doubts": ["d"], "verified": None,
         "citation": "list.csv, page 3, message 2, lines 5–7 (sha256 list)",
    }  # fmt: skip


def test_what_a_claim_does_not_say_is_null() -> None:
    told = shapes.evidence(status("Fernwick", None))
    said_at_all = {name for name, value in told.items() if value is not None}
    assert said_at_all == {
        "claim",
        "kind",
        "document",
        "name",
        "lines",
        "quote",
        "said_by",
        "known_at",
        "inferred",
        "incident",
        "provider",
        "citation",
    }


def test_a_call_and_a_count_as_evidence() -> None:
    says: dict[str, Any] = {"caller": "+12025550102", "called": "+12025550101", "campaign": "Parcel-Refund", "description": "A voice."}
    call = shapes.evidence(called(call_at="2024-05-01T15:34:00Z", **says))
    assert (call["call"], call["counts"]) == ({"at": "2024-05-01T15:34:00Z", **says}, None)
    figures = {
        "total": 12, "at_least": None, "open": 0, "point_of_entry": 11, "downstream": None, "originating": 0, "no_response": 1,
        "not_found": 0, "campaigns": 3, "avg_response": "2 hours",
    }  # fmt: skip
    count = shapes.evidence(said(Kind.COUNTED, "Fernwick", incident=None, window_to="2024-06-01", **figures))
    assert (count["counts"], count["call"], count["window"]) == (figures, None, [None, "2024-06-01"])  # nothing said is not nought


def test_a_persons_judgement_stands_in_the_journal() -> None:
    told = shapes.evidence(replace(judged("A", "B", lines=(4, 4)), document_name="journal.jsonl"))
    assert (told["document"], told["citation"], told["names"]) == (None, "journal.jsonl, line 4", ["B"])


def test_a_citation_holds_the_beginning_of_the_hash() -> None:
    claim = asked("Fernwick", document="0123456789abcdef" * 4, lines=(3, 9))
    assert shapes.citation(claim).endswith(".csv, lines 3–9 (sha256 0123456789ab)")


def test_every_word_of_a_claim_is_in_its_json() -> None:
    """Whatever is added to a claim must be shown."""
    elsewhere = {"place", "call_at", "caller", "called", "window_from", "window_to"}  # `lines`, `call`, `window`
    counts = shapes.evidence(said(Kind.COUNTED, "Fernwick", incident=None))["counts"]
    assert set(Claim.__struct_fields__) - elsewhere <= {*shapes.evidence(asked("Fernwick")), *counts}


def test_a_letter_as_json_has_its_deadlines_stated_and_computed() -> None:
    due = Due("inform of effective measures", "k4.measures", "14 days", "2024-05-17")
    acted = said(
        Kind.ACTED, "Quillon", incident=None, said_by="an authority", action="letter", action_kind="cease-and-desist",
        roles=("gateway",), due=(due,), valid_at="2024-05-02", known_at="2024-06-12",
    )  # fmt: skip
    told = {
        "action": "letter", "kind": "cease-and-desist", "issuer": None, "said_by": "an authority", "issued_at": "2024-05-02",
        "against": "Quillon",
        "roles": ["gateway"],
        "due": [
            {
                "what": "inform of effective measures", "clock": "k4.measures", "length": "14 days", "stated": "2024-05-17",
                "computed": "2024-05-16",
            }
        ],
    }  # fmt: skip
    assert shapes.action_of(acted, "Quillon") == told
    whose = {
        id_: issued_by(shapes.action_of(replace(acted, action=id_, said_by=by), "Quillon"))
        for id_, by in (
            ("letter", "A Desk"), ("fcc-2024-quillon", "A Task Force"), ("ag-2024-quillon", "A Task Force"),
            ("fcc-2024-quillon.2", f"{FCC}, Enforcement Bureau"), ("ag-2024-quillon.2", FTC), ("fccx-2024", "A Desk"),
        )
    }  # fmt: skip
    assert whose == {
        "letter": "as stated by A Desk",
        "fcc-2024-quillon": f"by {FCC}, as stated by A Task Force",
        "ag-2024-quillon": "by A Task Force",
        "fcc-2024-quillon.2": f"by {FCC}, Enforcement Bureau",
        "ag-2024-quillon.2": f"by attorneys general, as stated by {FTC}",
        "fccx-2024": "as stated by A Desk",
    }
    assert shapes.letter("letter", acted, "Quillon", [{"incident": "letter.1"}]) == {
        "letter": "letter", "action": told, "traces": [{"incident": "letter.1"}]
    }  # fmt: skip


# --- a path as text ------------------------------------------------------------------------------------------------


def told(found: CallPath, *remarks: dict[str, str]) -> list[str]:
    return list(path_text(found, remarks))


def words(found: CallPath, *remarks: dict[str, str]) -> str:
    return " ".join(" ".join(told(found, *remarks)).replace("│", " ").split())


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def test_a_path_as_text() -> None:
    found = path(
        called(
            call_at="2024-05-01T15:34:00Z", caller="+12025550102", campaign="Parcel-Refund", document="notice", lines=(3, 6),
            quote="From: +1",
        ),
        asked(
            "Fernwick Voice", document="notice", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z", lines=(1, 2),
            quote="To: noc@",
        ),
        handed(
            "Fernwick Voice", "Orchid Transit", document="report", lines=(5, 9), known_at="2024-05-14", quote="Orchid Transit is silent",
            said_by="ITG",
        ),
        status(
            "Orchid Transit", Status.NO_RESPONSE, document="report", lines=(5, 9), known_at="2024-05-14", quote="Orchid Transit is silent"
        ),
        as_of="2024-05-15",
    )  # fmt: skip
    assert [line.rstrip() for line in told(found, {"code": "numbers-missing", "text": "one is missing"})] == [
        "itg-20417   as known by 2024-05-15",
        "  call      2024-05-01 15:34 UTC, from +1 202 555 0102 to a number not given  [1]",
        "  campaign  Parcel-Refund",
        "",
        "  Path, from the called party back",
        "    0  Fernwick Voice",
        "       │  asked 2024-05-02 13:44 UTC · downstream  [2]",
        "       ▲  received the call from 1 Orchid Transit: ITG says so  [3]",
        "    1  Orchid Transit",
        "          did not answer by 2024-05-14  [3]",
        "       ╵  ends here: no-response",
        "",
        "  Where the trail ends",
        "    no-response: Orchid Transit, did not answer by 2024-05-14",
        "",
        "  Doubtful, and kept as it stands",
        "    numbers-missing: one is missing",
        "",
        "  Evidence",
        "    [1] notice.csv, lines 3–6 · ITG · known 2024-05-02",
        "        “From: +1”",
        "    [2] notice.csv, lines 1–2 · ITG · known 2024-05-02 13:44 UTC",
        "        “To: noc@”",
        "    [3] report.csv, lines 5–9 · ITG · known 2024-05-14",
        "        “Orchid Transit is silent”",
    ]


def test_a_path_of_which_nothing_is_known() -> None:
    lines = told(path())
    assert "  call      time not given, from a number not given to a number not given" in lines
    assert "  No provider is named in the loaded documents." in lines
    assert "    nowhere yet: no hop is known" in lines
    assert not any("Doubtful" in line for line in lines)


def test_the_wording() -> None:
    """Only what a document says, and never more than it says."""
    text = words(a_path())
    for word in ("fraudster", "guilty", "criminal", "scammer", "culprit", "perpetrator", "offender", "refused", "ignored", "violat"):
        assert word not in text.lower()
    for said_so in (
        "did not answer by 2024-05-14",
        "Orchid Transit, did not answer by 2024-05-14",
        "had not answered yet on 2024-05-15",
        "Saltmarsh, reports that it did not find the call",
        "asked on 2024-05-20; no answer in the loaded documents",
        "customer, not asked in the loaded documents",
        "received the call from",
        ": disputed",
        "(which stands before it: a loop)",
        "something is missing here: no document joins these",
        "· inferred",
        "by a letter",
        "is named as the origin of the call; so does Dogwood",
        "names an end user: A Caller",
        "what is said of its answer is contradictory, see below",
        "contradictory: ITG says that it had not answered by 2024-05-14, Gorse that it answered on 2024-05-03, before that",
    ):
        assert said_so in text, said_so
    assert "no response" not in text.lower()


def test_what_is_inferred_is_said_to_be() -> None:
    text = words(path(status("Orchid", Status.POINT_OF_ENTRY, inferred=True)))
    assert "point of entry · inferred" in text
    assert "apparently" in text
    silent = words(path(status("Orchid", Status.NO_RESPONSE, inferred=True, known_at="2024-06-01")))
    assert "did not answer by 2024-06-01 · inferred" in silent
    assert "apparently did not answer by 2024-06-01 (inferred from a count)" in silent


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([asked("Fernwick", valid_at="2024-05-02T13:44:00Z")], "asked 2024-05-02 13:44 UTC · answer due 2024-05-03 13:44 UTC · open"),
        ([status("Fernwick", Status.OPEN)], "open"),
        ([status("Fernwick", Status.OPEN, inferred=True)], "open · inferred"),
        ([status("Fernwick", Status.DOWNSTREAM)], "downstream"),
        ([status("Fernwick", Status.POINT_OF_ENTRY)], "point of entry"),
        ([status("Fernwick", Status.ORIGINATING, end_user="A Caller")], "originating · names an end user: A Caller"),
        ([status("Fernwick", Status.NOT_FOUND)], "did not find the call"),
        ([status("Fernwick", Status.NO_RESPONSE)], "did not answer by 2024-05-02"),
        ([status("Fernwick", Status.NO_RESPONSE, interim=True)], "had not answered yet on 2024-05-02"),
        (
            [status("Fernwick", Status.NO_RESPONSE, reading="the column says so")],
            "did not answer by 2024-05-02 (a reading: the column says so)",
        ),
        ([status("Fernwick", Status.NO_RESPONSE, inferred=True)], "did not answer by 2024-05-02 · inferred"),
        ([status("Fernwick", None)], "named, not asked in the loaded documents"),
        ([said(Kind.REMINDED, "Fernwick")], "named, not asked in the loaded documents"),
        ([handed("Beacon", "Fernwick", role=Role.CUSTOMER)], "customer, not asked in the loaded documents"),
        ([status("Fernwick", None, end_user="A\x1bB")], r"named, not asked in the loaded documents · names an end user: A\x1bB"),
        ([asked("Fernwick", valid_at="2024-05-02"), handed("Fernwick", "Beacon", attested=Attested.LETTER)], "asked 2024-05-02"),
    ],
)
def test_how_a_hop_stands_in_words(claims: list[Evidence], expected: str) -> None:
    (hop,) = [hop for hop in path(*claims).hops if hop.provider == "Fernwick"]
    assert " · ".join(hop_words(hop)) == expected


def test_an_answer_by_count_in_words() -> None:
    row = said(Kind.COUNTED, "Fernwick", incident=None)
    its = borne([asked("Fernwick", valid_at="2024-05-02")])
    (hop,) = call_path(INCIDENT, its, by_count={f"{INCIDENT}@fernwick": ByCount("2024-06-01", 4, 0, row)}).hops
    assert hop_words(hop)[-2:] == ["open", "answered by 2024-06-01, by count; the answer itself is not in the loaded documents"]


@pytest.mark.parametrize(
    ("attested", "speakers", "says", "expected"),
    [
        (Attested.BOTH, ("Fernwick", "Orchid"), "agrees", "both sides agree"),
        (Attested.ONE, ("Fernwick",), None, "Fernwick says so"),
        (Attested.ONE, ("Fernwick", "ITG"), None, "Fernwick and ITG say so"),
        (Attested.THIRD, ("ITG",), "agrees", "ITG says so"),
        (Attested.LETTER, ("an authority",), None, "by a letter, an authority"),
        (Attested.AGGREGATE, ("ITG",), None, "by a count only, ITG"),
        (Attested.INFERRED, ("a rule",), None, "inferred"),
        (Attested.DISPUTED, ("Fernwick",), None, "disputed (Fernwick)"),
        (Attested.DISPUTED, ("Fernwick",), "denies", "disputed (Fernwick); the upstream did not find the call"),
        (Attested.DISPUTED, ("Fernwick", "Orchid"), "agrees", "disputed (Fernwick and Orchid); the upstream says that it carried the call"),
        (Attested.ONE, ("a\x1b[1m" + "b" * 80,), None, r"a\x1b[1m" + "b" * 54 + "… says so"),
    ],
)
def test_who_speaks_in_words(attested: Attested, speakers: tuple[str, ...], says: str | None, expected: str) -> None:
    assert attested_words(Link("a", "b", attested, speakers, "2024-05-02", (), says)) == expected


def test_due_is_shown_while_there_is_no_answer() -> None:
    notice = asked("Fernwick", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z")
    due = path(notice).hops[0].due_at
    assert any(f"asked 2024-05-02 13:44 UTC · answer due {when(due)} · open" in line for line in told(path(notice)))
    assert not any("due" in line for line in told(path(notice, handed("Fernwick", "Orchid"))))


def test_evidence_of_one_place_is_numbered_once() -> None:
    where: dict[str, Any] = {"document": "list", "lines": (2, 2), "quote": "Fernwick,Orchid", "said_by": "Fernwick Voice"}
    lines = told(path(asked("Fernwick", **where), handed("Fernwick", "Orchid", **where), status("Fernwick", Status.DOWNSTREAM, **where)))
    assert [line for line in lines if "list.csv" in line] == ["    [1] list.csv, line 2 · Fernwick Voice · known 2024-05-02"]
    many = told(path(*(handed("Fernwick", "Orchid", document=f"copy {n}") for n in range(9))))
    assert any("[1][2][3][4][5][6] and 3 more" in line for line in many)
    assert sum(line.startswith("    [") for line in many) == 9


@pytest.mark.parametrize(
    "elsewhere",
    [{"document": "copy"}, {"part": 2}, {"page": 2}, {"lines": (2, 3)}, {"lines": (1, 2)}, {"quote": "q"}, {"known_at": "2024-05-03"}],
)
def test_another_place_word_or_day_is_another_piece_of_evidence(elsewhere: Mapping[str, Any]) -> None:
    where: dict[str, Any] = {"document": "list", "lines": (2, 2), "quote": "Fernwick,Orchid"}
    notes = Notes()
    first = asked("Fernwick", **where)
    assert notes.refer([first, asked("Beacon", **where)]) == "[1]"
    assert notes.refer([asked("Fernwick", **{**where, **elsewhere}), first]) == "[2][1]"
    assert next(iter(notes.claims.values())) is first
    assert notes.refer([]) == ""


def test_colours_change_no_word() -> None:
    def painted(text: str, **how: Any) -> str:
        assert set(how) <= {"bold", "fg", "dim", "underline"}
        return f"\x1b[1m{text}\x1b[0m"

    coloured = [re.sub(r"\x1b\[[01]m", "", line) for line in path_text(a_path(), style=painted)]
    assert any("\x1b" in line for line in path_text(a_path(), style=painted))
    assert sorted(render.STATUS) == sorted(Status)
    assert sorted(render.ATTESTED) == sorted(Attested)
    assert [re.sub(r"\[\d+\]|line \d+", "", line) for line in coloured] == [
        re.sub(r"\[\d+\]|line \d+", "", line) for line in told(a_path())
    ]


hostile = st.one_of(
    st.sampled_from(
        [
            "\x1b[2J",
            "a\nb\tc",
            "\u202egnp.exe",
            "\u2066x",
            "\ufeffx",
            "\u2028",
            "\x85",
            "\x0c",
            "\x00",
            "A" * 5000,
            "e" + "\u0301" * 300,
            "\x1c\x1d",
            "{}%s",
        ]
    ),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=10),
)


@given(hostile, hostile, hostile)
def test_nothing_a_document_says_steers_the_terminal(one: str, other: str, third: str) -> None:
    found = path(
        called(campaign=one, description=other, caller=third, called=one, call_at="2024-05-01", document=other, quote=third),
        handed(one, other, quote=one, said_by=third, document=one),
        asked(third, said_by=one, quote=other, document=third),
        handed(other, one, attested=Attested.LETTER, role=Role.CUSTOMER),
    )
    lines = told(found, {"code": "name-unusual", "text": other})
    for line in lines:
        assert not any(unseen(c) for c in line), line
        assert len(line) < 1500
    assert sum("Where the trail ends" in line for line in lines) >= 1
