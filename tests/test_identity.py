"""Which printed names are one provider, and which never are."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from itertools import combinations, permutations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tracer.identity import Identity, fold, is_domain, key_of, parts

# --- folding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("Fernwick Voice", "fernwick voice"),
        ("FERNWICK voice", "fernwick voice"),
        ("  Fernwick \t Voice\n", "fernwick voice"),
        ("Fernwick\u00a0Voice", "fernwick voice"),
        ("Te\u0301le\u0301com", "télécom"),
        ("STRASSE", "strasse"),
        ("A.B. Voice, Intl.", "ab voice intl"),
        ("A. B. Voice", "a b voice"),
        ("Fernwick , Voice", "fernwick voice"),
        # One legal form at the end, with or without its comma and full stops
        ("Fernwick Voice LLC", "fernwick voice"),
        ("Fernwick Voice, LLC", "fernwick voice"),
        ("Fernwick Voice,LLC", "fernwick voice"),
        ("Fernwick Voice L.L.C.", "fernwick voice"),
        ("Fernwick Voice Inc", "fernwick voice"),
        ("Fernwick Voice, Inc.", "fernwick voice"),
        ("Fernwick Voice Incorporated", "fernwick voice"),
        ("Fernwick Voice Corp.", "fernwick voice"),
        ("Fernwick Voice Corporation", "fernwick voice"),
        ("Fernwick Voice Ltd.", "fernwick voice"),
        ("Fernwick Voice Limited", "fernwick voice"),
        ("Fernwick Voice Pvt. Ltd.", "fernwick voice"),
        ("Fernwick Voice Pvt Ltd", "fernwick voice"),
        ("Fernwick Voice Private Limited", "fernwick voice"),
        ("Fernwick Voice Pty Ltd", "fernwick voice"),
        ("Fernwick Voice Co., Ltd.", "fernwick voice"),
        ("Fernwick Voice Co.", "fernwick voice"),
        ("Fernwick Voice LP", "fernwick voice"),
        ("Fernwick Voice L.P.", "fernwick voice"),
        ("Fernwick Voice LLP", "fernwick voice"),
        ("Fernwick Voice PLC", "fernwick voice"),
        ("Fernwick Voice GmbH", "fernwick voice"),
        ("Fernwick Voice S.A.", "fernwick voice"),
        ("Fernwick Voice B.V.", "fernwick voice"),
        ("Fernwick Voice S.r.l.", "fernwick voice"),
        # ... and nothing else
        ("Fernwick Voice Company", "fernwick voice company"),
        ("Fernwick LLC Voice", "fernwick llc voice"),
        ("FernwickLLC", "fernwickllc"),
        ("Fernwick-Inc", "fernwick-inc"),
        ("Fernwick Telco", "fernwick telco"),
        ("Fernwick & Voice", "fernwick & voice"),
        ("Fernwick (US)", "fernwick (us)"),
        ("Télécom", "télécom"),
        ("007", "007"),
        # An empty result means the text itself
        ("LLC", "llc"),
        (", LLC", ", LLC"),
        ("...", "..."),
        (".,", ".,"),
        ("", ""),
        (" ", " "),
    ],
)
def test_folding(printed: str, folded: str) -> None:
    assert fold(printed) == folded


def test_names_that_look_alike_stay_apart() -> None:
    alike = ["Fernwick Voice", "Fernwick Voices", "Fernwick Voip", "Fernwick", "Fernwick Voice Network", "Fernwick-Voice", "FernwickVoice"]
    assert len({fold(name) for name in alike}) == len(alike)
    assert fold("Smart Orchid") != fold("Smartorchid Telecom") != fold("Smart Orchid Networks")


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
    identity = Identity()
    for name in HOSTILE:
        identity.see(name, "2024-05-02")
    for a, b in combinations(HOSTILE, 2):
        if {a, b} == {"NaN", "nan "}:  # case and blanks alone
            assert fold(a) == fold(b)
            continue
        assert fold(a) != fold(b), (a, b)
        assert identity.key(a) != identity.key(b), (a, b)
    for name in HOSTILE:
        if name not in ("NaN", "nan "):
            assert identity.group(name) == [name]
            assert identity.display(name) == name
            assert len(identity.key(name)) <= 140


letters = st.text(st.characters(codec="utf-8"), max_size=12)
tricky = st.text(st.sampled_from("aAb -~.,/LlCc\u00a0\u0301é\t"), max_size=12)
names = st.one_of(letters, tricky, tricky.map(lambda text: text + " LLC"), tricky.map(lambda text: text * 30))


@given(names)
def test_folding_takes_nothing_but_case_blanks_dots_commas_and_a_legal_form(name: str) -> None:
    kept = unicodedata.normalize("NFC", name).casefold()
    if fold(name) == name:
        return
    squeezed = "".join(kept.split())
    assert squeezed.replace(".", "").replace(",", "").startswith("".join(fold(name).split()))
    assert len(squeezed) - len("".join(fold(name).split())) <= squeezed.count(".") + squeezed.count(",") + len("privatelimited")
    assert not any(c in fold(name) for c in ".,")
    assert "  " not in fold(name)


@given(names)
def test_spelling_a_name_otherwise_changes_nothing(name: str) -> None:
    assert fold(unicodedata.normalize("NFD", name)) == fold(unicodedata.normalize("NFC", name))
    assume(fold(name) != name)
    assert fold(f"  {name}\n") == fold(name)


# --- keys ----------------------------------------------------------------------------------------------------------


def test_keys() -> None:
    def hashed(text: str) -> str:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()

    assert key_of("fernwick voice") == "fernwick-voice"
    assert key_of("fernwick-voice") == f"fernwick-voice~{hashed('fernwick-voice')}"
    assert key_of("a" * 120) == "a" * 120
    assert key_of("a" * 121) == "a" * 120 + "~" + hashed("a" * 121)
    assert key_of("\ud800-") == "\ud800-~" + hashed("\ud800-")


@given(names.map(fold), names.map(fold))
@example("a b", "a-b")
@example("a-b c", "a b-c")
@example("x" * 120 + "a", "x" * 120 + "b")
def test_two_folds_never_have_one_key(one: str, other: str) -> None:
    assume(one != other)
    assert key_of(one) != key_of(other)


@given(names.map(fold))
@example("a-b")
def test_no_name_is_printed_so_that_it_has_anothers_key(folded: str) -> None:
    """The key of one provider, folded back to a name, is not that name's key."""
    for pretended in (key_of(folded), key_of(folded).replace("-", " "), key_of(folded).replace("-", " ", 1)):
        assert fold(pretended) == folded or key_of(fold(pretended)) != key_of(folded)


# --- certain reasons -----------------------------------------------------------------------------------------------


def seeing(*names: str) -> Identity:
    identity = Identity()
    for order, name in enumerate(names):
        identity.see(name, f"2024-05-{order + 1:02d}")
    return identity


@pytest.mark.parametrize(
    ("printed", "listed"),
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
    ],
)
def test_a_list_of_names(printed: str, listed: list[str]) -> None:
    assert parts(printed) == listed


def test_the_names_of_a_list_are_one_provider_wherever_they_stand() -> None:
    identity = seeing("JV TEL, Inc.", "Orchid", "Juniper / Juniper Voice / JV Tel")
    assert {identity.key(name) for name in ("JV TEL, Inc.", "Juniper", "Juniper Voice", "Juniper / Juniper Voice / JV Tel")} == {"jv-tel"}
    assert identity.display("Juniper Voice") == "JV TEL, Inc."
    assert set(identity.group("Juniper")) == {"JV TEL, Inc.", "Juniper", "Juniper Voice", "JV Tel", "Juniper / Juniper Voice / JV Tel"}
    assert identity.key("Orchid") == "orchid"


def test_a_list_goes_by_the_first_of_its_names() -> None:
    identity = seeing("Juniper / Alder / JV Tel")
    assert identity.display("JV Tel") == "Juniper"
    assert identity.key("Juniper / Alder / JV Tel") == "juniper"


def test_the_same_frn_is_the_same_provider() -> None:
    identity = seeing("Fernwick Voice", "FV Holdings", "Orchid")
    identity.registered("Fernwick Voice", "0012345678")
    identity.registered("Orchid", "0087654321")
    assert identity.key("FV Holdings") == "fv-holdings"
    identity.registered("FV Holdings", "0012345678")
    assert identity.key("FV Holdings") == identity.key("Fernwick Voice") == "fernwick-voice"
    assert identity.key("Orchid") == "orchid"


def test_equal_after_folding_is_one_provider() -> None:
    identity = seeing("Fernwick Voice, LLC", "FERNWICK  VOICE")
    assert identity.key("Fernwick Voice, LLC") == identity.key("FERNWICK  VOICE") == "fernwick-voice"
    assert identity.group("FERNWICK  VOICE") == ["Fernwick Voice, LLC", "FERNWICK  VOICE"]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("fernwickvoice.example", True), ("noc.fernwick-voice.example", True), ("a.co", True),
        ("Fernwick.example", False), ("fernwick", False), ("fernwick voice.example", False), ("-x.example", False), ("x..example", False),
        ("x.123", False), ("x.example.", False), ("", False),
    ],
)  # fmt: skip
def test_a_mail_domain(name: str, is_one: bool) -> None:
    assert is_domain(name) is is_one


def test_a_mail_domain_is_a_name_but_not_the_one_to_go_by() -> None:
    identity = seeing("fernwickvoice.example", "Fernwick Voice, LLC")
    assert identity.display("fernwickvoice.example") == "fernwickvoice.example"  # where there is no other
    assert identity.key("fernwickvoice.example") == "fernwickvoiceexample"
    identity.tie("Fernwick Voice, LLC", "fernwickvoice.example")
    assert identity.display("fernwickvoice.example") == "Fernwick Voice, LLC"
    assert identity.key("fernwickvoice.example") == "fernwick-voice"


def test_the_name_seen_first_is_the_one_to_go_by() -> None:
    for order in permutations(
        [("Fernwick", "2024-05-03"), ("FV Holdings", "2024-05-01"), ("fv.example", "2024-04-01"), ("Alder", "2024-05-02")]
    ):
        identity = Identity()
        for name, first in order:
            identity.see(name, first)
        for name, _ in order[1:]:
            identity.tie(order[0][0], name)
        assert {identity.display(name) for name, _ in order} == {"FV Holdings"}
        assert {identity.key(name) for name, _ in order} == {"fv-holdings"}


def test_of_names_seen_at_once_the_order_of_text_decides() -> None:
    for names in (("Birch", "Alder"), ("Alder", "Birch")):
        identity = Identity()
        for name in names:
            identity.see(name, "2024-05-02")
        identity.tie(*names)
        assert identity.display("Birch") == "Alder"


def test_a_name_seen_earlier_in_a_document_loaded_later() -> None:
    identity = Identity()
    identity.see("FERNWICK", "2024-05-09")
    identity.see("Fernwick, LLC", "2024-05-10")
    assert identity.display("Fernwick, LLC") == "FERNWICK"
    identity.see("Fernwick, LLC", "2024-05-01")
    assert identity.display("FERNWICK") == "Fernwick, LLC"
    assert identity.first_seen("Fernwick, LLC").startswith("2024-05-01")
    identity.see("Fernwick, LLC", "2024-06-01")
    assert identity.first_seen("Fernwick, LLC").startswith("2024-05-01")
    assert identity.known("FERNWICK")
    assert not identity.known("fernwick")
    assert list(identity) == ["FERNWICK", "Fernwick, LLC"]


# --- told apart ----------------------------------------------------------------------------------------------------


def test_names_told_apart_are_not_tied_by_what_ties_just_them() -> None:
    identity = Identity()
    identity.note_listed("Juniper / JV Tel", "2024-05-02")
    for name in ("Alder", "Birch"):
        identity.note(name, "2024-05-03")
    identity.keep_apart("Alder", "BIRCH".title())
    identity.keep_apart("JV Tel", "Juniper / JV Tel")
    identity.tie_lists()
    assert identity.key("Juniper / JV Tel") == identity.key("Juniper") == "juniper"
    assert identity.key("JV Tel") == "jv-tel"
    identity.tie("Birch", "Alder")
    identity.registered("Alder", "0012345678")
    identity.registered("Birch", "0012345678")
    assert (identity.key("Alder"), identity.key("Birch")) == ("alder", "birch")


def test_names_told_apart_are_of_one_group_where_a_third_name_is_both() -> None:
    for order in permutations(["Alder", "Birch", "Cedar"]):
        identity = seeing("Alder", "Birch", "Cedar")
        identity.keep_apart("Alder", "Birch")
        for name in order:
            identity.registered(name, "0012345678")
        assert {identity.key(name) for name in order} == {"alder"}, order


# --- whatever is said, in whatever order ---------------------------------------------------------------------------

POOL = [
    "Fernwick",
    "FERNWICK, LLC",
    "fernwick.example",
    "Orchid",
    "orchid corp",
    "Saltmarsh",
    "Orchid / Saltmarsh",
    "Alder / Fernwick",
    "x.example",
    "a-b",
    "a b",
]
sightings = st.lists(st.tuples(st.sampled_from(POOL), st.sampled_from(["2024-05-01", "2024-05-02", "2024-05-03"])), min_size=1, max_size=8)
links = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=4)

Deed = Callable[[Identity], None]


def deeds(seen: list[tuple[str, str]], tied: list[tuple[int, int, bool]]) -> tuple[list[Deed], list[Deed]]:
    def see(name: str, first: str) -> Deed:
        return lambda identity: identity.see(name, first)

    def tie(a: str, b: str, by_frn: bool, frn: str) -> Deed:
        if not by_frn:
            return lambda identity: identity.tie(a, b)

        def register(identity: Identity) -> None:
            identity.registered(a, frn)
            identity.registered(b, frn)

        return register

    ties = [
        tie(seen[a % len(seen)][0], seen[b % len(seen)][0], by_frn, f"{number:010d}") for number, (a, b, by_frn) in enumerate(tied)
    ]  # fmt: skip
    return [see(*one) for one in seen], ties


def state(identity: Identity) -> dict[str, tuple[str, str, str, frozenset[str]]]:
    return {n: (identity.key(n), identity.display(n), identity.first_seen(n), frozenset(identity.group(n))) for n in identity}


@given(sightings, links, st.randoms())
def test_the_order_of_what_is_said_does_not_matter(seen: list[tuple[str, str]], tied: list[tuple[int, int, bool]], random: object) -> None:
    straight, shuffled, twice = Identity(), Identity(), Identity()
    sees, ties = deeds(seen, tied)
    again = [*sees, *ties]
    random.shuffle(again)  # type: ignore[attr-defined]
    # A tie needs its two names seen; beyond that, any order.
    for deed in (*sees, *ties):
        deed(straight)
    for deed in sorted(again, key=lambda deed: deed in ties):
        deed(shuffled)
    for deed in (*sees, *again):
        deed(twice)
    assert state(straight) == state(shuffled) == state(twice)


@given(sightings, links)
def test_every_name_whose_provider_goes_by_another_name_is_reported(seen: list[tuple[str, str]], tied: list[tuple[int, int, bool]]) -> None:
    identity = Identity()
    assert identity.changed() == set()
    sees, ties = deeds(seen, tied)
    for deed in (*sees, *ties):
        before = {name: (identity.key(name), identity.display(name)) for name in identity}
        deed(identity)
        after = {name: (identity.key(name), identity.display(name)) for name in identity}
        reported = identity.changed()
        assert reported >= {name for name in after if after[name] != before.get(name)}
        assert reported <= set(after)
        assert identity.changed() == set()


def test_only_names_that_are_new_or_go_by_another_name_are_reported() -> None:
    identity = seeing("Fernwick", "Orchid", "Saltmarsh")
    assert identity.changed() == {"Fernwick", "Orchid", "Saltmarsh"}
    identity.see("FERNWICK", "2024-06-01")
    assert identity.changed() == {"FERNWICK"}
    identity.tie("Fernwick", "Orchid")
    assert identity.changed() == {"Orchid"}
    identity.tie("Orchid", "FERNWICK")
    assert identity.changed() == set()
    identity.see("Orchid", "2024-04-01")
    assert identity.changed() == {"Fernwick", "FERNWICK", "Orchid"}


@given(sightings, links)
def test_restoring_gives_the_same_state(seen: list[tuple[str, str]], tied: list[tuple[int, int, bool]]) -> None:
    identity, again = Identity(), Identity()
    sees, ties = deeds(seen, tied)
    for deed in (*sees, *ties):
        deed(identity)
    for name in sorted(identity):
        again.note(name, identity.first_seen(name))
    again.tie_lists()
    for deed in ties:
        deed(again)
    assert state(again) == state(identity)
    # ... and what is said again changes nothing.
    again.changed()
    for deed in (*sees, *ties):
        deed(again)
    assert again.changed() == set()
