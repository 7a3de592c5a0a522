"""The route that answers with a picture: GET {base}/picture/{hash}/{page}?{query}.

`query` is the link of a page, as the address bar has it, with the words of a worksheet too. `moving=on` asks for the
picture of a drag. For every part of the link that could not be used the answer has a sentence. An answer depends on
nothing but its address: the hash covers the code, the versions of what computes, and the bounds of this server. So
every answer may be kept for ever, by browsers and by a content delivery network.

GET {base}/picture/latest/{page}?{query} redirects to the address of the running version.
"""

import gzip
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import astuple
from functools import lru_cache, partial
from importlib import metadata
from urllib.parse import parse_qsl

import numpy as np
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pictures.maps.drawn import read_map
from pictures.registry import PAGES
from pictures.selection import Subject
from pictures.tracks import SIZE
from runs import codec
from runs.bounds import bounds
from runs.codec import Pairs
from runs.comparison.comparison import Comparison
from runs.link_words import OF_BROWSER
from runs.map import codec as map_codec
from runs.page_lock import PAGE_LOCK
from runs.surface import query as surface_query
from stage import wire
from stage.addresses import surface_url
from stage.assets import Asset, digest, send
from stage.rules import ruled
from ui.middleware.bucket import household
from ui.middleware.health import version
from ui.middleware.metrics import Histogram, gauge, titled
from ui.routes.answers import Answers, BusyError, Key, Queue, retry_after
from ui.worksheets import worksheet

KIND = "application/octet-stream"
MAPS = "maps"
"""The page whose picture is a map (`ui.routes.maps`)."""
MOVING = "moving"
"""The name in the query that asks for the picture of a drag."""
LEVEL = 3
"""The effort of gzip: half a millisecond for an answer. The highest level takes ten times as long to save 5 %."""
THREADS = 2
EDGES = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
"""The upper edges of the histogram, in seconds."""
NEVER = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
OUTDATED = "This picture belongs to another version of the app. Reload the page."
BUSY = "The server is busy. Try again in a moment."
NO_PICTURE = "No page of this name has a picture."


@lru_cache(1)
def picture_hash() -> str:
    """Twelve hexadecimal digits that change with everything on which an answer depends except its address."""
    parts = (version(), np.__version__, metadata.version("numba"), *map(str, astuple(bounds())))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def split(query: str) -> tuple[Pairs, str]:
    """A link as names and values, and the part of it that belongs to the page's own question."""
    if len(query) > codec.LONGEST:
        return [], query  # the reader of the question says that it is too long
    given = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in OF_BROWSER]
    return given, codec.query([pair for pair in given if pair[0] != MOVING and pair[0] not in worksheet.NAMES])


def hints(path: str, query: str) -> tuple[str, ...]:
    """What the stage of a page fetches first under a link: the picture, and the surface of its map.

    `path` is that of the page in the address bar; the addresses are those below the app's root.
    """
    page, own = path or "race", split(query)[1]
    if page == MAPS:
        found, _ = read_map(own)
        return f"/map/{picture_hash()}?{map_codec.write(found)}", surface_url(surface_query(found.base.ground), SIZE)
    if page not in PAGES:
        return ()
    question, _ = PAGES[page].read(own)
    ground = (question.scene if isinstance(question, Subject) else question.base).ground
    surface = () if isinstance(question, Comparison) else (surface_url(surface_query(ground), SIZE),)
    return (f"/picture/{picture_hash()}/{page}?{PAGES[page].write(question)}", *surface)


def answer(page: str, query: str) -> Asset:
    """The picture of a page under a link, packed and zipped. Never raises, whatever the link says."""
    given, rest = split(query)
    moving, sheet = (MOVING, "on") in given, worksheet.read_pairs(given)
    question, remarks = PAGES[page].read(rest)
    picture = PAGES[page].make(question, moving)
    rules = ruled(sheet.worksheet.rules("" if page == "race" else page))
    said = {"title": sheet.worksheet.title, "task": sheet.worksheet.task}
    head = {"query": PAGES[page].write(question), "remarks": (*sheet.remarks, *remarks), **said}
    body = wire.pack_picture(picture, moving=moving, **head, **rules)
    return Asset(b"", gzip.compress(body, LEVEL, mtime=0), f'"{digest(body)}"')


class Lane:
    """A queue and the threads that compute what leaves it."""

    def __init__(self) -> None:
        self.queue, self.pool = Queue(THREADS), ThreadPoolExecutor(THREADS, thread_name_prefix="picture")


class Pictures:
    """The route, with its cache, its queues and its metrics.

    Pictures that need a survey have a queue and threads of their own, so that others do not wait for them.
    """

    def __init__(self, megabytes: int) -> None:
        self.answers = Answers(megabytes * 2**20)
        self.quick, self.surveys = Lane(), Lane()
        self.outcomes: Counter[str] = Counter()
        self.seconds = Histogram(
            "thalweg_picture_seconds", "Time from a request to a picture that was not kept.", EDGES
        )

    async def answer(self, request: Request) -> Response:
        """A picture; 404 for an unknown page or version, 503 if the server is busy, each with a sentence."""
        page, query = request.path_params["page"], request.scope["query_string"].decode("latin-1")
        if request.path_params["hash"] != picture_hash() or page not in PAGES:
            self.outcomes["not_found"] += 1
            return PlainTextResponse(NO_PICTURE if page not in PAGES else OUTDATED, 404, NEVER)
        return await self.reply(request, (page, query), partial(answer, page, query), surveys=PAGES[page].surveys)

    async def reply(self, request: Request, key: Key, make: Callable[[], Asset], *, surveys: bool) -> Response:
        """The answer that is kept under this key, or else made; 503 if the server is busy."""
        begun, lane = time.monotonic(), self.surveys if surveys else self.quick
        found = self.answers.get(key)
        if found is not None:
            self.outcomes["cached"] += 1
            return send(request, found, KIND)
        address = household((request.scope.get("client") or ("",))[0])
        outcome = "joined" if key in self.answers.coming else "computed"
        try:
            with nullcontext() if surveys else PAGE_LOCK.picture():
                found = await self.answers.ask(key, address, make, lane.queue, lane.pool)
        except BusyError:
            self.outcomes["refused"] += 1
            return PlainTextResponse(BUSY, 503, NEVER | {"Retry-After": retry_after()})
        self.outcomes[outcome] += 1
        self.seconds.add(time.monotonic() - begun)
        return send(request, found, KIND)

    async def latest(self, request: Request) -> Response:
        """A redirection to the address of the running version."""
        page, query = request.path_params["page"], request.scope["query_string"].decode("latin-1")
        if page not in PAGES:
            return PlainTextResponse(NO_PICTURE, 404, NEVER)
        path = request.scope["path"].rpartition("/latest/")[0]
        return RedirectResponse(f"{path}/{picture_hash()}/{page}" + (f"?{query}" if query else ""), 302, NEVER)

    def lines(self) -> Iterator[str]:
        """The metrics for Prometheus."""
        name = "thalweg_pictures_total"
        yield from titled(name, "Requests for pictures, by outcome.", "counter")
        yield from (f'{name}{{outcome="{how}"}} {n}' for how, n in sorted(self.outcomes.items()))
        waiting = self.quick.queue.waiting + self.surveys.queue.waiting
        yield from gauge("thalweg_pictures_waiting", "Requests for pictures in the queue.", waiting)
        yield from gauge("thalweg_pictures_bytes", "Bytes of the pictures that are kept.", self.answers.size)
        yield from self.seconds.lines()

    def routes(self, base: str) -> list[Route]:
        """The routes to hand to `st.App`."""
        return [
            Route(f"{base}/picture/latest/{{page}}", self.latest),
            Route(f"{base}/picture/{{hash}}/{{page}}", self.answer),
        ]
