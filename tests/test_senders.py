"""Who sent a mail: the domain of its From address alone, and what the receiving server found of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.model import Verified
from tracer.readers.senders import sender, verdict
from tracer.text import sender_domain

ITG = "tracebacks.org"


@pytest.mark.parametrize(
    ("printed", "domain"),
    [
        ("traceback-notice@tracebacks.org", ITG),
        ("Industry Traceback Group <traceback-notice@tracebacks.org>", ITG),
        ('"Group, Industry Traceback" <Traceback-Notice@TRACEBACKS.ORG>', ITG),
        ("Industry Traceback Group [mailto:traceback-notice@tracebacks.org]", ITG),
        ("traceback-notice@tracebacks.org   Thu, May 2, 2024 at 1:44 PM", ITG),
        ('"traceback-notice@tracebacks.org" <x@phish.example>', "phish.example"),
        ("traceback-notice@tracebacks.org <x@phish.example>", "phish.example"),
        ("Friend <traceback-notice@evil.example>", "evil.example"),
        ("traceback-notice@tracebacks.org.evil.example", "tracebacks.org.evil.example"),
        ("traceback-notice@mail.tracebacks.org", "mail.tracebacks.org"),
        ("traceback-notice@tracebacks.org@evil.example", None),
        ("<traceback-notice@tracebacks.org> <x@evil.example>", None),
        ("traceback-notice@tracebacks.org, x@evil.example", None),
        ("traceback-notice@tracebаcks.org", None),  # a Cyrillic letter
        ("Industry Traceback Group", None),
        ("", None),
    ],
)
def test_the_sender_is_the_domain_of_the_one_address(printed: str, domain: str | None) -> None:
    assert sender_domain(printed) == domain


def test_an_encoded_name_is_no_address_and_two_from_headers_are_nobody() -> None:
    assert sender(["=?utf-8?q?traceback-notice=40tracebacks=2Eorg?= <x@phish.example>"]) == "phish.example"
    assert sender(["=?utf-8?q?=3Ctraceback-notice=40tracebacks=2Eorg=3E?="]) is None
    assert sender(["a <a@tracebacks.org>", "b <b@tracebacks.org>"]) is None


RECEIVED = ("Received", "from x by mx.orchid.example; Tue")


def results(*values: str) -> list[tuple[str, str]]:
    return [RECEIVED, *(("Authentication-Results", value) for value in values)]


@pytest.mark.parametrize(
    ("said", "verified"),
    [
        ("mx.orchid.example; dmarc=pass header.from=tracebacks.org", Verified.YES),
        ("mx.orchid.example; dkim=pass header.d=tracebacks.org; spf=fail smtp.mailfrom=lists.example", Verified.YES),
        ("mx.orchid.example; spf=pass smtp.mailfrom=bounce@mail.tracebacks.org; dkim=none", Verified.YES),
        ("mx.orchid.example (x=1; dmarc=fail); dmarc=pass (p=none) header.from=tracebacks.org", Verified.YES),
        ("spf=pass smtp.mailfrom=tracebacks.org; dkim=pass header.d=tracebacks.org;dmarc=pass header.from=tracebacks.org", Verified.YES),
        ("mx.orchid.example; dmarc=fail header.from=tracebacks.org; spf=pass smtp.mailfrom=evil.example", Verified.NO),
        ("mx.orchid.example; dkim=none; spf=fail smtp.mailfrom=tracebacks.org", Verified.NO),
        ("mx.orchid.example; dkim=none; spf=softfail smtp.mailfrom=tracebacks.org", Verified.NO),
        ("mx.orchid.example; dkim=fail header.d=tracebacks.org", Verified.NO),
        ("mx.orchid.example; dmarc=pass header.from=evil.example", Verified.NO),
        ("mx.orchid.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example", Verified.UNKNOWN),
        ("mx.orchid.example; spf=none; dkim=none; dmarc=none", Verified.UNKNOWN),
        ("mx.orchid.example; dmarc=temperror", Verified.UNKNOWN),
        ("mx.orchid.example; none", Verified.UNKNOWN),
        ("mx.elsewhere.test; dmarc=pass header.from=tracebacks.org", Verified.UNKNOWN),
        ("", Verified.UNKNOWN),
    ],
)
def test_the_receiving_servers_verdict(said: str, verified: Verified) -> None:
    assert verdict(results(said), ITG)[0] == verified


def test_only_the_verdict_on_top_counts() -> None:
    fails = "mx.orchid.example; dmarc=fail header.from=tracebacks.org"
    passes = "mx.orchid.example; dmarc=pass header.from=tracebacks.org"
    assert verdict(results(fails, passes), ITG) == (Verified.NO, "mx.orchid.example: dmarc=fail, dmarc=pass")
    assert verdict(results("mx.orchid.example; spf=fail smtp.mailfrom=tracebacks.org", passes), ITG)[0] == Verified.NO
    assert (
        verdict(results("mx.orchid.example; spf=none", "mx.evil.example; dmarc=pass header.from=tracebacks.org"), ITG)[0]
        == Verified.UNKNOWN
    )
    assert verdict(results("mx.orchid.example; spf=none", passes), ITG)[0] == Verified.YES  # a server may write several


def older(value: str) -> tuple[str, str]:
    return "Received-SPF", f"{value} (mx.orchid.example: domain of traceback-notice@{ITG} ...) client-ip=192.0.2.5"


@pytest.mark.parametrize("said", ["fail", "Softfail", "FAIL"])
def test_where_there_is_no_verdict_an_older_header_tells_that_the_check_failed(said: str) -> None:
    assert verdict([RECEIVED, older(said)], ITG) == (Verified.NO, f"the receiving server: spf={said.lower()}")
    passes = ("Authentication-Results", f"mx.orchid.example; dmarc=pass header.from={ITG}")
    assert verdict([RECEIVED, older(said), passes], ITG)[0] == Verified.YES
    assert verdict([RECEIVED, older("pass"), older(said)], ITG)[0] == Verified.UNKNOWN


@pytest.mark.parametrize("said", ["pass", "neutral", "none", ""])
def test_an_older_header_tells_of_nothing_else(said: str) -> None:
    assert verdict([RECEIVED, older(said)], ITG)[0] == Verified.UNKNOWN


def test_without_a_verdict_nothing_is_known() -> None:
    assert verdict([RECEIVED], ITG) == (Verified.UNKNOWN, "")
    assert verdict(results("mx.orchid.example; dmarc=pass"), None) == (Verified.UNKNOWN, "")


@given(st.lists(st.text(max_size=80), max_size=4))
def test_nothing_that_a_header_may_hold_is_too_odd(values: list[str]) -> None:
    assert verdict(results(*values), ITG)[0] in Verified
    assert sender(values[:1]) is None or "@" in values[0]
