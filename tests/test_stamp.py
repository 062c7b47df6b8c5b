"""`tracer stamp`: a request that an authority takes, an answer taken in, checked by us and by openssl alone; a changed byte is found."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import Desk, chain, hop_list, run
from tracer import stamp
from tracer.bundle import stored_zip
from tracer.errors import BadInput
from tracer.verify import verify

pytest.importorskip("rfc3161_client", reason="rfc3161-client is not installed: the extra `stamp`")
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")

CONFIG = """
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[ts]
default_tsa = here
[here]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """A time stamping authority of this machine, made by openssl."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "c.cnf").write_text(CONFIG)
        (folder / "serial").write_text("01\n")
        self.openssl(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-days",
            "30",
            "-subj",
            f"/CN={name} Root",
            "-config",
            "c.cnf",
            "-extensions",
            "ca",
        )
        self.openssl(
            "req",
            "-new",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "tsa.key",
            "-out",
            "tsa.csr",
            "-subj",
            f"/CN={name} Stamps",
            "-config",
            "c.cnf",
        )
        self.openssl("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "tsa.pem", "-days", "30", "-extfile", "c.cnf", "-extensions", "tsa")  # fmt: skip
        self.root = folder / "ca.pem"

    def openssl(self, *arguments: object) -> str:
        ran = subprocess.run(["openssl", *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def answer(self, request: Path, to: Path) -> Path:
        self.openssl("ts", "-reply", "-config", "c.cnf", "-section", "here", "-queryfile", request, "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", to)  # fmt: skip
        return to


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "one", "Example")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("bundle")
    desk = Desk(folder / "case")
    desk.load(hop_list(folder / "one.csv", *chain("7001", "Alder Voice", "Birch Telecom")))
    assert desk.run("trace", "7001", "--bundle", folder / "b.zip").code == 0
    return (folder / "b.zip").read_bytes()


@pytest.fixture(scope="module")
def stamped(plain: bytes, authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("stamped")
    (folder / "b.zip").write_bytes(plain)
    assert run("stamp", folder / "b.zip", "--request", folder / "new" / "q.tsq").code == 0
    authority.answer(folder / "new" / "q.tsq", folder / "a.tsr")
    ran = run("stamp", folder / "b.zip", "--answer", folder / "a.tsr")
    assert ran.code == 0, ran.err
    assert ran.err.startswith(f"{folder / 'b.zip'}: stamped at 20")
    assert ran.err.endswith(" UTC by CN=Example Stamps\n")
    return (folder / "b.zip").read_bytes()


def texts(data: bytes) -> list[tuple[str, str]]:
    return [(fault.file, fault.text) for fault in verify(data)]


def test_openssl_and_sha256sum_alone_check_a_stamped_bundle(stamped: bytes, authority: Authority, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(stamped)) as held:
        held.extractall(tmp_path)
    for sums in ("SHA256SUMS", "SHA256SUMS.tsr.sha256"):
        subprocess.run(["sha256sum", "--strict", "-c", sums], cwd=tmp_path, check=True, capture_output=True)
    check = ["openssl", "ts", "-verify", "-in", "SHA256SUMS.tsr", "-data", "SHA256SUMS", "-CAfile", str(authority.root)]
    assert "Verification: OK" in subprocess.run(check, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    (tmp_path / "SHA256SUMS").write_bytes((tmp_path / "SHA256SUMS").read_bytes().replace(b"page", b"pagf"))
    assert subprocess.run(check, cwd=tmp_path, check=False, capture_output=True).returncode != 0


def test_verify_knows_the_stamp(stamped: bytes, authority: Authority, tmp_path: Path) -> None:
    assert texts(stamped) == []
    bundle = tmp_path / "b.zip"
    bundle.write_bytes(stamped)
    ran = run("verify", bundle)
    assert ran.code == 0
    assert "by CN=Example Stamps, held against no certificate: give its root with --tsa-cert\nall is as it was written\n" in ran.err
    ran = run("verify", bundle, "--tsa-cert", authority.root)
    assert (ran.code, ran.out) == (0, "")
    assert "by CN=Example Stamps, held against the certificates given\nall is as it was written\n" in ran.err
    other = Authority(tmp_path / "other", "Another")
    ran = run("verify", bundle, "--tsa-cert", other.root)
    assert ran.code == 1
    assert ran.out.startswith("SHA256SUMS.tsr is not signed by whom these certificates trust (")


def test_a_stamp_of_another_bundle_is_refused_and_found(stamped: bytes, plain: bytes, authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "q.tsq").write_bytes(stamp.request(b"other sums\n"))
    answer = authority.answer(tmp_path / "q.tsq", tmp_path / "a.tsr")
    bundle = tmp_path / "b.zip"
    bundle.write_bytes(plain)
    line = run("stamp", bundle, "--answer", answer).only_line()
    assert line == f"tracer: {answer}: it stamps something else than this bundle's SHA256SUMS: take the answer to this bundle's own request"
    assert bundle.read_bytes() == plain
    bundle.write_bytes(stamp.put_in(plain, answer.read_bytes()))
    ran = run("verify", bundle)
    assert (ran.code, ran.out) == (1, "SHA256SUMS.tsr it stamps something else than this bundle's SHA256SUMS: take the answer to this bundle's own request\n")  # fmt: skip


def test_one_changed_byte_is_found_wherever_it_is(stamped: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(stamped)) as held:
        answer = held.getinfo(stamp.ANSWER)
    chance = random.Random(7)
    begin = answer.header_offset
    places = [*range(begin, begin + answer.file_size + 60, 7), *(chance.randrange(len(stamped)) for _ in range(100))]
    for at in places:
        changed = bytearray(stamped)
        changed[at] ^= 1 << chance.randrange(8)
        assert texts(bytes(changed)), f"byte {at} of {len(stamped)}"


def test_a_stamp_taken_out_or_put_in_by_half_is_found(stamped: bytes, plain: bytes) -> None:
    def without(name: str) -> bytes:
        with zipfile.ZipFile(io.BytesIO(stamped)) as held:
            return stored_zip({each: held.read(each) for each in held.namelist() if each != name})

    assert texts(without(stamp.ANSWER)) == [("SHA256SUMS.tsr", "is missing: it was taken out")]
    assert texts(without(stamp.ANSWER_SUM)) == [("SHA256SUMS.tsr.sha256", "is missing: it was taken out")]
    with zipfile.ZipFile(io.BytesIO(stamped)) as held:
        members = {each: held.read(each) for each in held.namelist()}
    altered = members | {stamp.ANSWER: members[stamp.ANSWER][:-1] + b"x"}
    assert texts(stored_zip(altered)) == [("SHA256SUMS.tsr", "was altered: it is not the file that SHA256SUMS.tsr.sha256 names")]
    answer = members[stamp.ANSWER]
    assert stamp.put_in(plain, answer) == stamp.put_in(stamped, answer) == stamped


def test_what_no_stamp_can_be_had_of(plain: bytes, stamped: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle, other = tmp_path / "b.zip", tmp_path / "x.tsr"
    bundle.write_bytes(plain)
    other.write_bytes(b"no answer")

    def said(*arguments: object) -> str:
        return run(*arguments).only_line().removeprefix("tracer: ")

    say: Callable[[str], str] = lambda text: f"{other}: {text}"  # noqa: E731
    no_answer = say("it is no answer of a time stamping authority: give the file that it sent (application/timestamp-reply)")
    assert said("stamp", bundle, "--answer", other) == no_answer
    assert said("stamp", bundle) == "say which: --request FILE writes what to send, --answer FILE takes in what came back"
    assert said("stamp", bundle, "--answer", tmp_path) == f"{tmp_path} is no regular file: name another"
    other.write_bytes(b"0" * (stamp.LARGEST + 1))
    assert said("stamp", bundle, "--answer", other) == say("it is larger than a time stamp can be: give the authority's answer")
    assert said("stamp", bundle, "--request", other) == f"{other} exists: give --force to replace it"
    assert bundle.read_bytes() == plain
    assert run("verify", bundle, "--tsa-cert", other).out == "b.zip holds no time stamp to hold against the certificate\n"
    bundle.write_bytes(plain[:-1] + b"x")
    assert said("stamp", bundle, "--request", tmp_path / "q") == f"{bundle} is not as it was written: `tracer verify` says what is amiss"
    bundle.write_bytes(stamped)
    with zipfile.ZipFile(bundle) as held:
        other.write_bytes(held.read(stamp.ANSWER))
    assert said("stamp", bundle, "--answer", other) == f"{bundle} holds a time stamp: give --force to replace it"
    assert run("stamp", bundle, "--answer", other, "--force").code == 0
    assert bundle.read_bytes() == stamped
    other.write_text("no certificate")
    assert run("verify", bundle, "--tsa-cert", other).out == (
        "SHA256SUMS.tsr the certificates are no PEM: give the time stamping authority's root as PEM\n"
    )
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    assert said("stamp", bundle, "--request", tmp_path / "q") == "time stamps take rfc3161-client: `pip install 'calltracer[stamp]'`"
    ran = run("verify", bundle)
    assert ran.code == 0
    assert "it holds a time stamp, which was not read: time stamps take rfc3161-client" in ran.err
    assert run("verify", bundle, "--tsa-cert", other).code == 1


@pytest.fixture(scope="module")
def held(stamped: bytes) -> Callable[[str], bytes]:
    """A file of the stamped bundle, by name."""
    return lambda name: zipfile.ZipFile(io.BytesIO(stamped)).read(name)


def told(answer: bytes, sums: bytes) -> str:
    """When it was stamped, or why it is no stamp."""
    try:
        return stamp.read(answer, sums).at
    except BadInput as error:
        return str(error)


@settings(max_examples=300)
@given(st.binary(max_size=300), st.integers(0, 10_000), st.integers(0, 255))
def test_whatever_stands_in_an_answer_is_told_in_a_line(held: Callable[[str], bytes], tail: bytes, at: int, byte: int) -> None:
    answer, sums = bytearray(held(stamp.ANSWER)), held("SHA256SUMS")
    answer[at % len(answer)] = byte
    for data in (tail, bytes(answer), bytes(answer) + tail):
        assert len(told(data, sums).splitlines()) == 1


def test_the_request_is_of_the_list_of_hashes(plain: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(plain)) as held:
        sums = held.read("SHA256SUMS")
    asked = stamp.request(sums)
    assert hashlib.sha256(sums).digest() in asked
    assert asked == stamp.request(sums)
    (tmp_path / "q").write_bytes(asked)
    text = subprocess.run(["openssl", "ts", "-query", "-in", tmp_path / "q", "-text"], capture_output=True, text=True, check=True).stdout
    assert "Hash Algorithm: sha256" in text
    assert "Certificate required: yes" in text
