"""Time stamps on bundles (RFC 3161, by rfc3161-client, the extra `stamp`): writes a request, takes in an answer, connects to nobody.

The stamp is on SHA256SUMS, and so on every file that it names. The answer lies in the bundle beside it, with its own hash;
openssl checks it without this program.
"""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tracer.bundle import SUMS, stored_zip
from tracer.errors import BadInput
from tracer.model import Moment

ANSWER = f"{SUMS}.tsr"
ANSWER_SUM = f"{ANSWER}.sha256"
MEMBERS = frozenset({ANSWER, ANSWER_SUM})  # of a stamped bundle, which SHA256SUMS cannot name
LARGEST = 1 << 20  # bytes of an answer
_HASHES = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
LIBRARY_MISSING = "time stamps take rfc3161-client: `pip install 'calltracer[stamp]'`"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority's answer says: when it stamped these hashes, and who signed, by the name in the answer's certificate."""

    at: Moment
    signer: str


def request(sums: bytes) -> bytes:
    """The request for a stamp on these hashes, for `curl` to carry: the same for the same hashes. Raises BadInput without the library."""
    client = _client()
    builder = client.TimestampRequestBuilder().data(sums).hash_algorithm(client.HashAlgorithm.SHA256)
    encoded: bytes = builder.nonce(nonce=False).cert_request(cert_request=True).build().as_bytes()
    return encoded


def read(answer: bytes, sums: bytes) -> Stamp:
    """What an answer says of these hashes. Its signature is checked by `faults`. Raises BadInput for no answer or other hashes."""
    _client()
    from cryptography import x509

    with _parsed():
        response = _decoded(answer)
        info = response.tst_info
        name = _HASHES.get(info.message_imprint.hash_algorithm.dotted_string)
        imprint = info.message_imprint.message
        signers = [(signer_info.issuer, signer_info.serial_number) for signer_info in response.signed_data.signer_infos]
        certificates = [x509.load_der_x509_certificate(certificate) for certificate in response.signed_data.certificates]
        names = [
            certificate.subject.rfc4514_string()
            for certificate in certificates
            if (certificate.issuer, certificate.serial_number) in signers
        ]
        at = info.gen_time.strftime("%Y-%m-%dT%H:%M:%SZ")
    if name is None or imprint != hashlib.new(name, sums).digest():
        raise BadInput(f"it stamps something else than this bundle's {SUMS}: take the answer to this bundle's own request")
    return Stamp(at, names[0] if names else "no certificate in it says who")


def faults(answer: bytes, sums: bytes, roots: bytes) -> Iterator[str]:
    """What is wrong with an answer, checked against root certificates in PEM. Raises BadInput where these cannot be read."""
    client = _client()
    from cryptography import x509

    try:
        certificates = x509.load_pem_x509_certificates(roots)
    except ValueError:
        raise BadInput("the certificates are no PEM: give the time stamping authority's root as PEM") from None
    builder = client.VerifierBuilder()
    for certificate in dict.fromkeys(certificates):
        builder = builder.add_root_certificate(certificate)
    try:
        with _parsed():
            response = _decoded(answer)
            for encoded in response.signed_data.certificates:
                intermediate = x509.load_der_x509_certificate(encoded)
                builder = builder if intermediate in certificates else builder.add_intermediate_certificate(intermediate)
            builder.build().verify_message(response, sums)
    except client.VerificationError as error:
        yield f"is not signed by whom these certificates trust ({error})"
    except BadInput as error:
        yield str(error)


def put_in(bundle: bytes, answer: bytes) -> bytes:
    """The bundle with this answer beside its hashes, in place of an earlier one. The bundle must be whole: verify it first."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if name not in MEMBERS}
    digest = hashlib.sha256(answer).hexdigest()
    return stored_zip({**members, ANSWER: answer, ANSWER_SUM: f"{digest}  {ANSWER}\n".encode("ascii")})


@contextmanager
def _parsed() -> Iterator[None]:
    """Turns whatever the parsers raise on foreign bytes into BadInput."""
    from rfc3161_client import VerificationError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd certificates, which are reported or refused here
            yield
    except (BadInput, VerificationError):
        raise
    except Exception:  # noqa: BLE001 - the parsers raise any exception
        raise BadInput("it is no answer of a time stamping authority: give the file that it sent (application/timestamp-reply)") from None


def _decoded(answer: bytes) -> Any:
    if len(answer) > LARGEST:
        raise BadInput("it is larger than a time stamp can be: give the authority's answer")
    response = _client().decode_timestamp_response(answer)
    if response.status not in (0, 1):  # granted, granted with modifications
        raise BadInput("the authority did not grant it: ask again")
    return response


def _client() -> Any:
    try:
        import rfc3161_client
    except ImportError:
        raise BadInput(LIBRARY_MISSING) from None
    return rfc3161_client
