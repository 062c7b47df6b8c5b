"""Where a text stands: both stores answer alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import Desk, chain, hop_list
from tests.story import mailbox, request, silent
from tracer.ask.find import digits_of

HOSTILE = r"a\Eb.*(x)"


@pytest.fixture(params=["embedded", "neo4j"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    found: Desk = request.getfixturevalue("served") if request.param == "neo4j" else Desk(tmp_path / "case")
    rows = [
        *chain("7001", "Alder Voice", "Birch Telecom", caller="+12025550177", called="+12025550141", campaign="SSA-Imposter"),
        *chain("7002", "Message Tel", HOSTILE, caller="+13125550143", called="+12025550177", campaign="Over\nthe end"),
    ]
    mails = mailbox(tmp_path / "mails.txt", a_request(), silent("2024-05-14 14:01", 20560, "Orchid Transit Corp"))
    found.load(hop_list(tmp_path / "list.csv", *rows), mails)
    return found


def a_request() -> str:
    return request("2024-05-09 14:05", 20560)


def incidents(desk: Desk, *words: str) -> list[str]:
    return [one["incident"] for one in desk.ask("find", *words)["incidents"]]


@pytest.mark.parametrize("typed", ["+12025550177", "(202) 555-0177", "202.555.0177", "1-202-555-0177", "5550177", "555\u20110177"])
def test_a_number_in_any_spelling(there: Desk, typed: str) -> None:
    assert incidents(there, typed) == ["itg-7001", "itg-7002"]


def test_part_of_a_number_that_is_too_short_is_a_word(there: Desk) -> None:
    assert there.run("find", "555011").only_line() == "tracer: '555011' stands nowhere in the loaded documents"
    assert [digits_of(text) for text in ("555-011", "555-0177", "1 202 555 0177", "7:05", "2 Main St 5550177")] == [
        None, "5550177", "2025550177", None, None,
    ]  # fmt: skip


def test_a_name_an_id_a_word_a_document(there: Desk) -> None:
    found = there.ask("find", "ALDER")
    assert [one["provider"] for one in found["providers"]] == ["Alder Voice"]
    assert [one["quote"].startswith("7001,") for one in found["places"]] == [True]
    assert found["more"] == {"incidents": 0, "providers": 0, "documents": 0, "places": 0}
    assert incidents(there, "#20560") == incidents(there, "itg-20560") == ["itg-20560"]
    assert incidents(there, "ssa") == ["itg-7001"], "by its campaign, and no `message`"
    assert [one["provider"] for one in there.ask("find", "ssa")["providers"]] == ["Message Tel"], "a part of a name is enough"
    assert [one["name"] for one in there.ask("find", "list.csv")["documents"]] == ["list.csv"]


def test_a_word_begins_where_a_word_does(there: Desk) -> None:
    places = there.ask("find", "ssa")["places"]
    assert [one["lines"] for one in places] == [[2, 2], [3, 3]]
    assert [one["lines"] for one in there.ask("find", ",alder")["places"]] == [[2, 2]], "what is no letter may stand anywhere"


def test_a_text_is_no_pattern(there: Desk) -> None:
    found = there.ask("find", HOSTILE)
    assert [one["provider"] for one in found["providers"]] == [HOSTILE]
    assert len(found["places"]) == 2
    assert there.ask("find", ".*")["places"] == found["places"]
    assert there.run("find", r"\E.*\Q").code == 1


def test_over_the_end_of_a_line(there: Desk) -> None:
    assert [one["lines"] for one in there.ask("find", "over the end")["places"]] == [[4, 5], [6, 7]]


def test_no_more_than_is_asked_for(there: Desk) -> None:
    found = there.ask("find", "202-555-0177", "--limit", "1")
    assert [len(found[what]) for what in ("incidents", "providers", "documents", "places")] == [1, 0, 0, 1]
    assert found["more"] == {"incidents": 1, "providers": 0, "documents": 0, "places": 3}
    assert there.run("find", "202-555-0177", "--limit", "1").out.splitlines()[-1] == (
        "2 incidents, 0 providers, 0 documents, 4 places; not shown: 1 incident, 3 places (--limit)"
    )


def test_what_is_nowhere_and_nothing_at_all(there: Desk) -> None:
    assert (
        there.run("find", "Aldre Voice").only_line() == "tracer: 'Aldre Voice' stands nowhere in the loaded documents; near it: Alder Voice"
    )
    assert there.run("find", "  ").only_line() == "tracer: there is nothing to find: give a number, a name, an id or a word"
    assert there.run("find", "x", "--limit", "0").code == 2
