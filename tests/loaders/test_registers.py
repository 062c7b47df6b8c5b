"""The loaders of public registers: what each row says, what is left unread, and files that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loaders.documents import assert_evidence, claims, heading, remarks, text_document, unread
from tests.places import SPECIMENS
from tracer import readers, registry
from tracer.errors import BadDocument
from tracer.loaders.registers import snapshot as register
from tracer.model import AGENT, CONTACT, HOLDING, LISTED, OFFICER, Claim, Document, Finding, Kind, Unread
from tracer.registers import KINDS

RMD = (SPECIMENS / "rmd-2024-04-01.csv").read_text(encoding="utf-8")
HEADER = RMD.split("\n", 1)[0]


def opened(path: Path, name: str | None = None, noted_on: str | None = None) -> Document:
    return readers.read(path, name=name or path.name, sha256="0" * 64, noted_on=noted_on)


def read(document: Document, kind: str) -> list[Finding]:
    return list(registry.get(kind).load(document))


def said(claim: Claim) -> dict[str, Any]:
    """What a claim says beside what all of a register say."""
    usual = {"kind", "place", "quote", "said_by", "known_at"}
    return {
        name: value
        for name in Claim.__struct_fields__
        if name not in usual and (value := getattr(claim, name)) not in (None, ())
    }  # fmt: skip


def filings(text: str, name: str = "rmd-2024-04-01.csv") -> list[Finding]:
    return read(text_document(text, name), "rmd")


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("rmd-2024-04-01.csv", "rmd"), ("rmd-2024-06-01.csv", "rmd"), ("form499.xml", "form499"), ("ipr-2024-05-10.csv", "ipr"),
        ("ipr-2024-05-10.json", "ipr"), ("ocn-2024-05-20.csv", "shaken_signers"),
    ],
)  # fmt: skip
def test_each_is_recognised_and_every_word_of_it_stands_where_it_says(file: str, kind: str) -> None:
    document = opened(SPECIMENS / file)
    loader = registry.detect(document)
    assert loader
    assert loader.name == kind
    found = list(loader.load(document))
    assert_evidence(document, found)
    assert not unread(found)
    assert not remarks(found)
    assert {claim.kind for claim in claims(found)} == {Kind.IDENTIFIED}


def test_the_loaders_of_registers_are_these() -> None:
    assert set(KINDS) <= {loader.name for loader in registry.available()}
    assert {loader.name for loader in registry.available() if "Snapshots of" in loader.title} <= set(KINDS)


# --- the Robocall Mitigation Database


def test_a_filing() -> None:
    found = filings(RMD)
    first = claims(found)[0]
    assert said(first) == {
        "how": LISTED, "provider": "FERNWICK VOICE LLC", "frn": "0041000456", "rmd": "RMD0000101", "country": "United States",
        "aliases": ("Fernwick Talk", "Fern Voice"), "other_frns": ("0041000777",), "address": "12 Quarry Road, Suite 4 Harrow, OH 43001",
        "contact": "Ida Marlowe", "phone": "+12025550141", "description": "Complete STIR/SHAKEN Implementation",
        "roles": ("voice-service", "intermediate"), "note": "extension 12; last updated 2024-02-28; last recertified 2024-02-28",
    }  # fmt: skip
    assert (first.place.line_from, first.place.line_to, first.place.row) == (2, 4, 1)
    assert (first.said_by, first.known_at) == ("Robocall Mitigation Database", "2024-04-01")
    assert first.quote.startswith("RMD0000101,https://registers.example/rmd?id=plan&sys_id=0a1b2c3d,41000456,FERNWICK VOICE LLC,")
    assert heading(found).dated == "2024-04-01"
    assert heading(found).issuer == "Federal Communications Commission, Robocall Mitigation Database"


def test_a_contact_elsewhere_is_a_claim_of_its_own() -> None:
    _, second, contact, *_ = claims(filings(RMD))
    assert said(second) == {
        "how": LISTED, "provider": "Orchid Transit Corp", "frn": "0041000501", "rmd": "RMD0000102", "country": "United States",
        "address": "7 Lantern Lane, Harrow, OH 43002", "contact": "Otto Brandt", "phone": "+12025550142", "description": "Partial",
        "roles": ("intermediate",), "note": "last updated 2023-05-02; last recertified 2024-02-27",
    }  # fmt: skip
    assert said(contact) == {
        "how": CONTACT, "provider": "Orchid Transit Corp", "address": "PO Box 9, Harrow, OH 43002", "contact": "Otto Brandt", "note": "Owner",
    }  # fmt: skip


def test_the_other_spelling_of_the_columns() -> None:
    text = (
        "FCC Registration Number (FRN);Business Name;Robocall Mitigation Database Number;Foreign Voice Service Provider;Gateway Provider;"
        "Non-Gateway Intermediate Provider;Voice Service Provider;Previous Business Names;Contact Telephone\n"
        "0041000501;Orchid Transit Corp;rmd0000102;true;TRUE;1;false;Orchid One|Orchid Two;2025550142\n"
    )
    document = text_document(text, "RMD_20240401.csv")
    assert registry.detect(document) == registry.get("rmd")
    [claim] = claims(read(document, "rmd"))
    assert said(claim) == {
        "how": LISTED, "provider": "Orchid Transit Corp", "frn": "0041000501", "rmd": "RMD0000102", "phone": "+12025550142",
        "roles": ("gateway", "intermediate", "foreign-voice-service"), "aliases": ("Orchid One", "Orchid Two"),
    }  # fmt: skip


@pytest.mark.parametrize("nothing", ["", "None", "none", "N/A", "n/a", "NaN", "nan", "null", "-", "  "])
def test_a_cell_that_says_nothing_is_nothing(nothing: str) -> None:
    text = (
        f"number,frn,business_name,country,other_dba_names,contact_telephone_number\nRMD1,{nothing},Orchid,{nothing},{nothing},{nothing}\n"
    )
    [claim] = claims(filings(text))
    assert said(claim) == {"how": LISTED, "provider": "Orchid", "rmd": "RMD1"}


@pytest.mark.parametrize(
    ("printed", "frn"),
    [
        ("41000501", "0041000501"), ("0041000501", "0041000501"), ("41000501.0", "0041000501"), ("'0041000501", "0041000501"),
        ("0041-0005-01", "0041000501"), ("12345678901", None), ("0000000000", None), ("FRN", None), ("", None), ("4.1E+7", None),
    ],
)  # fmt: skip
def test_an_frn_has_ten_digits(printed: str, frn: str | None) -> None:
    assert register.frn(printed) == frn


def test_an_frn_that_is_none_is_said_to_be() -> None:
    found = filings("number,frn,business_name\nRMD1,4.1E+07,Orchid\nRMD2,no idea,Pinfold\n")
    assert [claim.frn for claim in claims(found)] == [None, None]
    assert [remark.code for remark in remarks(found)] == ["number-shortened"]
    assert unread(found) == [Unread(3, 3, "frn is no FRN of up to ten digits: no idea")]


def test_rows_that_cannot_be_read_are_unread() -> None:
    found = filings(
        "number,frn,business_name,gateway_provider_choice,colour\nRMD1,41000501,,Yes,red\n,1,Orchid,Yes,red\nRMD3,3\nRMD4,4,Pinfold,maybe,\n"
    )
    assert unread(found) == [
        Unread(1, 1, "columns that are not known: colour"),
        Unread(2, 2, "no business_name in this row"),
        Unread(3, 3, "no number in this row"),
        Unread(4, 4, "2 cells where the header has 5"),
        Unread(5, 5, "neither yes nor no: gateway_provider_choice"),
    ]
    assert [claim.provider for claim in claims(found)] == ["Pinfold"]


def test_mixed_encodings_are_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "rmd-2024-04-01.csv"
    file.write_bytes("number,frn,business_name\nRMD1,1,Caf\u00e9 Uno\n".encode() + "RMD2,2,Caf\u00e9 Due\n".encode("cp1252"))
    found = read(opened(file), "rmd")
    assert [claim.provider for claim in claims(found)] == ["Caf\u00e9 Uno", "Caf\u00e9 Due"]
    assert [(remark.code, remark.line_from) for remark in remarks(found)] == [("charset-assumed", 3)]


# --- the day of a snapshot


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("rmd-2024-04-01.csv", "2024-04-01"), ("RMD_20240401.csv", "2024-04-01"), ("old-2020-01-01.zip/rmd 2024.04.01.csv", "2024-04-01"),
        ("rmd.csv", None), ("rmd-2024-04-01-to-2024-05-01.csv", None), ("rmd-2024-13-01.csv", None), ("old-2020-01-01.zip/rmd.csv", None),
        ("rmd-120240401.csv", None),
    ],
)  # fmt: skip
def test_a_file_name_may_say_the_day(name: str, day: str | None) -> None:
    if day:
        assert heading(filings(RMD, name)).dated == day
        return
    with pytest.raises(BadDocument, match="does not say of which day it is: say when it was fetched with --noted-on DATE"):
        filings(RMD, name)


def test_who_loads_it_knows_better_than_its_name() -> None:
    found = read(text_document(RMD, "rmd-2024-04-01.csv", noted_on="2024-04-03"), "rmd")
    assert {claim.known_at for claim in claims(found)} == {"2024-04-03"}


# --- files that are no register

PAGE = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in</body></html>\n"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", [PAGE, "\n" + PAGE.lower(), "<html>\n<body>503</body></html>", "<!-- x --><html></html>"])
def test_a_web_page_is_no_register(kind: str, page: str) -> None:
    document = text_document(page, "rmd-2024-04-01.csv")
    assert registry.detect(document) is None
    with pytest.raises(BadDocument, match=r"is a web page, not .*: its server sent an error or a login; fetch it again"):
        read(document, kind)


@pytest.mark.parametrize(
    ("kind", "text", "needs"),
    [
        ("rmd", "frn,business_name\n1,Orchid\n", "its header row needs number, business_name"),
        ("rmd", "number,business_name\n1,Orchid\n", "its header row needs frn or filing_url"),
        ("rmd", "number,frn,number,business_name\n1,2,3,Orchid\n", "has the column number twice"),
        ("ipr", "business_name\nOrchid\n", "its header row needs business_name, regulatory_contact_name"),
        ("shaken_signers", "ocn,cn\n123A,x\n", "its header row needs ocn, org_name"),
        ("form499", "frn\n1\n", "its header row needs filer_499_id, legal_name_of_carrier"),
        ("form499", "<Other499 Updated='2024-05-02'/>", "it begins with Other499, not with Filer499QueryResults"),
        ("form499", "<Filer499QueryResults Updated='2024-05-02'><Filer>", "is no XML .*: fetch the register again, whole"),
        ("ipr", '[{"business_name":"Orchid","regulatory_contact_name":"x"},', "is no JSON: fetch the register again, whole"),
        ("ipr", "[" * 100_000, "is no JSON: fetch the register again, whole"),
        ("rmd", 'number,frn,business_name\nRMD1,1,"Orchid\n', "is no CSV"),
    ],
)  # fmt: skip
def test_what_lacks_its_marks_is_refused_in_one_line(kind: str, text: str, needs: str) -> None:
    with pytest.raises(BadDocument, match=needs) as refused:
        read(text_document(text, "of-2024-04-01"), kind)
    assert "\n" not in str(refused.value)


# --- Form 499


def filers(text: str, name: str = "form499.xml") -> list[Finding]:
    return read(text_document(text, name), "form499")


def test_a_filer() -> None:
    found = read(opened(SPECIMENS / "form499.xml"), "form499")
    all_of_it = [said(claim) for claim in claims(found) if claim.provider == "Fernwick Voice, LLC"]
    assert all_of_it == [
        {
            "how": LISTED, "provider": "Fernwick Voice, LLC", "frn": "0041000456", "aliases": ("Fernwick Talk",),
            "address": "12 Quarry Rd., Ste 4, Harrow, OH, 43001", "phone": "+12025550141", "description": "Interconnected VoIP",
            "note": "Form 499 filer 800101",
        },
        {"how": CONTACT, "provider": "Fernwick Voice, LLC", "address": "PO Box 71, Harrow, OH, 43001"},
        {
            "how": AGENT, "provider": "Fernwick Voice, LLC", "contact": "Capital Papers Inc.", "phone": "+12025550190",
            "address": "1 K Street, Washington, DC, 20001", "domains": ("papers.example",),
        },
        {
            "how": OFFICER, "provider": "Fernwick Voice, LLC", "contact": "Ida Marlowe",
            "note": "Chief Executive Officer, President or Senior Officer",
        },
        {"how": OFFICER, "provider": "Fernwick Voice, LLC", "contact": "Rune Vestergaard", "note": "Chairman or Senior Officer"},
        {"how": HOLDING, "provider": "Fernwick Voice, LLC", "party": "Marlowe Holdings"},
    ]  # fmt: skip
    assert {(claim.place.line_from, claim.place.line_to) for claim in claims(found) if claim.place.row == 1} == {(3, 30)}
    assert [claim.provider for claim in claims(found) if claim.place.row == 2][:1] == ["Caf\u00e9 Lantern Communications LLC"]
    assert heading(found).dated == "2024-05-02"


def test_a_file_of_one_line_has_the_words_of_each_filer() -> None:
    one = "<Filer><Filer_ID_Info><Legal_Name>{}</Legal_Name><FRN>{}</FRN></Filer_ID_Info></Filer>"
    filed = one.format("Caf\u00e9 Uno", 1) + one.format("Orchid &amp; Sons", 2)
    found = filers(f'<Filer499QueryResults Updated="2024-05-02">{filed}</Filer499QueryResults>')
    assert [(claim.provider, claim.quote, claim.place.line_from) for claim in claims(found)] == [
        ("Caf\u00e9 Uno", one.format("Caf\u00e9 Uno", 1), 1),
        ("Orchid & Sons", one.format("Orchid &amp; Sons", 2), 1),
    ]


BOMB = """<?xml version="1.0"?>
<!DOCTYPE Filer499QueryResults [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Filer499QueryResults Updated="2024-05-02"><Filer><Filer_ID_Info><Legal_Name>&b;</Legal_Name></Filer_ID_Info></Filer></Filer499QueryResults>
"""
OUTSIDE = BOMB.replace('<!ENTITY a "aaaaaaaaaa">', '<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_entities_are_refused(text: str) -> None:
    with pytest.raises(BadDocument, match="declares entities, which the FCC's own file does not"):
        filers(text)


def test_without_the_entities_it_would_be_read() -> None:
    plain = BOMB.replace(BOMB.split("\n")[1] + "\n", "").replace("&b;", "Orchid")
    assert [claim.provider for claim in claims(filers(plain))] == ["Orchid"]


def test_nesting_and_endless_filers_are_refused() -> None:
    start = '<Filer499QueryResults Updated="2024-05-02">'
    with pytest.raises(BadDocument, match="is nested too deep"):
        filers(start + "<a>" * 60)
    with pytest.raises(BadDocument, match="has a filer of more than 20,000 lines"):
        filers(start + "<Filer>" + "<a>x</a>\n" * 40_000)


def test_a_filer_without_a_name_or_with_a_wrong_number() -> None:
    start = '<Filer499QueryResults Updated="2024-05-02">\n'
    found = filers(
        f"{start}<Filer><FRN>1</FRN></Filer>\n<Filer><Legal_Name>Orchid</Legal_Name><FRN>none of it</FRN></Filer>\n</Filer499QueryResults>"
    )
    assert unread(found) == [Unread(2, 2, "a filer without Legal_Name"), Unread(3, 3, "FRN is none of up to ten digits: none of it")]


WORKBOOK = (
    "filer_499_id,last_filing,legal_name_of_carrier,doing_business_as,principal_comm_type_1,holding_company,CORESID,management_company,"
    "hq_address1,hq_address2,hq_address3,city,state,zip_code,customer_inquiries_telephone,note1,note2,note3\n"
    "800101,2024-04-01,Fernwick Voice LLC,Fernwick Talk,Interconnected VoIP,Marlowe Holdings,41000456,N/A,12 Quarry Road,Suite 4,,"
    "Harrow,OH,43001,2025550141,No longer active as of 3/1/2024,,\n"
)


def test_the_workbook() -> None:
    found = read(text_document(WORKBOOK, "form499-2024-05-02.csv"), "form499")
    assert [said(claim) for claim in claims(found)] == [
        {
            "how": LISTED, "provider": "Fernwick Voice LLC", "frn": "0041000456", "aliases": ("Fernwick Talk",),
            "address": "12 Quarry Road, Suite 4, Harrow, OH, 43001", "phone": "+12025550141", "description": "Interconnected VoIP",
            "note": "Form 499 filer 800101; No longer active as of 3/1/2024",
        },
        {"how": HOLDING, "provider": "Fernwick Voice LLC", "party": "Marlowe Holdings"},
    ]  # fmt: skip
    assert not unread(found)


# --- the Intermediate Provider Registry


def test_csv_and_json_of_one_registry_say_the_same() -> None:
    by_csv, by_json = (read(opened(SPECIMENS / f"ipr-2024-05-10.{ending}"), "ipr") for ending in ("csv", "json"))
    orchid: list[Any] = [
        {
            "how": LISTED, "provider": "Orchid Transit Corp", "aliases": ("Orchid Tandem",), "roles": ("intermediate",),
            "address": "7 Lantern Lane, Harrow, OH 43002", "contact": "Otto Brandt", "phone": "+12025550142", "note": "Owner",
            "domains": ("orchid.example",),
        },
        {
            "how": CONTACT, "provider": "Orchid Transit Corp", "contact": "Lena Fisk", "phone": "+12025550146", "note": "Engineer",
            "domains": ("orchid.example",), "mailboxes": ("noc@orchid.example",),
        },
    ]  # fmt: skip
    for found in (by_csv, by_json):
        assert [said(claim) for claim in claims(found) if claim.place.row == 1] == orchid
    assert [said(claim) for claim in claims(by_json) if claim.place.row == 2] == [
        {"how": LISTED, "provider": "Beacon Tandem Inc", "roles": ("intermediate",), "address": "5 Tower Hill, Harrow, OH 43006",
         "contact": "Priya Raman"}
    ]  # fmt: skip
    assert [claim.place.line_from for claim in claims(by_json)] == [1, 1, 2]


def test_a_persons_mail_address_is_hidden() -> None:
    for ending in ("csv", "json"):
        found = read(opened(SPECIMENS / f"ipr-2024-05-10.{ending}"), "ipr")
        printed = json.dumps([said(claim) for claim in claims(found)]) + "".join(claim.quote for claim in claims(found))
        assert "otto@" not in printed
        assert "priya@" not in printed
        assert "noc@orchid.example" in printed


def test_fields_of_json_that_are_not_known_are_named() -> None:
    found = read(
        text_document('[1,{"business_name":"A","regulatory_contact_name":null,"colour":"red",":id":"x"}]', "ipr-2024-01-01"), "ipr"
    )
    assert unread(found) == [Unread(1, 1, "no entry of the register"), Unread(1, 1, "fields that are not known: colour")]
    assert [claim.provider for claim in claims(found)] == ["A"]


# --- signers


def test_codes_are_compared_in_capitals() -> None:
    found = read(opened(SPECIMENS / "ocn-2024-05-20.csv"), "shaken_signers")
    assert said(claims(found)[0]) == {
        "how": LISTED,
        "provider": "Fernwick Voice LLC",
        "ocn": "123A",
        "note": "SHAKEN 123A",
    }
    assert [claim.ocn for claim in claims(found)] == ["123A", "124B", "125C"]


def test_signers_without_a_name_or_a_code() -> None:
    found = read(text_document("OCN,Org Name,CN,Cert\n123A,,x,y\n!,Orchid,x,y\n", "ocn-2024-05-20.csv"), "shaken_signers")
    assert [each.reason for each in unread(found)] == ["no org_name in this row", "no code of a carrier in this row"]


# --- whatever stands in a cell


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_cell_makes_a_claim_or_is_unread(name: str, frn: str) -> None:
    quoted = [json.dumps(name)[1:-1].replace('"', '""'), frn.replace('"', '""')]
    text = "number,frn,business_name\n" + ",".join(f'"{cell}"' for cell in ("RMD1", *quoted[::-1])) + "\n"
    try:
        found = filings(text)
    except BadDocument:
        return
    for claim in claims(found):
        assert claim.provider
        assert claim.frn is None or (len(claim.frn) == 10 and claim.frn.isdigit())
