"""Answers as pandas DataFrames, for notebooks: a shipped question, the hops and the hand-offs of a path.

What is absent is NA. A time is text, as it is stored: as a pandas datetime a day would be its midnight. A cell is as
`tracer query --csv` shows it, without the guard for spreadsheets: characters that cannot be seen stand as `\\u202e`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer import queries
from tracer.case import Case
from tracer.errors import BadCase
from tracer.graph import Graph, connect
from tracer.model import Moment
from tracer.path import CallPath
from tracer.render import json as shapes
from tracer.render.plain import safe_cell

if TYPE_CHECKING:
    import pandas as pd

HOPS = (
    "hop", "position", "piece", "provider", "provider_key", "role", "status", "status_basis", "interim", "status_at", "asked_at",
    "answered_at", "answered_by_count", "due_at", "end_user", "received_from", "claims",
)  # fmt: skip
HANDOFFS = ("from", "to", "attested", "speakers", "known_from", "claims")
_DTYPES = {str: "string", bool: "boolean", int: "Int64", float: "Float64"}


@contextmanager
def opened(target: str | Path) -> Iterator[Graph]:
    """The graph of a case folder, or of the Neo4j at an address, for reading. Warns of what it lacks.

    Raises BadCase, GraphUnreachable, GraphRefused, GraphUnreadable.
    """
    from tracer.ask.state import state
    from tracer.offline import graph_of
    from tracer.store.cypher import GraphStore
    from tracer.store.sqlite import SqliteStore

    case = None if isinstance(target, str) and "://" in target else Case(Path(target))
    if case and not case.exists():
        raise BadCase(f"there is no case in {target}: load a document first, e.g. `tracer --case {target} load notices.txt`")
    with ExitStack() as stack:
        if case:
            store = stack.enter_context(closing(SqliteStore(case.store)))
            graph = stack.enter_context(closing(graph_of(case, store)))
            lacks = state(store, {document.sha256: document.read_as for document in case.documents().values()})
        else:
            graph = stack.enter_context(closing(connect(str(target))))
            lacks = state(GraphStore(graph), None)
        if lacks:
            warnings.warn(lacks, stacklevel=3)
        yield graph


def frame(graph: Graph, query: str, /, **parameters: Any) -> pd.DataFrame:
    """A shipped question's rows, its columns in the order of the text also where there are none.

    Of a parameter that is a time, a day means the whole of it. Raises NotKnown, BadInput, and ImportError without pandas.
    """
    asked = queries.question(query)
    return _frame(graph.ask(query, **asked.bind(parameters)), asked.columns)


def trace(graph: Graph, incident: str, as_of: Moment | None = None) -> CallPath:
    """The path of an incident's call, as `tracer trace` finds it. Raises NotKnown."""
    from tracer.ask.paths import trace as traced
    from tracer.store.cypher import GraphStore

    return traced(GraphStore(graph), incident, as_of)


def hops(path: CallPath) -> pd.DataFrame:
    """The hops of a path by position, each with the ids of its claims; else as `tracer trace --json` names them."""
    return _frame(map(_with_claims, shapes.path(path)["hops"]), HOPS)


def handoffs(path: CallPath) -> pd.DataFrame:
    """The hand-offs of a path: the downstream hop `from` points at `to`, which it got the call from."""
    return _frame(map(_with_claims, shapes.path(path)["links"]), HANDOFFS)


def _with_claims(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "claims": [claim["claim"] for claim in row["evidence"]]}


def _frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError("pandas is not installed: pip install 'calltracer[pandas]'") from error
    rows = list(rows)
    held = {}
    for column in columns:
        values = [_cell(row[column]) for row in rows]
        kinds = {type(value) for value in values if value is not None} or {str}
        dtype = _DTYPES.get(kinds.pop(), "object") if len(kinds) == 1 else "object"
        held[column] = pd.Series([pd.NA if value is None else value for value in values], dtype=dtype)
    return pd.DataFrame(held, columns=list(columns))


def _cell(value: Any) -> Any:
    return safe_cell(str(value)) if isinstance(value, str) else [_cell(each) for each in value] if isinstance(value, list) else value
