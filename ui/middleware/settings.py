"""The settings that an installation makes by environment variables, besides Streamlit's and those of `runs.bounds`."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.param import Param, demand

LEVELS = ("debug", "info", "warning", "error")
ANYWHERE = ("*",)
"""Every origin."""
ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?")

VISITORS = Param(
    "THALWEG_MAX_VISITORS", "Largest number of visitors at once", 300, (1, 3000), (1, 100_000),
    help="Each visitor takes about half a megabyte. Newcomers beyond this number are asked to wait.", kind="integer",
)  # fmt: skip
PICTURES = Param(
    "THALWEG_PICTURES_MB", "Memory for pictures, in MB", 64, (8, 1024), (1, 65_536),
    help="Pictures that were computed are kept in so much memory, 15 kB each.", kind="integer",
)  # fmt: skip
METRICS = Param(
    "THALWEG_METRICS_PORT", "Port of the metrics", 0, (0, 65_535), (0, 65_535),
    help="The port at which Prometheus finds the metrics. 0 means none.", kind="integer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of an installation.

    `title` is shown in the browser's tab and on the page that asks to wait. `visitors` is the number of visitors at
    once, `pictures` the megabytes for pictures that were computed, `frames` the origins whose pages may show the app in
    a frame, `embed` the origins whose pages may show a stage (ANYWHERE: all of them), `metrics` the port of the metrics
    (0: none) and `metrics_host` their address, `level` the lowest level that is logged.
    """

    title: str = "Thalweg"
    visitors: int = int(VISITORS.default)
    pictures: int = int(PICTURES.default)
    frames: tuple[str, ...] = ()
    embed: tuple[str, ...] = ANYWHERE
    metrics: int = int(METRICS.default)
    metrics_host: str = "127.0.0.1"
    level: str = "warning"


def read(environment: Mapping[str, str]) -> Settings:
    """The settings in these environment variables; an empty one counts as unset. ValueError with a sentence."""
    given = {name: text.strip() for name, text in environment.items() if text.strip()}
    title = given.get("THALWEG_TITLE", Settings().title)
    demand(len(title) <= 80 and title.isprintable(), "THALWEG_TITLE is one line of at most 80 characters.")
    level = given.get("THALWEG_LOG", Settings().level).lower()
    demand(level in LEVELS, f"THALWEG_LOG must be one of {', '.join(LEVELS)}, not {level[:40]!r}.")
    frames = _origins("THALWEG_FRAMES lists", given.get("THALWEG_FRAMES", ""))
    return Settings(
        title, _number(given, VISITORS), _number(given, PICTURES), frames, _embed(given), _number(given, METRICS),
        given.get("THALWEG_METRICS_ADDRESS", Settings().metrics_host), level,
    )  # fmt: skip


def _origins(says: str, text: str) -> tuple[str, ...]:
    for origin in text.split():
        demand(ORIGIN.fullmatch(origin), f"{says} origins like https://courses.example, not {origin[:80]!r}.")
    return tuple(text.split())


def _embed(given: Mapping[str, str]) -> tuple[str, ...]:
    text = given.get("THALWEG_EMBED", "on")
    if text.lower() in ("on", "off"):
        return ANYWHERE if text.lower() == "on" else ()
    return _origins("THALWEG_EMBED is on, off, or lists", text)


def _number(given: Mapping[str, str], param: Param) -> int:
    return int(param.read(given[param.key])) if param.key in given else int(param.default)


@lru_cache(1)
def settings() -> Settings:
    """The settings of this process."""
    return read(os.environ)
