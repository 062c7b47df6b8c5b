"""What answers look like, and that nothing a document says does harm on its way out."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.rows import asked, called, handed, path, said, status
from tracer import render
from tracer.model import Attested, Kind, Role, Status
from tracer.path import CallPath
from tracer.render import as_csv, as_json, guarded, number, path_json, path_text, place, safe, when

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
    row = {"name": "box.mbox", "page": None, "part": None, "line_from": 10, "line_to": 15}
    assert place(row) == "box.mbox, lines 10–15"
    assert place(row | {"line_to": 10}) == "box.mbox, line 10"
    assert place(row | {"part": 3}) == "box.mbox, message 3, lines 10–15"
    assert place(row | {"page": 2, "name": "a\x1b.pdf"}) == r"a\x1b.pdf, page 2, lines 10–15"


# --- a path as JSON ------------------------------------------------------------------------------------------------


def a_path() -> CallPath:
    """Loop, dispute, pieces, every status, inference and a letter's customer: all in one."""
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
        status("Quillon", Status.POINT_OF_ENTRY, inferred=True),
        handed("Quillon", "Brightwater Dialing", role=Role.CUSTOMER, attested=Attested.LETTER),
        handed("Alder", "Birch"),
        handed("Birch", "Alder"),
        status("Cedar", Status.ORIGINATING),
        status("Dogwood", Status.ORIGINATING),
    )


def keys(value: Any) -> Any:
    """The keys of an answer, the lists in it merged."""
    if isinstance(value, dict):
        return {key: keys(inner) for key, inner in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        assert all(set(keys(one)) == set(keys(value[0])) for one in value)
        return [keys(value[0])]
    return None


def test_a_path_as_json_has_every_key_of_the_contract() -> None:
    answer = json.loads(as_json(path_json(a_path(), [{"code": "number-impossible", "text": "why"}])))
    found = keys(answer)
    assert set(found) == {"incident", "as_of", "call", "hops", "links", "ends", "remarks"}
    assert set(found["call"]) >= {"at", "caller", "called", "campaign", "description"}
    assert set(found["hops"][0]) >= {
        "hop", "position", "provider", "provider_key", "role", "status", "status_basis", "asked_at", "due_at", "received_from", "evidence"
    }  # fmt: skip
    assert set(found["links"][0]) >= {"from", "to", "attested", "known_from", "evidence"}
    assert set(found["ends"][0]) == {"kind", "hop", "provider", "text"}
    assert set(found["remarks"][0]) == {"code", "text"}
    for evidence in (found["hops"][0]["evidence"][0], found["links"][0]["evidence"][0], found["call"]["evidence"][0]):
        assert set(evidence) >= {
            "claim", "kind", "document", "name", "lines", "part", "page", "row", "quote", "said_by", "known_at", "valid_at", "inferred"
        }  # fmt: skip


def test_what_a_path_as_json_says() -> None:
    rows = [
        handed(
            "Fernwick Voice", "Orchid Transit", lines=(5, 7), quote="who gave it to me", said_by="Fernwick Voice", known_at="2024-05-03"
        ),
        asked("Fernwick Voice", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z", part=2, lines=(1, 2)),
        called(call_at="2024-05-01", known_at="2024-05-02"),
    ]
    answer = path_json(path(*rows, as_of="2024-06-01"), [{"code": "c", "text": "t"}])
    hand_off = {
        "claim": rows[0]["claim"],
        "kind": "handed-off",
        "document": "list",
        "name": "list.csv",
        "lines": [5, 7],
        "part": None,
        "page": None,
        "row": None,
        "quote": "who gave it to me",
        "said_by": "Fernwick Voice",
        "valid_at": None,
        "known_at": "2024-05-03",
        "inferred": False,
    }
    assert (answer["incident"], answer["as_of"], answer["remarks"]) == ("itg-20417", "2024-06-01", [{"code": "c", "text": "t"}])
    assert {k: v for k, v in answer["call"].items() if k != "evidence"} == {
        "at": "2024-05-01",
        "caller": None,
        "called": None,
        "campaign": None,
        "description": None,
    }
    fernwick, orchid = answer["hops"]
    assert [row["claim"] for row in fernwick.pop("evidence")] == [rows[1]["claim"], rows[0]["claim"]]
    assert orchid.pop("evidence") == [hand_off]
    due = fernwick.pop("due_at")
    assert due == path(rows[1]).hops[0].due_at
    assert re.fullmatch(r"2024-05-\d\d(T.+Z)?", due)
    assert fernwick | {"piece": 0, "status_at": None} == {
        "hop": "itg-20417@fernwick-voice", "position": 0, "piece": 0, "provider": "Fernwick Voice", "provider_key": "fernwick-voice",
        "role": "asked", "status": None, "status_basis": None, "status_at": None, "asked_at": "2024-05-02T13:44:00Z",
        "received_from": ["itg-20417@orchid-transit"],
    }  # fmt: skip
    assert (orchid["role"], orchid["status"], orchid["asked_at"], orchid["due_at"], orchid["received_from"]) == (
        "named",
        None,
        None,
        None,
        [],
    )
    assert answer["links"] == [
        {
            "from": "itg-20417@fernwick-voice",
            "to": "itg-20417@orchid-transit",
            "attested": "one",
            "known_from": "2024-05-03",
            "evidence": [hand_off],
        }
    ]
    assert answer["ends"] == [
        {
            "kind": "unknown",
            "hop": "itg-20417@orchid-transit",
            "provider": "Orchid Transit",
            "text": "named, but not asked in the loaded documents",
        }
    ]


def test_json_is_plain_ascii_whatever_a_document_says() -> None:
    hostile = "\x1b[31m\u202e\u2028</script>\ud800"
    printed = as_json(path_json(path(handed(hostile, "Orchid"))))
    assert printed.isascii()
    assert json.loads(printed)["hops"][0]["provider"] == hostile


# --- a path as text ------------------------------------------------------------------------------------------------


def told(found: CallPath, *remarks: dict[str, str]) -> list[str]:
    return list(path_text(found, remarks))


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def test_a_path_as_text() -> None:
    found = path(
        called(
            call_at="2024-05-01T15:34:00Z",
            caller="+12025550102",
            campaign="Parcel-Refund",
            document="notice",
            lines=(3, 6),
            quote="From: +1",
        ),
        asked(
            "Fernwick Voice",
            document="notice",
            valid_at="2024-05-02T13:44:00Z",
            known_at="2024-05-02T13:44:00Z",
            lines=(1, 2),
            quote="To: noc@",
        ),
        handed(
            "Fernwick Voice", "Orchid Transit", document="report", lines=(5, 9), known_at="2024-05-14", quote="Orchid Transit is silent"
        ),
        status(
            "Orchid Transit", Status.NO_RESPONSE, document="report", lines=(5, 9), known_at="2024-05-14", quote="Orchid Transit is silent"
        ),
        as_of="2024-05-15",
    )
    assert [line.rstrip() for line in told(found, {"code": "numbers-missing", "text": "one is missing"})] == [
        "itg-20417   as known by 2024-05-15",
        "  call      2024-05-01 15:34 UTC, from +1 202 555 0102 to a number not given  [1]",
        "  campaign  Parcel-Refund",
        "",
        "  Path, from the called party back",
        "    0  Fernwick Voice",
        "       │  asked 2024-05-02 13:44 UTC  [2]",
        "       ▲  received the call from 1 Orchid Transit: one side says so  [3]",
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
        "    [1] notice.csv, lines 3–6 · Fernwick Voice · known 2024-05-02",
        "        “From: +1”",
        "    [2] notice.csv, lines 1–2 · Fernwick Voice · known 2024-05-02 13:44 UTC",
        "        “To: noc@”",
        "    [3] report.csv, lines 5–9 · Fernwick Voice · known 2024-05-14",
        "        “Orchid Transit is silent”",
    ]


def test_a_path_of_which_nothing_is_known() -> None:
    lines = told(path())
    assert "  No provider is named in the loaded documents." in lines
    assert "    nowhere yet: no hop is known" in lines
    assert not any("Doubtful" in line for line in lines)


def test_the_wording() -> None:
    """Only what a document says, and never more than it says."""
    text = " ".join(" ".join(told(a_path())).split())
    for word in ("fraudster", "guilty", "criminal", "scammer", "culprit", "perpetrator", "offender", "refused", "ignored", "violat"):
        assert word not in text.lower()
    for words in (
        "did not answer by 2024-05-14",
        "Orchid Transit, did not answer by 2024-05-14",
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
    ):
        assert words in text, words
    assert "no response" not in text.lower()


def test_what_is_inferred_is_said_to_be() -> None:
    text = " ".join(" ".join(told(path(status("Orchid", Status.POINT_OF_ENTRY, inferred=True)))).split())
    assert "point of entry · inferred" in text
    assert "apparently" in text


def test_due_is_shown_while_there_is_no_answer() -> None:
    notice = asked("Fernwick", valid_at="2024-05-02T13:44:00Z", known_at="2024-05-02T13:44:00Z")
    due = path(notice).hops[0].due_at
    assert any(f"asked 2024-05-02 13:44 UTC · answer due {when(due)} · open" in line for line in told(path(notice)))
    assert not any("due" in line for line in told(path(notice, handed("Fernwick", "Orchid"))))


def test_evidence_of_one_place_is_numbered_once() -> None:
    where: dict[str, Any] = {"document": "list", "lines": (2, 2), "quote": "Fernwick,Orchid"}
    lines = told(path(asked("Fernwick", **where), handed("Fernwick", "Orchid", **where), status("Fernwick", Status.DOWNSTREAM, **where)))
    assert [line for line in lines if "list.csv" in line] == ["    [1] list.csv, line 2 · Fernwick Voice · known 2024-05-02"]
    many = told(path(*(handed("Fernwick", "Orchid", document=f"copy {n}") for n in range(9))))
    assert any("[1][2][3][4][5][6] and 3 more" in line for line in many)
    assert sum(line.startswith("    [") for line in many) == 9


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
            "\ud800",
        ]
    ),
    st.text(min_size=1, max_size=10),
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
