"""Which digits a trained network gets wrong, and what its first layer looks like while it forms."""

from typing import Any

import numpy as np

from pictures.training.curves import Packed
from runs.catalog import NETWORKS
from runs.training.trained import DONE, Trained
from studies.training.mistakes import confusion, mistakes

MOST_WRONG = 24
"""The most wrong pictures of a method that are shown."""
MOST_UNITS = 32
"""The most units of the first layer that are shown."""
MOST_NUMBERS = 160_000
"""The most numbers of all pictures of weights together: they are sent as a byte each."""
MIDDLE, SPAN = 128, 127
"""The byte of a weight of zero, and by how much that of the largest weight of a picture's network differs."""


def digits(trained: Trained) -> Packed:
    """For every method, from its first start: its confusion matrix, what it gets wrong, and its first layer.

    Arrays: confusion [M, 10, 10], rows are the true digits. wrong uint8[K, side, side], the pictures from 0 (paper) to
    255 (ink). weights uint8[M, F, units, side, side], MIDDLE for zero, at the steps `frames` of the head. A method
    that diverged has none.
    """
    question = trained.question
    alive = [bool(how[0] == DONE) for how in trained.states]
    matrices = [confusion(trained, m) if alive[m] else np.zeros((10, 10)) for m in range(len(alive))]
    wrong, pictures, count = list[list[dict[str, Any]]](), list[np.ndarray](), list[int]()
    for m, there in enumerate(alive):
        found = mistakes(trained, m) if there else ()
        count.append(len(found))
        shown = found[:MOST_WRONG]
        wrong.append([{"at": len(pictures) + k, "label": x.label, "guess": x.guess} for k, x in enumerate(shown)])
        pictures += [np.rint(255 * one.picture) for one in shown]
    side = question.pictures.side
    weights, frames = first_layers(trained)
    head = {
        "wrong": wrong, "mistakes": count, "side": side, "alive": alive, "frames": frames.tolist(),
        "judged": question.pictures.judged, "unit": NETWORKS[question.network].first,
    }  # fmt: skip
    images = np.array(pictures, np.uint8).reshape(len(pictures), side, side)
    return Packed(head, {"confusion": np.array(matrices, float), "wrong": images, "weights": weights})


def first_layers(trained: Trained) -> tuple[np.ndarray, np.ndarray]:
    """The first layers of all methods as bytes, and the steps at which they were."""
    many = len(trained.question.entrants)
    found = np.stack([trained.first_layers(m)[:, :MOST_UNITS] for m in range(many)])
    room = max(2, MOST_NUMBERS // (found.size // found.shape[1]))
    kept = np.unique(np.rint(np.linspace(0, found.shape[1] - 1, min(room, found.shape[1]))).astype(int))
    found = np.nan_to_num(found[:, kept], posinf=0.0, neginf=0.0)
    largest = np.abs(found).max(axis=(1, 2, 3, 4), keepdims=True)
    shown = MIDDLE + np.rint(SPAN * found / np.where(largest > 0, largest, 1.0))
    return shown.astype(np.uint8), trained.path_steps[kept]
