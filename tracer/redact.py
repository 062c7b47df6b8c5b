"""Who may see what: takes all that a profile withholds out of rows, paths and texts, before anything is exported. Pure.

Profiles are data: `profiles.toml`. What is withheld is replaced where it stands, in any form it may be printed in; where
it is doubtful whether digits are a telephone number, they are withheld.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import tomllib
import unicodedata
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, cast

from tracer.errors import BadInput
from tracer.model import Row
from tracer.path import CallPath, Hop
from tracer.text import moments, number, slug

WITHHELD = "[withheld]"
NOBODY = "withheld provider"
NO_KEY = "withheld"

# --- profiles ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Profile:
    """What one sort of reader may see; the fields as `profiles.toml` explains them."""

    name: str
    title: str
    numbers: str
    persons: str
    neighbours: str
    marks: tuple[str, ...]
    inferred: bool


_CHOICES = {"numbers": ("keep", "exchange", "hash"), "persons": ("keep", "withhold"), "neighbours": ("all", "own")}
_KEYS = ("title", *_CHOICES, "marks", "inferred")


@cache
def profiles() -> dict[str, Profile]:
    """The profiles that are shipped, by name."""
    return _profiles(tomllib.loads(files("tracer").joinpath("profiles.toml").read_text("utf-8")), "profiles.toml")


def load_profiles(path: Path) -> dict[str, Profile]:
    """The profiles of a user's own file. Raises BadInput."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): give a file of profiles") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8: save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is no TOML ({error}): write it like the profiles that are shipped") from None
    if not table:
        raise BadInput(f"{path} defines no profile: write at least one, under its name in brackets, e.g. [auditor]")
    return _profiles(table, str(path))


def _profiles(table: Mapping[str, Any], where: str) -> dict[str, Profile]:
    found = {}
    for name, says in table.items():
        if not isinstance(says, dict):
            raise BadInput(f"{where}: {name} stands outside a profile: put it under a name in brackets, e.g. [auditor]")
        if strange := sorted(says.keys() - set(_KEYS)):
            raise BadInput(f"{where}: [{name}] has an unknown key {strange[0]}: use {', '.join(_KEYS)}")
        if lacking := [key for key in _KEYS if key not in says]:
            raise BadInput(f"{where}: [{name}] does not say {lacking[0]}: add it")
        for key, allowed in _CHOICES.items():
            if says[key] not in allowed:
                raise BadInput(f"{where}: [{name}] {key} is {says[key]!r}: use one of {', '.join(allowed)}")
        if not isinstance(says["title"], str) or not says["title"].strip():
            raise BadInput(f"{where}: [{name}] title is {says['title']!r}: give the text of its badge")
        if not isinstance(says["marks"], list) or not all(isinstance(mark, str) for mark in says["marks"]):
            raise BadInput(f'{where}: [{name}] marks is {says["marks"]!r}: give a list of texts, e.g. ["confidential"]')
        if not isinstance(says["inferred"], bool):
            raise BadInput(f"{where}: [{name}] inferred is {says['inferred']!r}: use true or false")
        found[name] = Profile(name=name, **{**says, "marks": tuple(says["marks"])})
    return found


# --- telephone numbers in texts ------------------------------------------------------------------------------------

_HIDDEN = "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # is there and is not seen
_MASKED_NUMBER = r"\+1 [0-9]{3} [0-9]{3} ••••(?!\d)|\+[0-9]{1,3} ••••(?!\d)|(?<!\d)[0-9]{3} ••••(?!\d)|number ••••"
_HASHED_NUMBER = r"number [0-9a-f]{9}[a-f]\b"
_ID = r"withheld-[g-v]{8}"
_DONE = re.compile(rf"{_MASKED_NUMBER}|{_HASHED_NUMBER}")
_YEAR = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# Digits that are no telephone number, whatever stands beside them.
_DATE = re.compile(
    rf"{_MASKED_NUMBER}|(?<!\d){_YEAR}(?:(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?(?!\d)"
    r"|(?<![\d.,/-])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?![\d]|[./-]\d)"
)
_LABELLED = re.compile(
    r"\b(?:FRN|RMD|OCN|FCC\s+Registration|Robocall\s+Mitigation\s+Database|Traceback|ITG|hops?)"
    r"(?:[\s:#=()/.-]|no\b|nos\b|number\b|filing\b|id\b|is\b|RMD){0,12}(\d{7,10})(?!\d)",
    re.I,
)
_NORTH_AMERICAN = re.compile(r"1?[2-9]\d\d[2-9]\d{6}")
# A text is seen as a row of signs: digits, `+`, `c` for the colon of a time, what may stand between the digits of one number
# (`s` blanks, `n` a line break, `d` a dash or dot, `-` other signs), and `x` for all else.
_SIGN = re.compile(
    rf"(?P<digits>\d+)|(?P<plus>[+\uff0b])|(?P<gap>(?:\(0\)|[^\S\t]|(?<=[\n>])\t|{_HIDDEN}|&nbsp;|<[^<>\n\d]{{1,20}}>"
    r"|[().\-\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d\uff0e\uff08\uff09/*\\_~·>=])+)|(?P<other>[^\W\d_]+|.)",
    re.S,
)
_S = "[-dsn]?"
_ABROAD = rf"\+[-s]?[1-9](?:{_S}\d){{6,}}|(?<![\dc])(?<!\d[-d])(?:011|00)[-ds]?[1-9](?:{_S}\d){{8,}}"
_SURE = re.compile(rf"(?P<abroad>{_ABROAD})|(?<![\d+])(?:1{_S})?\d{{3}}{_S}\d{{3}}{_S}\d{{4}}(?!\d)")
_LIKELY = re.compile(
    rf"(?<!\d)\d{{3,}}{_S}\d{{3}}{_S}\d{{4,}}|(?<!\d)\d{{3}}d\d{{4}}(?!\d)|\d{{7,}}"
    r"|(?<!\d)(?:1[-ds])?[2-9][-ds]\d[-ds]\d[-ds][2-9](?:[-ds]\d){6}(?![-ds]?\d)|(?<!\d)[2-9]\d[-ds]\d[2-9](?:[-ds]\d\d){3}(?![-ds]?\d)"
)
_BROKEN = re.compile(rf"(?<![\d+])(?:1{_S})?[2-9]\d\d{_S}[2-9]\d\d{_S}\d{{4}}(?!\d)")
_RUN = re.compile(rf"\d(?:{_S}\d){{6,}}")
_SEVEN_DIGITS = re.compile(r"(?:\d\D{0,20}){7}")


class Number(NamedTuple):
    """A telephone number in a text: where, and in E.164 (its digits alone where they are too few or too many for that)."""

    start: int
    end: int
    e164: str


def telephone_numbers(text: str, known: Mapping[str, str] | None = None) -> list[Number]:
    """Every telephone number that stands in a text, and what may be one, in the order printed.

    `known`: numbers by their last seven digits; these are found however they are written, without their area code too.
    """
    if not _SEVEN_DIGITS.search(text):
        return []
    scan = _Scan(text, known or {})
    scan.look(_SURE)
    scan.look(_LIKELY)
    scan.across_lines()
    scan.known_ones()
    return sorted(scan.found)


class _Scan:
    """A text while it is searched for numbers: signs that belong to a number found become `x`."""

    def __init__(self, text: str, known: Mapping[str, str]) -> None:
        keep = [m.span() for m in _DATE.finditer(text)] + [(r.start, r.end) for r in moments(text) if r.moment[:2] in ("19", "20")]
        for m in _LABELLED.finditer(text):
            digits = "".join(str(unicodedata.decimal(d)) for d in m[1])
            if not _NORTH_AMERICAN.fullmatch(digits) and digits[-7:] not in known:
                keep.append(m.span(1))
        self.text = text
        self.known = known
        self.signs, self.starts, self.ends = _signs(text, keep)
        self.found: list[Number] = []

    def take(self, first: int, last: int, e164: str) -> None:
        start, end = self.starts[first], self.ends[last - 1]
        inside = unicodedata.normalize("NFKC", self.text[start:end])
        if start and self.text[start - 1] in "(\uff08" and inside.count(")") > inside.count("("):
            start -= 1
        self.found.append(Number(start, end, e164))
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
        """Known numbers, however their digits are set apart, and be it by a date."""
        at, rest = 0, []
        for one in sorted(self.found):
            rest.append(self.text[at : one.start])
            at = one.end
        left = re.sub(r"\D", "", "".join((*rest, self.text[at:])))
        if not any(left[i : i + 7] in self.known for i in range(len(left) - 6)):
            return
        keep = [m.span() for m in _DONE.finditer(self.text)] + [(one.start, one.end) for one in self.found]
        self.signs, self.starts, self.ends = _signs(self.text, keep)
        for run in _RUN.finditer(self.signs):
            where = [i for i in range(*run.span()) if self.signs[i].isdigit()]
            digits = "".join(self.signs[i] for i in where)
            at = 0
            while at + 7 <= len(digits):
                whole = self.known.get(digits[at : at + 7])
                if whole is None:
                    at += 1
                    continue
                first = at
                while first and whole.endswith(digits[first - 1 : at + 7]):
                    first -= 1
                start, end = where[first], where[at + 6] + 1
                while start and self.signs[start - 1].isdigit():
                    start -= 1
                while self.signs[end : end + 1].isdigit():
                    end += 1
                self.take(start, end, whole)
                at += 7
                while at < len(digits) and where[at] < end:
                    at += 1

    def e164(self, signs: str) -> str:
        digits = re.sub(r"\D", "", signs)
        return self.known.get(digits, digits) if len(digits) == 7 else number(digits) or digits


def _signs(text: str, keep: Sequence[tuple[int, int]] = ()) -> tuple[str, list[int], list[int]]:
    """The signs of a text, and where in it each begins and ends; what is to be kept is `x`."""
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
        elif m["other"]:
            put("c" if m[0] == ":" and signs and signs[-1].isdigit() else "x", start, end)
    return "".join(signs), starts, ends


@lru_cache(maxsize=4096)
def _gap(printed: str) -> str:
    seen = re.sub(_HIDDEN, "", printed)
    if not seen:
        return ""
    if len(seen) > 12 and not re.fullmatch(r"[\s>=]+|(?:<[^<>]*>|\s)+", seen):
        return "x"
    if re.search(r"[\r\n]", seen) and re.fullmatch(r"[\s>=]+", seen):
        return "n"
    if not seen.strip():
        return "s"
    return "d" if re.fullmatch(r"\s?[.\-\u2010-\u2015\u2212\ufe63\uff0d\uff0e]\s?", seen) else "-"


def _abroad(signs: str, first: int, last: int) -> tuple[int, str]:
    """Where a number with its country's code ends, and it in E.164: of the possible ends the farthest."""
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
        if _possible(e164):
            return end, e164
    return next(((end, e164) for end, e164 in reversed(ends) if len(e164) <= 16), ends[0])


@lru_cache(maxsize=50_000)
def _possible(e164: str) -> bool:
    if e164.startswith("+1"):
        return len(e164) == 12
    import phonenumbers  # slow to import

    try:
        return len(e164) <= 16 and phonenumbers.is_possible_number(phonenumbers.parse(e164))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=50_000)
def _country(e164: str) -> str | None:
    import phonenumbers

    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return next((e164[1 : 1 + n] for n in (1, 2, 3) if e164[1 : 1 + n].isdecimal() and int(e164[1 : 1 + n]) in codes), None)


# --- names and addresses in texts ----------------------------------------------------------------------------------

_AT = r"\s{0,2}(?:[@\uff20\ufe6b]|%40|[\[({<]\s?at\s?[\])}>])\s{0,2}"
_DOT = r"(?:[.\uff0e]|\s?[\[({<]\s?dot\s?[\])}>]\s?)"
_LOCAL = r"(?:\"[^\"\n]{1,64}\"|(?<![\w.%+'-])[\w.%+'-]+)"
_ADDRESS = re.compile(rf"{_LOCAL}{_AT}(?:[\w-]+{_DOT})+[^\W\d_]{{2,}}|{_LOCAL}\s+at\s+(?:[\w-]+\s+dot\s+)+[^\W\d_]{{2,}}", re.I)
_MAYBE_ADDRESS = re.compile(r"[@\uff20\ufe6b]|%40|\bat\b", re.I)
_WORD = re.compile(r"[^\W_]+")
_LEGAL = r"(?:LLC|L\.L\.C|LLP|LP|Ltd|Limited|Inc|Incorporated|Corp|Corporation|Co|Company|GmbH|PLC|Pvt|Private|Pty|SA|S\.A|BV|AG)\.?"
_LEGALS = rf"(?:[\s,._-]{{0,3}}{_LEGAL})*"
_GLUED = re.compile(rf"(?:{_LEGAL})+$", re.I)  # as in a mail domain
_LEGAL_END = re.compile(rf"(?:[\s,]+{_LEGAL})+\s*$", re.I)
_REPLACED = re.compile(rf"\[withheld\]|\[masked\]|{NOBODY}|{_ID}|{_MASKED_NUMBER}|{_HASHED_NUMBER}")


class Names:
    """Names, found in a text in any case, with other blanks or signs between their words or none, and without their legal form."""

    def __init__(self) -> None:
        self._owners: dict[str, set[str]] = defaultdict(set)  # by pattern
        self._by_word: dict[str, set[str]] = defaultdict(set)  # patterns by the words that a text must hold
        self._longest: dict[str, int] = {}
        self._known: set[tuple[str, str]] = set()
        self._compiled: dict[frozenset[str], tuple[re.Pattern[str], list[str]]] = {}

    @property
    def count(self) -> int:
        return len(self._known)

    def add(self, name: str, owner: str) -> None:
        """Know a name of this owner."""
        if (name, owner) in self._known or not name.strip():
            return
        self._known.add((name, owner))
        spellings = {unicodedata.normalize(form, name) for form in ("NFC", "NFD", "NFKC")} | {slug(name)}
        for spelt in spellings:
            core = _LEGAL_END.sub("", spelt) or spelt
            words = _WORD.findall(core)
            if words:
                pattern = r"[\W_]{0,4}".join(re.escape(word) for word in words)
                if len(core) <= 3:
                    pattern = f"(?-i:{pattern})"  # else `A` would be found in every sentence
            elif spelt.strip():
                pattern = re.escape(spelt.strip())
            else:
                continue
            self._owners[pattern].add(owner)
            self._longest[pattern] = len(core)
            if words and core.isascii():
                for end in range(1, len(words) + 1):
                    self._by_word["".join(words[:end]).casefold()].add(pattern)
            else:
                self._by_word[""].add(pattern)

    def sub(self, text: str, put: Callable[[set[str], str], str]) -> str:
        """The text with each name as `put(owners, printed)` gives it."""
        words = _WORD.findall(text)
        wanted = {""} | {form.casefold() for word in words for form in (word, _GLUED.sub("", word))}
        patterns = frozenset(p for word in wanted & self._by_word.keys() for p in self._by_word[word])
        if not patterns:
            return text
        if patterns not in self._compiled:
            order = sorted(patterns, key=lambda p: (-self._longest[p], p))
            groups: dict[bool, list[str]] = {True: [], False: []}
            for i, pattern in enumerate(order):
                groups[pattern in self._by_word[""]].append(f"(?P<n{i}>{pattern})")
            edged, edgeless = "|".join(groups[False]) or "(?!)", "|".join(groups[True]) or "(?!)"  # `(?!)` is found nowhere
            self._compiled[patterns] = re.compile(rf"(?:(?<![^\W_])(?:{edged}){_LEGALS}(?![^\W_])|(?:{edgeless}){_LEGALS})", re.I), order
        compiled, order = self._compiled[patterns]

        def one(m: re.Match[str]) -> str:
            return put(self._owners[order[int((m.lastgroup or "")[1:])]], m[0])

        at, parts = 0, []
        for done in _REPLACED.finditer(text):  # is found by no name
            parts += [compiled.sub(one, text[at : done.start()]), done[0]]
            at = done.end()
        return "".join((*parts, compiled.sub(one, text[at:])))


def _unhidden(text: str) -> str:
    """A text as it is seen: letters in their usual form, without what is invisible, words whole that a line end broke."""
    return re.sub(r"(?<=\w)[-\u2010]\s*\n\s*(?=\w)", "", re.sub(_HIDDEN, "", unicodedata.normalize("NFKC", text)))


# --- redaction -----------------------------------------------------------------------------------------------------

_AS_THEY_STAND = frozenset(
    "claim document sources kind side known_at valid_at asked_at due_at call_at until role attested status doubts frn rmd ocn".split()
)
_IDS = frozenset({"incident", "action", "hop", "provider_key", "source_hop", "upstream_hop"})
_NUMBERS = frozenset({"caller", "called", "phone"})
_LETTER_ID = re.compile(r"([a-z]+-\d{4}-\d\d-\d\d-)(.+?)((?:\.\d+)?)")
_TITLES = ("Mr", "Ms", "Mrs", "Dr", "Mx")
_HOW = {
    "numbers": {
        "exchange": "telephone numbers end after the exchange: the last digits read ••••",
        "hash": "each telephone number is replaced by a hash with the case's salt, the same for the same number",
    },
    "persons": {"withhold": f"mail addresses and names of persons read {WITHHELD}"},
}


class Redaction:
    """One export's redaction: first `rows` of all that goes into it, then `path`, then `text` of what is written around it.

    `marks`: the handling mark of every document, by hash; a document that is not among them does not leave.
    `persons`: names that are persons'. `provider_key`: whose own copy it is, where the profile asks for it. Raises BadInput.
    """

    def __init__(
        self, profile: Profile, *, marks: Mapping[str, str | None], salt: bytes, persons: Iterable[str] = (),
        provider_key: str | None = None,
    ) -> None:  # fmt: skip
        if profile.neighbours == "own" and not provider_key:
            raise BadInput(f"the profile {profile.name} makes a provider's own copy: say whose, with the provider's name")
        self.profile = profile
        self._marks = marks
        self._may = {mark.strip().casefold() for mark in (*profile.marks, "public", "")}
        self._salt = salt
        self._own = provider_key if profile.neighbours == "own" else None
        self._providers = Names()
        self._hidden: set[str] = set()  # keys of providers that were withheld in some path
        self._named: set[str] = set()  # ... and that were named in one
        self._persons = Names()
        for given in persons if profile.persons == "withhold" else ():
            before = given.partition(",")[0]  # `Odalys Wren, Operations Lead`; but `Wren, Odalys`
            for name in {given, before if " " in before.strip() else given}:
                self._persons.add(name, given.casefold())
                first, *rest = name.split()[-1:] + name.split()[:-1] or [""]
                for inverted in (" ".join((first, *rest)), *(f"{title} {first}" for title in _TITLES if rest)):
                    self._persons.add(inverted, given.casefold())
        self._known: dict[str, str] = {}  # numbers by their last seven digits
        self._cleaned: dict[tuple[str, frozenset[str] | None, bool], str] = {}  # as long as nothing new is known
        self._version: tuple[int, ...] = ()
        self._withheld: dict[str, set[str]] = defaultdict(set)
        self._values: set[str] = set()
        self._left_out: set[str] = set()  # texts of documents that may not leave
        self._let_out: set[str] = set()  # ... and of those that may: a copy of the same words is no secret

    # --- rows

    def rows(self, rows: Iterable[Row]) -> list[Row]:
        """Those that a path may be drawn from. Give the rows of every path before the first is drawn."""
        given = list(rows)
        for row in given:
            self._learn(row)
        out: set[str] = set()  # claims; of what a rule inferred, also that with a source among them
        while True:
            new = {r["claim"] for r in given if not self._may_leave(r) or out.intersection(r["sources"] or ())}
            if new == out:
                break
            out = new
        for row in given:
            texts = {str(row[field]) for field in ("document", "name", "quote") if row[field]}
            if row["claim"] not in out:
                self._let_out |= texts
                continue
            if row["inferred"]:
                self._withheld["inferred statuses"].add(row["claim"])
            if not self._document_may_leave(row):
                self._withheld["documents"].add(row["document"])
                self._left_out |= texts
        return [row for row in given if row["claim"] not in out]

    def _document_may_leave(self, row: Row) -> bool:
        if "*" in self.profile.marks:
            return True
        return row["document"] in self._marks and (self._marks[row["document"]] or "").strip().casefold() in self._may

    def _may_leave(self, row: Row) -> bool:
        return self._document_may_leave(row) and (self.profile.inferred or not row["inferred"])

    def _learn(self, row: Row) -> None:
        if self.profile.numbers != "keep":
            for field in _NUMBERS & row.keys():
                if row[field]:
                    self._number(row[field])
        if self._own is None:
            return
        key, name = row["provider_key"], row["provider"]
        if key and name != NOBODY:
            for known in (name, key, row["upstream"] if row["side"] == "upstream" else None):
                if known and known != WITHHELD:
                    self._providers.add(known, key)
            # `Quillon Gateway Ltd. ("Quillon")` gives it a further name
            for m in re.finditer(r"[(\[][\"“'‘]?([A-Z][\w .&-]{2,40}?)[\"”'’]?[)\]]", row["quote"] or ""):
                if name and _LEGAL_END.sub("", name).casefold().startswith(m[1].casefold()):
                    self._providers.add(m[1], key)

    # --- paths

    def path(self, path: CallPath) -> CallPath:
        """A path, drawn from what `rows` let through, with all that is withheld replaced."""
        evidence = [*path.evidence, *(r for hop in path.hops for r in hop.evidence), *(r for link in path.links for r in link.evidence)]
        if not all(self._may_leave(row) for row in evidence):
            raise ValueError("a path with claims that may not leave: draw it from what Redaction.rows lets through")
        p = self.profile
        if (p.numbers, p.persons, p.neighbours) == ("keep", "keep", "all"):
            return path
        for row in evidence:
            self._learn(row)
        if self._own is not None:
            for hop in path.hops:
                if hop.provider != NOBODY:
                    for name in (hop.provider, hop.provider_key):
                        self._providers.add(name, hop.provider_key)
        known = -1
        while known != len(self._known):  # a number learned late is looked for from the start
            known = len(self._known)
            done = _Drawing(self, path).done()
        return done

    # --- texts

    def text(self, text: str | None) -> str | None:
        """Any text, e.g. a remark or a title, without what is withheld. A provider withheld in any path is withheld here."""
        return None if text is None else self._clean(text, None)

    def _clean(self, text: str, named: frozenset[str] | None, *, provider: bool = False) -> str:
        """`named`: keys of the providers that may be named; None where no single path says that. `provider`: it is the name of one."""
        if named is None and self._own is not None:
            named = frozenset({self._own} | (self._named - self._hidden))
        version = len(self._known), self._providers.count
        if version != self._version:
            self._version = version
            self._cleaned.clear()
        asked = text, named, provider
        if asked not in self._cleaned:
            self._cleaned[asked] = self._steps(text, named, provider=provider)
        return self._cleaned[asked]

    def _steps(self, text: str, named: frozenset[str] | None, *, provider: bool) -> str:
        steps = [self._without_persons, self._without_providers(named), self._without_numbers]
        if provider:
            del steps[1]
        for step in steps:
            text = step(text)
            if text.isascii() and "\n" not in text:
                continue
            seen = _unhidden(text)
            if seen != text and (clean := step(seen)) != seen:
                text = clean
        return text

    def _without_persons(self, text: str) -> str:
        if self.profile.persons == "keep":
            return text
        if _MAYBE_ADDRESS.search(text):
            text = _ADDRESS.sub(lambda m: self._note("persons", m[0].casefold(), m[0], WITHHELD), text)
        return self._persons.sub(text, lambda owners, printed: self._note("persons", min(owners), printed, WITHHELD))

    def _without_providers(self, named: frozenset[str] | None) -> Callable[[str], str]:
        return lambda text: text if self._own is None else self._providers.sub(text, lambda o, printed: self._provider(o, printed, named))

    def _provider(self, owners: set[str], printed: str, named: frozenset[str] | None) -> str:
        secret = owners - (named or set())
        return self._note("providers", min(secret), printed, WITHHELD) if secret else printed

    def _without_numbers(self, text: str) -> str:
        if self.profile.numbers == "keep":
            return text
        known = -1
        while known != len(self._known):  # a number learned late in a text is looked for from its start
            known, at, parts = len(self._known), 0, list[str]()
            for found in telephone_numbers(text, self._known):
                parts += [text[at : found.start], self._masked(found.e164, text[found.start : found.end])]
                at = found.end
        return "".join((*parts, text[at:]))

    def _number(self, printed: str) -> str:
        """What stands where a telephone number belongs: withheld whatever its form."""
        if self.profile.numbers == "keep" or _DONE.fullmatch(printed):
            return printed
        e164 = number(printed) or printed
        if not e164.startswith("+") and len(found := telephone_numbers(printed, self._known)) == 1:
            e164 = found[0].e164
        digits = re.sub(r"\D", "", e164)
        if len(digits) >= 10:  # looked for everywhere, however impossible
            self._known.setdefault(digits[-7:], e164)
        return self._masked(e164, printed)

    def _masked(self, e164: str, printed: str) -> str:
        digits = e164.removeprefix("+")
        if _NORTH_AMERICAN.fullmatch(digits) if e164.startswith("+1") else _possible(e164):
            self._known.setdefault(digits[-7:], e164)
        if self.profile.numbers == "hash":
            shown = f"number {self._hash(e164)}"
        elif re.fullmatch(r"\+1[0-9]{10}", e164):
            shown = f"+1 {e164[2:5]} {e164[5:8]} ••••"
        elif e164.startswith("+") and digits.isascii() and digits.isdecimal() and (code := _country(e164)):
            shown = f"+{code} ••••"
        else:
            shown = f"{digits[:3]} ••••" if re.fullmatch(r"[0-9]{7}", digits) else "number ••••"
        return self._note("numbers", e164, printed, shown)

    def _hash(self, e164: str) -> str:
        """Ten hex digits that nobody, and no second redaction, can take for a telephone number: no long run of digits, a letter last."""
        for turn in range(1000):
            digest = self._secret(e164 + "\0" * turn).hexdigest()[:10]
            if digest[-1].isalpha() and not re.search(r"\d{5}", digest):
                return digest
        raise AssertionError("a hash that never fits")

    def _secret(self, of: str) -> hmac.HMAC:
        return hmac.new(self._salt, of.encode("utf-8", "surrogatepass"), hashlib.sha256)

    def _note(self, kind: str, what: str, printed: str, shown: str) -> str:
        self._withheld[kind].add(what)
        self._values.add(printed)
        return shown

    def _tag(self, of: str) -> str:
        """What stands in an id for a value that is withheld: another for another value, letters only."""
        return "withheld-" + "".join(chr(ord("g") + int(digit, 16)) for digit in self._secret(of).hexdigest()[:8])

    def ident(self, printed: str, named: frozenset[str] | None = None) -> str:
        """An id without what is withheld; ids that differ stay different."""
        if self._own is not None and (m := _LETTER_ID.fullmatch(printed)) and not re.fullmatch(_ID, m[2]):
            recipients: list[set[str]] = []

            def see(owners: set[str], _printed: str) -> str:
                recipients.append(owners)
                return ""

            rest = self._providers.sub(m[2], see)
            may = frozenset({str(self._own)}) | (self._named - self._hidden if named is None else named)
            if rest or not recipients or any(owners - may for owners in recipients):
                self._note("providers", min(recipients[0] - may or recipients[0]) if recipients else m[2], m[2], "")
                return m[1] + self._tag(m[1] + m[2]) + m[3]
        clean = self._clean(printed, named)
        return printed if clean == printed else self._tag(printed)

    # --- what was withheld

    @property
    def withheld(self) -> Counter[str]:
        """How many distinct values of each kind were withheld."""
        return Counter({kind: len(what) for kind, what in self._withheld.items() if what})

    @property
    def values(self) -> set[str]:
        """Every withheld value as it stood: to search an export for, never to be exported."""
        return self._values | {left for left in self._left_out if not any(left in let for let in self._let_out)}

    def manifest(self) -> list[dict[str, object]]:
        """What kinds of values were withheld, how many and how, in words; no value."""
        p, withheld = self.profile, self.withheld
        how = [(kind, says[getattr(p, kind)]) for kind, says in _HOW.items() if getattr(p, kind) in says]
        if p.neighbours == "own":
            how.append(("providers", "providers that neither handed the call to this one nor took it from this one are not named"))
        if "*" not in p.marks:
            also = f" or {', '.join(p.marks)}" if p.marks else ""
            how.append(("documents", f"claims of documents with a handling mark other than public{also} are left out"))
        if not p.inferred:
            how.append(("inferred statuses", "what a rule inferred is left out"))
        return [{"kind": kind, "count": withheld[kind], "how": says} for kind, says in how]


class _Drawing:
    """One path while it is redacted."""

    def __init__(self, redaction: Redaction, path: CallPath) -> None:
        self.r = redaction
        self.given = path
        self.own = redaction._own
        hops = {hop.id: hop for hop in path.hops}
        self.named = set(hops)  # ids of the hops that may be named
        self.keys: frozenset[str] | None = None
        if self.own is not None:
            mine = {i for i, hop in hops.items() if hop.provider_key == self.own}
            beside = {end for link in path.links for end in (link.downstream, link.upstream) if {link.downstream, link.upstream} & mine}
            self.named = mine | beside
            self.keys = frozenset({self.own} | {hops[i].provider_key for i in self.named})
            redaction._named |= self.keys
            for hop in path.hops:
                if hop.id not in self.named and hop.provider != NOBODY and hop.provider_key not in self.keys:
                    redaction._hidden.add(hop.provider_key)
                    for value in (hop.provider, hop.provider_key):
                        redaction._note("providers", hop.provider_key, value, "")
        self.incident = redaction.ident(path.incident, self.keys)
        self.ids: dict[str, str] = {}
        withheld = count(1)
        for hop in path.hops:
            tail = hop.id.removeprefix(path.incident)
            if hop.id not in self.named:
                self.ids[hop.id] = f"{self.incident}@withheld-{next(withheld)}"
            elif tail == hop.id:
                self.ids[hop.id] = redaction.ident(hop.id, self.keys)
            else:
                self.ids[hop.id] = self.incident + tail[:1] + redaction.ident(tail[1:], self.keys)
        self.sides: dict[str, dict[str, str]] = defaultdict(dict)  # of each claim: the hop on each of its sides
        for hop in path.hops:
            for row in hop.evidence:
                self.sides[row["claim"]][row["side"]] = hop.id

    def done(self) -> CallPath:
        given, call = self.given, self.given.call
        return replace(
            given,
            incident=self.incident,
            call=replace(
                call,
                caller=call.caller and self.r._number(call.caller),
                called=call.called and self.r._number(call.called),
                campaign=call.campaign and self.text(call.campaign),
                description=call.description and self.text(call.description),
            ),
            hops=tuple(self.hop(hop) for hop in given.hops),
            links=tuple(
                replace(
                    link,
                    downstream=self.ids[link.downstream],
                    upstream=self.ids[link.upstream],
                    evidence=self.rows(link.evidence) if {link.downstream, link.upstream} & self.named else (),
                )
                for link in given.links
            ),
            ends=tuple(
                replace(
                    end,
                    hop=self.ids[end.hop],
                    provider=self.provider(end.provider) if end.hop in self.named else NOBODY,
                    text=self.text(end.text),
                )
                for end in given.ends
            ),
            evidence=self.rows(given.evidence),
        )

    def hop(self, hop: Hop) -> Hop:
        named = hop.id in self.named
        return replace(
            hop,
            id=self.ids[hop.id],
            provider=self.provider(hop.provider) if named else NOBODY,
            provider_key=self.r.ident(hop.provider_key, self.keys) if named else NO_KEY,
            asked_length=hop.asked_length and self.text(hop.asked_length),
            received_from=tuple(self.ids[up] for up in hop.received_from),
            evidence=self.rows(hop.evidence) if named else (),
        )

    def text(self, text: str) -> str:
        return self.r._clean(text, self.keys)

    def provider(self, name: str) -> str:
        return self.r._clean(name, self.keys, provider=True)

    def rows(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(self.row(row) for row in rows)

    def row(self, row: Row) -> Row:
        new = cast("dict[str, Any]", copy(row) if isinstance(row, dict) else dict(row))
        for field, value in row.items():
            if isinstance(value, str):
                new[field] = self.field(field, value)
            elif isinstance(value, (list, tuple)) and field not in _AS_THEY_STAND:
                new[field] = type(value)(self.text(each) if isinstance(each, str) else each for each in value)
        if self.own is None:
            return new
        sides = self.sides.get(row["claim"], {})
        if row["hop"] is not None and row["hop"] not in self.named:
            new |= {"provider": NOBODY, "provider_key": NO_KEY}
        if row["source_hop"] and (sides.get("downstream") or sides.get("hop")) not in self.named:
            new["source_hop"] = None
        if sides.get("upstream") not in self.named:
            new |= {field: to for field, to in (("upstream", WITHHELD), ("upstream_hop", None)) if row[field]}
        return new

    def field(self, field: str, value: str) -> str:
        if field in _AS_THEY_STAND:
            return value
        if field in _NUMBERS:
            return self.r._number(value)
        if field == "contact" and self.r.profile.persons == "withhold":
            return self.r._note("persons", value.casefold(), value, WITHHELD) if value != WITHHELD else value
        if field == "hop" and value in self.ids:
            return self.ids[value]
        if field in _IDS:
            return self.incident if value == self.given.incident else self.r.ident(value, self.keys)
        return self.provider(value) if field == "provider" else self.text(value)
