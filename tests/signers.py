"""Signatures of calls and the certificates behind them, made here: whoever holds the key signs what they like."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier


def tn_auth_list(*codes: str) -> bytes:
    """TNAuthList (RFC 8226) of codes alone."""
    entries = b"".join(bytes([0xA0, len(code) + 2, 0x16, len(code)]) + code.encode() for code in codes)
    return bytes([0x30, len(entries)]) + entries


@dataclass
class Signer:
    """A carrier with its key, and a certificate for it."""

    name: str | None = "Harrow Voice LLC"
    code: str | None = "123a"
    begins: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    ends: datetime = datetime(2024, 12, 31, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    def certificate(self, path: Path) -> Path:
        parts = [x509.NameAttribute(NameOID.COMMON_NAME, "SHAKEN 999Z")]
        parts += [x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.name)] if self.name else []
        its = x509.Name(parts)
        builder = x509.CertificateBuilder().subject_name(its).issuer_name(its).public_key(self.key.public_key())
        builder = builder.serial_number(7).not_valid_before(self.begins).not_valid_after(self.ends)
        if self.code:
            extension = x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.5.5.7.1.26"), tn_auth_list(self.code))
            builder = builder.add_extension(extension, critical=False)
        path.write_bytes(builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return path

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
