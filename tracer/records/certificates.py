"""The certificates at hand, of those who sign calls and of those who issue such certificates: for whom each is, and who issued it.

Nothing is fetched. A chain counts where it ends in a root that whoever runs this gave as one: what came with a call, its own root
beside it, proves nothing. Whether a certificate was revoked is not looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracer import text
from tracer.errors import BadInput
from tracer.model import Moment

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.x509.verification import ClientVerifier

_LARGEST = 10_000_000  # bytes of a file of certificates


@dataclass(frozen=True, slots=True)
class Certificate:
    """One of a signer."""

    name: str  # of its file
    sha256: str
    holder: str | None  # the organisation in its subject
    codes: tuple[str, ...]  # of the carriers that it may sign for, upper case
    numbers: tuple[range, ...]  # that it may sign for, without their `+`
    begins: Moment
    ends: Moment
    held: x509.Certificate


@dataclass(frozen=True, slots=True)
class AtHand:
    """All certificates at hand. `issuers`: those between signers and roots; `roots`: each with the name of its file."""

    signers: tuple[Certificate, ...] = ()
    issuers: tuple[x509.Certificate, ...] = ()
    roots: tuple[tuple[str, x509.Certificate], ...] = ()

    def issued_by(self, one: Certificate, at: Moment) -> str | None:
        """The root to which an unbroken chain of certificates that were valid then leads, by its file's name; None without one."""
        from cryptography.x509 import UnsupportedGeneralNameType
        from cryptography.x509.verification import VerificationError

        try:
            chain = _verifier([root for _, root in self.roots], at).verify(one.held, list(self.issuers)).chain
        except (VerificationError, UnsupportedGeneralNameType):
            return None
        return next((name for name, root in self.roots if root == chain[-1]), None)


def _verifier(roots: list[x509.Certificate], at: Moment) -> ClientVerifier:
    """What holds chains against these roots. Of extensions only those count that say who may issue: signers of calls have no host."""
    from cryptography import x509
    from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder, Store

    def may_issue(_policy: object, _certificate: x509.Certificate, usage: x509.KeyUsage | None) -> None:
        if usage and not usage.key_cert_sign:
            raise ValueError("its key may not sign certificates")

    known = ExtensionPolicy.permit_all().may_be_present(x509.CertificatePolicies, Criticality.AGNOSTIC, None)
    issuing = known.require_present(x509.BasicConstraints, Criticality.AGNOSTIC, None)
    issuing = issuing.may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, may_issue)
    built = PolicyBuilder().store(Store(roots)).time(datetime.fromisoformat(at).replace(tzinfo=None))
    return built.extension_policies(ca_policy=issuing, ee_policy=known).build_client_verifier()


def at_hand(given: Iterable[Path], roots: Sequence[Path] = ()) -> AtHand:
    """The certificates in files, PEM or DER, or in folders of them. Raises BadInput."""
    signers: list[Certificate] = []
    issuers: list[x509.Certificate] = []
    for path, data, found in _files(given):
        issuers += filter(_issues, found)
        signers += [_signer(path, data, each) for each in found if not _issues(each)]
    trusted = [(text.one_line(path.name, 100), each) for path, _, found in _files(roots) for each in found if _issues(each)]
    if roots and not trusted:
        raise BadInput(f"{roots[0]} holds no certificate that may issue others: give those of the authorities that you trust")
    return AtHand(tuple(signers), tuple(issuers), tuple(trusted))


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, bytes, list[x509.Certificate]]]:
    """Each file with its bytes and its certificates."""
    from tracer.readers.certificate import loaded

    for path in (file for one in paths for file in _within(one)):
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError as error:
            raise BadInput(f"{path} cannot be read ({error.strerror}): name a certificate, PEM or DER") from error
        try:
            certificates = loaded(data)
        except ValueError as error:
            raise BadInput(f"{path} is no certificate that can be read: give it as PEM or DER") from error
        yield path, data, certificates


def _within(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    paths = sorted(each for each in path.iterdir() if each.is_file() and not each.name.startswith("."))
    if not paths:
        raise BadInput(f"there is no file in {path}: name a certificate, or a folder of them")
    return paths


def _issues(certificate: x509.Certificate) -> bool:
    """Whether it says that it may issue others."""
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _signer(path: Path, data: bytes, certificate: x509.Certificate) -> Certificate:
    from cryptography.x509.oid import NameOID

    from tracer.readers.certificate import authority_of

    try:
        names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        authority = authority_of(certificate)
        return Certificate(
            text.one_line(path.name, 100),
            hashlib.sha256(data).hexdigest(),
            text.one_line(str(names[0].value), 200) if names else None,
            tuple(code.upper() for code in authority.codes),
            authority.numbers,
            text.instant(certificate.not_valid_before_utc),
            text.instant(certificate.not_valid_after_utc),
            certificate,
        )
    except ValueError as error:
        raise BadInput(f"{path} is no certificate that can be read: give it as PEM or DER") from error
