"""Letters with tables of calls: which rows of a later one repeat those of an earlier one to the same recipient."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims import called, handed, said, status, who_of
from tracer.letters import Letters, letters
from tracer.model import Evidence, Kind, Status

QUILLON, SALTMARSH = "Quillon Gateway Ltd.", "Saltmarsh Telecom"


def acted(action: str = "one", at: str = "2024-06-12", recipient: str = QUILLON, **says: Any) -> Evidence:
    """The claim that there is this letter."""
    return said(Kind.ACTED, recipient, **{"action": action, "known_at": at, "document": f"{action}.txt", "incident": None, **says})


def row(action: str, number: int, call: str = "", customer: str | None = None, **says: Any) -> list[Evidence]:
    """A row of a letter: the call, and its customer, or that nobody answered."""
    at = {"document": f"{action}.txt", "known_at": "2024-06-12", "incident": f"{action}.{number}", **says}
    claims = [called(campaign=call or f"call {number}", **at)]
    if customer:
        return [*claims, handed(QUILLON, customer, **at)]
    return [*claims, status(QUILLON, Status.NO_RESPONSE, **at)]


def table(action: str, calls: str, **says: Any) -> list[Evidence]:
    """A letter whose rows are these letters of the alphabet, each a call of its own."""
    return [claim for number, call in enumerate(calls, 1) for claim in row(action, number, call, **says)]


def read(*claims: Evidence) -> Letters:
    actions = [claim for claim in claims if claim.kind == Kind.ACTED]
    return letters(actions, [claim for claim in claims if claim.kind != Kind.ACTED], who_of(claims))


def repeated(first: str, second: str, **says: Any) -> dict[str, str]:
    """Which rows of a second letter are which of a first one's, by number."""
    found = read(acted("one"), *table("one", first), acted("two", "2024-07-12", **says), *table("two", second))
    return {a.removeprefix("two."): b.removeprefix("one.") for a, b in found.same_as.items()}


# --- letters and their rows ----------------------------------------------------------------------------------------


def test_without_letters_every_incident_is_a_call_of_its_own() -> None:
    assert Letters() == letters([], [], {})
    assert Letters().call("itg-1") == "itg-1"
    assert not Letters().states(status(QUILLON, Status.NO_RESPONSE))
    assert Letters().rows(["one"]) == set()


def test_a_letter_has_its_document_and_its_rows() -> None:
    found = read(acted(), *table("one", "ab"), acted("two", "2024-07-12"), *table("two", "x"))
    assert found.documents == {"one.txt": "one", "two.txt": "two"}
    assert found.action_of == {"one.1": "one", "one.2": "one", "two.1": "two"}
    assert found.same_as == {}
    assert found.rows(["one"]) == {"one.1", "one.2"}
    assert found.rows(["one", "two"]) == {"one.1", "one.2", "two.1"}
    assert found.rows([]) == found.rows(["three"]) == set()


def test_whatever_a_document_of_a_letter_says_the_letter_says() -> None:
    found = read(acted(), *table("one", "a"))
    assert found.states(status(SALTMARSH, Status.NO_RESPONSE, document="one.txt"))
    assert not found.states(status(QUILLON, Status.NO_RESPONSE, document="list", incident="one.1"))


@pytest.mark.parametrize(
    "says",
    [
        {"incident": "itg-1"},  # it speaks of another incident
        {"incident": "one"},  # of none of its rows
        {"incident": "one."},
        {"incident": "one.x"},
        {"incident": "one.1a"},
        {"incident": "two.1"},  # of another letter's
        {"document": "list"},  # another document speaks of a row of its
        {"incident": None},
    ],
)
def test_a_row_is_what_a_letters_own_document_numbers(says: dict[str, Any]) -> None:
    assert read(acted(), *row("one", 1, **says)).action_of == {}


def test_a_row_whose_letter_has_points_in_its_id() -> None:
    found = read(acted("fcc.2024.one"), *table("fcc.2024.one", "ab"))
    assert found.action_of == {"fcc.2024.one.1": "fcc.2024.one", "fcc.2024.one.2": "fcc.2024.one"}


def test_of_a_document_that_states_two_actions_the_first_has_its_rows() -> None:
    both = acted("two", document="x.txt"), acted("one", document="x.txt")
    for order in (both, both[::-1]):
        found = read(*order, *row("one", 1, document="x.txt"), *row("two", 1, document="x.txt"))
        assert (found.documents, found.action_of) == ({"x.txt": "two"}, {"two.1": "two"}), "the one on the upper line"


def test_an_action_without_an_id_is_no_letter() -> None:
    assert read(said(Kind.ACTED, QUILLON, document="x", incident=None)).documents == {}


# --- rows that repeat ----------------------------------------------------------------------------------------------


def test_rows_that_stand_in_an_earlier_letter_are_the_same_calls() -> None:
    found = read(acted(), *table("one", "abc"), acted("two", "2024-07-12"), *table("two", "abc"))
    assert found.same_as == {"two.1": "one.1", "two.2": "one.2", "two.3": "one.3"}
    assert [found.call(f"{letter}.2") for letter in ("one", "two")] == ["one.2", "one.2"]
    assert found.rows(["two"]) == found.rows(["one"]) == found.rows(["one", "two"]) == {"one.1", "one.2", "one.3"}
    assert set(found.action_of) == {f"{letter}.{n}" for letter in ("one", "two") for n in (1, 2, 3)}


@pytest.mark.parametrize(
    ("second", "repeats"),
    [
        ("abcdefghij", 10),
        ("abcdefghiX", 9),  # nine of ten
        ("abcdefghXY", 0),  # eight of ten
        ("abcdefgh", 8),  # all of them: a shorter table
        ("Xabcdefghi", 9),
        ("abcdXefghi", 9),
        ("abcXdefYgh", 0),
        ("bcdefghija", 9),  # in order, but for one
        ("fghijabcde", 0),  # the same rows, in another order
        ("jihgfedcba", 0),
        ("abcdefghijX", 10),  # ten of eleven
        ("abcdefghijXY", 0),  # ten of twelve
    ],
)
def test_nine_tenths_of_the_later_tables_rows_in_order(second: str, repeats: int) -> None:
    found = repeated("abcdefghij", second)
    assert len(found) == repeats
    assert all("abcdefghij"[int(b) - 1] == second[int(a) - 1] for a, b in found.items())


@pytest.mark.parametrize("tens", [1, 2, 3, 7, 13])
def test_exactly_nine_tenths_is_enough_and_one_row_less_is_not(tens: int) -> None:
    first = "".join(chr(0x100 + n) for n in range(10 * tens))
    for missing, repeats in ((tens, 9 * tens), (tens + 1, 0)):
        assert len(repeated(first, first[:-missing] + "X" * missing)) == repeats


def test_nine_tenths_are_of_the_later_table_however_long_the_earlier_one_is() -> None:
    assert repeated("abcdefghij", "c") == {"1": "3"}
    assert len(repeated("abc", "abcdefghij")) == 0
    assert repeated("abcdefghij", "bdfhj") == {"1": "2", "2": "4", "3": "6", "4": "8", "5": "10"}


def test_the_tenth_that_is_new_counts_as_calls_of_its_own() -> None:
    found = read(acted(), *table("one", "abcdefghij"), acted("two", "2024-07-12"), *table("two", "abcdefghiX"))
    assert len(found.rows(["one", "two"])) == 11
    assert found.call("two.10") == "two.10"


def test_equal_rows_of_one_letter_are_different_calls() -> None:
    found = read(acted(), *table("one", "aaaa"))
    assert found.same_as == {}
    assert len(found.rows(["one"])) == 4
    # ... and each of them is repeated once; ten of these eleven stand in the other letter, in order.
    assert len(repeated("aabbbababab", "aabbbbaabab")) == 10
    assert repeated("aaaa", "aaaa") == {"1": "1", "2": "2", "3": "3", "4": "4"}
    assert sorted(repeated("aaa", "aaaa")) == [], "three of four"
    assert len(repeated("a" * 9, "a" * 10)) == 9


def test_the_first_of_three_letters_stands() -> None:
    three = [("one", "2024-06-12", "abc"), ("two", "2024-07-12", "abc"), ("three", "2024-08-12", "abc")]
    made = [claim for action, at, calls in three for claim in (acted(action, at), *table(action, calls))]
    found = read(*made)
    assert found.same_as == {f"{letter}.{n}": f"one.{n}" for letter in ("two", "three") for n in (1, 2, 3)}
    # The third repeats the second alone, which has more.
    more = [("one", "2024-06-12", "abcdefghi"), ("two", "2024-07-12", "abcdefghiX"), ("three", "2024-08-12", "aX")]
    found = read(*(claim for action, at, calls in more for claim in (acted(action, at), *table(action, calls))))
    assert (found.call("three.1"), found.call("three.2")) == ("one.1", "two.10")


def test_a_third_letter_that_mixes_two_repeats_neither() -> None:
    parts = [("one", "2024-06-12", "abcde"), ("two", "2024-07-12", "vwxyz"), ("three", "2024-08-12", "abcdevwxyz")]
    assert read(*(claim for action, at, calls in parts for claim in (acted(action, at), *table(action, calls)))).same_as == {}


def test_which_letter_is_the_earlier_one_is_told_by_its_day_then_by_its_id() -> None:
    older = read(acted("one", "2024-07-12"), *table("one", "ab"), acted("two", "2024-06-12"), *table("two", "ab"))
    assert older.same_as == {"one.1": "two.1", "one.2": "two.2"}
    backdated = read(acted("one"), *table("one", "ab"), acted("two", "2024-07-12", valid_at="2024-05-01"), *table("two", "ab"))
    assert set(backdated.same_as) == {"one.1", "one.2"}, "when it was issued, not when it became known"
    for order in (("one", "two"), ("two", "one")):
        same_day = read(*(claim for action in order for claim in (acted(action), *table(action, "ab"))))
        assert same_day.same_as == {"two.1": "one.1", "two.2": "one.2"}


def test_a_letter_to_somebody_else_is_not_the_same() -> None:
    assert repeated("abc", "abc", recipient=SALTMARSH) == {}
    assert len(repeated("abc", "abc", recipient="QUILLON  GATEWAY, LTD")) == 3, "the same provider, printed in another way"


def test_a_letter_without_a_table_repeats_nothing_and_is_repeated_by_nothing() -> None:
    assert repeated("", "abc") == repeated("abc", "") == {}


def test_no_two_rows_of_one_letter_are_the_same_call_of_earlier_ones() -> None:
    """Each of the earlier two leaves another row of the third out."""
    first, second, third = "abbbaaaabaa", "abbaaaabaa", "abbaaaaabaa"
    three = [("one", "2024-06-12", first), ("two", "2024-07-12", second), ("three", "2024-08-12", third)]
    found = read(*(claim for action, at, calls in three for claim in (acted(action, at), *table(action, calls))))
    assert found.call("three.4") == "three.4"
    assert [len(found.rows([letter])) for letter in ("one", "two", "three")] == [11, 10, 11]
    assert len(found.rows(["one", "two", "three"])) == 12


# --- what makes a row the same one ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "differs",
    [
        {"call_at": "2024-05-02T18:03:00Z"},
        {"caller": "+12025550199"},
        {"called": "+12025550198"},
        {"campaign": "Toll-Pass"},
        {"description": "a voice asks for a fee"},
        {"upstream": "Hollin Outreach"},
        {"status": Status.NOT_FOUND},
        {"status": None},
    ],
)
def test_a_row_is_the_call_and_whom_it_names(differs: dict[str, Any]) -> None:
    usual: dict[str, Any] = {
        "call_at": "2024-05-02T18:02:00Z", "caller": "+12025550141", "called": "+12025550142", "campaign": "Parcel", "description": "a fee",
        "upstream": "Brightwater Dialing", "status": Status.NO_RESPONSE,
    }  # fmt: skip

    def printed(action: str, says: dict[str, Any]) -> list[Evidence]:
        at = {"document": f"{action}.txt", "incident": f"{action}.1"}
        call = called(**at, **{name: says[name] for name in ("call_at", "caller", "called", "campaign", "description")})
        return [call, handed(QUILLON, says["upstream"], **at), status(QUILLON, says["status"], **at)]

    def same(other: dict[str, Any]) -> bool:
        return bool(read(acted(), *printed("one", usual), acted("two", "2024-07-12"), *printed("two", other)).same_as)

    assert same(usual)
    assert not same(usual | differs)


def test_a_row_of_which_little_is_printed_is_the_same_where_that_is() -> None:
    def bare(action: str, customer: str) -> Evidence:
        return handed(QUILLON, customer, document=f"{action}.txt", incident=f"{action}.1")

    later = acted("two", "2024-07-12")
    assert read(acted(), bare("one", "Hollin"), later, bare("two", "Hollin")).same_as == {"two.1": "one.1"}
    assert read(acted(), bare("one", "Hollin"), later, bare("two", "Brightwater")).same_as == {}
    assert read(acted(), bare("one", "Hollin"), later, *row("two", 1, customer="Hollin")).same_as == {}


def test_that_a_request_is_dated_otherwise_makes_no_other_call() -> None:
    notified = [said(Kind.ASKED, QUILLON, document="two.txt", incident="two.1", valid_at="2024-05-03")]
    found = read(acted(), *table("one", "a"), acted("two", "2024-07-12"), *table("two", "a"), *notified)
    assert found.same_as == {"two.1": "one.1"}


def test_numbers_of_rows_are_counted_and_not_sorted_as_text() -> None:
    first = "abcdefghijkl"
    assert repeated(first, first) == {str(n): str(n) for n in range(1, 13)}


# --- copies of one letter ------------------------------------------------------------------------------------------


def test_copies_of_a_letter_are_one_letter_and_the_first_of_them_stands() -> None:
    copy = {"document": "a-copy.txt"}
    ours = [acted(), *table("one", "ab")]
    theirs = [acted(**copy), *table("one", "xb", **copy)]  # the copy was read otherwise in its first row
    later = [acted("two", "2024-07-12"), *table("two", "ab")]
    for claims in ([*ours, *theirs, *later], [*later, *theirs, *ours]):
        found = read(*claims)
        assert found.documents == {"a-copy.txt": "one", "one.txt": "one", "two.txt": "two"}
        assert found.action_of == {"one.1": "one", "one.2": "one", "two.1": "two", "two.2": "two"}
        assert found.same_as == {}, "of two copies that became known at once, the one with the smaller hash is first"
    earlier = [acted(known_at="2024-06-11"), *table("one", "ab", known_at="2024-06-11")]
    assert read(*theirs, *earlier, *later).same_as == {"two.1": "one.1", "two.2": "one.2"}, "what was known first stands"


def test_a_row_that_only_a_copy_has_is_a_row() -> None:
    found = read(acted(), *table("one", "a"), acted(document="copy"), *table("one", "ab", document="copy"))
    assert found.rows(["one"]) == {"one.1", "one.2"}
    assert read(acted(), *table("one", "ab"), acted(document="copy"), *table("one", "ab", document="copy")).same_as == {}


def test_copies_of_a_letter_that_name_its_recipient_otherwise_are_to_whom_the_first_says() -> None:
    """The two names are two providers: the earlier copy decides to whom the letter went, for the later one does not stand."""
    first, second = acted(), acted(document="one copy.txt", recipient=SALTMARSH, known_at="2024-06-13", valid_at="2024-06-12")
    later = [acted("two", "2024-07-12"), *table("two", "ab")]
    for copies in ((first, second), (second, first)):
        assert read(*copies, *table("one", "ab"), *later).same_as == {"two.1": "one.1", "two.2": "one.2"}
        to_them = [acted("two", "2024-07-12", recipient=SALTMARSH), *table("two", "ab")]
        assert read(*copies, *table("one", "ab"), *to_them).same_as == {}


# --- whatever is printed -------------------------------------------------------------------------------------------


def _longest_in_order(one: str, other: str) -> int:
    """How many rows of one stand in the other, in order: by the book."""
    best = [0] * (len(other) + 1)
    for a in one:
        for index, before in reversed(list(enumerate(best[:-1]))):
            best[index + 1] = before + 1 if a == other[index] else best[index + 1]
        for index in range(len(other)):
            best[index + 1] = max(best[index + 1], best[index])
    return best[-1]


_rows = st.text("ab", max_size=12) | st.text("abcdefgh", max_size=12)


@given(_rows, st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["", "a", "b", "ab"])), max_size=2), _rows, st.booleans())
def test_a_table_repeats_where_nine_tenths_of_it_stand_in_the_earlier_one_in_order(
    first: str, edits: list[tuple[int, str]], other: str, edited: bool
) -> None:
    second = first if edited else other
    for at, put in edits if edited else ():
        second = second[:at] + put + second[at + 1 :]
    found = repeated(first, second)
    most = _longest_in_order(first, second)
    assert len(found) == (most if second and 10 * most >= 9 * len(second) else 0)
    assert all(first[int(b) - 1] == second[int(a) - 1] for a, b in found.items())
    assert len(set(found.values())) == len(found), "two rows never repeat one and the same"
    assert sorted(found, key=int) == sorted(found, key=lambda a: int(found[a])), "in order"


@given(st.text("ab", min_size=9, max_size=11), st.lists(st.tuples(st.integers(0, 11), st.sampled_from(["", "a", "ab"])), max_size=3))
def test_of_any_letters_each_has_as_many_calls_as_rows(first: str, edits: list[tuple[int, str]]) -> None:
    tables = [first]
    for at, put in edits:
        tables.append(tables[-1][:at] + put + tables[-1][at + 1 :])
    made = [(f"letter {n}", acted(f"letter {n}", f"2024-01-{n:02d}"), calls) for n, calls in enumerate(tables, 1)]
    found = read(*(claim for name, acted_, calls in made for claim in (acted_, *table(name, calls))))
    for name, _, calls in made:
        assert len(found.rows([name])) == len(calls)
    everyone = found.rows([name for name, *_ in made])
    assert everyone == {found.call(row_id) for row_id in everyone}, "what a row repeats repeats nothing itself"
