"""Many calls at once, and what is drawn of one or many."""

from __future__ import annotations

from typing import Any, Protocol

from tracer.api import OpenCase
from tracer.ask import lists
from tracer.errors import BadInput
from tracer.model import Moment
from tracer.render.plain import many, when
from tracer.serve.asked import Asked, View
from tracer.serve.page import Block, Field, Form, Picture, Words, link


class Draws(Protocol):
    """Draws figures, as the command line does for its pages."""

    def incident(self, case: OpenCase, incident: str, as_of: Moment | None) -> Any: ...

    def network(self, case: OpenCase, provider: str | None, campaign: str | None, as_of: Moment | None) -> Any: ...


MOST_DRAWN = 3000  # calls of a network that is drawn while somebody waits


def network(asked: Asked) -> View:
    """What would be drawn; the figure itself has an address of its own."""
    provider_, campaign, as_of = asked.text("provider"), asked.text("campaign"), asked.as_of
    calls_ = network_calls(asked)
    form = Form(
        "/network",
        [
            Field("provider", "Provider", provider_ or ""),
            Field("campaign", "Campaign", campaign or ""),
            Field("as_of", "As known by", asked.text("as_of") or "", type="date"),
        ],
    )
    wanted = {"network": "1", "provider": provider_, "campaign": campaign, "as_of": as_of}
    too_many = f"{calls_:,} calls are too many to draw while you wait ({MOST_DRAWN:,} at most): name a provider or a campaign, or run"
    drawn: Block = (
        Picture(link("/figure.svg", **wanted), f"Who handed calls to whom: {many(calls_, 'call')}", link("/figure", **wanted))
        if 0 < calls_ <= MOST_DRAWN
        else Words([f"{too_many} `tracer network --html network.html`"] if calls_ else ["No call matches."])
    )
    return View(
        "Network",
        lambda: [form, drawn],
        lambda: {"calls": calls_, "figure": link("/figure", **wanted) if 0 < calls_ <= MOST_DRAWN else None},
        "/network",
        f"Who handed calls to whom{f', as known by {when(as_of)}' if as_of else ''}: {many(calls_, 'call')}",
    )


def network_calls(asked: Asked) -> int:
    return len(lists.matching(asked.case.store, lists.Wanted(asked.text("campaign"), asked.text("provider"))))


def figure(asked: Asked, draws: Draws) -> Any:
    """What is drawn at an address of a figure: a path, a letter's rows, or a network."""
    as_of = asked.as_of
    if asked.text("network"):
        if network_calls(asked) > MOST_DRAWN:
            raise BadInput(f"more than {MOST_DRAWN:,} calls are too many to draw while you wait: name a provider or a campaign")
        make = lambda: draws.network(asked.case, asked.text("provider"), asked.text("campaign"), as_of)  # noqa: E731 - either of two
        return asked.kept("drawn", make, "network", asked.text("provider"), asked.text("campaign"), as_of)
    id_ = asked.must("id")
    return asked.kept("drawn", lambda: draws.incident(asked.case, id_, as_of), "one", id_, as_of)
