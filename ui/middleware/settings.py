"""The settings that an installation makes by environment variables, besides Streamlit's and those of `runs.bounds`."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.records import Param, demand

LEVELS = ("debug", "info", "warning", "error")
ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?")

VISITORS = Param(
    "THALWEG_MAX_VISITORS", "Largest number of visitors at once", 300, (1, 3000), (1, 100_000),
    help="Each visitor takes about half a megabyte. Newcomers beyond this number are asked to wait.", kind="integer",
)  # fmt: skip
METRICS = Param(
    "THALWEG_METRICS_PORT", "Port of the metrics", 0, (0, 65_535), (0, 65_535),
    help="The port at which Prometheus finds the metrics. 0 means none.", kind="integer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of an installation.

    `title` is shown in the browser's tab and on the page that asks to wait. `visitors` is the number of visitors at
    once, `frames` the origins whose pages may show the app in a frame, `metrics` the port of the metrics (0: none) and
    `metrics_host` their address, `level` the lowest level that is logged.
    """

    title: str = "Thalweg"
    visitors: int = int(VISITORS.default)
    frames: tuple[str, ...] = ()
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
    frames = tuple(given.get("THALWEG_FRAMES", "").split())
    for origin in frames:
        demand(ORIGIN.fullmatch(origin), f"THALWEG_FRAMES lists origins like https://courses.example, not {origin!r}.")
    return Settings(
        title, _number(given, VISITORS), frames, _number(given, METRICS),
        given.get("THALWEG_METRICS_ADDRESS", Settings().metrics_host), level,
    )  # fmt: skip


def _number(given: Mapping[str, str], param: Param) -> int:
    return int(param.read(given[param.key])) if param.key in given else int(param.default)


@lru_cache(1)
def settings() -> Settings:
    """The settings of this process."""
    return read(os.environ)
