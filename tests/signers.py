"""Signatures of calls and the certificates behind them, made here: whoever holds the key signs what they like."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier


def der(kind: int, *parts: bytes) -> bytes:
    """An element of that kind; short ones alone."""
    content = b"".join(parts)
    return bytes([kind, len(content)]) + content


def tn_auth_list(*codes: str, numbers: Sequence[str | tuple[str, int]] = ()) -> bytes:
    """TNAuthList (RFC 8226) of codes, numbers, and ranges: a first number and how many."""
    entries = [der(0xA0, der(0x16, code.encode())) for code in codes]
    for each in numbers:
        if isinstance(each, str):
            entries.append(der(0xA2, der(0x16, each.encode())))
        else:
            entries.append(der(0xA1, der(0x30, der(0x16, each[0].encode()), der(0x02, each[1].to_bytes(2, "big")))))
    return der(0x30, *entries)


@dataclass
class Authority:
    """Who issues certificates: a root, or `under` one. `signs`: whether its key may, by its certificate."""

    name: str = "Invented Authority"
    under: Authority | None = None
    begins: datetime = datetime(2020, 1, 1, tzinfo=UTC)
    ends: datetime = datetime(2040, 1, 1, tzinfo=UTC)
    issues: bool = True
    signs: bool = True

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    @property
    def subject(self) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.name)])

    def certificate(self, path: Path) -> Path:
        builder = x509.CertificateBuilder().subject_name(self.subject).public_key(self.key.public_key())
        builder = builder.serial_number(5).not_valid_before(self.begins).not_valid_after(self.ends)
        builder = builder.add_extension(x509.BasicConstraints(ca=self.issues, path_length=None), critical=True)
        usage = x509.KeyUsage(True, False, False, False, False, self.signs, False, False, False)
        return written(path, builder.add_extension(usage, critical=True), self.under or self)


def written(path: Path, builder: x509.CertificateBuilder, by: Authority | Signer) -> Path:
    """A certificate issued by somebody, below those that the file has already."""
    made = builder.issuer_name(by.subject).sign(by.key, hashes.SHA256())
    path.write_bytes((path.read_bytes() if path.exists() else b"") + made.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass
class Signer:
    """A carrier with its key, and a certificate for it: by its own key unless an authority is `under` which it stands."""

    name: str | None = "Harrow Voice LLC"
    code: str | None = "123a"
    begins: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    ends: datetime = datetime(2024, 12, 31, tzinfo=UTC)
    under: Authority | None = None
    numbers: Sequence[str | tuple[str, int]] = ()

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    @property
    def subject(self) -> x509.Name:
        parts = [x509.NameAttribute(NameOID.COMMON_NAME, "SHAKEN 999Z")]
        return x509.Name(parts + ([x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.name)] if self.name else []))

    def certificate(self, path: Path) -> Path:
        builder = x509.CertificateBuilder().subject_name(self.subject).public_key(self.key.public_key())
        builder = builder.serial_number(7).not_valid_before(self.begins).not_valid_after(self.ends)
        if self.code or self.numbers:
            codes = (self.code,) if self.code else ()
            extension = x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.5.5.7.1.26"), tn_auth_list(*codes, numbers=self.numbers))
            builder = builder.add_extension(extension, critical=False)
        return written(path, builder, self.under or self)

    def passport(self, at: datetime, caller: str, called: str, attest: str = "A", **changes: Any) -> str:
        """A PASSporT; numbers as ten digits."""
        payload = {
            "attest": attest, "dest": {"tn": [f"1{called}"]}, "iat": int(at.timestamp()), "orig": {"tn": f"1{caller}"},
            "origid": "0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f", **changes,
        }  # fmt: skip
        headers = {"alg": "ES256", "ppt": "shaken", "typ": "passport", "x5u": "https://certificates.harrow.example/harrow.pem"}
        return jwt.api_jws.encode(json.dumps(payload).encode(), self.key, "ES256", headers)

    def identity(self, at: datetime, caller: str, called: str, **changes: Any) -> str:
        """An Identity header's value."""
        token = self.passport(at, caller, called, **changes)
        return f"{token};info=<https://certificates.harrow.example/harrow.pem>;alg=ES256;ppt=shaken"
