"""Exhibits: the documents behind an answer and the passages in them, numbered alike in a memo and in a bundle. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tracer.model import Evidence, statement_order


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document: `number` is `2.1` for the first passage of exhibit 2; `claims`: all that rest on them."""

    number: str
    claims: tuple[Evidence, ...]

    @property
    def claim(self) -> Evidence:
        """The claim that was stated first: its place, words and speaker are the passage's."""
        return self.claims[0]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One document. `document`: its hash, or in a masked copy its number there; empty for the journal."""

    number: int
    document: str
    name: str
    passages: tuple[Passage, ...]


_PlaceKey = tuple[int, int, int, int, str]


class Exhibits:
    """The documents of these claims, numbered by name and hash; the passages of each by their place. A number depends on nothing else."""

    def __init__(self, claims: Iterable[Evidence]) -> None:
        names: dict[str, str] = {}
        claims_by_place: dict[str, dict[_PlaceKey, dict[str, Evidence]]] = defaultdict(lambda: defaultdict(dict))
        for claim in claims:
            names[claim.document] = min(claim.document_name, names.get(claim.document, claim.document_name))
            claims_by_place[claim.document][_place_key(claim)].setdefault(claim.id, claim)
        self._numbers: dict[tuple[str, _PlaceKey], str] = {}  # by document and place
        self.all: list[Exhibit] = []
        for number, (document, name) in enumerate(sorted(names.items(), key=lambda item: (item[1], item[0])), 1):
            passages = []
            for passage_number, place_key in enumerate(sorted(claims_by_place[document]), 1):
                passage_claims = sorted(claims_by_place[document][place_key].values(), key=statement_order)
                passages.append(Passage(f"{number}.{passage_number}", tuple(passage_claims)))
                self._numbers[document, place_key] = f"{number}.{passage_number}"
            self.all.append(Exhibit(number, document, name, tuple(passages)))

    def cite(self, claims: Iterable[Evidence]) -> tuple[str, ...]:
        """The numbers of their passages, each once, in the order of the claims."""
        return tuple(dict.fromkeys(self._numbers[claim.document, _place_key(claim)] for claim in claims))


def _place_key(claim: Evidence) -> _PlaceKey:
    at = claim.place
    return at.part or 0, at.page or 0, at.line_from, at.line_to, claim.quote
