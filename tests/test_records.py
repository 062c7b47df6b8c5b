"""Parts of what reads call records, each by itself: numbers, times, cells, the search in raw bytes."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.records import numbers, scan
from tracer.records.numbers import Number
from tracer.records.profiles import Bound, Unfit, parse, shipped

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("7165550133", Number("+17165550133")),
        ("17165550133", Number("+17165550133")),
        ("+1 (716) 555-0133", Number("+17165550133")),
        ("01117165550133", Number("+17165550133", "011")),
        ("011442079460123", Number("+442079460123", "011")),
        ("442079460123", Number("+442079460123")),
        ("sip:+17165550133@192.0.2.1;user=phone", Number("+17165550133")),
        ('"A, B"<sip:+17165550133@192.0.2.1:5060>;tag=1', Number("+17165550133")),
        ("tel:+17165550133;npdi", Number("+17165550133")),
        ("%2B17165550133", Number("+17165550133")),
        ("4567#17165550133", Number("+17165550133", "4567#")),
        ("*67*7165550133", Number("+17165550133", "*67*")),
        ("447165550133", Number("+447165550133")),  # its last ten digits are not the number
        ("996095550117", Number("996095550117")),
        ("anonymous", None),
        ("", None),
        ("911", Number("911")),
        ("716.555.0133", Number("+17165550133")),
        ("7165550133.0", Number("+17165550133")),
        ("7.165550133E+09", Number("+17165550133")),
        ("1.7165550133E10", Number("+17165550133")),
        ("7.16556E+09", None),
        ("716555XXXX", None),
        ("716-555-****", None),
        ("7165550133x12", Number("+17165550133")),
    ],
)
def test_numbers_as_switches_write_them(printed: str, read: Number | None) -> None:
    assert numbers.read(printed) == read


def test_a_prefix_is_taken_off_where_a_whole_number_is_left() -> None:
    assert numbers.read("997165550133", "US", ("99",)) == Number("+17165550133", "99")
    assert numbers.read("997165550133", "US", ("9", "99")) == Number("+17165550133", "99")
    assert numbers.read("9911", "US", ("9",)) == Number("9911")
    assert numbers.read("7165550133", "US", ("7",)) == Number("+17165550133")


@given(st.text(max_size=40))
def test_any_cell_is_a_number_or_none(printed: str) -> None:
    found = numbers.read(printed)
    assert found is None or found.e164


PROFILE = """times = ["%Y-%m-%d %H:%M:%S", "epoch", "epoch-ms", "epoch-us", "%H:%M:%S.%f %Z %b %d %Y"]
[columns]
caller = 1
called = 2
at = 3
"""


@pytest.mark.parametrize(
    ("printed", "times"),
    [
        ("2024-03-10 01:59:59", ("2024-03-10T06:59:59Z",)),
        ("2024-03-10 03:00:00", ("2024-03-10T07:00:00Z",)),
        ("2024-11-03 00:59:59", ("2024-11-03T04:59:59Z",)),
        ("2024-11-03 01:00:00", ("2024-11-03T05:00:00Z", "2024-11-03T06:00:00Z")),
        ("2024-11-03 02:00:00", ("2024-11-03T07:00:00Z",)),
        ("1710053970", ("2024-03-10T06:59:30Z",)),
        ("1710053970.75", ("2024-03-10T06:59:30Z",)),
        ("1710053970123", ("2024-03-10T06:59:30Z",)),
        ("1710053970123456", ("2024-03-10T06:59:30Z",)),
        ("15:54:56.868 PST DEC 18 2017", ("2017-12-18T23:54:56Z",)),
        ("15:54:56.868 EDT JUL 18 2017", ("2017-07-18T19:54:56Z",)),
    ],
)
def test_times(printed: str, times: tuple[str, ...]) -> None:
    profile = parse(PROFILE, "p")
    assert profile.times_of(printed, NEW_YORK) == times


@pytest.mark.parametrize("printed", ["2024-03-10 02:00:00", "2024-03-10 02:59:59"])
def test_a_time_that_no_clock_showed_is_refused_in_words(printed: str) -> None:
    profile = parse(PROFILE, "p")
    with pytest.raises(Unfit, match=f"{printed} was on no clock of America/New_York: clocks were put forward over it"):
        profile.times_of(printed, NEW_YORK)
    assert profile.times_of(printed, UTC)


@pytest.mark.parametrize("printed", ["", "0", "2024-02-30 10:00:00", "15:54:56.868 ISTX DEC 18 2017", "99999999999999999999"])
def test_what_is_no_time_is_said_to_be_none(printed: str) -> None:
    with pytest.raises(Unfit):
        parse(PROFILE, "p").times_of(printed, NEW_YORK)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_unfit(printed: str) -> None:
    with suppress(Unfit):
        assert parse(PROFILE, "p").times_of(printed, NEW_YORK)


def test_cells_as_each_kind_of_quoting_has_them() -> None:
    loose = shipped()["oracle_acme"]
    assert loose.split('2,""A, "B"" <sip:1@x>;tag=1",,"x"') == ["2", '"A, "B"" <sip:1@x>;tag=1', "", "x"]
    assert loose.split("") == [""]
    assert shipped()["broadworks"].split("a\\,b,c") == ["a,b", "c"]
    with pytest.raises(Unfit):
        shipped()["freeswitch_json"].split('{"a": ')
    with pytest.raises(Unfit):
        shipped()["freeswitch_json"].split("[1]")


@given(st.text(max_size=80))
def test_any_line_has_cells_or_is_unfit(line: str) -> None:
    line = line.replace("\n", " ").replace("\r", " ")
    for profile in shipped().values():
        try:
            cells = profile.split(line)
        except Unfit:
            continue
        bound = Bound(profile) if profile.form == "json" else None
        assert bound is None or isinstance(bound.field(cells, "caller"), str)


@given(
    st.lists(
        st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=8), min_size=2, max_size=5),
        min_size=1,
        max_size=4,
    )
)
def test_cells_of_csv_are_those_that_were_written(rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    profile = parse(PROFILE, "p")
    assert [profile.split(line) for line in buffer.getvalue().split("\n")[:-1]] == rows


@pytest.mark.parametrize("many", [False, True], ids=["few numbers", "many"])
def test_a_search_finds_every_line_in_which_a_run_of_digits_ends_so(many: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the plain way, over blocks of any size; a run that goes on is another number."""
    monkeypatch.setattr(scan, "BLOCK", 700)
    chance = random.Random(5)
    wanted = {f"202555{100 + k:04d}" for k in range(40 if many else 4)} | {"2079460123"}
    lines = []
    for k in range(500):
        cells = [
            chance.choice(["x", "1", "+1", "44", ""]) + f"202555{100 + chance.randrange(60):04d}" + chance.choice(["", "7", ";x", "x"])
            for _ in range(3)
        ]
        lines.append(f"{k};" + ";".join(cells) + chance.choice(["", "2079460123", "902079460123"]))
    text = "\n".join(lines) + chance.choice(["", "\n"])
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    profile = parse(PROFILE.replace("[columns]", 'delimiter = ";"\nzone = "UTC"\ncells = 99\n[columns]'), "p")
    source = scan.opened(tmp_path / "a.csv", "a.csv", profile, None)
    found = [row.line for row in source.rows(wanted)]
    plain = [k for k, line in enumerate(lines, 1) if any(run.endswith(each) for run in re.findall("[0-9]+", line) for each in wanted)]
    assert found == plain
    assert (source.lines, source.held, source.unreadable, source.other_length) == (500, len(plain), len(plain), len(plain))


@pytest.mark.parametrize("many", [False, True], ids=["few numbers", "many"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", " "])
def test_a_search_finds_numbers_whose_digits_are_set_apart_or_missing(
    many: bool, delimiter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On their lines, over blocks of any size; what else has such signs is passed over."""
    monkeypatch.setattr(scan, "BLOCK", 300)
    found = ["202-555-0141", "+1.202.555.0141", "(202)555-0141", "12025550141", "2025550141.7"]
    lacking = ["2.02555E+09", "2.02555e+09", "202555XXXX", "xx2", "202-555-**41", "##########"]
    others = ["202-555-0142", "202-555-01411", "Maxx", "E+x", "20255501x", "67*", "3035550151"]
    if delimiter != " ":
        found += ["(202) 555-0141", "1 202 555 0141", "202\u00a0555\u20110141"]
    chance = random.Random(7)
    lines = [(chance.choice([found, lacking, others, others])) for _ in range(300)]
    cells = [chance.choice(each) for each in lines]
    profile = parse(PROFILE.replace("[columns]", f'delimiter = {json.dumps(delimiter)}\nzone = "UTC"\ncells = 99\n[columns]'), "p")
    (tmp_path / "a.csv").write_text("".join(f"{k % 9}{delimiter}{cell}{delimiter}7\n" for k, cell in enumerate(cells)), encoding="utf-8")
    source = scan.opened(tmp_path / "a.csv", "a.csv", profile, None)
    wanted = {"2025550141", *(f"404555{k:04d}" for k in range(40 if many else 0))}
    assert [row.line for row in source.rows(wanted)] == [k for k, each in enumerate(lines, 1) if each is not others]
    assert source.held == source.unreadable == sum(each is found for each in lines)


def test_numbers_too_short_to_be_looked_for_are_not() -> None:
    assert numbers.needle("+17165550133") == "7165550133"
    assert numbers.needle("+442079460123") == "2079460123"
    assert numbers.needle("911") is None
    assert numbers.needle("+49115") is None


def test_every_shipped_profile_says_what_it_is() -> None:
    assert len(shipped()) == 14
    for profile in shipped().values():
        assert profile.title
        assert set(profile.columns) & {"trunk", "address", "host"}


@pytest.mark.parametrize(
    ("printed", "address"), [("-1139627840", "192.168.18.188"), ("991078592", "192.168.18.59"), ("0", "0.0.0.0"), ("192.0.2.7", "192.0.2.7")]
)  # fmt: skip
def test_an_address_of_cucm_is_read_backwards(printed: str, address: str) -> None:
    """As Cisco's own guide has it: a signed number of four bytes, the last one first."""
    bound = Bound(shipped()["cucm"], ["callingPartyNumber", "originalCalledPartyNumber", "dateTimeOrigination", "origIpAddr"])
    assert bound.field(["1", "2", "3", printed], "address") == address


def test_of_a_row_only_what_is_set_as_a_number_is_read_together() -> None:
    row = "2024-03-10 12:05:00;1609555011.7;(609) 555-0150;1-202-555-0151;+44 20 7946 0123;192.0.2.7"
    assert {"6095550150", "12025550151", "442079460123", "1609555011"} <= numbers.runs_in(row)
    assert not {"2024031012", "16095550117"} & numbers.runs_in(row)
