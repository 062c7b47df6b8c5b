"""Takes out of claims, paths and texts all that a profile withholds, before anything is exported. Pure.

What is withheld is replaced in its place, in whatever form it is printed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, count

from tracer.answered import Contradiction, Standing
from tracer.errors import BadInput
from tracer.identity import GENERIC
from tracer.model import Bearing, Evidence, Kind, Provider, Side, replace
from tracer.path import CallPath, Hop
from tracer.redact.disguised import UNDO, disguised
from tracer.redact.names import ADDRESS, ID, LEGAL_END, MAYBE_ADDRESS, MIDDLE, NOBODY, Names, plain_address
from tracer.redact.numbers import DONE, NORTH_AMERICAN, country, possible, telephone_numbers
from tracer.redact.profiles import Profile
from tracer.text import MASKED, number

WITHHELD = "[withheld]"
NO_KEY = "withheld"
_LETTER_ID = re.compile(r"([a-z]+-\d{4}-\d\d-\d\d-)(.+?)((?:\.\d+)?)")
_FIRST_WORD = re.compile(r"[^\W\d_]\w{3,}")
_ENDING = re.compile(r"\.[A-Za-z]{1,5}$")
_HEX = re.compile(r"(?<![^\W_])[0-9a-f]{8,}(?![^\W_])", re.I)
# The name beside a person's address, which the mask has taken at loading: `Odalys Wren <[masked]@fernwick.example>`
_CAPITAL = r"[^\W\d_a-z][\w.'\u2019-]{0,30}"
_PERSON = re.compile(rf"{_CAPITAL}(?:,?[ \u00a0]{{1,2}}{_CAPITAL}){{1,3}}")
_OWNER_OF_ADDRESS = re.compile(rf"(?<!\w)({_PERSON.pattern})[\"'\u201d]?\s{{0,2}}[<(\[]{re.escape(MASKED)}@")
_HASH = 32  # so many hex digits in a row are the hash of something
_TITLES = ("Mr", "Ms", "Mrs", "Dr", "Mx")
_EXPLANATIONS = {
    "numbers": {
        "exchange": "telephone numbers end after the exchange: the last digits read ••••",
        "hash": "each telephone number is replaced by a hash with the case's salt, the same for the same number",
    },
    "persons": {"withhold": f"mail addresses and names of persons read {WITHHELD}"},
}

# How each field of a claim that holds text is redacted; all others hold no text.
_NUMBERS = frozenset({"caller", "called", "phone"})
_IDS = frozenset({"incident", "action", "hop", "upstream_hop"})
_TEXTS = frozenset(
    "quote said_by on_word_of provider upstream end_user reading length campaign description note avg_response names country address"
    " contact document_name what manner source party condition basis links short_names domains mailboxes aliases origid".split()
)
_AS_THEY_STAND = frozenset(
    "kind place known_at valid_at role attested status interim call_at window_from window_to window_assumed at_least total"
    " open point_of_entry downstream originating no_response not_found campaigns action_kind roles due frn other_frns rmd ocn attestation"
    " doubts id document_kind verified inferred sources until certainty how force stated clock".split()
)
_UNKNOWN = set(Evidence.__struct_fields__) ^ (_NUMBERS | _IDS | _TEXTS | _AS_THEY_STAND | {"document"})
if _UNKNOWN:
    raise TypeError(f"say how these fields of a claim are redacted: {', '.join(sorted(_UNKNOWN))}")


def _short_names(name: str) -> Iterator[str]:
    """What a provider may be called in short: by its first word, and without what many are called: `All Points Telecom Inc.`"""
    if (word := _FIRST_WORD.match(name)) and word[0].casefold() not in GENERIC:
        yield word[0]
    words = LEGAL_END.sub("", name).split()
    while words and re.sub(r"\W", "", words[-1]).casefold() in GENERIC | {""}:
        del words[-1]
    letters = "".join(words)
    if any(map(str.isalpha, letters)) and (len(words) > 1 or any(map(str.isdigit, letters))):
        yield " ".join(words)


def _ending(file: str) -> str:
    return match[0] if (match := _ENDING.search(file)) else ""


class Redaction:
    """The redaction of one export: first `keep` for all that goes into it, then `path`, then `text` for the words around it.

    `marks`: the handling mark of every document, by hash; a document that is not in it does not leave.
    `persons`: names of persons; `companies`: those of providers, which are no persons'. `provider_key`: for whom a provider's own
    copy is made, if the profile makes one. Raises BadInput.
    """

    def __init__(
        self, profile: Profile, *, marks: Mapping[str, str | None], salt: bytes, persons: Iterable[str] = (),
        companies: Iterable[str] = (), provider_key: str | None = None,
    ) -> None:  # fmt: skip
        if profile.neighbours == "own" and not provider_key:
            raise BadInput(f"the profile {profile.name} makes a provider's own copy: say whose, with the provider's name")
        self.profile = profile
        self.own = provider_key if profile.neighbours == "own" else None
        self._marks = marks
        self._beginnings = {sha256[:8] for sha256 in marks}  # of the hashes of the originals
        self._leaving_marks = {mark.strip().casefold() for mark in (*profile.marks, "public", "")}
        self._salt = salt
        self._providers = Names()
        self._hidden: set[str] = set()  # keys of providers that were withheld in some path
        self._named: set[str] = set()  # ... and that were named in one
        self._persons = Names(MIDDLE)
        self._companies = {name.casefold() for name in companies}
        for person in persons if profile.persons == "withhold" else ():
            self._learn_person(person)
        self._known: dict[str, str] = {}  # numbers by their last seven digits
        self._cleaned: dict[tuple[str, frozenset[str] | None, bool], str] = {}  # as long as nothing new is known
        self._version: tuple[int, ...] = ()
        self._withheld: dict[str, set[str]] = defaultdict(set)
        self._values: set[str] = set()
        self.numbered: dict[str, str] = {}  # hash of each document by its number in this export: not to be exported
        self._number_of: dict[str, str] = {}
        self._withheld_texts: set[str] = set()  # texts of documents that may not leave
        self._released_texts: set[str] = set()  # ... and of those that may: a copy of the same words is no secret

    @property
    def changes_nothing(self) -> bool:
        """Whether all that may leave is left unchanged."""
        return self.profile.masks_nothing

    @property
    def withholds_nothing(self) -> bool:
        """Whether the whole case leaves unchanged."""
        every = "*" in self.profile.marks or all((mark or "").strip().casefold() in self._leaving_marks for mark in self._marks.values())
        return every and self.profile.inferred and self.profile.masks_nothing

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Within, what is withheld is not counted: for drawing the same once more, as of another day."""
        before = {kind: set(values) for kind, values in self._withheld.items()}
        try:
            yield
        finally:
            self._withheld = defaultdict(set, before)

    # --- claims

    def keep(self, bearings: Iterable[Bearing]) -> list[Bearing]:
        """The bearings from which a path may be drawn. Call it for all paths before the first is drawn."""
        all_bearings = list(bearings)
        for bearing in all_bearings:
            self._learn(bearing.evidence, bearing.provider)
        withheld_ids = self._withheld_ids(bearing.evidence for bearing in all_bearings)
        return [bearing for bearing in all_bearings if bearing.evidence.id not in withheld_ids]

    def keep_general(self, claims: Iterable[Evidence]) -> list[Evidence]:
        """Of claims that concern no single call, those that may leave."""
        all_claims = list(claims)
        for claim in all_claims:
            self._learn(claim, None)
        withheld_ids = self._withheld_ids(all_claims)
        return [claim for claim in all_claims if claim.id not in withheld_ids]

    def counts(self, path: CallPath) -> set[str]:
        """The hops of a whole path of which the copy may say what a count shows of their answers: that, too, is inferred."""
        rows = {hop.id: hop.by_count.row for hop in path.hops if hop.by_count}
        may = {row.id for row in self.keep_general(rows.values())} if rows else set()
        if not self.profile.inferred:
            self._withheld["inferred statuses"] |= {hop for hop, row in rows.items() if row.id in may}
            return set()
        return {hop for hop, row in rows.items() if row.id in may}

    def _withheld_ids(self, all_claims: Iterable[Evidence]) -> set[str]:
        """Ids of the claims that do not leave, and of all that was inferred from them."""
        claims = {claim.id: claim for claim in all_claims}
        withheld_ids: set[str] = set()
        while True:
            now_withheld = {id_ for id_, claim in claims.items() if not self._may_leave(claim) or withheld_ids.intersection(claim.sources)}
            if now_withheld == withheld_ids:
                break
            withheld_ids = now_withheld
        for claim in claims.values():
            texts = {text for text in (claim.document, claim.document_name, claim.quote) if text}
            if claim.id not in withheld_ids:
                self._released_texts |= texts
                continue
            if claim.inferred:
                self._withheld["inferred statuses"].add(claim.id)
            if not self._document_may_leave(claim.document):
                self._withheld["documents"].add(claim.document)
                self._withheld_texts |= texts
        return withheld_ids

    def documents_may_leave(self, documents: Iterable[str]) -> bool:
        """Whether each of these documents, by hash, is known and may leave."""
        return all(map(self._document_may_leave, documents))

    def _document_may_leave(self, sha256: str) -> bool:
        if "*" in self.profile.marks:
            return True
        document = self.numbered.get(sha256, sha256)
        return document in self._marks and (self._marks[document] or "").strip().casefold() in self._leaving_marks

    def _may_leave(self, claim: Evidence) -> bool:
        if self.own is not None and claim.kind is Kind.SIGNED and claim.provider is None:
            return False  # nobody knows whom an unverified signature names, so the name could not be withheld
        return self._document_may_leave(claim.document) and (self.profile.inferred or not claim.inferred)

    def _all_may_leave(self, claims: Iterable[Evidence]) -> bool:
        if self.own is not None:
            return all(map(self._may_leave, claims))
        # Whether a claim may leave depends on its document and on whether it is inferred: most claims of a path have both in common.
        return all(map(self._may_leave, {(claim.document, claim.inferred): claim for claim in claims}.values()))

    def _learn_person(self, person: str) -> None:
        before_comma = person.partition(",")[0]  # `Odalys Wren, Operations Lead`; but `Wren, Odalys`
        for name in {person, before_comma if " " in before_comma.strip() else person}:
            self._persons.add(name, person.casefold())
            *before_last, last = name.split() or [""]
            forms = [" ".join((last, *before_last))]
            if before_last:
                first = before_last[0]  # any other name may stand between
                forms += [f"{first} {last}", f"{last} {first}", *(f"{title} {last}" for title in _TITLES)]
                self._persons.add_initial(first, last, person.casefold())
            for form in forms:
                self._persons.add(form, person.casefold())

    def _may_be_a_persons(self, name: str) -> bool:
        company = (
            LEGAL_END.search(name) or name.casefold() in self._companies or not GENERIC.isdisjoint(re.findall(r"\w+", name.casefold()))
        )
        return not company and bool(_PERSON.fullmatch(name))

    def _learn(self, claim: Evidence, provider: Provider | None) -> None:
        if self.profile.persons == "withhold":
            owners = [m[1] for m in _OWNER_OF_ADDRESS.finditer(claim.quote)] if f"{MASKED}@" in claim.quote else []
            for name in (*owners, claim.end_user or ""):
                if self._may_be_a_persons(name):
                    self._learn_person(" ".join(reversed(re.split(r",\s*", name))))  # `Wren, Odalys`
        if self.profile.numbers != "keep":
            for printed in (claim.caller, claim.called, claim.phone):
                if printed:
                    self._number(printed)
        if self.own is None or provider is None or provider.name == NOBODY:
            return
        for name in (*provider.names, provider.name, provider.key.replace("-", " ")):
            if name != WITHHELD:
                self._providers.add(name, provider.key)
                for short in _short_names(name):
                    self._providers.add_short(short, provider.key)
        # `Quillon Gateway Ltd. ("Quillon")` gives it a further name
        for m in re.finditer(r"[(\[][\"“'‘]?([A-Z][\w .&-]{2,40}?)[\"”'’]?[)\]]", claim.quote):
            if LEGAL_END.sub("", provider.name).casefold().startswith(m[1].casefold()):
                self._providers.add(m[1], provider.key)

    # --- paths

    def path(self, path: CallPath) -> CallPath:
        """A path that was drawn from what `keep` returned, with all that is withheld replaced."""
        all_claims = chain(path.evidence, (bearing.evidence for hop in path.hops for bearing in hop.bearings))
        if not self._all_may_leave(all_claims):
            raise ValueError("a path with claims that may not leave: draw it from what Redaction.keep lets through")
        if self.changes_nothing:
            return path
        for claim in path.evidence:
            self._learn(claim, None)
        for hop in path.hops:
            for bearing in hop.bearings:
                self._learn(bearing.evidence, bearing.provider)
        known_before = -1
        while known_before != len(self._known):  # a number learned late is looked for from the start
            known_before = len(self._known)
            redacted = _PathRedaction(self, path).redacted()
        return redacted

    def hand_off(self, claim: Evidence, down: Provider, up: Provider) -> Evidence | None:
        """A hand-off that concerns no single call, cleaned; None if neither side may be named in this copy."""
        if self.changes_nothing:
            return claim
        if self.own is not None and self.own not in (down.key, up.key):
            return None
        keys = None if self.own is None else frozenset({down.key, up.key})
        self._named |= keys or set()
        return self.claim(claim, keys)

    def claim(self, claim: Evidence, named: frozenset[str] | None, ids: Mapping[str, str] | None = None) -> Evidence:
        """A claim with its texts cleaned. `named`: as in `clean`; `ids`: ids of incidents and hops in this copy, by those of the case."""
        cleaned: dict[str, object] = {}
        for field in (*_NUMBERS, *_IDS, *_TEXTS):
            value = getattr(claim, field)
            if isinstance(value, tuple):
                cleaned[field] = tuple(self.clean(text, named) for text in value)
            elif value is not None:
                cleaned[field] = self._field(field, value, named, ids or {})
        document_number = self.document(claim.document)
        if self.own is not None and document_number:  # people name files after the sender
            self._values.add(claim.document_name)
            cleaned["document_name"] = f"document {document_number}{_ending(claim.document_name)}"
        return replace(claim, document=document_number, **cleaned)

    def document(self, sha256: str) -> str:
        """How a document is called in this export: by a number if anything in it is masked, else by its hash.

        A hash would give away what is masked: whoever has the rest of the document could try every telephone number until it fits.
        """
        if self.changes_nothing or not sha256 or sha256 in self.numbered:
            return sha256
        if sha256 not in self._number_of:
            document_number = self._number_of[sha256] = str(len(self._number_of) + 1)
            self.numbered[document_number] = sha256
        return self._number_of[sha256]

    def _field(self, field: str, value: str, named: frozenset[str] | None, ids: Mapping[str, str]) -> str:
        if field in _NUMBERS:
            return self._number(value)
        if field == "contact" and self.profile.persons == "withhold":
            return self._note("persons", value.casefold(), value, WITHHELD) if value != WITHHELD else value
        if field in _IDS:
            return ids[value] if value in ids else self.ident(value, named)
        return self.clean(value, named, provider=field == "provider")

    # --- texts

    def text(self, text: str | None) -> str | None:
        """A text outside paths, e.g. a remark or a title, without what is withheld. A provider withheld in any path is withheld here."""
        return None if text is None else self.clean(text, None)

    def clean(self, text: str, named: frozenset[str] | None, *, provider: bool = False) -> str:
        """A text without what is withheld. `named`: keys of providers that may be named, None outside a path; `provider`: it is a name."""
        if named is None and self.own is not None:
            named = frozenset({self.own} | (self._named - self._hidden))
        version = len(self._known), self._providers.count, self._persons.count
        if version != self._version:
            self._version = version
            self._cleaned.clear()
        cache_key = text, named, provider
        if cache_key not in self._cleaned:
            self._cleaned[cache_key] = self._steps(text, named, provider=provider)
        return self._cleaned[cache_key]

    def _steps(self, text: str, named: frozenset[str] | None, *, provider: bool) -> str:
        without_providers = () if provider else (self._without_providers(named),)
        for step in (self._without_hashes, self._without_persons, *without_providers, self._without_numbers):
            text = self._applied(step, text)
        return text

    @staticmethod
    def _applied(step: Callable[[str], str], text: str) -> str:
        """The text without what `step` withholds. Where a plainer reading has more, or other, to withhold, it is that reading."""
        clean = undone = step(text)
        for undo in UNDO if disguised(text) else ():
            if (readable := undo(text)) != text:
                text, undone = readable, undo(undone)
                if (cleaned_reading := step(readable)) != undone:
                    clean = undone = cleaned_reading
        return clean

    def _without_hashes(self, text: str) -> str:
        """The text without hashes, or beginnings of them, that a document quotes of an original: see `document`."""
        return text if self.changes_nothing else _HEX.sub(self._hash_of_original, text)

    def _hash_of_original(self, m: re.Match[str]) -> str:
        if len(m[0]) < _HASH and m[0][:8].lower() not in self._beginnings:
            return m[0]
        return self._note("hashes", m[0].lower(), m[0], WITHHELD)

    def _without_persons(self, text: str) -> str:
        if self.profile.persons == "keep":
            return text
        if MAYBE_ADDRESS.search(text):
            text = ADDRESS.sub(lambda m: self._note("persons", plain_address(m[0]), m[0], WITHHELD), text)
        return self._persons.sub(text, lambda owners, printed: self._note("persons", min(owners), printed, WITHHELD))

    def _without_providers(self, named: frozenset[str] | None) -> Callable[[str], str]:
        return lambda text: text if self.own is None else self._providers.sub(text, lambda o, printed: self._provider(o, printed, named))

    def _provider(self, owners: set[str], printed: str, named: frozenset[str] | None) -> str:
        secret = owners - (named or set())
        return self._note("providers", min(secret), printed, WITHHELD) if secret else printed

    def _without_numbers(self, text: str) -> str:
        if self.profile.numbers == "keep":
            return text
        known_before = -1
        while known_before != len(self._known):  # a number learned late in a text is looked for from its start
            known_before, end, parts = len(self._known), 0, list[str]()
            for telephone_number in telephone_numbers(text, self._known):
                parts += [
                    text[end : telephone_number.start],
                    self._masked(telephone_number.e164, text[telephone_number.start : telephone_number.end]),
                ]
                end = telephone_number.end
        return "".join((*parts, text[end:]))

    def _number(self, printed: str) -> str:
        """The content of a field for a telephone number: withheld in whatever form it is."""
        if self.profile.numbers == "keep" or DONE.fullmatch(printed):
            return printed
        e164 = number(printed) or printed
        if not e164.startswith("+") and len(matches := telephone_numbers(printed, self._known)) == 1:
            e164 = matches[0].e164
        digits = re.sub(r"\D", "", e164)
        if len(digits) >= 10:  # looked for everywhere, however impossible
            self._known.setdefault(digits[-7:], e164)
        return self._masked(e164, printed)

    def _masked(self, e164: str, printed: str) -> str:
        digits = e164.removeprefix("+")
        if NORTH_AMERICAN.fullmatch(digits) if e164.startswith("+1") else possible(e164):
            self._known.setdefault(digits[-7:], e164)
        if self.profile.numbers == "hash":
            shown = f"number {self._hash(e164)}"
        elif re.fullmatch(r"\+1[0-9]{10}", e164):
            shown = f"+1 {e164[2:5]} {e164[5:8]} ••••"
        elif e164.startswith("+") and digits.isascii() and digits.isdecimal() and (code := country(e164)):
            shown = f"+{code} ••••"
        else:
            shown = f"{digits[:3]} ••••" if re.fullmatch(r"[0-9]{7}", e164) else "number ••••"
        return self._note("numbers", e164, printed, shown)

    def _hash(self, e164: str) -> str:
        """Ten hex digits that are never taken for a telephone number, even by a second redaction: no long run of digits, a letter last."""
        for attempt in range(1000):
            digest = self._secret(e164 + "\0" * attempt).hexdigest()[:10]
            if digest[-1].isalpha() and not re.search(r"\d{5}", digest):
                return digest
        raise AssertionError("a hash that never fits")

    def _secret(self, value: str) -> hmac.HMAC:
        return hmac.new(self._salt, value.encode("utf-8", "surrogatepass"), hashlib.sha256)

    def _note(self, kind: str, value: str, printed: str, shown: str) -> str:
        self._withheld[kind].add(value)
        self._values.add(printed)
        return shown

    def note_hidden(self, hop: Hop) -> None:
        """Note that a path withholds this provider."""
        self._hidden.add(hop.provider_key)
        for value in (hop.provider, hop.provider_key):
            self._note("providers", hop.provider_key, value, "")

    def note_named(self, keys: Iterable[str]) -> None:
        """Note that a path may name these providers."""
        self._named |= set(keys)

    def _tag(self, value: str) -> str:
        """The replacement of a withheld value in an id: letters only, different for each value."""
        return "withheld-" + "".join(chr(ord("g") + int(digit, 16)) for digit in self._secret(value).hexdigest()[:8])

    def ident(self, printed: str, named: frozenset[str] | None = None) -> str:
        """An id without what is withheld; different ids stay different."""
        if self.own is not None and (m := _LETTER_ID.fullmatch(printed)) and not re.fullmatch(ID, m[2]):
            recipients: list[set[str]] = []

            def see(owners: set[str], _printed: str) -> str:
                recipients.append(owners)
                return ""

            remainder = self._providers.sub(m[2], see)
            nameable = frozenset({str(self.own)}) | (self._named - self._hidden if named is None else named)
            if remainder or not recipients or any(owners - nameable for owners in recipients):
                self._note("providers", min(recipients[0] - nameable or recipients[0]) if recipients else m[2], m[2], "")
                return m[1] + self._tag(m[1] + m[2]) + m[3]
        clean = self.clean(printed, named)
        return printed if clean == printed else self._tag(printed)

    # --- what was withheld

    def note_withheld(self, kind: str, values: Iterable[str]) -> None:
        """Note further values of a kind as withheld, e.g. statuses that a withheld claim superseded."""
        for value in values:
            self._withheld[kind].add(value)

    @property
    def withheld(self) -> Counter[str]:
        """How many distinct values of each kind were withheld."""
        return Counter({kind: len(values) for kind, values in self._withheld.items() if values})

    @property
    def values(self) -> set[str]:
        """Every withheld value as it was printed: an export can be searched for them; never to be exported."""
        return self._values | {text for text in self._withheld_texts if not any(text in released for released in self._released_texts)}

    def manifest(self) -> list[dict[str, object]]:
        """What kinds of values were withheld, how many and how, in words; no value."""
        p, withheld = self.profile, self.withheld
        explanations = [
            (kind, explanation[getattr(p, kind)]) for kind, explanation in _EXPLANATIONS.items() if getattr(p, kind) in explanation
        ]
        if p.neighbours == "own":
            explanations.append(
                ("providers", "providers that neither handed the call to this one nor took it from this one are not named, nor are files")
            )
        if "*" not in p.marks:
            also = f" or {', '.join(p.marks)}" if p.marks else ""
            explanations.append(("documents", f"claims of documents with a handling mark other than public{also} are left out"))
        if not p.inferred:
            explanations.append(("inferred statuses", "what a rule inferred is left out"))
        if withheld["hashes"]:
            explanations.append(("hashes", f"hashes of documents, which would let what is masked be found by trying, read {WITHHELD}"))
        if withheld["statuses"]:
            explanations.append(("statuses", "a status that something withheld has superseded is withheld as well"))
        return [{"kind": kind, "count": withheld[kind], "how": explanation} for kind, explanation in explanations]


class _PathRedaction:
    """The redaction of one path."""

    def __init__(self, redaction: Redaction, path: CallPath) -> None:
        self.redaction = redaction
        self.original = path
        own = redaction.own
        hops = {hop.id: hop for hop in path.hops}
        self.named = set(hops)  # ids of the hops that may be named
        self.keys: frozenset[str] | None = None
        if own is not None:
            own_hops = {i for i, hop in hops.items() if hop.provider_key == own}
            beside = {end for link in path.links for end in (link.downstream, link.upstream) if {link.downstream, link.upstream} & own_hops}
            self.named = own_hops | beside
            self.keys = frozenset({own} | {hops[i].provider_key for i in self.named})
            redaction.note_named(self.keys)
            for hop in path.hops:
                if hop.id not in self.named and hop.provider != NOBODY and hop.provider_key not in self.keys:
                    redaction.note_hidden(hop)
        self.incident = redaction.ident(path.incident, self.keys)
        self.ids: dict[str, str] = {path.incident: self.incident}
        withheld = count(1)
        for hop in path.hops:
            tail = hop.id.removeprefix(path.incident)
            if hop.id not in self.named:
                self.ids[hop.id] = f"{self.incident}@withheld-{next(withheld)}"
            elif tail == hop.id:
                self.ids[hop.id] = redaction.ident(hop.id, self.keys)
            else:
                self.ids[hop.id] = self.incident + tail[:1] + redaction.ident(tail[1:], self.keys)
        self.sides: dict[str, dict[Side | None, str]] = defaultdict(dict)  # of each claim: the hop on each of its sides
        for hop in path.hops:
            for bearing in hop.bearings:
                self.sides[bearing.evidence.id][bearing.side] = hop.id

    def redacted(self) -> CallPath:
        path, call = self.original, self.original.call
        return replace(
            path,
            incident=self.incident,
            call=replace(
                call,
                caller=call.caller and self.redaction._number(call.caller),
                called=call.called and self.redaction._number(call.called),
                campaign=call.campaign and self.text(call.campaign),
                description=call.description and self.text(call.description),
            ),
            hops=tuple(self.hop(hop) for hop in path.hops),
            links=tuple(
                replace(
                    link,
                    downstream=self.ids[link.downstream],
                    upstream=self.ids[link.upstream],
                    speakers=tuple(map(self.text, link.speakers)),
                    evidence=self.claims(link.evidence) if {link.downstream, link.upstream} & self.named else (),
                )
                for link in path.links
            ),
            ends=tuple(
                replace(
                    end,
                    hop=self.ids[end.hop],
                    provider=self.provider(end.provider) if end.hop in self.named else NOBODY,
                    text=self.text(end.text),
                )
                for end in path.ends
            ),
            evidence=self.claims(path.evidence),
            corrections=tuple(
                replace(
                    correction,
                    hop=self.ids[correction.hop],
                    provider=self.provider(correction.provider),
                    earlier=self.claim(correction.earlier),
                    later=self.claim(correction.later),
                )
                for correction in path.corrections
                if correction.hop in self.named
            ),
        )

    def hop(self, hop: Hop) -> Hop:
        named = hop.id in self.named
        return replace(
            hop,
            id=self.ids[hop.id],
            provider=self.provider(hop.provider) if named else NOBODY,
            provider_key=self.redaction.ident(hop.provider_key, self.keys) if named else NO_KEY,
            asked_length=hop.asked_length and self.text(hop.asked_length),
            received_from=tuple(self.ids[up] for up in hop.received_from),
            end_user=hop.end_user and (self.text(hop.end_user) if named else WITHHELD),
            standing=self.standing(hop.standing),
            by_count=hop.by_count and replace(hop.by_count, row=self.claim(hop.by_count.row)),
            bearings=tuple(self.bearing(b) for b in hop.bearings) if named else (),
        )

    def standing(self, standing: Standing) -> Standing:
        against = standing.contradiction
        return replace(
            standing,
            silence=standing.silence and self.claim(standing.silence),
            answers=self.claims(standing.answers),
            contradiction=against and Contradiction(self.claim(against.silence), self.claim(against.answer)),
        )

    def bearing(self, bearing: Bearing) -> Bearing:
        provider = bearing.provider
        if provider is not None:
            names = tuple(dict.fromkeys(self.provider(name) for name in provider.names))
            provider = Provider(self.redaction.ident(provider.key, self.keys), self.provider(provider.name), names, provider.country)
        return Bearing(self.claim(bearing.evidence), bearing.side, bearing.hop and self.ids[bearing.hop], provider)

    def text(self, text: str) -> str:
        return self.redaction.clean(text, self.keys)

    def provider(self, name: str) -> str:
        return self.redaction.clean(name, self.keys, provider=True)

    def claims(self, claims: Iterable[Evidence]) -> tuple[Evidence, ...]:
        return tuple(self.claim(claim) for claim in claims)

    def claim(self, claim: Evidence) -> Evidence:
        cleaned = self.redaction.claim(claim, self.keys, self.ids)
        if self.redaction.own is None:
            return cleaned
        sides = self.sides.get(claim.id, {})
        down = sides.get(Side.DOWNSTREAM) or sides.get(Side.HOP)
        if claim.provider and down not in self.named:
            cleaned = replace(cleaned, provider=NOBODY, hop=None)
        if sides.get(Side.UPSTREAM) not in self.named:
            cleaned = replace(cleaned, upstream=cleaned.upstream and WITHHELD, upstream_hop=None)
        return cleaned
