"""Times, phone numbers, secrets and names in text."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracer import masking
from tracer.text import (
    LONGEST_TRACEBACK,
    MASKED,
    PUBLIC_MAIL,
    Reading,
    addressed,
    as_counted,
    day_first,
    domains,
    instant,
    is_public_mail,
    join,
    mask,
    mask_cut,
    mask_lines,
    mask_part,
    mask_row,
    moment,
    moments,
    number,
    plain,
    possible,
    traceback_number,
    without_footnotes,
    zone,
)

# --- times ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "read", "zoned"),
    [
        # Notices: the Date line, and the three layouts of a call's own time
        ("26 May 24 17:44 UTC", "2024-05-26T17:44:00Z", True),
        ("2024-05-26 15:34:00 UTC", "2024-05-26T15:34:00Z", True),
        ("2024-05-28 22:17 UTC", "2024-05-28T22:17:00Z", True),
        ("2024-05-29 19:19:00 +0000 UTC", "2024-05-29T19:19:00Z", True),
        # Letters
        ("Aug 24, 2024 20:05 UTC", "2024-08-24T20:05:00Z", True),
        ("Sept 8, 2024", "2024-09-08", True),
        ("Sept 8, 2024 17:15 UTC", "2024-09-08T17:15:00Z", True),
        ("July 22, 2024", "2024-07-22", True),
        ("Mar. 19, 2024", "2024-03-19", True),
        ("Mar. 19, 2024 9:05", "2024-03-19T09:05:00Z", False),
        ("October 21, 2024", "2024-10-21", True),
        ("May 6th, 2024", "2024-05-06", True),
        ("21 October 2024", "2024-10-21", True),
        ("Tue, 21 May 2024 10:15:00 -0400", "2024-05-21T14:15:00Z", True),
        ("Tuesday, 21 May 2024", "2024-05-21", True),
        # Lists: ISO 8601
        ("2024-05-01", "2024-05-01", True),
        ("2024-5-1", "2024-05-01", True),
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z", True),
        ("2024-05-01T10:00Z", "2024-05-01T10:00:00Z", True),
        ("2024-05-01T10:00:00.123456Z", "2024-05-01T10:00:00Z", True),
        ("2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00Z", True),
        ("2024-05-01T10:00:00-05:30", "2024-05-01T15:30:00Z", True),
        ("2024-05-01T10:00:00+0545", "2024-05-01T04:15:00Z", True),
        ("2024-05-01T00:30:00+14:00", "2024-04-30T10:30:00Z", True),
        ("2024-05-01T10:00:00+02", "2024-05-01T08:00:00Z", True),
        ("2024-05-01 10:00:00+00", "2024-05-01T10:00:00Z", True),
        ("2024-05-01T10:00:00", "2024-05-01T10:00:00Z", False),
        ("2024-05-01 10:00", "2024-05-01T10:00:00Z", False),
        # Zones and halves of the day as Americans print them
        ("May 6, 2024, 5:00 p.m. EDT", "2024-05-06T21:00:00Z", True),
        ("May 6, 2024 at 5:00 PM EST", "2024-05-06T22:00:00Z", True),
        ("May 6, 2024 5:00 am PDT", "2024-05-06T12:00:00Z", True),
        ("May 6, 2024 5:00 AM CST", "2024-05-06T11:00:00Z", True),
        ("May 6, 2024 5:00 AM MDT", "2024-05-06T11:00:00Z", True),
        ("May 6, 2024 12:00 AM GMT", "2024-05-06T00:00:00Z", True),
        ("May 6, 2024 12:30 pm UTC", "2024-05-06T12:30:00Z", True),
        ("May 6, 2024 13:05 PM UTC", "2024-05-06T13:05:00Z", True),
        ("31 Dec 2024 20:00 EST", "2025-01-01T01:00:00Z", True),
        ("31 Dec 2024 20:00 hrs EST", "2025-01-01T01:00:00Z", True),
        ("31 Dec 2024 20:00 hours", "2024-12-31T20:00:00Z", False),
        ("31 Dec 2024, 8:00 p.m., Eastern Time", "2025-01-01T01:00:00Z", True),
        ("31 Dec 2024 \u2014 20:00 GMT", "2024-12-31T20:00:00Z", True),
        ("1 Jul 2024 20:00 CEST", "2024-07-01T18:00:00Z", True),
        ("1 Jul 2024 20:00 America/New_York", "2024-07-02T00:00:00Z", True),
        ("8/24/2024", "2024-08-24", True),
        ("08/24/24 1:05 PM", "2024-08-24T13:05:00Z", False),
        ("08/24/2024, 13:05:11 UTC", "2024-08-24T13:05:11Z", True),
        ("08-24-2024", "2024-08-24", True),
        ("2024/08/24", "2024-08-24", True),
        ("July 3, 2024 14:00 (ET)", "2024-07-03T18:00:00Z", True),
        ("Jan 3, 2024 2:00 PM ET", "2024-01-03T19:00:00Z", True),
        ("July 3, 2024 14:00 Pacific", "2024-07-03T21:00:00Z", True),
        ("July 3, 2024 14:00 Eastern Standard Time", "2024-07-03T19:00:00Z", True),
        ("July 3, 2024 14:00 UTC-5", "2024-07-03T19:00:00Z", True),
        ("July 3, 2024 14:00 UTC+05:30", "2024-07-03T08:30:00Z", True),
        # Far away, and still text that sorts
        ("0202-05-01", "0202-05-01", True),
        ("0202-05-01 10:00 UTC", "0202-05-01T10:00:00Z", True),
        ("2024-02-29", "2024-02-29", True),
    ],
)
def test_a_time(printed: str, read: str, zoned: bool) -> None:
    assert moment(printed) == Reading(read, zoned, 0, len(printed))
    assert moment(f" {printed}\t") == Reading(read, zoned, 0, len(printed))
    inside = f"sent {printed}, late"
    assert [(r.moment, r.zoned, inside[r.start : r.end]) for r in moments(inside)] == [(read, zoned, printed)]


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "soon",
        "2024",
        "2024-05",
        "May 2024",
        "6.5.2024",
        "12:30",
        "31/12/2024",
        "1/2/3",
        "13/13/2024",
        "1/2/2024/5",
        "March 10, 2024 02:30 ET",  # no clock showed it
        "Nov 3, 2024 1:30 AM Eastern",  # clocks showed it twice
        "July 3, 2024 14:00 UTC-15",
        "2024-13-01",
        "2024-00-10",
        "2024-02-30",
        "2023-02-29",
        "31 June 2024",
        "June 31, 2024",
        "0000-01-01",
        "2024-05-01 24:00 UTC",
        "2024-05-01 10:60",
        "2024-05-01 10:00:60",
        "2024-05-01 13:05 AM UTC",
        "2024-05-01 10:00 +1401",
        "2024-05-01 10:00 +9999",
        "2024-05-01 10:00 +0160",
        "0001-01-01 00:00 +0100",
        "9999-12-31 23:59 -0100",
        "2024-05-01 or so",
        "2024-05-01-02",
        "12024-05-01",
        "2024-05-011",
        "x2024-05-01",
        "2024-05-01x",
        "/2024-05-01",
    ],
)
def test_what_is_no_time(printed: str) -> None:
    assert moment(printed) is None


def test_every_time_in_a_text_in_the_order_printed() -> None:
    text = "Sept 8, 2024 17:15 and 2024-09-14 12:10 UTC; 31 June 2024; Aug 30, 2024"
    assert [(r.moment, r.zoned) for r in moments(text)] == [
        ("2024-09-08T17:15:00Z", False),
        ("2024-09-14T12:10:00Z", True),
        ("2024-08-30", True),
    ]
    assert list(moments("no time at all")) == []


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        ([], False),
        (["3/4/2024"], False),
        (["3/4/2024", "no date", "on 24/8/2024."], True),
        (["8/24/2024", "3/4/2024"], False),
        (["8/24/2024", "24/8/2024"], None),
        (["24/8", "version 24/8/2024/1", "64.1200", "227/31/1"], False),
    ],
)
def test_the_order_of_day_and_month_is_what_the_document_shows(lines: list[str], first: bool | None) -> None:
    assert day_first(lines) is first


def test_a_date_of_either_order_is_read_in_neither() -> None:
    assert [r.moment for r in moments("3/4/2024, 5/5/2024, 24/8/2024", day_first=None)] == ["2024-05-05", "2024-08-24"]
    assert [r.moment for r in moments("3/4/2024, 5/5/2024, 24/8/2024", day_first=True)] == ["2024-04-03", "2024-05-05", "2024-08-24"]


@pytest.mark.parametrize(
    ("heading", "noon"),
    [
        ("Date of Call (ET)", "2024-07-03T16:00:00Z"),
        ("Call time, Central Time", "2024-07-03T17:00:00Z"),
        ("Date (UTC-5)", "2024-07-03T17:00:00Z"),
        ("CST", "2024-07-03T18:00:00Z"),
        ("Date of Call", None),
        ("Date (ET or PT)", None),
        ("et al.", None),
    ],
)
def test_the_zone_of_a_heading(heading: str, noon: str | None) -> None:
    found = zone(heading)
    assert (moment("July 3, 2024 12:00", zone=found) or Reading("", True, 0, 0)).moment == (noon or "2024-07-03T12:00:00Z")
    assert (found is None) is (noon is None)


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=zones).filter(lambda at: 1 < at.year < 9999))
def test_an_instant_is_read_back(at: datetime) -> None:
    utc = at.astimezone(UTC).replace(microsecond=0)
    assert moment(at.isoformat()) == Reading(instant(utc), True, 0, len(at.isoformat()))
    assert moment(instant(utc)) == Reading(instant(utc), True, 0, 20)
    assert datetime.fromisoformat(instant(utc)) == utc


@given(st.datetimes(), st.datetimes())
def test_moments_sort_as_text(one: datetime, other: datetime) -> None:
    a, b = (at.replace(microsecond=0) for at in (one, other))
    assert (instant(a) < instant(b)) == (a < b)
    days = [moment(at.date().isoformat()) for at in (a, b)]
    assert days[0] is not None
    assert days[1] is not None
    assert (days[0].moment < days[1].moment) == (a.date() < b.date())


# --- phone numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("2025550101", "+12025550101"),
        ("12025550101", "+12025550101"),
        ("+12025550101", "+12025550101"),
        ("+1 (202) 555-0101", "+12025550101"),
        ("(202) 555-0101", "+12025550101"),
        ("202.555.0101", "+12025550101"),
        ("202-555-0101", "+12025550101"),
        ("202\u2011555\u20110101", "+12025550101"),
        ("202\u00a0555\u20130101", "+12025550101"),
        (" 1-202-555-0101\t", "+12025550101"),
        ("+44 20 7946 0000", "+442079460000"),
        ("+49 (30) 23125-000", "+493023125000"),
        # short, foreign or odd: as printed
        ("12345", "12345"),
        ("911", "911"),
        ("0", "0"),
        ("02079460000", "02079460000"),
        ("011 44 20 7946 0000", "011 44 20 7946 0000"),
        ("202-555-01012", "202-555-01012"),
        ("22025550101", "22025550101"),
        ("202-555-0101 ext. 5", "202-555-0101 ext. 5"),
        ("202555010x", "202555010x"),
        ("++12025550101", "++12025550101"),
        ("²⁰²⁵⁵⁵⁰¹⁰¹", "²⁰²⁵⁵⁵⁰¹⁰¹"),
        ("٢٠٢٥٥٥٠١٠١", "٢٠٢٥٥٥٠١٠١"),
        ("No Caller ID", "No Caller ID"),
        # none at all
        ("Anonymous", None),
        ("anonymous", None),
        ("[Redacted]", None),
        ("(redacted)", None),
        ("Unknown", None),
        ("RESTRICTED", None),
        ("Private", None),
        ("unavailable", None),
        ("N/A", None),
        ("n/a", None),
        ("None", None),
        ("null", None),
        ("-", None),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_a_number(printed: str | None, read: str | None) -> None:
    assert number(printed) == read


@given(st.text(st.sampled_from("0123456789+-() .x"), max_size=16) | st.none())
def test_a_number_read_is_read_again_as_the_same(printed: str | None) -> None:
    read = number(printed)
    assert read is None or number(read) == read


@pytest.mark.parametrize(
    ("e164", "can_be"),
    [
        ("+12025550101", True), ("+10025550101", False), ("+11025550101", False), ("+12020550101", False), ("+12021550101", False),
        ("+14115550101", False), ("+12029110101", False), ("+12125550101", True), ("+442079460000", True), ("12345", True), ("+1202", True),
    ],
)  # fmt: skip
def test_a_number_that_the_nanp_knows(e164: str, can_be: bool) -> None:
    assert possible(e164) is can_be


# --- traceback numbers ---------------------------------------------------------------------------------------------

SPELLINGS = [
    "20417", "#20417", "020417", "000020417", "20417.0", "20417.00", "20,417", "#20,417", "Traceback #20417", "traceback 20417",
    "TRACEBACK NO. 20417", "Traceback number 20417", "Incident #20417", "itg-20417", "itg-020417", "ITG-20417", "ITG #20417",
    "ITG traceback #20417", " 20417 ", "\t# 20417\n", "itg-20,417.0",
]  # fmt: skip


@pytest.mark.parametrize("printed", SPELLINGS)
def test_every_spelling_of_a_traceback_number_is_one(printed: str) -> None:
    assert traceback_number(printed) == "20417"


@pytest.mark.parametrize(
    "printed",
    [
        "", " ", "#", "itg-", "Traceback", "20,41", "2,0417", "20,,417", ",417", "1.5", "20417.5", "20417.", ".0", "20417a", "a20417", "20-417",
        "20 417", "-20417", "+20417", "20417#", "##20417", "Incident 20417", "fcc-2024-06-12-quillon-gateway.1", "\u0662\u0660\u0664\u0661\u0667",
        "1" * 13, "1,000,000,000,000", "2.0417E+04",
    ],
)  # fmt: skip
def test_what_is_no_traceback_number_is_none(printed: str) -> None:
    assert traceback_number(printed) is None


def test_zero_and_the_longest_traceback_number() -> None:
    assert traceback_number("0") == traceback_number("000") == "0"
    assert traceback_number("9" * LONGEST_TRACEBACK) == "9" * 12


blanks = st.text(" \t\u00a0", max_size=2)


@given(
    st.integers(0, 10**9), st.integers(0, 3), st.booleans(), st.sampled_from(["", ".0", ".00"]), blanks, blanks,
    st.sampled_from(["", "#", "# ", "itg-", "ITG-", "Traceback ", "Traceback #", "traceback no. ", "Incident #"]),
)  # fmt: skip
def test_any_traceback_number_is_read_in_any_spelling(
    known: int, zeros: int, grouped: bool, end: str, before: str, after: str, words: str
) -> None:
    digits = f"{known:,}" if grouped else "0" * min(zeros, LONGEST_TRACEBACK - len(str(known))) + str(known)
    assert traceback_number(f"{before}{words}{digits}{end}{after}") == str(known)


@given(st.text(alphabet="0123456789#,. itgTraceback-", max_size=20))
def test_a_traceback_number_is_plain_digits_and_reads_as_itself(printed: str) -> None:
    known = traceback_number(printed)
    if known is not None:
        assert known.isascii()
        assert known.isdigit()
        assert known == str(int(known)) == traceback_number(known) == traceback_number(f"itg-{known}")
        assert known in "".join(c for c in printed if c.isdigit())


@pytest.mark.parametrize("printed", [" " * 50_000 + "x", "itg" + "- " * 50_000, "1," * 50_000, "0" * 50_000, "traceback" + " " * 50_000])
def test_no_text_keeps_a_traceback_number_waiting(printed: str) -> None:
    start = time.monotonic()
    assert traceback_number(printed) is None
    assert time.monotonic() - start < 1


# --- secrets -------------------------------------------------------------------------------------------------------

TOKEN = "eyJhbGciOiJub25lIn0.eyJ1c2VyIjoiaW52ZW50ZWQifQ.c2lnbmF0dXJlLW9mLW5vYm9keQ"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # login links
        ("Go to https://portal.example/login/abc now", "Go to [masked] now"),
        ("<https://portal.example/app/login/abc?x=1>", "<[masked]>"),
        ("[here](https://portal.example/login/abc).", "[here]([masked])."),
        ("https://portal.example/hop?h=12482", "[masked]"),
        ("https://portal.example/?a=1&t=s3cret&b=2", "[masked]"),
        ("https://portal.example/?a=1&amp;token=s3cret", "[masked]"),
        ("HTTP://PORTAL.EXAMPLE/LOGIN/ABC", "[masked]"),
        (f"https://portal.example/login/{TOKEN[:40]}\n{TOKEN[40:]}\nThe end", "[masked]\nThe end"),
        ("https://portal.example/hops/hop/90210", "https://portal.example/hops/hop/90210"),
        ("https://portal.example/about?topic=h", "https://portal.example/about?topic=h"),
        # tokens
        (f"token {TOKEN} end", "token [masked] end"),
        (f"({TOKEN})", "([masked])"),
        (f"{TOKEN[:50]}\n{TOKEN[50:]} end", "[masked] end"),
        (f"{TOKEN[:50]}\nTraceback #20417", "[masked]\nTraceback #20417"),
        ("token=short&x=1", "token=[masked]&x=1"),
        ("key a1" + "b" * 38 + " end", "key [masked] end"),
        ("key a1" + "b" * 37 + " end", "key a1" + "b" * 37 + " end"),
        ("A" * 5000, "A" * 5000),
        ("=" * 60 + "_" * 60, "=" * 60 + "_" * 60),
        # persons' addresses; the domain is a company's
        *(
            (f"https://portal.example/a?x=1&{name}=s3cret&y=2 on", "[masked] on")
            for name in ("key", "sig", "code", "jwt", "api_key", "Password")
        ),
        *((f"https://portal.example/{step}/s3cret", "[masked]") for step in ("magic", "reset", "verify", "invite", "sso")),
        ("https://portal.example/#token=s3cret", "[masked]"),
        ("hxxps://portal.example/login/s3cret", "[masked]"),
        ("(https://portal.example/r/1b4e28ba-2fa1-11d2-883f-0016d3cca427).", "([masked])."),
        ("ftp://odalys:s3cret@files.example/calls.csv", "ftp://[masked]@files.example/calls.csv"),
        ("sftp://odalys@files.example", "sftp://[masked]@files.example"),
        ("Authorization: Bearer s3cret.t0ken-of_many", "Authorization: Bearer [masked]"),
        ("authorization: basic b2RhbHlzOnMzY3JldA==", "authorization: basic [masked]"),
        ("Basic information on call bearers of the network", "Basic information on call bearers of the network"),
        ("odalys.wren (at) fernwickvoice.example", "[masked]@fernwickvoice.example"),
        ("odalys.wren[AT]fernwickvoice.example", "[masked]@fernwickvoice.example"),
        ("noc (at) fernwickvoice.example", "noc (at) fernwickvoice.example"),
        ("odalys.wren\uff20fernwickvoice.example", "[masked]@fernwickvoice.example"),
        ("odalys.wren\u200b@\u2060fernwickvoice.example", "[masked]@fernwickvoice.example"),
        ("To: noc@x.exampleodalys.wren@fernwickvoice.example and on", "To: [masked] and on"),
        ("To: odalys.wren@fernwickvoice.example", "To: [masked]@fernwickvoice.example"),
        ("<Odalys.Wren+x@Mail.Fernwick-Voice.example>", "<[masked]@Mail.Fernwick-Voice.example>"),
        ("o'wren@x.example, t_m@x.example", "[masked]@x.example, [masked]@x.example"),
        ("josé@x.example", "[masked]@x.example"),
        ("wren@télécom.example", "[masked]@télécom.example"),
        ("wren@例え.テスト", "[masked]@例え.テスト"),
        ('"Odalys Wren"@x.example', "[masked]@x.example"),
        ("mailto:wren%40x.example", "mailto:[masked]@x.example"),
        ("https://portal.example/u/wren@x.example", "https://portal.example/u/[masked]@x.example"),
        # in whatever way they are written
        ("odalys%2Ewren%40fernwick%2Eexample", "[masked]@fernwick%2Eexample"),
        ("odalys%252Ewren%2540fernwick.example", "[masked]@fernwick.example"),
        ("odalys.wren&#64;fernwick.example", "[masked]@fernwick.example"),
        ("odalys.wren&#x40;fernwick.example", "[masked]@fernwick.example"),
        ("odalys&period;wren&commat;fernwick&period;example", "[masked]@fernwick&period;example"),
        ("odalys.wren=40fernwick.example", "[masked]@fernwick.example"),
        ("odalys.wr=\nen@fern=\nwick.example", "[masked]@fern=\nwick.example"),
        ("odalys.w\u200bren@fern\u00adwick.example", "[masked]@fern\u00adwick.example"),
        (
            "\uff4f\uff44\uff41\uff0e\uff57\uff20\uff46\uff45\uff52\uff4e\uff0e\uff45\uff58",
            "[masked]@\uff46\uff45\uff52\uff4e\uff0e\uff45\uff58",
        ),
        ("odalys.wren [at] fernwick [dot] example", "[masked]@fernwick [dot] example"),
        ("odalys.wren at fernwick dot example", "[masked]@fernwick dot example"),
        ("odalys.wren at fernwick.example", "[masked]@fernwick.example"),
        ("odalys AT fernwick.example", "[masked]@fernwick.example"),
        ("odalys_at_fernwick.example", "[masked]@fernwick.example"),
        ("odalys.wren @ fernwick.example", "[masked] @ fernwick.example"),
        (
            "odalys@[IPv6:2001:db8::1] odalys@[192.0.2.7] odalys@192.0.2.7",
            "[masked]@[IPv6:2001:db8::1] [masked]@[192.0.2.7] [masked]@192.0.2.7",
        ),
        ("b2RhbHlzLndyZW5AZmVybndpY2suZXhhbXBsZQ==", "[masked]"),
        *(
            (f"odalys.wren{sign}fernwick.example", f"[masked]@fernwick{end}")
            for sign, end in (
                ("\\u0040", ".example"),
                ("\\x40", ".example"),
                ("\U000e0040@", ".example"),
                ("\u3164@", ".example"),
                ("<b>@</b>", ".example"),
                ("<!-- -->@", ".example"),
            )
        ),
        ("odalys.wren\xa0@\xa0fernwick.example", "[masked]\xa0@\xa0fernwick.example"),
        (
            "odalys_AT_fernwick_DOT_example, odalys -at- fernwick -dot- example",
            "[masked]@fernwick_DOT_example, [masked]@fernwick -dot- example",
        ),
        ("odalys.wren @ fernwick . example", "[masked]@fernwick . example"),
        ("bounces+17-odalys.wren=fernwick.example@mail.example", "[masked]@mail.example"),
        ("sip:odalys:s3cret@fernwick.example", "sip:[masked]@fernwick.example"),
        ('"""odalys wren""@fernwick.example"', '[masked]@fernwick.example"'),
        ("hxxps[:]//portal[.]example/login/s3cret", "[masked]"),
        ("https://portal.example/lo\u200bgin/s3cret", "[masked]"),
        ("https://safe.example/?url=https%3A%2F%2Fportal.example%2Flogin%2Fs3cret", "[masked]"),
        ("https://portal.example/a?%6Bey=s3cret", "[masked]"),
        ("odalys.wren+AEA-fernwick+AC4-example", "[masked]@fernwick+AC4-example"),
        ("odalys.wren\\100fernwick\\056example", "[masked]@fernwick\\056example"),
        ("p\u0430ssw\u043erd: s3cret, P\u0410SSW\u041eRD: s3cret", "p\u0430ssw\u043erd: [masked], P\u0410SSW\u041eRD: [masked]"),
        ("p a s s w o r d : s3cret, pass wo rd: s3cret", "p a s s w o r d : [masked], pass wo rd: [masked]"),
        # links that let in, by the shape of what they carry, and without scheme or host
        ("https://portal.example/x/a1b2c3d4e5 on", "[masked] on"),
        ("https://portal.example/x?ref=a1b2c3d4e5 on", "[masked] on"),
        ("portal.example/login/s3cret, www.portal.example/a?token=s3cret", "[masked] [masked]"),
        ("at /reset/s3cret now", "at [masked] now"),
        ("wss://x.example/?ticket=s3cret", "[masked]"),
        *(
            (f"https://portal.example/{step}/s3cret", "[masked]")
            for step in ("verify-email", "password_reset", "setPassword", "accept-invite")
        ),
        ("https://portal.example/login?s3cret 192.0.2.7/login/s3cret localhost/login/s3cret", "[masked] [masked] [masked]"),
        ("https://portal.example/bot17:a1b2c3d4e5/send", "[masked]"),
        ("https://portal.example/login/(a)s3cret on", "[masked] on"),
        ("> https://portal.example/login/a1b2c3d4\n> e5f6g7h8i9 on", "> [masked] on"),
        ("https://safe.example/v2/url?u=https-3A__portal.example_login_s3cret&d=x", "[masked]"),
        ("https:\\/\\/portal.example\\/login\\/s3cret", "[masked]"),
        ("https:\\\\portal.example\\login\\s3cret", "[masked]"),
        ("ssh://odalys:s3cret@x.example", "ssh://[masked]@x.example"),
        ("https://portal.example/login/\ns3cret", "[masked]"),
        ("https://portal.example/login/abc a1b2c3d4e5f6 on", "[masked] on"),
        ("https://docs.example/public/attachments/DOC-388363A1.pdf", "https://docs.example/public/attachments/DOC-388363A1.pdf"),
        ("https://apps.example/form499/499detail.cfm?FilerNum=828104", "https://apps.example/form499/499detail.cfm?FilerNum=828104"),
        ("https://www.example/document/fcc-22-37a1#page=3", "https://www.example/document/fcc-22-37a1#page=3"),
        # passwords, cookies, keys
        ("Password: s3cret, and on", "Password: [masked], and on"),
        ("your password is s3cret", "your password is [masked]"),
        ("the password is required", "the password is required"),
        ("Passcode: 482913# PIN=4829", "Passcode: [masked] PIN=[masked]"),
        ("One-time code: 482913", "One-time code: [masked]"),
        ("code 603, Session ID: 20240520", "code 603, Session ID: 20240520"),
        ("Set-Cookie: PHPSESSID=s3cret; Path=/", "Set-Cookie: [masked]"),
        ("X-Api-Key: s3cret", "X-Api-Key: [masked]"),
        ("Authorization: Token s3cret", "Authorization: Token [masked]"),
        ('Authorization: Digest username="odalys", response="s3cret"', "Authorization: Digest [masked]"),
        ("AKIAIOSFODNN7EXAMPLE", "[masked]"),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "aws_secret_access_key = [masked]"),
        ("xoxb-123456789012-abcdef sk_live_4eC39HqLyjWDarjtT1 glpat-abcdEFGH1234ijkl", "[masked] [masked] [masked]"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\non", "[masked]\non"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 odalys@host", "ssh-ed25519 [masked]"),
        # ... by the names that programs give them, and with quotes, emphasis or tags about these
        *(
            (f"{name}{sign}s3cret", f"{name}{sign}[masked]")
            for name in (
                "client_secret",
                "access_token",
                "refreshToken",
                "db.password",
                "PSK",
                "PW",
                "Passwort",
                "Kennwort",
                "Mot de passe",
            )
            for sign in (": ", "=", ' = "', "' => '")
        ),
        ('{"client_secret":"s3cret","x":1}', '{"client_secret":"[masked]","x":1}'),
        ('{\\"password\\":\\"s3cret\\"}', '{\\"password\\":\\"[masked]\\"}'),
        (
            "<password>s3cret</password> <a:accessToken>s3cret</a:accessToken>",
            "<password>[masked]</password> <a:accessToken>[masked]</a:accessToken>",
        ),
        ("**Password:** s3cret, <b>Password</b>: s3cret", "**Password:** [masked], <b>Password</b>: [masked]"),
        # ... on a command line, and as a program keeps cookies
        ("curl -sS -X POST -u odalys:s3cret https://x.example", "curl -sS -X POST -u [masked] https://x.example"),
        ("curl --user 'odalys:s3cret' x\ncurl -su odalys:s3cret", "curl --user '[masked]' x\ncurl -su [masked]"),
        ("mysqldump -h x -u root -ps3cret calls", "mysqldump -h x -u root -p[masked] calls"),
        ("sshpass -p s3cret ssh x; redis-cli -h x -a s3cret", "sshpass -p [masked] ssh x; redis-cli -h x -a [masked]"),
        ("ldapsearch -x -D cn=odalys -w s3cret", "ldapsearch -x -D cn=odalys -w [masked]"),
        ('{"cookies": {"sid": "s3cret", "x": "y"}, "z": 1}', '{"cookies": {[masked]}, "z": 1}'),
        ('"cookies":[{"name":"sid","value":"s3cret"}]', '"cookies":[[masked]]'),
        # ... whole, whatever signs are in them
        ("Password: Tr(ub&4dor;3,x. On", "Password: [masked]. On"),
        ('the password is "s3cret of many words", on', 'the password is "[masked]", on'),
        ("Password: abc,Password: s3cret,Bearer a1b2c3d4e5f6g7", "Password: [masked]: [masked] [masked]"),
        # ... as people say it
        ("the password has been reset to s3cret", "the password has been reset to [masked]"),
        *(
            (f"password{sign}s3cret on", f"password{sign}[masked] on")
            for sign in (" ", "\t", " - ", " / ", " | ", " => ", "\n", "</td><td>", "\u2014")
        ),
        ("Token: a1b2c3 Secret: a1b2c3", "Token: [masked] Secret: [masked]"),
        ("OTP: 482913, your code is 482 913", "OTP: [masked], your code is [masked]"),
        ("482913 is your portal verification code", "[masked] is your portal verification code"),
        ("Use code 482913 to sign in", "Use code [masked] to sign in"),
        ("AUTH PLAIN AG9kYWx5cwBzM2NyZXQ= AG9kYWx5cwBzM2NyZXQ=", "AUTH PLAIN [masked] [masked]"),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ\n-----END PGP PRIVATE KEY BLOCK-----\non", "[masked]\non"),
        # ... and harmless look-alikes
        *(
            (text, text)
            for text in (
                "Secret Harbor Telecom, Token Ring Networks 2 Ltd., Bearer Communications, Pin Oak Voice: 12 hops",
                "Security Code Systems, Magic Link Voice LLC, Auth0 Voice Services, A1B2 Telecom 4U2 LLC",
                "Password Telecom was asked on 2024-05-02T13:44:00Z of itg-11540",
                "Authorization: ITC-214-20100713-00282, granted under 214; Token: ATIS-1000080; SPC token of the STI-PA",
                "Key: green = answered; pass: 3 of 4; session: 2 of 5; login: required; Secret: itg-11540",
                "area code: 202, zip code 20554, PIN code systems, Code of Federal Regulations, code 47 to access it",
                "FRN 0031000456, RMD0099001, WC Docket No. 20-67, File No. EB-TCD-21-00031913, 35 FCC Rcd 7886",
                "fcc-2021-03-17-pinecone-global-services-of-north-america-incorporated.17",
                "https://www.example/caller-id-authentication/verification-rules/a, https://www.example/spc-token-access-policy/a",
                "Curl Telecom: 12 of 14, MySQL -Pro Voice, mysql -u root -p calls, mysql -P 3306, the cookies: {none}, cookies: [1]",
                "+A1 Telecom, +12025550143 +AB-, \\\\share\\2024\\101.csv, \u041f\u0430\u0440\u043e\u043b\u044c Telecom, A B C Voice",
                "sip:+12025550117@pbx.example sips:12025550117@[192.0.2.7]",
            )
        ),
        # broken by a narrow cell or a printer
        ("odalys.marlowe@fernwick\nvoice.example", "[masked]@fernwick\nvoice.example"),
        ("odalys@fern-\n  wick.example", "[masked]@fern-\n  wick.example"),
        ("odalys.marlowe@fernwickvoice.\r\nexample", "[masked]@fernwickvoice.\r\nexample"),
        ("odalys.marlowe\n> @fernwick.example", "[masked]\n> @fernwick.example"),
        (
            "odalys.marlowe@fernwick voice.example, x_y@fern \u2026 wick.example",
            "[masked]@fernwick voice.example, [masked]@fern \u2026 wick.example",
        ),
        ("noc@fernwick\nvoice.example", "noc@fernwick\nvoice.example"),
        ("Talk@Home www.home.example", "Talk@Home www.home.example"),
        # announced by a word that a line cuts, or the joint of two
        ("Bear\ner a1b2c3d4e5f6g7", "Bear\ner [masked]"),
        ("pass  \r\n> word: s3cret, and on", "pass  \r\n> word: [masked], and on"),
        ("Author\nization: Basic s3cret", "Author\nization: Basic [masked]"),
        ("https://portal.example/lo\ngin/s3cret on", "[masked] on"),
        ("portal.example/?to\nken=s3cret", "[masked]"),
        ("the access\ncode: 482913, your PIN\nnumber is\n4829", "the access\ncode: [masked], your PIN\nnumber is\n[masked]"),
        ("Bear er a1b2c3d4e5f6g7, coo \u2026 kie: a=s3cret", "Bear er [masked], coo \u2026 kie: [masked]"),
        ("Bearer a1b2c3d4e5f6g7\nh8i9j0k1l2m3n4o5", "Bearer [masked]"),
        ("by pass\nwords are meant, in to\nken of it", "by pass\nwords are meant, in to\nken of it"),
        # role mailboxes stay
        ("NOC@x.example support@x.example", "NOC@x.example support@x.example"),
        ("sales@x.example info@x.example abuse@x.example", "sales@x.example info@x.example abuse@x.example"),
        ("traceback-notice@x.example", "traceback-notice@x.example"),
        ("the-noc@x.example", "[masked]@x.example"),
        # no address
        ("Fernwick @ Voice", "Fernwick @ Voice"),
        ("sip:x@localhost", "sip:x@localhost"),
        ("the portal at portal.example", "the portal at portal.example"),
        ("shipping: UPS, asked 9 May at 10:00", "shipping: UPS, asked 9 May at 10:00"),
        ("50 %40 60", "50 %40 60"),
        ("", ""),
    ],
)
def test_masking(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert mask(masked) == masked


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="@%"), max_size=12).map(
    lambda w: w.replace("eyJ", "").replace("://", "")
)
locals_ = st.from_regex(r"[A-Za-zéß0-9._'+-]{0,10}[A-Za-z0-9]", fullmatch=True).filter(
    lambda box: box.lower() not in {"noc", "support", "sales", "info", "abuse", "traceback-notice"}
)
secrets = st.one_of(
    st.from_regex(r"eyJ[A-Za-z0-9_-]{12,30}\.[A-Za-z0-9_-]{8,30}\.[A-Za-z0-9_-]{8,30}", fullmatch=True).map(lambda t: (t, t)),
    st.from_regex(r"[a-z0-9]{6,20}", fullmatch=True).map(lambda t: (f"https://portal.example/login/{t}", f"login/{t}")),
    st.tuples(st.sampled_from(["t", "token", "h"]), st.from_regex(r"[a-z0-9]{6,20}", fullmatch=True)).map(
        lambda p: (f"https://portal.example/hop?x=1&{p[0]}={p[1]}", f"{p[0]}={p[1]}")
    ),
    locals_.map(lambda box: (f"{box}@fernwickvoice.example", f"{box}@")),
)


@settings(max_examples=50)
@given(st.lists(st.tuples(words, secrets), min_size=1, max_size=3), words, st.sampled_from([" ", "\n", "\t", " <"]))
def test_no_secret_survives(pieces: list[tuple[str, tuple[str, str]]], end: str, blank: str) -> None:
    text = "".join(f"{word}{blank}{secret} " for word, (secret, _) in pieces) + end
    masked = mask(text)
    for _, (_, kept) in pieces:
        assert kept not in masked
    assert MASKED in masked
    assert mask(masked) == masked


@given(st.text(st.characters(codec="utf-8", exclude_characters="@%"), max_size=39))
@example("From: +1 202 555 0101, call https://portal.example/hops/hop/1")
def test_text_without_secrets_is_unchanged(text: str) -> None:
    if "://" in text and ("login" in text.lower() or "=" in text):
        return
    if "eyJ" not in text and "token=" not in text:
        assert mask(text) == text


ANNOUNCED = (
    "password|passwd|pass word|passphrase|pass|pwd|pw|pin|pin code|api key|apikey|private-key|x-auth-token|access key|client secret|secret key"
    "|one time code|access passcode|2fa code|otp|bearer|basic|authorization|authorization basic|auth plain|digest|set-cookie|token|secret"
    "|credentials|log-in|login|security answer|sessionid|connect.sid|psk|passwort|passe|kennwort|contrasena|senha|wachtwoord|ssh-rsa|a_at_b.tld"
    "|a-at-b-dot-tld|https-3A__x.tld_hop_a1b2c3d4e5|a.b at b.tld|your code|akia|mii|eyj|Quillon|of the|Warranty-LastCall|Spindle"
).split("|")
GAPS = (" ", ": ", " - ", ",", " is ")
VALUES = (
    "s3cret",
    "a1b2c3d4e5f6g7",
    "482913",
    "482 913",
    "x" * 20 + "1" * 20,
    "b2RhbHlzLndyZW5AZmVybndpY2suZXhhbXBsZQ",
    "ASIAIOSFODNN7EXAMPLE",
    "on",
)


def test_what_is_passed_over_at_first_look_holds_no_secret() -> None:
    said = [f"{word}{gap}{value}{end}" for word in ANNOUNCED for gap in GAPS for value in VALUES for end in ("", " is your code")]
    said += [f"{word[:cut]} {word[cut:]} {value}" for word in ANNOUNCED for cut in range(1, len(word)) for value in VALUES]
    with mock.patch.object(masking, "_holds_none", return_value=False):
        held = [text for text in said if masking._mask(text, long_words=True) != text]
    assert len(held) > 2000
    assert [text for text in held if masking._holds_none(text)] == []


CELLS = (
    *ANNOUNCED, *VALUES, "Alder Voice", "Interstate-Telecom-Services-Company", "eyJabcdefgh1", "eyJabcdefghijk.1", "npm_a1b2c3d4e5f6g7h8", "2024-05-02T13:44:00Z",
    "+12025550143", "+A1", "12025550143120255501431202555014312025550143", "b at c.tld", "1T2Z3T4Z5T6Z7T8Z9T" * 3, "\u00e9", "password: s3cret", "a@b.tld", "x" * 16,
)  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=9), min_size=1, max_size=6), st.sampled_from(",;\t|"))
@example([["a", "eyJabcdefgh1"], ["eyJabcdefgh1", "Interstate-Telecom-Services-Company"]], ",")
@example([["2024-05-02T13:44:00Z", "1T2Z3T4Z5T6Z7T8Z9T" * 3]], ",")
def test_what_one_row_showed_hides_nothing_in_another(rows: list[list[str]], between: str) -> None:
    masking._quiet.clear()
    for cells in rows:
        row = between.join(cells)
        with mock.patch.object(masking, "_holds_none", return_value=False):
            thorough = masking._mask(row, long_words=True)
        assert mask_row(row, cells) == thorough
        assert mask(row) == thorough


def test_most_rows_are_passed_over_at_first_look() -> None:
    row = "itg-11540,Alder Voice,Birch Telecom,point-of-entry,2024-05-02T13:44:00Z,2024-05-03T10:00:00Z,+12025550143,+12025550199,Warranty-LastCall,portal"
    assert masking._holds_none(row)
    assert not any(map(masking._holds_none, ("Pin: 1", "a/b", "b at c", "\u00e9", "x" * 16)))


@pytest.mark.parametrize(
    "text",
    [
        "a." * 30_000 + " @",
        "http://" * 10_000,
        "a1" * 30_000,
        "x@" * 30_000,
        "eyJ" * 30_000,
        "a@" + "a." * 30_000,
        "%40a." * 20_000,
        'x"' * 30_000 + "@",
        *(
            group * (60_000 // len(group))
            for group in (
                "_at_",
                "a_at_",
                "a.b at ",
                "a dot ",
                "sip:",
                "sip:a@",
                "%2540",
                "&amp;",
                "[@]",
                "=40",
                "\uff20",
                "\u200b",
                "/a/",
                "a.a/",
                "/login/",
                "?a=",
                "Cookie: a=",
                "Digest a=",
                "password:",
                "x-",
                "MII",
                "a1b1c1d1e1 ",
                "1.1.1.1@",
                "b2Rh",
                "-----BEGIN PRIVATE KEY-----",
                "a.a.a.a@",
                "bea\nrer ",
                "pass\n",
                "p a s s w o r d ",
                "curl -a b ",
                "mysql -a -b ",
                "cookies:{a=",
                "cookies=[a:",
                "+AEA-",
                "\\100",
                "p\u0430ss\u0430t ",
                "b\n",
                " \n",
            )
        ),
    ],
)
def test_masking_takes_no_longer_than_the_text(text: str) -> None:
    start = time.process_time()
    mask(text)
    list(mask_cut(text.splitlines(keepends=True)))
    assert time.process_time() - start < 2


def test_masking_takes_any_sign_that_is_like_another_but_for_case() -> None:
    alike = [sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.lower() != sign or sign.upper() != sign]
    assert "\u0345" in alike, "like an iota"
    assert [sign for sign in alike if mask(f"x {sign} x") != f"x {sign} x"] == []


def test_masking_lines_keeps_them_and_hides_what_runs_over_several() -> None:
    lines = ["see https://portal.example/login/a1b2c3d4", "e5f6g7h8i9", "on", "", "Password:", "s3cret"]
    assert mask_lines(lines) == ["see [masked]", "", "on", "", "Password:", "[masked]"]
    assert mask_lines(['"https://portal.example/login/a1b2c3d4', 'e5f6g7h8i9",x']) == ['"[masked]', '",x']
    assert mask_lines([]) == []


@pytest.mark.parametrize(
    ("whole", "part", "left"),
    [
        ("REMOVAL ORDER odalys.wren (at) fernwick.example ) x", "REMOVAL ORDER odalys.wren (at", "REMOVAL ORDER [masked]"),
        ("REMOVAL ORDER odalys.wren (at) fernwick.example", "wren (at) fernwick.example", "[masked]@fernwick.example"),
        ("Alder Voice, Password: s3cret0f", "s3cret0f, and on", "[masked], and on"),
        ("Alder Voice, PIN: 2024", "since 2024", "since 2024"),
        ("Alder Voice, of 2024", "Alder", "Alder"),
    ],
)
def test_a_part_shows_nothing_of_what_is_masked_in_the_whole(whole: str, part: str, left: str) -> None:
    assert mask_part(part, whole) == left


def test_no_line_by_itself_shows_a_secret_that_another_announces() -> None:
    lines = ["a call, bear\r\n", "> er a1b2c3d4e5f6g7 on\r\n", "see pass\n", "word: s3cret, lo\n", "gin\n", "Password: kept here\n", "pass"]
    assert list(mask_cut(lines)) == [
        "a call, bear\r\n", "> er [masked] on\r\n", "see pass\n", "word: [masked], lo\n", "gin\n", "Password: kept here\n", "pass"
    ]  # fmt: skip
    assert list(mask_cut([])) == []


@settings(max_examples=50)
@given(st.lists(st.text(st.sampled_from("pas\r\n> wordbe:=/1x"), max_size=12), max_size=6))
def test_masking_what_lines_cut_leaves_as_many_lines(lines: list[str]) -> None:
    bare = [line.replace("\n", "").replace("\r", "") for line in lines]
    assert [line.count("\n") for line in mask_cut([f"{line}\n" for line in bare])] == [1] * len(bare)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("noc@fernwickvoice.example", ["fernwickvoice.example"]),
        ("NOC <noc@FernwickVoice.example>, Wren <wren@fernwickvoice.example>", ["fernwickvoice.example"]),
        ("a@orchid.example; b@beacon.example, c@orchid.example", ["orchid.example", "beacon.example"]),
        ("wren@gmail.com, noc@orchid.example", ["orchid.example"]),
        ("wren@GMail.com", []),
        ("undisclosed recipients", []),
        ("", []),
    ],
)
def test_mail_domains(line: str, found: list[str]) -> None:
    assert domains(line) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('"noc@beacon.example" <noc@orchid.example>', ["orchid.example"]),
        ("noc@beacon.example <noc@orchid.example>", ["orchid.example"]),
        ('"Beacon, noc@beacon.example; and others" <noc@orchid.example>, wren@skerry.example', ["orchid.example", "skerry.example"]),
        ("noc@beacon.example, NOC <noc@orchid.example>", ["beacon.example", "orchid.example"]),
        ("noc@beacon.example <mailto:noc@beacon.example>; <noc@orchid.example>", ["beacon.example", "orchid.example"]),
        ('"noc@beacon.example"', ["beacon.example"]),
        ('"noc@beacon.example <wren@gmail.com>', []),
        ("noc@beacon.example <NOC>", ["beacon.example"]),
        ("a" * 100_000 + "<" * 100_000 + '"' * 9, []),
    ],
)
def test_an_address_in_a_name_is_nobodys(line: str, found: list[str]) -> None:
    assert addressed(line) == found


def test_public_mail_identifies_nobody() -> None:
    assert {"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "aol.com", "proton.me"} <= PUBLIC_MAIL
    assert all(domain == domain.lower() and "." in domain for domain in PUBLIC_MAIL)
    assert domains(", ".join(f"noc@{domain}" for domain in PUBLIC_MAIL)) == []


@pytest.mark.parametrize(
    "domain",
    """yahoo.co.uk yahoo.co.in yahoo.ca yahoo.com.ph yahoo.co.jp yahoo.com.vn rocketmail.com ymail.com outlook.in outlook.com.br outlook.co.th
    hotmail.co.uk hotmail.fr hotmail.com.ar live.co.uk live.com.mx live.ca msn.cn aol.co.uk aol.de gmx.de gmx.at gmx.co.uk web.de mail.ru
    yandex.ru yandex.com.tr yandex.kz zohomail.in zoho.eu proton.me protonmail.ch tuta.io tuta.com tutanota.de icloud.com me.com mac.com
    orange.fr free.fr laposte.net t-online.de libero.it qq.com vip.qq.com 163.com 126.com sina.cn naver.com rediffmail.com hey.com inbox.com
    mailinator.com mailinator.net 10minutemail.co.uk tempmail.net yopmail.fr guerrillamail.info comcast.net verizon.net att.net sbcglobal.net
    bellsouth.net cox.net charter.net nyc.rr.com btinternet.com""".split(),
)
def test_public_mail_is_public_in_every_country(domain: str) -> None:
    assert is_public_mail(domain)
    assert domains(f"noc@{domain.upper()}, noc@orchid.example") == ["orchid.example"]


@pytest.mark.parametrize(
    "domain",
    """yahootel.example yahoo.example liveops.com outlook-voice.com my-yahoo-voice.com hotmailer.net gmxtelecom.de livevoice.co.uk
    outlook.com.orchid.example gmail.orchid.example tel.live.voice orangevoice.fr bigfree.fr comcast.com verizon.com att.com me.net
    mailinatorvoice.com 163voice.com notqq.com msn-telecom.us protontel.io""".split(),
)
def test_a_name_that_is_like_one_of_public_mail_is_a_companys_own(domain: str) -> None:
    assert not is_public_mail(domain)
    assert domains(f"noc@{domain}") == [domain]


def test_of_access_providers_the_homes_are_public_and_what_is_their_own_is_not() -> None:
    assert all(map(is_public_mail, ("comcast.net", "nc.rr.com", "sky.com")))
    assert not any(map(is_public_mail, ("frontier.com", "rci.rogers.com", "corp.sky.com", "noc.comcast.net")))


# --- names and marks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("**three** *business* days", "three business days"),
        (r"\$500 \* \_x\_", "$500 _x_"),
        ("[portal](#) and [more](https://x.example/a)", "portal and more"),
        ("<b>Customer</b><br/>Name<sup>2</sup>", "Customer Name 2"),
        ('<td class="x">Date</td>', "Date"),
        ("a\u00a0 \t b", "a b"),
        ("<script>x</script>", "<script>x</script>"),  # no tag of a table cell: words as they stand
        ("plain words", "plain words"),
        ("a\nb", "a\nb"),
    ],
)
def test_text_without_markdown(marked: str, found: str) -> None:
    assert plain(marked) == found


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("Quillon¹⁸", "Quillon"),
        ("Quillon¹⁸, Beacon² and Orchid ³.", "Quillon, Beacon and Orchid."),
        ("Quillon¹⁸ Gateway", "Quillon Gateway"),
        ("Route 66", "Route 66"),
        ("¹ See above", "¹ See above"),
        ("x²y", "x²y"),
    ],
)
def test_text_without_footnote_marks(marked: str, found: str) -> None:
    assert without_footnotes(marked) == found


def test_a_comma_that_was_cut_off_its_word_goes_back_to_it() -> None:
    """Where a word is too long for its cell, programs break it anywhere."""
    assert join(["Nine Elms", "Telephony", ", Inc."]) == ("Nine Elms Telephony, Inc.", True)
    assert join(["Hollin", "Outreach"]) == ("Hollin Outreach", True)


# --- order ---------------------------------------------------------------------------------------------------------


def test_ids_stand_as_people_count() -> None:
    ids = ["itg-100", "itg-20", "letter.10", "letter.2", "", "9", "a", "1" * 40, "1" * 39 + "0", "itg-020"]
    assert sorted(ids, key=as_counted) == ["", "9", "1" * 39 + "0", "1" * 40, "a", "itg-20", "itg-020", "itg-100", "letter.2", "letter.10"]


@given(st.lists(st.text()))
def test_any_ids_can_be_put_in_order(ids: list[str]) -> None:
    keys = sorted(map(as_counted, ids))
    assert keys == [as_counted(id_) for id_ in sorted(ids, key=as_counted)]


@given(st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?", fullmatch=True) | st.datetimes().map(instant))
@example("2025-02-29")
@example("2025-04-09T24:00:00Z")
@example("2025-04-09T23:59:60Z")
@example("0000-01-01")
def test_a_time_as_it_is_kept_is_read_as_any_other(printed: str) -> None:
    alone = [each for each in moments(printed) if (each.start, each.end) == (0, len(printed))]
    assert moment(printed) == moment(f" {printed}\n") == next(iter(alone), None)
