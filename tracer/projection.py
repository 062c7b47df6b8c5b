"""Draws claims as a graph: incidents, calls, hops, hand-offs, providers. What no claim supports is not drawn.

What is drawn depends on the claims alone. Whatever a batch touches (its incidents, and those of every provider that now
goes by another name) is drawn anew from all its claims, so that any order of loading gives the same graph.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from tracer import deadlines
from tracer.graph import Graph, batches
from tracer.hops import bearings
from tracer.identity import Identity, fold
from tracer.inference import inferences, over_time
from tracer.model import Attested, Claim, Kind, Moment, Row, Status
from tracer.path import CallPath, call_path, first_said, usual_status
from tracer.remarks import why_impossible

INCIDENT_KINDS = frozenset({Kind.ASKED, Kind.REMINDED, Kind.HANDED_OFF, Kind.STATUS, Kind.CALL})
CHANGING = "changing"
CLAIMS_AT_ONCE = 20_000  # held in memory while all is drawn anew
MOST_CLAIMS_ON_A_PAIR = 100  # a pair's hand-offs lead to the rest
_PLACE = ("line_from", "line_to", "part", "page", "row")
_PROPERTIES = (
    "kind", "quote", "said_by", "incident", "provider", "hop", "role", "upstream", "upstream_hop", "attested", "status", "length",
    "call_at", "caller", "called", "campaign", "description", "note", "window_from", "window_to", "at_least", "total", "open",
    "point_of_entry", "downstream", "originating", "no_response", "not_found", "campaigns", "avg_response", "action", "action_kind",
    "frn", "rmd", "country", "address", "phone", "contact",
)  # fmt: skip
_TIMES_AND_LISTS = ("known_at", "valid_at", "names", "roles", "doubts", "due")
_place = attrgetter(*_PLACE)
_properties = attrgetter(*_PROPERTIES)
_times_and_lists = attrgetter(*_TIMES_AND_LISTS)


class Said(dict[str, Any]):
    """A claim as the flat properties of its node. What it does not say is null."""

    def __missing__(self, name: str) -> None:
        return None


def seen(row: Row) -> str:
    """When and where a claim was made, as text that sorts."""
    return f"{row['known_at']}|{row['document'][:12]}|{row['line_from']:09d}"


def said_in(sha256: str, claim: Claim) -> tuple[str, Said]:
    """A claim stated in the document of that hash: its id and its properties.

    The id is a hash of document, place and all that is said: 32 hex digits, the same on every load.
    """
    where, what, more = _place(claim.place), _properties(claim), _times_and_lists(claim)
    known, valid, names, roles, doubts, due = more
    digest = hashlib.blake2b(ascii((sha256, where, what, more)).encode(), digest_size=16)
    says = Said((name, value) for name, value in zip(_PROPERTIES, what, strict=True) if value is not None)
    for name in ("kind", "role", "attested", "status"):
        if name in says:
            says[name] = says[name].value
    says.update((name, value) for name, value in zip(_PLACE, where, strict=True) if value is not None)
    says["known_at"] = known
    if valid is not None:
        says["valid_at"] = valid
    # Flat lists without nulls: both engines store no other.
    says |= {name: list(value) for name, value in (("names", names), ("roles", roles), ("doubts", doubts)) if value}
    if due:
        says |= {
            "due_what": [d.what for d in due],
            "due_clock": [d.clock for d in due],
            "due_length": [d.length for d in due],
            "due_stated": [d.stated or "" for d in due],
        }
    return digest.hexdigest(), says


class Projection:
    """Writes claims into a graph that nobody else writes to meanwhile. A document is marked incomplete until `finish`."""

    def __init__(self, graph: Graph, mine: Callable[[], Container[str]]) -> None:
        """`mine`: the judgements of this case; a graph may hold those of others."""
        self._graph = graph
        self._mine = mine
        self._changing = False
        self._campaigns_moved = False
        self._touched: set[str] = set()  # keys of providers whose roll-ups are out of date
        self.identity = Identity()
        self.ties: Sequence[Row] = []
        self._drawn: dict[str, tuple[str, str]] = {}  # name -> key and name of its provider, as the graph has them
        if graph.ask("read_changing"):
            self.draw_all()  # drawing anew was cut short
            return
        names = graph.ask("read_names")
        for row in names:
            self.identity.note(row["text"], row["first"])
        self.ties = graph.ask("read_ties")
        self._tie(self.ties)
        self.identity.tie_lists()
        self._drawn = {row["text"]: (row["key"], row["name"]) for row in names}
        self.identity.changed()

    def held(self) -> dict[str, Row]:
        """The documents in the graph: how each was read, by which version of its loader, and whether all of it is there."""
        return {row["sha256"]: row for row in self._graph.ask("read_documents_held")}

    def start(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Note documents as incomplete."""
        self._graph.put("write_documents", [{"sha256": s, "says": {**says, "complete": False}} for s, says in documents.items()])

    def write(self, claims: Mapping[str, tuple[str, Said]]) -> dict[str, int]:
        """Put claims, by id with their document's hash, into the graph. How many were new, by document."""
        known = {row["id"] for row in self._graph.ask("read_known_claims", ids=list(claims))}
        new: dict[str, int] = defaultdict(int)
        for claim, (sha256, _) in claims.items():
            new[sha256] += claim not in known
        # A claim never changes: one that is there is not written again.
        self._put_claims({claim: said for claim, said in claims.items() if claim not in known})
        rows = [_as_row(claim, sha256, said) for claim, (sha256, said) in claims.items()]
        for row in rows:
            for name in (row["provider"], row["upstream"], *(row["names"] or ())):
                if name is not None:
                    self.identity.see(name, seen(row))
        self._tie(row for row in rows if row["kind"] == Kind.IDENTIFIED)
        self._draw(rows, set())
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
        claims = self._graph.ask("read_document_claims", ids=list(sha256s))
        self._graph.put("remove_claims", [row["claim"] for row in claims])
        actions = sorted({row["action"] for row in claims if row["action"]})
        copies = [Said(row) for row in self._graph.ask("read_action_claims", ids=actions)]
        self._graph.put("remove_actions", actions)
        self._touched |= {self._drawn[n][0] for row in claims for n in (row["provider"], row["upstream"]) if n in self._drawn}
        gone = self._judge_names_anew()
        self._draw(copies, {row["incident"] for row in claims if row["incident"]}, gone)
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
        self._judge_names_anew("read_all_ties")
        batch: list[str] = []
        size = 0
        documents = list(self._graph.ask("read_documents_held"))
        for document in documents:
            batch.append(document["sha256"])
            size += document["claims"]
            if size >= CLAIMS_AT_ONCE or document is documents[-1]:
                self._draw([Said(row) for row in self._graph.ask("read_claims_to_draw", ids=batch)], set())
                batch, size = [], 0
        self._draw_loose(Said(row, document="") for row in self.ties if row["kind"] in (Kind.SAME, Kind.DIFFERENT))
        self._infer()
        self._roll_up()
        self._end_change()

    def take_out(self, documents: Collection[str] | None) -> None:
        """Take a case's documents out, whatever state they are in, to make them again; None: all that is there, of whatever case.

        What is another case's stays, and is drawn anew.
        """
        there, mine = self.held().keys(), self._mine()
        if documents is not None:
            others = any(row["claim"] not in mine for row in self._graph.ask("read_judgements"))
            if others or not there <= set(documents):
                self.draw_all(but=[sha256 for sha256 in documents if sha256 in there])
                return
        self._begin_change()
        self._graph.put("remove_documents", sorted(there))  # first: what is not there is not taken for whole
        self._graph.erase()
        self.identity, self.ties, self._drawn = Identity(), [], {}
        self._end_change()

    def judge(self, new: Mapping[str, Said], gone: Sequence[str] = ()) -> None:
        """Take in people's judgements, by the ids of their claims, and take back those that were undone."""
        self._begin_change()
        self._graph.put("remove_claims", list(gone))
        self._graph.put("write_judgements", [{"id": claim, "says": says} for claim, says in new.items()])
        rows = [_as_row(claim, "", says) for claim, says in new.items()]
        # Tied to the providers as they are, so that they are found when names are judged anew.
        self._draw_loose(rows)
        lost = self._judge_names_anew()
        self._draw([], set(), lost)
        self._infer()
        self._roll_up()
        self._end_change()

    def waiting(self) -> dict[str, Said]:
        """Judgements of other cases whose names are printed again, and that are not drawn yet."""
        drawn = {row["claim"] for row in self.ties}
        return {
            row["claim"]: _said({name: value for name, value in row.items() if name != "claim"})
            for row in self._graph.ask("read_judgements")
            if row["claim"] not in drawn and self.prints(row)
        }

    def prints(self, row: Row) -> bool:
        """Whether all names that a claim speaks of are printed by a document."""
        return all(map(self.identity.known, (row["provider"], *(row["names"] or ()))))

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

    def _tie(self, rows: Iterable[Row]) -> None:
        ties = list(rows)
        for row in ties:
            if row["kind"] == Kind.DIFFERENT:
                self.identity.keep_apart(row["provider"], row["names"][0])
        for row in ties:
            if row["kind"] != Kind.DIFFERENT:
                for name in row["names"] or ():
                    self.identity.tie(row["provider"], name)
                if row["frn"]:
                    self.identity.registered(row["provider"], row["frn"])

    def _judge_names_anew(self, ties_by: str = "read_ties") -> list[str]:
        """Who is who, from the claims that are left; the names that are gone."""
        self.identity = Identity()
        for row in self._graph.ask("read_names_in_use"):
            for name in (row["provider"], row["upstream"], *(row["names"] or ())):
                if name is not None:
                    self.identity.note_listed(name, row["first"])
        ties = self._graph.ask(ties_by)
        self.ties = [row for row in ties if self.prints(row)]
        # A judgement on a name that nothing prints any more stands in the journal, and waits there for the name to come back.
        # That of another case, whose journal is elsewhere, waits in the graph, tied to nothing.
        waiting, mine = [row["claim"] for row in ties if row not in self.ties], self._mine()
        self._graph.put("remove_claims", [claim for claim in waiting if claim in mine])
        self._graph.put("remove_about_providers", [claim for claim in waiting if claim not in mine])
        self._tie(self.ties)
        self.identity.tie_lists()
        return [name for name in self._drawn if not self.identity.known(name)]

    def _rename(self, gone: Sequence[str]) -> tuple[set[str], Sequence[Row], set[str]]:
        """Bring names and providers up to date.

        Returns what must be drawn anew because a provider goes by another name now (incidents, and claims that concern no
        single incident), and the keys under which such providers stood.
        """
        now = {name: (self.identity.key(name), self.identity.display(name)) for name in self.identity.changed()}
        moved = [name for name, provider in now.items() if self._drawn.get(name, provider) != provider]
        left = sorted({self._drawn[name][0] for name in (*moved, *gone)})
        incidents: set[str] = set()
        loose: Sequence[Row] = []
        if left:
            self._begin_change()
            incidents = {row["incident"] for row in self._graph.ask("read_incidents_of_providers", keys=left)}
            loose = self._graph.ask("read_provider_claims", keys=left)
            self._graph.put("remove_names_of_providers", moved)
            self._graph.put("remove_about_providers", [row["claim"] for row in loose])
            self._graph.put("remove_actions", sorted({row["action"] for row in loose if row["kind"] == Kind.ACTED}))
            self._graph.put("remove_names", gone)
            for name in gone:
                del self._drawn[name]
        self._graph.put("write_providers", [{"key": key, "name": name} for key, name in sorted(set(now.values()))])
        self._graph.put(
            "write_names",
            [{"text": n, "folded": fold(n), "first": self.identity.first_seen(n), "key": key} for n, (key, _) in sorted(now.items())],
        )
        self._drawn |= now
        return incidents, loose, set(left)

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _draw(self, rows: Sequence[Row], incidents: set[str], gone: Sequence[str] = ()) -> None:
        """Draw these claims, and anew whatever they, a change of name or names that are gone touch."""
        more, loose, left = self._rename(gone)
        self._draw_incidents([r for r in rows if r["incident"] and r["kind"] in INCIDENT_KINDS], incidents | more)
        self._draw_loose([*(r for r in rows if not (r["incident"] and r["kind"] in INCIDENT_KINDS)), *loose])
        if left:
            orphans = left - {key for key, _ in self._drawn.values()}
            self._graph.put("remove_providers", sorted(orphans))
            self._touched = (self._touched | left) - orphans

    def _draw_incidents(self, rows: Sequence[Row], incidents: set[str]) -> None:
        claims: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in rows:
            claims[row["incident"]][row["claim"]] = row
        wanted = sorted(incidents | set(claims))
        redrawn = set(incidents)
        for ids in batches(wanted, 1000):
            for row in self._graph.ask("read_incident_claims", ids=ids):
                redrawn.add(row["incident"])
                claims[row["incident"]].setdefault(row["claim"], row)
        drawing = Drawing()
        for incident in wanted:
            if claims[incident]:
                drawing.add(incident, list(claims[incident].values()), self.identity)
        if redrawn:
            self._begin_change()
            self._graph.put("remove_hops", sorted(redrawn))
            self._graph.put("remove_campaigns", sorted(redrawn))
            self._campaigns_moved = True
            self._graph.put("remove_incidents", [incident for incident in wanted if not claims[incident]])
        self._touched |= drawing.providers
        for query, drawn in drawing.rows.items():
            self._graph.put(query, drawn)

    def _draw_loose(self, rows: Iterable[Row]) -> None:
        """Claims that concern no single incident: actions, counts, identities, hand-offs known only in sum."""
        rows = list(rows)
        if acted := sorted({row["action"] for row in rows if row["kind"] == Kind.ACTED}):
            rows += self._graph.ask("read_action_claims", ids=acted)
        about: list[dict[str, Any]] = []
        actions: list[dict[str, Any]] = []
        # Of copies of a letter, the first to say a thing is written last, and stands.
        for row in sorted({row["claim"]: row for row in rows}.values(), key=first_said, reverse=True):
            key = self.identity.key(row["provider"])
            self._touched.add(key)
            if row["kind"] in (Kind.SAME, Kind.DIFFERENT):
                keys = {key, *(self.identity.key(name) for name in row["names"])}
                about += [{"claim": row["claim"], "key": k, "side": "provider"} for k in sorted(keys)]
                continue
            if row["kind"] == Kind.ACTED:
                says = {name: row[name] for name in ("roles", "due_what", "due_clock", "due_length", "due_stated") if row[name]}
                issued_at = row["valid_at"] or row["known_at"]
                if differing := deadlines.differing(row, issued_at):
                    says["due_differs"] = differing
                says |= {"kind": row["action_kind"], "issued_at": issued_at, "issuer": row["said_by"]}
                actions.append({"id": row["action"], "key": key, "claim": row["claim"], "says": says})
                continue
            about.append({"claim": row["claim"], "key": key, "side": "downstream" if row["upstream"] else "provider"})
            if row["upstream"]:
                up = self.identity.key(row["upstream"])
                self._touched.add(up)
                about.append({"claim": row["claim"], "key": up, "side": "upstream"})
        self._graph.put("write_about_providers", about)
        self._graph.put("write_actions", actions)

    def _put_claims(self, claims: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        self._graph.put("write_claims", [{"id": claim, "document": sha256, "says": says} for claim, (sha256, says) in claims.items()])

    # --- what follows from many incidents --------------------------------------------------------------------------

    def _infer(self) -> None:
        """Claims that an aggregate leaves no choice about, for the providers touched; those that no longer follow go."""
        keys = sorted(self._touched)
        counts: dict[str, list[Row]] = defaultdict(list)
        for row in self._graph.ask("read_counts", keys=keys):
            counts[row["key"]].append(row)
        held = {row["claim"]: row["incident"] for row in self._graph.ask("read_inferred", keys=keys)}
        hops: dict[str, list[Row]] = defaultdict(list)
        said = self._graph.ask("read_hops_of_upstreams", keys=sorted(counts))
        below = sorted({row["downstream_hop"] for row in said if row["downstream_hop"]})
        for row in over_time(said, self._graph.ask("read_requests_to_hops", ids=below)):
            hops[row["key"]].append(row)
        follows = {said.pop("id"): said for key in counts for said in inferences(counts[key], hops[key])}
        gone = sorted(set(held) - set(follows))
        new = {claim: (said.pop("document"), _said(said)) for claim, said in follows.items() if claim not in held}
        self._graph.put("remove_claims", gone)
        self._put_claims(new)
        if gone or new:
            self._draw([_as_row(claim, sha256, said) for claim, (sha256, said) in new.items()], {held[claim] for claim in gone})

    def _clear_campaigns(self) -> None:
        """Campaigns that no call belongs to any more."""
        if self._campaigns_moved:
            self._graph.put("remove_empty_campaigns", [None])
            self._campaigns_moved = False

    def _roll_up(self) -> None:
        """Who takes calls from whom, and what is said of each provider, for the providers touched."""
        keys = sorted(self._touched)
        self._touched = set()
        pairs: dict[tuple[str, str], dict[str, Any]] = {}
        for row in self._graph.ask("read_handed_pairs", keys=keys):
            _count(pairs, row, row["calls"], row["first"], row["last"], [row["claim"]])
        ended: dict[str, list[Row]] = defaultdict(list)
        for row in self._graph.ask("read_provider_statuses", keys=keys):
            ended[row["key"]].append(row)
        facts = {key: _fact(key, ended[key]) for key in keys}
        for row in sorted(self._graph.ask("read_provider_claims", keys=keys), key=first_said):
            key = self.identity.key(row["provider"])
            if row["kind"] == Kind.HANDED_OFF and key in facts:
                pair = {"downstream": key, "upstream": self.identity.key(row["upstream"]), "attested": row["attested"]}
                _count(pairs, pair, 0, row["window_from"], row["window_to"], [row["claim"]])
            if row["kind"] in (Kind.IDENTIFIED, Kind.ACTED) and key in facts:
                for name in ("frn", "rmd", "country"):
                    facts[key][name] = facts[key][name] or row[name]
                facts[key]["roles"].update(row["roles"] or ())
        self._graph.put("remove_pairs", keys)
        self._graph.put("write_pairs", [{**pair, "claims": sorted(pair["claims"])[:MOST_CLAIMS_ON_A_PAIR]} for pair in pairs.values()])
        self._graph.put("write_provider_facts", [{**fact, "roles": sorted(fact["roles"])} for fact in facts.values()])


def _fact(key: str, ended: Sequence[Row]) -> dict[str, Any]:
    """A provider's own figures, to be completed by what claims say of it."""
    stated: Counter[Status | None] = Counter()
    inferred: Counter[Status | None] = Counter()
    for row in ended:
        (inferred if row["basis"] == "inferred" else stated)[row["status"] and Status(row["status"])] += row["calls"]
    status = usual_status(stated) or usual_status(inferred)
    return {
        "key": key,
        "frn": None,
        "rmd": None,
        "country": None,
        "roles": set(),
        "calls": stated.total() + inferred.total(),
        "no_response": stated[Status.NO_RESPONSE],
        "status": status and status.value,
    }


def _count(pairs: dict[tuple[str, str], dict[str, Any]], row: Row, calls: int, first: Moment, last: Moment, claims: list[str]) -> None:
    attested = row["attested"] or Attested.ONE.value
    pair = pairs.setdefault(
        (row["downstream"], row["upstream"]),
        {
            "downstream": row["downstream"],
            "upstream": row["upstream"],
            "calls": 0,
            "first": first,
            "last": last,
            "attested": attested,
            "claims": set(),
        },
    )
    pair["calls"] += calls
    pair["first"] = min((m for m in (pair["first"], first) if m), default=None)
    pair["last"] = max((m for m in (pair["last"], last) if m), default=None)
    order = [a.value for a in Attested]
    pair["attested"] = min(pair["attested"], attested, key=order.index)
    pair["claims"].update(claims)


class Drawing:
    """Rows for the texts that write, of many incidents."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {
            name: []
            for name in ("write_incidents", "write_campaigns", "write_hops", "write_handoffs", "write_about_incidents", "write_about_hops")
        }
        self.providers: set[str] = set()

    def add(self, incident: str, claims: Sequence[Row], identity: Identity) -> None:
        rows = []
        sources: dict[str, str] = {}
        for bearing in bearings(incident, claims, identity):
            claim = bearing.row["claim"]
            if bearing.hop is None or bearing.name is None:
                self.rows["write_about_incidents"].append({"claim": claim, "incident": incident})
                rows.append(Said(bearing.row, hop=None, side=None))
                continue
            self.rows["write_about_hops"].append({"claim": claim, "hop": bearing.hop, "side": bearing.side})
            # An inferred claim repeats the id that its hop had when it was inferred.
            if bearing.side != "upstream" and bearing.row["source_hop"] and not bearing.row["inferred"]:
                sources[bearing.hop] = min(bearing.row["source_hop"], sources.get(bearing.hop, bearing.row["source_hop"]))
            if bearing.row["until"] is None:
                provider, key = identity.display(bearing.name), identity.key(bearing.name)
                rows.append(Said(bearing.row, hop=bearing.hop, side=bearing.side, provider=provider, provider_key=key))
        numbers = dict.fromkeys(n for row in claims for n in (row["caller"], row["called"]) if n)
        self._add_path(call_path(incident, rows), sources, [f"{n} {why}" for n in numbers if (why := why_impossible(n))])

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
                    "impossible": impossible or None,
                },
            }
        )
        if call.campaign:
            self.rows["write_campaigns"].append({"id": path.incident, "campaign": call.campaign})
        for hop in path.hops:
            self.providers.add(hop.provider_key)
            says = {
                "provider": hop.provider,
                "status": hop.status and hop.status.value,
                "status_basis": hop.status_basis,
                "status_at": hop.status_at,
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
                    "known_from": link.known_from,
                    "claims": [row["claim"] for row in link.evidence],
                }
            )


def _as_row(claim: str, sha256: str, says: Said) -> Said:
    """A claim as a query would return it."""
    return Said(says, claim=claim, document=sha256, source_hop=says["hop"])


def _said(values: Mapping[str, Any]) -> Said:
    return Said((name, value) for name, value in values.items() if value is not None)
