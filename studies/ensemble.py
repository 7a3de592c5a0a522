"""Statistics of an ensemble of runs: density, mean and covariance, quantiles of the loss, valleys, escapes."""

from dataclasses import dataclass, replace

import numpy as np

from core.engine.ending import DIVERGED
from core.number import exact, short
from runs.ensemble.snapshots import Snapshots
from runs.surface import Box, lowest
from studies import measures
from studies.basins import basins

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles of `bands`."""

SIDE = 81
"""Lattice points per side of the map for telling valleys apart; finer than for a single path."""


@dataclass(frozen=True, slots=True)
class Escapes:
    """When walkers escaped: their `steps`, int64[k], sorted; the `share` of all walkers that escaped; and the step by
    which half of all had escaped, or None if fewer did.
    """

    steps: np.ndarray
    share: float
    median: int | None


def density(snapshots: Snapshots, box: Box, bins: int) -> np.ndarray:
    """The number of walkers per cell on a logarithmic scale, uint8[F, bins, bins], row = y from low to high.

    255 means that all are in one cell. The scale is the same at all times and for all ensembles of one size.
    """
    frames, _, walkers = snapshots.positions.shape
    low, high = np.array(box[::2])[:, None], np.array(box[1::2])[:, None]
    with np.errstate(invalid="ignore", over="ignore"):
        cell = np.floor((snapshots.positions - low) / (high - low) * bins)
        inside = np.all((cell >= 0) & (cell < bins), axis=1) & np.isfinite(snapshots.losses)
    column, row = np.where(inside[:, None, :], cell, 0.0).astype(np.int64).transpose(1, 0, 2)
    place = (np.arange(frames)[:, None] * bins + row) * bins + column
    counts = np.bincount(place[inside], minlength=frames * bins * bins)
    shown = np.ceil(255.0 * np.log1p(counts) / np.log1p(walkers))
    return shown.astype(np.uint8).reshape(frames, bins, bins)


def centre(snapshots: Snapshots) -> tuple[np.ndarray, np.ndarray]:
    """The mean, float64[F, 2], of the walkers that have not diverged, and their covariances xx, xy, yy, float64[F, 3].

    Once all have diverged, both keep their last values.
    """
    mean, spread = np.empty((len(snapshots.steps), 2)), np.zeros((len(snapshots.steps), 3))
    for k, (at, fine) in enumerate(zip(snapshots.positions, np.isfinite(snapshots.losses), strict=True)):
        if not fine.any():
            mean[k], spread[k] = (mean[k - 1], spread[k - 1]) if k else (snapshots.run.start, (0.0, 0.0, 0.0))
            continue
        mean[k] = at[:, fine].mean(axis=1)
        x, y = at[:, fine] - mean[k][:, None]
        spread[k] = (x * x).mean(), (x * y).mean(), (y * y).mean()
    return mean, spread


def levels(snapshots: Snapshots) -> np.ndarray:
    """The quantiles LEVELS of the loss, float64[5, F]; infinite if too many have diverged."""
    return np.quantile(snapshots.losses, LEVELS, axis=1, method="inverted_cdf")


def bands(snapshots: Snapshots) -> np.ndarray:
    """The quantiles LEVELS of the loss above the lowest known, float64[5, F]; zero for losses that are lower."""
    return np.maximum(levels(snapshots) - lowest(snapshots.run.ground), 0.0)


def fallen(snapshots: Snapshots) -> float:
    """The share of walkers that are lower than the lowest known loss at any of the recorded steps."""
    return float(np.mean(measures.deeper(snapshots.losses, snapshots.run.ground).any(axis=0)))


def arrived(snapshots: Snapshots, tolerance: float) -> np.ndarray:
    """The share of walkers whose loss is within `tolerance` of the lowest known, float64[F]."""
    return np.mean(measures.arrived(snapshots.losses, snapshots.run.ground, tolerance), axis=1)


def shares(snapshots: Snapshots) -> np.ndarray:
    """The share of walkers in the valley of each minimum, float64[M, F]; M = 0 if the ground has only one basin."""
    divided = basins(snapshots.run.ground, SIDE)
    count = len(snapshots.run.ground.minima()) if len(divided.places) else 0
    at = snapshots.positions.transpose(0, 2, 1).reshape(-1, 2)
    labels = divided.nearest(at).reshape(snapshots.losses.shape)
    labels = np.where(np.isfinite(snapshots.losses), labels, -1)
    return np.array([np.mean(labels == k, axis=1) for k in range(count)]).reshape(count, len(snapshots.steps))


def escapes(snapshots: Snapshots) -> Escapes:
    """When the walkers first were farther from their start than the ensemble's radius."""
    steps, walkers = np.sort(snapshots.left[snapshots.left > 0]), snapshots.left.size
    half = (walkers + 1) // 2
    return Escapes(steps, steps.size / walkers, int(steps[half - 1]) if steps.size >= half else None)


def verdict(snapshots: Snapshots) -> tuple[str, ...]:
    """The main facts about an ensemble, in short sentences."""
    out, walkers, ground = escapes(snapshots), snapshots.left.size, snapshots.run.ground
    last = replace(
        snapshots, steps=snapshots.steps[-1:], positions=snapshots.positions[-1:], losses=snapshots.losses[-1:]
    )
    deep = fallen(snapshots)  # the whole way, as the chart shows it
    low, _, middle, _, high = (float(level[-1]) for level in (levels if deep else bands)(last))
    most = short(high) if np.isfinite(high) else "infinity"
    begun = f"loss is {short(middle)}" if deep else f"run is {short(middle)} above the lowest loss"
    said = [f"At the end the median {begun}; nine in ten are at {short(low)} to {most}."]
    if deep:
        words = measures.deeper_words(ground)
        said += [f"At some time {words}: {round(deep * walkers):,} of {walkers:,} runs."]
    valleys = zip(shares(last), ground.minima(), strict=False)
    places = [f"{at[-1]:.0%} near ({short(x)}, {short(y)})" for at, (x, y) in valleys if at[-1] >= 0.005]
    if places:
        said += [f"Valleys in which the runs end: {', '.join(places)}."]
    if out.median is not None:
        said += [
            f"By step {out.median}, half of the runs have been farther than {exact(snapshots.radius)} from the start."
        ]
    else:
        said += [f"{out.share:.0%} of the runs get farther than {exact(snapshots.radius)} from the start."]
    gone = int(np.sum(snapshots.status == DIVERGED))
    if gone:
        said += [f"{gone:,} of {walkers:,} runs diverged."]
    return tuple(said)
