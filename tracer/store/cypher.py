"""Claims stored as nodes of a graph, on either engine."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import msgspec

from tracer import store
from tracer.errors import GraphError
from tracer.graph import Graph, batches
from tracer.identity import fold, placed
from tracer.model import JUDGEMENTS, Evidence, Kind, Moment, Provider, ReadAs, statement_order
from tracer.path import Clock
from tracer.store import Carrier, Computed, DrawnBatch, DrawnName, HeldDocument, PrintedName, Span, StoredReading, Summary
from tracer.store.properties import by_words, from_properties, to_properties
from tracer.store.rows import Rows

AT_ONCE = 1000  # ids in one query


CHANGING = "changing"


class GraphStore:
    """The store of a graph that is open for reading or writing."""

    shared = True

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.where = graph.where
        self._campaigns_moved = False
        self._erased = False
        self._fresh: set[str] = set()  # documents that were not there before, and so none of their claims
        self._asked: set[str] = set()  # incidents that may have been drawn since they were last asked for

    def claims(
        self,
        *,
        incidents: Collection[str] | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[Kind] | None = None,
        as_of: Moment | None = None,
        ended: bool = False,
    ) -> Sequence[Evidence]:
        if incidents is not None:
            claims = self._claims("read_claims_of_incidents", as_of, sorted(incidents), ended)
        elif documents is not None:
            claims = self._claims("read_claims_of_documents", as_of, sorted(documents), ended)
        else:
            claims = self._claims("read_claims_of_kinds", as_of, sorted(kind.value for kind in kinds or Kind), ended)
        if kinds is not None:
            claims = [claim for claim in claims if claim.kind in kinds]
        return sorted(claims, key=statement_order)

    def saying(self, text: str, digits: str | None, most: int) -> tuple[Sequence[Evidence], int]:
        # The regular expression of SqliteStore in Java's syntax.
        start = r"(?<![\p{L}\p{N}_])" if text[:1].isalnum() else ""
        pattern = rf"(?s).*{start}{_literally(text)}.*"
        ids = [row["id"] for row in self._graph.ask("read_claims_saying", pattern=pattern, digits=digits)]
        claims: dict[str, Evidence] = {}
        for batch in batches(ids[:most], AT_ONCE):
            claims |= {row["id"]: self._evidence(row) for row in self._graph.ask("read_claims", ids=list(batch))}
        return [claims[id_] for id_ in ids[:most]], len(ids)

    def of_providers(self, keys: Collection[str], as_of: Moment | None = None) -> Sequence[Evidence]:
        return sorted(self._claims("read_claims_of_providers", as_of, sorted(keys)), key=statement_order)

    def _claims(self, query: str, as_of: Moment | None, ids: Sequence[str], ended: bool = False) -> list[Evidence]:
        claims: dict[str, Evidence] = {}
        for batch in batches(ids, AT_ONCE):
            for row in self._graph.ask(query, ids=list(batch), as_of=as_of, ended=ended):
                if row["id"] not in claims:
                    claims[row["id"]] = self._evidence(row)
        return list(claims.values())

    def _evidence(self, row: Mapping[str, Any]) -> Evidence:
        with self._refusing_foreign_data():
            return from_properties({**row["says"], "id": row["id"]}, row["document"], row["name"], row["document_kind"])

    @contextmanager
    def _refusing_foreign_data(self) -> Iterator[None]:
        """Raises GraphError for what others wrote under tracer's labels."""
        try:
            yield
        except (msgspec.ValidationError, TypeError, ValueError, KeyError, AttributeError) as error:
            reason = str(error).split("\n", 1)[0][:80]
            raise GraphError(
                f"the graph at {self.where} holds what tracer did not write ({reason}): take it out, or `tracer --db ... rebuild --alone`"
            ) from error

    def incidents(self, *, start: str = "", providers: Collection[str] | None = None, silent: bool = False) -> list[str]:
        if silent:
            return [row["incident"] for row in self._graph.ask("read_incidents_with_silence")]
        if providers is None:
            return [row["id"] for row in self._graph.ask("read_incident_ids", start=start)]
        matches = (row["incident"] for batch in batches(sorted(providers), AT_ONCE) for row in self._ask_providers(batch))
        return sorted({incident for incident in matches if incident.startswith(start)})

    def _ask_providers(self, keys: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        yield from self._graph.ask("read_incidents_of_providers", keys=list(keys))

    def changed(self, after: Moment, until: Moment) -> list[str]:
        return [row["incident"] for row in self._graph.ask("read_changed_incidents", after=after, until=until)]

    def matching(
        self,
        *,
        campaign: str | None = None,
        providers: Collection[str] | None = None,
        end: str | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
    ) -> list[str]:
        names = None if providers is None else sorted(providers)
        ends = None if end is None else [end]
        rows = self._graph.ask("read_incidents_matching", campaign=campaign, providers=names, ends=ends, since=since, until=until)
        return [row["incident"] for row in rows]

    def summaries(self, incidents: Collection[str] | None = None) -> Sequence[Summary]:
        everything = dict.fromkeys(("campaign", "providers", "ends", "since", "until"))
        if incidents is None:
            rows: Iterable[Mapping[str, Any]] = self._graph.ask("incidents", **everything)
        else:
            id_batches = batches(sorted(incidents), AT_ONCE)
            rows = [row for ids in id_batches for row in self._graph.ask("read_summaries", ids=list(ids))]
        summaries = []
        for row in rows:
            with self._refusing_foreign_data():
                ends = zip(row["ends"] or (), row["end_providers"] or (), row["end_interim"] or (), strict=True)
                fields = {**row, "providers": row["providers"] or (), "ends": list(ends)}
                summaries.append(msgspec.convert(fields, Summary))
        return summaries

    def who(self, names: Iterable[str], as_of: Moment | None = None) -> Mapping[str, Provider]:
        providers: dict[str, Provider] = {}
        texts = sorted(set(names))
        for batch in batches(texts, AT_ONCE):
            for row in self._graph.ask("read_providers_of_names", texts=list(batch), as_of=as_of):
                with self._refusing_foreign_data():
                    provider = msgspec.convert({**row, "names": sorted(row["names"])}, Provider)
                conflict = provider.country and max(row["frns"], row["rmds"], row["countries"]) > 1
                providers[row["text"]] = placed(provider, self.of_providers([provider.key], as_of)) if conflict else provider
        return providers

    def names(self) -> Sequence[PrintedName]:
        rows = self._graph.ask("read_names")
        with self._refusing_foreign_data():
            named = [{"text": r["text"], "first": r["first"], "provider_key": r["key"], "provider": r["name"]} for r in rows]
            return msgspec.convert(named, list[PrintedName])

    def drawn(self, incidents: Collection[str]) -> Computed:
        clocks: dict[str, Clock] = {}
        impossible: dict[str, str] = {}
        same_as: dict[str, str] = {}
        for batch in batches(sorted(incidents), AT_ONCE):
            for row in self._graph.ask("read_drawn", ids=list(batch)):
                if row["hop"] and row["asked_at"]:
                    clocks[row["hop"]] = Clock(row["asked_at"], row["due_at"])
                impossible.update(text.split(" ", 1) for text in row["impossible"] or ())
                if row["same_as"]:
                    same_as[row["incident"]] = row["same_as"]
        return Computed(clocks, impossible, same_as)

    def carriers(self) -> Sequence[Carrier]:
        with self._refusing_foreign_data():
            return msgspec.convert(self._graph.ask("read_carriers"), list[Carrier])

    def claims_at(self, document: str, part: int | None, page: int | None, first: int, last: int) -> Sequence[Evidence]:
        rows = self._graph.ask("read_claims_in_lines", document=document, part=part, page=page, first=first, last=last)
        claims = map(self._evidence, rows)
        return sorted(claims, key=lambda claim: (claim.place.line_from, claim.place.line_to, claim.id))

    def stamp(self) -> str | None:
        """By its documents and judgements: a Neo4j counts no changes."""
        if self.interrupted():
            return None
        contents = repr((sorted(self.held().items()), sorted(claim.id for claim in self.claims(kinds=JUDGEMENTS))))
        return hashlib.sha256(contents.encode()).hexdigest()

    def documents(self) -> Sequence[HeldDocument]:
        held = self.held()
        with self._refusing_foreign_data():
            return [
                msgspec.convert(
                    {**r, "sha256": r["document"], "complete": bool(r["complete"]), "map": ReadAs.of(held[r["document"]].read_as).map},
                    HeldDocument,
                )
                for r in self._graph.ask("documents")
            ]

    def spans(self, as_of: Moment | None = None) -> Mapping[str, Span]:
        rows = self._graph.ask("read_spans", as_of=as_of)
        with self._refusing_foreign_data():
            return msgspec.convert({row["document"]: dict(row) for row in rows}, dict[str, Span])

    def doubts(self, as_of: Moment | None = None) -> Mapping[str, int]:
        rows = self._graph.ask("read_doubts", as_of=as_of)
        with self._refusing_foreign_data():
            return msgspec.convert({row["code"]: row["claims"] for row in rows}, dict[str, int])

    def incidents_with_claims(self) -> list[str]:
        return [row["incident"] for row in self._pages("read_incidents_with_claims", "incident")]

    def _pages(self, query: str, by: str) -> Iterator[Mapping[str, Any]]:
        """The rows of a query that is answered in pages, in the order of a key."""
        after = ""
        while rows := self._graph.ask(query, after=after):
            yield from rows
            after = rows[-1][by]

    def general_claims(self) -> list[Evidence]:
        return [self._evidence(row) for row in self._graph.ask("read_general_claims")]

    # What is drawn, as it is: `tracer.redrawn` compares it with the claims.

    def incidents_as_drawn(self, ids: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        return self._graph.ask("read_incidents_as_drawn", ids=list(ids))

    def hops_as_drawn(self, incidents: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        return self._graph.ask("read_hops_as_drawn", ids=list(incidents))

    def providers_as_drawn(self) -> Iterator[Mapping[str, Any]]:
        return self._pages("read_providers_as_drawn", "key")

    def actions_as_drawn(self) -> Sequence[Mapping[str, Any]]:
        return self._graph.ask("read_actions_as_drawn")

    def groundless(self) -> int:
        """The number of claims that stand in no document and are no judgement."""
        return int(self._graph.ask("read_claims_without_ground")[0]["claims"])

    def strays(self) -> list[str]:
        """What is drawn without any claim for it."""
        return [f"{row['what']} {row['which']}" for row in self._graph.ask("read_drawn_without_ground")]

    @property
    def drawn_hops(self) -> None:
        """None: calls are drawn from claims."""

    # --- writing ---------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Nothing to do: each batch is written by itself, and `changing` marks what must not stay half done."""

    def commit(self) -> None:
        """See `begin`."""

    def rollback(self) -> None:
        """See `begin`."""

    def part(self) -> AbstractContextManager[None]:
        return nullcontext()

    def changing(self, on: bool) -> None:
        self._graph.put("write_changing" if on else "remove_changing", [CHANGING])

    def interrupted(self) -> bool:
        return bool(self._graph.ask("read_changing"))

    def drawn_by_other_version(self) -> bool:
        """The version is a property of each complete document: an older tracer does not know the property, and sets none."""
        return bool(self._graph.ask("read_drawn_otherwise", version=store.VERSION))

    def held(self) -> dict[str, StoredReading]:
        rows = self._graph.ask("read_documents_held")
        with self._refusing_foreign_data():
            return msgspec.convert({row["sha256"]: {**row, "complete": bool(row["complete"])} for row in rows}, dict[str, StoredReading])

    def put_documents(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        known = {row["sha256"] for row in self._graph.ask("read_known_documents", ids=list(documents))}
        self._fresh = (self._fresh | documents.keys()) - known
        by = {"drawn_by": store.VERSION}
        rows = [{"sha256": sha256, "says": {**says, **by} if says.get("complete") else says} for sha256, says in documents.items()]
        self._graph.put("write_documents", rows)

    def remove_documents(self, sha256s: Sequence[str]) -> None:
        self._graph.put("remove_documents", list(sha256s))

    def add(self, claims: Sequence[Evidence]) -> list[Evidence]:
        by_id = {claim.id: claim for claim in claims}
        doubtful = [claim.id for claim in by_id.values() if claim.inferred or claim.document not in self._fresh]
        known = {row["id"] for row in self._graph.ask("read_known_claims", ids=doubtful)} if doubtful else set()
        new = [claim for claim in by_id.values() if claim.id not in known]
        for batch in batches(new):
            by_document: dict[str, list[Evidence]] = defaultdict(list)
            for claim in batch:
                by_document[claim.document].append(claim)
            rows = [{"document": sha256, "said": _by_words(claims_of_document)} for sha256, claims_of_document in by_document.items()]
            self._graph.put("write_claims", rows, size=len(batch))
        return new

    def add_judgements(self, claims: Sequence[Evidence]) -> None:
        self._graph.put("write_judgements", [{"id": claim.id, "says": to_properties(claim)} for claim in claims])

    def remove_claims(self, ids: Sequence[str]) -> None:
        self._graph.put("remove_claims", list(ids))

    def remove_claims_without_ground(self) -> None:
        self._graph.erase("remove_claims_without_ground")

    def printed(self, but: Collection[str] = ()) -> Iterator[tuple[str, str]]:
        for row in self._graph.ask("read_names_in_use", but=sorted(but)):
            yield from ((name, row["first"]) for name in (row["provider"], row["upstream"], *(row["names"] or ())) if name is not None)

    def known_incidents(self, incidents: Collection[str]) -> set[str]:
        again, new = self._asked.intersection(incidents), set(incidents) - self._asked
        self._asked |= new
        # What is still being written concerns only incidents asked for before: for the others, a server need not wait for it.
        rows = self._graph.ask_meanwhile("read_known_incidents", ids=sorted(new)) if new else []
        rows += self._graph.ask("read_known_incidents", ids=sorted(again)) if again else []
        return {row["incident"] for row in rows}

    def inferred(self, keys: Collection[str]) -> dict[str, str]:
        return {row["claim"]: row["incident"] for row in self._graph.ask("read_inferred", keys=sorted(keys))}

    def attached_judgements(self) -> set[str]:
        return {row["claim"] for row in self._graph.ask("read_attached_judgements")}

    def rename(self, changed: Mapping[str, DrawnName], moved: Sequence[str], gone: Sequence[str]) -> None:
        self._graph.put("remove_names_of_providers", list(moved))
        self._graph.put("remove_names", list(gone))
        providers = sorted({(drawn.key, drawn.provider) for drawn in changed.values()})
        self._graph.put("write_providers", [{"key": key, "name": name} for key, name in providers])
        rows = [{"text": n, "folded": fold(n), "first": drawn.first, "key": drawn.key} for n, drawn in changed.items()]
        self._graph.put("write_names", rows)

    def remove_providers(self, keys: Sequence[str]) -> None:
        self._graph.put("remove_providers", list(keys))

    def draw(self, drawing: DrawnBatch, redrawn: Sequence[str], gone: Sequence[str]) -> None:
        rows = Rows.of(drawing)
        if redrawn:
            self._graph.put("remove_hops", list(redrawn))
            self._graph.put("remove_about_incidents", list(redrawn))
            self._graph.put("remove_campaigns", list(redrawn))
            self._campaigns_moved = True
        self._graph.put("remove_incidents", list(gone))
        self._graph.put("write_incidents", rows.incidents)
        self._graph.put("write_campaigns", rows.campaigns)
        self._graph.put("write_hops", rows.hops)
        self._graph.put("write_handoffs", rows.handoffs)
        self._graph.put("write_about_providers", drawing.about_providers)
        self._graph.put("write_actions", drawing.actions)

    def detach(self, claims: Sequence[str], actions: Sequence[str]) -> None:
        self._graph.put("remove_about_providers", list(claims))
        self._graph.put("remove_actions", list(actions))

    def note_repeated(self, same_as: Mapping[str, str | None]) -> None:
        self._graph.put("write_same_calls", [{"id": incident, "same_as": first} for incident, first in same_as.items()])

    def erase_drawing(self) -> None:
        self._graph.erase("remove_drawing")
        self._erased = True

    def erase(self) -> None:
        self._graph.erase()

    def finish_change(self) -> None:
        """Remove campaigns without calls; where everything was redrawn, note that this version did it."""
        if self._erased:
            self._graph.put("write_documents", [{"sha256": sha256, "says": {"drawn_by": store.VERSION}} for sha256 in self.held()])
            self._erased = False
        if self._campaigns_moved:
            self._graph.put("remove_empty_campaigns", [None])
            self._campaigns_moved = False

    def close(self) -> None:
        self._graph.close()

    # --- sums by provider ------------------------------------------------------------------------------------------

    def handed_pairs(self, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        return self._graph.ask("read_handed_pairs", keys=list(keys))

    def statuses(self, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        return self._graph.ask("read_provider_statuses", keys=list(keys))

    def calls(self, keys: Sequence[str]) -> Mapping[str, int]:
        return {row["key"]: row["calls"] for row in self._graph.ask("read_provider_calls", keys=list(keys))}

    def put_sums(self, keys: Sequence[str], pairs: Sequence[Mapping[str, Any]], facts: Sequence[Mapping[str, Any]]) -> None:
        self._graph.put("remove_pairs", list(keys))
        self._graph.put("write_pairs", list(pairs))
        self._graph.put("write_provider_facts", list(facts))


def _literally(text: str) -> str:
    return "\\Q" + text.replace("\\E", "\\E\\\\E\\Q") + "\\E"


def _by_words(claims: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [
        {"says": common, "claims": [{"id": id_, "says": says} for id_, says in claims_of_words]}
        for common, claims_of_words in by_words(claims)
    ]
