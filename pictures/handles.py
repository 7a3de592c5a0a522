"""Pins and dials with the words of the link that they write, so that the stage can ask for the next picture itself."""

from math import floor, log10

from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.codec import Pairs
from runs.ground import Ground
from runs.run import RATE, REACH, Point, Runner, Scene
from stage.payload import Dial, Pin

MOMENTA = ("momentum", "beta1", "beta")
"""The keys that a method's momentum may have."""

START: Pairs = [("x", "{x}"), ("y", "{y}")]
"""What moving the start of a scene writes."""


def decimals(ground: Ground) -> tuple[int, int]:
    """The decimals of a point on a map: a ten-thousandth of the box or less. The stage adds some when one zooms in.

    The screen, the link and the kernels all use the rounded point.
    """
    x, y = (4 - floor(log10(high - low)) for low, high in LANDSCAPES[ground.entry.key].box)
    return x, y


def start_pin(name: str, pane: int, at: Point, label: str, ground: Ground, words: Pairs) -> Pin:
    """The pin of a start on a map."""
    return Pin(name, pane, *at, label, (-REACH, -REACH), (REACH, REACH), tuple(words), digits=decimals(ground))


def scene_pin(scene: Scene) -> Pin:
    """The pin of the start that all runners of a scene share."""
    return start_pin("start", 0, scene.start, "Start", scene.ground, START)


def dials(scene: Scene, place: int, *, shared: bool = False) -> tuple[Dial, ...]:
    """The dials of a runner: its rate and its momentum. `shared`: they set the numbers of all runners."""
    runner = scene.runners[place]
    params = OPTIMIZERS[runner.method.key].params
    values = dict(zip((p.key for p in params), runner.method.values, strict=True))
    momentum = next((p for key in MOMENTA for p in params if p.key == key), None)
    offered = [(RATE, runner.rate), *([(momentum, values[momentum.key])] if momentum else [])]
    turned = scene.runners if shared else (runner,)
    return tuple(
        Dial(
            p.key, p.symbol, value, min(p.slider[0], value), max(p.slider[1], value), p.scale,
            tuple(f"{name_of(one)}.{p.key}" for one in turned),
        )
        for p, value in offered
    )  # fmt: skip


def name_of(runner: Runner) -> str:
    """The name of a runner in the link."""
    return f"run{runner.mark + 1}"
