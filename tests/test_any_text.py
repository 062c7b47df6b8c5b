"""Whatever text there is: in every field of a document, in every option, name and variable. After any command the next one works."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests import neo4j_server as servers
from tests import story
from tests.cases import COLUMNS, Desk, Ran, chain, hop_list, specimens
from tracer import cli, projection, registry
from tracer.draw import Drawing
from tracer.model import Claim, Due, Heading, Kind, Place, Remark, Role, Status, Unread, replace
from tracer.store.fit import LONGEST_ID, LONGEST_NAME, LONGEST_TEXT

HALF = "\udce9"
NASTY = (
    HALF, "\ud800", "\udfff\ud800", "\0", "\ufffe", "\uffff", "\U0010ffff", "\u202e", "\u2066", "\u200b", "\x1b[2J", "\x85", "\u2028", "\r",
    "\n", '"', "'", "`", "<script>", "&amp;", "{{}}", "%s", "${x}", "=1+1", "../..", "/", "\\", " / ", "#7", "itg-", "~", "@", "\ufdfa" * 300,
    "n" * LONGEST_ID, "n" * (LONGEST_ID + 1), "n" * LONGEST_NAME, "n" * (LONGEST_NAME + 1), "\u0301" * 40,
)  # fmt: skip
TRIED = [0]  # texts, for the figures of `make soak`


def _tried(parts: list[str]) -> str:
    TRIED[0] += 1
    return "".join(parts)


def _as_typed(given: bytes) -> str:
    TRIED[0] += 1
    return os.fsdecode(given.replace(b"\0", b""))


texts = st.lists(st.sampled_from(NASTY) | st.text(st.characters(), max_size=8), max_size=3).map(_tried)
# What the command line is given: bytes without a zero, read as the system reads names.
typed = (st.binary(max_size=20) | texts.map(lambda t: t.encode("utf-8", "surrogatepass"))).map(_as_typed)
few = settings(max_examples=int(os.environ.get("TRACER_SOAK_EXAMPLES", "12")), suppress_health_check=list(HealthCheck))


@contextlib.contextmanager
def a_case(db: str | None = None) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        yield Desk(Path(folder, "case"), db)


def works(desk: Desk) -> None:
    """Whatever was done: who asks is answered, what is done next is done."""
    if not desk.case.exists():  # nothing was ever acknowledged
        return
    whole = Desk(desk.folder)
    for command in (
        ["documents", "--json"],
        ["check"],
        ["journal"],
        ["incidents", "--json"],
        ["names", "list"],
        ["flags"],
        ["evidence", "--csv"],
    ):
        ran = whole.run(*command)
        assert ran.code == 0, (command, ran)
    held = desk.case.documents()
    told = json.loads(desk.run("documents", "--json").out)
    assert {d["document"] for d in told if d["complete"]} == set(held)
    if incidents := json.loads(whole.run("incidents", "--json").out):
        assert quiet(whole.run("trace", incidents[0]["incident"])).code in (0, 1)
    assert quiet(desk.run("rebuild")).code == 0
    for sha256 in held:
        assert quiet(desk.run("forget", sha256)).code == 0
    assert desk.case.documents() == {}
    assert json.loads(desk.run("documents", "--json").out) == []


def quiet(ran: Ran) -> Ran:
    assert "Traceback (most recent" not in ran.err + ran.out
    assert cli.FAULT not in ran.err, ran.err
    assert ran.code in (0, 1, 2), ran
    return ran


# --- every field of what a loader finds ----------------------------------------------------------------------------

_MOMENTS = st.sampled_from(("2024-05-20", "2024-05-20T10:00:00Z", "2024-05", "2024"))
_NUMBERS = st.integers() | st.integers(0, 20) | st.just(2**63)
_OF_TYPE = {"Moment": _MOMENTS, "int": _NUMBERS, "bool": st.booleans(), "str": texts}


def _field(name: str, kind: str) -> st.SearchStrategy[Any]:
    if name in {"kind", "place", "known_at"}:
        return {
            "kind": st.sampled_from([k for k in Kind if k not in (Kind.SAME, Kind.DIFFERENT, Kind.UNSURE)]),
            "place": st.integers(1, 99).map(lambda line: Place(line, line)),
            "known_at": _MOMENTS,
        }[name]
    if kind == "tuple[str, ...]":
        return st.lists(texts, max_size=2).map(tuple)
    if kind == "tuple[Due, ...]":
        return st.lists(st.builds(Due, texts, texts, texts, st.none() | _MOMENTS), max_size=2).map(tuple)
    if name == "role":
        return st.none() | st.sampled_from(Role)
    if name == "status":
        return st.none() | st.sampled_from(Status)
    if name in {"attested", "verified"}:
        return st.none()
    found = _OF_TYPE[kind.removesuffix(" | None")]
    return st.none() | found if kind.endswith("None") else found


_ANNOTATED = {name: str(Claim.__annotations__[name]) for name in Claim.__struct_fields__}
claims = st.fixed_dictionaries({name: _field(name, kind) for name, kind in _ANNOTATED.items()}).map(lambda said: Claim(**said))
plain = st.builds(
    lambda **said: Claim(kind=Kind.STATUS, place=Place(1, 1), known_at="2024-05-20", **said),
    quote=texts, said_by=texts, incident=texts, provider=texts, status=st.sampled_from(Status),
)  # fmt: skip
findings = st.lists(
    claims | plain | st.builds(Unread, st.just(1), st.just(1), texts) | st.builds(Remark, st.just("made-up"), st.just(1), st.just(1), texts)
    | st.builds(Heading, texts, texts, _MOMENTS),
    min_size=1, max_size=4,
)  # fmt: skip


def _finds(found: list[Any], patched: pytest.MonkeyPatch) -> None:
    module: Any = SimpleNamespace(__doc__="made up", VERSION=1, recognise=lambda _: True, load=lambda _: iter(found))
    patched.setattr(registry, "available", lambda: (registry.Loader("made_up", module),))


ONE = Claim(
    kind=Kind.STATUS, place=Place(1, 1), quote="x", said_by="x", known_at="2024-05-20", incident="x", provider="x", status=Status.OPEN
)


@few
@given(findings)
@example([ONE, ONE])
@example([Claim(kind=Kind.STATUS, place=Place(1, 1), quote=HALF, said_by=HALF, known_at="2024-05-20", incident=HALF, provider=HALF)])
def test_in_every_field_that_a_loader_finds(found: list[Any]) -> None:
    with pytest.MonkeyPatch.context() as patched, a_case() as desk:
        patched.setenv("TRACER_DEBUG", "1")
        _finds(found, patched)
        file = hop_list(desk.folder.parent / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom"))
        ran = quiet(desk.run("load", file, "--as", "made_up", "--json"))
        assert (ran.code == 0) == bool(desk.case.documents())
        if ran.code == 0:
            works(desk)
        else:
            assert desk.run("load", file, "--as", "made_up").code == 1


# --- every field of the documents themselves -----------------------------------------------------------------------


@few
@given(st.dictionaries(st.sampled_from(COLUMNS.split(",")), texts, min_size=1), st.sampled_from(("utf-8", "utf-16", "cp1252")))
def test_in_every_cell_of_a_list(cells: dict[str, str], charset: str) -> None:
    with a_case() as desk:
        file = desk.folder.parent / "one.csv"
        rows = chain("7001", "Alder Voice", "Birch Telecom", caller="+12025550117", noted_on="2024-05-20")
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS.split(","))
        writer.writeheader()
        writer.writerows([rows[0] | cells, rows[1]])
        file.write_bytes(out.getvalue().encode(charset, "surrogatepass" if charset != "cp1252" else "replace"))
        quiet(desk.run("load", file))
        works(desk)


@few
@given(st.data())
def test_anywhere_in_a_specimen(data: st.DataObject) -> None:
    with specimens() as files, a_case() as desk:
        original = data.draw(st.sampled_from(files))
        whole = original.read_bytes()
        for put in data.draw(st.lists(texts.map(lambda t: t.encode("utf-8", "surrogatepass")) | st.binary(max_size=9), max_size=4)):
            at = data.draw(st.integers(0, len(whole)))
            whole = whole[:at] + put + whole[at:]
        file = desk.folder.parent / original.name
        file.write_bytes(whole)
        quiet(desk.run("load", file))
        works(desk)


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "utf-7", "utf-16-le"])
def test_a_mail_in_a_charset_that_makes_half_characters(tmp_path: Path, charset: str) -> None:
    """It can be sent by anybody."""
    desk = Desk(tmp_path / "case")
    written = story.mailbox(tmp_path / "mail.txt", story.request("2024-05-09 14:05", 20560)).read_text("utf-8")
    body = f"{written}\nCampaign: \\ud800 \\udfff +2AA-"
    mail = f'From: traceback-notice@tracebacks.org\nTo: x@y.example\nSubject: t\nMIME-Version: 1.0\nContent-Type: text/plain; charset="{charset}"\n\n'
    (tmp_path / "one.eml").write_bytes(mail.encode() + body.encode("utf-16-le" if charset == "utf-16-le" else "ascii", "replace"))
    quiet(desk.run("load", tmp_path / "one.eml", "--as", "itg_mailbox"))
    works(desk)


@pytest.mark.parametrize("cell", ["provider", "incident", "campaign", "caller", "source", "stated_by", "status", "noted_on", "colour"])
def test_ten_megabytes_in_one_cell(tmp_path: Path, cell: str) -> None:
    desk = Desk(tmp_path / "case")
    rows = chain("7001", "Alder Voice", "Birch Telecom", noted_on="2024-05-20", campaign="Parcel")
    file = tmp_path / "one.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, [*COLUMNS.split(","), "colour"])
        writer.writeheader()
        writer.writerows([rows[0] | {cell: "long " * 2_000_000}, rows[1]])
    start = time.monotonic()
    quiet(desk.run("load", file))
    works(desk)
    assert time.monotonic() - start < 60


def test_what_cannot_be_told_as_it_stands_is_told_as_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, Any] = {"kind": Kind.STATUS, "known_at": "2024-05-20", "said_by": "list", "status": Status.OPEN}
    found = [
        Claim(place=Place(1, 1), quote=f"caf{HALF}", incident="7001", provider=f"Caf{HALF} Tel", **said),
        Claim(place=Place(2, 2), quote="q" * (LONGEST_TEXT + 1), incident="7001", provider="n" * LONGEST_NAME, **said),
        Claim(place=Place(3, 3), quote="x", incident="7001", provider="n" * (LONGEST_NAME + 1), **said),
        Claim(place=Place(4, 4), quote="x", incident="7001", provider="\u00e9" * (LONGEST_NAME // 2 + 1), **said),
        Claim(**said | {"kind": Kind.COUNTED}, place=Place(5, 5), quote="x", provider="A", total=2**53 + 1),
        Claim(**said | {"kind": Kind.COUNTED}, place=Place(6, 6), quote="x", provider="A", total=2**53),
    ]
    _finds(found, monkeypatch)
    desk = Desk(tmp_path / "case")
    [outcome] = desk.load(hop_list(tmp_path / "one.csv"), loader="made_up", mark=f"s{HALF}cret")
    assert (outcome.outcome, outcome.claims) == ("loaded", 3)
    assert [(r.code, r.line_from) for r in outcome.remarks if r.code != "name-unusual"] == [("not-text", 1), ("text-cut", 2)]
    assert [(u.line_from, u.reason) for u in outcome.unread] == [
        (3, "provider is longer than 8000 bytes"),
        (4, "provider is longer than 8000 bytes"),
        (5, "total is a number beyond 9007199254740992"),
    ]
    quotes = [claim["quote"] for claim in desk.ask("evidence")]
    assert quotes == ["caf\ufffd", "q" * (LONGEST_TEXT - 2) + " …", "x"]
    assert [d["mark"] for d in desk.ask("documents")] == ["s\ufffdcret"]
    assert desk.run("check").code == 0


# --- names, options, environment -----------------------------------------------------------------------------------


def _file_name(data: st.DataObject) -> str:
    return data.draw(typed.filter(lambda t: t.strip(".") and "/" not in t and len(os.fsencode(t)) < 200))


@few
@given(st.data())
def test_in_file_names_and_what_is_said_of_a_document(data: st.DataObject) -> None:
    with a_case() as first:
        desk = Desk(first.folder.parent / f"c{_file_name(data)}")
        rows = chain("7001", "Alder Voice", "Birch Telecom", noted_on="2024-05-20")
        file = desk.folder.parent / _file_name(data)
        if file == desk.folder:
            return
        hop_list(file, *rows)
        more = [part for option in ("--mark", "--noted-on") if data.draw(st.booleans()) for part in (option, data.draw(typed))]
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("TRACER_USER", data.draw(typed))
            ran = quiet(desk.run("load", *more, "--", file))
            if not more or (more[0] == "--mark" and len(more) == 2):
                assert ran.code == 0, ran
            quiet(desk.run("forget", "--", file.name))
            quiet(desk.run("load", "--", file))
            quiet(desk.run("names", "same", "Alder Voice", "Birch Telecom", f"--because={data.draw(typed)}"))
        works(desk)


# Each with one place for whatever somebody types; what is written lies beside the case.
ASKED: tuple[tuple[str, ...], ...] = (
    ("load", "--as=?", "FILE"), ("load", "--noted-on=?", "FILE"), ("load", "--mark=?", "FILE"), ("load", "--", "?"), ("forget", "--", "?"),
    ("documents", "?"), ("trace", "--", "?"), ("trace", "7001", "--as-of=?"), ("trace", "7001", "--html=PLACE"), ("trace", "7001", "--bundle=PLACE"),
    ("trace", "7001", "--html=x", "--force", "--redact=?"), ("trace", "7001", "--html=x", "--force", "--redact=provider", "--redact-for=?"),
    ("trace", "7001", "--html=x", "--force", "--profiles=PLACE"), ("trace", "--cypher", "--", "?"), ("trace", "7001", "--cypher", "--rows", "--as-of=?"),
    ("network", "--html=x", "--force", "--provider=?"), ("network", "--html=x", "--force", "--campaign=?"), ("network", "--hops=?", "--html=x"),
    ("incidents", "--campaign=?"), ("incidents", "--provider=?"), ("incidents", "--status=?"), ("incidents", "--state=?"), ("incidents", "--since=?"),
    ("evidence", "--", "?"), ("evidence", "--kind=?"), ("flags", "--rule=?"), ("flags", "--times=?"), ("due", "--as-of=?"), ("due", "--ics=PLACE"),
    ("provider", "--", "?"), ("next", "--as-of=?"), ("diff", "--from=?", "--to=2024-06-01"), ("diff", "--from=2024-06-01", "--to=?"),
    ("names", "list", "--", "?"), ("names", "same", "--because=x", "--", "Alder Voice", "?"), ("names", "unsure", "--because=x", "--", "?", "Alder Voice"),
    ("names", "different", "Alder Voice", "Birch Telecom", "--because=?"), ("names", "undo", "--", "?"), ("queries", "?"), ("query", "--", "?"),
    ("query", "--", "walk", "?"), ("query", "--", "walk", "incident=?"), ("browser", "--out=PLACE"), ("browser", "--out=.", "--force", "--browser=?"),
    ("browser", "--out=.", "--force", "--", "?"), ("?",), ("--case=PLACE", "documents"), ("--db=?", "documents"), ("names", "?"), ("demo", "PLACE"),
)  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    desk = Desk(folder / "case")
    desk.load(hop_list(folder / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom", caller="+12025550117", campaign="Parcel")))
    assert desk.run("query", "requests").code == 0
    return folder


@settings(few, max_examples=max(4, few.max_examples // 4))
@given(st.lists(typed, min_size=len(ASKED), max_size=len(ASKED)))
@example(["caf\udce9"] * len(ASKED))
@example(["a\udcff/b"] * len(ASKED))
@example([""] * len(ASKED))
def test_in_every_option_and_argument(kept: Path, said: list[str]) -> None:
    """One command after the other on one case, each with something else."""
    with a_case() as desk, contextlib.chdir(desk.folder.parent):
        shutil.copytree(kept / "case", desk.folder)
        for command, text in zip(ASKED, said, strict=True):
            place = f"{desk.folder.parent}/p{text.replace('..', '')}"
            words = [each.replace("?", text).replace("PLACE", place).replace("FILE", str(kept / "one.csv")) for each in command]
            if command[0] != "load" or text.strip("./"):  # not whatever lies about here
                quiet(desk.run(*words))
                assert quiet(desk.run("documents")).code == 0, (words, desk.run("documents"))
        works(desk)


@few
@given(st.data())
def test_in_every_variable_of_the_environment(kept: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        shutil.copytree(kept / "case", Path(folder, "case"))
        desk = Desk(Path(folder, "case"))
        for name in (
            "TRACER_USER",
            "SOURCE_DATE_EPOCH",
            "NO_COLOR",
            "COLUMNS",
            "NEO4J_USERNAME",
            "NEO4J_PASSWORD",
            "NEO4J_DATABASE",
            "TRACER_DB",
        ):
            if data.draw(st.booleans()):
                patched.setenv(name, data.draw(typed))
        for command in (
            ["load", kept / "one.csv"],
            ["trace", "7001", "--html", f"{folder}/x.html"],
            ["rebuild"],
            ["documents"],
            ["browser", f"--out={folder}"],
        ):
            quiet(desk.run(*command))
        patched.undo()
        works(desk)


def test_a_journal_that_an_older_version_wrote_halves_into(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    file = hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom"))
    desk.load(file)
    journal = desk.folder / "journal.jsonl"
    line = json.loads(journal.read_text("utf-8")) | {"name": f"on{HALF}e.csv", "mark": HALF}
    judged = {
        "did": "judged",
        "at": "2024-06-01T08:00:00Z",
        "who": HALF,
        "id": "j1",
        "a": "Alder Voice",
        "b": "Birch Telecom",
        "verdict": "same",
    }
    journal.write_text("".join(json.dumps(each) + "\n" for each in (line, judged | {"because": HALF})), "utf-8")
    assert quiet(desk.run("rebuild")).code == 0
    assert [d["name"] for d in desk.ask("documents")] == ["on\ufffde.csv"]
    assert len(desk.ask("names", "list")) == 1
    works(desk)


@pytest.mark.parametrize(
    "line", ['{"did": [], "at": "x", "who": "y"}', '{"did": "forgot", "at": "x", "who": "y", "document": 5}', "[1]", '"x"', "5", "{}",
             '{"did": "loaded", "at": "x", "who": "y", "document": "d", "name": "n", "loader": "l", "version": "1"}', "[" * 100_000,
             '{"did": "judged", "at": "x", "who": "y", "id": "j", "a": "A", "b": "B", "because": "z", "verdict": "perhaps"}'],
)  # fmt: skip
def test_a_journal_line_that_is_no_deed(line: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom")))
    with (desk.folder / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write(line + "\n")
    said = f"tracer: line 2 of {desk.folder / 'journal.jsonl'} is damaged: restore the journal from a copy"
    for command in (["documents"], ["load", tmp_path / "one.csv"], ["rebuild"], ["check"], ["journal"], ["names", "undo", "x"]):
        assert desk.run(*command).only_line() == said


# --- on a server ---------------------------------------------------------------------------------------------------


@settings(few, max_examples=max(3, few.max_examples // 8))
@given(findings, texts)
def _on_a_server(uri: str, driver: Any, found: list[Any], mark: str) -> None:
    servers.empty(driver)
    with pytest.MonkeyPatch.context() as patched, a_case(uri) as desk:
        _finds([*found, replace(_A_CLAIM)], patched)
        desk.load(hop_list(desk.folder.parent / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom")), loader="made_up", mark=mark)
        works(desk)


_A_CLAIM = Claim(
    kind=Kind.HANDED_OFF, place=Place(1, 1), quote="n" * LONGEST_TEXT, said_by="x", known_at="2024-05-20", incident="i" * LONGEST_NAME,
    provider="\ufdfa" * (LONGEST_NAME // 3), upstream="n" * LONGEST_NAME, campaign="c" * LONGEST_NAME,
)  # fmt: skip


@pytest.mark.long
def test_in_every_field_on_a_server(logged_in: servers.Server) -> None:
    with logged_in.driver() as driver:
        _on_a_server(logged_in.uri, driver)


# --- what cannot be drawn ------------------------------------------------------------------------------------------


@pytest.fixture
def stumbles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing anything of Rowan Tel fails, as by a fault of ours that nobody has met yet."""
    add = Drawing.add

    def does(drawing: Drawing, incident: str, claims: Any, who: Any, **how: Any) -> None:
        if any(claim.provider == "Rowan Tel" for claim in claims):
            raise KeyError("Rowan Tel")
        add(drawing, incident, claims, who, **how)

    monkeypatch.setattr(Drawing, "add", does)


@pytest.mark.parametrize("held", [1, 10_000])
def test_what_cannot_be_drawn_is_not_acknowledged_and_holds_nothing_up(
    tmp_path: Path, stumbles: None, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(projection, "HELD", held)  # drawn while it is read, or after that
    desk = Desk(tmp_path / "case")
    files = [
        hop_list(tmp_path / f"{n}.csv", *chain(str(7000 + n), name, "Birch Telecom")) for n, name in enumerate(("A", "Rowan Tel", "C"))
    ]
    ran = desk.run("load", *files, "--json")
    assert [(o["name"], o["outcome"], o["claims"]) for o in json.loads(ran.out)] == [
        ("0.csv", "loaded", 3),
        ("1.csv", "failed", 0),
        ("2.csv", "loaded", 3),
    ]
    assert ran.err == "tracer: 1.csv cannot be drawn (KeyError: 'Rowan Tel'): it is not loaded; please report it\n"
    assert sorted(held.name for held in desk.case.documents().values()) == ["0.csv", "2.csv"]
    assert len(list((desk.folder / "originals").iterdir())) == 2
    assert desk.run("check").code == 0
    works(desk)


def test_what_an_older_version_acknowledged_and_cannot_be_drawn_can_be_forgotten(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(*(hop_list(tmp_path / f"{name}.csv", *chain("7001", name, "Birch Telecom")) for name in ("Alder Voice", "Rowan Tel")))
    desk.case.remove_store()
    request.getfixturevalue("stumbles")
    assert "Rowan Tel.csv cannot be drawn" in desk.run("incidents").err
    assert [d["name"] for d in desk.ask("documents")] == ["Alder Voice.csv"]
    refused = desk.run("rebuild").only_line()
    assert refused.endswith("(1 of 2 documents cannot be read again; the old store is as it was)")
    assert [d["name"] for d in desk.ask("documents")] == ["Alder Voice.csv"]
    assert desk.run("forget", "Rowan Tel.csv").err == "Rowan Tel.csv is forgotten; the journal keeps that it was here\n"
    assert desk.run("check").code == 0


def test_a_judgement_that_cannot_be_drawn_is_not_acknowledged(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "one.csv", *chain("7001", "Rowan Tel", "Birch Telecom")))
    request.getfixturevalue("stumbles")
    ran = desk.run("names", "same", "Rowan Tel", "Birch Telecom", "--because", "one office")
    assert (ran.code, cli.FAULT in ran.err) == (1, True)
    assert [entry["did"] for entry in desk.case.entries()] == ["loaded"]
    assert desk.run("load", tmp_path / "one.csv").code == 0
    assert desk.run("check").code == 0
