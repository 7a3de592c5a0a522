"""What a network with given weights makes of the pictures: loss, accuracy, and the class of each."""

from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from core.network.links import network_links
from runs.training.training import Training


class Judgement(NamedTuple):
    """The mean loss, the accuracy from 0 to 1, and the class that each picture is sorted into, int64[n]."""

    loss: float
    accuracy: float
    guesses: np.ndarray


@lru_cache(maxsize=1)
def loops() -> Any:
    """The loops of networks. Importing them compiles them, and a first page needs others."""
    return import_module("core.network.trainer")


def room(question: Training, batch: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Scratch memory for the network's kernels and its scores, for a batch of this size and for blocks."""
    most = max(batch, loops().BLOCK)
    work = np.empty(question.record.room(question.shape, most))
    return work, np.empty(most * question.shape[1])


def judge(question: Training, theta: np.ndarray, *, judged: bool = True) -> Judgement:
    """What the network of a training makes of the pictures to judge by, or of those to learn from.

    theta: float64[N], contiguous. Nothing is dropped.
    """
    images, labels = question.pictures.part(judged=judged)
    told, guesses = np.empty(2), np.empty(labels.size, np.int64)
    links, shape = network_links(question.record), np.array(question.shape, np.int64)
    loops().assess(links, shape, theta, images, labels, *room(question), guesses, told)
    return Judgement(float(told[0]), float(told[1]), guesses)
