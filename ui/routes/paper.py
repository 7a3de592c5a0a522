"""The route of a chapter to print: GET {base}/lesson/{hash}/{chapter}/print, and with `?answers=off` without answers.

The page depends on its address alone: its codes hold links to the host that was asked.
"""

import asyncio
from functools import lru_cache
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from stage.assets import Asset, asset, send
from ui.course import paper
from ui.course.chapters import COURSE
from ui.qr_code import qr_code
from ui.routes.lessons import NO_CHAPTER
from ui.routes.pictures import NEVER, OUTDATED, picture_hash

KIND = "text/html; charset=utf-8"
ANSWERS = {"": True, "on": True, "off": False}
NO_SUCH = "answers in the address is on or off."
ONE = asyncio.Semaphore(1)
"""One page is made at a time, so that nobody else waits long."""


def step_link(root: str, chapter: str, step: int) -> str:
    """The link of a step; `root` is the address of the app with a slash at its end."""
    return f"{root}learn?{urlencode({'chapter': chapter, 'step': step})}"


@lru_cache(maxsize=32)
def made(key: str, root: str, answers: bool) -> Asset:
    """The page of a chapter, as it is sent."""
    text = paper.page(COURSE[key], lambda step: qr_code(step_link(root, key, step)), answers=answers)
    return asset(text.encode())


async def answer(request: Request) -> Response:
    """The page; 404 with a sentence for an unknown chapter or version, or for answers that are neither on nor off."""
    key, answers = request.path_params["chapter"], request.query_params.get("answers", "")
    if request.path_params["hash"] != picture_hash():
        return PlainTextResponse(OUTDATED, 404, NEVER)
    if key not in COURSE or answers not in ANSWERS:
        return PlainTextResponse(NO_SUCH if key in COURSE else NO_CHAPTER, 404, NEVER)
    root = f"{request.url.scheme}://{request.url.netloc}{request.scope['path'].partition('/lesson/')[0]}/"
    async with ONE:
        found = await asyncio.to_thread(made, key, root, ANSWERS[answers])
    return send(request, found, KIND)


def routes(base: str) -> list[Route]:
    """The route to hand to `st.App`."""
    return [Route(f"{base}/lesson/{{hash}}/{{chapter}}/print", answer)]
