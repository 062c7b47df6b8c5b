"""Who sent a mail: the domain of its From address, and what the server that received it found of that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tracer.model import Verified
from tracer.text import one_line, sender_domain

_WORD = re.compile(r"=\?[^?\s]{1,60}\?[bqBQ]\?[^?]*\?=")  # an encoded word: in a header that is a name, never an address
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"([a-z-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.I)
_PROPERTY = re.compile(r"(smtp\.mailfrom|smtp\.helo|header\.(?:d|i|from))\s*=\s*\"?([^\s;\"]+)", re.I)
_BY = re.compile(r"\bby\s+([\w.-]+)", re.I)
_ENVELOPE = re.compile(r"\benvelope-from=[\"'<]*[^\s\"'<>;@]*@?([\w.-]+)|\bdomain of (?:[^\s@]*@)?([\w.-]+)", re.I)
_FAILED = frozenset(("fail", "softfail", "hardfail", "reject"))
_LONGEST = 4000


def sender(headers: Sequence[str]) -> str | None:
    """The domain of the one address in the From headers; null where there are several, or none that is one."""
    return sender_domain(_WORD.sub(" ", headers[0])) if len(headers) == 1 else None


@dataclass(slots=True)
class _Results:
    """What one Authentication-Results header says: by which server; per method the results, each with what it is about."""

    by: str
    verdicts: list[tuple[str, str, str | None]] = field(default_factory=list)


def verdict(fields: Sequence[tuple[str, str]], domain: str | None) -> tuple[Verified, str]:
    """Whether the receiving server found that a mail comes from its From domain, and its words.

    `fields`: the headers in order. A server writes its own on top, so only the first verdict counts, and what the same
    server wrote right below it: whatever stands further down came with the mail, and anybody can have written it.
    """
    received: str | None = None
    results: list[_Results] = []
    older: list[_Results] = []  # as servers wrote it before there was that header
    for name, value in fields:
        if name.lower() == "received" and not results:
            received = found[1].lower() if (found := _BY.search(value[:_LONGEST])) else received
        elif name.lower() == "authentication-results":
            one = _read(value[:_LONGEST])
            if results and one.by != results[0].by:
                break
            results.append(one)
        elif name.lower() == "received-spf" and not older:
            older.append(_read_older(value[:_LONGEST]))
    if not results and older and older[0].verdicts[0][1] in _FAILED:  # one that passed, anybody can have written further down
        results = older
    if not results or domain is None:
        return Verified.UNKNOWN, ""
    verified = _judged(results[0].verdicts, domain)
    if verified == Verified.UNKNOWN and len(results) > 1:
        verified = _judged([each for one in results for each in one.verdicts], domain)
    if verified == Verified.YES and not _same_house(results[0].by, received):
        return Verified.UNKNOWN, f"{results[0].by} did not receive it"
    words = ", ".join(f"{method}={result}" for one in results for method, result, _ in one.verdicts)
    return verified, one_line(f"{results[0].by or 'the receiving server'}: {words}", 200)


def _read_older(value: str) -> _Results:
    envelope = _ENVELOPE.search(value)
    about = (envelope[1] or envelope[2]).lower() if envelope else None
    return _Results("", [("spf", value.strip().partition(" ")[0].lower(), about)])


def _read(value: str) -> _Results:
    value = re.sub(r"\s+", " ", _COMMENT.sub(" ", _COMMENT.sub(" ", value)))
    first, *others = value.split(";")
    if "=" in first:  # some servers do not say who they are
        others, first = [first, *others], ""
    results = _Results(first.strip().partition(" ")[0].lower())
    for other in others:
        found = _RESULT.match(other.strip())
        if found:
            about = dict(_PROPERTY.findall(other.lower()))
            results.verdicts.append((found[1].lower(), found[2].lower(), _about(found[1].lower(), about)))
    return results


def _about(method: str, properties: dict[str, str]) -> str | None:
    names = {"dmarc": ("header.from",), "dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom", "smtp.helo")}.get(method, ())
    address = next((properties[name] for name in names if name in properties), None)
    return address.rpartition("@")[2].strip("<>.") if address else None


def _judged(verdicts: Sequence[tuple[str, str, str | None]], domain: str) -> Verified:
    dmarc = {(result, about) for method, result, about in verdicts if method == "dmarc"}
    if any(result in _FAILED or (about and about != domain) for result, about in dmarc):
        return Verified.NO
    aligned = any(method in ("spf", "dkim") and result == "pass" and about and _within(about, domain) for method, result, about in verdicts)
    if aligned or any(result == "pass" for result, _ in dmarc):
        return Verified.YES
    failed = any(method in ("spf", "dkim", "compauth") and result in _FAILED for method, result, _ in verdicts)
    return Verified.NO if failed else Verified.UNKNOWN


def _within(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _same_house(server: str, received: str | None) -> bool:
    """Whether the server that wrote the verdict is one of those that took the mail in, as far as either says who it is."""
    if not server or not received or "." not in received:
        return True
    return server.split(".")[-2:] == received.split(".")[-2:]
