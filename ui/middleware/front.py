"""Streamlit's own page and files, as they leave the house: zipped once, and with hints of what comes next.

Streamlit sends its scripts as they are, two and a half megabytes for a first visit, since to zip them for every visitor
anew would cost more than it saves. `Front` stands before it, as a middleware, because Streamlit takes no route of ours
under `/static/`. It lets Streamlit answer, caching and validators included, and puts other bytes in the body's place.
Only the page and the font of icons it answers for by itself.
"""

import asyncio
import io
import json
import re
import zipfile
from collections.abc import Callable
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, cast

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core import cache_dir
from stage import routes
from stage.assets import QUALITY, Asset, asset, brotli, codings, send, zipped
from ui.middleware import icons

STATIC = Path(st.__file__).parent / "static"
INDEX = STATIC / "index.html"
KINDS = frozenset({".js", ".css", ".svg"})
"""What becomes shorter; fonts and images are zipped by themselves."""
PAGES = ("", *(path.stem for path in sorted(Path(__file__).parents[1].glob("pages/*.py"))))
STAGELESS = frozenset({"learn", "scenes", "reference"})
ELEMENTS = ("BidiComponent", "Button", "Checkbox", "Html", "Selectbox", "Slider", "TextInput")
"""What the opening page is made of, in Streamlit's words: it would ask for their scripts when it has heard of them."""
OTHERS = 160
"""Other scripts that are kept in memory, as gzip: some megabytes if somebody asks for all that Streamlit has."""
SHORT: dict[str, Asset] = {}
"""What a first visit fetches, by its path, once `prepare` has made it."""
WHERE = "where.js"
"""The script that tells Streamlit where the app is. Otherwise it asks below the page's own address first, and the
browser writes two errors into its console.
"""
HERE = asset(b"window.__streamlit = { BACKEND_BASE_URL: new URL('.', document.currentScript.src).href };\n")
NO_CACHE = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
LINK = re.compile(r'(?:href|src)="\./(static/[^"]+\.(?:js|css))"')


@lru_cache(1)
def files() -> frozenset[str]:
    """The paths of Streamlit's files that become shorter: "static/js/index.DormvYxC.js"."""
    found = STATIC.glob("static/**/*")
    return frozenset(path.relative_to(STATIC).as_posix() for path in found if path.suffix in KINDS)


@lru_cache(1)
def index() -> str:
    """Streamlit's page as it is installed; "" where it is not, which the content policy has said by then."""
    return INDEX.read_text("utf-8") if INDEX.is_file() else ""


def later() -> list[str]:
    """The scripts of ELEMENTS and all that these import, without those that Streamlit's page names itself."""
    listed = STATIC / "manifest.json"
    chunks: dict[str, Any] = json.loads(listed.read_text("utf-8")) if listed.is_file() else {}
    wanted = [key for key, chunk in chunks.items() if chunk.get("isDynamicEntry") and chunk.get("name") in ELEMENTS]
    found: dict[str, None] = {}
    while wanted:
        chunk = chunks[wanted.pop()]
        if chunk["file"] not in found:
            found[chunk["file"]] = None
            wanted += chunk.get("imports", ())
    named = set(LINK.findall(index()))
    return sorted(path for path in found if path in files() and path not in named)


def first() -> list[str]:
    """The files that a first visit fetches."""
    return [*sorted(set(LINK.findall(index())) & files()), *later()]


def _packed() -> bytes:
    """All of `first` by both codings, in one archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writing:
        for path in first():
            body = (STATIC / path).read_bytes()
            writing.writestr(path + ".gz", zipped(body))
            writing.writestr(path + ".br", brotli(body))
    return archive.getvalue()


def _key() -> bytes:
    return "\0".join([*first(), str(QUALITY)]).encode()  # a file's name changes with what is in it


def are_kept() -> bool:
    """Have the shortest forms of `first` and of our own files been made before?"""
    return cache_dir.held("front", _key()) is not None and routes.are_kept()


def prepare() -> None:
    """Send the shortest forms of `first` and of our own files from now on: some twelve seconds unless they are kept.

    Until then, and for what other pages fetch, `short` makes do with gzip.
    """
    with zipfile.ZipFile(io.BytesIO(cache_dir.kept("front", _key(), _packed))) as reading:
        for path in first():
            SHORT[path] = Asset(b"", reading.read(path + ".gz"), "", reading.read(path + ".br"))
    routes.squeeze()


@lru_cache(OTHERS)
def _gzipped(path: str) -> Asset:
    return Asset(b"", zipped((STATIC / path).read_bytes()), "")


def short(path: str) -> Asset:
    """One of `files`, zipped."""
    return SHORT.get(path) or _gzipped(path)


@lru_cache(64)
def page(stage: bool, hints: tuple[str, ...] = ()) -> Asset:
    """Streamlit's page; with a stage, it names the scripts that it would ask for later, and all come in one go.

    `hints` are the addresses that the stage will fetch from.
    """
    links = [f'<script src="./{WHERE}"></script>']
    if stage:
        links += [f'<link rel="modulepreload" crossorigin href="./{path}">' for path in later()]
        links.append(f'<link rel="modulepreload" href="{routes.module("main.js")}">')  # as the loader will ask for it
        links.append(f'<link rel="preload" as="style" href="{routes.module("stage.css")}">')
        links += [f'<link rel="preload" as="fetch" crossorigin href="{escape(address)}">' for address in hints]
    return asset(index().replace("</head>", "\n".join([*links, "</head>"]), 1).encode())


def no_hints(_page: str, _query: str) -> tuple[str, ...]:
    """Nothing is known of what the stage will fetch."""
    return ()


class Front:
    """The middleware. `base` is the path that the app lives under, see `stage.routes.base`; `hints` tells what the
    stage of a page fetches under a link, in addresses below that path.
    """

    def __init__(self, app: ASGIApp, base: str = "", hints: Callable[[str, str], tuple[str, ...]] = no_hints) -> None:
        self.app, self.base, self.hints = app, base, hints
        self.pages = {f"{base}/{name}": name not in STAGELESS for name in PAGES}
        self.files = {f"{base}/{path}": path for path in files()}
        self.fonts = {f"{base}/{path}": font for path, font in icons.subset(STATIC).items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a page and for the icons; let Streamlit answer for anything else, and shorten its `files`."""
        asked = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        if asked and scope["path"] in self.pages:
            await self._page(scope, receive, send)
        elif asked and scope["path"] == f"{self.base}/{WHERE}":
            await self._where(scope, receive, send)
        elif asked and scope["path"] in self.fonts:
            await self._font(self.fonts[scope["path"]], scope, receive, send)
        elif asked and scope["path"] in self.files and "range" not in Headers(scope=scope):
            await self._file(self.files[scope["path"]], scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, answer: Send) -> None:
        found = await asyncio.to_thread(self._hinted, scope["path"], scope.get("query_string", b"").decode("latin-1"))
        await send(Request(scope), found, "text/html; charset=utf-8", NO_CACHE)(scope, receive, answer)

    async def _where(self, scope: Scope, receive: Receive, answer: Send) -> None:
        await send(Request(scope), HERE, routes.KINDS[".js"], NO_CACHE)(scope, receive, answer)

    async def _font(self, found: Asset, scope: Scope, receive: Receive, answer: Send) -> None:
        """Send the whole of it also to who asks for a part: a part of Streamlit's would not fit to it."""
        await send(Request(scope), found, "font/woff2", icons.CACHING)(scope, receive, answer)

    def _hinted(self, path: str, query: str) -> Asset:
        stage = self.pages[path]
        hints = self.hints(path.removeprefix(f"{self.base}/"), query) if stage else ()
        return page(stage, tuple(self.base + address for address in hints))

    async def _file(self, path: str, scope: Scope, receive: Receive, answer: Send) -> None:
        """What Streamlit says of a file, asked as if without its body, and the body in the shortest form admitted."""
        accepted = Headers(scope=scope).get("accept-encoding", "")
        if not codings(accepted) & {"gzip", "br"}:
            await self.app(scope, receive, answer)
            return
        body = b""

        async def dressed(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Accept-Encoding")
                if message["status"] == 200:
                    found = await asyncio.to_thread(short, path)
                    headers["Content-Encoding"], body = found.coded(accepted)
                    headers["Content-Length"] = str(len(body))
            else:
                message = cast("Message", {**message, "body": body if scope["method"] == "GET" else b""})
            await answer(message)

        await self.app({**scope, "method": "HEAD"}, receive, dressed)
