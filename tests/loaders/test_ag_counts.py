"""Counts of unanswered requests in notices: each belongs to the company that its clause is about, never to another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loaders.ag_notices import Notice, write
from tests.loaders.documents import assert_evidence, claims, text_document, unread
from tracer.loaders import ag_notice
from tracer.loaders.letters.windows import window
from tracer.model import Claim, Finding, Kind

OURS, THEIRS = "Brightwater Dialing LLC", "Petrel Carrier LLC"
OTHERS = "a count of requests that another company left unanswered: claimed for nobody"
WHOSE = "a count of unanswered requests, but whose silence it is is not certain"
ANSWERED = "a count of requests that are said not to have gone unanswered"
NOT_OF_THESE = "a count of requests, but not of those that went unanswered"
FURTHER = "a further count of unanswered requests, which may hold those counted before"
HEARSAY = "a count of unanswered requests by the word of another company: the letter only tells of it"
WORDS = "words on requests without an answer that this loader cannot read"
LATER = "a count of unanswered requests that are said to have been answered since"
ONLY_LATE = "a count of requests that may have been answered late, or in part: how many never were is not said"
MORE = "a further count of requests, which this loader does not read"
NO_NUMBER = "tracebacks without an answer, but no number of them that this loader can read"


def read(found: str, provider: str = OURS, short: str | None = None) -> list[Finding]:
    document = text_document(write(Notice(provider=provider, short=short, found=found)))
    findings = list(ag_notice.load(document))
    assert_evidence(document, findings)
    return findings


def counts(findings: list[Finding]) -> list[Claim]:
    return claims(findings, Kind.COUNTED)


def reasons(findings: list[Finding]) -> list[str]:
    """Why counts are unread; what else is said of companies is told sentence by sentence (see test_passed_over)."""
    return [u.reason for u in unread(findings) if "that this loader does not read: " not in u.reason]


# --- of the recipient ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "Since March 2024 Brightwater Dialing LLC failed to respond to at least 17 traceback requests.",
        "Since March 2024, Brightwater Dialing did not respond to at least 17 traceback requests.",
        "Brightwater Dialing, LLC has since March 2024 ignored at least 17 traceback requests.",
        "You failed to respond to at least 17 traceback requests since March 2024.",
        "Your failure to respond to at least 17 traceback requests since March 2024 is a concern.",
        "Brightwater Dialing LLC's repeated failure to answer at least 17 tracebacks since March 2024 is a concern.",
        "Since March 2024 Brightwater Dialing LLC has not provided a response to at least 17 traceback notices.",
        "At least 17 traceback requests to Brightwater Dialing LLC went unanswered since March 2024.",
        "Since March 2024 at least 17 traceback requests were not answered by Brightwater Dialing LLC.",
        "At least 17 traceback requests that Petrel Carrier LLC passed on since March 2024 were ignored by Brightwater Dialing LLC.",
        "Brightwater Dialing LLC has at least 17 unanswered traceback requests since March 2024.",
        "Brightwater Dialing LLC was sent at least 17 traceback requests since March 2024 and did not respond.",
        "Since March 2024 the ITG sent at least 17 traceback requests to Brightwater Dialing LLC, which did not respond to any of them.",
        "Brightwater Dialing LLC, a customer of Petrel Carrier LLC, failed to respond to at least 17 traceback requests since March 2024.",
        "Brightwater Dialing LLC, which took over the customers of Petrel Carrier LLC, ignored at least 17 traceback requests since March 2024.",
        "Brightwater Dialing LLC took over the customers of Petrel Carrier LLC and ignored at least 17 traceback requests since March 2024.",
        "Brightwater Dialing LLC was reported for failing to respond to at least 17 traceback requests since March 2024.",
        "Brightwater Dialing LLC carried these calls, failing to answer at least 17 traceback requests since March 2024.",
        "Unlike Petrel Carrier LLC, Brightwater Dialing LLC failed to respond to at least 17 traceback requests since March 2024.",
        "In May 2023 the FCC fined Petrel Carrier Inc. Brightwater Dialing LLC ignored at least 17 traceback requests since March 2024.",
    ],
)
def test_a_silence_of_the_recipient_is_counted(said: str) -> None:
    findings = read(said)
    [count] = counts(findings)
    assert (count.provider, count.no_response, count.at_least, count.total) == (OURS, 17, True, None)
    assert (count.window_from, count.window_to, count.quote) == ("2024-03", "2024-09-03", said)
    assert reasons(findings) == []


@pytest.mark.parametrize(
    ("said", "of", "number"),
    [
        ("Brightwater Dialing LLC ignored seventeen (17) of its 23 traceback requests.", 23, 17),
        ("Brightwater Dialing LLC failed to respond to 17 of the 23 traceback requests.", 23, 17),
        ("Brightwater Dialing LLC received 630 traceback notices and did not answer 17 of them.", 630, 17),
        ("The ITG sent Brightwater Dialing LLC 30 traceback requests, of which it failed to answer 17.", 30, 17),
        ("Brightwater Dialing LLC was sent at least 30 traceback requests but did not respond to 17 of them.", None, 17),
        ("Of 23 traceback requests, Brightwater Dialing LLC answered 6 and did not respond to 17.", 23, 17),
        ("Of the 23 traceback requests sent to Brightwater Dialing LLC since January 2025, it left 17 without any response.", 23, 17),
        ("Brightwater Dialing LLC has left 17 out of 23 traceback requests unanswered.", 23, 17),
        ("17 out of the 23 traceback requests sent to Brightwater Dialing LLC were left without a response.", 23, 17),
        ("17 out of 23 requests for traceback sent to Brightwater Dialing LLC have gone unanswered.", 23, 17),
        ("Brightwater Dialing LLC failed to respond to 17 out of a total of 23 traceback requests.", 23, 17),
        ("Brightwater Dialing LLC failed to respond to 17 of a total of 23 traceback requests.", 23, 17),
        ("Out of 23 traceback requests sent to it, Brightwater Dialing LLC ignored 17.", 23, 17),
        ("Brightwater Dialing LLC left seventeen out of twenty-three traceback requests unanswered.", 23, 17),
        ("Brightwater Dialing LLC left a total of 23 traceback requests unanswered.", None, 23),
        ("Brightwater Dialing LLC left all of the 23 traceback requests unanswered.", None, 23),
        ("Brightwater Dialing LLC disregarded nineteen traceback requests.", None, 19),
        ("Brightwater Dialing LLC ignored twenty five traceback requests in two states.", None, 25),
        ("17 traceback requests that were sent to Brightwater Dialing LLC on 3 March 2025 went unanswered.", None, 17),
        ("The ITG told us that Brightwater Dialing LLC failed to respond to 17 traceback requests.", None, 17),
        ("According to the ITG, Brightwater Dialing LLC failed to respond to 17 traceback requests.", None, 17),
        ("Brightwater Dialing LLC failed to respond to 2,024 traceback requests.", None, 2024),
        ("Brightwater Dialing LLC failed to respond to 2024 traceback requests.", None, 2024),
    ],
)
def test_of_how_many(said: str, of: int | None, number: int) -> None:
    findings = read(said)
    assert [(c.no_response, c.total, c.at_least, c.quote) for c in counts(findings)] == [(number, of, False, said)]
    assert reasons(findings) == []


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("While Petrel Carrier LLC answered all of the 30 traceback requests sent to it, {} failed to respond to at least 6.", 6),
        ("Petrel Carrier LLC received 30 traceback requests and responded to all of them, whereas {} failed to respond to 6.", 6),
        ("Without Petrel Carrier LLC having ignored a single one of 30 traceback requests, {} failed to respond to 6.", 6),
        ("Petrel Carrier LLC was sent 30 traceback requests. Of these, {} left 6 unanswered.", 6),
        ("Out of 30 traceback requests sent to all providers that carried the calls, {} failed to respond to 6.", 6),
        ("{} failed to respond to 6 of the 30 traceback requests sent to all providers.", 6),
        ("{} received 30 traceback requests and answered all of them, but left 5 notices unanswered.", 5),
    ],
)
def test_what_others_were_sent_is_no_whole_and_told(said: str, number: int) -> None:
    findings = read(said.format(OURS))
    assert [(count.no_response, count.total) for count in counts(findings)] == [(number, None)]
    assert any("(30)" in u.reason or "Petrel" in u.reason or "30" in u.reason for u in unread(findings))


@pytest.mark.parametrize(
    ("said", "interim"),
    [
        ("Brightwater Dialing LLC has not yet responded to 17 traceback requests.", True),
        ("Brightwater Dialing LLC has yet to respond to 17 traceback requests.", True),
        ("17 traceback requests to Brightwater Dialing LLC have not yet been answered.", True),
        ("Brightwater Dialing LLC has not responded to 17 traceback requests.", None),
    ],
)
def test_a_silence_that_may_still_end_is_interim(said: str, interim: bool | None) -> None:
    [count] = counts(read(said))
    assert (count.provider, count.no_response, count.interim, count.quote) == (OURS, 17, interim, said)


@pytest.mark.parametrize("subject", ["It", "The company", "This provider", "Since March 2024, it", "By then the company"])
@pytest.mark.parametrize("apart", [" ", "\n\n"])
def test_a_pronoun_after_a_sentence_about_one_company_is_that_company(subject: str, apart: str) -> None:
    silent = f"{subject} failed to respond to at least 17 traceback requests."
    ours = read(f"Brightwater Dialing LLC carried these calls.{apart}{silent}")
    assert [(c.provider, c.no_response, c.quote) for c in counts(ours)] == [(OURS, 17, silent)]
    assert reasons(ours) == []
    between = read(f"Brightwater Dialing LLC carried these calls. They were many.{apart}{silent}")
    assert [c.no_response for c in counts(between)] == [17]
    theirs = read(f"Petrel Carrier LLC lost its registration in 2023.{apart}{silent}")
    assert (counts(theirs), reasons(theirs)) == ([], [OTHERS])
    both = read(f"Brightwater Dialing LLC took over Petrel Carrier LLC in 2023.{apart}{silent}")
    assert (counts(both), reasons(both)) == ([], [WHOSE])
    customers = read(f"A customer of Brightwater Dialing LLC was fined.{apart}{silent}")
    assert (counts(customers), reasons(customers)) == ([], [WHOSE])


def test_a_name_that_the_letter_makes_of_a_word_is_told_from_the_word() -> None:
    named = read("The Company failed to respond to at least 17 traceback requests.", short="the Company")
    assert [c.no_response for c in counts(named)] == [17]
    word = read("Petrel Carrier LLC lost its registration. The company failed to respond to at least 40 tracebacks.", short="the Company")
    assert (counts(word), reasons(word)) == ([], [OTHERS])


def test_a_short_name_in_brackets_needs_no_quotes() -> None:
    findings = read("Brightwater Dialing LLC (Brightwater) took these calls. Brightwater ignored 17 traceback requests.")
    assert [(c.provider, c.no_response) for c in counts(findings)] == [(OURS, 17)]


# --- of others, and of nobody --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("In 2023 Petrel Carrier LLC failed to respond to at least 40 traceback requests and was fined.", OTHERS),
        ("Petrel Carrier failed to respond to at least 40 traceback requests.", OTHERS),
        ("Ringnut failed to respond to at least 40 traceback requests.", OTHERS),
        ("Brightwater Dialing Networks LLC failed to respond to at least 40 traceback requests.", OTHERS),
        ("Great Brightwater Dialing LLC failed to respond to at least 40 traceback requests.", OTHERS),
        ("Brightwater Dialing Inc. failed to respond to at least 40 traceback requests.", OTHERS),
        ("At least 40 traceback requests to Petrel Carrier LLC went unanswered.", OTHERS),
        ("At least 40 traceback requests were ignored by Petrel Carrier LLC, a customer of Brightwater Dialing LLC.", OTHERS),
        ("Petrel Carrier LLC was fined for failing to respond to at least 40 traceback requests.", OTHERS),
        ("Petrel Carrier LLC's failure to respond to at least 40 traceback requests ended its registration.", OTHERS),
        ("Petrel Carrier LLC sold its customers to Brightwater Dialing LLC and failed to respond to at least 40 traceback requests.", OTHERS),
        ("The calls of Petrel Carrier LLC, which ignored at least 40 traceback requests, reached Brightwater Dialing LLC.", OTHERS),
        ("Petrel Carrier LLC, whose calls Brightwater Dialing LLC carried, failed to respond to at least 40 tracebacks.", OTHERS),
        ("Brightwater's customer Petrel Carrier LLC failed to respond to at least 40 traceback requests.", OTHERS),
        ("Petrel Carrier LLC was warned, and it failed to respond to at least 40 traceback requests.", OTHERS),
        ("Petrel Carrier LLC and Brightwater Dialing LLC failed to respond to at least 40 traceback requests.", WHOSE),
        ("Petrel Carrier LLC, Gannet Tel, and Brightwater Dialing LLC failed to respond to at least 40 traceback requests.", WHOSE),
        ("Brightwater Dialing LLC, together with Petrel Carrier LLC, failed to respond to at least 40 traceback requests.", WHOSE),
        ("A customer of Brightwater Dialing LLC failed to respond to at least 40 traceback requests.", WHOSE),
        ("Brightwater Dialing LLC's customers failed to respond to at least 40 traceback requests.", WHOSE),
        ("At least 40 traceback requests to customers of Brightwater Dialing LLC went unanswered.", WHOSE),
        ("Three other providers failed to respond to at least 40 traceback requests.", WHOSE),
        ("They failed to respond to at least 40 traceback requests.", WHOSE),
        ("Any provider that fails to respond to 3 traceback requests may be removed.", WHOSE),
        ("Whether Brightwater Dialing LLC failed to respond to 40 traceback requests is not known.", WHOSE),
        ("We do not say that Brightwater Dialing LLC failed to respond to 40 traceback requests.", WHOSE),
        ("Brightwater Dialing LLC must not fail to respond to 3 traceback requests.", WHOSE),
        ("Brightwater Dialing LLC may have failed to respond to 40 traceback requests.", WHOSE),
        ("Petrel Carrier LLC was sent 40 traceback requests, and Brightwater Dialing LLC did not respond to any.", WHOSE),
        ("Brightwater Dialing LLC did not fail to respond to 30 traceback requests.", ANSWERED),
        ("Brightwater Dialing LLC has never failed to answer 30 traceback requests.", ANSWERED),
        ("Brightwater Dialing LLC didn't ignore 30 traceback requests.", ANSWERED),
        ("The 30 traceback requests to Brightwater Dialing LLC did not go unanswered.", ANSWERED),
        ("Brightwater Dialing LLC answered 13 of 30 traceback requests and did not respond to the others.", NOT_OF_THESE),
        ("None of the 30 traceback requests to Brightwater Dialing LLC went unanswered.", NOT_OF_THESE),
        ("Brightwater Dialing LLC left most of the 30 traceback requests unanswered.", NOT_OF_THESE),
        ("Brightwater Dialing LLC left 80% of 30 traceback requests unanswered.", NOT_OF_THESE),
        ("Brightwater Dialing LLC left two thirds of 30 traceback requests unanswered.", NOT_OF_THESE),
        ("Brightwater Dialing LLC left all but 6 of 30 traceback requests unanswered.", NOT_OF_THESE),
        ("Brightwater Dialing LLC ignored two hundred and five traceback requests.", NO_NUMBER),
        # Perhaps it did later, or not in full.
        ("Brightwater Dialing LLC did not respond in a timely manner to 40 traceback requests.", WORDS),
        ("Brightwater Dialing LLC failed to timely respond to 40 traceback requests.", WORDS),
        ("Brightwater Dialing LLC did not timely respond to 40 traceback requests.", WORDS),
        ("Brightwater Dialing LLC failed to adequately respond to 40 traceback requests.", WORDS),
        ("Brightwater Dialing LLC failed to promptly answer 40 traceback requests.", WORDS),
        ("40 traceback requests to Brightwater Dialing LLC were not timely answered.", WORDS),
        ("40 traceback requests to Brightwater Dialing LLC were not answered in time.", ONLY_LATE),
        ("Brightwater Dialing LLC failed to respond to 40 traceback requests on time.", ONLY_LATE),
        ("Brightwater Dialing LLC failed to respond to 40 traceback requests in a timely manner.", ONLY_LATE),
        ("Brightwater Dialing LLC failed to respond to 40 traceback requests within 24 hours.", ONLY_LATE),
        ("Brightwater Dialing LLC failed to respond to 40 traceback requests in full.", ONLY_LATE),
        ("Brightwater Dialing LLC has been non-responsive to 40 traceback requests.", WORDS),
        ("Brightwater Dialing LLC has been unresponsive to 40 of 60 traceback requests.", WORDS),
        ("The ITG received no response to 40 traceback requests from Petrel Carrier LLC.", WORDS),
        ("Petrel Carrier LLC failed to respond to 40 and Brightwater Dialing LLC to 17 traceback requests.",
         WORDS),
        ("Petrel Carrier LLC says that Brightwater Dialing LLC failed to respond to 40 traceback requests.", HEARSAY),
        ("A competitor alleges that Brightwater Dialing LLC failed to respond to 40 traceback requests.", HEARSAY),
        ("According to Petrel Carrier LLC, Brightwater Dialing LLC failed to respond to 40 traceback requests.", HEARSAY),
        ("Brightwater Dialing LLC failed to respond to 40 traceback requests, according to Petrel Carrier LLC.", HEARSAY),
        ("In May we wrote that Brightwater Dialing LLC failed to respond to 90 traceback requests; the correct figure is 9.", WORDS),
    ],
)  # fmt: skip
def test_a_silence_that_is_not_the_recipients_is_claimed_for_nobody_and_told(said: str, reason: str) -> None:
    findings = read(said)
    assert counts(findings) == []
    assert reasons(findings) == [reason]
    line = next(i for i, text in enumerate(write(Notice(provider=OURS, found=said)).split("\n"), 1) if text.startswith(said))
    assert {(u.line_from, u.line_to) for u in unread(findings)} == {(line, line)}


# --- two counts side by side ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "quote", "since"),
    [
        (
            "While Petrel Carrier LLC failed to respond to at least 40 traceback requests, {} failed to respond to at least 17 tracebacks.",
            "{} failed to respond to at least 17 tracebacks.",
            None,
        ),
        (
            "Since March 2024 {} failed to respond to at least 17 tracebacks, while Petrel Carrier LLC ignored at least 40 traceback requests.",
            "Since March 2024 {} failed to respond to at least 17 tracebacks,",
            "2024-03",
        ),
        (
            "Petrel Carrier LLC ignored at least 40 traceback requests in 2023, and, since March 2024, {} ignored at least 17 tracebacks.",
            "since March 2024, {} ignored at least 17 tracebacks.",
            "2024-03",
        ),
        (
            "Petrel Carrier LLC ignored at least 40 traceback requests; since March 2024, {} ignored at least 17 tracebacks.",
            "since March 2024, {} ignored at least 17 tracebacks.",
            "2024-03",
        ),
        (
            "At least 40 tracebacks to Petrel Carrier LLC went unanswered, and at least 17 tracebacks to {} went unanswered.",
            "at least 17 tracebacks to {} went unanswered.",
            None,
        ),
        (
            "Petrel Carrier LLC did not fail to answer at least 40 tracebacks, but since March 2024 {} failed to answer at least 17 tracebacks.",
            "since March 2024 {} failed to answer at least 17 tracebacks.",
            "2024-03",
        ),
    ],
)
def test_a_clause_is_quoted_without_the_count_of_another(said: str, quote: str, since: str | None) -> None:
    findings = read(said.format(OURS))
    assert [(c.no_response, c.quote, c.window_from) for c in counts(findings)] == [(17, quote.format(OURS), since)]
    assert reasons(findings) == [ANSWERED if "did not fail" in said else OTHERS]


def test_a_second_count_is_told_unless_it_is_of_another_time() -> None:
    apart = read(
        "Between January 2022 and June 2022 Brightwater Dialing LLC ignored 9 tracebacks. Since March 2024 it ignored at least 17 tracebacks."
    )
    assert [(c.no_response, c.window_from, c.window_to) for c in counts(apart)] == [
        (9, "2022-01", "2022-06"),
        (17, "2024-03", "2024-09-03"),
    ]
    assert reasons(apart) == []
    within = read("Since March 2024 Brightwater Dialing LLC ignored 17 tracebacks. In May 2024 it ignored 9 tracebacks.")
    assert ([c.no_response for c in counts(within)], reasons(within)) == ([17], [FURTHER])
    again = read("Since March 2024 Brightwater Dialing LLC ignored 17 tracebacks. These 17 traceback requests went unanswered by it.")
    assert ([c.no_response for c in counts(again)], reasons(again)) == ([17], [])


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("In 2023 Brightwater Dialing LLC failed to respond to at least 17 traceback requests.", ("2023", "2023")),
        ("In May 2024, Brightwater Dialing LLC again ignored at least 17 traceback requests.", ("2024-05", "2024-05")),
        ("In 2023 at least 17 traceback requests to Brightwater Dialing LLC went unanswered.", ("2023", "2023")),
        ("Brightwater Dialing LLC failed to respond to 17 traceback requests in May 2024.", ("2024-05", "2024-05")),
        (
            "Brightwater Dialing LLC failed to respond to 17 traceback requests sent to it during the fourth quarter of 2023.",
            ("2023-10", "2023-12"),
        ),
        ("Brightwater Dialing LLC left 17 traceback requests in Q2 of 2024 unanswered.", ("2024-04", "2024-06")),
        ("Brightwater Dialing LLC ignored 17 traceback requests over the second half of 2023.", ("2023-07", "2023-12")),
        ("As of August 27, 2024, Brightwater Dialing LLC had not yet responded to 17 traceback requests.", (None, "2024-08-27")),
        ("Records show that in 2023, Brightwater Dialing LLC failed to respond to 17 traceback requests.", ("2023", "2023")),
        ("Brightwater Dialing LLC failed to respond to 17 traceback requests in May and June 2023.", ("2023-05", "2023-06")),
        (
            "Between March 1 and June 30, 2024, Brightwater Dialing LLC failed to respond to 17 traceback requests.",
            ("2024-03-01", "2024-06-30"),
        ),
        # Of other things than the requests, or of several times.
        ("Brightwater Dialing LLC, which registered in 2021, failed to respond to 17 traceback requests.", (None, "2024-09-03")),
        ("In 2023 the FCC wrote to Brightwater Dialing LLC, which failed to respond to 17 traceback requests.", (None, "2024-09-03")),
        ("In 2023 Brightwater Dialing LLC since March 2022 ignored 17 traceback requests.", ("2022-03", "2024-09-03")),
    ],
)
def test_a_time_that_is_named_as_a_whole_is_that_of_its_requests(said: str, window: tuple[str | None, str]) -> None:
    [count] = counts(read(said))
    assert ((count.window_from, count.window_to), count.no_response) == (window, 17)


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("Brightwater Dialing LLC failed to respond to 17 traceback requests in 2023 and 12 in 2024.", ("2023", "2023")),
        (
            "Brightwater Dialing LLC failed to respond to 17 traceback requests in May 2024, and to 9 more since June 2024.",
            ("2024-05", "2024-05"),
        ),
        ("Brightwater Dialing LLC failed to respond to 17 traceback requests, then nine since June 2024.", (None, "2024-09-03")),
    ],
)
def test_a_further_figure_with_a_time_of_its_own_is_told(said: str, window: tuple[str | None, str]) -> None:
    findings = read(said)
    [count] = counts(findings)
    assert (count.no_response, (count.window_from, count.window_to), reasons(findings)) == (17, window, [MORE])


@pytest.mark.parametrize(
    "said",
    [
        "{} did not respond to 62 traceback notices timely; it answered each of them after more than three days.",
        "{} failed to respond to 17 traceback requests until the Task Force wrote to it.",
        "{} failed to respond to 17 traceback requests until reminded.",
        "{} failed to respond to 17 traceback requests, but has since answered all of them.",
        "As of August 1, 2024, 17 traceback requests to {} were unanswered; 3 have since been answered.",
        "{} did not respond to 17 traceback notices. Three of them were later answered.",
        "{} did not respond to 17 traceback notices, though it has since answered 3 of them.",
        "{} failed to respond to 17 traceback requests. It has since responded to them.",
        "{} ignored 17 traceback requests. {} later replied to all those.",
        "17 traceback requests to {} went unanswered; they were all answered late.",
        "{} did not respond to 17 traceback notices. All 17 have since been answered.",
        "{} did not respond to 17 traceback notices. The requests have since been answered in full.",
        "{} did not respond to 17 traceback notices. The notices were answered on August 20, 2024, after the ITG called.",
        "{} did not respond to 17 traceback notices. Answers to all 17 arrived on August 20, 2024.",
        "{} did not respond to 17 traceback notices. You have since provided answers to every one of them.",
    ],
)
def test_what_was_answered_after_all_is_no_silence(said: str) -> None:
    findings = read(said.format(OURS, OURS))
    assert (counts(findings), reasons(findings)) == ([], [LATER])


@pytest.mark.parametrize(
    "said",
    [
        "{} failed to respond to 17 traceback requests and has not answered them since.",
        "{} failed to respond to 17 traceback requests until the date of this Notice.",
        "{} failed to respond to 17 traceback requests until May 2024.",
        "{} did not respond to 17 traceback notices that were sent within 24 hours.",
        "Of 23 traceback requests to {} 17 went unanswered and 6 were answered.",
        "{} has not even responded to 17 traceback requests.",
        "{} did not respond to 17 traceback notices, and continued to carry the calls until the Task Force wrote to it.",
        "{} did not respond to 17 traceback notices for calls that it transmitted until its customer was cut off.",
        "{} did not respond to 17 traceback notices. It responded to the notices in two other cases.",
        "{} did not respond to 17 traceback notices. None of them were answered.",
        "{} did not respond to 17 traceback notices. The requests were answered by Petrel Carrier LLC.",
        "{} failed to respond to 17 traceback requests. It never responded to them.",
        "{} failed to respond to 17 traceback requests. Petrel Carrier LLC answered them.",
        "{} failed to respond to 17 traceback requests. It would have answered all of them if it kept records.",
    ],
)
def test_a_silence_that_lasts_is_counted(said: str) -> None:
    assert [count.no_response for count in counts(read(said.format(OURS)))] == [17]


def test_the_last_traceable_hop_belongs_to_the_company_that_is_one() -> None:
    silent = "Brightwater Dialing LLC ignored 17 tracebacks."
    for said in (silent + " It was the last traceable hop.", silent + " Calls were made. Brightwater Dialing was the last traceable hop."):
        [count] = counts(read(said))
        assert count.note == "last traceable hop"
        assert count.quote.endswith("was the last traceable hop.")
    for said in (
        silent + " Petrel Carrier LLC was the last traceable hop.",
        "Petrel Carrier LLC ignored 40 tracebacks. It was the last traceable hop. " + silent,
    ):
        [count] = counts(read(said))
        assert (count.note, count.quote) == (None, silent)


SILENT = st.sampled_from(["failed to respond to", "did not answer", "has never replied to", "ignored", "refused to respond to"])
COMPANIES = st.sampled_from([OURS, "Brightwater Dialing", THEIRS, "Gannet Tel", "Ruff Networks Inc."])
JOINTS = st.sampled_from([". ", "; ", ", while ", ", and ", ", whereas ", ", but "])
SINCE = st.sampled_from(["", "since March 2024 ", "since March 2024, ", "during that time "])


@pytest.mark.long
@given(st.lists(st.tuples(COMPANIES, SILENT, SINCE, JOINTS), min_size=1, max_size=4))
@settings(max_examples=200)
def test_whatever_stands_side_by_side_each_count_goes_to_its_own(clauses: list[tuple[str, str, str, str]]) -> None:
    said, opening = "", True
    for number, (company, silent, since, joint) in enumerate(clauses, 101):
        said += f"{since.capitalize() if opening else since}{company} {silent} at least {number} traceback requests"
        said += joint if number < 100 + len(clauses) else "."
        opening = joint == ". "
    findings = read(said)
    ours = [number for number, (company, *_) in enumerate(clauses, 101) if company.startswith("Brightwater")]
    read_as = [c.no_response for c in counts(findings)]
    assert read_as == ours[:1]
    for count in counts(findings):
        assert [n for n in range(101, 105) if str(n) in count.quote] == [count.no_response]
    assert sorted(reasons(findings)) == sorted([OTHERS] * (len(clauses) - len(ours)) + [FURTHER] * (len(ours) - 1) * bool(ours))


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("Brightwater Dialing received 91 traceback requests, of which 8 went unanswered.", [(8, 91)]),
        ("Brightwater Dialing received 91 traceback requests, of which eight went unanswered.", [(8, 91)]),
        ("Brightwater Dialing received 91 traceback requests, and several went unanswered.", []),
        ("Brightwater Dialing received 91 traceback requests, 8 of which went unanswered.", []),
        ("Brightwater Dialing received 91 traceback requests, all of which went unanswered.", [(91, None)]),
        ("Brightwater Dialing was in 17 tracebacks and ignored 6 of them.", [(6, 17)]),
        ("Brightwater Dialing was in 17 tracebacks and ignored six of them.", [(6, 17)]),
        ("Brightwater Dialing disregarded 12 traceback requests.", [(12, None)]),
        ("Brightwater Dialing answered none of 12 traceback requests.", []),
        ("Of 47 traceback requests, Brightwater Dialing answered all but 12.", []),
    ],
)
def test_the_requests_that_went_unanswered_are_not_all_that_were_sent(said: str, count: list[tuple[int, int | None]]) -> None:
    found = list(ag_notice.load(text_document(write(Notice(found=said, last_hop=False)))))
    assert [(c.no_response, c.total) for c in claims(found, Kind.COUNTED)] == count
    assert bool(unread(found)) is not bool(count)


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("failed to respond to 9 requests for the period January 1, 2024 to January 31, 2024", ("2024-01-01", "2024-01-31")),
        ("failed to respond to 9 requests from 2024-01-01 - 2024-01-31", ("2024-01-01", "2024-01-31")),
        ("failed to respond to 9 requests for January 1 through January 31, 2024", ("2024-01-01", "2024-01-31")),
        ("failed to respond to 9 requests since March 2024", ("2024-03", None)),
        ("asked for the record of January 5, 2024", (None, None)),
        ("figures for January 2024", (None, None)),  # of a count in a letter no more than before
    ],
)
def test_both_bounds_of_a_window_in_any_words(words: str, bounds: tuple[str | None, str | None]) -> None:
    assert window(words) == bounds
