"""The losses of a network's weights on a stated number of pictures: at single points, in a plane, and their slopes."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from threading import Event
from typing import Any

import numpy as np

from core.network.links import network_links
from runs.survey import in_turn
from runs.training.judge import loops, room
from runs.training.training import Training

SAMPLES = 256
"""The pictures on which the losses of a slice are computed, the first ones of those to learn from."""
TASK = 41
"""The points of a piece of work."""


@lru_cache(maxsize=1)
def slicing() -> Any:
    """The loop of slices. Importing it compiles it, and a first page needs others."""
    return import_module("core.network.slices")


@dataclass(frozen=True, slots=True)
class Ground:
    """The loss of a network on some of its pictures: a landscape over as many dimensions as it has weights.

    samples: how many pictures, the first ones of those to learn from; None stands for all of them.
    """

    question: Training
    samples: int | None = SAMPLES

    @property
    def count(self) -> int:
        """How many pictures there are."""
        trained = self.question.pictures.trained
        return trained if self.samples is None else min(self.samples, trained)

    def _given(self) -> tuple[Any, np.ndarray, np.ndarray, np.ndarray]:
        data = self.question.pictures
        links = network_links(self.question.record)
        shape = np.array(self.question.shape, np.int64)
        return links, shape, data.images[: self.count * data.inputs], data.labels[: self.count]

    def slope(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        """The loss at theta and its slopes, float64[N]."""
        g, told = np.empty(theta.size), np.empty(1)
        links, shape, images, labels = self._given()
        loops().whole_slope(
            links, shape, np.array(theta, np.float64), images, labels, *room(self.question), np.empty(theta.size), g,
            told,
        )  # fmt: skip
        return float(told[0]), g

    def losses(self, thetas: np.ndarray) -> np.ndarray:
        """The losses of float64[K, N]: float64[K]; nan where a weight is nan."""
        return np.array([self.slope(theta)[0] for theta in thetas])

    def plane(
        self,
        origin: np.ndarray,
        across: np.ndarray,
        up: np.ndarray,
        a: np.ndarray,
        b: np.ndarray,
        cancelled: Event | None = None,
    ) -> np.ndarray:
        """The losses at origin + a across + b up: float64[K] for float64[K] and float64[K].

        In the room of the surveys, on all threads. After `cancelled` is set no further piece starts; what is not
        computed is nan.
        """
        losses = np.full(a.size, np.nan)
        links, shape, images, labels = self._given()
        given = [np.array(row, np.float64) for row in (origin, across, up)]
        first, second = (np.array(row, np.float64) for row in (a, b))

        def task(low: int) -> None:
            if cancelled is not None and cancelled.is_set():
                return
            part = slice(low, low + TASK)
            slicing().plane_losses(
                links, shape, *given, first[part], second[part], images, labels, np.empty(given[0].size),
                *room(self.question), losses[part],
            )  # fmt: skip

        in_turn(task, range(0, a.size, TASK))
        return losses
