"""Turns an ensemble into the picture of the clouds page: one map per setting, with charts of losses and shares."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.number import exact, short
from pictures.charts import losses_themselves, span, tamed
from pictures.ensembles import BINS, Numbers, measured, names, per_cent, place, styles, valleys
from pictures.handles import start_pin
from pictures.labels import captions, old_ground
from pictures.tracks import SERIES, SIZE, guides, numbers, outcome, samples_of
from runs.catalog import OPTIMIZERS
from runs.ensemble.codec import start_words
from runs.ensemble.ensemble import Ensemble
from runs.ground import Ground
from runs.surface import box_of, query
from stage.addresses import surface_url
from stage.payload import Band, Chart, Cloud, Grid, Line, Map, Picture, Share, Track
from studies.measures import deeper_words

LONG = 4000
"""For runs of more steps than this only the positions of the single path are sent, since the clouds matter here."""


MOVING = 150
"""The number of runs while the visitor drags something, which is enough to see where the cloud goes."""

MOST_VALLEYS = 3
"""The most minima whose shares are drawn as curves: those that most runs visit."""

SEEN = 0.01
"""A minimum gets a number on the map if its share of the runs ever exceeds this."""


def heights(found_all: Sequence[Numbers]) -> tuple[np.ndarray, ...]:
    """The quantiles of the losses to draw, float64[5, F] per setting: above the lowest known loss or, if any run is
    lower than that, the losses themselves.
    """
    deep = any(one.fallen for one in found_all)
    return tuple(one.levels if deep else one.bands for one in found_all)


def said(one: Numbers, drawn: np.ndarray, ground: Ground) -> str:
    """The figures under a map: the median of the final losses as they are `drawn`, and the shares that escaped,
    diverged, or were lower than the lowest known loss.
    """
    out, middle = one.escapes, float(drawn[2, -1])
    words = [f"middle loss {short(middle, 2)}"] if np.isfinite(middle) else []
    words += [f"half escape by step {out.median}" if out.median is not None else f"{per_cent(out.share)} escape"]
    words += [f"{per_cent(one.diverged)} diverge"] if one.diverged else []
    words += [f"{per_cent(one.fallen)} {deeper_words(ground)}"] if one.fallen else []
    return " · ".join(words + old_ground(ground))


def loss_chart(found_all: Sequence[Numbers]) -> Chart:
    """The chart of the `heights`. Its range covers all bands except those of diverging runs."""
    bands = [row for drawn in heights(found_all) for row in drawn]
    rows = tamed([row[np.isfinite(row)] for row in bands], [not np.all(np.isfinite(row)) for row in bands])
    if any(one.fallen for one in found_all):
        return losses_themselves(rows)
    return Chart("gap", "Loss above the minimum", *span(rows))


def share_lines(ensemble: Ensemble, found_all: Sequence[Numbers], pane: int) -> tuple[Chart, tuple[Line, ...]]:
    """The chart and the curves of the shares in each valley or, if there is only one, of the share that has arrived."""
    ground, marks, called = ensemble.base.ground, styles(ensemble), ensemble.labels()
    shown = sorted(valleys(found_all, SEEN)[:MOST_VALLEYS])
    if not shown:
        title = f"Share within {exact(ensemble.base.tolerance)} of the lowest loss"
        drawn = tuple(Line(pane, mark, f"arrived {i}", called[i] or "arrived") for i, mark in enumerate(marks))
        return Chart("arrived 0", title, False, (0.0, 1.0)), drawn
    drawn = tuple(
        Line(pane, mark, f"share {i} {k}", place(ground, k), dash=nth > 0)
        for nth, k in enumerate(shown) for i, mark in enumerate(marks)
    )  # fmt: skip
    return Chart(f"share 0 {shown[0]}", "Share in each valley", False, (0.0, 1.0)), drawn


def shares(ensemble: Ensemble, found_all: Sequence[Numbers]) -> tuple[Share, ...]:
    """The shares that are written on the map, at every minimum that runs visit."""
    minima = ensemble.base.ground.minima()
    return tuple(
        Share(i, *minima[k], f"share {i} {k}", mark)
        for i, mark in enumerate(styles(ensemble)) for k in valleys(found_all, SEEN)
    )  # fmt: skip


def series(found_all: Sequence[Numbers]) -> dict[str, tuple[np.ndarray, ...]]:
    """The numbers of every setting, under the names by which clouds, bands, lines and shares refer to them."""
    rows: dict[str, np.ndarray] = {}
    for i, (one, drawn) in enumerate(zip(found_all, heights(found_all), strict=True)):
        rows[f"density {i}"] = one.density.ravel()
        rows |= {f"mean {i} {axis}": one.mean[:, k] for k, axis in enumerate("xy")}
        rows |= {f"spread {i} {which}": one.spread[:, k] for k, which in enumerate(("xx", "xy", "yy"))}
        rows |= {f"band {i} {k}": row for k, row in enumerate(drawn)}
        rows |= {f"share {i} {k}": row for k, row in enumerate(one.shares)}
        rows[f"arrived {i}"] = one.arrived
    return {name: (row,) for name, row in rows.items()}


def bands_of(marks: Sequence[int], pane: int) -> tuple[Band, ...]:
    """The bands that contain nine runs in ten, and the middle half of the runs."""
    return tuple(
        Band(pane, mark, f"band {i} {low}", f"band {i} {high}", alpha)
        for i, mark in enumerate(marks) for low, high, alpha in ((0, 4, 0.16), (1, 3, 0.3))
    )  # fmt: skip


def tracks(ensemble: Ensemble, walkers: int, drawn: Sequence[int]) -> tuple[Track, ...]:
    """The path of one run on every map: the first of the cloud."""
    out, (_, printed) = [], captions(ensemble.settings(), names(ensemble))
    for i, (run, name, mark) in enumerate(zip(ensemble.runs(), names(ensemble), drawn, strict=True)):
        way, _ = numbers(run)
        out += [
            Track(
                i, i, name, f"one of {walkers:,} runs", mark, evaluations=OPTIMIZERS[run.method.key].evaluations,
                settings=printed[i], **outcome(way, ensemble.base.tolerance), **samples_of(run),
            )
        ]  # fmt: skip
    return tuple(out)


def picture(ensemble: Ensemble, *, moving: bool = False) -> Picture:
    """The picture of an ensemble. During a drag (`moving`) it shows fewer runs at fewer steps, and says so."""
    shown = replace(ensemble, walkers=min(ensemble.walkers, MOVING)) if moving else ensemble
    every = 2 * ensemble.every if moving else ensemble.every
    base, runs, marks, called = shown.base, shown.runs(), styles(shown), names(shown)
    found_all, last = measured(shown, every), len(runs)
    shares_chart, lines = share_lines(shown, found_all, last + 1)
    drifting, paths = guides(runs)
    known = SERIES[:2] if base.steps > LONG else [*SERIES, *(["dist"] if base.ground.minima() else [])]
    rows = {name: tuple(numbers(run)[1][name] for run in runs) for name in known}
    return Picture(
        scene=base.ground.entry.key,
        steps=base.steps,
        panes=(
            *(Map(surface_url(query(base.ground), SIZE), box_of(base.ground), name, said(one, drawn, run.ground))
              for name, one, drawn, run in zip(called, found_all, heights(found_all), runs, strict=True)),
            loss_chart(found_all),
            shares_chart,
        ),
        tracks=tracks(shown, shown.walkers, marks),
        clouds=tuple(
            Cloud(
                i, mark, one.box, BINS, f"density {i}", (f"mean {i} x", f"mean {i} y"),
                (f"spread {i} xx", f"spread {i} xy", f"spread {i} yy"),
            )
            for i, (mark, one) in enumerate(zip(marks, found_all, strict=True))
        ),
        bands=bands_of(marks, last),
        lines=(
            *(Line(last, mark, f"band {i} 2", shown.labels()[i] or "the middle run") for i, mark in enumerate(marks)),
            *lines,
        ),
        shares=shares(shown, found_all),
        every=every,
        guides=drifting,
        pins=tuple(
            start_pin(f"start{i + 1}", i, run.start, f"Start, {called[i]}", base.ground, start_words(shown, i))
            for i, run in enumerate(runs)
        ),
        grid=Grid(("",), called),
        caption=captions(shown.settings(), called)[0],
        series=rows | paths | series(found_all),
    )  # fmt: skip
