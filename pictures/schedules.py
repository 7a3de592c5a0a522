"""The picture of the schedules page: the race, its rates on a linear scale, and the knots of a hand-drawn schedule."""

from dataclasses import replace

from pictures import race
from pictures.handles import name_of
from runs.catalog import SCHEDULES
from runs.run import Scene
from runs.variants import KNOTS, hand_drawn
from stage.payload import Chart, Picture, Pin

CURVES = ("rate", "loss")
RATE_PANE = 1
HEADROOM = 1.12
"""How much higher than the highest rate the chart of the rates is, so that a knot can be dragged up."""


def knots(scene: Scene, top: float) -> tuple[Pin, ...]:
    """The knots of the hand-drawn schedule as pins on its curve, which can be moved up and down."""
    index = hand_drawn(scene)
    if index is None:
        return ()
    runner = scene.runners[index]
    spread, *shares = runner.schedule.values
    at = [spread * i / (len(KNOTS) - 1) for i in range(len(KNOTS))]
    _, knot, *_ = SCHEDULES[runner.schedule.key].params
    top = min(top, runner.rate * knot.valid[1])  # a link with more would not be read
    return tuple(
        Pin(
            key, RATE_PANE, x, min(runner.rate * share, top), f"Knot {i + 1} of the drawn rate", (x, 0.0), (x, top),
            ((f"{name_of(runner)}.schedule.{key}", "{y}"),), (1.0, runner.rate),
        )
        for i, (key, x, share) in enumerate(zip(KNOTS, at, shares, strict=True))
        if x <= scene.steps
    )  # fmt: skip


def picture(scene: Scene, *, moving: bool = False) -> Picture:
    """The picture, in which the thickness of a trail shows the rate. A fork would not differ in its schedule alone."""
    shown = race.picture(scene, moving=moving, curves=CURVES, thick="rate")
    top = HEADROOM * max((float(row.max(initial=0.0)) for row in shown.series["rate"]), default=0.0) or 1.0
    even = Chart("rate", "Learning rate η", False, (0.0, top))
    panes = tuple(even if isinstance(pane, Chart) and pane.of == "rate" else pane for pane in shown.panes)
    return replace(shown, panes=panes, pins=(*shown.pins, *knots(scene, top)), forks=None)
