"""Mails of the Industry Traceback Group: what each says, in every layout, with the lines that say it."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.loaders import mailbox_writer as writer
from tests.pdf_writer import pdf
from tests.places import CHECKS, EXAMPLES, SAMPLES
from tracer import registry
from tracer.model import Attested, Claim, Document, Finding, Heading, Kind, Remark, Role, Status, Unread, Verified, replace
from tracer.readers import read

LOADER: Any = entry_points(group="tracer.loaders")["itg_mailbox"].load()

HEAD = "From: traceback-notice@tracebacks.org\n\nTo: noc@fernwickvoice.example\n\nDate: 02 May 24 13:44 UTC\n\n"
CALL = """Call Details for Traceback #20417 (4m ago)

Date/Time: 2024-05-01 15:34 UTC
To: +12025550101
From: +12025550102
Campaign: Parcel-Refund
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mails")


def document(data: bytes, folder: Path, noted_on: str | None = None) -> Document:
    sha256 = hashlib.sha256(data).hexdigest()
    path = folder / sha256
    path.write_bytes(data)
    return read(path, name="box", sha256=sha256, noted_on=noted_on)


def findings(data: bytes | str, folder: Path, noted_on: str | None = None) -> list[Finding]:
    return [*registry.get("itg_mailbox").load(document(data if isinstance(data, bytes) else data.encode(), folder, noted_on))]


def remarks(found: Iterable[Finding]) -> list[Remark]:
    """All but the one that most mails here have: that no server's check of the sender stands in them."""
    return [f for f in found if isinstance(f, Remark) and f.code != "sender-unchecked"]


def claims(found: Iterable[Finding], *kinds: Kind) -> list[Claim]:
    return [f for f in found if isinstance(f, Claim) and (not kinds or f.kind in kinds)]


def only(found: Iterable[Finding], kind: Kind) -> Claim:
    (claim,) = claims(found, kind)
    return claim


def unread(found: Iterable[Finding]) -> list[Unread]:
    return [f for f in found if isinstance(f, Unread)]


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*\\]", "", text)).strip()


def assert_quoted(found: Iterable[Finding], doc: Document) -> None:
    """Every quote stands in the lines that its place names."""
    parts = {(part.message, part.page): part.lines for part in doc.parts()}
    for claim in claims(found):
        lines = parts[claim.place.part, claim.place.page]
        assert 1 <= claim.place.line_from <= claim.place.line_to <= len(lines)
        span = folded(" ".join(lines[claim.place.line_from - 1 : claim.place.line_to]))
        pieces = [folded(piece) for piece in re.split(r"\[masked\]|…", claim.quote)]
        assert any(pieces)
        assert all(piece in span for piece in pieces), (claim.quote, span)


# --- one variant each ----------------------------------------------------------------------------------------------


def test_a_request_says_who_was_asked_about_what(folder: Path) -> None:
    asks = "We ask for an answer, no later than **three business days** from now.\n\n<https://portal.tracebacks.example/hops/hop/90210>\n\n"
    found = findings(HEAD + asks + CALL + "\nA voice speaks of a parcel.\n", folder)
    asked, call = claims(found)
    assert asked == Claim(
        kind=Kind.ASKED,
        place=asked.place,
        quote="To: noc@fernwickvoice.example … no later than three business days … /hops/hop/90210"
        " … Call Details for Traceback #20417 (4m ago)",
        said_by="Industry Traceback Group",
        known_at="2024-05-02T13:44:00Z",
        valid_at="2024-05-02T13:44:00Z",
        incident="itg-20417",
        provider="fernwickvoice.example",
        hop="90210",
        role=Role.ASKED,
        length="three business days",
        verified=Verified.UNKNOWN,
    )
    assert (asked.place.line_from, asked.place.line_to) == (1, 11)
    assert call == Claim(
        kind=Kind.CALL,
        place=call.place,
        quote="Call Details for Traceback #20417 (4m ago) Date/Time: 2024-05-01 15:34 UTC To: +12025550101 From: +12025550102"
        " Campaign: Parcel-Refund A voice speaks of a parcel.",
        said_by="Industry Traceback Group",
        known_at="2024-05-02T13:44:00Z",
        valid_at="2024-05-01T15:34:00Z",
        incident="itg-20417",
        call_at="2024-05-01T15:34:00Z",
        called="+12025550101",
        caller="+12025550102",
        campaign="Parcel-Refund",
        description="A voice speaks of a parcel.",
        verified=Verified.UNKNOWN,
    )
    assert (call.place.line_from, call.place.line_to) == (11, 18)
    once = "a mail of the ITG by the From address alone: no server's check of it stands here"
    assert found[2:] == [
        Remark("sender-unchecked", 1, 1, once),
        Heading("Industry Traceback Group", "fernwickvoice.example", "2024-05-02T13:44:00Z"),
    ]


def test_a_reminder_reminds_and_keeps_its_own_words(folder: Path) -> None:
    text = "This is a reminder. Please answer, ideally within 6 hours and no later than two business days.\n\n"
    found = findings(HEAD + text + CALL, folder)
    reminded = only(found, Kind.REMINDED)
    assert reminded.length == "ideally within 6 hours and no later than two business days"
    assert not claims(found, Kind.ASKED)


@pytest.mark.parametrize(
    ("words", "length", "untold"),
    [
        ("Please answer within 24 hours.", "24 hours", False),
        (
            "Please answer, ideally within four hours and in no event later than one business day.",
            "ideally within four hours and in no event later than one business day", False,
        ),
        ("Please answer, ideally within four hours.", None, False),
        ("Please answer by close of business on Thursday, June 6, 2024.", None, True),
        ("Please answer no later than 5:00 PM ET on June 5, 2024.", None, True),
        ("Please answer within three business days, by June 6, 2024.", "three business days", True),
    ],
)  # fmt: skip
def test_how_long_a_request_gives_and_that_a_day_it_names_is_unread(words: str, length: str | None, untold: bool, folder: Path) -> None:
    found = findings(f"{HEAD}{words}\n\n{CALL}", folder)
    assert only(found, Kind.ASKED).length == length
    assert [u.reason for u in unread(found)] == ["a time to answer by that this loader does not read"] * untold


@pytest.mark.parametrize(
    "words",
    [
        "The request below was sent to you in error; please disregard it.",
        "This is a test. No response is required.",
        "The request below has been withdrawn.",
    ],
)
def test_a_request_that_is_taken_back_asks_nobody(words: str, folder: Path) -> None:
    found = findings(f"{HEAD}{words} Please answer within three business days.\n\n{CALL}", folder)
    assert [c.kind for c in claims(found)] == [Kind.CALL]
    assert [u.reason for u in unread(found)] == ["a request that is not to be answered: nobody is asked"]
    found = findings(f"{HEAD}If you are not whom we mean, please disregard this. Answer within 4 hours.\n\n{CALL}", folder)
    assert only(found, Kind.ASKED).length == "4 hours"


def test_as_a_reminder_in_a_request_makes_no_reminder_of_it(folder: Path) -> None:
    assert only(findings(HEAD + "As a reminder, the law wants you to answer.\n\n" + CALL, folder), Kind.ASKED).incident == "itg-20417"


def test_the_hop_of_a_login_link_is_read_and_its_token_is_not(folder: Path) -> None:
    found = findings(HEAD + "<https://portal.tracebacks.example/Form/Login/r;x?t=Zk19QQ&h=12482>\n\n" + CALL, folder)
    assert only(found, Kind.ASKED).hop == "12482"
    assert "Zk19QQ" not in repr(found)


def test_one_hop_for_two_tracebacks_is_no_hop_of_either(folder: Path) -> None:
    text = HEAD + "<https://portal.tracebacks.example/hops/hop/90210>\n\n" + CALL + "\n" + CALL.replace("20417", "20418")
    assert [c.hop for c in claims(findings(text, folder), Kind.ASKED)] == [None, None]


@pytest.mark.parametrize(
    ("described", "expected"),
    [("(see description above)", "A voice speaks of a parcel."), ("(See description above).", "A voice speaks of a parcel."), ("", None)],
)
def test_see_description_above_is_that_of_the_call_before(described: str, expected: str | None, folder: Path) -> None:
    second = CALL.replace("20417", "20418").replace("Parcel-Refund", "Other")
    found = findings(f"{HEAD}{CALL}\nA voice speaks of a parcel.\n\n{second}\n{described}\n", folder)
    assert [c.description for c in claims(found, Kind.CALL)] == ["A voice speaks of a parcel.", expected]
    assert not unread(found)


def test_see_description_above_is_else_the_last_of_the_campaign(folder: Path) -> None:
    def mail(number: int, campaign: str, described: str) -> str:
        return HEAD + CALL.replace("20417", str(number)).replace("Parcel-Refund", campaign) + f"\n{described}\n\n"

    above = "(see description above)"
    told = [mail(1, "A", "First."), mail(2, "A", "Second."), mail(3, "B", "Third."), mail(4, "A", above), mail(5, "C", above)]
    found = findings("".join(told), folder)
    assert [c.description for c in claims(found, Kind.CALL)] == ["First.", "Second.", "Third.", "Second.", None]
    assert [u.reason for u in unread(found)] == ["refers to a description that does not stand in this document"]


def test_missing_and_withheld_numbers_are_none_and_others_stay_as_printed(folder: Path) -> None:
    nothing = CALL.replace("To: +12025550101\nFrom: +12025550102\n", "")
    withheld = CALL.replace("+12025550101", "[Redacted]").replace("+12025550102", "Anonymous")
    odd = CALL.replace("+12025550101", "911").replace("+12025550102", "(202) 555-0123")
    found = claims(findings(f"{HEAD}{nothing}\n{withheld}\n{odd}", folder), Kind.CALL)
    assert [(c.called, c.caller) for c in found] == [(None, None), (None, None), ("911", "+12025550123")]


def test_an_empty_label_takes_no_value_from_the_next_line(folder: Path) -> None:
    text = "Call Details for Traceback #5 (new)\nCampaign: Parcel\nDate/Time: 2024-05-01 15:34 UTC\nTo:\nFrom:\n"
    call = only(findings(f"{HEAD}{text}A voice speaks of 1 parcel.\n", folder), Kind.CALL)
    assert (call.called, call.caller, call.description) == (None, None, "A voice speaks of 1 parcel.")


@pytest.mark.parametrize(
    "footer",
    [
        "This email comes from a notification-only address that reads no mail. Please write elsewhere.",
        "*This message comes from a notifications-only address*",
        "<https://portal.tracebacks.example/x>",
        "[Redacted](#)",
        "Best Regards,\nWilhelmina Quist",
        "Submit your response in the portal:",
    ],
)
def test_footers_are_no_part_of_a_description_even_right_below_it(footer: str, folder: Path) -> None:
    found = findings(f"{HEAD}{CALL}\nA voice speaks\nof a parcel.\n{footer}\n", folder)
    assert only(found, Kind.CALL).description == "A voice speaks of a parcel."
    assert only(found, Kind.CALL).place.line_to == 15
    assert not unread(found)


def test_a_link_in_the_midst_of_a_description_is_part_of_it(folder: Path) -> None:
    text = "Callers are sent to\nhttps://parcel.example/pay\nand told to pay.\nhttps://portal.tracebacks.example/x\n"
    found = findings(f"{HEAD}{CALL}\n{text}", folder)
    assert only(found, Kind.CALL).description == "Callers are sent to https://parcel.example/pay and told to pay."


def test_a_description_that_begins_like_a_field_is_one(folder: Path) -> None:
    assert (
        only(findings(f"{HEAD}{CALL}SWINDLE: press 1\nfor a refund.\n", folder), Kind.CALL).description == "SWINDLE: press 1 for a refund."
    )


def test_fields_side_by_side_above_their_values(folder: Path) -> None:
    row = "Date/Time\tTo\tFrom\tCampaign\n2024-05-01 15:34 UTC\t+12025550101\t+12025550102\tParcel-Refund\nA voice.\n"
    call = only(findings(f"{HEAD}Call Details for Traceback #20417 (new)\n\n{row}", folder), Kind.CALL)
    assert (call.call_at, call.called, call.caller, call.campaign, call.description) == (
        "2024-05-01T15:34:00Z", "+12025550101", "+12025550102", "Parcel-Refund", "A voice.",
    )  # fmt: skip
    assert call.quote.endswith("2024-05-01 15:34 UTC +12025550101 +12025550102 Parcel-Refund A voice.")


def test_a_word_wrapped_at_its_hyphen_is_one_word(folder: Path) -> None:
    text = "The caller-\nID is made up, of four- \nand five digits.\n"
    assert only(findings(HEAD + CALL + text, folder), Kind.CALL).description == "The caller-ID is made up, of four- and five digits."


def test_a_time_without_zone_is_read_as_utc_and_flagged(folder: Path) -> None:
    found = findings(HEAD + CALL.replace(" UTC", ""), folder)
    call = only(found, Kind.CALL)
    assert (call.call_at, call.doubts) == ("2024-05-01T15:34:00Z", ("time-without-zone",))
    assert [(f.code, f.line_from) for f in remarks(found)] == [("time-without-zone", 7)]
    assert only(found, Kind.ASKED).doubts == ()


def test_a_secret_in_a_description_is_masked_and_remarked(folder: Path) -> None:
    found = findings(f"{HEAD}{CALL}\nCallers are told to write to odalys.wren@parcel.example today.\n", folder)
    call = only(found, Kind.CALL)
    assert call.description == "Callers are told to write to [masked]@parcel.example today."
    assert "odalys" not in repr(found)
    assert [(f.code, f.line_from, f.line_to) for f in remarks(found)] == [("secret-masked", 7, 14)]


@pytest.mark.parametrize(
    ("to", "provider"),
    [
        ("somebody@gmail.com, NOC <noc@fernwickvoice.example>", "fernwickvoice.example"),
        ("noc@fernwickvoice.example, x@tracebacks.org", "fernwickvoice.example"),
        ("noc@fernwickvoice.example,\nodalys@fernwickvoice.example", "fernwickvoice.example"),
        ('"noc@beacon.example" <noc@fernwickvoice.example>', "fernwickvoice.example"),
        ("noc@beacon.example <noc@fernwickvoice.example>", "fernwickvoice.example"),
    ],
)
def test_the_provider_asked_is_its_mail_domain(to: str, provider: str, folder: Path) -> None:
    asked = only(findings(HEAD.replace("noc@fernwickvoice.example", to) + CALL, folder), Kind.ASKED)
    assert asked.provider == provider
    assert "odalys" not in asked.quote


def test_a_mail_to_nobody_known_asks_nobody_and_says_so(folder: Path) -> None:
    found = findings(HEAD.replace("noc@fernwickvoice.example", "somebody@gmail.com") + CALL, folder)
    assert not claims(found, Kind.ASKED)
    assert only(found, Kind.CALL).incident == "itg-20417"
    assert [(u.line_from, u.reason) for u in unread(found)] == [
        (3, "a request to no provider's mail domain: it does not say who was asked")
    ]


def test_of_several_domains_the_most_frequent_is_asked_and_it_is_remarked(folder: Path) -> None:
    both = HEAD.replace("noc@", "noc@lawyers.example, noc@")
    found = findings(HEAD + CALL + "\n" + both + CALL.replace("20417", "20418"), folder)
    assert [c.provider for c in claims(found, Kind.ASKED)] == ["fernwickvoice.example"] * 2
    assert [(f.code, f.line_from) for f in remarks(found)] == [("several-domains", 16)]


@pytest.mark.parametrize(
    ("printed", "incident"),
    [
        ("#20417", "itg-20417"),
        ("#020417", "itg-20417"),
        ("#20,417", "itg-20417"),
        ("20417", "itg-20417"),
        ("#" + "9" * 12, "itg-" + "9" * 12),
    ],
)
def test_every_spelling_of_a_traceback_number_is_the_same_incident(printed: str, incident: str, folder: Path) -> None:
    found = findings(HEAD + CALL.replace("#20417", printed) + "\nA voice speaks.\n", folder)
    assert {c.incident for c in claims(found)} == {incident}
    assert printed in only(found, Kind.CALL).quote
    below = findings(HEAD + CALL.replace("#20417 (4m ago)", f"#\n\n{printed.strip('#')}") + "\nA voice speaks.\n", folder)
    assert {c.incident for c in claims(below)} == {incident}
    notice = findings(f"{HEAD}Orchid did not respond to the request for Traceback {printed}.\n", folder)
    assert {c.incident for c in claims(notice)} == {incident}


def test_a_number_too_long_for_a_traceback_is_none(folder: Path) -> None:
    found = findings(HEAD + CALL.replace("20417", "1" * 13), folder)
    assert not claims(found)
    assert [u.reason for u in unread(found)] == ["call details without a traceback number"]


def test_a_notice_of_a_silent_upstream(folder: Path) -> None:
    text = "We write to say that **Orchid Transit Corp** has not yet answered the request for Traceback #20560.\n\n"
    after = "If your upstream provider **Orchid Transit Corp** cannot log in:\n<https://p.example/hops/hop/77>\n"
    found = findings(HEAD + text + after, folder)
    status, handed = claims(found)
    assert (status.kind, status.provider, status.incident, status.status, status.interim) == (
        Kind.STATUS,
        "Orchid Transit Corp",
        "itg-20560",
        Status.NO_RESPONSE,
        True,
    )
    assert (status.place.line_from, status.place.line_to, status.known_at) == (7, 7, "2024-05-02T13:44:00Z")
    assert (handed.kind, handed.provider, handed.upstream, handed.hop) == (
        Kind.HANDED_OFF,
        "fernwickvoice.example",
        "Orchid Transit Corp",
        "77",
    )
    assert (handed.incident, handed.place.line_from, handed.place.line_to) == ("itg-20560", 3, 10)
    assert handed.interim is None
    assert handed.quote == (
        "To: noc@fernwickvoice.example \u2026 We write to say that Orchid Transit Corp has not yet answered the request for Traceback #20560."
        " \u2026 If your upstream provider Orchid Transit Corp cannot log in: \u2026 /hops/hop/77"
    )
    assert not unread(found)


SILENCES = [
    ("has not yet responded to", True),
    ("have not yet answered", True),
    ("has still not replied to", True),
    ("still has not answered", True),
    ("has yet to respond to", True),
    ("have yet to answer", True),
    ("is yet to answer", True),
    ("hasn't yet responded to", True),
    ("has so far not answered", True),
    ("has not yet provided a response to", True),
    ("did not respond to", None),
    ("didn\u2019t respond to", None),
    ("also did not respond to", None),
    ("has not responded to", None),
    ("have not answered", None),
    ("failed to answer", None),
    ("has failed to respond to", None),
    ("never replied to", None),
    ("has never responded to", None),
]


@pytest.mark.parametrize(("words", "interim"), SILENCES)
def test_a_silence_is_interim_while_the_time_to_answer_may_still_run(words: str, interim: bool | None, folder: Path) -> None:
    said = f"Be told that **Orchid Transit Corp** {words} the request for Traceback #7."
    status = only(findings(f"{HEAD}{said}\n", folder), Kind.STATUS)
    assert (status.provider, status.status, status.interim, status.quote) == (
        "Orchid Transit Corp", Status.NO_RESPONSE, interim, said.replace("*", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "interim"),
    [
        ("So far, Orchid has not responded to Traceback #7.", True),
        ("Orchid has not responded to Traceback #7 yet.", True),
        ("Orchid did not respond to Traceback #7, and others have yet to write.", None),
        ("Orchid did not respond to Traceback #7. We have not yet closed it.", None),
        ("Orchid has not responded to Traceback #7 and is still a provider.", None),
        ("Orchid did not find the call of Traceback #7 yet.", None),  # an answer
    ],
)
def test_which_words_make_a_silence_interim(said: str, interim: bool | None, folder: Path) -> None:
    status = only(findings(f"{HEAD}{said}\n", folder), Kind.STATUS)
    assert (status.provider, status.interim) == ("Orchid", interim)


SILENT = "We write to say that **Skerry Voice Corp** has not yet answered the request for Traceback #7.\n\n"
TOLD = "To: noc@fernwickvoice.example \u2026 We write to say that Skerry Voice Corp has not yet answered the request for Traceback #7."


@pytest.mark.parametrize(
    ("after", "quoted", "last"),
    [
        ("If your upstream provider **Skerry Voice Corp** hears from you as well, that may help.", None, 9),
        ("If your upstream provider **Skerry\nVoice Corp** hears from you as well, that may help.", None, 10),
        ("Do write. Your upstream provider, Skerry Voice Corp, is late. Do.", "Your upstream provider, Skerry Voice Corp, is late.", 9),
        ("If your upstream carriers Dunlin Tandem, Skerry Voice Corp and Ruff hear from you, good.", None, 9),
        ("**Skerry Voice Corp** is your upstream provider.", None, 9),
        ("Skerry Voice Corp, as your upstream voice service provider, may not know.", None, 9),
        ("Your upstream provider Skerry Voice may not know.", None, 9),
    ],
)
def test_the_hand_off_to_a_silent_upstream_quotes_the_words_that_make_it_one(
    after: str, quoted: str | None, last: int, folder: Path
) -> None:
    found = findings(HEAD + SILENT + after + "\n", folder)
    handed, status = only(found, Kind.HANDED_OFF), only(found, Kind.STATUS)
    assert handed.quote == f"{TOLD} \u2026 {quoted or folded(after)}"
    assert (handed.place.line_from, handed.place.line_to) == (3, last)
    assert (status.place.line_from, status.place.line_to) == (7, 7)
    assert not unread(found)


@pytest.mark.parametrize(
    "after",
    [
        "A word from you to **Skerry Voice Corp** may help.",
        "If your upstream provider **Skerry Voice Corp Networks** hears from you, good.",
        "If your upstream provider **Dunlin Tandem** hears from you, good.",
        "Skerry Voice Corp is not your upstream provider.",
        "Your upstream provider Great Skerry Voice Corp wrote to us.",
    ],
)
def test_without_words_that_make_it_an_upstream_the_notice_alone_is_quoted(after: str, folder: Path) -> None:
    handed = only(findings(HEAD + SILENT + after + "\n", folder), Kind.HANDED_OFF)
    assert (handed.quote, handed.place.line_to) == (TOLD, 7)


def test_words_that_make_it_an_upstream_are_quoted_once(folder: Path) -> None:
    said = "Your upstream provider **Skerry Voice Corp** did not answer the request for Traceback #7."
    handed = only(findings(HEAD + said + "\n\n" + said.replace("did not", "does not"), folder), Kind.HANDED_OFF)
    assert (handed.quote, handed.place.line_to) == ("To: noc@fernwickvoice.example \u2026 " + said.replace("*", ""), 7)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Orchid Transit Corp was unable to find the call for Traceback #7.", {("Orchid Transit Corp", "itg-7", "not-found")}),
        (
            "Your upstream provider Quillon Gateway Ltd. has not responded to Tracebacks #7 and #8.",
            {("Quillon Gateway Ltd.", "itg-7", "no-response"), ("Quillon Gateway Ltd.", "itg-8", "no-response")},
        ),
        (
            "Note that **A, LLC** and **B and Sons** have not yet responded to Traceback #7.",
            {("A, LLC", "itg-7", "no-response"), ("B and Sons", "itg-7", "no-response")},
        ),
        (
            "Note that A, LLC and Orchid have not yet responded to\nTraceback #7.",
            {("A, LLC", "itg-7", "no-response"), ("Orchid", "itg-7", "no-response")},
        ),
        ("Traceback #7\n\nOrchid did not respond.", {("Orchid", "itg-7", "no-response")}),
        (
            "Be told that A has not responded to Traceback #7. B could not locate the call of Traceback #8.",
            {("A", "itg-7", "no-response"), ("B", "itg-8", "not-found")},
        ),
    ],
)
def test_other_words_of_a_notice(said: str, expected: set[tuple[str, str, str]], folder: Path) -> None:
    found = findings(HEAD + said + "\n", folder)
    assert {(c.provider, c.incident, str(c.status)) for c in claims(found, Kind.STATUS)} == expected
    assert {(c.upstream, c.incident) for c in claims(found, Kind.HANDED_OFF)} == {(name, incident) for name, incident, _ in expected}
    assert not unread(found)


@pytest.mark.parametrize("said", ["Orchid is slow with Traceback #7.", "The portal is closed today."])
def test_a_mail_of_unknown_words_is_unread(said: str, folder: Path) -> None:
    found = findings(HEAD + said + "\n", folder)
    assert not claims(found)
    assert [(u.line_from, u.line_to, u.reason) for u in unread(found)] == [(1, 7, "a mail in which nothing was recognised")]


@pytest.mark.parametrize(
    "said",
    [
        "Our message that Osprey Tel has not yet responded to Traceback #20417 was sent in error.",
        "Osprey Tel has not responded to Traceback #20417. That was a mistake: it did.",
        "If Osprey Tel has not responded to Traceback #20417 by Friday, we will close it.",
        "Unless your upstream provider Osprey Tel has not responded to Traceback #20417, you need do nothing.",
        "You told us that Osprey Tel has not responded to Traceback #20417.",
        "Osprey Tel has not responded to Traceback #20417 in time, but did on June 5.",
        "It is not the case that Osprey Tel did not respond to Traceback #20417.",
        "We no longer consider that Osprey Tel has not responded to Traceback #20417.",
        "Is it true that Osprey Tel has not responded to Traceback #20417?",
        "Wren Tel LLC told us that Osprey Tel has not responded to Traceback #20417.",
        "It seems that Osprey Tel has not responded to Traceback #20417.",
        "Osprey Tel had not responded to Traceback #20417 by 1 June 2024.",
        "Osprey Tel has not responded to Traceback #20417 fully.",
        "Osprey Tel has not responded to Traceback #20417 with the information that we asked for.",
        "Osprey Tel has not yet responded to Tracebacks #20417-20419.",
        "Osprey Tel has not yet responded to Tracebacks #20417 through #20419.",
    ],
)
def test_a_silence_that_is_supposed_told_by_another_or_taken_back_is_nobodys(said: str, folder: Path) -> None:
    found = findings(f"{HEAD}{said}\n", folder)
    assert claims(found) == []
    assert "words on a company without an answer, but whether, or by whose word, is not certain" in [u.reason for u in unread(found)]


@pytest.mark.parametrize(
    "said",
    [
        "We are writing to tell you that Osprey Tel has not responded to Traceback #20417.",
        "Be informed that Osprey Tel has not responded to Traceback #20417.",
        "Our records show that Osprey Tel has not responded to Traceback #20417.",
        "In Traceback #20417, Osprey Tel has not responded to Traceback #20417.",
        "As to the request for Traceback #20417, Osprey Tel has not responded to it.",
        "Osprey Tel has not responded to Traceback #20417.\n\nYou have answered it: thank you for your response.",
        "Osprey Tel has not responded to Traceback #20417.\n\nIt may help if it answered you. Please tell us once it has responded.",
        "Osprey Tel has not responded to Traceback #20417.\n\nWren Tel LLC responded to that.",
        "Osprey Tel has not responded to Traceback #20417.\n\nIt has responded to Traceback #20418.",
        "We got an answer on Traceback #20418 earlier. Osprey Tel has not responded to Traceback #20417.",
    ],
)
def test_a_silence_by_the_itgs_own_word_is_read_under_the_companys_own_name(said: str, folder: Path) -> None:
    found = findings(f"{HEAD}{said}\n", folder)
    assert [(c.provider, c.incident, str(c.status)) for c in claims(found, Kind.STATUS)] == [("Osprey Tel", "itg-20417", "no-response")]


@pytest.mark.parametrize(
    "before",
    ["Hi Jo, ", "Dear Mr. Reed: ", "Unfortunately, ", "Also, ", "Update: ", "- ", "2) ", "Please note: "],
)
def test_words_before_a_silent_company_are_none_of_its_name(before: str, folder: Path) -> None:
    found = findings(f"{HEAD}{before}Osprey Tel LLC has not responded to Traceback #20417.\n", folder)
    assert [c.provider for c in claims(found, Kind.STATUS)] == ["Osprey Tel LLC"]


@pytest.mark.parametrize("printed", ['"Osprey Tel LLC"', "\u201cOsprey Tel LLC\u201d", "Osprey Tel LLC [RMD0000001]"])
def test_signs_around_a_silent_company_are_none_of_its_name(printed: str, folder: Path) -> None:
    found = findings(f"{HEAD}{printed} has not responded to Traceback #20417.\n", folder)
    assert [c.provider for c in claims(found, Kind.STATUS)] == ["Osprey Tel LLC"]


@pytest.mark.parametrize(
    "before",
    [
        "As of June 5, ",
        "Hello Wren\n",
        "ATTENTION\n",
        "NOTICE OF SILENCE\n",
        "However ",
        "Update 5 June - ",
        "Since 3 June ",
        "Third Notice ",
        "Re #20417 ",
        "Provider ",
    ],
)
def test_where_a_silent_companys_name_begins_is_not_guessed(before: str, folder: Path) -> None:
    said = f"{before}Osprey Tel LLC has not responded to Traceback #20417."
    found = findings(f"{HEAD}{said}\n", folder)
    assert claims(found) == []
    assert "words on a company that this loader does not read" in [u.reason for u in unread(found)]
    bold = findings(f"{HEAD}{before.strip()} **Osprey Tel LLC** has not responded to Traceback #20417.\n", folder)
    assert {c.provider for c in claims(bold, Kind.STATUS)} <= {"Osprey Tel LLC"}


def test_a_name_in_bold_may_begin_as_other_words_do_and_one_may_be_wrapped(folder: Path) -> None:
    for printed, name in [("**Carrier Osprey LLC**", "Carrier Osprey LLC"), ("Osprey\nLLC", "Osprey LLC")]:
        found = findings(f"{HEAD}{printed} has not responded to Traceback #20417.\n", folder)
        assert [c.provider for c in claims(found, Kind.STATUS)] == [name]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("Osprey Tel has not responded to Traceback #20417. It answered today and named Wren Tel LLC.", [7]),
        ("Osprey Tel has not responded to Traceback #20417.\n\nP.S. We have just received its answer.", [9]),
        ("Osprey Tel has not responded to Traceback #20417.\n\nIts reply came in as we wrote.", [9]),
        ("Osprey Tel has not responded to Traceback #20417.\n\nCorrection: the statement above is withdrawn.", [9]),
        ("Update: Osprey Tel LLC responded to Traceback #20417.\n\nOsprey Tel LLC has not responded to Traceback #20417.", [7]),
        ("Osprey Tel has not responded to Traceback #20417.\n\nUpdate: it did answer.\n\nIts answer was received on Monday.", [9, 11]),
    ],
)
def test_a_silence_that_the_same_mail_takes_back_is_nobodys(said: str, lines: list[int], folder: Path) -> None:
    found = findings(f"{HEAD}{said}\n", folder)
    assert claims(found) == []
    reasons = [u.reason for u in unread(found)]
    assert "words on a company without an answer, and the same mail tells of one, or takes that back" in reasons
    assert [u.line_from for u in unread(found) if u.reason == "words on an answer that this loader does not read"] == lines


@pytest.mark.parametrize("said", ["As of yet, {} not responded to Traceback #20417.", "Until now, {} not responded to Traceback #20417."])
def test_words_that_only_say_so_far_leave_nothing_open(said: str, folder: Path) -> None:
    found = findings(f"{HEAD}{said.format('both Osprey Tel and Wren Tel have')}\n", folder)
    assert [(c.provider, c.interim) for c in claims(found, Kind.STATUS)] == [("Osprey Tel", True), ("Wren Tel", True)]


@pytest.mark.parametrize(
    "said",
    [
        "You have not yet responded to Traceback #7.",
        "We have no answer from you on Tracebacks #7 and #8.",
        "14 tracebacks of yours are open.",
    ],
)
def test_what_a_mail_says_of_its_readers_own_silence_is_said_to_be_unread(said: str, folder: Path) -> None:
    found = findings(HEAD + said + "\n", folder)
    assert not claims(found)
    assert [(u.line_from, u.reason) for u in unread(found)] == [(7, "words on tracebacks without an answer that this loader does not read")]


def test_words_before_a_silent_company_in_its_sentence_are_not_lost(folder: Path) -> None:
    said = "Siskin Global LLC answered Traceback #7: it had the call from Brambling Pvt Ltd. Siskin Global LLC did not respond to Traceback #8."
    found = findings(f"{HEAD}{said}\n", folder)
    assert [(c.provider, c.incident) for c in claims(found, Kind.STATUS)] == [("Siskin Global LLC", "itg-8")]
    assert [(u.line_from, u.reason) for u in unread(found)] == [(7, "words on a company that this loader does not read")]


TIMED = "Call Details for Traceback #7\n\nCampaign: Tide\n\nDate/Time: {}\n\nTo: +12025550101\n\nFrom: +12025550102\n\nA voice.\n"


@pytest.mark.parametrize(
    ("before", "label", "at"),
    [
        ("All times are Eastern.\n\n", "2024-04-29 14:05:11", "2024-04-29T18:05:11Z"),
        ("Times are shown in Pacific Time.\n\n", "2024-01-29 14:05:11", "2024-01-29T22:05:11Z"),
        ("All times are Eastern.\n\n", "2024-04-29 14:05:11 UTC", "2024-04-29T14:05:11Z"),
        ("", "2024-04-29 14:05:11 hrs CST", "2024-04-29T20:05:11Z"),
        ("", "2024-04-29 14:05:11, America/Chicago", "2024-04-29T19:05:11Z"),
    ],
)
def test_the_zone_that_a_mail_gives_for_its_times_is_used(before: str, label: str, at: str, folder: Path) -> None:
    found = findings(f"{HEAD}{before}{TIMED.format(label)}", folder)
    call = only(found, Kind.CALL)
    assert (call.call_at, call.doubts, call.description) == (at, (), "A voice.")


def many_calls(n: int) -> str:
    return HEAD + "\n\n".join(TIMED.format("2024-04-29 14:05:11").replace("#7", f"#{20_000 + i}") for i in range(n))


def many_silences(n: int) -> str:
    told = (f"Quern{i} LLC has not responded to Traceback #{20_000 + i}." for i in range(n))
    return HEAD + TIMED.format("2024-04-29 14:05:11") + "\n\nThank you\n\n" + "\n\n".join(told)


@pytest.mark.parametrize(("written", "kind"), [(many_calls, Kind.CALL), (many_silences, Kind.STATUS)])
def test_a_long_mail_takes_no_more_than_its_length(written: Callable[[int], str], kind: Kind, folder: Path) -> None:
    def seconds(n: int) -> float:
        before = time.process_time()
        found = findings(written(n), folder)
        assert len(claims(found, kind)) == n
        return time.process_time() - before

    seconds(10)  # patterns are compiled
    assert seconds(1_200) < 9 * seconds(300)  # square, it would be 16 times


ACROSS = "| Campaign | Date/Time | To | From |\n|---|:--|---|---|\n| Tide | 2024-04-29 14:05 UTC | +12025550101 | +12025550102 |"
DOWN = "| Field | Value |\n| --- | --- |\n| **Campaign** | Tide |\n| Date/Time | 2024-04-29 14:05 UTC |\n| To | +12025550101 |\n| From | +12025550102 |"


@pytest.mark.parametrize("table", [ACROSS, DOWN, DOWN.replace("| Field | Value |\n| --- | --- |\n", "")])
@pytest.mark.parametrize("after", ["", "-----BEGIN PGP SIGNATURE-----\n\niQEz\n"])
def test_call_details_in_a_table_of_markdown(table: str, after: str, folder: Path) -> None:
    call = only(findings(f"{HEAD}Call Details for Traceback #7\n\n{table}\n\nA voice.\n{after}", folder), Kind.CALL)
    assert (call.campaign, call.call_at, call.called, call.caller, call.description) == (
        "Tide", "2024-04-29T14:05:00Z", "+12025550101", "+12025550102", "A voice.",
    )  # fmt: skip


SENT_FROM, SENT_TO, SENT_ON = "From: traceback-notice@tracebacks.org", "To: noc@{}.example", "Date: {} May 24 13:44 UTC"


@pytest.mark.parametrize(
    "order",
    [
        (SENT_ON, SENT_FROM, SENT_TO),
        (SENT_TO, SENT_ON, SENT_FROM),
        ("Subject: Hello", SENT_ON, SENT_FROM, SENT_TO),
        (SENT_TO, SENT_FROM, SENT_ON),
    ],
)
def test_headers_above_the_from_line_of_a_dump_are_of_the_same_mail(order: tuple[str, ...], folder: Path) -> None:
    mails = ((name, day, TIMED.format("2024-04-29 14:05:11 UTC")) for name, day in [("orchid", "02"), ("skerry", "05")])
    dump = "\n".join(
        "\n".join(order).format(*((name, day) if order.index(SENT_TO) < order.index(SENT_ON) else (day, name))) + f"\n\n{call}"
        for name, day, call in mails
    )
    found = findings(dump, folder)
    assert [(c.provider, c.known_at) for c in claims(found, Kind.ASKED)] == [
        ("orchid.example", "2024-05-02T13:44:00Z"),
        ("skerry.example", "2024-05-05T13:44:00Z"),
    ]
    assert not unread(found)


def test_headers_of_the_mail_before_stay_with_it(folder: Path) -> None:
    dump = f"{SENT_FROM}\n{SENT_ON.format('02')}\n{SENT_FROM}\n{SENT_TO.format('orchid')}\n{SENT_ON.format('05')}\n\n{TIMED.format('2024-04-29 14:05:11 UTC')}"
    asked = only(findings(dump, folder), Kind.ASKED)
    assert (asked.provider, asked.known_at) == ("orchid.example", "2024-05-05T13:44:00Z")


@pytest.mark.parametrize("number", ["20\u00ad417", "20\u200b417", "\u200e20417\u200f"])
def test_signs_that_do_not_show_are_none_of_a_number(number: str, folder: Path) -> None:
    found = findings(f"{HEAD}{TIMED.format('2024-04-29 14:05:11 UTC').replace('#7', f'#{number}')}", folder)
    assert only(found, Kind.CALL).incident == "itg-20417"


def test_the_hop_in_the_link_of_a_mail_filter_is_read(folder: Path) -> None:
    link = "Answer at https://filter.example/?url=https%3A%2F%2Fportal.tracebacks.example%2Fhops%2Fhop%2F72001&data=05"
    found = findings(f"{HEAD}{link}\n\n{TIMED.format('2024-04-29 14:05:11 UTC')}", folder)
    assert only(found, Kind.ASKED).hop == "72001"


@pytest.mark.parametrize("label", ["Date/Time (ET):", "Date (Eastern Time):", "Date/Time (local, EDT):"])
def test_the_zone_in_the_label_of_a_calls_time_is_used(label: str, folder: Path) -> None:
    found = findings(f"{HEAD}{TIMED.format('2024-04-29 14:05:11').replace('Date/Time:', label)}", folder)
    call = only(found, Kind.CALL)
    assert (call.call_at, call.doubts, call.description) == ("2024-04-29T18:05:11Z", (), "A voice.")


@pytest.mark.parametrize("zone", ["IST", "BST", "America/Nowhere"])
def test_a_time_in_a_zone_that_may_be_several_or_none_is_unread_and_not_taken_for_utc(zone: str, folder: Path) -> None:
    found = findings(f"{HEAD}{TIMED.format(f'2024-04-29 14:05:11 {zone}')}", folder)
    assert only(found, Kind.CALL).call_at is None
    assert f"a call without a time that can be read: 2024-04-29 14:05:11 {zone}" in [u.reason for u in unread(found)]


MESSAGE = "W. Quist from **Industry Traceback Group** has sent you this message:\n\n"


@pytest.mark.parametrize(
    ("many", "counts"),
    [
        ("three tracebacks", {"no_response": 3, "total": None, "at_least": None}),
        ("12 tracebacks", {"no_response": 12, "total": None, "at_least": None}),
        ("a traceback", {"no_response": 1, "total": None, "at_least": None}),
        ("several tracebacks", {"no_response": 1, "total": None, "at_least": True}),
        ("tracebacks", {"no_response": 1, "total": None, "at_least": True}),
        ("at least four tracebacks", {"no_response": 4, "total": None, "at_least": True}),
    ],
)
def test_a_message_on_a_silent_upstream_is_a_count(many: str, counts: dict[str, Any], folder: Path) -> None:
    said = f"Fernwick -- we tried to contact Orchid Transit Corp at ann@orchid.example regarding {many}, but they never answered."
    found = findings(f"{HEAD}{MESSAGE}{said}\n\nTo respond, use the portal.\n", folder)
    (claim,) = claims(found)
    assert (claim.kind, claim.provider, claim.incident) == (Kind.COUNTED, "Orchid Transit Corp", None)
    assert claim.said_by == "Industry Traceback Group"
    assert {name: getattr(claim, name) for name in counts} == counts
    assert (claim.place.line_from, claim.place.line_to) == (9, 9)
    assert "[masked]@orchid.example" in claim.quote
    assert not unread(found)


@pytest.mark.parametrize(("words", "interim"), [("never answered", None), ("have not yet answered", True), ("did not reply so far", True)])
def test_a_message_on_an_upstream_that_may_still_answer_is_interim(words: str, interim: bool | None, folder: Path) -> None:
    said = f"We tried to contact Orchid Transit Corp regarding three tracebacks, but they {words}."
    assert only(findings(f"{HEAD}{MESSAGE}{said}\n", folder), Kind.COUNTED).interim is interim


def test_any_other_message_is_unread_with_its_lines(folder: Path) -> None:
    found = findings(f"{HEAD}{MESSAGE}Please look again at this one.\n\nTo respond, use the portal.\n", folder)
    assert not claims(found)
    assert unread(found) == [Unread(9, 9, "a free message")]


def test_what_else_a_message_says_is_unread(folder: Path) -> None:
    said = "All is well. We tried to reach Orchid regarding two tracebacks and they did not reply. Bear\nwith us."
    found = findings(f"{HEAD}{MESSAGE}{said}\n", folder)
    assert [(c.provider, c.no_response, c.quote) for c in claims(found)] == [("Orchid", 2, said.replace(" Bear\nwith us.", " Bear"))]
    assert unread(found) == [Unread(9, 9, "a free message"), Unread(9, 10, "a free message")]


OWN = "Total Hops\tOpen\tPOE\tDownstream\tOrig\tNo Resp\tNot Found\tAvg Response\tCampaigns"
ROW = f"{OWN}\n3\t0\t1\t2\t0\t0\t0\t-\t2"
UPSTREAM = "Provider\tTotal Hops\tOpen\tPOE\tOrig\tNo Resp\tNot Found"


def metrics(own: str, upstream: str, heading: str = "Monthly Metrics - **Fernwick Voice, LLC**") -> str:
    return f"{HEAD}{heading}\n\nYour Summary:\n\n{own}\n\nUpstream Summary:\n\n{upstream}\n\nIf you have any trouble, look here:\n"


def test_monthly_metrics(folder: Path) -> None:
    upstream = f"{UPSTREAM}\nOrchid Transit Corp / Orchid Voice\t2\t0\t1\t0\t1\t0\nSaltmarsh Telecom\t0\t0\t0\t0\t0\t-"
    found = findings(metrics(f"{OWN}\n3\t0\t1\t2\t0\tN/A\t0\t1 hour 9 minutes\t2", upstream), folder)
    identified, own, first, handed, second = claims(found)
    assert (identified.kind, identified.provider, identified.names) == (Kind.IDENTIFIED, "Fernwick Voice, LLC", ("fernwickvoice.example",))
    assert own == replace(
        own,
        kind=Kind.COUNTED,
        quote=f"Monthly Metrics - Fernwick Voice, LLC … {folded(OWN)} … 3 0 1 2 0 N/A 0 1 hour 9 minutes 2",
        provider="Fernwick Voice, LLC",
        upstream=None,
        window_from="2024-04-02",
        window_to="2024-05-02",
        window_assumed=True,
        total=3,
        open=0,
        point_of_entry=1,
        downstream=2,
        originating=0,
        no_response=None,
        not_found=0,
        campaigns=2,
        avg_response="1 hour 9 minutes",
    )
    assert (own.place.line_from, own.place.line_to) == (7, 12)
    assert (first.provider, first.upstream) == ("Fernwick Voice, LLC", "Orchid Transit Corp / Orchid Voice")
    assert (first.total, first.open, first.point_of_entry, first.originating, first.no_response, first.not_found) == (2, 0, 1, 0, 1, 0)
    assert (first.downstream, first.campaigns, first.avg_response, first.place.line_to) == (None, None, None, 17)
    assert (handed.kind, handed.provider, handed.upstream, handed.incident, handed.attested) == (
        Kind.HANDED_OFF,
        "Fernwick Voice, LLC",
        "Orchid Transit Corp / Orchid Voice",
        None,
        Attested.AGGREGATE,
    )
    assert (second.kind, second.upstream, second.total, second.not_found) == (Kind.COUNTED, "Saltmarsh Telecom", 0, None)
    assert found[-1] == Heading("Industry Traceback Group", "Fernwick Voice, LLC", "2024-05-02T13:44:00Z")
    assert not unread(found)


@pytest.mark.parametrize(
    "own",
    [
        "Campaigns | Total Hops | Open | POE\n--- | --- | --- | ---\n2 | 3 | 0 | 1",
        "| POE | Total Hops | Open | Campaigns |\n|:---|---|---|---:|\n| 1 | 3 | 0 | 2 |",
        "Total Hops  Open   POE  Campaigns\n3           0      1    2",
        "Total Hops Open POE Campaigns\n3 0 1 2",
        "Total Hops\nOpen\nPOE\nCampaigns\n3\n0\n1\n2",
        "Total Hops\n\nOpen\n\nPOE\n\nCampaigns\n\n3\n\n0\n\n1\n\n2",
        "**Total Hops**\tOpen\tPoint of Entry\tCampaigns\n\n3\t0\t1\t2\t",
    ],
)
def test_tables_in_every_print(own: str, folder: Path) -> None:
    found = findings(metrics(own, ""), folder)
    counted = only(found, Kind.COUNTED)
    assert (counted.total, counted.open, counted.point_of_entry, counted.campaigns) == (3, 0, 1, 2)
    assert not unread(found)


@pytest.mark.parametrize(
    ("said", "since", "until", "assumed"),
    [
        ("these are your figures.", "2024-04-02", "2024-05-02", True),
        ("these are your figures for the last 30 days.", "2024-04-02", "2024-05-02", None),
        ("these are your figures for the past 7 days.", "2024-04-25", "2024-05-02", None),
        ("these are your figures from April 8, 2024 to April 21, 2024.", "2024-04-08", "2024-04-21", None),
        ("a summary of activity between 2024-04-08 and\n2024-04-21.", "2024-04-08", "2024-04-21", None),
        ("the period is from 8 April 2024 through 4/21/2024.", "2024-04-08", "2024-04-21", None),
        ("these are your figures for April 2024.", "2024-04-01", "2024-04-30", None),
        ("these are your figures in April 2024.", "2024-04-01", "2024-04-30", None),
        ("the metrics for the month of April, 2024 follow.", "2024-04-01", "2024-04-30", None),
        ("these are your figures for Q1 2024.", "2024-01-01", "2024-03-31", None),
        ("these are your figures for the first quarter of 2024.", "2024-01-01", "2024-03-31", None),
        ("these are your figures for the past thirty days.", "2024-04-02", "2024-05-02", None),
        ("these are your figures for the past sixty (60) days.", "2024-03-03", "2024-05-02", None),
        ("these are your figures for the period April 1, 2024 to April 30, 2024.", "2024-04-01", "2024-04-30", None),
        ("these are your figures for the period 2024-04-01 to 2024-04-30.", "2024-04-01", "2024-04-30", None),
        ("these are your figures for April 1 through April 30, 2024.", "2024-04-01", "2024-04-30", None),
        ("these are your figures for March 2024 to April 2024.", "2024-03-01", "2024-04-30", None),
        ("the figures from April 8, 2024 to June 1, 2024 follow.", "2024-04-02", "2024-05-02", True),  # beyond the mail
        ("the figures from 4/8/2024 to 4/21/2024 follow.", "2024-04-02", "2024-05-02", True),  # in either order
        ("the portal rests from April 8, 2024 to April 21, 2024.", "2024-04-02", "2024-05-02", True),
        (
            "figures from April 8, 2024 to April 9, 2024, and figures.\nFigures from April 8, 2024 to April 21, 2024.",
            "2024-04-02",
            "2024-05-02",
            True,
        ),
    ],
)
def test_a_window_that_is_not_stated_is_assumed_and_marked_so(
    said: str, since: str, until: str, assumed: bool | None, folder: Path
) -> None:
    upstream = f"{UPSTREAM}\nOrchid Transit Corp\t2\t0\t1\t0\t1\t0"
    found = findings(metrics(ROW, upstream).replace("Your Summary", f"Team, {said}\n\nYour Summary"), folder)
    assert [(c.upstream, c.window_from, c.window_to, c.window_assumed) for c in claims(found, Kind.COUNTED)] == [
        (upstream, since, until, assumed) for upstream in (None, "Orchid Transit Corp")
    ]
    assert only(found, Kind.HANDED_OFF).window_assumed is None


@pytest.mark.parametrize(
    "said",
    [
        "these are your figures for May 2024.",  # ends after the mail
        "these are your figures for 04/2024.",
        "these are your figures for last month.",
        "these are your figures for March 2024 and April 2024.",
        "corrected figures for March 2024 follow.",
        "the figures from April 8, 2024 to June 1, 2024 follow.",
        "the figures are for April 2024 and compare with the 9 of March 2024.",
    ],
)
def test_a_stated_window_that_is_not_read_is_told(said: str, folder: Path) -> None:
    found = findings(metrics(ROW, UPSTREAM).replace("Your Summary", f"Team, {said}\n\nYour Summary"), folder)
    assert only(found, Kind.COUNTED).window_assumed is True
    assert unread(found) == [Unread(9, 9, "a time over which figures count that is not read: theirs is assumed")]


def test_the_window_may_stand_in_the_heading_of_the_table(folder: Path) -> None:
    found = findings(metrics(ROW, UPSTREAM).replace("Your Summary:", "Your Summary for April 2024:"), folder)
    counted = only(found, Kind.COUNTED)
    assert (counted.window_from, counted.window_to, counted.window_assumed) == ("2024-04-01", "2024-04-30", None)
    assert "Your Summary for April 2024" in counted.quote
    assert not unread(found)


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("Traceback 20417 is open. Unless you respond within 2 business days, it will be marked.", "2 business days"),
        ("You must answer traceback 20417 in the portal within 24 hours.", "24 hours"),
        ("Traceback 20417 is open. If you respond within 2 business days, it stays so.", None),  # no time that is set
        ("Tracebacks 20417 and 20418 are open. Unless you respond within 2 business days, both will be marked.", None),
        ("Orchid Transit Corp has not yet responded to traceback 20417. Unless you respond within one day, it will be marked.", None),
    ],
)
def test_a_time_to_answer_in_a_mail_without_call_details(said: str, length: str | None, folder: Path) -> None:
    """It is read for the one traceback that the mail is about, and told as not read where it may be for something else."""
    found = findings(f"{HEAD}{said}\n", folder)
    assert [(c.incident, c.provider, c.length) for c in claims(found, Kind.REMINDED)] == (
        [("itg-20417", "fernwickvoice.example", length)] if length else []
    )
    assert bool(unread(found)) == (length is None)


def test_each_own_row_counts_over_its_own_period(folder: Path) -> None:
    own = f"Period\t{OWN}\nMarch 2024\t3\t0\t0\t3\t0\t0\t0\t9 hours\t1\nApril 2024\t12\t0\t0\t2\t0\t10\t0\t9 hours\t3"
    own += (
        "\nLast 30 days\t11\t0\t0\t1\t0\t10\t0\t-\t3\nLast 12 months\t140\t0\t0\t120\t0\t20\t0\t-\t30\nMay 2024\t1\t1\t0\t0\t0\t0\t0\t-\t1"
    )
    found = findings(metrics(own, UPSTREAM + "\nOrchid Tel\t2\t0\t1\t0\t1\t0"), folder)
    assert [(c.upstream, c.window_from, c.window_to, c.window_assumed, c.total, c.no_response) for c in claims(found, Kind.COUNTED)] == [
        (None, "2024-03-01", "2024-03-31", None, 3, 0),
        (None, "2024-04-01", "2024-04-30", None, 12, 10),
        (None, "2024-04-02", "2024-05-02", None, 11, 10),
        ("Orchid Tel", "2024-04-02", "2024-05-02", True, 2, 1),
    ]
    assert [u.reason for u in unread(found)] == [
        "over which time a row counts is not read: Last 12 months", "over which time a row counts is not read: May 2024",
    ]  # fmt: skip


@pytest.mark.parametrize("second", ["40\t0\t0\t30\t0\t10\t0\t9 hours\t3", "12 mo: 100\t0\t0\t90\t0\t10\t0\t9 hours\t3"])
def test_no_own_row_is_lost_without_a_word(second: str, folder: Path) -> None:
    found = findings(metrics(f"{ROW}\n{second}", UPSTREAM), folder)
    several = "one of several summaries: over which time each counts is not certain"
    misfit = "a row of the metrics table does not fit its 9 columns"
    assert [(u.line_from, u.reason) for u in unread(found)] == ([(13, misfit)] if "mo" in second else [(12, several), (13, several)])


@pytest.mark.parametrize("nothing", ["", "None", "N/A\t-\t-\t-\t-\t-\t-", "N/A", "No upstream providers."])
def test_an_upstream_table_may_be_empty(nothing: str, folder: Path) -> None:
    found = findings(metrics(ROW, f"{UPSTREAM}\n{nothing}"), folder)
    assert only(found, Kind.COUNTED).total == 3
    assert not claims(found, Kind.HANDED_OFF)
    assert not unread(found)


@pytest.mark.parametrize("word", ["Unknown", "Pending", "No Response", "various"])
def test_a_word_that_is_no_name_is_no_upstream(word: str, folder: Path) -> None:
    found = findings(metrics(ROW, f"{UPSTREAM}\n{word}\t1\t0\t0\t0\t1\t0\nPending Voice LLC\t2\t0\t2\t0\t0\t0"), folder)
    assert [c.upstream for c in claims(found, Kind.COUNTED)] == [None, "Pending Voice LLC"]
    assert [u.reason for u in unread(found)] == [f"{word} reads like a note, not a provider's name"]


@pytest.mark.parametrize(
    "word", ["Average", "Sum", "Overall", "All providers", "Industry average", "Year to date", "12-month total", "All others"]
)
def test_figures_of_several_are_of_no_upstream(word: str, folder: Path) -> None:
    found = findings(metrics(ROW, f"{UPSTREAM}\n{word}\t6\t0\t1\t0\t5\t0\nTotal Voice LLC\t2\t0\t2\t0\t0\t0"), folder)
    assert [c.upstream for c in claims(found, Kind.COUNTED)] == [None, "Total Voice LLC"]
    assert [u.reason for u in unread(found)] == ["a row of totals, no provider"]


@pytest.mark.parametrize(("total", "codes"), [(2, ["total-differs"]), (5, []), (9, [])])
def test_figures_beyond_their_total_are_kept_and_remarked_on(total: int, codes: list[str], folder: Path) -> None:
    found = findings(metrics(ROW, f"{UPSTREAM}\nOrchid Tel\t{total}\t0\t1\t1\t3\t0"), folder)
    assert [c.no_response for c in claims(found, Kind.COUNTED)] == [0, 3]
    assert [r.code for r in remarks(found) if r.code == "total-differs"] == codes


def test_a_footnote_mark_is_no_part_of_an_upstreams_name(folder: Path) -> None:
    found = findings(metrics(ROW, f"{UPSTREAM}\nOrchid Tel\u00b9\t2\t0\t1\t1\t0\t0"), folder)
    assert [c.upstream for c in claims(found, Kind.COUNTED)] == [None, "Orchid Tel"]


def test_a_wrapped_name_in_a_table_is_one_name(folder: Path) -> None:
    upstream = "Provider Total Hops Open POE Orig No Resp Not Found\nOrchid Transit Corp / Orchid Voice /\nOV Telecom 2 0 1 0 0 0"
    found = findings(metrics(f"{OWN}\n3\t0\t1\t2\t0\t0\t0\t-\t2", upstream), folder)
    assert [c.upstream for c in claims(found, Kind.COUNTED)] == [None, "Orchid Transit Corp / Orchid Voice / OV Telecom"]


@pytest.mark.parametrize(
    ("own", "upstream", "reason"),
    [
        (f"{OWN}\n3\t0\t1", UPSTREAM, "a row of the metrics table does not fit its 9 columns"),
        (OWN, UPSTREAM, "the metrics table has no row"),
        (ROW, f"{UPSTREAM}\nOrchid\t2\tmany\t0\t0\t0\t0", "a row of the metrics table does not fit its 7 columns"),
        (ROW, f"{UPSTREAM}\nOrchid\t2\t0", "a row of the metrics table does not fit its 7 columns"),
        (ROW, f"{UPSTREAM}\nOrchid\nSaltmarsh", "a row of the metrics table does not fit its 7 columns"),
        (ROW, "Provider\nTotal Hops\nOpen\nPOE\nOrchid\n2\n0\nmany", "a row of the metrics table does not fit its 4 columns"),
        (f"{OWN}\tLuck\n3\t0\t1\t2\t0\t0\t0\t-\t2\t9", UPSTREAM, "the metrics table has an unknown column: luck"),
        ("", UPSTREAM, "monthly metrics without a summary table"),
        (f"{ROW}\n\nLast month:\n\n{ROW}", UPSTREAM, "one of several summaries: over which time each counts is not certain"),
    ],
)
def test_tables_that_do_not_fit_are_unread(own: str, upstream: str, reason: str, folder: Path) -> None:
    assert reason in [u.reason for u in unread(findings(metrics(own, upstream), folder))]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + CALL.replace("#20417", ""), "call details without a traceback number"),
        (HEAD + CALL.replace("2024-05-01 15:34 UTC", "yesterday"), "a call without a time that can be read: yesterday"),
        (HEAD + CALL.replace("Campaign:", "Region: North\nCampaign:"), "a call detail has an unknown field: Region"),
        (HEAD + CALL + "\nA voice speaks.\n\nWe wish you a pleasant day.\n", "text after the description of a call"),
        (
            HEAD.replace("02 May 24 13:44 UTC", "soon") + CALL,
            "a mail without a date that can be read: say with --noted-on when it became known",
        ),
        (
            HEAD.replace("traceback-notice@tracebacks.org", "ann@orchid.example") + CALL,
            "a mail that the Industry Traceback Group did not send, but orchid.example",
        ),
        ("Printed by somebody\n\n" + HEAD + CALL, "text outside any mail"),
    ],
)
def test_what_is_not_understood_is_named(text: str, reason: str, folder: Path) -> None:
    assert [u.reason for u in unread(findings(text, folder))] == [reason]


def test_a_mail_without_date_is_dated_by_the_person_who_loads_it(folder: Path) -> None:
    found = findings(HEAD.replace("Date: 02 May 24 13:44 UTC\n\n", "") + CALL, folder, noted_on="2024-05-03")
    assert only(found, Kind.ASKED).known_at == "2024-05-03"


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("the requests for Traceback #42103, Traceback #42104, and Traceback #42105", (42103, 42104, 42105)),
        ("the requests for #42101 and Traceback #42102", (42101, 42102)),
        ("the request for Traceback #7 or to the request for Traceback #8", (7, 8)),
        ("Traceback #7 as well as #8", (7, 8)),
        ("Traceback #7 as well as to Traceback 8", (7, 8)),
        ("Tracebacks #7 / #8", (7, 8)),
        ("Tracebacks #7/#8", (7, 8)),
        ("Traceback #7; #8", (7, 8)),
        ("2 requests: Traceback #7 and Traceback #8", (7, 8)),
        ("the requests for Tracebacks #7, #8 & #7", (7, 8)),
        ("Tracebacks 7, 8, and 9", (7, 8, 9)),
        ("Traceback #7", (7,)),
    ],
)
def test_every_traceback_that_a_sentence_names_is_told_of(said: str, numbers: tuple[int, ...], folder: Path) -> None:
    found = findings(f"{HEAD}<https://p.example/hops/hop/77>\n\nOrchid Transit Corp has not responded to {said}.\n", folder)
    assert [(c.provider, c.incident) for c in claims(found, Kind.STATUS)] == [("Orchid Transit Corp", f"itg-{n}") for n in numbers]
    hop = "77" if len(numbers) == 1 else None
    assert [(c.incident, c.hop) for c in claims(found, Kind.HANDED_OFF)] == [(f"itg-{n}", hop) for n in numbers]
    assert not unread(found)


def test_a_traceback_that_a_notice_names_beside_those_it_tells_of_is_not_lost(folder: Path) -> None:
    said = "Orchid Transit Corp has not responded to Traceback #7, whereas for Traceback #8 all is well."
    found = findings(f"{HEAD}{said}\n", folder)
    assert [c.incident for c in claims(found, Kind.STATUS)] == ["itg-7"]
    assert unread(found) == [Unread(7, 7, "words on a traceback that this loader does not read")]


@pytest.mark.parametrize("more", [" and #20418", ", #20418", " / Traceback #20418", " & 20418 (new)", "; #20418"])
def test_details_of_two_tracebacks_are_not_read_as_of_one_in_silence(more: str, folder: Path) -> None:
    found = findings(HEAD + CALL.replace("#20417 (4m ago)", f"#20417{more}"), folder)
    assert [c.incident for c in claims(found)] == ["itg-20417"] * 2
    assert unread(found) == [Unread(7, 7, "call details for more than one traceback: the first is read")]


TOLD_OF = "Orchid Transit Corp has not responded to the request for Traceback #7."
ON_IT = "Orchid Transit Corp has not responded to 2 tracebacks this month."


@pytest.mark.parametrize(
    ("said", "incidents", "reasons"),
    [
        (TOLD_OF, ["itg-7"], []),
        (ON_IT, [], ["words on a company that this loader does not read"]),
        ("Traceback #7 was closed.", [], ["words on a traceback that this loader does not read"]),
        ("You have not answered 2 tracebacks.", [], ["words on tracebacks without an answer that this loader does not read"]),
        ("Thank you for your help. Please write to Suite #400. To unsubscribe, write to us.", [], []),
    ],
)
@pytest.mark.parametrize("where", ["before the tables", "between the tables", "after the tables", "below a footer", "between two calls"])
def test_what_stands_around_tables_and_below_footers_is_not_lost(
    where: str, said: str, incidents: list[str], reasons: list[str], folder: Path
) -> None:
    footer = "This email was sent from a notification-only address."
    link = "<https://portal.tracebacks.example/hops/hop/90210>\n\n"
    table = f"{UPSTREAM}\nSaltmarsh Telecom\t2\t0\t1\t0\t1\t0"
    heading = "Monthly Metrics - Fernwick Voice, LLC"
    text, around = {
        "before the tables": (f"{heading}\n\n{said}\n\n{ROW}\n\n{table}\n", [Kind.COUNTED, Kind.COUNTED]),
        "between the tables": (f"{heading}\n\n{ROW}\n\n{said}\n\n{table}\n", [Kind.COUNTED, Kind.COUNTED]),
        "after the tables": (f"{heading}\n\n{ROW}\n\n{table}\n\n{said}\n", [Kind.COUNTED, Kind.COUNTED]),
        "below a footer": (f"{link}{CALL}\nA voice.\n\n{footer}\n\n{said}\n", [Kind.ASKED, Kind.CALL]),
        "between two calls": (
            f"{link}{CALL}\nA voice.\n\n{footer}\n\n{said}\n\n{CALL}",
            [Kind.ASKED, Kind.ASKED, Kind.CALL, Kind.CALL],
        ),
    }[where]
    found = findings(HEAD + text, folder)
    assert [c.kind for c in claims(found, Kind.COUNTED, Kind.ASKED, Kind.CALL)] == around
    assert [(c.incident, c.provider) for c in claims(found, Kind.STATUS)] == [(incident, "Orchid Transit Corp") for incident in incidents]
    assert [(c.incident, c.hop) for c in claims(found, Kind.HANDED_OFF) if c.incident] == [(incident, None) for incident in incidents]
    line = (HEAD + text).split("\n").index(said) + 1
    assert [(u.line_from, u.line_to, u.reason) for u in unread(found)] == [(line, line, reason) for reason in reasons]
    if where == "below a footer":
        assert only(found, Kind.ASKED).hop == (None if incidents else "90210")


def test_what_stands_below_the_footer_of_a_message_is_not_lost(folder: Path) -> None:
    said = "We tried to reach Orchid regarding two tracebacks and they did not reply."
    found = findings(f"{HEAD}{ON_IT}\n\n{MESSAGE}{said}\n\nTo respond, use the portal.\n\n{TOLD_OF}\n", folder)
    assert [(c.kind, c.provider, c.incident) for c in claims(found)] == [
        (Kind.COUNTED, "Orchid", None),
        (Kind.STATUS, "Orchid Transit Corp", "itg-7"),
        (Kind.HANDED_OFF, "fernwickvoice.example", "itg-7"),
    ]
    assert [(u.line_from, u.reason) for u in unread(found)] == [(7, "words on a company that this loader does not read")]


@pytest.mark.parametrize(
    ("details", "first", "last"),
    [
        (
            ("Campaign\tDate/Time\tTo\tFrom\nParcel\t2024-05-01 15:34 UTC\t+12025550101\t+12025550102\n"
            "Parcel\t2024-05-01 15:39 UTC\t+12025550103\t+12025550104\n\nA voice.\n"), 10, 12,
        ),
        (
            ("Campaign | Date/Time | To | From\nParcel | 2024-05-01 15:34 UTC | +12025550101 | +12025550102\n"
            "Parcel | 2024-05-01 15:39 UTC | +12025550103 | +12025550104\n"), 10, 10,
        ),
        (
            ("Date/Time: 2024-05-01 15:34 UTC\nTo: +12025550101\nFrom: +12025550102\nCampaign: Parcel\n\n"
            "Date/Time: 2024-05-01 15:39 UTC\nTo: +12025550103\nFrom: +12025550104\nA voice.\n"), 13, 16,
        ),
    ],
)  # fmt: skip
def test_details_of_a_second_call_below_one_heading_are_no_description(details: str, first: int, last: int, folder: Path) -> None:
    footer = "\nPlease do not reply.\n"
    found = findings(f"{HEAD}Call Details for Traceback #20417 (new)\n{details}{footer}", folder)
    call = only(found, Kind.CALL)
    assert (call.call_at, call.called, call.caller) == ("2024-05-01T15:34:00Z", "+12025550101", "+12025550102")
    assert (call.campaign, call.description) == ("Parcel", None)
    assert [(u.line_from, u.line_to, u.reason) for u in unread(found)] == [(first, last, "details of a further call below one heading")]


CELLS = "Provider\nTotal Hops\nOpen\nPOE\nOrchid\n2\n0\n2\n"


@pytest.mark.parametrize(
    ("rest", "upstreams", "lines"),
    [
        ("Saltmarsh\n3\n0\nSkerry\n4\n0\n4\n", [None, "Orchid"], (24, 30)),  # a cell is missing
        ("Saltmarsh Voice\nand Data\n3\n0\n3\nSkerry\n4\n0\n4\n", [None, "Orchid"], (24, 32)),  # a name is wrapped
        ("Saltmarsh\n3\n0\n3\nSkerry\n4\n0\n4\n", [None, "Orchid", "Saltmarsh", "Skerry"], None),
        ("Saltmarsh\n3\n0\n3\n\nWith kind words\nfrom all of us\n", [None, "Orchid", "Saltmarsh"], None),
    ],
)
def test_after_a_row_that_does_not_fit_no_figure_of_a_table_of_single_cells_is_lost(
    rest: str, upstreams: list[str | None], lines: tuple[int, int] | None, folder: Path
) -> None:
    found = findings(metrics(ROW, CELLS + rest), folder)
    assert [c.upstream for c in claims(found, Kind.COUNTED)] == upstreams
    expected = [(*lines, "a row of the metrics table does not fit its 4 columns")] if lines else []
    assert [(u.line_from, u.line_to, u.reason) for u in unread(found)] == expected


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize(
    "headers",
    [
        "Subject: \tTraceback\nDate: \tThu, 2 May 2024 09:44:00 -0400\nFrom: \tTracebacks <traceback-notice@tracebacks.org>\nTo: \tnoc@fernwickvoice.example",
        "Date: Thu, 2 May 2024 09:44:00 -0400\nFrom: Tracebacks <traceback-notice@tracebacks.org>\nTo: noc@fernwickvoice.example\nSubject: Traceback",
        "From: Tracebacks <traceback-notice@tracebacks.org>\nDate: Thu, 2 May 2024 09:44:00 -0400\nTo: noc@fernwickvoice.example",
    ],
)  # fmt: skip
def test_headers_of_a_forwarded_mail_that_stand_above_its_from_are_its_own(headers: str, mark: str, folder: Path) -> None:
    outer = MAIL.format(sender="Odalys <odalys.wren@fernwickvoice.example>", subject="Fwd").replace("09:44", "12:00")
    text = f"See below.\n\n-------- Forwarded Message --------\n{headers}\n\n\n{CALL}"
    found = findings(outer + "".join(f"{mark}{line}\n" for line in text.split("\n")), folder)
    asked = only(found, Kind.ASKED)
    assert (asked.provider, asked.known_at, asked.doubts) == ("fernwickvoice.example", "2024-05-02T13:44:00Z", ())
    assert [(u.line_from, u.line_to, u.reason) for u in unread(found)] == [
        (1, 3, "message 1: a mail that the Industry Traceback Group did not send, but fernwickvoice.example")
    ]


def test_labels_above_a_from_are_no_headers_of_its_mail_unless_it_was_forwarded(folder: Path) -> None:
    found = findings(HEAD + CALL + "\nDate: 1 May 2024\n" + HEAD.replace("Date: 02 May 24 13:44 UTC\n\n", "") + CALL, folder)
    assert [c.known_at for c in claims(found, Kind.ASKED)] == ["2024-05-02T13:44:00Z"]
    assert "a mail without a date that can be read: say with --noted-on when it became known" in [u.reason for u in unread(found)]


# --- containers ----------------------------------------------------------------------------------------------------

MAIL = (
    "From: {sender}\nTo: noc@fernwickvoice.example\nDate: Thu, 2 May 2024 09:44:00 -0400\nMessage-ID: <1@x.example>\n"
    "Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
)


def test_a_mail_file_is_dated_by_its_header_and_counts_the_lines_of_its_body(folder: Path) -> None:
    mail = MAIL.format(sender="Tracebacks <traceback-notice@tracebacks.org>", subject="Reminder: please answer")
    found = findings(mail + "Dear all,\n\n" + CALL + "A voice speaks.\n", folder)
    reminded, call = claims(found)
    assert (reminded.kind, reminded.provider, reminded.known_at) == (Kind.REMINDED, "fernwickvoice.example", "2024-05-02T13:44:00Z")
    assert (call.place.part, call.place.line_from, call.place.line_to) == (1, 3, 9)


@pytest.mark.parametrize(
    "head",
    [
        "From: Tracebacks <traceback-notice@tracebacks.org>\nSent: Thursday, May 2, 2024 1:44 PM\nTo: NOC <noc@fernwickvoice.example>\n",
        "Tracebacks <traceback-notice@tracebacks.org>    Thu, May 2, 2024 at 1:44 PM\nTo: noc@fernwickvoice.example\n",
        "**From:** traceback-notice@tracebacks.org\n**To:**\nnoc@fernwickvoice.example\n**Date:** 02 May 24 13:44\n",
    ],
)
def test_the_headers_of_mail_programs_prints(head: str, folder: Path) -> None:
    found = findings(f"{head}\n{CALL}", folder)
    asked = only(found, Kind.ASKED)
    assert (asked.provider, asked.known_at, asked.doubts) == ("fernwickvoice.example", "2024-05-02T13:44:00Z", ("time-without-zone",))
    assert asked.place.line_from == 1
    assert [f.code for f in remarks(found)] == ["time-without-zone"]


def test_a_notice_forwarded_in_a_mail_is_read_as_it_was_sent(folder: Path) -> None:
    outer = MAIL.format(sender="Odalys <odalys.wren@fernwickvoice.example>", subject="Fwd")
    for mark in ("", "> "):
        inner = "".join(f"{mark}{line}\n" for line in (HEAD + CALL + "A voice speaks\nof a parcel.").split("\n"))
        doc = document((outer + "See below.\n\n" + inner).encode(), folder)
        found = [*registry.get("itg_mailbox").load(doc)]
        assert only(found, Kind.ASKED).known_at == "2024-05-02T13:44:00Z"
        assert only(found, Kind.CALL).description == "A voice speaks of a parcel."
        assert [u.reason for u in unread(found)] == [
            "message 1: a mail that the Industry Traceback Group did not send, but fernwickvoice.example"
        ]
        assert_quoted(found, doc)


def test_a_call_that_runs_over_a_page_break_is_read_whole_and_placed_where_it_begins(folder: Path) -> None:
    lines = (HEAD + "Answer within two business days.\n\n" + CALL + "A voice speaks\nof a parcel").split("\n")
    doc = document(pdf([[*lines[:11], "Page 1 of 2"], [*lines[11:], "and a fee."], [""]]), folder)
    found = [*registry.get("itg_mailbox").load(doc)]
    asked, call = claims(found)
    assert (asked.length, asked.place.page, asked.provider) == ("two business days", 1, "fernwickvoice.example")
    assert (call.description, call.campaign, call.place.page) == ("A voice speaks of a parcel and a fee.", "Parcel-Refund", 1)
    assert call.quote.endswith(" …")
    assert [u.reason for u in unread(found)] == ["page 3 has no text layer"]
    assert_quoted(found, doc)


def test_other_documents_are_not_recognised(folder: Path) -> None:
    assert not LOADER.recognise(document(b"incident,provider\n20417,Orchid\n", folder))
    assert not LOADER.recognise(document(b"Dear Orchid,\n\nThe Industry Traceback Group sent you tracebacks.\n", folder))
    for mails in (HEAD + CALL, HEAD, "Call Details for Traceback #20417\n"):
        assert LOADER.recognise(document(mails.encode(), folder))


# --- whole mailboxes from known facts ------------------------------------------------------------------------------


def moment(at: Any) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


COUNTS = ("total", "open", "point_of_entry", "downstream", "originating", "no_response", "not_found", "campaigns")


def expected(mails: list[writer.Mail], layout: writer.Layout) -> Counter[Any]:
    """What must be read: kind, date, and what each kind says."""
    said: Counter[Any] = Counter()
    for mail in mails:
        at = moment(mail.sent)
        if isinstance(mail, writer.Request):
            kind = "reminded" if mail.reminder else "asked"
            length = "ideally within 6 hours and no later than two business days" if mail.reminder else "three business days"
            hop = str(mail.hop) if mail.hop and layout.portal != "redacted" else None
            for c in mail.calls:
                said[kind, at, f"itg-{c.incident}", writer.DOMAIN, hop, length] += 1
                said["call", at, f"itg-{c.incident}", moment(c.at), c.called, c.caller, c.campaign, c.description] += 1
        elif isinstance(mail, writer.Silent):
            said["status", at, f"itg-{mail.incident}", mail.upstream, "no-response"] += 1
            said["handed-off", at, f"itg-{mail.incident}", writer.DOMAIN, mail.upstream, str(mail.hop)] += 1
        elif isinstance(mail, writer.Tried):
            said["counted", at, mail.upstream, None, (*(None,) * 5, mail.count, None, None), None] += 1
        else:
            said["identified", at, writer.COMPANY, (writer.DOMAIN,)] += 1
            said["counted", at, writer.COMPANY, None, mail.own, mail.average] += 1
            for name, (total, opened, entry, orig, silent, lost) in mail.upstream:
                said["counted", at, writer.COMPANY, name, (total, opened, entry, None, orig, silent, lost, None), None] += 1
                if total:
                    said["handed-off", at, None, writer.COMPANY, name, None] += 1
    return said


def told(claim: Claim) -> tuple[Any, ...]:
    kind, at = str(claim.kind), claim.known_at
    if claim.kind in (Kind.ASKED, Kind.REMINDED):
        return kind, at, claim.incident, claim.provider, claim.hop, claim.length
    if claim.kind is Kind.CALL:
        return kind, at, claim.incident, claim.call_at, claim.called, claim.caller, claim.campaign, claim.description
    if claim.kind is Kind.STATUS:
        return kind, at, claim.incident, claim.provider, str(claim.status)
    if claim.kind is Kind.HANDED_OFF:
        return kind, at, claim.incident, claim.provider, claim.upstream, claim.hop
    if claim.kind is Kind.IDENTIFIED:
        return kind, at, claim.provider, claim.names
    return kind, at, claim.provider, claim.upstream, tuple(getattr(claim, name) for name in COUNTS), claim.avg_response


def assert_read_back(data: bytes, mails: list[writer.Mail], layout: writer.Layout, folder: Path) -> None:
    doc = document(data, folder)
    assert LOADER.recognise(doc)
    found = [*LOADER.load(doc)]
    assert Counter(map(told, claims(found))) == expected(mails, layout)
    assert unread(found) == []
    assert_quoted(found, doc)
    for secret in (writer.TOKEN[:20], writer.TOKEN[30:], "Qz81kk", *writer.PEOPLE):
        assert secret not in repr(found)
    assert found[-1] == replace(found[-1], issuer="Industry Traceback Group", dated=moment(max(m.sent for m in mails)))  # type: ignore[type-var]


@settings(max_examples=150)
@given(mails=writer.facts(), layout=writer.layouts)
def test_every_fact_of_a_text_dump_is_read_back(mails: list[writer.Mail], layout: writer.Layout, folder: Path) -> None:
    assert_read_back(writer.text(mails, layout), mails, layout, folder)


@settings(max_examples=60)
@given(mails=writer.facts(), layout=writer.layouts)
def test_every_fact_of_an_mbox_is_read_back(mails: list[writer.Mail], layout: writer.Layout, folder: Path) -> None:
    assert_read_back(writer.mbox(mails, layout), mails, layout, folder)


@settings(max_examples=60)
@given(mails=writer.facts(), layout=writer.layouts, encoding=st.sampled_from(("quoted-printable", "base64", "8bit")), as_html=st.booleans())
def test_every_fact_of_a_mail_file_is_read_back(
    mails: list[writer.Mail], layout: writer.Layout, encoding: str, as_html: bool, folder: Path
) -> None:
    mail = mails[0]
    if encoding == "8bit":  # its lines may not be long
        layout = replace(layout, width=60)
    if as_html:
        layout = replace(layout, width=0, trailing="", separator=layout.separator if layout.separator == "\t" else " ")
        layout = replace(layout, cells=layout.cells if layout.cells in ("tab", "stacked") else "tab")
    try:
        data = writer.eml(mail, layout, encoding=encoding, as_html=as_html)
    except ValueError:  # ... and HTML is one line
        data = writer.eml(mail, layout, as_html=as_html)
    assert_read_back(data, [mail], layout, folder)


def test_a_description_that_goes_on_with_a_word_like_a_field_is_kept_whole(folder: Path) -> None:
    call = "Call Details for Traceback #20417 (4m ago)\n\nDate/Time: 2024-05-01 15:34 UTC\nCampaign: Parcel-Refund\n\n"
    [said] = [
        claim
        for claim in claims(
            [*LOADER.load(document((HEAD + call + "The called party is told whom to send money\nto:.\n").encode(), folder))]
        )
        if claim.kind == "call"
    ]
    assert (said.description, said.called) == ("The called party is told whom to send money to:.", None)


@settings(max_examples=40)
@given(mails=writer.facts(), layout=writer.layouts)
def test_every_fact_of_a_pdf_print_is_read_back(mails: list[writer.Mail], layout: writer.Layout, folder: Path) -> None:
    assert_read_back(writer.prints(mails, layout), mails, layout, folder)


@settings(max_examples=100)
@given(text=st.text(alphabet=sorted(set("Call Details for Traceback #1\n:\t|-+>*\\()[]<>@.From To Date/Time Campaign")), max_size=400))
@example(text="@ 1.CC")
def test_no_text_whatever_is_an_error(text: str, folder: Path) -> None:
    for data in (HEAD + text, HEAD + CALL + text, metrics(OWN + "\n" + text, UPSTREAM + text)):
        doc = document(data.encode(), folder)
        found = [*LOADER.load(doc)]
        assert any(isinstance(f, Claim | Unread) for f in found)
        assert_quoted(found, doc)
        last = len(doc.parts()[0].lines)
        assert all(1 <= u.line_from <= u.line_to <= last for u in found if isinstance(u, Unread | Remark))


# --- the real ones -------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples of real documents are not here")
def test_every_fact_of_the_sample_mailbox() -> None:
    path = SAMPLES / "itg_mailbox_part.txt"
    facts = json.loads((CHECKS / "expected.json").read_text(encoding="utf-8"))
    doc = read(path, name=path.name, sha256="0" * 64)
    found = [*LOADER.load(doc)]
    assert Counter(str(c.kind) for c in claims(found)) == {
        "asked": 145,
        "reminded": 1,
        "call": 146,
        "status": 1,
        "counted": 13,
        "handed-off": 7,
        "identified": 6,
    }
    calls = {c.place.line_from: c for c in claims(found, Kind.CALL)}
    asked = {c.place.line_to: c for c in claims(found, Kind.ASKED, Kind.REMINDED)}
    assert len({c.incident for c in calls.values()}) == 127
    for notice in facts["notices"]:
        call = calls[notice["line"]]
        assert (call.incident, call.known_at, call.call_at) == (notice["incident"], notice["sent_at"], notice["call_at"])
        assert (call.caller, call.called, call.campaign) == (notice["caller"], notice["called"], notice["campaign"])
        assert call.description == folded(notice["description"])
        assert (asked[notice["line"]].incident, asked[notice["line"]].known_at) == (notice["incident"], notice["sent_at"])
    counted = {c.place.line_to: c for c in claims(found, Kind.COUNTED)}
    fields = {"total_hops": "total", "poe": "point_of_entry", "orig": "originating", "no_resp": "no_response"}
    for month in facts["metrics"]:
        for row in ({**month["summary"], "line": month["line"]}, *month["upstream"]):
            claim = counted[row["line"]]
            assert (claim.provider, claim.upstream) == (month["provider"], row.get("provider"))
            assert claim.window_to == month["date"]
            names = set(row) - {"line", "provider", "verbatim", "avg_response_seconds"}
            assert {n: getattr(claim, fields.get(n, n)) for n in names} == {n: row[n] for n in names}
    status, silent = only(found, Kind.STATUS), facts["silent"]
    assert (status.incident, status.provider, status.known_at) == (silent["incident"], silent["provider"], silent["reported_at"])
    assert unread(found) == []
    assert_quoted(found, doc)


# --- the shipped specimens -----------------------------------------------------------------------------------------


def test_the_specimens() -> None:
    for name in ("mailbox.txt", "notice.eml"):
        doc = read(EXAMPLES / name, name=name, sha256="0" * 64)
        assert LOADER.recognise(doc)
        found = [*LOADER.load(doc)]
        assert unread(found) == []
        assert_quoted(found, doc)
        if name == "mailbox.txt":
            silent = only(found, Kind.STATUS)
            assert (silent.incident, silent.provider, silent.known_at[:10]) == ("itg-20560", "Orchid Transit Corp", "2024-05-14")
            entry = [c for c in claims(found, Kind.COUNTED) if c.upstream == "Orchid Transit Corp"]
            assert [(c.total, c.point_of_entry, c.no_response, c.window_to) for c in entry] == [(1, 1, 0, "2024-06-01")]
            assert Counter(str(c.kind) for c in claims(found)) == {
                "asked": 4, "reminded": 1, "call": 5, "counted": 3, "handed-off": 2, "status": 1, "identified": 1,
            }  # fmt: skip
        else:
            asked = only(found, Kind.ASKED)
            assert (asked.incident, asked.provider, asked.known_at[:10]) == ("itg-20417", "fernwickvoice.example", "2024-05-02")


# --- who sent it ---------------------------------------------------------------------------------------------------

PASSED = "Received: from x by mx.orchid.example; Thu\nAuthentication-Results: mx.orchid.example; dmarc=pass header.from=tracebacks.org\n"
ITG_MAIL = MAIL.format(sender="Industry Traceback Group <traceback-notice@tracebacks.org>", subject="Traceback")


def test_a_mail_whose_sender_was_checked_is_the_itgs_without_a_remark(folder: Path) -> None:
    found = findings(PASSED + ITG_MAIL + CALL, folder)
    assert {(c.said_by, c.verified) for c in claims(found)} == {("Industry Traceback Group", Verified.YES)}
    assert [f for f in found if isinstance(f, Remark | Unread)] == []


def test_a_mail_whose_check_failed_says_nothing_for_the_itg(folder: Path) -> None:
    found = findings(PASSED.replace("pass", "fail") + ITG_MAIL + CALL, folder)
    assert claims(found) == []
    assert [(r.code, r.text) for r in found if isinstance(r, Remark)] == [
        ("sender-failed", "the receiving server's check of the sender failed (mx.orchid.example: dmarc=fail): not taken as the ITG's word")
    ]
    assert [u.reason for u in unread(found)] == ["message 1: a mail with the ITG's address that did not come from there"]


@pytest.mark.parametrize(
    "sender",
    [
        '"traceback-notice@tracebacks.org" <x@phish.example>',
        "traceback-notice@tracebacks.org <x@phish.example>",
        "Industry Traceback Group <traceback-notice@evil.example>",
        "traceback-notice@tracebacks.org.evil.example",
        "traceback-notice@tracebacks.org@evil.example",
        "traceback-notice@not-tracebacks.org",
    ],
)
@pytest.mark.parametrize("printed", [False, True])
def test_nobody_speaks_as_the_itg_by_a_name_or_a_likeness(sender: str, printed: bool, folder: Path) -> None:
    text = HEAD.replace("traceback-notice@tracebacks.org", sender) if printed else MAIL.format(sender=sender, subject="Traceback")
    found = findings(text + CALL, folder)
    assert claims(found) == []
    assert [u.reason.startswith("message 1: a mail that" if not printed else "a mail that") for u in unread(found)] == [True]


def test_what_is_forwarded_in_a_mail_whose_check_failed_is_nobodys_word(folder: Path) -> None:
    forwarded = MAIL.format(sender="Odalys <odalys@fernwickvoice.example>", subject="Fwd") + "See below.\n\n" + HEAD + CALL
    assert [c.verified for c in claims(findings(forwarded, folder))] == [Verified.UNKNOWN] * 2
    failed = "Authentication-Results: mx.orchid.example; dmarc=fail header.from=fernwickvoice.example\n" + forwarded
    assert claims(findings(failed, folder)) == []


def test_a_missing_check_is_told_once_for_all_mails(folder: Path) -> None:
    found = findings(HEAD + CALL + "\n" + HEAD + CALL.replace("20417", "20418"), folder)
    said = "2 mails of the ITG by the From address alone: no server's check of it stands here"
    assert [(r.code, r.line_from, r.text) for r in found if isinstance(r, Remark)] == [("sender-unchecked", 1, said)]


QUOTED_SILENCE = "Skerry Voice Corp has not responded to the request for Traceback #7."
OWN_SILENCE = "Orchid Transit Corp has not responded to the request for Traceback #8."
NOT_ITS = "words in a mail that are not its sender's: quoted, or written around what is"


@pytest.mark.parametrize(
    "before",
    [
        "On Tue, Jun 4, 2024 at 12:00 PM Jo Reed <jo@fernwickvoice.example> wrote:",
        "On Tue, Jun 4, 2024 at 12:00 PM Jo Reed <jo@fernwickvoice.example>\nwrote:",
        "On 6/4/24 12:00, Jo Reed wrote:",
        "Jo Reed wrote:",
        "Jo Reed wrote on 6 February 2024 at 10:00:",
        "Jo Reed (Fernwick Voice) asked:",
        "Jo Reed <jo@fernwickvoice.example> writes:",
        "Am Di., 4. Juni 2024 um 12:00 Uhr schrieb Jo Reed <jo@fernwickvoice.example>:",
        "Le mar. 4 juin 2024 \u00e0 12:00, Jo Reed <jo@fernwickvoice.example> a \u00e9crit\u00a0:",
        "El mar, 4 jun 2024 a las 12:00, Jo Reed (<jo@fernwickvoice.example>) escribi\u00f3:",
        "Il giorno mar 4 giu 2024 alle ore 12:00 Jo Reed <jo@fernwickvoice.example> ha scritto:",
        "Em ter., 4 de jun. de 2024 \u00e0s 12:00, Jo Reed <jo@fernwickvoice.example> escreveu:",
        "Op di 4 jun 2024 om 12:00 schreef Jo Reed <jo@fernwickvoice.example>:",
        "wt., 4 cze 2024 o 12:00 Jo Reed <jo@fernwickvoice.example> napisa\u0142(a):",
        "2024\u5e746\u67084\u65e5(\u706b) 12:00 Jo Reed <jo@fernwickvoice.example>:",
        "-----Original Message-----",
        "From: Jo Reed\nSent: Tuesday, June 4, 2024 12:00 PM\nTo: Tracebacks\nSubject: Traceback",
        "Von: Jo Reed <jo@fernwickvoice.example>\nGesendet: Dienstag, 4. Juni 2024 12:00\nBetreff: Traceback",
        "",
    ],
)
@pytest.mark.parametrize(("mark", "below"), [("> ", ""), ("", ""), ("> ", OWN_SILENCE)])
@pytest.mark.parametrize("printed", [False, True])
def test_words_that_a_mail_quotes_are_not_its_senders(before: str, mark: str, below: str, printed: bool, folder: Path) -> None:
    if (not before and not mark) or (below and "\nSubject:" in before.replace("Betreff", "Subject")):
        return  # no quote; and where one has headers, nothing tells where it ends
    lines = ["We will ask them.", "", *filter(None, [*before.split("\n"), f"{mark}{QUOTED_SILENCE}"]), "", below]
    found = findings((HEAD if printed else ITG_MAIL) + "\n".join(lines) + "\n", folder)
    assert [(c.provider, c.incident) for c in claims(found, Kind.STATUS)] == ([("Orchid Transit Corp", "itg-8")] if below else [])
    first, last = 3 + 6 * printed, len(lines) - 2 + 6 * printed
    where = "" if printed else "message 1: "
    assert (first, last, where + NOT_ITS) in [(u.line_from, u.line_to, u.reason) for u in unread(found)]


@pytest.mark.parametrize(
    "page",
    [
        f"<div>We will ask them.</div><blockquote>{QUOTED_SILENCE}</blockquote>",
        f"<p>We will ask.</p><div>On 6/4/24 at 12:00 PM Jo &lt;jo@x.example&gt; wrote:<br></div><blockquote>{QUOTED_SILENCE}</blockquote>",
        f"<div>We will ask them.</div><div>On Tue, Jo Reed wrote:</div><div>{QUOTED_SILENCE}</div>",
        f"<p>We will ask.</p><div style='border:none;border-left:solid blue 1.5pt;padding:0in 0in 0in 4.0pt'><p>{QUOTED_SILENCE}</p></div>",
    ],
)
def test_words_that_a_page_quotes_are_not_its_senders(page: str, folder: Path) -> None:
    found = findings(ITG_MAIL.replace("text/plain", "text/html") + page, folder)
    assert not claims(found)
    assert [(u.line_from, u.reason.removeprefix("message 1: ")) for u in unread(found)] == [
        (1, "a mail in which nothing was recognised"),
        (3, NOT_ITS),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Be told what we wrote to you on June 4, 2024, as follows:",
        "On June 4, 2024 we wrote to you about this traceback:",
        "As we wrote:",
        "------ Message scanned by MailGuard ------",
        "=== MESSAGE FROM EXTERNAL SENDER ===",
        "Prerecorded calls. The recording said:",
        "The caller asked:",
        "We asked on June 4, 2024:",
        "These are the details:",
        "----- Details -----",
    ],
)
def test_what_is_announced_in_the_senders_own_words_is_the_senders(words: str, folder: Path) -> None:
    found = findings(f"{HEAD}{words}\n\n{CALL}", folder)
    assert [c.incident for c in claims(found)] == ["itg-20417"] * 2
    assert not unread(found)


def test_an_answer_between_quoted_lines_is_read_and_what_it_answers_is_not(folder: Path) -> None:
    text = f"> Who has not answered?\n\n{OWN_SILENCE}\n\n> {QUOTED_SILENCE} And\nwho else?\n\nNobody.\n"
    found = findings(ITG_MAIL + text, folder)
    assert [(c.kind, c.provider, c.place.line_from) for c in claims(found)] == [
        (Kind.STATUS, "Orchid Transit Corp", 3),
        (Kind.HANDED_OFF, "fernwickvoice.example", 3),
    ]
    assert [(u.line_from, u.line_to) for u in unread(found)] == [(1, 1), (5, 6)]


def test_words_below_a_notice_that_was_quoted_whole_are_not_the_itgs(folder: Path) -> None:
    outer = MAIL.format(sender="Odalys <odalys.wren@fernwickvoice.example>", subject="Fwd")
    long = "A voice speaks of a parcel that is held at the border until a fee is"
    inner = "".join(f"> {line}\n" for line in f"{HEAD}{CALL}{long}".split("\n")) + "paid.\n\n"
    found = findings(f"{outer}See below.\n\n{inner}{QUOTED_SILENCE}\n", folder)
    assert not claims(found, Kind.STATUS)
    assert only(found, Kind.CALL).description == f"{long} paid."
    assert [(u.line_from, u.reason.removeprefix("message 1: ")) for u in unread(found)] == [
        (1, "a mail that the Industry Traceback Group did not send, but fernwickvoice.example"),
        (18, NOT_ITS),
    ]


# --- odd ones between good ones ------------------------------------------------------------------------------------


def test_a_mail_that_the_loader_stumbles_over_is_that_mails_outcome(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tracer.loaders.itg_mailbox as module

    details = module.details
    monkeypatch.setattr(module, "details", lambda mail: 1 / 0 if any("20417" in line.text for line in mail.lines) else details(mail))
    found = findings(HEAD + CALL + "\n" + HEAD + CALL.replace("20417", "20418"), folder)
    assert [c.incident for c in claims(found, Kind.CALL)] == ["itg-20418"]
    assert [(u.line_from, u.reason) for u in unread(found)] == [(1, "a mail that the loader stumbles over (ZeroDivisionError)")]


@pytest.mark.long
def test_a_long_mailbox_is_never_in_memory_as_a_whole(folder: Path) -> None:
    import tracemalloc

    def peak(many: int) -> int:
        doc = document((HEAD + CALL + "A voice speaks.\n\n").encode() * many, folder)
        tracemalloc.start()
        assert sum(isinstance(f, Claim) for f in LOADER.load(doc)) == 2 * many
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(1000) < 2 * peak(100) + 200_000


@pytest.mark.parametrize("group", ["\n", "[", "<a ", "(", "From: ", "has not yet responded ", "a@", "> ", "\u00b2", "|", "1,"])
def test_a_hundred_kilobytes_of_anything_take_no_time(group: str, folder: Path) -> None:
    import time

    filler = group * (100_000 // len(group))
    for text in (HEAD + filler + "\n" + CALL, HEAD + CALL + "A voice " + filler, HEAD.replace("From: ", f"From: {filler}") + CALL):
        doc = document(text.encode(), folder)
        started = time.process_time()
        LOADER.recognise(doc)
        found = [*LOADER.load(doc)]
        assert time.process_time() - started < 5  # on a machine that others use too; what was wrong took minutes
        assert all(f.line_from <= f.line_to for f in found if isinstance(f, Unread | Remark))
