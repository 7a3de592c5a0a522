"""The limits of an installation: how many steps and walkers a visitor may ask for, and how many surveys run at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock, Semaphore

from core.param import Param
from runs.run import MAX_STEPS, STEPS, Scene

MOST_STEPS = Param(
    "THALWEG_MAX_STEPS", "Most steps", MAX_STEPS, STEPS.slider, (STEPS.slider[0], MAX_STEPS), "log",
    "The longest run that this server allows, in steps.", "integer",
)  # fmt: skip
MOST_WALKERS = Param(
    "THALWEG_MAX_WALKERS", "Most walkers", 65_536, (100, 65_536), (100, 1_000_000), "log",
    "The largest number of walkers in one survey on this server.", "integer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest number of steps of a run, and of walkers of a survey."""

    steps: int = int(MOST_STEPS.default)
    walkers: int = int(MOST_WALKERS.default)


def read(environment: Mapping[str, str]) -> Bounds:
    """The bounds that environment variables set; an empty variable counts as unset. ValueError with a sentence."""
    return Bounds(*(int(p.read(environment.get(p.key) or p.write(p.default))) for p in (MOST_STEPS, MOST_WALKERS)))


@lru_cache(1)
def bounds() -> Bounds:
    """The bounds of this process."""
    return read(os.environ)


def within_bounds(scene: Scene) -> tuple[Scene, tuple[str, ...]]:
    """The scene, reduced to the bounds of this server, with a sentence for the visitor if anything was reduced."""
    most = bounds().steps
    if scene.steps <= most:
        return scene, ()
    return replace(scene, steps=most), (
        f"This server allows at most {most:,} steps, so the run was shortened from {scene.steps:,} to {most:,} steps.",
    )


class CountedSemaphore:
    """A semaphore that also counts: `inside` threads hold it, at most `places` at once, and `waiting` threads wait."""

    def __init__(self, places: int) -> None:
        self.places, self.lock = Semaphore(places), Lock()
        self.inside = self.waiting = 0

    def __enter__(self) -> None:
        self._count(0, 1)
        self.places.acquire()
        self._count(1, -1)

    def __exit__(self, *_error: object) -> None:
        self.places.release()
        self._count(-1, 0)

    def _count(self, inside: int, waiting: int) -> None:
        with self.lock:
            self.inside, self.waiting = self.inside + inside, self.waiting + waiting
