"""The guard: an ASGI middleware that every request passes before Streamlit or one of our routes sees it.

It sets the security headers of every answer, answers 404 for Streamlit's interfaces for monitoring and for programs,
and rejects requests from foreign origins or to foreign host names. Streamlit must not see these: to judge an unknown
origin it would ask a server on the Internet for the machine's own address, and no request may leave the host.

The guard also asks visitors to wait when the server is full, slows down addresses that ask for too much, and hands
every WebSocket to a `Line`.
"""

import asyncio
import math
import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.middleware.bucket import Addresses, Allowance
from ui.middleware.connection import FULL, Capacity, Connection, End
from ui.middleware.log import write
from ui.middleware.metrics import METRICS, Metrics
from ui.middleware.sharing import NOBODY, Sharing

CLOSED = re.compile(r"/_stcore/(metrics|agent|upload_file)(/|$)")
"""Paths that nobody needs from outside: Streamlit's metrics, its interface for programs, its uploads."""
SURFACES, PICTURES = re.compile(r"/(surface|samples|batches)/"), re.compile(r"/(picture|training)/")
"""Paths whose answers are computed, which takes longer than reading a file."""
HEALTH = re.compile(r"/(_stcore/health|healthz)$")
"""Health checks, which monitors request often."""
METHODS = frozenset({"GET", "HEAD"})
"""The allowed HTTP methods. Data are sent to the app only over the WebSocket."""
PARTS = ("text/javascript", "application/javascript", "text/css", "font/", "application/octet-stream")
"""The kinds of which a page consists: how their names begin."""
HEADERS_OF_PARTS = {"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff"}
"""The page's own headers say what it may do, in half a kilobyte that a hundred scripts need not repeat. This policy is
for a worker, which obeys the one of its script."""

HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")
"""A Host header: a name or an address, with or without a port."""

FOREIGN = "This origin is neither the app's own nor among server.corsAllowedOrigins."
NAMELESS = "The app does not go by this name; server.allowedHosts lists those it does."
HURRY = "Too many requests from this address. Try again in a moment."
NEVER = {"Cache-Control": "no-store"}
STRANGER, TOO_OFTEN = End(1008, "origin", FOREIGN), End(1013, "rate", HURRY)
WAIT = 3.0
"""The most seconds that a request is delayed. One that would have to wait longer is refused with a sentence."""
MOST_SILENT = 100
"""The most visitors of one address who have not sent a message yet. A page sends one as soon as it is connected."""
PAGE = Template((Path(__file__).with_name("full.html")).read_text(encoding="utf-8"))


def is_named(host: str | None, names: Iterable[str]) -> bool:
    """Whether this Host header matches one of the names, such as "*.school.example". Without names every host does."""
    allowed = [name.lower().rstrip(".") for name in names]
    if not allowed or "*" in allowed:
        return True
    found = HOST.fullmatch(host or "")
    asked = found[1].strip("[]").lower().rstrip(".") if found else ""
    return any(asked.endswith(name[1:]) if name.startswith("*.") else asked == name for name in allowed)


def comes_back(headers: Headers) -> bool:
    """Whether a page asks for its earlier session, which Streamlit's pages name as the third part of this header.

    A page does so after a lost connection, and then sends nothing until its visitor does something.
    """
    named = headers.get("sec-websocket-protocol", "").split(",")
    return len(named) > 2 and bool(named[2].strip())


class Guard:
    """The middleware.

    `headers` are set on every HTTP answer but those of `PARTS`. `origins` are the foreign origins
    ("https://school.example") that may talk to the app besides its own pages; None admits every origin, for
    installations that leave this to a proxy. `hosts` are the host names under which the app may be requested; if empty,
    every name is admitted. `room` is the number of visitors who may be connected at once. `sharing` says what pages of
    foreign origins may read all the same.
    """

    def __init__(
        self,
        app: ASGIApp,
        headers: Mapping[str, str],
        origins: Iterable[str] | None = (),
        hosts: Iterable[str] = (),
        room: int = 300,
        title: str = "Thalweg",
        metrics: Metrics = METRICS,
        sharing: Sharing = NOBODY,
    ) -> None:
        self.app, self.headers, self.hosts = app, dict(headers), tuple(hosts)
        self.origins = None if origins is None else frozenset(origins)
        self.capacity, self.addresses, self.sharing = Capacity(room, metrics), Addresses(), sharing
        self.page = PAGE.substitute(title=escape(title))
        self.was_full = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let it through."""
        if scope["type"] == "http":
            dressed = self._dressed(scope, send)
            answer = await self._refusal(scope)
            await (answer or self.app)(scope, receive, dressed)
        elif scope["type"] == "websocket":
            await self._visit(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _allowance(self, scope: Scope) -> Allowance:
        # Behind a proxy this is the visitor's address too, provided that FORWARDED_ALLOW_IPS names the proxy.
        return self.addresses.of((scope.get("client") or ("",))[0])

    async def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that is refused; None if it may go on."""
        path, headers = scope["path"], Headers(scope=scope)
        if CLOSED.search(path) or scope["method"] not in METHODS:
            return PlainTextResponse("There is no page at this address.", 404, NEVER)
        if HEALTH.search(path):
            return None
        if not is_named(headers.get("host"), self.hosts):
            return self._denied("host", NAMELESS, 421)
        if self._is_foreign(headers) and not self.sharing.admits(path, headers["origin"]):
            return self._denied("origin", FOREIGN, 403)
        return await self._in_time(scope) or self._waiting_room(path, headers)

    async def _in_time(self, scope: Scope) -> Response | None:
        """Delay a request as the limits of its address demand, or refuse it if the delay would be too long."""
        allowance, path = self._allowance(scope), scope["path"]
        bucket = allowance.pictures if PICTURES.search(path) else allowance.pages
        wait = (allowance.surfaces if SURFACES.search(path) else bucket).take(WAIT)
        if wait is None:
            return self._denied("rate", HURRY, 429)
        if wait:
            await asyncio.sleep(wait)
        return None

    def _waiting_room(self, path: str, headers: Headers) -> Response | None:
        """The page that asks people to wait when they open the app and the server is full."""
        person = "text/html" in headers.get("accept", "") and "." not in path.rsplit("/", 1)[-1]
        if not (person and self._is_full()):
            return None
        self.capacity.metrics.refuse("full")
        return HTMLResponse(self.page, 503, NEVER | {"Retry-After": "15"})

    def _denied(self, why: str, sentence: str, status: int) -> Response:
        self.capacity.metrics.refuse(why)
        return PlainTextResponse(
            sentence, status, NEVER | ({"Retry-After": str(math.ceil(WAIT))} if status == 429 else {})
        )

    def _is_full(self) -> bool:
        full = self.capacity.full
        if full != self.was_full:
            self.was_full = full
            write(
                "full" if full else "room again", "warning" if full else "info", visitors=self.capacity.metrics.visitors
            )
        return full

    async def _visit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Accept a WebSocket, or refuse it with the reason."""
        headers, allowance = Headers(scope=scope), self._allowance(scope)
        if self._is_foreign(headers) or not is_named(headers.get("host"), self.hosts):
            await self._turn_away(STRANGER, receive, send)
        elif (allowance.silent >= MOST_SILENT and not comes_back(headers)) or allowance.sessions.take(0.0) is None:
            await self._turn_away(TOO_OFTEN, receive, send)
        elif self.capacity.crowded:
            await self._turn_away(FULL, receive, send)
        else:
            connection = Connection(receive, send, self.capacity, allowance, back=comes_back(headers))
            try:
                await self.app(scope, connection.receive, connection.send)
            finally:
                connection.hang_up()

    async def _turn_away(self, end: End, receive: Receive, send: Send) -> None:
        self.capacity.metrics.refuse(end.why)
        await receive()
        await send({"type": "websocket.close", "code": end.code, "reason": end.sentence})

    def _dressed(self, scope: Scope, send: Send) -> Send:
        """A `send` that adds the security headers, and those of what is shared, to the first message of the answer."""
        shared = self.sharing.headers(scope["path"], Headers(scope=scope).get("origin"))

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                part = headers.get("content-type", "").startswith(PARTS)
                for name, value in (HEADERS_OF_PARTS if part else self.headers).items():
                    headers[name] = value
                for name, value in shared.items():
                    headers.add_vary_header(value) if name == "Vary" else headers.update({name: value})
            await send(message)

        return dressed

    def _is_foreign(self, headers: Headers) -> bool:
        """Whether the request comes from a page of a foreign origin. Programs and typed addresses send no origin."""
        origin = headers.get("origin")
        if origin is None or self.origins is None or origin in self.origins:
            return False
        return origin.partition("://")[2] != headers.get("host")
