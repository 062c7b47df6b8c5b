"""Certificates for signing calls: whose they are, by which code, from when on."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from tests.loaders.documents import assert_evidence, claims, heading, unread
from tests.signers import tn_auth_list
from tracer import readers, registry
from tracer.errors import BadDocument
from tracer.model import Document, Unread
from tracer.readers.certificate import Authority, authority

CODES = b"\x30\x08\xa0\x06\x16\x04"  # a TNAuthList of one code of four characters, but for the code


def certificate(holder: str | None, code: bytes | None, begins: str = "2024-03-01") -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = [x509.NameAttribute(NameOID.COMMON_NAME, "SHAKEN")]
    name += [x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder)] if holder else []
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(name))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Invented Authority")]))
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(datetime.fromisoformat(begins).replace(tzinfo=UTC))
        .not_valid_after(datetime(2025, 3, 1, tzinfo=UTC))
    )
    if code is not None:
        made = made.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.26"), code), critical=False)
    return made.sign(key, hashes.SHA256())


def pem(one: x509.Certificate) -> bytes:
    return one.public_bytes(serialization.Encoding.PEM)


def opened(path: Path, data: bytes) -> Document:
    path.write_bytes(data)
    return readers.read(path, name=path.name, sha256="0" * 64)


def test_pem_and_der_say_the_same(tmp_path: Path) -> None:
    one = certificate("Fernwick Voice LLC", CODES + b"123a")
    for document in (
        opened(tmp_path / "a.pem", pem(one)),
        opened(tmp_path / "a.cer", one.public_bytes(serialization.Encoding.DER)),
        opened(tmp_path / "b.pem", b"\n" + pem(one)),
    ):
        loader = registry.detect(document)
        assert loader
        assert loader.name == "shaken_signers"
        found = list(loader.load(document))
        assert_evidence(document, found)
        [claim] = claims(found)
        assert (claim.provider, claim.ocn, claim.known_at, claim.said_by) == (
            "Fernwick Voice LLC",
            "123A",
            "2024-03-01",
            "signing certificate",
        )
        assert claim.note == "SHAKEN, valid to 2025-03-01T00:00:00Z, by its own word: who issued it is not checked"
        assert "Serial number: 1267" in claim.quote
        assert (heading(found).issuer, heading(found).dated) == ("Invented Authority", "2024-03-01")


def test_a_chain_has_a_claim_for_each_that_signs_calls(tmp_path: Path) -> None:
    chain = [
        certificate("Fernwick Voice LLC", CODES + b"123A"), certificate("Invented Authority", None), certificate(None, CODES + b"124B"),
        certificate("Orchid Transit Corp", CODES + b"125C", "2024-05-01"),
    ]  # fmt: skip
    document = opened(tmp_path / "chain.pem", b"".join(map(pem, chain)))
    found = list(registry.get("shaken_signers").load(document))
    assert_evidence(document, found)
    assert [(claim.provider, claim.ocn) for claim in claims(found)] == [("Fernwick Voice LLC", "123A"), ("Orchid Transit Corp", "125C")]
    assert [each.reason for each in unread(found)] == [
        "a certificate without the code of a carrier (TNAuthList)", "a certificate without an organization",
    ]  # fmt: skip
    assert all(isinstance(each, Unread) for each in unread(found))
    assert heading(found).dated == "2024-05-01"


@pytest.mark.parametrize("data", [b"-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n", b"-----BEGIN CERTIFICATE-----\n"])
def test_a_broken_one_is_refused_in_one_line(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match=r"a\.pem is a broken certificate: save it again, as PEM or DER"):
        opened(tmp_path / "a.pem", data)


@pytest.mark.parametrize("der", [b"", b"\x30", b"\x30\x08\xa0\x06\x16", b"\x31\x00", CODES + b"123A!", b"\x30\x84\xff\xff\xff\xff"])
def test_what_is_no_list_of_codes_is_an_error(der: bytes) -> None:
    with pytest.raises(ValueError, match=r"cut off|no TNAuthList"):
        authority(der)


def test_codes_numbers_and_ranges_are_told_apart() -> None:
    der = tn_auth_list("123A", "124b", numbers=["16095550117", ("16095550120", 300)])
    assert authority(der) == Authority(("123A", "124b"), (range(16095550117, 16095550118), range(16095550120, 16095550420)))


@pytest.mark.parametrize(
    "entry", [b"\xa1\x02\x30\x00", b"\xa1\x06\x30\x04\x16\x02ab", b"\xa1\x05\x30\x03\x16\x011", b"\xa2\x02\x16\x00", b"\xa2\x04\x16\x02#7",
              b"\xa3\x02\x16\x00", b"\xa0\x03\x0c\x01A"]
)  # fmt: skip
def test_an_entry_that_says_nothing_gives_nobody_anything(entry: bytes) -> None:
    code = b"\xa0\x06\x16\x04123A"
    assert authority(bytes([0x30, len(entry) + len(code)]) + entry + code) == Authority(("123A",))


@given(st.binary(max_size=60), st.binary(max_size=40))
def test_any_bytes_are_a_list_or_an_error(der: bytes, inner: bytes) -> None:
    for some in (der, bytes([0x30, len(inner)]) + inner):
        with contextlib.suppress(ValueError):
            assert all(len(numbers) >= 0 for numbers in authority(some).numbers)


def test_a_broken_extension_spoils_the_file_not_the_load(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="is a broken certificate"):
        opened(tmp_path / "a.pem", pem(certificate("Fernwick Voice LLC", b"\x30\x08\xa0")))
