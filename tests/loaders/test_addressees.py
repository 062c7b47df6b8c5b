"""Letters to several companies: what each is told, and what is nobody's because it is not certain whose it is."""

from __future__ import annotations

import time
from types import ModuleType

import pytest

from tests.loaders.documents import assert_evidence, claims, text_document, unread
from tracer.loaders import ag_notice, fcc_letter, ftc_letter
from tracer.loaders.letters.addressees import MOST
from tracer.model import Claim, Finding, Kind

LOADERS = {
    "Federal Communications Commission\nEnforcement Bureau": fcc_letter,
    "Anti-Robocall Litigation Task Force": ag_notice,
    "Federal Trade Commission": ftc_letter,
}
ONE, OTHER = "Quillon Gateway, LLC", "Hollin Reach Telecom, Inc."
BLOCKS = f"""Otto Varga, CEO
{ONE}
100 Specimen Way
Port Ellery, WY 82000
noc@quillongateway.example

Ines Halvorsen
{OTHER}
200 Specimen Way
Port Ellery, WY 82000
noc@hr-voice.example
"""


def read(letterhead: str, body: str, blocks: str = BLOCKS) -> list[Finding]:
    document = text_document(f"""{letterhead}

March 3, 2025

{blocks}
Re: NOTICE on robocalls and traceback requests

Dear Mr. Varga and Ms. Halvorsen:

We write to {ONE} (Quillon) and {OTHER} (Hollin Reach), which apparently transmit illegal robocalls from a gateway. {body}

Sincerely,

Ada Specimen
Chief
""")
    loader: ModuleType = LOADERS[letterhead]
    found = list(loader.load(document))
    assert_evidence(document, found)
    return found


def of(found: list[Finding], provider: str, kind: Kind) -> list[Claim]:
    return [claim for claim in claims(found, kind) if claim.provider == provider]


def times(found: list[Finding], provider: str) -> list[list[str]]:
    return [[due.length for due in claim.due] for claim in of(found, provider, Kind.ACTED)]


letterheads = pytest.mark.parametrize("letterhead", LOADERS)


@letterheads
def test_persons_and_mail_addresses_are_those_of_the_company_in_whose_part_of_the_block_they_stand(letterhead: str) -> None:
    found = read(letterhead, "You must answer this letter within 21 days.")
    for name, person, domain in ((ONE, "Otto Varga, CEO", "quillongateway.example"), (OTHER, "Ines Halvorsen", "hr-voice.example")):
        its = of(found, name, Kind.IDENTIFIED)
        assert [claim.contact for claim in its if claim.contact and claim.contact[:3] != "Ada"] == [person]
        assert [claim.mailboxes for claim in its if claim.mailboxes] == [(f"noc@{domain}",)]
        assert [(*claim.names, *claim.domains) for claim in its if claim.mailboxes] == [(domain,)]


@letterheads
def test_what_stands_between_two_companies_without_a_blank_line_is_nobodys(letterhead: str) -> None:
    blocks = f"{ONE}\n100 Specimen Way\nPort Ellery, WY 82000\nInes Halvorsen\n{OTHER}\n200 Specimen Way\nPort Ellery, WY 82000\n"
    found = read(letterhead, "You must answer this letter within 21 days.", blocks)
    assert not [claim for claim in claims(found) if claim.contact == "Ines Halvorsen"]
    assert {claim.address for claim in claims(found) if claim.address} <= {"100 Specimen Way, Port Ellery, WY 82000"}


@letterheads
@pytest.mark.parametrize("between", [", ", "; ", " and ", ", and ", " & "])
def test_companies_on_one_line_are_several(letterhead: str, between: str) -> None:
    blocks = f"{ONE}{between}{OTHER} and Cobblegate Voice Co., Ltd.\n100 Specimen Way\nPort Ellery, WY 82000\n"
    found = read(letterhead, "You must inform us in writing within 21 days how you stop this.", blocks)
    assert {claim.provider for claim in claims(found, Kind.ACTED)} == {ONE, OTHER, "Cobblegate Voice Co., Ltd."}


@letterheads
def test_a_mail_address_that_may_be_either_ones_is_unread(letterhead: str) -> None:
    found = read(letterhead, "You must answer this letter within 21 days.", f"{BLOCKS}\ncc: desk@counsel.example\n")
    assert not [claim for claim in claims(found) if "counsel.example" in claim.domains]
    assert "a mail address, and to which of the addressees it belongs is not certain" in [u.reason for u in unread(found)]


@letterheads
@pytest.mark.parametrize("whom", ["You", "Each of you", "Both of these companies"])
def test_what_is_laid_on_all_is_laid_on_each(letterhead: str, whom: str) -> None:
    found = read(letterhead, f"{whom} must inform us in writing within 21 days how you stop this.")
    assert times(found, ONE) == times(found, OTHER) == [["21 days"]]
    assert [len(of(found, name, Kind.TERM)) for name in (ONE, OTHER)] == [1, 1]


@letterheads
@pytest.mark.parametrize(
    "words",
    ["Hollin Reach must inform us in writing within 9 days.", "We ask that Hollin Reach inform us in writing within 9 days."],
)
def test_what_is_laid_on_one_by_name_is_not_laid_on_the_other(letterhead: str, words: str) -> None:
    found = read(letterhead, words)
    assert (times(found, ONE), times(found, OTHER)) == ([[]], [["9 days"]])
    assert not of(found, ONE, Kind.TERM)
    found = read(letterhead, f"You must inform us in writing within 21 days. {words}")
    assert times(found, ONE) == [["21 days"]]


@letterheads
def test_of_several_it_is_nobody(letterhead: str) -> None:
    found = read(letterhead, "Hollin Reach sold the calls. It must inform us in writing within 9 days.")
    assert (times(found, ONE), times(found, OTHER)) == ([[]], [[]])
    assert any("It must inform us" in u.reason or "Hollin Reach" in u.reason for u in unread(found))


@letterheads
@pytest.mark.parametrize(
    "words",
    [
        "You did not respond to 12 traceback requests in February 2025.",
        "You received these calls from Cobblegate Voice Inc.",
        "Your FRN is 0012345678.",
    ],
)
def test_what_is_said_of_you_is_said_of_none_of_several(letterhead: str, words: str) -> None:
    found = read(letterhead, words)
    assert not [c for c in claims(found) if c.kind in (Kind.COUNTED, Kind.HANDED_OFF, Kind.TOLD) or c.frn]
    assert unread(found)
    named = read(letterhead, words.replace("You ", "Quillon ").replace("Your", "Quillon's"))
    assert {c.provider for c in claims(named) if c.kind in (Kind.COUNTED, Kind.HANDED_OFF) or c.frn} <= {ONE, "Cobblegate Voice Inc"}


def test_a_letter_to_very_many_is_read_for_a_few_in_bounded_time() -> None:
    names = [f"Alder{chr(97 + k // 26)}{chr(97 + k % 26)} Voice LLC" for k in range(60)]
    blocks = "\n\n".join(f"{name}\n{k} Specimen Way\nPort Ellery, WY 82000" for k, name in enumerate(names))
    start = time.process_time()
    found = read("Federal Trade Commission", "\n".join(f"{name} must answer us within 9 days." for name in names), blocks)
    assert time.process_time() - start < 10
    assert len(claims(found, Kind.ACTED)) == MOST
    assert sum("more than 10 addressees" in u.reason for u in unread(found)) == len(names) - MOST


# --- who acts for a company, and what is said of it, are no part of its name ------------------------------------------

PLACE = "14 Slipway\nPort Ellery, WY 82000"


def to(letterhead: str, block: str, more: str = "") -> list[Finding]:
    document = text_document(f"""{letterhead}

March 3, 2025

{block}

Re: NOTICE on robocalls and traceback requests

Dear Sir or Madam:

Dunlin Voice LLC apparently transmits illegal robocalls from a gateway. You must inform us in writing within 21 days.{more}

Sincerely,

Ada Specimen
Chief
""")
    found = list(LOADERS[letterhead].load(document))
    assert_evidence(document, found)
    return found


@letterheads
@pytest.mark.parametrize("before", ["", "Orla Pintle\n", "Orla Pintle, Esq.\nPintle & Reeve LLP\n", "Pintle & Reeve LLP\n\n"])
@pytest.mark.parametrize("acts", ["Counsel for", "Counsel to", "Attorney for", "Attorneys for", "Registered agent for", "On behalf of"])
def test_who_acts_for_a_company_is_not_the_recipient(letterhead: str, acts: str, before: str) -> None:
    found = to(letterhead, f"{before}{acts} Dunlin Voice LLC\n{PLACE}")
    assert [(claim.provider, claim.action) for claim in claims(found, Kind.ACTED)] == [
        ("Dunlin Voice LLC", next(c.action for c in claims(found, Kind.ACTED)))
    ]
    assert {claim.provider for claim in claims(found)} <= {"Dunlin Voice LLC", None}
    assert not [claim.address for claim in claims(found) if claim.address]  # that is its lawyer's or agent's
    said = [one.reason for one in unread(found) if "address block" in one.reason]
    firm = "a company in the address block of which the letter says nothing: Pintle & Reeve LLP"
    assert said == ([firm] if "LLP" in before else [])


@letterheads
@pytest.mark.parametrize(
    "block",
    [
        "Pintle & Reeve LLP, counsel for Dunlin Voice LLC",
        "Orla Pintle\nCounsel for Dunlin Voice LLC\nPintle & Reeve LLP",
        "Orla Pintle\nPintle & Reeve LLP\nCounsel for\nDunlin Voice LLC",
    ],
)
def test_a_firm_that_the_letter_speaks_of_is_no_addressee(letterhead: str, block: str) -> None:
    found = to(letterhead, f"{block}\n{PLACE}", " We wrote to Pintle & Reeve LLP before.")
    assert [claim.provider for claim in claims(found, Kind.ACTED)] == ["Dunlin Voice LLC"]
    assert not [claim.address for claim in claims(found) if claim.address]


@letterheads
@pytest.mark.parametrize(
    "block",
    [
        "Dunlin Voice LLC",
        "c/o Dunlin Voice LLC",
        "Attn: Dunlin Voice LLC",
        "Orla Pintle, President of Dunlin Voice LLC",
        "Orla Pintle, General Counsel for Dunlin Voice LLC",
        "Compliance Department, Dunlin Voice LLC",
        "Dunlin Voice LLC\nCounsel for Dunlin Voice LLC: Orla Pintle",
        "Dunlin Voice LLC, a subsidiary of Skerry Holdings Corp.",
        "Dunlin Voice LLC (a Skerry company)",
        "Dunlin Voice LLC and its affiliates",
        "Dunlin Voice LLC c/o Pintle & Reeve LLP",
    ],
)
def test_what_is_said_of_a_company_is_no_part_of_its_name(letterhead: str, block: str) -> None:
    found = to(letterhead, f"{block}\n{PLACE}")
    assert [claim.provider for claim in claims(found, Kind.ACTED)] == ["Dunlin Voice LLC"]
    assert [claim.address for claim in claims(found) if claim.address] == [PLACE.replace("\n", ", ")]


@letterheads
@pytest.mark.parametrize(
    "name", ["Dunlin Voice, L.L.C. d/b/a Reeve Dialing", "Counsel Telecom LLC", "The Agent Voice Company", "Dunlin, Reeve & Co. LLC"]
)
def test_a_name_that_holds_such_words_stays(letterhead: str, name: str) -> None:
    found = to(letterhead, f"{name}\n{PLACE}", f" This concerns {name}.")
    assert [claim.provider for claim in claims(found, Kind.ACTED)] == [name]


def notice(block: str, called: str, more: str = "") -> list[Finding]:
    """A notice on what `called` did, with these lines above its address."""
    document = text_document(f"""ATTORNEY GENERAL OF WINNEMAC

September 3, 2024

{block}
{PLACE}

Re: NOTICE of the Anti-Robocall Multistate Litigation Task Force Concerning {called}'s Failures

Dear Mr. Pintle:

{called} is transmitting illegal robocall traffic. Since January 2024, {called} did not respond to 17 traceback notices.{more}

Please respond to this Notice within 21 days.

Sincerely,

Ada Specimen
Attorney General of Winnemac
""")
    found = list(ag_notice.load(document))
    assert_evidence(document, found)
    return found


AT = PLACE.replace("\n", ", ")


def whom(found: list[Finding]) -> tuple[list[str | None], list[tuple[str | None, int | None]], list[str | None]]:
    """To whom a notice goes, whose silence it counts, and at which address that company is."""
    return (
        [claim.provider for claim in claims(found, Kind.ACTED)],
        [(claim.provider, claim.no_response) for claim in claims(found, Kind.COUNTED)],
        [claim.address for claim in claims(found) if claim.address],
    )


@pytest.mark.parametrize(
    "name",
    [
        "Lawyers for Callers LLC",
        "Agents for Good Telecom Inc.",
        "Agents for Hope Inc.",
        "Voice On Behalf Of You Inc.",
        "Attention Telecom LLC",
        "President of Mobile LLC",
    ],
)
def test_a_line_that_the_subject_line_names_whole_is_the_name(name: str) -> None:
    found = notice(name, name)
    assert whom(found) == ([name], [(name, 17)], [AT])
    assert not unread(found)


@pytest.mark.parametrize("name", ["Lawyers for Callers LLC", "Agents for Hope Inc."])
@letterheads
def test_a_line_that_the_body_names_whole_is_the_name(letterhead: str, name: str) -> None:
    found = to(letterhead, f"{name}\n{PLACE}", f" This concerns {name}.")
    assert [claim.provider for claim in claims(found, Kind.ACTED)] == [name]


def test_who_acts_for_a_company_that_the_letter_names_by_itself_is_no_part_of_the_name() -> None:
    found = notice("Orla Pintle\nCounsel for Dunlin Voice LLC", "Dunlin Voice LLC", " Orla Pintle is Counsel for Dunlin Voice LLC.")
    assert whom(found) == (["Dunlin Voice LLC"], [("Dunlin Voice LLC", 17)], [])


@pytest.mark.parametrize(
    "alias", ["d/b/a Reeve Dialing", "dba Reeve Dialing", "(d/b/a Reeve Dialing)", "doing business as Reeve Dialing", "f/k/a Reeve Dialing"]
)
@pytest.mark.parametrize("between", ["", "Attn: Orla Pintle, CEO\n"])
def test_a_company_goes_by_the_name_in_the_line_below_it(alias: str, between: str) -> None:
    found = notice(f"Skerry Holdings Corp.\n{between}{alias}", "Reeve Dialing")
    assert whom(found) == (["Skerry Holdings Corp."], [("Skerry Holdings Corp.", 17)], [AT])
    assert [claim.aliases for claim in claims(found) if claim.aliases] == [("Reeve Dialing",)]
    assert not unread(found)


def test_what_stands_above_such_a_name_may_be_a_person() -> None:
    assert whom(notice("Orla Pintle, CEO\nd/b/a Reeve Dialing", "Reeve Dialing")) == (["Reeve Dialing"], [("Reeve Dialing", 17)], [AT])
    one_line = "Skerry Holdings Corp. d/b/a Reeve Dialing"
    assert whom(notice(one_line, "Reeve Dialing")) == ([one_line], [(one_line, 17)], [AT])
