"""Turns a comparison into the picture of small multiples: one map per pane, and the losses of all next to them."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from core.number import short
from pictures.charts import calm, chart, losses_themselves, span
from pictures.handles import start_pin
from pictures.labels import captions, note, old_ground
from pictures.tracks import SERIES, guides, numbers, outcome, samples_of
from runs.catalog import OPTIMIZERS
from runs.comparison.codec import start_words
from runs.comparison.comparison import Comparison
from runs.comparison.edit import labels
from runs.run import Run, Scene
from runs.simulate import Trajectory
from runs.surface import box_of, query
from stage.addresses import surface_url
from stage.payload import Chart, Curve, Grid, Map, Picture, Track
from studies.measures import deeper, deeper_words
from studies.verdicts import Verdict, best, even, verdict

FINE, COARSE = 240, 160
"""Points per side of a surface: fine if all panes share one surface, as the race does; coarse if each has its own."""

BADGES: Mapping[str, Literal["fewest steps", "lowest loss"]] = {"steps": "fewest steps", "loss": "lowest loss"}
"""What the star of the best pane says."""


def said(way: Trajectory, found: Verdict) -> str:
    """The figures under a pane: steps to the tolerance, or where it is instead, final loss, status, and whether a loss
    was lower than known.
    """
    ground, words = way.run.ground, list[str]()
    if found.word == "diverged" or found.loss is None:
        words = [f"diverged at step {found.at}"]
    elif found.reached is None:
        words = [found.place or "at rest", short(found.loss, 2)]
    else:
        words = [f"{found.reached} step{'s' if found.reached != 1 else ''}", short(found.loss, 2)]
        words += ["at rest"] if found.word == "converged" else []
    words += [deeper_words(ground)] if deeper(way.losses, ground).any() else []
    return " · ".join(words + old_ground(ground))


def named(comparison: Comparison) -> tuple[str, ...]:
    """The name of every pane: what distinguishes it."""
    rows, columns = labels(comparison)
    return tuple(", ".join(filter(None, (row, column))) for row in rows for column in columns)


def styles(comparison: Comparison, scenes: Sequence[Scene]) -> tuple[int, ...]:
    """The colour and shape of every pane's run: the runner's own if runners vary in a single row, else one per pane."""
    if comparison.down is None and comparison.across.what == "runner":
        return tuple(scene.runners[0].mark for scene in scenes)
    return tuple(range(len(scenes)))


def loss_chart(runs: Sequence[Run], ways: list[Trajectory], rows: dict[str, list[np.ndarray]]) -> Chart:
    """The chart with all losses, each relative to its own minimum if the grounds differ and none is lower than that."""
    if len({run.ground for run in runs}) == 1:
        return chart("loss", runs[0].ground, lambda name: rows[name], ways)
    if any(deeper(way.losses, way.run.ground).any() for way in ways):
        return losses_themselves(calm(rows["loss"], ways))
    return Chart("gap", "Loss above the minimum", *span(calm(rows["gap"], ways)))


def scene_key(scenes: Sequence[Scene]) -> str:
    """The key that the zoom depends on: the names of the landscapes."""
    return " ".join(dict.fromkeys(scene.ground.entry.key for scene in scenes))


def grain(comparison: Comparison) -> int:
    """The size of the surfaces of the panes: panes that share one ground show it finely."""
    return FINE if len({scene.ground for scene in comparison.scenes()}) == 1 else COARSE


def picture(comparison: Comparison) -> Picture:
    """The picture of a comparison: one small map per pane, and the losses next to them."""
    scenes = comparison.scenes()
    runs = [scene.runs()[0] for scene in scenes]
    answers = [numbers(run) for run in runs]
    ways = [way for way, _ in answers]
    verdicts = [verdict(way, comparison.base.tolerance) for way in ways]
    winners = best([run.ground for run in runs], verdicts, comparison.best, even(ways))
    names, marks = named(comparison), styles(comparison, scenes)
    series = [*SERIES, *(["dist"] if all(run.ground.minima() for run in runs) else [])]
    rows = {name: [found[name] for _, found in answers] for name in (*series, "gap")}
    whats = {axis.what for axis in comparison.axes}
    losses, last = loss_chart(runs, ways, rows), len(runs)

    size = grain(comparison)

    def pane(i: int) -> Map:
        badge = BADGES[winners[i]] if i in winners else "diverged" if ways[i].word == "diverged" else ""
        ground = runs[i].ground
        return Map(surface_url(query(ground), size), box_of(ground), names[i], said(ways[i], verdicts[i]), badge)

    grid_rows, grid_columns = labels(comparison)
    (moving, paths), (caption, printed) = guides(runs), captions(scenes, names)
    return Picture(
        scene=scene_key(scenes),
        steps=comparison.base.steps,
        panes=(*map(pane, range(last)), losses),
        tracks=tuple(
            Track(
                i, i, names[i], note(scene.runners[0]) if "method" in whats and "rate" not in whats else "", marks[i],
                evaluations=OPTIMIZERS[run.method.key].evaluations, **outcome(way, comparison.base.tolerance),
                settings=printed[i], **samples_of(run),
            )
            for i, (scene, run, way) in enumerate(zip(scenes, runs, ways, strict=True))
        ),
        guides=moving,
        curves=tuple(Curve(last, i, mark) for i, mark in enumerate(marks)),
        pins=tuple(
            start_pin(f"start{i + 1}", i, run.start, f"Start, {names[i]}", run.ground, start_words(comparison, i))
            for i, run in enumerate(runs)
        ),
        grid=Grid(grid_rows, grid_columns, comparison.best == "steps"),
        caption=caption,
        against=comparison.base.against,
        axes=comparison.base.axes,
        series={name: tuple(rows[name]) for name in (*series, losses.of)} | paths,
    )  # fmt: skip
