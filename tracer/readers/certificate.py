"""Certificates (X.509), PEM or DER: what each says of its holder, a field a line, an empty line after each.

The codes of carriers are those of the extension that certificates for signing calls carry (TNAuthList, RFC 8226).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tracer.errors import BadDocument
from tracer.model import Document, Moment, Part
from tracer.readers.text import HEAD

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name

PEM = b"-----BEGIN CERTIFICATE-----"
_LARGEST = 10_000_000  # bytes: a chain is a few thousand
TN_AUTH_LIST = "1.3.6.1.5.5.7.1.26"
_SEQUENCE, _INTEGER, _IA5 = 0x30, 0x02, 0x16
_CODE, _RANGE, _NUMBER = 0xA0, 0xA1, 0xA2


def is_certificate(path: Path, head: bytes) -> bool:
    """Whether a file is one, or several: PEM by its first line, DER by being one."""
    if head.lstrip().startswith(PEM):
        return True
    if not head.startswith(b"\x30\x82") or path.stat().st_size != int.from_bytes(head[2:4], "big") + 4:
        return False
    from cryptography.x509 import load_der_x509_certificate

    try:
        load_der_x509_certificate(path.read_bytes())
    except ValueError:
        return False
    return True


def document(path: Path, name: str, sha256: str, noted_on: Moment | None) -> Document:
    if path.stat().st_size > _LARGEST:
        raise BadDocument(f"{name} is larger than {_LARGEST // 1_000_000} MB: give certificates in smaller files")
    data = path.read_bytes()
    try:
        lines = tuple(line for each in loaded(data) for line in (*_fields(each), ""))
    except ValueError as error:
        raise BadDocument(f"{name} is a broken certificate: save it again, as PEM or DER") from error
    part = Part(lines)
    return Document(
        sha256, name, "certificate", "\n".join(lines)[:HEAD], lambda: (part,), lambda: (f"{line}\n" for line in lines), noted_on
    )


def loaded(data: bytes) -> list[Certificate]:
    """Those in some bytes. Raises ValueError where there is none."""
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    return load_pem_x509_certificates(data) if b"-----BEGIN" in data else [load_der_x509_certificate(data)]


def _fields(certificate: Certificate) -> Iterator[str]:
    from cryptography.x509.oid import NameOID

    for what, of, field in (
        ("Common name", certificate.subject, NameOID.COMMON_NAME),
        ("Organization", certificate.subject, NameOID.ORGANIZATION_NAME),
        ("Country", certificate.subject, NameOID.COUNTRY_NAME),
        ("Issuer", certificate.issuer, NameOID.ORGANIZATION_NAME),
    ):
        yield from (f"{what}: {value}" for value in _values(of, field))
    yield f"Serial number: {certificate.serial_number:x}"
    yield f"Valid from: {certificate.not_valid_before_utc:%Y-%m-%dT%H:%M:%SZ}"
    yield f"Valid to: {certificate.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}"
    yield from (f"Carrier code: {code}" for code in authority_of(certificate).codes)


def _values(name: Name, field: object) -> Iterator[str]:
    for attribute in name.get_attributes_for_oid(field):  # type: ignore[arg-type]  # its type is in the compiled part
        yield " ".join(str(attribute.value).split())


class Authority(NamedTuple):
    """For whom a certificate may sign: carriers by their codes, and numbers without their `+`."""

    codes: tuple[str, ...] = ()
    numbers: tuple[range, ...] = ()


def authority_of(certificate: Certificate) -> Authority:
    """For whom it may sign calls. Raises ValueError where what says so is no DER."""
    lists = (each.value.public_bytes() for each in certificate.extensions if each.oid.dotted_string == TN_AUTH_LIST)
    return next(map(authority, lists), Authority())  # a second one is refused with the certificate


def authority(der: bytes) -> Authority:
    """What a TNAuthList says: a sequence of which each element may be a code, a range of numbers or a number.

    Raises ValueError where it is no DER. An element that says neither is passed over: it gives nobody anything.
    """
    kind, content, rest = _element(der)
    if kind != _SEQUENCE or rest:
        raise ValueError("no TNAuthList")
    codes, numbers = [], []
    while content:
        kind, inner, content = _element(content)
        if kind == _CODE and (code := _text(inner)):
            codes.append(code)
        elif kind == _NUMBER and (number := _text(inner)).isdigit():
            numbers.append(range(int(number), int(number) + 1))
        elif kind == _RANGE and (found := _range(inner)):
            numbers.append(found)
    return Authority(tuple(codes), tuple(numbers))


def _range(der: bytes) -> range | None:
    """A first number and how many there are from it on."""
    kind, content, _ = _element(der)
    if kind != _SEQUENCE or not content:
        return None
    _, _, rest = _element(content)
    first = _text(content)
    kind, count, _ = _element(rest) if rest else (0, b"", b"")
    if not first.isdigit() or kind != _INTEGER or not 1 <= len(count) <= 8:
        return None
    return range(int(first), int(first) + max(0, int.from_bytes(count, "big", signed=True)))


def _text(der: bytes) -> str:
    """The text in an element; empty where it is none."""
    kind, content, _ = _element(der)
    return content.decode("ascii") if kind == _IA5 else ""


def _element(der: bytes) -> tuple[int, bytes, bytes]:
    """The first element of some DER: its tag, its content, and what follows it."""
    if len(der) < 2:
        raise ValueError("cut off")
    length, at = der[1], 2
    if length & 0x80:
        size = length & 0x7F
        length, at = int.from_bytes(der[2 : 2 + size], "big"), 2 + size
    if len(der) < at + length:
        raise ValueError("cut off")
    return der[0], der[at : at + length], der[at + length :]
