"""Which printed name is which provider: a pure function of the names, of what documents say of them, and of people's judgements.

A wrong merge puts one company's record on another. So, from strongest to weakest: a person's judgement; what forbids (two FRNs,
RMD numbers or countries on record); what is certain (one FRN, equal but for case and signs, the holder of a mail domain); a bare
name with the one legal form known of it; a list printed with ` / `. Everything weaker is only proposed (`tracer.proposals`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise, product
from types import MappingProxyType
from typing import NamedTuple

from tracer import countries
from tracer.model import IN_REGISTER, JUDGEMENTS, Evidence, Kind, Moment, Provider, replace, statement_order
from tracer.text import mask

# --- names as compared ---------------------------------------------------------------------------------------------

_GAP = re.compile(r"[\s,]+")
_BLANKS = re.compile(r"[^\S\u2028\u2029\x1c-\x1f]+")
# A legal form is several persons' in law where another one is not: each stands for itself, spelt in one way.
_FORMS = {
    "llc": "llc", "inc": "inc", "incorporated": "inc", "corp": "corp", "corporation": "corp", "lp": "lp", "llp": "llp", "lllp": "lllp",
    "plc": "plc", "gmbh": "gmbh", "ag": "ag", "sa": "sa", "sas": "sas", "bv": "bv", "nv": "nv", "srl": "srl", "sarl": "sarl", "spa": "spa",
    "oy": "oy", "ab": "ab", "aps": "aps", "pllc": "pllc", "pc": "pc", "ltd": "ltd", "limited": "ltd", "co": "co", "company": "co",
    "pvt ltd": "pvt ltd", "private ltd": "pvt ltd", "pvt limited": "pvt ltd", "private limited": "pvt ltd",
    "pty ltd": "pty ltd", "pty limited": "pty ltd", "proprietary ltd": "pty ltd", "proprietary limited": "pty ltd", "sdn bhd": "sdn bhd",
    "co ltd": "co ltd", "company ltd": "co ltd", "co limited": "co ltd", "company limited": "co ltd", "sa de cv": "sa de cv",
    "s de rl": "s de rl", "s de rl de cv": "s de rl", "fz llc": "fz llc", "fze": "fze", "dmcc": "dmcc", "pte ltd": "pte ltd",
    "limited liability company": "llc", "limited liability co": "llc", "pte limited": "pte ltd", "wll": "wll", "sro": "sro", "doo": "doo",
    "kft": "kft", "ltda": "ltda", "fzco": "fzco", "o\u00fc": "o\u00fc", "a/s": "a/s", "sp z oo": "sp z oo", "ug": "ug",
    "gmbh & co kg": "gmbh & co kg",
    "(pvt) ltd": "pvt ltd", "(pvt) limited": "pvt ltd", "(private) ltd": "pvt ltd", "(private) limited": "pvt ltd",
    "(smc-pvt) ltd": "pvt ltd", "(smc-private) limited": "pvt ltd", "smc-pvt ltd": "pvt ltd", "(pty) ltd": "pty ltd",
    "(pty) limited": "pty ltd",
}  # fmt: skip
FOREIGN_FORMS = frozenset(
    "pvt ltd|pty ltd|pte ltd|gmbh|ag|sa|sas|bv|nv|srl|sarl|spa|oy|ab|aps|sdn bhd|sa de cv|s de rl|fz llc|fze|dmcc|plc"
    "|wll|sro|doo|kft|ltda|fzco|o\u00fc|a/s|sp z oo|ug|gmbh & co kg".split("|")
)
# Words of the trade, which tell no company apart, alone or together.
GENERIC = frozenset(
    "access alliance america american bpo business call calling cloud com comm comms communication communications connect connections"
    " consultancy corp corporation data dialer digital direct east enterprise enterprises express first general global group hosted"
    " international internet inter it legacy limited link llc ltd mobile national net network networks new north one online partner"
    " partners phone pro pvt service services sip smart software solution solutions south star systems tandem tech technologies"
    " technology tel tele telco telecom telecommunication telecommunications telephone telephony trade transit universal us usa"
    " ventures voice voices voip west wholesale wireless world".split()
)
_MOST_WORDS_OF_A_FORM = 5
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}")
_ALSO = (
    r"d/b/a|dba|d\.b\.a\.?|doing business as|trading as|t/a|f/k/a|fka|a/k/a|aka|also known as|n/k/a|nka|now known as|formerly(?: known as)?"
)
_ALSO_NAMED = re.compile(rf"[\s,(](?:{_ALSO})\s", re.I)
_BEHIND = re.compile(r"(?<=\S)\s*\([^()]*\)\s*$")
_LONGEST_KEY = 120
_MOST_LISTED = 40  # aliases of one company


class Folded(NamedTuple):
    """A name without what may differ between two prints of it; `form` is its legal form, empty where it has none."""

    core: str
    form: str

    def __str__(self) -> str:
        return f"{self.core} {self.form}" if self.form else self.core


@lru_cache(maxsize=100_000)
def folded(name: str) -> Folded:
    """A name as compared: NFC, case, runs of blanks, `.` and `,`; its legal form apart. Nothing else is taken away.

    Where nothing would be left, the text itself.
    """
    words = _compared(name).split(" ")
    if words == [""]:
        return Folded(name, "")
    for count in range(min(_MOST_WORDS_OF_A_FORM, len(words) - 1), 0, -1):
        if form := _FORMS.get(" ".join(words[-count:])):
            return Folded(" ".join(words[:-count]), form)
    return Folded(" ".join(words), "")


def _compared(name: str) -> str:
    text = unicodedata.normalize("NFC", name).casefold().replace(".", "").replace(",", " ")
    text = unicodedata.normalize("NFC", text)  # an accent after a stop stands on the letter before it now
    return _BLANKS.sub(" ", text).strip(" ")


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """The whole of it as one text."""
    return str(folded(name))


def slug(name: str) -> str:
    """A recipient's name as it stands in the ids of a letter's rows: without secrets and its legal form, lower case, the rest to `-`."""
    printed = mask(name).strip()
    if folded(printed).form:
        ends = [m.start() for m in _GAP.finditer(printed)]
        printed = next((printed[:end] for end in ends[-_MOST_WORDS_OF_A_FORM:] if _compared(printed[end:]) in _FORMS), printed)
    return re.sub(r"[^a-z0-9]+", "-", printed.lower()).strip("-")


def reads_like(text: str, name: str) -> bool:
    """Whether a text, e.g. a speaker, reads like a name: but for case and signs, and for a legal form that only one of them has."""
    one, other = folded(text), folded(name)
    return one.core == other.core and (one.form == other.form or not one.form or not other.form)


_OF_LAW_FIRMS = frozenset({"llp", "pllc", "pc"})
_OF_THE_TRADE = re.compile(
    r"\b(?:tel|tele?com(?:munication|m)?s?|telco|telephon[ey]|voip|voices?|wireless|cellular|mobile|carrier|provider|competitor)\b", re.I
)
_OF_AN_OFFICE = re.compile(
    r"\b(?:office|bureau|commission|desk|department|attorney|analyst|counsel|traceback|consortium|us ?telecom)\b", re.I
)


@lru_cache(maxsize=10_000)
def names_a_carrier(text: str) -> bool:
    """Whether a text, e.g. a speaker, reads as the name of a company that carries calls: it has a legal form, or a word of the trade."""
    form = folded(_BEHIND.sub("", text)).form
    return not _OF_AN_OFFICE.search(text) and ((form != "" and form not in _OF_LAW_FIRMS) or bool(_OF_THE_TRADE.search(text)))


def parts(name: str) -> list[str]:
    """The names in a list printed with ` / `; none where the text is a single name."""
    names = [part.strip() for part in name.split(" / ")] if " / " in name else []
    return names if len(names) <= _MOST_LISTED and all(names) else []


def listed(name: str, first: str) -> Iterator[tuple[str, str]]:
    """A printed name, and each name in it where it is a list, with when and where each was printed, as text that sorts."""
    for order, text in enumerate([*parts(name), name]):
        yield text, f"{first}|{order}"


def other_names(name: str) -> list[str]:
    """The names in `X d/b/a Y`, `X, formerly Y`; none where it holds no such words."""
    names = [text.strip(" ,") for text in _ALSO_NAMED.split(name)]
    names = [text.removesuffix(")") if text.count(")") > text.count("(") else text.rstrip(" ,(") for text in names]
    return names if 1 < len(names) <= _MOST_LISTED and all(names) else []


@lru_cache(maxsize=100_000)
def is_domain(name: str) -> bool:
    return bool(_DOMAIN.fullmatch(name))


def _as_compared(name: str) -> str:
    """As `fold`, but that a mail domain is what it is: its full stops tell it from another, and from a word."""
    lower = name.casefold()
    return lower if is_domain(lower) else fold(name)


def key_of(folded_name: str) -> str:
    """A provider's key: the folded name, blanks to `-`.

    A hash is added where that alone could make two names one (a `-` of its own, or what looks like such a hash), or where it
    would be too long for an index.
    """
    key = folded_name.replace(" ", "-")
    if "-" in folded_name or "~" in folded_name or len(key) > _LONGEST_KEY:
        key = f"{key[:_LONGEST_KEY]}~{_hash(folded_name)}"
    return key


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


# --- what is on record ---------------------------------------------------------------------------------------------

REGISTERED = ("frn", "rmd", "country")  # what a provider has one of: two of them on record are two providers, or a mistake
_PARTS = {Kind.DIFFERENT: "a person judged them different", Kind.UNSURE: "a person judged that it cannot be told"}
_SEVERAL = {"frn": "several FRNs", "rmd": "several RMD numbers", "country": "several countries"}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two FRNs, RMD numbers or countries on record for one provider."""

    what: str  # `frn`, `rmd`, `country`
    values: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    def __str__(self) -> str:
        return f"{_SEVERAL[self.what]} on record: {', '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Refiled:
    """RMD numbers under which one company filed: one FRN and one name stand with each, so they make no two companies of it."""

    numbers: tuple[tuple[str, Moment, Moment], ...]  # each with the first and last day of which it is known, the oldest first
    evidence: tuple[Evidence, ...]

    def __str__(self) -> str:
        in_turn = all(last < first for (_, _, last), (_, first, _) in pairwise(self.numbers))
        came_back = "came back under another RMD number, with one FRN and one name"
        several = "filed under several numbers, with one FRN and one name"
        days = (f"{number} ({first if first == last else f'{first} to {last}'})" for number, first, last in self.numbers)
        return f"{came_back if in_turn else several}: {', '.join(days)}"


@dataclass(frozen=True, slots=True)
class Apart:
    """Two names that something weaker than a judgement would make one, and what stands against it: for a person to judge."""

    a: str
    b: str
    reason: str


class _Bond(NamedTuple):
    """A reason for which two names are one provider."""

    a: str
    b: str
    reason: str
    claim: str = ""  # the judgement's id, where it is one


# --- identity ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Identity:
    """All names of a case and the providers they stand for. Immutable; `Identity.of` is its only maker.

    A provider's key and display name are those of the first name printed (a mail domain only where there is no other), so
    they depend on the claims alone and not on the order in which documents were loaded.
    """

    _providers: Mapping[str, Provider]  # by printed name
    _by_key: Mapping[str, Provider]
    _bonds: Mapping[str, tuple[_Bond, ...]] = field(repr=False)  # those that hold, by key
    _conflicts: Mapping[str, tuple[Conflict, ...]] = field(repr=False)
    apart: tuple[Apart, ...] = field(repr=False)

    @classmethod
    def of(cls, names: Mapping[str, str], identity_claims: Iterable[Evidence] = ()) -> Identity:
        """Who is who. `names`: every printed name, by when and where first printed (as text that sorts).

        `identity_claims`: claims that identify, and people's judgements; names in them that are not among `names` play no part.
        """
        return _Making(names, identity_claims).identity()

    def __contains__(self, name: object) -> bool:
        return name in self._providers

    def __iter__(self) -> Iterator[str]:
        return iter(self._providers)

    def __getitem__(self, name: str) -> Provider:
        """The provider of a printed name. Raises KeyError for one that nothing prints."""
        return self._providers[name]

    def of_names(self, names: Iterable[str]) -> dict[str, Provider]:
        """The providers of printed names, by these. Raises KeyError for one that nothing prints."""
        providers = self._providers
        return {name: providers[name] for name in names}

    @property
    def providers(self) -> Mapping[str, Provider]:
        """Every provider, by key."""
        return self._by_key

    def find(self, text: str) -> tuple[Provider, ...]:
        """The providers that go by this name: by one printed exactly so; else by one that reads so; none where nothing does."""
        if text in self._providers:
            return (self._providers[text],)
        wanted = folded(text)
        same = {p.key: p for name, p in self._providers.items() if folded(name) == wanted}
        like = same or {p.key: p for name, p in self._providers.items() if reads_like(text, name)}
        return tuple(like[key] for key in sorted(like))

    def reasons(self, key: str) -> tuple[str, ...]:
        """Each reason for which the names of a provider are one."""
        return tuple(dict.fromkeys(bond.reason for bond in self._bonds.get(key, ())))

    def conflicts(self, key: str) -> tuple[Conflict, ...]:
        """What is on record twice for one provider: shown, never repaired."""
        return self._conflicts.get(key, ())

    def why(self, a: str, b: str) -> tuple[tuple[str, str], ...]:
        """The bonds that lead from one name to another of the same provider: each reason with its judgement's id, if it is one."""
        beside: dict[str, list[tuple[str, _Bond]]] = defaultdict(list)
        for bond in self._bonds.get(self[a].key, ()):
            beside[bond.a].append((bond.b, bond))
            beside[bond.b].append((bond.a, bond))
        trails: dict[str, tuple[tuple[str, str], ...]] = {a: ()}
        for name in (waiting := [a]):
            for other, bond in beside[name]:
                if other not in trails:
                    trails[other] = (*trails[name], (bond.reason, bond.claim))
                    waiting.append(other)
        return trails.get(b, ())


def judged(identity_claims: Iterable[Evidence]) -> dict[frozenset[str], Evidence]:
    """Of people's judgements on each pair of names, the latest."""
    latest: dict[frozenset[str], Evidence] = {}
    for claim in sorted((t for t in identity_claims if t.kind in JUDGEMENTS), key=_made):
        if claim.provider and claim.names:
            latest[_pair(claim)] = claim
    return latest


def _pair(judgement: Evidence) -> frozenset[str]:
    return frozenset((judgement.provider or "", *judgement.names[:1]))


def _made(judgement: Evidence) -> tuple[Moment, int, str]:
    return judgement.known_at, judgement.place.line_from, judgement.id


_Ties = defaultdict[str, list[tuple[str, _Bond]]]


def _components(tied: _Ties) -> Iterator[list[str]]:
    seen: set[str] = set()
    for start in list(tied):
        if start not in seen:
            seen.add(start)
            component = [start]
            for group in component:
                new = dict.fromkeys(other for other, _ in tied[group] if other not in seen)
                seen.update(new)
                component += new
            yield component


def _reached(tied: _Ties, ends: Mapping[str, frozenset[str]]) -> dict[str, set[frozenset[str]]]:
    """From which of these ends each group is reached without passing through another one. Ends: groups, and what may not be one with each.

    Ends with the same against them are as one: nothing is against their being one.
    """
    reached: dict[str, set[frozenset[str]]] = defaultdict(set)
    for end, against in ends.items():
        reached[end].add(against)
        waiting = [end]
        for group in waiting:
            for other, _ in tied[group]:
                if other not in ends and against not in reached[other]:
                    reached[other].add(against)
                    waiting.append(other)
    return reached


class _Making:
    """Groups while they are made, level by level: what a stronger level has made one, no weaker one parts."""

    def __init__(self, names: Mapping[str, str], identity_claims: Iterable[Evidence]) -> None:
        self._first = names
        self._names = sorted(names)
        identity_claims = sorted(identity_claims, key=lambda claim: claim.id)
        self._identified = [t for t in identity_claims if t.kind == Kind.IDENTIFIED and t.provider in names]
        self._judgements = [
            claim for pair, claim in judged(identity_claims).items() if len(pair) == 2 and all(name in names for name in pair)
        ]
        self._group = {name: name for name in self._names}  # name -> its group's name
        self._members = {name: [name] for name in self._names}
        self._bonds: list[_Bond] = []
        self._apart: list[Apart] = []
        self._parted: dict[str, dict[str, Kind]] = defaultdict(dict)  # name -> names that a person judged not, or perhaps, one with it
        for claim in self._judgements:
            if claim.kind in _PARTS:
                a, b = _pair(claim)
                self._parted[a][b] = self._parted[b][a] = claim.kind
        self._records: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))  # name -> what -> values
        filings = _filings(self._identified)
        for claim in self._identified:
            for what, value in claim.registered.items():
                self._records[claim.provider or ""][what].add(min(filings.get(value, (value,))) if what == "rmd" else _normal(what, value))
        # name -> what -> values on record of it, and of those that a person judged one with it
        self._on_record: dict[str, dict[str, frozenset[str]]] = {}

    def identity(self) -> Identity:
        self._judge()
        self._bind(self._by_registration())
        self._bind(self._by_folding())
        self._bind(self._by_domain())
        self._bind(self._by_bare_name())
        self._bind(self._by_list())
        return self._made()

    # --- levels, strongest first

    def _judge(self) -> None:
        for claim in sorted(self._judgements, key=_made):
            a, b = sorted(_pair(claim))
            if claim.kind == Kind.SAME and not self._told_apart(self._group[a], self._group[b]):
                self._join(_Bond(a, b, f"judged one by {claim.said_by} on {claim.known_at[:10]}: {claim.quote}", claim.id))
        for members in self._members.values():
            records = [self._records[name] for name in members if name in self._records]
            kept = REGISTERED if records else ()
            values = {what: numbers for what in kept if (numbers := frozenset(v for record in records for v in record[what]))}
            self._on_record |= dict.fromkeys(members, values)

    def _by_registration(self) -> Iterator[_Bond]:
        by_frn: dict[str, list[str]] = defaultdict(list)
        for name, record in self._records.items():
            for frn in record["frn"]:
                by_frn[frn].append(name)
        for frn, names in sorted(by_frn.items()):
            yield from self._all_one(sorted(names), f"FRN {frn}")

    def _by_folding(self) -> Iterator[_Bond]:
        by_text: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            by_text[_as_compared(name)].append(name)
        for names in by_text.values():
            if len(names) > 1:
                yield from self._all_one(names, "equal but for case, blanks and signs")

    def _all_one(self, its: Sequence[str], reason: str) -> Iterator[_Bond]:
        """Bonds of each of these names with all others, so that none counts for more; names of which the same is said are as one."""
        alike: dict[object, list[str]] = defaultdict(list)
        for name in its:
            group = self._group[name]
            records = self._records.get(name, {})
            own = name in self._parted or len(self._members[group]) > 1
            alike[group if own else frozenset((what, frozenset(values)) for what, values in records.items() if values)].append(name)
        yield from (_Bond(names[0], name, reason) for names in alike.values() for name in names[1:])
        yield from (_Bond(a, b, reason) for a, b in combinations([names[0] for names in alike.values()], 2))

    def _by_domain(self) -> Iterator[_Bond]:
        for claim in self._identified:
            for name in claim.names:
                if name in self._group:
                    why = (
                        f"mail to {name} names {claim.provider}"
                        if is_domain(name)
                        else f"a document gives it as a name of {claim.provider}"
                    )
                    yield _Bond(claim.provider or "", name, why)

    def _by_bare_name(self) -> Iterator[_Bond]:
        by_core: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            if not is_domain(name.casefold()):
                by_core[folded(name).core].append(name)
        for names in by_core.values():
            formed = [name for name in names if folded(name).form]
            if not formed:
                continue
            bare = [name for name in names if not folded(name).form]
            groups = {self._group[name] for name in formed}
            if len(groups) == 1:
                yield from (_Bond(name, formed[0], "the name without the one legal form known of it") for name in bare)
                continue
            forms = ", ".join(sorted({folded(name).form for name in formed}))
            one_each = list({self._group[name]: name for name in reversed(names)}.values())
            self._apart += [
                Apart(a, b, f"the same but for the legal form (known: {forms})")
                for a, b in combinations(one_each, 2)
                if folded(a).form != folded(b).form
            ]

    def _by_list(self) -> Iterator[_Bond]:
        """The names of a list, but for those through which lists that share nothing else would become one.

        Names that something stronger made one are still several names of a list; only spellings of one name are not.
        """
        lists = {name: [part for part in dict.fromkeys(parts(name)) if part in self._group] for name in self._names if parts(name)}
        groups = {name: {self._group[part] for part in listed} for name, listed in lists.items()}
        holding: dict[str, list[str]] = defaultdict(list)
        for name, held in groups.items():
            for group in held:
                holding[group].append(name)
        root = {name: name for name in lists}  # lists that agree: they share two names or more

        def top(name: str) -> str:
            while root[name] != name:
                root[name] = root[root[name]]
                name = root[name]
            return name

        first: dict[tuple[bool, frozenset[str]], str] = {}
        spelt = {name: {folded(part).core for part in listed} for name, listed in lists.items()}
        for name, listed in lists.items():
            for a, b in combinations(listed, 2):
                as_groups, as_spelt = frozenset((self._group[a], self._group[b])), frozenset((folded(a).core, folded(b).core))
                pair = (True, as_groups) if len(as_groups) > 1 else (False, as_spelt)
                if len(pair[1]) > 1:
                    root[top(name)] = top(first.setdefault(pair, name))
        between = {group for group, within in holding.items() if len({top(name) for name in within if len(spelt[name]) > 1}) > 1}
        for name, listed in sorted(lists.items()):
            for part in listed:
                if self._group[part] not in between or len(groups[name]) == 1:
                    yield _Bond(name, part, f"listed together: {name}")
                else:
                    self._apart.append(Apart(part, name, f"listed in {name}, and in another list that shares no other name"))
            for shared, other in combinations(listed, 2):
                if {self._group[shared], self._group[other]} & between and self._group[shared] != self._group[other]:
                    self._apart.append(Apart(shared, other, f"listed together: {name}; but one of them stands in a list of others as well"))

    # --- joining

    def _bind(self, bonds: Iterable[_Bond]) -> None:
        """Take for one what these bonds tie, but for what stands against it.

        Of groups tied together of which two may not be one, those that may not stay apart; each other one goes with the only one
        of them that it is tied to without passing through another, or, where there are several, with none.
        """
        held = list(bonds)
        tied: _Ties = defaultdict(list)
        for bond in held:
            a, b = self._group[bond.a], self._group[bond.b]
            if a != b:
                tied[a].append((b, bond))
                tied[b].append((a, bond))
        reached: dict[str, set[frozenset[str]]] = {}
        hindered: dict[str, str] = {}
        for component in _components(tied):
            if against := self._against(component):
                reached |= _reached(tied, {group: frozenset(others) for group, others in against.items()})
                hindered |= {group: others[min(others)] for group, others in against.items()}
        refused: set[_Bond] = set()
        for bond in held:
            a, b = self._group[bond.a], self._group[bond.b]
            if a != b and a in reached and (reached[a] != reached[b] or len(reached[a]) > 1):
                refused.add(bond)
                why = hindered.get(a) or hindered.get(b) or "it stands between providers that may not be one"
                self._apart.append(Apart(bond.a, bond.b, f"{bond.reason}; but {why}"))
        for bond in held:
            if bond not in refused:
                self._join(bond)

    def _against(self, component: Sequence[str]) -> dict[str, dict[str, str]]:
        """Which of these groups may not be one with which others of them, and why."""
        reasons: dict[str, dict[str, str]] = defaultdict(dict)
        for what in REGISTERED:
            holders: dict[frozenset[frozenset[str]], list[str]] = defaultdict(list)
            for group in component:
                if values := self._values(group, what):
                    holders[values].append(group)
            for (one, names), (two, others) in combinations(holders.items(), 2):
                if any(not x & y for x in one for y in two):
                    for a, b in product(names, others):
                        reasons[a].setdefault(b, f"there would be {_SEVERAL[what]} on record")
                        reasons[b].setdefault(a, f"there would be {_SEVERAL[what]} on record")
        inside = set(component)
        for group in component:
            for name in self._members[group]:
                for other, kind in self._parted.get(name, {}).items():
                    if (foe := self._group[other]) != group and foe in inside:
                        reasons[group][foe] = _PARTS[kind]
        return reasons

    def _values(self, group: str, what: str) -> frozenset[frozenset[str]]:
        return frozenset(self._on_record[name][what] for name in self._members[group] if what in self._on_record[name])

    def _told_apart(self, a: str, b: str) -> bool:
        different = (o for name in self._members[a] for o, kind in self._parted.get(name, {}).items() if kind == Kind.DIFFERENT)
        return a != b and any(self._group[other] == b for other in different)

    def _join(self, bond: _Bond) -> None:
        self._bonds.append(bond)
        into, gone = self._group[bond.a], self._group[bond.b]
        if into == gone:
            return
        if len(self._members[into]) < len(self._members[gone]):
            into, gone = gone, into
        for name in self._members[gone]:
            self._group[name] = into
        self._members[into] += self._members.pop(gone)

    # --- what comes of it

    def _rank(self, name: str) -> tuple[bool, str, str]:
        return is_domain(name), self._first[name], name

    def _made(self) -> Identity:
        claims_of: dict[str, list[Evidence]] = defaultdict(list)
        for claim in self._identified:
            claims_of[self._group[claim.provider or ""]].append(claim)
        chiefs = {group: min(names, key=self._rank) if len(names) > 1 else names[0] for group, names in self._members.items()}
        taken: set[str] = set()
        by_name: dict[str, Provider] = {}
        by_key: dict[str, Provider] = {}
        keys: dict[str, str] = {}
        for group, chief in sorted(chiefs.items(), key=lambda g: self._rank(g[1])):
            key = key_of(fold(chief))
            if key in taken:  # told apart although they read the same
                key = f"{key[:_LONGEST_KEY]}~{_hash('.' + chief)}"  # no folded name begins so: it is no other's hash
            taken.add(key)
            keys[group] = key
            names = tuple(sorted(self._members[group], key=self._rank)) if len(self._members[group]) > 1 else (chief,)
            claims = claims_of.get(group, ())
            country = registration(claims).country if any(claim.country for claim in claims) else None
            provider = Provider(key, chief, names, country)
            by_key[key] = provider
            for name in names:
                by_name[name] = provider
        bonds: dict[str, list[_Bond]] = defaultdict(list)
        for bond in self._bonds:
            bonds[keys[self._group[bond.a]]].append(bond)
        return Identity(
            MappingProxyType(by_name),
            MappingProxyType(by_key),
            {key: tuple(names) for key, names in bonds.items()},
            {keys[group]: conflicting for group, claims in claims_of.items() if (conflicting := conflicts(claims))},
            tuple(dict.fromkeys(a for a in self._apart if self._group[a.a] != self._group[a.b])),
        )


def conflicts(identified: Iterable[Evidence]) -> tuple[Conflict, ...]:
    """What claims put on record twice for one provider. RMD numbers under which it filed anew (`refilings`) are one record."""
    its = sorted(identified, key=statement_order)
    filings = _filings(its)
    claims_by_value: dict[str, dict[str, list[Evidence]]] = {what: defaultdict(list) for what in REGISTERED}
    for claim in its:
        for what, value in claim.registered.items():
            claims_by_value[what][_normal(what, value)].append(claim)
    return tuple(
        Conflict(what, tuple(sorted(values)), tuple(claim for its in values.values() for claim in its))
        for what, values in claims_by_value.items()
        if len({filings.get(value, value) if what == "rmd" else value for value in values}) > 1
    )


class Registration(NamedTuple):
    """What is on record of a provider: where that conflicts, of one registration alone, never a mixture of two."""

    frn: str | None
    rmd: str | None  # the latest: a company may file anew
    country: str | None  # the first
    claims: tuple[Evidence, ...]  # that say so, and whatever else may be said of the same company


def registration(identified: Iterable[Evidence]) -> Registration:
    """What is on record of one provider. Of registrations that conflict, that of which more than registers speak; else the newest."""
    claims = sorted(identified, key=statement_order)
    if conflicts(claims) and (several := _registrations(claims)):
        own = max(several, key=lambda its: (any(c.how not in IN_REGISTER for c in its), statement_order(its[-1])))
        others = {claim.id for its in several if its is not own for claim in its}
        claims = [claim for claim in claims if claim.id not in others]
    rmd = next((c.rmd for c in sorted(claims, key=lambda c: (c.known_at, c.id), reverse=True) if c.rmd), None)
    beside = [c.frn for c in claims if c.frn and c.rmd == rmd] + [c.frn for c in claims if c.frn]
    return Registration(next(iter(beside), None), rmd, next((c.country for c in claims if c.country), None), tuple(claims))


def placed(provider: Provider, claims: Iterable[Evidence]) -> Provider:
    """A provider with the country that these claims put on record, of all on it and others."""
    identified = [claim for claim in claims if claim.kind == Kind.IDENTIFIED and claim.provider in provider.names]
    return replace(provider, country=registration(identified).country)


def _registrations(claims: Sequence[Evidence]) -> list[list[Evidence]]:
    """Claims by registration: those that share an FRN or RMD number, or stand in one letter, or one row of a register."""
    held: list[tuple[set[object], list[Evidence]]] = []
    for claim in claims:
        source = (claim.document, claim.place if claim.how in IN_REGISTER else None)
        signs: set[object] = {source, *((what, value) for what, value in claim.registered.items() if what != "country")}
        its = [claim]
        for near in [near for near in held if near[0] & signs]:
            held.remove(near)
            signs |= near[0]
            its = near[1] + its
        held.append((signs, its))
    return [its for _, its in held if any(claim.frn or claim.rmd for claim in its)]


def refilings(identified: Iterable[Evidence]) -> tuple[Refiled, ...]:
    """Which RMD numbers stand with one FRN and one name: those of a company that filed again, or came back after it was removed."""
    filed = sorted((claim for claim in identified if claim.rmd), key=statement_order)
    refiled = []
    for numbers in dict.fromkeys(_filings(filed).values()):
        evidence = tuple(claim for claim in filed if claim.rmd in numbers)
        days = {n: sorted(claim.known_at[:10] for claim in evidence if claim.rmd == n) for n in numbers}
        refiled.append(Refiled(tuple(sorted(((n, of[0], of[-1]) for n, of in days.items()), key=lambda n: (n[1], n[2], n[0]))), evidence))
    return tuple(refiled)


def _filings(identified: Iterable[Evidence]) -> dict[str, frozenset[str]]:
    """Of each RMD number that is not the only one with its FRN and name, all those."""
    by_filer: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in identified:
        if claim.rmd and claim.frn and claim.provider:
            by_filer[claim.frn, fold(claim.provider)].add(claim.rmd)
    filings: dict[str, frozenset[str]] = {}
    for numbers in by_filer.values():
        if len(numbers) > 1:
            whole = frozenset(numbers).union(*(filings[number] for number in numbers if number in filings))
            filings |= dict.fromkeys(whole, whole)
    return filings


def _normal(what: str, value: str) -> str:
    return countries.normal(value) if what == "country" else value


def abroad(provider: Provider) -> bool:
    """Whether a document places a provider abroad: by its country, or by a legal form that is foreign."""
    return _abroad(provider.country, provider.names)


@lru_cache(maxsize=10_000)
def _abroad(country: str | None, names: tuple[str, ...]) -> bool:
    if country:
        return countries.normal(country) != countries.US
    # A place or the like may stand behind the form: `Pvt. Ltd. (India)`.
    return any(folded(text).form in FOREIGN_FORMS for name in names for text in (name, _BEHIND.sub("", name)))
