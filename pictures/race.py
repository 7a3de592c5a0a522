"""Turns a scene into the picture of a race: the map with the paths of all runners, and charts next to it."""

from functools import lru_cache

import numpy as np

from pictures.charts import chart, third
from pictures.handles import scene_pin
from pictures.labels import caption, note, settings, title
from pictures.tracks import SIZE, guides, numbers, outcome, samples_of, stability
from runs.catalog import OPTIMIZERS
from runs.run import MAX_RUNS, Run, Scene
from runs.simulate import Trajectory
from runs.surface import box_of, query
from stage.addresses import surface_url
from stage.payload import Curve, Event, Map, Picture, Space, Track
from studies.phenomena.phenomena import phenomena


@lru_cache(maxsize=64)
def happened(run: Run) -> tuple[tuple[int, int, str, str], ...]:
    """The events of a run, as (first step, last step, kind, sentence), cached for runs that do not change.

    Events before a fork belong to its origin.
    """
    own = (event for event in phenomena(numbers(run)[0]) if run.origin is None or event.last > run.at)
    return tuple((event.step, event.last, event.kind, event.sentence) for event in own)


def tracks(scene: Scene, ways: list[Trajectory]) -> tuple[Track, ...]:
    """Every runner's path on the map, and its row of the standings."""
    return tuple(
        Track(
            0, i, OPTIMIZERS[runner.method.key].name, note(runner, scene), runner.mark, False, runner.hidden,
            evaluations=OPTIMIZERS[runner.method.key].evaluations, **outcome(way, scene.tolerance),
            settings=settings(runner), **samples_of(way.run),
        )
        for i, (runner, way) in enumerate(zip(scene.runners, ways, strict=True))
    )  # fmt: skip


def picture(
    scene: Scene, *, moving: bool = False, curves: tuple[str, str] = ("loss", "norm"), thick: str = ""
) -> Picture:
    """The picture of a race: the map on the left, and next to it charts of these `curves` and of the scene's own.

    `thick` names the series that sets the thickness of a trail, if any. During a drag (`moving`) there are no events:
    nobody reads them then, and finding them would halve the number of pictures per second.
    """
    ground = scene.ground
    runs = scene.runs()
    answers = [numbers(run) for run in runs]
    ways = [way for way, _ in answers]

    def rows(name: str) -> list[np.ndarray]:
        return [stability(run) for run in runs] if name == "stability" else [found[name] for _, found in answers]

    charts = tuple(chart(of, ground, rows, ways) for of in (*curves, third(scene.curve, rows("rate"), curves)))
    extra = [*([thick] if thick else []), *(["dist"] if ground.minima() else [])]
    names: list[str] = ["x", "y", "loss", "norm", *(c.of for c in charts), *extra]
    drifting, paths = guides(runs[:1])
    ground_map = Map(surface_url(query(ground), SIZE), box_of(ground), title(ground))
    spaces = () if scene.view == "map" else (Space(0, alone=scene.view == "surface"),)
    return Picture(
        scene=ground.entry.key,
        steps=scene.steps,
        panes=(ground_map, *charts, *spaces),
        tracks=tracks(scene, ways),
        curves=tuple(
            Curve(pane, i, runner.mark, runner.hidden)
            for pane in range(1, len(charts) + 1)
            for i, runner in enumerate(scene.runners)
        ),
        guides=drifting,
        events=tuple(Event(i, *event) for i, run in enumerate(() if moving else runs) for event in happened(run)),
        pins=(scene_pin(scene),),
        caption=caption(scene),
        against=scene.against,
        axes=scene.axes,
        view=scene.view,
        thick=thick,
        forks=MAX_RUNS - len(scene.runners),
        series={name: tuple(rows(name)) for name in names} | paths,
    )
