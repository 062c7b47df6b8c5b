"""What a letter says beyond its table: what is found, who was told, which terms it sets; and what is never made of it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loaders.documents import assert_evidence, claims, remarks, text_document, unread
from tests.places import EXAMPLES, SPECIMENS
from tracer.errors import BadDocument
from tracer.loaders import ag_notice, fcc_letter, ftc_letter
from tracer.loaders.letters.address import reads_like
from tracer.loaders.letters.windows import window
from tracer.model import OF_INCIDENTS, Claim, Due, Finding, Kind

HEAD = """Federal Communications Commission
Enforcement Bureau

June 12, 2024

To: Ottilie Varga
Managing Director
Quillon Gateway Ltd.
48 Harbour Reach, Suite 9
Port Ellery, WN 00000
{mail}

Re: A specimen of a letter on robocalls

Dear Ms. Varga:

The Enforcement Bureau has determined that Quillon Gateway Ltd. (Quillon) is apparently transmitting illegal robocalls.

"""
FOOT = """

Sincerely,

Marit Solheim
Chief, Enforcement Bureau
"""


def read(body: str, mail: str = "noc@quillongateway.example") -> list[Finding]:
    document = text_document(HEAD.format(mail=mail) + body + FOOT)
    found = list(fcc_letter.load(document))
    assert_evidence(document, found)
    return found


def said(body: str, kind: Kind) -> list[Claim]:
    """Of that kind, without the determination that every one of these letters makes."""
    return [c for c in claims(read(body), kind) if c.place.line_from > 17]


def specimen(name: str) -> list[Finding]:
    folder = SPECIMENS if (SPECIMENS / name).exists() else EXAMPLES
    document = text_document(folder.joinpath(name).read_text(encoding="utf-8"), name)
    loader = ag_notice if ag_notice.recognise(document) else fcc_letter
    found = list(loader.load(document))
    assert_evidence(document, found)
    return found


# --- whom it is addressed to ---------------------------------------------------------------------------------------


def test_the_address_block_names_persons_domains_and_role_mailboxes() -> None:
    found = claims(read("", "ottilie.varga@quillongateway.example; noc@quillongateway.example"), Kind.IDENTIFIED)
    assert [c.contact for c in found if c.provider and c.contact] == ["Ottilie Varga, Managing Director"]
    [mail] = [c for c in found if c.names]
    assert (mail.names, mail.domains, mail.mailboxes) == (("quillongateway.example",), (), ("noc@quillongateway.example",))
    assert "ottilie" not in repr([c for c in found if c.names])


def test_a_domain_that_does_not_read_like_the_company_is_only_proposed() -> None:
    [mail] = [c for c in claims(read("", "ottilie@orchidmail.example"), Kind.IDENTIFIED) if c.domains or c.names]
    assert (mail.names, mail.domains) == ((), ("orchidmail.example",))


@pytest.mark.parametrize("mail", ["someone@gmail.com", "letters@fcc.gov", "desk@ustelecom.org"])
def test_a_public_or_an_authority_domain_is_nobodys(mail: str) -> None:
    assert not [c for c in claims(read("", mail), Kind.IDENTIFIED) if c.domains or c.names]


@pytest.mark.parametrize(
    ("domain", "name", "alike"),
    [
        ("quillongateway.example", "Quillon Gateway Ltd.", True),
        ("quillon.example", "Quillon Gateway Ltd.", True),
        ("quillongatewaycorp.example", "Quillon Gateway Ltd.", True),
        ("oxtelecom.example", "OX/Illux Telecom LLC", True),
        ("voice.example", "Fernwick Voice LLC", False),
        ("telecom.example", "Petrel Telecom", False),
        ("petrel.example", "Quillon Gateway Ltd.", False),
    ],
)
def test_which_domains_read_like_a_name(domain: str, name: str, alike: bool) -> None:
    assert reads_like(domain, name) is alike


def test_the_short_name_is_no_further_name() -> None:
    [short] = [c for c in claims(read(""), Kind.IDENTIFIED) if c.short_names]
    assert (short.short_names, short.names, short.provider) == (("Quillon",), (), "Quillon Gateway Ltd.")


def test_the_recipient_is_the_addressee_whatever_company_is_named_first() -> None:
    text = HEAD.format(mail="noc@quillongateway.example").replace(
        "The Enforcement Bureau has",
        "In 2022 the Bureau warned Petrel Carrier LLC that Petrel Carrier LLC was apparently originating traffic. It has",
    )
    [acted] = claims(fcc_letter.load(text_document(text + FOOT)), Kind.ACTED)
    assert (acted.provider, acted.roles) == ("Quillon Gateway Ltd.", ("transmitting",))


TWO = HEAD.replace("{mail}", "Pinfold Networks, Inc.\n9 Mole Lane\nPort Ellery, WN 00001").replace(
    "illegal robocalls.\n",
    "illegal robocalls. It does so for Pinfold Networks, Inc. as well. You must mitigate the traffic within 48 hours.\n",
)


def test_two_addressees_are_two_and_their_addresses_are_not_one() -> None:
    document = text_document(TWO + FOOT + "\nATTACHMENT A\n\nCustomer\tDate of Call\tDescription\nHollin\tMay 2, 2024\tFee\n")
    found = list(fcc_letter.load(document))
    assert_evidence(document, found)
    assert [(c.provider, c.action, c.roles, len(c.due)) for c in claims(found, Kind.ACTED)] == [
        ("Quillon Gateway Ltd.", "fcc-2024-06-12-quillon-gateway", ("transmitting",), 1),
        ("Pinfold Networks, Inc.", "fcc-2024-06-12-pinfold-networks", (), 1),
    ]
    [address] = [c.address for c in claims(found, Kind.IDENTIFIED) if c.address]
    assert address == "48 Harbour Reach, Suite 9, Port Ellery, WN 00000"
    assert not [c for c in claims(found) if c.incident]
    assert [u.reason for u in unread(found)] == ["the letter has several addressees: whose calls a table lists is not certain"]


@pytest.mark.parametrize("between", ["\n", " and ", ", & "])
def test_two_addressees_whom_the_letter_names_together(between: str) -> None:
    both = "Quillon Gateway Ltd. and Pinfold Networks, Inc."
    text = HEAD.format(mail="noc@quillongateway.example").replace("that Quillon Gateway Ltd. (Quillon)", f"that {both}")
    text = text.replace("\nQuillon Gateway Ltd.\n", f"\nQuillon Gateway Ltd.{between}Pinfold Networks, Inc.\n", 1)
    assert both in text
    assert [c.provider for c in claims(fcc_letter.load(text_document(text + FOOT)), Kind.ACTED)] == both.split(" and ")


def test_two_addressees_of_a_notice() -> None:
    words = EXAMPLES.joinpath("ag_notice.txt").read_text(encoding="utf-8")
    words = words.replace("Sent by certified", "Pinfold Voice LLC\n9 Mole Lane\nSent by certified").replace(
        "What we ask\n", "What we ask\n\nPinfold Voice LLC has the same owner.\n"
    )
    acted = [c for c in claims(ag_notice.load(text_document(words)), Kind.ACTED) if c.due]
    assert [(c.provider, c.action) for c in acted] == [
        ("Brightwater Dialing", "ag-2024-09-03-brightwater-dialing"), ("Pinfold Voice LLC", "ag-2024-09-03-pinfold-voice"),
    ]  # fmt: skip


# --- what it finds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "certainty", "roles", "by"),
    [
        ("The Traceback Consortium determined that Quillon originated the calls.", "determined", ("originating",), "Traceback Consortium"),
        ("The Bureau is concerned about whether Quillon was originating the calls.", "suspected", ("originating",), None),
        ("Quillon may be originating these calls.", "suspected", ("originating",), None),
        ("Tracebacks show that you are apparently knowingly or negligently originating calls.", "apparent", ("originating",), None),
        ("The data indicate that Quillon originated the calls.", "apparent", ("originating",), None),
        ("Tracebacks suggest Quillon was originating the calls.", "apparent", ("originating",), None),
        ("Tracebacks show that Quillon originated the calls.", "determined", ("originating",), None),
        ("In each of them Quillon was the last traceable hop.", "stated", ("last-hop",), None),
        ("Quillon was identified as the point of entry for these calls.", "stated", ("point-of-entry",), None),
    ],
)
def test_how_sure_a_finding_is_and_on_whose_word(words: str, certainty: str, roles: tuple[str, ...], by: str | None) -> None:
    [found] = said(words, Kind.FOUND)
    assert (found.certainty, found.roles, found.on_word_of, found.provider) == (certainty, roles, by, "Quillon Gateway Ltd.")


@pytest.mark.parametrize(
    "words",
    [
        "If Quillon continues to transmit the calls, the Bureau may act.",
        "Petrel Carrier LLC is originating the calls.",
        "The Traceback Consortium determined that Petrel Carrier LLC originated the calls.",
        "There is no evidence that Quillon originated the calls.",
        "The Bureau cannot tell whether Quillon is originating the calls.",
        "Quillon must not originate such calls.",
        "Providers that originate such calls face consequences.",
    ],
)
def test_what_is_no_finding_about_the_recipient(words: str) -> None:
    assert said(words, Kind.FOUND) == []


def test_a_finding_takes_window_and_source_from_the_sentence_before() -> None:
    body = (
        "Between August 24, 2023 and October 15, 2023, the Traceback Consortium investigated prerecorded calls that Callguard had flagged. "
        "It determined that Quillon transmitted the calls."
    )
    [found] = said(body, Kind.FOUND)
    assert (found.window_from, found.window_to, found.source, found.on_word_of) == (
        "2023-08-24", "2023-10-15", "Callguard", "Traceback Consortium",
    )  # fmt: skip
    assert found.what == "transmitted the calls"
    assert found.quote.startswith("Between August 24, 2023")


def test_the_manner_is_kept() -> None:
    [found] = said("Quillon is knowingly transmitting these calls.", Kind.FOUND)
    assert found.manner == "knowingly"


# --- who was told --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "how", "provider", "party"),
    [
        ("The Traceback Consortium previously notified Quillon of these calls.", "earlier-notice", "Quillon Gateway Ltd.", None),
        ("The Traceback Consortium gave you access to supporting data on each call.", "data-access", "Quillon Gateway Ltd.", None),
        ("A copy of this letter was sent to the Traceback Consortium.", "copy", None, "Traceback Consortium"),
        ("A copy of this letter was sent to Petrel Carrier LLC.", "copy", "Petrel Carrier LLC", None),
        ("The Bureau sent a letter to Quillon on May 2, 2024.", "own-notice", "Quillon Gateway Ltd.", None),
    ],
)
def test_who_was_told(words: str, how: str, provider: str | None, party: str | None) -> None:
    [told] = said(words, Kind.TOLD)
    assert (told.how, told.provider, told.party) == (how, provider, party)


@pytest.mark.parametrize(
    "words",
    [
        "The Traceback Consortium has not notified Quillon of these calls.",
        "If the Traceback Consortium notified Quillon, it must answer.",
        "The Traceback Consortium notified Petrel Carrier LLC of these calls.",
        "The Bureau will not send a copy of this letter to anybody.",
    ],
)
def test_who_was_not_told(words: str) -> None:
    assert said(words, Kind.TOLD) == []


def test_a_notice_of_its_own_joins_the_earlier_one() -> None:
    [told] = [c for c in claims(specimen("final_notice.txt"), Kind.TOLD) if c.how == "own-notice"]
    assert (told.action, told.valid_at) == ("ag-2024-09-03-brightwater-dialing", "2024-09-03")


# --- terms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "force", "party", "length", "clock"),
    [
        (
            "If after 48 hours Quillon still carries such calls, downstream U.S.-based providers may begin blocking all calls from Quillon.",
            "permission", "downstream U.S.-based providers", "48 hours", "k4.block",
        ),
        ("Failure to report within fourteen (14) days shall be equivalent to having failed.", "threat", None, "14 days", None),
        ("If you fail to do so, we may strike your filing from the Robocall Mitigation Database.", "threat",
         "Federal Communications Commission, Enforcement Bureau", None, None),
        ("You will have an opportunity to answer that notice.", "right", None, None, None),
        ("Quillon must file a declaration within 10 business days.", "duty", None, "10 business days", None),
        ("All voice service providers must respond to tracebacks within 24 hours.", "rule", "All voice service providers", "24 hours", None),
    ],
)  # fmt: skip
def test_a_term_has_its_force(words: str, force: str, party: str | None, length: str | None, clock: str | None) -> None:
    [term] = said(words, Kind.TERM)
    assert (term.force, term.party, term.length, term.clock) == (force, party, length, clock)
    assert term.provider == (None if force == "rule" else "Quillon Gateway Ltd.")


def test_numbered_steps_are_duties_each_with_its_words_and_date() -> None:
    body = (
        "Quillon should take the following steps:\n\n1. Promptly investigate the calls in Attachment A.\n"
        "2. Within fourteen (14) days (June 26, 2024), inform the Bureau of its measures.\n"
    )
    steps = said(body, Kind.TERM)
    assert [(c.force, c.what, c.length, c.stated) for c in steps] == [
        ("duty", "Promptly investigate the calls in Attachment A", None, None),
        ("duty", "inform the Bureau of its measures", "14 days", "2024-06-26"),
    ]


def test_a_permission_with_a_time_runs_as_a_clock_of_the_letter() -> None:
    body = "If after 48 hours Quillon still carries such calls, downstream providers may block all calls from it."
    assert claims(read(body), Kind.ACTED)[0].due == (Due("providers downstream may block its calls", "k4.block", "48 hours"),)
    assert claims(read(""), Kind.ACTED)[0].due == ()


def test_what_is_long_is_cut_and_the_quote_has_the_rest() -> None:
    [term] = said(f"If Quillon does not answer, the Bureau may act {'and act again ' * 20}at once.", Kind.TERM)
    assert term.what
    assert len(term.what) <= 120
    assert term.what.endswith("\u2026")
    assert term.quote.endswith("at once.")


# --- the authority's side ------------------------------------------------------------------------------------------


def test_who_signed_and_to_whom_answers_go() -> None:
    body = (
        "Please direct any inquiries to Odalys Wren, Attorney Advisor, at wren@bureau.example or (202) 555-0142; and cc: to Tam Oke, Division "
        "Chief, at oke@bureau.example."
    )
    theirs = [c for c in claims(read(body), Kind.IDENTIFIED) if c.party]
    assert [(c.how, c.contact, c.phone, c.provider) for c in theirs] == [
        ("reply-to", "Odalys Wren, Attorney Advisor", "+12025550142", None),
        ("copy-to", "Tam Oke, Division Chief", None, None),
        ("signer", "Marit Solheim, Chief, Enforcement Bureau", None, None),
    ]
    assert "wren@" not in repr(theirs)


# --- actions of the past -------------------------------------------------------------------------------------------


def test_past_actions_are_against_those_others_without_a_duty() -> None:
    body = (
        "The Commission may act, see, e.g., FCC Orders Petrel Carrier to Cease and Desist https://docs.example/p (issued Jun. 7, 2023); "
        "Alder Voice LLC; Bramble Tel, Inc. dba Bramble; and Cinder Corp, Removal Order, 39 FCC Rcd 1 (2022). "
        "In July 2021, the Commission issued a cease-and-desist letter to Dunlin Voice Inc. for the same."
    )
    past = [c for c in claims(read(body), Kind.ACTED) if c.valid_at != "2024-06-12"]
    assert {(c.provider, c.action_kind, c.valid_at, c.action) for c in past} == {
        ("Petrel Carrier", "cease-and-desist", "2023-06-07", "fcc-2023-06-07-petrel-carrier"),
        ("Alder Voice LLC", "removal", "2022", "fcc-2022-alder-voice"),
        ("Bramble Tel, Inc. dba Bramble", "removal", "2022", "fcc-2022-bramble-tel-inc-dba-bramble"),
        ("Cinder Corp", "removal", "2022", "fcc-2022-cinder"),
        ("Dunlin Voice Inc.", "cease-and-desist", "2021-07", "fcc-2021-07-dunlin-voice"),
    }
    assert all(not c.due and not c.roles for c in past)


@pytest.mark.parametrize(
    "words",
    [
        "Petrel Carrier LLC was removed from the database.",  # when?
        "In 2022 the Bureau considered an order against many providers.",
        "In 2022 the Commission issued an order to Alder Voice and Bramble Tel.",  # one name, or two
        "The Commission may issue a Removal Order against Petrel Carrier LLC in 2025.",
        "In 2023 the Commission has not removed Petrel Carrier LLC from the database.",
        "In 2023 the Commission never fined Petrel Carrier LLC.",
        "In 2023 the Bureau sent a cease and desist letter to Petrel Carrier LLC by mistake and withdrew it.",
        "In 2023 the Commission warned Petrel Carrier LLC that it may be removed from the database.",
    ],
)
def test_no_action_is_made_of_less(words: str) -> None:
    assert [c.provider for c in claims(read(words), Kind.ACTED)] == ["Quillon Gateway Ltd."]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("In 2023 the Commission fined Petrel Carrier LLC five million dollars, and in 2024 it removed Alder Voice Inc.", "forfeiture"),
        ("In 2024 the Commission sent a cease and desist letter to Petrel Carrier LLC, which was later fined.", "cease-and-desist"),
        ("In 2023 the Bureau issued a forfeiture order against Petrel Carrier LLC and in 2024 a removal order on Alder Inc.", "forfeiture"),
        ("In 2022 the Bureau removed Petrel Carrier LLC, and in 2023 the Bureau warned Alder Voice Inc. of its traffic.", "removal"),
    ],
)
def test_of_two_actions_in_one_breath_each_is_its_own(words: str, told: str) -> None:
    past = [c for c in claims(read(words), Kind.ACTED) if c.provider != "Quillon Gateway Ltd."]
    assert [(c.provider, c.action_kind) for c in past] == [("Petrel Carrier LLC", told)]


def test_a_letter_to_a_downstream_provider_tells_it_of_the_other_ones_notice() -> None:
    found = specimen("downstream_letter.txt")
    [handed] = claims(found, Kind.HANDED_OFF)
    assert (handed.provider, handed.upstream, handed.attested) == ("Marrowstone Tel", "Brightwater Dialing", "letter")
    past, own = sorted(claims(found, Kind.ACTED), key=lambda c: c.valid_at or "")
    assert (past.provider, past.action, past.due) == ("Brightwater Dialing", "ag-2024-09-03-brightwater-dialing", ())
    assert (own.provider, own.action_kind, own.due[0].length) == ("Marrowstone Tel", "letter", "30 days")
    [told] = claims(found, Kind.TOLD)
    assert (told.provider, told.how, told.action, told.valid_at) == ("Marrowstone Tel", "named", past.action, "2025-01-14")


# --- forms of letters ----------------------------------------------------------------------------------------------


def test_a_notice_of_suspected_traffic_has_its_own_clocks() -> None:
    [acted] = claims(specimen("suspected_traffic_notice.txt"), Kind.ACTED)
    assert (acted.action_kind, acted.roles) == ("notice", ("transmitting", "gateway"))
    assert [(d.clock, d.length, d.stated) for d in acted.due] == [("n2.mitigate", "48 hours", None), ("n2.notice", "14 days", "2025-01-20")]


def test_a_final_notice_says_so() -> None:
    found = specimen("final_notice.txt")
    acted, earlier = claims(found, Kind.ACTED)
    assert (acted.action_kind, acted.what, acted.due[0].stated) == ("notice", "final notice", "2025-03-24")
    assert (earlier.action, earlier.action_kind, earlier.due) == ("ag-2024-09-03-brightwater-dialing", "notice", ())
    [count] = claims(found, Kind.COUNTED)
    assert (count.no_response, count.total, count.window_from, count.window_to) == (9, 11, "2024-10", "2025-02")


# --- what is promised, and what may never follow -------------------------------------------------------------------


def test_a_promised_kind_without_a_greeting_is_refused() -> None:
    docket = "Winnemac v. Alcid Voice LLC\n\nDistrict Court of Winnemac\nMay 8, 2024\nNo. CV-24-00001\n\nAlcid Voice LLC was sent 329 traceback notices.\n"
    with pytest.raises(BadDocument, match="no salutation"):
        list(ag_notice.load(text_document(docket)))


def test_a_promised_kind_that_lacks_a_mark_is_in_doubt_claim_by_claim() -> None:
    text = EXAMPLES.joinpath("ag_notice.txt").read_text(encoding="utf-8")
    assert "\nATTORNEY GENERAL OF WINNEMAC\n" in text
    alone = text.replace("\nATTORNEY GENERAL OF WINNEMAC\n", "\n")
    found = list(ag_notice.load(text_document(re.sub(r"(?i)task force", "Council", alone))))
    assert [(r.code, "no task force" in r.text) for r in remarks(found)] == [("kind-uncertain", True)]
    assert all("kind-uncertain" in c.doubts for c in claims(found))
    whole = list(ag_notice.load(text_document(text)))
    assert not any("kind-uncertain" in c.doubts for c in claims(whole))


def test_a_table_in_a_notice_is_said_to_be_unread() -> None:
    text = EXAMPLES.joinpath("ag_notice.txt").read_text(encoding="utf-8")
    table = "What we ask\n\nTraceback\tDate\tStatus\n20411\tMarch 1, 2024\tNo response\n"
    found = list(ag_notice.load(text_document(text.replace("What we ask\n", table))))
    assert [u.line_to - u.line_from for u in unread(found) if "table" in u.reason] == [1]


NAMES = ["ag_notice.txt", "fcc_letter.txt", "final_notice.txt", "downstream_letter.txt", "suspected_traffic_notice.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_none_of_it_speaks_of_a_call(name: str) -> None:
    """What concerns no incident draws no hop; and of those kinds nothing holds a status or a count."""
    beyond = [c for c in claims(specimen(name)) if c.kind in (Kind.FOUND, Kind.TOLD, Kind.TERM)]
    assert beyond
    assert not {Kind.FOUND, Kind.TOLD, Kind.TERM} & OF_INCIDENTS
    assert all(c.incident is None and c.status is None and c.no_response is None and not c.due and not c.names for c in beyond)


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("since March 2024, X ignored", ("2024-03", None)),
        ("since 2023", ("2023", None)),
        ("between March 2024 and June 2024", ("2024-03", "2024-06")),
        ("from 2022 to March 5, 2023", ("2022", "2023-03-05")),
        ("since May 1, 2024", ("2024-05-01", None)),
        ("since 2024-05-01", ("2024-05-01", None)),
        ("from 1 May 2024 through 5/31/2024", ("2024-05-01", "2024-05-31")),
        ("from 3/4/2024 to 5/31/2024", (None, None)),  # in either order
    ],
)
def test_a_window_is_no_more_exact_than_it_is_printed(words: str, span: tuple[str | None, str | None]) -> None:
    assert window(words) == span


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(
    "Quillon|you|your|if|may|must|block|within 14 days|determined that|Traceback Consortium|a copy of it was sent to|originating"
    "|Removal Order, 39 FCC Rcd 1 (2022)|(issued Jun. 7, 2023)|see|In 2022 the Commission issued an order to|Petrel LLC|.|,|;|\n|\u00b2|1.|@x.example"
    .split("|")), max_size=40))  # fmt: skip
def test_any_words_make_claims_whose_quotes_stand_in_their_lines(words: list[str]) -> None:
    found = read(" ".join(words))
    assert all(c.provider != "Petrel LLC" for c in claims(found, Kind.FOUND))
    assert all(c.valid_at and c.valid_at < "2024-06-13" for c in claims(found, Kind.ACTED))


SLOW = [
    "if ", "Quillon is ", "you may ", "In 2024 ", "investigated ", "illegal ", "(issued Jun. 7, 2023) ", "Quillon (", "copy of this letter ",
    "within 14 days ", "see, ", "A; ", "that ", "failure to ", "the Commission ", "Removal Order, ", "to Abc Def, ", "may result in ", "1. A",
    "notified you of ", "last traceable hop ", "calls ", "47 CFR \u00a7 64.1200(", "https://a.example/", "A. ", "\u00b9", "ITG (", "all providers ",
]  # fmt: skip


@pytest.mark.parametrize("group", SLOW)
def test_nothing_hangs(group: str) -> None:
    text = HEAD.format(mail="noc@quillongateway.example") + group * (100_000 // len(group)) + " Quillon is originating calls.\n" + FOOT
    start = time.process_time()
    list(fcc_letter.load(text_document(text)))
    assert time.process_time() - start < 2


# --- letters as offices word them ----------------------------------------------------------------------------------


def letter_of(
    body: str, *, head: str = "Federal Communications Commission\nEnforcement Bureau", recipient: str = "Corvane Voice, LLC"
) -> str:
    to = f"Ignatius Pell\nChief Executive Officer\n{recipient}\n118 Millrace Road\nDunmore Falls, TX 75000"
    subject = "Re: NOTICE concerning robocalls and tracebacks"
    return (
        f"{head}\n\nNovember 8, 2023\n\nTo: {to}\n\n{subject}\n\nDear Mr. Pell:\n\n{body}\n\nSincerely,\n\nLoyal Sedgwick\nBureau Chief\n"
    )


OPENING = "We have determined that Corvane Voice, LLC (Corvane) is apparently originating illegal robocall traffic."


def of_fcc(body: str) -> list[Finding]:
    return list(fcc_letter.load(text_document(letter_of(f"{OPENING} {body}"))))


def test_of_two_past_actions_in_a_sentence_each_has_its_own_kind() -> None:
    found = of_fcc(
        "In January 2023 the Bureau issued a cease-and-desist letter to Brindle Telecom Corp. for similar conduct; "
        "the Commission proposed a forfeiture of $5 million against Osprey Reach LLC on June 8, 2022."
    )
    told = {(c.provider, c.action_kind, c.valid_at, c.action) for c in claims(found, Kind.ACTED) if c.provider != "Corvane Voice, LLC"}
    assert told == {
        ("Brindle Telecom Corp.", "cease-and-desist", "2023-01", "fcc-2023-01-brindle-telecom"),
        ("Osprey Reach LLC", "apparent-liability", "2022-06-08", "fcc-2022-06-08-osprey-reach"),
    }


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Osprey Reach LLC, Notice of Apparent Liability for Forfeiture, 35 FCC Rcd 1 (2022).", "apparent-liability"),
        ("On June 8, 2022, the FCC issued an Order to Osprey Reach LLC to show cause why it should not be removed.", "show-cause"),
        ("On June 8, 2022, the FCC issued a removal order to Osprey Reach LLC.", "removal"),
        ("On June 8, 2022, the FCC issued a forfeiture order to Osprey Reach LLC.", "forfeiture"),
    ],
)
def test_what_is_proposed_is_not_told_as_done(words: str, kind: str) -> None:
    found = of_fcc(f"The Bureau may act, see, e.g., {words}")
    [told] = [(c.action_kind, c.issuer) for c in claims(found, Kind.ACTED) if c.provider == "Osprey Reach LLC"]
    assert told == (kind, "Federal Communications Commission, Enforcement Bureau")


def test_an_earlier_action_against_the_recipient_is_put_on_its_whole_name() -> None:
    found = of_fcc("On May 4, 2022, the Federal Trade Commission sent a cease and desist letter to Corvane.")
    assert [(c.provider, c.action) for c in claims(found, Kind.ACTED) if c.valid_at == "2022-05-04"] == [
        ("Corvane Voice, LLC", "ftc-2022-05-04-corvane-voice")
    ]


def test_what_the_commission_may_order_others_to_do_is_no_duty_of_the_recipient() -> None:
    found = of_fcc(
        "Following a Final Determination Order, the Commission may require all providers immediately downstream to block "
        "all traffic from Corvane within 30 days of its publication."
    )
    assert [(c.force, c.party, c.length) for c in claims(found, Kind.TERM)] == [
        ("threat", "all providers immediately downstream", "30 days")
    ]


def test_a_number_is_that_of_the_recipient_or_of_the_company_behind_whose_name_it_stands() -> None:
    found = of_fcc(
        "Corvane (FRN 0031234567; Robocall Mitigation Database No. RMD0004321) must act. Brindle Telecom Corp. (FRN 0039999999) did."
    )
    assert [(c.provider, c.frn, c.rmd) for c in claims(found, Kind.IDENTIFIED) if c.frn or c.rmd] == [
        ("Brindle Telecom Corp.", "0039999999", None), ("Corvane Voice, LLC", "0031234567", "RMD0004321"),
    ]  # fmt: skip
    alone = of_fcc("Unlike Corvane, Brindle Telecom Corp. did, with FRN 0039999999.")
    assert not [c for c in claims(alone, Kind.IDENTIFIED) if c.frn]
    assert [u.reason for u in unread(alone) if "FRN:" in u.reason] == ["an FRN: whose it is cannot be told"]


def test_requests_that_were_carried_are_not_those_that_were_ignored() -> None:
    head = "STATE OF WINNEMAC\nOFFICE OF THE ATTORNEY GENERAL"
    for words, said in (
        ("Corvane was in 17 tracebacks and ignored 6 of them", [(6, 17)]),
        ("Corvane was in 17 tracebacks and ignored six of them", [(6, 17)]),
        ("17 traceback requests to Corvane were ignored", [(17, None)]),
    ):
        found = list(ag_notice.load(text_document(letter_of(f"{OPENING} Our records show that {words}.", head=head))))
        assert [(c.no_response, c.total) for c in claims(found, Kind.COUNTED)] == said, words
        assert said or [u for u in unread(found) if "count" in u.reason]


def test_a_state_s_own_letter_is_one_of_attorneys_general_and_its_time_to_reply_is_a_duty() -> None:
    text = letter_of(
        f"{OPENING} You have fourteen (14) days from receipt of this letter to respond to us.", head="OFFICE OF THE ATTORNEY GENERAL"
    )
    text = text.replace("Dear Mr. Pell:", "To Whom It May Concern:")
    document = text_document(text)
    assert ag_notice.recognise(document)
    [acted] = claims(list(ag_notice.load(document)), Kind.ACTED)
    assert [(due.clock, due.length) for due in acted.due] == [("ag.reply", "14 days")]


def test_a_company_goes_by_either_side_of_its_d_b_a() -> None:
    head = "OFFICE OF THE ATTORNEY GENERAL\nAnti-Robocall Multistate Litigation Task Force"
    body = 'The records show that Corvane Voice, Inc. ("Corvane") has transmitted illegal robocalls. Corvane failed to respond to nine (9) traceback requests.'
    found = list(ag_notice.load(text_document(letter_of(body, head=head, recipient="Corvane Voice, Inc. d/b/a CV Talk"))))
    assert [(c.provider, c.no_response) for c in claims(found, Kind.COUNTED)] == [("Corvane Voice, Inc. d/b/a CV Talk", 9)]
    assert [c.short_names for c in claims(found, Kind.IDENTIFIED) if c.short_names] == [("Corvane",)]


def test_a_letter_of_the_ftc_may_ask_for_a_reply_by_a_day_at_a_person_without_a_title() -> None:
    body = (
        "Corvane Voice, LLC (Corvane) was identified as the point of entry in 63 tracebacks of illegal robocalls. "
        "On November 3, 2022, we sent Corvane a warning letter. "
        "Please respond to this letter by e-mail to Oriel Katzenbach at okatz@commission.example by November 30, 2023. "
        "A copy of this letter was sent to Corvane's downstream providers Kestrel Carrier LLC and Onda Telecom Inc."
    )
    found = list(ftc_letter.load(text_document(letter_of(body, head="FEDERAL TRADE COMMISSION"))))
    [acted] = claims(found, Kind.ACTED)
    assert [(due.clock, due.stated) for due in acted.due] == [("ftc.reply", "2023-11-30")]
    assert "Oriel Katzenbach" in [c.contact for c in claims(found, Kind.IDENTIFIED)]
    told = {(c.provider, c.how, c.valid_at) for c in claims(found, Kind.TOLD)}
    assert ("Corvane Voice, LLC", "own-notice", "2022-11-03") in told
    assert {("Kestrel Carrier LLC", "copy", "2023-11-08"), ("Onda Telecom Inc", "copy", "2023-11-08")} <= told
