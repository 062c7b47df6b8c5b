"""The view of each address: as a page, and below `/api` as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tracer.serve.documents import document, documents, evidence, find
from tracer.serve.incidents import incident, incidents
from tracer.serve.letters import letter, letters
from tracer.serve.networks import network
from tracer.serve.overview import overview
from tracer.serve.providers import carriers, names, provider
from tracer.serve.query import Query, View
from tracer.serve.todo import deadlines, flags, next_steps

VIEWS: Mapping[str, Callable[[Query], View]] = {
    "/": overview,
    "/incidents": incidents,
    "/incident": incident,
    "/providers": carriers,
    "/provider": provider,
    "/letters": letters,
    "/letter": letter,
    "/network": network,
    "/flags": flags,
    "/deadlines": deadlines,
    "/next": next_steps,
    "/documents": documents,
    "/document": document,
    "/evidence": evidence,
    "/find": find,
    "/names": names,
}
