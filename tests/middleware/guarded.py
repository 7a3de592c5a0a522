"""The middleware in front of a minimal app that accepts every visitor, called as a server calls it."""

import asyncio
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from ui.middleware.guard import Guard
from ui.middleware.metrics import Metrics
from ui.middleware.policy import security_headers

HEADERS = security_headers("default-src 'self'")


class Guarded:
    """The guard, with its own metrics."""

    def __init__(self, kind: str = "", **options: Any) -> None:
        self.kind = kind
        self.metrics = Metrics()
        self.guard = Guard(self.inner, HEADERS, metrics=self.metrics, **options)

    async def inner(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The app behind the guard: it answers every message until the visitor goes."""
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": self.headers()})
            await send({"type": "http.response.body", "body": b"inner"})
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "bytes": b"heard"})
        else:
            await send({"type": "lifespan.startup.complete"})

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers of the app's answer: a lax policy, which the guard has to replace, and the content type."""
        kind = [(b"content-type", self.kind.encode())] if self.kind else []
        return [(b"referrer-policy", b"unsafe"), *kind]

    def ask(self, kind: str = "http", path: str = "/", method: str = "GET", client: Any = None, **headers: str) -> Any:
        """All messages that are sent to a visitor who disconnects after the first message."""
        named = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": kind, "path": path, "method": method, "headers": named, "client": client}
        words = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1001}]
        sent: list[Message] = []

        async def receive() -> Message:
            return words.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(self.guard(scope, receive, send))
        return sent
