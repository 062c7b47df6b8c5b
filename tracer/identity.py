"""Which printed name is which provider: folding, and the certain reasons for taking two names as one.

Certain are: equal after folding; a list printed with ` / ` in a name column; the same FRN; a mail domain and the name of
a mail to it. Nothing weaker merges: a wrong merge puts one company's record on another.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

_BLANKS = re.compile(r"[^\S\u2028\u2029\x1c-\x1f]+")
_LEGAL_FORM = re.compile(
    r"[ ,]+(?:llc|l\.l\.c|inc|incorporated|corp|corporation|lp|l\.p|llp|plc|gmbh|s\.a|b\.v|s\.r\.l"
    r"|(?:(?:pvt|private|pty|co)\.?,? )?(?:ltd|limited)|co)\.?$"
)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}")
_LONGEST_KEY = 120


def fold(name: str) -> str:
    """A name as compared: NFC, case, runs of blanks, trailing legal form, `.` and `,`. Nothing else is taken away.

    Where nothing would be left, the text itself.
    """
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", name).casefold()).strip(" ")
    folded = _BLANKS.sub(" ", _LEGAL_FORM.sub("", text).replace(".", "").replace(",", "")).strip(" ")
    return folded or name


def parts(name: str) -> list[str]:
    """The names in a list printed with ` / `; none where the text is a single name."""
    found = [part.strip() for part in name.split(" / ")]
    return found if len(found) > 1 and all(found) else []


def is_domain(name: str) -> bool:
    return bool(_DOMAIN.fullmatch(name))


def key_of(folded: str) -> str:
    """A provider's key: the folded name, blanks to `-`.

    A hash is added where that alone could make two names one (a `-` of its own, or what looks like such a hash), or where it
    would be too long for an index.
    """
    key = folded.replace(" ", "-")
    if "-" in folded or "~" in folded or len(key) > _LONGEST_KEY:
        key = f"{key[:_LONGEST_KEY]}~{hashlib.blake2b(folded.encode('utf-8', 'surrogatepass'), digest_size=6).hexdigest()}"
    return key


class Identity:
    """All names of a case and the groups they fall into.

    `first` is when and where a name was first seen, as text that sorts; a group's key and display name are those of the
    first name seen (a mail domain only where there is no other), so they depend on the claims alone and not on the order
    in which documents were loaded.
    """

    def __init__(self) -> None:
        self._first: dict[str, str] = {}  # printed name -> first seen
        self._folded: dict[str, str] = {}
        self._root: dict[str, str] = {}  # folded name -> its group: a union-find forest
        self._members: dict[str, list[str]] = {}  # group -> printed names
        self._chief: dict[str, str] = {}  # group -> the printed name that it goes by
        self._registered: dict[str, list[str]] = {}  # FRN -> printed names
        self._apart: set[frozenset[str]] = set()  # folded names that a person told apart
        self._changed: set[str] = set()

    def see(self, name: str, first: str) -> None:
        """Take note of a printed name, and of each name in it where it is a list."""
        self.note_listed(name, first)
        for text in parts(name):
            self.tie(name, text)

    def note_listed(self, name: str, first: str) -> None:
        """As `see`, without taking the names of a list as one yet: to be followed by `tie_lists`."""
        for order, text in enumerate([*parts(name), name]):
            self.note(text, f"{first}|{order}")

    def tie_lists(self) -> None:
        """Take the names of every list seen as one."""
        for name in list(self._first):
            for text in parts(name):
                self.tie(name, text)

    def tie(self, a: str, b: str) -> None:
        """For a certain reason, or by a person's word, these two names, both seen before, are one provider."""
        if frozenset((self._folded[a], self._folded[b])) in self._apart:
            return
        into, gone = self._group(a), self._group(b)
        if into == gone:
            return
        if len(self._members[into]) < len(self._members[gone]):
            into, gone = gone, into
        before = {into: self._chief[into], gone: self._chief[gone]}
        self._root[gone] = into
        merged = self._members.pop(gone)
        chief = min(self._chief[into], self._chief.pop(gone), key=self._rank)
        for group, names in ((into, self._members[into]), (gone, merged)):
            if before[group] != chief:
                self._changed.update(names)
        self._members[into] += merged
        self._chief[into] = chief

    def keep_apart(self, a: str, b: str) -> None:
        """By a person's word these two are not one: nothing that ties just these two does. To be said before any tie."""
        self._apart.add(frozenset((self._folded[a], self._folded[b])))

    def registered(self, name: str, frn: str) -> None:
        """The FCC registration number of a name seen before: same number, same provider."""
        known = self._registered.setdefault(frn, [])
        if name not in known:
            for other in known:  # each of them: one alone may be told apart from this name, and which came first must not matter
                self.tie(other, name)
            known.append(name)

    def first_seen(self, name: str) -> str:
        return self._first[name]

    def key(self, name: str) -> str:
        return key_of(self._folded[self._chief[self._group(name)]])

    def display(self, name: str) -> str:
        return self._chief[self._group(name)]

    def known(self, name: str) -> bool:
        return name in self._folded

    def group(self, name: str) -> list[str]:
        """All names of the provider that goes by this one."""
        return self._members[self._group(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)

    def changed(self) -> set[str]:
        """The names that are new, were seen earlier, or go by another name since this was last asked."""
        changed, self._changed = self._changed, set()
        return changed

    def note(self, text: str, first: str) -> None:
        """Take note of one name by itself, with when and where it was first seen."""
        if text not in self._folded:
            self._folded[text] = folded = fold(text)
            self._first[text] = first
            self._changed.add(text)
            if folded not in self._root:
                self._root[folded] = folded
                self._members[folded] = [text]
                self._chief[folded] = text
                return
            self._members[self._group(text)].append(text)
        elif first < self._first[text]:
            self._first[text] = first
            self._changed.add(text)
        else:
            return
        group = self._group(text)
        chief = min(self._chief[group], text, key=self._rank)
        if chief != self._chief[group]:
            self._chief[group] = chief
            self._changed.update(self._members[group])

    def _rank(self, name: str) -> tuple[bool, str, str]:
        return is_domain(name), self._first[name], name

    def _group(self, name: str) -> str:
        folded = self._folded[name]
        while self._root[folded] != folded:
            self._root[folded] = self._root[self._root[folded]]
            folded = self._root[folded]
        return folded
