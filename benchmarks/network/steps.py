"""A step on one thread, and PyTorch's where it is installed."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec

from benchmarks.network.clock import best
from benchmarks.row import Row, at_least, at_most
from runs.catalog import NETWORKS
from runs.training.presets import first_training, usual
from runs.training.train import Learner

BURST, BURSTS = 20, 200


def step_of(key: str) -> float:
    """The microseconds of a step of Adam on one thread, the best of many short bursts."""
    question = replace(first_training(), network=key, entrants=(usual("adam"),))
    learner = Learner(question, question.entrants[0], 1, BURST * (BURSTS + 1))
    return 1e6 * best(lambda: learner.advance(BURST), BURSTS) / BURST


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
    """The rows of steps."""
    ours = step_of("mlp_relu")
    yield at_most("64-32-10, batch 64, one thread: a step of Adam", ours, 60, "µs")
    yield from against_pytorch(ours) if installed() else ()
    for key in NETWORKS:
        yield Row(f"  {NETWORKS[key].name}", f"{step_of(key):.3g} µs")


def installed() -> bool:
    """Whether PyTorch is there."""
    return find_spec("torch") is not None
