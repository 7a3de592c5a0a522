"""One method under several schedules: scenes whose runners differ in nothing but the schedule."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from core.param import demand
from runs.catalog import SCHEDULES
from runs.ground import Entry, Ground, landscape
from runs.run import Run, Runner, Scene, optimizer, schedule
from runs.simulate import simulate

LEAST, MOST = 2, 4
"""The fewest and the most schedules that race against each other."""

USUAL = ("constant", "step", "cosine")
"""The schedules that another scene's runner is put under."""

OTHERWISE = "This page shows one optimizer under several schedules. It uses the first runner in the link."
"""What is said of a link that shows anything else."""

HAND_DRAWN = "hand_drawn"
KNOTS = ("k1", "k2", "k3", "k4", "k5")
"""The parameters of the hand-drawn schedule that hold the shares of the rate at its knots."""


@lru_cache(maxsize=1)
def opening() -> Scene:
    """Momentum on Himmelblau's four valleys: one start and one highest rate, and each schedule ends in another valley.

    The gradients are noisy, so that a rate that fades can be seen to calm the walker down.
    """
    ground = Ground(landscape("himmelblau"))
    alone = Scene(ground, (5.0, -4.0), 300, (Runner(optimizer("momentum"), 0.011),), noise=1.0, curve="stride")
    return under(alone, 0, (HAND_DRAWN, "constant", "exponential", "one_cycle"))


def fitted(key: str, steps: int) -> Entry:
    """A schedule with its defaults, spread over so many steps."""
    whole = SCHEDULES[key].whole
    return schedule(key, {whole: float(steps)} if whole else {})


def under(scene: Scene, index: int, keys: Sequence[str]) -> Scene:
    """The runner number `index` under each of these schedules; schedules that the scene has keep their parameters. If
    it is a fork, it runs from the start.

    ValueError with a sentence unless there are LEAST to MOST different ones.
    """
    demand(LEAST <= len(set(keys)) == len(keys) <= MOST, f"Choose {LEAST} to {MOST} different schedules.")
    demand(0 <= index < len(scene.runners), f"There is no runner number {index + 1}.")
    chosen = scene.runners[index]
    plain = replace(chosen, origin=None, at=0)
    had = {r.schedule.key: replace(r, origin=None, at=0) for r in scene.runners if alike(r, chosen)}
    fresh = [had.get(key) or replace(plain, schedule=fitted(key, scene.steps), hidden=False) for key in keys]
    return replace(scene, runners=tuple(replace(runner, mark=mark) for mark, runner in enumerate(fresh)))


def alike(one: Runner, other: Runner) -> bool:
    """Whether two runners differ in nothing but schedule, mark, and whether they are shown."""
    return replace(one, schedule=other.schedule, mark=other.mark, hidden=other.hidden) == other


def keys(scene: Scene) -> tuple[str, ...] | None:
    """The schedules of a scene that `under` could have made; None for any other scene."""
    found = tuple(runner.schedule.key for runner in scene.runners)
    fits = LEAST <= len(set(found)) == len(found) <= MOST
    plain = all(runner.origin is None and alike(runner, scene.runners[0]) for runner in scene.runners)
    return found if fits and plain else None


def for_all(how: Callable[..., Scene]) -> Callable[..., Scene]:
    """Turn a function of `runs.edit` that changes one runner into one that changes all runners alike."""

    def changed(scene: Scene, index: int, *args: Any) -> Scene:
        after = how(scene, index, *args)
        chosen = after.runners[index]
        runners = (replace(chosen, schedule=r.schedule, mark=r.mark, hidden=r.hidden) for r in after.runners)
        return replace(after, runners=tuple(runners))

    return changed


def hand_drawn(scene: Scene) -> int | None:
    """The index of the runner with the hand-drawn schedule; None if there is none."""
    found = [runner.schedule.key for runner in scene.runners]
    return found.index(HAND_DRAWN) if HAND_DRAWN in found else None


@lru_cache(maxsize=64)
def _rates(run: Run) -> np.ndarray:
    return simulate(run).rates


def rates_under(scene: Scene, index: int) -> dict[str, np.ndarray]:
    """The rates of this runner's method with every schedule of the catalogue, by key: float64[steps of its run] each.

    Schedules that race in the scene keep their parameters.
    """
    raced = {runner.schedule.key: runner.schedule for runner in scene.runners}
    run = scene.runs()[index]
    entries = (raced.get(key) or fitted(key, scene.steps) for key in SCHEDULES)
    return {entry.key: _rates(replace(run, schedule=entry)) for entry in entries}
