"""A bundle: the same bytes from the same content, checksums that check, tables that are no formulas, the exhibits."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims import said
from tracer import bundle
from tracer.errors import BadInput
from tracer.model import Evidence, Kind, replace

FILES: dict[str, bytes | str] = {"page.html": "<!doctype html>é", "figure.svg": "<svg/>", "figure.png": b"\x89PNG\r\n"}
ROWS: list[dict[str, object]] = [
    {"provider": "Larkspur Wireless", "quote": '=HYPERLINK("x")', "calls": 7},
    {"provider": "@Beacon, Tandem", "quote": "one\ntwo", "calls": None},
]


def table(rows: Iterable[Mapping[str, object]] = ROWS) -> dict[str, tuple[Sequence[str], Iterable[Mapping[str, object]]]]:
    return {"hops": (("provider", "quote", "calls"), rows)}


def write(target: Path, *, force: bool = False, **more: Any) -> dict[str, bytes]:
    bundle.write(target, files=more.get("files", FILES), tables=more.get("tables", table()), force=force)
    with zipfile.ZipFile(target) as written:
        assert written.testzip() is None
        return {name: written.read(name) for name in written.namelist()}


def test_a_bundle_holds_all_and_the_checksums_of_all(tmp_path: Path) -> None:
    held = write(tmp_path / "b.zip")
    assert list(held) == ["figure.png", "figure.svg", "hops.csv", "page.html", "SHA256SUMS"]
    assert held["page.html"] == "<!doctype html>é".encode()
    assert held["figure.png"] == b"\x89PNG\r\n"
    assert held["SHA256SUMS"].decode() == "".join(
        f"{hashlib.sha256(held[name]).hexdigest()}  {name}\n" for name in ("figure.png", "figure.svg", "hops.csv", "page.html")
    )


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum here")
def test_sha256sum_checks_it(tmp_path: Path) -> None:
    write(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as written:
        written.extractall(tmp_path / "out")

    def check() -> subprocess.CompletedProcess[str]:
        command = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
        return subprocess.run(command, cwd=tmp_path / "out", capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})

    checked = check()
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.splitlines() == ["figure.png: OK", "figure.svg: OK", "hops.csv: OK", "page.html: OK"]
    (tmp_path / "out" / "hops.csv").write_text("another")
    assert check().returncode == 1


def test_a_table_is_guarded_against_formulas(tmp_path: Path) -> None:
    text = write(tmp_path / "b.zip")["hops.csv"].decode()
    assert list(csv.reader(io.StringIO(text))) == [
        ["provider", "quote", "calls"],
        ["Larkspur Wireless", '\'=HYPERLINK("x")', "7"],
        ["'@Beacon, Tandem", "one\ntwo", ""],
    ]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "one.zip")
    time.sleep(0.01)
    shuffled = dict(reversed(FILES.items()))
    write(tmp_path / "two.zip", files=shuffled, tables=table(iter(ROWS)))
    one = (tmp_path / "one.zip").read_bytes()
    assert one == (tmp_path / "two.zip").read_bytes()
    assert write(tmp_path / "three.zip", files={**FILES, "page.html": "other"})["page.html"] == b"other"
    with zipfile.ZipFile(io.BytesIO(one)) as written:
        for member in written.infolist():
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert member.create_system == 3
            assert member.external_attr >> 16 == stat.S_IFREG | 0o644
            assert member.compress_type == zipfile.ZIP_STORED
            assert (member.extra, member.comment, written.comment) == (b"", b"", b"")


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_-]{0,8}\.[a-z]{3}", fullmatch=True), st.binary(max_size=64), max_size=5))
def test_what_is_put_in_comes_out(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> None:
    held = write(tmp_path_factory.mktemp("b") / "b.zip", files=files, tables={})
    sums = held.pop("SHA256SUMS").decode().splitlines()
    assert held == files
    assert sums == [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in sorted(files.items())]


@pytest.mark.parametrize("name", ["../up.txt", "a/b", "", "a\nb", ".hidden", "SHA256SUMS", "hops.csv", "HOPS.CSV", "C:x", "a\\b"])
def test_no_member_has_a_name_that_could_go_astray(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="plain names of their own"):
        bundle.write(
            tmp_path / "b.zip", files={name: b"x", **({"hops.csv": b"y"} if name == "HOPS.CSV" else {})}, tables=table(), force=False
        )
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    target = tmp_path / "b.zip"
    target.write_text("mine")
    with pytest.raises(BadInput) as error:
        write(target)
    assert str(error.value) == f"{target} exists: give --force to replace it"
    assert target.read_text() == "mine"
    assert "page.html" in write(target, force=True)
    assert [file.name for file in tmp_path.iterdir()] == ["b.zip"]


def test_a_folder_that_is_not_there_is_made_and_none_within_a_file(tmp_path: Path) -> None:
    assert "page.html" in write(tmp_path / "new" / "one" / "b.zip")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BadInput) as error:
        write(tmp_path / "file" / "b.zip")
    assert str(error.value) == f"{tmp_path / 'file' / 'b.zip'} cannot be written ({tmp_path / 'file'} is no folder): choose another place"
    with pytest.raises(BadInput) as error:
        write(tmp_path, force=True)
    assert str(error.value) == f"{tmp_path} is a folder: name a file"


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "b.zip"
    target.write_text("mine")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadInput) as error:
        write(target, force=True)
    assert str(error.value) == f"{target} cannot be written (No space left on device): choose another place"
    assert target.read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["b.zip"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_the_file_can_be_read_by_others(tmp_path: Path) -> None:
    write(tmp_path / "b.zip")
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o644


# --- the picture ---------------------------------------------------------------------------------------------------

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60" width="300" height="60">'
    "<style>text{{font-family:Arial,'Liberation Sans',Helvetica,sans-serif;fill:#16202c}}.t{{font-size:14px}}</style>"
    '<text class="t" x="10" y="30">{}</text></svg>'
)


def size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_without_the_extra_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    assert bundle.picture(SVG.format("Larkspur")) == {}


def drawn_by(monkeypatch: pytest.MonkeyPatch, *, fonts: bool) -> list[dict[str, Any]]:
    """A library that draws nothing but what it was asked."""
    asked: list[dict[str, Any]] = []

    def draw(**how: Any) -> bytes:
        asked.append(how)
        return str(how["svg_string"]).encode() if fonts else b"blank"

    monkeypatch.setitem(sys.modules, "resvg_py", SimpleNamespace(svg_to_bytes=draw))
    return asked


def test_a_machine_without_a_font_gives_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_by(monkeypatch, fonts=False)
    assert bundle.picture(SVG.format("Larkspur")) == {"figure.txt": bundle.NO_FONT.encode()}
    assert "figure.svg holds the same figure" in bundle.NO_FONT


@pytest.mark.parametrize(
    ("sides", "zoom"),
    [('width="300" height="60"', 2.0), ('width="300px" height="20000px"', 0.5), ('viewBox="0 0 100000 10"', 0.1), ('width="100%"', 2.0)],
)
def test_a_picture_has_twice_the_size_within_bounds(sides: str, zoom: float, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = drawn_by(monkeypatch, fonts=True)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {sides}/>'
    assert bundle.picture(svg) == {"figure.png": svg.encode()}
    assert asked[-1] == {"svg_string": svg, "zoom": zoom, "background": "white"}


def test_a_picture_shows_text() -> None:
    pytest.importorskip("resvg_py", reason="calltracer[pictures] is not installed")
    drawn = bundle.picture(SVG.format("Larkspur Wireless"))
    if "figure.txt" in drawn:
        pytest.skip("there is no font here")
    [(name, png)] = drawn.items()
    assert (name, png[:8], size(png)) == ("figure.png", b"\x89PNG\r\n\x1a\n", (600, 120))
    assert bundle.picture(SVG.format("Larkspur Wireless"))["figure.png"] == png
    empty, other = (bundle.picture(SVG.format(text))["figure.png"] for text in ("", "Beacon Tandem"))
    assert len({empty, other, png}) == 3


def test_the_library_draws_no_text_without_a_font() -> None:
    """What `picture` relies on to tell."""
    library = pytest.importorskip("resvg_py", reason="calltracer[pictures] is not installed")
    drawn = {bytes(library.svg_to_bytes(svg_string=SVG.format(text), skip_system_fonts=True)) for text in ("", "Larkspur")}
    assert len(drawn) == 1


def test_importing_it_loads_no_library_for_pictures() -> None:
    code = "import sys, tracer.bundle; print('resvg_py' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


# --- exhibits ------------------------------------------------------------------------------------------------------

ONE, OTHER = "1" * 64, "2" * 64


def cited(
    first: int, last: int, document: str = ONE, name: str = "mailbox.txt", part: int | None = None, page: int | None = None
) -> Evidence:
    """A claim in these lines of that document."""
    claim = said(Kind.CALL, document=document, lines=(first, last), part=part, page=page)
    return replace(claim, document_name=name)


def entry(did: str, document: str, at: str, who: str) -> dict[str, object]:
    return {"did": did, "at": at, "who": who, "document": document}


def test_each_document_is_an_exhibit_once() -> None:
    found = bundle.exhibits(
        [cited(12, 12), cited(3, 5), cited(5, 9), cited(10, 10), cited(3, 5), cited(7, 7, OTHER, "a-letter.pdf", page=2), cited(1, 2, OTHER, "a-letter.pdf", page=1)],
        [
            entry("loaded", ONE, "2024-05-20T08:00:00Z", "odalys"),
            {"did": "judged", "at": "2024-05-20T09:00:00Z", "who": "odalys", "id": "j1"},
            entry("loaded", ONE, "2024-06-01T08:00:00Z", "lennart"),
            entry("loaded", OTHER, "2024-05-21T08:00:00Z", "odalys"),
            entry("forgot", OTHER, "2024-05-22T08:00:00Z", "odalys"),
            entry("loaded", OTHER, "2024-05-23T08:00:00Z", "marit"),
        ],
    )  # fmt: skip
    assert found == [
        {
            "exhibit": 1, "document": "a-letter.pdf", "sha256": OTHER, "lines": "page 1: lines 1–2; page 2: line 7",
            "loaded_at": "2024-05-23T08:00:00Z", "loaded_by": "marit",
        },
        {
            "exhibit": 2, "document": "mailbox.txt", "sha256": ONE, "lines": "lines 3–10, 12",
            "loaded_at": "2024-05-20T08:00:00Z", "loaded_by": "odalys",
        },
    ]  # fmt: skip


def test_a_mail_counts_its_own_lines() -> None:
    [found] = bundle.exhibits([cited(1, 4, part=10), cited(2, 2, part=2), cited(5, 5, part=10), cited(8, 8, part=2, page=3)], [])
    assert found["lines"] == "message 2: line 2; message 2, page 3: line 8; message 10: lines 1–5"
    assert (found["loaded_at"], found["loaded_by"]) == (None, None)  # a team's database, without the case


def test_no_evidence_no_exhibit() -> None:
    assert bundle.exhibits([], [entry("loaded", ONE, "2024-05-20T08:00:00Z", "odalys")]) == []


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 6)), min_size=1, max_size=12))
def test_merged_spans_hold_exactly_the_lines_referred_to(spans: list[tuple[int, int]]) -> None:
    [found] = bundle.exhibits([cited(first, first + more) for first, more in spans], [])
    shown = str(found["lines"]).removeprefix("lines ").removeprefix("line ").split(", ")
    pairs = [(int(a), int(b or a)) for a, _, b in (each.partition("–") for each in shown)]
    assert {n for a, b in pairs for n in range(a, b + 1)} == {n for first, more in spans for n in range(first, first + more + 1)}
    assert all(b + 1 < c for (_, b), (c, _) in pairwise(pairs))
