"""The picture of the schedules page: the race, its rates on a linear scale, and the knots of a hand-drawn schedule."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np

from core.records import demand
from pictures import race
from runs import edit
from runs.catalog import SCHEDULES
from runs.run import Run, Scene
from runs.simulate import simulate
from runs.variants import fitted
from stage.payload import Chart, Picture, Pin

CURVES = ("rate", "loss")
HAND_DRAWN = "hand_drawn"
KNOTS = ("k1", "k2", "k3", "k4", "k5")
RATE_PANE = 1
HEADROOM = 1.12
"""How much higher than the highest rate the chart of the rates is, so that a knot can be dragged up."""


def drawn(scene: Scene) -> int | None:
    """The index of the runner with the hand-drawn schedule; None if there is none."""
    keys = [runner.schedule.key for runner in scene.runners]
    return keys.index(HAND_DRAWN) if HAND_DRAWN in keys else None


def knots(scene: Scene, top: float) -> tuple[Pin, ...]:
    """The knots of the hand-drawn schedule as pins on its curve, which can be moved up and down."""
    index = drawn(scene)
    if index is None:
        return ()
    runner = scene.runners[index]
    spread, *shares = runner.schedule.values
    at = [spread * i / (len(KNOTS) - 1) for i in range(len(KNOTS))]
    return tuple(
        Pin(key, RATE_PANE, x, min(runner.rate * share, top), f"Knot {i + 1} of the drawn rate", (x, 0.0), (x, top))
        for i, (key, x, share) in enumerate(zip(KNOTS, at, shares, strict=True))
        if x <= scene.steps
    )


def picture(scene: Scene, *, moving: bool = False) -> Picture:
    """The picture, in which the thickness of a runner's trail shows its rate."""
    shown = race.picture(scene, moving=moving, curves=CURVES, thick="rate")
    top = HEADROOM * max((float(row.max(initial=0.0)) for row in shown.series["rate"]), default=0.0) or 1.0
    even = Chart("rate", "Learning rate η", False, (0.0, top))
    panes = tuple(even if isinstance(pane, Chart) and pane.of == "rate" else pane for pane in shown.panes)
    return replace(shown, panes=panes, pins=(*shown.pins, *knots(scene, top)))


def with_knot(scene: Scene, sent: Mapping[str, Any]) -> Scene:
    """The scene after a knot was dragged; `sent` is the message of its pin. ValueError if it is not that of a knot."""
    index, name, height = drawn(scene), str(sent["pin"]), float(sent["y"])
    if index is None or name not in KNOTS:
        raise ValueError("there is no such knot.")
    demand(isfinite(height), "a knot has a finite height.")
    share = max(0.0, height / scene.runners[index].rate)
    return edit.with_schedule_value(scene, index, name, round(share, 3))


@lru_cache(maxsize=64)
def _rates(run: Run) -> np.ndarray:
    return simulate(run).rates


def rates_under(scene: Scene, selected: int) -> dict[str, np.ndarray]:
    """The rates of the selected runner's method with every schedule; schedules that race keep their parameters."""
    raced = {runner.schedule.key: runner.schedule for runner in scene.runners}
    run = scene.runs()[selected]
    entries = (raced.get(key) or fitted(key, scene.steps) for key in SCHEDULES)
    return {entry.key: _rates(replace(run, schedule=entry)) for entry in entries}
