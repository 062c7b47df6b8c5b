"""CASE/UCO as JSON-LD, the exchange format of digital forensics that has telephone calls and exhibit numbers.

Calls are `uco-observable:Call`, providers `uco-identity:Organization`; who carried a call and from whom it was received are
relationships, each with a description in words; every passage is an annotation on what it bears out, every document a file with
an exhibit number. Ids are made from the copy's own contents, so those of a masked copy reveal nothing more.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tracer.exports import Content, Properties
from tracer.render.plain import place_words, safe_cell, when

_SPACE = uuid.UUID("6f0c7d0e-5d0b-5b7a-9a53-7c61a5a5c0de")  # of the ids
CONTEXT = {
    "kb": "http://example.org/kb/",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Thing = dict[str, Any]


def case_uco(content: Content) -> bytes:
    """The whole as one JSON-LD file."""
    things = list(_all_things(content))
    facts = content.facts
    investigation = {
        **_thing("case-investigation:Investigation", "investigation", "all", name="Call paths by calltracer"),
        "uco-core:description": [
            f"{facts.badge}; as of {when(facts.as_of) or 'all that is known'}; generated {facts.generated} by calltracer {facts.version}",
            *(f"withheld: {row['count']} {row['kind']}: {row['how']}" for row in content["withheld"]),
        ],
        "uco-core:object": [{"@id": thing["@id"]} for thing in things],
    }
    return (json.dumps({"@context": CONTEXT, "@graph": [investigation, *things]}, indent=1) + "\n").encode("ascii")


def _all_things(content: Content) -> Iterator[Thing]:
    borne_out: dict[str, list[Thing]] = defaultdict(list)  # by passage, the things that it bears out

    def cited(thing: Thing, row: Properties) -> Thing:
        for number in str(row["evidence"] or "").split():
            borne_out[number].append(thing)
        return thing

    numbers: dict[str, Thing] = {}
    for row in content["incidents"]:
        for number in filter(None, (row["caller"], row["called"])):
            numbers.setdefault(str(number), _account(str(number)))
    yield from numbers.values()
    for row in content["providers"]:
        yield _provider(row)
    for row in content["incidents"]:
        yield cited(_call(row, numbers), row)
    for row in content["hops"]:
        yield cited(_hop(row), row)
    keys = {row["hop"]: row["provider_key"] for row in content["hops"]}
    for row in content["handoffs"]:
        yield cited(_handoff(row, str(keys[row["hop"]]), str(keys[row["received_from"]])), row)
    for row in content["pairs"]:
        yield cited(_pair(row), row)
    for table, make in (("flags", _flag), ("counts", _count), ("actions", _action)):
        for row in content[table]:
            yield cited(make(row), row)
    for row in content["documents"]:
        yield from _document(row, numbered=content.numbered)
    passages: set[str] = set()
    for row in content["evidence"]:
        number = str(row["passage"])
        if number not in passages and borne_out[number]:
            passages.add(number)
            yield _passage(row, borne_out[number])


def _id(sort: str, key: object) -> str:
    return f"kb:{sort}-{uuid.uuid5(_SPACE, f'{sort}|{key}')}"


def _thing(type_: str, sort: str, key: object, *, name: str | None = None) -> Thing:
    return {"@id": _id(sort, key), "@type": type_, **({"uco-core:name": safe_cell(name)} if name else {})}


def _ref(sort: str, key: object) -> Thing:
    return {"@id": _id(sort, key)}


def _description(row: Properties, *names: str) -> str:
    """`status: no-response; status_at: 2024-05-20`: those of these columns that are not empty."""
    return "; ".join(f"{name}: {safe_cell(str(row[name]))}" for name in names if row[name] not in (None, "", False))


def _when(moment: object) -> Thing | None:
    """An instant; null for a time known only to the day, month or year."""
    return {"@type": "xsd:dateTime", "@value": moment} if isinstance(moment, str) and "T" in moment else None


def _account(number: str) -> Thing:
    facet = {**_thing("uco-observable:PhoneAccountFacet", "phone-facet", number), "uco-observable:phoneNumber": safe_cell(number)}
    return {**_thing("uco-observable:PhoneAccount", "phone", number), "uco-core:hasFacet": [facet]}


def _provider(row: Properties) -> Thing:
    thing = _thing("uco-identity:Organization", "provider", row["key"], name=str(row["name"]))
    return thing | {
        "uco-core:description": [_description(row, "names", "calls", "no_response", "asked", "at_least", "rules", "contradictions")]
    }


def _call(row: Properties, numbers: dict[str, Thing]) -> Thing:
    facet = _thing("uco-observable:CallFacet", "call-facet", row["incident"])
    if start := _when(row["call_at"]):
        facet["uco-observable:startTime"] = start
    for name, column in (("from", "caller"), ("to", "called")):
        if row[column]:
            facet[f"uco-observable:{name}"] = {"@id": numbers[str(row[column])]["@id"]}
    thing = _thing("uco-observable:Call", "call", row["incident"], name=str(row["incident"]))
    description = _description(row, "call_at", "campaign", "description", "same_as", "ends")
    return thing | {"uco-core:description": [description], "uco-core:hasFacet": [facet]}


def _relation(sort: str, key: object, kind: str, source: Thing, target: Thing, description: str) -> Thing:
    return {
        **_thing("uco-core:Relationship", sort, key),
        "uco-core:source": source,
        "uco-core:target": target,
        "uco-core:kindOfRelationship": kind,
        "uco-core:isDirectional": {"@type": "xsd:boolean", "@value": True},
        "uco-core:description": [description],
    }


def _hop(row: Properties) -> Thing:
    description = _description(
        row, "hop", "position", "piece", "provider", "role", "status", "status_basis", "interim", "status_at", "asked_at", "due_at",
        "answer", "end_user", "signed", "contradicted", "withheld",
    )  # fmt: skip
    return _relation("hop", row["hop"], "Carried_By", _ref("call", row["incident"]), _ref("provider", row["provider_key"]), description)


def _handoff(row: Properties, downstream_key: str, upstream_key: str) -> Thing:
    key = f"{row['hop']}|{row['received_from']}"
    description = _description(
        row, "incident", "hop", "received_from", "provider", "upstream", "attested", "speakers", "upstream_says", "known_from"
    )
    return _relation("handoff", key, "Received_Call_From", _ref("provider", downstream_key), _ref("provider", upstream_key), description)


def _pair(row: Properties) -> Thing:
    source, target = _ref("provider", row["provider_key"]), _ref("provider", row["upstream_key"])
    description = _description(row, "provider", "upstream", "calls", "first", "last", "attested")
    return _relation("pair", f"{row['provider_key']}|{row['upstream_key']}", "Takes_Calls_From", source, target, description)


def _flag(row: Properties) -> Thing:
    annotation = _thing("uco-core:Annotation", "flag", f"{row['provider_key']}|{row['rule']}")
    statement = _description(row, "rule", "count", "of", "at_least", "answered", "since")
    return annotation | {"uco-core:statement": [statement], "uco-core:object": [_ref("provider", row["provider_key"])]}


def _count(row: Properties) -> Thing:
    annotation = _thing("uco-core:Annotation", "count", f"{row['provider_key']}|{row['evidence']}")
    statement = _description(
        row, "in_the_figures_of", "window_from", "window_to", "window_assumed", "at_least", "total", "open", "point_of_entry",
        "downstream", "originating", "no_response", "interim", "not_found",
    )  # fmt: skip
    return annotation | {"uco-core:statement": [statement], "uco-core:object": [_ref("provider", row["provider_key"])]}


def _action(row: Properties) -> Thing:
    annotation = _thing("uco-core:Annotation", "action", row["action"], name=str(row["action"]))
    statement = _description(row, "kind", "issuer", "issued_at", "against", "roles")
    return annotation | {"uco-core:statement": [statement], "uco-core:object": [_ref("provider", row["against_key"])]}


def _document(row: Properties, *, numbered: bool) -> Iterable[Thing]:
    key = row["exhibit"]
    name = {**_thing("uco-observable:FileFacet", "file-facet", key), "uco-observable:fileName": safe_cell(str(row["name"]))}
    facets = [name]
    if row["document"] and not numbered:
        digest = {
            **_thing("uco-types:Hash", "hash", key),
            "uco-types:hashMethod": "SHA256",
            "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": row["document"]},
        }
        facets.append({**_thing("uco-observable:ContentDataFacet", "content-facet", key), "uco-observable:hash": [digest]})
    yield {**_thing("uco-observable:File", "file", key), "uco-core:hasFacet": facets}
    yield {
        **_thing("case-investigation:ProvenanceRecord", "exhibit", key, name=f"Exhibit {key}"),
        "case-investigation:exhibitNumber": str(key),
        "uco-core:object": [_ref("file", key)],
    }


def _passage(row: Properties, things: Iterable[Thing]) -> Thing:
    place = place_words(*(row[name] for name in ("page", "message", "line_from", "line_to")))  # type: ignore[arg-type]  # they are numbers
    description = f"Exhibit {row['exhibit']}, {place}; {safe_cell(str(row['said_by']))}, known {row['known_at']}"
    return {
        **_thing("uco-core:Annotation", "passage", row["passage"], name=f"[{row['passage']}]"),
        "uco-core:description": [description],
        "uco-core:statement": [safe_cell(str(row["quote"]))],
        "uco-core:object": [{"@id": id_} for id_ in dict.fromkeys(thing["@id"] for thing in things)],
    }
