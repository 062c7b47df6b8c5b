"""Notes that a reader of the graph needs: what it lacks, and what it should not hold."""

from __future__ import annotations

from collections.abc import Mapping

from tracer.store import Writable


def state(store: Writable, documents: Mapping[str, str] | None) -> str | None:
    """A note for readers of a store: what it lacks, and what it should not hold. None if it is whole.

    `documents`: how each document of the case was read, by hash; None where there is no case.
    """
    place = "graph" if store.shared else "store"
    if store.interrupted():
        return f"the {place} is being changed, or a change was cut short: where this note stays, the next `tracer load` sets it right"
    if store.drawn_by_other_version():
        return f"the {place} was drawn by another version of tracer: the next `tracer load` or `tracer rebuild` draws it anew"
    held = {sha256: read.read_as if read.complete else None for sha256, read in store.held().items()}
    case = held if documents is None else documents
    notes = []
    otherwise = {s for s, read_as in case.items() if store.shared and held.get(s) not in (None, read_as)}
    if otherwise:
        subject = "s of this case are" if len(otherwise) > 1 else " of this case is"
        notes.append(f"{len(otherwise)} document{subject} in the {place} as another case has loaded them: the next `tracer load` says how")
    if lacking := sum((held.get(s) != read_as or read_as is None) and s not in otherwise for s, read_as in case.items()):
        subject, pronoun = ("s of this case are", "them") if lacking > 1 else (" of this case is", "it")
        notes.append(
            f"{lacking} document{subject} not yet whole in the {place}: `tracer rebuild` or the next `tracer load` completes {pronoun}"
        )
    if store.shared and (partial := sum(held[s] is None for s in held.keys() - case.keys())):
        subject, pronoun = ("s of other cases are", "them") if partial > 1 else (" of another case is", "it")
        notes.append(f"{partial} document{subject} not yet whole in the {place}: the next `tracer load` by its owner completes {pronoun}")
    if not store.shared and (strange := len(held.keys() - case.keys())):
        subject = f"s in the {place} are" if strange > 1 else f" in the {place} is"
        notes.append(f"{strange} document{subject} not in this case, forgotten or another case's: `tracer rebuild` keeps only its own")
    return "; ".join(notes) or None
