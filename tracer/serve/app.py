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
from tracer.serve.asked import Asked, View
from tracer.serve.cases import Cases
from tracer.serve.guard import Guard
from tracer.serve.held import Held
from tracer.serve.networks import Draws, figure
from tracer.serve.overview import counted, warm
from tracer.serve.views import VIEWS

_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"  # of a figure: it holds its own style
A_MOMENT = 0.2  # seconds
_FAULT = "this is a fault of the program, not yours: please report it with what the terminal shows where TRACER_DEBUG is set"


class Server:
    """Answers requests. `draws`: what draws figures, asked for when one is wanted."""

    def __init__(self, cases: Cases, draws: Callable[[], Draws]) -> None:
        self._cases, self._draws = cases, draws
        self._held = Held()

    def guarded(self, port: int, token: str) -> Guard:
        """The application as it is served at that port."""
        routes = [Route("/style.css", self._style), Route("/figure", self._figure), Route("/figure.svg", self._picture)]
        routes.append(Route("/favicon.ico", lambda _: Response(status_code=204)))  # browsers ask for one at times
        for path, view in VIEWS.items():
            routes += [Route(path, self._page(view)), Route(f"/api{path}".rstrip("/"), self._json(view))]
        application = Starlette(routes=routes, exception_handlers={404: self._nowhere})
        application.router.redirect_slashes = False
        return Guard(application, port, token)

    def warm(self, make: Callable[[Asked], object] = warm) -> None:
        """Makes beforehand what readers would wait for; what goes wrong is told to whoever asks for it."""
        with suppress(TracerError), self._cases.asking() as case:
            make(self._asked(case, "/", {}))

    def _hurry(self) -> None:
        started = threading.Thread(target=self.warm, args=(counted,), daemon=True)
        started.start()
        started.join(A_MOMENT)

    def _asked(self, case: OpenCase, path: str, given: dict[str, str]) -> Asked:
        return Asked(case, path, given, self._held, case.store.stamp(), None if self._cases.one_at_a_time else self._hurry)

    def _page(self, view: Callable[[Asked], View]) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            def answer(asked: Asked) -> Response:
                found = view(asked)
                marks = sorted({held.mark for held in asked.case.documents() if held.mark})
                badge = f"Not redacted · holds documents marked {', '.join(marks)}" if marks else "Not redacted"
                notes = [asked.case.lacks] if asked.case.lacks else []
                shown = _html(page.html(found.title, found.blocks(), found.here, notes, badge, found.subtitle))
                if found.again:
                    shown.headers["refresh"] = "1"
                return shown

            return self._answer(request, answer)

        return endpoint

    def _json(self, view: Callable[[Asked], View]) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            def answer(asked: Asked) -> Response:
                found = view(asked)
                response = JSONResponse(found.json())
                if found.paging:
                    response.headers["x-total-count"] = str(found.paging.total)
                    if links := [f'<{address}>; rel="{words}"' for words, address in found.paging.links]:
                        response.headers["link"] = ", ".join(links)
                return response

            return self._answer(request, answer, as_json=True)

        return endpoint

    def _figure(self, request: Request) -> Response:
        def answer(asked: Asked) -> Response:
            from tracer import view

            text = view.page(figure(asked, self._draws()))
            policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
            assert policy
            return _html(text, f"{escaping.unescape(policy[1])}; frame-ancestors 'none'")

        return self._answer(request, answer)

    def _picture(self, request: Request) -> Response:
        def answer(asked: Asked) -> Response:
            from tracer import view

            text = view.alone(figure(asked, self._draws()), dark=True)
            return Response(text, media_type="image/svg+xml", headers={"content-security-policy": _PICTURE})

        return self._answer(request, answer)

    def _style(self, _: Request) -> Response:
        return Response(page.style(), media_type="text/css")

    def _answer(self, request: Request, answer: Callable[[Asked], Response], *, as_json: bool = False) -> Response:
        path = request.url.path
        try:
            with self._cases.asking() as case:
                return answer(self._asked(case, path, dict(request.query_params)))
        except TracerError as error:
            return _refused(_status(error), safe(str(error), 600), as_json)
        except Exception:  # noqa: BLE001 - the server goes on, and the reader is told
            if os.environ.get("TRACER_DEBUG"):
                traceback.print_exc()
            return _refused(500, _FAULT, as_json)

    def _nowhere(self, request: Request, _: Exception) -> Response:
        where = ", ".join(path for path in VIEWS)
        return _refused(404, f"there is nothing at this address; there is: {where}", request.url.path.startswith("/api/"))


def _status(error: TracerError) -> int:
    if isinstance(error, NotKnown):
        return 404
    if isinstance(error, BadInput):
        return 500 if isinstance(error, BadDocument) else 400
    return 503 if isinstance(error, CaseBusy | GraphError) else 500


def _refused(status: int, text: str, as_json: bool) -> Response:
    if as_json:
        return JSONResponse({"error": text}, status)
    title = "Not found" if status == 404 else "This cannot be shown"
    lines: list[page.Text] = [text, page.Cell("Look for it", "/find"), page.Cell("The overview", "/")]
    return _html(page.html(title, [page.Words(lines)], "", [], "Not redacted"), status=status)


def _html(text: str, policy: str | None = None, status: int = 200) -> Response:
    headers = {"content-security-policy": policy} if policy else None
    return Response(text, status, headers, "text/html")
