"""Which digits a network takes for which others, and the pictures that it gets wrong."""

from typing import NamedTuple

import numpy as np

from runs.data.pictures import CLASSES
from runs.training.judge import judge
from runs.training.trained import Trained


class Mistake(NamedTuple):
    """A picture that is sorted wrong: float64[side, side], its digit, and what it was taken for."""

    picture: np.ndarray
    label: int
    guess: int


def confusion(trained: Trained, entrant: int, start: int = 0) -> np.ndarray:
    """How often each digit (row) of the pictures to judge by is taken for each (column): int64[10, 10]."""
    _, labels = trained.question.pictures.part(judged=True)
    guesses = _guesses(trained, entrant, start)
    return np.bincount(labels * CLASSES + guesses, minlength=CLASSES * CLASSES).reshape(CLASSES, CLASSES)


def mistakes(trained: Trained, entrant: int, start: int = 0) -> tuple[Mistake, ...]:
    """The pictures to judge by that are sorted wrong with the last weights, in the order of the data."""
    data = trained.question.pictures
    _, labels = data.part(judged=True)
    guesses = _guesses(trained, entrant, start)
    return tuple(
        Mistake(data.picture(data.trained + int(k)), int(labels[k]), int(guesses[k]))
        for k in np.flatnonzero(guesses != labels)
    )


def _guesses(trained: Trained, entrant: int, start: int) -> np.ndarray:
    return judge(trained.question, trained.weights[entrant, start].copy()).guesses
