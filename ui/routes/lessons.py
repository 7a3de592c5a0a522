"""The routes of the course. Every address may be kept for ever, as that of a picture.

GET {base}/lesson/{hash}/{chapter} is a chapter as JSON, without an answer.
GET {base}/lesson/{hash}/{chapter}/{part} is one of its parts: the answer of a step ("3", a number from 1), the
teacher's notes ("notes"), or the picture on its cover ("cover.light.svg").
GET {base}/glossary/{hash} is the list of all terms as JSON.
"""

import asyncio
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from stage import routes as stage_routes
from stage.assets import Asset, asset, send
from ui.course import kept, words
from ui.course.chapters import COURSE
from ui.routes.pictures import NEVER, OUTDATED, picture_hash

KINDS = {True: "image/svg+xml", False: "application/json"}
"""The kind of an answer: is it a picture?"""
NO_CHAPTER = "There is no chapter of this name."
NO_PART = "This chapter has no such part: only steps that ask have an answer."
ONE = asyncio.Semaphore(1)
"""One is made at a time, so that nobody else waits long."""


def glossary_address() -> str:
    """The address of the list of all terms."""
    return f"{stage_routes.base()}/glossary/{picture_hash()}"


def address() -> str:
    """How the addresses of the chapters begin."""
    return f"{stage_routes.base()}/lesson/{picture_hash()}/"


@lru_cache(maxsize=256)
def zipped(key: str, part: str) -> Asset:
    """A part of a chapter as it is sent; KeyError if it has no such part."""
    return asset(kept.parts(key)[part].encode())


@lru_cache(1)
def listed() -> Asset:
    """The list of all terms as it is sent."""
    return asset(words.listed().encode())


async def answer(request: Request) -> Response:
    """A chapter or a part of it; 404 with a sentence for what is not there."""
    key, part = request.path_params["chapter"], request.path_params.get("part", "")
    if request.path_params["hash"] != picture_hash():
        return PlainTextResponse(OUTDATED, 404, NEVER)
    if key not in COURSE:
        return PlainTextResponse(NO_CHAPTER, 404, NEVER)
    async with ONE:
        found = await asyncio.to_thread(kept.parts, key)
    if part not in found or (part == "" and "part" in request.path_params):
        return PlainTextResponse(NO_PART, 404, NEVER)
    return send(request, zipped(key, part), KINDS[part.endswith(".svg")])


def glossary(request: Request) -> Response:
    """The list of all terms; 404 with a sentence for another version."""
    if request.path_params["hash"] != picture_hash():
        return PlainTextResponse(OUTDATED, 404, NEVER)
    return send(request, listed(), KINDS[False])


def routes(base: str) -> list[Route]:
    """The routes to hand to `st.App`."""
    start = f"{base}/lesson/{{hash}}/{{chapter}}"
    return [Route(start, answer), Route(f"{start}/{{part}}", answer), Route(f"{base}/glossary/{{hash}}", glossary)]
