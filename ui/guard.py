"""The guard at the front door: an ASGI middleware that says what a browser may do and which doors stay closed.

It sets the security headers of every answer, answers 404 where Streamlit would talk to monitors and to programs, and
turns away requests from foreign pages before Streamlit looks at them: to judge an unknown origin Streamlit asks a
server on the Internet for the machine's own address, and no request may leave the host.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSED = re.compile(r"/_stcore/(metrics|agent)(/|$)")
"""Paths that nobody needs from outside: Streamlit's figures, and its interface for programs."""

FOREIGN = "This origin is neither the app's own nor among server.corsAllowedOrigins."

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def content_policy(index: Path) -> str:
    """The content security policy that lets Streamlit's page run and nothing else.

    `index` is the index.html of the installed Streamlit. Its inline scripts are admitted by their SHA-256, which
    changes with Streamlit's version: hence computed, not written down. A component's script becomes a module from a
    blob, and Streamlit's styles are inline. Raises RuntimeError where the page cannot be read.
    """
    try:
        page = index.read_text(encoding="utf-8")
    except OSError as error:
        raise RuntimeError(f"Streamlit's page {index} cannot be read: is Streamlit installed completely?") from error
    scripts = INLINE_SCRIPT.findall(page)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "blob:", *(f"'sha256-{digest}'" for digest in hashes)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "frame-ancestors": "'self'",
        "form-action": "'self'",
        "base-uri": "'self'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def security_headers(policy: str) -> dict[str, str]:
    """The headers of every answer, around the content security policy."""
    return {
        "Content-Security-Policy": policy,
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


class Guard:
    """The middleware.

    `headers` are set on every HTTP answer. `origins` are the foreign origins ("https://school.example") that may talk
    to the app besides its own pages; None admits everybody, for an installation that leaves this to its proxy.
    """

    def __init__(self, app: ASGIApp, headers: Mapping[str, str], origins: Iterable[str] | None = ()) -> None:
        self.app = app
        self.headers = dict(headers)
        self.origins = None if origins is None else frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let it through."""
        if scope["type"] == "http":
            await self._answer(scope, receive, self._dressed(send))
        elif scope["type"] == "websocket" and self._is_foreign(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": FOREIGN})
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if CLOSED.search(scope["path"]):
            await PlainTextResponse("There is nothing here.", 404)(scope, receive, send)
        elif self._is_foreign(scope):
            await PlainTextResponse(FOREIGN, 403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _dressed(self, send: Send) -> Send:
        """`send`, with the security headers on the first message of the answer."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
            await send(message)

        return dressed

    def _is_foreign(self, scope: Scope) -> bool:
        """Does a page of another origin ask? Programs and typed addresses send no origin and are at home."""
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None or self.origins is None or origin in self.origins:
            return False
        return urlsplit(origin).netloc != headers.get("host")
