"""`tracer answer`: the call in a provider's own records, of whatever switch; nothing invented, nothing dropped in silence."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import claims
from tests.cases import Desk, on_a_terminal, run
from tests.places import SOURCE
from tests.story import Fresh
from tests.switches import BY_ADDRESS, BY_TRUNK, SWITCHES, Call, Planted, Switch, planted
from tracer.model import Kind
from tracer.records import answers as records_answers

ADDRESSES = {"freeswitch_json", "kamailio", "opensips", "voip_innovations"}  # name no trunk


def stamp(at: Any) -> str:
    return str(at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def asked(path: Path, calls: Sequence[Planted]) -> Path:
    rows = [
        f"{30000 + k},Fernwick Voice LLC,{stamp(call.at)[:10]}T23:59:00Z,{stamp(call.at)},+1{call.caller},+1{call.called},2024-12-01\n"
        for k, call in enumerate(calls)
    ]
    path.write_text("incident,provider,asked_at,call_at,caller,called,noted_on\n" + "".join(rows), encoding="utf-8")
    return path


def answers(folder: Path, *arguments: object) -> Any:
    ran = run("answer", folder / "asked.csv", "--trunks", folder / "trunks.csv", "--json", *arguments)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize("switch", SWITCHES, ids=[switch.profile for switch in SWITCHES])
def test_every_planted_call_is_found_and_none_invented(switch: Switch, tmp_path: Path) -> None:
    """Across two changes of clocks and two of hands, by a clock 90 seconds fast; the profile is found by looking."""
    wanted, calls = planted()
    asked(tmp_path / "asked.csv", wanted)
    (tmp_path / "trunks.csv").write_text(BY_ADDRESS if switch.profile in ADDRESSES else BY_TRUNK, encoding="utf-8")
    (tmp_path / "calls.csv").write_text(switch.file(calls), encoding="utf-8")
    zone = ["--zone", "America/New_York"]
    found = answers(tmp_path, "--cdr", tmp_path / "calls.csv", *zone)
    assert found["records"][0]["profile"] == switch.profile
    odd = [(each["why"], each["candidates"][:3]) for each in found["answers"] if each["answer"] not in ("received-from", "not-found")]
    assert odd == []
    told = {each["incident"]: each["draft"]["received_from"] for each in found["answers"]}
    assert told == {f"itg-{30000 + k}": call.upstream for k, call in enumerate(wanted)}
    assert {each["answer"] for each in found["answers"]} == {"received-from", "not-found"}
    assert found["clock"] == {"seconds": 90, "answers": 40}
    assert found["records"][0]["unreadable"] == 0


# --- one call -----------------------------------------------------------------------------------------------------------

NOTICE = "incident,provider,asked_at,call_at,caller,called,noted_on\n20731,Fernwick Voice LLC,2024-03-11T14:00:00Z,{at},+16095550117,+12025550141,2024-03-11\n"
AT = datetime(2024, 3, 11, 6, 58, tzinfo=UTC)
MAP = "trunk,provider,from,until,kind,mail,telephone\nt1,Orchid Transit Corp,,,,noc@orchidtransit.example,+12025550190\nt2,Saltmarsh Telecom,2024-03-01,,,,\nshop,Harrow Sofas,,,end-user,,\n"
[THINQ] = [switch for switch in SWITCHES if switch.profile == "thinq"]


NOTHING = (
    "no record holds both numbers within a day of the call, and the records reach over its time,"
    " from 2024-03-11T04:58:00Z to 2024-03-11T08:58:00Z, if none is missing in the files"
)


def call(seconds: float = 0, caller: str = "6095550117", called: str = "2025550141", trunk: str = "t1") -> Call:
    return Call(AT + timedelta(seconds=seconds), caller, called, trunk, "192.0.2.1")


def desk(folder: Path, *calls: Call, at: str = "2024-03-11T06:58:00Z", trunks: str = MAP, rows: str = "") -> Path:
    """A notice, a map and the records of a switch that cover its time."""
    (folder / "asked.csv").write_text(NOTICE.format(at=at), encoding="utf-8")
    (folder / "trunks.csv").write_text(trunks, encoding="utf-8")
    around = [call(-7200, "6095550150", "3035550151"), call(7200, "6095550150", "3035550151")]
    (folder / "calls.csv").write_text(THINQ.file([around[0], *calls]) + rows + THINQ.row(around[1]), encoding="utf-8")
    return folder


def one(folder: Path, *arguments: object) -> Any:
    return answers(folder, "--cdr", folder / "calls.csv", "--zone", "America/New_York", *arguments)["answers"][0]


def test_a_call_and_all_that_is_said_of_it(tmp_path: Path) -> None:
    found = one(desk(tmp_path, call(-75)))
    row = THINQ.row(call(-75)).rstrip()
    [candidate] = found.pop("candidates")
    notice = found.pop("notice")
    assert notice["file"] == "asked.csv"
    assert found == {
        "incident": "itg-20731",
        "asked_at": "2024-03-11T14:00:00Z",
        "due_at": "2024-03-12T14:00:00Z",
        "call": {"at": "2024-03-11T06:58:00Z", "caller": "+16095550117", "called": "+12025550141"},
        "answer": "received-from",
        "why": "one record within 2 minutes of the notice's time",
        "draft": {
            "received_from": "Orchid Transit Corp",
            "not_listed": {"name": "Orchid Transit Corp", "mail": "noc@orchidtransit.example", "telephone": "+12025550190"},
            "origin": None,
            "not_found": False,
            "comment": "calls.csv, line 3, 2024-03-11T06:56:45Z: both numbers agree, 75 s before the notice's time, trunk t1;"
            " one record within 2 minutes of the notice's time",
        },
        "of": [{"file": "calls.csv", "line": 3}],
        "more": 0,
        "unread": [],
    }
    assert candidate == {
        "file": "calls.csv", "line": 3, "at": "2024-03-11T06:56:45Z", "times": ["2024-03-11T06:56:45Z"], "seconds": -75,
        "caller": "6095550117", "called": "2025550141", "trunk": "t1", "address": None, "host": None, "providers": ["Orchid Transit Corp"], "signature": None,
        "why": ["both numbers agree", "75 s before the notice's time", "trunk t1: the provider Orchid Transit Corp, trunks.csv line 2, from the beginning until now"],
        "row": row,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("calls", "answer", "why"),
    [
        ([call(), call(30)], "received-from", "2 records within 2 minutes of the notice's time"),
        ([call(), call(30, trunk="t2")], "undecided", "2 records within 2 minutes of the notice's time, from several: Orchid Transit Corp, Saltmarsh Telecom"),
        ([call(), call(130, trunk="t2")], "received-from", "one record within 2 minutes of the notice's time"),  # the narrower window
        ([call(121)], "received-from", "one record within 15 minutes of the notice's time"),
        ([call(900)], "received-from", "one record within 15 minutes of the notice's time"),
        ([call(901)], "undecided", "the nearest record with both numbers is 15 min away: check zone and clock"),
        ([call(14_460)], "undecided", "the nearest record with both numbers is 4 h 1 min away: check zone and clock"),
        ([call(86_401)], "not-found", NOTHING),
        ([], "not-found", NOTHING),
        ([call(trunk="shop")], "origin", "one record within 2 minutes of the notice's time"),
        ([call(trunk="t9")], "trunk-unknown", "one record within 2 minutes of the notice's time, by trunk t9: the trunk map has it for nobody at that time"),
        ([call(), call(30, trunk="t9")], "undecided", "2 records within 2 minutes of the notice's time, one of them by trunk t9, which the trunk map has for nobody then"),
        ([call(caller="6095550118")], "undecided", "no record has both numbers, but one has the called number at that time: the caller may have been rewritten"),
        ([call(121, caller="6095550118")], "not-found", NOTHING),
        ([call(called="2025550142")], "undecided", "no record has both numbers, but one has the caller number at that time: the called number may have been translated"),
        ([call(-120, called="*98")], "undecided", "no record has both numbers, but one has the caller number at that time: the called number may have been translated"),
        ([call(121, called="2025550142")], "not-found", NOTHING),
        ([call(caller="446095550117")], "undecided", "the caller of the nearest record only ends in that of the notice: if what stands before it is a prefix, say --prefix"),
        ([call(caller="1234#16095550117", called="0112025550141")], "undecided", "the called of the nearest record only ends in that of the notice: if what stands before it is a prefix, say --prefix"),
        ([call(caller="1234#16095550117", called="01112025550141")], "received-from", "one record within 2 minutes of the notice's time"),
    ],
)  # fmt: skip
def test_what_decides_and_what_does_not(calls: list[Call], answer: str, why: str, tmp_path: Path) -> None:
    found = one(desk(tmp_path, *calls))
    assert (found["answer"], found["why"]) == (answer, why)
    assert (found["draft"]["received_from"] is not None) == (answer == "received-from")
    assert found["draft"]["not_found"] == (answer == "not-found")
    assert (found["draft"]["origin"] == "Harrow Sofas") == (answer == "origin")


def test_prefixes_are_taken_off_and_that_is_said(tmp_path: Path) -> None:
    folder = desk(tmp_path, call(caller="996095550117", called="99#12025550141"))
    assert one(folder)["answer"] == "undecided"
    found = one(folder, "--prefix", "99")
    assert found["answer"] == "received-from"
    assert found["candidates"][0]["why"][:3] == [
        "both numbers agree",
        "caller read without its prefix 99",
        "called read without its prefix 99#",
    ]


def test_a_person_chooses_between_records(tmp_path: Path) -> None:
    folder = desk(tmp_path, call(), call(30, trunk="t2"), call(50_000, trunk="t2"))
    assert one(folder, "--choose", "20731=calls.csv:4")["draft"]["received_from"] == "Saltmarsh Telecom"
    assert one(folder, "--choose", "#20731=calls.csv:3")["draft"]["received_from"] == "Orchid Transit Corp"
    assert one(folder, "--choose", "20731=calls.csv:5")["why"] == "one record the record that a person chose"
    ran = run(
        "answer",
        folder / "asked.csv",
        "--cdr",
        folder / "calls.csv",
        "--trunks",
        folder / "trunks.csv",
        "--zone",
        "UTC",
        "--choose",
        "20731=calls.csv:2",
    )
    assert (ran.code, ran.err) == (
        1,
        "tracer: line 2 of calls.csv holds no number of itg-20731: choose one of its candidates, as FILE:LINE\n",
    )


def test_records_that_do_not_reach_over_the_call_answer_nothing(tmp_path: Path) -> None:
    found = one(desk(tmp_path, at="2024-03-14T06:58:00Z"))
    assert (found["answer"], found["why"]) == (
        "not-covered",
        (
            "the records reach from 2024-03-11T04:58:00Z to 2024-03-11T08:58:00Z, not surely over the call: give the file with its time to"
            " --cdr; whether one is missing, or no call was recorded then, the files do not tell"
        ),
    )
    assert found["draft"]["not_found"] is False


@pytest.mark.parametrize(
    ("files", "answer"),
    [
        ([[-7200, 7200]], "not-found"),  # a quiet night within a file
        ([[-7200, -120], [0, 120]], "not-found"),
        ([[-7200, -120], [1, 7200]], "not-covered"),
        ([[-7200, 119]], "not-covered"),
        ([[-119, 7200]], "not-covered"),
        ([[-120, 120]], "not-found"),
        ([[-1800, -900], [120, 900]], "not-covered"),  # a file of fifteen minutes may lie between
        ([[-1800, 1800], [-90_000, -80_000]], "not-found"),
        ([[-90_000, -80_000], [-5000, -3000], [3000, 5000]], "not-covered"),
        ([["above", "Start,ANI"], [-7200, "Total calls: 2"]], "not-covered"),
        ([["above", -7200, "Total calls: 2", 7200, "", "Total calls: 2", ",,,,,,,,,,,,", '"the end']], "not-found"),
        ([["none"]], "not-covered"),
    ],
)
def test_not_found_needs_records_over_the_time_of_the_call(files: list[list[int | str]], answer: str, tmp_path: Path) -> None:
    desk(tmp_path)
    (tmp_path / "rotated").mkdir()
    for k, rows in enumerate(files):
        lines = [each + "\n" if isinstance(each, str) else THINQ.row(call(each, "6095550150", "3035550151")) for each in rows]
        (tmp_path / "rotated" / f"{k}.csv").write_text(THINQ.heading + "".join(lines), encoding="utf-8")
    [found] = answers(tmp_path, "--cdr", tmp_path / "rotated", "--profile", "thinq", "--zone", "America/New_York")["answers"]
    assert (found["answer"], found["draft"]["not_found"]) == (answer, answer == "not-found")
    if len(files) == 3:  # the nearest two
        assert found["why"].startswith(
            "the records reach from 2024-03-11T05:34:40Z to 2024-03-11T06:08:00Z and from 2024-03-11T07:48:00Z to 2024-03-11T08:21:20Z, not"
        )


def test_a_day_is_covered_from_its_beginning_to_its_end_by_both_clocks(tmp_path: Path) -> None:
    desk(tmp_path, at="2024-03-11")
    begin = AT.replace(hour=0, minute=0)
    for hours, answer in (((0, 28), "not-found"), ((0.1, 28), "not-covered"), ((0, 27.9), "not-covered")):
        rows = [Call(begin + timedelta(hours=each), "6095550150", "3035550151", "t1", "") for each in hours]
        (tmp_path / "calls.csv").write_text(THINQ.file(rows), encoding="utf-8")
        assert one(tmp_path)["answer"] == answer


def test_a_folder_of_files_of_one_call_each_is_one_log(tmp_path: Path) -> None:
    [switch] = [each for each in SWITCHES if each.profile == "freeswitch_json"]
    desk(tmp_path)
    (tmp_path / "calls").mkdir()
    for seconds in (-7200, 600):
        row = switch.row(call(seconds, "6095550150", "3035550151"))
        (tmp_path / "calls" / f"{seconds}.json").write_text(row, encoding="utf-8")
    assert answers(tmp_path, "--cdr", tmp_path / "calls")["answers"][0]["answer"] == "not-found"


def test_a_first_and_a_last_day_there_is_is_not_covered(tmp_path: Path) -> None:
    for at in ("9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z"):
        assert one(desk(tmp_path, at=at))["answer"] == "not-covered"


def test_a_day_without_a_time_decides_by_the_whole_day(tmp_path: Path) -> None:
    found = one(desk(tmp_path, call(3600), at="2024-03-11"))
    assert (found["answer"], found["why"], found["candidates"][0]["seconds"]) == (
        "received-from",
        "one record on the day of the notice",
        None,
    )
    assert one(desk(tmp_path, call(3600), call(7000, trunk="t2"), at="2024-03-11"))["answer"] == "undecided"


@pytest.mark.parametrize(
    ("calls", "answer"),
    [
        ([(4, "t1")], "received-from"),  # 0:00 in New York
        ([(23.9, "t1")], "received-from"),
        ([(3.9, "t1")], "undecided"),  # the 11th in UTC alone
        ([(24, "t1")], "undecided"),  # in New York alone
        ([(3.9, "t1"), (4, "t1")], "received-from"),
        ([(3.9, "t2"), (4, "t1")], "undecided"),
        ([(1.5, "t2"), (25, "t1")], "undecided"),
        ([(-0.5, "t2"), (25, "t1")], "undecided"),
        ([(-0.5, "t2"), (23, "t1")], "received-from"),
        ([(29, "t1")], "undecided"),
    ],
)
def test_a_day_is_one_by_utc_and_by_local_clocks(calls: list[tuple[float, str]], answer: str, tmp_path: Path) -> None:
    """For no notice says whose day it means. 11 March began at 4:00 UTC in New York."""
    desk(tmp_path, at="2024-03-11")
    begin = AT.replace(hour=0, minute=0)
    rows = [Call(begin + timedelta(hours=hours), "6095550117", "2025550141", trunk, "") for hours, trunk in calls]
    (tmp_path / "calls.csv").write_text(THINQ.file(rows), encoding="utf-8")
    found = one(tmp_path)
    assert found["answer"] == answer
    assert (found["draft"]["received_from"] is not None) == (answer == "received-from")
    if calls == [(24, "t1")]:
        assert found["why"] == (
            "one record on the day of the notice, but not both by UTC and by local clocks, and the notice does not say whose day it is"
        )


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2024-03-11,02:58:00,t1,6095550117,,,,,,2025550141,1\n", "it has 11 cells where the profile has 13"),
        ('2024-03-11,02:58:00,t1,6095550117,,,,,,2025550141,"1,a,b\n', "a quote in it is not closed"),
        ("2024-03-11,25:58:00,t1,6095550117,,,,,,2025550141,1,a,b\n", "the time '2024-03-11 25:58:00' does not fit %Y-%m-%d %H:%M:%S or %m/%d/%Y %H:%M:%S"),
        ("2024-03-10,02:58:00,t1,6095550117,,,,,,2025550141,1,a,b\n", "2024-03-10 02:58:00 was on no clock of America/New_York: clocks were put forward over it"),
    ],
)  # fmt: skip
def test_a_row_with_the_numbers_that_cannot_be_read_is_named_and_leaves_it_open(row: str, why: str, tmp_path: Path) -> None:
    folder = desk(tmp_path, rows=row)
    found = one(folder)
    assert found["unread"] == [{"file": "calls.csv", "line": 3, "text": why}]
    assert (found["answer"], found["why"]) == ("undecided", "a row with these numbers could not be read")
    assert one(desk(tmp_path, call(), rows=row))["answer"] == "received-from"
    other = row.replace("6095550117", "6095550199")
    assert one(desk(tmp_path, rows=other))["unread"] == []  # of another caller


@pytest.mark.parametrize(
    ("caller", "called"),
    [
        ("609-555-0117", "+1 202 555 0141"), ("(609) 555-0117", "202.555.0141"), ("1 609 555 0117", "(202)555-0141"),
        ("609\u2011555\u20110117", "202\u00a0555\u00a00141"), ("6095550117.0", "12025550141.0"), ("6.095550117E+09", "2025550141"),
    ],
)  # fmt: skip
def test_numbers_are_found_however_their_digits_are_set_apart(caller: str, called: str, tmp_path: Path) -> None:
    found = one(desk(tmp_path, call(caller=caller, called=called), call(5, caller="609-555-0118", called="202-555-0142")))
    assert (found["answer"], found["of"], found["unread"]) == ("received-from", [{"file": "calls.csv", "line": 3}], [])
    assert found["candidates"][0]["why"][0] == "both numbers agree"
    later = one(desk(tmp_path, call(86_401, caller=caller, called=called)))
    assert (later["answer"], later["unread"]) == ("not-found", [])


ELSEWHERE = "a row may be the call, whose numbers lack digits or stand in other columns"
SHORT, BLOTTED = "was shortened by a spreadsheet", "has digits that are not shown"


@pytest.mark.parametrize(
    ("caller", "called", "why"),
    [
        ("6.09556E+09", "2.02555E+09", f"the caller number {SHORT}, the called number {SHORT}: it may be the call"),
        ("6.1e+09", "1.20256E+10", f"the caller number {SHORT}, the called number {SHORT}: it may be the call"),
        ("6095550117", "2.02555E+09", f"the called number {SHORT}: it may be the call"),
        ("1.60956E+10", "202-555-0141", f"the caller number {SHORT}: it may be the call"),
        ("609555XXXX", "202555XXXX", f"the caller number {BLOTTED}, the called number {BLOTTED}: it may be the call"),
        ("(609) 555-****", "2025550141", f"the caller number {BLOTTED}: it may be the call"),
        ("XXXXXX0117", "2.02555E+09", f"the caller number {BLOTTED}, the called number {SHORT}: it may be the call"),
        ("609555", "2025550141", "the caller number may break off: it may be the call"),
        ("Anonymous", "2025550141", "the caller number is not given: it may be the call"),
        ("6095550117", "", "the called number is not given: it may be the call"),
    ],
)
@pytest.mark.parametrize("seconds", [0, -80_000])
def test_a_record_of_that_day_whose_numbers_lack_digits_leaves_it_open(
    caller: str, called: str, why: str, seconds: int, tmp_path: Path
) -> None:
    found = one(desk(tmp_path, call(seconds, caller=caller, called=called)))
    assert (found["answer"], found["why"]) == ("undecided", ELSEWHERE)
    assert found["unread"] == [{"file": "calls.csv", "line": 3, "text": why}]
    assert found["draft"]["not_found"] is False
    whole = one(desk(tmp_path, call(seconds, caller=caller, called=called), call()))
    assert whole["draft"]["received_from"] == "Orchid Transit Corp"
    chosen = one(desk(tmp_path, call(seconds, caller=caller, called=called)), "--choose", "20731=calls.csv:3")
    assert chosen["draft"]["received_from"] == "Orchid Transit Corp"


@pytest.mark.parametrize(
    ("caller", "called", "seconds"),
    [
        ("6.09556E+09", "2.02555E+09", 90_000),  # of another day
        ("6.09554E+09", "2.02555E+09", 0),
        ("6.09556E+08", "2.02555E+09", 0),
        ("609555XXXX", "202556XXXX", 0),
        ("609555XXXX", "3035550151", 0),
        ("6095550118", "2.02555E+09", 0),
        ("6095550117", "2025550142", 121),
        ("2025550141", "6095550117", 121),  # called back
        ("Anonymous", "3035550151", 0),
        ("", "", 0),
        ("6095550117", "*98", 121),
        ("609555XXXX", "2025550141", 90_000),
    ],
)
def test_a_record_that_cannot_be_the_call_leaves_nothing_open(caller: str, called: str, seconds: int, tmp_path: Path) -> None:
    found = one(desk(tmp_path, call(seconds, caller=caller, called=called)))
    assert (found["answer"], found["unread"]) == ("not-found", [])


@pytest.mark.parametrize(
    ("row", "seconds"),
    [
        ("{t1},,,,,,6095550117,,2025550141,a,b", 80_000),  # behind columns that are not there
        ("{t1},2025550141,,,,,,6095550117,1,a,b", 120),  # exchanged
        ("{t1},6095550117,,,,,,7185550199,1,2025550141,b", -80_000),  # dialled, and routed to another
        ("{t1},6095550117,,,,,12025550141,s,1,a,b", 0),
        ("{t1},7185550199,,(609) 555-0117,,,,2025550141,1,a,b", 0),
    ],
    ids=["neither", "exchanged", "routed", "extension", "other caller"],
)
def test_a_record_that_holds_both_numbers_elsewhere_leaves_it_open(row: str, seconds: int, tmp_path: Path) -> None:
    rows = THINQ.row(call(seconds)).split(",t1")[0] + row.replace("{t1}", ",t1") + "\n"
    found = one(desk(tmp_path, rows=rows))
    why = "the numbers stand in it, but not where the profile has caller and called number"
    assert (found["answer"], found["why"], found["unread"]) == ("undecided", ELSEWHERE, [{"file": "calls.csv", "line": 3, "text": why}])
    assert found["draft"]["not_found"] is False
    assert one(desk(tmp_path, call(), rows=rows))["draft"]["received_from"] == "Orchid Transit Corp"
    chosen = one(desk(tmp_path, rows=rows), "--choose", "20731=calls.csv:3")
    assert chosen["draft"]["received_from"] == "Orchid Transit Corp"
    other = rows.replace("6095550117", "6095550118").replace("555-0117", "555-0118").replace("2025550141", "2025550142")
    assert one(desk(tmp_path, rows=other))["answer"] == "not-found"


def test_where_a_kamailio_has_both_the_routed_and_the_dialled_number_either_leaves_it_open(tmp_path: Path) -> None:
    desk(tmp_path, trunks="address,provider\n192.0.2.7,Orchid Transit Corp\n")
    head = "method,from_tag,to_tag,callid,sip_code,sip_reason,time,src_user,src_ip,dst_user,dst_ouser\n"
    times = [("04:58:00", "6095550150,192.0.2.7,3035550151,3035550151"), ("08:58:00", "6095550150,192.0.2.7,3035550151,3035550151")]
    times.insert(1, ("06:58:04", "6095550117,192.0.2.7,17185550199,12025550141"))
    rows = "".join(f"INVITE,a,b,c@x,200,OK,2024-03-11 {at},{rest}\n" for at, rest in times)
    (tmp_path / "calls.csv").write_text(head + rows, encoding="utf-8")
    [found] = answers(tmp_path, "--cdr", tmp_path / "calls.csv", "--zone", "UTC")["answers"]
    assert (found["answer"], [each["line"] for each in found["unread"]]) == ("undecided", [3])
    assert [each["line"] for each in found["candidates"]] == [3]


def test_digits_blotted_out_are_no_letters_that_stand_for_digits(tmp_path: Path) -> None:
    """As a vanity number XXXX would be 9999."""
    folder = desk(tmp_path, call(caller="609555XXXX"))
    asked = (folder / "asked.csv").read_text("utf-8").replace("+16095550117", "+16095559999")
    (folder / "asked.csv").write_text(asked, encoding="utf-8")
    assert one(folder)["answer"] == "undecided"


OWN = MAP + "own,Fernwick Voice LLC,,,own,,\n"


def test_records_that_lack_digits_are_named_from_the_nearest_on(tmp_path: Path) -> None:
    """Those of own trunks too: that the call was carried can be told by its other leg."""
    short = [call(60 * k, caller="6.09556E+09", called="2.02555E+09", trunk="own" if k == 2 else "t1") for k in range(-30, 10)]
    found = one(desk(tmp_path, *short, trunks=OWN))
    lines = [each["line"] for each in found["unread"]]
    assert (found["answer"], lines[:5], len(lines)) == ("undecided", [33, 32, 34, 31, 35], 25)


def test_the_other_leg_of_a_call_tells_that_it_was_carried_and_nobody_s_trunk(tmp_path: Path) -> None:
    leg = call(1, trunk="own")
    found = one(desk(tmp_path, leg, trunks=OWN))
    own = "by trunk own, which is your own: it is the call's other leg: look for the record of how the call came in"
    assert (found["answer"], found["why"]) == ("undecided", f"one record within 2 minutes of the notice's time, {own}")
    assert (found["of"], found["draft"]["not_found"]) == ([{"file": "calls.csv", "line": 3}], False)
    assert found["candidates"][0]["why"][2] == "trunk own: your own, Fernwick Voice LLC, trunks.csv line 5, from the beginning until now"
    chosen = one(desk(tmp_path, leg, trunks=OWN), "--choose", "20731=calls.csv:3")
    assert (chosen["answer"], chosen["why"]) == ("undecided", f"one record the record that a person chose, {own}")
    both = one(desk(tmp_path, leg, call(), leg, trunks=OWN))
    assert (both["draft"]["received_from"], both["of"], both["more"]) == ("Orchid Transit Corp", [{"file": "calls.csv", "line": 4}], 0)
    assert [each["line"] for each in both["candidates"]] == [4]
    later = one(desk(tmp_path, leg, call(130), trunks=OWN))  # of another attempt, perhaps
    assert (later["answer"], later["why"]) == ("undecided", f"one record within 2 minutes of the notice's time, {own}")
    assert one(desk(tmp_path, call(3700, trunk="own"), trunks=OWN))["answer"] == "undecided"
    assert one(desk(tmp_path, call(86_401, trunk="own"), trunks=OWN))["answer"] == "not-found"
    assert one(desk(tmp_path, call(1, called="7185550199", trunk="own"), trunks=OWN))["answer"] == "undecided"
    many = [call(k // 2, trunk="own") for k in range(60)]
    assert one(desk(tmp_path, *many, call(100), trunks=OWN))["draft"]["received_from"] == "Orchid Transit Corp"


def test_a_broken_row_whose_numbers_lack_digits_is_named(tmp_path: Path) -> None:
    row = "2024-03-11,02:58:00,t1,6.09556E+09,,,,,,202-555-01XX,1\n"
    found = one(desk(tmp_path, rows=row))
    assert (found["answer"], found["why"]) == ("undecided", "a row with these numbers could not be read")
    assert found["unread"] == [{"file": "calls.csv", "line": 3, "text": "it has 11 cells where the profile has 13"}]
    assert one(desk(tmp_path, rows=row.replace("6.09556", "6.09456")))["unread"] == []


def test_a_row_that_could_not_be_read_weighs_more_than_one_with_the_called_number_alone(tmp_path: Path) -> None:
    """Neither is put into the log as the record."""
    gone = THINQ.row(call()).replace(",02:58:00,", ",at noon,")
    folder = desk(tmp_path, call(5, caller="6095550118"), rows=gone)
    found = one(folder, "--log", folder / "log.csv")
    assert (found["answer"], found["why"]) == ("undecided", "a row with these numbers could not be read")
    assert [each["line"] for each in found["unread"]] == [4]
    [logged] = csv.DictReader((folder / "log.csv").read_text("utf-8").splitlines())
    assert (logged["answer"], logged["record"]) == ("undecided", "")


def test_on_a_terminal_an_answer_fits(tmp_path: Path) -> None:
    folder = desk(tmp_path, call(-75))
    code, shown = on_a_terminal(
        "answer", folder / "asked.csv", "--cdr", folder / "calls.csv", "--trunks", folder / "trunks.csv", "--zone", "America/New_York",
        columns=80, NO_COLOR="1", PAGER="",
    )  # fmt: skip
    lines = re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", shown).replace("\r", "\n").splitlines()
    assert code == 0
    assert [line for line in lines if len(line) > 80] == []
    assert "    Received from  Orchid Transit Corp" in lines


def test_a_time_that_clocks_showed_twice_is_tried_both_ways(tmp_path: Path) -> None:
    night = datetime(2024, 11, 3, 5, 30, tzinfo=UTC)  # 1:30, before clocks went back
    first, again = (Call(night + timedelta(hours=k), "6095550117", "2025550141", "t1", "") for k in (0, 1))
    assert THINQ.row(first) == THINQ.row(again)
    for at, which in (("2024-11-03T05:30:00Z", 0), ("2024-11-03T06:30:30Z", 1)):
        desk(tmp_path, at=at)
        (tmp_path / "calls.csv").write_text(THINQ.file([first]), encoding="utf-8")
        found = one(tmp_path)
        assert found["answer"] == "received-from"
        assert found["candidates"][0]["times"] == ["2024-11-03T05:30:00Z", "2024-11-03T06:30:00Z"]
        assert found["candidates"][0]["at"] == found["candidates"][0]["times"][which]
        assert "clocks showed its time twice: it was 2024-11-03T05:30:00Z or 2024-11-03T06:30:00Z" in found["candidates"][0]["why"]


def test_records_in_another_character_set_or_packed(tmp_path: Path) -> None:
    folder = desk(tmp_path, call())
    text = (folder / "calls.csv").read_text("utf-8").replace("t1,6095550117", "caf\u00e9,6095550117")
    (folder / "calls.csv").write_bytes(text.encode("cp1252"))
    (folder / "trunks.csv").write_text("trunk,provider\nCAF\u00c9,Orchid Transit Corp\n", encoding="utf-8-sig")
    assert one(folder)["draft"]["received_from"] == "Orchid Transit Corp"
    packed = folder / "packed"
    packed.mkdir()
    (packed / "calls.csv.gz").write_bytes(gzip.compress(text.encode()))
    found = answers(folder, "--cdr", packed, "--zone", "America/New_York")
    assert found["answers"][0]["of"] == [{"file": "packed/calls.csv.gz", "line": 3}]
    assert found["records"][0]["sha256"] == hashlib.sha256((packed / "calls.csv.gz").read_bytes()).hexdigest()
    (packed / "calls.csv.gz").write_bytes((packed / "calls.csv.gz").read_bytes()[:-12])
    ran = run("answer", folder / "asked.csv", "--cdr", packed, "--trunks", folder / "trunks.csv", "--zone", "UTC")
    assert ran.code == 1
    assert "is a gzip file that is cut or damaged" in ran.err


def test_a_leg_that_went_out_is_left_out(tmp_path: Path) -> None:
    """Of FreeSWITCH the leg that came in tells where it came from; one call in one file of many lines is read too."""
    [switch] = [each for each in SWITCHES if each.profile == "freeswitch_json"]
    desk(tmp_path, trunks="address,provider\n192.0.2.1,Orchid Transit Corp\n192.0.2.2,Saltmarsh Telecom\n")
    inbound, outbound = switch.row(call()), switch.row(call()._replace(address="192.0.2.2")).replace("inbound", "outbound")
    records = tmp_path / "legs"
    records.mkdir()
    (records / "a.json").write_text(json.dumps(json.loads(inbound), indent=1), encoding="utf-8")
    (records / "b.json").write_text(json.dumps(json.loads(outbound), indent=1), encoding="utf-8")
    found = answers(tmp_path, "--cdr", records, "--profile", "freeswitch_json")
    assert found["answers"][0]["draft"]["received_from"] == "Orchid Transit Corp"
    assert [(each["held"], each["left_out"]) for each in found["records"]] == [(1, 0), (1, 1)]


def test_many_notices_need_one_pass_and_tell_who_brings_them(tmp_path: Path) -> None:
    wanted = [Planted(AT + timedelta(minutes=k), f"6095550{k + 100}", "2025550141", None) for k in range(60)]
    asked(tmp_path / "asked.csv", wanted)
    (tmp_path / "trunks.csv").write_text(MAP, encoding="utf-8")
    rows = [
        Call(each.at + timedelta(seconds=k % 5), each.caller, each.called, "t1" if k % 3 else "t2", "") for k, each in enumerate(wanted)
    ]
    (tmp_path / "calls.csv").write_text(THINQ.file(rows), encoding="utf-8")
    found = answers(tmp_path, "--cdr", tmp_path / "calls.csv", "--zone", "America/New_York")
    assert found["by_trunk"] == [
        {"trunk": "trunk t1", "provider": "Orchid Transit Corp", "tracebacks": 40},
        {"trunk": "trunk t2", "provider": "Saltmarsh Telecom", "tracebacks": 20},
    ]
    assert found["records"][0]["held"] == 60
    assert found["clock"] == {"seconds": 2, "answers": 60}


# --- what is refused -----------------------------------------------------------------------------------------------------


def refused(folder: Path, *arguments: object) -> str:
    ran = run("answer", folder / "asked.csv", "--cdr", folder / "calls.csv", "--trunks", folder / "trunks.csv", *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    return ran.err.removeprefix("tracer: ").rstrip().replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("trunks", "error"),
    [
        ("trunk,provider,from,until\nt1,Orchid,2024-01-01,2024-03-11\nt2,Pinnow,,\nt1,Saltmarsh,2024-03-11,\n", "line 2 and line 4 of trunks.csv give one trunk to Orchid and Saltmarsh at the same time: end the one before the other begins (until is its last day)"),
        ("address,provider\n192.0.2.0/24,Orchid\n203.0.113.1,Pinnow\n192.0.2.77,Saltmarsh\n", "line 2 and line 4 of trunks.csv give one trunk to Orchid and Saltmarsh at the same time: end the one before the other begins (until is its last day)"),
        ("host,provider\nSip.Orchid.example,Orchid\nsip.orchid.example,Orchid\n", "line 2 and line 3 of trunks.csv give one trunk to Orchid and Orchid at the same time: end the one before the other begins (until is its last day)"),
        ("trunk,provider,until\nt1,Orchid,May 5 2024 noon\n", "line 2 of trunks.csv: 'May 5 2024 noon' is no time: write a day, 2024-05-21, or 2024-05-21T13:20:00Z"),
        ("trunk,provider,from,until\nt1,Orchid,2024-05-05,2024-05-04\n", "line 2 of trunks.csv ends (2024-05-04) before it begins (2024-05-05): mend one of them"),
        ("trunk,provider\nt1,\n", "line 2 of trunks.csv names no provider: fill it in, or take the line out"),
        ("trunk,provider\n,Orchid\n", "line 2 of trunks.csv names no trunk, address or host: fill one in, or take the line out"),
        ("trunk,provider\nt1\n", "line 2 of trunks.csv has 1 cells where the heading has 2: mend that line"),
        ("trunk,company\nt1,Orchid\n", "trunks.csv: there is no column 'company' in a trunk map: it may have trunk, address, host, provider, from, until, kind, mail, telephone"),
        ("trunk,providr\nt1,Orchid\n", "trunks.csv: there is no column 'providr' in a trunk map, but 'provider': it may have trunk, address, host, provider, from, until, kind, mail, telephone"),
        ("trunk,provider,kind\nt1,Orchid,customer\n", "line 2 of trunks.csv: kind 'customer' is not known: write provider or end-user or own, or nothing for a provider"),
        ("address,provider\n192.0.2.300,Orchid\n", "line 2 of trunks.csv: '192.0.2.300' is no address: write it as 192.0.2.7 or 192.0.2.0/28, several with blanks between"),
        ("trunk,provider\n", "trunks.csv names no trunk: write a row for each, below a heading trunk,address,host,provider,from,until"),
        ("trunk\nt1\n", "trunks.csv has no column provider: its first line is trunk,address,host,provider,from,until"),
        ('trunk,provider\nt1,"Orchid\n', "line 2 of trunks.csv is no CSV (unexpected end of data): mend that line"),
    ],
)  # fmt: skip
def test_a_trunk_map_that_cannot_be_used_is_refused_with_its_line(trunks: str, error: str, tmp_path: Path) -> None:
    assert refused(desk(tmp_path, call(), trunks=trunks), "--zone", "UTC") == error


def test_trunks_that_do_not_overlap_are_taken(tmp_path: Path) -> None:
    """One ends where the other begins; the same trunk from two addresses; an instant, which `until` excludes."""
    trunks = "trunk,address,provider,from,until\nt1,,Orchid,,2024-03-11T06:58:00Z\nt1,,Saltmarsh,2024-03-11T06:58:00Z,\nt3,192.0.2.1,A,,\nt3,192.0.2.2,B,,\n"
    found = one(desk(tmp_path, call(-1), call(0, called="2025550142"), trunks=trunks))
    assert found["draft"]["received_from"] == "Orchid"
    assert one(desk(tmp_path, call(0), trunks=trunks))["draft"]["received_from"] == "Saltmarsh"


def test_days_of_a_map_begin_in_the_zone_that_is_said(tmp_path: Path) -> None:
    """6:58 UTC on the 11th is 2:58 in New York, and 23:58 of the 10th in Los Angeles."""
    trunks = "trunk,provider,from,until\nt1,Orchid,,2024-03-10\nt1,Saltmarsh,2024-03-11,\n"
    assert one(desk(tmp_path, call(), trunks=trunks))["draft"]["received_from"] == "Saltmarsh"
    west = THINQ.row(call()).replace("02:58:00", "23:58:00").replace("2024-03-11", "2024-03-10")
    (tmp_path / "calls.csv").write_text(THINQ.heading + west, encoding="utf-8")
    found = answers(tmp_path, "--cdr", tmp_path / "calls.csv", "--zone", "America/Los_Angeles")
    assert found["answers"][0]["draft"]["received_from"] == "Orchid"


@pytest.mark.parametrize(
    ("zone", "upstream", "told"),
    [
        ([], "Orchid", ["trunks.csv: days in America/New_York"]),
        (["--zone", "America/New_York"], "Orchid", ["trunks.csv: days in America/New_York"]),
        (["--zone", "UTC"], "Saltmarsh", ["note: calls.csv: its times are taken in America/New_York, as own.toml says, not in UTC (--zone)", "trunks.csv: days in UTC"]),
    ],
)  # fmt: skip
def test_days_of_a_map_begin_in_the_zone_of_the_profile_unless_another_is_said(
    zone: list[str], upstream: str, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2:58 UTC on the 11th is 22:58 of the 10th in New York."""
    desk(tmp_path, at="2024-03-11T02:58:00Z", trunks="trunk,provider,from,until\nt1,Orchid,,2024-03-10\nt1,Saltmarsh,2024-03-11,\n")
    monkeypatch.chdir(tmp_path)
    Path("own.toml").write_text('times = "%Y-%m-%d %H:%M:%S"\nzone = "America/New_York"\n[columns]\ncaller = 1\ncalled = 2\nat = 3\ntrunk = 4\n', encoding="utf-8")  # fmt: skip
    Path("calls.csv").write_text("6095550117,2025550141,2024-03-10 22:58:05,t1\n", encoding="utf-8")
    ran = run("answer", "asked.csv", "--cdr", "calls.csv", "--trunks", "trunks.csv", "--profile", "own.toml", *zone)
    assert f"    Received from  {upstream}\n" in ran.out
    assert [line for line in ran.err.splitlines() if "days in" in line or "note:" in line] == told


def test_of_times_that_have_a_zone_of_their_own_none_is_noted(tmp_path: Path) -> None:
    for profile, noted in (("broadworks", True), ("freeswitch_json", False), ("sansay", False), ("oracle_acme", False)):
        [switch] = [each for each in SWITCHES if each.profile == profile]
        desk(tmp_path)
        (tmp_path / "calls.csv").write_text(switch.file([call()]), encoding="utf-8")
        ran = run("answer", tmp_path / "asked.csv", "--cdr", tmp_path / "calls.csv", "--trunks", tmp_path / "trunks.csv", "--zone", "America/New_York")  # fmt: skip
        assert (f"its times are taken in UTC, as {profile} says, not in America/New_York (--zone)" in ran.err) == noted, ran.err


def test_a_map_in_toml(tmp_path: Path) -> None:
    desk(tmp_path, call())
    (tmp_path / "trunks.toml").write_text(
        '[[trunk]]\ntrunk = "t1"\nprovider = "Orchid Transit Corp"\nuntil = 2024-12-31\n', encoding="utf-8"
    )
    ran = run(
        "answer",
        tmp_path / "asked.csv",
        "--cdr",
        tmp_path / "calls.csv",
        "--trunks",
        tmp_path / "trunks.toml",
        "--zone",
        "America/New_York",
    )
    assert "trunk t1: the provider Orchid Transit Corp, trunks.toml trunk 1, from the beginning until 2024-12-31" in ran.out
    (tmp_path / "trunks.toml").write_text('[[trunk]]\ntrunk = "t1"\nowner = "Orchid"\n', encoding="utf-8")
    ran = run("answer", tmp_path / "asked.csv", "--cdr", tmp_path / "calls.csv", "--trunks", tmp_path / "trunks.toml", "--zone", "UTC")
    assert (ran.code, "there is no column 'owner' in a trunk map" in ran.err) == (1, True)


def test_what_is_wrong_is_told_in_one_line(tmp_path: Path) -> None:
    folder = desk(tmp_path, call())
    assert (
        refused(folder)
        == "calls.csv does not say in which zone its times are (thinQ (Commio)): say it with --zone, as in --zone America/New_York"
    )
    assert refused(folder, "--zone", "Mars") == "--zone Mars is no time zone: give one, as in --zone America/New_York or --zone UTC"
    assert refused(folder, "--zone", "UTC", "--profile", "asterik_csv").startswith("no profile is called 'asterik_csv', but 'asterisk_csv'")
    assert (
        refused(folder, "--zone", "UTC", "--profile", "nextone") == "calls.csv is not as the profile nextone says: it has no column 'Ani'"
    )
    assert refused(folder, "--zone", "UTC", "--prefix", "ab") == "--prefix ab is no prefix: give its digits, as in --prefix 1010288"
    assert (
        refused(folder, "--zone", "UTC", "--choose", "20731")
        == "--choose 20731 names no record: write it as --choose 20417=Master.csv:10342"
    )
    assert (
        refused(folder, "--zone", "UTC", "--choose", "1=calls.csv:3") == "--choose names itg-1, of which no notice speaks: check the number"
    )
    (folder / "calls.csv").write_text("what is\nthis?\n", encoding="utf-8")
    assert refused(folder, "--zone", "UTC").startswith(
        "calls.csv is of no kind of records that is known by its looks: say which with --profile (asterisk_csv, "
    )
    (folder / "calls.csv").write_text("", encoding="utf-8")
    assert refused(folder, "--zone", "UTC") == "calls.csv is empty: name a file of call records"
    (folder / "calls.csv").write_text("date", encoding="utf-16")
    assert refused(folder, "--zone", "UTC") == "calls.csv is no text that is read here: save the records as UTF-8 text"
    (folder / "asked.csv").write_text(
        NOTICE.format(at="2024-03-11") + "20732,Birch Telecom,2024-03-11,2024-03-11,,,2024-03-11\n", encoding="utf-8"
    )
    (folder / "calls.csv").write_text(THINQ.file([call()]), encoding="utf-8")
    assert (
        refused(folder, "--zone", "UTC")
        == "the notices ask several: Birch Telecom, Fernwick Voice LLC: say who answers with --provider NAME"
    )


ASKED = "incident,provider,received_from,status,asked_at,answered_at,call_at,caller,called,noted_on\n"
LARKSPUR = "{n},Larkspur Wireless,{to},downstream,2024-03-01T14:00:00Z,2024-03-02T14:00:00Z,2024-03-11T06:58:00Z,+16095550117,+12025550141,2024-03-12\n"


@pytest.mark.parametrize(
    ("asked", "provider", "asked_at", "left"),
    [
        (['"Fernwick Voice, LLC"'], "Fernwick Voice LLC", "2024-03-11T14:00:00Z", None),
        (["Fernwick Voice"], "Fernwick Voice LLC", "2024-03-11T14:00:00Z", None),
        (["Fernwick Voice LLC"], "Fernwick Voice", "2024-03-11T14:00:00Z", None),
        (["Fernwick Voice", "Fernwick Voice LLC"], "Fernwick Voice LLC", "2024-03-12T14:00:00Z", None),
        (["Fernwick Voice Inc."], "Fernwick Voice LLC", None, "Fernwick Voice Inc., Larkspur Wireless"),
        (["Fernwick Voice Inc.", "Fernwick Voice LLC"], "Fernwick Voice", None, "Fernwick Voice Inc., Fernwick Voice LLC, Larkspur Wireless"),
        ([], "Fernwick Voice LLC", None, "Larkspur Wireless"),
    ],
)  # fmt: skip
def test_a_request_to_another_provider_is_not_answered(
    asked: list[str], provider: str, asked_at: str | None, left: str | None, tmp_path: Path
) -> None:
    folder = desk(tmp_path, call())
    requests = [f"20731,{name},,,2024-03-{11 + k}T14:00:00Z,,,,,2024-03-12\n" for k, name in enumerate(asked)]
    text = ASKED + LARKSPUR.format(n=20731, to="Fernwick Voice LLC") + "".join(requests)
    (folder / "asked.csv").write_text(text, encoding="utf-8")
    ran = run("answer", folder / "asked.csv", "--cdr", folder / "calls.csv", "--trunks", folder / "trunks.csv", "--zone", "America/New_York", "--provider", provider, "--json")  # fmt: skip
    assert [each["asked_at"] for each in json.loads(ran.out)["answers"]] == ([asked_at] if asked_at else [])
    note = f"note: itg-20731 is not answered: the notices ask {left}, not {provider}\n"
    assert (note in ran.err) == (left is not None), ran.err


def test_a_request_that_names_nobody_is_one_to_whoever_has_the_notice() -> None:
    call_claim = claims.called(caller="+16095550117", called="+12025550141", call_at="2024-03-11")
    unnamed, other = (claims.said(Kind.ASKED, name, valid_at=f"2024-03-{day}") for name, day in ((None, 12), ("Larkspur Wireless", 11)))
    [wanted], others = records_answers.wanted([call_claim, unnamed, other], "Fernwick Voice LLC")
    assert (wanted.asked_at, wanted.asked, others) == ("2024-03-12", None, {})
    assert records_answers.wanted([call_claim], "Fernwick Voice LLC")[0][0].asked_at is None
    assert records_answers.wanted([call_claim, other], "Fernwick Voice LLC") == ([], {"itg-20417": ["Larkspur Wireless"]})


@pytest.mark.parametrize(
    ("profile", "error"),
    [
        ("colums = 3", "there is no 'colums' in a profile, but 'columns': it may have title, note, form, delimiter"),
        ("[columns]\ncaller = 1\ncalled = 2\nat = 3\ncallee = 4", "under [columns] there is no 'callee' in a profile, but 'caller' and 'called'"),
        ("times = 'epoch'\n[columns]\ncaller = 1\nat = 3", "nothing says where the called stands: name its column under [columns], as in called = 2"),
        ("times = '%H:%M'\n[columns]\ncaller = 1\ncalled = 2\nat = 3", "times = '%H:%M' is no format of a day with its hour and minute: write it as in"),
        ("[columns]\ncaller = 1\ncalled = 2\nat = 3", "nothing says how times are written: write times ="),
        ("times = 'epoch'\nzone = 'Mars'\n[columns]\ncaller = 1\ncalled = 2\nat = 3", "zone = 'Mars' is no time zone: give one, as in"),
        ("times = 'epoch'\n[columns]\ncaller = 0\ncalled = 2\nat = 3", "caller = 0 names no column: give its number from 1, or its heading, as in"),
        ("times = 'epoch'\n[columns]\ncaller = 1\ncalled = 2\nat = 3\ntrunk = {column = 4, match = '('}", "trunk: match = '(' is not understood: give a regular expression with one group around what is meant"),
        ("times = 'epoch'\nform = 'xml'\n[columns]\ncaller = 1\ncalled = 2\nat = 3", "form = 'xml' is not known: choose one of csv, json"),
        ("times = 'epoch'\nonly = 3\n[columns]\ncaller = 1\ncalled = 2\nat = 3", "only is not understood: write [[only]], and below it column = 1 and is ="),
        ("times = 'epoch'\ndelimiter = ';;'\n[columns]\ncaller = 1\ncalled = 2\nat = 3", "delimiter = ';;' is no sign between cells: give one, as in delimiter"),
        ("times = 'epoch'\nheading = -1\n[columns]\ncaller = 1\ncalled = 2\nat = 3", "heading = -1 is no number of lines: give it as in heading = 1"),
        ("times =", "is no TOML"),
    ],
)  # fmt: skip
def test_a_profile_that_cannot_be_used_is_refused_with_what_does_not_fit(profile: str, error: str, tmp_path: Path) -> None:
    folder = desk(tmp_path, call())
    (folder / "mine.toml").write_text(profile, encoding="utf-8")
    assert error in refused(folder, "--zone", "UTC", "--profile", folder / "mine.toml")


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    """That of the docs: columns by heading and number, two cells for one time, a prefix, legs that are left out."""
    desk(tmp_path)
    page = SOURCE.joinpath("docs", "answering.md")
    if not page.is_file():
        pytest.skip("no docs lie beside these tests")
    (tmp_path / "harrow.toml").write_text(page.read_text("utf-8").split("```toml harrow.toml\n")[1].split("```")[0], encoding="utf-8")
    (tmp_path / "trunks.csv").write_text("trunk,provider\nORCHID,Orchid Transit Corp\n", encoding="utf-8")
    rows = "Leg;A number;B number;Day;Time;Length;Group\nout;96095550117;92025550141;11.03.2024;01:58:00;1;TG-OTHER\nin;96095550117;92025550141;11.03.2024;01:58:04;1;TG-ORCHID\n"
    (tmp_path / "calls.csv").write_text(rows, encoding="utf-8")
    [found] = answers(tmp_path, "--cdr", tmp_path / "calls.csv", "--profile", tmp_path / "harrow.toml")["answers"]
    assert (found["draft"]["received_from"], found["of"], found["candidates"][0]["seconds"]) == (
        "Orchid Transit Corp",
        [{"file": "calls.csv", "line": 3}],
        4,
    )


MINUTES = """times = "%m/%d/%Y %H:%M"
zone = "UTC"
[columns]
caller = 1
called = 2
at = 3
trunk = 4
"""


def to_the_minute(folder: Path, *times: str, at: str = "2024-03-11T06:58:00Z", trunks: str = MAP) -> Any:
    """The answer out of records of the call at these times, each by another trunk, and of others before and after."""
    desk(folder, at=at, trunks=trunks)
    (folder / "own.toml").write_text(MINUTES, encoding="utf-8")
    rows = [f"6095550117,2025550141,3/11/2024 {time},t{k}\n" for k, time in enumerate(times, 1)]
    around = [f"6095550150,3035550151,3/11/2024 {time},t1\n" for time in ("5:00", "9:00")]
    (folder / "calls.csv").write_text(around[0] + "".join(rows) + around[1], encoding="utf-8")
    return answers(folder, "--cdr", folder / "calls.csv", "--profile", folder / "own.toml")["answers"][0]


@pytest.mark.parametrize(
    ("time", "at", "seconds", "why", "answer"),
    [
        ("6:58", "06:58:00", 0, "at the minute of the notice's time", "received-from"),
        ("6:58", "06:58:59", 0, "at the minute of the notice's time", "received-from"),
        ("6:58", "06:59:00", -1, "at least 1 s before the notice's time", "received-from"),
        ("6:58", "06:57:59", 1, "at least 1 s after the notice's time", "received-from"),
        ("6:58", "07:13:59", -900, "at least 15 min before the notice's time", "received-from"),
        ("6:58", "07:14:00", -901, "at least 15 min before the notice's time", "undecided"),
        ("6:58", "06:42:59", 901, "at least 15 min after the notice's time", "undecided"),
    ],
)
def test_times_without_seconds_are_exact_to_a_minute(time: str, at: str, seconds: int, why: str, answer: str, tmp_path: Path) -> None:
    found = to_the_minute(tmp_path, time, at=f"2024-03-11T{at}Z")
    [candidate] = found["candidates"]
    assert (found["answer"], candidate["seconds"], candidate["why"][1]) == (answer, seconds, why)


def test_a_trunk_that_changed_hands_within_the_minute_is_either_s(tmp_path: Path) -> None:
    trunks = "trunk,provider,from,until\nt1,Orchid,,2024-03-11T06:58:30Z\nt1,Saltmarsh,2024-03-11T06:58:30Z,\n"
    assert to_the_minute(tmp_path, "6:58", trunks=trunks)["why"].endswith("from several: Orchid, Saltmarsh")
    assert to_the_minute(tmp_path, "6:57", trunks=trunks)["draft"]["received_from"] == "Orchid"
    assert to_the_minute(tmp_path, "6:59", trunks=trunks)["draft"]["received_from"] == "Saltmarsh"


def test_records_to_the_minute_reach_from_the_end_of_the_first_and_tell_nothing_of_the_clock(tmp_path: Path) -> None:
    assert to_the_minute(tmp_path, at="2024-03-11T05:02:59Z")["answer"] == "not-found"
    assert to_the_minute(tmp_path, at="2024-03-11T05:02:58Z")["answer"] == "not-covered"
    to_the_minute(tmp_path, "6:58", "7:58", "8:58")
    notices = [f"{20731 + k},Fernwick Voice LLC,2024-03-11T14:00:00Z,2024-03-11T0{6 + k}:58:00Z,+16095550117,+12025550141,2024-03-11\n" for k in range(3)]  # fmt: skip
    (tmp_path / "asked.csv").write_text(NOTICE.split("\n", 1)[0] + "\n" + "".join(notices), encoding="utf-8")
    (tmp_path / "trunks.csv").write_text(MAP + "t3,Orchid Transit Corp,,,,,\n", encoding="utf-8")
    found = answers(tmp_path, "--cdr", tmp_path / "calls.csv", "--profile", tmp_path / "own.toml")
    assert ([each["answer"] for each in found["answers"]], found["clock"]) == (["received-from"] * 3, None)


# --- what is kept of it --------------------------------------------------------------------------------------------------

GIVEN = ("--answered", "2024-03-11T16:20:00Z")


def kept(folder: Path, *arguments: object, where: str = "answers.txt") -> Path:
    ran = run("answer", folder / "asked.csv", "--cdr", folder / "calls.csv", "--trunks", folder / "trunks.csv", "--zone", "America/New_York", "--out", folder / where, *arguments)  # fmt: skip
    assert ran.code == 0, ran.err
    return folder / where


def test_an_answer_loads_as_a_hop_with_its_own_evidence(engine: Fresh, tmp_path: Path) -> None:
    case = engine()
    folder = desk(tmp_path, call(-75))
    file = kept(folder, *GIVEN)
    [outcome] = case.load(file)
    assert (outcome.outcome, outcome.loader, outcome.claims, outcome.unread, outcome.remarks) == ("loaded", "record_answer", 1, [], [])
    case.load(folder / "asked.csv")
    path = case.ask("trace", "20731")
    assert [(hop["provider"], hop["status"], hop["answered_at"]) for hop in path["hops"]] == [
        ("Fernwick Voice LLC", "downstream", "2024-03-11T16:20:00Z"),
        ("Orchid Transit Corp", None, None),
    ]
    [link] = path["links"]
    assert (link["attested"], link["speakers"]) == ("one", ["Fernwick Voice LLC"])
    [claim] = link["evidence"]
    assert (claim["name"], claim["lines"], claim["known_at"]) == ("answers.txt", [8, 19], "2024-03-11T16:20:00Z")
    row = THINQ.row(call(-75)).rstrip()
    assert (
        f"\nrecord: calls.csv, line 3, 2024-03-11T06:56:45Z\nrow: {row}\ntrunk: Orchid Transit Corp, trunks.csv line 2, from the beginning until now"
        in claim["quote"]
    )
    assert (path["ends"][0]["kind"], path["ends"][0]["provider"]) == ("unknown", "Orchid Transit Corp")


@pytest.mark.parametrize(
    ("calls", "status", "end"),
    [([call(trunk="shop")], "originating", "originator"), ([], "not-found", "not-found")],
    ids=["origin", "not found"],
)
def test_an_origin_and_a_call_not_found_load_as_what_they_are(calls: list[Call], status: str, end: str, tmp_path: Path) -> None:
    case = Desk(tmp_path / "case")
    case.load(kept(desk(tmp_path, *calls), *GIVEN))
    path = case.ask("trace", "20731")
    [hop] = path["hops"]
    assert (hop["provider"], hop["status"], hop["end_user"]) == ("Fernwick Voice LLC", status, "Harrow Sofas" if calls else None)
    assert [each["kind"] for each in path["ends"]] == [end]


@pytest.mark.parametrize(
    ("calls", "given", "unread"),
    [
        ([call()], (), "a draft, prepared PREPARED and not stated as given: `tracer answer --answered` says when it was"),
        ([], (), "a draft, prepared PREPARED and not stated as given: `tracer answer --answered` says when it was"),
        ([call(), call(1, trunk="t2")], GIVEN, "no answer, but undecided: 2 records within 2 minutes of the notice's time, from several: Orchid Transit Corp, Saltmarsh Telecom"),
        ([call(trunk="t9")], GIVEN, "no answer, but trunk-unknown: calls.csv, line 3, 2024-03-11T06:58:00Z: both numbers agree, at the second of the notice's time, trunk t9; one record within 2 minutes of the notice's time, by trunk t9: the trunk map has it for nobody at that time"),
    ],
    ids=["draft", "draft of nothing", "undecided", "unknown trunk"],
)  # fmt: skip
def test_a_draft_and_what_is_undecided_is_no_fact(calls: list[Call], given: tuple[str, ...], unread: str, tmp_path: Path) -> None:
    file = kept(desk(tmp_path, *calls), *given)
    [prepared] = re.findall("(?m)^prepared: (.*)$", file.read_text("utf-8"))
    [outcome] = Desk(tmp_path / "case").load(file)
    assert (outcome.claims, [each.reason for each in outcome.unread]) == (0, [unread.replace("PREPARED", prepared)])


def test_the_log_grows_by_a_line_for_each_answer(tmp_path: Path) -> None:
    folder = desk(tmp_path, call(-75))
    kept(folder, "--log", folder / "log.csv", *GIVEN)
    kept(folder, "--log", folder / "log.csv", "--force")
    first, again = csv.DictReader((folder / "log.csv").read_text("utf-8").splitlines())
    sha256 = hashlib.sha256((folder / "asked.csv").read_bytes()).hexdigest()
    assert {name: value for name, value in first.items() if name != "prepared"} == {
        "answered": "2024-03-11T16:20:00Z", "traceback": "itg-20731", "asked": "2024-03-11T14:00:00Z", "due": "2024-03-12T14:00:00Z",
        "answer": "received-from", "from": "Orchid Transit Corp", "record": "calls.csv, line 3, 2024-03-11T06:56:45Z",
        "notice": f"asked.csv, sha256 {sha256[:32]}",
    }  # fmt: skip
    assert (again["answered"], again["traceback"]) == ("", "itg-20731")
    (folder / "log.csv").write_text("my,own,list\n", encoding="utf-8")
    assert (
        refused(folder, "--zone", "UTC", "--log", folder / "log.csv")
        == "log.csv is no log of answers: name another file, or one that does not exist yet"
    )
    assert (folder / "log.csv").read_text("utf-8") == "my,own,list\n"


def test_a_file_that_exists_stays_unless_forced(tmp_path: Path) -> None:
    folder = desk(tmp_path, call())
    (folder / "answers.txt").write_text("mine", encoding="utf-8")
    assert refused(folder, "--zone", "UTC", "--out", folder / "answers.txt") == "answers.txt exists: give --force to replace it"
    assert (folder / "answers.txt").read_text("utf-8") == "mine"


def test_what_a_record_holds_reaches_no_terminal_and_no_file_as_it_is(tmp_path: Path) -> None:
    """Control characters, a person's mail address, a token: in the terminal's text, in JSON and in the file for a case."""
    secret = "odalys.wren@orchidtransit.example"
    token = "eyJhbGciOiJFUzI1NiJ9.eyJhdHRlc3QiOiJBIn0.c2lnbmF0dXJl"
    row = THINQ.row(call()).rstrip("\n").replace(",1,", f",\x1b[31m{secret} {token} A\u202eB,", 1) + "\n"
    folder = desk(tmp_path, rows=row)
    file = kept(folder)
    shown = run(
        "answer", folder / "asked.csv", "--cdr", folder / "calls.csv", "--trunks", folder / "trunks.csv", "--zone", "America/New_York"
    )
    assert "\\x1b[[masked]@orchidtransit.example [masked] A\\u202eB" in shown.out
    for text in (file.read_text("utf-8"), shown.out, json.dumps(one(folder))):
        assert "odalys" not in text
        assert "eyJ" not in text
        assert "received-from" in text or "Orchid Transit Corp" in text
    assert "\x1b" not in shown.out
    assert row.rstrip() in (folder / "calls.csv").read_text("utf-8")


def test_on_a_terminal_a_bar_shows_how_far_the_reading_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracer.cli.answer import _reading
    from tracer.records import scan

    desk(tmp_path, call())
    shown = io.StringIO()
    monkeypatch.setattr(shown, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", shown)
    read: list[int] = []
    with _reading((tmp_path / "calls.csv").stat().st_size) as progress:
        source = scan.opened(tmp_path / "calls.csv", "calls.csv", None, UTC)
        list(source.rows(["6095550117"], lambda more: [read.append(more), progress(more)][0]))
    assert sum(read) == (tmp_path / "calls.csv").stat().st_size
    assert "reading" in shown.getvalue()
