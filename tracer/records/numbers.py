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
_DECIMALS = re.compile(r"(\+?\d{7,15})\.0+")  # of a number that a program took for an amount
_SHORTENED = re.compile(r"\+?(\d)(?:[.,](\d+))?e\+?(\d{1,2})", re.I)  # a power of ten
_BLOTTED = re.compile(r"\+?[\dXx*#?_\u2022\u2026\u2588]+")
_BLOTS = re.compile(r"[^\d+]+")
_EXTENSION = re.compile(r"\+?\d{10,}x\d+", re.I)
_BROKEN_OFF = re.compile(r"\+?\d{6,9}")  # area code and exchange at least
_LACKING = re.compile(r"\+?\d(?:[.,]\d+)?[eE]\+?\d{1,2}\b|[\dXx*#?(+][\dXx*#?().+ -]{4,}[\dXx*#?]")
_SET_APART = re.compile(
    r"\+[0-9][0-9 ().\-/]{6,}[0-9]|(?<![0-9])(?:\+?[0-9]{1,3}[ .\-/]{1,2})?\(?[0-9]{3}\)?[ .\-/]{1,2}[0-9]{3}[ .\-/][0-9]{4}(?![0-9])"
)
NOT_GIVEN = "is not given"
SHORTEST = 7  # digits: fewer are found by chance in any record


class Number(NamedTuple):
    """A number as read. `prefix`: what stood before it and was taken off; empty where nothing did."""

    e164: str
    prefix: str = ""


@lru_cache(maxsize=10_000)
def read(printed: str, country: str = "US", prefixes: Sequence[str] = ()) -> Number | None:
    """The number in a cell, which may be a SIP or tel address; None where there is none, as for `anonymous`.

    `prefixes`: digits that this provider's switch puts before numbers. What cannot be read as a whole number stays as printed.
    Of one that lacks digits nothing is read: its signs are no letters that stand for digits.
    """
    bare = _bare(printed)
    if _short_of_digits(bare):
        return None
    prefix = ""
    if marked := _MARKED.fullmatch(bare):
        prefix, bare = marked[1], marked[2]
    for each in sorted(prefixes, key=len, reverse=True):
        rest = bare.removeprefix(each)
        if rest != bare and len(digits(rest)) >= SHORTEST and (whole := _whole(rest, country)):
            return Number(whole, prefix + each)
    whole_number = _whole(bare, country) or text.number(bare)
    if whole_number and whole_number.startswith("+"):
        prefix += (
            bare.removesuffix(digits(whole_number)).removeprefix("+") if bare.endswith(digits(whole_number)) else ""
        )  # an international one
    return Number(whole_number, prefix) if whole_number else None


@lru_cache(maxsize=10_000)
def lacking(printed: str) -> str | None:
    """Why a cell gives no whole number where one stands, or may have stood; None where it gives one, or something else."""
    bare = _bare(printed)
    if _SHORTENED.fullmatch(bare):
        return "was shortened by a spreadsheet"
    if _short_of_digits(bare):
        return "has digits that are not shown"
    if not re.search(r"\d", bare):
        return NOT_GIVEN
    return "may break off" if _BROKEN_OFF.fullmatch(bare) else None


def may_be(printed: str, e164: str, prefixes: Sequence[str] = ()) -> bool:
    """Whether a number that lacks digits may be this one, as any switch writes it."""
    bare = _bare(printed)
    whole = digits(e164)
    national = needle(e164) or whole
    forms = {lead + each for each in (whole, national) for lead in ("", "011", "11", "00", *prefixes)}
    if short := _SHORTENED.fullmatch(bare):
        first, more, power = short[1], short[2] or "", int(short[3])
        unit = 10 ** max(0, power - len(more))
        return any(len(each) == power + 1 and abs(int(each) - int(first + more) * unit) <= unit for each in forms)
    if _short_of_digits(bare):
        shown = re.compile(_BLOTS.sub(r"\\d*", bare.removeprefix("+")))
        return any(shown.fullmatch(each) for each in forms)
    return bool(_BROKEN_OFF.fullmatch(bare)) and any(each.startswith(bare.removeprefix("+")) for each in forms)


def lacking_in(row: str) -> list[str]:
    """What in a row that could not be read looks like a number that lacks digits."""
    return [each for each in _LACKING.findall(row) if _short_of_digits(_bare(each))]


def runs_in(row: str) -> set[str]:
    """The runs of digits in a row, as they stand and, of what is set as a telephone number, without what stands between its digits."""
    return {*re.findall(r"[0-9]+", row), *(re.sub(r"[^0-9]", "", each) for each in _SET_APART.findall(row))}


def _short_of_digits(bare: str) -> bool:
    """Whether digits of a number were rounded away, or blotted out. A sign alone is also what people dial: *67, an extension."""
    if _SHORTENED.fullmatch(bare):
        return True
    if not _BLOTTED.fullmatch(bare) or _MARKED.fullmatch(bare) or _EXTENSION.fullmatch(bare):
        return False
    blots = "".join(_BLOTS.findall(bare))
    shown = len(bare) - len(blots)
    if len(blots) < 2:
        return bool(blots) and blots not in "*#" and len(bare) >= 10
    return shown >= 3 or len(bare) >= SHORTEST


def _bare(printed: str) -> str:
    """What is dialled, without the address around it. Of a power of ten the point stays: it says how many digits are left."""
    dialled = unquote(printed).strip().strip("'\"=")
    if address := _ADDRESS.search(dialled) or _ANGLES.search(dialled):
        dialled = address[1]
    if _SHORTENED.fullmatch(dialled):
        return _exactly(dialled) or dialled
    if amount := _DECIMALS.fullmatch(dialled):
        return amount[1]
    return re.sub(r"[\s().\-]", "", dialled.partition(";")[0].partition("@")[0])


def _exactly(power_of_ten: str) -> str | None:
    """The number that a power of ten stands for, where all of its digits are shown."""
    short = _SHORTENED.fullmatch(power_of_ten)
    assert short is not None
    more, power = short[2] or "", int(short[3])
    return short[1] + more[:power] if len(more) >= power >= SHORTEST - 1 and not more[power:].strip("0") else None


def _whole(bare: str, country: str) -> str | None:
    """The number in E.164, where it is a whole one by the rules of its country."""
    read = text.number(bare)
    if read and re.fullmatch(r"\+1\d{10}", read):
        return read
    import phonenumbers  # slow to import, and few numbers come here

    for form, region in ((bare, country), (f"+{bare}", None)):
        try:
            parsed = phonenumbers.parse(form, region)
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
    all_digits = digits(e164)
    return all_digits if len(all_digits) >= SHORTEST else None
