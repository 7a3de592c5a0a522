"""Turns an ensemble into the picture of the clouds page: one map per setting, with charts of losses and shares.

It makes no call of Streamlit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from core.ending import DIVERGED
from core.samples import DRAWN
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.crowd import Crowd
from runs.ground import Ground
from runs.run import REACH, Run, Scene
from runs.surface import Box, box_of, query
from runs.swarm import swarm
from stage import Band, Chart, Cloud, Count, Grid, Line, Map, Picture, Pin, Track
from stage.routes import surface_url
from studies.cloud_story import CloudStory
from studies.crowd import Escapes, arrived, bands, centre, density, escapes, shares, verdict
from studies.sweep import Sweep, sweep
from ui.gallery import CLOUDS
from ui.multiples import SERIES, guides
from ui.picture import SIZE, note, numbers, span

BINS = 40
"""Cells per side of a cloud. Twice as many would take four times the bytes, and look the same after smoothing."""

LONG = 4000
"""For runs of more steps than this only the positions of the single path are sent, since the clouds matter here."""

GRADES = 24
"""The number of shades of a cloud."""

STYLES = (1, 2)
"""The colours of the two settings. Black, the first colour, is left out, since a black cloud hides the ground."""

MOVING = 150
"""The number of runs while the visitor drags something, which is enough to see where the cloud goes."""

MOST_VALLEYS = 3
"""The most minima whose shares are drawn as curves: those that most runs visit."""

SEEN = 0.01
"""A minimum gets a number on the map if its share of the runs ever exceeds this."""

EDGE = 0.005
"""The share of the runs that may lie outside of a cloud's cells on either side when it is widest."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of an ensemble that are shown. The positions are not kept, since they are too many.

    density: uint8[F, bins, bins] over `box`; mean: float64[F, 2]; spread: [F, 3]; bands: [5, F]; shares: [M, F];
    arrived: [F]; diverged: the share of the runs that have diverged by the end.
    """

    box: Box
    density: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    bands: np.ndarray
    shares: np.ndarray
    arrived: np.ndarray
    escapes: Escapes
    diverged: float
    verdict: tuple[str, ...]


@lru_cache(maxsize=48)
def found(run: Run, walkers: int, every: int, radius: float, tolerance: float) -> Numbers:
    """Simulate the ensemble of a run and measure it. The result takes about 0.3 MB per setting."""
    walked = swarm(run, walkers, every, radius)
    box = frame_of(walked.positions, box_of(run.ground))
    seen = softened(density(walked, box, BINS))
    return Numbers(
        box, seen, *centre(walked), bands(walked), shares(walked), arrived(walked, tolerance), escapes(walked),
        float(np.mean(walked.status == DIVERGED)), verdict(walked),
    )  # fmt: skip


def softened(counted: np.ndarray) -> np.ndarray:
    """A smoothed density, uint8[F, n, n]: the kernel 1 : 2 : 1, applied twice in each direction.

    It is quantised to GRADES grades, evenly in the visible strength (the root), which saves bytes invisibly.
    """
    n, out = counted.shape[1], np.pad(counted.astype(np.float32), ((0, 0), (2, 2), (2, 2)))
    for _ in range(2):
        out = out[:, :-2] + 2 * out[:, 1:-1] + out[:, 2:]
        out = (out[:, :, :-2] + 2 * out[:, :, 1:-1] + out[:, :, 2:]) / 16
    seen = np.rint(np.sqrt(out / 255) * GRADES) / GRADES
    return np.rint(255 * seen * seen).astype(np.uint8).reshape(-1, n, n)


def frame_of(positions: np.ndarray, box: Box) -> Box:
    """The part of the map in which a cloud of positions float64[F, 2, N] is counted, with a small margin."""
    low, high = np.array(box[::2]), np.array(box[1::2])
    inside = np.clip(np.nan_to_num(positions), low[:, None], high[:, None])
    first = int(EDGE * positions.shape[2])
    ends = np.partition(inside, (first, -1 - first), axis=2)
    room = 0.02 * (high - low)
    x0, y0 = np.maximum(ends[:, :, first].min(axis=0) - room, low)
    x1, y1 = np.minimum(ends[:, :, -1 - first].max(axis=0) + room, high)
    return float(x0), float(x1), float(y0), float(y1)


def measured(crowd: Crowd, every: int = 0) -> tuple[Numbers, ...]:
    """The numbers of every setting at intervals of `every` steps; 0 stands for the ensemble's own interval."""
    looks = every or crowd.every
    return tuple(found(run, crowd.walkers, looks, crowd.radius, crowd.base.tolerance) for run in crowd.runs())


def styles(crowd: Crowd) -> tuple[int, ...]:
    """The colour of every setting: the runner's own if runners are compared."""
    if crowd.across is not None and crowd.across.what == "runner":
        return tuple(scene.runners[0].mark for scene in crowd.settings())
    return STYLES[: len(crowd.settings())]


def names(crowd: Crowd) -> tuple[str, ...]:
    """The name of every setting: the value in which it differs, or the method if there is only one setting."""
    method = OPTIMIZERS[crowd.base.runners[0].method.key].name
    return tuple(label or f"{method}, {note(crowd.base.runners[0])}" for label in crowd.labels())


def per_cent(share: float) -> str:
    """A share in words, where "none" and "all" mean exactly that."""
    if 0 < share < 0.01 or 0.99 < share < 1:
        return "less than 1 %" if share < 0.5 else "more than 99 %"
    return f"{100 * share:.0f} %"


def said(one: Numbers) -> str:
    """The figures under a map: the median of the final losses, and the shares that escaped or diverged."""
    out, middle = one.escapes, float(one.bands[2, -1])
    words = [f"middle loss {middle:.2g}"] if np.isfinite(middle) else []
    words += [f"half escape by step {out.median}" if out.median is not None else f"{per_cent(out.share)} escape"]
    words += [f"{per_cent(one.diverged)} diverge"] if one.diverged else []
    return " · ".join(words)


def loss_chart(found_all: Sequence[Numbers]) -> Chart:
    """The chart of the losses above the lowest known one. Its range covers all bands except those of diverging runs."""
    rows = [row[np.isfinite(row)] for one in found_all for row in one.bands]
    return Chart("gap", "Loss above the minimum", *span(rows))


def valleys(found_all: Sequence[Numbers], least: float) -> list[int]:
    """The minima whose share of the runs exceeds `least` at some time, the most visited first."""
    peaks = np.max([one.shares.max(axis=1, initial=0.0) for one in found_all], axis=0)
    ends = np.max([one.shares[:, -1] for one in found_all], axis=0) if peaks.size else peaks
    order = sorted(range(peaks.size), key=lambda k: (-ends[k], -peaks[k]))
    return [k for k in order if peaks[k] > least]


def place(ground: Ground, minimum: int) -> str:
    """The name of a minimum: its coordinates."""
    x, y = ground.minima()[minimum]
    return f"({x:.3g}, {y:.3g})"


def share_lines(crowd: Crowd, found_all: Sequence[Numbers], pane: int) -> tuple[Chart, tuple[Line, ...]]:
    """The chart and the curves of the shares in each valley or, if there is only one, of the share that has arrived."""
    ground, marks, called = crowd.base.ground, styles(crowd), crowd.labels()
    shown = sorted(valleys(found_all, SEEN)[:MOST_VALLEYS])
    if not shown:
        title = f"Share within {crowd.base.tolerance:g} of the lowest loss"
        drawn = tuple(Line(pane, mark, f"arrived {i}", called[i] or "arrived") for i, mark in enumerate(marks))
        return Chart("arrived 0", title, False, (0.0, 1.0)), drawn
    drawn = tuple(
        Line(pane, mark, f"share {i} {k}", place(ground, k), dash=nth > 0)
        for nth, k in enumerate(shown) for i, mark in enumerate(marks)
    )  # fmt: skip
    return Chart(f"share 0 {shown[0]}", "Share in each valley", False, (0.0, 1.0)), drawn


def counts(crowd: Crowd, found_all: Sequence[Numbers]) -> tuple[Count, ...]:
    """The shares that are written on the map, at every minimum that runs visit."""
    minima = crowd.base.ground.minima()
    return tuple(
        Count(i, *minima[k], f"share {i} {k}", mark)
        for i, mark in enumerate(styles(crowd)) for k in valleys(found_all, SEEN)
    )  # fmt: skip


def series(found_all: Sequence[Numbers]) -> dict[str, tuple[np.ndarray, ...]]:
    """The numbers of every setting, under the names by which clouds, bands, lines and counts refer to them."""
    rows: dict[str, np.ndarray] = {}
    for i, one in enumerate(found_all):
        rows[f"density {i}"] = one.density.ravel()
        rows |= {f"mean {i} {axis}": one.mean[:, k] for k, axis in enumerate("xy")}
        rows |= {f"spread {i} {which}": one.spread[:, k] for k, which in enumerate(("xx", "xy", "yy"))}
        rows |= {f"band {i} {k}": row for k, row in enumerate(one.bands)}
        rows |= {f"share {i} {k}": row for k, row in enumerate(one.shares)}
        rows[f"arrived {i}"] = one.arrived
    return {name: (row,) for name, row in rows.items()}


def bands_of(marks: Sequence[int], pane: int) -> tuple[Band, ...]:
    """The bands that contain nine runs in ten, and the middle half of the runs."""
    return tuple(
        Band(pane, mark, f"band {i} {low}", f"band {i} {high}", alpha)
        for i, mark in enumerate(marks) for low, high, alpha in ((0, 4, 0.16), (1, 3, 0.3))
    )  # fmt: skip


def tracks(crowd: Crowd, walkers: int, drawn: Sequence[int]) -> tuple[Track, ...]:
    """The path of one run on every map: the first of the cloud."""
    out = []
    for i, (run, name, mark) in enumerate(zip(crowd.runs(), names(crowd), drawn, strict=True)):
        way, _ = numbers(run)
        record = OPTIMIZERS[run.method.key]
        epoch = 0 if run.fog.order == DRAWN else run.ground.count
        out += [
            Track(
                i, i, name, f"one of {walkers:,} runs", mark, status=way.word, at=way.at, why=way.why,
                evaluations=record.evaluations, batch=run.batch, epoch=epoch, whole=run.ground.count,
            )
        ]  # fmt: skip
    return tuple(out)


def clouds(crowd: Crowd, heard: int, *, resting: bool = True) -> Picture:
    """The picture of an ensemble. During a drag (not `resting`) it shows fewer runs at fewer steps, and says so."""
    shown = crowd if resting else replace(crowd, walkers=min(crowd.walkers, MOVING))
    every = crowd.every if resting else 2 * crowd.every
    base, runs, marks, called = shown.base, shown.runs(), styles(shown), names(shown)
    found_all, last = measured(shown, every), len(runs)
    shares_chart, lines = share_lines(shown, found_all, last + 1)
    moving, ways = guides(runs)
    known = SERIES[:2] if base.steps > LONG else [*SERIES, *(["dist"] if base.ground.minima() else [])]
    rows = {name: tuple(numbers(run)[1][name] for run in runs) for name in known}
    return Picture(
        scene=base.ground.entry.key,
        steps=base.steps,
        panes=(
            *(Map(surface_url(query(base.ground), SIZE), box_of(base.ground), name, said(one))
              for name, one in zip(called, found_all, strict=True)),
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
        counts=counts(shown, found_all),
        every=every,
        guides=moving,
        pins=tuple(
            Pin(f"start{i + 1}", i, *run.start, f"Start, {called[i]}", (-REACH, -REACH), (REACH, REACH))
            for i, run in enumerate(runs)
        ),
        grid=Grid(("",), called),
        series=rows | ways | series(found_all),
        heard=heard,
    )  # fmt: skip


@lru_cache(maxsize=32)
def _sweep(scene: Scene, what: str) -> Sweep:
    return sweep(scene, what)


def swept(crowd: Crowd) -> tuple[tuple[str, int, Sweep], ...]:
    """The sweep of every setting with its name and its mark.

    If the settings differ only in what is swept, both are points of one curve, which then has no name.
    """
    whats = {"rate": "rate", "noise": "noise", "batch": "fog.batch"}
    alone = crowd.across is None or crowd.across.what == whats[crowd.sweep]
    found = tuple(_sweep(scene, crowd.sweep) for scene in crowd.settings()[: 1 if alone else 2])
    return tuple(zip([""] if alone else names(crowd), styles(crowd), found, strict=False))


def story_of(crowd: Crowd) -> CloudStory | None:
    """The story that has this ensemble, if there is one."""
    return next((story for story in CLOUDS.values() if story.crowd == crowd), None)


def headline(crowd: Crowd) -> str:
    """The line above the picture: what to watch if this is a story's ensemble, else how many runs of what are shown."""
    if (story := story_of(crowd)) is not None:
        return f"**{story.title}.** {story.watch}"
    base, land = crowd.base, LANDSCAPES[crowd.base.ground.entry.key].name
    whats = crowd.across.what if crowd.across else ""
    method = "two optimizers" if whats in ("method", "runner") else OPTIMIZERS[base.runners[0].method.key].name
    runs = f"**{crowd.walkers:,} runs** of {method} on **{land}**"
    return f"{runs}, each with its own random numbers."
