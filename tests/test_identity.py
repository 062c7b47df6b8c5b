"""Which printed names are one provider, and which never are."""

from __future__ import annotations

import hashlib
import time
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests import story
from tests.cases import Desk
from tests.claims import identified, judged
from tracer.errors import BadInput, NotKnown
from tracer.identity import (
    FOREIGN_FORMS,
    Apart,
    Conflict,
    Identity,
    abroad,
    conflicts,
    fold,
    folded,
    is_domain,
    key_of,
    listed,
    other_names,
    parts,
    reads_like,
    refilings,
    slug,
)
from tracer.judgements import Judgement, check
from tracer.model import Evidence, Kind, Provider
from tracer.store.properties import evidence

DIFFERENT, SAME, UNSURE = Kind.DIFFERENT, Kind.SAME, Kind.UNSURE


def of(*names: str, identity_claims: Iterable[Evidence] = ()) -> Identity:
    """Of names printed one day after the other, each of which counts as printed with the names listed in it."""
    first: dict[str, str] = {}
    for order, name in enumerate(names):
        for text, at in listed(name, f"2024-05-{order + 1:02d}"):
            first[text] = min(at, first.get(text, at))
    return Identity.of(first, identity_claims)


def one(identity: Identity, *names: str) -> bool:
    """Whether these are one provider."""
    return len({identity[name].key for name in names}) == 1


def groups(identity: Identity) -> set[frozenset[str]]:
    return {frozenset(provider.names) for provider in identity.providers.values()}


def state(identity: Identity) -> Mapping[str, Provider]:
    return {name: identity[name] for name in identity}


# --- folding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "core", "form"),
    [
        ("Fernwick Voice", "fernwick voice", ""),
        ("FERNWICK voice", "fernwick voice", ""),
        ("  Fernwick \t Voice\n", "fernwick voice", ""),
        ("Fernwick\u00a0Voice", "fernwick voice", ""),
        ("Te\u0301le\u0301com", "télécom", ""),
        ("STRASSE", "strasse", ""),
        ("A.B. Voice, Intl.", "ab voice intl", ""),
        ("A. B. Voice", "a b voice", ""),
        ("Fernwick , Voice", "fernwick voice", ""),
        ("Fernwick,Voice", "fernwick voice", ""),
        # One legal form at the end, with or without its comma and full stops, is told apart: rule 3 of identity
        ("Fernwick Voice LLC", "fernwick voice", "llc"),
        ("Fernwick Voice, LLC", "fernwick voice", "llc"),
        ("Fernwick Voice,LLC", "fernwick voice", "llc"),
        ("Fernwick Voice L.L.C.", "fernwick voice", "llc"),
        ("Fernwick Voice Inc", "fernwick voice", "inc"),
        ("Fernwick Voice, Inc.", "fernwick voice", "inc"),
        ("Fernwick Voice Incorporated", "fernwick voice", "inc"),
        ("Fernwick Voice Corp.", "fernwick voice", "corp"),
        ("Fernwick Voice Corporation", "fernwick voice", "corp"),
        ("Fernwick Voice Ltd.", "fernwick voice", "ltd"),
        ("Fernwick Voice Limited", "fernwick voice", "ltd"),
        ("Fernwick Voice Pvt. Ltd.", "fernwick voice", "pvt ltd"),
        ("Fernwick Voice Pvt Ltd", "fernwick voice", "pvt ltd"),
        ("Fernwick Voice Private Limited", "fernwick voice", "pvt ltd"),
        ("Fernwick Voice Private Ltd", "fernwick voice", "pvt ltd"),
        ("Fernwick Voice Pvt Limited", "fernwick voice", "pvt ltd"),
        ("Fernwick Voice (Pvt.) Ltd.", "fernwick voice", "pvt ltd"),
        ("Fernwick Voice (Private) Limited", "fernwick voice", "pvt ltd"),
        ("Fernwick Voice (Pty) Ltd", "fernwick voice", "pty ltd"),
        ("Fernwick Voice S. de R.L. de C.V.", "fernwick voice", "s de rl"),
        ("Fernwick Voice Limited Liability Company", "fernwick voice", "llc"),
        ("Fernwick (Voice) Ltd.", "fernwick (voice)", "ltd"),
        ("Fernwick Voice Pty Ltd", "fernwick voice", "pty ltd"),
        ("Fernwick Voice Co., Ltd.", "fernwick voice", "co ltd"),
        ("Fernwick Voice Co.", "fernwick voice", "co"),
        ("Fernwick Voice LP", "fernwick voice", "lp"),
        ("Fernwick Voice L.P.", "fernwick voice", "lp"),
        ("Fernwick Voice LLP", "fernwick voice", "llp"),
        ("Fernwick Voice PLC", "fernwick voice", "plc"),
        ("Fernwick Voice GmbH", "fernwick voice", "gmbh"),
        ("Fernwick Voice S.A.", "fernwick voice", "sa"),
        ("Fernwick Voice S.A. de C.V.", "fernwick voice", "sa de cv"),
        ("Fernwick Voice B.V.", "fernwick voice", "bv"),
        ("Fernwick Voice S.r.l.", "fernwick voice", "srl"),
        # ... and nothing else
        ("Fernwick Voice Company", "fernwick voice", "co"),
        ("Fernwick P Ltd", "fernwick p", "ltd"),
        ("Fernwick LLC Voice", "fernwick llc voice", ""),
        ("Fernwick Inc Ltd", "fernwick inc", "ltd"),
        ("FernwickLLC", "fernwickllc", ""),
        ("Fernwick-Inc", "fernwick-inc", ""),
        ("Fernwick Telco", "fernwick telco", ""),
        ("Fernwick & Voice", "fernwick & voice", ""),
        ("Fernwick (US)", "fernwick (us)", ""),
        ("Télécom", "télécom", ""),
        ("007", "007", ""),
        # A form alone is a name
        ("LLC", "llc", ""),
        (", LLC", "llc", ""),
        ("Pvt Ltd", "pvt", "ltd"),
        # An empty result means the text itself
        ("...", "...", ""),
        (".,", ".,", ""),
        ("", "", ""),
        (" ", " ", ""),
    ],
)
def test_folding(printed: str, core: str, form: str) -> None:
    assert folded(printed) == (core, form)
    assert fold(printed) == str(folded(printed)) == (f"{core} {form}" if form else core)


@pytest.mark.parametrize(
    "same",
    [("Inc", "Incorporated", "INC."), ("Corp", "Corporation"), ("Ltd", "Limited"), ("LLC", "L.L.C."), ("Pvt Ltd", "Private Limited", "Pvt. Ltd.", "Private Ltd")],
)  # fmt: skip
def test_legal_forms_that_are_the_same_are_one(same: Sequence[str]) -> None:
    for a, b in combinations(same, 2):
        assert one(of(f"Fernwick {a}", f"Fernwick, {b}"), f"Fernwick {a}", f"Fernwick, {b}"), (a, b)


def test_legal_forms_that_differ_are_different_providers_and_proposed() -> None:
    forms = ["LLC", "Inc", "Corp", "Ltd", "Pvt Ltd", "LLP", "LP", "GmbH", "Co", "Co Ltd", "Pty Ltd", "PLC", "SA", "BV", "AG", "FZ LLC"]
    names = [f"Fernwick {form}" for form in forms]
    identity = of(*names)
    assert len(identity.providers) == len(forms)
    assert {frozenset((apart.a, apart.b)) for apart in identity.apart} == {frozenset(pair) for pair in combinations(names, 2)}
    [apart] = of("Fernwick Inc", "Fernwick LLC").apart
    assert ({apart.a, apart.b}, apart.reason) == ({"Fernwick Inc", "Fernwick LLC"}, "the same but for the legal form (known: inc, llc)")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        *(
            (f"Curlew Telecom{gap}{form}", "curlew-telecom")
            for gap in (" ", ", ")
            for form in ("LLC", "L.L.C.", "Incorporated", "Inc.", "Co.")
        ),
        *((f"Curlew Telecom {form}", "curlew-telecom") for form in ("Pvt. Ltd.", "(Pvt.) Limited", "(SMC-Private) Limited", "Company")),
        *((f"Curlew Telecom {form}", "curlew-telecom") for form in ("Limited Liability Company", "Co., Ltd.", "S. de R.L. de C.V.")),
        ("Curlew Telecom", "curlew-telecom"),
        ("U.S. Curlew/Tel & Co", "u-s-curlew-tel"),
        ("QG/Quillon  Gateway (US)", "qg-quillon-gateway-us"),
        ("O'Wren & Sons", "o-wren-sons"),
        (" Quillon Corp. ", "quillon"),
        ("LLC Curlew", "llc-curlew"),
        ("LLC", "llc"),
        ("Curlew LLC d/b/a Curl", "curlew-llc-d-b-a-curl"),
        ("Curlew Telecom Holdings", "curlew-telecom-holdings"),
        ("Curlew LLC ,", "curlew"),
    ],
)
def test_a_letters_rows_are_called_by_its_recipient_without_its_legal_form(printed: str, expected: str) -> None:
    assert slug(printed) == expected


def test_company_is_co() -> None:
    assert one(of("Plover Co.", "Plover Company"), "Plover Co.", "Plover Company")
    assert not one(of("Plover Company", "Plover Inc"), "Plover Company", "Plover Inc")
    assert [x.reason for x in of("Plover Company", "Plover Inc").apart] == ["the same but for the legal form (known: co, inc)"]


def test_names_that_look_alike_stay_apart() -> None:
    alike = ["Fernwick Voice", "Fernwick Voices", "Fernwick Voip", "Fernwick", "Fernwick Voice Network", "Fernwick-Voice", "FernwickVoice"]
    assert len({fold(name) for name in alike}) == len(alike) == len(of(*alike).providers)
    assert fold("Smart Orchid") != fold("Smartorchid Telecom") != fold("Smart Orchid Networks")


def test_a_mail_domain_is_no_other_domain_and_no_word() -> None:
    """Folding takes full stops, of which a domain consists: without them it could be another's, or a company's name."""
    names = ["a.bc.example", "ab.c.example", "abc.example", "Abcexample", "Abcexample LLC"]
    identity = of(*names)
    assert groups(identity) == {*map(frozenset, ([names[0]], [names[1]], [names[2]], names[3:]))}
    assert len(identity.providers) == 4
    assert one(of("voice.example", "VOICE.Example"), "voice.example", "VOICE.Example")


HOSTILE = [
    "<b>bold</b>",
    "</b><b>bold</b>",
    "<!--",
    "-->",
    '"><svg onload=x>',
    "' onfocus='x",
    "{{1+1}}",
    "{% x %}",
    "${x}",
    "`x`",
    "\\u003cb\\u003e",
    "&lt;b&gt;",
    "<b>",
    "b",
    "//",
    "/",
    "\\",
    "'; MATCH (n) DELETE n; //",
    "') DELETE n //",
    "../../x",
    "..\\x",
    "__proto__",
    "__class__",
    "constructor",
    "NaN",
    "nan ",
    "null",
    "None",
    "0",
    "00",
    "1",
    "-1",
    "+1",
    "1e0",
    "True",
    "=1+1",
    "@x",
    "|x",
    "%x",
    "x",
    "\u202ex",
    "x\u202e",
    "\u2066x\u2069",
    "\ufeffx",
    "\u200bx",
    "x\u200bx",
    "xx",
    "x\u00adx",
    "\x00x",
    "\x07x",
    "\x1b[31mx",
    "[31mx",
    "\x1cx",
    "\x1fx",
    "\x85\x7fx",
    "\u2028x",
    "\u2029x",
    "x\u2028y",
    "x y",
    "x\u2029y",
    "電話会社",
    "電話会社2",
    "Ñandú",
    "Nandu",
    "Ñandu",
    "Ωμέγα",
    "Телеком",
    "Tелеком",
    "اتصال",
    "اتصال\u0651",
    "😀",
    "😀😀",
    "👩\u200d👩",
    "👩👩",
    "ﬀ oo",
    "x²",
    "x2",
    "①",
    "½",
    "1/2",
    "e\u0301" * 50,
    "e\u0301" * 51,
    "A" * 5000,
    "A" * 5001,
    "A" * 4999 + "B",
    "a-b",
    "a b",
    "a_b",
    "a~b",
    "a--b",
    "a- b",
    "a -b",
    "#1",
    "?",
    "??",
    "!",
    "No Response",
    "No-Response",
    "\ud800",
    "\udfff",
    "%00",
    "%20",
]


def test_folding_eats_nothing_of_hostile_and_foreign_names() -> None:
    identity = Identity.of(dict.fromkeys(HOSTILE, "2024-05-02"))
    for a, b in combinations(HOSTILE, 2):
        if {a, b} == {"NaN", "nan "}:  # case and blanks alone
            assert fold(a) == fold(b)
            continue
        assert fold(a) != fold(b), (a, b)
        assert identity[a].key != identity[b].key, (a, b)
    for name in HOSTILE:
        if name not in ("NaN", "nan "):
            assert identity[name].names == (name,)
            assert identity[name].name == name
            assert len(identity[name].key) <= 140


letters = st.text(st.characters(codec="utf-8"), max_size=12)
tricky = st.text(st.sampled_from("aAb -~.,/LlCc\u00a0\u0301é\t"), max_size=12)
some_names = st.one_of(letters, tricky, tricky.map(lambda text: text + " LLC"), tricky.map(lambda text: text * 30))


@given(some_names)
@example("A.\u0300")
def test_folding_takes_nothing_but_case_blanks_dots_and_commas(name: str) -> None:
    core, form = folded(name)
    if core == name:
        return
    bare = unicodedata.normalize("NFC", name).casefold().replace(".", "").replace(",", " ")
    kept = "".join(unicodedata.normalize("NFC", bare).split())
    assert kept.startswith("".join(core.split()))
    if not form:
        assert kept == "".join(core.split())
    assert not any(c in fold(name) for c in ".,")
    assert "  " not in fold(name)
    assert folded(fold(name)) == (core, form), "what is folded stays as it is"


@given(some_names)
def test_spelling_a_name_otherwise_changes_nothing(name: str) -> None:
    assert fold(unicodedata.normalize("NFD", name)) == fold(unicodedata.normalize("NFC", name))
    assume(fold(name) != name)
    assert fold(f"  {name}\n") == fold(name)


# --- keys ----------------------------------------------------------------------------------------------------------


def _hashed(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def test_keys() -> None:
    assert key_of("fernwick voice") == "fernwick-voice"
    assert key_of("fernwick-voice") == f"fernwick-voice~{_hashed('fernwick-voice')}"
    assert key_of("a" * 120) == "a" * 120
    assert key_of("a" * 121) == "a" * 120 + "~" + _hashed("a" * 121)
    assert key_of("\ud800-") == "\ud800-~" + _hashed("\ud800-")
    assert of("Fernwick, LLC")["Fernwick, LLC"].key == "fernwick-llc", "the folded first name, legal form and all"


@given(some_names.map(fold), some_names.map(fold))
@example("a b", "a-b")
@example("a-b c", "a b-c")
@example("x" * 120 + "a", "x" * 120 + "b")
def test_two_folds_never_have_one_key(one: str, other: str) -> None:
    assume(one != other)
    assert key_of(one) != key_of(other)


@given(some_names.map(fold))
@example("a-b")
def test_no_name_is_printed_so_that_it_has_anothers_key(folded_name: str) -> None:
    """The key of one provider, folded back to a name, is not that name's key."""
    for pretended in (key_of(folded_name), key_of(folded_name).replace("-", " "), key_of(folded_name).replace("-", " ", 1)):
        assert fold(pretended) == folded_name or key_of(fold(pretended)) != key_of(folded_name)


@pytest.mark.parametrize("name", ["fernwick", "fern-wick", "x" * 119, "x" * 120, "x" * 121, "x-" * 60, "~" * 120])
def test_names_told_apart_that_read_the_same_have_keys_of_their_own(name: str) -> None:
    """A judgement parts what differs in nothing but case: also where the key is cut off."""
    names = [name.upper(), name.capitalize(), name] if name.upper() != name else [f"{name}.", f".{name}", name]
    identity = of(*names, identity_claims=[judged(a, b, DIFFERENT) for a, b in combinations(names, 2)])
    assert [identity[n].names for n in names] == [(n,) for n in names]
    assert len({identity[n].key for n in names}) == 3 == len(identity.providers)
    assert identity[names[0]].key == key_of(fold(name))
    assert all(len(identity[n].key) <= 133 for n in names)


@given(st.lists(some_names, min_size=1, max_size=6, unique=True), st.data())
def test_keys_are_unique_for_any_names(names: list[str], data: st.DataObject) -> None:
    pairs = data.draw(st.lists(st.sampled_from(list(combinations(names, 2))), unique=True)) if len(names) > 1 else []
    identity = Identity.of(dict.fromkeys(names, "2024-05-02"), [judged(a, b, DIFFERENT) for a, b in pairs])
    chiefs = {identity[name].name for name in names}
    assert len({identity[name].key for name in names}) == len(chiefs) == len(identity.providers)
    assert sorted(name for provider in identity.providers.values() for name in provider.names) == sorted(names)
    assert all(identity.providers[provider.key] is provider for provider in map(identity.__getitem__, names))
    assert not any(one(identity, a, b) for a, b in pairs)


# --- what names say ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("Juniper / Juniper Voice / JV Tel", ["Juniper", "Juniper Voice", "JV Tel"]),
        ("Juniper  /  JV Tel", ["Juniper", "JV Tel"]),
        ("Juniper/JV Tel", []),
        ("Juniper /JV Tel", []),
        ("Juniper", []),
        ("Juniper / ", []),
        (" / Juniper", []),
        ("Juniper /  / JV Tel", []),
        (" / ", []),
        (" / ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"), list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn")),  # 40
        (" / ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"), []),  # 41 are no aliases of one company
    ],
)
def test_a_list_of_names(printed: str, found: list[str]) -> None:
    assert parts(printed) == found


def test_each_name_of_a_list_is_printed_where_the_list_is_in_its_order() -> None:
    assert list(listed("Juniper / Alder", "2024-05-02|d|7")) == [
        ("Juniper", "2024-05-02|d|7|0"), ("Alder", "2024-05-02|d|7|1"), ("Juniper / Alder", "2024-05-02|d|7|2")
    ]  # fmt: skip
    assert list(listed("Juniper", "2024-05-02")) == [("Juniper", "2024-05-02|0")]


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("Alder Voice d/b/a Birch Tel", ["Alder Voice", "Birch Tel"]),
        ("Alder Voice, LLC D.B.A. Birch Tel, Inc.", ["Alder Voice, LLC", "Birch Tel, Inc."]),
        ("Alder (dba Birch (US))", ["Alder", "Birch (US)"]),
        ("Alder ( dba Birch )", ["Alder", "Birch "]),
        ("Alder dba Birch (US)", ["Alder", "Birch (US)"]),
        ("Alder doing business as Birch", ["Alder", "Birch"]),
        ("Alder trading as Birch", ["Alder", "Birch"]),
        ("Alder t/a Birch", ["Alder", "Birch"]),
        ("Alder, formerly Birch", ["Alder", "Birch"]),
        ("Alder, formerly known as Birch", ["Alder", "Birch"]),
        ("Alder f/k/a Birch, a/k/a Cedar", ["Alder", "Birch", "Cedar"]),
        ("Alder also known as Birch", ["Alder", "Birch"]),
        ("Alder aka Birch fka Cedar", ["Alder", "Birch", "Cedar"]),
        ("Alder\nd/b/a Birch", ["Alder", "Birch"]),
        ("dba Birch", []),
        ("Alder dba", []),
        ("Alder formerly", []),
        ("Alder dbase Birch", []),
        ("Aldba Birch", []),
        ("Alder / Birch", []),
    ],
)
def test_names_that_a_name_says_are_its_own(printed: str, found: list[str]) -> None:
    assert [name.strip() for name in other_names(printed)] == [name.strip() for name in found]


def test_what_a_name_says_is_read_in_time_however_long_it_is() -> None:
    for name in (
        "a" + " " * 8000 + "b",
        "a" + " ,(" * 2600 + "b",
        "a aka " * 1300 + "b",
        "a" + " / a" * 2000,
        "a." * 4000,
        "a-" * 4000 + "!",
    ):
        start = time.process_time()
        assert other_names(name) == []
        assert parts(name) == []
        assert folded(name)
        assert not is_domain(name)
        assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("fernwickvoice.example", True), ("noc.fernwick-voice.example", True), ("a.co", True), ("a." + "b" * 24, True),
        ("Fernwick.example", False), ("fernwick", False), ("fernwick voice.example", False), ("-x.example", False), ("x..example", False),
        ("x.123", False), ("x.example.", False), ("", False), ("x-.example", False), ("a.b", False), ("a." + "b" * 25, False), ("a.co\n", False),
    ],
)  # fmt: skip
def test_a_mail_domain(name: str, is_one: bool) -> None:
    assert is_domain(name) is is_one


@pytest.mark.parametrize(
    ("text", "name", "reads"),
    [
        ("ALDER VOICE", "Alder, Voice", True),
        ("Alder Voice", "Alder Voice, LLC", True),
        ("Alder Voice Inc.", "alder voice", True),
        ("Alder Voice Incorporated", "Alder Voice Inc", True),
        ("Alder Voice Inc", "Alder Voice LLC", False),
        ("Alder Voices", "Alder Voice", False),
    ],
)
def test_a_text_that_reads_like_a_name(text: str, name: str, reads: bool) -> None:
    assert reads_like(text, name) is reads_like(name, text) is reads


def test_a_name_is_found_as_printed_then_as_it_reads_then_without_its_form() -> None:
    identity = of("Alder", "ALDER, LLC", "Alder Inc", "Birch Tel, LLC", "birch tel llc", "Cedar, LLC", "Cedar Inc")

    def names(text: str) -> list[str]:
        return [provider.name for provider in identity.find(text)]

    assert names("Alder") == ["Alder"]
    assert names("alder") == ["Alder"]
    assert names("Alder L.L.C.") == ["ALDER, LLC"]
    assert names("Alder Corp") == ["Alder"], "of those with another form none"
    assert names("Birch Tel") == ["Birch Tel, LLC"]
    assert names("cedar") == ["Cedar Inc", "Cedar, LLC"]
    assert names("Dogwood") == []
    assert names("") == []
    # A name printed exactly so goes before all that read so
    apart = of("Elm", "ELM", identity_claims=[judged("Elm", "ELM", DIFFERENT)])
    assert [p.name for p in apart.find("ELM")] == ["ELM"]
    assert [p.name for p in apart.find("elm")] == ["Elm", "ELM"]


@pytest.mark.parametrize(
    ("names", "country", "far"),
    [
        (["Alder"], None, False), (["Alder LLC"], None, False), (["Alder Ltd"], None, False), (["Alder Co"], None, False),
        *(([f"Alder {form}"], None, True) for form in sorted(FOREIGN_FORMS)),
        (["Alder (Pvt.) Ltd."], None, True),
        (["Alder Pvt. Ltd. (India)"], None, True),
        (["Alder Ltd. (Alder)"], None, False),
        (["Alder", "Alder Pvt. Ltd."], None, True),
        (["Alder"], "Freedonia", True), (["Alder GmbH"], "United States", False), (["Alder"], "U.S.A.", False), (["Alder"], "US", False),
        (["Alder"], "united  states of AMERICA", False), (["Alder"], "us virgin islands", False), (["Alder"], "Puerto Rico", False),
        (["Alder"], "us virgin fiefs", True), (["Alder"], "U.K.", True), (["Alder"], "Georgia", True),
    ],
)  # fmt: skip
def test_whom_a_document_places_abroad(names: list[str], country: str | None, far: bool) -> None:
    """A country on record goes before what the legal form says."""
    assert abroad(Provider("k", names[0], tuple(names), country)) is far


# --- what one goes by ----------------------------------------------------------------------------------------------


def test_names_as_a_mapping() -> None:
    identity = of("Alder", "ALDER", "Birch")
    assert list(identity) == ["Alder", "ALDER", "Birch"]
    assert "ALDER" in identity
    assert "alder" not in identity
    assert identity["ALDER"] == Provider("alder", "Alder", ("Alder", "ALDER"), None)
    assert dict(identity.providers) == {"alder": identity["Alder"], "birch": identity["Birch"]}
    with pytest.raises(KeyError):
        identity["alder"]
    with pytest.raises(TypeError):
        identity.providers["alder"] = identity["Birch"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        identity.apart = ()  # type: ignore[misc]
    assert list(Identity.of({})) == []


def test_a_mail_domain_is_a_name_but_not_the_one_to_go_by() -> None:
    names = ("fernwickvoice.example", "Fernwick Voice, LLC")
    alone = of(*names)
    assert alone["fernwickvoice.example"].name == "fernwickvoice.example"  # where there is no other
    assert alone["fernwickvoice.example"].key == "fernwickvoiceexample"
    tied = of(*names, identity_claims=[identified("Fernwick Voice, LLC", "fernwickvoice.example")])
    assert tied["fernwickvoice.example"] == Provider("fernwick-voice-llc", "Fernwick Voice, LLC", (names[1], names[0]))


def test_the_name_printed_first_is_the_one_to_go_by() -> None:
    first = [("Fernwick", "2024-05-03"), ("FV Holdings", "2024-05-01"), ("fv.example", "2024-04-01"), ("Alder", "2024-05-02")]
    for order in permutations(first):
        identity_claims = [judged(order[0][0], name) for name, _ in order[1:]]
        identity = Identity.of(dict(order), identity_claims)
        assert set(state(identity).values()) == {Provider("fv-holdings", "FV Holdings", ("FV Holdings", "Alder", "Fernwick", "fv.example"))}


def test_of_names_printed_at_once_the_order_of_text_decides() -> None:
    for names in (("Birch", "Alder"), ("Alder", "Birch")):
        identity = Identity.of(dict.fromkeys(names, "2024-05-02"), [judged(*names)])
        assert identity["Birch"].name == "Alder"


def test_a_list_goes_by_the_first_of_its_names() -> None:
    identity = of("Juniper / Alder / JV Tel")
    assert set(state(identity).values()) == {Provider("juniper", "Juniper", ("Juniper", "Alder", "JV Tel", "Juniper / Alder / JV Tel"))}


def test_the_country_on_record_is_the_one_put_there_first() -> None:
    names = dict.fromkeys(("Alder", "Birch", "Cedar"), "2024-05-02")
    early, late = (
        identified("Birch", country="Sylvania", known_at="2024-05-01"),
        identified("Alder", country="Freedonia", known_at="2024-05-03"),
    )
    for identity_claims in ([early, late], [late, early]):
        identity = Identity.of(names, [*identity_claims, judged("Alder", "Birch")])
        assert (identity["Alder"].country, identity["Cedar"].country) == ("Sylvania", None)
        assert Identity.of(names, identity_claims)["Alder"].country == "Freedonia"


# --- 1: a person's judgement ---------------------------------------------------------------------------------------

LISTED = "Alder Voice / Birch Tel"
FRN = "0012345678"
# Ways for which two names are one: these names, what else is printed, what ties them.
REASONS: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "case": ("Alder Voice", "ALDER VOICE", (), ""),
    "one character": ("Alder", "Alder.", (), ""),
    "composed": ("Télécom", "Te\u0301le\u0301com", (), ""),
    "form": ("Alder Voice Inc", "Alder Voice, Incorporated", (), ""),
    "bare": ("Alder Voice", "Alder Voice, LLC", (), ""),
    "domain": ("Alder Voice", "alder.example", (), "named"),
    "frn": ("Alder Voice", "Birch Tel", (), "frn"),
    "list": ("Alder Voice", "Birch Tel", (LISTED,), ""),
    "lists": ("Alder Voice", "Birch Tel", (LISTED, f"{LISTED} / Cedar"), ""),
    "named": ("Alder Voice", "Birch Tel", (), "named"),
}


def reason(why: str) -> tuple[str, str, tuple[str, ...], list[Evidence]]:
    a, b, more, by = REASONS[why]
    return a, b, more, {"": [], "named": [identified(a, b)], "frn": [identified(a, frn=FRN), identified(b, frn=FRN)]}[by]


@pytest.mark.parametrize("why", REASONS)
def test_names_that_are_one_can_be_told_apart_by_a_person(why: str) -> None:
    """No answer may ever be that they are one and cannot be told apart."""
    a, b, more, identity_claims = reason(why)
    before = of(a, b, *more, identity_claims=identity_claims)
    assert one(before, a, b)
    assert before.reasons(before[a].key)
    assert all(reason for reason, claim in before.why(a, b))
    assert all(not claim for reason, claim in before.why(a, b))
    for verdict in (judged(a, b, DIFFERENT), judged(b, a, DIFFERENT)):
        apart = of(a, b, *more, identity_claims=[*identity_claims, verdict])
        assert not one(apart, a, b)
        assert apart.why(a, b) == ()
        assert any({x.a, x.b} >= {a, b} or more for x in apart.apart)
    assert state(of(a, b, *more, identity_claims=identity_claims)) == state(before), "undone, it leaves no trace"


def test_names_are_one_by_a_persons_word_whatever_forbids_it() -> None:
    identity_claims = [
        identified("Alder", frn="1", rmd="RMD1", country="US"),
        identified("Birch", frn="2", rmd="RMD2", country="Freedonia"),
    ]
    word = judged("Alder", "Birch", at="2024-06-01T10:00:00Z")
    identity = of("Alder", "Birch", identity_claims=[*identity_claims, word])
    assert one(identity, "Alder", "Birch")
    assert identity.why("Birch", "Alder") == (("judged one by analyst on 2024-06-01: because", word.id),)
    assert identity.reasons("alder") == ("judged one by analyst on 2024-06-01: because",)
    assert [str(c) for c in identity.conflicts("alder")] == [
        "several FRNs on record: 1, 2", "several RMD numbers on record: RMD1, RMD2", "several countries on record: freedonia, us"
    ]  # fmt: skip
    assert groups(of("Alder", "Birch", identity_claims=identity_claims)) == {frozenset({"Alder"}), frozenset({"Birch"})}


def test_a_judgement_on_two_names_moves_all_that_are_one_with_them() -> None:
    identity = of("Alder", "ALDER", "Birch", "birch", identity_claims=[judged("ALDER", "birch")])
    assert groups(identity) == {frozenset({"Alder", "ALDER", "Birch", "birch"})}
    assert [reason for reason, _ in identity.why("Alder", "Birch")] == [
        "equal but for case, blanks and signs", "judged one by analyst on 2024-06-01: because", "equal but for case, blanks and signs"
    ]  # fmt: skip


def test_of_judgements_on_two_names_the_latest_counts() -> None:
    early, late = judged("Alder", "Birch", at="2024-06-01"), judged("Birch", "Alder", DIFFERENT, at="2024-06-02")
    for identity_claims in ([early, late], [late, early]):
        assert not one(of("Alder", "Birch", identity_claims=identity_claims), "Alder", "Birch")
    later = judged("Alder", "Birch", at="2024-06-03")
    assert one(of("Alder", "Birch", identity_claims=[later, early, late]), "Alder", "Birch")
    assert not one(
        of("Alder", "ALDER", identity_claims=[judged("Alder", "ALDER"), judged("Alder", "ALDER", DIFFERENT, at="2024-06-02")]),
        "Alder",
        "ALDER",
    )
    # ... of one instant, the one that stands further down in the journal
    lines = [judged("Alder", "Birch", DIFFERENT, lines=(4, 4)), judged("Alder", "Birch", lines=(5, 5))]
    for identity_claims in (lines, lines[::-1]):
        assert one(of("Alder", "Birch", identity_claims=identity_claims), "Alder", "Birch")


def test_unsure_keeps_apart_what_weaker_reasons_tie() -> None:
    """Equal spelling, a list, a register; a person's own `same` of others, by way of a third name, it does not undo."""
    names = ("Alder", "ALDER", "Birch", "Cedar", "Cedar / Dogwood", "Elm", "Fir")
    one_frn = [identified(name, frn=FRN) for name in ("Elm", "Fir")]
    pairs = (("Alder", "ALDER"), ("Alder", "Birch"), ("Cedar", "Dogwood"), ("Elm", "Fir"))
    before = of(*names, identity_claims=one_frn)
    identity = of(*names, identity_claims=[*one_frn, *(judged(a, b, UNSURE) for a, b in pairs)])
    assert [one(before, a, b) for a, b in pairs] == [True, False, True, True]
    assert [one(identity, a, b) for a, b in pairs] == [False, False, False, False]
    untold = "a person judged that it cannot be told"
    assert Apart("ALDER", "Alder", f"equal but for case, blanks and signs; but {untold}") in identity.apart
    assert Apart("Elm", "Fir", f"FRN {FRN}; but {untold}") in identity.apart
    chain = [judged("Alder", "Birch", UNSURE), judged("Alder", "Elm"), judged("Elm", "Birch")]
    assert one(of("Alder", "Birch", "Elm", identity_claims=chain), "Alder", "Birch")


def test_a_judgement_on_a_name_that_nothing_prints_plays_no_part() -> None:
    identity_claims = [
        judged("Alder", "Nobody"),
        judged("Nobody", "Birch"),
        judged("Alder", "Alder", DIFFERENT),
        identified("Nobody", frn=FRN),
    ]
    identity = of("Alder", "Birch", identity_claims=[*identity_claims, identified("Alder", "Nobody", frn=FRN)])
    assert groups(identity) == {frozenset({"Alder"}), frozenset({"Birch"})}


def test_names_told_apart_are_not_one_through_a_third_name_and_it_goes_with_none() -> None:
    identity_claims = [identified(name, frn=FRN) for name in ("Alder", "Birch", "Cedar")]
    for a, b in permutations(("Alder", "Birch", "Cedar"), 2):
        identity = of("Alder", "Birch", "Cedar", identity_claims=[*identity_claims, judged(a, b, DIFFERENT)])
        # Whichever it is: which name comes first in the alphabet decides nothing.
        assert groups(identity) == {frozenset({name}) for name in ("Alder", "Birch", "Cedar")}
        assert {frozenset((x.a, x.b)) for x in identity.apart} == {frozenset(pair) for pair in combinations(("Alder", "Birch", "Cedar"), 2)}


def test_a_name_equal_to_two_that_were_told_apart_goes_with_none_whatever_they_are_one_with() -> None:
    """`alder` reads like both; of names that read the same, none counts for more because it comes first."""
    names = ("ALDER", "Alder", "aldeR", "alder", "Xylo", "Yew")
    identity_claims = [judged("ALDER", "Xylo"), judged("Alder", "Yew"), judged("Xylo", "Yew", DIFFERENT)]
    assert groups(of(*names, identity_claims=identity_claims)) == {
        frozenset({"ALDER", "Xylo"}),
        frozenset({"Alder", "Yew"}),
        frozenset({"aldeR"}),
        frozenset({"alder"}),
    }


def test_names_told_apart_from_the_same_one_are_one_still() -> None:
    """Judging both spellings of a company different from another's name does not part the two."""
    identity_claims = [judged("Alder", "ALDER", DIFFERENT), judged("alder", "ALDER", DIFFERENT)]
    assert groups(of("Alder", "alder", "ALDER", "aldeR", identity_claims=identity_claims)) == {
        frozenset({"Alder", "alder"}),
        frozenset({"ALDER"}),
        frozenset({"aldeR"}),
    }
    assert groups(of("Alder", "alder", "ALDER", identity_claims=identity_claims[:1])) == {
        frozenset({"Alder"}),
        frozenset({"alder"}),
        frozenset({"ALDER"}),
    }


def test_a_name_goes_with_the_only_one_of_two_told_apart_that_it_is_tied_to() -> None:
    identity_claims = [identified("Alder", "alder.example"), judged("Alder", "ALDER", DIFFERENT)]
    assert groups(of("Alder", "ALDER", "alder.example", identity_claims=identity_claims)) == {
        frozenset({"Alder", "alder.example"}),
        frozenset({"ALDER"}),
    }
    # Where what is certain leads to both, a document that names one of them decides
    named = of("Alder", "ALDER", "alder", identity_claims=[identified("ALDER", "alder"), identity_claims[1]])
    assert groups(named) == {frozenset({"Alder"}), frozenset({"ALDER", "alder"})}


# --- 2: what forbids -----------------------------------------------------------------------------------------------

SEVERAL = {"frn": "several FRNs", "rmd": "several RMD numbers", "country": "several countries"}


@pytest.mark.parametrize("why", [why for why in REASONS if why != "frn"])
@pytest.mark.parametrize("what", SEVERAL)
def test_two_records_are_two_providers_whatever_ties_the_names(why: str, what: str) -> None:
    a, b, more, tied = reason(why)
    identity_claims = [*tied, identified(a, **{what: "X1"}), identified(b, **{what: "X2"})]
    identity = of(a, b, *more, identity_claims=identity_claims)
    assert not one(identity, a, b)
    assert any(x.reason.endswith(f"; but there would be {SEVERAL[what]} on record") for x in identity.apart)
    assert identity.conflicts(identity[a].key) == identity.conflicts(identity[b].key) == ()
    assert one(of(a, b, *more, identity_claims=[*tied, identified(a, **{what: "X1"}), identified(b, **{what: "X1"})]), a, b)


@pytest.mark.parametrize("what", ["rmd", "country"])
def test_another_record_forbids_what_one_frn_makes_certain(what: str) -> None:
    identity_claims = [identified("Alder", frn=FRN, **{what: "X1"}), identified("Birch", frn=FRN, **{what: "X2"})]
    identity = of("Alder", "Birch", identity_claims=identity_claims)
    assert not one(identity, "Alder", "Birch")
    assert identity.apart == (Apart("Alder", "Birch", f"FRN {FRN}; but there would be {SEVERAL[what]} on record"),)


def test_a_name_between_two_records_goes_with_none() -> None:
    identity_claims = [identified("Alder", frn="1"), identified("ALDER", frn="2")]
    identity = of("Alder", "ALDER", "alder", "Alder LLC", identity_claims=identity_claims)
    assert groups(identity) == {frozenset({name}) for name in ("Alder", "ALDER", "alder", "Alder LLC")}
    why = "equal but for case, blanks and signs; but there would be several FRNs on record"
    assert set(identity.apart) >= {Apart("ALDER", "Alder", why), Apart("Alder", "alder", why), Apart("ALDER", "alder", why)}


def test_names_with_the_same_record_are_one_beside_another_of_that_name() -> None:
    identity_claims = [
        identified("Alder", country="US"),
        identified("alder", country="United States"),
        identified("ALDER", country="Freedonia"),
    ]
    assert groups(of("Alder", "alder", "ALDER", identity_claims=identity_claims)) == {frozenset({"Alder", "alder"}), frozenset({"ALDER"})}


def test_a_name_with_two_records_of_its_own_makes_no_bridge_between_them() -> None:
    """Alder and ALDER / Birch are tied on different levels: the first tie must not open the way for the second."""
    identity_claims = [identified("Alder", country="US"), identified("ALDER", country="US"), identified("ALDER", country="Freedonia"), identified("Birch", country="Freedonia")]  # fmt: skip
    identity = of("Alder", "ALDER", "Birch", "ALDER / Birch", identity_claims=identity_claims)
    assert groups(identity) == {frozenset({"Alder", "ALDER"}), frozenset({"Birch"}), frozenset({"ALDER / Birch"})}
    assert [str(c) for c in identity.conflicts("alder")] == ["several countries on record: freedonia, us"]


def test_a_third_name_with_one_of_the_frns_of_names_judged_one_goes_with_them() -> None:
    identity_claims = [identified("Alder", frn="1"), identified("Birch", frn="2"), identified("Cedar", frn="1"), judged("Alder", "Birch")]
    assert groups(of("Alder", "Birch", "Cedar", identity_claims=identity_claims)) == {frozenset({"Alder", "Birch", "Cedar"})}


FILED = "2024-04-01"
AGAIN = "2024-06-01"


@pytest.mark.parametrize(
    ("again", "words"),
    [
        ({"known_at": AGAIN}, "came back under another RMD number, with one FRN and one name: RMD1 (2024-04-01), RMD2 (2024-06-01)"),
        ({"known_at": FILED}, "filed under several numbers, with one FRN and one name: RMD1 (2024-04-01), RMD2 (2024-04-01)"),
    ],
    ids=["later", "at once"],
)
def test_a_company_that_filed_anew_is_one(again: dict[str, str], words: str) -> None:
    """Two RMD numbers forbid what nothing else makes certain; one FRN and one name with both do."""
    first = identified("Alder LLC", frn=FRN, rmd="RMD1", known_at=FILED)
    second = identified("ALDER, L.L.C.", frn=FRN, rmd="RMD2", **again)
    identity = of("Alder LLC", "ALDER, L.L.C.", "Alder", identity_claims=[first, second])
    assert groups(identity) == {frozenset({"Alder LLC", "ALDER, L.L.C.", "Alder"})}
    assert (identity.apart, identity.conflicts("alder-llc")) == ((), ())
    [refiled] = refilings([second, first])
    assert (str(refiled), set(refiled.evidence)) == (words, {first, second})


@pytest.mark.parametrize(
    "second",
    [{"frn": "2", "rmd": "RMD2"}, {"frn": None, "rmd": "RMD2"}, {"frn": FRN, "rmd": "RMD2", "name": "Alder Inc"}, {"frn": FRN, "rmd": "RMD2", "name": "Birch LLC"}],
    ids=["another FRN", "no FRN", "another form", "another name"],
)  # fmt: skip
def test_another_number_without_one_frn_and_one_name_is_no_filing_anew(second: dict[str, str | None]) -> None:
    name = second.get("name") or "ALDER LLC"
    its = [identified("Alder LLC", frn=FRN, rmd="RMD1"), identified(name, frn=second["frn"], rmd=second["rmd"])]
    assert refilings(its) == ()
    assert [str(conflict) for conflict in conflicts(its) if conflict.what == "rmd"] == ["several RMD numbers on record: RMD1, RMD2"]
    assert not one(of("Alder LLC", name, identity_claims=its), "Alder LLC", name)


def test_filings_are_told_in_turn_and_beside_a_number_of_another() -> None:
    its = [
        identified("Alder", frn=FRN, rmd=rmd, known_at=day)
        for rmd, day in (("R2", "2024-05-01"), ("R1", FILED), ("R2", AGAIN), ("R3", "2024-07-01"))
    ]
    assert [str(each) for each in refilings(its)] == [
        "came back under another RMD number, with one FRN and one name: R1 (2024-04-01), R2 (2024-05-01 to 2024-06-01), R3 (2024-07-01)"
    ]
    other = identified("Alder", frn="2", rmd="R9")
    assert [str(each) for each in conflicts([*its, other])] == [
        f"several FRNs on record: {FRN}, 2",
        "several RMD numbers on record: R1, R2, R3, R9",
    ]
    assert len(refilings([*its, other])) == 1


def test_conflicts_hold_their_evidence_and_one_country_written_in_several_ways_is_none() -> None:
    us = [identified("Alder", country=c, known_at=f"2024-05-0{n}") for n, c in enumerate(("US", "U.S.", "United  States", "usa", "United States of America"), 1)]  # fmt: skip
    assert conflicts(us) == ()
    for spellings in (("UK", "U.K.", "United Kingdom", "England"), ("Panam\u00e1", "Republic of Panama", "Panama"), ("USA", "Puerto Rico")):
        assert conflicts([identified("Alder", country=each) for each in spellings]) == ()
    far = identified("Alder", country="Freedonia", known_at="2024-04-01")
    [conflict] = conflicts([*us, far])
    assert conflict == Conflict("country", ("freedonia", "us"), (far, *us))
    assert of("Alder", identity_claims=[*us, far]).conflicts("alder") == (conflict,)
    assert conflicts([identified("Alder", frn="1", address="1 Quay"), identified("Alder", frn="1", address="2 Quay")]) == ()
    assert of("Alder").conflicts("alder") == of("Alder").conflicts("nobody") == ()


# --- 3: what is certain --------------------------------------------------------------------------------------------


def test_equal_after_folding_is_one_provider() -> None:
    identity = of("Fernwick Voice, LLC", "FERNWICK  VOICE llc", "fernwick voice L.L.C.")
    assert groups(identity) == {frozenset(identity)}
    assert identity["fernwick voice L.L.C."] == Provider("fernwick-voice-llc", "Fernwick Voice, LLC", tuple(identity))
    assert identity.reasons("fernwick-voice-llc") == ("equal but for case, blanks and signs",)


def test_the_same_frn_is_the_same_provider() -> None:
    names = ("Fernwick Voice", "FV Holdings", "Orchid")
    fernwick, orchid = identified("Fernwick Voice", frn="0012345678"), identified("Orchid", frn="0087654321")
    assert of(*names, identity_claims=[fernwick, orchid])["FV Holdings"].key == "fv-holdings"
    identity = of(*names, identity_claims=[fernwick, orchid, identified("FV Holdings", frn="0012345678")])
    assert identity["FV Holdings"].key == identity["Fernwick Voice"].key == "fernwick-voice"
    assert identity["Orchid"].key == "orchid"
    assert identity.reasons("fernwick-voice") == ("FRN 0012345678",)


@pytest.mark.parametrize("what", ["rmd", "country", "address", "phone", "contact"])
def test_nothing_else_on_record_ties_names(what: str) -> None:
    assert not one(
        of("Alder", "Birch", identity_claims=[identified(name, **{what: "the same"}) for name in ("Alder", "Birch")]), "Alder", "Birch"
    )


def test_the_holder_of_a_mail_domain() -> None:
    identity = of("alder.example", "Alder Voice", "ALDER VOICE", identity_claims=[identified("Alder Voice", "alder.example")])
    assert groups(identity) == {frozenset(identity)}
    assert identity.reasons("alder-voice") == ("equal but for case, blanks and signs", "mail to alder.example names Alder Voice")
    assert identity.why("ALDER VOICE", "alder.example") == (
        ("equal but for case, blanks and signs", ""), ("mail to alder.example names Alder Voice", "")
    )  # fmt: skip
    assert identity.why("alder.example", "alder.example") == ()
    named = of("Alder", "Birch", identity_claims=[identified("Alder", "Birch")])
    assert named.reasons("alder") == ("a document gives it as a name of Alder",)
    for unknown in (("Nobody", "Alder Voice"), ("Nobody", "Nobody")):
        with pytest.raises(KeyError):
            identity.why(*unknown)
    assert identity.why("Alder Voice", "Nobody") == ()


BARE = "the name without the one legal form known of it"


def test_a_bare_name_goes_with_the_one_form_known_of_it() -> None:
    identity = of("Alder", "ALDER", "Alder, LLC", "alder L.L.C.")
    assert groups(identity) == {frozenset(identity)}
    assert identity.why("Alder", "Alder, LLC") == ((BARE, ""),)
    assert groups(of("Alder", "Alder Voice, LLC")) == {frozenset({"Alder"}), frozenset({"Alder Voice, LLC"})}


def test_a_bare_name_between_two_forms_goes_with_none_and_is_proposed_to_both() -> None:
    identity = of("Alder", "ALDER", "Alder, LLC", "Alder Inc.")
    assert groups(identity) == {frozenset({"Alder", "ALDER"}), frozenset({"Alder, LLC"}), frozenset({"Alder Inc."})}
    why = "the same but for the legal form (known: inc, llc)"
    assert {frozenset((x.a, x.b)) for x in identity.apart} == set(map(frozenset, combinations(("ALDER", "Alder Inc.", "Alder, LLC"), 2)))
    assert {x.reason for x in identity.apart} == {why}


def test_a_bare_name_between_two_forms_of_one_provider_goes_with_it() -> None:
    names = ("Alder", "Alder, LLC", "Alder Inc.")
    assert groups(of(*names, identity_claims=[judged("Alder, LLC", "Alder Inc.")])) == {frozenset(names)}
    assert groups(of(*names, identity_claims=[identified("Alder, LLC", frn=FRN), identified("Alder Inc.", frn=FRN)])) == {frozenset(names)}


def test_a_bare_name_between_two_of_one_form_goes_with_none() -> None:
    names = ("Alder", "Alder LLC", "ALDER LLC")
    assert groups(of(*names, identity_claims=[judged("Alder LLC", "ALDER LLC", DIFFERENT)])) == {frozenset({name}) for name in names}


def test_a_judgement_on_a_bare_name_is_for_that_name() -> None:
    names = ("Alder", "Alder, LLC", "Alder Inc.")
    assert groups(of(*names, identity_claims=[judged("Alder", "Alder, LLC")])) == {frozenset(names[:2]), frozenset(names[2:])}
    assert groups(of(*names, identity_claims=[judged("Alder", "Alder, LLC", DIFFERENT)])) == {frozenset({name}) for name in names}
    assert groups(of("Alder", "Alder, LLC", identity_claims=[judged("Alder", "Alder, LLC", DIFFERENT)])) == {
        frozenset({"Alder"}),
        frozenset({"Alder, LLC"}),
    }


# --- 4: lists ------------------------------------------------------------------------------------------------------


def test_the_names_of_a_list_are_one_provider_wherever_they_stand() -> None:
    """A legal form that differs tells `JV TEL, Inc.` from nobody here: it is the one form known of `JV Tel`."""
    identity = of("JV TEL, Inc.", "Orchid", "Juniper / Juniper Voice / JV Tel")
    assert {identity[n].key for n in ("JV TEL, Inc.", "Juniper", "Juniper Voice", "Juniper / Juniper Voice / JV Tel")} == {"jv-tel-inc"}
    assert identity["Juniper Voice"].name == "JV TEL, Inc."
    assert set(identity["Juniper"].names) == {"JV TEL, Inc.", "Juniper", "Juniper Voice", "JV Tel", "Juniper / Juniper Voice / JV Tel"}
    assert identity["Orchid"].key == "orchid"
    assert identity.reasons("jv-tel-inc") == (BARE, "listed together: Juniper / Juniper Voice / JV Tel")


@pytest.mark.parametrize(
    ("lists", "together"),
    [
        # A common name through which two would become one ties nobody
        (["Legacy / Foxtrot", "Legacy / Golf"], [["Foxtrot", "Legacy / Foxtrot"], ["Golf", "Legacy / Golf"], ["Legacy"]]),
        (["Legacy / Foxtrot / Tango", "Legacy / Golf"], [["Foxtrot", "Tango", "Legacy / Foxtrot / Tango"], ["Golf", "Legacy / Golf"], ["Legacy"]]),
        # ... also where it is printed with another case, or a form
        (["Legacy / Foxtrot", "LEGACY / Golf"], [["Foxtrot", "Legacy / Foxtrot"], ["Golf", "LEGACY / Golf"], ["Legacy", "LEGACY"]]),
        (["Legacy / Foxtrot", "Legacy LLC / Golf"], [["Foxtrot", "Legacy / Foxtrot"], ["Golf", "Legacy LLC / Golf"], ["Legacy", "Legacy LLC"]]),
        # Lists that agree: two names or more in common
        (["Alder / Birch", "Birch / Alder"], [["Alder", "Birch", "Alder / Birch", "Birch / Alder"]]),
        (["Alder / Birch / Cedar", "Alder / Birch / Dogwood"], [["Alder", "Birch", "Cedar", "Dogwood", "Alder / Birch / Cedar", "Alder / Birch / Dogwood"]]),
        # A list inside a list
        (["Alder / Birch", "Alder / Birch / Cedar"], [["Alder", "Birch", "Cedar", "Alder / Birch", "Alder / Birch / Cedar"]]),
        # ... agreeing through a third that has both
        (["Alder / Birch", "Birch / Cedar", "Alder / Birch / Cedar"], [["Alder", "Birch", "Cedar", "Alder / Birch", "Birch / Cedar", "Alder / Birch / Cedar"]]),
        # Three in a ring share one name each
        (["Alder / Birch", "Birch / Cedar", "Cedar / Alder"], [["Alder"], ["Birch"], ["Cedar"], ["Alder / Birch"], ["Birch / Cedar"], ["Cedar / Alder"]]),
        # A chain
        (["Alder / Birch", "Birch / Cedar"], [["Alder", "Alder / Birch"], ["Cedar", "Birch / Cedar"], ["Birch"]]),
        # Two groups of lists that agree, with one name between the groups
        (["Alder / Birch", "Alder / Birch / Cedar", "Cedar / Dogwood"], [["Alder", "Birch", "Alder / Birch", "Alder / Birch / Cedar"], ["Cedar"], ["Dogwood", "Cedar / Dogwood"]]),
        # Of names that are one anyhow a list says nothing, and is in nobody's way
        (["Alder / ALDER", "Alder / Birch"], [["Alder", "ALDER", "Alder / ALDER", "Birch", "Alder / Birch"]]),
        (["Alder / Alder"], [["Alder", "Alder / Alder"]]),
        # The same list in another case
        (["Alder / Birch", "ALDER / BIRCH"], [["Alder", "ALDER", "Birch", "BIRCH", "Alder / Birch", "ALDER / BIRCH"]]),
    ],
)  # fmt: skip
def test_lists(lists: list[str], together: list[list[str]]) -> None:
    for order in permutations(lists):
        assert groups(of(*order)) == set(map(frozenset, together)), order


def test_a_name_common_to_two_lists_is_proposed_to_both() -> None:
    identity = of("Legacy / Foxtrot", "Legacy / Golf")
    shared, both = "and in another list that shares no other name", "but one of them stands in a list of others as well"
    assert set(identity.apart) == {
        Apart("Legacy", "Legacy / Foxtrot", f"listed in Legacy / Foxtrot, {shared}"),
        Apart("Legacy", "Foxtrot", f"listed together: Legacy / Foxtrot; {both}"),
        Apart("Legacy", "Legacy / Golf", f"listed in Legacy / Golf, {shared}"),
        Apart("Legacy", "Golf", f"listed together: Legacy / Golf; {both}"),
    }


def test_lists_agree_where_a_person_made_their_names_one() -> None:
    lists = ("Alder / Birch", "Alder / Cedar")
    identity = of(*lists, identity_claims=[judged("Birch", "Cedar")])
    assert groups(identity) == {frozenset(identity)}


@pytest.mark.parametrize("by", ["same", "same after unsure", "FRN"])
def test_a_common_name_ties_nobody_also_where_one_of_its_lists_is_one_company_anyhow(by: str) -> None:
    lists = ("Legacy / Foxtrot", "Legacy / Golf")
    frns = [identified(name, frn=FRN) for name in ("Legacy", "Golf")]
    unsure = [judged("Legacy", "Foxtrot", UNSURE)] if by == "same after unsure" else []
    identity = of(*lists, identity_claims=frns if by == "FRN" else [*unsure, judged("Legacy", "Golf")])
    assert groups(identity) == {frozenset({"Legacy", "Golf", "Legacy / Golf"}), frozenset({"Foxtrot", "Legacy / Foxtrot"})}
    assert (
        Apart("Legacy", "Legacy / Foxtrot", "listed in Legacy / Foxtrot, and in another list that shares no other name") in identity.apart
    )
    # Lists that share two names agree, also where these are one anyhow.
    agreeing = ("Legacy / Golf", "Golf / Legacy", "Legacy / Golf / Hotel")
    for order in permutations(agreeing):
        assert len(groups(of(*order, identity_claims=[judged("Legacy", "Golf")]))) == 1


def test_a_list_of_names_told_apart_goes_with_none_and_keeps_the_rest() -> None:
    identity = of("Alder / Birch", identity_claims=[judged("Alder", "Birch", DIFFERENT)])
    assert groups(identity) == {frozenset({"Alder"}), frozenset({"Birch"}), frozenset({"Alder / Birch"})}
    assert {x.reason for x in identity.apart} == {"listed together: Alder / Birch; but a person judged them different"}
    one_out = of("Alder / Birch / Cedar", identity_claims=[judged("Alder", "Alder / Birch / Cedar", DIFFERENT)])
    assert groups(one_out) == {frozenset({"Alder"}), frozenset({"Birch", "Cedar", "Alder / Birch / Cedar"})}


# --- whatever is said, in whatever order ---------------------------------------------------------------------------

CORES = ("Alder", "Birch", "Cedar")
Saying = tuple[str, int, int, int]


@st.composite
def stories(draw: st.DrawFn) -> list[Saying]:
    """What is said of names, by number: kind, name, other name, value."""
    said: list[Saying] = []
    for what in draw(st.sets(st.sampled_from(sorted(SEVERAL)))):
        said += [(what, name, 0, draw(st.sampled_from([1, 1, 2]))) for name in draw(st.sets(st.integers(0, 11), min_size=1, max_size=5))]
    kinds = st.sampled_from(["domain", "same", "different", "different", "unsure"])
    return said + draw(st.lists(st.tuples(kinds, st.integers(0, 11), st.integers(0, 11), st.just(1)), max_size=4))


sayings = stories()


def printed(cores: Sequence[str], lists: Iterable[tuple[int, ...]]) -> list[str]:
    """Twelve names of three companies, and lists of them."""
    names = [spelling.format(core) for core in cores for spelling in ("{}", "{}.", "{}, LLC", "{} Inc")]
    return names + [" / ".join(names[n] for n in its) for its in lists]


def ties_of(said: Iterable[Saying], names: Sequence[str], cores: Sequence[str]) -> list[Evidence]:
    made = []
    for order, (what, a, b, value) in enumerate(said):
        if what in SEVERAL:
            made.append(identified(names[a], **{what: f"X{value}"}))
        elif what == "domain":
            made.append(identified(names[a], f"{cores[b // 4].lower()}.example"))
        elif a != b:
            made.append(judged(names[a], names[b], Kind(what), at=f"2024-06-{order + 1:02d}"))
    return made


def everybody(cores: Sequence[str], chosen: Collection[int], lists: Iterable[tuple[int, ...]]) -> dict[str, str]:
    names = printed(cores, lists)
    kept = [*(names[n] for n in sorted(chosen)), *names[12:], *(f"{core.lower()}.example" for core in cores)]
    first: dict[str, str] = {}
    for name in kept:
        for text, at in listed(name, "2024-05-02"):
            first[text] = min(at, first.get(text, at))
    return first


some_lists = st.lists(st.lists(st.integers(0, 11), min_size=2, max_size=3, unique=True).map(tuple), max_size=3)
some_of_them = st.sets(st.integers(0, 11), max_size=5).map(lambda gone: set(range(12)) - gone)


@settings(max_examples=60)
@given(some_of_them, some_lists, sayings, st.randoms(use_true_random=False))
def test_no_order_matters(chosen: set[int], lists: list[tuple[int, ...]], said: list[Saying], random: Random) -> None:
    names, identity_claims = everybody(CORES, chosen, lists), ties_of(said, printed(CORES, []), CORES)
    before = Identity.of(names, identity_claims)
    shuffled = list(names.items())
    random.shuffle(shuffled)
    again = [*identity_claims, *identity_claims]
    random.shuffle(again)
    after = Identity.of(dict(shuffled), again)
    assert state(after) == state(before)
    assert set(after.apart) == set(before.apart)
    assert {key: set(after.reasons(key)) for key in after.providers} == {key: set(before.reasons(key)) for key in before.providers}


@settings(max_examples=60)
@given(some_of_them, some_lists, sayings, st.permutations(CORES))
def test_what_companies_are_called_does_not_matter(
    chosen: set[int], lists: list[tuple[int, ...]], said: list[Saying], called: list[str]
) -> None:
    """The same story of companies with their names exchanged has the same groups: no name counts for more than another."""
    before = groups(Identity.of(everybody(CORES, chosen, lists), ties_of(said, printed(CORES, []), CORES)))
    after = groups(Identity.of(everybody(called, chosen, lists), ties_of(said, printed(called, []), called)))
    exchanged = dict(zip(CORES, called, strict=True)) | {a.lower(): b.lower() for a, b in zip(CORES, called, strict=True)}

    def exchange(name: str) -> str:
        return " / ".join(
            next(f"{new}{part.removeprefix(old)}" for old, new in exchanged.items() if part.startswith(old)) for part in name.split(" / ")
        )

    assert {frozenset(map(exchange, group)) for group in before} == after


@settings(max_examples=60)
@given(some_of_them, some_lists, sayings)
def test_every_merge_has_its_reasons(chosen: set[int], lists: list[tuple[int, ...]], said: list[Saying]) -> None:
    identity = Identity.of(everybody(CORES, chosen, lists), ties_of(said, printed(CORES, []), CORES))
    for key, provider in identity.providers.items():
        for a, b in combinations(provider.names, 2):
            why = identity.why(a, b)
            assert why
            assert all(reason for reason, _ in why)
            assert {reason for reason, _ in why} <= set(identity.reasons(key))
            assert {reason for reason, _ in identity.why(b, a)} <= set(identity.reasons(key))
    for apart in identity.apart:
        assert identity[apart.a] != identity[apart.b]
        assert apart.reason


@settings(max_examples=60)
@given(some_of_them, some_lists, sayings)
def test_nothing_but_a_judgement_ties_names_of_two_records(chosen: set[int], lists: list[tuple[int, ...]], said: list[Saying]) -> None:
    names = everybody(CORES, chosen, lists)
    identity_claims = [tie for tie in ties_of(said, printed(CORES, []), CORES) if tie.kind != SAME]
    identity = Identity.of(names, identity_claims)
    for what in SEVERAL:
        records = {
            name: {tie.registered[what] for tie in identity_claims if tie.provider == name and what in tie.registered} for name in names
        }
        for a, b in combinations([name for name in names if records[name]], 2):
            assert records[a] & records[b] or not one(identity, a, b), (what, a, b)


@settings(max_examples=60)
@given(some_of_them, some_lists, sayings, st.lists(st.tuples(st.sampled_from([SAME, DIFFERENT, UNSURE]), st.integers(0, 40), st.integers(0, 40), st.booleans()), max_size=6))  # fmt: skip
def test_every_judgement_that_can_be_made_has_its_effect_and_undone_leaves_no_trace(
    chosen: set[int], lists: list[tuple[int, ...]], said: list[Saying], judging: list[tuple[Kind, int, int, bool]]
) -> None:
    names = everybody(CORES, chosen, lists)
    identity_claims = [tie for tie in ties_of(said, printed(CORES, []), CORES) if tie.kind == Kind.IDENTIFIED]
    before = Identity.of(names, identity_claims)
    held: list[Judgement] = []

    def now(printed_: Mapping[str, str]) -> Identity:
        return Identity.of(printed_, [*identity_claims, *(evidence("", "journal.jsonl", None, j.claim) for j in held)])

    for number, (verdict, a, b, fewer) in enumerate(judging, 1):
        # Some judge while a document that prints half of the names is forgotten.
        there = dict(list(names.items())[::2]) if fewer else names
        one_, other = (sorted(there)[n % len(there)] for n in (a, b))
        try:
            check(one_, other, verdict, now(there), held)
        except (BadInput, NotKnown):
            continue
        held.append(Judgement(f"j{number}", one_, other, verdict, "because", "analyst", "2024-06-01", number))
        assert one(now(there), one_, other) == (verdict == SAME)
    after = now(names)
    for judgement in held:
        assert one(after, judgement.a, judgement.b) == (judgement.verdict == SAME), judgement
    held.clear()
    assert state(now(names)) == state(before)


# --- of a case: who holds a mail domain ----------------------------------------------------------------------------

DOMAIN = "fernwickvoice.example"
OTHER = "orchidtransit.example"


def _who_by_mails(folder: Path, *, metrics_to: str) -> set[frozenset[str]]:
    """Who is who after two requests, to one domain each, and the monthly figures of Fernwick Voice, LLC, sent to these addresses."""
    desk = Desk(folder / "case")
    asked = story.mailbox(folder / "asked.txt", story.request("2024-05-09 14:05", 20560))
    other = story.mailbox(folder / "other.txt", story.request("2024-05-10 14:05", 20561))
    figures = story.mailbox(folder / "figures.txt", story.figures("2024-06-01 09:30"))
    other.write_text(other.read_text().replace(f"noc@{DOMAIN}", f"noc@{OTHER}"))
    figures.write_text(figures.read_text().replace(f"noc@{DOMAIN}", metrics_to))
    assert metrics_to in figures.read_text()
    assert [outcome.outcome for outcome in desk.load(asked, other, figures)] == ["loaded"] * 3
    with desk.intake() as work:
        return groups(work.identity)


TIED = {frozenset({story.FERNWICK, DOMAIN}), frozenset({OTHER})}
UNTIED = {frozenset({story.FERNWICK}), frozenset({DOMAIN}), frozenset({OTHER})}


@pytest.mark.parametrize(
    ("metrics_to", "expected"),
    [
        (f"noc@{DOMAIN}", TIED),
        (f"noc@{DOMAIN}, billing@{DOMAIN}", TIED),
        # A public mail domain ties nothing, and stands in nobody's way
        (f"noc@{DOMAIN}, somebody@gmail.com", TIED),
        ("somebody@gmail.com", UNTIED),
        # Of two domains, nothing says which is the company's
        (f"noc@{DOMAIN}, noc@{OTHER}", UNTIED),
        (f"noc@{OTHER}, noc@{DOMAIN}, somebody@gmail.com", UNTIED),
    ],
)
def test_a_mail_to_one_domain_ties_it_to_the_company_it_names(tmp_path: Path, metrics_to: str, expected: set[frozenset[str]]) -> None:
    assert _who_by_mails(tmp_path, metrics_to=metrics_to) == expected


# --- how long it takes ---------------------------------------------------------------------------------------------


def _words(random: Random) -> str:
    return " ".join("".join(random.choice("abcdefghijklmnop") for _ in range(6)).title() for _ in range(2))


def test_ten_thousand_names_take_less_than_two_seconds() -> None:
    random = Random(7)
    cores = [_words(random) for _ in range(2250)]
    names = [name for core in cores for name in (core, core.upper(), f"{core}, LLC", f"{core} / Legacy Voice")]
    first = {text: at for order, name in enumerate(names) for text, at in listed(name, f"2024-05-02|{order:05d}")}
    identity_claims = [
        identified(core, f"{core.replace(' ', '').lower()}.example", frn=f"{order:010d}") for order, core in enumerate(cores[:1000])
    ]
    first |= {tie.names[0]: "2024-05-03" for tie in identity_claims}
    identity_claims += [judged(*random.sample(names, 2), random.choice([SAME, DIFFERENT])) for _ in range(500)]
    assert len(first) > 10_000
    folded.cache_clear()
    start = time.process_time()
    identity = Identity.of(first, identity_claims)
    assert time.process_time() - start < 2
    assert len(identity.providers) > 2000


def test_ten_thousand_names_that_all_read_the_same_take_no_longer() -> None:
    letters = "abcdefghijklmn"
    names = ["".join(c.upper() if number >> bit & 1 else c for bit, c in enumerate(letters)) for number in range(10_000)]
    identity_claims = [identified(name, frn="1") for name in names[:2000]] + [identified(name, country="US") for name in names[2000:3000]]
    start = time.process_time()
    identity = Identity.of(dict.fromkeys(names, "2024-05-02"), identity_claims)
    assert time.process_time() - start < 2
    assert len(identity.providers) == 1
