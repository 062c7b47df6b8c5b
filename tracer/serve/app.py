"""The server: addresses, each with its view as a page and as JSON; errors as a page that says what to do."""

from __future__ import annotations

import html as escaping
import os
import re
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tracer.api import OpenCase
from tracer.errors import BadDocument, BadInput, CaseBusy, GraphError, NotKnown, TracerError
from tracer.render.plain import safe
from tracer.serve import page
from tracer.serve.cache import Cache
from tracer.serve.cases import Cases
from tracer.serve.guard import Guard
from tracer.serve.networks import FigureDrawer, figure
from tracer.serve.overview import current_status, warm
from tracer.serve.query import Query, View
from tracer.serve.views import VIEWS

_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"  # of a figure, which holds its own style
A_MOMENT = 0.2  # seconds
_FAULT = "this is a fault of the program, not yours: please report it with what the terminal shows where TRACER_DEBUG is set"


class Server:
    """Answers requests. `make_drawer`: returns what draws figures; called when a figure is needed."""

    def __init__(self, cases: Cases, make_drawer: Callable[[], FigureDrawer]) -> None:
        self._cases, self._make_drawer = cases, make_drawer
        self._cache = Cache()

    def guarded(self, port: int, token: str) -> Guard:
        """The application with its guard, for that port."""
        routes = [Route("/style.css", self._style), Route("/figure", self._figure), Route("/figure.svg", self._picture)]
        routes.append(Route("/favicon.ico", lambda _: Response(status_code=204)))  # browsers sometimes request it
        for path, view in VIEWS.items():
            routes += [Route(path, self._page(view)), Route(f"/api{path}".rstrip("/"), self._json(view))]
        application = Starlette(routes=routes, exception_handlers={404: self._not_found})
        application.router.redirect_slashes = False
        return Guard(application, port, token)

    def warm(self, make: Callable[[Query], object] = warm) -> None:
        """Fills the cache beforehand; an error is shown to whoever requests the page."""
        with suppress(TracerError), self._cases.asking() as case:
            make(self._query(case, "/", {}))

    def _hurry(self) -> None:
        started = threading.Thread(target=self.warm, args=(current_status,), daemon=True)
        started.start()
        started.join(A_MOMENT)

    def _query(self, case: OpenCase, path: str, parameters: dict[str, str]) -> Query:
        return Query(case, path, parameters, self._cache, case.store.stamp(), None if self._cases.one_at_a_time else self._hurry)

    def _page(self, view: Callable[[Query], View]) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            def answer(query: Query) -> Response:
                shown_view = view(query)
                marks = sorted({held.mark for held in query.case.documents() if held.mark})
                badge = f"Not redacted · holds documents marked {', '.join(marks)}" if marks else "Not redacted"
                notes = [query.case.lacks] if query.case.lacks else []
                response = _html(page.html(shown_view.title, shown_view.blocks(), shown_view.here, notes, badge, shown_view.subtitle))
                if shown_view.incomplete:
                    response.headers["refresh"] = "1"
                return response

            return self._answer(request, answer)

        return endpoint

    def _json(self, view: Callable[[Query], View]) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            def answer(query: Query) -> Response:
                shown_view = view(query)
                response = JSONResponse(shown_view.json())
                if shown_view.paging:
                    response.headers["x-total-count"] = str(shown_view.paging.total)
                    if links := [f'<{address}>; rel="{words}"' for words, address in shown_view.paging.links]:
                        response.headers["link"] = ", ".join(links)
                return response

            return self._answer(request, answer, as_json=True)

        return endpoint

    def _figure(self, request: Request) -> Response:
        def answer(query: Query) -> Response:
            from tracer import view

            text = view.page(figure(query, self._make_drawer()))
            policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
            assert policy
            return _html(text, f"{escaping.unescape(policy[1])}; frame-ancestors 'none'")

        return self._answer(request, answer)

    def _picture(self, request: Request) -> Response:
        def answer(query: Query) -> Response:
            from tracer import view

            text = view.svg_file(figure(query, self._make_drawer()), dark=True)
            return Response(text, media_type="image/svg+xml", headers={"content-security-policy": _PICTURE})

        return self._answer(request, answer)

    def _style(self, _: Request) -> Response:
        return Response(page.style(), media_type="text/css")

    def _answer(self, request: Request, answer: Callable[[Query], Response], *, as_json: bool = False) -> Response:
        path = request.url.path
        try:
            with self._cases.asking() as case:
                return answer(self._query(case, path, dict(request.query_params)))
        except TracerError as error:
            return _error_response(_status(error), safe(str(error), 600), as_json)
        except Exception:  # noqa: BLE001 - the server goes on, and the page shows the error
            if os.environ.get("TRACER_DEBUG"):
                traceback.print_exc()
            return _error_response(500, _FAULT, as_json)

    def _not_found(self, request: Request, _: Exception) -> Response:
        addresses = ", ".join(path for path in VIEWS)
        return _error_response(404, f"there is nothing at this address; there is: {addresses}", request.url.path.startswith("/api/"))


def _status(error: TracerError) -> int:
    if isinstance(error, NotKnown):
        return 404
    if isinstance(error, BadInput):
        return 500 if isinstance(error, BadDocument) else 400
    return 503 if isinstance(error, CaseBusy | GraphError) else 500


def _error_response(status: int, text: str, as_json: bool) -> Response:
    if as_json:
        return JSONResponse({"error": text}, status)
    title = "Not found" if status == 404 else "This cannot be shown"
    lines: list[page.Text] = [text, page.Cell("Look for it", "/find"), page.Cell("The overview", "/")]
    return _html(page.html(title, [page.Words(lines)], "", [], "Not redacted"), status=status)


def _html(text: str, policy: str | None = None, status: int = 200) -> Response:
    headers = {"content-security-policy": policy} if policy else None
    return Response(text, status, headers, "text/html")
