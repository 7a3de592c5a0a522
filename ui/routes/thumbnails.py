"""The route of the small pictures of the catalogue: GET {base}/thumbnail/{hash}/{kind}/{key}.{theme}.svg.

An answer depends on nothing but its address, as that of a picture does, and may be kept for ever.
"""

import asyncio
import json
from typing import cast

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.cache_dir import held, kept
from figures.thumbnail import thumbnail
from stage import routes as stage_routes
from stage.assets import Asset, asset, send
from studies.reference import KINDS, REGISTRIES, Kind
from ui.routes.pictures import NEVER, OUTDATED, picture_hash

KIND = "image/svg+xml"
THEMES = ("light", "dark")
NOT_HERE = "There is no entry of this name."
ONE = asyncio.Semaphore(1)
"""One is drawn at a time, so that whoever opens a list of forty does not keep everybody else waiting."""
DRAWN: dict[tuple[Kind, str, str], Asset] = {}
"""Those that somebody has asked for: some 6 kB each, at most two for every entry of the catalogue."""
AHEAD: dict[str, str] = {}
"""Those of the chooser by `_name`, which are drawn before the first visitor opens it."""
THUMBNAILS = "thumbnails"
"""The name under which they are kept from one start to the next."""
CHOSEN: tuple[Kind, ...] = ("optimizer", "landscape")
"""The kinds that the chooser offers."""


def address(kind: Kind) -> str:
    """How the addresses of the pictures of a kind begin."""
    return f"{stage_routes.base()}/thumbnail/{picture_hash()}/{kind}/"


def _name(kind: Kind, key: str, theme: str) -> str:
    return f"{kind} {key} {theme}"


def are_kept(version: str) -> bool:
    """Have the pictures of this version of the app been drawn and kept?"""
    return held(THUMBNAILS, version.encode()) is not None


def draw_all(version: str) -> None:
    """Draw every picture of the chooser, or read those that were drawn before an earlier start of this version."""

    def make() -> bytes:
        every = {
            _name(kind, key, theme): thumbnail(kind, key, theme == "dark")
            for kind in CHOSEN for key in REGISTRIES[kind] for theme in THEMES
        }  # fmt: skip
        return json.dumps(every).encode()

    AHEAD.update(json.loads(kept(THUMBNAILS, version.encode(), make)))


def _drawn(kind: Kind, key: str, theme: str) -> Asset:
    return asset((AHEAD.get(_name(kind, key, theme)) or thumbnail(kind, key, theme == "dark")).encode())


async def answer(request: Request) -> Response:
    """The picture of an entry; 404 with a sentence for an unknown entry or version."""
    kind, key, theme = (request.path_params[name] for name in ("kind", "key", "theme"))
    if request.path_params["hash"] != picture_hash():
        return PlainTextResponse(OUTDATED, 404, NEVER)
    if kind not in KINDS or key not in REGISTRIES[cast(Kind, kind)] or theme not in THEMES:
        return PlainTextResponse(NOT_HERE, 404, NEVER)
    wanted = (cast(Kind, kind), key, theme)
    if wanted not in DRAWN:
        async with ONE:
            if wanted not in DRAWN:
                DRAWN[wanted] = await asyncio.to_thread(_drawn, *wanted)
    return send(request, DRAWN[wanted], KIND)


def routes(base: str) -> list[Route]:
    """The route to hand to `st.App`."""
    return [Route(f"{base}/thumbnail/{{hash}}/{{kind}}/{{key}}.{{theme}}.svg", answer)]
