"""Telephone numbers as switches write them: in E.164, with what was taken off to get there. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from tracer import text

_ADDRESS = re.compile(r"(?:sips?|tel):([^@;>\s]+)", re.I)
_ANGLES = re.compile(r"<([^<>]*)>")
_MARKED = re.compile(r"(.*[#*])(\+?\d{7,})")  # a prefix that a sign sets apart
SHORTEST = 7  # digits: fewer are found by chance in any record


class Number(NamedTuple):
    """A number as read. `prefix`: what stood before it and was taken off; empty where nothing did."""

    e164: str
    prefix: str = ""


@lru_cache(maxsize=10_000)
def read(printed: str, country: str = "US", prefixes: Sequence[str] = ()) -> Number | None:
    """The number in a cell, which may be a SIP or tel address; None where there is none, as for `anonymous`.

    `prefixes`: digits that this provider's switch puts before numbers. What cannot be read as a whole number stays as printed.
    """
    bare = _bare(printed)
    prefix = ""
    if marked := _MARKED.fullmatch(bare):
        prefix, bare = marked[1], marked[2]
    for each in sorted(prefixes, key=len, reverse=True):
        rest = bare.removeprefix(each)
        if rest != bare and len(digits(rest)) >= SHORTEST and (whole := _whole(rest, country)):
            return Number(whole, prefix + each)
    found = _whole(bare, country) or text.number(bare)
    if found and found.startswith("+"):
        prefix += bare.removesuffix(digits(found)).removeprefix("+") if bare.endswith(digits(found)) else ""  # an international one
    return Number(found, prefix) if found else None


def _bare(printed: str) -> str:
    """What is dialled, without the address around it."""
    said = unquote(printed).strip().strip("'\"")
    if found := _ADDRESS.search(said) or _ANGLES.search(said):
        said = found[1]
    return re.sub(r"[\s().\-]", "", said.partition(";")[0].partition("@")[0])


def _whole(bare: str, country: str) -> str | None:
    """The number in E.164, where it is a whole one by the rules of its country."""
    read = text.number(bare)
    if read and re.fullmatch(r"\+1\d{10}", read):
        return read
    import phonenumbers  # slow to import, and few numbers come here

    for said, region in ((bare, country), (f"+{bare}", None)):
        try:
            parsed = phonenumbers.parse(said, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return read if read and re.fullmatch(r"\+\d{8,15}", read) else None


def digits(printed: str) -> str:
    return re.sub(r"\D", "", printed)


def needle(e164: str) -> str | None:
    """The digits by which a number is looked for in raw records: those that a switch writes in any case; None where they are too few."""
    if re.fullmatch(r"\+1\d{10}", e164):
        return e164[2:]
    if e164.startswith("+"):
        import phonenumbers

        try:
            national = phonenumbers.national_significant_number(phonenumbers.parse(e164))
        except phonenumbers.NumberParseException:
            national = digits(e164)
        return national if len(national) >= SHORTEST else None
    found = digits(e164)
    return found if len(found) >= SHORTEST else None
