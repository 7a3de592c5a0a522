"""What a swarm of runs has in common: density, centre and spread, losses, valleys, escapes. Numbers only."""

from dataclasses import dataclass, replace

import numpy as np

from core.ending import DIVERGED
from runs.surface import Box, lowest
from runs.swarm import Swarm
from studies.basins import basins

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles of `bands`."""

SIDE = 81
"""Points of the lattice along a side of the map on which valleys are told apart: finer than for a single path."""


@dataclass(frozen=True, slots=True)
class Escapes:
    """When walkers escaped: `steps` int64[k] in order, the `share` of all that did, and the step by which half of all
    had (None: fewer did).
    """

    steps: np.ndarray
    share: float
    median: int | None


def density(swarm: Swarm, box: Box, bins: int) -> np.ndarray:
    """How many walkers are where, uint8[F, bins, bins], row = y from low to high, on a logarithmic scale.

    255 is all of them in one cell. The scale is the same at all times and for swarms of one size.
    """
    frames, _, walkers = swarm.positions.shape
    low, high = np.array(box[::2])[:, None], np.array(box[1::2])[:, None]
    with np.errstate(invalid="ignore", over="ignore"):
        cell = np.floor((swarm.positions - low) / (high - low) * bins)
        inside = np.all((cell >= 0) & (cell < bins), axis=1) & np.isfinite(swarm.losses)
    column, row = np.where(inside[:, None, :], cell, 0.0).astype(np.int64).transpose(1, 0, 2)
    place = (np.arange(frames)[:, None] * bins + row) * bins + column
    counts = np.bincount(place[inside], minlength=frames * bins * bins)
    shown = np.ceil(255.0 * np.log1p(counts) / np.log1p(walkers))
    return shown.astype(np.uint8).reshape(frames, bins, bins)


def centre(swarm: Swarm) -> tuple[np.ndarray, np.ndarray]:
    """The mean float64[F, 2] of those that have not diverged, and their covariances xx, xy, yy float64[F, 3].

    Where all have diverged both stay as they were before.
    """
    mean, spread = np.empty((len(swarm.steps), 2)), np.zeros((len(swarm.steps), 3))
    for k, (at, fine) in enumerate(zip(swarm.positions, np.isfinite(swarm.losses), strict=True)):
        if not fine.any():
            mean[k], spread[k] = (mean[k - 1], spread[k - 1]) if k else (swarm.run.start, (0.0, 0.0, 0.0))
            continue
        mean[k] = at[:, fine].mean(axis=1)
        x, y = at[:, fine] - mean[k][:, None]
        spread[k] = (x * x).mean(), (x * y).mean(), (y * y).mean()
    return mean, spread


def bands(swarm: Swarm) -> np.ndarray:
    """The quantiles LEVELS of the loss above the lowest known, float64[5, F]; infinite where so many have diverged."""
    gaps = np.maximum(swarm.losses - lowest(swarm.run.ground), 0.0)
    return np.quantile(gaps, LEVELS, axis=1, method="inverted_cdf")


def arrived(swarm: Swarm, tolerance: float) -> np.ndarray:
    """The share whose loss is no more than this above the lowest known, float64[F]."""
    return np.mean(swarm.losses - lowest(swarm.run.ground) <= tolerance, axis=1)


def shares(swarm: Swarm) -> np.ndarray:
    """The share in the valley of each known minimum, float64[M, F]; M = 0 where nothing divides the ground."""
    divided = basins(swarm.run.ground, SIDE)
    count = len(swarm.run.ground.minima()) if len(divided.places) else 0
    at = swarm.positions.transpose(0, 2, 1).reshape(-1, 2)
    labels = divided.nearest(at).reshape(swarm.losses.shape)
    labels = np.where(np.isfinite(swarm.losses), labels, -1)
    return np.array([np.mean(labels == k, axis=1) for k in range(count)]).reshape(count, len(swarm.steps))


def escapes(swarm: Swarm) -> Escapes:
    """When the walkers got farther from their start than the swarm's radius."""
    steps, walkers = np.sort(swarm.left[swarm.left > 0]), swarm.left.size
    half = (walkers + 1) // 2
    return Escapes(steps, steps.size / walkers, int(steps[half - 1]) if steps.size >= half else None)


def verdict(swarm: Swarm) -> tuple[str, ...]:
    """What is to be said about a swarm, in short sentences."""
    out, walkers, ground = escapes(swarm), swarm.left.size, swarm.run.ground
    last = replace(swarm, steps=swarm.steps[-1:], positions=swarm.positions[-1:], losses=swarm.losses[-1:])
    low, _, middle, _, high = (float(level[-1]) for level in bands(last))
    most = f"{high:.3g}" if np.isfinite(high) else "infinity"
    said = [f"At the end the median run is {middle:.3g} above the lowest loss; nine in ten are at {low:.3g} to {most}."]
    valleys = zip(shares(last), ground.minima(), strict=False)
    places = [f"{at[-1]:.0%} near ({x:.3g}, {y:.3g})" for at, (x, y) in valleys if at[-1] >= 0.005]
    if places:
        said += [f"Valleys in which the runs end: {', '.join(places)}."]
    if out.median is not None:
        said += [f"By step {out.median}, half of the runs have been farther than {swarm.radius:g} from the start."]
    else:
        said += [f"{out.share:.0%} of the runs get farther than {swarm.radius:g} from the start."]
    gone = int(np.sum(swarm.status == DIVERGED))
    if gone:
        said += [f"{gone:,} of {walkers:,} runs diverged."]
    return tuple(said)
