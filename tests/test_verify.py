"""`tracer verify`: a bundle with one changed byte is found, wherever the byte is; hostile archives do nothing."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from tests.cases import Desk, chain, hop_list, run
from tracer import bundle
from tracer.verify import Fault, verify


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("bundle")
    desk = Desk(folder / "case")
    desk.load(hop_list(folder / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom")))
    assert desk.run("trace", "7001", "--bundle", folder / "b.zip").code == 0
    return (folder / "b.zip").read_bytes()


def texts(data: bytes) -> list[tuple[str, str]]:
    return [(fault.file, fault.text) for fault in verify(data)]


def made(data: bytes, **changes: bytes | None) -> bytes:
    """The bundle written anew with files changed, put in or (None) taken out; its list of hashes stays as it was."""
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        members: dict[str, bytes | None] = {name: held.read(name) for name in held.namelist()}
    members |= {name.replace("__", "."): new for name, new in changes.items()}
    return bundle.stored_zip({name: new for name, new in members.items() if new is not None})


def test_what_was_written_is_whole(whole: bytes, tmp_path: Path) -> None:
    """The negative control, as a command too: without a case."""
    assert texts(whole) == []
    (tmp_path / "b.zip").write_bytes(whole)
    ran = run("--case", tmp_path / "none", "verify", tmp_path / "b.zip")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("the bundle's SHA-256 is ")
    assert ran.err.endswith("\nall is as it was written\n")
    assert run("verify", "--json", tmp_path / "b.zip").out == "[]\n"


def test_one_changed_byte_is_found_wherever_it_is(whole: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(whole)) as held:
        heads = [info.header_offset for info in held.infolist()]
        central = held.start_dir
    chance = random.Random(13)
    places = {
        *range(central, len(whole)),
        *(head + k for head in heads for k in range(48)),
        *(chance.randrange(len(whole)) for _ in range(200)),
    }
    for at in sorted(places)[:: max(1, len(places) // 600)]:
        for bit in {chance.randrange(8), 0}:
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            assert texts(bytes(changed)), f"bit {bit} of byte {at} of {len(whole)}"


@pytest.mark.parametrize("change", [lambda b: b + b"x", lambda b: b"x" + b, lambda b: b[:-1], lambda b: b[: len(b) // 2], lambda b: b[:0]])
def test_bytes_put_before_or_after_or_cut_off(whole: bytes, change: object) -> None:
    assert texts(change(whole))  # type: ignore[operator]


def test_each_fault_is_named(whole: bytes) -> None:
    assert texts(made(whole, page__html=b"<p>other")) == [("page.html", "was altered: it is not the file that SHA256SUMS names")]
    assert texts(made(whole, page__html=None)) == [("page.html", "is missing: it was taken out")]
    assert ("more.txt", "was put in: no line of SHA256SUMS names it") in texts(made(whole, more__txt=b"x"))
    assert texts(made(whole, SHA256SUMS=None)) == [("SHA256SUMS", "is missing: this is no bundle of tracer's, or it was taken out")]
    with zipfile.ZipFile(io.BytesIO(whole)) as held:
        sums = held.read("SHA256SUMS")
    assert texts(made(whole, SHA256SUMS=b"?" + sums[1:]))[0] == ("SHA256SUMS", "was altered: line 1 is no hash and name")
    assert ("SHA256SUMS", "was altered: it is cut off") in texts(made(whole, SHA256SUMS=sums[:-1]))
    assert [text for _, text in texts(whole + b"x")] == [
        "is not byte for byte what tracer writes: something beside the contents of its files was altered"
    ]


@pytest.mark.parametrize("name", ["../up.txt", "/etc/passwd", "a/b", "C:x", "a\\b", "\x1b[2Jx", "x\ny", "con\u202etxt", ".hidden", "d/"])
def test_a_hostile_name_is_told_and_nothing_is_unpacked(name: str, whole: bytes, tmp_path: Path) -> None:
    made_up = io.BytesIO(whole)
    with zipfile.ZipFile(made_up, "a") as held:
        held.writestr(zipfile.ZipInfo(name), b"x")
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "b.zip").write_bytes(made_up.getvalue())
    ran = run("verify", folder / "b.zip")
    assert ran.code == 1
    assert ran.out.count("\n") == 1
    assert "has a name that tracer gives to no file: open nothing of this" in ran.out
    assert not {"\x1b", "\u202e"} & set(ran.out + ran.err)
    assert [file.name for file in tmp_path.rglob("*")] == ["here", "b.zip"]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("page.html", b"0" * 50_000_000)
    assert texts(bomb.getvalue()) == [("page.html", "is packed as tracer packs no file: open nothing of this")]
    data = bytearray(bundle.stored_zip({"a.txt": b"x" * 100}))
    end = data.rindex(b"PK\x01\x02")
    struct.pack_into("<II", data, end + 20, 0x7FFFFFFF, 0x7FFFFFFF)
    assert texts(bytes(data)) in (
        [("a.txt", "is larger than the bundle: open nothing of this")],
        [("", "is no zip that can be read (BadZipFile): ask for it again")],
    )


def test_what_is_no_bundle(tmp_path: Path) -> None:
    assert run("verify", tmp_path / "none.zip").only_line() == f"tracer: {tmp_path / 'none.zip'} is no regular file: name a bundle"
    assert run("verify", tmp_path).only_line() == f"tracer: {tmp_path} is no regular file: name a bundle"
    (tmp_path / "x.zip").write_text("no zip")
    ran = run("verify", "--json", tmp_path / "x.zip")
    assert (ran.code, ran.out) == (1, '[\n{"file": "", "text": "is no zip that can be read (BadZipFile): ask for it again"}\n]\n')
    assert list(verify(b"PK\x05\x06" + bytes(18))) == [
        Fault("SHA256SUMS", "is missing: this is no bundle of tracer's, or it was taken out")
    ]
