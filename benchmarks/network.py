"""Measures networks: a step, the race of the table, slices and curvature, and PyTorch's steps where it is installed."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec

import numpy as np

from benchmarks.row import Row, at_least, at_most
from runs.catalog import NETWORKS
from runs.training.presets import everyone, first_training, usual
from runs.training.train import Learner, train
from runs.training.trained import Trained
from studies.slices.curvature import sharpest
from studies.slices.losses import Ground
from studies.slices.planes import heights, random_plane

ROUNDS, BURST, BURSTS = 3, 20, 200


def best(work: Callable[[], object], rounds: int = ROUNDS, clock: Callable[[], float] = time.perf_counter) -> float:
    """The shortest of some times of a piece of work, in seconds, after it was done once."""
    work()
    took = []
    for _ in range(rounds):
        begun = clock()
        work()
        took.append(clock() - begun)
    return min(took)


def timed(what: str, work: Callable[[], object], limit: float, rounds: int = ROUNDS) -> Iterator[Row]:
    """The time of a piece of work beside its goal, and the processor time of all threads, which says more on a machine
    that others use too: trainings and slices give way to them.
    """
    yield at_most(what, best(work, rounds), limit, "s")
    yield Row("  processor time of all threads", f"{best(work, rounds, time.process_time):.3g} s")


def step_of(key: str) -> float:
    """The microseconds of a step of Adam on one thread, the best of many short bursts."""
    question = replace(first_training(), network=key, entrants=(usual("adam"),))
    learner = Learner(question, question.entrants[0], 1, BURST * (BURSTS + 1))
    return 1e6 * best(lambda: learner.advance(BURST), BURSTS) / BURST


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


def against_pytorch(ours: float) -> Iterator[Row]:
    """PyTorch's step of Adam, eager, in float64, on one thread, with the same network and batches."""
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    data = first_training().pictures
    images, labels = (torch.tensor(part) for part in data.part(judged=False))
    images = images.reshape(-1, data.inputs)
    net = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
    adam, rows = torch.optim.Adam(net.parameters(), lr=0.001), torch.arange(64)

    def steps() -> None:
        for _ in range(BURST):
            adam.zero_grad()
            torch.nn.functional.cross_entropy(net(images[rows]), labels[rows]).backward()
            adam.step()

    theirs = 1e6 * best(steps, BURSTS) / BURST
    yield Row("  PyTorch's, eager, float64, one thread", f"{theirs:.3g} µs")
    yield at_least("  steps in the time of one of PyTorch's", theirs / ours, 10, "")


def rows() -> Iterator[Row]:
    """All rows of this part."""
    ours = step_of("mlp_relu")
    yield at_most("64-32-10, batch 64, one thread: a step of Adam", ours, 60, "µs")
    yield from against_pytorch(ours) if installed() else ()
    for key in NETWORKS:
        yield Row(f"  {NETWORKS[key].name}", f"{step_of(key):.3g} µs")
    yield from raced()
    yield from sliced()


def installed() -> bool:
    """Whether PyTorch is there."""
    return find_spec("torch") is not None
