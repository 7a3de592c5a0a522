"""The answer to a training, whole or as far as it has come."""

from dataclasses import dataclass

import numpy as np

from runs.catalog import OPTIMIZERS
from runs.training.training import Training

WAITING, RUNNING, DONE, DIVERGED, STOPPED = range(5)
"""Where a method has got to from one start."""
STATES = ("waiting", "running", "done", "diverged", "stopped")

TRAIN, JUDGED = 0, 1
"""The pictures to learn from, and those to be judged by."""

MOST_POINTS = 60
"""About so many times the losses of all pictures are computed along a run."""
MOST_PATH = 3_000_000
"""The most numbers of all paths of a training together: 24 MB."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What M methods from S starts have learnt. All arrays are read-only; what has not come yet is nan.

    points: int64[P], the steps at which all pictures were sorted, from 0 on. losses and accuracies: float64[M, S, 2,
    P], of the pictures to learn from (TRAIN) and those to be judged by (JUDGED), a share from 0 to 1. weights:
    float64[M, S, N], the last ones. path: float64[M, K, N], the weights from the first start at the steps path_steps,
    int64[K], which are among the points. seconds: float64[M, S], processor time a step, without that of the points.
    steps: int64[M, S], the steps taken. states: int64[M, S], see STATES. memory: int64[M], the numbers a method
    remembers for each weight.
    """

    question: Training
    points: np.ndarray
    losses: np.ndarray
    accuracies: np.ndarray
    weights: np.ndarray
    path: np.ndarray
    path_steps: np.ndarray
    seconds: np.ndarray
    steps: np.ndarray
    states: np.ndarray
    memory: np.ndarray

    @property
    def share(self) -> float:
        """How much of all steps has been taken, from 0 to 1. A run that has diverged has no more to take."""
        taken = np.where(self.states == DIVERGED, self.question.steps, self.steps)
        return float(taken.sum() / (self.question.steps * self.steps.size))

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return bool((self.states >= DONE).all())

    @property
    def epochs(self) -> np.ndarray:
        """The points in epochs: float64[P]."""
        return self.points / self.question.each

    @property
    def samples(self) -> np.ndarray:
        """The points in pictures used: float64[P]."""
        return self.epochs * self.question.pictures.trained

    def times(self, entrant: int) -> np.ndarray:
        """The points in seconds of processor time, for one method: float64[P]."""
        known = self.seconds[entrant][np.isfinite(self.seconds[entrant])]
        return self.points * (float(known.mean()) if known.size else np.nan)

    def first_layers(self, entrant: int) -> np.ndarray:
        """The columns of the first layer along the path: float64[K, units, side, side], nan where not there yet.

        They are as large as a picture, or filters of 3 x 3.
        """
        network, shape = self.question.record, self.question.shape
        layer = network.layers(shape)[0]
        side = int(np.sqrt(layer.inputs))
        path = self.path[entrant, :, : layer.inputs * layer.outputs]
        return path.reshape(-1, side, side, layer.outputs).transpose(0, 3, 1, 2)


def points_of(question: Training) -> np.ndarray:
    """The steps at which all pictures are sorted: the start, the end of every epoch, and evenly between: int64[P]."""
    inside = min(max(MOST_POINTS // question.epochs, 1), question.each)
    within = np.rint(np.arange(1, inside + 1) * question.each / inside)
    return np.concatenate(([0], (np.arange(question.epochs)[:, None] * question.each + within).ravel())).astype(int)


def path_of(question: Training, points: np.ndarray) -> np.ndarray:
    """The places among the points at which the weights are kept: as many as MOST_PATH allows, both ends included."""
    room = MOST_PATH // (len(question.entrants) * question.size)
    kept = int(np.clip(room, 2, points.size))
    return np.unique(np.rint(np.linspace(0, points.size - 1, kept)).astype(int))


def memory_of(question: Training) -> np.ndarray:
    """The numbers that each method remembers for each weight: int64[M]."""
    return np.array([len(OPTIMIZERS[entrant.method.key].slots) for entrant in question.entrants])
