"""Nothing that a letter says of a company is lost in silence: what no claim says is said to be unread; and what is never made of letters."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.loaders.documents import assert_evidence, claims, remarks, text_document, unread
from tests.loaders.fcc_letters import Letter, write
from tracer.errors import BadDocument
from tracer.loaders import ag_notice, fcc_letter, fcc_order, ftc_letter, itg_mailbox
from tracer.model import Due, Finding, Kind

AG = """STATE OF WINNEMAC
OFFICE OF THE ATTORNEY GENERAL

March 4, 2025

{block}

Re: Notice of unlawful robocall traffic

Dear Osprey:

Osprey Telecom, LLC ("Osprey") was named in tracebacks.

{body}

Sincerely,

Odile Markham
Attorney General
"""
BLOCK = "Osprey Telecom, LLC\n400 Harbor Parkway\nPort Ellery, DE 19800"
FCC = """Federal Communications Commission
Enforcement Bureau

May 2, 2024

To: Hobby Falcon
Director
Merlin Voice Inc. (FRN 0031555777)
600 Ferry Rd
Gullhaven, FL 33990

Re: Cease and desist

Dear Director Falcon:

Merlin Voice Inc. (Merlin) is apparently transmitting illegal robocalls{role}.

{body}

Sincerely,

Lena Applegarth
Chief, Enforcement Bureau

{table}
"""


def of_ag(body: str, block: str = BLOCK) -> list[Finding]:
    document = text_document(AG.format(block=block, body=body))
    found = list(ag_notice.load(document))
    assert_evidence(document, found)
    return found


def order(caption: str, title: str, *paragraphs: str) -> list[Finding]:
    """What is found in an order of the FCC that was released on 10 July 2024."""
    head = f"Before the\nFederal Communications Commission\n\nIn the Matter of{caption}\n\n{title}\n\nReleased: July 10, 2024"
    return list(fcc_order.load(text_document("\n\n".join((head, *paragraphs)))))


def of_fcc(body: str = "Merlin must act.", role: str = "", table: str = "") -> list[Finding]:
    document = text_document(FCC.format(body=body, role=role, table=table))
    found = list(fcc_letter.load(document))
    assert_evidence(document, found)
    return found


def passed_over(found: list[Finding]) -> list[str]:
    """Of whom something is said that is not read."""
    return [u.reason.removeprefix("words on ").partition(" that this loader")[0] for u in unread(found) if "does not read: " in u.reason]


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("Your client Whimbrel Voice Ltd sold you 61 percent of that traffic.", ["Whimbrel Voice Ltd"]),
        ("Petrel Carrier LLC and Dunlin Tandem took its calls.", ["Dunlin Tandem, Petrel Carrier LLC"]),
        ("Osprey accepted such calls from Kestrel Carrier LLC and Whimbrel Voice Ltd carried them.", ["Whimbrel Voice Ltd"]),
        ("Osprey helped in 214 tracebacks.", ["Osprey Telecom, LLC"]),
        ("Among them are:\n- Traceback 20411 of May 3, 2024\n- Traceback #20412 of May 4, 2024", ["a traceback, by its number,"]),
        ("Osprey has not answered 39 of the 214 tracebacks. Of those, 8 remain open.", ["requests"]),
        ("It is not listed in the database.", ["a company"]),
        ("On June 3, 2023 another office issued a demand to Osprey.", ["Osprey Telecom, LLC"]),
        ("You are directed to end:\n  (a) traffic within 5 days; and\n  (c) your services by May 2, 2025.", ["Osprey Telecom, LLC"]),
        ("Osprey's part:\n* calls named in: 48\n* of these, originated: 9", ["Osprey Telecom, LLC"]),
    ],
)
def test_what_no_claim_says_is_said_to_be_unread(words: str, whom: list[str]) -> None:
    assert passed_over(of_ag(words)) == whom


@pytest.mark.parametrize(
    "words",
    [
        "We take this seriously.",
        "The Task Force cannot say whether Osprey is originating the calls.",
        "Osprey failed to respond to 17 traceback requests. These 17 traceback requests went unanswered by it.",
        "When Osprey persists in such conduct, it signals (1) contempt and (2) neglect.",
        "Please respond to this notice within 21 days.",
        "The Communications Act, 47 U.S.C. 227, was passed long ago.",
    ],
)
def test_what_is_read_or_says_nothing_of_a_company_is_not(words: str) -> None:
    assert unread(of_ag(words)) == []


TABLE = "Attachment A\nUpstream Provider\tDate of Call\tCampaign\nPochard Voice\tApril 2, 2024 11:04 UTC\tLoans"


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("Gannet Voice Inc. did not respond to any of the notices listed in Attachment A.", ["Gannet Voice Inc."]),
        ("Whimbrel Voice Ltd denies that it originated the calls in Attachment A.", ["Whimbrel Voice Ltd"]),
        ("Merlin transmitted the calls that are listed in Attachment A.", []),  # what its rows say
    ],
)
def test_what_is_said_of_another_company_beside_a_table_is_told(words: str, whom: list[str]) -> None:
    assert passed_over(of_fcc(words, table=TABLE)) == whom


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("Gannet Voice Inc. (FRN 0031000111) was removed from the Robocall Mitigation Database on May 2, 2024.", ["Gannet Voice Inc."]),
        ("Whimbrel Holdings Corp. (RMD0097112), which owns Osprey, was fined in 2023.", ["Whimbrel Holdings Corp."]),
        ("Gannet Voice Inc. (FRN 0031000111) is registered.", []),
    ],
)
def test_a_number_beside_a_company_tells_no_more_of_it(words: str, whom: list[str]) -> None:
    assert passed_over(of_ag(words)) == whom


def lines_unread(found: list[Finding], start: str) -> list[str]:
    return [u.reason.partition(": ")[2] for u in unread(found) if u.reason.startswith(start)]


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        (
            "Osprey took these calls from the following:\n\n- Whimbrel Voice Ltd\n- Gannet Tel",
            ["Osprey took these calls from the following:"],
        ),
        (
            "We have informed the following:\n\n1. Whimbrel Voice Ltd\n\n2. Gannet Tel\n\nThank you.",
            ["We have informed the following:"],
        ),
        ("Osprey took these calls.\n\nWhimbrel Voice Ltd", []),  # not announced, and no list
    ],
)
def test_entries_of_a_list_that_is_unread_are_told(words: str, entries: list[str]) -> None:
    assert lines_unread(of_ag(words), "a list of which") == entries


@pytest.mark.parametrize(
    ("below", "told"),
    [
        ("cc: Whimbrel Voice Ltd\n    Gannet Tel", ["cc: Whimbrel Voice Ltd Gannet Tel"]),
        ("Copies to: Whimbrel Voice Ltd", ["Copies to: Whimbrel Voice Ltd"]),
        ("cc: Federal Communications Commission", []),  # a claim tells of it
        ("P.S. A second notice goes to Gannet Tel today.", ["P.S. A second notice goes to Gannet Tel today."]),
        ("P.S. Our office is closed on Friday.", []),
        ("Odile Markham\nWinnemac", []),
    ],
)
def test_whom_a_copy_goes_to_and_a_postscript_are_told(below: str, told: list[str]) -> None:
    found = list(ag_notice.load(text_document(AG.format(block=BLOCK, body="Thank you.") + "\n" + below + "\n")))
    assert lines_unread(found, "words below the signature") == told


def test_a_name_says_nothing_by_its_own_words() -> None:
    assert unread(of_ag("Thank you.\n\nThe Quillon Gateway Ltd. and its like\n")) == []


@pytest.mark.parametrize("read", [of_ag, of_fcc])
@pytest.mark.parametrize(
    "said",
    [
        "{} passed these calls to Highline Mobile, Inc., Orrin Cellular LLC and Teal Net.",
        "The calls went from {} to Highline Mobile, Inc.",
        "{} got these calls from Orrin Cellular LLC.",
        "Tove Hallgrim also owns Ptarmigan Net Inc.",
        "{} uses the numbers of Ptarmigan Net Inc.",
        "The same calls were seen at Ptarmigan Net Inc.",
        "{} passed the calls to Teal Net.",
    ],
)
def test_a_sentence_on_another_company_is_told_whatever_its_verb(read: Callable[..., list[Finding]], said: str) -> None:
    words = said.format("Osprey" if read is of_ag else "Merlin")
    found = read(words)
    assert claims(found, Kind.HANDED_OFF) == []
    assert [
        u.reason.endswith(words) or words[:40] in u.reason for u in unread(found) if "that this loader does not read: " in u.reason
    ] == [True]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            "Please respond to this Notice by March 24, 2025, and produce the records of all calls by April 4, 2025.",
            "words with a time of which no claim tells (2025-04-04)",
        ),
        (
            "Please confirm receipt within 5 days and respond to this Notice within 21 days of its date.",
            "words with a time of which no claim tells (5 days)",
        ),
        (
            "Osprey ignored at least 17 traceback requests, such as tracebacks #30510, #30511 and #30512.",
            "a traceback, by its number, that this loader does not read",
        ),
        ("Osprey (FRN 0031555777) did not answer traceback requests.", None),  # a claim has the number
        ("Please respond to this Notice within 21 days of its date.", None),
        ("Please respond to this Notice by March 24, 2025.", None),
    ],
)
def test_a_time_or_a_number_beside_what_is_read_is_told(said: str, reason: str | None) -> None:
    told = [u.reason for u in unread(of_ag(said)) if "no claim tells" in u.reason or "by its number" in u.reason]
    assert [each.partition(":")[0] for each in told] == ([reason] if reason else [])


def test_a_time_from_a_receipt_is_said_to_be_counted_from_the_date() -> None:
    found = of_ag("Please respond to this Notice within thirty (30) days of receipt.")
    assert claims(found, Kind.ACTED)[0].due == (Due("reply", "ag.reply", "30 days"),)
    assert [(r.code, r.text) for r in remarks(found)] == [
        ("receipt-unknown", "30 days from a receipt, whose day the letter does not say: counted from the date of the letter")
    ]
    assert remarks(of_ag("Please respond to this Notice within thirty (30) days of its date.")) == []


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("Merlin must effectively mitigate the traffic by May 6, 2024.", ("k4.mitigate", "by May 6, 2024", "2024-05-06")),
        ("Merlin must mitigate the traffic within two business days of this letter.", ("k4.mitigate", "2 business days", None)),
        ("Merlin must mitigate the traffic within 48 hours.", ("k4.mitigate", "48 hours", None)),
        ("Merlin must report the steps it took to block the calls by May 16, 2024.", ("k4.measures", "by May 16, 2024", "2024-05-16")),
        ("Merlin must inform us of the measures no later than 14 days after this date.", ("k4.measures", "14 days", None)),
    ],
)
def test_a_duty_to_mitigate_by_a_day_has_its_clock(said: str, due: tuple[str, str, str | None]) -> None:
    [action] = claims(of_fcc(said), Kind.ACTED)
    assert [(each.clock, each.length, each.stated) for each in action.due] == [due]


@pytest.mark.parametrize(
    "said",
    [
        "Merlin need not mitigate the traffic within 48 hours.",
        "Merlin is not required to report its measures within 14 days.",
        "You are under no obligation to mitigate within 48 hours.",
        "Merlin is no longer required to report its measures by May 20, 2024.",
        "You do not have to report the steps you took within 14 days of this letter.",
    ],
)
def test_what_need_not_be_done_is_no_duty(said: str) -> None:
    found = of_fcc(said)
    [action] = claims(found, Kind.ACTED)
    assert (action.due, claims(found, Kind.TERM)) == ((), [])
    assert f"words on Merlin Voice Inc. that this loader does not read: {said[:60]}" in " ".join(u.reason for u in unread(found))


@pytest.mark.parametrize(
    ("said", "clocks"),
    [
        ("Merlin need not answer each of them, but must mitigate within 48 hours.", ["k4.mitigate"]),
        ("Merlin must mitigate within 48 hours, but need not report within 14 days.", ["k4.mitigate"]),
        ("If Merlin is not required to file, it must report its measures within 14 days.", ["k4.measures"]),
    ],
)
def test_a_duty_beside_what_need_not_be_done_stays_one(said: str, clocks: list[str]) -> None:
    [action] = claims(of_fcc(said), Kind.ACTED)
    assert [due.clock for due in action.due] == clocks
    assert [term.force for term in claims(of_fcc(said), Kind.TERM)] == ["duty"]


@pytest.mark.parametrize(
    ("said", "force"),
    [
        ("If Merlin does not stop, Merlin will be blocked by downstream providers.", "threat"),
        ("If Merlin fails to respond, Merlin may be removed from the Robocall Mitigation Database.", "threat"),
        ("If Merlin fails to respond, it may be subject to a forfeiture.", "threat"),
        ("If Merlin fails to respond, Merlin shall promptly be deemed non-cooperative.", "threat"),
        ("If Merlin does not comply, it will face enforcement.", "threat"),
        ("If Merlin disagrees, it may respond within 14 days.", "right"),
        ("If Merlin disagrees, Merlin will be given an opportunity to respond.", "right"),
        ("If Merlin disagrees, it should say so within 14 days.", "duty"),
        ("If Merlin carries such calls, Merlin shall be required to block them.", "duty"),
        ("If the Bureau does not hear from you, it may respond within 14 days.", "threat"),  # who may, is another
    ],
)
def test_what_is_done_to_a_company_is_no_right_and_no_duty_of_it(said: str, force: str) -> None:
    [term] = claims(of_fcc(said), Kind.TERM)
    assert (term.force, term.party) == (force, "it" if "Bureau" in said else None)


# --- never made of a letter -------------------------------------------------------------------------------------------


def test_a_provider_that_is_no_gateway_has_not_that_role() -> None:
    [action] = claims(of_fcc(role=" as a non-gateway intermediate provider"), Kind.ACTED)
    assert action.roles == ("transmitting",)


def test_a_date_goes_with_its_own_length_alone() -> None:
    [action] = claims(of_fcc("Merlin must mitigate within 48 hours and report within 14 days (May 16, 2024)."), Kind.ACTED)
    assert [(due.length, due.stated) for due in action.due] == [("48 hours", None), ("14 days", "2024-05-16")]
    [action] = claims(of_fcc("Merlin must mitigate within 48 hours, i.e., not later than May 4, 2024."), Kind.ACTED)
    assert [(due.length, due.stated) for due in action.due] == [("48 hours", "2024-05-04")]


def test_what_follows_a_signature_is_none() -> None:
    table = "Attachment A\nUpstream Provider\tDate of Call\tCampaign\nPochard Voice\tApril 2, 2024 11:04 UTC\tLoans"
    assert [c.contact for c in claims(of_fcc(table=table), Kind.IDENTIFIED) if c.how == "signer"] == [
        "Lena Applegarth, Chief, Enforcement Bureau"
    ]


def test_a_number_beside_a_name_is_no_part_of_it() -> None:
    found = of_fcc()
    assert {c.provider for c in claims(found) if c.provider} == {"Merlin Voice Inc."}
    assert [c.frn for c in claims(found) if c.frn] == ["0031555777"]


@pytest.mark.parametrize("line", ["VIA FEDERAL EXPRESS AND EMAIL", "By Courier", "SECOND NOTICE", "Delivered by hand"])
def test_how_a_letter_is_sent_and_its_headline_are_no_persons(line: str) -> None:
    assert not [c.contact for c in claims(of_ag("", f"{line}\n\n{BLOCK}"), Kind.IDENTIFIED) if c.contact and not c.how]


def test_two_addressees_side_by_side_are_not_one() -> None:
    with pytest.raises(BadDocument, match="two columns"):
        of_ag(
            "",
            "Osprey Telecom, LLC          Bunting IP Ltd.\n300 Mill Street              4 Dock Road\nPort Ellery, DE              Limerick",
        )


def test_what_is_said_of_another_addressee_is_not_lost() -> None:
    block = f"{BLOCK}\n\nBunting Telecom, Inc.\n4 Dock Road\nPort Ellery, DE 19800"
    found = of_ag("Bunting Telecom, Inc. carried calls.\n\nWe have not found that Bunting knowingly transmitted unlawful calls.", block)
    assert [u.reason for u in unread(found) if "knowingly" in u.reason] == [
        "words on Bunting Telecom, Inc. that this loader does not read: We have not found that Bunting knowingly transmitted unlawful calls."
    ]


@pytest.mark.parametrize("traffic", ["Traffic", "Robocall Traffic", "Robocalls", "Calls"])
def test_a_notice_of_suspected_robocalls_is_one(traffic: str) -> None:
    letter = FCC.format(role="", body="", table="").replace("Cease and desist", f"Notice of Suspected Illegal {traffic}")
    document = text_document(letter)
    assert fcc_letter.recognise(document)
    assert {c.action_kind for c in claims(fcc_letter.load(document), Kind.ACTED)} == {"notice"}


def test_what_all_may_be_ordered_to_do_is_no_permission() -> None:
    [term] = claims(of_fcc("Should Merlin fail to act, all U.S. providers may be ordered to block."), Kind.TERM)
    assert (term.force, term.clock) == ("threat", None)


def test_a_time_in_a_list_of_demands_is_none_of_all() -> None:
    body = "Demand is made that Osprey\n  1. end its service;\n  2. answer every traceback within 24 hours."
    assert claims(of_ag(body), Kind.TERM) == []


def test_a_name_of_a_past_action_ends_with_its_sentence() -> None:
    found = order(
        "     )\nTarn Voice, Inc.      )", "FINAL DETERMINATION ORDER", "1. The Bureau concludes that Tarn Voice, Inc. (Tarn) sent robocalls.",
        "2. On April 9, 2024, the Bureau issued a Notice of Suspected Illegal Traffic to Tarn. On June 4, 2024, it wrote again.",
    )  # fmt: skip
    acted = claims(found, Kind.ACTED)
    assert [(c.provider, c.action_kind, c.valid_at) for c in acted] == [
        ("Tarn Voice, Inc.", "final-determination-order", "2024-07-10"), ("Tarn Voice, Inc.", "notice", "2024-04-09"),
    ]  # fmt: skip


def test_what_a_demand_asks_about_is_no_finding() -> None:
    found = of_ag("Within 21 days you must name (i) its officers; (ii) each customer for whom you were the originating provider.")
    assert claims(found, Kind.FOUND) == []


def test_an_address_in_one_line_is_no_name() -> None:
    found = of_ag("", "Osprey Telecom, LLC, 400 Harbor Parkway, Port Ellery, DE 19800")
    assert {c.provider for c in claims(found) if c.provider} == {"Osprey Telecom, LLC"}


# --- read, in more words ------------------------------------------------------------------------------------------------


def test_an_order_says_of_its_one_company_what_a_letter_would() -> None:
    found = order(
        "     )\nKinglet Voice Corp.   )", "ORDER TO SHOW CAUSE",
        "1.    Kinglet Voice Corp. (Kinglet), FRN 0031555301, must show cause within 30 days about robocalls.",
        "2.    Kinglet did not respond to any of 14 traceback requests. Kinglet was named as the originator of robocalls.",
    )  # fmt: skip
    assert [c.frn for c in claims(found) if c.frn] == ["0031555301"]
    assert [c.what for c in claims(found, Kind.FOUND)] == ["was named as the originator of robocalls"]
    assert passed_over(found) == ["Kinglet Voice Corp."]


def test_a_list_in_a_sentence_of_an_order_names_its_companies_alone() -> None:
    found = order(
        " Deficient Robocall Filings", "REMOVAL ORDER",
        "1. We remove the following companies from the database: Corncrake Tel Ltd (RMD0009921), and Crane & Sons GmbH (RMD0009924).",
        "2. Coot Communications (RMD0009925) cured its filing.",
    )  # fmt: skip
    acted = claims(found, Kind.ACTED)
    assert [(c.provider, c.action_kind) for c in acted] == [("Corncrake Tel Ltd", "removal"), ("Crane & Sons GmbH", "removal")]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("Please respond to this notice in twenty-one (21) days.", ("21 days", None)),
        ("Please answer within fourteen days.", ("14 days", None)),
        ("Not later than 26 May 2025 you must answer.", ("Not later than 26 May 2025", "2025-05-26")),
        ("Please respond by 4:00 pm on Friday, August 2, 2025.", ("by 4:00 pm on Friday, August 2, 2025", "2025-08-02")),
    ],
)
def test_a_time_to_reply_in_more_words(words: str, due: tuple[str, str | None]) -> None:
    [action] = claims(of_ag(words), Kind.ACTED)
    assert action.due == (Due("reply", "ag.reply", *due),)


def test_two_companies_from_which_calls_are_taken_are_two() -> None:
    found = of_ag("Osprey accepted calls from Kestrel Carrier Pvt. Ltd. (India) and Whimbrel Voice Ltd (Oman), and handed them on.")
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Kestrel Carrier Pvt. Ltd", "Whimbrel Voice Ltd"]
    assert unread(found) == []


def test_a_memorandum_of_an_office_is_a_letter() -> None:
    memo = (
        "OFFICE OF ATTORNEY GENERAL HENRIETTA VOSS\n\nDate: September 9, 2024\n\nTo:     Plover Communications Corp\n        88 Canal Street\n\n"
        "From:   Henrietta Voss, Attorney General\n\nSubject:  Final notice before litigation\n\n"
        "Plover Communications Corp failed to respond to 27 traceback requests.\n"
    )
    document = text_document(memo)
    assert ag_notice.recognise(document)
    found = list(ag_notice.load(document))
    assert [(c.provider, c.what) for c in claims(found, Kind.ACTED)] == [("Plover Communications Corp", "final notice")]
    assert [c.address for c in claims(found, Kind.IDENTIFIED) if c.address] == ["88 Canal Street"]
    assert [c.no_response for c in claims(found, Kind.COUNTED)] == [27]


def test_zones_and_providers_have_columns_of_their_own() -> None:
    table = "APPENDIX 1\nCall Date\tTime\tZone\tIngress Provider\n2/20/2024\t10:05 AM\tEST\tSnipe Wholesale LLC\n4-Mar-24\t9:12 AM\tEDT\tUnknown"
    found = of_fcc(table=table)
    assert [c.call_at for c in claims(found, Kind.CALL)] == ["2024-02-20T15:05:00Z", "2024-03-04T13:12:00Z"]
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Snipe Wholesale LLC"]


def test_calls_in_an_exhibit_without_a_table_are_said_to_be_unread_as_a_whole() -> None:
    found = of_fcc(table="EXHIBIT A: CALLS\n\n1.\nUpstream: Harrier Connect\nWhen: April 2, 2024")
    [lines] = [(u.line_from, u.line_to) for u in unread(found) if u.reason.startswith("no table of calls")]
    assert lines == (25, 30)


def test_a_letter_of_the_ftc_finds_a_point_of_entry_and_asks_to_be_told() -> None:
    letter = (
        "FEDERAL TRADE COMMISSION\n\nApril 11, 2023\n\nVIA COURIER\n\nCrossbill Telecom LLC\n1 Point Street\n\nDear Crossbill Telecom LLC:\n\n"
        "Robocalls came in. The ITG traced calls in which Crossbill Telecom LLC was the U.S. point of entry.\n\n"
        "Within fourteen days of receiving this letter, please tell us what you have done.\n\nSincerely,\n\nNoor Haddad\n"
    )
    [action] = claims(ftc_letter.load(text_document(letter)), Kind.ACTED)
    assert (action.roles, action.due) == (("point-of-entry",), (Due("reply", "ftc.reply", "14 days", None),))


# --- mails of the ITG ---------------------------------------------------------------------------------------------------

MAIL = "From: traceback-notice@tracebacks.org\nTo: noc@merlinvoice.example\nDate: 15 Apr 24 12:00 UTC\n\n"


def of_itg(body: str) -> list[Finding]:
    document = text_document(MAIL + body, "box.txt")
    found = list(itg_mailbox.load(document))
    assert_evidence(document, found)
    return found


def test_a_silent_upstream_is_named_without_the_words_around_it() -> None:
    found = of_itg(
        "An upstream provider you identified, Harrier Connect LLC, did not respond to traceback request #40877.\n\n"
        "Another one, Osprey Telecom, has not yet responded to #40990.\n\nGoshawk Ltd responded late, on April 13.\n"
    )
    assert [(c.incident, c.provider, c.interim) for c in claims(found, Kind.STATUS)] == [
        ("itg-40877", "Harrier Connect LLC", None), ("itg-40990", "Osprey Telecom", True),
    ]  # fmt: skip
    assert [(u.line_from, u.reason) for u in unread(found)] == [(9, "words on a company that this loader does not read")]


def test_each_company_is_silent_about_its_own_traceback() -> None:
    found = of_itg("Pipit Telecom Ltd and Ortolan Voice LLC have not responded to tracebacks #42003 and #42004, respectively.\n")
    assert [(c.incident, c.provider) for c in claims(found, Kind.STATUS)] == [
        ("itg-42003", "Pipit Telecom Ltd"), ("itg-42004", "Ortolan Voice LLC"),
    ]  # fmt: skip
    found = of_itg("Pipit Telecom Ltd and Ortolan Voice LLC have not responded to tracebacks #1, #2 and #3, respectively.\n")
    assert claims(found) == []
    assert [u.line_from for u in unread(found)] == [5]


def test_a_row_of_totals_in_monthly_metrics_is_no_provider() -> None:
    heads = "Provider\tTotal Hops\tOpen\tPOE\tOrig\tNo Resp\tNot Found"
    found = of_itg(f"Monthly Metrics - Veery Telecom Inc\n\n{heads}\nPipit Telecom Ltd\t7\t0\t5\t1\t1\t0\nTotal\t7\t0\t5\t1\t1\t0\n")
    assert [c.upstream for c in claims(found, Kind.COUNTED)] == ["Pipit Telecom Ltd"]
    assert [u.line_from for u in unread(found) if "totals" in u.reason] == [9]


def test_words_that_are_no_name_make_no_provider() -> None:
    found = of_itg("The company that sold you the route to Harrier Connect LLC did not respond to traceback request #40877.\n")
    assert claims(found) == []
    assert [u.line_from for u in unread(found)] == [5]


def test_words_on_a_company_beside_a_request_leave_the_request_read() -> None:
    found = of_itg(
        "We still have no answer from Merlin Voice Inc.\n\nCall Details for Traceback #41003 (new)\n"
        "Date/Time\t2024-04-08 13:44:10 UTC\nTo\t+12025550150\nFrom\t+12025550151\nCampaign\tUtility\nA voice says that service ends.\n"
    )
    assert [c.incident for c in claims(found, Kind.ASKED)] == ["itg-41003"]
    [call] = claims(found, Kind.CALL)
    assert (call.call_at, call.caller, call.campaign, call.description) == (
        "2024-04-08T13:44:10Z", "+12025550151", "Utility", "A voice says that service ends.",
    )  # fmt: skip
    assert [u.line_from for u in unread(found)] == [5]


def test_a_heading_of_monthly_metrics_is_known_where_a_print_may_have_cut_it_and_a_name_there_is_unread() -> None:
    heads = "Provider  Total Hops  Open  POE  Orig  No\u2006  Resp  Not Found"
    rows = "Pipit Telecom Ltd  7  0  5  1  1  0\nOrtolan Tele\u2006com  3  0  3  0  0  0"
    found = of_itg(f"Monthly Metrics - Veery Telecom Inc\n\n{heads}\n{rows}\n")
    assert [(c.upstream, c.no_response) for c in claims(found, Kind.COUNTED)] == [("Pipit Telecom Ltd", 1)]
    assert [u.line_from for u in unread(found) if "may be cut" in u.reason] == [9]


def test_many_notices_in_a_mail_take_no_longer_each() -> None:
    said = "Pipit Telecom Ltd did not respond to traceback #42003.\n\n"
    begun = time.process_time()
    found = list(itg_mailbox.load(text_document(MAIL + said * (100_000 // len(said)), "box.txt")))
    assert time.process_time() - begun < 4  # a quarter of a second on an idle machine
    assert len(claims(found, Kind.STATUS)) == 100_000 // len(said)


def test_a_company_of_the_address_block_that_the_letter_never_names_is_told() -> None:
    second = "\n\nOrchid Transit Corp.\nAttn: Juniper Sallow\n9 Mill Lane\nSaltby, WN 00018"
    found = list(fcc_letter.load(text_document(write(Letter()).replace("WN 00017", f"WN 00017{second}"))))
    assert [(u.line_from, u.line_to, u.reason) for u in unread(found)] == [
        (15, 18, "a company in the address block of which the letter says nothing: Orchid Transit Corp.")
    ]
    assert [c.address for c in claims(found, Kind.IDENTIFIED) if c.address] == ["48 Harbour Reach, Suite 9, Port Ellery, WN 00017"]
    assert not [c.contact for c in claims(found, Kind.IDENTIFIED) if c.contact and "Sallow" in c.contact]
    assert [c.provider for c in claims(found, Kind.ACTED)] == ["Quillon Gateway Ltd."]
