"""Which providers are proposed as one, for what reasons, and which never: a proposal merges nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import story
from tests.cases import Desk, hop_list
from tests.loaders import ag_notices
from tracer.proposals import ALIKE, Proposal, proposals


def proposed(
    *names: str | list[str], shared: tuple[tuple[str, str, int], ...] = (), apart: tuple[tuple[int, int], ...] = ()
) -> list[Proposal]:
    """Of providers numbered by their place, each with one name or several."""
    listed = [[name] if isinstance(name, str) else name for name in names]
    keys = [f"k{n}" for n in range(len(listed))]
    return proposals(
        dict(zip(keys, listed, strict=True)),
        {key: its[0] for key, its in zip(keys, listed, strict=True)},
        [(what, text, keys[n]) for what, text, n in shared],
        {frozenset((keys[a], keys[b])) for a, b in apart},
    )


def pairs(found: list[Proposal]) -> list[tuple[str, str]]:
    return [(p.a, p.b) for p in found]


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
    ],
)
def test_names_alike(a: str, b: str, score: int) -> None:
    [one] = proposed(a, b)
    assert {one.a, one.b} == {a, b}
    assert (one.score, one.reasons) == (score, (f"names alike ({score} of 100)",))
    assert score >= ALIKE


def test_any_of_a_providers_names_may_be_alike() -> None:
    [one] = proposed(["Tidewrack Media", "Brightwater Dialing"], ["Brightwatter Dialing"])
    assert (one.a, one.b) == ("Tidewrack Media", "Brightwatter Dialing")
    assert proposed(["Tidewrack Media", "tidewrack.example"], ["brightwater.example", "Pinfold Networks"]) == []


def test_a_shared_address_phone_or_contact_is_a_reason() -> None:
    [one] = proposed("Orchid Transit", "Pinfold Networks", shared=(("address", "48 Harbour Reach, Suite 9", 0), ("address", "48  HARBOUR REACH Suite 9.", 1), ("phone", "+12025550141", 0), ("phone", "+12025550141", 1)))  # fmt: skip
    assert one == Proposal("Orchid Transit", "Pinfold Networks", 0, ("same address: 48 harbour reach suite 9", "same phone: 12025550141"))
    assert proposed("Orchid Transit", "Pinfold Networks", shared=(("address", "+12025550141", 0), ("phone", "+12025550141", 1))) == []
    assert proposed("Orchid Transit", "Pinfold Networks", shared=(("address", "?", 0), ("address", "-", 1))) == [], "nothing in common"


def test_more_reasons_come_first_then_the_more_alike() -> None:
    found = proposed(
        "Brightwater", "Brightwatter", "Marrowstone", "Marrowstone Tel", shared=(("address", "1 Quay", 0), ("address", "1 Quay", 1))
    )
    assert pairs(found) == [("Brightwater", "Brightwatter"), ("Marrowstone", "Marrowstone Tel")]
    assert found[0].reasons == ("names alike (96 of 100)", "same address: 1 quay")


def test_what_a_person_told_apart_is_not_proposed() -> None:
    address = (("address", "1 Quay", 0), ("address", "1 Quay", 1), ("address", "1 Quay", 2))
    assert proposed("Telcon US", "Telconus", apart=((1, 0),)) == []
    assert pairs(proposed("Telcon US", "Telconus", "Pinfold", shared=address, apart=((0, 1),))) == [
        ("Telcon US", "Pinfold"),
        ("Telconus", "Pinfold"),
    ]


def test_a_word_that_half_the_case_shares_proposes_no_thousand_pairs() -> None:
    assert proposed(*(f"Harbour {chr(65 + n // 26)}{chr(65 + n % 26)}lington" for n in range(60))) == []


@given(
    st.lists(st.text(max_size=12) | st.sampled_from(["Telcon US", "Telconus", "Global", "Legacy Voice", "a.example", "A / B"]), max_size=6)
)
def test_any_names_give_ordered_pairs_of_different_providers(names: list[str]) -> None:
    found = proposed(*names)
    assert all(p.score >= ALIKE and p.reasons for p in found)
    assert len({frozenset((p.a, p.b)) for p in found}) <= len(found)
    assert proposed(*names) == found


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


def test_letters_to_one_address(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "a.txt"), story.letter(tmp_path / "b.txt", recipient="Pinfold Networks, Inc.", as_called="Pinfold Networks, Inc. (Pinfold)"))  # fmt: skip
    [one] = desk.ask("names", "propose")
    assert {one["a"], one["b"]} == {"Quillon Gateway Ltd.", "Pinfold Networks, Inc."}
    assert (one["score"], one["reasons"]) == (0, ["same address: 48 harbour reach suite 9 port ellery wn 00017"])


def test_the_same_frn_merges_for_certain_and_is_never_proposed(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "b.txt"
    elsewhere.write_text(
        ag_notices.write(ag_notices.Notice(provider="Bluewater Voice", frn="0031000456", rmd=None)).replace("2200 Causeway Road", "9 Mole")
    )
    desk.load(story.notice(tmp_path / "a.txt"), elsewhere)
    assert desk.ask("provider", "Bluewater Voice")["provider_key"] == desk.ask("provider", "Brightwater Dialing")["provider_key"]
    [group] = desk.ask("names", "list")
    assert (group["names"], group["because"]) == (["Bluewater Voice", "Brightwater Dialing"], ["FRN 0031000456"])
    assert [p for p in desk.ask("names", "propose") if "Bluewater" in p["a"] + p["b"]] == []
