"""Lets in whoever has the printed address, in a browser on this machine, to read; and adds the headers of every answer.

A foreign page, open in the same browser, can send requests here. It cannot use another name for this machine (the Host header is
checked, so that a name which points at 127.0.0.1 is of no use), its requests carry no cookie of this server, and it reads no answer.
"""

from __future__ import annotations

import secrets
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No script, no picture, no frame but those of this server; a page sends nothing elsewhere, and no other page can embed it.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
ASK_AGAIN = "open the address that `tracer serve` printed when it was started"


class Guard:
    """Checks each request first. `token`: the one in the printed address."""

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app = app
        self._hosts = {f"{name}{ending}" for name in ("127.0.0.1", "localhost") for ending in (f":{port}", *([""] if port == 80 else []))}
        self._token = token
        self._cookie = f"tracer-{port}"  # one browser may have several cases open
        self._session = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # no other protocol is served
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._refused(scope) or self._app
        await answer(scope, receive, with_headers)

    def _refused(self, scope: Scope) -> Response | None:
        """The answer to a request that is refused; null for one that is let in."""
        headers = Headers(scope=scope)
        if headers.getlist("host") not in [[host] for host in self._hosts]:
            return _message(421, f"this server answers to 127.0.0.1 alone: {ASK_AGAIN}")
        if scope["method"] not in ("GET", "HEAD"):
            response = _message(405, "this server is read only: documents are loaded with `tracer load`")
            response.headers["allow"] = "GET, HEAD"
            return response
        parameters = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if any(name == "token" for name, _ in parameters):
            return self._let_in(scope["path"], parameters)
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return _message(403, f"this was asked for by a page of somebody else's: {ASK_AGAIN}")
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        cookie = Request(scope).cookies.get(self._cookie, "")
        if not (_same(cookie, self._session) or _same(bearer, self._token)):
            return _message(403, f"this server does not know you: {ASK_AGAIN}")
        return None

    def _let_in(self, path: str, parameters: list[tuple[str, str]]) -> Response:
        """Redirects to the same address without the token, to keep it out of history and bookmarks; a cookie replaces it."""
        if not all(_same(value, self._token) for name, value in parameters if name == "token"):
            return _message(403, f"this address is of another start of the server: {ASK_AGAIN}")
        query = urlencode([(name, value) for name, value in parameters if name != "token"])
        response = RedirectResponse(f"/{path.lstrip('/')}{'?' if query else ''}{query}", 303)  # never to another host, where // would lead
        response.set_cookie(self._cookie, self._session, httponly=True, samesite="strict")
        return response


def _same(received: str, expected: str) -> bool:
    return secrets.compare_digest(received.encode("utf-8", "replace"), expected.encode())


def _message(status: int, text: str) -> Response:
    return PlainTextResponse(f"tracer: {text}\n", status)
