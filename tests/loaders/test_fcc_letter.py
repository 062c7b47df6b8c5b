"""Letters of the FCC: what is read from them, in whatever layout they come."""

from __future__ import annotations

import json
import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.loaders.documents import assert_evidence, claims, heading, paged_document, remarks, text_document, unread
from tests.loaders.fcc_letters import BREAKS, LAW, Letter, Row, Style, at, minutes, write
from tests.places import CHECKS, EXAMPLES, SAMPLES
from tracer.errors import BadDocument
from tracer.loaders import fcc_letter
from tracer.loaders.letters.customers import names_nobody
from tracer.loaders.letters.no_names import is_sum
from tracer.loaders.letters.registered import beside
from tracer.model import Claim, Due, Finding, Kind, Role, Status, Unread, replace

MITIGATE = Due("mitigate the traffic and report the steps taken", "k4.mitigate", "48 hours", None)


def measures(stated: str | None) -> Due:
    return Due("report effective measures against illegal calls", "k4.measures", "14 days", stated)


def read(text: str) -> list[Finding]:
    document = text_document(text)
    found = list(fcc_letter.load(document))
    assert_evidence(document, found)
    return found


def table(found: list[Finding]) -> list[Claim]:
    """What the rows say."""
    return [claim for claim in claims(found) if claim.incident]


# --- the specimen --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def specimen() -> list[Finding]:
    return read(EXAMPLES.joinpath("fcc_letter.txt").read_text(encoding="utf-8"))


def test_the_letter_says_what_it_is(specimen: list[Finding]) -> None:
    assert heading(specimen).issuer == "Federal Communications Commission, Enforcement Bureau"
    assert heading(specimen).recipient == "Quillon Gateway Ltd."
    assert heading(specimen).dated == "2024-06-12"
    assert not unread(specimen)
    assert not remarks(specimen)


def test_the_determination_is_an_action_with_its_duties(specimen: list[Finding]) -> None:
    [action] = claims(specimen, Kind.ACTED)
    assert action.action == "fcc-2024-06-12-quillon-gateway"
    assert action.action_kind == "cease-and-desist"
    assert action.provider == "Quillon Gateway Ltd."
    assert action.roles == ("transmitting", "gateway")
    assert action.due == (MITIGATE, measures("2024-06-27"))
    assert (action.valid_at, action.known_at) == ("2024-06-12", "2024-06-12")
    assert action.quote == (
        "The Bureau has found that Quillon Gateway, Ltd. (Quillon) is apparently transmitting unlawful robocalls, as a gateway provider, "
        "for the customers named in Attachment A."
    )


def test_the_recipient_is_the_company_and_no_person(specimen: list[Finding]) -> None:
    [who] = [c for c in claims(specimen, Kind.IDENTIFIED) if c.address]
    assert who.provider == "Quillon Gateway Ltd."
    assert who.address == "48 Harbour Reach, Suite 9, Port Ellery, ON K0K 1A1, Canada"
    assert who.country == "Canada"
    assert {c.provider for c in claims(specimen) if "Varga" in repr(c)} == {"Quillon Gateway Ltd."}  # she is whom to ask there


def test_each_row_is_an_incident(specimen: list[Finding]) -> None:
    calls = claims(specimen, Kind.CALL)
    assert [c.incident for c in calls] == [f"fcc-2024-06-12-quillon-gateway.{k}" for k in range(1, 9)]
    assert [c.place.row for c in calls] == list(range(1, 9))
    assert [c.place.line_from for c in calls] == [47, 48, 49, 50, 51, 56, 57, 58]
    fifth = calls[4]
    assert (fifth.call_at, fifth.caller, fifth.called) == ("2024-05-14T21:37:00Z", "+12025550143", "+13125550118")
    assert (fifth.description, fifth.note, fifth.doubts) == ("Timeshare Exit", LAW, ())
    assert (calls[7].caller, calls[7].description) == (None, "Timeshare Exit / Resort Refund")
    assert calls[2].incident != calls[3].incident  # equal rows are different calls
    assert [(c.incident or "")[-1] for c in claims(specimen, Kind.STATUS)] == ["2", "6"]
    assert {(c.provider, c.status, c.valid_at, c.reading) for c in claims(specimen, Kind.STATUS)} == {
        ("Quillon Gateway Ltd.", Status.NO_RESPONSE, "2024-06-12", 'the letter\'s column "Customer" reads "No Response"')
    }
    assert [c.upstream for c in claims(specimen, Kind.HANDED_OFF)] == [
        "Brightwater Dialing", "Tidewrack Media Pvt. Ltd.", "Tidewrack Media Pvt. Ltd.", "Hollin Outreach / HO Contact",
        "Brightwater Dialing", "Brightwater Dialing",
    ]  # fmt: skip
    assert {(c.provider, c.role) for c in claims(specimen, Kind.HANDED_OFF)} == {("Quillon Gateway Ltd.", Role.CUSTOMER)}


def test_each_time_of_notification_is_a_question(specimen: list[Finding]) -> None:
    asked = claims(specimen, Kind.ASKED)
    assert len(asked) == 9
    second = [c for c in asked if (c.incident or "").endswith(".2")]
    assert [c.valid_at for c in second] == ["2024-05-03T13:20:00Z", "2024-05-07T14:00:00Z"]
    assert {(c.provider, c.role, c.doubts, c.known_at) for c in asked} == {
        ("Quillon Gateway Ltd.", Role.ASKED, ("time-without-zone",), "2024-06-12")
    }


def test_it_is_told_from_other_documents() -> None:
    assert fcc_letter.recognise(text_document(EXAMPLES.joinpath("fcc_letter.txt").read_text(encoding="utf-8")))
    assert not fcc_letter.recognise(text_document(EXAMPLES.joinpath("ag_notice.txt").read_text(encoding="utf-8")))
    assert not fcc_letter.recognise(
        text_document("Dear Ms. Varga,\n\nThe FCC's Enforcement Bureau told you to cease and desist from robocalls.\n")
    )
    assert not fcc_letter.recognise(text_document("Federal Communications Commission\nNews about robocalls of the Enforcement Bureau\n"))


# --- the letter ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("does", "roles"),
    [
        ("originating", ("originating",)),
        ("transmitting", ("transmitting",)),
        ("originating and transmitting", ("originating", "transmitting")),
        ("acting as a gateway provider for", ("gateway",)),
        ("transmitting, as a gateway provider,", ("transmitting", "gateway")),
    ],
)
def test_the_role_is_the_one_that_the_determination_states(does: str, roles: tuple[str, ...]) -> None:
    [action] = claims(read(write(Letter(does=does))), Kind.ACTED)
    assert action.roles == roles  # the recipient's name holds `Gateway`: that states nothing


@pytest.mark.parametrize("words", ["does not find", "has never found", "withdraws its finding", "no longer finds"])
def test_what_the_bureau_does_not_find_states_no_role(words: str) -> None:
    text = write(Letter(does="originating"))
    assert "has found that" in text
    [action] = claims(found := read(text.replace("has found that", f"{words} that")), Kind.ACTED)
    assert action.roles == ()
    assert [u.reason for u in found if isinstance(u, Unread)] == ["no sentence says what the letter determines about its recipient"]
    [action] = claims(read(text.replace("has found that", "has not only found that")), Kind.ACTED)
    assert action.roles == ("originating",)


def test_the_object_of_the_determination_states_no_role() -> None:
    text = write(Letter()).replace("robocalls for its customers", "robocalls that others originate for gateway providers abroad")
    [action] = claims(read(text), Kind.ACTED)
    assert action.roles == ("transmitting",)


@pytest.mark.parametrize(
    ("recipient", "as_called"),
    [
        ("Quillon Gateway Ltd.", "Quillon Gateway, Ltd. (Quillon)"),
        ("Saltmarsh/Orfe Telecom Telecom LLC", "Saltmarsh/Orfe Telecom Telecom LLC (Saltmarsh/Orfe)"),
        ("Nine Elms Telephony, Inc.", "Nine Elms Telephony Inc. (Nine Elms or Company)"),
        ("Cobblegate Voice", "Cobblegate Voice LLC"),
        ("Orchid Transit Corp d/b/a Orchid", "Orchid Transit Corp. d/b/a Orchid"),
    ],
)
def test_the_recipient_is_as_the_address_prints_it(recipient: str, as_called: str) -> None:
    found = read(write(Letter(recipient=recipient, as_called=as_called)))
    assert heading(found).recipient == recipient
    assert {c.provider for c in claims(found) if c.kind != Kind.CALL and not c.party} == {recipient}
    assert next(c for c in claims(found, Kind.IDENTIFIED) if c.address).address == "48 Harbour Reach, Suite 9, Port Ellery, WN 00017"
    assert next(c for c in claims(found, Kind.IDENTIFIED) if c.address).country is None


@pytest.mark.parametrize("ending", ["Karachi 75500, Pakistan", "Karachi\nPakistan", "Karachi, Pakistan\nPersonal and Confidential"])
def test_the_country_ends_the_address(ending: str) -> None:
    written = write(Letter())
    assert "Port Ellery, WN 00017" in written
    [who] = [c for c in claims(read(written.replace("Port Ellery, WN 00017", ending)), Kind.IDENTIFIED) if c.address]
    assert who.country == "Pakistan"


def test_other_openings_of_a_letter() -> None:
    text = write(Letter()).replace("The Bureau has found that ", "").replace("To: Ottilie Varga", "To:\tOttilie Varga, CEO")
    [action] = claims(read(text), Kind.ACTED)
    assert (action.provider, action.roles) == ("Quillon Gateway Ltd.", ("transmitting",))
    text = write(Letter()).replace(
        "To: Ottilie Varga\nManaging Director\nQuillon Gateway Ltd.\n", "Ottilie Varga, CEO, Quillon Gateway Ltd.\n"
    )
    assert heading(read(text)).recipient == "Quillon Gateway Ltd."


def test_the_length_of_a_duty_stands_as_printed_and_the_stated_date_beside_it() -> None:
    assert claims(read(write(Letter())), Kind.ACTED)[0].due == (MITIGATE, measures("2022-06-28"))
    assert claims(read(write(Letter(stated=None))), Kind.ACTED)[0].due == (MITIGATE, measures(None))
    assert claims(read(write(Letter(stated=date(2022, 6, 29)))), Kind.ACTED)[0].due == (MITIGATE, measures("2022-06-29"))
    twice = write(Letter()).replace("Sincerely,", "Inform us within 14 days, by June 30, 2022, of these measures.\n\nSincerely,")
    assert claims(read(twice), Kind.ACTED)[0].due == (MITIGATE, measures("2022-06-28"), measures("2022-06-30"))


def test_a_determination_cut_by_line_ends_and_a_page_is_one_sentence() -> None:
    text = write(Letter()).replace(
        "is apparently transmitting unlawful", "is\napparently transmitting\n\n\u00b2 A footnote.\n\n2\n\nunlawful"
    )
    [action] = claims(read(text), Kind.ACTED)
    assert action.roles == ("transmitting",)
    assert action.quote == (
        "The Bureau has found that Quillon Gateway, Ltd. (Quillon) is apparently transmitting \u2026 unlawful robocalls for its customers."
    )
    assert action.place.line_to - action.place.line_from == 7


def test_a_letter_without_a_date_needs_one() -> None:
    text = write(Letter()).replace("June 14, 2022", "")
    with pytest.raises(BadDocument, match="--noted-on"):
        read(text)
    [action] = claims(fcc_letter.load(text_document(text, noted_on="2022-06-20")), Kind.ACTED)
    assert action.known_at == "2022-06-20"


def test_pages_count_their_own_lines() -> None:
    text = write(Letter(rows=(Row(), Row(description="Timeshare Exit"))))
    first, second = text.split("ATTACHMENT A")
    document = paged_document([first, "ATTACHMENT A" + second])
    found = list(fcc_letter.load(document))
    assert_evidence(document, found)
    assert [(c.place.page, c.place.line_from) for c in claims(found, Kind.CALL)] == [(2, 4), (2, 5)]
    assert claims(found, Kind.ACTED)[0].place.page == 1


# --- what may stand in a row ---------------------------------------------------------------------------------------


def row(given_row: Row, style: Style | None = None) -> list[Finding]:
    found = read(write(Letter(rows=(given_row,)), style))
    return [f for f in found if not (getattr(f, "kind", None) in (Kind.ACTED, Kind.IDENTIFIED) or f is heading(found))]


@pytest.mark.parametrize(
    ("printed", "reads"),
    [
        ("No Response", "No Response"),
        ("NO RESPONSE", "NO RESPONSE"),
        ("*No response*", "No response"),
        ("no  response\u00b2", "no response"),
        ("**No Response**", "No Response"),
        ("No-Response.", "No-Response."),
        ("(No Response)", "(No Response)"),
        ("No Response Received", "No Response Received"),
        ("N0 Response", "N0 Response"),
        ("No Reply", "No Reply"),
        ("Did not respond", "Did not respond"),
        ("Did not respond to the ITG request", "Did not respond to the ITG request"),
        ("Non-responsive", "Non-responsive"),
        ("Nonresponsive", "Nonresponsive"),
        ("Failed to respond", "Failed to respond"),
    ],
)
def test_no_response_is_no_customer_but_a_reading_that_quotes_the_column(printed: str, reads: str) -> None:
    found = row(Row(customer=printed))
    call, status = table(found)
    assert (call.kind, call.reading) == (Kind.CALL, None)
    assert (status.kind, status.provider, status.status, status.interim) == (
        Kind.STATUS, "Quillon Gateway Ltd.", Status.NO_RESPONSE, None,
    )  # fmt: skip
    assert (status.valid_at, status.role, status.upstream) == ("2022-06-14", None, None)
    assert status.reading == f'the letter\'s column "Customer" reads "{reads}"'
    assert not unread(found)
    assert not remarks(found)


@pytest.mark.parametrize("layout", ["tab", "pipe", "blank", "stacked", "stacked-airy"])
@pytest.mark.parametrize("heading_as", ["{}", "**{}**", "<b>{}</b>", "{}\u00b3"])
@pytest.mark.parametrize("heading", ["Customer", "Upstream Provider", "CUSTOMER NAME"])
def test_the_reading_names_the_column_as_its_letter_prints_it(layout: str, heading_as: str, heading: str) -> None:
    style = Style(layout=layout, headings=(("customer", heading),), heading_as=heading_as)
    found = read(write(Letter(rows=(Row(), Row(customer="No Response"), Row())), style))
    [status] = claims(found, Kind.STATUS)
    assert status.reading == f'the letter\'s column "{heading}" reads "No Response"'


def test_a_heading_broken_over_two_lines_is_named_whole() -> None:
    style = Style(columns=("call", "customer", "description"))
    text = write(Letter(rows=(Row(customer="No Response"),)), style).replace("\tCustomer\t", "\tCustomer\nName\t")
    [status] = claims(read(text), Kind.STATUS)
    assert status.reading == 'the letter\'s column "Customer Name" reads "No Response"'


@pytest.mark.parametrize("printed", ["Not yet responded", "Has not yet responded", "No response yet", "has still not answered"])
def test_a_silence_that_may_still_end_is_interim(printed: str) -> None:
    [status] = claims(row(Row(customer=printed)), Kind.STATUS)
    assert (status.status, status.interim) == (Status.NO_RESPONSE, True)


NOTES = [
    "Pending", "pending.", "Still investigating", "Timed out", "TBD", "Not found", "Call not found", "N/A - call not found", "Unknown - foreign", "Various",
    "various customers", "Multiple", "In progress", "Quillon Gateway Ltd. (originating)", "Hollin Outreach (no response)",
    "No response; later Hollin", "Hollin Outreach / Pending", "Closed", "Total", "3", "Own customer",
    "Answered late", "Rejected", "Not contacted", "Hollin; Pinfold Tel", "Hollin -> Pinfold Tel", "Hollin via Pinfold Tel",
]  # fmt: skip


@pytest.mark.parametrize("printed", NOTES)
def test_a_note_in_the_column_of_customers_is_no_provider_and_the_call_stays(printed: str) -> None:
    found = row(Row(customer=printed))
    call, named = table(found)
    assert (call.kind, call.call_at) == (Kind.CALL, "2022-05-03")
    assert (named.kind, named.provider, named.role, named.status, named.reading) == (
        Kind.STATUS, "Quillon Gateway Ltd.", Role.NAMED, None, None,
    )  # fmt: skip
    assert [(u.line_from, u.reason) for u in unread(found)] == [
        (call.place.line_from, f"Customer: {printed} reads like a note, not a name")
    ]  # fmt: skip
    asked = row(Row(customer=printed, notified=(datetime(2022, 5, 4, 9, 30),)))  # noqa: DTZ001
    assert [c.kind for c in table(asked)] == [Kind.CALL, Kind.ASKED]


@pytest.mark.parametrize("printed", ["Same", "same as above", "Ditto", '"', "\u3003", "\u201d", '- " -', "as above"])
def test_a_ditto_mark_is_no_provider_and_the_call_stays(printed: str) -> None:
    found = read(write(Letter(rows=(Row(), Row(customer=printed), Row(customer="Hollin 2")))))
    assert [(c.incident or "")[-1] for c in claims(found, Kind.CALL)] == ["1", "2", "3"]
    assert [((c.incident or "")[-1], c.upstream) for c in claims(found, Kind.HANDED_OFF)] == [("1", "Hollin Outreach"), ("3", "Hollin 2")]
    assert [u.reason for u in unread(found)] == [f"Customer: {printed} refers to another row"]


@pytest.mark.parametrize(
    "total", ["Total\t\t\t\t3\t\t", "Subtotal\t\t\t\t\t\t", "Sub-total: 3\t\t\t\t\t\t", "Hollin Outreach subtotal\t\t\t\t2\t\t",
              "Total for Hollin Outreach\t\t\t\t2\t\t", "\t\tGrand Total\t\t3\t\t", "\t\t\t\t\tTotal calls: 3\t", "Total: 3", "Total calls 3"],
)  # fmt: skip
def test_a_row_of_totals_is_no_call_and_takes_no_number(total: str) -> None:
    lines = write(Letter(rows=(Row(), Row(customer="No Response"), Row(customer="Hollin 2")))).split("\n")
    second = next(i for i, line in enumerate(lines) if line.startswith("No Response"))
    lines.insert(second + 1, total)
    found = read("\n".join(lines))
    assert [((c.incident or "")[-1], c.description) for c in claims(found, Kind.CALL)] == [
        (n, "Parcel Customs Fee") for n in "123"
    ]  # fmt: skip
    assert [c.place.line_from for c in claims(found, Kind.CALL)] == [second, second + 1, second + 3]
    assert {c.upstream for c in claims(found, Kind.HANDED_OFF)} == {"Hollin Outreach", "Hollin 2"}
    [told] = unread(found)
    assert (told.line_from, told.line_to) == (second + 2, second + 2)
    assert told.reason in ("a row of totals, no call", "text between the rows of the table")
    assert not remarks(found)


@pytest.mark.parametrize(
    "name",
    ["Total Voice LLC", "Same Day Telecom", "Various Artists Inc.", "Pending Holdings, LLC", "Ditto Dialing", "Self, Inc.", "Open Range"],
)
def test_a_company_with_such_a_word_in_its_name_is_a_customer(name: str) -> None:
    [handed] = claims(row(Row(customer=name)), Kind.HANDED_OFF)
    assert handed.upstream == name


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Hollin Outreach / HO Contact / HOC", "Hollin Outreach / HO Contact / HOC"),
        ("**Hollin Outreach**", "Hollin Outreach"),
        ("Hollin Outreach\u00b9\u2078", "Hollin Outreach"),
        ("Hollin 24<sup>3</sup>", "Hollin 24"),
        ("Hollin Outreach [7]", "Hollin Outreach"),
        ("No Response Needed Ltd.", "No Response Needed Ltd."),
        ("Ærø Télécom 電話", "Ærø Télécom 電話"),
    ],
)
def test_a_customer_keeps_its_name_without_marks(printed: str, name: str) -> None:
    [handed] = claims(row(Row(customer=printed)), Kind.HANDED_OFF)
    assert handed.upstream == name


@pytest.mark.parametrize(
    "printed", ["", "N/A", "-", "[Redacted]", "Unk.", "Blank", "International carrier", "Foreign provider (name withheld)"]
)
def test_an_empty_customer_is_remarked_on(printed: str) -> None:
    found = row(Row(customer=printed))
    call, named = table(found)
    assert (call.kind, named.kind) == (Kind.CALL, Kind.STATUS)
    assert (named.provider, named.role, named.status) == ("Quillon Gateway Ltd.", Role.NAMED, None)
    assert [r.code for r in remarks(found)] == ["customer-missing"]
    assert [c.kind for c in table(row(Row(customer=printed, notified=(datetime(2022, 5, 4, 9, 30),))))] == [Kind.CALL, Kind.ASKED]  # noqa: DTZ001


def test_a_call_without_zone_is_read_as_utc_and_flagged() -> None:
    call, *_ = table(row(Row(called_at=datetime(2022, 5, 3, 14, 7), zone="")))  # noqa: DTZ001
    assert (call.call_at, call.doubts) == ("2022-05-03T14:07:00Z", ("time-without-zone",))
    call, *_ = table(row(Row(called_at=datetime(2022, 5, 3, 14, 7), zone="EDT")))  # noqa: DTZ001
    assert (call.call_at, call.doubts) == ("2022-05-03T18:07:00Z", ())


def test_a_missing_date_is_flagged_and_one_that_cannot_be_read_reported_too() -> None:
    found = row(Row(called_at=None))
    assert (table(found)[0].call_at, table(found)[0].doubts) == (None, ("date-missing",))
    assert not unread(found)
    found = read(write(Letter(rows=(Row(), Row()))).replace("May 3, 2022", "early May", 1))
    first, second = claims(found, Kind.CALL)
    assert (first.call_at, first.doubts) == (None, ("date-missing",))
    assert (second.call_at, second.doubts) == ("2022-05-03", ())
    assert [(u.line_from, u.reason) for u in unread(found)] == [(first.place.line_from, "date of the call: early May")]


def test_words_beside_a_notification_time_are_reported() -> None:
    found = read(write(Letter(rows=(Row(notified=(minutes(date(2022, 5, 4), 600),)),))).replace("10:00", "10:00 by phone"))
    assert [c.valid_at for c in claims(found, Kind.ASKED)] == ["2022-05-04T10:00:00Z"]
    assert [u.reason for u in unread(found)] == ["date of notification: May 4, 2022 10:00 by phone"]


def test_a_row_of_too_few_or_too_many_cells_is_reported_and_counted() -> None:
    lines = write(Letter(rows=tuple(Row(customer=f"Hollin {k}") for k in range(4)))).split("\n")
    at_row = {k: next(i for i, printed in enumerate(lines) if printed.startswith(f"Hollin {k}")) for k in range(4)}
    lines[at_row[1]] = lines[at_row[1]].replace("\t\t", "\t")
    lines[at_row[2]] += "\tone more"
    found = read("\n".join(lines))
    assert [(c.incident, c.upstream) for c in claims(found, Kind.HANDED_OFF)] == [
        ("fcc-2022-06-14-quillon-gateway.1", "Hollin 0"),
        ("fcc-2022-06-14-quillon-gateway.4", "Hollin 3"),  # the damaged ones keep their numbers
    ]
    assert [(u.line_from, u.reason) for u in unread(found)] == [
        (at_row[1] + 1, "5 cells where the table has 7 columns"),
        (at_row[2] + 1, "8 cells where the table has 7 columns"),
    ]


def test_an_unknown_column_is_named_and_the_rest_read() -> None:
    text = write(Letter(rows=(Row(), Row()))).replace("Violation", "Moon Phase")
    found = read(text)
    assert [u.reason for u in unread(found)] == ["a column that this loader does not know: Moon Phase"]
    assert [(c.description, c.note) for c in claims(found, Kind.CALL)] == [("Parcel Customs Fee", None)] * 2


def test_text_between_the_rows_is_reported_but_no_footnote_and_no_heading() -> None:
    lines = write(Letter(rows=(Row(), Row()))).split("\n")
    lines[-2:-2] = [
        "",
        "3",
        "\u2075 A footnote whose sentence",
        "runs over.",
        "Federal Communications Commission",
        "ATTACHMENT A (continued)",
        "Calls of June are left out.",
    ]
    found = read("\n".join(lines))
    assert [u.reason for u in unread(found)] == ["text between the rows of the table"]
    assert lines[unread(found)[0].line_from - 1] == "Calls of June are left out."
    assert len(claims(found, Kind.CALL)) == 2


def test_a_letter_without_a_table_says_so() -> None:
    text = write(Letter(rows=())).replace("Customer\tDate of ITG Notification\tDate of Call", "See enclosure")
    assert [u.reason for u in unread(read(text))] == ["no table of calls whose headings this loader knows"]


def test_a_traceback_number_is_kept_in_the_note() -> None:
    text = write(Letter()).replace("Caller ID", "ITG Traceback Number").replace("\t\t\tParcel", "\t20777\t\tParcel")
    [call] = claims(read(text), Kind.CALL)
    assert call.note == f"{LAW}; ITG traceback 20777"


def test_a_mail_address_in_a_cell_is_masked() -> None:
    [handed] = claims(row(Row(customer="Hollin (jo.reed@hollin.example)")), Kind.HANDED_OFF)
    assert handed.upstream == "Hollin ([masked]@hollin.example)"


# --- any letter, in any layout -------------------------------------------------------------------------------------

LAYOUTS = ("tab", "pipe", "blank", "stacked", "stacked-apart", "stacked-airy", "stacked-tight")
ALL = ("customer", "notified", "call", "caller", "called", "description", "law")
ORDERS = (
    ALL,
    ("customer", "call", "caller", "called", "description", "law"),
    ("call", "customer", "notified", "description", "caller", "called", "law"),
    ("customer", "description", "call", "notified", "caller", "called", "law"),
    ("customer", "call", "description"),
)
OTHER_NAMES = (
    ("customer", "Upstream Provider"),
    ("call", "Date/Time of Call"),
    ("notified", "ITG Notification Date"),
    ("called", "Dialed Number"),
)

days = st.dates(date(2019, 1, 1), date(2022, 6, 13))
moments = st.builds(minutes, days, st.integers(0, 1439))
names = st.sampled_from(
    [
        "Hollin Outreach",
        "Tidewrack Media Pvt. Ltd.",
        "Hollin Outreach / HO Contact",
        "Q7Lines",
        "OVERSEA INFOTECH",
        "4 Corners Voice",
        "Nine Elms Inc",
        "Customer Care Ltd.",  # the words of headings
        "Upstream Networks",
    ]
)
reasons = st.sampled_from(
    [
        "Parcel Customs Fee",
        "Meter Disconnection",
        "COVID-19/Election related calls",
        "Timeshare-ResortExit",
        "Debit Card $499/year Renewal",
        "Customer service refund",
    ]
)


def may_wrap(row: Row, layout: str, columns: tuple[str, ...]) -> bool:
    """Whether a description that runs over two lines can be told from the cells beside it."""
    full = bool(row.customer and row.called_at)
    return layout in ("tab", "pipe") or (layout.startswith("stacked") and "law" in columns and full)


@st.composite
def letters(draw: st.DrawFn, layout: str) -> tuple[Letter, Style]:
    columns = draw(st.sampled_from(ORDERS))
    tight = layout in ("stacked-tight", "stacked-airy")  # what is empty leaves no trace there, so only the numbers may be
    rows = st.builds(
        Row,
        customer=st.one_of(names, st.just("No Response"), *([] if tight else [st.just("")])),
        notified=st.lists(moments, min_size=1 if tight else 0, max_size=3).map(tuple),
        called_at=st.one_of(moments, days, *([] if tight or "law" not in columns else [st.none()])),
        zone=st.sampled_from(["UTC", ""]),
        caller=st.sampled_from(["", "(202) 555-0143", "[Redacted]"]),
        called=st.sampled_from(["", "+1 312-555-0118"]),
        description=reasons,
    )
    if tight:
        rows = rows.map(lambda r: replace(r, caller="", called=""))
    chosen = tuple(draw(st.lists(rows, min_size=1, max_size=8)))
    dated = draw(st.dates(date(2022, 6, 14), date(2024, 12, 1)))
    letter = Letter(
        dated=dated,
        stated=draw(st.sampled_from([None, dated + timedelta(days=14), dated + timedelta(days=15)])),
        does=draw(st.sampled_from(["originating", "transmitting", "originating and transmitting"])),
        rows=chosen,
    )
    style = Style(
        layout=layout,
        columns=columns,
        headings=draw(st.sampled_from([(), OTHER_NAMES])),
        heading_as=draw(st.sampled_from(["{}", "**{}**", "<b>{}</b>"])),
        month=draw(st.sampled_from(["short", "long", "dotted", "sept"])),
        line_end=draw(st.sampled_from(["", "  "])),
        breaks=frozenset(draw(st.sets(st.tuples(st.integers(1, 8), st.sampled_from(BREAKS)), max_size=3))),
        title=draw(st.sampled_from(["", "Calls by Customer"])),
        wrapped=frozenset(
            k for k in draw(st.sets(st.integers(0, 8), max_size=2)) if k < len(chosen) and may_wrap(chosen[k], layout, columns)
        ),
    )
    return letter, style


def test_a_title_above_a_stacked_heading_is_no_column_of_it() -> None:
    """Where all descriptions run over two lines, "Calls by Customer" would make a column of their first halves."""
    rows = tuple(Row(customer=name, called_at=date(2022, 6, 1), description="Parcel Customs Fee") for name in ("Hollin Outreach", "Orchid"))
    letter = Letter(rows=rows)
    columns = ("customer", "description", "call", "notified", "caller", "called", "law")
    for title in ("", "Calls by Customer"):
        style = Style(layout="stacked-airy", columns=columns, title=title, wrapped=frozenset({0, 1}))
        assert [call.description for call in claims(read(write(letter, style)), Kind.CALL)] == ["Parcel Customs Fee"] * 2


def assert_read_back(letter: Letter, style: Style) -> None:
    found = read(write(letter, style))
    assert not unread(found)
    [action] = claims(found, Kind.ACTED)
    assert action.action == f"fcc-{letter.dated}-quillon-gateway"
    assert action.roles == tuple(letter.does.split(" and "))
    assert action.due == (MITIGATE, measures(letter.stated.isoformat() if letter.stated else None))
    calls = claims(found, Kind.CALL)
    assert [(c.incident, c.place.row) for c in calls] == [(f"{action.action}.{k}", k) for k in range(1, len(letter.rows) + 1)]
    has = set(style.columns)
    for k, wanted in enumerate(letter.rows, 1):
        call, *rest = [c for c in claims(found) if c.incident == f"{action.action}.{k}"]
        unzoned = isinstance(wanted.called_at, datetime) and not wanted.zone
        doubts = ("date-missing",) if wanted.called_at is None else ("time-without-zone",) if unzoned else ()
        assert (call.call_at, call.doubts, call.description) == (at(wanted.called_at), doubts, wanted.description)
        assert (call.caller, call.called) == (
            "+12025550143" if "caller" in has and "143" in wanted.caller else None,
            "+13125550118" if "called" in has and wanted.called else None,
        )
        assert call.note == (LAW if "law" in has else None)
        asked = [c.valid_at for c in rest if c.kind == Kind.ASKED]
        assert asked == ([at(time) for time in wanted.notified] if "notified" in has else [])
        last = [(c.kind, c.status, c.upstream) for c in rest if c.kind != Kind.ASKED]
        if wanted.customer == "No Response":
            assert last == [(Kind.STATUS, Status.NO_RESPONSE, None)]
        elif wanted.customer:
            assert last == [(Kind.HANDED_OFF, None, wanted.customer)]
        else:
            assert last == ([] if asked else [(Kind.STATUS, None, None)])
    empty = [k for k, r in enumerate(letter.rows, 1) if not r.customer]
    assert [r.text for r in remarks(found) if r.code == "customer-missing"] == [f"row {k} names no customer" for k in empty]


@pytest.mark.parametrize("layout", ["stacked", "stacked-apart", "stacked-airy", "stacked-tight"])
@pytest.mark.parametrize("customer", ["Hollin Outreach", "No Response"])
def test_the_words_of_a_title_are_no_column_over_one_wrapped_row(layout: str, customer: str) -> None:
    columns = ("customer", "description", "call", "notified", "caller", "called", "law")
    style = Style(layout=layout, columns=columns, title="Calls by Customer", wrapped=frozenset({0}))
    only = Row(customer=customer, notified=(datetime(2022, 5, 4, 9, 30),))  # noqa: DTZ001
    assert_read_back(Letter(rows=(only,)), style)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(data=st.data())
@settings(max_examples=40)
def test_any_letter_is_read_back(layout: str, data: st.DataObject) -> None:
    assert_read_back(*data.draw(letters(layout)))


@given(st.text(max_size=400), st.integers(0, 40))
@example("\t\t\t", 30)
@example("|||\n|x|", 39)
@settings(max_examples=40)
def test_whatever_is_put_into_a_letter_it_is_read_with_evidence(noise: str, where: int) -> None:
    lines = write(Letter(rows=(Row(), Row(customer="No Response")))).split("\n")
    lines.insert(where, noise)
    document = text_document("\n".join(lines))
    try:
        found = list(fcc_letter.load(document))
    except BadDocument:
        return
    assert_evidence(document, found)


# --- the real ones -------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real letters are not here")
@pytest.mark.parametrize(("index", "rows", "silent", "asked"), [(0, 78, 11, 91), (1, 61, 15, 0)])
def test_the_real_letters(index: int, rows: int, silent: int, asked: int) -> None:
    wanted = json.loads(CHECKS.joinpath("expected.json").read_text(encoding="utf-8"))["letters"][index]
    found = read(SAMPLES.joinpath(wanted["file"]).read_text(encoding="utf-8"))
    assert not unread(found)
    assert (heading(found).recipient, heading(found).dated) == (wanted["recipient"], wanted["date"])
    [action] = claims(found, Kind.ACTED)
    assert action.roles == (wanted["role"],)
    assert [(d.clock, d.stated) for d in action.due] == [
        ("k4.mitigate", None), ("k4.measures", wanted["deadlines"][1]["date_stated"]), ("k4.block", None),
    ]  # fmt: skip
    counted = [len(claims(found, kind)) for kind in (Kind.CALL, Kind.STATUS, Kind.ASKED, Kind.HANDED_OFF)]
    assert counted == [rows, silent, asked, rows - silent]
    for call, fact in zip(claims(found, Kind.CALL), wanted["rows"], strict=True):
        mine = [c for c in claims(found) if c.incident == call.incident]
        assert (call.place.row, call.place.line_from, call.call_at, call.description) == (
            fact["row"], fact["line"], fact["call_at"], fact["description"],
        )  # fmt: skip
        assert [c.valid_at for c in mine if c.kind == Kind.ASKED] == [f"{t}Z" for t in fact["notified"]]
        assert [c.upstream for c in mine if c.kind == Kind.HANDED_OFF] == [fact["customer"]][: fact["customer"] != "No Response"]


@pytest.mark.parametrize(
    "words",
    [
        "NR",
        "No Reponse",
        "Response pending",
        "Awaiting response",
        "-do-",
        "Id.",
        "Refused",
        "End user",
        "Private customer",
        "Yes",
        "x",
        "Foreign",
        "Out of business",
    ],
)
def test_other_words_that_are_no_names(words: str) -> None:
    found = read(write(Letter(rows=(Row(), Row(customer=words), Row()))))
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Hollin Outreach", "Hollin Outreach"]
    assert not [c for c in claims(found, Kind.STATUS) if c.status]
    assert len(claims(found, Kind.CALL)) == 3
    assert [words in u.reason for u in unread(found)] == [True]


@pytest.mark.parametrize("words", ["Confidential", "No customer identified"])
def test_words_that_name_nobody(words: str) -> None:
    found = read(write(Letter(rows=(Row(), Row(customer=words)))))
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Hollin Outreach"]
    assert [words in r.text for r in remarks(found) if r.code == "customer-missing"] == [True]


@pytest.mark.parametrize("name", ["Quillon Gateway, Ltd", "QUILLON GATEWAY"])
def test_whom_a_letter_is_to_is_no_customer_of_its_own(name: str) -> None:
    found = read(write(Letter(rows=(Row(), Row(customer=name)))))
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Hollin Outreach"]
    assert [u.reason for u in unread(found)] == [f"Customer: {name} is whom the letter is to, and no customer of its own"]
    [_, other] = claims(read(write(Letter(rows=(Row(), Row(customer="Quillon Gateway LLC"))))), Kind.HANDED_OFF)
    assert other.upstream == "Quillon Gateway LLC"


@pytest.mark.parametrize(
    ("block", "against"),
    [
        ("Quillon Gateway Ltd.\nAttn: Legal Department\nc/o Dunlin Agents, Inc.", ["Quillon Gateway Ltd."]),
        ("c/o Quillon Gateway Ltd.", ["Quillon Gateway Ltd."]),
        ("Quillon Gateway Ltd. and Skerry Voice Inc.", ["Quillon Gateway Ltd.", "Skerry Voice Inc."]),
    ],
)
def test_who_is_addressed(block: str, against: list[str]) -> None:
    text = write(Letter(rows=(Row(),)))
    assert text.count("\nQuillon Gateway Ltd.\n") == 1
    found = read(text.replace("\nQuillon Gateway Ltd.\n", f"\n{block}\n"))
    assert [c.provider for c in claims(found, Kind.ACTED)] == against


@pytest.mark.parametrize(
    "words",
    [
        "Response received late", "None given", "Late response", "Reply made too late", "Request sent", "Request resent", "Answer given",
        "Partial response", "Response received after the deadline", "Answered May 5, 2024", "Timely answered", "No request sent",
        "Declined to identify it", "Response withheld", "Replies outstanding", "None received",
    ],
)  # fmt: skip
def test_words_for_the_state_of_an_answer_are_no_names(words: str) -> None:
    found = read(write(Letter(rows=(Row(), Row(customer=words)))))
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Hollin Outreach"]
    assert not [c for c in claims(found, Kind.STATUS) if c.status]
    assert [u.reason for u in unread(found)] == [f"Customer: {words} reads like a note, not a name"]


@pytest.mark.parametrize(
    "words",
    [
        "Under review", "Call not located", "No such call", "No call record", "No CDR", "Untraceable", "Trace failed", "Pending response", "Ticket open",
        "No contact", "Bounced", "Expired", "Offshore", "Customer of record", "Gateway", "Upstream", "Originating provider", "Origin",
        "Duplicate", "Spoofed", "Invalid number", "Wrong number", "Number not in service", "Unallocated", "Ported out", "Hop 3",
        "Customer terminated", "Provider A", "Customer 1", "Denied", "Dispute", "Did not originate", "Direct", "Not a customer",
        "Not our customer", "Declined to answer", "Refused to respond", "Voice service provider", "No longer in service",
        "Average", "Sum", "Overall", "All providers", "All customers", "Year to date", "Grand Count", "Hollin Total", "30401 Count",
    ],
)  # fmt: skip
def test_words_for_a_state_a_role_a_number_or_a_sum_are_no_names(words: str) -> None:
    found = read(write(Letter(rows=(Row(), Row(customer=words)))))
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Hollin Outreach"]
    assert not [c for c in claims(found, Kind.STATUS) if c.status]
    assert [u.reason for u in unread(found)] == [f"Customer: {words} reads like a note, not a name"]
    assert names_nobody(words)


@pytest.mark.parametrize(
    "words", ["Customer unknown", "Customer not identified", "Upstream unknown", "Undisclosed", "Unidentified foreign carrier"]
)
def test_words_for_an_unknown_provider_name_nobody(words: str) -> None:
    found = read(write(Letter(rows=(Row(), Row(customer=words)))))
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Hollin Outreach"]
    assert [r.text for r in remarks(found)] == [f"row 2 names no customer (printed: {words})"]


@pytest.mark.parametrize(
    ("cell", "name", "numbers"),
    [
        ("Hollin Outreach (FRN 31000789)", "Hollin Outreach", ("0031000789", None)),
        ("Hollin Outreach LLC, [FRN: 0031-0007-89; RMD0004567]", "Hollin Outreach LLC", ("0031000789", "RMD0004567")),
        ("Hollin Outreach (RMD No. 0004567)", "Hollin Outreach", (None, "RMD0004567")),
        ("Hollin Outreach (FRN 0031000789, FRN 0031000790)", "Hollin Outreach (FRN 0031000789, FRN 0031000790)", None),
        ("Hollin Outreach (Florida)", "Hollin Outreach (Florida)", None),
        ("Hollin Outreach", "Hollin Outreach", None),
    ],
)  # fmt: skip
def test_registration_numbers_behind_a_customer_are_on_record_and_no_part_of_its_name(
    cell: str, name: str, numbers: tuple[str | None, str | None] | None
) -> None:
    found = read(write(Letter(rows=(Row(customer=cell),))))
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == [name]
    of_customer = [c for c in claims(found, Kind.IDENTIFIED) if "Hollin" in (c.provider or "")]
    assert [(c.provider, c.frn, c.rmd, c.incident, c.valid_at) for c in of_customer] == ([(name, *numbers, None, None)] if numbers else [])


@pytest.mark.parametrize("cell", ["a" * 100_000, "a(" * 50_000, "a, " * 33_000 + "(x", "(" * 100_000])
def test_a_long_cell_takes_no_long_time(cell: str) -> None:
    begun = time.process_time()
    assert beside(cell) == (cell, {})
    assert time.process_time() - begun < 2, "square in its length it takes minutes"


@pytest.mark.parametrize(
    "name",
    [
        "Direct Call Origin LLC", "Direct Call L.L.C.", "Gateway Telecom", "Trace S.A.", "Call U.S.", "Direct Voice", "Total Voice",
        "Average Joe Telecom", "Sum Voice", "Count Basie Voice", "All American Tel", "Entry Point Tel", "Answering Service",
    ],
)  # fmt: skip
def test_a_legal_form_or_any_other_word_keeps_a_name_one(name: str) -> None:
    assert [c.upstream for c in claims(row(Row(customer=name)), Kind.HANDED_OFF)] == [name]
    assert not names_nobody(name)
    assert not is_sum(name)


@pytest.mark.parametrize(
    "words",
    [
        "Average", "Sum", "Overall", "All", "All providers", "All customers", "All upstreams", "All others", "Year to date", "Subtotal",
        "Previous month", "Industry average", "12-month total", "Total (all providers)", "Grand Count", "Hollin Total", "Hollin LLC Total",
        "30401 Total", "30401 Count", "Subtotal Hollin LLC", "Total for Hollin LLC", "Overall total: 5 calls", "2 calls", "Calls in total",
        "Average days to respond",
    ],
)  # fmt: skip
def test_words_for_a_sum(words: str) -> None:
    assert is_sum(words)


@pytest.mark.parametrize("words", ["None named", "None listed", "Not supplied", "Nothing provided", "No information", "No name was given"])
def test_none_and_a_word_for_naming_name_nobody(words: str) -> None:
    found = read(write(Letter(rows=(Row(), Row(customer=words)))))
    assert [c.upstream for c in claims(found, Kind.HANDED_OFF)] == ["Hollin Outreach"]
    assert [r.text for r in remarks(found)] == [f"row 2 names no customer (printed: {words})"]


@pytest.mark.parametrize(
    ("words", "interim"),
    [
        ("Response not received", None), ("Answer was never given", None), ("Did not provide a response", None),
        ("No reply made", None), ("No response to date", True), ("Response not yet received", True), ("No answer as of May 2, 2022", True),
    ],
)  # fmt: skip
def test_other_words_for_no_answer(words: str, interim: bool | None) -> None:
    [status] = claims(row(Row(customer=words)), Kind.STATUS)
    assert (status.status, status.interim) == (Status.NO_RESPONSE, interim)


@pytest.mark.parametrize(
    "name", ["Response Networks", "Answer Center LLC", "Late Night Telecom", "Timely Voice Inc.", "Notice Board LLC", "None Such Tel"]
)
def test_a_name_with_a_word_for_an_answer_in_it_is_one(name: str) -> None:
    assert [c.upstream for c in claims(row(Row(customer=name)), Kind.HANDED_OFF)] == [name]


# --- other tables --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        ["Company\tRole\tTracebacks", "Orchid Transit LLC\tdownstream\t14"],
        ["Company\tTracebacks", "Orchid Transit LLC\t14", "Alder Corp\t9"],
        ["| Company | Role |", "|---|---|", "| Orchid Transit LLC | gateway |"],
        ["Company               Role          Tracebacks", "Orchid Transit LLC    downstream    14"],
    ],
)
def test_a_table_in_the_body_is_unread_as_a_whole(lines: list[str]) -> None:
    text = write(Letter()).replace("Sincerely,", "\n".join(["Other companies:", "", *lines, "", "Sincerely,"]))
    first = text.split("\n").index(lines[0]) + 1
    found = read(text)
    assert [(u.line_from, u.line_to, u.reason) for u in unread(found)] == [
        (first, first + len(lines) - 1, "a table, of which this loader reads nothing: enter it in a hop list")
    ]
    assert len(claims(found, Kind.CALL)) == 1


@pytest.mark.parametrize(
    "line", ["1.\tMitigate the traffic.\n2.\tTell us how.", "Its calls ended.   Then they went on.\nThat is all.   It is known."]
)
def test_a_list_and_wide_blanks_between_sentences_are_no_table(line: str) -> None:
    assert not [u for u in unread(read(write(Letter()).replace("Sincerely,", f"{line}\n\nSincerely,"))) if "a table" in u.reason]


def test_another_table_that_runs_over_pages_is_unread_page_by_page() -> None:
    rows = ["Hollin\tMay 3, 2022\tParcel Fee"] * 2
    head = "Customer\tDate of Call\tDescription"
    letter = write(Letter()).split("ATTACHMENT A")[0]
    pages = [letter, "\n".join(["ATTACHMENT A", head, *rows, "", "ATTACHMENT B", head, *rows]), "\n".join([head, *rows])]
    found = list(fcc_letter.load(paged_document(pages)))
    assert [(c.place.page, c.place.line_from) for c in claims(found, Kind.CALL)] == [(2, 3), (2, 4)]
    assert [(u.line_from, u.line_to) for u in unread(found)] == [(6, 9), (1, 3)]
