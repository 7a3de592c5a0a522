"""The routes, called as Starlette calls them, without a server."""

import gzip
import hashlib
import json
import re
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from figures.look import OURS, THEIRS
from runs import surface
from runs.catalog import LANDSCAPES
from stage import routes, wire
from stage.addresses import surface_url
from tests.decoding import decoded
from tests.stage.heights import decoded_heights
from tools.vendor import mediabunny

QUERY = {"landscape": "rosenbrock"}


def ask(url: str, **headers: str) -> Response | None:
    """The answer to a GET; None if no route takes the address."""
    parts = urlsplit(url)
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": pairs,
    }
    for route in routes.routes():
        match, child = route.matches(scope)
        if match is Match.FULL:
            return route.endpoint(Request({**scope, **child}))
    return None


@pytest.fixture(params=["", "class/room"])
def base(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The app at the root of its host, and below a path."""
    monkeypatch.setattr(routes.st, "get_option", {"server.baseUrlPath": request.param}.__getitem__)
    return f"/{request.param}" if request.param else ""


def addresses() -> dict[str, str]:
    main = routes.addresses()["main"]
    return routes.addresses() | {
        "style": main.replace("main.js", "stage.css"),
        "surface": routes.base() + surface_url(QUERY, 64),
        "wide": routes.base() + surface_url(QUERY, 64) + "&span=4",
    }


NAMES = ["main", "muxer", "plotly", "style", "surface", "wide"]


@pytest.mark.parametrize("name", NAMES)
def test_what_has_a_hash_in_its_address_may_be_kept_forever(base: str, name: str) -> None:
    url = addresses()[name]
    assert url.startswith(base + "/")
    answer = ask(url)
    assert answer is not None
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    tag = answer.headers["etag"]
    again = ask(url, if_none_match=tag)
    assert again is not None
    assert (again.status_code, again.body, again.headers["etag"]) == (304, b"", tag)


@pytest.mark.parametrize("name", NAMES)
def test_a_zipped_answer_holds_the_same_bytes(name: str) -> None:
    url = addresses()[name]
    plain = ask(url)
    assert plain is not None
    assert "content-encoding" not in plain.headers
    # Brotli is sent once it has been made in this process, and gzip until then.
    for accepted, codings in (("gzip", {"gzip"}), ("br, gzip", {"br", "gzip"})):
        zipped = ask(url, accept_encoding=accepted)
        assert zipped is not None
        assert zipped.headers["content-encoding"] in codings
        assert decoded(zipped.headers, bytes(zipped.body), len(plain.body) + 1) == plain.body


WRONG = {
    "a size that is not offered": lambda a: a["surface"].replace("n=64", "n=65"),
    "a size that is no number": lambda a: a["surface"].replace("n=64", "n=lots"),
    "a span that is not offered": lambda a: a["surface"] + "&span=3",
    "an unknown landscape": lambda a: a["surface"].replace("rosenbrock", "atlantis"),
    "a landscape that climbs out": lambda a: a["surface"].replace("rosenbrock", "%2e%2e"),
    "an unknown parameter": lambda a: a["surface"] + "&depth=3",
    "a parameter that is no number": lambda a: a["surface"] + "&a=wide",
    "a parameter that is not finite": lambda a: a["surface"] + "&a=nan",
    "code of another version": lambda a: re.sub(r"/surface/\w+/", "/surface/000/", a["surface"]),
    "another plotly.js": lambda a: re.sub(r"/vendor/\w+/", "/vendor/000/", a["plotly"]),
    "another Mediabunny": lambda a: re.sub(r"/vendor/\w+/", "/vendor/000/", a["muxer"]),
    "another version of the stage": lambda a: re.sub(r"/stage/\w+/", "/stage/000/", a["main"]),
    "a file the stage does not have": lambda a: a["main"].replace("main.js", "routes.py"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_address_gets_a_sentence(what: str) -> None:
    answer = ask(WRONG[what](addresses()))
    assert answer is not None
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch(r"[A-Z\w][^\n<>]{10,300}\.", bytes(answer.body).decode())


@pytest.mark.parametrize("span", routes.SPANS)
def test_a_surface_holds_the_heights_of_its_landscape(span: int) -> None:
    answer = ask(surface_url(QUERY, 64) + f"&span={span}")
    assert answer is not None
    body = bytes(answer.body)
    length = int.from_bytes(body[:4], "little")
    head, block = json.loads(body[4 : 4 + length]), body[4 + length + (-length % 4) :]
    grid = surface.grid(QUERY, 64, span)
    assert (head["n"], head["scale"], head["soft"], head["lowest"]) == (64, grid.scale, grid.soft, grid.lowest)
    assert tuple(head["box"]) == tuple(grid.box)
    step = np.ptp(grid.z) / wire.TOP
    np.testing.assert_allclose(decoded_heights(64, head["low"], head["high"], block), grid.z, rtol=0, atol=step)


@pytest.mark.parametrize("landscape", LANDSCAPES)
def test_a_surface_travels_in_less_than_half_of_what_float32_takes(landscape: str) -> None:
    zipped = ask(surface_url({"landscape": landscape}), accept_encoding="gzip")
    assert zipped is not None
    heights = surface.grid({"landscape": landscape}, routes.SIZES[-1], 1).z.astype("<f4")
    assert len(zipped.body) < 0.55 * len(gzip.compress(heights.tobytes()))


def test_a_missing_plotly_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "plotly", lambda: ("missing", None))
    answer = ask(routes.addresses()["plotly"])
    assert answer is not None
    assert answer.status_code == 404
    assert b"plotly" in answer.body


def test_every_import_of_a_module_is_served() -> None:
    _, files = routes.code()
    for name, asset in files.items():
        code = re.sub(r"/\*.*?\*/", "", asset.body.decode(), flags=re.DOTALL)
        for wanted in re.findall(r'(?:from |import\()"\./([\w.]+)"', code):
            assert wanted in files, f"{name} imports {wanted}"


def test_what_writes_films_is_what_its_script_makes() -> None:
    body = mediabunny.MADE.read_bytes()
    assert hashlib.sha256(body).hexdigest() == mediabunny.SHA256
    assert mediabunny.VERSION.encode() in body.splitlines()[0]
    assert b"Mozilla Public License" in mediabunny.LICENSE.read_bytes()
    _, found = routes.mediabunny()
    assert len(found.zipped) <= 42_000


# A browser test checks that a first race fetches nothing else of the stage before it has been painted.
FIRST = ("main.js", "stage.css")
DEMANDED = (
    "aloud", "anatomy", "arrows", "chooser", "cloud", "comparison", "contours", "embedded", "explain", "film", "guess",
    "handout", "learn", "legend", "lexicon", "lit", "map", "morph", "network", "playhead", "rules", "space",
)  # fmt: skip


def test_a_first_race_is_light_and_everything_else_has_a_file_of_its_own() -> None:
    _, files = routes.code()
    assert sorted(files) == sorted([*FIRST, *(f"{part}.js" for part in DEMANDED)])
    assert sum(len(files[name].zipped) for name in FIRST) <= 60_000


def test_plotly_writes_powers_of_ten_as_the_pages_do() -> None:
    installed = resources.files("plotly").joinpath("package_data/plotly.min.js").read_text("utf-8")
    assert installed.count(THEIRS) == 1, "plotly.js writes powers of ten elsewhere now: see figures/look.py"
    _, served = routes.plotly()
    assert served is not None
    assert OURS.encode() in served.body
    assert THEIRS.encode() not in served.body
