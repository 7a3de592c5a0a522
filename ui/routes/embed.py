"""The route of the script by which a page of another site shows a stage: GET {base}/stage/embed.js.

Its address stays the same, so pages can name it for good, and browsers keep it for five minutes. It defines the element
`<thalweg-stage>`, and names the modules of the running version, which are kept for ever. What it needs to know of this
server is written into it.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pictures.registry import PAGES, RUNNER, write_subject
from stage import routes
from stage.assets import Asset, asset, send
from stage.rules import CONTROLS, Rules, ruled
from ui.middleware.sharing import LOADER, Sharing
from ui.routes.pictures import picture_hash

KEPT = {
    "Cache-Control": "public, max-age=300",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}
PLACEHOLDER = '"FACTS"'
"""The placeholder in the script for what the server knows."""
EMBEDDING_OFF = "This server does not allow other sites to show its pictures."
ORIGIN_REFUSED = "This server lets only certain sites show its pictures, and {origin} is not one of them."

COLOURS = {
    "--st-background-color": "backgroundColor",
    "--st-text-color": "textColor",
    "--st-primary-color": "primaryColor",
}
"""The stage's colours, by the names of Streamlit's theme in CSS and in its configuration."""

PLAYING = ("play", "step", "time", "speed", "loop")
READ = ("events", "standings", "numbers", "panes", "turn")
"""What is only looked at. Every element has it."""
CHOICES = ("panes", "standings")
"""Where a pane or a runner is chosen. Only a session could keep that, unless the page's link names the chosen one."""
LOCKED_WITHOUT_CONTROLS = (*CHOICES, "turn")
"""Locked unless `controls` is "all"."""
CONTROLS_LEFT: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "all": tuple(name for name in CONTROLS if name != "fork"), "play": (*PLAYING, *READ), "none": READ,
})  # fmt: skip
"""What the attribute `controls` leaves of the stage. A fork is a runner of its own, which only a session could keep."""


def controls() -> dict[str, object]:
    """The rules for each value of `controls`, and those for pages whose link names no chosen runner ("fixed")."""
    rules = {
        name: Rules(
            hide=tuple(one for one in CONTROLS if one not in left),
            lock=() if name == "all" else LOCKED_WITHOUT_CONTROLS,
        )
        for name, left in CONTROLS_LEFT.items()
    }
    return {name: ruled(found)["rules"] for name, found in (rules | {"fixed": Rules(lock=CHOICES)}).items()}


def themes() -> dict[str, dict[str, str]]:
    """The colours of the app's light and dark theme, as CSS variables."""
    return {
        name: {to: str(st.get_option(f"theme.{name}.{of}")) for to, of in COLOURS.items()} for name in ("light", "dark")
    }


@lru_cache(1)
def facts() -> dict[str, object]:
    """What a stage without a session needs to know of this server."""
    return {
        "plotly": routes.addresses()["plotly"],
        "muxer": routes.addresses()["muxer"],
        "pictures": f"/picture/{picture_hash()}",
        "pages": {name: RUNNER if page.write is write_subject else "" for name, page in PAGES.items()},
        "themes": themes(),
        "controls": controls(),
    }


@lru_cache(1)
def loader() -> Asset:
    """The script for pages that may show a stage."""
    return script({"refusal": "", "modules": [routes.module("main.js"), routes.module("embedded.js")], **facts()})


@lru_cache(8)
def refusing(sentence: str) -> Asset:
    """The script for pages that may not: its elements show this sentence and nothing else."""
    return script({"refusal": sentence})


def script(facts: Mapping[str, object]) -> Asset:
    """The script with these facts."""
    text = (routes.HERE / "js" / "embed.js").read_text("utf-8")
    return asset(text.replace(PLACEHOLDER, json.dumps(facts, ensure_ascii=True)).encode())


def refusal(sharing: Sharing, origin: str | None) -> str:
    """Why a page of this origin gets no stage; "" if it gets one."""
    if not sharing.origins:
        return EMBEDDING_OFF
    if origin is None or sharing.knows(origin):
        return ""
    return ORIGIN_REFUSED.format(origin=origin[:80])


class Embed:
    """The route, for an installation that shares its pictures with these sites."""

    def __init__(self, sharing: Sharing) -> None:
        self.sharing = sharing

    def answer(self, request: Request) -> Response:
        """The script, for every page: where there is no stage, its elements say why."""
        refused = refusal(self.sharing, request.headers.get("origin"))
        found = refusing(refused) if refused else loader()
        return send(request, found, routes.KINDS[".js"], KEPT)

    def routes(self, base: str) -> list[Route]:
        """The route to hand to `st.App`."""
        return [Route(base + LOADER, self.answer)]
