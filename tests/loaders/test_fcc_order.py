"""Orders of the FCC: which companies, what the order does to each, by when; and what is made of none of them."""

from __future__ import annotations

import pytest

from tests.loaders.documents import assert_evidence, claims, heading, text_document, unread
from tests.places import SPECIMENS
from tracer.errors import BadDocument
from tracer.loaders import ag_notice, fcc_letter, fcc_order, ftc_letter
from tracer.model import Due, Finding, Kind


def text(name: str) -> str:
    return SPECIMENS.joinpath(name).read_text(encoding="utf-8")


def read(words: str) -> list[Finding]:
    document = text_document(words)
    assert [loader for loader in (ag_notice, fcc_letter, fcc_order, ftc_letter) if loader.recognise(document)] == [fcc_order]
    found = list(fcc_order.load(document))
    assert_evidence(document, found)
    return found


def acted(found: list[Finding]) -> list[tuple[str | None, str | None, str | None, tuple[Due, ...]]]:
    return [(c.provider, c.action_kind, c.valid_at, c.due) for c in claims(found, Kind.ACTED)]


def test_a_removal_order_is_an_action_against_each_of_its_companies() -> None:
    found = read(text("removal_order.txt"))
    assert (heading(found).recipient, heading(found).dated) == ("3 companies", "2024-05-07")
    assert acted(found) == [
        (name, "removal", "2024-05-07", ()) for name in ("Brightwater Dialing", "Hollin Outreach LLC", "Marrowstone Tel, Inc.")
    ]
    assert [(c.provider, c.frn, c.rmd) for c in claims(found, Kind.IDENTIFIED)] == [
        ("Brightwater Dialing", "0031000456", "RMD0099001"),
        ("Hollin Outreach LLC", "0031000457", "RMD0099002"),
        ("Marrowstone Tel, Inc.", "0031000458", "RMD0099003"),
    ]
    [others] = claims(found, Kind.TERM)
    assert (others.provider, others.force, others.clock) == (None, "duty", "rmd.removal")
    assert others.what == "cease accepting traffic directly from the companies"
    assert [(u.line_from, u.reason) for u in unread(found)] == [
        (
            29,
            "words on a company that this loader does not read: On February 5, 2024, the Bureau ordered each company to show cause \u2026",
        )
    ]


def test_a_show_cause_order_gives_each_company_its_time_and_removes_none() -> None:
    found = read(text("show_cause_order.txt"))
    due = (Due("cure the filing, or show cause", "rmd.cure", "14 days"),)
    assert acted(found) == [
        (name, "show-cause", "2025-09-09", due) for name in ("Pinfold Networks", "Quillon Gateway Ltd.", "Nine Elms Telephony, Inc.")
    ]
    assert [c.rmd for c in claims(found, Kind.IDENTIFIED)] == ["RMD0099011", "RMD0099012", "RMD0099013"]


def test_an_initial_determination_order_has_its_stated_date_and_tells_of_the_notice_before_it() -> None:
    found = read(text("initial_determination_order.txt"))
    due = (Due("respond to the order", "n2.ido", "14 days", "2025-03-18"),)
    assert acted(found) == [
        ("Quillon Gateway Ltd.", "initial-determination-order", "2025-03-04", due),
        ("Quillon Gateway Ltd.", "notice", "2025-01-06", ()),
    ]
    [term] = claims(found, Kind.TERM)
    assert (term.force, term.clock) == ("threat", None)  # only after a final order


def test_a_final_determination_order_binds_others_not_its_company() -> None:
    found = read(text("final_determination_order.txt"))
    assert acted(found) == [("Quillon Gateway Ltd.", "final-determination-order", "2025-04-08", ())]
    [term] = claims(found, Kind.TERM)
    assert (term.party, term.force, term.length, term.stated, term.clock, term.provider) == (
        "All providers immediately downstream of Quillon", "duty", "30 days", "2025-05-08", "n2.fdo", "Quillon Gateway Ltd.",
    )  # fmt: skip


def test_a_removal_that_is_only_threatened_is_none() -> None:
    words = text("show_cause_order.txt").replace("directs the companies listed in Attachment A to show cause why", "asks why")
    words = words.replace("must cure its filing, or explain", "may explain")
    found = read(words)
    assert claims(found, Kind.ACTED) == []
    assert [u.reason for u in unread(found)] == [
        "what the order does to the companies that it names cannot be read: nothing is claimed of them"
    ]


def test_an_order_that_names_nobody_is_refused() -> None:
    words = text("show_cause_order.txt").partition("ATTACHMENT A")[0]
    with pytest.raises(BadDocument, match="no company"):
        read(words)


def test_a_letter_of_the_ftc() -> None:
    document = text_document(text("ftc_letter.txt"))
    assert [loader for loader in (ag_notice, fcc_letter, fcc_order, ftc_letter) if loader.recognise(document)] == [ftc_letter]
    found = list(ftc_letter.load(document))
    assert_evidence(document, found)
    [action] = claims(found, Kind.ACTED)
    assert (action.action, action.action_kind, action.provider) == ("ftc-2024-04-11-quillon-gateway", "letter", "Quillon Gateway Ltd.")
    assert action.roles == ("transmitting", "point-of-entry")
    assert action.due == (Due("reply", "ftc.reply", "14 days"),)
    [count] = claims(found, Kind.COUNTED)
    assert (count.no_response, count.at_least, count.window_from, count.window_to) == (6, True, "2023-06", "2024-04-11")
    assert {(c.party, c.how) for c in claims(found, Kind.TOLD)} == {("Federal Communications Commission", "copy")}
    assert [c.country for c in claims(found, Kind.IDENTIFIED) if c.address] == ["Canada"]


@pytest.mark.parametrize("loader", [fcc_order, ftc_letter])
def test_another_document_is_not_taken_for_one(loader: object) -> None:
    other = text_document("Dear Ms. Varga:\n\nRobocalls and tracebacks.\n")
    assert not loader.recognise(other)  # type: ignore[attr-defined]
    with pytest.raises(BadDocument):
        list(loader.load(text_document("A note on robocalls.")))  # type: ignore[attr-defined]


def test_a_table_in_a_letter_of_the_ftc_is_unread() -> None:
    words = text("ftc_letter.txt")
    table = "Traceback\tDate of call\tForeign upstream\n31411\tJanuary 4, 2023\tGadwall Voz S.A.\n31412\tJanuary 5, 2023\tNine Elms Ltd."
    start = words.index("Sincerely")
    above = words[:start].count("\n")
    found = list(ftc_letter.load(text_document(f"{words[:start]}{table}\n\n{words[start:]}")))
    reason = "a table, of which this loader reads nothing: enter it in a hop list"
    assert [(u.line_from - above, u.line_to - above) for u in unread(found) if u.reason == reason] == [(1, 3)]
    assert not [u for u in unread(list(ftc_letter.load(text_document(words)))) if u.reason == reason]


# --- whom an order acts against ------------------------------------------------------------------------------------

A, B, C, D = "Alder Voice LLC", "Bramble Tel Inc.", "Cormorant Lines S.A.", "Dunnock Transit"


def order(body: str, appendices: str = "", caption: tuple[str, ...] = (A, B, C), title: str = "REMOVAL ORDER") -> list[Finding]:
    names = "\n".join(f"{name:<40})" for name in caption)
    return read(f"""Federal Communications Commission DA 24-9995

Before the
Federal Communications Commission
Washington, D.C. 20554

In the Matter of Robocalls              )
{names}

{title}

Adopted: May 6, 2024    Released: May 7, 2024

By the Chief, Enforcement Bureau:

{body}

FEDERAL COMMUNICATIONS COMMISSION

Marit Solheim
Chief, Enforcement Bureau

{appendices}
""")


def table(*names: str) -> str:
    return "\n".join(["Company\tFRN\tRMD No.", *(f"{name}\t310004{k}1\tRMD009900{k}" for k, name in enumerate(names))])


def against(found: list[Finding]) -> list[str | None]:
    return [claim.provider for claim in claims(found, Kind.ACTED) if claim.valid_at == "2024-05-07"]


REMOVES = "1. By this Removal Order, the Enforcement Bureau removes the certifications of"
FROM = "from the Robocall Mitigation Database."
IN_A = f"{REMOVES} the companies listed in Appendix A {FROM}"


@pytest.mark.parametrize(
    "title",
    [
        "APPENDIX B: Companies that cured their filings",
        "Appendix B \u2013 Companies Not Removed",
        "APPENDIX B\n\nService List",
        "Attachment B (Commenters)",
        "EXHIBIT B: Other companies",
        "APPENDIX B",
    ],
)
def test_an_attachment_that_the_order_does_not_act_against_is_unread_as_a_whole(title: str) -> None:
    found = order(IN_A, f"APPENDIX A: Companies\n\n{table(A, B)}\n\n{title}\n\n{table(C, D)}")
    assert against(found) == [A, B]
    assert {claim.provider for claim in claims(found, Kind.IDENTIFIED)} == {A, B}
    [left] = [u for u in unread(found) if u.reason.startswith("companies of an attachment")]
    assert left.line_to - left.line_from == title.count("\n") + 4


@pytest.mark.parametrize(
    "words",
    [
        f"{IN_A}\n\n2. The companies listed in Appendix B cured their filings, and their certifications are not removed.",
        f"{IN_A} Those listed in Appendix B remain in it.",
        f"{IN_A[:-1]} but does not remove those listed in Appendix B.",
        f"{REMOVES} the companies listed in the Appendices, except those in Appendix B, {FROM}",
        f"1. This order ends an inquiry.\n\n2. IT IS ORDERED that the certifications of the companies listed in Appendix A ARE REMOVED {FROM}",
    ],
)
def test_which_attachment_an_order_acts_against_is_what_its_sentences_say(words: str) -> None:
    assert against(order(words, f"APPENDIX A\n\n{table(A, B)}\n\nAPPENDIX B\n\n{table(C, D)}")) == [A, B]


@pytest.mark.parametrize(
    "words",
    [
        f"{REMOVES} the companies listed in the Appendix, except {C}, {FROM}",
        f"{REMOVES} the companies listed in the Appendix, other than {C} and {D}, {FROM}",
        f"{REMOVES} the companies listed in the Appendix {FROM}\n\n2. The Bureau does not remove the certification of {C}, which cured it.",
        f"{REMOVES} the companies listed in the Appendix {FROM}\n\n2. {C} has cured its filing. {A} and {B} have not cured theirs.",
        f"{REMOVES} the companies listed in the Appendix {FROM}\n\n2. The Bureau dismisses the proceeding as to {C}.",
        f"{REMOVES} the companies listed in the Appendix {FROM}\n\n2. Unlike {C}, which cured its filing, {A} and {B} did not respond.",
        f"{REMOVES} the companies listed in the Appendix {FROM}\n\n2. {A} and {B} failed to cure; {C} cured its filing.",
        f"{REMOVES} the companies listed in the Appendix {FROM}\n\n2. {C} wrote to us. Its certification is not removed.",
        f"{REMOVES} the companies listed in the Appendix {FROM}\n\n2. The proceeding is dismissed as to {C}, and {C} is not removed.",
    ],
)
@pytest.mark.parametrize("caption", [(A, B, C), (A, B), ()])
def test_a_company_that_a_sentence_excepts_gets_no_action(words: str, caption: tuple[str, ...]) -> None:
    found = order(words, f"APPENDIX\n\n{table(A, B, C)}", caption)
    assert against(found) == [A, B]
    assert not [claim for claim in claims(found) if claim.provider == C]
    assert any(f"left out by the order, as its words say: {C}" in u.reason for u in unread(found))


@pytest.mark.parametrize("note", [" - dismissed", " (cured)", ", withdrawn", " \u2013 not removed", " (see the letter of May 1)", "*"])
def test_a_note_beside_a_name_is_no_part_of_it(note: str) -> None:
    rows = f"1. {A} (RMD0099001)\n2. {B} (RMD0099002)\n3. {C} (RMD0099003){note}"
    found = order(f"{REMOVES} the companies listed in the Appendix {FROM}", f"APPENDIX\n\n{rows}\n\n* This company cured its filing.", ())
    assert against(found) == [A, B]
    assert [u.reason.startswith("a row with a note beside the name") for u in unread(found)].count(True) == 1


@pytest.mark.parametrize("note", ["", " - removed", " (Removed)", " d/b/a Bramble"])
def test_a_row_that_the_order_acts_against_stays(note: str) -> None:
    found = order(
        f"{REMOVES} the companies listed in the Appendix {FROM}", f"APPENDIX\n\n1. {A} (RMD0099001)\n2. {D}{note} (RMD0099002)", ()
    )
    assert against(found) == [A, D + (note if "d/b/a" in note else "")]
    assert not unread(found)


def test_a_status_column_is_read() -> None:
    rows = f"Company\tRMD No.\tStatus\n{A}\tRMD0099001\tRemoved\n{B}\tRMD0099002\tHas not cured\n{C}\tRMD0099003\tCured"
    found = order(f"{REMOVES} the companies listed in the Appendix {FROM}", f"APPENDIX\n\n{rows}", ())
    assert against(found) == [A, B]
    assert [u.reason for u in unread(found)] == ["a row with a note beside the name: Cured"]


@pytest.mark.parametrize(
    ("words", "removed"),
    [
        (f"{REMOVES} {A} and {B} {FROM}\n\n2. The Bureau does not remove the certification of {C}.", [A, B]),
        (f"{REMOVES} {A} {FROM}", [A]),
        (f"{REMOVES} the captioned companies {FROM}", [A, B, C]),
        (f"{REMOVES} the captioned companies, except {B}, {FROM}", [A, C]),
        (f"{REMOVES} the following companies {FROM[:-1]}:\n\n- {A}\n- {D}", [A, D]),
        (
            f"{REMOVES} the following companies {FROM[:-1]}:\n\n- {A}\n\n2. The following companies cured their filings:\n\n- {B}\n- {D}",
            [A],
        ),
    ],
)
def test_the_caption_counts_only_where_nothing_else_names_them(words: str, removed: list[str]) -> None:
    found = order(words)
    assert against(found) == removed
    others = {A, B, C} - {*removed}
    assert {
        name for name in others if any(u.reason.startswith("a company that") and u.reason.endswith(name) for u in unread(found))
    } == others


def test_a_part_of_an_attachment_under_its_own_title_is_told_apart() -> None:
    rows = f"Companies removed\n\n{table(A, B)}\n\nCompanies that cured their filings\n\n{table(C, D)}"
    assert against(order(f"{REMOVES} the companies listed in the Appendix {FROM}", f"APPENDIX\n\n{rows}")) == [A, B]


def test_a_table_of_calls_in_an_attachment_names_no_company_of_the_order() -> None:
    calls = f"Customer\tDate of Call\tCaller ID\n{D}\tMarch 1, 2024\t2025550143"
    found = order(f"{REMOVES} {A} {FROM}", f"ATTACHMENT A\n\n{calls}", (A,))
    assert against(found) == [A]
    assert any("its table is not of companies" in u.reason for u in unread(found))


def test_an_attachment_that_is_not_the_one_the_order_names_is_unread() -> None:
    found = order(IN_A, f"APPENDIX B\n\n{table(C)}", ())
    assert claims(found) == []
    assert [u.reason for u in unread(found)] == [
        "companies of an attachment, unread: the order does not say that it acts against those in it: APPENDIX B"
    ]
    assert heading(found).recipient is None


def test_a_table_in_the_text_of_an_order_is_unread_and_its_companies_are_not() -> None:
    rows = "Provider\tCalls\tUpstream\nNine Elms Inc.\t12\tQuillon Gateway Ltd."
    found = order(f"{IN_A}\n\n{rows}", f"APPENDIX A\n\n{table(A, B)}", (A, B))
    assert against(found) == [A, B]
    assert [(u.line_from, u.line_to) for u in unread(found) if u.reason.startswith("a table")] == [(19, 20)]
    assert not unread(order(IN_A, f"APPENDIX A\n\n{table(A, B)}", (A, B)))


FINAL = "FINAL DETERMINATION ORDER"
FAILED = "1. In this Final Determination Order, the Enforcement Bureau finds that"
DEFICIENT = "1. In this Order, the Bureau finds that the certifications of"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (
            "REMOVAL ORDER",
            f"{DEFICIENT} the companies in Appendix A are deficient and removes them {FROM} Appendix B sets out each company's deficiency.",
        ),
        ("REMOVAL ORDER", f"{DEFICIENT} those in Appendix A are deficient. Appendix B is the record."),
        (
            "REMOVAL ORDER",
            f"1. The companies listed in Appendix A did not answer. We therefore remove them {FROM} Appendix B is the record.",
        ),
        (
            FINAL,
            f"{FAILED} the companies listed in Appendix A failed to block calls. Appendix B lists the providers served with this Order.",
        ),
        (FINAL, f"{FAILED} the providers in Appendix A are not in compliance. The providers in Appendix B must block their traffic."),
        (
            FINAL,
            "1. The Bureau directs those that are downstream of the companies listed in Appendix A to block them. Appendix B is served.",
        ),
        (FINAL, "1. Appendix B lists the parties.\n\n2. We conclude that the entities listed in Appendix A sent illegal robocalls."),
        (FINAL, f"{FAILED} the companies in Appendix B complied with the notice.\n\n2. We find that the companies in Appendix A did not."),
    ],
)
def test_under_its_title_an_order_acts_against_those_of_whom_it_finds_something(title: str, words: str) -> None:
    found = order(words, f"APPENDIX A\n\n{table(A, B)}\n\nAPPENDIX B\n\n{table(C, D)}", (), title)
    assert against(found) == [A, B]
    assert [u.reason for u in unread(found) if "attachment" in u.reason] == [
        "companies of an attachment, unread: the order does not say that it acts against those in it: APPENDIX B"
    ]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (FINAL, "1. The Bureau directs the providers listed in Appendix A to cease accepting calls. Appendix B is the record."),
        (FINAL, f"{FAILED} the companies in Appendix A complied with the notice. Appendix B is the record."),
        (FINAL, "1. On May 1, 2023, the Bureau found that the companies in Appendix A failed to answer. Appendix B is the record."),
        ("ORDER", f"{FAILED} the companies in Appendix A failed to block calls. Appendix B is the record."),
    ],
)
def test_what_is_found_in_favour_or_by_no_titled_order_is_no_action(title: str, words: str) -> None:
    found = order(words, f"APPENDIX A\n\n{table(A, B)}\n\nAPPENDIX B\n\n{table(C, D)}", (), title)
    assert not against(found)
    assert len([u for u in unread(found) if u.reason.startswith("companies of an attachment")]) == 2


WHOLE = f"{REMOVES} the companies listed in the Appendix {FROM}"


@pytest.mark.parametrize(
    "words",
    [
        f"{C} asked that the proceeding be dismissed; we deny its request.",
        f"{C} claimed that it had corrected its certification. We disagree.",
        f"{C} claims it cured its filing. The Bureau is not persuaded.",
        f"{C} argued that the proceeding against it is resolved.",
        f"{C} submitted a corrected plan, yet the plan is deficient still.",
        f"{C} filed its corrected certification in April.",
        f"{C} withdrew its response to the Order to Show Cause.",
        f"{C}'s earlier proceeding was resolved by consent decree in 2022.",
        f"{C} told the Bureau that it was in compliance. We find that it did not cure its filing.",
        f"{C} wrote that it cured its filing, but its plan remains deficient.",
        f"{C} may file again once its deficiency is cured.",
        f"In 2022, {C} entered a consent decree and the matter was resolved.",
        f"{C} has not cured, and the proceeding is terminated.",
        f"{C} is a reseller. It has not complied with the rule.",
        f"According to {C}, its filing is in compliance. It is not.",
    ],
)
def test_what_a_company_says_of_itself_and_what_the_order_denies_spare_nobody(words: str) -> None:
    found = order(f"{WHOLE} {words}", f"APPENDIX\n\n{table(A, B, C)}", ())
    assert against(found) == [A, B, C]
    assert not any("left out" in u.reason for u in unread(found))


@pytest.mark.parametrize(
    "words",
    [
        f"{C} has cured its filing.",
        f"{C} responded to the Order to Show Cause and cured its filing.",
        f"{C} has since complied.",
        f"We dismiss the proceeding as to {C}.",
        f"The proceeding against {C} is dismissed.",
        f"{C} asked that the proceeding be dismissed, and we grant its request.",
        f"{C} claimed that it had corrected its certification. We agree.",
        f"{C} has withdrawn its certification.",
        f"{C} cured its filing; {B} claimed that it had, and we disagree.",
        f"{C} cured its filing. We deny the request of {B}.",
    ],
)
def test_what_the_order_says_as_done_spares(words: str) -> None:
    found = order(f"{WHOLE} {words}", f"APPENDIX\n\n{table(A, B, C)}", ())
    assert against(found) == [A, B]
    assert any(u.reason == f"a company that is left out by the order, as its words say: {C}" for u in unread(found))


def test_a_proceeding_that_ends_by_the_removal_spares_nobody() -> None:
    ends = "2. IT IS FURTHER ORDERED that the proceeding against the companies listed in Appendix A IS TERMINATED."
    assert against(order(f"{IN_A}\n\n{ends}", f"APPENDIX A\n\n{table(A, B)}", ())) == [A, B]


@pytest.mark.parametrize(
    "words",
    [
        f"{C} has since complied, and we take no action against it.",
        f"{C} wrote to us in April, and we take no further action against it.",
        f"We take no action at this time as to {C}.",
        f"{C} has sought an extension of time. We grant it and defer action on its certification.",
        f"{C} was granted an extension until June 1, 2024, and is not part of this Order.",
        f"Because {C} filed a sufficient plan on May 1, 2024, its certification stays in the Robocall Mitigation Database.",
        f"The certification of {C} remains in the Robocall Mitigation Database.",
        f"{A} failed to respond, and we take no action against {C}.",
        f"The Bureau dismisses {C} from this proceeding.",
        f"{C} came into compliance in April, and we do not act against it.",
        f"{C} is not a subject of this Order.",
        f"No action is taken against {C}, which wrote to us.",
        f"We are not taking action against {C}, which wrote to us.",
        f"{C} is excluded from this Order.",
        f"{C} did not respond, but it has since cured its filing.",
    ],
)
def test_whom_the_order_takes_no_action_against_is_left_out(words: str) -> None:
    found = order(f"{WHOLE} {words}", f"APPENDIX\n\n{table(A, B, C)}", ())
    assert against(found) == [A, B]
    assert any(u.reason == f"a company that is left out by the order, as its words say: {C}" for u in unread(found))


@pytest.mark.parametrize(
    "second", ["have since complied, and we take no action against them.", "wrote to us. We take no action against them."]
)
def test_two_of_the_caption_that_the_order_takes_no_action_against(second: str) -> None:
    found = order(f"{REMOVES} {A} {FROM} Two other companies in the caption, {B} and {C}, {second}")
    assert against(found) == [A]
    assert [u.reason for u in unread(found) if "left out" in u.reason] == [
        f"a company that is left out by the order, as its words say: {name}" for name in (B, C)
    ]


@pytest.mark.parametrize(
    "words",
    [
        f"{C} was granted an extension until March 1, 2024, but did not respond.",
        f"{C} asked us to defer action; we do not.",
        f"{C} takes no action against illegal calls.",
        f"{C} must explain why it is not part of the industry.",
        f"The certification of {C} may not remain in the Robocall Mitigation Database.",
        f"{C} wrote to us. We take no action on the request of others.",
        f"The certification of {C}, which still remains in the Robocall Mitigation Database, is deficient.",
    ],
)
def test_what_is_only_asked_or_denied_leaves_nobody_out(words: str) -> None:
    found = order(f"{WHOLE} {words}", f"APPENDIX\n\n{table(A, B, C)}", ())
    assert against(found) == [A, B, C]


@pytest.mark.parametrize(
    "row",
    [
        "Total\t3\t3",
        "Total companies\t3",
        "TOTAL\t\t3",
        "Grand total: 3",
        "Total: 3 ",
        "Total number of companies\t3",
        "Number of companies\t3",
    ],
)
def test_a_row_of_totals_is_no_company(row: str) -> None:
    found = order(WHOLE, f"APPENDIX\n\n{table(A, B, C)}\n{row}", ())
    assert against(found) == [A, B, C]
    assert [u.reason for u in unread(found)] == ["a row of totals, no company"]


@pytest.mark.parametrize("name", ["Total Voice LLC", "Total Number Inc.", "Totals Tel, Inc."])
def test_a_company_of_such_a_name_is_none_of_totals(name: str) -> None:
    found = order(WHOLE, f"APPENDIX\n\n{table(A, B, name)}", ())
    assert against(found) == [A, B, name]
    assert not unread(found)


def test_a_total_below_a_list_in_the_text_is_no_company() -> None:
    found = order(f"{REMOVES} the following companies {FROM[:-1]}:\n\n- {A}\n- {D}\n- Total: 2", "", ())
    assert against(found) == [A, D]
    assert [(u.line_from, u.reason) for u in unread(found)] == [(20, "a row of totals, no company")]


@pytest.mark.parametrize("column", ["Deficiency", "Reason", "Violation", "Issue", "Grounds for removal"])
def test_in_a_column_of_deficiencies_nothing_spares(column: str) -> None:
    faults = [
        "Plan pending since 2022",
        "Responded; not cured",
        "Claims to have corrected its plan, but the plan that it filed is one page that names no practice",
    ]
    rows = "\n".join(f"{name}\t310004{k}1\tRMD009900{k}\t{faults[k]}" for k, name in enumerate((A, B, C)))
    found = order(WHOLE, f"APPENDIX\n\nCompany\tFRN\tRMD No.\t{column}\n{rows}", ())
    assert against(found) == [A, B, C]
    assert not unread(found)


@pytest.mark.parametrize(
    ("column", "cells", "removed"),
    [
        ("Response to Show Cause Order", ("No response", "Responded; not cured", "Served by mail"), [A, B, C]),
        ("Response to Show Cause Order", ("None", "Cured", "Answered"), [A, C]),
        ("Status", ("Removed", "Pending", "Cured"), [A]),
        ("Status", ("Removed", "Responded; not cured", "Dismissed"), [A, B]),
        ("Disposition", ("Removed", "Granted", "Not cured"), [A, C]),
    ],
)
def test_another_column_spares_by_what_it_says(column: str, cells: tuple[str, ...], removed: list[str]) -> None:
    rows = "\n".join(f"{name}\t310004{k}1\tRMD009900{k}\t{cells[k]}" for k, name in enumerate((A, B, C)))
    found = order(WHOLE, f"APPENDIX\n\nCompany\tFRN\tRMD No.\t{column}\n{rows}", ())
    assert against(found) == removed
    assert len([u for u in unread(found) if u.reason.startswith("a row with a note")]) == 3 - len(removed)
