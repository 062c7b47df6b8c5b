"""Telephone numbers in texts, in any printed form. Digits that may or may not be a telephone number count as one."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from tracer.text import UNSEEN, moments, number

HIDDEN = f"[{UNSEEN}]"
MASKED_NUMBER = r"\+1 [0-9]{3} [0-9]{3} ••••(?!\d)|\+[0-9]{1,3} ••••(?!\d)|(?<!\d)[0-9]{3} ••••(?!\d)|number ••••"
HASHED_NUMBER = r"number [0-9a-f]{9}[a-f]\b"
DONE = re.compile(rf"{MASKED_NUMBER}|{HASHED_NUMBER}")
_YEAR = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# Digits that are no telephone number, whatever is beside them.
_DATE = re.compile(
    rf"{MASKED_NUMBER}|(?<!\d){_YEAR}(?:(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?(?!\d)"
    r"|(?<![\d.,/-])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?![\d]|[./-]\d)"
)
_LABELLED = re.compile(
    r"\b(?:FRN|RMD|OCN|FCC\s+Registration|Robocall\s+Mitigation\s+Database|Traceback|ITG|hops?)"
    r"(?:[\s:#=()/.-]|no\b|nos\b|number\b|filing\b|id\b|is\b|RMD){0,12}(\d{7,10})(?!\d)",
    re.I,
)
NORTH_AMERICAN = re.compile(r"1?[2-9]\d\d[2-9]\d{6}")
# A text is seen as a row of signs: digits, `+`, `c` for the colon of a time, what may stand between the digits of one number
# (`s` blanks, `n` a line break, `d` a dash or dot, `-` other signs), `o` for a sign that stands between those of a known number alone
# or between its thousands, and `x` for all else.
_SIGN = re.compile(
    rf"(?P<digits>\d+)|(?P<plus>[+\uff0b])|(?P<gap>(?:\(0\)|[^\S\t]|(?<=[\n>])\t|{HIDDEN}|&nbsp;|<[^<>\n\d]{{1,20}}>"
    r"|[().\-\u2010-\u2015\u2043\u2212\u301c\u30fb\u30fc\ufe58\ufe63\uff0d\uff0e\uff08\uff09/*\\_~·>=])+)|(?P<word>[^\W\d_]+)|(?P<other>.)",
    re.S,
)
_S = "[-dsn]?"
_ABROAD = rf"\+[-s]?[1-9](?:{_S}\d){{6,}}|(?<![\dc])(?<!\d[-d])(?:011|00)[-ds]?[1-9](?:{_S}\d){{8,}}"
_SURE = re.compile(rf"(?P<abroad>{_ABROAD})|(?<![\d+])(?<!\dd)(?:1{_S})?\d{{3}}{_S}\d{{3}}{_S}\d{{4}}(?!\d)")
_LIKELY = re.compile(
    rf"(?<!\d)\d{{3,}}{_S}\d{{3}}{_S}\d{{4,}}|(?<!\d)\d{{3}}d\d{{4}}(?!\d)|\d{{7,}}"
    r"|(?<!\d)(?<!\d[od])1[2-9][ods]\d{3}[ods]\d{3}[ods]\d{3}(?![od]?\d)"
    r"|(?<!\d)(?:1[-ds])?[2-9][-ds]\d[-ds]\d[-ds][2-9](?:[-ds]\d){6}(?![-ds]?\d)|(?<!\d)[2-9]\d[-ds]\d[2-9](?:[-ds]\d\d){3}(?![-ds]?\d)"
)
_BROKEN = re.compile(rf"(?<![\d+])(?:1{_S})?[2-9]\d\d{_S}[2-9]\d\d{_S}\d{{4}}(?!\d)")
_RUN = re.compile(r"\d(?:[-+cdnos]{0,3}\d){6,}")
_SEVEN_DIGITS = re.compile(r"(?:\d\D{0,20}){7}")


class Number(NamedTuple):
    """A telephone number in a text: its position, and its form in E.164 (or only its digits, if too few or too many for that)."""

    start: int
    end: int
    e164: str


def telephone_numbers(text: str, known: Mapping[str, str] | None = None) -> list[Number]:
    """Every telephone number in a text, and what may be one, in the order printed.

    `known`: numbers by their last seven digits; these are found however they are written, without their area code too.
    """
    if not _SEVEN_DIGITS.search(text):
        return []
    scan = _Scan(text, known or {})
    scan.look(_SURE)
    scan.look(_LIKELY)
    scan.across_lines()
    scan.known_ones()
    return sorted(scan.numbers)


class _Scan:
    """The search for numbers in a text: the signs of a number that was found become `x`."""

    def __init__(self, text: str, known: Mapping[str, str]) -> None:
        keep = [m.span() for m in _DATE.finditer(text)] + [(r.start, r.end) for r in moments(text) if r.moment[:2] in ("19", "20")]
        for m in _LABELLED.finditer(text):
            digits = "".join(str(unicodedata.decimal(d)) for d in m[1])
            if not NORTH_AMERICAN.fullmatch(digits) and digits[-7:] not in known:
                keep.append(m.span(1))
        self.text = text
        self.known = known
        self.signs, self.starts, self.ends = _signs(text, keep)
        self.numbers: list[Number] = []

    def take(self, first: int, last: int, e164: str) -> None:
        start, end = self.starts[first], self.ends[last - 1]
        inside = unicodedata.normalize("NFKC", self.text[start:end])
        if start and self.text[start - 1] in "(\uff08" and inside.count(")") > inside.count("("):
            start -= 1
        self.numbers.append(Number(start, end, e164))
        self.signs = self.signs[:first] + "x" * (last - first) + self.signs[last:]

    def look(self, pattern: re.Pattern[str]) -> None:
        at = 0
        while m := pattern.search(self.signs, at):
            first, at = m.span()
            if m.groupdict().get("abroad"):
                at, e164 = _abroad(self.signs, first, at)
            else:
                e164 = self.e164(m[0])
            self.take(first, at, e164)

    def across_lines(self) -> None:
        """Numbers broken at the end of a line, in the middle of their digits."""
        for at in [i for i, sign in enumerate(self.signs) if sign == "n"]:
            low = max(0, at - 16)
            for m in _BROKEN.finditer(self.signs[low:at] + self.signs[at + 1 : at + 17]):
                if low + m.start() < at < low + m.end():
                    self.take(low + m.start(), low + m.end() + 1, self.e164(m[0]))

    def known_ones(self) -> None:
        """Known numbers, whatever separates their digits, even a date."""
        at, between = 0, []
        for telephone_number in sorted(self.numbers):
            between.append(self.text[at : telephone_number.start])
            at = telephone_number.end
        other_digits = re.sub(r"\D", "", "".join((*between, self.text[at:])))
        if not any(other_digits[i : i + 7] in self.known for i in range(len(other_digits) - 6)):
            return
        keep = [m.span() for m in DONE.finditer(self.text)] + [(number_.start, number_.end) for number_ in self.numbers]
        self.signs, self.starts, self.ends = _signs(self.text, keep)
        for run in _RUN.finditer(self.signs):
            positions = [i for i in range(*run.span()) if self.signs[i].isdigit()]
            digits = "".join(self.signs[i] for i in positions)
            at = 0
            while at + 7 <= len(digits):
                known_number = self.known.get(digits[at : at + 7])
                if known_number is None:
                    at += 1
                    continue
                first = at
                while first and known_number.endswith(digits[first - 1 : at + 7]):
                    first -= 1
                start, end = positions[first], positions[at + 6] + 1
                while start and self.signs[start - 1].isdigit():
                    start -= 1
                while self.signs[end : end + 1].isdigit():
                    end += 1
                self.take(start, end, known_number)
                at += 7
                while at < len(digits) and positions[at] < end:
                    at += 1

    def e164(self, signs: str) -> str:
        digits = re.sub(r"\D", "", signs)
        return self.known.get(digits, digits) if len(digits) == 7 else number(digits) or digits


def _signs(text: str, keep: Sequence[tuple[int, int]] = ()) -> tuple[str, list[int], list[int]]:
    """The signs of a text, and where each begins and ends in it. Spans in `keep` are read as `x`."""
    kept = sorted(keep)
    begins = [start for start, _ in kept]
    until = [0]
    for _, end in kept:
        until.append(max(until[-1], end))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(sign: str, start: int, end: int) -> None:
        signs.append(sign)
        starts.append(start)
        ends.append(end)

    for m in _SIGN.finditer(text):
        start, end = m.span()
        if m["digits"]:
            for at, digit in enumerate(m[0], start):
                put("x" if kept and until[bisect(begins, at)] > at else str(unicodedata.decimal(digit)), at, at + 1)
        elif kept and until[bisect(begins, start)] > start:
            put("x", start, end)
        elif m["plus"]:
            put("+", start, end)
        elif m["gap"] and (sign := _gap(m[0])):
            put(sign, start, end)
        elif m["word"]:
            put("x", start, end)
        elif m["other"]:
            put("c" if m[0] == ":" and signs and signs[-1].isdigit() else "o", start, end)
    return "".join(signs), starts, ends


@lru_cache(maxsize=4096)
def _gap(printed: str) -> str:
    seen = re.sub(HIDDEN, "", printed)
    if not seen:
        return ""
    if len(seen) > 12 and not re.fullmatch(r"[\s>=]+|(?:<[^<>]*>|\s)+", seen):
        return "x"
    if re.search(r"[\r\n]", seen) and re.fullmatch(r"[\s>=]+", seen):
        return "n"
    if not seen.strip():
        return "s"
    return "d" if re.fullmatch(r"\s?[.\-\u2010-\u2015\u2212\u301c\u30fb\u30fc\ufe63\uff0d\uff0e]\s?", seen) else "-"


def _abroad(signs: str, first: int, last: int) -> tuple[int, str]:
    """Where a number with a country code ends, and its form in E.164: the farthest of the possible ends."""
    printed = signs[first:last]
    prefix = 1 if printed[0] == "+" else 3 if printed.startswith("011") else 2
    digits = ""
    ends: list[tuple[int, str]] = []
    for at in range(first + prefix, last):
        if signs[at].isdigit():
            digits += signs[at]
            if len(digits) >= 7 and not signs[at + 1 : at + 2].isdigit():
                ends.append((at + 1, f"+{digits}"))
    for end, e164 in reversed(ends):
        if possible(e164):
            return end, e164
    return next(((end, e164) for end, e164 in reversed(ends) if len(e164) <= 16), ends[0])


@lru_cache(maxsize=50_000)
def possible(e164: str) -> bool:
    if e164.startswith("+1"):
        return len(e164) == 12
    import phonenumbers  # slow to import

    try:
        return len(e164) <= 16 and phonenumbers.is_possible_number(phonenumbers.parse(e164))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=50_000)
def country(e164: str) -> str | None:
    import phonenumbers

    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return next((e164[1 : 1 + n] for n in (1, 2, 3) if e164[1 : 1 + n].isdecimal() and int(e164[1 : 1 + n]) in codes), None)
