"""The routes from which the browser fetches surfaces, samples, plotly.js, Mediabunny and the stage's own modules.

Every address contains a hash of what it delivers, or of the code that computes it, so browsers may cache every answer
for ever.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np
import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.cache_dir import held, kept
from core.engine.samples import NOBODY
from figures.look import with_our_powers
from runs import surface
from runs.data import batches
from stage import bundle, wire
from stage.assets import QUALITY, Asset, asset, brotli, digest, send, zipped
from studies.glossary.glossary import records

HERE = Path(__file__).parent
SIZES = (64, 100, 160, 240)
SPANS = (1, 4)
LEVELS = 65535
"""The largest 16-bit number. It stands for a sample's greatest height, and for the padding of a shorter batch."""

KEPT, SAMPLES_KEPT = 96, 16
"""The number of cached answers: for surfaces, and for the heights of single samples, which are larger."""


SQUEEZED: dict[str, Asset] = {}
"""plotly.js, Mediabunny and the stage's files with their shortest forms, by their tags, once these have been made."""
STYLES = ("stage.css", "terms.css", "components.css", "symbols.css")
"""The stylesheets, which the browser gets as one."""
PLACEHOLDER = '"GLOSSARY"'
"""The placeholder in the module glossary.js for the terms of the glossary."""
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


def base() -> str:
    """The path under which the app is served, without a slash at its end: "" or "/some/path".

    Streamlit does not prefix an app's own routes with `server.baseUrlPath`, so this module adds it to the routes and to
    the addresses.
    """
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


@lru_cache(1)
def code() -> tuple[str, dict[str, Asset]]:
    """A hash over all of the stage's modules and its stylesheet, and these by name."""
    scripts = {path.stem: path.read_text("utf-8") for path in sorted(HERE.glob("js/*.js"))}
    scripts["glossary"] = scripts["glossary"].replace(PLACEHOLDER, json.dumps(records(), ensure_ascii=False))
    style = "\n".join((HERE / name).read_text("utf-8") for name in STYLES)
    files = {name: text.encode() for name, text in (bundle.bundled(scripts) | {"stage.css": style}).items()}
    whole = b"".join(name.encode() + b"\0" + body for name, body in files.items())
    return digest(whole), {name: asset(body) for name, body in files.items()}


@lru_cache(1)
def plotly() -> tuple[str, Asset | None]:
    """The hash of plotly.js and the file from the installed package; ("missing", None) if the package lacks it."""
    file = resources.files("plotly").joinpath("package_data/plotly.min.js")
    if not file.is_file():
        return "missing", None
    body = with_our_powers(file.read_text("utf-8")).encode()
    tag = digest(body)
    return tag, Asset(body, kept("plotly.js", tag.encode(), lambda: zipped(body)), f'"{tag}"')


@lru_cache(1)
def mediabunny() -> tuple[str, Asset]:
    """The hash of what writes films into files (tools/vendor/mediabunny.py), and the file."""
    body = (HERE / "vendor" / "mediabunny.js").read_bytes()
    return digest(body), asset(body)


def prepare() -> None:
    """Read and compress everything once, before the first visitor comes."""
    code()
    plotly()
    mediabunny()


def _squeezable() -> dict[str, Asset]:
    _, found = plotly()
    return code()[1] | {"mediabunny.js": mediabunny()[1]} | ({"plotly.js": found} if found else {})


def _mark(one: Asset) -> bytes:
    return f"{one.tag} {QUALITY}".encode()


def are_kept() -> bool:
    """Has the shortest form of each of our files been made before?"""
    return all(held(f"{name}.br", _mark(one)) is not None for name, one in _squeezable().items())


def squeeze() -> None:
    """Make the shortest forms too, and send them from then on: ten seconds unless they are kept."""
    for name, one in _squeezable().items():
        short = kept(f"{name}.br", _mark(one), lambda body=one.body: brotli(body))
        SQUEEZED[one.tag] = one._replace(brotli=short)


def module(name: str) -> str:
    """The address of one of the stage's modules."""
    return f"{base()}/stage/{code()[0]}/{name}"


def addresses() -> dict[str, str]:
    """Where the browser finds the stage's entry module, plotly.js and Mediabunny."""
    return {
        "main": module("main.js"),
        "plotly": f"{base()}/vendor/{plotly()[0]}/plotly.js",
        "muxer": f"{base()}/vendor/{mediabunny()[0]}/mediabunny.js",
    }


@lru_cache(KEPT)
def _surface(query: tuple[tuple[str, str], ...], n: int, span: int) -> Asset:
    grid = surface.grid(dict(query), n, span)
    low, high, block = wire.encoded_heights(grid.z)
    head = {
        "n": n,
        "low": low,
        "high": high,
        "box": [float(edge) for edge in grid.box],
        "scale": grid.scale,
        "soft": float(grid.soft),
        "lowest": float(grid.lowest),
        "marks": [asdict(point) for point in grid.known] if span == 1 else [],
    }
    return asset(wire.pack(head, block))


@lru_cache(SAMPLES_KEPT)
def _samples(query: tuple[tuple[str, str], ...], n: int) -> Asset:
    ground = surface.read(dict(query))
    z = batches.heights_of_samples(ground, n)
    z = np.nan_to_num(z, nan=0.0, posinf=wire.LIMIT, neginf=-wire.LIMIT)
    low, high = z.min(axis=(1, 2), keepdims=True), z.max(axis=(1, 2), keepdims=True)
    shares = np.rint((z - low) / np.where(high > low, high - low, 1.0) * LEVELS)
    head = {
        "n": n, "count": len(z), "box": list(surface.box_of(ground)),
        "low": low.ravel().tolist(), "high": high.ravel().tolist(),
    }  # fmt: skip
    return asset(wire.pack(head, shares.astype("<u2").tobytes()))


@lru_cache(SAMPLES_KEPT)
def _batches(query: tuple[tuple[str, str], ...]) -> Asset:
    rest = dict(query)
    asked = {p.key: p.read(rest.pop(p.key, p.write(p.default))) for p in batches.ASKED}
    rows = batches.rows(surface.read(rest), *asked.values())
    head = {"steps": len(rows), "batch": rows.shape[1]}
    return asset(wire.pack(head, np.where(rows == NOBODY, LEVELS, rows).astype("<u2").tobytes()))


def _read(query: dict[str, str], name: str, allowed: tuple[int, ...], default: int) -> int:
    text = query.pop(name, str(default))
    if text not in {str(value) for value in allowed}:
        raise ValueError(f"{name} must be one of {', '.join(map(str, allowed))}, not {text!r:.40}.")
    return int(text)


def _refuse(sentence: str) -> Response:
    return PlainTextResponse(sentence, 404, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})


def _answer(request: Request, make: Callable[[dict[str, str]], Asset]) -> Response:
    """The answer that `make` builds from a landscape's address, or 404 with a sentence if the address is not valid."""
    if request.path_params["model"] != surface.MODEL_HASH:
        return _refuse("This surface belongs to another version of the app. Reload the page.")
    try:
        found = make(dict(request.query_params) | {"landscape": request.path_params["landscape"]})
    except ValueError as error:
        return _refuse(str(error))
    return send(request, found, "application/octet-stream")


def _hashable(query: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(query.items()))


# The answers are not coroutines, so Starlette runs them in a thread and computing a surface blocks no other request.
def answer_surface(request: Request) -> Response:
    """Heights on a lattice, in the layout of `wire`."""

    def make(query: dict[str, str]) -> Asset:
        n, span = _read(query, "n", SIZES, SIZES[-1]), _read(query, "span", SPANS, 1)
        return _surface(_hashable(query), n, span)

    return _answer(request, make)


def answer_samples(request: Request) -> Response:
    """The heights of every single sample: {n, count, box, low, high}, uint16[count, n, n], shares of high - low."""

    def make(query: dict[str, str]) -> Asset:
        n = _read(query, "n", batches.SIDES, batches.SIDES[-1])
        return _samples(_hashable(query), n)

    return _answer(request, make)


def answer_batches(request: Request) -> Response:
    """The rows that every step uses: {steps, batch}, uint16[steps, batch], padded with LEVELS."""
    return _answer(request, lambda query: _batches(_hashable(query)))


def answer_plotly(request: Request) -> Response:
    """plotly.js of the installed package."""
    tag, found = plotly()
    if found is None:
        return _refuse("The installed plotly package holds no plotly.js.")
    if request.path_params["tag"] != tag:
        return _refuse("This is another version of plotly.js. Reload the page.")
    return send(request, SQUEEZED.get(found.tag, found), KINDS[".js"])


def answer_mediabunny(request: Request) -> Response:
    """What writes films into files."""
    tag, found = mediabunny()
    if request.path_params["tag"] != tag:
        return _refuse("This is another version of Mediabunny. Reload the page.")
    return send(request, SQUEEZED.get(found.tag, found), KINDS[".js"])


def answer_code(request: Request) -> Response:
    """A module of the stage, or its stylesheet."""
    tag, files = code()
    name = request.path_params["name"]
    if request.path_params["tag"] != tag:
        return _refuse("This is another version of the stage. Reload the page.")
    if name not in files:
        return _refuse("The stage has no such file.")
    return send(request, SQUEEZED.get(files[name].tag, files[name]), KINDS[Path(name).suffix])


def routes() -> list[Route]:
    """The routes to hand to `st.App`."""
    start = base()
    return [
        Route(start + "/surface/{model}/{landscape}", answer_surface),
        Route(start + "/samples/{model}/{landscape}", answer_samples),
        Route(start + "/batches/{model}/{landscape}", answer_batches),
        Route(start + "/vendor/{tag}/plotly.js", answer_plotly),
        Route(start + "/vendor/{tag}/mediabunny.js", answer_mediabunny),
        Route(start + "/stage/{tag}/{name}", answer_code),
    ]
