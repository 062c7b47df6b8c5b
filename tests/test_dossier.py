"""All that is known of one provider: counts, neighbours, months, who took its calls after a letter, and what it goes by."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import story
from tests.cases import Desk, chain, differing, hop_list
from tests.rows import asked, bore, called, handed, identity_of, said, status
from tracer.dossier import Dossier, as_json, dossier
from tracer.model import Attested, Kind, Role, Status
from tracer.path import CallPath, call_path
from tracer.projection import Said

QUILLON, SALTMARSH, BRIGHTWATER, PINFOLD = "Quillon Gateway Ltd.", "Saltmarsh Telecom", "Brightwater Dialing", "Pinfold Networks"
KEY = "quillon-gateway"


def path(incident: str, *rows: Said) -> CallPath:
    return call_path(incident, list(bore(rows, identity_of(rows))))


def call(incident: str, at: str | None, *hops: str, campaign: str | None = "Parcel-Refund", **ends: Any) -> CallPath:
    """A call from the first of the hops back to the last, which has the status given."""
    rows = [handed(down, up) for down, up in itertools.pairwise(hops)]
    if ends:
        rows.append(status(hops[-1], ends["ends"]))
    return path(incident, called(call_at=at, campaign=campaign), *rows)


def action(issued_at: str = "2024-06-12", name: str = "letter-1", **says: Any) -> Said:
    return Said(action=name, issued_at=issued_at, claim=f"claim of {name}", claim_kind="acted", kind="cease-and-desist", **says)


def drawn(*paths: CallPath, loose: list[Said] | None = None, actions: list[Said] | None = None, stated: int = 0) -> Dossier:
    return dossier(KEY, QUILLON, [QUILLON], paths, loose or [], actions or [], (stated, stated > 0))


def test_nothing_known() -> None:
    found = drawn()
    assert (found.provider, found.provider_key, found.names, found.frn, found.rmd, found.roles, found.contact) == (
        QUILLON,
        KEY,
        [QUILLON],
        None,
        None,
        [],
        {},
    )
    assert set(found.counts.values()) == {0}
    assert (found.upstream, found.downstream, found.by_month, found.exposure, found.evidence) == ([], [], [], [], [])


def test_how_its_tracebacks_ended() -> None:
    found = drawn(
        path("a", asked(QUILLON), status(QUILLON, Status.NO_RESPONSE)),
        path("b", asked(QUILLON), status(QUILLON, Status.DOWNSTREAM), handed(QUILLON, BRIGHTWATER)),
        path("c", asked(QUILLON)),
        path("d", handed(SALTMARSH, QUILLON)),
        path("e", status(QUILLON, Status.ORIGINATING)),
        path("f", status(QUILLON, Status.POINT_OF_ENTRY, inferred=True)),
        path("g", asked(QUILLON), status(QUILLON, Status.NOT_FOUND)),
        path("h", asked(SALTMARSH), status(SALTMARSH, Status.NO_RESPONSE), handed(SALTMARSH, QUILLON)),
        stated=17,
    )
    assert found.counts == {
        "asked": 4, "no_response": 1, "not_found": 1, "point_of_entry": 0, "originating": 1, "downstream": 1, "inferred": 1,
        "stated_unanswered": 17,
    }  # fmt: skip
    assert found.stated_at_least


def test_upstream_and_downstream_with_counts_and_how_attested() -> None:
    found = drawn(
        call("a", "2024-05-01T10:00:00Z", SALTMARSH, QUILLON, BRIGHTWATER, ends=Status.NO_RESPONSE),
        call("b", "2024-05-07", SALTMARSH, QUILLON, BRIGHTWATER),
        call("c", None, PINFOLD, QUILLON),
        path("d", handed(QUILLON, "Hollin Outreach", attested=Attested.LETTER, role=Role.CUSTOMER)),
        path("e", handed(SALTMARSH, QUILLON), status(QUILLON, Status.NOT_FOUND)),
        path("f", handed(QUILLON, BRIGHTWATER), handed(QUILLON, PINFOLD)),
        path("g", handed(PINFOLD, SALTMARSH)),
    )
    near = {n.provider: (n.calls, n.attested, n.first, n.last, len(n.evidence)) for n in found.upstream}
    assert near == {
        BRIGHTWATER: (3, Attested.BOTH, "2024-05-01T10:00:00Z", "2024-05-07", 3),
        "Hollin Outreach": (1, Attested.LETTER, None, None, 1),
        PINFOLD: (1, Attested.DISPUTED, None, None, 1),
    }
    assert [n.provider for n in found.upstream] == [BRIGHTWATER, "Hollin Outreach", PINFOLD]
    assert {n.provider: (n.calls, n.attested, n.first, n.last) for n in found.downstream} == {
        SALTMARSH: (3, Attested.BOTH, "2024-05-01T10:00:00Z", "2024-05-07"),
        PINFOLD: (1, Attested.ONE, None, None),
    }


def test_a_neighbour_that_only_a_sum_or_a_letter_names_has_no_calls() -> None:
    loose = [
        Said(kind=Kind.HANDED_OFF, side="upstream", other="Pinfold Networks", other_key="pinfold-networks", attested="letter", claim="c1"),
        Said(
            kind=Kind.HANDED_OFF, side="downstream", other="Tidewrack Media", other_key="tidewrack-media", attested="aggregate", claim="c2"
        ),
        Said(kind=Kind.COUNTED, side="upstream", other="Fernwick Voice", other_key="fernwick-voice", claim="c3"),
    ]
    found = drawn(call("a", "2024-05-01", PINFOLD, QUILLON), loose=loose)
    assert [(n.provider, n.calls, n.attested) for n in found.upstream] == [("Tidewrack Media", 0, Attested.AGGREGATE)]
    assert [(n.provider, n.calls, n.attested, len(n.evidence)) for n in found.downstream] == [(PINFOLD, 1, Attested.ONE, 2)]


def test_a_provider_that_carried_one_call_twice_took_one_call() -> None:
    rows = [
        handed(SALTMARSH, QUILLON, upstream_hop="901"), handed(QUILLON, PINFOLD, hop="901", upstream_hop="903"),
        handed(PINFOLD, QUILLON, hop="903", upstream_hop="902"), status(QUILLON, Status.ORIGINATING, hop="902"),
        handed(SALTMARSH, QUILLON, upstream_hop="902"),
    ]  # fmt: skip
    found = drawn(path("a", called(call_at="2024-05-01", campaign="Parcel-Refund"), *rows))
    assert [(n.provider, n.calls) for n in found.downstream] == [(PINFOLD, 1), (SALTMARSH, 1)]
    assert found.campaigns == {"Parcel-Refund": 1}


def test_campaigns_and_what_stands_in_for_one() -> None:
    paths = [
        call(str(n), "2024-05-01", SALTMARSH, QUILLON, campaign=c)
        for n, c in enumerate(["Parcel-Refund", "Parcel-Refund", "Toll-Pass", None])
    ]
    described = path("x", called(description="Timeshare Exit"), status(QUILLON, Status.OPEN))
    assert drawn(*paths, described).campaigns == {"Parcel-Refund": 2, "Toll-Pass": 1, "Timeshare Exit": 1, "": 1}


def test_by_month_before_and_after_each_action() -> None:
    found = drawn(
        call("a", "2024-05-31T23:59:59Z", SALTMARSH, QUILLON, ends=Status.NO_RESPONSE),
        call("b", "2024-06-01", SALTMARSH, QUILLON, ends=Status.DOWNSTREAM),
        call("c", "2024-06-30", SALTMARSH, QUILLON, ends=Status.NO_RESPONSE),
        call("d", "2024-07-01", SALTMARSH, QUILLON),
        path("e", asked(QUILLON, valid_at="2024-10-02T09:00:00Z")),  # the call's own time is not given
        path("f", handed(SALTMARSH, QUILLON)),  # of no known time
        actions=[action(), action(), action("2024-09-03", "notice-1")],
    )
    guessed = drawn(path("g", called(call_at="2024-05-02"), status(QUILLON, Status.POINT_OF_ENTRY, inferred=True)))
    assert [(m.calls, dict(m.ended), dict(m.inferred)) for m in guessed.by_month] == [(1, {}, {"point-of-entry": 1})]
    assert [(m.month, m.calls, dict(m.ended), m.after) for m in found.by_month] == [
        ("2024-05", 1, {"no-response": 1}, []),
        ("2024-06", 2, {"downstream": 1, "no-response": 1}, []),
        ("2024-07", 1, {"named": 1}, ["letter-1"]),
        ("2024-10", 1, {"open": 1}, ["letter-1", "notice-1"]),
    ]


def test_exposure_only_calls_after_the_day_of_the_action() -> None:
    found = drawn(
        call("a", "2024-06-11", SALTMARSH, QUILLON),
        call("b", "2024-06-12T23:59:00Z", SALTMARSH, QUILLON),  # of that very day: it may have been before the letter came
        call("c", "2024-06-13", SALTMARSH, QUILLON, BRIGHTWATER),
        call("d", "2024-07-20T10:00:00Z", SALTMARSH, QUILLON),
        call("e", "2024-09-04", PINFOLD, QUILLON),
        call("f", None, PINFOLD, QUILLON),
        path("g", called(call_at="2024-09-05"), handed(PINFOLD, QUILLON), status(QUILLON, Status.NOT_FOUND)),  # it denies it
        call("h", "2024-09-06", PINFOLD, SALTMARSH),
        actions=[action(), action("2024-09-03", "notice-1"), action()],
    )
    assert [(e.action, e.issued_at, e.provider, e.calls, e.last, e.incidents) for e in found.exposure] == [
        ("letter-1", "2024-06-12", PINFOLD, 1, "2024-09-04", ("e",)),
        ("letter-1", "2024-06-12", SALTMARSH, 2, "2024-07-20T10:00:00Z", ("c", "d")),
        ("notice-1", "2024-09-03", PINFOLD, 1, "2024-09-04", ("e",)),
    ]


def test_the_contact_of_record_is_the_newest_and_the_ids_are_the_first() -> None:
    def identified(known_at: str, **says: Any) -> Said:
        return said(Kind.IDENTIFIED, QUILLON, incident=None, known_at=known_at, **says)

    old = identified("2023-01-01", address="1 Old Quay", phone="+12025550141", frn="0031000456")
    new = identified("2024-06-12", address="48 Harbour Reach", contact="Ottilie Varga", rmd="RMD0099001", frn="0031000457")
    found = drawn(loose=[old, new])
    assert found.contact == {"address": "48 Harbour Reach", "phone": "+12025550141", "contact": "Ottilie Varga"}
    assert (found.frn, found.rmd) == ("0031000456", "RMD0099001")


def test_roles_and_evidence() -> None:
    found = drawn(
        path("a", asked(QUILLON), status(SALTMARSH, Status.OPEN)),
        actions=[action(roles=["gateway", "transmitting"]), action(name="letter-2", roles=["transmitting"])],
    )
    assert found.roles == ["gateway", "transmitting"]
    assert [row["kind"] for row in found.evidence] == ["asked", "acted", "acted"]


def test_as_json_has_every_key() -> None:
    found = drawn(
        call("a", "2024-07-01", SALTMARSH, QUILLON, BRIGHTWATER), call("b", None, SALTMARSH, QUILLON, campaign=None), actions=[action()]
    )
    told = as_json(found, [{"action": "letter-1"}], [{"claim": "c1"}])
    assert {k: told[k] for k in ("actions", "evidence", "campaigns", "by_month", "exposure")} == {
        "actions": [{"action": "letter-1"}],
        "evidence": [{"claim": "c1"}],
        "campaigns": [{"campaign": None, "calls": 1}, {"campaign": "Parcel-Refund", "calls": 1}],
        "by_month": [{"month": "2024-07", "calls": 1, "ended": {"named": 1}, "inferred": {}, "after": ["letter-1"]}],
        "exposure": [
            {"action": "letter-1", "issued_at": "2024-06-12", "provider": SALTMARSH, "calls": 1, "last": "2024-07-01", "incidents": ["a"]}
        ],
    }
    [up] = told["upstream"]
    assert up["evidence"] == sorted(row["claim"] for row in found.upstream[0].evidence)
    contract = {
        "provider": BRIGHTWATER,
        "provider_key": "brightwater-dialing",
        "calls": 1,
        "attested": "one",
        "first": "2024-07-01",
        "last": "2024-07-01",
    }
    assert up | contract == up


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
    assert (told["provider"], told["provider_key"], told["frn"], told["rmd"]) == ("Quillon Gateway", KEY, None, None)
    assert told["names"] == ["Quillon Gateway", "Quillon Gateway Ltd."]
    assert told["roles"] == ["transmitting"]
    assert told["contact"] == {"address": "48 Harbour Reach, Suite 9, Port Ellery, WN 00017"}
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
    assert (told["counts"]["asked"], told["counts"]["no_response"], told["counts"]["downstream"], told["counts"]["stated_unanswered"]) == (
        2,
        1,
        1,
        0,
    )
    [up], [down] = told["upstream"], told["downstream"]
    assert set(up) >= {"provider", "provider_key", "calls", "attested", "first", "last", "evidence"}
    assert (up["provider"], up["calls"], up["attested"], up["first"], up["last"]) == (
        "Brightwater Dialing",
        2,
        "both",
        "2024-05-02T18:02:00Z",
        "2024-07-01",
    )
    assert (down["provider"], down["calls"], down["attested"]) == ("Saltmarsh Telecom", 1, "both")
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
    assert "    Brightwater Dialing: 1 call, 2024-05-02, by a letter  [1][2]" in out
    assert "    asked 2 · did not answer 1" in out
    assert (
        "    2024-06-12  cease-and-desist by Federal Communications Commission, Enforcement Bureau  (fcc-2024-06-12-quillon-gateway)" in out
    )
    assert "past: no answer in the loaded documents" in out
    evidence = out.split("  Evidence\n")[1]
    assert "[1] letter.txt, line" in evidence
    assert "[2] notice.txt, line" in evidence
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
    assert after["names"] == ["Quillon Gateway", "Quillon Gateway Ltd."]
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
