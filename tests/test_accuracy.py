"""How the program's error rate is measured: the facts are complete, each sort of error is counted, and the table goes where it belongs."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cases import Desk, specimens
from tests.places import SAMPLES

pytest.importorskip("benchmarks", reason="the benchmarks lie in the source tree alone")

from benchmarks import accuracy
from benchmarks.accuracy import Tally, differing, held

DOCUMENTS, FOLLOWING = accuracy.read_facts()
FACTS = {name: facts for name, (_, facts) in DOCUMENTS.items()}
PAGE = f"# Conclusions\r\n\n{accuracy.BEGIN}\nold\n{accuracy.END}\nmore\n".encode()


@pytest.fixture(scope="module")
def said() -> tuple[dict[str, list[Any]], list[Any]]:
    """What the program says of the specimens, asked once for all these tests."""
    with specimens() as files:
        return accuracy.ask(files, (None, "2024-05-15"))


@pytest.fixture
def asked_once(said: tuple[dict[str, list[Any]], list[Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A measurement that asks no more, on a machine without the real documents."""
    monkeypatch.setattr(accuracy, "ask", lambda *_: copy.deepcopy(said))
    monkeypatch.setattr(accuracy, "SAMPLES", tmp_path / "none")


# --- the facts of the specimens ------------------------------------------------------------------------------------


def test_every_specimen_has_its_facts() -> None:
    with specimens() as files:
        assert {file.name for file in files} == FACTS.keys()
    assert {name: len(facts) for name, facts in FACTS.items()} == {
        "hop_list.csv": 21, "mailbox.txt": 26, "notice.eml": 5, "fcc_letter.txt": 44, "ag_notice.txt": 21,
    }  # fmt: skip
    assert len(FOLLOWING) == 88


@pytest.mark.parametrize("name", FACTS)
def test_each_claim_is_borne_out_and_each_fact_is_claimed_or_listed(name: str, said: tuple[dict[str, list[Any]], list[Any]]) -> None:
    tally = held(FACTS[name], said[0][name])
    assert [fact for fact, _ in tally.missed if "missed" not in fact] == []
    assert [(fact, claim) for fact, claim in tally.wrong if fact is None or "wrong" not in fact] == []
    listed = sum("missed" in fact for fact in FACTS[name]), sum("wrong" in fact for fact in FACTS[name])
    assert (len(tally.missed), len(tally.wrong)) == listed, "what is listed as missed or wrong is read right: take it off the list"
    assert tally.right == len(FACTS[name]) - sum(listed)


def test_the_conclusions_are_those_of_the_facts(said: tuple[dict[str, list[Any]], list[Any]]) -> None:
    tally = held(FOLLOWING, said[1])
    assert (tally.missed, tally.wrong) == ([], [])
    assert tally.right == tally.said == 88


def test_nothing_that_a_command_says_of_a_specimen_escapes(said: tuple[dict[str, list[Any]], list[Any]]) -> None:
    # The five as the command counts them, so that no claim is lost on its way to the comparison.
    assert {name: len(claims) for name, claims in said[0].items()} == {
        "hop_list.csv": 21, "mailbox.txt": 17, "notice.eml": 2, "fcc_letter.txt": 35, "ag_notice.txt": 13,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["hop_list.csv", "mailbox.txt", "fcc_letter.txt", "ag_notice.txt"])
def test_the_words_of_a_fact_stand_in_its_lines(name: str) -> None:
    with specimens() as files:
        lines = next(file for file in files if file.name == name).read_text(encoding="utf-8").split("\n")
    for fact in FACTS[name]:
        (first, last), (begin, end) = fact["lines"], fact["within"]
        assert begin <= first <= last <= end <= len(lines), fact
        words = plain("\n".join(lines[first - 1 : last]))
        for value in (fact.get(each) for each in ("campaign", "contact", "avg_response", "length")):
            assert value is None or plain(value) in words, (value, fact)
        for value in (fact.get(each) for each in ("caller", "called", "hop")):
            assert value is None or value.lstrip("+") in re.sub(r"\D", "", "".join(lines[begin - 1 : end])), (value, fact)
        # a call may refer to the description above it
        assert plain(fact.get("description", "")) in plain("\n".join(lines[begin - 1 : end])), fact
        if fact["kind"] == "handed-off":
            assert any(plain(fact[each]) in words for each in ("provider", "upstream")), fact


def plain(printed: str) -> str:
    return " ".join(re.sub(r"[\\*,]", "", printed).split())


# --- what is counted -----------------------------------------------------------------------------------------------

ASKED = {"kind": "asked", "incident": "itg-1", "provider": "Alder Tel", "at": "2024-05-01", "lines": (3, 4), "within": (2, 6)}
SAID = {"kind": "asked", "incident": "itg-1", "provider": "Alder Tel", "at": "2024-05-01", "lines": (3, 4)}


def counted(tally: Tally) -> tuple[int, int, int]:
    return tally.right, len(tally.missed), len(tally.wrong)


def test_a_planted_wrong_fact_is_counted(said: tuple[dict[str, list[Any]], list[Any]]) -> None:
    facts = copy.deepcopy(FACTS["hop_list.csv"])
    facts[0]["called"] = "+12025550142"
    tally = held(facts, said[0]["hop_list.csv"])
    assert counted(tally) == (20, 0, 1)
    [(fact, claim)] = tally.wrong
    assert fact is not None
    assert differing(fact, claim) == ["called"]
    [told] = accuracy.details("it", tally)
    assert told == (
        "it: wrong: called is +12025550141, not +12025550142 of line 2: call: incident itg-20417, note source: portal,"
        " call_at 2024-04-30T15:12:09Z, caller +16095550117, called +12025550142, campaign Parcel-CustomsFee"
    )


def test_a_planted_missing_fact_is_counted(said: tuple[dict[str, list[Any]], list[Any]]) -> None:
    claims = said[0]["hop_list.csv"]
    assert counted(held(FACTS["hop_list.csv"], claims[1:])) == (20, 1, 0)
    assert counted(held(FACTS["hop_list.csv"][1:], claims)) == (20, 0, 1), "what no fact bears out is wrong"
    invented = {**FACTS["hop_list.csv"][1], "provider": "Alder Tel"}
    tally = held([*FACTS["hop_list.csv"], invented], claims)
    assert counted(tally) == (21, 1, 0)
    assert list(accuracy.details("it", tally)) == ["it: missed: line 2: asked: incident itg-20417, note source: portal, provider Alder Tel"]


def test_a_planted_wrong_conclusion_is_counted(said: tuple[dict[str, list[Any]], list[Any]]) -> None:
    concluded = [dict(each) for each in said[1]]
    flag = next(each for each in concluded if each["kind"] == "flag" and each["rule"] == "authority-count")
    end = next(each for each in concluded if each["kind"] == "end" and each["incident"] == "itg-20533" and "as_of" not in each)
    link = next(each for each in concluded if each["kind"] == "link" and each["attested"] == "one")
    flag["count"], end["end"], link["attested"] = 18, "originator", "both"
    assert counted(held(FOLLOWING, concluded)) == (85, 0, 3)


@pytest.mark.parametrize(
    ("statement", "counts"),
    [
        (SAID, (1, 0, 0)),
        ({**SAID, "at": "2024-05-02"}, (0, 0, 1)),
        ({**SAID, "hop": "12"}, (0, 0, 1)),  # more than the document says
        ({name: value for name, value in SAID.items() if name != "at"}, (0, 1, 0)),  # less than it says
        ({**{name: value for name, value in SAID.items() if name != "at"}, "hop": "12"}, (0, 0, 1)),  # less and more
        ({**SAID, "provider": "Birch Tel"}, (0, 1, 1)),  # of another: what it says of this one is missed
        ({**SAID, "incident": "itg-2"}, (0, 1, 1)),
        ({**SAID, "kind": "reminded"}, (0, 1, 1)),
        ({**SAID, "as_of": "2024-05-02"}, (0, 1, 1)),
    ],
)
def test_a_fact_is_right_missed_or_wrong(statement: Any, counts: tuple[int, int, int]) -> None:
    assert counted(held([ASKED], [statement])) == counts


def test_what_is_missed_or_wrong_is_told_with_its_lines() -> None:
    less = {name: value for name, value in SAID.items() if name != "at"}
    of = "lines 3-4: asked: incident itg-1, provider Alder Tel"
    assert list(accuracy.details("it", held([ASKED], [less]))) == [f"it: missed: at 2024-05-01 of {of}"]
    assert list(accuracy.details("it", held([ASKED], []))) == [f"it: missed: {of}"]
    assert list(accuracy.details("it", held([], [SAID]))) == [f"it: wrong: nothing bears out {of}"]
    assert list(accuracy.details("it", held([ASKED], [{**SAID, "hop": "12"}]))) == [f"it: wrong: hop is 12, not given of {of}"]
    assert list(accuracy.details("it", held([ASKED], [{**SAID, "lines": (4, 4)}]))) == [f"it: wrong: lines is (4, 4), not (3, 4) of {of}"]


@pytest.mark.parametrize(
    ("cited", "right"),
    [((3, 4), 1), ((2, 6), 1), ((1, 4), 0), ((3, 7), 0), ((4, 4), 0), ((3, 3), 0)],
)
def test_lines_are_right_that_hold_the_words_and_nothing_outside_the_passage(cited: tuple[int, int], right: int) -> None:
    assert held([ASKED], [{**SAID, "lines": cited}]).right == right


def test_each_statement_bears_out_one_fact() -> None:
    assert counted(held([ASKED], [SAID, SAID])) == (1, 0, 1), "said twice, written once"
    assert counted(held([ASKED, ASKED], [SAID])) == (1, 1, 0)
    later = {**ASKED, "at": "2024-05-09"}
    assert counted(held([later, ASKED], [SAID, {**SAID, "at": "2024-05-08"}])) == (1, 0, 1), "the nearest belong together"


def test_what_is_said_of_somebody_is_no_fact_of_nobody() -> None:
    assert counted(held([{name: value for name, value in ASKED.items() if name != "provider"}], [SAID])) == (0, 1, 1)


def test_of_real_documents_only_what_a_fact_gives_is_compared() -> None:
    fact = {"kind": "asked", "incident": "itg-1", "at": "2024-05-01"}
    assert counted(held([fact], [SAID], whole=False)) == (1, 0, 0)
    assert counted(held([fact], [{**SAID, "at": "2024-05-02"}], whole=False)) == (0, 0, 1)
    assert counted(held([{**fact, "hop": "1"}], [SAID], whole=False)) == (0, 1, 0)
    assert counted(held([{**fact, "provider": "Birch Tel"}], [SAID], whole=False)) == (0, 1, 1)


@pytest.mark.parametrize(
    ("said_in_all", "wrong", "bound"),
    [
        (0, 0, None),
        (2, 0, 1.0),
        (100, 0, 0.03),  # the rule of three
        (8, 1, 0.4112),  # Wilson's, one-sided: (k/n - p)^2 = 1.645^2 p(1-p)/n
        (100, 1, 0.0436),
        (5, 5, 1.0),
    ],
)
def test_the_bound(said_in_all: int, wrong: int, bound: float | None) -> None:
    found = Tally(said=said_in_all, wrong=[(None, SAID)] * wrong).bound
    assert found == (None if bound is None else pytest.approx(bound, abs=1e-4))


def test_the_bound_is_the_rate_that_so_few_errors_just_allow() -> None:
    for n, k in ((8, 1), (100, 1), (371, 26), (20, 19)):
        rate = Tally(said=n, wrong=[(None, SAID)] * k).bound
        assert rate is not None
        assert rate > k / n
        assert (rate - k / n) ** 2 == pytest.approx(1.645**2 * rate * (1 - rate) / n)


# --- real documents ------------------------------------------------------------------------------------------------


def known_of_specimens() -> dict[str, Any]:
    """Three specimens, as the checks beside the source tree write down the facts of real documents."""
    parcel = "A recorded voice says that a parcel is held at the border until a fee of $2.99 is paid, and asks the called party to press 1. The number shown is made up."
    lower = "Somebody who says to be from the called party's bank offers a lower rate on a credit card and wants its number. No way to opt out is given."
    power = "A recorded voice threatens to cut off the power within the hour unless a bill is paid by phone. It does not say for which company it speaks."
    calls = [
        ("itg-20417", 17, "2024-05-02T13:44:00Z", "2024-04-30T15:12:09Z", "+12025550141", "+16095550117", "Parcel-CustomsFee", parcel),
        ("itg-20417", 49, "2024-05-06T09:20:00Z", "2024-04-30T15:12:09Z", "+12025550141", "+16095550117", "Parcel-CustomsFee", parcel),
        ("itg-20533", 74, "2024-05-08T18:03:00Z", "2024-05-07T20:33:00Z", "+14155550162", "+18735550108", "CardServices-LowerRate", lower),
        ("itg-20534", 83, "2024-05-08T18:03:00Z", "2024-05-07T20:41:00Z", "+14155550187", "+18735550109", "CardServices-LowerRate", lower),
        ("itg-20560", 108, "2024-05-09T14:05:00Z", "2024-05-08T16:27:51Z", "+17165550133", None, "Utility-ShutOffToday", power),
    ]
    named = ("incident", "line", "sent_at", "call_at", "called", "caller", "campaign", "description")
    rows = [
        (47, "Brightwater Dialing", "Parcel Customs Fee", "2024-05-02T16:41:00Z", ["2024-05-03T13:05:00"]),
        (48, "No Response", "Parcel Customs Fee", "2024-05-02T18:02:00Z", ["2024-05-03T13:20:00", "2024-05-07T14:00:00"]),
        (49, "Tidewrack Media Pvt. Ltd.", "Meter Disconnection", "2024-05-08T19:15:00Z", ["2024-05-09T15:30:00"]),
        (50, "Tidewrack Media Pvt. Ltd.", "Meter Disconnection", "2024-05-08T19:15:00Z", ["2024-05-09T15:30:00"]),
        (51, "Hollin Outreach / HO Contact", "Timeshare Exit", "2024-05-14T21:37:00Z", ["2024-05-15T12:48:00"]),
        (56, "No Response", "Meter Disconnection", "2024-05-17T15:09:00Z", ["2024-05-20T14:00:00"]),
        (57, "Brightwater Dialing", "Parcel Customs Fee", "2023-08-31T22:56:00Z", ["2023-09-01T13:10:00"]),
        (58, "Brightwater Dialing", "Timeshare Exit / Resort Refund", "2024-05-24T20:30:00Z", ["2024-05-28T17:44:00"]),
    ]
    of_row = ("line", "customer", "description", "call_at", "notified")
    none = {"open": 0, "poe": 0, "orig": 0, "no_resp": 0, "not_found": 0}
    own = {**none, "total_hops": 4, "downstream": 4, "campaigns": 3, "avg_response": "9 hours 14 minutes"}
    orchid = {**none, "provider": "Orchid Transit Corp", "total_hops": 1, "poe": 1, "line": 180}
    return {
        "mailbox": "mailbox.txt",
        "notices": [dict(zip(named, call, strict=True)) for call in calls],
        "metrics": [{"provider": "Fernwick Voice, LLC", "line": 173, "summary": own, "upstream": [orchid]}],
        "silent": {
            "incident": "itg-20560", "provider": "Orchid Transit Corp", "reported_at": "2024-05-14T14:01:00Z", "entry_known_at": "2024-06-01",
        },
        "letters": [
            {
                "file": "fcc_letter.txt", "date": "2024-06-12", "recipient": "Quillon Gateway Ltd.", "role": "transmitting", "blocks": False,
                "deadlines": [
                    {"period": "48 hours", "date_stated": None, "computed": "2024-06-14"},
                    {"period": "14 days", "date_stated": "2024-06-27", "computed": "2024-06-26"},
                ],
                "rows": [{"row": row, **dict(zip(of_row, cells, strict=True))} for row, cells in enumerate(rows, 1)],
            }
        ],
        "ag": {
            "file": "ag_notice.txt", "date": "2024-09-03", "provider": "Brightwater Dialing", "frn": "0031000456", "rmd": "RMD0099001",
            "unanswered": 17, "due": "2024-09-24", "downstream": ["Marrowstone Tel", "Quillon Gateway Ltd.", "Pinfold Networks"],
        },
        "aliases": [["Hollin Outreach", "HO Contact"], ["Elsewhere Tel", "Elsewhere"]],
        "apart": [["Tidewater Minutes", "Tidewrack Media Pvt. Ltd."]],
    }  # fmt: skip


def put_beside(known: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Specimens as the real documents, with their known facts in the folder of the checks."""
    (folder / "expected.json").write_text(json.dumps(known), encoding="utf-8")
    with specimens() as files:
        monkeypatch.setattr(accuracy, "SAMPLES", files[0].parent)
    monkeypatch.setattr(accuracy, "CHECKS", folder)


@pytest.fixture(scope="module")
def said_of_three() -> tuple[dict[str, list[Any]], list[Any]]:
    with specimens() as files:
        wanted = [file for file in files if file.name in {"mailbox.txt", "fcc_letter.txt", "ag_notice.txt"}]
        return accuracy.ask(wanted, (None, "2024-05-14", "2024-06-01"))


def test_documents_beside_the_tree_are_held_against_their_known_facts(
    said_of_three: tuple[dict[str, list[Any]], list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(accuracy, "ask", lambda files, days: asked.append(([file.name for file in files], days)) or said_of_three)
    known = known_of_specimens()
    known["letters"][0]["role"] = "originating"
    put_beside(known, tmp_path, monkeypatch)
    rows = accuracy.of_samples()
    assert asked == [(["mailbox.txt", "ag_notice.txt", "fcc_letter.txt"], (None, "2024-05-14", "2024-06-01"))]
    found = {row: (documents, tally.facts, *counted(tally)) for row, (documents, tally) in rows.items()}
    assert found == {
        "real: FCC letter": (1, 26, 25, 0, 1),  # its role was planted
        "real: ITG mailbox": (1, 15, 15, 0, 0),
        "real: notice of attorneys general": (1, 6, 6, 0, 0),
        "real: conclusions": (3, 23, 23, 0, 0),
    }
    [wrong] = accuracy.details("it", rows["real: FCC letter"][1])
    assert wrong.startswith(
        "it: wrong: roles is ['transmitting', 'gateway'], not ['originating'] of acted: action fcc-2024-06-12-quillon-gateway"
    )


def test_what_known_facts_do_not_bear_out_is_wrong(
    said_of_three: tuple[dict[str, list[Any]], list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accuracy, "ask", lambda *_: said_of_three)
    known = known_of_specimens()
    known["letters"][0]["role"] = "transmitting"
    del known["notices"][-1]  # a request and its call
    del known["letters"][0]["rows"][-1]  # a call, a request and a hand-off; and where it ends
    known["aliases"] = [["Tidewater Minutes", "Orchid Transit Corp"]]
    put_beside(known, tmp_path, monkeypatch)
    rows = accuracy.of_samples()
    assert counted(rows["real: ITG mailbox"][1]) == (13, 0, 2)
    assert counted(rows["real: FCC letter"][1]) == (22, 0, 4)
    # one flag of 2 of 8, not of 7; two names that are no one provider; of an incident that no fact names, nothing is judged
    assert counted(rows["real: conclusions"][1]) == (20, 0, 2)


@pytest.mark.parametrize(
    ("days", "repeated"),
    [
        (["2024-01-10", "2024-06-10", "2025-01-09"], 3),
        (["2024-01-10", "2024-06-10", "2025-01-10"], None),  # twelve months and a day
        (["2022-01-01", "2024-01-10", "2024-01-10", "2024-06-10", "2025-01-09"], 4),
        ([], None),
    ],
)
def test_silences_of_a_letter_repeat_within_twelve_months(days: list[str], repeated: int | None) -> None:
    known = known_of_specimens()
    row = {"customer": "No Response", "description": "", "notified": []}
    known["letters"][0]["rows"] = [{**row, "row": number, "call_at": day} for number, day in enumerate(days, 1)]
    flags = {
        each["rule"]: each
        for each in accuracy._following(known, {})
        if each["kind"] == "flag" and each["provider"] == "Quillon Gateway Ltd."
    }
    assert flags.get("repeat", {}).get("count") == repeated
    assert flags.get("letter-no-response", {}).get("count") == (len(days) or None)


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no real documents beside the source tree")
def test_the_real_documents_are_read_without_a_known_error() -> None:
    rows = accuracy.of_samples()
    assert {row: (documents, tally.facts) for row, (documents, tally) in rows.items()} == {
        "real: FCC letter": (2, 371), "real: ITG mailbox": (1, 312), "real: notice of attorneys general": (1, 8), "real: conclusions": (4, 165),
    }  # fmt: skip
    for row, (_, tally) in rows.items():
        assert (tally.missed, tally.wrong) == ([], []), row


# --- the table -----------------------------------------------------------------------------------------------------


def test_bundles_tell_the_figures_of_the_page() -> None:
    page = accuracy.PAGE.read_bytes()
    assert accuracy.SHIPPED.read_text(encoding="utf-8") == accuracy.parted(page)[1]


def rows_of(page: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith(("| specimen", "| real"))]


@pytest.mark.usefixtures("asked_once")
def test_without_the_real_documents_the_specimens_alone_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy.main([]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(accuracy.HEAD)
    assert accuracy.CAVEAT in out
    assert len(re.findall(r"[.] |[.]$", accuracy.CAVEAT)) == 2, "two sentences"
    names = [row.split(" | ")[0] for row in rows_of(out)]
    assert names == [
        "| specimen: hop list", "| specimen: ITG mailbox", "| specimen: ITG mail", "| specimen: FCC letter",
        "| specimen: notice of attorneys general", "| specimens: conclusions",
    ]  # fmt: skip
    assert re.fullmatch(
        r"\| specimen: hop list \| 1 \| 21 \| 21 \| 0 \| 0 \| 21 \| 14.3% \| \d{4}-\d\d-\d\d, version \S+ \|", rows_of(out)[0]
    )
    assert "specimen: ITG mailbox: missed: line 138: identified: provider Tidewater Minutes" in err


@pytest.mark.usefixtures("asked_once")
def test_the_table_goes_between_the_marks_and_nowhere_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(PAGE)
    assert accuracy.main(["--write", str(page)]) == 0
    written = page.read_bytes()
    before, after = PAGE.split(b"old\n")
    assert written.startswith(before)
    assert written.endswith(after)
    assert written[len(before) : -len(after)].decode() == capsys.readouterr().out.removesuffix("\n")
    assert accuracy.main(["--write", str(page)]) == 0
    assert page.read_bytes() == written, "written again it is the same"


@pytest.mark.usefixtures("asked_once")
def test_rows_of_real_documents_that_stand_there_are_kept_with_their_date(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    stands = "| real: ITG mailbox | 1 | 312 | 312 | 0 | 0 | 312 | 1.0% | 2024-01-02, version 0.0.9 |"
    gone = "| specimen: hop list | 1 | 9 | 9 | 0 | 0 | 9 | 33.3% | 2024-01-02, version 0.0.9 |"
    page.write_bytes(PAGE.replace(b"old", f"{gone}\n{stands}".encode()) + f"\n{stands}x\n".encode())
    assert accuracy.main(["--write", str(page)]) == 0
    found = rows_of(page.read_text(encoding="utf-8"))
    assert gone not in found
    assert found[6:] == [stands, f"{stands}x"], "after those measured, once; and what stands elsewhere is left alone"


def test_rows_of_real_documents_are_measured_anew_where_these_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(PAGE.replace(b"old", b"| real: ITG mailbox | stands |"))
    monkeypatch.setattr(accuracy, "of_specimens", dict)
    monkeypatch.setattr(accuracy, "of_samples", lambda: {"real: FCC letter": (2, Tally(1, 1, 1))})
    assert accuracy.main(["--write", str(page)]) == 0
    [row] = rows_of(page.read_text(encoding="utf-8"))
    assert row.startswith("| real: FCC letter | 2 | 1 | 1 | 0 | 0 | 1 | 100.0% | ")


@pytest.mark.parametrize(
    "text", ["", f"{accuracy.BEGIN}\n", f"{accuracy.END}\n{accuracy.BEGIN}\n", f"say {accuracy.BEGIN}\n and\n{accuracy.END}\n"]
)
def test_a_page_without_the_marks_is_one_line_of_error(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    assert accuracy.main(["--write", str(page)]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == (
        "",
        f"{page} has no lines <!-- accuracy --> and <!-- /accuracy --> to write between: add them where the table is to stand\n",
    )
    assert page.read_text(encoding="utf-8") == text


def test_a_page_that_is_not_there_is_one_line_of_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy.main(["--write", str(tmp_path / "none.md")]) == 1
    assert capsys.readouterr() == ("", f"{tmp_path / 'none.md'}: No such file or directory\n")


def test_a_document_that_cannot_be_loaded_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"")
    with pytest.raises(SystemExit, match=r"bad\.csv"):
        accuracy.ask([bad], (None,))
    monkeypatch.setattr(Desk, "run", lambda *_: pytest.fail("asked before the page was looked at"))
    assert accuracy.main(["--write", str(bad)]) == 1
