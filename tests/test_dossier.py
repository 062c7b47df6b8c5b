"""All that is known of one provider: counts, neighbours, months, who took its calls after a letter, and what it goes by."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import story
from tests.cases import Desk, chain, differing, hop_list
from tests.claims import asked, called, handed, identified, path, said, status, who_of
from tracer.counts import Counted
from tracer.dossier import Dossier, DossierInput, Exposure, Month, Times, dossier
from tracer.flags import Count, Flag
from tracer.hops import bearings
from tracer.identity import Conflict, Identity
from tracer.letters import Letters
from tracer.model import LISTED, Attested, Evidence, Kind, Provider, Role, Status, replace
from tracer.path import CallPath, call_path
from tracer.record import ByCount, months
from tracer.render.dossiers import counts_words
from tracer.render.json import dossier as as_json

QUILLON, SALTMARSH, BRIGHTWATER, PINFOLD = "Quillon Gateway Ltd.", "Saltmarsh Telecom", "Brightwater Dialing", "Pinfold Networks"
KEY = "quillon-gateway-ltd"


def provider(name: str) -> Provider:
    return who_of([status(name, None)])[name]


ITSELF = provider(QUILLON)


def traced(incident: str, *claims: Evidence) -> CallPath:
    return path(*claims, incident=incident)


def call(incident: str, at: str | None, *hops: str, campaign: str | None = "Parcel-Refund", ends: Status | None = None) -> CallPath:
    """A call from the first of the hops back to the last, which has the status given; each names its upstream itself."""
    claims = [handed(down, up) for down, up in itertools.pairwise(hops)]
    if ends:
        claims.append(status(hops[-1], ends))
    return traced(incident, called(call_at=at, campaign=campaign), *claims)


def action(issued_at: str = "2024-06-12", name: str = "letter-1", **says: Any) -> Evidence:
    made = {"action": name, "known_at": issued_at, "action_kind": "cease-and-desist", "incident": None, "said_by": "an office"}
    return said(Kind.ACTED, QUILLON, **{**made, **says})


def counted(who: str = QUILLON, recipient: str | None = None, *, by_authority: bool = False, **says: Any) -> Counted:
    window = {"window_from": "2024-05-02", "window_to": "2024-06-01", "known_at": "2024-06-01", "said_by": "ITG"}
    claim = said(Kind.COUNTED, recipient or who, incident=None, upstream=who if recipient else None, **{**window, **says})
    return Counted(claim, provider(who), provider(recipient) if recipient else None, by_authority)


def drawn(
    *paths: CallPath,
    general: Sequence[tuple[Evidence, str | None]] = (),
    actions: Sequence[Evidence] = (),
    counts: Sequence[Counted] = (),
    letters: Letters | None = None,
    **more: Any,
) -> Dossier:
    others = [(claim, provider(other) if other else None) for claim, other in general]
    given: dict[str, Any] = {"upstream_counts": (), "record": (), "flag": None, "conflicts": (), **more}
    return dossier(
        DossierInput(
            provider=ITSELF, names=(QUILLON,), paths=paths, general=others, actions=actions, counts=counts, letters=letters or Letters(), **given
        )
    )  # fmt: skip


# --- how its calls ended -------------------------------------------------------------------------------------------

NONE = {
    "asked": 0, "no_response": 0, "not_yet": 0, "not_found": 0, "point_of_entry": 0, "originating": 0, "downstream": 0, "contradicted": 0,
    "inferred": 0, "answered_by_count": 0, "only_named": 0, "stated_unanswered": 0,
}  # fmt: skip


def test_nothing_known() -> None:
    assert drawn() == Dossier(
        provider=QUILLON, provider_key=KEY, names=[QUILLON], frn=None, rmd=None, roles=[], contact={}, country=None, officers=[], holding=[], conflicts=[], refiled=[], flag=None, counts=NONE,
        stated_at_least=False, counted=None, record=[], times=None, upstream=[], downstream=[], campaigns=Counter(), by_month=[],
        exposure=[], findings=[], knowledge=[], informed=[], terms=[], evidence=[], codes=[], aliases=[], standings=[], on_days=[],
    )  # fmt: skip


def test_how_its_tracebacks_ended() -> None:
    found = drawn(
        traced("a", asked(QUILLON), status(QUILLON, Status.NO_RESPONSE)),
        traced("b", asked(QUILLON), status(QUILLON, Status.DOWNSTREAM), handed(QUILLON, BRIGHTWATER)),
        traced("c", asked(QUILLON)),
        traced("d", handed(SALTMARSH, QUILLON)),
        traced("e", status(QUILLON, Status.ORIGINATING)),  # it answered, so it was asked
        traced("f", status(QUILLON, Status.POINT_OF_ENTRY, inferred=True)),
        traced("g", asked(QUILLON), status(QUILLON, Status.NOT_FOUND)),
        traced("h", asked(SALTMARSH), status(SALTMARSH, Status.NO_RESPONSE), handed(SALTMARSH, QUILLON)),
        traced("i", status(QUILLON, Status.NO_RESPONSE, interim=True)),
        traced("j", status(QUILLON, Status.DOWNSTREAM), status(QUILLON, Status.NO_RESPONSE, known_at="2024-05-14")),
        traced("k", status(QUILLON, Status.POINT_OF_ENTRY)),
        traced("l", status(QUILLON, Status.NO_RESPONSE, inferred=True)),
        counts=[counted(no_response=17, at_least=True, by_authority=True)],
    )
    assert found.counts == {
        "asked": 8, "no_response": 1, "not_yet": 1, "not_found": 1, "point_of_entry": 1, "originating": 1, "downstream": 1, "contradicted": 1,
        "inferred": 2, "answered_by_count": 0, "only_named": 2, "stated_unanswered": 17,
    }  # fmt: skip
    assert counts_words(found).endswith(" · only inferred 2 · named without being asked 2"), "else 1 of 8 might be all its calls"
    assert found.stated_at_least


def test_who_did_not_answer_was_asked_also_where_no_request_is_known() -> None:
    found = drawn(traced("a", status(QUILLON, Status.NO_RESPONSE)), traced("b", status(QUILLON, Status.OPEN)))
    assert (found.counts["asked"], found.counts["no_response"]) == (1, 1)


def test_a_count_may_show_that_it_answered() -> None:
    claims = [asked(QUILLON, incident="a")]
    row = said(Kind.COUNTED, QUILLON, total=1)

    def answered(unanswered: int, *more: Evidence) -> int:
        who = who_of(claims)
        told = {f"a@{KEY}": ByCount("2024-06-01", 1, unanswered, row)}
        return drawn(call_path("a", list(bearings("a", [*claims, *more], who)), by_count=told)).counts["answered_by_count"]

    assert (answered(0), answered(1)) == (1, 0)
    assert answered(0, status(QUILLON, Status.DOWNSTREAM, incident="a")) == 0, "its answer is there"


def test_rows_that_a_second_letter_repeats_are_the_same_calls() -> None:
    def row(incident: str) -> CallPath:
        claims = [
            called(call_at="2024-05-02", campaign="Parcel"),
            asked(QUILLON),
            status(QUILLON, Status.NO_RESPONSE),
            handed(SALTMARSH, QUILLON),
        ]
        return traced(incident, *claims)

    found = drawn(row("one.1"), row("two.1"), row("two.2"), letters=Letters(same_as={"two.1": "one.1"}), actions=[action("2024-04-01")])
    assert (found.counts["asked"], found.counts["no_response"]) == (2, 2)
    assert found.campaigns == {"Parcel": 2}
    assert found.by_month == [Month("2024-05", 2, Counter({"no-response": 2}), Counter(), ["letter-1"])]
    assert [(n.provider, n.calls, len(n.evidence)) for n in found.downstream] == [(SALTMARSH, 2, 3)], (
        "three pieces of evidence of two calls"
    )
    assert found.exposure == [Exposure("letter-1", "2024-04-01", SALTMARSH, 2, "2024-05-02", ("one.1", "two.2"))]


def test_two_places_in_one_call_are_one_call_and_each_place_is_told() -> None:
    found = drawn(
        traced(
            "a",
            status(QUILLON, Status.NO_RESPONSE, hop="901"),
            status(QUILLON, Status.NO_RESPONSE, hop="902"),
            called(call_at="2024-05-02"),
        ),
        traced("b", status(QUILLON, Status.NO_RESPONSE, hop="901"), status(QUILLON, Status.DOWNSTREAM, hop="902")),
    )
    assert (found.counts["asked"], found.counts["no_response"], found.counts["downstream"]) == (2, 2, 1)


# --- neighbours ----------------------------------------------------------------------------------------------------


def test_upstream_and_downstream_with_counts_and_how_attested() -> None:
    """That the upstream is silent is no agreement of its own: it was `both` where it had been asked."""
    found = drawn(
        call("a", "2024-05-01T10:00:00Z", SALTMARSH, QUILLON, BRIGHTWATER, ends=Status.NO_RESPONSE),
        call("b", "2024-05-07", SALTMARSH, QUILLON, BRIGHTWATER),
        call("c", None, PINFOLD, QUILLON),
        traced("d", handed(QUILLON, "Hollin Outreach", attested=Attested.LETTER, role=Role.CUSTOMER)),
        traced("e", handed(SALTMARSH, QUILLON), status(QUILLON, Status.NOT_FOUND)),
        traced("f", handed(QUILLON, BRIGHTWATER), handed(QUILLON, PINFOLD, said_by="an office")),
        traced("g", handed(PINFOLD, SALTMARSH)),
    )
    near = {n.provider: (n.calls, n.attested, dict(n.how), n.first, n.last, len(n.evidence)) for n in found.upstream}
    assert near == {
        BRIGHTWATER: (3, Attested.DISPUTED, {Attested.ONE: 2, Attested.DISPUTED: 1}, "2024-05-01T10:00:00Z", "2024-05-07", 3),
        "Hollin Outreach": (1, Attested.LETTER, {Attested.LETTER: 1}, None, None, 1),
        PINFOLD: (1, Attested.DISPUTED, {Attested.DISPUTED: 1}, None, None, 1),
    }
    assert [n.provider for n in found.upstream] == [BRIGHTWATER, "Hollin Outreach", PINFOLD]
    assert {n.provider: (n.calls, n.attested, dict(n.how), n.first, n.last) for n in found.downstream} == {
        SALTMARSH: (3, Attested.DISPUTED, {Attested.BOTH: 2, Attested.DISPUTED: 1}, "2024-05-01T10:00:00Z", "2024-05-07"),
        PINFOLD: (1, Attested.ONE, {Attested.ONE: 1}, None, None),
    }
    assert [n.provider_key for n in found.downstream] == ["saltmarsh-telecom", "pinfold-networks"]


def test_the_first_and_the_last_call_in_any_order() -> None:
    days = ("2024-05-07", "2024-05-01T10:00:00Z", "2024-05-09", "2024-05-02")
    found = drawn(*(call(str(n), day, SALTMARSH, QUILLON) for n, day in enumerate(days)))
    assert [(n.first, n.last) for n in found.downstream] == [("2024-05-01T10:00:00Z", "2024-05-09")]


def test_a_neighbour_that_only_a_sum_or_a_letter_names_has_no_calls() -> None:
    by_letter = handed(PINFOLD, QUILLON, attested=Attested.LETTER, incident=None)
    by_sum = handed(QUILLON, "Tidewrack Media", attested=Attested.AGGREGATE, incident=None)
    row = said(Kind.COUNTED, "Fernwick Voice", upstream=QUILLON, incident=None)
    itself = handed(QUILLON, QUILLON, attested=Attested.AGGREGATE, incident=None)
    general = [(by_letter, PINFOLD), (by_sum, "Tidewrack Media"), (row, "Fernwick Voice"), (itself, None)]
    found = drawn(call("a", "2024-05-01", PINFOLD, QUILLON), general=general)
    assert [(n.provider, n.calls, n.attested, n.counted) for n in found.upstream] == [("Tidewrack Media", 0, Attested.AGGREGATE, None)]
    assert [(n.provider, n.calls, n.attested, dict(n.how), len(n.evidence)) for n in found.downstream] == [
        (PINFOLD, 1, Attested.ONE, {Attested.ONE: 1}, 2)
    ]


def test_what_is_counted_of_an_upstream_stands_in_columns_of_its_own_added_over_windows_apart() -> None:
    general = [
        (handed(QUILLON, name, attested=Attested.AGGREGATE, incident=None), name) for name in ("Adler Tel", "Birch Tel", "Cedar Tel")
    ]
    june = {"window_from": "2024-06-01", "window_to": "2024-07-01"}
    rows = [
        counted("Adler Tel", QUILLON, total=12, point_of_entry=11, no_response=1),
        counted("Birch Tel", QUILLON, total=40, point_of_entry=40),
        counted("Birch Tel", QUILLON, total=40, point_of_entry=40),  # a copy
        counted("Birch Tel", QUILLON, total=36, point_of_entry=30, **june),
        counted("Dogwood Tel", QUILLON, total=0),  # of whom nobody says that it handed over a call
    ]
    found = drawn(call("a", "2024-05-01", QUILLON, PINFOLD), general=general, upstream_counts=rows)
    told = [(n.provider, n.calls, (n.counted.total, n.counted.point_of_entry) if n.counted else None) for n in found.upstream]
    assert told == [(PINFOLD, 1, None), ("Birch Tel", 0, (76, 70)), ("Adler Tel", 0, (12, 11)), ("Cedar Tel", 0, None)]
    assert [len(n.counted.evidence) for n in found.upstream if n.counted] == [3, 1]
    # A row counts the calls of an upstream: nothing of a downstream.
    below = drawn(call("a", "2024-05-01", "Birch Tel", QUILLON), upstream_counts=rows)
    assert [(n.provider, n.counted) for n in below.downstream] == [("Birch Tel", None)]
    assert below.upstream == []


def test_a_provider_that_carried_one_call_twice_took_one_call() -> None:
    claims = [
        handed(SALTMARSH, QUILLON, upstream_hop="901"), handed(QUILLON, PINFOLD, hop="901", upstream_hop="903"),
        handed(PINFOLD, QUILLON, hop="903", upstream_hop="902"), status(QUILLON, Status.ORIGINATING, hop="902"),
        handed(SALTMARSH, QUILLON, upstream_hop="902", said_by="an office"),
    ]  # fmt: skip
    found = drawn(traced("a", called(call_at="2024-05-01", campaign="Parcel-Refund"), *claims))
    assert [(n.provider, n.calls) for n in found.downstream] == [(PINFOLD, 1), (SALTMARSH, 1)]
    assert found.campaigns == {"Parcel-Refund": 1}


# --- campaigns, months, exposure, times ----------------------------------------------------------------------------


def test_campaigns_and_what_stands_in_for_one() -> None:
    paths = [
        call(str(n), "2024-05-01", SALTMARSH, QUILLON, campaign=c)
        for n, c in enumerate(["Parcel-Refund", "Parcel-Refund", "Toll-Pass", None])
    ]
    described = traced("x", called(description="Timeshare Exit"), status(QUILLON, Status.OPEN))
    assert drawn(*paths, described).campaigns == {"Parcel-Refund": 2, "Toll-Pass": 1, "Timeshare Exit": 1, "": 1}
    elses = call("y", "2024-05-01", SALTMARSH, PINFOLD, campaign="Toll-Pass")
    assert drawn(elses).campaigns == {}


def test_by_month_before_and_after_each_action() -> None:
    found = drawn(
        call("a", "2024-05-31T23:59:59Z", SALTMARSH, QUILLON, ends=Status.NO_RESPONSE),
        call("b", "2024-06-01", SALTMARSH, QUILLON, ends=Status.DOWNSTREAM),
        call("c", "2024-06-30", SALTMARSH, QUILLON, ends=Status.NO_RESPONSE),
        call("d", "2024-07-01", SALTMARSH, QUILLON),
        traced("e", asked(QUILLON, valid_at="2024-10-02T09:00:00Z")),  # the call's own time is not given
        traced("f", handed(SALTMARSH, QUILLON)),  # of no known time
        actions=[action(), action(document="copy"), action("2024-09-03", "notice-1")],
    )
    assert found.by_month == [
        Month("2024-05", 1, Counter({"no-response": 1}), Counter(), []),
        Month("2024-06", 2, Counter({"downstream": 1, "no-response": 1}), Counter(), []),
        Month("2024-07", 1, Counter({"named": 1}), Counter(), ["letter-1"]),
        Month("2024-10", 1, Counter({"open": 1}), Counter(), ["letter-1", "notice-1"]),
    ]


def test_the_months_tell_apart_what_is_stated_inferred_interim_and_contradictory() -> None:
    at = called(call_at="2024-05-02")
    guessed = traced("g", at, status(QUILLON, Status.POINT_OF_ENTRY, inferred=True))
    waiting = traced("h", at, status(QUILLON, Status.NO_RESPONSE, interim=True))
    disputed = traced("i", at, status(QUILLON, Status.DOWNSTREAM), status(QUILLON, Status.NO_RESPONSE, known_at="2024-05-14"))
    assert drawn(guessed, waiting, disputed).by_month == [
        Month("2024-05", 3, Counter({"not-yet": 1, "contradicted": 1}), Counter({"point-of-entry": 1}), [])
    ]


def test_exposure_only_calls_after_the_day_of_the_action() -> None:
    found = drawn(
        call("a", "2024-06-11", SALTMARSH, QUILLON),
        call("b", "2024-06-12T23:59:00Z", SALTMARSH, QUILLON),  # of that very day: it may have been before the letter came
        call("d", "2024-07-20T10:00:00Z", SALTMARSH, QUILLON),
        call("c", "2024-06-13", SALTMARSH, QUILLON, BRIGHTWATER),
        call("e", "2024-09-04", PINFOLD, QUILLON),
        call("f", None, PINFOLD, QUILLON),
        traced("g", called(call_at="2024-09-05"), handed(PINFOLD, QUILLON), status(QUILLON, Status.NOT_FOUND)),  # it denies it
        call("h", "2024-09-06", PINFOLD, SALTMARSH),
        actions=[action(), action("2024-09-03", "notice-1"), action(document="copy")],
    )
    assert found.exposure == [
        Exposure("letter-1", "2024-06-12", PINFOLD, 1, "2024-09-04", ("e",)),
        Exposure("letter-1", "2024-06-12", SALTMARSH, 2, "2024-07-20T10:00:00Z", ("c", "d")),
        Exposure("notice-1", "2024-09-03", PINFOLD, 1, "2024-09-04", ("e",)),
    ]


def test_of_copies_of_a_letter_the_first_to_say_so_dates_it() -> None:
    one, other = action(document="a", valid_at="2024-06-11"), action(document="b", valid_at="2024-06-14")
    for actions in ([one, other], [other, one]):
        found = drawn(call("a", "2024-06-12", SALTMARSH, QUILLON), call("b", "2024-06-11", SALTMARSH, QUILLON), actions=actions)
        assert [(e.issued_at, e.incidents) for e in found.exposure] == [("2024-06-11", ("a",))]


def test_how_long_it_took_to_answer_where_both_hours_are_stated() -> None:
    def took(incident: str, asked_at: str, answered_at: str) -> CallPath:
        return traced(
            incident, asked(QUILLON, valid_at=asked_at), status(QUILLON, Status.DOWNSTREAM, known_at="2024-06-01", valid_at=answered_at)
        )

    day = "2024-05-09T"
    paths = [
        took("a", f"{day}10:00:00Z", f"{day}11:30:00Z"),
        took("b", f"{day}10:00:00Z", "2024-05-10T10:00:00Z"),
        took("c", f"{day}10:00:00Z", f"{day}12:00:00Z"),
    ]
    assert drawn(*paths).times == Times(3, 1.5, 2.0, 24.0)
    unknown = [
        took("d", "2024-05-09", f"{day}11:30:00Z"),  # known to the day alone
        took("e", f"{day}10:00:00Z", "2024-05-10"),
        took("f", f"{day}10:00:00Z", f"{day}09:59:59Z"),  # noted before it can have been given
        traced("g", asked(QUILLON, known_at=f"{day}10:00:00Z")),
        traced("h", status(QUILLON, Status.DOWNSTREAM, known_at="2024-06-01", valid_at=f"{day}10:00:00Z")),
        traced(
            "j", asked(QUILLON, known_at=f"{day}10:00:00Z"), status(QUILLON, Status.DOWNSTREAM, known_at=f"{day}11:00:00Z")
        ),  # noted then
        traced(
            "i",
            asked(QUILLON, known_at=f"{day}10:00:00Z"),
            status(QUILLON, Status.POINT_OF_ENTRY, known_at=f"{day}11:00:00Z", inferred=True),
        ),
    ]
    assert drawn(*unknown).times is None
    assert drawn(took("a", f"{day}10:00:00Z", f"{day}10:00:00Z")).times == Times(1, 0.0, 0.0, 0.0)


# --- what it goes by, and what stands beside -----------------------------------------------------------------------


def test_the_contact_of_record_is_the_newest() -> None:
    old = identified(QUILLON, known_at="2023-01-01", address="1 Old Quay", phone="+12025550141", frn="0031000456")
    new = identified(
        QUILLON, known_at="2024-06-12", address="48 Harbour Reach", contact="Ottilie Varga", rmd="RMD0099001", frn="0031000456"
    )
    bare = identified(QUILLON, known_at="2022-01-01", contact="Nobody Any More")
    found = drawn(general=[(bare, None), (old, None), (new, None)])
    assert found.contact == {"address": "48 Harbour Reach", "phone": "+12025550141", "contact": "Ottilie Varga"}
    assert (found.frn, found.rmd) == ("0031000456", "RMD0099001")
    assert found.evidence == [bare, old, new]
    assert drawn(general=[(new, None), (bare, None), (old, None)]).contact == found.contact, "the newest, in whatever order they come"


def test_of_two_registrations_one_is_shown_whole() -> None:
    """Numbers, country and contact that no document puts together make a company that nobody has seen."""
    notice = [
        identified(QUILLON, known_at="2024-06-12", document="notice", address="48 Harbour Reach"),
        identified(QUILLON, known_at="2024-06-12", document="notice", frn="0031000456", rmd="RMD0099001"),
    ]
    row = identified(
        QUILLON,
        known_at="2024-08-01",
        document="rmd",
        how=LISTED,
        frn="0031000457",
        rmd="RMD0099003",
        country="Canada",
        phone="+14165550101",
    )
    old = replace(
        row, id="old", document="rmd before", frn="0031000458", rmd="RMD0099004", country="US", phone="+12025550141", known_at="2024-07-01"
    )

    def head(*claims: Evidence) -> tuple[str | None, str | None, str | None, dict[str, str]]:
        found = drawn(general=[(claim, None) for claim in claims])
        return found.frn, found.rmd, found.country, found.contact

    # What more than registers speak of
    assert head(*notice, row) == head(row, *notice) == ("0031000456", "RMD0099001", None, {"address": "48 Harbour Reach"})
    assert Identity.of({QUILLON: ""}, [*notice, row])[QUILLON].country is None
    # ... else the newest
    for claims in ((old, row), (row, old)):
        assert head(*claims) == ("0031000457", "RMD0099003", "Canada", {"phone": "+14165550101"})
    # What does not conflict goes together
    assert head(notice[0], row) == ("0031000457", "RMD0099003", "Canada", {"address": "48 Harbour Reach", "phone": "+14165550101"})


def test_roles_and_evidence_each_once() -> None:
    ask, row = asked(QUILLON), said(Kind.COUNTED, QUILLON, incident=None, total=1, window_from="2024-05-02", window_to="2024-06-01")
    letters_ = [action(roles=("gateway", "transmitting")), action(name="letter-2", roles=("transmitting",))]
    record = months([row], [], [])
    found = drawn(traced("a", ask, status(SALTMARSH, Status.OPEN)), general=[(row, None)], actions=letters_, record=record)
    assert found.roles == ["gateway", "transmitting"]
    assert found.evidence == [ask, row, *letters_]
    assert found.record == record


def test_its_own_counts_are_added_up_without_those_of_authorities() -> None:
    june = {"window_from": "2024-06-01", "window_to": "2024-07-01"}
    found = drawn(
        counts=[counted(total=5, no_response=1), counted(total=7, no_response=1, **june), counted(no_response=62, by_authority=True)]
    )
    assert found.counted is not None
    assert (found.counted.total, found.counted.no_response, len(found.counted.evidence)) == (12, 2, 2)
    assert (found.counts["stated_unanswered"], found.stated_at_least) == (62, False)
    assert drawn(counts=[counted(no_response=62, by_authority=True)]).counted is None


def test_the_flag_and_what_is_on_record_twice_stand_in_it() -> None:
    flag = Flag(QUILLON, KEY, (Count("not-found", 1, 3, "2024-05-20"),))
    found = drawn(flag=flag, conflicts=[Conflict("frn", ("0031000456", "0031000457"), ())])
    assert (found.flag, found.conflicts) == (flag, ["several FRNs on record: 0031000456, 0031000457"])


def test_as_json_has_every_key() -> None:
    found = drawn(
        call("a", "2024-07-01", SALTMARSH, QUILLON, BRIGHTWATER), call("b", None, SALTMARSH, QUILLON, campaign=None), actions=[action()],
        counts=[counted(total=5, no_response=1)],
    )  # fmt: skip
    told = as_json(found, [{"action": "letter-1"}])
    assert set(told) == {
        "provider", "provider_key", "names", "frn", "rmd", "roles", "contact", "country", "officers", "holding", "conflicts", "refiled",
        "flag", "actions", "counts",
        "stated_at_least", "counted", "answers", "times_to_answer", "upstream", "downstream", "campaigns", "by_month", "exposure", "findings", "knowledge",
        "informed", "terms", "evidence", "ocn", "aliases", "in_rmd", "calls_and_rmd",
    }  # fmt: skip
    assert {k: told[k] for k in ("actions", "campaigns", "by_month", "exposure", "flag", "answers", "times_to_answer")} == {
        "actions": [{"action": "letter-1"}],
        "campaigns": [{"campaign": None, "calls": 1}, {"campaign": "Parcel-Refund", "calls": 1}],
        "by_month": [{"month": "2024-07", "calls": 1, "ended": {"downstream": 1}, "inferred": {}, "after": ["letter-1"]}],
        "exposure": [
            {
                "action": "letter-1",
                "issued_at": "2024-06-12",
                "provider": SALTMARSH,
                "calls": 1,
                "last": "2024-07-01",
                "incidents": ["a"],
                "told_at": None,
                "told_how": None,
            }
        ],
        "flag": None,
        "answers": [],
        "times_to_answer": None,
    }
    assert (told["counted"]["total"], told["counted"]["window"]) == (5, ["2024-05-02", "2024-06-01"])
    [up] = told["upstream"]
    assert up == {
        "provider": BRIGHTWATER, "provider_key": "brightwater-dialing", "calls": 1, "attested": "one", "attested_counts": {"one": 1},
        "counted": None, "first": "2024-07-01", "last": "2024-07-01", "evidence": [c.id for c in found.upstream[0].evidence],
    }  # fmt: skip
    assert [piece["claim"] for piece in told["evidence"]] == [claim.id for claim in found.evidence]


# --- from documents to the command ---------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


def test_the_contract_key_by_key(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        story.letter(tmp_path / "letter.txt", story.row(), story.row("Brightwater Dialing"), stated=date(2024, 6, 27), does="transmitting"),
        story.notice(tmp_path / "notice.txt"),
        hop_list(
            tmp_path / "list.csv",
            *chain("20417", "Saltmarsh Telecom", "Quillon Gateway", "Brightwater Dialing", call_at="2024-07-01", campaign="Parcel"),
        ),
    )
    told = desk.ask("provider", "quillon gateway")
    assert set(told) >= {
        "provider", "provider_key", "names", "frn", "rmd", "roles", "contact", "actions", "counts", "upstream", "downstream", "campaigns",
        "by_month", "exposure", "evidence",
    }  # fmt: skip
    assert (told["provider"], told["provider_key"], told["frn"], told["rmd"]) == ("Quillon Gateway", "quillon-gateway", None, None)
    assert told["names"] == ["Quillon Gateway", "Quillon Gateway Ltd.", "quillongateway.example"]
    assert told["roles"] == ["transmitting"]
    assert told["contact"] == {"address": "48 Harbour Reach, Suite 9, Port Ellery, WN 00017", "contact": "Ottilie Varga, Managing Director"}
    cease, noticed = told["actions"]
    assert {k: cease[k] for k in ("action", "kind", "issued_at")} == {
        "action": story.LETTER,
        "kind": "cease-and-desist",
        "issued_at": "2024-06-12",
    }
    assert [(d["length"], d["stated"], d["computed"]) for d in cease["due"]] == [
        ("48 hours", None, "2024-06-14"),
        ("14 days", "2024-06-27", "2024-06-26"),
    ]
    assert {"action", "kind", "issuer", "issued_at", "due"} <= set(cease)
    assert {"what", "length", "stated", "computed"} <= set(cease["due"][0])
    assert (noticed["kind"], noticed["issued_at"]) == ("notice", "2024-09-03")
    assert {"asked", "no_response", "not_found", "point_of_entry", "originating", "downstream", "stated_unanswered"} <= set(told["counts"])
    # Two rows of the letter, and its own answer in the list: whoever answered was asked.
    counts = told["counts"]
    assert (counts["asked"], counts["no_response"], counts["downstream"], counts["stated_unanswered"]) == (3, 1, 1, 0)
    [up], [down] = told["upstream"], told["downstream"]
    assert set(up) >= {"provider", "provider_key", "calls", "attested", "first", "last", "evidence"}
    # Whoever types both rows of a list himself is one speaker.
    assert (up["provider"], up["calls"], up["attested"], up["attested_counts"]) == (
        "Brightwater Dialing",
        2,
        "one",
        {"letter": 1, "one": 1},
    )
    assert (up["first"], up["last"]) == ("2024-05-02T18:02:00Z", "2024-07-01")
    assert (down["provider"], down["calls"], down["attested"]) == ("Saltmarsh Telecom", 1, "one")
    assert told["campaigns"] == [{"campaign": "Parcel Customs Fee", "calls": 2}, {"campaign": "Parcel", "calls": 1}]
    assert [(m["month"], m["calls"], m["after"]) for m in told["by_month"]] == [("2024-05", 2, []), ("2024-07", 1, [story.LETTER])]
    assert [(e["action"], e["provider"], e["incidents"]) for e in told["exposure"]] == [(story.LETTER, "Saltmarsh Telecom", ["itg-20417"])]
    assert {e["name"] for e in told["evidence"]} == {"letter.txt", "notice.txt", "list.csv"}
    claims = {e["claim"] for e in told["evidence"]}
    assert set(up["evidence"]) <= claims
    assert len(claims) == len(told["evidence"])
    brightwater = desk.ask("provider", "Brightwater Dialing")
    assert (brightwater["frn"], brightwater["rmd"]) == ("0031000456", "RMD0099001")
    assert brightwater["counts"]["stated_unanswered"] == 17


def test_each_line_of_the_text_has_its_evidence(desk: Desk, tmp_path: Path) -> None:
    desk.load(story.letter(tmp_path / "letter.txt", story.row(), story.row("Brightwater Dialing")), story.notice(tmp_path / "notice.txt"))
    out = desk.run("provider", "Quillon").out
    assert "    Brightwater Dialing: 1 call, 2024-05-02, by a letter  [2][3]" in out
    assert "    letter-no-response: 1 of 2, since 2024-06-12  [1]" in out
    assert "    asked 2 · did not answer 1" in out
    assert (
        "    2024-06-12  cease-and-desist by Federal Communications Commission, Enforcement Bureau  (fcc-2024-06-12-quillon-gateway)" in out
    )
    assert "past: no answer in the loaded documents" in out
    evidence = out.split("  Evidence\n")[1]
    assert [line.split(",")[0].strip() for line in evidence.splitlines() if line.startswith("    [")] == [
        "[1] letter.txt", "[2] letter.txt", "[3] notice.txt", *(f"[{k}] letter.txt" for k in range(4, 10)),
    ]  # fmt: skip
    assert "    stated in counts as unanswered: at least 17" in desk.run("provider", "Brightwater").out


def test_several_identities_of_one_name(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        hop_list(tmp_path / "a.csv", *chain("1", "Alder Voice", "Old Alder / Alder Voice LLC / OA Tel"), *chain("2", "oa tel", "Cedar"))
    )
    key = desk.ask("provider", "Alder Voice")["provider_key"]
    for alias in ("ALDER  VOICE, llc", "Old Alder", "OA Tel", "oa tel", "Old Alder / Alder Voice LLC / OA Tel", "old ald"):
        assert desk.ask("provider", alias)["provider_key"] == key, alias
    assert set(desk.ask("provider", "OA Tel")["names"]) == {
        "Alder Voice", "Alder Voice LLC", "OA Tel", "Old Alder", "Old Alder / Alder Voice LLC / OA Tel", "oa tel",
    }  # fmt: skip


def test_a_name_that_fits_several_and_one_that_fits_none(desk: Desk, tmp_path: Path) -> None:
    desk.load(hop_list(tmp_path / "a.csv", *chain("1", "Orchid Transit", "Pinnow Transit", "Transit", "Marrowstone Tel")))
    assert desk.run("provider", "ran").only_line() == (
        "tracer: 'ran' fits 3 providers (Orchid Transit, Pinnow Transit, Transit): give more of the name"
    )
    assert desk.ask("provider", "TRANSIT")["provider"] == "Transit", "its whole name, not a part of the others'"
    assert desk.run("provider", "Marowstone Tel").only_line() == (
        "tracer: no provider 'Marowstone Tel' in the loaded documents; near it: Marrowstone Tel"
    )
    assert desk.run("provider", "Zzz").only_line() == "tracer: no provider 'Zzz' in the loaded documents"
    many = Desk(tmp_path / "many")
    many.load(hop_list(tmp_path / "b.csv", *chain("1", *(f"Long {n} Tel" for n in range(9)))))
    assert many.run("provider", "long").only_line() == (
        "tracer: 'long' fits 9 providers (Long 0 Tel, Long 1 Tel, Long 2 Tel, Long 3 Tel, Long 4 Tel ...): give more of the name"
    )


def test_as_of_names_addresses_and_actions_known_later_are_not_told(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        hop_list(tmp_path / "a.csv", {"incident": "1", "provider": "Quillon Gateway", "status": "open", "noted_on": "2024-05-01"}),
        story.letter(tmp_path / "letter.txt", story.row("Hollin Outreach")),
    )
    before, after = (desk.ask("provider", "Quillon Gateway Ltd.", "--as-of", day) for day in ("2024-06-11", "2024-06-12"))
    assert before["names"] == ["Quillon Gateway"]
    assert (before["contact"], before["roles"], before["actions"], before["upstream"], before["campaigns"]) == (
        {},
        [],
        [],
        [],
        [{"campaign": None, "calls": 1}],
    )
    assert after["names"] == ["Quillon Gateway", "Quillon Gateway Ltd.", "quillongateway.example"]
    assert (len(after["actions"]), len(after["upstream"])) == (1, 1)


# --- a letter in two copies ----------------------------------------------------------------------------------------


def test_copies_of_a_letter_are_one_action_whichever_came_first_and_outlive_each_other(tmp_path: Path) -> None:
    one = story.letter(tmp_path / "one.txt", stated=date(2024, 6, 27))
    two = story.letter(tmp_path / "two.txt", stated=date(2024, 6, 28), recipient="QUILLON GATEWAY LTD", as_called="QUILLON GATEWAY LTD (Quillon)", does="originating")  # fmt: skip
    desks = [Desk(tmp_path / name) for name in ("forth", "back", "together")]
    desks[0].load(one)
    desks[0].load(two)
    desks[1].load(two)
    desks[1].load(one)
    desks[2].load(two, one)
    dumps = [desk.dump() for desk in desks]
    assert not differing(dumps[1], dumps[0])
    assert not differing(dumps[2], dumps[0])
    [action_] = dumps[0].named("Action")
    assert len([a for a, to, _ in dumps[0].tied("ABOUT") if to == action_["id"]]) == 2
    for gone, left in (("one.txt", two), ("two.txt", one)):
        alone = Desk(tmp_path / f"without {gone}")
        alone.load(left)
        desk = Desk(tmp_path / f"forgot {gone}")
        desk.load(one, two)
        desk.forget(gone)
        assert not differing(desk.dump(), alone.dump())
