"""Answers out of call records: which are facts, whose word, and what is left unread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loaders.documents import assert_evidence, claims, heading, remarks, text_document, unread
from tests.places import SPECIMENS
from tracer.answer_file import TITLE, Answers, Quoted, Reply, Said, blocks, value, written
from tracer.errors import BadDocument
from tracer.loaders import record_answer
from tracer.model import Finding, Kind, Role, Status


def text() -> str:
    return SPECIMENS.joinpath("record_answer.txt").read_text(encoding="utf-8")


def read(words: str) -> list[Finding]:
    document = text_document(words, "answers.txt")
    assert record_answer.recognise(document)
    found = list(record_answer.load(document))
    assert_evidence(document, found)
    return found


def test_each_answer_is_the_word_of_the_provider_that_answers() -> None:
    found = read(text())
    assert (heading(found).issuer, heading(found).dated) == ("Fernwick Voice LLC", "2024-05-02T15:31:00Z")
    assert [(c.kind, c.incident, c.upstream, c.status, c.end_user, c.place.line_from, c.place.line_to) for c in claims(found)] == [
        (Kind.HANDED_OFF, "itg-20417", "Pinnow Transit Inc.", None, None, 8, 19),
        (Kind.STATUS, "itg-20418", None, Status.ORIGINATING, "Harrow Sofas", 21, 27),
        (Kind.STATUS, "itg-20419", None, Status.NOT_FOUND, None, 29, 31),
    ]
    for claim in claims(found):
        assert (claim.provider, claim.said_by, claim.on_word_of, claim.role) == (
            "Fernwick Voice LLC",
            "Fernwick Voice LLC",
            None,
            Role.NAMED,
        )
        assert (claim.known_at, claim.valid_at) == ("2024-05-02T15:31:00Z", "2024-05-02T15:31:00Z")
    assert 'row: "","6095550117"' in claims(found)[0].quote
    assert [(u.line_from, u.line_to, u.reason) for u in unread(found)] == [
        (
            33,
            35,
            "no answer, but undecided: 2 records within 2 minutes of the notice's time, from several: Orchid Transit Corp, Saltmarsh Telecom",
        )
    ]
    assert remarks(found) == []


def test_without_the_day_on_which_it_was_given_nothing_is_a_fact() -> None:
    found = read(text().replace("answered: 2024-05-02T15:31:00Z\n", ""))
    assert claims(found) == []
    assert [u.reason for u in unread(found)][:3] == [
        "a draft, prepared 2024-05-02T15:20:00Z and not stated as given: `tracer answer --answered` says when it was"
    ] * 3
    assert heading(found).dated == "2024-05-02T15:20:00Z"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("upstream: Pinnow Transit Inc.\n", "", "an answer without its upstream"),
        ("end user: Harrow Sofas\n", "", "an answer without its end user"),
        ("traceback: 20419\n", "", "no traceback in this answer"),
        ("answer: not-found\n", "answer: perhaps\n", "no such answer: perhaps (one of received-from, origin, not-found, trunk-unknown, undecided, not-covered)"),
        ("answer: not-found\n", "", "no such answer: nothing (one of received-from, origin, not-found, trunk-unknown, undecided, not-covered)"),
        ("answer: not-found\n", "answer: not-found\nand a word of ours\n", "no line of the form field: value"),
    ],
)  # fmt: skip
def test_what_is_lacking_or_strange_is_told(before: str, after: str, reason: str) -> None:
    assert before in text()
    found = read(text().replace(before, after))
    assert reason in [u.reason for u in unread(found)]
    assert len(claims(found)) == (3 if "a word" in after else 2)


@pytest.mark.parametrize(
    ("lacking", "why"), [("provider: Fernwick Voice LLC\n", "who answers"), ("prepared: 2024-05-02T15:20:00Z\n", "when it was prepared")]
)
def test_a_file_without_its_head_is_refused(lacking: str, why: str) -> None:
    with pytest.raises(BadDocument, match=f"answers.txt does not say {why}: write it anew with `tracer answer`"):
        read(text().replace(lacking, ""))


def test_a_secret_in_a_row_is_masked() -> None:
    found = read(text().replace("row: a row", "row: odalys.wren@fernwickvoice.example"))
    assert "row: [masked]@fernwickvoice.example" in claims(found)[1].quote
    assert [(r.code, r.line_from, r.line_to) for r in remarks(found)] == [("secret-masked", 21, 27)]


_WORDS = st.text(max_size=60)


@given(provider=_WORDS, upstream=_WORDS, row=_WORDS, comment=_WORDS)
def test_what_is_written_is_read_line_by_line(provider: str, upstream: str, row: str, comment: str) -> None:
    """Whatever a map or a record holds: one line for each field, and no more blocks than answers."""
    reply = Reply(
        "itg-1", "notice.eml", None, None, None, None, Said.RECEIVED_FROM, upstream, None, comment, (Quoted("a.csv, line 1", row, "t"),)
    )
    said = written(Answers(provider, "2024-05-02T15:20:00Z", None, (), "trunks.csv", (reply, reply)))
    lines = said.split("\n")
    assert lines[0] == TITLE
    found = list(blocks(lines))
    assert len(found) == 3
    assert all(field.name for block in found for field in block)
    assert [value(block, "traceback") for block in found] == [None, "itg-1", "itg-1"]
