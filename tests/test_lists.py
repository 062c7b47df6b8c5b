"""Lists: chosen from and sorted in one way, by provider where people read them, as wide as the terminal in every command."""

from __future__ import annotations

import csv
import io
import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import cases, story
from tests.cases import COMMAND, Desk, chain, environment, hop_list, specimens
from tests.places import SOURCE
from tracer.ask.choosing import Choice, Listing, chosen
from tracer.ask.todo import owing
from tracer.errors import BadInput
from tracer.render.lines import columns_of
from tracer.text import as_counted

# --- in which order, and which of them ------------------------------------------------------------------------------


def test_ids_are_sorted_as_people_count() -> None:
    ids = ["itg-20560", "fcc-a.10", "itg-7060", "fcc-a.2", "fcc-a", "7", "", "itg-x"]
    assert sorted(ids, key=as_counted) == ["", "7", "fcc-a", "fcc-a.2", "fcc-a.10", "itg-7060", "itg-20560", "itg-x"]


ROWS = [("b", "2024-05-02", "Alder"), ("a", "2024-05", "Birch"), ("c", None, "Alder"), ("d", "2024-05-02T10:00:00Z", "Cedar")]
LISTING: Listing[tuple[str, str | None, str]] = Listing(
    {"name": lambda row: row[0], "at": lambda row: row[1]}, lambda row: (row[2],), lambda row: row[1]
)


@pytest.mark.parametrize(
    ("choice", "names", "left"),
    [
        (Choice(), "bacd", 0),
        (Choice(sort="name"), "abcd", 0),
        (Choice(sort="-name"), "dcba", 0),
        (Choice(sort="at"), "abdc", 0),
        (Choice(sort="-at"), "dbac", 0),  # what has no time is last either way
        (Choice(limit=3), "bac", 1),
        (Choice(sort="-name", limit=1), "d", 3),
        (Choice(providers=frozenset({"Alder"})), "bc", 0),
        (Choice(since="2024-05-02"), "bad", 0),  # of a month any day may be meant
        (Choice(since="2024-05-02T09:00:00Z"), "bad", 0),
        (Choice(since="2024-05-02T10:00:00Z"), "bad", 0),
        (Choice(since="2024-05-02T10:00:01Z"), "ba", 0),  # of a day any instant
        (Choice(since="2024-05-03"), "a", 0),
        (Choice(since="2024-06-01"), "", 0),
        (Choice(until="2024-05-02"), "bad", 0),
        (Choice(until="2024-05-02T10:00:00Z"), "bad", 0),
        (Choice(until="2024-05-02T09:00:00Z"), "ba", 0),
        (Choice(until="2024-05-01"), "a", 0),
        (Choice(until="2024-04-30"), "", 0),
    ],
)
def test_which_of_a_list(choice: Choice, names: str, left: int) -> None:
    found = chosen(ROWS, LISTING, choice)
    assert ("".join(row[0] for row in found.shown), found.left) == (names, left)


def test_an_unknown_key_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(BadInput, match="--sort 'size' is no key of this list: choose one of name, at, or -KEY"):
        chosen(ROWS, LISTING, Choice(sort="size"))


# --- in every command that lists ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The specimens, and a list of many incidents. Only for reading."""
    desk = Desk(tmp_path_factory.mktemp("loaded") / "case")
    asked = [
        {
            "incident": str(7000 + n),
            "provider": f"Alder {n % 30:02d} Voice",
            "status": "open",
            "asked_at": f"2024-05-{n % 28 + 1:02d}T10:00:00Z",
        }
        for n in range(120)
    ]
    alike = [*chain("31", "Birch Telecom", "Cedar Networks, LLC"), *chain("32", "Birch Telecomm", "Cedar Networks, Inc.")]
    many = hop_list(desk.folder.parent / "many.csv", *asked, *alike)
    with specimens() as paths:
        desk.load(*paths, many)
    return desk


CSV = {
    "incidents": "incident,call_at,caller,called,campaign,providers,ends,same_as",
    "due": "provider,provider_key,clock,what,rule,length,from,due_stated,due_computed,differs,zone,zone_assumed,from_memory,incident,hop,action,state,answered_at,answer_basis",
    "next": "provider,provider_key,incident,end,interim,ask,asked_at,next_due,contact,notices,evidence",
    "documents": "document,name,kind,issuer,recipient,dated,mark,loader,claims,complete",
    "journal": "at,who,did,document,name,loader,version,noted_on,mark,map,id,a,b,verdict,because,judgement",
    "names list": "provider,provider_key,names,because,conflicts",
    "names propose": "a,b,score,reasons",
    "diff --from 2024-05-01 --to 2024-06-20": "what,incident,who,change",
    "flags": "provider,provider_key,rules,no_response,asked,since,said_by,contradictions,incidents,evidence,at_least,counts",
    "evidence": None,
}


@pytest.mark.parametrize("command", CSV)
def test_every_list_as_csv_and_no_longer_than_is_asked(command: str, loaded: Desk) -> None:
    def rows(*more: str) -> list[dict[str, str]]:
        ran = loaded.run(*command.split(), *more, "--csv")
        assert (ran.code, ran.err) == (0, "")
        return list(csv.DictReader(io.StringIO(ran.out, newline="")))

    everything = rows()
    assert len(everything) > 1
    if CSV[command]:
        assert ",".join(everything[0]) == CSV[command]
    assert rows("--limit", "1") == everything[:1]
    told = loaded.run(*command.split(), "--limit", "1").err
    assert "more are not shown (--limit)" in told or "1 more is not shown (--limit)" in told
    if "--sort" in loaded.run(*command.split(), "--help").out:
        assert loaded.run(*command.split(), "--sort", "size").only_line().startswith("tracer: --sort 'size' is no key of this list: ")


def test_a_cell_of_a_list_is_guarded_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(
        hop_list(tmp_path / "list.csv", {"incident": "7040", "provider": "=HYPERLINK(1)", "status": "open", "asked_at": "2024-05-02"})
    )
    for command in ("incidents", "due", "next", "diff --from 2024-05-01 --to 2024-06-01"):
        cells = [cell for row in csv.reader(io.StringIO(desk.run(*command.split(), "--csv").out)) for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not [cell for cell in cells if cell.startswith("=")]


@pytest.mark.parametrize(
    "command", ["incidents", "evidence", "flags", "due", "next", "diff --from 2024-05-01 --to 2024-06-20", "names propose"]
)
def test_a_misspelt_provider_is_answered_with_those_near_it(command: str, loaded: Desk) -> None:
    line = loaded.run(*command.split(), "--provider", "Quilon").only_line()
    assert line == "tracer: no provider's name holds 'Quilon'; near it: Quillon Gateway Ltd."


def test_of_one_provider_and_of_a_time(loaded: Desk) -> None:
    def of(*words: str) -> list[str]:
        return [row["incident"] for row in loaded.ask(*words)]

    assert of("incidents", "--provider", "hollin") == [f"{story.LETTER}.5"]
    assert {row["provider"] for row in loaded.ask("due", "--provider", "quillon")} == {"Quillon Gateway Ltd."}
    assert {row["provider"] for row in loaded.ask("next", "--provider", "hollin")} == {"Hollin Outreach"}
    assert {row["provider"] for row in loaded.ask("flags", "--provider", "tidewater")} == {"Tidewater Minutes"}
    assert [d["name"] for d in loaded.ask("documents", "--since", "2024-06-02", "--sort", "-dated")] == ["ag_notice.txt", "fcc_letter.txt"]
    assert {row["known_at"] for row in loaded.ask("evidence", "--since", "2024-06-02", "--until", "2024-08-01")} == {"2024-06-12"}
    early = {row["due_stated"] or row["due_computed"] for row in loaded.ask("due", "--until", "2024-05-02")}
    assert (min(early), max(early)) == ("2023-09-07", "2024-05-02T15:05:00Z")


def test_a_misspelt_command_is_answered_with_those_near_it(loaded: Desk) -> None:
    assert loaded.run("incident").err.endswith("\nError: No such command 'incident'. Near it: incidents.\n")
    assert loaded.run("names", "prpose").err.endswith("\nError: No such command 'prpose'. Near it: propose.\n")
    assert loaded.run("qqqq").err.endswith("\nError: No such command 'qqqq'.\n")


def test_what_is_counted_is_what_is_shown(loaded: Desk) -> None:
    every, some = loaded.run("due"), loaded.run("due", "--limit", "5")
    rows = len(every.out.splitlines()) - 1
    assert every.err == f"{rows} past, 0 open\n"
    assert len(some.out.splitlines()) == 6
    assert some.err == f"5 past, 0 open; {rows - 5} more are not shown (--limit)\n"


# --- on a terminal --------------------------------------------------------------------------------------------------

pytestmark_pty = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")


def on_a_terminal(*arguments: object, columns: int = 80, rows: int = 0, **more: str) -> str:
    """What a terminal of so many columns shows; one without rows has no pager."""
    _, shown = cases.on_a_terminal(*arguments, columns=columns, rows=rows, NO_COLOR="1", **more)
    return shown.replace("\r\n", "\n")


COMMANDS = [
    "status", "status --unread", "registers", "status --as-of 2024-05-15", "incidents", "documents", "evidence", "evidence 20417", "flags", "due", "due --all", "due --sort due",
    "due --as-of 2024-06-13", "next", "next --sort due", "next --provider quillon", "names list", "names propose", "provider quillon", "trace 20417",
    f"trace {story.LETTER}", "find fernwick", "find 716-555-0133", "diff --from 2024-05-01 --to 2024-06-20", "journal", "loaders", "queries",
    "query actions", "query counts", "query contradictions", "check", "trace 20418", "provider nobody", "incidents --sort size",
]  # fmt: skip
DATE = re.compile(r"\d{4}-\d\d-\d\d|\+1 \d{3} \d{3} \d{4}")


def broken(lines: list[str]) -> list[str]:
    """Lines that end, or begin, in the middle of a date or a telephone number."""
    return [
        line for line in lines if re.search(r"(?:\b\d{4}-(?:\d|\d\d-\d?)?|\+1|\+1 \d{3}|\+1 \d{3} \d{3}|\d{4}-\d\d-\d\d \d\d:\d?)$", line)
    ] + [line for line in lines if re.match(r" *(?:-\d\d\b|\d\d:\d\d(?::\d\d)? UTC|\d\d UTC)", line)]


@pytestmark_pty
@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_longer_than_80_columns_and_no_date_broken(command: str, loaded: Desk) -> None:
    lines = on_a_terminal("--case", loaded.folder, *command.split()).splitlines()
    assert lines
    assert not [line for line in lines if columns_of(line) > 80]
    assert not broken(lines)


def test_a_broken_date_is_noticed() -> None:
    assert (
        len(
            broken(["asked 2024-05-", "  02 UTC", "from +1 202", "2024-05-02 13:", "13:20 UTC", "on 2024-05-02", "by 2024-05-02 13:20 UTC"])
        )
        == 5
    )


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = SOURCE.parent / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("the samples are not there")
    desk = Desk(tmp_path_factory.mktemp("samples") / "case")
    desk.load(*sorted(folder.iterdir()))
    return desk


@pytest.mark.long
@pytestmark_pty
def test_what_people_read_fits_three_screens(samples: Desk) -> None:
    where = ["--case", samples.folder]
    letters = sorted({i["incident"].rpartition(".")[0] for i in samples.ask("incidents") if i["incident"].startswith("fcc-")})
    assert len(letters) == 2
    for command in (
        "status",
        "due",
        "next",
        "flags",
        "documents",
        *(f"trace {letter}" for letter in letters),
        "incidents",
        "evidence",
        "names list",
    ):
        shown = on_a_terminal(*where, *command.split())
        lines = shown.splitlines()
        assert not [line for line in lines if columns_of(line) > 80], command
        assert not broken(lines), command
        if command.startswith("trace"):
            lines = shown.partition("in full, with the evidence.")[0].splitlines()
        if command not in ("incidents", "evidence"):
            assert 3 < len(lines) <= 72, command
        if command == "status":
            assert len(lines) <= 40


@pytestmark_pty
def test_a_wide_terminal_draws_a_table(loaded: Desk) -> None:
    wide = on_a_terminal("--case", loaded.folder, "documents", columns=160).splitlines()
    assert re.fullmatch(r"hash +name +kind +issuer +dated +mark +claims", wide[0])
    assert len(wide) == 7


@pytestmark_pty
def test_what_is_longer_than_the_screen_is_paged_and_nothing_else(loaded: Desk, tmp_path: Path) -> None:
    where = ["--case", loaded.folder, "incidents", "--limit"]
    pager = f"{shlex.quote(sys.executable)} -c \"import sys; print('PAGED', len(sys.stdin.readlines()))\""
    whole = on_a_terminal(*where, "30", rows=0, PAGER=pager).splitlines()
    assert len(whole) > 60
    assert whole[-1] == "30 incidents; 104 more are not shown (--limit)", "nobody knows how long the screen is: no pager"
    assert on_a_terminal(*where, "30", rows=24, PAGER=pager).splitlines() == [f"PAGED {len(whole) - 1}", whole[-1]]
    assert on_a_terminal(*where, "30", rows=24, PAGER="false", TRACER_PAGER=pager).splitlines()[0] == f"PAGED {len(whole) - 1}"
    assert on_a_terminal(*where, "30", rows=24, PAGER=pager, TRACER_PAGER="").splitlines() == whole
    assert "PAGED" not in on_a_terminal(*where, "2", rows=24, PAGER=pager), "it fits"
    piped = subprocess.run(
        [*COMMAND, *map(str, [*where, "30"])], capture_output=True, text=True, env=environment(PAGER=pager, TRACER_PAGER=pager), check=True
    )
    assert len(piped.stdout.splitlines()) == 31


# --- whom to ask, and what is due -----------------------------------------------------------------------------------


@pytest.fixture
def told(tmp_path: Path) -> Desk:
    """Two calls that wait for Alder Voice, one that Birch Telecom is silent about; a letter to Quillon Gateway."""
    desk = Desk(tmp_path / "case")
    desk.load(
        hop_list(
            tmp_path / "list.csv",
            *({"incident": n, "provider": "Alder Voice", "status": "open", "asked_at": "2024-05-09T14:05:00Z", "call_at": "2024-05-08T16:27:00Z", "caller": "+12025550117", "called": "+12025550141", "noted_on": "2024-05-09"} for n in ("7010", "7002")),
            {"incident": "7003", "provider": "Birch Telecom", "status": "no-response", "asked_at": "2024-05-02T09:00:00Z", "noted_on": "2024-05-20"},
        ),
        story.letter(tmp_path / "letter.txt", story.row(), story.row("Hollin Outreach"), stated=date(2024, 6, 27)),
    )  # fmt: skip
    return desk


@pytestmark_pty
def test_next_by_provider(told: Desk) -> None:
    assert on_a_terminal("--case", told.folder, "next", "--as-of", "2024-05-10").splitlines() == [
        "Alder Voice: 2 open ends, next due 2024-05-14",
        "  its answer: from whom did it receive the call? · itg-7002, itg-7010",
        "",
        "Draft, to be read before it is sent",
        "  To Alder Voice (no contact of record in the loaded documents)",
        "",
        "  You were asked about these calls, and no answer is in the documents before us.",
        "  From whom did you receive each of them?",
        "    itg-7002: 2024-05-08 16:27 UTC, from +1 202 555 0117 to +1 202 555 0141;",
        "      request of 2024-05-09 14:05 UTC",
        "    itg-7010: 2024-05-08 16:27 UTC, from +1 202 555 0117 to +1 202 555 0141;",
        "      request of 2024-05-09 14:05 UTC",
        "2 open ends of 1 provider",
    ]
    shown = on_a_terminal("--case", told.folder, "next", "--as-of", "2024-06-13", "--limit", "2").splitlines()
    assert shown == [
        "Quillon Gateway Ltd.: 1 open end, next due 2024-06-14",
        f"  its answer, which is stated as missing · {story.LETTER}.1",
        "  contact of record: 48 Harbour Reach, Suite 9, Port Ellery, WN 00017; Ottilie",
        "    Varga, Managing Director",
        f"  served: {story.LETTER}",
        "Alder Voice: 2 open ends",
        "  its answer: from whom did it receive the call? · itg-7002, itg-7010",
        "3 open ends of the first 2 of 4 providers; --limit, --provider, --csv or --json",
        "  show the others",
        "with --provider NAME: the draft of a letter to it",
    ]


@pytestmark_pty
def test_due_by_provider_and_day_open_ones_first(told: Desk) -> None:
    shown = on_a_terminal("--case", told.folder, "due", "--as-of", "2024-06-13").splitlines()
    assert shown == [
        "Quillon Gateway Ltd.: 2 open, 4 past",
        f"  2024-06-14  open  k4.mitigate: {story.LETTER}",
        f"  2024-06-27  open  k4.measures: {story.LETTER}; k4.measures is",
        "    stated for 2024-06-27, computed 2024-06-26",
        f"  2024-05-08  past  itg.request: {story.LETTER}.1, .2",
        "  and 1 more day (--provider)",
        "Alder Voice: 4 past",
        "  2024-05-14  past  itg.request: itg-7002, itg-7010",
        "  2024-05-10 14:05 UTC  past  fcc.all-24h: itg-7002, itg-7010",
        "Birch Telecom: 2 past",
        "  2024-05-07  past  itg.request: itg-7003",
        "  2024-05-03 12:00 UTC  past  fcc.all-24h: itg-7003",
        "10 past, 2 open of 3 providers; past: no answer in the loaded documents",
        "next: 2024-06-14, Quillon Gateway Ltd. (k4.mitigate)",
    ]


def test_deadlines_of_one_day_and_state_stand_together() -> None:
    def clock(provider: str, rule: str, end: str | None, state: str) -> Any:
        return SimpleNamespace(provider=provider, provider_key=provider, clock=rule, end=end, state=state)

    two = [
        clock("b", "one", "2024-05-02", "open"),
        clock("b", "two", "2024-05-02T10:00:00Z", "open"),
        clock("b", "one", "2024-05-01", "open"),
    ]
    past = [clock("b", "one", "2024-05-02", "past"), clock("b", "one", "2024-05-03", "past"), clock("b", "none", None, "open")]
    found = owing([*past, *two, clock("a", "one", "2024-05-04", "past"), clock("c", "one", "2024-05-05", "past")])
    assert [one.provider for one in found] == ["b", "c", "a"], "who has an open one first, then the newest"
    assert [(state, day, [c.clock for c in clocks]) for (state, day), clocks in found[0].by_day.items()] == [
        ("open", "2024-05-01", ["one"]), ("open", "2024-05-02", ["one", "two"]), ("past", "2024-05-03", ["one"]), ("past", "2024-05-02", ["one"]),
        ("open", "", ["none"]),
    ]  # fmt: skip


def test_a_letter_is_told_in_short_before_its_calls(told: Desk) -> None:
    lines = told.run("trace", story.LETTER).out.splitlines()
    below = lines.index("  Below, 2 calls in full, with the evidence.")
    assert " ".join(" ".join(lines[10:below]).split()).startswith(
        "stated in letter.txt, line 22 · Federal Communications Commission, Enforcement Bureau · known 2024-06-12 “"
    ), "where the letter says what it is, in its words"
    assert lines[:10] == [
        story.LETTER,
        "  letter      cease-and-desist by Federal Communications Commission, Enforcement Bureau, 2024-06-12",
        "  against     Quillon Gateway Ltd., transmitting",
        "  due         mitigate the traffic and report the steps taken: 48 hours, computed 2024-06-14",
        "  due         report effective measures against illegal calls: 14 days, stated 2024-06-27, computed",
        "              2024-06-26",
        "  calls       2, of 2024-05-02",
        "  ends        no-response 1: Quillon Gateway Ltd. 1",
        "  ends        unknown 1: Hollin Outreach 1",
        "  doubtful    numbers-missing 2, time-without-zone 2",
    ]
    assert lines[below + 2] == f"{story.LETTER}.1"
