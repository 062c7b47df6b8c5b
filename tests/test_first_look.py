"""`tracer load --dry-run` stores nothing, whatever the document; `--map` stays with the document that was read by it."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests import neo4j_server as servers
from tests.cases import COMMAND, Desk, differing, environment, names, run, specimens
from tests.loaders.test_mapped import MAP, SHEET
from tests.loaders.test_spreadsheets import xlsx
from tracer import open_case
from tracer.errors import BadInput
from tracer.model import ReadAs


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "desk.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture
def map_(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(MAP, encoding="utf-8")
    return path


def everything(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file below a folder: when it was written, and a hash of it."""
    return {
        str(file.relative_to(folder)): (file.stat().st_mtime_ns, hashlib.sha256(file.read_bytes()).hexdigest())
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.endswith(("-shm", "-wal"))  # SQLite has these while a case is open
    }


# --- the first look ------------------------------------------------------------------------------------------------


def test_a_first_look_at_each_kind_stores_nothing(desk: Desk, tmp_path: Path) -> None:
    with specimens() as paths:
        before = everything(tmp_path)
        looked = desk.ask("load", *paths, "--dry-run")
        assert everything(tmp_path) == before
        assert not desk.folder.exists()
        loaded = desk.ask("load", *paths)
        assert [one["outcome"] for one in looked] == ["read"] * len(paths)
        same = ("document", "name", "loader", "claims", "unread", "remarks")
        assert [{key: one[key] for key in same} for one in looked] == [{key: one[key] for key in same} for one in loaded]
        stored = {each["claim"]: each for each in desk.ask("evidence") if not each["inferred"]}
        assert {each["claim"]: each for one in looked for each in one["evidence"]} == stored
        assert [one["places"] for one in looked if one["name"] == "hop_list.csv"] == [7]
        before = everything(desk.folder)
        again = desk.ask("load", *paths, "--dry-run")
        assert [one["outcome"] for one in again] == ["read"] * len(paths), "also of what is loaded"
        assert everything(desk.folder) == before


def test_a_first_look_asks_no_server(tmp_path: Path, sheet: Path, map_: Path) -> None:
    ran = run("--case", tmp_path / "case", "--db", "bolt://localhost:1", "load", sheet, "--map", map_, "--dry-run")
    assert ran.code == 0, ran.err
    assert run("--case", tmp_path / "case", "--db", "bolt://localhost:1", "load", sheet, "--map", map_).code == 1


def test_a_first_look_at_what_lies_within_others(desk: Desk, tmp_path: Path, sheet: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = "a@b.example", "c@d.example", "list", "Tue, 21 May 2024 10:00:00 +0000"
    mail.set_content("see the list")
    mail.add_attachment(SHEET.encode(), maintype="text", subtype="csv", filename="list.csv")
    (tmp_path / "mail.eml").write_bytes(bytes(mail))
    with zipfile.ZipFile(tmp_path / "box.zip", "w") as box:
        box.write(sheet, "a/desk.csv")
        box.writestr("b.pdf", b"%PDF-1.4 broken")
    map_ = tmp_path / "desk.toml"
    map_.write_text(MAP, encoding="utf-8")
    looked = json.loads(desk.run("load", tmp_path / "mail.eml", tmp_path / "box.zip", "--map", map_, "--dry-run", "--json").out)
    assert [(one["name"], one["outcome"], one["claims"]) for one in looked] == [
        ("mail.eml", "skipped", 0), ("mail.eml/list.csv", "read", 5), ("box.zip/a/desk.csv", "read", 5), ("box.zip/b.pdf", "failed", 0),
    ]  # fmt: skip
    assert not desk.folder.exists()


SHOWN = """\
place\tfield\tas read
line 2\tincident\titg-20611
line 2\tprovider\tLarkspur Wireless
line 2\tupstream\tBeacon Tandem
line 2\tstatus\tdownstream
line 2\tasked\t2024-05-01 13:20 UTC
line 2\tas of\t2024-05-01 15:05 UTC
line 2\tknown\t2024-05-21
line 2\tsaid_by\tHarrow desk
line 2\ton_word_of\tLarkspur Wireless
line 2\tclaims\tasked, status, handed-off
line 2\twords\t20611,Larkspur Wireless,Beacon Tandem,Passed on,01.05.2024 09:20,01.05.2024 11:05
line 3\tincident\titg-20611
line 3\tprovider\tBeacon Tandem
line 3\tstatus\tno-response
line 3\tasked\t2024-05-01 15:05 UTC
line 3\tas of\t2024-05-21
line 3\tknown\t2024-05-21
line 3\tsaid_by\tHarrow desk
line 3\tclaims\tasked, status
line 3\twords\t20611,Beacon Tandem,,No reply,01.05.2024 11:05,
document\toutcome\tkind\tclaims\tnew\tunread\tremarks
desk.csv\tread\thop_list\t5\t0\t1\t0
"""


def test_a_first_look_as_text(desk: Desk, sheet: Path, map_: Path) -> None:
    sheet.write_text(SHEET + "20612,Pinfold Tel,,Waiting,soon,\n", encoding="utf-8")
    ran = desk.run("load", sheet, "--map", map_, "--dry-run")
    assert ran.code == 0
    assert ran.out == SHOWN
    assert ran.err.splitlines() == [
        "desk.csv: 2 places read; 1 not read, at least in part; nothing is stored",
        "desk.csv, line 4: not read: asked_at does not fit %d.%m.%Y %H:%M: soon; the row is left out",
    ]
    sheet.write_text(SHEET + "20612,Pinfold Tel,,,,\n" * 5, encoding="utf-8")
    ran = desk.run("load", sheet, "--map", map_, "--dry-run")
    assert {line.split("\t")[0] for line in ran.out.splitlines()} - {"place", "document", "desk.csv"} == {f"line {n}" for n in range(2, 7)}
    assert ran.err.splitlines()[0] == "desk.csv: 7 places read, the first 5 of them above; 0 not read, at least in part; nothing is stored"


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_first_look_fits_a_narrow_terminal(tmp_path: Path, sheet: Path, map_: Path, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pty = pytest.importorskip("pty")
    command = [*COMMAND, "--case", str(tmp_path / "case"), "load", str(sheet), "--map", str(map_), "--dry-run"]
    printed = b""

    def read(fd: int) -> bytes:
        nonlocal printed
        printed += (more := os.read(fd, 4096))
        return more

    for name, value in environment(COLUMNS=str(width), TERM="dumb", NO_COLOR="1").items():
        monkeypatch.setenv(name, value)
    assert pty.spawn(command, read) == 0
    table = printed.decode().replace("\r", "").partition("desk.csv:")[0].splitlines()
    assert len([line for line in table if "2024-05-01 13:20 UTC" in line]) == 1, "no time is broken"
    assert max(map(len, table)) <= width


# --- errors: one line, exit 1, nothing made ------------------------------------------------------------------------


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_a_bad_map_is_one_line_and_makes_no_case(desk: Desk, sheet: Path, map_: Path, tmp_path: Path, dry: list[str]) -> None:
    for text in ("[columns", "colums = 1\n", MAP.replace("Harrow desk", "jo@orchid.example")):
        map_.write_text(text, encoding="utf-8")
        ran = desk.run("load", sheet, sheet, "--map", map_, *dry)
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1)
        assert ran.err.startswith("tracer: ")
        assert str(map_) in ran.err
    for given, said in (
        (["--map", tmp_path / "none.toml"], "none.toml cannot be read (No such file or directory): --map takes a file in TOML"),
        (["--map", map_, "--as", "fcc_letter"], "a map reads sheets as hop_list, not as fcc_letter: leave out the map or the kind"),
    ):
        ran = desk.run("load", sheet, *given, *dry)
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1)
        assert said in ran.err
    assert not desk.folder.exists()


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_what_is_no_sheet_is_said_and_the_others_go_on(desk: Desk, sheet: Path, map_: Path, tmp_path: Path, dry: list[str]) -> None:
    with specimens() as paths:
        mail, letter = (next(p for p in paths if p.name == name) for name in ("notice.eml", "fcc_letter.txt"))
        ran = desk.run("load", mail, letter, sheet, "--map", map_, *dry, "--json")
    assert ran.code == 1
    assert [(one["name"], one["outcome"]) for one in json.loads(ran.out)] == [
        ("notice.eml", "failed"), ("fcc_letter.txt", "failed"), ("desk.csv", "read" if dry else "loaded"),
    ]  # fmt: skip
    assert ran.err.splitlines() == [
        "tracer: notice.eml is no sheet: --map is for CSV files and workbooks",
        "tracer: fcc_letter.txt has no column 'Ticket' in its first 50 lines: name its headings as they stand there",
    ]


def test_a_sheet_of_no_known_kind_is_told_of_maps(desk: Desk, sheet: Path) -> None:
    ran = desk.run("load", sheet, "--dry-run")
    assert ran.code == 1
    assert ran.err.endswith("head the one that is meant incident, or give a map with --map\n")


# --- the map stays with the document -------------------------------------------------------------------------------


@pytest.fixture(params=["embedded", "neo4j"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    if request.param == "embedded":
        return Desk(tmp_path / "case")
    server: servers.Server = request.getfixturevalue("empty_neo4j")
    for name, value in zip(("NEO4J_USERNAME", "NEO4J_PASSWORD"), server.auth or (), strict=False):
        request.getfixturevalue("monkeypatch").setenv(name, value)
    return Desk(tmp_path / "case", server.uri)


def test_a_map_is_kept_and_read_by_again(engine: Desk, sheet: Path, map_: Path) -> None:
    desk = engine
    [loaded] = desk.ask("load", sheet, "--map", map_)
    assert (loaded["outcome"], loaded["loader"], loaded["new"]) == ("loaded", "hop_list", 5)
    assert [entry["map"] for entry in desk.ask("journal")] == [MAP]
    assert [held["map"] for held in desk.ask("documents")] == [MAP]
    digits = hashlib.sha256(map_.read_bytes()).hexdigest()[:12]
    head, row = (line.split("\t") for line in desk.run("documents").out.splitlines())
    assert (head[-1], row[-1]) == ("map", digits)
    assert desk.run("journal").out.rstrip("\n").endswith(f" map {digits}")
    once = desk.dump()
    map_.unlink()
    desk.rebuild()
    assert not differing(desk.dump(), once)
    [known] = desk.load(sheet)
    assert (known.outcome, known.claims) == ("known", 5), "without --map it is read by the map that it has"
    [known] = desk.load(sheet, map_=MAP)
    assert known.outcome == "known"
    assert desk.run("check").code == 0


def test_another_map_replaces_the_claims(engine: Desk, sheet: Path) -> None:
    desk = engine
    desk.load(sheet, map_=MAP)
    other = MAP.replace("Harrow desk", "Pinner desk")
    [again] = desk.load(sheet, map_=other)
    assert (again.outcome, again.claims, again.new) == ("loaded", 5, 5)
    assert {claim["said_by"] for claim in desk.dump().named("Claim")} == {"Pinner desk"}
    assert [entry["map"] for entry in desk.case.entries()] == [MAP, other]
    fresh = Desk(desk.folder.with_name("fresh"))
    fresh.load(sheet, map_=other)
    assert [c["claim"] for c in fresh.ask("evidence")] == [c["claim"] for c in desk.ask("evidence")]
    [commented] = desk.load(sheet, map_=f"# the same\n{other}")
    assert (commented.outcome, commented.claims) == ("loaded", 5), "another text is another map, as far as anybody can prove"
    desk.rebuild()
    assert [held["map"] for held in desk.ask("documents")] == [f"# the same\n{other}"]


def test_a_list_that_was_read_without_a_map_may_get_one_and_lose_it_by_forgetting(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("incident,provider,Wer,noted_on\n1,Alder,Birch,2024-05-20\n", encoding="utf-8")
    desk.load(path)
    map_ = '[columns]\nincident = "incident"\nprovider = "Wer"\nnoted_on = "noted_on"\n'
    desk.load(path, map_=map_)
    assert [c["provider"] for c in desk.ask("evidence")] == ["Birch"]
    [known] = desk.load(path, loader="hop_list")
    assert known.outcome == "known"
    desk.forget("list.csv")
    desk.load(path)
    assert [c["provider"] for c in desk.ask("evidence")] == ["Alder"]


def test_a_workbook_is_read_again_by_the_sheet_that_its_map_names(desk: Desk, tmp_path: Path) -> None:
    rows = [line.split(",") for line in SHEET.splitlines()]
    path = xlsx(tmp_path / "desk.xlsx", {"Notes": [["x"]], "Calls": rows})
    [loaded] = desk.load(path, map_=f'sheet = "Calls"\n{MAP}')
    assert (loaded.outcome, loaded.claims) == ("loaded", 5)
    once = desk.dump()
    desk.rebuild()
    assert not differing(desk.dump(), once)


def test_documents_without_a_map_are_held_as_they_were(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("incident,provider,status,noted_on\n1,Alder,open,2024-05-20\n", encoding="utf-8")
    desk.load(path)
    assert [held.read_as for held in desk.case.documents().values()] == ['["hop_list", null, null]']
    assert ReadAs.of('["hop_list", null, "x"]') == ReadAs("hop_list", None, "x", None)
    assert "map" not in desk.case.entries()[0]
    assert "\tmap" not in desk.run("documents").out


def test_another_case_s_map_is_told(desk: Desk, empty_neo4j: servers.Server, sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(("NEO4J_USERNAME", "NEO4J_PASSWORD"), empty_neo4j.auth or (), strict=False):
        monkeypatch.setenv(name, value)
    one, two = Desk(desk.folder.with_name("one"), empty_neo4j.uri), Desk(desk.folder.with_name("two"), empty_neo4j.uri)
    one.load(sheet, map_=MAP)
    [refused] = two.load(sheet, map_=MAP.replace("Harrow", "Pinner"))
    assert (refused.outcome, names(two.load(sheet, map_=MAP))) == ("failed", [("desk.csv", "loaded")])
    assert refused.error
    assert "(--as hop_list --map MAP, MAP as `tracer documents --json` shows it there)" in refused.error


def test_the_api_takes_maps_and_looks(desk: Desk, sheet: Path, map_: Path) -> None:
    desk.load(sheet, map_=MAP)
    before = everything(desk.folder)
    with open_case(desk.folder) as case:
        [looked] = case.load(sheet, map_file=map_, dry_run=True)
        assert (looked.outcome, len(looked.said)) == ("read", 5)
        assert everything(desk.folder) == before
        with pytest.raises(BadInput, match="leave out the map or the kind"):
            case.load(sheet, map_file=map_, kind="ag_notice")
        [known] = case.load(sheet, map_file=map_)
        assert known.outcome == "known"
