"""The signature that came with a call (STIR/SHAKEN): what a PASSporT says, and whether a certificate at hand bears it out.

Read without any library; verified with the extra `stir`. What is verified is that the key of a certificate that somebody gave made
the signature, that it was valid then, that the signature is for these numbers, and, where roots are at hand, who issued it.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tracer import text
from tracer.errors import BadInput
from tracer.model import Moment, Verified
from tracer.records.certificates import AtHand, Certificate
from tracer.time.workdays import utc

_TOKEN = re.compile(r"(?<![\w.-])(eyJ[\w-]{4,4000})\.([\w-]{4,16000})\.([\w-]{40,1000})(?![\w-])", re.ASCII)
_COMPACT = re.compile(r"^\s*(?:Identity:)?\s*(?:eyJ[\w-]+)?\.\.[\w-]{40,}", re.ASCII)
_FRESH = 300  # seconds: a signature is made for one call, and clocks differ


class Unfit(Exception):
    """What is no signature of a call; its text says why."""


@dataclass(frozen=True, slots=True)
class Passport:
    """What a PASSporT says, whoever made it."""

    token: str
    attestation: str | None  # `A`, `B`, `C`
    caller: str | None  # in E.164
    called: tuple[str, ...]
    origid: str | None
    signed_at: Moment | None
    url: str | None  # where it says its certificate is


@dataclass(frozen=True, slots=True)
class Signature:
    """A PASSporT and what came of holding it against certificates and the call."""

    passport: Passport
    verified: Verified  # `unknown` where no certificate at hand fits
    why: str
    certificate: Certificate | None = None
    root: str | None = None  # under which the certificate was issued, where that was checked

    @property
    def signer(self) -> str | None:
        """Who signed, by a certificate that bears it out; else nobody."""
        return self.certificate.holder if self.certificate and self.verified is Verified.YES else None

    @property
    def code(self) -> str | None:
        return self.certificate.codes[0] if self.certificate and self.verified is Verified.YES and self.certificate.codes else None


def read(printed: str) -> Passport:
    """The PASSporT in a header or cell. Raises Unfit."""
    token = _TOKEN.search(printed)
    if not token:
        raise Unfit("its compact form leaves out what it says" if _COMPACT.match(printed) else "it holds no PASSporT")
    header, payload = _decoded(token[1]), _decoded(token[2])
    if header.get("alg") != "ES256" or str(header.get("typ", "passport")).lower() != "passport":
        raise Unfit("it is no PASSporT signed with ES256")
    attestation = payload.get("attest")
    return Passport(
        token[0],
        attestation if attestation in ("A", "B", "C") else None,
        _number(_within(payload.get("orig"), "tn")),
        tuple(number for each in _listed(_within(payload.get("dest"), "tn")) if (number := _number(each))),
        _word(payload.get("origid")),
        _instant(payload.get("iat")),
        _word(header.get("x5u")),
    )


def checked(passport: Passport, held: AtHand, caller: str | None, called: str | None, at: Moment, slack: int = 0) -> Signature:
    """The PASSporT held against certificates, and against the call of a record: its numbers, in E.164, and its time.

    `slack`: seconds by which that time may be later than `at`.
    """
    if not held.signers:
        return Signature(passport, Verified.UNKNOWN, "not verified: no certificate is at hand")
    fitting = next((each for each in held.signers if _bears_out(passport, each)), None)
    if fitting is None:
        named = (passport.url or "").rsplit("/", 1)[-1].partition("?")[0]
        if named and any(each.name == named for each in held.signers):
            return Signature(passport, Verified.NO, f"the key of {named}, which it names, did not make it")
        return Signature(passport, Verified.UNKNOWN, "not verified: no certificate at hand has the key that made it")
    if passport.signed_at is None:
        return Signature(passport, Verified.NO, "it does not say when it was signed", fitting)
    if unfit := _unfit(passport, passport.signed_at, fitting, caller, called, at, slack):
        return Signature(passport, Verified.NO, unfit, fitting)
    made = f"the key of {fitting.name} made it"
    if not held.roots:
        return Signature(passport, Verified.YES, f"{made}; who issued that certificate was not checked: no root was given", fitting)
    root = held.issued_by(fitting, passport.signed_at)
    if not root:
        why = f"not verified: {made}, but no chain of certificates that were valid then leads from it to a root at hand"
        return Signature(passport, Verified.UNKNOWN, why, fitting)
    why = f"{made}, which was issued under {root}; whether it was revoked was not checked"
    return Signature(passport, Verified.YES, why, fitting, root)


def _unfit(
    passport: Passport, signed: Moment, certificate: Certificate, caller: str | None, called: str | None, at: Moment, slack: int
) -> str | None:
    """Why a certificate whose key made a signature does not bear it out; None where it does."""
    if not certificate.begins <= signed <= certificate.ends:
        when = (
            f"expired on {certificate.ends[:10]}, before"
            if signed > certificate.ends
            else f"was valid from {certificate.begins[:10]} on, after"
        )
        return f"the certificate {when} it was signed"
    if not certificate.codes and not certificate.numbers:
        return "the certificate is no carrier's: it names no code"
    if caller != passport.caller or called not in passport.called:
        return "it was made for other numbers than the record's"
    if not certificate.codes and not any(int(passport.caller or 0) in numbers for numbers in certificate.numbers):
        return "the certificate may sign for other numbers, not for this caller's"
    away = int((utc(at) - utc(signed)).total_seconds())
    away = min(away + slack, 0) if away < 0 else away
    return f"it was signed {abs(away)} s {'before' if away > 0 else 'after'} the time of the record" if abs(away) > _FRESH else None


def _bears_out(passport: Passport, certificate: Certificate) -> bool:
    try:
        import jwt
    except ImportError:
        raise BadInput("signatures are verified by the extra stir: pip install 'calltracer[stir]', or leave out --certificates") from None
    try:  # the signature alone: what else a web token may say is not of calls
        jwt.PyJWS().decode(passport.token, certificate.held.public_key(), algorithms=["ES256"])  # type: ignore[arg-type]  # or it is refused
    except (jwt.PyJWTError, ValueError, TypeError):
        return False
    return True


# --- what a token says ---------------------------------------------------------------------------------------------


def _decoded(part: str) -> dict[str, Any]:
    try:
        claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        raise Unfit("it cannot be decoded") from None
    if not isinstance(claims, dict):
        raise Unfit("it cannot be decoded")
    return claims


def _within(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _number(value: Any) -> str | None:
    """A number, which a PASSporT has as its digits alone."""
    return f"+{value}" if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{6,14}", value) else None


def _word(value: Any) -> str | None:
    return text.one_line(value, 200) if isinstance(value, str) and value.strip() else None


def _instant(value: Any) -> Moment | None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 32_503_680_000:
        return None
    return text.instant(datetime.fromtimestamp(value, UTC))
