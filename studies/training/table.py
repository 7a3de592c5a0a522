"""The table of a training: accuracy with its intervals, loss, time and memory of every method, beside the published."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from runs.training.trained import DIVERGED, JUDGED, TRAIN, Trained

PUBLISHED: Mapping[str, float] = MappingProxyType({
    "adam": 0.9908, "rmsprop": 0.9857, "momentum": 0.9697, "gd": 0.9693, "adagrad": 0.9286, "adadelta": 0.8375,
})  # fmt: skip
"""The accuracies of a table that is often copied: Keras's defaults, MNIST, a convolutional network, ten epochs of
batches of 64, once. The row of momentum equals that of plain descent, most likely because momentum was left at 0."""

STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""The 97.5th percentile of Student's t with 1, 2, ..., 9 degrees of freedom."""
NORMAL = 1.959964

Interval = tuple[float, float]
NONE: Interval = (np.nan, np.nan)


class Row(NamedTuple):
    """What a method has learnt by the last point that all its starts have reached.

    accuracy, train_accuracy, loss, train_loss: means over the starts, nan if none has come to an end of any kind yet.
    among: the 95 % interval of the mean accuracy over starts, by Student's t; nan for a single start. chance: the
    interval that the number of pictures leaves (Wilson, 1927), for one start and the mean accuracy. microseconds: the
    processor time of a step; relative: the same in units of the fastest method. memory: numbers remembered for each
    weight. diverged: how many starts diverged. tied: the method's accuracy cannot be told from the best one.
    """

    entrant: int
    accuracy: float
    among: Interval
    chance: Interval
    train_accuracy: float
    loss: float
    train_loss: float
    microseconds: float
    relative: float
    memory: int
    diverged: int
    tied: bool
    published: float | None


def wilson(share: float, count: int) -> Interval:
    """The 95 % interval of a probability of which `share` was seen in `count` independent cases (Wilson, 1927)."""
    z = NORMAL * NORMAL / count
    middle, half = share + z / 2, np.sqrt(z * (share * (1 - share) + z / 4))
    return float((middle - half) / (1 + z)), float((middle + half) / (1 + z))


def among(values: np.ndarray) -> Interval:
    """The 95 % interval of the mean of some values, by Student's t; nan for fewer than two."""
    if values.size < 2:
        return NONE
    mean, half = values.mean(), STUDENT[values.size - 2] * values.std(ddof=1) / np.sqrt(values.size)
    return float(mean - half), float(mean + half)


def last_values(values: np.ndarray) -> np.ndarray:
    """Of float64[S, P], what each start came to: its last value that is there, float64[S], nan where there is none."""
    there = np.isfinite(values)
    last = values.shape[1] - 1 - np.argmax(there[:, ::-1], axis=1)
    return np.where(there.any(axis=1), values[np.arange(len(values)), last], np.nan)


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else np.nan


def table(trained: Trained) -> tuple[Row, ...]:
    """One row for each method, in the order of the question."""
    times = 1e6 * np.array([_mean(row) for row in trained.seconds])
    fastest = np.nanmin(times) if np.isfinite(times).any() else np.nan
    count, rows = trained.question.pictures.judged, []
    for m, entrant in enumerate(trained.question.entrants):
        ends = [last_values(trained.accuracies[m, :, part]) for part in (TRAIN, JUDGED)]
        losses = [_mean(last_values(trained.losses[m, :, part])) for part in (TRAIN, JUDGED)]
        accuracy = _mean(ends[JUDGED])
        known = np.isfinite(accuracy)
        rows.append(
            Row(
                m, accuracy, among(ends[JUDGED][np.isfinite(ends[JUDGED])]),
                wilson(accuracy, count) if known else NONE, _mean(ends[TRAIN]), losses[JUDGED], losses[TRAIN],
                float(times[m]), float(times[m] / fastest), int(trained.memory[m]),
                int((trained.states[m] == DIVERGED).sum()), False, PUBLISHED.get(entrant.method.key),
            )
        )  # fmt: skip
    best = max((row.accuracy for row in rows if np.isfinite(row.accuracy)), default=np.nan)
    floor = wilson(best, count)[0] if np.isfinite(best) else np.nan
    return tuple(row._replace(tied=bool(row.accuracy >= floor)) for row in rows)
