"""The network of many calls, and the figures of one or many."""

from __future__ import annotations

from typing import Any, Protocol

from tracer.api import OpenCase
from tracer.ask import lists
from tracer.errors import BadInput
from tracer.model import Moment
from tracer.render.plain import many, when
from tracer.serve.page import Block, Field, Form, Picture, Words, link
from tracer.serve.query import Query, View


class FigureDrawer(Protocol):
    """Draws figures, as the command line does for its pages."""

    def incident(self, case: OpenCase, incident: str, as_of: Moment | None) -> Any: ...

    def network(self, case: OpenCase, provider: str | None, campaign: str | None, as_of: Moment | None) -> Any: ...


MOST_DRAWN = 3000  # calls of a network that is drawn while somebody waits


def network(query: Query) -> View:
    """The form and the figure, which has an address of its own."""
    provider, campaign, as_of = query.text("provider"), query.text("campaign"), query.as_of
    call_count = network_calls(query)
    form = Form(
        "/network",
        [
            Field("provider", "Provider", provider or ""),
            Field("campaign", "Campaign", campaign or ""),
            Field("as_of", "As known by", query.text("as_of") or "", type="date"),
        ],
    )
    parameters = {"network": "1", "provider": provider, "campaign": campaign, "as_of": as_of}
    too_many = f"{call_count:,} calls are too many to draw while you wait ({MOST_DRAWN:,} at most): name a provider or a campaign, or run"
    drawn: Block = (
        Picture(link("/figure.svg", **parameters), f"Who handed calls to whom: {many(call_count, 'call')}", link("/figure", **parameters))
        if 0 < call_count <= MOST_DRAWN
        else Words([f"{too_many} `tracer network --html network.html`"] if call_count else ["No call matches."])
    )
    return View(
        "Network",
        lambda: [form, drawn],
        lambda: {"calls": call_count, "figure": link("/figure", **parameters) if 0 < call_count <= MOST_DRAWN else None},
        "/network",
        f"Who handed calls to whom{f', as known by {when(as_of)}' if as_of else ''}: {many(call_count, 'call')}",
    )


def network_calls(query: Query) -> int:
    return len(lists.matching(query.case.store, lists.IncidentCriteria(query.text("campaign"), query.text("provider"))))


def figure(query: Query, drawer: FigureDrawer) -> Any:
    """The figure at an address: a path, a letter's rows, or a network."""
    as_of = query.as_of
    if query.text("network"):
        if network_calls(query) > MOST_DRAWN:
            raise BadInput(f"more than {MOST_DRAWN:,} calls are too many to draw while you wait: name a provider or a campaign")
        make = lambda: drawer.network(query.case, query.text("provider"), query.text("campaign"), as_of)  # noqa: E731 - either of two
        return query.cached("drawn", make, "network", query.text("provider"), query.text("campaign"), as_of)
    id_ = query.required("id")
    return query.cached("drawn", lambda: drawer.incident(query.case, id_, as_of), "one", id_, as_of)
