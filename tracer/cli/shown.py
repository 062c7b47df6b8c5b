"""Figures for `tracer serve`: as on the pages that `--html` writes, but with nothing withheld, since they stay on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from tracer.cli import CaseLocation
from tracer.cli.network import draw
from tracer.cli.options import ExportOptions
from tracer.cli.share import Share

if TYPE_CHECKING:
    from tracer.api import OpenCase
    from tracer.model import Moment
    from tracer.view import Diagram, Facts


class Shown:
    """Draws a path, the rows of a letter, or a network."""

    def __init__(self, location: CaseLocation) -> None:
        self._location = location

    def incident(self, case: OpenCase, incident: str, as_of: Moment | None) -> Diagram:
        return self._diagram(case, as_of, lambda share: share.incident(incident))

    def network(self, case: OpenCase, provider: str | None, campaign: str | None, as_of: Moment | None) -> Diagram:
        return self._diagram(case, as_of, lambda share: draw(case, share, provider, campaign, None, as_of, full=False))

    def _diagram(self, case: OpenCase, as_of: Moment | None, draw: Callable[[Share], None]) -> Diagram:
        share = _Unwritten(self._location, case.store, ExportOptions(None, None, "internal", None, None, force=False), as_of)
        draw(share)
        return share.diagram


class _Unwritten(Share):
    """Keeps the diagram and writes nothing."""

    diagram: Diagram

    def _write(self, draw: Callable[[Facts], Any], documents: Iterable[str]) -> None:
        self.diagram = draw(self._facts(documents))
