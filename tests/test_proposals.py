"""Which providers are proposed as one, for what reasons, and which never: a proposal merges nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import story
from tests.cases import Desk, hop_list
from tests.claims import identified, judged
from tests.loaders import ag_notices
from tracer.identity import Identity
from tracer.identity import judged as latest
from tracer.model import Evidence, Kind
from tracer.proposals import ALIKE, Proposal, proposals

DIFFERENT, SAME, UNSURE = Kind.DIFFERENT, Kind.SAME, Kind.UNSURE


def among(
    *names: str | list[str],
    shared: tuple[tuple[str, str, int], ...] = (),
    identity_claims: Iterable[Evidence] = (),
    first: tuple[str, ...] = (),
) -> tuple[Identity, list[Proposal]]:
    """Of providers, each with one name or several that a person made one; `shared` gives them by number, `first` is printed before."""
    of_each = [[name] if isinstance(name, str) else name for name in names]
    identity_claims = [*identity_claims, *(judged(its[0], other) for its in of_each for other in its[1:])]
    printed = [*first, *(name for its in of_each for name in its)]
    identity = Identity.of({name: f"2024-05-02|{order:03d}" for order, name in enumerate(printed)}, identity_claims)
    return identity, proposals(identity, [(what, text, identity[of_each[n][0]].key) for what, text, n in shared], latest(identity_claims))


def proposed(
    *names: str | list[str],
    shared: tuple[tuple[str, str, int], ...] = (),
    identity_claims: Iterable[Evidence] = (),
    first: tuple[str, ...] = (),
) -> list[Proposal]:
    return among(*names, shared=shared, identity_claims=identity_claims, first=first)[1]


def pairs(found: list[Proposal]) -> list[tuple[str, str]]:
    return [(p.a, p.b) for p in found]


def unsure(a: str, b: str, *reasons: str, at: str = "2024-06-01") -> Evidence:
    return judged(a, b, UNSURE, at, description="\n".join(reasons) or None)


# --- likeness ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Legacy Voice", "Legacy Telecom"),
        ("Global Tel", "Global Telecom"),
        ("Global Voice Services, LLC", "Global Voice Service"),
        ("Smart Communications", "Smart Communication"),
        ("First Network", "First Networks"),
        ("VoIP Solutions", "VOIP Solution Inc."),
        ("US Tel", "US Telco"),
        ("Smartbiz Telecom", "Smart Network Solutions Communications Corp"),
        ("Smartbiz Telecom", "Smart Technocrats"),
        ("Smart Network Solutions", "Smart Technocrats"),
        ("Orchid Transit", "Orchard Telecom"),
        ("Orchid Transit", "Saltmarsh Telecom"),
        ("JV Tel", "JW Tel"),  # initials alone are too little
        ("Quillon Gateway", "Quentin Gateway"),
        ("Alder / Birch", "Alder Gold"),
        ("VoIP Link", "VoIP Links"),
        ("Northwind", "Northwide"),
    ],
)
def test_common_words_and_mere_looks_match_nothing(a: str, b: str) -> None:
    assert proposed(a, b) == []


@pytest.mark.parametrize(
    ("a", "b", "score"),
    [
        ("Telcon US", "Telconus", 100),  # squeezed
        ("Salt Marsh Telecom", "Saltmarsh Telecom", 100),
        ("Salt-Marsh", "Saltmarsh", 100),
        ("Brightwater Voice", "Brightwater", 100),  # by what tells it apart
        ("Brightwater Dialing", "Brightwatter Dialing", 97),
        ("Quillon Gateway", "Gateway Quillon Ltd.", 100),
        ("Marrowstone Tel", "Marrowstone Networks", 100),
        ("Global Marrowstone", "Marrowstone Legacy Voice", 100),
        ("The Marrowstone Group", "Marrowstone Group", 100),
        ("Salt & Marsh Tel", "Salt and Marsh Tel", 100),
        ("Télé Brume", "Tele Brume", 100),
        # What differs in blanks alone, whatever the words are
        ("Northwind Wireless LLC", "North Wind Wireless, LLC", 100),
        ("Northwind Tel", "North Wind Tel LLC", 100),
        ("VoIPLink", "VoIP Link", 100),
    ],
)
def test_names_alike(a: str, b: str, score: int) -> None:
    [one] = proposed(a, b)
    assert {one.a, one.b} == {a, b}
    assert (one.score, one.reasons) == (score, (f"names alike ({score} of 100)",))
    assert score >= ALIKE


@pytest.mark.parametrize(
    ("a", "b", "score"),
    [
        ("Brightwell", "Brightwall", 90),  # 90.0: exactly the threshold
        ("Brightwell Tel", "Brightwall Networks", 90),
        ("Marrowstonegate", "Marrowstongata", 90),  # 89.7, as shown
        ("Harbourly", "Harbourlx", None),  # 88.9
    ],
)
def test_alike_begins_at_the_threshold(a: str, b: str, score: int | None) -> None:
    assert ALIKE == 90
    assert [(p.score, p.reasons) for p in proposed(a, b)] == ([(score, (f"names alike ({score} of 100)",))] if score else [])


@pytest.mark.parametrize(
    ("a", "b", "score"),
    [
        # Initials alone are too little: four letters at least, in one word or several
        ("Alda Tel", "Alda Networks", 100),
        ("Ald Tel", "Ald Networks", None),
        ("Ja Vo Tel", "Ja Vo Networks", 100),
        ("Ja V Tel", "Ja V Networks", None),
        ("J V T E", "J V T E Tel", None),
        # ... but run together they are a word like any other
        ("ABC Tel", "ABC-Tel", None),
        ("ABCD Tel", "ABCD-Tel", 100),
        # One letter makes more of a difference in a short name
        ("Alda", "Aldo", None),
        ("Aldera", "Aldero", None),
        ("Alderabirch", "Alderobirch", 91),
    ],
)
def test_short_names(a: str, b: str, score: int | None) -> None:
    assert [p.score for p in proposed(a, b)] == ([score] if score else [])


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("Harbour Group 1", "Harbour Group 2", False),
        ("Group 1", "Group 2", False),
        ("Harbourside A", "Harbourside B", False),
        ("Harbourside 12", "Harbourside 21", False),
        ("Harbourside", "Harbourside 2", False),
        ("Harbourside A", "Harbourside", False),
        ("Harbourside A 1", "Harbourside A", False),
        ("B2B Harbourside", "B3B Harbourside", False),
        ("Harbourside1", "Harbourside2", False),
        ("Harbourside A 1", "A Harbourside Tel 1", True),
        ("1 Harbourside A", "A Harbourside 1", True),
        ("Harbourside 1", "Harbourside Tel 1", True),
        ("Harbourside2 Tel", "Tel Harbourside2", True),
        ("Harbourside2 Tel", "Harbourside 2 Tel", True),  # but for a blank
    ],
)
def test_single_letters_and_numbers_count_in_full(a: str, b: str, alike: bool) -> None:
    assert bool(proposed(a, b)) is alike
    assert bool(proposed(b, a)) is alike


def test_any_of_a_providers_names_may_be_alike() -> None:
    [one] = proposed(["Tidewrack Media", "Brightwater Dialing"], ["Brightwatter Dialing"])
    assert {one.a, one.b} == {"Tidewrack Media", "Brightwatter Dialing"}
    assert one.score == 97
    assert proposed(["Tidewrack Media", "tidewrack.example"], ["brightwater.example", "Pinfold Networks"]) == []
    # A number counts with the name that it stands in
    assert proposed(["Tidewrack Media", "Harbourside 1"], "Harbourside 2") == []
    assert pairs(proposed(["Harbourside 2", "Harbourside"], "Harbourside Tel")) == [("Harbourside 2", "Harbourside Tel")]


def test_a_domain_counts_without_its_ending_where_the_names_share_a_word() -> None:
    [one] = proposed(["Saltmarsh Works", "pinfoldtel.example"], ["Saltmarsh Mills", "Pinfold Tel"])
    assert one.score == 100
    assert proposed(["Saltmarsh Works", "pinfoldtel.example"], ["Saltmarsh Mills", "Quarry Tel"]) == []


def test_names_of_common_words_and_signs_alone_are_like_none() -> None:
    """Also where another name of the two providers has them compared."""
    for a, b in (("Global", "global.example"), ("Voice", "voice.example"), ("...", "!!!")):
        identity, found = among(["Saltmarsh Works", a], ["Saltmarsh Mills", b])
        assert (len(identity.providers), found) == (2, [])
    # A domain's ending and a list's names are no words of a name
    assert proposed(["Pinfold Mills", "saltmarsh.example"], "Saltmarsh Example") == []
    assert proposed(["Pinfold Mills", "Saltmarsh / Quarry"], "Saltmarsh Quarry") == []


def test_a_word_that_half_the_case_shares_proposes_no_thousand_pairs() -> None:
    """Fifty may share a word; of more, it tells none apart."""
    random = Random(5)
    others = [f"Harbour {''.join(random.choice('bcdfghjklmnpqrstvwxz') for _ in range(9))}" for _ in range(49)]
    alike = ["Harbour Saltmarsh", "Harbour Saltmarshe"]
    assert pairs(proposed(*others[:48], *alike)) == [("Harbour Saltmarsh", "Harbour Saltmarshe")]
    assert proposed(*others[:49], *alike) == []
    assert proposed(*(f"Harbour {chr(65 + n // 26)}{chr(65 + n % 26)}lington" for n in range(60))) == []


# --- other reasons -------------------------------------------------------------------------------------------------


def test_a_shared_address_phone_or_contact_is_a_reason() -> None:
    [one] = proposed("Orchid Transit", "Pinfold Networks", shared=(("address", "48 Harbour Reach, Suite 9", 0), ("address", "48  HARBOUR REACH Suite 9.", 1), ("phone", "+12025550141", 0), ("phone", "+12025550141", 1)))  # fmt: skip
    assert one == Proposal("Orchid Transit", "Pinfold Networks", 0, ("same address: 48 harbour reach suite 9", "same phone: 12025550141"))
    assert proposed("Orchid Transit", "Pinfold Networks", shared=(("address", "+12025550141", 0), ("phone", "+12025550141", 1))) == []
    assert proposed("Orchid Transit", "Pinfold Networks", shared=(("address", "?", 0), ("address", "-", 1))) == [], "nothing in common"
    assert proposed(["Orchid", "Pinfold"], shared=(("address", "1 Quay", 0), ("address", "1 Quay", 0))) == [], "one provider anyhow"


@pytest.mark.parametrize("word", ["d/b/a", "DBA", "formerly", "f/k/a", "also known as"])
def test_names_that_a_name_says_are_its_own_are_proposed_not_merged(word: str) -> None:
    both = f"Orchid Transit {word} Pinfold Networks"
    identity, found = among("Orchid Transit", "Pinfold Networks", both)
    assert len(identity.providers) == 3
    because = (f"printed as {both}",)
    assert found == [Proposal("Orchid Transit", both, 0, because), Proposal(both, "Pinfold Networks", 0, because)]
    # By a name as it reads, and without its legal form
    assert pairs(proposed("PINFOLD  Networks, LLC", both)) == [(both, "PINFOLD  Networks, LLC")]
    assert proposed("Pinfold", both) == []


FORMS = "the same but for the legal form (known: inc, llc)"


def test_what_is_nearly_one_is_proposed_with_what_stands_against_it() -> None:
    assert proposed("Oak Tel LLC", "Oak Tel Inc") == [Proposal("Oak Tel Inc", "Oak Tel LLC", 0, (FORMS,))]
    found = proposed("Oak Tel LLC", "Oak Tel Inc", "Oak Tel")
    assert pairs(found) == [("Oak Tel", "Oak Tel Inc"), ("Oak Tel", "Oak Tel LLC"), ("Oak Tel Inc", "Oak Tel LLC")]
    assert {p.reasons for p in found} == {(FORMS,)}
    identity_claims = [identified("Oak Tel", frn="1"), identified("OAK TEL", frn="2")]
    assert proposed("Oak Tel", "OAK TEL", identity_claims=identity_claims) == [
        Proposal("Oak Tel", "OAK TEL", 0, ("equal but for case, blanks and signs; but there would be several FRNs on record",))
    ]
    lists = ("Oak / Elm", "Oak / Ash")
    identity, found = among("Oak", "Elm", "Ash", *lists)
    assert {(p.a, p.b) for p in found} == {("Ash", "Oak"), ("Elm", "Oak")}
    assert identity["Oak"].names == ("Oak",)
    assert {r for p in found for r in p.reasons if "Elm" in r} == {
        "listed in Oak / Elm, and in another list that shares no other name",
        "listed together: Oak / Elm; but one of them stands in a list of others as well",
    }


def test_more_reasons_come_first_then_the_more_alike_then_the_alphabet() -> None:
    address = (("address", "1 Quay", 0), ("address", "1 Quay", 1))
    found = proposed("Brightwater", "Brightwatter", "Marrowstone", "Marrowstone Tel", "Alderly Tel", "Alderly", shared=address)
    assert pairs(found) == [("Brightwater", "Brightwatter"), ("Alderly", "Alderly Tel"), ("Marrowstone", "Marrowstone Tel")]
    assert found[0].reasons == ("names alike (96 of 100)", "same address: 1 quay")
    assert [p.score for p in found] == [96, 100, 100]


# --- what a person decided -----------------------------------------------------------------------------------------

QUAY = (("address", "1 Quay", 0), ("address", "1 Quay", 1), ("address", "1 Quay", 2))
ALIKE_NAMES = "names alike (100 of 100)"


def test_what_a_person_told_apart_is_not_proposed() -> None:
    identity_claims = [judged("Telconus", "Telcon US", DIFFERENT)]
    assert proposed("Telcon US", "Telconus", identity_claims=identity_claims, shared=QUAY[:2]) == []
    assert pairs(proposed("Telcon US", "Telconus", "Pinfold", shared=QUAY, identity_claims=identity_claims)) == [
        ("Pinfold", "Telcon US"),
        ("Pinfold", "Telconus"),
    ]
    # ... for any names of the two providers
    assert proposed(["Telcon US", "Orchid"], ["Telconus", "Quarry"], identity_claims=[judged("Orchid", "Quarry", DIFFERENT)]) == []
    assert len(proposed("Telcon US", "Telconus", identity_claims=[judged("Telconus", "Nobody", DIFFERENT)])) == 1


def test_unsure_takes_a_proposal_off_the_list_until_something_new_is_known() -> None:
    assert proposed("Telcon US", "Telconus", identity_claims=[unsure("Telconus", "Telcon US", ALIKE_NAMES)]) == []
    [one] = proposed("Telcon US", "Telconus", identity_claims=[unsure("Telcon US", "Telconus", ALIKE_NAMES)], shared=QUAY[:2])
    assert one.reasons == (ALIKE_NAMES, "same address: 1 quay"), "shown with all that speaks for it"
    assert (
        proposed(
            "Telcon US", "Telconus", identity_claims=[unsure("Telcon US", "Telconus", ALIKE_NAMES, "same address: 1 quay")], shared=QUAY[:2]
        )
        == []
    )
    assert (
        proposed("Telcon US", "Telconus", identity_claims=[unsure("Telcon US", "Telconus", "same address: 1 quay", ALIKE_NAMES)]) == []
    ), "one gone"
    # Judged when nothing spoke for it: what speaks for it now is new
    assert len(proposed("Telcon US", "Telconus", identity_claims=[unsure("Telcon US", "Telconus")])) == 1
    # What was known of several of their names counts together
    both = ["Telcon US", "Orchid"], ["Telconus", "Quarry"]
    known = [unsure("Telcon US", "Telconus", ALIKE_NAMES), unsure("Orchid", "Quarry", "same address: 1 quay")]
    assert proposed(*both, identity_claims=known, shared=QUAY[:2]) == []
    assert [p.reasons for p in proposed(*both, identity_claims=known[1:], shared=QUAY[:2])] == [(ALIKE_NAMES, "same address: 1 quay")]


def test_of_a_judgement_on_each_of_several_names_different_counts() -> None:
    both = ["Telcon US", "Orchid"], ["Telconus", "Quarry"]
    for (a, b), (c, d) in permutations([("Telcon US", "Telconus"), ("Orchid", "Quarry")]):
        for first, second in permutations(("2024-06-01", "2024-06-02")):
            identity_claims = [unsure(a, b, at=first), judged(c, d, DIFFERENT, second)]
            assert proposed(*both, identity_claims=identity_claims, shared=QUAY[:2]) == []


def test_what_became_one_is_not_proposed() -> None:
    both = "Orchid Transit dba Pinfold Networks"
    found = proposed("Orchid Transit", "Pinfold Networks", both, identity_claims=[judged(both, "Pinfold Networks")])
    assert found == [Proposal("Orchid Transit", "Pinfold Networks", 0, (f"printed as {both}",))]
    assert proposed("Telcon US", "Telconus", identity_claims=[judged("Telcon US", "Telconus")], shared=QUAY[:2]) == []


@given(
    st.lists(
        st.text(max_size=12) | st.sampled_from(["Telcon US", "Telconus", "Global", "Legacy Voice", "a.example", "A / B", "A", "B dba A", "A, LLC", "A Inc"]),
        max_size=6, unique=True,
    )
)  # fmt: skip
def test_any_names_give_ordered_pairs_of_different_providers(names: list[str]) -> None:
    identity, found = among(*names)
    assert all(p.reasons and identity[p.a] != identity[p.b] for p in found)
    assert all(p.score == 0 or p.score >= ALIKE for p in found)
    assert len({frozenset((p.a, p.b)) for p in found}) == len(found)
    assert {frozenset((identity[x.a].name, identity[x.b].name)) for x in identity.apart} <= {frozenset((p.a, p.b)) for p in found}
    assert proposed(*names) == found


def test_ten_thousand_names_take_less_than_two_seconds() -> None:
    random = Random(7)
    names = [" ".join("".join(random.choice("abcdefghijklmnop") for _ in range(6)).title() for _ in range(2)) for _ in range(5000)]
    first = dict.fromkeys((*names, *(f"{name} Tel" for name in names)), "2024-05-02")
    identity = Identity.of(first)
    start = time.process_time()
    found = proposals(identity, [], {})
    assert time.process_time() - start < 2
    assert {(f"{p.a} Tel", p.score) for p in found} >= {(p.b, 100) for p in found if p.b.endswith(" Tel")}
    assert len(found) >= 5000


# --- in a case -----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


def test_proposed_in_a_case_until_a_person_decides(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        hop_list(tmp_path / "a.csv", {"incident": "1", "provider": "Telcon US", "received_from": "Telconus Inc."}),
        hop_list(tmp_path / "b.csv", {"incident": "2", "provider": "Legacy Voice", "received_from": "Legacy Telecom"}),
    )
    before = desk.dump()
    assert desk.ask("names", "propose") == [{"a": "Telcon US", "b": "Telconus Inc.", "score": 100, "reasons": ["names alike (100 of 100)"]}]
    assert desk.run("names", "propose").out.splitlines()[1:] == ["Telcon US\tTelconus Inc.\tnames alike (100 of 100)"]
    assert desk.dump() == before, "nothing is merged by a proposal"
    made = desk.run("names", "different", "Telconus Inc.", "Telcon US", "--because", "two FRNs").err.split(":")[0]
    assert desk.ask("names", "propose") == []
    desk.run("names", "undo", made)
    assert len(desk.ask("names", "propose")) == 1
    desk.run("names", "same", "Telconus Inc.", "Telcon US", "--because", "one FRN")
    assert desk.ask("names", "propose") == []


def test_names_with_the_same_fold_but_another_form_are_proposed_and_not_merged(desk: Desk, tmp_path: Path) -> None:
    rows = [{"incident": str(n), "provider": name} for n, name in enumerate(("Oak Tel, LLC", "Oak Tel Inc.", "Oak Tel"))]
    desk.load(hop_list(tmp_path / "a.csv", *rows))
    assert [(p["a"], p["b"], p["reasons"]) for p in desk.ask("names", "propose")] == [
        ("Oak Tel", "Oak Tel Inc.", [FORMS]), ("Oak Tel", "Oak Tel, LLC", [FORMS]), ("Oak Tel Inc.", "Oak Tel, LLC", [FORMS])
    ]  # fmt: skip
    assert desk.ask("names", "list") == []
    assert len(desk.dump().named("Provider")) == 3


def test_letters_to_one_address(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "a.txt"), story.letter(tmp_path / "b.txt", recipient="Pinfold Networks, Inc.", as_called="Pinfold Networks, Inc. (Pinfold)"))  # fmt: skip
    [one] = desk.ask("names", "propose")
    assert {one["a"], one["b"]} == {"Quillon Gateway Ltd.", "Pinfold Networks, Inc."}
    assert (one["score"], one["reasons"]) == (
        0,
        [
            "same contact: ottilie varga managing director", "same address: 48 harbour reach suite 9 port ellery wn 00017",
            "same mail domain in an address block: quillongateway example",
        ],
    )  # fmt: skip


def test_the_same_frn_merges_for_certain_and_is_never_proposed(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "b.txt"
    elsewhere.write_text(
        ag_notices.write(ag_notices.Notice(provider="Bluewater Voice", frn="0031000456", rmd=None)).replace("2200 Causeway Road", "9 Mole")
    )
    desk.load(story.notice(tmp_path / "a.txt"), elsewhere)
    assert desk.ask("provider", "Bluewater Voice")["provider_key"] == desk.ask("provider", "Brightwater Dialing")["provider_key"]
    [group] = desk.ask("names", "list")
    assert (group["names"], group["because"]) == (
        ["Bluewater Voice", "Brightwater Dialing", "brightwaterdialing.example"],
        ["FRN 0031000456", "mail to brightwaterdialing.example names Brightwater Dialing"],
    )
    assert [p for p in desk.ask("names", "propose") if "Bluewater" in p["a"] + p["b"]] == []


def test_one_rmd_number_is_a_reason_and_two_frns_forbid(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.notice(tmp_path / "a.txt"), story.notice(tmp_path / "b.txt", provider="Bluewater Voice", frn="0077000456"))
    [one] = [p for p in desk.ask("names", "propose") if "Bluewater Voice" in (p["a"], p["b"])]
    assert one == {
        "a": "Bluewater Voice", "b": "Brightwater Dialing", "score": 0,
        "reasons": [
            "same contact: lennart brandvold operations lead", "same address: 2200 causeway road unit 14 port ellery wn 00017",
            "same RMD number: rmd0099001", "same mail domain in an address block: brightwaterdialing example",
        ],
    }  # fmt: skip
    # By a person's word they are one, and both numbers are shown beside the reasons
    desk.run("names", "same", "Bluewater Voice", "Brightwater Dialing", "--because", "one office")
    line = next(line for line in desk.run("names", "list", "Bluewater").out.splitlines() if "Bluewater" in line)
    assert line.endswith("several FRNs on record: 0031000456, 0077000456")
    [group] = desk.ask("names", "list", "Bluewater")
    assert set(group["names"]) == {"Bluewater Voice", "Brightwater Dialing", "brightwaterdialing.example"}
