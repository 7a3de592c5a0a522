"""Whole trainings on all threads, slices, and the sharpness."""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.network.clock import best, timed
from benchmarks.row import Row, at_most
from runs.training.presets import everyone, first_training
from runs.training.train import train
from runs.training.trained import Trained
from studies.slices.curvature import sharpest
from studies.slices.losses import Ground
from studies.slices.planes import heights, random_plane


def raced() -> Iterator[Row]:
    """From the question to the final table, on all threads."""
    table = replace(first_training(), epochs=100)
    yield from timed("the six of the table, 2,300 steps each", lambda: train(table), 1.5)
    everybody = replace(table, entrants=everyone())
    yield from timed(f"all {len(everybody.entrants)} methods, 2,300 steps each", lambda: train(everybody), 5, 1)
    begun, told = time.perf_counter(), []

    def look(_: Trained) -> None:
        told.append(time.perf_counter() - begun)

    train(replace(first_training(), network="convnet"), look)
    yield at_most("convolutional, six methods x 10 epochs", time.perf_counter() - begun, 10, "s")
    yield at_most("  its first curves", told[0] if told else np.inf, 0.5, "s")


def sliced() -> Iterator[Row]:
    """A slice of 41 x 41 on 256 pictures, and the sharpness on all pictures."""
    question = first_training()
    theta = train(question).weights[0, 0].copy()
    ground, plane = Ground(question), random_plane(question, theta)
    yield from timed("a slice of 41 x 41 on 256 pictures", lambda: list(heights(ground, plane)), 0.5)
    yield at_most("  its first picture", best(lambda: next(iter(heights(ground, plane)))), 0.1, "s")
    took = best(lambda: sharpest(Ground(question, None), theta))
    yield Row("  two largest eigenvalues on 1,437 pictures", f"{1e3 * took:.3g} ms")


def rows() -> Iterator[Row]:
    """The rows of trainings and slices."""
    yield from raced()
    yield from sliced()
