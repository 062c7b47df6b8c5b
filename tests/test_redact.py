"""What may leave: nothing that a profile withholds, in whatever form it is printed."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.claims import INCIDENT, asked, borne, called, handed, path, said, status
from tracer.errors import BadInput
from tracer.model import Evidence, Kind, Provider, Role, Status, replace
from tracer.path import CallPath
from tracer.record import ByCount
from tracer.redact.names import NOBODY, Names
from tracer.redact.numbers import telephone_numbers
from tracer.redact.profiles import Profile, load_profiles, profiles
from tracer.redact.redaction import NO_KEY, Redaction

SALT = b"a case's salt"
MARKS = {"list": None, "notice": "public", "letter": "confidential", "1": None}  # the list's number in a copy


def redaction(name: str, **more: Any) -> Redaction:
    given: dict[str, Any] = {"marks": MARKS, "salt": SALT, **({"provider_key": "fernwick-voice"} if name == "provider" else {})}
    return Redaction(profiles()[name], **{**given, **more})


def kept(it: Redaction, claims: list[Evidence]) -> list[Evidence]:
    """Those that may leave."""
    left = it.keep(borne(claims))
    return [claim for claim in claims if any(b.evidence is claim for b in left)]


def strings(of: Any) -> Iterator[str]:
    """Every text anywhere in an answer."""
    if isinstance(of, str):
        yield of
    elif isinstance(of, dict):
        for key, value in of.items():
            yield from strings(key)
            yield from strings(value)
    elif isinstance(of, (list, tuple)):
        for each in of:
            yield from strings(each)
    elif isinstance(of, msgspec.Struct):
        for name in of.__struct_fields__:
            yield from strings(getattr(of, name))
    elif dataclasses.is_dataclass(of):
        for field in dataclasses.fields(of):
            yield from strings(getattr(of, field.name))


def shows(of: Any, e164: str) -> bool:
    """Whether the last seven digits stand anywhere, in order, whatever separates them."""
    for text in strings(of):
        digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else "x" if c.isalpha() or c == "•" else "" for c in text)
        if e164[-7:] in digits:
            return True
    return False


# --- profiles ------------------------------------------------------------------------------------------------------


def test_four_profiles_are_shipped() -> None:
    assert profiles() == {
        "internal": Profile("internal", "Internal copy", "keep", "keep", "all", ("*",), True),
        "public": Profile("public", "Public copy", "hash", "withhold", "all", (), False),
        "partner": Profile("partner", "Partner copy", "exchange", "withhold", "all", (), False),
        "provider": Profile("provider", "Provider's own copy", "exchange", "withhold", "own", (), False),
    }


AUDITOR = {
    "title": '"Auditor"', "numbers": '"keep"', "persons": '"withhold"', "neighbours": '"all"', "marks": '["confidential"]', "inferred": "true",
}  # fmt: skip


def written(file: Path, **says: str | None) -> Path:
    lines = [f"{key} = {value}" for key, value in {**AUDITOR, **says}.items() if value is not None]
    file.write_text("\n".join(["[auditor]", *lines]), encoding="utf-8")
    return file


def test_a_user_may_define_others(tmp_path: Path) -> None:
    assert load_profiles(written(tmp_path / "own.toml")) == {
        "auditor": Profile("auditor", "Auditor", "keep", "withhold", "all", ("confidential",), True)
    }


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ({"colour": '"red"'}, "[auditor] has an unknown key colour: use title, numbers, persons, neighbours, marks, inferred"),
        ({"numbers": '"mask"'}, "[auditor] numbers is 'mask': use one of keep, exchange, hash"),
        ({"numbers": "3"}, "[auditor] numbers is 3: use one of keep, exchange, hash"),
        ({"numbers": "[]"}, "[auditor] numbers is []: use one of keep, exchange, hash"),
        ({"persons": None}, "[auditor] does not say persons: add it"),
        ({"neighbours": '"none"'}, "[auditor] neighbours is 'none': use one of all, own"),
        ({"marks": '"confidential"'}, "[auditor] marks is 'confidential': give a list of texts, e.g. [\"confidential\"]"),
        ({"marks": "[1]"}, '[auditor] marks is [1]: give a list of texts, e.g. ["confidential"]'),
        ({"inferred": '"no"'}, "[auditor] inferred is 'no': use true or false"),
        ({"title": '" "'}, "[auditor] title is ' ': give the text of its badge"),
    ],
)
def test_what_is_wrong_in_a_profile_is_said_in_one_line(says: dict[str, str | None], told: str, tmp_path: Path) -> None:
    file = written(tmp_path / "own.toml", **says)
    with pytest.raises(BadInput) as error:
        load_profiles(file)
    assert str(error.value) == f"{file}: {told}"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"[auditor", "is no TOML (Expected ']' at the end of a table declaration"),
        (b"", "defines no profile: write at least one, under its name in brackets, e.g. [auditor]"),
        (b"\xff", "is not UTF-8: save it as UTF-8"),
        (b'title = "x"', ": title stands outside a profile: put it under a name in brackets, e.g. [auditor]"),
        (None, "cannot be read (No such file or directory): give a file of profiles"),
    ],
)
def test_a_file_that_is_none_is_said_in_one_line(data: bytes | None, told: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(BadInput) as error:
        load_profiles(file)
    assert str(error.value).startswith(str(file))
    assert told in str(error.value)
    assert "\n" not in str(error.value)


# --- numbers -------------------------------------------------------------------------------------------------------

FORMS = [
    "202-555-0141", "(202) 555 0141", "(202)555-0141", "202.555.0141", "2025550141", "12025550141", "+12025550141", "+1 (202) 555-0141",
    "1-202-555-0141", "1 202 555 0141", "202\u00a0555\u00a00141", "202\u2011555\u20110141", "202-555-\n0141",
    "202-\r\n555-0141", "20255\n50141", "+1202555\n0141", "202 555\n> 0141", "２０２-５５５-０１４１", "＋１２０２５５５０１４１", "202\u200b555\u200b0141",
    "202\u00ad-555-\u00ad0141", "202**-555-0141", "202\\-555\\-0141", "202/555-0141", "202 - 555 - 0141", "2 0 2 5 5 5 0 1 4 1",
    "2-0-2-5-5-5-0-1-4-1", "20 25 55 01 41", "202&nbsp;555&nbsp;0141", "001 202 555 0141", "011 1 202 555 0141", "٢٠٢-٥٥٥-٠١٤١",
    "202\ufe0f555\ufe0f0141", "202\u3164555\u31640141", "202\U000e0020555\U000e00200141", "202〜555ー0141", "12,025,550,141",
]  # fmt: skip
ELSEWHERE = ["+44 20 7946 0958", "+442079460958", "+44 (0)20 7946 0958", "0044 20 7946 0958", "011 44 20 7946-0958", "+44.20.7946.0958"]


@pytest.mark.parametrize("form", FORMS)
def test_a_number_is_found_in_every_form(form: str) -> None:
    for text in (form, f"The caller ID was {form}, they say.", f"From:{form}", f"tel{form}", f"20560 {form}.", f"on 2024-05-02 {form}\n17"):
        [found] = telephone_numbers(text)
        assert found.e164 == "+12025550141", text
        assert redaction("partner").text(text) == text.replace(form, "+1 202 555 ••••")


@pytest.mark.parametrize("form", ELSEWHERE)
def test_of_a_number_abroad_the_country_stays(form: str) -> None:
    [found] = telephone_numbers(f"to {form}, 17 calls")
    assert found.e164 == "+442079460958"
    assert redaction("partner").text(f"to {form}, 17 calls") == "to +44 ••••, 17 calls"


@pytest.mark.parametrize(
    "text",
    [
        "Call Details for Traceback #20560 0 seconds ago, 2024-04-30 15:12:09 +0000 UTC",
        "FRN 0031000456", "FCC Registration No. 31000456; Robocall Mitigation Database No. RMD0099001.", "RMD: 0099001, OCN 123H",
        "May 3, 2024 13:20 May 7, 2024 14:00\tMay 2, 2024 18:02 UTC", "05/02/2024 13:20 and 2.5.2024 9:00", "notices-20240502.csv",
        "20240502T134400Z", "47 U.S.C. § 227(b); 47 CFR § 64.1200(a)", "35 FCC Rcd 7886, 7887 (2020)", "9 0 0 9 0 0 0 3 12 45 100 17",
        "9\t0\t0\t9\t0\t0\t0\t3\t12\t45", "20417,20560,20561,20562", "1,204,117 of 2,000,000 calls, 99.9 %", "a fee of $2.99",
        "Washington, DC 20000-1234", "incident itg-1234567", "250,310,1200", "(202) 555", "+1 202 555 ••••", "DA 24-1123",
    ],
)  # fmt: skip
def test_what_is_no_number_stays(text: str) -> None:
    assert telephone_numbers(text) == []
    assert redaction("partner").text(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("FRN: 2025550141", "FRN: +1 202 555 ••••"),  # no FRN begins so
        ("FRN 0031000456, 202-555-0141", "FRN 0031000456, +1 202 555 ••••"),
        ("0031000456", "+1 003 100 ••••"),  # no label says what it is
        ("+1 000 555 0141", "+1 000 555 ••••"),  # impossible, and so a spoofed one
        ("555-0141", "555 ••••"),
        ("5550141", "555 ••••"),
        ("+1 202 555 01412", "+1 ••••"),
        ("9202-555-0141", "number ••••"),
        ("+12025550141+16095550117", "+1 202 555 ••••+1 609 555 ••••"),
        ("+12025550141,+442079460958\t(609) 555-0117", "+1 202 555 ••••,+44 ••••\t+1 609 555 ••••"),
        ("<+1 202 555 0141> (202-555-0141)", "<+1 202 555 ••••> (+1 202 555 ••••)"),
        ("4111 1111 1111 1111 and 4111111111111111", "4111 1111 1111 1111 and number ••••"),
        ("555 0141 is (202) 555-0141", "+1 202 555 •••• is +1 202 555 ••••"),  # known from the same text
    ],
)
def test_in_doubt_it_is_withheld(text: str, left: str) -> None:
    assert redaction("partner").text(text) == left


def test_a_known_number_is_found_without_its_area_code() -> None:
    it = redaction("partner")
    assert it.text("press 1, or 555 0141") == "press 1, or 555 0141"
    it.keep(borne([said(Kind.CALL, caller="+12025550141")]))
    assert it.text("press 1, or 555 0141, or 5 5 5 0 1 4 1") == "press 1, or +1 202 555 ••••, or +1 202 555 ••••"


@pytest.mark.parametrize("sign", [",", "'", "|", " | ", ":", ";", "#", "+", "&", "\t"])
def test_a_known_number_is_found_whatever_stands_between(sign: str) -> None:
    it = redaction("partner")
    text = f"from 202{sign}555{sign}0141 on"
    assert it.text(text) == text
    it.keep(borne([said(Kind.CALL, caller="+12025550141")]))
    assert it.text(text) == "from +1 202 555 •••• on"


@pytest.mark.parametrize(
    "disguised",
    [
        "%32025550141",
        "&#50;025550141",
        "=2B12025550141",
        "\\u002b12025550141",
        "KzEyMDI1NTUwMTQx",
        "%2532025550141",
        "202%2D555&#45;0141",
        "\\062025550141",
    ],
)
def test_a_number_is_found_as_it_would_be_read(disguised: str) -> None:
    assert redaction("partner").text(f"from {disguised} on") == "from +1 202 555 •••• on"


def test_a_hash_is_one_for_every_form_and_another_for_another_salt() -> None:
    it = redaction("public")
    hashed = {it.text(form) for form in FORMS}
    assert len(hashed) == 1
    [one] = hashed
    assert one is not None
    assert re.fullmatch(r"number [0-9a-f]{10}", one)
    assert {it.text(form) for form in ELSEWHERE}.isdisjoint(hashed)
    assert redaction("public", salt=b"another").text("2025550141") not in hashed
    assert redaction("public").text("2025550141") == one


@pytest.mark.parametrize(
    "caller", ["+12025550141", "12345", "Smith", "sip:2025550141@carrier.example", "911", "+999123", "２０２５５５０１４１"]
)
@pytest.mark.parametrize("profile", ["partner", "public"])
def test_where_a_number_belongs_all_is_withheld(profile: str, caller: str) -> None:
    found = redaction(profile).path(path(called(caller=caller), asked("Fernwick Voice")))
    assert caller not in set(strings(found))
    assert not any(part in (found.call.caller or "") for part in ("0141", "12345", "Smith", "911", "123"))
    again = redaction(profile).path(found)
    assert again == found


digits = st.text("0123456789", min_size=1, max_size=6)
context = st.one_of(st.text(max_size=12), st.text(" .,:;()-\n\t0123456789+", max_size=12), digits)


@st.composite
def printed(draw: st.DrawFn) -> tuple[str, str]:
    """A North American number, and a form of it."""
    area, exchange, rest = draw(st.integers(200, 999)), draw(st.integers(200, 999)), draw(st.integers(0, 9999))
    a, b, c = str(area), str(exchange), f"{rest:04d}"
    gap = draw(st.sampled_from(["", "-", ".", " ", "\u00a0", "\u2011", "\n", "-\n", " - "]))
    form = draw(
        st.sampled_from(
            [
                f"{a}{gap}{b}{gap}{c}",
                f"({a}) {b}{gap}{c}",
                f"+1 ({a}) {b}{gap}{c}",
                f"1{gap}{a}{gap}{b}{gap}{c}",
                f"+1{gap}{a}{gap}{b}{gap}{c}",
            ]
        )
    )
    if draw(st.booleans()):
        form = form.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    return f"+1{a}{b}{c}", form


@given(printed(), context, context)
@example(("+12025550141", "202 555 0141"), "9", "3")
@example(("+12025550141", "202-555-0141"), "0400 ", "")
@example(("+12024050213", "202 405 0213"), "2", "-05-02")
@example(("+12024052024", "202 405 2024"), "", "-05-02 13:44")
@example(("+12002000029", "200-200-0029"), "", "00")
@example(("+12002000029", "(200) 2000029"), "9", "000")
@example(("+12002001000", "200-200-1000"), "", "0000000")
def test_nothing_of_a_number_stays_in_any_text(of: tuple[str, str], before: str, after: str) -> None:
    e164, form = of
    text = before + form + after
    one, other = (redaction(name) for name in ("partner", "public"))
    given = path(
        called(caller=e164, called=text, campaign=text, description=text, quote=text, note=text, said_by=text),
        replace(asked("Fernwick Voice", quote=text, length=text), document_name=text),
        handed("Fernwick Voice", f"Orchid {text}", quote=f"{text} {text}"),
    )
    assert shows(given, e164)  # the search finds it where it is
    for it in (one, other):
        found = it.path(given)
        assert not shows(found, e164)
        assert it.path(found) == found


@given(printed(), st.sampled_from(["", " ", "From: ", "on 2 May 2024 ", "in 2024 ", "#20560, ", "(", "tel", "15:12:00 ", "17\t"]))
def test_the_hash_of_a_number_is_one_beside_any_text(of: tuple[str, str], before: str) -> None:
    e164, form = of
    assert redaction("public").text(before + form) == before + str(redaction("public").text(e164))


@given(context, context)
@example("0000+42", "20000")
def test_a_second_redaction_changes_nothing(one: str, other: str) -> None:
    for name in ("partner", "public", "provider"):
        it = redaction(name, persons=["Odalys Wren"])
        text = it.text(f"{one} Odalys Wren {other} odalys@wren.example {one}{other}")
        assert it.text(text) == text
        assert redaction(name, persons=["Odalys Wren"]).text(text) == text


def test_the_library_for_numbers_finds_none_that_is_left() -> None:
    left = "; ".join(str(redaction("partner").text(f"call {form} now")) for form in FORMS + ELSEWHERE)
    assert list(phonenumbers.PhoneNumberMatcher(left, "US", leniency=phonenumbers.Leniency.POSSIBLE)) == []
    there = "; ".join(f"call {form} now" for form in FORMS[:10] + ELSEWHERE)
    assert len(list(phonenumbers.PhoneNumberMatcher(there, "US", leniency=phonenumbers.Leniency.POSSIBLE))) > 10


# --- persons -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Odalys Wren", "ODALYS WREN", "Odalys\nWren", "Odalys\u00a0 Wren", "Wren, Odalys", "odalys_wren", "Odalys-Wren", "Ms. Wren", "O\u00addalys Wren",
        "Ｏｄａｌｙｓ Wren", "Oda-\nlys Wren", "odalys.wren@fernwick.example", "ODALYS@FERNWICK.EXAMPLE", "odalys%40fernwick.example",
        '"Odalys W"@fernwick.example', "odalys [at] fernwick [dot] example", "odalys(at)fernwick.example", "odalys at fernwick dot example",
        "O. Wren", "O.Wren", "Wren, O.", "Odalys M. Wren", "Odalys Marie Wren", 'Odalys "Ody" Wren',
        "Oda-\n> lys Wren", "Odalys%20Wren", "Odalys&nbsp;Wren", "Odalys=20Wren", "Odalys\\u0020Wren", "Odalys\\040Wren", "Odalys+ACA-Wren", "\u041ed\u0430lys Wren", "<i>Odalys</i> Wren", "T2RhbHlzIFdyZW4=",
        "odalys＠fernwick.example", "noc@fernwick.example", "odalys@\nfernwick.example", "o'dalys+x@mail.fernwick.example",
    ],
)  # fmt: skip
def test_a_person_is_withheld_in_every_form(text: str) -> None:
    it = redaction("partner", persons=["Odalys Wren"])
    assert it.text(f"ask {text}, please") == "ask [withheld], please"
    assert it.withheld["persons"] == 1
    assert redaction("internal", persons=["Odalys Wren"]).text(text) == text


@pytest.mark.parametrize(
    "text", ["Odalys Wrenfield", "Rodalys Wren", "Wren", "O Wren", "o. wren", "the Wren building", "@ noon", "[masked]@fernwick.example"]
)
def test_what_is_no_person_stays(text: str) -> None:
    assert redaction("partner", persons=["Odalys Wren"]).text(text) == text


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("mail of Odalys Wren <[masked]@fernwick.example>", "mail of [withheld] <[masked]@fernwick.example>"),
        ('To: "Wren, Odalys" <[masked]@fernwick.example>', 'To: "[withheld]" <[masked]@fernwick.example>'),
        ("Odalys M. Wren ([masked]@fernwick.example) says no", "[withheld] ([masked]@fernwick.example) says no"),
        ("José Núñez <[masked]@fernwick.example>", "[withheld] <[masked]@fernwick.example>"),
        ("Fernwick Voice <[masked]@fernwick.example>", "Fernwick Voice <[masked]@fernwick.example>"),
        ("Hollin Outreach <[masked]@hollin.example>", "Hollin Outreach <[masked]@hollin.example>"),  # a provider's name
        ("Hollin Sofas LLC <[masked]@hollin.example>", "Hollin Sofas LLC <[masked]@hollin.example>"),
        ("the mail of <[masked]@fernwick.example>", "the mail of <[masked]@fernwick.example>"),
    ],
)
def test_who_has_an_address_that_was_masked_at_loading_is_a_person(quote: str, shown: str) -> None:
    it = redaction("partner", companies=["Hollin Outreach"])
    left = it.path(path(handed("Fernwick Voice", "Hollin Outreach", quote=quote)))
    assert [claim.quote for claim in left.hops[0].evidence] == [shown]
    text = "Odalys Wren said so, Ms. Wren did"
    assert it.text(text) == ("[withheld] said so, [withheld] did" if "Wren" in quote else text)
    assert redaction("internal").path(path(handed("A", "B", quote=quote))).hops[0].evidence[0].quote == quote


@pytest.mark.parametrize(
    ("end_user", "shown"),
    [
        ("Harold Pinkney", "[withheld]"), ("Harrow Sofas LLC", "Harrow Sofas LLC"), ("Harrow Voice", "Harrow Voice"),
        ("Hollin Outreach", "Hollin Outreach"), ("a customer", "a customer"), ("Harrow", "Harrow"),
    ],
)  # fmt: skip
def test_an_end_user_that_may_be_a_person_is_withheld(end_user: str, shown: str) -> None:
    says = status("Fernwick Voice", Status.ORIGINATING, end_user=end_user, quote=f"{end_user} (end user)")
    [hop] = redaction("public", companies=["Hollin Outreach"]).path(path(says)).hops
    assert (hop.end_user, hop.evidence[0].quote) == (shown, f"{shown} (end user)")
    assert redaction("internal").path(path(says)).hops[0].end_user == end_user


def test_a_persons_title_is_no_part_of_the_name() -> None:
    it = redaction("partner", persons=["Odalys Wren, Operations Lead"])
    assert it.text("Odalys Wren, Operations Lead; ODALYS WREN; Ms. Wren; the Operations Lead") == (
        "[withheld]; [withheld]; [withheld]; the Operations Lead"
    )


def test_a_name_with_accents_is_found_however_it_is_composed() -> None:
    it = redaction("partner", persons=["José Núñez"])
    for form in ("NFC", "NFD"):
        assert it.text(unicodedata.normalize(form, "by José Núñez, Lead")) == "by [withheld], Lead"


def test_a_person_that_stands_as_a_hop_is_withheld_in_ids_too() -> None:
    given = path(handed("Fernwick Voice", "Odalys Wren", role=Role.CUSTOMER), called(caller="+12025550141"))
    found = redaction("partner", persons=["Odalys Wren"]).path(given)
    assert [hop.provider for hop in found.hops] == ["Fernwick Voice", "[withheld]"]
    assert not any("wren" in text.lower() for text in strings(found))
    assert found.hops[0].received_from == (found.hops[1].id,) == (found.links[0].upstream,)
    assert {b.hop for hop in found.hops for b in hop.bearings} == {hop.id for hop in found.hops}


# --- documents and inference ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("notice: n.eml, sha256 d2e3774dc1092e50d90106f68506e17c", "notice: n.eml, sha256 [withheld]"),
        ("SHA-256 D2E3774DC109 of the notice", "SHA-256 [withheld] of the notice"),  # as tables of this program shorten it
        ("records: r.csv, sha256 d80d839c436f97ef4452dbe43e032c3b", "records: r.csv, sha256 [withheld]"),  # of a file never loaded
        ("d2e3774dc1092e50<wbr>d90106f68506e17c", "[withheld]"),
        ("call d2e3774 of deadbeefdeadbeef", "call d2e3774 of deadbeefdeadbeef"),
        ("origid 7f1d2e3a-0b4c-4d5e-8f60-718293a4b5c6", "origid 7f1d2e3a-0b4c-4d5e-8f60-718293a4b5c6"),
        ("row accede decade facade", "row accede decade facade"),
    ],
)
def test_a_masked_copy_quotes_no_hash_of_a_document(text: str, shown: str) -> None:
    marks = {**MARKS, "d2e3774dc1092e50d90106f68506e17c" * 2: None}
    for profile in ("partner", "public", "provider"):
        it = redaction(profile, marks=marks)
        assert it.text(text) == shown, profile
        assert any(row["kind"] == "hashes" and row["count"] for row in it.manifest()) is (text != shown)
    assert redaction("internal", marks=marks).text(text) == text


def test_claims_of_documents_that_may_not_leave_are_left_out() -> None:
    claims = [
        asked("Fernwick Voice", document="list"),
        handed("Fernwick Voice", "Orchid Transit", document="letter", quote="from Orchid Transit"),
        status("Orchid Transit", Status.NO_RESPONSE, document="notice"),
        status("Saltmarsh", Status.OPEN, document="nobody knows its mark"),
    ]
    it = redaction("partner")
    assert [claim.document for claim in kept(it, claims)] == ["list", "notice"]
    assert [claim.document for claim in redaction("partner").keep_general(claims)] == ["list", "notice"]
    assert it.withheld == Counter(documents=2)
    assert {"letter", "letter.csv", "from Orchid Transit", "nobody knows its mark"} <= it.values
    named = replace(profiles()["partner"], marks=("Confidential",))
    assert [claim.document for claim in kept(Redaction(named, marks=MARKS, salt=SALT), claims)] == ["list", "letter", "notice"]
    assert kept(redaction("internal"), claims) == claims
    with pytest.raises(ValueError, match="may not leave"):
        it.path(path(*claims))


def test_what_is_inferred_is_left_out_and_so_is_what_follows_from_what_is_left_out() -> None:
    secret = status("Orchid Transit", Status.OPEN, document="letter")
    first = status("Orchid Transit", Status.POINT_OF_ENTRY, inferred=True, document="notice")
    claims = [
        asked("Fernwick Voice"),
        secret,
        first,
        status("Orchid Transit", Status.POINT_OF_ENTRY, inferred=True, document="notice", sources=(secret.id,)),
        status("Orchid Transit", Status.POINT_OF_ENTRY, inferred=True, document="notice", sources=("nobody's", secret.id)),
    ]
    claims.append(status("Orchid Transit", Status.POINT_OF_ENTRY, inferred=True, document="notice", sources=(claims[3].id,)))
    it = redaction("partner")
    assert kept(it, claims) == claims[:1]
    assert it.withheld == Counter({"documents": 1, "inferred statuses": 4})
    open_handed = replace(profiles()["partner"], inferred=True)
    other = Redaction(open_handed, marks=MARKS, salt=SALT)
    assert kept(other, claims) == [claims[0], first]
    assert other.withheld == Counter({"documents": 1, "inferred statuses": 3})
    assert kept(redaction("internal"), claims) == claims


# --- a provider's own copy -----------------------------------------------------------------------------------------

CHAIN = ["Larkspur Wireless", "Beacon Tandem, LLC", "Fernwick Voice", "Orchid Transit Corp", "Saltmarsh Telecom", "Quillon Gateway Ltd."]
NEAR = {"Beacon Tandem, LLC", "Fernwick Voice", "Orchid Transit Corp"}


def chain(incident: str = INCIDENT) -> CallPath:
    claims = [
        replace(
            handed(down, up, quote=f"{down.upper()} got it from {up}; 202-555-0141", said_by=down, upstream_hop="90417", incident=incident),
            document_name=f"{down}.csv",
        )
        for down, up in pairwise(CHAIN)
    ]
    about = "Larkspur of LARKSPUR, Larkspur-Wireless, quillon gateway Ltd and saltmarshtelecom.example"
    claims.append(called(caller="+12025550141", quote=about, said_by=CHAIN[0], incident=incident))
    claims.append(status(CHAIN[-1], Status.ORIGINATING, said_by=CHAIN[-1], incident=incident))
    claims.append(status(CHAIN[-2], Status.ORIGINATING, said_by=CHAIN[-1], incident=incident))
    return path(*claims, incident=incident)


def test_a_providers_own_copy_names_whom_it_dealt_with_itself() -> None:
    given = chain()
    it = redaction("provider")
    found = it.path(given)
    assert [hop.provider for hop in found.hops] == [NOBODY, *CHAIN[1:4], NOBODY, NOBODY]
    assert [hop.provider_key for hop in found.hops if hop.provider == NOBODY] == [NO_KEY] * 3
    assert [bool(hop.evidence) for hop in found.hops] == [False, True, True, True, False, False]
    assert [bool(link.evidence) for link in found.links] == [True, True, True, True, False]
    assert [(hop.position, hop.status) for hop in found.hops] == [(hop.position, hop.status) for hop in given.hops]
    everything = "\n".join(strings(found)).casefold()
    for name in set(CHAIN) - NEAR:
        for word in (name, name.split(maxsplit=1)[0], name.replace(" ", "-")):
            assert word.casefold() in "\n".join(strings(given)).casefold() or "-" in word
            assert word.casefold() not in everything, word
    for name in NEAR:
        assert name.casefold() in everything
    assert {claim.document_name for hop in found.hops for claim in hop.evidence} == {"document 1.csv"}
    assert it.withheld == Counter(numbers=1, providers=3)
    assert {"Larkspur Wireless", "Saltmarsh Telecom", "Quillon Gateway Ltd."} <= it.values
    assert it.path(found) == found
    assert redaction("provider").path(found) == found
    assert found.ends == tuple(
        replace(
            e,
            hop=f"{INCIDENT}@withheld-{n}",
            provider=NOBODY,
            text=e.text.replace("Saltmarsh Telecom", "[withheld]").replace("Quillon Gateway Ltd.", "[withheld]"),
        )
        for e, n in zip(given.ends, (2, 3, 3), strict=False)
    )
    shown = {claim.quote for claim in found.hops[1].evidence}
    assert "[withheld] got it from Beacon Tandem, LLC; +1 202 555 ••••" in shown
    hops = {hop.id for hop in found.hops}
    assert len(hops) == 6
    for link in found.links:
        assert {link.downstream, link.upstream} <= hops
    assert {b.hop for hop in found.hops for b in hop.bearings} <= hops


words = st.lists(st.text("bcdfghjk", min_size=6, max_size=6).map(str.capitalize), min_size=12, max_size=12, unique=True)
ends = st.lists(st.sampled_from(["", " LLC", ", Inc.", " Pvt. Ltd."]), min_size=6, max_size=6)
disguise = st.sampled_from(
    [str, str.upper, str.lower, lambda n: n.replace(" ", "\n> "), lambda n: n.replace(" ", ""), lambda n: n.replace(" ", "\u00a0- ")]
)


@given(words, ends, st.booleans(), disguise)
def test_no_withheld_name_stays_in_any_disguise(words: list[str], ends: list[str], two: bool, worn: Any) -> None:
    names = [" ".join(words[2 * n : 2 * n + 1 + two]) + end for n, end in enumerate(ends)]
    names[2] = "Fernwick Voice"
    claims = [
        replace(handed(a, b, quote=f"x {worn(a)}, from {worn(b)}.", said_by=worn(b), note=worn(a)), document_name=f"{worn(b)}.csv")
        for a, b in pairwise(names)
    ]
    claims.append(called(description="; ".join(map(worn, names)), campaign=worn(names[5])))
    given = path(*claims)
    it = redaction("provider")
    found = it.path(given)

    for n in (0, 4, 5):
        for word in words[2 * n : 2 * n + 1 + two]:
            assert any(word.casefold() in text.casefold() for text in strings(given))
            assert not any(word.casefold() in text.casefold() for text in strings(found))
    assert [hop.provider for hop in found.hops] == [NOBODY, *names[1:4], NOBODY, NOBODY]
    assert it.path(found) == found == redaction("provider").path(found)


def test_a_path_without_the_provider_names_nobody() -> None:
    found = redaction("provider", provider_key="marrowstone-tel").path(chain())
    assert {hop.provider for hop in found.hops} == {NOBODY}
    assert not any(name.split(maxsplit=1)[0].casefold() in text.casefold() for text in strings(found) for name in CHAIN)


def test_the_id_of_a_letters_row_does_not_tell_whom_it_went_to() -> None:
    id_of = "fcc-2024-06-12-quillon-gateway.{}".format
    it = redaction("provider")
    one, two, other = (it.path(chain(i)).incident for i in (id_of(1), id_of(2), "fcc-2024-06-12-saltmarsh-telecom.1"))
    assert re.fullmatch(r"fcc-2024-06-12-withheld-[g-v]{8}\.1", one)
    assert two == one[:-1] + "2"
    assert other != one
    found = it.path(chain(id_of(1)))
    assert not any("quillon" in text for text in strings(found))
    assert it.path(found) == found
    assert it.path(chain("fcc-2024-06-12-orchid-transit.1")).incident == "fcc-2024-06-12-orchid-transit.1"
    assert redaction("partner").path(chain(id_of(1))).incident == id_of(1)
    # A recipient that no row names is nobody's either.
    assert "marrowstone" not in it.path(chain("fcc-2024-06-12-marrowstone-tel.1")).incident


def test_text_around_the_paths_names_none_that_any_path_withholds() -> None:
    it = redaction("provider")
    it.keep([b for hop in chain().hops for b in hop.bearings])
    assert it.text("Orchid Transit and Fernwick Voice") == "[withheld] and Fernwick Voice"  # no path has named it yet
    it.path(chain())
    assert it.text("Orchid Transit, Saltmarsh Telecom and Fernwick Voice") == "Orchid Transit, [withheld] and Fernwick Voice"
    it.path(path(handed("Larkspur Wireless", "Orchid Transit Corp")))
    assert it.text("Orchid Transit, Saltmarsh Telecom and Fernwick Voice") == "[withheld], [withheld] and Fernwick Voice"


def test_a_name_within_a_name_that_may_be_named_stays() -> None:
    found = redaction("provider").path(path(handed("Fernwick Voice", "Orchid Transit Networks"), handed("Saltmarsh", "Orchid Transit")))
    assert [hop.provider for hop in found.hops] == ["Fernwick Voice", "Orchid Transit Networks", NOBODY, NOBODY]


def test_a_short_name_that_a_text_defines_is_withheld_too() -> None:
    given = path(
        asked("Quillon Gateway, Ltd.", quote='Quillon Gateway, Ltd. ("Quillon") was asked'),
        handed("Fernwick Voice", "Orchid Transit", quote="as Quillon said"),
    )
    found = redaction("provider").path(given)
    assert "as [withheld] said" in set(strings(found))


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("US Juniper Partners LLC", "U.S. Juniper Partners on copy", "[withheld] on copy"),
        ("US Juniper Partners LLC", "u.s juniper partners, USJuniper", "[withheld], [withheld]"),
        ("U.S. Juniper Partners", "US Juniper said, as US law has it", "[withheld] said, as US law has it"),
        ("All Points Telecom Inc.", "All Points chased; ALL POINTS; All-Points", "[withheld] chased; [withheld]; [withheld]"),
        ("All Points Telecom Inc.", "of all points, all are served", "of all points, all are served"),
        ("K2 Voice", "K2 confirmed, K.2 did", "[withheld] confirmed, [withheld] did"),
        ("K2 Voice", "K21, voice, k2", "K21, voice, k2"),
        ("One Eye Voice SA", "One Eye's NOC has one eye", "[withheld]'s NOC has one eye"),
        ("North Star Telecom", "to the North, Star Route", "to the North, Star Route"),  # nothing in it but what many are called
        ("1 Voice", "line 1, 1 call", "line 1, 1 call"),
    ],
)
def test_a_provider_is_withheld_by_what_it_is_called_in_short(name: str, text: str, shown: str) -> None:
    claims = [handed("Marrowstone Tel", name), handed("Fernwick Voice", "Orchid Transit")]
    it = redaction("provider")
    it.path(path(*claims))
    assert it.text(text) == shown
    near = redaction("provider")
    near.path(path(handed("Fernwick Voice", name)))
    assert near.text(text) == text, "whom it dealt with itself"


def test_a_loop_keeps_its_places_apart() -> None:
    given = path(handed("Alder", "Birch"), handed("Birch", "Cedar"), handed("Cedar", "Alder"), asked("Fernwick Voice"))
    found = redaction("provider").path(given)
    assert [hop.id for hop in found.hops] == [f"{INCIDENT}@withheld-{n}" for n in (1, 2, 3)] + [f"{INCIDENT}@fernwick-voice"]
    assert found.ends[-1].text == "the trail runs in a circle: it received the call from [withheld], which stands before it"


def test_whose_copy_must_be_said() -> None:
    with pytest.raises(BadInput, match="the profile provider makes a provider's own copy: say whose, with the provider's name"):
        Redaction(profiles()["provider"], marks={}, salt=SALT)


# --- the whole -----------------------------------------------------------------------------------------------------


def test_internal_changes_nothing() -> None:
    it = redaction("internal", persons=["Odalys Wren"])
    for drawn in (chain(), chain("fcc-2024-06-12-quillon-gateway.1")):
        assert it.path(drawn) == drawn
    assert it.text("Odalys Wren, 202-555-0141, a@b.example") == "Odalys Wren, 202-555-0141, a@b.example"
    assert it.text(None) is None
    assert (it.withheld, it.values, it.manifest()) == (Counter(), set(), [])


def test_what_is_given_is_not_touched() -> None:
    given = chain()
    before = repr(given)
    redaction("provider").path(given)
    assert repr(given) == before


def test_no_withheld_value_stands_anywhere_in_what_leaves() -> None:
    given = chain()
    for name in ("partner", "public", "provider"):
        it = redaction(name, persons=["Odalys Wren"])
        found = "\n".join(strings(it.path(given)))
        assert it.values
        for value in it.values:
            assert value not in found, (name, value)
            assert value in "\n".join(strings(given))  # and the search finds it where it is


def test_the_manifest_tells_kinds_and_no_value() -> None:
    it = redaction("provider", persons=["Odalys Wren"])
    it.keep(borne([asked("Saltmarsh", document="letter"), status("Saltmarsh", Status.OPEN, inferred=True)]))
    it.path(chain())
    assert it.manifest() == [
        {"kind": "numbers", "count": 1, "how": "telephone numbers end after the exchange: the last digits read ••••"},
        {"kind": "persons", "count": 0, "how": "mail addresses and names of persons read [withheld]"},
        {
            "kind": "providers",
            "count": 3,
            "how": "providers that neither handed the call to this one nor took it from this one are not named, nor are files",
        },
        {"kind": "documents", "count": 1, "how": "claims of documents with a handling mark other than public are left out"},
        {"kind": "inferred statuses", "count": 1, "how": "what a rule inferred is left out"},
    ]
    assert redaction("public").manifest()[0]["how"] == (
        "each telephone number is replaced by a hash with the case's salt, the same for the same number"
    )


def test_what_is_no_text_stands_as_it_is() -> None:
    given = chain()
    found = redaction("provider").path(given)
    for claim in found.hops[2].evidence:
        assert claim.kind is Kind.HANDED_OFF
        assert claim.document == "1", "what it goes by in the copy"
        assert claim.id in {c.id for c in given.hops[2].evidence}
        assert claim.known_at == "2024-05-02"


def test_a_number_of_ten_thousand_digits_takes_no_longer_than_its_size() -> None:
    for text in ("1" * 20_000, "1 " * 20_000, "202-" * 10_000, "a@" * 10_000, "(" * 20_000, "+1" * 10_000, "1\n" * 10_000, "a." * 20_000):
        assert redaction("partner", persons=["Odalys Wren"]).text(text) is not None


# --- what stands behind a status -----------------------------------------------------------------------------------


def test_the_claims_behind_a_status_are_cleaned_as_all_others() -> None:
    """A page words a contradiction and a silence from them."""
    words = "Saltmarsh Telecom, 202-555-0141"
    claims = [
        handed("Fernwick Voice", "Orchid Transit", quote=words),
        handed("Orchid Transit", "Saltmarsh Telecom", said_by="Fernwick Voice"),
        status("Fernwick Voice", Status.DOWNSTREAM, known_at="2024-05-02", quote=words),
        status("Fernwick Voice", Status.NO_RESPONSE, said_by="Saltmarsh Telecom", known_at="2024-05-09", quote=words, reading=words),
        status("Orchid Transit", Status.NO_RESPONSE, known_at="2024-05-09", quote=words, reading=words),
    ]
    given = path(*claims)
    [fernwick, orchid, _] = given.hops
    assert fernwick.standing.contradiction
    assert orchid.standing.silence
    row = said(Kind.COUNTED, "Fernwick Voice", incident=None, total=1, quote=words, said_by="Saltmarsh Telecom")
    given = replace(given, hops=(replace(fernwick, by_count=ByCount("2024-06-01", 1, 0, row)), *given.hops[1:]))
    [found, other, hidden] = redaction("provider").path(given).hops
    assert found.standing.contradiction
    assert other.standing.silence
    assert found.by_count
    for clean in (
        found.standing.contradiction.silence, found.standing.contradiction.answer, *found.standing.answers, other.standing.silence,
        found.by_count.row,
    ):  # fmt: skip
        assert clean.quote == "[withheld], +1 202 555 ••••"
    assert found.standing.contradiction.silence.said_by == "[withheld]"
    assert other.standing.silence.reading == "[withheld], +1 202 555 ••••"
    assert (hidden.provider, hidden.bearings) == (NOBODY, ())
    assert not any("Saltmarsh" in text for text in strings(redaction("provider").path(given)))


def test_a_correction_names_nobody_that_is_withheld() -> None:
    claims = [
        handed("Fernwick Voice", "Saltmarsh Telecom", known_at="2024-05-02"),
        handed("Fernwick Voice", "Orchid Transit", known_at="2024-05-03"),
        handed("Quillon Gateway", "Birch Telecom", known_at="2024-05-02"),
        handed("Quillon Gateway", "Cedar Networks", known_at="2024-05-03"),
    ]
    given = path(*claims)
    assert [one.provider for one in given.corrections] == ["Fernwick Voice", "Quillon Gateway"]
    [one] = redaction("provider").path(given).corrections
    assert (one.provider, one.earlier.provider, one.earlier.upstream) == ("Fernwick Voice", "Fernwick Voice", "[withheld]")
    assert one.later.upstream == "Orchid Transit"


def test_a_hand_off_of_no_single_call_names_its_two_sides_or_does_not_leave() -> None:
    given = handed("Fernwick Voice", "Saltmarsh Telecom", incident=None, quote="Fernwick Voice from Saltmarsh Telecom, 202-555-0141")
    own, far, third = (Provider(name.lower().replace(" ", "-"), name, (name,)) for name in ("Fernwick Voice", "Saltmarsh Telecom", "Cedar"))
    it = redaction("provider")
    it.keep(borne([handed("Fernwick Voice", "Saltmarsh Telecom"), handed("Cedar", "Birch")]))
    found = it.hand_off(given, own, far)
    assert found is not None
    assert found.quote == "Fernwick Voice from Saltmarsh Telecom, +1 202 555 ••••"
    assert it.hand_off(given, far, third) is None
    assert it.hand_off(given, far, own) is not None
    assert redaction("internal").hand_off(given, far, third) is given
    partner = redaction("partner").hand_off(given, far, third)
    assert partner is not None
    assert partner.quote == "Fernwick Voice from Saltmarsh Telecom, +1 202 555 ••••"


@pytest.mark.parametrize(
    ("profile", "document", "told", "withheld"),
    [
        ("internal", "letter", 1, {}),
        ("internal", "list", 1, {}),
        ("partner", "list", 0, {"inferred statuses": 1}),
        ("partner", "letter", 0, {"documents": 1}),
        ("auditor", "list", 1, {}),
        ("auditor", "letter", 0, {"documents": 1}),
    ],
)
def test_what_a_count_says_of_an_answer_leaves_as_an_inferred_status_does(
    profile: str, document: str, told: int, withheld: dict[str, int]
) -> None:
    known = {**profiles(), "auditor": Profile("auditor", "Auditor", "keep", "keep", "all", (), True)}
    it = Redaction(known[profile], marks=MARKS, salt=SALT)
    row = said(Kind.COUNTED, "Fernwick Voice", document=document, incident=None, total=1)
    given = path(asked("Fernwick Voice"), asked("Orchid Transit"))
    given = replace(given, hops=(replace(given.hops[0], by_count=ByCount("2024-06-01", 1, 0, row)), given.hops[1]))
    assert it.counts(given) == {given.hops[0].id} if told else it.counts(given) == set()
    assert it.withheld == Counter(withheld)
    assert it.counts(path(asked("Fernwick Voice"))) == set()


def test_the_manifest_counts_statuses_that_something_withheld_has_superseded() -> None:
    it = redaction("partner")
    assert [row["kind"] for row in it.manifest()] == ["numbers", "persons", "documents", "inferred statuses"]
    it.note_withheld("statuses", ["a", "b"])
    it.note_withheld("statuses", ["b"])
    assert it.withheld == Counter(statuses=2)
    assert it.manifest()[-1] == {
        "kind": "statuses", "count": 2, "how": "a status that something withheld has superseded is withheld as well",
    }  # fmt: skip


def test_a_key_with_its_legal_form_is_withheld_whole() -> None:
    it = redaction("provider")
    it.path(path(handed("Fernwick Voice", "Orchid Transit"), handed("Orchid Transit", "Quillon Gateway Ltd.")))
    assert it.text("Quillon Gateway Ltd. and quillon-gateway-ltd.") == "[withheld] and [withheld]"


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Vox", "Vox called; VOX populi", "[x] called; VOX populi"),  # three letters: only as it is written
        ("Voxa", "VOXA called, and voxa", "[x] called, and [x]"),
    ],
)
def test_a_name_of_three_letters_is_found_only_as_it_is_written(name: str, text: str, shown: str) -> None:
    names = Names()
    names.add(name, "its-key")
    assert names.sub(text, lambda owners, _: "[x]" if owners == {"its-key"} else "?") == shown
