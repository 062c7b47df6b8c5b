"""Draws claims as a graph: incidents, calls, hops, hand-offs, providers. What no claim supports is not drawn.

What is drawn depends on the claims alone. Whatever a batch touches (its incidents, and those of every provider that now
goes by another name) is drawn anew from all its claims, so that any order of loading gives the same graph.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tracer import deadlines
from tracer.counts import Counted
from tracer.flags import flags
from tracer.graph import Graph, batches
from tracer.hops import OF_INCIDENTS, bearings, names_in
from tracer.identity import Identity, abroad, fold, listed
from tracer.inference import inferences, mentions, over_time, requests, source_hops
from tracer.letters import letters
from tracer.model import Attested, Evidence, Kind, Moment, Provider, Status
from tracer.path import CallPath, call_path, contradiction_text
from tracer.remarks import impossible_numbers
from tracer.store.cypher import GraphStore
from tracer.store.properties import to_properties

CHANGING = "changing"
CLAIMS_AT_ONCE = 20_000  # held in memory while all is drawn anew
MOST_CLAIMS_ON_A_PAIR = 100  # a pair's hand-offs lead to the rest
JUDGEMENTS = frozenset({Kind.SAME, Kind.DIFFERENT, Kind.UNSURE})
TIES = JUDGEMENTS | {Kind.IDENTIFIED}
MOST_TELLING_FIRST = (
    Status.NO_RESPONSE, Status.NOT_FOUND, Status.ORIGINATING, Status.POINT_OF_ENTRY, Status.OPEN, Status.DOWNSTREAM,
)  # fmt: skip


def seen(claim: Evidence) -> str:
    """When and where a claim was made, as text that sorts."""
    return f"{claim.known_at}|{claim.document[:12]}|{claim.place.line_from:09d}"


class _Shown(NamedTuple):
    """A name's provider as the graph has it."""

    key: str
    name: str
    abroad: bool  # no domestic clock runs against it
    first: str  # when and where the name was first printed


class Projection:
    """Writes claims into a graph that nobody else writes to meanwhile. A document is marked incomplete until `finish`."""

    def __init__(self, graph: Graph, mine: Callable[[], Collection[str]]) -> None:
        """`mine`: ids of the judgements of this case; a graph may hold those of others."""
        self._graph = graph
        self._store = GraphStore(graph)
        self._mine = mine
        self._changing = False
        self._campaigns_moved = False
        self._touched: set[str] = set()  # keys of providers whose roll-ups are out of date
        self._first: dict[str, str] = {}  # name -> when and where first printed
        self._ties: dict[str, Evidence] = {}  # by id
        self._stale = False  # whether `identity` lacks some of these
        self.identity = Identity.of({})
        self._drawn: dict[str, _Shown] = {}  # by name, as the graph has it
        if graph.ask("read_changing"):
            self.draw_all()  # drawing anew was cut short
            return
        names = self._store.names()
        self._first = {name.text: name.first for name in names}
        self._ties = {tie.id: tie for tie in self._store.claims(kinds=TIES)}
        self.identity = Identity.of(self._first, self._ties.values())
        self._drawn = {n.text: _Shown(n.provider_key, n.provider, abroad(self.identity[n.text]), n.first) for n in names}

    @property
    def ties(self) -> list[Evidence]:
        """What ties names, or keeps them apart, as far as documents print them."""
        return [tie for tie in self._ties.values() if self.prints(tie)]

    def held(self) -> dict[str, Mapping[str, Any]]:
        """The documents in the graph: how each was read, by which version of its loader, and whether all of it is there."""
        return {row["sha256"]: row for row in self._graph.ask("read_documents_held")}

    def start(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Note documents as incomplete."""
        self._graph.put("write_documents", [{"sha256": s, "says": {**says, "complete": False}} for s, says in documents.items()])

    def write(self, claims: Iterable[Evidence]) -> dict[str, int]:
        """Put claims into the graph. How many were new, by document."""
        by_id = {claim.id: claim for claim in claims}
        known = {row["id"] for row in self._graph.ask("read_known_claims", ids=list(by_id))}
        new: dict[str, int] = defaultdict(int)
        for claim in by_id.values():
            new[claim.document] += claim.id not in known
        # A claim never changes: one that is there is not written again.
        self._put_claims([claim for claim in by_id.values() if claim.id not in known])
        for claim in by_id.values():
            self._see(claim)
            if claim.kind == Kind.IDENTIFIED:
                self._ties[claim.id] = claim
                self._stale = True
        self._draw(list(by_id.values()), set())
        return new

    def finish(self, sha256s: Iterable[str]) -> None:
        """Bring roll-ups up to date and mark documents whole."""
        self._infer()
        self._roll_up()
        self._clear_campaigns()
        self._graph.put("write_documents", [{"sha256": sha256, "says": {"complete": True}} for sha256 in sha256s])
        self._end_change()

    def retract(self, sha256s: Sequence[str]) -> None:
        """Take documents out, with all that only they support."""
        self._begin_change()
        self._graph.put("write_documents", [{"sha256": sha256, "says": {"complete": False}} for sha256 in sha256s])
        claims = self._store.claims(documents=sha256s, ended=True)
        self._graph.put("remove_claims", [claim.id for claim in claims])
        actions = sorted({claim.action for claim in claims if claim.action})
        copies = [claim for claim in self._store.claims(kinds=(Kind.ACTED,)) if claim.action in actions]
        self._graph.put("remove_actions", actions)
        self._touched |= {self._drawn[n].key for n in names_in(claims) if n in self._drawn}
        self._read_names_anew()
        self._draw(copies, {claim.incident for claim in claims if claim.incident})
        self._infer()
        self._roll_up()
        self._clear_campaigns()
        self._graph.put("remove_documents", list(sha256s))
        self._end_change()

    def draw_all(self, but: Sequence[str] = ()) -> None:
        """Draw all anew from the claims that are in the graph, whoever put them there; without those of some documents, which go."""
        self._begin_change()
        self._graph.put("remove_documents", list(but))
        self._graph.erase("remove_claims_without_ground")
        self._graph.erase("remove_drawing")
        self._drawn = {}
        self._read_names_anew()
        batch: list[str] = []
        size = 0
        documents = list(self._graph.ask("read_documents_held"))
        for document in documents:
            batch.append(document["sha256"])
            size += document["claims"]
            if size >= CLAIMS_AT_ONCE or document is documents[-1]:
                self._draw(self._store.claims(documents=batch, ended=True), set())
                batch, size = [], 0
        self._draw_loose([tie for tie in self.ties if tie.kind in JUDGEMENTS])
        self._infer()
        self._roll_up()
        self._end_change()

    def take_out(self, documents: Collection[str] | None) -> None:
        """Take a case's documents out, whatever state they are in, to make them again; None: all that is there, of whatever case.

        What is another case's stays, and is drawn anew.
        """
        there, mine = self.held().keys(), self._mine()
        if documents is not None:
            others = any(claim.id not in mine for claim in self._store.claims(kinds=JUDGEMENTS))
            if others or not there <= set(documents):
                self.draw_all(but=[sha256 for sha256 in documents if sha256 in there])
                return
        self._begin_change()
        self._graph.put("remove_documents", sorted(there))  # first: what is not there is not taken for whole
        self._graph.erase()
        self._first, self._ties, self._drawn = {}, {}, {}
        self.identity = Identity.of({})
        self._end_change()

    def judge(self, new: Iterable[Evidence], gone: Sequence[str] = ()) -> None:
        """Take in people's judgements, and take back those, by id, that were undone."""
        new = list(new)
        self._begin_change()
        self._graph.put("remove_claims", list(gone))
        self._graph.put("write_judgements", [{"id": claim.id, "says": to_properties(claim)} for claim in new])
        # Tied to the providers as they are, so that they are found when names are judged anew.
        self._draw_loose(new)
        self._read_names_anew()
        self._draw([], set())
        self._infer()
        self._roll_up()
        self._end_change()

    def waiting(self) -> list[Evidence]:
        """Judgements of other cases whose names are printed again, and that are not drawn yet."""
        tied = {row["claim"] for row in self._graph.ask("read_tied_judgements")}
        return [tie for tie in self._ties.values() if tie.kind in JUDGEMENTS and tie.id not in tied and self.prints(tie)]

    def prints(self, claim: Evidence) -> bool:
        """Whether all names that a claim speaks of are printed by a document."""
        return all(name in self._first for name in (claim.provider, *claim.names) if name)

    def _begin_change(self) -> None:
        """From here on, what was drawn before is taken away and drawn anew: not to be left half done."""
        if not self._changing:
            self._graph.put("write_changing", [CHANGING])
            self._changing = True

    def _end_change(self) -> None:
        if self._changing:
            self._graph.put("remove_changing", [CHANGING])
            self._changing = False

    # --- names -----------------------------------------------------------------------------------------------------

    def _see(self, claim: Evidence) -> None:
        """Take note of the names that a claim prints, and of when that was."""
        for name in (claim.provider, claim.upstream, *claim.names):
            if name is not None:
                for text, first in listed(name, seen(claim)):
                    if first < self._first.get(text, "~"):
                        self._first[text] = first
                        self._stale = True

    def _read_names_anew(self) -> None:
        """Which names are printed, and what ties them, from the claims that are left."""
        self._first = {}
        for row in self._graph.ask("read_names_in_use"):
            for name in (row["provider"], row["upstream"], *(row["names"] or ())):
                if name is not None:
                    for text, first in listed(name, row["first"]):
                        self._first[text] = min(first, self._first.get(text, first))
        self._ties = {tie.id: tie for tie in self._store.claims(kinds=TIES)}
        # A judgement on a name that nothing prints any more stands in the journal, and waits there for the name to come back.
        # That of another case, whose journal is elsewhere, waits in the graph, tied to nothing.
        waiting, mine = [tie.id for tie in self._ties.values() if not self.prints(tie)], self._mine()
        self._graph.put("remove_claims", [claim for claim in waiting if claim in mine])
        self._graph.put("remove_about_providers", [claim for claim in waiting if claim not in mine])
        self._ties = {tie.id: tie for tie in self._ties.values() if tie.id not in waiting or tie.id not in mine}
        self._stale = True

    def _rename(self) -> tuple[set[str], Sequence[Evidence], set[str]]:
        """Bring names and providers up to date.

        Returns what must be drawn anew because a provider goes by another name now (incidents, and claims that concern no
        single incident), and the keys under which such providers stood.
        """
        if not self._stale:
            return set(), [], set()
        self._stale = False
        self.identity = Identity.of(self._first, self._ties.values())
        is_now = {n: _Shown(p.key, p.name, abroad(p), self._first[n]) for n in self.identity for p in [self.identity[n]]}
        changed = {name: shown for name, shown in is_now.items() if self._drawn.get(name) != shown}
        gone = [name for name in self._drawn if name not in is_now]
        moved = [name for name, shown in changed.items() if name in self._drawn and self._drawn[name][:3] != shown[:3]]
        left = sorted({self._drawn[name].key for name in (*moved, *gone)})
        incidents: set[str] = set()
        loose: Sequence[Evidence] = []
        if left:
            self._begin_change()
            incidents = set(self._store.incidents(providers=left))
            loose = self._store.of_providers(left)
            self._graph.put("remove_names_of_providers", moved)
            self._graph.put("remove_about_providers", [claim.id for claim in loose])
            self._graph.put("remove_actions", sorted({claim.action or "" for claim in loose if claim.kind == Kind.ACTED}))
            self._graph.put("remove_names", gone)
        self._graph.put("write_providers", [{"key": key, "name": name} for key, name in sorted({shown[:2] for shown in changed.values()})])
        self._graph.put("write_names", [{"text": n, "folded": fold(n), "first": s.first, "key": s.key} for n, s in sorted(changed.items())])
        self._drawn = is_now
        return incidents, loose, set(left)

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _draw(self, claims: Sequence[Evidence], incidents: set[str]) -> None:
        """Draw these claims, and anew whatever they, or names that changed, touch."""
        more, loose, left = self._rename()
        self._draw_incidents([c for c in claims if c.incident and c.kind in OF_INCIDENTS], incidents | more)
        self._draw_loose([*(c for c in claims if not (c.incident and c.kind in OF_INCIDENTS)), *loose])
        if left:
            orphans = left - {shown.key for shown in self._drawn.values()}
            self._graph.put("remove_providers", sorted(orphans))
            self._touched = (self._touched | left) - orphans

    def _draw_incidents(self, new: Sequence[Evidence], incidents: set[str]) -> None:
        claims: dict[str, dict[str, Evidence]] = defaultdict(dict)
        for claim in new:
            claims[claim.incident or ""][claim.id] = claim
        wanted = sorted(incidents | set(claims))
        redrawn = set(incidents)
        for ids in batches(wanted, 1000):
            for claim in self._store.claims(incidents=ids, ended=True):
                redrawn.add(claim.incident or "")
                claims[claim.incident or ""].setdefault(claim.id, claim)
        drawing = Drawing()
        for incident in wanted:
            if claims[incident]:
                drawing.add(incident, list(claims[incident].values()), self._who(claims[incident].values()))
        if redrawn:
            self._begin_change()
            self._graph.put("remove_hops", sorted(redrawn))
            self._graph.put("remove_campaigns", sorted(redrawn))
            self._campaigns_moved = True
            self._graph.put("remove_incidents", [incident for incident in wanted if not claims[incident]])
        # Also of whom nothing is drawn any more: a word that named it was corrected.
        self._touched |= {self.identity[name].key for its in claims.values() for name in names_in(its.values())}
        for query, drawn in drawing.rows.items():
            self._graph.put(query, drawn)

    def _who(self, claims: Iterable[Evidence]) -> dict[str, Provider]:
        return {name: self.identity[name] for name in names_in(claims)}

    def _draw_loose(self, claims: Iterable[Evidence]) -> None:
        """Claims that concern no single incident: actions, counts, identities, hand-offs known only in sum."""
        given = {claim.id: claim for claim in claims if claim.provider in self.identity}
        acted = {claim.action for claim in given.values() if claim.kind == Kind.ACTED}
        if acted:
            given |= {claim.id: claim for claim in self._store.claims(kinds=(Kind.ACTED,)) if claim.action in acted}
        about: list[dict[str, Any]] = []
        actions: list[dict[str, Any]] = []
        # Of copies of a letter, the first to say a thing is written last, and stands.
        for claim in sorted(given.values(), key=lambda c: (c.known_at, not c.due, c.first_said), reverse=True):
            key = self.identity[claim.provider or ""].key
            self._touched.add(key)
            if claim.kind in JUDGEMENTS:
                keys = {key, *(self.identity[name].key for name in claim.names if name in self.identity)}
                about += [{"claim": claim.id, "key": k, "side": "provider"} for k in sorted(keys)]
            elif claim.kind == Kind.ACTED:
                actions.append(_action(claim, key))
            else:
                about.append({"claim": claim.id, "key": key, "side": "downstream" if claim.upstream else "provider"})
                if claim.upstream:
                    up = self.identity[claim.upstream].key
                    self._touched.add(up)
                    about.append({"claim": claim.id, "key": up, "side": "upstream"})
        self._graph.put("write_about_providers", about)
        self._graph.put("write_actions", actions)

    def _put_claims(self, claims: Iterable[Evidence]) -> None:
        self._graph.put("write_claims", [{"id": c.id, "document": c.document, "says": to_properties(c)} for c in claims])

    # --- what follows from many incidents --------------------------------------------------------------------------

    def _infer(self) -> None:
        """Claims that an aggregate leaves no choice about, for the providers touched; those that no longer follow go."""
        counts = self._counts_of_upstreams()
        held = {row["claim"]: row["incident"] for row in self._graph.ask("read_inferred", keys=sorted(self._touched))}
        follows: dict[str, Evidence] = {}
        if counts:
            by_incident: dict[str, list[Evidence]] = defaultdict(list)
            for ids in batches(self._store.incidents(providers=counts), 1000):
                for claim in self._store.claims(incidents=ids, ended=True):
                    by_incident[claim.incident or ""].append(claim)
            borne = {i: list(bearings(i, claims, self._who(claims))) for i, claims in by_incident.items()}
            asked = [request for its in borne.values() for request in requests(its)]
            for key, its in counts.items():
                known = over_time([m for incident, b in borne.items() for m in mentions(incident, b, key)], asked)
                follows |= {claim.id: claim for claim in inferences(its, known)}
        gone = sorted(set(held) - set(follows))
        new = [claim for claim in follows.values() if claim.id not in held]
        self._graph.put("remove_claims", gone)
        self._put_claims(new)
        if gone or new:
            self._draw(new, {held[claim] for claim in gone})

    def _counts_of_upstreams(self) -> dict[str, list[Counted]]:
        """The monthly rows that count the providers touched as somebody's upstream, by key."""
        found: dict[str, list[Counted]] = defaultdict(list)
        for claim in self._store.of_providers(self._touched):
            if claim.kind == Kind.COUNTED and claim.upstream and claim.provider:
                upstream = self.identity[claim.upstream]
                if upstream.key in self._touched:
                    found[upstream.key].append(Counted(claim, upstream, self.identity[claim.provider], False))
        return dict(found)

    def _clear_campaigns(self) -> None:
        """Campaigns that no call belongs to any more."""
        if self._campaigns_moved:
            self._graph.put("remove_empty_campaigns", [None])
            self._campaigns_moved = False

    def _roll_up(self) -> None:
        """Who takes calls from whom, and what is said of each provider, for the providers touched."""
        keys = sorted(self._touched)
        self._touched = set()
        loose = self._store.of_providers(keys)
        self._note_repeated_rows(loose)
        pairs: dict[tuple[str, str], dict[str, Any]] = {}
        for row in self._graph.ask("read_handed_pairs", keys=keys):
            _count(pairs, row["downstream"], row["upstream"], row["attested"], row["calls"], row["first"], row["last"], row["claim"])
        ended: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in self._graph.ask("read_provider_statuses", keys=keys):
            ended[row["key"]].append(row)
        calls = {row["key"]: row["calls"] for row in self._graph.ask("read_provider_calls", keys=keys)}
        facts = {key: _fact(key, calls.get(key, 0), ended[key]) for key in keys}
        for key, number in self._unanswered(keys, loose).items():
            facts[key]["no_response"] = number
            facts[key]["status"] = Status.NO_RESPONSE.value if number else facts[key]["status"]
        for claim in loose:
            fact = facts.get(self.identity[claim.provider or ""].key)
            if fact is None:
                continue
            if claim.kind == Kind.HANDED_OFF:
                up = self.identity[claim.upstream or ""].key
                _count(pairs, fact["key"], up, claim.attested, 0, claim.window_from, claim.window_to, claim.id)
            if claim.kind in (Kind.IDENTIFIED, Kind.ACTED):
                fact["frn"] = fact["frn"] or claim.frn
                fact["rmd"] = fact["rmd"] or claim.rmd
                fact["country"] = fact["country"] or claim.country
                fact["roles"].update(claim.roles)
        self._graph.put("remove_pairs", keys)
        self._graph.put("write_pairs", [{**pair, "claims": sorted(pair["claims"])[:MOST_CLAIMS_ON_A_PAIR]} for pair in pairs.values()])
        self._graph.put("write_provider_facts", [{**fact, "roles": sorted(fact["roles"])} for fact in facts.values()])

    def _unanswered(self, keys: Sequence[str], loose: Sequence[Evidence]) -> dict[str, int]:
        """How many requests are stated as unanswered, of those providers of which more than single reports state it: as flags say it."""
        of = {claim.id: self.identity[claim.upstream or claim.provider or ""].key for claim in loose if claim.provider}
        stating = [c for c in loose if c.kind == Kind.ACTED or (c.kind == Kind.COUNTED and c.no_response)]
        wanted = {of[claim.id] for claim in stating if claim.id in of} & set(keys)
        if not wanted:
            return {}
        acted = self._store.claims(kinds=(Kind.ACTED,))
        rows = [claim for claim in self._store.claims(documents={c.document for c in acted}) if claim.incident]
        known = letters(acted, rows, self._who(acted))
        counted = [
            Counted(
                claim,
                self.identity[claim.upstream or claim.provider or ""],
                self.identity[claim.provider or ""] if claim.upstream else None,
                known.states(claim),
            )
            for claim in stating
            if claim.kind == Kind.COUNTED and of[claim.id] in wanted
        ]
        by_incident: dict[str, list[Evidence]] = defaultdict(list)
        for ids in batches(self._store.incidents(providers=wanted), 1000):
            for claim in self._store.claims(incidents=ids):
                by_incident[claim.incident or ""].append(claim)
        paths = [call_path(i, bearings(i, its, self._who(its))) for i, its in by_incident.items()]
        found = {flag.provider_key: flag.no_response for flag in flags(paths, counted, known)}
        return {key: found.get(key, 0) for key in wanted}

    def _note_repeated_rows(self, loose: Iterable[Evidence]) -> None:
        """Which rows of letters repeat an earlier letter's, so that they are not counted twice."""
        actions = [claim for claim in loose if claim.kind == Kind.ACTED]
        if actions:
            rows = [c for c in self._store.claims(documents={c.document for c in actions}) if c.incident]
            found = letters(actions, rows, self._who(actions))
            self._graph.put("write_same_calls", [{"id": i, "same_as": found.same_as.get(i)} for i in sorted(found.action_of)])


def _action(claim: Evidence, key: str) -> dict[str, Any]:
    says: dict[str, Any] = {"kind": claim.action_kind, "issued_at": claim.at, "issuer": claim.said_by}
    if claim.roles:
        says["roles"] = list(claim.roles)
    says |= {name: value for name, value in to_properties(claim).items() if name.startswith("due_")}
    if differing := deadlines.differing(claim):
        says["due_differs"] = differing
    return {"id": claim.action, "key": key, "claim": claim.id, "says": says}


def _fact(key: str, calls: int, ended: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A provider's own figures, to be completed by what claims say of it."""
    stated: Counter[Status | None] = Counter()
    inferred: Counter[Status | None] = Counter()
    silent = 0
    for row in ended:
        silent += row["calls"] if row["silent"] else 0
        (inferred if row["basis"] == "inferred" else stated)[row["status"] and Status(row["status"])] += row["calls"]
    status = Status.NO_RESPONSE if silent else _usual(stated) or _usual(inferred)
    return {
        "key": key,
        "frn": None,
        "rmd": None,
        "country": None,
        "roles": set(),
        "calls": calls,
        "no_response": silent,
        "status": status and status.value,
    }


def _usual(calls: Mapping[Status | None, int]) -> Status | None:
    """How most of a provider's parts in calls ended, of those that are known. Any silence for good is shown before these."""
    known = [status for status in calls if status not in (None, Status.NO_RESPONSE)]
    return min(known, key=lambda s: (-calls[s], MOST_TELLING_FIRST.index(s or Status.OPEN)), default=None)


def _count(
    pairs: dict[tuple[str, str], dict[str, Any]], down: str, up: str, attested: str | None, calls: int,
    first: Moment | None, last: Moment | None, claim: str,
) -> None:  # fmt: skip
    said = Attested(attested or Attested.ONE)
    pair = pairs.setdefault(
        (down, up),
        {"downstream": down, "upstream": up, "calls": 0, "first": first, "last": last, "attested": said.value, "claims": set()},
    )
    pair["calls"] += calls
    pair["first"] = min((m for m in (pair["first"], first) if m), default=None)
    pair["last"] = max((m for m in (pair["last"], last) if m), default=None)
    order = [a.value for a in Attested]
    pair["attested"] = min(pair["attested"], said.value, key=order.index)
    pair["claims"].add(claim)


class Drawing:
    """Rows for the texts that write, of many incidents."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {
            name: []
            for name in ("write_incidents", "write_campaigns", "write_hops", "write_handoffs", "write_about_incidents", "write_about_hops")
        }

    def add(self, incident: str, claims: Sequence[Evidence], who: Mapping[str, Provider]) -> None:
        all_of_them = list(bearings(incident, claims, who))
        path = call_path(incident, [b for b in all_of_them if b.evidence.until is None])
        drawn = {hop.id for hop in path.hops}
        for bearing in all_of_them:
            if bearing.hop is None:
                self.rows["write_about_incidents"].append({"claim": bearing.evidence.id, "incident": incident})
            elif bearing.hop in drawn:
                self.rows["write_about_hops"].append(
                    {"claim": bearing.evidence.id, "hop": bearing.hop, "side": bearing.side and bearing.side.value}
                )
        self._add_path(path, source_hops(all_of_them), impossible_numbers(claims))

    def _add_path(self, path: CallPath, sources: Mapping[str, str], impossible: list[str]) -> None:
        call = path.call
        self.rows["write_incidents"].append(
            {
                "id": path.incident,
                "call": {"at": call.at, "caller": call.caller, "called": call.called, "description": call.description},
                "says": {
                    "call_at": call.at,
                    "caller": call.caller,
                    "called": call.called,
                    "campaign": call.campaign,
                    "providers": [hop.provider for hop in path.hops],
                    "ends": [end.kind for end in path.ends],
                    "end_providers": [end.provider for end in path.ends],
                    "end_interim": [end.interim for end in path.ends],
                    "impossible": impossible or None,
                },
            }
        )
        if call.campaign:
            self.rows["write_campaigns"].append({"id": path.incident, "campaign": call.campaign})
        for hop in path.hops:
            says = {
                "provider": hop.provider,
                "status": hop.status and hop.status.value,
                "status_basis": hop.status_basis,
                "status_at": hop.status_at,
                "interim": True if hop.interim else None,
                "contradiction": contradiction_text(hop.standing.contradiction) if hop.standing.contradiction else None,
                "answered_at": hop.standing.answered_at,
                "role": hop.role.value,
                "position": hop.position,
                "steps": hop.steps,
                "asked_at": hop.asked_at,
                "due_at": hop.due_at,
                "source_hop": sources.get(hop.id),
            }
            self.rows["write_hops"].append({"id": hop.id, "incident": path.incident, "key": hop.provider_key, "says": says})
        for link in path.links:
            self.rows["write_handoffs"].append(
                {
                    "downstream": link.downstream,
                    "upstream": link.upstream,
                    "attested": link.attested.value,
                    "speakers": list(link.speakers),
                    "known_from": link.known_from,
                    "claims": [claim.id for claim in link.evidence],
                }
            )
