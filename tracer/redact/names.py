"""Names and mail addresses in texts, in whatever way they are written."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable

from tracer.identity import slug
from tracer.redact.numbers import HASHED_NUMBER, HIDDEN, MASKED_NUMBER
from tracer.text import as_read

NOBODY = "withheld provider"
ID = r"withheld-[g-v]{8}"
_AT = r"\s{0,2}(?:[@\uff20\ufe6b]|%40|[\[({<]\s?at\s?[\])}>])\s{0,2}"
_DOT = r"(?:[.\uff0e]|\s?[\[({<]\s?dot\s?[\])}>]\s?)"
_LOCAL = r"(?:\"[^\"\n]{1,64}\"|(?<![\w.%+'-])[\w.%+'-]+)"
ADDRESS = re.compile(rf"{_LOCAL}{_AT}(?:[\w-]+{_DOT})+[^\W\d_]{{2,}}|{_LOCAL}\s+at\s+(?:[\w-]+\s+dot\s+)+[^\W\d_]{{2,}}", re.I)
MAYBE_ADDRESS = re.compile(r"[@\uff20\ufe6b]|%40|\bat\b", re.I)
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"[\W_]{0,4}"
_ABBREVIATION = 4  # letters, at most
_WITHIN = re.compile(r"(?<=[^\W_])[.,](?=[^\W_])")
MIDDLE = rf"(?:{_BETWEEN}|[\W_]{{1,3}}(?-i:[A-Z])[\w'\u2019-]{{0,20}}\.?[\W_]{{1,3}})"  # between the names of a person
_LEGAL = r"(?:LLC|L\.L\.C|LLP|LP|Ltd|Limited|Inc|Incorporated|Corp|Corporation|Co|Company|GmbH|PLC|Pvt|Private|Pty|SA|S\.A|BV|AG)\.?"
_LEGALS = rf"(?:[\s,._-]{{0,3}}{_LEGAL})*"
_GLUED = re.compile(rf"(?:{_LEGAL})+$", re.I)  # as in a mail domain
LEGAL_END = re.compile(rf"(?:[\s,]+{_LEGAL})+\s*$", re.I)
_REPLACED = re.compile(rf"\[withheld\]|\[masked\]|{NOBODY}|{ID}|{MASKED_NUMBER}|{HASHED_NUMBER}")


def _spelt(word: str) -> str:
    """A pattern of a word; a short one may be printed as an abbreviation: `US` as `U.S.`, which identity takes for the same."""
    return "[.,]?".join(map(re.escape, word)) if len(word) <= _ABBREVIATION else re.escape(word)


def plain_address(printed: str) -> str:
    """A mail address in one spelling, so that it counts once."""
    return re.sub(_AT, "@", unhidden(as_read(printed))).casefold()


class Names:
    """Names to be found in texts: in any case, with any or no signs between their words, and without their legal form."""

    def __init__(self, between: str = _BETWEEN) -> None:
        self._between = between  # pattern of what may stand between the words of a name
        self._owners: dict[str, set[str]] = defaultdict(set)  # by pattern
        self._by_word: dict[str, set[str]] = defaultdict(set)  # patterns by the words that a text must hold
        self._longest: dict[str, int] = {}
        self._known: set[tuple[str, str]] = set()
        self._compiled: dict[frozenset[str], tuple[re.Pattern[str], list[str]]] = {}

    @property
    def count(self) -> int:
        return len(self._known)

    def add(self, name: str, owner: str) -> None:
        """Add a name of this owner."""
        if (name, owner) in self._known or not name.strip():
            return
        self._known.add((name, owner))
        spellings = {unicodedata.normalize(form, name) for form in ("NFC", "NFD", "NFKC")} | {slug(name)}
        for spelt in spellings:
            core = LEGAL_END.sub("", spelt) or spelt
            words = _WORD.findall(core)
            if words:
                pattern = self._between.join(map(_spelt, words))
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

    def add_short(self, name: str, owner: str) -> None:
        """Add a short name that means the owner if it is written as a name: `Dogwood` is a company, `dogwood` is not."""
        words = _WORD.findall(name)
        pattern = self._between.join(rf"(?-i:{_spelt(word[:1].upper() + word[1:])}|{_spelt(word.upper())})" for word in words)
        self._owners[pattern].add(owner)
        self._longest[pattern] = len(name)
        for end in range(1, len(words) + 1):
            self._by_word["".join(words[:end]).casefold() if name.isascii() else ""].add(pattern)

    def add_initial(self, first: str, last: str, owner: str) -> None:
        """Add a person by an initial with its full stop: `A. Call` is a person, `a call` is not."""
        letter = rf"(?-i:{re.escape(first[0].upper())}\.)"
        for pattern in (rf"{letter}[\W_]{{0,2}}{re.escape(last)}", rf"{re.escape(last)},?[\W_]{{1,2}}{letter}"):
            self._owners[pattern].add(owner)
            self._longest[pattern] = len(last) + 2
            self._by_word[last.casefold() if last.isascii() and last.isalnum() else ""].add(pattern)

    def sub(self, text: str, put: Callable[[set[str], str], str]) -> str:
        """The text with each name replaced by `put(owners, printed)`."""
        words = _WORD.findall(text) + _WORD.findall(_WITHIN.sub("", text))
        words_of_text = {""} | {form.casefold() for word in words for form in (word, _GLUED.sub("", word))}
        patterns = frozenset(p for word in words_of_text & self._by_word.keys() for p in self._by_word[word])
        if not patterns:
            return text
        if patterns not in self._compiled:
            order = sorted(patterns, key=lambda p: (-self._longest[p], p))
            groups: dict[bool, list[str]] = {True: [], False: []}
            for i, pattern in enumerate(order):
                groups[pattern in self._by_word[""]].append(f"(?P<n{i}>{pattern})")
            edged, edgeless = "|".join(groups[False]) or "(?!)", "|".join(groups[True]) or "(?!)"  # `(?!)` matches nowhere
            self._compiled[patterns] = re.compile(rf"(?:(?<![^\W_])(?:{edged}){_LEGALS}(?![^\W_])|(?:{edgeless}){_LEGALS})", re.I), order
        compiled, order = self._compiled[patterns]

        def replaced_match(m: re.Match[str]) -> str:
            return put(self._owners[order[int((m.lastgroup or "")[1:])]], m[0])

        end, parts = 0, []
        for kept_match in _REPLACED.finditer(text):  # no name is looked for in these
            parts += [compiled.sub(replaced_match, text[end : kept_match.start()]), kept_match[0]]
            end = kept_match.end()
        return "".join((*parts, compiled.sub(replaced_match, text[end:])))


def unhidden(text: str) -> str:
    """A text as a reader sees it: letters in their usual form, nothing invisible, words joined that a line end broke."""
    return re.sub(r"(?<=\w)[-\u2010]\s*\n[\s>]*(?=\w)", "", re.sub(HIDDEN, "", unicodedata.normalize("NFKC", text)))
