"""The case folder: originals, a journal that is only appended to, one writer at a time."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cases import Desk, chain, differing, environment, hop_list
from tracer import registry
from tracer.case import Case, Held, who
from tracer.errors import BadCase, CaseBusy, NotKnown

ALDER = chain("7040", "Alder Voice", "Birch Telecom")
CEDAR = chain("7041", "Cedar Networks", "Dogwood Transit")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "case")


@pytest.fixture
def alder(tmp_path: Path) -> Path:
    return hop_list(tmp_path / "alder.csv", *ALDER)


@pytest.fixture
def cedar(tmp_path: Path) -> Path:
    return hop_list(tmp_path / "cedar.csv", *CEDAR)


def _journal(desk: Desk) -> Path:
    return desk.folder / "journal.jsonl"


# --- originals and journal -----------------------------------------------------------------------------------------


def test_originals_are_kept_byte_for_byte_under_their_hash(desk: Desk, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_bytes(b"\xef\xbb\xbfincident,provider,status,noted_on\r\n7040,Caf\xc3\xa9 Tel,open,2024-05-20\r\n")
    desk.load(odd)
    [original] = (desk.folder / "originals").iterdir()
    assert original.read_bytes() == odd.read_bytes()
    assert original.name == hashlib.sha256(odd.read_bytes()).hexdigest()


def test_the_journal_says_what_was_done_when_and_by_whom(desk: Desk, alder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_USER", "Odalys Wren")
    desk.load(alder, mark="confidential")
    desk.forget("alder.csv")
    first, last = _journal(desk).read_bytes().splitlines()
    loaded, forgot = json.loads(first), json.loads(last)
    assert forgot.pop("before") == hashlib.sha256(first).hexdigest()
    sha256 = hashlib.sha256(alder.read_bytes()).hexdigest()
    for entry in (loaded, forgot):
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.pop("at"))
    assert loaded == {
        "did": "loaded", "who": "Odalys Wren", "document": sha256, "name": "alder.csv", "loader": "hop_list", "version": registry.get("hop_list").version,
        "mark": "confidential", "format": 1,
    }  # fmt: skip
    assert forgot == {"did": "forgot", "who": "Odalys Wren", "document": sha256, "name": "alder.csv"}


def test_without_tracer_user_it_is_the_login_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACER_USER", raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "wren")
    assert who() == "wren"
    monkeypatch.setenv("TRACER_USER", "somebody else")
    assert who() == "somebody else"

    def nobody() -> str:
        raise OSError("no such user")

    monkeypatch.delenv("TRACER_USER")
    monkeypatch.setattr(getpass, "getuser", nobody)
    assert who() == "unknown"


def test_what_was_written_is_never_written_again(desk: Desk, alder: Path, cedar: Path) -> None:
    desk.load(alder)
    before = _journal(desk).read_bytes()
    for deed in (lambda: desk.load(cedar), lambda: desk.forget("alder.csv"), lambda: desk.load(alder), desk.rebuild):
        deed()
        after = _journal(desk).read_bytes()
        assert after.startswith(before)
        before = after
    assert [e["did"] for e in desk.case.entries()] == ["loaded", "loaded", "forgot", "loaded"]


def test_a_second_load_of_the_same_is_no_deed(desk: Desk, alder: Path) -> None:
    desk.load(alder)
    before = _journal(desk).read_bytes()
    desk.load(alder)
    assert _journal(desk).read_bytes() == before


# --- a damaged journal ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("torn", [b"{", b'{"did": "loaded", "docum', b'{"did": "forgot", "document": "00"}', b"\x00\x00\x00", b"\xff"])
def test_a_torn_last_line_did_not_happen_and_is_cut_by_the_next_deed(desk: Desk, alder: Path, cedar: Path, torn: bytes) -> None:
    desk.load(alder)
    whole = _journal(desk).read_bytes()
    _journal(desk).write_bytes(whole + torn)
    assert [held.name for held in desk.case.documents().values()] == ["alder.csv"]
    assert desk.run("trace", "7040").code == 0
    assert _journal(desk).read_bytes() == whole + torn, "a read writes nothing"
    desk.load(cedar)
    lines = _journal(desk).read_bytes().split(b"\n")
    assert b"\n".join(lines[:1]) + b"\n" == whole
    assert [json.loads(line)["name"] for line in lines[:-1]] == ["alder.csv", "cedar.csv"]
    assert lines[-1] == b""


def test_a_journal_of_a_torn_line_alone_is_an_empty_one(desk: Desk, alder: Path) -> None:
    desk.folder.mkdir()
    _journal(desk).write_bytes(b'{"did": "loa')
    assert desk.case.documents() == {}
    desk.load(alder)
    [entry] = map(json.loads, _journal(desk).read_text("utf-8").splitlines())
    assert (entry["name"], entry["format"]) == ("alder.csv", 1)


@pytest.mark.parametrize(
    "line",
    [b"not json", b'{"did": "loaded", ', b"\xff\xfe", b"", b"17", b'"loaded"', b"null", b"{}", b'{"did": "loaded", "at": "", "who": ""}'],
)
def test_a_damaged_line_is_an_error_in_one_line(desk: Desk, alder: Path, cedar: Path, line: bytes) -> None:
    desk.load(alder, cedar)
    first, second, rest = _journal(desk).read_bytes().split(b"\n")
    damaged = b"\n".join([first, line, second, rest])
    _journal(desk).write_bytes(damaged)
    with pytest.raises(BadCase, match=r"^line 2 of .*journal\.jsonl is damaged: restore the journal from a copy$"):
        desk.case.documents()
    for command in (["load", alder], ["trace", "7040"], ["journal"], ["rebuild"], ["forget", "alder.csv"]):
        assert "line 2 of" in desk.run(*command).only_line()
    assert _journal(desk).read_bytes() == damaged, "nothing is lost"


def test_a_newer_format_is_left_alone(desk: Desk, alder: Path) -> None:
    desk.load(alder)
    [entry] = map(json.loads, _journal(desk).read_text("utf-8").splitlines())
    newer = json.dumps({**entry, "format": 2}).encode() + b"\n"
    _journal(desk).write_bytes(newer)
    for command in (["load", alder], ["trace", "7040"], ["rebuild"]):
        line = desk.run(*command).only_line()
        assert line == f"tracer: {desk.folder} was made by a newer tracer: install that one to use it"
    assert _journal(desk).read_bytes() == newer


# --- finding a document --------------------------------------------------------------------------------------------


def _with(tmp_path: Path, *held: tuple[str, str]) -> Case:
    case = Case(tmp_path / "found")
    with case.writing() as writing:
        for sha256, name in held:
            writing.note("loaded", document=sha256, name=name, loader="hop_list", version=1)
    return Case(case.folder)


A, B, C = "abcdef" + "0" * 58, "abcdef" + "1" * 58, "987654" + "2" * 58


def test_a_document_is_found_by_its_name_or_the_beginning_of_its_hash(tmp_path: Path) -> None:
    case = _with(tmp_path, (A, "one.txt"), (B, "two.txt"), (C, "two.txt"))
    assert case.find("one.txt").sha256 == A
    assert case.find(C).sha256 == C
    assert case.find("987654").sha256 == C
    assert case.find("ABCDEF1").sha256 == B


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("two.txt", "2 documents are called 'two.txt': give the beginning of the hash that `tracer documents` shows"),
        ("abcdef", "2 documents are called 'abcdef': give the beginning of the hash that `tracer documents` shows"),
        ("98765", "no document '98765' in {folder}: `tracer documents` lists them"),
        ("three.txt", "no document 'three.txt' in {folder}: `tracer documents` lists them"),
        ("", "no document '' in {folder}: `tracer documents` lists them"),
    ],
)
def test_what_fits_no_document_or_several_is_said_so(tmp_path: Path, asked: str, said: str) -> None:
    case = _with(tmp_path, (A, "one.txt"), (B, "two.txt"), (C, "two.txt"))
    with pytest.raises(NotKnown) as error:
        case.find(asked)
    assert str(error.value) == said.format(folder=case.folder)


def test_documents_are_as_their_newest_entry_says(tmp_path: Path) -> None:
    case = _with(tmp_path, (A, "one.txt"), (B, "two.txt"))
    with case.writing() as writing:
        writing.note("loaded", document=A, name="one.txt", loader="hop_list", version=2, noted_on="2024-05-20", mark="public")
        writing.note("forgot", document=B, name="two.txt")
        writing.note("same", a="x", b="y", because="a deed of another kind")
    [held] = Case(case.folder).documents().values()
    assert held == Held(A, "one.txt", "hop_list", 2, "2024-05-20", "public", held.loaded)
    assert held.read_as == Held(A, "renamed.txt", "hop_list", 3, "2024-05-20", "public").read_as
    assert held.read_as != Held(A, "one.txt", "hop_list", 2, "2024-05-21", "public").read_as


# --- one writer ----------------------------------------------------------------------------------------------------

_HOLDS = """
import sys
from pathlib import Path
from tracer import registry
from tracer.case import Case
with Case(Path(sys.argv[1])).writing():
    print("writing", flush=True)
    sys.stdin.read()
"""


@contextmanager
def _another_process_writing_to(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _HOLDS, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout
        assert process.stdout.readline() == "writing\n"
        yield process
        if process.poll() is None:
            process.communicate("")


def test_while_another_process_writes_writers_are_told_and_readers_read(desk: Desk, alder: Path, cedar: Path) -> None:
    desk.load(alder)
    before = desk.dump()
    journal = _journal(desk).read_bytes()
    with _another_process_writing_to(desk.folder):
        for command in (["load", cedar], ["forget", "alder.csv"], ["rebuild"]):
            line = desk.run(*command).only_line()
            assert line == f"tracer: another process is writing to {desk.folder}: wait for it to end, then try again"
        with pytest.raises(CaseBusy), desk.case.writing():
            pass
        assert desk.ask("trace", "7040")["ends"][0]["kind"] == "originator"
    assert not differing(desk.dump(), before)
    assert _journal(desk).read_bytes() == journal
    assert desk.run("load", cedar).code == 0


def test_the_right_to_write_ends_with_its_process(desk: Desk, alder: Path) -> None:
    with _another_process_writing_to(desk.folder) as process:
        process.kill()
        process.wait()
    assert desk.run("load", alder).code == 0


def test_what_a_killed_copy_left_is_swept_away(desk: Desk, alder: Path) -> None:
    (desk.folder / "originals").mkdir(parents=True)
    (desk.folder / "originals" / ".incoming-99").write_bytes(b"half of a doc")
    desk.load(alder)
    assert [p.name for p in (desk.folder / "originals").iterdir()] == [hashlib.sha256(alder.read_bytes()).hexdigest()]


# --- folders that cannot be used -----------------------------------------------------------------------------------


def test_a_file_is_no_case(alder: Path) -> None:
    line = Desk(alder).run("load", alder).only_line()
    assert line == f"tracer: {alder} cannot be used as a case folder (Not a directory): choose another with --case"
    assert "there is no case in" in Desk(alder).run("trace", "7040").only_line()
    assert Desk(alder / "below").run("load", alder).only_line().endswith("(Not a directory): choose another with --case")


@pytest.mark.skipif(os.name != "posix", reason="permissions are others elsewhere")
def test_a_folder_that_may_not_be_written_to(desk: Desk, alder: Path, cedar: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.load(alder)
    if os.geteuid() == 0:  # root may write anywhere: the lock's file is refused as it would be to others
        import filelock

        def refused(_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(filelock.FileLock, "_acquire", refused)
    else:
        for folder in (desk.folder / "originals", desk.folder):
            folder.chmod(0o555)
        (desk.folder / "case.lock").chmod(0o444)
    try:
        line = desk.run("load", cedar).only_line()
        assert line == f"tracer: {desk.folder} cannot be written to (Permission denied): choose another with --case"
        assert desk.ask("trace", "7040")["incident"] == "itg-7040"
    finally:
        for folder in (desk.folder, desk.folder / "originals"):
            folder.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="no links without a privilege")
@pytest.mark.parametrize("name", ["originals", "journal.jsonl", "case.db", "case.lock", "salt"])
def test_nothing_is_written_through_a_link_that_leads_out(name: str, desk: Desk, alder: Path, cedar: Path, tmp_path: Path) -> None:
    desk.load(alder)
    inside, outside = desk.folder / name, tmp_path / "outside"
    outside.mkdir() if name == "originals" else outside.write_text("somebody else's", "utf-8")
    if inside.exists():
        inside.rename(tmp_path / "before")
    inside.symlink_to(outside)
    said = f"tracer: {inside} is a link that leads out of the case folder: put there what it names, or name that folder with --case"
    for deed in (["load", cedar], ["load", "--mark", "confidential", alder]):
        assert desk.run(*deed).only_line() == said
    assert [*outside.iterdir()] == [] if name == "originals" else outside.read_text("utf-8") == "somebody else's"
    inside.unlink()
    if (tmp_path / "before").exists():
        (tmp_path / "before").rename(inside)
    assert desk.run("load", cedar).code == 0
    linked = tmp_path / "linked"
    linked.symlink_to(desk.folder)
    assert Desk(linked).run("load", cedar).code == 0, "the negative control: the folder itself may be one"


def test_a_file_larger_than_what_is_free_is_not_copied(desk: Desk, alder: Path, tmp_path: Path) -> None:
    """With holes it takes nothing where it lies."""
    holes = tmp_path / "holes.csv"
    holes.touch()
    try:
        os.truncate(holes, 2 * shutil.disk_usage(tmp_path).free)
    except OSError as reason:
        pytest.skip(str(reason))
    ran = desk.run("load", holes, alder)
    assert ran.code == 1
    assert "are free where the case lies" in ran.err
    assert ran.err.count("\n") == 1
    assert [held.name for held in desk.case.documents().values()] == [alder.name]
    assert not list((desk.folder / "originals").glob(".incoming*"))
