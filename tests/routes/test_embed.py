"""The script by which pages of other sites show a stage: what it says, for whom, and for how long."""

import json
import re
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from pictures.registry import PAGES
from stage import routes
from stage.rules import PARTS
from tests.decoding import decoded
from ui.middleware.settings import ANYWHERE
from ui.middleware.sharing import LOADER, NOBODY, Sharing
from ui.routes import embed
from ui.routes.embed import Embed
from ui.routes.pictures import picture_hash

SOME = Sharing(("https://courses.example",))


def ask(sharing: Sharing, **headers: str) -> Response:
    """The answer of the route to a GET."""
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {
        "type": "http", "method": "GET", "path": sharing.base + LOADER, "query_string": b"", "headers": pairs,
    }  # fmt: skip
    (route,) = Embed(sharing).routes(sharing.base)
    match, child = route.matches(scope)
    assert match is Match.FULL
    assert route.methods == {"GET", "HEAD"}
    return route.endpoint(Request({**scope, **child}))


def facts(reply: Response) -> dict[str, Any]:
    """What the server has written into the script."""
    found = re.search(r"const facts = .*? \((\{.*\})\)\);$", bytes(reply.body).decode(), re.MULTILINE)
    assert found
    return json.loads(found[1])


def test_the_script_names_the_running_version() -> None:
    told = facts(ask(Sharing(ANYWHERE)))
    assert told["refusal"] == ""
    assert told["modules"] == [routes.module("main.js"), routes.module("embedded.js")]
    assert (told["plotly"], told["muxer"]) == (routes.addresses()["plotly"], routes.addresses()["muxer"])
    assert told["pictures"] == f"/picture/{picture_hash()}"
    assert told["pages"].keys() == PAGES.keys()
    assert {name for name, word in told["pages"].items() if word == "runner"} == {"race", "anatomy", "schedules"}
    _, files = routes.code()
    assert {name.rpartition("/")[2] for name in told["modules"]} <= files.keys()


@pytest.mark.parametrize("base", ["", "/class/room"])
def test_it_is_kept_for_minutes_and_asked_for_again_by_its_tag(base: str) -> None:
    first = ask(Sharing(ANYWHERE, base), **{"accept-encoding": "gzip"})
    assert (first.status_code, first.headers["cache-control"]) == (200, "public, max-age=300")
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["vary"] == "Accept-Encoding"
    assert first.headers["content-encoding"] == "gzip"
    plain = ask(Sharing(ANYWHERE, base))
    assert decoded(dict(first.headers), bytes(first.body), 10**6) == plain.body
    again = ask(Sharing(ANYWHERE, base), **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.body) == (304, b"")


def test_it_is_small() -> None:
    assert len(ask(Sharing(ANYWHERE), **{"accept-encoding": "gzip"}).body) <= 3_000


@pytest.mark.parametrize(
    ("sharing", "origin", "said"),
    [
        (NOBODY, None, embed.EMBEDDING_OFF),
        (NOBODY, "https://courses.example", embed.EMBEDDING_OFF),
        (SOME, "https://courses.example", ""),
        (SOME, None, ""),
        (SOME, "https://elsewhere.example", embed.ORIGIN_REFUSED.format(origin="https://elsewhere.example")),
        (SOME, '"</script>', embed.ORIGIN_REFUSED.format(origin='"</script>')),
        (Sharing(ANYWHERE), "https://elsewhere.example", ""),
    ],
)
def test_where_no_stage_is_shown_the_script_says_why_and_nothing_else(
    sharing: Sharing, origin: str | None, said: str
) -> None:
    told = facts(ask(sharing, **({} if origin is None else {"origin": origin})))
    assert told["refusal"] == said
    assert ("modules" in told) is not bool(said)


def test_the_colours_are_those_of_the_app() -> None:
    told = facts(ask(Sharing(ANYWHERE)))["themes"]
    for name, background in {"light": "#FFFFFF", "dark": "#0E1217"}.items():
        assert told[name]["--st-background-color"] == background
        assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in told[name].values())


@pytest.mark.parametrize("mode", ["all", "play", "none"])
def test_what_an_element_leaves_of_the_controls(mode: str) -> None:
    rules = facts(ask(Sharing(ANYWHERE)))["controls"][mode]
    hidden = {name for name, part in PARTS.items() if part.place in rules["hide"].split(", ")}
    playing = {"play", "step", "time", "speed", "loop"}
    assert "fork" in hidden  # it needs a session
    assert not hidden & {"standings", "numbers", "turn", "panes"}  # these are shown
    assert bool(hidden & playing) is (mode == "none")
    assert {"start", "dial-rate", "save"} <= hidden or mode == "all"
    assert ("standings" in rules["off"]) is (mode != "all")
