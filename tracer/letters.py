"""Letters with tables of calls: which rows of a later letter repeat those of an earlier one to the same recipient. Pure.

Equal rows of one letter are different calls. But a table of which nine tenths stand in an earlier letter to the same recipient, in
order, lists the same calls once more: a second piece of evidence, not to be added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracer.model import Evidence, Kind, Provider, statement_order

SHARE = 0.9  # of the later table's rows


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a case, and the incidents that their rows are.

    `action_of`: of each row's incident its letter, by id; `same_as`: of each row that repeats an earlier letter's, that one's
    incident; `documents`: of each letter, notice or order the documents that state it; `incidents`: all of which these speak.
    """

    action_of: Mapping[str, str] = field(default_factory=dict)
    same_as: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)  # sha256 -> action
    incidents: Collection[str] = frozenset()

    def call(self, incident: str) -> str:
        """What to count an incident as."""
        return self.same_as.get(incident, incident)

    def states(self, claim: Evidence) -> bool:
        """Whether a letter, notice or order says it."""
        return claim.document in self.documents

    def rows(self, actions: Iterable[str]) -> set[str]:
        """The calls that the rows of these letters are."""
        wanted = set(actions)
        return {self.call(incident) for incident, action in self.action_of.items() if action in wanted}


def letters(actions: Iterable[Evidence], rows: Iterable[Evidence], who: Mapping[str, Provider]) -> Letters:
    """`actions`: claims of kind `acted`; `rows`: all other claims of their documents."""
    said_first: dict[str, Evidence] = {}  # of each letter: of copies the first stands
    documents: dict[str, str] = {}
    # A letter tells of earlier ones as well: its own action is the one of its own day.
    for claim in sorted((c for c in actions if c.action and c.provider), key=lambda c: (c.at[:10] < c.known_at[:10], statement_order(c))):
        said_first.setdefault(claim.action or "", claim)
        documents.setdefault(claim.document, claim.action or "")
    rows_of: dict[str, dict[int, dict[Kind, Evidence]]] = defaultdict(lambda: defaultdict(dict))  # letter -> row -> what it says
    rows = [row for row in rows if row.incident and row.document in documents]
    for row in sorted(rows, key=statement_order):
        letter, _, number = (row.incident or "").rpartition(".")
        if letter == documents[row.document] and number.isdecimal():
            rows_of[letter][int(number)].setdefault(row.kind, row)
    action_of = {f"{letter}.{number}": letter for letter, numbers in rows_of.items() for number in numbers}
    same_as: dict[str, str] = {}
    earlier: dict[str, list[str]] = defaultdict(list)  # by recipient, in the order issued
    for action, acted in sorted(said_first.items(), key=lambda a: (a[1].at, a[0])):
        recipient = who[acted.provider or ""].key
        table = [(f"{action}.{number}", _row(rows_of[action][number])) for number in sorted(rows_of.get(action, ()))]
        taken: set[str] = set()
        for before in earlier[recipient] if table else ():
            first = [(f"{before}.{number}", _row(rows_of[before][number])) for number in sorted(rows_of[before])]
            repeated = _in_order([row for _, row in first], [row for _, row in table])
            if len(repeated) >= SHARE * len(table):
                for first_row, later_row in repeated:
                    call, row_id = same_as.get(first[first_row][0], first[first_row][0]), table[later_row][0]
                    if row_id not in same_as and call not in taken:  # no two rows of one letter are the same call
                        same_as[row_id] = call
                        taken.add(call)
        if action in rows_of:
            earlier[recipient].append(action)
    return Letters(action_of, same_as, documents, frozenset(row.incident for row in rows if row.incident))


def _in_order(first: Sequence[object], table: Sequence[object]) -> list[tuple[int, int]]:
    """The most rows of a table that stand in an earlier one in the same order: where there, and where here."""
    from rapidfuzz.distance import LCSseq  # slow to import

    number: dict[object, int] = {}
    one, other = ([number.setdefault(row, len(number)) for row in rows] for rows in (first, table))
    blocks = [block for block in LCSseq.opcodes(one, other) if block.tag == "equal"]
    return [(b.src_start + k, b.dest_start + k) for b in blocks for k in range(b.src_end - b.src_start)]


def _row(by_kind: Mapping[Kind, Evidence]) -> tuple[object, ...]:
    """What makes a row the same one in another letter: the call, and whom it names."""
    call, handed, status = by_kind.get(Kind.CALL), by_kind.get(Kind.HANDED_OFF), by_kind.get(Kind.STATUS)
    return (
        (call.call_at, call.caller, call.called, call.campaign, call.description) if call else None,
        handed.upstream if handed else None,
        status.status if status else None,
    )
