"""What letters say in sentences and lists: who hands calls to whom, what is demanded by when, whose number it is; and what is no such word."""

from __future__ import annotations

import pytest

from tests.loaders.documents import claims, text_document, unread
from tests.loaders.test_passed_over import of_ag, of_fcc, order, passed_over
from tracer.loaders import ftc_letter
from tracer.model import Due, Finding, Kind, Role

OSPREY = "Osprey Telecom, LLC"


def handed(found: list[Finding]) -> list[tuple[str | None, str | None, Role | None]]:
    """Provider, upstream, and how the upstream comes to stand there."""
    return [(c.provider, c.upstream, c.role) for c in claims(found, Kind.HANDED_OFF)]


@pytest.mark.parametrize(
    ("words", "upstreams", "role"),
    [
        ("Your client Whimbrel Voice Ltd sold you the traffic at issue.", ["Whimbrel Voice Ltd"], Role.CUSTOMER),
        ("Osprey's customers were Kestrel SA and Whimbrel Voice Ltd.", ["Kestrel SA", "Whimbrel Voice Ltd"], Role.CUSTOMER),
        ("Your upstream providers are Kestrel Voice (Oman), Knot Tel Ltd, and Gull LLC.", ["Kestrel Voice", "Knot Tel Ltd", "Gull LLC"], Role.NAMED),
        ("Osprey originated calls on behalf of its clients, Kestrel Inc. and Gull LLC.", ["Kestrel Inc", "Gull LLC"], Role.CUSTOMER),
        ("Osprey brought the calls in from two foreign providers, Kestrel SA (FRN 0031555301) and Gull LLC.", ["Kestrel SA", "Gull LLC"], Role.NAMED),
        ("Osprey was the immediate downstream provider of Gull LLC in 31 tracebacks.", ["Gull LLC"], Role.NAMED),
        ("Osprey continues to accept call traffic from Gull LLC.", ["Gull LLC"], Role.NAMED),
        ("Whimbrel Voice Ltd sent these calls to Osprey.", ["Whimbrel Voice Ltd"], Role.NAMED),
    ],
)  # fmt: skip
def test_from_whom_calls_come(words: str, upstreams: list[str], role: Role) -> None:
    assert handed(of_ag(words)) == [(OSPREY, upstream, role) for upstream in upstreams]


@pytest.mark.parametrize(
    ("words", "providers"),
    [
        ("Pinyon Interconnect LLC and Gull Ltd. accepted the calls from Osprey.", ["Pinyon Interconnect LLC", "Gull Ltd"]),
        ("The following providers took these calls from you: Bittern Telecom, LLC; Curlew Networks; and Gull Corp.", ["Bittern Telecom, LLC", "Curlew Networks", "Gull Corp"]),
        ("Osprey's immediate downstream providers, according to the ITG, are Gull LLC and Knot VoIP, LLC.", ["Gull LLC", "Knot VoIP, LLC"]),
    ],
)  # fmt: skip
def test_who_takes_its_calls(words: str, providers: list[str]) -> None:
    assert handed(of_ag(words)) == [(provider, OSPREY, Role.NAMED) for provider in providers]


@pytest.mark.parametrize(
    "words",
    [
        "The Task Force asks whether Gull LLC sent these calls to Osprey.",
        "Osprey denies that Gull LLC sent these calls to Osprey.",
        "Osprey says that Gull LLC sent these calls to Osprey.",
        "Gull LLC never sent these calls to Osprey.",
        "According to Petrel Carrier LLC, Gull LLC sent these calls to Osprey.",
        "Osprey accepted these calls from Gull LLC, according to Petrel Carrier LLC.",
        "Osprey received warnings about these calls from Gull LLC.",
        "If Gull LLC sent these calls to Osprey, it must say so.",
        "Osprey may accept calls from Gull LLC.",
        "Osprey has not accepted calls from Gull LLC.",
        "You received a letter from Gull LLC.",
        "Osprey received complaints about these calls from Gull LLC.",
        "Gull LLC accepted the calls from Osprey Gateway Inc.",  # another company
        "Gull LLC accepted the calls from Blue Osprey.",
        "Your upstream providers are Wren and Tell Networks.",  # one company, or two?
        "Your upstream providers are said to be many, as Gull LLC told us.",
        "Your upstream providers were warned by Gull LLC.",
        "Your counsel Gull LLC sent you the calls.",
        "Gull LLC sent the calls that Kestrel Inc. had carried to Osprey Gateway Inc.",
    ],
)  # fmt: skip
def test_what_leaves_a_choice_hands_nothing_off(words: str) -> None:
    assert handed(of_ag(words)) == []


def test_a_company_goes_by_its_full_name_where_the_letter_calls_it_for_short() -> None:
    found = of_ag(
        'On July 15, 2024, we sent Oxbow a notice letter. Osprey accepted calls from Oxbow Telecom LLC ("Oxbow") and told Oxbow so.'
    )
    assert handed(found) == [(OSPREY, "Oxbow Telecom LLC", Role.NAMED)]
    assert [(c.provider, c.action_kind) for c in claims(found, Kind.ACTED) if c.valid_at == "2024-07-15"] == [
        ("Oxbow Telecom LLC", "notice")
    ]
    assert [(c.provider, c.short_names) for c in claims(found, Kind.IDENTIFIED) if c.short_names] == [
        (OSPREY, ("Osprey",)), ("Oxbow Telecom LLC", ("Oxbow",)),
    ]  # fmt: skip


DEMANDS = {
    "The Task Force demands that Osprey:\n\n(a) end its service to Gull LLC within ten (10) days;\n(b) keep its records; and\n"
    "(c) provide a written answer no later than April 1, 2025.": [
        ("end its service to Gull LLC within ten (10) days", "10 days", None),
        ("keep its records", None, None),
        ("provide a written answer no later than April 1, 2025", None, "2025-04-01"),
    ],
    "We ask that Osprey do the following within fourteen (14) days:\n1) State what it carries.\n2) Name its customers. This is urgent.": [
        ("State what it carries", "14 days", None), ("Name its customers", "14 days", None),
    ],
    "Osprey is required to: (i) block the traffic within 5 days; and (ii) report by April 2, 2025.": [
        ("block the traffic within 5 days", "5 days", None), ("report by April 2, 2025", None, "2025-04-02"),
    ],
    "You are directed to:\n\n\u2022 stop;\n\n\u2022 tell us, by May 2, 2025, whom you serve.": [
        ("stop", None, None), ("tell us, by May 2, 2025, whom you serve", None, "2025-05-02"),
    ],
    "Osprey must provide the following within 9 days: (1) its contracts; (2) its call records.": [
        ("provide the following: its contracts", "9 days", None), ("provide the following: its call records", "9 days", None),
    ],
    "Your reply must explain: (1) why; (2) how.": [],
    "Osprey should not: (1) carry calls; (2) hide them.": [("should not: (1) carry calls; (2) hide them", None, None)],
    "You must also, within 14 days, that is, no later than March 18, 2025, report to us: (i) who; (ii) whether you carry calls for Gull LLC.": [
        ("also, report to us: who", "14 days", "2025-03-18"), ("also, report to us: whether you carry calls for Gull LLC", "14 days", "2025-03-18"),
    ],
    "You should know that we: (1) wrote to Gull LLC; (2) will inform Kestrel Inc. by May 20, 2025.": [],
    "These rules require all providers to: (1) file a plan; (2) respond within 24 hours.": [],
    "You must do this: (1) stop; (3) report.": [("must do this: (1) stop; (3) report", None, None)],  # one of them is missing
}  # fmt: skip


@pytest.mark.parametrize("words", DEMANDS)
def test_each_entry_of_a_list_of_demands_is_a_duty_with_its_own_time(words: str) -> None:
    found = [(c.what, c.length, c.stated) for c in claims(of_ag(words), Kind.TERM) if c.force == "duty"]
    assert found == DEMANDS[words]


def test_the_time_to_reply_is_that_of_the_demand_for_a_reply() -> None:
    words = "You must:\n(a) end your service within 3 days;\n(b) answer all traceback requests within 5 days; and\n(c) write to us, which see.\n"
    [action] = claims(of_ag(words), Kind.ACTED)
    assert action.due == ()
    [action] = claims(of_ag(words.replace("write to us, which see", "send us your answer by May 1, 2025")), Kind.ACTED)
    assert action.due == (Due("reply", "ag.reply", "by May 1, 2025", "2025-05-01"),)
    [action] = claims(of_ag("Our first notice, dated May 6, 2024, asked you to respond by May 27, 2024."), Kind.ACTED)
    assert action.due == ()  # a day before the letter is no deadline of it


def test_what_a_demand_asks_about_and_what_its_writer_will_do_is_neither_finding_nor_duty() -> None:
    found = of_ag(
        "You must, by May 9, 2025, tell us: (1) whether you carry calls for Gull LLC; (2) why. The Task Force will inform you by May 20, 2025."
    )
    assert [c.due for c in claims(found, Kind.ACTED)] == [(Due("reply", "ag.reply", "by May 9, 2025", "2025-05-09"),)]
    assert claims(found, Kind.FOUND) == []


def test_a_letter_of_the_fcc_sets_its_times_in_a_list_or_by_a_day() -> None:
    [action] = claims(of_fcc("Merlin must: (1) mitigate within 48 hours; and (2) report its measures by May 20, 2024."), Kind.ACTED)
    assert [(due.clock, due.length, due.stated) for due in action.due] == [
        ("k4.mitigate", "48 hours", None), ("k4.measures", "by May 20, 2024", "2024-05-20"),
    ]  # fmt: skip


def test_a_condition_of_the_last_of_several_things_is_none_of_all() -> None:
    words = "Your report must contain a certification, a list, and an explanation if you believe that the calls are lawful."
    assert [c.condition for c in claims(of_ag(words), Kind.TERM)] == []
    assert passed_over(of_ag(words)) == [OSPREY]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("In May 118 tracebacks identified Merlin as the point of entry. In 29 of these, Merlin failed to respond.", [(29, 118)]),
        ("The ITG sent Merlin 30 traceback requests. Of those, 8 remain unanswered.", [(8, 30)]),
        ("Merlin was named in 30 tracebacks. Of those, 8 remain unanswered.", []),  # by whom?
        ("The ITG sent Merlin 30 requests on 12 tracebacks. Of those, 8 remain unanswered.", []),
    ],
)
def test_a_count_is_of_those_of_the_sentence_before(words: str, told: list[tuple[int, int]]) -> None:
    found = of_fcc(words)
    assert [(c.no_response, c.total) for c in claims(found, Kind.COUNTED)] == told
    assert bool(told) is not any("unanswered requests" in u.reason for u in unread(found))


def test_a_number_that_no_claim_tells_is_said_to_be_unread() -> None:
    found = of_ag("In 97 of those tracebacks Osprey was the point of entry.")
    assert [c.roles for c in claims(found, Kind.FOUND) if c.roles] == [("point-of-entry",)]
    assert [u.reason.partition(":")[0] for u in unread(found)] == ["words with a number of which no claim tells (97)"]


def test_what_one_sentence_of_a_line_tells_of_a_company_is_not_told_of_it_by_another() -> None:
    found = of_ag("Osprey accepted calls from Gull LLC in May. Gull LLC is not registered in the database.")
    assert passed_over(found) == ["Gull LLC"]


def test_what_an_order_did_not_do_is_not_what_it_does() -> None:
    found = order(
        "     )\nTarn Voice, Inc.      )\n     ) FRN: 0031555301", "ORDER",
        "1. We remove the following 2 providers from the Robocall Mitigation Database: Tarn Voice, Inc. (RMD0009921) and Gull Ltd (RMD0009922).",
        "2. On April 9, 2024, the Bureau directed them to show cause. Intermediate providers must cease accepting their calls no later than July 12, 2024.",
    )  # fmt: skip
    assert {c.action_kind for c in claims(found, Kind.ACTED)} == {"removal"}
    assert [(c.party, c.stated, c.clock) for c in claims(found, Kind.TERM)] == [("Intermediate providers", "2024-07-12", "rmd.removal")]


def test_an_address_block_tells_trade_names_and_persons_below_the_company() -> None:
    found = of_ag("", "Osprey Telecom, LLC\nd/b/a OspreyTel\nMilo Harte, President\n400 Harbor Parkway\nPort Ellery, DE 19800")
    assert [(c.aliases, c.contact, c.address) for c in claims(found, Kind.IDENTIFIED) if c.aliases or c.address or (c.contact and not c.how)] == [
        ((), None, "400 Harbor Parkway, Port Ellery, DE 19800"), ((), "Milo Harte, President", None), (("OspreyTel",), None, None),
    ]  # fmt: skip


def test_who_gets_a_copy_stands_below_the_signature_too() -> None:
    letter = (
        "FEDERAL TRADE COMMISSION\n\nApril 11, 2023\n\nCrossbill Telecom LLC\n1 Point Street\n\nDear Crossbill Telecom LLC:\n\nRobocalls came in.\n\n"
        "Please call Assistant Attorney General Una Pell at (202) 555-0144.\n\nSincerely,\n\nNoor Haddad\n\ncc: Federal Communications Commission\n"
    )
    found = list(ftc_letter.load(text_document(letter)))
    assert [(c.party, c.how) for c in claims(found, Kind.TOLD)] == [("Federal Communications Commission", "copy")]


@pytest.mark.parametrize(
    "row",
    [
        "Customer\tDate of Call\tDescription\nGull LLC (FRN 0031555301)\tMay 3, 2022 14:00 UTC\tWarranty",
        "Date of Call\tCustomer\tDescription\nMay 3, 2022 14:00 UTC\tGull LLC (FRN 0031555301)\tWarranty",
        "Gull LLC (FRN 0031555301) sold it the traffic.",
    ],
)
def test_a_number_in_a_row_names_no_company_out_of_several_cells(row: str) -> None:
    found = of_fcc(body=f"Merlin must act.\n\n{row}")
    on_record = {(c.provider, c.frn) for c in claims(found, Kind.IDENTIFIED) if c.frn}
    assert on_record == {("Gull LLC", "0031555301"), ("Merlin Voice Inc.", "0031555777")}
