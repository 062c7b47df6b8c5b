"""Who is let in: whoever has the printed address, in a browser of this machine, for reading; and what no answer goes without.

A page of somebody else's, open in the same browser, can send requests here. It cannot name this machine otherwise (the Host header is
checked, so that a name which it points at 127.0.0.1 is of no use), its requests carry no cookie of ours, and it reads no answer.
"""

from __future__ import annotations

import secrets
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No script, no picture, no frame but of this server; nothing is sent to anybody, and nobody shows it within a page of theirs.
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
    """Stands before everything else. `token`: the one in the printed address."""

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app = app
        self._hosts = {f"{name}{ending}" for name in ("127.0.0.1", "localhost") for ending in (f":{port}", *([""] if port == 80 else []))}
        self._token = token
        self._cookie = f"tracer-{port}"  # one browser may have several cases open
        self._session = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # there is nothing else here
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
        """The answer to what is not let in; null for what is."""
        headers = Headers(scope=scope)
        if headers.getlist("host") not in [[host] for host in self._hosts]:
            return _says(421, f"this server answers to 127.0.0.1 alone: {ASK_AGAIN}")
        if scope["method"] not in ("GET", "HEAD"):
            refused = _says(405, "this server is read only: documents are loaded with `tracer load`")
            refused.headers["allow"] = "GET, HEAD"
            return refused
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if any(name == "token" for name, _ in asked):
            return self._let_in(scope["path"], asked)
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return _says(403, f"this was asked for by a page of somebody else's: {ASK_AGAIN}")
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        shown = Request(scope).cookies.get(self._cookie, "")
        if not (_same(shown, self._session) or _same(bearer, self._token)):
            return _says(403, f"this server does not know you: {ASK_AGAIN}")
        return None

    def _let_in(self, path: str, asked: list[tuple[str, str]]) -> Response:
        """The same address without the token, which so stays out of history and bookmarks; a cookie stands for it from then on."""
        if not all(_same(value, self._token) for name, value in asked if name == "token"):
            return _says(403, f"this address is of another start of the server: {ASK_AGAIN}")
        query = urlencode([(name, value) for name, value in asked if name != "token"])
        answer = RedirectResponse(f"/{path.lstrip('/')}{'?' if query else ''}{query}", 303)  # never to another host, as // would lead
        answer.set_cookie(self._cookie, self._session, httponly=True, samesite="strict")
        return answer


def _same(given: str, kept: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), kept.encode())


def _says(status: int, text: str) -> Response:
    return PlainTextResponse(f"tracer: {text}\n", status)
