"""Sweeps of rate, batch size or noise: the noise floor and the spread that are measured, and what theory predicts."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.engine.noise import GAUSSIAN
from core.engine.samples import DRAWN
from runs import edit
from runs.catalog import LANDSCAPES
from runs.ensemble.snapshots import Snapshots, snapshots
from runs.run import RATE, SIGMA, Run, Scene
from runs.surface import lowest
from studies.basins import bends, diagonal
from studies.ensemble import shares

LOOKS = 40
"""How often an ensemble is recorded. The last quarter of the records counts as its end."""

DOUBLINGS = range(-4, 4)
"""Rates and noise are swept in factors of two, from a sixteenth to eight times the scene's own."""

LAST = 4
"""The last 1/LAST of the records counts as the end."""

SMALL, FORGOTTEN = 0.5, 0.2
"""SMALL is the largest rate times curvature for which the linear model is used. FORGOTTEN limits what is left of the
start: its share of the initial distance at the end, and its loss relative to the floor when the last quarter begins."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The result of simulating a scene with a series of values in place of its own.

    `what` is rate, batch or noise; `values`, float64[V], are the values. `measure` says what `measured`, float64[V],
    is: the "floor", the mean loss above the lowest over the last quarter of the runs, or the "spread", the root mean
    square distance of the runs from their mean (infinite if runs diverge). `theory`, float64[V], is the prediction of a
    linear model around the minimum: nan for values to which it does not apply, None if it applies to none. The slopes
    are those of straight lines through the logarithms, over the values to which theory applies, if there are any.
    `shares`, float64[M, V], is the share of runs in the valley of each minimum.
    """

    what: str
    values: np.ndarray
    measure: str
    measured: np.ndarray
    slope: float | None
    theory: np.ndarray | None
    theory_slope: float | None
    shares: np.ndarray
    sentence: str


def values_of(scene: Scene, what: str) -> tuple[float, ...]:
    """The values of a sweep."""
    if what == "batch":
        n = scene.ground.count
        return tuple(float(2**k) for k in range(11) if 2**k < n)
    own, param = (scene.runners[0].rate, RATE) if what == "rate" else (scene.noise or 1.0, SIGMA)
    found = (float(f"{own * 2.0**k:.12g}") for k in DOUBLINGS)
    return tuple(value for value in found if param.valid[0] <= value <= param.valid[1])


CHANGES: dict[str, Callable[[Scene, float], Scene]] = {
    "rate": lambda scene, value: edit.with_rate(scene, 0, value),
    "batch": lambda scene, value: edit.with_own(edit.with_gradient_value(scene, "batch", value), 0, "batch", 0),
    "noise": edit.with_noise,
}


def covariance(run: Run, at: np.ndarray) -> np.ndarray | None:
    """The covariance float64[2, 2] of the noise on one gradient at a point of the map; None if it is not constant."""
    if run.noise > 0 and (run.gradient.kind + GAUSSIAN != GAUSSIAN or run.batch):
        return None
    if not run.batch:
        return run.noise**2 * np.eye(2)
    if run.gradient.order != DRAWN:
        return None
    land, samples = LANDSCAPES[run.ground.entry.key], run.ground.samples()
    turn, shift = run.ground.affine()
    x, y = (turn @ at + shift).reshape(2, 1)
    slopes = np.empty((len(samples), 2, 1))
    for row, g in zip(samples, slopes, strict=True):
        land.grad(np.array(run.ground.entry.values), row.reshape(1, -1), x, y, g[0], g[1])
    return np.cov(slopes[:, :, 0].T, bias=True, rowvar=True) @ np.eye(2) / run.batch


def predicted(run: Run) -> tuple[float, float] | None:
    """The predicted floor and spread of plain gradient descent around the lowest minimum, if it stays there.

    Near the minimum the loss is a bowl with Hessian H. If the runs have the covariance S and the noise has C, one step
    makes S to (I - ηH) S (I - ηH)' + η² C. In the stationary state that equals S, and the floor is tr(HS)/2.

    None for other methods, for schedules that change the rate, for noise that is not constant, for rates that are not
    SMALL (so that changes of the noise with position would matter), and for runs too short to have FORGOTTEN the start.
    """
    ground, gradient = run.ground, run.gradient
    plain = run.method.key == "gd" and run.schedule.key == "constant" and not (gradient.delay or gradient.rounding)
    if not plain or not ground.minima() or LANDSCAPES[ground.entry.key].track is not None:
        return None
    at = np.array(min(ground.minima(), key=lambda m: np.hypot(m[0] - run.start[0], m[1] - run.start[1])))
    noise = covariance(run, at)
    if noise is None:
        return None
    here = bends(ground, at.reshape(1, 2), 1e-3 * diagonal(ground))
    axes = np.stack([here.axes[0], here.axes[0][::-1] * (-1.0, 1.0)])
    curved = np.array([here.large[0], here.small[0]])
    kept = 1.0 - run.rate * curved
    if np.any(run.rate * np.abs(curved) > SMALL) or np.any(kept**run.steps > FORGOTTEN):
        return None
    still = run.rate**2 * (axes @ noise @ axes.T) / (1.0 - np.outer(kept, kept))
    floor = float(0.5 * curved @ np.diag(still))
    begun = kept ** (run.steps * (LAST - 1) // LAST) * (axes @ (np.array(run.start) - at))
    if 0.5 * curved @ begun**2 > FORGOTTEN * floor:
        return None
    return floor, float(np.sqrt(np.trace(still)))


def ending(found: Snapshots, measure: str) -> float:
    """The floor or spread of an ensemble over the last quarter of its records; infinite if a walker has diverged."""
    late = slice(-max(1, len(found.steps) // LAST), None)
    if not np.isfinite(found.losses[-1]).all():
        return np.inf
    if measure == "floor":
        return float(found.losses[late].mean() - lowest(found.run.ground))
    return float(np.sqrt(found.positions[late].var(axis=2).sum(axis=1).mean()))


def slope_of(values: np.ndarray, found: np.ndarray) -> float | None:
    """The slope of the straight line through the logarithms of the values that are finite and positive; None if there
    are fewer than three.
    """
    good = np.isfinite(found) & (found > 0)
    if good.sum() < 3:
        return None
    return float(np.polyfit(np.log(values[good]), np.log(found[good]), 1)[0])


def sweep(scene: Scene, what: str, walkers: int = 400) -> Sweep:
    """Simulate the scene's first runner at every value of `what`. ValueError with a sentence if there is no batch."""
    one = replace(scene, runners=scene.runners[:1])
    values, measure = np.array(values_of(one, what)), "spread" if what == "batch" else "floor"
    runs = [CHANGES[what](one, float(value)).runs()[0] for value in values]
    found = [snapshots(run, walkers, max(1, run.steps // LOOKS), 1.0) for run in runs]
    measured = np.array([ending(one, measure) for one in found])
    told = [predicted(run) for run in runs]
    known = [np.nan if t is None else t[measure == "spread"] for t in told]
    theory = np.array(known) if any(t is not None for t in told) else None
    compared = np.ones(values.size, bool) if theory is None else np.isfinite(theory)
    slope = slope_of(values[compared], measured[compared])
    wanted = None if theory is None else slope_of(values, theory)
    parts = np.array([shares(one)[:, -1] for one in found]).T
    return Sweep(what, values, measure, measured, slope, theory, wanted, parts, _said(what, measure, slope, wanted))


NAMES = {"rate": "rate η", "batch": "batch B", "noise": "noise σ"}


def _said(what: str, measure: str, slope: float | None, wanted: float | None) -> str:
    if slope is None:
        return f"Too few of the runs come to rest to show a law for the {measure}."
    thing = "loss that remains" if measure == "floor" else "spread of the runs"
    law = f"The {thing} is proportional to the {NAMES[what]} to the power {slope:.2f}"
    return f"{law}; theory predicts {wanted:.2f}." if wanted is not None else f"{law}."
