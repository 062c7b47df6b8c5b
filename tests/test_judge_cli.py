"""What to do next, what became known between two days, calls to a state, and what contradicts itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests import story
from tests.cases import Desk, chain, hop_list
from tests.story import Fresh
from tests.test_serve import plain, serving

ORCHID = "Orchid Transit Corp"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


@pytest.fixture
def told(tmp_path: Path) -> list[Path]:
    """Traceback 20417 is silent at Quillon Gateway, to which a letter goes in June; 20560 waits for Fernwick, then for Orchid."""
    return [
        hop_list(
            tmp_path / "list.csv",
            {"incident": "20417", "provider": "Larkspur Wireless", "received_from": "Quillon Gateway", "status": "downstream", "asked_at": "2024-05-01T13:20:00Z", "noted_on": "2024-05-02"},
            {"incident": "20417", "provider": "Quillon Gateway", "status": "no-response", "asked_at": "2024-05-02T09:00:00Z", "noted_on": "2024-05-20"},
            {"incident": "20418", "provider": "Larkspur Wireless", "status": "originating", "noted_on": "2024-05-02"},
        ),
        story.mailbox(tmp_path / "mails.txt", story.request("2024-05-09 14:05", 20560), story.silent("2024-05-14 14:01", 20560, ORCHID), story.figures("2024-06-01 09:30", Orchid_Transit_Corp=(1, 0, 1, 0, 0, 0))),
        story.letter(tmp_path / "letter.txt", story.row(), stated=date(2024, 6, 27)),
    ]  # fmt: skip


# --- next ----------------------------------------------------------------------------------------------------------

STEP = {"incident", "end", "interim", "provider", "provider_key", "ask", "asked_at", "contact", "notices", "clocks", "next_due", "evidence"}


def test_whom_to_ask_and_which_clock_runs(desk: Desk, told: list[Path]) -> None:
    desk.load(*told)
    steps = {(s["incident"], s["provider"]): s for s in desk.ask("next", "--as-of", "2024-05-09")}
    assert {k: s["end"] for k, s in steps.items()} == {("itg-20417", "Quillon Gateway"): "unknown", ("itg-20560", story.FERNWICK): "open"}
    assert all(set(s) == STEP for s in steps.values())
    waits = steps["itg-20560", story.FERNWICK]
    assert (waits["ask"], waits["asked_at"], waits["next_due"]) == (
        "its answer: from whom did it receive the call?", "2024-05-09T14:05:00Z", "2024-05-10T14:05:00Z",
    )  # fmt: skip
    assert waits["clocks"] == [
        {"clock": "fcc.all-24h", "due": "2024-05-10T14:05:00Z", "state": "open"}, {"clock": "itg.request", "due": "2024-05-14", "state": "open"},
    ]  # fmt: skip
    assert (waits["contact"], waits["notices"]) == (None, [])
    named = steps["itg-20417", "Quillon Gateway"]
    assert (named["ask"], named["asked_at"], named["clocks"], named["next_due"]) == (
        "from whom did it receive the call? (it was named, not asked)", None, [], None,
    )  # fmt: skip
    assert len(named["evidence"]) == 1


def test_the_contact_of_record_and_the_notices_served(desk: Desk, told: list[Path]) -> None:
    desk.load(*told)
    steps = {s["incident"]: s for s in desk.ask("next", "--as-of", "2024-06-13")}
    assert {i: (s["end"], s["provider"]) for i, s in steps.items()} == {
        "itg-20417": ("no-response", "Quillon Gateway"), f"{story.LETTER}.1": ("no-response", "Quillon Gateway"),
    }  # fmt: skip
    step = steps["itg-20417"]
    assert step["contact"] == {
        "address": "48 Harbour Reach, Suite 9, Port Ellery, WN 00017", "contact": "Ottilie Varga, Managing Director",
    }  # fmt: skip
    assert step["notices"] == [{"action": story.LETTER, "issued_at": "2024-06-12"}]
    assert step["ask"] == "its answer, which is stated as missing"
    assert [(c["clock"], c["due"], c["state"]) for c in step["clocks"]] == [
        ("fcc.all-24h", "2024-05-03T12:00:00Z", "past"), ("itg.request", "2024-05-07", "past"),
        ("k4.mitigate", "2024-06-14", "open"), ("k4.measures", "2024-06-27", "open"),
    ]  # fmt: skip
    assert step["next_due"] == "2024-06-14"
    lines = [line.split("\t") for line in desk.run("next", "--as-of", "2024-06-13").out.splitlines()]
    assert lines[0] == ["ask", "for", "end", "what", "next due", "contact of record", "notices"]
    assert lines[2] == [
        "Quillon Gateway", "itg-20417", "no-response", "its answer, which is stated as missing", "2024-06-14",
        "48 Harbour Reach, Suite 9, Port Ellery, WN 00017; Ottilie Varga, Managing Director", story.LETTER,
    ]  # fmt: skip
    assert desk.run("next", "--as-of", "2024-06-13").err == "2 open ends\n"
    assert {s["incident"]: s["contact"] for s in desk.ask("next", "--as-of", "2024-06-11")} == {"itg-20417": None}, "nobody knew it yet"


def test_a_silence_for_the_time_being_is_told_as_that_where_somebody_is_to_be_asked(desk: Desk, told: list[Path]) -> None:
    desk.load(*told)
    day = ("next", "--as-of", "2024-05-20")
    steps = {s["provider"]: (s["end"], s["interim"]) for s in desk.ask(*day)}
    assert (steps[ORCHID], steps["Quillon Gateway"]) == (("no-response", True), ("no-response", False))
    cells = [line.split("\t") for line in desk.run(*day).out.splitlines()]
    assert {line[0]: line[2] for line in cells if line[0] in steps} == {ORCHID: "not yet answered", "Quillon Gateway": "no-response"}
    with serving(desk) as served:
        for provider, end in ((ORCHID, "not yet answered"), ("Quillon Gateway", "no-response")):
            page = plain(served.page("/next?" + urlencode({"provider": provider, "as_of": "2024-05-20"})))
            assert end in page
            assert ("no-response" in page) is (end == "no-response")


def test_an_origin_and_a_point_of_entry_leave_nobody_to_ask(desk: Desk, told: list[Path]) -> None:
    desk.load(*told)
    assert {s["incident"] for s in desk.ask("next")} == {"itg-20417", f"{story.LETTER}.1"}


def test_what_to_ask_where_it_is_disputed_or_half_answered(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        hop_list(
            tmp_path / "list.csv",
            {"incident": "denied", "provider": "Asker Tel", "received_from": "Denier Tel", "status": "downstream"},
            {"incident": "denied", "provider": "Denier Tel", "status": "not-found"},
            {"incident": "half", "provider": "Half Tel", "status": "downstream"},
            {"incident": "two", "provider": "One Tel", "status": "originating"},
            {"incident": "two", "provider": "Other Tel", "status": "originating"},
        )
    )
    assert sorted((s["incident"], s["provider"], s["end"], s["ask"]) for s in desk.ask("next")) == [
        ("denied", "Denier Tel", "not-found", "its records for the call, beside those of the provider that named it"),
        ("half", "Half Tel", "unknown", "from whom did it receive the call? (it says that it received it)"),
        ("two", "One Tel", "disputed", "what it says against the other claim"),
        ("two", "Other Tel", "disputed", "what it says against the other claim"),
    ]


# --- diff ----------------------------------------------------------------------------------------------------------


def ended(kind: str, provider: str, *, interim: bool = False) -> dict[str, object]:
    return {"kind": kind, "provider": provider, "interim": interim}


def test_what_became_known_between_two_days(desk: Desk, told: list[Path]) -> None:
    desk.load(*told)
    found = desk.ask("diff", "--from", "2024-05-09", "--to", "2024-05-20")
    hop = {
        name: f"{incident}@{key}"
        for name, incident, key in (("orchid", "itg-20560", "orchid-transit-corp"), ("quillon", "itg-20417", "quillon-gateway"))
    }
    assert (found["from"], found["to"], found["incidents"]) == ("2024-05-09", "2024-05-20", [])
    assert found["hops"] == [
        {"incident": "itg-20560", "hop": hop["orchid"], "provider": ORCHID, "status": "no-response", "interim": True, "gone": False}
    ]
    assert [(s["hop"], s["provider"], s["before"], s["after"], s["basis"]) for s in found["statuses"]] == [
        (hop["quillon"], "Quillon Gateway", None, "no-response", "stated"),
        (f"itg-20560@{desk.ask('provider', story.FERNWICK)['provider_key']}", story.FERNWICK, "open", "downstream", "stated"),
    ]
    # That Quillon Gateway is silent is no agreement of its own; that Fernwick's upstream is Orchid, the one who asks says.
    assert [(x["incident"], x["to"], x["before"], x["after"]) for x in found["links"]] == [("itg-20560", hop["orchid"], None, "third")]
    assert found["links"][0]["providers"] == [story.FERNWICK, ORCHID]
    span = ("diff", "--from", "2024-05-09", "--to", "2024-05-20")
    some = desk.ask(*span, "--provider", "orchid")
    assert some["hops"] == [hop for hop in found["hops"] if "Orchid" in hop["provider"]]
    assert some["statuses"] == [each for each in found["statuses"] if "Orchid" in each["provider"]]
    assert (
        0
        < sum(len(its) for its in some.values() if isinstance(its, list))
        == len(desk.run(*span, "--provider", "orchid").out.splitlines()) - 1
    )
    assert sum(len(its) for its in desk.ask(*span, "--limit", 2).values() if isinstance(its, list)) == 2
    its = desk.run("diff", "--from", "2024-05-09", "--to", "2024-05-20", "--provider", "orchid").out
    assert f"hand-off\titg-20560\t{story.FERNWICK} < {ORCHID}\tunknown → third" in its
    assert found["ends"] == [
        {"incident": "itg-20417", "before": [ended("unknown", "Quillon Gateway")], "after": [ended("no-response", "Quillon Gateway")]},
        {"incident": "itg-20560", "before": [ended("open", story.FERNWICK)], "after": [ended("no-response", ORCHID, interim=True)]},
    ]  # fmt: skip
    assert [(f["provider"], f["rules_before"], f["rules_after"], f["no_response_before"], f["no_response_after"]) for f in found["flags"]] == [
        (ORCHID, [], ["not-yet-answered"], 0, 0), ("Quillon Gateway", [], ["stated-no-response"], 0, 1),
    ]  # fmt: skip


def test_an_inference_becomes_known_with_its_count(desk: Desk, told: list[Path]) -> None:
    desk.load(*told)
    found = desk.ask("diff", "--from", "2024-05-31", "--to", "2024-06-01")
    assert [(s["provider"], s["before"], s["after"], s["basis"]) for s in found["statuses"]] == [
        (ORCHID, "no-response", "point-of-entry", "inferred")
    ]
    assert [(f["provider"], f["rules_before"], f["rules_after"]) for f in found["flags"]] == [(ORCHID, ["not-yet-answered"], [])]
    ran = desk.run("diff", "--from", "2024-05-31", "--to", "2024-06-01")
    assert [line.split("\t") for line in ran.out.splitlines()] == [
        ["what", "incident", "who", "change"],
        ["status", "itg-20560", ORCHID, "not yet answered → point-of-entry (inferred)"],
        ["end", "itg-20560", "", f"not yet answered: {ORCHID} → point-of-entry: {ORCHID}"],
        ["flag", "", ORCHID, "not-yet-answered 1 → none"],
    ]
    assert ran.err == "3 changes\n"


def test_what_was_taken_back_is_told(desk: Desk, tmp_path: Path) -> None:
    columns = "incident,provider,received_from,status,stated_by,noted_on"
    rows = ["1,Egret Tel,Finch Tel,downstream,Egret Tel,2024-03-04", "1,Egret Tel,Heron Tel,downstream,Egret Tel,2024-03-11"]
    (tmp_path / "list.csv").write_text("\n".join([columns, *rows, ""]))
    desk.load(tmp_path / "list.csv")
    changes = desk.ask("diff", "--from", "2024-03-08", "--to", "2024-03-12")
    assert [(hop["provider"], hop["gone"]) for hop in changes["hops"]] == [("Heron Tel", False), ("Finch Tel", True)]
    assert [(link["providers"], link["before"], link["after"]) for link in changes["links"]] == [
        (["Egret Tel", "Heron Tel"], None, "one"),
        (["Egret Tel", "Finch Tel"], "one", None),
    ]
    printed = desk.run("diff", "--from", "2024-03-08", "--to", "2024-03-12").out
    assert "hop\titg-1\tFinch Tel\tno longer named: whoever named it took that back" in printed
    assert "hand-off\titg-1\tEgret Tel < Finch Tel\tone → taken back" in printed
    taken_back = "nothing that stands is said of Finch Tel, whoever named it took that back: see `tracer evidence` with its name"
    assert taken_back in " ".join(desk.run("provider", "Finch Tel").err.split())
    refused = desk.run("report", "Finch Tel", "--out", tmp_path / "memo.html")
    assert (refused.code, refused.err) == (1, f"tracer: {taken_back}\n")


def test_who_is_contradicted_alone_is_not_flagged(desk: Desk, tmp_path: Path) -> None:
    columns = "incident,provider,status,answered_at,stated_by,noted_on"
    rows = ["1,Egret Tel,originating,2024-03-02,Egret Tel,2024-03-02", "1,Egret Tel,no-response,,ITG,2024-03-08"]
    (tmp_path / "list.csv").write_text("\n".join([columns, *rows, ""]))
    desk.load(tmp_path / "list.csv")
    status = desk.ask("status")
    assert (status["flagged"], status["flags"], status["contradicted"], status["contradictory"]) == (0, [], 1, 1)
    printed = desk.run("status").out
    assert "0 providers flagged, by somebody's statement" in printed
    assert "1 provider of which statements contradict each other (tracer flags)" in printed


def test_of_a_flag_the_numbers_that_changed_are_told(desk: Desk, tmp_path: Path) -> None:
    columns = "incident,provider,status,stated_by,noted_on"
    (tmp_path / "list.csv").write_text(f"{columns}\n1,Egret Tel,no-response,ITG,2024-03-04\n2,Egret Tel,no-response,ITG,2024-03-11\n")
    desk.load(tmp_path / "list.csv")
    printed = desk.run("diff", "--from", "2024-03-08", "--to", "2024-03-12").out
    assert "flag\t\tEgret Tel\tstated-no-response 1 of 1 → stated-no-response 2 of 2" in printed


def test_incidents_that_became_known(desk: Desk, told: list[Path]) -> None:
    desk.load(*told)
    assert desk.ask("diff", "--from", "2024-05-01", "--to", "2024-05-09")["incidents"] == ["itg-20417", "itg-20418", "itg-20560"]
    assert desk.ask("diff", "--from", "2024-06-11", "--to", "2024-06-12")["incidents"] == [f"{story.LETTER}.1"]


def test_one_day_with_itself_and_days_the_wrong_way_round(desk: Desk, told: list[Path]) -> None:
    desk.load(*told)
    assert desk.run("diff", "--from", "2024-05-14", "--to", "2024-05-14").err == "nothing became known between these days\n"
    assert desk.run("diff", "--from", "2024-05-15", "--to", "2024-05-14").only_line() == (
        "tracer: --from 2024-05-15 is later than --to 2024-05-14: exchange them"
    )
    # A day ends at midnight: a time of that day lies before.
    assert "exchange them" in desk.run("diff", "--from", "2024-05-14", "--to", "2024-05-14T10:00:00Z").only_line()
    assert desk.run("diff", "--from", "2024-05-14T10:00:00Z", "--to", "2024-05-14").code == 0
    assert desk.run("diff", "--from", "2024-05-14").code == 2


# --- incidents of a state ------------------------------------------------------------------------------------------


def _called(folder: Path) -> Path:
    numbers = {
        "1": "+17045550133",
        "2": "+19195550133",
        "3": "+12025550141",
        "4": "+18005550133",
        "5": "",
        "6": "+442079460000",
        "7": "+16095550117",
    }
    rows = ({"incident": i, "provider": "Larkspur Wireless", "status": "open", "called": n, "caller": "+17045550100", "campaign": "Odd" if i in "14" else ""} for i, n in numbers.items())  # fmt: skip
    return hop_list(folder / "called.csv", *rows)


def test_incidents_of_a_state_and_how_many_say_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.load(_called(tmp_path))

    def of(*more: str) -> tuple[list[str], str]:
        ran = desk.run("incidents", *more)
        return [line.split("\t")[0] for line in ran.out.splitlines()[1:]], ran.err

    says_nothing = "note: the called number of 3 further incidents say nothing about a state\n"
    assert of("--state", "NC")[0] == ["itg-1", "itg-2"]
    assert "3 further incidents" in of("--state", "NC")[1]
    assert says_nothing.split("3", maxsplit=1)[0] in of("--state", "NC")[1]
    assert of("--state", "nc") == of("--state", "NC")
    assert of("--state", "DC")[0] == ["itg-3"]
    assert (of("--state", "AK")[0], "3 further" in of("--state", "AK")[1]) == ([], True)
    one, said = of("--state", "NC", "--campaign", "odd")
    assert (one, "1 further incident says" in said) == (["itg-1"], True)
    assert [i["incident"] for i in desk.ask("incidents", "--state", "NC", "--as-of", "2024-05-20")] == ["itg-1", "itg-2"]
    assert desk.ask("incidents", "--state", "NC", "--as-of", "2024-05-19") == []
    assert "say" not in of("--state", "NC", "--as-of", "2024-05-19")[1]
    for wrong in ("North Carolina", "XX", ""):
        assert desk.run("incidents", "--state", wrong).only_line() == f"tracer: --state {wrong!r} is no state: write two letters, e.g. NC"


# --- where a trail ends --------------------------------------------------------------------------------------------


def test_questions_that_walk_tell_a_silence_for_the_time_being(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    rows = [
        {"incident": "fork", "provider": "Near Tel", "received_from": upstream, "status": "downstream"}
        for upstream in ("Mute Tel", "Slow Tel")
    ]
    silences = [
        {"incident": "fork", "provider": "Mute Tel", "status": "no-response"},
        {"incident": "fork", "provider": "Slow Tel", "status": "not yet answered"},
    ]
    desk.load(hop_list(tmp_path / "list.csv", *rows, *silences))
    told = {("Mute Tel", "no-response", False), ("Slow Tel", "no-response", True)}
    walked = {
        name: {(r["provider"], r["status"], r["interim"]) for r in desk.ask("query", name, "incident=fork")}
        for name in ("originators", "walk")
    }
    assert walked == {"originators": told, "walk": told | {("Near Tel", "downstream", False)}}


# --- contradictions ------------------------------------------------------------------------------------------------


def _contradicting(folder: Path) -> list[Path]:
    return [
        hop_list(
            folder / "list.csv",
            {"incident": "denied", "provider": "Asker Tel", "received_from": "Denier Tel", "status": "downstream"},
            {"incident": "denied", "provider": "Denier Tel", "status": "not-found"},
            {"incident": "two", "provider": "One Tel", "status": "originating"},
            {"incident": "two", "provider": "Other Tel", "status": "originating"},
            *({"incident": "loop", "provider": f"Loop {a} Tel", "received_from": f"Loop {b} Tel"} for a, b in ("AB", "BC", "CA")),
            {"incident": "late", "provider": "Late Tel", "asked_at": "2024-05-02T10:00:00Z", "call_at": "2024-05-03"},
            {"incident": "minutes", "provider": "Minutes Tel", "asked_at": "2024-05-02T10:00:00Z", "call_at": "2024-05-02T10:00:01Z"},
            {"incident": "early", "provider": "Early Tel", "asked_at": "2024-05-02T10:00:00Z", "answered_at": "2024-05-02T09:59:59Z", "status": "downstream"},
            {"incident": "noted", "provider": "Noted Tel", "received_from": "Other Tel", "status": "downstream", "asked_at": "2024-05-02", "answered_at": "2024-05-05", "noted_on": "2024-05-04"},
        ),
        story.letter(folder / "letter.txt", story.row("Hollin Outreach"), stated=date(2024, 6, 27)),
    ]  # fmt: skip


def _agreeing(folder: Path) -> list[Path]:
    """As much of the same as fits together."""
    return [
        hop_list(
            folder / "list.csv",
            {"incident": "denied", "provider": "Asker Tel", "received_from": "Denier Tel", "status": "downstream"},
            {"incident": "denied", "provider": "Denier Tel", "status": "not-found", "noted_on": "2024-05-20"},
            {"incident": "denied", "provider": "Denier Tel", "status": "downstream", "noted_on": "2024-05-21"},  # taken back
            {"incident": "unnamed", "provider": "Denier Tel", "status": "not-found"},
            {"incident": "two", "provider": "One Tel", "received_from": "Other Tel", "status": "downstream"},
            {"incident": "two", "provider": "Other Tel", "status": "originating"},
            *chain("diamond", "Top Tel", "Left Tel", "Bottom Tel"),
            {"incident": "diamond", "provider": "Top Tel", "received_from": "Right Tel"},
            {"incident": "diamond", "provider": "Right Tel", "received_from": "Bottom Tel"},
            {"incident": "late", "provider": "Late Tel", "asked_at": "2024-05-02T10:00:00Z", "call_at": "2024-05-02"},
            {"incident": "minutes", "provider": "Minutes Tel", "asked_at": "2024-05-02T10:00:00Z", "call_at": "2024-05-02T10:00:00Z"},
            {"incident": "early", "provider": "Early Tel", "asked_at": "2024-05-02T10:00:00Z", "answered_at": "2024-05-02", "status": "downstream"},
            {"incident": "silent", "provider": "Early Tel", "asked_at": "2024-05-02T10:00:00Z", "answered_at": "2024-05-01", "status": "no-response"},
        ),
        story.letter(folder / "letter.txt", story.row("Hollin Outreach")),
    ]  # fmt: skip


COLUMNS = ["kind", "subject", "one", "other", "says", "against"]


def test_every_contradiction_once(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    desk.load(*_contradicting(tmp_path))
    found: list[dict[str, Any]] = desk.ask("query", "contradictions")
    assert [list(row) for row in found] == [COLUMNS] * 8
    assert sorted(tuple(str(row[c]) for c in COLUMNS) for row in found) == [
        ("answer-before-request", "early", "Early Tel", "None", "2024-05-02T09:59:59Z", "2024-05-02T10:00:00Z"),
        ("call-after-notice", "late", "Late Tel", "None", "2024-05-03", "2024-05-02T10:00:00Z"),
        ("call-after-notice", "minutes", "Minutes Tel", "None", "2024-05-02T10:00:01Z", "2024-05-02T10:00:00Z"),
        ("deadline-differs", story.LETTER, "Quillon Gateway Ltd.", "None", "2024-06-27", "2024-06-26"),
        ("denied", "denied", "Asker Tel", "Denier Tel", "received the call from it", "did not find the call"),
        ("loop", "loop", "Loop C Tel", "Loop A Tel", "received the call from it", "stands before it in the path"),
        ("noted-before-answer", "noted", "Noted Tel", "None", "2024-05-04", "2024-05-05"),  # and not before its request
        ("two-origins", "two", "One Tel", "Other Tel", "named as the origin", "named as the origin"),
    ]


def test_what_fits_together_contradicts_nothing(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    desk.load(*_agreeing(tmp_path))
    assert desk.ask("query", "contradictions") == []
    assert desk.run("query", "contradictions").err == "no rows\n"
