"""What a reader must be told of the graph: what it lacks, and what it should not hold."""

from __future__ import annotations

from collections.abc import Mapping

from tracer.graph import Graph


def state(graph: Graph, documents: Mapping[str, str] | None) -> str | None:
    """What a reader must be told of the graph: what it lacks, and what it should not hold. None where it is whole.

    `documents`: how each document of the case was read, by hash; None where there is no case.
    """
    if graph.ask("read_changing"):
        return "the graph is being changed, or a change was cut short: where this note stays, the next `tracer load` sets it right"
    held = {row["sha256"]: row["read_as"] if row["complete"] else None for row in graph.ask("read_documents_held")}
    case = held if documents is None else documents
    notes = []
    otherwise = {s for s, read_as in case.items() if graph.shared and held.get(s) not in (None, read_as)}
    if otherwise:
        are = "s of this case are" if len(otherwise) > 1 else " of this case is"
        notes.append(f"{len(otherwise)} document{are} in the graph as another case has loaded them: the next `tracer load` says how")
    if lacking := sum((held.get(s) != read_as or read_as is None) and s not in otherwise for s, read_as in case.items()):
        are, them = ("s of this case are", "them") if lacking > 1 else (" of this case is", "it")
        notes.append(f"{lacking} document{are} not yet whole in the graph: `tracer rebuild` or the next `tracer load` completes {them}")
    if graph.shared and (partial := sum(held[s] is None for s in held.keys() - case.keys())):
        are, them = ("s of other cases are", "them") if partial > 1 else (" of another case is", "it")
        notes.append(f"{partial} document{are} not yet whole in the graph: the next `tracer load` by its owner completes {them}")
    if not graph.shared and (strange := len(held.keys() - case.keys())):
        are = "s in the graph are" if strange > 1 else " in the graph is"
        notes.append(f"{strange} document{are} not in this case, forgotten or another case's: `tracer rebuild` keeps only its own")
    return "; ".join(notes) or None
