"""What a picture shows of the one runner that is selected: its dials, its gradients, the batch in its hand."""

from dataclasses import replace

import numpy as np

from pictures.tracks import STYLES, numbers
from runs.catalog import OPTIMIZERS
from runs.run import RATE, Run, Runner, Scene
from runs.simulate import Trajectory
from stage.addresses import batches_url, samples_url
from stage.payload import Contours, Dial, Picture, Vector

Series = tuple[np.ndarray, ...]


MOMENTA = ("momentum", "beta1", "beta")
"""The keys that a method's momentum may have."""


def dials(runner: Runner) -> tuple[Dial, ...]:
    """The dials on the stage: the rate and the momentum of a runner."""
    params = OPTIMIZERS[runner.method.key].params
    values = dict(zip((p.key for p in params), runner.method.values, strict=True))
    momentum = next((p for key in MOMENTA for p in params if p.key == key), None)
    offered = [(RATE, runner.rate), *([(momentum, values[momentum.key])] if momentum else [])]
    return tuple(
        Dial(p.key, p.symbol, value, min(p.slider[0], value), max(p.slider[1], value), p.scale)
        for p, value in offered
    )  # fmt: skip


def gradients(scene: Scene, way: Trajectory, selected: int) -> tuple[tuple[Vector, ...], dict[str, Series]]:
    """If the gradient is corrupted: the gradient that the method sees and the true one, as arrows downhill.

    The series have rows for the selected run only, since arrows at every head would be confusing and take many bytes.
    """
    if way.run.exact or scene.runners[selected].hidden:
        return (), {}
    mark = scene.runners[selected].mark
    used = "this batch's gradient" if way.run.batch else "late gradient" if way.run.gradient.delay else "noisy gradient"
    if not (way.run.batch or way.run.gradient.delay or way.run.noise):
        used = "rounded gradient"
    others = {runner.mark % STYLES for runner in scene.runners}
    spare = next((style for style in range(STYLES) if style not in others), int(mark % STYLES == 0))
    told = (("used", used, mark, way.used), ("true", "true gradient", spare, way.gradients))
    series = {
        f"{name} {axis}": tuple(
            -rows[: len(way.used), k] if i == selected else np.empty(0) for i in range(len(scene.runners))
        )
        for name, _, _, rows in told for k, axis in enumerate("xy")
    }  # fmt: skip
    arrows = tuple(
        Vector(0, selected, style, f"{name} x", f"{name} y", name, f"−{label}") for name, label, style, _ in told
    )
    return arrows, series


def contours(run: Run) -> tuple[Contours, ...]:
    """The level lines of the present batch, if a run uses batches."""
    return (Contours(0, samples_url(run.ground), batches_url(run)),) if run.batch else ()


def selected(picture: Picture, scene: Scene, index: int) -> Picture:
    """The picture of a race (`pictures.race`) with the runner number `index` selected."""
    runner, run = scene.runners[index], scene.runs()[index]
    way, _ = numbers(run)
    arrows, paths = gradients(scene, way, index)
    return replace(
        picture,
        tracks=tuple(replace(track, selected=track.run == index) for track in picture.tracks),
        vectors=arrows,
        contours=contours(run),
        dials=dials(runner),
        series={**picture.series, **paths},
    )
