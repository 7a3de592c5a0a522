"""What a picture shows of the one runner that is selected: its dials, its gradients, the batch in its hand."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pictures.handles import dials
from pictures.tracks import STYLES, numbers
from runs.run import Run, Scene
from runs.simulate import Trajectory
from stage.addresses import batches_url, samples_url
from stage.payload import Contours, Picture, Vector

Series = tuple[np.ndarray, ...]


class Subject(NamedTuple):
    """A scene, and the one of its runners that is selected, by its place."""

    scene: Scene
    place: int


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
        Vector(0, selected, style, f"{name} x", f"{name} y", name, f"−{label}", of="gradient")
        for name, label, style, _ in told
    )
    return arrows, series


def contours(run: Run) -> tuple[Contours, ...]:
    """The level lines of the present batch, if a run uses batches."""
    return (Contours(0, samples_url(run.ground), batches_url(run)),) if run.batch else ()


def selected(picture: Picture, subject: Subject, *, shared: bool = False) -> Picture:
    """The picture of a race (`pictures.race`) with a runner selected. `shared`: its dials turn those of all runners."""
    scene, index = subject
    run = scene.runs()[index]
    way, _ = numbers(run)
    arrows, paths = gradients(scene, way, index)
    return replace(
        picture,
        tracks=tuple(replace(track, selected=track.run == index) for track in picture.tracks),
        vectors=arrows,
        contours=contours(run),
        dials=dials(scene, index, shared=shared),
        ghosts=True,
        series={**picture.series, **paths},
    )
