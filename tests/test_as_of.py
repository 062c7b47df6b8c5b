"""What was known by a day, and nothing later: the same answers as if what came later had never come; in any order of loading."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import story
from tests.cases import COLUMNS, Desk, differing, hop_list, merging, specimens
from tests.loaders import mailbox_writer as mails
from tests.story import Fresh
from tracer.ask import paths as calls
from tracer.ask import todo
from tracer.ask.diff import differences
from tracer.ask.flags import flags as flagged
from tracer.ask.lists import IncidentCriteria, evidence, incidents
from tracer.ask.providers import dossier, groups
from tracer.deadlines import by_action
from tracer.judgements import standing
from tracer.render import json as shapes
from tracer.store.cypher import GraphStore as Store

ORCHID = "Orchid Transit Corp"
NOW = "2026-01-01T00:00:00Z"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


# --- a non-response is a state at a date ---------------------------------------------------------------------------


def silent_then_counted(path: Path) -> Path:
    """Asked on 9 May; the upstream is silent by the mail of 14 May; the metrics of 1 June count it once, as point of entry."""
    return story.mailbox(
        path,
        story.request("2024-05-09 14:05", 20560),
        story.silent("2024-05-14 14:01", 20560, ORCHID),
        story.figures("2024-06-01 09:30", Orchid_Transit_Corp=(1, 0, 1, 0, 0, 0)),
    )


def test_a_non_response_is_a_state_at_a_date_and_not_a_trait(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    desk.load(silent_then_counted(tmp_path / "mails.txt"))

    def at(day: str | None) -> tuple[Any, ...]:
        more = ("--as-of", day) if day else ()
        told = desk.ask("trace", "20560", *more)
        ends = [(e["kind"], e["provider"]) for e in told["ends"]]
        basis = [h["status_basis"] for h in told["hops"] if h["provider"] == ORCHID]
        return ends, basis, [f["provider"] for f in desk.ask("flags", *more)]

    assert at("2024-05-09") == ([("open", story.FERNWICK)], [], [])
    assert at("2024-05-13") == at("2024-05-09")
    assert at("2024-05-14") == ([("no-response", ORCHID)], ["stated"], [ORCHID])
    assert at("2024-05-14T14:00:59Z") == at("2024-05-09")
    assert at("2024-05-14T14:01:00Z") == at("2024-05-31") == at("2024-05-14")
    assert at("2024-06-01") == at(None) == ([("point-of-entry", ORCHID)], ["inferred"], [])
    claims = desk.ask("evidence", "20560", "--kind", "status")
    assert [(c["known_at"], c["inferred"]) for c in claims] == [("2024-05-14T14:01:00Z", False), ("2024-06-01T09:30:00Z", True)], (
        "both stay"
    )
    inferred = next(h for h in desk.ask("trace", "20560")["hops"] if h["provider"] == ORCHID)["evidence"][-1]
    assert len(inferred["sources"]) == 2
    sources = {c["claim"]: c for c in desk.ask("evidence") if c["claim"] in inferred["sources"]}
    assert {c["known_at"][:10] for c in sources.values()} == {"2024-05-14", "2024-06-01"}, "both mails are evidence"


def test_where_the_row_has_two_readings_nothing_is_inferred_and_the_candidates_are_listed(desk: Desk, tmp_path: Path) -> None:
    desk.load(
        silent_then_counted(tmp_path / "mails.txt"),
        hop_list(
            tmp_path / "list.csv",
            {"incident": "20590", "provider": story.FERNWICK, "received_from": ORCHID, "asked_at": "2024-05-20", "noted_on": "2024-07-01"},
        ),
    )
    assert [(e["kind"], e["provider"]) for e in desk.ask("trace", "20560", "--as-of", "2024-06-30")["ends"]] == [("point-of-entry", ORCHID)]
    told = desk.ask("trace", "20560")
    assert [(e["kind"], e["provider"]) for e in told["ends"]] == [("no-response", ORCHID)]
    assert [r["text"] for r in told["remarks"] if r["code"] == "count-undecided"] == [
        f"a count of 2024-06-01 says something of {ORCHID}, but may mean any of: itg-20560, itg-20590"
    ]
    assert [f["provider"] for f in desk.ask("flags", "--as-of", "2024-06-30")] == []
    assert [f["provider"] for f in desk.ask("flags")] == [ORCHID]
    for asked in ((), ("20560",), (ORCHID,), ("mails.txt",)):
        told = [
            [c["inferred"] for c in desk.ask("evidence", *asked, "--kind", "status", *as_of)] for as_of in (("--as-of", "2024-06-30"), ())
        ]
        assert told == [[False, True], [False]], "what follows no longer is no evidence"


def test_a_row_that_counts_it_as_silent_takes_no_statement_back(desk: Desk, tmp_path: Path) -> None:
    box = story.mailbox(
        tmp_path / "mails.txt", story.request("2024-05-09 14:05", 20560), story.silent("2024-05-14 14:01", 20560, ORCHID),
        story.figures("2024-06-01 09:30", Orchid_Transit_Corp=(1, 0, 0, 0, 1, 0)),
    )  # fmt: skip
    desk.load(box)
    [flag] = desk.ask("flags")
    assert (flag["rules"], flag["no_response"], flag["asked"], flag["incidents"]) == (
        ["not-yet-answered", "stated-no-response"], 1, 1, ["itg-20560"],
    ), "the mail of May says not yet, the count of June that none came"  # fmt: skip
    desk.load(
        hop_list(
            tmp_path / "later.csv",
            {"incident": "20560", "provider": ORCHID, "received_from": "Saltmarsh Telecom", "stated_by": ORCHID, "noted_on": "2024-08-01"},
        )
    )
    assert desk.ask("flags") == [], "it answered: neither the report nor the count stands"
    assert len(desk.ask("flags", "--as-of", "2024-07-31")) == 1


# --- before everything, and dates that are none --------------------------------------------------------------------

ASKING = [
    ("incidents",), ("evidence",), ("evidence", "20560"), ("flags",), ("due",), ("next",), ("provider", "Orchid Transit"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("incidents",), "0 incidents"),
        (("evidence",), "0 claims"),
        (("evidence", "20560"), "0 claims"),
        (("evidence", "mails.txt"), "0 claims"),
        (("flags",), "no provider is stated not to have cooperated by then"),
        (("due",), "0 past, 0 open"),
        (("next",), "0 open ends"),
        (("provider", "Orchid Transit"), f"note: nothing was known of {ORCHID} by 2019-12-31: try a later --as-of"),
    ],
)
def test_before_everything_is_empty_and_said_so(desk: Desk, tmp_path: Path, asked: tuple[str, ...], said: str) -> None:
    desk.load(silent_then_counted(tmp_path / "mails.txt"))
    ran = desk.run(*asked, "--as-of", "2019-12-31")
    assert (ran.code, ran.err) == (0, f"{said}\n")
    if asked[0] != "provider":
        assert len(ran.out.splitlines()) == 1, "the heads of the columns"
        assert desk.ask(*asked, "--as-of", "2019-12-31") == []
    else:
        told = desk.ask(*asked, "--as-of", "2019-12-31")
        assert set(told["counts"].values()) == {0}
        assert not any(told[name] for name in ("names", "frn", "rmd", "roles", "contact", "actions", "upstream", "downstream", "campaigns", "by_month", "exposure", "evidence"))  # fmt: skip


def test_before_everything_there_is_nothing_to_trace_and_nothing_to_tell_apart(desk: Desk, tmp_path: Path) -> None:
    desk.load(silent_then_counted(tmp_path / "mails.txt"), story.letter(tmp_path / "letter.txt"))
    assert desk.run("trace", "20560", "--as-of", "2019-12-31").only_line() == (
        "tracer: nothing was known of itg-20560 by 2019-12-31: try a later --as-of"
    )
    ran = desk.run("diff", "--from", "2019-01-01", "--to", "2019-12-31")
    assert (ran.code, ran.err) == (0, "nothing became known between these days\n")
    told = desk.ask("diff", "--from", "2019-01-01", "--to", "2019-12-31")
    assert told == {
        "from": "2019-01-01",
        "to": "2019-12-31",
        **{k: [] for k in ("incidents", "hops", "statuses", "links", "ends", "flags")},
    }


@pytest.mark.parametrize(
    "date", ["yesterday", "2024-13-01", "2024-02-30", "14 May 2024", "2024", "2024-05", "", "2024-05-14T25:00:00Z", "1e9"]
)
def test_a_date_that_is_none(desk: Desk, tmp_path: Path, date: str) -> None:
    desk.load(silent_then_counted(tmp_path / "mails.txt"))
    said = f"{date!r} is no date: write it like 2022-12-15, or 2022-12-15T12:00:00Z"
    for asked in (("trace", "20560"), *ASKING):
        assert desk.run(*asked, "--as-of", date).only_line() == f"tracer: --as-of {said}"
    for option, other in (("--from", "--to"), ("--to", "--from")):
        assert desk.run("diff", option, date, other, "2024-05-14").only_line() == f"tracer: {option} {said}"


def test_a_day_ends_at_midnight_utc_and_a_time_counts_to_the_second(desk: Desk, tmp_path: Path) -> None:
    box = story.mailbox(tmp_path / "mails.txt", story.request("2024-05-09 23:59", 20560), story.request("2024-05-10 00:00", 20561))
    desk.load(box)

    def known(as_of: str) -> list[str]:
        return [i["incident"] for i in desk.ask("incidents", "--as-of", as_of)]

    assert known("2024-05-09") == ["itg-20560"]
    assert known("2024-05-09T23:58:59Z") == []
    assert known("2024-05-10T00:00:00Z") == ["itg-20560", "itg-20561"]
    assert known("2024-05-09T19:59:00-04:00") == ["itg-20560"]


# --- nothing known later leaks -------------------------------------------------------------------------------------


def judged(store: Store, day: str) -> dict[str, Any]:
    """Flags and deadlines as of a day."""
    return {"flags": list(map(shapes.flag, flagged(store, day))), "due": list(map(shapes.clock, todo.running(store, day, NOW)))}


def answers(store: Store, since: str, day: str) -> dict[str, Any]:
    """All that can be asked as of a day."""
    told = judged(store, day)
    told["incidents"] = list(map(shapes.incident, incidents(store, IncidentCriteria(), day)))
    told["trace"] = {}
    for row in told["incidents"]:
        path = calls.trace(store, row["incident"], day)
        doubts = [{"code": r.code, "text": r.text} for r in (*calls.remarks_on(store, path), *calls.undecided_on(store, path))]
        told["trace"][row["incident"]] = shapes.path(path, doubts)
    told["evidence"] = list(map(shapes.evidence, evidence(store, None, None, day)))
    told["next"] = list(map(shapes.step, todo.next_steps(store, day, NOW)))
    told["diff"] = shapes.differences(differences(store, since, day))
    return told


def dossiers(store: Store, names: Sequence[str], day: str) -> dict[str, Any]:
    told = {}
    for name in names:
        found, acted = dossier(store, name, day)
        told[name] = shapes.dossier(found, [shapes.action_of(first, found.provider) for first, *_ in by_action(acted)])
    return told


def plain(told: Any, same: dict[str, str]) -> Any:
    """With every document and claim by what it says: a document that says less is another document, with other hashes."""

    def said(value: Any) -> Any:
        return same.get(value, value) if isinstance(value, str) else [said(v) for v in value] if isinstance(value, list) else value

    def hook(found: dict[str, Any]) -> dict[str, Any]:
        # Claims of one line stand in the order of their hashes, and so does what is told of them.
        found.pop("citation", None)  # it holds the hash of its document
        by_hash = ("evidence", "sources", "corrections", "remarks")
        return {k: sorted(map(said, v), key=json.dumps) if v and k in by_hash else said(v) for k, v in found.items()}

    return json.loads(json.dumps(told), object_hook=hook)


def by_what_they_say(store: Store) -> dict[str, str]:
    """Claims and documents by their words: their ids depend on all that a document says."""
    found = {}
    for c in store.claims(ended=True):  # as of an earlier day, what no longer follows still did
        said = (c.document_name, c.kind, c.incident, c.provider, c.upstream, c.status, c.known_at, c.valid_at, c.quote, c.inferred)
        found[c.id] = "|".join(map(str, said))
        found[c.document] = c.document_name
    return found


Story = dict[str, list[tuple[str, Any]]]  # a file's name -> what it says, each with the day it became known


def written(folder: Path, told: Story, by: str = "9999") -> list[Path]:
    """The documents of a story, with what was known by a day alone. Each line stands where it stands in the whole."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, said in told.items():
        known = [what for day, what in said if day[:10] <= by]
        if not known:
            continue
        path = folder / name
        if name.endswith(".csv"):
            paths.append(hop_list(path, *known))
        elif name.endswith(".txt"):
            paths.append(story.mailbox(path, *known))
        else:
            path = path.with_suffix(".txt")
            path.write_text(known[0], encoding="utf-8")
            paths.append(path)
    return paths


def mail(made: mails.Mail) -> tuple[str, mails.Mail]:
    return f"{made.sent:%Y-%m-%d}", made


def told_by_the_specimens(folder: Path) -> Story:
    """The shipped specimens' hop list row by row, with a mailbox like theirs."""
    with specimens() as paths:
        by_name = {path.name: path.read_text("utf-8") for path in paths}
    rows = list(csv.DictReader(by_name["hop_list.csv"].splitlines()))
    assert set(rows[0]) <= set(COLUMNS.split(","))
    return {
        "list.csv": [(row["noted_on"], row) for row in rows],
        "mails.txt": [
            mail(story.figures("2024-01-01 09:30")),  # whose mailbox it is: who is who does not travel in time
            mail(story.request("2024-05-02 13:44", 20417)),
            mail(story.request("2024-05-06 09:20", 20417, again=True)),
            mail(story.request("2024-05-08 18:03", 20533)),
            mail(story.request("2024-05-09 14:05", 20560)),
            mail(story.tried("2024-05-10 16:48", "Tidewater Minutes", 2)),
            mail(story.silent("2024-05-14 14:01", 20560, ORCHID)),
            mail(story.figures("2024-06-01 09:30", Orchid_Transit_Corp=(1, 0, 1, 0, 0, 0), Saltmarsh_Telecom=(4, 0, 0, 1, 2, 1))),
        ],
        "letter.doc": [("2024-06-12", by_name["fcc_letter.txt"])],
        "notice.doc": [("2024-09-03", by_name["ag_notice.txt"])],
    }


def assert_nothing_leaks(fresh: Fresh, folder: Path, told: Story, day: str, before: str) -> None:
    """As of `day`, all is answered as in a case that holds no more than what was known by then."""
    whole, partial = fresh(), fresh()
    whole.load(*written(folder / "whole", told))
    known = written(folder / f"by {day}", told, day)
    partial.load(*known)
    with whole.graph() as graph:
        store = Store(graph)
        same = by_what_they_say(store)
        all_told = plain(answers(store, before, day), same)
        names = [name.text for name in store.names() if name.first.split("|")[0] <= f"{day}T23:59:59Z"]
        of_providers = plain(dossiers(store, names, day), same)
    with partial.graph() as graph:
        store = Store(graph)
        same = by_what_they_say(store)
        assert not (leaks := unequal(all_told, plain(answers(store, before, day), same))), "\n".join(leaks)
        assert not (leaks := unequal(of_providers, plain(dossiers(store, names, day), same))), "\n".join(leaks)


def unequal(whole: Any, partial: Any, where: str = "") -> list[str]:
    """Where two answers differ."""
    if isinstance(whole, dict) and isinstance(partial, dict):
        return [d for k in sorted({*whole, *partial}) for d in unequal(whole.get(k, "absent"), partial.get(k, "absent"), f"{where}/{k}")]
    if isinstance(whole, list) and isinstance(partial, list) and len(whole) == len(partial):
        return [d for n, (a, b) in enumerate(zip(whole, partial, strict=True)) for d in unequal(a, b, f"{where}/{n}")]
    return [] if whole == partial else [f"{where}: {whole!r} is not {partial!r}"]


DAYS = ["2024-04-30", "2024-05-01", "2024-05-02", "2024-05-06", "2024-05-09", "2024-05-13", "2024-05-14", "2024-05-20", "2024-05-31", "2024-06-01", "2024-06-12", "2024-09-02", "2024-09-03"]  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_as_of_any_day_the_specimens_say_no_more_than_was_known(tmp_path: Path, day: str) -> None:
    count = iter(range(99))
    assert_nothing_leaks(lambda: Desk(tmp_path / f"case-{next(count)}"), tmp_path, told_by_the_specimens(tmp_path), day, "2024-05-01")


# --- the same, for whatever may have come ---------------------------------------------------------------------------

_UPSTREAMS = (ORCHID, "Saltmarsh Telecom", "Quillon Gateway Ltd.")
_PROVIDERS = (*_UPSTREAMS, story.FERNWICK, "Larkspur Wireless")
_days = st.integers(1, 31).map(lambda d: f"2024-05-{d:02d}") | st.integers(1, 30).map(lambda d: f"2024-06-{d:02d}")
_incidents = st.sampled_from(("20417", "20533", "20560"))


@st.composite
def _rows(draw: st.DrawFn, hour: str = "", ids: tuple[str, ...] = ("",)) -> tuple[str, dict[str, str]]:
    """`hour`: what becomes known at one time in two documents has no order but that of their hashes.

    `ids`: of hops. Which place a claim speaks of does not travel in time either, and so they come only where nothing is asked as of.
    """
    known = draw(_days) + hour
    asked = draw(st.sampled_from(("", "", "2024-05-08T09:00:00Z", "2024-05-20")))
    row = {
        "incident": draw(_incidents), "provider": draw(st.sampled_from(_PROVIDERS)), "asked_at": asked, "noted_on": known, "source": hour,
        "received_from": draw(st.sampled_from(("", "", *_UPSTREAMS, *(f"#{i}" for i in ids if i)))), "hop_id": draw(st.sampled_from(ids)),
        "status": draw(st.sampled_from(("", "open", "downstream", "originating", "no-response", "no-response", "not-found"))),
        "call_at": draw(st.sampled_from(("", "2024-05-07", "2024-05-19T09:00:00Z"))), "campaign": draw(st.sampled_from(("", "Odd", "Odder"))),
    }  # fmt: skip
    return known, row


@st.composite
def _mails(draw: st.DrawFn) -> tuple[str, mails.Mail]:
    day, upstream, incident = draw(_days), draw(st.sampled_from(_UPSTREAMS)), int(draw(_incidents))
    kind = draw(st.sampled_from("rnssmf"))
    if kind in "rn":
        return day, story.request(f"{day} 14:05", incident, again=kind == "n")
    if kind == "s":
        return day, story.silent(f"{day} 15:00", incident, upstream)
    if kind == "m":
        return day, story.tried(f"{day} 16:00", upstream, draw(st.integers(1, 3)))
    total = draw(st.integers(1, 3))
    column = draw(st.integers(0, 4))
    cells = (total, *(draw(st.integers(0, total)) if n == column else 0 for n in range(5)))
    return day, mails.Figures(story.at(f"{day} 09:30"), (9, 0, 0, 9, 0, 0, 0, 3), None, ((upstream, cells),))


def _first(day: str) -> tuple[str, mails.Mail]:
    return day, story.figures(f"{day} 09:30")  # whose mailbox it is


def _stories(*ids: str) -> st.SearchStrategy[Story]:
    return st.builds(
        lambda rows, more, box: {
            "list.csv": sorted(rows, key=lambda r: r[0]),
            "more.csv": sorted(more, key=lambda r: r[0]),
            "mails.txt": [_first("2024-01-01"), *sorted(box, key=lambda m: m[0])],
        },
        st.lists(_rows("", ("", *ids)), max_size=6), st.lists(_rows("T11:00:00Z", ("", *ids)), max_size=3), st.lists(_mails(), max_size=7),
    )  # fmt: skip


_NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]
_OFTEN: dict[str, Any] = {"phases": _NO_SHRINKING, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


def _again_and_again(folder: Path) -> Fresh:
    """Empty cases, the folders of which are those of the example before."""
    import itertools
    import shutil

    count = itertools.count()

    def fresh() -> Desk:
        place = folder / f"case-{next(count) % 4}"
        shutil.rmtree(place, ignore_errors=True)
        return Desk(place)

    return fresh


@settings(max_examples=12, **_OFTEN)
@given(told=_stories(), day=_days, before=_days)
def test_as_of_any_day_any_documents_say_no_more_than_was_known(tmp_path: Path, told: Story, day: str, before: str) -> None:
    assert_nothing_leaks(_again_and_again(tmp_path), tmp_path, told, day, min(day, before))


@pytest.mark.slow
@settings(max_examples=200, **_OFTEN)
@given(told=_stories(), day=_days, before=_days)
def test_as_of_any_day_many_more_documents_say_no_more_than_was_known(tmp_path: Path, told: Story, day: str, before: str) -> None:
    assert_nothing_leaks(_again_and_again(tmp_path), tmp_path, told, day, min(day, before))


# --- however it came about -----------------------------------------------------------------------------------------

_FIXED = 4
_NAMES = (
    *_PROVIDERS,
    "fernwickvoice.example",
    "Alder Voice, LLC",
    "Old Alder",
    "Birch Telecom",
    "CN",
    "Brightwater Dialing",
    "Pinfold Networks",
)
_judgements = st.tuples(st.sampled_from(("same", "different", "unsure")), st.sampled_from(_NAMES), st.sampled_from(_NAMES))


def _documents(folder: Path, told: Story) -> list[Path]:
    """The drawn ones, and some that make names one, move keys and dispute each other."""
    drawn = written(folder, told)
    fixed = folder / "fixed"
    if not fixed.exists():
        fixed.mkdir()
        story.letter(fixed / "letter.txt", story.row(), story.row(story.FERNWICK), story.row("Alder Voice LLC / Orchid Transit Corp"))
        story.notice(fixed / "notice.txt")
        for path in merging(fixed)[:2]:
            assert path.exists()
    return [*drawn, *(fixed / name for name in ("letter.txt", "notice.txt", "a.csv", "b.csv"))]


def everything(desk: Desk) -> dict[str, Any]:
    """Flags and deadlines as of every day on which something became known; all else as of the last; paths too, but of some days."""
    with desk.graph() as graph:
        store = Store(graph)
        days: list[Any] = sorted({claim.known_at[:10] for claim in store.claims()})
        told: dict[str, Any] = {day: judged(store, day) for day in days}
        told["names"] = list(map(shapes.group, groups(store, "")))
        names = sorted({group["provider"] for group in told["names"]})
        told["dossiers"] = dossiers(store, names if desk.db is None else names[::5], days[-1])
        for day in days[:: max(1, len(days) // 4)] if desk.db is None else ():
            told[f"as of {day}"] = answers(store, days[0], day)
        return told


def assert_the_same_however_loaded(fresh: Fresh, folder: Path, told: Story, data: st.DataObject) -> None:
    paths = _documents(folder / "documents", told)
    desk = fresh()
    desk.load(*paths)
    expected, dumped = everything(desk), desk.dump()
    desk = fresh()
    order = data.draw(st.permutations(paths), "order")
    cuts = data.draw(st.sets(st.integers(1, len(paths) - 1)), "cuts")
    for a, b in itertools.pairwise([0, *sorted(cuts), len(paths)]):
        desk.load(*order[a:b])
        for word, one, other in data.draw(st.lists(_judgements, max_size=2), "judgements"):
            desk.run("names", word, one, other, "--because", "a guess")  # some are refused
        held = sorted(standing(desk.case.entries()))
        for judgement in data.draw(st.lists(st.sampled_from(held), max_size=1), "undone") if held else ():
            assert desk.run("names", "undo", judgement).code == 0
    for judgement in standing(desk.case.entries()):
        assert desk.run("names", "undo", judgement).code == 0
    assert not (changed := differing(desk.dump(), dumped)), "\n".join(changed)
    assert not (unlike := unequal(everything(desk), expected)), "\n".join(unlike)


@settings(max_examples=4, **_OFTEN)
@given(told=_stories("", "x1", "x2", "901", "90560"), data=st.data())
def test_any_order_any_split_and_judgements_made_and_undone_give_the_same_answers(tmp_path: Path, told: Story, data: st.DataObject) -> None:
    assert_the_same_however_loaded(_again_and_again(tmp_path), tmp_path, told, data)


@pytest.mark.slow
@settings(max_examples=100, **_OFTEN)
@given(told=_stories("", "x1", "x2", "901", "90560"), data=st.data())
def test_many_more_orders_splits_and_judgements_give_the_same_answers(tmp_path: Path, told: Story, data: st.DataObject) -> None:
    assert_the_same_however_loaded(_again_and_again(tmp_path), tmp_path, told, data)


@pytest.mark.long
def test_the_same_on_a_server(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with story.on_server(request, tmp_path) as fresh:

        @settings(max_examples=1, **_OFTEN)
        @given(told=_stories("", "x1", "90560"), data=st.data())
        def holds(told: Story, data: st.DataObject) -> None:
            assert_the_same_however_loaded(fresh, tmp_path, told, data)

        holds()
