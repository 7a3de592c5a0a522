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
FACTS = '"FACTS"'
"""What the script has in the place of what the server knows."""
CLOSED = "This server does not show its pictures on pages of other sites."
STRANGER = "This server shows its pictures on pages of some other sites only, and not on pages of {origin}."

COLOURS = {
    "--st-background-color": "backgroundColor",
    "--st-text-color": "textColor",
    "--st-primary-color": "primaryColor",
}
"""The stage's colours, by the names of Streamlit's theme in CSS and in its configuration."""

PLAYING = ("play", "step", "time", "speed", "loop")
READ = ("events", "standings", "numbers", "panes", "turn")
"""What there is to see, which every element has."""
CHOICES = ("panes", "standings")
"""Where a pane or a runner is chosen. Only a session could keep that, unless the page's link names the chosen one."""
FIXED = (*CHOICES, "turn")
"""What does nothing where there are not all controls."""
CONTROLS_LEFT: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "all": tuple(name for name in CONTROLS if name != "fork"), "play": (*PLAYING, *READ), "none": READ,
})  # fmt: skip
"""What the attribute `controls` leaves of the stage. A fork is a runner of its own, which only a session could keep."""


def controls() -> dict[str, object]:
    """The rules for each value of `controls`, and those for pages whose link names no chosen runner ("fixed")."""
    rules = {
        name: Rules(hide=tuple(one for one in CONTROLS if one not in left), lock=() if name == "all" else FIXED)
        for name, left in CONTROLS_LEFT.items()
    }
    return {name: ruled(found)["rules"] for name, found in (rules | {"fixed": Rules(lock=CHOICES)}).items()}


def themes() -> dict[str, dict[str, str]]:
    """The colours of the app's light and dark theme, as CSS variables."""
    return {
        name: {to: str(st.get_option(f"theme.{name}.{of}")) for to, of in COLOURS.items()} for name in ("light", "dark")
    }


@lru_cache(8)
def loader(refusal: str) -> Asset:
    """The script. With a `refusal` its elements show that sentence and nothing else."""
    facts: dict[str, object] = {"refusal": refusal}
    if not refusal:
        facts |= {
            "modules": [routes.module("main.js"), routes.module("embedded.js")],
            "plotly": routes.addresses()["plotly"],
            "pictures": f"/picture/{picture_hash()}",
            "pages": {name: RUNNER if page.write is write_subject else "" for name, page in PAGES.items()},
            "themes": themes(),
            "controls": controls(),
        }
    script = (routes.HERE / "js" / "embed.js").read_text("utf-8")
    return asset(script.replace(FACTS, json.dumps(facts, ensure_ascii=True)).encode())


def refusal(sharing: Sharing, origin: str | None) -> str:
    """Why a page of this origin gets no stage; "" if it gets one."""
    if not sharing.origins:
        return CLOSED
    if origin is None or sharing.knows(origin):
        return ""
    return STRANGER.format(origin=origin[:80])


class Embed:
    """The route, for an installation that shares its pictures with these sites."""

    def __init__(self, sharing: Sharing) -> None:
        self.sharing = sharing

    def answer(self, request: Request) -> Response:
        """The script, for every page: where there is no stage, its elements say why."""
        found = loader(refusal(self.sharing, request.headers.get("origin")))
        return send(request, found, routes.KINDS[".js"], KEPT)

    def routes(self, base: str) -> list[Route]:
        """The route to hand to `st.App`."""
        return [Route(base + LOADER, self.answer)]
