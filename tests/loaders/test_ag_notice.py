"""Notices of an attorneys general task force: what is read from them, however they are worded and set."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.loaders.ag_notices import Notice, write
from tests.loaders.documents import assert_evidence, claims, heading, remarks, text_document, unread
from tests.places import CHECKS, EXAMPLES, SAMPLES
from tracer.errors import BadDocument
from tracer.loaders import ag_notice
from tracer.model import Due, Finding, Kind, Role, replace

TASK_FORCE = "Interstate Calling Practices Task Force"


def read(text: str) -> list[Finding]:
    document = text_document(text)
    assert ag_notice.recognise(document)
    found = list(ag_notice.load(document))
    assert_evidence(document, found)
    return found


# --- the specimen --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def specimen() -> list[Finding]:
    return read(EXAMPLES.joinpath("ag_notice.txt").read_text(encoding="utf-8"))


def test_the_notice_says_what_it_is(specimen: list[Finding]) -> None:
    said = heading(specimen)
    assert (said.issuer, said.recipient, said.dated) == (TASK_FORCE, "Brightwater Dialing", "2024-09-03")
    assert {c.said_by for c in claims(specimen)} == {TASK_FORCE}
    assert {c.known_at for c in claims(specimen)} == {"2024-09-03"}
    assert not unread(specimen)
    assert not remarks(specimen)


def test_the_notice_is_an_action_with_a_reply_asked_for(specimen: list[Finding]) -> None:
    action = claims(specimen, Kind.ACTED)[0]
    assert (action.action, action.action_kind, action.provider) == ("ag-2024-09-03-brightwater-dialing", "notice", "Brightwater Dialing")
    assert action.roles == ("transmitting",)  # whether it originates them is only asked
    assert action.due == (Due("reply", "ag.reply", "21 days", None),)
    assert action.place.line_from == 16


def test_the_provider_is_identified_by_its_footnote_and_its_address(specimen: list[Finding]) -> None:
    at, by = (c for c in claims(specimen, Kind.IDENTIFIED) if c.address or c.frn)
    assert (at.address, at.frn) == ("2200 Causeway Road, Unit 14, Port Ellery, WN 00000", None)
    assert (by.provider, by.frn, by.rmd) == ("Brightwater Dialing", "0031000456", "RMD0099001")  # padded to ten digits
    assert by.quote == "FCC Registration No. 31000456; Robocall Mitigation Database No. RMD0099001."
    assert [c.contact for c in claims(specimen) if c.contact] == [
        "Lennart Brandvold, Operations Lead", "Harriet Oyelaran, Attorney General of Winnemac",
    ]  # fmt: skip


def test_what_was_not_answered_is_a_lower_bound_without_a_denominator(specimen: list[Finding]) -> None:
    [count] = claims(specimen, Kind.COUNTED)
    assert (count.provider, count.no_response, count.at_least, count.total) == ("Brightwater Dialing", 17, True, None)
    assert (count.window_from, count.window_to, count.note) == ("2024-03", "2024-09-03", "last traceable hop")


def test_downstream_providers_took_calls_from_the_recipient(specimen: list[Finding]) -> None:
    handed = claims(specimen, Kind.HANDED_OFF)
    assert [(c.provider, c.upstream, c.incident, c.role) for c in handed] == [
        (name, "Brightwater Dialing", None, Role.NAMED) for name in ("Marrowstone Tel", "Quillon Gateway Ltd.", "Pinfold Networks")
    ]
    assert [c.place.line_from for c in handed] == [24, 25, 26]


def test_a_footnote_tells_who_else_got_a_notice(specimen: list[Finding]) -> None:
    [_, other] = claims(specimen, Kind.ACTED)
    assert (other.action, other.action_kind, other.provider) == ("ag-2024-09-03-quillon-gateway", "notice", "Quillon Gateway Ltd.")
    assert (other.due, other.roles) == ((), ())
    assert other.quote == "Quillon Gateway Ltd.\u00b2 \u2026 This provider was sent a Notice of the Task Force on this date as well."
    assert "Cobblegate" not in repr(specimen)


def test_it_is_told_from_other_documents() -> None:
    assert not ag_notice.recognise(text_document(EXAMPLES.joinpath("fcc_letter.txt").read_text(encoding="utf-8")))
    assert not ag_notice.recognise(text_document("The Attorneys General task force issued a notice on traceback requests.\n"))


# --- other notices -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("silent", "count", "at_least"),
    [
        ("did not respond to at least 44 traceback notices", 44, True),
        ("has failed to respond to 9 traceback requests", 9, False),
        ("has not responded to more than 1,204 traceback notices", 1204, True),
        ("failed to respond to seventeen (17) tracebacks", 17, False),
        ("refused to answer approximately 40 ITG traceback requests", 40, None),
        ("left at least 12 traceback requests unanswered", 12, True),
    ],
)
def test_a_count_in_other_words(silent: str, count: int, at_least: bool | None) -> None:
    [counted] = claims(read(write(Notice(silent=silent))), Kind.COUNTED)
    assert (counted.no_response, counted.at_least) == (count, at_least)


def test_a_count_that_cannot_be_read_is_reported() -> None:
    found = read(write(Notice(silent="failed to respond to dozens of traceback requests", last_hop=False)))
    assert not claims(found, Kind.COUNTED)
    assert [u.reason for u in unread(found)] == ["tracebacks without an answer, but no number of them that this loader can read"]


@pytest.mark.parametrize(
    ("since", "window"),
    [
        ("since March 2024", ("2024-03", "2024-09-03")),
        ("since March 15, 2024", ("2024-03-15", "2024-09-03")),
        ("between January 2024 and June 2024", ("2024-01", "2024-06")),
        ("from January 5, 2024 to February 7, 2024", ("2024-01-05", "2024-02-07")),
        ("for a long time", (None, "2024-09-03")),
    ],
)
def test_the_window_of_a_count(since: str, window: tuple[str | None, str]) -> None:
    [counted] = claims(read(write(Notice(since=since))), Kind.COUNTED)
    assert (counted.window_from, counted.window_to) == window


@pytest.mark.parametrize(
    ("reply", "due"),
    [
        ("within 14 days of its issuance", Due("reply", "ag.reply", "14 days", None)),
        ("within thirty (30) days (October 3, 2024)", Due("reply", "ag.reply", "30 days", "2024-10-03")),
        ("within 10 business days", Due("reply", "ag.reply", "10 business days", None)),
        ("within three weeks of its date", Due("reply", "ag.reply", "21 days", None)),
        ("no later than October 1, 2024", Due("reply", "ag.reply", "no later than October 1, 2024", "2024-10-01")),
        (
            "by close of business on Tuesday, October 1, 2024",
            Due("reply", "ag.reply", "by close of business on Tuesday, October 1, 2024", "2024-10-01"),
        ),
        (
            "no later than 5:00 p.m. Eastern on October 1, 2024",
            Due("reply", "ag.reply", "no later than 5:00 p.m. Eastern on October 1, 2024", "2024-10-01"),
        ),
        ("on or before 10/1/2024", Due("reply", "ag.reply", "on or before 10/1/2024", "2024-10-01")),
        ("by 2024-10-01", Due("reply", "ag.reply", "by 2024-10-01", "2024-10-01")),
    ],
)
def test_the_time_to_reply_stands_as_printed(reply: str, due: Due) -> None:
    assert claims(read(write(Notice(reply=reply))), Kind.ACTED)[0].due == (due,)


@pytest.mark.parametrize(
    "asks",
    [
        "Please answer this Notice",
        "We want you to reply",
        "Please provide your account of it",
        "Your response is due",
        "You have to answer",
        "Answer us",
        "You must respond",
    ],
)
def test_however_an_answer_is_asked_for_the_time_is_one_to_reply(asks: str) -> None:
    assert claims(read(write(Notice(asks=asks))), Kind.ACTED)[0].due == (Due("reply", "ag.reply", "21 days", None),)


@pytest.mark.parametrize(
    ("asks", "reply"),
    [
        ("You must answer this Notice", "no later than 21 days after its date"),
        ("Please answer", "no later than twenty-one (21) days after the date of this letter"),
        ("Please send your reply", "not later than 21 days from the date of this Notice"),
        ("Your answers are due", "twenty-one (21) days from the date of this Notice"),
        ("Your answers are due", "twenty-one days from the date of this Notice"),
    ],
)
def test_in_whatever_words_a_time_is_set_it_is_one_to_reply(asks: str, reply: str) -> None:
    assert claims(read(write(Notice(asks=asks, reply=reply))), Kind.ACTED)[0].due == (Due("reply", "ag.reply", "21 days", None),)


def test_a_rule_that_the_notice_tells_is_no_time_to_reply() -> None:
    rule = "The rules have providers answer traceback requests within one (1) business day, and file within 10 days."
    due = claims(read(write(Notice(found=rule))), Kind.ACTED)[0].due
    assert due == (Due("reply", "ag.reply", "21 days", None),)


def test_a_notice_without_a_time_to_reply_sets_none() -> None:
    assert claims(read(write(Notice(reply="soon"))), Kind.ACTED)[0].due == ()


UNTOLD = "a time to reply in that this loader does not read"


@pytest.mark.parametrize(
    ("asks", "reply", "lengths", "told"),
    [
        ("Please acknowledge this Notice within 5 days and respond to it", "within 21 days", ["21 days"], []),
        ("You were asked to respond within 30 days of our notice of May 1, 2024. Please respond", "within 10 days", ["10 days"], []),
        ("You need not respond to this Notice", "within 21 days", [], []),
        ("You are not required to respond to this Notice", "within 21 days", [], []),
        ("Please respond to this Notice", "by October 1", [], [UNTOLD]),
        ("Please respond to this Notice", "within one month", [], [UNTOLD]),
        ("Please respond to this Notice", "within seventy-two (72) hours", [], [UNTOLD]),
    ],
)
def test_which_time_is_one_to_reply_and_that_one_is_not_read(asks: str, reply: str, lengths: list[str], told: list[str]) -> None:
    found = read(write(Notice(asks=asks, reply=reply)))
    assert [due.length for due in claims(found, Kind.ACTED)[0].due] == lengths
    assert [u.reason for u in unread(found) if u.reason == UNTOLD] == told


@pytest.mark.parametrize(
    ("does", "roles"),
    [
        ("is transmitting", ("transmitting",)),
        ("is originating and/or transmitting", ("originating", "transmitting")),
        ("is acting as a gateway provider for", ("gateway",)),
        ("ignores", ()),
    ],
)
def test_the_roles_are_those_that_the_notice_asserts(does: str, roles: tuple[str, ...]) -> None:
    assert claims(read(write(Notice(does=does))), Kind.ACTED)[0].roles == roles


def test_a_notice_may_name_no_registration() -> None:
    found = read(write(Notice(frn=None, rmd=None)))
    assert {(c.frn, c.rmd) for c in claims(found, Kind.IDENTIFIED)} == {(None, None)}
    [by] = [c for c in claims(read(write(Notice(frn=None))), Kind.IDENTIFIED) if c.rmd]
    assert (by.frn, by.rmd) == (None, "RMD0099001")


def test_a_second_registration_is_left_unread_and_said() -> None:
    words = write(Notice())
    assert "31000456;" in words
    found = read(words.replace("31000456;", "31000456; FRN 0031000789;"))
    assert [c.frn for c in claims(found, Kind.IDENTIFIED) if c.frn] == ["0031000456"]
    [left] = unread(found)
    assert left.reason == "another FRN: whose it is cannot be told"
    assert "0031000789" in words.replace("31000456;", "31000456; FRN 0031000789;").splitlines()[left.line_from - 1]
    # The same number again, in another form, is no other one.
    assert not unread(read(words.replace("31000456;", "31000456; FRN 0031000456;")))
    found = read(words.replace("RMD0099001", "RMD0099001, formerly RMD0099002"))
    assert [one.reason for one in unread(found)] == ["another RMD number: whose it is cannot be told"]
    assert [c.rmd for c in claims(found, Kind.IDENTIFIED) if c.rmd] == ["RMD0099001"]


def test_a_line_of_signs_alone_is_no_paragraph() -> None:
    text = write(Notice())
    assert claims(read(text.replace("\n\nRe:", "\n\n\\\n\nRe:", 1)), Kind.HANDED_OFF)


LIST = write(Notice())
LAST = next(i for i, line in enumerate(LIST.split("\n"), 1) if line.startswith("- Pinfold Networks"))
ENTRY = LIST.split("\n")[LAST - 1]


@pytest.mark.parametrize(
    "words",
    [
        "A line apart",
        "Copies of this Notice go to:",
        "Please tell us:",
        "The providers that follow refused calls from Brightwater Dialing:",
        "These are your providers:",
    ],
)
def test_a_list_ends_at_the_first_line_that_is_no_entry(words: str) -> None:
    found = read(LIST.replace("- Pinfold", f"\n{words}\n\n- Pinfold"))
    assert [c.provider for c in claims(found, Kind.HANDED_OFF)] == ["Marrowstone Tel", "Quillon Gateway Ltd."]
    left = [u for u in unread(found) if u.reason == f"a list of which this loader reads nothing: {words}"]
    assert [(u.line_from, u.line_to) for u in left] == [(LAST + 1, LAST + 3)]


@pytest.mark.parametrize(
    "between",
    [
        "\n4\n\n",
        "\nPage 2 of 3\n\n",
        "\n4\n\nHARRIET OYELARAN\nATTORNEY GENERAL OF WINNEMAC\n\n",
        "\nSeptember 3, 2024\nPage 2\n\n",
    ],
)
@pytest.mark.parametrize("bullet", ["- ", "2. ", ""])
def test_a_page_break_does_not_end_a_list(between: str, bullet: str) -> None:
    text = LIST.replace(ENTRY, between + ENTRY).replace("\n- ", f"\n{bullet}")
    found = read(text)
    assert [c.provider for c in claims(found, Kind.HANDED_OFF)] == ["Marrowstone Tel", "Quillon Gateway Ltd.", "Pinfold Networks"]
    assert not unread(found)


NOTICED_TOO = "\u2079 This provider was sent a Notice of the Task Force on this date as well."
LISTED = ["Marrowstone Tel", "Quillon Gateway Ltd."]
FURTHER = ["Pinfold Networks", "Nine Elms Telephony LLC"]
CUT = LIST.replace(ENTRY, "{between}- Pinfold Networks\n- Nine Elms Telephony LLC")


def cut_by(between: str, text: str = CUT) -> tuple[list[str | None], list[tuple[int, int, str]]]:
    """Who took calls, and what is unread and where, counted from the last line of the list above, where words cut it."""
    found = read(text.replace("{between}", between))
    left = [(u.line_from - LAST + 1, u.line_to - LAST + 1, u.reason) for u in unread(found)]
    return [c.provider for c in claims(found, Kind.HANDED_OFF)], left


@pytest.mark.parametrize("rule", ["_" * 15, "-" * 15, "=" * 9, "\u2500" * 12, "_ _ _ _", "Mr. Brandvold", "Ms. Varga"])
@pytest.mark.parametrize("below", ["\n\n", "\n\f\n"])
def test_a_footnote_with_a_rule_above_it_does_not_end_a_list(rule: str, below: str) -> None:
    assert cut_by(f"\n{rule}\n{NOTICED_TOO}{below}") == ([*LISTED, *FURTHER], [])


ENTRIES_LEFT = "entries of a list that this loader does not read"


@pytest.mark.parametrize(
    ("between", "left"),
    [
        (f"\nOtto Varga\n{NOTICED_TOO}\n\n", [(5, 6, ENTRIES_LEFT)]),
        (f"\nProviders that refused\n{NOTICED_TOO}\n\n", [(5, 6, ENTRIES_LEFT)]),
        (f"\n________\n{NOTICED_TOO}\n", [(4, 5, ENTRIES_LEFT)]),
        ("\nTidewrack Media\nPage 2 of 3\n\n", [(5, 6, ENTRIES_LEFT)]),
        (f"\n________\n{NOTICED_TOO}\n\nThey refused:\n\n", [(5, 8, "a list of which this loader reads nothing: They refused:")]),
    ],
)
def test_entries_below_a_break_that_may_be_another_list_s_are_unread(between: str, left: list[tuple[int, int, str]]) -> None:
    assert cut_by(between) == (LISTED, left)


@pytest.mark.parametrize(
    "head",
    [
        "Mr. Brandvold\nSeptember 3, 2024\nPage 2 of 3",
        "Page 2 of 3\nMr. Brandvold\nSeptember 3, 2024",
        "Page 2 of 3\n\nMs. Varga\nSeptember 3, 2024",
        "Lennart Brandvold\nPage 2",
        "Letter to Mr. Brandvold\nSeptember 3, 2024\n2",
    ],
)
@pytest.mark.parametrize("bullet", ["- ", ""])
def test_the_head_of_a_letter_s_second_page_does_not_end_a_list(head: str, bullet: str) -> None:
    assert cut_by(f"\n{head}\n\n", CUT.replace("\n- ", f"\n{bullet}").replace("}- ", f"}}{bullet}")) == ([*LISTED, *FURTHER], [])


def test_a_block_without_the_date_or_the_addressee_is_no_head_of_a_page() -> None:
    plain = CUT.replace("\n- ", "\n").replace("}- ", "}")
    assert cut_by("Cobblegate Voice\nSeptember 3, 2024\nPage 2\n\n", plain) == ([*LISTED, "Cobblegate Voice", *FURTHER], [])
    assert cut_by("\nCobblegate Voice\nPage 2\n\n", plain) == ([*LISTED, "Cobblegate Voice", *FURTHER], [])


def rows(*lines: str) -> tuple[list[tuple[int, str | None]], list[int]]:
    """Who took calls and which lines are unread, counted from the first line of the list, where the list has these lines."""
    start = LIST.index("- Marrowstone Tel")
    text = LIST[:start] + "\n".join(lines) + LIST[LIST.index(ENTRY) + len(ENTRY) :]
    first = LIST[:start].count("\n") + 1
    found = read(text)
    left = [u.line_from - first + 1 for u in unread(found) if "no company's name" in u.reason]
    return [(c.place.line_from - first + 1, c.provider) for c in claims(found, Kind.HANDED_OFF)], left


@pytest.mark.parametrize(
    "lines",
    [
        ("\u2022 Marrowstone Tel, Inc.      \u2022 Quillon Gateway Ltd.", "\u2022 Pinfold Networks           \u2022 Nine Elms Telephony"),
        ("\u2022 Marrowstone Tel, Inc. \u2022 Quillon Gateway Ltd.", "\u2022 Pinfold Networks \u2022 Nine Elms Telephony"),
        ("- Marrowstone Tel, Inc.\t- Quillon Gateway Ltd.", "- Pinfold Networks\t- Nine Elms Telephony"),
        ("1. Marrowstone Tel, Inc.    2. Quillon Gateway Ltd.", "3. Pinfold Networks    4. Nine Elms Telephony"),
        ("- Marrowstone Tel, Inc.\tQuillon Gateway Ltd.", "- Pinfold Networks\tNine Elms Telephony"),
        ("Marrowstone Tel, Inc.    Quillon Gateway Ltd.", "Pinfold Networks         Nine Elms Telephony"),
        ("Marrowstone Tel, Inc.\tQuillon Gateway Ltd.", "Pinfold Networks\tNine Elms Telephony"),
    ],
)
def test_names_in_two_columns_are_two_companies(lines: tuple[str, str]) -> None:
    handed = [(1, "Marrowstone Tel, Inc."), (1, "Quillon Gateway Ltd."), (2, "Pinfold Networks"), (2, "Nine Elms Telephony")]
    assert rows(*lines) == (handed, [])


@pytest.mark.parametrize(
    ("line", "handed", "left"),
    [
        ("- Pinfold Networks\tCanada", [], [2]),
        ("- Pinfold Networks\t- Removed", [], [2]),
        ("- Pinfold Networks      - Nine Elms\n                        Ltd.", [], [2]),
        ("- Pinfold Networks    17", [], [2]),
        ("- Pinfold Networks    12 calls", [(2, "Pinfold Networks")], []),
        ("- Pinfold Networks\t(FRN 0031000999)", [(2, "Pinfold Networks")], []),
        ("-\tPinfold Networks", [(2, "Pinfold Networks")], []),
        ("-    Pinfold Networks", [(2, "Pinfold Networks")], []),
        ("- Pinfold Networks  \u2013  also a customer", [(2, "Pinfold Networks")], []),
    ],
)
def test_what_stands_beside_a_name_in_a_column_is_no_company_for_certain(line: str, handed: list[tuple[int, str]], left: list[int]) -> None:
    assert rows("- Marrowstone Tel", line) == ([(1, "Marrowstone Tel"), *handed], left)


def test_of_two_bullets_in_a_line_each_entry_is_judged_by_itself() -> None:
    assert rows("\u2022 Marrowstone Tel    \u2022 others not yet identified") == ([(1, "Marrowstone Tel")], [1])


@pytest.mark.parametrize(
    "entry",
    [
        "others not yet identified",
        "Others not yet identified",
        "Your upstream providers",
        "The contracts with each of them",
        "Unknown",
        "Other Providers",
        "None of the above answered",
        "their customers",
        "Pinfold Networks - refused the calls",
        "Pinfold Networks (not certain)",
        "Pinfold Networks, which did not take any",
    ],
)
def test_an_entry_that_names_no_company_that_took_calls_is_unread(entry: str) -> None:
    found = read(LIST.replace(ENTRY, f"- {entry}"))
    assert [c.provider for c in claims(found, Kind.HANDED_OFF)] == ["Marrowstone Tel", "Quillon Gateway Ltd."]
    assert (LAST, LAST) in [(u.line_from, u.line_to) for u in unread(found)]


@pytest.mark.parametrize(
    ("entry", "doubtful"),
    [
        ("Pinfold Networks (12 calls)", False),
        ("Pinfold Networks (FRN 0031000999)", False),
        ("Pinfold Networks (FRN 0031000999; RMD0099009)", False),
        ("Pinfold Networks (about 1,200 traceback requests)", False),
        ("Pinfold Networks, 12 calls", False),
        ("Pinfold Networks \u2013 at least 12 calls", False),
        ("Pinfold Networks, Quillon's affiliate", True),
        ("Pinfold Networks, an affiliate of Quillon Gateway Ltd.", True),
        ("Pinfold Networks (a reseller)", True),
        ("Pinfold Networks \u2014 also a customer", True),
    ],
)
def test_what_stands_beside_a_name_is_no_part_of_it(entry: str, doubtful: bool) -> None:
    found = read(LIST.replace(ENTRY, f"- {entry}"))
    assert [c.provider for c in claims(found, Kind.HANDED_OFF)] == ["Marrowstone Tel", "Quillon Gateway Ltd.", "Pinfold Networks"]
    assert [r.code for r in remarks(found)] == ["name-unusual"] * doubtful


@pytest.mark.parametrize(
    "name",
    [
        "Pinfold Networks, Inc.",
        "pinfold",
        "iPinfold Voice",
        "Pinfold (Pvt) Ltd.",
        "Bank of Pinfold",
        "Quill, Pinfold & Co.",
        "4 Elms Voice",
        "Pinfold d/b/a Elms",
    ],
)
def test_a_name_in_the_list_stays_as_it_stands(name: str) -> None:
    found = read(LIST.replace(ENTRY, f"- {name}"))
    assert [c.provider for c in claims(found, Kind.HANDED_OFF)] == ["Marrowstone Tel", "Quillon Gateway Ltd.", name]
    assert not remarks(found)


@pytest.mark.parametrize("whose", ["Cobblegate Voice Inc.", "Brightwater Dialing's customer", "your upstream provider"])
def test_a_list_of_who_took_calls_of_another_hands_the_recipient_none(whose: str) -> None:
    assert claims(read(LIST.replace("directly from Brightwater Dialing:", f"directly from {whose}:")), Kind.HANDED_OFF) == []


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("Upstream provider:      Nine Elms Inc.\nTracebacks unanswered:  9 of 14\nDownstream:             Pinfold", (1, 3)),
        ("Upstream provider:\tNine Elms Inc.\nTracebacks unanswered:\t9 of 14", (1, 2)),
        ("Provider\tCalls\tDate\nNine Elms Inc.\t9\tMay 1, 2024\nand its customers\nPinfold\t8\tMay 2, 2024", (1, 4)),
        ("| Provider | Calls |\n|---|---|\n| Nine Elms Inc. | 9 |", (1, 3)),
        ("Provider          Calls\n\nNine Elms Inc.    9\n\nPinfold           8", (1, 5)),
    ],
)
def test_a_table_in_a_notice_is_unread_as_one(table: str, lines: tuple[int, int]) -> None:
    found = read(LIST.replace("What we ask", f"{table}\n\nWhat we ask"))
    above = LIST.split("\n").index("What we ask")
    tables = [(u.line_from - above, u.line_to - above) for u in unread(found) if u.reason.startswith("a table")]
    assert tables == [lines]


@pytest.mark.parametrize(
    "words",
    [
        "The  Task   Force   asks  you   to   keep   your   records   of   these   calls.",
        "I.\tWhat we found",
        "3.\tKeep your records.",
        "We ask for your records.  We keep them.",
    ],
)
def test_prose_with_wide_gaps_is_no_table(words: str) -> None:
    text = LIST.replace("What we ask", f"{words}\n\nWhat we ask")
    text = text.replace("Sincerely,\n\nHarriet Oyelaran", "Sincerely,\n\nHarriet Oyelaran      Otto Varga")
    assert not [u for u in unread(read(text)) if u.reason.startswith("a table")]


@pytest.mark.parametrize(
    "words",
    [
        "None of the providers that follow received",
        "The providers that follow never received",
        "The providers that follow may have received",
    ],
)
def test_a_list_of_who_took_no_calls_hands_nobody_any(words: str) -> None:
    text = write(Notice())
    assert "The providers that follow received" in text
    found = read(text.replace("The providers that follow received", words))
    assert claims(found, Kind.HANDED_OFF) == []
    assert len({(u.line_from, u.line_to) for u in unread(found) if "does not say for certain" in u.reason}) == 3
    found = read(text.replace("The providers that follow received", "In May 2024 the providers that follow received"))
    assert len(claims(found, Kind.HANDED_OFF)) == 3


@pytest.mark.parametrize(
    "words",
    [
        "Brightwater Dialing is not a gateway provider.",
        "Brightwater Dialing is not originating these calls.",
        "We do not allege that Brightwater Dialing is originating these calls.",
        "Petrel Carrier LLC alleges that Brightwater Dialing is originating these calls.",
        "Petrel Carrier LLC told us that Brightwater Dialing is originating these calls.",
        "A customer reported that Brightwater Dialing is originating these calls.",
        "According to Petrel Carrier LLC, Brightwater Dialing is originating these calls.",
        "Brightwater Dialing is originating these calls, according to Petrel Carrier LLC.",
    ],
)
def test_what_is_denied_or_another_one_s_word_states_no_role(words: str) -> None:
    text = write(Notice())
    plain = [c for c in claims(read(text)) if c.kind in (Kind.ACTED, Kind.FOUND)]
    made = [
        c
        for c in claims(read(text.replace("This Notice tells you", f"{words} This Notice tells you")))
        if c.kind in (Kind.ACTED, Kind.FOUND)
    ]
    assert [c.roles for c in made] == [c.roles for c in plain]
    told = claims(
        read(text.replace("This Notice tells you", "The Task Force alleges that Brightwater Dialing is originating these calls. This"))
    )
    assert any("originating" in (c.roles or ()) for c in told if c.kind == Kind.FOUND)


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("Brightwater Dialing accepted these calls from Avocet Tel LLC. Teal Transit took them on.", ["Avocet Tel LLC"]),
        ("Brightwater Dialing received a letter from Avocet Tel LLC about these calls.", []),
        ("Teal Transit denies that Brightwater Dialing received calls from Avocet Tel LLC.", []),
    ],
)
def test_from_whom_it_takes_calls_is_what_the_sentence_says(words: str, whom: list[str]) -> None:
    text = write(Notice()).replace("This Notice tells you", f"{words} This Notice tells you")
    assert [c.upstream for c in claims(read(text), Kind.HANDED_OFF) if c.provider == "Brightwater Dialing"] == whom


def test_what_is_said_of_an_entry_of_the_list_is_no_part_of_its_name() -> None:
    found = read(write(Notice()).replace("- Pinfold Networks", "- Pinfold Networks, which has stopped since"))
    assert [c.provider for c in claims(found, Kind.HANDED_OFF)] == ["Marrowstone Tel", "Quillon Gateway Ltd.", "Pinfold Networks"]
    assert [r.code for r in remarks(found)] == ["name-unusual"]


def test_a_list_that_is_announced_and_missing_is_reported() -> None:
    found = read(write(Notice(downstream=())))
    assert [u.reason for u in unread(found)] == ["downstream providers are announced, but no list of them follows"]


def test_marks_in_plain_digits_count_only_where_the_footnotes_have_them() -> None:
    text = write(Notice(downstream=(("Marrowstone Tel", True), ("Line4", False), ("Line7", False))))
    plain = text.translate(str.maketrans("\u00b9\u00b2\u00b3\u2074", "1234")).replace("Line4", "Line3")
    found = read(plain)  # its footnotes are 1 to 3, and the third is about others
    assert [c.provider for c in claims(found, Kind.HANDED_OFF)] == ["Marrowstone Tel", "Line3", "Line7"]
    assert [r.text for r in remarks(found)] == [
        "Marrowstone Tel2: read as Marrowstone Tel with footnote 2",
        "Line3: read as Line3",
    ]
    assert [c.provider for c in claims(found, Kind.ACTED)] == ["Brightwater Dialing", "Marrowstone Tel"]
    assert [c.provider for c in claims(read(text), Kind.HANDED_OFF)] == ["Marrowstone Tel", "Line4", "Line7"]
    assert not remarks(read(text))


def test_an_id_of_a_footnote_that_says_nothing_of_a_notice_gives_none() -> None:
    text = write(Notice(downstream=(("Marrowstone Tel", True), ("Pinfold Networks", True))))
    text = text.replace("This provider was sent a Notice of the Task Force on this date as well.", "This provider is new.")
    assert [c.provider for c in claims(read(text), Kind.ACTED)] == ["Brightwater Dialing"]


def test_a_notice_of_another_day_keeps_its_day() -> None:
    text = write(Notice()).replace("on this date as well", "on May 2, 2024")
    other = claims(read(text), Kind.ACTED)[1]
    assert (other.action, other.valid_at, other.known_at) == ("ag-2024-05-02-quillon-gateway", "2024-05-02", "2024-09-03")


def test_a_notice_to_nobody_is_refused() -> None:
    text = (
        write(Notice())
        .replace("Brightwater Dialing", "Zzz")
        .replace("Lennart Brandvold, Operations Lead\nZzz\n2200", "2200")
        .replace("Zzz", "it")
    )
    with pytest.raises(BadDocument, match="hop list"):
        list(ag_notice.load(text_document(text)))


# --- any notice ----------------------------------------------------------------------------------------------------

providers = st.sampled_from(
    [
        "Marrowstone Tel",
        "Quillon Gateway Ltd.",
        "Pinfold Networks",
        "Nine Elms Inc",
        "hollinip",
        "Line 4 Voice",
        "SaltmarshConnect",
        "Ørsted Vox",
    ]
)
notices = st.builds(
    Notice,
    dated=st.dates(date(2024, 7, 1), date(2026, 1, 1)),
    provider=st.sampled_from(["Brightwater Dialing", "Brightwater Dialing, LLC", "BWD VoIP", "Tidewrack Media Inc."]),
    short=st.none(),
    task_force=st.sampled_from([TASK_FORCE, "Multistate Robocall Task Force"]),
    frn=st.sampled_from([None, "31000456", "0031000456"]),
    rmd=st.sampled_from([None, "RMD0099001"]),
    does=st.sampled_from(["is transmitting", "is originating and transmitting"]),
    last_hop=st.booleans(),
    downstream=st.lists(st.tuples(providers, st.booleans()), min_size=1, max_size=6, unique_by=lambda p: p[0]).map(tuple),
    bullet=st.sampled_from(["- ", "\u2022 ", "\u2022\t", "* ", "o ", "\u2013 ", ""]),
    loose=st.booleans(),
    cut=st.booleans(),
    width=st.sampled_from([None, 72, 90]),
).flatmap(lambda n: st.sampled_from([n, replace(n, short="BW")]))


@pytest.mark.long
@given(notices)
@settings(max_examples=150)
def test_any_notice_is_read_back(notice: Notice) -> None:
    found = read(write(notice))
    assert not unread(found)
    assert (heading(found).issuer, heading(found).recipient) == (notice.task_force, notice.provider)
    first, *others = claims(found, Kind.ACTED)
    assert first.provider == notice.provider
    assert first.roles == tuple(notice.does.removeprefix("is ").split(" and "))
    assert first.due == (Due("reply", "ag.reply", "21 days", None),)
    assert [c.provider for c in others] == [name for name, noticed in notice.downstream if noticed]
    assert {c.valid_at for c in others} <= {notice.dated.isoformat()}
    assert [c.provider for c in claims(found, Kind.HANDED_OFF)] == [name for name, _ in notice.downstream]
    [counted] = claims(found, Kind.COUNTED)
    assert (counted.no_response, counted.at_least, counted.window_from) == (17, True, "2024-03")
    assert counted.note == ("last traceable hop" if notice.last_hop else None)
    at, *by = (c for c in claims(found, Kind.IDENTIFIED) if c.address or c.frn or c.rmd)
    assert at.address == "2200 Causeway Road, Unit 14, Port Ellery, WN 00017"
    wanted = [("0031000456" if notice.frn else None, notice.rmd)] if notice.frn or notice.rmd else []
    assert [(c.frn, c.rmd) for c in by] == wanted


@given(st.text(max_size=300), st.integers(0, 60))
@example("\u00b3O", 14)  # a footnote above the name that its mark stands at
@settings(max_examples=60)
def test_whatever_is_put_into_a_notice_it_is_read_with_evidence(noise: str, where: int) -> None:
    lines = write(Notice()).split("\n")
    lines.insert(where, noise)
    document = text_document("\n".join(lines))
    try:
        found = list(ag_notice.load(document))
    except BadDocument:
        return
    assert_evidence(document, found)


# --- the real one --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real notice is not here")
def test_the_real_notice() -> None:
    wanted = json.loads(CHECKS.joinpath("expected.json").read_text(encoding="utf-8"))["ag"]
    found = read(SAMPLES.joinpath(wanted["file"]).read_text(encoding="utf-8"))
    assert not unread(found)
    assert (heading(found).recipient, heading(found).dated) == (wanted["provider"], wanted["date"])
    [counted] = claims(found, Kind.COUNTED)
    assert (counted.no_response, counted.at_least, counted.window_from) == (wanted["unanswered"], True, "2025-01")
    assert [c.provider for c in claims(found, Kind.HANDED_OFF)] == wanted["downstream"]
    assert {c.upstream for c in claims(found, Kind.HANDED_OFF)} == {wanted["provider"]}
    assert [(c.frn, c.rmd) for c in claims(found, Kind.IDENTIFIED) if c.frn] == [(wanted["frn"], wanted["rmd"])]
    acted = claims(found, Kind.ACTED)
    notices = [c for c in acted if c.valid_at == wanted["date"]]
    assert {(c.due, c.roles) for c in acted if c not in notices} == {((), ())}, "past actions against others ask for nothing"
    assert [c.provider for c in notices] == [wanted["provider"], *(wanted["downstream"][k] for k in (1, 3, 4))]
    assert (notices[0].roles, notices[0].due) == (("transmitting",), (Due("reply", "ag.reply", "21 days", None),))


ADDRESS = "2200 Causeway Road, Unit 14\nPort Ellery, WN 00017"


@pytest.mark.parametrize(
    ("last", "country"),
    [
        ("Karachi 75500, Pakistan", "Pakistan"),
        ("Karachi, Pakistan", "Pakistan"),
        ("Karachi, Pakistan 75500", "Pakistan"),
        ("Karachi 75500 Pakistan", "Pakistan"),
        ("Karachi\nPakistan", "Pakistan"),
        ("Karachi\nPakistan\nLegal Department", "Pakistan"),
        ("Mumbai 400001, India", "India"),
        ("London EC1A 1BB, UK", "UK"),
        ("London, U.K. EC1A 1BB", "U.K."),
        ("Toronto, ON M5H 2N2, Canada", "Canada"),
        ("Makati City, Philippines", "Philippines"),
        ("Ciudad de Panam\u00e1, Rep\u00fablica Dominicana", "Rep\u00fablica Dominicana"),
        ("Singapore 048616", "Singapore"),
        ("Dubai, The United Arab Emirates.", "The United Arab Emirates"),
        ("Abidjan, C\u00f4te d\u2019Ivoire", "C\u00f4te d\u2019Ivoire"),
        ("Basseterre, St. Kitts & Nevis", "St. Kitts & Nevis"),
        ("Port Ellery, WN 00017\nUSA", "USA"),
        *((f"Port Ellery, WN 00017\n{other}", None) for other in ("Legal Department", "Electronic Mail", "URGENT", "Hand Delivered")),
        *((f"Port Ellery\n{state}", None) for state in ("Delaware", "Puerto Rico", "Georgia", "New Mexico")),
        ("Atlanta, Georgia 30303", None),
        ("Albuquerque, New Mexico", None),
        ("Jersey City, New Jersey", None),
        ("Lebanon, PA", None),
        ("Peru, IN 46970", None),
        ("Panama Building\nPort Ellery, WN 00017", None),
        ("Jordan\nPort Ellery, WN 00017", None),
    ],
)
def test_the_country_is_the_one_that_ends_the_address(last: str, country: str | None) -> None:
    assert ADDRESS in write(Notice())
    found = read(write(Notice()).replace(ADDRESS, f"2200 Causeway Road, Unit 14\n{last}"))
    [at] = (c for c in claims(found, Kind.IDENTIFIED) if c.address)
    assert (at.address, at.country) == (", ".join(("2200 Causeway Road, Unit 14", *last.split("\n"))), country)
