"""How the result depends on the learning rate, and rates that are found by trying."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event

import numpy as np

from runs.run import RATE
from runs.training.presets import usual
from runs.training.train import train
from runs.training.trained import DIVERGED, JUDGED, Trained
from runs.training.training import Training, possible
from studies.training.table import last_values

TRIED = 13
"""The rates of a sweep: three decades to either side of the middle, two to a decade."""
MOST_TRIALS = 9


def around(middle: float, count: int) -> tuple[float, ...]:
    """So many rates around a middle one, two to a decade, from low to high, rounded to three digits."""
    powers = np.arange(count) - count // 2
    found = (float(f"{middle * 10.0 ** (power / 2):.3g}") for power in powers)
    return tuple(dict.fromkeys(min(max(rate, RATE.valid[0]), RATE.valid[1]) for rate in found))


def sweep_of(question: Training, entrant: int) -> Training:
    """The training of one method at TRIED rates around its usual one, otherwise as it is.

    Its result is that of `train`, to be read by `swept`.
    """
    one = question.entrants[entrant]
    entrants = tuple(replace(one, rate=rate) for rate in around(usual(one.method.key).rate, TRIED))
    numbers = {name: getattr(question, name) for name in ("batch", "epochs", "seeds", "seed")}
    return possible(entrants, question.network, question.data, **numbers)[0]


@dataclass(frozen=True, slots=True)
class Sweep:
    """rates: float64[R]; accuracy: float64[R], the mean of all starts at the end, of the pictures to judge by; low and
    high: float64[R], the worst and the best start. Where all starts diverged they are nan.
    """

    rates: np.ndarray
    accuracy: np.ndarray
    low: np.ndarray
    high: np.ndarray


def swept(trained: Trained) -> Sweep:
    """The final accuracy against the rate."""
    ends = np.array([last_values(row[:, JUDGED]) for row in trained.accuracies])
    ends[trained.states == DIVERGED] = np.nan
    known = [bool(np.isfinite(row).any()) for row in ends]
    low, mean, high = (
        np.array([f(row[np.isfinite(row)]) if there else np.nan for row, there in zip(ends, known, strict=True)])
        for f in (np.min, np.mean, np.max)
    )
    return Sweep(np.array([entrant.rate for entrant in trained.question.entrants]), mean, low, high)


def tuned(
    question: Training,
    trials: int,
    told: Callable[[float], None] | None = None,
    cancelled: Event | None = None,
) -> Training:
    """The training with the best of `trials` rates for every method, an odd number from 1 to MOST_TRIALS.

    All methods try equally many rates, around their usual ones, two to a decade. The best has the lowest mean loss of
    the pictures to judge by, so that their accuracies are a little flattered, all alike. told: is called with the share
    that is done. Where it is cancelled the methods not tried keep their rates.
    """
    entrants = list(question.entrants)
    for place, entrant in enumerate(entrants):
        rates = around(usual(entrant.method.key).rate, trials)
        asked = replace(question, entrants=tuple(replace(entrant, rate=rate) for rate in rates))
        found = train(asked, cancelled=cancelled)
        if cancelled is not None and cancelled.is_set():
            break
        ends = np.array([last_values(row[:, JUDGED]).mean() for row in found.losses])
        ends[(found.states == DIVERGED).any(axis=1)] = np.inf
        entrants[place] = replace(entrant, rate=rates[int(np.argmin(ends))])
        if told is not None:
            told((place + 1) / len(entrants))
    return replace(question, entrants=tuple(entrants))
